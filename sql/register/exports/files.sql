-- The file that an import read, byte for byte.

-- The ways out.  export_csv writes a file as it came; export_document writes it as the register has it now: every cell of the last
-- file is printed as it was where it still says what the register holds, and anew where it does not.

-- An import whose writing is not known is written plainly.
CREATE OR REPLACE FUNCTION export_style(run imports) RETURNS imports
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  run.quote := coalesce(run.quote, (SELECT k.quote FROM document_kinds k WHERE k.kind = run.kind));
  run.quote_all := coalesce(run.quote_all, false);
  run.newline := coalesce(run.newline, E'\n');
  run.has_mark := coalesce(run.has_mark, false);
  RETURN run;
END
$body$;
COMMENT ON FUNCTION export_style(imports) IS 'An import with the way its file was written filled in where that is not known.';

CREATE OR REPLACE FUNCTION export_csv(import_id bigint, delimiter text DEFAULT NULL) RETURNS text
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  run imports;
  as_it_came boolean;
  content text;
BEGIN
  SELECT i.* INTO run FROM imports i WHERE i.import_id = export_csv.import_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'import % does not exist', export_csv.import_id
      USING ERRCODE = 'undefined_object', HINT = 'The view import_report lists the imports.';
  END IF;
  as_it_came := export_csv.delimiter IS NULL OR export_csv.delimiter = run.delimiter;
  run := export_style(run);
  IF NOT as_it_came THEN
    run.delimiter := export_csv.delimiter;
    run.quote := coalesce(nullif(run.quote, ''), '"');
  END IF;
  SELECT string_agg(CASE WHEN as_it_came AND r.printed IS NOT NULL THEN r.printed
                         ELSE delimited_row(r.cells, run.delimiter, run.quote, run.quote_all) || run.newline END, '' ORDER BY r.line)
  INTO content
  FROM import_rows r WHERE r.import_id = export_csv.import_id;
  -- A sheet's headings are among its rows, wherever they stand.
  RETURN concat(byte_order_mark(run.has_mark),
                CASE WHEN EXISTS (SELECT FROM import_rows r WHERE r.import_id = export_csv.import_id AND r.outcome = 'passed over') THEN ''
                     WHEN as_it_came AND run.printed_headings IS NOT NULL THEN run.printed_headings
                     ELSE delimited_row(run.headings, run.delimiter, run.quote, run.quote_all) || run.newline END,
                content);
END
$body$;
COMMENT ON FUNCTION export_csv(bigint, text) IS
  'The file that an import read, byte for byte, refused rows, look-alike letters, quotes, line ends and byte-order mark included; with '
  'another delimiter the same cells in that. Cells that a spreadsheet would take for a formula are as they came, too.';

CREATE OR REPLACE FUNCTION byte_order_mark(wanted boolean) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN wanted THEN convert_from('\xefbbbf', getdatabaseencoding()) ELSE '' END;
COMMENT ON FUNCTION byte_order_mark(boolean) IS 'The mark that spreadsheets put before UTF-8, or nothing.';

-- The cells that the mappings of an import read, as import_stage reads them.
CREATE OR REPLACE FUNCTION export_cells(run imports, targets text[], OUT line bigint, OUT "position" integer, OUT raw text,
                                        OUT value text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  mapping import_mappings;
BEGIN
  IF run.import_id IS NULL THEN
    RETURN;
  END IF;
  run.headings := mapped_headings(run.kind, run.headings);
  FOR mapping IN SELECT * FROM import_mappings m WHERE m.kind = run.kind AND m.target LIKE ANY (targets) LOOP
    RETURN QUERY EXECUTE format('SELECT c.line, $1, c.raw, c.value FROM (%s) AS c', import_cells_sql(mapping, run.import_id, run.headings))
      USING mapping.position;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION export_cells(imports, text[]) IS
  'The cells of an import''s rows that are mapped to targets like one of these, those refused left out.';

-- Names in one cell, so that the mapping's split parts them again.
CREATE OR REPLACE FUNCTION joined_names(names text[], split text) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_to_string(names, coalesce(
    (SELECT s.separator
     FROM unnest(ARRAY['; ', ' / ', ', ', ' & ', ' + ', E'\n', '|', ';', ',', '/']) WITH ORDINALITY AS s (separator, number)
     WHERE split IS NOT NULL AND (SELECT array_agg(import_value(p))
                                  FROM regexp_split_to_table(array_to_string(names, s.separator), split) AS p) = names
     ORDER BY s.number LIMIT 1), '; '));
END;
COMMENT ON FUNCTION joined_names(text[], text) IS
  'Names put together so that a regular expression parts them again, with a separator that it knows.';

-- What a text must look like to have been made by a mapping's source, with the parts in parentheses.
CREATE OR REPLACE FUNCTION source_pattern(source text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '^' || string_agg(CASE WHEN m.part[1] ~ '^\{[^{}]+\}$' THEN '(.*?)'
                           ELSE regexp_replace(m.part[1], '([^[:alnum:][:space:]])', '\\\1', 'g') END, ''
                           ORDER BY m.number) || '$'
  FROM regexp_matches(source, '\{[^{}]+\}|[^{}]+', 'g') WITH ORDINALITY AS m (part, number);
END;
COMMENT ON FUNCTION source_pattern(text) IS 'A mapping''s source as a regular expression that takes a cell apart again.';
