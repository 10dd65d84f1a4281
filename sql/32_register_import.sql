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

-- The quick way first: most cells have a letter or digit at either end.  Inlined, so that a file's cells are not a call each.
CREATE OR REPLACE FUNCTION import_value(raw text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN raw = '' THEN NULL
            WHEN left(raw, 1) COLLATE "C" BETWEEN '!' AND '~' AND right(raw, 1) COLLATE "C" BETWEEN '!' AND '~' THEN raw
            ELSE nullif(trim_cell(raw), '') END;
COMMENT ON FUNCTION import_value(text) IS 'A cell without blanks at its ends; NULL where nothing else is in it.';

-- A file whose headings do not fit its mappings is refused whole: there is no telling which cell is what.
CREATE OR REPLACE FUNCTION import_check_headings(document_kind text, headings text[]) RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
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

-- Which quarter a figure is of: a month's own, a whole year's last.
CREATE OR REPLACE FUNCTION figure_quarter(period daterange) RETURNS quarter
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT quarter(upper(period) - 1, fiscal_start_month())
  WHERE NOT upper_inf(period) AND NOT lower_inf(period)
    AND fiscal_year_start(quarter(lower(period), fiscal_start_month())) = fiscal_year_start(quarter(upper(period) - 1, fiscal_start_month()));
END;
COMMENT ON FUNCTION figure_quarter(daterange) IS 'The quarter that a figure of a month, quarter or fiscal year counts in, a year''s in its last; NULL for a longer or open period.';

-- 2025/26 is one year, 2025-29 are four.
CREATE OR REPLACE FUNCTION money_years(period daterange, OUT first_year integer, OUT years integer)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT y.first, y.last - y.first + 1
  FROM (SELECT fiscal_year_start(quarter(lower(period), fiscal_start_month())) AS first,
               fiscal_year_start(quarter(upper(period) - 1, fiscal_start_month())) AS last) AS y
  WHERE NOT upper_inf(period) AND NOT lower_inf(period);
END;
COMMENT ON FUNCTION money_years(daterange) IS 'The fiscal years that an amount of a period covers.';

-- "2025/26 target", "2025/26" or "target": what a column of amounts is of.
CREATE OR REPLACE FUNCTION amount_qualifier(qualifier text, OUT year text, OUT standing text)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT import_value(m.p[1]), m.p[2] FROM regexp_match(qualifier, '^(.*?)\s*(target|achieved|at risk)?$') AS m (p);
END;
COMMENT ON FUNCTION amount_qualifier(text) IS 'The year and the standing that the qualifier of a money.amount names, NULL for what the row says itself.';

CREATE OR REPLACE FUNCTION import_figure_problems(document document_kinds) RETURNS SETOF text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE WHEN m.qualifier = '' THEN format('%s needs a quarter as its qualifier, or a mapping to measure.quarter', m.target)
              ELSE format('"%s" is not a month, quarter or fiscal year', m.qualifier) END
  FROM import_mappings m
  WHERE m.kind = (import_figure_problems.document).kind AND m.target IN ('measure.target', 'measure.low', 'measure.high', 'measure.amber', 'measure.actual')
    AND CASE WHEN m.qualifier = '' THEN NOT EXISTS (SELECT FROM import_mappings q WHERE q.kind = m.kind AND q.target = 'measure.quarter')
             ELSE figure_quarter(try_plan_period(m.qualifier, fiscal_start_month())) IS NULL END
  UNION ALL
  SELECT CASE WHEN a.year IS NOT NULL THEN format('"%s" is not a fiscal year and one of target, achieved, at risk', m.qualifier)
              ELSE format('money.amount needs a qualifier such as "2025/26 target", or mappings to what it leaves out of money.year and money.standing') END
  FROM import_mappings m, LATERAL amount_qualifier(m.qualifier) AS a
  WHERE m.kind = (import_figure_problems.document).kind AND m.target = 'money.amount'
    AND (a.year IS NULL AND NOT EXISTS (SELECT FROM import_mappings q WHERE q.kind = m.kind AND q.target = 'money.year')
         OR a.year IS NOT NULL AND (SELECT y.years FROM money_years(try_plan_period(a.year, fiscal_start_month())) AS y) IS NULL
         OR a.standing IS NULL AND NOT EXISTS (SELECT FROM import_mappings q WHERE q.kind = m.kind AND q.target = 'money.standing'))
  UNION ALL
  SELECT 'measure.low and measure.high go together'
  FROM import_mappings m
  WHERE m.kind = (import_figure_problems.document).kind AND m.target IN ('measure.low', 'measure.high')
  GROUP BY m.qualifier HAVING count(*) = 1;
END;
COMMENT ON FUNCTION import_figure_problems(document_kinds) IS 'What is wrong with the mappings of figures.';

-- Mappings that cannot work would drop cells in silence, so they are refused before a file is read.
CREATE OR REPLACE FUNCTION import_mapping_problems(document document_kinds) RETURNS SETOF text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT format('%s needs a mapping to %s', (import_mapping_problems.document).record, n.target)
  FROM (VALUES ('item', 'item.ref'), ('item', 'item.title'), ('item', 'item.level'), ('node', 'node.ref'),
               ('link', 'link.from_kind'), ('link', 'link.from_ref'), ('link', 'link.to_kind'), ('link', 'link.to_ref'),
               ('link', 'link.relation'), ('measure', 'measure.ref'), ('measure', 'measure.title'), ('money', 'money.ref'),
               ('money', 'money.title'), ('money', 'money.purpose'), ('money', 'money.amount'), ('officer', 'party.name'),
               ('body', 'party.name')) AS n (record, target)
  WHERE n.record = (import_mapping_problems.document).record
    AND NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = (import_mapping_problems.document).kind AND m.target = n.target)
  UNION ALL
  SELECT format('"%s" is mapped to %s, which a row that is a %s does not have', m.source, m.target, (import_mapping_problems.document).record)
  FROM import_mappings m
  WHERE m.kind = (import_mapping_problems.document).kind AND m.target <> 'keep'
    AND NOT CASE (import_mapping_problems.document).record
              WHEN 'link' THEN m.target LIKE 'link.%' AND m.target <> 'link.node'
              WHEN 'node' THEN m.target LIKE 'node.%'
              WHEN 'measure' THEN m.target LIKE 'measure.%'
              WHEN 'money' THEN m.target LIKE 'money.%'
              WHEN 'item' THEN m.target = 'link.node' OR split_part(m.target, '.', 1) <> ALL ('{link,measure,money,party}')
              ELSE m.target LIKE 'party.%' END
  UNION ALL
  SELECT format('%s is mapped more than once%s', m.target, coalesce(' for "' || nullif(m.qualifier, '') || '"', ''))
  FROM import_mappings m
  WHERE m.kind = (import_mapping_problems.document).kind
    AND (m.target IN ('item.ref', 'item.title', 'item.level', 'rating', 'commentary', 'corrective_action', 'start', 'node.ref',
                      'node.title', 'node.part_of', 'item.attribute')
         OR m.target LIKE 'link.%' AND m.target <> 'link.node'
         OR m.target LIKE 'measure.%' OR m.target LIKE 'money.%' OR m.target = 'party.name'
         OR m.target = 'due' AND m.qualifier = 'baseline')
  GROUP BY m.target, m.qualifier HAVING count(*) > 1
  UNION ALL
  SELECT format('no rating has the period "%s" of a %s', m.qualifier, m.target)
  FROM import_mappings m
  WHERE m.kind = (import_mapping_problems.document).kind AND m.target IN ('commentary', 'corrective_action')
    AND NOT EXISTS (SELECT FROM import_mappings r WHERE r.kind = m.kind AND r.target = 'rating' AND r.qualifier = m.qualifier)
  UNION ALL
  SELECT format('"%s" of %s is not a level of nodes', w.level, m.target)
  FROM import_mappings m,
       regexp_split_to_table(CASE WHEN m.target = 'link.node' THEN split_part(m.qualifier, ' ', 1) ELSE m.qualifier END, '\s*>\s*') AS w (level)
  WHERE m.kind = (import_mapping_problems.document).kind AND m.target IN ('node.ref', 'node.title', 'node.part_of', 'link.node', 'measure.node', 'money.node')
    AND NOT EXISTS (SELECT FROM levels l WHERE l.level = w.level AND l.holds = 'node')
  UNION ALL
  SELECT format('"%s" needs the row''s %s', m.qualifier, w.level)
  FROM import_mappings m, regexp_split_to_table(m.qualifier, '\s*>\s*') AS w (level)
  WHERE m.kind = (import_mapping_problems.document).kind AND m.target = 'node.part_of'
    AND NOT EXISTS (SELECT FROM import_mappings r WHERE r.kind = m.kind AND r.target = 'node.ref' AND r.qualifier = w.level)
  UNION ALL
  SELECT format('"%s" is not a level and a relation', m.qualifier)
  FROM import_mappings m
  WHERE m.kind = (import_mapping_problems.document).kind AND m.target = 'link.node'
    AND NOT EXISTS (SELECT FROM relations r WHERE r.relation = split_part(m.qualifier, ' ', 2))
  UNION ALL
  SELECT format('"%s" is not baseline, revised or empty', m.qualifier)
  FROM import_mappings m
  WHERE m.kind = (import_mapping_problems.document).kind AND m.target = 'due' AND m.qualifier NOT IN ('', 'baseline', 'revised')
  UNION ALL
  SELECT format('a %s needs a qualifier', m.target)
  FROM import_mappings m
  WHERE m.kind = (import_mapping_problems.document).kind AND m.target IN ('rating', 'officer', 'body', 'item.attribute') AND m.qualifier = ''
  UNION ALL
  SELECT problem FROM import_figure_problems(import_mapping_problems.document) AS problem;
