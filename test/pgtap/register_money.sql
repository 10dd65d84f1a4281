-- Money: a seeded fixture of 70 lines in pence, whose figures test/fixture/expected_money.py worked out apart from the extension, and the
-- figures the council's documents print.  Run from the repository's top folder.
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
SELECT plan(58);

SELECT create_register('reg');
SET search_path = reg, public;
\i test/fixture/money.sql

SELECT is_empty(
  $$SELECT c.oid::regclass, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace IN ('reg'::regnamespace, 'reg_bi'::regnamespace) AND c.relkind IN ('r', 'v')
       AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, a.attnum) IS NULL)$$,
  'every table, view and column has a comment');
SELECT is_empty('SELECT * FROM reg_bi.bi_unsafe_columns', 'BI tools know the types');

-- The independent figures.

CREATE TEMP TABLE expected_lines (purpose text, ref text, basis text, period text, target numeric, achieved numeric, at_risk numeric, gap numeric, has_target boolean);
CREATE TEMP TABLE expected_lines_before (LIKE expected_lines);
CREATE TEMP TABLE expected_parts (purpose text, ref text, basis text, period text, item text, node text, target numeric, achieved numeric, at_risk numeric);
CREATE TEMP TABLE expected_nodes (node text, purpose text, basis text, period text, target numeric, achieved numeric, at_risk numeric, gap numeric);
CREATE TEMP TABLE expected_nodes_before (LIKE expected_nodes);
CREATE TEMP TABLE expected_savings (counted text, node text, basis text, period text, lines bigint, target numeric, achieved numeric, at_risk numeric, gap numeric);
CREATE TEMP TABLE expected_funding (LIKE expected_savings);
\copy expected_lines FROM 'test/fixture/money_report.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_lines_before FROM 'test/fixture/money_report_as_known.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_parts FROM 'test/fixture/money_parts.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_nodes FROM 'test/fixture/money_node.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_nodes_before FROM 'test/fixture/money_node_as_known.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_savings FROM 'test/fixture/money_savings.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
\copy expected_funding FROM 'test/fixture/money_funding.tsv' (FORMAT csv, DELIMITER E'\t', HEADER)
SELECT cmp_ok((SELECT count(*) FROM expected_lines), '>', 250::bigint, 'there are figures to compare with')
UNION ALL SELECT cmp_ok((SELECT count(*) FROM expected_nodes), '>', 300::bigint, 'and at nodes')
UNION ALL SELECT cmp_ok((SELECT count(*) FROM expected_savings), '>', 60::bigint, 'and of programmes');

SELECT bag_eq($$SELECT purpose, ref, nullif(basis, '') AS basis, period, target, achieved, at_risk, gap, has_target FROM money_report()$$,
              'SELECT * FROM expected_lines', 'money_report is what the script worked out');
SELECT bag_eq($$SELECT purpose, ref, nullif(basis, '') AS basis, period, target, achieved, at_risk, gap, has_target FROM money_report('2025-12-31')$$,
              'SELECT * FROM expected_lines_before', 'and as it was known at the end of 2025');
SELECT isnt_empty('SELECT * FROM expected_lines_before EXCEPT SELECT * FROM expected_lines', 'which was not the same');
SELECT bag_eq(
  $$SELECT p.purpose, p.ref, nullif(p.basis, '') AS basis, money_period(p.fiscal_year_start, p.years, 4) AS period, i.ref AS item, n.level || ' ' || n.ref AS node, p.target, p.achieved, p.at_risk
      FROM money_parts() p LEFT JOIN items i ON i.item_id = p.item_id LEFT JOIN nodes n ON n.node_id = p.node_id$$,
  'SELECT * FROM expected_parts', 'lines are parted as the script parts them');
SELECT bag_eq($$SELECT level || ' ' || ref AS node, purpose, nullif(basis, '') AS basis, period, target, achieved, at_risk, gap FROM money_node_report('2026-06-30')$$,
              'SELECT * FROM expected_nodes', 'money_node_report too');
