-- Days of a quarter are a range of an index on the day, whatever stands on the other side, and are the days they always were.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(141);
SET LOCAL DateStyle = 'ISO, DMY';
SET LOCAL TIME ZONE 'UTC';

-- A new seed every run; it is printed so that a failure can be run again.
SELECT floor(random() * 1e6)::integer AS seed \gset
\if :{?planner_seed}
    \set seed :planner_seed
\endif
SELECT diag('seed ' || :seed || ' (again: psql -v planner_seed=' || :seed || ')');
SELECT setseed(:seed / 1e6);

-- Ten years of days, evenly.
CREATE TEMP TABLE event AS
SELECT i AS id, date '2018-01-01' + (i * 7) % 3650 AS d, timestamp '2018-01-01' + (i * 7) % 3650 * interval '1 day' + random() * interval '1 day' AS ts, repeat('x', 60) AS filler
FROM generate_series(1, 10000) AS i;
CREATE INDEX event_d ON event (d);
CREATE INDEX event_ts ON event (ts);
ANALYZE event;
CREATE TEMP TABLE wanted AS SELECT q FROM generate_series('Q1 2020/21'::quarter, 'Q4 2020/21') AS q;
ANALYZE wanted;
SET LOCAL jit = off;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off;
SET LOCAL enable_material = off;

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
-- What an index condition says, without the names of types and tables; nothing if there is none or a filter beside it.
CREATE FUNCTION pg_temp.index_condition(query text) RETURNS text LANGUAGE sql AS $$
    SELECT regexp_replace(regexp_replace(substring(lines FROM 'Index Cond: ([^\n]*)'), '::(date|quarter|timestamp without time zone)', '', 'g'), '\m(e|w|event|wanted)\.', '', 'g')
    FROM pg_temp.plan_of(query) AS lines WHERE lines !~ 'Filter|Seq Scan on event'
$$;
\set year_q1 '((d >= ''2025-04-01'') AND (d <= ''2025-06-30''))'

-- constants
SELECT is(pg_temp.index_condition('SELECT * FROM event WHERE ' || clause), :'year_q1', clause)
FROM unnest(ARRAY[$$d <@ 'Q1 2025/26'$$, $$'Q1 2025/26'::quarter @> d$$, $$quarter_date_within(d, 'Q1 2025/26')$$, $$d <@ 'Q2 2025'$$, $$d <@ ('Q4 2024/25'::quarter + 1)$$,
                  $$quarter(d) = 'Q1 2025/26'$$, $$'Q1 2025/26' = quarter(d)$$, $$quarter(d, 4) = 'Q1 2025/26'$$, $$quarter(d, 1) = 'Q2 2025'$$,
                  $$quarter(d) = quarter(2025, 1)$$, $$quarter(d) = quarter(date '2025-05-05')$$, $$quarter_eq(quarter(d), 'Q1 2025/26')$$]) AS clause;
SELECT is(pg_temp.index_condition($$SELECT * FROM event WHERE quarter(ts) = 'Q1 2025/26'$$), $$((ts >= '2025-04-01 00:00:00') AND (ts < '2025-07-01 00:00:00'))$$,
          'timestamps lie before the day after');
SELECT is(pg_temp.index_condition($$SELECT * FROM event WHERE d <@ 'Q4 9999/00'$$), $$((d >= '10000-01-01') AND (d <= '10000-03-31'))$$, 'the last quarter');
SELECT is(pg_temp.index_condition($$SELECT * FROM event WHERE quarter(d) = 'Q2 2025'$$), $$(d < '-infinity')$$, 'a quarter of another calendar is no quarter of this one');
SELECT is(pg_temp.index_condition($$SELECT * FROM event WHERE quarter(ts, 10) = 'Q1 2025/26'$$), $$(ts < '-infinity')$$, 'nor of timestamps');
SELECT alike(pg_temp.plan_of('SELECT * FROM event WHERE d <@ NULL'), '%One-Time Filter: false%', 'null is nothing');
SELECT is((SELECT count(*) FROM event WHERE quarter(d) = 'Q1 2020/21')::int, (SELECT count(*) FROM event WHERE d BETWEEN '2020-04-01' AND '2020-06-30')::int, 'the rows of a constant');
SELECT is(pg_temp.index_condition('SELECT * FROM event WHERE ' || clause), NULL, clause || ' is left alone')
FROM unnest(ARRAY['quarter(d, 1 + id % 12) = ''Q1 2025/26''', 'quarter(d) <> ''Q1 2025/26''', 'quarter(ts::timestamptz) = ''Q1 2025/26''',
                  'd <@ (quarter(2025, 1) + id % 2)']) AS clause;
