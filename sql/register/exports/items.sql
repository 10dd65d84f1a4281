-- Items, nodes and links as a document of their kind has them.

-- The planner takes every function and CTE for small, and would join a large document row by row: hence no nested loops where another
-- join can do.

-- Items -------------------------------------------------------------------------------------------------------------

-- The rows of the last file whose items are still there, then the plan's items that it lacks.
CREATE OR REPLACE FUNCTION export_item_rows(run imports, document document_kinds, OUT line bigint, OUT item_id bigint) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH held AS MATERIALIZED (
    SELECT c.line, i.item_id
    FROM export_cells(run) AS c
    JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position AND m.target = 'item.ref'
    JOIN items i ON i.plan_id = document.plan_id AND i.ref = c.value AND i.state <> 'undone'
  )
  SELECT h.line, h.item_id FROM held h
  UNION ALL
  SELECT 1000000000000 + row_number() OVER (ORDER BY i.item_id), i.item_id
  FROM items i JOIN import_mappings m ON m.kind = document.kind AND m.target = 'item.level'
  WHERE i.plan_id = document.plan_id AND i.state <> 'undone' AND (m.source ~ '[{}]' OR m.source = i.level)
    AND NOT EXISTS (SELECT FROM held h WHERE h.item_id = i.item_id);
END
$body$;
COMMENT ON FUNCTION export_item_rows(imports, document_kinds) IS
  'The items of a document, those of the last file by its lines and others after them.';

