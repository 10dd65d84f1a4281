-- register_tables: the tables of a register, as text.  create_register runs it with the register's schema first in the
-- search path, so every name is unqualified; the objects belong to the caller and are not members of the extension.

CREATE FUNCTION register_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- How names, words and cells are compared and cut; first, since indexes below stand on them.

CREATE FUNCTION trim_cell(cell text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(cell, '^[\s\u00A0]+|[\s\u00A0]+$', '', 'g');
COMMENT ON FUNCTION trim_cell(text) IS 'A cell without blanks, tabs, line ends and no-break spaces at its ends.';

CREATE FUNCTION normal_name(name text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(regexp_replace(trim_cell(name), '[\s\u00A0]+', ' ', 'g'));
COMMENT ON FUNCTION normal_name(text) IS 'A name without regard to case and blanks, for comparing.';

CREATE FUNCTION legend_word(word text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(fold_text(word), normal_name(word));
COMMENT ON FUNCTION legend_word(text) IS 'A word of a legend as the type rag would read it: without regard to case, blanks and look-alike letters.';

CREATE TABLE register_settings (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  layout_version text NOT NULL,
  fiscal_start_month integer NOT NULL CHECK (fiscal_start_month BETWEEN 1 AND 12),
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE register_settings IS 'One row: which version of the layout this register has and in which month its fiscal year starts.';
COMMENT ON COLUMN register_settings.singleton IS 'Always true: keeps the table at one row.';
COMMENT ON COLUMN register_settings.layout_version IS 'The extension version whose layout this register has.';
COMMENT ON COLUMN register_settings.fiscal_start_month IS 'First month of the fiscal year, 4 for the UK public sector.';
COMMENT ON COLUMN register_settings.created_at IS 'When create_register made it.';

-- A quarter of another fiscal calendar would sort and compare beside the register's own, and match none of them.
CREATE FUNCTION fiscal_start_month() RETURNS integer
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT s.fiscal_start_month FROM register_settings s;
END;
COMMENT ON FUNCTION fiscal_start_month() IS 'The first month of this register''s fiscal year.';

CREATE FUNCTION checked_quarter(q quarter) RETURNS quarter
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF fiscal_start_month(q) <> fiscal_start_month() THEN
    RAISE EXCEPTION 'quarter "%" is not of this register''s fiscal calendar', q
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = format('The fiscal year of this register starts in month %s.', fiscal_start_month()),
            HINT = format('Write "%s".', quarter(fiscal_year_start(q)::bigint, quarter_number(q), fiscal_start_month()));
  END IF;
  RETURN q;
END
$body$;
COMMENT ON FUNCTION checked_quarter(quarter) IS 'The quarter itself, or an error if it is of another fiscal calendar than the register''s.';

CREATE FUNCTION check_quarter() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  PERFORM checked_quarter(NEW.quarter);
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_quarter() IS 'Trigger: refuses quarters of another fiscal calendar than the register''s.';

-- Vocabulary: levels and relations are data, since four documents of one council have four different hierarchies.

CREATE TABLE levels (
  level text PRIMARY KEY,
  holds text NOT NULL CHECK (holds IN ('node', 'item')),
  label text NOT NULL
);
COMMENT ON TABLE levels IS 'The kinds of thing a plan is made of: nodes (aim, outcome, programme ...) and items (action, deliverable, milestone).';
COMMENT ON COLUMN levels.level IS 'The name that nodes and items carry.';
COMMENT ON COLUMN levels.holds IS 'node: something items are linked to; item: something that is done and rated.';
COMMENT ON COLUMN levels.label IS 'What a report prints.';

CREATE TABLE relations (
  relation text PRIMARY KEY,
  rolls_up boolean NOT NULL,
  child_end text NOT NULL DEFAULT 'from' CHECK (child_end IN ('from', 'to')),
  description text NOT NULL
);
COMMENT ON TABLE relations IS 'The kinds of link. A link rolls up when its relation does and its parent end is a node.';
COMMENT ON COLUMN relations.relation IS 'The name that links carry, as printed.';
COMMENT ON COLUMN relations.rolls_up IS 'Whether the child end counts towards the parent end.';
COMMENT ON COLUMN relations.child_end IS 'Which end of the link is the child: from, or to (a pointer "see" names its child).';
COMMENT ON COLUMN relations.description IS 'What the relation says.';

-- Plans, nodes, items.

CREATE TABLE plans (
  plan_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title text NOT NULL CHECK (title <> ''),
  version text NOT NULL DEFAULT '',
  period daterange,
  scale text NOT NULL DEFAULT 'three' CHECK (scale IN ('three', 'five')),
  has_scheduled boolean NOT NULL DEFAULT true,
  state text NOT NULL DEFAULT 'live' CHECK (state IN ('draft', 'live', 'closed')),
  supersedes_plan_id bigint REFERENCES plans,
  source_document text,
  UNIQUE (title, version),
  CHECK (supersedes_plan_id <> plan_id)
);
COMMENT ON TABLE plans IS 'One row per plan and version.';
COMMENT ON COLUMN plans.plan_id IS 'Key.';
COMMENT ON COLUMN plans.title IS 'The plan''s name as printed.';
COMMENT ON COLUMN plans.version IS 'Tells versions of one plan apart; empty where there is one only.';
COMMENT ON COLUMN plans.period IS 'The days the plan covers, for example plan_period(''2024-25'').';
COMMENT ON COLUMN plans.scale IS 'three: red, amber, green; five: with the half steps. An import refuses a rating outside the scale.';
COMMENT ON COLUMN plans.has_scheduled IS 'Whether "scheduled, not yet started" is one of the plan''s ratings.';
COMMENT ON COLUMN plans.state IS 'draft, live or closed.';
COMMENT ON COLUMN plans.supersedes_plan_id IS 'The plan that this one takes the place of.';
COMMENT ON COLUMN plans.source_document IS 'The document the plan was read from.';

CREATE TABLE nodes (
  node_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint REFERENCES plans,
  level text NOT NULL REFERENCES levels,
  ref text NOT NULL CHECK (ref <> ''),
  code plan_code,
  title text NOT NULL,
  UNIQUE NULLS NOT DISTINCT (plan_id, level, ref)
);
CREATE INDEX ON nodes (level, ref);
CREATE INDEX ON nodes (code);
COMMENT ON TABLE nodes IS 'What items are linked to: aims, priorities, outcomes, commitments, themes, recommendations, programmes, plans ...';
COMMENT ON COLUMN nodes.node_id IS 'Key.';
COMMENT ON COLUMN nodes.plan_id IS 'The plan whose document names the node; NULL for what several plans share. The node of level "plan" with a plan_id stands for that plan itself.';
COMMENT ON COLUMN nodes.level IS 'Which kind of node.';
COMMENT ON COLUMN nodes.ref IS 'The reference as printed, unique within plan and level.';
COMMENT ON COLUMN nodes.code IS 'The reference as a plan_code, where it is one.';
COMMENT ON COLUMN nodes.title IS 'The wording; the reference itself where the documents print nothing more.';

CREATE TABLE items (
  item_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plans,
  level text NOT NULL REFERENCES levels,
  ref text NOT NULL CHECK (ref <> ''),
  code plan_code,
  title text NOT NULL CHECK (title <> ''),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'withdrawn', 'superseded', 'merged', 'deferred')),
  state_since date,
  state_reason text,
  UNIQUE (plan_id, ref),
  CHECK (state = 'active' OR state_since IS NOT NULL)
);
CREATE INDEX ON items (code);
COMMENT ON TABLE items IS 'What is done and rated: actions, deliverables, milestones.';
COMMENT ON COLUMN items.item_id IS 'Key.';
COMMENT ON COLUMN items.plan_id IS 'The plan the item belongs to.';
COMMENT ON COLUMN items.level IS 'Which kind of item.';
COMMENT ON COLUMN items.ref IS 'The reference as printed, unique within the plan.';
COMMENT ON COLUMN items.code IS 'The reference as a plan_code, where it is one.';
COMMENT ON COLUMN items.title IS 'The wording.';
COMMENT ON COLUMN items.state IS 'Apart from any rating: active, withdrawn, superseded, merged or deferred.';
COMMENT ON COLUMN items.state_since IS 'Since when it is in that state: in reports of quarters before, the item still counts.';
COMMENT ON COLUMN items.state_reason IS 'Why it is in that state.';

CREATE TABLE item_attributes (
  item_id bigint NOT NULL REFERENCES items,
  name text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (item_id, name)
);
COMMENT ON TABLE item_attributes IS 'Printed cells of an item that the register has no column for, as printed.';
COMMENT ON COLUMN item_attributes.item_id IS 'The item.';
COMMENT ON COLUMN item_attributes.name IS 'What the cell is, as the mapping of its document kind names it.';
COMMENT ON COLUMN item_attributes.value IS 'The cell as printed.';

CREATE TABLE legends (
  plan_id bigint NOT NULL REFERENCES plans,
  word text NOT NULL,
  rating rag,
  label text NOT NULL,
  colour text CHECK (colour ~ '^#[0-9a-fA-F]{6}$'),
  PRIMARY KEY (plan_id, word)
);
CREATE UNIQUE INDEX ON legends (plan_id, legend_word(word));
COMMENT ON TABLE legends IS 'A plan''s own words for ratings. An import reads a cell by these first, then by the words the type itself knows.';
COMMENT ON COLUMN legends.plan_id IS 'The plan.';
COMMENT ON COLUMN legends.word IS 'The cell, compared without regard to case, blanks and look-alike letters; the empty word is a blank cell.';
COMMENT ON COLUMN legends.rating IS 'What it means; NULL is "not rated".';
COMMENT ON COLUMN legends.label IS 'What the plan prints for that rating.';
COMMENT ON COLUMN legends.colour IS 'The plan''s colour for it, as #rrggbb; NULL for the usual one.';

-- People and bodies, with aliases and dates.

CREATE TABLE officers (
  officer_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> '')
);
CREATE UNIQUE INDEX ON officers (normal_name(name));
COMMENT ON TABLE officers IS 'Officer roles as plans name them (posts, not persons).';
COMMENT ON COLUMN officers.officer_id IS 'Key.';
COMMENT ON COLUMN officers.name IS 'The name of the post.';

CREATE TABLE officer_aliases (
  alias text PRIMARY KEY CHECK (alias <> ''),
  officer_id bigint NOT NULL REFERENCES officers
);
CREATE INDEX ON officer_aliases (officer_id);
CREATE UNIQUE INDEX ON officer_aliases (normal_name(alias));
COMMENT ON TABLE officer_aliases IS 'Other spellings of an officer''s name; an import looks here before it adds an officer.';
COMMENT ON COLUMN officer_aliases.alias IS 'The other spelling, compared without regard to case and blanks.';
COMMENT ON COLUMN officer_aliases.officer_id IS 'Whom it means.';

CREATE TABLE bodies (
  body_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> '')
);
CREATE UNIQUE INDEX ON bodies (normal_name(name));
COMMENT ON TABLE bodies IS 'Committees and boards that items answer to.';
COMMENT ON COLUMN bodies.body_id IS 'Key.';
COMMENT ON COLUMN bodies.name IS 'The body''s name.';

