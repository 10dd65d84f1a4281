-- What was imported, cell by cell, and the staging of the import that is running.

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
  quote text CHECK (octet_length(quote) <= 1),
  quote_all boolean,
  newline text CHECK (newline IN (E'\n', E'\r\n', E'\r')),
  has_mark boolean,
  printed_headings text,
  undone_at timestamptz,
  undone_by text,
  undone_reason text,
  reason text,
  CHECK (rows_read = rows_loaded + rows_unchanged + rows_refused),
  CONSTRAINT imports_undone_check CHECK (num_nulls(undone_at, undone_by, undone_reason) IN (0, 3) AND undone_reason <> '')
);
CREATE INDEX imports_kind_idx ON imports (kind);
CREATE INDEX imports_undone_idx ON imports (undone_at) WHERE undone_at IS NOT NULL;
COMMENT ON TABLE imports IS
  'One row per import, also those that loaded nothing; a file refused whole, for its headings or a quote never closed, is an error and '
  'leaves none.';
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
COMMENT ON COLUMN imports.quote IS
  'What enclosed cells, empty for nothing; NULL, here and in the next three: not known, of an import of a layout before 0.4.0.';
COMMENT ON COLUMN imports.quote_all IS 'Whether every cell was enclosed, not only those that need it.';
COMMENT ON COLUMN imports.newline IS 'What ends a line: LF, CRLF or CR.';
COMMENT ON COLUMN imports.has_mark IS 'Whether the file began with a byte-order mark.';
COMMENT ON COLUMN imports.reason IS 'Why it changed quarters before its own, or published ones; NULL: it changed none.';
COMMENT ON COLUMN imports.printed_headings IS 'The very characters of the heading line, where writing its cells in this way gives others.';
COMMENT ON COLUMN imports.undone_at IS 'When undo_import took back what it added; NULL: it stands.';
COMMENT ON COLUMN imports.undone_by IS 'Who took it back.';
COMMENT ON COLUMN imports.undone_reason IS 'Why.';

CREATE TABLE import_rows (
  import_id bigint NOT NULL REFERENCES imports,
  line bigint NOT NULL,
  cells text[] NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('loaded', 'unchanged', 'refused', 'passed over')),
  printed text,
  PRIMARY KEY (import_id, line)
);
COMMENT ON TABLE import_rows IS 'Every row of every import as printed, look-alike letters included.';
COMMENT ON COLUMN import_rows.import_id IS 'The import.';
COMMENT ON COLUMN import_rows.line IS 'The line of the file at which the row starts; the heading is line 1.';
COMMENT ON COLUMN import_rows.cells IS 'The cells as printed.';
COMMENT ON COLUMN import_rows.outcome IS 'loaded, unchanged, refused, or passed over: a title, legend, heading, total or blank row of a '
  'sheet.';
COMMENT ON COLUMN import_rows.printed IS
  'The very characters of the row, line end and empty lines after it included, where writing its cells as imports says gives others.';

CREATE TABLE import_errors (
  import_id bigint NOT NULL REFERENCES imports,
  error_number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  line bigint NOT NULL,
  column_name text,
  value text,
  reason text NOT NULL,
  hint text
);
CREATE INDEX import_errors_import_id_line_idx ON import_errors (import_id, line);
COMMENT ON TABLE import_errors IS 'Every bad cell of every import: where it is, what it holds, why it was refused and what to write.';
COMMENT ON COLUMN import_errors.import_id IS 'The import.';
COMMENT ON COLUMN import_errors.error_number IS 'Key.';
COMMENT ON COLUMN import_errors.line IS 'The line of the file.';
COMMENT ON COLUMN import_errors.column_name IS 'The heading of the column; NULL where the whole row is meant.';
COMMENT ON COLUMN import_errors.value IS 'The cell as printed.';
COMMENT ON COLUMN import_errors.reason IS 'Why it was refused.';
COMMENT ON COLUMN import_errors.hint IS 'What would be accepted.';

-- Staging is empty between imports: it needs neither the log nor a look-up of its import for every cell, and what one target needs lies
-- together.  The line comes before the position, since rows are put together by line.
CREATE UNLOGGED TABLE import_cells (
  import_id bigint NOT NULL,
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
  amount numeric,
  PRIMARY KEY (import_id, target, line, position)
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
COMMENT ON COLUMN import_cells.changed IS 'Of layouts before 0.4.0: import_changes has the lines that say something new.';
COMMENT ON COLUMN import_cells.rating IS 'The rating read from it.';
COMMENT ON COLUMN import_cells.period IS 'The days read from it, or a rating''s reporting period.';
COMMENT ON COLUMN import_cells.item_id IS 'Of layouts before 0.4.0: import_subjects has the item of each line.';
COMMENT ON COLUMN import_cells.amount IS 'The number read from it.';

CREATE UNLOGGED TABLE import_ties (
  import_id bigint NOT NULL,
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
CREATE INDEX import_ties_import_id_subject_id_role_idx ON import_ties (import_id, subject_id, role);
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
COMMENT ON COLUMN import_ties.succeeds IS 'Whether the subject had another, or the same in the past, so that this one starts with the '
                                          'file.';

CREATE UNLOGGED TABLE import_names (
  import_id bigint NOT NULL,
  line bigint NOT NULL,
  position integer NOT NULL,
  target text NOT NULL,
  level text NOT NULL,
  relation text NOT NULL,
  name text NOT NULL
);
COMMENT ON TABLE import_names IS
  'Staging, empty between imports: the nodes that the cells of the import that is running name, a name given twice in a cell twice.';
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
