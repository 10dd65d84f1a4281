-- Every rollup aggregate, and orphans, against plain SQL over ten thousand random graphs.
-- pg_prove --set seed=0.123456 test/pgtap/rollup_graphs.sql repeats a run.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL work_mem = '64MB';
SET LOCAL jit = off;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(37);

\if :{?seed}
\else
SELECT round(random()::numeric, 6) AS seed \gset
\endif
SELECT diag('seed ' || :'seed');
SELECT setseed(:seed) \gset ignored_

-- Small graphs: trees (each child one parent, with a smaller number), DAGs (any parents with smaller numbers), cyclic
-- (any parents), and those with links to oneself and duplicates besides.
CREATE TEMP TABLE shape AS
SELECT graph, (ARRAY['tree', 'dag', 'cyclic', 'messy'])[1 + graph % 4] AS kind, 1 + floor(7 * random())::int AS nodes,
       floor(9 * random())::int AS links, floor(16 * random())::int AS item_links
FROM generate_series(1, 10000) AS graph;

-- random() must be computed once a row: these lists are materialised by being offset.
CREATE TEMP TABLE node_link AS
SELECT graph, child, CASE WHEN kind IN ('tree', 'dag') THEN floor(up * child)::int ELSE floor(up * nodes)::int END AS parent
FROM (SELECT s.*, CASE WHEN kind = 'tree' THEN link ELSE floor(random() * nodes)::int END AS child, random() AS up
      FROM shape AS s, generate_series(1, CASE WHEN kind = 'tree' THEN nodes - 1 ELSE links END) AS link OFFSET 0) AS l
WHERE kind NOT IN ('tree', 'dag') OR child > 0;
INSERT INTO node_link SELECT graph, child, child FROM node_link WHERE graph % 4 = 3 AND random() < 0.2;
INSERT INTO node_link SELECT * FROM node_link WHERE graph % 4 = 3 AND random() < 0.3;
INSERT INTO node_link SELECT graph, node, NULL FROM shape, generate_series(0, nodes - 1) AS node WHERE random() < 0.5;

-- Items linked to any node, and to some the graph may not know; duplicates come by themselves.  What an item is: a rating,
-- a tally, an amount of up to three decimals, or none of these; what a link is: a share of 0 to 3, of 1 where all are 0.
CREATE TEMP TABLE item_link AS
SELECT graph, floor(random() * (nodes + 1.5))::int AS node, floor(random() * 6)::int - 3 AS item
FROM shape, generate_series(1, item_links);
CREATE TEMP TABLE item AS
SELECT graph, item, (ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R', NULL])[1 + floor(8 * random())]::rag AS rag,
       floor(random() * 3)::int AS red, floor(random() * 9)::int AS green, floor(random() * 2)::int AS blank,
       CASE WHEN random() < 0.8 THEN round((2000 * random() - 500)::numeric, floor(4 * random())::int) END AS amount
FROM shape, generate_series(-3, 2) AS item;
CREATE TEMP TABLE share AS
SELECT graph, node, item, CASE WHEN sum(drawn) OVER (PARTITION BY graph, item) = 0 THEN 1 ELSE drawn END AS share
FROM (SELECT graph, node, item, floor(random() * 4)::int AS drawn FROM (SELECT DISTINCT * FROM item_link OFFSET 0) AS d) AS s;
CREATE TEMP TABLE link AS
SELECT graph, node, item, rag, amount, share / 10.0 AS share,
       rag_tally(format('R%s G%s ?%s', red, green, blank)) AS tally, red, green, blank
FROM item_link JOIN item USING (graph, item) JOIN share USING (graph, node, item);
INSERT INTO link (graph, node, item, rag) SELECT graph, NULL, 1, 'R' FROM item_link WHERE random() < 0.05;
INSERT INTO link (graph, node, item, rag) SELECT graph, 1, NULL, 'R' FROM item_link WHERE random() < 0.05;
CREATE TEMP TABLE made AS
SELECT graph, linkage(child, parent) AS g, linkage_text('node ' || child, 'node ' || parent) AS t
FROM shape LEFT JOIN node_link USING (graph) GROUP BY graph;
ANALYZE;

-- The oracle knows nothing of the extension but the ratings: every node, everything it leads to, every pair under a node.
CREATE TEMP TABLE known AS
SELECT graph, child AS node FROM node_link UNION SELECT graph, parent FROM node_link WHERE parent IS NOT NULL;
CREATE TEMP TABLE closure AS
WITH RECURSIVE up (graph, node, above) AS (
    SELECT graph, node, node FROM (SELECT * FROM known UNION SELECT graph, node FROM item_link) AS n
    UNION
    SELECT up.graph, up.node, l.parent FROM up JOIN node_link AS l ON l.graph = up.graph AND l.child = up.above
    WHERE l.parent IS NOT NULL)
SELECT * FROM up;
CREATE INDEX ON closure (graph, node);
ANALYZE closure;
CREATE TEMP TABLE pair AS
SELECT DISTINCT c.graph, c.above AS node, l.node AS at, l.item, l.rag, l.amount, l.red, l.green, l.blank, l.share,
       l.share / t.total AS part
FROM closure AS c JOIN link AS l USING (graph, node)
     JOIN (SELECT graph, item, sum(share / 10.0) AS total FROM share GROUP BY graph, item) AS t USING (graph, item);
CREATE TEMP TABLE once AS
SELECT DISTINCT graph, node, item, rag, amount, red, green, blank FROM pair;
-- Nodes of groups that have rows, and so an answer.
CREATE TEMP TABLE asked AS
SELECT DISTINCT graph, above AS node FROM closure WHERE graph IN (SELECT graph FROM link);
ANALYZE;

SELECT cmp_ok(count(*), '>', 30000::bigint, 'the oracle has something to say') FROM asked;
SELECT cmp_ok((SELECT count(*) FROM pair) - (SELECT count(*) FROM once), '>', 10000::bigint, 'and its two measures differ');
SELECT cmp_ok(count(*), '>', 1000::bigint, 'there are cycles') FROM made, cycles(g);

-- Ratings.
CREATE FUNCTION pg_temp.list(t rag_tally) RETURNS bigint[] LANGUAGE sql AS $$
    SELECT ARRAY[complete(t), scheduled(t), green(t), amber_green(t), amber(t), amber_red(t), red(t), unrated(t)]
$$;
CREATE FUNCTION pg_temp.ratings(pairs text) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT graph, node, ARRAY[%s] AS list FROM asked LEFT JOIN %s AS p USING (graph, node) GROUP BY graph, node',
                  string_agg(format('count(item) FILTER (WHERE %s)', CASE WHEN rag IS NULL THEN 'rag IS NULL' ELSE format('rag = %L', rag) END), ', ' ORDER BY rag), pairs)
    FROM unnest('{B,S,G,AG,A,AR,R,NULL}'::rag[]) AS rag