CREATE TABLE body_aliases (
  alias text PRIMARY KEY CHECK (alias <> ''),
  body_id bigint NOT NULL REFERENCES bodies
);
CREATE INDEX ON body_aliases (body_id);
CREATE UNIQUE INDEX ON body_aliases (normal_name(alias));
COMMENT ON TABLE body_aliases IS 'Other spellings and abbreviations of a body''s name.';
COMMENT ON COLUMN body_aliases.alias IS 'The other spelling, compared without regard to case and blanks.';
COMMENT ON COLUMN body_aliases.body_id IS 'Which body it means.';

-- Provenance: declared before what it explains.

CREATE TABLE document_kinds (
  kind text PRIMARY KEY,
  title text NOT NULL,
  record text NOT NULL CHECK (record IN ('item', 'node', 'link')),
  plan_id bigint REFERENCES plans,
  delimiter text CHECK (octet_length(delimiter) = 1),
  quote text NOT NULL DEFAULT '"' CHECK (octet_length(quote) <= 1)
);
COMMENT ON TABLE document_kinds IS 'The kinds of table an import can read. A new kind of file needs rows here and in import_mappings, not code.';
COMMENT ON COLUMN document_kinds.kind IS 'The name to give to import_csv.';
COMMENT ON COLUMN document_kinds.title IS 'What it is.';
COMMENT ON COLUMN document_kinds.record IS 'What one row of it is: an item, a node (and those above it), or a link.';
COMMENT ON COLUMN document_kinds.plan_id IS 'The plan its items and nodes belong to.';
COMMENT ON COLUMN document_kinds.delimiter IS 'What parts the cells; NULL: found from the heading line.';
COMMENT ON COLUMN document_kinds.quote IS 'What encloses a cell that holds the delimiter; empty: nothing does, every character is itself.';