SELECT is(pg_temp.index_condition('SELECT * FROM event WHERE quarter(d) = quarter(2020 + (random() * 3)::int, 1)'), NULL, 'what changes from row to row is no range');
SELECT is(pg_temp.index_condition('SELECT * FROM event WHERE quarter(d) = (SELECT max(q) FROM wanted)'), NULL, 'a sub-query is not asked twice');
SELECT throws_ok($$SELECT * FROM event WHERE quarter(d, 13) = 'Q1 2025/26'$$, '22023', NULL, 'a wrong start month is still refused');

-- Rows are estimated from the statistics of the day: 91 days of 3650, of 10000 rows, are 249.
CREATE FUNCTION pg_temp.estimate(query text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
    RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END
$$;
SELECT ok(pg_temp.estimate('SELECT * FROM event WHERE ' || clause) BETWEEN 125 AND 500, 'rows are estimated within a factor of two: ' || clause)
FROM unnest(ARRAY[$$d <@ 'Q1 2020/21'$$, $$quarter(d) = 'Q1 2020/21'$$, $$quarter(ts) = 'Q1 2020/21'$$]) AS clause;
SELECT cmp_ok(pg_temp.estimate($$SELECT * FROM event WHERE quarter(d) = 'Q1 2020'$$), '<=', 5, 'another calendar has no rows');

-- what is the same throughout a query: parameters, the current quarter
\set generic_d '((d >= start_date($1)) AND (d <= end_date($1)))'
\set generic_q '((d >= start_date($1)) AND (d <= CASE WHEN (NOT (fiscal_start_month($1) = 4)) THEN ''-infinity'' ELSE end_date($1) END))'
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE within(quarter) AS SELECT count(*) FROM event WHERE d <@ $1;
PREPARE contains(quarter) AS SELECT count(*) FROM event WHERE $1 @> d;
PREPARE equal(quarter) AS SELECT count(*) FROM event WHERE quarter(d) = $1;
PREPARE equal_ts(quarter) AS SELECT count(*) FROM event WHERE quarter(ts) = $1;
SELECT is(pg_temp.index_condition('EXECUTE within(''Q1 2020/21'')'), :'generic_d', 'a parameter');
SELECT is(pg_temp.index_condition('EXECUTE contains(''Q1 2020/21'')'), :'generic_d', 'the other way round');
SELECT is(pg_temp.index_condition('EXECUTE equal(''Q1 2020/21'')'), :'generic_q', 'equal to a parameter, whose calendar is not known yet');
SELECT alike(pg_temp.index_condition('EXECUTE equal_ts(''Q1 2020/21'')'), '((ts >= (start_date($1))) AND (ts < (CASE WHEN (NOT (fiscal_start_month($1) = 4)) THEN %', 'for timestamps');
SELECT results_eq(format('EXECUTE %s (%L)', statement, q), format('SELECT count(*) FROM event WHERE d BETWEEN %L AND %L', start_date(q::quarter), end_date(q::quarter)), statement || ' gives the rows of the quarter')
FROM unnest('{within,contains,equal,equal_ts}'::text[]) AS statement, unnest('{Q1 2020/21}'::text[]) AS q;
SELECT results_eq('EXECUTE equal(''Q2 2020'')', 'VALUES (0::bigint)', 'of another calendar there are none');
SELECT results_eq('EXECUTE equal(NULL)', 'VALUES (0::bigint)', 'of null neither');
SELECT alike(pg_temp.index_condition('SELECT * FROM event WHERE d <@ current_quarter()'), '((d >= start_date(current_quarter(4))) AND (d <= end_date(current_quarter(4))))', 'the current quarter');
SELECT alike(pg_temp.index_condition('SELECT * FROM event WHERE quarter(d) = current_quarter() - 1'), '((d >= start_date((current_quarter(4) - ''1''::bigint))) AND (d <= CASE%', 'and the one before');
SELECT alike(pg_temp.index_condition('SELECT * FROM event WHERE quarter(d) = quarter(current_date)'), '((d >= start_date(quarter(CURRENT_DATE, 4))) AND%', 'and that of today');
CREATE FUNCTION pg_temp.slow_quarter() RETURNS quarter STABLE LANGUAGE plpgsql AS 'BEGIN RETURN ''Q1 2020/21''; END';
SELECT is(pg_temp.index_condition('SELECT * FROM event WHERE quarter(d) = pg_temp.slow_quarter()'), NULL, 'a function that costs much is not asked twice for each row');
SELECT alike(pg_temp.index_condition('SELECT * FROM event WHERE d <@ pg_temp.slow_quarter()'), '((d >= start_date(%slow_quarter())) AND%', 'an index may ask it, once for each scan');
SELECT alike(pg_temp.plan_of('SELECT * FROM event WHERE d <@ (SELECT max(q) FROM wanted)'), '%Index Cond: ((d >= start_date(%', 'nor need a sub-query be');

-- joins
SELECT is(pg_temp.index_condition('SELECT * FROM wanted AS w JOIN event AS e ON e.d <@ w.q'), '((d >= start_date(q)) AND (d <= end_date(q)))', 'a column of another table');
SELECT is(pg_temp.index_condition('SELECT * FROM wanted AS w JOIN event AS e ON w.q @> e.d'), '((d >= start_date(q)) AND (d <= end_date(q)))', 'the other way round');
SELECT is((SELECT count(*) FROM wanted AS w JOIN event AS e ON e.d <@ w.q), (SELECT count(*) FROM event WHERE d BETWEEN '2020-04-01' AND '2021-03-31'), 'the rows of a join');
SELECT is((SELECT count(*) FROM wanted AS w JOIN event AS e ON quarter(e.d) = w.q), (SELECT count(*) FROM event WHERE d BETWEEN '2020-04-01' AND '2021-03-31'), 'and of a join by equality');
SET LOCAL enable_hashjoin = on;
SELECT alike(pg_temp.plan_of('SELECT * FROM wanted AS w JOIN event AS e ON quarter(e.d) = w.q'), '%Hash Cond:%quarter(e.d, 4)%', 'which can still be hashed');
SELECT alike(pg_temp.plan_of('SELECT * FROM event WHERE quarter(d) IN (SELECT q FROM wanted)'), '%Hash Cond:%quarter(event.d, 4)%', 'as a sub-query can');
SELECT alike(pg_temp.plan_of('SELECT * FROM event WHERE quarter(d) NOT IN (SELECT q FROM wanted)'), '%hashed SubPlan%', 'wherever it stands');
SET LOCAL enable_hashjoin = off;

-- The functions are found beside the operator, not on the search path.
CREATE SCHEMA elsewhere;
CREATE FUNCTION elsewhere.start_date(quarter) RETURNS date LANGUAGE sql IMMUTABLE RETURN date 'infinity';
CREATE FUNCTION elsewhere.quarter(date, integer) RETURNS quarter LANGUAGE sql IMMUTABLE RETURN quarter(2000::bigint, 1);
CREATE FUNCTION pg_temp.within(q quarter) RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM event WHERE d <@ q); END';
SELECT pg_temp.within('Q1 2020/21') AS rows_before \gset
SELECT current_setting('search_path') AS old_path \gset
SELECT set_config('search_path', 'elsewhere, ' || :'old_path', true) \gset ignored_
SELECT is(pg_temp.within('Q1 2020/21'), :rows_before::bigint, 'whatever else is called start_date');
SELECT is((SELECT count(*) FROM event WHERE elsewhere.quarter(d, 4) = 'Q1 2000/01'), 10000::bigint, 'and whatever else is called quarter');
SELECT set_config('search_path', :'old_path', true) \gset ignored_

