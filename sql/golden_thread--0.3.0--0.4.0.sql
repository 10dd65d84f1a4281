-- golden_thread 0.3.0 to 0.4.0: the whole register, which can be upgraded.
-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.4.0'" to load this file. \quit

-- register_import: the one path by which files come in, as text that create_register runs.  The functions are ordinary
-- objects of the register, bound to its schema when they are made.

CREATE OR REPLACE FUNCTION register_import_sql() RETURNS text
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

  DELETE FROM links l WHERE l.link_id = ANY (gone_links) AND l.valid_from = held_from;
  UPDATE links l SET valid_to = held_from - 1 WHERE l.link_id = ANY (gone_links);
  EXECUTE format($sql$
    INSERT INTO links (%I, to_node_id, relation, valid_from, basis, source_document, import_id)
    SELECT DISTINCT ON (t.subject_id, t.object_id, t.role)
           t.subject_id, t.object_id, t.role, CASE WHEN t.succeeds THEN $2 ELSE '-infinity' END, 'printed', $3, t.import_id
    FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    ORDER BY t.subject_id, t.object_id, t.role, t.line
    ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity'
  $sql$, subject_column) USING run.import_id, held_from, document.title;
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

  INSERT INTO items (plan_id, level, ref, code, title)
  SELECT document.plan_id, v.value, c.value, try_plan_code(c.value), t.value
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
    INSERT INTO links (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from, basis, source_document, import_id)
    SELECT DISTINCT ON (m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation)
           m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation,
           -- A link that was ended starts anew with the file that prints it again.
           CASE WHEN EXISTS (SELECT FROM links x
                             WHERE x.from_item_id IS NOT DISTINCT FROM m.from_item_id AND x.from_node_id IS NOT DISTINCT FROM m.from_node_id
                               AND x.to_item_id IS NOT DISTINCT FROM m.to_item_id AND x.to_node_id IS NOT DISTINCT FROM m.to_node_id
                               AND x.relation = m.relation) THEN run.recorded_at::date ELSE '-infinity' END,
           m.basis, m.source_document, run.import_id
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

-- register_views: the reporting views of a register, as text.  create_register runs it with the register's schema first in
-- the search path, so every name is unqualified; the objects belong to the caller and are not members of the extension.
--
-- Layers: building blocks without an order (plan_names, quarter_ratings, plan_quarters, item_quarters, links, deadlines), then the
-- reports, which are ordered.  What depends on a day is a function of that day, with a view for today.  Functions are SQL
-- with BEGIN ATOMIC bodies: parsed once, so no search path can lead them astray, and the planner can look into them.
-- An item counts until the day before state_since: in what is about a quarter, if it was active on its last day; in what is
-- about a day, if it was active on that day.  So an item given up today stays in the quarters that were reported with it.
-- IS [NOT] DISTINCT FROM, NULLIF, CASE x WHEN and USING are kept away from the extension's own types: pg_dump prints them
-- without the operator's schema, and a restore, whose search path is empty, would not find it.

CREATE OR REPLACE FUNCTION register_views_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Building blocks: names.

CREATE OR REPLACE VIEW plan_names WITH (security_invoker = true) AS
SELECT p.plan_id,
       CASE WHEN p.version = '' THEN p.title ELSE p.title || ' (' || p.version || ')' END AS plan
  FROM plans p;
COMMENT ON VIEW plan_names IS 'One row per plan: the name reports print, which is its title and, where there is one, its version.';

-- A plan's label is for a rating, its words are many: the first word that has one decides.
CREATE OR REPLACE VIEW plan_legends WITH (security_invoker = true) AS
SELECT l.plan_id, l.rating,
       (array_agg(l.label ORDER BY l.word COLLATE "C"))[1] AS label,
       (array_agg(l.colour ORDER BY l.word COLLATE "C") FILTER (WHERE l.colour IS NOT NULL))[1] AS colour
  FROM legends l
 WHERE l.rating IS NOT NULL
 GROUP BY l.plan_id, l.rating;
COMMENT ON VIEW plan_legends IS 'One row per plan and rating for which the plan''s legend has a label: how the plan prints it. Of several words the first in code-point order decides.';

-- The end that must be the item is named bare, so that the indexes of links find it.
CREATE OR REPLACE FUNCTION item_details(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, nodes text, officers text, bodies text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id,
         (SELECT string_agg(DISTINCT lv.label || ' ' || n.ref, '; ')
            FROM links l
            JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
            JOIN nodes n ON n.node_id = CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END
            JOIN levels lv ON lv.level = n.level
           WHERE (l.from_item_id = i.item_id AND rel.child_end = 'from'
                  OR l.to_item_id = i.item_id AND rel.child_end = 'to')
             AND as_at BETWEEN l.valid_from AND l.valid_to),
         (SELECT string_agg(DISTINCT o.name, '; ')
            FROM item_officers io
            JOIN officers o ON o.officer_id = io.officer_id
           WHERE io.item_id = i.item_id
             AND as_at BETWEEN io.valid_from AND io.valid_to
             AND (io.role IN ('lead', 'responsible')
                  OR NOT EXISTS (SELECT FROM item_officers lead
                                  WHERE lead.item_id = i.item_id
                                    AND lead.role IN ('lead', 'responsible')
                                    AND as_at BETWEEN lead.valid_from AND lead.valid_to))),
         (SELECT string_agg(DISTINCT b.name, '; ')
            FROM item_bodies ib
            JOIN bodies b ON b.body_id = ib.body_id
           WHERE ib.item_id = i.item_id
             AND as_at BETWEEN ib.valid_from AND ib.valid_to)
    FROM items i;
END;
COMMENT ON FUNCTION item_details(date) IS
  'One row per item: the nodes it is linked to, its officers (those in the role lead or responsible; where it has none, all) and its bodies on that day, each as one text.';

-- Building blocks: ratings.

-- The order runs down the index of ratings, so that one backward scan of it can answer.
CREATE OR REPLACE VIEW quarter_ratings WITH (security_invoker = true) AS
SELECT DISTINCT ON (r.item_id, r.quarter)
       r.item_id, i.plan_id, r.quarter, r.rating, r.raw, r.commentary, r.corrective_action,
       r.period_start, r.period_end, r.recorded_at
  FROM ratings r
  JOIN items i ON i.item_id = r.item_id
 ORDER BY r.item_id DESC, r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC;
COMMENT ON VIEW quarter_ratings IS
  'One row per item and quarter with a rating row: of the last period in the quarter the latest recorded, so the last month speaks for its quarter and a correction for what it corrects.';

CREATE OR REPLACE FUNCTION ratings_as_known(known_at timestamptz)
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag, raw text, commentary text,
                 corrective_action text, period_start date, period_end date, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT ON (r.item_id, r.quarter)
         r.item_id, i.plan_id, r.quarter, r.rating, r.raw, r.commentary, r.corrective_action,
         r.period_start, r.period_end, r.recorded_at
    FROM ratings r
    JOIN items i ON i.item_id = r.item_id
   WHERE r.recorded_at <= ratings_as_known.known_at
   ORDER BY r.item_id DESC, r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC;
END;
COMMENT ON FUNCTION ratings_as_known(timestamptz) IS
  'quarter_ratings as it was at that moment: later corrections are left out.';

CREATE OR REPLACE VIEW plan_quarters WITH (security_invoker = true) AS
SELECT reported.plan_id,
       reported.quarter,
       lag(reported.quarter) OVER in_time AS previous_quarter,
       lead(reported.quarter) OVER in_time IS NULL AS is_latest
  FROM (SELECT DISTINCT i.plan_id, r.quarter
          FROM ratings r
          JOIN items i ON i.item_id = r.item_id) reported
WINDOW in_time AS (PARTITION BY reported.plan_id ORDER BY reported.quarter);
COMMENT ON VIEW plan_quarters IS 'One row per plan and quarter in which it reports, that is, for which any of its items has a rating row.';

-- One look into the index of ratings for each row, rather than a join with all of quarter_ratings: a question about one
-- plan, quarter or item costs as much as it has rows, whatever the planner guesses.
CREATE OR REPLACE VIEW item_quarters WITH (security_invoker = true) AS
SELECT i.plan_id,
       i.item_id,
       pq.quarter,
       coalesce(pq.is_latest, true) AS is_latest,
       now.rating,
       pq.previous_quarter,
       before.rating AS previous_rating,
       CASE WHEN pq.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END AS movement,
       now.commentary,
       now.corrective_action,
       now.recorded_at
  FROM items i
  LEFT JOIN plan_quarters pq ON pq.plan_id = i.plan_id
  LEFT JOIN LATERAL (SELECT r.rating, r.commentary, r.corrective_action, r.recorded_at
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) now ON true
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.previous_quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) before ON true
 WHERE i.state = 'active'
    OR i.state_since > coalesce(end_date(pq.quarter), CURRENT_DATE);
COMMENT ON VIEW item_quarters IS
  'One row per item and quarter in which its plan reports, rated or not, if the item was active on the last day of the quarter; one row without a quarter per item active today where the plan never reported. Every report of a quarter counts these rows.';

CREATE OR REPLACE FUNCTION latest_ratings(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, latest.quarter, now.rating
    FROM items i
    LEFT JOIN (SELECT reported.plan_id, max(r.quarter) AS quarter
                 FROM ratings r
                 JOIN items reported ON reported.item_id = r.item_id
                GROUP BY reported.plan_id) latest ON latest.plan_id = i.plan_id
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = latest.quarter
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
   WHERE i.state = 'active'
      OR i.state_since > as_at;
END;
COMMENT ON FUNCTION latest_ratings(date) IS
  'One row per item active on that day: its rating in the latest quarter in which its plan reports, as known now. An older rating never stands in for a missing one.';

CREATE OR REPLACE VIEW latest_ratings WITH (security_invoker = true) AS
SELECT l.item_id, l.plan_id, l.quarter, l.rating FROM latest_ratings(CURRENT_DATE) l;
COMMENT ON VIEW latest_ratings IS
  'One row per item active today: its rating in the latest quarter in which its plan reports. An older rating never stands in for a missing one.';

-- Building blocks: the golden thread.

CREATE OR REPLACE FUNCTION rollup_node_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (child_node_id bigint, parent_node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT
         CASE rel.child_end WHEN 'from' THEN l.from_node_id ELSE l.to_node_id END,
         CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
   WHERE l.from_node_id IS NOT NULL
     AND l.to_node_id IS NOT NULL
     AND as_at BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION rollup_node_links(date) IS
  'One row per child and parent node: the links between nodes that hold on that day and whose relation rolls up, turned so that the child comes first.';

CREATE OR REPLACE FUNCTION rollup_item_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT
         CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END,
         CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
   WHERE CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END IS NOT NULL
     AND CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END IS NOT NULL
     AND as_at BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION rollup_item_links(date) IS
  'One row per item and node it counts towards directly: the links that hold on that day and whose relation rolls up. A link whose parent end is an item counts nowhere.';

CREATE OR REPLACE VIEW node_links WITH (security_invoker = true) AS
SELECT l.child_node_id, l.parent_node_id FROM rollup_node_links(CURRENT_DATE) l;
COMMENT ON VIEW node_links IS 'One row per child and parent node today: what linkage(child, parent) is built from.';

CREATE OR REPLACE VIEW item_node_links WITH (security_invoker = true) AS
SELECT l.item_id, l.node_id FROM rollup_item_links(CURRENT_DATE) l;
COMMENT ON VIEW item_node_links IS 'One row per item and node it counts towards directly, today.';

-- Building blocks: deadlines.

CREATE OR REPLACE VIEW item_dates WITH (security_invoker = true) AS
SELECT base.item_id,
       base.milestone,
       base.period AS baseline_period,
       nullif(base.due, 'infinity') AS baseline_due,
       base.raw AS baseline_raw,
       current.period AS current_period,
       nullif(current.due, 'infinity') AS current_due,
       current.raw AS current_raw,
       (SELECT count(*) - 1
          FROM due_dates d
         WHERE d.item_id = base.item_id AND d.milestone = base.milestone) AS revisions,
       current.reason
  FROM due_dates base
  JOIN due_dates current ON current.item_id = base.item_id AND current.milestone = base.milestone
 WHERE NOT EXISTS (SELECT FROM due_dates d
                    WHERE d.item_id = base.item_id AND d.milestone = base.milestone AND d.revision < base.revision)
   AND NOT EXISTS (SELECT FROM due_dates d
                    WHERE d.item_id = current.item_id AND d.milestone = current.milestone AND d.revision > current.revision);
COMMENT ON VIEW item_dates IS 'One row per item and milestone with a deadline: the first one set and the one in force.';

-- Reports: ratings.

CREATE OR REPLACE VIEW rating_report WITH (security_invoker = true) AS
SELECT iq.plan_id, p.plan, iq.quarter, iq.item_id, i.level, i.ref, i.title,
       iq.rating,
       coalesce(own.label, label(iq.rating)) AS rating_label,
       iq.previous_quarter,
       iq.previous_rating,
       iq.movement,
       iq.commentary,
       iq.corrective_action,
       iq.is_latest
  FROM item_quarters iq
  JOIN plan_names p ON p.plan_id = iq.plan_id
  JOIN items i ON i.item_id = iq.item_id
  LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
 WHERE iq.quarter IS NOT NULL
 ORDER BY p.plan, iq.plan_id, iq.quarter, i.code NULLS LAST, iq.item_id;
COMMENT ON VIEW rating_report IS
  'One row per quarter in which a plan reports and item of it that was active on its last day: the rating, the one before and the movement between them. An item without a rating row in the quarter is there, not rated.';

CREATE OR REPLACE VIEW movement_report WITH (security_invoker = true) AS
SELECT iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement,
       count(*) AS items
  FROM item_quarters iq
  JOIN plan_names p ON p.plan_id = iq.plan_id
 WHERE iq.previous_quarter IS NOT NULL
 GROUP BY iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement
 ORDER BY p.plan, iq.plan_id, iq.quarter, iq.previous_rating DESC NULLS LAST, iq.rating DESC NULLS LAST;
COMMENT ON VIEW movement_report IS
  'One row per plan, quarter, rating before and rating now: how many items moved so. The first quarter of a plan has no before and no rows.';

CREATE OR REPLACE VIEW progress_report WITH (security_invoker = true) AS
SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.tally,
       total(t.tally) AS total,
       complete(t.tally) AS complete,
       green(t.tally) AS green,
       amber_green(t.tally) AS amber_green,
       amber(t.tally) AS amber,
       amber_red(t.tally) AS amber_red,
       red(t.tally) AS red,
       scheduled(t.tally) AS scheduled,
       unrated(t.tally) AS unrated,
       percent_complete(t.tally) AS percent_complete,
       overall(t.tally) AS overall
  FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, tally(iq.rating) AS tally
          FROM item_quarters iq
         GROUP BY iq.plan_id, iq.quarter, iq.is_latest) t
  JOIN plan_names p ON p.plan_id = t.plan_id
 ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST;
COMMENT ON VIEW progress_report IS
  'One row per plan and quarter in which it reports, or one without a quarter where it never did: how many of its items, of those active on the last day of the quarter, have which rating.';

CREATE OR REPLACE FUNCTION exceptions_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, item_id bigint, ref text, title text,
                 rating rag, rating_label text, rating_meaning text, previous_rating rag, movement text,
                 current_due date, officers text, nodes text, commentary text, corrective_action text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.item_id, i.ref, i.title,
         iq.rating, coalesce(own.label, label(iq.rating)), meaning(iq.rating), iq.previous_rating, iq.movement,
         d.current_due, details.officers, details.nodes, iq.commentary, iq.corrective_action
    FROM item_quarters iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
    JOIN items i ON i.item_id = iq.item_id
    JOIN item_details(as_at) details ON details.item_id = iq.item_id
    LEFT JOIN item_dates d ON d.item_id = iq.item_id AND d.milestone = 'due'
    LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
   WHERE (in_quarter IS NULL OR checked_quarter(in_quarter) IS NOT NULL)
     AND CASE WHEN in_quarter IS NULL THEN iq.is_latest ELSE iq.quarter = in_quarter END
     AND iq.rating >= 'A'
   ORDER BY iq.rating DESC, p.plan, iq.plan_id, i.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION exceptions_report(quarter, date) IS
  'One row per item rated Red, Amber/Red or Amber in that quarter (no quarter: the latest in which its plan reports) and active on its last day, most severe first; officers and nodes as on that day.';

CREATE OR REPLACE VIEW exceptions_report WITH (security_invoker = true) AS
SELECT e.plan_id, e.plan, e.quarter, e.item_id, e.ref, e.title, e.rating, e.rating_label, e.rating_meaning,
       e.previous_rating, e.movement, e.current_due, e.officers, e.nodes, e.commentary, e.corrective_action
  FROM exceptions_report(NULL, CURRENT_DATE) e;
COMMENT ON VIEW exceptions_report IS
  'One row per item rated Red, Amber/Red or Amber in the latest quarter in which its plan reports and active on its last day, most severe first.';

CREATE OR REPLACE VIEW node_rating_report WITH (security_invoker = true) AS
SELECT pq.plan_id, p.plan, pq.quarter, pq.is_latest, n.node_id, n.level, n.ref, n.title,
       rolled.distinct_items AS tally,
       total(rolled.distinct_items) AS total,
       complete(rolled.distinct_items) AS complete,
       green(rolled.distinct_items) AS green,
       amber_green(rolled.distinct_items) AS amber_green,
       amber(rolled.distinct_items) AS amber,
       amber_red(rolled.distinct_items) AS amber_red,
       red(rolled.distinct_items) AS red,
       scheduled(rolled.distinct_items) AS scheduled,
       unrated(rolled.distinct_items) AS unrated,
       percent_complete(rolled.distinct_items) AS percent_complete,
       overall(rolled.distinct_items) AS overall
  FROM (SELECT DISTINCT reported.quarter, end_date(reported.quarter) AS links_at FROM plan_quarters reported
        UNION ALL
        SELECT NULL, CURRENT_DATE) day
 CROSS JOIN LATERAL (
       SELECT iq.plan_id, iq.quarter, iq.is_latest,
              outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                FROM rollup_node_links(day.links_at) nl),
                             il.node_id, il.item_id, iq.rating) AS nodes
         FROM item_quarters iq
         JOIN rollup_item_links(day.links_at) il ON il.item_id = iq.item_id
        WHERE (iq.quarter = day.quarter OR (iq.quarter IS NULL AND day.quarter IS NULL))
        GROUP BY iq.plan_id, iq.quarter, iq.is_latest) pq
 CROSS JOIN LATERAL unnest(pq.nodes) rolled
  JOIN nodes n ON n.node_id = rolled.node
  JOIN plan_names p ON p.plan_id = pq.plan_id
 WHERE total(rolled.distinct_items) > 0
 ORDER BY p.plan, pq.plan_id, pq.quarter NULLS FIRST, n.level, n.code NULLS LAST, n.node_id;
