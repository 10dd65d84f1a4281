-- Levels and relations are data, since four documents of one council have four different hierarchies.

-- Vocabulary: levels and relations are data, since four documents of one council have four different hierarchies.
CREATE TABLE levels (
  level text PRIMARY KEY,
  holds text NOT NULL CHECK (holds IN ('node', 'item')),
  label text NOT NULL
);
COMMENT ON TABLE levels IS
  'The kinds of thing a plan is made of: nodes (aim, outcome, programme ...) and items (action, deliverable, milestone).';
COMMENT ON COLUMN levels.level IS 'The name that nodes and items carry.';
COMMENT ON COLUMN levels.holds IS 'node: something items are linked to; item: something that is done and rated.';
COMMENT ON COLUMN levels.label IS 'What a report prints.';

CREATE TABLE relations (
  relation text PRIMARY KEY,
  rolls_up boolean NOT NULL,
  child_end text NOT NULL DEFAULT 'from' CHECK (child_end IN ('from', 'to')),
  description text NOT NULL,
  answers text CHECK (answers IN ('from', 'to')),
  succession text CHECK (succession IN ('from', 'to'))
);
COMMENT ON TABLE relations IS 'The kinds of link. A link rolls up when its relation does and its parent end is a node.';
COMMENT ON COLUMN relations.relation IS 'The name that links carry, as printed.';
COMMENT ON COLUMN relations.rolls_up IS 'Whether the child end counts towards the parent end.';
COMMENT ON COLUMN relations.child_end IS 'Which end of the link is the child: from, or to (a pointer "see" names its child).';
COMMENT ON COLUMN relations.description IS 'What the relation says.';
COMMENT ON COLUMN relations.answers IS 'Which end of the link answers the other, where that is an external requirement; NULL: neither.';
COMMENT ON COLUMN relations.succession IS 'Which end of the link takes the place of the other; NULL: neither.';

-- What every register starts with.
INSERT INTO levels (level, holds, label) VALUES
  ('plan', 'node', 'Plan'), ('aim', 'node', 'Aim'), ('commitment', 'node', 'Commitment'), ('priority', 'node', 'Priority'),
  ('outcome', 'node', 'Outcome'), ('theme', 'node', 'Theme'), ('recommendation', 'node', 'Recommendation'),
  ('programme', 'node', 'Programme'), ('project', 'node', 'Project'), ('requirement', 'node', 'External requirement'),
  ('reference', 'node', 'Other reference'),
  ('action', 'item', 'Action'), ('deliverable', 'item', 'Deliverable'), ('milestone', 'item', 'Milestone');

INSERT INTO relations (relation, rolls_up, child_end, description, answers) VALUES
  ('part_of', true, 'from', 'from belongs to to', NULL),
  ('contributes_to', true, 'from', 'from helps to bring about to', NULL),
  ('medium_term_outcome', true, 'from', 'from works towards to', NULL),
  ('see', true, 'to', 'from says where its content is found: to is the child; between items it does not roll up', NULL),
  ('responds_to', false, 'from', 'from answers to, an external requirement', 'from'),
  ('supports', false, 'from', 'from helps to', 'from'),
  ('requires_delivery_of', false, 'from', 'from, an external requirement, asks for to', 'to');
INSERT INTO relations (relation, rolls_up, description, succession) VALUES
  ('superseded_by', false, 'to takes the place of from', 'to'),
  ('succeeded_by', false, 'to takes the place of from', 'to'),
  ('to_be_included_in', false, 'from goes on as a part of to', 'to'),
  ('refocused_into', false, 'from goes on as to', 'to'),
  ('replaces', false, 'from takes the place of to', 'from');