END;
COMMENT ON FUNCTION import_mapping_problems(document_kinds) IS 'What is wrong with the mappings of a document kind, one row each; no row where they can work.';

CREATE OR REPLACE FUNCTION import_check_mappings(document document_kinds) RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
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
  SELECT CASE WHEN count(*) = 1 AND bool_and(h.position IS NOT NULL) THEN min(format('cells[%s]', h.position))
              ELSE 'concat(' || string_agg(CASE WHEN p.part ~ '^\{[^{}]+\}$' THEN format('cells[%s]', h.position) ELSE quote_literal(p.part) END,
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
                     THEN format(' AND normal_name(raw) <> ALL (%L::text[])', ARRAY(SELECT normal_name(w) FROM unnest((mapping).blank_words) AS w))
                     ELSE '' END,
                s.raw_sql, s.printed_sql, of_import_id)
  FROM import_source_sql((mapping).source, headings) AS s;
END;
COMMENT ON FUNCTION import_cells_sql(import_mappings, bigint, text[]) IS 'A query for the line, raw cell and value of a mapping in each row of an import.';

-- What a cell says.  The plan's own words come first: a blank may mean S, and Blue may mean G, where its legend says so.
CREATE OR REPLACE FUNCTION import_reading(target text, raw text, value text, of_plan_id bigint,
                                          OUT rating rag, OUT period daterange, OUT amount numeric, OUT readable boolean)
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  readable := true;
  IF target = 'rating' THEN
    SELECT l.rating INTO rating FROM legends l WHERE l.plan_id = of_plan_id AND legend_word(l.word) = legend_word(raw);
    IF NOT FOUND THEN
      rating := try_rag(value);
      readable := value IS NULL OR rating IS NOT NULL;
    END IF;
  ELSIF target IN ('due', 'start', 'measure.quarter', 'money.year') THEN
    period := try_plan_period(value, fiscal_start_month());
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

CREATE OR REPLACE FUNCTION import_stage(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  mapping import_mappings;
BEGIN
  INSERT INTO import_errors (import_id, line, value, reason, hint)
  SELECT r.import_id, r.line, left(array_to_string(r.cells, run.delimiter), 200),
         format('the row has %s cells, the heading line has %s', cardinality(r.cells), cardinality(run.headings)),
         'Look for a delimiter or a line break inside a cell that is not quoted.'
  FROM import_rows r
  WHERE r.import_id = run.import_id AND cardinality(r.cells) <> cardinality(run.headings);

  UPDATE import_rows r SET outcome = 'refused' WHERE r.import_id = run.import_id AND cardinality(r.cells) <> cardinality(run.headings);

  INSERT INTO import_errors (import_id, line, value, reason, hint)
  SELECT r.import_id, r.line, r.cells[h.number], format('column %s has no heading', h.number), 'Give the column a heading, and the heading a mapping.'
  FROM unnest(run.headings) WITH ORDINALITY AS h (heading, number), import_rows r
  WHERE trim_cell(h.heading) = '' AND r.import_id = run.import_id AND trim_cell(r.cells[h.number]) <> '';

  PERFORM import_analyze('import_rows');

  -- Target by target, as the primary key has them: what one target needs lies together.
  FOR mapping IN SELECT * FROM import_mappings m WHERE m.kind = run.kind AND m.target <> 'keep' ORDER BY m.target, m.position LOOP
    IF mapping.target IN ('rating', 'due', 'start', 'measure.quarter', 'measure.target', 'measure.low', 'measure.high',
                          'measure.amber', 'measure.actual', 'money.year', 'money.amount') THEN
      -- Few words fill many cells: each is read once.
      EXECUTE format(
        'WITH cells AS NOT MATERIALIZED (%s),
         words AS MATERIALIZED (SELECT DISTINCT raw, value FROM cells),
         readings AS MATERIALIZED (SELECT w.raw, coalesce(w.value, %L) AS value, r.* FROM words w, import_reading($3, w.raw, w.value, $5) AS r)
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
  PERFORM import_analyze('import_cells');
  PERFORM import_stage_names(run);
END
$body$;
COMMENT ON FUNCTION import_stage(imports, document_kinds) IS 'Reads the rows of an import into import_cells, one row per mapped cell.';

-- What the type itself says of a bad cell, so that an import and an INSERT explain alike.
CREATE OR REPLACE FUNCTION import_problem(target text, value text, OUT reason text, OUT hint text)
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  detail text;
BEGIN
  IF target = 'rating' THEN
    PERFORM value::rag;
  ELSIF target IN ('due', 'start', 'measure.quarter', 'money.year') THEN
    PERFORM plan_period(value, fiscal_start_month());
  ELSE
    reason := 'that is not a number';
    hint := 'Write digits, such as 1234.5, 1,234.50, 24.2m or (500) for a negative amount.';
  END IF;
EXCEPTION WHEN data_exception THEN
  GET STACKED DIAGNOSTICS reason = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  reason := concat_ws('. ', reason, nullif(rtrim(detail, '.'), ''));
END
$body$;
COMMENT ON FUNCTION import_problem(text, text) IS 'Why a cell is not a rating, a deadline or a number, in the words of the type.';

-- The heading or headings of a cell, for messages.
CREATE OR REPLACE FUNCTION import_column(document_kind text, mapping_position integer) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce((SELECT string_agg(h[1], ', ') FROM regexp_matches(m.source, '\{([^{}]+)\}', 'g') AS h), m.source)
  FROM import_mappings m WHERE m.kind = import_column.document_kind AND m.position = import_column.mapping_position;
END;
COMMENT ON FUNCTION import_column(text, integer) IS 'The heading or headings that a mapping reads.';

CREATE OR REPLACE FUNCTION import_rating_period(mapping import_mappings) RETURNS daterange
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  mapping_period daterange := plan_period(mapping.qualifier, fiscal_start_month());
BEGIN
  IF upper_inf(mapping_period)
     OR quarter(lower(mapping_period), fiscal_start_month()) <> quarter(upper(mapping_period) - 1, fiscal_start_month()) THEN
    RAISE EXCEPTION 'reporting period "%" of document kind "%" is not within one quarter', mapping.qualifier, mapping.kind
      USING ERRCODE = 'invalid_parameter_value',
            HINT = 'The qualifier of a rating is a month or a quarter, such as May 2025 or Q1 2024/25.';
  END IF;
  RETURN mapping_period;
END
$body$;
COMMENT ON FUNCTION import_rating_period(import_mappings) IS 'The days of a rating''s reporting period, which is a month or a quarter.';

CREATE OR REPLACE FUNCTION import_check_ratings(run imports, document document_kinds) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_ratings.run).kind, c.position), c.raw,
         format('rating "%s" is not one of the plan''s', c.rating),
         format('The plan "%s" rates by %s.', p.title,
                concat(CASE p.scale WHEN 'five' THEN 'R, AR, A, AG, G' ELSE 'R, A, G' END, ', B',
                       CASE WHEN p.has_scheduled THEN ', S' END))
  FROM import_cells c JOIN plans p ON p.plan_id = (import_check_ratings.document).plan_id
  WHERE c.import_id = (import_check_ratings.run).import_id AND c.target = 'rating'
    AND ((c.rating = 'AG' OR c.rating = 'AR') AND p.scale = 'three' OR c.rating = 'S' AND NOT p.has_scheduled);