COMMENT ON VIEW node_rating_report IS
  'One row per plan, quarter and node (aim, priority, theme, recommendation, outcome ...) that has items of the plan at or under it, each counted once. Do not add across nodes: an item under two of them counts at each.';

CREATE OR REPLACE VIEW body_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.body_id, b.name AS body, t.role, t.tally,
       total(t.tally) AS total,
       complete(t.tally) AS complete,
       green(t.tally) AS green,
       amber_green(t.tally) AS amber_green,
       amber(t.tally) AS amber,
       amber_red(t.tally) AS amber_red,
       red(t.tally) AS red,
       scheduled(t.tally) AS scheduled,
       unrated(t.tally) AS unrated,
       percent_complete(t.tally) AS percent_complete,
       overall(t.tally) AS overall
  FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role, tally(iq.rating) AS tally
          FROM item_quarters iq
          LEFT JOIN LATERAL (SELECT DISTINCT ib.body_id, ib.role
                               FROM item_bodies ib
                              WHERE ib.item_id = iq.item_id
                                AND coalesce(end_date(iq.quarter), CURRENT_DATE) BETWEEN ib.valid_from AND ib.valid_to) held ON true
         GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role) t
  JOIN plan_names p ON p.plan_id = t.plan_id
  LEFT JOIN bodies b ON b.body_id = t.body_id
 ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, b.name NULLS LAST, t.body_id, t.role;
COMMENT ON VIEW body_rating_report IS
  'One row per plan, quarter, committee or board, and role; one without a body for the items that have none. Do not add across bodies: an item with two of them counts under each.';

CREATE OR REPLACE VIEW officer_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.officer_id, o.name AS officer, t.role, t.tally,
       total(t.tally) AS total,
       complete(t.tally) AS complete,
       green(t.tally) AS green,
       amber_green(t.tally) AS amber_green,
       amber(t.tally) AS amber,
       amber_red(t.tally) AS amber_red,
       red(t.tally) AS red,
       scheduled(t.tally) AS scheduled,
       unrated(t.tally) AS unrated,
       percent_complete(t.tally) AS percent_complete,
       overall(t.tally) AS overall
  FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role, tally(iq.rating) AS tally
          FROM item_quarters iq
          LEFT JOIN LATERAL (SELECT DISTINCT io.officer_id, io.role
                               FROM item_officers io
                              WHERE io.item_id = iq.item_id
                                AND coalesce(end_date(iq.quarter), CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to) held ON true
         GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role) t
  JOIN plan_names p ON p.plan_id = t.plan_id
  LEFT JOIN officers o ON o.officer_id = t.officer_id
 ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, o.name NULLS LAST, t.officer_id, t.role;
COMMENT ON VIEW officer_rating_report IS
  'One row per plan, quarter, officer and role; one without an officer for the items that have none. Do not add across officers: an item with two of them counts under each.';

-- Reports: the golden thread.

CREATE OR REPLACE FUNCTION rollup_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plans bigint[] DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text,
                 by_link rag_tally, distinct_items rag_tally, items_by_link bigint, items_distinct bigint,
                 percent_complete numeric, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title,
         coalesce(rolled.by_link, '0'),
         coalesce(rolled.distinct_items, '0'),
         coalesce(total(rolled.by_link), 0),
         coalesce(total(rolled.distinct_items), 0),
         percent_complete(rolled.distinct_items),
         overall(rolled.distinct_items)
    FROM nodes n
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
    LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                                FROM rollup_node_links(coalesce(as_at, end_date(in_quarter), CURRENT_DATE)) nl),
                                             il.node_id, il.item_id, now.rating) AS nodes
                         FROM items i
                         JOIN rollup_item_links(coalesce(as_at, end_date(in_quarter), CURRENT_DATE)) il
                           ON il.item_id = i.item_id
                         LEFT JOIN plan_quarters pq ON pq.plan_id = i.plan_id AND pq.is_latest
                         LEFT JOIN LATERAL (SELECT r.rating
                                              FROM ratings r
                                             WHERE r.item_id = i.item_id AND r.quarter = coalesce(in_quarter, pq.quarter)
                                             ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                                             LIMIT 1) now ON true
                        WHERE (of_plans IS NULL OR i.plan_id = ANY (of_plans))
                          AND (i.state = 'active' OR i.state_since > coalesce(end_date(in_quarter), as_at, CURRENT_DATE))) r
                CROSS JOIN LATERAL unnest(r.nodes) u) rolled ON rolled.node = n.node_id
   WHERE in_quarter IS NULL
      OR checked_quarter(in_quarter) IS NOT NULL
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION rollup_report(quarter, date, bigint[]) IS
  'One row per node, zeros included: the ratings in that quarter (an item without one is unrated; no quarter: the latest of each plan) of all items at or under it that were active on its last day (no quarter: on that day), over the links that hold on that day (no day: the last of the quarter, or today); only items of these plans, if any are named. Do not add across nodes.';

CREATE OR REPLACE VIEW rollup_report WITH (security_invoker = true) AS
SELECT r.node_id, r.plan_id, r.plan, r.level, r.ref, r.title, r.by_link, r.distinct_items, r.items_by_link, r.items_distinct,
       r.percent_complete, r.overall
  FROM rollup_report(NULL, CURRENT_DATE) r;
COMMENT ON VIEW rollup_report IS
  'One row per node, zeros included: the latest ratings of all items at or under it that are active today. Do not add across nodes: an item under two of them counts at each.';

CREATE OR REPLACE VIEW unlinked_items WITH (security_invoker = true) AS
SELECT i.plan_id, p.plan, i.item_id, i.level, i.ref, i.title
  FROM items i
  JOIN plan_names p ON p.plan_id = i.plan_id
 WHERE (i.state = 'active' OR i.state_since > CURRENT_DATE)
   AND NOT EXISTS (SELECT FROM item_node_links l WHERE l.item_id = i.item_id)
 ORDER BY p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
COMMENT ON VIEW unlinked_items IS 'One row per item active today that no link which rolls up ties to any node.';

CREATE OR REPLACE VIEW uncovered_nodes WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.node_id, r.level, r.ref, r.title
  FROM rollup_report r
 WHERE r.items_distinct = 0;
COMMENT ON VIEW uncovered_nodes IS 'One row per node without any active item at or under it today, such as an outcome to which nothing contributes.';

-- Reports: deadlines.

CREATE OR REPLACE VIEW due_report WITH (security_invoker = true) AS
SELECT i.plan_id, p.plan, d.item_id, i.ref, i.title, d.milestone,
       d.baseline_period, d.baseline_due, d.baseline_raw,
       d.current_period, d.current_due, d.current_raw,
       d.revisions
  FROM item_dates d
  JOIN items i ON i.item_id = d.item_id
  JOIN plan_names p ON p.plan_id = i.plan_id
 ORDER BY p.plan, i.plan_id, i.code NULLS LAST, d.item_id, d.milestone;
COMMENT ON VIEW due_report IS 'One row per item, active or not, and milestone with a deadline: the first one set and the one in force.';

CREATE OR REPLACE VIEW slippage_report WITH (security_invoker = true) AS
SELECT i.plan_id, p.plan, d.item_id, i.ref, i.title,
       d.baseline_due,
       d.current_due,
       d.revisions,
       ((extract(year FROM d.current_due) - extract(year FROM d.baseline_due)) * 12
        + extract(month FROM d.current_due) - extract(month FROM d.baseline_due))::integer AS slippage_months,
       d.current_due - d.baseline_due AS slippage_days,
       d.baseline_raw,
       d.current_raw,
       d.reason,
       CASE WHEN latest.item_id IS NULL THEN last.rating ELSE latest.rating END AS rating
  FROM item_dates d
  JOIN items i ON i.item_id = d.item_id
  JOIN plan_names p ON p.plan_id = i.plan_id
  LEFT JOIN latest_ratings latest ON latest.item_id = d.item_id
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = d.item_id AND latest.item_id IS NULL
                      ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) last ON true
 WHERE d.milestone = 'due'
   AND d.revisions > 0
 ORDER BY p.plan, i.plan_id, d.current_due - d.baseline_due DESC NULLS LAST, i.code NULLS LAST, d.item_id;
COMMENT ON VIEW slippage_report IS 'One row per item, active or not, whose due date was revised at least once: how far the one in force lies from the first; rating is the latest, of an item no longer active the last it had.';

CREATE OR REPLACE FUNCTION overdue_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, baseline_due date, current_due date,
                 days_overdue integer, months_overdue integer, rating rag, unrated boolean, quarter quarter, officers text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, d.baseline_due, d.current_due,
         as_at - d.current_due,
         (extract(year FROM age(as_at, d.current_due)) * 12 + extract(month FROM age(as_at, d.current_due)))::integer,
         latest.rating,
         latest.rating IS NULL,
         latest.quarter,
         details.officers
    FROM items i
    JOIN plan_names p ON p.plan_id = i.plan_id
    JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due < as_at
    JOIN item_details(as_at) details ON details.item_id = i.item_id
    LEFT JOIN LATERAL (SELECT r.rating, r.quarter
                         FROM ratings r
                        WHERE r.item_id = i.item_id
                          AND r.period_start <= as_at
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) latest ON true
   WHERE (i.state = 'active' OR i.state_since > as_at)
     AND coalesce(latest.rating <> 'B', true)
   ORDER BY d.current_due, p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION overdue_report(date) IS
  'One row per item active on that day whose due date in force lies before it and whose latest rating is not Complete: the latest of a period that had begun by then, as known now. An item without any rating is there, marked unrated. Longest overdue first.';

CREATE OR REPLACE VIEW overdue_report WITH (security_invoker = true) AS
SELECT o.plan_id, o.plan, o.item_id, o.ref, o.title, o.baseline_due, o.current_due, o.days_overdue, o.months_overdue,
       o.rating, o.unrated, o.quarter, o.officers
  FROM overdue_report(CURRENT_DATE) o;
COMMENT ON VIEW overdue_report IS
  'One row per item active today whose due date in force lies before today and whose latest rating is not Complete; an item without any rating is there, marked unrated. Longest overdue first.';

CREATE OR REPLACE FUNCTION consistency_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, finding text, rating rag, quarter quarter,
                 start_date date, current_due date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, f.finding, latest.rating, latest.quarter,
         lower(s.current_period), d.current_due
    FROM latest_ratings(as_at) latest
    JOIN items i ON i.item_id = latest.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due'
    LEFT JOIN item_dates s ON s.item_id = i.item_id AND s.milestone = 'start'
   CROSS JOIN LATERAL (VALUES
         ('green past due', latest.rating IN ('G', 'AG') AND d.current_due < as_at),
         ('scheduled past due', latest.rating = 'S' AND d.current_due < as_at),
         ('scheduled past start', latest.rating = 'S' AND upper(s.current_period) <= as_at),
         ('red before due', latest.rating IN ('R', 'AR') AND d.current_due >= as_at),
         ('complete before start', latest.rating = 'B' AND lower(s.current_period) > as_at)) f (finding, found)
   WHERE f.found
   ORDER BY p.plan, i.plan_id, f.finding, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION consistency_report(date) IS
  'One row per doubt about an item active on that day: a rating and a date that do not sit well together. A doubt is a question to ask, not an error: lateness never changes a rating.';

CREATE OR REPLACE VIEW consistency_report WITH (security_invoker = true) AS
SELECT c.plan_id, c.plan, c.item_id, c.ref, c.title, c.finding, c.rating, c.quarter, c.start_date, c.current_due
  FROM consistency_report(CURRENT_DATE) c;
COMMENT ON VIEW consistency_report IS 'One row per doubt about an item active today: a rating and a date that do not sit well together.';

-- Items are counted once where they start and once where they are due, and a running total makes what is under way of it: so a
-- deadline of the year 9999 costs its quarters, not its quarters times all items.
CREATE OR REPLACE VIEW profile_report WITH (security_invoker = true) AS
WITH dated AS (
  SELECT i.plan_id, latest.rating = 'B' AS complete,
         quarter(lower(s.current_period), cal.fiscal_start_month) AS starts,
         quarter(d.current_due, cal.fiscal_start_month) AS ends
    FROM items i
   CROSS JOIN register_settings cal
    JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due IS NOT NULL
    LEFT JOIN item_dates s ON s.item_id = i.item_id AND s.milestone = 'start'
    LEFT JOIN latest_ratings latest ON latest.item_id = i.item_id
   WHERE i.state = 'active' OR i.state_since > CURRENT_DATE
), spans AS (
  SELECT b.plan_id, b.first_quarter, b.last_quarter - b.first_quarter AS further
    FROM (SELECT dated.plan_id, least(min(dated.starts), min(dated.ends)) AS first_quarter, max(dated.ends) AS last_quarter
            FROM dated
           GROUP BY dated.plan_id) b
), changes AS (
  SELECT c.plan_id, c.quarter,
         sum(c.due) AS due, sum(c.due) FILTER (WHERE c.complete) AS due_complete,
         sum(c.started) AS started, sum(c.started) FILTER (WHERE c.complete) AS started_complete,
         sum(c.ended) AS ended, sum(c.ended) FILTER (WHERE c.complete) AS ended_complete
    FROM (SELECT dated.plan_id, dated.complete, dated.ends AS quarter, 1 AS due, 0 AS started, coalesce(dated.starts <= dated.ends, false)::integer AS ended FROM dated
          UNION ALL
          SELECT dated.plan_id, dated.complete, dated.starts, 0, 1, 0 FROM dated WHERE dated.starts <= dated.ends) c
   GROUP BY c.plan_id, c.quarter
)
SELECT q.plan_id, p.plan, q.quarter,
       coalesce(c.due, 0) AS due_items,
       coalesce(c.due_complete, 0) AS due_complete,
       (coalesce(sum(c.started - c.ended) OVER in_time, 0) + coalesce(c.ended, 0))::bigint AS active_items,
       (coalesce(sum(c.started_complete - c.ended_complete) OVER in_time, 0) + coalesce(c.ended_complete, 0))::bigint AS active_complete
  FROM (SELECT spans.plan_id, spans.first_quarter + n AS quarter
          FROM spans
         CROSS JOIN LATERAL generate_series(0, spans.further) n) q
  JOIN plan_names p ON p.plan_id = q.plan_id
  LEFT JOIN changes c ON c.plan_id = q.plan_id AND c.quarter = q.quarter
WINDOW in_time AS (PARTITION BY q.plan_id ORDER BY q.quarter)
 ORDER BY p.plan, q.plan_id, q.quarter;
COMMENT ON VIEW profile_report IS
  'One row per plan and fiscal quarter from its first start or deadline to its last, quarters with nothing included; items active today count. Those without a due date, or with one that has no end, are in no row.';

-- Reports: the data themselves.

CREATE OR REPLACE VIEW data_notes WITH (security_invoker = true) AS
SELECT n.plan_id, p.plan, n.finding, n.cells
  FROM (SELECT i.plan_id, f.finding, count(*) FILTER (WHERE f.found) AS cells, f.place
          FROM ratings r
          JOIN items i ON i.item_id = r.item_id
         CROSS JOIN LATERAL (VALUES
               (1, 'rating cells read', true),
               (2, 'blank rating cells', r.raw = ''),
               (3, 'rating cells not in canonical letters', r.raw <> '' AND r.raw IS DISTINCT FROM r.rating::text),
               (4, 'of these, look-alike letters of another alphabet', r.raw ~ '[^[:ascii:]]' AND char_length(btrim(r.raw)) <= 2)
               ) f (place, finding, found)
         GROUP BY i.plan_id, f.finding, f.place
        UNION ALL
        SELECT i.plan_id, f.finding, count(*) FILTER (WHERE f.found), f.place
          FROM due_dates d
          JOIN items i ON i.item_id = d.item_id
         CROSS JOIN LATERAL (VALUES
               (5, 'deadline cells read', true),
               (6, 'deadlines without an end', d.due IS NULL)
               ) f (place, finding, found)
         GROUP BY i.plan_id, f.finding, f.place) n
  JOIN plan_names p ON p.plan_id = n.plan_id
 ORDER BY p.plan, n.plan_id, n.place;
COMMENT ON VIEW data_notes IS 'One row per plan and finding: how many printed cells had to be read with care. Corrections count as cells too.';