SELECT bag_eq($$SELECT level || ' ' || ref AS node, purpose, nullif(basis, '') AS basis, period, target, achieved, at_risk, gap FROM money_node_report('2025-12-31', '2025-12-31')$$,
              'SELECT * FROM expected_nodes_before', 'and over the links, and as known, at the end of 2025');
SELECT bag_eq($$SELECT counted, nullif('programme ' || ref, '') AS node, nullif(basis, '') AS basis, period, lines, target, achieved, at_risk, gap FROM savings_report('2026-06-30')$$,
              'SELECT * FROM expected_savings', 'savings_report too');
SELECT bag_eq($$SELECT counted, nullif('programme ' || ref, '') AS node, nullif(basis, '') AS basis, period, lines, target, achieved, at_risk, gap FROM funding_report('2026-06-30')$$,
              'SELECT * FROM expected_funding', 'and funding_report');

-- What holds whatever the figures.

SELECT is_empty('SELECT * FROM money_report WHERE achieved + at_risk + gap <> target', 'achieved + at risk + gap = target, line by line')
UNION ALL SELECT is_empty('SELECT * FROM savings_report WHERE achieved + at_risk + gap <> target', 'in every sum of savings')
UNION ALL SELECT is_empty('SELECT * FROM funding_report WHERE achieved + at_risk + gap <> target', 'and of funding')
UNION ALL SELECT is_empty('SELECT * FROM money_node_report WHERE achieved + at_risk + gap <> target', 'and at every node');
SELECT is_empty(
  $$SELECT purpose, ref, basis, fiscal_year_start, years, target, achieved, at_risk FROM money_report
    EXCEPT
    SELECT purpose, ref, basis, fiscal_year_start, years, sum(target), sum(achieved), sum(at_risk) FROM money_parts() GROUP BY purpose, ref, basis, fiscal_year_start, years$$,
  'the parts of a line add up to it exactly');
SELECT isnt_empty($$SELECT FROM expected_parts GROUP BY purpose, ref, basis, period HAVING count(*) = 3 AND max(target) - min(target) = 0.01$$,
  'though thirds of a penny had to be given out');
SELECT is_empty(
  $$SELECT s.basis, s.period FROM (SELECT basis, period, target FROM savings_report WHERE counted = 'the whole plan') s
     WHERE s.target <> (SELECT sum(m.target) FROM money_report m WHERE m.purpose = 'saving' AND m.basis = s.basis AND s.period IN (m.period, 'all years'))$$,
  'the whole plan is the sum of its lines, by basis');
SELECT is_empty(
  $$SELECT basis, fiscal_year_start, years FROM savings_report WHERE counted = 'the whole plan'
    EXCEPT SELECT basis, fiscal_year_start, years FROM savings_report WHERE counted <> 'the whole plan'$$,
  'every period is under a programme or under none');
SELECT set_eq(
  $$SELECT node_id, purpose, basis, fiscal_year_start, years, target, achieved, at_risk FROM money_node_report('2026-06-30')$$,
  $$SELECT at_node_id, purpose, basis, fiscal_year_start, years, sum(target) AS t, sum(achieved) AS a, sum(at_risk) AS r
      FROM money_placements('2026-06-30') pl JOIN money_parts() p ON p.part = pl.part GROUP BY at_node_id, purpose, basis, fiscal_year_start, years$$,
  'the rollup agrees with a walk over the ancestors');
SELECT set_eq(
  $$SELECT node_id, basis, fiscal_year_start, years, target, achieved, at_risk FROM savings_report('2026-06-30', 'outcome', NULL) WHERE counted = 'outcome' AND period <> 'all years'$$,
  $$SELECT node_id, basis, fiscal_year_start, years, target, achieved, at_risk FROM money_node_report('2026-06-30') WHERE level = 'outcome' AND purpose = 'saving'$$,
  'and with savings_report by another level');
SELECT cmp_ok((SELECT sum(target_by_link - target) FROM money_node_report('2026-06-30') WHERE level = 'commitment'), '>', 0::numeric,
  'and by link a pound may count more than once');
