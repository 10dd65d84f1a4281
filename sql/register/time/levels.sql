-- Which items count at a level: at nodes, committees and officers, or under other items.

CREATE OR REPLACE FUNCTION checked_level(level text) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF level IS NULL OR level NOT IN ('body', 'officer') AND NOT EXISTS (SELECT FROM levels l WHERE l.level = checked_level.level) THEN
    RAISE EXCEPTION 'unknown level "%"', coalesce(level, 'NULL')
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A report by level is by a level of nodes or items, by body or by officer.',
            HINT = format('Write %s, body or officer.', (SELECT string_agg(l.level, ', ' ORDER BY l.holds DESC, l.level) FROM levels l));
  END IF;
  RETURN level;
END
$body$;
COMMENT ON FUNCTION checked_level(text) IS 'The level itself, or body or officer, or an error if there is none of that name.';

CREATE OR REPLACE FUNCTION level_items(in_level text, as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (key bigint, item_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH direct AS MATERIALIZED (
    SELECT l.item_id, l.node_id
      FROM item_links_in_force(level_items.as_at, level_items.known_at) l
     WHERE level_items.in_level NOT IN ('body', 'officer')
  ), graph AS MATERIALIZED (
    SELECT thread_graph(level_items.as_at, level_items.known_at) AS g
  ), held AS MATERIALIZED (
    SELECT DISTINCT d.node_id FROM direct d
  ), at_level AS (
    SELECT h.node_id, n.node_id AS key
      FROM held h
     CROSS JOIN LATERAL (SELECT h.node_id UNION SELECT a.node FROM ancestors((SELECT k.g FROM graph k), h.node_id) a (node)) up (node_id)
      JOIN nodes n ON n.node_id = up.node_id
     WHERE n.level = level_items.in_level
  )
  SELECT DISTINCT a.key, d.item_id FROM direct d JOIN at_level a ON a.node_id = d.node_id
  UNION ALL
  SELECT u.under_item_id, u.item_id
    FROM items_under(level_items.as_at, level_items.known_at) u
    JOIN items i ON i.item_id = u.under_item_id
   WHERE i.level = level_items.in_level
  UNION ALL
  SELECT DISTINCT b.body_id, b.item_id
    FROM bodies_in_force(level_items.as_at, level_items.known_at) b
   WHERE level_items.in_level = 'body'
  UNION ALL
  SELECT DISTINCT o.officer_id, o.item_id
    FROM owners_in_force(level_items.as_at, level_items.known_at) o
   WHERE level_items.in_level = 'officer';
END;
COMMENT ON FUNCTION level_items(text, date, timestamptz) IS
  'One row per node of that level and item at or under it on that day, as known at that moment; of a level of items, per item and item '
  'under it; of body or officer, per committee or board, or officer responsible, and item. Each pair once.';

CREATE OR REPLACE FUNCTION level_names(in_level text)
  RETURNS TABLE (key bigint, plan_id bigint, ref text, title text, code plan_code)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT n.node_id, n.plan_id, n.ref, n.title, n.code FROM nodes_known() n WHERE n.level = level_names.in_level
  UNION ALL
  SELECT i.item_id, i.plan_id, i.ref, i.title, i.code FROM items i WHERE i.level = level_names.in_level
  UNION ALL
  SELECT b.body_id, NULL, b.name, b.name, NULL FROM bodies b WHERE level_names.in_level = 'body'
  UNION ALL
  SELECT o.officer_id, NULL, o.name, o.name, NULL FROM officers o WHERE level_names.in_level = 'officer';
END;
COMMENT ON FUNCTION level_names(text) IS
  'One row per node or item of that level, committee or board, or officer: what reports by level print of it.';
