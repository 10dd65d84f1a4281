-- Names of 0.5.0 on the way to 0.6.0: views follow a rename, what registers call stays, and whoever would find a name gone
-- only when it is called is named instead.
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
SELECT NOT EXISTS (SELECT FROM pg_available_extension_versions WHERE name = 'golden_thread' AND version = '0.5.0') AS absent \gset
\if :absent
SELECT plan(1);
SELECT skip('0.5.0 is not installed on this server', 1);
\else
SELECT plan(11);
CREATE EXTENSION golden_thread VERSION '0.5.0';

CREATE VIEW old_names AS
SELECT outcome_amount('{1}'::linkage, 1, 1, 2.5)::text AS amount, outcome_shares('{1}'::linkage, 1, 1, 'R', 1)::text AS shares,
       outcome_rollup('{1}'::linkage, 1, 1, NULL)::text AS words, (thread('{2>1}'::linkage, 2)).path AS path;
CREATE TEMP TABLE before AS SELECT * FROM old_names;

-- Bodies that are text: in PL/pgSQL, in SQL, by the name of a type, of any case and spacing.
CREATE FUNCTION in_plpgsql() RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN OUTCOME_SHARES ('{1}'::linkage, 1, 1, 'R', 1); END$$;
CREATE FUNCTION in_sql() RETURNS text LANGUAGE sql AS $$SELECT outcome_shares('{1}'::linkage, 1, 1, 'R', 1)::text$$;
CREATE FUNCTION by_type() RETURNS text LANGUAGE plpgsql AS $$DECLARE r outcome_amount_row; BEGIN RETURN r.amount; END$$;
CREATE FUNCTION of_nothing() RETURNS text LANGUAGE sql AS $$SELECT 'shares of an outcome_amount'$$;
CREATE FUNCTION parsed() RETURNS text LANGUAGE sql RETURN outcome_shares('{1}'::linkage, 1, 1, 'R', 1)::text;
SELECT throws_ok('ALTER EXTENSION golden_thread UPDATE', '2BP01',
                 'functions call what golden_thread 0.6.0 has no longer, or under another name: public.in_plpgsql(), public.in_sql(), public.by_type()',
                 'functions whose text calls a name that goes are named');
DROP FUNCTION in_plpgsql(), in_sql(), by_type();
CREATE VIEW in_words AS SELECT outcome_rollup('{2>1}'::linkage, 2, 'x', 'off track') AS rolled;
SELECT throws_ok('ALTER EXTENSION golden_thread UPDATE', '2BP01',
                 'cannot drop function outcome_rollup(linkage,bigint,text,text) because other objects depend on it',
                 'a view that gives ratings in words is in the way');
SELECT is(extversion, '0.5.0', 'and nothing has changed') FROM pg_extension WHERE extname = 'golden_thread';
DROP VIEW in_words;
SELECT lives_ok('ALTER EXTENSION golden_thread UPDATE', 'without them the update goes through');

SELECT results_eq('TABLE old_names', 'TABLE before', 'a view over old names answers as before');
SELECT matches(pg_get_viewdef('old_names'::regclass), 'outcome_rollup\(.*numeric\)\)::text AS shares', 'and has the new name of outcome_shares');
SELECT is(parsed(), '{"(1,R,1)"}', 'so does a parsed body');
SELECT is(of_nothing(), 'shares of an outcome_amount', 'a mere word is no call');
SELECT ok(obj_description(f::regprocedure) LIKE 'deprecated: %', f || ' is marked as deprecated')
FROM unnest(ARRAY['outcome_amount(linkage, bigint, bigint, numeric)', 'thread(linkage, bigint, integer)',
                  'outcome_rollup(linkage, bigint, bigint, text)']) AS f;
\endif

SELECT * FROM finish();
ROLLBACK;
