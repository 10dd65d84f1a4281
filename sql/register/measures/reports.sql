-- Measures quarter by quarter.

-- Sorting the measures, and not their rows, keeps the texts out of the large sorts of the reports.
CREATE OR REPLACE VIEW measure_names WITH (security_invoker = true) AS
SELECT m.measure_id, m.plan_id, p.plan, m.ref, m.title, m.tier, m.influence, m.polarity, m.unit, m.frequency, m.tolerance,
       row_number() OVER (ORDER BY p.plan, m.plan_id, try_plan_code(m.ref) NULLS LAST, m.measure_id) AS sort_order
  FROM measures m
  JOIN plan_names p ON p.plan_id = m.plan_id;
COMMENT ON VIEW measure_names IS 'One row per measure: what reports print of it, and in which order: by plan and reference.';
COMMENT ON COLUMN measure_names.measure_id IS 'The measure.';
COMMENT ON COLUMN measure_names.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN measure_names.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN measure_names.ref IS 'The reference as printed.';
COMMENT ON COLUMN measure_names.title IS 'The wording.';
COMMENT ON COLUMN measure_names.tier IS '1: corporate outcomes; 2: directors'' key actions.';
COMMENT ON COLUMN measure_names.influence IS 'controlled by the organisation, or only influenced.';
COMMENT ON COLUMN measure_names.polarity IS 'Which direction is good: higher, lower, or within a band.';
COMMENT ON COLUMN measure_names.unit IS 'The unit of its values.';
COMMENT ON COLUMN measure_names.frequency IS 'monthly, quarterly, or annual with its figures in the last quarter of the year.';
COMMENT ON COLUMN measure_names.tolerance IS 'How the tolerance is meant: absolute or percent (of the target).';
COMMENT ON COLUMN measure_names.sort_order IS 'The order in which reports print.';

-- Views for BI tools run with their owner's rights and reports with their caller's, so neither can read the tables for the other: what is
-- reckoned stands once, in functions named *_of, over rows that whoever calls them has read.  The rows are of a view's type, since what
-- a parsed body names of a table's row type forbids the owner to add a column with a default to that table.  Nested loops are off since the
-- planner does not know how many rows an array holds, and would run through one array for each row of another.
CREATE OR REPLACE VIEW measure_statements WITH (security_invoker = true) AS
SELECT m.measure_id, m.plan_id, m.polarity, m.tolerance, m.frequency, s.quarter, s.actual, s.target, s.low, s.high, s.amber, s.of_target,
       s.recorded_at, s.month, i.undone_at
  FROM (SELECT v.measure_id, v.quarter, v.actual, v.target, NULL::numeric AS low, NULL::numeric AS high, v.amber, false AS of_target,
               v.recorded_at, v.month, v.import_id
          FROM measure_values v
        UNION ALL
        SELECT t.measure_id, t.quarter, NULL, t.target, t.low, t.high, t.amber, true, t.recorded_at, NULL, t.import_id
          FROM measure_targets t) s
  JOIN measures m ON m.measure_id = s.measure_id
  LEFT JOIN imports i ON i.import_id = s.import_id;
COMMENT ON VIEW measure_statements IS 'One row per row of measure_values or measure_targets, with what its measure says of how to read it.';
COMMENT ON COLUMN measure_statements.measure_id IS 'The measure.';
COMMENT ON COLUMN measure_statements.plan_id IS 'The plan.';
COMMENT ON COLUMN measure_statements.polarity IS 'Which direction is good: higher, lower, or within a band.';
COMMENT ON COLUMN measure_statements.tolerance IS 'How the tolerance is meant: absolute or percent (of the target).';
COMMENT ON COLUMN measure_statements.frequency IS 'quarterly, or annual with its figures in the last quarter of the year.';
COMMENT ON COLUMN measure_statements.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN measure_statements.actual IS 'What was reached.';
COMMENT ON COLUMN measure_statements.target IS 'What is aimed at.';
COMMENT ON COLUMN measure_statements.low IS 'The lower end of the band aimed at.';
COMMENT ON COLUMN measure_statements.high IS 'The upper end of the band aimed at.';
COMMENT ON COLUMN measure_statements.amber IS 'The tolerance within which a miss is amber.';
COMMENT ON COLUMN measure_statements.of_target IS 'Whether it is a row of measure_targets.';
COMMENT ON COLUMN measure_statements.recorded_at IS 'When it became known.';
COMMENT ON COLUMN measure_statements.month IS 'The month it is of, as its first day; empty: the whole quarter.';
COMMENT ON COLUMN measure_statements.undone_at IS 'When the import that brought it was taken back; empty: it stands.';

