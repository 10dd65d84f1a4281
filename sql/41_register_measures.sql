-- register_measures: key performance indicators: targets apart from actuals, movement, benchmarks, statistical process control.
--
-- What a measure aims at (measure_targets) is recorded apart from what was reached (measure_values), each append-only.  A row of
-- measure_values may still name a target, as layout 0.1.0 had it: of both tables the statement recorded last is in force.
-- Figures stay exact numerics: medians, ranks and the tests against the limits never go through floating point, and a limit is compared
-- with both sides multiplied out, since the quotient that is printed may be rounded.
-- The BI views may not call functions that read tables (see sql/34), so the query that measure_report and bi_measure_value share is
-- one text, and so are the benchmarks'.

CREATE FUNCTION register_measure_rows_sql(as_at text, known_at text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace($register$
  WITH actuals AS (
    -- The order runs down the primary key, so one backward scan of it can answer.  Figures that are no finite numbers, which layout 0.1.0
    -- took, are missing ones: nothing can be reckoned with them.
    SELECT DISTINCT ON (v.measure_id, v.quarter) v.measure_id, v.quarter,
           CASE WHEN v.actual > '-infinity' AND v.actual < 'infinity' THEN v.actual END AS actual, v.recorded_at
      FROM measure_values v
     WHERE (v.actual IS NOT NULL OR v.target IS NULL)
       AND ({known_at} IS NULL OR v.recorded_at <= {known_at})
     ORDER BY v.measure_id DESC, v.quarter DESC, v.recorded_at DESC
  ), targets AS (
    SELECT DISTINCT ON (s.measure_id, s.quarter) s.measure_id, s.quarter, s.target, s.low, s.high, s.amber
      FROM (SELECT t.measure_id, t.quarter, t.target, t.low, t.high, t.amber, t.recorded_at, 1 AS place
              FROM measure_targets t
            UNION ALL
            SELECT v.measure_id, v.quarter, v.target, NULL::numeric AS low, NULL::numeric AS high, v.amber, v.recorded_at, 0 AS place
              FROM measure_values v
             WHERE v.target > '-infinity' AND v.target < 'infinity') s
     WHERE {known_at} IS NULL OR s.recorded_at <= {known_at}
     ORDER BY s.measure_id DESC, s.quarter DESC, s.recorded_at DESC, s.place DESC
  ), figures AS (
    SELECT f.measure_id, f.quarter, max(f.actual) AS actual, max(f.recorded_at) AS recorded_at,
           max(f.target) AS target, max(f.low) AS low, max(f.high) AS high, max(f.amber) AS amber
      FROM (SELECT a.measure_id, a.quarter, a.actual, a.recorded_at, NULL::numeric AS target, NULL::numeric AS low, NULL::numeric AS high, NULL::numeric AS amber
              FROM actuals a
            UNION ALL
            SELECT t.measure_id, t.quarter, NULL::numeric AS actual, NULL::timestamptz AS recorded_at, t.target, t.low, t.high, t.amber
              FROM targets t) f
     WHERE start_date(f.quarter) <= {as_at}
     GROUP BY f.measure_id, f.quarter
  ), stated AS (
    SELECT f.measure_id, m.plan_id, m.polarity, m.tolerance, m.frequency, f.quarter, f.actual, f.recorded_at, f.target, f.low, f.high, f.amber,
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
                  ELSE CASE WHEN s.previous_actual < s.low THEN s.previous_actual - s.low WHEN s.previous_actual > s.high THEN s.high - s.previous_actual
                            WHEN s.previous_actual BETWEEN s.low AND s.high THEN 0 END END AS before,
                  CASE s.polarity WHEN 'higher' THEN s.year_ago_actual WHEN 'lower' THEN -s.year_ago_actual
                  ELSE CASE WHEN s.year_ago_actual < s.low THEN s.year_ago_actual - s.low WHEN s.year_ago_actual > s.high THEN s.high - s.year_ago_actual
                            WHEN s.year_ago_actual BETWEEN s.low AND s.high THEN 0 END END AS year_ago) merit
  )
  SELECT m.measure_id, m.plan_id, m.quarter, m.target, m.low, m.high, m.amber, m.actual, m.rating,
         m.previous_actual, m.actual - m.previous_actual AS change, m.direction,
         m.year_ago_actual, m.actual - m.year_ago_actual AS change_on_year, m.direction_on_year,
         CASE WHEN m.actual IS NOT NULL
              THEN m.place - max(CASE WHEN m.direction = 'worsened' THEN NULL ELSE m.place END) OVER (PARTITION BY m.plan_id, m.measure_id ORDER BY m.place)
         END AS worsening_run,
         m.is_latest, m.recorded_at
    FROM moved m
$register$, '{as_at}', as_at), '{known_at}', known_at);
COMMENT ON FUNCTION register_measure_rows_sql(text, text) IS 'The query that measure_report and bi_measure_value share, for a day and a moment given as expressions.';

CREATE FUNCTION register_league_sql(as_at text, known_at text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace($register$
  WITH own AS (
    SELECT r.measure_id, r.quarter, r.actual, r.low, r.high FROM ({rows}) r
  ), peers AS (
    SELECT DISTINCT ON (v.measure_id, v.organisation_id, v.quarter) v.measure_id, v.organisation_id, v.quarter, v.value
      FROM peer_values v
     WHERE {known_at} IS NULL OR v.recorded_at <= {known_at}
     ORDER BY v.measure_id, v.organisation_id, v.quarter, v.recorded_at DESC
  ), tables AS (
    SELECT DISTINCT v.measure_id, g.peer_group_id, v.quarter, end_date(v.quarter) AS last_day
      FROM peers v
      JOIN peer_group_members g ON g.organisation_id = v.organisation_id AND end_date(v.quarter) BETWEEN g.valid_from AND g.valid_to
     WHERE start_date(v.quarter) <= {as_at}
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
    FROM ranked r
$register$, '{rows}', register_measure_rows_sql(as_at, known_at)), '{as_at}', as_at), '{known_at}', known_at);
COMMENT ON FUNCTION register_league_sql(text, text) IS 'The query that benchmark_league, benchmark_report and bi_benchmark share, for a day and a moment given as expressions.';