$$;
CREATE TEMP TABLE rated AS
SELECT s.graph, r.* FROM (SELECT graph, outcome_rollup(g, node, item, rag) AS rolled FROM link JOIN made USING (graph) GROUP BY graph) AS s,
       unnest(s.rolled) AS r;
SELECT set_eq('SELECT graph, node, pg_temp.list(by_link) FROM rated', pg_temp.ratings('pair'), 'ratings by link: every count is the oracle''s');
SELECT set_eq('SELECT graph, node, pg_temp.list(distinct_items) FROM rated', pg_temp.ratings('once'), 'ratings of distinct items: every count is the oracle''s');

-- Tallies.
CREATE TEMP TABLE tallied AS
SELECT s.graph, r.* FROM (SELECT graph, outcome_rollup(g, node, item, tally) AS rolled FROM link JOIN made USING (graph) GROUP BY graph) AS s,
       unnest(s.rolled) AS r;
SELECT set_eq(
    $$SELECT graph, node, ARRAY[red(by_link), green(by_link), unrated(by_link), total(by_link)] AS links,
             ARRAY[red(distinct_items), green(distinct_items), unrated(distinct_items), total(distinct_items)] AS items FROM tallied$$,
    $$SELECT graph, node, ARRAY[coalesce(p.r, 0), coalesce(p.g, 0), coalesce(p.b, 0), coalesce(p.r + p.g + p.b, 0)] AS links,
             ARRAY[coalesce(o.r, 0), coalesce(o.g, 0), coalesce(o.b, 0), coalesce(o.r + o.g + o.b, 0)] AS items
      FROM asked LEFT JOIN (SELECT graph, node, sum(red) AS r, sum(green) AS g, sum(blank) AS b FROM pair GROUP BY graph, node) AS p USING (graph, node)
      LEFT JOIN (SELECT graph, node, sum(red) AS r, sum(green) AS g, sum(blank) AS b FROM once GROUP BY graph, node) AS o USING (graph, node)$$,
    'tallies: every count of every node is the oracle''s');

-- Amounts.
CREATE TEMP TABLE amounted AS
SELECT s.graph, r.* FROM (SELECT graph, outcome_sum(g, node, item, amount) AS rolled FROM link JOIN made USING (graph) GROUP BY graph) AS s,
       unnest(s.rolled) AS r;