CREATE TABLE import_mappings (
  kind text NOT NULL REFERENCES document_kinds ON DELETE CASCADE,
  position integer NOT NULL,
  source text NOT NULL CHECK (source <> ''),
  target text NOT NULL CHECK (target IN (
    'item.ref', 'item.title', 'item.level', 'item.attribute', 'node.ref', 'node.title', 'node.part_of', 'rating', 'commentary',
    'corrective_action', 'due', 'start', 'officer', 'body', 'link.node', 'link.from_kind', 'link.from_ref', 'link.to_kind', 'link.to_ref',
    'link.relation', 'link.basis', 'link.source_document', 'keep')),
  qualifier text NOT NULL DEFAULT '',
  split text,
  blank_words text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (kind, position)
);
COMMENT ON TABLE import_mappings IS 'Which column of a document kind is what. Every heading of a file must be named by some row, so that nothing is skipped silently.';
COMMENT ON COLUMN import_mappings.kind IS 'The document kind.';
COMMENT ON COLUMN import_mappings.position IS 'Order: revisions of a due date and levels of nodes are taken in this order, outermost level first.';
COMMENT ON COLUMN import_mappings.source IS 'The cell: text in which {heading} stands for that column''s cell, such as {code}, or CPC {recommendation}/{seq}.';
COMMENT ON COLUMN import_mappings.target IS 'What it is. keep: nothing but the raw cell.';
COMMENT ON COLUMN import_mappings.qualifier IS 'rating, commentary, corrective_action: the period, such as Q1 2024/25 or May 2025. node.*: the level. node.part_of: "child level > parent level". link.node: "level relation". officer, body: the role. due: baseline or revised. item.attribute: its name.';
COMMENT ON COLUMN import_mappings.split IS 'officer, body, link.node: a regular expression that parts several names in one cell.';
COMMENT ON COLUMN import_mappings.blank_words IS 'Cells that mean nothing was printed, such as N/A or -, compared without regard to case.';

