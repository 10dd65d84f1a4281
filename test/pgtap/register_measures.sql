-- Measures: a seeded fixture of 40 over 12 quarters with 16 neighbours, whose figures test/fixture/expected_measures.py worked out apart
-- from the extension, and rows written by hand for what may be recorded.  Run from the repository's top folder.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
SET LOCAL TIME ZONE 'UTC';
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(69);

SELECT create_register('reg');
SET search_path = reg, public;
\i test/fixture/measures.sql

SELECT is((SELECT count(*) FROM measures), 40::bigint, 'the fixture has 40 measures');
SELECT results_eq('SELECT polarity, count(*) FROM measures GROUP BY polarity ORDER BY polarity COLLATE "C"',
  $$VALUES ('band', 13::bigint), ('higher', 13), ('lower', 14)$$, 'in three polarities');

-- What every object of it promises of itself.

SELECT is_empty(
  $$SELECT c.oid::regclass, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace IN ('reg'::regnamespace, 'reg_bi'::regnamespace) AND c.relkind IN ('r', 'v')
       AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, a.attnum) IS NULL)$$,
  'every table, view and column has a comment');
SELECT is_empty(
  $$SELECT tgrelid::regclass, tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE c.relnamespace = 'reg'::regnamespace AND NOT tgisinternal AND obj_description(t.oid, 'pg_trigger') IS NULL$$, 'and every trigger');
SELECT is_empty('SELECT * FROM reg_bi.bi_unsafe_columns', 'BI tools know the types');
SELECT is_empty(
  $$SELECT conrelid::regclass, conname FROM pg_constraint
     WHERE contype = 'f' AND confrelid = 'reg.items'::regclass AND conrelid::regclass::text ~ 'measure|peer'$$,
  'measures attach to nodes and never to items');

-- The independent figures.

CREATE TEMP TABLE expected_report (ref text, quarter text, target numeric, low numeric, high numeric, actual numeric, rating text, previous_actual numeric,
  change numeric, direction text, year_ago_actual numeric, direction_on_year text, worsening_run integer, is_latest boolean);
CREATE TEMP TABLE expected_as_known (LIKE expected_report);
CREATE TEMP TABLE expected_summary (quarter text, tier integer, influence text, measures bigint, green bigint, amber bigint, red bigint, unrated bigint,
  improved bigint, unchanged bigint, worsened bigint, not_comparable bigint);
CREATE TEMP TABLE expected_benchmark (ref text, peer_group text, quarter text, actual numeric, rank bigint, ranked bigint, quartile integer, median numeric,
  gap_to_median numeric, against_median text, peers bigint, peers_with_value bigint, peers_missing bigint, best numeric, worst numeric);
CREATE TEMP TABLE expected_spc (ref text, quarter text, points bigint, mean numeric, average_moving_range numeric, sigma numeric, lower_limit numeric,
  upper_limit numeric, outside_limits boolean, rule_of_seven boolean, trend boolean, two_of_three boolean, signal text, variation text, assurance text);
CREATE TEMP TABLE expected_node (node text, measures_by_link bigint, measures_distinct bigint, green bigint, amber bigint, red bigint, unrated bigint);
CREATE TEMP TABLE expected_node_q3 (LIKE expected_node);
\copy expected_report FROM 'test/fixture/measure_report.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_as_known FROM 'test/fixture/measure_report_as_known.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_summary FROM 'test/fixture/measure_summary.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_benchmark FROM 'test/fixture/measure_benchmark.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_spc FROM 'test/fixture/measure_spc.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_node FROM 'test/fixture/measure_node.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_node_q3 FROM 'test/fixture/measure_node_q3.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
SELECT cmp_ok((SELECT count(*) FROM expected_report), '>', 400::bigint, 'there are figures to compare with')
UNION ALL SELECT cmp_ok((SELECT count(*) FROM expected_benchmark), '>', 600::bigint, 'and of benchmarks')
UNION ALL SELECT cmp_ok((SELECT count(*) FROM expected_spc), '>', 400::bigint, 'and of charts');

CREATE TEMP VIEW ours AS
SELECT ref, quarter::text AS quarter, target, low, high, actual, rating::text AS rating, previous_actual, change, direction, year_ago_actual, direction_on_year,
       worsening_run, is_latest
  FROM measure_report('2025-03-31');
