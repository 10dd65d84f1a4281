-- Key performance indicators, their targets, and the figures of others.

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
  tolerance text NOT NULL DEFAULT 'absolute' CHECK (tolerance IN ('absolute', 'percent')),
  frequency text NOT NULL DEFAULT 'quarterly' CHECK (frequency IN ('monthly', 'quarterly', 'annual')),
  decimals integer CHECK (decimals BETWEEN 0 AND 12),
  retired_on date,
  undone_at timestamptz,
  month_rule text NOT NULL DEFAULT 'last' CHECK (month_rule IN ('last', 'sum', 'mean')),
  UNIQUE (plan_id, ref)
);
CREATE INDEX measures_node_id_idx ON measures (node_id);
COMMENT ON TABLE measures IS 'Key performance indicators; they attach to commitments and outcomes, not to deliverables.';
COMMENT ON COLUMN measures.measure_id IS 'Key.';
COMMENT ON COLUMN measures.plan_id IS 'The plan.';
COMMENT ON COLUMN measures.node_id IS 'A node it measures; measure_nodes has any others, and both count.';
COMMENT ON COLUMN measures.ref IS 'The reference, unique within the plan.';
COMMENT ON COLUMN measures.title IS 'The wording.';
COMMENT ON COLUMN measures.tier IS '1: corporate outcomes; 2: directors'' key actions.';
COMMENT ON COLUMN measures.polarity IS 'Which direction is good: higher, lower, or within a band.';
COMMENT ON COLUMN measures.influence IS 'controlled by the organisation, or only influenced.';
COMMENT ON COLUMN measures.unit IS 'The unit of its values.';
COMMENT ON COLUMN measures.tolerance IS
  'How the tolerance of a target is meant: absolute (in the unit of the measure) or percent (of the target).';
COMMENT ON COLUMN measures.frequency IS
  'monthly, quarterly, or annual: an annual measure has its figures in the last quarter of the fiscal year.';
COMMENT ON COLUMN measures.decimals IS 'How many decimals a report prints; NULL: as recorded. Nothing is rounded in the register.';
COMMENT ON COLUMN measures.month_rule IS
  'How the figures of months make the quarter''s: the last one stands for it, or it is their sum or mean, which is recorded with them.';
COMMENT ON COLUMN measures.undone_at IS
  'When the import that alone had made it was taken back: from then on it is in no report; NULL: it stands.';
COMMENT ON COLUMN measures.retired_on IS 'From that day on no figure is asked for; NULL: it is in use.';

CREATE TABLE measure_values (
  measure_id bigint NOT NULL REFERENCES measures,
  quarter quarter NOT NULL,
  target numeric,
  amber numeric,
  actual numeric,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  month date CHECK (extract(day FROM month) = 1 AND quarter @> month),
  commentary text,
  source text,
  mitigation text,
  measure_value_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  import_id bigint REFERENCES imports,
  UNIQUE NULLS NOT DISTINCT (measure_id, quarter, month, recorded_at)
);
COMMENT ON TABLE measure_values IS
  'Actuals of measures by quarter or month, append-only: a correction is a later row, and one with neither actual nor target withdraws '
  'the actual. The last month that has a row speaks for its quarter.';
COMMENT ON COLUMN measure_values.measure_id IS 'The measure.';
COMMENT ON COLUMN measure_values.quarter IS 'The quarter.';
COMMENT ON COLUMN measure_values.month IS 'The month, as its first day; NULL: the figure is of the whole quarter (annual: year).';
COMMENT ON COLUMN measure_values.commentary IS 'What is said of the figure.';
COMMENT ON COLUMN measure_values.source IS 'Where the figure comes from.';
COMMENT ON COLUMN measure_values.mitigation IS 'What is being done about it.';
COMMENT ON COLUMN measure_values.measure_value_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN measure_values.target IS
  'A target stated with the actual; measure_targets is the place for targets, and the statement recorded last is in force. A row with a '
  'target alone says nothing of the actual.';
COMMENT ON COLUMN measure_values.amber IS 'The tolerance within which a miss is amber.';
COMMENT ON COLUMN measure_values.actual IS 'What was reached.';
COMMENT ON COLUMN measure_values.recorded_at IS 'When it became known.';
COMMENT ON COLUMN measure_values.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN measure_values.import_id IS 'Where it came from.';

CREATE TABLE measure_nodes (
  measure_id bigint NOT NULL REFERENCES measures,
  node_id bigint NOT NULL REFERENCES nodes,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (measure_id, node_id, valid_from),
  CHECK (valid_from <= valid_to)
);
CREATE INDEX measure_nodes_node_id_idx ON measure_nodes (node_id);
COMMENT ON TABLE measure_nodes IS
  'Which nodes (commitments, outcomes, programmes ...) a measure tells about, many to many. Never items: a deliverable is rated, not '
  'measured.';
COMMENT ON COLUMN measure_nodes.measure_id IS 'The measure.';
COMMENT ON COLUMN measure_nodes.node_id IS 'The node.';
COMMENT ON COLUMN measure_nodes.valid_from IS 'First day.';
COMMENT ON COLUMN measure_nodes.valid_to IS 'Last day.';

