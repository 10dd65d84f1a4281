-- Who gets which report when, and what is asked from outside.

-- Reporting calendar.
CREATE TABLE reporting_rhythms (
  rhythm_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  body_id bigint NOT NULL REFERENCES bodies,
  report text NOT NULL CHECK (report <> ''),
  rhythm text NOT NULL CHECK (rhythm IN ('monthly', 'quarterly', 'half-yearly', 'annual')),
  due_after_days integer NOT NULL DEFAULT 0 CHECK (due_after_days BETWEEN -366 AND 366),
  plan_id bigint REFERENCES plans,
  requirement_id bigint REFERENCES nodes,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  note text,
  CHECK (valid_from <= valid_to),
  UNIQUE NULLS NOT DISTINCT (report, body_id, plan_id, requirement_id, rhythm, valid_from)
);
CREATE INDEX reporting_rhythms_body_id_idx ON reporting_rhythms (body_id);
CREATE INDEX reporting_rhythms_plan_id_idx ON reporting_rhythms (plan_id);
CREATE INDEX reporting_rhythms_requirement_id_idx ON reporting_rhythms (requirement_id);
COMMENT ON TABLE reporting_rhythms IS
  'Which report goes to which body how often, from when to when. Periods are those of the fiscal year; when a report changes its body, '
  'one row ends and another starts.';
COMMENT ON COLUMN reporting_rhythms.rhythm_id IS 'Key.';
COMMENT ON COLUMN reporting_rhythms.body_id IS 'The body that gets it.';
COMMENT ON COLUMN reporting_rhythms.report IS 'What it gets.';
COMMENT ON COLUMN reporting_rhythms.rhythm IS
  'monthly, quarterly, half-yearly or annual: by month, quarter, half and whole of the fiscal year.';
COMMENT ON COLUMN reporting_rhythms.due_after_days IS
  'Days from the last day of a period to the day its report is ready; negative for a report that is due before.';
COMMENT ON COLUMN reporting_rhythms.plan_id IS 'The plan it is about; NULL: none in particular.';
COMMENT ON COLUMN reporting_rhythms.requirement_id IS 'The external requirement it answers, if it does.';
COMMENT ON COLUMN reporting_rhythms.valid_from IS 'First day on which it may be due to this body.';
COMMENT ON COLUMN reporting_rhythms.valid_to IS 'Last day on which it may be due to this body.';
COMMENT ON COLUMN reporting_rhythms.note IS 'What else there is to know.';

CREATE TABLE meetings (
  body_id bigint NOT NULL REFERENCES bodies,
  held_on date NOT NULL CHECK (isfinite(held_on)),
  note text,
  PRIMARY KEY (body_id, held_on)
);
COMMENT ON TABLE meetings IS
  'When a body meets. A report goes to its first meeting on or after the day it is ready; where none is known, it is due on that day.';
COMMENT ON COLUMN meetings.body_id IS 'The body.';
COMMENT ON COLUMN meetings.held_on IS 'The day.';
COMMENT ON COLUMN meetings.note IS 'What else there is to know.';

CREATE TABLE requirement_aliases (
  alias text PRIMARY KEY CHECK (alias <> ''),
  node_id bigint NOT NULL REFERENCES nodes
);
CREATE INDEX requirement_aliases_node_id_idx ON requirement_aliases (node_id);
CREATE UNIQUE INDEX requirement_aliases_normal_name_idx ON requirement_aliases (normal_name(alias));
COMMENT ON TABLE requirement_aliases IS 'Other words by which documents name an external requirement, such as EFS.';
COMMENT ON COLUMN requirement_aliases.alias IS 'The words, compared without regard to case and blanks.';
COMMENT ON COLUMN requirement_aliases.node_id IS 'Which requirement they mean.';

-- What is said of a requirement in a quarter, for its pack.
CREATE TABLE requirement_narratives (
  narrative_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  requirement_id bigint NOT NULL REFERENCES nodes,
  quarter quarter NOT NULL,
  narrative text NOT NULL CHECK (narrative <> ''),
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user
);
CREATE INDEX requirement_narratives_requirement_id_quarter_idx ON requirement_narratives (requirement_id, quarter);
COMMENT ON TABLE requirement_narratives IS
  'What is said of an external requirement in a quarter, in words, append-only: the row recorded last counts.';
COMMENT ON COLUMN requirement_narratives.narrative_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN requirement_narratives.requirement_id IS 'The external requirement.';
COMMENT ON COLUMN requirement_narratives.quarter IS 'The quarter.';
COMMENT ON COLUMN requirement_narratives.narrative IS 'What is said; an empty line parts paragraphs.';
COMMENT ON COLUMN requirement_narratives.recorded_at IS 'When it became known.';
COMMENT ON COLUMN requirement_narratives.recorded_by IS 'Who recorded it.';

-- Decisions, and what they changed.
CREATE TABLE decisions (
  decision_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  decision text NOT NULL CHECK (decision <> ''),
  decided_on date NOT NULL CHECK (isfinite(decided_on)),
  body_id bigint REFERENCES bodies,
  officer_id bigint REFERENCES officers,
  minute text CHECK (minute <> ''),
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  CHECK (num_nonnulls(body_id, officer_id) = 1)
);
CREATE INDEX decisions_body_id_idx ON decisions (body_id);
CREATE INDEX decisions_officer_id_idx ON decisions (officer_id);
COMMENT ON TABLE decisions IS
  'Decisions of bodies and officers, append-only: who decided what, when, at which meeting, and where it is minuted. decision_changes '
  'says what they changed.';
COMMENT ON COLUMN decisions.decision_id IS 'Key.';
COMMENT ON COLUMN decisions.decision IS 'What was decided, in words.';
COMMENT ON COLUMN decisions.decided_on IS 'When; of a body the day of the meeting.';
COMMENT ON COLUMN decisions.body_id IS 'The body that decided, or';
COMMENT ON COLUMN decisions.officer_id IS 'the officer who did.';
COMMENT ON COLUMN decisions.minute IS 'Where it is minuted or recorded, such as minute 24.';
COMMENT ON COLUMN decisions.recorded_at IS 'When it was recorded.';
COMMENT ON COLUMN decisions.recorded_by IS 'Who recorded it.';

-- The changed rows are append-only, so their keys are no foreign keys.
CREATE TABLE decision_changes (
  decision_id bigint NOT NULL REFERENCES decisions,
  changed text NOT NULL CHECK (changed IN ('due date', 'state', 'rating', 'publication')),
  change_id bigint NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  PRIMARY KEY (decision_id, changed, change_id)
);
CREATE INDEX decision_changes_changed_change_id_idx ON decision_changes (changed, change_id);
COMMENT ON TABLE decision_changes IS 'What a decision changed, append-only: which row of due_dates, item_states, ratings or publications.';
COMMENT ON COLUMN decision_changes.decision_id IS 'The decision.';
COMMENT ON COLUMN decision_changes.changed IS 'due date, state, rating or publication: which table the key is of.';
COMMENT ON COLUMN decision_changes.change_id IS 'The key of the row of due_dates, item_states, ratings or publications.';
COMMENT ON COLUMN decision_changes.recorded_at IS 'When it was recorded.';
COMMENT ON COLUMN decision_changes.recorded_by IS 'Who recorded it.';