SELECT bag_eq('SELECT * FROM ours', 'SELECT * FROM expected_report', 'measure_report is what the script worked out');
SELECT bag_eq(
  $$SELECT ref, quarter::text, target, low, high, actual, rating::text, previous_actual, change, direction, year_ago_actual, direction_on_year, worsening_run, is_latest
      FROM measure_report('2023-12-31', '2024-01-15')$$,
  'SELECT * FROM expected_as_known', 'and so it is as known on 15 January 2024, before corrections and revised targets');
SELECT isnt_empty('SELECT target, actual FROM ours WHERE quarter < ''Q4 2023/24'' EXCEPT SELECT target, actual FROM expected_as_known', 'which was not the same');
SELECT bag_eq(
  'SELECT quarter::text, tier, influence, measures, green, amber, red, unrated, improved, unchanged, worsened, not_comparable FROM measure_summary(''2025-03-31'')',
  'SELECT * FROM expected_summary', 'measure_summary too');
SELECT bag_eq(
  $$SELECT ref, peer_group, quarter::text, actual, rank, ranked, quartile, median, gap_to_median, against_median, peers, peers_with_value, peers_missing, best, worst
      FROM benchmark_report('2025-03-31')$$, 'SELECT * FROM expected_benchmark', 'benchmark_report too');
SELECT bag_eq(
  $$SELECT ref, quarter::text, points, round(mean, 6) AS mean, round(average_moving_range, 6) AS moving, round(sigma, 6) AS sigma,
           round(lower_limit, 6) AS lower_limit, round(upper_limit, 6) AS upper_limit,
           outside_limits, rule_of_seven, trend, two_of_three, signal, variation, assurance
      FROM spc_report('2025-03-31')$$, 'SELECT * FROM expected_spc', 'spc_report too');
SELECT bag_eq(
  $$SELECT level || ' ' || ref, measures_by_link, measures_distinct, green, amber, red, unrated FROM kpi_node_report(NULL, '2025-03-31')$$,
  'SELECT * FROM expected_node', 'kpi_node_report too');
SELECT bag_eq(
  $$SELECT level || ' ' || ref, measures_by_link, measures_distinct, green, amber, red, unrated FROM kpi_node_report('Q3 2024/25')$$,
  'SELECT * FROM expected_node_q3', 'and of a quarter, over the links of its last day');

-- The fixture holds what it is for.

SELECT set_eq('SELECT variation FROM expected_spc', '{common cause,concern,improvement,neither}'::text[],
  'every judgement of variation comes up');
SELECT set_eq('SELECT assurance FROM expected_spc WHERE assurance IS NOT NULL',
  ARRAY['consistently hit', 'consistently missed', 'hit and miss'], 'and of assurance');
SELECT is((SELECT count(DISTINCT signal) FROM expected_spc), 5::bigint, 'and every signal');
SELECT is((SELECT count(DISTINCT coalesce(quartile, 0)) FROM expected_benchmark), 5::bigint, 'and every quartile, and none');
SELECT isnt_empty('SELECT FROM benchmark_league(''2025-03-31'') WHERE rank IS NOT NULL GROUP BY measure_id, peer_group_id, quarter, rank HAVING count(*) > 2',
  'and ties of three');
SELECT isnt_empty('SELECT FROM expected_benchmark WHERE peers_missing > 0 AND rank IS NOT NULL', 'and peers without a value');
SELECT is((SELECT count(*) FROM expected_report WHERE actual IS NULL), 38::bigint, 'and gaps');

-- The two ways in, and BI.

SELECT results_eq('SELECT ref, quarter, actual FROM measure_report WHERE quarter <= ''Q4 2024/25''', 'SELECT ref, quarter, actual FROM measure_report(CURRENT_DATE) WHERE quarter <= ''Q4 2024/25''',
  'the view measure_report is the function of today');
