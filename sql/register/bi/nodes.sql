-- Items and every node over them, for BI tools.

-- The steps from a node up to each node over it, the fewest.  Where links run in a circle the walk would not end by itself: no way that is
-- worth counting has more steps than the longest chain of the graph and the nodes of its circles together.
CREATE OR REPLACE VIEW :"bi".bi_item_node AS
WITH RECURSIVE node_link AS MATERIALIZED (
  SELECT DISTINCT l.child_node_key AS child, l.node_key AS parent
    FROM :"bi".bi_link l
   WHERE l.rolls_up AND l.is_current AND l.child_node_key IS NOT NULL
), graph AS MATERIALIZED (
  SELECT linkage(nl.child, nl.parent) AS g FROM node_link nl
), longest AS MATERIALIZED (
  SELECT CASE WHEN EXISTS (SELECT FROM cycles(graph.g))
              THEN (SELECT max(depth(graph.g, n)) FROM nodes(graph.g) n) + (SELECT sum(cardinality(c)) FROM cycles(graph.g) c) END AS steps
    FROM graph
), walk AS (
  SELECT nl.child AS node, nl.parent AS over_node, 1 AS steps FROM node_link nl
  UNION
  SELECT w.node, nl.parent, w.steps + 1
    FROM walk w
    JOIN node_link nl ON nl.child = w.over_node
   WHERE coalesce(w.steps < (SELECT longest.steps FROM longest), true)
), above AS MATERIALIZED (
  SELECT w.node, w.over_node, min(w.steps) AS steps FROM walk w WHERE w.node <> w.over_node GROUP BY w.node, w.over_node
)
SELECT l.item_key, l.plan_key, a.node_key, min(a.depth) AS depth
  FROM :"bi".bi_link l
 CROSS JOIN LATERAL (SELECT l.node_key, 1 AS depth
                     UNION ALL
                     SELECT above.over_node, above.steps + 1 FROM above WHERE above.node = l.node_key) a
 WHERE l.rolls_up AND l.is_current AND l.item_key IS NOT NULL
 GROUP BY l.item_key, l.plan_key, a.node_key;
COMMENT ON VIEW :"bi".bi_item_node IS
  'Bridge: one row per item and node at or over it by the links of today, once however many ways lead there. With it any rollup is one '
  'join: count distinct items, and never add across nodes.';
COMMENT ON COLUMN :"bi".bi_item_node.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_item_node.plan_key IS 'The plan of the item: key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_item_node.node_key IS 'Key of bi_node.';
COMMENT ON COLUMN :"bi".bi_item_node.depth IS 'How many links up, by the shortest way; 1: the item is linked to the node itself.';
