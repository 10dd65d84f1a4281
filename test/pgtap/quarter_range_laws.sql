-- What must hold of quarter ranges, of the calendar of quarters and of the indexes of quarters, ratings and codes.
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
SELECT plan(85);

-- A new seed every run; it is printed so that a failure can be run again.
SELECT floor(random() * 1e6)::integer AS seed \gset
\if :{?range_seed}
    \set seed :range_seed
\endif
SELECT diag('seed ' || :seed || ' (again: psql -v range_seed=' || :seed || ')');
SELECT setseed(:seed / 1e6);
SET LOCAL jit = off;

-- The oracle: within one calendar the nth quarter stands for n, and a range of quarters for an int4range.
CREATE TEMP TABLE ranges AS
SELECT i, month, flags, a, b,
       quarterrange(first + a, first + b, flags) AS r, int4range(a, b, flags) AS o
FROM (SELECT i, month, (ARRAY['[)', '[]', '()', '(]'])[1 + floor(random() * 4)] AS flags,
             quarter(2020, 1, month) AS first, nullif(a, -1) AS a, nullif(a, -1) + floor(random() * 6)::int AS b0, end_is_open
      FROM (SELECT i, 1 + i % 12 AS month, floor(random() * 13)::int - 1 AS a, random() < 0.1 AS end_is_open FROM generate_series(1, 480) AS i) AS s) AS s,
     LATERAL (SELECT CASE WHEN end_is_open THEN NULL WHEN s.a IS NULL THEN floor(random() * 12)::int ELSE b0 END AS b) AS e;
CREATE FUNCTION pg_temp.as_int(r quarterrange, month int) RETURNS int4range LANGUAGE sql AS $$
    SELECT CASE WHEN isempty(r) THEN 'empty'::int4range
                ELSE int4range(lower(r) - quarter(2020, 1, month), upper(r) - quarter(2020, 1, month)) END $$;
CREATE FUNCTION pg_temp.as_ints(m quartermultirange, month int) RETURNS int4multirange LANGUAGE sql AS $$
    SELECT coalesce(range_agg(pg_temp.as_int(r, month)), '{}') FROM unnest(m) AS r $$;
