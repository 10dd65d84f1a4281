-- What must hold of the type quarter: order, round trips, calendar, hashing, operator classes.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off

BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(94);

-- A new seed every run; it is printed so that a failure can be run again.
SELECT floor(random() * 1e6)::integer AS seed \gset
\if :{?quarter_seed}
    \set seed :quarter_seed
\endif
SELECT diag('seed ' || :seed || ' (again: psql -v quarter_seed=' || :seed || ')');
SELECT setseed(:seed / 1e6);

-- Every quarter there is: 9999 years of 4 quarters in 12 calendars.
CREATE TEMP TABLE every AS
SELECT quarter(y::bigint, n, m) AS q, y, n, m
FROM generate_series(1, 9999) AS y, generate_series(1, 4) AS n, generate_series(1, 12) AS m;
-- A few of them, edges included, for what is tried in pairs.
CREATE TEMP TABLE few AS
(SELECT q FROM every ORDER BY random() LIMIT 150)
UNION SELECT q FROM every WHERE y IN (1, 9999) AND m IN (1, 4, 12)
UNION SELECT q FROM every WHERE y = 2025;
ANALYZE every; ANALYZE few;

-- Text and binary
SELECT is(count(DISTINCT q), 9999 * 4 * 12::bigint, 'every quarter is a value of its own') FROM every;
SELECT is_empty('SELECT q FROM every WHERE q::text::quarter <> q', 'what is printed reads as the same quarter');
SELECT is_empty($$SELECT q FROM every WHERE q::text !~ '^Q[1-4] \d{4}(/\d\d)?( \([A-Z][a-z]{2}\))?$'$$, 'every quarter prints in the canonical shape');
SELECT is_empty('SELECT q FROM every WHERE (fiscal_year_start(q), quarter_number(q), fiscal_start_month(q)) <> (y, n, m)', 'a quarter says what it was made of');
SELECT is_empty('SELECT q FROM every WHERE q <> quarter_ending(y + CASE m WHEN 1 THEN 0 ELSE 1 END, n, m)', 'the year it ends in names it as well');
SELECT is(quarter_send(q::quarter), bits::bytea, q || ' has its frozen bits')
FROM (VALUES ('Q1 2025/26', '\x0005eef4'), ('Q1 2025', '\x0005eec1'), ('Q1 2025/26 (Oct)', '\x0005ef5a'),
             ('Q1 0001', '\x000000c1'), ('Q4 9999/00 (Dec)', '\x001d4c8c')) AS v (q, bits);

