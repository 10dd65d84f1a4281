-- Paths from an item to the top, orphans and cycles.

-- Paths, orphans, cycles.
CREATE OR REPLACE FUNCTION plan_standings(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (node_id bigint, plan_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT n.node_id, n.plan_id FROM nodes_known(plan_standings.known_at) n WHERE n.level = 'plan'
  UNION ALL
  SELECT n.node_id, n.plan_id
    FROM nodes_known(plan_standings.known_at) n
   WHERE n.level <> 'plan'
     AND n.plan_id IS NOT NULL
     AND NOT EXISTS (SELECT FROM nodes_known(plan_standings.known_at) own WHERE own.plan_id = n.plan_id AND own.level = 'plan')
     AND NOT EXISTS (SELECT FROM node_links_in_force(plan_standings.as_at, plan_standings.known_at) up
                      WHERE up.child_node_id = n.node_id);
END;
COMMENT ON FUNCTION plan_standings(date, timestamptz) IS
  'One row per node that stands for a plan on that day: the nodes of level plan and, of a plan that has none, its nodes without a '
  'parent.';

CREATE OR REPLACE FUNCTION path_report(of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(), max_paths integer DEFAULT 20,
                                       known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, node_id bigint, path_number bigint, path text,
                 complete boolean,
                 reaches_plan boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH g AS MATERIALIZED (
    SELECT thread_graph(path_report.as_at, path_report.known_at) AS g
  ), held AS MATERIALIZED (
    SELECT DISTINCT i.item_id, il.node_id
      FROM items_in_force(path_report.as_at, path_report.known_at) i
      LEFT JOIN links_of_items(path_report.as_at, path_report.known_at) il ON il.item_id = i.item_id
     WHERE path_report.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(path_report.of_plan))
  ), threads AS (
    SELECT h.node_id, t.path, t.complete, t.number
      FROM (SELECT DISTINCT held.node_id FROM held WHERE held.node_id IS NOT NULL) h
      LEFT JOIN LATERAL threads((SELECT g.g FROM g), h.node_id, path_report.max_paths) WITH ORDINALITY t (path, complete, number) ON true
  ), named AS MATERIALIZED (
    SELECT t.node_id, coalesce(t.number, 1) AS number, coalesce(t.complete, true) AS complete,
           string_agg(coalesce(lv.label || ' ' || n.ref, s.node_id::text), ' > ' ORDER BY s.place)
           || CASE WHEN NOT t.complete THEN ' > ...' ELSE '' END AS path,
           bool_or(up.node_id IS NOT NULL) AS reaches_plan
      FROM threads t
     CROSS JOIN LATERAL unnest(coalesce(t.path, ARRAY[t.node_id])) WITH ORDINALITY s (node_id, place)
      LEFT JOIN nodes n ON n.node_id = s.node_id
      LEFT JOIN levels lv ON lv.level = n.level
      LEFT JOIN plan_standings(path_report.as_at, path_report.known_at) up ON up.node_id = n.node_id
     GROUP BY t.node_id, t.number, t.complete
  )
  SELECT i.plan_id, p.plan, h.item_id, i.ref, i.title, h.node_id, w.number, w.path, coalesce(w.complete, true),
      coalesce(w.reaches_plan, false)
    FROM held h
    JOIN items i ON i.item_id = h.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN named w ON w.node_id = h.node_id
   WHERE (path_report.of_plan IS NULL OR checked_plan(path_report.of_plan) IS NOT NULL)
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, h.item_id, h.node_id, w.number;
END;
COMMENT ON FUNCTION path_report(plan_ref, date, integer, timestamptz) IS
  'One row per item active on that day (of one plan, if one is named), node it is linked to directly, and path from there up to the '
  'top, at most so many a node: complete is false where a path was cut or more were left out. An item without a link has one row '
  'without a path.';

CREATE OR REPLACE VIEW path_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.item_id, r.ref, r.title, r.node_id, r.path_number, r.path, r.complete, r.reaches_plan FROM path_report() r;
COMMENT ON VIEW path_report IS
  'One row per item active today, node it is linked to directly, and path from there up to the top. For one plan path_report(plan_id) '
  'is quicker.';
COMMENT ON COLUMN path_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN path_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN path_report.item_id IS 'The item.';
COMMENT ON COLUMN path_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN path_report.title IS 'The wording.';
COMMENT ON COLUMN path_report.node_id IS 'The node.';
COMMENT ON COLUMN path_report.path_number IS 'Which of the node''s paths; NULL without one.';
COMMENT ON COLUMN path_report.path IS
  'The nodes from the one the item is linked to up to the top, such as Outcome 3.1 > Commitment 3 > Plan.';
COMMENT ON COLUMN path_report.complete IS 'Whether the path is whole and none was left out.';
COMMENT ON COLUMN path_report.reaches_plan IS 'Whether a node that stands for a plan is on the path.';

CREATE OR REPLACE FUNCTION path_ends(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (node_id bigint, reaches_plan boolean, ends_at text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH g AS MATERIALIZED (
    SELECT thread_graph(path_ends.as_at, path_ends.known_at) AS g
  ), climbed AS (
    SELECT n.node_id, n.node_id AS above FROM nodes n
    UNION ALL
    SELECT n.node_id, k.node FROM nodes n CROSS JOIN LATERAL ancestors((SELECT g.g FROM g), n.node_id) k (node)
  ), reached AS MATERIALIZED (
    SELECT DISTINCT c.node_id FROM climbed c JOIN plan_standings(path_ends.as_at, path_ends.known_at) up ON up.node_id = c.above
  ), ends AS (
    SELECT c.node_id, string_agg(lv.label || ' ' || top.ref, '; ' ORDER BY top.level, top.ref) AS ends_at
      FROM climbed c
      JOIN nodes top ON top.node_id = c.above
      JOIN levels lv ON lv.level = top.level
     WHERE c.node_id NOT IN (SELECT r.node_id FROM reached r)
       AND c.above NOT IN (SELECT nl.child_node_id FROM node_links_in_force(path_ends.as_at, path_ends.known_at) nl)
     GROUP BY c.node_id
  )
  SELECT n.node_id, n.node_id IN (SELECT r.node_id FROM reached r), e.ends_at
    FROM nodes_known(path_ends.known_at) n
    LEFT JOIN ends e ON e.node_id = n.node_id;
END;
COMMENT ON FUNCTION path_ends(date, timestamptz) IS
  'One row per node: whether a path of that day leads from it to a plan and, where none does, where its paths end (NULL: in a cycle).';

CREATE OR REPLACE FUNCTION orphan_report(of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(),
                                         known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, orphan text, item_id bigint, node_id bigint, level text, ref text, title text, finding text,
                 ends_at text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH held AS MATERIALIZED (
    SELECT i.item_id, il.node_id
      FROM items_in_force(orphan_report.as_at, orphan_report.known_at) i
      LEFT JOIN links_of_items(orphan_report.as_at, orphan_report.known_at) il ON il.item_id = i.item_id
     WHERE orphan_report.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(orphan_report.of_plan))
  ), ends AS MATERIALIZED (
    SELECT e.node_id, e.reaches_plan, e.ends_at FROM path_ends(orphan_report.as_at, orphan_report.known_at) e
  ), lost_items AS (
    SELECT h.item_id, count(h.node_id) AS nodes, string_agg(DISTINCT coalesce(e.ends_at, 'a cycle'), '; ')
        FILTER (WHERE h.node_id IS NOT NULL) AS ends_at
      FROM held h
      LEFT JOIN ends e ON e.node_id = h.node_id
     GROUP BY h.item_id
    HAVING NOT coalesce(bool_or(e.reaches_plan), false)
  )
  SELECT i.plan_id, p.plan, o.orphan, o.item_id, o.node_id, coalesce(i.level, n.level), coalesce(i.ref, n.ref),
      coalesce(i.title, n.title), o.finding, o.ends_at
    FROM (SELECT 'item' AS orphan, l.item_id, NULL::bigint AS node_id,
                 CASE l.nodes WHEN 0 THEN 'no link that rolls up' ELSE 'its links end below every plan' END AS finding, l.ends_at
            FROM lost_items l
          UNION ALL
          SELECT 'node', NULL, n.node_id, 'its links end below every plan', coalesce(e.ends_at, 'a cycle')
            FROM nodes_known(orphan_report.known_at) n
            JOIN ends e ON e.node_id = n.node_id AND NOT e.reaches_plan
           WHERE (n.plan_id IS NOT NULL OR n.node_id IN (SELECT h.node_id FROM held h WHERE h.node_id IS NOT NULL))
             AND (orphan_report.of_plan IS NULL OR n.plan_id = (SELECT checked_plan(orphan_report.of_plan)))
             AND (n.plan_id IS NULL OR n.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(orphan_report.as_at) c)))) o
    LEFT JOIN items i ON i.item_id = o.item_id
    LEFT JOIN nodes n ON n.node_id = o.node_id
    LEFT JOIN plan_names p ON p.plan_id = coalesce(i.plan_id, n.plan_id)
   WHERE (orphan_report.of_plan IS NULL OR checked_plan(orphan_report.of_plan) IS NOT NULL)
   ORDER BY p.plan NULLS LAST, coalesce(i.plan_id, n.plan_id), o.orphan, coalesce(i.code, n.code) NULLS LAST,
       coalesce(o.item_id, o.node_id);
END;
COMMENT ON FUNCTION orphan_report(plan_ref, date, timestamptz) IS
  'One row per item active on that day, and per node of a plan or with items, from which no path of that day leads to a plan; ends_at '
  'says where its paths end instead.';

CREATE OR REPLACE VIEW orphan_report WITH (security_invoker = true) AS
SELECT o.plan_id, o.plan, o.orphan, o.item_id, o.node_id, o.level, o.ref, o.title, o.finding, o.ends_at FROM orphan_report() o;
COMMENT ON VIEW orphan_report IS 'One row per item active today, and per node of a plan or with items, from which no path leads to a plan.';
COMMENT ON COLUMN orphan_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN orphan_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN orphan_report.orphan IS 'item or node.';
COMMENT ON COLUMN orphan_report.item_id IS 'The item.';
COMMENT ON COLUMN orphan_report.node_id IS 'The node.';
COMMENT ON COLUMN orphan_report.level IS 'Which kind of node or item.';
COMMENT ON COLUMN orphan_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN orphan_report.title IS 'The wording.';
COMMENT ON COLUMN orphan_report.finding IS 'What was found.';
COMMENT ON COLUMN orphan_report.ends_at IS 'The topmost nodes its paths lead to.';

CREATE OR REPLACE FUNCTION cycle_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (cycle_number bigint, nodes_on_cycle integer, node_id bigint, plan_id bigint, plan text, level text, ref text, title text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
  SELECT c.number, cardinality(c.members), n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title
    FROM cycles((SELECT thread_graph(cycle_report.as_at, cycle_report.known_at))) WITH ORDINALITY c (members, number)
    JOIN nodes n ON n.node_id = ANY (c.members)
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
   ORDER BY c.number, n.node_id;
END;
COMMENT ON FUNCTION cycle_report(date, timestamptz) IS
  'One row per node that leads back to itself over the links of that day: the nodes of one cycle share one rollup.';

CREATE OR REPLACE VIEW cycle_report WITH (security_invoker = true) AS
SELECT c.cycle_number, c.nodes_on_cycle, c.node_id, c.plan_id, c.plan, c.level, c.ref, c.title FROM cycle_report() c;
COMMENT ON VIEW cycle_report IS
  'One row per node that leads back to itself over the links of today: the nodes of one cycle share one rollup.';
COMMENT ON COLUMN cycle_report.cycle_number IS 'Which cycle.';
COMMENT ON COLUMN cycle_report.nodes_on_cycle IS 'How many nodes the cycle has.';
COMMENT ON COLUMN cycle_report.node_id IS 'The node.';
COMMENT ON COLUMN cycle_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN cycle_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN cycle_report.level IS 'Which kind of node or item.';
COMMENT ON COLUMN cycle_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN cycle_report.title IS 'The wording.';
