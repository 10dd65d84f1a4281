-- Ratings, quarters and codes compared with typed text: right everywhere, by index for a single value, an error for text that is none.
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
SELECT * FROM no_plan();

CREATE TEMP TABLE item (code plan_code, r rag, q quarter, old_rating text, old_quarter varchar(20), old_code char(12));
INSERT INTO item
SELECT format('A%s.%s', n % 40, n)::plan_code, (ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R', NULL])[n % 8 + 1]::rag,
       'Q1 2000/01'::quarter + n % 200, (ARRAY['complete', 'Scheduled', 'on track', 'AG', 'amber', 'A/R', 'RED', NULL])[n % 8 + 1],
       ('Q1 2000/01'::quarter + n % 200)::text, format('a%s.%s', n % 40, n)
FROM generate_series(1, 20000) AS n;
CREATE INDEX ON item (r);
CREATE INDEX ON item (q);
CREATE INDEX ON item (code);
ANALYZE item;

-- Every operator says of text what the type's own says of the value, from both sides.
CREATE TEMP TABLE pairs AS
SELECT a.value AS a, b.value AS b, t.type
FROM (VALUES ('rag', '{B,S,G,AG,A,AR,R,NULL}'::text[]), ('quarter', '{Q1 2025/26,Q2 2025,Q1 2024/25,Q4 2025/26 (Oct),NULL}'),
             ('plan_code', '{A1,A1.1,A2,1.9,1.10,LGOF 3.1,NULL}')) AS t (type, values),
     unnest(t.values) AS a (value), unnest(t.values) AS b (value);
CREATE FUNCTION pg_temp.answers(a text, b text, type text, symbol text, form text) RETURNS boolean LANGUAGE plpgsql AS $body$
DECLARE
  answer boolean;
BEGIN
  EXECUTE format(form, type, symbol) INTO answer USING a, b;
  RETURN answer;
END
$body$;
SELECT is_empty($$SELECT p.*, o.symbol FROM pairs AS p, unnest('{<,<=,=,<>,>=,>,<@,@>}'::text[]) AS o (symbol)
  WHERE (p.type = 'plan_code' OR o.symbol NOT IN ('<@', '@>'))
    AND (pg_temp.answers(a, b, type, symbol, 'SELECT $1::%1$s %2$s $2') IS DISTINCT FROM pg_temp.answers(a, b, type, symbol, 'SELECT $1::%1$s %2$s $2::%1$s')
         OR pg_temp.answers(a, b, type, symbol, 'SELECT $1 %2$s $2::%1$s') IS DISTINCT FROM pg_temp.answers(a, b, type, symbol, 'SELECT $1::%1$s %2$s $2::%1$s'))$$,
  'text is compared as the value it says, on either side');

-- What drivers send.
CREATE FUNCTION pg_temp.plan_of(statement text, mode text DEFAULT 'force_custom_plan') RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
  line text;
  lines text := '';
BEGIN
  PERFORM set_config('plan_cache_mode', mode, true), set_config('enable_seqscan', 'off', true);
  FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || statement LOOP
    lines := lines || line || E'\n';
  END LOOP;
  PERFORM set_config('enable_seqscan', 'on', true);
  RETURN lines;
END
$body$;
PREPARE by_rating (varchar) AS SELECT count(*) FROM item WHERE r = $1;
PREPARE by_quarter (text) AS SELECT count(*) FROM item WHERE q >= $1;
PREPARE by_code (text) AS SELECT count(*) FROM item WHERE code <@ $1;
PREPARE the_other_way (varchar) AS SELECT count(*) FROM item WHERE $1 = r;
PREPARE by_list (text[]) AS SELECT count(*) FROM item WHERE r = ANY ($1);
SELECT matches(pg_temp.plan_of(statement, mode), 'Index Cond: ', statement || ' uses the index, ' || mode)
FROM unnest(ARRAY[$$EXECUTE by_rating('complete')$$, $$EXECUTE by_quarter('Q1 2045/46')$$, $$EXECUTE by_code('A7')$$, $$EXECUTE the_other_way('red')$$]) AS statement,
     unnest('{force_custom_plan,force_generic_plan}'::text[]) AS mode;
SELECT results_eq($$EXECUTE by_rating('complete')$$, 'VALUES (2500::bigint)', 'a rating by its word');
SELECT results_eq($$EXECUTE the_other_way('red')$$, 'VALUES (2500::bigint)', 'from the other side');
SELECT results_eq($$EXECUTE by_quarter('2049/50 Q4')$$, 'VALUES (100::bigint)', 'a quarter in another spelling');
SELECT results_eq($$EXECUTE by_code('a7')$$, 'VALUES (500::bigint)', 'all under a code');
SELECT results_eq($$EXECUTE by_list('{complete,Red}')$$, 'VALUES (5000::bigint)', 'a list of text');
SELECT throws_ok($$EXECUTE by_rating('On hold')$$, '22P02', NULL, 'text that is no rating is an error');
SELECT results_eq($$EXECUTE by_rating(NULL)$$, 'VALUES (0::bigint)', 'NULL is equal to nothing');

-- Old text columns.
SELECT is((SELECT count(*) FROM item WHERE r = old_rating), 17500::bigint, 'a column of words');
SELECT is((SELECT count(*) FROM item WHERE q = old_quarter AND code = old_code), 20000::bigint, 'varchar and char');
SELECT is((SELECT count(*) FROM (SELECT DISTINCT r FROM item) AS a JOIN (SELECT DISTINCT old_rating FROM item) AS b ON a.r = b.old_rating), 7::bigint,
          'a join to it');
SELECT matches(pg_temp.plan_of('SELECT count(*) FROM item AS a JOIN (SELECT DISTINCT old_rating FROM item) AS b ON a.r = b.old_rating'),
               '= \([a-z.]*old_rating\)::[a-z.]*rag', 'which is a join by the type''s own operator');
SELECT is((SELECT count(*) FROM item WHERE r NOT IN (SELECT 'B'::text)), 15000::bigint, 'NOT IN');
SELECT is((SELECT count(*) FROM item WHERE CASE r WHEN text 'amber' THEN true END), 2500::bigint, 'CASE');

-- Stored by assignment.
CREATE TEMP TABLE stored (t rag_tally, s quarterrange, m quartermultirange);
PREPARE store (text, varchar, text) AS INSERT INTO stored VALUES ($1, $2, $3);
EXECUTE store ('R1 G2', '["Q1 2025/26","Q4 2025/26"]', '{["Q1 2025/26","Q1 2025/26"]}');
SELECT results_eq('SELECT t::text, s::text, m::text FROM stored',
                  $$VALUES ('R1 G2', '["Q1 2025/26","Q1 2026/27")', '{["Q1 2025/26","Q2 2025/26")}')$$, 'tallies and ranges of quarters');
SELECT * FROM finish();
ROLLBACK;
