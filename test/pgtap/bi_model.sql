-- The model that BI tools are given, over the council's plans and a fixture of money whose projects run in a circle: one join counts what the
-- register's reports count, what may be added says so, and who reads it.  Run from the repository's top folder: psql reads demo/data.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(38);

SELECT create_register('council');
SET search_path = council, public;
\i demo/council_mappings.sql
\i demo/council_import.sql

-- Items and the nodes over them.

SELECT is((SELECT count(*) FROM council_bi.bi_item_node), 945::bigint, 'the council''s items have 945 nodes over them, each once');
SELECT is((SELECT count(*) FROM council_bi.bi_rollup), 197::bigint, 'of 197');
SELECT is_empty(
  $$SELECT r.node_key, r.items_distinct FROM council_bi.bi_rollup r
      LEFT JOIN (SELECT n.node_key, count(*) AS items FROM council_bi.bi_item_node n JOIN council_bi.bi_item i USING (item_key) WHERE i.is_active GROUP BY n.node_key) n USING (node_key)
     WHERE r.items_distinct <> coalesce(n.items, 0)$$, 'at every node one join counts what bi_rollup counts');
-- And by quarter, by movement, at the nodes over the links of today.
SELECT is_empty(
  $$SELECT n.node_id, n.items_distinct, red(n.distinct_items) FROM rollup_report('Q1 2025/26', NULL, NULL) n
      LEFT JOIN (SELECT n.node_key, count(*) AS items, count(*) FILTER (WHERE r.rating_key = 'R') AS red
                   FROM council_bi.bi_rating r JOIN council_bi.bi_item_node n USING (item_key) WHERE r.quarter_key = 202504 AND r.plan_key = 2 GROUP BY n.node_key) b ON b.node_key = n.node_id
     WHERE n.plan_id = 2 AND (red(n.distinct_items) <> coalesce(b.red, 0))$$, 'and of a quarter its Reds');
SELECT cmp_ok((SELECT count(*) FROM council_bi.bi_rating r JOIN council_bi.bi_item_node n USING (item_key) WHERE r.rating_key = 'R' AND r.quarter_key = 202504), '>', 17::bigint,
  'of which there are more than none, as an item is under several nodes');
SELECT results_eq(
  $$SELECT r.movement, count(DISTINCT r.item_key) FROM council_bi.bi_rating r JOIN council_bi.bi_item_node n USING (item_key)
     WHERE r.quarter_key = 202407 AND r.plan_key = 1 GROUP BY r.movement ORDER BY r.movement$$,
  $$SELECT r.movement, count(*) FROM council_bi.bi_rating r
     WHERE r.quarter_key = 202407 AND r.plan_key = 1 AND EXISTS (SELECT FROM links l WHERE l.from_item_id = r.item_key) GROUP BY r.movement ORDER BY r.movement$$,
  'distinct items over all nodes are the items, by movement too');
SELECT results_eq(
  $$SELECT n.item_key, n.node_key FROM council_bi.bi_item_node n WHERE n.depth = 1 ORDER BY 1, 2$$,
  $$SELECT item_id, node_id FROM item_node_links ORDER BY 1, 2$$, 'depth 1 is a link of the item''s own');
SELECT is_empty(
  $$SELECT n.item_key, n.node_key, n.depth FROM council_bi.bi_item_node n
     WHERE n.depth > 1 AND NOT EXISTS (SELECT FROM node_links l JOIN council_bi.bi_item_node under ON under.item_key = n.item_key AND under.node_key = l.child_node_id AND under.depth = n.depth - 1
                                        WHERE l.parent_node_id = n.node_key)$$, 'every other has one under it that is one nearer');

\i test/fixture/money.sql
SELECT cmp_ok((SELECT count(*) FROM cycle_report), '>', 0::bigint, 'the fixture''s projects run in a circle');
SELECT is_empty(
  $$SELECT r.node_key, r.items_distinct FROM council_bi.bi_rollup r
      LEFT JOIN (SELECT n.node_key, count(*) AS items FROM council_bi.bi_item_node n JOIN council_bi.bi_item i USING (item_key) WHERE i.is_active GROUP BY n.node_key) n USING (node_key)
     WHERE r.items_distinct <> coalesce(n.items, 0)$$, 'round a circle too one join counts what bi_rollup counts');
SELECT is_empty(
  $$SELECT n.item_key, n.node_key, n.depth FROM council_bi.bi_item_node n
     WHERE n.depth > 1 AND NOT EXISTS (SELECT FROM node_links l JOIN council_bi.bi_item_node under ON under.item_key = n.item_key AND under.node_key = l.child_node_id AND under.depth = n.depth - 1
                                        WHERE l.parent_node_id = n.node_key)$$, 'by the shortest way');
SELECT results_eq(
  $$SELECT plan_key, item_key, node_key FROM council_bi.bi_item_node WHERE plan_key = 2 ORDER BY 2, 3$$,
  $$SELECT i.plan_id, n.item_key, n.node_key FROM council_bi.bi_item_node n JOIN items i ON i.item_id = n.item_key WHERE i.plan_id = 2 ORDER BY 2, 3$$, 'plan_key is the item''s plan');

