-- register_governance: who reports what to whom, what outsiders require, what may go wrong, who may write, and what was written.
--
-- Runs last of all concerns: its code text ends by giving the roles of register_grants what their level needs on everything the register
-- then has.  Four ideas carry it.
-- Rights: grant_register gives a role the table privileges of its level.  Row-level security narrows what they cannot say: whose items an
-- officer rates, and that a row is recorded in one's own name.  It is enabled, never forced, so the owner and pg_dump see every row.
-- A role with privileges of the owner's own giving and no level is held by those privileges alone, as it was before layout 0.4.0.
-- Audit: statement triggers with transition tables write one row per statement, and one per changed row where the rows do not tell
-- their own history.  The trigger function is SECURITY DEFINER: see there why.
-- Requirements: an item answers one when it is linked to it, or is at or under a node that is, by relations that say so.
-- Dependencies: open until somebody says otherwise; nothing is closed by inference.

CREATE FUNCTION register_governance_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

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
CREATE INDEX ON reporting_rhythms (body_id);
CREATE INDEX ON reporting_rhythms (plan_id);
CREATE INDEX ON reporting_rhythms (requirement_id);
COMMENT ON TABLE reporting_rhythms IS 'Which report goes to which body how often, from when to when. Periods are those of the fiscal year; when a report changes its body, one row ends and another starts.';
COMMENT ON COLUMN reporting_rhythms.rhythm_id IS 'Key.';
COMMENT ON COLUMN reporting_rhythms.body_id IS 'The body that gets it.';
COMMENT ON COLUMN reporting_rhythms.report IS 'What it gets.';
COMMENT ON COLUMN reporting_rhythms.rhythm IS 'monthly, quarterly, half-yearly or annual: by month, quarter, half and whole of the fiscal year.';
COMMENT ON COLUMN reporting_rhythms.due_after_days IS 'Days from the last day of a period to the day its report is ready; negative for a report that is due before.';
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
COMMENT ON TABLE meetings IS 'When a body meets. A report goes to its first meeting on or after the day it is ready; where none is known, it is due on that day.';
COMMENT ON COLUMN meetings.body_id IS 'The body.';
COMMENT ON COLUMN meetings.held_on IS 'The day.';
COMMENT ON COLUMN meetings.note IS 'What else there is to know.';

-- External requirements are nodes of the level "requirement"; which links answer one is said by their relation.

ALTER TABLE relations ADD COLUMN answers text CHECK (answers IN ('from', 'to'));
COMMENT ON COLUMN relations.answers IS 'Which end of the link answers the other, where that is an external requirement; NULL: neither.';
INSERT INTO relations (relation, rolls_up, description, answers) VALUES
  ('responds_to', false, 'from answers to, an external requirement', 'from'),
  ('supports', false, 'from helps to', 'from'),
  ('requires_delivery_of', false, 'from, an external requirement, asks for to', 'to')
ON CONFLICT (relation) DO UPDATE SET answers = EXCLUDED.answers;

CREATE TABLE requirement_aliases (
  alias text PRIMARY KEY CHECK (alias <> ''),
  node_id bigint NOT NULL REFERENCES nodes
);
CREATE INDEX ON requirement_aliases (node_id);
CREATE UNIQUE INDEX ON requirement_aliases (normal_name(alias));
COMMENT ON TABLE requirement_aliases IS 'Other words by which documents name an external requirement, such as EFS.';
COMMENT ON COLUMN requirement_aliases.alias IS 'The words, compared without regard to case and blanks.';
COMMENT ON COLUMN requirement_aliases.node_id IS 'Which requirement they mean.';

-- Risks.

CREATE TABLE risks (
  risk_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ref text NOT NULL UNIQUE CHECK (ref <> ''),
  title text NOT NULL CHECK (title <> ''),
  description text,
  kind text NOT NULL CHECK (kind IN ('strategic', 'operational')),
  opened_on date NOT NULL DEFAULT CURRENT_DATE,
  closed_on date,
  closed_reason text,
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
COMMENT ON COLUMN risks.closed_reason IS 'Why it is closed.';

CREATE TABLE risk_scores (
  risk_score_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  risk_id bigint NOT NULL REFERENCES risks,
  scored_on date NOT NULL DEFAULT CURRENT_DATE,
  likelihood integer NOT NULL CHECK (likelihood BETWEEN 1 AND 5),
  impact integer NOT NULL CHECK (impact BETWEEN 1 AND 5),
  score integer GENERATED ALWAYS AS (likelihood * impact) STORED,
  target_score integer CHECK (target_score BETWEEN 1 AND 25),
  reason text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user
);
CREATE INDEX ON risk_scores (risk_id, scored_on);
COMMENT ON TABLE risk_scores IS 'How likely and how grave a risk was judged to be, append-only: of one day the last recorded counts.';
COMMENT ON COLUMN risk_scores.risk_score_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN risk_scores.risk_id IS 'The risk.';
COMMENT ON COLUMN risk_scores.scored_on IS 'The day from which it is judged so.';
COMMENT ON COLUMN risk_scores.likelihood IS '1 to 5.';
COMMENT ON COLUMN risk_scores.impact IS '1 to 5.';
COMMENT ON COLUMN risk_scores.score IS 'likelihood times impact.';
COMMENT ON COLUMN risk_scores.target_score IS 'What it is to be brought down to.';
COMMENT ON COLUMN risk_scores.reason IS 'Why it is judged so.';
COMMENT ON COLUMN risk_scores.recorded_at IS 'When it became known.';
COMMENT ON COLUMN risk_scores.recorded_by IS 'Who recorded it.';

CREATE TABLE risk_officers (
  risk_id bigint NOT NULL REFERENCES risks,
  officer_id bigint NOT NULL REFERENCES officers,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (risk_id, officer_id, valid_from),
  CHECK (valid_from <= valid_to)
);
CREATE INDEX ON risk_officers (officer_id);
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
CREATE INDEX ON risk_escalations (to_risk_id);
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
CREATE INDEX ON risk_links (item_id);
CREATE INDEX ON risk_links (node_id);
CREATE INDEX ON risk_links (plan_id);
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
  opened_on date NOT NULL DEFAULT CURRENT_DATE,
  expected_on date,
  reason text,
  link_id bigint REFERENCES links ON DELETE SET NULL,
  CHECK (num_nonnulls(on_item_id, on_node_id, on_event) = 1),
  CHECK (on_item_id <> item_id),
  UNIQUE NULLS NOT DISTINCT (item_id, on_item_id, on_node_id, on_event)
);
CREATE INDEX ON dependencies (on_item_id);
CREATE INDEX ON dependencies (on_node_id);
CREATE INDEX ON dependencies (link_id);
COMMENT ON TABLE dependencies IS 'What an item waits for: another item, a node, or something that happens outside. Open from opened_on until dependency_states says that it is closed.';
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
  since date NOT NULL DEFAULT CURRENT_DATE,
  state text NOT NULL CHECK (state IN ('open', 'closed')),
  reason text NOT NULL CHECK (reason <> ''),
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user
);
CREATE INDEX ON dependency_states (dependency_id, since);
COMMENT ON TABLE dependency_states IS 'When a dependency was closed, or opened again, append-only: of one day the last recorded counts.';
COMMENT ON COLUMN dependency_states.dependency_state_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN dependency_states.dependency_id IS 'The dependency.';
COMMENT ON COLUMN dependency_states.since IS 'First day of the state.';
COMMENT ON COLUMN dependency_states.state IS 'open or closed.';
COMMENT ON COLUMN dependency_states.reason IS 'Why.';
COMMENT ON COLUMN dependency_states.recorded_at IS 'When it became known.';
COMMENT ON COLUMN dependency_states.recorded_by IS 'Who recorded it.';

-- Who may do what.

CREATE TABLE register_grants (
  role_name text PRIMARY KEY,
  level text NOT NULL CHECK (level IN ('reader', 'officer', 'publisher')),
  granted_by text NOT NULL DEFAULT current_user,
  granted_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE register_grants IS 'What grant_register gave, so that an upgrade can give the same on what it adds. Written by grant_register and revoke_register.';
COMMENT ON COLUMN register_grants.role_name IS 'The database role.';
COMMENT ON COLUMN register_grants.level IS 'reader, officer or publisher.';
COMMENT ON COLUMN register_grants.granted_by IS 'Who gave it.';
COMMENT ON COLUMN register_grants.granted_at IS 'When.';

CREATE TABLE officer_roles (
  role_name text NOT NULL CHECK (role_name <> ''),
  officer_id bigint NOT NULL REFERENCES officers,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (role_name, officer_id, valid_from),
  CHECK (valid_from <= valid_to)
);
CREATE INDEX ON officer_roles (officer_id);
COMMENT ON TABLE officer_roles IS 'Which database role holds which post, from when to when; members of the role hold it too.';
COMMENT ON COLUMN officer_roles.role_name IS 'The database role.';
COMMENT ON COLUMN officer_roles.officer_id IS 'The post.';
COMMENT ON COLUMN officer_roles.valid_from IS 'First day.';
COMMENT ON COLUMN officer_roles.valid_to IS 'Last day.';

CREATE TABLE sign_off_steps (
  plan_id bigint NOT NULL REFERENCES plans,
  position integer NOT NULL,
  step text NOT NULL CHECK (step <> ''),
  officer_id bigint REFERENCES officers,
  body_id bigint REFERENCES bodies,
  PRIMARY KEY (plan_id, position),
  UNIQUE (plan_id, step),
  CHECK (num_nonnulls(officer_id, body_id) <= 1)
);
CREATE INDEX ON sign_off_steps (officer_id);
CREATE INDEX ON sign_off_steps (body_id);
COMMENT ON TABLE sign_off_steps IS 'The route by which a plan''s quarter is signed off, step by step.';
COMMENT ON COLUMN sign_off_steps.plan_id IS 'The plan.';
COMMENT ON COLUMN sign_off_steps.position IS 'Order of the steps.';
COMMENT ON COLUMN sign_off_steps.step IS 'What the step is called.';
COMMENT ON COLUMN sign_off_steps.officer_id IS 'The post that decides: only a role that holds it may record the decision.';
COMMENT ON COLUMN sign_off_steps.body_id IS 'The body that decides; a publisher records it.';

CREATE TABLE sign_offs (
  sign_off_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL,
  quarter quarter NOT NULL,
  step text NOT NULL,
  decision text NOT NULL CHECK (decision IN ('approved', 'returned')),
  note text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  FOREIGN KEY (plan_id, step) REFERENCES sign_off_steps (plan_id, step) ON UPDATE CASCADE
);
CREATE INDEX ON sign_offs (plan_id, quarter, step);
COMMENT ON TABLE sign_offs IS 'Decisions on the way to publishing, append-only. What is returned goes through all steps again.';
COMMENT ON COLUMN sign_offs.sign_off_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN sign_offs.plan_id IS 'The plan.';
COMMENT ON COLUMN sign_offs.quarter IS 'The quarter.';
COMMENT ON COLUMN sign_offs.step IS 'The step.';
COMMENT ON COLUMN sign_offs.decision IS 'approved or returned.';
COMMENT ON COLUMN sign_offs.note IS 'The decision in words.';
COMMENT ON COLUMN sign_offs.recorded_at IS 'When it was recorded.';
COMMENT ON COLUMN sign_offs.recorded_by IS 'Who recorded it.';

-- The audit: a row per statement that wrote, and one per row it changed.

CREATE TABLE audit_log (
  audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  transaction_number bigint NOT NULL,
  session_role text NOT NULL,
  acting_role text NOT NULL,
  table_name text NOT NULL,
  operation text NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')),
  row_count bigint NOT NULL,
  first_key bigint,
  last_key bigint
);
CREATE INDEX ON audit_log (at);
COMMENT ON TABLE audit_log IS 'Every statement that wrote: who, when, what, how many rows. Append-only, written by triggers alone.';
COMMENT ON COLUMN audit_log.audit_id IS 'Key.';
COMMENT ON COLUMN audit_log.at IS 'When.';
COMMENT ON COLUMN audit_log.transaction_number IS 'Statements of one transaction have the same.';
COMMENT ON COLUMN audit_log.session_role IS 'Who had logged in.';
COMMENT ON COLUMN audit_log.acting_role IS 'As whom: the role of SET ROLE, or else who had logged in.';
COMMENT ON COLUMN audit_log.table_name IS 'The table.';
COMMENT ON COLUMN audit_log.operation IS 'INSERT, UPDATE, DELETE or TRUNCATE.';
COMMENT ON COLUMN audit_log.row_count IS 'How many rows, those included that an update left as they were.';
COMMENT ON COLUMN audit_log.first_key IS 'The lowest key of the rows, where that is one number.';
COMMENT ON COLUMN audit_log.last_key IS 'The highest.';

CREATE TABLE audit_rows (
  audit_id bigint NOT NULL REFERENCES audit_log,
  row_number bigint NOT NULL,
  key jsonb NOT NULL,
  old_values jsonb,
  new_values jsonb,
  PRIMARY KEY (audit_id, row_number)
);
COMMENT ON TABLE audit_rows IS 'The rows that a statement changed. Not for rows inserted into append-only tables: those say themselves who recorded them when.';
COMMENT ON COLUMN audit_rows.audit_id IS 'The statement.';
COMMENT ON COLUMN audit_rows.row_number IS 'Tells its rows apart.';
COMMENT ON COLUMN audit_rows.key IS 'The key of the row.';
COMMENT ON COLUMN audit_rows.old_values IS 'What was there: of an update only the columns that changed; NULL for an insert.';
COMMENT ON COLUMN audit_rows.new_values IS 'What is there now: of an update only the columns that changed; NULL for a delete.';

CREATE FUNCTION refuse_audit_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  -- What comes from audit_change comes from within a trigger.
  IF tg_op = 'INSERT' AND pg_trigger_depth() > 1 THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% on "%.%" is refused: the audit is append-only, and written by triggers alone', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation', DETAIL = 'It says who wrote what; nobody changes it, the owner neither.',
          HINT = 'An owner who has to shorten it, by a rule on how long to keep records, disables this trigger for that one statement.';
END
$body$;
COMMENT ON FUNCTION refuse_audit_change() IS 'Trigger: refuses UPDATE, DELETE and TRUNCATE of the audit, and rows written by hand, for the owner too.';

DO $triggers$
DECLARE
  append_only text;
BEGIN
  FOREACH append_only IN ARRAY '{risk_scores,dependency_states,sign_offs}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER %1$I BEFORE UPDATE OR DELETE OR TRUNCATE ON %2$I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
                   append_only || '_append_only', append_only);
    EXECUTE format('COMMENT ON TRIGGER %I ON %I IS %L', append_only || '_append_only', append_only, 'What was once judged or decided stays answerable.');
  END LOOP;
  FOREACH append_only IN ARRAY '{audit_log,audit_rows}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER %1$I BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %2$I FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()',
                   append_only || '_append_only', append_only);
    EXECUTE format('COMMENT ON TRIGGER %I ON %I IS %L', append_only || '_append_only', append_only, 'The audit is never rewritten.');
  END LOOP;
