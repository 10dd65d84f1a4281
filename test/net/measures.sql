-- As test/fixture/measures.sql, beside the council's plans: its outcomes are told from theirs, whose nodes the measures stand under too.
-- 40 measures over 12 quarters in three polarities, with 16 neighbours, in a register whose schema is first in the search path.
-- No published document prints rows of this kind.  Everything is integer arithmetic on the numbers of measure, quarter and peer, so that every
-- run makes the same rows.  What is in it on purpose: shifts, trends, outliers, flat series, gaps and late starts; percentages of zero;
-- tolerances not stated; bands that move; annual measures; targets revised and withdrawn; actuals corrected and withdrawn; targets stated
-- beside actuals, as layout 0.1.0 had it; ties among the neighbours, neighbours without a value, and sets whose members change.

INSERT INTO plans (title, period) VALUES ('Fixture plan', plan_period('2022-25'));

INSERT INTO nodes (plan_id, level, ref, title)
SELECT p.plan_id, n.level, n.ref, n.level || ' ' || n.ref
  FROM plans p
 CROSS JOIN (SELECT 'commitment', c::text FROM generate_series(1, 3) c
             UNION ALL
             SELECT 'outcome', c || '.' || o FROM generate_series(1, 3) c, generate_series(1, 4) o) n (level, ref)
 WHERE p.title = 'Fixture plan';
-- Outcome 2.4 belongs to two commitments.
INSERT INTO links (from_node_id, to_node_id, relation, basis)
SELECT o.node_id, c.node_id, 'part_of', 'fixture'
  FROM nodes o
  JOIN nodes c ON c.plan_id = o.plan_id AND c.level = 'commitment' AND (c.ref = left(o.ref, 1) OR o.ref = '2.4' AND c.ref = '3')
 WHERE o.level = 'outcome' AND o.plan_id = net.plan('Fixture plan');

INSERT INTO measures (plan_id, node_id, ref, title, tier, polarity, influence, unit, tolerance, frequency, decimals, retired_on)
SELECT p.plan_id,
       CASE WHEN i % 4 = 0 THEN (SELECT n.node_id FROM nodes n WHERE n.plan_id = p.plan_id AND n.level = 'outcome' AND n.ref = (i % 3 + 1) || '.' || (i % 4 + 1)) END,
       'K' || i, 'Measure ' || i, 1 + i % 2,
       (ARRAY['higher', 'lower', 'band'])[i % 3 + 1],
       CASE WHEN i % 5 < 3 THEN 'controlled' ELSE 'influenced' END,
       CASE WHEN i % 2 = 0 THEN '%' ELSE 'days' END,
       CASE WHEN i % 4 = 1 THEN 'percent' ELSE 'absolute' END,
       CASE WHEN i % 10 = 9 THEN 'annual' ELSE 'quarterly' END,
       i % 3,
       CASE WHEN i = 40 THEN date '2024-10-01' END
  FROM plans p, generate_series(1, 40) i
 WHERE p.title = 'Fixture plan'
 ORDER BY i;

INSERT INTO measure_nodes (measure_id, node_id, valid_from, valid_to)
SELECT m.measure_id, n.node_id, '-infinity', CASE WHEN i = 7 THEN date '2024-12-31' ELSE 'infinity' END
  FROM (SELECT m.measure_id, substr(m.ref, 2)::integer AS i FROM measures m JOIN plans p ON p.plan_id = m.plan_id AND p.title = 'Fixture plan') m
  JOIN nodes n ON n.level = 'outcome' AND (n.ref = (i % 3 + 1) || '.' || (i % 4 + 1) OR i % 7 = 0 AND n.ref = ((i + 1) % 3 + 1) || '.' || (i % 4 + 1));

-- One row per measure and quarter of its frequency: q is 0 for Q1 2022/23 to 11 for Q4 2024/25, noise is -10 to 10.
CREATE TEMP TABLE fixture_points AS
SELECT m.measure_id, m.polarity, m.frequency, m.i, q, quarter 'Q1 2022/23' + q AS quarter, q % 4 + 1 AS nth,
       (m.i * 7919 + q * 104729 + m.i * m.i * q * 13) % 21 - 10 AS noise,
       CASE m.i % 8 WHEN 1 THEN CASE WHEN q >= 5 THEN 60 ELSE 0 END            -- a shift
                    WHEN 2 THEN q * 25                                          -- rises
                    WHEN 3 THEN q * -25                                         -- falls
                    WHEN 4 THEN CASE WHEN q = 9 THEN 150 ELSE 0 END             -- an outlier
                    WHEN 5 THEN CASE WHEN q % 2 = 0 THEN 5 ELSE -5 END ELSE 0 END AS shape
  FROM (SELECT m.*, substr(m.ref, 2)::integer AS i FROM measures m JOIN plans p ON p.plan_id = m.plan_id AND p.title = 'Fixture plan') m,
       generate_series(0, 11) q
 WHERE m.frequency = 'quarterly' OR q % 4 = 3;

