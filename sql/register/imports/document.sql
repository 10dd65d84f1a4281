-- One import, from its file to its result.

CREATE OR REPLACE FUNCTION import_check(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  bad_cells bigint;
BEGIN
  IF document.record = 'link' THEN
    PERFORM import_check_links(run);
    RETURN;
  END IF;
  PERFORM import_check_ratings(run, document);
  PERFORM import_check_rating_quarters(run);
  PERFORM import_refuse_unreadable(run);
  PERFORM import_check_names(run);
  PERFORM import_check_repeats(run);
  PERFORM import_check_codes(run, document);
  PERFORM import_check_baselines(run, document);
  PERFORM import_check_figures(run, document);
  -- A row refused for its link may be the one that brings another row's node: until nothing more is found.
  LOOP
    bad_cells := (SELECT count(*) FROM import_errors e WHERE e.import_id = run.import_id);
    PERFORM import_check_node_links(run, document);
    EXIT WHEN bad_cells = (SELECT count(*) FROM import_errors e WHERE e.import_id = run.import_id);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION import_check(imports, document_kinds) IS 'Finds every bad cell of a staged file before anything is written.';

CREATE OR REPLACE FUNCTION import_load_document_items(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM import_load_items(run, document);
  PERFORM import_progress(run, 'items loaded');
  PERFORM import_load_ratings(run);
  PERFORM import_progress(run, 'ratings loaded');
  PERFORM import_load_due_dates(run);
  PERFORM import_progress(run, 'deadlines loaded');
  PERFORM import_load_parties(run, 'officer', 'officers');
  PERFORM import_load_parties(run, 'body', 'bodies');
  PERFORM import_progress(run, 'officers and bodies loaded');
  PERFORM import_load_node_links(run, document);
  PERFORM import_progress(run, 'links loaded');
END
$body$;
COMMENT ON FUNCTION import_load_document_items(imports, document_kinds) IS 'Writes the items of the good rows with what they say of them.';

CREATE OR REPLACE FUNCTION import_load(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF document.record = 'link' THEN
    PERFORM import_load_links(run);
  ELSIF document.record = 'measure' THEN
    PERFORM import_load_measures(run, document);
  ELSIF document.record = 'money' THEN
    PERFORM import_load_money(run, document);
  ELSIF document.record IN ('officer', 'body') THEN
    PERFORM import_load_names(run, document);
  ELSE
    PERFORM import_load_nodes(run, document);
    IF document.record = 'item' THEN
      PERFORM import_load_document_items(run, document);
    END IF;
  END IF;
END
$body$;
COMMENT ON FUNCTION import_load(imports, document_kinds) IS 'Writes the staged cells of the good rows.';

-- Not truncated: whoever edits items looks here for an import that is running, and would wait until it is through.
CREATE OR REPLACE FUNCTION import_clear(staging regclass, run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  EXECUTE format('DELETE FROM %s WHERE import_id = $1', staging) USING run.import_id;
END
$body$;
COMMENT ON FUNCTION import_clear(regclass, imports) IS 'Empties a staging table: only one import runs at a time.';

CREATE OR REPLACE FUNCTION import_finish(run imports) RETURNS imports
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  UPDATE import_rows r SET outcome = 'unchanged'
  WHERE r.import_id = run.import_id AND r.outcome = 'loaded'
    AND NOT EXISTS (SELECT FROM import_changes c WHERE c.import_id = r.import_id AND c.line = r.line);
  PERFORM import_clear('import_cells', run);
  PERFORM import_clear('import_names', run);
  PERFORM import_clear('import_subjects', run);
  PERFORM import_clear('import_changes', run);
  UPDATE imports i
  SET (rows_read, rows_loaded, rows_unchanged, rows_refused) =
      (SELECT count(*), count(*) FILTER (WHERE r.outcome = 'loaded'), count(*) FILTER (WHERE r.outcome = 'unchanged'),
              count(*) FILTER (WHERE r.outcome = 'refused')
       FROM import_rows r WHERE r.import_id = run.import_id)
  WHERE i.import_id = run.import_id
  RETURNING i.* INTO run;
  PERFORM set_config('golden_thread.import', '', true);
  PERFORM import_progress(run, 'finished');
  RETURN run;
END
$body$;
COMMENT ON FUNCTION import_finish(imports) IS 'Counts what became of the rows and clears the staging.';

CREATE OR REPLACE FUNCTION import_kind(document_kind text, on_bad text) RETURNS document_kinds
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  document document_kinds;
BEGIN
  SELECT k.* INTO document FROM document_kinds k WHERE k.kind = document_kind;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'document kind "%" does not exist', document_kind
      USING ERRCODE = 'undefined_object',
            DETAIL = 'Known kinds: ' || coalesce((SELECT string_agg(k.kind, ', ' ORDER BY k.kind) FROM document_kinds k), 'none') || '.',
            HINT = 'A new kind of file needs a row in document_kinds and one in import_mappings for each of its headings.';
  END IF;
  IF document.record NOT IN ('link', 'officer', 'body') AND document.plan_id IS NULL THEN
    RAISE EXCEPTION 'document kind "%" names no plan', document_kind
      USING ERRCODE = 'invalid_parameter_value', HINT = format('Set plan_id in document_kinds: %s belong to a plan.',
        CASE document.record WHEN 'measure' THEN 'measures' WHEN 'money' THEN 'money lines' ELSE 'items and nodes' END);
  END IF;
  IF on_bad IS NULL OR on_bad NOT IN ('none', 'good') THEN
    RAISE EXCEPTION 'unknown choice "%" for on_bad', on_bad
      USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Write none (one bad cell, and nothing is loaded) or good (the good rows are loaded); every bad cell is listed '
                   'either way.';
  END IF;
  PERFORM import_check_mappings(document);
  RETURN document;
END
$body$;
COMMENT ON FUNCTION import_kind(text, text) IS 'A document kind that can be imported, or an error that says why not.';

-- Whatever the rows came from: staged, checked and loaded alike.
CREATE OR REPLACE FUNCTION import_staged(run imports, document document_kinds) RETURNS imports
  LANGUAGE plpgsql VOLATILE
  -- Each statement runs once: compiling it would take longer.
  SET search_path FROM CURRENT SET jit = off
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM set_config('golden_thread.import', run.import_id::text, true);
  run.rows_read := (SELECT count(*) FROM import_rows r WHERE r.import_id = run.import_id);
  PERFORM import_progress(run, 'rows read');
  PERFORM import_stage(run, document);
  PERFORM import_progress(run, 'cells read');
  PERFORM import_check(run, document);
  PERFORM import_progress(run, 'cells checked');
  IF EXISTS (SELECT FROM import_errors e WHERE e.import_id = run.import_id) THEN
    UPDATE import_rows r SET outcome = 'refused'
    WHERE r.import_id = run.import_id
      AND (run.on_bad = 'none' OR EXISTS (SELECT FROM import_errors e WHERE e.import_id = r.import_id AND e.line = r.line));
    DELETE FROM import_cells c USING import_rows r
    WHERE c.import_id = run.import_id AND r.import_id = c.import_id AND r.line = c.line AND r.outcome = 'refused';
    DELETE FROM import_names n USING import_rows r
    WHERE n.import_id = run.import_id AND r.import_id = n.import_id AND r.line = n.line AND r.outcome = 'refused';
  END IF;
  PERFORM import_keep_last_rows(run);
  PERFORM import_load(run, document);
  RETURN import_finish(run);
END
$body$;
COMMENT ON FUNCTION import_staged(imports, document_kinds) IS 'Checks and loads the rows in import_rows.';

CREATE OR REPLACE FUNCTION import_result(run imports, OUT import_id bigint, OUT rows_read bigint, OUT rows_loaded bigint,
                                         OUT rows_unchanged bigint, OUT rows_refused bigint)
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  SELECT run.import_id, run.rows_read, run.rows_loaded, run.rows_unchanged, run.rows_refused
    INTO import_result.import_id, import_result.rows_read, import_result.rows_loaded, import_result.rows_unchanged,
         import_result.rows_refused;
  IF run.rows_refused > 0 THEN
    RAISE WARNING '% of % rows were refused', run.rows_refused, run.rows_read
      USING HINT = format('SELECT line, column_name, value, reason, hint FROM %I.import_errors WHERE import_id = %s',
                          current_schema(), run.import_id);
  END IF;
END
$body$;
COMMENT ON FUNCTION import_result(imports) IS
  'What an import says of itself, with a warning that names where to read why rows were refused, if any were.';

CREATE OR REPLACE FUNCTION import_csv(kind text, content text, on_bad text DEFAULT 'none', file_name text DEFAULT NULL,
                                      recorded_at timestamptz DEFAULT NULL,
                                      OUT import_id bigint, OUT rows_read bigint, OUT rows_loaded bigint, OUT rows_unchanged bigint,
                                      OUT rows_refused bigint)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  document document_kinds;
  called_as text;
  run imports;
BEGIN
  GET DIAGNOSTICS called_as = PG_CONTEXT;
  PERFORM check_register_path(called_as, current_schema());
  PERFORM check_level('publisher', 'an import', has_table_privilege('imports', 'INSERT'));
  document := import_kind(import_csv.kind, import_csv.on_bad);
  -- Two imports at once could both find an item missing; readers and ratings typed in by hand are not held up.
  LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE;

  INSERT INTO imports (kind, file_name, headings, delimiter, on_bad, rows_read, rows_loaded, rows_unchanged, rows_refused, recorded_at,
                       quote, has_mark, newline, quote_all, printed_headings)
  SELECT document.kind, coalesce(import_csv.file_name, document.kind), p.cells, d.delimiter, import_csv.on_bad, 0, 0, 0, 0,
         coalesce(import_csv.recorded_at, now()), document.quote, has_byte_order_mark(import_csv.content), s.newline, s.quote_all,
         CASE WHEN p.printed <> delimited_row(p.cells, d.delimiter, document.quote, s.quote_all) || s.newline THEN p.printed END
  FROM (SELECT coalesce(document.delimiter, detect_delimiter(import_csv.content)) AS delimiter) AS d,
       delimited_records(import_csv.content, d.delimiter, document.quote) AS p,
       printed_style(p.cells, p.printed, d.delimiter, document.quote) AS s
  LIMIT 1
  RETURNING * INTO run;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the file is empty' USING ERRCODE = 'bad_copy_file_format', HINT = 'The first line of a file names its columns.';
  END IF;
  run.headings := mapped_headings(run.kind, run.headings);
  PERFORM import_check_headings(run.kind, run.headings);

  -- A wholly empty line is not a row, except in a file of one column, where it is an empty cell.
  INSERT INTO import_rows (import_id, line, cells, outcome, printed)
  SELECT run.import_id, p.line, p.cells, 'loaded',
         CASE WHEN p.printed <> delimited_row(p.cells, run.delimiter, document.quote, run.quote_all) || run.newline THEN p.printed END
  FROM delimited_records(import_csv.content, run.delimiter, document.quote) WITH ORDINALITY AS p (line, cells, printed, number)
  WHERE p.number > 1;
  SELECT r.* INTO import_csv.import_id, import_csv.rows_read, import_csv.rows_loaded, import_csv.rows_unchanged, import_csv.rows_refused
  FROM import_result(import_staged(run, document)) r;
END
$body$;
COMMENT ON FUNCTION import_csv(text, text, text, text, timestamptz) IS
  'Imports the text of a delimited file by the mappings of a document kind; on_bad none loads nothing if one cell is bad, good loads the '
  'good rows; every bad cell is listed in import_errors either way.';

-- The same for rows that are in the database already: a temporary table filled by COPY, a foreign table, a view of another system's.
CREATE OR REPLACE FUNCTION import_table(kind text, source regclass, on_bad text DEFAULT 'none', recorded_at timestamptz DEFAULT NULL,
                                        OUT import_id bigint, OUT rows_read bigint, OUT rows_loaded bigint, OUT rows_unchanged bigint,
                                        OUT rows_refused bigint)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT SET datestyle = 'ISO, DMY' SET intervalstyle = 'postgres'
AS $body$
#variable_conflict use_variable
DECLARE
  document document_kinds;
  called_as text;
  run imports;
  columns text[] := ARRAY(SELECT a.attname FROM pg_attribute a
                          WHERE a.attrelid = import_table.source AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum);
BEGIN
  GET DIAGNOSTICS called_as = PG_CONTEXT;
  PERFORM check_register_path(called_as, current_schema());
  PERFORM check_level('publisher', 'an import', has_table_privilege('imports', 'INSERT'));
  document := import_kind(import_table.kind, import_table.on_bad);
  LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE;
  INSERT INTO imports (kind, file_name, headings, delimiter, on_bad, rows_read, rows_loaded, rows_unchanged, rows_refused, recorded_at,
                       quote, quote_all, newline, has_mark)
  VALUES (document.kind, import_table.source::text, columns, ',', import_table.on_bad, 0, 0, 0, 0,
          coalesce(import_table.recorded_at, now()), '"', false, E'\n', false)
  RETURNING * INTO run;
  run.headings := mapped_headings(run.kind, run.headings);
  PERFORM import_check_headings(run.kind, run.headings);
  EXECUTE format('INSERT INTO import_rows (import_id, line, cells, outcome)
                  SELECT $1, row_number() OVER () + 1, ARRAY[%s]::text[], %L FROM %s AS s',
                 (SELECT string_agg(format('coalesce(s.%I::text, %L)', c.name, ''), ', ' ORDER BY c.number)
                  FROM unnest(columns) WITH ORDINALITY AS c (name, number)), 'loaded', import_table.source)
    USING run.import_id;
  SELECT r.* INTO import_table.import_id, import_table.rows_read, import_table.rows_loaded, import_table.rows_unchanged,
                  import_table.rows_refused
  FROM import_result(import_staged(run, document)) r;
END
$body$;
COMMENT ON FUNCTION import_table(text, regclass, text, timestamptz) IS
  'Imports the rows of a table or view, whose column names are the headings and whose first row counts as line 2, as import_csv imports '
  'a file: for data that is in the database already, and for files too large for one text (COPY them into a table first).';
