-- plan_code: a subtree of a foreign table is looked up on the other side, by its index.
-- A server sees only what is committed, so this file commits what it needs, and removes it at the end.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1
SET client_min_messages = error;

SELECT count(*) FILTER (WHERE name = 'postgres_fdw') = 0 AS no_fdw, bool_or(name = 'golden_thread' AND installed_version IS NOT NULL) AS had_ours,
       bool_or(name = 'postgres_fdw' AND installed_version IS NOT NULL) AS had_fdw
FROM pg_available_extensions \gset
CREATE EXTENSION IF NOT EXISTS golden_thread;
\if :no_fdw
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(1);
SELECT skip('postgres_fdw is not installed', 1);
SELECT * FROM finish();
ROLLBACK;
\else
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
DROP SERVER IF EXISTS plan_code_loopback CASCADE;
DROP SERVER IF EXISTS plan_code_stranger CASCADE;
DROP SCHEMA IF EXISTS plan_code_remote CASCADE;
CREATE SCHEMA plan_code_remote;
CREATE TABLE plan_code_remote.item AS
SELECT format('A%s.%s.%s', a, p, n)::plan_code AS code, ('{B,G,A,R}'::rag[])[1 + n % 4] AS rating, quarter(date '2025-04-01') + p % 4 AS due
FROM generate_series(1, 3) AS a, generate_series(1, 20) AS p, generate_series(1, 20) AS n;
CREATE INDEX ON plan_code_remote.item (code);
ANALYZE plan_code_remote.item;
SELECT format($$CREATE SERVER %I FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L%s);
                CREATE USER MAPPING FOR CURRENT_USER SERVER %1$I OPTIONS (user %6$L, password_required 'false')$$,
              server, trim(split_part(current_setting('unix_socket_directories'), ',', 1)), current_setting('port'), current_database(), shared, current_user)
FROM (VALUES ('plan_code_loopback', ', extensions ''golden_thread'''), ('plan_code_stranger', '')) AS v (server, shared) \gexec
CREATE FOREIGN TABLE plan_code_remote.far (code plan_code, rating rag, due quarter) SERVER plan_code_loopback OPTIONS (schema_name 'plan_code_remote', table_name 'item');
CREATE FOREIGN TABLE plan_code_remote.far_parent (code plan_code) SERVER plan_code_loopback OPTIONS (schema_name 'plan_code_remote', table_name 'item');
CREATE FOREIGN TABLE plan_code_remote.strange (code plan_code, rating rag, due quarter) SERVER plan_code_stranger OPTIONS (schema_name 'plan_code_remote', table_name 'item');

BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(17);
SET LOCAL plan_cache_mode = force_generic_plan;