SELECT set_eq(
    'SELECT * FROM amounted',
    $$SELECT graph, node, coalesce(p.amount, 0) AS by_link, coalesce(o.amount, 0) AS amount, coalesce(o.items, 0) AS items
      FROM asked LEFT JOIN (SELECT graph, node, sum(amount) AS amount FROM pair GROUP BY graph, node) AS p USING (graph, node)
      LEFT JOIN (SELECT graph, node, sum(amount) AS amount, count(*) AS items FROM once GROUP BY graph, node) AS o USING (graph, node)$$,
    'amounts: every sum of every node is the oracle''s');
SELECT is(count(*), 0::bigint, 'and shows as many decimals as the amount with the most')
FROM amounted JOIN (SELECT graph, coalesce(max(scale(amount)), 0) AS decimals FROM link WHERE node IS NOT NULL AND item IS NOT NULL GROUP BY graph) AS d USING (graph)
WHERE scale(by_link) <> decimals OR scale(amount) <> decimals;

-- Shares.  Parts are rounded, sixteen decimals further than the amount; an item whose links are all under a node is not.
CREATE TEMP TABLE shared AS
SELECT s.graph, r.* FROM (SELECT graph, outcome_sum(g, node, item, amount, coalesce(share, 1)) AS rolled
                          FROM link JOIN made USING (graph) GROUP BY graph) AS s, unnest(s.rolled) AS r;
CREATE TEMP TABLE exact_share AS
SELECT graph, node, coalesce(sum(i.amount * i.part), 0) AS amount, count(i.item) AS items, bool_and(i.all_of_it OR i.amount IS NULL) AS whole,
       coalesce(sum(i.amount) FILTER (WHERE i.all_of_it), 0) AS whole_amount
FROM asked LEFT JOIN (SELECT graph, node, item, amount, sum(part) AS part, sum(share) = max(total) AS all_of_it
                      FROM pair JOIN (SELECT graph, item, sum(share / 10.0) AS total FROM share GROUP BY graph, item) AS t USING (graph, item)
                      GROUP BY graph, node, item, amount) AS i USING (graph, node)
GROUP BY graph, node;
SELECT is(count(*), (SELECT count(*) FROM asked), 'shared amounts: every node is the oracle''s, but for rounding')
FROM shared AS o JOIN exact_share AS e USING (graph, node)
WHERE abs(o.amount - e.amount) < 1e-14 AND o.items = e.items;
SELECT cmp_ok(count(*), '>', 5000::bigint, 'many nodes have all of their items') FROM exact_share WHERE whole;
SELECT is(count(*), 0::bigint, 'and those count without rounding')
FROM shared AS o JOIN exact_share AS e USING (graph, node) WHERE whole AND o.amount <> whole_amount;
-- A node above everything has everything, once.
SELECT is(count(*), 0::bigint, 'what leads to one top adds up to it exactly')
FROM (SELECT graph, outcome_sum(g || '{0>-1,1>-1,2>-1,3>-1,4>-1,5>-1,6>-1,7>-1,8>-1}', node, item, amount, coalesce(share, 1)) AS rolled
      FROM link JOIN made USING (graph) GROUP BY graph) AS s
JOIN (SELECT graph, coalesce(sum(amount), 0) AS amount
      FROM (SELECT DISTINCT graph, item, amount FROM link WHERE node IS NOT NULL AND item IS NOT NULL) AS d GROUP BY graph) AS e USING (graph)
WHERE s.rolled[1].amount <> e.amount OR s.rolled[1].node <> -1;
SELECT is(count(*), 0::bigint, 'in any order of rows')
FROM (SELECT graph, outcome_sum(g, node, item, amount, coalesce(share, 1) ORDER BY random()) AS rolled
      FROM link JOIN made USING (graph), generate_series(1, 2) GROUP BY graph) AS s, unnest(s.rolled) AS r JOIN shared AS o USING (node)
WHERE o.graph = s.graph AND o.amount::text <> r.amount::text;

-- Shared items, by rating.
CREATE TEMP TABLE divided AS
SELECT s.graph, r.* FROM (SELECT graph, outcome_rollup(g, node, item, rag, coalesce(share, 1)) AS rolled
                          FROM link JOIN made USING (graph) GROUP BY graph) AS s, unnest(s.rolled) AS r;
CREATE TEMP TABLE exact_part AS
SELECT a.graph, a.node, w.rag, coalesce(sum(p.part), 0) AS items
FROM asked AS a JOIN (SELECT DISTINCT graph, rag FROM link WHERE node IS NOT NULL AND item IS NOT NULL) AS w USING (graph)
     LEFT JOIN pair AS p ON p.graph = a.graph AND p.node = a.node AND p.rag IS NOT DISTINCT FROM w.rag