END;
COMMENT ON FUNCTION import_check_ratings(imports, document_kinds) IS 'Refuses ratings outside the plan''s scale.';

CREATE OR REPLACE FUNCTION import_refuse_unreadable(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_refuse_unreadable.run).kind, c.position), c.raw, p.reason, p.hint
  FROM import_cells c, import_problem(c.target, c.value) AS p
  WHERE c.import_id = (import_refuse_unreadable.run).import_id AND NOT c.readable
  ORDER BY c.line, c.position;
END;
COMMENT ON FUNCTION import_refuse_unreadable(imports) IS 'Lists the cells that could not be read.';

CREATE OR REPLACE FUNCTION import_check_names(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_names.run).kind, c.position), c.raw,
         CASE c.target WHEN 'item.ref' THEN 'an item needs a reference' WHEN 'item.title' THEN 'an item needs a title'
                       ELSE format('a %s needs a reference', c.qualifier) END,
         'Fill in the cell, or take the row out of the file.'
  FROM import_cells c
  WHERE c.import_id = (import_check_names.run).import_id AND c.value IS NULL
    AND (c.target IN ('item.ref', 'item.title')
         OR c.target = 'node.ref'
            AND EXISTS (SELECT FROM import_cells t WHERE t.import_id = c.import_id AND t.line = c.line
                          AND t.target = 'node.title' AND t.qualifier = c.qualifier AND t.value IS NOT NULL));

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_names.run).kind, c.position), c.raw, 'that is not a level of items',
         format('Write %s; levels lists them.', (SELECT string_agg(l.level, ', ' ORDER BY l.level) FROM levels l WHERE l.holds = 'item'))
  FROM import_cells c
  WHERE c.import_id = (import_check_names.run).import_id AND c.target = 'item.level'
    AND NOT EXISTS (SELECT FROM levels l WHERE l.level = c.value AND l.holds = 'item');

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_names.run).kind, c.position), c.raw,
         format('the reference is already used on line %s', c.first_line),
         'Give each item of the file a reference of its own.'
  FROM (SELECT t.import_id, t.line, t.position, t.raw, min(t.line) OVER (PARTITION BY t.value) AS first_line
        FROM import_cells t
        WHERE t.import_id = (import_check_names.run).import_id AND t.target = 'item.ref' AND t.value IS NOT NULL) AS c
  WHERE c.line > c.first_line;

  -- One node, two wordings: neither may be lost in silence.
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_names.run).kind, c.position), c.raw,
         format('%s "%s" is called "%s" on line %s', c.qualifier, c.ref_value, c.first_title, c.first_line),
         'Write the same title on every row that names it.'
  FROM (SELECT t.import_id, t.line, t.position, t.raw, t.value, t.qualifier, r.value AS ref_value, first_value(t.value) OVER w AS first_title, first_value(t.line) OVER w AS first_line
        FROM import_cells t
        JOIN import_cells r ON r.import_id = t.import_id AND r.line = t.line AND r.target = 'node.ref' AND r.qualifier = t.qualifier
        WHERE t.import_id = (import_check_names.run).import_id AND t.target = 'node.title' AND t.value IS NOT NULL
        WINDOW w AS (PARTITION BY r.qualifier, r.value ORDER BY t.line)) AS c
  WHERE c.value <> c.first_title;
END;
COMMENT ON FUNCTION import_check_names(imports) IS 'Refuses rows without a reference or title, repeated references, and nodes with two wordings.';