SELECT bag_eq('SELECT ref, quarter, rank FROM benchmark_report', 'SELECT ref, quarter, rank FROM benchmark_report(CURRENT_DATE)', 'as is benchmark_report');
SELECT bag_eq('SELECT ref, quarter, signal FROM spc_report', 'SELECT ref, quarter, signal FROM spc_report(CURRENT_DATE)', 'and spc_report');
SELECT bag_eq('SELECT node_id, red FROM kpi_node_report', 'SELECT node_id, red FROM kpi_node_report(NULL, CURRENT_DATE)', 'and kpi_node_report');
SELECT bag_eq('SELECT quarter, tier, measures FROM measure_summary', 'SELECT quarter, tier, measures FROM measure_summary(CURRENT_DATE)', 'and measure_summary');
SELECT bag_eq('SELECT ref, quarter, organisation, rank FROM benchmark_league', 'SELECT ref, quarter, organisation, rank FROM benchmark_league(CURRENT_DATE)', 'and benchmark_league');
SELECT bag_eq(
  $$SELECT m.ref, q.label, v.target, v.low, v.high, v.actual, nullif(v.rating_key, 'NR'), v.previous_actual, v.change, v.direction, v.year_ago_actual, v.direction_on_year,
           v.worsening_run, v.is_latest
      FROM reg_bi.bi_measure_value v
      JOIN reg_bi.bi_measure m ON m.measure_key = v.measure_key
      JOIN reg_bi.bi_quarter q ON q.quarter_key = v.quarter_key
      JOIN reg_bi.bi_plan p ON p.plan_key = v.plan_key$$,
  'SELECT * FROM ours', 'bi_measure_value has the same figures, and all its keys');
SELECT bag_eq(
  $$SELECT m.ref, g.peer_group, q.label, b.actual, b.rank, b.ranked, b.quartile, b.median, b.gap_to_median, b.against_median, b.peers, b.peers_with_value,
           b.peers_missing, b.best, b.worst
      FROM reg_bi.bi_benchmark b
      JOIN reg_bi.bi_peer_group g ON g.peer_group_key = b.peer_group_key
      JOIN reg_bi.bi_measure m ON m.measure_key = b.measure_key
      JOIN reg_bi.bi_quarter q ON q.quarter_key = b.quarter_key$$,
  'SELECT * FROM expected_benchmark', 'as has bi_benchmark');
SELECT bag_eq('SELECT measure_key, node_key FROM reg_bi.bi_measure_node', 'SELECT measure_id, node_id FROM measure_node_links(CURRENT_DATE)', 'and bi_measure_node');
CREATE ROLE reader_of_measures;
GRANT USAGE ON SCHEMA reg_bi TO reader_of_measures;
GRANT SELECT ON ALL TABLES IN SCHEMA reg_bi TO reader_of_measures;
SET LOCAL ROLE reader_of_measures;
SELECT set_eq('SELECT count(*) > 0 FROM reg_bi.bi_measure_value UNION ALL SELECT count(*) > 0 FROM reg_bi.bi_benchmark UNION ALL SELECT count(*) > 0 FROM reg_bi.bi_measure_node',
  ARRAY[true], 'a reader of the BI schema alone can read them');
RESET ROLE;

-- By hand: targets, corrections, withdrawals, all as known on a day.

INSERT INTO plans (title) VALUES ('By hand');
CREATE TEMP TABLE hand AS
SELECT p.plan_id, nextval(pg_get_serial_sequence('measures', 'measure_id')) AS higher, nextval(pg_get_serial_sequence('measures', 'measure_id')) AS band,
       nextval(pg_get_serial_sequence('measures', 'measure_id')) AS yearly
  FROM plans p WHERE p.title = 'By hand';
INSERT INTO measures (measure_id, plan_id, ref, title, polarity, tolerance, frequency) OVERRIDING SYSTEM VALUE
SELECT m.id, h.plan_id, m.ref, m.ref, m.polarity, m.tolerance, m.frequency
  FROM hand h CROSS JOIN LATERAL (VALUES (h.higher, 'H1', 'higher', 'percent', 'quarterly'), (h.band, 'H2', 'band', 'absolute', 'quarterly'),
                                         (h.yearly, 'H3', 'lower', 'absolute', 'annual')) m (id, ref, polarity, tolerance, frequency);
CREATE FUNCTION pg_temp.h(which text) RETURNS bigint LANGUAGE sql STABLE AS $$SELECT (to_jsonb(h) ->> which)::bigint FROM hand h$$;
INSERT INTO measure_targets (measure_id, quarter, target, amber, reason, recorded_at) VALUES
  (pg_temp.h('higher'), 'Q1 2024/25', 80, 5, 'budget', '2024-03-01'), (pg_temp.h('higher'), 'Q2 2024/25', 80, 5, 'budget', '2024-03-01'),
  (pg_temp.h('higher'), 'Q2 2024/25', 75, 5, 'revised', '2024-09-01'), (pg_temp.h('higher'), 'Q4 2024/25', 90, 5, 'budget', '2024-03-01');
