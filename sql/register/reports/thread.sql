-- Items counted at the nodes they count towards.

-- Reports: the golden thread.
CREATE OR REPLACE FUNCTION rollup_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plans plan_ref[] DEFAULT NULL,
                                         known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text,
                 by_link rag_tally, distinct_items rag_tally, items_by_link bigint, items_distinct bigint,
                 percent_complete numeric, overall rag, sum_of_outcomes bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH rated AS MATERIALIZED (
    -- Materialised: rated once per item, not once per link of it.
    SELECT ri.item_id, ri.rating
      FROM rated_items(rollup_report.in_quarter, rollup_report.as_at, rollup_report.of_plans, rollup_report.known_at) ri
  ), rolled AS MATERIALIZED (
    SELECT u.node, u.by_link, u.distinct_items
      FROM (SELECT outcome_rollup((SELECT thread_graph(coalesce(rollup_report.as_at, end_date(rollup_report.in_quarter)),
                                                       rollup_report.known_at)),
                                  il.node_id, il.item_id, rated.rating) AS nodes
              FROM rated
              JOIN links_of_items(coalesce(rollup_report.as_at, end_date(rollup_report.in_quarter)), rollup_report.known_at) il
                ON il.item_id = rated.item_id) r
     CROSS JOIN LATERAL unnest(r.nodes) u
  ), children AS (
    SELECT l.parent_node_id, sum(total(rolled.distinct_items))::bigint AS items
      FROM node_links_in_force(coalesce(rollup_report.as_at, end_date(rollup_report.in_quarter)), rollup_report.known_at) l
      LEFT JOIN rolled ON rolled.node = l.child_node_id
     GROUP BY l.parent_node_id
  )
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title,
         coalesce(rolled.by_link, '0'),
         coalesce(rolled.distinct_items, '0'),
         coalesce(total(rolled.by_link), 0),
         coalesce(total(rolled.distinct_items), 0),
         percent_complete(rolled.distinct_items),
         overall(rolled.distinct_items),
         CASE WHEN c.parent_node_id IS NOT NULL THEN coalesce(c.items, 0) END
    FROM nodes_known(rollup_report.known_at) n
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
    LEFT JOIN rolled ON rolled.node = n.node_id
    LEFT JOIN children c ON c.parent_node_id = n.node_id
   WHERE (rollup_report.in_quarter IS NULL OR checked_quarter(rollup_report.in_quarter) IS NOT NULL)
     AND (rollup_report.of_plans IS NULL OR checked_plans(rollup_report.of_plans) IS NOT NULL)
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION rollup_report(quarter, date, plan_ref[], timestamptz) IS
  'One row per node, zeros included: the ratings in that quarter (an item without one is unrated; no quarter: the latest in which its '
  'plan had reported by that day) of all items at or under it that were active on its last day (no quarter: on that day), over the '
  'links that hold on that day (no day: the last of the quarter, or today); only items of these plans, if any are named. Do not add '
  'across nodes: sum_of_outcomes is what that gives, as some plans print it.';

CREATE OR REPLACE VIEW rollup_report WITH (security_invoker = true) AS
SELECT r.node_id, r.plan_id, r.plan, r.level, r.ref, r.title, r.by_link, r.distinct_items, r.items_by_link, r.items_distinct,
       r.percent_complete, r.overall, r.sum_of_outcomes
  FROM rollup_report(as_at => today()) r;
COMMENT ON VIEW rollup_report IS
  'One row per node, zeros included: the latest ratings of all items at or under it that are active today. Do not add across nodes: an '
  'item under two of them counts at each.';
COMMENT ON COLUMN rollup_report.node_id IS 'The node.';
COMMENT ON COLUMN rollup_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN rollup_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN rollup_report.level IS 'Which kind of node or item.';
COMMENT ON COLUMN rollup_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN rollup_report.title IS 'The wording.';
COMMENT ON COLUMN rollup_report.by_link IS
  'Ratings counted by link: every pair of a node at or under this one and an item linked to it counts, so an item linked to two '
  'outcomes counts twice. Not the sum of the children''s rows.';
COMMENT ON COLUMN rollup_report.distinct_items IS
  'Ratings of the distinct items at or under the node: every item counts once. Do not add across nodes.';
COMMENT ON COLUMN rollup_report.items_by_link IS 'Total of by_link. Larger than items_distinct where an item is linked to several nodes.';
COMMENT ON COLUMN rollup_report.items_distinct IS
  'Total of distinct_items: how many items there are at or under the node. Do not add across nodes.';
COMMENT ON COLUMN rollup_report.percent_complete IS
  'Items rated Complete in per cent of total, not rated ones included; exact, to be rounded by who prints it; NULL where there are no '
  'items.';
COMMENT ON COLUMN rollup_report.overall IS
  'One rating for all: the most severe of the live ones (Amber/Green printed as Amber, Amber/Red as Red); NULL where none is live and '
  'some items are not rated.';
COMMENT ON COLUMN rollup_report.sum_of_outcomes IS
  'The sum of outcomes, as some plans print it: items_distinct of the nodes right under this one, added up, so that an item under two of '
  'them counts twice; NULL where there is none under it.';