-- What may be added up.

SELECT results_eq($$SELECT view_name, string_agg(column_name, ' ' ORDER BY place), sum_within FROM council_bi.bi_column WHERE is_summable GROUP BY 1, 3 ORDER BY 1$$,
  $$VALUES ('bi_money', 'target achieved at_risk gap', 'purpose, basis'), ('bi_progress', 'total complete green amber_green amber amber_red red scheduled unrated', 'quarter_key'),
           ('bi_published_item', 'revisions', 'publication_key')$$, 'bi_column: which columns may be added, and within what');
SELECT is_empty($$SELECT c.view_name, c.sum_within FROM council_bi.bi_column c CROSS JOIN LATERAL regexp_split_to_table(c.sum_within, ', ') w (name)
                   WHERE NOT EXISTS (SELECT FROM council_bi.bi_column x WHERE x.view_name = c.view_name AND x.column_name = w.name)$$, 'all of those are columns');
SELECT is_empty($$SELECT * FROM council_bi.bi_column WHERE description IS NULL$$, 'bi_column says what each column is');
SELECT results_eq($$SELECT quarter_key, sum(total), sum(complete), sum(red) FROM council_bi.bi_progress WHERE quarter_key IS NOT NULL GROUP BY 1 ORDER BY 1$$,
  $$SELECT quarter_key, count(*)::numeric, count(*) FILTER (WHERE rating_key = 'B')::numeric, count(*) FILTER (WHERE rating_key = 'R')::numeric FROM council_bi.bi_rating GROUP BY 1 ORDER BY 1$$,
  'sums of bi_progress within a quarter are the items of that quarter');
SELECT results_eq($$SELECT purpose, basis, sum(target), sum(achieved), sum(at_risk), sum(gap) FROM council_bi.bi_money GROUP BY 1, 2 ORDER BY 1, 2$$,
  $$SELECT purpose, basis, sum(target), sum(achieved), sum(at_risk), sum(gap) FROM money_report() GROUP BY 1, 2 ORDER BY 1, 2$$,
  'sums of bi_money within a purpose and a basis are those of money_report');
SELECT ok(obj_description('council_bi.bi_money'::regclass) ~ 'one purpose and one basis add up', 'which its comment says');
SELECT ok(NOT bool_or(is_summable), 'nothing of the others may be added') FROM council_bi.bi_column WHERE view_name IN ('bi_rollup', 'bi_published_node', 'bi_measure_value', 'bi_item', 'bi_quarter');

-- What was restated, movement too.

SELECT publish_quarter('Cheshire East plan 2024-25', 'Q1 2024/25'), publish_quarter('Cheshire East plan 2024-25', 'Q2 2024/25') \g /dev/null
SELECT is_empty('SELECT * FROM council_bi.bi_restatement', 'right after publishing nothing is restated');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, recorded_at)
SELECT item_id, 'Q1 2024/25', '2024-04-01', '2024-06-30', CASE WHEN rating = 'R' THEN 'G' ELSE 'R' END::rag, 'x', clock_timestamp()
  FROM quarter_ratings WHERE plan_id = 1 AND quarter = 'Q1 2024/25' AND item_id <= 20;
INSERT INTO due_dates (item_id, milestone, revision, period, raw, recorded_at) VALUES (5, 'due', 9, '[2031-01-01,2031-02-01)', 'January 2031', clock_timestamp());
UPDATE items SET state = 'withdrawn', state_since = '2024-05-01' WHERE item_id = 7;
SELECT results_eq(
  $$SELECT publication_key, item_key, figure, CASE published_value WHEN 'NR' THEN 'not rated' ELSE published_value END, CASE current_value WHEN 'NR' THEN 'not rated' ELSE current_value END
      FROM council_bi.bi_restatement ORDER BY 1, 2, 3$$,
  $$SELECT publication_id, item_id, figure, old_value, new_value FROM restatements WHERE unit = 'item' AND figure <> 'link' ORDER BY 1, 2, 3$$, 'bi_restatement is restatements of items');
SELECT cmp_ok((SELECT count(*) FROM council_bi.bi_restatement WHERE figure = 'movement'), '>', 10::bigint, 'with movements');
SELECT set_eq('SELECT plan_key, quarter_key FROM council_bi.bi_published_item', 'SELECT plan_key, quarter_key FROM council_bi.bi_publication', 'what is published has plan and quarter');

-- Risks.

