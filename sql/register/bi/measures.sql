-- Measures for BI tools.

-- For BI tools.
CREATE OR REPLACE VIEW :"bi".bi_measure AS
SELECT m.measure_id AS measure_key, m.plan_id AS plan_key, m.ref, m.title, m.tier, m.influence, m.polarity, m.unit, m.frequency,
    m.tolerance, m.decimals,
       nullif(nullif(m.retired_on, 'infinity'), '-infinity') AS retired_on
  FROM measures m;
COMMENT ON VIEW :"bi".bi_measure IS 'Dimension: one row per measure (key performance indicator).';
COMMENT ON COLUMN :"bi".bi_measure.measure_key IS 'Key of bi_measure.';
COMMENT ON COLUMN :"bi".bi_measure.plan_key IS 'Key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_measure.ref IS 'The reference as printed.';
COMMENT ON COLUMN :"bi".bi_measure.title IS 'The wording.';
COMMENT ON COLUMN :"bi".bi_measure.tier IS '1: corporate outcomes; 2: directors'' key actions.';
COMMENT ON COLUMN :"bi".bi_measure.influence IS 'controlled by the organisation, or only influenced.';
COMMENT ON COLUMN :"bi".bi_measure.polarity IS 'Which direction is good: higher, lower, or within a band.';
COMMENT ON COLUMN :"bi".bi_measure.unit IS 'The unit of its values.';
COMMENT ON COLUMN :"bi".bi_measure.frequency IS 'quarterly, or annual with its figures in the last quarter of the year.';
COMMENT ON COLUMN :"bi".bi_measure.tolerance IS 'How the tolerance is meant: absolute or percent (of the target).';
COMMENT ON COLUMN :"bi".bi_measure.decimals IS 'How many decimals to print; empty: as recorded.';
COMMENT ON COLUMN :"bi".bi_measure.retired_on IS 'From that day on no figure is asked for; empty: it is in use.';

CREATE OR REPLACE VIEW :"bi".bi_measure_node AS
SELECT m.measure_id AS measure_key, m.node_id AS node_key FROM measures m WHERE m.node_id IS NOT NULL
UNION
SELECT mn.measure_id, mn.node_id FROM measure_nodes mn WHERE CURRENT_DATE BETWEEN mn.valid_from AND mn.valid_to;
COMMENT ON VIEW :"bi".bi_measure_node IS
  'Bridge: one row per measure and node it tells about directly, today. A measure may have several: do not add measures across nodes.';
COMMENT ON COLUMN :"bi".bi_measure_node.measure_key IS 'Key of bi_measure.';
COMMENT ON COLUMN :"bi".bi_measure_node.node_key IS 'Key of bi_node.';