INSERT INTO measure_values (measure_id, quarter, actual, recorded_at) VALUES
  (pg_temp.h('higher'), 'Q1 2024/25', 76, '2024-07-10'), (pg_temp.h('higher'), 'Q2 2024/25', 75.5, '2024-10-10'),
  (pg_temp.h('higher'), 'Q2 2024/25', 71.2, '2024-11-10'), (pg_temp.h('higher'), 'Q4 2024/25', 85.49, '2025-04-10'), (pg_temp.h('higher'), 'Q4 2024/25', NULL, '2025-05-10');
SELECT results_eq(
  $$SELECT quarter::text, target, actual, rating::text, direction, worsening_run FROM measure_report('2025-03-31') WHERE measure_id = pg_temp.h('higher')$$,
  $$VALUES ('Q1 2024/25', 80::numeric, 76::numeric, 'A', NULL::text, 0), ('Q2 2024/25', 75, 71.2, 'R', 'worsened', 1),
           ('Q3 2024/25', NULL, NULL, NULL, NULL, NULL), ('Q4 2024/25', 90, NULL, NULL, NULL, NULL)$$,
  '5 per cent of 80 is 4: a miss of exactly that is amber; 71.2 of 75 misses by 3.8 and is red; a gap has a row; what is withdrawn is missing');
SELECT results_eq(
  $$SELECT known::text, r.target, r.actual, r.rating::text FROM unnest(ARRAY['2024-08-01', '2024-10-11', '2024-11-11']::timestamptz[]) known,
           LATERAL measure_report('2024-09-30', known) r WHERE r.measure_id = pg_temp.h('higher') AND r.quarter = 'Q2 2024/25' ORDER BY known$$,
  $$VALUES ('2024-08-01 00:00:00+00', 80::numeric, NULL::numeric, NULL), ('2024-10-11 00:00:00+00', 75, 75.5, 'G'), ('2024-11-11 00:00:00+00', 75, 71.2, 'R')$$,
  'every state that was known is answerable');
SELECT is((SELECT max(quarter)::text FROM measure_report('2024-09-30') WHERE measure_id = pg_temp.h('higher')), 'Q2 2024/25', 'a quarter that had not begun is not in the report of a day');
SELECT results_eq(
  $$SELECT quarter::text, revision, target, previous_target, change, is_current, reason FROM target_revisions WHERE measure_id = pg_temp.h('higher')$$,
  $$VALUES ('Q1 2024/25', 0::bigint, 80::numeric, NULL::numeric, NULL::numeric, true, 'budget'), ('Q2 2024/25', 0, 80, NULL, NULL, false, 'budget'),
           ('Q2 2024/25', 1, 75, 80, -5, true, 'revised'), ('Q4 2024/25', 0, 90, NULL, NULL, true, 'budget')$$, 'target_revisions lists what was aimed at, and when that changed');
INSERT INTO measure_values (measure_id, quarter, target, amber, recorded_at) VALUES (pg_temp.h('higher'), 'Q1 2024/25', 70, 0, '2024-12-01');
SELECT results_eq(
  $$SELECT target, actual, rating::text FROM measure_report('2025-03-31') WHERE measure_id = pg_temp.h('higher') AND quarter = 'Q1 2024/25'$$,
  $$VALUES (70::numeric, 76::numeric, 'G')$$, 'a target stated in measure_values is in force if it is the last, and says nothing of the actual');

-- A band that moves: both figures are seen from the band of the later quarter.
INSERT INTO measure_targets (measure_id, quarter, low, high, amber, recorded_at) VALUES
  (pg_temp.h('band'), 'Q1 2024/25', 10, 20, 2, '2024-03-01'), (pg_temp.h('band'), 'Q2 2024/25', 10, 20, 2, '2024-03-01'), (pg_temp.h('band'), 'Q3 2024/25', 30, 40, NULL, '2024-03-01');
INSERT INTO measure_values (measure_id, quarter, actual, recorded_at) VALUES
  (pg_temp.h('band'), 'Q1 2024/25', 22, '2024-07-10'), (pg_temp.h('band'), 'Q2 2024/25', 8, '2024-10-10'), (pg_temp.h('band'), 'Q3 2024/25', 9, '2025-01-10'), (pg_temp.h('band'), 'Q4 2024/25', 9, '2025-04-10');