-- The two middles are halved by a multiplication: a numeric quotient may be rounded, a product never is.
CREATE FUNCTION register_benchmark_sql(as_at text, known_at text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace($register$
  SELECT b.measure_id, b.plan_id, b.peer_group_id, b.quarter, b.actual, b.rank, b.ranked,
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
                 coalesce(array_agg(l.value ORDER BY l.value) FILTER (WHERE l.organisation_id IS NOT NULL AND l.value IS NOT NULL), '{}') AS peer_figures,
                 (array_agg(l.value ORDER BY l.merit DESC, l.value) FILTER (WHERE l.organisation_id IS NOT NULL AND l.merit IS NOT NULL))[1] AS best,
                 (array_agg(l.value ORDER BY l.merit, l.value) FILTER (WHERE l.organisation_id IS NOT NULL AND l.merit IS NOT NULL))[1] AS worst
            FROM ({league}) l
           GROUP BY l.measure_id, l.plan_id, l.polarity, l.peer_group_id, l.quarter, l.low, l.high, l.ranked) b
   CROSS JOIN LATERAL (SELECT CASE WHEN cardinality(b.peer_figures) % 2 = 1 THEN b.peer_figures[cardinality(b.peer_figures) / 2 + 1]
                                   ELSE (b.peer_figures[cardinality(b.peer_figures) / 2] + b.peer_figures[cardinality(b.peer_figures) / 2 + 1]) * 0.5 END
                              AS median) middle
   CROSS JOIN LATERAL (SELECT b.merit AS own,
                              CASE b.polarity WHEN 'higher' THEN middle.median WHEN 'lower' THEN -middle.median
                                ELSE CASE WHEN middle.median < b.low THEN middle.median - b.low WHEN middle.median > b.high THEN b.high - middle.median
                                          WHEN middle.median BETWEEN b.low AND b.high THEN 0 END END AS median) against
$register$, '{league}', register_league_sql(as_at, known_at));
COMMENT ON FUNCTION register_benchmark_sql(text, text) IS 'The query that benchmark_report and bi_benchmark share, for a day and a moment given as expressions.';

CREATE FUNCTION register_measures_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

ALTER TABLE measures
  ADD COLUMN tolerance text NOT NULL DEFAULT 'absolute' CHECK (tolerance IN ('absolute', 'percent')),
  ADD COLUMN frequency text NOT NULL DEFAULT 'quarterly' CHECK (frequency IN ('quarterly', 'annual')),
  ADD COLUMN decimals integer CHECK (decimals BETWEEN 0 AND 12),
  ADD COLUMN retired_on date;
COMMENT ON COLUMN measures.tolerance IS 'How the tolerance of a target is meant: absolute (in the unit of the measure) or percent (of the target).';
COMMENT ON COLUMN measures.frequency IS 'quarterly, or annual: an annual measure has its figures in the last quarter of the fiscal year.';
COMMENT ON COLUMN measures.decimals IS 'How many decimals a report prints; NULL: as recorded. Nothing is rounded in the register.';
COMMENT ON COLUMN measures.retired_on IS 'From that day on no figure is asked for; NULL: it is in use.';
COMMENT ON COLUMN measures.node_id IS 'A node it measures; measure_nodes has any others, and both count.';

CREATE TABLE measure_nodes (
  measure_id bigint NOT NULL REFERENCES measures,
  node_id bigint NOT NULL REFERENCES nodes,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (measure_id, node_id, valid_from),
  CHECK (valid_from <= valid_to)
);
CREATE INDEX ON measure_nodes (node_id);
COMMENT ON TABLE measure_nodes IS 'Which nodes (commitments, outcomes, programmes ...) a measure tells about, many to many. Never items: a deliverable is rated, not measured.';
COMMENT ON COLUMN measure_nodes.measure_id IS 'The measure.';
COMMENT ON COLUMN measure_nodes.node_id IS 'The node.';
COMMENT ON COLUMN measure_nodes.valid_from IS 'First day.';
COMMENT ON COLUMN measure_nodes.valid_to IS 'Last day.';

CREATE TABLE measure_targets (
  measure_id bigint NOT NULL REFERENCES measures,
  quarter quarter NOT NULL,
  target numeric CHECK (target < 'infinity' AND target > '-infinity'),
  low numeric CHECK (low < 'infinity' AND low > '-infinity'),
  high numeric CHECK (high < 'infinity' AND high > '-infinity'),
  amber numeric CHECK (amber >= 0 AND amber < 'infinity'),
  reason text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  PRIMARY KEY (measure_id, quarter, recorded_at),
  CHECK ((low IS NULL) = (high IS NULL)),
  CHECK (low <= high)
);
COMMENT ON TABLE measure_targets IS 'What a measure aims at in a quarter, append-only: a revised target is a later row, and one with nothing in it withdraws the target.';
COMMENT ON COLUMN measure_targets.measure_id IS 'The measure.';
COMMENT ON COLUMN measure_targets.quarter IS 'The quarter it is the target of; of an annual measure the last of the fiscal year.';
COMMENT ON COLUMN measure_targets.target IS 'What is aimed at, where higher or lower is better.';
COMMENT ON COLUMN measure_targets.low IS 'The lower end of the band, where a band is aimed at.';
COMMENT ON COLUMN measure_targets.high IS 'The upper end of the band.';
COMMENT ON COLUMN measure_targets.amber IS 'The tolerance within which a miss is amber, in the unit of the measure or in per cent, as measures.tolerance says; NULL: none, a miss is red.';
COMMENT ON COLUMN measure_targets.reason IS 'Why it was set or revised.';
COMMENT ON COLUMN measure_targets.recorded_at IS 'When it became known.';
COMMENT ON COLUMN measure_targets.recorded_by IS 'Who recorded it.';

COMMENT ON TABLE measure_values IS 'Actuals of measures by quarter, append-only: a correction is a later row, and one with neither actual nor target withdraws the actual.';
COMMENT ON COLUMN measure_values.target IS 'A target stated with the actual; measure_targets is the place for targets, and the statement recorded last is in force. A row with a target alone says nothing of the actual.';

CREATE TABLE organisations (
  organisation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> '')
);
CREATE UNIQUE INDEX ON organisations (normal_name(name));
COMMENT ON TABLE organisations IS 'Other organisations that measures are compared with; not the register''s own.';
COMMENT ON COLUMN organisations.organisation_id IS 'Key.';
COMMENT ON COLUMN organisations.name IS 'The name, one spelling each without regard to case and blanks.';

CREATE TABLE peer_groups (
  peer_group_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> ''),
  source text
);
COMMENT ON TABLE peer_groups IS 'Sets of organisations to compare with, such as nearest neighbours or statistical neighbours.';
COMMENT ON COLUMN peer_groups.peer_group_id IS 'Key.';
COMMENT ON COLUMN peer_groups.name IS 'The name of the set.';
COMMENT ON COLUMN peer_groups.source IS 'Who defined it, such as CIPFA.';

