-- Sign-off, step by step.

-- A decision is made when it is recorded, so as_at asks for those made by the end of that day.
CREATE OR REPLACE FUNCTION sign_off_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, "position" integer, step text, decider text, state text, recorded_by text,
                 recorded_at timestamptz, note text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH told AS (
    SELECT s.sign_off_id, s.plan_id, s.quarter, s.step, s.decision, s.recorded_by, s.recorded_at, s.note
      FROM sign_offs s
     WHERE s.recorded_at <= least(end_of_day(on_day(sign_off_report.as_at)), by_then(sign_off_report.known_at))
  ), returned AS (
    SELECT t.plan_id, t.quarter, max(t.sign_off_id) AS sign_off_id FROM told t WHERE t.decision = 'returned' GROUP BY t.plan_id, t.quarter
  ), latest AS (
    SELECT DISTINCT ON (t.plan_id, t.quarter, t.step) t.sign_off_id, t.plan_id, t.quarter, t.step, t.decision, t.recorded_by,
        t.recorded_at, t.note
      FROM told t
      LEFT JOIN returned r ON r.plan_id = t.plan_id AND r.quarter = t.quarter
     WHERE t.sign_off_id >= coalesce(r.sign_off_id, 0)
     ORDER BY t.plan_id, t.quarter, t.step, t.sign_off_id DESC
  ), asked AS (
    SELECT pq.plan_id, pq.quarter FROM plan_quarters('infinity', sign_off_report.known_at) pq
    UNION
    SELECT t.plan_id, t.quarter FROM told t
  ), steps AS (
    SELECT a.plan_id, a.quarter, st.position, st.step, st.officer_id, st.body_id, l.decision, l.recorded_by, l.recorded_at, l.note,
           count(*) FILTER (WHERE coalesce(l.decision <> 'approved', true)) OVER (PARTITION BY a.plan_id, a.quarter
                                                                                  ORDER BY st.position) AS not_approved
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
COMMENT ON FUNCTION sign_off_report(date, timestamptz) IS
  'One row per plan that has a sign-off route, quarter it reports and step: approved, returned, next or waiting at the end of that day, '
  'who recorded it, when and why. What is returned starts the route anew: approvals before it count no more.';

CREATE OR REPLACE VIEW sign_off_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.quarter, s.position, s.step, s.decider, s.state, s.recorded_by, s.recorded_at, s.note
    FROM sign_off_report(today()) s;
COMMENT ON VIEW sign_off_report IS
  'One row per plan that has a sign-off route, quarter it reports and step: how far the quarter has come today.';
COMMENT ON COLUMN sign_off_report.plan_id IS 'The plan.';
COMMENT ON COLUMN sign_off_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN sign_off_report.quarter IS 'The fiscal quarter, of a longer or shorter period the one in which it ends.';
COMMENT ON COLUMN sign_off_report.position IS 'Order of the steps.';
COMMENT ON COLUMN sign_off_report.step IS 'The step.';
COMMENT ON COLUMN sign_off_report.decider IS 'The post or body that decides; NULL: whoever publishes.';
COMMENT ON COLUMN sign_off_report.state IS 'Of a dependency: open or closed. Of a step: approved, returned, next or waiting.';
COMMENT ON COLUMN sign_off_report.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN sign_off_report.recorded_at IS 'When it was recorded.';
COMMENT ON COLUMN sign_off_report.note IS 'The decision in words.';

-- What is returned starts the route anew: only what was decided since counts.
CREATE OR REPLACE FUNCTION steps_not_approved(plan_id bigint, in_quarter quarter) RETURNS TABLE ("position" integer, step text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
  SELECT st.position, st.step
    FROM sign_off_steps st
   WHERE st.plan_id = steps_not_approved.plan_id
     AND NOT EXISTS (SELECT FROM sign_offs s
                      WHERE s.plan_id = steps_not_approved.plan_id AND s.quarter = steps_not_approved.in_quarter AND s.step = st.step
                        AND s.decision = 'approved'
                        AND s.sign_off_id > coalesce((SELECT max(r.sign_off_id)
                                                        FROM sign_offs r
                                                       WHERE r.plan_id = steps_not_approved.plan_id
                                                         AND r.quarter = steps_not_approved.in_quarter
                                                         AND r.decision = 'returned'), 0))
   ORDER BY st.position;
END;
COMMENT ON FUNCTION steps_not_approved(bigint, quarter) IS
  'One row per step of a plan''s sign-off route that has not approved the quarter since it was last returned.';

CREATE OR REPLACE FUNCTION is_signed_off(of_plan plan_ref, in_quarter quarter) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN NOT EXISTS (SELECT FROM steps_not_approved(checked_plan(of_plan), in_quarter));
COMMENT ON FUNCTION is_signed_off(plan_ref, quarter) IS
  'Whether every step of the plan''s sign-off route has approved the quarter since it was last returned; true for a plan without a '
  'route.';

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
  IF this_step.officer_id IS NOT NULL THEN
    IF NOT EXISTS (SELECT FROM officer_roles r WHERE r.officer_id = this_step.officer_id
                     AND today() BETWEEN r.valid_from AND r.valid_to AND holds_role(r.role_name, r.role_number)) THEN
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
      FROM steps_not_approved(NEW.plan_id, NEW.quarter) st
     WHERE st.position < this_step.position;
    IF missing IS NOT NULL THEN
      RAISE EXCEPTION 'step "%" cannot approve % yet', NEW.step, NEW.quarter
        USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Not approved: %s.', missing),
              HINT = 'sign_off_report says which step is next.';
    END IF;
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_sign_off() IS
  'Trigger: a step is decided by whom the route names, and approves only what all earlier steps have approved.';

CREATE OR REPLACE TRIGGER sign_offs_check BEFORE INSERT ON sign_offs FOR EACH ROW EXECUTE FUNCTION check_sign_off();
COMMENT ON TRIGGER sign_offs_check ON sign_offs IS 'The route is kept to.';

CREATE OR REPLACE FUNCTION check_signed_off() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
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
