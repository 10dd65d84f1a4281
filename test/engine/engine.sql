-- The aggregates, called by another engine in three pieces a group, give what they give by themselves.
-- Run by test/engine/run, which says where the library is.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL hash_mem_multiplier = 1;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(37);

CREATE FUNCTION engine_collect(internal, oid, VARIADIC "any") RETURNS internal LANGUAGE c AS :'library', 'engine_collect';
CREATE FUNCTION engine_send(internal) RETURNS bytea LANGUAGE c AS :'library', 'engine_send';
CREATE FUNCTION engine_merge(internal, oid, bytea, anyelement) RETURNS internal LANGUAGE c AS :'library', 'engine_merge';
CREATE FUNCTION engine_finish(internal, oid, bytea, anyelement) RETURNS anyelement LANGUAGE c AS :'library', 'engine_finish';
CREATE AGGREGATE engine_partial(oid, VARIADIC "any") (SFUNC = engine_collect, STYPE = internal, FINALFUNC = engine_send);
CREATE AGGREGATE engine_combine(oid, bytea, anyelement) (SFUNC = engine_merge, STYPE = internal, FINALFUNC = engine_finish, FINALFUNC_EXTRA);

-- 300 nodes, 40,000 links, some to nodes the graph does not know, some of nobody.
CREATE TABLE graph AS
SELECT linkage(c, c / 5) AS g, linkage_text('node ' || c, 'node ' || c / 5) AS t FROM generate_series(1, 300) AS c;
CREATE TABLE rated AS
SELECT node, item, item % 4 AS part, node % 3 AS shard, (ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R', NULL])[1 + item % 8]::rag AS rag,
       'node ' || node AS node_name, 'item number ' || item AS item_name,
       CASE WHEN item % 11 <> 0 THEN rag_tally(format('R%s G%s', item % 7, item)) END AS tally,
       CASE WHEN item % 11 <> 0 THEN item * 7919 / 1000.0 END AS amount, (1 + node % 7) / 10.0 AS share
FROM (SELECT nullif(i * 7 % 310, 309)::bigint AS node, (i * 31 % 9973)::bigint AS item FROM generate_series(1, 40000) AS i) AS l;
ANALYZE graph, rated;

-- Each aggregate with its arguments and the type of its answer.
CREATE TEMP TABLE form (id int GENERATED ALWAYS AS IDENTITY, signature text, arguments text, answer text);
INSERT INTO form (signature, arguments, answer) VALUES
    ('outcome_rollup(linkage, bigint, bigint, rag)', '(SELECT g FROM graph), node, item, rag', 'outcome_rollup_row[]'),
    ('outcome_rollup(linkage, bigint, text, rag)', '(SELECT g FROM graph), node, item_name, rag', 'outcome_rollup_row[]'),
    ('outcome_rollup(linkage_text, text, bigint, rag)', '(SELECT t FROM graph), node_name, item, rag', 'outcome_rollup_text_row[]'),
    ('outcome_rollup(linkage_text, text, text, rag)', '(SELECT t FROM graph), node_name, item_name, rag', 'outcome_rollup_text_row[]'),
    ('outcome_rollup(linkage, bigint, text, rag_tally)', '(SELECT g FROM graph), node, item_name, tally', 'outcome_rollup_row[]'),
    ('outcome_sum(linkage, bigint, bigint, numeric)', '(SELECT g FROM graph), node, item, amount', 'outcome_sum_row[]'),
    ('outcome_sum(linkage_text, text, text, numeric)', '(SELECT t FROM graph), node_name, item_name, amount', 'outcome_sum_text_row[]'),
    ('outcome_sum(linkage, bigint, bigint, numeric, numeric)', '(SELECT g FROM graph), node, item, amount, share', 'outcome_sum_share_row[]'),
    ('outcome_rollup(linkage, bigint, bigint, rag, numeric)', '(SELECT g FROM graph), node, item, rag, share', 'outcome_rollup_share_row[]'),
    ('linkage(bigint, bigint)', 'item, node', 'linkage'),
    ('linkage_text(text, text)', 'item_name, node_name', 'linkage_text'),
    ('tally(rag)', 'rag', 'rag_tally'),
    ('tally_weighted(rag, bigint)', 'rag, item', 'rag_tally'),
    ('sum(rag_tally)', 'tally', 'rag_tally');

CREATE FUNCTION pg_temp.by_itself(f form) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answered text;
BEGIN
    EXECUTE format('SELECT string_agg(part || answer, %L ORDER BY part) FROM (SELECT part, %s(%s)::text AS answer FROM rated GROUP BY part) AS r',
                   ';', split_part(f.signature, '(', 1), f.arguments) INTO answered;
    RETURN md5(answered);
END
$$;
-- A worker for each shard, whose groups come interleaved; the coordinator puts each group's pieces together.
CREATE FUNCTION pg_temp.by_engine(f form, memory text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answered text;
BEGIN
    PERFORM set_config('work_mem', memory, true);
    EXECUTE format('SELECT string_agg(part || answer, %1$L ORDER BY part) FROM (
                        SELECT part, engine_combine(%2$L::regprocedure, piece, NULL::%4$s)::text AS answer
                        FROM (SELECT part, shard, engine_partial(%2$L::regprocedure, %3$s) AS piece FROM rated GROUP BY part, shard OFFSET 0) AS s
                        GROUP BY part) AS r', ';', f.signature, f.arguments, f.answer) INTO answered;
    RETURN md5(answered);
END
$$;
SET LOCAL enable_sort = off;
SELECT is(pg_temp.by_engine(f, '4MB'), pg_temp.by_itself(f), f.signature || ': by an engine as by itself') FROM form AS f ORDER BY f.id;
SELECT is(pg_temp.by_engine(f, '64kB'), pg_temp.by_itself(f), f.signature || ': with 64 kB too') FROM form AS f ORDER BY f.id;

-- Whole groups on one worker are larger than 64 kB: what is spilled there is sent as well.
UPDATE rated SET shard = 0;
SELECT is(pg_temp.by_engine(f, '64kB'), pg_temp.by_itself(f), f.signature || ': all of a group from one worker')
FROM form AS f WHERE f.id IN (1, 4, 6) ORDER BY f.id;
SET LOCAL work_mem = '64kB';
SET LOCAL temp_file_limit = '16kB';
SELECT throws_ok(format($$SELECT engine_partial('outcome_rollup(linkage, bigint, bigint, rag)'::regprocedure, (SELECT g FROM graph), node, item, rag) FROM rated$$),
                 '53400', NULL, 'which needs temporary files');
RESET temp_file_limit;

-- No rows at all, and a piece that is NULL.
SELECT is(engine_combine('tally(rag)'::regprocedure, piece, NULL::rag_tally), tally(NULL::rag) - tally(NULL::rag), 'no rows: an empty tally')
FROM (SELECT engine_partial('tally(rag)'::regprocedure, rag) AS piece FROM rated WHERE false AND part = 1 GROUP BY part UNION ALL SELECT NULL) AS s;
SELECT ok(engine_combine('outcome_rollup(linkage, bigint, bigint, rag)'::regprocedure, NULL, NULL::outcome_rollup_row[]) IS NULL, 'no rows: no rollup');

-- Two graphs in one group are an error wherever they meet.
SELECT throws_ok($$SELECT engine_partial('outcome_rollup(linkage, bigint, bigint, rag)'::regprocedure, g, 1::bigint, 1::bigint, 'G'::rag)
                   FROM (VALUES ('{1}'::linkage), ('{1,2>1}')) AS v (g)$$,
                 '22023', 'two different graphs in one group', 'two graphs at one worker');
SELECT throws_ok($$SELECT engine_combine('outcome_rollup(linkage, bigint, bigint, rag)'::regprocedure, piece, NULL::outcome_rollup_row[])
                   FROM (SELECT engine_partial('outcome_rollup(linkage, bigint, bigint, rag)'::regprocedure, g, 1::bigint, 1::bigint, 'G'::rag) AS piece
                         FROM (VALUES (1, '{1}'::linkage), (2, '{1,2>1}')) AS v (shard, g) GROUP BY shard) AS s$$,
                 '22023', 'two different graphs in one group', 'two graphs at the coordinator');
SELECT throws_ok($$SELECT engine_combine('outcome_rollup(linkage, bigint, bigint, rag)'::regprocedure, piece, NULL::outcome_rollup_row[])
                   FROM (SELECT engine_partial('outcome_rollup(linkage, bigint, bigint, rag)'::regprocedure, '{1}'::linkage, 1::bigint, 7::bigint, rag) AS piece
                         FROM (VALUES (1, 'G'::rag), (2, 'R')) AS v (shard, rag) GROUP BY shard) AS s$$,
                 '21000', 'item "7" has two ratings in one group', 'two ratings of one item from two workers');

SELECT * FROM finish();
ROLLBACK;
