-- Plans, their nodes and items, and what becomes of items.

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
  counts_from date,
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
COMMENT ON COLUMN plans.counts_from IS
  'From which day the plan''s items count in reports; NULL: always. refresh_plan says so of the plan it makes: what that carries '
  'forward counts in the plan before until then.';

-- What one transaction at a time does to a plan, it does while it holds the plan's row of this table.  Nobody is given the right to lock
-- or to write a row of it: triggers do, with the owner's rights.
CREATE TABLE plan_locks (
  plan_id bigint PRIMARY KEY REFERENCES plans ON DELETE CASCADE,
  taken_by xid8,
  taken_at timestamptz NOT NULL DEFAULT '-infinity'
);
COMMENT ON TABLE plan_locks IS
  'One row per plan, held by the transaction that publishes, closes, signs off, rates or imports: so that each sees what the other left.';
COMMENT ON COLUMN plan_locks.plan_id IS 'The plan.';
COMMENT ON COLUMN plan_locks.taken_by IS 'The transaction that held it last.';
COMMENT ON COLUMN plan_locks.taken_at IS 'Since when it did.';
INSERT INTO plan_locks (plan_id) SELECT p.plan_id FROM plans p;

CREATE TABLE nodes (
  node_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint REFERENCES plans,
  level text NOT NULL DEFAULT 'outcome' REFERENCES levels,
  ref text NOT NULL CHECK (ref <> ''),
  code plan_code,
  title text NOT NULL,
  undone_at timestamptz,
  UNIQUE NULLS NOT DISTINCT (plan_id, level, ref)
);
CREATE INDEX nodes_level_ref_idx ON nodes (level, ref);
CREATE INDEX nodes_code_idx ON nodes (code);
COMMENT ON TABLE nodes IS
  'What items are linked to: aims, priorities, outcomes, commitments, themes, recommendations, programmes, plans ...';
COMMENT ON COLUMN nodes.node_id IS 'Key.';
COMMENT ON COLUMN nodes.plan_id IS
  'The plan whose document names the node; NULL for what several plans share. The node of level "plan" with a plan_id stands for that '
  'plan itself.';
COMMENT ON COLUMN nodes.level IS 'Which kind of node.';
COMMENT ON COLUMN nodes.ref IS 'The reference as printed, unique within plan and level.';
COMMENT ON COLUMN nodes.code IS 'The reference as a plan_code, where it is one.';
COMMENT ON COLUMN nodes.title IS 'The wording; the reference itself where the documents print nothing more.';
COMMENT ON COLUMN nodes.undone_at IS
  'When the import that alone had made it was taken back: from then on it is in no report; NULL: it stands. An import that names it '
  'again, or a NULL written here, brings it back.';

CREATE TABLE items (
  item_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plans,
  level text NOT NULL DEFAULT 'action' REFERENCES levels,
  ref text NOT NULL CHECK (ref <> ''),
  code plan_code,
  title text NOT NULL CHECK (title <> ''),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'withdrawn', 'superseded', 'merged', 'deferred', 'undone')),
  state_since date,
  state_reason text,
  recorded_at timestamptz DEFAULT now(),
  recorded_by text DEFAULT current_user,
  words text[] GENERATED ALWAYS AS (title_words(title)) STORED,
  UNIQUE (plan_id, ref),
  CHECK (state = 'active' OR state_since IS NOT NULL)
);
CREATE INDEX items_code_idx ON items (code);
COMMENT ON TABLE items IS 'What is done and rated: actions, deliverables, milestones.';
COMMENT ON COLUMN items.item_id IS 'Key.';
COMMENT ON COLUMN items.plan_id IS 'The plan the item belongs to.';
COMMENT ON COLUMN items.level IS 'Which kind of item.';
COMMENT ON COLUMN items.ref IS 'The reference as printed, unique within the plan.';
COMMENT ON COLUMN items.code IS 'The reference as a plan_code, where it is one.';
COMMENT ON COLUMN items.title IS 'The wording.';
COMMENT ON COLUMN items.state IS
  'Apart from any rating: active, withdrawn, superseded, merged or deferred; undone: the import that alone had made it was taken back, and '
  'it is in no report.';
COMMENT ON COLUMN items.state_since IS
  'Since when it is in that state; on the days before, the states before it hold. Of an item that was never in another: since when it '
  'is in the plan.';
