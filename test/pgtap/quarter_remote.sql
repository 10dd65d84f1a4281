-- quarter: days of a foreign table are compared, and grouped by quarter, on the other side, with the rows of the table itself.
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
DROP SERVER IF EXISTS quarter_loopback CASCADE;
DROP SCHEMA IF EXISTS quarter_remote CASCADE;
CREATE SCHEMA quarter_remote;
CREATE TABLE quarter_remote.near AS
SELECT date '2020-10-01' + i % 900 AS d, timestamp '2020-10-01' + i % 900 * interval '25 hours' AS ts, format('A%s.%s', 1 + i % 3, 1 + i % 4)::plan_code AS code FROM generate_series(1, 3000) AS i;
CREATE INDEX ON quarter_remote.near (d);
ANALYZE quarter_remote.near;
SELECT format($$CREATE SERVER quarter_loopback FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L, extensions 'golden_thread');
                CREATE USER MAPPING FOR CURRENT_USER SERVER quarter_loopback OPTIONS (user %L, password_required 'false')$$,
              trim(split_part(current_setting('unix_socket_directories'), ',', 1)), current_setting('port'), current_database(), current_user) \gexec
CREATE FOREIGN TABLE quarter_remote.far (d date, ts timestamp, code plan_code) SERVER quarter_loopback OPTIONS (schema_name 'quarter_remote', table_name 'near');
CREATE TABLE quarter_remote.parted (d date, ts timestamp, code plan_code) PARTITION BY RANGE (d);
CREATE FOREIGN TABLE quarter_remote.part PARTITION OF quarter_remote.parted FOR VALUES FROM ('2020-01-01') TO ('2030-01-01')
  SERVER quarter_loopback OPTIONS (schema_name 'quarter_remote', table_name 'near');
-- What the functions call is seen only after they have been inlined.
CREATE FUNCTION quarter_remote.period(date) RETURNS quarter LANGUAGE sql IMMUTABLE RETURN quarter($1);
CREATE FUNCTION quarter_remote.is_first(date) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN quarter($1) = 'Q1 2021/22';

BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(40);
SET LOCAL enable_partitionwise_aggregate = on;
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

CREATE FUNCTION pg_temp.rows_of(query text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    found text[];
BEGIN
    EXECUTE format('SELECT array_agg(r::text ORDER BY r::text) FROM (%s) AS r', query) INTO found;
    RETURN found;
END
$$;

-- Every query is grouped there, and answers as over the table itself.
CREATE TEMP TABLE asked (number, query) AS
SELECT row_number() OVER (), query FROM unnest(ARRAY[
  $$SELECT quarter(d), quarter(d) = 'Q1 2021/22' AS hit, count(*) FROM quarter_remote.%s GROUP BY quarter(d)$$,
  $$SELECT quarter(d), quarter(d) >= 'Q1 2021/22' AS hit, quarter(d) < 'Q1 2021' AS other, count(*) FROM quarter_remote.%s GROUP BY quarter(d)$$,
  $$SELECT quarter(ts), quarter(ts) = 'Q1 2021/22' AS hit, count(*) FROM quarter_remote.%s WHERE quarter(ts) > 'Q3 2020/21' GROUP BY quarter(ts)$$,
  $$SELECT quarter(d), count(*) FROM quarter_remote.%s WHERE quarter(d) BETWEEN 'Q1 2021/22' AND 'Q3 2021/22' GROUP BY quarter(d)$$,
  $$SELECT quarter(d), count(*) FROM quarter_remote.%s GROUP BY quarter(d) HAVING quarter(d) = 'Q1 2021/22' OR count(*) < 100$$,
  $$SELECT quarter(d) = 'Q1 2021/22', quarter(d) <= 'Q1 2021/22', count(*) FROM quarter_remote.%s GROUP BY quarter(d) = 'Q1 2021/22', quarter(d) <= 'Q1 2021/22'$$,
  $$SELECT quarter_remote.period(d), quarter_remote.period(d) = 'Q1 2021/22', count(*) FROM quarter_remote.%s GROUP BY quarter_remote.period(d)$$,
  $$SELECT quarter_remote.is_first(d), count(*) FROM quarter_remote.%s GROUP BY quarter_remote.is_first(d)$$,
  $$SELECT d <@ 'Q1 2021/22', NOT d <@ 'Q1 2021/22', count(*) FROM quarter_remote.%s GROUP BY d <@ 'Q1 2021/22'$$,
  $$SELECT NOT quarter 'Q1 2021/22' @> d, count(*) FROM quarter_remote.%s WHERE d <@ 'Q1 2021/22' OR d <@ 'Q2 2021/22' GROUP BY quarter 'Q1 2021/22' @> d$$,
  $$SELECT code <@ 'A1', NOT code <@ 'A1', count(*) FROM quarter_remote.%s WHERE code <@ 'A1' OR code <@ 'A2' GROUP BY code <@ 'A1'$$]) AS query;
SELECT is(pg_temp.rows_of(format(query, 'far')), pg_temp.rows_of(format(query, 'near')), 'the same rows: ' || query) FROM asked ORDER BY number;
SELECT is(pg_temp.rows_of(format(query, 'parted')), pg_temp.rows_of(format(query, 'near')), 'and of a partition: ' || query) FROM asked ORDER BY number;
SELECT ok(pg_temp.sent(format(query, 'far')) ~ 'GROUP BY', 'grouped there: ' || query) FROM asked ORDER BY number;

-- What stands in WHERE is a range of the index there.
SELECT is(substring(pg_temp.sent(format($$SELECT quarter(d), count(*) FROM quarter_remote.far WHERE %s GROUP BY quarter(d)$$, clause)) FROM 'WHERE (.*) GROUP'), wanted, clause)
FROM (VALUES ($$quarter(d) = 'Q1 2021/22'$$, $$((d >= '2021-04-01')) AND ((d <= '2021-06-30'))$$),
             ($$quarter(d) >= 'Q1 2021/22' AND quarter(d) < 'Q1 2022/23'$$, $$((d >= '2021-04-01')) AND ((d < '2022-04-01'))$$),
             ($$d <@ 'Q1 2021/22'$$, $$((d >= '2021-04-01')) AND ((d <= '2021-06-30'))$$)) AS v (clause, wanted);
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE since(quarter) AS SELECT count(*) FROM quarter_remote.far WHERE quarter(d) >= $1;
SELECT alike(pg_temp.sent('EXECUTE since(''Q1 2021/22'')'), '%WHERE ((d >= %quarter_start_from($1%, 4)))', 'a parameter');
SELECT results_eq($$EXECUTE since('Q1 2021/22')$$, $$SELECT count(*) FROM quarter_remote.near WHERE d >= '2021-04-01'$$, 'and its rows');
SELECT results_eq($$EXECUTE since('Q2 2021')$$, $$SELECT count(*) FROM quarter_remote.near WHERE d >= '2021-04-01'$$, 'of another calendar, whose quarter is the earlier one');
SELECT results_eq($$EXECUTE since('Q1 2021/22 (Oct)')$$, $$SELECT count(*) FROM quarter_remote.near WHERE d >= '2022-01-01'$$, 'or the later one');
SELECT * FROM finish();
ROLLBACK;
DROP SCHEMA quarter_remote CASCADE;
DROP SERVER quarter_loopback CASCADE;
\if :had_fdw
\else
DROP EXTENSION postgres_fdw;
\endif
\endif
\if :had_ours
\else
DROP EXTENSION golden_thread;
\endif