SELECT results_eq(
  $$SELECT quarter::text, rating::text, direction, change FROM measure_report('2025-03-31') WHERE measure_id = pg_temp.h('band')$$,
  $$VALUES ('Q1 2024/25', 'A', NULL::text, NULL::numeric), ('Q2 2024/25', 'A', 'unchanged', -14), ('Q3 2024/25', 'R', 'improved', 1), ('Q4 2024/25', NULL, NULL, 0)$$,
  'a band: as far below as above is unchanged, without a band there is neither rating nor direction');

-- Annual measures.
INSERT INTO measure_targets (measure_id, quarter, target, amber, recorded_at) VALUES (pg_temp.h('yearly'), 'Q4 2022/23', 5, 1, '2022-03-01'), (pg_temp.h('yearly'), 'Q4 2023/24', 5, 1, '2022-03-01');
INSERT INTO measure_values (measure_id, quarter, actual, recorded_at) VALUES
  (pg_temp.h('yearly'), 'Q4 2021/22', 4, '2022-05-01'), (pg_temp.h('yearly'), 'Q4 2022/23', 5, '2023-05-01'), (pg_temp.h('yearly'), 'Q4 2023/24', 6.5, '2024-05-01');
SELECT results_eq(
  $$SELECT quarter::text, rating::text, direction, direction_on_year, worsening_run FROM measure_report('2025-03-31') WHERE measure_id = pg_temp.h('yearly')$$,
  $$VALUES ('Q4 2021/22', NULL, NULL::text, NULL::text, 0), ('Q4 2022/23', 'G', 'worsened', 'worsened', 1), ('Q4 2023/24', 'R', 'worsened', 'worsened', 2)$$,
  'an annual measure has a row a year, and the year before is the period before');

-- A small chart by hand: 10 12 11 14 has the moves 2 1 3, so 2 on average, and the limits 11.75 -+ 5.32.
INSERT INTO measures (plan_id, ref, title) SELECT plan_id, 'H4', 'chart' FROM hand;
INSERT INTO measure_values (measure_id, quarter, actual, target, amber)
SELECT m.measure_id, quarter 'Q1 2023/24' + n, (ARRAY[10, 12, 11, 14])[n + 1], 6.43, 0 FROM measures m, generate_series(0, 3) n WHERE m.ref = 'H4';
SELECT results_eq(
  $$SELECT DISTINCT points, trial_limits, mean, average_moving_range, round(sigma, 4), lower_limit, upper_limit, assurance FROM spc_report('2025-03-31') WHERE ref = 'H4'$$,
  $$VALUES (4::bigint, true, 11.75, 2::numeric, 1.7730, 6.43, 17.07, 'consistently hit')$$, 'an XmR chart by hand; a target on the limit is consistently hit');
INSERT INTO measures (plan_id, ref, title) SELECT plan_id, 'H5', 'one point' FROM hand;
INSERT INTO measure_values (measure_id, quarter, actual, target) SELECT m.measure_id, 'Q1 2023/24', 7, 7 FROM measures m WHERE m.ref = 'H5';
SELECT results_eq($$SELECT points, mean, lower_limit, signal, variation, assurance FROM spc_report('2025-03-31') WHERE ref = 'H5'$$,
  $$VALUES (1::bigint, 7::numeric, NULL::numeric, NULL::text, 'common cause', NULL::text)$$, 'one point has no limits and no signals');
-- Seven falling need no more than seven points; six are not enough.
INSERT INTO measures (plan_id, ref, title, polarity) SELECT plan_id, r, 'falling', 'lower' FROM hand, unnest(ARRAY['H6', 'H7']) r;
INSERT INTO measure_values (measure_id, quarter, actual)
SELECT m.measure_id, quarter 'Q1 2023/24' + n, CASE WHEN n < CASE m.ref WHEN 'H6' THEN 7 ELSE 6 END THEN 50 - n ELSE 60 END
  FROM measures m, generate_series(0, 7) n WHERE m.ref IN ('H6', 'H7');