CREATE TABLE reference_kinds (
  kind text PRIMARY KEY,
  level text NOT NULL REFERENCES levels,
  plan_id bigint REFERENCES plans,
  create_missing boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE reference_kinds IS 'What a link''s from_kind and to_kind mean: which level, of which plan.';
COMMENT ON COLUMN reference_kinds.kind IS 'The kind as the link file writes it.';
COMMENT ON COLUMN reference_kinds.level IS 'The level of the nodes or items it names.';
COMMENT ON COLUMN reference_kinds.plan_id IS 'The plan they belong to; NULL: none in particular.';
COMMENT ON COLUMN reference_kinds.create_missing IS 'Whether an unknown reference makes a node (plans and requirements that only links name) or is refused.';

CREATE TABLE imports (
  import_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL REFERENCES document_kinds,
  file_name text NOT NULL,
  headings text[] NOT NULL,
  delimiter text NOT NULL,
  on_bad text NOT NULL CHECK (on_bad IN ('none', 'good')),
  rows_read bigint NOT NULL,
  rows_loaded bigint NOT NULL,
  rows_unchanged bigint NOT NULL,
  rows_refused bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL DEFAULT current_user,
  CHECK (rows_read = rows_loaded + rows_unchanged + rows_refused)
);
CREATE INDEX ON imports (kind);
COMMENT ON TABLE imports IS 'One row per import, also those that loaded nothing; a file refused whole, for its headings or a quote never closed, is an error and leaves none.';
COMMENT ON COLUMN imports.import_id IS 'Key.';
COMMENT ON COLUMN imports.kind IS 'The document kind.';
COMMENT ON COLUMN imports.file_name IS 'The file''s name as the caller gave it.';
COMMENT ON COLUMN imports.headings IS 'The heading line, cell by cell, as printed.';
COMMENT ON COLUMN imports.delimiter IS 'What parted the cells.';
COMMENT ON COLUMN imports.on_bad IS 'What the caller chose: none (one bad cell and nothing is loaded) or good (the good rows are).';
COMMENT ON COLUMN imports.rows_read IS 'Data rows in the file.';
COMMENT ON COLUMN imports.rows_loaded IS 'Rows that added something.';
COMMENT ON COLUMN imports.rows_unchanged IS 'Rows the register already held.';
COMMENT ON COLUMN imports.rows_refused IS 'Rows not loaded; import_errors says why.';
COMMENT ON COLUMN imports.recorded_at IS 'When the facts were known, by default the moment of the import.';
COMMENT ON COLUMN imports.recorded_by IS 'Who imported.';

CREATE TABLE import_rows (
  import_id bigint NOT NULL REFERENCES imports,
  line bigint NOT NULL,
  cells text[] NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('loaded', 'unchanged', 'refused')),
  PRIMARY KEY (import_id, line)
);
COMMENT ON TABLE import_rows IS 'Every row of every import as printed, look-alike letters included.';
COMMENT ON COLUMN import_rows.import_id IS 'The import.';
COMMENT ON COLUMN import_rows.line IS 'The line of the file at which the row starts; the heading is line 1.';
COMMENT ON COLUMN import_rows.cells IS 'The cells as printed.';
COMMENT ON COLUMN import_rows.outcome IS 'loaded, unchanged or refused.';

