-- Under which nodes a row stands: by its cells, carried down where they are merged, by its code, and by the section above it.

CREATE OR REPLACE FUNCTION sheet_level_place(level text) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(array_position('{plan,aim,commitment,theme,priority,recommendation,programme,project}'::text[], level), 20);
COMMENT ON FUNCTION sheet_level_place(text) IS 'The order of levels within a sheet, outermost first.';

-- "Commitment 1" names a level; any other title of a section is a theme.
CREATE OR REPLACE FUNCTION sheet_section(words text, OUT level text, OUT ref text, OUT title text)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(f.level, 'theme'), coalesce(f.ref, trim_cell(sheet_section.words)), nullif(coalesce(f.title,
      trim_cell(sheet_section.words)), '')
  FROM (SELECT 1) AS one
  LEFT JOIN LATERAL (SELECT l.level, m.p[1] AS ref, m.p[2] AS title
                     FROM levels l, regexp_match(trim_cell(sheet_section.words),
                                                 '^' || l.level || '\s+([[:alpha:]]{0,4}\d+(?:\.\d+)*)\s*[:.–-]?\s*(.*)$', 'i') AS m (p)
                     WHERE l.holds = 'node' AND m.p IS NOT NULL AND l.level ~ '^[[:alnum:] ]+$'
                     ORDER BY length(l.level) DESC LIMIT 1) AS f ON true;
END;
COMMENT ON FUNCTION sheet_section(text) IS 'The level, reference and wording of the node that the title of a section names.';

-- Where the rows' codes carry their parent, as A1.5.5 is under P1.5: which letters and how many numbers the parent's code has.
CREATE OR REPLACE FUNCTION sheet_code_rule(run sheet_runs, node_at integer, OUT prefix text, OUT numbers integer)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH printed AS MATERIALIZED (
    SELECT r.cells[sheet_code_rule.node_at] AS label, try_plan_code(r.ref_key) AS code
    FROM sheet_rows r
    WHERE r.run = (sheet_code_rule.run).run AND r.class = 'item' AND r.cells[sheet_code_rule.node_at] <> ''
  ), labels AS MATERIALIZED (
    -- Few labels stand over many rows: each is read once.
    SELECT d.label, try_plan_code(ref_key(d.label)) AS code FROM (SELECT DISTINCT p.label FROM printed p) AS d
  )
  SELECT c.prefix, c.numbers
  FROM (SELECT substring(l.code::text FROM '^[A-Z]*') AS prefix, depth(l.code) AS numbers, count(*) AS labels,
               count(*) FILTER (WHERE l.code = with_prefix(ancestor(p.code, depth(l.code)), substring(l.code::text FROM '^[A-Z]*')))
                 AS fitting
        FROM printed p JOIN labels l ON l.label = p.label
        WHERE depth(p.code) > depth(l.code)
        GROUP BY 1, 2) AS c
  WHERE c.fitting >= 2 AND c.fitting * 4 >= c.labels * 3
  ORDER BY c.fitting DESC LIMIT 1;
END;
COMMENT ON FUNCTION sheet_code_rule(sheet_runs, integer) IS
  'How the codes of the rows carry that of their parent, if three of four labels agree; no row: they do not.';

CREATE OR REPLACE FUNCTION sheet_list_damaged_labels(run sheet_runs, of_level text, label_at integer) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  WITH printed AS MATERIALIZED (
    SELECT c.line, c.raw, c.value FROM sheet_cells c
    WHERE c.run = (sheet_list_damaged_labels.run).run AND c.position = sheet_list_damaged_labels.label_at
  ), labels AS MATERIALIZED (
    SELECT d.value, ref_key((sheet_label(d.value)).ref) AS key FROM (SELECT DISTINCT p.value FROM printed p) AS d
  )
  INSERT INTO sheet_changes (run, line, position, change, ref, field, was, will_be, remark)
  SELECT n.run, p.line, m.position, 'damaged label', r.cells[sheet_column(sheet_list_damaged_labels.run, 'ref')], m.heading, p.raw, n.ref,
         'the code says under what it stands'
  FROM printed p
  JOIN labels l ON l.value = p.value
  JOIN sheet_nodes n ON n.run = (sheet_list_damaged_labels.run).run AND n.line = p.line AND n.level = sheet_list_damaged_labels.of_level
  JOIN sheet_rows r ON r.run = n.run AND r.line = p.line
  JOIN sheet_marks m ON m.run = n.run AND m.position = sheet_list_damaged_labels.label_at
  WHERE l.key <> n.key;
END;
COMMENT ON FUNCTION sheet_list_damaged_labels(sheet_runs, text, integer) IS
  'Lists the labels of nodes that do not say what the codes of their rows say.';

-- A label printed once for a block is that of the whole block.
CREATE OR REPLACE FUNCTION sheet_carried_labels(run sheet_runs, of_level text, label_at integer, words_at integer)
  RETURNS TABLE (line bigint, code plan_code, label text, words text)
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  WITH printed AS MATERIALIZED (
    SELECT r.line, r.section_line, sheet_value(r.cells[sheet_carried_labels.label_at]) AS label,
           sheet_value(r.cells[sheet_carried_labels.words_at]) AS words, try_plan_code(r.ref_key) AS code
    FROM sheet_rows r WHERE r.run = (sheet_carried_labels.run).run AND r.class = 'item'
  ), blocks AS (
    SELECT p.line, p.section_line, p.label, p.words, p.code,
           CASE WHEN sheet_carried_labels.of_level = 'outcome' THEN p.line
                ELSE count(coalesce(p.label, p.words)) OVER (PARTITION BY p.section_line ORDER BY p.line) END AS block
    FROM printed p
  )
  SELECT b.line, b.code, max(b.label) OVER w, max(b.words) OVER w
  FROM blocks b WINDOW w AS (PARTITION BY b.section_line, b.block);
