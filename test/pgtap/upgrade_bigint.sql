-- Years, numbers and steps of quarters are bigint since 0.7.0.  What an older version's objects stand on is kept in a schema of its own:
-- they answer as before, by the same index, and what they print can be run again.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
DROP EXTENSION IF EXISTS golden_thread CASCADE;
SELECT NOT EXISTS (SELECT FROM pg_available_extension_versions WHERE name = 'golden_thread' AND version = '0.6.0') AS absent \gset
\if :absent
SELECT plan(1);
SELECT skip('0.6.0 is not installed on this server', 1);
\else
SELECT no_plan();
CREATE EXTENSION golden_thread VERSION '0.6.0';

CREATE TABLE spent (year bigint NOT NULL, n integer NOT NULL, pounds integer,
                    after quarter GENERATED ALWAYS AS (quarter(year, n) + 1) STORED, CHECK (quarter(year, n) - 1 < quarter(year, n)));
INSERT INTO spent (year, n, pounds) SELECT y, 1 + i % 4, i FROM generate_series(2000, 2399) AS y, generate_series(1, 8) AS i;
CREATE INDEX spent_quarter ON spent (quarter(year, n));
ANALYZE spent;
CREATE VIEW old_forms AS
SELECT quarter(year, n) AS q, quarter_ending(year, n) AS ending, nth_day(quarter(year, n), n) AS day, 1 + quarter(year, n) AS next,
       quarter(year, n) - n AS earlier, sum(pounds) OVER (ORDER BY quarter(year, n) RANGE BETWEEN 3 PRECEDING AND CURRENT ROW) AS rolling,
       (SELECT count(*) FROM generate_series(quarter(year, n), quarter(year, n) + 8, 2)) AS steps
FROM spent WHERE year < 2020;
CREATE FUNCTION year_after(quarter) RETURNS quarter LANGUAGE sql IMMUTABLE RETURN $1 + 4;
CREATE TEMP TABLE before AS SELECT * FROM old_forms;
SELECT cmp_ok(count(*), '>', 100::bigint, 'there are rows to compare') FROM before;

CREATE FUNCTION pg_temp.update_beside(preparation text) RETURNS text LANGUAGE plpgsql AS $body$
BEGIN
  EXECUTE preparation;
  ALTER EXTENSION golden_thread UPDATE;
  RAISE EXCEPTION USING ERRCODE = 'GT001', MESSAGE = 'updated';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLERRM;
END
$body$;
SELECT is(pg_temp.update_beside('CREATE SCHEMA golden_thread_deprecated'),
          'schema golden_thread_deprecated exists already, and is not the extension''s', 'a schema of that name stops it');
SELECT is(pg_temp.update_beside('CREATE FUNCTION public.quarter(integer, integer) RETURNS integer LANGUAGE sql RETURN 1'),
          'function quarter(integer,integer) exists already in schema public, and is not the extension''s', 'and so does a function');
SELECT is(pg_temp.update_beside('CREATE FUNCTION public.f(quarter, bigint) RETURNS integer LANGUAGE sql RETURN 1;
                                 CREATE OPERATOR public.+ (LEFTARG = quarter, RIGHTARG = bigint, FUNCTION = public.f)'),
          'operator +(quarter,bigint) exists already in schema public, and is not the extension''s', 'and an operator');
SELECT lives_ok('ALTER EXTENSION golden_thread UPDATE', 'without them the update goes through');

SELECT results_eq('TABLE old_forms', 'TABLE before', 'a view made before answers as before');
SELECT is(year_after('Q1 2025/26'), 'Q1 2026/27', 'so does a parsed body');
SELECT lives_ok($$INSERT INTO spent (year, n, pounds) VALUES (2400, 4, 1)$$, 'a generated column and a check go on');
SELECT is(after, 'Q1 2401/02') FROM spent WHERE year = 2400;
-- As a dump does.
SELECT lives_ok('CREATE VIEW restored AS ' || pg_get_viewdef('old_forms'::regclass), 'what the view prints can be run');
SELECT results_eq('TABLE restored', 'TABLE before', 'and means the same');
SELECT matches(pg_get_indexdef('spent_quarter'::regclass), 'golden_thread_deprecated\.quarter\(year, n\)', 'an index made before shows what it stands on');

CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
  line text;
  plan text := '';
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
    plan := plan || line || E'\n';
  END LOOP;
  RETURN plan;
END
$body$;
-- Made as a dump makes it: a session goes on with an index's expressions as they were when it first met them.
SELECT pg_get_indexdef('spent_quarter'::regclass) AS spent_quarter \gset
DROP INDEX spent_quarter;
:spent_quarter;
SET LOCAL enable_seqscan = off;
SELECT matches(pg_temp.plan_of($$SELECT pounds FROM spent WHERE quarter(year, n) = 'Q1 2025/26'$$), 'spent_quarter', 'and serves a query written now');
SELECT matches(pg_temp.plan_of($$SELECT pounds FROM spent WHERE golden_thread_deprecated.quarter(year, n) = 'Q1 2025/26'$$), 'spent_quarter',
               'as well as one of before');
SELECT is(count(*), 2::bigint) FROM spent WHERE quarter(year, n) = 'Q1 2025/26';

SELECT throws_ok('DROP FUNCTION golden_thread_deprecated.nth_day(quarter, integer)', '2BP01', NULL, 'it is the extension''s');
\endif

SELECT * FROM finish();
ROLLBACK;