-- An index or a partition key made by quarter() is what such a clause is for.
CREATE INDEX event_quarter ON event (quarter(d));
SELECT is(pg_temp.index_condition($$SELECT * FROM event WHERE quarter(d) = 'Q1 2025/26'$$), $$(quarter(d, 4) = 'Q1 2025/26')$$, 'an index by quarter is used');
SELECT is(pg_temp.index_condition($$SELECT * FROM (SELECT * FROM event UNION ALL SELECT * FROM event) AS e WHERE quarter(d) = 'Q1 2025/26'$$), $$(quarter(d, 4) = 'Q1 2025/26')$$,
          'within a view too');
DROP INDEX event_quarter;
SELECT is(pg_temp.index_condition($$SELECT * FROM (SELECT * FROM event UNION ALL SELECT * FROM event) AS e WHERE quarter(d) = 'Q1 2025/26'$$), :'year_q1', 'as is one by day');
CREATE INDEX event_part ON event (id) WHERE quarter(d) = 'Q1 2025/26';
SELECT alike(pg_temp.plan_of($$SELECT id FROM event WHERE quarter(d) = 'Q1 2025/26' ORDER BY id$$), '%event_part%', 'a partial index by quarter is recognised');
DROP INDEX event_part;
CREATE INDEX event_part ON event (id) WHERE d <@ 'Q1 2025/26';
SELECT alike(pg_temp.plan_of($$SELECT id FROM event WHERE d <@ 'Q1 2025/26' ORDER BY id$$), '%event_part%', 'and one by the days of a quarter');
DROP INDEX event_part;
CREATE TEMP TABLE listed (d date) PARTITION BY LIST (quarter(d));
CREATE TEMP TABLE listed_1 PARTITION OF listed FOR VALUES IN ('Q1 2025/26');
CREATE TEMP TABLE listed_2 PARTITION OF listed FOR VALUES IN ('Q2 2025/26');
SELECT is(ARRAY(SELECT (regexp_matches(pg_temp.plan_of($$SELECT * FROM listed WHERE quarter(d) = 'Q2 2025/26'$$), 'on (listed_\d)', 'g'))[1]), '{listed_2}', 'partitions by quarter are told apart');