-- A cell may name several, and may say from when: "Chief Executive From January 2025, Director of People".
CREATE OR REPLACE FUNCTION import_names(value text, split text, OUT name text, OUT valid_from date, OUT valid_to date) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT n.name, n.valid_from, n.valid_to
  FROM unnest(CASE WHEN split = '' THEN ARRAY[value] ELSE regexp_split_to_array(value, split) END) WITH ORDINALITY AS p (part, number),
       -- Only a part that may say from when is looked at closely.
       LATERAL (SELECT CASE WHEN strpos(lower(p.part), ' from ') > 0 OR p.part ~ '\s[Ff]rom\s'
                            THEN regexp_match(p.part, '^\s*(.*\S)\s+[Ff]rom\s+([[:alpha:]]+\s+\d{4}),\s*(\S.*)$') END AS m) AS x,
       LATERAL (SELECT lower(try_plan_period(x.m[2])) AS changed_on) AS d,
       LATERAL (SELECT import_value(p.part) AS name, date '-infinity' AS valid_from, date 'infinity' AS valid_to WHERE d.changed_on IS NULL
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
  FROM (SELECT o.node_id, o.plan_id IS NOT DISTINCT FROM find_nodes.own_plan_id AS own,
               bool_or(o.plan_id IS NOT DISTINCT FROM find_nodes.own_plan_id) OVER () AS any_own
        FROM nodes o WHERE o.level = find_nodes.level AND o.ref = find_nodes.ref) AS n
  WHERE n.own = n.any_own;
END;
COMMENT ON FUNCTION find_nodes(bigint, text, text) IS 'The nodes a reference means: the plan''s own if it has one, else those of other plans.';

-- Every cell is taken apart once, however many rows hold it.
CREATE OR REPLACE FUNCTION import_stage_names(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = run.kind AND m.target IN ('link.node', 'measure.node', 'money.node')) THEN
    RETURN;
  END IF;
  WITH cells AS MATERIALIZED (
    SELECT DISTINCT c.position, c.value, coalesce(m.split, '') AS split
    FROM import_cells c JOIN import_mappings m ON m.kind = run.kind AND m.position = c.position
    WHERE c.import_id = run.import_id AND c.target IN ('link.node', 'measure.node', 'money.node') AND c.value IS NOT NULL
  ), names AS MATERIALIZED (
    SELECT c.position, c.value, n.name FROM cells c, LATERAL import_names(c.value, c.split) AS n
  )
  INSERT INTO import_names (import_id, line, position, target, level, relation, name)
  SELECT c.import_id, c.line, c.position, c.target, split_part(c.qualifier, ' ', 1), split_part(c.qualifier, ' ', 2), n.name
  FROM import_cells c JOIN names n ON n.position = c.position AND n.value = c.value
  WHERE c.import_id = run.import_id AND c.target IN ('link.node', 'measure.node', 'money.node');
  PERFORM import_analyze('import_names');
END
$body$;
COMMENT ON FUNCTION import_stage_names(imports) IS 'Stages the nodes that the cells of an import name, one row per cell and name.';

-- As find_nodes, for all nodes at once.
CREATE OR REPLACE FUNCTION findable_nodes(own_plan_id bigint, OUT level text, OUT ref text, OUT found bigint, OUT node_id bigint) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT n.level, n.ref, CASE WHEN n.own > 0 THEN n.own ELSE n.others END, CASE WHEN n.own > 0 THEN n.own_node ELSE n.other_node END
  FROM (SELECT o.level, o.ref,
               count(*) FILTER (WHERE o.plan_id IS NOT DISTINCT FROM findable_nodes.own_plan_id) AS own,
               count(*) FILTER (WHERE o.plan_id IS DISTINCT FROM findable_nodes.own_plan_id) AS others,
               min(o.node_id) FILTER (WHERE o.plan_id IS NOT DISTINCT FROM findable_nodes.own_plan_id) AS own_node,
               min(o.node_id) FILTER (WHERE o.plan_id IS DISTINCT FROM findable_nodes.own_plan_id) AS other_node
        FROM nodes o GROUP BY o.level, o.ref) AS n;
END;
COMMENT ON FUNCTION findable_nodes(bigint) IS 'What each level and reference means to a plan: how many nodes, its own if it has one and else those of other plans, and which.';

CREATE OR REPLACE FUNCTION import_check_node_links(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- Nodes that good rows of the file itself bring are as good as known.
  WITH known AS MATERIALIZED (
    SELECT f.level, f.ref, f.found FROM findable_nodes(document.plan_id) AS f
  ), brought AS MATERIALIZED (
    SELECT DISTINCT r.qualifier AS level, r.value AS ref
    FROM import_cells r
    WHERE r.import_id = run.import_id AND r.target = 'node.ref' AND r.value IS NOT NULL
      AND NOT EXISTS (SELECT FROM import_errors e WHERE e.import_id = r.import_id AND e.line = r.line)
  ), bad AS MATERIALIZED (
    SELECT n.line, n.position, n.target, n.level, n.name, k.found
    FROM import_names n
    LEFT JOIN known k ON k.level = n.level AND k.ref = n.name
    LEFT JOIN brought b ON b.level = n.level AND b.ref = n.name
    WHERE n.import_id = run.import_id AND b.level IS NULL AND coalesce(k.found, 0) <> 1
  )
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, n.line, import_column(run.kind, n.position), c.raw,
         CASE WHEN n.found IS NULL THEN format('there is no %s "%s"', n.level, n.name)
              ELSE format('%s "%s" is in %s plans', n.level, n.name, n.found) END,
         CASE WHEN n.found IS NULL THEN 'Import the file that defines it first, or correct the reference.'
              ELSE 'Bring such links by a link file, whose reference_kinds say which plan is meant.' END
  FROM bad n
  JOIN import_cells c ON c.import_id = run.import_id AND c.target = n.target AND c.position = n.position AND c.line = n.line
  WHERE NOT EXISTS (SELECT FROM import_errors e WHERE e.import_id = run.import_id AND e.line = n.line
                      AND e.column_name = import_column(run.kind, n.position));
END
$body$;
COMMENT ON FUNCTION import_check_node_links(imports, document_kinds) IS 'Refuses cells that name a node nobody knows.';

-- A baseline is what it is; a date that replaces it belongs in a column mapped as revised.
CREATE OR REPLACE FUNCTION import_check_baselines(run imports, document document_kinds) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_baselines.run).kind, c.position), c.raw,
         format('the baseline of this item is "%s"', d.raw),
         'A new date goes into a column mapped as due with qualifier revised.'
  FROM import_cells c
  JOIN import_cells r ON r.import_id = c.import_id AND r.line = c.line AND r.target = 'item.ref'
  JOIN items i ON i.plan_id = (import_check_baselines.document).plan_id AND i.ref = r.value
  JOIN due_dates d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.revision = 0
  WHERE c.import_id = (import_check_baselines.run).import_id AND c.target = 'due' AND c.qualifier = 'baseline' AND c.period <> d.period;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_baselines.run).kind, c.position), c.raw, 'there is no baseline that this deadline revises',
         'Fill in the baseline, or map the column as due without a qualifier.'
  FROM import_cells c
  JOIN import_cells r ON r.import_id = c.import_id AND r.line = c.line AND r.target = 'item.ref'
  WHERE c.import_id = (import_check_baselines.run).import_id AND c.target = 'due' AND c.qualifier = 'revised' AND c.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM import_cells b WHERE b.import_id = c.import_id AND b.line = c.line AND b.target = 'due'
                      AND b.qualifier <> 'revised' AND b.value IS NOT NULL)
    AND NOT EXISTS (SELECT FROM items i JOIN due_dates d ON d.item_id = i.item_id AND d.milestone = 'due'
                    WHERE i.plan_id = (import_check_baselines.document).plan_id AND i.ref = r.value);
END;
COMMENT ON FUNCTION import_check_baselines(imports, document_kinds) IS 'Refuses a baseline that differs from the one recorded, and a revision of none.';

-- From when on a file's officers, bodies and links hold: a return of Q1 that comes in July speaks of Q1.
CREATE OR REPLACE FUNCTION import_effective_on(run imports) RETURNS date
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(max(lower(plan_period(m.qualifier, fiscal_start_month()))), ((import_effective_on.run).recorded_at)::date)
  FROM import_mappings m WHERE m.kind = (import_effective_on.run).kind AND m.target = 'rating';
END;
COMMENT ON FUNCTION import_effective_on(imports) IS 'The first day of the latest period a file rates, or else the day it was known.';

