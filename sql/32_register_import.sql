-- register_import: the one path by which files come in, as text that create_register runs.  The functions are ordinary
-- objects of the register, bound to its schema when they are made.

CREATE FUNCTION register_import_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

CREATE OR REPLACE VIEW reference_ends WITH (security_invoker = true) AS
  SELECT k.kind, i.ref, i.item_id, NULL::bigint AS node_id
  FROM reference_kinds k JOIN items i ON i.level = k.level AND (k.plan_id IS NULL OR i.plan_id = k.plan_id)
  UNION ALL
  SELECT k.kind, n.ref, NULL, n.node_id
  FROM reference_kinds k JOIN nodes n ON n.level = k.level AND (k.plan_id IS NULL OR n.plan_id = k.plan_id);
COMMENT ON VIEW reference_ends IS 'What each reference of a link file means: one row per kind and item or node.';
COMMENT ON COLUMN reference_ends.kind IS 'The kind as the link file writes it.';
COMMENT ON COLUMN reference_ends.ref IS 'The reference as printed.';
COMMENT ON COLUMN reference_ends.item_id IS 'The item it names, if it names one.';
COMMENT ON COLUMN reference_ends.node_id IS 'The node it names, if it names one.';

CREATE OR REPLACE VIEW import_report WITH (security_invoker = true) AS
  SELECT i.import_id, i.kind, i.file_name, i.rows_read, i.rows_loaded, i.rows_unchanged, i.rows_refused, i.recorded_at,
         i.recorded_by, e.line, e.column_name, e.value, e.reason, e.hint
  FROM imports i LEFT JOIN import_errors e USING (import_id)
  ORDER BY i.import_id, e.line, e.error_number;
COMMENT ON VIEW import_report IS 'Every import with its counts, one row per bad cell, or one row without a line where there was none.';
COMMENT ON COLUMN import_report.import_id IS 'The import.';
COMMENT ON COLUMN import_report.kind IS 'The document kind.';
COMMENT ON COLUMN import_report.file_name IS 'The file''s name as the caller gave it.';
COMMENT ON COLUMN import_report.rows_read IS 'Data rows in the file: loaded, unchanged and refused add up to it.';
COMMENT ON COLUMN import_report.rows_loaded IS 'Rows that added something.';
COMMENT ON COLUMN import_report.rows_unchanged IS 'Rows the register already held.';
COMMENT ON COLUMN import_report.rows_refused IS 'Rows not loaded.';
COMMENT ON COLUMN import_report.recorded_at IS 'When the facts were known.';
COMMENT ON COLUMN import_report.recorded_by IS 'Who imported.';
COMMENT ON COLUMN import_report.line IS 'The line of the file that holds a bad cell.';
COMMENT ON COLUMN import_report.column_name IS 'The heading of its column; NULL where the whole row is meant.';
COMMENT ON COLUMN import_report.value IS 'The cell as printed.';
COMMENT ON COLUMN import_report.reason IS 'Why it was refused.';
COMMENT ON COLUMN import_report.hint IS 'What would be accepted.';

CREATE OR REPLACE FUNCTION source_headings(source text) RETURNS SETOF text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT normal_name(m[1]) FROM regexp_matches(source, '\{([^{}]+)\}', 'g') AS m;
END;
COMMENT ON FUNCTION source_headings(text) IS 'The headings that a mapping''s source names.';

-- A file whose headings do not fit its mappings is refused whole: there is no telling which cell is what.
CREATE OR REPLACE FUNCTION import_check_headings(document_kind text, headings text[]) RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  -- A column without a heading is passed over; import_stage refuses rows that have something in it.
  found text[] := ARRAY(SELECT normal_name(h) FROM unnest(headings) AS h WHERE trim_cell(h) <> '');
  mapped text[] := ARRAY(SELECT DISTINCT h FROM import_mappings m, source_headings(m.source) AS h WHERE m.kind = document_kind);
  unmapped text := (SELECT string_agg(quote_ident(h), ', ') FROM unnest(found) AS h WHERE h <> ALL (mapped));
  missing text := (SELECT string_agg(quote_ident(h), ', ' ORDER BY h) FROM unnest(mapped) AS h WHERE h <> ALL (found));
  repeated text := (SELECT string_agg(quote_ident(d.h), ', ')
                    FROM (SELECT h FROM unnest(found) AS h GROUP BY h HAVING count(*) > 1) AS d);
BEGIN
  IF coalesce(unmapped, missing, repeated) IS NOT NULL THEN
    RAISE EXCEPTION 'the headings do not fit document kind "%"', document_kind
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = concat_ws(' ', 'Not mapped: ' || unmapped || '.', 'Not in the file: ' || missing || '.',
                               'More than once in the file: ' || repeated || '.'),
            HINT = 'Add rows to import_mappings: every heading needs one (target "keep" keeps only the raw cell).';
  END IF;
END
$body$;
COMMENT ON FUNCTION import_check_headings(text, text[]) IS 'Refuses a file that has a heading no mapping names, lacks one that a mapping names, or repeats one.';

-- Mappings that cannot work would drop cells in silence, so they are refused before a file is read.
CREATE OR REPLACE FUNCTION import_mapping_problems(document document_kinds) RETURNS SETOF text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT format('%s needs a mapping to %s', (document).record, n.target)
  FROM (VALUES ('item', 'item.ref'), ('item', 'item.title'), ('item', 'item.level'), ('node', 'node.ref'),
               ('link', 'link.from_kind'), ('link', 'link.from_ref'), ('link', 'link.to_kind'), ('link', 'link.to_ref'),
               ('link', 'link.relation')) AS n (record, target)
  WHERE n.record = (document).record
    AND NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = (document).kind AND m.target = n.target)
  UNION ALL
  SELECT format('"%s" is mapped to %s, which a row that is a %s does not have', m.source, m.target, (document).record)
  FROM import_mappings m
  WHERE m.kind = (document).kind AND m.target <> 'keep'
    AND NOT CASE (document).record
              WHEN 'link' THEN m.target LIKE 'link.%' AND m.target <> 'link.node'
              WHEN 'node' THEN m.target LIKE 'node.%'
              ELSE m.target NOT LIKE 'link.%' OR m.target = 'link.node' END
  UNION ALL
  SELECT format('%s is mapped more than once%s', m.target, coalesce(' for "' || nullif(m.qualifier, '') || '"', ''))
  FROM import_mappings m
  WHERE m.kind = (document).kind
    AND (m.target IN ('item.ref', 'item.title', 'item.level', 'rating', 'commentary', 'corrective_action', 'start', 'node.ref',
                      'node.title', 'node.part_of', 'item.attribute')
         OR m.target LIKE 'link.%' AND m.target <> 'link.node'
         OR m.target = 'due' AND m.qualifier = 'baseline')
  GROUP BY m.target, m.qualifier HAVING count(*) > 1
  UNION ALL
  SELECT format('no rating has the period "%s" of a %s', m.qualifier, m.target)
  FROM import_mappings m
  WHERE m.kind = (document).kind AND m.target IN ('commentary', 'corrective_action')
    AND NOT EXISTS (SELECT FROM import_mappings r WHERE r.kind = m.kind AND r.target = 'rating' AND r.qualifier = m.qualifier)
  UNION ALL
  SELECT format('"%s" of %s is not a level of nodes', w.level, m.target)
  FROM import_mappings m,
       regexp_split_to_table(CASE m.target WHEN 'link.node' THEN split_part(m.qualifier, ' ', 1) ELSE m.qualifier END, '\s*>\s*') AS w (level)
  WHERE m.kind = (document).kind AND m.target IN ('node.ref', 'node.title', 'node.part_of', 'link.node')
    AND NOT EXISTS (SELECT FROM levels l WHERE l.level = w.level AND l.holds = 'node')
  UNION ALL
  SELECT format('"%s" needs the row''s %s', m.qualifier, w.level)
  FROM import_mappings m, regexp_split_to_table(m.qualifier, '\s*>\s*') AS w (level)
  WHERE m.kind = (document).kind AND m.target = 'node.part_of'
    AND NOT EXISTS (SELECT FROM import_mappings r WHERE r.kind = m.kind AND r.target = 'node.ref' AND r.qualifier = w.level)
  UNION ALL
  SELECT format('"%s" is not a level and a relation', m.qualifier)
  FROM import_mappings m
  WHERE m.kind = (document).kind AND m.target = 'link.node'
    AND NOT EXISTS (SELECT FROM relations r WHERE r.relation = split_part(m.qualifier, ' ', 2))
  UNION ALL
  SELECT format('"%s" is not baseline, revised or empty', m.qualifier)
  FROM import_mappings m
  WHERE m.kind = (document).kind AND m.target = 'due' AND m.qualifier NOT IN ('', 'baseline', 'revised')
  UNION ALL
  SELECT format('a %s needs a qualifier', m.target)
  FROM import_mappings m
  WHERE m.kind = (document).kind AND m.target IN ('rating', 'officer', 'body', 'item.attribute') AND m.qualifier = '';