CREATE TABLE import_errors (
  import_id bigint NOT NULL REFERENCES imports,
  error_number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  line bigint NOT NULL,
  column_name text,
  value text,
  reason text NOT NULL,
  hint text
);
CREATE INDEX ON import_errors (import_id, line);
COMMENT ON TABLE import_errors IS 'Every bad cell of every import: where it is, what it holds, why it was refused and what to write.';
COMMENT ON COLUMN import_errors.import_id IS 'The import.';
COMMENT ON COLUMN import_errors.error_number IS 'Key.';
COMMENT ON COLUMN import_errors.line IS 'The line of the file.';
COMMENT ON COLUMN import_errors.column_name IS 'The heading of the column; NULL where the whole row is meant.';
COMMENT ON COLUMN import_errors.value IS 'The cell as printed.';
COMMENT ON COLUMN import_errors.reason IS 'Why it was refused.';
COMMENT ON COLUMN import_errors.hint IS 'What would be accepted.';

CREATE TABLE import_cells (
  import_id bigint NOT NULL REFERENCES imports,
  line bigint NOT NULL,
  position integer NOT NULL,
  target text NOT NULL,
  qualifier text NOT NULL,
  raw text NOT NULL,
  value text,
  readable boolean NOT NULL DEFAULT true,
  changed boolean NOT NULL DEFAULT false,
  rating rag,
  period daterange,
  item_id bigint,
  PRIMARY KEY (import_id, line, position)
);
COMMENT ON TABLE import_cells IS 'Staging, empty between imports: one row per mapped cell of the import that is running.';
COMMENT ON COLUMN import_cells.import_id IS 'The import.';
COMMENT ON COLUMN import_cells.line IS 'The line of the file.';
COMMENT ON COLUMN import_cells.position IS 'Which mapping.';
COMMENT ON COLUMN import_cells.target IS 'The mapping''s target.';
COMMENT ON COLUMN import_cells.qualifier IS 'The mapping''s qualifier.';
COMMENT ON COLUMN import_cells.raw IS 'The cell as printed.';
COMMENT ON COLUMN import_cells.value IS 'The cell without blanks at its ends; NULL where it means nothing was printed.';
COMMENT ON COLUMN import_cells.readable IS 'False for a cell that cannot be what its mapping says.';
COMMENT ON COLUMN import_cells.changed IS 'Whether it says something the register does not hold yet.';
COMMENT ON COLUMN import_cells.rating IS 'The rating read from it.';
COMMENT ON COLUMN import_cells.period IS 'The days read from it, or a rating''s reporting period.';
COMMENT ON COLUMN import_cells.item_id IS 'The item of its line.';

CREATE TABLE import_ties (
  import_id bigint NOT NULL REFERENCES imports,
  line bigint NOT NULL,
  position integer NOT NULL,
  subject_id bigint NOT NULL,
  role text NOT NULL,
  object_id bigint NOT NULL,
  valid_from date NOT NULL,
  valid_to date NOT NULL,
  raw text NOT NULL,
  is_new boolean NOT NULL DEFAULT true,
  succeeds boolean NOT NULL DEFAULT false
);
CREATE INDEX ON import_ties (import_id, subject_id, role);
COMMENT ON TABLE import_ties IS 'Staging, empty between imports: what the cells of the import that is running tie together.';
COMMENT ON COLUMN import_ties.import_id IS 'The import.';
COMMENT ON COLUMN import_ties.line IS 'The line of the file.';
COMMENT ON COLUMN import_ties.position IS 'Which mapping.';
COMMENT ON COLUMN import_ties.subject_id IS 'The item, or the child node.';
COMMENT ON COLUMN import_ties.role IS 'The mapping''s qualifier.';
COMMENT ON COLUMN import_ties.object_id IS 'The officer, body or parent node.';
COMMENT ON COLUMN import_ties.valid_from IS 'First day the cell names.';
COMMENT ON COLUMN import_ties.valid_to IS 'Last day the cell names.';
COMMENT ON COLUMN import_ties.raw IS 'The cell as printed.';
COMMENT ON COLUMN import_ties.is_new IS 'Whether the register does not hold it yet.';
COMMENT ON COLUMN import_ties.succeeds IS 'Whether the subject had another, or the same in the past, so that this one starts with the file.';

-- Who answers for an item.