END
$triggers$;

-- Functions that policies stand on.

CREATE FUNCTION holds_role(role_name text) RETURNS boolean
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = holds_role.role_name AND pg_has_role(r.oid, 'USAGE'));
END;
COMMENT ON FUNCTION holds_role(text) IS 'Whether the current user is that role or has its rights; false for a role that does not exist.';

CREATE FUNCTION register_level() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN pg_has_role(c.relowner, 'USAGE') THEN 'owner'
              ELSE (SELECT g.level FROM register_grants g WHERE holds_role(g.role_name)
                    ORDER BY array_position('{publisher,officer,reader}'::text[], g.level) LIMIT 1) END
  FROM pg_class c WHERE c.oid = 'register_grants'::regclass;
END;
COMMENT ON FUNCTION register_level() IS 'owner, publisher, officer or reader: the highest level the current user has in this register; NULL: none.';

CREATE FUNCTION own_items(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, officer_id bigint, officer text, role text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 50
BEGIN ATOMIC
  SELECT i.plan_id, CASE WHEN p.version = '' THEN p.title ELSE p.title || ' (' || p.version || ')' END,
         i.item_id, i.ref, i.title, o.officer_id, o.name, io.role
  FROM officer_roles r
  JOIN officers o ON o.officer_id = r.officer_id
  JOIN item_officers io ON io.officer_id = r.officer_id AND as_at BETWEEN io.valid_from AND io.valid_to
  JOIN items i ON i.item_id = io.item_id
  JOIN plans p ON p.plan_id = i.plan_id
  WHERE as_at BETWEEN r.valid_from AND r.valid_to AND holds_role(r.role_name)
    AND (io.role IN ('lead', 'responsible')
         OR NOT EXISTS (SELECT FROM item_officers lead
                        WHERE lead.item_id = io.item_id AND lead.role IN ('lead', 'responsible')
                          AND as_at BETWEEN lead.valid_from AND lead.valid_to));
END;
COMMENT ON FUNCTION own_items(date) IS 'One row per item, post and role that the current user answers for on that day: as lead or responsible or, where an item has neither, in any role.';

-- Raises rather than answers false, so that the officer is told why.
CREATE FUNCTION officer_may_rate(rated_item_id bigint, of_quarter quarter, given rag, by_whom text, at_when timestamptz, by_import bigint) RETURNS boolean
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  item record;
BEGIN
  IF by_whom <> current_user OR at_when <> now() OR by_import IS NOT NULL THEN
    RAISE EXCEPTION 'an officer''s rating is recorded in his own name, at the moment it is made'
      USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('This one says "%s", at %s%s.', by_whom, at_when, coalesce(', by import ' || by_import, '')),
            HINT = 'Leave out recorded_by, recorded_at and import_id: their defaults are right.';
  END IF;
  SELECT i.ref, i.title, p.plan_id, p.title AS plan, p.state, p.scale, p.has_scheduled INTO item
  FROM items i JOIN plans p ON p.plan_id = i.plan_id WHERE i.item_id = rated_item_id;
  IF NOT FOUND THEN
    RETURN true;  -- the foreign key says so
  END IF;
  IF NOT EXISTS (SELECT FROM own_items(CURRENT_DATE) o WHERE o.item_id = rated_item_id) THEN
    RAISE EXCEPTION 'item "%" of "%" is not yours to rate', item.ref, item.plan
      USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('Today it is with: %s.',
                            coalesce((SELECT string_agg(DISTINCT o.name, '; ') FROM item_officers io JOIN officers o ON o.officer_id = io.officer_id
                                      WHERE io.item_id = rated_item_id AND CURRENT_DATE BETWEEN io.valid_from AND io.valid_to), 'nobody')),
            HINT = 'own_items() lists the items you rate; officer_roles says which post a database role holds.';
  END IF;
  IF item.state <> 'live' THEN
    RAISE EXCEPTION 'plan "%" is %', item.plan, item.state
      USING ERRCODE = 'insufficient_privilege', HINT = 'Officers rate items of live plans; a publisher records what is still to be said of another.';
  END IF;
  IF EXISTS (SELECT FROM publications x WHERE x.plan_id = item.plan_id AND x.quarter = of_quarter) THEN
    RAISE EXCEPTION '% of plan "%" is published', of_quarter, item.plan
      USING ERRCODE = 'insufficient_privilege', HINT = 'A correction of what is published is a publisher''s to record.';
  END IF;
  IF given IN ('AG', 'AR') AND item.scale = 'three' OR given = 'S' AND NOT item.has_scheduled THEN
    RAISE EXCEPTION 'rating "%" is not one of the plan''s', given
      USING ERRCODE = 'check_violation',
            HINT = format('The plan "%s" rates by %s.', item.plan,
                          concat(CASE item.scale WHEN 'five' THEN 'R, AR, A, AG, G' ELSE 'R, A, G' END, ', B', CASE WHEN item.has_scheduled THEN ', S' END));
  END IF;
  RETURN true;
END
$body$;
COMMENT ON FUNCTION officer_may_rate(bigint, quarter, rag, text, timestamptz, bigint) IS 'True for a rating that an officer may record: of an own item of a live plan, for a quarter not yet published, within the plan''s scale, in the officer''s own name, now; an error that says why for any other.';

-- Row-level security: who may read is a matter of privileges, so all rows are shown; what is inserted must be in one's own name, and
-- what an officer inserts must be his to say.  The level is asked once a statement, not once a row.  What is recorded ahead of time
-- would outdo all that is recorded until then, so nobody with a level does.  A role whose level is not found, as after ALTER ROLE ...
-- RENAME, needs the privilege on the whole table, which no officer is given.
DO $policies$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT p.table_name, p.written_by, p.of_officer FROM (VALUES
             ('ratings', 'recorded_by', 'officer_may_rate(item_id, quarter, rating, recorded_by, recorded_at, import_id)'),
             ('sign_offs', 'recorded_by', 'recorded_by = current_user AND recorded_at = now()'),
             ('due_dates', 'recorded_by', 'false'), ('measure_values', 'recorded_by', 'false'), ('money_lines', 'recorded_by', 'false'),
             ('measure_targets', 'recorded_by', 'false'), ('peer_values', 'recorded_by', 'false'), ('money_shares', 'recorded_by', 'false'),
             ('imports', 'recorded_by', 'false'), ('risk_scores', 'recorded_by', 'false'), ('dependency_states', 'recorded_by', 'false'),
             ('item_states', 'recorded_by', 'false'), ('link_ends', 'recorded_by', 'false'),
             ('publications', 'published_by', 'false'), ('carry_forward', 'recorded_by', 'false')) AS p (table_name, written_by, of_officer)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t.table_name);
    EXECUTE format('CREATE POLICY register_read ON %I FOR SELECT USING (true)', t.table_name);
    EXECUTE format('CREATE POLICY register_update ON %I FOR UPDATE USING (true)', t.table_name);
    EXECUTE format('CREATE POLICY register_delete ON %I FOR DELETE USING (true)', t.table_name);
    EXECUTE format($policy$
      CREATE POLICY register_insert ON %1$I FOR INSERT WITH CHECK (
        CASE (SELECT register_level()) WHEN 'publisher' THEN %2$I = current_user AND %3$I <= clock_timestamp() WHEN 'officer' THEN %4$s
                                       ELSE (SELECT has_table_privilege(%1$L::regclass, 'INSERT')) END)
    $policy$, t.table_name, t.written_by, replace(t.written_by, '_by', '_at'), t.of_officer);
    EXECUTE format('COMMENT ON POLICY register_read ON %I IS %L', t.table_name, 'Whoever has the privilege reads every row.');
    EXECUTE format('COMMENT ON POLICY register_update ON %I IS %L', t.table_name, 'Privileges and triggers say who may.');
    EXECUTE format('COMMENT ON POLICY register_delete ON %I IS %L', t.table_name, 'Privileges and triggers say who may.');
    EXECUTE format('COMMENT ON POLICY register_insert ON %I IS %L', t.table_name,
                   'A publisher records in the own name, and nothing ahead of time; an officer only what is his to say. Roles without a level are held by their privileges alone.');
  END LOOP;
END
$policies$;

$register$;
COMMENT ON FUNCTION register_governance_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for governance.';

CREATE FUNCTION register_governance_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Reporting calendar.

CREATE OR REPLACE FUNCTION checked_days(from_day date, to_day date) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF from_day IS NULL OR to_day IS NULL OR from_day < '1900-01-01' OR to_day > '2999-12-31' OR from_day > to_day THEN
    RAISE EXCEPTION 'invalid days from "%" to "%"', from_day, to_day
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A calendar runs from a day to the same or a later one, between 1900 and 2999.',
            HINT = 'Write, for example, reporting_calendar(''2025-04-01'', ''2026-03-31'').';
  END IF;
  RETURN true;
END
$body$;
COMMENT ON FUNCTION checked_days(date, date) IS 'True, or an error if the days are none that a calendar can run between.';

-- Months are counted from the year 0, so that a period is a number and the next one is added to it.  The periods looked at reach as far
-- back as one that is due late, or waits for a meeting until the next is ready, may lie.
CREATE OR REPLACE FUNCTION rhythm_periods(rhythm text, fiscal_start_month integer, due_after_days integer, from_day date, to_day date,
                                          OUT period_start date, OUT period_end date, OUT ready_on date, OUT next_ready_on date) RETURNS SETOF record
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  WITH span AS (
    SELECT CASE rhythm WHEN 'monthly' THEN 1 WHEN 'quarterly' THEN 3 WHEN 'half-yearly' THEN 6 ELSE 12 END AS months,
           (extract(year FROM from_day - due_after_days) * 12 + extract(month FROM from_day - due_after_days))::integer - 1 AS first_month,
           (extract(year FROM to_day - due_after_days) * 12 + extract(month FROM to_day - due_after_days))::integer - 1 AS last_month
  )
  SELECT make_date(m / 12, m % 12 + 1, 1),
         make_date((m + s.months) / 12, (m + s.months) % 12 + 1, 1) - 1,
         make_date((m + s.months) / 12, (m + s.months) % 12 + 1, 1) - 1 + due_after_days,
         make_date((m + 2 * s.months) / 12, (m + 2 * s.months) % 12 + 1, 1) - 1 + due_after_days
    FROM span s
   CROSS JOIN LATERAL generate_series(s.first_month - (s.first_month - (fiscal_start_month - 1)) % s.months - 2 * s.months, s.last_month, s.months) m;
END;
COMMENT ON FUNCTION rhythm_periods(text, integer, integer, date, date) IS
  'The periods of a rhythm whose reports may be due between two days, with the day on which each one''s report, and the next one''s, is ready.';