-- The level of measure i is 40 + i, in tenths 10 * (40 + i); every eighth measure never moves, every ninth aims at zero.
INSERT INTO measure_values (measure_id, quarter, target, amber, actual, recorded_at, recorded_by)
SELECT f.measure_id, f.quarter,
       CASE WHEN f.i % 6 = 4 AND f.polarity <> 'band' THEN 40 + f.i END,
       CASE WHEN f.i % 6 = 4 AND f.polarity <> 'band' THEN 1 END,
       CASE WHEN f.i % 8 = 0 THEN 40 + f.i ELSE (10 * (40 + f.i) + f.noise + f.shape)::numeric / 10 END,
       timestamptz '2022-07-10 09:00+00' + f.q * interval '91 days', 'fixture'
  FROM fixture_points f
 WHERE NOT (f.i % 8 = 6 AND f.q IN (4, 8)) AND NOT (f.i % 8 = 7 AND (f.q < 3 OR f.q = 11)) AND f.i <> 38;

INSERT INTO measure_targets (measure_id, quarter, target, low, high, amber, reason, recorded_at, recorded_by)
SELECT f.measure_id, f.quarter,
       CASE WHEN f.polarity <> 'band' THEN CASE WHEN f.i % 9 = 0 THEN 0 ELSE 40 + f.i + (f.q / 4) END END,
       CASE WHEN f.polarity = 'band' THEN 39 + f.i + f.q / 6 END,
       CASE WHEN f.polarity = 'band' THEN 41 + f.i + f.q / 6 END,
       CASE WHEN f.i % 11 = 3 THEN NULL ELSE 1 + f.i % 3 END,
       'budget', '2022-03-01 12:00+00', 'fixture'
  FROM fixture_points f
 WHERE f.i % 6 <> 4 OR f.polarity = 'band';
-- Every fifth measure's last four targets are revised; K12's of the last quarter is withdrawn.
INSERT INTO measure_targets (measure_id, quarter, target, low, high, amber, reason, recorded_at, recorded_by)
SELECT f.measure_id, f.quarter,
       CASE WHEN f.polarity <> 'band' THEN 38 + f.i END, CASE WHEN f.polarity = 'band' THEN 38 + f.i END, CASE WHEN f.polarity = 'band' THEN 42 + f.i END,
       2, 're-baselined', '2024-06-01 12:00+00', 'fixture'
  FROM fixture_points f
 WHERE f.i % 5 = 0 AND f.q >= 8;
INSERT INTO measure_targets (measure_id, quarter, reason, recorded_at, recorded_by)
SELECT f.measure_id, f.quarter, 'withdrawn', '2024-12-01 12:00+00', 'fixture' FROM fixture_points f WHERE f.i = 12 AND f.q = 11;

-- Corrections of Q2 2023/24 (q 5), and K21's withdrawn.
INSERT INTO measure_values (measure_id, quarter, actual, recorded_at, recorded_by)
SELECT f.measure_id, f.quarter, CASE WHEN f.i <> 21 THEN 40 + f.i END, '2024-02-01 12:00+00', 'fixture'
  FROM fixture_points f
 WHERE f.q = 5 AND f.i IN (1, 2, 3, 21);

INSERT INTO organisations (name) SELECT 'Neighbour ' || k FROM generate_series(1, 16) k ORDER BY k;
INSERT INTO peer_groups (name, source) VALUES ('nearest neighbours', 'fixture'), ('statistical neighbours', 'fixture'), ('best performers', 'fixture');
-- Nearest: all 16.  Statistical: 1 to 8, but 8 gives way to 9 from October 2023.  Best: three, so there are no quartiles when one is missing.
INSERT INTO peer_group_members (peer_group_id, organisation_id, valid_from, valid_to)
SELECT g.peer_group_id, o.organisation_id,
       CASE WHEN g.name = 'statistical neighbours' AND k = 9 THEN date '2023-10-01' ELSE '-infinity' END,
       CASE WHEN g.name = 'statistical neighbours' AND k = 8 THEN date '2023-09-30' ELSE 'infinity' END
  FROM peer_groups g, (SELECT o.*, substr(o.name, 11)::integer AS k FROM organisations o WHERE o.name LIKE 'Neighbour %') o
 WHERE g.name = 'nearest neighbours' OR g.name = 'statistical neighbours' AND k <= 9 OR g.name = 'best performers' AND k IN (2, 11, 16);

-- Whole numbers within four of the measure's level, so there are ties; some rows have no value, and some are not there.  K30's are all missing.
INSERT INTO peer_values (measure_id, organisation_id, quarter, value, source, recorded_at, recorded_by)
SELECT f.measure_id, o.organisation_id, f.quarter,
       CASE WHEN (f.i + o.k + f.q) % 11 <> 0 AND f.i <> 30 THEN 36 + f.i + (f.i * 31 + o.k * 17 + f.q * 7 + o.k * f.q) % 9 END,
       'fixture', timestamptz '2022-08-15 09:00+00' + f.q * interval '91 days', 'fixture'
  FROM fixture_points f, (SELECT o.*, substr(o.name, 11)::integer AS k FROM organisations o WHERE o.name LIKE 'Neighbour %') o
 WHERE (f.i <= 20 OR f.i = 30) AND (f.i * o.k + f.q) % 13 <> 0;
INSERT INTO peer_values (measure_id, organisation_id, quarter, value, source, recorded_at, recorded_by)
SELECT f.measure_id, o.organisation_id, f.quarter, 36 + f.i, 'corrected', '2024-03-01 12:00+00', 'fixture'
  FROM fixture_points f, organisations o
 WHERE f.i IN (4, 5) AND f.q = 6 AND o.name = 'Neighbour 3';
DROP TABLE fixture_points;