-- Partitions by day: told apart when planning, and by a parameter when running.
CREATE TEMP TABLE parted (d date) PARTITION BY RANGE (d);
CREATE TEMP TABLE parted_1 PARTITION OF parted FOR VALUES FROM (MINVALUE) TO ('2025-04-01');
CREATE TEMP TABLE parted_2 PARTITION OF parted FOR VALUES FROM ('2025-04-01') TO ('2025-07-01');
CREATE TEMP TABLE parted_3 PARTITION OF parted FOR VALUES FROM ('2025-07-01') TO (MAXVALUE);
CREATE TEMP TABLE parted_4 PARTITION OF parted DEFAULT;
INSERT INTO parted SELECT d FROM event UNION ALL SELECT NULL;
SELECT is(ARRAY(SELECT (regexp_matches(pg_temp.plan_of('SELECT * FROM parted WHERE ' || clause), 'on (parted_\d)', 'g'))[1]), '{parted_2}', 'only the partition of the days is read: ' || clause)
FROM unnest(ARRAY[$$d <@ 'Q1 2025/26'$$, $$quarter(d) = 'Q1 2025/26'$$]) AS clause;
PREPARE pruned(quarter) AS SELECT count(*) FROM parted WHERE d <@ $1;
PREPARE pruned_equal(quarter) AS SELECT count(*) FROM parted WHERE quarter(d) = $1;
SELECT is(ARRAY(SELECT (regexp_matches(pg_temp.plan_of(format('EXECUTE %s (''Q1 2025/26'')', statement)), 'on (parted_\d)', 'g'))[1]), '{parted_2}', 'and by a parameter: ' || statement)
FROM unnest('{pruned,pruned_equal}'::text[]) AS statement;

-- BRIN and other indexes
CREATE TEMP TABLE logged AS SELECT d FROM event ORDER BY d;
CREATE INDEX logged_d ON logged USING brin (d) WITH (pages_per_range = 2);
SET LOCAL enable_bitmapscan = on;
SELECT alike(pg_temp.plan_of('SELECT * FROM logged AS e JOIN wanted AS w ON e.d <@ w.q'), '%Bitmap Index Scan on logged_d%start_date(w.q)%', 'BRIN, by another table');
SELECT is((SELECT count(*) FROM logged AS e JOIN wanted AS w ON e.d <@ w.q), (SELECT count(*) FROM event WHERE d BETWEEN '2020-04-01' AND '2021-03-31'), 'and its rows');
SET LOCAL enable_bitmapscan = off;
CREATE INDEX event_expression ON event ((ts::date));
SELECT is(pg_temp.index_condition($$SELECT * FROM event WHERE ts::date <@ 'Q1 2025/26'$$), replace(:'year_q1', 'd ', '(ts) '), 'an index on an expression');
DROP INDEX event_expression;