CREATE OR REPLACE VIEW :"bi".bi_measure_value AS
SELECT r.measure_id AS measure_key, r.plan_id AS plan_key,
       (extract(year FROM start_date(r.quarter)) * 100 + extract(month FROM start_date(r.quarter)))::integer AS quarter_key,
       r.target, r.low, r.high, r.amber AS tolerance_amount, r.actual,
       coalesce(r.rating::text, 'NR') AS rating_key,
       r.previous_actual, r.change, r.direction, r.year_ago_actual, r.change_on_year, r.direction_on_year, r.worsening_run,
       r.is_latest, r.recorded_at
  FROM (  WITH actuals AS (
    -- The order runs down the primary key, so one backward scan of it can answer.  Figures that are no finite numbers, which layout 0.1.0
    -- took, are missing ones: nothing can be reckoned with them.
    SELECT DISTINCT ON (v.measure_id, v.quarter) v.measure_id, v.quarter,
           CASE WHEN v.actual > '-infinity' AND v.actual < 'infinity' THEN v.actual END AS actual, v.recorded_at
      FROM measure_values v
     WHERE (v.actual IS NOT NULL OR v.target IS NULL)
       AND (NULL::timestamptz IS NULL OR v.recorded_at <= NULL::timestamptz)
     ORDER BY v.measure_id DESC, v.quarter DESC, v.recorded_at DESC
  ), targets AS (
    SELECT DISTINCT ON (s.measure_id, s.quarter) s.measure_id, s.quarter, s.target, s.low, s.high, s.amber
      FROM (SELECT t.measure_id, t.quarter, t.target, t.low, t.high, t.amber, t.recorded_at, 1 AS place
              FROM measure_targets t
            UNION ALL
            SELECT v.measure_id, v.quarter, v.target, NULL::numeric AS low, NULL::numeric AS high, v.amber, v.recorded_at, 0 AS place
              FROM measure_values v
             WHERE v.target > '-infinity' AND v.target < 'infinity') s
     WHERE NULL::timestamptz IS NULL OR s.recorded_at <= NULL::timestamptz
     ORDER BY s.measure_id DESC, s.quarter DESC, s.recorded_at DESC, s.place DESC
  ), figures AS (
    SELECT f.measure_id, f.quarter, max(f.actual) AS actual, max(f.recorded_at) AS recorded_at,
           max(f.target) AS target, max(f.low) AS low, max(f.high) AS high, max(f.amber) AS amber
      FROM (SELECT a.measure_id, a.quarter, a.actual, a.recorded_at, NULL::numeric AS target, NULL::numeric AS low,
            NULL::numeric AS high, NULL::numeric AS amber
              FROM actuals a
            UNION ALL
            SELECT t.measure_id, t.quarter, NULL::numeric AS actual, NULL::timestamptz AS recorded_at, t.target, t.low, t.high, t.amber
              FROM targets t) f
     WHERE start_date(f.quarter) <= CURRENT_DATE
     GROUP BY f.measure_id, f.quarter
  ), stated AS (
    SELECT f.measure_id, m.plan_id, m.polarity, m.tolerance, m.frequency, f.quarter, f.actual, f.recorded_at, f.target, f.low, f.high,
        f.amber,
           f.quarter - min(f.quarter) OVER in_time AS place,
           lead(f.quarter) OVER in_time - f.quarter AS ahead,
           CASE m.frequency WHEN 'annual' THEN 4 ELSE 1 END AS step
      FROM figures f
      JOIN measures m ON m.measure_id = f.measure_id
    WINDOW in_time AS (PARTITION BY m.plan_id, f.measure_id ORDER BY f.quarter)
  ), filled AS (
    -- A stated quarter stands for itself and for the gap after it.  The planner takes a series for a thousand rows and an array for ten.
    SELECT s.measure_id, s.plan_id, s.polarity, s.tolerance, s.frequency,
           s.quarter + (gap.n - 1)::integer * s.step AS quarter, s.place / s.step + (gap.n - 1)::integer AS place,
           CASE WHEN gap.n = 1 THEN s.actual END AS actual,
           CASE WHEN gap.n = 1 THEN s.recorded_at END AS recorded_at,
           CASE WHEN gap.n = 1 THEN s.target END AS target,
           CASE WHEN gap.n = 1 THEN s.low END AS low,
           CASE WHEN gap.n = 1 THEN s.high END AS high,
           CASE WHEN gap.n = 1 THEN s.amber END AS amber
      FROM stated s
     CROSS JOIN LATERAL unnest(array_fill(0, ARRAY[coalesce(s.ahead / s.step, 1)])) WITH ORDINALITY gap (zero, n)
  ), rated AS (
    SELECT f.measure_id, f.plan_id, f.polarity, f.quarter, f.place, f.target, f.low, f.high, f.amber, f.actual, f.recorded_at,
           CASE WHEN f.polarity = 'band' THEN rag_from_band(f.actual, f.low, f.high, greatest(f.amber, 0), tolerance.kind)
                ELSE rag_from(f.actual, f.target, greatest(f.amber, 0), f.polarity, tolerance.kind) END AS rating,
           lag(f.actual) OVER in_time AS previous_actual,
           CASE f.frequency WHEN 'annual' THEN lag(f.actual, 1) OVER in_time ELSE lag(f.actual, 4) OVER in_time END AS year_ago_actual,
           lead(f.place) OVER in_time IS NULL AS is_latest
      FROM filled f
     CROSS JOIN LATERAL (SELECT CASE WHEN f.amber > 0 THEN f.tolerance ELSE 'absolute' END AS kind) tolerance
    WINDOW in_time AS (PARTITION BY f.plan_id, f.measure_id ORDER BY f.place)
  ), moved AS (
    SELECT s.*,
           CASE WHEN merit.now > merit.before THEN 'improved' WHEN merit.now < merit.before THEN 'worsened'
                WHEN merit.now = merit.before THEN 'unchanged' END AS direction,
           CASE WHEN merit.now > merit.year_ago THEN 'improved' WHEN merit.now < merit.year_ago THEN 'worsened'
                WHEN merit.now = merit.year_ago THEN 'unchanged' END AS direction_on_year
      FROM rated s
     CROSS JOIN LATERAL (
           SELECT CASE s.polarity WHEN 'higher' THEN s.actual WHEN 'lower' THEN -s.actual
                  ELSE CASE WHEN s.actual < s.low THEN s.actual - s.low WHEN s.actual > s.high THEN s.high - s.actual
                            WHEN s.actual BETWEEN s.low AND s.high THEN 0 END END AS now,
                  CASE s.polarity WHEN 'higher' THEN s.previous_actual WHEN 'lower' THEN -s.previous_actual
                  ELSE CASE WHEN s.previous_actual < s.low THEN s.previous_actual - s.low WHEN s.previous_actual > s.high
                      THEN s.high - s.previous_actual
                            WHEN s.previous_actual BETWEEN s.low AND s.high THEN 0 END END AS before,
                  CASE s.polarity WHEN 'higher' THEN s.year_ago_actual WHEN 'lower' THEN -s.year_ago_actual
                  ELSE CASE WHEN s.year_ago_actual < s.low THEN s.year_ago_actual - s.low WHEN s.year_ago_actual > s.high
                      THEN s.high - s.year_ago_actual
                            WHEN s.year_ago_actual BETWEEN s.low AND s.high THEN 0 END END AS year_ago) merit
  )
  SELECT m.measure_id, m.plan_id, m.quarter, m.target, m.low, m.high, m.amber, m.actual, m.rating,
         m.previous_actual, m.actual - m.previous_actual AS change, m.direction,
         m.year_ago_actual, m.actual - m.year_ago_actual AS change_on_year, m.direction_on_year,
         CASE WHEN m.actual IS NOT NULL
              THEN m.place - max(CASE WHEN m.direction = 'worsened' THEN NULL ELSE m.place END) OVER (PARTITION BY m.plan_id,
                    m.measure_id ORDER BY m.place)
         END AS worsening_run,
         m.is_latest, m.recorded_at
    FROM moved m) r;