COMMENT ON COLUMN items.state_reason IS 'Why it is in that state.';
COMMENT ON COLUMN items.recorded_at IS 'When the item became known; NULL: not known when.';
COMMENT ON COLUMN items.recorded_by IS 'Who recorded it; NULL: not known.';
COMMENT ON COLUMN items.words IS 'The words of the title by which like items are found; kept by the database itself.';

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
CREATE UNIQUE INDEX legends_plan_id_legend_word_idx ON legends (plan_id, legend_word(word));
COMMENT ON TABLE legends IS
  'A plan''s own words for ratings. An import reads a cell by these first, then by the words the type itself knows.';
COMMENT ON COLUMN legends.plan_id IS 'The plan.';
COMMENT ON COLUMN legends.word IS
  'The cell, compared without regard to case, blanks and look-alike letters; the empty word is a blank cell.';
COMMENT ON COLUMN legends.rating IS 'What it means; NULL is "not rated".';
COMMENT ON COLUMN legends.label IS 'What the plan prints for that rating.';
COMMENT ON COLUMN legends.colour IS 'The plan''s colour for it, as #rrggbb; NULL for the usual one.';

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
CREATE INDEX code_systems_level_idx ON code_systems (level);
COMMENT ON TABLE code_systems IS 'The codes by which a plan names the items or nodes of a level; levels without a row may be named anyhow.';
COMMENT ON COLUMN code_systems.plan_id IS 'The plan.';
COMMENT ON COLUMN code_systems.level IS 'The level.';
COMMENT ON COLUMN code_systems.prefix IS 'The letters that its codes begin with, empty for codes of numbers only.';
COMMENT ON COLUMN code_systems.min_depth IS 'Fewest numbers in a code.';
COMMENT ON COLUMN code_systems.max_depth IS 'Most numbers in a code.';
COMMENT ON COLUMN code_systems.on_other IS 'What an import does with another reference: refuse the row, or note it (code_report lists it).';

CREATE TABLE item_states (
  item_state_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id bigint NOT NULL REFERENCES items,
  state text NOT NULL CHECK (state IN ('active', 'withdrawn', 'superseded', 'merged', 'deferred', 'undone')),
  since date,
  reason text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text DEFAULT current_user,
  CHECK (state = 'active' OR since IS NOT NULL)
);
CREATE INDEX item_states_item_id_recorded_at_item_state_id_idx ON item_states (item_id, recorded_at, item_state_id);
COMMENT ON TABLE item_states IS
  'States of items, append-only: the latest recorded row of an item is what items says of it; an item without one was always active. On '
  'a day the row recorded last of those begun by then holds; the same state twice in a row is a correction of the former. item_absences '
  'has what follows. A change of items writes a row here, and a row here changes items.';
COMMENT ON COLUMN item_states.item_state_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN item_states.item_id IS 'The item.';
COMMENT ON COLUMN item_states.state IS 'active, withdrawn, superseded, merged, deferred or undone.';
COMMENT ON COLUMN item_states.since IS
  'Since when; NULL for an item that was always active. Of an item whose first state is active: when it began.';
COMMENT ON COLUMN item_states.reason IS 'Why.';
COMMENT ON COLUMN item_states.recorded_at IS 'When it became known. -infinity: not known when.';
COMMENT ON COLUMN item_states.recorded_by IS 'Who recorded it; NULL: not known.';

-- What takes the place of what.
CREATE TABLE carry_forward (
  old_item_id bigint NOT NULL REFERENCES items,
  new_item_id bigint NOT NULL REFERENCES items,
  kind text NOT NULL CHECK (kind IN ('carried forward', 'superseded', 'merged', 'split')),
  since date NOT NULL DEFAULT today(),
  reason text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  PRIMARY KEY (old_item_id, new_item_id),
  CHECK (old_item_id <> new_item_id)
);
CREATE INDEX carry_forward_new_item_id_idx ON carry_forward (new_item_id);
COMMENT ON TABLE carry_forward IS 'Which item takes the place of which, between plans or within one.';
COMMENT ON COLUMN carry_forward.old_item_id IS 'The item whose place is taken.';
COMMENT ON COLUMN carry_forward.new_item_id IS 'The item that takes it.';
COMMENT ON COLUMN carry_forward.kind IS
  'carried forward (the same work), superseded (other work instead), merged (one of several that became one) or split (one that became '
  'several).';
COMMENT ON COLUMN carry_forward.since IS 'Since when.';
COMMENT ON COLUMN carry_forward.reason IS 'Why.';
COMMENT ON COLUMN carry_forward.recorded_at IS 'When it became known.';
COMMENT ON COLUMN carry_forward.recorded_by IS 'Who recorded it.';
