-- Statistical process control.

-- Statistical process control, as XmR charts and the NHS's "Making data count" use it.
-- With n points, their sum s and the sum m of their moves, the mean is s / n and a limit 2.66 * m / (n - 1) away: compared times n (n - 1).
-- The sums are whole multiples of the figures, so that nothing is rounded before it is compared.
CREATE OR REPLACE FUNCTION spc_moves(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (measure_id bigint, polarity text, quarter quarter, actual numeric, target numeric, low numeric, high numeric, place bigint,
                 n bigint, s numeric, m numeric, limit_by numeric, side integer, slope integer, outside integer, near integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH points AS (
    SELECT r.measure_id, m.polarity, r.quarter, r.actual, r.target, r.low, r.high,
           row_number() OVER in_time AS place,
           r.actual - lag(r.actual) OVER in_time AS move
      FROM measure_rows(spc_moves.as_at, spc_moves.known_at) r
      JOIN measures m ON m.measure_id = r.measure_id
     WHERE r.actual IS NOT NULL
    WINDOW in_time AS (PARTITION BY r.measure_id ORDER BY r.quarter)
  ), processes AS (
    SELECT p.*,
           count(*) OVER of_measure AS n, sum(p.actual) OVER of_measure AS s, coalesce(sum(abs(p.move)) OVER of_measure, 0) AS m
      FROM points p
    WINDOW of_measure AS (PARTITION BY p.measure_id)
  )
  SELECT p.measure_id, p.polarity, p.quarter, p.actual, p.target, p.low, p.high, p.place, p.n, p.s, p.m, off.limit_by,
         sign(off.mean_by)::integer AS side,
         coalesce(sign(p.move)::integer, 0) AS slope,
         CASE WHEN off.mean_by > off.limit_by THEN 1 WHEN off.mean_by < -off.limit_by THEN -1 ELSE 0 END AS outside,
         CASE WHEN abs(off.mean_by) > off.limit_by OR 3 * abs(off.mean_by) <= 2 * off.limit_by THEN 0
             ELSE sign(off.mean_by)::integer END AS near
    FROM processes p
   CROSS JOIN LATERAL (SELECT (p.n - 1) * (p.n * p.actual - p.s) AS mean_by, 2.66 * p.n * p.m AS limit_by) off;
END;
COMMENT ON FUNCTION spc_moves(date, timestamptz) IS
  'One row per measure and quarter with an actual: its place in time, the number, sum and moving range of all (n, s, m), on which side of '
  'the mean it lies, whether outside the limits or near one (as -1, 0 or 1), and where it came from.';

CREATE OR REPLACE FUNCTION spc_runs(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (measure_id bigint, polarity text, quarter quarter, actual numeric, target numeric, low numeric, high numeric, n bigint,
                 s numeric, m numeric, limit_by numeric, side integer, outside integer, near integer, two_of_three boolean, seven boolean,
                 trend_to integer, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH parted AS (
    SELECT p.*,
           p.side <> lag(p.side, 1, p.side) OVER in_time AS other_side,
           p.slope <> lag(p.slope, 1, p.slope) OVER in_time AS other_slope,
           p.near <> 0 AND p.n >= 3
             AND p.near IN (lag(p.near, 1, 0) OVER in_time, lag(p.near, 2, 0) OVER in_time, lead(p.near, 1, 0) OVER in_time,
                            lead(p.near, 2, 0) OVER in_time)
             AS two_of_three
      FROM spc_moves(spc_runs.as_at, spc_runs.known_at) p
    WINDOW in_time AS (PARTITION BY p.measure_id ORDER BY p.place)
  ), stretched AS (
    SELECT p.*,
           count(*) FILTER (WHERE p.other_side) OVER in_time AS side_stretch,
           count(*) FILTER (WHERE p.other_slope) OVER in_time AS slope_stretch
      FROM parted p
    WINDOW in_time AS (PARTITION BY p.measure_id ORDER BY p.place)
  ), counted AS (
    SELECT p.*,
           p.side <> 0 AND count(*) OVER (PARTITION BY p.measure_id, p.side_stretch) >= 7 AS seven,
           CASE WHEN count(*) OVER (PARTITION BY p.measure_id, p.slope_stretch) >= 6 THEN p.slope ELSE 0 END AS trending
      FROM stretched p
  )
  -- The point from which a trend sets out belongs to it, though the move to it may be another.
  SELECT p.measure_id, p.polarity, p.quarter, p.actual, p.target, p.low, p.high, p.n, p.s, p.m, p.limit_by, p.side, p.outside, p.near,
         p.two_of_three, p.seven,
         CASE WHEN p.trending <> 0 THEN p.trending ELSE lead(p.trending, 1, 0) OVER in_time END AS trend_to,
         lead(p.place) OVER in_time IS NULL AS is_latest
    FROM counted p
  WINDOW in_time AS (PARTITION BY p.measure_id ORDER BY p.place);
END;
COMMENT ON FUNCTION spc_runs(date, timestamptz) IS
  'spc_moves, and whether each point is one of two of three near a limit, of seven on one side of the mean, or of a trend, and which way.';

-- What is compared is a multiple of how far the target, or the band, is from the mean.
CREATE OR REPLACE FUNCTION spc_assurance(polarity text, limit_by numeric, target numeric, low numeric, high numeric) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE polarity
         WHEN 'higher' THEN CASE WHEN target <= -limit_by THEN 'consistently hit' WHEN target > limit_by THEN 'consistently missed'
                                 WHEN target IS NOT NULL THEN 'hit and miss' END
         WHEN 'lower' THEN CASE WHEN target >= limit_by THEN 'consistently hit' WHEN target < -limit_by THEN 'consistently missed'
                                WHEN target IS NOT NULL THEN 'hit and miss' END
         ELSE CASE WHEN low <= -limit_by AND high >= limit_by THEN 'consistently hit'
                   WHEN low > limit_by OR high < -limit_by THEN 'consistently missed'
                   WHEN low IS NOT NULL THEN 'hit and miss' END END;
COMMENT ON FUNCTION spc_assurance(text, numeric, numeric, numeric, numeric) IS
  'Whether a process within such limits of its mean always meets its target or band, never does, or now and then.';

CREATE OR REPLACE FUNCTION spc_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, measure_id bigint, ref text, title text, polarity text, quarter quarter, actual numeric,
                 points bigint, trial_limits boolean, mean numeric, average_moving_range numeric, sigma numeric,
                 lower_limit numeric, upper_limit numeric,
                 outside_limits boolean, rule_of_seven boolean, trend boolean, two_of_three boolean, signal text, variation text,
                 target numeric, low numeric, high numeric, assurance text, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH charted AS (
    SELECT p.*,
           CASE WHEN p.n > 1 THEN p.m / (p.n - 1) END AS average_moving_range,
           CASE WHEN p.n > 1 THEN p.s / p.n - 2.66 * p.m / (p.n - 1) END AS lower_limit,
           CASE WHEN p.n > 1 THEN p.s / p.n + 2.66 * p.m / (p.n - 1) END AS upper_limit,
           CASE WHEN p.outside <> 0 THEN p.outside WHEN p.seven THEN p.side WHEN p.trend_to <> 0 THEN p.trend_to
                WHEN p.two_of_three THEN p.near ELSE 0 END AS towards
      FROM spc_runs(spc_report.as_at, spc_report.known_at) p
  )
  SELECT m.plan_id, m.plan, p.measure_id, m.ref, m.title, p.polarity, p.quarter, p.actual,
         p.n, p.n < 12, p.s / p.n, p.average_moving_range, p.average_moving_range / 1.128, p.lower_limit, p.upper_limit,
         p.outside <> 0, p.seven, p.trend_to <> 0, p.two_of_three,
         CASE WHEN p.outside <> 0 THEN 'outside the limits' WHEN p.seven THEN 'seven on one side of the mean'
              WHEN p.trend_to > 0 THEN 'seven rising' WHEN p.trend_to < 0 THEN 'seven falling'
              WHEN p.two_of_three THEN 'two of three near a limit' END,
         CASE WHEN p.towards = 0 THEN 'common cause' WHEN p.polarity = 'band' THEN 'neither'
              WHEN (p.towards > 0) = (p.polarity = 'higher') THEN 'improvement' ELSE 'concern' END,
         p.target, p.low, p.high,
         CASE WHEN p.n >= 2 THEN spc_assurance(p.polarity, p.limit_by, aim.target, aim.low, aim.high) END,
         p.is_latest
    FROM charted p
    JOIN measure_names m ON m.measure_id = p.measure_id
   CROSS JOIN LATERAL (SELECT (p.n - 1) * (p.n * p.target - p.s) AS target, (p.n - 1) * (p.n * p.low - p.s) AS low,
                              (p.n - 1) * (p.n * p.high - p.s) AS high) aim
   ORDER BY m.sort_order, p.quarter;
END;
COMMENT ON FUNCTION spc_report(date, timestamptz) IS
  'One row per measure and quarter with an actual that had begun on that day: its XmR chart over all of them, as the NHS''s "Making '
  'data count" reads it. Missing quarters are passed over, as the line of a chart does. The limits are mean -+ 2.66 times the average '
  'moving range (three sigma; sigma is that range through 1.128); trial_limits: fewer than 12 points. Signals: outside the limits; '
  'seven or more in a row on one side of the mean (a point on it ends the row); a trend of seven or more points, each higher, or each '
  'lower, than the one before it; two of three in a row beyond two sigma on one side but within the limits. All points of a row carry '
  'it; signal names the first of these that holds and variation judges it by polarity: improvement, concern, neither (of a band), '
  'otherwise common cause. assurance sets the target of the quarter against the limits: consistently hit (every value within them meets '
  'it), consistently missed (none does), hit and miss.';

CREATE OR REPLACE VIEW spc_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.measure_id, s.ref, s.title, s.polarity, s.quarter, s.actual, s.points, s.trial_limits, s.mean,
    s.average_moving_range,
       s.sigma, s.lower_limit, s.upper_limit, s.outside_limits, s.rule_of_seven, s.trend, s.two_of_three, s.signal, s.variation,
       s.target, s.low, s.high, s.assurance, s.is_latest
  FROM spc_report(today()) s;
COMMENT ON VIEW spc_report IS
  'One row per measure and quarter with an actual: its XmR chart as "Making data count" reads it. For the state of each measure keep '
  'is_latest: variation and assurance are its two icons.';
COMMENT ON COLUMN spc_report.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN spc_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN spc_report.measure_id IS 'The measure.';
COMMENT ON COLUMN spc_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN spc_report.title IS 'The wording.';
COMMENT ON COLUMN spc_report.polarity IS 'Which direction is good: higher, lower, or within a band.';
COMMENT ON COLUMN spc_report.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN spc_report.actual IS 'What was reached; empty: missing.';
COMMENT ON COLUMN spc_report.points IS 'How many quarters have an actual: what the chart is made of.';
COMMENT ON COLUMN spc_report.trial_limits IS 'Whether the chart has fewer than 12 points.';
COMMENT ON COLUMN spc_report.mean IS 'Mean of all points.';
COMMENT ON COLUMN spc_report.average_moving_range IS 'Mean of the moves from point to point, without sign.';
COMMENT ON COLUMN spc_report.sigma IS 'Average moving range through 1.128.';
COMMENT ON COLUMN spc_report.lower_limit IS
  'The lower process limit: mean less 2.66 times the average moving range; empty with fewer than two points.';
COMMENT ON COLUMN spc_report.upper_limit IS
  'The upper process limit: mean plus 2.66 times the average moving range; empty with fewer than two points.';
COMMENT ON COLUMN spc_report.outside_limits IS 'Whether the point lies outside the process limits.';
COMMENT ON COLUMN spc_report.rule_of_seven IS 'Whether the point is one of seven or more in a row on one side of the mean.';
COMMENT ON COLUMN spc_report.trend IS 'Whether the point is one of seven or more that rise, or fall, one after the other.';
COMMENT ON COLUMN spc_report.two_of_three IS
  'Whether the point is one of two among three in a row beyond two sigma on one side, within the limits.';
COMMENT ON COLUMN spc_report.signal IS 'The first signal that holds of the point; empty: none.';
COMMENT ON COLUMN spc_report.variation IS
  'What the signal says by polarity: improvement, concern, neither (of a band), or common cause where there is none.';
COMMENT ON COLUMN spc_report.target IS 'What is aimed at.';
COMMENT ON COLUMN spc_report.low IS 'The lower end of the band aimed at.';
COMMENT ON COLUMN spc_report.high IS 'The upper end of the band aimed at.';
COMMENT ON COLUMN spc_report.assurance IS
  'The target of the quarter against the limits: consistently hit, consistently missed, or hit and miss.';
COMMENT ON COLUMN spc_report.is_latest IS 'Whether the measure has no later row here.';
