-- register_exchange: files into a register and out of it, for a register named by its schema.

CREATE FUNCTION warn_of_refused_rows(schema text, import_id bigint, rows_read bigint, rows_refused bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF rows_refused > 0 THEN
    RAISE WARNING '% of % rows were refused', rows_refused, rows_read
      USING HINT = format('SELECT line, column_name, value, reason, hint FROM %I.import_errors WHERE import_id = %s', schema, import_id);
  END IF;
END
$body$;
COMMENT ON FUNCTION warn_of_refused_rows(text, bigint, bigint, bigint) IS 'Says where to read why rows of an import were refused, if any were.';

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
  PERFORM @extschema@.warn_of_refused_rows(schema, import_id, rows_read, rows_refused);
END
$body$;
COMMENT ON FUNCTION import_csv(text, text, text, text, text, timestamptz) IS 'Imports the text of a delimited file into a register by the mappings of a document kind; on_bad none loads nothing if one cell is bad, good loads the good rows; every bad cell is listed in import_errors either way.';

CREATE FUNCTION import_table(schema text, kind text, source regclass, on_bad text DEFAULT 'none', recorded_at timestamptz DEFAULT NULL,
                             OUT import_id bigint, OUT rows_read bigint, OUT rows_loaded bigint, OUT rows_unchanged bigint,
                             OUT rows_refused bigint)
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  PERFORM @extschema@.check_register(schema);
  EXECUTE format('SELECT r.import_id, r.rows_read, r.rows_loaded, r.rows_unchanged, r.rows_refused
                  FROM %I.import_relation($1, $2, $3, $4) AS r', schema)
    INTO import_id, rows_read, rows_loaded, rows_unchanged, rows_refused
    USING kind, source, on_bad, recorded_at;
  PERFORM @extschema@.warn_of_refused_rows(schema, import_id, rows_read, rows_refused);
END
$body$;
COMMENT ON FUNCTION import_table(text, text, regclass, text, timestamptz) IS 'Imports the rows of a table or view, whose column names are the headings, as import_csv imports a file: for data that is in the database already, and for files too large for one text (COPY them into a table first).';

CREATE FUNCTION export_csv(schema text, import_id bigint, delimiter text DEFAULT NULL) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  content text;
BEGIN
  PERFORM @extschema@.check_register(schema);
  EXECUTE format('SELECT %I.export_import($1, $2)', schema) INTO content USING import_id, delimiter;
  RETURN content;
END
$body$;
COMMENT ON FUNCTION export_csv(text, bigint, text) IS 'The file that an import read, byte for byte, look-alike letters, quotes, line ends and byte-order mark included; with another delimiter the same cells in that.';

CREATE FUNCTION export_document(schema text, kind text, as_at date DEFAULT CURRENT_DATE) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  content text;
BEGIN
  PERFORM @extschema@.check_register(schema);
  EXECUTE format('SELECT %I.export_current($1, $2)', schema) INTO content USING kind, as_at;
  RETURN content;
END
$body$;
COMMENT ON FUNCTION export_document(text, text, date) IS 'A document of a kind as the register has it on a day, by the kind''s mappings the other way round: cells that still say what the register holds are printed as they came, changed ones anew, so a file nothing was changed in comes out as it went in.';