SELECT cmp_ok((SELECT count(*) FROM ranges WHERE NOT isempty(r)), '>', 200::bigint, 'there are ranges to try');
SELECT cmp_ok((SELECT count(*) FROM ranges WHERE isempty(r)), '>', 20::bigint, 'and empty ones');
SELECT is_empty('SELECT a, b, flags, r FROM ranges WHERE pg_temp.as_int(r, month) <> o', 'a range is made as int4range makes it');
SELECT is_empty('SELECT r FROM ranges WHERE upper_inc(r) OR (NOT isempty(r) AND lower_inc(r) = lower_inf(r))', 'in the canonical form [)');
SELECT is_empty('SELECT r FROM ranges WHERE r::text::quarterrange <> r', 'what is printed reads as the same range');
SELECT is_empty('SELECT r FROM ranges WHERE r::text::quarterrange::text <> r::text', 'and prints as the same text');
SELECT is_empty(format('SELECT x.r, y.r FROM ranges AS x JOIN ranges AS y USING (month) WHERE (x.r %1$s y.r) IS DISTINCT FROM (x.o %1$s y.o)', op), op || ' is as of int4range')
FROM unnest('{=,<>,<,<=,>,>=,&&,@>,<@,<<,>>,&<,&>,-|-}'::text[]) AS op;
SELECT is_empty('SELECT x.r, y.r FROM ranges AS x JOIN ranges AS y USING (month) WHERE pg_temp.as_int(x.r * y.r, month) <> x.o * y.o', 'what two have in common');
SELECT is_empty('SELECT x.r, y.r FROM ranges AS x JOIN ranges AS y USING (month) WHERE pg_temp.as_int(range_merge(x.r, y.r), month) <> range_merge(x.o, y.o)', 'the range over two');
SELECT is_empty(format('SELECT x.r, y.r FROM ranges AS x JOIN ranges AS y USING (month)
                        WHERE pg_temp.as_ints(multirange(x.r) %1$s multirange(y.r), month) <> multirange(x.o) %1$s multirange(y.o)', op),
                'multiranges: ' || op) FROM unnest('{+,-,*}'::text[]) AS op;
SELECT is_empty('SELECT * FROM (SELECT month, range_agg(r) AS m, range_agg(o) AS o FROM ranges WHERE i % 7 = 0 GROUP BY month) AS s WHERE pg_temp.as_ints(m, month) <> o',
                'adjacent quarters merge in a multirange');
SELECT is_empty('SELECT x.r, y.r FROM ranges AS x JOIN ranges AS y USING (month) WHERE hash_range(x.r) <> hash_range(y.r) AND x.r = y.r', 'equal ranges hash alike');
SELECT is_empty('SELECT r, n FROM ranges, generate_series(0, 20) AS n WHERE (r @> (quarter(2020, 1, month) + n)) <> (o @> n)', 'a range contains its quarters');
SELECT is_empty('SELECT r, n FROM ranges, generate_series(0, 20) AS n, LATERAL (SELECT quarter(2020, 1, month) + n AS q) AS s
                 WHERE (r @> q) <> (r::daterange @> q::daterange) OR (r @> q) <> (r::daterange @> nth_day(q, 17))', 'and its days are those of its quarters');
SELECT is_empty('SELECT m FROM (SELECT month, range_agg(r) AS m FROM ranges WHERE i % 7 = 0 GROUP BY month) AS s, generate_series(0, 20) AS n,
                        LATERAL (SELECT quarter(2020, 1, month) + n AS q) AS t WHERE (m @> q) <> (m::datemultirange @> q::daterange)', 'as are those of a multirange');
SELECT is_empty('SELECT r, day FROM ranges, generate_series(0, 20) AS n, LATERAL (SELECT nth_day(quarter(2020, 1, month) + n, 1 + i % 90) AS day) AS s
                 WHERE contains_date(r, day) <> (r @> quarter(day, month))', 'contains_date: a day lies in a range if its quarter does');
SELECT is_empty('SELECT m FROM (SELECT month, range_agg(r) AS m FROM ranges WHERE i % 7 = 0 GROUP BY month) AS s, generate_series(0, 20) AS n,
                        LATERAL (SELECT end_date(quarter(2020, 1, month) + n) AS day) AS t WHERE contains_date(m, day) <> (m @> quarter(day, month))',
                'and in a multirange');
SELECT results_eq($$SELECT contains_date(r, 'infinity'), contains_date(r, NULL), contains_date(multirange(r), '-infinity')
                    FROM unnest('{empty,"[Q1 2025/26,)","(,Q1 2025/26]"}'::quarterrange[]) AS r$$,
                  $$SELECT r @> 'infinity'::date, NULL::boolean, r @> '-infinity'::date FROM unnest('{empty,"[2025-04-01,)","(,2025-07-01)"}'::daterange[]) AS r$$,
                  'infinite days are in open ends, as they are for daterange');
SELECT is_empty('SELECT q FROM generate_series(''Q1 2020/21''::quarter, ''Q4 2029/30'') AS q
                 WHERE quarterrange(q) <> quarterrange(q, q + 1) OR q::quarterrange::daterange <> q::daterange OR NOT quarterrange(q) @> q', 'a quarter is a range of its own');

-- Across calendars, and at both ends of the domain, nothing is refused but an upper end before the lower.
CREATE TEMP TABLE edges AS
SELECT quarter(y, n, m) AS q FROM unnest('{1,2,2025,9998,9999}'::int[]) AS y, generate_series(1, 4) AS n, generate_series(1, 12) AS m;
CREATE TEMP TABLE mixed AS
SELECT x.q AS a, y.q AS b, flags, quarterrange(x.q, y.q, flags) AS r
FROM edges AS x JOIN edges AS y ON x.q <= y.q, unnest(ARRAY['[)', '[]', '()', '(]']) AS flags WHERE random() < 0.25;
SELECT cmp_ok((SELECT count(*) FROM mixed), '>', 20000::bigint, 'there are ranges of mixed calendars to try');
SELECT is_empty('SELECT r FROM mixed WHERE r::text::quarterrange::text <> r::text', 'each prints as what reads and prints the same');
SELECT is_empty($$SELECT a, b, r FROM mixed WHERE flags = '[]' AND (isempty(r) OR NOT r @> a OR NOT r @> b)$$, 'both ends belong to it if they are said to');
SELECT is_empty($$SELECT a, b, r FROM mixed WHERE flags = '()' AND (r @> a OR r @> b)$$, 'and neither if not');
SELECT is_empty('SELECT r FROM mixed WHERE NOT isempty(r) AND upper_inc(r) AND upper(r) < (SELECT max(q) FROM edges WHERE fiscal_start_month(q) = fiscal_start_month(upper(r)))',
                'only the last quarter of a calendar stays as an upper end');
SELECT is_empty('SELECT a, b, flags FROM mixed WHERE NOT isempty(r) AND lower_inc(r)
                 AND isempty(r::daterange) <> (start_date(lower(r)) = start_date(upper(r)) AND NOT upper_inc(r))', 'days are empty only if no day lies between');
SELECT is_empty('SELECT x.r, y.r FROM (SELECT r FROM mixed ORDER BY random() LIMIT 150) AS x, (SELECT r FROM mixed ORDER BY random() LIMIT 150) AS y
                 WHERE NOT range_merge(x.r, y.r) @> x.r OR (x.r && y.r) <> NOT isempty(x.r * y.r) OR NOT multirange(x.r) + multirange(y.r) @> x.r
                    OR (multirange(x.r) - multirange(y.r)) && y.r', 'the operators agree with each other');
SELECT is_empty('SELECT x.q, y.q FROM edges AS x, edges AS y WHERE sign(quarterrange_subdiff(x.q, y.q)) <> quarter_cmp(x.q, y.q)
                 OR fiscal_start_month(x.q) = fiscal_start_month(y.q) AND quarterrange_subdiff(x.q, y.q) <> x.q - y.q', 'the difference follows the order, and is of quarters within a calendar');
SELECT is(quarterrange_subdiff('Q4 9999/00 (Dec)', 'Q1 0001'), ((119988 + 20 - 12) * 16 + 11) / 48.0::float8, 'it does not overflow');

-- Binary: the flags, and length and bits of each end.
SELECT is(range_send, bits::bytea, 'the frozen bits of ' || r)
FROM (VALUES ('[Q1 2025/26,Q4 2025/26]', '\x02000000040005eef4000000040005efb4'), ('[Q4 9999/00,Q4 9999/00]', '\x0600000004001d4c04' || '00000004001d4c04'),
             ('[Q1 2025,)', '\x12000000040005eec1'), ('empty', '\x01')) AS v (r, bits), range_send(r::quarterrange::anyrange);
SELECT current_setting('data_directory') || '/quarter_range_laws.' || pg_backend_pid() AS copy_file \gset
CREATE TEMP TABLE copied (r quarterrange, m quartermultirange);
CREATE FUNCTION pg_temp.copy_binary(source text, target text, file text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('COPY (%s) TO %L (FORMAT binary)', source, file);
    EXECUTE format('COPY %s FROM %L (FORMAT binary)', target, file);
END $$;
SELECT lives_ok(format('SELECT pg_temp.copy_binary(%L, %L, %L)', 'SELECT r, multirange(r) FROM mixed UNION ALL SELECT r, multirange(r) FROM ranges', 'copied', :'copy_file'), 'binary COPY goes out and in');
SELECT set_eq('SELECT r, m FROM copied', 'SELECT r, multirange(r) FROM mixed UNION SELECT r, multirange(r) FROM ranges', 'and brings every range back');
-- A date range of few days has the same shape, and bounds that are no quarters.
SELECT throws_ok(format('SELECT pg_temp.copy_binary(%L, %L, %L)', 'SELECT daterange(''2000-01-02'', ''2000-01-03'')', 'copied (r)', :'copy_file'), '22P03', NULL, 'binary input refuses an end that is no quarter');
COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; rm -f quarter_range_laws.*';
-- Soft errors are there from 16 on; earlier servers have no function to ask.
CREATE FUNCTION pg_temp.accepted() RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE $q$SELECT s FROM unnest('{"(Q1 2025/26,Q4 2025/26]","(Q4 9999/00,)","(Q1 2025/26,Q3 2025)","[Q5 2025/26,)","[Q2 2025/26,Q1 2025/26]","Q1 2025/26","[Q1 10000,)"}'::text[]) AS s
                            WHERE pg_input_is_valid(s, 'quarterrange')$q$;
END $$;
SELECT CASE WHEN current_setting('server_version_num')::int >= 160000
            THEN set_eq('SELECT pg_temp.accepted()', ARRAY['(Q1 2025/26,Q4 2025/26]', '(Q4 9999/00,)', '(Q1 2025/26,Q3 2025)'], 'the input of ranges is soft')
            ELSE skip('soft errors came with PostgreSQL 16', 1) END;

-- Indexes of ranges
CREATE TEMP TABLE held AS SELECT row_number() OVER () AS id, r FROM (SELECT r FROM mixed UNION ALL SELECT r FROM ranges) AS s;
CREATE FUNCTION pg_temp.by_index(query text, index_scan boolean, OUT ids bigint[], OUT plan text) LANGUAGE plpgsql AS $$
DECLARE
    line text;
BEGIN
    PERFORM set_config(name, setting::text, true) FROM (VALUES ('enable_seqscan', NOT index_scan), ('enable_indexscan', index_scan),
        ('enable_indexonlyscan', index_scan), ('enable_bitmapscan', index_scan)) AS v (name, setting);
    plan := '';
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        plan := plan || line || E'\n';
    END LOOP;
    EXECUTE 'SELECT coalesce(array_agg(id ORDER BY id), ''{}'') FROM (' || query || ') AS s' INTO ids;
END $$;
CREATE FUNCTION pg_temp.index_agrees(query text, message text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    by_index record := pg_temp.by_index(query, true);
    by_reading record := pg_temp.by_index(query, false);
BEGIN
    RETURN NEXT ok(by_index.plan ~ 'Index Cond' AND by_reading.plan ~ 'Seq Scan' AND by_index.ids = by_reading.ids AND by_reading.ids <> '{}', message);
END $$;
CREATE INDEX held_index ON held USING gist (r);
SELECT pg_temp.index_agrees(format('SELECT id FROM held WHERE r %s %L', op, range), 'GiST: ' || op)
FROM (SELECT r AS range FROM ranges WHERE upper(r) - lower(r) > 1 LIMIT 1) AS s, unnest('{&&,@>,<@,=}'::text[]) AS op;
SELECT pg_temp.index_agrees('SELECT id FROM held WHERE r @> ''Q3 2025/26''::quarter', 'GiST: the ranges of a quarter');
DROP INDEX held_index;
CREATE INDEX held_index ON held USING spgist (r);
SELECT pg_temp.index_agrees('SELECT id FROM held WHERE r && ''[Q3 2020/21,Q2 2021/22]''', 'SP-GiST: &&');

-- BRIN
SELECT ok(amvalidate(oid), opcname || ' is valid') FROM pg_opclass
WHERE opcname IN ('quarter_minmax_ops', 'rag_minmax_ops', 'plan_code_minmax_ops') AND opcdefault ORDER BY opcname;
CREATE TEMP TABLE grown AS
SELECT i AS id, CASE WHEN i % 997 > 0 THEN quarter(2000 + i / 800, 1 + i / 200 % 4, CASE WHEN i % 2 = 0 THEN 4 ELSE 10 END) END AS q,
       (ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R'])[1 + i / 2900]::rag AS r,
       CASE WHEN i % 991 > 0 THEN ('A' || 1 + i / 2000 || '.' || 1 + i % 2000)::plan_code END AS c, repeat('x', 40) AS filler
FROM generate_series(1, 20000) AS i;
CREATE INDEX grown_q ON grown USING brin (q) WITH (pages_per_range = 4);
CREATE INDEX grown_r ON grown USING brin (r) WITH (pages_per_range = 4);
CREATE INDEX grown_c ON grown USING brin (c) WITH (pages_per_range = 4);
-- Values out of order too, which widen what a block range was summarised as.
UPDATE grown SET q = 'Q1 2001/02', r = 'R', c = 'A9.1.1' WHERE id % 5000 = 17;
SELECT pg_temp.index_agrees(format('SELECT id FROM grown WHERE q %s %L', op, 'Q3 2012/13'), 'BRIN: quarters ' || op) FROM unnest('{<,<=,=,>=,>}'::text[]) AS op;
SELECT pg_temp.index_agrees(format('SELECT id FROM grown WHERE r %s %L', op, 'A'), 'BRIN: ratings ' || op) FROM unnest('{<,<=,=,>=,>}'::text[]) AS op;
SELECT pg_temp.index_agrees(format('SELECT id FROM grown WHERE c %s %L', op, 'A4.17'), 'BRIN: plan codes ' || op) FROM unnest('{<,<=,=,>=,>}'::text[]) AS op;
SELECT pg_temp.index_agrees('SELECT id FROM grown WHERE c <@ ''A4''', 'BRIN: a subtree of plan codes');

-- Skip scans, which have skip support from 18 on: whatever values and calendars the leading column has.
SELECT is((SELECT count(*) FROM pg_amproc WHERE amprocnum = 6 AND amproc::text IN ('quarter_skipsupport', 'rag_skipsupport')),
          CASE WHEN current_setting('server_version_num')::int >= 180000 THEN 2 ELSE 0 END::bigint, 'skip support is in the operator families if the server has it');
CREATE TEMP TABLE skipped AS
SELECT row_number() OVER () AS id, q, r, n FROM (SELECT q FROM edges UNION ALL SELECT NULL) AS e,
       unnest('{B,S,G,AG,A,AR,R,NULL}'::rag[]) AS r, generate_series(1, 6) AS n WHERE random() < 0.8;
CREATE INDEX skipped_index ON skipped (q, r DESC NULLS LAST, n);
ANALYZE skipped;
SELECT pg_temp.index_agrees('SELECT id FROM skipped WHERE n = 3', 'a skip scan finds what reading all finds');
SELECT pg_temp.index_agrees('SELECT id FROM skipped WHERE q > ''Q1 0002/03'' AND r < ''AR'' AND n = 5', 'within bounds too');

-- Formats and the calendar
CREATE TEMP TABLE sample AS SELECT quarter(y, n, m) AS q FROM generate_series(1, 9999, 34) AS y, generate_series(1, 4) AS n, generate_series(1, 12) AS m;
SELECT is_empty($$SELECT q FROM sample WHERE to_char(q, '"Q"Q YYYY/YY') || CASE WHEN fiscal_start_month(q) IN (1, 4) THEN '' ELSE to_char(start_date(q) - make_interval(months => 3 * (quarter_number(q) - 1)), ' (Mon)') END <> q::text$$,
                'the canonical text is a format');
SELECT is_empty($$SELECT q FROM sample, LATERAL (SELECT fiscal_year_start(q) AS first, fiscal_year_start(q) + (fiscal_start_month(q) > 1)::int AS last) AS y
                  WHERE to_char(q, 'YYYY,YY,EYYY,EY,Q,H') <> concat_ws(',', lpad(first::text, 4, '0'), right('0' || first, 2),
                  CASE WHEN last < 10000 THEN lpad(last::text, 4, '0') ELSE '10000' END, right('0' || last, 2), quarter_number(q), half(q))$$,
                'every pattern says what the accessor says');
SELECT is_empty($$SELECT a.q, b FROM sample AS a, LATERAL (SELECT a.q + n AS b FROM unnest('{-3,-2,-1,0,1,2,3,5}'::int[]) AS n) AS s
                  WHERE fiscal_year_start(a.q) BETWEEN 2 AND 9998 AND halves_between(a.q, b) <> trunc((b - a.q) / 2.0)$$, 'halves are whole, toward zero');
SELECT results_eq($$SELECT c.quarter, label, first_day, last_day, fiscal_year, fiscal_year_start, quarter_number, half, days FROM quarter_calendar('Q1 1999/00 (Oct)', 'Q4 2030/31 (Oct)') AS c$$,
                  $$SELECT q, q::text, start_date(q), end_date(q), fiscal_year(q), fiscal_year_start(q), quarter_number(q), half(q), days(q) FROM generate_series('Q1 1999/00 (Oct)'::quarter, 'Q4 2030/31 (Oct)') AS q$$,
                  'the calendar says what the accessors say');
SELECT is_empty($$SELECT * FROM quarter_calendar('Q1 1999/00', 'Q4 2030/31') AS c WHERE quarter_key <> to_char(first_day, 'YYYYMM')::int$$, 'the key is yyyymm of the first day');
SELECT unalike(plan, '%quarter_calendar%', 'the calendar is part of the query that asks it')
FROM pg_temp.by_index('SELECT days AS id FROM quarter_calendar(''Q1 1999/00'', ''Q4 2030/31'')', false);

SELECT * FROM finish();
ROLLBACK;