CREATE TABLE item_officers (
  item_id bigint NOT NULL REFERENCES items,
  officer_id bigint NOT NULL REFERENCES officers,
  role text NOT NULL,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  raw text NOT NULL,
  import_id bigint REFERENCES imports,
  PRIMARY KEY (item_id, officer_id, role, valid_from),
  CHECK (valid_from <= valid_to)
);
CREATE INDEX ON item_officers (officer_id);
COMMENT ON TABLE item_officers IS 'Which officers an item has, in which role, from when to when.';
COMMENT ON COLUMN item_officers.item_id IS 'The item.';
COMMENT ON COLUMN item_officers.officer_id IS 'The officer.';
COMMENT ON COLUMN item_officers.role IS 'lead, responsible, delivery lead, sponsor ...';
COMMENT ON COLUMN item_officers.valid_from IS 'First day.';
COMMENT ON COLUMN item_officers.valid_to IS 'Last day.';
COMMENT ON COLUMN item_officers.raw IS 'The whole cell as printed.';
COMMENT ON COLUMN item_officers.import_id IS 'Where it came from.';

CREATE TABLE item_bodies (
  item_id bigint NOT NULL REFERENCES items,
  body_id bigint NOT NULL REFERENCES bodies,
  role text NOT NULL,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  raw text NOT NULL,
  import_id bigint REFERENCES imports,
  PRIMARY KEY (item_id, body_id, role, valid_from),
  CHECK (valid_from <= valid_to)
);
CREATE INDEX ON item_bodies (body_id);
COMMENT ON TABLE item_bodies IS 'Which committees and boards an item answers to, from when to when.';
COMMENT ON COLUMN item_bodies.item_id IS 'The item.';
COMMENT ON COLUMN item_bodies.body_id IS 'The body.';
COMMENT ON COLUMN item_bodies.role IS 'In which role, such as committee.';
COMMENT ON COLUMN item_bodies.valid_from IS 'First day.';
COMMENT ON COLUMN item_bodies.valid_to IS 'Last day.';
COMMENT ON COLUMN item_bodies.raw IS 'The whole cell as printed.';
COMMENT ON COLUMN item_bodies.import_id IS 'Where it came from.';

-- The golden thread.

CREATE TABLE links (
  link_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_item_id bigint REFERENCES items,
  from_node_id bigint REFERENCES nodes,
  to_item_id bigint REFERENCES items,
  to_node_id bigint REFERENCES nodes,
  relation text NOT NULL REFERENCES relations,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  basis text,
  source_document text,
  import_id bigint REFERENCES imports,
  CHECK (num_nonnulls(from_item_id, from_node_id) = 1),
  CHECK (num_nonnulls(to_item_id, to_node_id) = 1),
  CHECK (valid_from <= valid_to),
  UNIQUE NULLS NOT DISTINCT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from)
);
CREATE INDEX ON links (from_node_id);
CREATE INDEX ON links (to_node_id);
CREATE INDEX ON links (to_item_id);
CREATE INDEX ON links (relation);
COMMENT ON TABLE links IS 'Links as printed, many to many, between items and nodes; relations says which roll up and which end is the child.';
COMMENT ON COLUMN links.link_id IS 'Key.';
COMMENT ON COLUMN links.from_item_id IS 'The from end, where it is an item.';
COMMENT ON COLUMN links.from_node_id IS 'The from end, where it is a node.';
COMMENT ON COLUMN links.to_item_id IS 'The to end, where it is an item.';
COMMENT ON COLUMN links.to_node_id IS 'The to end, where it is a node.';
COMMENT ON COLUMN links.relation IS 'What the link says.';
COMMENT ON COLUMN links.valid_from IS 'First day the link holds.';
COMMENT ON COLUMN links.valid_to IS 'Last day the link holds.';
COMMENT ON COLUMN links.basis IS 'printed, or inferred from the wording.';
COMMENT ON COLUMN links.source_document IS 'The document that prints it.';
COMMENT ON COLUMN links.import_id IS 'Where it came from.';

-- What happens to items over time: append-only, so "as known on" any day can be answered.

