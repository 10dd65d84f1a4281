-- Staged ties become links: of the items and nodes of a file, and of a file of links.

CREATE OR REPLACE FUNCTION import_compare_links(run imports, subject_column text, held_from date) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM import_analyze('import_ties');
  -- Joins of sets throughout: nothing is looked up row by row, however large the file.
  EXECUTE format($sql$
    UPDATE import_ties t SET is_new = false
    FROM (SELECT DISTINCT l.%1$I AS subject_id, l.to_node_id, l.relation FROM links l
          WHERE l.%1$I IS NOT NULL AND l.to_node_id IS NOT NULL AND l.valid_to >= $2) AS l
    WHERE t.import_id = $1 AND l.subject_id = t.subject_id AND l.to_node_id = t.object_id AND l.relation = t.role
  $sql$, subject_column) USING run.import_id, held_from;

  -- A link starts with the file where the subject had another of its kind, or the same before.
  EXECUTE format($sql$
    UPDATE import_ties t SET succeeds = true
    FROM nodes o,
         (SELECT l.%1$I AS subject_id, l.relation, p.level, NULL::bigint AS node_id
          FROM links l JOIN imports i ON i.import_id = l.import_id AND i.kind = $2 JOIN nodes p ON p.node_id = l.to_node_id
          WHERE l.%1$I IS NOT NULL AND l.valid_to > '-infinity' AND l.valid_from <= l.valid_to
          UNION
          SELECT l.%1$I, l.relation, NULL, l.to_node_id FROM links l
          WHERE l.%1$I IS NOT NULL AND l.to_node_id IS NOT NULL AND l.valid_to > '-infinity' AND l.valid_from <= l.valid_to) AS l
    WHERE t.import_id = $1 AND t.is_new AND o.node_id = t.object_id
      AND l.subject_id = t.subject_id AND l.relation = t.role AND (l.level = o.level OR l.node_id = t.object_id)
  $sql$, subject_column) USING run.import_id, run.kind;
END
$body$;
COMMENT ON FUNCTION import_compare_links(imports, text, date) IS
  'Marks which staged links are recorded already, and which take the place of others.';

-- What a file says of a subject's links to a level replaces what earlier files of the same kind said of them, and nothing else: links
-- that came by a link file, by another kind of document or by hand stay.  A file older than the links it would replace is passed over.
CREATE OR REPLACE FUNCTION import_end_links(run imports, subject_column text, held_from date) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- What this file says of a subject, level and relation; a later link of the same makes it history.
  EXECUTE format($sql$
    WITH said AS MATERIALIZED (
      SELECT s.item_id AS subject_id, split_part(c.qualifier, ' ', 1) AS level, split_part(c.qualifier, ' ', 2) AS relation
      FROM import_cells c JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
      WHERE c.import_id = $1 AND c.target = 'link.node' AND %1$L = 'from_item_id'
      UNION
      SELECT t.subject_id, o.level, t.role FROM import_ties t JOIN nodes o ON o.node_id = t.object_id WHERE t.import_id = $1
    ), gone AS MATERIALIZED (
      SELECT l.link_id, l.%1$I AS subject_id
      FROM links l
      JOIN imports i ON i.import_id = l.import_id AND i.kind = $2
      JOIN nodes p ON p.node_id = l.to_node_id
      JOIN said s ON s.subject_id = l.%1$I AND s.level = p.level AND s.relation = l.relation
      WHERE l.valid_to >= $3 AND l.valid_from <= $3
        AND NOT EXISTS (SELECT FROM import_ties t WHERE t.import_id = $1 AND t.subject_id = l.%1$I AND t.role = l.relation
                        AND t.object_id = l.to_node_id)
        AND NOT EXISTS (SELECT FROM links n WHERE n.%1$I = l.%1$I AND n.relation = l.relation AND n.valid_from > $3)
    ), ended AS (
      -- One that an earlier file of the same day brought never held: it ends on the day before it starts.
      UPDATE links l SET valid_to = $3 - 1 FROM gone g WHERE l.link_id = g.link_id
    )
    INSERT INTO import_changes (import_id, line)
    SELECT $1, t.line FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    UNION
    SELECT $1, t.line FROM import_ties t JOIN gone g ON g.subject_id = t.subject_id WHERE t.import_id = $1
    UNION
    SELECT $1, s.line FROM import_subjects s JOIN gone g ON g.subject_id = s.item_id WHERE s.import_id = $1 AND %1$L = 'from_item_id'
    ON CONFLICT DO NOTHING
  $sql$, subject_column) USING run.import_id, run.kind, held_from;