INSERT INTO risks (ref, title, kind) VALUES ('SR1', 'Money', 'strategic'), ('OR1', 'Staff', 'operational');
INSERT INTO risk_links (risk_id, item_id, node_id, plan_id, valid_to) VALUES (1, NULL, NULL, 2, 'infinity'), (1, 3, NULL, NULL, '2020-01-01'), (2, NULL, (SELECT min(node_id) FROM nodes WHERE plan_id = 1), NULL, 'infinity');
INSERT INTO risk_officers (risk_id, officer_id) VALUES (1, 1), (1, 2);
SELECT results_eq('SELECT risk_key, plan_key, item_key, node_key, valid_to, is_current FROM council_bi.bi_risk_link ORDER BY 1, 2',
  $$VALUES (1::bigint, 1::bigint, 3::bigint, NULL::bigint, '2020-01-01'::date, false), (1, 2, NULL, NULL, NULL, true), (2, 1, NULL, (SELECT min(node_id) FROM nodes WHERE plan_id = 1), NULL, true)$$,
  'bi_risk_link: what a risk threatens, and of which plan that is');
INSERT INTO risk_scores (risk_id, likelihood, impact, residual_likelihood, residual_impact, mitigation) VALUES (1, 5, 4, 2, 3, 'Reserves');
SELECT results_eq('SELECT score, residual_score, mitigation FROM council_bi.bi_risk WHERE risk_key = 1', $$VALUES (20, 6, 'Reserves')$$, 'bi_risk: before and after what is done about it');
SELECT results_eq('SELECT risk_key, officer_key, is_current FROM council_bi.bi_risk_officer ORDER BY 1, 2', 'VALUES (1::bigint, 1::bigint, true), (1, 2, true)', 'bi_risk_officer: who owns it');

-- The role that reads it.

CREATE ROLE gt_test_reader;
SELECT throws_ok('SELECT grant_bi_reader($$nobody_here$$)', '42704', 'role "nobody_here" does not exist', 'a reader is there first');
SELECT throws_ok('SELECT grant_bi_reader($$gt_test_reader$$, $$-1 s$$)', '22023', 'invalid statement_timeout "-00:00:01"', 'and waits for some time');
SELECT grant_bi_reader('gt_test_reader', '90 s') \g /dev/null
CREATE VIEW council_bi.later AS SELECT 1 AS one;
SELECT results_eq($$SELECT unnest(setconfig) COLLATE "default" FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole WHERE r.rolname = 'gt_test_reader' AND s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())$$,
  ARRAY['jit=off', 'statement_timeout=90000'], 'in this database no query of the reader''s is compiled, or runs for ever');
SELECT is_empty($$SELECT relname FROM pg_class WHERE relnamespace = 'council_bi'::regnamespace AND relkind = 'v' AND NOT has_table_privilege('gt_test_reader', oid, 'SELECT')$$,
  'the reader reads every view, those added later too');
SELECT is_empty($$SELECT relname FROM pg_class WHERE relnamespace = 'council'::regnamespace AND relkind IN ('r', 'v') AND has_table_privilege('gt_test_reader', oid, 'SELECT')$$, 'and nothing else');
SET ROLE gt_test_reader;
SELECT throws_ok('SELECT * FROM council.plans', '42501', NULL, 'not even in words');
RESET ROLE;
SELECT create_register('gt_second') \g /dev/null
SELECT gt_second.grant_bi_reader('gt_test_reader', '90 s'), gt_second.revoke_bi_reader('gt_test_reader') \g /dev/null
SELECT results_eq($$SELECT unnest(setconfig) COLLATE "default" FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole WHERE r.rolname = 'gt_test_reader'$$,
  ARRAY['jit=off', 'statement_timeout=90000'], 'who reads another register still keeps the settings');
SELECT revoke_bi_reader('gt_test_reader') \g /dev/null
SELECT is_empty($$SELECT FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole WHERE r.rolname = 'gt_test_reader'$$, 'which go with the last');
SELECT lives_ok('DROP ROLE gt_test_reader', 'taken back, nothing of it is left');

-- An owner who is no administrator: rights are given, and the settings are left to one.
CREATE ROLE gt_test_owner;
CREATE ROLE gt_test_reader;
SELECT format('GRANT CREATE ON DATABASE %I TO gt_test_owner', current_database()) AS may_create \gset
:may_create;
SET ROLE gt_test_owner;
SELECT create_register('own') \g /dev/null
RESET ROLE;
GRANT USAGE ON SCHEMA council TO gt_test_owner;
SET ROLE gt_test_owner;
SELECT throws_ok('SELECT council.grant_bi_reader($$gt_test_reader$$)', '42501', 'only the owner of a register lets others read its BI views', 'of another''s register nobody gives a right');
SELECT own.grant_bi_reader('gt_test_reader') \g /dev/null
CREATE VIEW own_bi.later AS SELECT 1 AS one;
RESET ROLE;
SELECT ok(has_table_privilege('gt_test_reader', 'own_bi.bi_rating', 'SELECT') AND has_table_privilege('gt_test_reader', 'own_bi.later', 'SELECT'), 'an owner gives the rights of the own');
SELECT is_empty($$SELECT FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole WHERE r.rolname = 'gt_test_reader'$$, 'settings that are not the owner''s to change are only warned of');

SELECT * FROM finish();
ROLLBACK;
