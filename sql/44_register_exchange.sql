-- register_exchange: what imports need beside items, nodes and links, and the ways out: files as they came, and as the register has them now.

CREATE FUNCTION register_exchange_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- How a file was written, so that it can be written again, byte for byte.
ALTER TABLE imports
  ADD COLUMN quote text CHECK (octet_length(quote) <= 1),
  ADD COLUMN quote_all boolean NOT NULL DEFAULT false,
  ADD COLUMN newline text NOT NULL DEFAULT E'\n' CHECK (newline IN (E'\n', E'\r\n', E'\r')),
  ADD COLUMN has_mark boolean NOT NULL DEFAULT false,
  ADD COLUMN printed_headings text;
COMMENT ON COLUMN imports.quote IS 'What enclosed cells, empty for nothing; NULL: as the document kind says (imports of layouts before 0.4.0).';
COMMENT ON COLUMN imports.quote_all IS 'Whether every cell was enclosed, not only those that need it.';
COMMENT ON COLUMN imports.newline IS 'What ends a line: LF, CRLF or CR.';
COMMENT ON COLUMN imports.has_mark IS 'Whether the file began with a byte-order mark.';
COMMENT ON COLUMN imports.printed_headings IS 'The very characters of the heading line, where writing its cells in this way gives others.';

ALTER TABLE import_rows ADD COLUMN printed text;
COMMENT ON COLUMN import_rows.printed IS 'The very characters of the row, line end and empty lines after it included, where writing its cells as imports says gives others.';

-- Staging is empty between imports: it needs neither the log nor a look-up of its import for every cell, and what one target needs lies
-- together.
ALTER TABLE import_cells
  DROP CONSTRAINT import_cells_import_id_fkey,
  DROP CONSTRAINT import_cells_pkey,
  DROP COLUMN changed,
  DROP COLUMN item_id,
  ADD COLUMN amount numeric;
ALTER TABLE import_cells ADD PRIMARY KEY (import_id, target, position, line);
ALTER TABLE import_cells SET UNLOGGED;
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
    'money.ref', 'money.title', 'money.purpose', 'money.standing', 'money.year', 'money.amount', 'money.item', 'money.node',
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

$register$;
COMMENT ON FUNCTION register_exchange_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for exchange.';

CREATE FUNCTION register_exchange_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- "£1,234.50", "24.2m", "(500)", "85%": exact, never by way of floating point.
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
  WHERE NOT follows_code_system(r.ref, s.prefix, s.min_depth, s.max_depth);
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
  FROM import_cells c WHERE c.import_id = (run).import_id GROUP BY c.line;
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
  JOIN import_measure_rows(run) AS r ON r.line = c.line
  LEFT JOIN (SELECT DISTINCT m.qualifier, figure_quarter(plan_period(m.qualifier, fiscal_start_month())) AS quarter
             FROM import_mappings m WHERE m.kind = (run).kind AND m.target LIKE 'measure.%' AND m.qualifier <> ''
               AND m.target <> 'measure.node') AS named ON named.qualifier = c.qualifier
  CROSS JOIN LATERAL (SELECT coalesce(named.quarter, r.quarter) AS quarter) AS q
  WHERE c.import_id = (run).import_id AND c.amount IS NOT NULL
    AND c.target IN ('measure.target', 'measure.low', 'measure.high', 'measure.amber', 'measure.actual')
  GROUP BY c.line, r.ref, q.quarter;
END;
COMMENT ON FUNCTION import_measure_figures(imports) IS 'The staged figures of a file of measures, one row per line and quarter that has any.';

CREATE OR REPLACE FUNCTION import_money_rows(run imports, OUT line bigint, OUT "position" integer, OUT ref text, OUT title text, OUT purpose text,
    OUT fiscal_year_start integer, OUT standing text, OUT amount numeric, OUT item text) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT a.line, a.position, r.ref, r.title, lower(r.purpose),
         fiscal_year_start(figure_quarter(coalesce(plan_period(q.year, fiscal_start_month()), r.year))), coalesce(q.standing, lower(r.standing)),
         a.amount, r.item
  FROM import_cells a
  JOIN (SELECT c.line,
               max(c.value) FILTER (WHERE c.target = 'money.ref') AS ref, max(c.value) FILTER (WHERE c.target = 'money.title') AS title,
               max(c.value) FILTER (WHERE c.target = 'money.purpose') AS purpose, max(c.value) FILTER (WHERE c.target = 'money.standing') AS standing,
               (array_agg(c.period) FILTER (WHERE c.target = 'money.year'))[1] AS year,
               max(c.value) FILTER (WHERE c.target = 'money.item') AS item
        FROM import_cells c WHERE c.import_id = (run).import_id GROUP BY c.line) AS r ON r.line = a.line
  CROSS JOIN LATERAL amount_qualifier(a.qualifier) AS q
  WHERE a.import_id = (run).import_id AND a.target = 'money.amount' AND a.amount IS NOT NULL;
END;
COMMENT ON FUNCTION import_money_rows(imports) IS 'The staged amounts of a file of money lines, one row per amount.';

