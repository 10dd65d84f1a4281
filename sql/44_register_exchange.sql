-- register_exchange: what imports need beside items, nodes and links, and the ways out: files as they came, and as the register has them now.

CREATE FUNCTION register_exchange_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Functions of older layouts that nothing calls any more.
DO $body$
DECLARE
  gone regprocedure;
BEGIN
  FOREACH gone IN ARRAY ARRAY[to_regprocedure('import_stage(imports, text, text)'), to_regprocedure('import_read_ratings(imports, document_kinds)'),
                              to_regprocedure('import_read_periods(imports)'), to_regprocedure('import_words(imports, bigint, text)')] LOOP
    IF gone IS NOT NULL THEN
      EXECUTE format('DROP FUNCTION %s', gone);
    END IF;
  END LOOP;
END
$body$;

-- How a file was written, so that it can be written again, byte for byte.  No defaults: functions use the row type of imports, and a
-- table whose row type is used so takes no column that has one.
ALTER TABLE imports
  ADD COLUMN quote text CHECK (octet_length(quote) <= 1),
  ADD COLUMN quote_all boolean,
  ADD COLUMN newline text CHECK (newline IN (E'\n', E'\r\n', E'\r')),
  ADD COLUMN has_mark boolean,
  ADD COLUMN printed_headings text;
COMMENT ON COLUMN imports.quote IS 'What enclosed cells, empty for nothing; NULL, here and in the next three: not known, of an import of a layout before 0.4.0.';
COMMENT ON COLUMN imports.quote_all IS 'Whether every cell was enclosed, not only those that need it.';
COMMENT ON COLUMN imports.newline IS 'What ends a line: LF, CRLF or CR.';
COMMENT ON COLUMN imports.has_mark IS 'Whether the file began with a byte-order mark.';
COMMENT ON COLUMN imports.printed_headings IS 'The very characters of the heading line, where writing its cells in this way gives others.';

ALTER TABLE import_rows ADD COLUMN printed text;
COMMENT ON COLUMN import_rows.printed IS 'The very characters of the row, line end and empty lines after it included, where writing its cells as imports says gives others.';

-- Staging is empty between imports: it needs neither the log nor a look-up of its import for every cell, and what one target needs lies
-- together.  The line comes before the position, since rows are put together by line.
ALTER TABLE import_cells
  DROP CONSTRAINT import_cells_import_id_fkey,
  DROP CONSTRAINT import_cells_pkey,
  ADD COLUMN amount numeric;
ALTER TABLE import_cells ADD PRIMARY KEY (import_id, target, line, position);
ALTER TABLE import_cells SET UNLOGGED;
COMMENT ON COLUMN import_cells.changed IS 'Of layouts before 0.4.0: import_changes has the lines that say something new.';
COMMENT ON COLUMN import_cells.item_id IS 'Of layouts before 0.4.0: import_subjects has the item of each line.';
COMMENT ON COLUMN import_cells.amount IS 'The number read from it.';
ALTER TABLE import_ties DROP CONSTRAINT import_ties_import_id_fkey;
ALTER TABLE import_ties SET UNLOGGED;

CREATE UNLOGGED TABLE import_names (
  import_id bigint NOT NULL,
  line bigint NOT NULL,
  position integer NOT NULL,
  target text NOT NULL,
  level text NOT NULL,
  relation text NOT NULL,
  name text NOT NULL
);
COMMENT ON TABLE import_names IS 'Staging, empty between imports: the nodes that the cells of the import that is running name, a name given twice in a cell twice.';
COMMENT ON COLUMN import_names.import_id IS 'The import.';
COMMENT ON COLUMN import_names.line IS 'The line of the file.';
COMMENT ON COLUMN import_names.position IS 'Which mapping.';
COMMENT ON COLUMN import_names.target IS 'The mapping''s target.';
COMMENT ON COLUMN import_names.level IS 'The level of the node.';
COMMENT ON COLUMN import_names.relation IS 'The relation of the link, empty where it is none.';
COMMENT ON COLUMN import_names.name IS 'The reference of the node.';

CREATE UNLOGGED TABLE import_subjects (
  import_id bigint NOT NULL,
  line bigint NOT NULL,
  item_id bigint NOT NULL,
  PRIMARY KEY (import_id, line)
);
COMMENT ON TABLE import_subjects IS 'Staging, empty between imports: the item of each line of the import that is running.';
COMMENT ON COLUMN import_subjects.import_id IS 'The import.';
COMMENT ON COLUMN import_subjects.line IS 'The line of the file.';
COMMENT ON COLUMN import_subjects.item_id IS 'The item.';

