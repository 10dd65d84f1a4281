-- What must hold of the GiST operator classes: an index finds what reading all finds, however it was made.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(86);

-- A new seed every run; it is printed so that a failure can be run again.
SELECT floor(random() * 1e6)::integer AS seed \gset
\if :{?gist_seed}
    \set seed :gist_seed
\endif
SELECT diag('seed ' || :seed || ' (again: psql -v gist_seed=' || :seed || ')');
SELECT setseed(:seed / 1e6);
SET LOCAL jit = off;

SELECT ok(amvalidate(c.oid), opcname || ' for ' || opcintype::regtype || ' is a valid operator class')
FROM pg_opclass AS c JOIN pg_am AS a ON a.oid = opcmethod AND amname = 'gist'
WHERE opcintype IN ('rag'::regtype, 'quarter'::regtype, 'plan_code'::regtype) AND opcdefault ORDER BY opcintype::regtype::text;

-- Random values with many duplicates and some nulls; some codes are wide, deep or another's ancestor.
CREATE TEMP TABLE random_rows AS
SELECT n,
       CASE WHEN random() < 0.95 THEN ('{B,S,G,AG,A,AR,R}'::rag[])[1 + floor(random() * 7)] END AS rating,
       CASE WHEN random() < 0.95 THEN quarter(2000 + floor(power(random(), 2) * 200)::bigint, 1 + floor(random() * 4)::int,
                                              ('{4,4,4,1,10}'::int[])[1 + floor(random() * 5)]) END AS quarter,
       CASE WHEN random() < 0.95 THEN
           concat((ARRAY['', 'A', 'A', 'A', 'LGOF '])[1 + floor(random() * 5)],
                  array_to_string(ARRAY(SELECT floor(power(random(), 3) * CASE WHEN random() < 0.05 THEN 2147483647 ELSE 12 END)::bigint
                                        FROM generate_series(1, CASE WHEN m < 0.02 THEN 16 ELSE 1 + floor(m * 4)::int END)), '.'))::plan_code
       END AS code,
       daterange(d, d + 1 + floor(random() * 40)::int) AS period
FROM (SELECT n, random() AS m, date '2025-01-01' + floor(random() * 1000)::int AS d FROM generate_series(1, 4000) AS n) AS s;

-- The same rows under an index built from sorted leaves, one built from a buffer, one grown row by row: in random order, and in order.
CREATE TEMP TABLE built AS SELECT * FROM random_rows;
CREATE TEMP TABLE buffered AS SELECT * FROM random_rows;
CREATE TEMP TABLE grown AS SELECT * FROM random_rows WITH NO DATA;
CREATE TEMP TABLE ordered AS SELECT * FROM random_rows WITH NO DATA;
DO $$
DECLARE
    kept text;
    manner text;
BEGIN
    FOREACH kept IN ARRAY '{rating,quarter,code}'::text[] LOOP
        FOREACH manner IN ARRAY '{built,buffered,grown,ordered}'::text[] LOOP
            EXECUTE format('CREATE INDEX %s_%s ON %1$I USING gist (%2$I) %3$s', manner, kept,
                           CASE manner WHEN 'buffered' THEN 'WITH (buffering = on, fillfactor = 60)' ELSE '' END);
        END LOOP;
    END LOOP;
END
$$;
INSERT INTO grown SELECT * FROM random_rows ORDER BY random();
INSERT INTO ordered SELECT * FROM random_rows ORDER BY code DESC, quarter, rating;
DELETE FROM grown WHERE n % 7 = 0;
INSERT INTO grown SELECT * FROM random_rows WHERE n % 7 = 0;
ANALYZE built; ANALYZE buffered; ANALYZE grown; ANALYZE ordered;
CREATE TEMP TABLE probe AS
SELECT 'rating' AS kept, r::text AS value FROM unnest('{B,S,G,AG,A,AR,R}'::rag[]) AS r
UNION ALL SELECT 'quarter', q::text FROM (SELECT DISTINCT quarter AS q, md5(quarter::text) AS m FROM random_rows WHERE quarter IS NOT NULL ORDER BY m LIMIT 8) AS s
UNION ALL SELECT 'quarter', q FROM unnest('{Q1 1999/00,Q4 2300/01,Q2 2031,Q1 2007/08 (Oct)}'::text[]) AS q
UNION ALL SELECT 'code', c::text FROM (SELECT DISTINCT code AS c, md5(code::text) AS m FROM random_rows WHERE code IS NOT NULL ORDER BY m LIMIT 12) AS s
UNION ALL SELECT 'code', c FROM unnest('{0,A0,A1,A0.1,A0.0.1.1,A1.~,LGOF 0,LGOF 0.0,A2147483647,ZZ 9,1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16}'::text[]) AS c;

