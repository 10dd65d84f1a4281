-- Which nodes there are, and which links hold, child first.

-- The last day of a link as known then: what its first change since took away.  Everything known, nothing is looked up.
CREATE OR REPLACE FUNCTION links_known(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (link_id bigint, from_item_id bigint, from_node_id bigint, to_item_id bigint, to_node_id bigint, relation text,
                 valid_from date, valid_to date, share numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.link_id, l.from_item_id, l.from_node_id, l.to_item_id, l.to_node_id, l.relation, l.valid_from,
         CASE WHEN by_then(links_known.known_at) = 'infinity' THEN l.valid_to
              ELSE coalesce((SELECT e.previous_valid_to
                               FROM link_ends e
                              WHERE e.link_id = l.link_id AND e.recorded_at > by_then(links_known.known_at)
                              ORDER BY e.recorded_at, e.link_end_id
                              LIMIT 1), l.valid_to) END,
         l.share
    FROM links l
   WHERE by_then(links_known.known_at) = 'infinity' OR coalesce(l.recorded_at, '-infinity') <= by_then(links_known.known_at);
END;
COMMENT ON FUNCTION links_known(timestamptz) IS
  'One row per link recorded by that moment, past ones included, with the last day known then.';

-- Two plain branches, each with its end named bare, so that the indexes of links find the links of one item or node.
CREATE OR REPLACE FUNCTION turned_links(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (link_id bigint, item_id bigint, child_node_id bigint, node_id bigint, relation text, valid_from date, valid_to date,
                 share numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.link_id, l.from_item_id, l.from_node_id, l.to_node_id, l.relation, l.valid_from, l.valid_to, l.share
    FROM links_known(turned_links.known_at) l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
   WHERE l.to_node_id IS NOT NULL
  UNION ALL
  SELECT l.link_id, l.to_item_id, l.to_node_id, l.from_node_id, l.relation, l.valid_from, l.valid_to, l.share
    FROM links_known(turned_links.known_at) l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'to'
   WHERE l.from_node_id IS NOT NULL;
END;
COMMENT ON FUNCTION turned_links(timestamptz) IS
  'One row per link that rolls up, as known at that moment, past ones included, turned so that the child, an item or a node, comes '
  'before the parent node. Links between items are not among them: items_under has those.';

CREATE OR REPLACE VIEW turned_links WITH (security_invoker = true) AS
SELECT l.link_id, l.item_id, l.child_node_id, l.node_id, l.relation, l.valid_from, l.valid_to
  FROM turned_links() l
 WHERE l.valid_from <= l.valid_to AND l.valid_to > '-infinity';
COMMENT ON VIEW turned_links IS
  'One row per link that rolls up, past ones included, turned so that the child, an item or a node, comes before the parent node.';
COMMENT ON COLUMN turned_links.link_id IS 'The link.';
COMMENT ON COLUMN turned_links.item_id IS 'The item.';
COMMENT ON COLUMN turned_links.child_node_id IS 'The child, where it is a node.';
COMMENT ON COLUMN turned_links.node_id IS 'The node.';
COMMENT ON COLUMN turned_links.relation IS 'What the link says.';
COMMENT ON COLUMN turned_links.valid_from IS 'First day the link holds.';
COMMENT ON COLUMN turned_links.valid_to IS 'Last day the link holds.';

-- As printed, not turned: what reports ask that read relations which do not roll up.
CREATE OR REPLACE FUNCTION printed_links_in_force(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (link_id bigint, from_item_id bigint, from_node_id bigint, to_item_id bigint, to_node_id bigint, relation text,
                 valid_from date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.link_id, l.from_item_id, l.from_node_id, l.to_item_id, l.to_node_id, l.relation, l.valid_from
    FROM links_known(printed_links_in_force.known_at) l
   WHERE on_day(printed_links_in_force.as_at) BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION printed_links_in_force(date, timestamptz) IS
  'One row per link of any relation that holds on that day, as known at that moment, with its ends as printed.';

CREATE OR REPLACE FUNCTION links_in_force(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (link_id bigint, item_id bigint, child_node_id bigint, node_id bigint, relation text, share numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.link_id, l.item_id, l.child_node_id, l.node_id, l.relation, l.share
    FROM turned_links(links_in_force.known_at) l
   WHERE on_day(links_in_force.as_at) BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION links_in_force(date, timestamptz) IS
  'One row per link that rolls up and holds on that day, as known at that moment: the child, an item or a node, the parent node, and '
  'the share that the link gives an item, if it does. The same pair can be tied twice.';

-- Items under items: tasks and milestones under a deliverable.  Between items a pointer (see) does not roll up.
CREATE OR REPLACE FUNCTION items_under(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, under_item_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
  WITH held AS MATERIALIZED (
    SELECT l.from_item_id AS child, l.to_item_id AS parent
      FROM links_known(items_under.known_at) l
      JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
     WHERE l.from_item_id IS NOT NULL AND l.to_item_id IS NOT NULL
       AND on_day(items_under.as_at) BETWEEN l.valid_from AND l.valid_to
  ), graph AS MATERIALIZED (
    SELECT linkage(h.child, h.parent) AS g FROM held h
  )
  SELECT c.child, above.item_id
    FROM (SELECT DISTINCT h.child FROM held h) c
   CROSS JOIN LATERAL ancestors((SELECT k.g FROM graph k), c.child) above (item_id)
   WHERE above.item_id <> c.child;
END;
COMMENT ON FUNCTION items_under(date, timestamptz) IS
  'One row per item and item that it is under on that day, however far, as known at that moment: it counts where that one counts.';

-- That there is an item has to be said, or the planner reads the links of nodes too.
CREATE OR REPLACE FUNCTION links_of_items(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, node_id bigint, share numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.item_id, l.node_id, l.share
    FROM links_in_force(links_of_items.as_at, links_of_items.known_at) l
   WHERE l.item_id IS NOT NULL
  UNION ALL
  SELECT u.item_id, l.node_id, l.share
    FROM items_under(links_of_items.as_at, links_of_items.known_at) u
    JOIN links_in_force(links_of_items.as_at, links_of_items.known_at) l ON l.item_id = u.under_item_id;
END;
COMMENT ON FUNCTION links_of_items(date, timestamptz) IS
  'One row per link by which an item counts towards a node on that day, as known at that moment: its own, and those of the items it is '
  'under. A pair that is tied twice has two.';

CREATE OR REPLACE FUNCTION item_links_in_force(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT l.item_id, l.node_id FROM links_of_items(item_links_in_force.as_at, item_links_in_force.known_at) l;
END;
COMMENT ON FUNCTION item_links_in_force(date, timestamptz) IS
  'One row per item and node it counts towards on that day by a link of its own or of an item it is under, as known at that moment.';

CREATE OR REPLACE FUNCTION node_links_in_force(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (child_node_id bigint, parent_node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT l.child_node_id, l.node_id
    FROM links_in_force(node_links_in_force.as_at, node_links_in_force.known_at) l
   WHERE l.child_node_id IS NOT NULL;
END;
COMMENT ON FUNCTION node_links_in_force(date, timestamptz) IS
  'One row per child and parent node on that day, as known at that moment: what linkage(child, parent) is built from.';

CREATE OR REPLACE FUNCTION thread_graph(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity') RETURNS linkage
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT linkage(l.child_node_id, l.parent_node_id) FROM node_links_in_force(thread_graph.as_at, thread_graph.known_at) l;
END;
COMMENT ON FUNCTION thread_graph(date, timestamptz) IS
  'The links between nodes that hold on that day, as known at that moment, as one value; call it in a sub-select, so that it is built '
  'once.';

CREATE OR REPLACE VIEW node_links WITH (security_invoker = true) AS
SELECT l.child_node_id, l.parent_node_id FROM node_links_in_force(today()) l;
COMMENT ON VIEW node_links IS 'One row per child and parent node today: what linkage(child, parent) is built from.';
COMMENT ON COLUMN node_links.child_node_id IS 'The child: what is under it counts towards the parent.';
COMMENT ON COLUMN node_links.parent_node_id IS 'The parent.';

CREATE OR REPLACE VIEW item_node_links WITH (security_invoker = true) AS
SELECT l.item_id, l.node_id FROM item_links_in_force(today()) l;
COMMENT ON VIEW item_node_links IS 'One row per item and node it counts towards directly, today.';
COMMENT ON COLUMN item_node_links.item_id IS 'The item.';
COMMENT ON COLUMN item_node_links.node_id IS 'The node.';