-- Every column of every view, in one glossary: a name means the same wherever it stands.

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('active_complete', 'Of the active items, those now Complete.'),
        ('active_items', 'Items with a start that are under way in the quarter: from the start to the due date in force.'),
        ('amber', 'Items rated Amber.'),
        ('amber_green', 'Items rated Amber/Green.'),
        ('amber_red', 'Items rated Amber/Red.'),
        ('baseline_due', 'The last day of the first deadline set; NULL where it has no end.'),
        ('baseline_period', 'The days the first deadline names.'),
        ('baseline_raw', 'The first deadline as printed.'),
        ('body', 'The committee or board; NULL for the items that have none.'),
        ('body_id', 'The committee or board; NULL for the items that have none.'),
        ('by_link', 'Ratings counted by link: every pair of a node at or under this one and an item linked to it counts, so an item linked to two outcomes counts twice. Not the sum of the children''s rows.'),
        ('cells', 'How many cells.'),
        ('child_node_id', 'The child: what is under it counts towards the parent.'),
        ('colour', 'The plan''s own colour for it, as #rrggbb; NULL for the usual one.'),
        ('commentary', 'What the report says of the item in that quarter.'),
        ('complete', 'Items rated Complete (B).'),
        ('corrective_action', 'What is being done about it.'),
        ('current_due', 'The last day of the deadline in force; NULL where it has no end or is not set.'),
        ('current_period', 'The days the deadline in force names.'),
        ('current_raw', 'The deadline in force as printed.'),
        ('days_overdue', 'Days from the due date in force to the day asked for.'),
        ('distinct_items', 'Ratings of the distinct items at or under the node: every item counts once. Do not add across nodes.'),
        ('due_complete', 'Of the items due, those now Complete.'),
        ('due_items', 'Items whose due date in force lies in the quarter.'),
        ('finding', 'What was found.'),
        ('green', 'Items rated Green.'),
        ('is_latest', 'Whether the plan reports no later quarter.'),
        ('item_id', 'The item.'),
        ('items', 'How many items.'),
        ('items_by_link', 'Total of by_link. Larger than items_distinct where an item is linked to several nodes.'),
        ('items_distinct', 'Total of distinct_items: how many items there are at or under the node. Do not add across nodes.'),
        ('label', 'What the plan prints for that rating.'),
        ('level', 'Which kind of node or item.'),
        ('milestone', 'start or due.'),
        ('months_overdue', 'Whole months gone by since the due date in force.'),
        ('movement', 'From the rating before to this one, as movement() names it; NULL in the first quarter the plan reports.'),
        ('node_id', 'The node.'),
        ('nodes', 'The nodes the item is linked to, with their levels.'),
        ('officer', 'The officer; NULL for the items that have none.'),
        ('officer_id', 'The officer; NULL for the items that have none.'),
        ('officers', 'Officers in the role lead or responsible; where there are none, all of the item''s.'),
        ('overall', 'One rating for all: the most severe of the live ones (Amber/Green printed as Amber, Amber/Red as Red); NULL where none is live and some items are not rated.'),
        ('parent_node_id', 'The parent.'),
        ('percent_complete', 'Items rated Complete in per cent of total, not rated ones included; exact, to be rounded by who prints it; NULL where there are no items.'),
        ('period_end', 'Last day of the reporting period.'),
        ('period_start', 'First day of the reporting period.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan; at a node NULL where several plans share it.'),
        ('previous_quarter', 'The quarter in which the plan reported before, however long ago; NULL in its first.'),
        ('previous_rating', 'The rating in the previous quarter; NULL: not rated.'),
        ('quarter', 'The fiscal quarter; NULL where the plan has never reported.'),
        ('rating', 'The rating; NULL: not rated.'),
        ('rating_label', 'The rating in a word: the plan''s own where its legend has one, else the usual one.'),
        ('rating_meaning', 'What the rating says.'),
        ('raw', 'The cell as printed.'),
        ('reason', 'Why it was last revised.'),
        ('recorded_at', 'When it became known.'),
        ('red', 'Items rated Red.'),
        ('ref', 'The reference as printed.'),
        ('revisions', 'How often the deadline was revised.'),
        ('role', 'In which role; NULL for the items that have nobody.'),
        ('scheduled', 'Items rated Scheduled, not yet started.'),
        ('slippage_days', 'Days from the first due date to the one in force; negative where it was brought forward; NULL where either has no end.'),
        ('slippage_months', 'Calendar months from the month of the first due date to that of the one in force; negative where it was brought forward; NULL where either has no end.'),
        ('start_date', 'The first day of the start in force.'),
        ('tally', 'The ratings counted, as one value that can be added up and taken apart.'),
        ('title', 'The wording.'),
        ('total', 'All items, not rated ones included.'),
        ('unrated', 'Items that are not rated; per item: whether it is not.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v' AND c.relnamespace = quote_ident(current_schema())::regnamespace
     WHERE col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;

-- register_bi: the views for BI tools, as text, in a schema of their own.  create_register replaces {bi} by the quoted name
-- of that schema and runs the text with the register's schema first in the search path.
--
-- They are deliberately not security_invoker: readers get the bi schema alone and nothing in the register's, so the tables
-- are read with the rights of the register's owner.  That holds for tables only: a security_invoker view or a function that
-- reads tables would be checked against the reader even from here.  So these views stand on the tables and on each other,
-- never on the register's own views, and test/pgtap/bi_views.sql holds them to the same figures.
--
-- Types: text, integer, bigint, numeric, date, timestamptz and boolean, nothing else, since drivers of BI tools stumble over
-- types they do not know; no infinite dates (a NULL end is open), and percentages are rounded to six places, since exact
-- ones overflow the decimals of .NET.

CREATE OR REPLACE FUNCTION register_bi_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Dimensions.

CREATE OR REPLACE VIEW {bi}.bi_plan AS
SELECT p.plan_id AS plan_key,
       CASE WHEN p.version = '' THEN p.title ELSE p.title || ' (' || p.version || ')' END AS plan,
       p.title,
       p.version,
       nullif(lower(p.period), '-infinity') AS first_day,
       nullif(upper(p.period), 'infinity') - 1 AS last_day,
       p.scale,
       p.state,
       p.supersedes_plan_id AS supersedes_plan_key,
       p.source_document
  FROM plans p;
COMMENT ON VIEW {bi}.bi_plan IS 'Dimension: one row per plan and version.';

CREATE OR REPLACE VIEW {bi}.bi_scale AS
SELECT coalesce(s.rating::text, 'NR') AS rating_key,
       coalesce(label(s.rating), 'Not rated') AS label,
       coalesce(meaning(s.rating), 'not rated') AS meaning,
       severity(s.rating)::integer AS severity,
       s.sort_order,
       coalesce(s.rating BETWEEN 'G' AND 'R', false) AS is_live,
       coalesce(s.rating >= 'A', false) AS is_exception,
       coalesce(colour_hex(s.rating), '#ffffff') AS colour
  FROM (VALUES ('R'::rag, 1), ('AR', 2), ('A', 3), ('AG', 4), ('G', 5), ('S', 6), ('B', 7), (NULL, 8)) s (rating, sort_order);
COMMENT ON VIEW {bi}.bi_scale IS 'Dimension: one row per rating, and one for "Not rated", so that no rating key is ever empty.';

CREATE OR REPLACE VIEW {bi}.bi_quarter AS
WITH used AS (
  SELECT r.quarter FROM ratings r
  UNION
  SELECT quarter(d.due, cal.fiscal_start_month) FROM due_dates d CROSS JOIN register_settings cal WHERE isfinite(d.due)
), days AS (
  SELECT min(start_date(used.quarter)) AS first_day, max(start_date(used.quarter)) AS last_day FROM used
), calendar AS (
  SELECT quarter(days.first_day, cal.fiscal_start_month) + n AS quarter
    FROM days
   CROSS JOIN register_settings cal
   CROSS JOIN LATERAL generate_series(0, quarter(days.last_day, cal.fiscal_start_month)
                                         - quarter(days.first_day, cal.fiscal_start_month)) n
), listed AS (
  SELECT DISTINCT ON (start_date(q.quarter)) q.quarter
    FROM (SELECT calendar.quarter, 1 AS rank FROM calendar
          UNION ALL
          SELECT used.quarter, 2 FROM used) q
   ORDER BY start_date(q.quarter), q.rank, q.quarter
)
SELECT (extract(year FROM start_date(l.quarter)) * 100 + extract(month FROM start_date(l.quarter)))::integer AS quarter_key,
       l.quarter::text AS label,
       start_date(l.quarter) AS first_day,
       end_date(l.quarter) AS last_day,
       fiscal_year(l.quarter)::text AS fiscal_year,
       fiscal_year_start(l.quarter)::integer AS fiscal_year_start,
       quarter_number(l.quarter)::integer AS quarter_number,
       half(l.quarter)::integer AS half
  FROM listed l;
COMMENT ON VIEW {bi}.bi_quarter IS 'Dimension: one row per fiscal quarter from the first that a rating or a deadline uses to the last, those between included. Also the date table of a BI model: sort label by quarter_key.';

CREATE OR REPLACE VIEW {bi}.bi_officer AS
SELECT o.officer_id AS officer_key, o.name AS officer FROM officers o;
COMMENT ON VIEW {bi}.bi_officer IS 'Dimension: one row per officer (a post, not a person).';

CREATE OR REPLACE VIEW {bi}.bi_body AS
SELECT b.body_id AS body_key, b.name AS body FROM bodies b;
COMMENT ON VIEW {bi}.bi_body IS 'Dimension: one row per committee or board.';

CREATE OR REPLACE VIEW {bi}.bi_node AS
SELECT n.node_id AS node_key,
       n.plan_id AS plan_key,
       n.level,
       lv.label AS level_label,
       n.ref,
       n.title,
       row_number() OVER (ORDER BY n.level, n.plan_id NULLS LAST, n.code NULLS LAST, n.node_id) AS sort_order
  FROM nodes n
  JOIN levels lv ON lv.level = n.level;
COMMENT ON VIEW {bi}.bi_node IS 'Dimension: one row per node (aim, priority, outcome, commitment, theme, recommendation, programme ...).';

-- Facts.

CREATE OR REPLACE VIEW {bi}.bi_rating AS
WITH plan_quarters AS (
  SELECT q.plan_id, q.quarter,
         lag(q.quarter) OVER in_time AS previous_quarter,
         lead(q.quarter) OVER in_time IS NULL AS is_latest
    FROM (SELECT DISTINCT i.plan_id, r.quarter FROM ratings r JOIN items i ON i.item_id = r.item_id) q
  WINDOW in_time AS (PARTITION BY q.plan_id ORDER BY q.quarter)
)
SELECT i.item_id AS item_key,
       i.plan_id AS plan_key,
       (extract(year FROM start_date(pq.quarter)) * 100 + extract(month FROM start_date(pq.quarter)))::integer AS quarter_key,
       coalesce(now.rating::text, 'NR') AS rating_key,
       coalesce(before.rating::text, 'NR') AS previous_rating_key,
       CASE WHEN pq.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END AS movement,
       pq.is_latest,
       now.raw,
       now.commentary,
       now.corrective_action,
       now.recorded_at
  FROM items i
  JOIN plan_quarters pq ON pq.plan_id = i.plan_id
  LEFT JOIN LATERAL (SELECT r.rating, r.raw, r.commentary, r.corrective_action, r.recorded_at
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) now ON true
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.previous_quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) before ON true
 WHERE i.state = 'active'
    OR i.state_since > end_date(pq.quarter);
COMMENT ON VIEW {bi}.bi_rating IS 'Fact: one row per quarter in which a plan reports and item of it that was active on its last day; an item without a rating in it is there as NR. For the latest state keep is_latest.';

CREATE OR REPLACE VIEW {bi}.bi_due AS
SELECT d.item_id AS item_key,
       i.plan_id AS plan_key,
       d.milestone,
       d.revision,
       nullif(lower(d.period), '-infinity') AS first_day,
       nullif(d.due, 'infinity') AS due,
       (extract(year FROM q.first_day) * 100 + extract(month FROM q.first_day))::integer AS quarter_key,
       d.revision = min(d.revision) OVER of_item AS is_baseline,
       d.revision = max(d.revision) OVER of_item AS is_current,
       d.raw,
       d.reason,
       d.recorded_at
  FROM due_dates d
  JOIN items i ON i.item_id = d.item_id
 CROSS JOIN register_settings cal
 CROSS JOIN LATERAL (SELECT start_date(quarter(nullif(d.due, 'infinity'), cal.fiscal_start_month)) AS first_day) q
WINDOW of_item AS (PARTITION BY d.item_id, d.milestone);
COMMENT ON VIEW {bi}.bi_due IS 'Fact: one row per item, milestone and revision of its deadline. For the deadlines in force keep is_current.';

CREATE OR REPLACE VIEW {bi}.bi_item AS
SELECT i.item_id AS item_key,
       i.plan_id AS plan_key,
       i.level,
       lv.label AS level_label,
       i.ref,
       i.title,
       row_number() OVER (ORDER BY i.plan_id, i.code NULLS LAST, i.item_id) AS sort_order,
       i.state,
       i.is_active,
       CASE WHEN isfinite(i.state_since) THEN i.state_since END AS state_since,
       i.state_reason,
       coalesce(CASE WHEN i.is_active THEN now.rating ELSE last.rating END::text, 'NR') AS rating_key,
       (extract(year FROM q.first_day) * 100 + extract(month FROM q.first_day))::integer AS quarter_key,
       base.due AS baseline_due,
       cur.due AS current_due,
       ((extract(year FROM cur.due) - extract(year FROM base.due)) * 12
        + extract(month FROM cur.due) - extract(month FROM base.due))::integer AS slippage_months
  FROM (SELECT it.*, coalesce(it.state = 'active' OR it.state_since > CURRENT_DATE, false) AS is_active FROM items it) i
  JOIN levels lv ON lv.level = i.level
  LEFT JOIN (SELECT reported.plan_id, max(r.quarter) AS quarter
               FROM ratings r
               JOIN items reported ON reported.item_id = r.item_id
              GROUP BY reported.plan_id) latest ON latest.plan_id = i.plan_id
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = latest.quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) now ON i.is_active
  LEFT JOIN LATERAL (SELECT r.quarter, r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id
                      ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) last ON NOT i.is_active
 CROSS JOIN LATERAL (SELECT start_date(CASE WHEN i.is_active THEN latest.quarter ELSE last.quarter END) AS first_day) q
  LEFT JOIN {bi}.bi_due base ON base.item_key = i.item_id AND base.milestone = 'due' AND base.is_baseline
  LEFT JOIN {bi}.bi_due cur ON cur.item_key = i.item_id AND cur.milestone = 'due' AND cur.is_current;
COMMENT ON VIEW {bi}.bi_item IS 'Dimension: one row per item (action, deliverable, milestone), active or not, with its deadline and its rating: in the latest quarter in which its plan reports or, of an item no longer active, the last it had.';

CREATE OR REPLACE VIEW {bi}.bi_link AS
SELECT l.link_id AS link_key,
       l.relation,
       rel.rolls_up AND coalesce(l.from_node_id, l.to_node_id) IS NOT NULL
         AND CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END IS NOT NULL AS rolls_up,
       CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END AS item_key,
       CASE rel.child_end WHEN 'from' THEN l.from_node_id ELSE l.to_node_id END AS child_node_key,
       CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END AS node_key,
       CASE rel.child_end WHEN 'from' THEN l.to_item_id ELSE l.from_item_id END AS parent_item_key,
       nullif(l.valid_from, '-infinity') AS valid_from,
       nullif(l.valid_to, 'infinity') AS valid_to,
       CURRENT_DATE BETWEEN l.valid_from AND l.valid_to AS is_current,
       l.basis,
       l.source_document
  FROM links l
  JOIN relations rel ON rel.relation = l.relation;
COMMENT ON VIEW {bi}.bi_link IS 'Bridge: one row per link, turned so that the child (an item or a node) comes before the parent. An item may have several: do not add item figures across nodes.';

CREATE OR REPLACE VIEW {bi}.bi_item_officer AS
SELECT io.item_id AS item_key,
       io.officer_id AS officer_key,
       io.role,
       nullif(io.valid_from, '-infinity') AS valid_from,
       nullif(io.valid_to, 'infinity') AS valid_to,
       CURRENT_DATE BETWEEN io.valid_from AND io.valid_to AS is_current
  FROM item_officers io;
COMMENT ON VIEW {bi}.bi_item_officer IS 'Bridge: one row per item, officer, role and first day. An item may have several: do not add item figures across officers.';

CREATE OR REPLACE VIEW {bi}.bi_item_body AS
SELECT ib.item_id AS item_key,
       ib.body_id AS body_key,
       ib.role,
       nullif(ib.valid_from, '-infinity') AS valid_from,
       nullif(ib.valid_to, 'infinity') AS valid_to,
       CURRENT_DATE BETWEEN ib.valid_from AND ib.valid_to AS is_current
  FROM item_bodies ib;
COMMENT ON VIEW {bi}.bi_item_body IS 'Bridge: one row per item, committee or board, role and first day. An item may have several: do not add item figures across bodies.';

-- Ready-made summaries.

