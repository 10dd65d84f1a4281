-- The BI views of three registers of one database as one view, with the organisation as a column; and where no register can be made.
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
SELECT plan(24);

-- Citus would call the schema distributed; the setting is all that tells.
SET LOCAL citus.enable_schema_based_sharding = on;
SELECT throws_ok($$SELECT create_register('gt_one')$$, '55000', 'schema "gt_one" would be distributed, and a register cannot be', 'no register is made where Citus distributes schemas');
SELECT ok(to_regnamespace('gt_one') IS NULL, 'nor half of one');
SET LOCAL citus.enable_schema_based_sharding = off;
SELECT lives_ok($$SELECT create_register('gt_one')$$, 'elsewhere one is');
SELECT create_register('gt_two', 1), create_register('GT three') \g /dev/null
INSERT INTO gt_one.plans (title) VALUES ('First');
INSERT INTO gt_two.plans (title) VALUES ('Second'), ('Second too');
INSERT INTO "GT three".plans (title) VALUES ('Third');

SELECT throws_ok($$SELECT combine_registers('gt_all', 'bi_plan')$$, '3F000', 'schema "gt_all" cannot hold what many registers have', 'the schema is there first');
CREATE SCHEMA gt_all;
SELECT throws_ok($$SELECT combine_registers('gt_one_bi', 'bi_plan')$$, '3F000', NULL, 'and is none of a register');
SELECT throws_ok($$SELECT combine_registers('gt_all', 'bi_nothing')$$, '42P01', 'no schema of yours whose name ends in _bi has a view "bi_nothing"', 'the view is there too');
SELECT is(combine_registers('gt_all', 'bi_plan'), 'view gt_all.bi_plan over: GT three, gt_one, gt_two', 'three registers are one view');
SELECT results_eq('SELECT organisation, plan_key, plan FROM gt_all.bi_plan ORDER BY organisation COLLATE "C", 2',
  $$VALUES ('GT three', 1::bigint, 'Third'), ('gt_one', 1, 'First'), ('gt_two', 1, 'Second'), ('gt_two', 2, 'Second too')$$, 'with the organisation as a column');
SELECT is(combine_registers('gt_all', 'bi_plan', '{gt_two_bi}'), 'view gt_all.bi_plan over: gt_two', 'or of those named alone');
SELECT is((SELECT count(*) FROM gt_all.bi_plan), 2::bigint, 'and no others');
SELECT throws_ok($$SELECT combine_registers('gt_all', 'bi_plan', '{gt_two_bi,gt_four_bi}')$$, '42P01', 'there is no view "bi_plan" in gt_four_bi', 'a source that is not there is named');

-- Every view, with its comments, and plain types as ever.
SELECT count(combine_registers('gt_all', c.relname)) AS made FROM pg_class c WHERE c.relnamespace = 'gt_one_bi'::regnamespace AND c.relkind = 'v' \gset
SELECT results_eq($$SELECT relname FROM pg_class WHERE relnamespace = 'gt_all'::regnamespace AND relkind = 'v' ORDER BY 1$$,
                  $$SELECT relname FROM pg_class WHERE relnamespace = 'gt_one_bi'::regnamespace AND relkind = 'v' ORDER BY 1$$, 'any BI view can be combined');
SELECT is_empty($$SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                   WHERE c.relnamespace = 'gt_all'::regnamespace AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL)$$, 'with every comment');
SELECT is_empty($$SELECT a.attname, a.attnum FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 1
                    LEFT JOIN pg_attribute o ON o.attrelid = format('gt_one_bi.%I', c.relname)::regclass AND o.attname = a.attname AND o.attnum = a.attnum - 1 AND o.atttypid = a.atttypid
                   WHERE c.relnamespace = 'gt_all'::regnamespace AND o.attname IS NULL$$, 'and the same columns in the same order');

-- Renewed.
ALTER VIEW gt_one_bi.bi_body RENAME TO old_body;
CREATE VIEW gt_one_bi.bi_body AS SELECT b.*, 7 AS extra FROM gt_one_bi.old_body b;
CREATE VIEW public.gt_user AS SELECT organisation, body FROM gt_all.bi_body;
SELECT create_register('gt_four') \g /dev/null
INSERT INTO gt_four.bodies (name) VALUES ('Board');
INSERT INTO gt_one.bodies (name) VALUES ('Panel');
SELECT is(combine_registers('gt_all', 'bi_body'), 'view gt_all.bi_body over: GT three, gt_four, gt_one, gt_two', 'a register made later is there once the view is renewed');
SELECT results_eq('SELECT organisation, body, extra FROM gt_all.bi_body ORDER BY organisation COLLATE "C"', $$VALUES ('gt_four', 'Board', NULL::integer), ('gt_one', 'Panel', 7)$$,
  'a column that some have not is empty there');
SELECT results_eq('SELECT * FROM public.gt_user ORDER BY 1', $$VALUES ('gt_four', 'Board'), ('gt_one', 'Panel')$$, 'what stands on the view stays');
CREATE VIEW gt_all.bi_later AS SELECT 1 AS one;
CREATE VIEW gt_one_bi.bi_later AS SELECT 1 AS one;
SELECT throws_ok($$SELECT combine_registers('gt_all', 'bi_later')$$, '42P07', '"bi_later" in schema "gt_all" is something else', 'a view of another kind is not replaced');
DROP VIEW gt_all.bi_later;
CREATE VIEW gt_two_bi.bi_later AS SELECT 'one'::text AS one;
SELECT throws_ok($$SELECT combine_registers('gt_all', 'bi_later')$$, '42804', 'columns of "bi_later" have other types elsewhere: one', 'types must agree');

-- Of one organisation only its own is read.
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; lines text := ''; BEGIN
  FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP lines := lines || line || E'\n'; END LOOP; RETURN lines; END $$;
SELECT is((SELECT count(*) FROM regexp_matches(pg_temp.plan_of($$SELECT * FROM gt_all.bi_officer WHERE organisation = 'gt_two'$$), 'Scan', 'g')), 1::bigint, 'the others are left out by the planner');

-- Another's register is another's code: only by name, and only with the right to read it.
CREATE ROLE gt_test_other;
SELECT format('GRANT CREATE ON DATABASE %I TO gt_test_other', current_database()) AS may_create \gset
:may_create;
SET ROLE gt_test_other;
SELECT create_register('gt_other') \g /dev/null
CREATE SCHEMA gt_theirs;
SELECT is(combine_registers('gt_theirs', 'bi_plan'), 'view gt_theirs.bi_plan over: gt_other', 'others'' registers are left out');
SELECT throws_ok($$SELECT combine_registers('gt_theirs', 'bi_plan', '{gt_other_bi,gt_one_bi}')$$, '42501', 'you may not read gt_one_bi.bi_plan', 'and need a grant');
RESET ROLE;
SELECT is(combine_registers('gt_all', 'bi_plan'), 'view gt_all.bi_plan over: GT three, gt_four, gt_one, gt_two', 'even a superuser''s views stand on no others');
SELECT is(combine_registers('gt_all', 'bi_plan', '{gt_one_bi,gt_other_bi}'), 'view gt_all.bi_plan over: gt_one, gt_other', 'unless they are named');

SELECT * FROM finish();
ROLLBACK;
