-- What a document kinds mappings say, and what is wrong with them.

CREATE OR REPLACE VIEW reference_ends WITH (security_invoker = true) AS
  SELECT k.kind, i.ref, i.item_id, NULL::bigint AS node_id
  FROM reference_kinds k JOIN items i ON i.level = k.level AND (k.plan_id IS NULL OR i.plan_id = k.plan_id) AND i.state <> 'undone'
  UNION ALL
  SELECT k.kind, n.ref, NULL, n.node_id
  FROM reference_kinds k JOIN nodes_known() n ON n.level = k.level AND (k.plan_id IS NULL OR n.plan_id = k.plan_id);
COMMENT ON VIEW reference_ends IS 'What each reference of a link file means: one row per kind and item or node.';
COMMENT ON COLUMN reference_ends.kind IS 'The kind as the link file writes it.';
COMMENT ON COLUMN reference_ends.ref IS 'The reference as printed.';
COMMENT ON COLUMN reference_ends.item_id IS 'The item it names, if it names one.';
COMMENT ON COLUMN reference_ends.node_id IS 'The node it names, if it names one.';

CREATE OR REPLACE VIEW import_report WITH (security_invoker = true) AS
  SELECT i.import_id, i.kind, i.file_name, i.rows_read, i.rows_loaded, i.rows_unchanged, i.rows_refused, i.recorded_at,
         i.recorded_by, e.line, e.column_name, e.value, e.reason, e.hint, i.undone_at, i.undone_by, i.undone_reason
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
COMMENT ON COLUMN import_report.undone_at IS 'When undo_import took back what it added; NULL: it stands.';
COMMENT ON COLUMN import_report.undone_by IS 'Who took it back.';
COMMENT ON COLUMN import_report.undone_reason IS 'Why.';

CREATE OR REPLACE FUNCTION source_headings(source text) RETURNS SETOF text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT normal_name(m[1]) FROM regexp_matches(source, '\{([^{}]+)\}', 'g') AS m;
END;
COMMENT ON FUNCTION source_headings(text) IS 'The headings that a mapping''s source names.';