CREATE OR REPLACE VIEW {bi}.bi_progress AS
SELECT r.plan_key,
       r.quarter_key,
       r.is_latest,
       count(*) AS total,
       count(*) FILTER (WHERE r.rating_key = 'B') AS complete,
       count(*) FILTER (WHERE r.rating_key = 'G') AS green,
       count(*) FILTER (WHERE r.rating_key = 'AG') AS amber_green,
       count(*) FILTER (WHERE r.rating_key = 'A') AS amber,
       count(*) FILTER (WHERE r.rating_key = 'AR') AS amber_red,
       count(*) FILTER (WHERE r.rating_key = 'R') AS red,
       count(*) FILTER (WHERE r.rating_key = 'S') AS scheduled,
       count(*) FILTER (WHERE r.rating_key = 'NR') AS unrated,
       round(percent_complete(tally(nullif(r.rating_key, 'NR')::rag)), 6) AS percent_complete,
       coalesce(overall(tally(nullif(r.rating_key, 'NR')::rag))::text, 'NR') AS overall_rating_key
  FROM (SELECT f.plan_key, f.quarter_key, f.is_latest, f.rating_key FROM {bi}.bi_rating f
        UNION ALL
        SELECT i.plan_key, NULL, true, i.rating_key FROM {bi}.bi_item i WHERE i.is_active AND i.quarter_key IS NULL) r
 GROUP BY r.plan_key, r.quarter_key, r.is_latest;
COMMENT ON VIEW {bi}.bi_progress IS 'Summary: one row per plan and quarter in which it reports (quarter_key is empty where it never did): how many of its items, of those active on the last day of the quarter, have which rating.';

CREATE OR REPLACE VIEW {bi}.bi_rollup AS
SELECT n.node_id AS node_key,
       n.plan_id AS plan_key,
       coalesce(total(rolled.by_link), 0) AS items_by_link,
       coalesce(total(rolled.distinct_items), 0) AS items_distinct,
       coalesce(complete(rolled.distinct_items), 0) AS complete,
       coalesce(green(rolled.distinct_items), 0) AS green,
       coalesce(amber_green(rolled.distinct_items), 0) AS amber_green,
       coalesce(amber(rolled.distinct_items), 0) AS amber,
       coalesce(amber_red(rolled.distinct_items), 0) AS amber_red,
       coalesce(red(rolled.distinct_items), 0) AS red,
       coalesce(scheduled(rolled.distinct_items), 0) AS scheduled,
       coalesce(unrated(rolled.distinct_items), 0) AS unrated,
       round(percent_complete(rolled.distinct_items), 6) AS percent_complete,
       coalesce(overall(rolled.distinct_items)::text, 'NR') AS overall_rating_key
  FROM nodes n
  LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
               FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_key, nl.node_key)
                                              FROM {bi}.bi_link nl
                                             WHERE nl.rolls_up AND nl.is_current AND nl.child_node_key IS NOT NULL),
                                           il.node_key, il.item_key, i.rating) AS nodes
                       FROM (SELECT it.item_key, nullif(it.rating_key, 'NR')::rag AS rating FROM {bi}.bi_item it WHERE it.is_active) i
                       JOIN {bi}.bi_link il ON il.item_key = i.item_key AND il.rolls_up AND il.is_current) s
              CROSS JOIN LATERAL unnest(s.nodes) u) rolled ON rolled.node = n.node_id;
COMMENT ON VIEW {bi}.bi_rollup IS 'Summary: one row per node: the latest ratings of the items at or under it that are active today. Do not add across nodes: an item under two of them counts at each.';

-- The promise, checked.

CREATE OR REPLACE VIEW {bi}.bi_unsafe_columns AS
SELECT c.relname::text COLLATE "default" AS view_name,
       a.attname::text COLLATE "default" AS column_name,
       format_type(a.atttypid, a.atttypmod) AS type_name
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = $bi${bi}$bi$::regnamespace
   AND c.relkind IN ('v', 'm', 'r', 'p', 'f')
   AND a.atttypid <> ALL ('{text,integer,bigint,numeric,date,timestamptz,boolean}'::regtype[]);
COMMENT ON VIEW {bi}.bi_unsafe_columns IS 'One row per column of this schema whose type a BI tool may not know; empty unless views of one''s own were added.';

-- Every column of every view, in one glossary: a name means the same wherever it stands.

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('amber', 'Items rated Amber.'),
        ('amber_green', 'Items rated Amber/Green.'),
        ('amber_red', 'Items rated Amber/Red.'),
        ('baseline_due', 'The last day of the first due date set; empty where it has no end or none is set.'),
        ('basis', 'printed, or inferred from the wording.'),
        ('body', 'The name of the committee or board.'),
        ('body_key', 'Key of bi_body.'),
        ('child_node_key', 'The child, where it is a node: key of bi_node.'),
        ('colour', 'The colour, as #rrggbb; legible with black or white text, and never the only sign.'),
        ('column_name', 'The column.'),
        ('commentary', 'What the report says of the item in that quarter.'),
        ('complete', 'Items rated Complete (B).'),
        ('corrective_action', 'What is being done about it.'),
        ('current_due', 'The last day of the due date in force; empty where it has no end or none is set.'),
        ('due', 'The last day of the deadline; empty where it has no end.'),
        ('first_day', 'First day.'),
        ('fiscal_year', 'The fiscal year, such as 2025/26.'),
        ('fiscal_year_start', 'The year in which the fiscal year starts.'),
        ('green', 'Items rated Green.'),
        ('half', 'Half of the fiscal year, 1 or 2.'),
        ('is_active', 'Whether the item is active today.'),
        ('is_baseline', 'Whether this is the first deadline set.'),
        ('is_current', 'Whether it holds today.'),
        ('is_exception', 'Whether it is Amber, Amber/Red or Red.'),
        ('is_latest', 'Whether the plan reports no later quarter.'),
        ('is_live', 'Whether it is one of Green to Red: neither complete nor scheduled nor not rated.'),
        ('item_key', 'Key of bi_item.'),
        ('items_by_link', 'Items at or under the node, counted once per link to a node. Larger than items_distinct where an item is linked to several. Do not add across nodes.'),
        ('items_distinct', 'Items at or under the node, each counted once. Do not add across nodes.'),
        ('label', 'What to print.'),
        ('last_day', 'Last day.'),
        ('level', 'Which kind of node or item.'),
        ('level_label', 'Which kind of node or item, as printed.'),
        ('link_key', 'Key.'),
        ('meaning', 'What the rating says.'),
        ('milestone', 'start or due.'),
        ('movement', 'From the rating before to this one: improved, worsened, completed, reopened, started, rescheduled, unchanged, first rated, no longer rated or unrated; empty in the first quarter the plan reports.'),
        ('node_key', 'Key of bi_node.'),
        ('officer', 'The name of the post.'),
        ('officer_key', 'Key of bi_officer.'),
        ('overall_rating_key', 'One rating for all items, the most severe of the live ones: key of bi_scale.'),
        ('parent_item_key', 'The parent, where it is an item (such a link does not roll up): key of bi_item.'),
        ('percent_complete', 'Items rated Complete in per cent of all items, not rated ones included; empty where there are none.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_key', 'Key of bi_plan; at a node empty where several plans share it.'),
        ('previous_rating_key', 'The rating in the quarter in which the plan reported before: key of bi_scale.'),
        ('quarter_key', 'Key of bi_quarter: yyyymm of the quarter''s first day.'),
        ('quarter_number', 'Quarter of the fiscal year, 1 to 4.'),
        ('rating_key', 'The rating: key of bi_scale; NR where not rated.'),
        ('raw', 'The cell as printed.'),
        ('reason', 'Why it was revised.'),
        ('recorded_at', 'When it became known.'),
        ('red', 'Items rated Red.'),
        ('ref', 'The reference as printed.'),
        ('relation', 'What the link says.'),
        ('revision', '0 for the first deadline, then one more for each revision.'),
        ('role', 'In which role.'),
        ('rolls_up', 'Whether the child counts towards the parent node.'),
        ('scale', 'three: red, amber, green; five: with the half steps.'),
        ('scheduled', 'Items rated Scheduled, not yet started.'),
        ('severity', 'From 0 (complete) to 60 (red); empty for not rated.'),
        ('slippage_months', 'Calendar months from the first due date to the one in force; negative where it was brought forward.'),
        ('sort_order', 'The order in which to print.'),
        ('source_document', 'The document it was read from.'),
        ('state', 'The state, apart from any rating.'),
        ('state_reason', 'Why it is in that state.'),
        ('state_since', 'Since when it is in that state.'),
        ('supersedes_plan_key', 'The plan that this one takes the place of.'),
        ('title', 'The wording.'),
        ('total', 'All items, not rated ones included.'),
        ('type_name', 'Its type.'),
        ('unrated', 'Items that are not rated.'),
        ('valid_from', 'First day; empty: always.'),
        ('valid_to', 'Last day; empty: no end.'),
        ('version', 'Tells versions of one plan apart.'),
        ('view_name', 'The view.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v' AND c.relnamespace = $bi${bi}$bi$::regnamespace
     WHERE col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;

-- register_create: making, finding and checking registers.

CREATE OR REPLACE FUNCTION register_layout() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '0.4.0'::text;

CREATE OR REPLACE FUNCTION create_register(schema text, fiscal_start_month integer DEFAULT 4) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  bi_schema text := schema || '_bi';
  extension record;
BEGIN
  PERFORM @extschema@.check_register_name(schema);
  IF fiscal_start_month IS NULL OR fiscal_start_month NOT BETWEEN 1 AND 12 THEN
    RAISE EXCEPTION 'fiscal_start_month % is not a month', fiscal_start_month
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Write 1 to 12; the UK public sector''s year starts in month 4.';
  END IF;
  PERFORM @extschema@.prepare_register_schema(schema);
  PERFORM @extschema@.prepare_register_schema(bi_schema);

  SELECT n.nspname AS schema INTO extension
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread';

  -- Everything below is made in the register's schema; functions keep this path as their own.
  PERFORM set_config('search_path', format('%I, %I, pg_temp', schema, extension.schema), true);
  PERFORM @extschema@.run_register_statements(schema, NULL);
  EXECUTE format('INSERT INTO register_settings (layout_version, fiscal_start_month) VALUES (%L, %s)',
                 @extschema@.register_layout(), fiscal_start_month);
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', schema, 'A golden_thread register: plans, their ratings, deadlines and links.');
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', bi_schema,
                 'Views for BI tools over the golden_thread register "' || schema || '": plain types only.');
END
$body$;

-- register_history: (Publishing and history)

CREATE FUNCTION register_history_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$
CREATE TABLE zz_test (x text);COMMENT ON TABLE zz_test IS 'x {schema}';COMMENT ON COLUMN zz_test.x IS 'x';
$register$;

COMMENT ON FUNCTION register_history_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for history.';

CREATE FUNCTION register_history_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$
CREATE OR REPLACE FUNCTION zz_fun(x text) RETURNS text LANGUAGE sql RETURN x;COMMENT ON FUNCTION zz_fun(text) IS 'x';
$register$;

COMMENT ON FUNCTION register_history_sql() IS 'The statements that make, or renew, a register''s functions and views for history.';

-- register_measures: (Measures)

CREATE FUNCTION register_measures_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;

COMMENT ON FUNCTION register_measures_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for measures.';

CREATE FUNCTION register_measures_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;

COMMENT ON FUNCTION register_measures_sql() IS 'The statements that make, or renew, a register''s functions and views for measures.';

-- register_money: (Money)

CREATE FUNCTION register_money_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;

COMMENT ON FUNCTION register_money_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for money.';

CREATE FUNCTION register_money_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;

COMMENT ON FUNCTION register_money_sql() IS 'The statements that make, or renew, a register''s functions and views for money.';

-- register_reports: (More reports)

CREATE FUNCTION register_reports_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;

COMMENT ON FUNCTION register_reports_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for reports.';

CREATE FUNCTION register_reports_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;

COMMENT ON FUNCTION register_reports_sql() IS 'The statements that make, or renew, a register''s functions and views for reports.';

-- register_exchange: (Import and export)

CREATE FUNCTION register_exchange_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;

COMMENT ON FUNCTION register_exchange_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for exchange.';

CREATE FUNCTION register_exchange_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;

COMMENT ON FUNCTION register_exchange_sql() IS 'The statements that make, or renew, a register''s functions and views for exchange.';

-- register_governance: (Governance)

CREATE FUNCTION register_governance_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;

COMMENT ON FUNCTION register_governance_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for governance.';

CREATE FUNCTION register_governance_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;

COMMENT ON FUNCTION register_governance_sql() IS 'The statements that make, or renew, a register''s functions and views for governance.';

-- register_objects: what a register of each layout is made of, so that an upgrade can tell the register's own objects from those its
-- owner added.  A list is generated: test/upgrade/register_objects.sql prints it, test/pgtap/register_upgrade.sql compares.

