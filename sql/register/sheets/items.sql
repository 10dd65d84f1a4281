-- What a sheet says of the items themselves: new ones, titles, attributes, nodes and links; and what it does not say.

CREATE OR REPLACE FUNCTION sheet_list_wording(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  item_level text := coalesce((SELECT nullif(min(m.qualifier), '') FROM sheet_marks m WHERE m.run = run.run AND m.target = 'title'),
                              'action');
BEGIN
  -- A plan's first items were always in it; later ones count from the sheet's quarter on.
  INSERT INTO sheet_changes (run, line, change, ref, title, level, valid_from, quarter)
  SELECT run.run, r.line, 'new item', r.ref, coalesce(r.title, r.ref), coalesce(l.level, item_level),
         CASE WHEN run.latest_quarter IS NOT NULL THEN start_date(run.quarter) END, run.quarter
  FROM sheet_rows r
  LEFT JOIN sheet_cells c ON c.run = r.run AND c.line = r.line AND c.target = 'level'
  LEFT JOIN levels l ON l.level = lower(c.value) AND l.holds = 'item'
  WHERE r.run = run.run AND r.outcome = 'new' AND r.is_first;

  INSERT INTO sheet_changes (run, line, change, ref, title, field, was, will_be, item_id)
  SELECT run.run, r.line, 'title', r.ref, i.title, 'title', i.title, r.title, i.item_id
  FROM sheet_rows r JOIN items i ON i.item_id = r.item_id
  WHERE r.run = run.run AND r.outcome = 'known' AND r.is_first AND r.title <> i.title AND sheet_word(r.title) <> sheet_word(i.title);
END
$body$;
COMMENT ON FUNCTION sheet_list_wording(sheet_runs) IS 'Lists the items a sheet adds, and those it renames.';

CREATE OR REPLACE FUNCTION sheet_list_attributes(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, was, will_be, shown, item_id, raw)
  SELECT run.run, c.line, c.position, 'attribute', r.ref, r.title, h.name, a.value, c.raw, r.item_id IS NOT NULL, r.item_id, c.raw
  FROM sheet_cells c
  JOIN sheet_rows r ON r.run = c.run AND r.line = c.line AND r.is_first AND r.outcome IN ('known', 'new')
  JOIN sheet_marks m ON m.run = c.run AND m.position = c.position
  CROSS JOIN LATERAL (SELECT left(coalesce(nullif(trim_cell(m.heading), ''), 'column ' || m.position), 200) AS name) AS h
  LEFT JOIN item_attributes a ON a.item_id = r.item_id AND a.name = h.name
  WHERE c.run = run.run AND c.target = 'attribute' AND a.value IS DISTINCT FROM c.raw AND (r.outcome = 'new' OR r.item_id IS NOT NULL);
END
$body$;
COMMENT ON FUNCTION sheet_list_attributes(sheet_runs) IS 'Lists what a sheet says of items in columns that nobody knows.';

CREATE OR REPLACE FUNCTION sheet_list_left_out(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_changes (run, line, change, ref, title, field, will_be, remark, accepted)
  SELECT run.run, r.line, 'row not loaded', left(r.ref, 60), left(r.title, 200), NULL, NULL,
         CASE WHEN length(r.ref) > 200 THEN format('its reference has %s characters, at most 200 are one', length(r.ref))
              WHEN NOT r.is_first THEN format('the reference is already used on line %s', f.line)
              WHEN r.ref IS NULL AND r.title IS NULL THEN 'it has neither a reference nor a title'
              ELSE 'it has no reference, and its title is no item''s' END, false
  FROM sheet_rows r LEFT JOIN sheet_rows f ON f.run = r.run AND f.subject = r.subject AND f.is_first
  WHERE r.run = run.run AND (r.outcome = 'refused' OR r.class = 'lost');

  INSERT INTO sheet_changes (run, change, ref, title, remark, accepted, item_id)
  SELECT run.run, 'not in the sheet', i.ref, i.title, 'the sheet has no row of it; nothing changes', false, i.item_id
  FROM items_in_force(end_date(run.quarter)) AS i
  WHERE i.plan_id = run.plan_id
    AND coalesce(sheet_column(run, 'ref'), sheet_column(run, 'title')) IS NOT NULL
    AND NOT EXISTS (SELECT FROM sheet_rows r WHERE r.run = run.run AND r.item_id = i.item_id)
    AND NOT EXISTS (SELECT FROM sheet_changes c WHERE c.run = run.run AND c.is_question AND c.object_id = i.item_id);
END
$body$;
COMMENT ON FUNCTION sheet_list_left_out(sheet_runs) IS
  'Lists the rows of a sheet that are not loaded, and the items that it has no row of.';

-- Where outcomes are named, an item contributes to them, and what stands above them is theirs; else it is part of the innermost node.
CREATE OR REPLACE FUNCTION sheet_links(run sheet_runs)
  RETURNS TABLE (line bigint, child_level text, child_key text, child_node_id bigint, level text, key text, node_id bigint, relation text)
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  WITH named AS MATERIALIZED (
    SELECT n.line, n.level, n.place, n.key, n.node_id, n.is_list,
           bool_or(n.is_list) OVER (PARTITION BY n.line) AS has_list,
           lag(n.level) OVER w AS above, lag(n.key) OVER w AS above_key, lag(n.node_id) OVER w AS above_id,
           NOT n.is_list AND lead(n.level) OVER w IS NULL AS is_innermost
    FROM sheet_nodes n
    JOIN sheet_rows r ON r.run = n.run AND r.line = n.line AND r.is_first AND r.outcome IN ('known', 'new')
    WHERE n.run = (sheet_links.run).run
    WINDOW w AS (PARTITION BY n.line, n.is_list ORDER BY n.place, n.level)
  )
  SELECT n.line, NULL::text, NULL::text, NULL::bigint, n.level, n.key, n.node_id, 'contributes_to' FROM named n WHERE n.is_list
  UNION ALL
  SELECT i.line, NULL, NULL, NULL, i.level, i.key, i.node_id, 'part_of' FROM named i WHERE i.is_innermost AND (i.place > 4
      OR NOT i.has_list)
  UNION ALL
  SELECT min(n.line), n.level, n.key, n.node_id, i.level, i.key, i.node_id, 'part_of'
  FROM named n JOIN named i ON i.line = n.line AND i.is_innermost
  WHERE n.is_list AND i.place <= 4 AND coalesce(try_plan_code(n.key) <@ try_plan_code(i.key), true)
  GROUP BY n.level, n.key, n.node_id, i.level, i.key, i.node_id
  UNION ALL
  SELECT min(n.line), n.level, n.key, n.node_id, n.above, n.above_key, n.above_id, 'part_of' FROM named n
  WHERE NOT n.is_list AND n.above IS NOT NULL
  GROUP BY n.level, n.key, n.node_id, n.above, n.above_key, n.above_id;
END;
COMMENT ON FUNCTION sheet_links(sheet_runs) IS 'The links that a sheet names: of items to nodes, and of nodes to those above them.';

CREATE OR REPLACE FUNCTION sheet_list_nodes(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_changes (run, line, change, ref, title, field, will_be, level)
  SELECT DISTINCT ON (n.level, n.key) run.run, n.line, 'new node', n.ref, coalesce(n.title, n.ref), n.level, n.ref, n.level
  FROM sheet_nodes n JOIN sheet_rows r ON r.run = n.run AND r.line = n.line AND r.outcome IN ('known', 'new')
  WHERE n.run = run.run AND n.node_id IS NULL
  ORDER BY n.level, n.key, n.title IS NULL, n.line;

  -- A node whose wording the sheet has is called so.
  INSERT INTO sheet_changes (run, line, change, ref, title, field, was, will_be, object_id)
  SELECT DISTINCT ON (o.node_id) run.run, n.line, 'node title', o.ref, o.title, o.level, o.title, n.title, o.node_id
  FROM sheet_nodes n JOIN nodes o ON o.node_id = n.node_id AND o.plan_id = run.plan_id
  JOIN sheet_rows r ON r.run = n.run AND r.line = n.line AND r.outcome IN ('known', 'new')
  WHERE n.run = run.run AND sheet_word(n.title) <> sheet_word(o.title) AND ref_key(o.ref) = n.key
  ORDER BY o.node_id, n.line;
END
$body$;
COMMENT ON FUNCTION sheet_list_nodes(sheet_runs) IS 'Lists the nodes that a sheet adds, and those it renames.';

CREATE OR REPLACE FUNCTION sheet_list_links(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH said AS MATERIALIZED (
    SELECT l.*, CASE WHEN l.child_key IS NULL THEN r.ref END AS ref, CASE WHEN l.child_key IS NULL THEN r.title END AS title,
           CASE WHEN l.child_key IS NULL THEN r.item_id END AS item_id
    FROM sheet_links(run) AS l JOIN sheet_rows r ON r.run = run.run AND r.line = l.line
  ), held AS MATERIALIZED (
    SELECT l.from_item_id, l.from_node_id, l.to_node_id, l.relation, n.level, n.ref
    FROM links l JOIN nodes n ON n.node_id = l.to_node_id WHERE l.valid_to >= start_date(run.quarter)
  ), was AS (
    SELECT h.from_item_id, h.level, h.relation, string_agg(h.ref, ', ' ORDER BY h.ref) AS refs FROM held h
    WHERE h.from_item_id IS NOT NULL GROUP BY h.from_item_id, h.level, h.relation
  )
  INSERT INTO sheet_changes (run, line, change, ref, title, field, was, will_be, shown, item_id, level, relation, object_id, details)
  SELECT run.run, s.line, 'link', coalesce(s.child_key, s.ref), s.title, s.level, w.refs, s.key, s.child_key IS NULL
    AND s.item_id IS NOT NULL,
         s.item_id, s.level, s.relation, s.node_id,
         jsonb_build_object('key', s.key, 'child_level', s.child_level, 'child_key', s.child_key, 'child_id', s.child_node_id)
  FROM said s
  LEFT JOIN was w ON w.from_item_id = s.item_id AND w.level = s.level AND w.relation = s.relation
  LEFT JOIN (SELECT DISTINCT h.from_item_id, h.to_node_id, h.relation FROM held h) AS i
    ON i.from_item_id = s.item_id AND i.to_node_id = s.node_id AND i.relation = s.relation
  LEFT JOIN (SELECT DISTINCT h.from_node_id, h.to_node_id, h.relation FROM held h) AS n
    ON n.from_node_id = s.child_node_id AND n.to_node_id = s.node_id AND n.relation = s.relation
  WHERE i.to_node_id IS NULL AND n.to_node_id IS NULL;
END
$body$;
COMMENT ON FUNCTION sheet_list_links(sheet_runs) IS 'Lists the links that a sheet adds.';

CREATE OR REPLACE FUNCTION sheet_list_ended_links(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- What a sheet says of a level replaces what sheets and files said of it; links that came otherwise stay.
  INSERT INTO sheet_changes (run, line, change, ref, title, field, was, item_id, level, relation, object_id)
  SELECT run.run, r.line, 'link ends', r.ref, r.title, n.level, n.ref, r.item_id, n.level, l.relation, l.link_id
  FROM sheet_rows r
  JOIN links l ON l.from_item_id = r.item_id AND l.valid_to >= start_date(run.quarter)
  JOIN imports i ON i.import_id = l.import_id
  JOIN document_kinds k ON k.kind = i.kind AND k.record = 'item'
  JOIN nodes n ON n.node_id = l.to_node_id
  WHERE r.run = run.run AND r.outcome = 'known' AND r.is_first
    AND EXISTS (SELECT FROM sheet_nodes s WHERE s.run = run.run AND s.line = r.line AND s.level = n.level)
    AND NOT EXISTS (SELECT FROM sheet_nodes s WHERE s.run = run.run AND s.line = r.line AND s.node_id = l.to_node_id);
END
$body$;
COMMENT ON FUNCTION sheet_list_ended_links(sheet_runs) IS 'Lists the links that a sheet no longer names.';
