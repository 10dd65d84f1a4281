-- What an import can read, and which of its columns is what.

-- Provenance: declared before what it explains.
CREATE TABLE document_kinds (
  kind text PRIMARY KEY,
  title text NOT NULL,
  record text NOT NULL CHECK (record IN ('item', 'node', 'link', 'measure', 'money', 'officer', 'body')),
  plan_id bigint REFERENCES plans,
  delimiter text CHECK (octet_length(delimiter) = 1),
  quote text NOT NULL DEFAULT '"' CHECK (octet_length(quote) <= 1)
);
COMMENT ON TABLE document_kinds IS
  'The kinds of table an import can read. A new kind of file needs rows here and in import_mappings, not code.';
COMMENT ON COLUMN document_kinds.kind IS 'The name to give to import_csv.';
COMMENT ON COLUMN document_kinds.title IS 'What it is.';
COMMENT ON COLUMN document_kinds.record IS
  'What one row of it is: an item, a node (and those above it), a link, a measure, a money line, or an officer or body with aliases.';
COMMENT ON COLUMN document_kinds.plan_id IS 'The plan its items and nodes belong to.';
COMMENT ON COLUMN document_kinds.delimiter IS 'What parts the cells; NULL: found from the heading line.';
COMMENT ON COLUMN document_kinds.quote IS 'What encloses a cell that holds the delimiter; empty: nothing does, every character is itself.';

CREATE TABLE import_mappings (
  kind text NOT NULL REFERENCES document_kinds ON DELETE CASCADE,
  position integer NOT NULL,
  source text NOT NULL CHECK (source <> ''),
  target text NOT NULL CHECK (target IN (
    'item.ref', 'item.title', 'item.level', 'item.attribute', 'node.ref', 'node.title', 'node.part_of', 'rating', 'rating.quarter',
      'commentary',
    'corrective_action', 'due', 'start', 'officer', 'body', 'link.node', 'link.from_kind', 'link.from_ref', 'link.to_kind', 'link.to_ref',
    'link.relation', 'link.basis', 'link.source_document', 'keep',
    'measure.ref', 'measure.title', 'measure.tier', 'measure.polarity', 'measure.influence', 'measure.unit', 'measure.node',
    'measure.tolerance', 'measure.frequency', 'measure.quarter', 'measure.target', 'measure.low', 'measure.high', 'measure.amber',
    'measure.actual',
    'money.ref', 'money.title', 'money.purpose', 'money.standing', 'money.basis', 'money.year', 'money.amount', 'money.item', 'money.node',
    'party.name', 'party.alias')),
  qualifier text NOT NULL DEFAULT '',
  split text,
  blank_words text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (kind, position)
);
COMMENT ON TABLE import_mappings IS
  'Which column of a document kind is what. Every heading of a file must be named by some row, so that nothing is skipped silently.';
COMMENT ON COLUMN import_mappings.kind IS 'The document kind.';
COMMENT ON COLUMN import_mappings.position IS
  'Order: revisions of a due date and levels of nodes are taken in this order, outermost level first.';
COMMENT ON COLUMN import_mappings.source IS
  'The cell: text in which {heading} stands for that column''s cell, such as {code}, or CPC {recommendation}/{seq}.';
COMMENT ON COLUMN import_mappings.target IS 'What it is. keep: nothing but the raw cell.';
COMMENT ON COLUMN import_mappings.qualifier IS
  'rating, commentary, corrective_action: the period, such as Q1 2024/25 or May 2025, or nothing where the row has a rating.quarter. '
    'node.*: the level. node.part_of: "child level > '
  'parent level". link.node: "level relation". officer, body: the role. due: baseline or revised. item.attribute: its name. '
  'measure.node, money.node: the level. measure.target, low, high, amber, actual: the quarter, or nothing where the row has a '
  'measure.quarter. money.amount: the year and the standing, such as 2025/26 target, or nothing where the row has money.year and '
  'money.standing.';
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
COMMENT ON COLUMN reference_kinds.create_missing IS
  'Whether an unknown reference makes a node (plans and requirements that only links name) or is refused.';