CREATE TABLE ratings (
  rating_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id bigint NOT NULL REFERENCES items,
  quarter quarter NOT NULL,
  period_start date NOT NULL,
  period_end date NOT NULL,
  rating rag,
  raw text NOT NULL,
  commentary text,
  corrective_action text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  import_id bigint REFERENCES imports,
  CHECK (period_start <= period_end),
  CHECK (quarter @> period_start AND quarter @> period_end)
);
CREATE INDEX ON ratings (item_id, quarter, period_end, recorded_at, rating_id);
CREATE INDEX ON ratings (quarter);
COMMENT ON TABLE ratings IS 'Ratings by reporting period, append-only: a correction is a new row for the same item and period.';
COMMENT ON COLUMN ratings.rating_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN ratings.item_id IS 'The item.';
COMMENT ON COLUMN ratings.quarter IS 'The fiscal quarter of the period.';
COMMENT ON COLUMN ratings.period_start IS 'First day of the reporting period, a month or a quarter.';
COMMENT ON COLUMN ratings.period_end IS 'Last day of the reporting period.';
COMMENT ON COLUMN ratings.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN ratings.raw IS 'The cell as printed, look-alike letters included; empty where nothing was printed.';
COMMENT ON COLUMN ratings.commentary IS 'What the report says of it.';
COMMENT ON COLUMN ratings.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN ratings.recorded_at IS 'When it became known.';
COMMENT ON COLUMN ratings.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN ratings.import_id IS 'Where it came from.';

CREATE TABLE due_dates (
  due_date_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id bigint NOT NULL REFERENCES items,
  milestone text NOT NULL DEFAULT 'due' CHECK (milestone IN ('start', 'due')),
  revision integer NOT NULL CHECK (revision >= 0),
  period daterange NOT NULL
    CHECK (NOT isempty(period) AND lower(period) >= '0001-01-01' AND (upper_inf(period) OR upper(period) <= '10000-01-01')),
  due date GENERATED ALWAYS AS (upper(period) - 1) STORED,
  raw text NOT NULL,
  reason text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  import_id bigint REFERENCES imports,
  UNIQUE (item_id, milestone, revision)
);
COMMENT ON TABLE due_dates IS 'Deadlines and their revisions, append-only: revision 0 is the baseline, the highest one is in force.';
COMMENT ON COLUMN due_dates.due_date_id IS 'Key.';
COMMENT ON COLUMN due_dates.item_id IS 'The item.';
COMMENT ON COLUMN due_dates.milestone IS 'start or due.';
COMMENT ON COLUMN due_dates.revision IS '0 for the baseline, then one more for each re-baselining.';
COMMENT ON COLUMN due_dates.period IS 'The days the printed deadline names; without an end for "From June 2024".';
COMMENT ON COLUMN due_dates.due IS 'Its last day ("complete by end of"); NULL where it has no end.';
COMMENT ON COLUMN due_dates.raw IS 'The cell as printed.';
COMMENT ON COLUMN due_dates.reason IS 'Why it was re-baselined.';
COMMENT ON COLUMN due_dates.recorded_at IS 'When it became known.';
COMMENT ON COLUMN due_dates.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN due_dates.import_id IS 'Where it came from.';

-- Measures and money.

CREATE TABLE measures (
  measure_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plans,
  node_id bigint REFERENCES nodes,
  ref text NOT NULL CHECK (ref <> ''),
  title text NOT NULL,
  tier integer NOT NULL DEFAULT 1 CHECK (tier IN (1, 2)),
  polarity text NOT NULL DEFAULT 'higher' CHECK (polarity IN ('higher', 'lower', 'band')),
  influence text NOT NULL DEFAULT 'controlled' CHECK (influence IN ('controlled', 'influenced')),
  unit text NOT NULL DEFAULT '',
  UNIQUE (plan_id, ref)
);
CREATE INDEX ON measures (node_id);
COMMENT ON TABLE measures IS 'Key performance indicators; they attach to commitments and outcomes, not to deliverables.';
COMMENT ON COLUMN measures.measure_id IS 'Key.';
COMMENT ON COLUMN measures.plan_id IS 'The plan.';
COMMENT ON COLUMN measures.node_id IS 'The node it measures.';
COMMENT ON COLUMN measures.ref IS 'The reference, unique within the plan.';
COMMENT ON COLUMN measures.title IS 'The wording.';
COMMENT ON COLUMN measures.tier IS '1: corporate outcomes; 2: directors'' key actions.';
COMMENT ON COLUMN measures.polarity IS 'Which direction is good: higher, lower, or within a band.';
COMMENT ON COLUMN measures.influence IS 'controlled by the organisation, or only influenced.';
COMMENT ON COLUMN measures.unit IS 'The unit of its values.';

CREATE TABLE measure_values (
  measure_id bigint NOT NULL REFERENCES measures,
  quarter quarter NOT NULL,
  target numeric,
  amber numeric,
  actual numeric,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  PRIMARY KEY (measure_id, quarter, recorded_at)
);
COMMENT ON TABLE measure_values IS 'Targets and actuals of measures by quarter; a correction is a later row.';
COMMENT ON COLUMN measure_values.measure_id IS 'The measure.';
COMMENT ON COLUMN measure_values.quarter IS 'The quarter.';
COMMENT ON COLUMN measure_values.target IS 'What was aimed at.';
COMMENT ON COLUMN measure_values.amber IS 'The tolerance within which a miss is amber.';
COMMENT ON COLUMN measure_values.actual IS 'What was reached.';
COMMENT ON COLUMN measure_values.recorded_at IS 'When it became known.';
COMMENT ON COLUMN measure_values.recorded_by IS 'Who recorded it.';