CREATE TABLE peer_group_members (
  peer_group_id bigint NOT NULL REFERENCES peer_groups,
  organisation_id bigint NOT NULL REFERENCES organisations,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (peer_group_id, organisation_id, valid_from),
  CHECK (valid_from <= valid_to),
  EXCLUDE USING gist (int8range(peer_group_id, peer_group_id, '[]') WITH =, int8range(organisation_id, organisation_id, '[]') WITH =,
                      daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE INDEX ON peer_group_members (organisation_id);
COMMENT ON TABLE peer_group_members IS 'Which organisations are in a set, from when to when; an organisation is in a set once at a time.';
COMMENT ON COLUMN peer_group_members.peer_group_id IS 'The set.';
COMMENT ON COLUMN peer_group_members.organisation_id IS 'The organisation.';
COMMENT ON COLUMN peer_group_members.valid_from IS 'First day; a benchmark of a quarter takes those who are in on its last day.';
COMMENT ON COLUMN peer_group_members.valid_to IS 'Last day.';

CREATE TABLE peer_values (
  measure_id bigint NOT NULL REFERENCES measures,
  organisation_id bigint NOT NULL REFERENCES organisations,
  quarter quarter NOT NULL,
  value numeric CHECK (value < 'infinity' AND value > '-infinity'),
  source text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  PRIMARY KEY (measure_id, organisation_id, quarter, recorded_at)
);
CREATE INDEX ON peer_values (organisation_id);
COMMENT ON TABLE peer_values IS 'What other organisations reached on a measure, append-only: a correction is a later row.';
COMMENT ON COLUMN peer_values.measure_id IS 'The measure.';
COMMENT ON COLUMN peer_values.organisation_id IS 'The organisation.';
COMMENT ON COLUMN peer_values.quarter IS 'The quarter; of an annual measure the last of the fiscal year.';
COMMENT ON COLUMN peer_values.value IS 'What it reached; NULL: missing, not published or suppressed. No row says the same.';
COMMENT ON COLUMN peer_values.source IS 'Where the figure was published, such as LG Inform.';
COMMENT ON COLUMN peer_values.recorded_at IS 'When it became known.';
COMMENT ON COLUMN peer_values.recorded_by IS 'Who recorded it.';

$register$;
COMMENT ON FUNCTION register_measures_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for measures.';

CREATE FUNCTION register_measures_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(replace(replace(replace($register$

-- What may be recorded.

CREATE OR REPLACE FUNCTION check_measure_row() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  about measures;
BEGIN
  SELECT m.* INTO about FROM measures m WHERE m.measure_id = NEW.measure_id;
  IF about.frequency = 'annual' AND quarter_number(NEW.quarter) <> 4 THEN
    RAISE EXCEPTION 'measure "%" is annual, and "%" is not the last quarter of a year', about.ref, NEW.quarter
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'The figures of a year are recorded in its last quarter.',
            HINT = format('Write "%s".', NEW.quarter + (4 - quarter_number(NEW.quarter)));
  END IF;
  IF TG_TABLE_NAME = 'measure_values' THEN
    IF NOT (coalesce(NEW.actual, 0) < 'infinity' AND coalesce(NEW.actual, 0) > '-infinity'
            AND coalesce(NEW.target, 0) < 'infinity' AND coalesce(NEW.target, 0) > '-infinity'
            AND coalesce(NEW.amber, 0) >= 0 AND coalesce(NEW.amber, 0) < 'infinity') THEN
      RAISE EXCEPTION 'invalid figures of measure "%": actual "%", target "%", amber "%"', about.ref, NEW.actual, NEW.target, NEW.amber
        USING ERRCODE = 'check_violation', DETAIL = 'A figure is a finite number, and a tolerance is not negative.', HINT = 'Leave out (NULL) what is not known.';
    END IF;
    IF about.polarity = 'band' AND NEW.target IS NOT NULL THEN
      RAISE EXCEPTION 'measure "%" aims at a band, not at the target "%"', about.ref, NEW.target
        USING ERRCODE = 'check_violation', DETAIL = 'A band has two ends.', HINT = 'Record low and high in measure_targets.';
    END IF;
  ELSIF TG_TABLE_NAME = 'measure_targets' THEN
    IF about.polarity = 'band' AND NEW.target IS NOT NULL THEN
      RAISE EXCEPTION 'measure "%" aims at a band, not at the target "%"', about.ref, NEW.target
        USING ERRCODE = 'check_violation', DETAIL = 'A band has two ends.', HINT = 'Write low and high.';
    ELSIF about.polarity <> 'band' AND NEW.low IS NOT NULL THEN
      RAISE EXCEPTION 'measure "%" aims at a target, not at the band from "%" to "%"', about.ref, NEW.low, NEW.high
        USING ERRCODE = 'check_violation', DETAIL = format('Its polarity is "%s".', about.polarity),
              HINT = 'Write target, or make a measure whose polarity is band.';
    END IF;
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_measure_row() IS 'Trigger: refuses figures of an annual measure in another quarter than the last, targets that do not fit the polarity, and figures that are no finite numbers.';

-- The quarters of figures mean something else under another frequency, and a band is no target.
CREATE OR REPLACE FUNCTION check_measure_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF (NEW.frequency <> OLD.frequency OR (NEW.polarity = 'band') <> (OLD.polarity = 'band'))
     AND (EXISTS (SELECT FROM measure_values v WHERE v.measure_id = OLD.measure_id)
          OR EXISTS (SELECT FROM measure_targets t WHERE t.measure_id = OLD.measure_id)
          OR EXISTS (SELECT FROM peer_values p WHERE p.measure_id = OLD.measure_id)) THEN
    RAISE EXCEPTION 'measure "%" has figures: it cannot turn from % % to % %', OLD.ref, OLD.frequency, OLD.polarity, NEW.frequency, NEW.polarity
      USING ERRCODE = 'restrict_violation', DETAIL = 'What was reported of it would mean something else.',
            HINT = 'Set retired_on and make a new measure.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_measure_change() IS 'Trigger: refuses to change a measure with figures between quarterly and annual, or to and from a band.';

CREATE OR REPLACE TRIGGER measures_check_change BEFORE UPDATE OF frequency, polarity ON measures FOR EACH ROW EXECUTE FUNCTION check_measure_change();
COMMENT ON TRIGGER measures_check_change ON measures IS 'What was reported keeps its meaning.';
CREATE OR REPLACE TRIGGER measure_values_check_row BEFORE INSERT ON measure_values FOR EACH ROW EXECUTE FUNCTION check_measure_row();
COMMENT ON TRIGGER measure_values_check_row ON measure_values IS 'Figures that fit the measure.';
CREATE OR REPLACE TRIGGER measure_targets_check_row BEFORE INSERT ON measure_targets FOR EACH ROW EXECUTE FUNCTION check_measure_row();
COMMENT ON TRIGGER measure_targets_check_row ON measure_targets IS 'Targets that fit the measure.';
CREATE OR REPLACE TRIGGER peer_values_check_row BEFORE INSERT ON peer_values FOR EACH ROW EXECUTE FUNCTION check_measure_row();
COMMENT ON TRIGGER peer_values_check_row ON peer_values IS 'Figures that fit the measure.';
CREATE OR REPLACE TRIGGER measure_targets_check_quarter BEFORE INSERT ON measure_targets FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER measure_targets_check_quarter ON measure_targets IS 'One register, one fiscal calendar.';
CREATE OR REPLACE TRIGGER peer_values_check_quarter BEFORE INSERT ON peer_values FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER peer_values_check_quarter ON peer_values IS 'One register, one fiscal calendar.';
CREATE OR REPLACE TRIGGER measure_values_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON measure_values
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER measure_values_append_only ON measure_values IS 'A correction is a new row.';
CREATE OR REPLACE TRIGGER measure_targets_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON measure_targets
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER measure_targets_append_only ON measure_targets IS 'A revised target is a new row.';
CREATE OR REPLACE TRIGGER peer_values_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON peer_values
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER peer_values_append_only ON peer_values IS 'A correction is a new row.';

-- Sorting the measures, and not their rows, keeps the texts out of the large sorts of the reports.
CREATE OR REPLACE VIEW measure_names WITH (security_invoker = true) AS
SELECT m.measure_id, m.plan_id, p.plan, m.ref, m.title, m.tier, m.influence, m.polarity, m.unit, m.frequency, m.tolerance,
       row_number() OVER (ORDER BY p.plan, m.plan_id, try_plan_code(m.ref) NULLS LAST, m.measure_id) AS sort_order
  FROM measures m
  JOIN plan_names p ON p.plan_id = m.plan_id;
COMMENT ON VIEW measure_names IS 'One row per measure: what reports print of it, and in which order: by plan and reference.';

-- Measures quarter by quarter.

CREATE OR REPLACE FUNCTION measure_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, measure_id bigint, ref text, title text, tier integer, influence text, polarity text, unit text,
                 frequency text, quarter quarter, target numeric, low numeric, high numeric, amber numeric, tolerance text, actual numeric,
                 rating rag, previous_actual numeric, change numeric, direction text,
                 year_ago_actual numeric, change_on_year numeric, direction_on_year text,
                 worsening_run integer, is_latest boolean, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.plan_id, m.plan, r.measure_id, m.ref, m.title, m.tier, m.influence, m.polarity, m.unit,
         m.frequency, r.quarter, r.target, r.low, r.high, r.amber, m.tolerance, r.actual,
         r.rating, r.previous_actual, r.change, r.direction,
         r.year_ago_actual, r.change_on_year, r.direction_on_year,
         r.worsening_run, r.is_latest, r.recorded_at
    FROM ({rows of a day}) r
    JOIN measure_names m ON m.measure_id = r.measure_id
   ORDER BY m.sort_order, r.quarter;
END;
COMMENT ON FUNCTION measure_report(date, timestamptz) IS
  'One row per measure and quarter (of an annual measure: the last of each year), from the first with a target or an actual to the last that had begun on that day, gaps included, as recorded by that moment (none: as known now). direction is against the quarter before (annual: the year before), direction_on_year against the same quarter of the year before; of a band, whether it came nearer to the band of this quarter; NULL where either figure is missing. worsening_run is how many times running it worsened up to here: what is unchanged, improved or missing ends a run.';

CREATE OR REPLACE VIEW measure_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.measure_id, r.ref, r.title, r.tier, r.influence, r.polarity, r.unit, r.frequency, r.quarter,
       r.target, r.low, r.high, r.amber, r.tolerance, r.actual, r.rating, r.previous_actual, r.change, r.direction,
       r.year_ago_actual, r.change_on_year, r.direction_on_year, r.worsening_run, r.is_latest, r.recorded_at
  FROM measure_report(CURRENT_DATE) r;
COMMENT ON VIEW measure_report IS
  'One row per measure and quarter that has begun, gaps included: target, actual, rating, direction of travel and the run of worsening quarters.';

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
        UNION ALL
        SELECT v.measure_id, v.quarter, v.target, NULL::numeric AS low, NULL::numeric AS high, v.amber, NULL::text AS reason, v.recorded_at, v.recorded_by, 0 AS place
          FROM measure_values v
         WHERE v.target IS NOT NULL) s
  JOIN measure_names m ON m.measure_id = s.measure_id
WINDOW in_time AS (PARTITION BY s.measure_id, s.quarter ORDER BY s.recorded_at, s.place)
 ORDER BY m.sort_order, s.quarter, s.recorded_at, s.place;
COMMENT ON VIEW target_revisions IS
  'One row per measure, quarter and statement of its target: revision 0 is the first, the highest is in force.';

-- An older figure never stands in for a missing one: who has none in the quarter is not rated.
CREATE OR REPLACE FUNCTION measure_summary(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, tier integer, influence text, tally rag_tally, measures bigint,
                 green bigint, amber bigint, red bigint, unrated bigint,
                 improved bigint, unchanged bigint, worsened bigint, not_comparable bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH figures AS (
    SELECT r.measure_id, r.plan_id, r.quarter, r.rating, r.direction FROM ({rows of a summary}) r
  ), counted AS (
    SELECT q.plan_id, q.quarter, m.tier, m.influence, tally(f.rating) AS tally,
           count(*) FILTER (WHERE f.direction = 'improved') AS improved,
           count(*) FILTER (WHERE f.direction = 'unchanged') AS unchanged,
           count(*) FILTER (WHERE f.direction = 'worsened') AS worsened
      FROM (SELECT DISTINCT f.plan_id, f.quarter FROM figures f) q
      JOIN measures m ON m.plan_id = q.plan_id
                     AND (m.frequency = 'quarterly' OR quarter_number(q.quarter) = 4)
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
  'One row per plan, quarter that had begun on that day, tier and influence (controlled or influenced). The denominator is every measure of the plan not retired by the last day of the quarter, annual ones in the last quarter of a year only; without target or actual it is not rated.';

CREATE OR REPLACE VIEW measure_summary WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.quarter, s.tier, s.influence, s.tally, s.measures, s.green, s.amber, s.red, s.unrated,
       s.improved, s.unchanged, s.worsened, s.not_comparable
  FROM measure_summary(CURRENT_DATE) s;
COMMENT ON VIEW measure_summary IS
  'One row per plan, quarter that has begun, tier and influence: how the measures are rated and where they move. The denominator is every measure of the plan not retired, annual ones in the last quarter of a year only.';

-- Measures at the nodes of the golden thread.

CREATE OR REPLACE FUNCTION measure_node_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (measure_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT m.measure_id, m.node_id FROM measures m WHERE m.node_id IS NOT NULL
  UNION
  SELECT mn.measure_id, mn.node_id FROM measure_nodes mn WHERE coalesce(measure_node_links.as_at, CURRENT_DATE) BETWEEN mn.valid_from AND mn.valid_to;
END;
COMMENT ON FUNCTION measure_node_links(date) IS 'One row per measure and node it tells about directly, on that day.';

CREATE OR REPLACE FUNCTION kpi_node_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text, by_link rag_tally, distinct_measures rag_tally,
                 measures_by_link bigint, measures_distinct bigint, green bigint, amber bigint, red bigint, unrated bigint, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH asked AS (
    SELECT coalesce(kpi_node_report.as_at, end_date(kpi_node_report.in_quarter), CURRENT_DATE) AS on_day
  ), figures AS (
    SELECT r.plan_id, r.measure_id, m.frequency, r.quarter, r.actual, r.rating
      FROM ({rows of the nodes}) r
      JOIN measures m ON m.measure_id = r.measure_id
  ), latest AS (
    SELECT f.plan_id, f.frequency, max(f.quarter) AS quarter FROM figures f WHERE f.actual IS NOT NULL GROUP BY f.plan_id, f.frequency
  ), rated AS (
    SELECT m.measure_id, f.rating
      FROM measures m
     CROSS JOIN asked
      LEFT JOIN latest ON latest.plan_id = m.plan_id AND latest.frequency = m.frequency
      LEFT JOIN figures f ON f.measure_id = m.measure_id
                         AND f.quarter = CASE WHEN kpi_node_report.in_quarter IS NULL THEN latest.quarter
                                              WHEN m.frequency = 'annual' THEN kpi_node_report.in_quarter - quarter_number(kpi_node_report.in_quarter) % 4
                                              ELSE kpi_node_report.in_quarter END
     WHERE (m.retired_on IS NULL OR m.retired_on > coalesce(end_date(kpi_node_report.in_quarter), asked.on_day))
       AND (kpi_node_report.in_quarter IS NULL OR checked_quarter(kpi_node_report.in_quarter) IS NOT NULL)
  )
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title,
         coalesce(rolled.by_link, '0'), coalesce(rolled.distinct_items, '0'),
         coalesce(total(rolled.by_link), 0), coalesce(total(rolled.distinct_items), 0),
         coalesce(green(rolled.distinct_items), 0), coalesce(amber(rolled.distinct_items), 0), coalesce(red(rolled.distinct_items), 0),
         coalesce(unrated(rolled.distinct_items), 0), overall(rolled.distinct_items)
    FROM nodes n
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
    LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                                FROM asked CROSS JOIN LATERAL rollup_node_links(asked.on_day) nl),
                                             l.node_id, l.measure_id, rated.rating) AS nodes
                         FROM asked
                        CROSS JOIN LATERAL measure_node_links(asked.on_day) l
                         JOIN rated ON rated.measure_id = l.measure_id) r
                CROSS JOIN LATERAL unnest(r.nodes) u) rolled ON rolled.node = n.node_id
   WHERE kpi_node_report.in_quarter IS NULL OR checked_quarter(kpi_node_report.in_quarter) IS NOT NULL
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION kpi_node_report(quarter, date, timestamptz) IS
  'One row per node, zeros included: the ratings of all measures at or under it that are not retired, over the links that hold on that day (no day: the last of the quarter, or today). In that quarter, annual measures in the last year end up to it; no quarter: the latest in which any measure of the plan with the same frequency has an actual. Without a figure in it a measure is not rated. Do not add across nodes.';

CREATE OR REPLACE VIEW kpi_node_report WITH (security_invoker = true) AS
SELECT k.node_id, k.plan_id, k.plan, k.level, k.ref, k.title, k.by_link, k.distinct_measures, k.measures_by_link, k.measures_distinct,
       k.green, k.amber, k.red, k.unrated, k.overall
  FROM kpi_node_report() k;
COMMENT ON VIEW kpi_node_report IS
  'One row per node, zeros included: the latest ratings of all measures at or under it that are not retired. Do not add across nodes: a measure under two of them counts at each.';

-- Benchmarks.

CREATE OR REPLACE FUNCTION benchmark_league(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, measure_id bigint, ref text, peer_group_id bigint, peer_group text, quarter quarter,
                 organisation_id bigint, organisation text, value numeric, rank bigint, ranked bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.plan_id, l.measure_id, m.ref, l.peer_group_id, g.name, l.quarter, l.organisation_id, o.name, l.value, l.rank, l.ranked
    FROM ({league of a day}) l
    JOIN measure_names m ON m.measure_id = l.measure_id
    JOIN peer_groups g ON g.peer_group_id = l.peer_group_id
    LEFT JOIN organisations o ON o.organisation_id = l.organisation_id
   ORDER BY m.sort_order, g.name, l.quarter, l.rank NULLS LAST, o.name NULLS FIRST;
END;
COMMENT ON FUNCTION benchmark_league(date, timestamptz) IS
  'One row per measure, set of peers, quarter that had begun on that day and organisation in the set on the last day of the quarter, and one without an organisation for the register''s own: best first. A set has a table in a quarter in which any of its members has a row in peer_values. Equal values share a rank and the next is as much lower (1, 2, 2, 4); of a band, nearest to the band is best; who has no value has no rank, and nobody has where no peer has a value.';

CREATE OR REPLACE VIEW benchmark_league WITH (security_invoker = true) AS
SELECT l.plan_id, l.measure_id, l.ref, l.peer_group_id, l.peer_group, l.quarter, l.organisation_id, l.organisation, l.value, l.rank, l.ranked
  FROM benchmark_league(CURRENT_DATE) l;
COMMENT ON VIEW benchmark_league IS
  'One row per measure, set of peers, quarter and organisation in it, the register''s own included: the value and its rank, best first.';

CREATE OR REPLACE FUNCTION benchmark_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, measure_id bigint, ref text, title text, polarity text, peer_group_id bigint, peer_group text,
                 quarter quarter, actual numeric, rank bigint, ranked bigint, quartile integer, median numeric, gap_to_median numeric,
                 against_median text, peers bigint, peers_with_value bigint, peers_missing bigint, best numeric, worst numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT b.plan_id, m.plan, b.measure_id, m.ref, m.title, m.polarity, b.peer_group_id, g.name, b.quarter,
         b.actual, b.rank, b.ranked, b.quartile, b.median, b.gap_to_median, b.against_median,
         b.peers, b.peers_with_value, b.peers_missing, b.best, b.worst
    FROM ({benchmarks of a day}) b
    JOIN measure_names m ON m.measure_id = b.measure_id
    JOIN peer_groups g ON g.peer_group_id = b.peer_group_id
   ORDER BY m.sort_order, g.name, b.quarter;
END;
COMMENT ON FUNCTION benchmark_report(date, timestamptz) IS
  'One row per measure, set of peers and quarter that had begun on that day, if any peer has a row in peer_values: the own actual, its rank among those with a value (ranked; the own included; 1 is best, equal values share a rank), its quartile (1 + the whole part of 4 times those better through ranked, so 1 is the best quarter; NULL of fewer than four), and the median of the peers with a value, the own not included. Peers are those in the set on the last day of the quarter: peers = peers_with_value + peers_missing.';

CREATE OR REPLACE VIEW benchmark_report WITH (security_invoker = true) AS
SELECT b.plan_id, b.plan, b.measure_id, b.ref, b.title, b.polarity, b.peer_group_id, b.peer_group, b.quarter, b.actual, b.rank, b.ranked,
       b.quartile, b.median, b.gap_to_median, b.against_median, b.peers, b.peers_with_value, b.peers_missing, b.best, b.worst
  FROM benchmark_report(CURRENT_DATE) b;
COMMENT ON VIEW benchmark_report IS
  'One row per measure, set of peers and quarter: rank, quartile and gap to the median, with how many peers have a value and how many are missing.';

-- Statistical process control, as XmR charts and the NHS's "Making data count" use it.
-- With n points, their sum s and the sum m of their moves, the mean is s / n and a limit 2.66 * m / (n - 1) away: compared times n (n - 1).

CREATE OR REPLACE FUNCTION spc_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, measure_id bigint, ref text, title text, polarity text, quarter quarter, actual numeric,
                 points bigint, trial_limits boolean, mean numeric, average_moving_range numeric, sigma numeric,
                 lower_limit numeric, upper_limit numeric,
                 outside_limits boolean, rule_of_seven boolean, trend boolean, two_of_three boolean, signal text, variation text,
                 target numeric, low numeric, high numeric, assurance text, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH points AS (
    SELECT r.measure_id, m.polarity, r.quarter, r.actual, r.target, r.low, r.high,
           row_number() OVER in_time AS place,
           r.actual - lag(r.actual) OVER in_time AS move
      FROM ({rows of a chart}) r
      JOIN measures m ON m.measure_id = r.measure_id
     WHERE r.actual IS NOT NULL
    WINDOW in_time AS (PARTITION BY r.measure_id ORDER BY r.quarter)
  ), processes AS (
    SELECT p.*,
           count(*) OVER of_measure AS n, sum(p.actual) OVER of_measure AS s, coalesce(sum(abs(p.move)) OVER of_measure, 0) AS m
      FROM points p
    WINDOW of_measure AS (PARTITION BY p.measure_id)
  ), placed AS (
    SELECT p.*, off.mean_by, off.limit_by,
           sign(off.mean_by)::integer AS side,
           coalesce(sign(p.move)::integer, 0) AS slope,
           CASE WHEN off.mean_by > off.limit_by THEN 1 WHEN off.mean_by < -off.limit_by THEN -1 ELSE 0 END AS outside,
           CASE WHEN abs(off.mean_by) > off.limit_by OR 3 * abs(off.mean_by) <= 2 * off.limit_by THEN 0 ELSE sign(off.mean_by)::integer END AS near
      FROM processes p
     CROSS JOIN LATERAL (SELECT (p.n - 1) * (p.n * p.actual - p.s) AS mean_by, 2.66 * p.n * p.m AS limit_by) off
  ), parted AS (
    SELECT p.*,
           p.side <> lag(p.side, 1, p.side) OVER in_time AS other_side,
           p.slope <> lag(p.slope, 1, p.slope) OVER in_time AS other_slope,
           p.near <> 0 AND p.n >= 3
             AND p.near IN (lag(p.near, 1, 0) OVER in_time, lag(p.near, 2, 0) OVER in_time, lead(p.near, 1, 0) OVER in_time, lead(p.near, 2, 0) OVER in_time)
             AS two_of_three
      FROM placed p
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
  ), signalled AS (
    -- The point from which a trend sets out belongs to it, though the move to it may be another.
    SELECT p.*,
           CASE WHEN p.trending <> 0 THEN p.trending ELSE lead(p.trending, 1, 0) OVER in_time END AS trend_to,
           lead(p.place) OVER in_time IS NULL AS is_latest
      FROM counted p
    WINDOW in_time AS (PARTITION BY p.measure_id ORDER BY p.place)
  ), charted AS (
    SELECT p.*,
           CASE WHEN p.n > 1 THEN p.m / (p.n - 1) END AS average_moving_range,
           CASE WHEN p.n > 1 THEN p.s / p.n - 2.66 * p.m / (p.n - 1) END AS lower_limit,
           CASE WHEN p.n > 1 THEN p.s / p.n + 2.66 * p.m / (p.n - 1) END AS upper_limit,
           CASE WHEN p.outside <> 0 THEN p.outside WHEN p.seven THEN p.side WHEN p.trend_to <> 0 THEN p.trend_to
                WHEN p.two_of_three THEN p.near ELSE 0 END AS towards
      FROM signalled p
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
         CASE WHEN p.n < 2 THEN NULL
              WHEN p.polarity = 'higher' THEN CASE WHEN aim.target <= -p.limit_by THEN 'consistently hit' WHEN aim.target > p.limit_by THEN 'consistently missed'
                                                   WHEN p.target IS NOT NULL THEN 'hit and miss' END
              WHEN p.polarity = 'lower' THEN CASE WHEN aim.target >= p.limit_by THEN 'consistently hit' WHEN aim.target < -p.limit_by THEN 'consistently missed'
                                                  WHEN p.target IS NOT NULL THEN 'hit and miss' END
              ELSE CASE WHEN aim.low <= -p.limit_by AND aim.high >= p.limit_by THEN 'consistently hit'
                        WHEN aim.low > p.limit_by OR aim.high < -p.limit_by THEN 'consistently missed'
                        WHEN p.low IS NOT NULL THEN 'hit and miss' END END,
         p.is_latest
    FROM charted p
    JOIN measure_names m ON m.measure_id = p.measure_id
   CROSS JOIN LATERAL (SELECT (p.n - 1) * (p.n * p.target - p.s) AS target, (p.n - 1) * (p.n * p.low - p.s) AS low,
                              (p.n - 1) * (p.n * p.high - p.s) AS high) aim
   ORDER BY m.sort_order, p.quarter;
END;
COMMENT ON FUNCTION spc_report(date, timestamptz) IS
  'One row per measure and quarter with an actual that had begun on that day: its XmR chart over all of them, as the NHS''s "Making data count" reads it. Missing quarters are passed over, as the line of a chart does. The limits are mean -+ 2.66 times the average moving range (three sigma; sigma is that range through 1.128); trial_limits: fewer than 12 points. Signals: outside the limits; seven or more in a row on one side of the mean (a point on it ends the row); a trend of seven or more points, each higher, or each lower, than the one before it; two of three in a row beyond two sigma on one side but within the limits. All points of a row carry it; signal names the first of these that holds and variation judges it by polarity: improvement, concern, neither (of a band), otherwise common cause. assurance sets the target of the quarter against the limits: consistently hit (every value within them meets it), consistently missed (none does), hit and miss.';

CREATE OR REPLACE VIEW spc_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.measure_id, s.ref, s.title, s.polarity, s.quarter, s.actual, s.points, s.trial_limits, s.mean, s.average_moving_range,
       s.sigma, s.lower_limit, s.upper_limit, s.outside_limits, s.rule_of_seven, s.trend, s.two_of_three, s.signal, s.variation,
       s.target, s.low, s.high, s.assurance, s.is_latest
  FROM spc_report(CURRENT_DATE) s;
COMMENT ON VIEW spc_report IS
  'One row per measure and quarter with an actual: its XmR chart as "Making data count" reads it. For the state of each measure keep is_latest: variation and assurance are its two icons.';

-- For BI tools.

CREATE OR REPLACE VIEW {bi}.bi_measure AS
SELECT m.measure_id AS measure_key, m.plan_id AS plan_key, m.ref, m.title, m.tier, m.influence, m.polarity, m.unit, m.frequency, m.tolerance, m.decimals,
       nullif(nullif(m.retired_on, 'infinity'), '-infinity') AS retired_on
  FROM measures m;
COMMENT ON VIEW {bi}.bi_measure IS 'Dimension: one row per measure (key performance indicator).';

CREATE OR REPLACE VIEW {bi}.bi_measure_node AS
SELECT m.measure_id AS measure_key, m.node_id AS node_key FROM measures m WHERE m.node_id IS NOT NULL
UNION
SELECT mn.measure_id, mn.node_id FROM measure_nodes mn WHERE CURRENT_DATE BETWEEN mn.valid_from AND mn.valid_to;
COMMENT ON VIEW {bi}.bi_measure_node IS 'Bridge: one row per measure and node it tells about directly, today. A measure may have several: do not add measures across nodes.';

CREATE OR REPLACE VIEW {bi}.bi_measure_value AS
SELECT r.measure_id AS measure_key, r.plan_id AS plan_key,
       (extract(year FROM start_date(r.quarter)) * 100 + extract(month FROM start_date(r.quarter)))::integer AS quarter_key,
       r.target, r.low, r.high, r.amber AS tolerance_amount, r.actual,
       coalesce(r.rating::text, 'NR') AS rating_key,
       r.previous_actual, r.change, r.direction, r.year_ago_actual, r.change_on_year, r.direction_on_year, r.worsening_run,
       r.is_latest, r.recorded_at
  FROM ({rows of today}) r;
COMMENT ON VIEW {bi}.bi_measure_value IS 'Fact: one row per measure and quarter that has begun, from the first with a target or an actual, gaps included. For the latest state keep is_latest.';

CREATE OR REPLACE VIEW {bi}.bi_peer_group AS
SELECT g.peer_group_id AS peer_group_key, g.name AS peer_group, g.source FROM peer_groups g;
COMMENT ON VIEW {bi}.bi_peer_group IS 'Dimension: one row per set of peers, such as nearest neighbours.';

CREATE OR REPLACE VIEW {bi}.bi_benchmark AS
SELECT b.measure_id AS measure_key, b.plan_id AS plan_key, b.peer_group_id AS peer_group_key,
       (extract(year FROM start_date(b.quarter)) * 100 + extract(month FROM start_date(b.quarter)))::integer AS quarter_key,
       b.actual, b.rank, b.ranked, b.quartile, b.median, b.gap_to_median, b.against_median, b.peers, b.peers_with_value, b.peers_missing,
       b.best, b.worst
  FROM ({benchmarks of today}) b;
COMMENT ON VIEW {bi}.bi_benchmark IS 'Fact: one row per measure, set of peers and quarter: where the own actual stands among the peers.';

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('actual', 'What was reached; empty: missing.'),
        ('against_median', 'better, equal or worse than the median, by the measure''s polarity.'),
        ('amber', 'The tolerance within which a miss is amber.'),
        ('assurance', 'The target of the quarter against the limits: consistently hit, consistently missed, or hit and miss.'),
        ('average_moving_range', 'Mean of the moves from point to point, without sign.'),
        ('best', 'The best value of a peer.'),
        ('by_link', 'Ratings counted by link: every pair of a node at or under this one and a measure that tells about it counts.'),
        ('change', 'From the figure before to this one.'),
        ('change_on_year', 'From the figure of the year before to this one.'),
        ('decimals', 'How many decimals to print; empty: as recorded.'),
        ('direction', 'improved, worsened or unchanged against the quarter before (of an annual measure the year before), by polarity; empty where either figure is missing.'),
        ('direction_on_year', 'improved, worsened or unchanged against the same quarter of the year before, by polarity; empty where either figure is missing.'),
        ('distinct_measures', 'Ratings of the distinct measures at or under the node: every measure counts once. Do not add across nodes.'),
        ('frequency', 'quarterly, or annual with its figures in the last quarter of the year.'),
        ('gap_to_median', 'The own actual less the median of the peers.'),
        ('green', 'Measures rated Green.'),
        ('high', 'The upper end of the band aimed at.'),
        ('improved', 'Measures that improved on the quarter before (annual ones: the year before).'),
        ('influence', 'controlled by the organisation, or only influenced.'),
        ('is_current', 'Whether this target is in force.'),
        ('is_latest', 'Whether the measure has no later row here.'),
        ('level', 'Which kind of node.'),
        ('low', 'The lower end of the band aimed at.'),
        ('lower_limit', 'The lower process limit: mean less 2.66 times the average moving range; empty with fewer than two points.'),
        ('mean', 'Mean of all points.'),
        ('measure_id', 'The measure.'),
        ('measure_key', 'Key of bi_measure.'),
        ('measures', 'The denominator: measures of the plan not retired by the last day of the quarter, annual ones in the last quarter of a year only.'),
        ('measures_by_link', 'Total of by_link.'),
        ('measures_distinct', 'Total of distinct_measures. Do not add across nodes.'),
        ('median', 'Median of the peers with a value, the own not included; of an even number the mean of the two middles.'),
        ('node_id', 'The node.'),
        ('node_key', 'Key of bi_node.'),
        ('not_comparable', 'Measures without a figure now or before.'),
        ('organisation', 'The organisation; empty for the register''s own.'),
        ('organisation_id', 'The organisation; empty for the register''s own.'),
        ('outside_limits', 'Whether the point lies outside the process limits.'),
        ('overall', 'One rating for all: the most severe; empty where none is rated.'),
        ('peer_group', 'The set of peers.'),
        ('peer_group_id', 'The set of peers.'),
        ('peer_group_key', 'Key of bi_peer_group.'),
        ('peers', 'Peers in the set on the last day of the quarter.'),
        ('peers_missing', 'Of these, those without a value.'),
        ('peers_with_value', 'Of these, those with a value.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan; at a node empty where several plans share it.'),
        ('plan_key', 'Key of bi_plan.'),
        ('points', 'How many quarters have an actual: what the chart is made of.'),
        ('polarity', 'Which direction is good: higher, lower, or within a band.'),
        ('previous_actual', 'The figure of the quarter before (of an annual measure the year before).'),
        ('previous_target', 'The target stated before this one.'),
        ('quarter', 'The fiscal quarter.'),
        ('quarter_key', 'Key of bi_quarter: yyyymm of the quarter''s first day.'),
        ('quartile', '1 for the best quarter to 4; empty with fewer than four values.'),
        ('rank', '1 is best; equal values share a rank and the next is as much lower.'),
        ('ranked', 'How many have a rank, the own included: the denominator of rank.'),
        ('rating', 'Green: met; amber: missed by no more than the tolerance; red; empty: not rated.'),
        ('rating_key', 'The rating: key of bi_scale; NR where not rated.'),
        ('reason', 'Why it was set or revised.'),
        ('recorded_at', 'When it became known.'),
        ('recorded_by', 'Who recorded it.'),
        ('red', 'Measures rated Red.'),
        ('ref', 'The reference as printed.'),
        ('retired_on', 'From that day on no figure is asked for; empty: it is in use.'),
        ('revision', '0 for the first target, then one more for each revision.'),
        ('rule_of_seven', 'Whether the point is one of seven or more in a row on one side of the mean.'),
        ('sigma', 'Average moving range through 1.128.'),
        ('signal', 'The first signal that holds of the point; empty: none.'),
        ('tally', 'The ratings counted, as one value that can be added up and taken apart.'),
        ('sort_order', 'The order in which reports print.'),
        ('source', 'Who defined it.'),
        ('target', 'What is aimed at.'),
        ('tier', '1: corporate outcomes; 2: directors'' key actions.'),
        ('title', 'The wording.'),
        ('tolerance', 'How the tolerance is meant: absolute or percent (of the target).'),
        ('tolerance_amount', 'The tolerance within which a miss is amber, as bi_measure.tolerance says.'),
        ('trend', 'Whether the point is one of seven or more that rise, or fall, one after the other.'),
        ('trial_limits', 'Whether the chart has fewer than 12 points.'),
        ('two_of_three', 'Whether the point is one of two among three in a row beyond two sigma on one side, within the limits.'),
        ('unchanged', 'Measures with the same figure as in the quarter before (annual ones: the year before).'),
        ('unit', 'The unit of its values.'),
        ('unrated', 'Measures that are not rated.'),
        ('upper_limit', 'The upper process limit: mean plus 2.66 times the average moving range; empty with fewer than two points.'),
        ('value', 'The value; empty: missing.'),
        ('variation', 'What the signal says by polarity: improvement, concern, neither (of a band), or common cause where there is none.'),
        ('worsened', 'Measures that worsened on the quarter before (annual ones: the year before).'),
        ('worsening_run', 'How many times running the figure worsened up to here; a missing figure ends a run and has none.'),
        ('worst', 'The worst value of a peer.'),
        ('year_ago_actual', 'The figure of the same quarter of the year before.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v'
     WHERE col_description(c.oid, a.attnum) IS NULL
       AND CASE c.relnamespace WHEN $bi${bi}$bi$::regnamespace THEN 'bi.' || c.relname WHEN quote_ident(current_schema())::regnamespace THEN c.relname END
           IN (SELECT register_view_names(register_measures_sql()))
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$,
  '{rows of a day}', register_measure_rows_sql('measure_report.as_at', 'measure_report.known_at')),
  '{rows of a summary}', register_measure_rows_sql('measure_summary.as_at', 'measure_summary.known_at')),
  '{rows of the nodes}', register_measure_rows_sql('coalesce(kpi_node_report.as_at, end_date(kpi_node_report.in_quarter), CURRENT_DATE)', 'kpi_node_report.known_at')),
  '{rows of a chart}', register_measure_rows_sql('spc_report.as_at', 'spc_report.known_at')),
  '{rows of today}', register_measure_rows_sql('CURRENT_DATE', 'NULL::timestamptz')),
  '{league of a day}', register_league_sql('benchmark_league.as_at', 'benchmark_league.known_at')),
  '{benchmarks of a day}', register_benchmark_sql('benchmark_report.as_at', 'benchmark_report.known_at')),
  '{benchmarks of today}', register_benchmark_sql('CURRENT_DATE', 'NULL::timestamptz'));
COMMENT ON FUNCTION register_measures_sql() IS 'The statements that make, or renew, a register''s functions and views for measures.';