-- What is sent, without the names of schemas and types
CREATE FUNCTION pg_temp.sent(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    sent text;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
        IF line ~ 'Remote SQL: ' THEN
            sent := concat_ws('; ', sent, substring(line FROM 'Remote SQL: (.*)'));
        END IF;
    END LOOP;
    RETURN sent;
END
$$;
CREATE FUNCTION pg_temp.condition(query text) RETURNS text LANGUAGE sql AS $$
    SELECT regexp_replace(regexp_replace(substring(pg_temp.sent(query) FROM 'WHERE (.*)'), 'OPERATOR\(([^()]*\.)?([^().]+)\)', '\2', 'g'),
                          '::([a-z_]+\.)?plan_code|[a-z_]+\.(?=last_code)', '', 'g')
$$;
SELECT is(pg_temp.condition('SELECT * FROM plan_code_remote.far WHERE code <@ ''A2'''), '((code >= ''A2'')) AND ((code <= ''A2.~''))', 'a subtree is sent as a range');
SELECT is(pg_temp.condition('SELECT * FROM plan_code_remote.far WHERE ''A2'' @> code'), '((code >= ''A2'')) AND ((code <= ''A2.~''))', 'the other way round');
SELECT is((SELECT array_agg(code ORDER BY code) FROM plan_code_remote.far WHERE code <@ 'A2.8'),
          (SELECT array_agg(code ORDER BY code) FROM plan_code_remote.item WHERE code <@ 'A2.8'), 'and its rows come back');
SELECT is((SELECT count(*) FROM plan_code_remote.far WHERE code <@ 'A2')::int, 400, 'all of them');
-- The bound is read on the other side as it is printed here, and there it is a range of the index.
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    lines text := '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        lines := lines || line || E'\n';
    END LOOP;
    RETURN lines;
END
$$;
SELECT ok(pg_temp.plan_of(pg_temp.sent('SELECT * FROM plan_code_remote.far WHERE code <@ ''A2.8''')) ~ 'Index Cond: .*>= .A2\.8.*<= .A2\.8\.~', 'what is sent uses the index');

PREPARE under(plan_code) AS SELECT * FROM plan_code_remote.far WHERE code <@ $1;
SELECT is(pg_temp.condition('EXECUTE under(''A2'')'), '((code >= $1)) AND ((code <= last_code($1)))', 'a parameter');
CREATE FUNCTION pg_temp.under(ancestor plan_code) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT count(*) FROM plan_code_remote.far WHERE code <@ ancestor);
END
$$;
SELECT is(ARRAY[pg_temp.under('A1'), pg_temp.under('A2.8'), pg_temp.under('A2.8.1'), pg_temp.under('B1'), pg_temp.under(NULL)], '{400,20,1,0,0}', 'the rows of a parameter');
SELECT is(pg_temp.condition('SELECT * FROM plan_code_remote.far WHERE code @> ''A2.8.1'''), '((code @> ''A2.8.1''))', 'what is over a code is sent as such');
SELECT is((SELECT array_agg(code) FROM plan_code_remote.far WHERE code @> 'A2.8.1.4')::text, '{A2.8.1}', 'and found');

-- whole queries
SELECT ok(pg_temp.sent('SELECT count(*) FROM plan_code_remote.far WHERE code <@ ''A2''') ~ '^SELECT count\(\*\)', 'rows are counted there');
SELECT ok(pg_temp.sent('SELECT ancestor(code, 2), tally(rating) FROM plan_code_remote.far WHERE code <@ ''A2'' GROUP BY 1') ~ 'tally\(rating\).*GROUP BY', 'and ratings');
SELECT is((SELECT tally(rating)::text FROM plan_code_remote.far WHERE code <@ 'A2'), (SELECT tally(rating)::text FROM plan_code_remote.item WHERE code <@ 'A2'), 'with the same result');
SELECT ok(pg_temp.sent('SELECT f.code FROM plan_code_remote.far_parent AS p JOIN plan_code_remote.far AS f ON f.code <@ p.code WHERE p.code <@ ''A2.8''') ~ 'INNER JOIN.*<@', 'a join is made there');
SELECT is((SELECT count(*) FROM plan_code_remote.far_parent AS p JOIN plan_code_remote.far AS f ON f.code <@ p.code WHERE p.code <@ 'A2.8')::int, 20, 'and is right');
SELECT is(pg_temp.condition('SELECT * FROM plan_code_remote.far WHERE due = ''Q2 2025/26'' AND rating > ''A''') IS NOT NULL, true, 'so are quarters and ratings');

-- A server that is not told of the extension sends everything: still right.
SELECT is(pg_temp.condition('SELECT * FROM plan_code_remote.strange WHERE code <@ ''A2'''), NULL, 'without the option nothing is sent');
SELECT is((SELECT count(*) FROM plan_code_remote.strange WHERE code <@ 'A2')::int, 400, 'and everything found');
SELECT * FROM finish();
ROLLBACK;
DROP SCHEMA plan_code_remote CASCADE;
DROP SERVER plan_code_loopback CASCADE;
DROP SERVER plan_code_stranger CASCADE;
\if :had_fdw
\else
DROP EXTENSION postgres_fdw;
\endif
\endif
\if :had_ours
\else
DROP EXTENSION golden_thread;
\endif
