-- Risks, and what waits for what.

-- Risks.
CREATE TABLE risks (
  risk_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ref text NOT NULL UNIQUE CHECK (ref <> ''),
  title text NOT NULL CHECK (title <> ''),
  description text,
  kind text NOT NULL CHECK (kind IN ('strategic', 'operational')),
  opened_on date NOT NULL DEFAULT today(),
  closed_on date,
  closed_reason text,
  undone_at timestamptz,
  CHECK (opened_on <= closed_on),
  CHECK ((closed_on IS NULL) = (closed_reason IS NULL))
);
COMMENT ON TABLE risks IS 'One row per risk of the strategic register or an operational one.';
COMMENT ON COLUMN risks.risk_id IS 'Key.';
COMMENT ON COLUMN risks.ref IS 'Its reference.';
COMMENT ON COLUMN risks.title IS 'What may happen.';
COMMENT ON COLUMN risks.description IS 'Why, and what would follow.';
COMMENT ON COLUMN risks.kind IS 'Where it is kept: strategic or operational.';
COMMENT ON COLUMN risks.opened_on IS 'First day it is a risk.';
COMMENT ON COLUMN risks.closed_on IS 'First day it is one no longer.';
COMMENT ON COLUMN risks.undone_at IS
  'When the import that alone had made it was taken back: from then on it is in no report; NULL: it stands.';
COMMENT ON COLUMN risks.closed_reason IS 'Why it is closed.';

CREATE TABLE risk_scores (
  risk_score_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  risk_id bigint NOT NULL REFERENCES risks,
  scored_on date NOT NULL DEFAULT today(),
  likelihood integer NOT NULL CHECK (likelihood BETWEEN 1 AND 5),
  impact integer NOT NULL CHECK (impact BETWEEN 1 AND 5),
  score integer GENERATED ALWAYS AS (likelihood * impact) STORED,
  target_score integer CHECK (target_score BETWEEN 1 AND 25),
  reason text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  residual_likelihood integer CHECK (residual_likelihood BETWEEN 1 AND 5),
  residual_impact integer CHECK (residual_impact BETWEEN 1 AND 5),
  residual_score integer GENERATED ALWAYS AS (residual_likelihood * residual_impact) STORED,
  controls text,
  mitigation text,
  import_id bigint REFERENCES imports,
  CONSTRAINT risk_scores_residual_check CHECK ((residual_likelihood IS NULL) = (residual_impact IS NULL))
);
CREATE INDEX risk_scores_risk_id_scored_on_idx ON risk_scores (risk_id, scored_on);
CREATE INDEX risk_scores_import_id_idx ON risk_scores (import_id);
COMMENT ON TABLE risk_scores IS 'How likely and how grave a risk was judged to be, append-only: of one day the last recorded counts.';
COMMENT ON COLUMN risk_scores.risk_score_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN risk_scores.risk_id IS 'The risk.';
COMMENT ON COLUMN risk_scores.scored_on IS 'The day from which it is judged so.';
COMMENT ON COLUMN risk_scores.likelihood IS '1 to 5, before any control.';
COMMENT ON COLUMN risk_scores.impact IS '1 to 5, before any control.';
COMMENT ON COLUMN risk_scores.score IS 'likelihood times impact: the gross score.';
COMMENT ON COLUMN risk_scores.residual_likelihood IS '1 to 5, as it is left by controls and mitigation; NULL: not judged.';
COMMENT ON COLUMN risk_scores.residual_impact IS '1 to 5, as it is left by controls and mitigation; NULL: not judged.';
COMMENT ON COLUMN risk_scores.residual_score IS 'residual_likelihood times residual_impact.';
COMMENT ON COLUMN risk_scores.controls IS 'What is in place against it.';
COMMENT ON COLUMN risk_scores.mitigation IS 'What is being done about it.';
COMMENT ON COLUMN risk_scores.target_score IS 'What it is to be brought down to.';
COMMENT ON COLUMN risk_scores.reason IS 'Why it is judged so.';
COMMENT ON COLUMN risk_scores.recorded_at IS 'When it became known.';
COMMENT ON COLUMN risk_scores.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN risk_scores.import_id IS 'Where it came from.';

CREATE TABLE risk_officers (
  risk_id bigint NOT NULL REFERENCES risks,
  officer_id bigint NOT NULL REFERENCES officers,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (risk_id, officer_id, valid_from),
  CHECK (valid_from <= valid_to)
);
CREATE INDEX risk_officers_officer_id_idx ON risk_officers (officer_id);
COMMENT ON TABLE risk_officers IS 'Who owns a risk, from when to when.';
COMMENT ON COLUMN risk_officers.risk_id IS 'The risk.';
COMMENT ON COLUMN risk_officers.officer_id IS 'The officer.';
COMMENT ON COLUMN risk_officers.valid_from IS 'First day.';
COMMENT ON COLUMN risk_officers.valid_to IS 'Last day.';