-- Whatever the data, rewritten and computed row by row agree, null included.  What is computed is hidden from the planner.
CREATE TEMP TABLE odd AS
SELECT row_number() OVER () AS id, d, d::timestamp + CASE WHEN isfinite(d) THEN random() * interval '86399.999999 s' ELSE interval '0' END AS ts FROM (
    SELECT date '2024-12-20' + floor(random() * 500)::int AS d FROM generate_series(1, 1500) UNION ALL
    SELECT start_date(q) + n FROM generate_series('Q1 2024/25'::quarter, 'Q4 2026/27') AS q, generate_series(-1, 1) AS n UNION ALL
    SELECT unnest('{NULL,infinity,-infinity,0001-01-01,0001-04-01,0001-01-01 BC,4713-01-01 BC,9999-12-31,10000-03-31,10001-01-01,294276-12-31}'::date[])) AS s;
CREATE TEMP TABLE asked AS SELECT q FROM generate_series('Q4 2024/25'::quarter, 'Q2 2026/27') AS q UNION ALL SELECT q FROM generate_series('Q1 2025'::quarter, 'Q2 2026') AS q
UNION ALL SELECT unnest('{Q1 2025/26 (Jun),Q1 0001,Q1 0001/02,Q4 9999,Q4 9999/00,Q4 9999/00 (Dec),Q1 2025/26 (Jul)}'::quarter[]);
-- NULL for a null day, and false for one that quarter() would not take.
CREATE FUNCTION pg_temp.hidden(day date, month int, q quarter) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN day IS NULL OR q IS NULL THEN NULL WHEN fiscal_start_month(q) <> month THEN false ELSE day BETWEEN start_date(q) AND end_date(q) END;
END $$;
CREATE FUNCTION pg_temp.differ(clause text, month text, generic boolean) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    asked_quarter quarter;
    difference bigint;
BEGIN
    FOR asked_quarter IN SELECT q FROM asked LOOP
        EXECUTE format('SELECT count(*) FROM odd WHERE (%s) IS DISTINCT FROM pg_temp.hidden(d, %s, $1)', replace(clause, '?', CASE WHEN generic THEN '$1' ELSE quote_literal(asked_quarter) || '::quarter' END), month)
            INTO difference USING asked_quarter;
        IF difference <> 0 THEN
            RETURN NEXT format('%s: %s', asked_quarter, difference);
        END IF;
    END LOOP;
END $$;
SELECT is_empty(format('SELECT pg_temp.differ(%L, %L, %L)', clause, month, generic), 'agrees with reckoning' || CASE WHEN generic THEN ' by parameter' ELSE '' END || ': ' || clause)
FROM (VALUES ('d <@ ?', 'fiscal_start_month($1)'), ('? @> d', 'fiscal_start_month($1)'), ('quarter(d) = ?', '4'), ('? = quarter(d, 1)', '1'), ('quarter(ts) = ?', '4'), ('quarter(ts, 1) = ?', '1')) AS v (clause, month),
     unnest('{f,t}'::boolean[]) AS generic;
CREATE INDEX odd_d ON odd (d);
CREATE INDEX odd_ts ON odd (ts);
SELECT is_empty($$SELECT q FROM asked, LATERAL (SELECT count(*) FROM odd WHERE d <@ q) AS i, LATERAL (SELECT count(*) FROM odd WHERE pg_temp.hidden(d, fiscal_start_month(q), q)) AS s WHERE i <> s$$,
                'a join by the index finds what reckoning finds');

-- Grouping in several ways, where a quarter that is grouped away is null.
SELECT results_eq($$SELECT quarter(d), count(*) FROM odd WHERE d BETWEEN '2025-04-01' AND '2025-06-30' GROUP BY ROLLUP (quarter(d)) HAVING quarter(d) = 'Q1 2025/26' OR count(*) < 0$$,
                  $$SELECT quarter 'Q1 2025/26', count(*) FROM odd WHERE d BETWEEN '2025-04-01' AND '2025-06-30'$$, 'a total is of no quarter');
SELECT results_eq($$SELECT d <@ 'Q1 2025/26', count(*) FROM odd WHERE d BETWEEN '2025-04-01' AND '2025-06-30' GROUP BY ROLLUP (d <@ 'Q1 2025/26') HAVING d <@ 'Q1 2025/26'$$,
                  $$SELECT true, count(*) FROM odd WHERE d BETWEEN '2025-04-01' AND '2025-06-30'$$, 'nor in it or out of it');
