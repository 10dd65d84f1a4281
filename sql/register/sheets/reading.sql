-- A sheet's rows, from a text, a file's bytes or a table.

-- What parts the cells parts them in most lines equally often; in the prose of a cell it turns up now and then.
CREATE OR REPLACE FUNCTION sheet_delimiter(content text) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(substring(left(sheet_delimiter.content, 16) FROM '^\W?sep=(.)[\r\n]'), s.delimiter)
  FROM (SELECT d.delimiter, d.place, max(d.lines * d.parts) AS score
        FROM (SELECT x.delimiter, x.place, length(l) - length(replace(l, x.delimiter, '')) AS parts, count(*) AS lines
              FROM regexp_split_to_table(regexp_replace(left(sheet_delimiter.content, 65536), '"[^"]*"', '', 'g'), '\r\n|\n|\r') AS l,
                   (VALUES (E'\t', 1), (';', 2), (',', 3)) AS x (delimiter, place)
              GROUP BY x.delimiter, x.place, parts) AS d
        GROUP BY d.delimiter, d.place) AS s
  ORDER BY s.score DESC, s.place
  LIMIT 1;
END;
COMMENT ON FUNCTION sheet_delimiter(text) IS 'What parts the cells of a sheet: what its first line says (sep=;), or else tab, semicolon '
  'or '
  'comma, whichever parts most lines alike.';

CREATE OR REPLACE FUNCTION sheet_read_text(run sheet_runs, content text) RETURNS sheet_runs
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF content ~ '^[a-z_][a-z0-9_]*([.][a-z_][a-z0-9_]*)?$' AND to_regclass(content) IS NOT NULL THEN
    RAISE EXCEPTION 'the sheet is one word, "%"', content
      USING ERRCODE = 'invalid_parameter_value', HINT = format('For the table of that name write %L::regclass.', content);
  END IF;
  run.delimiter := sheet_delimiter(content);
  run.has_mark := has_byte_order_mark(content);
  -- The line stays, so that those after it keep their numbers.
  content := regexp_replace(content, E'^(\\W?)sep=.(?=[\r\n])', E'\\1');
  BEGIN
    INSERT INTO sheet_rows (run, line, cells, printed)
    SELECT run.run, r.line, r.cells, r.printed FROM delimited_records(content, run.delimiter, '"') AS r;
  EXCEPTION WHEN bad_copy_file_format THEN
    -- Between tabs a quotation mark is often just that.
    IF run.delimiter <> E'\t' THEN
      RAISE;
    END IF;
    INSERT INTO sheet_rows (run, line, cells, printed)
    SELECT run.run, r.line, r.cells, r.printed FROM delimited_records(content, run.delimiter, '') AS r;
  END;
  RETURN run;
END
$body$;
COMMENT ON FUNCTION sheet_read_text(sheet_runs, text) IS 'Stages the rows of a delimited text.';

-- The column names are the first row, as a sheet's headings are.
CREATE OR REPLACE FUNCTION sheet_read_table(run sheet_runs, source regclass) RETURNS sheet_runs
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT SET datestyle = 'ISO, DMY' SET intervalstyle = 'postgres'
AS $body$
#variable_conflict use_variable
DECLARE
  columns text[] := ARRAY(SELECT a.attname FROM pg_attribute a
                          WHERE a.attrelid = source AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum);
BEGIN
  INSERT INTO sheet_rows (run, line, cells) VALUES (run.run, 1, columns);
  EXECUTE format('INSERT INTO sheet_rows (run, line, cells) SELECT $1, row_number() OVER () + 1, ARRAY[%s]::text[] FROM %s AS s',
                 (SELECT string_agg(format('coalesce(s.%I::text, %L)', c.name, ''), ', ' ORDER BY c.number)
                  FROM unnest(columns) WITH ORDINALITY AS c (name, number)), source)
    USING run.run;
  run.delimiter := ',';
  RETURN run;
END
$body$;
COMMENT ON FUNCTION sheet_read_table(sheet_runs, regclass) IS 'Stages the rows of a table or view, its column names first.';

-- The signs by which a cell points to a footnote: no part of what it says.
CREATE OR REPLACE FUNCTION footnote_marks() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰';
COMMENT ON FUNCTION footnote_marks() IS 'The signs that mark a footnote at the end of a cell.';

-- What stands where nothing is to be said.  A blank reports nothing.
CREATE OR REPLACE FUNCTION sheet_value(raw text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN raw = '' THEN NULL
            WHEN length(raw) > 12 OR left(raw, 1) COLLATE "C" NOT IN ('n', 'N', 't', 'T', '#', '-', '–', '—', ' ')
              THEN import_value(raw)
            WHEN lower(import_value(raw)) <> ALL (
                   '{n/a,na,n.a.,#n/a,#ref!,#value!,#name?,#div/0!,-,–,—,--,tbc,tba,tbd,none,nil,"null"}'::text[])
                     THEN import_value(raw) END;
COMMENT ON FUNCTION sheet_value(text) IS
  'A cell without blanks at its ends; NULL where nothing is in it, or a sign that nothing is to be said, such as N/A, - or #N/A.';