-- Counted with every way up instead, the same pound is there more than once: what the rollup is for.
SELECT cmp_ok(
  (SELECT sum(m.target) FROM money_node_report('2026-06-30') m WHERE m.level = 'outcome' AND m.purpose = 'saving' AND m.basis = ''), '>',
  (SELECT sum(p.target) FROM money_parts() p WHERE p.purpose = 'saving' AND p.basis = ''), 'added over outcomes pounds count twice');
SELECT set_eq(
  $$SELECT m.ref, m.period, m.target FROM money_node_report('2026-06-30') m WHERE m.level = 'project' AND m.ref = 'M3'$$,
  $$SELECT 'M3', m.period, m.target FROM money_node_report('2026-06-30') m WHERE m.level = 'project' AND m.ref = 'M4'$$,
  'two projects on a cycle have the same money');
SELECT set_eq($$SELECT ref FROM money_unplaced('2026-06-30') WHERE reason = 'no item and no node'$$,
              $$SELECT ref FROM money_report WHERE item_id IS NULL AND node_id IS NULL AND ref NOT IN (SELECT ref FROM money_shares)$$,
  'what counts at no node is listed');
SELECT isnt_empty($$SELECT FROM money_unplaced('2026-06-30') WHERE reason = 'its item counts at no node'$$, 'with items that are linked to nothing');

-- The views are the functions of today, and BI has the same.

SELECT bag_eq('SELECT * FROM savings_report', 'SELECT * FROM savings_report(CURRENT_DATE)', 'the view savings_report is the function of today')
UNION ALL SELECT bag_eq('SELECT * FROM funding_report', 'SELECT * FROM funding_report(CURRENT_DATE)', 'as is funding_report')
UNION ALL SELECT bag_eq('SELECT * FROM money_node_report', 'SELECT * FROM money_node_report(CURRENT_DATE)', 'and money_node_report')
UNION ALL SELECT bag_eq('SELECT * FROM money_unplaced', 'SELECT * FROM money_unplaced(CURRENT_DATE)', 'and money_unplaced');
SELECT bag_eq(
  $$SELECT purpose, ref, nullif(basis, '') AS basis, period, sum(target), sum(achieved) AS a, sum(at_risk) AS r, sum(gap) AS g FROM reg_bi.bi_money GROUP BY purpose, ref, basis, period$$,
  'SELECT purpose, ref, basis, period, target, achieved, at_risk, gap FROM expected_lines', 'bi_money adds up to the lines');
SELECT is_empty(
  $$SELECT FROM reg_bi.bi_money m WHERE m.item_key IS NOT NULL AND NOT EXISTS (SELECT FROM reg_bi.bi_item i WHERE i.item_key = m.item_key)
       OR m.node_key IS NOT NULL AND NOT EXISTS (SELECT FROM reg_bi.bi_node n WHERE n.node_key = m.node_key)$$, 'and its keys are there');
CREATE ROLE reader_of_money;
GRANT USAGE ON SCHEMA reg_bi TO reader_of_money;
GRANT SELECT ON ALL TABLES IN SCHEMA reg_bi TO reader_of_money;
SET LOCAL ROLE reader_of_money;
SELECT isnt_empty('SELECT * FROM reg_bi.bi_money', 'a reader of the BI schema alone can read it');
RESET ROLE;

-- What the council's documents print.

\i test/fixture/council_money.sql
SELECT results_eq(
  $$SELECT basis, period, target FROM savings_report WHERE plan = 'Cheshire East figures' AND counted = 'the whole plan'$$,
  $$VALUES ('', '2025/26', 24200000.00), ('', '2026/27 to 2028/29', 43800000.00), ('', 'all years', 68000000.00),
           ('gap to close', '2025/26 to 2028/29', 100000000.00), ('gap to close', 'all years', 100000000.00),
           ('high', '2025/26 to 2028/29', 91000000.00), ('high', 'all years', 91000000.00),
           ('low', '2025/26 to 2028/29', 59000000.00), ('low', 'all years', 59000000.00)$$,
  'savings of 24.2 of 68 million in 2025/26; the ends of a range and the gap are never added to them');
