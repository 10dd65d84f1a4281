-- Savings and funding.

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
  basis text NOT NULL DEFAULT '',
  years integer NOT NULL DEFAULT 1 CHECK (years BETWEEN 1 AND 100),
  mtfs_ref text,
  reason text,
  import_id bigint REFERENCES imports,
  -- The same line may state a figure on two bases, or of one year and of several, at one moment.
  CONSTRAINT money_lines_statement_key UNIQUE (plan_id, ref, basis, fiscal_year_start, years, standing, recorded_at)
);
CREATE INDEX money_lines_item_id_idx ON money_lines (item_id);
CREATE INDEX money_lines_node_id_idx ON money_lines (node_id);
COMMENT ON TABLE money_lines IS
  'Statements of savings and funding by year, in exact pounds and pence, append-only: a correction is a later row of the same line, '
  'period and standing, and 0 takes a figure back.';
COMMENT ON COLUMN money_lines.money_line_id IS 'Key.';
COMMENT ON COLUMN money_lines.plan_id IS 'The plan.';
COMMENT ON COLUMN money_lines.item_id IS
  'The item that makes or spends it, if one does; money_shares parts a line over several. The last stated of item and node counts.';
COMMENT ON COLUMN money_lines.node_id IS 'The node it is counted at, if no item is named.';
COMMENT ON COLUMN money_lines.ref IS 'The line''s reference, such as MTFS item 24.';
COMMENT ON COLUMN money_lines.title IS 'The wording.';
COMMENT ON COLUMN money_lines.purpose IS 'saving or funding; the last stated of the line and period counts.';
COMMENT ON COLUMN money_lines.fiscal_year_start IS 'The year in which the fiscal year starts.';
COMMENT ON COLUMN money_lines.standing IS 'target, achieved or at risk.';
COMMENT ON COLUMN money_lines.amount IS 'Pounds and pence.';
COMMENT ON COLUMN money_lines.recorded_at IS 'When it became known.';
COMMENT ON COLUMN money_lines.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN money_lines.basis IS
  'What the figure stands on, such as forecast, or low where a range is printed; empty where there is one basis only. Two bases are '
  'never added.';
COMMENT ON COLUMN money_lines.years IS 'How many fiscal years the amount covers, from fiscal_year_start on, where it is not split by year.';
COMMENT ON COLUMN money_lines.mtfs_ref IS 'The item of the medium-term financial strategy, such as 24; the last stated one counts.';
COMMENT ON COLUMN money_lines.reason IS 'Why it was set or corrected.';
COMMENT ON COLUMN money_lines.import_id IS 'Where it came from.';

CREATE TABLE money_shares (
  money_share_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plans,
  ref text NOT NULL,
  item_id bigint REFERENCES items,
  node_id bigint REFERENCES nodes,
  weight numeric NOT NULL DEFAULT 1 CHECK (weight > 0 AND weight < 'infinity'),
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  UNIQUE NULLS NOT DISTINCT (plan_id, ref, recorded_at, item_id, node_id),
  CHECK (num_nonnulls(item_id, node_id) = 1)
);
CREATE INDEX money_shares_item_id_idx ON money_shares (item_id);
CREATE INDEX money_shares_node_id_idx ON money_shares (node_id);
COMMENT ON TABLE money_shares IS
  'How a line is parted over several items and nodes, append-only: the rows recorded last, at one moment, are the whole of it, and take '
  'the place of the item or node of the line.';
COMMENT ON COLUMN money_shares.money_share_id IS 'Key.';
COMMENT ON COLUMN money_shares.plan_id IS 'The plan of the line.';
COMMENT ON COLUMN money_shares.ref IS 'The reference of the line; all its bases and years are parted alike.';
COMMENT ON COLUMN money_shares.item_id IS 'The item that has this share, or';
COMMENT ON COLUMN money_shares.node_id IS 'the node that has it.';
COMMENT ON COLUMN money_shares.weight IS 'The share, as a part of the sum of the weights: 1, 1, 1 are thirds, and so are 33, 33, 33.';
COMMENT ON COLUMN money_shares.recorded_at IS 'When it became known; all rows of one parting have the same.';
COMMENT ON COLUMN money_shares.recorded_by IS 'Who recorded it.';