END;
COMMENT ON FUNCTION import_mapping_problems(document_kinds) IS 'What is wrong with the mappings of a document kind, one row each; no row where they can work.';

CREATE OR REPLACE FUNCTION import_check_mappings(document document_kinds) RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  problems text := (SELECT string_agg(p, '; ') FROM import_mapping_problems(document) AS p);
BEGIN
  IF problems IS NOT NULL THEN
    RAISE EXCEPTION 'the mappings of document kind "%" do not fit together', document.kind
      USING ERRCODE = 'invalid_parameter_value', DETAIL = problems || '.',
            HINT = 'Correct them in import_mappings; \d+ import_mappings says what each target and qualifier means.';
  END IF;
END
$body$;
COMMENT ON FUNCTION import_check_mappings(document_kinds) IS 'Refuses a document kind whose mappings would lose cells.';

-- The cell that a source means, and whether all of it was printed, as SQL over "cells": numbers and quoted literals only.
CREATE OR REPLACE FUNCTION import_source_sql(source text, headings text[], OUT raw_sql text, OUT printed_sql text)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT 'concat(' || string_agg(
           CASE WHEN p.part ~ '^\{[^{}]+\}$' THEN format('cells[%s]', h.position) ELSE quote_literal(p.part) END,
           ', ' ORDER BY p.number) || ')',
         coalesce(string_agg(format('trim_cell(cells[%s]) <> %L', h.position, ''), ' AND ' ORDER BY p.number)
                    FILTER (WHERE h.position IS NOT NULL), 'true')
  FROM (SELECT m.part[1] AS part, m.number
        FROM regexp_matches(source, '\{[^{}]+\}|[^{}]+', 'g') WITH ORDINALITY AS m (part, number)) AS p
  LEFT JOIN unnest(headings) WITH ORDINALITY AS h (heading, position)
    ON p.part = '{' || btrim(p.part, '{}') || '}' AND normal_name(h.heading) = normal_name(btrim(p.part, '{}'));
END;
COMMENT ON FUNCTION import_source_sql(text, text[]) IS 'A mapping''s source as SQL over the cells of a row.';