SELECT results_eq(
  $$SELECT basis, period, target FROM funding_report WHERE plan = 'Cheshire East figures' AND counted = 'the whole plan'$$,
  $$VALUES ('', '2023/24 to 2024/25', 17600000.00), ('', '2025/26', 25300000.00), ('', 'all years', 42900000.00),
           ('forecast', '2024/25', 89000000.00), ('forecast', 'all years', 89000000.00), ('outturn', '2024/25', 79500000.00), ('outturn', 'all years', 79500000.00)$$,
  'exceptional support of 17.6 and 25.3 million; a deficit on two bases');
-- In the course of the year 20.1 is achieved, then found to be 19.95, and 1.5 is at risk.
INSERT INTO money_lines (plan_id, ref, title, purpose, fiscal_year_start, standing, amount, mtfs_ref, recorded_at)
SELECT p.plan_id, 'Transformation', 'Transformation savings in the MTFS', 'saving', 2025, m.standing, m.amount, '24', m.recorded_at::timestamptz
  FROM plans p, (VALUES ('achieved', 20100000.00, '2025-12-31'), ('at risk', 1500000.00, '2025-12-31'), ('achieved', 19949999.99, '2026-02-10')) m (standing, amount, recorded_at)
 WHERE p.title = 'Cheshire East figures';
SELECT results_eq(
  $$SELECT m.achieved, m.at_risk, m.gap, m.mtfs_ref FROM unnest(ARRAY['2025-12-01', '2026-01-31', '2026-03-31']::timestamptz[]) known
     CROSS JOIN LATERAL money_report(known) m WHERE m.plan = 'Cheshire East figures' AND m.ref = 'Transformation' AND m.period = '2025/26' ORDER BY known$$,
  $$VALUES (0.00, 0.00, 24200000.00, NULL), (20100000.00, 1500000.00, 2600000.00, '24'), (19949999.99, 1500000.00, 2750000.01, '24')$$,
  'corrections are new rows, and every state that was known is answerable');
SELECT results_eq(
  $$SELECT round(percent_achieved, 2) FROM savings_report WHERE plan = 'Cheshire East figures' AND counted = 'the whole plan' AND basis = '' AND period = '2025/26'$$,
  ARRAY[82.44], 'in per cent of the target');

-- What may not be recorded.

SELECT throws_ok('UPDATE money_lines SET amount = 0', '23001', NULL, 'lines are append-only')
UNION ALL SELECT throws_ok('DELETE FROM money_lines', '23001', NULL, 'nothing is removed')
UNION ALL SELECT throws_ok('TRUNCATE money_shares', '23001', NULL, 'nor are shares');
SELECT throws_ok($$INSERT INTO money_lines (plan_id, ref, title, purpose, fiscal_year_start, standing, amount) VALUES (1, 'X', 'x', 'saving', 2025, 'target', 'NaN')$$, '23514', NULL, 'an amount that is no number');
SELECT throws_ok($$INSERT INTO money_lines (plan_id, ref, title, purpose, fiscal_year_start, standing, amount) VALUES (1, 'X', 'x', 'saving', 20252, 'target', 1)$$, '23514',
  'invalid fiscal year of line "X": "20252"', 'a year that is none');
