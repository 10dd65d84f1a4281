-- Measures for BI tools.

CREATE OR REPLACE VIEW :"bi".bi_measure AS
SELECT m.measure_id AS measure_key, m.plan_id AS plan_key, m.ref, m.title, m.tier, m.influence, m.polarity, m.unit, m.frequency,
    m.tolerance, m.decimals,
       nullif(nullif(m.retired_on, 'infinity'), '-infinity') AS retired_on
  FROM measures m
 WHERE m.undone_at IS NULL;
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
SELECT m.measure_id AS measure_key, m.node_id AS node_key, m.plan_id AS plan_key FROM measures m
 WHERE m.node_id IS NOT NULL AND m.undone_at IS NULL
UNION
SELECT mn.measure_id, mn.node_id, m.plan_id
  FROM measure_nodes mn
  JOIN measures m ON m.measure_id = mn.measure_id
 WHERE (SELECT t.day FROM :"bi".bi_today t) BETWEEN mn.valid_from AND mn.valid_to;
COMMENT ON VIEW :"bi".bi_measure_node IS
  'Bridge: one row per measure and node it tells about directly, today. A measure may have several: do not add measures across nodes.';
COMMENT ON COLUMN :"bi".bi_measure_node.measure_key IS 'Key of bi_measure.';
COMMENT ON COLUMN :"bi".bi_measure_node.node_key IS 'Key of bi_node.';
COMMENT ON COLUMN :"bi".bi_measure_node.plan_key IS 'The plan of the measure: key of bi_plan.';

CREATE OR REPLACE VIEW :"bi".bi_measure_value AS
SELECT r.measure_id AS measure_key, r.plan_id AS plan_key,
       quarter_key(r.quarter) AS quarter_key,
       r.target, r.low, r.high, r.amber AS tolerance_amount, r.actual,
       coalesce(r.rating::text, 'NR') AS rating_key,
       r.previous_actual, r.change, r.direction, r.year_ago_actual, r.change_on_year, r.direction_on_year,
       r.worsening_run::integer AS worsening_run,
       r.is_latest, r.recorded_at
  FROM :"bi".bi_today today
 CROSS JOIN LATERAL measure_rows_of(
         ARRAY(SELECT ROW(m.measure_id, m.plan_id, m.polarity, m.tolerance, m.frequency, v.quarter, v.actual, v.target, NULL, NULL, v.amber,
                          false, v.recorded_at, v.month, NULL)::measure_statements
                 FROM measure_values v
                 JOIN measures m ON m.measure_id = v.measure_id
                WHERE coalesce(v.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
               UNION ALL
               SELECT ROW(m.measure_id, m.plan_id, m.polarity, m.tolerance, m.frequency, t.quarter, NULL, t.target, t.low, t.high, t.amber,
                          true, t.recorded_at, NULL, NULL)::measure_statements
                 FROM measure_targets t
                 JOIN measures m ON m.measure_id = t.measure_id
                WHERE coalesce(t.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))),
         today.day, 'infinity') r;
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
       quarter_key(b.quarter) AS quarter_key,
       b.actual, b.rank, b.ranked, b.quartile, b.median, b.gap_to_median, b.against_median, b.peers, b.peers_with_value, b.peers_missing,
       b.best, b.worst
  FROM :"bi".bi_today today
 CROSS JOIN LATERAL benchmark_rows_of(
         ARRAY(SELECT ROW(m.measure_id, m.plan_id, m.polarity, m.tolerance, m.frequency, v.quarter, v.actual, v.target, NULL, NULL, v.amber,
                          false, v.recorded_at, v.month, NULL)::measure_statements
                 FROM measure_values v
                 JOIN measures m ON m.measure_id = v.measure_id
                WHERE coalesce(v.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
               UNION ALL
               SELECT ROW(m.measure_id, m.plan_id, m.polarity, m.tolerance, m.frequency, t.quarter, NULL, t.target, t.low, t.high, t.amber,
                          true, t.recorded_at, NULL, NULL)::measure_statements
                 FROM measure_targets t
                 JOIN measures m ON m.measure_id = t.measure_id
                WHERE coalesce(t.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))),
         ARRAY(SELECT ROW(p.measure_id, m.plan_id, m.polarity, p.organisation_id, p.quarter, p.value, p.recorded_at, NULL)::peer_statements
                 FROM peer_values p
                 JOIN measures m ON m.measure_id = p.measure_id
                WHERE coalesce(p.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))),
         ARRAY(SELECT ROW(g.peer_group_id, g.organisation_id, g.valid_from, g.valid_to)::peer_memberships FROM peer_group_members g),
         today.day, 'infinity') b;
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