SELECT results_eq($$SELECT quarter(d), count(*) FROM odd WHERE d BETWEEN '2025-01-01' AND '2025-12-31' GROUP BY quarter(d) HAVING quarter(d) = 'Q1 2025/26' OR count(*) < 0$$,
                  $$SELECT quarter 'Q1 2025/26', count(*) FROM odd WHERE d BETWEEN '2025-04-01' AND '2025-06-30'$$, 'a group is of its quarter');

-- row-level security: a clause that could leak would keep the index from being used
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
CREATE POLICY some_rows ON event USING (filler ~ '^x');
CREATE ROLE quarter_reader;
GRANT SELECT ON event, wanted TO quarter_reader;
SELECT nspname AS our_schema FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'golden_thread' \gset
GRANT USAGE ON SCHEMA :"our_schema" TO quarter_reader;
SET LOCAL ROLE quarter_reader;
SELECT ok(pg_temp.plan_of('SELECT * FROM event WHERE ' || clause) ~ 'Index Cond: .*>=.*<', 'under row-level security too: ' || clause)
FROM unnest(ARRAY[$$d <@ 'Q1 2025/26'$$, $$quarter(d) = 'Q1 2025/26'$$, $$quarter(ts) = current_quarter()$$, $$d <@ (SELECT max(q) FROM wanted)$$]) AS clause;
RESET ROLE;

-- A quarter that is NULL, and not a constant, leaves NULL: neither the clause nor its opposite holds.
CREATE TEMP TABLE nothing AS SELECT date '2024-05-05' + n AS d, timestamp '2024-05-05' + n * interval '1 day' AS ts FROM generate_series(1, 50) AS n;
INSERT INTO nothing VALUES (NULL, NULL);
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE unknown_quarter(quarter) AS
SELECT concat_ws(' ', count(*) FILTER (WHERE NOT quarter(d) = $1), count(*) FILTER (WHERE (quarter(d) = $1) IS NULL), count(*) FILTER (WHERE (quarter(d) = $1) IS FALSE),
                 count(*) FILTER (WHERE NOT quarter(ts) = $1), count(*) FILTER (WHERE (quarter(ts) = $1) IS NULL),
                 count(*) FILTER (WHERE NOT d <@ $1), count(*) FILTER (WHERE (d <@ $1) IS NULL)) FROM nothing;
SELECT results_eq('EXECUTE unknown_quarter(NULL)', $$VALUES ('0 51 0 0 51 0 51')$$, 'a NULL parameter leaves NULL');
SELECT results_eq('EXECUTE unknown_quarter(''Q3 2024/25'')', $$VALUES ('50 1 50 50 1 50 1')$$, 'any other does not');
SELECT is((SELECT count(*) FROM nothing WHERE NOT quarter(d) = quarter(current_setting('golden_thread.none', true))), 0::bigint, 'nor does a stable call that is NULL hold');

-- A b-tree that runs backwards has >= where others have <=: it is left alone.
CREATE FUNCTION pg_temp.backwards(date, date) RETURNS integer LANGUAGE sql IMMUTABLE STRICT RETURN date_cmp($2, $1);
CREATE OPERATOR CLASS pg_temp.date_backwards FOR TYPE date USING btree AS
  OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 pg_temp.backwards(date, date);
CREATE FUNCTION pg_temp.backwards(plan_code, plan_code) RETURNS integer LANGUAGE sql IMMUTABLE STRICT RETURN plan_code_cmp($2, $1);
CREATE OPERATOR CLASS pg_temp.code_backwards FOR TYPE plan_code USING btree AS
  OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 pg_temp.backwards(plan_code, plan_code);