END
$body$;
COMMENT ON FUNCTION import_end_links(imports, text, date) IS
  'Ends the links that an earlier file of the same kind named and this one does not, and notes which rows change something.';

CREATE OR REPLACE FUNCTION import_write_links(run imports, document document_kinds, subject_column text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  held_from CONSTANT date := import_effective_on(run);
BEGIN
  PERFORM import_compare_links(run, subject_column, held_from);
  PERFORM import_end_links(run, subject_column, held_from);
  EXECUTE format($sql$
    INSERT INTO links (%I, to_node_id, relation, valid_from, basis, source_document, import_id, recorded_at)
    SELECT DISTINCT ON (t.subject_id, t.object_id, t.role)
           t.subject_id, t.object_id, t.role, CASE WHEN t.succeeds THEN $2 ELSE '-infinity' END, 'printed', $3, t.import_id, $4
    FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    ORDER BY t.subject_id, t.object_id, t.role, t.line
    ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity'
  $sql$, subject_column) USING run.import_id, held_from, document.title, run.recorded_at;
  PERFORM import_clear('import_ties', run);
END
$body$;
COMMENT ON FUNCTION import_write_links(imports, document_kinds, text) IS
  'Writes the staged links of items or nodes, and ends those that an earlier file of the same kind named and this one does not.';

CREATE OR REPLACE FUNCTION import_load_node_links(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = run.kind AND m.target = 'link.node') THEN
    RETURN;
  END IF;
  INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
  SELECT n.import_id, n.line, n.position, s.item_id, n.relation, f.node_id, '-infinity', 'infinity', ''
  FROM import_names n
  JOIN import_subjects s ON s.import_id = run.import_id AND s.line = n.line
  JOIN findable_nodes(document.plan_id) AS f ON f.level = n.level AND f.ref = n.name
  WHERE n.import_id = run.import_id AND n.target = 'link.node';
  PERFORM import_write_links(run, document, 'from_item_id');
END
$body$;
COMMENT ON FUNCTION import_load_node_links(imports, document_kinds) IS 'Links the items of a file to the nodes their rows name.';

CREATE OR REPLACE FUNCTION import_link_rows(run imports, OUT line bigint, OUT from_kind text, OUT from_ref text, OUT to_kind text,
                                 OUT to_ref text, OUT relation text, OUT basis text, OUT source_document text) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.line,
         max(c.value) FILTER (WHERE c.target = 'link.from_kind'), max(c.value) FILTER (WHERE c.target = 'link.from_ref'),
         max(c.value) FILTER (WHERE c.target = 'link.to_kind'), max(c.value) FILTER (WHERE c.target = 'link.to_ref'),
         max(c.value) FILTER (WHERE c.target = 'link.relation'), max(c.value) FILTER (WHERE c.target = 'link.basis'),
         max(c.value) FILTER (WHERE c.target = 'link.source_document')
  FROM import_cells c WHERE c.import_id = (import_link_rows.run).import_id GROUP BY c.line;
END;
COMMENT ON FUNCTION import_link_rows(imports) IS 'The staged rows of a link file, one row per line.';

CREATE OR REPLACE FUNCTION import_check_links(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_links.run).kind, c.position), c.raw, 'a link needs both ends and a relation',
         'Fill in the cell, or take the row out of the file.'
  FROM import_cells c
  WHERE c.import_id = (import_check_links.run).import_id AND c.value IS NULL
    AND c.target IN ('link.from_kind', 'link.from_ref', 'link.to_kind', 'link.to_ref', 'link.relation');

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT (import_check_links.run).import_id, e.line,
         (SELECT import_column((import_check_links.run).kind, m.position) FROM import_mappings m
          WHERE m.kind = (import_check_links.run).kind AND m.target = f.target),
         CASE WHEN k.kind IS NULL THEN e.kind ELSE e.ref END,
         CASE WHEN k.kind IS NULL THEN format('the kind "%s" is unknown', e.kind)
              WHEN f.found = 0 THEN format('there is no %s "%s"', e.kind, e.ref)
              ELSE format('%s "%s" names %s things', e.kind, e.ref, f.found) END,
         CASE WHEN k.kind IS NULL THEN 'Add a row to reference_kinds that says which level, and which plan, it is.'
              WHEN f.found = 0 THEN 'Import the file that defines it first, or correct the reference.'
              ELSE 'Say in reference_kinds which plan is meant.' END
  FROM (SELECT l.line, 'from' AS which, l.from_kind AS kind, l.from_ref AS ref FROM import_link_rows(import_check_links.run) AS l
        UNION ALL SELECT l.line, 'to', l.to_kind, l.to_ref FROM import_link_rows(import_check_links.run) AS l) AS e
  LEFT JOIN reference_kinds k ON k.kind = e.kind
  LEFT JOIN (SELECT r.kind, r.ref, count(*) AS found FROM reference_ends r GROUP BY r.kind, r.ref) AS n ON n.kind = e.kind
    AND n.ref = e.ref
  CROSS JOIN LATERAL (SELECT coalesce(n.found, 0) AS found,
                             format('link.%s_%s', e.which, CASE WHEN k.kind IS NULL THEN 'kind' ELSE 'ref' END) AS target) AS f
  WHERE e.kind IS NOT NULL AND e.ref IS NOT NULL
    AND (k.kind IS NULL OR f.found > 1 OR f.found = 0 AND NOT k.create_missing)
  ORDER BY e.line, e.which;