CREATE TABLE money_lines (
  money_line_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plans,
  item_id bigint REFERENCES items,
  node_id bigint REFERENCES nodes,
  ref text NOT NULL CHECK (ref <> ''),
  title text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('saving', 'funding')),
  fiscal_year_start integer NOT NULL,
  standing text NOT NULL CHECK (standing IN ('target', 'achieved', 'at risk')),
  amount numeric(16, 2) NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  UNIQUE (plan_id, ref, fiscal_year_start, standing, recorded_at)
);
CREATE INDEX ON money_lines (item_id);
CREATE INDEX ON money_lines (node_id);
COMMENT ON TABLE money_lines IS 'Savings and funding by year, in exact pounds and pence.';
COMMENT ON COLUMN money_lines.money_line_id IS 'Key.';
COMMENT ON COLUMN money_lines.plan_id IS 'The plan.';
COMMENT ON COLUMN money_lines.item_id IS 'The item that makes or spends it, if one does.';
COMMENT ON COLUMN money_lines.node_id IS 'The node it is counted at, if no item is named.';
COMMENT ON COLUMN money_lines.ref IS 'The line''s reference, such as MTFS item 24.';
COMMENT ON COLUMN money_lines.title IS 'The wording.';
COMMENT ON COLUMN money_lines.purpose IS 'saving or funding.';
COMMENT ON COLUMN money_lines.fiscal_year_start IS 'The year in which the fiscal year starts.';
COMMENT ON COLUMN money_lines.standing IS 'target, achieved or at risk.';
COMMENT ON COLUMN money_lines.amount IS 'Pounds and pence.';
COMMENT ON COLUMN money_lines.recorded_at IS 'When it became known.';
COMMENT ON COLUMN money_lines.recorded_by IS 'Who recorded it.';

-- Append-only means the owner too.

CREATE FUNCTION refuse_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RAISE EXCEPTION '% on "%.%" is refused: it is append-only', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation',
          DETAIL = 'What was once reported stays answerable, so rows are never changed or removed.',
          HINT = 'To correct a value, INSERT a new row for the same item and period: the latest recorded one counts.';
END
$body$;
COMMENT ON FUNCTION refuse_change() IS 'Trigger: refuses UPDATE, DELETE and TRUNCATE of append-only tables, for the owner too.';

CREATE TRIGGER ratings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ratings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER ratings_append_only ON ratings IS 'A correction is a new row.';
CREATE TRIGGER ratings_check_quarter BEFORE INSERT ON ratings FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER ratings_check_quarter ON ratings IS 'One register, one fiscal calendar.';
CREATE TRIGGER measure_values_check_quarter BEFORE INSERT OR UPDATE ON measure_values FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER measure_values_check_quarter ON measure_values IS 'One register, one fiscal calendar.';
CREATE TRIGGER due_dates_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON due_dates
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER due_dates_append_only ON due_dates IS 'A re-baselined deadline is a new row.';

-- What every register starts with.

INSERT INTO levels (level, holds, label) VALUES
  ('plan', 'node', 'Plan'), ('aim', 'node', 'Aim'), ('commitment', 'node', 'Commitment'), ('priority', 'node', 'Priority'),
  ('outcome', 'node', 'Outcome'), ('theme', 'node', 'Theme'), ('recommendation', 'node', 'Recommendation'),
  ('programme', 'node', 'Programme'), ('project', 'node', 'Project'), ('requirement', 'node', 'External requirement'),
  ('reference', 'node', 'Other reference'),
  ('action', 'item', 'Action'), ('deliverable', 'item', 'Deliverable'), ('milestone', 'item', 'Milestone');

INSERT INTO relations (relation, rolls_up, child_end, description) VALUES
  ('part_of', true, 'from', 'from belongs to to'),
  ('contributes_to', true, 'from', 'from helps to bring about to'),
  ('medium_term_outcome', true, 'from', 'from works towards to'),
  ('see', true, 'to', 'from says where its content is found: to is the child; between items it does not roll up');

$register$;
COMMENT ON FUNCTION register_tables_sql() IS 'The statements by which create_register makes a register''s tables.';