CREATE TABLE risk_escalations (
  risk_id bigint NOT NULL REFERENCES risks,
  valid_from date NOT NULL,
  valid_to date NOT NULL DEFAULT 'infinity',
  to_risk_id bigint REFERENCES risks,
  reason text NOT NULL CHECK (reason <> ''),
  PRIMARY KEY (risk_id, valid_from),
  CHECK (valid_from <= valid_to),
  CHECK (to_risk_id <> risk_id)
);
CREATE INDEX risk_escalations_to_risk_id_idx ON risk_escalations (to_risk_id);
COMMENT ON TABLE risk_escalations IS 'When an operational risk stands on the strategic register too.';
COMMENT ON COLUMN risk_escalations.risk_id IS 'The risk.';
COMMENT ON COLUMN risk_escalations.valid_from IS 'First day.';
COMMENT ON COLUMN risk_escalations.valid_to IS 'Last day.';
COMMENT ON COLUMN risk_escalations.to_risk_id IS 'The strategic risk it became part of; NULL: it stands there by itself.';
COMMENT ON COLUMN risk_escalations.reason IS 'Why.';

CREATE TABLE risk_links (
  risk_link_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  risk_id bigint NOT NULL REFERENCES risks,
  item_id bigint REFERENCES items,
  node_id bigint REFERENCES nodes,
  plan_id bigint REFERENCES plans,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  CHECK (num_nonnulls(item_id, node_id, plan_id) = 1),
  CHECK (valid_from <= valid_to),
  UNIQUE NULLS NOT DISTINCT (risk_id, item_id, node_id, plan_id, valid_from)
);
CREATE INDEX risk_links_item_id_idx ON risk_links (item_id);
CREATE INDEX risk_links_node_id_idx ON risk_links (node_id);
CREATE INDEX risk_links_plan_id_idx ON risk_links (plan_id);
COMMENT ON TABLE risk_links IS 'What a risk threatens: an item, a node or a whole plan.';
COMMENT ON COLUMN risk_links.risk_link_id IS 'Key.';
COMMENT ON COLUMN risk_links.risk_id IS 'The risk.';
COMMENT ON COLUMN risk_links.item_id IS 'The item it threatens.';
COMMENT ON COLUMN risk_links.node_id IS 'The node it threatens.';
COMMENT ON COLUMN risk_links.plan_id IS 'The plan it threatens.';
COMMENT ON COLUMN risk_links.valid_from IS 'First day.';
COMMENT ON COLUMN risk_links.valid_to IS 'Last day.';

-- Dependencies.
CREATE TABLE dependencies (
  dependency_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id bigint NOT NULL REFERENCES items,
  on_item_id bigint REFERENCES items,
  on_node_id bigint REFERENCES nodes,
  on_event text CHECK (on_event <> ''),
  opened_on date NOT NULL DEFAULT today(),
  expected_on date,
  reason text,
  link_id bigint REFERENCES links,
  CHECK (num_nonnulls(on_item_id, on_node_id, on_event) = 1),
  CHECK (on_item_id <> item_id),
  UNIQUE NULLS NOT DISTINCT (item_id, on_item_id, on_node_id, on_event)
);
CREATE INDEX dependencies_on_item_id_idx ON dependencies (on_item_id);
CREATE INDEX dependencies_on_node_id_idx ON dependencies (on_node_id);
CREATE INDEX dependencies_link_id_idx ON dependencies (link_id);
COMMENT ON TABLE dependencies IS
  'What an item waits for: another item, a node, or something that happens outside. Open from opened_on until dependency_states says '
  'that it is closed.';
COMMENT ON COLUMN dependencies.dependency_id IS 'Key.';
COMMENT ON COLUMN dependencies.item_id IS 'The item that waits.';
COMMENT ON COLUMN dependencies.on_item_id IS 'The item it waits for.';
COMMENT ON COLUMN dependencies.on_node_id IS 'The node it waits for.';
COMMENT ON COLUMN dependencies.on_event IS 'The event it waits for, such as a White Paper.';
COMMENT ON COLUMN dependencies.opened_on IS 'First day it is known to wait.';
COMMENT ON COLUMN dependencies.expected_on IS 'When the wait is expected to end.';
COMMENT ON COLUMN dependencies.reason IS 'Why it waits.';
COMMENT ON COLUMN dependencies.link_id IS 'The printed link it was made from.';

CREATE TABLE dependency_states (
  dependency_state_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dependency_id bigint NOT NULL REFERENCES dependencies,
  since date NOT NULL DEFAULT today(),
  state text NOT NULL CHECK (state IN ('open', 'closed')),
  reason text NOT NULL CHECK (reason <> ''),
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user
);
CREATE INDEX dependency_states_dependency_id_since_idx ON dependency_states (dependency_id, since);
COMMENT ON TABLE dependency_states IS 'When a dependency was closed, or opened again, append-only: of one day the last recorded counts.';
COMMENT ON COLUMN dependency_states.dependency_state_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN dependency_states.dependency_id IS 'The dependency.';
COMMENT ON COLUMN dependency_states.since IS 'First day of the state.';
COMMENT ON COLUMN dependency_states.state IS 'open or closed.';
COMMENT ON COLUMN dependency_states.reason IS 'Why.';
COMMENT ON COLUMN dependency_states.recorded_at IS 'When it became known.';
COMMENT ON COLUMN dependency_states.recorded_by IS 'Who recorded it.';