COMMENT ON VIEW :"bi".bi_measure_value IS
  'Fact: one row per measure and quarter that has begun, from the first with a target or an actual, gaps included. For the latest state '
  'keep is_latest.';
COMMENT ON COLUMN :"bi".bi_measure_value.measure_key IS 'Key of bi_measure.';
COMMENT ON COLUMN :"bi".bi_measure_value.plan_key IS 'Key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_measure_value.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_measure_value.target IS 'What is aimed at.';
COMMENT ON COLUMN :"bi".bi_measure_value.low IS 'The lower end of the band aimed at.';
COMMENT ON COLUMN :"bi".bi_measure_value.high IS 'The upper end of the band aimed at.';
COMMENT ON COLUMN :"bi".bi_measure_value.tolerance_amount IS 'The tolerance within which a miss is amber, as bi_measure.tolerance says.';
COMMENT ON COLUMN :"bi".bi_measure_value.actual IS 'What was reached; empty: missing.';
COMMENT ON COLUMN :"bi".bi_measure_value.rating_key IS 'The rating: key of bi_scale; NR where not rated.';
COMMENT ON COLUMN :"bi".bi_measure_value.previous_actual IS 'The figure of the quarter before (of an annual measure the year before).';
COMMENT ON COLUMN :"bi".bi_measure_value.change IS 'From the figure before to this one.';
COMMENT ON COLUMN :"bi".bi_measure_value.direction IS
  'improved, worsened or unchanged against the quarter before (of an annual measure the year before), by polarity; empty where either '
  'figure is missing.';
COMMENT ON COLUMN :"bi".bi_measure_value.year_ago_actual IS 'The figure of the same quarter of the year before.';
COMMENT ON COLUMN :"bi".bi_measure_value.change_on_year IS 'From the figure of the year before to this one.';
COMMENT ON COLUMN :"bi".bi_measure_value.direction_on_year IS
  'improved, worsened or unchanged against the same quarter of the year before, by polarity; empty where either figure is missing.';