CREATE TEMP TABLE backwards AS SELECT date '2024-04-01' + n AS d, format('A%s.%s', 1 + n % 5, n)::plan_code AS c FROM generate_series(0, 99) AS n;
CREATE INDEX ON backwards (d pg_temp.date_backwards);
CREATE INDEX ON backwards (c pg_temp.code_backwards);
SELECT is((SELECT count(*) FROM (VALUES ('Q1 2024/25'::quarter)) AS w (q) JOIN backwards b ON b.d <@ w.q), 91::bigint, 'dates indexed backwards are found');
SELECT is((SELECT count(*) FROM (VALUES ('A2'::plan_code)) AS w (c) JOIN backwards b ON b.c <@ w.c), 20::bigint, 'and codes');
SELECT is((SELECT count(*) FROM backwards WHERE c <@ 'A2'), 20::bigint, 'by constants too');
-- quarter(day) before, from and between quarters is a range of days, in every calendar.
SET LOCAL enable_seqscan = off;
SET LOCAL plan_cache_mode = force_generic_plan;
SELECT is(pg_temp.index_condition('SELECT * FROM event AS e WHERE ' || clause), wanted, clause)
FROM (VALUES ($$quarter(d) >= 'Q1 2025/26'$$, $$(d >= '2025-04-01')$$), ($$quarter(d) < 'Q1 2025/26'$$, $$(d < '2025-04-01')$$),
             ($$quarter(d) > 'Q1 2025/26'$$, $$(d >= '2025-07-01')$$), ($$quarter(d) <= 'Q1 2025/26'$$, $$(d < '2025-07-01')$$),
             ($$'Q1 2025/26' <= quarter(d)$$, $$(d >= '2025-04-01')$$), ($$'Q1 2025/26' < quarter(d)$$, $$(d >= '2025-07-01')$$),
             ($$quarter(d) BETWEEN 'Q1 2025/26' AND 'Q4 2025/26'$$, $$((d >= '2025-04-01') AND (d < '2026-04-01'))$$),
             ($$quarter(ts) BETWEEN 'Q1 2025/26' AND 'Q4 2025/26'$$, $$((ts >= '2025-04-01 00:00:00') AND (ts < '2026-04-01 00:00:00'))$$),
             ($$quarter(d) >= 'Q2 2025'$$, $$(d >= '2025-04-01')$$), ($$quarter(d, 1) >= 'Q1 2025/26'$$, $$(d >= '2025-07-01')$$),
             ($$quarter(d) >= 'Q1 2025/26 (Jun)'$$, $$(d >= '2025-07-01')$$), ($$quarter(d) < 'Q1 2025/26 (May)'$$, $$(d < '2025-07-01')$$),
             ($$quarter(d) >= current_quarter() - 4$$, $$(d >= quarter_start_from((current_quarter(4) - '4'::bigint), 4))$$),
             ($$NOT quarter(d) >= 'Q1 2025/26'$$, $$(d < '2025-04-01')$$)) AS v (clause, wanted);
PREPARE between_quarters(quarter, quarter) AS SELECT count(*) FROM event WHERE quarter(d) BETWEEN $1 AND $2;
SELECT is(pg_temp.index_condition('EXECUTE between_quarters(''Q1 2020/21'', ''Q4 2020/21'')'), '((d >= quarter_start_from($1, 4)) AND (d < quarter_start_after($2, 4)))', 'between parameters');
SELECT results_eq('EXECUTE between_quarters(''Q1 2020/21'', ''Q4 2020/21'')', $$SELECT count(*) FROM event WHERE d BETWEEN '2020-04-01' AND '2021-03-31'$$, 'and their rows');
SELECT ok(pg_temp.estimate('SELECT * FROM event WHERE ' || clause) BETWEEN 125 AND 500, 'rows are estimated within a factor of two: ' || clause)
FROM unnest(ARRAY[$$quarter(d) BETWEEN 'Q1 2020/21' AND 'Q1 2020/21'$$, $$quarter(d) >= 'Q3 2027/28'$$, $$quarter(ts) < 'Q1 2018/19'$$]) AS clause;
-- By reckoning, day by day, with every calendar against every other.
CREATE TEMP TABLE reckoned AS
SELECT d, q, month, quarter(d, month) AS own FROM generate_series(date '2024-11-25', '2026-02-05', interval '5 days') AS g, CAST(g AS date) AS d, generate_series(1, 12) AS month,
       (SELECT q FROM asked WHERE q BETWEEN 'Q1 2025' AND 'Q1 2026' UNION SELECT quarter(date '2025-03-31', m) FROM generate_series(1, 12) AS m) AS q;
SELECT is_empty($$SELECT d, q, month FROM reckoned WHERE (own >= q) <> (d >= quarter_start_from(q, month)) OR (own < q) <> (d < quarter_start_from(q, month))
                                              OR (own > q) <> (d >= quarter_start_after(q, month)) OR (own <= q) <> (d < quarter_start_after(q, month))$$, 'the bounds are those of the order of quarters');
SELECT is(quarter_start_from(q, m), first_day, format('the first day of month %s not before %s', m, q))
FROM (VALUES ('Q1 0001'::quarter, 4, '0001-01-01'::date), ('Q1 0001/02', 1, '0001-07-01'), ('Q4 9999/00', 1, '10000-04-01'), ('Q4 9999/00 (Dec)', 12, '10000-09-01')) AS v (q, m, first_day);
SELECT throws_ok('SELECT quarter_start_from(''Q1 2025/26'', 13)', '22023', NULL, 'a wrong start month is refused');