CREATE OR REPLACE FUNCTION unlinked_items(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, level text, ref text, title text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.level, i.ref, i.title
    FROM items_in_force(unlinked_items.as_at, unlinked_items.known_at) i
    JOIN plan_names p ON p.plan_id = i.plan_id
   WHERE NOT EXISTS (SELECT FROM links_of_items(unlinked_items.as_at, unlinked_items.known_at) l WHERE l.item_id = i.item_id)
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION unlinked_items(date, timestamptz) IS
  'One row per item active on that day that no link which rolls up and holds on that day ties to any node.';

CREATE OR REPLACE VIEW unlinked_items WITH (security_invoker = true) AS
SELECT u.plan_id, u.plan, u.item_id, u.level, u.ref, u.title FROM unlinked_items() u;
COMMENT ON VIEW unlinked_items IS 'One row per item active today that no link which rolls up ties to any node.';
COMMENT ON COLUMN unlinked_items.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN unlinked_items.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN unlinked_items.item_id IS 'The item.';
COMMENT ON COLUMN unlinked_items.level IS 'Which kind of node or item.';
COMMENT ON COLUMN unlinked_items.ref IS 'The reference as printed.';
COMMENT ON COLUMN unlinked_items.title IS 'The wording.';

-- A node with items is one thing linked to itself: the rollup then says which nodes have any of them at or under them.
CREATE OR REPLACE FUNCTION covered_nodes(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT u.node
    FROM (SELECT outcome_rollup((SELECT thread_graph(covered_nodes.as_at, covered_nodes.known_at)), held.node_id, held.node_id,
                                NULL::rag) AS nodes
            FROM (SELECT DISTINCT il.node_id
                    FROM links_of_items(covered_nodes.as_at, covered_nodes.known_at) il
                    JOIN items_in_force(covered_nodes.as_at, covered_nodes.known_at) i ON i.item_id = il.item_id) held) r
   CROSS JOIN LATERAL unnest(r.nodes) u
   WHERE total(u.distinct_items) > 0;
END;
COMMENT ON FUNCTION covered_nodes(date, timestamptz) IS
  'One row per node that has an item active on that day at or under it, over the links of that day.';

-- Where no node of a level has any item, the level is not one that items are linked to; and what several plans share is often there only
-- because a link names it that does not roll up, such as a strategy that an item refers to.
CREATE OR REPLACE FUNCTION uncovered_nodes(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, node_id bigint, level text, ref text, title text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT n.plan_id, p.plan, n.node_id, n.level, n.ref, n.title
    FROM (SELECT c.plan_id, c.node_id, c.level, c.ref, c.title, c.code, c.is_covered,
                 bool_or(c.is_covered) OVER (PARTITION BY c.plan_id, c.level) AS covered_beside
            FROM (SELECT x.plan_id, x.node_id, x.level, x.ref, x.title, x.code,
                         x.node_id IN (SELECT v.node_id FROM covered_nodes(uncovered_nodes.as_at, uncovered_nodes.known_at) v) AS is_covered
                    FROM nodes_known(uncovered_nodes.known_at) x
                  -- Keeps the planner from working that out once for the row and once for its neighbours.
                  OFFSET 0) c) n
    LEFT JOIN plans own ON own.plan_id = n.plan_id
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
   WHERE NOT n.is_covered
     AND n.covered_beside
     AND (n.plan_id IS NOT NULL
          OR EXISTS (SELECT FROM links_known(uncovered_nodes.known_at) l JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
                      WHERE l.from_node_id = n.node_id)
          OR EXISTS (SELECT FROM links_known(uncovered_nodes.known_at) l JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
                      WHERE l.to_node_id = n.node_id)
          OR NOT EXISTS (SELECT FROM links_known(uncovered_nodes.known_at) l WHERE l.from_node_id = n.node_id)
             AND NOT EXISTS (SELECT FROM links_known(uncovered_nodes.known_at) l WHERE l.to_node_id = n.node_id))
     AND coalesce(own.counts_from <= on_day(uncovered_nodes.as_at), true)
     AND (own.plan_id IS NULL
          OR own.state <> 'closed'
          OR on_day(uncovered_nodes.as_at) < coalesce((SELECT min(s.counts_from) FROM plans s WHERE s.supersedes_plan_id = own.plan_id),
                                                      least(on_day(NULL), upper(own.period))))
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION uncovered_nodes(date, timestamptz) IS
  'One row per node that has no item active on that day at or under it, over the links of that day, and is meant to have some, such as '
  'an outcome to which nothing contributes. Meant to: another node of its level in its plan (of what several plans share: of its level) '
  'has some; its plan counts on that day, that is, has begun and, if it is closed, was not over (the plan that takes its place had not '
  'begun or, where there is none, its period had not ended); and what several plans share is more than a name that only links which do '
  'not roll up give.';

CREATE OR REPLACE VIEW uncovered_nodes WITH (security_invoker = true) AS
SELECT u.plan_id, u.plan, u.node_id, u.level, u.ref, u.title FROM uncovered_nodes() u;
COMMENT ON VIEW uncovered_nodes IS
  'One row per node without any active item at or under it today that is meant to have some, such as an outcome to which nothing '
  'contributes; the function of this name says what is meant to.';
COMMENT ON COLUMN uncovered_nodes.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN uncovered_nodes.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN uncovered_nodes.node_id IS 'The node.';
COMMENT ON COLUMN uncovered_nodes.level IS 'Which kind of node or item.';
COMMENT ON COLUMN uncovered_nodes.ref IS 'The reference as printed.';
COMMENT ON COLUMN uncovered_nodes.title IS 'The wording.';