COMMENT ON COLUMN :"bi".bi_measure_value.worsening_run IS
  'How many times running the figure worsened up to here; a missing figure ends a run and has none.';
COMMENT ON COLUMN :"bi".bi_measure_value.is_latest IS 'Whether the measure has no later row here.';
COMMENT ON COLUMN :"bi".bi_measure_value.recorded_at IS 'When it became known.';

CREATE OR REPLACE VIEW :"bi".bi_peer_group AS
SELECT g.peer_group_id AS peer_group_key, g.name AS peer_group, g.source FROM peer_groups g;
COMMENT ON VIEW :"bi".bi_peer_group IS 'Dimension: one row per set of peers, such as nearest neighbours.';
COMMENT ON COLUMN :"bi".bi_peer_group.peer_group_key IS 'Key of bi_peer_group.';
COMMENT ON COLUMN :"bi".bi_peer_group.peer_group IS 'The set of peers.';
COMMENT ON COLUMN :"bi".bi_peer_group.source IS 'Who defined it.';

CREATE OR REPLACE VIEW :"bi".bi_benchmark AS
SELECT b.measure_id AS measure_key, b.plan_id AS plan_key, b.peer_group_id AS peer_group_key,
       (extract(year FROM start_date(b.quarter)) * 100 + extract(month FROM start_date(b.quarter)))::integer AS quarter_key,
       b.actual, b.rank, b.ranked, b.quartile, b.median, b.gap_to_median, b.against_median, b.peers, b.peers_with_value, b.peers_missing,
       b.best, b.worst
  FROM (  SELECT b.measure_id, b.plan_id, b.peer_group_id, b.quarter, b.actual, b.rank, b.ranked,
         CASE WHEN b.ranked >= 4 THEN (1 + 4 * (b.rank - 1) / b.ranked)::integer END AS quartile,
         middle.median,
         b.actual - middle.median AS gap_to_median,
         CASE WHEN against.own > against.median THEN 'better' WHEN against.own < against.median THEN 'worse'
              WHEN against.own = against.median THEN 'equal' END AS against_median,
         b.peers, cardinality(b.peer_figures)::bigint AS peers_with_value, b.peers - cardinality(b.peer_figures) AS peers_missing,
         b.best, b.worst
    FROM (SELECT l.measure_id, l.plan_id, l.polarity, l.peer_group_id, l.quarter, l.low, l.high, l.ranked,
                 max(l.value) FILTER (WHERE l.organisation_id IS NULL) AS actual,
                 max(l.merit) FILTER (WHERE l.organisation_id IS NULL) AS merit,
                 max(l.rank) FILTER (WHERE l.organisation_id IS NULL) AS rank,
                 count(l.organisation_id) AS peers,
                 coalesce(array_agg(l.value ORDER BY l.value) FILTER (WHERE l.organisation_id IS NOT NULL AND l.value IS NOT NULL),
                          '{}') AS peer_figures,
                 (array_agg(l.value ORDER BY l.merit DESC, l.value)
                  FILTER (WHERE l.organisation_id IS NOT NULL AND l.merit IS NOT NULL))[1] AS best,
                 (array_agg(l.value ORDER BY l.merit, l.value)
                  FILTER (WHERE l.organisation_id IS NOT NULL AND l.merit IS NOT NULL))[1] AS worst
            FROM (  WITH own AS (
    SELECT r.measure_id, r.quarter, r.actual, r.low, r.high FROM (  WITH actuals AS (
    -- The order runs down the primary key, so one backward scan of it can answer.  Figures that are no finite numbers, which layout 0.1.0
    -- took, are missing ones: nothing can be reckoned with them.
    SELECT DISTINCT ON (v.measure_id, v.quarter) v.measure_id, v.quarter,
           CASE WHEN v.actual > '-infinity' AND v.actual < 'infinity' THEN v.actual END AS actual, v.recorded_at
      FROM measure_values v
     WHERE (v.actual IS NOT NULL OR v.target IS NULL)
       AND (NULL::timestamptz IS NULL OR v.recorded_at <= NULL::timestamptz)
     ORDER BY v.measure_id DESC, v.quarter DESC, v.recorded_at DESC
  ), targets AS (
    SELECT DISTINCT ON (s.measure_id, s.quarter) s.measure_id, s.quarter, s.target, s.low, s.high, s.amber
      FROM (SELECT t.measure_id, t.quarter, t.target, t.low, t.high, t.amber, t.recorded_at, 1 AS place
              FROM measure_targets t
            UNION ALL
            SELECT v.measure_id, v.quarter, v.target, NULL::numeric AS low, NULL::numeric AS high, v.amber, v.recorded_at, 0 AS place
              FROM measure_values v
             WHERE v.target > '-infinity' AND v.target < 'infinity') s
     WHERE NULL::timestamptz IS NULL OR s.recorded_at <= NULL::timestamptz
     ORDER BY s.measure_id DESC, s.quarter DESC, s.recorded_at DESC, s.place DESC
  ), figures AS (
    SELECT f.measure_id, f.quarter, max(f.actual) AS actual, max(f.recorded_at) AS recorded_at,
           max(f.target) AS target, max(f.low) AS low, max(f.high) AS high, max(f.amber) AS amber
      FROM (SELECT a.measure_id, a.quarter, a.actual, a.recorded_at, NULL::numeric AS target, NULL::numeric AS low,
            NULL::numeric AS high, NULL::numeric AS amber
              FROM actuals a
            UNION ALL
            SELECT t.measure_id, t.quarter, NULL::numeric AS actual, NULL::timestamptz AS recorded_at, t.target, t.low, t.high, t.amber
              FROM targets t) f
     WHERE start_date(f.quarter) <= CURRENT_DATE
     GROUP BY f.measure_id, f.quarter
  ), stated AS (
    SELECT f.measure_id, m.plan_id, m.polarity, m.tolerance, m.frequency, f.quarter, f.actual, f.recorded_at, f.target, f.low, f.high,
        f.amber,
           f.quarter - min(f.quarter) OVER in_time AS place,
           lead(f.quarter) OVER in_time - f.quarter AS ahead,
           CASE m.frequency WHEN 'annual' THEN 4 ELSE 1 END AS step
      FROM figures f
      JOIN measures m ON m.measure_id = f.measure_id
    WINDOW in_time AS (PARTITION BY m.plan_id, f.measure_id ORDER BY f.quarter)
  ), filled AS (
    -- A stated quarter stands for itself and for the gap after it.  The planner takes a series for a thousand rows and an array for ten.
    SELECT s.measure_id, s.plan_id, s.polarity, s.tolerance, s.frequency,
           s.quarter + (gap.n - 1)::integer * s.step AS quarter, s.place / s.step + (gap.n - 1)::integer AS place,
           CASE WHEN gap.n = 1 THEN s.actual END AS actual,
           CASE WHEN gap.n = 1 THEN s.recorded_at END AS recorded_at,
           CASE WHEN gap.n = 1 THEN s.target END AS target,
           CASE WHEN gap.n = 1 THEN s.low END AS low,
           CASE WHEN gap.n = 1 THEN s.high END AS high,
           CASE WHEN gap.n = 1 THEN s.amber END AS amber
      FROM stated s
     CROSS JOIN LATERAL unnest(array_fill(0, ARRAY[coalesce(s.ahead / s.step, 1)])) WITH ORDINALITY gap (zero, n)
  ), rated AS (
    SELECT f.measure_id, f.plan_id, f.polarity, f.quarter, f.place, f.target, f.low, f.high, f.amber, f.actual, f.recorded_at,
           CASE WHEN f.polarity = 'band' THEN rag_from_band(f.actual, f.low, f.high, greatest(f.amber, 0), tolerance.kind)
                ELSE rag_from(f.actual, f.target, greatest(f.amber, 0), f.polarity, tolerance.kind) END AS rating,
           lag(f.actual) OVER in_time AS previous_actual,
           CASE f.frequency WHEN 'annual' THEN lag(f.actual, 1) OVER in_time ELSE lag(f.actual, 4) OVER in_time END AS year_ago_actual,
           lead(f.place) OVER in_time IS NULL AS is_latest
      FROM filled f
     CROSS JOIN LATERAL (SELECT CASE WHEN f.amber > 0 THEN f.tolerance ELSE 'absolute' END AS kind) tolerance
    WINDOW in_time AS (PARTITION BY f.plan_id, f.measure_id ORDER BY f.place)
  ), moved AS (
    SELECT s.*,
           CASE WHEN merit.now > merit.before THEN 'improved' WHEN merit.now < merit.before THEN 'worsened'
                WHEN merit.now = merit.before THEN 'unchanged' END AS direction,
           CASE WHEN merit.now > merit.year_ago THEN 'improved' WHEN merit.now < merit.year_ago THEN 'worsened'
                WHEN merit.now = merit.year_ago THEN 'unchanged' END AS direction_on_year
      FROM rated s
     CROSS JOIN LATERAL (
           SELECT CASE s.polarity WHEN 'higher' THEN s.actual WHEN 'lower' THEN -s.actual
                  ELSE CASE WHEN s.actual < s.low THEN s.actual - s.low WHEN s.actual > s.high THEN s.high - s.actual
                            WHEN s.actual BETWEEN s.low AND s.high THEN 0 END END AS now,
                  CASE s.polarity WHEN 'higher' THEN s.previous_actual WHEN 'lower' THEN -s.previous_actual
                  ELSE CASE WHEN s.previous_actual < s.low THEN s.previous_actual - s.low WHEN s.previous_actual > s.high
                      THEN s.high - s.previous_actual
                            WHEN s.previous_actual BETWEEN s.low AND s.high THEN 0 END END AS before,
                  CASE s.polarity WHEN 'higher' THEN s.year_ago_actual WHEN 'lower' THEN -s.year_ago_actual
                  ELSE CASE WHEN s.year_ago_actual < s.low THEN s.year_ago_actual - s.low WHEN s.year_ago_actual > s.high
                      THEN s.high - s.year_ago_actual
                            WHEN s.year_ago_actual BETWEEN s.low AND s.high THEN 0 END END AS year_ago) merit
  )
  SELECT m.measure_id, m.plan_id, m.quarter, m.target, m.low, m.high, m.amber, m.actual, m.rating,
         m.previous_actual, m.actual - m.previous_actual AS change, m.direction,
         m.year_ago_actual, m.actual - m.year_ago_actual AS change_on_year, m.direction_on_year,
         CASE WHEN m.actual IS NOT NULL
              THEN m.place - max(CASE WHEN m.direction = 'worsened' THEN NULL ELSE m.place END) OVER (PARTITION BY m.plan_id,
                    m.measure_id ORDER BY m.place)
         END AS worsening_run,
         m.is_latest, m.recorded_at
    FROM moved m) r
  ), peers AS (
    SELECT DISTINCT ON (v.measure_id, v.organisation_id, v.quarter) v.measure_id, v.organisation_id, v.quarter, v.value
      FROM peer_values v
     WHERE NULL::timestamptz IS NULL OR v.recorded_at <= NULL::timestamptz
     ORDER BY v.measure_id, v.organisation_id, v.quarter, v.recorded_at DESC
  ), tables AS (
    SELECT DISTINCT v.measure_id, g.peer_group_id, v.quarter, end_date(v.quarter) AS last_day
      FROM peers v
      JOIN peer_group_members g ON g.organisation_id = v.organisation_id AND end_date(v.quarter) BETWEEN g.valid_from AND g.valid_to
     WHERE start_date(v.quarter) <= CURRENT_DATE
  ), entrants AS (
    SELECT t.measure_id, t.peer_group_id, t.quarter, g.organisation_id, v.value
      FROM tables t
      JOIN peer_group_members g ON g.peer_group_id = t.peer_group_id AND t.last_day BETWEEN g.valid_from AND g.valid_to
      LEFT JOIN peers v ON v.measure_id = t.measure_id AND v.organisation_id = g.organisation_id AND v.quarter = t.quarter
    UNION ALL
    SELECT t.measure_id, t.peer_group_id, t.quarter, NULL::bigint AS organisation_id, own.actual AS value
      FROM tables t
      LEFT JOIN own ON own.measure_id = t.measure_id AND own.quarter = t.quarter
  ), judged AS (
    SELECT e.measure_id, m.plan_id, m.polarity, e.peer_group_id, e.quarter, e.organisation_id, e.value, own.low, own.high,
           CASE m.polarity WHEN 'higher' THEN e.value WHEN 'lower' THEN -e.value
             ELSE CASE WHEN e.value < own.low THEN e.value - own.low WHEN e.value > own.high THEN own.high - e.value
                       WHEN e.value BETWEEN own.low AND own.high THEN 0 END END AS merit
      FROM entrants e
      JOIN measures m ON m.measure_id = e.measure_id
      LEFT JOIN own ON own.measure_id = e.measure_id AND own.quarter = e.quarter
  ), ranked AS (
    SELECT j.*,
           rank() OVER (PARTITION BY j.measure_id, j.peer_group_id, j.quarter ORDER BY j.merit DESC NULLS LAST) AS place,
           count(j.merit) OVER of_table AS ranked,
           count(j.merit) FILTER (WHERE j.organisation_id IS NOT NULL) OVER of_table AS ranked_peers
      FROM judged j
    WINDOW of_table AS (PARTITION BY j.measure_id, j.peer_group_id, j.quarter)
  )
  SELECT r.measure_id, r.plan_id, r.polarity, r.peer_group_id, r.quarter, r.organisation_id, r.value, r.low, r.high, r.merit,
         CASE WHEN r.merit IS NOT NULL AND r.ranked_peers > 0 THEN r.place END AS rank,
         r.ranked
    FROM ranked r) l
           GROUP BY l.measure_id, l.plan_id, l.polarity, l.peer_group_id, l.quarter, l.low, l.high, l.ranked) b
   CROSS JOIN LATERAL (SELECT CASE WHEN cardinality(b.peer_figures) % 2 = 1 THEN b.peer_figures[cardinality(b.peer_figures) / 2 + 1]
                                   ELSE (b.peer_figures[cardinality(b.peer_figures) / 2] + b.peer_figures[cardinality(b.peer_figures) / 2 + 1]) * 0.5 END
                              AS median) middle
   CROSS JOIN LATERAL (SELECT b.merit AS own,
                              CASE b.polarity WHEN 'higher' THEN middle.median WHEN 'lower' THEN -middle.median
                                ELSE CASE WHEN middle.median < b.low THEN middle.median - b.low WHEN middle.median > b.high
                                    THEN b.high - middle.median
                                          WHEN middle.median BETWEEN b.low AND b.high THEN 0 END END AS median) against) b;