CREATE OR REPLACE FUNCTION import_stage(run imports, content text, quote text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  mapping import_mappings;
  source record;
BEGIN
  -- A wholly empty line is not a row, except in a file of one column, where it is an empty cell.
  INSERT INTO import_rows (import_id, line, cells, outcome)
  SELECT run.import_id, p.line, p.cells, 'loaded'
  FROM parse_delimited(content, run.delimiter, quote) WITH ORDINALITY AS p (line, cells, number)
  WHERE p.number > 1 AND (p.cells <> ARRAY[''] OR cardinality(run.headings) = 1);

  INSERT INTO import_errors (import_id, line, value, reason, hint)
  SELECT r.import_id, r.line, left(array_to_string(r.cells, run.delimiter), 200),
         format('the row has %s cells, the heading line has %s', cardinality(r.cells), cardinality(run.headings)),
         'Look for a delimiter or a line break inside a cell that is not quoted.'
  FROM import_rows r
  WHERE r.import_id = run.import_id AND cardinality(r.cells) <> cardinality(run.headings);

  INSERT INTO import_errors (import_id, line, value, reason, hint)
  SELECT r.import_id, r.line, c.cell, format('column %s has no heading', c.number), 'Give the column a heading, and the heading a mapping.'
  FROM import_rows r, unnest(r.cells) WITH ORDINALITY AS c (cell, number)
  WHERE r.import_id = run.import_id AND trim_cell(run.headings[c.number]) = '' AND trim_cell(c.cell) <> '';

  FOR mapping IN SELECT * FROM import_mappings m WHERE m.kind = run.kind ORDER BY m.position LOOP
    SELECT * INTO source FROM import_source_sql(mapping.source, run.headings);
    EXECUTE format(
      'INSERT INTO import_cells (import_id, line, position, target, qualifier, raw, value)
       SELECT import_id, line, $2, $3, $4, raw, CASE WHEN printed AND normal_name(raw) <> ALL ($5) THEN trim_cell(raw) END
       FROM (SELECT import_id, line, %s AS raw, %s AS printed FROM import_rows
             WHERE import_id = $1 AND cardinality(cells) = $6) AS r', source.raw_sql, source.printed_sql)
      USING run.import_id, mapping.position, mapping.target, mapping.qualifier,
            ARRAY(SELECT normal_name(w) FROM unnest(mapping.blank_words) AS w), cardinality(run.headings);
  END LOOP;
  -- A staging table looks empty to the planner, which would then join it row by row.
  IF pg_has_role((SELECT c.relowner FROM pg_class c WHERE c.oid = 'import_cells'::regclass), 'USAGE') THEN
    ANALYZE import_rows, import_cells;
  END IF;
END
$body$;
COMMENT ON FUNCTION import_stage(imports, text, text) IS 'Reads the rows of a file into import_rows and their mapped cells into import_cells.';

-- What the type itself says of a bad cell, so that an import and an INSERT explain alike.
CREATE OR REPLACE FUNCTION import_problem(target text, value text, OUT reason text, OUT hint text)
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  detail text;
BEGIN
  IF target = 'rating' THEN
    PERFORM value::rag;
  ELSE
    PERFORM plan_period(value, fiscal_start_month());
  END IF;
EXCEPTION WHEN data_exception THEN
  GET STACKED DIAGNOSTICS reason = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  reason := concat_ws('. ', reason, nullif(rtrim(detail, '.'), ''));
END
$body$;
COMMENT ON FUNCTION import_problem(text, text) IS 'Why a cell is not a rating or a deadline, in the words of the type.';

-- The heading or headings of a cell, for messages.
CREATE OR REPLACE FUNCTION import_column(document_kind text, mapping_position integer) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce((SELECT string_agg(h[1], ', ') FROM regexp_matches(m.source, '\{([^{}]+)\}', 'g') AS h), m.source)
  FROM import_mappings m WHERE m.kind = document_kind AND m.position = mapping_position;
END;
COMMENT ON FUNCTION import_column(text, integer) IS 'The heading or headings that a mapping reads.';

CREATE OR REPLACE FUNCTION import_read_ratings(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  mapping import_mappings;
  mapping_period daterange;
BEGIN
  FOR mapping IN SELECT * FROM import_mappings m WHERE m.kind = run.kind AND m.target = 'rating' LOOP
    mapping_period := plan_period(mapping.qualifier, fiscal_start_month());
    IF upper_inf(mapping_period)
       OR quarter(lower(mapping_period), fiscal_start_month()) <> quarter(upper(mapping_period) - 1, fiscal_start_month()) THEN
      RAISE EXCEPTION 'reporting period "%" of document kind "%" is not within one quarter', mapping.qualifier, run.kind
        USING ERRCODE = 'invalid_parameter_value',
              HINT = 'The qualifier of a rating is a month or a quarter, such as May 2025 or Q1 2024/25.';
    END IF;
    -- The plan's own words come first: a blank may mean S, and Blue may mean G, where its legend says so.
    UPDATE import_cells c
    SET period = mapping_period, rating = w.rating, readable = w.readable
    FROM (SELECT t.line,
                 CASE WHEN l.word IS NOT NULL THEN l.rating ELSE try_rag(t.value) END AS rating,
                 l.word IS NOT NULL OR t.value IS NULL OR try_rag(t.value) IS NOT NULL AS readable
          FROM import_cells t
          LEFT JOIN legends l ON l.plan_id = document.plan_id AND legend_word(l.word) = legend_word(t.raw)
          WHERE t.import_id = run.import_id AND t.position = mapping.position) AS w
    WHERE c.import_id = run.import_id AND c.position = mapping.position AND c.line = w.line;
  END LOOP;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw,
         format('rating "%s" is not one of the plan''s', c.rating),
         format('The plan "%s" rates by %s.', p.title,
                concat(CASE p.scale WHEN 'five' THEN 'R, AR, A, AG, G' ELSE 'R, A, G' END, ', B',
                       CASE WHEN p.has_scheduled THEN ', S' END))
  FROM import_cells c JOIN plans p ON p.plan_id = document.plan_id
  WHERE c.import_id = run.import_id AND c.target = 'rating'
    AND (c.rating IN ('AG', 'AR') AND p.scale = 'three' OR c.rating = 'S' AND NOT p.has_scheduled);
END
$body$;
COMMENT ON FUNCTION import_read_ratings(imports, document_kinds) IS 'Reads rating cells by the plan''s legend, then by the type; refuses what is outside the plan''s scale.';

CREATE OR REPLACE FUNCTION import_read_periods(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  UPDATE import_cells c
  SET period = try_plan_period(c.value, fiscal_start_month()),
      readable = try_plan_period(c.value, fiscal_start_month()) IS NOT NULL
  WHERE c.import_id = (run).import_id AND c.target IN ('due', 'start') AND c.value IS NOT NULL;
END;
COMMENT ON FUNCTION import_read_periods(imports) IS 'Reads the cells of due dates and starts.';

CREATE OR REPLACE FUNCTION import_refuse_unreadable(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw, p.reason, p.hint
  FROM import_cells c, import_problem(c.target, c.value) AS p
  WHERE c.import_id = (run).import_id AND NOT c.readable AND c.target IN ('rating', 'due', 'start')
  ORDER BY c.line, c.position;
END;
COMMENT ON FUNCTION import_refuse_unreadable(imports) IS 'Lists the cells that could not be read.';

CREATE OR REPLACE FUNCTION import_check_names(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw,
         CASE c.target WHEN 'item.ref' THEN 'an item needs a reference' WHEN 'item.title' THEN 'an item needs a title'
                       ELSE format('a %s needs a reference', c.qualifier) END,
         'Fill in the cell, or take the row out of the file.'
  FROM import_cells c
  WHERE c.import_id = (run).import_id AND c.value IS NULL
    AND (c.target IN ('item.ref', 'item.title')
         OR c.target = 'node.ref'
            AND EXISTS (SELECT FROM import_cells t WHERE t.import_id = c.import_id AND t.line = c.line
                          AND t.target = 'node.title' AND t.qualifier = c.qualifier AND t.value IS NOT NULL));

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw, 'that is not a level of items',
         format('Write %s; levels lists them.', (SELECT string_agg(l.level, ', ' ORDER BY l.level) FROM levels l WHERE l.holds = 'item'))
  FROM import_cells c
  WHERE c.import_id = (run).import_id AND c.target = 'item.level'
    AND NOT EXISTS (SELECT FROM levels l WHERE l.level = c.value AND l.holds = 'item');

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw,
         format('the reference is already used on line %s', c.first_line),
         'Give each item of the file a reference of its own.'
  FROM (SELECT t.*, min(t.line) OVER (PARTITION BY t.value) AS first_line
        FROM import_cells t
        WHERE t.import_id = (run).import_id AND t.target = 'item.ref' AND t.value IS NOT NULL) AS c
  WHERE c.line > c.first_line;

  -- One node, two wordings: neither may be lost in silence.
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw,
         format('%s "%s" is called "%s" on line %s', c.qualifier, c.ref, c.first_title, c.first_line),
         'Write the same title on every row that names it.'
  FROM (SELECT t.*, r.value AS ref, first_value(t.value) OVER w AS first_title, first_value(t.line) OVER w AS first_line
        FROM import_cells t
        JOIN import_cells r ON r.import_id = t.import_id AND r.line = t.line AND r.target = 'node.ref' AND r.qualifier = t.qualifier
        WHERE t.import_id = (run).import_id AND t.target = 'node.title' AND t.value IS NOT NULL
        WINDOW w AS (PARTITION BY r.qualifier, r.value ORDER BY t.line)) AS c
  WHERE c.value <> c.first_title;
END;
COMMENT ON FUNCTION import_check_names(imports) IS 'Refuses rows without a reference or title, repeated references, and nodes with two wordings.';

-- A cell may name several, and may say from when: "Chief Executive From January 2025, Director of People".
CREATE OR REPLACE FUNCTION import_names(value text, split text, OUT name text, OUT valid_from date, OUT valid_to date) RETURNS SETOF record
  LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
  SELECT n.name, n.valid_from, n.valid_to
  FROM unnest(CASE split WHEN '' THEN ARRAY[value] ELSE regexp_split_to_array(value, split) END) WITH ORDINALITY AS p (part, number),
       LATERAL (SELECT regexp_match(p.part, '^\s*(.*\S)\s+[Ff]rom\s+([[:alpha:]]+\s+\d{4}),\s*(\S.*)$') AS m) AS x,
       LATERAL (SELECT lower(try_plan_period(x.m[2])) AS changed_on) AS d,
       LATERAL (SELECT trim_cell(p.part) AS name, date '-infinity' AS valid_from, date 'infinity' AS valid_to WHERE d.changed_on IS NULL
                UNION ALL SELECT trim_cell(x.m[1]), '-infinity', d.changed_on - 1 WHERE d.changed_on IS NOT NULL
                UNION ALL SELECT trim_cell(x.m[3]), d.changed_on, 'infinity' WHERE d.changed_on IS NOT NULL) AS n
  WHERE n.name <> ''
  ORDER BY p.number, n.valid_from;
END;
COMMENT ON FUNCTION import_names(text, text) IS 'The officers, bodies or nodes that a cell names, with the days from and to which they hold.';

-- Deliverables of one year's plan contribute to outcomes of the four-year plan, so other plans' nodes are found too.
CREATE OR REPLACE FUNCTION find_nodes(own_plan_id bigint, level text, ref text) RETURNS SETOF bigint
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT n.node_id
  FROM (SELECT o.node_id, o.plan_id IS NOT DISTINCT FROM own_plan_id AS own,
               bool_or(o.plan_id IS NOT DISTINCT FROM own_plan_id) OVER () AS any_own
        FROM nodes o WHERE o.level = find_nodes.level AND o.ref = find_nodes.ref) AS n
  WHERE n.own = n.any_own;
END;
COMMENT ON FUNCTION find_nodes(bigint, text, text) IS 'The nodes a reference means: the plan''s own if it has one, else those of other plans.';

CREATE OR REPLACE FUNCTION import_check_node_links(run imports, document document_kinds) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw,
         CASE f.found WHEN 0 THEN format('there is no %s "%s"', split_part(c.qualifier, ' ', 1), n.name)
                      ELSE format('%s "%s" is in %s plans', split_part(c.qualifier, ' ', 1), n.name, f.found) END,
         CASE f.found WHEN 0 THEN 'Import the file that defines it first, or correct the reference.'
                      ELSE 'Bring such links by a link file, whose reference_kinds say which plan is meant.' END
  FROM import_cells c
  JOIN import_mappings m ON m.kind = (run).kind AND m.position = c.position
  CROSS JOIN LATERAL import_names(c.value, coalesce(m.split, '')) AS n
  CROSS JOIN LATERAL (SELECT count(*) AS found
                      FROM find_nodes((document).plan_id, split_part(c.qualifier, ' ', 1), n.name) AS o) AS f
  WHERE c.import_id = (run).import_id AND c.target = 'link.node' AND f.found <> 1
    AND NOT EXISTS (SELECT FROM import_cells r WHERE r.import_id = c.import_id AND r.target = 'node.ref'
                      AND r.qualifier = split_part(c.qualifier, ' ', 1) AND r.value = n.name
                      AND NOT EXISTS (SELECT FROM import_errors e WHERE e.import_id = r.import_id AND e.line = r.line))
    AND NOT EXISTS (SELECT FROM import_errors e WHERE e.import_id = c.import_id AND e.line = c.line
                      AND e.column_name = import_column((run).kind, c.position));
END;
COMMENT ON FUNCTION import_check_node_links(imports, document_kinds) IS 'Refuses cells that link an item to a node nobody knows.';

-- A baseline is what it is; a date that replaces it belongs in a column mapped as revised.
CREATE OR REPLACE FUNCTION import_check_baselines(run imports, document document_kinds) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw,
         format('the baseline of this item is "%s"', d.raw),
         'A new date goes into a column mapped as due with qualifier revised.'
  FROM import_cells c
  JOIN import_cells r ON r.import_id = c.import_id AND r.line = c.line AND r.target = 'item.ref'
  JOIN items i ON i.plan_id = (document).plan_id AND i.ref = r.value
  JOIN due_dates d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.revision = 0
  WHERE c.import_id = (run).import_id AND c.target = 'due' AND c.qualifier = 'baseline' AND c.period <> d.period;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw, 'there is no baseline that this deadline revises',
         'Fill in the baseline, or map the column as due without a qualifier.'
  FROM import_cells c
  JOIN import_cells r ON r.import_id = c.import_id AND r.line = c.line AND r.target = 'item.ref'
  WHERE c.import_id = (run).import_id AND c.target = 'due' AND c.qualifier = 'revised' AND c.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM import_cells b WHERE b.import_id = c.import_id AND b.line = c.line AND b.target = 'due'
                      AND b.qualifier <> 'revised' AND b.value IS NOT NULL)
    AND NOT EXISTS (SELECT FROM items i JOIN due_dates d ON d.item_id = i.item_id AND d.milestone = 'due'
                    WHERE i.plan_id = (document).plan_id AND i.ref = r.value);
END;
COMMENT ON FUNCTION import_check_baselines(imports, document_kinds) IS 'Refuses a baseline that differs from the one recorded, and a revision of none.';

-- From when on a file's officers, bodies and links hold: a return of Q1 that comes in July speaks of Q1.
CREATE OR REPLACE FUNCTION import_effective_on(run imports) RETURNS date
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(max(lower(plan_period(m.qualifier, fiscal_start_month()))), ((run).recorded_at)::date)
  FROM import_mappings m WHERE m.kind = (run).kind AND m.target = 'rating';
END;
COMMENT ON FUNCTION import_effective_on(imports) IS 'The first day of the latest period a file rates, or else the day it was known.';

-- What a file says of a subject's links to a level replaces what earlier files of the same kind said of them, and nothing else: links
-- that came by a link file, by another kind of document or by hand stay.  A file older than the links it would replace is passed over.
CREATE OR REPLACE FUNCTION import_write_links(run imports, document document_kinds, subject_column text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  held_from date := import_effective_on(run);
  own_links text := format($sql$
    SELECT l.link_id, l.%1$I AS subject_id, l.to_node_id, l.relation, p.level, l.valid_from, l.valid_to
    FROM links l JOIN imports i ON i.import_id = l.import_id AND i.kind = $2 JOIN nodes p ON p.node_id = l.to_node_id
    JOIN (SELECT c.item_id AS subject_id, split_part(c.qualifier, ' ', 1) AS level, split_part(c.qualifier, ' ', 2) AS relation
          FROM import_cells c WHERE c.import_id = $1 AND c.target = 'link.node' AND %1$L = 'from_item_id'
          UNION
          SELECT t.subject_id, o.level, t.role FROM import_ties t JOIN nodes o ON o.node_id = t.object_id WHERE t.import_id = $1) AS s
      ON s.subject_id = l.%1$I AND s.level = p.level AND s.relation = l.relation
  $sql$, subject_column);
  gone_links bigint[];
  gone_subjects bigint[];
BEGIN
  -- Sets, not correlated sub-queries: they are hashed, however large the file.
  EXECUTE format($sql$
    UPDATE import_ties t
    SET is_new = (t.subject_id, t.object_id, t.role) NOT IN
                   (SELECT l.%1$I, l.to_node_id, l.relation FROM links l
                    WHERE l.%1$I IS NOT NULL AND l.to_node_id IS NOT NULL AND l.valid_to >= $3),
        succeeds = (t.subject_id, t.role, o.level) IN (SELECT w.subject_id, w.relation, w.level FROM (%2$s) AS w)
                   OR (t.subject_id, t.object_id, t.role) IN
                   (SELECT l.%1$I, l.to_node_id, l.relation FROM links l WHERE l.%1$I IS NOT NULL AND l.to_node_id IS NOT NULL)
    FROM nodes o
    WHERE t.import_id = $1 AND o.node_id = t.object_id
  $sql$, subject_column, own_links) USING run.import_id, run.kind, held_from;

  EXECUTE format($sql$
    SELECT coalesce(array_agg(w.link_id), '{}'), coalesce(array_agg(w.subject_id), '{}')
    FROM (%1$s) AS w
    WHERE w.valid_to >= $3 AND w.valid_from <= $3
      AND (w.subject_id, w.relation, w.to_node_id) NOT IN
            (SELECT t.subject_id, t.role, t.object_id FROM import_ties t WHERE t.import_id = $1)
      AND (w.subject_id, w.relation) NOT IN
            (SELECT n.%2$I, n.relation FROM links n WHERE n.%2$I IS NOT NULL AND n.valid_from > $3)
  $sql$, own_links, subject_column) INTO gone_links, gone_subjects USING run.import_id, run.kind, held_from;

  UPDATE import_cells c SET changed = true
  WHERE c.import_id = run.import_id
    AND ((c.line, c.position) IN (SELECT t.line, t.position FROM import_ties t
                                  WHERE t.import_id = run.import_id AND (t.is_new OR t.subject_id = ANY (gone_subjects)))
         OR c.target = 'link.node' AND subject_column = 'from_item_id' AND c.item_id = ANY (gone_subjects));

  -- One that an earlier file of the same day brought never held: it ends on the day before it starts.
  UPDATE links l SET valid_to = held_from - 1 WHERE l.link_id = ANY (gone_links);
  EXECUTE format($sql$
    INSERT INTO links (%I, to_node_id, relation, valid_from, basis, source_document, import_id, recorded_at)
    SELECT DISTINCT ON (t.subject_id, t.object_id, t.role)
           t.subject_id, t.object_id, t.role, CASE WHEN t.succeeds THEN $2 ELSE '-infinity' END, 'printed', $3, t.import_id, $4
    FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    ORDER BY t.subject_id, t.object_id, t.role, t.line
    ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity'
  $sql$, subject_column) USING run.import_id, held_from, document.title, run.recorded_at;
  DELETE FROM import_ties t WHERE t.import_id = run.import_id;
END
$body$;
COMMENT ON FUNCTION import_write_links(imports, document_kinds, text) IS 'Writes the staged links of items or nodes, and ends those that an earlier file of the same kind named and this one does not.';

CREATE OR REPLACE FUNCTION import_load_nodes(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  UPDATE import_cells c SET changed = true
  WHERE c.import_id = run.import_id AND c.target = 'node.ref' AND c.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM nodes n
                    LEFT JOIN import_cells t ON t.import_id = c.import_id AND t.line = c.line AND t.target = 'node.title'
                      AND t.qualifier = c.qualifier AND t.value IS NOT NULL
                    WHERE n.plan_id IS NOT DISTINCT FROM document.plan_id AND n.level = c.qualifier AND n.ref = c.value
                      AND n.title = coalesce(t.value, n.title));

  INSERT INTO nodes (plan_id, level, ref, code, title)
  SELECT DISTINCT ON (c.qualifier, c.value) document.plan_id, c.qualifier, c.value, try_plan_code(c.value),
         coalesce(t.value, c.value)
  FROM import_cells c
  LEFT JOIN import_cells t ON t.import_id = c.import_id AND t.line = c.line AND t.target = 'node.title'
    AND t.qualifier = c.qualifier AND t.value IS NOT NULL
  WHERE c.import_id = run.import_id AND c.target = 'node.ref' AND c.changed
  ORDER BY c.qualifier, c.value, t.value IS NULL, c.line
  ON CONFLICT (plan_id, level, ref) DO UPDATE SET title = EXCLUDED.title;

  -- "recommendation > theme": the row's recommendation is part of the row's theme.
  INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
  SELECT c.import_id, c.line, c.position, child.node_id, 'part_of', parent.node_id, '-infinity', 'infinity', pr.raw
  FROM import_cells c
  JOIN import_cells cr ON cr.import_id = c.import_id AND cr.line = c.line AND cr.target = 'node.ref'
    AND cr.qualifier = btrim(split_part(c.qualifier, '>', 1))
  JOIN import_cells pr ON pr.import_id = c.import_id AND pr.line = c.line AND pr.target = 'node.ref'
    AND pr.qualifier = btrim(split_part(c.qualifier, '>', 2))
  JOIN nodes child ON child.plan_id IS NOT DISTINCT FROM document.plan_id AND child.level = cr.qualifier AND child.ref = cr.value
  JOIN nodes parent ON parent.plan_id IS NOT DISTINCT FROM document.plan_id AND parent.level = pr.qualifier AND parent.ref = pr.value
  WHERE c.import_id = run.import_id AND c.target = 'node.part_of';
  PERFORM import_write_links(run, document, 'from_node_id');
END
$body$;
COMMENT ON FUNCTION import_load_nodes(imports, document_kinds) IS 'Adds the nodes a file names, and the links between them.';

CREATE OR REPLACE FUNCTION import_load_items(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  UPDATE import_cells c SET changed = true
  FROM import_cells t, import_cells v
  WHERE c.import_id = run.import_id AND c.target = 'item.ref'
    AND t.import_id = c.import_id AND t.line = c.line AND t.target = 'item.title'
    AND v.import_id = c.import_id AND v.line = c.line AND v.target = 'item.level'
    AND NOT EXISTS (SELECT FROM items i WHERE i.plan_id = document.plan_id AND i.ref = c.value
                      AND i.title = t.value AND i.level = v.value);

  INSERT INTO items (plan_id, level, ref, code, title, recorded_at)
  SELECT document.plan_id, v.value, c.value, try_plan_code(c.value), t.value, run.recorded_at
  FROM import_cells c
  JOIN import_cells t ON t.import_id = c.import_id AND t.line = c.line AND t.target = 'item.title'
  JOIN import_cells v ON v.import_id = c.import_id AND v.line = c.line AND v.target = 'item.level'
  WHERE c.import_id = run.import_id AND c.target = 'item.ref' AND c.changed
  ORDER BY c.line
  ON CONFLICT (plan_id, ref) DO UPDATE SET title = EXCLUDED.title, level = EXCLUDED.level;

  UPDATE import_cells c SET item_id = i.item_id
  FROM import_cells r JOIN items i ON i.plan_id = document.plan_id AND i.ref = r.value
  WHERE c.import_id = run.import_id AND r.import_id = c.import_id AND r.line = c.line AND r.target = 'item.ref';

  UPDATE import_cells c SET changed = true
  WHERE c.import_id = run.import_id AND c.target = 'item.attribute' AND c.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM item_attributes a WHERE a.item_id = c.item_id AND a.name = c.qualifier AND a.value = c.raw);
  INSERT INTO item_attributes (item_id, name, value)
  SELECT c.item_id, c.qualifier, c.raw FROM import_cells c
  WHERE c.import_id = run.import_id AND c.target = 'item.attribute' AND c.changed
  ON CONFLICT (item_id, name) DO UPDATE SET value = EXCLUDED.value;
END
$body$;
COMMENT ON FUNCTION import_load_items(imports, document_kinds) IS 'Adds or renames the items of a file, and keeps their attributes.';

CREATE OR REPLACE FUNCTION import_words(run imports, of_line bigint, of_period text, OUT commentary text, OUT corrective_action text)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT max(t.value) FILTER (WHERE t.target = 'commentary'), max(t.value) FILTER (WHERE t.target = 'corrective_action')
  FROM import_cells t
  WHERE t.import_id = (run).import_id AND t.line = of_line AND t.target IN ('commentary', 'corrective_action') AND t.qualifier = of_period;
END;
COMMENT ON FUNCTION import_words(imports, bigint, text) IS 'What a row says beside its rating of a period.';

CREATE OR REPLACE FUNCTION import_load_ratings(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  start_month integer := fiscal_start_month();
BEGIN
  -- Against what was known when this file was, so that a file loaded late is still loaded once.
  UPDATE import_cells c SET changed = true
  WHERE c.import_id = run.import_id AND c.target = 'rating'
    AND NOT EXISTS (
      SELECT FROM import_words(run, c.line, c.qualifier) AS w,
        LATERAL (SELECT r.* FROM ratings r
                 WHERE r.item_id = c.item_id AND r.quarter = quarter(lower(c.period), start_month)
                   AND r.period_end = upper(c.period) - 1 AND r.period_start = lower(c.period) AND r.recorded_at <= run.recorded_at
                 ORDER BY r.recorded_at DESC, r.rating_id DESC LIMIT 1) AS last
      WHERE last.raw = c.raw AND last.rating IS NOT DISTINCT FROM c.rating
        AND last.commentary IS NOT DISTINCT FROM w.commentary AND last.corrective_action IS NOT DISTINCT FROM w.corrective_action);

  INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, corrective_action, recorded_at, import_id)
  SELECT c.item_id, quarter(lower(c.period), start_month), lower(c.period), upper(c.period) - 1, c.rating, c.raw,
         w.commentary, w.corrective_action, run.recorded_at, run.import_id
  FROM import_cells c, import_words(run, c.line, c.qualifier) AS w
  WHERE c.import_id = run.import_id AND c.target = 'rating' AND c.changed
  ORDER BY c.line, c.position;
END
$body$;
COMMENT ON FUNCTION import_load_ratings(imports) IS 'Appends the ratings that differ from the last recorded for the same item and period.';

-- The revisions that a row prints continue those recorded: of the row's series only what comes after the longest run that the
-- recorded one ends with is new.  So a file read again adds nothing, whatever number of revisions it prints.
CREATE OR REPLACE FUNCTION import_new_revisions(printed daterange[], recorded daterange[]) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT cardinality(printed) - coalesce(max(n.shared), 0)
  FROM generate_series(1, least(cardinality(printed), cardinality(recorded))) AS n (shared)
  WHERE printed[:n.shared] = recorded[cardinality(recorded) - n.shared + 1:];
END;
COMMENT ON FUNCTION import_new_revisions(daterange[], daterange[]) IS 'How many of a row''s revisions, from its last backwards, are not recorded yet.';

CREATE OR REPLACE FUNCTION import_load_due_dates(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  -- A later file of this kind has been read: what this one says of deadlines in force is history.
  overtaken boolean := EXISTS (SELECT FROM imports i WHERE i.kind = run.kind AND i.recorded_at > run.recorded_at
                                 AND i.rows_loaded + i.rows_unchanged > 0);
BEGIN
  -- Baselines first: what no revision can change.  A file older than the last revision says nothing new.
  UPDATE import_cells c SET changed = true
  WHERE c.import_id = run.import_id AND c.target = 'due' AND c.qualifier = 'baseline' AND c.period IS NOT NULL
    AND NOT EXISTS (SELECT FROM due_dates d WHERE d.item_id = c.item_id AND d.milestone = 'due');
  INSERT INTO due_dates (item_id, milestone, revision, period, raw, recorded_at, import_id)
  SELECT c.item_id, 'due', 0, c.period, c.raw, run.recorded_at, run.import_id
  FROM import_cells c
  WHERE c.import_id = run.import_id AND c.target = 'due' AND c.qualifier = 'baseline' AND c.changed
  ORDER BY c.line;

  WITH printed AS (
    SELECT c.line, c.position, c.item_id, c.target AS milestone, c.qualifier, c.period, c.raw,
           row_number() OVER w AS number, count(*) OVER (PARTITION BY c.line, c.target) AS numbers,
           array_agg(c.period) OVER (PARTITION BY c.line, c.target ORDER BY c.position
                                     ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS series
    FROM import_cells c
    WHERE c.import_id = run.import_id AND c.target IN ('due', 'start') AND c.qualifier <> 'baseline' AND c.period IS NOT NULL
    WINDOW w AS (PARTITION BY c.line, c.target ORDER BY c.position)
  ), recorded AS (
    SELECT p.item_id, p.milestone, coalesce(max(d.revision), -1) AS last_revision, max(d.recorded_at) AS last_recorded,
           -- A revised cell never repeats the baseline; any other may.
           coalesce(array_agg(d.period ORDER BY d.revision)
                      FILTER (WHERE d.revision IS NOT NULL AND (d.revision > 0 OR NOT p.revised_only)), '{}') AS series
    FROM (SELECT DISTINCT item_id, milestone, bool_and(qualifier = 'revised') OVER (PARTITION BY item_id, milestone) AS revised_only
          FROM printed) AS p
    LEFT JOIN due_dates d ON d.item_id = p.item_id AND d.milestone = p.milestone
    GROUP BY p.item_id, p.milestone
  ), added AS (
    INSERT INTO due_dates (item_id, milestone, revision, period, raw, recorded_at, import_id)
    SELECT p.item_id, p.milestone, r.last_revision + p.number - (p.numbers - import_new_revisions(p.series, r.series)),
           p.period, p.raw, run.recorded_at, run.import_id
    FROM printed p JOIN recorded r ON r.item_id = p.item_id AND r.milestone = p.milestone
    WHERE p.number > p.numbers - import_new_revisions(p.series, r.series)
      AND (r.last_recorded IS NULL OR r.last_recorded <= run.recorded_at AND NOT overtaken)
    ORDER BY p.line, p.milestone, p.number
    RETURNING item_id, milestone, period
  )
  UPDATE import_cells c SET changed = true
  FROM added a
  WHERE c.import_id = run.import_id AND c.item_id = a.item_id AND c.target = a.milestone AND c.period = a.period
    AND c.qualifier <> 'baseline';
END
$body$;
COMMENT ON FUNCTION import_load_due_dates(imports) IS 'Appends baselines, starts and revised deadlines that are new.';

-- Officers and bodies are kept alike, in tables alike: party is officer or body.
CREATE OR REPLACE FUNCTION import_add_parties(run imports, party text, parties text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  EXECUTE format($sql$
    INSERT INTO %1$I (name)
    SELECT DISTINCT ON (normal_name(n.name)) n.name
    FROM import_cells c
    JOIN import_mappings m ON m.kind = $2 AND m.position = c.position,
         import_names(c.value, coalesce(m.split, '')) AS n
    WHERE c.import_id = $1 AND c.target = %2$L
      AND NOT EXISTS (SELECT FROM %1$I o WHERE normal_name(o.name) = normal_name(n.name))
      AND NOT EXISTS (SELECT FROM %3$I a WHERE normal_name(a.alias) = normal_name(n.name))
    ORDER BY normal_name(n.name), c.line
  $sql$, parties, party, party || '_aliases') USING run.import_id, run.kind;

  EXECUTE format($sql$
    INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
    SELECT c.import_id, c.line, c.position, c.item_id, c.qualifier, coalesce(a.%4$I, o.%4$I), n.valid_from, n.valid_to, c.raw
    FROM import_cells c
    JOIN import_mappings m ON m.kind = $2 AND m.position = c.position
    CROSS JOIN LATERAL import_names(c.value, coalesce(m.split, '')) AS n
    LEFT JOIN %1$I o ON normal_name(o.name) = normal_name(n.name)
    LEFT JOIN %3$I a ON normal_name(a.alias) = normal_name(n.name)
    WHERE c.import_id = $1 AND c.target = %2$L
  $sql$, parties, party, party || '_aliases', party || '_id') USING run.import_id, run.kind;
END
$body$;
COMMENT ON FUNCTION import_add_parties(imports, text, text) IS 'Adds the officers or bodies a file names, and stages who it names for what.';

-- What all cells of one role say of an item is one statement: whoever it names no more ends on the day before it holds.  A file
-- older than what is recorded says nothing of who answers now.
CREATE OR REPLACE FUNCTION import_load_parties(run imports, party text, parties text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  held_from date := import_effective_on(run);
  -- Rows that the file's statement of their item and role does not name any more.
  gone text := format($sql$
    p.valid_to >= $2
    AND EXISTS (SELECT FROM import_cells c WHERE c.import_id = $1 AND c.target = %1$L AND c.item_id = p.item_id AND c.qualifier = p.role
                  AND c.readable)
    AND NOT EXISTS (SELECT FROM import_ties t
                    WHERE t.import_id = $1 AND t.subject_id = p.item_id AND t.role = p.role AND t.object_id = p.%2$I
                      AND t.valid_to = p.valid_to AND t.valid_from IN (p.valid_from, '-infinity'))
  $sql$, party, party || '_id');
BEGIN
  PERFORM import_add_parties(run, party, parties);

  -- Too old a file: somebody was recorded from a later day on whom it does not name.
  EXECUTE format($sql$
    UPDATE import_cells c SET readable = false
    WHERE c.import_id = $1 AND c.target = %1$L
      AND EXISTS (SELECT FROM %2$I p
                  WHERE p.item_id = c.item_id AND p.role = c.qualifier AND p.valid_from > $2
                    AND NOT EXISTS (SELECT FROM import_ties t WHERE t.import_id = $1 AND t.subject_id = p.item_id AND t.role = p.role
                                      AND t.object_id = p.%3$I AND t.valid_from = p.valid_from))
  $sql$, party, 'item_' || parties, party || '_id') USING run.import_id, held_from;

  EXECUTE format($sql$
    UPDATE import_ties t
    SET is_new = EXISTS (SELECT FROM import_cells c WHERE c.import_id = $1 AND c.line = t.line AND c.position = t.position AND c.readable)
                 AND NOT EXISTS (SELECT FROM %1$I p WHERE p.item_id = t.subject_id AND p.role = t.role AND p.%2$I = t.object_id
                                   AND p.valid_to = t.valid_to AND t.valid_from IN (p.valid_from, '-infinity')),
        succeeds = EXISTS (SELECT FROM %1$I p WHERE p.item_id = t.subject_id AND p.role = t.role)
    WHERE t.import_id = $1
  $sql$, 'item_' || parties, party || '_id') USING run.import_id;

  EXECUTE format($sql$
    UPDATE import_cells c SET changed = true
    WHERE c.import_id = $1 AND c.target = %1$L
      AND (EXISTS (SELECT FROM import_ties t WHERE t.import_id = $1 AND t.subject_id = c.item_id AND t.role = c.qualifier AND t.is_new)
           OR EXISTS (SELECT FROM %2$I p WHERE p.item_id = c.item_id AND p.role = c.qualifier AND %3$s))
  $sql$, party, 'item_' || parties, gone) USING run.import_id, held_from;

  EXECUTE format('DELETE FROM %I p WHERE p.valid_from >= $2 AND %s', 'item_' || parties, gone) USING run.import_id, held_from;
  EXECUTE format('UPDATE %I p SET valid_to = $2 - 1 WHERE %s', 'item_' || parties, gone) USING run.import_id, held_from;
  EXECUTE format($sql$
    INSERT INTO %1$I (item_id, %2$I, role, valid_from, valid_to, raw, import_id)
    SELECT DISTINCT ON (t.subject_id, t.object_id, t.role, t.valid_from)
           t.subject_id, t.object_id, t.role, CASE WHEN t.valid_from = '-infinity' AND t.succeeds THEN $2 ELSE t.valid_from END,
           t.valid_to, t.raw, t.import_id
    FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    ORDER BY t.subject_id, t.object_id, t.role, t.valid_from, t.position
  $sql$, 'item_' || parties, party || '_id') USING run.import_id, held_from;
  DELETE FROM import_ties t WHERE t.import_id = run.import_id;
END
$body$;
COMMENT ON FUNCTION import_load_parties(imports, text, text) IS 'Records who answers for the items of a file, and ends those no longer named.';

CREATE OR REPLACE FUNCTION import_load_node_links(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
  SELECT c.import_id, c.line, c.position, c.item_id, split_part(c.qualifier, ' ', 2), o.node_id, '-infinity', 'infinity', c.raw
  FROM import_cells c
  JOIN import_mappings m ON m.kind = run.kind AND m.position = c.position
  CROSS JOIN LATERAL import_names(c.value, coalesce(m.split, '')) AS n
  CROSS JOIN LATERAL find_nodes(document.plan_id, split_part(c.qualifier, ' ', 1), n.name) AS o (node_id)
  WHERE c.import_id = run.import_id AND c.target = 'link.node';
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
  FROM import_cells c WHERE c.import_id = (run).import_id GROUP BY c.line;
END;
COMMENT ON FUNCTION import_link_rows(imports) IS 'The staged rows of a link file, one row per line.';

CREATE OR REPLACE FUNCTION import_check_links(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw, 'a link needs both ends and a relation',
         'Fill in the cell, or take the row out of the file.'
  FROM import_cells c
  WHERE c.import_id = (run).import_id AND c.value IS NULL
    AND c.target IN ('link.from_kind', 'link.from_ref', 'link.to_kind', 'link.to_ref', 'link.relation');

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT (run).import_id, e.line,
         (SELECT import_column((run).kind, m.position) FROM import_mappings m WHERE m.kind = (run).kind AND m.target = f.target),
         CASE WHEN k.kind IS NULL THEN e.kind ELSE e.ref END,
         CASE WHEN k.kind IS NULL THEN format('the kind "%s" is unknown', e.kind)
              WHEN f.found = 0 THEN format('there is no %s "%s"', e.kind, e.ref)
              ELSE format('%s "%s" names %s things', e.kind, e.ref, f.found) END,
         CASE WHEN k.kind IS NULL THEN 'Add a row to reference_kinds that says which level, and which plan, it is.'
              WHEN f.found = 0 THEN 'Import the file that defines it first, or correct the reference.'
              ELSE 'Say in reference_kinds which plan is meant.' END
  FROM (SELECT l.line, 'from' AS which, l.from_kind AS kind, l.from_ref AS ref FROM import_link_rows(run) AS l
        UNION ALL SELECT l.line, 'to', l.to_kind, l.to_ref FROM import_link_rows(run) AS l) AS e
  LEFT JOIN reference_kinds k ON k.kind = e.kind
  CROSS JOIN LATERAL (SELECT count(*) AS found, format('link.%s_%s', e.which, CASE WHEN k.kind IS NULL THEN 'kind' ELSE 'ref' END) AS target
                      FROM reference_ends r WHERE r.kind = e.kind AND r.ref = e.ref) AS f
  WHERE e.kind IS NOT NULL AND e.ref IS NOT NULL
    AND (k.kind IS NULL OR f.found > 1 OR f.found = 0 AND NOT k.create_missing)
  ORDER BY e.line, e.which;
END;
COMMENT ON FUNCTION import_check_links(imports) IS 'Refuses links with an end missing, of an unknown kind, or that nothing or several things answer to.';

CREATE OR REPLACE FUNCTION import_load_links(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
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

  WITH resolved AS (
    SELECT l.line, f.item_id AS from_item_id, f.node_id AS from_node_id, t.item_id AS to_item_id, t.node_id AS to_node_id,
           l.relation, l.basis, l.source_document
    FROM import_link_rows(run) AS l
    JOIN reference_ends f ON f.kind = l.from_kind AND f.ref = l.from_ref
    JOIN reference_ends t ON t.kind = l.to_kind AND t.ref = l.to_ref
  ), missing AS (
    SELECT r.* FROM resolved r
    WHERE NOT EXISTS (SELECT FROM links x
                      WHERE x.from_item_id IS NOT DISTINCT FROM r.from_item_id AND x.from_node_id IS NOT DISTINCT FROM r.from_node_id
                        AND x.to_item_id IS NOT DISTINCT FROM r.to_item_id AND x.to_node_id IS NOT DISTINCT FROM r.to_node_id
                        AND x.relation = r.relation AND x.valid_to = 'infinity')
  ), added AS (
    INSERT INTO links (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from, basis, source_document, import_id, recorded_at)
    SELECT DISTINCT ON (m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation)
           m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation,
           -- A link that was ended starts anew with the file that prints it again.
           CASE WHEN EXISTS (SELECT FROM links x
                             WHERE x.from_item_id IS NOT DISTINCT FROM m.from_item_id AND x.from_node_id IS NOT DISTINCT FROM m.from_node_id
                               AND x.to_item_id IS NOT DISTINCT FROM m.to_item_id AND x.to_node_id IS NOT DISTINCT FROM m.to_node_id
                               AND x.relation = m.relation) THEN run.recorded_at::date ELSE '-infinity' END,
           m.basis, m.source_document, run.import_id, run.recorded_at
    FROM missing m
    ORDER BY m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation, m.line
    ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity'
  )
  UPDATE import_cells c SET changed = true FROM missing m
  WHERE c.import_id = run.import_id AND c.line = m.line AND c.target = 'link.relation';
END
$body$;
COMMENT ON FUNCTION import_load_links(imports) IS 'Adds the links of a file, the relations nobody has described yet, and the nodes only links name.';

CREATE OR REPLACE FUNCTION import_check(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  bad_cells bigint;
BEGIN
  IF document.record = 'link' THEN
    PERFORM import_check_links(run);
  ELSE
    PERFORM import_read_ratings(run, document);
    PERFORM import_read_periods(run);
    PERFORM import_refuse_unreadable(run);
    PERFORM import_check_names(run);
    PERFORM import_check_baselines(run, document);
    -- A row refused for its link may be the one that brings another row's node: until nothing more is found.
    LOOP
      bad_cells := (SELECT count(*) FROM import_errors e WHERE e.import_id = run.import_id);
      PERFORM import_check_node_links(run, document);
      EXIT WHEN bad_cells = (SELECT count(*) FROM import_errors e WHERE e.import_id = run.import_id);
    END LOOP;
  END IF;
END
$body$;
COMMENT ON FUNCTION import_check(imports, document_kinds) IS 'Finds every bad cell of a staged file before anything is written.';

CREATE OR REPLACE FUNCTION import_load(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF document.record = 'link' THEN
    PERFORM import_load_links(run);
    RETURN;
  END IF;
  PERFORM import_load_nodes(run, document);
  IF document.record = 'item' THEN
    PERFORM import_load_items(run, document);
    PERFORM import_load_ratings(run);
    PERFORM import_load_due_dates(run);
    PERFORM import_load_parties(run, 'officer', 'officers');
    PERFORM import_load_parties(run, 'body', 'bodies');
    PERFORM import_load_node_links(run, document);
  END IF;
END
$body$;
COMMENT ON FUNCTION import_load(imports, document_kinds) IS 'Writes the staged cells of the good rows.';

CREATE OR REPLACE FUNCTION import_finish(run imports) RETURNS imports
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  UPDATE import_rows r SET outcome = 'unchanged'
  WHERE r.import_id = run.import_id AND r.outcome = 'loaded'
    AND r.line NOT IN (SELECT c.line FROM import_cells c WHERE c.import_id = run.import_id AND c.changed);
  DELETE FROM import_cells c WHERE c.import_id = run.import_id;
  UPDATE imports i
  SET (rows_read, rows_loaded, rows_unchanged, rows_refused) =
      (SELECT count(*), count(*) FILTER (WHERE r.outcome = 'loaded'), count(*) FILTER (WHERE r.outcome = 'unchanged'),
              count(*) FILTER (WHERE r.outcome = 'refused')
       FROM import_rows r WHERE r.import_id = run.import_id)
  WHERE i.import_id = run.import_id
  RETURNING i.* INTO run;
  RETURN run;
END
$body$;
COMMENT ON FUNCTION import_finish(imports) IS 'Counts what became of the rows and clears the staging.';

CREATE OR REPLACE FUNCTION import_document(document_kind text, content text, on_bad text, file_name text, recorded_at timestamptz) RETURNS imports
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  document document_kinds;
  run imports;
BEGIN
  SELECT k.* INTO document FROM document_kinds k WHERE k.kind = document_kind;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'document kind "%" does not exist', document_kind
      USING ERRCODE = 'undefined_object',
            DETAIL = 'Known kinds: ' || coalesce((SELECT string_agg(k.kind, ', ' ORDER BY k.kind) FROM document_kinds k), 'none') || '.',
            HINT = 'A new kind of file needs a row in document_kinds and one in import_mappings for each of its headings.';
  END IF;
  IF document.record <> 'link' AND document.plan_id IS NULL THEN
    RAISE EXCEPTION 'document kind "%" names no plan', document_kind
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Set plan_id in document_kinds: items and nodes belong to a plan.';
  END IF;
  IF on_bad IS NULL OR on_bad NOT IN ('none', 'good') THEN
    RAISE EXCEPTION 'unknown choice "%" for on_bad', on_bad
      USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Write none (one bad cell, and nothing is loaded) or good (the good rows are loaded); every bad cell is listed either way.';
  END IF;
  -- Two imports at once could both find an item missing; readers and ratings typed in by hand are not held up.
  LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE;

  INSERT INTO imports (kind, file_name, headings, delimiter, on_bad, rows_read, rows_loaded, rows_unchanged, rows_refused, recorded_at)
  SELECT document.kind, coalesce(import_document.file_name, document.kind), p.cells, d.delimiter, import_document.on_bad, 0, 0, 0, 0,
         coalesce(import_document.recorded_at, now())
  FROM (SELECT coalesce(document.delimiter, detect_delimiter(content)) AS delimiter) AS d,
       parse_delimited(content, d.delimiter, document.quote) AS p
  LIMIT 1
  RETURNING * INTO run;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the file is empty' USING ERRCODE = 'bad_copy_file_format', HINT = 'The first line of a file names its columns.';
  END IF;
  PERFORM import_check_mappings(document);
  PERFORM import_check_headings(run.kind, run.headings);
  PERFORM import_stage(run, content, document.quote);
  PERFORM import_check(run, document);

  UPDATE import_rows r SET outcome = 'refused'
  WHERE r.import_id = run.import_id
    AND EXISTS (SELECT FROM import_errors e WHERE e.import_id = r.import_id AND (e.line = r.line OR on_bad = 'none'));
  DELETE FROM import_cells c USING import_rows r
  WHERE c.import_id = run.import_id AND r.import_id = c.import_id AND r.line = c.line AND r.outcome = 'refused';
  PERFORM import_load(run, document);
  RETURN import_finish(run);
END
$body$;
COMMENT ON FUNCTION import_document(text, text, text, text, timestamptz) IS 'Imports one file; import_csv of the extension calls it.';

$register$;
COMMENT ON FUNCTION register_import_sql() IS 'The statements by which create_register makes a register''s imports.';

CREATE FUNCTION import_csv(schema text, kind text, content text, on_bad text DEFAULT 'none', file_name text DEFAULT NULL,
                           recorded_at timestamptz DEFAULT NULL,
                           OUT import_id bigint, OUT rows_read bigint, OUT rows_loaded bigint, OUT rows_unchanged bigint,
                           OUT rows_refused bigint)
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  PERFORM @extschema@.check_register(schema);
  EXECUTE format('SELECT r.import_id, r.rows_read, r.rows_loaded, r.rows_unchanged, r.rows_refused
                  FROM %I.import_document($1, $2, $3, $4, $5) AS r', schema)
    INTO import_id, rows_read, rows_loaded, rows_unchanged, rows_refused
    USING kind, content, on_bad, file_name, recorded_at;
  IF rows_refused > 0 THEN
    RAISE WARNING '% of % rows were refused', rows_refused, rows_read
      USING HINT = format('SELECT line, column_name, value, reason, hint FROM %I.import_errors WHERE import_id = %s', schema, import_id);
  END IF;
END
$body$;
COMMENT ON FUNCTION import_csv(text, text, text, text, text, timestamptz) IS 'Imports the text of a delimited file into a register by the mappings of a document kind; on_bad none loads nothing if one cell is bad, good loads the good rows; every bad cell is listed in import_errors either way.';
