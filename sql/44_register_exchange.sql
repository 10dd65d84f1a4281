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
    'measure.quarter', 'measure.target', 'measure.amber', 'measure.actual',
    'money.ref', 'money.title', 'money.purpose', 'money.standing', 'money.year', 'money.amount', 'money.item', 'money.node',
    'party.name', 'party.alias'));
COMMENT ON COLUMN import_mappings.qualifier IS 'rating, commentary, corrective_action: the period, such as Q1 2024/25 or May 2025. node.*: the level. node.part_of: "child level > parent level". link.node: "level relation". officer, body: the role. due: baseline or revised. item.attribute: its name. measure.node, money.node: the level. measure.target, amber, actual: the quarter, or nothing where the row has a measure.quarter. money.amount: the year and the standing, such as 2025/26 target, or nothing where the row has money.year and money.standing.';

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

CREATE OR REPLACE FUNCTION import_check_codes(run imports, document document_kinds) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  SELECT;
END;
CREATE OR REPLACE FUNCTION import_check_figures(run imports, document document_kinds) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  SELECT;
END;

$register$;
COMMENT ON FUNCTION register_exchange_sql() IS 'The statements that make, or renew, a register''s functions and views for exchange.';
