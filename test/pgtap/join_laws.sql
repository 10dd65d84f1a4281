-- Whatever way the server takes, it finds the same rows: index scan = sequential scan for every comparison, and merge join =
-- hash join = nested loop, for every type that has an order.
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
SELECT plan(48);
SELECT setseed(0.271828);

CREATE TABLE many (n integer, rag rag, rag_tally rag_tally, quarter quarter, plan_code plan_code);
INSERT INTO many
SELECT n,
       CASE WHEN n % 11 > 0 THEN (ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R'])[1 + floor(random() * 7)::integer]::rag END,
       CASE WHEN n % 13 > 0 THEN format('R%s G%s ?%s', floor(random() * 4), floor(random() * 4), floor(random() * 3))::rag_tally END,
       CASE WHEN n % 17 > 0 THEN quarter(2000 + floor(random() * 30)::bigint, 1 + floor(random() * 4)::integer, (ARRAY[1, 4, 9])[1 + n % 3]) END,
       CASE WHEN n % 19 > 0 THEN format('%s%s.%s', (ARRAY['A', 'B', ''])[1 + n % 3], 1 + floor(random() * 12), 1 + floor(random() * 12))::plan_code END
FROM generate_series(1, 3000) AS n;
CREATE INDEX ON many (rag);
CREATE INDEX ON many (rag_tally);
CREATE INDEX ON many (quarter);
CREATE INDEX ON many (plan_code);
ANALYZE many;

-- found(query, path): the query's answer, and that the plan really takes that path.
CREATE FUNCTION pg_temp.answer(query text, enabled text) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
  way text;
  answer text;
  line text;
  plan text := '';
BEGIN
  FOREACH way IN ARRAY ARRAY['seqscan', 'indexscan', 'indexonlyscan', 'bitmapscan', 'mergejoin', 'hashjoin', 'nestloop', 'memoize', 'sort'] LOOP
    PERFORM set_config('enable_' || way, CASE WHEN way = ANY (string_to_array(enabled, ',')) THEN 'on' ELSE 'off' END, true);
  END LOOP;
  FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
    plan := plan || line;
  END LOOP;
  EXECUTE query INTO answer;
  RETURN concat(CASE WHEN plan ~ 'Merge' THEN 'merge ' WHEN plan ~ 'Hash' THEN 'hash ' WHEN plan ~ 'Nested' THEN 'loop '
                     WHEN plan ~ 'Index' THEN 'index ' ELSE 'scan ' END, answer);
END
$body$;

SELECT is(pg_temp.answer(q, 'indexscan,indexonlyscan'), replace(pg_temp.answer(q, 'seqscan'), 'scan ', 'index '), format('index scan of %s for %s', type, op))
FROM unnest(ARRAY['rag', 'rag_tally', 'quarter', 'plan_code']) AS type, unnest(ARRAY['<', '<=', '=', '>=', '>']) AS op,
     LATERAL (SELECT format('SELECT count(*) || '' '' || coalesce(sum(n), 0) FROM many WHERE %I %s %L::%I', type, op,
                            CASE type WHEN 'rag' THEN 'A' WHEN 'rag_tally' THEN 'R2 G1' WHEN 'quarter' THEN 'Q2 2012/13' ELSE 'A10.2' END, type) AS q) AS x;
SELECT is(pg_temp.answer(q, 'indexscan,indexonlyscan'), replace(pg_temp.answer(q, 'seqscan,sort'), 'scan ', 'index '),
          format('order of %s %s', type, direction))
FROM unnest(ARRAY['rag', 'rag_tally', 'quarter', 'plan_code']) AS type, unnest(ARRAY['ASC', 'DESC']) AS direction,
     LATERAL (SELECT format('SELECT md5(string_agg(t, '','')) FROM (SELECT %1$I::text AS t FROM many ORDER BY %1$I %2$s) AS s', type, direction) AS q) AS x;
SELECT is(pg_temp.answer(q, ways), name || ' ' || substr(pg_temp.answer(q, 'seqscan,nestloop'), 6), format('%s join on %s', name, type))
FROM unnest(ARRAY['rag', 'rag_tally', 'quarter', 'plan_code']) AS type,
     (VALUES ('merge', 'seqscan,sort,mergejoin'), ('hash', 'seqscan,hashjoin')) AS w (name, ways),
     LATERAL (SELECT format('SELECT count(*) || '' '' || sum(a.n * b.n::bigint) FROM many a JOIN many b ON a.%1$I = b.%1$I WHERE b.n <= 300', type) AS q) AS x;

-- The order is total: no two ways round, nothing between equals.
SELECT is_empty(format('SELECT a.%1$I, b.%1$I FROM (SELECT DISTINCT %1$I FROM many LIMIT 300) a, (SELECT DISTINCT %1$I FROM many LIMIT 300) b
  WHERE (a.%1$I < b.%1$I)::int + (a.%1$I = b.%1$I)::int + (a.%1$I > b.%1$I)::int <> 1', type), format('one of <, =, > for any two values of %s', type))
FROM unnest(ARRAY['rag', 'rag_tally', 'quarter', 'plan_code']) AS type;
SELECT is_empty(format('SELECT a, b FROM (SELECT %1$I AS a, lead(%1$I) OVER (ORDER BY %1$I) AS b, lead(%1$I, 7) OVER (ORDER BY %1$I) AS c FROM many) s
  WHERE NOT (a <= b AND b <= c AND a <= c)', type), format('<= is transitive along the order of %s', type))
FROM unnest(ARRAY['rag', 'rag_tally', 'quarter', 'plan_code']) AS type;
SELECT is_empty(format('SELECT a.%1$I FROM many a JOIN many b ON a.%1$I = b.%1$I WHERE %1$s_hash(a.%1$I) <> %1$s_hash(b.%1$I)
  OR %1$s_hash_extended(a.%1$I, 42) <> %1$s_hash_extended(b.%1$I, 42) LIMIT 1', type), format('hash follows = for %s', type))
FROM unnest(ARRAY['rag', 'rag_tally', 'quarter', 'plan_code']) AS type;
SELECT * FROM finish();
ROLLBACK;
