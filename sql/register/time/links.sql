-- Which links hold, child first.

-- Building blocks: the golden thread.
CREATE OR REPLACE FUNCTION rollup_node_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (child_node_id bigint, parent_node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT
         CASE rel.child_end WHEN 'from' THEN l.from_node_id ELSE l.to_node_id END,
         CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
   WHERE l.from_node_id IS NOT NULL
     AND l.to_node_id IS NOT NULL
     AND coalesce(rollup_node_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION rollup_node_links(date) IS
  'One row per child and parent node: the links between nodes that hold on that day and whose relation rolls up, turned so that the '
  'child comes first.';

CREATE OR REPLACE FUNCTION rollup_item_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT
         CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END,
         CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
   WHERE CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END IS NOT NULL
     AND CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END IS NOT NULL
     AND coalesce(rollup_item_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION rollup_item_links(date) IS
  'One row per item and node it counts towards directly: the links that hold on that day and whose relation rolls up. A link whose '
  'parent end is an item counts nowhere.';

-- Two plain branches, each with its end named bare, so that the indexes of links find the links of one item.
CREATE OR REPLACE FUNCTION item_link_rows(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, node_id bigint, share numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.from_item_id, l.to_node_id, l.share
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
   WHERE l.from_item_id IS NOT NULL
     AND l.to_node_id IS NOT NULL
     AND coalesce(item_link_rows.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
  UNION ALL
  SELECT l.to_item_id, l.from_node_id, l.share
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'to'
   WHERE l.to_item_id IS NOT NULL
     AND l.from_node_id IS NOT NULL
     AND coalesce(item_link_rows.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION item_link_rows(date) IS
  'One row per link that holds on that day and by which an item counts towards a node, with the share the link gives it, if it does; '
  'rollup_item_links has each pair once.';

CREATE OR REPLACE VIEW node_links WITH (security_invoker = true) AS
SELECT l.child_node_id, l.parent_node_id FROM rollup_node_links(CURRENT_DATE) l;
COMMENT ON VIEW node_links IS 'One row per child and parent node today: what linkage(child, parent) is built from.';
COMMENT ON COLUMN node_links.child_node_id IS 'The child: what is under it counts towards the parent.';
COMMENT ON COLUMN node_links.parent_node_id IS 'The parent.';

CREATE OR REPLACE VIEW item_node_links WITH (security_invoker = true) AS
SELECT l.item_id, l.node_id FROM rollup_item_links(CURRENT_DATE) l;
COMMENT ON VIEW item_node_links IS 'One row per item and node it counts towards directly, today.';
COMMENT ON COLUMN item_node_links.item_id IS 'The item.';
COMMENT ON COLUMN item_node_links.node_id IS 'The node.';