CREATE OR REPLACE FUNCTION export_item_cells(run imports, document document_kinds, as_at date,
                                             OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH lines AS MATERIALIZED (
    SELECT r.line, r.item_id, r.line < 1000000000000 AS is_held FROM export_item_rows(run, document) AS r
  ), cells AS MATERIALIZED (
    SELECT l.line, l.item_id, l.is_held, m.position, m.target, m.qualifier, m.split, m.blank_words, c.raw, c.value
    FROM lines l
    CROSS JOIN import_mappings m
    LEFT JOIN export_cells(run) AS c ON c.line = l.line AND c.position = m.position
    WHERE m.kind = document.kind AND m.target <> 'keep'
  ), words AS (
    SELECT c.line, c.position, c.raw, c.value,
           CASE c.target WHEN 'item.ref' THEN i.ref WHEN 'item.title' THEN i.title WHEN 'item.level' THEN i.level END AS held
    FROM cells c JOIN items i ON i.item_id = c.item_id
    WHERE c.target IN ('item.ref', 'item.title', 'item.level')
  ), last AS MATERIALIZED (
    SELECT DISTINCT ON (r.item_id, r.period_start, r.period_end)
           r.item_id, daterange(r.period_start, r.period_end + 1) AS period, r.rating, r.raw, r.commentary, r.corrective_action
    FROM ratings_known() r JOIN lines l ON l.item_id = r.item_id
    ORDER BY r.item_id, r.period_start, r.period_end, r.recorded_at DESC, r.rating_id DESC
  ), rated AS MATERIALIZED (
    SELECT c.line, c.position, c.target, c.blank_words, c.raw AS cell, c.value, l.item_id, l.rating, l.raw, l.commentary,
        l.corrective_action
    FROM cells c
    JOIN (SELECT m.position, plan_period(m.qualifier, fiscal_start_month()) AS period FROM import_mappings m
          WHERE m.kind = document.kind AND m.target IN ('rating', 'commentary', 'corrective_action')) AS p ON p.position = c.position
    LEFT JOIN last l ON l.item_id = c.item_id AND l.period = p.period
  ), spellings AS MATERIALIZED (
    -- Each spelling is read once.
    SELECT s.raw, s.blank_words, import_reading('rating', s.raw, CASE
                                                WHEN normal_name(s.raw) = ANY (ARRAY(SELECT normal_name(w) FROM unnest(s.blank_words) AS w))
                                                                 THEN NULL ELSE import_value(s.raw) END, document.plan_id) AS reading
    FROM (SELECT DISTINCT r.raw, r.blank_words FROM rated r WHERE r.target = 'rating' AND r.raw IS NOT NULL) AS s
  ), dues AS MATERIALIZED (
    -- A baseline's column has revision 0; of the others the last ones have the last revisions, as an import takes them.
    SELECT c.line, c.position, c.item_id, c.target AS milestone, c.qualifier, c.raw, c.value,
        try_plan_period(c.value, fiscal_start_month()) AS period,
           row_number() OVER w AS number, count(*) OVER (PARTITION BY c.line, c.target, c.qualifier = 'baseline') AS columns,
           bool_and(c.qualifier = 'revised') OVER (PARTITION BY c.line, c.target, c.qualifier = 'baseline') AS revised_only
    FROM cells c WHERE c.target IN ('due', 'start')
    WINDOW w AS (PARTITION BY c.line, c.target, c.qualifier = 'baseline' ORDER BY c.position)
  ), recorded AS MATERIALIZED (
    SELECT d.item_id, d.milestone, d.revision, d.period, d.raw, d.due,
           row_number() OVER w AS place, count(*) OVER (PARTITION BY d.item_id, d.milestone) AS revisions
    FROM due_dates_known() d JOIN lines l ON l.item_id = d.item_id
    WINDOW w AS (PARTITION BY d.item_id, d.milestone ORDER BY d.revision)
  ), revisions AS (
    SELECT r.item_id, r.milestone, array_agg(r.period ORDER BY r.revision) AS periods
    FROM recorded r GROUP BY r.item_id, r.milestone
  ), series AS (
    SELECT s.line, s.milestone, s.stated = s.held[cardinality(s.held) - cardinality(s.stated) + 1:]
        AND (s.held = '{}' OR s.stated <> '{}') AS is_same
    FROM (SELECT d.line, d.milestone, d.stated,
                 coalesce(CASE WHEN d.revised_only THEN r.periods[2:] ELSE r.periods END, '{}') AS held
          FROM (SELECT x.line, x.item_id, x.milestone, x.revised_only,
                       coalesce(array_agg(x.period ORDER BY x.position) FILTER (WHERE x.period IS NOT NULL), '{}') AS stated
                FROM dues x WHERE x.qualifier <> 'baseline'
                GROUP BY x.line, x.item_id, x.milestone, x.revised_only) AS d
          LEFT JOIN revisions r ON r.item_id = d.item_id AND r.milestone = d.milestone) AS s
  ), deadlines AS (
    SELECT d.line, d.position,
           CASE WHEN d.raw IS NOT NULL AND CASE WHEN d.qualifier = 'baseline' THEN d.period IS NOT DISTINCT FROM r.period
               ELSE s.is_same END THEN d.raw
                WHEN r.period IS NULL THEN ''
                WHEN try_plan_period(r.raw, fiscal_start_month()) = r.period THEN r.raw
                WHEN r.due IS NULL THEN 'From ' || to_char(lower(r.period), 'YYYY-MM-DD')
                ELSE to_char(r.due, 'YYYY-MM-DD') END AS printed
    FROM dues d
    LEFT JOIN series s ON s.line = d.line AND s.milestone = d.milestone
    LEFT JOIN recorded r ON r.item_id = d.item_id AND r.milestone = d.milestone
      AND CASE WHEN d.qualifier = 'baseline' THEN r.place = 1
               ELSE r.place = d.number + CASE WHEN d.revised_only THEN 1 ELSE 0 END
                              + greatest(r.revisions - CASE WHEN d.revised_only THEN 1 ELSE 0 END - d.columns, 0) END
  ), named AS MATERIALIZED (
    SELECT d.position, d.value, n.name, n.valid_from, n.valid_to
    FROM (SELECT DISTINCT c.position, c.value, coalesce(c.split, '') AS split FROM cells c
          WHERE c.target IN ('officer', 'body', 'link.node') AND c.value IS NOT NULL) AS d,
         LATERAL import_names(d.value, d.split) AS n
  ), ties AS MATERIALIZED (
    -- Who answers for an item on the day, and what it is linked to: what the cells say, and what the register says.
    SELECT c.line, c.target, c.qualifier, coalesce(a.officer_id, o.officer_id) AS object_id
    FROM cells c JOIN named n ON n.position = c.position AND n.value = c.value
    LEFT JOIN officers o ON normal_name(o.name) = normal_name(n.name)
    LEFT JOIN officer_aliases a ON normal_name(a.alias) = normal_name(n.name)
    WHERE c.target = 'officer' AND as_at BETWEEN n.valid_from AND n.valid_to
    UNION
    SELECT c.line, c.target, c.qualifier, coalesce(a.body_id, o.body_id)
    FROM cells c JOIN named n ON n.position = c.position AND n.value = c.value
    LEFT JOIN bodies o ON normal_name(o.name) = normal_name(n.name)
    LEFT JOIN body_aliases a ON normal_name(a.alias) = normal_name(n.name)
    WHERE c.target = 'body' AND as_at BETWEEN n.valid_from AND n.valid_to
    UNION
    SELECT c.line, c.target, c.qualifier, f.node_id
    FROM cells c JOIN named n ON n.position = c.position AND n.value = c.value
    LEFT JOIN findable_nodes(document.plan_id) AS f ON f.level = split_part(c.qualifier, ' ', 1) AND f.ref = n.name
    WHERE c.target = 'link.node'
  ), holders AS MATERIALIZED (
    SELECT l.line, 'officer' AS target, p.role AS qualifier, p.officer_id AS object_id, o.name, p.valid_from
    FROM lines l JOIN item_officers p ON p.item_id = l.item_id JOIN officers o ON o.officer_id = p.officer_id
    WHERE as_at BETWEEN p.valid_from AND p.valid_to
    UNION ALL
    SELECT l.line, 'body', p.role, p.body_id, o.name, p.valid_from
    FROM lines l JOIN item_bodies p ON p.item_id = l.item_id JOIN bodies o ON o.body_id = p.body_id
    WHERE as_at BETWEEN p.valid_from AND p.valid_to
    UNION ALL
    -- Links that another document brought are that document's to print.
    SELECT l.line, 'link.node', m.qualifier, k.to_node_id, n.ref, k.valid_from
    FROM lines l
    JOIN links k ON k.from_item_id = l.item_id
    JOIN nodes n ON n.node_id = k.to_node_id
    JOIN (SELECT DISTINCT q.qualifier FROM import_mappings q WHERE q.kind = document.kind AND q.target = 'link.node') AS m
      ON m.qualifier = n.level || ' ' || k.relation
    LEFT JOIN imports b ON b.import_id = k.import_id
    LEFT JOIN ties t ON t.line = l.line AND t.target = 'link.node' AND t.qualifier = m.qualifier AND t.object_id = k.to_node_id
    WHERE as_at BETWEEN k.valid_from AND k.valid_to AND (b.kind IS NULL OR b.kind = document.kind OR t.line IS NOT NULL)
  ), said AS (
    SELECT t.line, t.target, t.qualifier, array_agg(DISTINCT t.object_id ORDER BY t.object_id) AS objects
    FROM ties t GROUP BY t.line, t.target, t.qualifier
  ), held AS (
    SELECT h.line, h.target, h.qualifier, array_agg(DISTINCT h.object_id ORDER BY h.object_id) AS objects,
           array_agg(h.name ORDER BY h.valid_from, h.name COLLATE "C") AS names
    FROM holders h GROUP BY h.line, h.target, h.qualifier
  ), parties AS (
    SELECT c.line, c.position,
           CASE WHEN c.raw IS NOT NULL AND coalesce(s.objects, '{}') = coalesce(h.objects, '{}') THEN c.raw
                WHEN h.names IS NULL THEN ''
                -- The last column of a role takes whoever is left.
                WHEN c.number < c.columns THEN coalesce(h.names[c.number], '')
                ELSE coalesce(joined_names(nullif(h.names[c.number:], '{}'), c.split), '') END AS printed
    FROM (SELECT x.*, row_number() OVER w AS number, count(*) OVER (PARTITION BY x.line, x.target, x.qualifier) AS columns
          FROM cells x WHERE x.target IN ('officer', 'body', 'link.node')
          WINDOW w AS (PARTITION BY x.line, x.target, x.qualifier ORDER BY x.position)) AS c
    LEFT JOIN said s ON s.line = c.line AND s.target = c.target AND s.qualifier = c.qualifier
    LEFT JOIN held h ON h.line = c.line AND h.target = c.target AND h.qualifier = c.qualifier
  )
  SELECT w.line, w.position, CASE WHEN w.value = w.held THEN w.raw ELSE w.held END FROM words w
  UNION ALL
  SELECT c.line, c.position, coalesce(a.value, CASE WHEN c.value IS NULL THEN c.raw END, '')
  FROM cells c LEFT JOIN item_attributes a ON a.item_id = c.item_id AND a.name = c.qualifier
  WHERE c.target = 'item.attribute'
  UNION ALL
  SELECT r.line, r.position,
         CASE r.target
           WHEN 'commentary' THEN CASE WHEN r.cell IS NOT NULL AND r.value IS NOT DISTINCT FROM r.commentary THEN r.cell
               ELSE coalesce(r.commentary, '') END
           WHEN 'corrective_action'
           THEN CASE WHEN r.cell IS NOT NULL AND r.value IS NOT DISTINCT FROM r.corrective_action THEN r.cell
               ELSE coalesce(r.corrective_action, '') END
           ELSE CASE WHEN r.item_id IS NULL THEN coalesce(CASE WHEN r.value IS NULL THEN r.cell END, '')
                     WHEN (s.reading).readable AND (s.reading).rating IS NOT DISTINCT FROM r.rating THEN r.raw
                     ELSE coalesce(r.rating::text, '') END
         END
  FROM rated r LEFT JOIN spellings s ON s.raw = r.raw AND s.blank_words = r.blank_words AND r.target = 'rating'
  UNION ALL
  SELECT d.line, d.position, d.printed FROM deadlines d
  UNION ALL
  SELECT p.line, p.position, p.printed FROM parties p;
END
$body$;
COMMENT ON FUNCTION export_item_cells(imports, document_kinds, date) IS
  'What the register says now in each mapped cell of a document of items; nodes that its rows name aside.';

-- Nodes -------------------------------------------------------------------------------------------------------------

-- The nodes that each row names: the innermost by the row itself, or by the item's link; those above it by their links now.
CREATE OR REPLACE FUNCTION export_row_nodes(run imports, document document_kinds, as_at date, OUT line bigint, OUT level text,
                                            OUT node_id bigint)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  innermost text := (SELECT m.qualifier FROM import_mappings m
                     WHERE m.kind = document.kind AND m.target = 'node.ref'
                       AND NOT EXISTS (SELECT FROM import_mappings p WHERE p.kind = m.kind AND p.target = 'node.part_of'
                                         AND btrim(split_part(p.qualifier, '>', 2)) = m.qualifier)
                     ORDER BY m.position DESC LIMIT 1);
BEGIN
  RETURN QUERY
  WITH RECURSIVE printed AS MATERIALIZED (
    SELECT c.line, m.qualifier AS level, m.position, n.node_id
    FROM export_cells(run) AS c
    JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position AND m.target = 'node.ref'
    JOIN nodes_known() n ON n.plan_id IS NOT DISTINCT FROM document.plan_id AND n.level = m.qualifier AND n.ref = c.value
  ), own AS MATERIALIZED (
    -- A row that names no innermost node is about the last one it names.
    SELECT DISTINCT ON (p.line) p.line, p.level, p.node_id FROM printed p ORDER BY p.line, p.level = innermost DESC, p.position DESC
  ), walk (line, level, node_id) AS (
    SELECT o.line, o.level, o.node_id FROM own o WHERE document.record = 'node'
    UNION ALL
    SELECT 1000000000000 + row_number() OVER (ORDER BY n.node_id), n.level, n.node_id
    FROM nodes_known() n
    WHERE document.record = 'node' AND n.plan_id IS NOT DISTINCT FROM document.plan_id AND n.level = innermost
      AND NOT EXISTS (SELECT FROM own o WHERE o.node_id = n.node_id)
    UNION ALL
    SELECT r.line, innermost, coalesce(k.node_id, p.node_id)
    FROM export_item_rows(run, document) AS r
    LEFT JOIN printed p ON p.line = r.line AND p.level = innermost
    LEFT JOIN LATERAL (
      SELECT l.to_node_id AS node_id
      FROM links l JOIN nodes n ON n.node_id = l.to_node_id
      JOIN import_mappings m ON m.kind = document.kind AND m.target = 'link.node' AND m.qualifier = n.level || ' ' || l.relation
      WHERE l.from_item_id = r.item_id AND n.level = innermost AND as_at BETWEEN l.valid_from AND l.valid_to
      ORDER BY l.to_node_id = p.node_id DESC NULLS LAST, l.to_node_id LIMIT 1) AS k ON true
    WHERE document.record = 'item' AND innermost IS NOT NULL
    UNION ALL
    SELECT w.line, btrim(split_part(m.qualifier, '>', 2)), coalesce(k.node_id, p.node_id)
    FROM walk w
    JOIN import_mappings m ON m.kind = document.kind AND m.target = 'node.part_of' AND btrim(split_part(m.qualifier, '>', 1)) = w.level
    LEFT JOIN printed p ON p.line = w.line AND p.level = btrim(split_part(m.qualifier, '>', 2))
    LEFT JOIN LATERAL (
      SELECT l.to_node_id AS node_id
      FROM links l JOIN nodes n ON n.node_id = l.to_node_id
      WHERE l.from_node_id = w.node_id AND l.relation = 'part_of' AND n.level = btrim(split_part(m.qualifier, '>', 2))
        AND as_at BETWEEN l.valid_from AND l.valid_to
      ORDER BY l.to_node_id = p.node_id DESC NULLS LAST, l.to_node_id LIMIT 1) AS k ON true
  )
  SELECT w.line, w.level, w.node_id FROM walk w WHERE w.node_id IS NOT NULL
  UNION ALL
  -- What a row names besides is not above its own node: nothing says otherwise.
  SELECT p.line, p.level, p.node_id FROM printed p
  WHERE NOT EXISTS (SELECT FROM walk w WHERE w.line = p.line AND w.level = p.level);
END
$body$;
COMMENT ON FUNCTION export_row_nodes(imports, document_kinds, date) IS
  'The node of each level that a row of a document names, as the register has it on a day.';

CREATE OR REPLACE FUNCTION export_node_cells(run imports, document document_kinds, as_at date,
                                             OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  SELECT r.line, m.position,
         CASE WHEN c.line IS NOT NULL AND c.value IS NULL THEN c.raw
              WHEN c.value = CASE m.target WHEN 'node.ref' THEN n.ref ELSE n.title END THEN c.raw
              ELSE CASE m.target WHEN 'node.ref' THEN n.ref ELSE n.title END END
  FROM export_row_nodes(run, document, as_at) AS r
  JOIN nodes n ON n.node_id = r.node_id
  JOIN import_mappings m ON m.kind = document.kind AND m.target IN ('node.ref', 'node.title') AND m.qualifier = r.level
  LEFT JOIN export_cells(run) AS c ON c.line = r.line AND c.position = m.position;
END
$body$;
COMMENT ON FUNCTION export_node_cells(imports, document_kinds, date) IS 'What the register says now in the cells that name nodes.';

-- Links -------------------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION export_link_cells(run imports, document document_kinds, as_at date,
                                             OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH cells AS MATERIALIZED (
    SELECT c.line, c.position, c.raw, c.value, m.target
    FROM export_cells(run) AS c JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
  ), stated AS MATERIALIZED (
    SELECT c.line, max(c.value) FILTER (WHERE c.target = 'link.from_kind') AS from_kind, max(c.value)
        FILTER (WHERE c.target = 'link.from_ref') AS from_ref,
           max(c.value) FILTER (WHERE c.target = 'link.to_kind') AS to_kind, max(c.value) FILTER (WHERE c.target = 'link.to_ref') AS to_ref,
           max(c.value) FILTER (WHERE c.target = 'link.relation') AS relation
    FROM cells c GROUP BY c.line
  ), current_links AS MATERIALIZED (
    SELECT l.*, i.kind AS brought_by
    FROM links l LEFT JOIN imports i ON i.import_id = l.import_id
    WHERE as_at BETWEEN l.valid_from AND l.valid_to
  ), ends AS MATERIALIZED (
    SELECT e.kind, e.ref, coalesce(e.item_id, 0) AS item_id, coalesce(e.node_id, 0) AS node_id FROM reference_ends e
  ), held AS MATERIALIZED (
    SELECT s.line, l.link_id, l.basis, l.source_document, l.brought_by = document.kind AS own, s.from_kind, s.from_ref, s.to_kind,
        s.to_ref, s.relation
    FROM stated s
    JOIN ends f ON f.kind = s.from_kind AND f.ref = s.from_ref
    JOIN ends t ON t.kind = s.to_kind AND t.ref = s.to_ref
    JOIN current_links l ON coalesce(l.from_item_id, 0) = f.item_id AND coalesce(l.from_node_id, 0) = f.node_id
      AND coalesce(l.to_item_id, 0) = t.item_id AND coalesce(l.to_node_id, 0) = t.node_id AND l.relation = s.relation
  ), lines AS MATERIALIZED (
    SELECT h.* FROM held h
    UNION ALL
    -- Links made by hand or by a file of this kind before; those of other documents are theirs to print.
    SELECT 1000000000000 + row_number() OVER (ORDER BY l.link_id), l.link_id, l.basis, l.source_document, true, f.kind, f.ref, t.kind,
        t.ref, l.relation
    FROM current_links l
    CROSS JOIN LATERAL (SELECT e.kind, e.ref FROM ends e WHERE e.item_id = coalesce(l.from_item_id, 0)
                        AND e.node_id = coalesce(l.from_node_id, 0)
                        ORDER BY e.kind COLLATE "C" LIMIT 1) AS f
    CROSS JOIN LATERAL (SELECT e.kind, e.ref FROM ends e WHERE e.item_id = coalesce(l.to_item_id, 0)
                        AND e.node_id = coalesce(l.to_node_id, 0)
                        ORDER BY e.kind COLLATE "C" LIMIT 1) AS t
    WHERE (l.brought_by IS NULL OR l.brought_by = document.kind) AND NOT EXISTS (SELECT FROM held h WHERE h.link_id = l.link_id)
  )
  SELECT l.line, m.position,
         CASE WHEN c.line IS NOT NULL AND (m.target NOT IN ('link.basis', 'link.source_document') OR NOT coalesce(l.own, false)
                                           OR c.value IS NOT DISTINCT FROM CASE m.target WHEN 'link.basis' THEN l.basis
                                               ELSE l.source_document END) THEN c.raw
              ELSE coalesce(CASE m.target WHEN 'link.from_kind' THEN l.from_kind WHEN 'link.from_ref' THEN l.from_ref
                            WHEN 'link.to_kind' THEN l.to_kind
                                          WHEN 'link.to_ref' THEN l.to_ref WHEN 'link.relation' THEN l.relation WHEN 'link.basis'
                                              THEN l.basis
                                          ELSE l.source_document END, '') END
  FROM lines l
  JOIN import_mappings m ON m.kind = document.kind AND m.target LIKE 'link.%'
  LEFT JOIN cells c ON c.line = l.line AND c.position = m.position;
END
$body$;
COMMENT ON FUNCTION export_link_cells(imports, document_kinds, date) IS 'What the register says now in each cell of a link file.';