-- What is wrong with a staged cell beyond its not being readable.
CREATE OR REPLACE FUNCTION import_refuse_cells(run imports, of_target text, good_words text[], reason text) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw, reason,
         CASE WHEN good_words IS NULL THEN 'Fill in the cell, or take the row out of the file.'
              ELSE format('Write %s.', array_to_string(good_words, ', ')) END
  FROM import_cells c
  WHERE c.import_id = (run).import_id AND c.target = of_target
    AND CASE WHEN good_words IS NULL THEN c.value IS NULL ELSE lower(c.value) <> ALL (good_words) END;
END;
COMMENT ON FUNCTION import_refuse_cells(imports, text, text[], text) IS 'Refuses cells that are none of the words given or, without words, that are empty.';

CREATE OR REPLACE FUNCTION import_check_measures(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
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

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, n.line, import_column(run.kind, min(n.position)), string_agg(n.name, ', ' ORDER BY n.name), 'a row names one node',
         'measure_nodes takes any others.'
  FROM import_names n WHERE n.import_id = run.import_id AND n.target = 'measure.node' GROUP BY n.line HAVING count(*) > 1;
END
$body$;
COMMENT ON FUNCTION import_check_measures(imports) IS 'Finds the bad cells of a file of measures.';

CREATE OR REPLACE FUNCTION import_check_money(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
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
  FROM (SELECT m.*, min(m.line) OVER (PARTITION BY m.ref, m.fiscal_year_start, m.standing) AS first_line FROM import_money_rows(run) AS m) AS r
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
BEGIN
  WITH last AS (
    SELECT DISTINCT ON (l.ref, l.fiscal_year_start, l.standing) l.*
    FROM money_lines l
    WHERE l.plan_id = document.plan_id AND l.recorded_at < run.recorded_at + interval '1 second'
    ORDER BY l.ref, l.fiscal_year_start, l.standing, l.recorded_at DESC
  ), said AS (
    SELECT r.*, i.item_id, f.node_id
    FROM import_money_rows(run) AS r
    LEFT JOIN items i ON i.plan_id = document.plan_id AND i.ref = r.item
    LEFT JOIN import_names n ON n.import_id = run.import_id AND n.line = r.line AND n.target = 'money.node'
    LEFT JOIN findable_nodes(document.plan_id) AS f ON f.level = n.level AND f.ref = n.name
  ), changed AS MATERIALIZED (
    SELECT s.line, s.position, s.ref, s.title, s.purpose, s.fiscal_year_start, s.standing, s.amount, coalesce(s.item_id, l.item_id) AS item_id,
           coalesce(s.node_id, l.node_id) AS node_id, greatest(run.recorded_at, l.recorded_at + interval '1 microsecond') AS recorded_at
    FROM said s
    LEFT JOIN last l ON l.ref = s.ref AND l.fiscal_year_start = s.fiscal_year_start AND l.standing = s.standing
    WHERE l.money_line_id IS NULL
       OR (l.title, l.purpose, l.amount, l.item_id, l.node_id) IS DISTINCT FROM
          (s.title, s.purpose, s.amount, coalesce(s.item_id, l.item_id), coalesce(s.node_id, l.node_id))
  ), added AS (
    INSERT INTO money_lines (plan_id, item_id, node_id, ref, title, purpose, fiscal_year_start, standing, amount, recorded_at)
    SELECT document.plan_id, c.item_id, c.node_id, c.ref, c.title, c.purpose, c.fiscal_year_start, c.standing, c.amount, c.recorded_at
    FROM changed c ORDER BY c.line, c.position
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_money(imports, document_kinds) IS 'Appends the amounts of a file that differ from the last recorded for the same line, year and standing.';

-- Officers and bodies with their other spellings.

CREATE OR REPLACE FUNCTION import_party_names(run imports, OUT line bigint, OUT "position" integer, OUT target text, OUT raw text, OUT owner text, OUT name text)
  RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.line, c.position, c.target, c.raw, o.value, p.name
  FROM import_cells c
  JOIN import_cells o ON o.import_id = c.import_id AND o.line = c.line AND o.target = 'party.name'
  JOIN import_mappings m ON m.kind = (run).kind AND m.position = c.position
  CROSS JOIN LATERAL (SELECT import_value(n) AS name
                      FROM unnest(CASE WHEN c.target = 'party.name' OR m.split IS NULL THEN ARRAY[c.value] ELSE regexp_split_to_array(c.value, m.split) END) AS n) AS p
  WHERE c.import_id = (run).import_id AND c.target IN ('party.name', 'party.alias') AND p.name IS NOT NULL;
END;
COMMENT ON FUNCTION import_party_names(imports) IS 'The names and aliases of a file of officers or bodies, one row each.';

CREATE OR REPLACE FUNCTION import_check_parties(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
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
BEGIN
  IF document.record = 'measure' THEN
    PERFORM import_check_measures(run);
  ELSIF document.record = 'money' THEN
    PERFORM import_check_money(run, document);
  ELSIF document.record IN ('officer', 'body') THEN
    PERFORM import_check_parties(run, document);
  END IF;
END
$body$;
COMMENT ON FUNCTION import_check_figures(imports, document_kinds) IS 'Finds the bad cells of files of measures, money lines, officers and bodies.';

$register$;
COMMENT ON FUNCTION register_exchange_sql() IS 'The statements that make, or renew, a register''s functions and views for exchange.';
