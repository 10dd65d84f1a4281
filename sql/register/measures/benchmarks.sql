-- The council among its peers.

-- Benchmarks.
-- The rows that league_rows_of takes, as measure_statements for measure_rows_of.
CREATE OR REPLACE VIEW peer_statements WITH (security_invoker = true) AS
SELECT v.measure_id, m.plan_id, m.polarity, v.organisation_id, v.quarter, v.value, v.recorded_at, i.undone_at
  FROM peer_values v
  JOIN measures m ON m.measure_id = v.measure_id
  LEFT JOIN imports i ON i.import_id = v.import_id;
COMMENT ON VIEW peer_statements IS 'One row per row of peer_values, with what its measure says of how to read it.';
COMMENT ON COLUMN peer_statements.measure_id IS 'The measure.';
COMMENT ON COLUMN peer_statements.plan_id IS 'The plan.';
COMMENT ON COLUMN peer_statements.polarity IS 'Which direction is good: higher, lower, or within a band.';
COMMENT ON COLUMN peer_statements.organisation_id IS 'The organisation.';
COMMENT ON COLUMN peer_statements.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN peer_statements.value IS 'The value; empty: missing.';
COMMENT ON COLUMN peer_statements.recorded_at IS 'When it became known.';
COMMENT ON COLUMN peer_statements.undone_at IS 'When the import that brought it was taken back; empty: it stands.';

CREATE OR REPLACE VIEW peer_memberships WITH (security_invoker = true) AS
SELECT g.peer_group_id, g.organisation_id, g.valid_from, g.valid_to FROM peer_group_members g;
COMMENT ON VIEW peer_memberships IS 'One row per set of peers, organisation and stretch of days in which it is in the set.';
COMMENT ON COLUMN peer_memberships.peer_group_id IS 'The set of peers.';
COMMENT ON COLUMN peer_memberships.organisation_id IS 'The organisation.';
COMMENT ON COLUMN peer_memberships.valid_from IS 'First day.';
COMMENT ON COLUMN peer_memberships.valid_to IS 'Last day.';