END;
COMMENT ON FUNCTION import_check_links(imports) IS
  'Refuses links with an end missing, of an unknown kind, or that nothing or several things answer to.';

CREATE OR REPLACE FUNCTION import_add_link_ends(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- A relation nobody has described does not roll up: nothing is guessed.
  INSERT INTO relations (relation, rolls_up, description)
  SELECT DISTINCT l.relation, false, 'as printed' FROM import_link_rows(run) AS l
  WHERE NOT EXISTS (SELECT FROM relations r WHERE r.relation = l.relation);

  INSERT INTO nodes (plan_id, level, ref, code, title)
  SELECT DISTINCT k.plan_id, k.level, e.ref, try_plan_code(e.ref), e.ref
  FROM (SELECT l.from_kind AS kind, l.from_ref AS ref FROM import_link_rows(run) AS l
        UNION SELECT l.to_kind, l.to_ref FROM import_link_rows(run) AS l) AS e
  JOIN reference_kinds k ON k.kind = e.kind AND k.create_missing
  WHERE NOT EXISTS (SELECT FROM reference_ends r WHERE r.kind = e.kind AND r.ref = e.ref);
END
$body$;
COMMENT ON FUNCTION import_add_link_ends(imports) IS 'Adds the relations nobody has described yet, and the nodes that only links name.';

CREATE OR REPLACE FUNCTION import_load_links(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM import_add_link_ends(run);

  -- Keys start at 1: 0 stands for an end of the other sort, so that the joins can be hashed.
  WITH resolved AS (
    SELECT l.line, f.item_id AS from_item_id, f.node_id AS from_node_id, t.item_id AS to_item_id, t.node_id AS to_node_id,
           l.relation, l.basis, l.source_document
    FROM import_link_rows(run) AS l
    JOIN reference_ends f ON f.kind = l.from_kind AND f.ref = l.from_ref
    JOIN reference_ends t ON t.kind = l.to_kind AND t.ref = l.to_ref
  ), known AS (
    SELECT coalesce(x.from_item_id, 0) AS from_item, coalesce(x.from_node_id, 0) AS from_node, coalesce(x.to_item_id, 0) AS to_item,
           coalesce(x.to_node_id, 0) AS to_node, x.relation, max(x.valid_to) AS valid_to
    FROM links x WHERE x.valid_to > '-infinity' AND x.valid_from <= x.valid_to GROUP BY 1, 2, 3, 4, 5
  ), missing AS MATERIALIZED (
    SELECT r.*, k.valid_to AS held_to
    FROM resolved r
    LEFT JOIN known k ON k.from_item = coalesce(r.from_item_id, 0) AND k.from_node = coalesce(r.from_node_id, 0)
      AND k.to_item = coalesce(r.to_item_id, 0) AND k.to_node = coalesce(r.to_node_id, 0) AND k.relation = r.relation
    WHERE k.relation IS NULL OR k.valid_to < 'infinity'
  ), added AS (
    INSERT INTO links (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from, basis, source_document, import_id,
                       recorded_at)
    SELECT DISTINCT ON (m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation)
           m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation,
           -- A link that was ended starts anew with the file that prints it again, or once it has ended.
           CASE WHEN m.held_to IS NOT NULL THEN greatest(day_of(run.recorded_at), m.held_to + 1) ELSE '-infinity' END,
           m.basis, m.source_document, run.import_id, run.recorded_at
    FROM missing m
    ORDER BY m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation, m.line
    ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity'
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, m.line FROM missing m ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_links(imports) IS
  'Adds the links of a file, the relations nobody has described yet, and the nodes only links name.';
