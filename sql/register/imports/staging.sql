-- A files cells, taken apart and staged.

-- The cell that a source means, and whether all of it was printed, as SQL over "cells": numbers and quoted literals only.
CREATE OR REPLACE FUNCTION import_source_sql(source text, headings text[], OUT raw_sql text, OUT printed_sql text)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE WHEN count(*) = 1 AND bool_and(h.position IS NOT NULL) THEN min(format('cells[%s]', h.position))
              ELSE 'concat(' || string_agg(CASE WHEN p.part ~ '^\{[^{}]+\}$' THEN format('cells[%s]', h.position)
                                           ELSE quote_literal(p.part) END,
                                           ', ' ORDER BY p.number) || ')' END,
         coalesce(string_agg(format('import_value(cells[%s]) IS NOT NULL', h.position), ' AND ' ORDER BY p.number)
                    FILTER (WHERE h.position IS NOT NULL), 'true')
  FROM (SELECT m.part[1] AS part, m.number
        FROM regexp_matches(source, '\{[^{}]+\}|[^{}]+', 'g') WITH ORDINALITY AS m (part, number)) AS p
  LEFT JOIN unnest(headings) WITH ORDINALITY AS h (heading, position)
    ON p.part = '{' || btrim(p.part, '{}') || '}' AND normal_name(h.heading) = normal_name(btrim(p.part, '{}'));
END;
COMMENT ON FUNCTION import_source_sql(text, text[]) IS 'A mapping''s source as SQL over the cells of a row.';

-- One mapping's cell of every row that is not refused, as SQL over import_rows.
CREATE OR REPLACE FUNCTION import_cells_sql(mapping import_mappings, of_import_id bigint, headings text[]) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT format('SELECT line, raw, CASE WHEN printed%s THEN import_value(raw) END AS value
                 FROM (SELECT line, %s AS raw, %s AS printed FROM import_rows WHERE import_id = %s AND outcome <> ''refused'') AS r',
                CASE WHEN cardinality((mapping).blank_words) > 0
                     THEN format(' AND normal_name(raw) <> ALL (%L::text[])',
                                 ARRAY(SELECT normal_name(w) FROM unnest((mapping).blank_words) AS w))
                     ELSE '' END,
                s.raw_sql, s.printed_sql, of_import_id)
  FROM import_source_sql((mapping).source, headings) AS s;
END;
COMMENT ON FUNCTION import_cells_sql(import_mappings, bigint, text[]) IS
  'A query for the line, raw cell and value of a mapping in each row of an import.';

-- What a cell says.  The plan's own words come first: a blank may mean S, and Blue may mean G, where its legend says so.
CREATE OR REPLACE FUNCTION import_reading(target text, raw text, value text, of_plan_id bigint,
                                          OUT rating rag, OUT period daterange, OUT amount numeric, OUT readable boolean)
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  readable := true;
  -- As spreadsheets print that there is nothing, and a day.
  value := regexp_replace(CASE WHEN machine_word(value) <> '#n/a' THEN value END, E'^(\\d{4}-\\d\\d-\\d\\d)[T ]00:00(:00([.]0+)?)?$',
    E'\\1');
  IF target = 'rating' THEN
    SELECT l.rating INTO rating FROM legends l WHERE l.plan_id = of_plan_id AND legend_word(l.word) = legend_word(raw);
    IF NOT FOUND THEN
      rating := try_rag(value);
      readable := value IS NULL OR rating IS NOT NULL;
    END IF;
  ELSIF target IN ('due', 'start', 'rating.quarter', 'measure.quarter', 'money.year') THEN
    IF NOT is_of_either_year(value, fiscal_start_month()) THEN
      period := try_plan_period(value, fiscal_start_month(), (SELECT p.period FROM plans p WHERE p.plan_id = of_plan_id));
    END IF;
    readable := value IS NULL OR period IS NOT NULL;
  ELSE
    amount := read_amount(value);
    readable := value IS NULL OR amount IS NOT NULL;
  END IF;
END
$body$;
COMMENT ON FUNCTION import_reading(text, text, text, bigint) IS 'What a cell of a rating, deadline or figure says; part of import_stage.';