-- The apostrophe of spreadsheet_cell goes.  The quick way first: most cells have a letter or digit at either end.  Inlined, so that a
-- file's cells are not a call each.
CREATE OR REPLACE FUNCTION import_value(raw text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN raw = '' THEN NULL
            WHEN left(raw, 1) = '''' AND raw ~ '^''+[-=+@\t\r]' THEN nullif(trim_cell(substr(raw, 2)), '')
            WHEN left(raw, 1) COLLATE "C" BETWEEN '!' AND '~' AND right(raw, 1) COLLATE "C" BETWEEN '!' AND '~' THEN raw
            ELSE nullif(trim_cell(raw), '') END;
COMMENT ON FUNCTION import_value(text) IS 'A cell without blanks at its ends; NULL where nothing else is in it.';

-- A heading may say of when its column is: "Rating Q3 2024/25" is the column that {Rating} of that quarter means.
CREATE OR REPLACE FUNCTION mapped_headings(document_kind text, headings text[]) RETURNS text[]
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT array_agg(coalesce(m.name, h.heading) ORDER BY h.number)
  FROM unnest(mapped_headings.headings) WITH ORDINALITY AS h (heading, number)
  LEFT JOIN LATERAL (SELECT min(s.name) AS name FROM import_mappings k, source_headings(k.source) AS s (name)
                     WHERE k.kind = mapped_headings.document_kind AND k.qualifier <> ''
                       AND normal_name(h.heading) = s.name || ' ' || normal_name(k.qualifier)) AS m ON true;
END;
COMMENT ON FUNCTION mapped_headings(text, text[]) IS
  'The headings of a file as its mappings name them: without the period, where a mapping of that period names the rest.';

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
            HINT = CASE WHEN repeated IS NOT NULL THEN
                          'A mapping names a column by its heading: give each column of the file one of its own.'
                        WHEN missing IS NULL THEN 'Add rows to import_mappings: every heading needs one (target "keep" keeps only the '
                          'raw cell).'
                        WHEN unmapped IS NULL THEN 'The file lacks a column that a mapping names: add it, or take the mapping out of '
                                                   'import_mappings.'
                        ELSE 'A heading was renamed, or names another quarter: correct it in the file or in import_mappings. import_sheet '
                             'reads headings as they change, without mappings; of one row an item and quarter the quarter is mapped as '
                             'rating.quarter.' END;
  END IF;
END
$body$;
COMMENT ON FUNCTION import_check_headings(text, text[]) IS
  'Refuses a file that has a heading no mapping names, lacks one that a mapping names, or repeats one.';

-- "Q1 2022" is a quarter of the calendar year to the type.  Where the register's year is another it may as well be meant as one of that,
-- and the year as the one it starts or ends in: naming the calendar, which months do by themselves, makes it unreadable then.
CREATE OR REPLACE FUNCTION is_of_either_year(value text, start_month integer) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN start_month <> 1 AND coalesce(fiscal_start_month(try_quarter(value)) = 1, false) AND value !~* '[[:<:]]cy|calendar'
       AND try_quarter(format('%s (%s)', value, to_char(make_date(2000, start_month, 1), 'Mon'))) IS NULL;
COMMENT ON FUNCTION is_of_either_year(text, integer) IS
  'Whether a text names a quarter and one year, which may be the calendar year or either of two fiscal years.';

CREATE OR REPLACE FUNCTION quarter_within(value text, start_month integer, within daterange) RETURNS daterange
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN count(*) = 1 THEN (array_agg(r.days))[1] END
  FROM (SELECT q, quarter(fiscal_year_start(q), quarter_number(q), quarter_within.start_month) AS fiscal
        FROM try_quarter(quarter_within.value) q) c,
       LATERAL (VALUES (daterange(c.q)), (daterange(c.fiscal)), (daterange(c.fiscal - 4))) r (days)
  WHERE r.days <@ quarter_within.within;
END;
COMMENT ON FUNCTION quarter_within(text, integer, daterange) IS
  'The days of a quarter and one year, if just one of the readings lies in a plan''s period.';

-- Which quarter a figure is of: a month's own, a whole year's last.
CREATE OR REPLACE FUNCTION figure_quarter(period daterange) RETURNS quarter
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT quarter(upper(period) - 1, fiscal_start_month())
  WHERE NOT upper_inf(period) AND NOT lower_inf(period)
    AND fiscal_year_start(quarter(lower(period), fiscal_start_month())) = fiscal_year_start(quarter(upper(period) - 1,
          fiscal_start_month()));
END;
COMMENT ON FUNCTION figure_quarter(daterange) IS
  'The quarter that a figure of a month, quarter or fiscal year counts in, a year''s in its last; NULL for a longer or open period.';

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
COMMENT ON FUNCTION amount_qualifier(text) IS
  'The year and the standing that the qualifier of a money.amount names, NULL for what the row says itself.';

CREATE OR REPLACE FUNCTION import_figure_problems(document document_kinds) RETURNS SETOF text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE WHEN m.qualifier = '' THEN format('%s needs a quarter as its qualifier, or a mapping to measure.quarter', m.target)
              ELSE format('"%s" is not a month, quarter or fiscal year', m.qualifier) END
  FROM import_mappings m
  WHERE m.kind = (import_figure_problems.document).kind AND m.target IN ('measure.target', 'measure.low', 'measure.high',
                                                                         'measure.amber', 'measure.actual')
    AND CASE WHEN m.qualifier = '' THEN NOT EXISTS (SELECT FROM import_mappings q WHERE q.kind = m.kind AND q.target = 'measure.quarter')
             ELSE is_of_either_year(m.qualifier, fiscal_start_month())
                  OR figure_quarter(try_plan_period(m.qualifier, fiscal_start_month())) IS NULL END
  UNION ALL
  SELECT CASE WHEN a.year IS NOT NULL THEN format('"%s" is not a fiscal year and one of target, achieved, at risk', m.qualifier)
              ELSE format('money.amount needs a qualifier such as "2025/26 target", or mappings to what it leaves out of money.year and '
                          'money.standing') END
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
CREATE OR REPLACE FUNCTION import_target_problems(document document_kinds) RETURNS SETOF text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT format('%s needs a mapping to %s', (import_target_problems.document).record, n.target)
  FROM (VALUES ('item', 'item.ref'), ('item', 'item.title'), ('item', 'item.level'), ('node', 'node.ref'),
               ('link', 'link.from_kind'), ('link', 'link.from_ref'), ('link', 'link.to_kind'), ('link', 'link.to_ref'),
               ('link', 'link.relation'), ('measure', 'measure.ref'), ('measure', 'measure.title'), ('money', 'money.ref'),
               ('money', 'money.title'), ('money', 'money.purpose'), ('money', 'money.amount'), ('officer', 'party.name'),
               ('body', 'party.name')) AS n (record, target)
  WHERE n.record = (import_target_problems.document).record
    AND NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = (import_target_problems.document).kind AND m.target = n.target)
  UNION ALL
  SELECT format('"%s" is mapped to %s, which a row that is a %s does not have', m.source, m.target,
                (import_target_problems.document).record)
  FROM import_mappings m
  WHERE m.kind = (import_target_problems.document).kind AND m.target <> 'keep'
    AND NOT CASE (import_target_problems.document).record
              WHEN 'link' THEN m.target LIKE 'link.%' AND m.target <> 'link.node'
              WHEN 'node' THEN m.target LIKE 'node.%'
              WHEN 'measure' THEN m.target LIKE 'measure.%'
              WHEN 'money' THEN m.target LIKE 'money.%'
              WHEN 'item' THEN m.target = 'link.node' OR split_part(m.target, '.', 1) <> ALL ('{link,measure,money,party}')
              ELSE m.target LIKE 'party.%' END
  UNION ALL
  SELECT format('%s is mapped more than once%s', m.target, coalesce(' for "' || nullif(m.qualifier, '') || '"', ''))
  FROM import_mappings m
  WHERE m.kind = (import_target_problems.document).kind
    AND (m.target IN ('item.ref', 'item.title', 'item.level', 'rating', 'rating.quarter', 'commentary', 'corrective_action', 'start',
                      'node.ref',
                      'node.title', 'node.part_of', 'item.attribute')
         OR m.target LIKE 'link.%' AND m.target <> 'link.node'
         OR m.target LIKE 'measure.%' OR m.target LIKE 'money.%' OR m.target = 'party.name'
         OR m.target = 'due' AND m.qualifier = 'baseline')
  GROUP BY m.target, m.qualifier HAVING count(*) > 1;
END;
COMMENT ON FUNCTION import_target_problems(document_kinds) IS
  'Targets that a document kind lacks, that its rows do not have, or that are mapped more than once; one row each.';

CREATE OR REPLACE FUNCTION import_qualifier_problems(document document_kinds) RETURNS SETOF text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT format('no rating has the period "%s" of a %s', m.qualifier, m.target)
  FROM import_mappings m
  WHERE m.kind = (import_qualifier_problems.document).kind AND m.target IN ('commentary', 'corrective_action')
    AND NOT EXISTS (SELECT FROM import_mappings r WHERE r.kind = m.kind AND r.target = 'rating' AND r.qualifier = m.qualifier)
  UNION ALL
  SELECT format('"%s" of %s is not a level of nodes', w.level, m.target)
  FROM import_mappings m,
       regexp_split_to_table(CASE WHEN m.target = 'link.node' THEN split_part(m.qualifier, ' ', 1) ELSE m.qualifier END,
                             '\s*>\s*') AS w (level)
  WHERE m.kind = (import_qualifier_problems.document).kind AND m.target IN ('node.ref', 'node.title', 'node.part_of', 'link.node',
                                                                          'measure.node', 'money.node')
    AND NOT EXISTS (SELECT FROM levels l WHERE l.level = w.level AND l.holds = 'node')
  UNION ALL
  SELECT format('"%s" needs the row''s %s', m.qualifier, w.level)
  FROM import_mappings m, regexp_split_to_table(m.qualifier, '\s*>\s*') AS w (level)
  WHERE m.kind = (import_qualifier_problems.document).kind AND m.target = 'node.part_of'
    AND NOT EXISTS (SELECT FROM import_mappings r WHERE r.kind = m.kind AND r.target = 'node.ref' AND r.qualifier = w.level)
  UNION ALL
  SELECT format('"%s" is not a level and a relation', m.qualifier)
  FROM import_mappings m
  WHERE m.kind = (import_qualifier_problems.document).kind AND m.target = 'link.node'
    AND NOT EXISTS (SELECT FROM relations r WHERE r.relation = split_part(m.qualifier, ' ', 2))
  UNION ALL
  SELECT format('"%s" is not baseline, revised or empty', m.qualifier)
  FROM import_mappings m
  WHERE m.kind = (import_qualifier_problems.document).kind AND m.target = 'due' AND m.qualifier NOT IN ('', 'baseline', 'revised')
  UNION ALL
  SELECT format(CASE m.target WHEN 'rating' THEN 'a %s needs a period as its qualifier, or a mapping to rating.quarter'
                              ELSE 'a %s needs a qualifier' END, m.target)
  FROM import_mappings m
  WHERE m.kind = (import_qualifier_problems.document).kind AND m.target IN ('rating', 'officer', 'body', 'item.attribute')
      AND m.qualifier = ''
      AND NOT (m.target = 'rating' AND EXISTS (SELECT FROM import_mappings q WHERE q.kind = m.kind AND q.target = 'rating.quarter'));
END;
COMMENT ON FUNCTION import_qualifier_problems(document_kinds) IS
  'Qualifiers of the mappings of a document kind that say nothing of their target, or are wanting; one row each.';

CREATE OR REPLACE FUNCTION import_mapping_problems(document document_kinds) RETURNS SETOF text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT problem FROM import_target_problems(import_mapping_problems.document) AS problem
  UNION ALL
  SELECT problem FROM import_qualifier_problems(import_mapping_problems.document) AS problem
  UNION ALL
  SELECT problem FROM import_figure_problems(import_mapping_problems.document) AS problem;
END;
COMMENT ON FUNCTION import_mapping_problems(document_kinds) IS
  'What is wrong with the mappings of a document kind, one row each; no row where they can work.';

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
            HINT = E'Correct them in import_mappings; \\d+ import_mappings says what each target and qualifier means.';
  END IF;
END
$body$;
COMMENT ON FUNCTION import_check_mappings(document_kinds) IS 'Refuses a document kind whose mappings would lose cells.';
