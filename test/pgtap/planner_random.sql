-- Random queries give the same rows with the planner support of quarters and codes and without it: where the column is behind a function.
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
\else
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
\endif
DROP SCHEMA IF EXISTS planner_random CASCADE;
CREATE SCHEMA planner_random;
SELECT format('%I', nspname) AS our_schema FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'golden_thread' \gset
SET search_path = planner_random, :our_schema, public;

-- A new seed every run; it is printed so that a failure can be run again.
SELECT floor(random() * 1e6)::integer AS seed \gset
\if :{?planner_seed}
    \set seed :planner_seed
\endif
SELECT setseed(:seed / 1e6) \gset ignored_

-- Three years of days, some null, with codes and small numbers to join by.
CREATE TABLE plain AS
SELECT i AS id, i % 7 AS n, CASE WHEN random() > 0.03 THEN date '2023-12-01' + floor(random() * 1000)::int END AS d,
       CASE WHEN random() > 0.03 THEN format('A%s.%s', 1 + floor(random() * 3), 1 + floor(random() * 4))::plan_code END AS code
FROM generate_series(1, 400) AS i;
CREATE INDEX ON plain (d);
CREATE INDEX ON plain (code);
CREATE TABLE kept AS TABLE plain;
CREATE INDEX ON kept (quarter(d));
CREATE INDEX ON kept (n) WHERE code <@ 'A1';
CREATE TABLE parted (LIKE plain) PARTITION BY RANGE (d);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2023-01-01') TO ('2024-07-01');
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM ('2024-07-01') TO ('2025-04-01');
CREATE TABLE parted_3 PARTITION OF parted DEFAULT;
CREATE INDEX ON parted_1 (quarter(d));
CREATE INDEX ON parted_2 (d);
INSERT INTO parted TABLE plain;
CREATE TABLE parent (LIKE plain);
CREATE TABLE child_1 (CHECK (quarter(d) < 'Q1 2024/25' AND quarter(d) >= 'Q3 2023/24')) INHERITS (parent);
CREATE TABLE child_2 (CHECK (quarter(d) = 'Q1 2024/25' OR quarter(d) = 'Q2 2024/25'), CHECK (code <@ 'A1')) INHERITS (parent);
CREATE TABLE child_3 (CHECK (quarter(d, 1) > 'Q3 2024')) INHERITS (parent);
CREATE INDEX ON child_2 (quarter(d));
INSERT INTO child_1 SELECT * FROM plain WHERE d < '2024-04-01';
INSERT INTO child_2 SELECT * FROM plain WHERE d >= '2024-04-01' AND d < '2024-10-01' AND code <@ 'A1';
INSERT INTO child_3 SELECT * FROM plain WHERE d >= '2024-10-01';
\if :no_fdw
CREATE VIEW far AS TABLE plain;
\else
DROP SERVER IF EXISTS planner_random_loopback CASCADE;
SELECT format($$CREATE SERVER planner_random_loopback FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L, extensions 'golden_thread');
                CREATE USER MAPPING FOR CURRENT_USER SERVER planner_random_loopback OPTIONS (user %L, password_required 'false')$$,
              trim(split_part(current_setting('unix_socket_directories'), ',', 1)), current_setting('port'), current_database(), current_user) \gexec
CREATE FOREIGN TABLE far (id int, n int, d date, code plan_code) SERVER planner_random_loopback OPTIONS (schema_name 'planner_random', table_name 'plain');
\endif
ANALYZE plain, kept, parted, parent;

-- The same value, which the planner cannot see through.
CREATE FUNCTION hidden(date) RETURNS date IMMUTABLE STRICT LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
CREATE FUNCTION hidden(plan_code) RETURNS plan_code IMMUTABLE STRICT LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
CREATE FUNCTION one_of(VARIADIC choices text[]) RETURNS text LANGUAGE sql RETURN choices[1 + floor(random() * array_length(choices, 1))];
-- A quarter, as a constant, of another calendar, and as what is the same throughout a query but is not known before it.
CREATE FUNCTION a_quarter() RETURNS text LANGUAGE sql
RETURN one_of(format('''Q%s %s''', 1 + floor(random() * 4), one_of('2023/24', '2024/25', '2025/26', '2024', '2025/26 (Jun)', '2024/25 (Oct)')),
              format('(current_quarter(%s) + (quarter ''Q%s 2024/25'' - quarter(current_date)))', one_of('4', '4', '1', '5'), 1 + floor(random() * 4)),
              format('quarter(2024, %s)', 1 + floor(random() * 4)));
-- A comparison of the call of quarter() that groups are made by.
CREATE FUNCTION a_comparison(call text) RETURNS text LANGUAGE sql
RETURN CASE WHEN random() < 0.3 THEN format('%s %s %s', a_quarter(), one_of('=', '<', '<=', '>', '>='), call)
            WHEN random() < 0.2 THEN format('%s BETWEEN %s AND %s', call, a_quarter(), a_quarter())
            ELSE format('%s %s %s', call, one_of('=', '<', '<=', '>', '>='), a_quarter()) END;
CREATE FUNCTION a_clause(alias text) RETURNS text LANGUAGE sql
RETURN CASE floor(random() * 4)
         WHEN 0 THEN format('%s.code <@ ''%s''', alias, one_of('A1', 'A2', 'A1.1', 'B1'))
         WHEN 1 THEN format('%s.d <@ %s', alias, a_quarter())
         ELSE a_comparison(format('quarter(%s.d%s)', alias, one_of('', '', ', 1', ', 10'))) END;