CREATE OR REPLACE FUNCTION reporting_calendar(from_day date DEFAULT CURRENT_DATE, to_day date DEFAULT CURRENT_DATE + 365)
  RETURNS TABLE (due_on date, body_id bigint, body text, report text, rhythm text, plan_id bigint, plan text, requirement_id bigint, requirement text,
                 period_start date, period_end date, quarter quarter, ready_on date, is_meeting boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH due AS MATERIALIZED (
    SELECT r.rhythm_id, r.body_id, r.report, r.rhythm, r.plan_id, r.requirement_id, r.valid_from, r.valid_to, p.period_start, p.period_end, p.ready_on,
           (SELECT min(m.held_on) FROM meetings m WHERE m.body_id = r.body_id AND m.held_on >= p.ready_on AND m.held_on < p.next_ready_on) AS held_on
      FROM reporting_rhythms r
     CROSS JOIN LATERAL rhythm_periods(r.rhythm, fiscal_start_month(), r.due_after_days, reporting_calendar.from_day, reporting_calendar.to_day) p
     WHERE checked_days(reporting_calendar.from_day, reporting_calendar.to_day)
  )
  SELECT coalesce(d.held_on, d.ready_on), d.body_id, b.name, d.report, d.rhythm, d.plan_id, pl.plan, d.requirement_id, n.ref,
         d.period_start, d.period_end, quarter(d.period_end, fiscal_start_month()), d.ready_on, d.held_on IS NOT NULL
    FROM due d
    JOIN bodies b ON b.body_id = d.body_id
    LEFT JOIN plan_names pl ON pl.plan_id = d.plan_id
    LEFT JOIN nodes n ON n.node_id = d.requirement_id
   WHERE coalesce(d.held_on, d.ready_on) BETWEEN reporting_calendar.from_day AND reporting_calendar.to_day
     AND coalesce(d.held_on, d.ready_on) BETWEEN d.valid_from AND d.valid_to
   ORDER BY coalesce(d.held_on, d.ready_on), b.name, d.report, d.period_start, d.rhythm_id;
END;
COMMENT ON FUNCTION reporting_calendar(date, date) IS
  'One row per report that is due to a body between the two days: for each period of its rhythm, at the body''s first meeting on or after the day it is ready and before the next one is ready, or else on that day.';

CREATE OR REPLACE VIEW reporting_calendar WITH (security_invoker = true) AS
SELECT c.due_on, c.body_id, c.body, c.report, c.rhythm, c.plan_id, c.plan, c.requirement_id, c.requirement, c.period_start, c.period_end,
       c.quarter, c.ready_on, c.is_meeting
  FROM reporting_calendar(CURRENT_DATE, CURRENT_DATE + 365) c;
COMMENT ON VIEW reporting_calendar IS 'One row per report that is due to a body in the 365 days from today.';

-- External requirements.

CREATE OR REPLACE FUNCTION find_requirement(name text) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found bigint[];
BEGIN
  found := ARRAY(SELECT n.node_id FROM nodes n
                 WHERE n.level = 'requirement' AND normal_name(find_requirement.name) IN (normal_name(n.ref), normal_name(n.title))
                 UNION
                 SELECT a.node_id FROM requirement_aliases a WHERE normal_name(a.alias) = normal_name(find_requirement.name));
  IF cardinality(found) <> 1 THEN
    RAISE EXCEPTION '% external requirement is called "%"', CASE cardinality(found) WHEN 0 THEN 'no' ELSE 'more than one' END, name
      USING ERRCODE = CASE cardinality(found) WHEN 0 THEN 'undefined_object' ELSE 'ambiguous_alias' END,
            DETAIL = 'A requirement is a node of level "requirement", named by its ref, its title or a requirement_alias.',
            HINT = 'requirement_report lists them.';
  END IF;
  RETURN found[1];
END
$body$;
COMMENT ON FUNCTION find_requirement(text) IS 'The external requirement of that reference, title or alias, without regard to case and blanks; an error if there is none, or more than one.';

-- Only links whose answered end is a requirement are taken: elsewhere the same relation says something weaker.
CREATE OR REPLACE FUNCTION requirement_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (requirement_id bigint, item_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT n.node_id, l.from_item_id, l.from_node_id
    FROM nodes n
    JOIN links l ON l.to_node_id = n.node_id AND coalesce(requirement_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
    JOIN relations rel ON rel.relation = l.relation AND (rel.answers = 'from' OR rel.rolls_up AND rel.child_end = 'from')
   WHERE n.level = 'requirement'
  UNION
  SELECT n.node_id, l.to_item_id, l.to_node_id
    FROM nodes n
    JOIN links l ON l.from_node_id = n.node_id AND coalesce(requirement_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
    JOIN relations rel ON rel.relation = l.relation AND (rel.answers = 'to' OR rel.rolls_up AND rel.child_end = 'to')
   WHERE n.level = 'requirement';
END;
COMMENT ON FUNCTION requirement_links(date) IS 'One row per external requirement and item or node that is linked to it, on that day, by a relation that says it answers it.';

CREATE OR REPLACE FUNCTION requirement_graph(as_at date DEFAULT CURRENT_DATE) RETURNS linkage
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT linkage(e.child, e.parent)
    FROM (SELECT l.child_node_id AS child, l.parent_node_id AS parent FROM rollup_node_links(as_at) l
          UNION
          SELECT a.node_id, a.requirement_id FROM requirement_links(as_at) a WHERE a.node_id IS NOT NULL) e;
END;
COMMENT ON FUNCTION requirement_graph(date) IS 'The links between nodes that roll up on that day, and those by which nodes answer external requirements, as one graph.';

CREATE OR REPLACE FUNCTION requirement_nodes(as_at date DEFAULT CURRENT_DATE) RETURNS TABLE (requirement_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH graph AS MATERIALIZED (SELECT requirement_graph(as_at) AS g)
  SELECT n.node_id, n.node_id FROM nodes n WHERE n.level = 'requirement'
  UNION ALL
  SELECT n.node_id, below.node_id
    FROM nodes n
   CROSS JOIN graph
   CROSS JOIN LATERAL descendants(graph.g, n.node_id) below (node_id)
   WHERE n.level = 'requirement';
END;
COMMENT ON FUNCTION requirement_nodes(date) IS 'One row per external requirement and node whose items answer it on that day: itself, and what answers it or is under that.';

-- Whoever uses it counts items once, so rows are not made distinct here: that would read all links for the sake of a few nodes.
CREATE OR REPLACE FUNCTION requirement_item_links(as_at date DEFAULT CURRENT_DATE) RETURNS TABLE (item_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.from_item_id, l.to_node_id
    FROM links l
    JOIN relations rel ON rel.relation = l.relation
   WHERE l.from_item_id IS NOT NULL AND l.to_node_id IS NOT NULL AND coalesce(requirement_item_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
     AND (rel.rolls_up AND rel.child_end = 'from'
          OR rel.answers = 'from' AND l.to_node_id IN (SELECT n.node_id FROM nodes n WHERE n.level = 'requirement'))
  UNION ALL
  SELECT l.to_item_id, l.from_node_id
    FROM links l
    JOIN relations rel ON rel.relation = l.relation
   WHERE l.to_item_id IS NOT NULL AND l.from_node_id IS NOT NULL AND coalesce(requirement_item_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
     AND (rel.rolls_up AND rel.child_end = 'to'
          OR rel.answers = 'to' AND l.from_node_id IN (SELECT n.node_id FROM nodes n WHERE n.level = 'requirement'));
END;
COMMENT ON FUNCTION requirement_item_links(date) IS 'One row per link that holds on that day between an item and a node it counts towards, or an external requirement it answers directly.';

CREATE OR REPLACE FUNCTION requirement_items(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (requirement_id bigint, item_id bigint, is_direct boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.requirement_id, i.item_id, bool_or(i.node_id = r.requirement_id)
    FROM requirement_nodes(as_at) r
    JOIN requirement_item_links(as_at) i ON i.node_id = r.node_id
   GROUP BY r.requirement_id, i.item_id
   ORDER BY r.requirement_id, i.item_id;
END;
COMMENT ON FUNCTION requirement_items(date) IS
  'One row per external requirement and item that answers it on that day, active or not: linked to it, or at or under a node or another requirement that is. Each item once; do not add across requirements.';

-- Counted by outcome_rollup in one pass over the links of the nodes that answer any requirement, however many requirements share them.
CREATE OR REPLACE FUNCTION requirement_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (requirement_id bigint, ref text, title text, is_answered boolean, items bigint, items_direct bigint, other_links bigint,
                 tally rag_tally, complete bigint, green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint,
                 unrated bigint, percent_complete numeric, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  WITH rated AS MATERIALIZED (
    SELECT l.item_id, l.rating FROM latest_ratings(requirement_report.as_at) l
  ), answering AS MATERIALIZED (
    SELECT i.item_id, i.node_id, l.rating, n.node_id IS NOT NULL AS is_direct
      FROM requirement_item_links(requirement_report.as_at) i
      JOIN rated l ON l.item_id = i.item_id
      LEFT JOIN nodes n ON n.node_id = i.node_id AND n.level = 'requirement'
     WHERE i.node_id IN (SELECT r.node_id FROM requirement_nodes(requirement_report.as_at) r)
  ), counted AS (
    SELECT u.node, u.distinct_items AS tally
      FROM (SELECT outcome_rollup((SELECT requirement_graph(requirement_report.as_at)), a.node_id, a.item_id, a.rating) AS nodes FROM answering a) s
     CROSS JOIN LATERAL unnest(s.nodes) u
  )
  SELECT n.node_id, n.ref, n.title, coalesce(total(c.tally) > 0, false), coalesce(total(c.tally), 0), coalesce(d.items_direct, 0), coalesce(o.other_links, 0),
         c.tally, coalesce(complete(c.tally), 0), coalesce(green(c.tally), 0), coalesce(amber_green(c.tally), 0), coalesce(amber(c.tally), 0),
         coalesce(amber_red(c.tally), 0), coalesce(red(c.tally), 0), coalesce(scheduled(c.tally), 0), coalesce(unrated(c.tally), 0),
         percent_complete(c.tally), overall(c.tally)
    FROM nodes n
    LEFT JOIN counted c ON c.node = n.node_id
    LEFT JOIN (SELECT a.node_id, count(DISTINCT a.item_id) AS items_direct FROM answering a WHERE a.is_direct GROUP BY a.node_id) d ON d.node_id = n.node_id
    LEFT JOIN (SELECT e.node_id, count(*) AS other_links
                 FROM (SELECT l.to_node_id AS node_id, l.relation, 'from' AS answering, l.valid_from, l.valid_to
                         FROM nodes r JOIN links l ON l.to_node_id = r.node_id WHERE r.level = 'requirement'
                       UNION ALL
                       SELECT l.from_node_id, l.relation, 'to', l.valid_from, l.valid_to
                         FROM nodes r JOIN links l ON l.from_node_id = r.node_id WHERE r.level = 'requirement') e
                 JOIN relations rel ON rel.relation = e.relation
                WHERE coalesce(requirement_report.as_at, CURRENT_DATE) BETWEEN e.valid_from AND e.valid_to
                  AND coalesce(rel.answers <> e.answering, true) AND NOT (rel.rolls_up AND rel.child_end = e.answering)
                GROUP BY e.node_id) o ON o.node_id = n.node_id
   WHERE n.level = 'requirement'
   ORDER BY n.ref, n.node_id;
END;
COMMENT ON FUNCTION requirement_report(date) IS
  'One row per external requirement, those without items included: the distinct items active on that day that answer it, with their latest ratings as known now. Percentages are of all of them, not rated ones included. Do not add across requirements.';

CREATE OR REPLACE VIEW requirement_report WITH (security_invoker = true) AS
SELECT r.requirement_id, r.ref, r.title, r.is_answered, r.items, r.items_direct, r.other_links, r.tally, r.complete, r.green, r.amber_green, r.amber,
       r.amber_red, r.red, r.scheduled, r.unrated, r.percent_complete, r.overall
  FROM requirement_report(CURRENT_DATE) r;
COMMENT ON VIEW requirement_report IS 'One row per external requirement, those without items included: the distinct items active today that answer it, with their latest ratings. Do not add across requirements.';

-- One regular expression of all names finds the few items that need a closer look.
CREATE OR REPLACE FUNCTION unmapped_requirements(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (finding text, requirement_id bigint, requirement text, plan_id bigint, plan text, item_id bigint, ref text, title text, found_in text, words text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH reach AS MATERIALIZED (
    SELECT r.requirement_id, r.node_id FROM requirement_nodes(unmapped_requirements.as_at) r
  ), item_links AS MATERIALIZED (
    SELECT l.item_id, l.node_id
      FROM requirement_item_links(unmapped_requirements.as_at) l
      JOIN items i ON i.item_id = l.item_id
     WHERE l.node_id IN (SELECT r.node_id FROM reach r)
       AND NOT EXISTS (SELECT FROM item_absences gone
                        WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(unmapped_requirements.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
       AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(unmapped_requirements.as_at) c))
  ), answered AS (
    SELECT DISTINCT r.requirement_id FROM reach r JOIN (SELECT DISTINCT il.node_id FROM item_links il) used ON used.node_id = r.node_id
  ), names AS MATERIALIZED (
    SELECT w.node_id, w.words, '\m' || regexp_replace(regexp_replace(w.words, '([^[:alnum:][:space:]])', '\\\1', 'g'), '\s+', '\\s+', 'g') || '\M' AS pattern
      FROM (SELECT n.node_id, trim_cell(n.ref) AS words FROM nodes n WHERE n.level = 'requirement'
            UNION
            SELECT a.node_id, trim_cell(a.alias) FROM requirement_aliases a) w
     WHERE w.words ~ '^[[:alnum:]]' AND w.words ~ '[[:alnum:]]$'
  ), any_name AS MATERIALIZED (
    SELECT string_agg(names.pattern, '|') AS pattern FROM names
  ), candidates AS (
    SELECT i.item_id, 'title' AS place, i.title AS content FROM items i CROSS JOIN any_name WHERE i.title ~* any_name.pattern
    UNION ALL
    SELECT t.item_id, t.name, t.value FROM item_attributes t CROSS JOIN any_name WHERE t.value ~* any_name.pattern
  ), mentions AS (
    SELECT m.node_id, c.item_id, min(c.place) AS place, min(m.words) AS words
      FROM candidates c
      JOIN names m ON c.content ~* m.pattern
     GROUP BY m.node_id, c.item_id
  )
  SELECT f.finding, n.node_id, n.ref, i.plan_id, p.plan, i.item_id, i.ref, i.title, f.place, f.words
    FROM (SELECT 'requirement without items' AS finding, 1 AS place_in_list, n.node_id, NULL::bigint AS item_id, NULL::text AS place, NULL::text AS words
            FROM nodes n
           WHERE n.level = 'requirement' AND n.node_id NOT IN (SELECT a.requirement_id FROM answered a)
          UNION ALL
          SELECT 'item names it, not mapped', 2, m.node_id, m.item_id, m.place, m.words
            FROM mentions m
            JOIN items i ON i.item_id = m.item_id
           WHERE NOT EXISTS (SELECT FROM item_absences gone
                              WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(unmapped_requirements.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
             AND NOT EXISTS (SELECT FROM item_links il JOIN reach r ON r.node_id = il.node_id WHERE il.item_id = m.item_id AND r.requirement_id = m.node_id)
             AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(unmapped_requirements.as_at) c))) f
    JOIN nodes n ON n.node_id = f.node_id
    LEFT JOIN items i ON i.item_id = f.item_id
    LEFT JOIN plan_names p ON p.plan_id = i.plan_id
   ORDER BY f.place_in_list, n.ref, n.node_id, p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION unmapped_requirements(date) IS
  'Both directions: one row per external requirement that no item active on that day answers, and one per requirement and active item whose title or attributes name it, by reference or alias, though it is not mapped to it. A finding is a question to ask.';

CREATE OR REPLACE VIEW unmapped_requirements WITH (security_invoker = true) AS
SELECT u.finding, u.requirement_id, u.requirement, u.plan_id, u.plan, u.item_id, u.ref, u.title, u.found_in, u.words
  FROM unmapped_requirements(CURRENT_DATE) u;
COMMENT ON VIEW unmapped_requirements IS 'One row per external requirement that no item active today answers, and one per requirement and active item that names it though it is not mapped to it.';

-- Dependencies.

CREATE OR REPLACE FUNCTION dependencies_on(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (dependency_id bigint, item_id bigint, on_item_id bigint, on_node_id bigint, on_event text, state text, since date, reason text,
                 days_open integer, expected_on date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT d.dependency_id, d.item_id, d.on_item_id, d.on_node_id, d.on_event, coalesce(s.state, 'open'), coalesce(s.since, d.opened_on),
         coalesce(s.reason, d.reason), CASE WHEN coalesce(s.state, 'open') = 'open' THEN coalesce(dependencies_on.as_at, CURRENT_DATE) - coalesce(s.since, d.opened_on) END, d.expected_on
    FROM dependencies d
    LEFT JOIN (SELECT DISTINCT ON (ds.dependency_id) ds.dependency_id, ds.state, ds.since, ds.reason
                 FROM dependency_states ds
                WHERE ds.since <= coalesce(dependencies_on.as_at, CURRENT_DATE)
                ORDER BY ds.dependency_id, ds.since DESC, ds.recorded_at DESC, ds.dependency_state_id DESC) s ON s.dependency_id = d.dependency_id
   WHERE d.opened_on <= coalesce(dependencies_on.as_at, CURRENT_DATE);
END;
COMMENT ON FUNCTION dependencies_on(date) IS 'One row per dependency known on that day, with its state then.';

CREATE OR REPLACE FUNCTION dependency_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (dependency_id bigint, plan_id bigint, plan text, item_id bigint, ref text, title text, rating rag,
                 waits_for text, on_item_id bigint, on_node_id bigint, on_rating rag,
                 state text, since date, reason text, days_open integer, expected_on date, is_late boolean, finding text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT d.dependency_id, i.plan_id, p.plan, d.item_id, i.ref, i.title, now.rating,
         coalesce(d.on_event, oi.ref || ' ' || oi.title, lv.label || ' ' || n.ref), d.on_item_id, d.on_node_id, other.rating,
         d.state, d.since, d.reason, d.days_open, d.expected_on,
         coalesce(d.state = 'open' AND d.expected_on < coalesce(dependency_report.as_at, CURRENT_DATE), false),
         CASE WHEN d.state = 'closed' THEN CASE WHEN other.rating <> 'B' THEN 'closed, but what it waits for is not complete' END
              WHEN now.rating = 'B' THEN 'open, but the item is complete'
              WHEN other.rating = 'B' THEN 'open, but what it waits for is complete' END
    FROM dependencies_on(dependency_report.as_at) d
    JOIN items i ON i.item_id = d.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN items oi ON oi.item_id = d.on_item_id
    LEFT JOIN nodes n ON n.node_id = d.on_node_id
    LEFT JOIN levels lv ON lv.level = n.level
    LEFT JOIN LATERAL (SELECT r.rating FROM ratings r
                        WHERE r.item_id = d.item_id AND r.period_start <= coalesce(dependency_report.as_at, CURRENT_DATE)
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) now ON true
    LEFT JOIN LATERAL (SELECT r.rating FROM ratings r
                        WHERE r.item_id = d.on_item_id AND r.period_start <= coalesce(dependency_report.as_at, CURRENT_DATE)
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) other ON true
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, d.item_id, d.dependency_id;
END;
COMMENT ON FUNCTION dependency_report(date) IS
  'One row per dependency known on that day, open or closed, with both ends'' latest ratings of a period begun by then. A dependency is open until it is closed: finding says where ratings speak against its state.';

CREATE OR REPLACE VIEW dependency_report WITH (security_invoker = true) AS
SELECT d.dependency_id, d.plan_id, d.plan, d.item_id, d.ref, d.title, d.rating, d.waits_for, d.on_item_id, d.on_node_id, d.on_rating, d.state, d.since,
       d.reason, d.days_open, d.expected_on, d.is_late, d.finding
  FROM dependency_report(CURRENT_DATE) d;
COMMENT ON VIEW dependency_report IS 'One row per dependency, open or closed: what waits for what since when, and where ratings speak against its state.';

-- Items are held up by dependencies of their own, and by those of the items they wait for, however far down.
CREATE OR REPLACE FUNCTION dependency_reach(as_at date DEFAULT CURRENT_DATE) RETURNS TABLE (item_id bigint, blocking_item_id bigint, in_cycle boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH open AS MATERIALIZED (
    SELECT d.item_id, d.on_item_id FROM dependencies_on(as_at) d WHERE d.state = 'open'
  ), graph AS MATERIALIZED (
    SELECT linkage(o.on_item_id, o.item_id) AS g FROM open o WHERE o.on_item_id IS NOT NULL
  ), waiting AS MATERIALIZED (
    SELECT w.item_id, c.item_id IS NOT NULL AS in_cycle
      FROM (SELECT DISTINCT o.item_id FROM open o) w
      LEFT JOIN (SELECT unnest(k.items) AS item_id FROM graph CROSS JOIN LATERAL cycles(graph.g) k (items)) c ON c.item_id = w.item_id
  )
  SELECT w.item_id, w.item_id, w.in_cycle FROM waiting w
  UNION ALL
  SELECT w.item_id, below.item_id, w.in_cycle
    FROM waiting w
   CROSS JOIN graph
   CROSS JOIN LATERAL descendants(graph.g, w.item_id) below (item_id)
   WHERE EXISTS (SELECT FROM waiting o WHERE o.item_id = below.item_id);
END;
COMMENT ON FUNCTION dependency_reach(date) IS 'One row per item with an open dependency on that day and item with one that it waits for, itself first; in_cycle: whether it waits, by way of others, for itself.';

CREATE OR REPLACE FUNCTION blocked_items(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, rating rag, dependency_id bigint, blocking_item_id bigint,
                 waits_for text, is_direct boolean, is_root boolean, in_cycle boolean, open_since date, days_open integer, expected_on date, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH open AS MATERIALIZED (
    SELECT d.dependency_id, d.item_id, d.on_item_id, coalesce(d.on_event, oi.ref || ' ' || oi.title, lv.label || ' ' || n.ref) AS waits_for,
           d.since, d.days_open, d.expected_on, d.reason
      FROM dependencies_on(blocked_items.as_at) d
      LEFT JOIN items oi ON oi.item_id = d.on_item_id
      LEFT JOIN nodes n ON n.node_id = d.on_node_id
      LEFT JOIN levels lv ON lv.level = n.level
     WHERE d.state = 'open'
  ), waiting AS MATERIALIZED (
    SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, i.code, latest.rating,
           gone.item_id IS NULL AND coalesce(latest.rating <> 'B', true) AS counts
      FROM (SELECT DISTINCT o.item_id FROM open o) w
      JOIN items i ON i.item_id = w.item_id
      JOIN plan_names p ON p.plan_id = i.plan_id
      LEFT JOIN LATERAL (SELECT t.rating FROM ratings t
                          WHERE t.item_id = i.item_id AND t.period_start <= coalesce(blocked_items.as_at, CURRENT_DATE)
                          ORDER BY t.quarter DESC, t.period_end DESC, t.recorded_at DESC, t.rating_id DESC LIMIT 1) latest ON true
      LEFT JOIN item_absences gone ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(blocked_items.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
  )
  SELECT w.plan_id, w.plan, w.item_id, w.ref, w.title, w.rating, o.dependency_id, o.item_id, o.waits_for,
         r.item_id = o.item_id, x.item_id IS NULL, r.in_cycle, o.since, o.days_open, o.expected_on, o.reason
    FROM waiting w
    JOIN dependency_reach(blocked_items.as_at) r ON r.item_id = w.item_id
    JOIN open o ON o.item_id = r.blocking_item_id
    LEFT JOIN waiting x ON x.item_id = o.on_item_id
   WHERE w.counts
     AND w.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(blocked_items.as_at) c))
   ORDER BY w.plan, w.plan_id, w.code NULLS LAST, w.item_id, r.item_id <> o.item_id, o.dependency_id;
END;
COMMENT ON FUNCTION blocked_items(date) IS
  'One row per item active on that day and not Complete, and open dependency that holds it up: its own, or one of an item that it waits for, however far down. An item may have several rows; count(DISTINCT item_id) is how many are blocked. Safe where items wait for each other.';

CREATE OR REPLACE VIEW blocked_items WITH (security_invoker = true) AS
SELECT b.plan_id, b.plan, b.item_id, b.ref, b.title, b.rating, b.dependency_id, b.blocking_item_id, b.waits_for, b.is_direct, b.is_root, b.in_cycle,
       b.open_since, b.days_open, b.expected_on, b.reason
  FROM blocked_items(CURRENT_DATE) b;
COMMENT ON VIEW blocked_items IS 'One row per item active today and not Complete, and open dependency that holds it up, its own or one further down.';

CREATE OR REPLACE FUNCTION dependencies_from_links(of_relation text DEFAULT 'depends_on', as_at date DEFAULT CURRENT_DATE) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  added bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM relations r WHERE r.relation = of_relation) THEN
    RAISE EXCEPTION 'relation "%" does not exist', of_relation
      USING ERRCODE = 'undefined_object', HINT = 'relations lists them; a link file adds those it uses.';
  END IF;
  INSERT INTO dependencies (item_id, on_item_id, on_node_id, opened_on, reason, link_id)
  SELECT l.from_item_id, l.to_item_id, l.to_node_id, CASE WHEN isfinite(l.valid_from) THEN l.valid_from ELSE as_at END, l.source_document, l.link_id
  FROM links l
  WHERE l.relation = of_relation AND l.from_item_id IS NOT NULL AND as_at BETWEEN l.valid_from AND l.valid_to
    AND coalesce(l.to_item_id <> l.from_item_id, true)
  ORDER BY l.link_id
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS added = ROW_COUNT;
  RETURN added;
END
$body$;
COMMENT ON FUNCTION dependencies_from_links(text, date) IS 'Makes an open dependency of every printed link from an item by that relation that has none yet, and returns how many; a dependency stays when its link ends.';

-- Assurance pack.

-- A quarter's rating is as known at the end of the day, so that a pack can be made again as it was sent.
CREATE OR REPLACE FUNCTION assurance_pack(requirement text, in_quarter quarter, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (requirement_id bigint, plan_id bigint, plan text, item_id bigint, ref text, title text, is_direct boolean, officers text,
                 quarter quarter, rating rag, rating_label text, previous_rating rag, movement text, commentary text, corrective_action text,
                 baseline_due date, current_due date, is_overdue boolean, open_dependencies bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH wanted AS MATERIALIZED (
    SELECT find_requirement(assurance_pack.requirement) AS requirement_id, checked_quarter(assurance_pack.in_quarter) AS quarter
  ), mapped AS MATERIALIZED (
    SELECT ri.requirement_id, ri.item_id, ri.is_direct, i.plan_id, i.ref, i.title, i.code, w.quarter
      FROM wanted w
     CROSS JOIN LATERAL (SELECT w.requirement_id, l.item_id, bool_or(l.node_id = w.requirement_id) AS is_direct
                           FROM requirement_item_links(assurance_pack.as_at) l
                          WHERE l.node_id IN (SELECT w.requirement_id UNION ALL SELECT descendants(requirement_graph(assurance_pack.as_at), w.requirement_id))
                          GROUP BY l.item_id) ri
      JOIN items i ON i.item_id = ri.item_id
     WHERE NOT EXISTS (SELECT FROM item_absences gone
                        WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND end_date(w.quarter) BETWEEN gone.absent_from AND gone.absent_to)
  ), parties AS (
    SELECT io.item_id, string_agg(DISTINCT o.name, '; ') AS officers
      FROM (SELECT x.item_id, x.officer_id, x.role IN ('lead', 'responsible') AS leads,
                   bool_or(x.role IN ('lead', 'responsible')) OVER (PARTITION BY x.item_id) AS led
              FROM item_officers x
              JOIN mapped m ON m.item_id = x.item_id
             WHERE coalesce(assurance_pack.as_at, CURRENT_DATE) BETWEEN x.valid_from AND x.valid_to) io
      JOIN officers o ON o.officer_id = io.officer_id
     WHERE io.leads OR NOT io.led
     GROUP BY io.item_id
  ), deadlines AS (
    SELECT d.item_id, (array_agg(d.due ORDER BY d.revision))[1] AS first_due, (array_agg(d.due ORDER BY d.revision DESC))[1] AS last_due
      FROM due_dates d
      JOIN mapped m ON m.item_id = d.item_id
     WHERE d.milestone = 'due' AND d.recorded_at < (coalesce(assurance_pack.as_at, CURRENT_DATE) + 1)::timestamptz
     GROUP BY d.item_id
  ), blocked AS (
    SELECT r.item_id, count(*) AS dependencies
      FROM dependency_reach(assurance_pack.as_at) r
      JOIN dependencies_on(assurance_pack.as_at) d ON d.item_id = r.blocking_item_id AND d.state = 'open'
     WHERE r.item_id IN (SELECT m.item_id FROM mapped m)
     GROUP BY r.item_id
  )
  SELECT m.requirement_id, m.plan_id, p.plan, m.item_id, m.ref, m.title, m.is_direct, parties.officers,
         m.quarter, now.rating, coalesce(own.label, label(now.rating)), before.rating,
         CASE WHEN before.quarter IS NOT NULL THEN movement(before.rating, now.rating) END, now.commentary, now.corrective_action,
         CASE WHEN isfinite(d.first_due) THEN d.first_due END, CASE WHEN isfinite(d.last_due) THEN d.last_due END,
         coalesce(d.last_due < coalesce(assurance_pack.as_at, CURRENT_DATE) AND coalesce(now.rating <> 'B', true), false),
         CASE WHEN now.rating = 'B' THEN 0 ELSE coalesce(blocked.dependencies, 0) END
    FROM mapped m
    JOIN plan_names p ON p.plan_id = m.plan_id
    LEFT JOIN parties ON parties.item_id = m.item_id
    LEFT JOIN deadlines d ON d.item_id = m.item_id
    LEFT JOIN blocked ON blocked.item_id = m.item_id
    LEFT JOIN LATERAL (SELECT r.rating, r.commentary, r.corrective_action
                         FROM ratings r
                        WHERE r.item_id = m.item_id AND r.quarter = m.quarter AND r.recorded_at < (coalesce(assurance_pack.as_at, CURRENT_DATE) + 1)::timestamptz
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) now ON true
    LEFT JOIN LATERAL (SELECT r.quarter, r.rating
                         FROM ratings r
                        WHERE r.item_id = m.item_id AND r.quarter < m.quarter AND r.recorded_at < (coalesce(assurance_pack.as_at, CURRENT_DATE) + 1)::timestamptz
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) before ON true
    LEFT JOIN plan_legends own ON own.plan_id = m.plan_id AND own.rating = now.rating
   WHERE m.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(end_date(assurance_pack.in_quarter)) c))
   ORDER BY p.plan, m.plan_id, m.code NULLS LAST, m.item_id;
END;
COMMENT ON FUNCTION assurance_pack(text, quarter, date) IS
  'One row per item that answers the requirement (named by reference, title or alias) on that day and was active on the last day of the quarter, rated or not: its rating in the quarter and the last one before it, deadlines, officers and open dependencies, as known at the end of that day. The rows are the denominator.';

-- Risks.

CREATE OR REPLACE FUNCTION risk_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (risk_id bigint, ref text, title text, kind text, is_strategic boolean, escalated_since date, escalated_to text, owners text,
                 likelihood integer, impact integer, score integer, target_score integer, scored_on date, previous_score integer, change integer,
                 plans text, nodes text, items bigint, opened_on date, days_open integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH scored AS (
    SELECT s.risk_id, s.likelihood, s.impact, s.score, s.target_score, s.scored_on,
           lead(s.score) OVER (PARTITION BY s.risk_id ORDER BY s.scored_on DESC) AS previous_score,
           row_number() OVER (PARTITION BY s.risk_id ORDER BY s.scored_on DESC) AS place
      FROM (SELECT DISTINCT ON (x.risk_id, x.scored_on) x.risk_id, x.likelihood, x.impact, x.score, x.target_score, x.scored_on
              FROM risk_scores x
             WHERE x.scored_on <= coalesce(risk_report.as_at, CURRENT_DATE)
             ORDER BY x.risk_id, x.scored_on, x.recorded_at DESC, x.risk_score_id DESC) s
  ), owned AS (
    SELECT ro.risk_id, string_agg(DISTINCT o.name, '; ') AS owners
      FROM risk_officers ro
      JOIN officers o ON o.officer_id = ro.officer_id
     WHERE coalesce(risk_report.as_at, CURRENT_DATE) BETWEEN ro.valid_from AND ro.valid_to
     GROUP BY ro.risk_id
  ), threatened AS (
    SELECT rl.risk_id, string_agg(DISTINCT p.plan, '; ') AS plans, string_agg(DISTINCT lv.label || ' ' || n.ref, '; ') AS nodes,
           count(DISTINCT rl.item_id) AS items
      FROM risk_links rl
      LEFT JOIN plan_names p ON p.plan_id = rl.plan_id
      LEFT JOIN nodes n ON n.node_id = rl.node_id
      LEFT JOIN levels lv ON lv.level = n.level
     WHERE coalesce(risk_report.as_at, CURRENT_DATE) BETWEEN rl.valid_from AND rl.valid_to
     GROUP BY rl.risk_id
  ), escalated AS (
    SELECT e.risk_id, min(e.valid_from) AS since, string_agg(DISTINCT t.ref, '; ') AS to_ref
      FROM risk_escalations e
      LEFT JOIN risks t ON t.risk_id = e.to_risk_id
     WHERE coalesce(risk_report.as_at, CURRENT_DATE) BETWEEN e.valid_from AND e.valid_to
     GROUP BY e.risk_id
  )
  SELECT r.risk_id, r.ref, r.title, r.kind, r.kind = 'strategic' OR e.risk_id IS NOT NULL, e.since, e.to_ref, o.owners,
         s.likelihood, s.impact, s.score, s.target_score, s.scored_on, s.previous_score, s.score - s.previous_score,
         t.plans, t.nodes, coalesce(t.items, 0), r.opened_on, coalesce(risk_report.as_at, CURRENT_DATE) - r.opened_on
    FROM risks r
    LEFT JOIN scored s ON s.risk_id = r.risk_id AND s.place = 1
    LEFT JOIN owned o ON o.risk_id = r.risk_id
    LEFT JOIN threatened t ON t.risk_id = r.risk_id
    LEFT JOIN escalated e ON e.risk_id = r.risk_id
   WHERE r.opened_on <= coalesce(risk_report.as_at, CURRENT_DATE) AND coalesce(r.closed_on > coalesce(risk_report.as_at, CURRENT_DATE), true)
   ORDER BY s.score DESC NULLS LAST, r.ref, r.risk_id;
END;
COMMENT ON FUNCTION risk_report(date) IS
  'One row per risk open on that day, highest score first: the score then in force and the one before it, its owners, what it threatens, and whether it stands on the strategic register, by kind or by escalation.';

CREATE OR REPLACE VIEW risk_report WITH (security_invoker = true) AS
SELECT r.risk_id, r.ref, r.title, r.kind, r.is_strategic, r.escalated_since, r.escalated_to, r.owners, r.likelihood, r.impact, r.score, r.target_score,
       r.scored_on, r.previous_score, r.change, r.plans, r.nodes, r.items, r.opened_on, r.days_open
  FROM risk_report(CURRENT_DATE) r;
COMMENT ON VIEW risk_report IS 'One row per risk open today, highest score first, with its score, owners and what it threatens.';

-- What officers rate, anew: the policies of layout 0.4.0 stand on these functions.

CREATE OR REPLACE FUNCTION own_items(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, officer_id bigint, officer text, role text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 50
BEGIN ATOMIC
  SELECT i.plan_id, CASE WHEN p.version = '' THEN p.title ELSE p.title || ' (' || p.version || ')' END,
         i.item_id, i.ref, i.title, o.officer_id, o.name, io.role
  FROM officer_roles r
  JOIN officers o ON o.officer_id = r.officer_id
  JOIN item_officers io ON io.officer_id = r.officer_id AND coalesce(own_items.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to
  JOIN items i ON i.item_id = io.item_id
  JOIN plans p ON p.plan_id = i.plan_id
  WHERE coalesce(own_items.as_at, CURRENT_DATE) BETWEEN r.valid_from AND r.valid_to AND holds_role(r.role_name)
    AND (io.role IN ('lead', 'responsible')
         OR NOT EXISTS (SELECT FROM item_officers lead
                        WHERE lead.item_id = io.item_id AND lead.role IN ('lead', 'responsible')
                          AND coalesce(own_items.as_at, CURRENT_DATE) BETWEEN lead.valid_from AND lead.valid_to))
  ORDER BY 2, i.plan_id, i.code NULLS LAST, i.item_id, o.name, o.officer_id, io.role;
END;
COMMENT ON FUNCTION own_items(date) IS 'One row per item, post and role that the current user answers for on that day: as lead or responsible or, where an item has neither, in any role.';

CREATE OR REPLACE FUNCTION officer_may_rate(rated_item_id bigint, of_quarter quarter, given rag, by_whom text, at_when timestamptz, by_import bigint) RETURNS boolean
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  item record;
BEGIN
  IF by_whom <> current_user OR at_when <> now() OR by_import IS NOT NULL THEN
    RAISE EXCEPTION 'an officer''s rating is recorded in his own name, at the moment it is made'
      USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('This one says "%s", at %s%s.', by_whom, at_when, coalesce(', by import ' || by_import, '')),
            HINT = 'Leave out recorded_by, recorded_at and import_id: their defaults are right.';
  END IF;
  SELECT i.ref, i.title, p.plan_id, p.title AS plan, p.state, p.scale, p.has_scheduled INTO item
  FROM items i JOIN plans p ON p.plan_id = i.plan_id WHERE i.item_id = rated_item_id;
  IF NOT FOUND THEN
    RETURN true;  -- the foreign key says so
  END IF;
  IF NOT EXISTS (SELECT FROM own_items(CURRENT_DATE) o WHERE o.item_id = rated_item_id) THEN
    RAISE EXCEPTION 'item "%" of "%" is not yours to rate', item.ref, item.plan
      USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('Today it is with: %s.',
                            coalesce((SELECT string_agg(DISTINCT o.name, '; ') FROM item_officers io JOIN officers o ON o.officer_id = io.officer_id
                                      WHERE io.item_id = rated_item_id AND CURRENT_DATE BETWEEN io.valid_from AND io.valid_to), 'nobody')),
            HINT = 'own_items() lists the items you rate; officer_roles says which post a database role holds.';
  END IF;
  IF item.state <> 'live'
     AND NOT (item.state = 'closed'
              AND coalesce(start_date(of_quarter) < (SELECT min(s.counts_from) FROM plans s WHERE s.supersedes_plan_id = item.plan_id), false)) THEN
    RAISE EXCEPTION 'plan "%" is %', item.plan, item.state
      USING ERRCODE = 'insufficient_privilege',
            HINT = 'Officers rate items of live plans, and of a refreshed one for the quarters that begin before the plan that takes its place counts; a publisher records what is still to be said of another.';
  END IF;
  -- How an item stands is not known ahead of time; that it is to start later is.
  IF start_date(of_quarter) > CURRENT_DATE AND coalesce(given <> 'S', true) THEN
    RAISE EXCEPTION '% has not begun', of_quarter
      USING ERRCODE = 'insufficient_privilege', DETAIL = format('It begins on %s. Ahead of that an item can only be Scheduled.', to_char(start_date(of_quarter), 'YYYY-MM-DD')),
            HINT = 'Rate it S, or rate it when the quarter has begun; a publisher may record it before.';
  END IF;
  IF EXISTS (SELECT FROM publications x WHERE x.plan_id = item.plan_id AND x.quarter = of_quarter) THEN
    RAISE EXCEPTION '% of plan "%" is published', of_quarter, item.plan
      USING ERRCODE = 'insufficient_privilege', HINT = 'A correction of what is published is a publisher''s to record.';
  END IF;
  IF given IN ('AG', 'AR') AND item.scale = 'three' OR given = 'S' AND NOT item.has_scheduled THEN
    RAISE EXCEPTION 'rating "%" is not one of the plan''s', given
      USING ERRCODE = 'check_violation',
            HINT = format('The plan "%s" rates by %s.', item.plan,
                          concat(CASE item.scale WHEN 'five' THEN 'R, AR, A, AG, G' ELSE 'R, A, G' END, ', B', CASE WHEN item.has_scheduled THEN ', S' END));
  END IF;
  RETURN true;
END
$body$;
COMMENT ON FUNCTION officer_may_rate(bigint, quarter, rag, text, timestamptz, bigint) IS 'True for a rating that an officer may record: of an own item of a live plan (or of a refreshed one, for a quarter that begins before the plan that takes its place counts), for a quarter that has begun (S, scheduled: any) and is not published, within the plan''s scale, in the officer''s own name, now; an error that says why for any other.';

CREATE OR REPLACE VIEW own_items WITH (security_invoker = true) AS
SELECT o.plan_id, o.plan, o.item_id, o.ref, o.title, o.officer_id, o.officer, o.role FROM own_items(CURRENT_DATE) o;
COMMENT ON VIEW own_items IS 'One row per item, post and role that the current user answers for today: what an officer may rate.';

-- Sign-off.

CREATE OR REPLACE FUNCTION sign_off_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, "position" integer, step text, decider text, state text, recorded_by text, recorded_at timestamptz, note text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH told AS (
    SELECT s.sign_off_id, s.plan_id, s.quarter, s.step, s.decision, s.recorded_by, s.recorded_at, s.note
      FROM sign_offs s
     WHERE s.recorded_at < (coalesce(sign_off_report.as_at, CURRENT_DATE) + 1)::timestamptz
  ), returned AS (
    SELECT t.plan_id, t.quarter, max(t.sign_off_id) AS sign_off_id FROM told t WHERE t.decision = 'returned' GROUP BY t.plan_id, t.quarter
  ), latest AS (
    SELECT DISTINCT ON (t.plan_id, t.quarter, t.step) t.sign_off_id, t.plan_id, t.quarter, t.step, t.decision, t.recorded_by, t.recorded_at, t.note
      FROM told t
      LEFT JOIN returned r ON r.plan_id = t.plan_id AND r.quarter = t.quarter
     WHERE t.sign_off_id >= coalesce(r.sign_off_id, 0)
     ORDER BY t.plan_id, t.quarter, t.step, t.sign_off_id DESC
  ), asked AS (
    SELECT pq.plan_id, pq.quarter FROM plan_quarters pq
    UNION
    SELECT t.plan_id, t.quarter FROM told t
  ), steps AS (
    SELECT a.plan_id, a.quarter, st.position, st.step, st.officer_id, st.body_id, l.decision, l.recorded_by, l.recorded_at, l.note,
           count(*) FILTER (WHERE coalesce(l.decision <> 'approved', true)) OVER (PARTITION BY a.plan_id, a.quarter ORDER BY st.position) AS not_approved
      FROM asked a
      JOIN sign_off_steps st ON st.plan_id = a.plan_id
      LEFT JOIN latest l ON l.plan_id = a.plan_id AND l.quarter = a.quarter AND l.step = st.step
  )
  SELECT s.plan_id, p.plan, s.quarter, s.position, s.step, coalesce(o.name, b.name),
         CASE WHEN s.decision IS NOT NULL THEN s.decision WHEN s.not_approved = 1 THEN 'next' ELSE 'waiting' END,
         s.recorded_by, s.recorded_at, s.note
    FROM steps s
    JOIN plan_names p ON p.plan_id = s.plan_id
    LEFT JOIN officers o ON o.officer_id = s.officer_id
    LEFT JOIN bodies b ON b.body_id = s.body_id
   ORDER BY p.plan, s.plan_id, s.quarter, s.position;
END;
COMMENT ON FUNCTION sign_off_report(date) IS
  'One row per plan that has a sign-off route, quarter it reports and step: approved, returned, next or waiting at the end of that day, who recorded it, when and why. What is returned starts the route anew: approvals before it count no more.';

CREATE OR REPLACE VIEW sign_off_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.quarter, s.position, s.step, s.decider, s.state, s.recorded_by, s.recorded_at, s.note FROM sign_off_report(CURRENT_DATE) s;
COMMENT ON VIEW sign_off_report IS 'One row per plan that has a sign-off route, quarter it reports and step: how far the quarter has come today.';

CREATE OR REPLACE FUNCTION is_signed_off(of_plan_id bigint, of_quarter quarter) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT NOT EXISTS (
    SELECT FROM sign_off_steps st
     WHERE st.plan_id = is_signed_off.of_plan_id
       AND NOT EXISTS (SELECT FROM sign_offs s
                        WHERE s.plan_id = is_signed_off.of_plan_id AND s.quarter = is_signed_off.of_quarter AND s.step = st.step AND s.decision = 'approved'
                          AND s.sign_off_id > coalesce((SELECT max(r.sign_off_id) FROM sign_offs r
                                                         WHERE r.plan_id = is_signed_off.of_plan_id AND r.quarter = is_signed_off.of_quarter AND r.decision = 'returned'), 0)));
END;
COMMENT ON FUNCTION is_signed_off(bigint, quarter) IS 'Whether every step of the plan''s sign-off route has approved the quarter since it was last returned; true for a plan without a route.';

-- Two decisions on one quarter at once, or one and its publication, could both miss the other.
CREATE OR REPLACE FUNCTION lock_sign_offs(of_plan_id bigint, of_quarter quarter) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  SELECT pg_advisory_xact_lock(hashtextextended(format('%s %s %s', 'sign_offs'::regclass::oid, of_plan_id, of_quarter), 0));
END;
COMMENT ON FUNCTION lock_sign_offs(bigint, quarter) IS 'Lets one transaction at a time decide on a quarter of a plan, or publish it.';

CREATE OR REPLACE FUNCTION check_sign_off() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  this_step sign_off_steps;
  missing text;
BEGIN
  PERFORM checked_quarter(NEW.quarter);
  SELECT st.* INTO this_step FROM sign_off_steps st WHERE st.plan_id = NEW.plan_id AND st.step = NEW.step;
  IF NOT FOUND THEN
    RETURN NEW;  -- the foreign key says so
  END IF;
  PERFORM lock_sign_offs(NEW.plan_id, NEW.quarter);
  IF this_step.officer_id IS NOT NULL THEN
    IF NOT EXISTS (SELECT FROM officer_roles r WHERE r.officer_id = this_step.officer_id AND CURRENT_DATE BETWEEN r.valid_from AND r.valid_to
                     AND holds_role(r.role_name)) THEN
      RAISE EXCEPTION 'step "%" is not yours to decide', NEW.step
        USING ERRCODE = 'insufficient_privilege',
              DETAIL = format('It is decided by %s.', (SELECT o.name FROM officers o WHERE o.officer_id = this_step.officer_id)),
              HINT = 'officer_roles says which post a database role holds.';
    END IF;
  ELSIF register_level() = 'officer' THEN
    RAISE EXCEPTION 'step "%" is recorded by a publisher', NEW.step
      USING ERRCODE = 'insufficient_privilege', HINT = 'Officers decide the steps of the posts they hold.';
  END IF;
  IF NEW.decision = 'approved' THEN
    SELECT string_agg(quote_ident(st.step), ', ' ORDER BY st.position) INTO missing
    FROM sign_off_steps st
    WHERE st.plan_id = NEW.plan_id AND st.position < this_step.position
      AND NOT EXISTS (SELECT FROM sign_offs s
                      WHERE s.plan_id = NEW.plan_id AND s.quarter = NEW.quarter AND s.step = st.step AND s.decision = 'approved'
                        AND s.sign_off_id > coalesce((SELECT max(r.sign_off_id) FROM sign_offs r
                                                      WHERE r.plan_id = NEW.plan_id AND r.quarter = NEW.quarter AND r.decision = 'returned'), 0));
    IF missing IS NOT NULL THEN
      RAISE EXCEPTION 'step "%" cannot approve % yet', NEW.step, NEW.quarter
        USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Not approved: %s.', missing),
              HINT = 'sign_off_report says which step is next.';
    END IF;
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_sign_off() IS 'Trigger: a step is decided by whom the route names, and approves only what all earlier steps have approved.';
CREATE OR REPLACE TRIGGER sign_offs_check BEFORE INSERT ON sign_offs FOR EACH ROW EXECUTE FUNCTION check_sign_off();
COMMENT ON TRIGGER sign_offs_check ON sign_offs IS 'The route is kept to.';

CREATE OR REPLACE FUNCTION check_signed_off() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  PERFORM lock_sign_offs(NEW.plan_id, NEW.quarter);
  IF NOT is_signed_off(NEW.plan_id, NEW.quarter) THEN
    RAISE EXCEPTION '% of the plan "%" is not signed off', NEW.quarter, (SELECT p.plan FROM plan_names p WHERE p.plan_id = NEW.plan_id)
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = 'Every step of the plan''s sign-off route has to approve a quarter before it is published.',
            HINT = 'sign_off_report says which step is next.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_signed_off() IS 'Trigger: a quarter is published when every step of the plan''s sign-off route has approved it.';
CREATE OR REPLACE TRIGGER publications_signed_off BEFORE INSERT ON publications FOR EACH ROW EXECUTE FUNCTION check_signed_off();
COMMENT ON TRIGGER publications_signed_off ON publications IS 'Nothing is published that its route has not approved.';

-- Audit.

-- SECURITY DEFINER, for this reason: whoever writes to the register must leave an audit row but have no right to write, change or read the
-- audit, or rows could be forged.  It takes nothing from the caller but the rows a trigger hands it.  A trigger can only be
-- made on it by who may execute it, which is the owner alone, and on tables of the owner's; its search path holds no schema that anybody
-- writes to, and what it names outside pg_catalog is qualified.  Inside it current_user is the owner, so whose doing it is
-- comes from session_user and the setting "role".
CREATE OR REPLACE FUNCTION audit_change() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $body$
#variable_conflict use_variable
DECLARE
  -- Trigger arguments: whether to note rows (rows) or only how many (count), then the columns of the key.
  note_rows CONSTANT boolean := tg_argv[0] = 'rows';
  key_columns CONSTANT text[] := tg_argv[1:];
  key_of_old text;
  key_of_new text;
  range_sql text := 'NULL::bigint, NULL::bigint';
  written bigint;
  first_key bigint;
  last_key bigint;
  log_number bigint;
BEGIN
  IF (SELECT count(*) FROM pg_class c WHERE (c.oid = tg_relid OR c.relname IN ('audit_log', 'audit_rows') AND c.relnamespace = (
        SELECT t.relnamespace FROM pg_class t WHERE t.oid = tg_relid)) AND pg_get_userbyid(c.relowner) = current_user) <> 3 THEN
    RAISE EXCEPTION 'table "%.%" and the audit of its schema do not belong to "%"', tg_table_schema, tg_table_name, current_user
      USING ERRCODE = 'insufficient_privilege', HINT = 'Only tables of a register are audited.';
  END IF;
  SELECT string_agg(format('%L, o.%I', k, k), ', '), string_agg(format('%L, n.%I', k, k), ', ') INTO key_of_old, key_of_new FROM unnest(key_columns) AS k;
  IF cardinality(key_columns) = 1
     AND (SELECT a.atttypid = 'bigint'::regtype FROM pg_attribute a WHERE a.attrelid = tg_relid AND a.attname = key_columns[1]) THEN
    range_sql := format('min(r.%1$I), max(r.%1$I)', key_columns[1]);
  END IF;

  EXECUTE format('SELECT count(*), %s FROM %s AS r', range_sql,
                 CASE tg_op WHEN 'TRUNCATE' THEN format('%I.%I', tg_table_schema, tg_table_name) WHEN 'DELETE' THEN 'old_rows' ELSE 'new_rows' END)
    INTO written, first_key, last_key;
  IF written = 0 THEN
    RETURN NULL;
  END IF;
  EXECUTE format('INSERT INTO %I.audit_log (at, transaction_number, session_role, acting_role, table_name, operation, row_count, first_key, last_key)
                  VALUES (clock_timestamp(), $1, $2, $3, $4, $5, $6, $7, $8) RETURNING audit_id', tg_table_schema)
    INTO log_number
    USING pg_current_xact_id()::text::bigint, session_user, coalesce(nullif(current_setting('role'), 'none'), session_user), tg_table_name, tg_op,
          written, first_key, last_key;
  IF NOT note_rows OR tg_op = 'TRUNCATE' THEN
    RETURN NULL;
  END IF;

  IF tg_op = 'UPDATE' THEN
    -- A row whose key itself was changed is noted as one that went and one that came.
    EXECUTE format($sql$
      INSERT INTO %1$I.audit_rows (audit_id, row_number, key, old_values, new_values)
      SELECT $1, row_number() OVER (), coalesce(p.old_key, p.new_key), d.old_values, d.new_values
      FROM (SELECT o.key AS old_key, n.key AS new_key, o.values AS old_values, n.values AS new_values
            FROM (SELECT jsonb_build_object(%2$s) AS key, to_jsonb(o) AS values FROM old_rows AS o) AS o
            FULL JOIN (SELECT jsonb_build_object(%3$s) AS key, to_jsonb(n) AS values FROM new_rows AS n) AS n ON n.key = o.key
            WHERE o.values IS DISTINCT FROM n.values) AS p
      CROSS JOIN LATERAL (
        SELECT CASE WHEN p.old_values IS NULL OR p.new_values IS NULL THEN p.old_values ELSE coalesce(jsonb_object_agg(c.key, c.value), '{}') END AS old_values,
               CASE WHEN p.old_values IS NULL OR p.new_values IS NULL THEN p.new_values ELSE coalesce(jsonb_object_agg(c.key, p.new_values -> c.key), '{}') END AS new_values
        FROM jsonb_each(p.old_values) AS c WHERE p.new_values -> c.key IS DISTINCT FROM c.value) AS d
    $sql$, tg_table_schema, key_of_old, key_of_new) USING log_number;
  ELSIF tg_op = 'INSERT' THEN
    EXECUTE format('INSERT INTO %I.audit_rows (audit_id, row_number, key, new_values)
                    SELECT $1, row_number() OVER (), jsonb_build_object(%s), to_jsonb(n) FROM new_rows AS n', tg_table_schema, key_of_new) USING log_number;
  ELSE
    EXECUTE format('INSERT INTO %I.audit_rows (audit_id, row_number, key, old_values)
                    SELECT $1, row_number() OVER (), jsonb_build_object(%s), to_jsonb(o) FROM old_rows AS o', tg_table_schema, key_of_old) USING log_number;
  END IF;
  RETURN NULL;
END
$body$;
REVOKE ALL ON FUNCTION audit_change() FROM PUBLIC;
COMMENT ON FUNCTION audit_change() IS 'Trigger: notes in the audit who changed what; the only way into it.';

CREATE OR REPLACE FUNCTION audit_table(table_name text, inserts text DEFAULT 'rows', updates text DEFAULT 'rows') RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  audited CONSTANT regclass := to_regclass(format('%I.%I', (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                                             WHERE c.oid = 'audit_log'::regclass), table_name));
  key_columns text;
  event record;
BEGIN
  IF inserts NOT IN ('rows', 'count', 'none') OR updates NOT IN ('rows', 'count') OR inserts IS NULL OR updates IS NULL THEN
    RAISE EXCEPTION 'unknown choice "%", "%"', inserts, updates
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Write rows (every row is noted) or count (only how many); inserts may be none.';
  END IF;
  SELECT string_agg(quote_literal(a.attname), ', ' ORDER BY k.place) INTO key_columns
  FROM (SELECT x.indkey FROM pg_index x
        WHERE x.indrelid = audited AND x.indisunique AND x.indpred IS NULL AND x.indexprs IS NULL ORDER BY x.indisprimary DESC, x.indexrelid LIMIT 1) AS i,
       unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, place) JOIN pg_attribute a ON a.attnum = k.attnum
  WHERE a.attrelid = audited;
  IF key_columns IS NULL THEN
    RAISE EXCEPTION 'table "%" cannot be audited', table_name
      USING ERRCODE = 'wrong_object_type', DETAIL = 'The audit names rows by their primary key or another unique one.', HINT = 'Name a table of this register that has one.';
  END IF;
  FOR event IN SELECT e.name, e.clause, e.tables, e.detail
               FROM (VALUES ('audit_insert', 'AFTER INSERT', 'REFERENCING NEW TABLE AS new_rows', inserts),
                            ('audit_update', 'AFTER UPDATE', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows', updates),
                            ('audit_delete', 'AFTER DELETE', 'REFERENCING OLD TABLE AS old_rows', 'rows'),
                            ('audit_truncate', 'BEFORE TRUNCATE', '', 'count')) AS e (name, clause, tables, detail)
               WHERE e.detail <> 'none'
  LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %I %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION audit_change(%L, %s)',
                   event.name, event.clause, audited, event.tables, event.detail, key_columns);
    IF obj_description((SELECT t.oid FROM pg_trigger t WHERE t.tgrelid = audited AND t.tgname = event.name), 'pg_trigger') IS NULL THEN
      EXECUTE format('COMMENT ON TRIGGER %I ON %s IS %L', event.name, audited, 'Every write leaves an audit row.');
    END IF;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION audit_table(text, text, text) IS 'Has every write to a table of the register noted in the audit: rows (each changed row) or count (how many). For the owner, who may call it for tables of his own in the schema.';

-- Which tables are audited, and how: the one place.  Inserts are only counted where a row itself says who recorded it when, or, of an
-- import, where the row in imports does; whoever adds a table adds a line here, or one to audit_coverage with the reason.
SELECT count(audit_table(t.table_name, t.inserts, t.updates)) FROM (VALUES
  ('register_settings', 'none', 'rows'), ('levels', 'rows', 'rows'), ('relations', 'rows', 'rows'), ('plans', 'rows', 'rows'),
  ('nodes', 'rows', 'rows'), ('items', 'rows', 'rows'), ('item_attributes', 'rows', 'rows'), ('legends', 'rows', 'rows'),
  ('officers', 'rows', 'rows'), ('officer_aliases', 'rows', 'rows'), ('bodies', 'rows', 'rows'), ('body_aliases', 'rows', 'rows'),
  ('document_kinds', 'rows', 'rows'), ('import_mappings', 'rows', 'rows'), ('reference_kinds', 'rows', 'rows'), ('code_systems', 'rows', 'rows'),
  ('imports', 'count', 'rows'), ('import_rows', 'count', 'count'), ('import_errors', 'count', 'rows'),
  ('item_officers', 'rows', 'rows'), ('item_bodies', 'rows', 'rows'), ('links', 'rows', 'rows'),
  ('ratings', 'count', 'rows'), ('due_dates', 'count', 'rows'), ('measures', 'rows', 'rows'), ('measure_values', 'count', 'rows'),
  ('measure_nodes', 'rows', 'rows'), ('measure_targets', 'count', 'rows'), ('organisations', 'rows', 'rows'), ('peer_groups', 'rows', 'rows'),
  ('peer_group_members', 'rows', 'rows'), ('peer_values', 'count', 'rows'), ('money_shares', 'count', 'rows'),
  ('money_lines', 'count', 'rows'), ('item_states', 'count', 'rows'), ('link_ends', 'count', 'rows'), ('publications', 'count', 'rows'),
  ('published_items', 'count', 'rows'), ('published_nodes', 'count', 'rows'), ('published_links', 'count', 'rows'), ('carry_forward', 'rows', 'rows'),
  ('evidence_words', 'rows', 'rows'),
  ('reporting_rhythms', 'rows', 'rows'), ('meetings', 'rows', 'rows'), ('requirement_aliases', 'rows', 'rows'),
  ('risks', 'rows', 'rows'), ('risk_scores', 'count', 'rows'), ('risk_officers', 'rows', 'rows'), ('risk_escalations', 'rows', 'rows'),
  ('risk_links', 'rows', 'rows'), ('dependencies', 'rows', 'rows'), ('dependency_states', 'count', 'rows'),
  ('register_grants', 'rows', 'rows'), ('officer_roles', 'rows', 'rows'), ('sign_off_steps', 'rows', 'rows'), ('sign_offs', 'count', 'rows')
) AS t (table_name, inserts, updates);

CREATE OR REPLACE FUNCTION audit_coverage() RETURNS TABLE (table_name text, is_audited boolean, inserts text, updates text, exempt_because text)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT c.relname::text, coalesce(g.events, 0) = 3 AND bool_and(g.enabled), min(g.inserts), min(g.updates), min(e.reason)
    FROM pg_class c
    LEFT JOIN (SELECT t.tgrelid, count(*) FILTER (WHERE t.tgname IN ('audit_update', 'audit_delete', 'audit_truncate')) AS events,
                      bool_and(t.tgenabled <> 'D') AS enabled,
                      min(split_part(encode(t.tgargs, 'escape'), '\000', 1)) FILTER (WHERE t.tgname = 'audit_insert') AS inserts,
                      min(split_part(encode(t.tgargs, 'escape'), '\000', 1)) FILTER (WHERE t.tgname = 'audit_update') AS updates
                 FROM pg_trigger t
                WHERE t.tgfoid = 'audit_change()'::regprocedure
                GROUP BY t.tgrelid) g ON g.tgrelid = c.oid
    LEFT JOIN (VALUES ('audit_log', 'the audit itself'), ('audit_rows', 'the audit itself'),
                      ('import_cells', 'staging, empty between imports'), ('import_changes', 'staging, empty between imports'),
                      ('import_names', 'staging, empty between imports'), ('import_subjects', 'staging, empty between imports'),
                      ('import_ties', 'staging, empty between imports')) e (table_name, reason)
      ON e.table_name = c.relname
   WHERE c.relkind IN ('r', 'p')
     AND c.relnamespace = (SELECT l.relnamespace FROM pg_class l WHERE l.oid = 'audit_log'::regclass)
   GROUP BY c.relname, g.events
   ORDER BY 1;
END;
COMMENT ON FUNCTION audit_coverage() IS 'One row per table of the register''s schema, the owner''s own included: whether it is audited (audit_table does it), how inserts and updates are noted, or why it is not. register_settings is made with the register, so its one insert is not.';

CREATE OR REPLACE FUNCTION audit_report(from_day date DEFAULT CURRENT_DATE, to_day date DEFAULT CURRENT_DATE)
  RETURNS TABLE (audit_id bigint, at timestamptz, session_role text, acting_role text, table_name text, operation text, row_count bigint,
                 first_key bigint, last_key bigint, row_number bigint, key jsonb, old_values jsonb, new_values jsonb)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT a.audit_id, a.at, a.session_role, a.acting_role, a.table_name, a.operation, a.row_count, a.first_key, a.last_key,
         r.row_number, r.key, r.old_values, r.new_values
    FROM audit_log a
    LEFT JOIN audit_rows r ON r.audit_id = a.audit_id
   WHERE a.at >= audit_report.from_day::timestamptz AND a.at < (audit_report.to_day + 1)::timestamptz
   ORDER BY a.audit_id, r.row_number;
END;
COMMENT ON FUNCTION audit_report(date, date) IS 'One row per row changed from the first day to the last, both included, or one without a key for a statement whose rows were only counted: who, when, what, before and after.';

CREATE OR REPLACE VIEW audit_report WITH (security_invoker = true) AS
SELECT a.audit_id, a.at, a.session_role, a.acting_role, a.table_name, a.operation, a.row_count, a.first_key, a.last_key, a.row_number, a.key, a.old_values,
       a.new_values
  FROM audit_report(CURRENT_DATE, CURRENT_DATE) a;
COMMENT ON VIEW audit_report IS 'One row per row changed today, or one without a key for a statement whose rows were only counted: who, when, what, before and after.';

-- For BI tools.

CREATE OR REPLACE VIEW {bi}.bi_risk AS
SELECT r.risk_id AS risk_key, r.ref, r.title, r.kind, r.opened_on, r.closed_on,
       r.kind = 'strategic' OR EXISTS (SELECT FROM risk_escalations e WHERE e.risk_id = r.risk_id AND CURRENT_DATE BETWEEN e.valid_from AND e.valid_to) AS is_strategic,
       s.likelihood, s.impact, s.score, s.target_score, s.scored_on
  FROM risks r
  LEFT JOIN LATERAL (SELECT x.likelihood, x.impact, x.score, x.target_score, x.scored_on
                       FROM risk_scores x
                      WHERE x.risk_id = r.risk_id AND x.scored_on <= CURRENT_DATE
                      ORDER BY x.scored_on DESC, x.recorded_at DESC, x.risk_score_id DESC LIMIT 1) s ON true;
COMMENT ON VIEW {bi}.bi_risk IS 'Dimension: one row per risk, open or closed, with the score in force today.';

CREATE OR REPLACE VIEW {bi}.bi_dependency AS
SELECT d.dependency_id AS dependency_key, d.item_id AS item_key, d.on_item_id AS awaited_item_key, d.on_node_id AS awaited_node_key, d.on_event AS awaited_event,
       coalesce(s.state, 'open') AS state, coalesce(s.since, d.opened_on) AS since, coalesce(s.reason, d.reason) AS reason, d.expected_on
  FROM dependencies d
  LEFT JOIN LATERAL (SELECT x.state, x.since, x.reason
                       FROM dependency_states x
                      WHERE x.dependency_id = d.dependency_id AND x.since <= CURRENT_DATE
                      ORDER BY x.since DESC, x.recorded_at DESC, x.dependency_state_id DESC LIMIT 1) s ON true
 WHERE d.opened_on <= CURRENT_DATE;
COMMENT ON VIEW {bi}.bi_dependency IS 'Fact: one row per dependency, open or closed today: what an item waits for. Do not add item figures across it.';

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('acting_role', 'As whom: the role of SET ROLE, or else who had logged in.'),
        ('amber', 'Items rated Amber.'),
        ('amber_green', 'Items rated Amber/Green.'),
        ('amber_red', 'Items rated Amber/Red.'),
        ('at', 'When.'),
        ('audit_id', 'The statement.'),
        ('awaited_event', 'The event it waits for, if it does for one.'),
        ('awaited_item_key', 'The item it waits for: key of bi_item.'),
        ('awaited_node_key', 'The node it waits for: key of bi_node.'),
        ('blocking_item_id', 'The item whose dependency it is: the item itself, or one it waits for.'),
        ('body', 'The body that gets it.'),
        ('body_id', 'The body that gets it.'),
        ('change', 'The score less the one before; positive: the risk has grown.'),
        ('closed_on', 'First day it is a risk no longer.'),
        ('complete', 'Items rated Complete (B).'),
        ('days_open', 'Days since then; NULL where it is closed.'),
        ('decider', 'The post or body that decides; NULL: whoever publishes.'),
        ('dependency_id', 'The dependency.'),
        ('dependency_key', 'Key.'),
        ('due_on', 'The day: of the meeting or, where none is known, the day it is ready.'),
        ('escalated_since', 'Since when it stands on the strategic register by escalation; NULL where it does not.'),
        ('escalated_to', 'The strategic risk it became part of.'),
        ('expected_on', 'When the wait is expected to end.'),
        ('finding', 'What was found.'),
        ('first_key', 'The lowest key of the statement''s rows, where that is one number.'),
        ('found_in', 'Where the item names it: title, or the name of an attribute.'),
        ('green', 'Items rated Green.'),
        ('impact', '1 to 5.'),
        ('in_cycle', 'Whether the item waits, by way of others, for itself.'),
        ('is_answered', 'Whether any active item answers it.'),
        ('is_direct', 'Whether it is the item''s own.'),
        ('is_late', 'Whether it is open past the day it was expected to end.'),
        ('is_meeting', 'Whether due_on is a meeting of the body.'),
        ('is_root', 'Whether what it waits for waits for nothing itself: this is what has to happen first.'),
        ('is_strategic', 'Whether it stands on the strategic register, by kind or by escalation.'),
        ('item_id', 'The item.'),
        ('item_key', 'The item that waits: key of bi_item.'),
        ('items', 'How many distinct items.'),
        ('items_direct', 'Of these, items linked to the requirement itself.'),
        ('key', 'The key of the row; NULL where rows were only counted.'),
        ('kind', 'Where the risk is kept: strategic or operational.'),
        ('last_key', 'The highest key of the statement''s rows, where that is one number.'),
        ('likelihood', '1 to 5.'),
        ('new_values', 'What is there now: of an update only the columns that changed.'),
        ('nodes', 'The nodes it threatens, with their levels.'),
        ('note', 'The decision in words.'),
        ('officer', 'The post held.'),
        ('officer_id', 'The post held.'),
        ('old_values', 'What was there: of an update only the columns that changed.'),
        ('on_item_id', 'The item it waits for.'),
        ('on_node_id', 'The node it waits for.'),
        ('on_rating', 'The latest rating of the item it waits for.'),
        ('open_since', 'Since when it is open.'),
        ('opened_on', 'First day it is a risk.'),
        ('operation', 'INSERT, UPDATE, DELETE or TRUNCATE.'),
        ('other_links', 'Links with the requirement by relations that do not say it is answered, such as depends_on.'),
        ('overall', 'One rating for all: the most severe of the live ones; NULL where none is live and some items are not rated.'),
        ('owners', 'The officers who own it.'),
        ('percent_complete', 'Items rated Complete in per cent of all items that answer it, not rated ones included; exact; NULL where there are none.'),
        ('period_end', 'Last day of the period the report is about.'),
        ('period_start', 'First day of the period the report is about.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan.'),
        ('plans', 'The plans it threatens as a whole.'),
        ('position', 'Order of the steps.'),
        ('previous_score', 'The score before; NULL where it was scored on one day only.'),
        ('quarter', 'The fiscal quarter, of a longer or shorter period the one in which it ends.'),
        ('rating', 'The latest rating; NULL: not rated.'),
        ('ready_on', 'The day the report is ready: the end of the period and the days after it.'),
        ('reason', 'Why.'),
        ('recorded_at', 'When it was recorded.'),
        ('recorded_by', 'Who recorded it.'),
        ('red', 'Items rated Red.'),
        ('ref', 'The reference.'),
        ('report', 'What the body gets.'),
        ('requirement', 'The reference of the external requirement.'),
        ('requirement_id', 'The external requirement.'),
        ('rhythm', 'monthly, quarterly, half-yearly or annual.'),
        ('risk_id', 'The risk.'),
        ('risk_key', 'Key.'),
        ('role', 'In which role.'),
        ('row_count', 'How many rows the statement wrote.'),
        ('row_number', 'Tells the statement''s rows apart.'),
        ('scheduled', 'Items rated Scheduled, not yet started.'),
        ('score', 'likelihood times impact, 1 to 25.'),
        ('scored_on', 'The day from which it is judged so.'),
        ('session_role', 'Who had logged in.'),
        ('since', 'First day of the state.'),
        ('state', 'Of a dependency: open or closed. Of a step: approved, returned, next or waiting.'),
        ('step', 'The step.'),
        ('table_name', 'The table.'),
        ('tally', 'The ratings counted, as one value that can be added up and taken apart.'),
        ('target_score', 'What it is to be brought down to.'),
        ('title', 'The wording.'),
        ('unrated', 'Items that are not rated.'),
        ('waits_for', 'What it waits for: the item, node or event.'),
        ('words', 'The words by which the item names it.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v'
     WHERE CASE c.relnamespace WHEN $bi${bi}$bi$::regnamespace THEN 'bi.' || c.relname WHEN quote_ident(current_schema())::regnamespace THEN c.relname END
           IN (SELECT register_view_names(register_governance_sql()))
       AND col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

-- Last of all: what was granted before holds for what is new.
SELECT apply_register_grants(current_schema());

$register$;
COMMENT ON FUNCTION register_governance_sql() IS 'The statements that make, or renew, a register''s functions and views for governance.';

-- Who may what.  Roles are the cluster's, so none is made: these give an existing role the privileges of its level.

CREATE FUNCTION check_register_role(schema text, role_name text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  PERFORM @extschema@.check_register_owner(schema);
  IF to_regclass(format('%I.register_grants', schema)) IS NULL THEN
    RAISE EXCEPTION 'the register in schema "%" is of an older layout, which knows no levels', schema
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('SELECT upgrade_register(%L) first.', schema);
  END IF;
  IF role_name IS NULL OR role_name = current_user THEN
    RAISE EXCEPTION 'role "%" cannot be given or refused a level', role_name
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'The owner of a register may do everything in it.', HINT = 'Name another role.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_role(text, text) IS 'Raises an error unless the caller is the owner of the register and the role another one.';

-- Only what the register is made of: what the owner added to its schemas is the owner's to grant.  Keys that tell what came later are
-- the sequence's to give: an approval under a key yet to come would outlive every later return of the quarter.
CREATE FUNCTION register_privileges(schema text, level text, OUT target text, OUT privileges text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RETURN QUERY
  WITH own AS MATERIALIZED (
    SELECT n.oid, n.nspname, CASE WHEN n.nspname = schema THEN '' ELSE 'bi.' END AS place FROM pg_namespace n WHERE n.nspname IN (schema, schema || '_bi')
  ), objects AS MATERIALIZED (
    SELECT o.object FROM @extschema@.register_objects(@extschema@.register_layout()) o
  )
  SELECT 'SCHEMA ' || quote_ident(o.nspname), 'USAGE' FROM own o
  UNION ALL
  SELECT 'TABLE ' || c.oid::regclass::text,
         CASE WHEN level = 'officer' AND c.relname = 'ratings' AND o.place = '' OR level IN ('officer', 'publisher') AND c.relname = 'sign_offs' AND o.place = ''
              THEN 'SELECT, ' || (SELECT format('INSERT (%s)', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum))
                                  FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '')
                   || CASE level WHEN 'publisher' THEN ', UPDATE, DELETE' ELSE '' END
              WHEN level = 'publisher' AND c.relkind <> 'v' AND c.relname NOT IN ('audit_log', 'audit_rows', 'register_grants', 'register_settings')
              THEN 'SELECT, INSERT, UPDATE, DELETE'
              ELSE 'SELECT' END
  FROM pg_class c
  JOIN own o ON o.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v')
    AND (level = 'publisher' OR o.place <> '' OR c.relname NOT IN ('audit_log', 'audit_rows', 'audit_report'))
    AND CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'table ' END || o.place || c.relname IN (SELECT x.object FROM objects x)
  UNION ALL
  -- PUBLIC may execute functions unless somebody took that away; what runs with the owner's rights is for nobody to call.
  SELECT 'FUNCTION ' || f.oid::regprocedure::text, 'EXECUTE'
  FROM pg_proc f
  JOIN own o ON o.oid = f.pronamespace
  WHERE NOT f.prosecdef
    AND NOT EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')
    AND format('function %s%s(%s)', o.place, f.proname,
               (SELECT string_agg(t.typname::text, ', ' ORDER BY a.place)
                FROM unnest(f.proargtypes) WITH ORDINALITY AS a (type, place) JOIN pg_type t ON t.oid = a.type)) IN (SELECT x.object FROM objects x);
END
$body$;
COMMENT ON FUNCTION register_privileges(text, text) IS 'What a role of that level needs on a register, as the target and the privileges of GRANT.';

CREATE FUNCTION apply_register_grants(schema text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  given record;
  needed record;
BEGIN
  FOR given IN EXECUTE format('SELECT g.role_name, g.level, r.oid IS NOT NULL AS is_there
                               FROM %I.register_grants g LEFT JOIN pg_roles r ON r.rolname = g.role_name ORDER BY g.role_name', schema)
  LOOP
    IF NOT given.is_there THEN
      RAISE NOTICE 'role "%", level % of register "%", does not exist any more and is passed over', given.role_name, given.level, schema
        USING HINT = format('SELECT revoke_register(%L, %L) forgets it.', schema, given.role_name);
      CONTINUE;
    END IF;
    FOR needed IN SELECT p.target, p.privileges FROM @extschema@.register_privileges(schema, given.level) p LOOP
      EXECUTE format('GRANT %s ON %s TO %I', needed.privileges, needed.target, given.role_name);
    END LOOP;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION apply_register_grants(text) IS 'Gives every role in register_grants what its level needs on all that the register is made of; create_register and upgrade_register end with it.';

CREATE FUNCTION revoke_register(schema text, role_name text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  was_level text;
  given record;
BEGIN
  PERFORM @extschema@.check_register_role(schema, role_name);
  EXECUTE format('DELETE FROM %I.register_grants g WHERE g.role_name = $1 RETURNING g.level', schema) INTO was_level USING role_name;
  IF was_level IS NULL THEN
    RAISE EXCEPTION 'role "%" has no level in register "%"', role_name, schema
      USING ERRCODE = 'undefined_object', HINT = format('SELECT role_name, level FROM %I.register_grants lists those that have.', schema);
  END IF;
  IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role_name) THEN
    FOR given IN SELECT p.target FROM @extschema@.register_privileges(schema, was_level) p LOOP
      EXECUTE format('REVOKE ALL ON %s FROM %I', given.target, role_name);
    END LOOP;
  END IF;
END
$body$;
COMMENT ON FUNCTION revoke_register(text, text) IS 'Takes from a role the level that grant_register gave it, with every right on what the register is made of; also for a role that does not exist any more.';

CREATE FUNCTION grant_register(schema text, role_name text, level text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  old_level text;
BEGIN
  PERFORM @extschema@.check_register_role(schema, role_name);
  IF level IS NULL OR level NOT IN ('reader', 'officer', 'publisher') THEN
    RAISE EXCEPTION 'unknown level "%"', level
      USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Write reader (reads reports), officer (reads, and rates own items) or publisher (imports, changes and publishes).';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role_name) THEN
    RAISE EXCEPTION 'role "%" does not exist', role_name
      USING ERRCODE = 'undefined_object', HINT = format('CREATE ROLE %I first: a register makes no roles, since they are the whole cluster''s.', role_name);
  END IF;
  EXECUTE format('SELECT g.level FROM %I.register_grants g WHERE g.role_name = $1', schema) INTO old_level USING role_name;
  IF old_level <> level THEN
    PERFORM @extschema@.revoke_register(schema, role_name);
  END IF;
  EXECUTE format('INSERT INTO %I.register_grants (role_name, level) VALUES ($1, $2) ON CONFLICT DO NOTHING', schema) USING role_name, level;
  PERFORM @extschema@.apply_register_grants(schema);
  IF NOT has_schema_privilege(role_name, to_regnamespace('@extschema@'), 'USAGE') THEN
    RAISE WARNING 'role "%" may not use the schema of the extension', role_name
      USING HINT = format('GRANT USAGE ON SCHEMA @extschema@ TO %I', role_name);
  END IF;
END
$body$;
COMMENT ON FUNCTION grant_register(text, text, text) IS 'Gives an existing role the rights of a level on a register: reader (reads tables, reports and BI views, not the audit), officer (reads, rates the own items and signs off) or publisher (reads the audit too, imports, changes and publishes; drops nothing). A role has one level; another takes its place.';