CREATE FUNCTION register_objects(of_layout text, OUT object text, OUT remark_digest text) RETURNS SETOF record
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT substr(line, strpos(line, ' ') + 1), nullif(split_part(line, ' ', 1), '-')
  FROM (VALUES ('0.1.0', $list$
e628d8c8 column bi.bi_body.body
37c03318 column bi.bi_body.body_key
38466282 column bi.bi_due.due
287a8891 column bi.bi_due.first_day
be4055d7 column bi.bi_due.is_baseline
b5277fcc column bi.bi_due.is_current
144dfdd1 column bi.bi_due.item_key
b6851c17 column bi.bi_due.milestone
f3ae79e1 column bi.bi_due.plan_key
f49c58a4 column bi.bi_due.quarter_key
23e83a87 column bi.bi_due.raw
2524d2ec column bi.bi_due.reason
fbea4bf9 column bi.bi_due.recorded_at
2f6c5219 column bi.bi_due.revision
239683ce column bi.bi_item.baseline_due
1a970fd6 column bi.bi_item.current_due
a1f1b2fd column bi.bi_item.is_active
144dfdd1 column bi.bi_item.item_key
9d2a0bc0 column bi.bi_item.level
3634e6d7 column bi.bi_item.level_label
f3ae79e1 column bi.bi_item.plan_key
f49c58a4 column bi.bi_item.quarter_key
8d61885f column bi.bi_item.rating_key
a958099c column bi.bi_item.ref
200d49c7 column bi.bi_item.slippage_months
2911ec9b column bi.bi_item.sort_order
c98cd8fd column bi.bi_item.state
ea802014 column bi.bi_item.state_reason
474ae52d column bi.bi_item.state_since
bebf5f45 column bi.bi_item.title
37c03318 column bi.bi_item_body.body_key
b5277fcc column bi.bi_item_body.is_current
144dfdd1 column bi.bi_item_body.item_key
ec5fae6b column bi.bi_item_body.role
9a7b0b6a column bi.bi_item_body.valid_from
66f66d5b column bi.bi_item_body.valid_to
b5277fcc column bi.bi_item_officer.is_current
144dfdd1 column bi.bi_item_officer.item_key
7c55c64c column bi.bi_item_officer.officer_key
ec5fae6b column bi.bi_item_officer.role
9a7b0b6a column bi.bi_item_officer.valid_from
66f66d5b column bi.bi_item_officer.valid_to
ebb3cb73 column bi.bi_link.basis
4b8e4982 column bi.bi_link.child_node_key
b5277fcc column bi.bi_link.is_current
144dfdd1 column bi.bi_link.item_key
ef53cef7 column bi.bi_link.link_key
e0102e35 column bi.bi_link.node_key
a7669335 column bi.bi_link.parent_item_key
b2456dc6 column bi.bi_link.relation
f050c51c column bi.bi_link.rolls_up
0622fcc9 column bi.bi_link.source_document
9a7b0b6a column bi.bi_link.valid_from
66f66d5b column bi.bi_link.valid_to
9d2a0bc0 column bi.bi_node.level
3634e6d7 column bi.bi_node.level_label
e0102e35 column bi.bi_node.node_key
f3ae79e1 column bi.bi_node.plan_key
a958099c column bi.bi_node.ref
2911ec9b column bi.bi_node.sort_order
bebf5f45 column bi.bi_node.title
1e0fd694 column bi.bi_officer.officer
7c55c64c column bi.bi_officer.officer_key
287a8891 column bi.bi_plan.first_day
a8309736 column bi.bi_plan.last_day
648b5e11 column bi.bi_plan.plan
f3ae79e1 column bi.bi_plan.plan_key
e897d808 column bi.bi_plan.scale
0622fcc9 column bi.bi_plan.source_document
c98cd8fd column bi.bi_plan.state
5ece31bd column bi.bi_plan.supersedes_plan_key
bebf5f45 column bi.bi_plan.title
710f3f80 column bi.bi_plan.version
bdb276e5 column bi.bi_progress.amber
b5268588 column bi.bi_progress.amber_green
a176da13 column bi.bi_progress.amber_red
eb410a7c column bi.bi_progress.complete
a1f599e4 column bi.bi_progress.green
f7683b57 column bi.bi_progress.is_latest
b26f6ddc column bi.bi_progress.overall_rating_key
b8a9e411 column bi.bi_progress.percent_complete
f3ae79e1 column bi.bi_progress.plan_key
f49c58a4 column bi.bi_progress.quarter_key
8266387a column bi.bi_progress.red
01c0660f column bi.bi_progress.scheduled
503e7090 column bi.bi_progress.total
d722c9e3 column bi.bi_progress.unrated
287a8891 column bi.bi_quarter.first_day
f2ded000 column bi.bi_quarter.fiscal_year
bf153361 column bi.bi_quarter.fiscal_year_start
bc6b2d16 column bi.bi_quarter.half
83b67060 column bi.bi_quarter.label
a8309736 column bi.bi_quarter.last_day
f49c58a4 column bi.bi_quarter.quarter_key
6202b378 column bi.bi_quarter.quarter_number
c11d7180 column bi.bi_rating.commentary
633aa85a column bi.bi_rating.corrective_action
f7683b57 column bi.bi_rating.is_latest
144dfdd1 column bi.bi_rating.item_key
662e80a8 column bi.bi_rating.movement
f3ae79e1 column bi.bi_rating.plan_key
4c7ca1d4 column bi.bi_rating.previous_rating_key
f49c58a4 column bi.bi_rating.quarter_key
8d61885f column bi.bi_rating.rating_key
23e83a87 column bi.bi_rating.raw
fbea4bf9 column bi.bi_rating.recorded_at
bdb276e5 column bi.bi_rollup.amber
b5268588 column bi.bi_rollup.amber_green
a176da13 column bi.bi_rollup.amber_red
eb410a7c column bi.bi_rollup.complete
a1f599e4 column bi.bi_rollup.green
52f2e5db column bi.bi_rollup.items_by_link
4761f7e6 column bi.bi_rollup.items_distinct
e0102e35 column bi.bi_rollup.node_key
b26f6ddc column bi.bi_rollup.overall_rating_key
b8a9e411 column bi.bi_rollup.percent_complete
f3ae79e1 column bi.bi_rollup.plan_key
8266387a column bi.bi_rollup.red
01c0660f column bi.bi_rollup.scheduled
d722c9e3 column bi.bi_rollup.unrated
5cadd5ba column bi.bi_scale.colour
959a3922 column bi.bi_scale.is_exception
69f981f6 column bi.bi_scale.is_live
83b67060 column bi.bi_scale.label
9c8868fc column bi.bi_scale.meaning
8d61885f column bi.bi_scale.rating_key
0b8874d7 column bi.bi_scale.severity
2911ec9b column bi.bi_scale.sort_order
8146d504 column bi.bi_unsafe_columns.column_name
1c0622ea column bi.bi_unsafe_columns.type_name
4d2e1f29 column bi.bi_unsafe_columns.view_name
ef53cef7 column bodies.body_id
015a0ee3 column bodies.name
8fbf5739 column body_aliases.alias
0dfe7ae8 column body_aliases.body_id
bdb276e5 column body_rating_report.amber
b5268588 column body_rating_report.amber_green
a176da13 column body_rating_report.amber_red
d5133ca5 column body_rating_report.body
d5133ca5 column body_rating_report.body_id
eb410a7c column body_rating_report.complete
a1f599e4 column body_rating_report.green
f7683b57 column body_rating_report.is_latest
55512dc0 column body_rating_report.overall
812470eb column body_rating_report.percent_complete
648b5e11 column body_rating_report.plan
ab9e740a column body_rating_report.plan_id
5b2dc4b4 column body_rating_report.quarter
8266387a column body_rating_report.red
eefc5038 column body_rating_report.role
01c0660f column body_rating_report.scheduled
1e6b9714 column body_rating_report.tally
503e7090 column body_rating_report.total
a4c6ca0b column body_rating_report.unrated
e9b35912 column consistency_report.current_due
4b122796 column consistency_report.finding
32eb6008 column consistency_report.item_id
648b5e11 column consistency_report.plan
ab9e740a column consistency_report.plan_id
5b2dc4b4 column consistency_report.quarter
9d14240a column consistency_report.rating
a958099c column consistency_report.ref
2a43d4a8 column consistency_report.start_date
bebf5f45 column consistency_report.title
e9c6eb89 column data_notes.cells
4b122796 column data_notes.finding
648b5e11 column data_notes.plan
ab9e740a column data_notes.plan_id
118ed311 column document_kinds.delimiter
2129b646 column document_kinds.kind
da067e3c column document_kinds.plan_id
544805be column document_kinds.quote
3abaf4ef column document_kinds.record
0af3db9b column document_kinds.title
c947ead6 column due_dates.due
ef53cef7 column due_dates.due_date_id
4872a078 column due_dates.import_id
32eb6008 column due_dates.item_id
b6851c17 column due_dates.milestone
9020e7f9 column due_dates.period
23e83a87 column due_dates.raw
f78910e8 column due_dates.reason
fbea4bf9 column due_dates.recorded_at
8f577166 column due_dates.recorded_by
a7991113 column due_dates.revision
f2f0ad36 column due_report.baseline_due
e36646eb column due_report.baseline_period
0bd3bb72 column due_report.baseline_raw
e9b35912 column due_report.current_due
f73afabe column due_report.current_period
95f95281 column due_report.current_raw
32eb6008 column due_report.item_id
b6851c17 column due_report.milestone
648b5e11 column due_report.plan
ab9e740a column due_report.plan_id
a958099c column due_report.ref
1ca7663d column due_report.revisions
bebf5f45 column due_report.title
c11d7180 column exceptions_report.commentary
633aa85a column exceptions_report.corrective_action
e9b35912 column exceptions_report.current_due
32eb6008 column exceptions_report.item_id
a4369dbd column exceptions_report.movement
8b9aa3b2 column exceptions_report.nodes
14d4b5af column exceptions_report.officers
648b5e11 column exceptions_report.plan
ab9e740a column exceptions_report.plan_id
11f40f1c column exceptions_report.previous_rating
5b2dc4b4 column exceptions_report.quarter
9d14240a column exceptions_report.rating
05401984 column exceptions_report.rating_label
9c8868fc column exceptions_report.rating_meaning
a958099c column exceptions_report.ref
bebf5f45 column exceptions_report.title
aba806a2 column import_cells.changed
44f838c9 column import_cells.import_id
1f7eb7a4 column import_cells.item_id
ce32f200 column import_cells.line
4a6134f6 column import_cells.period
1b044f45 column import_cells.position
19fb9039 column import_cells.qualifier
f8059971 column import_cells.rating
23e83a87 column import_cells.raw
25639706 column import_cells.readable
5bb0e5d6 column import_cells.target
122fd92f column import_cells.value
6c7ad1da column import_errors.column_name
ef53cef7 column import_errors.error_number
828187ae column import_errors.hint
44f838c9 column import_errors.import_id
ce32f200 column import_errors.line
74f60acf column import_errors.reason
23e83a87 column import_errors.value
f1899cf6 column import_mappings.blank_words
b10aa7fd column import_mappings.kind
a1403a6c column import_mappings.position
8a03d2fa column import_mappings.qualifier
1f8405c6 column import_mappings.source
bff5fdcc column import_mappings.split
c12d721a column import_mappings.target
a8e5f6ac column import_report.column_name
0a336377 column import_report.file_name
828187ae column import_report.hint
44f838c9 column import_report.import_id
b10aa7fd column import_report.kind
a94fb146 column import_report.line
74f60acf column import_report.reason
5d6beaf4 column import_report.recorded_at
a9cc3f0e column import_report.recorded_by
798bdfde column import_report.rows_loaded
31086cd5 column import_report.rows_read
89820ef0 column import_report.rows_refused
b18e0384 column import_report.rows_unchanged
23e83a87 column import_report.value
973bee2b column import_rows.cells
44f838c9 column import_rows.import_id
dd5895d7 column import_rows.line
fef33499 column import_rows.outcome
44f838c9 column import_ties.import_id
a5c7d7b4 column import_ties.is_new
ce32f200 column import_ties.line
f647fb2c column import_ties.object_id
1b044f45 column import_ties.position
23e83a87 column import_ties.raw
19fb9039 column import_ties.role
b807ff36 column import_ties.subject_id
a7eae86b column import_ties.succeeds
64b2de82 column import_ties.valid_from
38e4a444 column import_ties.valid_to
6af6b84b column imports.delimiter
0a336377 column imports.file_name
de5538c5 column imports.headings
ef53cef7 column imports.import_id
b10aa7fd column imports.kind
50ce9ab6 column imports.on_bad
ea4bece8 column imports.recorded_at
a9cc3f0e column imports.recorded_by
798bdfde column imports.rows_loaded
5ea8c5c6 column imports.rows_read
9538fb8b column imports.rows_refused
b18e0384 column imports.rows_unchanged
32eb6008 column item_attributes.item_id
23c11d5b column item_attributes.name
23e83a87 column item_attributes.value
8b613093 column item_bodies.body_id
4872a078 column item_bodies.import_id
32eb6008 column item_bodies.item_id
712cfad9 column item_bodies.raw
37e287b5 column item_bodies.role
287a8891 column item_bodies.valid_from
a8309736 column item_bodies.valid_to
f2f0ad36 column item_dates.baseline_due
e36646eb column item_dates.baseline_period
0bd3bb72 column item_dates.baseline_raw
e9b35912 column item_dates.current_due
f73afabe column item_dates.current_period
95f95281 column item_dates.current_raw
32eb6008 column item_dates.item_id
b6851c17 column item_dates.milestone
f27d6fa8 column item_dates.reason
1ca7663d column item_dates.revisions
32eb6008 column item_node_links.item_id
ada5d89e column item_node_links.node_id
4872a078 column item_officers.import_id
32eb6008 column item_officers.item_id
763c6456 column item_officers.officer_id
712cfad9 column item_officers.raw
c5badf25 column item_officers.role
287a8891 column item_officers.valid_from
a8309736 column item_officers.valid_to
c11d7180 column item_quarters.commentary
633aa85a column item_quarters.corrective_action
f7683b57 column item_quarters.is_latest
32eb6008 column item_quarters.item_id
a4369dbd column item_quarters.movement
ab9e740a column item_quarters.plan_id
e3ad65f4 column item_quarters.previous_quarter
11f40f1c column item_quarters.previous_rating
5b2dc4b4 column item_quarters.quarter
9d14240a column item_quarters.rating
fbea4bf9 column item_quarters.recorded_at
9b908975 column items.code
ef53cef7 column items.item_id
67a472fc column items.level
b8e64464 column items.plan_id
04456b0b column items.ref
2455b952 column items.state
ea802014 column items.state_reason
dc88d5e7 column items.state_since
bebf5f45 column items.title
32eb6008 column latest_ratings.item_id
ab9e740a column latest_ratings.plan_id
5b2dc4b4 column latest_ratings.quarter
9d14240a column latest_ratings.rating
495aec38 column legends.colour
c1e8f4c8 column legends.label
e212433f column legends.plan_id
159a0b97 column legends.rating
5ce0e9dd column legends.word
ff621b67 column levels.holds
06571e4b column levels.label
67cbaa2d column levels.level
ebb3cb73 column links.basis
9c029b94 column links.from_item_id
f3111979 column links.from_node_id
4872a078 column links.import_id
ef53cef7 column links.link_id
b2456dc6 column links.relation
2290e4ed column links.source_document
92d1af9f column links.to_item_id
78f00267 column links.to_node_id
e4884fb4 column links.valid_from
6ee3d7cb column links.valid_to
5b7d5157 column measure_values.actual
718ba704 column measure_values.amber
9b3adae1 column measure_values.measure_id
d1df56f7 column measure_values.quarter
fbea4bf9 column measure_values.recorded_at
8f577166 column measure_values.recorded_by
2bf2dbac column measure_values.target
009eb98c column measures.influence
ef53cef7 column measures.measure_id
8f1c1467 column measures.node_id
e212433f column measures.plan_id
3a8f7f62 column measures.polarity
38d1a72a column measures.ref
3944225c column measures.tier
bebf5f45 column measures.title
c9e01736 column measures.unit
1cbe6708 column money_lines.amount
bf153361 column money_lines.fiscal_year_start
f2ead716 column money_lines.item_id
ef53cef7 column money_lines.money_line_id
8030fca2 column money_lines.node_id
e212433f column money_lines.plan_id
5a41fada column money_lines.purpose
fbea4bf9 column money_lines.recorded_at
8f577166 column money_lines.recorded_by
fae1949d column money_lines.ref
2aa75db7 column money_lines.standing
bebf5f45 column money_lines.title
f47d6eac column movement_report.items
a4369dbd column movement_report.movement
648b5e11 column movement_report.plan
ab9e740a column movement_report.plan_id
e3ad65f4 column movement_report.previous_quarter
11f40f1c column movement_report.previous_rating
5b2dc4b4 column movement_report.quarter
9d14240a column movement_report.rating
bdab9ba1 column node_links.child_node_id
995386ff column node_links.parent_node_id
bdb276e5 column node_rating_report.amber
b5268588 column node_rating_report.amber_green
a176da13 column node_rating_report.amber_red
eb410a7c column node_rating_report.complete
a1f599e4 column node_rating_report.green
f7683b57 column node_rating_report.is_latest
9d2a0bc0 column node_rating_report.level
ada5d89e column node_rating_report.node_id
55512dc0 column node_rating_report.overall
812470eb column node_rating_report.percent_complete
648b5e11 column node_rating_report.plan
ab9e740a column node_rating_report.plan_id
5b2dc4b4 column node_rating_report.quarter
8266387a column node_rating_report.red
a958099c column node_rating_report.ref
01c0660f column node_rating_report.scheduled
1e6b9714 column node_rating_report.tally
bebf5f45 column node_rating_report.title
503e7090 column node_rating_report.total
a4c6ca0b column node_rating_report.unrated
9b908975 column nodes.code
6cf0b5dd column nodes.level
ef53cef7 column nodes.node_id
d66330ad column nodes.plan_id
f3ad0013 column nodes.ref
8de64d65 column nodes.title
8fbf5739 column officer_aliases.alias
ba33cbc2 column officer_aliases.officer_id
bdb276e5 column officer_rating_report.amber
b5268588 column officer_rating_report.amber_green
a176da13 column officer_rating_report.amber_red
eb410a7c column officer_rating_report.complete
a1f599e4 column officer_rating_report.green
f7683b57 column officer_rating_report.is_latest
9107adb2 column officer_rating_report.officer
9107adb2 column officer_rating_report.officer_id
55512dc0 column officer_rating_report.overall
812470eb column officer_rating_report.percent_complete
648b5e11 column officer_rating_report.plan
ab9e740a column officer_rating_report.plan_id
5b2dc4b4 column officer_rating_report.quarter
8266387a column officer_rating_report.red
eefc5038 column officer_rating_report.role
01c0660f column officer_rating_report.scheduled
1e6b9714 column officer_rating_report.tally
503e7090 column officer_rating_report.total
a4c6ca0b column officer_rating_report.unrated
1e0fd694 column officers.name
ef53cef7 column officers.officer_id
f2f0ad36 column overdue_report.baseline_due
e9b35912 column overdue_report.current_due
e30ebb60 column overdue_report.days_overdue
32eb6008 column overdue_report.item_id
c3f46fc5 column overdue_report.months_overdue
14d4b5af column overdue_report.officers
648b5e11 column overdue_report.plan
ab9e740a column overdue_report.plan_id
5b2dc4b4 column overdue_report.quarter
9d14240a column overdue_report.rating
a958099c column overdue_report.ref
bebf5f45 column overdue_report.title
a4c6ca0b column overdue_report.unrated
78fe0294 column plan_legends.colour
c1e8f4c8 column plan_legends.label
ab9e740a column plan_legends.plan_id
9d14240a column plan_legends.rating
648b5e11 column plan_names.plan
ab9e740a column plan_names.plan_id
f7683b57 column plan_quarters.is_latest
ab9e740a column plan_quarters.plan_id
e3ad65f4 column plan_quarters.previous_quarter
5b2dc4b4 column plan_quarters.quarter
0ba4efb0 column plans.has_scheduled
74db4306 column plans.period
ef53cef7 column plans.plan_id
a4d44f8b column plans.scale
1591a09a column plans.source_document
19098912 column plans.state
5ece31bd column plans.supersedes_plan_id
6638cded column plans.title
0a1435a0 column plans.version
57e1ea17 column profile_report.active_complete
a8b309b8 column profile_report.active_items
9102448b column profile_report.due_complete
79fe866d column profile_report.due_items
648b5e11 column profile_report.plan
ab9e740a column profile_report.plan_id
5b2dc4b4 column profile_report.quarter
bdb276e5 column progress_report.amber
b5268588 column progress_report.amber_green
a176da13 column progress_report.amber_red
eb410a7c column progress_report.complete
a1f599e4 column progress_report.green
f7683b57 column progress_report.is_latest
55512dc0 column progress_report.overall
812470eb column progress_report.percent_complete
648b5e11 column progress_report.plan
ab9e740a column progress_report.plan_id
5b2dc4b4 column progress_report.quarter
8266387a column progress_report.red
01c0660f column progress_report.scheduled
1e6b9714 column progress_report.tally
503e7090 column progress_report.total
a4c6ca0b column progress_report.unrated
c11d7180 column quarter_ratings.commentary
633aa85a column quarter_ratings.corrective_action
32eb6008 column quarter_ratings.item_id
15c20180 column quarter_ratings.period_end
b9775246 column quarter_ratings.period_start
ab9e740a column quarter_ratings.plan_id
5b2dc4b4 column quarter_ratings.quarter
9d14240a column quarter_ratings.rating
23e83a87 column quarter_ratings.raw
fbea4bf9 column quarter_ratings.recorded_at
c11d7180 column rating_report.commentary
633aa85a column rating_report.corrective_action
f7683b57 column rating_report.is_latest
32eb6008 column rating_report.item_id
9d2a0bc0 column rating_report.level
a4369dbd column rating_report.movement
648b5e11 column rating_report.plan
ab9e740a column rating_report.plan_id
e3ad65f4 column rating_report.previous_quarter
11f40f1c column rating_report.previous_rating
5b2dc4b4 column rating_report.quarter
9d14240a column rating_report.rating
05401984 column rating_report.rating_label
a958099c column rating_report.ref
bebf5f45 column rating_report.title
3b390fed column ratings.commentary
633aa85a column ratings.corrective_action
4872a078 column ratings.import_id
32eb6008 column ratings.item_id
15c20180 column ratings.period_end
deb715d4 column ratings.period_start
c557fc59 column ratings.quarter
9d14240a column ratings.rating
0573cd0c column ratings.rating_id
58c47da0 column ratings.raw
fbea4bf9 column ratings.recorded_at
8f577166 column ratings.recorded_by
9f033348 column reference_ends.item_id
65d53355 column reference_ends.kind
f116af08 column reference_ends.node_id
a958099c column reference_ends.ref
0b19e160 column reference_kinds.create_missing
65d53355 column reference_kinds.kind
888de4b4 column reference_kinds.level
8a7e8fd8 column reference_kinds.plan_id
b3de8df0 column register_settings.created_at
ded227b4 column register_settings.fiscal_start_month
a64d5a90 column register_settings.layout_version
d13feba8 column register_settings.singleton
3ae58067 column relations.child_end
23f3afe7 column relations.description
8cbf208b column relations.relation
0416ee5f column relations.rolls_up
aa01c274 column rollup_report.by_link
34107307 column rollup_report.distinct_items
98fa4d3f column rollup_report.items_by_link
4bcad600 column rollup_report.items_distinct
9d2a0bc0 column rollup_report.level
ada5d89e column rollup_report.node_id
55512dc0 column rollup_report.overall
812470eb column rollup_report.percent_complete
648b5e11 column rollup_report.plan
ab9e740a column rollup_report.plan_id
a958099c column rollup_report.ref
bebf5f45 column rollup_report.title
f2f0ad36 column slippage_report.baseline_due
0bd3bb72 column slippage_report.baseline_raw
e9b35912 column slippage_report.current_due
95f95281 column slippage_report.current_raw
32eb6008 column slippage_report.item_id
648b5e11 column slippage_report.plan
ab9e740a column slippage_report.plan_id
9d14240a column slippage_report.rating
f27d6fa8 column slippage_report.reason
a958099c column slippage_report.ref
1ca7663d column slippage_report.revisions
dc5bfecf column slippage_report.slippage_days
f9991db7 column slippage_report.slippage_months
bebf5f45 column slippage_report.title
9d2a0bc0 column uncovered_nodes.level
ada5d89e column uncovered_nodes.node_id
648b5e11 column uncovered_nodes.plan
ab9e740a column uncovered_nodes.plan_id
a958099c column uncovered_nodes.ref
bebf5f45 column uncovered_nodes.title
32eb6008 column unlinked_items.item_id
9d2a0bc0 column unlinked_items.level
648b5e11 column unlinked_items.plan
ab9e740a column unlinked_items.plan_id
a958099c column unlinked_items.ref
bebf5f45 column unlinked_items.title
40be9142 function check_quarter()
807a534f function checked_quarter(quarter)
a683ad61 function consistency_report(date)
31801961 function exceptions_report(quarter, date)
718eacb7 function find_nodes(int8, text, text)
c33e8918 function fiscal_start_month()
a9d80aac function import_add_parties(imports, text, text)
fd307430 function import_check(imports, document_kinds)
0d8a54cb function import_check_baselines(imports, document_kinds)
dbea4245 function import_check_headings(text, _text)
39571027 function import_check_links(imports)
338e516d function import_check_mappings(document_kinds)
b581e2a0 function import_check_names(imports)
568c216b function import_check_node_links(imports, document_kinds)
754419e9 function import_column(text, int4)
660aa068 function import_document(text, text, text, text, timestamptz)
795fc730 function import_effective_on(imports)
c627470f function import_finish(imports)
53e72441 function import_link_rows(imports)
5e8dd164 function import_load(imports, document_kinds)
ee866c55 function import_load_due_dates(imports)
29337584 function import_load_items(imports, document_kinds)
38b0abb5 function import_load_links(imports)
e0988a97 function import_load_node_links(imports, document_kinds)
4c69beeb function import_load_nodes(imports, document_kinds)
8037ae03 function import_load_parties(imports, text, text)
8c1c880f function import_load_ratings(imports)
d8c72e11 function import_mapping_problems(document_kinds)
561be2dc function import_names(text, text)
835a6a7b function import_new_revisions(_daterange, _daterange)
99fca728 function import_problem(text, text)
74a932df function import_read_periods(imports)
80e328c8 function import_read_ratings(imports, document_kinds)
ed427f93 function import_refuse_unreadable(imports)
eee368ad function import_source_sql(text, _text)
637dc145 function import_stage(imports, text, text)
53926879 function import_words(imports, int8, text)
5de2431d function import_write_links(imports, document_kinds, text)
7e467ab5 function item_details(date)
27d66326 function latest_ratings(date)
ff5a9d34 function legend_word(text)
64b09e41 function normal_name(text)
a8fcb6b6 function overdue_report(date)
d6807777 function ratings_as_known(timestamptz)
70a7df6f function refuse_change()
1d48f090 function rollup_item_links(date)
5306ef30 function rollup_node_links(date)
43cad95f function rollup_report(quarter, date, _int8)
d6ee7af3 function source_headings(text)
3f0565fa function trim_cell(text)
- sequence bodies_body_id_seq
- sequence due_dates_due_date_id_seq
- sequence import_errors_error_number_seq
- sequence imports_import_id_seq
- sequence items_item_id_seq
- sequence links_link_id_seq
- sequence measures_measure_id_seq
- sequence money_lines_money_line_id_seq
- sequence nodes_node_id_seq
- sequence officers_officer_id_seq
- sequence plans_plan_id_seq
- sequence ratings_rating_id_seq
806c61bf table bodies
f802962b table body_aliases
1eb8b993 table document_kinds
0db892d2 table due_dates
a86f80f9 table import_cells
2aedd7aa table import_errors
1493a4d9 table import_mappings
2be40889 table import_rows
3fa1208a table import_ties
70032a43 table imports
49448114 table item_attributes
234fb9de table item_bodies
3fcaef0f table item_officers
b5713583 table items
bb7b36d0 table legends
97a11ee0 table levels
5cb5860c table links
c95bf2e3 table measure_values
d53296ba table measures
c792f293 table money_lines
1f284faf table nodes
d8e1e403 table officer_aliases
bd576529 table officers
380715e9 table plans
ac10fdbe table ratings
4221cedb table reference_kinds
cbc81f84 table register_settings
4726d55f table relations
5062f9ae trigger due_dates_append_only on due_dates
ce30b77c trigger measure_values_check_quarter on measure_values
11638b84 trigger ratings_append_only on ratings
ce30b77c trigger ratings_check_quarter on ratings
da80a3b0 view bi.bi_body
83a1da77 view bi.bi_due
7684ac66 view bi.bi_item
946e03af view bi.bi_item_body
42bcd16e view bi.bi_item_officer
76fc4f9e view bi.bi_link
a8126833 view bi.bi_node
0673068a view bi.bi_officer
14c8b005 view bi.bi_plan
bd004650 view bi.bi_progress
932317f2 view bi.bi_quarter
b51e79e1 view bi.bi_rating
2b2ee7a3 view bi.bi_rollup
5730497e view bi.bi_scale
73f657cf view bi.bi_unsafe_columns
522b1f55 view body_rating_report
e24bf1b6 view consistency_report
fbf7f3f4 view data_notes
ff2e6c0b view due_report
10a350bc view exceptions_report
f7957351 view import_report
639aa886 view item_dates
8a6380be view item_node_links
09c3b945 view item_quarters
ff8117c0 view latest_ratings
8a103bd4 view movement_report
2e81bf8b view node_links
2ad28223 view node_rating_report
45c378d9 view officer_rating_report
8a78cb5e view overdue_report
d082c581 view plan_legends
900f7b44 view plan_names
688dde00 view plan_quarters
b24d1229 view profile_report
d370eb9d view progress_report
472b7c20 view quarter_ratings
6225b4bd view rating_report
f751d8f4 view reference_ends
6d478d33 view rollup_report
dcf36dca view slippage_report
b3e94f6a view uncovered_nodes
1e083738 view unlinked_items
$list$), ('0.4.0', $list$
e628d8c8 column bi.bi_body.body
37c03318 column bi.bi_body.body_key
38466282 column bi.bi_due.due
287a8891 column bi.bi_due.first_day
be4055d7 column bi.bi_due.is_baseline
b5277fcc column bi.bi_due.is_current
144dfdd1 column bi.bi_due.item_key
b6851c17 column bi.bi_due.milestone
f3ae79e1 column bi.bi_due.plan_key
f49c58a4 column bi.bi_due.quarter_key
23e83a87 column bi.bi_due.raw
2524d2ec column bi.bi_due.reason
fbea4bf9 column bi.bi_due.recorded_at
2f6c5219 column bi.bi_due.revision
239683ce column bi.bi_item.baseline_due
1a970fd6 column bi.bi_item.current_due
a1f1b2fd column bi.bi_item.is_active
144dfdd1 column bi.bi_item.item_key
9d2a0bc0 column bi.bi_item.level
3634e6d7 column bi.bi_item.level_label
f3ae79e1 column bi.bi_item.plan_key
f49c58a4 column bi.bi_item.quarter_key
8d61885f column bi.bi_item.rating_key
a958099c column bi.bi_item.ref
200d49c7 column bi.bi_item.slippage_months
2911ec9b column bi.bi_item.sort_order
c98cd8fd column bi.bi_item.state
ea802014 column bi.bi_item.state_reason
474ae52d column bi.bi_item.state_since
bebf5f45 column bi.bi_item.title
37c03318 column bi.bi_item_body.body_key
b5277fcc column bi.bi_item_body.is_current
144dfdd1 column bi.bi_item_body.item_key
ec5fae6b column bi.bi_item_body.role
9a7b0b6a column bi.bi_item_body.valid_from
66f66d5b column bi.bi_item_body.valid_to
b5277fcc column bi.bi_item_officer.is_current
144dfdd1 column bi.bi_item_officer.item_key
7c55c64c column bi.bi_item_officer.officer_key
ec5fae6b column bi.bi_item_officer.role
9a7b0b6a column bi.bi_item_officer.valid_from
66f66d5b column bi.bi_item_officer.valid_to
ebb3cb73 column bi.bi_link.basis
4b8e4982 column bi.bi_link.child_node_key
b5277fcc column bi.bi_link.is_current
144dfdd1 column bi.bi_link.item_key
ef53cef7 column bi.bi_link.link_key
e0102e35 column bi.bi_link.node_key
a7669335 column bi.bi_link.parent_item_key
b2456dc6 column bi.bi_link.relation
f050c51c column bi.bi_link.rolls_up
0622fcc9 column bi.bi_link.source_document
9a7b0b6a column bi.bi_link.valid_from
66f66d5b column bi.bi_link.valid_to
9d2a0bc0 column bi.bi_node.level
3634e6d7 column bi.bi_node.level_label
e0102e35 column bi.bi_node.node_key
f3ae79e1 column bi.bi_node.plan_key
a958099c column bi.bi_node.ref
2911ec9b column bi.bi_node.sort_order
bebf5f45 column bi.bi_node.title
1e0fd694 column bi.bi_officer.officer
7c55c64c column bi.bi_officer.officer_key
287a8891 column bi.bi_plan.first_day
a8309736 column bi.bi_plan.last_day
648b5e11 column bi.bi_plan.plan
f3ae79e1 column bi.bi_plan.plan_key
e897d808 column bi.bi_plan.scale
0622fcc9 column bi.bi_plan.source_document
c98cd8fd column bi.bi_plan.state
5ece31bd column bi.bi_plan.supersedes_plan_key
bebf5f45 column bi.bi_plan.title
710f3f80 column bi.bi_plan.version
bdb276e5 column bi.bi_progress.amber
b5268588 column bi.bi_progress.amber_green
a176da13 column bi.bi_progress.amber_red
eb410a7c column bi.bi_progress.complete
a1f599e4 column bi.bi_progress.green
f7683b57 column bi.bi_progress.is_latest
b26f6ddc column bi.bi_progress.overall_rating_key
b8a9e411 column bi.bi_progress.percent_complete
f3ae79e1 column bi.bi_progress.plan_key
f49c58a4 column bi.bi_progress.quarter_key
8266387a column bi.bi_progress.red
01c0660f column bi.bi_progress.scheduled
503e7090 column bi.bi_progress.total
d722c9e3 column bi.bi_progress.unrated
287a8891 column bi.bi_quarter.first_day
f2ded000 column bi.bi_quarter.fiscal_year
bf153361 column bi.bi_quarter.fiscal_year_start
bc6b2d16 column bi.bi_quarter.half
83b67060 column bi.bi_quarter.label
a8309736 column bi.bi_quarter.last_day
f49c58a4 column bi.bi_quarter.quarter_key
6202b378 column bi.bi_quarter.quarter_number
c11d7180 column bi.bi_rating.commentary
633aa85a column bi.bi_rating.corrective_action
f7683b57 column bi.bi_rating.is_latest
144dfdd1 column bi.bi_rating.item_key
662e80a8 column bi.bi_rating.movement
f3ae79e1 column bi.bi_rating.plan_key
4c7ca1d4 column bi.bi_rating.previous_rating_key
f49c58a4 column bi.bi_rating.quarter_key
8d61885f column bi.bi_rating.rating_key
23e83a87 column bi.bi_rating.raw
fbea4bf9 column bi.bi_rating.recorded_at
bdb276e5 column bi.bi_rollup.amber
b5268588 column bi.bi_rollup.amber_green
a176da13 column bi.bi_rollup.amber_red
eb410a7c column bi.bi_rollup.complete
a1f599e4 column bi.bi_rollup.green
52f2e5db column bi.bi_rollup.items_by_link
4761f7e6 column bi.bi_rollup.items_distinct
e0102e35 column bi.bi_rollup.node_key
b26f6ddc column bi.bi_rollup.overall_rating_key
b8a9e411 column bi.bi_rollup.percent_complete
f3ae79e1 column bi.bi_rollup.plan_key
8266387a column bi.bi_rollup.red
01c0660f column bi.bi_rollup.scheduled
d722c9e3 column bi.bi_rollup.unrated
5cadd5ba column bi.bi_scale.colour
959a3922 column bi.bi_scale.is_exception
69f981f6 column bi.bi_scale.is_live
83b67060 column bi.bi_scale.label
9c8868fc column bi.bi_scale.meaning
8d61885f column bi.bi_scale.rating_key
0b8874d7 column bi.bi_scale.severity
2911ec9b column bi.bi_scale.sort_order
8146d504 column bi.bi_unsafe_columns.column_name
1c0622ea column bi.bi_unsafe_columns.type_name
4d2e1f29 column bi.bi_unsafe_columns.view_name
ef53cef7 column bodies.body_id
015a0ee3 column bodies.name
8fbf5739 column body_aliases.alias
0dfe7ae8 column body_aliases.body_id
bdb276e5 column body_rating_report.amber
b5268588 column body_rating_report.amber_green
a176da13 column body_rating_report.amber_red
d5133ca5 column body_rating_report.body
d5133ca5 column body_rating_report.body_id
eb410a7c column body_rating_report.complete
a1f599e4 column body_rating_report.green
f7683b57 column body_rating_report.is_latest
55512dc0 column body_rating_report.overall
812470eb column body_rating_report.percent_complete
648b5e11 column body_rating_report.plan
ab9e740a column body_rating_report.plan_id
5b2dc4b4 column body_rating_report.quarter
8266387a column body_rating_report.red
eefc5038 column body_rating_report.role
01c0660f column body_rating_report.scheduled
1e6b9714 column body_rating_report.tally
503e7090 column body_rating_report.total
a4c6ca0b column body_rating_report.unrated
e9b35912 column consistency_report.current_due
4b122796 column consistency_report.finding
32eb6008 column consistency_report.item_id
648b5e11 column consistency_report.plan
ab9e740a column consistency_report.plan_id
5b2dc4b4 column consistency_report.quarter
9d14240a column consistency_report.rating
a958099c column consistency_report.ref
2a43d4a8 column consistency_report.start_date
bebf5f45 column consistency_report.title
e9c6eb89 column data_notes.cells
4b122796 column data_notes.finding
648b5e11 column data_notes.plan
ab9e740a column data_notes.plan_id
118ed311 column document_kinds.delimiter
2129b646 column document_kinds.kind
da067e3c column document_kinds.plan_id
544805be column document_kinds.quote
3abaf4ef column document_kinds.record
0af3db9b column document_kinds.title
c947ead6 column due_dates.due
ef53cef7 column due_dates.due_date_id
4872a078 column due_dates.import_id
32eb6008 column due_dates.item_id
b6851c17 column due_dates.milestone
9020e7f9 column due_dates.period
23e83a87 column due_dates.raw
f78910e8 column due_dates.reason
fbea4bf9 column due_dates.recorded_at
8f577166 column due_dates.recorded_by
a7991113 column due_dates.revision
f2f0ad36 column due_report.baseline_due
e36646eb column due_report.baseline_period
0bd3bb72 column due_report.baseline_raw
e9b35912 column due_report.current_due
f73afabe column due_report.current_period
95f95281 column due_report.current_raw
32eb6008 column due_report.item_id
b6851c17 column due_report.milestone
648b5e11 column due_report.plan
ab9e740a column due_report.plan_id
a958099c column due_report.ref
1ca7663d column due_report.revisions
bebf5f45 column due_report.title
c11d7180 column exceptions_report.commentary
633aa85a column exceptions_report.corrective_action
e9b35912 column exceptions_report.current_due
32eb6008 column exceptions_report.item_id
a4369dbd column exceptions_report.movement
8b9aa3b2 column exceptions_report.nodes
14d4b5af column exceptions_report.officers
648b5e11 column exceptions_report.plan
ab9e740a column exceptions_report.plan_id
11f40f1c column exceptions_report.previous_rating
5b2dc4b4 column exceptions_report.quarter
9d14240a column exceptions_report.rating
05401984 column exceptions_report.rating_label
9c8868fc column exceptions_report.rating_meaning
a958099c column exceptions_report.ref
bebf5f45 column exceptions_report.title
aba806a2 column import_cells.changed
44f838c9 column import_cells.import_id
1f7eb7a4 column import_cells.item_id
ce32f200 column import_cells.line
4a6134f6 column import_cells.period
1b044f45 column import_cells.position
19fb9039 column import_cells.qualifier
f8059971 column import_cells.rating
23e83a87 column import_cells.raw
25639706 column import_cells.readable
5bb0e5d6 column import_cells.target
122fd92f column import_cells.value
6c7ad1da column import_errors.column_name
ef53cef7 column import_errors.error_number
828187ae column import_errors.hint
44f838c9 column import_errors.import_id
ce32f200 column import_errors.line
74f60acf column import_errors.reason
23e83a87 column import_errors.value
f1899cf6 column import_mappings.blank_words
b10aa7fd column import_mappings.kind
a1403a6c column import_mappings.position
8a03d2fa column import_mappings.qualifier
1f8405c6 column import_mappings.source
bff5fdcc column import_mappings.split
c12d721a column import_mappings.target
a8e5f6ac column import_report.column_name
0a336377 column import_report.file_name
828187ae column import_report.hint
44f838c9 column import_report.import_id
b10aa7fd column import_report.kind
a94fb146 column import_report.line
74f60acf column import_report.reason
5d6beaf4 column import_report.recorded_at
a9cc3f0e column import_report.recorded_by
798bdfde column import_report.rows_loaded
31086cd5 column import_report.rows_read
89820ef0 column import_report.rows_refused
b18e0384 column import_report.rows_unchanged
23e83a87 column import_report.value
973bee2b column import_rows.cells
44f838c9 column import_rows.import_id
dd5895d7 column import_rows.line
fef33499 column import_rows.outcome
44f838c9 column import_ties.import_id
a5c7d7b4 column import_ties.is_new
ce32f200 column import_ties.line
f647fb2c column import_ties.object_id
1b044f45 column import_ties.position
23e83a87 column import_ties.raw
19fb9039 column import_ties.role
b807ff36 column import_ties.subject_id
a7eae86b column import_ties.succeeds
64b2de82 column import_ties.valid_from
38e4a444 column import_ties.valid_to
6af6b84b column imports.delimiter
0a336377 column imports.file_name
de5538c5 column imports.headings
ef53cef7 column imports.import_id
b10aa7fd column imports.kind
50ce9ab6 column imports.on_bad
ea4bece8 column imports.recorded_at
a9cc3f0e column imports.recorded_by
798bdfde column imports.rows_loaded
5ea8c5c6 column imports.rows_read
9538fb8b column imports.rows_refused
b18e0384 column imports.rows_unchanged
32eb6008 column item_attributes.item_id
23c11d5b column item_attributes.name
23e83a87 column item_attributes.value
8b613093 column item_bodies.body_id
4872a078 column item_bodies.import_id
32eb6008 column item_bodies.item_id
712cfad9 column item_bodies.raw
37e287b5 column item_bodies.role
287a8891 column item_bodies.valid_from
a8309736 column item_bodies.valid_to
f2f0ad36 column item_dates.baseline_due
e36646eb column item_dates.baseline_period
0bd3bb72 column item_dates.baseline_raw
e9b35912 column item_dates.current_due
f73afabe column item_dates.current_period
95f95281 column item_dates.current_raw
32eb6008 column item_dates.item_id
b6851c17 column item_dates.milestone
f27d6fa8 column item_dates.reason
1ca7663d column item_dates.revisions
32eb6008 column item_node_links.item_id
ada5d89e column item_node_links.node_id
4872a078 column item_officers.import_id
32eb6008 column item_officers.item_id
763c6456 column item_officers.officer_id
712cfad9 column item_officers.raw
c5badf25 column item_officers.role
287a8891 column item_officers.valid_from
a8309736 column item_officers.valid_to
c11d7180 column item_quarters.commentary
633aa85a column item_quarters.corrective_action
f7683b57 column item_quarters.is_latest
32eb6008 column item_quarters.item_id
a4369dbd column item_quarters.movement
ab9e740a column item_quarters.plan_id
e3ad65f4 column item_quarters.previous_quarter
11f40f1c column item_quarters.previous_rating
5b2dc4b4 column item_quarters.quarter
9d14240a column item_quarters.rating
fbea4bf9 column item_quarters.recorded_at
9b908975 column items.code
ef53cef7 column items.item_id
67a472fc column items.level
b8e64464 column items.plan_id
04456b0b column items.ref
2455b952 column items.state
ea802014 column items.state_reason
dc88d5e7 column items.state_since
bebf5f45 column items.title
32eb6008 column latest_ratings.item_id
ab9e740a column latest_ratings.plan_id
5b2dc4b4 column latest_ratings.quarter
9d14240a column latest_ratings.rating
495aec38 column legends.colour
c1e8f4c8 column legends.label
e212433f column legends.plan_id
159a0b97 column legends.rating
5ce0e9dd column legends.word
ff621b67 column levels.holds
06571e4b column levels.label
67cbaa2d column levels.level
ebb3cb73 column links.basis
9c029b94 column links.from_item_id
f3111979 column links.from_node_id
4872a078 column links.import_id
ef53cef7 column links.link_id
b2456dc6 column links.relation
2290e4ed column links.source_document
92d1af9f column links.to_item_id
78f00267 column links.to_node_id
e4884fb4 column links.valid_from
6ee3d7cb column links.valid_to
5b7d5157 column measure_values.actual
718ba704 column measure_values.amber
9b3adae1 column measure_values.measure_id
d1df56f7 column measure_values.quarter
fbea4bf9 column measure_values.recorded_at
8f577166 column measure_values.recorded_by
2bf2dbac column measure_values.target
009eb98c column measures.influence
ef53cef7 column measures.measure_id
8f1c1467 column measures.node_id
e212433f column measures.plan_id
3a8f7f62 column measures.polarity
38d1a72a column measures.ref
3944225c column measures.tier
bebf5f45 column measures.title
c9e01736 column measures.unit
1cbe6708 column money_lines.amount
bf153361 column money_lines.fiscal_year_start
f2ead716 column money_lines.item_id
ef53cef7 column money_lines.money_line_id
8030fca2 column money_lines.node_id
e212433f column money_lines.plan_id
5a41fada column money_lines.purpose
fbea4bf9 column money_lines.recorded_at
8f577166 column money_lines.recorded_by
fae1949d column money_lines.ref
2aa75db7 column money_lines.standing
bebf5f45 column money_lines.title
f47d6eac column movement_report.items
a4369dbd column movement_report.movement
648b5e11 column movement_report.plan
ab9e740a column movement_report.plan_id
e3ad65f4 column movement_report.previous_quarter
11f40f1c column movement_report.previous_rating
5b2dc4b4 column movement_report.quarter
9d14240a column movement_report.rating
bdab9ba1 column node_links.child_node_id
995386ff column node_links.parent_node_id
bdb276e5 column node_rating_report.amber
b5268588 column node_rating_report.amber_green
a176da13 column node_rating_report.amber_red
eb410a7c column node_rating_report.complete
a1f599e4 column node_rating_report.green
f7683b57 column node_rating_report.is_latest
9d2a0bc0 column node_rating_report.level
ada5d89e column node_rating_report.node_id
55512dc0 column node_rating_report.overall
812470eb column node_rating_report.percent_complete
648b5e11 column node_rating_report.plan
ab9e740a column node_rating_report.plan_id
5b2dc4b4 column node_rating_report.quarter
8266387a column node_rating_report.red
a958099c column node_rating_report.ref
01c0660f column node_rating_report.scheduled
1e6b9714 column node_rating_report.tally
bebf5f45 column node_rating_report.title
503e7090 column node_rating_report.total
a4c6ca0b column node_rating_report.unrated
9b908975 column nodes.code
6cf0b5dd column nodes.level
ef53cef7 column nodes.node_id
d66330ad column nodes.plan_id
f3ad0013 column nodes.ref
8de64d65 column nodes.title
8fbf5739 column officer_aliases.alias
ba33cbc2 column officer_aliases.officer_id
bdb276e5 column officer_rating_report.amber
b5268588 column officer_rating_report.amber_green
a176da13 column officer_rating_report.amber_red
eb410a7c column officer_rating_report.complete
a1f599e4 column officer_rating_report.green
f7683b57 column officer_rating_report.is_latest
9107adb2 column officer_rating_report.officer
9107adb2 column officer_rating_report.officer_id
55512dc0 column officer_rating_report.overall
812470eb column officer_rating_report.percent_complete
648b5e11 column officer_rating_report.plan
ab9e740a column officer_rating_report.plan_id
5b2dc4b4 column officer_rating_report.quarter
8266387a column officer_rating_report.red
eefc5038 column officer_rating_report.role
01c0660f column officer_rating_report.scheduled
1e6b9714 column officer_rating_report.tally
503e7090 column officer_rating_report.total
a4c6ca0b column officer_rating_report.unrated
1e0fd694 column officers.name
ef53cef7 column officers.officer_id
f2f0ad36 column overdue_report.baseline_due
e9b35912 column overdue_report.current_due
e30ebb60 column overdue_report.days_overdue
32eb6008 column overdue_report.item_id
c3f46fc5 column overdue_report.months_overdue
14d4b5af column overdue_report.officers
648b5e11 column overdue_report.plan
ab9e740a column overdue_report.plan_id
5b2dc4b4 column overdue_report.quarter
9d14240a column overdue_report.rating
a958099c column overdue_report.ref
bebf5f45 column overdue_report.title
a4c6ca0b column overdue_report.unrated
78fe0294 column plan_legends.colour
c1e8f4c8 column plan_legends.label
ab9e740a column plan_legends.plan_id
9d14240a column plan_legends.rating
648b5e11 column plan_names.plan
ab9e740a column plan_names.plan_id
f7683b57 column plan_quarters.is_latest
ab9e740a column plan_quarters.plan_id
e3ad65f4 column plan_quarters.previous_quarter
5b2dc4b4 column plan_quarters.quarter
0ba4efb0 column plans.has_scheduled
74db4306 column plans.period
ef53cef7 column plans.plan_id
a4d44f8b column plans.scale
1591a09a column plans.source_document
19098912 column plans.state
5ece31bd column plans.supersedes_plan_id
6638cded column plans.title
0a1435a0 column plans.version
57e1ea17 column profile_report.active_complete
a8b309b8 column profile_report.active_items
9102448b column profile_report.due_complete
79fe866d column profile_report.due_items
648b5e11 column profile_report.plan
ab9e740a column profile_report.plan_id
5b2dc4b4 column profile_report.quarter
bdb276e5 column progress_report.amber
b5268588 column progress_report.amber_green
a176da13 column progress_report.amber_red
eb410a7c column progress_report.complete
a1f599e4 column progress_report.green
f7683b57 column progress_report.is_latest
55512dc0 column progress_report.overall
812470eb column progress_report.percent_complete
648b5e11 column progress_report.plan
ab9e740a column progress_report.plan_id
5b2dc4b4 column progress_report.quarter
8266387a column progress_report.red
01c0660f column progress_report.scheduled
1e6b9714 column progress_report.tally
503e7090 column progress_report.total
a4c6ca0b column progress_report.unrated
c11d7180 column quarter_ratings.commentary
633aa85a column quarter_ratings.corrective_action
32eb6008 column quarter_ratings.item_id
15c20180 column quarter_ratings.period_end
b9775246 column quarter_ratings.period_start
ab9e740a column quarter_ratings.plan_id
5b2dc4b4 column quarter_ratings.quarter
9d14240a column quarter_ratings.rating
23e83a87 column quarter_ratings.raw
fbea4bf9 column quarter_ratings.recorded_at
c11d7180 column rating_report.commentary
633aa85a column rating_report.corrective_action
f7683b57 column rating_report.is_latest
32eb6008 column rating_report.item_id
9d2a0bc0 column rating_report.level
a4369dbd column rating_report.movement
648b5e11 column rating_report.plan
ab9e740a column rating_report.plan_id
e3ad65f4 column rating_report.previous_quarter
11f40f1c column rating_report.previous_rating
5b2dc4b4 column rating_report.quarter
9d14240a column rating_report.rating
05401984 column rating_report.rating_label
a958099c column rating_report.ref
bebf5f45 column rating_report.title
3b390fed column ratings.commentary
633aa85a column ratings.corrective_action
4872a078 column ratings.import_id
32eb6008 column ratings.item_id
15c20180 column ratings.period_end
deb715d4 column ratings.period_start
c557fc59 column ratings.quarter
9d14240a column ratings.rating
0573cd0c column ratings.rating_id
58c47da0 column ratings.raw
fbea4bf9 column ratings.recorded_at
8f577166 column ratings.recorded_by
9f033348 column reference_ends.item_id
65d53355 column reference_ends.kind
f116af08 column reference_ends.node_id
a958099c column reference_ends.ref
0b19e160 column reference_kinds.create_missing
65d53355 column reference_kinds.kind
888de4b4 column reference_kinds.level
8a7e8fd8 column reference_kinds.plan_id
b3de8df0 column register_settings.created_at
ded227b4 column register_settings.fiscal_start_month
a64d5a90 column register_settings.layout_version
d13feba8 column register_settings.singleton
3ae58067 column relations.child_end
23f3afe7 column relations.description
8cbf208b column relations.relation
0416ee5f column relations.rolls_up
aa01c274 column rollup_report.by_link
34107307 column rollup_report.distinct_items
98fa4d3f column rollup_report.items_by_link
4bcad600 column rollup_report.items_distinct
9d2a0bc0 column rollup_report.level
ada5d89e column rollup_report.node_id
55512dc0 column rollup_report.overall
812470eb column rollup_report.percent_complete
648b5e11 column rollup_report.plan
ab9e740a column rollup_report.plan_id
a958099c column rollup_report.ref
bebf5f45 column rollup_report.title
f2f0ad36 column slippage_report.baseline_due
0bd3bb72 column slippage_report.baseline_raw
e9b35912 column slippage_report.current_due
95f95281 column slippage_report.current_raw
32eb6008 column slippage_report.item_id
648b5e11 column slippage_report.plan
ab9e740a column slippage_report.plan_id
9d14240a column slippage_report.rating
f27d6fa8 column slippage_report.reason
a958099c column slippage_report.ref
1ca7663d column slippage_report.revisions
dc5bfecf column slippage_report.slippage_days
f9991db7 column slippage_report.slippage_months
bebf5f45 column slippage_report.title
9d2a0bc0 column uncovered_nodes.level
ada5d89e column uncovered_nodes.node_id
648b5e11 column uncovered_nodes.plan
ab9e740a column uncovered_nodes.plan_id
a958099c column uncovered_nodes.ref
bebf5f45 column uncovered_nodes.title
32eb6008 column unlinked_items.item_id
9d2a0bc0 column unlinked_items.level
648b5e11 column unlinked_items.plan
ab9e740a column unlinked_items.plan_id
a958099c column unlinked_items.ref
bebf5f45 column unlinked_items.title
9dd4e461 column zz_test.x
40be9142 function check_quarter()
807a534f function checked_quarter(quarter)
a683ad61 function consistency_report(date)
31801961 function exceptions_report(quarter, date)
718eacb7 function find_nodes(int8, text, text)
c33e8918 function fiscal_start_month()
a9d80aac function import_add_parties(imports, text, text)
fd307430 function import_check(imports, document_kinds)
0d8a54cb function import_check_baselines(imports, document_kinds)
dbea4245 function import_check_headings(text, _text)
39571027 function import_check_links(imports)
338e516d function import_check_mappings(document_kinds)
b581e2a0 function import_check_names(imports)
568c216b function import_check_node_links(imports, document_kinds)
754419e9 function import_column(text, int4)
660aa068 function import_document(text, text, text, text, timestamptz)
795fc730 function import_effective_on(imports)
c627470f function import_finish(imports)
53e72441 function import_link_rows(imports)
5e8dd164 function import_load(imports, document_kinds)
ee866c55 function import_load_due_dates(imports)
29337584 function import_load_items(imports, document_kinds)
38b0abb5 function import_load_links(imports)
e0988a97 function import_load_node_links(imports, document_kinds)
4c69beeb function import_load_nodes(imports, document_kinds)
8037ae03 function import_load_parties(imports, text, text)
8c1c880f function import_load_ratings(imports)
d8c72e11 function import_mapping_problems(document_kinds)
561be2dc function import_names(text, text)
835a6a7b function import_new_revisions(_daterange, _daterange)
99fca728 function import_problem(text, text)
74a932df function import_read_periods(imports)
80e328c8 function import_read_ratings(imports, document_kinds)
ed427f93 function import_refuse_unreadable(imports)
eee368ad function import_source_sql(text, _text)
637dc145 function import_stage(imports, text, text)
53926879 function import_words(imports, int8, text)
5de2431d function import_write_links(imports, document_kinds, text)
7e467ab5 function item_details(date)
27d66326 function latest_ratings(date)
ff5a9d34 function legend_word(text)
64b09e41 function normal_name(text)
a8fcb6b6 function overdue_report(date)
d6807777 function ratings_as_known(timestamptz)
70a7df6f function refuse_change()
1d48f090 function rollup_item_links(date)
5306ef30 function rollup_node_links(date)
43cad95f function rollup_report(quarter, date, _int8)
d6ee7af3 function source_headings(text)
3f0565fa function trim_cell(text)
9dd4e461 function zz_fun(text)
- sequence bodies_body_id_seq
- sequence due_dates_due_date_id_seq
- sequence import_errors_error_number_seq
- sequence imports_import_id_seq
- sequence items_item_id_seq
- sequence links_link_id_seq
- sequence measures_measure_id_seq
- sequence money_lines_money_line_id_seq
- sequence nodes_node_id_seq
- sequence officers_officer_id_seq
- sequence plans_plan_id_seq
- sequence ratings_rating_id_seq
806c61bf table bodies
f802962b table body_aliases
1eb8b993 table document_kinds
0db892d2 table due_dates
a86f80f9 table import_cells
2aedd7aa table import_errors
1493a4d9 table import_mappings
2be40889 table import_rows
3fa1208a table import_ties
70032a43 table imports
49448114 table item_attributes
234fb9de table item_bodies
3fcaef0f table item_officers
b5713583 table items
bb7b36d0 table legends
97a11ee0 table levels
5cb5860c table links
c95bf2e3 table measure_values
d53296ba table measures
c792f293 table money_lines
1f284faf table nodes
d8e1e403 table officer_aliases
bd576529 table officers
380715e9 table plans
ac10fdbe table ratings
4221cedb table reference_kinds
cbc81f84 table register_settings
4726d55f table relations
de349256 table zz_test
5062f9ae trigger due_dates_append_only on due_dates
ce30b77c trigger measure_values_check_quarter on measure_values
11638b84 trigger ratings_append_only on ratings
ce30b77c trigger ratings_check_quarter on ratings
da80a3b0 view bi.bi_body
83a1da77 view bi.bi_due
7684ac66 view bi.bi_item
946e03af view bi.bi_item_body
42bcd16e view bi.bi_item_officer
76fc4f9e view bi.bi_link
a8126833 view bi.bi_node
0673068a view bi.bi_officer
14c8b005 view bi.bi_plan
bd004650 view bi.bi_progress
932317f2 view bi.bi_quarter
b51e79e1 view bi.bi_rating
2b2ee7a3 view bi.bi_rollup
5730497e view bi.bi_scale
73f657cf view bi.bi_unsafe_columns
522b1f55 view body_rating_report
e24bf1b6 view consistency_report
fbf7f3f4 view data_notes
ff2e6c0b view due_report
10a350bc view exceptions_report
f7957351 view import_report
639aa886 view item_dates
8a6380be view item_node_links
09c3b945 view item_quarters
ff8117c0 view latest_ratings
8a103bd4 view movement_report
2e81bf8b view node_links
2ad28223 view node_rating_report
45c378d9 view officer_rating_report
8a78cb5e view overdue_report
d082c581 view plan_legends
900f7b44 view plan_names
688dde00 view plan_quarters
b24d1229 view profile_report
d370eb9d view progress_report
472b7c20 view quarter_ratings
6225b4bd view rating_report
f751d8f4 view reference_ends
6d478d33 view rollup_report
dcf36dca view slippage_report
b3e94f6a view uncovered_nodes
1e083738 view unlinked_items
$list$)) AS l (layout, objects), regexp_split_to_table(trim(E'\n' FROM l.objects), E'\n') AS line
  WHERE l.layout = of_layout;