-- What a file says of a subject's links to a level replaces what earlier files of the same kind said of them, and nothing else: links
-- that came by a link file, by another kind of document or by hand stay.  A file older than the links it would replace is passed over.
CREATE OR REPLACE FUNCTION import_write_links(run imports, document document_kinds, subject_column text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  held_from date := import_effective_on(run);
BEGIN
  PERFORM import_analyze('import_ties');
  -- Joins of sets throughout: nothing is looked up row by row, however large the file.
  EXECUTE format($sql$
    UPDATE import_ties t SET is_new = false
    FROM (SELECT DISTINCT l.%1$I AS subject_id, l.to_node_id, l.relation FROM links l
          WHERE l.%1$I IS NOT NULL AND l.to_node_id IS NOT NULL AND l.valid_to >= $2) AS l
    WHERE t.import_id = $1 AND l.subject_id = t.subject_id AND l.to_node_id = t.object_id AND l.relation = t.role
  $sql$, subject_column) USING run.import_id, held_from;

  -- A link starts with the file where the subject had another of its kind, or the same before.
  EXECUTE format($sql$
    UPDATE import_ties t SET succeeds = true
    FROM nodes o,
         (SELECT l.%1$I AS subject_id, l.relation, p.level, NULL::bigint AS node_id
          FROM links l JOIN imports i ON i.import_id = l.import_id AND i.kind = $2 JOIN nodes p ON p.node_id = l.to_node_id
          WHERE l.%1$I IS NOT NULL
          UNION
          SELECT l.%1$I, l.relation, NULL, l.to_node_id FROM links l WHERE l.%1$I IS NOT NULL AND l.to_node_id IS NOT NULL) AS l
    WHERE t.import_id = $1 AND t.is_new AND o.node_id = t.object_id
      AND l.subject_id = t.subject_id AND l.relation = t.role AND (l.level = o.level OR l.node_id = t.object_id)
  $sql$, subject_column) USING run.import_id, run.kind;

  -- What this file says of a subject, level and relation; a later link of the same makes it history.
  EXECUTE format($sql$
    WITH said AS MATERIALIZED (
      SELECT s.item_id AS subject_id, split_part(c.qualifier, ' ', 1) AS level, split_part(c.qualifier, ' ', 2) AS relation
      FROM import_cells c JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
      WHERE c.import_id = $1 AND c.target = 'link.node' AND %1$L = 'from_item_id'
      UNION
      SELECT t.subject_id, o.level, t.role FROM import_ties t JOIN nodes o ON o.node_id = t.object_id WHERE t.import_id = $1
    ), gone AS MATERIALIZED (
      SELECT l.link_id, l.%1$I AS subject_id
      FROM links l
      JOIN imports i ON i.import_id = l.import_id AND i.kind = $2
      JOIN nodes p ON p.node_id = l.to_node_id
      JOIN said s ON s.subject_id = l.%1$I AND s.level = p.level AND s.relation = l.relation
      WHERE l.valid_to >= $3 AND l.valid_from <= $3
        AND NOT EXISTS (SELECT FROM import_ties t WHERE t.import_id = $1 AND t.subject_id = l.%1$I AND t.role = l.relation AND t.object_id = l.to_node_id)
        AND NOT EXISTS (SELECT FROM links n WHERE n.%1$I = l.%1$I AND n.relation = l.relation AND n.valid_from > $3)
    ), ended AS (
      -- One that an earlier file of the same day brought never held: it ends on the day before it starts.
      UPDATE links l SET valid_to = $3 - 1 FROM gone g WHERE l.link_id = g.link_id
    )
    INSERT INTO import_changes (import_id, line)
    SELECT $1, t.line FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    UNION
    SELECT $1, t.line FROM import_ties t JOIN gone g ON g.subject_id = t.subject_id WHERE t.import_id = $1
    UNION
    SELECT $1, s.line FROM import_subjects s JOIN gone g ON g.subject_id = s.item_id WHERE s.import_id = $1 AND %1$L = 'from_item_id'
    ON CONFLICT DO NOTHING
  $sql$, subject_column) USING run.import_id, run.kind, held_from;

  EXECUTE format($sql$
    INSERT INTO links (%I, to_node_id, relation, valid_from, basis, source_document, import_id, recorded_at)
    SELECT DISTINCT ON (t.subject_id, t.object_id, t.role)
           t.subject_id, t.object_id, t.role, CASE WHEN t.succeeds THEN $2 ELSE '-infinity' END, 'printed', $3, t.import_id, $4
    FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    ORDER BY t.subject_id, t.object_id, t.role, t.line
    ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity'
  $sql$, subject_column) USING run.import_id, held_from, document.title, run.recorded_at;
  PERFORM import_clear('import_ties', run);
END
$body$;
COMMENT ON FUNCTION import_write_links(imports, document_kinds, text) IS 'Writes the staged links of items or nodes, and ends those that an earlier file of the same kind named and this one does not.';

CREATE OR REPLACE FUNCTION import_load_nodes(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = run.kind AND m.target = 'node.ref') THEN
    RETURN;
  END IF;
  WITH changed AS MATERIALIZED (
    SELECT c.line, c.qualifier, c.value, t.value AS title
    FROM import_cells c
    LEFT JOIN import_cells t ON t.import_id = c.import_id AND t.line = c.line AND t.target = 'node.title'
      AND t.qualifier = c.qualifier AND t.value IS NOT NULL
    WHERE c.import_id = run.import_id AND c.target = 'node.ref' AND c.value IS NOT NULL
      AND NOT EXISTS (SELECT FROM nodes n
                      WHERE n.plan_id IS NOT DISTINCT FROM document.plan_id AND n.level = c.qualifier AND n.ref = c.value
                        AND n.title = coalesce(t.value, n.title))
  ), added AS (
    INSERT INTO nodes (plan_id, level, ref, code, title)
    SELECT DISTINCT ON (c.qualifier, c.value) document.plan_id, c.qualifier, c.value, try_plan_code(c.value), coalesce(c.title, c.value)
    FROM changed c
    ORDER BY c.qualifier, c.value, c.title IS NULL, c.line
    ON CONFLICT (plan_id, level, ref) DO UPDATE SET title = EXCLUDED.title
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;

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
#variable_conflict use_variable
BEGIN
  WITH changed AS MATERIALIZED (
    SELECT c.line, c.value AS ref, t.value AS title, v.value AS level
    FROM import_cells c
    JOIN import_cells t ON t.import_id = c.import_id AND t.line = c.line AND t.target = 'item.title'
    JOIN import_cells v ON v.import_id = c.import_id AND v.line = c.line AND v.target = 'item.level'
    LEFT JOIN items i ON i.plan_id = document.plan_id AND i.ref = c.value AND i.title = t.value AND i.level = v.value
    WHERE c.import_id = run.import_id AND c.target = 'item.ref' AND i.item_id IS NULL
  ), added AS (
    INSERT INTO items (plan_id, level, ref, code, title, recorded_at)
    SELECT document.plan_id, c.level, c.ref, try_plan_code(c.ref), c.title, run.recorded_at
    FROM changed c
    ORDER BY c.line
    ON CONFLICT (plan_id, ref) DO UPDATE SET title = EXCLUDED.title, level = EXCLUDED.level
  )
  INSERT INTO import_changes (import_id, line) SELECT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;

  INSERT INTO import_subjects (import_id, line, item_id)
  SELECT r.import_id, r.line, i.item_id
  FROM import_cells r JOIN items i ON i.plan_id = document.plan_id AND i.ref = r.value
  WHERE r.import_id = run.import_id AND r.target = 'item.ref';
  PERFORM import_analyze('import_subjects');

  WITH changed AS MATERIALIZED (
    SELECT c.line, s.item_id, c.qualifier, c.raw
    FROM import_cells c
    JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
    LEFT JOIN item_attributes a ON a.item_id = s.item_id AND a.name = c.qualifier AND a.value = c.raw
    WHERE c.import_id = run.import_id AND c.target = 'item.attribute' AND c.value IS NOT NULL AND a.item_id IS NULL
  ), added AS (
    INSERT INTO item_attributes (item_id, name, value)
    SELECT c.item_id, c.qualifier, c.raw FROM changed c
    ON CONFLICT (item_id, name) DO UPDATE SET value = EXCLUDED.value
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_items(imports, document_kinds) IS 'Adds or renames the items of a file, and keeps their attributes.';

CREATE OR REPLACE FUNCTION import_load_ratings(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  start_month integer := fiscal_start_month();
BEGIN
  -- Against what was known when this file was, so that a file loaded late is still loaded once.
  WITH last AS (
    SELECT DISTINCT ON (r.item_id, r.period_start, r.period_end)
           r.item_id, r.period_start, r.period_end, r.raw, r.rating, r.commentary, r.corrective_action
    FROM ratings r
    JOIN (SELECT DISTINCT quarter(lower(import_rating_period(m)), start_month) AS quarter
          FROM import_mappings m WHERE m.kind = run.kind AND m.target = 'rating') AS q ON q.quarter = r.quarter
    JOIN import_subjects s ON s.import_id = run.import_id AND s.item_id = r.item_id
    WHERE r.recorded_at <= run.recorded_at
    ORDER BY r.item_id, r.period_start, r.period_end, r.recorded_at DESC, r.rating_id DESC
  ), words AS (
    SELECT t.line, t.qualifier, max(t.value) FILTER (WHERE t.target = 'commentary') AS commentary,
           max(t.value) FILTER (WHERE t.target = 'corrective_action') AS corrective_action
    FROM import_cells t
    WHERE t.import_id = run.import_id AND t.target IN ('commentary', 'corrective_action') AND t.value IS NOT NULL
    GROUP BY t.line, t.qualifier
  ), changed AS MATERIALIZED (
    SELECT c.line, c.position, s.item_id, c.period, c.rating, c.raw, w.commentary, w.corrective_action
    FROM import_cells c
    JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
    LEFT JOIN words w ON w.line = c.line AND w.qualifier = c.qualifier
    LEFT JOIN last l ON l.item_id = s.item_id AND l.period_start = lower(c.period) AND l.period_end = upper(c.period) - 1
    WHERE c.import_id = run.import_id AND c.target = 'rating'
      AND (l.item_id IS NULL OR l.raw <> c.raw OR l.rating IS DISTINCT FROM c.rating
           OR l.commentary IS DISTINCT FROM w.commentary OR l.corrective_action IS DISTINCT FROM w.corrective_action)
  ), added AS (
    INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, corrective_action, recorded_at, import_id)
    SELECT c.item_id, quarter(lower(c.period), start_month), lower(c.period), upper(c.period) - 1, c.rating, c.raw,
           c.commentary, c.corrective_action, run.recorded_at, run.import_id
    FROM changed c
    ORDER BY c.position, c.line
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;
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
#variable_conflict use_variable
DECLARE
  -- A later file of this kind has been read: what this one says of deadlines in force is history.
  overtaken boolean := EXISTS (SELECT FROM imports i WHERE i.kind = run.kind AND i.recorded_at > run.recorded_at
                                 AND i.rows_loaded + i.rows_unchanged > 0);
BEGIN
  -- Baselines first: what no revision can change.  A file older than the last revision says nothing new.
  WITH changed AS MATERIALIZED (
    SELECT c.line, s.item_id, c.period, c.raw
    FROM import_cells c JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
    WHERE c.import_id = run.import_id AND c.target = 'due' AND c.qualifier = 'baseline' AND c.period IS NOT NULL
      AND NOT EXISTS (SELECT FROM due_dates d WHERE d.item_id = s.item_id AND d.milestone = 'due')
  ), added AS (
    INSERT INTO due_dates (item_id, milestone, revision, period, raw, recorded_at, import_id)
    SELECT c.item_id, 'due', 0, c.period, c.raw, run.recorded_at, run.import_id FROM changed c ORDER BY c.line
  )
  INSERT INTO import_changes (import_id, line) SELECT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;

  WITH printed AS MATERIALIZED (
    SELECT c.line, s.item_id, c.target AS milestone, c.qualifier, c.period, c.raw,
           row_number() OVER w AS number, count(*) OVER (PARTITION BY c.line, c.target) AS numbers,
           array_agg(c.period) OVER (PARTITION BY c.line, c.target ORDER BY c.position
                                     ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS series
    FROM import_cells c JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
    WHERE c.import_id = run.import_id AND c.target IN ('due', 'start') AND c.qualifier <> 'baseline' AND c.period IS NOT NULL
    WINDOW w AS (PARTITION BY c.line, c.target ORDER BY c.position)
  ), recorded AS (
    SELECT p.item_id, p.milestone, coalesce(max(d.revision), -1) AS last_revision, max(d.recorded_at) AS last_recorded,
           -- A revised cell never repeats the baseline; any other may.
           coalesce(array_agg(d.period ORDER BY d.revision)
                      FILTER (WHERE d.revision IS NOT NULL AND (d.revision > 0 OR NOT p.revised_only)), '{}') AS series
    FROM (SELECT item_id, milestone, bool_and(qualifier = 'revised') AS revised_only FROM printed GROUP BY item_id, milestone) AS p
    LEFT JOIN due_dates d ON d.item_id = p.item_id AND d.milestone = p.milestone
    GROUP BY p.item_id, p.milestone
  ), new AS MATERIALIZED (
    SELECT p.*, r.last_revision, p.numbers - n.new AS old
    FROM printed p JOIN recorded r ON r.item_id = p.item_id AND r.milestone = p.milestone,
         LATERAL (SELECT CASE WHEN r.series = '{}' THEN p.numbers ELSE import_new_revisions(p.series, r.series) END AS new) AS n
    WHERE p.number > p.numbers - n.new
      AND (r.last_recorded IS NULL OR r.last_recorded <= run.recorded_at AND NOT overtaken)
  ), added AS (
    INSERT INTO due_dates (item_id, milestone, revision, period, raw, recorded_at, import_id)
    SELECT p.item_id, p.milestone, p.last_revision + p.number - p.old, p.period, p.raw, run.recorded_at, run.import_id
    FROM new p
    ORDER BY p.line, p.milestone, p.number
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, p.line FROM new p ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_due_dates(imports) IS 'Appends baselines, starts and revised deadlines that are new.';

-- Officers and bodies are kept alike, in tables alike: party is officer or body.
CREATE OR REPLACE FUNCTION import_add_parties(run imports, party text, parties text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  -- Every cell is taken apart once, however many rows hold it.
  named text := format($sql$
    SELECT d.position, d.value, n.name, n.valid_from, n.valid_to, normal_name(n.name) AS normal
    FROM (SELECT DISTINCT c.position, c.value, coalesce(m.split, '') AS split
          FROM import_cells c JOIN import_mappings m ON m.kind = $2 AND m.position = c.position
          WHERE c.import_id = $1 AND c.target = %L AND c.value IS NOT NULL) AS d,
         LATERAL import_names(d.value, d.split) AS n
  $sql$, party);
BEGIN
  EXECUTE format($sql$
    INSERT INTO %1$I (name)
    SELECT DISTINCT ON (n.normal) n.name
    FROM (%2$s) AS n
    WHERE NOT EXISTS (SELECT FROM %1$I o WHERE normal_name(o.name) = n.normal)
      AND NOT EXISTS (SELECT FROM %3$I a WHERE normal_name(a.alias) = n.normal)
    ORDER BY n.normal, n.name COLLATE "C"
  $sql$, parties, named, party || '_aliases') USING run.import_id, run.kind;

  EXECUTE format($sql$
    WITH who AS MATERIALIZED (
      SELECT n.position, n.value, n.valid_from, n.valid_to, coalesce(a.%4$I, o.%4$I) AS object_id
      FROM (%5$s) AS n
      LEFT JOIN %1$I o ON normal_name(o.name) = n.normal
      LEFT JOIN %3$I a ON normal_name(a.alias) = n.normal
    )
    INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
    SELECT c.import_id, c.line, c.position, s.item_id, c.qualifier, w.object_id, w.valid_from, w.valid_to, c.raw
    FROM import_cells c
    JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
    JOIN who w ON w.position = c.position AND w.value = c.value
    WHERE c.import_id = $1 AND c.target = %2$L
  $sql$, parties, party, party || '_aliases', party || '_id', named) USING run.import_id, run.kind;
  PERFORM import_analyze('import_ties');
END
$body$;
COMMENT ON FUNCTION import_add_parties(imports, text, text) IS 'Adds the officers or bodies a file names, and stages who it names for what.';

-- What all cells of one role say of an item is one statement: whoever it names no more ends on the day before it holds.  A file
-- older than what is recorded says nothing of who answers now.
CREATE OR REPLACE FUNCTION import_load_parties(run imports, party text, parties text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  held_from date := import_effective_on(run);
BEGIN
  IF NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = run.kind AND m.target = party) THEN
    RETURN;
  END IF;
  PERFORM import_add_parties(run, party, parties);

  -- Too old a file: somebody was recorded from a later day on whom it does not name.
  EXECUTE format($sql$
    UPDATE import_cells c SET readable = false
    FROM import_subjects s,
         (SELECT DISTINCT p.item_id, p.role FROM %2$I p
          WHERE p.valid_from > $2
            AND NOT EXISTS (SELECT FROM import_ties t WHERE t.import_id = $1 AND t.subject_id = p.item_id AND t.role = p.role
                              AND t.object_id = p.%3$I AND t.valid_from = p.valid_from)) AS p
    WHERE c.import_id = $1 AND c.target = %1$L AND s.import_id = c.import_id AND s.line = c.line
      AND p.item_id = s.item_id AND p.role = c.qualifier
  $sql$, party, 'item_' || parties, party || '_id') USING run.import_id, held_from;

  EXECUTE format($sql$
    UPDATE import_ties t SET is_new = false
    FROM %1$I p
    WHERE t.import_id = $1 AND p.item_id = t.subject_id AND p.role = t.role AND p.%2$I = t.object_id
      AND p.valid_to = t.valid_to AND t.valid_from IN (p.valid_from, '-infinity')
  $sql$, 'item_' || parties, party || '_id') USING run.import_id;
  UPDATE import_ties t SET is_new = false
  FROM import_cells c
  WHERE t.import_id = run.import_id AND c.import_id = t.import_id AND c.target = party AND c.line = t.line AND c.position = t.position
    AND NOT c.readable;
  EXECUTE format($sql$
    UPDATE import_ties t SET succeeds = true
    FROM (SELECT DISTINCT p.item_id, p.role FROM %1$I p) AS p
    WHERE t.import_id = $1 AND t.is_new AND p.item_id = t.subject_id AND p.role = t.role
  $sql$, 'item_' || parties) USING run.import_id;

  EXECUTE format($sql$
    WITH said AS MATERIALIZED (
      SELECT DISTINCT s.item_id, c.qualifier AS role
      FROM import_cells c JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
      WHERE c.import_id = $1 AND c.target = %1$L AND c.readable
    ), gone AS MATERIALIZED (
      SELECT p.item_id, p.%3$I AS party_id, p.role, p.valid_from
      FROM %2$I p JOIN said s ON s.item_id = p.item_id AND s.role = p.role
      WHERE p.valid_to >= $2
        AND NOT EXISTS (SELECT FROM import_ties t
                        WHERE t.import_id = $1 AND t.subject_id = p.item_id AND t.role = p.role AND t.object_id = p.%3$I
                          AND t.valid_to = p.valid_to AND t.valid_from IN (p.valid_from, '-infinity'))
    ), removed AS (
      DELETE FROM %2$I p USING gone g
      WHERE g.valid_from >= $2 AND p.item_id = g.item_id AND p.%3$I = g.party_id AND p.role = g.role AND p.valid_from = g.valid_from
    ), ended AS (
      UPDATE %2$I p SET valid_to = $2 - 1 FROM gone g
      WHERE g.valid_from < $2 AND p.item_id = g.item_id AND p.%3$I = g.party_id AND p.role = g.role AND p.valid_from = g.valid_from
    )
    INSERT INTO import_changes (import_id, line)
    SELECT $1, t.line FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    UNION
    SELECT $1, s.line FROM gone g JOIN import_subjects s ON s.import_id = $1 AND s.item_id = g.item_id
    ON CONFLICT DO NOTHING
  $sql$, party, 'item_' || parties, party || '_id') USING run.import_id, held_from;

  EXECUTE format($sql$
    INSERT INTO %1$I (item_id, %2$I, role, valid_from, valid_to, raw, import_id)
    SELECT DISTINCT ON (t.subject_id, t.object_id, t.role, t.valid_from)
           t.subject_id, t.object_id, t.role, CASE WHEN t.valid_from = '-infinity' AND t.succeeds THEN $2 ELSE t.valid_from END,
           t.valid_to, t.raw, t.import_id
    FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    ORDER BY t.subject_id, t.object_id, t.role, t.valid_from, t.position
  $sql$, 'item_' || parties, party || '_id') USING run.import_id, held_from;
  PERFORM import_clear('import_ties', run);
END
$body$;
COMMENT ON FUNCTION import_load_parties(imports, text, text) IS 'Records who answers for the items of a file, and ends those no longer named.';

CREATE OR REPLACE FUNCTION import_load_node_links(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = run.kind AND m.target = 'link.node') THEN
    RETURN;
  END IF;
  INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
  SELECT n.import_id, n.line, n.position, s.item_id, n.relation, f.node_id, '-infinity', 'infinity', ''
  FROM import_names n
  JOIN import_subjects s ON s.import_id = run.import_id AND s.line = n.line
  JOIN findable_nodes(document.plan_id) AS f ON f.level = n.level AND f.ref = n.name
  WHERE n.import_id = run.import_id AND n.target = 'link.node';
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
  FROM import_cells c WHERE c.import_id = (import_link_rows.run).import_id GROUP BY c.line;
END;
COMMENT ON FUNCTION import_link_rows(imports) IS 'The staged rows of a link file, one row per line.';

CREATE OR REPLACE FUNCTION import_check_links(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_links.run).kind, c.position), c.raw, 'a link needs both ends and a relation',
         'Fill in the cell, or take the row out of the file.'
  FROM import_cells c
  WHERE c.import_id = (import_check_links.run).import_id AND c.value IS NULL
    AND c.target IN ('link.from_kind', 'link.from_ref', 'link.to_kind', 'link.to_ref', 'link.relation');

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT (import_check_links.run).import_id, e.line,
         (SELECT import_column((import_check_links.run).kind, m.position) FROM import_mappings m WHERE m.kind = (import_check_links.run).kind AND m.target = f.target),
         CASE WHEN k.kind IS NULL THEN e.kind ELSE e.ref END,
         CASE WHEN k.kind IS NULL THEN format('the kind "%s" is unknown', e.kind)
              WHEN f.found = 0 THEN format('there is no %s "%s"', e.kind, e.ref)
              ELSE format('%s "%s" names %s things', e.kind, e.ref, f.found) END,
         CASE WHEN k.kind IS NULL THEN 'Add a row to reference_kinds that says which level, and which plan, it is.'
              WHEN f.found = 0 THEN 'Import the file that defines it first, or correct the reference.'
              ELSE 'Say in reference_kinds which plan is meant.' END
  FROM (SELECT l.line, 'from' AS which, l.from_kind AS kind, l.from_ref AS ref FROM import_link_rows(import_check_links.run) AS l
        UNION ALL SELECT l.line, 'to', l.to_kind, l.to_ref FROM import_link_rows(import_check_links.run) AS l) AS e
  LEFT JOIN reference_kinds k ON k.kind = e.kind
  LEFT JOIN (SELECT r.kind, r.ref, count(*) AS found FROM reference_ends r GROUP BY r.kind, r.ref) AS n ON n.kind = e.kind AND n.ref = e.ref
  CROSS JOIN LATERAL (SELECT coalesce(n.found, 0) AS found,
                             format('link.%s_%s', e.which, CASE WHEN k.kind IS NULL THEN 'kind' ELSE 'ref' END) AS target) AS f
  WHERE e.kind IS NOT NULL AND e.ref IS NOT NULL
    AND (k.kind IS NULL OR f.found > 1 OR f.found = 0 AND NOT k.create_missing)
  ORDER BY e.line, e.which;
END;
COMMENT ON FUNCTION import_check_links(imports) IS 'Refuses links with an end missing, of an unknown kind, or that nothing or several things answer to.';

CREATE OR REPLACE FUNCTION import_load_links(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
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

  -- Keys start at 1: 0 stands for an end of the other sort, so that the joins can be hashed.
  WITH resolved AS (
    SELECT l.line, f.item_id AS from_item_id, f.node_id AS from_node_id, t.item_id AS to_item_id, t.node_id AS to_node_id,
           l.relation, l.basis, l.source_document
    FROM import_link_rows(run) AS l
    JOIN reference_ends f ON f.kind = l.from_kind AND f.ref = l.from_ref
    JOIN reference_ends t ON t.kind = l.to_kind AND t.ref = l.to_ref
  ), known AS (
    SELECT coalesce(x.from_item_id, 0) AS from_item, coalesce(x.from_node_id, 0) AS from_node, coalesce(x.to_item_id, 0) AS to_item,
           coalesce(x.to_node_id, 0) AS to_node, x.relation, max(x.valid_to) AS valid_to
    FROM links x GROUP BY 1, 2, 3, 4, 5
  ), missing AS MATERIALIZED (
    SELECT r.*, k.relation IS NOT NULL AS ended
    FROM resolved r
    LEFT JOIN known k ON k.from_item = coalesce(r.from_item_id, 0) AND k.from_node = coalesce(r.from_node_id, 0)
      AND k.to_item = coalesce(r.to_item_id, 0) AND k.to_node = coalesce(r.to_node_id, 0) AND k.relation = r.relation
    WHERE k.relation IS NULL OR k.valid_to < 'infinity'
  ), added AS (
    INSERT INTO links (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from, basis, source_document, import_id, recorded_at)
    SELECT DISTINCT ON (m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation)
           m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation,
           -- A link that was ended starts anew with the file that prints it again.
           CASE WHEN m.ended THEN run.recorded_at::date ELSE '-infinity' END, m.basis, m.source_document, run.import_id, run.recorded_at
    FROM missing m
    ORDER BY m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation, m.line
    ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity'
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, m.line FROM missing m ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_links(imports) IS 'Adds the links of a file, the relations nobody has described yet, and the nodes only links name.';

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
  PERFORM import_refuse_unreadable(run);
  PERFORM import_check_names(run);
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

-- Many rows are faster truncated, and leave nothing for the next import to wade through.
CREATE OR REPLACE FUNCTION import_clear(staging regclass, run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF run.rows_read >= 10000 AND has_table_privilege(staging, 'TRUNCATE') THEN
    EXECUTE format('TRUNCATE %s', staging);
  ELSE
    EXECUTE format('DELETE FROM %s WHERE import_id = $1', staging) USING run.import_id;
  END IF;
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
            HINT = 'Write none (one bad cell, and nothing is loaded) or good (the good rows are loaded); every bad cell is listed either way.';
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
  PERFORM import_load(run, document);
  RETURN import_finish(run);
END
$body$;
COMMENT ON FUNCTION import_staged(imports, document_kinds) IS 'Checks and loads the rows in import_rows.';

CREATE OR REPLACE FUNCTION import_document(document_kind text, content text, on_bad text, file_name text, recorded_at timestamptz) RETURNS imports
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  document document_kinds := import_kind(document_kind, on_bad);
  run imports;
BEGIN
  -- Two imports at once could both find an item missing; readers and ratings typed in by hand are not held up.
  LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE;

  INSERT INTO imports (kind, file_name, headings, delimiter, on_bad, rows_read, rows_loaded, rows_unchanged, rows_refused, recorded_at,
                       quote, has_mark, newline, quote_all, printed_headings)
  SELECT document.kind, coalesce(import_document.file_name, document.kind), p.cells, d.delimiter, import_document.on_bad, 0, 0, 0, 0,
         coalesce(import_document.recorded_at, now()), document.quote, has_byte_order_mark(content), s.newline, s.quote_all,
         CASE WHEN p.printed <> delimited_row(p.cells, d.delimiter, document.quote, s.quote_all) || s.newline THEN p.printed END
  FROM (SELECT coalesce(document.delimiter, detect_delimiter(content)) AS delimiter) AS d,
       delimited_records(content, d.delimiter, document.quote) AS p,
       printed_style(p.cells, p.printed, d.delimiter, document.quote) AS s
  LIMIT 1
  RETURNING * INTO run;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the file is empty' USING ERRCODE = 'bad_copy_file_format', HINT = 'The first line of a file names its columns.';
  END IF;
  PERFORM import_check_headings(run.kind, run.headings);

  -- A wholly empty line is not a row, except in a file of one column, where it is an empty cell.
  INSERT INTO import_rows (import_id, line, cells, outcome, printed)
  SELECT run.import_id, p.line, p.cells, 'loaded',
         CASE WHEN p.printed <> delimited_row(p.cells, run.delimiter, document.quote, run.quote_all) || run.newline THEN p.printed END
  FROM delimited_records(content, run.delimiter, document.quote) WITH ORDINALITY AS p (line, cells, printed, number)
  WHERE p.number > 1;
  RETURN import_staged(run, document);
END
$body$;
COMMENT ON FUNCTION import_document(text, text, text, text, timestamptz) IS 'Imports one file; import_csv of the extension calls it.';

-- The same for rows that are in the database already: a temporary table filled by COPY, a foreign table, a view of another system's.
CREATE OR REPLACE FUNCTION import_relation(document_kind text, source regclass, on_bad text, recorded_at timestamptz) RETURNS imports
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT SET datestyle = 'ISO, DMY' SET intervalstyle = 'postgres'
AS $body$
#variable_conflict use_variable
DECLARE
  document document_kinds := import_kind(document_kind, on_bad);
  run imports;
  columns text[] := ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = source AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum);
BEGIN
  LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE;
  INSERT INTO imports (kind, file_name, headings, delimiter, on_bad, rows_read, rows_loaded, rows_unchanged, rows_refused, recorded_at,
                       quote, quote_all, newline, has_mark)
  VALUES (document.kind, source::text, columns, ',', import_relation.on_bad, 0, 0, 0, 0, coalesce(import_relation.recorded_at, now()),
          '"', false, E'\n', false)
  RETURNING * INTO run;
  PERFORM import_check_headings(run.kind, run.headings);
  EXECUTE format('INSERT INTO import_rows (import_id, line, cells, outcome)
                  SELECT $1, row_number() OVER () + 1, ARRAY[%s]::text[], %L FROM %s AS s',
                 (SELECT string_agg(format('coalesce(s.%I::text, %L)', c.name, ''), ', ' ORDER BY c.number)
                  FROM unnest(columns) WITH ORDINALITY AS c (name, number)), 'loaded', source)
    USING run.import_id;
  RETURN import_staged(run, document);
END
$body$;
COMMENT ON FUNCTION import_relation(text, regclass, text, timestamptz) IS 'Imports the rows of a table or view, whose column names are the headings and whose first row counts as line 2; import_table of the extension calls it.';

$register$;
COMMENT ON FUNCTION register_import_sql() IS 'The statements by which create_register makes a register''s imports.';

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