CREATE FUNCTION a_condition(alias text) RETURNS text LANGUAGE sql
RETURN CASE floor(random() * 5) WHEN 0 THEN format('NOT (%s)', a_clause(alias)) WHEN 1 THEN format('(%s OR %s)', a_clause(alias), a_clause(alias))
                                WHEN 2 THEN format('%s AND %s', a_clause(alias), a_clause(alias)) ELSE a_clause(alias) END;
CREATE FUNCTION a_table() RETURNS text LANGUAGE sql RETURN one_of('plain', 'kept', 'parted', 'parent', 'far');
CREATE FUNCTION a_query() RETURNS text LANGUAGE sql
RETURN format(one_of('SELECT t.id FROM %1$s t WHERE %3$s',
                     'SELECT t.id, s.id FROM %1$s t LEFT JOIN %2$s s ON s.n = t.n AND %4$s WHERE t.id %% 5 = 0 AND %3$s',
                     'SELECT t.id, s.id FROM %1$s t FULL JOIN %2$s s ON s.id = t.id WHERE %3$s OR %4$s',
                     'SELECT t.id, s.id FROM %2$s s, %1$s t WHERE s.id = t.id AND %3$s AND %4$s',
                     'SELECT t.id FROM %1$s t WHERE %3$s AND EXISTS (SELECT FROM %2$s s WHERE s.id = t.id + 1 AND %4$s)',
                     'SELECT t.n, count(*) FILTER (WHERE %3$s) FROM %1$s t WHERE %5$s GROUP BY t.n',
                     'SELECT quarter(t.d), %5$s, count(*) FROM %1$s t WHERE %3$s GROUP BY quarter(t.d)',
                     'SELECT quarter(t.d), count(*) FROM %1$s t WHERE %3$s GROUP BY quarter(t.d) HAVING %5$s OR count(*) < 3',
                     'SELECT quarter(t.d), t.n, %5$s, count(*) FROM %1$s t WHERE %3$s GROUP BY ROLLUP (quarter(t.d), t.n) HAVING %6$s OR t.n IS NULL',
                     'SELECT t.d <@ ''Q1 2024/25'' AS w, t.code <@ ''A1'', count(*) FROM %1$s t WHERE %3$s GROUP BY CUBE (t.d <@ ''Q1 2024/25'', t.code <@ ''A1'')',
                     'SELECT NOT t.d <@ ''Q1 2024/25'', NOT t.code <@ ''A1'', count(*) FROM %1$s t WHERE %5$s GROUP BY t.d <@ ''Q1 2024/25'', t.code <@ ''A1''',
                     'SELECT v.* FROM (SELECT quarter(t.d) AS q, max(t.id) FROM %1$s t GROUP BY 1) AS v (q, m) LEFT JOIN %2$s s ON s.id = v.m AND %4$s WHERE v.q >= ''Q3 2023/24'' AND NOT v.q = ''Q4 2024/25'''),
              a_table(), a_table(), a_condition('t'), a_condition('s'), a_comparison('quarter(t.d)'), a_comparison('quarter(t.d)'));
CREATE FUNCTION rows_of(query text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    found text[];
BEGIN
    EXECUTE format('SELECT array_agg(r::text ORDER BY r::text COLLATE "C") FROM (%s) AS r', query) INTO found;
    RETURN found;
EXCEPTION WHEN OTHERS THEN
    RETURN ARRAY[SQLERRM];
END $$;
CREATE FUNCTION differ(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    ours text[] := rows_of(query);
    theirs text[] := rows_of(regexp_replace(query, '\m([st]\.(d|code))\M', 'hidden(\1)', 'g'));
BEGIN
    RETURN CASE WHEN ours IS DISTINCT FROM theirs THEN format('%s: %s rows %s, not %s rows %s', query, cardinality(ours), left(ours::text, 200), cardinality(theirs), left(theirs::text, 200)) END;
END $$;

BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(5);
SELECT diag('seed ' || :seed || ' (again: psql -v planner_seed=' || :seed || ')');
SET LOCAL jit = off;
CREATE TEMP TABLE asked AS SELECT a_query() AS query FROM generate_series(1, 400);
SELECT cmp_ok((SELECT count(*) FROM asked WHERE cardinality(rows_of(query)) > 1)::int, '>', 200, 'most queries have rows');
SELECT is_empty('SELECT query, rows_of(query) FROM asked WHERE rows_of(query)::text ~ ''(must appear|does not exist|could not|not supported)''', 'none is refused');
SET LOCAL constraint_exclusion = on;
SELECT is_empty('SELECT differ(query) FROM asked WHERE differ(query) IS NOT NULL', 'the rows are the same, with constraints that exclude tables');
SET LOCAL enable_seqscan = off;
SET LOCAL enable_partitionwise_aggregate = on;
SELECT is_empty('SELECT differ(query) FROM asked WHERE differ(query) IS NOT NULL', 'and by indexes');
RESET enable_seqscan;
SET LOCAL constraint_exclusion = off;
SET LOCAL enable_hashagg = off;
SET LOCAL enable_hashjoin = off;
SELECT is_empty('SELECT differ(query) FROM asked WHERE differ(query) IS NOT NULL', 'and by sorting');
SELECT * FROM finish();
ROLLBACK;
RESET search_path;
DROP SCHEMA planner_random CASCADE;
\if :no_fdw
\else
DROP SERVER planner_random_loopback CASCADE;
\if :had_fdw
\else
DROP EXTENSION postgres_fdw;
\endif
\endif
\if :had_ours
\else
DROP EXTENSION golden_thread;
\endif