END;
COMMENT ON FUNCTION sheet_carried_labels(sheet_runs, text, integer, integer) IS
  'The labels of a level row by row, carried down where they are merged, and the codes of the rows.';

CREATE OR REPLACE FUNCTION sheet_stage_level(run sheet_runs, of_level text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  label_at integer := (SELECT min(m.position) FROM sheet_marks m WHERE m.run = run.run AND m.target = 'node' AND m.qualifier = of_level);
  words_at integer := (SELECT min(m.position) FROM sheet_marks m WHERE m.run = run.run AND m.target = 'node.title'
                       AND m.qualifier = of_level);
  rule record;
BEGIN
  SELECT c.prefix, c.numbers INTO rule FROM sheet_code_rule(run, label_at) AS c;
  INSERT INTO sheet_nodes (run, line, level, place, ref, key, title, is_list)
  WITH known AS MATERIALIZED (
    SELECT c.line,
           CASE WHEN depth(c.code) > rule.numbers THEN with_prefix(ancestor(c.code, rule.numbers), rule.prefix)::text END AS by_code,
           -- Where codes decide, a label stands anywhere in its block, and says nothing of a row without a code.
           CASE WHEN rule.numbers IS NULL OR c.code IS NOT NULL THEN coalesce(c.label, c.words) END AS label, CASE
             WHEN c.label IS NOT NULL THEN c.words END AS words
    FROM sheet_carried_labels(run, of_level, label_at, words_at) AS c
  ), texts AS MATERIALIZED (
    SELECT d.label, x.ref, x.title
    FROM (SELECT DISTINCT k.label FROM known k WHERE k.by_code IS NULL AND k.label IS NOT NULL) AS d,
         LATERAL (SELECT s.ref, s.title FROM sheet_refs(d.label) AS l, sheet_label(l) AS s) AS x
    WHERE length(x.ref) <= 300
  )
  SELECT run.run, k.line, of_level, sheet_level_place(of_level), coalesce(k.by_code, t.ref), ref_key(coalesce(k.by_code, t.ref)),
         coalesce(k.words, CASE WHEN k.by_code IS NULL AND t.title <> t.ref THEN t.title END), of_level = 'outcome'
  FROM known k LEFT JOIN texts t ON k.by_code IS NULL AND t.label = k.label
  WHERE coalesce(k.by_code, t.ref) IS NOT NULL;

  IF rule.numbers IS NOT NULL THEN
    PERFORM sheet_list_damaged_labels(run, of_level, label_at);
  END IF;
END
$body$;
COMMENT ON FUNCTION sheet_stage_level(sheet_runs, text) IS 'Stages the nodes of one level that the rows of a sheet stand under.';

CREATE OR REPLACE FUNCTION sheet_stage_nodes(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  is_plan_of_items CONSTANT boolean := coalesce(sheet_column(run, 'ref'), sheet_column(run, 'title')) IS NOT NULL;
BEGIN
  PERFORM sheet_stage_level(run, q.level)
  FROM (SELECT DISTINCT m.qualifier AS level FROM sheet_marks m WHERE m.run = run.run AND m.target IN ('node', 'node.title')) AS q;

  INSERT INTO sheet_nodes (run, line, level, place, ref, key, title, is_list)
  SELECT run.run, r.line, s.level, sheet_level_place(s.level), left(s.ref, 300), ref_key(left(s.ref, 300)), s.title, false
  FROM (SELECT h.line, (SELECT trim_cell(c) FROM unnest(h.cells) AS c WHERE trim_cell(c) <> '' LIMIT 1) AS words
        FROM sheet_rows h WHERE h.run = run.run AND h.class = 'section') AS h,
       LATERAL sheet_section(h.words) AS s, sheet_rows r
  WHERE r.run = run.run AND r.class = 'item' AND r.section_line = h.line
    AND NOT EXISTS (SELECT FROM sheet_nodes n WHERE n.run = run.run AND n.line = r.line AND n.level = s.level);

  -- The plan's own node first.  Outcomes, and what stands above them, may be another plan's, where just one has them; the
  -- priorities of last year's plan are not this year's.
  WITH named AS MATERIALIZED (
    SELECT DISTINCT n.level, n.key, sheet_word(n.title) AS words,
           is_plan_of_items AND (n.is_list OR n.place <= 4 AND bool_or(n.is_list) OVER ()) AS may_be_elsewhere
    FROM sheet_nodes n WHERE n.run = run.run
  ), found AS MATERIALIZED (
    SELECT DISTINCT ON (d.level, d.key) d.level, d.key, o.node_id
    FROM named d
    JOIN nodes_known() o ON o.level = d.level AND (ref_key(o.ref) = d.key OR sheet_word(o.title) = d.words)
    LEFT JOIN findable_nodes(run.plan_id) AS f ON f.level = o.level AND f.ref = o.ref
    WHERE o.plan_id IS NOT DISTINCT FROM run.plan_id OR d.may_be_elsewhere AND f.node_id = o.node_id AND f.found = 1
    ORDER BY d.level, d.key, o.plan_id IS NOT DISTINCT FROM run.plan_id DESC, ref_key(o.ref) = d.key DESC, o.node_id
  )
  UPDATE sheet_nodes n SET node_id = f.node_id FROM found f WHERE n.run = run.run AND n.level = f.level AND n.key = f.key;
END
$body$;
COMMENT ON FUNCTION sheet_stage_nodes(sheet_runs) IS 'Stages the nodes that the rows of a sheet stand under, and which of them the '
  'register has.';
