-- golden_thread 0.4.0 to 0.5.0: states that come and go, reports that answer in a second.
-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.5.0'" to load this file. \quit

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

-- register_views: the reporting views of a register, as text.  create_register runs it with the register's schema first in
-- the search path, so every name is unqualified; the objects belong to the caller and are not members of the extension.
--
-- Layers: building blocks without an order (plan_names, quarter_ratings, plan_quarters, item_quarters, links, deadlines), then the
-- reports, which are ordered.  What depends on a day is a function of that day, with a view for today.  Functions are SQL
-- with BEGIN ATOMIC bodies: parsed once, so no search path can lead them astray, and the planner can look into them.
-- What is about a quarter counts the items in force on its last day, what is about a day those in force on that day: all but those
-- of which item_absences has a row for it.  So an item given up today stays in the quarters that were reported with it.
-- IS [NOT] DISTINCT FROM, NULLIF, CASE x WHEN and USING are kept away from the extension's own types: pg_dump prints them
-- without the operator's schema, and a restore, whose search path is empty, would not find it.

-- The glossaries comment the columns of these and of nothing else, so that an owner's own views are never commented.
CREATE FUNCTION register_view_names(statements text) RETURNS SETOF text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT DISTINCT CASE WHEN made[1] IS NULL THEN '' ELSE 'bi.' END || made[2]
    FROM regexp_matches(statements, '^ *CREATE OR REPLACE VIEW (\{bi\}\.)?([a-z0-9_]+)', 'gn') AS made;
END;

COMMENT ON FUNCTION register_view_names(text) IS 'The views that statements of a register make, those of its schema for BI tools with bi. before their name.';

CREATE OR REPLACE FUNCTION register_views_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- What callers name must be there.

CREATE OR REPLACE FUNCTION checked_plan(of_plan bigint) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM plans p WHERE p.plan_id = of_plan) THEN
    RAISE EXCEPTION 'plan % does not exist', coalesce(of_plan::text, 'NULL')
      USING ERRCODE = 'undefined_object', DETAIL = 'A plan is named by its plan_id.', HINT = 'SELECT plan_id, title, version FROM plans';
  END IF;
  RETURN of_plan;
END
$body$;
COMMENT ON FUNCTION checked_plan(bigint) IS 'The plan''s key itself, or an error if there is no such plan.';

CREATE OR REPLACE FUNCTION checked_plans(of_plans bigint[]) RETURNS bigint[]
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM checked_plan(p) FROM unnest(of_plans) AS p;
  RETURN of_plans;
END
$body$;
COMMENT ON FUNCTION checked_plans(bigint[]) IS 'The keys of plans themselves, or an error if one of them is not a plan''s; NULL for NULL.';

-- Building blocks: the days on which an item does not count.

-- Of the states recorded by then that had begun on a day, the one recorded last holds; a state recorded again right after itself is a
-- correction of the day or the reason, and stands instead of it.  An item whose first state is to be active from a day on begins on
-- that day; a state that an upgrade found says no beginning.  Ask by plan_id too: then the states of other plans are not looked at.
CREATE OR REPLACE FUNCTION item_absences_as_known(known_at timestamptz)
  RETURNS TABLE (plan_id bigint, item_id bigint, absent_from date, absent_to date, state text, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT d.plan_id, d.item_id,
         CASE WHEN d.state = 'active' THEN '-infinity' ELSE d.since END,
         coalesce(least(d.next_since, CASE WHEN d.state = 'active' THEN d.since END) - 1, 'infinity'),
         CASE WHEN d.state <> 'active' THEN d.state END,
         CASE WHEN d.state <> 'active' THEN d.reason END
    FROM (SELECT c.plan_id, c.item_id, c.state, c.since, c.reason, c.from_the_first,
                 min(c.since) OVER (PARTITION BY c.plan_id, c.item_id ORDER BY c.recorded_at, c.item_state_id
                                    ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_since
            FROM (SELECT i.plan_id, s.item_id, s.item_state_id, s.state, coalesce(s.since, '-infinity') AS since, s.reason, s.recorded_at,
                         lead(s.state) OVER in_order AS next_state,
                         bool_and(s.state = 'active' AND s.recorded_at > '-infinity') OVER in_order AS from_the_first
                    FROM item_states s
                    JOIN items i ON i.item_id = s.item_id
                   WHERE s.recorded_at <= item_absences_as_known.known_at
                  WINDOW in_order AS (PARTITION BY i.plan_id, s.item_id ORDER BY s.recorded_at, s.item_state_id)) c
           WHERE c.state IS DISTINCT FROM c.next_state) d
   WHERE CASE WHEN d.state = 'active' THEN d.from_the_first AND isfinite(least(d.since, d.next_since))
              ELSE d.since < 'infinity' AND coalesce(d.next_since > d.since, true) END;
END;
COMMENT ON FUNCTION item_absences_as_known(timestamptz) IS
  'item_absences as it was at that moment: states recorded later are left out.';

CREATE OR REPLACE VIEW item_absences WITH (security_invoker = true) AS
SELECT a.plan_id, a.item_id, a.absent_from, a.absent_to, a.state, a.reason FROM item_absences_as_known('infinity') a;
COMMENT ON VIEW item_absences IS
  'One row per item and stretch of days on which it does not count: it was withdrawn, superseded, merged or deferred, or had not begun. The stretches of an item have no day in common; an item without a row always counts.';
COMMENT ON COLUMN item_absences.state IS 'The state it is in; NULL: it had not begun.';
COMMENT ON COLUMN item_absences.reason IS 'Why it is in that state.';

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

CREATE OR REPLACE FUNCTION plans_to_come(day date DEFAULT CURRENT_DATE) RETURNS TABLE (plan_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT p.plan_id FROM plans p WHERE p.counts_from > coalesce(nullif(plans_to_come.day, 'infinity'), CURRENT_DATE);
END;
COMMENT ON FUNCTION plans_to_come(date) IS
  'One row per plan that does not count yet on that day (the end of time: today), since plans.counts_from lies after it: its items are in no report of that day, as those it carries forward still count in the plan before.';

-- Two plain branches, each with its end named bare, so that the indexes of links find the links of an item.
CREATE OR REPLACE FUNCTION item_details(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, nodes text, officers text, bodies text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id,
         (SELECT string_agg(DISTINCT lv.label || ' ' || n.ref, '; ')
            FROM (SELECT l.to_node_id AS node_id
                    FROM links l
                    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
                   WHERE l.from_item_id = i.item_id
                     AND l.to_node_id IS NOT NULL
                     AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
                  UNION ALL
                  SELECT l.from_node_id
                    FROM links l
                    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'to'
                   WHERE l.to_item_id = i.item_id
                     AND l.from_node_id IS NOT NULL
                     AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to) held
            JOIN nodes n ON n.node_id = held.node_id
            JOIN levels lv ON lv.level = n.level),
         (SELECT string_agg(DISTINCT o.name, '; ')
            FROM item_officers io
            JOIN officers o ON o.officer_id = io.officer_id
           WHERE io.item_id = i.item_id
             AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to
             AND (io.role IN ('lead', 'responsible')
                  OR NOT EXISTS (SELECT FROM item_officers lead
                                  WHERE lead.item_id = i.item_id
                                    AND lead.role IN ('lead', 'responsible')
                                    AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN lead.valid_from AND lead.valid_to))),
         (SELECT string_agg(DISTINCT b.name, '; ')
            FROM item_bodies ib
            JOIN bodies b ON b.body_id = ib.body_id
           WHERE ib.item_id = i.item_id
             AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN ib.valid_from AND ib.valid_to)
    FROM items i;
END;
COMMENT ON FUNCTION item_details(date) IS
  'One row per item: the nodes it is linked to, its officers (those in the role lead or responsible; where it has none, all) and its bodies on that day, each as one text.';

CREATE OR REPLACE FUNCTION item_owner_rows(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, officer_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT io.item_id, io.officer_id
    FROM item_officers io
   WHERE coalesce(item_owner_rows.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to
     AND (io.role IN ('lead', 'responsible')
          OR NOT EXISTS (SELECT FROM item_officers lead
                          WHERE lead.item_id = io.item_id
                            AND lead.role IN ('lead', 'responsible')
                            AND coalesce(item_owner_rows.as_at, CURRENT_DATE) BETWEEN lead.valid_from AND lead.valid_to));
END;
COMMENT ON FUNCTION item_owner_rows(date) IS
  'Who answers for an item on that day: its officers in the role lead or responsible; where it has none, all. An officer who is there twice has two rows.';

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

-- The few quarters there are come from the index of ratings, one step each, and whether a plan reports one of them from the
-- first of its items that does: however many ratings there are, this costs plans times quarters.
CREATE OR REPLACE FUNCTION plan_quarters(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, quarter quarter, previous_quarter quarter, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH RECURSIVE reported_quarters AS (
    SELECT (SELECT min(r.quarter) FROM ratings r) AS quarter
    UNION ALL
    SELECT (SELECT min(r.quarter) FROM ratings r WHERE r.quarter > q.quarter)
      FROM reported_quarters q
     WHERE q.quarter IS NOT NULL
  )
  SELECT reported.plan_id,
         reported.quarter,
         lag(reported.quarter) OVER in_time,
         lead(reported.quarter) OVER in_time IS NULL
    FROM (SELECT p.plan_id, q.quarter
            FROM plans p
           CROSS JOIN reported_quarters q
           WHERE start_date(q.quarter) <= coalesce(plan_quarters.as_at, CURRENT_DATE)
             AND (p.counts_from IS NULL OR p.counts_from <= end_date(q.quarter))
             AND EXISTS (SELECT FROM items i
                          CROSS JOIN LATERAL (SELECT FROM ratings r
                                               WHERE r.item_id = i.item_id AND r.quarter = q.quarter AND r.period_start <= coalesce(plan_quarters.as_at, CURRENT_DATE)
                                               LIMIT 1) rated
                          WHERE i.plan_id = p.plan_id)) reported
  WINDOW in_time AS (PARTITION BY reported.plan_id ORDER BY reported.quarter);
END;
COMMENT ON FUNCTION plan_quarters(date) IS
  'One row per plan and quarter in which it reports, that is, for which any of its items has a rating row of a period that had begun by that day.';

CREATE OR REPLACE VIEW plan_quarters WITH (security_invoker = true) AS
SELECT q.plan_id, q.quarter, q.previous_quarter, q.is_latest FROM plan_quarters('infinity') q;
COMMENT ON VIEW plan_quarters IS 'One row per plan and quarter in which it reports, that is, for which any of its items has a rating row.';

-- One look into the index of ratings for each row, rather than a join with all of quarter_ratings: a question about one
-- plan, quarter or item costs as much as it has rows, whatever the planner guesses.
CREATE OR REPLACE FUNCTION item_quarters(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, item_id bigint, quarter quarter, is_latest boolean, rating rag, previous_quarter quarter,
                 previous_rating rag, movement text, commentary text, corrective_action text, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id,
         i.item_id,
         pq.quarter,
         coalesce(pq.is_latest, true),
         now.rating,
         pq.previous_quarter,
         before.rating,
         CASE WHEN pq.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END,
         now.commentary,
         now.corrective_action,
         now.recorded_at
    FROM (SELECT x.item_id, x.plan_id, x.state, x.state_since FROM items x WHERE x.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(item_quarters.as_at) c))) i
    LEFT JOIN plan_quarters(item_quarters.as_at) pq ON pq.plan_id = i.plan_id
    LEFT JOIN LATERAL (SELECT r.rating, r.commentary, r.corrective_action, r.recorded_at
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = pq.quarter AND r.period_start <= coalesce(item_quarters.as_at, CURRENT_DATE)
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = pq.previous_quarter
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) before ON true
   WHERE NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                        AND coalesce(least(end_date(pq.quarter), nullif(item_quarters.as_at, 'infinity')), CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to);
END;
COMMENT ON FUNCTION item_quarters(date) IS
  'One row per item and quarter in which its plan reported by that day, rated or not, if the item was active on the last day of the quarter (or on that day, if it is earlier); one row without a quarter per item active on that day where the plan had not reported. Of a quarter still running only periods that had begun count; all as known now.';

CREATE OR REPLACE VIEW item_quarters WITH (security_invoker = true) AS
SELECT q.plan_id, q.item_id, q.quarter, q.is_latest, q.rating, q.previous_quarter, q.previous_rating, q.movement,
       q.commentary, q.corrective_action, q.recorded_at
  FROM item_quarters('infinity') q;
COMMENT ON VIEW item_quarters IS
  'One row per item and quarter in which its plan reports, rated or not, if the item was active on the last day of the quarter; one row without a quarter per item active today where the plan never reported. Every report of a quarter counts these rows.';

CREATE OR REPLACE FUNCTION latest_ratings(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, latest.quarter, now.rating
    FROM (SELECT x.item_id, x.plan_id, x.state, x.state_since FROM items x WHERE x.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(latest_ratings.as_at) c))) i
    LEFT JOIN plan_quarters(latest_ratings.as_at) latest ON latest.plan_id = i.plan_id AND latest.is_latest
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = latest.quarter AND r.period_start <= coalesce(latest_ratings.as_at, CURRENT_DATE)
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
   WHERE NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                        AND coalesce(nullif(latest_ratings.as_at, 'infinity'), CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to);
END;
COMMENT ON FUNCTION latest_ratings(date) IS
  'One row per item active on that day: its rating in the latest quarter in which its plan had reported by then, as known now. An older rating never stands in for a missing one.';

CREATE OR REPLACE FUNCTION rated_items(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plans bigint[] DEFAULT NULL)
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, coalesce(rated_items.in_quarter, pq.quarter), now.rating
    FROM items i
    LEFT JOIN plan_quarters(coalesce(rated_items.as_at, 'infinity')) pq
           ON pq.plan_id = i.plan_id AND pq.is_latest AND rated_items.in_quarter IS NULL
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = coalesce(rated_items.in_quarter, pq.quarter)
                          AND (rated_items.in_quarter IS NOT NULL OR rated_items.as_at IS NULL OR r.period_start <= rated_items.as_at)
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
   WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(coalesce(end_date(rated_items.in_quarter), rated_items.as_at, CURRENT_DATE)) c))
     AND (rated_items.of_plans IS NULL OR checked_plans(rated_items.of_plans) IS NOT NULL)
     AND (rated_items.of_plans IS NULL OR i.plan_id = ANY (rated_items.of_plans))
     AND NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                        AND (rated_items.of_plans IS NULL OR gone.plan_id = ANY (rated_items.of_plans))
                        AND coalesce(end_date(rated_items.in_quarter), rated_items.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to);
END;
COMMENT ON FUNCTION rated_items(quarter, date, bigint[]) IS
  'One row per item active on the last day of that quarter, with its rating in it; no quarter: active on that day (none: today), with its rating in the latest quarter in which its plan had reported by then. Only items of these plans, if any are named.';

CREATE OR REPLACE VIEW latest_ratings WITH (security_invoker = true) AS
SELECT l.item_id, l.plan_id, l.quarter, l.rating FROM latest_ratings('infinity') l;
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
     AND coalesce(rollup_node_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to;
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
     AND coalesce(rollup_item_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION rollup_item_links(date) IS
  'One row per item and node it counts towards directly: the links that hold on that day and whose relation rolls up. A link whose parent end is an item counts nowhere.';

-- Two plain branches, each with its end named bare, so that the indexes of links find the links of one item.
CREATE OR REPLACE FUNCTION item_link_rows(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, node_id bigint, share numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.from_item_id, l.to_node_id, l.share
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
   WHERE l.from_item_id IS NOT NULL
     AND l.to_node_id IS NOT NULL
     AND coalesce(item_link_rows.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
  UNION ALL
  SELECT l.to_item_id, l.from_node_id, l.share
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'to'
   WHERE l.to_item_id IS NOT NULL
     AND l.from_node_id IS NOT NULL
     AND coalesce(item_link_rows.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION item_link_rows(date) IS
  'One row per link that holds on that day and by which an item counts towards a node, with the share the link gives it, if it does; rollup_item_links has each pair once.';

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

CREATE OR REPLACE VIEW dates_in_force WITH (security_invoker = true) AS
SELECT d.item_id, d.milestone, d.period AS current_period, nullif(d.due, 'infinity') AS current_due
  FROM due_dates d
 WHERE NOT EXISTS (SELECT FROM due_dates later
                    WHERE later.item_id = d.item_id AND later.milestone = d.milestone AND later.revision > d.revision);
COMMENT ON VIEW dates_in_force IS 'One row per item and milestone with a deadline: the one in force, without the first one set, which item_dates has beside it.';

-- Reports: ratings.

CREATE OR REPLACE FUNCTION rating_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, item_id bigint, level text, ref text, title text, rating rag,
                 rating_label text, previous_quarter quarter, previous_rating rag, movement text, commentary text,
                 corrective_action text, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.item_id, i.level, i.ref, i.title,
         iq.rating,
         coalesce(own.label, label(iq.rating)),
         iq.previous_quarter,
         iq.previous_rating,
         iq.movement,
         iq.commentary,
         iq.corrective_action,
         iq.is_latest
    FROM item_quarters(as_at) iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
    JOIN items i ON i.item_id = iq.item_id
    LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
   WHERE iq.quarter IS NOT NULL
   ORDER BY p.plan, iq.plan_id, iq.quarter, i.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION rating_report(date) IS
  'rating_report as at that day: one row per quarter in which a plan had reported by then and item of it that was active on its last day.';

CREATE OR REPLACE VIEW rating_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.quarter, r.item_id, r.level, r.ref, r.title, r.rating, r.rating_label, r.previous_quarter,
       r.previous_rating, r.movement, r.commentary, r.corrective_action, r.is_latest
  FROM rating_report('infinity') r;
COMMENT ON VIEW rating_report IS
  'One row per quarter in which a plan reports and item of it that was active on its last day: the rating, the one before and the movement between them. An item without a rating row in the quarter is there, not rated.';

CREATE OR REPLACE FUNCTION movement_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, previous_quarter quarter, previous_rating rag, rating rag,
                 movement text, items bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement, count(*)
    FROM item_quarters(as_at) iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
   WHERE iq.previous_quarter IS NOT NULL
   GROUP BY iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement
   ORDER BY p.plan, iq.plan_id, iq.quarter, iq.previous_rating DESC NULLS LAST, iq.rating DESC NULLS LAST;
END;
COMMENT ON FUNCTION movement_report(date) IS
  'movement_report as at that day: one row per plan, quarter in which it had reported by then, rating before and rating now. All items of the plan active on the last day of the quarter are counted.';

CREATE OR REPLACE VIEW movement_report WITH (security_invoker = true) AS
SELECT m.plan_id, m.plan, m.quarter, m.previous_quarter, m.previous_rating, m.rating, m.movement, m.items
  FROM movement_report('infinity') m;
COMMENT ON VIEW movement_report IS
  'One row per plan, quarter, rating before and rating now: how many items moved so. The first quarter of a plan has no before and no rows.';

CREATE OR REPLACE FUNCTION progress_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, tally rag_tally, total bigint, complete bigint, green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.tally,
         total(t.tally),
         complete(t.tally),
         green(t.tally),
         amber_green(t.tally),
         amber(t.tally),
         amber_red(t.tally),
         red(t.tally),
         scheduled(t.tally),
         unrated(t.tally),
         percent_complete(t.tally),
         overall(t.tally),
         rated(t.tally),
         live(t.tally),
         percent_complete(t.tally, 'rated')
    FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, tally(iq.rating) AS tally
            FROM item_quarters(as_at) iq
           GROUP BY iq.plan_id, iq.quarter, iq.is_latest) t
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST;
END;
COMMENT ON FUNCTION progress_report(date) IS
  'progress_report as at that day: one row per plan and quarter in which it had reported by then, or one without a quarter where it had not. Denominator: total, or rated where the column says so.';

CREATE OR REPLACE VIEW progress_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.tally, t.total, t.complete, t.green, t.amber_green, t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM progress_report('infinity') t;
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
    FROM item_quarters(CASE WHEN exceptions_report.in_quarter IS NULL THEN exceptions_report.as_at ELSE 'infinity' END) iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
    JOIN items i ON i.item_id = iq.item_id
    JOIN item_details(exceptions_report.as_at) details ON details.item_id = iq.item_id
    LEFT JOIN dates_in_force d ON d.item_id = iq.item_id AND d.milestone = 'due'
    LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
   WHERE (exceptions_report.in_quarter IS NULL OR checked_quarter(exceptions_report.in_quarter) IS NOT NULL)
     AND CASE WHEN exceptions_report.in_quarter IS NULL THEN iq.is_latest ELSE iq.quarter = exceptions_report.in_quarter END
     AND iq.rating >= 'A'
   ORDER BY iq.rating DESC, p.plan, iq.plan_id, i.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION exceptions_report(quarter, date) IS
  'One row per item rated Red, Amber/Red or Amber in that quarter (no quarter: the latest in which its plan had reported by that day) and active on its last day, most severe first; officers and nodes as on that day.';

CREATE OR REPLACE VIEW exceptions_report WITH (security_invoker = true) AS
SELECT e.plan_id, e.plan, e.quarter, e.item_id, e.ref, e.title, e.rating, e.rating_label, e.rating_meaning,
       e.previous_rating, e.movement, e.current_due, e.officers, e.nodes, e.commentary, e.corrective_action
  FROM exceptions_report(NULL, CURRENT_DATE) e;
COMMENT ON VIEW exceptions_report IS
  'One row per item rated Red, Amber/Red or Amber in the latest quarter in which its plan reports and active on its last day, most severe first.';

CREATE OR REPLACE FUNCTION node_rating_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, node_id bigint, level text, ref text, title text,
                 tally rag_tally, total bigint, complete bigint, green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, n.node_id, n.level, n.ref, n.title, t.tally,
         total(t.tally),
         complete(t.tally),
         green(t.tally),
         amber_green(t.tally),
         amber(t.tally),
         amber_red(t.tally),
         red(t.tally),
         scheduled(t.tally),
         unrated(t.tally),
         percent_complete(t.tally),
         overall(t.tally),
         rated(t.tally),
         live(t.tally),
         percent_complete(t.tally, 'rated')
    FROM (SELECT pq.plan_id, pq.quarter, pq.is_latest, rolled.node AS node_id, rolled.distinct_items AS tally
            FROM (SELECT DISTINCT reported.quarter, least(end_date(reported.quarter), coalesce(node_rating_report.as_at, CURRENT_DATE)) AS links_at
                    FROM plan_quarters(as_at) reported
                  UNION ALL
                  SELECT NULL, coalesce(nullif(as_at, 'infinity'), CURRENT_DATE)) day
           CROSS JOIN LATERAL (
                 SELECT iq.plan_id, iq.quarter, iq.is_latest,
                        outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                          FROM rollup_node_links(day.links_at) nl),
                                       il.node_id, il.item_id, iq.rating) AS nodes
                   FROM item_quarters(as_at) iq
                   JOIN item_link_rows(day.links_at) il ON il.item_id = iq.item_id
                  WHERE (iq.quarter = day.quarter OR (iq.quarter IS NULL AND day.quarter IS NULL))
                  GROUP BY iq.plan_id, iq.quarter, iq.is_latest) pq
           CROSS JOIN LATERAL unnest(pq.nodes) rolled
           WHERE total(rolled.distinct_items) > 0) t
    JOIN nodes n ON n.node_id = t.node_id
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION node_rating_report(date) IS
  'node_rating_report as at that day: one row per plan, quarter in which it had reported by then, and node with items of the plan at or under it, each counted once (distinct), over the links of the last day of the quarter. Do not add across nodes.';

CREATE OR REPLACE VIEW node_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.node_id, t.level, t.ref, t.title, t.tally, t.total, t.complete, t.green, t.amber_green, t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM node_rating_report('infinity') t;
COMMENT ON VIEW node_rating_report IS
  'One row per plan, quarter and node (aim, priority, theme, recommendation, outcome ...) that has items of the plan at or under it, each counted once. Do not add across nodes: an item under two of them counts at each.';

CREATE OR REPLACE FUNCTION body_rating_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, body_id bigint, body text, role text,
                 tally rag_tally, total bigint, complete bigint, green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.body_id, b.name, t.role, t.tally,
         total(t.tally),
         complete(t.tally),
         green(t.tally),
         amber_green(t.tally),
         amber(t.tally),
         amber_red(t.tally),
         red(t.tally),
         scheduled(t.tally),
         unrated(t.tally),
         percent_complete(t.tally),
         overall(t.tally),
         rated(t.tally),
         live(t.tally),
         percent_complete(t.tally, 'rated')
    FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role, tally(iq.rating) AS tally
            FROM item_quarters(body_rating_report.as_at) iq
            LEFT JOIN LATERAL (SELECT DISTINCT ib.body_id, ib.role
                                 FROM item_bodies ib
                                WHERE ib.item_id = iq.item_id
                                  AND coalesce(least(end_date(iq.quarter), nullif(body_rating_report.as_at, 'infinity')), CURRENT_DATE)
                                      BETWEEN ib.valid_from AND ib.valid_to) held ON true
           GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role) t
    JOIN plan_names p ON p.plan_id = t.plan_id
    LEFT JOIN bodies b ON b.body_id = t.body_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, b.name NULLS LAST, t.body_id, t.role;
END;
COMMENT ON FUNCTION body_rating_report(date) IS
  'body_rating_report as at that day: one row per plan, quarter in which it had reported by then, committee or board, and role. Do not add across bodies.';

CREATE OR REPLACE VIEW body_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.body_id, t.body, t.role, t.tally, t.total, t.complete, t.green, t.amber_green, t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM body_rating_report('infinity') t;
COMMENT ON VIEW body_rating_report IS
  'One row per plan, quarter, committee or board, and role; one without a body for the items that have none. Do not add across bodies: an item with two of them counts under each.';

CREATE OR REPLACE FUNCTION officer_rating_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, officer_id bigint, officer text, role text,
                 tally rag_tally, total bigint, complete bigint, green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.officer_id, o.name, t.role, t.tally,
         total(t.tally),
         complete(t.tally),
         green(t.tally),
         amber_green(t.tally),
         amber(t.tally),
         amber_red(t.tally),
         red(t.tally),
         scheduled(t.tally),
         unrated(t.tally),
         percent_complete(t.tally),
         overall(t.tally),
         rated(t.tally),
         live(t.tally),
         percent_complete(t.tally, 'rated')
    FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role, tally(iq.rating) AS tally
            FROM item_quarters(officer_rating_report.as_at) iq
            LEFT JOIN LATERAL (SELECT DISTINCT io.officer_id, io.role
                                 FROM item_officers io
                                WHERE io.item_id = iq.item_id
                                  AND coalesce(least(end_date(iq.quarter), nullif(officer_rating_report.as_at, 'infinity')), CURRENT_DATE)
                                      BETWEEN io.valid_from AND io.valid_to) held ON true
           GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role) t
    JOIN plan_names p ON p.plan_id = t.plan_id
    LEFT JOIN officers o ON o.officer_id = t.officer_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, o.name NULLS LAST, t.officer_id, t.role;
END;
COMMENT ON FUNCTION officer_rating_report(date) IS
  'officer_rating_report as at that day: one row per plan, quarter in which it had reported by then, officer and role. Do not add across officers.';

CREATE OR REPLACE VIEW officer_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.officer_id, t.officer, t.role, t.tally, t.total, t.complete, t.green, t.amber_green, t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM officer_rating_report('infinity') t;
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
    LEFT JOIN (WITH rated AS MATERIALIZED (
                 -- Materialised: rated once per item, not once per link of it.
                 SELECT ri.item_id, ri.rating FROM rated_items(rollup_report.in_quarter, rollup_report.as_at, rollup_report.of_plans) ri)
               SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                                FROM rollup_node_links(coalesce(rollup_report.as_at, end_date(rollup_report.in_quarter), CURRENT_DATE)) nl),
                                             il.node_id, il.item_id, rated.rating) AS nodes
                         FROM rated
                         JOIN item_link_rows(coalesce(rollup_report.as_at, end_date(rollup_report.in_quarter), CURRENT_DATE)) il
                           ON il.item_id = rated.item_id) r
                CROSS JOIN LATERAL unnest(r.nodes) u) rolled ON rolled.node = n.node_id
   WHERE (rollup_report.in_quarter IS NULL OR checked_quarter(rollup_report.in_quarter) IS NOT NULL)
     AND (rollup_report.of_plans IS NULL OR checked_plans(rollup_report.of_plans) IS NOT NULL)
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION rollup_report(quarter, date, bigint[]) IS
  'One row per node, zeros included: the ratings in that quarter (an item without one is unrated; no quarter: the latest in which its plan had reported by that day) of all items at or under it that were active on its last day (no quarter: on that day), over the links that hold on that day (no day: the last of the quarter, or today); only items of these plans, if any are named. Do not add across nodes.';

CREATE OR REPLACE VIEW rollup_report WITH (security_invoker = true) AS
SELECT r.node_id, r.plan_id, r.plan, r.level, r.ref, r.title, r.by_link, r.distinct_items, r.items_by_link, r.items_distinct,
       r.percent_complete, r.overall
  FROM rollup_report(NULL, CURRENT_DATE) r;
COMMENT ON VIEW rollup_report IS
  'One row per node, zeros included: the latest ratings of all items at or under it that are active today. Do not add across nodes: an item under two of them counts at each.';

CREATE OR REPLACE FUNCTION unlinked_items(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, level text, ref text, title text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.level, i.ref, i.title
    FROM items i
    JOIN plan_names p ON p.plan_id = i.plan_id
   WHERE NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(unlinked_items.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
     AND NOT EXISTS (SELECT FROM item_link_rows(unlinked_items.as_at) l WHERE l.item_id = i.item_id)
     AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(unlinked_items.as_at) c))
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION unlinked_items(date) IS 'One row per item active on that day that no link which rolls up and holds on that day ties to any node.';

CREATE OR REPLACE VIEW unlinked_items WITH (security_invoker = true) AS
SELECT u.plan_id, u.plan, u.item_id, u.level, u.ref, u.title FROM unlinked_items(CURRENT_DATE) u;
COMMENT ON VIEW unlinked_items IS 'One row per item active today that no link which rolls up ties to any node.';

-- A node with items is one thing linked to itself: the rollup then says which nodes have any of them at or under them.  Where no node of
-- a level has any, the level is not one that items are linked to; and what several plans share is often there only because a link names
-- it that does not roll up, such as a strategy that an item refers to.
CREATE OR REPLACE FUNCTION uncovered_nodes(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, node_id bigint, level text, ref text, title text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT n.plan_id, p.plan, n.node_id, n.level, n.ref, n.title
    FROM (SELECT c.plan_id, c.node_id, c.level, c.ref, c.title, c.code, c.is_covered, bool_or(c.is_covered) OVER (PARTITION BY c.plan_id, c.level) AS covered_beside
            FROM (SELECT x.plan_id, x.node_id, x.level, x.ref, x.title, x.code, x.node_id IN
              (SELECT u.node
                 FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id) FROM rollup_node_links(uncovered_nodes.as_at) nl),
                                             held.node_id, held.node_id, NULL) AS nodes
                         FROM (SELECT DISTINCT il.node_id
                                 FROM item_link_rows(uncovered_nodes.as_at) il
                                 JOIN items i ON i.item_id = il.item_id
                                WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(uncovered_nodes.as_at) c))
                                  AND NOT EXISTS (SELECT FROM item_absences gone
                                                  WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(uncovered_nodes.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)) held) r
                CROSS JOIN LATERAL unnest(r.nodes) u
                WHERE total(u.distinct_items) > 0) AS is_covered
                    FROM nodes x
                  -- Keeps the planner from working that out once for the row and once for its neighbours.
                  OFFSET 0) c) n
    LEFT JOIN plans own ON own.plan_id = n.plan_id
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
   WHERE NOT n.is_covered
     AND n.covered_beside
     AND (n.plan_id IS NOT NULL
          OR EXISTS (SELECT FROM links l JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up WHERE l.from_node_id = n.node_id)
          OR EXISTS (SELECT FROM links l JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up WHERE l.to_node_id = n.node_id)
          OR NOT EXISTS (SELECT FROM links l WHERE l.from_node_id = n.node_id) AND NOT EXISTS (SELECT FROM links l WHERE l.to_node_id = n.node_id))
     AND coalesce(own.counts_from <= coalesce(uncovered_nodes.as_at, CURRENT_DATE), true)
     AND (own.plan_id IS NULL
          OR own.state <> 'closed'
          OR coalesce(uncovered_nodes.as_at, CURRENT_DATE) < coalesce((SELECT min(s.counts_from) FROM plans s WHERE s.supersedes_plan_id = own.plan_id), least(CURRENT_DATE, upper(own.period))))
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION uncovered_nodes(date) IS
  'One row per node that has no item active on that day at or under it, over the links of that day, and is meant to have some, such as an outcome to which nothing contributes. Meant to: another node of its level in its plan (of what several plans share: of its level) has some; its plan counts on that day, that is, has begun and, if it is closed, was not over (the plan that takes its place had not begun or, where there is none, its period had not ended); and what several plans share is more than a name that only links which do not roll up give.';

CREATE OR REPLACE VIEW uncovered_nodes WITH (security_invoker = true) AS
SELECT u.plan_id, u.plan, u.node_id, u.level, u.ref, u.title FROM uncovered_nodes(CURRENT_DATE) u;
COMMENT ON VIEW uncovered_nodes IS 'One row per node without any active item at or under it today that is meant to have some, such as an outcome to which nothing contributes; the function of this name says what is meant to.';

-- Reports: deadlines.  A deadline is the one in force now, whatever the day asked for: a revision says what was wrong before.

CREATE OR REPLACE FUNCTION due_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, milestone text, baseline_period daterange,
                 baseline_due date, baseline_raw text, current_period daterange, current_due date, current_raw text,
                 revisions bigint, active boolean, days_left integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, d.item_id, i.ref, i.title, d.milestone,
         d.baseline_period, d.baseline_due, d.baseline_raw,
         d.current_period, d.current_due, d.current_raw,
         d.revisions,
         gone.item_id IS NULL,
         d.current_due - coalesce(due_report.as_at, CURRENT_DATE)
    FROM item_dates d
    JOIN items i ON i.item_id = d.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN item_absences gone ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(due_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
   WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(due_report.as_at) c))
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, d.item_id, d.milestone;
END;
COMMENT ON FUNCTION due_report(date) IS
  'One row per item and milestone with a deadline: the first one set and the one in force now, whether the item was active on that day, and how many days were left.';

CREATE OR REPLACE VIEW due_report WITH (security_invoker = true) AS
SELECT d.plan_id, d.plan, d.item_id, d.ref, d.title, d.milestone, d.baseline_period, d.baseline_due, d.baseline_raw,
       d.current_period, d.current_due, d.current_raw, d.revisions, d.active, d.days_left
  FROM due_report(CURRENT_DATE) d;
COMMENT ON VIEW due_report IS 'One row per item, active or not, and milestone with a deadline: the first one set and the one in force.';

CREATE OR REPLACE FUNCTION slippage_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, baseline_due date, current_due date,
                 revisions bigint, slippage_months integer, slippage_days integer, baseline_raw text, current_raw text,
                 reason text, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, d.item_id, i.ref, i.title,
         d.baseline_due,
         d.current_due,
         d.revisions,
         ((extract(year FROM d.current_due) - extract(year FROM d.baseline_due)) * 12
          + extract(month FROM d.current_due) - extract(month FROM d.baseline_due))::integer,
         d.current_due - d.baseline_due,
         d.baseline_raw,
         d.current_raw,
         d.reason,
         last.rating
    FROM item_dates d
    JOIN items i ON i.item_id = d.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN item_absences gone
           ON gone.plan_id = i.plan_id
          AND gone.item_id = i.item_id
          AND coalesce(nullif(slippage_report.as_at, 'infinity'), CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
    LEFT JOIN plan_quarters(slippage_report.as_at) pq ON pq.plan_id = i.plan_id AND pq.is_latest AND gone.item_id IS NULL
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = d.item_id
                          AND r.period_start <= coalesce(slippage_report.as_at, CURRENT_DATE)
                          AND gone.item_id IS NOT NULL
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) given_up ON true
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = d.item_id AND r.quarter = pq.quarter AND r.period_start <= coalesce(slippage_report.as_at, CURRENT_DATE)
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) active ON true
   CROSS JOIN LATERAL (SELECT CASE WHEN pq.quarter IS NULL THEN given_up.rating ELSE active.rating END AS rating) last
   WHERE d.milestone = 'due'
     AND d.revisions > 0
     AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(slippage_report.as_at) c))
   ORDER BY p.plan, i.plan_id, d.current_due - d.baseline_due DESC NULLS LAST, i.code NULLS LAST, d.item_id;
END;
COMMENT ON FUNCTION slippage_report(date) IS
  'One row per item, active or not, whose due date was revised at least once: how far the one in force now lies from the first; rating is the one in the latest quarter in which the plan had reported by that day, of an item not active then the last it had.';

CREATE OR REPLACE VIEW slippage_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.item_id, s.ref, s.title, s.baseline_due, s.current_due, s.revisions, s.slippage_months,
       s.slippage_days, s.baseline_raw, s.current_raw, s.reason, s.rating
  FROM slippage_report('infinity') s;
COMMENT ON VIEW slippage_report IS 'One row per item, active or not, whose due date was revised at least once: how far the one in force lies from the first; rating is the latest, of an item no longer active the last it had.';

CREATE OR REPLACE FUNCTION overdue_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, baseline_due date, current_due date,
                 days_overdue integer, months_overdue integer, rating rag, unrated boolean, quarter quarter, officers text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, d.baseline_due, d.current_due,
         coalesce(overdue_report.as_at, CURRENT_DATE) - d.current_due,
         (extract(year FROM age(coalesce(overdue_report.as_at, CURRENT_DATE), d.current_due)) * 12 + extract(month FROM age(coalesce(overdue_report.as_at, CURRENT_DATE), d.current_due)))::integer,
         latest.rating,
         latest.rating IS NULL,
         latest.quarter,
         details.officers
    FROM items i
    JOIN plan_names p ON p.plan_id = i.plan_id
    JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due < coalesce(overdue_report.as_at, CURRENT_DATE)
    JOIN item_details(overdue_report.as_at) details ON details.item_id = i.item_id
    LEFT JOIN LATERAL (SELECT r.rating, r.quarter
                         FROM ratings r
                        WHERE r.item_id = i.item_id
                          AND r.period_start <= coalesce(overdue_report.as_at, CURRENT_DATE)
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) latest ON true
   WHERE NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(overdue_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
     AND coalesce(latest.rating <> 'B', true)
     -- Until a refreshed plan begins, its work is overdue in the old one.
     AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(overdue_report.as_at) c))
   ORDER BY d.current_due, p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION overdue_report(date) IS
  'One row per item active on that day whose due date in force lies before it and whose latest rating is not Complete: the latest of a period that had begun by then, as known now. An item without any rating is there, marked unrated; what a refreshed plan carries forward is overdue in the old plan until the new one begins. Longest overdue first.';

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
    FROM latest_ratings(consistency_report.as_at) latest
    JOIN items i ON i.item_id = latest.item_id AND i.plan_id = latest.plan_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN dates_in_force d ON d.item_id = i.item_id AND d.milestone = 'due'
    LEFT JOIN dates_in_force s ON s.item_id = i.item_id AND s.milestone = 'start'
   CROSS JOIN LATERAL (VALUES
         ('green past due', latest.rating IN ('G', 'AG') AND d.current_due < coalesce(consistency_report.as_at, CURRENT_DATE)),
         ('scheduled past due', latest.rating = 'S' AND d.current_due < coalesce(consistency_report.as_at, CURRENT_DATE)),
         ('scheduled past start', latest.rating = 'S' AND upper(s.current_period) <= coalesce(consistency_report.as_at, CURRENT_DATE)),
         ('red before due', latest.rating IN ('R', 'AR') AND d.current_due >= coalesce(consistency_report.as_at, CURRENT_DATE)),
         ('complete before start', latest.rating = 'B' AND lower(s.current_period) > coalesce(consistency_report.as_at, CURRENT_DATE))) f (finding, found)
   WHERE f.found
   ORDER BY p.plan, i.plan_id, f.finding, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION consistency_report(date) IS
  'One row per doubt about an item active on that day: a rating and a date that do not sit well together. A doubt is a question to ask, not an error: lateness never changes a rating.';

CREATE OR REPLACE VIEW consistency_report WITH (security_invoker = true) AS
SELECT c.plan_id, c.plan, c.item_id, c.ref, c.title, c.finding, c.rating, c.quarter, c.start_date, c.current_due
  FROM consistency_report(CURRENT_DATE) c;
COMMENT ON VIEW consistency_report IS 'One row per doubt about an item active today: a rating and a date that do not sit well together.';

-- Items are counted once where they start and once where they are due, a running total makes what is under way of it, and each
-- quarter in which something happens is spread to the one before the next: so a deadline of the year 9999 costs its quarters,
-- not its quarters times all items.
CREATE OR REPLACE FUNCTION profile_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, due_items bigint, due_complete bigint, active_items bigint,
                 active_complete bigint, due_so_far bigint, due_so_far_complete bigint, dated_items bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT q.plan_id, p.plan, q.quarter + n.n,
         CASE n.n WHEN 0 THEN q.due ELSE 0 END,
         CASE n.n WHEN 0 THEN q.due_complete ELSE 0 END,
         q.under_way + CASE n.n WHEN 0 THEN q.ended ELSE 0 END,
         q.under_way_complete + CASE n.n WHEN 0 THEN q.ended_complete ELSE 0 END,
         q.due_so_far,
         q.due_so_far_complete,
         q.dated
    FROM (SELECT c.plan_id, c.quarter, c.due, c.due_complete, c.ended, c.ended_complete,
                 (sum(c.started - c.ended) OVER in_time)::bigint AS under_way,
                 (sum(c.started_complete - c.ended_complete) OVER in_time)::bigint AS under_way_complete,
                 (sum(c.due) OVER in_time)::bigint AS due_so_far,
                 (sum(c.due_complete) OVER in_time)::bigint AS due_so_far_complete,
                 (sum(c.due) OVER (PARTITION BY c.plan_id))::bigint AS dated,
                 coalesce(lead(c.quarter) OVER in_time - c.quarter - 1, 0) AS further
            FROM (SELECT e.plan_id, e.quarter,
                         sum(e.due) AS due, sum(e.due * e.complete) AS due_complete,
                         sum(e.started) AS started, sum(e.started * e.complete) AS started_complete,
                         sum(e.ended) AS ended, sum(e.ended * e.complete) AS ended_complete
                    FROM (SELECT i.plan_id, event.quarter, event.due, event.started, event.ended,
                                 coalesce(now.rating = 'B', false)::integer AS complete
                            FROM items i
                            JOIN dates_in_force d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due IS NOT NULL
                            LEFT JOIN dates_in_force s ON s.item_id = i.item_id AND s.milestone = 'start'
                            LEFT JOIN plan_quarters(profile_report.as_at) pq ON pq.plan_id = i.plan_id AND pq.is_latest
                            LEFT JOIN LATERAL (SELECT r.rating
                                                 FROM ratings r
                                                WHERE r.item_id = i.item_id AND r.quarter = pq.quarter AND r.period_start <= coalesce(profile_report.as_at, CURRENT_DATE)
                                                ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                                                LIMIT 1) now ON true
                           CROSS JOIN LATERAL (SELECT quarter(lower(s.current_period), (SELECT cal.fiscal_start_month FROM register_settings cal)) AS starts,
                                                      quarter(d.current_due, (SELECT cal.fiscal_start_month FROM register_settings cal)) AS ends) span
                           CROSS JOIN LATERAL (VALUES (span.ends, 1, 0, coalesce(span.starts <= span.ends, false)::integer),
                                                      (span.starts, 0, 1, 0)) event (quarter, due, started, ended)
                           WHERE NOT EXISTS (SELECT FROM item_absences gone
                                             WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(nullif(profile_report.as_at, 'infinity'), CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
                             AND (event.due = 1 OR span.starts <= span.ends)
                             AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(profile_report.as_at) c))) e
                   GROUP BY e.plan_id, e.quarter) c
          WINDOW in_time AS (PARTITION BY c.plan_id ORDER BY c.quarter)) q
   -- The planner takes a series for a thousand rows and an array for ten.
   CROSS JOIN LATERAL (SELECT gap.n::integer - 1 AS n FROM unnest(array_fill(0, ARRAY[q.further + 1])) WITH ORDINALITY gap (zero, n)) n
    JOIN plan_names p ON p.plan_id = q.plan_id
   ORDER BY p.plan, q.plan_id, q.quarter + n.n;
END;
COMMENT ON FUNCTION profile_report(date) IS
  'One row per plan and fiscal quarter from its first start or deadline to its last, quarters with nothing included; items active on that day count, by the deadlines in force now and their ratings in the latest quarter in which the plan had reported by that day. Denominator: dated_items; items without a due date, or with one that has no end, are in no row.';

CREATE OR REPLACE VIEW profile_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.quarter, r.due_items, r.due_complete, r.active_items, r.active_complete, r.due_so_far,
       r.due_so_far_complete, r.dated_items
  FROM profile_report('infinity') r;
COMMENT ON VIEW profile_report IS
  'One row per plan and fiscal quarter from its first start or deadline to its last, quarters with nothing included; items active today count. Those without a due date, or with one that has no end, are in no row.';

-- Reports: the data themselves.

-- Counted in one pass over the cells, then set out as rows.
CREATE OR REPLACE VIEW data_notes WITH (security_invoker = true) AS
SELECT n.plan_id, p.plan, n.finding, n.cells
  FROM (SELECT c.plan_id, f.finding, f.cells, f.place
          FROM (SELECT i.plan_id, count(*) AS cells_read,
                       count(*) FILTER (WHERE r.raw = '') AS blank,
                       count(*) FILTER (WHERE r.raw <> '' AND r.raw IS DISTINCT FROM r.rating::text) AS not_canonical,
                       count(*) FILTER (WHERE r.raw ~ '[^[:ascii:]]' AND char_length(btrim(r.raw)) <= 2) AS look_alike
                  FROM ratings r
                  JOIN items i ON i.item_id = r.item_id
                 GROUP BY i.plan_id) c
         CROSS JOIN LATERAL (VALUES
               (1, 'rating cells read', c.cells_read),
               (2, 'blank rating cells', c.blank),
               (3, 'rating cells not in canonical letters', c.not_canonical),
               (4, 'of these, look-alike letters of another alphabet', c.look_alike)) f (place, finding, cells)
        UNION ALL
        SELECT c.plan_id, f.finding, f.cells, f.place
          FROM (SELECT i.plan_id, count(*) AS cells_read, count(*) FILTER (WHERE d.due IS NULL) AS open_ended
                  FROM due_dates d
                  JOIN items i ON i.item_id = d.item_id
                 GROUP BY i.plan_id) c
         CROSS JOIN LATERAL (VALUES (5, 'deadline cells read', c.cells_read), (6, 'deadlines without an end', c.open_ended)) f (place, finding, cells)) n
  JOIN plan_names p ON p.plan_id = n.plan_id
 ORDER BY p.plan, n.plan_id, n.place;
COMMENT ON VIEW data_notes IS 'One row per plan and finding: how many printed cells had to be read with care. Corrections count as cells too.';

-- Every column of every view above, in one glossary: a name means the same wherever it stands.

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('absent_from', 'First day on which it does not count; -infinity: it had not begun.'),
        ('absent_to', 'Last day on which it does not count; infinity: it never does again.'),
        ('active', 'Whether the item is active on that day.'),
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
        ('dated_items', 'All items that have a due date with an end: what the due items add up to.'),
        ('days_left', 'Days from the day asked for to the due date in force; negative where it has passed, NULL where it has no end.'),
        ('days_overdue', 'Days from the due date in force to the day asked for.'),
        ('distinct_items', 'Ratings of the distinct items at or under the node: every item counts once. Do not add across nodes.'),
        ('due_complete', 'Of the items due, those now Complete.'),
        ('due_items', 'Items whose due date in force lies in the quarter.'),
        ('due_so_far', 'Items whose due date in force lies in this quarter or an earlier one.'),
        ('due_so_far_complete', 'Of the items due so far, those now Complete.'),
        ('finding', 'What was found.'),
        ('green', 'Items rated Green.'),
        ('is_latest', 'Whether the plan reports no later quarter.'),
        ('item_id', 'The item.'),
        ('items', 'How many items.'),
        ('items_by_link', 'Total of by_link. Larger than items_distinct where an item is linked to several nodes.'),
        ('items_distinct', 'Total of distinct_items: how many items there are at or under the node. Do not add across nodes.'),
        ('label', 'What the plan prints for that rating.'),
        ('level', 'Which kind of node or item.'),
        ('live', 'Items under way: Green to Red.'),
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
        ('percent_complete_of_rated', 'Items rated Complete in per cent of those rated at all; exact; NULL where none is.'),
        ('period_end', 'Last day of the reporting period.'),
        ('period_start', 'First day of the reporting period.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan; at a node NULL where several plans share it.'),
        ('previous_quarter', 'The quarter in which the plan reported before, however long ago; NULL in its first.'),
        ('previous_rating', 'The rating in the previous quarter; NULL: not rated.'),
        ('quarter', 'The fiscal quarter; NULL where the plan has never reported.'),
        ('rated', 'Items that have a rating.'),
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
     WHERE c.relname IN (SELECT register_view_names(register_views_sql()))
       AND col_description(c.oid, a.attnum) IS NULL
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
-- The one row of register_settings is asked for in a sub-select: a table of one row is never analysed, and joined it counts as a thousand.
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
  SELECT quarter(d.due, (SELECT cal.fiscal_start_month FROM register_settings cal)) FROM due_dates d WHERE isfinite(d.due)
  UNION
  SELECT v.quarter FROM measure_values v
  UNION
  SELECT t.quarter FROM measure_targets t
  UNION
  SELECT p.quarter FROM peer_values p
), days AS (
  SELECT min(start_date(used.quarter)) AS first_day, max(start_date(used.quarter)) AS last_day FROM used
), calendar AS (
  SELECT quarter(days.first_day, (SELECT cal.fiscal_start_month FROM register_settings cal)) + n AS quarter
    FROM days
   CROSS JOIN LATERAL generate_series(0, quarter(days.last_day, (SELECT cal.fiscal_start_month FROM register_settings cal))
                                         - quarter(days.first_day, (SELECT cal.fiscal_start_month FROM register_settings cal))) n
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
COMMENT ON VIEW {bi}.bi_quarter IS 'Dimension: one row per fiscal quarter from the first that a rating, a deadline or a measure uses to the last, those between included. Also the date table of a BI model: sort label by quarter_key.';

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

-- By the rules of item_absences, which BI readers cannot reach.
CREATE OR REPLACE VIEW {bi}.bi_item_absence AS
SELECT d.plan_id AS plan_key,
       d.item_id AS item_key,
       CASE WHEN d.state <> 'active' THEN nullif(d.since, '-infinity') END AS absent_from,
       nullif(least(d.next_since, CASE WHEN d.state = 'active' THEN d.since END), 'infinity') - 1 AS absent_to,
       CASE WHEN d.state <> 'active' THEN d.state END AS state,
       CASE WHEN d.state <> 'active' THEN d.reason END AS state_reason
  FROM (SELECT c.plan_id, c.item_id, c.state, c.since, c.reason, c.from_the_first,
               min(c.since) OVER (PARTITION BY c.plan_id, c.item_id ORDER BY c.recorded_at, c.item_state_id
                                  ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_since
          FROM (SELECT i.plan_id, s.item_id, s.item_state_id, s.state, coalesce(s.since, '-infinity') AS since, s.reason, s.recorded_at,
                       lead(s.state) OVER in_order AS next_state,
                       bool_and(s.state = 'active' AND s.recorded_at > '-infinity') OVER in_order AS from_the_first
                  FROM item_states s
                  JOIN items i ON i.item_id = s.item_id
                WINDOW in_order AS (PARTITION BY i.plan_id, s.item_id ORDER BY s.recorded_at, s.item_state_id)) c
         WHERE c.state IS DISTINCT FROM c.next_state) d
 WHERE CASE WHEN d.state = 'active' THEN d.from_the_first AND isfinite(least(d.since, d.next_since))
            ELSE d.since < 'infinity' AND coalesce(d.next_since > d.since, true) END;
COMMENT ON VIEW {bi}.bi_item_absence IS 'Fact: one row per item and stretch of days on which it does not count: it was withdrawn, superseded, merged or deferred, or had not begun. An item without a row always counts.';
COMMENT ON COLUMN {bi}.bi_item_absence.state IS 'The state it is in; empty: it had not begun.';

CREATE OR REPLACE VIEW {bi}.bi_rating AS
WITH plan_quarters AS (
  SELECT q.plan_id, q.quarter,
         lag(q.quarter) OVER in_time AS previous_quarter,
         lead(q.quarter) OVER in_time IS NULL AS is_latest
    FROM (SELECT DISTINCT i.plan_id, r.quarter FROM ratings r JOIN items i ON i.item_id = r.item_id) q
    JOIN plans p ON p.plan_id = q.plan_id AND (p.counts_from IS NULL OR p.counts_from <= least(end_date(q.quarter), CURRENT_DATE))
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
 WHERE NOT EXISTS (SELECT FROM {bi}.bi_item_absence gone
                    WHERE gone.plan_key = i.plan_id
                      AND gone.item_key = i.item_id
                      AND end_date(pq.quarter) BETWEEN coalesce(gone.absent_from, '-infinity') AND coalesce(gone.absent_to, 'infinity'));
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
 CROSS JOIN LATERAL (SELECT start_date(quarter(nullif(d.due, 'infinity'), (SELECT cal.fiscal_start_month FROM register_settings cal))) AS first_day) q
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
  FROM (SELECT it.*, gone.item_key IS NULL AND it.plan_id <> ALL (ARRAY(SELECT p.plan_id FROM plans p WHERE p.counts_from > CURRENT_DATE)) AS is_active
          FROM items it
          LEFT JOIN {bi}.bi_item_absence gone
                 ON gone.plan_key = it.plan_id
                AND gone.item_key = it.item_id
                AND CURRENT_DATE BETWEEN coalesce(gone.absent_from, '-infinity') AND coalesce(gone.absent_to, 'infinity')) i
  JOIN levels lv ON lv.level = i.level
  LEFT JOIN (SELECT last_one.plan_id, last_one.quarter
               FROM (SELECT reported.plan_id, max(r.quarter) AS quarter
                       FROM ratings r
                       JOIN items reported ON reported.item_id = r.item_id
                      GROUP BY reported.plan_id) last_one
               JOIN plans p ON p.plan_id = last_one.plan_id AND (p.counts_from IS NULL OR p.counts_from <= least(end_date(last_one.quarter), CURRENT_DATE))) latest ON latest.plan_id = i.plan_id
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
        ('absent_from', 'First day on which it does not count; empty: it had not begun.'),
        ('absent_to', 'Last day on which it does not count; empty: no end.'),
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
     WHERE 'bi.' || c.relname IN (SELECT register_view_names(register_bi_sql()))
       AND col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;

-- register_create: making, finding and checking registers.

CREATE OR REPLACE FUNCTION register_layout() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '0.5.0'::text;

-- The sections.  Each takes the register, the plans, the quarter (NULL: of each plan the latest) and the day.

CREATE FUNCTION report_absences(register text) RETURNS text
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN CASE WHEN to_regclass(format('%I.item_absences', register)) IS NOT NULL THEN '%1$I.item_absences'
            -- A register of an older layout knows the last state alone.
            ELSE '(SELECT o.plan_id, o.item_id, o.state_since AS absent_from, date ''infinity'' AS absent_to, o.state, o.state_reason AS reason'
                 || ' FROM %1$I.items o WHERE o.state <> ''active'')' END;

COMMENT ON FUNCTION report_absences(text) IS 'Part of report_html: where the days stand on which items do not count, in SQL in which %1$I is the register.';

CREATE OR REPLACE FUNCTION report_summary_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  absences CONSTANT text := @extschema@.report_absences(register);
  progress record;
  sentence text;
  page text := '<h2 id="summary">Summary</h2>';
BEGIN
  FOR progress IN EXECUTE format($query$
      SELECT n.plan, r.quarter, r.tally, r.total, r.complete, r.red, r.amber_red, r.amber, r.unrated, r.percent_complete, r.overall,
             (SELECT count(*) FROM %1$I.items i
               WHERE i.plan_id = n.plan_id
                 AND NOT EXISTS (SELECT FROM $query$ || absences || $query$ gone
                                  WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND $3 BETWEEN gone.absent_from AND gone.absent_to)) AS items,
             -- A register of an older layout has no such column.
             (SELECT to_jsonb(p) ->> 'counts_from' FROM %1$I.plans p WHERE p.plan_id = n.plan_id)::date AS begins
        FROM unnest($1) WITH ORDINALITY chosen (plan_id, place)
        JOIN %1$I.plan_names n ON n.plan_id = chosen.plan_id
        LEFT JOIN %1$I.progress_report r ON r.plan_id = chosen.plan_id AND r.quarter IS NOT NULL
                                        AND CASE WHEN $2 IS NULL THEN r.is_latest ELSE r.quarter = $2 END
       ORDER BY chosen.place $query$, register) USING plan_ids, in_quarter, as_at
  LOOP
    IF progress.quarter IS NULL AND progress.begins > as_at THEN
      sentence := format('Begins on %s.', @extschema@.html_date(progress.begins));
    ELSIF progress.quarter IS NULL THEN
      sentence := format('%s items; no ratings reported%s.', progress.items, coalesce(' for ' || in_quarter, ''));
    ELSE
      sentence := format('%s: %s of %s items are complete (%s%%); %s red, %s%s amber%s. Overall %s.',
                         progress.quarter, progress.complete, progress.total, coalesce(round(progress.percent_complete), 0),
                         progress.red, CASE WHEN progress.amber_red > 0 THEN progress.amber_red || ' amber/red, ' END, progress.amber,
                         CASE WHEN progress.unrated > 0 THEN format(', %s not rated', progress.unrated) END,
                         coalesce(lower(@extschema@.label(progress.overall)), 'not rated'));
    END IF;
    page := page || format(E'\n<div class="plan"><p><strong>%s</strong> %s</p>%s</div>', @extschema@.html_escape(progress.plan), @extschema@.html_escape(sentence),
                           CASE WHEN progress.quarter IS NOT NULL THEN @extschema@.html_tally_bar(progress.plan, progress.tally) END);
  END LOOP;
  RETURN page || format(E'\n<p class="note">Percentages are of all items, not rated ones included; "overall" is the most severe live rating. <span class="source">Source: %s.progress_report</span></p>',
                        @extschema@.html_escape(register));
END
$body$;

CREATE OR REPLACE FUNCTION report_deadlines_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  absences CONSTANT text := @extschema@.report_absences(register);
  profile record;
  page text := E'<h2 id="deadlines">Deadlines</h2>\n<h3>Re-baselined</h3>\n';
BEGIN
  page := page || @extschema@.html_table(register, 'slippage_report', 'Items whose deadline was revised, longest slippage first',
      ARRAY['~Ref', 'Action', '?Plan', '~First deadline', '~Now', '#Revisions', '#Months', '#Days', '*Rating'],
      $query$SELECT ARRAY[s.ref, s.title, CASE WHEN cardinality($1) > 1 THEN s.plan END, coalesce(html_date(s.baseline_due), s.baseline_raw), coalesce(html_date(s.current_due), s.current_raw),
                          s.revisions::text, s.slippage_months::text, s.slippage_days::text, s.plan_id || ':' || s.rating]
               FROM %1$I.slippage_report s
              WHERE s.plan_id = ANY ($1)
              ORDER BY s.slippage_days DESC NULLS LAST, s.plan_id, s.item_id$query$, plan_ids, in_quarter, as_at)
    || format(E'\n<h3>Overdue as at %s</h3>\n', @extschema@.html_date(as_at))
    || @extschema@.html_table(register, 'overdue_report', format('Not complete and past the deadline in force on %s, longest first', @extschema@.html_date(as_at)),
      ARRAY['~Ref', 'Action', '?Plan', '~Due', '#Days', '#Months', '*Rating', '?Officers'],
      $query$SELECT ARRAY[o.ref, o.title, CASE WHEN cardinality($1) > 1 THEN o.plan END, html_date(o.current_due), o.days_overdue::text, o.months_overdue::text, o.plan_id || ':' || o.rating, o.officers]
               FROM %1$I.overdue_report($3) o
              WHERE o.plan_id = ANY ($1)
              ORDER BY o.current_due, o.plan, o.plan_id, o.item_id$query$, plan_ids, in_quarter, as_at)
    || E'\n<h3>Due per quarter</h3>';
  FOR profile IN EXECUTE format($query$
      SELECT p.plan_id, p.plan, array_agg(p.quarter::text ORDER BY p.quarter) AS quarters,
             array_agg(p.due_items ORDER BY p.quarter) AS due, array_agg(p.due_complete ORDER BY p.quarter) AS complete,
             array_agg(p.active_items ORDER BY p.quarter) AS active, array_agg(p.active_complete ORDER BY p.quarter) AS active_complete,
             sum(p.due_items) AS dated,
             (SELECT count(*) FROM %1$I.items i
               WHERE i.plan_id = p.plan_id
                 AND NOT EXISTS (SELECT FROM $query$ || absences || $query$ gone
                                  WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND CURRENT_DATE BETWEEN gone.absent_from AND gone.absent_to)) AS items
        FROM unnest($1) WITH ORDINALITY chosen (plan_id, place)
        JOIN %1$I.profile_report p ON p.plan_id = chosen.plan_id
       GROUP BY p.plan_id, p.plan, chosen.place
       ORDER BY chosen.place $query$, register) USING plan_ids
  LOOP
    page := page || format(E'\n<figure><figcaption>%s: items due per quarter, those now complete darker (%s of %s items have a deadline with an end)</figcaption>%s</figure>\n',
                           @extschema@.html_escape(profile.plan), profile.dated, profile.items,
                           @extschema@.html_columns('Items due per quarter', profile.quarters, profile.due, profile.complete))
      || @extschema@.html_table(register, 'profile_report', format('%s: items due and under way per quarter', profile.plan),
           ARRAY['~Quarter', '#Due', '#of these complete', '?#Under way', '?#of these complete'],
           format($query$SELECT ARRAY[q.quarter, q.due::text, q.complete::text, q.active::text, q.active_complete::text]
                           FROM unnest(%L::text[], %L::bigint[], %L::bigint[], %L::bigint[], %L::bigint[]) WITH ORDINALITY q (quarter, due, complete, active, active_complete, place)
                          ORDER BY q.place$query$, profile.quarters, profile.due, profile.complete, profile.active, profile.active_complete),
           ARRAY[profile.plan_id], in_quarter, as_at);
  END LOOP;
  IF NOT FOUND THEN
    page := page || E'\n<p class="nil">No item of this report has a deadline.</p>';
  END IF;
  RETURN page;
END
$body$;

CREATE OR REPLACE FUNCTION report_notes_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN E'<h2 id="notes">Notes on the data</h2>\n'
  || html_table(register, 'data_notes', 'Cells that were read with care; the cell as printed is kept beside what it was read as',
    ARRAY['Plan', 'What', '#Cells'],
    $query$SELECT ARRAY[d.plan, d.finding, d.cells::text] FROM %1$I.data_notes d WHERE d.plan_id = ANY ($1)$query$,
    plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'consistency_report', format('Ratings and dates that do not sit well together on %s: questions to ask, not errors', html_date(as_at)),
    ARRAY['~Ref', 'Action', '?Plan', 'Question', '*Rating', '~Quarter', '~Due'],
    $query$SELECT ARRAY[c.ref, c.title, CASE WHEN cardinality($1) > 1 THEN c.plan END, c.finding, c.plan_id || ':' || c.rating, c.quarter::text, html_date(c.current_due)]
             FROM %1$I.consistency_report($3) c
            WHERE c.plan_id = ANY ($1)
            ORDER BY c.plan, c.plan_id, c.finding, c.item_id$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'items', format('Items left out because they are no longer active on %s; they still count in the quarters that ended before', html_date(as_at)),
    ARRAY['~Ref', 'Action', '?Plan', 'State', '?~Since', '?Why'],
    $query$SELECT ARRAY[i.ref, i.title, CASE WHEN cardinality($1) > 1 THEN n.plan END, gone.state, html_date(gone.absent_from), gone.reason]
             FROM %1$I.items i JOIN %1$I.plan_names n ON n.plan_id = i.plan_id
             JOIN $query$ || report_absences(register) || $query$ gone
               ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND $3 BETWEEN gone.absent_from AND gone.absent_to AND gone.state IS NOT NULL
            WHERE i.plan_id = ANY ($1)
            ORDER BY n.plan, i.plan_id, i.code NULLS LAST, i.item_id$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'legends', 'The plans'' own words for ratings',
    ARRAY['?Plan', '~Cell', '*Read as', 'Printed as'],
    $query$SELECT ARRAY[CASE WHEN cardinality($1) > 1 THEN n.plan END, CASE WHEN l.word = '' THEN '(blank)' ELSE l.word END, l.rating::text, l.label]
             FROM %1$I.legends l JOIN %1$I.plan_names n ON n.plan_id = l.plan_id
            WHERE l.plan_id = ANY ($1)
            ORDER BY n.plan, l.plan_id, l.rating DESC NULLS LAST, l.word COLLATE "C"$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'imports', 'Files read',
    ARRAY['File', 'Kind', '#Rows read', '#Loaded', '#Unchanged', '#Refused'],
    $query$SELECT ARRAY[i.file_name, k.title, i.rows_read::text, i.rows_loaded::text, i.rows_unchanged::text, i.rows_refused::text]
             FROM %1$I.imports i JOIN %1$I.document_kinds k ON k.kind = i.kind
            WHERE k.plan_id IS NULL OR k.plan_id = ANY ($1) OR NOT EXISTS (SELECT FROM %1$I.items own WHERE own.plan_id = k.plan_id)
            ORDER BY i.import_id$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'import_errors', 'Cells refused',
    ARRAY['File', '#Line', 'Column', 'Cell', 'Why', 'What to write'],
    $query$SELECT ARRAY[i.file_name, e.line::text, e.column_name, e.value, e.reason, e.hint]
             FROM %1$I.import_errors e JOIN %1$I.imports i ON i.import_id = e.import_id JOIN %1$I.document_kinds k ON k.kind = i.kind
            WHERE k.plan_id IS NULL OR k.plan_id = ANY ($1) OR NOT EXISTS (SELECT FROM %1$I.items own WHERE own.plan_id = k.plan_id)
            ORDER BY e.import_id, e.error_number$query$, plan_ids, in_quarter, as_at) || E'\n'
  || '<h3>Key to the ratings</h3><dl class="key">'
  || (SELECT string_agg(format('<dt>%s</dt><dd>%s</dd>', html_rating(k.rating), coalesce(html_escape(meaning(k.rating)), 'nothing reported')), '' ORDER BY k.place)
        FROM unnest(ARRAY['R', 'AR', 'A', 'AG', 'G', 'S', 'B', NULL]::rag[]) WITH ORDINALITY k (rating, place))
  || '</dl>';

CREATE OR REPLACE FUNCTION register_history_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Keeping the history.

COMMENT ON TABLE item_states IS 'States of items, append-only: the latest recorded row of an item is what items says of it; an item without one was always active. On a day the row recorded last of those begun by then holds; the same state twice in a row is a correction of the former. item_absences has what follows. A change of items writes a row here, and a row here changes items.';
COMMENT ON COLUMN item_states.since IS 'Since when; NULL for an item that was always active. Of an item whose first state is active: when it began.';
COMMENT ON COLUMN items.state_since IS 'Since when it is in that state; on the days before, the states before it hold. Of an item that was never in another: since when it is in the plan.';

-- Staging is empty between imports, so whatever it holds is of the import that is running.
CREATE OR REPLACE FUNCTION history_time() RETURNS timestamptz
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce((SELECT i.recorded_at FROM imports i WHERE i.import_id = (SELECT max(c.import_id) FROM import_cells c)), now());
END;
COMMENT ON FUNCTION history_time() IS 'When what is being written became known: the day of the file that is being imported, or else now.';

CREATE OR REPLACE FUNCTION record_item_states() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  known_at timestamptz := history_time();
BEGIN
  -- Triggers of statements fire for no rows too, and these two call each other.
  IF NOT EXISTS (SELECT FROM new_rows) THEN
    RETURN NULL;
  END IF;
  IF tg_op = 'INSERT' THEN
    INSERT INTO item_states (item_id, state, since, reason, recorded_at)
    SELECT n.item_id, n.state, n.state_since, n.state_reason, coalesce(n.recorded_at, known_at) FROM new_rows n
    WHERE n.state <> 'active' OR n.state_since IS NOT NULL OR n.state_reason IS NOT NULL
    ORDER BY n.item_id;
  ELSE
    -- A row of item_states that changed the item is not written again; a file of an earlier day does not go behind what is recorded.
    INSERT INTO item_states (item_id, state, since, reason, recorded_at)
    SELECT n.item_id, n.state, n.state_since, n.state_reason, greatest(known_at, last.recorded_at)
    FROM new_rows n
    JOIN old_rows o ON o.item_id = n.item_id
    LEFT JOIN LATERAL (SELECT s.state, s.since, s.reason, s.recorded_at FROM item_states s WHERE s.item_id = n.item_id
                       ORDER BY s.recorded_at DESC, s.item_state_id DESC LIMIT 1) AS last ON true
    WHERE (n.state, n.state_since, n.state_reason) IS DISTINCT FROM (o.state, o.state_since, o.state_reason)
      AND (n.state, n.state_since, n.state_reason) IS DISTINCT FROM (last.state, last.since, last.reason)
    ORDER BY n.item_id;
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION record_item_states() IS 'Trigger of items: writes their states into item_states.';
CREATE OR REPLACE TRIGGER items_record_first_state AFTER INSERT ON items
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_item_states();
COMMENT ON TRIGGER items_record_first_state ON items IS 'An item that is not simply active from the start has a row of item_states.';
CREATE OR REPLACE TRIGGER items_record_state AFTER UPDATE ON items
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_item_states();
COMMENT ON TRIGGER items_record_state ON items IS 'A change of state is a new row of item_states.';

CREATE OR REPLACE FUNCTION apply_item_states() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows) THEN
    RETURN NULL;
  END IF;
  UPDATE items i SET state = last.state, state_since = last.since, state_reason = last.reason
  FROM (SELECT DISTINCT ON (s.item_id) s.item_id, s.state, s.since, s.reason
        FROM item_states s WHERE s.item_id IN (SELECT n.item_id FROM new_rows n)
        ORDER BY s.item_id, s.recorded_at DESC, s.item_state_id DESC) AS last
  WHERE i.item_id = last.item_id
    AND (i.state, i.state_since, i.state_reason) IS DISTINCT FROM (last.state, last.since, last.reason);
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION apply_item_states() IS 'Trigger of item_states: the latest recorded state of an item is the one items has.';
CREATE OR REPLACE TRIGGER item_states_apply AFTER INSERT ON item_states
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION apply_item_states();
COMMENT ON TRIGGER item_states_apply ON item_states IS 'Keeps items in step.';

CREATE OR REPLACE FUNCTION record_link_ends() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  known_at timestamptz := history_time();
BEGIN
  INSERT INTO link_ends (link_id, previous_valid_to, valid_to, recorded_at)
  SELECT n.link_id, o.valid_to, n.valid_to,
         greatest(known_at, n.recorded_at, (SELECT max(e.recorded_at) FROM link_ends e WHERE e.link_id = n.link_id))
  FROM new_rows n JOIN old_rows o ON o.link_id = n.link_id
  WHERE n.valid_to <> o.valid_to
  ORDER BY n.link_id;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION record_link_ends() IS 'Trigger of links: writes changes of their last days into link_ends.';
CREATE OR REPLACE TRIGGER links_record_end AFTER UPDATE ON links
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_link_ends();
COMMENT ON TRIGGER links_record_end ON links IS 'Ending a link is a new row of link_ends.';

-- What is refused.

CREATE OR REPLACE FUNCTION refuse_link_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF tg_op = 'UPDATE' THEN
    IF (NEW.link_id, NEW.from_item_id, NEW.from_node_id, NEW.to_item_id, NEW.to_node_id, NEW.relation, NEW.valid_from)
       IS NOT DISTINCT FROM (OLD.link_id, OLD.from_item_id, OLD.from_node_id, OLD.to_item_id, OLD.to_node_id, OLD.relation, OLD.valid_from) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% on "%.%" is refused: what a link said stays answerable', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation',
          DETAIL = 'Of a link only its last day changes: neither its ends nor its relation nor its first day, and it is never deleted.',
          HINT = 'End it with UPDATE ... SET valid_to = its last day (the day before valid_from if it never held), and INSERT the link that takes its place.';
END
$body$;
COMMENT ON FUNCTION refuse_link_change() IS 'Trigger of links: refuses all but ending them, for the owner too.';
CREATE OR REPLACE TRIGGER links_keep BEFORE DELETE OR TRUNCATE ON links FOR EACH STATEMENT EXECUTE FUNCTION refuse_link_change();
COMMENT ON TRIGGER links_keep ON links IS 'A link is ended, never deleted.';
CREATE OR REPLACE TRIGGER links_keep_ends BEFORE UPDATE ON links FOR EACH ROW EXECUTE FUNCTION refuse_link_change();
COMMENT ON TRIGGER links_keep_ends ON links IS 'Another link is another row.';

CREATE OR REPLACE FUNCTION refuse_history_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  RAISE EXCEPTION '% on "%.%" is refused: it is append-only', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation',
          DETAIL = 'What was once known or published stays answerable, so rows are never changed or removed.',
          HINT = CASE tg_table_name
                   WHEN 'item_states' THEN 'To correct a state, UPDATE items or INSERT a new row: the latest recorded one counts.'
                   WHEN 'link_ends' THEN 'It follows links: UPDATE ... SET valid_to there.'
                   ELSE 'To publish other figures, correct what they rest on and publish the quarter again: SELECT publish_quarter(plan, quarter, reason).' END;
END
$body$;
COMMENT ON FUNCTION refuse_history_change() IS 'Trigger: refuses UPDATE, DELETE and TRUNCATE of what was known and published, for the owner too.';
CREATE OR REPLACE TRIGGER item_states_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON item_states
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER item_states_append_only ON item_states IS 'A correction is a new row.';
CREATE OR REPLACE TRIGGER link_ends_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON link_ends
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER link_ends_append_only ON link_ends IS 'A correction is a new row.';
CREATE OR REPLACE TRIGGER publications_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON publications
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER publications_append_only ON publications IS 'Other figures are another edition.';
CREATE OR REPLACE TRIGGER published_items_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_items
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER published_items_append_only ON published_items IS 'Other figures are another edition.';
CREATE OR REPLACE TRIGGER published_nodes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_nodes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER published_nodes_append_only ON published_nodes IS 'Other figures are another edition.';
CREATE OR REPLACE TRIGGER published_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_links
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER published_links_append_only ON published_links IS 'Other figures are another edition.';
CREATE OR REPLACE TRIGGER publications_check_quarter BEFORE INSERT ON publications FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER publications_check_quarter ON publications IS 'One register, one fiscal calendar.';

-- Rows added to a publication later would change its figures too.  Its transaction is over as soon as now() has moved on.
CREATE OR REPLACE FUNCTION refuse_late_figures() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF EXISTS (SELECT FROM publications p WHERE p.publication_id IN (SELECT n.publication_id FROM new_rows n) AND p.published_at <> now()) THEN
    RAISE EXCEPTION 'INSERT into "%.%" is refused: the publication is closed', tg_table_schema, tg_table_name
      USING ERRCODE = 'restrict_violation', DETAIL = 'A publication gets its figures once, when publish_quarter makes it.',
            HINT = 'Publish the quarter again: SELECT publish_quarter(plan, quarter, reason).';
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION refuse_late_figures() IS 'Trigger: refuses figures added to a publication after it was made.';
CREATE OR REPLACE TRIGGER publications_closed AFTER INSERT ON publications
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_figures();
COMMENT ON TRIGGER publications_closed ON publications IS 'Nothing is published in the past.';
CREATE OR REPLACE TRIGGER published_items_closed AFTER INSERT ON published_items
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_figures();
COMMENT ON TRIGGER published_items_closed ON published_items IS 'A publication gets its figures once.';
CREATE OR REPLACE TRIGGER published_nodes_closed AFTER INSERT ON published_nodes
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_figures();
COMMENT ON TRIGGER published_nodes_closed ON published_nodes IS 'A publication gets its figures once.';
CREATE OR REPLACE TRIGGER published_links_closed AFTER INSERT ON published_links
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_figures();
COMMENT ON TRIGGER published_links_closed ON published_links IS 'A publication gets its figures once.';

-- A closed plan is a frozen year, but it reports every quarter that begins before the plan that takes its place counts.
CREATE OR REPLACE FUNCTION refuse_closed_plan() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  changed text := CASE tg_op WHEN 'INSERT' THEN 'TABLE new_rows' WHEN 'DELETE' THEN 'TABLE old_rows'
                             ELSE 'TABLE old_rows UNION ALL TABLE new_rows' END;
  of_items text := 'SELECT i.plan_id FROM (%s) c JOIN items i ON i.item_id = c.item_id';
  of_links text := 'SELECT i.plan_id FROM (%1$s) c JOIN items i ON i.item_id IN (c.from_item_id, c.to_item_id)
                    UNION ALL SELECT n.plan_id FROM (%1$s) c JOIN nodes n ON n.node_id IN (c.from_node_id, c.to_node_id)';
  closed text;
  successor text;
BEGIN
  IF NOT EXISTS (SELECT FROM plans p WHERE p.state = 'closed') THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT p.plan, (SELECT min(n.plan) FROM plans s JOIN plan_names n ON n.plan_id = s.plan_id WHERE s.supersedes_plan_id = p.plan_id)
                  FROM plan_names p JOIN plans c ON c.plan_id = p.plan_id
                  WHERE c.state = ''closed'' AND p.plan_id IN (%s) LIMIT 1',
                 format(CASE tg_table_name
                          WHEN 'ratings' THEN of_items || ' WHERE NOT EXISTS (SELECT FROM publications x
                                                              WHERE x.plan_id = i.plan_id AND x.quarter = c.quarter)
                                                              AND coalesce(start_date(c.quarter) >= (SELECT min(s.counts_from) FROM plans s
                                                                                                     WHERE s.supersedes_plan_id = i.plan_id), true)'
                          WHEN 'due_dates' THEN of_items
                          WHEN 'links' THEN of_links
                          ELSE 'SELECT c.plan_id FROM (%s) c' END, changed)) INTO closed, successor;
  IF closed IS NOT NULL THEN
    RAISE EXCEPTION '% on "%.%" is refused: the plan "%" is closed', tg_op, tg_table_schema, tg_table_name, closed
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = CASE tg_table_name WHEN 'ratings' THEN 'A closed plan takes corrections of the quarters it has published, ratings of quarters that begin before the plan that takes its place counts, and no others.'
                                        ELSE 'The items, nodes, links and deadlines of a closed plan stay as they are.' END,
            HINT = coalesce(format('Record it for the plan "%s", which takes its place, or open', successor), 'Open')
                   || ' the plan again: UPDATE plans SET state = ''live''.';
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION refuse_closed_plan() IS 'Trigger: refuses changes of what a closed plan is made of; corrections of ratings it has published are taken, and ratings of quarters that begin before the plan that takes its place counts.';

DO $closed$
DECLARE
  target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['items', 'nodes', 'links', 'due_dates', 'ratings'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_closed_plan_insert AFTER INSERT ON %1$I
                    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan()', target);
    EXECUTE format('COMMENT ON TRIGGER %1$s_closed_plan_insert ON %1$I IS %2$L', target, 'A closed plan gets nothing new.');
    -- Due dates and ratings never change; links are never deleted.
    CONTINUE WHEN target IN ('due_dates', 'ratings');
    EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_closed_plan_update AFTER UPDATE ON %1$I
                    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan()', target);
    EXECUTE format('COMMENT ON TRIGGER %1$s_closed_plan_update ON %1$I IS %2$L', target, 'A closed plan stays as it is.');
    CONTINUE WHEN target = 'links';
    EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_closed_plan_delete AFTER DELETE ON %1$I
                    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan()', target);
    EXECUTE format('COMMENT ON TRIGGER %1$s_closed_plan_delete ON %1$I IS %2$L', target, 'A closed plan loses nothing.');
  END LOOP;
END
$closed$;

-- What is reported before the handover is the old plan's: of a plan that does not count yet it would be in no report.
CREATE OR REPLACE FUNCTION refuse_early_ratings() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  early record;
BEGIN
  IF NOT EXISTS (SELECT FROM plans p WHERE p.counts_from > '-infinity') THEN
    RETURN NULL;
  END IF;
  SELECT c.quarter, p.counts_from, n.plan, o.plan AS old_plan INTO early
  FROM new_rows c
  JOIN items i ON i.item_id = c.item_id
  JOIN plans p ON p.plan_id = i.plan_id
  JOIN plan_names n ON n.plan_id = p.plan_id
  LEFT JOIN plan_names o ON o.plan_id = p.supersedes_plan_id
  WHERE end_date(c.quarter) < p.counts_from
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% on "%.%" is refused: the plan "%" counts from %', tg_op, tg_table_schema, tg_table_name, early.plan, to_char(early.counts_from, 'YYYY-MM-DD')
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('%s ends on %s, before that day.', early.quarter, to_char(end_date(early.quarter), 'YYYY-MM-DD')),
            HINT = coalesce(format('Record it for the plan "%s", whose place it takes.', early.old_plan),
                            'If the plan counts from an earlier day: UPDATE plans SET counts_from.');
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION refuse_early_ratings() IS 'Trigger: refuses ratings of a plan for a quarter that ends before plans.counts_from: until then the plan whose place it takes is reported.';
CREATE OR REPLACE TRIGGER ratings_early_insert AFTER INSERT ON ratings
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_early_ratings();
COMMENT ON TRIGGER ratings_early_insert ON ratings IS 'A plan reports no quarter before it counts.';

-- As known.

CREATE OR REPLACE FUNCTION end_of_day(day date) RETURNS timestamptz
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (day + 1)::timestamptz - interval '1 microsecond';
COMMENT ON FUNCTION end_of_day(date) IS 'The last moment of a day, in the session''s time zone.';

-- The few quarters there are come from the index of ratings, one step each: this costs plans times quarters, however many ratings there are.
CREATE OR REPLACE FUNCTION plan_quarters_as_known(known_at timestamptz)
  RETURNS TABLE (plan_id bigint, quarter quarter, previous_quarter quarter, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH RECURSIVE quarters AS (
    SELECT (SELECT min(r.quarter) FROM ratings r) AS quarter
    UNION ALL
    SELECT (SELECT min(r.quarter) FROM ratings r WHERE r.quarter > q.quarter)
      FROM quarters q
     WHERE q.quarter IS NOT NULL
  )
  SELECT reported.plan_id,
         reported.quarter,
         lag(reported.quarter) OVER in_time,
         lead(reported.quarter) OVER in_time IS NULL
    FROM (SELECT p.plan_id, q.quarter
            FROM plans p
           CROSS JOIN quarters q
           -- That there is a quarter, in words of which the planner expects fewer rows.
           WHERE start_date(q.quarter) <= 'infinity'
             AND (p.counts_from IS NULL OR p.counts_from <= end_date(q.quarter))
             AND EXISTS (SELECT FROM items i
                          CROSS JOIN LATERAL (SELECT FROM ratings r
                                               WHERE r.item_id = i.item_id AND r.quarter = q.quarter
                                                 AND r.recorded_at <= plan_quarters_as_known.known_at
                                               LIMIT 1) rated
                          WHERE i.plan_id = p.plan_id)) reported
  WINDOW in_time AS (PARTITION BY reported.plan_id ORDER BY reported.quarter);
END;
COMMENT ON FUNCTION plan_quarters_as_known(timestamptz) IS 'plan_quarters as it was at that moment.';

-- The rules are those of item_quarters (sql/33), over rows recorded by then: an item that nothing was recorded of is not there.
CREATE OR REPLACE FUNCTION known_item_quarters(known_at timestamptz, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, item_id bigint, quarter quarter, is_latest boolean, previous_quarter quarter,
                 state text, state_since date, state_reason text, item_state_id bigint,
                 rating rag, rating_id bigint, previous_rating rag, previous_rating_id bigint, movement text,
                 commentary text, corrective_action text, recorded_at timestamptz,
                 baseline_due date, current_due date, due_date_id bigint, revisions bigint,
                 level text, ref text, title text, code plan_code)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id, i.item_id, pq.quarter, coalesce(pq.is_latest, true), pq.previous_quarter,
         coalesce(stood.state, 'active'), stood.since, stood.reason, stood.item_state_id,
         now.rating, now.rating_id, before.rating, before.rating_id,
         CASE WHEN pq.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END,
         now.commentary, now.corrective_action, now.recorded_at,
         CASE WHEN isfinite(deadlines.due[1]) THEN deadlines.due[1] END,
         CASE WHEN isfinite(deadlines.due[deadlines.number]) THEN deadlines.due[deadlines.number] END,
         deadlines.due_date_id[deadlines.number],
         greatest(deadlines.number - 1, 0),
         i.level, i.ref, i.title, i.code
    FROM items i
    LEFT JOIN plan_quarters_as_known(known_item_quarters.known_at) pq ON pq.plan_id = i.plan_id
    LEFT JOIN LATERAL (SELECT s.item_state_id, s.state, s.since, s.reason
                         FROM item_states s
                        WHERE s.item_id = i.item_id AND s.recorded_at <= known_item_quarters.known_at
                        ORDER BY s.recorded_at DESC, s.item_state_id DESC
                        LIMIT 1) stood ON true
    LEFT JOIN LATERAL (SELECT r.rating_id, r.rating, r.commentary, r.corrective_action, r.recorded_at
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = pq.quarter AND r.recorded_at <= known_item_quarters.known_at
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
    LEFT JOIN LATERAL (SELECT r.rating_id, r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = pq.previous_quarter AND r.recorded_at <= known_item_quarters.known_at
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) before ON true
   CROSS JOIN LATERAL (SELECT array_agg(d.due) AS due, array_agg(d.due_date_id) AS due_date_id, count(*) AS number
                         FROM (SELECT r.due, r.due_date_id
                                 FROM due_dates r
                                WHERE r.item_id = i.item_id AND r.milestone = 'due' AND r.recorded_at <= known_item_quarters.known_at
                                ORDER BY r.revision) d) deadlines
   -- Most items have no state recorded: only of the others absences are worked out.
   WHERE (stood.item_state_id IS NULL
          OR NOT EXISTS (SELECT FROM item_absences_as_known(known_item_quarters.known_at) gone
                          WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                            AND coalesce(end_date(pq.quarter), known_item_quarters.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to))
     AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(known_item_quarters.as_at) c))
     AND (coalesce(i.recorded_at, '-infinity') <= known_item_quarters.known_at
          OR EXISTS (SELECT FROM ratings r WHERE r.item_id = i.item_id AND r.recorded_at <= known_item_quarters.known_at));
END;
COMMENT ON FUNCTION known_item_quarters(timestamptz, date) IS 'item_quarters_as_known, with what items says of the item.';

CREATE OR REPLACE FUNCTION item_quarters_as_known(known_at timestamptz, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, item_id bigint, quarter quarter, is_latest boolean, previous_quarter quarter,
                 state text, state_since date, state_reason text, item_state_id bigint,
                 rating rag, rating_id bigint, previous_rating rag, previous_rating_id bigint, movement text,
                 commentary text, corrective_action text, recorded_at timestamptz,
                 baseline_due date, current_due date, due_date_id bigint, revisions bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT k.plan_id, k.item_id, k.quarter, k.is_latest, k.previous_quarter, k.state, k.state_since, k.state_reason, k.item_state_id,
         k.rating, k.rating_id, k.previous_rating, k.previous_rating_id, k.movement, k.commentary, k.corrective_action, k.recorded_at,
         k.baseline_due, k.current_due, k.due_date_id, k.revisions
    FROM known_item_quarters(item_quarters_as_known.known_at, item_quarters_as_known.as_at) k;
END;
COMMENT ON FUNCTION item_quarters_as_known(timestamptz, date) IS
  'item_quarters as it was at that moment, with the deadlines and states known then and the keys of the rows that say so. Items known by then count if they were active, as known then, on the last day of the quarter; without a quarter, on as_at.';

CREATE OR REPLACE FUNCTION as_known_on(day date)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, item_id bigint, level text, ref text, title text,
                 state text, state_since date, rating rag, previous_quarter quarter, previous_rating rag, movement text,
                 baseline_due date, current_due date, revisions bigint, slippage_days integer, overdue boolean,
                 commentary text, corrective_action text, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.is_latest, iq.item_id, iq.level, iq.ref, iq.title,
         iq.state, iq.state_since, iq.rating, iq.previous_quarter, iq.previous_rating, iq.movement,
         iq.baseline_due, iq.current_due, iq.revisions, iq.current_due - iq.baseline_due,
         coalesce(iq.current_due < as_known_on.day, false) AND coalesce(iq.rating <> 'B', true),
         iq.commentary, iq.corrective_action, iq.recorded_at
    FROM known_item_quarters(end_of_day(as_known_on.day), as_known_on.day) iq
    JOIN (SELECT n.plan_id, n.plan, row_number() OVER (ORDER BY n.plan, n.plan_id) AS place FROM plan_names n) p ON p.plan_id = iq.plan_id
   ORDER BY p.place, iq.quarter NULLS FIRST, iq.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION as_known_on(date) IS
  'One row per item and quarter in which its plan had reported by the end of that day (one without a quarter where it never had): the rating, movement, deadline in force and state as known then, later corrections left out. Items that were active on the last day of the quarter, as known then. Wording and plan are those of today. Restrict it by plan_id and quarter in WHERE.';

-- All items are counted once, and from each quarter those that do not count in it are taken away.
CREATE OR REPLACE FUNCTION progress_as_known_on(day date)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, tally rag_tally, total bigint, complete bigint,
                 green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
  SET jit = off
BEGIN ATOMIC
  WITH gone AS MATERIALIZED (
    SELECT a.plan_id, a.item_id, a.absent_from, a.absent_to
      FROM item_absences_as_known(end_of_day(progress_as_known_on.day)) a
  ), known AS (
    SELECT i.item_id, i.plan_id
      FROM items i
     WHERE (coalesce(i.recorded_at, '-infinity') <= end_of_day(progress_as_known_on.day)
            OR EXISTS (SELECT FROM ratings r WHERE r.item_id = i.item_id AND r.recorded_at <= end_of_day(progress_as_known_on.day)))
       AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(progress_as_known_on.day) c))
  ), reported AS (
    SELECT k.plan_id, pq.quarter, coalesce(pq.is_latest, true) AS is_latest, coalesce(end_date(pq.quarter), progress_as_known_on.day) AS day, k.items
      FROM (SELECT known.plan_id, count(*) AS items FROM known GROUP BY known.plan_id) k
      LEFT JOIN plan_quarters_as_known(end_of_day(progress_as_known_on.day)) pq ON pq.plan_id = k.plan_id
  ), away AS (
    SELECT r.plan_id, r.quarter, count(*) AS items
      FROM reported r
      JOIN gone ON gone.plan_id = r.plan_id AND r.day BETWEEN gone.absent_from AND gone.absent_to
      JOIN known ON known.item_id = gone.item_id
     GROUP BY r.plan_id, r.quarter
  ), spoken AS (
    SELECT DISTINCT ON (r.item_id, r.quarter) r.item_id, r.quarter, r.rating
      FROM ratings r
     WHERE r.recorded_at <= end_of_day(progress_as_known_on.day)
     ORDER BY r.item_id DESC, r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
  ), rated AS (
    SELECT n.plan_id, n.quarter, sum((coalesce(n.rating::text, '?') || n.items)::rag_tally) AS tally
      FROM (SELECT i.plan_id, r.quarter, r.rating, count(*) AS items
              FROM spoken r
              JOIN items i ON i.item_id = r.item_id
             WHERE NOT EXISTS (SELECT FROM gone WHERE gone.item_id = r.item_id AND end_date(r.quarter) BETWEEN gone.absent_from AND gone.absent_to)
             GROUP BY i.plan_id, r.quarter, r.rating) n
     GROUP BY n.plan_id, n.quarter
  )
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.tally, total(t.tally), complete(t.tally), green(t.tally), amber_green(t.tally),
         amber(t.tally), amber_red(t.tally), red(t.tally), scheduled(t.tally), unrated(t.tally), percent_complete(t.tally), overall(t.tally),
         rated(t.tally), live(t.tally), percent_complete(t.tally, 'rated')
    FROM (SELECT c.plan_id, c.quarter, c.is_latest, c.items,
                 CASE WHEN r.tally IS NULL THEN ('?' || c.items)::rag_tally
                      WHEN c.items > total(r.tally) THEN r.tally + ('?' || (c.items - total(r.tally)))::rag_tally
                      ELSE r.tally END AS tally
            FROM (SELECT e.plan_id, e.quarter, e.is_latest, e.items - coalesce(a.items, 0) AS items
                    FROM reported e
                    LEFT JOIN away a ON a.plan_id = e.plan_id AND (a.quarter = e.quarter OR (a.quarter IS NULL AND e.quarter IS NULL))) c
            LEFT JOIN rated r ON r.plan_id = c.plan_id AND r.quarter = c.quarter
           WHERE c.items > 0) t
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST;
END;
COMMENT ON FUNCTION progress_as_known_on(date) IS
  'progress_report as it stood at the end of that day: one row per plan and quarter reported by then; percentages are of all items that counted then, not rated ones included.';

CREATE OR REPLACE FUNCTION links_as_known(known_at timestamptz)
  RETURNS TABLE (link_id bigint, from_item_id bigint, from_node_id bigint, to_item_id bigint, to_node_id bigint, relation text,
                 valid_from date, valid_to date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.link_id, l.from_item_id, l.from_node_id, l.to_item_id, l.to_node_id, l.relation, l.valid_from,
         coalesce(later.previous_valid_to, l.valid_to)
    FROM links l
    LEFT JOIN (SELECT DISTINCT ON (e.link_id) e.link_id, e.previous_valid_to
                 FROM link_ends e
                WHERE e.recorded_at > links_as_known.known_at
                ORDER BY e.link_id, e.recorded_at, e.link_end_id) later ON later.link_id = l.link_id
   WHERE coalesce(l.recorded_at, '-infinity') <= links_as_known.known_at;
END;
COMMENT ON FUNCTION links_as_known(timestamptz) IS 'links as they were at that moment: those recorded by then, with the last day known then.';

CREATE OR REPLACE FUNCTION rollup_as_known_on(day date, in_quarter quarter DEFAULT NULL, of_plans bigint[] DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text,
                 by_link rag_tally, distinct_items rag_tally, items_by_link bigint, items_distinct bigint,
                 percent_complete numeric, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
  SET jit = off
BEGIN ATOMIC
  WITH turned AS (
    SELECT CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END AS item_id,
           CASE rel.child_end WHEN 'from' THEN l.from_node_id ELSE l.to_node_id END AS child_node_id,
           CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END AS node_id
      FROM links_as_known(end_of_day(rollup_as_known_on.day)) l
      JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
     WHERE coalesce(end_date(rollup_as_known_on.in_quarter), rollup_as_known_on.day) BETWEEN l.valid_from AND l.valid_to
       AND CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END IS NOT NULL
  ), rated AS MATERIALIZED (
    -- Materialised: rated once per item, not once per link of it.
    SELECT i.item_id, now.rating
      FROM items i
      LEFT JOIN plan_quarters_as_known(end_of_day(rollup_as_known_on.day)) pq ON pq.plan_id = i.plan_id AND pq.is_latest
      LEFT JOIN LATERAL (SELECT r.rating
                           FROM ratings r
                          WHERE r.item_id = i.item_id AND r.quarter = coalesce(rollup_as_known_on.in_quarter, pq.quarter)
                            AND r.recorded_at <= end_of_day(rollup_as_known_on.day)
                          ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                          LIMIT 1) now ON true
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(coalesce(end_date(rollup_as_known_on.in_quarter), rollup_as_known_on.day)) c))
       AND (rollup_as_known_on.of_plans IS NULL OR i.plan_id = ANY (rollup_as_known_on.of_plans))
       AND NOT EXISTS (SELECT FROM item_absences_as_known(end_of_day(rollup_as_known_on.day)) gone
                        WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                          AND (rollup_as_known_on.of_plans IS NULL OR gone.plan_id = ANY (rollup_as_known_on.of_plans))
                          AND coalesce(end_date(rollup_as_known_on.in_quarter), rollup_as_known_on.day) BETWEEN gone.absent_from AND gone.absent_to)
       AND (coalesce(i.recorded_at, '-infinity') <= end_of_day(rollup_as_known_on.day)
            OR EXISTS (SELECT FROM ratings r WHERE r.item_id = i.item_id AND r.recorded_at <= end_of_day(rollup_as_known_on.day)))
  )
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
                 FROM (SELECT outcome_rollup((SELECT linkage(t.child_node_id, t.node_id) FROM turned t WHERE t.child_node_id IS NOT NULL),
                                             il.node_id, il.item_id, r.rating) AS nodes
                         FROM rated r
                         JOIN turned il ON il.item_id = r.item_id) s
                CROSS JOIN LATERAL unnest(s.nodes) u) rolled ON rolled.node = n.node_id
   WHERE rollup_as_known_on.day IS NOT NULL
     AND (rollup_as_known_on.in_quarter IS NULL OR checked_quarter(rollup_as_known_on.in_quarter) IS NOT NULL)
     AND (rollup_as_known_on.of_plans IS NULL OR checked_plans(rollup_as_known_on.of_plans) IS NOT NULL)
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION rollup_as_known_on(date, quarter, bigint[]) IS
  'The rollup as it stood at the end of that day: one row per node, zeros included, over the ratings, states and links known then. A quarter: its ratings (an item without one is unrated), items active and links holding on its last day; no quarter: the latest each plan had reported, items active and links holding on that day. Do not add across nodes.';

CREATE OR REPLACE FUNCTION checked_states(states text[]) RETURNS text[]
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  known CONSTANT text[] := ARRAY['active', 'withdrawn', 'superseded', 'merged', 'deferred'];
  unknown text := (SELECT s FROM unnest(states) s WHERE s IS NULL OR s <> ALL (known) LIMIT 1);
BEGIN
  IF NOT states <@ known THEN
    RAISE EXCEPTION 'unknown state "%"', coalesce(unknown, 'NULL')
      USING ERRCODE = 'invalid_parameter_value', HINT = format('States are %s.', array_to_string(known, ', '));
  END IF;
  RETURN states;
END
$body$;
COMMENT ON FUNCTION checked_states(text[]) IS 'The states themselves, or an error if one is not a state of items.';

CREATE OR REPLACE FUNCTION progress_on(as_at date DEFAULT CURRENT_DATE, states text[] DEFAULT '{active}')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, counted_states text[], tally rag_tally, total bigint, complete bigint,
                 green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, progress_on.states, t.tally, total(t.tally), complete(t.tally), green(t.tally), amber_green(t.tally),
         amber(t.tally), amber_red(t.tally), red(t.tally), scheduled(t.tally), unrated(t.tally), percent_complete(t.tally), overall(t.tally),
         rated(t.tally), live(t.tally), percent_complete(t.tally, 'rated')
    FROM (SELECT i.plan_id, latest.quarter, tally(now.rating) AS tally
            FROM items i
            LEFT JOIN (SELECT pq.plan_id, max(pq.quarter) AS quarter
                         FROM plan_quarters pq
                        WHERE start_date(pq.quarter) <= coalesce(progress_on.as_at, CURRENT_DATE)
                        GROUP BY pq.plan_id) latest ON latest.plan_id = i.plan_id
            LEFT JOIN LATERAL (SELECT r.rating
                                 FROM ratings r
                                WHERE r.item_id = i.item_id AND r.quarter = latest.quarter
                                ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                                LIMIT 1) now ON true
            LEFT JOIN item_absences gone ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(progress_on.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
           WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(progress_on.as_at) c))
             AND CASE WHEN gone.item_id IS NULL THEN 'active' ELSE gone.state END = ANY (checked_states(progress_on.states))
           GROUP BY i.plan_id, latest.quarter) t
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id;
END;
COMMENT ON FUNCTION progress_on(date, text[]) IS
  'One row per plan: its items that were in one of these states on that day, by their rating in the latest quarter it reports of those begun by then, as known now. Percentages are of all items so chosen, not rated ones included.';

-- Publishing.

CREATE OR REPLACE FUNCTION plan_named(name text) RETURNS bigint
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found bigint[] := ARRAY(SELECT p.plan_id FROM plan_names p WHERE normal_name(p.plan) = normal_name(name));
BEGIN
  IF found = '{}' THEN
    found := ARRAY(SELECT p.plan_id FROM plans p WHERE normal_name(p.title) = normal_name(name));
  END IF;
  IF cardinality(found) = 1 THEN
    RETURN found[1];
  END IF;
  RAISE EXCEPTION '%', format(CASE found WHEN '{}' THEN 'there is no plan "%s"' ELSE 'several plans are called "%s"' END, name)
    USING ERRCODE = CASE found WHEN '{}' THEN 'undefined_object' ELSE 'ambiguous_parameter' END,
          DETAIL = 'Plans: ' || coalesce((SELECT string_agg(quote_ident(p.plan), ', ' ORDER BY p.plan) FROM plan_names p), 'none') || '.',
          HINT = 'Write the name as the view plan_names has it: the title and, where there is one, the version in parentheses.';
END
$body$;
COMMENT ON FUNCTION plan_named(text) IS 'The plan of that name (title and version, or a title that only one has), without regard to case and blanks; an error if there is none or several.';

CREATE OR REPLACE VIEW turned_links WITH (security_invoker = true) AS
SELECT l.link_id, l.from_item_id AS item_id, l.from_node_id AS child_node_id, l.to_node_id AS node_id, l.relation, l.valid_from, l.valid_to
  FROM links l
  JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
 WHERE l.to_node_id IS NOT NULL
UNION ALL
SELECT l.link_id, l.to_item_id, l.to_node_id, l.from_node_id, l.relation, l.valid_from, l.valid_to
  FROM links l
  JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'to'
 WHERE l.from_node_id IS NOT NULL;
COMMENT ON VIEW turned_links IS 'One row per link that rolls up, past ones included, turned so that the child, an item or a node, comes before the parent node.';

-- Until the server's own analysis comes by, reports would plan for the few rows there were: minutes instead of a second.
CREATE OR REPLACE FUNCTION renew_statistics(relation regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF (SELECT pg_relation_size(c.oid) > 2 * greatest(c.relpages, 1)::bigint * current_setting('block_size')::integer AND pg_has_role(c.relowner, 'USAGE')
        FROM pg_class c WHERE c.oid = relation) THEN
    EXECUTE format('ANALYZE %s', relation);
  END IF;
END
$body$;
COMMENT ON FUNCTION renew_statistics(regclass) IS 'Has the server analyse a table that has more than doubled since it last did, if the caller has the rights of its owner.';

CREATE OR REPLACE FUNCTION publish_quarter(plan text, in_quarter quarter, note text DEFAULT NULL) RETURNS publications
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  of_plan CONSTANT bigint := plan_named(plan);
  run publications;
BEGIN
  IF of_plan IS NULL OR in_quarter IS NULL THEN
    RAISE EXCEPTION 'publish_quarter needs a plan and a quarter'
      USING ERRCODE = 'null_value_not_allowed', HINT = 'SELECT * FROM publish_quarter(plan, quarter, note)';
  END IF;
  PERFORM checked_quarter(in_quarter);
  -- Two at once would both make the same edition.
  PERFORM pg_advisory_xact_lock(hashint8extended(of_plan, 'publications'::regclass::oid::bigint));
  SELECT NULL, of_plan, pq.quarter, NULL, pq.previous_quarter, end_date(pq.quarter), note, now(), current_user INTO run
  FROM plan_quarters pq WHERE pq.plan_id = of_plan AND pq.quarter = in_quarter;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the plan "%" reports nothing for %', plan, in_quarter
      USING ERRCODE = 'no_data_found',
            DETAIL = 'It reports for: ' || coalesce((SELECT string_agg(pq.quarter::text, ', ' ORDER BY pq.quarter) FROM plan_quarters pq WHERE pq.plan_id = of_plan), 'no quarter') || '.',
            HINT = 'Record its ratings first.';
  END IF;
  run.edition := 1 + coalesce((SELECT max(p.edition) FROM publications p WHERE p.plan_id = of_plan AND p.quarter = in_quarter), 0);
  IF run.edition > 1 AND coalesce(trim_cell(note), '') = '' THEN
    RAISE EXCEPTION '% of the plan "%" is published already', in_quarter, plan
      USING ERRCODE = 'unique_violation', DETAIL = format('Edition %s stays as it is; a further edition needs a reason.', run.edition - 1),
            HINT = format('SELECT * FROM publish_quarter(%L, %L, ''why there is another edition''); the view restatements shows what has changed.', plan, in_quarter::text);
  END IF;
  INSERT INTO publications (plan_id, quarter, edition, previous_quarter, links_at, note)
  VALUES (run.plan_id, run.quarter, run.edition, run.previous_quarter, run.links_at, run.note)
  RETURNING * INTO run;

  -- One statement, one snapshot: items, nodes and links fit together whatever others are writing.
  WITH counted AS (
    INSERT INTO published_items (publication_id, item_id, level, ref, title, state, item_state_id, rating, rating_id, previous_rating,
                                 previous_rating_id, movement, baseline_due, current_due, due_date_id, revisions)
    SELECT run.publication_id, iq.item_id, i.level, i.ref, i.title, iq.state, iq.item_state_id, iq.rating, iq.rating_id, iq.previous_rating,
           iq.previous_rating_id, iq.movement, iq.baseline_due, iq.current_due, iq.due_date_id, iq.revisions
    FROM item_quarters_as_known('infinity') iq JOIN items i ON i.item_id = iq.item_id
    WHERE iq.plan_id = of_plan AND iq.quarter = in_quarter
    RETURNING item_id, rating
  ), held AS MATERIALIZED (
    SELECT l.link_id, l.item_id, l.child_node_id, l.node_id FROM turned_links l WHERE run.links_at BETWEEN l.valid_from AND l.valid_to
  ), rolled AS MATERIALIZED (
    SELECT u.node, u.by_link, u.distinct_items
    FROM (SELECT outcome_rollup((SELECT linkage(h.child_node_id, h.node_id) FROM held h WHERE h.child_node_id IS NOT NULL),
                                h.node_id, c.item_id, c.rating) AS nodes
          FROM counted c JOIN held h ON h.item_id = c.item_id) s, unnest(s.nodes) u
    WHERE total(u.by_link) > 0
  ), nodes_published AS (
    INSERT INTO published_nodes (publication_id, node_id, level, ref, title, by_link, distinct_items)
    SELECT run.publication_id, n.node_id, n.level, n.ref, n.title, coalesce(r.by_link, '0'), coalesce(r.distinct_items, '0')
    FROM nodes n LEFT JOIN rolled r ON r.node = n.node_id
    WHERE r.node IS NOT NULL OR n.plan_id = of_plan
  )
  INSERT INTO published_links (publication_id, link_id, item_id, child_node_id, node_id)
  SELECT run.publication_id, h.link_id, h.item_id, h.child_node_id, h.node_id
  FROM held h
  WHERE h.item_id IN (SELECT c.item_id FROM counted c) OR h.child_node_id IN (SELECT r.node FROM rolled r);
  PERFORM renew_statistics(t.relation) FROM unnest(ARRAY['published_items', 'published_nodes', 'published_links']::regclass[]) t (relation);
  RETURN run;
END
$body$;
COMMENT ON FUNCTION publish_quarter(text, quarter, text) IS
  'Freezes a quarter of a plan as it stands: items, ratings, movements, deadlines, nodes by link and distinct, and the links they rest on. Publishing it again makes the next edition, for which a reason is asked; the former stays.';

CREATE OR REPLACE VIEW publication_editions WITH (security_invoker = true) AS
SELECT p.publication_id, p.plan_id, n.plan, p.quarter, p.edition, p.previous_quarter, p.links_at, p.note, p.published_at, p.published_by,
       lead(p.publication_id) OVER editions AS next_publication_id,
       lead(p.publication_id) OVER editions IS NULL AS is_last_edition
  FROM publications p
  JOIN plan_names n ON n.plan_id = p.plan_id
WINDOW editions AS (PARTITION BY p.plan_id, p.quarter ORDER BY p.edition);
COMMENT ON VIEW publication_editions IS 'One row per publication, with the edition that took its place.';

CREATE OR REPLACE VIEW published_report WITH (security_invoker = true) AS
SELECT e.publication_id, e.plan_id, e.plan, e.quarter, e.edition, e.is_last_edition, e.published_at, e.published_by, e.note,
       i.item_id, i.level, i.ref, i.title, i.state, i.rating,
       coalesce(own.label, label(i.rating)) AS rating_label,
       e.previous_quarter, i.previous_rating, i.movement, i.baseline_due, i.current_due, i.revisions, r.commentary, r.corrective_action
  FROM publication_editions e
  JOIN published_items i ON i.publication_id = e.publication_id
  LEFT JOIN ratings r ON r.rating_id = i.rating_id
  LEFT JOIN plan_legends own ON own.plan_id = e.plan_id AND own.rating = i.rating
 ORDER BY e.plan, e.plan_id, e.quarter, e.edition, try_plan_code(i.ref) NULLS LAST, i.item_id;
COMMENT ON VIEW published_report IS 'One row per publication and item it counts, every edition: the figures as published, whatever was recorded since.';

-- Not SETOF the view: pg_upgrade would make the view before the function, and so before the operator classes it needs.
CREATE OR REPLACE FUNCTION published_report(in_plan text, in_quarter quarter, of_edition integer DEFAULT NULL)
  RETURNS TABLE (publication_id bigint, plan_id bigint, plan text, quarter quarter, edition integer, is_last_edition boolean, published_at timestamptz, published_by text,
                 note text, item_id bigint, level text, ref text, title text, state text, rating rag, rating_label text, previous_quarter quarter,
                 previous_rating rag, movement text, baseline_due date, current_due date, revisions bigint, commentary text, corrective_action text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT r.*
    FROM published_report r
   WHERE r.plan_id = plan_named(in_plan)
     AND r.quarter = checked_quarter(in_quarter)
     AND CASE WHEN of_edition IS NULL THEN r.is_last_edition ELSE r.edition = of_edition END
   ORDER BY try_plan_code(r.ref) NULLS LAST, r.item_id;
END;
COMMENT ON FUNCTION published_report(text, quarter, integer) IS 'The published figures of a plan''s quarter, one row per item it counts: of that edition or, without one, of the last.';

CREATE OR REPLACE VIEW published_progress WITH (security_invoker = true) AS
SELECT e.publication_id, e.plan_id, e.plan, e.quarter, e.edition, e.is_last_edition, e.published_at, e.published_by, e.note, t.tally,
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
  FROM publication_editions e
  LEFT JOIN (SELECT i.publication_id, tally(i.rating) AS tally FROM published_items i GROUP BY i.publication_id) t
    ON t.publication_id = e.publication_id
 ORDER BY e.plan, e.plan_id, e.quarter, e.edition;
COMMENT ON VIEW published_progress IS 'One row per publication, every edition: how many of the items it counts have which rating, as published; percentages are of all of them, not rated ones included.';

CREATE OR REPLACE VIEW published_node_report WITH (security_invoker = true) AS
SELECT e.publication_id, e.plan_id, e.plan, e.quarter, e.edition, e.is_last_edition, e.published_at,
       n.node_id, n.level, n.ref, n.title, n.by_link, n.distinct_items,
       total(n.by_link) AS items_by_link,
       total(n.distinct_items) AS items_distinct,
       percent_complete(n.distinct_items) AS percent_complete,
       overall(n.distinct_items) AS overall
  FROM publication_editions e
  JOIN published_nodes n ON n.publication_id = e.publication_id
 ORDER BY e.plan, e.plan_id, e.quarter, e.edition, n.level, try_plan_code(n.ref) NULLS LAST, n.node_id;
COMMENT ON VIEW published_node_report IS 'One row per publication, every edition, and node: the plan''s items at or under it as published, by link and distinct. Do not add across nodes.';

-- Restatements.  Compiling such queries takes longer than running them, and their arguments do what a condition of the caller's would.

CREATE OR REPLACE FUNCTION publication_changes(of_plan bigint DEFAULT NULL, in_quarter quarter DEFAULT NULL)
  RETURNS TABLE (publication_id bigint, item_id bigint, child_node_id bigint, node_id bigint, figure text, old_value text, new_value text,
                 cause text, changed_at timestamptz, changed_by text, why text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
  SET jit = off
BEGIN ATOMIC
  WITH editions AS MATERIALIZED (
    SELECT e.publication_id, e.plan_id, e.quarter, e.links_at, e.published_at, e.next_publication_id, coalesce(n.published_at, 'infinity') AS known_at
      FROM publication_editions e
      LEFT JOIN publications n ON n.publication_id = e.next_publication_id
     WHERE (publication_changes.of_plan IS NULL OR checked_plan(publication_changes.of_plan) IS NOT NULL)
       AND (publication_changes.of_plan IS NULL OR e.plan_id = publication_changes.of_plan)
       AND (publication_changes.in_quarter IS NULL OR e.quarter = publication_changes.in_quarter)
  ), published AS (
    SELECT e.publication_id, i.item_id, i.rating::text AS rating, i.previous_rating::text AS previous_rating, i.movement, i.current_due
      FROM editions e
      JOIN published_items i ON i.publication_id = e.publication_id
  ), followed AS (
    -- What took its place: the next edition or, after the last, today.
    SELECT e.publication_id, i.item_id, i.rating::text AS rating, i.rating_id, i.previous_rating::text AS previous_rating,
           i.previous_rating_id, i.movement, i.current_due, i.due_date_id
      FROM editions e
      JOIN published_items i ON i.publication_id = e.next_publication_id
    UNION ALL
    SELECT e.publication_id, i.item_id, i.rating::text, i.rating_id, i.previous_rating::text,
           i.previous_rating_id, i.movement, i.current_due, i.due_date_id
      FROM editions e
     CROSS JOIN LATERAL (SELECT q.item_id, q.rating, q.rating_id, q.previous_rating, q.previous_rating_id, q.movement, q.current_due, q.due_date_id
                           FROM item_quarters_as_known('infinity') q
                          WHERE q.plan_id = e.plan_id AND q.quarter = e.quarter OFFSET 0) i
     WHERE e.next_publication_id IS NULL
  ), items_changed AS MATERIALIZED (
    SELECT coalesce(o.publication_id, n.publication_id) AS publication_id, coalesce(o.item_id, n.item_id) AS item_id,
           o.item_id IS NOT NULL AS was, n.item_id IS NOT NULL AS is_now,
           o.rating AS old_rating, n.rating, n.rating_id, o.previous_rating AS old_previous, n.previous_rating, n.previous_rating_id,
           o.movement AS old_movement, n.movement, o.current_due AS old_due, n.current_due AS due, n.due_date_id
      FROM published o
      FULL JOIN followed n ON n.publication_id = o.publication_id AND n.item_id = o.item_id
     WHERE o.item_id IS NULL
        OR n.item_id IS NULL
        OR o.rating IS DISTINCT FROM n.rating
        OR o.previous_rating IS DISTINCT FROM n.previous_rating
        OR o.movement IS DISTINCT FROM n.movement
        OR o.current_due IS DISTINCT FROM n.current_due
  ), figures AS (
    SELECT c.publication_id, c.item_id, f.figure, f.old_value, f.new_value, f.rating_id, f.due_date_id
      FROM items_changed c
     CROSS JOIN LATERAL (VALUES
           ('counted', CASE WHEN c.was THEN 'yes' ELSE 'no' END, CASE WHEN c.is_now THEN 'yes' ELSE 'no' END, true, NULL::bigint, NULL::bigint),
           ('rating', coalesce(c.old_rating, 'not rated'), coalesce(c.rating, 'not rated'), c.was AND c.is_now, c.rating_id, NULL),
           ('previous rating', coalesce(c.old_previous, 'not rated'), coalesce(c.previous_rating, 'not rated'), c.was AND c.is_now,
            c.previous_rating_id, NULL),
           ('movement', coalesce(c.old_movement, 'none'), coalesce(c.movement, 'none'), c.was AND c.is_now,
            greatest(c.rating_id, c.previous_rating_id), NULL),
           ('due date', coalesce(to_char(c.old_due, 'YYYY-MM-DD'), 'none'), coalesce(to_char(c.due, 'YYYY-MM-DD'), 'none'),
            c.was AND c.is_now, NULL, c.due_date_id)) f (figure, old_value, new_value, comparable, rating_id, due_date_id)
     WHERE f.comparable AND f.old_value <> f.new_value
  ), links_changed AS (
    -- Lost and gained, against the next edition and against today; today's of items and nodes that the publication counts.
    SELECT e.publication_id, l.item_id, l.child_node_id, l.node_id, l.link_id, true AS lost
      FROM editions e
      JOIN published_links l ON l.publication_id = e.publication_id
      LEFT JOIN published_links n ON n.publication_id = e.next_publication_id AND n.link_id = l.link_id
     WHERE e.next_publication_id IS NOT NULL AND n.link_id IS NULL
    UNION ALL
    SELECT e.publication_id, n.item_id, n.child_node_id, n.node_id, n.link_id, false
      FROM editions e
      JOIN published_links n ON n.publication_id = e.next_publication_id
      LEFT JOIN published_links l ON l.publication_id = e.publication_id AND l.link_id = n.link_id
     WHERE l.link_id IS NULL
    UNION ALL
    SELECT coalesce(l.publication_id, t.publication_id),
           CASE WHEN l.link_id IS NULL THEN t.item_id ELSE l.item_id END,
           CASE WHEN l.link_id IS NULL THEN t.child_node_id ELSE l.child_node_id END,
           CASE WHEN l.link_id IS NULL THEN t.node_id ELSE l.node_id END,
           coalesce(l.link_id, t.link_id),
           l.link_id IS NOT NULL
      FROM (SELECT e.publication_id, p.link_id, p.item_id, p.child_node_id, p.node_id
              FROM editions e
              JOIN published_links p ON p.publication_id = e.publication_id
             WHERE e.next_publication_id IS NULL) l
      FULL JOIN (SELECT e.publication_id, n.link_id, n.item_id, NULL::bigint AS child_node_id, n.node_id
                   FROM editions e
                   JOIN published_items i ON i.publication_id = e.publication_id
                   JOIN turned_links n ON n.item_id = i.item_id AND e.links_at BETWEEN n.valid_from AND n.valid_to
                  WHERE e.next_publication_id IS NULL
                 UNION ALL
                 SELECT e.publication_id, n.link_id, NULL, n.child_node_id, n.node_id
                   FROM editions e
                   JOIN published_nodes i ON i.publication_id = e.publication_id AND total(i.by_link) > 0
                   JOIN turned_links n ON n.child_node_id = i.node_id AND e.links_at BETWEEN n.valid_from AND n.valid_to
                  WHERE e.next_publication_id IS NULL) t ON t.publication_id = l.publication_id AND t.link_id = l.link_id
     WHERE l.link_id IS NULL OR t.link_id IS NULL OR t.node_id <> l.node_id
  ), pairs_changed AS (
    -- Two links may tie the same pair: it has changed when the last is lost or the first is gained.
    SELECT x.publication_id, x.item_id, x.child_node_id, x.node_id, x.link_id, x.was
      FROM (SELECT c.publication_id, c.item_id, c.child_node_id, c.node_id, max(c.link_id) AS link_id, bool_or(c.lost) AS was,
                   coalesce(array_agg(c.link_id) FILTER (WHERE c.lost), '{}') AS lost_links
              FROM links_changed c
             GROUP BY c.publication_id, c.item_id, c.child_node_id, c.node_id
            HAVING bool_or(c.lost) <> bool_or(NOT c.lost)) x
     WHERE NOT EXISTS (SELECT FROM published_links l
                        WHERE l.publication_id = x.publication_id AND l.node_id = x.node_id
                          AND (l.item_id = x.item_id OR l.child_node_id = x.child_node_id) AND l.link_id <> ALL (x.lost_links))
           -- The links of an item that no longer counts, or counts anew, are no changes of their own.
       AND NOT EXISTS (SELECT FROM items_changed c
                        WHERE c.publication_id = x.publication_id AND c.item_id = x.item_id AND NOT (c.was AND c.is_now))
  )
  SELECT f.publication_id, f.item_id, NULL::bigint, NULL::bigint, f.figure, f.old_value, f.new_value,
         CASE WHEN f.figure = 'due date' THEN 'date'
              WHEN f.figure <> 'counted' THEN 'rating'
              WHEN moved.by_plan THEN 'plan'
              WHEN st.item_state_id IS NULL THEN 'item'
              ELSE 'state' END,
         CASE WHEN f.figure = 'due date' THEN d.recorded_at
              WHEN f.figure <> 'counted' THEN r.recorded_at
              WHEN moved.by_plan THEN NULL
              WHEN st.item_state_id IS NULL THEN i.recorded_at
              WHEN isfinite(st.recorded_at) THEN st.recorded_at END,
         CASE WHEN f.figure = 'due date' THEN d.recorded_by
              WHEN f.figure <> 'counted' THEN r.recorded_by
              WHEN moved.by_plan THEN NULL
              WHEN st.item_state_id IS NULL THEN i.recorded_by
              ELSE st.recorded_by END,
         CASE WHEN f.figure = 'due date' THEN coalesce(d.reason, 'deadline "' || d.raw || '"')
              WHEN f.figure <> 'counted' THEN coalesce(r.commentary, 'rating "' || r.raw || '" recorded')
              WHEN moved.by_plan THEN coalesce('the plan counts from ' || to_char(pl.counts_from, 'YYYY-MM-DD'), 'the plan counts from the first')
              WHEN st.item_state_id IS NULL THEN 'item added'
              ELSE concat(st.state, ' since ' || to_char(st.since, 'YYYY-MM-DD'), ': ' || st.reason) END
    FROM figures f
    JOIN editions e ON e.publication_id = f.publication_id
    JOIN plans pl ON pl.plan_id = e.plan_id
    JOIN items i ON i.item_id = f.item_id
    LEFT JOIN ratings r ON r.rating_id = f.rating_id
    LEFT JOIN due_dates d ON d.due_date_id = f.due_date_id
    LEFT JOIN LATERAL (SELECT s.item_state_id, s.state, s.since, s.reason, s.recorded_at, s.recorded_by
                         FROM item_states s
                        WHERE f.figure = 'counted' AND s.item_id = f.item_id AND s.recorded_at <= e.known_at
                          AND NOT (f.new_value = 'yes' AND coalesce(i.recorded_at > e.published_at, false))
                        -- One recorded since, if there is one, and of those the one that says so of the last day of the quarter.
                        ORDER BY (s.recorded_at > e.published_at) DESC,
                                 (s.state = 'active') = (f.new_value = 'yes') AND coalesce(s.since <= e.links_at, true) DESC,
                                 s.recorded_at DESC, s.item_state_id DESC
                        LIMIT 1) st ON true
   -- Without a state that says so, and not because it is new, only the plan's beginning can have moved.
   CROSS JOIN LATERAL (SELECT f.new_value = 'no' AND coalesce(pl.counts_from > e.links_at, false)
                              OR st.item_state_id IS NULL AND (f.new_value = 'no' OR coalesce(i.recorded_at <= e.published_at, false)) AS by_plan) moved
  UNION ALL
  SELECT p.publication_id, p.item_id, p.child_node_id, p.node_id, 'link',
         CASE WHEN p.was THEN n.level || ' ' || n.ref ELSE 'none' END,
         CASE WHEN p.was THEN 'none' ELSE n.level || ' ' || n.ref END,
         CASE WHEN ended.link_end_id IS NULL AND p.was THEN 'relation' ELSE 'link' END,
         CASE WHEN ended.link_end_id IS NOT NULL THEN ended.recorded_at WHEN NOT p.was THEN l.recorded_at END,
         CASE WHEN ended.link_end_id IS NOT NULL THEN ended.recorded_by WHEN NOT p.was THEN l.recorded_by END,
         CASE WHEN ended.link_end_id IS NULL AND p.was THEN l.relation || ' no longer rolls up'
              WHEN p.was THEN l.relation || ' ended on ' || to_char(ended.valid_to, 'YYYY-MM-DD')
              WHEN isfinite(l.valid_from) THEN l.relation || ' added from ' || to_char(l.valid_from, 'YYYY-MM-DD')
              ELSE l.relation || ' added' END
    FROM pairs_changed p
    JOIN editions e ON e.publication_id = p.publication_id
    JOIN nodes n ON n.node_id = p.node_id
    JOIN links l ON l.link_id = p.link_id
    LEFT JOIN LATERAL (SELECT x.link_end_id, x.valid_to, x.recorded_at, x.recorded_by
                         FROM link_ends x
                        WHERE x.link_id = p.link_id AND x.recorded_at <= e.known_at
                        ORDER BY x.recorded_at DESC, x.link_end_id DESC
                        LIMIT 1) ended ON true;
END;
COMMENT ON FUNCTION publication_changes(bigint, quarter) IS
  'What changed since publication: one row per publication and changed figure of an item (counted, rating, previous rating, movement, due date), or link of an item or a node; against the next edition or, of the last, against today; of one plan and quarter, or all. Cause, who, when and why are those of the row recorded last.';

CREATE OR REPLACE FUNCTION restatements(of_plan bigint DEFAULT NULL, in_quarter quarter DEFAULT NULL)
  RETURNS TABLE (publication_id bigint, plan_id bigint, plan text, quarter quarter, edition integer, unit text, item_id bigint, node_id bigint,
                 level text, ref text, title text, figure text, old_value text, new_value text, cause text, changed_at timestamptz,
                 changed_by text, why text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
  SET jit = off
BEGIN ATOMIC
  WITH changes AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY c.publication_id, c.item_id, c.child_node_id, c.figure, c.node_id) AS change, c.publication_id, c.item_id, c.child_node_id, c.node_id, c.figure, c.old_value, c.new_value,
           c.cause, c.changed_at, c.changed_by, c.why, c.figure IN ('counted', 'rating', 'link') AS counts
      FROM publication_changes(of_plan, in_quarter) c
  ), editions AS MATERIALIZED (
    SELECT e.publication_id, e.plan_id, e.quarter, e.links_at, e.next_publication_id
      FROM publication_editions e
     WHERE e.publication_id IN (SELECT c.publication_id FROM changes c WHERE c.counts)
  ), now_counted AS MATERIALIZED (
    -- Today's items of the last editions: as published, but for the changes.
    SELECT e.publication_id, e.links_at, i.item_id, CASE WHEN c.rating IS NULL THEN i.rating ELSE try_rag(c.rating) END AS rating
      FROM editions e
      JOIN published_items i ON i.publication_id = e.publication_id
      LEFT JOIN (SELECT x.publication_id, x.item_id, bool_or(x.figure = 'counted') AS gone,
                        max(x.new_value) FILTER (WHERE x.figure = 'rating') AS rating
                   FROM changes x
                  GROUP BY x.publication_id, x.item_id) c ON c.publication_id = i.publication_id AND c.item_id = i.item_id
     WHERE e.next_publication_id IS NULL AND c.gone IS NOT TRUE
    UNION ALL
    SELECT e.publication_id, e.links_at, c.item_id, last.rating
      FROM editions e
      JOIN changes c ON c.publication_id = e.publication_id AND c.figure = 'counted' AND c.new_value = 'yes'
      LEFT JOIN LATERAL (SELECT r.rating
                           FROM ratings r
                          WHERE r.item_id = c.item_id AND r.quarter = e.quarter
                          ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                          LIMIT 1) last ON true
     WHERE e.next_publication_id IS NULL
  ), days AS MATERIALIZED (
    SELECT d.links_at, (SELECT linkage(g.child_node_id, g.parent_node_id) FROM rollup_node_links(d.links_at) g) AS graph
      FROM (SELECT DISTINCT e.links_at FROM editions e WHERE e.next_publication_id IS NULL) d
  ), sides AS (
    SELECT e.publication_id, n.node_id, true AS is_old, n.by_link, n.distinct_items
      FROM editions e
      JOIN published_nodes n ON n.publication_id = e.publication_id
    UNION ALL
    SELECT e.publication_id, n.node_id, false, n.by_link, n.distinct_items
      FROM editions e
      JOIN published_nodes n ON n.publication_id = e.next_publication_id
    UNION ALL
    SELECT rolled.publication_id, (rolled.u).node, false, (rolled.u).by_link, (rolled.u).distinct_items
      FROM (SELECT r.publication_id, unnest(r.nodes) AS u
              FROM days d
             CROSS JOIN LATERAL (SELECT c.publication_id, outcome_rollup(d.graph, l.node_id, c.item_id, c.rating) AS nodes
                                   FROM now_counted c
                                   JOIN turned_links l ON l.item_id = c.item_id AND d.links_at BETWEEN l.valid_from AND l.valid_to
                                  WHERE c.links_at = d.links_at
                                  GROUP BY c.publication_id) r) rolled
     WHERE total((rolled.u).by_link) > 0
    UNION ALL
    -- The plan itself, whether nodes are linked or not.
    SELECT e.publication_id, NULL, true, NULL, tally(i.rating)
      FROM editions e
      JOIN published_items i ON i.publication_id = e.publication_id
     GROUP BY e.publication_id
    UNION ALL
    SELECT e.publication_id, NULL, false, NULL, tally(i.rating)
      FROM editions e
      JOIN published_items i ON i.publication_id = e.next_publication_id
     GROUP BY e.publication_id
    UNION ALL
    SELECT c.publication_id, NULL, false, NULL, tally(c.rating) FROM now_counted c GROUP BY c.publication_id
  ), compared AS (
    SELECT s.publication_id, s.node_id,
           coalesce(sum(s.by_link) FILTER (WHERE s.is_old), '0') AS old_by_link,
           coalesce(sum(s.by_link) FILTER (WHERE NOT s.is_old), '0') AS by_link,
           coalesce(sum(s.distinct_items) FILTER (WHERE s.is_old), '0') AS old_distinct,
           coalesce(sum(s.distinct_items) FILTER (WHERE NOT s.is_old), '0') AS distinct_items
      FROM sides s
     GROUP BY s.publication_id, s.node_id
  ), graphs AS MATERIALIZED (
    -- A change is felt above where its item or link was, and above where it is now.
    SELECT e.publication_id, true AS is_old, linkage(l.child_node_id, l.node_id) AS graph
      FROM editions e
      JOIN published_links l ON l.publication_id = e.publication_id AND l.child_node_id IS NOT NULL
     GROUP BY e.publication_id
    UNION ALL
    SELECT e.publication_id, false, linkage(l.child_node_id, l.node_id)
      FROM editions e
      JOIN published_links l ON l.publication_id = e.next_publication_id AND l.child_node_id IS NOT NULL
     GROUP BY e.publication_id
    UNION ALL
    SELECT e.publication_id, false, d.graph
      FROM editions e
      JOIN days d ON d.links_at = e.links_at
     WHERE e.next_publication_id IS NULL
  ), direct AS MATERIALIZED (
    SELECT c.change, c.publication_id, c.old_value <> 'none' AS is_old, c.node_id FROM changes c WHERE c.figure = 'link'
    UNION
    SELECT c.change, c.publication_id, true, l.node_id
      FROM changes c
      JOIN published_links l ON l.publication_id = c.publication_id AND l.item_id = c.item_id
     WHERE c.figure IN ('counted', 'rating')
    UNION
    SELECT c.change, c.publication_id, false, l.node_id
      FROM changes c
      JOIN editions e ON e.publication_id = c.publication_id
      JOIN published_links l ON l.publication_id = e.next_publication_id AND l.item_id = c.item_id
     WHERE c.figure IN ('counted', 'rating')
    UNION
    SELECT c.change, c.publication_id, false, l.node_id
      FROM changes c
      JOIN editions e ON e.publication_id = c.publication_id AND e.next_publication_id IS NULL
     CROSS JOIN LATERAL (SELECT t.node_id FROM turned_links t
                          WHERE t.item_id = c.item_id AND e.links_at BETWEEN t.valid_from AND t.valid_to OFFSET 0) l
     WHERE c.figure IN ('counted', 'rating')
  ), felt AS (
    SELECT d.change, d.publication_id, d.node_id FROM direct d
    UNION
    SELECT d.change, d.publication_id, up.node_id
      FROM direct d
      JOIN graphs g ON g.publication_id = d.publication_id AND g.is_old = d.is_old
     CROSS JOIN LATERAL ancestors(g.graph, d.node_id) up (node_id)
    UNION
    SELECT c.change, c.publication_id, NULL FROM changes c WHERE c.figure IN ('counted', 'rating')
  ), reasons AS (
    SELECT f.publication_id, f.node_id, string_agg(DISTINCT c.cause, ', ') AS cause, max(c.changed_at) AS changed_at,
           string_agg(DISTINCT c.changed_by, ', ') AS changed_by,
           string_agg(concat_ws(' ', coalesce(i.ref, n.ref), c.figure, c.old_value, '->', c.new_value), '; ' ORDER BY c.change) AS why
      FROM felt f
      JOIN changes c ON c.change = f.change
      LEFT JOIN items i ON i.item_id = c.item_id
      LEFT JOIN nodes n ON n.node_id = c.child_node_id
     GROUP BY f.publication_id, f.node_id
  )
  SELECT e.publication_id, e.plan_id, e.plan, e.quarter, e.edition, s.unit, s.item_id, s.node_id, s.level, s.ref, s.title,
         s.figure, s.old_value, s.new_value, s.cause, s.changed_at, s.changed_by, s.why
    FROM (SELECT c.publication_id, CASE WHEN c.item_id IS NULL THEN 'node' ELSE 'item' END AS unit, c.item_id, coalesce(c.child_node_id, c.node_id) AS node_id,
                 coalesce(i.level, n.level) AS level, coalesce(i.ref, n.ref) AS ref, coalesce(i.title, n.title) AS title,
                 c.figure, c.old_value, c.new_value, c.cause, c.changed_at, c.changed_by, c.why
            FROM changes c
            LEFT JOIN items i ON i.item_id = c.item_id
            LEFT JOIN nodes n ON n.node_id = c.child_node_id
          UNION ALL
          SELECT r.publication_id, CASE WHEN r.node_id IS NULL THEN 'plan' ELSE 'node' END, NULL, r.node_id, n.level, n.ref, n.title,
                 f.figure, f.old_value::text, f.new_value::text, w.cause, w.changed_at, w.changed_by, w.why
            FROM compared r
           CROSS JOIN LATERAL (VALUES ('by link', r.old_by_link, r.by_link),
                                      (CASE WHEN r.node_id IS NULL THEN 'all items' ELSE 'distinct items' END,
                                       r.old_distinct, r.distinct_items)) f (figure, old_value, new_value)
            LEFT JOIN nodes n ON n.node_id = r.node_id
            LEFT JOIN reasons w ON w.publication_id = r.publication_id AND coalesce(w.node_id, 0) = coalesce(r.node_id, 0)
           WHERE f.old_value <> f.new_value) s
    JOIN publication_editions e ON e.publication_id = s.publication_id
   ORDER BY e.plan, e.plan_id, e.quarter, e.edition, s.unit, s.level, try_plan_code(s.ref) NULLS LAST, s.item_id, s.node_id, s.figure, s.old_value;
END;
COMMENT ON FUNCTION restatements(bigint, quarter) IS
  'The restatements of one plan and quarter, or of all: one row per published figure of an item, a node or the plan itself that has changed since.';

CREATE OR REPLACE VIEW restatements WITH (security_invoker = true) AS
SELECT r.publication_id, r.plan_id, r.plan, r.quarter, r.edition, r.unit, r.item_id, r.node_id, r.level, r.ref, r.title, r.figure,
       r.old_value, r.new_value, r.cause, r.changed_at, r.changed_by, r.why
  FROM restatements(NULL, NULL) r;
COMMENT ON VIEW restatements IS
  'One row per published figure that has changed since: of each edition against the next, of the last against today. Empty right after publishing. Of items: counted, rating, previous rating, movement, due date, link; of nodes: link, by link, distinct items; of the plan: all items. Do not add across nodes.';
COMMENT ON COLUMN restatements.cause IS 'What changed: rating, date, state, link, relation, item (one that was added) or plan (its first day); of a node all of them.';

-- What takes the place of what.

CREATE OR REPLACE VIEW supersession_report WITH (security_invoker = true) AS
SELECT i.plan_id, p.plan, successor.plan_id AS new_plan_id, np.plan AS new_plan, i.item_id, i.level, i.ref, i.title,
       i.state, last.rating, last.quarter,
       coalesce(cf.kind, CASE WHEN last.rating = 'B' THEN 'completed' WHEN i.state <> 'active' THEN i.state ELSE 'left open' END) AS became,
       coalesce(cf.since, CASE WHEN i.state <> 'active' THEN i.state_since END) AS since,
       coalesce(cf.reason, i.state_reason) AS reason,
       cf.new_item_id, ni.plan_id AS new_item_plan_id, ni.ref AS new_ref, ni.title AS new_title,
       base.due AS baseline_due, d.due AS current_due, nd.due AS new_due,
       nd.due - d.due AS moved_days
  FROM (SELECT x.item_id FROM items x WHERE x.plan_id IN (SELECT s.supersedes_plan_id FROM plans s)
        UNION
        SELECT c.old_item_id FROM carry_forward c) taken
  JOIN items i ON i.item_id = taken.item_id
  JOIN plan_names p ON p.plan_id = i.plan_id
  LEFT JOIN (SELECT s.supersedes_plan_id, max(s.plan_id) AS plan_id FROM plans s GROUP BY s.supersedes_plan_id) successor
    ON successor.supersedes_plan_id = i.plan_id
  LEFT JOIN plan_names np ON np.plan_id = successor.plan_id
  LEFT JOIN carry_forward cf ON cf.old_item_id = i.item_id
  LEFT JOIN items ni ON ni.item_id = cf.new_item_id
  LEFT JOIN LATERAL (SELECT CASE WHEN isfinite(x.due) THEN x.due END AS due
                       FROM due_dates x WHERE x.item_id = i.item_id AND x.milestone = 'due' ORDER BY x.revision LIMIT 1) base ON true
  LEFT JOIN LATERAL (SELECT CASE WHEN isfinite(x.due) THEN x.due END AS due
                       FROM due_dates x WHERE x.item_id = i.item_id AND x.milestone = 'due' ORDER BY x.revision DESC LIMIT 1) d ON true
  LEFT JOIN LATERAL (SELECT CASE WHEN isfinite(x.due) THEN x.due END AS due
                       FROM due_dates x WHERE x.item_id = ni.item_id AND x.milestone = 'due' ORDER BY x.revision DESC LIMIT 1) nd ON true
  LEFT JOIN LATERAL (SELECT r.rating, r.quarter
                       FROM ratings r
                      WHERE r.item_id = i.item_id
                      ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) last ON true
 ORDER BY p.plan, i.plan_id, i.code NULLS LAST, i.item_id, ni.code NULLS LAST, cf.new_item_id;
COMMENT ON VIEW supersession_report IS
  'What became of every item of a plan that another takes the place of, and of every other item whose place was taken: one row per item and item that takes its place, or one without. became: carried forward, superseded, merged, split; else completed (by its last rating), its state, or left open.';

CREATE OR REPLACE FUNCTION refresh_plan(plan text, new_title text, new_version text DEFAULT '', new_period daterange DEFAULT NULL,
                                        as_at date DEFAULT CURRENT_DATE, rebaseline boolean DEFAULT false,
                                        OUT new_plan_id bigint, OUT items_carried bigint, OUT items_completed bigint, OUT items_inactive bigint,
                                        OUT nodes_copied bigint, OUT links_copied bigint, OUT officers_copied bigint, OUT bodies_copied bigint,
                                        OUT due_dates_copied bigint, OUT legends_copied bigint, OUT quarters_published bigint)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  old plans;
  successor text;
  handover date;
  stands_on date;
  open_items bigint[];
  begins date[];
  kept_nodes bigint[];
  graph linkage;
BEGIN
  -- The lock makes a second refresh at the same time wait, and then find the first.
  SELECT p.* INTO old FROM plans p WHERE p.plan_id = plan_named(refresh_plan.plan) FOR UPDATE;
  IF NOT FOUND OR coalesce(trim_cell(new_title), '') = '' OR as_at IS NULL THEN
    RAISE EXCEPTION 'refresh_plan needs a plan, the title of the new one and a day'
      USING ERRCODE = 'null_value_not_allowed', HINT = 'SELECT * FROM refresh_plan(plan, new_title, new_version, new_period)';
  END IF;
  SELECT n.plan INTO successor FROM plans p JOIN plan_names n ON n.plan_id = p.plan_id WHERE p.supersedes_plan_id = old.plan_id;
  IF FOUND THEN
    RAISE EXCEPTION 'the plan "%" was refreshed already', refresh_plan.plan
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('"%s" takes its place.', successor),
            HINT = format('Refresh that one: refresh_plan(%L, ...).', successor);
  END IF;
  IF old.state = 'closed' THEN
    RAISE EXCEPTION 'the plan "%" is closed', refresh_plan.plan
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'What is open is carried forward before a plan is closed; refresh_plan closes it.',
            HINT = 'Open it first: UPDATE plans SET state = ''live''.';
  END IF;
  -- Nothing takes the place of a plan before that itself has begun; it is carried forward as it will stand on its first day.
  stands_on := greatest(as_at, old.counts_from);
  handover := greatest(CASE WHEN isfinite(lower(new_period)) THEN lower(new_period) ELSE as_at END, old.counts_from);

  -- What is not Complete goes along if there is a day to come on which it counts: what begins later, or comes back, begins on that day.
  -- Whether an item that does not count yet, or for now, is Complete is for its own last rating to say: it owes none in its plan's latest quarter.
  WITH gone AS MATERIALIZED (
    SELECT a.item_id, a.absent_from, a.absent_to FROM item_absences a WHERE a.plan_id = old.plan_id
  ), present AS MATERIALIZED (
    -- The first day from one on: that day itself, or the day after a stretch of absence.
    SELECT i.item_id, f.from_day, min(d.day) AS day
    FROM items i
    CROSS JOIN (SELECT greatest(stands_on, handover) UNION SELECT handover) f (from_day)
    CROSS JOIN LATERAL (SELECT f.from_day UNION ALL SELECT g.absent_to + 1 FROM gone g WHERE g.item_id = i.item_id AND g.absent_to >= f.from_day) d (day)
    WHERE i.plan_id = old.plan_id AND NOT EXISTS (SELECT FROM gone g WHERE g.item_id = i.item_id AND d.day BETWEEN g.absent_from AND g.absent_to)
    GROUP BY 1, 2
  ), judged AS (
    SELECT i.item_id, l.item_id IS NOT NULL AS counts, coming.day IS NOT NULL AS to_come,
           coalesce(CASE WHEN l.item_id IS NOT NULL THEN l.rating ELSE own.rating END = 'B', false) AS complete,
           CASE WHEN coming.day > greatest(stands_on, handover) THEN coming.day
                WHEN after_handover.day > handover THEN after_handover.day END AS begins
    FROM items i
    LEFT JOIN latest_ratings(stands_on) l ON l.item_id = i.item_id
    LEFT JOIN present coming ON coming.item_id = i.item_id AND coming.from_day = greatest(stands_on, handover)
    LEFT JOIN present after_handover ON after_handover.item_id = i.item_id AND after_handover.from_day = handover
    LEFT JOIN LATERAL (SELECT r.rating FROM ratings r WHERE r.item_id = i.item_id
                       ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) own ON true
    WHERE i.plan_id = old.plan_id
  )
  SELECT coalesce(array_agg(j.item_id ORDER BY j.item_id) FILTER (WHERE j.to_come AND NOT j.complete), '{}'),
         coalesce(array_agg(j.begins ORDER BY j.item_id) FILTER (WHERE j.to_come AND NOT j.complete), '{}'),
         count(*) FILTER (WHERE j.complete AND (j.counts OR j.to_come)),
         count(*) FILTER (WHERE NOT j.to_come AND NOT (j.complete AND j.counts))
  INTO open_items, begins, items_completed, items_inactive
  FROM judged j;
  items_carried := cardinality(open_items);

  -- The old year is published as it was before anything of it is marked.
  quarters_published := 0;
  PERFORM publish_quarter((SELECT n.plan FROM plan_names n WHERE n.plan_id = old.plan_id), pq.quarter, format('Published on refreshing the plan as "%s".', new_title))
  FROM (SELECT q.quarter FROM plan_quarters q WHERE q.plan_id = old.plan_id ORDER BY q.quarter) pq
  WHERE NOT EXISTS (SELECT FROM publications p WHERE p.plan_id = old.plan_id AND p.quarter = pq.quarter);
  GET DIAGNOSTICS quarters_published = ROW_COUNT;

  INSERT INTO plans (title, version, period, scale, has_scheduled, supersedes_plan_id, counts_from)
  VALUES (new_title, new_version, new_period, old.scale, old.has_scheduled, old.plan_id, handover)
  RETURNING plans.plan_id INTO new_plan_id;
  INSERT INTO legends (plan_id, word, rating, label, colour)
  SELECT new_plan_id, g.word, g.rating, g.label, g.colour FROM legends g WHERE g.plan_id = old.plan_id;
  GET DIAGNOSTICS legends_copied = ROW_COUNT;

  INSERT INTO items (plan_id, level, ref, code, title, state_since)
  SELECT new_plan_id, i.level, i.ref, i.code, i.title, o.begins
  FROM unnest(open_items, begins) o (item_id, begins) JOIN items i ON i.item_id = o.item_id ORDER BY i.item_id;
  INSERT INTO carry_forward (old_item_id, new_item_id, kind, since, reason)
  SELECT o.item_id, n.item_id, 'carried forward', handover, format('open when "%s" took the place of the plan', new_title)
  FROM items o JOIN items n ON n.plan_id = new_plan_id AND n.ref = o.ref
  WHERE o.item_id = ANY (open_items);

  -- Of the plan's own nodes those that open items are at or under.
  graph := (SELECT linkage(l.child_node_id, l.parent_node_id)
            FROM (SELECT a.* FROM rollup_node_links(stands_on) a UNION SELECT h.* FROM rollup_node_links(handover) h) l);
  kept_nodes := ARRAY(
    WITH direct AS (SELECT l.node_id FROM rollup_item_links(stands_on) l WHERE l.item_id = ANY (open_items)
                    UNION SELECT l.node_id FROM rollup_item_links(handover) l WHERE l.item_id = ANY (open_items))
    SELECT n.node_id FROM nodes n
    WHERE n.plan_id = old.plan_id
      AND n.node_id IN (SELECT d.node_id FROM direct d UNION SELECT up FROM direct d, ancestors(graph, d.node_id) up)
    ORDER BY n.node_id);
  INSERT INTO nodes (plan_id, level, ref, code, title)
  SELECT new_plan_id, n.level, CASE WHEN n.level = 'plan' AND n.ref = old.title THEN new_title ELSE n.ref END,
         n.code, CASE WHEN n.level = 'plan' AND n.title = old.title THEN new_title ELSE n.title END
  FROM nodes n WHERE n.node_id = ANY (kept_nodes) ORDER BY n.node_id;
  GET DIAGNOSTICS nodes_copied = ROW_COUNT;

  -- Links go with their child; an end that was not carried forward stays behind, an end in another plan stays what it is.
  WITH item_pairs AS (
    SELECT c.old_item_id, c.new_item_id FROM carry_forward c WHERE c.old_item_id = ANY (open_items)
      AND c.new_item_id IN (SELECT i.item_id FROM items i WHERE i.plan_id = new_plan_id)
  ), node_pairs AS (
    SELECT o.node_id AS old_node_id, n.node_id AS new_node_id
    FROM nodes o
    JOIN nodes n ON n.plan_id = new_plan_id AND n.level = o.level
                AND n.ref = CASE WHEN o.level = 'plan' AND o.ref = old.title THEN new_title ELSE o.ref END
    WHERE o.node_id = ANY (kept_nodes)
  )
  INSERT INTO links (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from, valid_to, basis, source_document)
  SELECT coalesce(fi.new_item_id, l.from_item_id), coalesce(fn.new_node_id, l.from_node_id),
         coalesce(ti.new_item_id, l.to_item_id), coalesce(tn.new_node_id, l.to_node_id),
         l.relation, greatest(l.valid_from, handover), l.valid_to, l.basis, l.source_document
  FROM links l
  JOIN relations rel ON rel.relation = l.relation
  LEFT JOIN item_pairs fi ON fi.old_item_id = l.from_item_id
  LEFT JOIN item_pairs ti ON ti.old_item_id = l.to_item_id
  LEFT JOIN node_pairs fn ON fn.old_node_id = l.from_node_id
  LEFT JOIN node_pairs tn ON tn.old_node_id = l.to_node_id
  WHERE l.valid_to >= handover AND l.valid_to >= l.valid_from
    AND CASE rel.child_end WHEN 'from' THEN coalesce(fi.new_item_id, fn.new_node_id) ELSE coalesce(ti.new_item_id, tn.new_node_id) END IS NOT NULL
    AND (fi.new_item_id IS NOT NULL OR l.from_item_id IS NULL OR l.from_item_id NOT IN (SELECT i.item_id FROM items i WHERE i.plan_id = old.plan_id))
    AND (ti.new_item_id IS NOT NULL OR l.to_item_id IS NULL OR l.to_item_id NOT IN (SELECT i.item_id FROM items i WHERE i.plan_id = old.plan_id))
    AND (fn.new_node_id IS NOT NULL OR l.from_node_id IS NULL OR l.from_node_id NOT IN (SELECT n.node_id FROM nodes n WHERE n.plan_id = old.plan_id))
    AND (tn.new_node_id IS NOT NULL OR l.to_node_id IS NULL OR l.to_node_id NOT IN (SELECT n.node_id FROM nodes n WHERE n.plan_id = old.plan_id))
  ORDER BY l.link_id;
  GET DIAGNOSTICS links_copied = ROW_COUNT;

  INSERT INTO item_officers (item_id, officer_id, role, valid_from, valid_to, raw)
  SELECT c.new_item_id, o.officer_id, o.role, greatest(o.valid_from, handover), o.valid_to, o.raw
  FROM carry_forward c JOIN items i ON i.item_id = c.new_item_id AND i.plan_id = new_plan_id
  JOIN item_officers o ON o.item_id = c.old_item_id AND o.valid_to >= handover;
  GET DIAGNOSTICS officers_copied = ROW_COUNT;
  INSERT INTO item_bodies (item_id, body_id, role, valid_from, valid_to, raw)
  SELECT c.new_item_id, b.body_id, b.role, greatest(b.valid_from, handover), b.valid_to, b.raw
  FROM carry_forward c JOIN items i ON i.item_id = c.new_item_id AND i.plan_id = new_plan_id
  JOIN item_bodies b ON b.item_id = c.old_item_id AND b.valid_to >= handover;
  GET DIAGNOSTICS bodies_copied = ROW_COUNT;

  -- A new year does not wipe out slippage: all revisions go along, unless the one in force is to be the new baseline.
  INSERT INTO due_dates (item_id, milestone, revision, period, raw, reason)
  SELECT c.new_item_id, d.milestone, CASE WHEN rebaseline THEN 0 ELSE d.revision END, d.period, d.raw, d.reason
  FROM carry_forward c JOIN items i ON i.item_id = c.new_item_id AND i.plan_id = new_plan_id
  JOIN (SELECT x.*, max(x.revision) OVER (PARTITION BY x.item_id, x.milestone) AS in_force FROM due_dates x) d ON d.item_id = c.old_item_id
  WHERE NOT rebaseline OR d.revision = d.in_force
  ORDER BY d.due_date_id;
  GET DIAGNOSTICS due_dates_copied = ROW_COUNT;

  UPDATE items i SET state = 'superseded', state_since = handover, state_reason = format('carried forward to "%s"', new_title)
  WHERE i.item_id = ANY (open_items);
  UPDATE plans p SET state = 'closed' WHERE p.plan_id = old.plan_id;
  PERFORM renew_statistics('item_states');
END
$body$;
COMMENT ON FUNCTION refresh_plan(text, text, text, daterange, date, boolean) IS
  'The annual refresh: publishes what the plan has reported, makes the plan that takes its place, copies forward the items that are not Complete and active on some day to come, on which those that begin later or come back begin, with the nodes over them, links, officers, bodies, deadlines and the legend, marks the old ones superseded from the new period''s first day (else from that day), and closes the old plan, which still takes ratings of the quarters that begin before then. A plan that has not begun is carried forward as it will stand on its first day. rebaseline: the deadline in force becomes the new baseline, else all revisions go along. Attributes and document kinds are not copied: they belong to a document.';

-- For BI tools.

CREATE OR REPLACE VIEW {bi}.bi_publication AS
SELECT p.publication_id AS publication_key,
       p.plan_id AS plan_key,
       (extract(year FROM start_date(p.quarter)) * 100 + extract(month FROM start_date(p.quarter)))::integer AS quarter_key,
       p.edition,
       lead(p.publication_id) OVER (PARTITION BY p.plan_id, p.quarter ORDER BY p.edition) IS NULL AS is_last_edition,
       p.note,
       p.published_at,
       p.published_by
  FROM publications p;
COMMENT ON VIEW {bi}.bi_publication IS 'Dimension: one row per publication of a plan''s quarter, every edition. For the figures that stand keep is_last_edition.';

CREATE OR REPLACE VIEW {bi}.bi_published_item AS
SELECT i.publication_id AS publication_key,
       i.item_id AS item_key,
       i.level,
       i.ref,
       i.title,
       i.state,
       coalesce(i.rating::text, 'NR') AS rating_key,
       coalesce(i.previous_rating::text, 'NR') AS previous_rating_key,
       i.movement,
       i.baseline_due,
       i.current_due,
       i.revisions,
       r.commentary,
       r.corrective_action
  FROM published_items i
  LEFT JOIN ratings r ON r.rating_id = i.rating_id;
COMMENT ON VIEW {bi}.bi_published_item IS 'Fact: one row per publication and item it counts, as published, whatever was recorded since.';

CREATE OR REPLACE VIEW {bi}.bi_published_node AS
SELECT n.publication_id AS publication_key,
       n.node_id AS node_key,
       n.level,
       n.ref,
       n.title,
       total(n.by_link) AS items_by_link,
       total(n.distinct_items) AS items_distinct,
       complete(n.distinct_items) AS complete,
       green(n.distinct_items) AS green,
       amber_green(n.distinct_items) AS amber_green,
       amber(n.distinct_items) AS amber,
       amber_red(n.distinct_items) AS amber_red,
       red(n.distinct_items) AS red,
       scheduled(n.distinct_items) AS scheduled,
       unrated(n.distinct_items) AS unrated,
       round(percent_complete(n.distinct_items), 6) AS percent_complete,
       coalesce(overall(n.distinct_items)::text, 'NR') AS overall_rating_key
  FROM published_nodes n;
COMMENT ON VIEW {bi}.bi_published_node IS 'Fact: one row per publication and node, as published. Do not add across nodes: an item under two of them counts at each.';

CREATE OR REPLACE VIEW {bi}.bi_restatement AS
WITH compared AS (
  SELECT p.publication_key, p.plan_key, p.quarter_key, old.item_key,
         old.rating_key AS old_rating_key, now.rating_key, old.previous_rating_key AS old_previous_key, now.previous_rating_key,
         old.current_due AS old_due, due.due, now.item_key IS NOT NULL AS counted
    FROM {bi}.bi_publication p
    JOIN {bi}.bi_published_item old ON old.publication_key = p.publication_key
    LEFT JOIN {bi}.bi_rating now ON now.item_key = old.item_key AND now.quarter_key = p.quarter_key
    LEFT JOIN {bi}.bi_due due ON due.item_key = old.item_key AND due.milestone = 'due' AND due.is_current
   WHERE p.is_last_edition
)
SELECT c.publication_key, c.plan_key, c.quarter_key, c.item_key, f.figure, f.published_value, f.current_value
  FROM compared c
 CROSS JOIN LATERAL (VALUES
       ('counted', 'yes', CASE WHEN c.counted THEN 'yes' ELSE 'no' END, true),
       ('rating', c.old_rating_key, c.rating_key, c.counted),
       ('previous rating', c.old_previous_key, c.previous_rating_key, c.counted),
       ('due date', coalesce(to_char(c.old_due, 'YYYY-MM-DD'), 'none'), coalesce(to_char(c.due, 'YYYY-MM-DD'), 'none'), c.counted))
       f (figure, published_value, current_value, comparable)
 WHERE f.comparable AND f.published_value <> f.current_value
UNION ALL
SELECT p.publication_key, p.plan_key, p.quarter_key, now.item_key, 'counted', 'no', 'yes'
  FROM {bi}.bi_publication p
  JOIN {bi}.bi_rating now ON now.plan_key = p.plan_key AND now.quarter_key = p.quarter_key
 WHERE p.is_last_edition
   AND NOT EXISTS (SELECT FROM {bi}.bi_published_item old WHERE old.publication_key = p.publication_key AND old.item_key = now.item_key);
COMMENT ON VIEW {bi}.bi_restatement IS 'Fact: one row per figure of an item in the last edition of a publication that is another today. Empty right after publishing.';

CREATE OR REPLACE VIEW {bi}.bi_item_state AS
SELECT s.item_state_id AS item_state_key,
       s.item_id AS item_key,
       s.state,
       CASE WHEN isfinite(s.since) THEN s.since END AS state_since,
       s.reason AS state_reason,
       CASE WHEN isfinite(s.recorded_at) THEN s.recorded_at END AS recorded_at,
       s.recorded_by,
       row_number() OVER (PARTITION BY s.item_id ORDER BY s.recorded_at DESC, s.item_state_id DESC) = 1 AS is_current
  FROM item_states s;
COMMENT ON VIEW {bi}.bi_item_state IS 'Fact: one row per state of an item that was ever recorded; an item without one was always active. For what is known now keep is_current.';

CREATE OR REPLACE VIEW {bi}.bi_carry_forward AS
SELECT c.old_item_id AS item_key,
       c.new_item_id AS new_item_key,
       c.kind,
       CASE WHEN isfinite(c.since) THEN c.since END AS since,
       c.reason,
       c.recorded_at,
       c.recorded_by
  FROM carry_forward c;
COMMENT ON VIEW {bi}.bi_carry_forward IS 'Bridge: one row per item and item that takes its place.';

-- Every column of the views above.  sql/33 and sql/34 have commented none of them: they run before these exist.

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
        ('baseline_due', 'The last day of the first deadline set; NULL where it has no end or none is set.'),
        ('became', 'carried forward, superseded, merged or split; else completed, withdrawn, deferred, superseded, merged, or left open.'),
        ('by_link', 'Ratings counted by link: every pair of a node at or under this one and an item linked to it counts. Not the sum of the children''s rows.'),
        ('changed_at', 'When that was recorded; of a node the latest; NULL: not known.'),
        ('changed_by', 'Who recorded it; of a node all of them; NULL: not known.'),
        ('child_node_id', 'The child, where it is a node.'),
        ('commentary', 'What the report says of the item in that quarter.'),
        ('complete', 'Items rated Complete (B).'),
        ('corrective_action', 'What is being done about it.'),
        ('current_due', 'The last day of the deadline in force; NULL where it has no end or is not set.'),
        ('current_value', 'What it is today.'),
        ('distinct_items', 'Ratings of the distinct items at or under the node. Do not add across nodes.'),
        ('edition', '1, then one more for each time the quarter was published again.'),
        ('figure', 'Which published figure: counted, rating, previous rating, movement, due date, link; of nodes link, by link and distinct items; of the plan all items.'),
        ('green', 'Items rated Green.'),
        ('is_current', 'Whether it is the latest recorded.'),
        ('is_last_edition', 'Whether there is no later edition.'),
        ('item_id', 'The item.'),
        ('item_key', 'Key of bi_item.'),
        ('item_state_key', 'Key.'),
        ('items_by_link', 'Items at or under the node, counted once per link to a node. Do not add across nodes.'),
        ('items_distinct', 'Items at or under the node, each counted once. Do not add across nodes.'),
        ('kind', 'carried forward (the same work), superseded (other work instead), merged or split.'),
        ('level', 'Which kind of node or item.'),
        ('link_id', 'The link.'),
        ('links_at', 'The day whose links the figures of nodes rest on.'),
        ('moved_days', 'Days from the deadline in force of the old item to that of the new one.'),
        ('movement', 'From the rating before to this one; NULL in the first quarter the plan reports.'),
        ('new_due', 'The last day of the new item''s deadline in force.'),
        ('new_item_id', 'The item that takes its place; NULL: none does.'),
        ('new_item_key', 'The item that takes its place: key of bi_item.'),
        ('new_item_plan_id', 'The plan of the item that takes its place.'),
        ('new_plan', 'The name of the plan that takes the plan''s place.'),
        ('new_plan_id', 'The plan that takes the plan''s place; NULL: none does.'),
        ('new_ref', 'The reference of the item that takes its place.'),
        ('new_title', 'The wording of the item that takes its place.'),
        ('new_value', 'What it is in the next edition or, after the last, today.'),
        ('next_publication_id', 'The edition that took its place; NULL: none did.'),
        ('node_id', 'The node.'),
        ('node_key', 'Key of bi_node.'),
        ('note', 'What was said on publishing.'),
        ('old_value', 'What was published.'),
        ('overall', 'One rating for all: the most severe of the live ones; NULL where none is live and some items are not rated.'),
        ('overall_rating_key', 'One rating for all items, the most severe of the live ones: key of bi_scale.'),
        ('percent_complete', 'Items rated Complete in per cent of all items counted, not rated ones included; NULL where there are none.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan.'),
        ('plan_key', 'Key of bi_plan.'),
        ('previous_quarter', 'The quarter in which the plan had reported before.'),
        ('previous_rating', 'The rating in the previous quarter; NULL: not rated.'),
        ('previous_rating_key', 'The rating in the quarter before: key of bi_scale.'),
        ('publication_id', 'The publication.'),
        ('publication_key', 'Key of bi_publication.'),
        ('published_at', 'When it was published.'),
        ('published_by', 'Who published it.'),
        ('published_value', 'What was published.'),
        ('quarter', 'The fiscal quarter.'),
        ('quarter_key', 'Key of bi_quarter: yyyymm of the quarter''s first day.'),
        ('rating', 'The rating; NULL: not rated.'),
        ('rating_key', 'The rating: key of bi_scale; NR where not rated.'),
        ('rating_label', 'The rating in a word: the plan''s own where its legend has one, else the usual one.'),
        ('reason', 'Why.'),
        ('recorded_at', 'When it became known; NULL: not known when.'),
        ('recorded_by', 'Who recorded it.'),
        ('red', 'Items rated Red.'),
        ('ref', 'The reference as printed.'),
        ('relation', 'What the link says.'),
        ('revisions', 'How often the deadline was revised.'),
        ('scheduled', 'Items rated Scheduled, not yet started.'),
        ('since', 'Since when.'),
        ('state', 'The state, apart from any rating.'),
        ('state_reason', 'Why it is in that state.'),
        ('state_since', 'Since when it is in that state.'),
        ('tally', 'The ratings counted, as one value that can be added up and taken apart.'),
        ('title', 'The wording.'),
        ('total', 'All items counted, not rated ones included.'),
        ('unit', 'item, node or plan: whose figure it is.'),
        ('unrated', 'Items that are not rated.'),
        ('valid_from', 'First day the link holds.'),
        ('valid_to', 'Last day the link holds.'),
        ('why', 'What was said: the commentary, reason or link; of a node the changes at or under it.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v'
     WHERE CASE c.relnamespace WHEN $bi${bi}$bi$::regnamespace THEN 'bi.' || c.relname WHEN quote_ident(current_schema())::regnamespace THEN c.relname END
           IN (SELECT register_view_names(register_history_sql()))
       AND col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;

CREATE OR REPLACE FUNCTION register_measures_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(replace(replace(replace($register$

-- What may be recorded.

CREATE OR REPLACE FUNCTION check_measure_row() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  about measures;
BEGIN
  SELECT m.* INTO about FROM measures m WHERE m.measure_id = NEW.measure_id;
  IF about.frequency = 'annual' AND quarter_number(NEW.quarter) <> 4 THEN
    RAISE EXCEPTION 'measure "%" is annual, and "%" is not the last quarter of a year', about.ref, NEW.quarter
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'The figures of a year are recorded in its last quarter.',
            HINT = format('Write "%s".', NEW.quarter + (4 - quarter_number(NEW.quarter)));
  END IF;
  IF TG_TABLE_NAME = 'measure_values' THEN
    IF NOT (coalesce(NEW.actual, 0) < 'infinity' AND coalesce(NEW.actual, 0) > '-infinity'
            AND coalesce(NEW.target, 0) < 'infinity' AND coalesce(NEW.target, 0) > '-infinity'
            AND coalesce(NEW.amber, 0) >= 0 AND coalesce(NEW.amber, 0) < 'infinity') THEN
      RAISE EXCEPTION 'invalid figures of measure "%": actual "%", target "%", amber "%"', about.ref, NEW.actual, NEW.target, NEW.amber
        USING ERRCODE = 'check_violation', DETAIL = 'A figure is a finite number, and a tolerance is not negative.', HINT = 'Leave out (NULL) what is not known.';
    END IF;
    IF about.polarity = 'band' AND NEW.target IS NOT NULL THEN
      RAISE EXCEPTION 'measure "%" aims at a band, not at the target "%"', about.ref, NEW.target
        USING ERRCODE = 'check_violation', DETAIL = 'A band has two ends.', HINT = 'Record low and high in measure_targets.';
    END IF;
  ELSIF TG_TABLE_NAME = 'measure_targets' THEN
    IF about.polarity = 'band' AND NEW.target IS NOT NULL THEN
      RAISE EXCEPTION 'measure "%" aims at a band, not at the target "%"', about.ref, NEW.target
        USING ERRCODE = 'check_violation', DETAIL = 'A band has two ends.', HINT = 'Write low and high.';
    ELSIF about.polarity <> 'band' AND NEW.low IS NOT NULL THEN
      RAISE EXCEPTION 'measure "%" aims at a target, not at the band from "%" to "%"', about.ref, NEW.low, NEW.high
        USING ERRCODE = 'check_violation', DETAIL = format('Its polarity is "%s".', about.polarity),
              HINT = 'Write target, or make a measure whose polarity is band.';
    END IF;
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_measure_row() IS 'Trigger: refuses figures of an annual measure in another quarter than the last, targets that do not fit the polarity, and figures that are no finite numbers.';

-- The quarters of figures mean something else under another frequency, and a band is no target.
CREATE OR REPLACE FUNCTION check_measure_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF (NEW.frequency <> OLD.frequency OR (NEW.polarity = 'band') <> (OLD.polarity = 'band'))
     AND (EXISTS (SELECT FROM measure_values v WHERE v.measure_id = OLD.measure_id)
          OR EXISTS (SELECT FROM measure_targets t WHERE t.measure_id = OLD.measure_id)
          OR EXISTS (SELECT FROM peer_values p WHERE p.measure_id = OLD.measure_id)) THEN
    RAISE EXCEPTION 'measure "%" has figures: it cannot turn from % % to % %', OLD.ref, OLD.frequency, OLD.polarity, NEW.frequency, NEW.polarity
      USING ERRCODE = 'restrict_violation', DETAIL = 'What was reported of it would mean something else.',
            HINT = 'Set retired_on and make a new measure.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_measure_change() IS 'Trigger: refuses to change a measure with figures between quarterly and annual, or to and from a band.';

CREATE OR REPLACE TRIGGER measures_check_change BEFORE UPDATE OF frequency, polarity ON measures FOR EACH ROW EXECUTE FUNCTION check_measure_change();
COMMENT ON TRIGGER measures_check_change ON measures IS 'What was reported keeps its meaning.';
CREATE OR REPLACE TRIGGER measure_values_check_row BEFORE INSERT ON measure_values FOR EACH ROW EXECUTE FUNCTION check_measure_row();
COMMENT ON TRIGGER measure_values_check_row ON measure_values IS 'Figures that fit the measure.';
CREATE OR REPLACE TRIGGER measure_targets_check_row BEFORE INSERT ON measure_targets FOR EACH ROW EXECUTE FUNCTION check_measure_row();
COMMENT ON TRIGGER measure_targets_check_row ON measure_targets IS 'Targets that fit the measure.';
CREATE OR REPLACE TRIGGER peer_values_check_row BEFORE INSERT ON peer_values FOR EACH ROW EXECUTE FUNCTION check_measure_row();
COMMENT ON TRIGGER peer_values_check_row ON peer_values IS 'Figures that fit the measure.';
CREATE OR REPLACE TRIGGER measure_targets_check_quarter BEFORE INSERT ON measure_targets FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER measure_targets_check_quarter ON measure_targets IS 'One register, one fiscal calendar.';
CREATE OR REPLACE TRIGGER peer_values_check_quarter BEFORE INSERT ON peer_values FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER peer_values_check_quarter ON peer_values IS 'One register, one fiscal calendar.';
CREATE OR REPLACE TRIGGER measure_values_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON measure_values
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER measure_values_append_only ON measure_values IS 'A correction is a new row.';
CREATE OR REPLACE TRIGGER measure_targets_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON measure_targets
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER measure_targets_append_only ON measure_targets IS 'A revised target is a new row.';
CREATE OR REPLACE TRIGGER peer_values_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON peer_values
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER peer_values_append_only ON peer_values IS 'A correction is a new row.';

-- Sorting the measures, and not their rows, keeps the texts out of the large sorts of the reports.
CREATE OR REPLACE VIEW measure_names WITH (security_invoker = true) AS
SELECT m.measure_id, m.plan_id, p.plan, m.ref, m.title, m.tier, m.influence, m.polarity, m.unit, m.frequency, m.tolerance,
       row_number() OVER (ORDER BY p.plan, m.plan_id, try_plan_code(m.ref) NULLS LAST, m.measure_id) AS sort_order
  FROM measures m
  JOIN plan_names p ON p.plan_id = m.plan_id;
COMMENT ON VIEW measure_names IS 'One row per measure: what reports print of it, and in which order: by plan and reference.';

-- Measures quarter by quarter.

CREATE OR REPLACE FUNCTION measure_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, measure_id bigint, ref text, title text, tier integer, influence text, polarity text, unit text,
                 frequency text, quarter quarter, target numeric, low numeric, high numeric, amber numeric, tolerance text, actual numeric,
                 rating rag, previous_actual numeric, change numeric, direction text,
                 year_ago_actual numeric, change_on_year numeric, direction_on_year text,
                 worsening_run integer, is_latest boolean, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.plan_id, m.plan, r.measure_id, m.ref, m.title, m.tier, m.influence, m.polarity, m.unit,
         m.frequency, r.quarter, r.target, r.low, r.high, r.amber, m.tolerance, r.actual,
         r.rating, r.previous_actual, r.change, r.direction,
         r.year_ago_actual, r.change_on_year, r.direction_on_year,
         r.worsening_run, r.is_latest, r.recorded_at
    FROM ({rows of a day}) r
    JOIN measure_names m ON m.measure_id = r.measure_id
   ORDER BY m.sort_order, r.quarter;
END;
COMMENT ON FUNCTION measure_report(date, timestamptz) IS
  'One row per measure and quarter (of an annual measure: the last of each year), from the first with a target or an actual to the last that had begun on that day, gaps included, as recorded by that moment (none: as known now). direction is against the quarter before (annual: the year before), direction_on_year against the same quarter of the year before; of a band, whether it came nearer to the band of this quarter; NULL where either figure is missing. worsening_run is how many times running it worsened up to here: what is unchanged, improved or missing ends a run.';

CREATE OR REPLACE VIEW measure_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.measure_id, r.ref, r.title, r.tier, r.influence, r.polarity, r.unit, r.frequency, r.quarter,
       r.target, r.low, r.high, r.amber, r.tolerance, r.actual, r.rating, r.previous_actual, r.change, r.direction,
       r.year_ago_actual, r.change_on_year, r.direction_on_year, r.worsening_run, r.is_latest, r.recorded_at
  FROM measure_report(CURRENT_DATE) r;
COMMENT ON VIEW measure_report IS
  'One row per measure and quarter that has begun, gaps included: target, actual, rating, direction of travel and the run of worsening quarters.';

CREATE OR REPLACE VIEW target_revisions WITH (security_invoker = true) AS
SELECT m.plan_id, m.plan, s.measure_id, m.ref, m.title, s.quarter,
       row_number() OVER in_time - 1 AS revision,
       s.target, s.low, s.high, s.amber,
       lag(s.target) OVER in_time AS previous_target,
       s.target - lag(s.target) OVER in_time AS change,
       lead(s.measure_id) OVER in_time IS NULL AS is_current,
       s.reason, s.recorded_at, s.recorded_by
  FROM (SELECT t.measure_id, t.quarter, t.target, t.low, t.high, t.amber, t.reason, t.recorded_at, t.recorded_by, 1 AS place
          FROM measure_targets t
        UNION ALL
        SELECT v.measure_id, v.quarter, v.target, NULL::numeric AS low, NULL::numeric AS high, v.amber, NULL::text AS reason, v.recorded_at, v.recorded_by, 0 AS place
          FROM measure_values v
         WHERE v.target IS NOT NULL) s
  JOIN measure_names m ON m.measure_id = s.measure_id
WINDOW in_time AS (PARTITION BY s.measure_id, s.quarter ORDER BY s.recorded_at, s.place)
 ORDER BY m.sort_order, s.quarter, s.recorded_at, s.place;
COMMENT ON VIEW target_revisions IS
  'One row per measure, quarter and statement of its target: revision 0 is the first, the highest is in force.';

-- An older figure never stands in for a missing one: who has none in the quarter is not rated.
CREATE OR REPLACE FUNCTION measure_summary(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, tier integer, influence text, tally rag_tally, measures bigint,
                 green bigint, amber bigint, red bigint, unrated bigint,
                 improved bigint, unchanged bigint, worsened bigint, not_comparable bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH figures AS (
    SELECT r.measure_id, r.plan_id, r.quarter, r.rating, r.direction FROM ({rows of a summary}) r
  ), counted AS (
    SELECT q.plan_id, q.quarter, m.tier, m.influence, tally(f.rating) AS tally,
           count(*) FILTER (WHERE f.direction = 'improved') AS improved,
           count(*) FILTER (WHERE f.direction = 'unchanged') AS unchanged,
           count(*) FILTER (WHERE f.direction = 'worsened') AS worsened
      FROM (SELECT DISTINCT f.plan_id, f.quarter FROM figures f) q
      JOIN measures m ON m.plan_id = q.plan_id
                     AND (m.frequency = 'quarterly' OR quarter_number(q.quarter) = 4)
                     AND (m.retired_on IS NULL OR m.retired_on > end_date(q.quarter))
      LEFT JOIN figures f ON f.measure_id = m.measure_id AND f.quarter = q.quarter
     GROUP BY q.plan_id, q.quarter, m.tier, m.influence
  )
  SELECT c.plan_id, p.plan, c.quarter, c.tier, c.influence, c.tally, total(c.tally),
         green(c.tally), amber(c.tally), red(c.tally), unrated(c.tally),
         c.improved, c.unchanged, c.worsened, total(c.tally) - c.improved - c.unchanged - c.worsened
    FROM counted c
    JOIN plan_names p ON p.plan_id = c.plan_id
   ORDER BY p.plan, c.plan_id, c.quarter, c.tier, c.influence;
END;
COMMENT ON FUNCTION measure_summary(date, timestamptz) IS
  'One row per plan, quarter that had begun on that day, tier and influence (controlled or influenced). The denominator is every measure of the plan not retired by the last day of the quarter, annual ones in the last quarter of a year only; without target or actual it is not rated.';

CREATE OR REPLACE VIEW measure_summary WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.quarter, s.tier, s.influence, s.tally, s.measures, s.green, s.amber, s.red, s.unrated,
       s.improved, s.unchanged, s.worsened, s.not_comparable
  FROM measure_summary(CURRENT_DATE) s;
COMMENT ON VIEW measure_summary IS
  'One row per plan, quarter that has begun, tier and influence: how the measures are rated and where they move. The denominator is every measure of the plan not retired, annual ones in the last quarter of a year only.';

-- Measures at the nodes of the golden thread.

CREATE OR REPLACE FUNCTION measure_node_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (measure_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT m.measure_id, m.node_id FROM measures m WHERE m.node_id IS NOT NULL
  UNION
  SELECT mn.measure_id, mn.node_id FROM measure_nodes mn WHERE coalesce(measure_node_links.as_at, CURRENT_DATE) BETWEEN mn.valid_from AND mn.valid_to;
END;
COMMENT ON FUNCTION measure_node_links(date) IS 'One row per measure and node it tells about directly, on that day.';

CREATE OR REPLACE FUNCTION kpi_node_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text, by_link rag_tally, distinct_measures rag_tally,
                 measures_by_link bigint, measures_distinct bigint, green bigint, amber bigint, red bigint, unrated bigint, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH asked AS (
    SELECT coalesce(kpi_node_report.as_at, end_date(kpi_node_report.in_quarter), CURRENT_DATE) AS on_day
  ), figures AS (
    SELECT r.plan_id, r.measure_id, m.frequency, r.quarter, r.actual, r.rating
      FROM ({rows of the nodes}) r
      JOIN measures m ON m.measure_id = r.measure_id
  ), latest AS (
    SELECT f.plan_id, f.frequency, max(f.quarter) AS quarter FROM figures f WHERE f.actual IS NOT NULL GROUP BY f.plan_id, f.frequency
  ), rated AS (
    SELECT m.measure_id, f.rating
      FROM measures m
     CROSS JOIN asked
      LEFT JOIN latest ON latest.plan_id = m.plan_id AND latest.frequency = m.frequency
      LEFT JOIN figures f ON f.measure_id = m.measure_id
                         AND f.quarter = CASE WHEN kpi_node_report.in_quarter IS NULL THEN latest.quarter
                                              WHEN m.frequency = 'annual' THEN kpi_node_report.in_quarter - quarter_number(kpi_node_report.in_quarter) % 4
                                              ELSE kpi_node_report.in_quarter END
     WHERE (m.retired_on IS NULL OR m.retired_on > coalesce(end_date(kpi_node_report.in_quarter), asked.on_day))
       AND (kpi_node_report.in_quarter IS NULL OR checked_quarter(kpi_node_report.in_quarter) IS NOT NULL)
  )
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title,
         coalesce(rolled.by_link, '0'), coalesce(rolled.distinct_items, '0'),
         coalesce(total(rolled.by_link), 0), coalesce(total(rolled.distinct_items), 0),
         coalesce(green(rolled.distinct_items), 0), coalesce(amber(rolled.distinct_items), 0), coalesce(red(rolled.distinct_items), 0),
         coalesce(unrated(rolled.distinct_items), 0), overall(rolled.distinct_items)
    FROM nodes n
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
    LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                                FROM asked CROSS JOIN LATERAL rollup_node_links(asked.on_day) nl),
                                             l.node_id, l.measure_id, rated.rating) AS nodes
                         FROM asked
                        CROSS JOIN LATERAL measure_node_links(asked.on_day) l
                         JOIN rated ON rated.measure_id = l.measure_id) r
                CROSS JOIN LATERAL unnest(r.nodes) u) rolled ON rolled.node = n.node_id
   WHERE kpi_node_report.in_quarter IS NULL OR checked_quarter(kpi_node_report.in_quarter) IS NOT NULL
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION kpi_node_report(quarter, date, timestamptz) IS
  'One row per node, zeros included: the ratings of all measures at or under it that are not retired, over the links that hold on that day (no day: the last of the quarter, or today). In that quarter, annual measures in the last year end up to it; no quarter: the latest in which any measure of the plan with the same frequency has an actual. Without a figure in it a measure is not rated. Do not add across nodes.';

CREATE OR REPLACE VIEW kpi_node_report WITH (security_invoker = true) AS
SELECT k.node_id, k.plan_id, k.plan, k.level, k.ref, k.title, k.by_link, k.distinct_measures, k.measures_by_link, k.measures_distinct,
       k.green, k.amber, k.red, k.unrated, k.overall
  FROM kpi_node_report() k;
COMMENT ON VIEW kpi_node_report IS
  'One row per node, zeros included: the latest ratings of all measures at or under it that are not retired. Do not add across nodes: a measure under two of them counts at each.';

-- Benchmarks.

CREATE OR REPLACE FUNCTION benchmark_league(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, measure_id bigint, ref text, peer_group_id bigint, peer_group text, quarter quarter,
                 organisation_id bigint, organisation text, value numeric, rank bigint, ranked bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.plan_id, l.measure_id, m.ref, l.peer_group_id, g.name, l.quarter, l.organisation_id, o.name, l.value, l.rank, l.ranked
    FROM ({league of a day}) l
    JOIN measure_names m ON m.measure_id = l.measure_id
    JOIN peer_groups g ON g.peer_group_id = l.peer_group_id
    LEFT JOIN organisations o ON o.organisation_id = l.organisation_id
   ORDER BY m.sort_order, g.name, l.quarter, l.rank NULLS LAST, o.name NULLS FIRST;
END;
COMMENT ON FUNCTION benchmark_league(date, timestamptz) IS
  'One row per measure, set of peers, quarter that had begun on that day and organisation in the set on the last day of the quarter, and one without an organisation for the register''s own: best first. A set has a table in a quarter in which any of its members has a row in peer_values. Equal values share a rank and the next is as much lower (1, 2, 2, 4); of a band, nearest to the band is best; who has no value has no rank, and nobody has where no peer has a value.';

CREATE OR REPLACE VIEW benchmark_league WITH (security_invoker = true) AS
SELECT l.plan_id, l.measure_id, l.ref, l.peer_group_id, l.peer_group, l.quarter, l.organisation_id, l.organisation, l.value, l.rank, l.ranked
  FROM benchmark_league(CURRENT_DATE) l;
COMMENT ON VIEW benchmark_league IS
  'One row per measure, set of peers, quarter and organisation in it, the register''s own included: the value and its rank, best first.';

CREATE OR REPLACE FUNCTION benchmark_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, measure_id bigint, ref text, title text, polarity text, peer_group_id bigint, peer_group text,
                 quarter quarter, actual numeric, rank bigint, ranked bigint, quartile integer, median numeric, gap_to_median numeric,
                 against_median text, peers bigint, peers_with_value bigint, peers_missing bigint, best numeric, worst numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT b.plan_id, m.plan, b.measure_id, m.ref, m.title, m.polarity, b.peer_group_id, g.name, b.quarter,
         b.actual, b.rank, b.ranked, b.quartile, b.median, b.gap_to_median, b.against_median,
         b.peers, b.peers_with_value, b.peers_missing, b.best, b.worst
    FROM ({benchmarks of a day}) b
    JOIN measure_names m ON m.measure_id = b.measure_id
    JOIN peer_groups g ON g.peer_group_id = b.peer_group_id
   ORDER BY m.sort_order, g.name, b.quarter;
END;
COMMENT ON FUNCTION benchmark_report(date, timestamptz) IS
  'One row per measure, set of peers and quarter that had begun on that day, if any peer has a row in peer_values: the own actual, its rank among those with a value (ranked; the own included; 1 is best, equal values share a rank), its quartile (1 + the whole part of 4 times those better through ranked, so 1 is the best quarter; NULL of fewer than four), and the median of the peers with a value, the own not included. Peers are those in the set on the last day of the quarter: peers = peers_with_value + peers_missing.';

CREATE OR REPLACE VIEW benchmark_report WITH (security_invoker = true) AS
SELECT b.plan_id, b.plan, b.measure_id, b.ref, b.title, b.polarity, b.peer_group_id, b.peer_group, b.quarter, b.actual, b.rank, b.ranked,
       b.quartile, b.median, b.gap_to_median, b.against_median, b.peers, b.peers_with_value, b.peers_missing, b.best, b.worst
  FROM benchmark_report(CURRENT_DATE) b;
COMMENT ON VIEW benchmark_report IS
  'One row per measure, set of peers and quarter: rank, quartile and gap to the median, with how many peers have a value and how many are missing.';

-- Statistical process control, as XmR charts and the NHS's "Making data count" use it.
-- With n points, their sum s and the sum m of their moves, the mean is s / n and a limit 2.66 * m / (n - 1) away: compared times n (n - 1).

CREATE OR REPLACE FUNCTION spc_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, measure_id bigint, ref text, title text, polarity text, quarter quarter, actual numeric,
                 points bigint, trial_limits boolean, mean numeric, average_moving_range numeric, sigma numeric,
                 lower_limit numeric, upper_limit numeric,
                 outside_limits boolean, rule_of_seven boolean, trend boolean, two_of_three boolean, signal text, variation text,
                 target numeric, low numeric, high numeric, assurance text, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH points AS (
    SELECT r.measure_id, m.polarity, r.quarter, r.actual, r.target, r.low, r.high,
           row_number() OVER in_time AS place,
           r.actual - lag(r.actual) OVER in_time AS move
      FROM ({rows of a chart}) r
      JOIN measures m ON m.measure_id = r.measure_id
     WHERE r.actual IS NOT NULL
    WINDOW in_time AS (PARTITION BY r.measure_id ORDER BY r.quarter)
  ), processes AS (
    SELECT p.*,
           count(*) OVER of_measure AS n, sum(p.actual) OVER of_measure AS s, coalesce(sum(abs(p.move)) OVER of_measure, 0) AS m
      FROM points p
    WINDOW of_measure AS (PARTITION BY p.measure_id)
  ), placed AS (
    SELECT p.*, off.mean_by, off.limit_by,
           sign(off.mean_by)::integer AS side,
           coalesce(sign(p.move)::integer, 0) AS slope,
           CASE WHEN off.mean_by > off.limit_by THEN 1 WHEN off.mean_by < -off.limit_by THEN -1 ELSE 0 END AS outside,
           CASE WHEN abs(off.mean_by) > off.limit_by OR 3 * abs(off.mean_by) <= 2 * off.limit_by THEN 0 ELSE sign(off.mean_by)::integer END AS near
      FROM processes p
     CROSS JOIN LATERAL (SELECT (p.n - 1) * (p.n * p.actual - p.s) AS mean_by, 2.66 * p.n * p.m AS limit_by) off
  ), parted AS (
    SELECT p.*,
           p.side <> lag(p.side, 1, p.side) OVER in_time AS other_side,
           p.slope <> lag(p.slope, 1, p.slope) OVER in_time AS other_slope,
           p.near <> 0 AND p.n >= 3
             AND p.near IN (lag(p.near, 1, 0) OVER in_time, lag(p.near, 2, 0) OVER in_time, lead(p.near, 1, 0) OVER in_time, lead(p.near, 2, 0) OVER in_time)
             AS two_of_three
      FROM placed p
    WINDOW in_time AS (PARTITION BY p.measure_id ORDER BY p.place)
  ), stretched AS (
    SELECT p.*,
           count(*) FILTER (WHERE p.other_side) OVER in_time AS side_stretch,
           count(*) FILTER (WHERE p.other_slope) OVER in_time AS slope_stretch
      FROM parted p
    WINDOW in_time AS (PARTITION BY p.measure_id ORDER BY p.place)
  ), counted AS (
    SELECT p.*,
           p.side <> 0 AND count(*) OVER (PARTITION BY p.measure_id, p.side_stretch) >= 7 AS seven,
           CASE WHEN count(*) OVER (PARTITION BY p.measure_id, p.slope_stretch) >= 6 THEN p.slope ELSE 0 END AS trending
      FROM stretched p
  ), signalled AS (
    -- The point from which a trend sets out belongs to it, though the move to it may be another.
    SELECT p.*,
           CASE WHEN p.trending <> 0 THEN p.trending ELSE lead(p.trending, 1, 0) OVER in_time END AS trend_to,
           lead(p.place) OVER in_time IS NULL AS is_latest
      FROM counted p
    WINDOW in_time AS (PARTITION BY p.measure_id ORDER BY p.place)
  ), charted AS (
    SELECT p.*,
           CASE WHEN p.n > 1 THEN p.m / (p.n - 1) END AS average_moving_range,
           CASE WHEN p.n > 1 THEN p.s / p.n - 2.66 * p.m / (p.n - 1) END AS lower_limit,
           CASE WHEN p.n > 1 THEN p.s / p.n + 2.66 * p.m / (p.n - 1) END AS upper_limit,
           CASE WHEN p.outside <> 0 THEN p.outside WHEN p.seven THEN p.side WHEN p.trend_to <> 0 THEN p.trend_to
                WHEN p.two_of_three THEN p.near ELSE 0 END AS towards
      FROM signalled p
  )
  SELECT m.plan_id, m.plan, p.measure_id, m.ref, m.title, p.polarity, p.quarter, p.actual,
         p.n, p.n < 12, p.s / p.n, p.average_moving_range, p.average_moving_range / 1.128, p.lower_limit, p.upper_limit,
         p.outside <> 0, p.seven, p.trend_to <> 0, p.two_of_three,
         CASE WHEN p.outside <> 0 THEN 'outside the limits' WHEN p.seven THEN 'seven on one side of the mean'
              WHEN p.trend_to > 0 THEN 'seven rising' WHEN p.trend_to < 0 THEN 'seven falling'
              WHEN p.two_of_three THEN 'two of three near a limit' END,
         CASE WHEN p.towards = 0 THEN 'common cause' WHEN p.polarity = 'band' THEN 'neither'
              WHEN (p.towards > 0) = (p.polarity = 'higher') THEN 'improvement' ELSE 'concern' END,
         p.target, p.low, p.high,
         CASE WHEN p.n < 2 THEN NULL
              WHEN p.polarity = 'higher' THEN CASE WHEN aim.target <= -p.limit_by THEN 'consistently hit' WHEN aim.target > p.limit_by THEN 'consistently missed'
                                                   WHEN p.target IS NOT NULL THEN 'hit and miss' END
              WHEN p.polarity = 'lower' THEN CASE WHEN aim.target >= p.limit_by THEN 'consistently hit' WHEN aim.target < -p.limit_by THEN 'consistently missed'
                                                  WHEN p.target IS NOT NULL THEN 'hit and miss' END
              ELSE CASE WHEN aim.low <= -p.limit_by AND aim.high >= p.limit_by THEN 'consistently hit'
                        WHEN aim.low > p.limit_by OR aim.high < -p.limit_by THEN 'consistently missed'
                        WHEN p.low IS NOT NULL THEN 'hit and miss' END END,
         p.is_latest
    FROM charted p
    JOIN measure_names m ON m.measure_id = p.measure_id
   CROSS JOIN LATERAL (SELECT (p.n - 1) * (p.n * p.target - p.s) AS target, (p.n - 1) * (p.n * p.low - p.s) AS low,
                              (p.n - 1) * (p.n * p.high - p.s) AS high) aim
   ORDER BY m.sort_order, p.quarter;
END;
COMMENT ON FUNCTION spc_report(date, timestamptz) IS
  'One row per measure and quarter with an actual that had begun on that day: its XmR chart over all of them, as the NHS''s "Making data count" reads it. Missing quarters are passed over, as the line of a chart does. The limits are mean -+ 2.66 times the average moving range (three sigma; sigma is that range through 1.128); trial_limits: fewer than 12 points. Signals: outside the limits; seven or more in a row on one side of the mean (a point on it ends the row); a trend of seven or more points, each higher, or each lower, than the one before it; two of three in a row beyond two sigma on one side but within the limits. All points of a row carry it; signal names the first of these that holds and variation judges it by polarity: improvement, concern, neither (of a band), otherwise common cause. assurance sets the target of the quarter against the limits: consistently hit (every value within them meets it), consistently missed (none does), hit and miss.';

CREATE OR REPLACE VIEW spc_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.measure_id, s.ref, s.title, s.polarity, s.quarter, s.actual, s.points, s.trial_limits, s.mean, s.average_moving_range,
       s.sigma, s.lower_limit, s.upper_limit, s.outside_limits, s.rule_of_seven, s.trend, s.two_of_three, s.signal, s.variation,
       s.target, s.low, s.high, s.assurance, s.is_latest
  FROM spc_report(CURRENT_DATE) s;
COMMENT ON VIEW spc_report IS
  'One row per measure and quarter with an actual: its XmR chart as "Making data count" reads it. For the state of each measure keep is_latest: variation and assurance are its two icons.';

-- For BI tools.

CREATE OR REPLACE VIEW {bi}.bi_measure AS
SELECT m.measure_id AS measure_key, m.plan_id AS plan_key, m.ref, m.title, m.tier, m.influence, m.polarity, m.unit, m.frequency, m.tolerance, m.decimals,
       nullif(nullif(m.retired_on, 'infinity'), '-infinity') AS retired_on
  FROM measures m;
COMMENT ON VIEW {bi}.bi_measure IS 'Dimension: one row per measure (key performance indicator).';

CREATE OR REPLACE VIEW {bi}.bi_measure_node AS
SELECT m.measure_id AS measure_key, m.node_id AS node_key FROM measures m WHERE m.node_id IS NOT NULL
UNION
SELECT mn.measure_id, mn.node_id FROM measure_nodes mn WHERE CURRENT_DATE BETWEEN mn.valid_from AND mn.valid_to;
COMMENT ON VIEW {bi}.bi_measure_node IS 'Bridge: one row per measure and node it tells about directly, today. A measure may have several: do not add measures across nodes.';

CREATE OR REPLACE VIEW {bi}.bi_measure_value AS
SELECT r.measure_id AS measure_key, r.plan_id AS plan_key,
       (extract(year FROM start_date(r.quarter)) * 100 + extract(month FROM start_date(r.quarter)))::integer AS quarter_key,
       r.target, r.low, r.high, r.amber AS tolerance_amount, r.actual,
       coalesce(r.rating::text, 'NR') AS rating_key,
       r.previous_actual, r.change, r.direction, r.year_ago_actual, r.change_on_year, r.direction_on_year, r.worsening_run,
       r.is_latest, r.recorded_at
  FROM ({rows of today}) r;
COMMENT ON VIEW {bi}.bi_measure_value IS 'Fact: one row per measure and quarter that has begun, from the first with a target or an actual, gaps included. For the latest state keep is_latest.';

CREATE OR REPLACE VIEW {bi}.bi_peer_group AS
SELECT g.peer_group_id AS peer_group_key, g.name AS peer_group, g.source FROM peer_groups g;
COMMENT ON VIEW {bi}.bi_peer_group IS 'Dimension: one row per set of peers, such as nearest neighbours.';

CREATE OR REPLACE VIEW {bi}.bi_benchmark AS
SELECT b.measure_id AS measure_key, b.plan_id AS plan_key, b.peer_group_id AS peer_group_key,
       (extract(year FROM start_date(b.quarter)) * 100 + extract(month FROM start_date(b.quarter)))::integer AS quarter_key,
       b.actual, b.rank, b.ranked, b.quartile, b.median, b.gap_to_median, b.against_median, b.peers, b.peers_with_value, b.peers_missing,
       b.best, b.worst
  FROM ({benchmarks of today}) b;
COMMENT ON VIEW {bi}.bi_benchmark IS 'Fact: one row per measure, set of peers and quarter: where the own actual stands among the peers.';

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('actual', 'What was reached; empty: missing.'),
        ('against_median', 'better, equal or worse than the median, by the measure''s polarity.'),
        ('amber', 'The tolerance within which a miss is amber.'),
        ('assurance', 'The target of the quarter against the limits: consistently hit, consistently missed, or hit and miss.'),
        ('average_moving_range', 'Mean of the moves from point to point, without sign.'),
        ('best', 'The best value of a peer.'),
        ('by_link', 'Ratings counted by link: every pair of a node at or under this one and a measure that tells about it counts.'),
        ('change', 'From the figure before to this one.'),
        ('change_on_year', 'From the figure of the year before to this one.'),
        ('decimals', 'How many decimals to print; empty: as recorded.'),
        ('direction', 'improved, worsened or unchanged against the quarter before (of an annual measure the year before), by polarity; empty where either figure is missing.'),
        ('direction_on_year', 'improved, worsened or unchanged against the same quarter of the year before, by polarity; empty where either figure is missing.'),
        ('distinct_measures', 'Ratings of the distinct measures at or under the node: every measure counts once. Do not add across nodes.'),
        ('frequency', 'quarterly, or annual with its figures in the last quarter of the year.'),
        ('gap_to_median', 'The own actual less the median of the peers.'),
        ('green', 'Measures rated Green.'),
        ('high', 'The upper end of the band aimed at.'),
        ('improved', 'Measures that improved on the quarter before (annual ones: the year before).'),
        ('influence', 'controlled by the organisation, or only influenced.'),
        ('is_current', 'Whether this target is in force.'),
        ('is_latest', 'Whether the measure has no later row here.'),
        ('level', 'Which kind of node.'),
        ('low', 'The lower end of the band aimed at.'),
        ('lower_limit', 'The lower process limit: mean less 2.66 times the average moving range; empty with fewer than two points.'),
        ('mean', 'Mean of all points.'),
        ('measure_id', 'The measure.'),
        ('measure_key', 'Key of bi_measure.'),
        ('measures', 'The denominator: measures of the plan not retired by the last day of the quarter, annual ones in the last quarter of a year only.'),
        ('measures_by_link', 'Total of by_link.'),
        ('measures_distinct', 'Total of distinct_measures. Do not add across nodes.'),
        ('median', 'Median of the peers with a value, the own not included; of an even number the mean of the two middles.'),
        ('node_id', 'The node.'),
        ('node_key', 'Key of bi_node.'),
        ('not_comparable', 'Measures without a figure now or before.'),
        ('organisation', 'The organisation; empty for the register''s own.'),
        ('organisation_id', 'The organisation; empty for the register''s own.'),
        ('outside_limits', 'Whether the point lies outside the process limits.'),
        ('overall', 'One rating for all: the most severe; empty where none is rated.'),
        ('peer_group', 'The set of peers.'),
        ('peer_group_id', 'The set of peers.'),
        ('peer_group_key', 'Key of bi_peer_group.'),
        ('peers', 'Peers in the set on the last day of the quarter.'),
        ('peers_missing', 'Of these, those without a value.'),
        ('peers_with_value', 'Of these, those with a value.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan; at a node empty where several plans share it.'),
        ('plan_key', 'Key of bi_plan.'),
        ('points', 'How many quarters have an actual: what the chart is made of.'),
        ('polarity', 'Which direction is good: higher, lower, or within a band.'),
        ('previous_actual', 'The figure of the quarter before (of an annual measure the year before).'),
        ('previous_target', 'The target stated before this one.'),
        ('quarter', 'The fiscal quarter.'),
        ('quarter_key', 'Key of bi_quarter: yyyymm of the quarter''s first day.'),
        ('quartile', '1 for the best quarter to 4; empty with fewer than four values.'),
        ('rank', '1 is best; equal values share a rank and the next is as much lower.'),
        ('ranked', 'How many have a rank, the own included: the denominator of rank.'),
        ('rating', 'Green: met; amber: missed by no more than the tolerance; red; empty: not rated.'),
        ('rating_key', 'The rating: key of bi_scale; NR where not rated.'),
        ('reason', 'Why it was set or revised.'),
        ('recorded_at', 'When it became known.'),
        ('recorded_by', 'Who recorded it.'),
        ('red', 'Measures rated Red.'),
        ('ref', 'The reference as printed.'),
        ('retired_on', 'From that day on no figure is asked for; empty: it is in use.'),
        ('revision', '0 for the first target, then one more for each revision.'),
        ('rule_of_seven', 'Whether the point is one of seven or more in a row on one side of the mean.'),
        ('sigma', 'Average moving range through 1.128.'),
        ('signal', 'The first signal that holds of the point; empty: none.'),
        ('tally', 'The ratings counted, as one value that can be added up and taken apart.'),
        ('sort_order', 'The order in which reports print.'),
        ('source', 'Who defined it.'),
        ('target', 'What is aimed at.'),
        ('tier', '1: corporate outcomes; 2: directors'' key actions.'),
        ('title', 'The wording.'),
        ('tolerance', 'How the tolerance is meant: absolute or percent (of the target).'),
        ('tolerance_amount', 'The tolerance within which a miss is amber, as bi_measure.tolerance says.'),
        ('trend', 'Whether the point is one of seven or more that rise, or fall, one after the other.'),
        ('trial_limits', 'Whether the chart has fewer than 12 points.'),
        ('two_of_three', 'Whether the point is one of two among three in a row beyond two sigma on one side, within the limits.'),
        ('unchanged', 'Measures with the same figure as in the quarter before (annual ones: the year before).'),
        ('unit', 'The unit of its values.'),
        ('unrated', 'Measures that are not rated.'),
        ('upper_limit', 'The upper process limit: mean plus 2.66 times the average moving range; empty with fewer than two points.'),
        ('value', 'The value; empty: missing.'),
        ('variation', 'What the signal says by polarity: improvement, concern, neither (of a band), or common cause where there is none.'),
        ('worsened', 'Measures that worsened on the quarter before (annual ones: the year before).'),
        ('worsening_run', 'How many times running the figure worsened up to here; a missing figure ends a run and has none.'),
        ('worst', 'The worst value of a peer.'),
        ('year_ago_actual', 'The figure of the same quarter of the year before.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v'
     WHERE col_description(c.oid, a.attnum) IS NULL
       AND CASE c.relnamespace WHEN $bi${bi}$bi$::regnamespace THEN 'bi.' || c.relname WHEN quote_ident(current_schema())::regnamespace THEN c.relname END
           IN (SELECT register_view_names(register_measures_sql()))
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$,
  '{rows of a day}', register_measure_rows_sql('measure_report.as_at', 'measure_report.known_at')),
  '{rows of a summary}', register_measure_rows_sql('measure_summary.as_at', 'measure_summary.known_at')),
  '{rows of the nodes}', register_measure_rows_sql('coalesce(kpi_node_report.as_at, end_date(kpi_node_report.in_quarter), CURRENT_DATE)', 'kpi_node_report.known_at')),
  '{rows of a chart}', register_measure_rows_sql('spc_report.as_at', 'spc_report.known_at')),
  '{rows of today}', register_measure_rows_sql('CURRENT_DATE', 'NULL::timestamptz')),
  '{league of a day}', register_league_sql('benchmark_league.as_at', 'benchmark_league.known_at')),
  '{benchmarks of a day}', register_benchmark_sql('benchmark_report.as_at', 'benchmark_report.known_at')),
  '{benchmarks of today}', register_benchmark_sql('CURRENT_DATE', 'NULL::timestamptz'));

CREATE OR REPLACE FUNCTION register_money_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace($register$

-- What may be recorded.

CREATE OR REPLACE FUNCTION check_money_row() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  other text;
BEGIN
  IF TG_TABLE_NAME = 'money_lines' THEN
    IF NEW.amount = 'NaN' THEN
      RAISE EXCEPTION 'invalid amount of line "%": "%"', NEW.ref, NEW.amount
        USING ERRCODE = 'check_violation', DETAIL = 'An amount is a number of pounds and pence.', HINT = 'Leave the row out where nothing is known.';
    END IF;
    IF NEW.fiscal_year_start NOT BETWEEN 1 AND 9999 THEN
      RAISE EXCEPTION 'invalid fiscal year of line "%": "%"', NEW.ref, NEW.fiscal_year_start
        USING ERRCODE = 'check_violation', DETAIL = 'It is the year in which the fiscal year starts.', HINT = 'Write 2025 for 2025/26.';
    END IF;
    -- Of several periods that overlap, all years together would count a pound twice.
    SELECT money_period(o.fiscal_year_start, o.years, (SELECT cal.fiscal_start_month FROM register_settings cal)) INTO other
      FROM (SELECT DISTINCT ON (l.fiscal_year_start, l.years) l.fiscal_year_start, l.years, l.amount
              FROM money_lines l
             WHERE l.plan_id = NEW.plan_id AND l.ref = NEW.ref AND l.basis = NEW.basis AND l.standing = NEW.standing
               AND l.fiscal_year_start < NEW.fiscal_year_start + NEW.years
               AND NEW.fiscal_year_start < l.fiscal_year_start + l.years
               AND (l.fiscal_year_start <> NEW.fiscal_year_start OR l.years <> NEW.years)
             ORDER BY l.fiscal_year_start, l.years, l.recorded_at DESC, l.money_line_id DESC) o
     WHERE o.amount <> 0 AND NEW.amount <> 0
     ORDER BY o.fiscal_year_start, o.years
     LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'line "%" states its "%" for % already, which overlaps %', NEW.ref, NEW.standing, other,
                      money_period(NEW.fiscal_year_start, NEW.years, (SELECT cal.fiscal_start_month FROM register_settings cal))
        USING ERRCODE = 'exclusion_violation', DETAIL = 'The periods of a line are added up, so no year may be in two of them.',
              HINT = 'State the remaining years and their amount, take the other figure back with 0, or state this one on a basis of its own.';
    END IF;
  ELSIF NOT EXISTS (SELECT FROM money_lines l WHERE l.plan_id = NEW.plan_id AND l.ref = NEW.ref) THEN
    RAISE EXCEPTION 'there is no line "%" of plan % to share', NEW.ref, NEW.plan_id
      USING ERRCODE = 'foreign_key_violation', DETAIL = 'A share is a part of a line that money_lines holds.', HINT = 'Insert the line first.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_money_row() IS 'Trigger: refuses amounts that are no number, impossible years, periods of a line that overlap, and shares of lines that are not there.';

CREATE OR REPLACE TRIGGER money_lines_check_row BEFORE INSERT ON money_lines FOR EACH ROW EXECUTE FUNCTION check_money_row();
COMMENT ON TRIGGER money_lines_check_row ON money_lines IS 'Amounts and years that make sense.';
CREATE OR REPLACE TRIGGER money_shares_check_row BEFORE INSERT ON money_shares FOR EACH ROW EXECUTE FUNCTION check_money_row();
COMMENT ON TRIGGER money_shares_check_row ON money_shares IS 'Shares of lines that there are.';
CREATE OR REPLACE TRIGGER money_lines_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON money_lines
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER money_lines_append_only ON money_lines IS 'A correction is a new row.';
CREATE OR REPLACE TRIGGER money_shares_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON money_shares
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER money_shares_append_only ON money_shares IS 'A line is parted anew by new rows.';

-- Building blocks.

CREATE OR REPLACE FUNCTION money_period(fiscal_year_start integer, years integer, fiscal_start_month integer) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN fiscal_start_month = 1 THEN fiscal_year_start::text
            ELSE fiscal_year_start || '/' || right('0' || ((fiscal_year_start + 1) % 100), 2) END
       || CASE WHEN years = 1 THEN '' ELSE ' to ' END
       || CASE WHEN years = 1 THEN '' WHEN fiscal_start_month = 1 THEN (fiscal_year_start + years - 1)::text
               ELSE (fiscal_year_start + years - 1) || '/' || right('0' || ((fiscal_year_start + years) % 100), 2) END;
COMMENT ON FUNCTION money_period(integer, integer, integer) IS 'The fiscal years of an amount, such as 2025/26, or 2023/24 to 2024/25.';

CREATE OR REPLACE FUNCTION money_parts(known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (part bigint, plan_id bigint, ref text, purpose text, basis text, fiscal_year_start integer, years integer, title text, mtfs_ref text,
                 item_id bigint, node_id bigint, target numeric, achieved numeric, at_risk numeric, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT row_number() OVER (ORDER BY p.plan_id, p.fiscal_year_start, p.years, p.ref, p.basis, p.item_id, p.node_id),
         p.plan_id, p.ref, p.purpose, p.basis, p.fiscal_year_start, p.years, p.title, p.mtfs_ref, p.item_id, p.node_id,
         p.target, p.achieved, p.at_risk, p.recorded_at
    FROM ({parts at a moment}) p;
END;
COMMENT ON FUNCTION money_parts(timestamptz) IS
  'One row per line, period and item or node it counts at (none: one row without either), numbered, as recorded by that moment (none: as known now). A parted line is cut into whole pence by the largest remainder, so its rows add up to it exactly.';

CREATE OR REPLACE FUNCTION money_links(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (node_id bigint, part bigint, purpose text, basis text, fiscal_year_start integer, years integer,
                 target numeric, achieved numeric, at_risk numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT coalesce(p.node_id, l.node_id), p.part, p.purpose, p.basis, p.fiscal_year_start, p.years, p.target, p.achieved, p.at_risk
    FROM money_parts(known_at) p
    LEFT JOIN rollup_item_links(as_at) l ON l.item_id = p.item_id
   WHERE coalesce(p.node_id, l.node_id) IS NOT NULL;
END;
COMMENT ON FUNCTION money_links(date, timestamptz) IS
  'One row per part of a line and period and node it counts at directly, over the links that hold on that day. Do not add: a part whose item has several nodes is there several times.';

CREATE OR REPLACE FUNCTION money_placements(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (at_node_id bigint, part bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH direct AS (
    SELECT l.node_id, l.part FROM money_links(as_at, known_at) l
  ), graph AS (
    SELECT linkage(l.child_node_id, l.parent_node_id) AS g FROM rollup_node_links(as_at) l
  ), linked AS (
    SELECT DISTINCT d.node_id FROM direct d
  ), above AS (
    SELECT l.node_id, l.node_id AS at_node_id FROM linked l
    UNION ALL
    SELECT l.node_id, a.node FROM linked l CROSS JOIN graph CROSS JOIN LATERAL ancestors(graph.g, l.node_id) a (node)
  )
  SELECT DISTINCT a.at_node_id, d.part
    FROM direct d
    JOIN above a ON a.node_id = d.node_id;
END;
COMMENT ON FUNCTION money_placements(date, timestamptz) IS
  'One row per node and part (as money_parts numbers them) of a line and period at or under it, over the links that hold on that day, however many ways lead there, so that a pound counts once at every node. Do not add across nodes.';

-- Reports.

CREATE OR REPLACE FUNCTION money_report(known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, purpose text, ref text, mtfs_ref text, title text, basis text, fiscal_year_start integer, years integer,
                 period text, target numeric, achieved numeric, at_risk numeric, gap numeric, has_target boolean,
                 item_id bigint, node_id bigint, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT m.plan_id, p.plan, m.purpose, m.ref, m.mtfs_ref, m.title, m.basis, m.fiscal_year_start, m.years,
         money_period(m.fiscal_year_start, m.years, (SELECT cal.fiscal_start_month FROM register_settings cal)),
         m.target, m.achieved, m.at_risk, m.target - m.achieved - m.at_risk, m.has_target, m.item_id, m.node_id, m.recorded_at
    FROM ({rows at a moment}) m
    JOIN plan_names p ON p.plan_id = m.plan_id
   ORDER BY p.plan, m.plan_id, m.purpose, m.ref, m.basis, m.fiscal_year_start, m.years;
END;
COMMENT ON FUNCTION money_report(timestamptz) IS
  'One row per line (plan, reference, basis) and period, as recorded by that moment (none: as known now): achieved + at risk + gap = target, to the penny. A line without a target in the period has target 0.00, so its gap is negative; has_target tells.';

CREATE OR REPLACE VIEW money_report WITH (security_invoker = true) AS
SELECT m.plan_id, m.plan, m.purpose, m.ref, m.mtfs_ref, m.title, m.basis, m.fiscal_year_start, m.years, m.period,
       m.target, m.achieved, m.at_risk, m.gap, m.has_target, m.item_id, m.node_id, m.recorded_at
  FROM money_report() m;
COMMENT ON VIEW money_report IS 'One row per line (plan, reference, basis) and period: achieved + at risk + gap = target, to the penny.';

CREATE OR REPLACE FUNCTION money_summary(of_purpose text, as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL, by_level text DEFAULT 'programme')
  RETURNS TABLE (plan_id bigint, plan text, counted text, node_id bigint, ref text, title text, basis text, fiscal_year_start integer, years integer,
                 period text, lines bigint, target numeric, achieved numeric, at_risk numeric, gap numeric, percent_achieved numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH parts AS (
    SELECT p.part, p.plan_id, p.ref, p.basis, p.fiscal_year_start, p.years, p.item_id, p.node_id, p.target, p.achieved, p.at_risk
      FROM money_parts(money_summary.known_at) p
     WHERE p.purpose = money_summary.of_purpose
  ), direct AS (
    SELECT p.part, coalesce(p.node_id, l.node_id) AS node_id
      FROM parts p
      LEFT JOIN rollup_item_links(money_summary.as_at) l ON l.item_id = p.item_id
  ), graph AS (
    SELECT linkage(l.child_node_id, l.parent_node_id) AS g FROM rollup_node_links(money_summary.as_at) l
  ), linked AS (
    SELECT DISTINCT d.node_id FROM direct d WHERE d.node_id IS NOT NULL
  ), above AS (
    SELECT l.node_id, l.node_id AS at_node_id FROM linked l
    UNION ALL
    SELECT l.node_id, a.node FROM linked l CROSS JOIN graph CROSS JOIN LATERAL ancestors(graph.g, l.node_id) a (node)
  ), placed AS (
    SELECT DISTINCT a.at_node_id, d.part
      FROM direct d
      JOIN above a ON a.node_id = d.node_id
      JOIN nodes n ON n.node_id = a.at_node_id AND n.level = money_summary.by_level
  ), counted AS (
    SELECT 1 AS place, NULL::bigint AS node_id, p.plan_id, p.ref, p.basis, p.fiscal_year_start, p.years, p.target, p.achieved, p.at_risk
      FROM parts p
    UNION ALL
    SELECT 2, pl.at_node_id, p.plan_id, p.ref, p.basis, p.fiscal_year_start, p.years, p.target, p.achieved, p.at_risk
      FROM parts p
      JOIN placed pl ON pl.part = p.part
    UNION ALL
    SELECT 3, NULL, p.plan_id, p.ref, p.basis, p.fiscal_year_start, p.years, p.target, p.achieved, p.at_risk
      FROM parts p
     WHERE NOT EXISTS (SELECT FROM placed pl WHERE pl.part = p.part)
  ), lines AS (
    SELECT c.place, c.node_id, c.plan_id, c.basis, c.fiscal_year_start, c.years, c.ref, sum(c.target) AS target, sum(c.achieved) AS achieved, sum(c.at_risk) AS at_risk
      FROM counted c
     GROUP BY c.place, c.node_id, c.plan_id, c.basis, c.fiscal_year_start, c.years, c.ref
  ), added AS (
    SELECT l.place, l.node_id, l.plan_id, l.basis, l.fiscal_year_start, l.years, count(*) AS lines,
           sum(l.target) AS target, sum(l.achieved) AS achieved, sum(l.at_risk) AS at_risk
      FROM lines l
     GROUP BY l.place, l.node_id, l.plan_id, l.basis, l.fiscal_year_start, l.years
    UNION ALL
    SELECT l.place, l.node_id, l.plan_id, l.basis, NULL::integer AS fiscal_year_start, NULL::integer AS years, count(DISTINCT l.ref),
           sum(l.target), sum(l.achieved), sum(l.at_risk)
      FROM lines l
     GROUP BY l.place, l.node_id, l.plan_id, l.basis
  )
  SELECT a.plan_id, p.plan, CASE a.place WHEN 1 THEN 'the whole plan' WHEN 2 THEN money_summary.by_level ELSE 'under no ' || money_summary.by_level END,
         a.node_id, n.ref, n.title, a.basis, a.fiscal_year_start, a.years,
         coalesce(money_period(a.fiscal_year_start, a.years, (SELECT cal.fiscal_start_month FROM register_settings cal)), 'all years'),
         a.lines, a.target, a.achieved, a.at_risk, a.target - a.achieved - a.at_risk,
         CASE WHEN a.target <> 0 THEN a.achieved * 100 / a.target END
    FROM added a
    JOIN plan_names p ON p.plan_id = a.plan_id
    LEFT JOIN nodes n ON n.node_id = a.node_id
   ORDER BY p.plan, a.plan_id, a.place, n.code NULLS LAST, n.ref, a.node_id, a.basis, a.fiscal_year_start NULLS LAST, a.years;
END;
COMMENT ON FUNCTION money_summary(text, date, timestamptz, text) IS
  'One row per plan, basis and period, and one for all its years: for the whole plan (every pound once), for every node of that level that has money of the plan at or under it (every pound once at each; do not add, a pound may be under several), and for what is under none. Over the links that hold on that day, as recorded by that moment. The denominator of percent_achieved is the target.';

CREATE OR REPLACE FUNCTION savings_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL, by_level text DEFAULT 'programme')
  RETURNS TABLE (plan_id bigint, plan text, counted text, node_id bigint, ref text, title text, basis text, fiscal_year_start integer, years integer,
                 period text, lines bigint, target numeric, achieved numeric, at_risk numeric, gap numeric, percent_achieved numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
         s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
    FROM money_summary('saving', as_at, known_at, by_level) s;
END;
COMMENT ON FUNCTION savings_report(date, timestamptz, text) IS
  'The savings of money_summary: one row per plan, basis and period, and one for all its years, for the whole plan, for every programme (or node of another level), and for what is under none. achieved + at risk + gap = target.';

CREATE OR REPLACE FUNCTION funding_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL, by_level text DEFAULT 'programme')
  RETURNS TABLE (plan_id bigint, plan text, counted text, node_id bigint, ref text, title text, basis text, fiscal_year_start integer, years integer,
                 period text, lines bigint, target numeric, achieved numeric, at_risk numeric, gap numeric, percent_achieved numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
         s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
    FROM money_summary('funding', as_at, known_at, by_level) s;
END;
COMMENT ON FUNCTION funding_report(date, timestamptz, text) IS
  'The funding of money_summary: one row per plan, basis and period, and one for all its years, for the whole plan, for every programme (or node of another level), and for what is under none. achieved (secured) + at risk + gap (still to find) = target (needed).';

CREATE OR REPLACE VIEW savings_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
       s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
  FROM savings_report(CURRENT_DATE) s;
COMMENT ON VIEW savings_report IS
  'Savings: one row per plan, basis and period, and one for all its years, for the whole plan, every programme, and what is under none. Do not add programmes: a pound may be under several.';

CREATE OR REPLACE VIEW funding_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
       s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
  FROM funding_report(CURRENT_DATE) s;
COMMENT ON VIEW funding_report IS
  'Funding: one row per plan, basis and period, and one for all its years, for the whole plan, every programme, and what is under none. Do not add programmes: a pound may be under several.';

CREATE OR REPLACE FUNCTION money_node_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text, purpose text, basis text, fiscal_year_start integer, years integer,
                 period text, target numeric, achieved numeric, at_risk numeric, gap numeric, target_by_link numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title, a.purpose, a.basis, a.fiscal_year_start, a.years,
         money_period(a.fiscal_year_start, a.years, (SELECT cal.fiscal_start_month FROM register_settings cal)), a.target, a.achieved, a.at_risk, a.target - a.achieved - a.at_risk, a.target_by_link
    FROM (SELECT u.node, r.purpose, r.basis, r.fiscal_year_start, r.years,
                 sum(u.amount) FILTER (WHERE r.standing = 'target') AS target,
                 sum(u.amount) FILTER (WHERE r.standing = 'achieved') AS achieved,
                 sum(u.amount) FILTER (WHERE r.standing = 'at risk') AS at_risk,
                 sum(u.by_link) FILTER (WHERE r.standing = 'target') AS target_by_link
            FROM (SELECT l.purpose, l.basis, l.fiscal_year_start, l.years, f.standing,
                         outcome_amount((SELECT linkage(nl.child_node_id, nl.parent_node_id) FROM rollup_node_links(as_at) nl), l.node_id, l.part, f.amount) AS nodes
                    FROM money_links(as_at, known_at) l
                   CROSS JOIN LATERAL (VALUES ('target', l.target), ('achieved', l.achieved), ('at risk', l.at_risk)) f (standing, amount)
                   GROUP BY l.purpose, l.basis, l.fiscal_year_start, l.years, f.standing) r
           CROSS JOIN LATERAL unnest(r.nodes) u
           WHERE u.items > 0
           GROUP BY u.node, r.purpose, r.basis, r.fiscal_year_start, r.years) a
    JOIN nodes n ON n.node_id = a.node
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id, a.purpose, a.basis, a.fiscal_year_start, a.years;
END;
COMMENT ON FUNCTION money_node_report(date, timestamptz) IS
  'One row per node with money at or under it, purpose, basis and period: every pound once (distinct), over the links that hold on that day, as recorded by that moment; target_by_link counts it once for every link. Money whose item or node is this one or under it counts. Do not add across nodes.';

CREATE OR REPLACE VIEW money_node_report WITH (security_invoker = true) AS
SELECT m.node_id, m.plan_id, m.plan, m.level, m.ref, m.title, m.purpose, m.basis, m.fiscal_year_start, m.years, m.period,
       m.target, m.achieved, m.at_risk, m.gap, m.target_by_link
  FROM money_node_report(CURRENT_DATE) m;
COMMENT ON VIEW money_node_report IS
  'One row per node with money at or under it, purpose, basis and period: every pound once (distinct). Do not add across nodes.';

CREATE OR REPLACE FUNCTION money_unplaced(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, purpose text, ref text, title text, basis text, fiscal_year_start integer, years integer, period text,
                 item_id bigint, reason text, target numeric, achieved numeric, at_risk numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT p.plan_id, n.plan, p.purpose, p.ref, p.title, p.basis, p.fiscal_year_start, p.years,
         money_period(p.fiscal_year_start, p.years, (SELECT cal.fiscal_start_month FROM register_settings cal)),
         p.item_id, CASE WHEN p.item_id IS NULL THEN 'no item and no node' ELSE 'its item counts at no node' END,
         p.target, p.achieved, p.at_risk
    FROM money_parts(known_at) p
    JOIN plan_names n ON n.plan_id = p.plan_id
   WHERE p.node_id IS NULL
     AND NOT EXISTS (SELECT FROM rollup_item_links(as_at) l WHERE l.item_id = p.item_id)
   ORDER BY n.plan, p.plan_id, p.purpose, p.ref, p.basis, p.fiscal_year_start, p.years, p.item_id;
END;
COMMENT ON FUNCTION money_unplaced(date, timestamptz) IS
  'One row per part of a line and period that counts at no node on that day: it is in its plan''s total and in no rollup.';

CREATE OR REPLACE VIEW money_unplaced WITH (security_invoker = true) AS
SELECT u.plan_id, u.plan, u.purpose, u.ref, u.title, u.basis, u.fiscal_year_start, u.years, u.period, u.item_id, u.reason,
       u.target, u.achieved, u.at_risk
  FROM money_unplaced(CURRENT_DATE) u;
COMMENT ON VIEW money_unplaced IS 'One row per part of a line and period that counts at no node today: it is in its plan''s total and in no rollup.';

-- For BI tools.

CREATE OR REPLACE VIEW {bi}.bi_money AS
SELECT p.plan_id AS plan_key, p.purpose, p.ref, p.mtfs_ref, p.title, p.basis, p.fiscal_year_start, p.years,
       money_period(p.fiscal_year_start, p.years, (SELECT cal.fiscal_start_month FROM register_settings cal)) AS period,
       p.item_id AS item_key, p.node_id AS node_key,
       p.target, p.achieved, p.at_risk, p.target - p.achieved - p.at_risk AS gap, p.recorded_at
  FROM ({parts of now}) p;
COMMENT ON VIEW {bi}.bi_money IS 'Fact: one row per line (plan, reference, basis), period and item or node it counts at. Rows of one basis can be added: every pound is in one row. Never add two bases, nor item figures across nodes.';

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('achieved', 'Achieved (of a saving) or secured (of funding).'),
        ('at_risk', 'At risk.'),
        ('basis', 'What the figure stands on; empty where there is one basis only. Two bases are never added.'),
        ('counted', 'What the row counts: the whole plan, a node of the level asked for, or what is under none.'),
        ('fiscal_year_start', 'The year in which the fiscal year, or the first of several, starts; empty for all years.'),
        ('gap', 'What is left: target - achieved - at risk; negative where there is more than was aimed at.'),
        ('has_target', 'Whether a target is stated; without one it counts as 0.00.'),
        ('item_id', 'The item it counts at.'),
        ('item_key', 'The item it counts at: key of bi_item.'),
        ('level', 'Which kind of node.'),
        ('lines', 'How many lines.'),
        ('mtfs_ref', 'The item of the medium-term financial strategy.'),
        ('node_id', 'The node.'),
        ('node_key', 'The node it counts at, if no item: key of bi_node.'),
        ('percent_achieved', 'Achieved in per cent of the target; exact, to be rounded by who prints it; empty without a target.'),
        ('period', 'The fiscal year, or years, as printed.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan; at a node empty where several plans share it.'),
        ('plan_key', 'Key of bi_plan.'),
        ('purpose', 'saving or funding.'),
        ('reason', 'Why it counts at no node.'),
        ('recorded_at', 'When it became known.'),
        ('ref', 'The reference of the line, or of the node.'),
        ('target', 'What is aimed at.'),
        ('target_by_link', 'The target counted once for every link of an item to a node at or under this one; larger than target where items have several.'),
        ('title', 'The wording.'),
        ('years', 'How many fiscal years it covers; empty for all years.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v'
     WHERE col_description(c.oid, a.attnum) IS NULL
       AND CASE c.relnamespace WHEN $bi${bi}$bi$::regnamespace THEN 'bi.' || c.relname WHEN quote_ident(current_schema())::regnamespace THEN c.relname END
           IN (SELECT register_view_names(register_money_sql()))
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$,
  '{rows at a moment}', register_money_rows_sql('money_report.known_at')),
  '{parts at a moment}', register_money_parts_sql('money_parts.known_at')),
  '{parts of now}', register_money_parts_sql('NULL::timestamptz'));

CREATE FUNCTION register_beginnings_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

ALTER TABLE plans ADD COLUMN counts_from date;
COMMENT ON COLUMN plans.counts_from IS 'From which day the plan''s items count in reports; NULL: always. refresh_plan says so of the plan it makes: what that carries forward counts in the plan before until then.';

DO $begin$
BEGIN
  IF EXISTS (SELECT FROM carry_forward) THEN
    -- Only rows that refresh_plan wrote tell the day; others say when one item took another's place.  A plan that has reported a quarter
    -- that begins before that day counts always, as it did: else what it has rated and published would no longer be in its reports.
    UPDATE plans p SET counts_from = c.since
      FROM (SELECT n.plan_id, o.plan_id AS old_plan_id, min(f.since) AS since
              FROM carry_forward f
              JOIN items o ON o.item_id = f.old_item_id
              JOIN items n ON n.item_id = f.new_item_id
             WHERE f.kind = 'carried forward' AND f.reason LIKE 'open when "%" took the place of the plan'
             GROUP BY n.plan_id, o.plan_id) c
     WHERE p.plan_id = c.plan_id AND p.supersedes_plan_id = c.old_plan_id
       AND NOT EXISTS (SELECT FROM ratings r JOIN items i ON i.item_id = r.item_id WHERE i.plan_id = c.plan_id AND start_date(r.quarter) < c.since)
       AND NOT EXISTS (SELECT FROM publications x WHERE x.plan_id = c.plan_id AND start_date(x.quarter) < c.since);
  END IF;
END
$begin$;

$register$;

COMMENT ON FUNCTION register_beginnings_tables_sql() IS 'The statements by which create_register and upgrade_register add what layout 0.5.0 knows of the day on which a plan begins.';

CREATE OR REPLACE FUNCTION register_reports_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- What callers name must be there.

CREATE OR REPLACE FUNCTION checked_denominator(of text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF of IS NULL OR of NOT IN ('total', 'rated', 'live') THEN
    RAISE EXCEPTION 'unknown denominator "%"', coalesce(of, 'NULL')
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A percentage is of all items, of those that are rated, or of those under way (Green to Red).',
            HINT = 'Write total, rated or live.';
  END IF;
  RETURN of;
END
$body$;
COMMENT ON FUNCTION checked_denominator(text) IS 'total, rated or live, or an error.';

CREATE OR REPLACE FUNCTION denominator(t rag_tally, of text) RETURNS bigint
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE of WHEN 'total' THEN total(t) WHEN 'rated' THEN rated(t) WHEN 'live' THEN live(t) END;
COMMENT ON FUNCTION denominator(rag_tally, text) IS 'How many items a percentage is of: total, rated or live.';

-- Progress, one row per rating, as plans print it.

CREATE OR REPLACE FUNCTION progress_lines(as_at date DEFAULT CURRENT_DATE, of text DEFAULT 'total')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, place integer, rating rag, rating_label text, items bigint,
                 of_what text, denominator bigint, percent numeric, whole_percent integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, t.plan, t.quarter, t.is_latest, scale.place, scale.rating,
         coalesce(own.label, label(scale.rating), 'Not rated'),
         counted.count,
         checked_denominator(progress_lines.of),
         denominator(t.tally, progress_lines.of),
         CASE WHEN scale.rating IS NOT NULL AND (progress_lines.of <> 'live' OR scale.rating BETWEEN 'G' AND 'R') THEN percent(t.tally, scale.rating, progress_lines.of)
              WHEN scale.rating IS NULL AND progress_lines.of = 'total' AND total(t.tally) > 0 THEN counted.count * 100.0 / total(t.tally) END,
         CASE WHEN progress_lines.of = 'total' THEN whole.percent END
    FROM progress_report(progress_lines.as_at) t
    JOIN plans p ON p.plan_id = t.plan_id
   CROSS JOIN (VALUES (1, 'B'::rag, 'B'), (2, 'G', 'G'), (3, 'AG', 'AG'), (4, 'A', 'A'), (5, 'AR', 'AR'), (6, 'R', 'R'), (7, 'S', 'S'), (8, NULL, '')) scale (place, rating, letter)
    JOIN LATERAL unnest(t.tally) counted ON coalesce(counted.rating::text, '') = scale.letter
    JOIN LATERAL percentages(t.tally) whole ON coalesce(whole.rating::text, '') = scale.letter
    LEFT JOIN plan_legends own ON own.plan_id = t.plan_id AND own.rating = scale.rating
   WHERE counted.count > 0
      OR scale.letter IN ('B', 'G', 'A', 'R', '')
      OR scale.letter IN ('AG', 'AR') AND p.scale = 'five'
      OR scale.letter = 'S' AND p.has_scheduled
   ORDER BY t.plan, t.plan_id, t.quarter NULLS FIRST, scale.place;
END;
COMMENT ON FUNCTION progress_lines(date, text) IS
  'One row per plan, quarter in which it had reported by that day, and rating of the plan''s scale, nil rows and "Not rated" included, in the plan''s own words. Denominator: as the caller chooses, total, rated or live; a rating that is not in it has no percentage.';

CREATE OR REPLACE VIEW progress_lines WITH (security_invoker = true) AS
SELECT l.plan_id, l.plan, l.quarter, l.is_latest, l.place, l.rating, l.rating_label, l.items, l.of_what, l.denominator, l.percent, l.whole_percent
  FROM progress_lines('infinity', 'total') l;
COMMENT ON VIEW progress_lines IS
  'One row per plan, quarter in which it reports and rating of the plan''s scale, nil rows and "Not rated" included, in the plan''s own words. Denominator: all items, not rated ones included.';

CREATE OR REPLACE FUNCTION movement_matrix(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, previous_quarter quarter, previous_rating rag, total bigint, complete bigint,
                 green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.previous_quarter, t.previous_rating, total(t.tally), complete(t.tally), green(t.tally),
         amber_green(t.tally), amber(t.tally), amber_red(t.tally), red(t.tally), scheduled(t.tally), unrated(t.tally)
    FROM (SELECT iq.plan_id, iq.quarter, iq.previous_quarter, iq.previous_rating, tally(iq.rating) AS tally
            FROM item_quarters(as_at) iq
           WHERE iq.previous_quarter IS NOT NULL
           GROUP BY iq.plan_id, iq.quarter, iq.previous_quarter, iq.previous_rating) t
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter, t.previous_rating DESC NULLS LAST;
END;
COMMENT ON FUNCTION movement_matrix(date) IS
  'movement_matrix as at that day: one row per plan, quarter in which it had reported by then, and rating before.';

CREATE OR REPLACE VIEW movement_matrix WITH (security_invoker = true) AS
SELECT m.plan_id, m.plan, m.quarter, m.previous_quarter, m.previous_rating, m.total, m.complete, m.green, m.amber_green, m.amber, m.amber_red,
       m.red, m.scheduled, m.unrated
  FROM movement_matrix('infinity') m;
COMMENT ON VIEW movement_matrix IS
  'One row per plan, quarter and rating in the quarter before; a column per rating now says how many items moved there, total how many had that rating before. All items active on the last day of the quarter are counted; the first quarter of a plan has no rows.';

-- One report for any level.  Compiling its query would take longer than running it.

CREATE OR REPLACE FUNCTION level_report(in_level text, in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plan bigint DEFAULT NULL,
                                        of text DEFAULT 'total', policy text DEFAULT 'worst', min_coverage numeric DEFAULT 0)
  RETURNS TABLE (level text, key bigint, plan_id bigint, plan text, ref text, title text, tally rag_tally, items bigint, items_by_link bigint,
                 complete bigint, of_what text, denominator bigint, percent_complete numeric, overall rag, overall_reason text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  day CONSTANT date := coalesce(as_at, end_date(in_quarter), CURRENT_DATE);
  of_plans CONSTANT bigint[] := CASE WHEN of_plan IS NOT NULL THEN ARRAY[checked_plan(of_plan)] END;
BEGIN
  PERFORM checked_quarter(in_quarter), checked_denominator(of);
  IF in_level IS NULL OR in_level NOT IN ('body', 'officer')
     AND NOT EXISTS (SELECT FROM levels l WHERE l.level = in_level AND l.holds = 'node') THEN
    RAISE EXCEPTION 'unknown level "%"', coalesce(in_level, 'NULL')
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A report by level is by a level of nodes, by body or by officer.',
            HINT = format('Write %s, body or officer.', (SELECT string_agg(l.level, ', ' ORDER BY l.level) FROM levels l WHERE l.holds = 'node'));
  END IF;
  RETURN QUERY
  WITH grouped AS (
    SELECT r.node_id AS key, r.plan_id, r.plan, r.ref, r.title, r.distinct_items AS tally, r.items_by_link AS by_link
      FROM rollup_report(in_quarter, as_at, of_plans) r
     WHERE r.level = in_level
    UNION ALL
    SELECT t.body_id, NULL, NULL, b.name, b.name, t.tally, total(t.tally)
      FROM (SELECT held.body_id, tally(i.rating) AS tally
              FROM rated_items(in_quarter, as_at, of_plans) i
              LEFT JOIN LATERAL (SELECT DISTINCT ib.body_id FROM item_bodies ib
                                  WHERE ib.item_id = i.item_id AND day BETWEEN ib.valid_from AND ib.valid_to) held ON true
             WHERE in_level = 'body'
             GROUP BY held.body_id) t
      LEFT JOIN bodies b ON b.body_id = t.body_id
    UNION ALL
    SELECT t.officer_id, NULL, NULL, o.name, o.name, t.tally, total(t.tally)
      FROM (SELECT held.officer_id, tally(i.rating) AS tally
              FROM rated_items(in_quarter, as_at, of_plans) i
              LEFT JOIN LATERAL (SELECT DISTINCT io.officer_id FROM item_owner_rows(day) io WHERE io.item_id = i.item_id) held ON true
             WHERE in_level = 'officer'
             GROUP BY held.officer_id) t
      LEFT JOIN officers o ON o.officer_id = t.officer_id
  )
  SELECT in_level, g.key, g.plan_id, g.plan, g.ref, g.title, g.tally, total(g.tally), g.by_link, complete(g.tally), of, denominator(g.tally, of),
         CASE WHEN of <> 'live' THEN percent_complete(g.tally, of) END,
         overall(g.tally, policy, min_coverage => level_report.min_coverage), overall_reason(g.tally, policy, min_coverage => level_report.min_coverage)
    FROM grouped g
    LEFT JOIN nodes n ON n.node_id = g.key AND in_level NOT IN ('body', 'officer')
   ORDER BY g.plan NULLS LAST, g.plan_id, n.code NULLS LAST, g.ref NULLS LAST, g.key;
END
$body$;
COMMENT ON FUNCTION level_report(text, quarter, date, bigint, text, text, numeric) IS
  'One row per node of a level (zeros included), per body or per officer (those responsible), with one without a key for the items that have none: the ratings in that quarter (none: the latest) of the items at or under it, each counted once. Denominator: total, rated or live; overall by any policy of overall(). Do not add across rows.';

-- Evidence against rating.

CREATE OR REPLACE FUNCTION evidence_patterns(of_plan bigint DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, source text, says_complete text, says_not text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT p.plan_id, w.source,
         '(?<![[:alnum:]_])(?:' || string_agg(regexp_replace(w.word, '([^[:alnum:]_ ])', '\\\1', 'g'), '|' ORDER BY char_length(w.word) DESC) FILTER (WHERE w.says = 'complete') || ')(?![[:alnum:]_])',
         '(?<![[:alnum:]_])(?:' || string_agg(regexp_replace(w.word, '([^[:alnum:]_ ])', '\\\1', 'g'), '|' ORDER BY char_length(w.word) DESC) FILTER (WHERE w.says = 'not complete') || ')(?![[:alnum:]_])'
    FROM plans p
    JOIN evidence_words w ON w.plan_id = p.plan_id OR w.plan_id IS NULL
   WHERE (evidence_patterns.of_plan IS NULL OR checked_plan(evidence_patterns.of_plan) IS NOT NULL)
     AND (evidence_patterns.of_plan IS NULL OR p.plan_id = evidence_patterns.of_plan)
   GROUP BY p.plan_id, w.source;
END;
COMMENT ON FUNCTION evidence_patterns(bigint) IS 'One row per plan and source of evidence: evidence_words as two regular expressions.';

CREATE OR REPLACE FUNCTION evidence_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE, of_plan bigint DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, item_id bigint, ref text, title text, rating rag, finding text, evidence text, officers text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH patterns AS MATERIALIZED (
    SELECT w.plan_id, w.source, w.says_complete, coalesce(w.says_not, '$^') AS says_not FROM evidence_patterns(evidence_report.of_plan) w
  ), reported AS MATERIALIZED (
    SELECT iq.plan_id, iq.item_id, iq.quarter, iq.rating, iq.is_latest, iq.commentary
      FROM item_quarters(CASE WHEN evidence_report.in_quarter IS NULL THEN evidence_report.as_at ELSE 'infinity' END) iq
     WHERE (evidence_report.in_quarter IS NULL OR checked_quarter(evidence_report.in_quarter) IS NOT NULL)
       AND CASE WHEN evidence_report.in_quarter IS NULL THEN iq.is_latest ELSE iq.quarter = evidence_report.in_quarter END
       AND iq.quarter IS NOT NULL
       AND (evidence_report.of_plan IS NULL OR iq.plan_id = evidence_report.of_plan)
  ), said AS (
    -- Attributes are of no quarter: they speak for the latest.
    SELECT e.item_id, 'commentary' AS source, e.commentary AS words, e.plan_id FROM reported e WHERE trim_cell(e.commentary) <> ''
    UNION ALL
    SELECT e.item_id, a.name, a.value, e.plan_id
      FROM reported e JOIN item_attributes a ON a.item_id = e.item_id
     WHERE e.is_latest AND trim_cell(a.value) <> ''
  ), judged AS (
    SELECT s.item_id,
           string_agg(s.source || ': ' || s.words, '; ' ORDER BY s.source) AS evidence,
           coalesce(bool_or(s.words ~* p.says_not), false) AS says_not,
           coalesce(bool_or(regexp_replace(s.words, p.says_not, ' ', 'gi') ~* p.says_complete), false) AS says_complete,
           coalesce(bool_or(s.words !~* p.says_not AND s.words ~* p.says_complete), false) AS says_only_complete
      FROM said s
      JOIN patterns p ON p.plan_id = s.plan_id AND p.source = s.source
     GROUP BY s.item_id
  ), held AS (
    SELECT e.plan_id, e.quarter, e.item_id, e.rating, j.evidence,
           count(j.item_id) OVER (PARTITION BY e.plan_id) > 0 AS others_have,
           j.item_id IS NOT NULL AS has_evidence, coalesce(j.says_not, false) AS says_not,
           coalesce(j.says_complete, false) AS says_complete, coalesce(j.says_only_complete, false) AS says_only_complete
      FROM reported e
      LEFT JOIN judged j ON j.item_id = e.item_id
  )
  SELECT h.plan_id, p.plan, h.quarter, h.item_id, i.ref, i.title, h.rating, f.finding, h.evidence, details.officers
    FROM held h
   CROSS JOIN LATERAL (VALUES
         (1, 'rated complete, evidence says it is not', h.rating = 'B' AND h.says_not),
         (2, 'rated complete, no evidence says so', h.rating = 'B' AND h.others_have AND NOT h.says_not AND NOT h.says_complete),
         (3, 'evidence says complete, rating does not', coalesce(h.rating <> 'B', true) AND h.says_only_complete),
         (4, 'rated, and no evidence', h.rating BETWEEN 'G' AND 'R' AND h.others_have AND NOT h.has_evidence)) f (place, finding, found)
    JOIN items i ON i.item_id = h.item_id
    JOIN plan_names p ON p.plan_id = h.plan_id
    JOIN item_details(evidence_report.as_at) details ON details.item_id = h.item_id
   WHERE f.found
     AND (evidence_report.of_plan IS NULL OR checked_plan(evidence_report.of_plan) IS NOT NULL)
   ORDER BY p.plan, h.plan_id, f.place, i.code NULLS LAST, h.item_id;
END;
COMMENT ON FUNCTION evidence_report(quarter, date, bigint) IS
  'One row per doubt about an item reported in that quarter (none: the latest in which its plan had reported by that day): what the words of its commentary and of its attributes say, by evidence_words, and what its rating says. A doubt is a question to ask, not an error. Items without evidence are named only where the plan has evidence of others.';

CREATE OR REPLACE VIEW evidence_report WITH (security_invoker = true) AS
SELECT e.plan_id, e.plan, e.quarter, e.item_id, e.ref, e.title, e.rating, e.finding, e.evidence, e.officers
  FROM evidence_report(NULL, CURRENT_DATE) e;
COMMENT ON VIEW evidence_report IS 'One row per doubt about an item in the latest quarter in which its plan reports: its words and its rating do not say the same.';

-- Fractional attribution.

-- Numerators of one divisor are added before they are divided: three thirds are one.  Compiling the query would take longer than running it.
CREATE OR REPLACE FUNCTION shares_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plan bigint DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text, items_by_link bigint, items_distinct bigint,
                 share numeric, share_complete numeric, share_exceptions numeric, share_unrated numeric, percent_complete numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH g AS MATERIALIZED (
    SELECT linkage(nl.child_node_id, nl.parent_node_id) AS g FROM rollup_node_links(coalesce(as_at, end_date(in_quarter), CURRENT_DATE)) nl
  ), rated AS MATERIALIZED (
    SELECT i.item_id, i.rating FROM rated_items(in_quarter, as_at, CASE WHEN of_plan IS NOT NULL THEN ARRAY[of_plan] END) i
  ), linked AS MATERIALIZED (
    SELECT i.item_id, il.node_id, i.rating, max(il.share) AS share
      FROM rated i
      JOIN item_link_rows(coalesce(as_at, end_date(in_quarter), CURRENT_DATE)) il ON il.item_id = i.item_id
     GROUP BY i.item_id, il.node_id, i.rating
  ), left_over AS (
    SELECT l.item_id, greatest(1 - coalesce(sum(l.share), 0), 0) AS numerator, count(*) FILTER (WHERE l.share IS NULL) AS divisor
      FROM linked l
     GROUP BY l.item_id
  ), direct AS MATERIALIZED (
    SELECT s.node_id, s.divisor,
           sum(s.numerator) AS share,
           coalesce(sum(s.numerator) FILTER (WHERE s.rating = 'B'), 0) AS complete,
           coalesce(sum(s.numerator) FILTER (WHERE s.rating >= 'A'), 0) AS exceptions,
           coalesce(sum(s.numerator) FILTER (WHERE s.rating IS NULL), 0) AS unrated
      FROM (SELECT l.node_id, l.rating, coalesce(l.share, o.numerator) AS numerator, CASE WHEN l.share IS NULL THEN o.divisor ELSE 1 END AS divisor
              FROM linked l
              JOIN left_over o ON o.item_id = l.item_id) s
     GROUP BY s.node_id, s.divisor
  ), spread AS (
    SELECT d.node_id AS node, d.node_id FROM (SELECT DISTINCT x.node_id FROM direct x) d
    UNION ALL
    SELECT a, d.node_id FROM (SELECT DISTINCT x.node_id FROM direct x) d CROSS JOIN LATERAL ancestors((SELECT g.g FROM g), d.node_id) a
  ), shared AS (
    SELECT t.node, sum(t.share / t.divisor) AS share, sum(t.complete / t.divisor) AS complete, sum(t.exceptions / t.divisor) AS exceptions,
           sum(t.unrated / t.divisor) AS unrated
      FROM (SELECT s.node, d.divisor, sum(d.share) AS share, sum(d.complete) AS complete, sum(d.exceptions) AS exceptions, sum(d.unrated) AS unrated
              FROM spread s JOIN direct d ON d.node_id = s.node_id
             GROUP BY s.node, d.divisor) t
     GROUP BY t.node
  )
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title, coalesce(total(r.by_link), 0), coalesce(total(r.distinct_items), 0),
         coalesce(s.share, 0), coalesce(s.complete, 0), coalesce(s.exceptions, 0), coalesce(s.unrated, 0),
         s.complete * 100 / nullif(s.share, 0)
    FROM nodes n
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
    LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT g.g FROM g), l.node_id, l.item_id, l.rating) AS nodes FROM linked l) x
                CROSS JOIN LATERAL unnest(x.nodes) u) r ON r.node = n.node_id
    LEFT JOIN shared s ON s.node = n.node_id
   WHERE (in_quarter IS NULL OR checked_quarter(in_quarter) IS NOT NULL)
     AND (of_plan IS NULL OR checked_plan(of_plan) IS NOT NULL)
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END
$body$;
COMMENT ON FUNCTION shares_report(quarter, date, bigint) IS
  'One row per node, zeros included: the items at or under it counted by link, distinct, and by share, an item being divided among the nodes it is linked to directly: a share recorded on a link counts as it is, the rest of the item goes in equal parts to its other links, and nowhere where it has none (data_quality_report says so). Denominator of percent_complete: share. Shares of nodes that lie side by side may be added, as those of the nodes to which items are linked add up to the linked items; by link and distinct may not.';

CREATE OR REPLACE VIEW shares_report WITH (security_invoker = true) AS
SELECT s.node_id, s.plan_id, s.plan, s.level, s.ref, s.title, s.items_by_link, s.items_distinct, s.share, s.share_complete, s.share_exceptions,
       s.share_unrated, s.percent_complete
  FROM shares_report() s;
COMMENT ON VIEW shares_report IS 'One row per node, zeros included: the latest ratings of the items active today at or under it, an item being divided among the nodes it is linked to directly. Denominator of percent_complete: share.';

-- Paths, orphans, cycles.

CREATE OR REPLACE FUNCTION plan_standings(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (node_id bigint, plan_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT n.node_id, n.plan_id FROM nodes n WHERE n.level = 'plan'
  UNION ALL
  SELECT n.node_id, n.plan_id
    FROM nodes n
   WHERE n.level <> 'plan'
     AND n.plan_id IS NOT NULL
     AND NOT EXISTS (SELECT FROM nodes own WHERE own.plan_id = n.plan_id AND own.level = 'plan')
     AND NOT EXISTS (SELECT FROM rollup_node_links(plan_standings.as_at) up WHERE up.child_node_id = n.node_id);
END;
COMMENT ON FUNCTION plan_standings(date) IS
  'One row per node that stands for a plan on that day: the nodes of level plan and, of a plan that has none, its nodes without a parent.';

CREATE OR REPLACE FUNCTION path_report(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE, max_paths integer DEFAULT 20)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, node_id bigint, path_number bigint, path text, complete boolean,
                 reaches_plan boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH g AS MATERIALIZED (
    SELECT linkage(nl.child_node_id, nl.parent_node_id) AS g FROM rollup_node_links(path_report.as_at) nl
  ), held AS MATERIALIZED (
    SELECT DISTINCT i.item_id, il.node_id
      FROM items i
      LEFT JOIN item_link_rows(path_report.as_at) il ON il.item_id = i.item_id
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(path_report.as_at) c))
       AND (path_report.of_plan IS NULL OR i.plan_id = path_report.of_plan)
       AND NOT EXISTS (SELECT FROM item_absences gone
                       WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(path_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
  ), threads AS (
    SELECT h.node_id, t.path, t.complete, t.number
      FROM (SELECT DISTINCT held.node_id FROM held WHERE held.node_id IS NOT NULL) h
      LEFT JOIN LATERAL thread((SELECT g.g FROM g), h.node_id, path_report.max_paths) WITH ORDINALITY t (path, complete, number) ON true
  ), named AS MATERIALIZED (
    SELECT t.node_id, coalesce(t.number, 1) AS number, coalesce(t.complete, true) AS complete,
           string_agg(coalesce(lv.label || ' ' || n.ref, s.step), ' > ' ORDER BY s.place) AS path,
           bool_or(up.node_id IS NOT NULL) AS reaches_plan
      FROM threads t
     CROSS JOIN LATERAL string_to_table(coalesce(t.path, t.node_id::text), ' > ') WITH ORDINALITY s (step, place)
      LEFT JOIN nodes n ON n.node_id = CASE WHEN s.step ~ '^-?[0-9]+$' THEN s.step::bigint END
      LEFT JOIN levels lv ON lv.level = n.level
      LEFT JOIN plan_standings(path_report.as_at) up ON up.node_id = n.node_id
     GROUP BY t.node_id, t.number, t.complete
  )
  SELECT i.plan_id, p.plan, h.item_id, i.ref, i.title, h.node_id, w.number, w.path, coalesce(w.complete, true), coalesce(w.reaches_plan, false)
    FROM held h
    JOIN items i ON i.item_id = h.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN named w ON w.node_id = h.node_id
   WHERE (path_report.of_plan IS NULL OR checked_plan(path_report.of_plan) IS NOT NULL)
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, h.item_id, h.node_id, w.number;
END;
COMMENT ON FUNCTION path_report(bigint, date, integer) IS
  'One row per item active on that day (of one plan, if one is named), node it is linked to directly, and path from there up to the top, at most so many a node: complete is false where a path was cut or more were left out. An item without a link has one row without a path.';

CREATE OR REPLACE VIEW path_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.item_id, r.ref, r.title, r.node_id, r.path_number, r.path, r.complete, r.reaches_plan FROM path_report() r;
COMMENT ON VIEW path_report IS 'One row per item active today, node it is linked to directly, and path from there up to the top. For one plan path_report(plan_id) is quicker.';

CREATE OR REPLACE FUNCTION orphan_report(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, orphan text, item_id bigint, node_id bigint, level text, ref text, title text, finding text, ends_at text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH g AS MATERIALIZED (
    SELECT linkage(nl.child_node_id, nl.parent_node_id) AS g FROM rollup_node_links(orphan_report.as_at) nl
  ), held AS MATERIALIZED (
    SELECT i.item_id, il.node_id
      FROM items i
      LEFT JOIN item_link_rows(orphan_report.as_at) il ON il.item_id = i.item_id
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(orphan_report.as_at) c))
       AND (orphan_report.of_plan IS NULL OR i.plan_id = orphan_report.of_plan)
       AND NOT EXISTS (SELECT FROM item_absences gone
                       WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(orphan_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
  ), climbed AS (
    SELECT n.node_id, n.node_id AS above FROM nodes n
    UNION ALL
    SELECT n.node_id, a FROM nodes n CROSS JOIN LATERAL ancestors((SELECT g.g FROM g), n.node_id) a
  ), reached AS MATERIALIZED (
    SELECT DISTINCT c.node_id FROM climbed c JOIN plan_standings(orphan_report.as_at) up ON up.node_id = c.above
  ), ends AS (
    SELECT c.node_id, string_agg(lv.label || ' ' || top.ref, '; ' ORDER BY top.level, top.ref) AS ends_at
      FROM climbed c
      JOIN nodes top ON top.node_id = c.above
      JOIN levels lv ON lv.level = top.level
     WHERE c.node_id NOT IN (SELECT r.node_id FROM reached r)
       AND c.above NOT IN (SELECT nl.child_node_id FROM rollup_node_links(orphan_report.as_at) nl)
     GROUP BY c.node_id
  ), lost_items AS (
    SELECT h.item_id, count(h.node_id) AS nodes, string_agg(DISTINCT coalesce(e.ends_at, 'a cycle'), '; ') FILTER (WHERE h.node_id IS NOT NULL) AS ends_at
      FROM held h
      LEFT JOIN ends e ON e.node_id = h.node_id
     GROUP BY h.item_id
    HAVING NOT coalesce(bool_or(h.node_id IN (SELECT r.node_id FROM reached r)), false)
  )
  SELECT i.plan_id, p.plan, o.orphan, o.item_id, o.node_id, coalesce(i.level, n.level), coalesce(i.ref, n.ref), coalesce(i.title, n.title), o.finding, o.ends_at
    FROM (SELECT 'item' AS orphan, l.item_id, NULL::bigint AS node_id,
                 CASE l.nodes WHEN 0 THEN 'no link that rolls up' ELSE 'its links end below every plan' END AS finding, l.ends_at
            FROM lost_items l
          UNION ALL
          SELECT 'node', NULL, n.node_id, 'its links end below every plan', coalesce(e.ends_at, 'a cycle')
            FROM nodes n
            LEFT JOIN ends e ON e.node_id = n.node_id
           WHERE n.node_id NOT IN (SELECT r.node_id FROM reached r)
             AND (n.plan_id IS NOT NULL OR n.node_id IN (SELECT h.node_id FROM held h WHERE h.node_id IS NOT NULL))
             AND (orphan_report.of_plan IS NULL OR n.plan_id = orphan_report.of_plan)
             AND (n.plan_id IS NULL OR n.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(orphan_report.as_at) c)))) o
    LEFT JOIN items i ON i.item_id = o.item_id
    LEFT JOIN nodes n ON n.node_id = o.node_id
    LEFT JOIN plan_names p ON p.plan_id = coalesce(i.plan_id, n.plan_id)
   WHERE (orphan_report.of_plan IS NULL OR checked_plan(orphan_report.of_plan) IS NOT NULL)
   ORDER BY p.plan NULLS LAST, coalesce(i.plan_id, n.plan_id), o.orphan, coalesce(i.code, n.code) NULLS LAST, coalesce(o.item_id, o.node_id);
END;
COMMENT ON FUNCTION orphan_report(bigint, date) IS
  'One row per item active on that day, and per node of a plan or with items, from which no path of that day leads to a plan; ends_at says where its paths end instead.';

CREATE OR REPLACE VIEW orphan_report WITH (security_invoker = true) AS
SELECT o.plan_id, o.plan, o.orphan, o.item_id, o.node_id, o.level, o.ref, o.title, o.finding, o.ends_at FROM orphan_report() o;
COMMENT ON VIEW orphan_report IS 'One row per item active today, and per node of a plan or with items, from which no path leads to a plan.';

CREATE OR REPLACE FUNCTION cycle_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (cycle_number bigint, nodes_on_cycle integer, node_id bigint, plan_id bigint, plan text, level text, ref text, title text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
  SELECT c.number, cardinality(c.members), n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title
    FROM cycles((SELECT linkage(nl.child_node_id, nl.parent_node_id) FROM rollup_node_links(as_at) nl)) WITH ORDINALITY c (members, number)
    JOIN nodes n ON n.node_id = ANY (c.members)
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
   ORDER BY c.number, n.node_id;
END;
COMMENT ON FUNCTION cycle_report(date) IS 'One row per node that leads back to itself over the links of that day: the nodes of one cycle share one rollup.';

CREATE OR REPLACE VIEW cycle_report WITH (security_invoker = true) AS
SELECT c.cycle_number, c.nodes_on_cycle, c.node_id, c.plan_id, c.plan, c.level, c.ref, c.title FROM cycle_report() c;
COMMENT ON VIEW cycle_report IS 'One row per node that leads back to itself over the links of today: the nodes of one cycle share one rollup.';



-- Doubtful links: titles that share no word.

CREATE OR REPLACE FUNCTION plausibility_report(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, node_id bigint, node text, node_title text, finding text,
                 better_node_id bigint, better_node text, better_node_title text, words_in_common text, node_items bigint, node_items_in_common bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH held AS MATERIALIZED (
    SELECT DISTINCT i.item_id, n.node_id, coalesce(n.plan_id, 0) AS node_plan, n.level
      FROM items i
      JOIN item_link_rows(plausibility_report.as_at) il ON il.item_id = i.item_id
      JOIN nodes n ON n.node_id = il.node_id
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(plausibility_report.as_at) c))
       AND (plausibility_report.of_plan IS NULL OR i.plan_id = plausibility_report.of_plan)
       AND NOT EXISTS (SELECT FROM item_absences gone
                       WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(plausibility_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
       AND n.title <> n.ref
  ), worded AS MATERIALIZED (
    SELECT n.node_id, s.node_plan, s.level, title_words(n.title) AS words
      FROM (SELECT DISTINCT h.node_plan, h.level FROM held h) s
      JOIN nodes n ON coalesce(n.plan_id, 0) = s.node_plan AND n.level = s.level
     WHERE n.title <> n.ref
  ), matched AS (
    SELECT h.item_id, h.node_id, nw.node_id AS other_id, count(*) AS in_common
      FROM (SELECT d.item_id, d.node_id, d.node_plan, d.level, unnest(i.words) AS word FROM held d JOIN items i ON i.item_id = d.item_id) h
      JOIN (SELECT w.node_id, w.node_plan, w.level, unnest(w.words) AS word FROM worded w) nw
           ON nw.word = h.word AND nw.level = h.level AND nw.node_plan = h.node_plan
     GROUP BY h.item_id, h.node_id, nw.node_id
  ), best AS (
    -- The node it is linked to comes first if it shares anything at all, then whichever shares most.
    SELECT DISTINCT ON (m.item_id, m.node_id) m.item_id, m.node_id, m.other_id, m.in_common
      FROM matched m
     ORDER BY m.item_id, m.node_id, m.other_id <> m.node_id, m.in_common DESC, m.other_id
  ), judged AS (
    SELECT h.item_id, h.node_id, b.other_id,
           coalesce(b.other_id = h.node_id, false) AS fits,
           count(*) OVER of_node AS node_items,
           count(*) FILTER (WHERE b.other_id = h.node_id) OVER of_node AS node_items_in_common
      FROM held h
      LEFT JOIN best b ON b.item_id = h.item_id AND b.node_id = h.node_id
    WINDOW of_node AS (PARTITION BY h.node_id)
  )
  SELECT i.plan_id, p.plan, j.item_id, i.ref, i.title, n.node_id, lv.label || ' ' || n.ref, n.title,
         CASE WHEN b.node_id IS NULL THEN 'no word in common' ELSE 'another node has words in common' END,
         b.node_id, lv.label || ' ' || b.ref, b.title,
         (SELECT string_agg(w, ', ' ORDER BY w) FROM unnest(i.words) w WHERE w = ANY (bw.words)),
         j.node_items, j.node_items_in_common
    FROM judged j
    JOIN items i ON i.item_id = j.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    JOIN nodes n ON n.node_id = j.node_id
    JOIN levels lv ON lv.level = n.level
    LEFT JOIN nodes b ON b.node_id = j.other_id
    LEFT JOIN worded bw ON bw.node_id = j.other_id
   WHERE NOT j.fits
     AND (plausibility_report.of_plan IS NULL OR checked_plan(plausibility_report.of_plan) IS NOT NULL)
   ORDER BY p.plan, i.plan_id, b.node_id IS NULL, i.code NULLS LAST, j.item_id, n.node_id;
END;
COMMENT ON FUNCTION plausibility_report(bigint, date) IS
  'One row per item and node it is linked to directly whose titles have no significant word in common, those first for which another node of the same plan and level has. A link stays as printed: the report only says which to look at. node_items_in_common of node_items: of the items linked to the node, how many share a word with it.';

CREATE OR REPLACE VIEW plausibility_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.item_id, r.ref, r.title, r.node_id, r.node, r.node_title, r.finding, r.better_node_id, r.better_node, r.better_node_title,
       r.words_in_common, r.node_items, r.node_items_in_common
  FROM plausibility_report() r;
COMMENT ON VIEW plausibility_report IS 'One row per item active today and node it is linked to directly whose titles have no significant word in common.';

-- Like work in several plans.  Two sets of words that are alike by a share t have one of the rarest words of either in common, of
-- which only a few need be looked at: so few pairs are ever compared.  Compiling the query would take longer than running it.

CREATE OR REPLACE FUNCTION comparison_report(of_plan bigint DEFAULT NULL, with_plan bigint DEFAULT NULL, at_least numeric DEFAULT 0.5,
                                             as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (similarity numeric, words_in_common text, identical boolean, same_plan boolean,
                 plan_id bigint, plan text, item_id bigint, ref text, title text, due date, officers text, rating rag,
                 other_plan_id bigint, other_plan text, other_item_id bigint, other_ref text, other_title text, other_due date, other_officers text, other_rating rag,
                 days_apart integer, same_officers boolean)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  day CONSTANT date := coalesce(as_at, CURRENT_DATE);
BEGIN
  RETURN QUERY
  WITH gone AS MATERIALIZED (
    SELECT a.item_id FROM item_absences a
     WHERE (of_plan IS NULL OR with_plan IS NULL OR a.plan_id IN (of_plan, with_plan))
       AND day BETWEEN a.absent_from AND a.absent_to
  ), own_items AS NOT MATERIALIZED (
    SELECT i.item_id, i.plan_id, i.words
      FROM items i
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(day) c))
       AND (of_plan IS NULL OR i.plan_id = of_plan)
       AND NOT EXISTS (SELECT FROM gone WHERE gone.item_id = i.item_id)
  ), others AS MATERIALIZED (
    SELECT i.item_id, i.plan_id, cardinality(i.words) AS size, w.word
      FROM items i
     CROSS JOIN LATERAL unnest(i.words) w (word)
      JOIN (SELECT DISTINCT unnest(o.words) AS word FROM own_items o) sought ON sought.word = w.word
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(day) c))
       AND (with_plan IS NULL OR i.plan_id = with_plan)
       AND NOT EXISTS (SELECT FROM gone WHERE gone.item_id = i.item_id)
  ), frequencies AS (
    SELECT o.word, count(*) AS items FROM others o GROUP BY o.word
  ), own AS (
    SELECT i.item_id, i.plan_id, cardinality(i.words) AS size, w.word,
           row_number() OVER (PARTITION BY i.item_id ORDER BY coalesce(f.items, 0), w.word) AS place,
           cardinality(i.words) + 1 - ceil(at_least * cardinality(i.words)) AS last_place
      FROM own_items i
     CROSS JOIN LATERAL unnest(i.words) w (word)
      LEFT JOIN frequencies f ON f.word = w.word
  ), pairs AS (
    SELECT DISTINCT a.item_id, o.item_id AS other_item_id
      FROM own a
      JOIN others o ON o.word = a.word
     -- So many words two sets of these sizes must share; one of them is then among the first of either.  Rounded down where in doubt.
     WHERE a.place <= a.size + 1 - ceil(at_least::double precision * (a.size + o.size) / (1 + at_least::double precision) - 1e-6)
       AND a.place <= a.last_place
       AND (a.item_id < o.item_id
            OR a.item_id > o.item_id AND a.plan_id <> o.plan_id AND (of_plan IS NOT NULL OR with_plan IS NOT NULL))
  ), alike AS MATERIALIZED (
    SELECT m.*
      FROM (SELECT p.item_id, p.other_item_id, s.in_common::numeric / (cardinality(a.words) + cardinality(b.words) - s.in_common) AS similarity
              FROM pairs p
              JOIN own_items a ON a.item_id = p.item_id
              JOIN items b ON b.item_id = p.other_item_id
             CROSS JOIN LATERAL (SELECT count(*) AS in_common FROM unnest(a.words) w WHERE w = ANY (b.words)) s) m
     WHERE m.similarity >= at_least
  )
  SELECT round(k.similarity, 3),
         (SELECT string_agg(w, ', ' ORDER BY w) FROM unnest(a.words) w WHERE w = ANY (b.words)),
         normal_name(a.title) = normal_name(b.title),
         a.plan_id = b.plan_id,
         a.plan_id, a.plan, a.item_id, a.ref, a.title, a.due, a.officers, a.rating,
         b.plan_id, b.plan, b.item_id, b.ref, b.title, b.due, b.officers, b.rating,
         b.due - a.due,
         coalesce(a.officers, '') = coalesce(b.officers, '')
    FROM alike k
   -- Few pairs are left: each is looked up by itself.
   CROSS JOIN LATERAL (SELECT i.item_id, i.plan_id, i.ref, i.code, i.title, i.words, n.plan,
                              (SELECT d.current_due FROM item_dates d WHERE d.item_id = i.item_id AND d.milestone = 'due') AS due,
                              (SELECT d.officers FROM item_details(day) d WHERE d.item_id = i.item_id) AS officers,
                              (SELECT r.rating FROM ratings r WHERE r.item_id = i.item_id AND r.period_start <= day
                                ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) AS rating
                         FROM items i JOIN plan_names n ON n.plan_id = i.plan_id WHERE i.item_id = k.item_id LIMIT 1) a
   CROSS JOIN LATERAL (SELECT i.item_id, i.plan_id, i.ref, i.code, i.title, i.words, n.plan,
                              (SELECT d.current_due FROM item_dates d WHERE d.item_id = i.item_id AND d.milestone = 'due') AS due,
                              (SELECT d.officers FROM item_details(day) d WHERE d.item_id = i.item_id) AS officers,
                              (SELECT r.rating FROM ratings r WHERE r.item_id = i.item_id AND r.period_start <= day
                                ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) AS rating
                         FROM items i JOIN plan_names n ON n.plan_id = i.plan_id WHERE i.item_id = k.other_item_id LIMIT 1) b
   WHERE (of_plan IS NULL OR checked_plan(of_plan) IS NOT NULL)
     AND (with_plan IS NULL OR checked_plan(with_plan) IS NOT NULL)
   ORDER BY k.similarity DESC, a.plan, a.plan_id, a.code NULLS LAST, a.item_id, b.plan, b.code NULLS LAST, b.item_id;
END
$body$;
COMMENT ON FUNCTION comparison_report(bigint, bigint, numeric, date) IS
  'One row per pair of items active on that day whose titles are alike, across plans and within one, with what differs between them: wording, deadline, officers, rating. similarity: significant words in common, of all significant words of the two. Items of the first plan are compared with those of the second, if they are named, else with all.';

CREATE OR REPLACE VIEW comparison_report WITH (security_invoker = true) AS
SELECT c.similarity, c.words_in_common, c.identical, c.same_plan, c.plan_id, c.plan, c.item_id, c.ref, c.title, c.due, c.officers, c.rating,
       c.other_plan_id, c.other_plan, c.other_item_id, c.other_ref, c.other_title, c.other_due, c.other_officers, c.other_rating, c.days_apart, c.same_officers
  FROM comparison_report() c;
COMMENT ON VIEW comparison_report IS 'One row per pair of items active today whose titles have at least half of their significant words in common. For one plan comparison_report(plan_id) is quicker.';

-- The quality of the data.

CREATE OR REPLACE FUNCTION data_quality_rows(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text, line bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH gone AS MATERIALIZED (
    SELECT a.item_id FROM item_absences a WHERE (data_quality_rows.of_plan IS NULL OR a.plan_id = data_quality_rows.of_plan) AND coalesce(data_quality_rows.as_at, CURRENT_DATE) BETWEEN a.absent_from AND a.absent_to
  ), active AS NOT MATERIALIZED (
    SELECT i.plan_id, i.item_id, i.ref
      FROM items i
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(data_quality_rows.as_at) c))
       AND (data_quality_rows.of_plan IS NULL OR i.plan_id = data_quality_rows.of_plan)
       AND NOT EXISTS (SELECT FROM gone WHERE gone.item_id = i.item_id)
  ), dated AS MATERIALIZED (
    SELECT a.plan_id, a.item_id, a.ref,
           nullif((array_agg(d.due ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'due'))[1], 'infinity') AS due,
           (array_agg(d.raw ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'due'))[1] AS due_raw,
           lower((array_agg(d.period ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'start'))[1]) AS starts,
           (array_agg(d.raw ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'start'))[1] AS start_raw
      FROM active a
      LEFT JOIN due_dates d ON d.item_id = a.item_id
     GROUP BY a.plan_id, a.item_id, a.ref
  )
  SELECT i.plan_id, 1, 'look-alike letter of another alphabet', i.item_id, i.ref, r.quarter, r.raw,
         format('U+%s for %s', lpad(upper(to_hex(ascii(regexp_replace(r.raw, '[[:ascii:]]', '', 'g')))), 4, '0'), r.rating), NULL::bigint
    FROM items i
    JOIN ratings r ON r.item_id = i.item_id
   WHERE (data_quality_rows.of_plan IS NULL OR checked_plan(data_quality_rows.of_plan) IS NOT NULL)
     AND (data_quality_rows.of_plan IS NULL OR i.plan_id = data_quality_rows.of_plan)
     AND r.raw ~ '[^[:ascii:]]'
     AND char_length(trim_cell(r.raw)) <= 2
  UNION ALL
  SELECT i.plan_id, 2, 'blank cell that the legend does not explain', i.item_id, i.ref, l.quarter, '', 'not rated in the latest quarter: scheduled, overtaken or forgotten?', NULL
    FROM latest_ratings(data_quality_rows.as_at) l
    JOIN items i ON i.item_id = l.item_id
   WHERE (data_quality_rows.of_plan IS NULL OR l.plan_id = data_quality_rows.of_plan)
     AND l.quarter IS NOT NULL
     AND l.rating IS NULL
     AND NOT EXISTS (SELECT FROM legends g WHERE g.plan_id = i.plan_id AND trim_cell(g.word) = '')
  UNION ALL
  SELECT a.plan_id, 3, 'name written another way', a.item_id, a.ref, NULL, al.alias, 'means ' || o.name, NULL
    FROM active a
    JOIN item_officers io ON io.item_id = a.item_id
    JOIN officers o ON o.officer_id = io.officer_id
    JOIN officer_aliases al ON al.officer_id = io.officer_id
   WHERE coalesce(data_quality_rows.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to
     AND position(normal_name(al.alias) IN normal_name(io.raw)) > 0
     AND position(normal_name(o.name) IN normal_name(io.raw)) = 0
  UNION ALL
  SELECT a.plan_id, 3, 'name written another way', a.item_id, a.ref, NULL, al.alias, 'means ' || b.name, NULL
    FROM active a
    JOIN item_bodies ib ON ib.item_id = a.item_id
    JOIN bodies b ON b.body_id = ib.body_id
    JOIN body_aliases al ON al.body_id = ib.body_id
   WHERE coalesce(data_quality_rows.as_at, CURRENT_DATE) BETWEEN ib.valid_from AND ib.valid_to
     AND position(normal_name(al.alias) IN normal_name(ib.raw)) > 0
     AND position(normal_name(b.name) IN normal_name(ib.raw)) = 0
  UNION ALL
  SELECT a.plan_id, 4, 'item without an officer', a.item_id, a.ref, NULL, NULL, NULL, NULL
    FROM active a
   WHERE NOT EXISTS (SELECT FROM item_officers io WHERE io.item_id = a.item_id AND coalesce(data_quality_rows.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to)
  UNION ALL
  SELECT d.plan_id, 5, 'item without a due date', d.item_id, d.ref, NULL, d.due_raw, CASE WHEN d.due_raw IS NOT NULL THEN 'has no end' END, NULL
    FROM dated d
   WHERE d.due IS NULL
  UNION ALL
  SELECT a.plan_id, 6, 'item without a link that rolls up', a.item_id, a.ref, NULL, NULL, NULL, NULL
    FROM active a
   WHERE NOT EXISTS (SELECT FROM item_link_rows(data_quality_rows.as_at) l WHERE l.item_id = a.item_id)
  UNION ALL
  SELECT d.plan_id, 7, 'due before it starts', d.item_id, d.ref, NULL, d.due_raw, 'starts ' || d.start_raw, NULL
    FROM dated d
   WHERE d.due < d.starts
  UNION ALL
  SELECT d.plan_id, 8, 'due before the plan begins', d.item_id, d.ref, NULL, d.due_raw, 'the plan begins ' || lower(p.period)::text, NULL
    FROM dated d
    JOIN plans p ON p.plan_id = d.plan_id
   WHERE d.due < lower(p.period)
  UNION ALL
  SELECT i.plan_id, 9, 'rated before the period began', i.item_id, i.ref, r.quarter, r.raw, 'recorded ' || r.recorded_at::date::text, NULL
    FROM items i
    JOIN ratings r ON r.item_id = i.item_id
   WHERE (data_quality_rows.of_plan IS NULL OR i.plan_id = data_quality_rows.of_plan)
     AND r.recorded_at < r.period_start - 1
  UNION ALL
  -- A link without a share takes what the others leave; where every link has one, nothing takes it.
  SELECT a.plan_id, 10, s.finding, a.item_id, a.ref, NULL, s.share::text, s.links || s.lost, NULL
    FROM active a
    JOIN (SELECT t.item_id, t.share, t.links || CASE t.links WHEN 1 THEN ' link' ELSE ' links' END AS links,
                 CASE WHEN t.share > 1 THEN 'shares of an item that add up to more than one' ELSE 'shares of an item that add up to less than one' END AS finding,
                 CASE WHEN t.share > 1 THEN '' ELSE format(', %s of the item at no node', trim_scale(1 - t.share)) END AS lost
            FROM (SELECT p.item_id, sum(p.share) AS share, count(p.share) AS links, bool_and(p.share IS NOT NULL) AS all_have
                    FROM (SELECT il.item_id, il.node_id, max(il.share) AS share FROM item_link_rows(data_quality_rows.as_at) il
                           WHERE il.item_id IN (SELECT x.from_item_id FROM links x WHERE x.share IS NOT NULL UNION SELECT x.to_item_id FROM links x WHERE x.share IS NOT NULL)
                           GROUP BY il.item_id, il.node_id) p
                   GROUP BY p.item_id) t
           WHERE t.share > 1 OR t.share < 1 AND t.all_have) s ON s.item_id = a.item_id
  UNION ALL
  SELECT k.plan_id, CASE WHEN e.reason LIKE 'there is no %' OR e.reason LIKE 'the kind % is unknown' THEN 11
                         WHEN e.reason LIKE '%quarter%' OR e.reason LIKE '%date%' OR e.reason LIKE '%period%' THEN 12 ELSE 13 END,
         CASE WHEN e.reason LIKE 'there is no %' OR e.reason LIKE 'the kind % is unknown' THEN 'refused: reference to something unknown'
              WHEN e.reason LIKE '%quarter%' OR e.reason LIKE '%date%' OR e.reason LIKE '%period%' THEN 'refused: no such quarter or date' ELSE 'refused: other cell' END,
         NULL, n.file_name || ', line ' || e.line, NULL, e.value, e.reason, e.line
    FROM import_errors e
    JOIN imports n ON n.import_id = e.import_id
    JOIN document_kinds k ON k.kind = n.kind
   WHERE data_quality_rows.of_plan IS NULL OR k.plan_id = data_quality_rows.of_plan;
END;
COMMENT ON FUNCTION data_quality_rows(bigint, date) IS 'data_quality_cases in no order, with the line of the file for a refused cell.';

CREATE OR REPLACE FUNCTION data_quality_cases(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT c.plan_id, c.place, c.finding, c.item_id, c.ref, c.quarter, c.value, c.detail
    FROM data_quality_rows(of_plan, as_at) c
    LEFT JOIN plan_names p ON p.plan_id = c.plan_id
    LEFT JOIN items i ON i.item_id = c.item_id
   ORDER BY p.plan NULLS LAST, c.plan_id, c.place, c.finding, i.code NULLS LAST, c.item_id, c.line, c.ref, c.quarter, c.value, c.detail;
END;
COMMENT ON FUNCTION data_quality_cases(bigint, date) IS
  'One row per cell or item that had to be read with care, or could not be read: look-alike letters, blanks, other spellings, what an item lacks, shares that add up to more or less than the whole item, quarters and references that cannot be; items, links and officers as on that day.';

CREATE OR REPLACE FUNCTION data_quality_report(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, finding text, cases bigint, denominator bigint, of_what text, example text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH cases AS MATERIALIZED (
    SELECT c.plan_id, c.place, c.finding, count(*) AS cases,
           (array_agg(concat_ws(': ', c.ref, c.quarter::text, nullif(c.value, ''), c.detail) ORDER BY c.quarter, c.item_id, c.ref))[1] AS example
      FROM data_quality_rows(data_quality_report.of_plan, data_quality_report.as_at) c
     GROUP BY c.plan_id, c.place, c.finding
  ), sizes AS (
    SELECT i.plan_id, count(*) FILTER (WHERE gone.item_id IS NULL) AS items FROM items i
      LEFT JOIN item_absences gone ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(data_quality_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
     WHERE data_quality_report.of_plan IS NULL OR i.plan_id = data_quality_report.of_plan
     GROUP BY i.plan_id
  ), cells AS (
    SELECT i.plan_id, count(*) AS cells FROM items i JOIN ratings r ON r.item_id = i.item_id
     WHERE data_quality_report.of_plan IS NULL OR i.plan_id = data_quality_report.of_plan
     GROUP BY i.plan_id
  ), read AS (
    SELECT k.plan_id, sum(n.rows_read)::bigint AS rows FROM imports n JOIN document_kinds k ON k.kind = n.kind
     WHERE data_quality_report.of_plan IS NULL OR k.plan_id = data_quality_report.of_plan
     GROUP BY k.plan_id
  )
  SELECT c.plan_id, p.plan, c.finding, c.cases,
         CASE WHEN c.place IN (1, 9) THEN cells.cells WHEN c.place >= 11 THEN read.rows ELSE sizes.items END,
         CASE WHEN c.place IN (1, 9) THEN 'rating cells' WHEN c.place >= 11 THEN 'rows read' ELSE 'active items' END,
         c.example
    FROM cases c
    LEFT JOIN plan_names p ON p.plan_id = c.plan_id
    LEFT JOIN sizes ON sizes.plan_id = c.plan_id
    LEFT JOIN cells ON cells.plan_id = c.plan_id
    LEFT JOIN read ON read.plan_id IS NOT DISTINCT FROM c.plan_id
   ORDER BY p.plan NULLS LAST, c.plan_id, c.place, c.finding;
END;
COMMENT ON FUNCTION data_quality_report(bigint, date) IS
  'One row per plan and finding of data_quality_cases: how many cases, of how many looked at (of_what: rating cells, active items, rows read), and one of them. A finding without a case has no row; refused cells of a file of no plan are under none.';

CREATE OR REPLACE VIEW data_quality_report WITH (security_invoker = true) AS
SELECT d.plan_id, d.plan, d.finding, d.cases, d.denominator, d.of_what, d.example FROM data_quality_report() d;
COMMENT ON VIEW data_quality_report IS 'One row per plan and finding: how many cells and items have to be read with care, as of today.';

-- Returns: who still has to report, and the form to do it with.

-- Each table is read once: what was said and what was said last, per item, are joined to all items rather than looked up for each.
-- Compiling the query would take longer than running it for one plan.
CREATE OR REPLACE FUNCTION returns_outstanding(in_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE, of_plan bigint DEFAULT NULL)
  RETURNS TABLE (quarter quarter, officer_id bigint, officer text, plan_id bigint, plan text, items bigint, returned bigint, outstanding bigint,
                 outstanding_complete bigint, percent_returned numeric, outstanding_refs text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  asked_quarter CONSTANT quarter := coalesce(checked_quarter(in_quarter), quarter(coalesce(as_at, CURRENT_DATE), fiscal_start_month()));
  owned_at CONSTANT date := least(end_date(in_quarter), coalesce(as_at, CURRENT_DATE));
  -- Of one plan the indexes find what belongs to its items.
  own_ids CONSTANT bigint[] := CASE WHEN of_plan IS NOT NULL THEN ARRAY(SELECT y.item_id FROM items y WHERE y.plan_id = of_plan) END;
BEGIN
  IF of_plan IS NOT NULL THEN
    PERFORM checked_plan(of_plan);
  END IF;
  RETURN QUERY
  WITH asked AS (
    SELECT asked_quarter AS quarter
  ), own_items AS (
    SELECT i.plan_id, i.item_id, i.ref, i.code
      FROM asked
     CROSS JOIN items i
     WHERE (of_plan IS NULL OR i.plan_id = of_plan)
       AND NOT EXISTS (SELECT FROM item_absences gone
                       WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND end_date(asked.quarter) BETWEEN gone.absent_from AND gone.absent_to)
       -- A refreshed plan that begins later owes nothing for the quarter: the old one does.
       AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(end_date(asked_quarter)) c))
       -- Of a closed plan only what was published can still be recorded, and what begins before the plan that takes its place counts.
       AND i.plan_id <> ALL (ARRAY(SELECT closed.plan_id FROM plans closed
                                    WHERE closed.state = 'closed'
                                      AND coalesce(start_date(asked_quarter) >= (SELECT min(s.counts_from) FROM plans s WHERE s.supersedes_plan_id = closed.plan_id), true)
                                      AND NOT EXISTS (SELECT FROM publications x WHERE x.plan_id = closed.plan_id AND x.quarter = asked_quarter)))
  ), said AS (
    SELECT DISTINCT r.item_id
      FROM ratings r
     WHERE r.quarter = asked_quarter
       AND (own_ids IS NULL OR r.item_id = ANY (own_ids))
       AND (r.rating IS NOT NULL OR trim_cell(r.raw) <> '' OR trim_cell(r.commentary) <> '')
  ), last AS (
    SELECT DISTINCT ON (r.item_id) r.item_id, r.rating
      FROM ratings r
     WHERE r.quarter < asked_quarter
       AND (own_ids IS NULL OR r.item_id = ANY (own_ids))
     ORDER BY r.item_id DESC, r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
  ), owners AS (
    SELECT DISTINCT io.item_id, io.officer_id
      FROM (SELECT x.item_id, x.officer_id, x.role IN ('lead', 'responsible') AS leads,
                   bool_or(x.role IN ('lead', 'responsible')) OVER (PARTITION BY x.item_id) AS led
              FROM item_officers x
             WHERE owned_at BETWEEN x.valid_from AND x.valid_to
               AND (own_ids IS NULL OR x.item_id = ANY (own_ids))) io
     WHERE io.leads OR NOT io.led
  )
  SELECT asked_quarter, t.officer_id, o.name, t.plan_id, p.plan, t.items, t.returned, t.items - t.returned, t.outstanding_complete,
         t.returned * 100.0 / t.items,
         t.outstanding_refs
    FROM (SELECT owners.officer_id, i.plan_id, count(*) AS items, count(said.item_id) AS returned,
                 count(*) FILTER (WHERE said.item_id IS NULL AND last.rating = 'B') AS outstanding_complete,
                 string_agg(i.ref, ', ' ORDER BY i.code NULLS LAST, i.item_id) FILTER (WHERE said.item_id IS NULL) AS outstanding_refs
            FROM own_items i
            LEFT JOIN said ON said.item_id = i.item_id
            LEFT JOIN last ON last.item_id = i.item_id
            LEFT JOIN owners ON owners.item_id = i.item_id
           GROUP BY owners.officer_id, i.plan_id) t
    JOIN plan_names p ON p.plan_id = t.plan_id
    LEFT JOIN officers o ON o.officer_id = t.officer_id
   WHERE t.items > t.returned
   ORDER BY t.items - t.returned DESC, o.name NULLS LAST, p.plan, t.plan_id;
END
$body$;
COMMENT ON FUNCTION returns_outstanding(quarter, date, bigint) IS
  'One row per officer responsible and plan with at least one item, active on the last day of the quarter, for which nothing was returned: neither rating nor words; an item with two officers is outstanding for both; one row without an officer for items that have none. A closed plan owes nothing but what it has published and the quarters that begin before the plan that takes its place counts; that one owes nothing before. No quarter: the one of that day. Denominator of percent_returned: items. Officers as on that day, or on the last of the quarter.';

CREATE OR REPLACE VIEW returns_outstanding WITH (security_invoker = true) AS
SELECT r.quarter, r.officer_id, r.officer, r.plan_id, r.plan, r.items, r.returned, r.outstanding, r.outstanding_complete, r.percent_returned, r.outstanding_refs
  FROM returns_outstanding() r;
COMMENT ON VIEW returns_outstanding IS 'One row per officer responsible and plan with at least one item for which nothing was returned for the current quarter.';

CREATE OR REPLACE FUNCTION csv_line(cells text[], delimiter text DEFAULT ',') RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT string_agg(quote_delimited(coalesce(c.cell, ''), delimiter), delimiter ORDER BY c.place) FROM unnest(cells) WITH ORDINALITY c (cell, place);
END;
COMMENT ON FUNCTION csv_line(text[], text) IS 'Cells as one line of a delimited file, in quotes where they need them; a NULL is an empty cell.';

CREATE OR REPLACE FUNCTION find_officer(officer text) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found_id bigint;
BEGIN
  SELECT o.officer_id INTO found_id FROM officers o WHERE normal_name(o.name) = normal_name(find_officer.officer);
  IF NOT FOUND THEN
    SELECT a.officer_id INTO found_id FROM officer_aliases a WHERE normal_name(a.alias) = normal_name(find_officer.officer);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'officer "%" does not exist', coalesce(officer, 'NULL')
      USING ERRCODE = 'undefined_object', DETAIL = 'Officers are posts; a name is looked up in officers and in officer_aliases.',
            HINT = 'SELECT name FROM officers ORDER BY name';
  END IF;
  RETURN found_id;
END
$body$;
COMMENT ON FUNCTION find_officer(text) IS 'The officer of that name or alias, without regard to case and blanks, or an error.';

-- A form is for one plan, since a file is imported into one.
CREATE OR REPLACE FUNCTION return_form(officer text, in_quarter quarter, of_plan bigint DEFAULT NULL, delimiter text DEFAULT ',') RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  the_quarter CONSTANT quarter := coalesce(checked_quarter(in_quarter), current_quarter(fiscal_start_month()));
  the_officer CONSTANT bigint := find_officer(officer);
  own_plans CONSTANT bigint[] := ARRAY(SELECT DISTINCT i.plan_id
                                         FROM item_owner_rows(end_date(the_quarter)) io JOIN items i ON i.item_id = io.item_id
                                        WHERE i.plan_id NOT IN (SELECT c.plan_id FROM plans_to_come(end_date(the_quarter)) c)
                                          AND io.officer_id = the_officer AND NOT EXISTS (SELECT FROM item_absences gone
                                                                                          WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND end_date(the_quarter) BETWEEN gone.absent_from AND gone.absent_to));
  the_plan CONSTANT bigint := coalesce(checked_plan(coalesce(of_plan, own_plans[1], (SELECT min(p.plan_id) FROM plans p))));
  lines text;
BEGIN
  IF of_plan IS NULL AND cardinality(own_plans) > 1 THEN
    RAISE EXCEPTION 'officer "%" has items in % plans', officer, cardinality(own_plans)
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A form is for one plan, since a file is imported into one.',
            HINT = format('Name the plan: of_plan => %s.', array_to_string(own_plans, ' or '));
  END IF;
  SELECT string_agg(csv_line(ARRAY[i.ref, i.level, i.title, d.current_raw, last.quarter::text, last.rating::text, last.commentary, NULL, NULL, NULL],
                             return_form.delimiter), E'\n' ORDER BY i.code NULLS LAST, i.item_id)
    INTO lines
    FROM items i
    LEFT JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due'
    LEFT JOIN LATERAL (SELECT r.quarter, r.rating, r.commentary
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter < the_quarter
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) last ON true
   WHERE i.plan_id = the_plan
     AND NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND end_date(the_quarter) BETWEEN gone.absent_from AND gone.absent_to)
     AND EXISTS (SELECT FROM item_owner_rows(end_date(the_quarter)) io WHERE io.item_id = i.item_id AND io.officer_id = the_officer)
     AND i.plan_id NOT IN (SELECT c.plan_id FROM plans_to_come(end_date(the_quarter)) c);
  RETURN concat_ws(E'\n', csv_line(ARRAY['Ref', 'Level', 'Title', 'Due', 'Last quarter', 'Last rating', 'Last commentary',
                                         'Rating', 'Commentary', 'Corrective action'], delimiter), lines) || E'\n';
END
$body$;
COMMENT ON FUNCTION return_form(text, quarter, bigint, text) IS
  'A delimited file for an officer to fill in for that quarter: one line per item of a plan for which the officer is responsible on its last day, with the last rating and commentary before it; Rating, Commentary and Corrective action are empty. import_csv reads it back by the document kind that return_kind makes.';

CREATE OR REPLACE FUNCTION return_kind(of_plan bigint, in_quarter quarter) RETURNS text
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  the_kind CONSTANT text := format('return %s %s', checked_plan(of_plan), checked_quarter(in_quarter));
BEGIN
  IF in_quarter IS NULL THEN
    RAISE EXCEPTION 'no quarter was named' USING ERRCODE = 'null_value_not_allowed', HINT = 'Name the quarter the returns are for, such as Q1 2025/26.';
  END IF;
  INSERT INTO document_kinds (kind, title, record, plan_id)
  SELECT the_kind, format('Returns for %s, %s', p.plan, in_quarter), 'item', of_plan FROM plan_names p WHERE p.plan_id = of_plan
  ON CONFLICT (kind) DO NOTHING;
  INSERT INTO import_mappings (kind, position, source, target, qualifier)
  VALUES (the_kind, 1, '{Ref}', 'item.ref', ''), (the_kind, 2, '{Level}', 'item.level', ''), (the_kind, 3, '{Title}', 'item.title', ''),
         (the_kind, 4, '{Due}', 'keep', ''), (the_kind, 5, '{Last quarter}', 'keep', ''), (the_kind, 6, '{Last rating}', 'keep', ''),
         (the_kind, 7, '{Last commentary}', 'keep', ''), (the_kind, 8, '{Rating}', 'rating', in_quarter::text),
         (the_kind, 9, '{Commentary}', 'commentary', in_quarter::text), (the_kind, 10, '{Corrective action}', 'corrective_action', in_quarter::text)
  ON CONFLICT (kind, position) DO NOTHING;
  RETURN the_kind;
END
$body$;
COMMENT ON FUNCTION return_kind(bigint, quarter) IS 'Makes, if it is not there yet, the document kind by which import_csv reads the filled-in forms of a plan and quarter, and gives its name.';

-- In words.

CREATE OR REPLACE FUNCTION word_list(words text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN cardinality(words) < 2 THEN words[1]
            ELSE array_to_string(words[:cardinality(words) - 1], ', ') || ' and ' || words[cardinality(words)] END;
COMMENT ON FUNCTION word_list(text[]) IS 'Words as a sentence lists them: a, b and c; NULL if there are none.';

CREATE OR REPLACE FUNCTION summary_sentence(of_plan bigint, in_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  report record;
  noun text;
  others text;
  moved text;
BEGIN
  PERFORM checked_plan(of_plan), checked_quarter(in_quarter);
  SELECT p.* INTO report
    FROM progress_report(CASE WHEN in_quarter IS NULL THEN as_at ELSE 'infinity' END) p
   WHERE p.plan_id = of_plan AND CASE WHEN in_quarter IS NULL THEN p.is_latest ELSE p.quarter = in_quarter END;
  IF report.total IS NULL OR in_quarter IS NULL AND report.quarter IS NULL THEN
    RETURN CASE WHEN in_quarter IS NULL THEN format('%s has not reported yet.', (SELECT n.plan FROM plan_names n WHERE n.plan_id = of_plan))
                ELSE format('%s did not report in %s.', (SELECT n.plan FROM plan_names n WHERE n.plan_id = of_plan), in_quarter) END;
  END IF;
  SELECT CASE WHEN count(DISTINCT i.level) = 1 THEN lower(max(l.label)) ELSE 'item' END INTO noun
    FROM items i JOIN levels l ON l.level = i.level WHERE i.plan_id = of_plan;
  -- "Escalate (R)" is how a legend prints it; in a sentence the letter is left out.
  SELECT word_list(array_agg(format('%s %s %s', l.items, CASE l.items WHEN 1 THEN 'is' ELSE 'are' END,
                                    CASE WHEN l.rating IS NULL THEN 'not rated' ELSE regexp_replace(l.rating_label, '\s*\([[:alpha:]]{1,2}\)$', '') END)
                             ORDER BY l.rating DESC NULLS LAST))
    INTO others
    FROM progress_lines(CASE WHEN in_quarter IS NULL THEN as_at ELSE 'infinity' END) l
   WHERE l.plan_id = of_plan AND l.quarter = report.quarter AND l.items > 0 AND coalesce(l.rating <> 'B', true);
  SELECT word_list(array_agg(format('%s %s', m.items, m.movement) ORDER BY m.place))
    INTO moved
    FROM (SELECT sum(v.items) AS items, v.movement, array_position('{completed,improved,worsened,reopened}', v.movement) AS place
            FROM movement_report(CASE WHEN in_quarter IS NULL THEN as_at ELSE 'infinity' END) v
           WHERE v.plan_id = of_plan AND v.quarter = report.quarter AND v.movement IN ('completed', 'improved', 'worsened', 'reopened')
           GROUP BY v.movement) m;
  RETURN format('%s of %s %s (%s%%) %s complete%s.%s', report.complete, report.total, noun || CASE report.total WHEN 1 THEN '' ELSE 's' END,
                round(report.percent_complete), CASE report.complete WHEN 1 THEN 'is' ELSE 'are' END, '; ' || others,
                CASE WHEN moved IS NOT NULL THEN format(' Since %s: %s.', (SELECT q.previous_quarter FROM plan_quarters q
                                                                            WHERE q.plan_id = of_plan AND q.quarter = report.quarter), moved) END);
END
$body$;
COMMENT ON FUNCTION summary_sentence(bigint, quarter, date) IS
  'A plan''s progress in that quarter (none: the latest in which it had reported by that day) in a sentence or two, in the plan''s own labels. Denominator: all items active on the last day of the quarter, not rated ones included.';

-- One row per item, one column per quarter.

CREATE OR REPLACE FUNCTION grid_report(of_plan bigint, from_quarter quarter DEFAULT NULL, to_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, level text, ref text, title text, quarters text[], ratings text[], grid jsonb)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH columns AS MATERIALIZED (
    SELECT coalesce(array_agg(q.quarter::text ORDER BY q.quarter), '{}') AS quarters
      FROM plan_quarters(grid_report.as_at) q
     WHERE q.plan_id = checked_plan(grid_report.of_plan)
       AND (grid_report.from_quarter IS NULL OR q.quarter >= checked_quarter(grid_report.from_quarter))
       AND (grid_report.to_quarter IS NULL OR q.quarter <= checked_quarter(grid_report.to_quarter))
  ), cells AS (
    SELECT iq.item_id, coalesce(jsonb_object_agg(iq.quarter::text, iq.rating::text) FILTER (WHERE iq.quarter IS NOT NULL), '{}') AS grid
      FROM item_quarters(grid_report.as_at) iq
     WHERE iq.plan_id = grid_report.of_plan
       AND (grid_report.from_quarter IS NULL OR iq.quarter >= grid_report.from_quarter)
       AND (grid_report.to_quarter IS NULL OR iq.quarter <= grid_report.to_quarter)
     GROUP BY iq.item_id
  )
  SELECT i.plan_id, p.plan, i.item_id, i.level, i.ref, i.title, h.quarters,
         ARRAY(SELECT c.grid ->> w.quarter FROM unnest(h.quarters) WITH ORDINALITY w (quarter, place) ORDER BY w.place),
         c.grid
    FROM cells c
    JOIN items i ON i.item_id = c.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
   CROSS JOIN columns h
   WHERE checked_plan(grid_report.of_plan) IS NOT NULL
   ORDER BY i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION grid_report(bigint, quarter, quarter, date) IS
  'One row per item of a plan, with its ratings in the quarters in which the plan had reported by that day: as an array beside the array of quarters, and as an object by quarter, where an item that was not active in a quarter has no entry and one that was not rated has null. grid_sql, grid_view and grid_csv set it out with a column per quarter.';

CREATE OR REPLACE FUNCTION grid_sql(of_plan bigint, from_quarter quarter DEFAULT NULL, to_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  columns text;
BEGIN
  SELECT string_agg(format(', (g.grid ->> %L)::%s AS %I', q.quarter::text, (SELECT format('%I.%I', n.nspname, t.typname)
                                                                               FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                                                                              WHERE t.oid = 'rag'::regtype), q.quarter::text), '' ORDER BY q.quarter)
    INTO columns
    FROM plan_quarters(as_at) q
   WHERE q.plan_id = checked_plan(of_plan)
     AND (from_quarter IS NULL OR q.quarter >= checked_quarter(from_quarter))
     AND (to_quarter IS NULL OR q.quarter <= checked_quarter(to_quarter));
  RETURN format('SELECT g.item_id, g.level, g.ref, g.title%s FROM %I.grid_report(%s, %L, %L, %L) g', columns, current_schema(), checked_plan(of_plan), from_quarter, to_quarter, coalesce(as_at, CURRENT_DATE));
END
$body$;
COMMENT ON FUNCTION grid_sql(bigint, quarter, quarter, date) IS 'The grid of a plan as a query with a column per quarter, to be run in psql by \gexec or by a program.';

CREATE OR REPLACE FUNCTION grid_view(of_plan bigint, view_name text DEFAULT 'grid', from_quarter quarter DEFAULT NULL, to_quarter quarter DEFAULT NULL,
                                     as_at date DEFAULT CURRENT_DATE) RETURNS text
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF to_regclass(format('pg_temp.%I', view_name)) IS NOT NULL THEN
    EXECUTE format('DROP VIEW pg_temp.%I', view_name);
  END IF;
  EXECUTE format('CREATE TEMP VIEW %I AS %s', view_name, grid_sql(of_plan, from_quarter, to_quarter, as_at));
  RETURN format('pg_temp.%I', view_name);
END
$body$;
COMMENT ON FUNCTION grid_view(bigint, text, quarter, quarter, date) IS 'Makes a temporary view of the grid of a plan, with a column per quarter, for this session, and gives its name.';

CREATE OR REPLACE FUNCTION grid_csv(of_plan bigint, from_quarter quarter DEFAULT NULL, to_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE,
                                    delimiter text DEFAULT ',') RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  lines text;
  quarters text[];
BEGIN
  SELECT string_agg(csv_line(ARRAY[g.ref, g.title] || g.ratings, grid_csv.delimiter), E'\n' ORDER BY i.code NULLS LAST, g.item_id)
    INTO lines
    FROM grid_report(of_plan, from_quarter, to_quarter, as_at) g JOIN items i ON i.item_id = g.item_id;
  quarters := (SELECT g.quarters FROM grid_report(of_plan, from_quarter, to_quarter, as_at) g LIMIT 1);
  RETURN concat_ws(E'\n', csv_line(ARRAY['Ref', 'Title'] || quarters, delimiter), lines) || E'\n';
END
$body$;
COMMENT ON FUNCTION grid_csv(bigint, quarter, quarter, date, text) IS 'The grid of a plan as a delimited file: one line per item, one column per quarter; empty where an item was not rated or not active.';

-- Every column of the views above.

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, coalesce(own.meaning, g.meaning) AS meaning
      FROM (VALUES
        ('amber', 'Items now rated Amber.'),
        ('amber_green', 'Items now rated Amber/Green.'),
        ('amber_red', 'Items now rated Amber/Red.'),
        ('better_node', 'The node of the same plan and level whose title has most words in common with the item''s; NULL where none has any.'),
        ('better_node_id', 'The node of the same plan and level whose title has most words in common with the item''s; NULL where none has any.'),
        ('better_node_title', 'Its wording.'),
        ('cases', 'How many cases.'),
        ('complete', 'Items now rated Complete (B).'),
        ('cycle_number', 'Which cycle.'),
        ('days_apart', 'Days from the first item''s due date to the other''s; NULL where either has none.'),
        ('denominator', 'How many the percentage, or the number of cases, is of.'),
        ('due', 'The last day of the deadline in force; NULL where it has no end or is not set.'),
        ('ends_at', 'The topmost nodes its paths lead to.'),
        ('evidence', 'The words that speak of the item, with where they stand.'),
        ('example', 'One of the cases.'),
        ('finding', 'What was found.'),
        ('green', 'Items now rated Green.'),
        ('identical', 'Whether the titles are the same but for case and blanks.'),
        ('is_latest', 'Whether the plan reports no later quarter.'),
        ('item_id', 'The item.'),
        ('items', 'How many items.'),
        ('items_by_link', 'Items at or under the node counted by link: one linked to two nodes counts twice.'),
        ('items_distinct', 'Items at or under the node, each counted once. Do not add across nodes.'),
        ('level', 'Which kind of node or item.'),
        ('node', 'The node the item is linked to.'),
        ('node_id', 'The node.'),
        ('node_items', 'Items of the report that are linked to the node directly.'),
        ('node_items_in_common', 'Of these, those whose title has a word in common with the node''s: 0 marks an outcome that none of its items seems to be about.'),
        ('node_title', 'The node''s wording.'),
        ('nodes_on_cycle', 'How many nodes the cycle has.'),
        ('of_what', 'What the denominator counts.'),
        ('officer', 'The officer responsible; NULL for the items that have none.'),
        ('officer_id', 'The officer responsible; NULL for the items that have none.'),
        ('officers', 'Officers in the role lead or responsible; where there are none, all of the item''s.'),
        ('orphan', 'item or node.'),
        ('other_due', 'The other item''s due date in force.'),
        ('other_item_id', 'The other item.'),
        ('other_officers', 'The other item''s officers.'),
        ('other_plan', 'The other item''s plan.'),
        ('other_plan_id', 'The other item''s plan.'),
        ('other_rating', 'The other item''s latest rating.'),
        ('other_ref', 'The other item''s reference.'),
        ('other_title', 'The other item''s wording.'),
        ('outstanding', 'Items for which nothing was returned.'),
        ('outstanding_complete', 'Of these, items last reported as Complete: they are asked for too, since an older rating never stands in for a missing one.'),
        ('outstanding_refs', 'Their references.'),
        ('path', 'The nodes from the one the item is linked to up to the top, such as Outcome 3.1 > Commitment 3 > Plan.'),
        ('path_number', 'Which of the node''s paths; NULL without one.'),
        ('percent', 'Items of this rating in per cent of the denominator; exact; NULL where the rating is not in it or it is nothing.'),
        ('percent_complete', 'Share that is Complete in per cent of share; exact; NULL where there is none.'),
        ('percent_returned', 'Items returned in per cent of items; exact.'),
        ('place', 'Order in which to print them.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan; at a node NULL where several plans share it.'),
        ('previous_quarter', 'The quarter in which the plan reported before.'),
        ('previous_rating', 'The rating in the previous quarter; NULL: not rated.'),
        ('quarter', 'The fiscal quarter.'),
        ('rating', 'The rating; NULL: not rated.'),
        ('rating_label', 'The rating in a word: the plan''s own where its legend has one, else the usual one.'),
        ('reaches_plan', 'Whether a node that stands for a plan is on the path.'),
        ('red', 'Items now rated Red.'),
        ('ref', 'The reference as printed.'),
        ('returned', 'Items for which a rating or words were returned.'),
        ('same_officers', 'Whether the same officers answer for both.'),
        ('same_plan', 'Whether both are of one plan.'),
        ('scheduled', 'Items now rated Scheduled, not yet started.'),
        ('share', 'Items at or under the node, an item linked to several nodes being divided among them.'),
        ('share_complete', 'Of the share, what is rated Complete.'),
        ('share_exceptions', 'Of the share, what is rated Amber, Amber/Red or Red.'),
        ('share_unrated', 'Of the share, what is not rated.'),
        ('similarity', 'Significant words in common, of all significant words of the two titles: 1 where they have the same.'),
        ('title', 'The wording.'),
        ('total', 'Items with that rating in the previous quarter.'),
        ('unrated', 'Items now not rated.'),
        ('whole_percent', 'The same in whole numbers that add up to 100; of all items only.'),
        ('words_in_common', 'The words both titles have, as they are compared.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v' AND c.relnamespace = quote_ident(current_schema())::regnamespace
      LEFT JOIN (VALUES ('path_report', 'complete', 'Whether the path is whole and none was left out.')) own (view, column_name, meaning)
             ON own.view = c.relname AND own.column_name = a.attname
     WHERE c.relname IN (SELECT register_view_names(register_reports_sql()))
       AND col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;

CREATE OR REPLACE FUNCTION register_exchange_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- "1,234.50" with a pound sign or without, "24.2m", "(500)", "85%": exact, never by way of floating point.
CREATE OR REPLACE FUNCTION read_amount(value text) RETURNS numeric
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN coalesce(m.p[4], m.p[5]) IS NOT NULL AND (m.p[1] IS NULL) = (m.p[7] IS NULL)
                   AND num_nonnulls(m.p[1], m.p[2], m.p[3]) <= 1
              THEN (coalesce(replace(m.p[4], ',', ''), '0') || coalesce(m.p[5], ''))::numeric
                   * CASE WHEN num_nonnulls(m.p[1], m.p[2], m.p[3]) > 0 THEN -1 ELSE 1 END
                   * CASE lower(m.p[6]) WHEN 'k' THEN 1000 WHEN 'm' THEN 1000000 WHEN 'bn' THEN 1000000000 ELSE 1 END END
  FROM regexp_match(import_value(value),
         '^(\()?(-)?\s*[$\u00A3]?\s*(-)?(\d{1,3}(?:,\d{3}){1,9}|\d{1,30})?(\.\d{1,30})?\s*(k|m|bn|%)?(\))?$', 'i') AS m (p);
END;
COMMENT ON FUNCTION read_amount(text) IS 'The number that a cell prints, with thousands commas, a pound sign, k, m, bn or %, in parentheses if negative; NULL for anything else.';

-- How files were written.

CREATE OR REPLACE FUNCTION has_byte_order_mark(content text) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN getdatabaseencoding() IN ('UTF8', 'SQL_ASCII')
       AND substr(convert_to(left(content, 3), getdatabaseencoding()), 1, 3) = '\xefbbbf'::bytea;
COMMENT ON FUNCTION has_byte_order_mark(text) IS 'Whether a text begins with the mark that spreadsheets put before UTF-8.';

CREATE OR REPLACE FUNCTION printed_style(cells text[], printed text, delimiter text, quote text, OUT newline text, OUT quote_all boolean)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(substring(printed FROM '(\r\n|\n|\r)[\r\n]*$'), E'\n'),
         quote <> '' AND starts_with(printed, delimited_row(cells, delimiter, quote, true))
         AND NOT starts_with(printed, delimited_row(cells, delimiter, quote, false));
END;
COMMENT ON FUNCTION printed_style(text[], text, text, text) IS 'How a file ends its lines and whether it quotes every cell, from its heading line.';

-- One look at the quarters of a statement, not a call for each of a million rows.
CREATE OR REPLACE FUNCTION check_quarters() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  PERFORM checked_quarter(q.quarter) FROM (SELECT DISTINCT n.quarter FROM new_rows n) AS q;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION check_quarters() IS 'Trigger: refuses quarters of another fiscal calendar than the register''s, a statement at a time.';
CREATE OR REPLACE TRIGGER ratings_check_quarter AFTER INSERT ON ratings
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_quarters();
COMMENT ON TRIGGER ratings_check_quarter ON ratings IS 'One register, one fiscal calendar.';

-- Codes.

CREATE OR REPLACE FUNCTION follows_code_system(ref text, prefix text, min_depth integer, max_depth integer) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(substring(try_plan_code(ref)::text FROM '^[A-Z]*') = prefix AND depth(try_plan_code(ref)) BETWEEN min_depth AND max_depth, false);
COMMENT ON FUNCTION follows_code_system(text, text, integer, integer) IS 'Whether a reference is a plan_code of those letters and so many numbers.';

CREATE OR REPLACE VIEW code_report WITH (security_invoker = true) AS
  SELECT s.plan_id, p.title AS plan, s.level, r.ref, r.title, s.prefix, s.min_depth, s.max_depth,
         try_plan_code(r.ref) IS NOT NULL AS is_code
  FROM code_systems s
  JOIN plans p ON p.plan_id = s.plan_id
  JOIN (SELECT i.plan_id, i.level, i.ref, i.title FROM items i
        UNION ALL SELECT n.plan_id, n.level, n.ref, n.title FROM nodes n) AS r ON r.plan_id = s.plan_id AND r.level = s.level
  WHERE NOT follows_code_system(r.ref, s.prefix, s.min_depth, s.max_depth)
  ORDER BY p.title, s.plan_id, s.level, try_plan_code(r.ref) NULLS LAST, r.ref;
COMMENT ON VIEW code_report IS 'One row per item or node whose reference is not one of the codes that its plan gives its level (code_systems).';
COMMENT ON COLUMN code_report.plan_id IS 'The plan.';
COMMENT ON COLUMN code_report.plan IS 'Its title.';
COMMENT ON COLUMN code_report.level IS 'The level.';
COMMENT ON COLUMN code_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN code_report.title IS 'The wording.';
COMMENT ON COLUMN code_report.prefix IS 'The letters that a code of that level begins with.';
COMMENT ON COLUMN code_report.min_depth IS 'Fewest numbers in such a code.';
COMMENT ON COLUMN code_report.max_depth IS 'Most numbers in such a code.';
COMMENT ON COLUMN code_report.is_code IS 'Whether the reference is a plan_code at all.';

CREATE OR REPLACE FUNCTION import_check_codes(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM code_systems s WHERE s.plan_id = document.plan_id AND s.on_other = 'refuse') THEN
    RETURN;
  END IF;
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, c.line, import_column(run.kind, c.position), c.raw,
         format('"%s" is not a code of %s', c.value, l.label),
         format('In this plan such a code is %s%s numbers.', coalesce('"' || nullif(s.prefix, '') || '" and ', ''),
                CASE WHEN s.min_depth = s.max_depth THEN s.min_depth::text ELSE format('%s to %s', s.min_depth, s.max_depth) END)
  FROM import_cells c
  LEFT JOIN import_cells v ON c.target = 'item.ref' AND v.import_id = c.import_id AND v.line = c.line AND v.target = 'item.level'
  JOIN code_systems s ON s.plan_id = document.plan_id AND s.on_other = 'refuse'
    AND s.level = CASE WHEN c.target = 'item.ref' THEN v.value ELSE c.qualifier END
  JOIN levels l ON l.level = s.level
  WHERE c.import_id = run.import_id AND c.target IN ('item.ref', 'node.ref') AND c.value IS NOT NULL
    AND NOT follows_code_system(c.value, s.prefix, s.min_depth, s.max_depth);
END
$body$;
COMMENT ON FUNCTION import_check_codes(imports, document_kinds) IS 'Refuses references that are not the codes that the plan gives their level.';

-- Measures and money: rows whose cells are figures.

CREATE OR REPLACE FUNCTION import_measure_rows(run imports, OUT line bigint, OUT ref text, OUT title text, OUT tier text, OUT polarity text,
    OUT influence text, OUT unit text, OUT tolerance text, OUT frequency text, OUT quarter quarter) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.line,
         max(c.value) FILTER (WHERE c.target = 'measure.ref'), max(c.value) FILTER (WHERE c.target = 'measure.title'),
         max(c.value) FILTER (WHERE c.target = 'measure.tier'), lower(max(c.value) FILTER (WHERE c.target = 'measure.polarity')),
         lower(max(c.value) FILTER (WHERE c.target = 'measure.influence')), max(c.value) FILTER (WHERE c.target = 'measure.unit'),
         lower(max(c.value) FILTER (WHERE c.target = 'measure.tolerance')), lower(max(c.value) FILTER (WHERE c.target = 'measure.frequency')),
         figure_quarter((array_agg(c.period) FILTER (WHERE c.target = 'measure.quarter'))[1])
  FROM import_cells c WHERE c.import_id = (import_measure_rows.run).import_id GROUP BY c.line;
END;
COMMENT ON FUNCTION import_measure_rows(imports) IS 'The staged rows of a file of measures, one row per line; NULL for what it does not say.';

CREATE OR REPLACE FUNCTION import_measure_figures(run imports, OUT line bigint, OUT ref text, OUT quarter quarter, OUT target numeric,
    OUT low numeric, OUT high numeric, OUT amber numeric, OUT actual numeric) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.line, r.ref, q.quarter,
         max(c.amount) FILTER (WHERE c.target = 'measure.target'), max(c.amount) FILTER (WHERE c.target = 'measure.low'),
         max(c.amount) FILTER (WHERE c.target = 'measure.high'), max(c.amount) FILTER (WHERE c.target = 'measure.amber'),
         max(c.amount) FILTER (WHERE c.target = 'measure.actual')
  FROM import_cells c
  JOIN import_measure_rows(import_measure_figures.run) AS r ON r.line = c.line
  LEFT JOIN (SELECT DISTINCT m.qualifier, figure_quarter(plan_period(m.qualifier, fiscal_start_month())) AS quarter
             FROM import_mappings m WHERE m.kind = (import_measure_figures.run).kind AND m.target LIKE 'measure.%' AND m.qualifier <> ''
               AND m.target <> 'measure.node') AS named ON named.qualifier = c.qualifier
  CROSS JOIN LATERAL (SELECT coalesce(named.quarter, r.quarter) AS quarter) AS q
  WHERE c.import_id = (import_measure_figures.run).import_id AND c.amount IS NOT NULL
    AND c.target IN ('measure.target', 'measure.low', 'measure.high', 'measure.amber', 'measure.actual')
  GROUP BY c.line, r.ref, q.quarter;
END;
COMMENT ON FUNCTION import_measure_figures(imports) IS 'The staged figures of a file of measures, one row per line and quarter that has any.';

CREATE OR REPLACE FUNCTION import_money_rows(run imports, OUT line bigint, OUT "position" integer, OUT ref text, OUT title text, OUT purpose text,
    OUT basis text, OUT fiscal_year_start integer, OUT years integer, OUT standing text, OUT amount numeric, OUT item text) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT a.line, a.position, r.ref, r.title, lower(r.purpose), coalesce(r.basis, ''), y.first_year, y.years, coalesce(q.standing, lower(r.standing)),
         a.amount, r.item
  FROM import_cells a
  JOIN (SELECT c.line,
               max(c.value) FILTER (WHERE c.target = 'money.ref') AS ref, max(c.value) FILTER (WHERE c.target = 'money.title') AS title,
               max(c.value) FILTER (WHERE c.target = 'money.purpose') AS purpose, max(c.value) FILTER (WHERE c.target = 'money.basis') AS basis,
               max(c.value) FILTER (WHERE c.target = 'money.standing') AS standing,
               (array_agg(c.period) FILTER (WHERE c.target = 'money.year'))[1] AS year,
               max(c.value) FILTER (WHERE c.target = 'money.item') AS item
        FROM import_cells c WHERE c.import_id = (import_money_rows.run).import_id GROUP BY c.line) AS r ON r.line = a.line
  CROSS JOIN LATERAL amount_qualifier(a.qualifier) AS q
  LEFT JOIN LATERAL money_years(coalesce(plan_period(q.year, fiscal_start_month()), r.year)) AS y ON true
  WHERE a.import_id = (import_money_rows.run).import_id AND a.target = 'money.amount' AND a.amount IS NOT NULL;
END;
COMMENT ON FUNCTION import_money_rows(imports) IS 'The staged amounts of a file of money lines, one row per amount.';

-- What is wrong with a staged cell beyond its not being readable.
CREATE OR REPLACE FUNCTION import_refuse_cells(run imports, of_target text, good_words text[], reason text) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_refuse_cells.run).kind, c.position), c.raw, import_refuse_cells.reason,
         CASE WHEN import_refuse_cells.good_words IS NULL THEN 'Fill in the cell, or take the row out of the file.'
              ELSE format('Write %s.', array_to_string(import_refuse_cells.good_words, ', ')) END
  FROM import_cells c
  WHERE c.import_id = (import_refuse_cells.run).import_id AND c.target = import_refuse_cells.of_target
    AND CASE WHEN import_refuse_cells.good_words IS NULL THEN c.value IS NULL ELSE lower(c.value) <> ALL (import_refuse_cells.good_words) END;
END;
COMMENT ON FUNCTION import_refuse_cells(imports, text, text[], text) IS 'Refuses cells that are none of the words given or, without words, that are empty.';

CREATE OR REPLACE FUNCTION import_check_measures(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM import_refuse_cells(run, 'measure.ref', NULL, 'a measure needs a reference');
  PERFORM import_refuse_cells(run, 'measure.title', NULL, 'a measure needs a title');
  PERFORM import_refuse_cells(run, 'measure.tier', '{1,2}', 'that is not a tier');
  PERFORM import_refuse_cells(run, 'measure.polarity', '{higher,lower,band}', 'that is not a polarity');
  PERFORM import_refuse_cells(run, 'measure.influence', '{controlled,influenced}', 'that does not say whose influence it is');
  PERFORM import_refuse_cells(run, 'measure.tolerance', '{absolute,percent}', 'that is not a sort of tolerance');
  PERFORM import_refuse_cells(run, 'measure.frequency', '{quarterly,annual}', 'that is not a frequency of measures');

  -- A measure and quarter are said once, and a measure's wording is one.
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw,
         CASE WHEN r.line > r.first_of_quarter THEN format('the reference is already used on line %s', r.first_of_quarter)
              ELSE format('measure "%s" is described otherwise on line %s', r.ref, r.first_line) END,
         'Write each measure once, or once for each quarter with the same words.'
  FROM (SELECT m.*, min(m.line) OVER (PARTITION BY m.ref, m.quarter::text) AS first_of_quarter,
               first_value(m.line) OVER w AS first_line,
               first_value(concat_ws('|', m.title, m.tier, m.polarity, m.influence, m.unit, m.tolerance, m.frequency)) OVER w AS first_words
        FROM import_measure_rows(run) AS m WHERE m.ref IS NOT NULL
        WINDOW w AS (PARTITION BY m.ref ORDER BY m.line)) AS r
  JOIN import_cells c ON c.import_id = run.import_id AND c.line = r.line AND c.target = 'measure.ref'
  WHERE r.line > r.first_of_quarter
     OR concat_ws('|', r.title, r.tier, r.polarity, r.influence, r.unit, r.tolerance, r.frequency) <> r.first_words;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw,
         CASE WHEN c.value IS NULL THEN 'a measure''s figures need a quarter' ELSE 'that is not a quarter' END,
         'Write a quarter or a month, or the fiscal year of an annual measure, such as Q1 2025/26.'
  FROM import_cells c JOIN import_measure_rows(run) AS r ON r.line = c.line
  WHERE c.import_id = run.import_id AND c.target = 'measure.quarter' AND r.quarter IS NULL AND c.readable;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, f.line, NULL, format('%s to %s', f.low, f.high), 'the ends of a band do not fit together', 'Write both, the lower one first.'
  FROM import_measure_figures(run) AS f
  WHERE (f.low IS NULL) <> (f.high IS NULL) OR f.low > f.high;
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw, 'a tolerance is not negative', 'Write how far below the target, or above it, is still amber.'
  FROM import_cells c WHERE c.import_id = run.import_id AND c.target = 'measure.amber' AND c.amount < 0;

  -- What measures and their figures refuse by themselves.
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, r.line, import_column(run.kind, p.position), concat_ws(' ', r.polarity, r.frequency),
         format('measure "%s" has figures: it cannot turn from %s %s into that', r.ref, m.frequency, m.polarity), 'Make a new measure.'
  FROM import_measure_rows(run) AS r
  JOIN measures m ON m.plan_id = document.plan_id AND m.ref = r.ref
  CROSS JOIN LATERAL (SELECT min(x.position) AS position FROM import_mappings x
                      WHERE x.kind = run.kind AND x.target IN ('measure.polarity', 'measure.frequency')) AS p
  WHERE (r.frequency <> m.frequency OR (r.polarity = 'band') <> (m.polarity = 'band'))
    AND (EXISTS (SELECT FROM measure_values v WHERE v.measure_id = m.measure_id) OR EXISTS (SELECT FROM measure_targets t WHERE t.measure_id = m.measure_id)
         OR EXISTS (SELECT FROM peer_values v WHERE v.measure_id = m.measure_id));
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, f.line, NULL, w.wrong, w.reason, w.hint
  FROM import_measure_figures(run) AS f
  JOIN import_measure_rows(run) AS r ON r.line = f.line
  LEFT JOIN measures m ON m.plan_id = document.plan_id AND m.ref = f.ref
  CROSS JOIN LATERAL (SELECT coalesce(r.polarity, m.polarity, 'higher') AS polarity, coalesce(r.frequency, m.frequency, 'quarterly') AS frequency) AS a
  CROSS JOIN LATERAL (
    SELECT f.quarter::text AS wrong, 'the figures of an annual measure belong to its last quarter' AS reason, 'Write the fiscal year, or its fourth quarter.' AS hint
    WHERE a.frequency = 'annual' AND quarter_number(f.quarter) <> 4
    UNION ALL SELECT f.target::text, 'a band is aimed at, not a target', 'Write low and high.' WHERE a.polarity = 'band' AND f.target IS NOT NULL
    UNION ALL SELECT format('%s to %s', f.low, f.high), 'a target is aimed at, not a band', 'Write target, or the polarity band.'
    WHERE a.polarity <> 'band' AND f.low IS NOT NULL) AS w;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, n.line, import_column(run.kind, min(n.position)), string_agg(n.name, ', ' ORDER BY n.name), 'a row names one node',
         'measure_nodes takes any others.'
  FROM import_names n WHERE n.import_id = run.import_id AND n.target = 'measure.node' GROUP BY n.line HAVING count(*) > 1;
END
$body$;
COMMENT ON FUNCTION import_check_measures(imports, document_kinds) IS 'Finds the bad cells of a file of measures.';

CREATE OR REPLACE FUNCTION import_check_money(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM import_refuse_cells(run, 'money.ref', NULL, 'a money line needs a reference');
  PERFORM import_refuse_cells(run, 'money.title', NULL, 'a money line needs a title');
  PERFORM import_refuse_cells(run, 'money.purpose', NULL, 'a money line needs a purpose');
  PERFORM import_refuse_cells(run, 'money.purpose', '{saving,funding}', 'that is not a purpose of money');
  PERFORM import_refuse_cells(run, 'money.standing', '{target,achieved,at risk}', 'that is not a standing of money');

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw,
         CASE WHEN c.raw ~ '%' THEN 'that is not an amount of money' WHEN c.amount <> trunc(c.amount, 2) THEN 'an amount has two decimals at most'
              ELSE 'the amount is too large' END,
         'Write pounds and pence, such as 1,234.50 or 24.2m.'
  FROM import_cells c
  WHERE c.import_id = run.import_id AND c.target = 'money.amount'
    AND (c.raw ~ '%' AND c.amount IS NOT NULL OR c.amount <> trunc(c.amount, 2) OR abs(c.amount) >= 100000000000000);

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw,
         CASE WHEN r.fiscal_year_start IS NULL THEN 'the row names no fiscal year' ELSE 'the row names no standing' END,
         'Say of which year, such as 2025/26, and whether it is target, achieved or at risk.'
  FROM import_money_rows(run) AS r
  JOIN import_cells c ON c.import_id = run.import_id AND c.target = 'money.amount' AND c.position = r.position AND c.line = r.line
  WHERE r.fiscal_year_start IS NULL OR r.standing IS NULL;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw, format('the reference has this year and standing on line %s already', r.first_line),
         'Write each amount once.'
  FROM (SELECT m.*, min(m.line) OVER (PARTITION BY m.ref, m.basis, m.fiscal_year_start, m.years, m.standing) AS first_line FROM import_money_rows(run) AS m) AS r
  JOIN import_cells c ON c.import_id = run.import_id AND c.target = 'money.ref' AND c.line = r.line
  WHERE r.line > r.first_line AND r.fiscal_year_start IS NOT NULL AND r.standing IS NOT NULL;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw, format('there is no item "%s"', c.value),
         'Import the file that defines it first, or correct the reference.'
  FROM import_cells c
  WHERE c.import_id = run.import_id AND c.target = 'money.item' AND c.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM items i WHERE i.plan_id = document.plan_id AND i.ref = c.value);

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, n.line, import_column(run.kind, min(n.position)), string_agg(n.name, ', ' ORDER BY n.name), 'a money line counts at one node',
         'Write one, or split the line.'
  FROM import_names n WHERE n.import_id = run.import_id AND n.target = 'money.node' GROUP BY n.line HAVING count(*) > 1;
END
$body$;
COMMENT ON FUNCTION import_check_money(imports, document_kinds) IS 'Finds the bad cells of a file of money lines.';

CREATE OR REPLACE FUNCTION import_load_measures(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- What the file has no column for, and a cell without anything, leaves a measure as it is.
  WITH said AS MATERIALIZED (
    SELECT DISTINCT ON (r.ref) r.*, f.node_id
    FROM import_measure_rows(run) AS r
    LEFT JOIN import_names n ON n.import_id = run.import_id AND n.line = r.line AND n.target = 'measure.node'
    LEFT JOIN findable_nodes(document.plan_id) AS f ON f.level = n.level AND f.ref = n.name
    ORDER BY r.ref, r.line
  ), changed AS MATERIALIZED (
    SELECT s.line, s.ref, s.title, coalesce(s.tier::integer, m.tier, 1) AS tier, coalesce(s.polarity, m.polarity, 'higher') AS polarity,
           coalesce(s.influence, m.influence, 'controlled') AS influence, coalesce(s.unit, m.unit, '') AS unit,
           coalesce(s.tolerance, m.tolerance, 'absolute') AS tolerance, coalesce(s.frequency, m.frequency, 'quarterly') AS frequency,
           coalesce(s.node_id, m.node_id) AS node_id
    FROM said s LEFT JOIN measures m ON m.plan_id = document.plan_id AND m.ref = s.ref
    WHERE m.measure_id IS NULL
       OR (m.title, m.tier, m.polarity, m.influence, m.unit, m.tolerance, m.frequency, m.node_id) IS DISTINCT FROM
          (s.title, coalesce(s.tier::integer, m.tier), coalesce(s.polarity, m.polarity), coalesce(s.influence, m.influence),
           coalesce(s.unit, m.unit), coalesce(s.tolerance, m.tolerance), coalesce(s.frequency, m.frequency), coalesce(s.node_id, m.node_id))
  ), added AS (
    INSERT INTO measures (plan_id, node_id, ref, title, tier, polarity, influence, unit, tolerance, frequency)
    SELECT document.plan_id, c.node_id, c.ref, c.title, c.tier, c.polarity, c.influence, c.unit, c.tolerance, c.frequency
    FROM changed c ORDER BY c.line
    ON CONFLICT (plan_id, ref) DO UPDATE SET node_id = EXCLUDED.node_id, title = EXCLUDED.title, tier = EXCLUDED.tier,
      polarity = EXCLUDED.polarity, influence = EXCLUDED.influence, unit = EXCLUDED.unit, tolerance = EXCLUDED.tolerance, frequency = EXCLUDED.frequency
  )
  INSERT INTO import_changes (import_id, line) SELECT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;

  -- Against what was known when this file was; two files of one moment follow each other a microsecond apart.
  WITH last AS (
    SELECT DISTINCT ON (t.measure_id, t.quarter) t.*
    FROM (SELECT x.measure_id, x.quarter, x.target, x.low, x.high, x.amber, x.recorded_at FROM measure_targets x
          UNION ALL
          SELECT v.measure_id, v.quarter, v.target, NULL, NULL, v.amber, v.recorded_at FROM measure_values v WHERE v.target IS NOT NULL) AS t
    JOIN measures m ON m.measure_id = t.measure_id AND m.plan_id = document.plan_id
    WHERE t.recorded_at < run.recorded_at + interval '1 second'
    ORDER BY t.measure_id, t.quarter, t.recorded_at DESC
  ), mapped AS (
    SELECT bool_or(m.target = 'measure.target') AS target, bool_or(m.target = 'measure.low') AS band, bool_or(m.target = 'measure.amber') AS amber
    FROM import_mappings m WHERE m.kind = run.kind
  ), changed AS MATERIALIZED (
    SELECT f.line, m.measure_id, f.quarter,
           CASE WHEN p.target THEN f.target ELSE l.target END AS target, CASE WHEN p.band THEN f.low ELSE l.low END AS low,
           CASE WHEN p.band THEN f.high ELSE l.high END AS high, CASE WHEN p.amber THEN f.amber ELSE l.amber END AS amber,
           greatest(run.recorded_at, l.recorded_at + interval '1 microsecond') AS recorded_at
    FROM import_measure_figures(run) AS f
    CROSS JOIN mapped p
    JOIN measures m ON m.plan_id = document.plan_id AND m.ref = f.ref
    LEFT JOIN last l ON l.measure_id = m.measure_id AND l.quarter = f.quarter
    WHERE num_nonnulls(f.target, f.low, f.high, f.amber) > 0
      AND (l.measure_id IS NULL OR p.target AND f.target IS DISTINCT FROM l.target OR p.amber AND f.amber IS DISTINCT FROM l.amber
           OR p.band AND (f.low IS DISTINCT FROM l.low OR f.high IS DISTINCT FROM l.high))
  ), added AS (
    INSERT INTO measure_targets (measure_id, quarter, target, low, high, amber, recorded_at)
    SELECT c.measure_id, c.quarter, c.target, c.low, c.high, c.amber, c.recorded_at FROM changed c
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;

  WITH last AS (
    SELECT DISTINCT ON (v.measure_id, v.quarter) v.measure_id, v.quarter, v.actual, v.recorded_at
    FROM measure_values v JOIN measures m ON m.measure_id = v.measure_id AND m.plan_id = document.plan_id
    WHERE (v.actual IS NOT NULL OR v.target IS NULL) AND v.recorded_at < run.recorded_at + interval '1 second'
    ORDER BY v.measure_id, v.quarter, v.recorded_at DESC
  ), changed AS MATERIALIZED (
    SELECT f.line, m.measure_id, f.quarter, f.actual, greatest(run.recorded_at, l.recorded_at + interval '1 microsecond') AS recorded_at
    FROM import_measure_figures(run) AS f
    JOIN measures m ON m.plan_id = document.plan_id AND m.ref = f.ref
    LEFT JOIN last l ON l.measure_id = m.measure_id AND l.quarter = f.quarter
    WHERE f.actual IS NOT NULL AND f.actual IS DISTINCT FROM l.actual
  ), added AS (
    INSERT INTO measure_values (measure_id, quarter, actual, recorded_at) SELECT c.measure_id, c.quarter, c.actual, c.recorded_at FROM changed c
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_measures(imports, document_kinds) IS 'Adds or renames the measures of a file, and appends the targets and actuals that are new.';

CREATE OR REPLACE FUNCTION import_load_money(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH last AS (
    SELECT DISTINCT ON (l.ref, l.basis, l.fiscal_year_start, l.years, l.standing) l.*
    FROM money_lines l
    WHERE l.plan_id = document.plan_id AND l.recorded_at < run.recorded_at + interval '1 second'
    ORDER BY l.ref, l.basis, l.fiscal_year_start, l.years, l.standing, l.recorded_at DESC
  ), said AS (
    SELECT r.*, i.item_id, f.node_id
    FROM import_money_rows(run) AS r
    LEFT JOIN items i ON i.plan_id = document.plan_id AND i.ref = r.item
    LEFT JOIN import_names n ON n.import_id = run.import_id AND n.line = r.line AND n.target = 'money.node'
    LEFT JOIN findable_nodes(document.plan_id) AS f ON f.level = n.level AND f.ref = n.name
  ), changed AS MATERIALIZED (
    SELECT s.line, s.position, s.ref, s.title, s.purpose, s.basis, s.fiscal_year_start, s.years, s.standing, s.amount, l.mtfs_ref, coalesce(s.item_id, l.item_id) AS item_id,
           coalesce(s.node_id, l.node_id) AS node_id, greatest(run.recorded_at, l.recorded_at + interval '1 microsecond') AS recorded_at
    FROM said s
    LEFT JOIN last l ON l.ref = s.ref AND l.basis = s.basis AND l.fiscal_year_start = s.fiscal_year_start AND l.years = s.years AND l.standing = s.standing
    WHERE l.money_line_id IS NULL
       OR (l.title, l.purpose, l.amount, l.item_id, l.node_id) IS DISTINCT FROM
          (s.title, s.purpose, s.amount, coalesce(s.item_id, l.item_id), coalesce(s.node_id, l.node_id))
  ), added AS (
    INSERT INTO money_lines (plan_id, item_id, node_id, ref, title, purpose, basis, fiscal_year_start, years, standing, amount, mtfs_ref, recorded_at)
    SELECT document.plan_id, c.item_id, c.node_id, c.ref, c.title, c.purpose, c.basis, c.fiscal_year_start, c.years, c.standing, c.amount, c.mtfs_ref,
           c.recorded_at
    FROM changed c ORDER BY c.line, c.position
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_money(imports, document_kinds) IS 'Appends the amounts of a file that differ from the last recorded for the same line, basis, years and standing.';

-- Officers and bodies with their other spellings.

CREATE OR REPLACE FUNCTION import_party_names(run imports, OUT line bigint, OUT "position" integer, OUT target text, OUT raw text, OUT owner text, OUT name text)
  RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.line, c.position, c.target, c.raw, o.value, p.name
  FROM import_cells c
  JOIN import_cells o ON o.import_id = c.import_id AND o.line = c.line AND o.target = 'party.name'
  JOIN import_mappings m ON m.kind = (import_party_names.run).kind AND m.position = c.position
  CROSS JOIN LATERAL (SELECT import_value(n) AS name
                      FROM unnest(CASE WHEN c.target = 'party.name' OR m.split IS NULL THEN ARRAY[c.value] ELSE regexp_split_to_array(c.value, m.split) END) AS n) AS p
  WHERE c.import_id = (import_party_names.run).import_id AND c.target IN ('party.name', 'party.alias') AND p.name IS NOT NULL;
END;
COMMENT ON FUNCTION import_party_names(imports) IS 'The names and aliases of a file of officers or bodies, one row each.';

CREATE OR REPLACE FUNCTION import_check_parties(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  parties text := CASE document.record WHEN 'body' THEN 'bodies' ELSE 'officers' END;
BEGIN
  PERFORM import_refuse_cells(run, 'party.name', NULL, format('%s needs a name', CASE document.record WHEN 'body' THEN 'a body' ELSE 'an officer' END));
  -- One spelling means one officer: in the file and in the register together.
  EXECUTE format($sql$
    WITH said AS MATERIALIZED (
      SELECT n.*, normal_name(n.name) AS normal, normal_name(n.owner) AS normal_owner FROM import_party_names($1) AS n
    ), known AS (
      SELECT normal_name(o.name) AS normal, normal_name(o.name) AS normal_owner, o.name AS owner FROM %1$I o
      UNION ALL SELECT normal_name(a.alias), normal_name(o.name), o.name FROM %2$I a JOIN %1$I o ON o.%3$I = a.%3$I
      UNION ALL SELECT s.normal, s.normal_owner, s.owner FROM said s
    )
    INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
    SELECT DISTINCT ON (s.line, s.position, s.normal) $2, s.line, import_column($3, s.position), s.raw, format('"%%s" already means "%%s"', s.name, k.owner),
           'A spelling means one only: take it out here, or in the register first.'
    FROM said s JOIN known k ON k.normal = s.normal AND k.normal_owner <> s.normal_owner
    ORDER BY s.line, s.position, s.normal, k.owner
  $sql$, parties, document.record || '_aliases', document.record || '_id') USING run, run.import_id, run.kind;
END
$body$;
COMMENT ON FUNCTION import_check_parties(imports, document_kinds) IS 'Refuses a spelling that would mean two officers or bodies.';

CREATE OR REPLACE FUNCTION import_load_names(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  parties text := CASE document.record WHEN 'body' THEN 'bodies' ELSE 'officers' END;
BEGIN
  EXECUTE format($sql$
    WITH changed AS MATERIALIZED (
      SELECT DISTINCT ON (normal_name(n.name)) n.line, n.name
      FROM import_party_names($1) AS n
      WHERE n.target = 'party.name' AND NOT EXISTS (SELECT FROM %1$I o WHERE normal_name(o.name) = normal_name(n.name))
      ORDER BY normal_name(n.name), n.line
    ), added AS (
      INSERT INTO %1$I (name) SELECT c.name FROM changed c ORDER BY c.line
    )
    INSERT INTO import_changes (import_id, line) SELECT $2, c.line FROM changed c ON CONFLICT DO NOTHING
  $sql$, parties) USING run, run.import_id;
  EXECUTE format($sql$
    WITH changed AS MATERIALIZED (
      SELECT DISTINCT ON (normal_name(n.name)) n.line, n.name, o.%3$I AS party_id
      FROM import_party_names($1) AS n JOIN %1$I o ON normal_name(o.name) = normal_name(n.owner)
      WHERE n.target = 'party.alias' AND normal_name(n.name) <> normal_name(n.owner)
        AND NOT EXISTS (SELECT FROM %2$I a WHERE normal_name(a.alias) = normal_name(n.name))
      ORDER BY normal_name(n.name), n.line
    ), added AS (
      INSERT INTO %2$I (alias, %3$I) SELECT c.name, c.party_id FROM changed c
    )
    INSERT INTO import_changes (import_id, line) SELECT DISTINCT $2, c.line FROM changed c ON CONFLICT DO NOTHING
  $sql$, parties, document.record || '_aliases', document.record || '_id') USING run, run.import_id;
END
$body$;
COMMENT ON FUNCTION import_load_names(imports, document_kinds) IS 'Adds the officers or bodies of a file and their aliases.';

CREATE OR REPLACE FUNCTION import_check_figures(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF document.record = 'measure' THEN
    PERFORM import_check_measures(run, document);
  ELSIF document.record = 'money' THEN
    PERFORM import_check_money(run, document);
  ELSIF document.record IN ('officer', 'body') THEN
    PERFORM import_check_parties(run, document);
  END IF;
END
$body$;
COMMENT ON FUNCTION import_check_figures(imports, document_kinds) IS 'Finds the bad cells of files of measures, money lines, officers and bodies.';

-- The ways out.  export_import writes a file as it came; export_document writes it as the register has it now: every cell of the last
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

CREATE OR REPLACE FUNCTION export_import(of_import_id bigint, with_delimiter text DEFAULT NULL) RETURNS text
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  run imports;
  as_it_came boolean;
  content text;
BEGIN
  SELECT i.* INTO run FROM imports i WHERE i.import_id = of_import_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'import % does not exist', of_import_id
      USING ERRCODE = 'undefined_object', HINT = 'The view import_report lists the imports.';
  END IF;
  as_it_came := with_delimiter IS NULL OR with_delimiter = run.delimiter;
  run := export_style(run);
  IF NOT as_it_came THEN
    run.delimiter := with_delimiter;
    run.quote := coalesce(nullif(run.quote, ''), '"');
  END IF;
  SELECT string_agg(CASE WHEN as_it_came AND r.printed IS NOT NULL THEN r.printed
                         ELSE delimited_row(r.cells, run.delimiter, run.quote, run.quote_all) || run.newline END, '' ORDER BY r.line)
  INTO content
  FROM import_rows r WHERE r.import_id = of_import_id;
  RETURN concat(byte_order_mark(run.has_mark),
                CASE WHEN as_it_came AND run.printed_headings IS NOT NULL THEN run.printed_headings
                     ELSE delimited_row(run.headings, run.delimiter, run.quote, run.quote_all) || run.newline END,
                content);
END
$body$;
COMMENT ON FUNCTION export_import(bigint, text) IS 'The file of an import as it came, byte for byte, refused rows included; with another delimiter the same cells in that.';

CREATE OR REPLACE FUNCTION byte_order_mark(wanted boolean) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN wanted THEN convert_from('\xefbbbf', getdatabaseencoding()) ELSE '' END;
COMMENT ON FUNCTION byte_order_mark(boolean) IS 'The mark that spreadsheets put before UTF-8, or nothing.';

-- The cells that the mappings of an import read, as import_stage reads them.
CREATE OR REPLACE FUNCTION export_cells(run imports, OUT line bigint, OUT "position" integer, OUT raw text, OUT value text) RETURNS SETOF record
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
  FOR mapping IN SELECT * FROM import_mappings m WHERE m.kind = run.kind AND m.target <> 'keep' LOOP
    RETURN QUERY EXECUTE format('SELECT c.line, $1, c.raw, c.value FROM (%s) AS c', import_cells_sql(mapping, run.import_id, run.headings))
      USING mapping.position;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION export_cells(imports) IS 'The mapped cells of an import''s rows, those refused left out.';

-- Names in one cell, so that the mapping's split parts them again.
CREATE OR REPLACE FUNCTION joined_names(names text[], split text) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_to_string(names, coalesce(
    (SELECT s.separator
     FROM unnest(ARRAY['; ', ' / ', ', ', ' & ', ' + ', E'\n', '|', ';', ',', '/']) WITH ORDINALITY AS s (separator, number)
     WHERE split IS NOT NULL AND (SELECT array_agg(import_value(p)) FROM regexp_split_to_table(array_to_string(names, s.separator), split) AS p) = names
     ORDER BY s.number LIMIT 1), '; '));
END;
COMMENT ON FUNCTION joined_names(text[], text) IS 'Names put together so that a regular expression parts them again, with a separator that it knows.';

-- What a text must look like to have been made by a mapping's source, with the parts in parentheses.
CREATE OR REPLACE FUNCTION source_pattern(source text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '^' || string_agg(CASE WHEN m.part[1] ~ '^\{[^{}]+\}$' THEN '(.*?)' ELSE regexp_replace(m.part[1], '([^[:alnum:][:space:]])', '\\\1', 'g') END, ''
                           ORDER BY m.number) || '$'
  FROM regexp_matches(source, '\{[^{}]+\}|[^{}]+', 'g') WITH ORDINALITY AS m (part, number);
END;
COMMENT ON FUNCTION source_pattern(text) IS 'A mapping''s source as a regular expression that takes a cell apart again.';

-- The planner takes every function and CTE for small, and would join a large document row by row: hence no nested loops where another
-- join can do.

-- Items -------------------------------------------------------------------------------------------------------------

-- The rows of the last file whose items are still there, then the plan's items that it lacks.
CREATE OR REPLACE FUNCTION export_item_rows(run imports, document document_kinds, OUT line bigint, OUT item_id bigint) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH held AS MATERIALIZED (
    SELECT c.line, i.item_id
    FROM export_cells(run) AS c
    JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position AND m.target = 'item.ref'
    JOIN items i ON i.plan_id = document.plan_id AND i.ref = c.value
  )
  SELECT h.line, h.item_id FROM held h
  UNION ALL
  SELECT 1000000000000 + row_number() OVER (ORDER BY i.item_id), i.item_id
  FROM items i JOIN import_mappings m ON m.kind = document.kind AND m.target = 'item.level'
  WHERE i.plan_id = document.plan_id AND (m.source ~ '[{}]' OR m.source = i.level)
    AND NOT EXISTS (SELECT FROM held h WHERE h.item_id = i.item_id);
END
$body$;
COMMENT ON FUNCTION export_item_rows(imports, document_kinds) IS 'The items of a document, those of the last file by its lines and others after them.';

CREATE OR REPLACE FUNCTION export_item_cells(run imports, document document_kinds, as_at date,
                                             OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH lines AS MATERIALIZED (
    SELECT r.line, r.item_id, r.line < 1000000000000 AS is_held FROM export_item_rows(run, document) AS r
  ), cells AS MATERIALIZED (
    SELECT l.line, l.item_id, l.is_held, m.position, m.target, m.qualifier, m.split, m.blank_words, c.raw, c.value
    FROM lines l
    CROSS JOIN import_mappings m
    LEFT JOIN export_cells(run) AS c ON c.line = l.line AND c.position = m.position
    WHERE m.kind = document.kind AND m.target <> 'keep'
  ), words AS (
    SELECT c.line, c.position, c.raw, c.value,
           CASE c.target WHEN 'item.ref' THEN i.ref WHEN 'item.title' THEN i.title WHEN 'item.level' THEN i.level END AS held
    FROM cells c JOIN items i ON i.item_id = c.item_id
    WHERE c.target IN ('item.ref', 'item.title', 'item.level')
  ), last AS MATERIALIZED (
    SELECT DISTINCT ON (r.item_id, r.period_start, r.period_end)
           r.item_id, daterange(r.period_start, r.period_end + 1) AS period, r.rating, r.raw, r.commentary, r.corrective_action
    FROM ratings r JOIN lines l ON l.item_id = r.item_id
    ORDER BY r.item_id, r.period_start, r.period_end, r.recorded_at DESC, r.rating_id DESC
  ), rated AS MATERIALIZED (
    SELECT c.line, c.position, c.target, c.blank_words, c.raw AS cell, c.value, l.item_id, l.rating, l.raw, l.commentary, l.corrective_action
    FROM cells c
    JOIN (SELECT m.position, plan_period(m.qualifier, fiscal_start_month()) AS period FROM import_mappings m
          WHERE m.kind = document.kind AND m.target IN ('rating', 'commentary', 'corrective_action')) AS p ON p.position = c.position
    LEFT JOIN last l ON l.item_id = c.item_id AND l.period = p.period
  ), spellings AS MATERIALIZED (
    -- Each spelling is read once.
    SELECT s.raw, s.blank_words, import_reading('rating', s.raw, CASE WHEN normal_name(s.raw) = ANY (ARRAY(SELECT normal_name(w) FROM unnest(s.blank_words) AS w))
                                                                 THEN NULL ELSE import_value(s.raw) END, document.plan_id) AS reading
    FROM (SELECT DISTINCT r.raw, r.blank_words FROM rated r WHERE r.target = 'rating' AND r.raw IS NOT NULL) AS s
  ), dues AS MATERIALIZED (
    -- A baseline's column has revision 0; of the others the last ones have the last revisions, as an import takes them.
    SELECT c.line, c.position, c.item_id, c.target AS milestone, c.qualifier, c.raw, c.value, try_plan_period(c.value, fiscal_start_month()) AS period,
           row_number() OVER w AS number, count(*) OVER (PARTITION BY c.line, c.target, c.qualifier = 'baseline') AS columns,
           bool_and(c.qualifier = 'revised') OVER (PARTITION BY c.line, c.target, c.qualifier = 'baseline') AS revised_only
    FROM cells c WHERE c.target IN ('due', 'start')
    WINDOW w AS (PARTITION BY c.line, c.target, c.qualifier = 'baseline' ORDER BY c.position)
  ), recorded AS MATERIALIZED (
    SELECT d.item_id, d.milestone, d.revision, d.period, d.raw, d.due,
           row_number() OVER w AS place, count(*) OVER (PARTITION BY d.item_id, d.milestone) AS revisions
    FROM due_dates d JOIN lines l ON l.item_id = d.item_id
    WINDOW w AS (PARTITION BY d.item_id, d.milestone ORDER BY d.revision)
  ), revisions AS (
    SELECT r.item_id, r.milestone, array_agg(r.period ORDER BY r.revision) AS periods, min(r.revision) AS first_revision
    FROM recorded r GROUP BY r.item_id, r.milestone
  ), series AS (
    SELECT s.line, s.milestone, s.stated = s.held[cardinality(s.held) - cardinality(s.stated) + 1:] AND (s.held = '{}' OR s.stated <> '{}') AS is_same
    FROM (SELECT d.line, d.milestone, d.stated,
                 coalesce(CASE WHEN d.revised_only AND r.first_revision = 0 THEN r.periods[2:] ELSE r.periods END, '{}') AS held
          FROM (SELECT x.line, x.item_id, x.milestone, x.revised_only,
                       coalesce(array_agg(x.period ORDER BY x.position) FILTER (WHERE x.period IS NOT NULL), '{}') AS stated
                FROM dues x WHERE x.qualifier <> 'baseline'
                GROUP BY x.line, x.item_id, x.milestone, x.revised_only) AS d
          LEFT JOIN revisions r ON r.item_id = d.item_id AND r.milestone = d.milestone) AS s
  ), deadlines AS (
    SELECT d.line, d.position,
           CASE WHEN d.raw IS NOT NULL AND CASE WHEN d.qualifier = 'baseline' THEN d.period IS NOT DISTINCT FROM r.period ELSE s.is_same END THEN d.raw
                WHEN r.period IS NULL THEN ''
                WHEN try_plan_period(r.raw, fiscal_start_month()) = r.period THEN r.raw
                WHEN r.due IS NULL THEN 'From ' || lower(r.period)
                ELSE r.due::text END AS printed
    FROM dues d
    LEFT JOIN series s ON s.line = d.line AND s.milestone = d.milestone
    LEFT JOIN recorded r ON r.item_id = d.item_id AND r.milestone = d.milestone
      AND CASE WHEN d.qualifier = 'baseline' THEN r.revision = 0
               ELSE r.place = d.number + CASE WHEN d.revised_only THEN 1 ELSE 0 END
                              + greatest(r.revisions - CASE WHEN d.revised_only THEN 1 ELSE 0 END - d.columns, 0) END
  ), named AS MATERIALIZED (
    SELECT d.position, d.value, n.name, n.valid_from, n.valid_to
    FROM (SELECT DISTINCT c.position, c.value, coalesce(c.split, '') AS split FROM cells c
          WHERE c.target IN ('officer', 'body', 'link.node') AND c.value IS NOT NULL) AS d,
         LATERAL import_names(d.value, d.split) AS n
  ), ties AS MATERIALIZED (
    -- Who answers for an item on the day, and what it is linked to: what the cells say, and what the register says.
    SELECT c.line, c.target, c.qualifier, coalesce(a.officer_id, o.officer_id) AS object_id
    FROM cells c JOIN named n ON n.position = c.position AND n.value = c.value
    LEFT JOIN officers o ON normal_name(o.name) = normal_name(n.name)
    LEFT JOIN officer_aliases a ON normal_name(a.alias) = normal_name(n.name)
    WHERE c.target = 'officer' AND as_at BETWEEN n.valid_from AND n.valid_to
    UNION
    SELECT c.line, c.target, c.qualifier, coalesce(a.body_id, o.body_id)
    FROM cells c JOIN named n ON n.position = c.position AND n.value = c.value
    LEFT JOIN bodies o ON normal_name(o.name) = normal_name(n.name)
    LEFT JOIN body_aliases a ON normal_name(a.alias) = normal_name(n.name)
    WHERE c.target = 'body' AND as_at BETWEEN n.valid_from AND n.valid_to
    UNION
    SELECT c.line, c.target, c.qualifier, f.node_id
    FROM cells c JOIN named n ON n.position = c.position AND n.value = c.value
    LEFT JOIN findable_nodes(document.plan_id) AS f ON f.level = split_part(c.qualifier, ' ', 1) AND f.ref = n.name
    WHERE c.target = 'link.node'
  ), holders AS MATERIALIZED (
    SELECT l.line, 'officer' AS target, p.role AS qualifier, p.officer_id AS object_id, o.name, p.valid_from
    FROM lines l JOIN item_officers p ON p.item_id = l.item_id JOIN officers o ON o.officer_id = p.officer_id
    WHERE as_at BETWEEN p.valid_from AND p.valid_to
    UNION ALL
    SELECT l.line, 'body', p.role, p.body_id, o.name, p.valid_from
    FROM lines l JOIN item_bodies p ON p.item_id = l.item_id JOIN bodies o ON o.body_id = p.body_id
    WHERE as_at BETWEEN p.valid_from AND p.valid_to
    UNION ALL
    -- Links that another document brought are that document's to print.
    SELECT l.line, 'link.node', m.qualifier, k.to_node_id, n.ref, k.valid_from
    FROM lines l
    JOIN links k ON k.from_item_id = l.item_id
    JOIN nodes n ON n.node_id = k.to_node_id
    JOIN (SELECT DISTINCT q.qualifier FROM import_mappings q WHERE q.kind = document.kind AND q.target = 'link.node') AS m
      ON m.qualifier = n.level || ' ' || k.relation
    LEFT JOIN imports b ON b.import_id = k.import_id
    LEFT JOIN ties t ON t.line = l.line AND t.target = 'link.node' AND t.qualifier = m.qualifier AND t.object_id = k.to_node_id
    WHERE as_at BETWEEN k.valid_from AND k.valid_to AND (b.kind IS NULL OR b.kind = document.kind OR t.line IS NOT NULL)
  ), said AS (
    SELECT t.line, t.target, t.qualifier, array_agg(DISTINCT t.object_id ORDER BY t.object_id) AS objects
    FROM ties t GROUP BY t.line, t.target, t.qualifier
  ), held AS (
    SELECT h.line, h.target, h.qualifier, array_agg(DISTINCT h.object_id ORDER BY h.object_id) AS objects,
           array_agg(h.name ORDER BY h.valid_from, h.name COLLATE "C") AS names
    FROM holders h GROUP BY h.line, h.target, h.qualifier
  ), parties AS (
    SELECT c.line, c.position,
           CASE WHEN c.raw IS NOT NULL AND coalesce(s.objects, '{}') = coalesce(h.objects, '{}') THEN c.raw
                WHEN h.names IS NULL THEN ''
                -- The last column of a role takes whoever is left.
                WHEN c.number < c.columns THEN coalesce(h.names[c.number], '')
                ELSE coalesce(joined_names(nullif(h.names[c.number:], '{}'), c.split), '') END AS printed
    FROM (SELECT x.*, row_number() OVER w AS number, count(*) OVER (PARTITION BY x.line, x.target, x.qualifier) AS columns
          FROM cells x WHERE x.target IN ('officer', 'body', 'link.node')
          WINDOW w AS (PARTITION BY x.line, x.target, x.qualifier ORDER BY x.position)) AS c
    LEFT JOIN said s ON s.line = c.line AND s.target = c.target AND s.qualifier = c.qualifier
    LEFT JOIN held h ON h.line = c.line AND h.target = c.target AND h.qualifier = c.qualifier
  )
  SELECT w.line, w.position, CASE WHEN w.value = w.held THEN w.raw ELSE w.held END FROM words w
  UNION ALL
  SELECT c.line, c.position, coalesce(a.value, CASE WHEN c.value IS NULL THEN c.raw END, '')
  FROM cells c LEFT JOIN item_attributes a ON a.item_id = c.item_id AND a.name = c.qualifier
  WHERE c.target = 'item.attribute'
  UNION ALL
  SELECT r.line, r.position,
         CASE r.target
           WHEN 'commentary' THEN CASE WHEN r.cell IS NOT NULL AND r.value IS NOT DISTINCT FROM r.commentary THEN r.cell ELSE coalesce(r.commentary, '') END
           WHEN 'corrective_action'
           THEN CASE WHEN r.cell IS NOT NULL AND r.value IS NOT DISTINCT FROM r.corrective_action THEN r.cell ELSE coalesce(r.corrective_action, '') END
           ELSE CASE WHEN r.item_id IS NULL THEN coalesce(CASE WHEN r.value IS NULL THEN r.cell END, '')
                     WHEN (s.reading).readable AND (s.reading).rating IS NOT DISTINCT FROM r.rating THEN r.raw
                     ELSE coalesce(r.rating::text, '') END
         END
  FROM rated r LEFT JOIN spellings s ON s.raw = r.raw AND s.blank_words = r.blank_words AND r.target = 'rating'
  UNION ALL
  SELECT d.line, d.position, d.printed FROM deadlines d
  UNION ALL
  SELECT p.line, p.position, p.printed FROM parties p;
END
$body$;
COMMENT ON FUNCTION export_item_cells(imports, document_kinds, date) IS 'What the register says now in each mapped cell of a document of items; nodes that its rows name aside.';

-- Nodes -------------------------------------------------------------------------------------------------------------

-- The nodes that each row names: the innermost by the row itself, or by the item's link; those above it by their links now.
CREATE OR REPLACE FUNCTION export_row_nodes(run imports, document document_kinds, as_at date, OUT line bigint, OUT level text, OUT node_id bigint)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  innermost text := (SELECT m.qualifier FROM import_mappings m
                     WHERE m.kind = document.kind AND m.target = 'node.ref'
                       AND NOT EXISTS (SELECT FROM import_mappings p WHERE p.kind = m.kind AND p.target = 'node.part_of'
                                         AND btrim(split_part(p.qualifier, '>', 2)) = m.qualifier)
                     ORDER BY m.position DESC LIMIT 1);
BEGIN
  RETURN QUERY
  WITH RECURSIVE printed AS MATERIALIZED (
    SELECT c.line, m.qualifier AS level, m.position, n.node_id
    FROM export_cells(run) AS c
    JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position AND m.target = 'node.ref'
    JOIN nodes n ON n.plan_id IS NOT DISTINCT FROM document.plan_id AND n.level = m.qualifier AND n.ref = c.value
  ), own AS MATERIALIZED (
    -- A row that names no innermost node is about the last one it names.
    SELECT DISTINCT ON (p.line) p.line, p.level, p.node_id FROM printed p ORDER BY p.line, p.level = innermost DESC, p.position DESC
  ), walk (line, level, node_id) AS (
    SELECT o.line, o.level, o.node_id FROM own o WHERE document.record = 'node'
    UNION ALL
    SELECT 1000000000000 + row_number() OVER (ORDER BY n.node_id), n.level, n.node_id
    FROM nodes n
    WHERE document.record = 'node' AND n.plan_id IS NOT DISTINCT FROM document.plan_id AND n.level = innermost
      AND NOT EXISTS (SELECT FROM own o WHERE o.node_id = n.node_id)
    UNION ALL
    SELECT r.line, innermost, coalesce(k.node_id, p.node_id)
    FROM export_item_rows(run, document) AS r
    LEFT JOIN printed p ON p.line = r.line AND p.level = innermost
    LEFT JOIN LATERAL (
      SELECT l.to_node_id AS node_id
      FROM links l JOIN nodes n ON n.node_id = l.to_node_id
      JOIN import_mappings m ON m.kind = document.kind AND m.target = 'link.node' AND m.qualifier = n.level || ' ' || l.relation
      WHERE l.from_item_id = r.item_id AND n.level = innermost AND as_at BETWEEN l.valid_from AND l.valid_to
      ORDER BY l.to_node_id = p.node_id DESC NULLS LAST, l.to_node_id LIMIT 1) AS k ON true
    WHERE document.record = 'item' AND innermost IS NOT NULL
    UNION ALL
    SELECT w.line, btrim(split_part(m.qualifier, '>', 2)), coalesce(k.node_id, p.node_id)
    FROM walk w
    JOIN import_mappings m ON m.kind = document.kind AND m.target = 'node.part_of' AND btrim(split_part(m.qualifier, '>', 1)) = w.level
    LEFT JOIN printed p ON p.line = w.line AND p.level = btrim(split_part(m.qualifier, '>', 2))
    LEFT JOIN LATERAL (
      SELECT l.to_node_id AS node_id
      FROM links l JOIN nodes n ON n.node_id = l.to_node_id
      WHERE l.from_node_id = w.node_id AND l.relation = 'part_of' AND n.level = btrim(split_part(m.qualifier, '>', 2))
        AND as_at BETWEEN l.valid_from AND l.valid_to
      ORDER BY l.to_node_id = p.node_id DESC NULLS LAST, l.to_node_id LIMIT 1) AS k ON true
  )
  SELECT w.line, w.level, w.node_id FROM walk w WHERE w.node_id IS NOT NULL
  UNION ALL
  -- What a row names besides is not above its own node: nothing says otherwise.
  SELECT p.line, p.level, p.node_id FROM printed p
  WHERE NOT EXISTS (SELECT FROM walk w WHERE w.line = p.line AND w.level = p.level);
END
$body$;
COMMENT ON FUNCTION export_row_nodes(imports, document_kinds, date) IS 'The node of each level that a row of a document names, as the register has it on a day.';

CREATE OR REPLACE FUNCTION export_node_cells(run imports, document document_kinds, as_at date,
                                             OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  SELECT r.line, m.position,
         CASE WHEN c.line IS NOT NULL AND c.value IS NULL THEN c.raw
              WHEN c.value = CASE m.target WHEN 'node.ref' THEN n.ref ELSE n.title END THEN c.raw
              ELSE CASE m.target WHEN 'node.ref' THEN n.ref ELSE n.title END END
  FROM export_row_nodes(run, document, as_at) AS r
  JOIN nodes n ON n.node_id = r.node_id
  JOIN import_mappings m ON m.kind = document.kind AND m.target IN ('node.ref', 'node.title') AND m.qualifier = r.level
  LEFT JOIN export_cells(run) AS c ON c.line = r.line AND c.position = m.position;
END
$body$;
COMMENT ON FUNCTION export_node_cells(imports, document_kinds, date) IS 'What the register says now in the cells that name nodes.';

-- Links -------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION export_link_cells(run imports, document document_kinds, as_at date,
                                             OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH cells AS MATERIALIZED (
    SELECT c.line, c.position, c.raw, c.value, m.target
    FROM export_cells(run) AS c JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
  ), stated AS MATERIALIZED (
    SELECT c.line, max(c.value) FILTER (WHERE c.target = 'link.from_kind') AS from_kind, max(c.value) FILTER (WHERE c.target = 'link.from_ref') AS from_ref,
           max(c.value) FILTER (WHERE c.target = 'link.to_kind') AS to_kind, max(c.value) FILTER (WHERE c.target = 'link.to_ref') AS to_ref,
           max(c.value) FILTER (WHERE c.target = 'link.relation') AS relation
    FROM cells c GROUP BY c.line
  ), current_links AS MATERIALIZED (
    SELECT l.*, i.kind AS brought_by
    FROM links l LEFT JOIN imports i ON i.import_id = l.import_id
    WHERE as_at BETWEEN l.valid_from AND l.valid_to
  ), ends AS MATERIALIZED (
    SELECT e.kind, e.ref, coalesce(e.item_id, 0) AS item_id, coalesce(e.node_id, 0) AS node_id FROM reference_ends e
  ), held AS MATERIALIZED (
    SELECT s.line, l.link_id, l.basis, l.source_document, l.brought_by = document.kind AS own, s.from_kind, s.from_ref, s.to_kind, s.to_ref, s.relation
    FROM stated s
    JOIN ends f ON f.kind = s.from_kind AND f.ref = s.from_ref
    JOIN ends t ON t.kind = s.to_kind AND t.ref = s.to_ref
    JOIN current_links l ON coalesce(l.from_item_id, 0) = f.item_id AND coalesce(l.from_node_id, 0) = f.node_id
      AND coalesce(l.to_item_id, 0) = t.item_id AND coalesce(l.to_node_id, 0) = t.node_id AND l.relation = s.relation
  ), lines AS MATERIALIZED (
    SELECT h.* FROM held h
    UNION ALL
    -- Links made by hand or by a file of this kind before; those of other documents are theirs to print.
    SELECT 1000000000000 + row_number() OVER (ORDER BY l.link_id), l.link_id, l.basis, l.source_document, true, f.kind, f.ref, t.kind, t.ref, l.relation
    FROM current_links l
    CROSS JOIN LATERAL (SELECT e.kind, e.ref FROM ends e WHERE e.item_id = coalesce(l.from_item_id, 0) AND e.node_id = coalesce(l.from_node_id, 0)
                        ORDER BY e.kind COLLATE "C" LIMIT 1) AS f
    CROSS JOIN LATERAL (SELECT e.kind, e.ref FROM ends e WHERE e.item_id = coalesce(l.to_item_id, 0) AND e.node_id = coalesce(l.to_node_id, 0)
                        ORDER BY e.kind COLLATE "C" LIMIT 1) AS t
    WHERE (l.brought_by IS NULL OR l.brought_by = document.kind) AND NOT EXISTS (SELECT FROM held h WHERE h.link_id = l.link_id)
  )
  SELECT l.line, m.position,
         CASE WHEN c.line IS NOT NULL AND (m.target NOT IN ('link.basis', 'link.source_document') OR NOT coalesce(l.own, false)
                                           OR c.value IS NOT DISTINCT FROM CASE m.target WHEN 'link.basis' THEN l.basis ELSE l.source_document END) THEN c.raw
              ELSE coalesce(CASE m.target WHEN 'link.from_kind' THEN l.from_kind WHEN 'link.from_ref' THEN l.from_ref WHEN 'link.to_kind' THEN l.to_kind
                                          WHEN 'link.to_ref' THEN l.to_ref WHEN 'link.relation' THEN l.relation WHEN 'link.basis' THEN l.basis
                                          ELSE l.source_document END, '') END
  FROM lines l
  JOIN import_mappings m ON m.kind = document.kind AND m.target LIKE 'link.%'
  LEFT JOIN cells c ON c.line = l.line AND c.position = m.position;
END
$body$;
COMMENT ON FUNCTION export_link_cells(imports, document_kinds, date) IS 'What the register says now in each cell of a link file.';

-- Figures and names -------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION export_measure_cells(run imports, document document_kinds,
                                                OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  by_quarter boolean := EXISTS (SELECT FROM import_mappings m WHERE m.kind = document.kind AND m.target = 'measure.quarter');
BEGIN
  RETURN QUERY
  WITH cells AS MATERIALIZED (
    SELECT c.line, c.position, c.raw, c.value, m.target
    FROM export_cells(run) AS c JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
  ), targets AS MATERIALIZED (
    SELECT DISTINCT ON (t.measure_id, t.quarter) t.measure_id, t.quarter, t.target, t.low, t.high, t.amber
    FROM (SELECT x.measure_id, x.quarter, x.target, x.low, x.high, x.amber, x.recorded_at FROM measure_targets x
          UNION ALL
          SELECT v.measure_id, v.quarter, v.target, NULL, NULL, v.amber, v.recorded_at FROM measure_values v WHERE v.target IS NOT NULL) AS t
    JOIN measures m ON m.measure_id = t.measure_id AND m.plan_id = document.plan_id
    ORDER BY t.measure_id, t.quarter, t.recorded_at DESC
  ), actuals AS MATERIALIZED (
    SELECT DISTINCT ON (v.measure_id, v.quarter) v.measure_id, v.quarter, v.actual
    FROM measure_values v JOIN measures m ON m.measure_id = v.measure_id AND m.plan_id = document.plan_id
    WHERE v.actual IS NOT NULL OR v.target IS NULL
    ORDER BY v.measure_id, v.quarter, v.recorded_at DESC
  ), figures AS MATERIALIZED (
    SELECT coalesce(t.measure_id, a.measure_id) AS measure_id, coalesce(t.quarter, a.quarter) AS quarter, t.target, t.low, t.high, t.amber, a.actual
    FROM targets t FULL JOIN actuals a ON a.measure_id = t.measure_id AND a.quarter = t.quarter
  ), held AS MATERIALIZED (
    SELECT r.line, m.measure_id, CASE WHEN by_quarter THEN figure_quarter(plan_period(q.value, fiscal_start_month())) END AS quarter
    FROM cells r JOIN measures m ON m.plan_id = document.plan_id AND m.ref = r.value
    LEFT JOIN cells q ON q.line = r.line AND q.target = 'measure.quarter'
    WHERE r.target = 'measure.ref'
  ), lines AS MATERIALIZED (
    SELECT h.line, h.measure_id, h.quarter FROM held h
    UNION ALL
    SELECT 1000000000000 + row_number() OVER (ORDER BY n.measure_id, n.quarter), n.measure_id, n.quarter
    FROM (SELECT m.measure_id, NULL::quarter AS quarter FROM measures m WHERE m.plan_id = document.plan_id AND NOT by_quarter
          UNION ALL SELECT f.measure_id, f.quarter FROM figures f WHERE by_quarter) AS n
    WHERE NOT EXISTS (SELECT FROM held h WHERE h.measure_id = n.measure_id AND coalesce(h.quarter::text, '') = coalesce(n.quarter::text, ''))
  ), named AS MATERIALIZED (
    SELECT m.position, m.target, m.qualifier,
           CASE WHEN m.target IN ('measure.target', 'measure.low', 'measure.high', 'measure.amber', 'measure.actual') AND m.qualifier <> ''
                THEN figure_quarter(plan_period(m.qualifier, fiscal_start_month())) END AS quarter
    FROM import_mappings m WHERE m.kind = document.kind AND m.target LIKE 'measure.%'
  ), now AS (
    SELECT l.line, k.position, k.target,
           CASE k.target WHEN 'measure.target' THEN f.target WHEN 'measure.low' THEN f.low WHEN 'measure.high' THEN f.high
                         WHEN 'measure.amber' THEN f.amber WHEN 'measure.actual' THEN f.actual END AS amount,
           CASE k.target WHEN 'measure.ref' THEN m.ref WHEN 'measure.title' THEN m.title WHEN 'measure.tier' THEN m.tier::text
                         WHEN 'measure.polarity' THEN m.polarity WHEN 'measure.influence' THEN m.influence WHEN 'measure.unit' THEN m.unit
                         WHEN 'measure.tolerance' THEN m.tolerance WHEN 'measure.frequency' THEN m.frequency WHEN 'measure.node' THEN n.ref
                         WHEN 'measure.quarter' THEN l.quarter::text END AS word
    FROM lines l
    JOIN measures m ON m.measure_id = l.measure_id
    LEFT JOIN nodes n ON n.node_id = m.node_id
    CROSS JOIN named k
    LEFT JOIN figures f ON f.measure_id = l.measure_id AND f.quarter = coalesce(k.quarter, l.quarter)
  )
  SELECT n.line, n.position,
         CASE WHEN c.line IS NULL THEN coalesce(n.amount::text, n.word, '')
              WHEN n.target IN ('measure.target', 'measure.low', 'measure.high', 'measure.amber', 'measure.actual')
              THEN CASE WHEN read_amount(c.value) IS NOT DISTINCT FROM n.amount THEN c.raw ELSE coalesce(n.amount::text, '') END
              -- A blank cell leaves a measure as it is, and so does one that says the same otherwise.
              WHEN c.value IS NULL OR n.target = 'measure.quarter' OR c.value = n.word
                   OR n.target IN ('measure.polarity', 'measure.influence', 'measure.tolerance', 'measure.frequency') AND lower(c.value) = n.word THEN c.raw
              ELSE coalesce(n.word, '') END
  FROM now n LEFT JOIN cells c ON c.line = n.line AND c.position = n.position;
END
$body$;
COMMENT ON FUNCTION export_measure_cells(imports, document_kinds) IS 'What the register says now in each cell of a document of measures.';

CREATE OR REPLACE FUNCTION export_money_cells(run imports, document document_kinds,
                                              OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  -- What tells rows apart beside the reference: the basis, the year and the standing, where they have columns of their own.
  by_year boolean := EXISTS (SELECT FROM import_mappings m WHERE m.kind = document.kind AND m.target = 'money.year');
  by_standing boolean := EXISTS (SELECT FROM import_mappings m WHERE m.kind = document.kind AND m.target = 'money.standing');
  by_basis boolean := EXISTS (SELECT FROM import_mappings m WHERE m.kind = document.kind AND m.target = 'money.basis');
BEGIN
  RETURN QUERY
  WITH cells AS MATERIALIZED (
    SELECT c.line, c.position, c.raw, c.value, m.target
    FROM export_cells(run) AS c JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
  ), amounts AS MATERIALIZED (
    SELECT DISTINCT ON (l.ref, l.basis, l.fiscal_year_start, l.years, l.standing) l.* FROM money_lines l WHERE l.plan_id = document.plan_id
    ORDER BY l.ref, l.basis, l.fiscal_year_start, l.years, l.standing, l.recorded_at DESC
  ), held AS MATERIALIZED (
    SELECT r.line, r.value AS ref, coalesce(b.value, '') AS basis, p.first_year, p.years, lower(s.value) AS standing
    FROM cells r
    LEFT JOIN cells b ON b.line = r.line AND b.target = 'money.basis'
    LEFT JOIN cells y ON y.line = r.line AND y.target = 'money.year'
    LEFT JOIN LATERAL money_years(plan_period(y.value, fiscal_start_month())) AS p ON true
    LEFT JOIN cells s ON s.line = r.line AND s.target = 'money.standing'
    WHERE r.target = 'money.ref' AND EXISTS (SELECT FROM amounts a WHERE a.ref = r.value)
  ), lines AS MATERIALIZED (
    SELECT h.line, h.ref, h.basis, h.first_year, h.years, h.standing FROM held h
    UNION ALL
    SELECT 1000000000000 + row_number() OVER (ORDER BY n.first, n.first_year, n.years, n.standing), n.ref, n.basis, n.first_year, n.years, n.standing
    FROM (SELECT a.ref, a.basis, CASE WHEN by_year THEN a.fiscal_year_start END AS first_year, CASE WHEN by_year THEN a.years END AS years,
                 CASE WHEN by_standing THEN a.standing END AS standing, min(a.money_line_id) AS first
          -- A document without a column for it cannot tell bases apart, and prints the one that has no name.
          FROM amounts a WHERE by_basis OR a.basis = '' GROUP BY 1, 2, 3, 4, 5) AS n
    WHERE NOT EXISTS (SELECT FROM held h WHERE h.ref = n.ref AND h.basis = n.basis AND coalesce(h.first_year, 0) = coalesce(n.first_year, 0)
                        AND coalesce(h.years, 0) = coalesce(n.years, 0) AND coalesce(h.standing, '') = coalesce(n.standing, ''))
  ), named AS MATERIALIZED (
    SELECT m.position, m.target, y.first_year, y.years, q.standing
    FROM import_mappings m
    LEFT JOIN LATERAL amount_qualifier(m.qualifier) AS q ON m.target = 'money.amount'
    LEFT JOIN LATERAL money_years(plan_period(q.year, fiscal_start_month())) AS y ON true
    WHERE m.kind = document.kind AND m.target LIKE 'money.%'
  ), now AS (
    SELECT l.line, k.position, k.target, a.amount,
           CASE k.target WHEN 'money.ref' THEN l.ref WHEN 'money.title' THEN w.title WHEN 'money.purpose' THEN w.purpose WHEN 'money.basis' THEN l.basis
                         WHEN 'money.year' THEN CASE WHEN l.years > 1 THEN format('%s-%s', l.first_year, l.first_year + l.years)
                                                     ELSE fiscal_year(quarter(l.first_year::bigint, 1, fiscal_start_month())) END
                         WHEN 'money.standing' THEN l.standing WHEN 'money.item' THEN i.ref WHEN 'money.node' THEN n.ref END AS word
    FROM lines l
    CROSS JOIN named k
    CROSS JOIN LATERAL (SELECT x.* FROM amounts x
                        WHERE x.ref = l.ref AND x.basis = l.basis AND x.fiscal_year_start = coalesce(l.first_year, x.fiscal_year_start)
                          AND x.years = coalesce(l.years, x.years) AND x.standing = coalesce(l.standing, x.standing)
                        ORDER BY x.recorded_at DESC, x.money_line_id DESC LIMIT 1) AS w
    LEFT JOIN amounts a ON k.target = 'money.amount' AND a.ref = l.ref AND a.basis = l.basis AND a.fiscal_year_start = coalesce(k.first_year, l.first_year)
      AND a.years = coalesce(k.years, l.years) AND a.standing = coalesce(k.standing, l.standing)
    LEFT JOIN items i ON i.item_id = w.item_id
    LEFT JOIN nodes n ON n.node_id = w.node_id
  )
  SELECT n.line, n.position,
         CASE WHEN c.line IS NULL THEN coalesce(n.amount::text, n.word, '')
              WHEN n.target = 'money.amount' THEN CASE WHEN read_amount(c.value) IS NOT DISTINCT FROM n.amount THEN c.raw ELSE coalesce(n.amount::text, '') END
              WHEN n.target IN ('money.basis', 'money.year', 'money.standing') OR c.value = n.word OR n.target = 'money.purpose' AND lower(c.value) = n.word
                   OR n.target IN ('money.item', 'money.node') AND c.value IS NULL THEN c.raw
              ELSE coalesce(n.word, '') END
  FROM now n LEFT JOIN cells c ON c.line = n.line AND c.position = n.position;
END
$body$;
COMMENT ON FUNCTION export_money_cells(imports, document_kinds) IS 'What the register says now in each cell of a document of money lines.';

CREATE OR REPLACE FUNCTION export_party_cells(run imports, document document_kinds,
                                              OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- Officers and bodies are kept alike, in tables alike.
  RETURN QUERY EXECUTE format($sql$
    WITH cells AS MATERIALIZED (
      SELECT c.line, c.position, c.raw, c.value, m.target, m.split
      FROM export_cells($1) AS c JOIN import_mappings m ON m.kind = $2 AND m.position = c.position
    ), held AS MATERIALIZED (
      SELECT c.line, o.%3$I AS party_id FROM cells c JOIN %1$I o ON normal_name(o.name) = normal_name(c.value) WHERE c.target = 'party.name'
    ), lines AS MATERIALIZED (
      SELECT h.line, h.party_id FROM held h
      UNION ALL
      SELECT 1000000000000 + row_number() OVER (ORDER BY o.%3$I), o.%3$I FROM %1$I o WHERE NOT EXISTS (SELECT FROM held h WHERE h.party_id = o.%3$I)
    ), said AS MATERIALIZED (
      -- A name given as its own alias says nothing.
      SELECT c.line, l.party_id, normal_name(p) AS alias
      FROM cells c JOIN lines l ON l.line = c.line JOIN %1$I o ON o.%3$I = l.party_id
      CROSS JOIN LATERAL unnest(CASE WHEN c.split IS NULL THEN ARRAY[c.value] ELSE regexp_split_to_array(c.value, c.split) END) AS p
      WHERE c.target = 'party.alias' AND import_value(p) IS NOT NULL AND normal_name(p) <> normal_name(o.name)
    ), aliases AS (
      SELECT a.%3$I AS party_id, array_agg(a.alias ORDER BY a.alias COLLATE "C") AS names FROM %2$I a GROUP BY 1
    ), missing AS (
      SELECT s.line FROM said s WHERE NOT EXISTS (SELECT FROM %2$I a WHERE a.%3$I = s.party_id AND normal_name(a.alias) = s.alias)
      UNION
      -- Aliases are the row's to print that names the officer last.
      SELECT max(l.line) FROM lines l JOIN %2$I a ON a.%3$I = l.party_id
      WHERE NOT EXISTS (SELECT FROM said s WHERE s.party_id = l.party_id AND s.alias = normal_name(a.alias))
      GROUP BY l.party_id
    )
    SELECT l.line, m.position,
           CASE WHEN m.target = 'party.name' THEN CASE WHEN normal_name(c.value) = normal_name(o.name) AND trim_cell(c.raw) = o.name THEN c.raw ELSE o.name END
                WHEN c.line IS NOT NULL AND l.line NOT IN (SELECT x.line FROM missing x) THEN c.raw
                ELSE coalesce(joined_names(a.names, m.split), '') END
    FROM lines l
    JOIN %1$I o ON o.%3$I = l.party_id
    LEFT JOIN aliases a ON a.party_id = l.party_id
    JOIN import_mappings m ON m.kind = $2 AND m.target LIKE 'party.%%'
    LEFT JOIN cells c ON c.line = l.line AND c.position = m.position
  $sql$, CASE document.record WHEN 'body' THEN 'bodies' ELSE 'officers' END, document.record || '_aliases', document.record || '_id')
    USING run, document.kind;
END
$body$;
COMMENT ON FUNCTION export_party_cells(imports, document_kinds) IS 'What the register says now in each cell of a document of officers or bodies.';

-- Put together ------------------------------------------------------------------------------------------------------

-- The mapped cells as the file's columns.  A column that several mappings read is written by the first whose cell has changed.
CREATE OR REPLACE FUNCTION export_rows(run imports, document document_kinds, as_at date, OUT line bigint, OUT cells text[], OUT printed text)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH now AS MATERIALIZED (
    SELECT c.line, c.position, c.printed FROM export_item_cells(run, document, as_at) AS c WHERE document.record = 'item'
    UNION ALL
    SELECT c.line, c.position, c.printed FROM export_node_cells(run, document, as_at) AS c WHERE document.record IN ('item', 'node')
    UNION ALL
    SELECT c.line, c.position, c.printed FROM export_link_cells(run, document, as_at) AS c WHERE document.record = 'link'
    UNION ALL
    SELECT c.line, c.position, c.printed FROM export_measure_cells(run, document) AS c WHERE document.record = 'measure'
    UNION ALL
    SELECT c.line, c.position, c.printed FROM export_money_cells(run, document) AS c WHERE document.record = 'money'
    UNION ALL
    SELECT c.line, c.position, c.printed FROM export_party_cells(run, document) AS c WHERE document.record IN ('officer', 'body')
  ), headings AS MATERIALIZED (
    SELECT h.heading, h.number FROM unnest(run.headings) WITH ORDINALITY AS h (heading, number)
  ), parts AS MATERIALIZED (
    -- Which part of which mapping each heading is.
    SELECT m.position, m.source ~ '^\{[^{}]+\}$' AS is_whole, source_pattern(m.source) AS pattern, p.number AS part, h.number AS heading
    FROM import_mappings m
    CROSS JOIN LATERAL regexp_matches(m.source, '\{([^{}]+)\}', 'g') WITH ORDINALITY AS p (name, number)
    JOIN headings h ON normal_name(h.heading) = normal_name(p.name[1])
    WHERE m.kind = document.kind AND m.target <> 'keep'
  ), candidates AS (
    SELECT n.line, p.heading, p.position, p.is_whole, CASE WHEN p.is_whole THEN n.printed ELSE (regexp_match(n.printed, p.pattern))[p.part] END AS cell
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
  LEFT JOIN (SELECT c.line, array_agg(c.heading) AS numbers, array_agg(c.cell) AS texts FROM chosen c GROUP BY c.line) AS w ON w.line = l.line
  CROSS JOIN LATERAL (SELECT array_agg(coalesce(w.texts[array_position(w.numbers, h.number)], r.cells[h.number], '') ORDER BY h.number) AS cells
                      FROM headings h) AS x;
END
$body$;
COMMENT ON FUNCTION export_rows(imports, document_kinds, date) IS 'The rows of a document as the register has them now; printed where a row is as it came and was not written plainly.';

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
  WHERE i.kind = document.kind AND i.rows_loaded + i.rows_unchanged > 0
  ORDER BY i.recorded_at DESC, i.import_id DESC LIMIT 1;
  IF FOUND THEN
    RETURN export_style(run);
  END IF;
  run.kind := document.kind;
  run.headings := ARRAY(SELECT min(p.name[1]) FROM import_mappings m, regexp_matches(m.source, '\{([^{}]+)\}', 'g') WITH ORDINALITY AS p (name, number)
                        WHERE m.kind = document.kind GROUP BY normal_name(p.name[1]) ORDER BY min(m.position * 1000::bigint + p.number));
  run.delimiter := coalesce(document.delimiter, ',');
  RETURN export_style(run);
END
$body$;
COMMENT ON FUNCTION export_form(document_kinds) IS 'How a document of a kind is written: as the last file of it was.';

CREATE OR REPLACE FUNCTION export_current(document_kind text, as_at date DEFAULT CURRENT_DATE) RETURNS text
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT SET datestyle = 'ISO, DMY' SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  document document_kinds := import_kind(document_kind, 'none');
  run imports := export_form(document);
  last_line bigint := (SELECT max(r.line) FROM import_rows r WHERE r.import_id = run.import_id);
  ends_open boolean := coalesce((SELECT r.printed !~ '[\r\n]$' FROM import_rows r WHERE r.import_id = run.import_id AND r.line = last_line), false);
  content text;
BEGIN
  SELECT string_agg(CASE WHEN r.printed ~ '[\r\n]$' THEN r.printed
                         ELSE coalesce(r.printed, delimited_row(r.cells, run.delimiter, run.quote, run.quote_all)) || run.newline END, '' ORDER BY r.line)
  INTO content
  FROM export_rows(run, document, as_at) AS r;
  content := concat(byte_order_mark(run.has_mark),
                    coalesce(run.printed_headings, delimited_row(run.headings, run.delimiter, run.quote, run.quote_all) || run.newline), content);
  -- A file whose last line was not ended is written so again.
  RETURN CASE WHEN ends_open THEN left(content, -length(run.newline)) ELSE content END;
END
$body$;
COMMENT ON FUNCTION export_current(text, date) IS 'A document of a kind as the register has it on a day, in the form of the last file of that kind: importing it again changes nothing.';

$register$;

CREATE OR REPLACE FUNCTION register_governance_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Reporting calendar.

CREATE OR REPLACE FUNCTION checked_days(from_day date, to_day date) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF from_day IS NULL OR to_day IS NULL OR from_day < '1900-01-01' OR to_day > '2999-12-31' OR from_day > to_day THEN
    RAISE EXCEPTION 'invalid days from "%" to "%"', from_day, to_day
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A calendar runs from a day to the same or a later one, between 1900 and 2999.',
            HINT = 'Write, for example, reporting_calendar(''2025-04-01'', ''2026-03-31'').';
  END IF;
  RETURN true;
END
$body$;
COMMENT ON FUNCTION checked_days(date, date) IS 'True, or an error if the days are none that a calendar can run between.';

-- Months are counted from the year 0, so that a period is a number and the next one is added to it.  The periods looked at reach as far
-- back as one that is due late, or waits for a meeting until the next is ready, may lie.
CREATE OR REPLACE FUNCTION rhythm_periods(rhythm text, fiscal_start_month integer, due_after_days integer, from_day date, to_day date,
                                          OUT period_start date, OUT period_end date, OUT ready_on date, OUT next_ready_on date) RETURNS SETOF record
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  WITH span AS (
    SELECT CASE rhythm WHEN 'monthly' THEN 1 WHEN 'quarterly' THEN 3 WHEN 'half-yearly' THEN 6 ELSE 12 END AS months,
           (extract(year FROM from_day - due_after_days) * 12 + extract(month FROM from_day - due_after_days))::integer - 1 AS first_month,
           (extract(year FROM to_day - due_after_days) * 12 + extract(month FROM to_day - due_after_days))::integer - 1 AS last_month
  )
  SELECT make_date(m / 12, m % 12 + 1, 1),
         make_date((m + s.months) / 12, (m + s.months) % 12 + 1, 1) - 1,
         make_date((m + s.months) / 12, (m + s.months) % 12 + 1, 1) - 1 + due_after_days,
         make_date((m + 2 * s.months) / 12, (m + 2 * s.months) % 12 + 1, 1) - 1 + due_after_days
    FROM span s
   CROSS JOIN LATERAL generate_series(s.first_month - (s.first_month - (fiscal_start_month - 1)) % s.months - 2 * s.months, s.last_month, s.months) m;
END;
COMMENT ON FUNCTION rhythm_periods(text, integer, integer, date, date) IS
  'The periods of a rhythm whose reports may be due between two days, with the day on which each one''s report, and the next one''s, is ready.';

CREATE OR REPLACE FUNCTION reporting_calendar(from_day date DEFAULT CURRENT_DATE, to_day date DEFAULT CURRENT_DATE + 365)
  RETURNS TABLE (due_on date, body_id bigint, body text, report text, rhythm text, plan_id bigint, plan text, requirement_id bigint, requirement text,
                 period_start date, period_end date, quarter quarter, ready_on date, is_meeting boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH due AS MATERIALIZED (
    SELECT r.rhythm_id, r.body_id, r.report, r.rhythm, r.plan_id, r.requirement_id, r.valid_from, r.valid_to, p.period_start, p.period_end, p.ready_on,
           (SELECT min(m.held_on) FROM meetings m WHERE m.body_id = r.body_id AND m.held_on >= p.ready_on AND m.held_on < p.next_ready_on) AS held_on
      FROM reporting_rhythms r
     CROSS JOIN LATERAL rhythm_periods(r.rhythm, fiscal_start_month(), r.due_after_days, reporting_calendar.from_day, reporting_calendar.to_day) p
     WHERE checked_days(reporting_calendar.from_day, reporting_calendar.to_day)
  )
  SELECT coalesce(d.held_on, d.ready_on), d.body_id, b.name, d.report, d.rhythm, d.plan_id, pl.plan, d.requirement_id, n.ref,
         d.period_start, d.period_end, quarter(d.period_end, fiscal_start_month()), d.ready_on, d.held_on IS NOT NULL
    FROM due d
    JOIN bodies b ON b.body_id = d.body_id
    LEFT JOIN plan_names pl ON pl.plan_id = d.plan_id
    LEFT JOIN nodes n ON n.node_id = d.requirement_id
   WHERE coalesce(d.held_on, d.ready_on) BETWEEN reporting_calendar.from_day AND reporting_calendar.to_day
     AND coalesce(d.held_on, d.ready_on) BETWEEN d.valid_from AND d.valid_to
   ORDER BY coalesce(d.held_on, d.ready_on), b.name, d.report, d.period_start, d.rhythm_id;
END;
COMMENT ON FUNCTION reporting_calendar(date, date) IS
  'One row per report that is due to a body between the two days: for each period of its rhythm, at the body''s first meeting on or after the day it is ready and before the next one is ready, or else on that day.';

CREATE OR REPLACE VIEW reporting_calendar WITH (security_invoker = true) AS
SELECT c.due_on, c.body_id, c.body, c.report, c.rhythm, c.plan_id, c.plan, c.requirement_id, c.requirement, c.period_start, c.period_end,
       c.quarter, c.ready_on, c.is_meeting
  FROM reporting_calendar(CURRENT_DATE, CURRENT_DATE + 365) c;
COMMENT ON VIEW reporting_calendar IS 'One row per report that is due to a body in the 365 days from today.';

-- External requirements.

CREATE OR REPLACE FUNCTION find_requirement(name text) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found bigint[];
BEGIN
  found := ARRAY(SELECT n.node_id FROM nodes n
                 WHERE n.level = 'requirement' AND normal_name(find_requirement.name) IN (normal_name(n.ref), normal_name(n.title))
                 UNION
                 SELECT a.node_id FROM requirement_aliases a WHERE normal_name(a.alias) = normal_name(find_requirement.name));
  IF cardinality(found) <> 1 THEN
    RAISE EXCEPTION '% external requirement is called "%"', CASE cardinality(found) WHEN 0 THEN 'no' ELSE 'more than one' END, name
      USING ERRCODE = CASE cardinality(found) WHEN 0 THEN 'undefined_object' ELSE 'ambiguous_alias' END,
            DETAIL = 'A requirement is a node of level "requirement", named by its ref, its title or a requirement_alias.',
            HINT = 'requirement_report lists them.';
  END IF;
  RETURN found[1];
END
$body$;
COMMENT ON FUNCTION find_requirement(text) IS 'The external requirement of that reference, title or alias, without regard to case and blanks; an error if there is none, or more than one.';

-- Only links whose answered end is a requirement are taken: elsewhere the same relation says something weaker.
CREATE OR REPLACE FUNCTION requirement_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (requirement_id bigint, item_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT n.node_id, l.from_item_id, l.from_node_id
    FROM nodes n
    JOIN links l ON l.to_node_id = n.node_id AND coalesce(requirement_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
    JOIN relations rel ON rel.relation = l.relation AND (rel.answers = 'from' OR rel.rolls_up AND rel.child_end = 'from')
   WHERE n.level = 'requirement'
  UNION
  SELECT n.node_id, l.to_item_id, l.to_node_id
    FROM nodes n
    JOIN links l ON l.from_node_id = n.node_id AND coalesce(requirement_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
    JOIN relations rel ON rel.relation = l.relation AND (rel.answers = 'to' OR rel.rolls_up AND rel.child_end = 'to')
   WHERE n.level = 'requirement';
END;
COMMENT ON FUNCTION requirement_links(date) IS 'One row per external requirement and item or node that is linked to it, on that day, by a relation that says it answers it.';

CREATE OR REPLACE FUNCTION requirement_graph(as_at date DEFAULT CURRENT_DATE) RETURNS linkage
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT linkage(e.child, e.parent)
    FROM (SELECT l.child_node_id AS child, l.parent_node_id AS parent FROM rollup_node_links(as_at) l
          UNION
          SELECT a.node_id, a.requirement_id FROM requirement_links(as_at) a WHERE a.node_id IS NOT NULL) e;
END;
COMMENT ON FUNCTION requirement_graph(date) IS 'The links between nodes that roll up on that day, and those by which nodes answer external requirements, as one graph.';

CREATE OR REPLACE FUNCTION requirement_nodes(as_at date DEFAULT CURRENT_DATE) RETURNS TABLE (requirement_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH graph AS MATERIALIZED (SELECT requirement_graph(as_at) AS g)
  SELECT n.node_id, n.node_id FROM nodes n WHERE n.level = 'requirement'
  UNION ALL
  SELECT n.node_id, below.node_id
    FROM nodes n
   CROSS JOIN graph
   CROSS JOIN LATERAL descendants(graph.g, n.node_id) below (node_id)
   WHERE n.level = 'requirement';
END;
COMMENT ON FUNCTION requirement_nodes(date) IS 'One row per external requirement and node whose items answer it on that day: itself, and what answers it or is under that.';

-- Whoever uses it counts items once, so rows are not made distinct here: that would read all links for the sake of a few nodes.
CREATE OR REPLACE FUNCTION requirement_item_links(as_at date DEFAULT CURRENT_DATE) RETURNS TABLE (item_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.from_item_id, l.to_node_id
    FROM links l
    JOIN relations rel ON rel.relation = l.relation
   WHERE l.from_item_id IS NOT NULL AND l.to_node_id IS NOT NULL AND coalesce(requirement_item_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
     AND (rel.rolls_up AND rel.child_end = 'from'
          OR rel.answers = 'from' AND l.to_node_id IN (SELECT n.node_id FROM nodes n WHERE n.level = 'requirement'))
  UNION ALL
  SELECT l.to_item_id, l.from_node_id
    FROM links l
    JOIN relations rel ON rel.relation = l.relation
   WHERE l.to_item_id IS NOT NULL AND l.from_node_id IS NOT NULL AND coalesce(requirement_item_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
     AND (rel.rolls_up AND rel.child_end = 'to'
          OR rel.answers = 'to' AND l.from_node_id IN (SELECT n.node_id FROM nodes n WHERE n.level = 'requirement'));
END;
COMMENT ON FUNCTION requirement_item_links(date) IS 'One row per link that holds on that day between an item and a node it counts towards, or an external requirement it answers directly.';

CREATE OR REPLACE FUNCTION requirement_items(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (requirement_id bigint, item_id bigint, is_direct boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.requirement_id, i.item_id, bool_or(i.node_id = r.requirement_id)
    FROM requirement_nodes(as_at) r
    JOIN requirement_item_links(as_at) i ON i.node_id = r.node_id
   GROUP BY r.requirement_id, i.item_id
   ORDER BY r.requirement_id, i.item_id;
END;
COMMENT ON FUNCTION requirement_items(date) IS
  'One row per external requirement and item that answers it on that day, active or not: linked to it, or at or under a node or another requirement that is. Each item once; do not add across requirements.';

-- Counted by outcome_rollup in one pass over the links of the nodes that answer any requirement, however many requirements share them.
CREATE OR REPLACE FUNCTION requirement_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (requirement_id bigint, ref text, title text, is_answered boolean, items bigint, items_direct bigint, other_links bigint,
                 tally rag_tally, complete bigint, green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint,
                 unrated bigint, percent_complete numeric, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  WITH rated AS MATERIALIZED (
    SELECT l.item_id, l.rating FROM latest_ratings(requirement_report.as_at) l
  ), answering AS MATERIALIZED (
    SELECT i.item_id, i.node_id, l.rating, n.node_id IS NOT NULL AS is_direct
      FROM requirement_item_links(requirement_report.as_at) i
      JOIN rated l ON l.item_id = i.item_id
      LEFT JOIN nodes n ON n.node_id = i.node_id AND n.level = 'requirement'
     WHERE i.node_id IN (SELECT r.node_id FROM requirement_nodes(requirement_report.as_at) r)
  ), counted AS (
    SELECT u.node, u.distinct_items AS tally
      FROM (SELECT outcome_rollup((SELECT requirement_graph(requirement_report.as_at)), a.node_id, a.item_id, a.rating) AS nodes FROM answering a) s
     CROSS JOIN LATERAL unnest(s.nodes) u
  )
  SELECT n.node_id, n.ref, n.title, coalesce(total(c.tally) > 0, false), coalesce(total(c.tally), 0), coalesce(d.items_direct, 0), coalesce(o.other_links, 0),
         c.tally, coalesce(complete(c.tally), 0), coalesce(green(c.tally), 0), coalesce(amber_green(c.tally), 0), coalesce(amber(c.tally), 0),
         coalesce(amber_red(c.tally), 0), coalesce(red(c.tally), 0), coalesce(scheduled(c.tally), 0), coalesce(unrated(c.tally), 0),
         percent_complete(c.tally), overall(c.tally)
    FROM nodes n
    LEFT JOIN counted c ON c.node = n.node_id
    LEFT JOIN (SELECT a.node_id, count(DISTINCT a.item_id) AS items_direct FROM answering a WHERE a.is_direct GROUP BY a.node_id) d ON d.node_id = n.node_id
    LEFT JOIN (SELECT e.node_id, count(*) AS other_links
                 FROM (SELECT l.to_node_id AS node_id, l.relation, 'from' AS answering, l.valid_from, l.valid_to
                         FROM nodes r JOIN links l ON l.to_node_id = r.node_id WHERE r.level = 'requirement'
                       UNION ALL
                       SELECT l.from_node_id, l.relation, 'to', l.valid_from, l.valid_to
                         FROM nodes r JOIN links l ON l.from_node_id = r.node_id WHERE r.level = 'requirement') e
                 JOIN relations rel ON rel.relation = e.relation
                WHERE coalesce(requirement_report.as_at, CURRENT_DATE) BETWEEN e.valid_from AND e.valid_to
                  AND coalesce(rel.answers <> e.answering, true) AND NOT (rel.rolls_up AND rel.child_end = e.answering)
                GROUP BY e.node_id) o ON o.node_id = n.node_id
   WHERE n.level = 'requirement'
   ORDER BY n.ref, n.node_id;
END;
COMMENT ON FUNCTION requirement_report(date) IS
  'One row per external requirement, those without items included: the distinct items active on that day that answer it, with their latest ratings as known now. Percentages are of all of them, not rated ones included. Do not add across requirements.';

CREATE OR REPLACE VIEW requirement_report WITH (security_invoker = true) AS
SELECT r.requirement_id, r.ref, r.title, r.is_answered, r.items, r.items_direct, r.other_links, r.tally, r.complete, r.green, r.amber_green, r.amber,
       r.amber_red, r.red, r.scheduled, r.unrated, r.percent_complete, r.overall
  FROM requirement_report(CURRENT_DATE) r;
COMMENT ON VIEW requirement_report IS 'One row per external requirement, those without items included: the distinct items active today that answer it, with their latest ratings. Do not add across requirements.';

-- One regular expression of all names finds the few items that need a closer look.
CREATE OR REPLACE FUNCTION unmapped_requirements(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (finding text, requirement_id bigint, requirement text, plan_id bigint, plan text, item_id bigint, ref text, title text, found_in text, words text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH reach AS MATERIALIZED (
    SELECT r.requirement_id, r.node_id FROM requirement_nodes(unmapped_requirements.as_at) r
  ), item_links AS MATERIALIZED (
    SELECT l.item_id, l.node_id
      FROM requirement_item_links(unmapped_requirements.as_at) l
      JOIN items i ON i.item_id = l.item_id
     WHERE l.node_id IN (SELECT r.node_id FROM reach r)
       AND NOT EXISTS (SELECT FROM item_absences gone
                        WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(unmapped_requirements.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
       AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(unmapped_requirements.as_at) c))
  ), answered AS (
    SELECT DISTINCT r.requirement_id FROM reach r JOIN (SELECT DISTINCT il.node_id FROM item_links il) used ON used.node_id = r.node_id
  ), names AS MATERIALIZED (
    SELECT w.node_id, w.words, '\m' || regexp_replace(regexp_replace(w.words, '([^[:alnum:][:space:]])', '\\\1', 'g'), '\s+', '\\s+', 'g') || '\M' AS pattern
      FROM (SELECT n.node_id, trim_cell(n.ref) AS words FROM nodes n WHERE n.level = 'requirement'
            UNION
            SELECT a.node_id, trim_cell(a.alias) FROM requirement_aliases a) w
     WHERE w.words ~ '^[[:alnum:]]' AND w.words ~ '[[:alnum:]]$'
  ), any_name AS MATERIALIZED (
    SELECT string_agg(names.pattern, '|') AS pattern FROM names
  ), candidates AS (
    SELECT i.item_id, 'title' AS place, i.title AS content FROM items i CROSS JOIN any_name WHERE i.title ~* any_name.pattern
    UNION ALL
    SELECT t.item_id, t.name, t.value FROM item_attributes t CROSS JOIN any_name WHERE t.value ~* any_name.pattern
  ), mentions AS (
    SELECT m.node_id, c.item_id, min(c.place) AS place, min(m.words) AS words
      FROM candidates c
      JOIN names m ON c.content ~* m.pattern
     GROUP BY m.node_id, c.item_id
  )
  SELECT f.finding, n.node_id, n.ref, i.plan_id, p.plan, i.item_id, i.ref, i.title, f.place, f.words
    FROM (SELECT 'requirement without items' AS finding, 1 AS place_in_list, n.node_id, NULL::bigint AS item_id, NULL::text AS place, NULL::text AS words
            FROM nodes n
           WHERE n.level = 'requirement' AND n.node_id NOT IN (SELECT a.requirement_id FROM answered a)
          UNION ALL
          SELECT 'item names it, not mapped', 2, m.node_id, m.item_id, m.place, m.words
            FROM mentions m
            JOIN items i ON i.item_id = m.item_id
           WHERE NOT EXISTS (SELECT FROM item_absences gone
                              WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(unmapped_requirements.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
             AND NOT EXISTS (SELECT FROM item_links il JOIN reach r ON r.node_id = il.node_id WHERE il.item_id = m.item_id AND r.requirement_id = m.node_id)
             AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(unmapped_requirements.as_at) c))) f
    JOIN nodes n ON n.node_id = f.node_id
    LEFT JOIN items i ON i.item_id = f.item_id
    LEFT JOIN plan_names p ON p.plan_id = i.plan_id
   ORDER BY f.place_in_list, n.ref, n.node_id, p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION unmapped_requirements(date) IS
  'Both directions: one row per external requirement that no item active on that day answers, and one per requirement and active item whose title or attributes name it, by reference or alias, though it is not mapped to it. A finding is a question to ask.';

CREATE OR REPLACE VIEW unmapped_requirements WITH (security_invoker = true) AS
SELECT u.finding, u.requirement_id, u.requirement, u.plan_id, u.plan, u.item_id, u.ref, u.title, u.found_in, u.words
  FROM unmapped_requirements(CURRENT_DATE) u;
COMMENT ON VIEW unmapped_requirements IS 'One row per external requirement that no item active today answers, and one per requirement and active item that names it though it is not mapped to it.';

-- Dependencies.

CREATE OR REPLACE FUNCTION dependencies_on(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (dependency_id bigint, item_id bigint, on_item_id bigint, on_node_id bigint, on_event text, state text, since date, reason text,
                 days_open integer, expected_on date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT d.dependency_id, d.item_id, d.on_item_id, d.on_node_id, d.on_event, coalesce(s.state, 'open'), coalesce(s.since, d.opened_on),
         coalesce(s.reason, d.reason), CASE WHEN coalesce(s.state, 'open') = 'open' THEN coalesce(dependencies_on.as_at, CURRENT_DATE) - coalesce(s.since, d.opened_on) END, d.expected_on
    FROM dependencies d
    LEFT JOIN (SELECT DISTINCT ON (ds.dependency_id) ds.dependency_id, ds.state, ds.since, ds.reason
                 FROM dependency_states ds
                WHERE ds.since <= coalesce(dependencies_on.as_at, CURRENT_DATE)
                ORDER BY ds.dependency_id, ds.since DESC, ds.recorded_at DESC, ds.dependency_state_id DESC) s ON s.dependency_id = d.dependency_id
   WHERE d.opened_on <= coalesce(dependencies_on.as_at, CURRENT_DATE);
END;
COMMENT ON FUNCTION dependencies_on(date) IS 'One row per dependency known on that day, with its state then.';

CREATE OR REPLACE FUNCTION dependency_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (dependency_id bigint, plan_id bigint, plan text, item_id bigint, ref text, title text, rating rag,
                 waits_for text, on_item_id bigint, on_node_id bigint, on_rating rag,
                 state text, since date, reason text, days_open integer, expected_on date, is_late boolean, finding text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT d.dependency_id, i.plan_id, p.plan, d.item_id, i.ref, i.title, now.rating,
         coalesce(d.on_event, oi.ref || ' ' || oi.title, lv.label || ' ' || n.ref), d.on_item_id, d.on_node_id, other.rating,
         d.state, d.since, d.reason, d.days_open, d.expected_on,
         coalesce(d.state = 'open' AND d.expected_on < coalesce(dependency_report.as_at, CURRENT_DATE), false),
         CASE WHEN d.state = 'closed' THEN CASE WHEN other.rating <> 'B' THEN 'closed, but what it waits for is not complete' END
              WHEN now.rating = 'B' THEN 'open, but the item is complete'
              WHEN other.rating = 'B' THEN 'open, but what it waits for is complete' END
    FROM dependencies_on(dependency_report.as_at) d
    JOIN items i ON i.item_id = d.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN items oi ON oi.item_id = d.on_item_id
    LEFT JOIN nodes n ON n.node_id = d.on_node_id
    LEFT JOIN levels lv ON lv.level = n.level
    LEFT JOIN LATERAL (SELECT r.rating FROM ratings r
                        WHERE r.item_id = d.item_id AND r.period_start <= coalesce(dependency_report.as_at, CURRENT_DATE)
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) now ON true
    LEFT JOIN LATERAL (SELECT r.rating FROM ratings r
                        WHERE r.item_id = d.on_item_id AND r.period_start <= coalesce(dependency_report.as_at, CURRENT_DATE)
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) other ON true
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, d.item_id, d.dependency_id;
END;
COMMENT ON FUNCTION dependency_report(date) IS
  'One row per dependency known on that day, open or closed, with both ends'' latest ratings of a period begun by then. A dependency is open until it is closed: finding says where ratings speak against its state.';

CREATE OR REPLACE VIEW dependency_report WITH (security_invoker = true) AS
SELECT d.dependency_id, d.plan_id, d.plan, d.item_id, d.ref, d.title, d.rating, d.waits_for, d.on_item_id, d.on_node_id, d.on_rating, d.state, d.since,
       d.reason, d.days_open, d.expected_on, d.is_late, d.finding
  FROM dependency_report(CURRENT_DATE) d;
COMMENT ON VIEW dependency_report IS 'One row per dependency, open or closed: what waits for what since when, and where ratings speak against its state.';

-- Items are held up by dependencies of their own, and by those of the items they wait for, however far down.
CREATE OR REPLACE FUNCTION dependency_reach(as_at date DEFAULT CURRENT_DATE) RETURNS TABLE (item_id bigint, blocking_item_id bigint, in_cycle boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH open AS MATERIALIZED (
    SELECT d.item_id, d.on_item_id FROM dependencies_on(as_at) d WHERE d.state = 'open'
  ), graph AS MATERIALIZED (
    SELECT linkage(o.on_item_id, o.item_id) AS g FROM open o WHERE o.on_item_id IS NOT NULL
  ), waiting AS MATERIALIZED (
    SELECT w.item_id, c.item_id IS NOT NULL AS in_cycle
      FROM (SELECT DISTINCT o.item_id FROM open o) w
      LEFT JOIN (SELECT unnest(k.items) AS item_id FROM graph CROSS JOIN LATERAL cycles(graph.g) k (items)) c ON c.item_id = w.item_id
  )
  SELECT w.item_id, w.item_id, w.in_cycle FROM waiting w
  UNION ALL
  SELECT w.item_id, below.item_id, w.in_cycle
    FROM waiting w
   CROSS JOIN graph
   CROSS JOIN LATERAL descendants(graph.g, w.item_id) below (item_id)
   WHERE EXISTS (SELECT FROM waiting o WHERE o.item_id = below.item_id);
END;
COMMENT ON FUNCTION dependency_reach(date) IS 'One row per item with an open dependency on that day and item with one that it waits for, itself first; in_cycle: whether it waits, by way of others, for itself.';

CREATE OR REPLACE FUNCTION blocked_items(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, rating rag, dependency_id bigint, blocking_item_id bigint,
                 waits_for text, is_direct boolean, is_root boolean, in_cycle boolean, open_since date, days_open integer, expected_on date, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH open AS MATERIALIZED (
    SELECT d.dependency_id, d.item_id, d.on_item_id, coalesce(d.on_event, oi.ref || ' ' || oi.title, lv.label || ' ' || n.ref) AS waits_for,
           d.since, d.days_open, d.expected_on, d.reason
      FROM dependencies_on(blocked_items.as_at) d
      LEFT JOIN items oi ON oi.item_id = d.on_item_id
      LEFT JOIN nodes n ON n.node_id = d.on_node_id
      LEFT JOIN levels lv ON lv.level = n.level
     WHERE d.state = 'open'
  ), waiting AS MATERIALIZED (
    SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, i.code, latest.rating,
           gone.item_id IS NULL AND coalesce(latest.rating <> 'B', true) AS counts
      FROM (SELECT DISTINCT o.item_id FROM open o) w
      JOIN items i ON i.item_id = w.item_id
      JOIN plan_names p ON p.plan_id = i.plan_id
      LEFT JOIN LATERAL (SELECT t.rating FROM ratings t
                          WHERE t.item_id = i.item_id AND t.period_start <= coalesce(blocked_items.as_at, CURRENT_DATE)
                          ORDER BY t.quarter DESC, t.period_end DESC, t.recorded_at DESC, t.rating_id DESC LIMIT 1) latest ON true
      LEFT JOIN item_absences gone ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(blocked_items.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
  )
  SELECT w.plan_id, w.plan, w.item_id, w.ref, w.title, w.rating, o.dependency_id, o.item_id, o.waits_for,
         r.item_id = o.item_id, x.item_id IS NULL, r.in_cycle, o.since, o.days_open, o.expected_on, o.reason
    FROM waiting w
    JOIN dependency_reach(blocked_items.as_at) r ON r.item_id = w.item_id
    JOIN open o ON o.item_id = r.blocking_item_id
    LEFT JOIN waiting x ON x.item_id = o.on_item_id
   WHERE w.counts
     AND w.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(blocked_items.as_at) c))
   ORDER BY w.plan, w.plan_id, w.code NULLS LAST, w.item_id, r.item_id <> o.item_id, o.dependency_id;
END;
COMMENT ON FUNCTION blocked_items(date) IS
  'One row per item active on that day and not Complete, and open dependency that holds it up: its own, or one of an item that it waits for, however far down. An item may have several rows; count(DISTINCT item_id) is how many are blocked. Safe where items wait for each other.';

CREATE OR REPLACE VIEW blocked_items WITH (security_invoker = true) AS
SELECT b.plan_id, b.plan, b.item_id, b.ref, b.title, b.rating, b.dependency_id, b.blocking_item_id, b.waits_for, b.is_direct, b.is_root, b.in_cycle,
       b.open_since, b.days_open, b.expected_on, b.reason
  FROM blocked_items(CURRENT_DATE) b;
COMMENT ON VIEW blocked_items IS 'One row per item active today and not Complete, and open dependency that holds it up, its own or one further down.';

CREATE OR REPLACE FUNCTION dependencies_from_links(of_relation text DEFAULT 'depends_on', as_at date DEFAULT CURRENT_DATE) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  added bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM relations r WHERE r.relation = of_relation) THEN
    RAISE EXCEPTION 'relation "%" does not exist', of_relation
      USING ERRCODE = 'undefined_object', HINT = 'relations lists them; a link file adds those it uses.';
  END IF;
  INSERT INTO dependencies (item_id, on_item_id, on_node_id, opened_on, reason, link_id)
  SELECT l.from_item_id, l.to_item_id, l.to_node_id, CASE WHEN isfinite(l.valid_from) THEN l.valid_from ELSE as_at END, l.source_document, l.link_id
  FROM links l
  WHERE l.relation = of_relation AND l.from_item_id IS NOT NULL AND as_at BETWEEN l.valid_from AND l.valid_to
    AND coalesce(l.to_item_id <> l.from_item_id, true)
  ORDER BY l.link_id
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS added = ROW_COUNT;
  RETURN added;
END
$body$;
COMMENT ON FUNCTION dependencies_from_links(text, date) IS 'Makes an open dependency of every printed link from an item by that relation that has none yet, and returns how many; a dependency stays when its link ends.';

-- Assurance pack.

-- A quarter's rating is as known at the end of the day, so that a pack can be made again as it was sent.
CREATE OR REPLACE FUNCTION assurance_pack(requirement text, in_quarter quarter, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (requirement_id bigint, plan_id bigint, plan text, item_id bigint, ref text, title text, is_direct boolean, officers text,
                 quarter quarter, rating rag, rating_label text, previous_rating rag, movement text, commentary text, corrective_action text,
                 baseline_due date, current_due date, is_overdue boolean, open_dependencies bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH wanted AS MATERIALIZED (
    SELECT find_requirement(assurance_pack.requirement) AS requirement_id, checked_quarter(assurance_pack.in_quarter) AS quarter
  ), mapped AS MATERIALIZED (
    SELECT ri.requirement_id, ri.item_id, ri.is_direct, i.plan_id, i.ref, i.title, i.code, w.quarter
      FROM wanted w
     CROSS JOIN LATERAL (SELECT w.requirement_id, l.item_id, bool_or(l.node_id = w.requirement_id) AS is_direct
                           FROM requirement_item_links(assurance_pack.as_at) l
                          WHERE l.node_id IN (SELECT w.requirement_id UNION ALL SELECT descendants(requirement_graph(assurance_pack.as_at), w.requirement_id))
                          GROUP BY l.item_id) ri
      JOIN items i ON i.item_id = ri.item_id
     WHERE NOT EXISTS (SELECT FROM item_absences gone
                        WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND end_date(w.quarter) BETWEEN gone.absent_from AND gone.absent_to)
  ), parties AS (
    SELECT io.item_id, string_agg(DISTINCT o.name, '; ') AS officers
      FROM (SELECT x.item_id, x.officer_id, x.role IN ('lead', 'responsible') AS leads,
                   bool_or(x.role IN ('lead', 'responsible')) OVER (PARTITION BY x.item_id) AS led
              FROM item_officers x
              JOIN mapped m ON m.item_id = x.item_id
             WHERE coalesce(assurance_pack.as_at, CURRENT_DATE) BETWEEN x.valid_from AND x.valid_to) io
      JOIN officers o ON o.officer_id = io.officer_id
     WHERE io.leads OR NOT io.led
     GROUP BY io.item_id
  ), deadlines AS (
    SELECT d.item_id, (array_agg(d.due ORDER BY d.revision))[1] AS first_due, (array_agg(d.due ORDER BY d.revision DESC))[1] AS last_due
      FROM due_dates d
      JOIN mapped m ON m.item_id = d.item_id
     WHERE d.milestone = 'due' AND d.recorded_at < (coalesce(assurance_pack.as_at, CURRENT_DATE) + 1)::timestamptz
     GROUP BY d.item_id
  ), blocked AS (
    SELECT r.item_id, count(*) AS dependencies
      FROM dependency_reach(assurance_pack.as_at) r
      JOIN dependencies_on(assurance_pack.as_at) d ON d.item_id = r.blocking_item_id AND d.state = 'open'
     WHERE r.item_id IN (SELECT m.item_id FROM mapped m)
     GROUP BY r.item_id
  )
  SELECT m.requirement_id, m.plan_id, p.plan, m.item_id, m.ref, m.title, m.is_direct, parties.officers,
         m.quarter, now.rating, coalesce(own.label, label(now.rating)), before.rating,
         CASE WHEN before.quarter IS NOT NULL THEN movement(before.rating, now.rating) END, now.commentary, now.corrective_action,
         CASE WHEN isfinite(d.first_due) THEN d.first_due END, CASE WHEN isfinite(d.last_due) THEN d.last_due END,
         coalesce(d.last_due < coalesce(assurance_pack.as_at, CURRENT_DATE) AND coalesce(now.rating <> 'B', true), false),
         CASE WHEN now.rating = 'B' THEN 0 ELSE coalesce(blocked.dependencies, 0) END
    FROM mapped m
    JOIN plan_names p ON p.plan_id = m.plan_id
    LEFT JOIN parties ON parties.item_id = m.item_id
    LEFT JOIN deadlines d ON d.item_id = m.item_id
    LEFT JOIN blocked ON blocked.item_id = m.item_id
    LEFT JOIN LATERAL (SELECT r.rating, r.commentary, r.corrective_action
                         FROM ratings r
                        WHERE r.item_id = m.item_id AND r.quarter = m.quarter AND r.recorded_at < (coalesce(assurance_pack.as_at, CURRENT_DATE) + 1)::timestamptz
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) now ON true
    LEFT JOIN LATERAL (SELECT r.quarter, r.rating
                         FROM ratings r
                        WHERE r.item_id = m.item_id AND r.quarter < m.quarter AND r.recorded_at < (coalesce(assurance_pack.as_at, CURRENT_DATE) + 1)::timestamptz
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) before ON true
    LEFT JOIN plan_legends own ON own.plan_id = m.plan_id AND own.rating = now.rating
   WHERE m.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(end_date(assurance_pack.in_quarter)) c))
   ORDER BY p.plan, m.plan_id, m.code NULLS LAST, m.item_id;
END;
COMMENT ON FUNCTION assurance_pack(text, quarter, date) IS
  'One row per item that answers the requirement (named by reference, title or alias) on that day and was active on the last day of the quarter, rated or not: its rating in the quarter and the last one before it, deadlines, officers and open dependencies, as known at the end of that day. The rows are the denominator.';

-- Risks.

CREATE OR REPLACE FUNCTION risk_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (risk_id bigint, ref text, title text, kind text, is_strategic boolean, escalated_since date, escalated_to text, owners text,
                 likelihood integer, impact integer, score integer, target_score integer, scored_on date, previous_score integer, change integer,
                 plans text, nodes text, items bigint, opened_on date, days_open integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH scored AS (
    SELECT s.risk_id, s.likelihood, s.impact, s.score, s.target_score, s.scored_on,
           lead(s.score) OVER (PARTITION BY s.risk_id ORDER BY s.scored_on DESC) AS previous_score,
           row_number() OVER (PARTITION BY s.risk_id ORDER BY s.scored_on DESC) AS place
      FROM (SELECT DISTINCT ON (x.risk_id, x.scored_on) x.risk_id, x.likelihood, x.impact, x.score, x.target_score, x.scored_on
              FROM risk_scores x
             WHERE x.scored_on <= coalesce(risk_report.as_at, CURRENT_DATE)
             ORDER BY x.risk_id, x.scored_on, x.recorded_at DESC, x.risk_score_id DESC) s
  ), owned AS (
    SELECT ro.risk_id, string_agg(DISTINCT o.name, '; ') AS owners
      FROM risk_officers ro
      JOIN officers o ON o.officer_id = ro.officer_id
     WHERE coalesce(risk_report.as_at, CURRENT_DATE) BETWEEN ro.valid_from AND ro.valid_to
     GROUP BY ro.risk_id
  ), threatened AS (
    SELECT rl.risk_id, string_agg(DISTINCT p.plan, '; ') AS plans, string_agg(DISTINCT lv.label || ' ' || n.ref, '; ') AS nodes,
           count(DISTINCT rl.item_id) AS items
      FROM risk_links rl
      LEFT JOIN plan_names p ON p.plan_id = rl.plan_id
      LEFT JOIN nodes n ON n.node_id = rl.node_id
      LEFT JOIN levels lv ON lv.level = n.level
     WHERE coalesce(risk_report.as_at, CURRENT_DATE) BETWEEN rl.valid_from AND rl.valid_to
     GROUP BY rl.risk_id
  ), escalated AS (
    SELECT e.risk_id, min(e.valid_from) AS since, string_agg(DISTINCT t.ref, '; ') AS to_ref
      FROM risk_escalations e
      LEFT JOIN risks t ON t.risk_id = e.to_risk_id
     WHERE coalesce(risk_report.as_at, CURRENT_DATE) BETWEEN e.valid_from AND e.valid_to
     GROUP BY e.risk_id
  )
  SELECT r.risk_id, r.ref, r.title, r.kind, r.kind = 'strategic' OR e.risk_id IS NOT NULL, e.since, e.to_ref, o.owners,
         s.likelihood, s.impact, s.score, s.target_score, s.scored_on, s.previous_score, s.score - s.previous_score,
         t.plans, t.nodes, coalesce(t.items, 0), r.opened_on, coalesce(risk_report.as_at, CURRENT_DATE) - r.opened_on
    FROM risks r
    LEFT JOIN scored s ON s.risk_id = r.risk_id AND s.place = 1
    LEFT JOIN owned o ON o.risk_id = r.risk_id
    LEFT JOIN threatened t ON t.risk_id = r.risk_id
    LEFT JOIN escalated e ON e.risk_id = r.risk_id
   WHERE r.opened_on <= coalesce(risk_report.as_at, CURRENT_DATE) AND coalesce(r.closed_on > coalesce(risk_report.as_at, CURRENT_DATE), true)
   ORDER BY s.score DESC NULLS LAST, r.ref, r.risk_id;
END;
COMMENT ON FUNCTION risk_report(date) IS
  'One row per risk open on that day, highest score first: the score then in force and the one before it, its owners, what it threatens, and whether it stands on the strategic register, by kind or by escalation.';

CREATE OR REPLACE VIEW risk_report WITH (security_invoker = true) AS
SELECT r.risk_id, r.ref, r.title, r.kind, r.is_strategic, r.escalated_since, r.escalated_to, r.owners, r.likelihood, r.impact, r.score, r.target_score,
       r.scored_on, r.previous_score, r.change, r.plans, r.nodes, r.items, r.opened_on, r.days_open
  FROM risk_report(CURRENT_DATE) r;
COMMENT ON VIEW risk_report IS 'One row per risk open today, highest score first, with its score, owners and what it threatens.';

-- What officers rate, anew: the policies of layout 0.4.0 stand on these functions.

CREATE OR REPLACE FUNCTION own_items(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, officer_id bigint, officer text, role text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 50
BEGIN ATOMIC
  SELECT i.plan_id, CASE WHEN p.version = '' THEN p.title ELSE p.title || ' (' || p.version || ')' END,
         i.item_id, i.ref, i.title, o.officer_id, o.name, io.role
  FROM officer_roles r
  JOIN officers o ON o.officer_id = r.officer_id
  JOIN item_officers io ON io.officer_id = r.officer_id AND coalesce(own_items.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to
  JOIN items i ON i.item_id = io.item_id
  JOIN plans p ON p.plan_id = i.plan_id
  WHERE coalesce(own_items.as_at, CURRENT_DATE) BETWEEN r.valid_from AND r.valid_to AND holds_role(r.role_name)
    AND (io.role IN ('lead', 'responsible')
         OR NOT EXISTS (SELECT FROM item_officers lead
                        WHERE lead.item_id = io.item_id AND lead.role IN ('lead', 'responsible')
                          AND coalesce(own_items.as_at, CURRENT_DATE) BETWEEN lead.valid_from AND lead.valid_to))
  ORDER BY 2, i.plan_id, i.code NULLS LAST, i.item_id, o.name, o.officer_id, io.role;
END;
COMMENT ON FUNCTION own_items(date) IS 'One row per item, post and role that the current user answers for on that day: as lead or responsible or, where an item has neither, in any role.';

CREATE OR REPLACE FUNCTION officer_may_rate(rated_item_id bigint, of_quarter quarter, given rag, by_whom text, at_when timestamptz, by_import bigint) RETURNS boolean
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  item record;
BEGIN
  IF by_whom <> current_user OR at_when <> now() OR by_import IS NOT NULL THEN
    RAISE EXCEPTION 'an officer''s rating is recorded in his own name, at the moment it is made'
      USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('This one says "%s", at %s%s.', by_whom, at_when, coalesce(', by import ' || by_import, '')),
            HINT = 'Leave out recorded_by, recorded_at and import_id: their defaults are right.';
  END IF;
  SELECT i.ref, i.title, p.plan_id, p.title AS plan, p.state, p.scale, p.has_scheduled INTO item
  FROM items i JOIN plans p ON p.plan_id = i.plan_id WHERE i.item_id = rated_item_id;
  IF NOT FOUND THEN
    RETURN true;  -- the foreign key says so
  END IF;
  IF NOT EXISTS (SELECT FROM own_items(CURRENT_DATE) o WHERE o.item_id = rated_item_id) THEN
    RAISE EXCEPTION 'item "%" of "%" is not yours to rate', item.ref, item.plan
      USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('Today it is with: %s.',
                            coalesce((SELECT string_agg(DISTINCT o.name, '; ') FROM item_officers io JOIN officers o ON o.officer_id = io.officer_id
                                      WHERE io.item_id = rated_item_id AND CURRENT_DATE BETWEEN io.valid_from AND io.valid_to), 'nobody')),
            HINT = 'own_items() lists the items you rate; officer_roles says which post a database role holds.';
  END IF;
  IF item.state <> 'live'
     AND NOT (item.state = 'closed'
              AND coalesce(start_date(of_quarter) < (SELECT min(s.counts_from) FROM plans s WHERE s.supersedes_plan_id = item.plan_id), false)) THEN
    RAISE EXCEPTION 'plan "%" is %', item.plan, item.state
      USING ERRCODE = 'insufficient_privilege',
            HINT = 'Officers rate items of live plans, and of a refreshed one for the quarters that begin before the plan that takes its place counts; a publisher records what is still to be said of another.';
  END IF;
  -- How an item stands is not known ahead of time; that it is to start later is.
  IF start_date(of_quarter) > CURRENT_DATE AND coalesce(given <> 'S', true) THEN
    RAISE EXCEPTION '% has not begun', of_quarter
      USING ERRCODE = 'insufficient_privilege', DETAIL = format('It begins on %s. Ahead of that an item can only be Scheduled.', to_char(start_date(of_quarter), 'YYYY-MM-DD')),
            HINT = 'Rate it S, or rate it when the quarter has begun; a publisher may record it before.';
  END IF;
  IF EXISTS (SELECT FROM publications x WHERE x.plan_id = item.plan_id AND x.quarter = of_quarter) THEN
    RAISE EXCEPTION '% of plan "%" is published', of_quarter, item.plan
      USING ERRCODE = 'insufficient_privilege', HINT = 'A correction of what is published is a publisher''s to record.';
  END IF;
  IF given IN ('AG', 'AR') AND item.scale = 'three' OR given = 'S' AND NOT item.has_scheduled THEN
    RAISE EXCEPTION 'rating "%" is not one of the plan''s', given
      USING ERRCODE = 'check_violation',
            HINT = format('The plan "%s" rates by %s.', item.plan,
                          concat(CASE item.scale WHEN 'five' THEN 'R, AR, A, AG, G' ELSE 'R, A, G' END, ', B', CASE WHEN item.has_scheduled THEN ', S' END));
  END IF;
  RETURN true;
END
$body$;
COMMENT ON FUNCTION officer_may_rate(bigint, quarter, rag, text, timestamptz, bigint) IS 'True for a rating that an officer may record: of an own item of a live plan (or of a refreshed one, for a quarter that begins before the plan that takes its place counts), for a quarter that has begun (S, scheduled: any) and is not published, within the plan''s scale, in the officer''s own name, now; an error that says why for any other.';

CREATE OR REPLACE VIEW own_items WITH (security_invoker = true) AS
SELECT o.plan_id, o.plan, o.item_id, o.ref, o.title, o.officer_id, o.officer, o.role FROM own_items(CURRENT_DATE) o;
COMMENT ON VIEW own_items IS 'One row per item, post and role that the current user answers for today: what an officer may rate.';

-- Sign-off.

CREATE OR REPLACE FUNCTION sign_off_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, "position" integer, step text, decider text, state text, recorded_by text, recorded_at timestamptz, note text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH told AS (
    SELECT s.sign_off_id, s.plan_id, s.quarter, s.step, s.decision, s.recorded_by, s.recorded_at, s.note
      FROM sign_offs s
     WHERE s.recorded_at < (coalesce(sign_off_report.as_at, CURRENT_DATE) + 1)::timestamptz
  ), returned AS (
    SELECT t.plan_id, t.quarter, max(t.sign_off_id) AS sign_off_id FROM told t WHERE t.decision = 'returned' GROUP BY t.plan_id, t.quarter
  ), latest AS (
    SELECT DISTINCT ON (t.plan_id, t.quarter, t.step) t.sign_off_id, t.plan_id, t.quarter, t.step, t.decision, t.recorded_by, t.recorded_at, t.note
      FROM told t
      LEFT JOIN returned r ON r.plan_id = t.plan_id AND r.quarter = t.quarter
     WHERE t.sign_off_id >= coalesce(r.sign_off_id, 0)
     ORDER BY t.plan_id, t.quarter, t.step, t.sign_off_id DESC
  ), asked AS (
    SELECT pq.plan_id, pq.quarter FROM plan_quarters pq
    UNION
    SELECT t.plan_id, t.quarter FROM told t
  ), steps AS (
    SELECT a.plan_id, a.quarter, st.position, st.step, st.officer_id, st.body_id, l.decision, l.recorded_by, l.recorded_at, l.note,
           count(*) FILTER (WHERE coalesce(l.decision <> 'approved', true)) OVER (PARTITION BY a.plan_id, a.quarter ORDER BY st.position) AS not_approved
      FROM asked a
      JOIN sign_off_steps st ON st.plan_id = a.plan_id
      LEFT JOIN latest l ON l.plan_id = a.plan_id AND l.quarter = a.quarter AND l.step = st.step
  )
  SELECT s.plan_id, p.plan, s.quarter, s.position, s.step, coalesce(o.name, b.name),
         CASE WHEN s.decision IS NOT NULL THEN s.decision WHEN s.not_approved = 1 THEN 'next' ELSE 'waiting' END,
         s.recorded_by, s.recorded_at, s.note
    FROM steps s
    JOIN plan_names p ON p.plan_id = s.plan_id
    LEFT JOIN officers o ON o.officer_id = s.officer_id
    LEFT JOIN bodies b ON b.body_id = s.body_id
   ORDER BY p.plan, s.plan_id, s.quarter, s.position;
END;
COMMENT ON FUNCTION sign_off_report(date) IS
  'One row per plan that has a sign-off route, quarter it reports and step: approved, returned, next or waiting at the end of that day, who recorded it, when and why. What is returned starts the route anew: approvals before it count no more.';

CREATE OR REPLACE VIEW sign_off_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.quarter, s.position, s.step, s.decider, s.state, s.recorded_by, s.recorded_at, s.note FROM sign_off_report(CURRENT_DATE) s;
COMMENT ON VIEW sign_off_report IS 'One row per plan that has a sign-off route, quarter it reports and step: how far the quarter has come today.';

CREATE OR REPLACE FUNCTION is_signed_off(of_plan_id bigint, of_quarter quarter) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT NOT EXISTS (
    SELECT FROM sign_off_steps st
     WHERE st.plan_id = is_signed_off.of_plan_id
       AND NOT EXISTS (SELECT FROM sign_offs s
                        WHERE s.plan_id = is_signed_off.of_plan_id AND s.quarter = is_signed_off.of_quarter AND s.step = st.step AND s.decision = 'approved'
                          AND s.sign_off_id > coalesce((SELECT max(r.sign_off_id) FROM sign_offs r
                                                         WHERE r.plan_id = is_signed_off.of_plan_id AND r.quarter = is_signed_off.of_quarter AND r.decision = 'returned'), 0)));
END;
COMMENT ON FUNCTION is_signed_off(bigint, quarter) IS 'Whether every step of the plan''s sign-off route has approved the quarter since it was last returned; true for a plan without a route.';

-- Two decisions on one quarter at once, or one and its publication, could both miss the other.
CREATE OR REPLACE FUNCTION lock_sign_offs(of_plan_id bigint, of_quarter quarter) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  SELECT pg_advisory_xact_lock(hashtextextended(format('%s %s %s', 'sign_offs'::regclass::oid, of_plan_id, of_quarter), 0));
END;
COMMENT ON FUNCTION lock_sign_offs(bigint, quarter) IS 'Lets one transaction at a time decide on a quarter of a plan, or publish it.';

CREATE OR REPLACE FUNCTION check_sign_off() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  this_step sign_off_steps;
  missing text;
BEGIN
  PERFORM checked_quarter(NEW.quarter);
  SELECT st.* INTO this_step FROM sign_off_steps st WHERE st.plan_id = NEW.plan_id AND st.step = NEW.step;
  IF NOT FOUND THEN
    RETURN NEW;  -- the foreign key says so
  END IF;
  PERFORM lock_sign_offs(NEW.plan_id, NEW.quarter);
  IF this_step.officer_id IS NOT NULL THEN
    IF NOT EXISTS (SELECT FROM officer_roles r WHERE r.officer_id = this_step.officer_id AND CURRENT_DATE BETWEEN r.valid_from AND r.valid_to
                     AND holds_role(r.role_name)) THEN
      RAISE EXCEPTION 'step "%" is not yours to decide', NEW.step
        USING ERRCODE = 'insufficient_privilege',
              DETAIL = format('It is decided by %s.', (SELECT o.name FROM officers o WHERE o.officer_id = this_step.officer_id)),
              HINT = 'officer_roles says which post a database role holds.';
    END IF;
  ELSIF register_level() = 'officer' THEN
    RAISE EXCEPTION 'step "%" is recorded by a publisher', NEW.step
      USING ERRCODE = 'insufficient_privilege', HINT = 'Officers decide the steps of the posts they hold.';
  END IF;
  IF NEW.decision = 'approved' THEN
    SELECT string_agg(quote_ident(st.step), ', ' ORDER BY st.position) INTO missing
    FROM sign_off_steps st
    WHERE st.plan_id = NEW.plan_id AND st.position < this_step.position
      AND NOT EXISTS (SELECT FROM sign_offs s
                      WHERE s.plan_id = NEW.plan_id AND s.quarter = NEW.quarter AND s.step = st.step AND s.decision = 'approved'
                        AND s.sign_off_id > coalesce((SELECT max(r.sign_off_id) FROM sign_offs r
                                                      WHERE r.plan_id = NEW.plan_id AND r.quarter = NEW.quarter AND r.decision = 'returned'), 0));
    IF missing IS NOT NULL THEN
      RAISE EXCEPTION 'step "%" cannot approve % yet', NEW.step, NEW.quarter
        USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Not approved: %s.', missing),
              HINT = 'sign_off_report says which step is next.';
    END IF;
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_sign_off() IS 'Trigger: a step is decided by whom the route names, and approves only what all earlier steps have approved.';
CREATE OR REPLACE TRIGGER sign_offs_check BEFORE INSERT ON sign_offs FOR EACH ROW EXECUTE FUNCTION check_sign_off();
COMMENT ON TRIGGER sign_offs_check ON sign_offs IS 'The route is kept to.';

CREATE OR REPLACE FUNCTION check_signed_off() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  PERFORM lock_sign_offs(NEW.plan_id, NEW.quarter);
  IF NOT is_signed_off(NEW.plan_id, NEW.quarter) THEN
    RAISE EXCEPTION '% of the plan "%" is not signed off', NEW.quarter, (SELECT p.plan FROM plan_names p WHERE p.plan_id = NEW.plan_id)
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = 'Every step of the plan''s sign-off route has to approve a quarter before it is published.',
            HINT = 'sign_off_report says which step is next.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_signed_off() IS 'Trigger: a quarter is published when every step of the plan''s sign-off route has approved it.';
CREATE OR REPLACE TRIGGER publications_signed_off BEFORE INSERT ON publications FOR EACH ROW EXECUTE FUNCTION check_signed_off();
COMMENT ON TRIGGER publications_signed_off ON publications IS 'Nothing is published that its route has not approved.';

-- Audit.

-- SECURITY DEFINER, for this reason: whoever writes to the register must leave an audit row but have no right to write, change or read the
-- audit, or rows could be forged.  It takes nothing from the caller but the rows a trigger hands it.  A trigger can only be
-- made on it by who may execute it, which is the owner alone, and on tables of the owner's; its search path holds no schema that anybody
-- writes to, and what it names outside pg_catalog is qualified.  Inside it current_user is the owner, so whose doing it is
-- comes from session_user and the setting "role".
CREATE OR REPLACE FUNCTION audit_change() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $body$
#variable_conflict use_variable
DECLARE
  -- Trigger arguments: whether to note rows (rows) or only how many (count), then the columns of the key.
  note_rows CONSTANT boolean := tg_argv[0] = 'rows';
  key_columns CONSTANT text[] := tg_argv[1:];
  key_of_old text;
  key_of_new text;
  range_sql text := 'NULL::bigint, NULL::bigint';
  written bigint;
  first_key bigint;
  last_key bigint;
  log_number bigint;
BEGIN
  IF (SELECT count(*) FROM pg_class c WHERE (c.oid = tg_relid OR c.relname IN ('audit_log', 'audit_rows') AND c.relnamespace = (
        SELECT t.relnamespace FROM pg_class t WHERE t.oid = tg_relid)) AND pg_get_userbyid(c.relowner) = current_user) <> 3 THEN
    RAISE EXCEPTION 'table "%.%" and the audit of its schema do not belong to "%"', tg_table_schema, tg_table_name, current_user
      USING ERRCODE = 'insufficient_privilege', HINT = 'Only tables of a register are audited.';
  END IF;
  SELECT string_agg(format('%L, o.%I', k, k), ', '), string_agg(format('%L, n.%I', k, k), ', ') INTO key_of_old, key_of_new FROM unnest(key_columns) AS k;
  IF cardinality(key_columns) = 1
     AND (SELECT a.atttypid = 'bigint'::regtype FROM pg_attribute a WHERE a.attrelid = tg_relid AND a.attname = key_columns[1]) THEN
    range_sql := format('min(r.%1$I), max(r.%1$I)', key_columns[1]);
  END IF;

  EXECUTE format('SELECT count(*), %s FROM %s AS r', range_sql,
                 CASE tg_op WHEN 'TRUNCATE' THEN format('%I.%I', tg_table_schema, tg_table_name) WHEN 'DELETE' THEN 'old_rows' ELSE 'new_rows' END)
    INTO written, first_key, last_key;
  IF written = 0 THEN
    RETURN NULL;
  END IF;
  EXECUTE format('INSERT INTO %I.audit_log (at, transaction_number, session_role, acting_role, table_name, operation, row_count, first_key, last_key)
                  VALUES (clock_timestamp(), $1, $2, $3, $4, $5, $6, $7, $8) RETURNING audit_id', tg_table_schema)
    INTO log_number
    USING pg_current_xact_id()::text::bigint, session_user, coalesce(nullif(current_setting('role'), 'none'), session_user), tg_table_name, tg_op,
          written, first_key, last_key;
  IF NOT note_rows OR tg_op = 'TRUNCATE' THEN
    RETURN NULL;
  END IF;

  IF tg_op = 'UPDATE' THEN
    -- A row whose key itself was changed is noted as one that went and one that came.
    EXECUTE format($sql$
      INSERT INTO %1$I.audit_rows (audit_id, row_number, key, old_values, new_values)
      SELECT $1, row_number() OVER (), coalesce(p.old_key, p.new_key), d.old_values, d.new_values
      FROM (SELECT o.key AS old_key, n.key AS new_key, o.values AS old_values, n.values AS new_values
            FROM (SELECT jsonb_build_object(%2$s) AS key, to_jsonb(o) AS values FROM old_rows AS o) AS o
            FULL JOIN (SELECT jsonb_build_object(%3$s) AS key, to_jsonb(n) AS values FROM new_rows AS n) AS n ON n.key = o.key
            WHERE o.values IS DISTINCT FROM n.values) AS p
      CROSS JOIN LATERAL (
        SELECT CASE WHEN p.old_values IS NULL OR p.new_values IS NULL THEN p.old_values ELSE coalesce(jsonb_object_agg(c.key, c.value), '{}') END AS old_values,
               CASE WHEN p.old_values IS NULL OR p.new_values IS NULL THEN p.new_values ELSE coalesce(jsonb_object_agg(c.key, p.new_values -> c.key), '{}') END AS new_values
        FROM jsonb_each(p.old_values) AS c WHERE p.new_values -> c.key IS DISTINCT FROM c.value) AS d
    $sql$, tg_table_schema, key_of_old, key_of_new) USING log_number;
  ELSIF tg_op = 'INSERT' THEN
    EXECUTE format('INSERT INTO %I.audit_rows (audit_id, row_number, key, new_values)
                    SELECT $1, row_number() OVER (), jsonb_build_object(%s), to_jsonb(n) FROM new_rows AS n', tg_table_schema, key_of_new) USING log_number;
  ELSE
    EXECUTE format('INSERT INTO %I.audit_rows (audit_id, row_number, key, old_values)
                    SELECT $1, row_number() OVER (), jsonb_build_object(%s), to_jsonb(o) FROM old_rows AS o', tg_table_schema, key_of_old) USING log_number;
  END IF;
  RETURN NULL;
END
$body$;
REVOKE ALL ON FUNCTION audit_change() FROM PUBLIC;
COMMENT ON FUNCTION audit_change() IS 'Trigger: notes in the audit who changed what; the only way into it.';

CREATE OR REPLACE FUNCTION audit_table(table_name text, inserts text DEFAULT 'rows', updates text DEFAULT 'rows') RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  audited CONSTANT regclass := to_regclass(format('%I.%I', (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                                             WHERE c.oid = 'audit_log'::regclass), table_name));
  key_columns text;
  event record;
BEGIN
  IF inserts NOT IN ('rows', 'count', 'none') OR updates NOT IN ('rows', 'count') OR inserts IS NULL OR updates IS NULL THEN
    RAISE EXCEPTION 'unknown choice "%", "%"', inserts, updates
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Write rows (every row is noted) or count (only how many); inserts may be none.';
  END IF;
  SELECT string_agg(quote_literal(a.attname), ', ' ORDER BY k.place) INTO key_columns
  FROM (SELECT x.indkey FROM pg_index x
        WHERE x.indrelid = audited AND x.indisunique AND x.indpred IS NULL AND x.indexprs IS NULL ORDER BY x.indisprimary DESC, x.indexrelid LIMIT 1) AS i,
       unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, place) JOIN pg_attribute a ON a.attnum = k.attnum
  WHERE a.attrelid = audited;
  IF key_columns IS NULL THEN
    RAISE EXCEPTION 'table "%" cannot be audited', table_name
      USING ERRCODE = 'wrong_object_type', DETAIL = 'The audit names rows by their primary key or another unique one.', HINT = 'Name a table of this register that has one.';
  END IF;
  FOR event IN SELECT e.name, e.clause, e.tables, e.detail
               FROM (VALUES ('audit_insert', 'AFTER INSERT', 'REFERENCING NEW TABLE AS new_rows', inserts),
                            ('audit_update', 'AFTER UPDATE', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows', updates),
                            ('audit_delete', 'AFTER DELETE', 'REFERENCING OLD TABLE AS old_rows', 'rows'),
                            ('audit_truncate', 'BEFORE TRUNCATE', '', 'count')) AS e (name, clause, tables, detail)
               WHERE e.detail <> 'none'
  LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %I %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION audit_change(%L, %s)',
                   event.name, event.clause, audited, event.tables, event.detail, key_columns);
    IF obj_description((SELECT t.oid FROM pg_trigger t WHERE t.tgrelid = audited AND t.tgname = event.name), 'pg_trigger') IS NULL THEN
      EXECUTE format('COMMENT ON TRIGGER %I ON %s IS %L', event.name, audited, 'Every write leaves an audit row.');
    END IF;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION audit_table(text, text, text) IS 'Has every write to a table of the register noted in the audit: rows (each changed row) or count (how many). For the owner, who may call it for tables of his own in the schema.';

-- Which tables are audited, and how: the one place.  Inserts are only counted where a row itself says who recorded it when, or, of an
-- import, where the row in imports does; whoever adds a table adds a line here, or one to audit_coverage with the reason.
SELECT count(audit_table(t.table_name, t.inserts, t.updates)) FROM (VALUES
  ('register_settings', 'none', 'rows'), ('levels', 'rows', 'rows'), ('relations', 'rows', 'rows'), ('plans', 'rows', 'rows'),
  ('nodes', 'rows', 'rows'), ('items', 'rows', 'rows'), ('item_attributes', 'rows', 'rows'), ('legends', 'rows', 'rows'),
  ('officers', 'rows', 'rows'), ('officer_aliases', 'rows', 'rows'), ('bodies', 'rows', 'rows'), ('body_aliases', 'rows', 'rows'),
  ('document_kinds', 'rows', 'rows'), ('import_mappings', 'rows', 'rows'), ('reference_kinds', 'rows', 'rows'), ('code_systems', 'rows', 'rows'),
  ('imports', 'count', 'rows'), ('import_rows', 'count', 'count'), ('import_errors', 'count', 'rows'),
  ('item_officers', 'rows', 'rows'), ('item_bodies', 'rows', 'rows'), ('links', 'rows', 'rows'),
  ('ratings', 'count', 'rows'), ('due_dates', 'count', 'rows'), ('measures', 'rows', 'rows'), ('measure_values', 'count', 'rows'),
  ('measure_nodes', 'rows', 'rows'), ('measure_targets', 'count', 'rows'), ('organisations', 'rows', 'rows'), ('peer_groups', 'rows', 'rows'),
  ('peer_group_members', 'rows', 'rows'), ('peer_values', 'count', 'rows'), ('money_shares', 'count', 'rows'),
  ('money_lines', 'count', 'rows'), ('item_states', 'count', 'rows'), ('link_ends', 'count', 'rows'), ('publications', 'count', 'rows'),
  ('published_items', 'count', 'rows'), ('published_nodes', 'count', 'rows'), ('published_links', 'count', 'rows'), ('carry_forward', 'rows', 'rows'),
  ('evidence_words', 'rows', 'rows'),
  ('reporting_rhythms', 'rows', 'rows'), ('meetings', 'rows', 'rows'), ('requirement_aliases', 'rows', 'rows'),
  ('risks', 'rows', 'rows'), ('risk_scores', 'count', 'rows'), ('risk_officers', 'rows', 'rows'), ('risk_escalations', 'rows', 'rows'),
  ('risk_links', 'rows', 'rows'), ('dependencies', 'rows', 'rows'), ('dependency_states', 'count', 'rows'),
  ('register_grants', 'rows', 'rows'), ('officer_roles', 'rows', 'rows'), ('sign_off_steps', 'rows', 'rows'), ('sign_offs', 'count', 'rows')
) AS t (table_name, inserts, updates);

CREATE OR REPLACE FUNCTION audit_coverage() RETURNS TABLE (table_name text, is_audited boolean, inserts text, updates text, exempt_because text)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT c.relname::text, coalesce(g.events, 0) = 3 AND bool_and(g.enabled), min(g.inserts), min(g.updates), min(e.reason)
    FROM pg_class c
    LEFT JOIN (SELECT t.tgrelid, count(*) FILTER (WHERE t.tgname IN ('audit_update', 'audit_delete', 'audit_truncate')) AS events,
                      bool_and(t.tgenabled <> 'D') AS enabled,
                      min(split_part(encode(t.tgargs, 'escape'), '\000', 1)) FILTER (WHERE t.tgname = 'audit_insert') AS inserts,
                      min(split_part(encode(t.tgargs, 'escape'), '\000', 1)) FILTER (WHERE t.tgname = 'audit_update') AS updates
                 FROM pg_trigger t
                WHERE t.tgfoid = 'audit_change()'::regprocedure
                GROUP BY t.tgrelid) g ON g.tgrelid = c.oid
    LEFT JOIN (VALUES ('audit_log', 'the audit itself'), ('audit_rows', 'the audit itself'),
                      ('import_cells', 'staging, empty between imports'), ('import_changes', 'staging, empty between imports'),
                      ('import_names', 'staging, empty between imports'), ('import_subjects', 'staging, empty between imports'),
                      ('import_ties', 'staging, empty between imports')) e (table_name, reason)
      ON e.table_name = c.relname
   WHERE c.relkind IN ('r', 'p')
     AND c.relnamespace = (SELECT l.relnamespace FROM pg_class l WHERE l.oid = 'audit_log'::regclass)
   GROUP BY c.relname, g.events
   ORDER BY 1;
END;
COMMENT ON FUNCTION audit_coverage() IS 'One row per table of the register''s schema, the owner''s own included: whether it is audited (audit_table does it), how inserts and updates are noted, or why it is not. register_settings is made with the register, so its one insert is not.';

CREATE OR REPLACE FUNCTION audit_report(from_day date DEFAULT CURRENT_DATE, to_day date DEFAULT CURRENT_DATE)
  RETURNS TABLE (audit_id bigint, at timestamptz, session_role text, acting_role text, table_name text, operation text, row_count bigint,
                 first_key bigint, last_key bigint, row_number bigint, key jsonb, old_values jsonb, new_values jsonb)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT a.audit_id, a.at, a.session_role, a.acting_role, a.table_name, a.operation, a.row_count, a.first_key, a.last_key,
         r.row_number, r.key, r.old_values, r.new_values
    FROM audit_log a
    LEFT JOIN audit_rows r ON r.audit_id = a.audit_id
   WHERE a.at >= audit_report.from_day::timestamptz AND a.at < (audit_report.to_day + 1)::timestamptz
   ORDER BY a.audit_id, r.row_number;
END;
COMMENT ON FUNCTION audit_report(date, date) IS 'One row per row changed from the first day to the last, both included, or one without a key for a statement whose rows were only counted: who, when, what, before and after.';

CREATE OR REPLACE VIEW audit_report WITH (security_invoker = true) AS
SELECT a.audit_id, a.at, a.session_role, a.acting_role, a.table_name, a.operation, a.row_count, a.first_key, a.last_key, a.row_number, a.key, a.old_values,
       a.new_values
  FROM audit_report(CURRENT_DATE, CURRENT_DATE) a;
COMMENT ON VIEW audit_report IS 'One row per row changed today, or one without a key for a statement whose rows were only counted: who, when, what, before and after.';

-- For BI tools.

CREATE OR REPLACE VIEW {bi}.bi_risk AS
SELECT r.risk_id AS risk_key, r.ref, r.title, r.kind, r.opened_on, r.closed_on,
       r.kind = 'strategic' OR EXISTS (SELECT FROM risk_escalations e WHERE e.risk_id = r.risk_id AND CURRENT_DATE BETWEEN e.valid_from AND e.valid_to) AS is_strategic,
       s.likelihood, s.impact, s.score, s.target_score, s.scored_on
  FROM risks r
  LEFT JOIN LATERAL (SELECT x.likelihood, x.impact, x.score, x.target_score, x.scored_on
                       FROM risk_scores x
                      WHERE x.risk_id = r.risk_id AND x.scored_on <= CURRENT_DATE
                      ORDER BY x.scored_on DESC, x.recorded_at DESC, x.risk_score_id DESC LIMIT 1) s ON true;
COMMENT ON VIEW {bi}.bi_risk IS 'Dimension: one row per risk, open or closed, with the score in force today.';

CREATE OR REPLACE VIEW {bi}.bi_dependency AS
SELECT d.dependency_id AS dependency_key, d.item_id AS item_key, d.on_item_id AS awaited_item_key, d.on_node_id AS awaited_node_key, d.on_event AS awaited_event,
       coalesce(s.state, 'open') AS state, coalesce(s.since, d.opened_on) AS since, coalesce(s.reason, d.reason) AS reason, d.expected_on
  FROM dependencies d
  LEFT JOIN LATERAL (SELECT x.state, x.since, x.reason
                       FROM dependency_states x
                      WHERE x.dependency_id = d.dependency_id AND x.since <= CURRENT_DATE
                      ORDER BY x.since DESC, x.recorded_at DESC, x.dependency_state_id DESC LIMIT 1) s ON true
 WHERE d.opened_on <= CURRENT_DATE;
COMMENT ON VIEW {bi}.bi_dependency IS 'Fact: one row per dependency, open or closed today: what an item waits for. Do not add item figures across it.';

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('acting_role', 'As whom: the role of SET ROLE, or else who had logged in.'),
        ('amber', 'Items rated Amber.'),
        ('amber_green', 'Items rated Amber/Green.'),
        ('amber_red', 'Items rated Amber/Red.'),
        ('at', 'When.'),
        ('audit_id', 'The statement.'),
        ('awaited_event', 'The event it waits for, if it does for one.'),
        ('awaited_item_key', 'The item it waits for: key of bi_item.'),
        ('awaited_node_key', 'The node it waits for: key of bi_node.'),
        ('blocking_item_id', 'The item whose dependency it is: the item itself, or one it waits for.'),
        ('body', 'The body that gets it.'),
        ('body_id', 'The body that gets it.'),
        ('change', 'The score less the one before; positive: the risk has grown.'),
        ('closed_on', 'First day it is a risk no longer.'),
        ('complete', 'Items rated Complete (B).'),
        ('days_open', 'Days since then; NULL where it is closed.'),
        ('decider', 'The post or body that decides; NULL: whoever publishes.'),
        ('dependency_id', 'The dependency.'),
        ('dependency_key', 'Key.'),
        ('due_on', 'The day: of the meeting or, where none is known, the day it is ready.'),
        ('escalated_since', 'Since when it stands on the strategic register by escalation; NULL where it does not.'),
        ('escalated_to', 'The strategic risk it became part of.'),
        ('expected_on', 'When the wait is expected to end.'),
        ('finding', 'What was found.'),
        ('first_key', 'The lowest key of the statement''s rows, where that is one number.'),
        ('found_in', 'Where the item names it: title, or the name of an attribute.'),
        ('green', 'Items rated Green.'),
        ('impact', '1 to 5.'),
        ('in_cycle', 'Whether the item waits, by way of others, for itself.'),
        ('is_answered', 'Whether any active item answers it.'),
        ('is_direct', 'Whether it is the item''s own.'),
        ('is_late', 'Whether it is open past the day it was expected to end.'),
        ('is_meeting', 'Whether due_on is a meeting of the body.'),
        ('is_root', 'Whether what it waits for waits for nothing itself: this is what has to happen first.'),
        ('is_strategic', 'Whether it stands on the strategic register, by kind or by escalation.'),
        ('item_id', 'The item.'),
        ('item_key', 'The item that waits: key of bi_item.'),
        ('items', 'How many distinct items.'),
        ('items_direct', 'Of these, items linked to the requirement itself.'),
        ('key', 'The key of the row; NULL where rows were only counted.'),
        ('kind', 'Where the risk is kept: strategic or operational.'),
        ('last_key', 'The highest key of the statement''s rows, where that is one number.'),
        ('likelihood', '1 to 5.'),
        ('new_values', 'What is there now: of an update only the columns that changed.'),
        ('nodes', 'The nodes it threatens, with their levels.'),
        ('note', 'The decision in words.'),
        ('officer', 'The post held.'),
        ('officer_id', 'The post held.'),
        ('old_values', 'What was there: of an update only the columns that changed.'),
        ('on_item_id', 'The item it waits for.'),
        ('on_node_id', 'The node it waits for.'),
        ('on_rating', 'The latest rating of the item it waits for.'),
        ('open_since', 'Since when it is open.'),
        ('opened_on', 'First day it is a risk.'),
        ('operation', 'INSERT, UPDATE, DELETE or TRUNCATE.'),
        ('other_links', 'Links with the requirement by relations that do not say it is answered, such as depends_on.'),
        ('overall', 'One rating for all: the most severe of the live ones; NULL where none is live and some items are not rated.'),
        ('owners', 'The officers who own it.'),
        ('percent_complete', 'Items rated Complete in per cent of all items that answer it, not rated ones included; exact; NULL where there are none.'),
        ('period_end', 'Last day of the period the report is about.'),
        ('period_start', 'First day of the period the report is about.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan.'),
        ('plans', 'The plans it threatens as a whole.'),
        ('position', 'Order of the steps.'),
        ('previous_score', 'The score before; NULL where it was scored on one day only.'),
        ('quarter', 'The fiscal quarter, of a longer or shorter period the one in which it ends.'),
        ('rating', 'The latest rating; NULL: not rated.'),
        ('ready_on', 'The day the report is ready: the end of the period and the days after it.'),
        ('reason', 'Why.'),
        ('recorded_at', 'When it was recorded.'),
        ('recorded_by', 'Who recorded it.'),
        ('red', 'Items rated Red.'),
        ('ref', 'The reference.'),
        ('report', 'What the body gets.'),
        ('requirement', 'The reference of the external requirement.'),
        ('requirement_id', 'The external requirement.'),
        ('rhythm', 'monthly, quarterly, half-yearly or annual.'),
        ('risk_id', 'The risk.'),
        ('risk_key', 'Key.'),
        ('role', 'In which role.'),
        ('row_count', 'How many rows the statement wrote.'),
        ('row_number', 'Tells the statement''s rows apart.'),
        ('scheduled', 'Items rated Scheduled, not yet started.'),
        ('score', 'likelihood times impact, 1 to 25.'),
        ('scored_on', 'The day from which it is judged so.'),
        ('session_role', 'Who had logged in.'),
        ('since', 'First day of the state.'),
        ('state', 'Of a dependency: open or closed. Of a step: approved, returned, next or waiting.'),
        ('step', 'The step.'),
        ('table_name', 'The table.'),
        ('tally', 'The ratings counted, as one value that can be added up and taken apart.'),
        ('target_score', 'What it is to be brought down to.'),
        ('title', 'The wording.'),
        ('unrated', 'Items that are not rated.'),
        ('waits_for', 'What it waits for: the item, node or event.'),
        ('words', 'The words by which the item names it.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v'
     WHERE CASE c.relnamespace WHEN $bi${bi}$bi$::regnamespace THEN 'bi.' || c.relname WHEN quote_ident(current_schema())::regnamespace THEN c.relname END
           IN (SELECT register_view_names(register_governance_sql()))
       AND col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

-- Last of all: what was granted before holds for what is new.
SELECT apply_register_grants(current_schema());

$register$;

-- register_objects: what a register of each layout is made of, so that an upgrade can tell the register's own objects from those its
-- owner added.  A list is generated: test/upgrade/register_objects.sql prints it, test/pgtap/register_upgrade.sql compares.  Those of
-- the first two layouts are whole; a later one says what it adds or comments otherwise, and with ! what it has no longer.

CREATE OR REPLACE FUNCTION register_objects(of_layout text, OUT object text, OUT remark_digest text) RETURNS SETOF record
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  WITH lists (layout, is_whole, objects) AS (
    VALUES ('0.1.0', true, $list$
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
$list$), ('0.4.0', true, $list$
a29693c8 column audit_log.acting_role
8273739b column audit_log.at
ef53cef7 column audit_log.audit_id
aa45a00b column audit_log.first_key
9d9cc8de column audit_log.last_key
3c670a92 column audit_log.operation
44c324c9 column audit_log.row_count
f74c8819 column audit_log.session_role
fe8e9b24 column audit_log.table_name
3b7cc361 column audit_log.transaction_number
a29693c8 column audit_report.acting_role
8273739b column audit_report.at
36481bef column audit_report.audit_id
90edb9c6 column audit_report.first_key
fa933756 column audit_report.key
87f11d9b column audit_report.last_key
73531f8f column audit_report.new_values
3aeed1b3 column audit_report.old_values
3c670a92 column audit_report.operation
22258c98 column audit_report.row_count
5b5eae17 column audit_report.row_number
f74c8819 column audit_report.session_role
fe8e9b24 column audit_report.table_name
36481bef column audit_rows.audit_id
825751dd column audit_rows.key
01d3b39f column audit_rows.new_values
66fb499d column audit_rows.old_values
cc675fe6 column audit_rows.row_number
9b3adae1 column benchmark_league.measure_id
67cd8880 column benchmark_league.organisation
67cd8880 column benchmark_league.organisation_id
ff1107cc column benchmark_league.peer_group
ff1107cc column benchmark_league.peer_group_id
fab7eff4 column benchmark_league.plan_id
4d67761e column benchmark_league.quarter
47596e5f column benchmark_league.rank
f1e9605d column benchmark_league.ranked
a958099c column benchmark_league.ref
a66c39a3 column benchmark_league.value
e9d648bb column benchmark_report.actual
9050f733 column benchmark_report.against_median
680b2d09 column benchmark_report.best
ffc8c40f column benchmark_report.gap_to_median
9b3adae1 column benchmark_report.measure_id
c12c3f2e column benchmark_report.median
ff1107cc column benchmark_report.peer_group
ff1107cc column benchmark_report.peer_group_id
10fc0b50 column benchmark_report.peers
80e5c813 column benchmark_report.peers_missing
f81ca321 column benchmark_report.peers_with_value
648b5e11 column benchmark_report.plan
fab7eff4 column benchmark_report.plan_id
3a8f7f62 column benchmark_report.polarity
4d67761e column benchmark_report.quarter
37f33148 column benchmark_report.quartile
47596e5f column benchmark_report.rank
f1e9605d column benchmark_report.ranked
a958099c column benchmark_report.ref
bebf5f45 column benchmark_report.title
baef82ab column benchmark_report.worst
e9d648bb column bi.bi_benchmark.actual
9050f733 column bi.bi_benchmark.against_median
680b2d09 column bi.bi_benchmark.best
ffc8c40f column bi.bi_benchmark.gap_to_median
d1053aed column bi.bi_benchmark.measure_key
c12c3f2e column bi.bi_benchmark.median
c5d01b83 column bi.bi_benchmark.peer_group_key
10fc0b50 column bi.bi_benchmark.peers
80e5c813 column bi.bi_benchmark.peers_missing
f81ca321 column bi.bi_benchmark.peers_with_value
a4f8c2e8 column bi.bi_benchmark.plan_key
f49c58a4 column bi.bi_benchmark.quarter_key
37f33148 column bi.bi_benchmark.quartile
47596e5f column bi.bi_benchmark.rank
f1e9605d column bi.bi_benchmark.ranked
baef82ab column bi.bi_benchmark.worst
e628d8c8 column bi.bi_body.body
37c03318 column bi.bi_body.body_key
144dfdd1 column bi.bi_carry_forward.item_key
7e593489 column bi.bi_carry_forward.kind
731fcecb column bi.bi_carry_forward.new_item_key
1e78de89 column bi.bi_carry_forward.reason
e2d0c9af column bi.bi_carry_forward.recorded_at
8f577166 column bi.bi_carry_forward.recorded_by
e032307c column bi.bi_carry_forward.since
fb73e673 column bi.bi_dependency.awaited_event
bc413fcb column bi.bi_dependency.awaited_item_key
91dbcfef column bi.bi_dependency.awaited_node_key
ef53cef7 column bi.bi_dependency.dependency_key
d4f76073 column bi.bi_dependency.expected_on
f2fa4a3b column bi.bi_dependency.item_key
1e78de89 column bi.bi_dependency.reason
2633a58e column bi.bi_dependency.since
25d29ee3 column bi.bi_dependency.state
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
a09baeb6 column bi.bi_item_state.is_current
144dfdd1 column bi.bi_item_state.item_key
ef53cef7 column bi.bi_item_state.item_state_key
e2d0c9af column bi.bi_item_state.recorded_at
8f577166 column bi.bi_item_state.recorded_by
c98cd8fd column bi.bi_item_state.state
ea802014 column bi.bi_item_state.state_reason
474ae52d column bi.bi_item_state.state_since
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
47e3e5b3 column bi.bi_measure.decimals
5fcc686a column bi.bi_measure.frequency
009eb98c column bi.bi_measure.influence
d1053aed column bi.bi_measure.measure_key
a4f8c2e8 column bi.bi_measure.plan_key
3a8f7f62 column bi.bi_measure.polarity
a958099c column bi.bi_measure.ref
33b2acf4 column bi.bi_measure.retired_on
3944225c column bi.bi_measure.tier
bebf5f45 column bi.bi_measure.title
64a8c481 column bi.bi_measure.tolerance
c9e01736 column bi.bi_measure.unit
d1053aed column bi.bi_measure_node.measure_key
e0102e35 column bi.bi_measure_node.node_key
e9d648bb column bi.bi_measure_value.actual
79a26ae8 column bi.bi_measure_value.change
40d5998f column bi.bi_measure_value.change_on_year
dbcea184 column bi.bi_measure_value.direction
9df2aa71 column bi.bi_measure_value.direction_on_year
ffb0058c column bi.bi_measure_value.high
af4519f4 column bi.bi_measure_value.is_latest
39188325 column bi.bi_measure_value.low
d1053aed column bi.bi_measure_value.measure_key
a4f8c2e8 column bi.bi_measure_value.plan_key
85adef2d column bi.bi_measure_value.previous_actual
f49c58a4 column bi.bi_measure_value.quarter_key
8d61885f column bi.bi_measure_value.rating_key
fbea4bf9 column bi.bi_measure_value.recorded_at
c6f1dd51 column bi.bi_measure_value.target
85b2dfd5 column bi.bi_measure_value.tolerance_amount
e4f08488 column bi.bi_measure_value.worsening_run
2b91115f column bi.bi_measure_value.year_ago_actual
6c0aaa95 column bi.bi_money.achieved
e4505756 column bi.bi_money.at_risk
a979ac38 column bi.bi_money.basis
836ba9c7 column bi.bi_money.fiscal_year_start
949f4896 column bi.bi_money.gap
989b494d column bi.bi_money.item_key
b0db9502 column bi.bi_money.mtfs_ref
6ffc1efd column bi.bi_money.node_key
a295265a column bi.bi_money.period
a4f8c2e8 column bi.bi_money.plan_key
5a41fada column bi.bi_money.purpose
fbea4bf9 column bi.bi_money.recorded_at
a9db22a1 column bi.bi_money.ref
c6f1dd51 column bi.bi_money.target
bebf5f45 column bi.bi_money.title
be56ec02 column bi.bi_money.years
9d2a0bc0 column bi.bi_node.level
3634e6d7 column bi.bi_node.level_label
e0102e35 column bi.bi_node.node_key
f3ae79e1 column bi.bi_node.plan_key
a958099c column bi.bi_node.ref
2911ec9b column bi.bi_node.sort_order
bebf5f45 column bi.bi_node.title
1e0fd694 column bi.bi_officer.officer
7c55c64c column bi.bi_officer.officer_key
ff1107cc column bi.bi_peer_group.peer_group
c5d01b83 column bi.bi_peer_group.peer_group_key
57722114 column bi.bi_peer_group.source
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
068d4997 column bi.bi_publication.edition
3787f179 column bi.bi_publication.is_last_edition
29745d58 column bi.bi_publication.note
a4f8c2e8 column bi.bi_publication.plan_key
98a605df column bi.bi_publication.publication_key
ea350235 column bi.bi_publication.published_at
1e9d199e column bi.bi_publication.published_by
f49c58a4 column bi.bi_publication.quarter_key
2f2924cc column bi.bi_published_item.baseline_due
c11d7180 column bi.bi_published_item.commentary
633aa85a column bi.bi_published_item.corrective_action
e9b35912 column bi.bi_published_item.current_due
144dfdd1 column bi.bi_published_item.item_key
9d2a0bc0 column bi.bi_published_item.level
b9e34337 column bi.bi_published_item.movement
d40e8e74 column bi.bi_published_item.previous_rating_key
98a605df column bi.bi_published_item.publication_key
8d61885f column bi.bi_published_item.rating_key
a958099c column bi.bi_published_item.ref
1ca7663d column bi.bi_published_item.revisions
c98cd8fd column bi.bi_published_item.state
bebf5f45 column bi.bi_published_item.title
bdb276e5 column bi.bi_published_node.amber
b5268588 column bi.bi_published_node.amber_green
a176da13 column bi.bi_published_node.amber_red
eb410a7c column bi.bi_published_node.complete
a1f599e4 column bi.bi_published_node.green
d843ab9e column bi.bi_published_node.items_by_link
4761f7e6 column bi.bi_published_node.items_distinct
9d2a0bc0 column bi.bi_published_node.level
e0102e35 column bi.bi_published_node.node_key
b26f6ddc column bi.bi_published_node.overall_rating_key
2a3fbcbc column bi.bi_published_node.percent_complete
98a605df column bi.bi_published_node.publication_key
8266387a column bi.bi_published_node.red
a958099c column bi.bi_published_node.ref
01c0660f column bi.bi_published_node.scheduled
bebf5f45 column bi.bi_published_node.title
d722c9e3 column bi.bi_published_node.unrated
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
cea4bf4e column bi.bi_restatement.current_value
b8d3ed85 column bi.bi_restatement.figure
144dfdd1 column bi.bi_restatement.item_key
a4f8c2e8 column bi.bi_restatement.plan_key
98a605df column bi.bi_restatement.publication_key
c7ee920a column bi.bi_restatement.published_value
f49c58a4 column bi.bi_restatement.quarter_key
216af508 column bi.bi_risk.closed_on
e8a13d1e column bi.bi_risk.impact
d3f0eebf column bi.bi_risk.is_strategic
5a90f182 column bi.bi_risk.kind
e8a13d1e column bi.bi_risk.likelihood
64afa99c column bi.bi_risk.opened_on
69dd72c3 column bi.bi_risk.ref
ef53cef7 column bi.bi_risk.risk_key
9b44c0b5 column bi.bi_risk.score
44d2bacf column bi.bi_risk.scored_on
9b3ee254 column bi.bi_risk.target_score
bebf5f45 column bi.bi_risk.title
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
c32d39d0 column blocked_items.blocking_item_id
91d076ec column blocked_items.days_open
7c52b605 column blocked_items.dependency_id
d4f76073 column blocked_items.expected_on
cdf57e72 column blocked_items.in_cycle
6ef47710 column blocked_items.is_direct
135cbad6 column blocked_items.is_root
32eb6008 column blocked_items.item_id
45a10a53 column blocked_items.open_since
648b5e11 column blocked_items.plan
e212433f column blocked_items.plan_id
8243849a column blocked_items.rating
1e78de89 column blocked_items.reason
69dd72c3 column blocked_items.ref
bebf5f45 column blocked_items.title
8574da2b column blocked_items.waits_for
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
c891469c column body_rating_report.live
55512dc0 column body_rating_report.overall
812470eb column body_rating_report.percent_complete
5b8f2b3f column body_rating_report.percent_complete_of_rated
648b5e11 column body_rating_report.plan
ab9e740a column body_rating_report.plan_id
5b2dc4b4 column body_rating_report.quarter
d89274f6 column body_rating_report.rated
8266387a column body_rating_report.red
eefc5038 column body_rating_report.role
01c0660f column body_rating_report.scheduled
1e6b9714 column body_rating_report.tally
503e7090 column body_rating_report.total
a4c6ca0b column body_rating_report.unrated
f7241f76 column carry_forward.kind
39ce2eb7 column carry_forward.new_item_id
99ff76c9 column carry_forward.old_item_id
1e78de89 column carry_forward.reason
fbea4bf9 column carry_forward.recorded_at
8f577166 column carry_forward.recorded_by
e032307c column carry_forward.since
bd1cf20d column code_report.is_code
0090a1c7 column code_report.level
78120111 column code_report.max_depth
cb0b340e column code_report.min_depth
c093fea2 column code_report.plan
e212433f column code_report.plan_id
0e049c6e column code_report.prefix
a958099c column code_report.ref
bebf5f45 column code_report.title
0090a1c7 column code_systems.level
6b803033 column code_systems.max_depth
fec6892f column code_systems.min_depth
92aaa8ed column code_systems.on_other
e212433f column code_systems.plan_id
3fbe2aca column code_systems.prefix
f8e76304 column comparison_report.days_apart
e9b35912 column comparison_report.due
dbd73002 column comparison_report.identical
32eb6008 column comparison_report.item_id
14d4b5af column comparison_report.officers
cfdb7b9d column comparison_report.other_due
9c7dfe75 column comparison_report.other_item_id
0607bc25 column comparison_report.other_officers
39eb1a78 column comparison_report.other_plan
39eb1a78 column comparison_report.other_plan_id
72418da9 column comparison_report.other_rating
293477f6 column comparison_report.other_ref
f563fdd8 column comparison_report.other_title
648b5e11 column comparison_report.plan
ab9e740a column comparison_report.plan_id
9d14240a column comparison_report.rating
a958099c column comparison_report.ref
78b3a8af column comparison_report.same_officers
0c13edc3 column comparison_report.same_plan
a4b46895 column comparison_report.similarity
bebf5f45 column comparison_report.title
99664dd6 column comparison_report.words_in_common
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
40072396 column cycle_report.cycle_number
9d2a0bc0 column cycle_report.level
ada5d89e column cycle_report.node_id
e66c878a column cycle_report.nodes_on_cycle
648b5e11 column cycle_report.plan
ab9e740a column cycle_report.plan_id
a958099c column cycle_report.ref
bebf5f45 column cycle_report.title
e9c6eb89 column data_notes.cells
4b122796 column data_notes.finding
648b5e11 column data_notes.plan
ab9e740a column data_notes.plan_id
8204f3c8 column data_quality_report.cases
525c86ce column data_quality_report.denominator
285e7431 column data_quality_report.example
4b122796 column data_quality_report.finding
8c636bf9 column data_quality_report.of_what
648b5e11 column data_quality_report.plan
ab9e740a column data_quality_report.plan_id
ef53cef7 column dependencies.dependency_id
d4f76073 column dependencies.expected_on
f32f71b3 column dependencies.item_id
29b98b28 column dependencies.link_id
7b6087dc column dependencies.on_event
c8494da4 column dependencies.on_item_id
3993a015 column dependencies.on_node_id
0d34c6dd column dependencies.opened_on
f3371111 column dependencies.reason
91d076ec column dependency_report.days_open
7c52b605 column dependency_report.dependency_id
d4f76073 column dependency_report.expected_on
4b122796 column dependency_report.finding
cf853a6a column dependency_report.is_late
32eb6008 column dependency_report.item_id
c8494da4 column dependency_report.on_item_id
3993a015 column dependency_report.on_node_id
a058c5df column dependency_report.on_rating
648b5e11 column dependency_report.plan
e212433f column dependency_report.plan_id
8243849a column dependency_report.rating
1e78de89 column dependency_report.reason
69dd72c3 column dependency_report.ref
2633a58e column dependency_report.since
25d29ee3 column dependency_report.state
bebf5f45 column dependency_report.title
8574da2b column dependency_report.waits_for
7c52b605 column dependency_states.dependency_id
0573cd0c column dependency_states.dependency_state_id
1e78de89 column dependency_states.reason
fbea4bf9 column dependency_states.recorded_at
8f577166 column dependency_states.recorded_by
2633a58e column dependency_states.since
26add197 column dependency_states.state
118ed311 column document_kinds.delimiter
2129b646 column document_kinds.kind
da067e3c column document_kinds.plan_id
544805be column document_kinds.quote
a954396b column document_kinds.record
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
29f787d5 column due_report.active
f2f0ad36 column due_report.baseline_due
e36646eb column due_report.baseline_period
0bd3bb72 column due_report.baseline_raw
e9b35912 column due_report.current_due
f73afabe column due_report.current_period
95f95281 column due_report.current_raw
6f1ea7fd column due_report.days_left
32eb6008 column due_report.item_id
b6851c17 column due_report.milestone
648b5e11 column due_report.plan
ab9e740a column due_report.plan_id
a958099c column due_report.ref
1ca7663d column due_report.revisions
bebf5f45 column due_report.title
59f86964 column evidence_report.evidence
4b122796 column evidence_report.finding
32eb6008 column evidence_report.item_id
14d4b5af column evidence_report.officers
648b5e11 column evidence_report.plan
ab9e740a column evidence_report.plan_id
4d67761e column evidence_report.quarter
9d14240a column evidence_report.rating
a958099c column evidence_report.ref
bebf5f45 column evidence_report.title
ef53cef7 column evidence_words.evidence_word_id
75d5aa68 column evidence_words.plan_id
ee179541 column evidence_words.says
d6952974 column evidence_words.source
6aceb60d column evidence_words.word
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
6c0aaa95 column funding_report.achieved
e4505756 column funding_report.at_risk
a979ac38 column funding_report.basis
2f768b00 column funding_report.counted
836ba9c7 column funding_report.fiscal_year_start
949f4896 column funding_report.gap
40203f9b column funding_report.lines
ada5d89e column funding_report.node_id
82f1d37f column funding_report.percent_achieved
a295265a column funding_report.period
648b5e11 column funding_report.plan
fab7eff4 column funding_report.plan_id
a9db22a1 column funding_report.ref
c6f1dd51 column funding_report.target
bebf5f45 column funding_report.title
be56ec02 column funding_report.years
c84ccf33 column import_cells.amount
38caeee5 column import_cells.changed
44f838c9 column import_cells.import_id
62728979 column import_cells.item_id
ce32f200 column import_cells.line
4a6134f6 column import_cells.period
1b044f45 column import_cells.position
19fb9039 column import_cells.qualifier
f8059971 column import_cells.rating
23e83a87 column import_cells.raw
25639706 column import_cells.readable
5bb0e5d6 column import_cells.target
122fd92f column import_cells.value
44f838c9 column import_changes.import_id
ce32f200 column import_changes.line
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
c86a2543 column import_mappings.qualifier
1f8405c6 column import_mappings.source
bff5fdcc column import_mappings.split
c12d721a column import_mappings.target
44f838c9 column import_names.import_id
a4ac08ec column import_names.level
ce32f200 column import_names.line
5d9fdfce column import_names.name
1b044f45 column import_names.position
83b29798 column import_names.relation
5bb0e5d6 column import_names.target
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
ccab831f column import_rows.printed
44f838c9 column import_subjects.import_id
32eb6008 column import_subjects.item_id
ce32f200 column import_subjects.line
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
d542b99c column imports.has_mark
de5538c5 column imports.headings
ef53cef7 column imports.import_id
b10aa7fd column imports.kind
d0489114 column imports.newline
50ce9ab6 column imports.on_bad
00436f7a column imports.printed_headings
bb36700e column imports.quote
3f6efac7 column imports.quote_all
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
32eb6008 column item_states.item_id
0573cd0c column item_states.item_state_id
1e78de89 column item_states.reason
fab90898 column item_states.recorded_at
6e75435e column item_states.recorded_by
b5de0de4 column item_states.since
1fc42152 column item_states.state
9b908975 column items.code
ef53cef7 column items.item_id
67a472fc column items.level
b8e64464 column items.plan_id
a0b159c7 column items.recorded_at
6e75435e column items.recorded_by
04456b0b column items.ref
2455b952 column items.state
ea802014 column items.state_reason
dc88d5e7 column items.state_since
bebf5f45 column items.title
a8a116dd column items.words
718ba704 column kpi_node_report.amber
4796009f column kpi_node_report.by_link
29100be2 column kpi_node_report.distinct_measures
0a6ec009 column kpi_node_report.green
6cf0b5dd column kpi_node_report.level
237b9acd column kpi_node_report.measures_by_link
3d5bbf68 column kpi_node_report.measures_distinct
ada5d89e column kpi_node_report.node_id
2a5b0619 column kpi_node_report.overall
648b5e11 column kpi_node_report.plan
fab7eff4 column kpi_node_report.plan_id
09deb8a1 column kpi_node_report.red
a958099c column kpi_node_report.ref
bebf5f45 column kpi_node_report.title
a6515a14 column kpi_node_report.unrated
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
0573cd0c column link_ends.link_end_id
8ea8bd30 column link_ends.link_id
59c51c25 column link_ends.previous_valid_to
fbea4bf9 column link_ends.recorded_at
8f577166 column link_ends.recorded_by
f3d0112f column link_ends.valid_to
ebb3cb73 column links.basis
9c029b94 column links.from_item_id
f3111979 column links.from_node_id
4872a078 column links.import_id
ef53cef7 column links.link_id
dd144360 column links.recorded_at
6e75435e column links.recorded_by
b2456dc6 column links.relation
25955989 column links.share
2290e4ed column links.source_document
92d1af9f column links.to_item_id
78f00267 column links.to_node_id
e4884fb4 column links.valid_from
6ee3d7cb column links.valid_to
5fcc686a column measure_names.frequency
009eb98c column measure_names.influence
9b3adae1 column measure_names.measure_id
648b5e11 column measure_names.plan
fab7eff4 column measure_names.plan_id
3a8f7f62 column measure_names.polarity
a958099c column measure_names.ref
4d79d877 column measure_names.sort_order
3944225c column measure_names.tier
bebf5f45 column measure_names.title
64a8c481 column measure_names.tolerance
c9e01736 column measure_names.unit
9b3adae1 column measure_nodes.measure_id
ada5d89e column measure_nodes.node_id
287a8891 column measure_nodes.valid_from
a8309736 column measure_nodes.valid_to
e9d648bb column measure_report.actual
718ba704 column measure_report.amber
79a26ae8 column measure_report.change
40d5998f column measure_report.change_on_year
dbcea184 column measure_report.direction
9df2aa71 column measure_report.direction_on_year
5fcc686a column measure_report.frequency
ffb0058c column measure_report.high
009eb98c column measure_report.influence
af4519f4 column measure_report.is_latest
39188325 column measure_report.low
9b3adae1 column measure_report.measure_id
648b5e11 column measure_report.plan
fab7eff4 column measure_report.plan_id
3a8f7f62 column measure_report.polarity
85adef2d column measure_report.previous_actual
4d67761e column measure_report.quarter
0278f07e column measure_report.rating
fbea4bf9 column measure_report.recorded_at
a958099c column measure_report.ref
c6f1dd51 column measure_report.target
3944225c column measure_report.tier
bebf5f45 column measure_report.title
64a8c481 column measure_report.tolerance
c9e01736 column measure_report.unit
e4f08488 column measure_report.worsening_run
2b91115f column measure_report.year_ago_actual
718ba704 column measure_summary.amber
0a6ec009 column measure_summary.green
89d31d5e column measure_summary.improved
009eb98c column measure_summary.influence
e5db70aa column measure_summary.measures
95948946 column measure_summary.not_comparable
648b5e11 column measure_summary.plan
fab7eff4 column measure_summary.plan_id
4d67761e column measure_summary.quarter
09deb8a1 column measure_summary.red
1e6b9714 column measure_summary.tally
3944225c column measure_summary.tier
60a3af8a column measure_summary.unchanged
a6515a14 column measure_summary.unrated
82ab48e4 column measure_summary.worsened
ceedc3b6 column measure_targets.amber
ce98813b column measure_targets.high
097047c5 column measure_targets.low
9b3adae1 column measure_targets.measure_id
821034fd column measure_targets.quarter
883c53b4 column measure_targets.reason
fbea4bf9 column measure_targets.recorded_at
8f577166 column measure_targets.recorded_by
9fdc4762 column measure_targets.target
5b7d5157 column measure_values.actual
718ba704 column measure_values.amber
9b3adae1 column measure_values.measure_id
d1df56f7 column measure_values.quarter
fbea4bf9 column measure_values.recorded_at
8f577166 column measure_values.recorded_by
09b2e05f column measure_values.target
2b3b9a62 column measures.decimals
7b4a9c73 column measures.frequency
009eb98c column measures.influence
ef53cef7 column measures.measure_id
ebbc3cfa column measures.node_id
e212433f column measures.plan_id
3a8f7f62 column measures.polarity
38d1a72a column measures.ref
50496877 column measures.retired_on
3944225c column measures.tier
bebf5f45 column measures.title
533e06fa column measures.tolerance
c9e01736 column measures.unit
8b613093 column meetings.body_id
dbc02c89 column meetings.held_on
06ee0cb1 column meetings.note
1cbe6708 column money_lines.amount
80e7328d column money_lines.basis
bf153361 column money_lines.fiscal_year_start
ef49f101 column money_lines.item_id
ef53cef7 column money_lines.money_line_id
6436fca3 column money_lines.mtfs_ref
8030fca2 column money_lines.node_id
e212433f column money_lines.plan_id
ae52a404 column money_lines.purpose
25352735 column money_lines.reason
fbea4bf9 column money_lines.recorded_at
8f577166 column money_lines.recorded_by
fae1949d column money_lines.ref
2aa75db7 column money_lines.standing
bebf5f45 column money_lines.title
25eedcd0 column money_lines.years
6c0aaa95 column money_node_report.achieved
e4505756 column money_node_report.at_risk
a979ac38 column money_node_report.basis
836ba9c7 column money_node_report.fiscal_year_start
949f4896 column money_node_report.gap
6cf0b5dd column money_node_report.level
ada5d89e column money_node_report.node_id
a295265a column money_node_report.period
648b5e11 column money_node_report.plan
fab7eff4 column money_node_report.plan_id
5a41fada column money_node_report.purpose
a9db22a1 column money_node_report.ref
c6f1dd51 column money_node_report.target
29ecd103 column money_node_report.target_by_link
bebf5f45 column money_node_report.title
be56ec02 column money_node_report.years
6c0aaa95 column money_report.achieved
e4505756 column money_report.at_risk
a979ac38 column money_report.basis
836ba9c7 column money_report.fiscal_year_start
949f4896 column money_report.gap
9c20e7dc column money_report.has_target
98f68e6e column money_report.item_id
b0db9502 column money_report.mtfs_ref
ada5d89e column money_report.node_id
a295265a column money_report.period
648b5e11 column money_report.plan
fab7eff4 column money_report.plan_id
5a41fada column money_report.purpose
fbea4bf9 column money_report.recorded_at
a9db22a1 column money_report.ref
c6f1dd51 column money_report.target
bebf5f45 column money_report.title
be56ec02 column money_report.years
bd4c5e89 column money_shares.item_id
ef53cef7 column money_shares.money_share_id
c66f8591 column money_shares.node_id
ca2b83a9 column money_shares.plan_id
875944cc column money_shares.recorded_at
8f577166 column money_shares.recorded_by
c42c31ec column money_shares.ref
7294f6d1 column money_shares.weight
6c0aaa95 column money_unplaced.achieved
e4505756 column money_unplaced.at_risk
a979ac38 column money_unplaced.basis
836ba9c7 column money_unplaced.fiscal_year_start
98f68e6e column money_unplaced.item_id
a295265a column money_unplaced.period
648b5e11 column money_unplaced.plan
fab7eff4 column money_unplaced.plan_id
5a41fada column money_unplaced.purpose
f46e1a57 column money_unplaced.reason
a9db22a1 column money_unplaced.ref
c6f1dd51 column money_unplaced.target
bebf5f45 column money_unplaced.title
be56ec02 column money_unplaced.years
b1ef4ce1 column movement_matrix.amber
92638aef column movement_matrix.amber_green
93d239f5 column movement_matrix.amber_red
755225ee column movement_matrix.complete
71ae0b71 column movement_matrix.green
648b5e11 column movement_matrix.plan
ab9e740a column movement_matrix.plan_id
a7133325 column movement_matrix.previous_quarter
11f40f1c column movement_matrix.previous_rating
4d67761e column movement_matrix.quarter
614bdcfb column movement_matrix.red
93869ada column movement_matrix.scheduled
5589908f column movement_matrix.total
95b81a93 column movement_matrix.unrated
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
c891469c column node_rating_report.live
ada5d89e column node_rating_report.node_id
55512dc0 column node_rating_report.overall
812470eb column node_rating_report.percent_complete
5b8f2b3f column node_rating_report.percent_complete_of_rated
648b5e11 column node_rating_report.plan
ab9e740a column node_rating_report.plan_id
5b2dc4b4 column node_rating_report.quarter
d89274f6 column node_rating_report.rated
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
c891469c column officer_rating_report.live
9107adb2 column officer_rating_report.officer
9107adb2 column officer_rating_report.officer_id
55512dc0 column officer_rating_report.overall
812470eb column officer_rating_report.percent_complete
5b8f2b3f column officer_rating_report.percent_complete_of_rated
648b5e11 column officer_rating_report.plan
ab9e740a column officer_rating_report.plan_id
5b2dc4b4 column officer_rating_report.quarter
d89274f6 column officer_rating_report.rated
8266387a column officer_rating_report.red
eefc5038 column officer_rating_report.role
01c0660f column officer_rating_report.scheduled
1e6b9714 column officer_rating_report.tally
503e7090 column officer_rating_report.total
a4c6ca0b column officer_rating_report.unrated
6c8f687e column officer_roles.officer_id
60492c25 column officer_roles.role_name
287a8891 column officer_roles.valid_from
a8309736 column officer_roles.valid_to
1e0fd694 column officers.name
ef53cef7 column officers.officer_id
ce03f964 column organisations.name
ef53cef7 column organisations.organisation_id
7a4a6045 column orphan_report.ends_at
4b122796 column orphan_report.finding
32eb6008 column orphan_report.item_id
9d2a0bc0 column orphan_report.level
ada5d89e column orphan_report.node_id
35e660d8 column orphan_report.orphan
648b5e11 column orphan_report.plan
ab9e740a column orphan_report.plan_id
a958099c column orphan_report.ref
bebf5f45 column orphan_report.title
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
32eb6008 column own_items.item_id
50aedd4d column own_items.officer
50aedd4d column own_items.officer_id
648b5e11 column own_items.plan
e212433f column own_items.plan_id
69dd72c3 column own_items.ref
ec5fae6b column own_items.role
bebf5f45 column own_items.title
f52d35fe column path_report.complete
32eb6008 column path_report.item_id
ada5d89e column path_report.node_id
e65bb2ae column path_report.path
676f9187 column path_report.path_number
648b5e11 column path_report.plan
ab9e740a column path_report.plan_id
6a77f071 column path_report.reaches_plan
a958099c column path_report.ref
bebf5f45 column path_report.title
5ceb2b7f column peer_group_members.organisation_id
a034d44c column peer_group_members.peer_group_id
fad5d975 column peer_group_members.valid_from
a8309736 column peer_group_members.valid_to
f75564f8 column peer_groups.name
ef53cef7 column peer_groups.peer_group_id
12db0611 column peer_groups.source
9b3adae1 column peer_values.measure_id
5ceb2b7f column peer_values.organisation_id
5619bb26 column peer_values.quarter
fbea4bf9 column peer_values.recorded_at
8f577166 column peer_values.recorded_by
c1924c9f column peer_values.source
b33d9206 column peer_values.value
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
fd60b423 column plausibility_report.better_node
fd60b423 column plausibility_report.better_node_id
498b6984 column plausibility_report.better_node_title
4b122796 column plausibility_report.finding
32eb6008 column plausibility_report.item_id
9dce5fb7 column plausibility_report.node
ada5d89e column plausibility_report.node_id
1627b3af column plausibility_report.node_items
bb4a9e90 column plausibility_report.node_items_in_common
5e9f1263 column plausibility_report.node_title
648b5e11 column plausibility_report.plan
ab9e740a column plausibility_report.plan_id
a958099c column plausibility_report.ref
bebf5f45 column plausibility_report.title
99664dd6 column plausibility_report.words_in_common
57e1ea17 column profile_report.active_complete
a8b309b8 column profile_report.active_items
291f8d0e column profile_report.dated_items
9102448b column profile_report.due_complete
79fe866d column profile_report.due_items
55cea340 column profile_report.due_so_far
0cc20914 column profile_report.due_so_far_complete
648b5e11 column profile_report.plan
ab9e740a column profile_report.plan_id
5b2dc4b4 column profile_report.quarter
525c86ce column progress_lines.denominator
f7683b57 column progress_lines.is_latest
f47d6eac column progress_lines.items
8c636bf9 column progress_lines.of_what
d315182d column progress_lines.percent
498dbc86 column progress_lines.place
648b5e11 column progress_lines.plan
ab9e740a column progress_lines.plan_id
4d67761e column progress_lines.quarter
9d14240a column progress_lines.rating
05401984 column progress_lines.rating_label
3bbd2249 column progress_lines.whole_percent
bdb276e5 column progress_report.amber
b5268588 column progress_report.amber_green
a176da13 column progress_report.amber_red
eb410a7c column progress_report.complete
a1f599e4 column progress_report.green
f7683b57 column progress_report.is_latest
c891469c column progress_report.live
55512dc0 column progress_report.overall
812470eb column progress_report.percent_complete
5b8f2b3f column progress_report.percent_complete_of_rated
648b5e11 column progress_report.plan
ab9e740a column progress_report.plan_id
5b2dc4b4 column progress_report.quarter
d89274f6 column progress_report.rated
8266387a column progress_report.red
01c0660f column progress_report.scheduled
1e6b9714 column progress_report.tally
503e7090 column progress_report.total
a4c6ca0b column progress_report.unrated
068d4997 column publication_editions.edition
3787f179 column publication_editions.is_last_edition
ef179006 column publication_editions.links_at
de13027a column publication_editions.next_publication_id
29745d58 column publication_editions.note
648b5e11 column publication_editions.plan
e212433f column publication_editions.plan_id
3d486105 column publication_editions.previous_quarter
831e0728 column publication_editions.publication_id
ea350235 column publication_editions.published_at
1e9d199e column publication_editions.published_by
4d67761e column publication_editions.quarter
2b0e7f57 column publications.edition
449b641c column publications.links_at
b5f27a04 column publications.note
e212433f column publications.plan_id
fda07da6 column publications.previous_quarter
ef53cef7 column publications.publication_id
8273739b column publications.published_at
c91c6a3a column publications.published_by
d1df56f7 column publications.quarter
2f2924cc column published_items.baseline_due
bf0c950e column published_items.current_due
8978582b column published_items.due_date_id
32eb6008 column published_items.item_id
bbb560b9 column published_items.item_state_id
d4b6f59e column published_items.level
b9e34337 column published_items.movement
11f40f1c column published_items.previous_rating
4623a519 column published_items.previous_rating_id
831e0728 column published_items.publication_id
9d14240a column published_items.rating
2cbaea4b column published_items.rating_id
55abdd6b column published_items.ref
596c2a79 column published_items.revisions
f1d82d36 column published_items.state
db72afa4 column published_items.title
f90435cf column published_links.child_node_id
b02f57e8 column published_links.item_id
8ea8bd30 column published_links.link_id
995386ff column published_links.node_id
831e0728 column published_links.publication_id
7bc82c5f column published_node_report.by_link
9300e9fa column published_node_report.distinct_items
068d4997 column published_node_report.edition
3787f179 column published_node_report.is_last_edition
d843ab9e column published_node_report.items_by_link
4761f7e6 column published_node_report.items_distinct
9d2a0bc0 column published_node_report.level
ada5d89e column published_node_report.node_id
1c7ec53a column published_node_report.overall
2a3fbcbc column published_node_report.percent_complete
648b5e11 column published_node_report.plan
e212433f column published_node_report.plan_id
831e0728 column published_node_report.publication_id
ea350235 column published_node_report.published_at
4d67761e column published_node_report.quarter
a958099c column published_node_report.ref
bebf5f45 column published_node_report.title
8f999fba column published_nodes.by_link
2c7bb680 column published_nodes.distinct_items
ce88a1c6 column published_nodes.level
ada5d89e column published_nodes.node_id
831e0728 column published_nodes.publication_id
55abdd6b column published_nodes.ref
db72afa4 column published_nodes.title
bdb276e5 column published_progress.amber
b5268588 column published_progress.amber_green
a176da13 column published_progress.amber_red
eb410a7c column published_progress.complete
068d4997 column published_progress.edition
a1f599e4 column published_progress.green
3787f179 column published_progress.is_last_edition
29745d58 column published_progress.note
1c7ec53a column published_progress.overall
2a3fbcbc column published_progress.percent_complete
648b5e11 column published_progress.plan
e212433f column published_progress.plan_id
831e0728 column published_progress.publication_id
ea350235 column published_progress.published_at
1e9d199e column published_progress.published_by
4d67761e column published_progress.quarter
8266387a column published_progress.red
01c0660f column published_progress.scheduled
1e6b9714 column published_progress.tally
7fea6a4d column published_progress.total
d722c9e3 column published_progress.unrated
2f2924cc column published_report.baseline_due
c11d7180 column published_report.commentary
633aa85a column published_report.corrective_action
e9b35912 column published_report.current_due
068d4997 column published_report.edition
3787f179 column published_report.is_last_edition
32eb6008 column published_report.item_id
9d2a0bc0 column published_report.level
b9e34337 column published_report.movement
29745d58 column published_report.note
648b5e11 column published_report.plan
e212433f column published_report.plan_id
3d486105 column published_report.previous_quarter
11f40f1c column published_report.previous_rating
831e0728 column published_report.publication_id
ea350235 column published_report.published_at
1e9d199e column published_report.published_by
4d67761e column published_report.quarter
9d14240a column published_report.rating
05401984 column published_report.rating_label
a958099c column published_report.ref
1ca7663d column published_report.revisions
c98cd8fd column published_report.state
bebf5f45 column published_report.title
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
8273739b column register_grants.granted_at
b4f32f0e column register_grants.granted_by
20fe663d column register_grants.level
60492c25 column register_grants.role_name
b3de8df0 column register_settings.created_at
ded227b4 column register_settings.fiscal_start_month
a64d5a90 column register_settings.layout_version
d13feba8 column register_settings.singleton
49e6b4fa column relations.answers
3ae58067 column relations.child_end
23f3afe7 column relations.description
8cbf208b column relations.relation
0416ee5f column relations.rolls_up
277bc582 column reporting_calendar.body
277bc582 column reporting_calendar.body_id
96d4f7a9 column reporting_calendar.due_on
a4fd89ea column reporting_calendar.is_meeting
77212f4c column reporting_calendar.period_end
8f76d032 column reporting_calendar.period_start
648b5e11 column reporting_calendar.plan
e212433f column reporting_calendar.plan_id
19f0456d column reporting_calendar.quarter
730923f4 column reporting_calendar.ready_on
158f7669 column reporting_calendar.report
c4d3ee47 column reporting_calendar.requirement
007708b7 column reporting_calendar.requirement_id
94ef58ab column reporting_calendar.rhythm
277bc582 column reporting_rhythms.body_id
a47c2ffd column reporting_rhythms.due_after_days
06ee0cb1 column reporting_rhythms.note
bc4cc692 column reporting_rhythms.plan_id
0a536b18 column reporting_rhythms.report
b021dab7 column reporting_rhythms.requirement_id
09d90357 column reporting_rhythms.rhythm
ef53cef7 column reporting_rhythms.rhythm_id
ba2b9479 column reporting_rhythms.valid_from
3e04cf19 column reporting_rhythms.valid_to
f5c6c6f8 column requirement_aliases.alias
a011a984 column requirement_aliases.node_id
bdb276e5 column requirement_report.amber
b5268588 column requirement_report.amber_green
a176da13 column requirement_report.amber_red
eb410a7c column requirement_report.complete
a1f599e4 column requirement_report.green
f0a4c3d9 column requirement_report.is_answered
23d6df05 column requirement_report.items
71418a36 column requirement_report.items_direct
52859e7e column requirement_report.other_links
1c7ec53a column requirement_report.overall
f3bcfae9 column requirement_report.percent_complete
8266387a column requirement_report.red
69dd72c3 column requirement_report.ref
007708b7 column requirement_report.requirement_id
01c0660f column requirement_report.scheduled
1e6b9714 column requirement_report.tally
bebf5f45 column requirement_report.title
d722c9e3 column requirement_report.unrated
6d47f342 column restatements.cause
1f4b43f9 column restatements.changed_at
940c5d0c column restatements.changed_by
068d4997 column restatements.edition
b8d3ed85 column restatements.figure
32eb6008 column restatements.item_id
9d2a0bc0 column restatements.level
d944493b column restatements.new_value
ada5d89e column restatements.node_id
c7ee920a column restatements.old_value
648b5e11 column restatements.plan
e212433f column restatements.plan_id
831e0728 column restatements.publication_id
4d67761e column restatements.quarter
a958099c column restatements.ref
bebf5f45 column restatements.title
37ce5279 column restatements.unit
3a5f7fb0 column restatements.why
f47d6eac column returns_outstanding.items
c1cb1883 column returns_outstanding.officer
c1cb1883 column returns_outstanding.officer_id
b9d7e937 column returns_outstanding.outstanding
bfa9d41f column returns_outstanding.outstanding_complete
05c77570 column returns_outstanding.outstanding_refs
55a8ce62 column returns_outstanding.percent_returned
648b5e11 column returns_outstanding.plan
ab9e740a column returns_outstanding.plan_id
4d67761e column returns_outstanding.quarter
f53d0b78 column returns_outstanding.returned
1e78de89 column risk_escalations.reason
211038d8 column risk_escalations.risk_id
2b5d9425 column risk_escalations.to_risk_id
287a8891 column risk_escalations.valid_from
a8309736 column risk_escalations.valid_to
0e20c39f column risk_links.item_id
757fd56e column risk_links.node_id
5142e6d9 column risk_links.plan_id
211038d8 column risk_links.risk_id
ef53cef7 column risk_links.risk_link_id
287a8891 column risk_links.valid_from
a8309736 column risk_links.valid_to
763c6456 column risk_officers.officer_id
211038d8 column risk_officers.risk_id
287a8891 column risk_officers.valid_from
a8309736 column risk_officers.valid_to
48dfa496 column risk_report.change
91d076ec column risk_report.days_open
5609426a column risk_report.escalated_since
a39d5174 column risk_report.escalated_to
e8a13d1e column risk_report.impact
d3f0eebf column risk_report.is_strategic
23d6df05 column risk_report.items
5a90f182 column risk_report.kind
e8a13d1e column risk_report.likelihood
116f2a5b column risk_report.nodes
64afa99c column risk_report.opened_on
836475c5 column risk_report.owners
d2e09f09 column risk_report.plans
23b08312 column risk_report.previous_score
69dd72c3 column risk_report.ref
211038d8 column risk_report.risk_id
9b44c0b5 column risk_report.score
44d2bacf column risk_report.scored_on
9b3ee254 column risk_report.target_score
bebf5f45 column risk_report.title
e8a13d1e column risk_scores.impact
e8a13d1e column risk_scores.likelihood
6027560e column risk_scores.reason
fbea4bf9 column risk_scores.recorded_at
8f577166 column risk_scores.recorded_by
211038d8 column risk_scores.risk_id
0573cd0c column risk_scores.risk_score_id
724266a8 column risk_scores.score
44d2bacf column risk_scores.scored_on
9b3ee254 column risk_scores.target_score
7dcf4460 column risks.closed_on
edf5889e column risks.closed_reason
80fb321a column risks.description
90f2ff9c column risks.kind
64afa99c column risks.opened_on
4463383e column risks.ref
ef53cef7 column risks.risk_id
c8de3d17 column risks.title
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
6c0aaa95 column savings_report.achieved
e4505756 column savings_report.at_risk
a979ac38 column savings_report.basis
2f768b00 column savings_report.counted
836ba9c7 column savings_report.fiscal_year_start
949f4896 column savings_report.gap
40203f9b column savings_report.lines
ada5d89e column savings_report.node_id
82f1d37f column savings_report.percent_achieved
a295265a column savings_report.period
648b5e11 column savings_report.plan
fab7eff4 column savings_report.plan_id
a9db22a1 column savings_report.ref
c6f1dd51 column savings_report.target
bebf5f45 column savings_report.title
be56ec02 column savings_report.years
ca935e7a column shares_report.items_by_link
4761f7e6 column shares_report.items_distinct
9d2a0bc0 column shares_report.level
ada5d89e column shares_report.node_id
85862b16 column shares_report.percent_complete
648b5e11 column shares_report.plan
ab9e740a column shares_report.plan_id
a958099c column shares_report.ref
6e5cbf13 column shares_report.share
752b57b6 column shares_report.share_complete
082630ed column shares_report.share_exceptions
fd275563 column shares_report.share_unrated
bebf5f45 column shares_report.title
d591cf9c column sign_off_report.decider
33e00b4d column sign_off_report.note
648b5e11 column sign_off_report.plan
e212433f column sign_off_report.plan_id
2621bf33 column sign_off_report.position
19f0456d column sign_off_report.quarter
57430bab column sign_off_report.recorded_at
8f577166 column sign_off_report.recorded_by
25d29ee3 column sign_off_report.state
7c1a8d58 column sign_off_report.step
30075e48 column sign_off_steps.body_id
4be82d40 column sign_off_steps.officer_id
e212433f column sign_off_steps.plan_id
2621bf33 column sign_off_steps.position
147a3ff4 column sign_off_steps.step
dd31d376 column sign_offs.decision
33e00b4d column sign_offs.note
e212433f column sign_offs.plan_id
d1df56f7 column sign_offs.quarter
57430bab column sign_offs.recorded_at
8f577166 column sign_offs.recorded_by
0573cd0c column sign_offs.sign_off_id
7c1a8d58 column sign_offs.step
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
e9d648bb column spc_report.actual
8b5c8fda column spc_report.assurance
2cbfb73d column spc_report.average_moving_range
ffb0058c column spc_report.high
af4519f4 column spc_report.is_latest
39188325 column spc_report.low
59276db5 column spc_report.lower_limit
b3cf564c column spc_report.mean
9b3adae1 column spc_report.measure_id
8f768eb1 column spc_report.outside_limits
648b5e11 column spc_report.plan
fab7eff4 column spc_report.plan_id
c87be48e column spc_report.points
3a8f7f62 column spc_report.polarity
4d67761e column spc_report.quarter
a958099c column spc_report.ref
079c8c74 column spc_report.rule_of_seven
fe813680 column spc_report.sigma
90c2e93a column spc_report.signal
c6f1dd51 column spc_report.target
bebf5f45 column spc_report.title
012cf548 column spc_report.trend
95a3e23f column spc_report.trial_limits
552a2c79 column spc_report.two_of_three
6fbe43ec column spc_report.upper_limit
e7502f9f column spc_report.variation
2f2924cc column supersession_report.baseline_due
7be0065f column supersession_report.became
e9b35912 column supersession_report.current_due
32eb6008 column supersession_report.item_id
9d2a0bc0 column supersession_report.level
83a24bf1 column supersession_report.moved_days
d80f3e14 column supersession_report.new_due
3cf3f353 column supersession_report.new_item_id
7759557b column supersession_report.new_item_plan_id
01e1de7f column supersession_report.new_plan
b11cf9de column supersession_report.new_plan_id
fb715881 column supersession_report.new_ref
f8b28470 column supersession_report.new_title
648b5e11 column supersession_report.plan
e212433f column supersession_report.plan_id
4d67761e column supersession_report.quarter
9d14240a column supersession_report.rating
1e78de89 column supersession_report.reason
a958099c column supersession_report.ref
e032307c column supersession_report.since
c98cd8fd column supersession_report.state
bebf5f45 column supersession_report.title
718ba704 column target_revisions.amber
79a26ae8 column target_revisions.change
ffb0058c column target_revisions.high
5d8bd033 column target_revisions.is_current
39188325 column target_revisions.low
9b3adae1 column target_revisions.measure_id
648b5e11 column target_revisions.plan
fab7eff4 column target_revisions.plan_id
c8a654b8 column target_revisions.previous_target
4d67761e column target_revisions.quarter
883c53b4 column target_revisions.reason
fbea4bf9 column target_revisions.recorded_at
8f577166 column target_revisions.recorded_by
a958099c column target_revisions.ref
56ba012d column target_revisions.revision
c6f1dd51 column target_revisions.target
bebf5f45 column target_revisions.title
f90435cf column turned_links.child_node_id
32eb6008 column turned_links.item_id
8ea8bd30 column turned_links.link_id
ada5d89e column turned_links.node_id
b2456dc6 column turned_links.relation
e4884fb4 column turned_links.valid_from
6ee3d7cb column turned_links.valid_to
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
4b122796 column unmapped_requirements.finding
42634ff7 column unmapped_requirements.found_in
32eb6008 column unmapped_requirements.item_id
648b5e11 column unmapped_requirements.plan
e212433f column unmapped_requirements.plan_id
69dd72c3 column unmapped_requirements.ref
c4d3ee47 column unmapped_requirements.requirement
007708b7 column unmapped_requirements.requirement_id
bebf5f45 column unmapped_requirements.title
5a81e5fc column unmapped_requirements.words
3dc41620 function amount_qualifier(text)
43fcd0ad function apply_item_states()
b8248962 function as_known_on(date)
f165c15a function assurance_pack(text, quarter, date)
d80d8c0f function audit_change()
a36b17b8 function audit_coverage()
162e6655 function audit_report(date, date)
594b5f74 function audit_table(text, text, text)
0dc8034e function benchmark_league(date, timestamptz)
12bb69af function benchmark_report(date, timestamptz)
a9399e98 function blocked_items(date)
f31f9714 function body_rating_report(date)
9a26df13 function byte_order_mark(bool)
334c4ef9 function check_measure_change()
baed66e1 function check_measure_row()
f2e59604 function check_money_row()
40be9142 function check_quarter()
d7558c2b function check_quarters()
37b4f229 function check_sign_off()
11e5626b function check_signed_off()
171bc7c7 function checked_days(date, date)
8ec24313 function checked_denominator(text)
97f2c7b4 function checked_plan(int8)
807a534f function checked_quarter(quarter)
200de971 function checked_states(_text)
917ae210 function comparison_report(int8, int8, numeric, date)
a683ad61 function consistency_report(date)
4b6c7e30 function csv_line(_text, text)
a5653a60 function cycle_report(date)
444d163d function data_quality_cases(int8, date)
d774485c function data_quality_report(int8, date)
655b014a function denominator(rag_tally, text)
6f1e7faf function dependencies_from_links(text, date)
b4ce50e2 function dependencies_on(date)
598f3eda function dependency_reach(date)
09926a6f function dependency_report(date)
135424ab function due_report(date)
f5401bf2 function end_of_day(date)
7d6143c8 function evidence_patterns(int8)
2b3e4bd6 function evidence_report(quarter, date, int8)
1a6e4d1d function exceptions_report(quarter, date)
1b53ecb4 function export_cells(imports)
ad591b35 function export_current(text, date)
8fae2be3 function export_form(document_kinds)
dc86803e function export_import(int8, text)
a62d7206 function export_item_cells(imports, document_kinds, date)
c7b8cd5b function export_item_rows(imports, document_kinds)
af4cae1d function export_link_cells(imports, document_kinds, date)
e87ae106 function export_measure_cells(imports, document_kinds)
b6301f42 function export_money_cells(imports, document_kinds)
b1ca68f9 function export_node_cells(imports, document_kinds, date)
37a44102 function export_party_cells(imports, document_kinds)
95655d35 function export_row_nodes(imports, document_kinds, date)
f2b37244 function export_rows(imports, document_kinds, date)
de1e8b87 function export_style(imports)
f7f970bb function figure_quarter(daterange)
718eacb7 function find_nodes(int8, text, text)
f6a5a249 function find_officer(text)
965055db function find_requirement(text)
de7d44b8 function findable_nodes(int8)
c33e8918 function fiscal_start_month()
e4952c33 function follows_code_system(text, text, int4, int4)
bad54f78 function funding_report(date, timestamptz, text)
38e17112 function grid_csv(int8, quarter, quarter, date, text)
5ea76e4f function grid_report(int8, quarter, quarter, date)
3677309a function grid_sql(int8, quarter, quarter, date)
80609c9d function grid_view(int8, text, quarter, quarter, date)
5a61e8a1 function has_byte_order_mark(text)
c4a77f51 function history_time()
88a590b9 function holds_role(text)
a9d80aac function import_add_parties(imports, text, text)
7a0d8d1f function import_analyze(regclass)
b3f67602 function import_cells_sql(import_mappings, int8, _text)
fd307430 function import_check(imports, document_kinds)
0d8a54cb function import_check_baselines(imports, document_kinds)
d8b0c85c function import_check_codes(imports, document_kinds)
1bb63c38 function import_check_figures(imports, document_kinds)
dbea4245 function import_check_headings(text, _text)
39571027 function import_check_links(imports)
338e516d function import_check_mappings(document_kinds)
8a92e922 function import_check_measures(imports, document_kinds)
d23f3013 function import_check_money(imports, document_kinds)
b581e2a0 function import_check_names(imports)
31c6f141 function import_check_node_links(imports, document_kinds)
ddedb403 function import_check_parties(imports, document_kinds)
9e0494c4 function import_check_ratings(imports, document_kinds)
1e4abfa0 function import_clear(regclass, imports)
754419e9 function import_column(text, int4)
660aa068 function import_document(text, text, text, text, timestamptz)
795fc730 function import_effective_on(imports)
136b390e function import_figure_problems(document_kinds)
c627470f function import_finish(imports)
8fc1ae5c function import_kind(text, text)
53e72441 function import_link_rows(imports)
5e8dd164 function import_load(imports, document_kinds)
684c13c0 function import_load_document_items(imports, document_kinds)
ee866c55 function import_load_due_dates(imports)
29337584 function import_load_items(imports, document_kinds)
38b0abb5 function import_load_links(imports)
f0a968a6 function import_load_measures(imports, document_kinds)
d01612a8 function import_load_money(imports, document_kinds)
f36596cf function import_load_names(imports, document_kinds)
e0988a97 function import_load_node_links(imports, document_kinds)
4c69beeb function import_load_nodes(imports, document_kinds)
8037ae03 function import_load_parties(imports, text, text)
8c1c880f function import_load_ratings(imports)
d8c72e11 function import_mapping_problems(document_kinds)
01419731 function import_measure_figures(imports)
6836b890 function import_measure_rows(imports)
f4ee938c function import_money_rows(imports)
561be2dc function import_names(text, text)
835a6a7b function import_new_revisions(_daterange, _daterange)
d880dd83 function import_party_names(imports)
ef317449 function import_problem(text, text)
ba8e8f2d function import_progress(imports, text)
fce49d0d function import_rating_period(import_mappings)
3e1b5a3a function import_reading(text, text, text, int8)
1dd1edec function import_refuse_cells(imports, text, _text, text)
ed427f93 function import_refuse_unreadable(imports)
89ab8aa4 function import_relation(text, regclass, text, timestamptz)
eee368ad function import_source_sql(text, _text)
9672f168 function import_stage(imports, document_kinds)
8097fa5d function import_stage_names(imports)
50ac1f17 function import_staged(imports, document_kinds)
1ecf776f function import_value(text)
5de2431d function import_write_links(imports, document_kinds, text)
0ee5fe10 function is_signed_off(int8, quarter)
7e467ab5 function item_details(date)
e7303d71 function item_link_rows(date)
76015a54 function item_owner_rows(date)
37875d48 function item_quarters(date)
429c930e function item_quarters_as_known(timestamptz, date)
616eb3a8 function joined_names(_text, text)
2c4edbac function kpi_node_report(quarter, date, timestamptz)
95bfee9a function latest_ratings(date)
ff5a9d34 function legend_word(text)
2d823e55 function level_report(text, quarter, date, int8, text, text, numeric)
f9851b44 function links_as_known(timestamptz)
3eeced37 function lock_sign_offs(int8, quarter)
aba415ca function measure_node_links(date)
921f5f40 function measure_report(date, timestamptz)
2ddc070b function measure_summary(date, timestamptz)
44e1a549 function money_links(date, timestamptz)
894abd13 function money_node_report(date, timestamptz)
0085bd90 function money_parts(timestamptz)
0c7cc4f4 function money_period(int4, int4, int4)
49a20433 function money_placements(date, timestamptz)
385f7b40 function money_report(timestamptz)
fb28a8b7 function money_summary(text, date, timestamptz, text)
9ba3d495 function money_unplaced(date, timestamptz)
5bc0ba5b function money_years(daterange)
99333f4c function movement_matrix(date)
3ed7c101 function movement_report(date)
310fba05 function node_rating_report(date)
64b09e41 function normal_name(text)
817e9f0e function officer_may_rate(int8, quarter, rag, text, timestamptz, int8)
aca6d7ed function officer_rating_report(date)
ca54c83c function orphan_report(int8, date)
c17609b9 function overdue_report(date)
4a215d61 function own_items(date)
957c485d function path_report(int8, date, int4)
a0513cee function plan_named(text)
57a4f3de function plan_quarters(date)
c78b98c2 function plan_quarters_as_known(timestamptz)
26d2e4b0 function plan_standings(date)
1a8c28e7 function plausibility_report(int8, date)
bcbd143b function printed_style(_text, text, text, text)
f1230c45 function profile_report(date)
3f737a0d function progress_as_known_on(date)
e1b4f8ff function progress_lines(date, text)
9b06d0fe function progress_on(date, _text)
417880ef function progress_report(date)
a06209d4 function publication_changes(int8, quarter)
448c4a83 function publish_quarter(text, quarter, text)
df0999c5 function published_report(text, quarter, int4)
78d7fbd7 function rated_items(quarter, date, _int8)
67f9b44c function rating_report(date)
d6807777 function ratings_as_known(timestamptz)
a5240110 function read_amount(text)
2c2adda9 function record_item_states()
da02efee function record_link_ends()
4469f308 function refresh_plan(text, text, text, daterange, date, bool)
4a48a5eb function refuse_audit_change()
70a7df6f function refuse_change()
93fb7172 function refuse_closed_plan()
99f39050 function refuse_history_change()
9ae78f9d function refuse_late_figures()
40a42812 function refuse_link_change()
5baf46b4 function register_level()
b82f2eec function reporting_calendar(date, date)
8acf46b4 function requirement_graph(date)
417d3071 function requirement_item_links(date)
9ee84b49 function requirement_items(date)
4eacb8a3 function requirement_links(date)
17559a13 function requirement_nodes(date)
e53a9945 function requirement_report(date)
49c96449 function restatements(int8, quarter)
d7c0cc8b function return_form(text, quarter, int8, text)
1f310486 function return_kind(int8, quarter)
8fe3f753 function returns_outstanding(quarter, date, int8)
291346c1 function rhythm_periods(text, int4, int4, date, date)
481863a4 function risk_report(date)
88bca5c0 function rollup_as_known_on(date, quarter, _int8)
1d48f090 function rollup_item_links(date)
5306ef30 function rollup_node_links(date)
8705134b function rollup_report(quarter, date, _int8)
0f15c8dc function savings_report(date, timestamptz, text)
b4afedde function shares_report(quarter, date, int8)
147ba72e function sign_off_report(date)
c8d4a881 function slippage_report(date)
d6ee7af3 function source_headings(text)
14d4edf4 function source_pattern(text)
dfb7a18d function spc_report(date, timestamptz)
916124e5 function summary_sentence(int8, quarter, date)
25ddc273 function title_words(text)
3f0565fa function trim_cell(text)
12767f87 function uncovered_nodes(date)
c3088423 function unlinked_items(date)
ade2a970 function unmapped_requirements(date)
14367833 function word_list(_text)
d6c93a86 policy register_delete on carry_forward
d6c93a86 policy register_delete on dependency_states
d6c93a86 policy register_delete on due_dates
d6c93a86 policy register_delete on imports
d6c93a86 policy register_delete on item_states
d6c93a86 policy register_delete on link_ends
d6c93a86 policy register_delete on measure_targets
d6c93a86 policy register_delete on measure_values
d6c93a86 policy register_delete on money_lines
d6c93a86 policy register_delete on money_shares
d6c93a86 policy register_delete on peer_values
d6c93a86 policy register_delete on publications
d6c93a86 policy register_delete on ratings
d6c93a86 policy register_delete on risk_scores
d6c93a86 policy register_delete on sign_offs
d02e8629 policy register_insert on carry_forward
d02e8629 policy register_insert on dependency_states
d02e8629 policy register_insert on due_dates
d02e8629 policy register_insert on imports
d02e8629 policy register_insert on item_states
d02e8629 policy register_insert on link_ends
d02e8629 policy register_insert on measure_targets
d02e8629 policy register_insert on measure_values
d02e8629 policy register_insert on money_lines
d02e8629 policy register_insert on money_shares
d02e8629 policy register_insert on peer_values
d02e8629 policy register_insert on publications
d02e8629 policy register_insert on ratings
d02e8629 policy register_insert on risk_scores
d02e8629 policy register_insert on sign_offs
f8d6ad70 policy register_read on carry_forward
f8d6ad70 policy register_read on dependency_states
f8d6ad70 policy register_read on due_dates
f8d6ad70 policy register_read on imports
f8d6ad70 policy register_read on item_states
f8d6ad70 policy register_read on link_ends
f8d6ad70 policy register_read on measure_targets
f8d6ad70 policy register_read on measure_values
f8d6ad70 policy register_read on money_lines
f8d6ad70 policy register_read on money_shares
f8d6ad70 policy register_read on peer_values
f8d6ad70 policy register_read on publications
f8d6ad70 policy register_read on ratings
f8d6ad70 policy register_read on risk_scores
f8d6ad70 policy register_read on sign_offs
d6c93a86 policy register_update on carry_forward
d6c93a86 policy register_update on dependency_states
d6c93a86 policy register_update on due_dates
d6c93a86 policy register_update on imports
d6c93a86 policy register_update on item_states
d6c93a86 policy register_update on link_ends
d6c93a86 policy register_update on measure_targets
d6c93a86 policy register_update on measure_values
d6c93a86 policy register_update on money_lines
d6c93a86 policy register_update on money_shares
d6c93a86 policy register_update on peer_values
d6c93a86 policy register_update on publications
d6c93a86 policy register_update on ratings
d6c93a86 policy register_update on risk_scores
d6c93a86 policy register_update on sign_offs
- sequence audit_log_audit_id_seq
- sequence bodies_body_id_seq
- sequence dependencies_dependency_id_seq
- sequence dependency_states_dependency_state_id_seq
- sequence due_dates_due_date_id_seq
- sequence evidence_words_evidence_word_id_seq
- sequence import_errors_error_number_seq
- sequence imports_import_id_seq
- sequence item_states_item_state_id_seq
- sequence items_item_id_seq
- sequence link_ends_link_end_id_seq
- sequence links_link_id_seq
- sequence measures_measure_id_seq
- sequence money_lines_money_line_id_seq
- sequence money_shares_money_share_id_seq
- sequence nodes_node_id_seq
- sequence officers_officer_id_seq
- sequence organisations_organisation_id_seq
- sequence peer_groups_peer_group_id_seq
- sequence plans_plan_id_seq
- sequence publications_publication_id_seq
- sequence ratings_rating_id_seq
- sequence reporting_rhythms_rhythm_id_seq
- sequence risk_links_risk_link_id_seq
- sequence risk_scores_risk_score_id_seq
- sequence risks_risk_id_seq
- sequence sign_offs_sign_off_id_seq
93880090 table audit_log
55e190e0 table audit_rows
806c61bf table bodies
f802962b table body_aliases
2c51c0e8 table carry_forward
b27a143d table code_systems
b07a9303 table dependencies
772dd63b table dependency_states
1eb8b993 table document_kinds
0db892d2 table due_dates
923eb058 table evidence_words
a86f80f9 table import_cells
88c9bb99 table import_changes
2aedd7aa table import_errors
1493a4d9 table import_mappings
d7fde378 table import_names
2be40889 table import_rows
465de374 table import_subjects
3fa1208a table import_ties
70032a43 table imports
49448114 table item_attributes
234fb9de table item_bodies
3fcaef0f table item_officers
3317368c table item_states
b5713583 table items
bb7b36d0 table legends
97a11ee0 table levels
61392eb1 table link_ends
5cb5860c table links
9c2e761e table measure_nodes
89601c96 table measure_targets
a883312e table measure_values
d53296ba table measures
2a2e3e3f table meetings
d6dddd7d table money_lines
53a4d5ce table money_shares
1f284faf table nodes
d8e1e403 table officer_aliases
43609844 table officer_roles
bd576529 table officers
61aef4f3 table organisations
5ee7bd77 table peer_group_members
f9f88977 table peer_groups
06f001c7 table peer_values
380715e9 table plans
8947f7c6 table publications
e9443ce4 table published_items
36183074 table published_links
4a74684e table published_nodes
ac10fdbe table ratings
4221cedb table reference_kinds
1304ead2 table register_grants
cbc81f84 table register_settings
4726d55f table relations
0c7b7424 table reporting_rhythms
37a60f15 table requirement_aliases
7382e989 table risk_escalations
bbbad348 table risk_links
fcfe5fbd table risk_officers
47da24e9 table risk_scores
a8ac57d6 table risks
e2b75a42 table sign_off_steps
19a6a29d table sign_offs
a21f55f1 trigger audit_delete on bodies
a21f55f1 trigger audit_delete on body_aliases
a21f55f1 trigger audit_delete on carry_forward
a21f55f1 trigger audit_delete on code_systems
a21f55f1 trigger audit_delete on dependencies
a21f55f1 trigger audit_delete on dependency_states
a21f55f1 trigger audit_delete on document_kinds
a21f55f1 trigger audit_delete on due_dates
a21f55f1 trigger audit_delete on evidence_words
a21f55f1 trigger audit_delete on import_errors
a21f55f1 trigger audit_delete on import_mappings
a21f55f1 trigger audit_delete on import_rows
a21f55f1 trigger audit_delete on imports
a21f55f1 trigger audit_delete on item_attributes
a21f55f1 trigger audit_delete on item_bodies
a21f55f1 trigger audit_delete on item_officers
a21f55f1 trigger audit_delete on item_states
a21f55f1 trigger audit_delete on items
a21f55f1 trigger audit_delete on legends
a21f55f1 trigger audit_delete on levels
a21f55f1 trigger audit_delete on link_ends
a21f55f1 trigger audit_delete on links
a21f55f1 trigger audit_delete on measure_nodes
a21f55f1 trigger audit_delete on measure_targets
a21f55f1 trigger audit_delete on measure_values
a21f55f1 trigger audit_delete on measures
a21f55f1 trigger audit_delete on meetings
a21f55f1 trigger audit_delete on money_lines
a21f55f1 trigger audit_delete on money_shares
a21f55f1 trigger audit_delete on nodes
a21f55f1 trigger audit_delete on officer_aliases
a21f55f1 trigger audit_delete on officer_roles
a21f55f1 trigger audit_delete on officers
a21f55f1 trigger audit_delete on organisations
a21f55f1 trigger audit_delete on peer_group_members
a21f55f1 trigger audit_delete on peer_groups
a21f55f1 trigger audit_delete on peer_values
a21f55f1 trigger audit_delete on plans
a21f55f1 trigger audit_delete on publications
a21f55f1 trigger audit_delete on published_items
a21f55f1 trigger audit_delete on published_links
a21f55f1 trigger audit_delete on published_nodes
a21f55f1 trigger audit_delete on ratings
a21f55f1 trigger audit_delete on reference_kinds
a21f55f1 trigger audit_delete on register_grants
a21f55f1 trigger audit_delete on register_settings
a21f55f1 trigger audit_delete on relations
a21f55f1 trigger audit_delete on reporting_rhythms
a21f55f1 trigger audit_delete on requirement_aliases
a21f55f1 trigger audit_delete on risk_escalations
a21f55f1 trigger audit_delete on risk_links
a21f55f1 trigger audit_delete on risk_officers
a21f55f1 trigger audit_delete on risk_scores
a21f55f1 trigger audit_delete on risks
a21f55f1 trigger audit_delete on sign_off_steps
a21f55f1 trigger audit_delete on sign_offs
a21f55f1 trigger audit_insert on bodies
a21f55f1 trigger audit_insert on body_aliases
a21f55f1 trigger audit_insert on carry_forward
a21f55f1 trigger audit_insert on code_systems
a21f55f1 trigger audit_insert on dependencies
a21f55f1 trigger audit_insert on dependency_states
a21f55f1 trigger audit_insert on document_kinds
a21f55f1 trigger audit_insert on due_dates
a21f55f1 trigger audit_insert on evidence_words
a21f55f1 trigger audit_insert on import_errors
a21f55f1 trigger audit_insert on import_mappings
a21f55f1 trigger audit_insert on import_rows
a21f55f1 trigger audit_insert on imports
a21f55f1 trigger audit_insert on item_attributes
a21f55f1 trigger audit_insert on item_bodies
a21f55f1 trigger audit_insert on item_officers
a21f55f1 trigger audit_insert on item_states
a21f55f1 trigger audit_insert on items
a21f55f1 trigger audit_insert on legends
a21f55f1 trigger audit_insert on levels
a21f55f1 trigger audit_insert on link_ends
a21f55f1 trigger audit_insert on links
a21f55f1 trigger audit_insert on measure_nodes
a21f55f1 trigger audit_insert on measure_targets
a21f55f1 trigger audit_insert on measure_values
a21f55f1 trigger audit_insert on measures
a21f55f1 trigger audit_insert on meetings
a21f55f1 trigger audit_insert on money_lines
a21f55f1 trigger audit_insert on money_shares
a21f55f1 trigger audit_insert on nodes
a21f55f1 trigger audit_insert on officer_aliases
a21f55f1 trigger audit_insert on officer_roles
a21f55f1 trigger audit_insert on officers
a21f55f1 trigger audit_insert on organisations
a21f55f1 trigger audit_insert on peer_group_members
a21f55f1 trigger audit_insert on peer_groups
a21f55f1 trigger audit_insert on peer_values
a21f55f1 trigger audit_insert on plans
a21f55f1 trigger audit_insert on publications
a21f55f1 trigger audit_insert on published_items
a21f55f1 trigger audit_insert on published_links
a21f55f1 trigger audit_insert on published_nodes
a21f55f1 trigger audit_insert on ratings
a21f55f1 trigger audit_insert on reference_kinds
a21f55f1 trigger audit_insert on register_grants
a21f55f1 trigger audit_insert on relations
a21f55f1 trigger audit_insert on reporting_rhythms
a21f55f1 trigger audit_insert on requirement_aliases
a21f55f1 trigger audit_insert on risk_escalations
a21f55f1 trigger audit_insert on risk_links
a21f55f1 trigger audit_insert on risk_officers
a21f55f1 trigger audit_insert on risk_scores
a21f55f1 trigger audit_insert on risks
a21f55f1 trigger audit_insert on sign_off_steps
a21f55f1 trigger audit_insert on sign_offs
ed95dcb4 trigger audit_log_append_only on audit_log
ed95dcb4 trigger audit_rows_append_only on audit_rows
a21f55f1 trigger audit_truncate on bodies
a21f55f1 trigger audit_truncate on body_aliases
a21f55f1 trigger audit_truncate on carry_forward
a21f55f1 trigger audit_truncate on code_systems
a21f55f1 trigger audit_truncate on dependencies
a21f55f1 trigger audit_truncate on dependency_states
a21f55f1 trigger audit_truncate on document_kinds
a21f55f1 trigger audit_truncate on due_dates
a21f55f1 trigger audit_truncate on evidence_words
a21f55f1 trigger audit_truncate on import_errors
a21f55f1 trigger audit_truncate on import_mappings
a21f55f1 trigger audit_truncate on import_rows
a21f55f1 trigger audit_truncate on imports
a21f55f1 trigger audit_truncate on item_attributes
a21f55f1 trigger audit_truncate on item_bodies
a21f55f1 trigger audit_truncate on item_officers
a21f55f1 trigger audit_truncate on item_states
a21f55f1 trigger audit_truncate on items
a21f55f1 trigger audit_truncate on legends
a21f55f1 trigger audit_truncate on levels
a21f55f1 trigger audit_truncate on link_ends
a21f55f1 trigger audit_truncate on links
a21f55f1 trigger audit_truncate on measure_nodes
a21f55f1 trigger audit_truncate on measure_targets
a21f55f1 trigger audit_truncate on measure_values
a21f55f1 trigger audit_truncate on measures
a21f55f1 trigger audit_truncate on meetings
a21f55f1 trigger audit_truncate on money_lines
a21f55f1 trigger audit_truncate on money_shares
a21f55f1 trigger audit_truncate on nodes
a21f55f1 trigger audit_truncate on officer_aliases
a21f55f1 trigger audit_truncate on officer_roles
a21f55f1 trigger audit_truncate on officers
a21f55f1 trigger audit_truncate on organisations
a21f55f1 trigger audit_truncate on peer_group_members
a21f55f1 trigger audit_truncate on peer_groups
a21f55f1 trigger audit_truncate on peer_values
a21f55f1 trigger audit_truncate on plans
a21f55f1 trigger audit_truncate on publications
a21f55f1 trigger audit_truncate on published_items
a21f55f1 trigger audit_truncate on published_links
a21f55f1 trigger audit_truncate on published_nodes
a21f55f1 trigger audit_truncate on ratings
a21f55f1 trigger audit_truncate on reference_kinds
a21f55f1 trigger audit_truncate on register_grants
a21f55f1 trigger audit_truncate on register_settings
a21f55f1 trigger audit_truncate on relations
a21f55f1 trigger audit_truncate on reporting_rhythms
a21f55f1 trigger audit_truncate on requirement_aliases
a21f55f1 trigger audit_truncate on risk_escalations
a21f55f1 trigger audit_truncate on risk_links
a21f55f1 trigger audit_truncate on risk_officers
a21f55f1 trigger audit_truncate on risk_scores
a21f55f1 trigger audit_truncate on risks
a21f55f1 trigger audit_truncate on sign_off_steps
a21f55f1 trigger audit_truncate on sign_offs
a21f55f1 trigger audit_update on bodies
a21f55f1 trigger audit_update on body_aliases
a21f55f1 trigger audit_update on carry_forward
a21f55f1 trigger audit_update on code_systems
a21f55f1 trigger audit_update on dependencies
a21f55f1 trigger audit_update on dependency_states
a21f55f1 trigger audit_update on document_kinds
a21f55f1 trigger audit_update on due_dates
a21f55f1 trigger audit_update on evidence_words
a21f55f1 trigger audit_update on import_errors
a21f55f1 trigger audit_update on import_mappings
a21f55f1 trigger audit_update on import_rows
a21f55f1 trigger audit_update on imports
a21f55f1 trigger audit_update on item_attributes
a21f55f1 trigger audit_update on item_bodies
a21f55f1 trigger audit_update on item_officers
a21f55f1 trigger audit_update on item_states
a21f55f1 trigger audit_update on items
a21f55f1 trigger audit_update on legends
a21f55f1 trigger audit_update on levels
a21f55f1 trigger audit_update on link_ends
a21f55f1 trigger audit_update on links
a21f55f1 trigger audit_update on measure_nodes
a21f55f1 trigger audit_update on measure_targets
a21f55f1 trigger audit_update on measure_values
a21f55f1 trigger audit_update on measures
a21f55f1 trigger audit_update on meetings
a21f55f1 trigger audit_update on money_lines
a21f55f1 trigger audit_update on money_shares
a21f55f1 trigger audit_update on nodes
a21f55f1 trigger audit_update on officer_aliases
a21f55f1 trigger audit_update on officer_roles
a21f55f1 trigger audit_update on officers
a21f55f1 trigger audit_update on organisations
a21f55f1 trigger audit_update on peer_group_members
a21f55f1 trigger audit_update on peer_groups
a21f55f1 trigger audit_update on peer_values
a21f55f1 trigger audit_update on plans
a21f55f1 trigger audit_update on publications
a21f55f1 trigger audit_update on published_items
a21f55f1 trigger audit_update on published_links
a21f55f1 trigger audit_update on published_nodes
a21f55f1 trigger audit_update on ratings
a21f55f1 trigger audit_update on reference_kinds
a21f55f1 trigger audit_update on register_grants
a21f55f1 trigger audit_update on register_settings
a21f55f1 trigger audit_update on relations
a21f55f1 trigger audit_update on reporting_rhythms
a21f55f1 trigger audit_update on requirement_aliases
a21f55f1 trigger audit_update on risk_escalations
a21f55f1 trigger audit_update on risk_links
a21f55f1 trigger audit_update on risk_officers
a21f55f1 trigger audit_update on risk_scores
a21f55f1 trigger audit_update on risks
a21f55f1 trigger audit_update on sign_off_steps
a21f55f1 trigger audit_update on sign_offs
ba1f3a2a trigger dependency_states_append_only on dependency_states
5062f9ae trigger due_dates_append_only on due_dates
fd9efc24 trigger due_dates_closed_plan_insert on due_dates
11638b84 trigger item_states_append_only on item_states
23ea83f8 trigger item_states_apply on item_states
33447ba3 trigger items_closed_plan_delete on items
fd9efc24 trigger items_closed_plan_insert on items
2806f945 trigger items_closed_plan_update on items
f77f8dbd trigger items_record_first_state on items
0a11f067 trigger items_record_state on items
11638b84 trigger link_ends_append_only on link_ends
fd9efc24 trigger links_closed_plan_insert on links
2806f945 trigger links_closed_plan_update on links
21cc4ae0 trigger links_keep on links
5aa69dac trigger links_keep_ends on links
14ecc277 trigger links_record_end on links
cdf8d2fa trigger measure_targets_append_only on measure_targets
ce30b77c trigger measure_targets_check_quarter on measure_targets
50657350 trigger measure_targets_check_row on measure_targets
11638b84 trigger measure_values_append_only on measure_values
ce30b77c trigger measure_values_check_quarter on measure_values
f7761317 trigger measure_values_check_row on measure_values
4c375e1b trigger measures_check_change on measures
11638b84 trigger money_lines_append_only on money_lines
7c5fc84d trigger money_lines_check_row on money_lines
58b4281c trigger money_shares_append_only on money_shares
7d054dc4 trigger money_shares_check_row on money_shares
33447ba3 trigger nodes_closed_plan_delete on nodes
fd9efc24 trigger nodes_closed_plan_insert on nodes
2806f945 trigger nodes_closed_plan_update on nodes
11638b84 trigger peer_values_append_only on peer_values
ce30b77c trigger peer_values_check_quarter on peer_values
f7761317 trigger peer_values_check_row on peer_values
b19326a4 trigger publications_append_only on publications
ce30b77c trigger publications_check_quarter on publications
cc171c2b trigger publications_closed on publications
ae7e7f42 trigger publications_signed_off on publications
b19326a4 trigger published_items_append_only on published_items
e607deb4 trigger published_items_closed on published_items
b19326a4 trigger published_links_append_only on published_links
e607deb4 trigger published_links_closed on published_links
b19326a4 trigger published_nodes_append_only on published_nodes
e607deb4 trigger published_nodes_closed on published_nodes
11638b84 trigger ratings_append_only on ratings
ce30b77c trigger ratings_check_quarter on ratings
fd9efc24 trigger ratings_closed_plan_insert on ratings
ba1f3a2a trigger risk_scores_append_only on risk_scores
ba1f3a2a trigger sign_offs_append_only on sign_offs
228e72a0 trigger sign_offs_check on sign_offs
dd22a847 view audit_report
b4c5b478 view benchmark_league
ccd61b3a view benchmark_report
d7c9ac0c view bi.bi_benchmark
da80a3b0 view bi.bi_body
57fdd50d view bi.bi_carry_forward
8e6fb8db view bi.bi_dependency
83a1da77 view bi.bi_due
7684ac66 view bi.bi_item
946e03af view bi.bi_item_body
42bcd16e view bi.bi_item_officer
0fbbb341 view bi.bi_item_state
76fc4f9e view bi.bi_link
b09a097b view bi.bi_measure
90a4f34b view bi.bi_measure_node
4b17644a view bi.bi_measure_value
3edf5676 view bi.bi_money
a8126833 view bi.bi_node
0673068a view bi.bi_officer
5162770b view bi.bi_peer_group
14c8b005 view bi.bi_plan
bd004650 view bi.bi_progress
defc3ff9 view bi.bi_publication
dfa6ad29 view bi.bi_published_item
4fe75236 view bi.bi_published_node
b44ce981 view bi.bi_quarter
b51e79e1 view bi.bi_rating
c045eded view bi.bi_restatement
dedafd22 view bi.bi_risk
2b2ee7a3 view bi.bi_rollup
5730497e view bi.bi_scale
73f657cf view bi.bi_unsafe_columns
fcb6f9a3 view blocked_items
522b1f55 view body_rating_report
fe40b7bf view code_report
f3ebfebc view comparison_report
e24bf1b6 view consistency_report
518d1d53 view cycle_report
fbf7f3f4 view data_notes
dc777a1b view data_quality_report
4da39ca7 view dependency_report
ff2e6c0b view due_report
db2abda7 view evidence_report
10a350bc view exceptions_report
78da6ee1 view funding_report
f7957351 view import_report
639aa886 view item_dates
8a6380be view item_node_links
09c3b945 view item_quarters
3eec4413 view kpi_node_report
ff8117c0 view latest_ratings
05d50b09 view measure_names
05b6e1ba view measure_report
2973837c view measure_summary
aad79d24 view money_node_report
5b76853a view money_report
7290ffe8 view money_unplaced
fa52bf89 view movement_matrix
8a103bd4 view movement_report
2e81bf8b view node_links
2ad28223 view node_rating_report
45c378d9 view officer_rating_report
1ea5c643 view orphan_report
8a78cb5e view overdue_report
ddfbebf5 view own_items
d43e8a99 view path_report
d082c581 view plan_legends
900f7b44 view plan_names
688dde00 view plan_quarters
a997350f view plausibility_report
b24d1229 view profile_report
7b0ed01f view progress_lines
d370eb9d view progress_report
1bfc6c2d view publication_editions
e8a50478 view published_node_report
dd58cf97 view published_progress
8298741a view published_report
472b7c20 view quarter_ratings
6225b4bd view rating_report
f751d8f4 view reference_ends
1e61bc85 view reporting_calendar
a61c7932 view requirement_report
1cc1de37 view restatements
80a4f857 view returns_outstanding
fb33e46a view risk_report
6d478d33 view rollup_report
f38e87f3 view savings_report
0ff9d5ff view shares_report
e121c546 view sign_off_report
dcf36dca view slippage_report
396d830b view spc_report
b60f94d1 view supersession_report
4a5e9626 view target_revisions
184e6202 view turned_links
b3e94f6a view uncovered_nodes
1e083738 view unlinked_items
b8228087 view unmapped_requirements
$list$), ('0.5.0', false, $list$
6f9387ce column bi.bi_item_absence.absent_from
909bb660 column bi.bi_item_absence.absent_to
144dfdd1 column bi.bi_item_absence.item_key
f3ae79e1 column bi.bi_item_absence.plan_key
df818e84 column bi.bi_item_absence.state
ea802014 column bi.bi_item_absence.state_reason
e9b35912 column dates_in_force.current_due
f73afabe column dates_in_force.current_period
32eb6008 column dates_in_force.item_id
b6851c17 column dates_in_force.milestone
0ffa2ee2 column item_absences.absent_from
06a83a7c column item_absences.absent_to
32eb6008 column item_absences.item_id
ab9e740a column item_absences.plan_id
ea802014 column item_absences.reason
8c70406d column item_absences.state
1d902279 column item_states.since
b10111c2 column items.state_since
ee3981d4 column plans.counts_from
4a22dfb5 column restatements.cause
8c3a4c03 function checked_plans(_int8)
74a60184 function data_quality_cases(int8, date)
03319474 function data_quality_rows(int8, date)
879d572a function item_absences_as_known(timestamptz)
474074e3 function known_item_quarters(timestamptz, date)
25ada979 function officer_may_rate(int8, quarter, rag, text, timestamptz, int8)
759f9f6e function plans_to_come(date)
380c1934 function refresh_plan(text, text, text, daterange, date, bool)
bb8c872c function refuse_closed_plan()
fd4a963c function refuse_early_ratings()
cd59c64b function renew_statistics(regclass)
1a2d45b0 function returns_outstanding(quarter, date, int8)
51ce41f6 function shares_report(quarter, date, int8)
6c04d1f9 function uncovered_nodes(date)
f8325208 table item_states
8e979fa7 trigger ratings_early_insert on ratings
ef7497fd view bi.bi_item_absence
0f591266 view dates_in_force
88ad8d54 view item_absences
1575f3bb view uncovered_nodes
$list$)
  ), lines AS (
    SELECT DISTINCT ON (substr(line, strpos(line, ' ') + 1))
           substr(line, strpos(line, ' ') + 1) AS object, split_part(line, ' ', 1) AS mark
    FROM lists AS l, regexp_split_to_table(trim(E'\n' FROM l.objects), E'\n') AS line
    WHERE line <> ''
      AND of_layout IN (SELECT k.layout FROM lists AS k)
      AND string_to_array(l.layout, '.')::integer[] <= string_to_array(of_layout, '.')::integer[]
      AND string_to_array(l.layout, '.')::integer[] >= (SELECT max(string_to_array(w.layout, '.')::integer[]) FROM lists AS w
                                      WHERE w.is_whole AND string_to_array(w.layout, '.')::integer[] <= string_to_array(of_layout, '.')::integer[])
    ORDER BY substr(line, strpos(line, ' ') + 1), string_to_array(l.layout, '.')::integer[] DESC
  )
  SELECT lines.object, CASE WHEN lines.mark <> '-' THEN lines.mark END FROM lines WHERE lines.mark <> '!';
END;

-- register_upgrade: bringing a register made by an older version up to date, and taking one away.
--
-- A register's tables come in steps, one set per version that changed them; its functions and views are stated once, in their newest
-- form, as CREATE OR REPLACE.  create_register runs all of both; upgrade_register runs the steps after the register's layout, then the
-- newest functions and views.  So an upgraded register and a new one are the same by construction.

CREATE OR REPLACE FUNCTION register_table_steps(OUT layout text, OUT statements text) RETURNS SETOF record
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT s.layout, s.statements
  FROM (VALUES (1, '0.1.0', register_tables_sql()),
               (2, '0.4.0', register_history_tables_sql()),
               (3, '0.4.0', register_measures_tables_sql()),
               (4, '0.4.0', register_money_tables_sql()),
               (5, '0.4.0', register_reports_tables_sql()),
               (6, '0.4.0', register_exchange_tables_sql()),
               (7, '0.4.0', register_governance_tables_sql()),
               (8, '0.5.0', register_beginnings_tables_sql())) AS s (place, layout, statements)
  ORDER BY s.place;
END;

-- What the statements would put in the way of something the owner made: all of it is named before anything changes.
CREATE OR REPLACE FUNCTION register_collisions(schema text, old_layout text) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH members AS (
    SELECT m.member FROM register_members(schema) m
    UNION ALL
    -- Indexes and composite types are of no interest but here.
    SELECT format('%s %s%s', CASE c.relkind WHEN 'c' THEN 'type' ELSE 'index' END, CASE WHEN s.nspname = schema THEN '' ELSE 'bi.' END, c.relname)
    FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
    WHERE s.nspname IN (schema, schema || '_bi') AND c.relkind = ANY ('{i,I,c}'::"char"[])
  )
  SELECT m.member
  FROM members m
  JOIN register_objects(register_layout()) n
    -- Tables, views, sequences and indexes share one name space, tables, views and types another.
    ON regexp_replace(n.object, '^(table|view|materialized view|sequence) ', 'relation ')
       = regexp_replace(m.member, '^(table|view|materialized view|sequence|index|type) ', 'relation ')
    OR n.object = m.member
  LEFT JOIN register_objects(old_layout) o ON o.object = m.member
  WHERE o.object IS NULL
    AND NOT (m.member LIKE 'type %' AND n.object LIKE 'sequence %')
  ORDER BY 1;
END;

CREATE OR REPLACE FUNCTION upgrade_register(schema text) RETURNS text
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  new_layout CONSTANT text := @extschema@.register_layout();
  old_layout text;
  in_the_way text[];
  remarks jsonb;
  remark record;
  holder record;
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

  PERFORM @extschema@.run_register_statements(schema, old_layout);

  FOR remark IN
    SELECT m.target, k.value FROM jsonb_each_text(remarks) k JOIN @extschema@.register_members(schema) m ON m.member = k.key
    WHERE m.remark IS NULL OR m.remark <> k.value
  LOOP
    EXECUTE format('COMMENT ON %s IS %L', remark.target, remark.value);
  END LOOP;

  -- Since layout 0.5.0 reports look further than at items: whoever the owner let read items goes on reading them.
  FOR holder IN
    SELECT DISTINCT format('%I.%I', n.place, n.needed) AS target, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS name
    FROM (VALUES (schema, 'items', 'item_absences'), (schema, 'items', 'item_states'), (schema, 'items', 'dates_in_force'),
                 (schema || '_bi', 'bi_item', 'bi_item_absence')) n (place, held, needed)
    JOIN pg_class c ON c.oid = to_regclass(format('%I.%I', n.place, n.held))
    CROSS JOIN LATERAL aclexplode(c.relacl) a
    WHERE a.privilege_type = 'SELECT' AND a.grantee <> c.relowner AND @extschema@.layout_number(old_layout) < '{0,5,0}'
    ORDER BY 1, 2
  LOOP
    EXECUTE format('GRANT SELECT ON %s TO %s', holder.target, holder.name);
  END LOOP;
  EXECUTE format('UPDATE %I.register_settings SET layout_version = %L', schema, new_layout);
  RETURN format('register "%s" upgraded from layout %s to %s', schema, old_layout, new_layout);
END
$body$;

-- What pg_upgrade does not bring: the catalogue comes over as the older server had it, without what only a newer one knows, and the
-- constructors of range types are made anew, outside the extension and without their comments.  So every upgrade script
-- puts right what is missing; where nothing is, this does nothing.  Operators are named in full: the schema may hold others.
DO $resync$
DECLARE
    missing text;
BEGIN
    FOR missing IN
        SELECT part.statement
        FROM (VALUES
            ('btree', 'rag_ops', 6, 'ALTER OPERATOR FAMILY @extschema@.rag_ops USING btree
                ADD FUNCTION 6 (@extschema@.rag, @extschema@.rag) @extschema@.rag_skipsupport(internal)'),
            ('btree', 'quarter_ops', 6, 'ALTER OPERATOR FAMILY @extschema@.quarter_ops USING btree
                ADD FUNCTION 6 (@extschema@.quarter, @extschema@.quarter) @extschema@.quarter_skipsupport(internal)'),
            ('gist', 'rag_ops', 12, 'ALTER OPERATOR FAMILY @extschema@.rag_ops USING gist
                ADD FUNCTION 12 ("any", "any") pg_catalog.gist_translate_cmptype_common(integer)'),
            ('gist', 'quarter_ops', 12, 'ALTER OPERATOR FAMILY @extschema@.quarter_ops USING gist
                ADD FUNCTION 12 ("any", "any") pg_catalog.gist_translate_cmptype_common(integer)'),
            ('gist', 'plan_code_ops', 12, 'ALTER OPERATOR FAMILY @extschema@.plan_code_ops USING gist
                ADD FUNCTION 12 ("any", "any") pg_catalog.gist_translate_cmptype_common(integer)')
        ) AS part (method, family, number, statement)
        WHERE pg_catalog.current_setting('server_version_num')::integer OPERATOR(pg_catalog.>=) 180000
          AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_amproc p
            JOIN pg_catalog.pg_opfamily f ON f.oid OPERATOR(pg_catalog.=) p.amprocfamily
            JOIN pg_catalog.pg_am m ON m.oid OPERATOR(pg_catalog.=) f.opfmethod
            WHERE f.opfnamespace OPERATOR(pg_catalog.=) '@extschema@'::regnamespace::oid
              AND m.amname OPERATOR(pg_catalog.=) part.method AND f.opfname OPERATOR(pg_catalog.=) part.family
              AND p.amprocnum OPERATOR(pg_catalog.=) part.number)
        UNION ALL
        SELECT 'ALTER EXTENSION golden_thread ADD FUNCTION ' OPERATOR(pg_catalog.||) part.signature
        FROM (VALUES
            ('@extschema@.quarterrange(@extschema@.quarter, @extschema@.quarter)'),
            ('@extschema@.quarterrange(@extschema@.quarter, @extschema@.quarter, text)'),
            ('@extschema@.quartermultirange()'),
            ('@extschema@.quartermultirange(@extschema@.quarterrange)'),
            ('@extschema@.quartermultirange(@extschema@.quarterrange[])')
        ) AS part (signature)
        WHERE NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d
            WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::regclass::oid
              AND d.objid OPERATOR(pg_catalog.=) part.signature::regprocedure::oid
              AND d.deptype OPERATOR(pg_catalog.=) 'e'::"char")
        UNION ALL
        SELECT 'ALTER EXTENSION golden_thread ADD CAST (@extschema@.quarterrange AS @extschema@.quartermultirange)'
        FROM pg_catalog.pg_cast c
        WHERE c.castsource OPERATOR(pg_catalog.=) '@extschema@.quarterrange'::regtype::oid
          AND c.casttarget OPERATOR(pg_catalog.=) '@extschema@.quartermultirange'::regtype::oid
          AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d
            WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_cast'::regclass::oid
              AND d.objid OPERATOR(pg_catalog.=) c.oid AND d.deptype OPERATOR(pg_catalog.=) 'e'::"char")
    LOOP
        EXECUTE missing;
    END LOOP;
END
$resync$;
COMMENT ON TYPE quartermultirange IS 'a set of quarters, as ranges with gaps between them';
COMMENT ON FUNCTION quarterrange(quarter, quarter) IS 'the range from the first quarter to before the second';
COMMENT ON FUNCTION quarterrange(quarter, quarter, text) IS 'the range between two quarters; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION quartermultirange() IS 'the empty set of quarters';
COMMENT ON FUNCTION quartermultirange(quarterrange) IS 'the set of the quarters of one range';
COMMENT ON FUNCTION quartermultirange(quarterrange[]) IS 'the set of the quarters of any of the ranges';
COMMENT ON CAST (quarterrange AS quartermultirange) IS 'the set of the quarters of one range';