SELECT results_eq(
  $$SELECT ref, count(*) FILTER (WHERE trend), count(*) FILTER (WHERE trend AND variation = 'improvement') FROM spc_report('2025-03-31') WHERE ref IN ('H6', 'H7') GROUP BY ref ORDER BY ref$$,
  $$VALUES ('H6', 7::bigint, 7::bigint), ('H7', 0, 0)$$, 'seven points that fall are a trend and six are not; falling is better where lower is');
-- A point on the mean parts two rows: 3 above, 1 on, 4 above cannot be seven.
INSERT INTO measures (plan_id, ref, title) SELECT plan_id, 'H8', 'on the mean' FROM hand;
INSERT INTO measure_values (measure_id, quarter, actual)
SELECT m.measure_id, quarter 'Q1 2021/22' + n, (ARRAY[1, 1, 1, 0, 1, 1, 1, 1, -7, 0])[n + 1] FROM measures m, generate_series(0, 9) n WHERE m.ref = 'H8';
SELECT results_eq($$SELECT DISTINCT mean, rule_of_seven FROM spc_report('2025-03-31') WHERE ref = 'H8'$$, $$VALUES (0::numeric, false)$$,
  'a point on the mean ends a row on one side of it');

-- A league by hand: ties share a rank, the next is as much lower; missing peers have none.
INSERT INTO measures (plan_id, ref, title) SELECT plan_id, 'H9', 'league' FROM hand;
INSERT INTO measure_values (measure_id, quarter, actual) SELECT m.measure_id, 'Q1 2024/25', 20 FROM measures m WHERE m.ref = 'H9';
INSERT INTO peer_groups (name) VALUES ('five');
INSERT INTO peer_group_members (peer_group_id, organisation_id)
SELECT g.peer_group_id, o.organisation_id FROM peer_groups g, organisations o WHERE g.name = 'five' AND o.name IN ('Neighbour 1', 'Neighbour 2', 'Neighbour 3', 'Neighbour 4', 'Neighbour 5');
INSERT INTO peer_values (measure_id, organisation_id, quarter, value)
SELECT m.measure_id, o.organisation_id, 'Q1 2024/25', v.value
  FROM measures m, (VALUES ('Neighbour 1', 30), ('Neighbour 2', 20), ('Neighbour 3', 5), ('Neighbour 4', NULL)) v (name, value) JOIN organisations o ON o.name = v.name WHERE m.ref = 'H9';
SELECT results_eq(
  $$SELECT organisation, value, rank, ranked FROM benchmark_league('2025-03-31') WHERE ref = 'H9' AND peer_group = 'five'$$,
  $$VALUES ('Neighbour 1', 30::numeric, 1::bigint, 4::bigint), (NULL, 20, 2, 4), ('Neighbour 2', 20, 2, 4), ('Neighbour 3', 5, 4, 4),
           ('Neighbour 4', NULL, NULL, 4), ('Neighbour 5', NULL, NULL, 4)$$, 'ranks are 1, 2, 2, 4');
SELECT results_eq(
  $$SELECT rank, ranked, quartile, median, gap_to_median, against_median, peers, peers_with_value, peers_missing FROM benchmark_report('2025-03-31') WHERE ref = 'H9' AND peer_group = 'five'$$,
  $$VALUES (2::bigint, 4::bigint, 2, 20::numeric, 0::numeric, 'equal', 5::bigint, 3::bigint, 2::bigint)$$, 'median of three, two missing');

-- What may not be recorded.

SELECT throws_ok($$INSERT INTO measure_values (measure_id, quarter, actual) VALUES (pg_temp.h('higher'), 'Q1 2024', 1)$$, '22023', NULL, 'a value of another fiscal calendar');
SELECT throws_ok($$INSERT INTO measure_targets (measure_id, quarter, target) VALUES (pg_temp.h('higher'), 'Q1 2024', 1)$$, '22023', NULL, 'a target of another fiscal calendar');
SELECT throws_ok($$INSERT INTO peer_values (measure_id, organisation_id, quarter) SELECT pg_temp.h('higher'), organisation_id, 'Q1 2024/25 (Sep)' FROM organisations LIMIT 1$$, '22023', NULL, 'a peer''s value of another fiscal calendar');
SELECT throws_ok($$INSERT INTO measure_values (measure_id, quarter, actual) VALUES (pg_temp.h('yearly'), 'Q2 2024/25', 1)$$, '22023',
  'measure "H3" is annual, and "Q2 2024/25" is not the last quarter of a year', 'a value of an annual measure within the year');