CREATE OR REPLACE FUNCTION merit(polarity text, figure numeric, low numeric, high numeric) RETURNS numeric
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE polarity WHEN 'higher' THEN figure WHEN 'lower' THEN -figure
                     ELSE CASE WHEN figure < low THEN figure - low WHEN figure > high THEN high - figure
                               WHEN figure BETWEEN low AND high THEN 0 END END;
COMMENT ON FUNCTION merit(text, numeric, numeric, numeric) IS
  'A figure turned so that more is better: itself, negated where lower is better, or how far outside the band it lies, negated.';

CREATE OR REPLACE FUNCTION measure_figures_of(statements measure_statements[], as_at date, known_at timestamptz)
  RETURNS TABLE (measure_id bigint, plan_id bigint, polarity text, tolerance text, frequency text, quarter quarter, actual numeric,
                 recorded_at timestamptz, target numeric, low numeric, high numeric, amber numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH stated AS (
    SELECT s.*
      FROM unnest(measure_figures_of.statements) s
     WHERE s.recorded_at <= by_then(measure_figures_of.known_at) AND coalesce(s.month, start_date(s.quarter)) <= measure_figures_of.as_at
       AND coalesce(s.undone_at > by_then(measure_figures_of.known_at), true)
  ), actuals AS (
    -- Figures that are no finite numbers, which layout 0.1.0 took, are missing ones: nothing can be reckoned with them.
    SELECT DISTINCT ON (s.measure_id, s.quarter) s.*
      FROM stated s
     WHERE NOT s.of_target AND (s.actual IS NOT NULL OR s.target IS NULL)
     -- A figure of the whole quarter stands beside its last month's.
     ORDER BY s.measure_id, s.quarter, coalesce(s.month, (start_date(s.quarter) + interval '2 months')::date) DESC, s.recorded_at DESC
  ), aims AS (
    SELECT DISTINCT ON (s.measure_id, s.quarter) s.*
      FROM stated s
     WHERE s.of_target OR s.target > '-infinity' AND s.target < 'infinity'
     ORDER BY s.measure_id, s.quarter, s.recorded_at DESC, s.of_target DESC
  )
  SELECT f.measure_id, f.plan_id, f.polarity, f.tolerance, f.frequency, f.quarter, max(f.actual), max(f.recorded_at), max(f.target),
         max(f.low), max(f.high), max(f.amber)
    FROM (SELECT a.measure_id, a.plan_id, a.polarity, a.tolerance, a.frequency, a.quarter,
                 CASE WHEN a.actual > '-infinity' AND a.actual < 'infinity' THEN a.actual END AS actual, a.recorded_at,
                 NULL::numeric AS target, NULL::numeric AS low, NULL::numeric AS high, NULL::numeric AS amber
            FROM actuals a
          UNION ALL
          SELECT t.measure_id, t.plan_id, t.polarity, t.tolerance, t.frequency, t.quarter, NULL, NULL, t.target, t.low, t.high, t.amber
            FROM aims t) f
   GROUP BY f.measure_id, f.plan_id, f.polarity, f.tolerance, f.frequency, f.quarter;
END;
COMMENT ON FUNCTION measure_figures_of(measure_statements[], date, timestamptz) IS
  'One row per measure and quarter begun by that day with an actual or a target: the ones recorded last by that moment.';

-- The quarters between are filled in: a stated quarter stands for itself and for the gap after it.  The planner takes a series for a
-- thousand rows and an array for ten.
CREATE OR REPLACE FUNCTION measure_quarters_of(statements measure_statements[], as_at date, known_at timestamptz)
  RETURNS TABLE (measure_id bigint, plan_id bigint, polarity text, tolerance text, frequency text, quarter quarter, place integer,
                 actual numeric, recorded_at timestamptz, target numeric, low numeric, high numeric, amber numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH known AS (
    SELECT f.*,
           f.quarter - min(f.quarter) OVER in_time AS place,
           lead(f.quarter) OVER in_time - f.quarter AS ahead,
           CASE f.frequency WHEN 'annual' THEN 4 ELSE 1 END AS step
      FROM measure_figures_of(measure_quarters_of.statements, measure_quarters_of.as_at, measure_quarters_of.known_at) f
    WINDOW in_time AS (PARTITION BY f.plan_id, f.measure_id ORDER BY f.quarter)
  )
  SELECT k.measure_id, k.plan_id, k.polarity, k.tolerance, k.frequency,
         k.quarter + (gap.n - 1)::integer * k.step, k.place / k.step + (gap.n - 1)::integer,
         CASE WHEN gap.n = 1 THEN k.actual END, CASE WHEN gap.n = 1 THEN k.recorded_at END, CASE WHEN gap.n = 1 THEN k.target END,
         CASE WHEN gap.n = 1 THEN k.low END, CASE WHEN gap.n = 1 THEN k.high END, CASE WHEN gap.n = 1 THEN k.amber END
    FROM known k
   CROSS JOIN LATERAL unnest(array_fill(0, ARRAY[coalesce(k.ahead / k.step, 1)])) WITH ORDINALITY gap (zero, n);
END;
COMMENT ON FUNCTION measure_quarters_of(measure_statements[], date, timestamptz) IS
  'measure_figures_of, and one row more for every quarter (of an annual measure, year) between two of a measure''s; numbered.';

CREATE OR REPLACE FUNCTION measure_rows_of(statements measure_statements[], as_at date, known_at timestamptz)
  RETURNS TABLE (measure_id bigint, plan_id bigint, quarter quarter, target numeric, low numeric, high numeric, amber numeric,
                 actual numeric, rating rag,
                 previous_actual numeric, change numeric, direction text, year_ago_actual numeric, change_on_year numeric,
                 direction_on_year text, worsening_run bigint, is_latest boolean, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
  SET enable_nestloop = off
  SET jit = off
BEGIN ATOMIC
  WITH rated AS (
    SELECT f.measure_id, f.plan_id, f.polarity, f.quarter, f.place, f.target, f.low, f.high, f.amber, f.actual, f.recorded_at,
           CASE WHEN f.polarity = 'band' THEN rag_from_band(f.actual, f.low, f.high, greatest(f.amber, 0), tolerance.kind)
                ELSE rag_from(f.actual, f.target, greatest(f.amber, 0), f.polarity, tolerance.kind) END AS rating,
           lag(f.actual) OVER in_time AS previous_actual,
           CASE f.frequency WHEN 'annual' THEN lag(f.actual, 1) OVER in_time ELSE lag(f.actual, 4) OVER in_time END AS year_ago_actual,
           lead(f.place) OVER in_time IS NULL AS is_latest
      FROM measure_quarters_of(measure_rows_of.statements, measure_rows_of.as_at, measure_rows_of.known_at) f
     CROSS JOIN LATERAL (SELECT CASE WHEN f.amber > 0 THEN f.tolerance ELSE 'absolute' END AS kind) tolerance
    WINDOW in_time AS (PARTITION BY f.plan_id, f.measure_id ORDER BY f.place)
  ), moved AS (
    SELECT r.*, (ARRAY['worsened', 'unchanged', 'improved'])[sign(gain.since)::integer + 2] AS direction,
           (ARRAY['worsened', 'unchanged', 'improved'])[sign(gain.on_year)::integer + 2] AS direction_on_year
      FROM rated r
     CROSS JOIN LATERAL (
           SELECT merit(r.polarity, r.actual, r.low, r.high) - merit(r.polarity, r.previous_actual, r.low, r.high) AS since,
                  merit(r.polarity, r.actual, r.low, r.high) - merit(r.polarity, r.year_ago_actual, r.low, r.high) AS on_year) gain
  )
  SELECT m.measure_id, m.plan_id, m.quarter, m.target, m.low, m.high, m.amber, m.actual, m.rating,
         m.previous_actual, m.actual - m.previous_actual, m.direction,
         m.year_ago_actual, m.actual - m.year_ago_actual, m.direction_on_year,
         CASE WHEN m.actual IS NOT NULL
              THEN m.place - max(CASE WHEN m.direction = 'worsened' THEN NULL ELSE m.place END)
                             OVER (PARTITION BY m.plan_id, m.measure_id ORDER BY m.place) END,
         m.is_latest, m.recorded_at
    FROM moved m;
END;
COMMENT ON FUNCTION measure_rows_of(measure_statements[], date, timestamptz) IS 'measure_rows, of statements that the caller has read.';

CREATE OR REPLACE FUNCTION measure_rows(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (measure_id bigint, plan_id bigint, quarter quarter, target numeric, low numeric, high numeric, amber numeric,
                 actual numeric, rating rag,
                 previous_actual numeric, change numeric, direction text, year_ago_actual numeric, change_on_year numeric,
                 direction_on_year text, worsening_run bigint, is_latest boolean, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.measure_id, r.plan_id, r.quarter, r.target, r.low, r.high, r.amber, r.actual, r.rating, r.previous_actual, r.change, r.direction,
         r.year_ago_actual, r.change_on_year, r.direction_on_year, r.worsening_run, r.is_latest, r.recorded_at
    FROM measure_rows_of(ARRAY(SELECT s FROM measure_statements s), on_day(measure_rows.as_at), measure_rows.known_at) r;
END;
COMMENT ON FUNCTION measure_rows(date, timestamptz) IS
  'One row per measure and quarter with a target or an actual and the quarters between them, in force on that day and as known at that '
  'moment: what the reports of measures stand on.';

-- Months, gaps included: the last recorded of each counts, against the target of its quarter.
CREATE OR REPLACE FUNCTION month_figures(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (measure_id bigint, month date, actual numeric, recorded_at timestamptz, commentary text, source text, mitigation text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT ON (v.measure_id, v.month) v.measure_id, v.month, v.actual, v.recorded_at, v.commentary, v.source, v.mitigation
    FROM measure_values v
   WHERE v.month <= on_day(month_figures.as_at) AND v.recorded_at <= by_then(month_figures.known_at)
     AND coalesce(v.import_id, 0) <> ALL ((SELECT undone_imports(month_figures.known_at))::bigint[])
     AND (v.actual IS NOT NULL OR v.target IS NULL)
   ORDER BY v.measure_id, v.month, v.recorded_at DESC, v.measure_value_id DESC;
END;
COMMENT ON FUNCTION month_figures(date, timestamptz) IS
  'One row per measure and month begun by that day with a figure of its own: the one recorded last by that moment.';

CREATE OR REPLACE FUNCTION measure_months(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (measure_id bigint, month date, quarter quarter, target numeric, low numeric, high numeric, amber numeric, actual numeric,
                 rating rag, previous_actual numeric, direction text, year_ago_actual numeric, direction_on_year text, worsening_run bigint,
                 is_latest boolean, recorded_at timestamptz, commentary text, source text, mitigation text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH stated AS MATERIALIZED (
    SELECT f.* FROM month_figures(measure_months.as_at, measure_months.known_at) f
  ), spans AS (
    SELECT s.measure_id, min(s.month) AS first_month, max(s.month) AS last_month FROM stated s GROUP BY s.measure_id
  ), rated AS (
    SELECT k.measure_id, m.polarity, day.month, q.quarter, a.target, a.low, a.high, a.amber, s.actual, s.recorded_at, s.commentary,
           s.source, s.mitigation,
           CASE WHEN m.polarity = 'band' THEN rag_from_band(s.actual, a.low, a.high, greatest(a.amber, 0), tolerance.kind)
                ELSE rag_from(s.actual, a.target, greatest(a.amber, 0), m.polarity, tolerance.kind) END AS rating,
           lag(s.actual) OVER in_time AS previous_actual, lag(s.actual, 12) OVER in_time AS year_ago_actual,
           row_number() OVER in_time AS place, day.month = k.last_month AS is_latest
      FROM spans k
      JOIN measures m ON m.measure_id = k.measure_id
     CROSS JOIN LATERAL (SELECT g::date AS month
                           FROM generate_series(k.first_month::timestamp, k.last_month::timestamp, interval '1 month') g) day
     CROSS JOIN LATERAL (SELECT quarter(day.month, fiscal_start_month()) AS quarter) q
      LEFT JOIN stated s ON s.measure_id = k.measure_id AND s.month = day.month
      LEFT JOIN measure_figures_of(ARRAY(SELECT x FROM measure_statements x), on_day(measure_months.as_at), measure_months.known_at) a
             ON a.measure_id = k.measure_id AND a.quarter = q.quarter
     CROSS JOIN LATERAL (SELECT CASE WHEN a.amber > 0 THEN m.tolerance ELSE 'absolute' END AS kind) tolerance
    WINDOW in_time AS (PARTITION BY k.measure_id ORDER BY day.month)
  ), moved AS (
    SELECT r.*, (ARRAY['worsened', 'unchanged', 'improved'])[sign(gain.since)::integer + 2] AS direction,
           (ARRAY['worsened', 'unchanged', 'improved'])[sign(gain.on_year)::integer + 2] AS direction_on_year
      FROM rated r
     CROSS JOIN LATERAL (
           SELECT merit(r.polarity, r.actual, r.low, r.high) - merit(r.polarity, r.previous_actual, r.low, r.high) AS since,
                  merit(r.polarity, r.actual, r.low, r.high) - merit(r.polarity, r.year_ago_actual, r.low, r.high) AS on_year) gain
  )
  SELECT m.measure_id, m.month, m.quarter, m.target, m.low, m.high, m.amber, m.actual, m.rating, m.previous_actual, m.direction,
         m.year_ago_actual, m.direction_on_year,
         CASE WHEN m.actual IS NOT NULL
              THEN m.place - max(CASE WHEN m.direction = 'worsened' THEN NULL ELSE m.place END)
                             OVER (PARTITION BY m.measure_id ORDER BY m.place) END,
         m.is_latest, m.recorded_at, m.commentary, m.source, m.mitigation
    FROM moved m;
END;
COMMENT ON FUNCTION measure_months(date, timestamptz) IS
  'One row per measure and month begun by that day, from its first with a figure to its last, gaps included, as known at that moment: what '
  'measure_report says by month.';

CREATE OR REPLACE FUNCTION measure_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity', by text DEFAULT 'quarter')
  RETURNS TABLE (plan_id bigint, plan text, measure_id bigint, ref text, title text, tier integer, influence text, polarity text, unit text,
                 frequency text, quarter quarter, target numeric, low numeric, high numeric, amber numeric, tolerance text, actual numeric,
                 rating rag, previous_actual numeric, change numeric, direction text,
                 year_ago_actual numeric, change_on_year numeric, direction_on_year text,
                 worsening_run integer, is_latest boolean, recorded_at timestamptz,
                 month date, commentary text, source text, mitigation text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT m.plan_id, m.plan, r.measure_id, m.ref, m.title, m.tier, m.influence, m.polarity, m.unit,
         m.frequency, r.quarter, r.target, r.low, r.high, r.amber, m.tolerance, r.actual,
         r.rating, r.previous_actual, r.change, r.direction,
         r.year_ago_actual, r.change_on_year, r.direction_on_year,
         r.worsening_run, r.is_latest, r.recorded_at, r.month, r.commentary, r.source, r.mitigation
    FROM (SELECT q.measure_id, q.quarter, q.target, q.low, q.high, q.amber, q.actual, q.rating, q.previous_actual, q.change, q.direction,
                 q.year_ago_actual, q.change_on_year, q.direction_on_year, q.worsening_run, q.is_latest, q.recorded_at, said.month,
                 said.commentary, said.source, said.mitigation
            FROM measure_rows(measure_report.as_at, measure_report.known_at) q
            LEFT JOIN LATERAL (SELECT v.month, v.commentary, v.source, v.mitigation
                                 FROM measure_values v
                                WHERE v.measure_id = q.measure_id AND v.quarter = q.quarter AND v.recorded_at = q.recorded_at
                                  AND (v.actual IS NOT NULL OR v.target IS NULL)
                                  AND coalesce(v.month, start_date(v.quarter)) <= on_day(measure_report.as_at)
                                ORDER BY coalesce(v.month, end_date(v.quarter)) DESC, v.measure_value_id DESC
                                LIMIT 1) said ON true
           WHERE period_months(measure_report.by) = 3
          UNION ALL
          SELECT k.measure_id, k.quarter, k.target, k.low, k.high, k.amber, k.actual, k.rating, k.previous_actual,
                 k.actual - k.previous_actual, k.direction, k.year_ago_actual, k.actual - k.year_ago_actual, k.direction_on_year,
                 k.worsening_run, k.is_latest, k.recorded_at, k.month, k.commentary, k.source, k.mitigation
            FROM measure_months(measure_report.as_at, measure_report.known_at) k
           WHERE period_months(measure_report.by) = 1) r
    JOIN measure_names m ON m.measure_id = r.measure_id
   ORDER BY m.sort_order, r.quarter, r.month;
END;
COMMENT ON FUNCTION measure_report(date, timestamptz, text) IS
  'One row per measure and quarter (of an annual measure: the last of each year), from the first with a target or an actual to the last '
  'that had begun on that day, gaps included, as known at that moment; by => ''month'': per measure and month of those recorded by month, '
  'against the target of its quarter. The last month with a row speaks for its quarter. direction is against the quarter or month before '
  '(annual: the year before), direction_on_year against the same of the year before; of a band, whether it came nearer to the '
  'band of this quarter; NULL where either figure is missing. worsening_run is how many times running it worsened up to here: what is '
  'unchanged, improved or missing ends a run.';

CREATE OR REPLACE VIEW measure_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.measure_id, r.ref, r.title, r.tier, r.influence, r.polarity, r.unit, r.frequency, r.quarter,
       r.target, r.low, r.high, r.amber, r.tolerance, r.actual, r.rating, r.previous_actual, r.change, r.direction,
       r.year_ago_actual, r.change_on_year, r.direction_on_year, r.worsening_run, r.is_latest, r.recorded_at, r.month, r.commentary,
       r.source, r.mitigation
  FROM measure_report(today()) r;
COMMENT ON VIEW measure_report IS
  'One row per measure and quarter that has begun, gaps included: target, actual, rating, direction of travel and the run of worsening '
  'quarters. The function of this name has the same by month.';
COMMENT ON COLUMN measure_report.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN measure_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN measure_report.measure_id IS 'The measure.';
COMMENT ON COLUMN measure_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN measure_report.title IS 'The wording.';
COMMENT ON COLUMN measure_report.tier IS '1: corporate outcomes; 2: directors'' key actions.';
COMMENT ON COLUMN measure_report.influence IS 'controlled by the organisation, or only influenced.';
COMMENT ON COLUMN measure_report.polarity IS 'Which direction is good: higher, lower, or within a band.';
COMMENT ON COLUMN measure_report.unit IS 'The unit of its values.';
COMMENT ON COLUMN measure_report.frequency IS 'quarterly, or annual with its figures in the last quarter of the year.';
COMMENT ON COLUMN measure_report.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN measure_report.target IS 'What is aimed at.';
COMMENT ON COLUMN measure_report.low IS 'The lower end of the band aimed at.';
COMMENT ON COLUMN measure_report.high IS 'The upper end of the band aimed at.';
COMMENT ON COLUMN measure_report.amber IS 'The tolerance within which a miss is amber.';
COMMENT ON COLUMN measure_report.tolerance IS 'How the tolerance is meant: absolute or percent (of the target).';
COMMENT ON COLUMN measure_report.actual IS 'What was reached; empty: missing.';
COMMENT ON COLUMN measure_report.rating IS 'Green: met; amber: missed by no more than the tolerance; red; empty: not rated.';
COMMENT ON COLUMN measure_report.previous_actual IS 'The figure of the quarter before (of an annual measure the year before).';
COMMENT ON COLUMN measure_report.change IS 'From the figure before to this one.';
COMMENT ON COLUMN measure_report.direction IS
  'improved, worsened or unchanged against the quarter before (of an annual measure the year before), by polarity; empty where either '
  'figure is missing.';
COMMENT ON COLUMN measure_report.year_ago_actual IS 'The figure of the same quarter of the year before.';
COMMENT ON COLUMN measure_report.change_on_year IS 'From the figure of the year before to this one.';
COMMENT ON COLUMN measure_report.direction_on_year IS
  'improved, worsened or unchanged against the same quarter of the year before, by polarity; empty where either figure is missing.';
COMMENT ON COLUMN measure_report.worsening_run IS
  'How many times running the figure worsened up to here; a missing figure ends a run and has none.';
COMMENT ON COLUMN measure_report.is_latest IS 'Whether the measure has no later row here.';
COMMENT ON COLUMN measure_report.recorded_at IS 'When it became known.';
COMMENT ON COLUMN measure_report.month IS 'The month the figure is of, as its first day; empty: the whole quarter.';
COMMENT ON COLUMN measure_report.commentary IS 'What is said of the figure.';
COMMENT ON COLUMN measure_report.source IS 'Where the figure comes from.';
COMMENT ON COLUMN measure_report.mitigation IS 'What is being done about it.';

CREATE OR REPLACE VIEW target_revisions WITH (security_invoker = true) AS
SELECT m.plan_id, m.plan, s.measure_id, m.ref, m.title, s.quarter,
       row_number() OVER in_time - 1 AS revision,
       s.target, s.low, s.high, s.amber,
       lag(s.target) OVER in_time AS previous_target,
       s.target - lag(s.target) OVER in_time AS change,
       lead(s.measure_id) OVER in_time IS NULL AS is_current,
       s.reason, s.recorded_at, s.recorded_by
  FROM (SELECT t.measure_id, t.quarter, t.target, t.low, t.high, t.amber, t.reason, t.recorded_at, t.recorded_by, 1 AS place
          FROM measure_targets t
         WHERE coalesce(t.import_id, 0) <> ALL ((SELECT undone_imports())::bigint[])
        UNION ALL
        SELECT v.measure_id, v.quarter, v.target, NULL::numeric AS low, NULL::numeric AS high, v.amber, NULL::text AS reason,
            v.recorded_at, v.recorded_by, 0 AS place
          FROM measure_values v
         WHERE v.target IS NOT NULL AND coalesce(v.import_id, 0) <> ALL ((SELECT undone_imports())::bigint[])) s
  JOIN measure_names m ON m.measure_id = s.measure_id
WINDOW in_time AS (PARTITION BY s.measure_id, s.quarter ORDER BY s.recorded_at, s.place)
 ORDER BY m.sort_order, s.quarter, s.recorded_at, s.place;
COMMENT ON VIEW target_revisions IS
  'One row per measure, quarter and statement of its target: revision 0 is the first, the highest is in force.';
COMMENT ON COLUMN target_revisions.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN target_revisions.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN target_revisions.measure_id IS 'The measure.';
COMMENT ON COLUMN target_revisions.ref IS 'The reference as printed.';
COMMENT ON COLUMN target_revisions.title IS 'The wording.';
COMMENT ON COLUMN target_revisions.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN target_revisions.revision IS '0 for the first target, then one more for each revision.';
COMMENT ON COLUMN target_revisions.target IS 'What is aimed at.';
COMMENT ON COLUMN target_revisions.low IS 'The lower end of the band aimed at.';
COMMENT ON COLUMN target_revisions.high IS 'The upper end of the band aimed at.';
COMMENT ON COLUMN target_revisions.amber IS 'The tolerance within which a miss is amber.';
COMMENT ON COLUMN target_revisions.previous_target IS 'The target stated before this one.';
COMMENT ON COLUMN target_revisions.change IS 'From the figure before to this one.';
COMMENT ON COLUMN target_revisions.is_current IS 'Whether this target is in force.';
COMMENT ON COLUMN target_revisions.reason IS 'Why it was set or revised.';
COMMENT ON COLUMN target_revisions.recorded_at IS 'When it became known.';
COMMENT ON COLUMN target_revisions.recorded_by IS 'Who recorded it.';

-- An older figure never stands in for a missing one: who has none in the quarter is not rated.
CREATE OR REPLACE FUNCTION measure_summary(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, tier integer, influence text, tally rag_tally, measures bigint,
                 green bigint, amber bigint, red bigint, unrated bigint,
                 improved bigint, unchanged bigint, worsened bigint, not_comparable bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH figures AS (
    SELECT r.measure_id, r.plan_id, r.quarter, r.rating, r.direction FROM measure_rows(measure_summary.as_at, measure_summary.known_at) r
  ), counted AS (
    SELECT q.plan_id, q.quarter, m.tier, m.influence, tally(f.rating) AS tally,
           count(*) FILTER (WHERE f.direction = 'improved') AS improved,
           count(*) FILTER (WHERE f.direction = 'unchanged') AS unchanged,
           count(*) FILTER (WHERE f.direction = 'worsened') AS worsened
      FROM (SELECT DISTINCT f.plan_id, f.quarter FROM figures f) q
      JOIN measures m ON m.plan_id = q.plan_id AND coalesce(m.undone_at > by_then(measure_summary.known_at), true)
                     AND (m.frequency <> 'annual' OR quarter_number(q.quarter) = 4)
                     AND (m.retired_on IS NULL OR m.retired_on > end_date(q.quarter))
      LEFT JOIN figures f ON f.measure_id = m.measure_id AND f.quarter = q.quarter
     GROUP BY q.plan_id, q.quarter, m.tier, m.influence
  )
  SELECT c.plan_id, p.plan, c.quarter, c.tier, c.influence, c.tally, total(c.tally),
         green(c.tally), amber(c.tally), red(c.tally), unrated(c.tally),
         c.improved, c.unchanged, c.worsened, total(c.tally) - c.improved - c.unchanged - c.worsened
    FROM counted c
    JOIN plan_names p ON p.plan_id = c.plan_id
   ORDER BY p.plan, c.plan_id, c.quarter, c.tier, c.influence;
END;
COMMENT ON FUNCTION measure_summary(date, timestamptz) IS
  'One row per plan, quarter that had begun on that day, tier and influence (controlled or influenced). The denominator is every '
  'measure of the plan not retired by the last day of the quarter, annual ones in the last quarter of a year only; without target or '
  'actual it is not rated.';

CREATE OR REPLACE VIEW measure_summary WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.quarter, s.tier, s.influence, s.tally, s.measures, s.green, s.amber, s.red, s.unrated,
       s.improved, s.unchanged, s.worsened, s.not_comparable
  FROM measure_summary(today()) s;
COMMENT ON VIEW measure_summary IS
  'One row per plan, quarter that has begun, tier and influence: how the measures are rated and where they move. The denominator is '
  'every measure of the plan not retired, annual ones in the last quarter of a year only.';
COMMENT ON COLUMN measure_summary.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN measure_summary.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN measure_summary.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN measure_summary.tier IS '1: corporate outcomes; 2: directors'' key actions.';
COMMENT ON COLUMN measure_summary.influence IS 'controlled by the organisation, or only influenced.';
COMMENT ON COLUMN measure_summary.tally IS 'The ratings counted, as one value that can be added up and taken apart.';
COMMENT ON COLUMN measure_summary.measures IS
  'The denominator: measures of the plan not retired by the last day of the quarter, annual ones in the last quarter of a year only.';
COMMENT ON COLUMN measure_summary.green IS 'Measures rated Green.';
COMMENT ON COLUMN measure_summary.amber IS 'The tolerance within which a miss is amber.';
COMMENT ON COLUMN measure_summary.red IS 'Measures rated Red.';
COMMENT ON COLUMN measure_summary.unrated IS 'Measures that are not rated.';
COMMENT ON COLUMN measure_summary.improved IS 'Measures that improved on the quarter before (annual ones: the year before).';
COMMENT ON COLUMN measure_summary.unchanged IS 'Measures with the same figure as in the quarter before (annual ones: the year before).';
COMMENT ON COLUMN measure_summary.worsened IS 'Measures that worsened on the quarter before (annual ones: the year before).';
COMMENT ON COLUMN measure_summary.not_comparable IS 'Measures without a figure now or before.';