CREATE TABLE measure_targets (
  measure_id bigint NOT NULL REFERENCES measures,
  quarter quarter NOT NULL,
  target numeric CHECK (target < 'infinity' AND target > '-infinity'),
  low numeric CHECK (low < 'infinity' AND low > '-infinity'),
  high numeric CHECK (high < 'infinity' AND high > '-infinity'),
  amber numeric CHECK (amber >= 0 AND amber < 'infinity'),
  reason text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  import_id bigint REFERENCES imports,
  PRIMARY KEY (measure_id, quarter, recorded_at),
  CHECK ((low IS NULL) = (high IS NULL)),
  CHECK (low <= high)
);
COMMENT ON TABLE measure_targets IS
  'What a measure aims at in a quarter, append-only: a revised target is a later row, and one with nothing in it withdraws the target.';
COMMENT ON COLUMN measure_targets.measure_id IS 'The measure.';
COMMENT ON COLUMN measure_targets.quarter IS 'The quarter it is the target of; of an annual measure the last of the fiscal year.';
COMMENT ON COLUMN measure_targets.target IS 'What is aimed at, where higher or lower is better.';
COMMENT ON COLUMN measure_targets.low IS 'The lower end of the band, where a band is aimed at.';
COMMENT ON COLUMN measure_targets.high IS 'The upper end of the band.';
COMMENT ON COLUMN measure_targets.amber IS
  'The tolerance within which a miss is amber, in the unit of the measure or in per cent, as measures.tolerance says; NULL: none, a '
  'miss is red.';
COMMENT ON COLUMN measure_targets.reason IS 'Why it was set or revised.';
COMMENT ON COLUMN measure_targets.recorded_at IS 'When it became known.';
COMMENT ON COLUMN measure_targets.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN measure_targets.import_id IS 'Where it came from.';

CREATE TABLE organisations (
  organisation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> '')
);
CREATE UNIQUE INDEX organisations_normal_name_idx ON organisations (normal_name(name));
COMMENT ON TABLE organisations IS 'Other organisations that measures are compared with; not the register''s own.';
COMMENT ON COLUMN organisations.organisation_id IS 'Key.';
COMMENT ON COLUMN organisations.name IS 'The name, one spelling each without regard to case and blanks.';

CREATE TABLE peer_groups (
  peer_group_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> ''),
  source text
);
COMMENT ON TABLE peer_groups IS 'Sets of organisations to compare with, such as nearest neighbours or statistical neighbours.';
COMMENT ON COLUMN peer_groups.peer_group_id IS 'Key.';
COMMENT ON COLUMN peer_groups.name IS 'The name of the set.';
COMMENT ON COLUMN peer_groups.source IS 'Who defined it, such as CIPFA.';

CREATE TABLE peer_group_members (
  peer_group_id bigint NOT NULL REFERENCES peer_groups,
  organisation_id bigint NOT NULL REFERENCES organisations,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (peer_group_id, organisation_id, valid_from),
  CHECK (valid_from <= valid_to),
  EXCLUDE USING gist (int8range(peer_group_id, peer_group_id, '[]') WITH =, int8range(organisation_id, organisation_id, '[]') WITH =,
                      daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE INDEX peer_group_members_organisation_id_idx ON peer_group_members (organisation_id);
COMMENT ON TABLE peer_group_members IS 'Which organisations are in a set, from when to when; an organisation is in a set once at a time.';
COMMENT ON COLUMN peer_group_members.peer_group_id IS 'The set.';
COMMENT ON COLUMN peer_group_members.organisation_id IS 'The organisation.';
COMMENT ON COLUMN peer_group_members.valid_from IS 'First day; a benchmark of a quarter takes those who are in on its last day.';
COMMENT ON COLUMN peer_group_members.valid_to IS 'Last day.';

CREATE TABLE peer_values (
  measure_id bigint NOT NULL REFERENCES measures,
  organisation_id bigint NOT NULL REFERENCES organisations,
  quarter quarter NOT NULL,
  value numeric CHECK (value < 'infinity' AND value > '-infinity'),
  source text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  import_id bigint REFERENCES imports,
  PRIMARY KEY (measure_id, organisation_id, quarter, recorded_at)
);
CREATE INDEX peer_values_organisation_id_idx ON peer_values (organisation_id);
COMMENT ON TABLE peer_values IS 'What other organisations reached on a measure, append-only: a correction is a later row.';
COMMENT ON COLUMN peer_values.measure_id IS 'The measure.';
COMMENT ON COLUMN peer_values.organisation_id IS 'The organisation.';
COMMENT ON COLUMN peer_values.quarter IS 'The quarter; of an annual measure the last of the fiscal year.';
COMMENT ON COLUMN peer_values.value IS 'What it reached; NULL: missing, not published or suppressed. No row says the same.';
COMMENT ON COLUMN peer_values.source IS 'Where the figure was published, such as LG Inform.';
COMMENT ON COLUMN peer_values.recorded_at IS 'When it became known.';
COMMENT ON COLUMN peer_values.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN peer_values.import_id IS 'Where it came from.';
