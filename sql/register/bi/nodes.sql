-- Items and the nodes over them, for BI tools.

-- By the rules of links_of_items, which BI readers cannot reach.  Two branches name their ends bare, so that the links of an item are found
-- by an index.
CREATE OR REPLACE VIEW :"bi".bi_item_link AS
WITH turned AS NOT MATERIALIZED (
  SELECT l.from_item_id AS item, l.to_node_id AS node
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
   WHERE (SELECT t.day FROM :"bi".bi_today t) BETWEEN l.valid_from AND l.valid_to AND l.to_node_id IS NOT NULL
  UNION ALL
  SELECT l.to_item_id, l.from_node_id
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'to'
   WHERE (SELECT t.day FROM :"bi".bi_today t) BETWEEN l.valid_from AND l.valid_to AND l.from_node_id IS NOT NULL
), held AS MATERIALIZED (
  SELECT l.from_item_id AS item, l.to_item_id AS over_item
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
   WHERE (SELECT t.day FROM :"bi".bi_today t) BETWEEN l.valid_from AND l.valid_to
     AND l.from_item_id IS NOT NULL AND l.to_item_id IS NOT NULL
), graph AS MATERIALIZED (
  SELECT linkage(h.item, h.over_item) AS g FROM held h
)
SELECT i.item_id AS item_key, i.plan_id AS plan_key, t.node AS node_key
  FROM items i
  JOIN turned t ON t.item = i.item_id
 WHERE i.state <> 'undone'
UNION
SELECT i.item_id, i.plan_id, t.node
  FROM (SELECT DISTINCT h.item FROM held h) u
 CROSS JOIN LATERAL ancestors((SELECT k.g FROM graph k), u.item) above (over_item)
  JOIN items i ON i.item_id = u.item AND i.state <> 'undone'
  JOIN turned t ON t.item = above.over_item;
COMMENT ON VIEW :"bi".bi_item_link IS
  'Bridge: one row per item and node that it counts towards today by a link of its own, or of an item that it is under. An item may have '
  'several: do not add item figures across nodes.';
COMMENT ON COLUMN :"bi".bi_item_link.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_item_link.plan_key IS 'The plan of the item: key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_item_link.node_key IS 'Key of bi_node.';

-- The steps from a node up to each node over it, the fewest.  Where links run in a circle the walk would not end by itself: no way worth
-- counting has more steps than the longest chain of the graph and the nodes of its circles together.
CREATE OR REPLACE VIEW :"bi".bi_item_node AS
WITH RECURSIVE node_link AS MATERIALIZED (
  SELECT DISTINCT CASE rel.child_end WHEN 'from' THEN l.from_node_id ELSE l.to_node_id END AS child,
         CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END AS parent
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
   WHERE (SELECT t.day FROM :"bi".bi_today t) BETWEEN l.valid_from AND l.valid_to
     AND l.from_node_id IS NOT NULL AND l.to_node_id IS NOT NULL
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
), closure AS MATERIALIZED (
  SELECT n.node_id AS node, n.node_id AS over_node, 1 AS depth FROM nodes n
  UNION ALL
  SELECT w.node, w.over_node, min(w.steps) + 1 FROM walk w WHERE w.node <> w.over_node GROUP BY w.node, w.over_node
)
SELECT l.item_key, l.plan_key, c.over_node AS node_key, min(c.depth) AS depth
  FROM :"bi".bi_item_link l
  JOIN closure c ON c.node = l.node_key
 GROUP BY l.item_key, l.plan_key, c.over_node;
COMMENT ON VIEW :"bi".bi_item_node IS
  'Bridge: one row per item and node at or over it by the links of today, once however many ways lead there. With it any rollup is one '
  'join: count distinct items, and never add across nodes.';
COMMENT ON COLUMN :"bi".bi_item_node.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_item_node.plan_key IS 'The plan of the item: key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_item_node.node_key IS 'Key of bi_node.';
COMMENT ON COLUMN :"bi".bi_item_node.depth IS
  'How many links up, by the shortest way; 1: the item, or one that it is under, is linked to the node itself.';