END;

COMMENT ON FUNCTION register_objects(text) IS 'The tables, columns, views, functions, triggers and policies of a register of a given layout, with a digest of each one''s released comment; no rows for a layout this version does not know.';

-- register_upgrade: bringing a register made by an older version up to date, and taking one away.
--
-- A register's tables come in steps, one set per version that changed them; its functions and views are stated once, in their newest
-- form, as CREATE OR REPLACE.  create_register runs all of both; upgrade_register runs the steps after the register's layout, then the
-- newest functions and views.  So an upgraded register and a new one are the same by construction.

CREATE FUNCTION register_table_steps(OUT layout text, OUT statements text) RETURNS SETOF record
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT s.layout, s.statements
  FROM (VALUES (1, '0.1.0', register_tables_sql()),
               (2, '0.4.0', register_history_tables_sql()),
               (3, '0.4.0', register_measures_tables_sql()),
               (4, '0.4.0', register_money_tables_sql()),
               (5, '0.4.0', register_reports_tables_sql()),
               (6, '0.4.0', register_exchange_tables_sql()),
               (7, '0.4.0', register_governance_tables_sql())) AS s (place, layout, statements)
  ORDER BY s.place;
END;

COMMENT ON FUNCTION register_table_steps() IS 'The statements that make a register''s tables, in order, with the layout version each belongs to.';