-- A staging table looks empty to the planner, which would then join it row by row.
CREATE OR REPLACE FUNCTION import_analyze(staging regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF pg_has_role((SELECT c.relowner FROM pg_class c WHERE c.oid = staging), 'USAGE') THEN
    EXECUTE format('ANALYZE %s', staging);
  END IF;
END
$body$;
COMMENT ON FUNCTION import_analyze(regclass) IS 'Tells the planner how large a staging table is, where the caller may.';

-- A client shows notices as they come.  Small files are done before anybody could read them.
CREATE OR REPLACE FUNCTION import_progress(run imports, done text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF run.rows_read >= 10000 THEN
    RAISE NOTICE '"%": % (% rows, % s)', run.file_name, done, run.rows_read,
      to_char(extract(epoch FROM clock_timestamp() - statement_timestamp()), 'FM999990.0');
  END IF;
END
$body$;
COMMENT ON FUNCTION import_progress(imports, text) IS 'Says how far an import of ten thousand rows or more has come.';

CREATE OR REPLACE FUNCTION import_refuse_rows(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO import_errors (import_id, line, value, reason, hint)
  SELECT r.import_id, r.line, left(array_to_string(r.cells, run.delimiter), 200),
         format('the row has %s cells, the heading line has %s', cardinality(r.cells), cardinality(run.headings)),
         'Look for a delimiter or a line break inside a cell that is not quoted.'
  FROM import_rows r
  WHERE r.import_id = run.import_id AND cardinality(r.cells) <> cardinality(run.headings);

  UPDATE import_rows r SET outcome = 'refused' WHERE r.import_id = run.import_id AND cardinality(r.cells) <> cardinality(run.headings);

  INSERT INTO import_errors (import_id, line, value, reason, hint)
  SELECT r.import_id, r.line, r.cells[h.number], format('column %s has no heading', h.number),
      'Give the column a heading, and the heading a mapping.'
  FROM unnest(run.headings) WITH ORDINALITY AS h (heading, number), import_rows r
  WHERE trim_cell(h.heading) = '' AND r.import_id = run.import_id AND trim_cell(r.cells[h.number]) <> '';
END
$body$;
COMMENT ON FUNCTION import_refuse_rows(imports) IS 'Refuses the rows of a file that do not have its columns.';

CREATE OR REPLACE FUNCTION import_stage(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  mapping import_mappings;
BEGIN
  PERFORM import_refuse_rows(run);
  PERFORM import_analyze('import_rows');

  -- Target by target, as the primary key has them: what one target needs lies together.
  FOR mapping IN SELECT * FROM import_mappings m WHERE m.kind = run.kind AND m.target <> 'keep' ORDER BY m.target, m.position LOOP
    IF mapping.target IN ('rating', 'due', 'start', 'rating.quarter', 'measure.quarter', 'measure.target', 'measure.low', 'measure.high',
                          'measure.amber', 'measure.actual', 'money.year', 'money.amount') THEN
      -- Few words fill many cells: each is read once.
      EXECUTE format(
        'WITH cells AS NOT MATERIALIZED (%s),
         words AS MATERIALIZED (SELECT DISTINCT raw, value FROM cells),
         readings AS MATERIALIZED (SELECT w.raw, coalesce(w.value, %L) AS value, r.* FROM words w,
                                   import_reading($3, w.raw, w.value, $5) AS r)
         INSERT INTO import_cells (import_id, line, position, target, qualifier, raw, value, rating, period, amount, readable)
         SELECT $1, c.line, $2, $3, $4, c.raw, c.value, r.rating, coalesce($6, r.period), r.amount, r.readable
         FROM cells c JOIN readings r ON r.raw = c.raw AND r.value = coalesce(c.value, %L)',
        import_cells_sql(mapping, run.import_id, run.headings), '', '')
        USING run.import_id, mapping.position, mapping.target, mapping.qualifier, document.plan_id,
              CASE WHEN mapping.target = 'rating' THEN import_rating_period(mapping) END;
    ELSE
      EXECUTE format(
        'INSERT INTO import_cells (import_id, line, position, target, qualifier, raw, value)
         SELECT $1, line, $2, $3, $4, raw, value FROM (%s) AS c', import_cells_sql(mapping, run.import_id, run.headings))
        USING run.import_id, mapping.position, mapping.target, mapping.qualifier;
    END IF;
  END LOOP;
  -- One row an item and quarter: the row says of when it is.
  UPDATE import_cells c SET period = q.period
  FROM import_cells q
  WHERE c.import_id = run.import_id AND c.target = 'rating' AND c.qualifier = ''
    AND q.import_id = c.import_id AND q.target = 'rating.quarter' AND q.line = c.line;
  PERFORM import_analyze('import_cells');
  PERFORM import_stage_names(run);
END
$body$;
COMMENT ON FUNCTION import_stage(imports, document_kinds) IS 'Reads the rows of an import into import_cells, one row per mapped cell.';
