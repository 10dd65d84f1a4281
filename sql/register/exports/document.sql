-- A document as the register has it on a day.

-- Put together ------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION export_mapped_cells(run imports, document document_kinds, as_at date,
                                               OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  SELECT c.line, c.position, c.printed FROM export_word_cells(run, document) AS c WHERE document.record = 'item'
  UNION ALL
  SELECT c.line, c.position, c.printed FROM export_rating_cells(run, document) AS c WHERE document.record = 'item'
  UNION ALL
  SELECT c.line, c.position, c.printed FROM export_due_cells(run, document) AS c WHERE document.record = 'item'
  UNION ALL
  SELECT c.line, c.position, c.printed FROM export_name_cells(run, document, as_at) AS c WHERE document.record = 'item'
  UNION ALL
  SELECT c.line, c.position, c.printed FROM export_node_cells(run, document, as_at) AS c WHERE document.record IN ('item', 'node')
  UNION ALL
  SELECT c.line, c.position, c.printed FROM export_link_cells(run, document, as_at) AS c WHERE document.record = 'link'
  UNION ALL
  SELECT c.line, c.position, c.printed FROM export_measure_cells(run, document) AS c WHERE document.record = 'measure'
  UNION ALL
  SELECT c.line, c.position, c.printed FROM export_money_cells(run, document) AS c WHERE document.record = 'money'
  UNION ALL
  SELECT c.line, c.position, c.printed FROM export_party_cells(run, document) AS c WHERE document.record IN ('officer', 'body');
END
$body$;
COMMENT ON FUNCTION export_mapped_cells(imports, document_kinds, date) IS
  'What the register says now in each mapped cell of a document of any kind.';

-- The mapped cells as the file's columns.  A column that several mappings read is written by the first whose cell has changed.
CREATE OR REPLACE FUNCTION export_rows(run imports, document document_kinds, as_at date, OUT line bigint, OUT cells text[],
                                       OUT printed text)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH now AS MATERIALIZED (
    SELECT c.line, c.position, c.printed FROM export_mapped_cells(run, document, as_at) AS c
  ), headings AS MATERIALIZED (
    SELECT h.heading, h.number FROM unnest(mapped_headings(run.kind, run.headings)) WITH ORDINALITY AS h (heading, number)
  ), parts AS MATERIALIZED (
    -- Which part of which mapping each heading is.
    SELECT m.position, m.source ~ E'^\\{[^{}]+\\}$' AS is_whole, source_pattern(m.source) AS pattern, p.number AS part, h.number AS heading
    FROM import_mappings m
    CROSS JOIN LATERAL regexp_matches(m.source, E'\\{([^{}]+)\\}', 'g') WITH ORDINALITY AS p (name, number)
    JOIN headings h ON normal_name(h.heading) = normal_name(p.name[1])
    WHERE m.kind = document.kind AND m.target <> 'keep'
  ), candidates AS (
    SELECT n.line, p.heading, p.position, p.is_whole, CASE WHEN p.is_whole THEN n.printed
        ELSE (regexp_match(n.printed, p.pattern))[p.part] END AS cell
    FROM now n JOIN parts p ON p.position = n.position
  ), chosen AS (
    SELECT DISTINCT ON (c.line, c.heading) c.line, c.heading, c.cell
    FROM candidates c
    LEFT JOIN import_rows r ON r.import_id = run.import_id AND r.line = c.line
    WHERE c.cell IS NOT NULL AND (r.line IS NULL OR c.cell <> r.cells[c.heading])
    ORDER BY c.line, c.heading, c.is_whole DESC, c.cell = '', c.position
  )
  SELECT l.line, x.cells, CASE WHEN x.cells = r.cells THEN r.printed END
  FROM (SELECT DISTINCT n.line FROM now n) AS l
  LEFT JOIN import_rows r ON r.import_id = run.import_id AND r.line = l.line
  LEFT JOIN (SELECT c.line, array_agg(c.heading) AS numbers, array_agg(c.cell) AS texts FROM chosen c GROUP BY c.line) AS w
      ON w.line = l.line
  CROSS JOIN LATERAL (SELECT array_agg(coalesce(w.texts[array_position(w.numbers, h.number)], r.cells[h.number], '')
                                       ORDER BY h.number) AS cells
                      FROM headings h) AS x;
END
$body$;
COMMENT ON FUNCTION export_rows(imports, document_kinds, date) IS
  'The rows of a document as the register has them now; printed where a row is as it came and was not written plainly.';

-- The last file of a kind, or what one would look like: its headings in the order of the mappings.
CREATE OR REPLACE FUNCTION export_form(document document_kinds) RETURNS imports
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  run imports;
BEGIN
  SELECT i.* INTO run FROM imports i
  WHERE i.kind = document.kind AND i.rows_loaded + i.rows_unchanged > 0 AND i.undone_at IS NULL
  ORDER BY i.recorded_at DESC, i.import_id DESC LIMIT 1;
  IF FOUND THEN
    RETURN export_style(run);
  END IF;
  run.kind := document.kind;
  run.headings := ARRAY(SELECT min(p.name[1]) FROM import_mappings m,
                        regexp_matches(m.source, E'\\{([^{}]+)\\}', 'g') WITH ORDINALITY AS p (name, number)
                        WHERE m.kind = document.kind GROUP BY normal_name(p.name[1]) ORDER BY min(m.position * 1000::bigint + p.number));
  run.delimiter := coalesce(document.delimiter, ',');
  RETURN export_style(run);
END
$body$;
COMMENT ON FUNCTION export_form(document_kinds) IS 'How a document of a kind is written: as the last file of it was.';

CREATE OR REPLACE FUNCTION export_document(kind text, as_at date DEFAULT today()) RETURNS text
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET datestyle = 'ISO, DMY' SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  document document_kinds := import_kind(export_document.kind, 'none');
  run imports := export_form(document);
  last_line bigint := (SELECT max(r.line) FROM import_rows r WHERE r.import_id = run.import_id);
  ends_open boolean := coalesce((SELECT r.printed !~ E'[\r\n]$' FROM import_rows r WHERE r.import_id = run.import_id
                                 AND r.line = last_line), false);
  content text;
BEGIN
  SELECT string_agg(CASE WHEN r.printed ~ E'[\r\n]$' THEN r.printed
                         ELSE coalesce(r.printed, delimited_row(r.cells, run.delimiter, run.quote, run.quote_all)) || run.newline END,
                             '' ORDER BY r.line)
  INTO content
  FROM export_rows(run, document, as_at) AS r;
  content := concat(byte_order_mark(run.has_mark),
                    coalesce(run.printed_headings, delimited_row(run.headings, run.delimiter, run.quote, run.quote_all) || run.newline),
                        content);
  -- A file whose last line was not ended is written so again.
  RETURN CASE WHEN ends_open THEN left(content, -length(run.newline)) ELSE content END;
END
$body$;
COMMENT ON FUNCTION export_document(text, date) IS
  'A document of a kind as the register has it on a day, by the kind''s mappings the other way round and in the form of the last file of '
  'that kind: cells that still say what the register holds are printed as they came, changed ones anew, so a file nothing was changed in '
  'comes out as it went in, also where a spreadsheet would take a cell for a formula.';