SELECT throws_ok($$INSERT INTO money_lines (plan_id, ref, title, purpose, fiscal_year_start, years, standing, amount) VALUES (1, 'X', 'x', 'saving', 2025, 0, 'target', 1)$$, '23514', NULL, 'no years');
SELECT throws_ok($$INSERT INTO money_shares (plan_id, ref, item_id) SELECT plan_id, 'nothing', item_id FROM items LIMIT 1$$, '23503', NULL, 'a share of no line');
SELECT throws_ok($$INSERT INTO money_shares (plan_id, ref, item_id, weight) SELECT plan_id, 'S1', item_id, 0 FROM items LIMIT 1$$, '23514', NULL, 'a share of nothing');
SELECT throws_ok($$INSERT INTO money_shares (plan_id, ref, weight) SELECT plan_id, 'S1', 1 FROM items LIMIT 1$$, '23514', NULL, 'a share of nobody');
SELECT throws_ok($$INSERT INTO money_lines (plan_id, ref, title, purpose, fiscal_year_start, standing, amount, recorded_at)
  SELECT plan_id, 'Transformation', 'again', 'saving', 2025, 'achieved', 1, '2026-02-10' FROM plans WHERE title = 'Cheshire East figures'$$, '23505', NULL, 'two figures at one moment');
SELECT lives_ok($$INSERT INTO money_lines (plan_id, ref, title, purpose, basis, fiscal_year_start, standing, amount, recorded_at)
  SELECT plan_id, 'Transformation', 'again', 'saving', 'other', 2025, 'achieved', 1, '2026-02-10' FROM plans WHERE title = 'Cheshire East figures'$$, 'unless on another basis');
SELECT results_eq($$SELECT money_period(2025, 1, 4), money_period(2023, 2, 4), money_period(1999, 1, 4), money_period(2025, 1, 1), money_period(2025, 3, 1)$$,
  $$VALUES ('2025/26', '2023/24 to 2024/25', '1999/00', '2025', '2025 to 2027')$$, 'periods are printed as fiscal years');

-- Periods of a line that overlap: all years together would count a pound twice.

CREATE FUNCTION pg_temp.state(year integer, years integer, standing text, amount numeric, basis text, at timestamptz) RETURNS text LANGUAGE sql
RETURN format('INSERT INTO money_lines (plan_id, ref, title, purpose, basis, fiscal_year_start, years, standing, amount, recorded_at)
               SELECT plan_id, ''Whole'', ''whole'', ''saving'', %L, %s, %s, %L, %s, %L FROM plans WHERE title = ''Cheshire East figures''',
              basis, year, years, standing, amount, at);
SELECT lives_ok(pg_temp.state(2025, 4, 'target', 68000000, 'of which', '2026-01-01'), 'a target of four years');
SELECT throws_ok(pg_temp.state(2028, 1, 'target', 24200000, 'of which', '2026-01-02'), '23P01',
  'line "Whole" states its "target" for 2025/26 to 2028/29 already, which overlaps 2028/29', 'of which one year is not another pound');
SELECT lives_ok(pg_temp.state(2025, 1, 'achieved', 1, 'of which', '2026-01-02') || '; ' || pg_temp.state(2029, 1, 'target', 5, 'of which', '2026-01-02') || '; '
                || pg_temp.state(2025, 1, 'target', 24200000, 'year by year', '2026-01-02'), 'what is achieved, the next year and another basis are');
SELECT lives_ok(pg_temp.state(2025, 4, 'target', 0, 'of which', '2026-01-03') || '; ' || pg_temp.state(2025, 1, 'target', 24200000, 'of which', '2026-01-04') || '; '
                || pg_temp.state(2026, 3, 'target', 43800000, 'of which', '2026-01-05'), 'what was taken back makes way');
SELECT is((SELECT target FROM savings_report WHERE plan = 'Cheshire East figures' AND counted = 'the whole plan' AND basis = 'of which' AND period = 'all years'), 68000005.00,
  'and all years together count each pound once');

CREATE TEMP TABLE before_columns AS SELECT m::text FROM reg_bi.bi_money m UNION ALL SELECT r::text FROM money_report r;
SELECT lives_ok($$ALTER TABLE money_lines ADD COLUMN own text DEFAULT 'x'; ALTER TABLE money_shares ADD COLUMN own integer DEFAULT random()$$, 'the owner may add columns');
SELECT bag_eq('SELECT m::text FROM reg_bi.bi_money m UNION ALL SELECT r::text FROM money_report r', 'SELECT * FROM before_columns', 'which change nothing');

SELECT * FROM finish();
ROLLBACK;