SELECT throws_ok($$INSERT INTO measure_values (measure_id, quarter, actual) VALUES (pg_temp.h('higher'), 'Q1 2025/26', 'NaN')$$, '23514', NULL, 'a value that is no number');
SELECT throws_ok($$INSERT INTO measure_values (measure_id, quarter, actual) VALUES (pg_temp.h('higher'), 'Q1 2025/26', '-infinity')$$, '23514', NULL, 'an infinite value');
SELECT throws_ok($$INSERT INTO measure_values (measure_id, quarter, target, amber) VALUES (pg_temp.h('higher'), 'Q1 2025/26', 1, -1)$$, '23514', NULL, 'a negative tolerance');
SELECT throws_ok($$INSERT INTO measure_targets (measure_id, quarter, target, amber) VALUES (pg_temp.h('higher'), 'Q1 2025/26', 1, -1)$$, '23514', NULL, 'there too');
SELECT throws_ok($$INSERT INTO measure_targets (measure_id, quarter, target) VALUES (pg_temp.h('higher'), 'Q1 2025/26', 'NaN')$$, '23514', NULL, 'a target that is no number');
SELECT throws_ok($$INSERT INTO measure_targets (measure_id, quarter, target) VALUES (pg_temp.h('band'), 'Q1 2025/26', 1)$$, '23514', 'measure "H2" aims at a band, not at the target "1"', 'a target for a band');
SELECT throws_ok($$INSERT INTO measure_targets (measure_id, quarter, low, high) VALUES (pg_temp.h('higher'), 'Q1 2025/26', 1, 2)$$, '23514', NULL, 'a band for a target');
SELECT throws_ok($$INSERT INTO measure_targets (measure_id, quarter, low, high) VALUES (pg_temp.h('band'), 'Q1 2025/26', 2, 1)$$, '23514', NULL, 'a band upside down');
SELECT throws_ok($$INSERT INTO peer_group_members (peer_group_id, organisation_id, valid_from) SELECT peer_group_id, organisation_id, '2024-01-01' FROM peer_group_members LIMIT 1$$, '23P01', NULL, 'a member twice at a time');
SELECT throws_like($$INSERT INTO peer_group_members (peer_group_id, organisation_id, valid_from) SELECT peer_group_id, organisation_id, '2024-01-01' FROM peer_group_members LIMIT 1$$, 'the set "%" has "%" already, %', 'which says in which set');
SELECT throws_ok($$INSERT INTO measure_nodes SELECT measure_id, -1 FROM measures LIMIT 1$$, '23503', NULL, 'a measure of no node');
SELECT throws_ok('UPDATE measure_values SET actual = 0', '23001', NULL, 'values are append-only')
UNION ALL SELECT throws_ok('DELETE FROM measure_targets', '23001', NULL, 'as are targets')
UNION ALL SELECT throws_ok('TRUNCATE peer_values', '23001', NULL, 'and peers'' values');
SELECT throws_ok($$UPDATE measures SET frequency = 'annual' WHERE ref = 'H1'$$, '23001', NULL, 'a measure with figures does not become annual');
SELECT lives_ok($$UPDATE measures SET polarity = 'lower', title = 'Renamed' WHERE ref = 'H1'$$, 'but may be put right');

-- Reports and BI views hand rows of these tables to functions: a column of the owner's must not be in the way, nor forbidden.
CREATE TEMP TABLE before_columns AS SELECT m::text FROM reg_bi.bi_measure_value m UNION ALL SELECT b::text FROM reg_bi.bi_benchmark b;
SELECT lives_ok($$ALTER TABLE measures ADD COLUMN own text DEFAULT 'x'; ALTER TABLE measure_values ADD COLUMN own integer DEFAULT 1; ALTER TABLE measure_targets ADD COLUMN own integer DEFAULT 1;
  ALTER TABLE peer_values ADD COLUMN own integer DEFAULT 1; ALTER TABLE peer_group_members ADD COLUMN own integer DEFAULT random()$$, 'the owner may add columns');
SELECT bag_eq('SELECT m::text FROM reg_bi.bi_measure_value m UNION ALL SELECT b::text FROM reg_bi.bi_benchmark b', 'SELECT * FROM before_columns', 'which change nothing');

SELECT * FROM finish();
ROLLBACK;
