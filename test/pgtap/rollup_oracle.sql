-- outcome_rollup against plain SQL: recursive closure and count(DISTINCT), over a thousand random graphs.
-- pg_prove --set seed=0.123456 test/pgtap/rollup_oracle.sql repeats a run.
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
SELECT plan(29);

\if :{?seed}
\else
SELECT round(random()::numeric, 6) AS seed \gset
\endif
SELECT diag('seed ' || :'seed');
SELECT setseed(:seed) \gset ignored_

-- A thousand graphs of up to 12 nodes: trees (each child one parent, with a smaller number), DAGs (any parents with
-- smaller numbers), cyclic (any parents), and those with links to oneself and duplicates besides.
CREATE TEMP TABLE shape AS
SELECT graph, (ARRAY['tree', 'dag', 'cyclic', 'messy'])[1 + graph % 4] AS kind, 1 + floor(12 * random())::int AS nodes,
       floor(20 * random())::int AS links, floor(40 * random())::int AS item_links
FROM generate_series(1, 1000) AS graph;

-- random() must be computed once a row: these lists are materialised by being offset.
CREATE TEMP TABLE node_link AS
SELECT graph, child, CASE WHEN kind IN ('tree', 'dag') THEN floor(up * child)::int ELSE floor(up * nodes)::int END AS parent
FROM (SELECT s.*, CASE WHEN kind = 'tree' THEN link ELSE floor(random() * nodes)::int END AS child, random() AS up
      FROM shape AS s, generate_series(1, CASE WHEN kind = 'tree' THEN nodes - 1 ELSE links END) AS link OFFSET 0) AS l
WHERE kind NOT IN ('tree', 'dag') OR child > 0;
INSERT INTO node_link SELECT graph, child, child FROM node_link WHERE graph % 4 = 3 AND random() < 0.1;
INSERT INTO node_link SELECT * FROM node_link WHERE graph % 4 = 3 AND random() < 0.3;
INSERT INTO node_link SELECT graph, node, NULL FROM shape, generate_series(0, nodes - 1) AS node WHERE random() < 0.5;

