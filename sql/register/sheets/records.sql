-- What is kept of a sheet: the import, its rows, its bad cells, and what its columns were taken for.

CREATE OR REPLACE FUNCTION sheet_begin_import(run sheet_runs) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  this_kind CONSTANT text := 'sheet ' || run.plan_id || CASE run.record WHEN 'item' THEN '' ELSE ' ' || run.record END;
  of_import bigint;
BEGIN
  INSERT INTO imports (kind, file_name, headings, delimiter, on_bad, rows_read, rows_loaded, rows_unchanged, rows_refused, recorded_at,
                       quote, has_mark, newline, quote_all, reason)
  SELECT this_kind, run.file_name, run.headings, run.delimiter, 'good', 0, 0, 0, 0, run.recorded_at, '"', run.has_mark,
         coalesce(s.newline, E'\n'), coalesce(s.quote_all, false), run.reason
  FROM (SELECT 1) AS one
  LEFT JOIN sheet_rows h ON h.run = run.run AND h.line = run.heading_line
  LEFT JOIN LATERAL printed_style(h.cells, h.printed, run.delimiter, '"') AS s ON h.printed IS NOT NULL
  RETURNING import_id INTO of_import;
  RETURN of_import;
END
$body$;
COMMENT ON FUNCTION sheet_begin_import(sheet_runs) IS 'Opens the import of a sheet, before anything else is written.';

-- A plan's sheets are a kind of document of its own, which needs no mappings.
CREATE OR REPLACE FUNCTION sheet_kind(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO document_kinds (kind, title, record, plan_id)
  VALUES ('sheet ' || run.plan_id || CASE run.record WHEN 'item' THEN '' ELSE ' ' || run.record END,
          run.plan || ', sheets' || CASE run.record WHEN 'item' THEN '' ELSE format(' (%s)', run.record) END,
          CASE WHEN run.record IN ('measure', 'money') THEN run.record ELSE 'item' END, run.plan_id)
  ON CONFLICT (kind) DO NOTHING;
END
$body$;
COMMENT ON FUNCTION sheet_kind(sheet_runs) IS 'Makes the kind of document that a plan''s sheets are, if it is not there yet.';

CREATE OR REPLACE FUNCTION sheet_end_import(run sheet_runs, of_import bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT of_import, c.line, c.field, left(coalesce(CASE WHEN c.change = 'cell not readable' THEN c.will_be END, c.ref, c.title), 1000),
    c.remark, c.details ->> 'hint'
  FROM sheet_changes c
  WHERE c.run = run.run AND c.line IS NOT NULL
    AND (c.change IN ('cell not readable', 'row not loaded') OR c.change = 'unknown reference' AND NOT c.accepted)
  ORDER BY c.line, c.position;

  INSERT INTO import_rows (import_id, line, cells, outcome, printed)
  SELECT of_import, r.line, r.cells,
         CASE WHEN r.class NOT IN ('item', 'lost') THEN 'passed over'
              WHEN r.class = 'lost' OR r.outcome IN ('refused', 'question') THEN 'refused'
              WHEN w.line IS NOT NULL THEN 'loaded' ELSE 'unchanged' END,
         CASE WHEN r.printed <> delimited_row(r.cells, i.delimiter, '"', i.quote_all) || i.newline THEN r.printed END
  FROM imports i, sheet_rows r
  LEFT JOIN (SELECT DISTINCT c.line FROM sheet_changes c WHERE c.run = run.run AND c.accepted AND c.line IS NOT NULL) AS w
    ON w.line = r.line
  WHERE i.import_id = of_import AND r.run = run.run;

  -- What a column was taken for is remembered under its heading without a period; what nobody knows is not.
  INSERT INTO sheet_columns (plan_id, record, heading, target, qualifier)
  SELECT DISTINCT ON (m.rest) run.plan_id, run.record, left(m.rest, 200), m.target, m.qualifier
  FROM sheet_marks m
  WHERE m.run = run.run AND m.known_by IN ('argument', 'memory', 'word') AND trim_cell(m.heading) <> ''
  ORDER BY m.rest, m.position
  ON CONFLICT (plan_id, record, heading) DO UPDATE SET target = EXCLUDED.target, qualifier = EXCLUDED.qualifier
  WHERE (sheet_columns.target, sheet_columns.qualifier) <> (EXCLUDED.target, EXCLUDED.qualifier);

  UPDATE imports i
  SET (rows_read, rows_loaded, rows_unchanged, rows_refused) =
      (SELECT count(*), count(*) FILTER (WHERE r.outcome = 'loaded'), count(*) FILTER (WHERE r.outcome = 'unchanged'),
              count(*) FILTER (WHERE r.outcome = 'refused')
       FROM import_rows r WHERE r.import_id = of_import AND r.outcome <> 'passed over')
  WHERE i.import_id = of_import;
END
$body$;
COMMENT ON FUNCTION sheet_end_import(sheet_runs, bigint) IS 'Keeps the rows of an imported sheet, its bad cells and what its columns '
  'are, and counts.';