COMMENT ON VIEW :"bi".bi_benchmark IS 'Fact: one row per measure, set of peers and quarter: where the own actual stands among the peers.';
COMMENT ON COLUMN :"bi".bi_benchmark.measure_key IS 'Key of bi_measure.';
COMMENT ON COLUMN :"bi".bi_benchmark.plan_key IS 'Key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_benchmark.peer_group_key IS 'Key of bi_peer_group.';
COMMENT ON COLUMN :"bi".bi_benchmark.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_benchmark.actual IS 'What was reached; empty: missing.';
COMMENT ON COLUMN :"bi".bi_benchmark.rank IS '1 is best; equal values share a rank and the next is as much lower.';
COMMENT ON COLUMN :"bi".bi_benchmark.ranked IS 'How many have a rank, the own included: the denominator of rank.';
COMMENT ON COLUMN :"bi".bi_benchmark.quartile IS '1 for the best quarter to 4; empty with fewer than four values.';
COMMENT ON COLUMN :"bi".bi_benchmark.median IS
  'Median of the peers with a value, the own not included; of an even number the mean of the two middles.';
COMMENT ON COLUMN :"bi".bi_benchmark.gap_to_median IS 'The own actual less the median of the peers.';
COMMENT ON COLUMN :"bi".bi_benchmark.against_median IS 'better, equal or worse than the median, by the measure''s polarity.';
COMMENT ON COLUMN :"bi".bi_benchmark.peers IS 'Peers in the set on the last day of the quarter.';
COMMENT ON COLUMN :"bi".bi_benchmark.peers_with_value IS 'Of these, those with a value.';
COMMENT ON COLUMN :"bi".bi_benchmark.peers_missing IS 'Of these, those without a value.';
COMMENT ON COLUMN :"bi".bi_benchmark.best IS 'The best value of a peer.';
COMMENT ON COLUMN :"bi".bi_benchmark.worst IS 'The worst value of a peer.';
