-- Who may do what, who signed off, and the audit.

-- Who may do what.
CREATE TABLE register_grants (
  role_name text PRIMARY KEY,
  level text NOT NULL CHECK (level IN ('reader', 'officer', 'publisher')),
  granted_by text NOT NULL DEFAULT current_user,
  granted_at timestamptz NOT NULL DEFAULT now(),
  role_number oid
);
COMMENT ON TABLE register_grants IS
  'What grant_register gave, so that an upgrade can give the same on what it adds. Written by grant_register and revoke_register. It holds '
  'for the role that has both the name and the number: another of the name is another person.';
COMMENT ON COLUMN register_grants.role_name IS 'The database role.';
COMMENT ON COLUMN register_grants.role_number IS
  'The number (pg_roles.oid) that the role had; NULL: not known. Where the role of the name has another, after DROP ROLE or a restore, the '
  'level is stale, until grant_register gives it again.';
COMMENT ON COLUMN register_grants.level IS 'reader, officer or publisher.';
COMMENT ON COLUMN register_grants.granted_by IS 'Who gave it.';
COMMENT ON COLUMN register_grants.granted_at IS 'When.';

CREATE TABLE officer_roles (
  role_name text NOT NULL CHECK (role_name <> ''),
  officer_id bigint NOT NULL REFERENCES officers,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  role_number oid,
  PRIMARY KEY (role_name, officer_id, valid_from),
  CHECK (valid_from <= valid_to),
  CONSTRAINT officer_roles_periods_apart EXCLUDE USING gist (
    int8range(hashtext(role_name), hashtext(role_name), '[]') WITH =, int8range(officer_id, officer_id, '[]') WITH =,
    daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE INDEX officer_roles_officer_id_idx ON officer_roles (officer_id);
COMMENT ON TABLE officer_roles IS
  'Which database role holds which post, from when to when; members of the role hold it too. For the owner to write: a post is a right.';
COMMENT ON COLUMN officer_roles.role_name IS 'The database role.';
COMMENT ON COLUMN officer_roles.role_number IS
  'The number (pg_roles.oid) that the role has when its name is written, kept by the database; NULL: there was none. Where the role of the '
  'name has another, after DROP ROLE or a restore, it holds no post: UPDATE officer_roles SET role_name = role_name gives it again.';
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
CREATE INDEX sign_off_steps_officer_id_idx ON sign_off_steps (officer_id);
CREATE INDEX sign_off_steps_body_id_idx ON sign_off_steps (body_id);
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
  FOREIGN KEY (plan_id, step) REFERENCES sign_off_steps (plan_id, step)
);
CREATE INDEX sign_offs_plan_id_quarter_step_idx ON sign_offs (plan_id, quarter, step);
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
CREATE INDEX audit_log_at_idx ON audit_log (at);
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
COMMENT ON TABLE audit_rows IS
  'The rows that a statement changed. Not for rows inserted into append-only tables: those say themselves who recorded them when.';
COMMENT ON COLUMN audit_rows.audit_id IS 'The statement.';
COMMENT ON COLUMN audit_rows.row_number IS 'Tells its rows apart.';
COMMENT ON COLUMN audit_rows.key IS 'The key of the row.';
COMMENT ON COLUMN audit_rows.old_values IS 'What was there: of an update only the columns that changed; NULL for an insert.';
COMMENT ON COLUMN audit_rows.new_values IS 'What is there now: of an update only the columns that changed; NULL for a delete.';