CREATE FUNCTION register_code() RETURNS SETOF text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT s.statements
  FROM (VALUES (1, register_import_sql()), (2, register_views_sql()), (3, register_bi_sql()), (4, register_history_sql()),
               (5, register_measures_sql()), (6, register_money_sql()), (7, register_reports_sql()), (8, register_exchange_sql()),
               (9, register_governance_sql())) AS s (place, statements)
  ORDER BY s.place;
END;

COMMENT ON FUNCTION register_code() IS 'The statements that make, or renew, a register''s functions and views, in order.';

CREATE FUNCTION layout_number(layout text) RETURNS integer[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN string_to_array(layout, '.')::integer[];

COMMENT ON FUNCTION layout_number(text) IS 'A layout version as numbers, for comparing.';

-- Runs in the register's schema: the caller has set the search path to it.
CREATE FUNCTION run_register_statements(schema text, after_layout text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
AS $body$
DECLARE
  bi_schema CONSTANT text := quote_ident(schema || '_bi');
  own_schema CONSTANT text := quote_ident(schema);
  statements text;
BEGIN
  -- EXECUTE, since a plan kept from before ALTER EXTENSION UPDATE would hold the text of the older version: the server does not
  -- notice a change of an immutable function that it has evaluated while planning.
  FOR statements IN
    EXECUTE 'SELECT s.statements FROM @extschema@.register_table_steps() s
             WHERE $1 IS NULL OR @extschema@.layout_number(s.layout) > @extschema@.layout_number($1)' USING after_layout
  LOOP
    EXECUTE replace(replace(statements, '{bi}', bi_schema), '{schema}', own_schema);
  END LOOP;
  FOR statements IN EXECUTE 'SELECT c FROM @extschema@.register_code() c' LOOP
    EXECUTE replace(replace(statements, '{bi}', bi_schema), '{schema}', own_schema);
  END LOOP;
END
$body$;

COMMENT ON FUNCTION run_register_statements(text, text) IS 'Runs the table steps after a layout (NULL: all), then the functions and views, in the schema that the caller put first in the search path; part of create_register and upgrade_register.';

-- What a register is made of, under names that do not depend on what its schema is called.
CREATE FUNCTION register_members(schema text, OUT member text, OUT target text, OUT remark text) RETURNS SETOF record
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH own AS (
    SELECT n.oid, CASE WHEN n.nspname = schema THEN '' ELSE 'bi.' END AS place
    FROM pg_namespace n WHERE n.nspname IN (schema, schema || '_bi')
  ), relations AS (
    SELECT c.oid, o.place || c.relname AS name, c.relkind,
           CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind
    FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    WHERE c.relkind = ANY ('{r,p,v,m,f,S}'::"char"[])
  )
  SELECT r.kind || ' ' || r.name, format('%s %s', r.kind, r.oid::regclass), obj_description(r.oid, 'pg_class')
  FROM relations r
  UNION ALL
  SELECT format('column %s.%s', r.name, a.attname), format('COLUMN %s.%I', r.oid::regclass, a.attname), col_description(r.oid, a.attnum)
  FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE r.relkind <> 'S'
  UNION ALL
  SELECT format('trigger %s on %s', t.tgname, r.name), format('TRIGGER %I ON %s', t.tgname, r.oid::regclass), obj_description(t.oid, 'pg_trigger')
  FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
  UNION ALL
  SELECT format('policy %s on %s', p.polname, r.name), format('POLICY %I ON %s', p.polname, r.oid::regclass), obj_description(p.oid, 'pg_policy')
  FROM relations r JOIN pg_policy p ON p.polrelid = r.oid
  UNION ALL
  SELECT format('function %s%s(%s)', o.place, f.proname,
                (SELECT string_agg(t.typname::text, ', ' ORDER BY a.place)
                 FROM unnest(f.proargtypes) WITH ORDINALITY AS a (type, place) JOIN pg_type t ON t.oid = a.type)),
         format('FUNCTION %s', f.oid::regprocedure), obj_description(f.oid, 'pg_proc')
  FROM pg_proc f JOIN own o ON o.oid = f.pronamespace
  UNION ALL
  SELECT format('type %s%s', o.place, t.typname), format('TYPE %s', t.oid::regtype), obj_description(t.oid, 'pg_type')
  FROM pg_type t JOIN own o ON o.oid = t.typnamespace
  WHERE t.typrelid = 0 AND t.typelem = 0;
END;

COMMENT ON FUNCTION register_members(text) IS 'The tables, views, sequences, columns, triggers, policies and functions in a register''s two schemas, the owner''s own included, with what COMMENT ON calls them and their comment.';

CREATE FUNCTION check_register_owner(schema text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  owner name;
BEGIN
  PERFORM @extschema@.check_register(schema);
  SELECT pg_get_userbyid(c.relowner) INTO owner FROM pg_class c WHERE c.oid = format('%I.register_settings', schema)::regclass;
  -- A superuser too: what is made has to belong to the owner, and the owner's code must not run with anybody else's rights.
  IF owner <> current_user THEN
    RAISE EXCEPTION 'the register in schema "%" belongs to "%"', schema, owner
      USING ERRCODE = 'insufficient_privilege', HINT = format('SET ROLE %I first.', owner);
  END IF;
END
$body$;

COMMENT ON FUNCTION check_register_owner(text) IS 'Raises an error unless the caller is the owner of the register.';

-- What the statements would put in the way of something the owner made: all of it is named before anything changes.
CREATE FUNCTION register_collisions(schema text, old_layout text) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT m.member
  FROM register_members(schema) m
  JOIN register_objects(register_layout()) n
    -- Tables, views and sequences share one name space.
    ON regexp_replace(n.object, '^(table|view|materialized view|sequence) ', 'relation ')
       = regexp_replace(m.member, '^(table|view|materialized view|sequence) ', 'relation ')
  LEFT JOIN register_objects(old_layout) o ON o.object = m.member
  WHERE o.object IS NULL
  ORDER BY 1;
END;

COMMENT ON FUNCTION register_collisions(text, text) IS 'What the owner of a register of an older layout has made under a name that the newest layout needs; empty in a register that can be upgraded.';

-- Views can only gain columns at the end, so one that the owner gave columns of his own could not be renewed.
CREATE FUNCTION register_changed_views(schema text, old_layout text) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT DISTINCT m.member
  FROM register_members(schema) m
  JOIN register_objects(old_layout) v ON v.object LIKE 'view %' AND left(m.member, length(v.object) + 3) = 'column ' || substr(v.object, 6) || '.'
  LEFT JOIN register_objects(old_layout) o ON o.object = m.member
  WHERE m.member LIKE 'column %' AND o.object IS NULL
  ORDER BY 1;
END;

COMMENT ON FUNCTION register_changed_views(text, text) IS 'Columns the owner of a register added to the register''s own views.';

CREATE FUNCTION upgrade_register(schema text) RETURNS text
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  new_layout CONSTANT text := @extschema@.register_layout();
  old_layout text;
  in_the_way text[];
  remarks jsonb;
  remark record;
BEGIN
  PERFORM @extschema@.check_register_owner(schema);
  EXECUTE format('SELECT s.layout_version FROM %I.register_settings s FOR UPDATE', schema) INTO old_layout;
  IF old_layout = new_layout THEN
    RETURN format('register "%s" has layout %s already', schema, new_layout);
  END IF;
  IF NOT EXISTS (SELECT FROM @extschema@.register_objects(old_layout)) THEN
    RAISE EXCEPTION 'the register in schema "%" has layout %, which this extension does not know', schema, old_layout
      USING ERRCODE = 'feature_not_supported', DETAIL = format('The newest layout it knows is %s.', new_layout),
            HINT = 'Install the newest golden_thread and run ALTER EXTENSION golden_thread UPDATE; a register never goes back to an older layout.';
  END IF;
  in_the_way := ARRAY(SELECT c FROM @extschema@.register_collisions(schema, old_layout) c
                      UNION SELECT c FROM @extschema@.register_changed_views(schema, old_layout) c ORDER BY 1);
  IF in_the_way <> '{}' THEN
    RAISE EXCEPTION 'register "%" cannot be upgraded: % of its owner''s own objects have names that layout % needs', schema, cardinality(in_the_way), new_layout
      USING ERRCODE = 'duplicate_object', DETAIL = array_to_string(in_the_way, E'\n'),
            HINT = 'Rename them or move them to a schema of your own, and try again. Nothing was changed.';
  END IF;

  -- Comments the owner wrote on our objects are kept; those still as released may be worded anew.
  SELECT jsonb_object_agg(m.member, m.remark) INTO remarks
  FROM @extschema@.register_members(schema) m LEFT JOIN @extschema@.register_objects(old_layout) o ON o.object = m.member
  WHERE m.remark IS NOT NULL AND (o.object IS NULL OR o.remark_digest IS NULL OR o.remark_digest <> left(md5(replace(m.remark, quote_ident(schema), '{schema}')), 8));

  PERFORM set_config('search_path', format('%I, %s, pg_temp', schema, quote_ident('@extschema@')), true);
  PERFORM @extschema@.run_register_statements(schema, old_layout);
  PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);

  FOR remark IN
    SELECT m.target, k.value FROM jsonb_each_text(remarks) k JOIN @extschema@.register_members(schema) m ON m.member = k.key
    WHERE m.remark IS NULL OR m.remark <> k.value
  LOOP
    EXECUTE format('COMMENT ON %s IS %L', remark.target, remark.value);
  END LOOP;
  EXECUTE format('UPDATE %I.register_settings SET layout_version = %L', schema, new_layout);
  RETURN format('register "%s" upgraded from layout %s to %s', schema, old_layout, new_layout);
END
$body$;

COMMENT ON FUNCTION upgrade_register(text) IS 'Brings a register made by an older version to the newest layout, in one transaction: every row is kept, and so are the owner''s own columns, indexes, policies, grants, comments and views. What the owner made under a name the new layout needs is reported before anything changes.';

-- Whatever stands outside the register and would go with it.
CREATE FUNCTION register_dependents(schema text) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH own AS (
    SELECT n.oid FROM pg_namespace n WHERE n.nspname IN (schema, schema || '_bi')
  ), objects AS (
    SELECT 'pg_class'::regclass AS classid, c.oid FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    UNION ALL
    SELECT 'pg_proc'::regclass, f.oid FROM pg_proc f JOIN own o ON o.oid = f.pronamespace
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid FROM pg_type t JOIN own o ON o.oid = t.typnamespace
    UNION ALL
    SELECT 'pg_constraint'::regclass, k.oid FROM pg_constraint k JOIN own o ON o.oid = k.connamespace
  ), dependents AS (
    SELECT d.classid, d.objid,
           CASE d.classid
             WHEN 'pg_rewrite'::regclass THEN (SELECT r.ev_class FROM pg_rewrite r WHERE r.oid = d.objid)
             WHEN 'pg_constraint'::regclass THEN (SELECT k.conrelid FROM pg_constraint k WHERE k.oid = d.objid)
             WHEN 'pg_attrdef'::regclass THEN (SELECT a.adrelid FROM pg_attrdef a WHERE a.oid = d.objid)
             WHEN 'pg_policy'::regclass THEN (SELECT p.polrelid FROM pg_policy p WHERE p.oid = d.objid)
             WHEN 'pg_trigger'::regclass THEN (SELECT t.tgrelid FROM pg_trigger t WHERE t.oid = d.objid)
             WHEN 'pg_class'::regclass THEN d.objid
           END AS relation
    FROM pg_depend d JOIN objects o ON o.classid = d.refclassid AND o.oid = d.refobjid
    WHERE d.deptype = 'n'
  )
  SELECT DISTINCT CASE WHEN d.relation IS NULL OR d.relation = 0 THEN pg_describe_object(d.classid, d.objid, 0)
                       ELSE pg_describe_object('pg_class'::regclass, d.relation, 0) END
  FROM dependents d
  LEFT JOIN objects inside ON inside.classid = CASE WHEN d.relation IS NULL OR d.relation = 0 THEN d.classid ELSE 'pg_class'::regclass END
                          AND inside.oid = CASE WHEN d.relation IS NULL OR d.relation = 0 THEN d.objid ELSE d.relation END
  WHERE inside.oid IS NULL
  ORDER BY 1;
END;

COMMENT ON FUNCTION register_dependents(text) IS 'Views, tables, functions and the like outside a register''s two schemas that depend on something in them.';

CREATE FUNCTION drop_register(schema text, schema_again text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  dependents text[];
BEGIN
  PERFORM @extschema@.check_register_owner(schema);
  IF schema_again IS NULL OR schema_again <> schema THEN
    RAISE EXCEPTION 'the name of the register to drop was not given twice: "%" and "%"', schema, coalesce(schema_again, '')
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A dropped register is gone, with its history and whatever else is in its two schemas.',
            HINT = format('SELECT drop_register(%L, %L)', schema, schema);
  END IF;
  dependents := ARRAY(SELECT d FROM @extschema@.register_dependents(schema) d);
  IF dependents <> '{}' THEN
    RAISE EXCEPTION 'register "%" is not dropped: other objects depend on it', schema
      USING ERRCODE = 'dependent_objects_still_exist', DETAIL = array_to_string(dependents, E'\n'), HINT = 'Drop those first.';
  END IF;
  IF to_regnamespace(quote_ident(schema || '_bi')) IS NOT NULL THEN
    EXECUTE format('DROP SCHEMA %I CASCADE', schema || '_bi');
  END IF;
  EXECUTE format('DROP SCHEMA %I CASCADE', schema);
END
$body$;

COMMENT ON FUNCTION drop_register(text, text) IS 'Drops a register with everything in its two schemas; the name is asked for twice, and whatever outside depends on the register keeps it.';