-- COPY BINARY, through a file in the server's own data directory, which is removed again.
SELECT current_setting('data_directory') || '/quarter_laws.' || pg_backend_pid() AS copy_file \gset
CREATE TEMP TABLE copied (q quarter);
CREATE FUNCTION pg_temp.copy_binary(source text, target text, file text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('COPY (%s) TO %L (FORMAT binary)', source, file);
    EXECUTE format('COPY %s FROM %L (FORMAT binary)', target, file);
END $$;
SELECT lives_ok(format('SELECT pg_temp.copy_binary(%L, %L, %L)', 'SELECT q FROM every', 'copied', :'copy_file'), 'binary COPY goes out and in');
SELECT set_eq('SELECT q FROM copied', 'SELECT q FROM every', 'and brings every quarter back');
-- An int4 is as long as a quarter, so it stands in for damaged bits.
SELECT throws_ok(format('SELECT pg_temp.copy_binary(%L, %L, %L)', 'SELECT (' || bits || ')::int4', 'copied', :'copy_file'),
                 '22P03', NULL, 'binary input refuses ' || why)
FROM (VALUES ('0', 'zero'), ('-1', 'a negative number'), ('-2147483648', 'the least number'), ('2147483647', 'the greatest number'),
             ('(2025*12+3)*16', 'no start month'), ('(2025*12+3)*16+13', 'start month 13'), ('(2025*12+3)*16+15', 'start month 15'),
             ('(2025*12+3)*16+5', 'a month between two quarters'), ('(2025*12+4)*16+4', 'another'),
             ('11*16+3', 'a month of year 0'), ('(1*12+0)*16+4', 'fiscal year 0'), ('(10000*12+3)*16+4', 'fiscal year 10000')) AS v (bits, why);
SELECT throws_ok(format('SELECT pg_temp.copy_binary(%L, %L, %L)', 'SELECT 1::int8', 'copied', :'copy_file'), '22P03', NULL, 'binary input refuses eight bytes');
COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; rm -f quarter_laws.*';

-- Order
SELECT is_empty('SELECT 1 FROM (SELECT q, lag(q) OVER (ORDER BY start_date(q), fiscal_start_month(q)) AS before FROM every) AS s WHERE q <= before',
                'order is start date, then fiscal start month');
SELECT is_empty(format('SELECT a.q, b.q FROM few AS a, few AS b
                        WHERE (a.q %1$s b.q) IS DISTINCT FROM ((start_date(a.q), fiscal_start_month(a.q)) %1$s (start_date(b.q), fiscal_start_month(b.q)))', o),
                o || ' is by start date and fiscal start month')
FROM unnest('{=,<>,<,<=,>=,>}'::text[]) AS o;
SELECT is_empty('SELECT a.q, b.q FROM few AS a, few AS b WHERE quarter_cmp(a.q, b.q) <> (a.q > b.q)::int - (a.q < b.q)::int', 'the comparison function says the same');
SELECT is_empty('SELECT a.q, b.q FROM few AS a, few AS b WHERE quarter_cmp(a.q, b.q) <> -quarter_cmp(b.q, a.q)', 'and is antisymmetric');
SELECT is((SELECT array_agg(q ORDER BY q) FROM few), (SELECT array_agg(q ORDER BY start_date(q), fiscal_start_month(q)) FROM few), 'sorting agrees');
SELECT is((SELECT min(q) FROM every)::text, 'Q1 0001', 'the least quarter');
SELECT is((SELECT max(q) FROM every)::text, 'Q4 9999/00 (Dec)', 'the greatest quarter');
SELECT is((SELECT array[min(q), max(q)] FROM few), (SELECT array[a[1], a[array_upper(a, 1)]] FROM (SELECT array_agg(q ORDER BY q) AS a FROM few) AS s), 'min and max agree with the order');
SELECT is((SELECT count(*) FROM pg_aggregate JOIN pg_proc ON oid = aggfnoid
           WHERE prorettype = 'quarter'::regtype AND aggcombinefn <> 0 AND aggsortop <> 0 AND proparallel = 's'), 2::bigint, 'min and max can be split and answered by an index');

-- Arithmetic
CREATE TEMP TABLE moves AS SELECT q, n FROM few, unnest(ARRAY[0, 1, -1, 3, 4, -4, 5, 4000, -4000, floor(random() * 100)::int]) AS n
WHERE fiscal_year_start(q) BETWEEN 2 + abs(n) / 4.0 AND 9998 - abs(n) / 4.0;
SELECT cmp_ok((SELECT count(*) FROM moves), '>', 1000::bigint, 'there are moves to try');
SELECT is_empty('SELECT q, n FROM moves WHERE q + n - n <> q', 'there and back again');
SELECT is_empty('SELECT q, n FROM moves WHERE (q + n) - q <> n', 'the difference is the move');
SELECT is_empty('SELECT q, n FROM moves WHERE q + n <> n + q OR q - n <> q + (-n)', 'plus commutes, minus is plus the negative');
SELECT is_empty('SELECT q, n FROM moves WHERE start_date(q + n) <> (start_date(q) + make_interval(months => 3 * n))::date', 'a quarter is three months');
SELECT is_empty('SELECT q, n FROM moves WHERE fiscal_start_month(q + n) <> fiscal_start_month(q)', 'a move stays in its calendar');
SELECT is_empty('SELECT q, n FROM moves WHERE years_between(q, q + n) <> trunc(n / 4.0)', 'years are whole, toward zero');
SELECT is_empty('SELECT a.q, b.q FROM few AS a, few AS b WHERE fiscal_start_month(a.q) = fiscal_start_month(b.q) AND b.q + (a.q - b.q) <> a.q', 'b + (a - b) = a');
SELECT is_empty('SELECT q FROM every WHERE half(q) <> CASE WHEN n < 3 THEN 1 ELSE 2 END', 'halves');
SELECT results_eq($$SELECT q FROM generate_series('Q3 1999/00'::quarter, 'Q2 2001/02') AS q$$,
                  $$SELECT 'Q3 1999/00'::quarter + n FROM generate_series(0, 7) AS n$$, 'a series steps by one');
SELECT results_eq($$SELECT q FROM generate_series('Q1 9998/99'::quarter, 'Q4 9999/00', 3) AS q$$,
                  $$SELECT 'Q1 9998/99'::quarter + n FROM unnest('{0,3,6}'::int[]) AS n$$, 'a series ends at the last quarter there is');
SELECT throws_ok(format('SELECT a.q - b.q FROM few AS a, few AS b WHERE fiscal_start_month(a.q) <> fiscal_start_month(b.q) LIMIT 1'), '22023', NULL, 'no subtraction across calendars');

-- Calendars
SELECT is_empty('SELECT q FROM every WHERE end_date(q) <> (start_date(q) + interval ''3 months'')::date - 1', 'the last day is that of the third month');
SELECT is_empty('SELECT q FROM every WHERE q < ''Q1 9999/00'' AND start_date(q + 1) <> end_date(q) + 1', 'no day between two quarters, and none twice');
SELECT is_empty('SELECT q FROM every WHERE start_date(q) <> make_date(y, m, 1) + make_interval(months => 3 * (n - 1))', 'the first day is that of the printed month');
SELECT is_empty('SELECT q FROM every WHERE days(q) <> end_date(q) - start_date(q) + 1 OR days(q) NOT BETWEEN 89 AND 92', 'days are counted');
SELECT is_empty('SELECT q FROM every WHERE q::daterange <> daterange(start_date(q), end_date(q), ''[]'')', 'the range of days');
SELECT is(days(q::quarter), n, q || ' lies in ' || why)
FROM (VALUES ('Q4 2023/24', 91, 'a leap year'), ('Q4 1999/00', 91, 'a leap century'), ('Q4 2099/00', 90, 'a common century'), ('Q4 2024/25', 90, 'a common year')) AS v (q, n, why);
-- Every day of four centuries' corners in every calendar, against the server's own reckoning.
CREATE TEMP TABLE dated AS
SELECT d, m, quarter(d, m) AS q FROM (
    SELECT first + n AS d FROM unnest('{1895-01-01,1999-01-01,2095-01-01}'::date[]) AS first, generate_series(0, 6 * 366) AS n
    UNION SELECT (date '0003-01-01' + floor(random() * 3650000)::int) FROM generate_series(1, 2000)) AS s, generate_series(1, 12) AS m;
SELECT cmp_ok((SELECT count(*) FROM dated), '>', 90000::bigint, 'there are days to try');
SELECT is_empty('SELECT d, q FROM dated WHERE d NOT BETWEEN start_date(q) AND end_date(q)', 'a day lies between the ends of its quarter');
SELECT is_empty('SELECT d, q FROM dated WHERE NOT q @> d OR NOT d <@ q', 'and the quarter contains it');
SELECT is_empty('SELECT d, q FROM dated WHERE (q + 1) @> d OR d <@ (q - 1)', 'and its neighbours do not');
SELECT is_empty('SELECT d, q FROM dated WHERE (q @> d) <> (q::daterange @> d) OR ((q + 1) @> d) <> ((q + 1)::daterange @> d)', 'as its range does');
SELECT is_empty($$SELECT d, q FROM dated WHERE (fiscal_year_start(q), quarter_number(q)) <>
                  (extract(year FROM date_trunc('month', d) - make_interval(months => m - 1)), extract(quarter FROM date_trunc('month', d) - make_interval(months => m - 1)))$$,
                'year and number are those of the months since the fiscal year began');
SELECT is_empty('SELECT d, q FROM dated WHERE q <> quarter(d::timestamp, m) OR q <> quarter(d + time ''23:59:59.999999'', m)', 'a timestamp lies in the quarter of its day');
SELECT is_empty('SELECT d, q FROM dated WHERE nth_day(q, d - start_date(q) + 1) <> d', 'the nth day');
SELECT is_empty('SELECT q FROM few, generate_series(1, 12) AS m
                 WHERE (fiscal_start_month(q) - m) % 3 = 0 AND fiscal_year_start(q) BETWEEN 2 AND 9998
                 AND (start_date(in_calendar(q, m)) <> start_date(q) OR NOT same_quarter(q, in_calendar(q, m))
                      OR fiscal_start_month(in_calendar(q, m)) <> m OR in_calendar(in_calendar(q, m), fiscal_start_month(q)) <> q)',
                'another calendar changes the name, not the days');
SELECT is_empty('SELECT a.q, b.q FROM few AS a, few AS b WHERE same_quarter(a.q, b.q) <> (a.q::daterange = b.q::daterange)', 'the same quarter is the same days');
SELECT set_eq($$SELECT p.oid::regprocedure::text FROM pg_proc AS p JOIN pg_depend AS d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass
                  JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'golden_thread'
                  JOIN pg_language AS l ON l.oid = p.prolang AND l.lanname = 'c'
                  WHERE (p.prorettype = 'quarter'::regtype OR 'quarter'::regtype = ANY (p.proargtypes)) AND p.provolatile <> 'i'$$,
              ARRAY['current_quarter(integer)', 'quarter(timestamp with time zone,integer)'], 'only the clock and the time zone make a quarter less than immutable');

-- Hash
SELECT is_empty('SELECT a.q, b.q FROM few AS a, few AS b WHERE a.q = b.q AND (quarter_hash(a.q) <> quarter_hash(b.q) OR quarter_hash_extended(a.q, 42) <> quarter_hash_extended(b.q, 42))', 'equal quarters hash alike');
SELECT is_empty('SELECT q FROM few WHERE quarter_hash_extended(q, 0) & 4294967295 <> quarter_hash(q)::bigint & 4294967295', 'seed 0 agrees with the plain hash');
SELECT cmp_ok((SELECT count(DISTINCT quarter_hash(q)) FROM every), '>', 479900::bigint, 'the hash tells quarters apart');
SELECT is(quarter_hash(q::quarter), h, 'the hash of ' || q || ' is frozen') FROM (VALUES ('Q1 2025/26', -1005714891), ('Q1 2025', -1238421049)) AS v (q, h);
SELECT is(quarter_hash_extended('Q1 2025/26', seed), h, 'its extended hash with seed ' || seed || ' too')
FROM (VALUES (0, 825623155737231925), (8816678312871386365, 6884772579820141717)) AS v (seed, h);

-- Operator classes
SELECT is(count(*) FILTER (WHERE amvalidate(oid)), 2::bigint, 'both operator classes are valid') FROM pg_opclass
WHERE opcintype = 'quarter'::regtype AND opcdefault AND opcname = 'quarter_ops' AND opcmethod IN (SELECT oid FROM pg_am WHERE amname IN ('btree', 'hash'));
CREATE TEMP TABLE indexed AS SELECT q FROM every WHERE y BETWEEN 2000 AND 2050;
INSERT INTO indexed SELECT q FROM indexed WHERE fiscal_start_month(q) = 4;
INSERT INTO indexed VALUES (NULL);
CREATE INDEX indexed_btree ON indexed (q);
CREATE FUNCTION pg_temp.by_index(query text, index_scan boolean, OUT rows bigint, OUT used boolean) LANGUAGE plpgsql AS $$
DECLARE
    line text;
BEGIN
    PERFORM set_config(name, value, true) FROM (VALUES ('enable_seqscan', NOT index_scan), ('enable_indexscan', index_scan),
        ('enable_indexonlyscan', index_scan), ('enable_bitmapscan', index_scan)) AS v (name, setting), LATERAL (SELECT setting::text AS value) AS s;
    used := false;
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        used := used OR line ~ 'Index Cond';
    END LOOP;
    EXECUTE 'SELECT count(*) FROM (' || query || ') AS s' INTO rows;
END $$;
SELECT ok(i.used AND NOT s.used AND i.rows = s.rows AND i.rows > 0, format('%s by the b-tree finds what reading all finds', o))
FROM unnest('{<,<=,=,>=,>}'::text[]) AS o, format('SELECT q FROM indexed WHERE q %s ''Q3 2025/26''', o) AS query,
     LATERAL pg_temp.by_index(query, true) AS i, LATERAL pg_temp.by_index(query, false) AS s;
DROP INDEX indexed_btree;
CREATE INDEX indexed_hash ON indexed USING hash (q);
SELECT ok(i.used AND i.rows = s.rows AND i.rows = 2, '= by the hash index too')
FROM (VALUES ('SELECT q FROM indexed WHERE q = ''Q3 2025/26''')) AS v (query), LATERAL pg_temp.by_index(query, true) AS i, LATERAL pg_temp.by_index(query, false) AS s;
RESET enable_seqscan; RESET enable_indexscan; RESET enable_indexonlyscan; RESET enable_bitmapscan;
CREATE TEMP TABLE parted (q quarter) PARTITION BY HASH (q);
CREATE TEMP TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMP TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parted SELECT q FROM indexed;
SELECT is((SELECT count(*) FROM parted WHERE q = 'Q3 2025/26'), 2::bigint, 'hash partitions keep equal quarters together');
CREATE TEMP TABLE generated (d date, q quarter GENERATED ALWAYS AS (quarter(d, 4)) STORED UNIQUE);
INSERT INTO generated VALUES ('2025-06-30');
SELECT throws_ok($$INSERT INTO generated VALUES ('2025-04-01')$$, '23505', NULL, 'a generated column can be unique');
SELECT is_empty('SELECT a.q FROM few AS a, few AS b, generate_series(0, 8, 4) AS n
                 WHERE fiscal_start_month(a.q) = fiscal_start_month(b.q)
                 AND quarter_in_range(a.q, b.q, n, true, false) <> (a.q - b.q >= -n)
                 OR fiscal_start_month(a.q) = fiscal_start_month(b.q) AND quarter_in_range(a.q, b.q, n, false, true) <> (a.q - b.q <= n)',
                'a window reaches as many quarters as it says');
SELECT is(quarter_in_range('Q4 9999/00', 'Q4 9999/00', 2147483647, false, true), true, 'and past the last quarter without an error');

-- Bad text: refused with its SQLSTATE and advice, NULL for those who ask so
CREATE TEMP TABLE bad (spelling text, code text);
INSERT INTO bad SELECT spelling, '22P02' FROM unnest(ARRAY['', ' ', '-', 'Q', 'Q1', 'Q0 2025/26', 'Q5 2025/26', 'Q1 2025/27', 'Q1 2025/25', 'FY2026 Q1', 'Q1 2025 (Apr)',
    'Q1 2025/26 (Jan)', '2025-04-01', '2025/26', 'Q1 25/2026', '2526-Q1', E'Q1 2025/26\u0001', E'Q1\t2025/26 x', 'Q1 2025//26', 'Q-1 2025/26', '١', repeat('9', 100000)]) AS spelling;
INSERT INTO bad SELECT spelling, '22008' FROM unnest(ARRAY['Q1 0000/01', 'Q1 0000', 'Q1 10000', 'Q1 20252026']) AS spelling;
CREATE FUNCTION pg_temp.refused(spelling text, OUT code text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM spelling::quarter;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, hint = PG_EXCEPTION_HINT;
END $$;
SELECT is_empty($$SELECT left(spelling, 40), r.* FROM bad, pg_temp.refused(spelling) AS r WHERE r.code IS DISTINCT FROM bad.code OR coalesce(r.hint, '') = ''$$, 'every bad text is refused with its SQLSTATE and a hint');
SELECT is_empty('SELECT left(spelling, 40) FROM bad WHERE try_quarter(spelling) IS NOT NULL', 'and is NULL for try_quarter');
SELECT is_empty('SELECT q FROM few WHERE try_quarter(q::text) IS DISTINCT FROM q', 'which reads good text');
-- Soft errors are there from 16 on; earlier servers have no function to ask.
CREATE FUNCTION pg_temp.accepted() RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT left(spelling, 40) FROM (SELECT spelling FROM bad UNION ALL SELECT ''Q1 2025/26'') AS s WHERE pg_input_is_valid(spelling, ''quarter'')';
END $$;
SELECT CASE WHEN current_setting('server_version_num')::int >= 160000
            THEN set_eq('SELECT pg_temp.accepted()', 'SELECT ''Q1 2025/26''::text', 'the input function is soft')
            ELSE skip('soft errors came with PostgreSQL 16', 1) END;

-- Nothing is cast behind one's back
SELECT is_empty($$SELECT castsource::regtype, casttarget::regtype FROM pg_cast WHERE 'quarter'::regtype IN (castsource, casttarget) AND castcontext = 'i'
                  AND NOT EXISTS (SELECT FROM pg_range WHERE rngsubtype = 'quarter'::regtype AND (rngtypid = casttarget OR rngtypid = castsource))$$, 'no cast is implicit');

SELECT * FROM finish();
ROLLBACK;