CREATE FUNCTION pg_temp.scan(query text, indexed boolean, OUT used boolean, OUT answer text) LANGUAGE plpgsql AS $$
DECLARE
    line text;
BEGIN
    PERFORM set_config('enable_' || method, CASE WHEN method = 'seqscan' THEN NOT indexed ELSE indexed END::text, true)
    FROM unnest('{seqscan,indexscan,indexonlyscan,bitmapscan}'::text[]) AS method;
    used := false;
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        used := used OR line ~ 'Index Cond';
    END LOOP;
    EXECUTE query INTO answer;
END
$$;
CREATE FUNCTION pg_temp.agrees(manner text, kept text, operator text, OUT used boolean, OUT same boolean, OUT hit boolean)
LANGUAGE plpgsql AS $$
DECLARE
    given text;
    query text;
    indexed record;
    sequential record;
BEGIN
    used := true;
    same := true;
    hit := false;
    FOR given IN SELECT value FROM probe WHERE probe.kept = agrees.kept LOOP
        query := format('SELECT count(*) || '' '' || coalesce(sum(n), 0) FROM %I WHERE %I %s %L', manner, kept, operator, given);
        -- A parameter, so that the operator itself and not the range of a subtree is looked up
        IF operator IN ('<@', '@>') THEN
            query := format('SELECT count(*) || '' '' || coalesce(sum(n), 0) FROM %I WHERE %I %s (SELECT %L::plan_code)', manner, kept, operator, given);
        END IF;
        indexed := pg_temp.scan(query, true);
        sequential := pg_temp.scan(query, false);
        used := used AND indexed.used AND NOT sequential.used;
        same := same AND indexed.answer = sequential.answer;
        hit := hit OR indexed.answer <> '0 0';
    END LOOP;
END
$$;
SELECT ok(r.used AND r.same AND r.hit, format('%s %s a value, %s: the index finds what reading all finds%s', kept, operator, manner,
          CASE WHEN r.used AND r.same AND r.hit THEN '' ELSE format(' (used %s, same %s, hit %s)', r.used, r.same, r.hit) END))
FROM unnest('{rating,quarter,code}'::text[]) AS kept, unnest('{<,<=,=,>=,>,<@,@>}'::text[]) AS operator,
     unnest('{built,buffered,grown}'::text[]) AS manner, LATERAL pg_temp.agrees(manner, kept, operator) AS r
WHERE kept = 'code' OR operator NOT IN ('<@', '@>');
SELECT ok(r.used AND r.same AND r.hit, format('%s %s a value, grown in order', kept, operator))
FROM (VALUES ('rating', '='), ('quarter', '='), ('code', '='), ('code', '<@'), ('code', '@>')) AS v (kept, operator),
     LATERAL pg_temp.agrees('ordered', kept, operator) AS r;

-- <> reads nearly everything, and so is not what an index is taken for unless there is no other way.
SELECT ok(r.used AND r.same AND r.hit, format('%s <> a value', kept))
FROM unnest('{rating,quarter,code}'::text[]) AS kept, LATERAL pg_temp.agrees('grown', kept, '<>') AS r;

-- Nulls, and what an index-only scan gives back.
SELECT ok(i.used AND NOT s.used AND i.answer = s.answer AND i.answer <> '0', kept || ' is null')
FROM unnest('{rating,quarter,code}'::text[]) AS kept, format('SELECT count(*) FROM grown WHERE %I IS NULL', kept) AS query,
     LATERAL pg_temp.scan(query, true) AS i, LATERAL pg_temp.scan(query, false) AS s;
