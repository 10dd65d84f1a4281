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
    FROM export_cells(run, '{item.ref}') AS c
    JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
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

-- Each mapped column of these kinds for each item of a document, with the cell where the last file has one.
CREATE OR REPLACE FUNCTION export_item_columns(run imports, document document_kinds, targets text[],
                                               OUT line bigint, OUT item_id bigint, OUT "position" integer, OUT target text,
                                               OUT qualifier text, OUT split text, OUT blank_words text[], OUT raw text, OUT value text)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  SELECT l.line, l.item_id, m.position, m.target, m.qualifier, m.split, m.blank_words, c.raw, c.value
  FROM export_item_rows(run, document) AS l
  CROSS JOIN import_mappings m
  LEFT JOIN export_cells(run, targets) AS c ON c.line = l.line AND c.position = m.position
  WHERE m.kind = document.kind AND m.target LIKE ANY (targets);
END
$body$;
COMMENT ON FUNCTION export_item_columns(imports, document_kinds, text[]) IS
  'The columns of a document of items that are mapped to targets like one of these, a row for each item, with what the last file has.';

CREATE OR REPLACE FUNCTION export_word_cells(run imports, document document_kinds,
                                             OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  SELECT c.line, c.position, CASE WHEN c.value = w.held THEN c.raw ELSE w.held END
  FROM export_item_columns(run, document, '{item.ref,item.title,item.level}') AS c
  JOIN items i ON i.item_id = c.item_id
  CROSS JOIN LATERAL (SELECT CASE c.target WHEN 'item.ref' THEN i.ref WHEN 'item.title' THEN i.title ELSE i.level END AS held) AS w
  UNION ALL
  SELECT c.line, c.position, coalesce(a.value, CASE WHEN c.value IS NULL THEN c.raw END, '')
  FROM export_item_columns(run, document, '{item.attribute}') AS c
  LEFT JOIN item_attributes a ON a.item_id = c.item_id AND a.name = c.qualifier;
END
$body$;
COMMENT ON FUNCTION export_word_cells(imports, document_kinds) IS
  'What the register says now in the cells of a document that hold an item''s reference, wording, level or attributes.';

CREATE OR REPLACE FUNCTION export_rating_cells(run imports, document document_kinds,
                                               OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH cells AS MATERIALIZED (
    SELECT c.line, c.item_id, c.position, c.target, c.blank_words, c.raw, c.value, p.period
    FROM export_item_columns(run, document, '{rating,commentary,corrective_action}') AS c
    JOIN (SELECT m.position, plan_period(m.qualifier, fiscal_start_month()) AS period FROM import_mappings m
          WHERE m.kind = document.kind AND m.target IN ('rating', 'commentary', 'corrective_action')) AS p ON p.position = c.position
  ), last AS MATERIALIZED (
    SELECT DISTINCT ON (r.item_id, r.period_start, r.period_end)
           r.item_id, daterange(r.period_start, r.period_end + 1) AS period, r.rating, r.raw, r.commentary, r.corrective_action
    FROM ratings_known() r WHERE r.item_id IN (SELECT c.item_id FROM cells c)
    ORDER BY r.item_id, r.period_start, r.period_end, r.recorded_at DESC, r.rating_id DESC
  ), rated AS MATERIALIZED (
    SELECT c.line, c.position, c.target, c.blank_words, c.raw AS cell, c.value, l.item_id, l.rating, l.raw,
           CASE c.target WHEN 'commentary' THEN l.commentary ELSE l.corrective_action END AS remark
    FROM cells c LEFT JOIN last l ON l.item_id = c.item_id AND l.period = c.period
  ), spellings AS MATERIALIZED (
    -- Each spelling is read once.
    SELECT s.raw, s.blank_words, import_reading('rating', s.raw, CASE
                                                WHEN normal_name(s.raw) = ANY (ARRAY(SELECT normal_name(w) FROM unnest(s.blank_words) AS w))
                                                THEN NULL ELSE import_value(s.raw) END, document.plan_id) AS reading
    FROM (SELECT DISTINCT r.raw, r.blank_words FROM rated r WHERE r.target = 'rating' AND r.raw IS NOT NULL) AS s
  )
  SELECT r.line, r.position,
         CASE WHEN r.target <> 'rating' THEN CASE WHEN r.cell IS NOT NULL AND r.value IS NOT DISTINCT FROM r.remark THEN r.cell
                                                  ELSE coalesce(r.remark, '') END
              WHEN r.item_id IS NULL THEN coalesce(CASE WHEN r.value IS NULL THEN r.cell END, '')
              WHEN (s.reading).readable AND (s.reading).rating IS NOT DISTINCT FROM r.rating THEN r.raw
              ELSE coalesce(r.rating::text, '') END
  FROM rated r LEFT JOIN spellings s ON s.raw = r.raw AND s.blank_words = r.blank_words AND r.target = 'rating';
END
$body$;
COMMENT ON FUNCTION export_rating_cells(imports, document_kinds) IS
  'What the register says now in the cells of a document that hold ratings, commentaries and corrective actions.';

-- A baseline's column has revision 0; of the others the last ones have the last revisions, as an import takes them.
CREATE OR REPLACE FUNCTION export_due_columns(run imports, document document_kinds,
                                              OUT line bigint, OUT "position" integer, OUT item_id bigint, OUT milestone text,
                                              OUT is_baseline boolean, OUT raw text, OUT period daterange, OUT number bigint,
                                              OUT columns bigint, OUT unstated integer) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  SELECT c.line, c.position, c.item_id, c.target, c.qualifier = 'baseline', c.raw, try_plan_period(c.value, fiscal_start_month()),
         row_number() OVER (w ORDER BY c.position), count(*) OVER w, bool_and(c.qualifier = 'revised') OVER w::integer
  FROM export_item_columns(run, document, '{due,start}') AS c
  WINDOW w AS (PARTITION BY c.line, c.target, c.qualifier = 'baseline');
END
$body$;
COMMENT ON FUNCTION export_due_columns(imports, document_kinds) IS
  'The columns of deadlines for each item of a document: the how-manieth of its kind, and how many recorded revisions (the baseline, '
  'where all are of revised ones) have no column of their kind.';

CREATE OR REPLACE FUNCTION export_due_cells(run imports, document document_kinds,
                                            OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH dues AS MATERIALIZED (
    SELECT d.* FROM export_due_columns(run, document) AS d
  ), recorded AS MATERIALIZED (
    SELECT d.item_id, d.milestone, d.revision, d.period, d.raw, d.due,
           row_number() OVER (w ORDER BY d.revision) AS place, count(*) OVER w AS revisions
    FROM due_dates_known() d WHERE d.item_id IN (SELECT x.item_id FROM dues x)
    WINDOW w AS (PARTITION BY d.item_id, d.milestone)
  ), series AS (
    SELECT s.line, s.milestone, s.stated = s.held[cardinality(s.held) - cardinality(s.stated) + 1:]
        AND (s.held = '{}' OR s.stated <> '{}') AS is_same
    FROM (SELECT d.line, d.milestone, d.stated, coalesce(r.periods[d.unstated + 1:], '{}') AS held
          FROM (SELECT x.line, x.item_id, x.milestone, x.unstated,
                       coalesce(array_agg(x.period ORDER BY x.position) FILTER (WHERE x.period IS NOT NULL), '{}') AS stated
                FROM dues x WHERE NOT x.is_baseline GROUP BY x.line, x.item_id, x.milestone, x.unstated) AS d
          LEFT JOIN (SELECT x.item_id, x.milestone, array_agg(x.period ORDER BY x.revision) AS periods
                     FROM recorded x GROUP BY x.item_id, x.milestone) AS r ON r.item_id = d.item_id AND r.milestone = d.milestone) AS s
  )
  SELECT d.line, d.position,
         CASE WHEN d.raw IS NOT NULL AND CASE WHEN d.is_baseline THEN d.period IS NOT DISTINCT FROM r.period ELSE s.is_same END THEN d.raw
              WHEN r.period IS NULL THEN ''
              WHEN try_plan_period(r.raw, fiscal_start_month()) = r.period THEN r.raw
              WHEN r.due IS NULL THEN 'From ' || to_char(lower(r.period), 'YYYY-MM-DD')
              ELSE to_char(r.due, 'YYYY-MM-DD') END
  FROM dues d
  LEFT JOIN series s ON s.line = d.line AND s.milestone = d.milestone
  LEFT JOIN recorded r ON r.item_id = d.item_id AND r.milestone = d.milestone
    AND r.place = CASE WHEN d.is_baseline THEN 1 ELSE d.number + d.unstated + greatest(r.revisions - d.unstated - d.columns, 0) END;
END
$body$;
COMMENT ON FUNCTION export_due_cells(imports, document_kinds) IS
  'What the register says now in the cells of a document that hold deadlines.';

-- Who answers for an item on the day, and what it is linked to: what the cells say, and what the register says.
CREATE OR REPLACE FUNCTION export_said_names(run imports, document document_kinds, as_at date,
                                             OUT line bigint, OUT target text, OUT qualifier text, OUT object_id bigint)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH cells AS MATERIALIZED (
    SELECT c.* FROM export_item_columns(run, document, '{officer,body,link.node}') AS c WHERE c.value IS NOT NULL
  ), named AS MATERIALIZED (
    SELECT c.line, c.target, c.qualifier, n.name
    FROM cells c
    JOIN (SELECT d.position, d.value, x.name, x.valid_from, x.valid_to
          FROM (SELECT DISTINCT y.position, y.value, coalesce(y.split, '') AS split FROM cells y) AS d,
               LATERAL import_names(d.value, d.split) AS x) AS n ON n.position = c.position AND n.value = c.value
    WHERE c.target = 'link.node' OR as_at BETWEEN n.valid_from AND n.valid_to
  )
  SELECT t.line, p.party, t.qualifier, t.party_id
  FROM (VALUES ('officer'), ('body')) AS p (party)
  CROSS JOIN LATERAL (SELECT n.line, n.qualifier, coalesce(a.party_id, o.party_id) AS party_id
                      FROM named n
                      LEFT JOIN party_names(p.party) AS o ON normal_name(o.name) = normal_name(n.name)
                      LEFT JOIN party_aliases(p.party) AS a ON normal_name(a.alias) = normal_name(n.name)
                      WHERE n.target = p.party OFFSET 0) AS t
  UNION
  SELECT n.line, n.target, n.qualifier, f.node_id
  FROM named n
  LEFT JOIN findable_nodes(document.plan_id) AS f ON f.level = split_part(n.qualifier, ' ', 1) AND f.ref = n.name
  WHERE n.target = 'link.node';
END
$body$;
COMMENT ON FUNCTION export_said_names(imports, document_kinds, date) IS
  'The officers, bodies and linked nodes that the cells of a document name for a day.';

CREATE OR REPLACE FUNCTION export_held_names(run imports, document document_kinds, as_at date,
                                             OUT line bigint, OUT target text, OUT qualifier text, OUT object_id bigint, OUT name text,
                                             OUT valid_from date, OUT is_own boolean) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH lines AS MATERIALIZED (
    SELECT r.line, r.item_id FROM export_item_rows(run, document) AS r
  )
  SELECT l.line, 'officer', p.role, p.party_id, o.name, p.valid_from, true
  FROM lines l
  JOIN item_parties('officer') p ON p.item_id = l.item_id AND as_at BETWEEN p.valid_from AND p.valid_to
  JOIN party_names('officer') o ON o.party_id = p.party_id
  UNION ALL
  SELECT l.line, 'body', p.role, p.party_id, o.name, p.valid_from, true
  FROM lines l
  JOIN item_parties('body') p ON p.item_id = l.item_id AND as_at BETWEEN p.valid_from AND p.valid_to
  JOIN party_names('body') o ON o.party_id = p.party_id
  UNION ALL
  SELECT l.line, 'link.node', m.qualifier, k.to_node_id, n.ref, k.valid_from, b.kind IS NULL OR b.kind = document.kind
  FROM lines l
  JOIN links k ON k.from_item_id = l.item_id AND as_at BETWEEN k.valid_from AND k.valid_to
  JOIN nodes n ON n.node_id = k.to_node_id
  JOIN (SELECT DISTINCT q.qualifier FROM import_mappings q WHERE q.kind = document.kind AND q.target = 'link.node') AS m
    ON m.qualifier = n.level || ' ' || k.relation
  LEFT JOIN imports b ON b.import_id = k.import_id;
END
$body$;
COMMENT ON FUNCTION export_held_names(imports, document_kinds, date) IS
  'The officers, bodies and linked nodes that the items of a document have on a day; is_own: no other document brought the link.';

CREATE OR REPLACE FUNCTION export_name_cells(run imports, document document_kinds, as_at date,
                                             OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH ties AS MATERIALIZED (
    SELECT t.* FROM export_said_names(run, document, as_at) AS t
  ), said AS (
    SELECT t.line, t.target, t.qualifier, array_agg(DISTINCT t.object_id ORDER BY t.object_id) AS objects
    FROM ties t GROUP BY t.line, t.target, t.qualifier
  ), held AS (
    -- Links that another document brought are that document's to print.
    SELECT h.line, h.target, h.qualifier, array_agg(DISTINCT h.object_id ORDER BY h.object_id) AS objects,
           array_agg(h.name ORDER BY h.valid_from, h.name COLLATE "C") AS names
    FROM export_held_names(run, document, as_at) AS h
    LEFT JOIN ties t ON t.line = h.line AND t.target = h.target AND t.qualifier = h.qualifier AND t.object_id = h.object_id
    WHERE h.is_own OR t.line IS NOT NULL
    GROUP BY h.line, h.target, h.qualifier
  )
  SELECT c.line, c.position,
         CASE WHEN c.raw IS NOT NULL AND coalesce(s.objects, '{}') = coalesce(h.objects, '{}') THEN c.raw
              WHEN h.names IS NULL THEN ''
              -- The last column of a role takes whoever is left.
              WHEN c.number < c.columns THEN coalesce(h.names[c.number], '')
              ELSE coalesce(joined_names(nullif(h.names[c.number:], '{}'), c.split), '') END
  FROM (SELECT x.*, row_number() OVER (w ORDER BY x.position) AS number, count(*) OVER w AS columns
        FROM export_item_columns(run, document, '{officer,body,link.node}') AS x
        WINDOW w AS (PARTITION BY x.line, x.target, x.qualifier)) AS c
  LEFT JOIN said s ON s.line = c.line AND s.target = c.target AND s.qualifier = c.qualifier
  LEFT JOIN held h ON h.line = c.line AND h.target = c.target AND h.qualifier = c.qualifier;
END
$body$;
COMMENT ON FUNCTION export_name_cells(imports, document_kinds, date) IS
  'What the register says now in the cells of a document that name officers, bodies and nodes that items are linked to.';

-- Nodes -------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION export_innermost_level(document document_kinds) RETURNS text
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN (SELECT m.qualifier FROM import_mappings m
          WHERE m.kind = document.kind AND m.target = 'node.ref'
            AND NOT EXISTS (SELECT FROM import_mappings p WHERE p.kind = m.kind AND p.target = 'node.part_of'
                              AND btrim(split_part(p.qualifier, '>', 2)) = m.qualifier)
          ORDER BY m.position DESC LIMIT 1);
END
$body$;
COMMENT ON FUNCTION export_innermost_level(document_kinds) IS 'The level of the nodes of a document that no others of it are part of.';

CREATE OR REPLACE FUNCTION export_node_over(item_id bigint, node_id bigint, in_level text, relations text[], printed_node_id bigint,
                                            on_day date)
  RETURNS TABLE (over_node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT l.to_node_id
    FROM links l
    JOIN nodes n ON n.node_id = l.to_node_id
   WHERE (l.from_item_id = export_node_over.item_id OR l.from_node_id = export_node_over.node_id)
     AND n.level = export_node_over.in_level AND l.relation = ANY (export_node_over.relations)
     AND export_node_over.on_day BETWEEN l.valid_from AND l.valid_to
   ORDER BY l.to_node_id = export_node_over.printed_node_id DESC NULLS LAST, l.to_node_id
   LIMIT 1;
END;
COMMENT ON FUNCTION export_node_over(bigint, bigint, text, text[], bigint, date) IS
  'The node of a level that an item or a node is linked to on a day: the one that is printed, where it is among several.';

-- The nodes that each row names: the innermost by the row itself, or by the item's link; those above it by their links now.
CREATE OR REPLACE FUNCTION export_row_nodes(run imports, document document_kinds, as_at date, OUT line bigint, OUT level text,
                                            OUT node_id bigint)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  innermost CONSTANT text := export_innermost_level(document);
  relations CONSTANT text[] := ARRAY(SELECT substr(m.qualifier, length(innermost) + 2) FROM import_mappings m
                                     WHERE m.kind = document.kind AND m.target = 'link.node' AND m.qualifier ^@ (innermost || ' '));
BEGIN
  RETURN QUERY
  WITH RECURSIVE printed AS MATERIALIZED (
    SELECT c.line, m.qualifier AS level, m.position, n.node_id
    FROM export_cells(run, '{node.ref}') AS c
    JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
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
    SELECT r.line, innermost, coalesce(k.over_node_id, p.node_id)
    FROM export_item_rows(run, document) AS r
    LEFT JOIN printed p ON p.line = r.line AND p.level = innermost
    LEFT JOIN LATERAL export_node_over(r.item_id, NULL, innermost, relations, p.node_id, as_at) AS k ON true
    WHERE document.record = 'item' AND innermost IS NOT NULL
    UNION ALL
    SELECT w.line, btrim(split_part(m.qualifier, '>', 2)), coalesce(k.over_node_id, p.node_id)
    FROM walk w
    JOIN import_mappings m ON m.kind = document.kind AND m.target = 'node.part_of' AND btrim(split_part(m.qualifier, '>', 1)) = w.level
    LEFT JOIN printed p ON p.line = w.line AND p.level = btrim(split_part(m.qualifier, '>', 2))
    LEFT JOIN LATERAL export_node_over(NULL, w.node_id, btrim(split_part(m.qualifier, '>', 2)), '{part_of}', p.node_id, as_at) AS k ON true
  )
  SELECT w.line, w.level, w.node_id FROM walk w WHERE w.node_id IS NOT NULL
  UNION ALL
  -- What a row names besides is not above its own node: nothing says otherwise.
  SELECT p.line, p.level, p.node_id FROM printed p WHERE NOT EXISTS (SELECT FROM walk w WHERE w.line = p.line AND w.level = p.level);
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
  LEFT JOIN export_cells(run, '{node.ref,node.title}') AS c ON c.line = r.line AND c.position = m.position;
END
$body$;
COMMENT ON FUNCTION export_node_cells(imports, document_kinds, date) IS 'What the register says now in the cells that name nodes.';

-- Links -------------------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION export_link_lines(run imports, document document_kinds, as_at date,
                                             OUT line bigint, OUT link_id bigint, OUT basis text, OUT source_document text, OUT own boolean,
                                             OUT from_kind text, OUT from_ref text, OUT to_kind text, OUT to_ref text, OUT relation text)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH stated AS MATERIALIZED (
    SELECT c.line, max(c.value) FILTER (WHERE m.target = 'link.from_kind') AS from_kind,
           max(c.value) FILTER (WHERE m.target = 'link.from_ref') AS from_ref,
           max(c.value) FILTER (WHERE m.target = 'link.to_kind') AS to_kind, max(c.value) FILTER (WHERE m.target = 'link.to_ref') AS to_ref,
           max(c.value) FILTER (WHERE m.target = 'link.relation') AS relation
    FROM export_cells(run, '{link.%}') AS c JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
    GROUP BY c.line
  ), ends AS MATERIALIZED (
    SELECT e.kind, e.ref, coalesce(e.item_id, 0) AS item_id, coalesce(e.node_id, 0) AS node_id FROM reference_ends e
  ), current_links AS MATERIALIZED (
    SELECT l.link_id, coalesce(l.from_item_id, 0) AS from_item, coalesce(l.from_node_id, 0) AS from_node,
           coalesce(l.to_item_id, 0) AS to_item, coalesce(l.to_node_id, 0) AS to_node, l.relation, l.basis, l.source_document,
           i.kind AS brought_by
    FROM links l LEFT JOIN imports i ON i.import_id = l.import_id
    WHERE as_at BETWEEN l.valid_from AND l.valid_to
  ), held AS MATERIALIZED (
    SELECT s.line, l.link_id, l.basis, l.source_document, l.brought_by = document.kind AS own, s.from_kind, s.from_ref, s.to_kind,
           s.to_ref, s.relation
    FROM stated s
    JOIN ends f ON f.kind = s.from_kind AND f.ref = s.from_ref
    JOIN ends t ON t.kind = s.to_kind AND t.ref = s.to_ref
    JOIN current_links l ON l.from_item = f.item_id AND l.from_node = f.node_id AND l.to_item = t.item_id AND l.to_node = t.node_id
      AND l.relation = s.relation
  )
  SELECT h.* FROM held h
  UNION ALL
  -- Links made by hand or by a file of this kind before; those of other documents are theirs to print.
  SELECT 1000000000000 + row_number() OVER (ORDER BY l.link_id), l.link_id, l.basis, l.source_document, true, f.kind, f.ref, t.kind,
         t.ref, l.relation
  FROM current_links l
  CROSS JOIN LATERAL (SELECT e.kind, e.ref FROM ends e WHERE e.item_id = l.from_item AND e.node_id = l.from_node
                      ORDER BY e.kind COLLATE "C" LIMIT 1) AS f
  CROSS JOIN LATERAL (SELECT e.kind, e.ref FROM ends e WHERE e.item_id = l.to_item AND e.node_id = l.to_node
                      ORDER BY e.kind COLLATE "C" LIMIT 1) AS t
  WHERE (l.brought_by IS NULL OR l.brought_by = document.kind) AND NOT EXISTS (SELECT FROM held h WHERE h.link_id = l.link_id);
END
$body$;
COMMENT ON FUNCTION export_link_lines(imports, document_kinds, date) IS
  'The links of a link file: those of the last file by its lines, and after them those that no other document brought.';

CREATE OR REPLACE FUNCTION export_link_cells(run imports, document document_kinds, as_at date,
                                             OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  -- What says which link it is, is the file's; what is said of a link is another document's, too.
  SELECT l.line, m.position, CASE WHEN c.line IS NOT NULL AND (m.target NOT IN ('link.basis', 'link.source_document')
                                                              OR NOT coalesce(l.own, false) OR c.value IS NOT DISTINCT FROM w.held)
                                  THEN c.raw ELSE coalesce(w.held, '') END
  FROM export_link_lines(run, document, as_at) AS l
  JOIN import_mappings m ON m.kind = document.kind AND m.target LIKE 'link.%'
  CROSS JOIN LATERAL (SELECT CASE m.target WHEN 'link.from_kind' THEN l.from_kind WHEN 'link.from_ref' THEN l.from_ref
                                           WHEN 'link.to_kind' THEN l.to_kind WHEN 'link.to_ref' THEN l.to_ref
                                           WHEN 'link.relation' THEN l.relation WHEN 'link.basis' THEN l.basis
                                           ELSE l.source_document END AS held) AS w
  LEFT JOIN export_cells(run, '{link.%}') AS c ON c.line = l.line AND c.position = m.position;
END
$body$;
COMMENT ON FUNCTION export_link_cells(imports, document_kinds, date) IS 'What the register says now in each cell of a link file.';