GROUP BY a.graph, a.node, w.rag;
SELECT is(count(*), (SELECT count(*) FROM exact_part), 'shared items: every node and rating is the oracle''s, but for rounding')
FROM divided AS o JOIN exact_part AS e ON e.graph = o.graph AND e.node = o.node AND e.rag IS NOT DISTINCT FROM o.rating
WHERE abs(o.items - e.items) < 1e-14;
SELECT is((SELECT count(*) FROM divided), (SELECT count(*) FROM exact_part)
          + (SELECT count(*) FROM asked WHERE graph NOT IN (SELECT graph FROM exact_part)), 'and there are no more rows');

-- The other pairs of key types, by the first.
CREATE FUNCTION pg_temp.other_keys(call text, graph text, node text, item text) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT s.graph, r.* FROM (SELECT graph, %s AS rolled FROM link JOIN made USING (graph) GROUP BY graph) AS s, unnest(s.rolled) AS r',
                  format(call, format('%s, %s, %s', graph, node, item)))
$$;
SELECT set_eq(
    pg_temp.other_keys(f.call, k.graph, k.node, k.item),
    CASE WHEN k.graph = 'g' THEN 'TABLE ' || f.answers ELSE format($$SELECT graph, 'node ' || node, %s FROM %s$$, f.columns, f.answers) END,
    format('%s: %s, %s', f.answers, k.node, k.item))
FROM (VALUES (1, 'outcome_rollup(%s, rag)', 'rated', 'by_link, distinct_items'),
             (3, 'outcome_rollup(%s, tally)', 'tallied', 'by_link, distinct_items'),
             (4, 'outcome_sum(%s, amount)', 'amounted', 'by_link, amount, items'),
             (5, 'outcome_sum(%s, amount, coalesce(share, 1))', 'shared', 'amount, items'),
             (6, 'outcome_rollup(%s, rag, coalesce(share, 1))', 'divided', 'rating, items')) AS f (n, call, answers, columns),
     (VALUES (1, 'g', 'node', $$'item ' || item$$), (2, 't', $$'node ' || node$$, 'item'),
             (3, 't', $$'node ' || node$$, $$'item ' || item$$)) AS k (n, graph, node, item)
ORDER BY f.n, k.n;
SELECT set_eq(pg_temp.other_keys('outcome_rollup(%s, rag::text)', 'g', 'node', 'item'), 'TABLE rated', 'rated: the one overload for words that is left');

-- Orphans: linked to no other node; leading to none of some tops, which the graph may not know.
SELECT set_eq('SELECT graph, orphans(g) FROM made',
              $$SELECT graph, node FROM known EXCEPT SELECT graph, unnest(ARRAY[child, parent]) FROM node_link WHERE child <> parent$$,
              'orphans are linked to no other node');
SELECT set_eq($$SELECT graph, orphans(g, graph % 5, graph % 7) FROM made$$,
              $$SELECT graph, node FROM known EXCEPT SELECT graph, node FROM closure WHERE above IN (graph % 5, graph % 7)$$,
              'orphans of tops lead to none of them');
SELECT set_eq($$SELECT graph, orphans(t) FROM made UNION ALL SELECT -graph, orphans(t, 'node ' || graph % 5) FROM made$$,
              $$SELECT graph, 'node ' || orphans(g) FROM made UNION ALL SELECT -graph, 'node ' || orphans(g, graph % 5) FROM made$$,
              'the same of text nodes');
SELECT is(linkage(g), (SELECT linkage(child, parent) FROM node_link), 'ten thousand graphs merged are the graph of all links') FROM made;

-- 100,000 levels: nothing recurses, and the sums are right at every level.
CREATE TEMP TABLE chain AS SELECT linkage(i, i - 1) AS g FROM generate_series(1, 100000) AS i;
SELECT is(count(*), 100001::bigint, '100,000 levels of money, a quarter of each item''s a level further down')
FROM (SELECT outcome_sum((SELECT g FROM chain), item - up, item, 0.50, 1 + 2 * up) AS rolled
      FROM generate_series(1, 100000) AS item, generate_series(0, 1) AS up) AS s, unnest(s.rolled) AS r
WHERE r.amount = (100000 - node) * 0.5 + CASE WHEN node > 0 THEN 0.125 ELSE 0 END
  AND r.items = 100000 - node + CASE WHEN node > 0 THEN 1 ELSE 0 END;
SELECT is(count(*), 99999::bigint, 'and of orphans of its last two') FROM chain, orphans(g, 99999, 100000);

SELECT * FROM finish();
ROLLBACK;