SELECT ok(i.answer = s.answer AND i.answer <> '' AND i.used, kept || ' comes back from the index as it was')
FROM (VALUES ('rating', 'B'), ('quarter', 'Q1 0001'), ('code', '0')) AS v (kept, least),
     format('SELECT md5(string_agg(%1$I::text, '','' ORDER BY %1$I)) FROM built WHERE %1$I >= %2$L', kept, least) AS query,
     LATERAL pg_temp.scan(query, true) AS i, LATERAL pg_temp.scan(query, false) AS s;

-- A rating and a quarter come back out of the index, as they went in, without a look at the table.
CREATE TEMP TABLE fetched AS
  SELECT ('{B,S,G,AG,A,AR,R,NULL}'::rag[])[1 + n % 8] AS rating, quarter(1 + n % 9999, 1 + n % 4, 1 + n % 12) AS quarter FROM generate_series(1, 9000) AS n;
CREATE INDEX fetched_rating ON fetched USING gist (rating);
CREATE INDEX fetched_quarter ON fetched USING gist (quarter);
ANALYZE fetched;
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query; END$$;
CREATE TEMP TABLE asked (kind text, query text, answer text);
INSERT INTO asked VALUES ('rating', $$SELECT rating FROM fetched WHERE rating >= 'B'$$), ('quarter', $$SELECT quarter FROM fetched WHERE quarter >= 'Q1 0001/02'$$);
CREATE FUNCTION pg_temp.answer(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
  EXECUTE format('SELECT md5(string_agg(x::text, '','' ORDER BY x)) || count(*) FROM (%s) q (x)', query) INTO answer;
  RETURN answer;
END$$;
SET LOCAL enable_indexonlyscan = off;
UPDATE asked SET answer = pg_temp.answer(query);
SET LOCAL enable_indexonlyscan = on;
SET LOCAL enable_indexscan = on;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SELECT matches((SELECT string_agg(p, ' ') FROM pg_temp.plan_of(a.query) p), 'Index Only Scan using fetched_' || a.kind, 'an index-only scan of ' || a.kind) FROM asked a;
SELECT is(pg_temp.answer(a.query), a.answer, 'says the same: ' || a.kind) FROM asked a;
SET LOCAL enable_seqscan = on;
SET LOCAL enable_bitmapscan = on;

-- The tree is one: few pages are read for one value, in whatever way it grew.
CREATE FUNCTION pg_temp.pages_read(query text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, FORMAT json) ' || query INTO plan;
    RETURN (plan -> 0 -> 'Plan' ->> 'Local Hit Blocks')::int + (plan -> 0 -> 'Plan' ->> 'Local Read Blocks')::int;
END
$$;
CREATE TEMP TABLE many (code plan_code);
CREATE INDEX many_code ON many USING gist (code);
INSERT INTO many SELECT format('A%s.%s.%s', a, b, c)::plan_code
FROM generate_series(1, 20) AS a, generate_series(1, 20) AS b, generate_series(1, 25) AS c ORDER BY md5(format('%s %s %s', a, b, c));
ANALYZE many;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SET LOCAL enable_indexscan = on;
SET LOCAL enable_indexonlyscan = on;
SELECT cmp_ok((SELECT sum(pg_temp.pages_read(format('SELECT * FROM many WHERE code = %L', code)))
               FROM (SELECT code FROM many LIMIT 20) AS s)::int, '<=', 20 * 4, 'no more than four pages for one of 10,000 codes');

-- Beside a range: a code's periods do not overlap.  The rows that got in and those that did not are told apart by the constraint's words.
CREATE TEMP TABLE holder (n int, code plan_code, period daterange, EXCLUDE USING gist (code WITH =, period WITH &&));
INSERT INTO holder SELECT n, code, period FROM random_rows WHERE n <= 1500 ON CONFLICT DO NOTHING;
SELECT is((SELECT count(*) FROM holder AS a, holder AS b WHERE a.n < b.n AND a.code = b.code AND a.period && b.period)::int, 0, 'what got in does not overlap');
SELECT is((SELECT count(*) FROM random_rows AS r WHERE n <= 1500 AND NOT EXISTS (SELECT FROM holder AS h WHERE h.n = r.n)
             AND NOT EXISTS (SELECT FROM holder AS h WHERE h.code = r.code AND h.period && r.period AND h.n < r.n))::int, 0, 'what was kept out overlaps what got in before it');
SELECT ok((SELECT count(*) FROM holder) BETWEEN 100 AND 1480, 'and there are some of each');
SELECT throws_ok($$INSERT INTO holder SELECT 0, code, period FROM holder WHERE code IS NOT NULL LIMIT 1$$, '23P01', NULL, 'an overlap is 23P01');
SELECT lives_ok($$INSERT INTO holder VALUES (-1, NULL, '[2025-01-01,2030-01-01)'), (-2, NULL, '[2025-01-01,2030-01-01)'), (-3, 'ZZ 9', NULL), (-4, 'ZZ 9', NULL)$$,
                'null equals nothing');
CREATE TEMP TABLE both_kept AS SELECT * FROM random_rows;
CREATE INDEX both_code_period ON both_kept USING gist (code, period);
CREATE INDEX both_quarter_rating ON both_kept USING gist (quarter, rating, period);
SELECT ok(i.used AND NOT s.used AND i.answer = s.answer, query)
FROM unnest(ARRAY[
    'SELECT coalesce(sum(n), 0) FROM both_kept WHERE code = ''A0'' AND period && ''[2025-06-01,2026-01-01)''',
    'SELECT coalesce(sum(n), 0) FROM both_kept WHERE period @> date ''2026-06-01'' AND code >= ''A1''',
    'SELECT coalesce(sum(n), 0) FROM both_kept WHERE quarter > ''Q1 2020/21'' AND rating = ''R'' AND period << ''[2026-01-01,)''']) AS query,
    LATERAL pg_temp.scan(query, true) AS i, LATERAL pg_temp.scan(query, false) AS s;

-- PostgreSQL 18: keys without overlaps, and references to them.
SELECT current_setting('server_version_num')::int >= 180000 AS has_without_overlaps \gset
\if :has_without_overlaps
CREATE TEMP TABLE key_code (code plan_code, period daterange, PRIMARY KEY (code, period WITHOUT OVERLAPS));
CREATE TEMP TABLE key_quarter (quarter quarter, rating rag, period daterange, UNIQUE (quarter, rating, period WITHOUT OVERLAPS));
CREATE TEMP TABLE refers (code plan_code, period daterange, FOREIGN KEY (code, PERIOD period) REFERENCES key_code (code, PERIOD period));
INSERT INTO key_code VALUES ('A1', '[2025-01-01,2025-07-01)'), ('A1', '[2025-07-01,2026-01-01)'), ('A2', '[2025-01-01,2026-01-01)');
INSERT INTO key_quarter VALUES ('Q1 2025/26', 'G', '[2025-01-01,2025-07-01)'), ('Q1 2025/26', 'A', '[2025-01-01,2025-07-01)');
SELECT throws_ok($$INSERT INTO key_code VALUES ('A1', '[2025-06-01,2025-08-01)')$$, '23P01', NULL, 'a key of a code without overlaps');
SELECT throws_ok($$INSERT INTO key_quarter VALUES ('Q1 2025/26', 'A', '[2025-06-01,2025-08-01)')$$, '23P01', NULL, 'a key of a quarter and a rating without overlaps');
SELECT lives_ok($$INSERT INTO refers VALUES ('A1', '[2025-02-01,2025-12-01)')$$, 'a period may refer to two that meet');
SELECT throws_ok($$INSERT INTO refers VALUES ('A3', '[2025-02-01,2025-03-01)')$$, '23503', NULL, 'but not to another code''s');
SELECT is((SELECT count(*) FROM pg_amproc AS p JOIN pg_opfamily AS f ON f.oid = amprocfamily JOIN pg_am AS a ON a.oid = opfmethod
           JOIN pg_opclass AS c ON c.opcfamily = f.oid
           WHERE amname = 'gist' AND amprocnum = 12 AND opcintype IN ('rag'::regtype, 'quarter'::regtype, 'plan_code'::regtype))::int, 3,
          'each family translates comparisons for the server');
\else
SELECT skip('keys WITHOUT OVERLAPS came with PostgreSQL 18', 5);
\endif

SELECT * FROM finish();
ROLLBACK;