CREATE UNLOGGED TABLE import_changes (
  import_id bigint NOT NULL,
  line bigint NOT NULL,
  PRIMARY KEY (import_id, line)
);
COMMENT ON TABLE import_changes IS 'Staging, empty between imports: the lines that added something; the others are unchanged.';
COMMENT ON COLUMN import_changes.import_id IS 'The import.';
COMMENT ON COLUMN import_changes.line IS 'The line of the file.';

-- More sorts of documents.
ALTER TABLE document_kinds
  DROP CONSTRAINT document_kinds_record_check,
  ADD CONSTRAINT document_kinds_record_check CHECK (record IN ('item', 'node', 'link', 'measure', 'money', 'officer', 'body'));
COMMENT ON COLUMN document_kinds.record IS 'What one row of it is: an item, a node (and those above it), a link, a measure, a money line, or an officer or body with aliases.';
ALTER TABLE import_mappings
  DROP CONSTRAINT import_mappings_target_check,
  ADD CONSTRAINT import_mappings_target_check CHECK (target IN (
    'item.ref', 'item.title', 'item.level', 'item.attribute', 'node.ref', 'node.title', 'node.part_of', 'rating', 'commentary',
    'corrective_action', 'due', 'start', 'officer', 'body', 'link.node', 'link.from_kind', 'link.from_ref', 'link.to_kind', 'link.to_ref',
    'link.relation', 'link.basis', 'link.source_document', 'keep',
    'measure.ref', 'measure.title', 'measure.tier', 'measure.polarity', 'measure.influence', 'measure.unit', 'measure.node',
    'measure.tolerance', 'measure.frequency', 'measure.quarter', 'measure.target', 'measure.low', 'measure.high', 'measure.amber',
    'measure.actual',
    'money.ref', 'money.title', 'money.purpose', 'money.standing', 'money.basis', 'money.year', 'money.amount', 'money.item', 'money.node',
    'party.name', 'party.alias'));
COMMENT ON COLUMN import_mappings.qualifier IS 'rating, commentary, corrective_action: the period, such as Q1 2024/25 or May 2025. node.*: the level. node.part_of: "child level > parent level". link.node: "level relation". officer, body: the role. due: baseline or revised. item.attribute: its name. measure.node, money.node: the level. measure.target, low, high, amber, actual: the quarter, or nothing where the row has a measure.quarter. money.amount: the year and the standing, such as 2025/26 target, or nothing where the row has money.year and money.standing.';

-- Which codes a plan gives its levels: a plan has a row for each level whose references follow one.
CREATE TABLE code_systems (
  plan_id bigint NOT NULL REFERENCES plans,
  level text NOT NULL REFERENCES levels,
  prefix text NOT NULL DEFAULT '' CHECK (prefix ~ '^[A-Z]{0,8}$'),
  min_depth integer NOT NULL DEFAULT 1 CHECK (min_depth BETWEEN 1 AND 16),
  max_depth integer NOT NULL DEFAULT 16 CHECK (max_depth BETWEEN 1 AND 16),
  on_other text NOT NULL DEFAULT 'refuse' CHECK (on_other IN ('refuse', 'note')),
  PRIMARY KEY (plan_id, level),
  CHECK (min_depth <= max_depth)
);
CREATE INDEX ON code_systems (level);
COMMENT ON TABLE code_systems IS 'The codes by which a plan names the items or nodes of a level; levels without a row may be named anyhow.';
COMMENT ON COLUMN code_systems.plan_id IS 'The plan.';
COMMENT ON COLUMN code_systems.level IS 'The level.';
COMMENT ON COLUMN code_systems.prefix IS 'The letters that its codes begin with, empty for codes of numbers only.';
COMMENT ON COLUMN code_systems.min_depth IS 'Fewest numbers in a code.';
COMMENT ON COLUMN code_systems.max_depth IS 'Most numbers in a code.';
COMMENT ON COLUMN code_systems.on_other IS 'What an import does with another reference: refuse the row, or note it (code_report lists it).';

$register$;
COMMENT ON FUNCTION register_exchange_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for exchange.';

CREATE FUNCTION register_exchange_sql() RETURNS text
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
COMMENT ON FUNCTION register_exchange_sql() IS 'The statements that make, or renew, a register''s functions and views for exchange.';

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