-- An infinite day is before or after all quarters, where quarter() itself has no answer.
SELECT is((SELECT count(*) FROM (VALUES (date 'infinity'), ('-infinity'), ('2025-04-01'), (NULL)) AS v (d) CROSS JOIN LATERAL (SELECT count(*) FROM odd WHERE odd.d = v.d AND quarter(odd.d) >= 'Q1 2025/26') AS f (n) WHERE n > 0), 2::bigint, 'an open end is after all quarters');

-- An index that only a partition has is used there; the others use theirs by day, and partitions are told apart as before.
CREATE TEMP TABLE mixed (d date) PARTITION BY RANGE (d);
CREATE TEMP TABLE mixed_1 PARTITION OF mixed FOR VALUES FROM ('2018-01-01') TO ('2021-01-01');
CREATE TEMP TABLE mixed_2 PARTITION OF mixed FOR VALUES FROM ('2021-01-01') TO ('2024-01-01');
CREATE TEMP TABLE mixed_3 PARTITION OF mixed FOR VALUES FROM ('2024-01-01') TO ('2030-01-01');
INSERT INTO mixed SELECT d FROM event;
CREATE INDEX ON mixed_1 (d);
CREATE INDEX ON mixed_2 (quarter(d));
CREATE INDEX ON mixed_3 (d);
ANALYZE mixed;
SELECT ok(pg_temp.plan_of('SELECT * FROM mixed WHERE ' || clause) ~ 'Index.* mixed_2_quarter_idx on mixed_2' AND pg_temp.plan_of('SELECT * FROM mixed WHERE ' || clause) !~ 'on mixed_[13]', clause || ' by a partition''s index')
FROM unnest(ARRAY[$$quarter(d) = 'Q1 2022/23'$$, $$quarter(d) >= 'Q1 2022/23' AND quarter(d) < 'Q3 2022/23'$$]) AS clause;
SELECT ok(pg_temp.plan_of($$SELECT * FROM mixed WHERE quarter(d) BETWEEN 'Q3 2020/21' AND 'Q3 2021/22'$$) ~ 'mixed_1_d_idx.*\n.*d >= .*mixed_2_quarter_idx.*\n.*quarter\(', 'and the other partition by its own');
CREATE TEMP TABLE mother (d date);
CREATE TEMP TABLE daughter_1 () INHERITS (mother);
CREATE TEMP TABLE daughter_2 () INHERITS (mother);
CREATE INDEX ON daughter_1 (quarter(d));
CREATE INDEX ON daughter_2 (d);
SELECT ok(pg_temp.plan_of($$SELECT * FROM mother WHERE quarter(d) = 'Q1 2022/23'$$) ~ 'daughter_1_quarter_idx.*daughter_2_d_idx', 'so do tables that inherit');

-- A table is excluded by its constraint wherever it stands in FROM, and whatever indexes it and the others have.
SET LOCAL constraint_exclusion = on;
CREATE TEMP TABLE checked (d date CHECK (quarter(d) >= 'Q1 2025/26' AND quarter(d) < 'Q3 2025/26'));
CREATE TEMP TABLE checked_kept (LIKE checked INCLUDING CONSTRAINTS);
CREATE INDEX ON checked_kept (quarter(d));
CREATE TEMP TABLE other (x int, d date);
CREATE TEMP TABLE other_kept (x int, d date);
CREATE INDEX ON other_kept (quarter(d));
SELECT alike(pg_temp.plan_of(format('SELECT * FROM %s WHERE quarter(c.d) %s', replace(tables, 'c,', checked || ' c,'), compared)), '%One-Time Filter: false%', format('%s: %s %s', tables, checked, compared))
FROM (VALUES ('c, other o'), ('other_kept o, checked c2, c, other o2'), ('(VALUES (1)) AS o, c, other o2')) AS v (tables), unnest('{checked,checked_kept}'::text[]) AS checked,
     unnest(ARRAY[$$= 'Q3 2025/26'$$, $$< 'Q1 2025/26'$$, $$>= 'Q4 2025/26'$$]) AS compared;
SET LOCAL constraint_exclusion = partition;

SELECT * FROM finish();
ROLLBACK;