-- Items linked to any node, and to some the graph may not know; duplicates come by themselves.
CREATE TEMP TABLE item_link AS
SELECT graph, floor(random() * (nodes + 1.2))::int AS node, floor(random() * 20)::int - 7 AS item
FROM shape, generate_series(1, item_links);
CREATE TEMP TABLE rating AS
SELECT graph, item, (ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R', NULL])[1 + floor(8 * random())]::rag AS rag
FROM shape, generate_series(-7, 12) AS item;
CREATE TEMP VIEW rated_link AS SELECT graph, node, item, rag FROM item_link JOIN rating USING (graph, item);
CREATE TEMP TABLE made AS
SELECT graph, linkage(child, parent) AS g, linkage_text('node ' || child, 'node ' || parent) AS t
FROM shape LEFT JOIN node_link USING (graph) GROUP BY graph;
ANALYZE node_link, item_link, rating;

-- The oracle knows nothing of the extension but the ratings.
CREATE TEMP TABLE known AS
SELECT graph, child AS node FROM node_link UNION SELECT graph, parent FROM node_link WHERE parent IS NOT NULL;
CREATE TEMP TABLE closure AS
WITH RECURSIVE up (graph, node, above) AS (
    SELECT graph, node, node FROM (SELECT * FROM known UNION SELECT graph, node FROM item_link) AS n
    UNION
    SELECT up.graph, up.node, l.parent FROM up JOIN node_link AS l ON l.graph = up.graph AND l.child = up.above
    WHERE l.parent IS NOT NULL)
SELECT * FROM up;
CREATE TEMP TABLE expected AS
SELECT c.graph, c.above AS node, grade.rag,
       count(DISTINCT (l.node, l.item)) FILTER (WHERE l.rag IS NOT DISTINCT FROM grade.rag AND l.item IS NOT NULL) AS links,
       count(DISTINCT l.item) FILTER (WHERE l.rag IS NOT DISTINCT FROM grade.rag) AS items
FROM closure AS c
     LEFT JOIN rated_link AS l ON l.graph = c.graph AND l.node = c.node
     CROSS JOIN unnest('{B,S,G,AG,A,AR,R,NULL}'::rag[]) AS grade (rag)
-- a graph with no links to items is no row of ours, so it has no group
WHERE EXISTS (SELECT FROM item_link AS i WHERE i.graph = c.graph)
GROUP BY c.graph, c.above, grade.rag;

SELECT cmp_ok(count(*), '>', 40000::bigint, 'the oracle has something to say') FROM expected;
SELECT cmp_ok(count(*) FILTER (WHERE links > items), '>', 1000::bigint, 'and its two measures differ') FROM expected;
SELECT cmp_ok(count(*), '>', 100::bigint, 'there are cycles') FROM made, cycles(g);

-- Ours in the same shape.
CREATE FUNCTION pg_temp.counted(t rag_tally) RETURNS TABLE (rag rag, n bigint) LANGUAGE sql AS $$
    VALUES ('B'::rag, complete(t)), ('S', scheduled(t)), ('G', green(t)), ('AG', amber_green(t)), ('A', amber(t)),
           ('AR', amber_red(t)), ('R', red(t)), (NULL, unrated(t))
$$;
CREATE TEMP TABLE ours AS
SELECT s.graph, r.* FROM (SELECT graph, outcome_rollup(g, node, item, rag) AS rolled
                          FROM rated_link JOIN made USING (graph) GROUP BY graph) AS s, unnest(s.rolled) AS r;

SELECT set_eq(
    'SELECT o.graph, o.node, l.rag, l.n AS links, i.n AS items
     FROM ours AS o, pg_temp.counted(by_link) AS l JOIN LATERAL pg_temp.counted(distinct_items) AS i
         ON i.rag IS NOT DISTINCT FROM l.rag',
    'SELECT graph, node, rag, links, items FROM expected',
    'bigint nodes, bigint items: every count of every node is the oracle''s');
SELECT is(count(*), count(DISTINCT (graph, node)), 'each node has one row') FROM ours;

-- The other pairs of key types, by the first.
SELECT set_eq(
    $$SELECT s.graph, r.* FROM (SELECT graph, outcome_rollup(g, node, 'item ' || item, rag) AS rolled
                                FROM rated_link JOIN made USING (graph) GROUP BY graph) AS s, unnest(s.rolled) AS r$$,
    'SELECT * FROM ours', 'bigint nodes, text items');
SELECT set_eq(
    $$SELECT s.graph, r.* FROM (SELECT graph, outcome_rollup(t, 'node ' || node, item, rag) AS rolled
                                FROM rated_link JOIN made USING (graph) GROUP BY graph) AS s, unnest(s.rolled) AS r$$,
    $$SELECT graph, 'node ' || node, by_link, distinct_items FROM ours$$, 'text nodes, bigint items');
SELECT set_eq(
    $$SELECT s.graph, r.* FROM (SELECT graph, outcome_rollup(t, 'node ' || node, 'item ' || item, rag) AS rolled
                                FROM rated_link JOIN made USING (graph) GROUP BY graph) AS s, unnest(s.rolled) AS r$$,
    $$SELECT graph, 'node ' || node, by_link, distinct_items FROM ours$$, 'text nodes, text items');

-- The order of rows, and how often a link is repeated, make no difference.
SELECT set_eq(
    $$SELECT s.graph, r.* FROM (SELECT graph, outcome_rollup(g, node, item, rag ORDER BY random()) AS rolled
                                FROM rated_link JOIN made USING (graph), generate_series(1, 3) GROUP BY graph) AS s,
           unnest(s.rolled) AS r$$,
    'SELECT * FROM ours', 'in any order, three times over');
-- Shards that hold disjoint items add up.
SELECT set_eq(
    $$SELECT graph, r.node, sum(r.by_link) AS by_link, sum(r.distinct_items) AS distinct_items
      FROM (SELECT graph, outcome_rollup(g, node, item, rag) AS rolled
            FROM rated_link JOIN made USING (graph) GROUP BY graph, item % 3) AS s, unnest(s.rolled) AS r
      GROUP BY graph, r.node$$,
    'SELECT * FROM ours', 'shards of disjoint items add up');
-- The rows come in order of the nodes.
SELECT is(count(*), 0::bigint, 'rows are in order of the nodes')
FROM (SELECT outcome_rollup(g, node, item, rag) AS rolled FROM rated_link JOIN made USING (graph) GROUP BY graph) AS s
WHERE (SELECT array_agg(node ORDER BY n) <> array_agg(node ORDER BY node)
       FROM unnest(s.rolled) WITH ORDINALITY AS r (node, by_link, distinct_items, n));

-- Parallel and serial give the same.
CREATE TABLE parallel_link AS
SELECT (random() * 500)::int AS node, 'item ' || item AS item, item AS number, (ARRAY['G', 'A', 'R', NULL])[1 + item % 4]::rag AS rag,
       item % 5 AS quarter
FROM generate_series(1, 6000) AS item, generate_series(1, 3);
CREATE TABLE parallel_node AS
SELECT (random() * 450)::int AS child, (random() * 450)::int AS parent FROM generate_series(1, 450);
ANALYZE parallel_link, parallel_node;
CREATE FUNCTION pg_temp.is_partial(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    line text;
    found boolean := false;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        found := found OR line ~ 'Partial (Hash|Group)?Aggregate';
    END LOOP;
    RETURN found;
END
$$;
CREATE FUNCTION pg_temp.with_workers(workers int) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('max_parallel_workers_per_gather', workers::text, true), set_config('parallel_setup_cost', '0', true),
           set_config('parallel_tuple_cost', '0', true), set_config('min_parallel_table_scan_size', '0', true);
$$;
CREATE FUNCTION pg_temp.rollup_of(item text, node text, graph text, groups text) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT %s, outcome_rollup((SELECT %s FROM parallel_node), %s, %s, rag)::text FROM parallel_link GROUP BY 1',
                  groups, graph, node, item)
$$;
CREATE TEMP TABLE kind AS
SELECT row_number() OVER () AS n, name, pg_temp.rollup_of(item, node, graph, groups) AS query
FROM (VALUES ('bigint, one group', 'number', 'node', 'linkage(child, parent)', $$'all'::text$$),
             ('bigint by quarter', 'number', 'node', 'linkage(child, parent)', 'quarter'),
             ('text by quarter', 'item', $$'n' || node$$, $$linkage_text('n' || child, 'n' || parent)$$, 'quarter'))
     AS k (name, item, node, graph, groups);
SELECT pg_temp.with_workers(0) \gset ignored_
SELECT ok(NOT pg_temp.is_partial(query), 'serial: ' || name) FROM kind ORDER BY n;
CREATE TEMP TABLE serial_answer (n bigint, answer text);
\o /dev/null
SELECT 'INSERT INTO serial_answer SELECT ' || n || ', a::text FROM (' || query || ') AS a' FROM kind \gexec
\o
SELECT pg_temp.with_workers(2) \gset ignored_
SELECT ok(pg_temp.is_partial(query), 'parallel: ' || name) FROM kind ORDER BY n;
SELECT set_eq('SELECT a::text FROM (' || query || ') AS a', format('SELECT answer FROM serial_answer WHERE n = %s', n),
              'parallel is serial: ' || name)
FROM kind ORDER BY n;
SELECT is(count(DISTINCT n), 3::bigint, 'there were answers') FROM serial_answer WHERE length(answer) > 1000;
-- A conflict that only shows when the parts meet, and links of a graph that the parts share.
SELECT throws_ok($$SELECT outcome_rollup('{2>1}'::linkage, 1, 7, CASE WHEN number % 100 < 99 THEN 'R' ELSE 'G' END::rag) FROM parallel_link$$,
                 '21000', 'item "7" has two ratings in one group', 'two ratings are found in parallel too');

-- 100,000 levels, every item at its own and at one up to four levels above: done at once, and right.
SELECT pg_temp.with_workers(0) \gset ignored_
CREATE TEMP TABLE deep AS
SELECT r.*
FROM (SELECT outcome_rollup((SELECT linkage(i, i - 1) FROM generate_series(1, 100000) AS i), node, item, 'G'::rag) AS rolled
      FROM (SELECT item AS node, item FROM generate_series(1, 100000) AS item
            UNION ALL SELECT item - item % 5, item FROM generate_series(1, 100000) AS item) AS l) AS s, unnest(s.rolled) AS r;
SELECT is(count(*), 100001::bigint, '100,000 levels: every node is there, with every item below it, by link and distinct')
FROM deep
WHERE total(distinct_items) = 100000 - greatest(node, 1) + 1
  AND total(by_link) = 100000 - greatest(node, 1) + 1 + 4 * (20000 - (node + 4) / 5);

-- A ladder of two nodes a level: each of 60,000 walks is short for one, and together they take long; a cancel is heard.
CREATE FUNCTION pg_temp.seconds_to_cancel(command text) RETURNS float LANGUAGE plpgsql AS $$
DECLARE
    begun timestamptz := clock_timestamp();
BEGIN
    EXECUTE command;
    RETURN 'infinity';
EXCEPTION WHEN query_canceled THEN
    RETURN extract(epoch FROM clock_timestamp() - begun);
END
$$;
CREATE TEMP TABLE ladder AS
SELECT level * 2 + child AS child, level * 2 - 2 + parent AS parent
FROM generate_series(1, 30000) AS level, generate_series(0, 1) AS child, generate_series(0, 1) AS parent;
SET LOCAL statement_timeout = '500ms';
SELECT cmp_ok(pg_temp.seconds_to_cancel($$SELECT outcome_rollup((SELECT linkage(child, parent) FROM ladder), 2 * i, i, 'R'::rag)
                                          FROM generate_series(1, 30000) AS i$$), '<', 4::float, 'outcome_rollup() can be cancelled');
SELECT cmp_ok(pg_temp.seconds_to_cancel($$SELECT outcome_sum((SELECT linkage(child, parent) FROM ladder), 2 * i, i, 1.5)
                                          FROM generate_series(1, 30000) AS i$$), '<', 4::float, 'outcome_sum() can be cancelled');
SELECT cmp_ok(pg_temp.seconds_to_cancel($$SELECT outcome_rollup((SELECT linkage(child, parent) FROM ladder), i, i / 3, 'R'::rag, i)
                                          FROM generate_series(1, 60000) AS i$$), '<', 4::float, 'outcome_rollup() can be cancelled');
SET LOCAL statement_timeout = 0;

-- The row type as another version may have it: a session that has the old library loaded must not fill it.
ALTER TYPE outcome_rollup_row ADD ATTRIBUTE extra bigint;
SELECT throws_ok($$SELECT outcome_rollup('{2>1}'::linkage, 1, 1, 'R'::rag)$$, '42804', NULL, 'a row type with one more column is refused');
ALTER TYPE outcome_rollup_row DROP ATTRIBUTE extra, DROP ATTRIBUTE distinct_items;
SELECT throws_ok($$SELECT outcome_rollup('{2>1}'::linkage, 1, 1, 'R'::rag)$$, '42804', NULL, 'and one with a column less');
ALTER TYPE outcome_rollup_text_row ALTER ATTRIBUTE by_link TYPE bigint;
SELECT throws_ok($$SELECT outcome_rollup('{B>A}'::linkage_text, 'A', 1, 'R'::rag)$$, '42804', NULL, 'and one with another type');

SELECT * FROM finish();
ROLLBACK;