CREATE OR REPLACE FUNCTION peer_values_of(others peer_statements[], known_at timestamptz)
  RETURNS TABLE (measure_id bigint, plan_id bigint, polarity text, organisation_id bigint, quarter quarter, value numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT ON (v.measure_id, v.organisation_id, v.quarter) v.measure_id, v.plan_id, v.polarity, v.organisation_id, v.quarter, v.value
    FROM unnest(peer_values_of.others) v
   WHERE v.recorded_at <= by_then(peer_values_of.known_at) AND coalesce(v.undone_at > by_then(peer_values_of.known_at), true)
   ORDER BY v.measure_id, v.organisation_id, v.quarter, v.recorded_at DESC;
END;
COMMENT ON FUNCTION peer_values_of(peer_statements[], timestamptz) IS
  'What other organisations say of a measure and quarter: the figure recorded last by that moment.';

CREATE OR REPLACE FUNCTION league_rows_of(statements measure_statements[], others peer_statements[], members peer_memberships[], as_at date,
                                          known_at timestamptz)
  RETURNS TABLE (measure_id bigint, plan_id bigint, polarity text, peer_group_id bigint, quarter quarter, organisation_id bigint,
                 value numeric,
                 low numeric, high numeric, merit numeric, rank bigint, ranked bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
  SET enable_nestloop = off
  SET jit = off
BEGIN ATOMIC
  WITH own AS (
    SELECT r.measure_id, r.quarter, r.actual, r.low, r.high
      FROM measure_rows_of(league_rows_of.statements, league_rows_of.as_at, league_rows_of.known_at) r
  ), peers AS (
    SELECT p.* FROM peer_values_of(league_rows_of.others, league_rows_of.known_at) p
  ), belonging AS (
    -- In which quarters: on the last day of them.
    SELECT q.quarter, g.peer_group_id, g.organisation_id
      FROM (SELECT DISTINCT v.quarter FROM peers v WHERE start_date(v.quarter) <= league_rows_of.as_at) q
      JOIN unnest(league_rows_of.members) g ON end_date(q.quarter) BETWEEN g.valid_from AND g.valid_to
  ), tables AS (
    SELECT DISTINCT v.measure_id, v.plan_id, v.polarity, g.peer_group_id, v.quarter
      FROM peers v
      JOIN belonging g ON g.organisation_id = v.organisation_id AND g.quarter = v.quarter
  ), entrants AS (
    SELECT t.measure_id, t.plan_id, t.polarity, t.peer_group_id, t.quarter, g.organisation_id, v.value
      FROM tables t
      JOIN belonging g ON g.peer_group_id = t.peer_group_id AND g.quarter = t.quarter
      LEFT JOIN peers v ON v.measure_id = t.measure_id AND v.organisation_id = g.organisation_id AND v.quarter = t.quarter
    UNION ALL
    SELECT t.measure_id, t.plan_id, t.polarity, t.peer_group_id, t.quarter, NULL::bigint, own.actual
      FROM tables t
      LEFT JOIN own ON own.measure_id = t.measure_id AND own.quarter = t.quarter
  ), judged AS (
    SELECT e.*, own.low, own.high, merit(e.polarity, e.value, own.low, own.high) AS merit
      FROM entrants e
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
    FROM ranked r;
END;
COMMENT ON FUNCTION league_rows_of(measure_statements[], peer_statements[], peer_memberships[], date, timestamptz) IS
  'league_rows, of rows that the caller has read.';

CREATE OR REPLACE FUNCTION league_rows(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (measure_id bigint, plan_id bigint, polarity text, peer_group_id bigint, quarter quarter, organisation_id bigint,
                 value numeric,
                 low numeric, high numeric, merit numeric, rank bigint, ranked bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.measure_id, r.plan_id, r.polarity, r.peer_group_id, r.quarter, r.organisation_id, r.value, r.low, r.high, r.merit,
         r.rank, r.ranked
    FROM league_rows_of(ARRAY(SELECT s FROM measure_statements s), ARRAY(SELECT p FROM peer_statements p),
                        ARRAY(SELECT g FROM peer_memberships g), on_day(league_rows.as_at), league_rows.known_at) r;
END;
COMMENT ON FUNCTION league_rows(date, timestamptz) IS
  'One row per measure, peer group, quarter and organisation (none: the council itself), with its rank: what the benchmarks stand on.';

CREATE OR REPLACE FUNCTION benchmark_league(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, measure_id bigint, ref text, peer_group_id bigint, peer_group text, quarter quarter,
                 organisation_id bigint, organisation text, value numeric, rank bigint, ranked bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.plan_id, l.measure_id, m.ref, l.peer_group_id, g.name, l.quarter, l.organisation_id, o.name, l.value, l.rank, l.ranked
    FROM league_rows(benchmark_league.as_at, benchmark_league.known_at) l
    JOIN measure_names m ON m.measure_id = l.measure_id
    JOIN peer_groups g ON g.peer_group_id = l.peer_group_id
    LEFT JOIN organisations o ON o.organisation_id = l.organisation_id
   ORDER BY m.sort_order, g.name, l.quarter, l.rank NULLS LAST, o.name NULLS FIRST;
END;
COMMENT ON FUNCTION benchmark_league(date, timestamptz) IS
  'One row per measure, set of peers, quarter that had begun on that day and organisation in the set on the last day of the quarter, '
  'and one without an organisation for the register''s own: best first. A set has a table in a quarter in which any of its members has '
  'a row in peer_values. Equal values share a rank and the next is as much lower (1, 2, 2, 4); of a band, nearest to the band is best; '
  'who has no value has no rank, and nobody has where no peer has a value.';

CREATE OR REPLACE VIEW benchmark_league WITH (security_invoker = true) AS
SELECT l.plan_id, l.measure_id, l.ref, l.peer_group_id, l.peer_group, l.quarter, l.organisation_id, l.organisation, l.value, l.rank,
    l.ranked
  FROM benchmark_league(today()) l;
COMMENT ON VIEW benchmark_league IS
  'One row per measure, set of peers, quarter and organisation in it, the register''s own included: the value and its rank, best first.';
COMMENT ON COLUMN benchmark_league.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN benchmark_league.measure_id IS 'The measure.';
COMMENT ON COLUMN benchmark_league.ref IS 'The reference as printed.';
COMMENT ON COLUMN benchmark_league.peer_group_id IS 'The set of peers.';
COMMENT ON COLUMN benchmark_league.peer_group IS 'The set of peers.';
COMMENT ON COLUMN benchmark_league.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN benchmark_league.organisation_id IS 'The organisation; empty for the register''s own.';
COMMENT ON COLUMN benchmark_league.organisation IS 'The organisation; empty for the register''s own.';
COMMENT ON COLUMN benchmark_league.value IS 'The value; empty: missing.';
COMMENT ON COLUMN benchmark_league.rank IS '1 is best; equal values share a rank and the next is as much lower.';
COMMENT ON COLUMN benchmark_league.ranked IS 'How many have a rank, the own included: the denominator of rank.';

CREATE OR REPLACE FUNCTION benchmark_rows_of(statements measure_statements[], others peer_statements[], members peer_memberships[],
                                             as_at date, known_at timestamptz)
  RETURNS TABLE (measure_id bigint, plan_id bigint, peer_group_id bigint, quarter quarter, actual numeric, rank bigint, ranked bigint,
                 quartile integer,
                 median numeric, gap_to_median numeric, against_median text, peers bigint, peers_with_value bigint, peers_missing bigint,
                 best numeric, worst numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
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
                 coalesce(array_agg(l.value ORDER BY l.value) FILTER (WHERE l.organisation_id IS NOT NULL AND l.value IS NOT NULL),
                          '{}') AS peer_figures,
                 (array_agg(l.value ORDER BY l.merit DESC, l.value)
                  FILTER (WHERE l.organisation_id IS NOT NULL AND l.merit IS NOT NULL))[1] AS best,
                 (array_agg(l.value ORDER BY l.merit, l.value)
                  FILTER (WHERE l.organisation_id IS NOT NULL AND l.merit IS NOT NULL))[1] AS worst
            FROM league_rows_of(benchmark_rows_of.statements, benchmark_rows_of.others, benchmark_rows_of.members, benchmark_rows_of.as_at,
                                benchmark_rows_of.known_at) l
           GROUP BY l.measure_id, l.plan_id, l.polarity, l.peer_group_id, l.quarter, l.low, l.high, l.ranked) b
   CROSS JOIN LATERAL (SELECT CASE WHEN cardinality(b.peer_figures) % 2 = 1 THEN b.peer_figures[cardinality(b.peer_figures) / 2 + 1]
                                   ELSE (b.peer_figures[cardinality(b.peer_figures) / 2]
                                         + b.peer_figures[cardinality(b.peer_figures) / 2 + 1]) * 0.5 END
                              AS median) middle
   CROSS JOIN LATERAL (SELECT b.merit AS own,
                              merit(b.polarity, middle.median, b.low, b.high) AS median) against;
END;
COMMENT ON FUNCTION benchmark_rows_of(measure_statements[], peer_statements[], peer_memberships[], date, timestamptz) IS
  'benchmark_rows, of rows that the caller has read.';

CREATE OR REPLACE FUNCTION benchmark_rows(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (measure_id bigint, plan_id bigint, peer_group_id bigint, quarter quarter, actual numeric, rank bigint, ranked bigint,
                 quartile integer,
                 median numeric, gap_to_median numeric, against_median text, peers bigint, peers_with_value bigint, peers_missing bigint,
                 best numeric, worst numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.measure_id, r.plan_id, r.peer_group_id, r.quarter, r.actual, r.rank, r.ranked, r.quartile, r.median, r.gap_to_median,
         r.against_median, r.peers, r.peers_with_value, r.peers_missing, r.best, r.worst
    FROM benchmark_rows_of(ARRAY(SELECT s FROM measure_statements s), ARRAY(SELECT p FROM peer_statements p),
                           ARRAY(SELECT g FROM peer_memberships g), on_day(benchmark_rows.as_at), benchmark_rows.known_at) r;
END;
COMMENT ON FUNCTION benchmark_rows(date, timestamptz) IS 'One row per measure, peer group and quarter: the council among its peers.';

CREATE OR REPLACE FUNCTION benchmark_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, measure_id bigint, ref text, title text, polarity text, peer_group_id bigint, peer_group text,
                 quarter quarter, actual numeric, rank bigint, ranked bigint, quartile integer, median numeric, gap_to_median numeric,
                 against_median text, peers bigint, peers_with_value bigint, peers_missing bigint, best numeric, worst numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT b.plan_id, m.plan, b.measure_id, m.ref, m.title, m.polarity, b.peer_group_id, g.name, b.quarter,
         b.actual, b.rank, b.ranked, b.quartile, b.median, b.gap_to_median, b.against_median,
         b.peers, b.peers_with_value, b.peers_missing, b.best, b.worst
    FROM benchmark_rows(benchmark_report.as_at, benchmark_report.known_at) b
    JOIN measure_names m ON m.measure_id = b.measure_id
    JOIN peer_groups g ON g.peer_group_id = b.peer_group_id
   ORDER BY m.sort_order, g.name, b.quarter;
END;
COMMENT ON FUNCTION benchmark_report(date, timestamptz) IS
  'One row per measure, set of peers and quarter that had begun on that day, if any peer has a row in peer_values: the own actual, its '
  'rank among those with a value (ranked; the own included; 1 is best, equal values share a rank), its quartile (1 + the whole part of '
  '4 times those better through ranked, so 1 is the best quarter; NULL of fewer than four), and the median of the peers with a value, '
  'the own not included. Peers are those in the set on the last day of the quarter: peers = peers_with_value + peers_missing.';

CREATE OR REPLACE VIEW benchmark_report WITH (security_invoker = true) AS
SELECT b.plan_id, b.plan, b.measure_id, b.ref, b.title, b.polarity, b.peer_group_id, b.peer_group, b.quarter, b.actual, b.rank, b.ranked,
       b.quartile, b.median, b.gap_to_median, b.against_median, b.peers, b.peers_with_value, b.peers_missing, b.best, b.worst
  FROM benchmark_report(today()) b;
COMMENT ON VIEW benchmark_report IS
  'One row per measure, set of peers and quarter: rank, quartile and gap to the median, with how many peers have a value and how many '
  'are missing.';
COMMENT ON COLUMN benchmark_report.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN benchmark_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN benchmark_report.measure_id IS 'The measure.';
COMMENT ON COLUMN benchmark_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN benchmark_report.title IS 'The wording.';
COMMENT ON COLUMN benchmark_report.polarity IS 'Which direction is good: higher, lower, or within a band.';
COMMENT ON COLUMN benchmark_report.peer_group_id IS 'The set of peers.';
COMMENT ON COLUMN benchmark_report.peer_group IS 'The set of peers.';
COMMENT ON COLUMN benchmark_report.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN benchmark_report.actual IS 'What was reached; empty: missing.';
COMMENT ON COLUMN benchmark_report.rank IS '1 is best; equal values share a rank and the next is as much lower.';
COMMENT ON COLUMN benchmark_report.ranked IS 'How many have a rank, the own included: the denominator of rank.';
COMMENT ON COLUMN benchmark_report.quartile IS '1 for the best quarter to 4; empty with fewer than four values.';
COMMENT ON COLUMN benchmark_report.median IS
  'Median of the peers with a value, the own not included; of an even number the mean of the two middles.';
COMMENT ON COLUMN benchmark_report.gap_to_median IS 'The own actual less the median of the peers.';
COMMENT ON COLUMN benchmark_report.against_median IS 'better, equal or worse than the median, by the measure''s polarity.';
COMMENT ON COLUMN benchmark_report.peers IS 'Peers in the set on the last day of the quarter.';
COMMENT ON COLUMN benchmark_report.peers_with_value IS 'Of these, those with a value.';
COMMENT ON COLUMN benchmark_report.peers_missing IS 'Of these, those without a value.';
COMMENT ON COLUMN benchmark_report.best IS 'The best value of a peer.';
COMMENT ON COLUMN benchmark_report.worst IS 'The worst value of a peer.';
