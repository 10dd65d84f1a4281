-- Decisions are recorded with what they changed, and shown beside it.

CREATE OR REPLACE FUNCTION decided_row(changed text, plan_key bigint, ref text) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  item CONSTANT bigint := (SELECT i.item_id FROM items i WHERE i.plan_id = plan_key AND i.ref = decided_row.ref);
  found bigint;
BEGIN
  found := CASE changed
             WHEN 'due date' THEN (SELECT d.due_date_id FROM delivery_dates() d WHERE d.item_id = item)
             WHEN 'state' THEN (SELECT s.item_state_id FROM state_in_force(item) s)
             WHEN 'rating' THEN (SELECT r.rating_id FROM ratings_known() r WHERE r.item_id = item
                                 ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1)
             WHEN 'publication' THEN (SELECT max(p.publication_id) FROM publications p WHERE p.plan_id = plan_key) END;
  IF found IS NULL THEN
    RAISE EXCEPTION '%', format('there is no %s of "%s" that a decision could have changed', changed,
                                coalesce(ref, (SELECT n.plan FROM plan_names n WHERE n.plan_id = plan_key)))
      USING ERRCODE = 'undefined_object', DETAIL = 'A decision changes a due date, a state, a rating or a publication.',
            HINT = 'Record the change first, then the decision, with the references as the plan prints them.';
  END IF;
  RETURN found;
END
$body$;
COMMENT ON FUNCTION decided_row(text, bigint, text) IS
  'The key of the row in force of an item''s due date, state or rating, or of a plan''s last publication; an error if there is none.';

CREATE OR REPLACE FUNCTION record_decision(decision text, decided_on date, by text, minute text DEFAULT NULL, of_plan plan_ref DEFAULT NULL,
                                           refs text[] DEFAULT '{}', changed text DEFAULT 'due date') RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  the_plan CONSTANT bigint := CASE WHEN of_plan IS NOT NULL THEN checked_plan(of_plan) END;
  officer CONSTANT bigint := (SELECT o.officer_id FROM officers o WHERE normal_name(o.name) = normal_name(by)
                              UNION SELECT a.officer_id FROM officer_aliases a WHERE normal_name(a.alias) = normal_name(by) LIMIT 1);
  this_decision bigint;
BEGIN
  PERFORM check_level('publisher', 'recording a decision', has_table_privilege('decisions', 'INSERT'));
  INSERT INTO decisions (decision, decided_on, body_id, officer_id, minute)
  VALUES (decision, decided_on, CASE WHEN officer IS NULL THEN named_body(by) END, officer, minute)
  RETURNING decision_id INTO this_decision;
  INSERT INTO decision_changes (decision_id, changed, change_id)
  SELECT this_decision, changed, decided_row(changed, the_plan, r.ref)
    FROM (SELECT unnest(refs) AS ref UNION ALL SELECT NULL WHERE changed = 'publication') r;
  RETURN this_decision;
END
$body$;
COMMENT ON FUNCTION record_decision(text, date, text, text, plan_ref, text[], text) IS
  'Records a decision of a body or an officer, named as the register knows them, with where it is minuted and what it changed: the due '
  'date, state or rating in force of these items of a plan, or the plan''s last publication. Gives its key.';

CREATE OR REPLACE FUNCTION decision_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (decision_id bigint, decided_on date, decided_by text, is_meeting boolean, minute text, decision text, changed text,
                 plan_id bigint, plan text, item_id bigint, ref text, title text, quarter quarter, old_value text, new_value text,
                 recorded_at timestamptz, recorded_by text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH effects AS (
    SELECT c.decision_id, c.changed, d.item_id, NULL::bigint AS plan_id, NULL::quarter AS quarter,
           (SELECT coalesce(nullif(b.raw, ''), to_char(b.due, 'YYYY-MM-DD')) FROM due_dates_known(decision_report.known_at) b
             WHERE b.item_id = d.item_id AND b.milestone = d.milestone AND b.revision < d.revision
             ORDER BY b.revision DESC LIMIT 1) AS old_value,
           coalesce(nullif(d.raw, ''), to_char(d.due, 'YYYY-MM-DD')) AS new_value
      FROM decision_changes c JOIN due_dates d ON d.due_date_id = c.change_id
     WHERE c.changed = 'due date' AND c.recorded_at <= by_then(decision_report.known_at)
    UNION ALL
    SELECT c.decision_id, c.changed, s.item_id, NULL, NULL,
           coalesce((SELECT b.state FROM item_states b
                      WHERE b.item_id = s.item_id AND (b.recorded_at, b.item_state_id) < (s.recorded_at, s.item_state_id)
                      ORDER BY b.recorded_at DESC, b.item_state_id DESC LIMIT 1), 'active'),
           s.state
      FROM decision_changes c JOIN item_states s ON s.item_state_id = c.change_id
     WHERE c.changed = 'state' AND c.recorded_at <= by_then(decision_report.known_at)
    UNION ALL
    SELECT c.decision_id, c.changed, r.item_id, NULL, r.quarter,
           (SELECT b.rating::text FROM ratings_known(decision_report.known_at) b
             WHERE b.item_id = r.item_id AND (b.quarter < r.quarter OR b.quarter = r.quarter AND b.rating_id < r.rating_id)
             ORDER BY b.quarter DESC, b.period_end DESC, b.recorded_at DESC, b.rating_id DESC LIMIT 1),
           r.rating::text
      FROM decision_changes c JOIN ratings r ON r.rating_id = c.change_id
     WHERE c.changed = 'rating' AND c.recorded_at <= by_then(decision_report.known_at)
    UNION ALL
    SELECT c.decision_id, c.changed, NULL, p.plan_id, p.quarter, NULL, 'edition ' || p.edition
      FROM decision_changes c JOIN publications p ON p.publication_id = c.change_id
     WHERE c.changed = 'publication' AND c.recorded_at <= by_then(decision_report.known_at)
  )
  SELECT d.decision_id, d.decided_on, coalesce(b.name, o.name),
         EXISTS (SELECT FROM meetings m WHERE m.body_id = d.body_id AND m.held_on = d.decided_on), d.minute, d.decision, e.changed,
         p.plan_id, p.plan, e.item_id, i.ref, i.title, e.quarter, e.old_value, e.new_value, d.recorded_at, d.recorded_by
    FROM decisions d
    LEFT JOIN effects e ON e.decision_id = d.decision_id
    LEFT JOIN items i ON i.item_id = e.item_id
    LEFT JOIN plan_names p ON p.plan_id = coalesce(i.plan_id, e.plan_id)
    LEFT JOIN bodies b ON b.body_id = d.body_id
    LEFT JOIN officers o ON o.officer_id = d.officer_id
   WHERE d.decided_on <= on_day(decision_report.as_at) AND d.recorded_at <= by_then(decision_report.known_at)
   ORDER BY d.decided_on, d.decision_id, p.plan, i.code NULLS LAST, e.item_id, e.changed;
END;
COMMENT ON FUNCTION decision_report(date, timestamptz) IS
  'One row per decision made by that day and figure that it changed, with what was there before, or one without; as known at that moment.';

CREATE OR REPLACE VIEW decision_report WITH (security_invoker = true) AS
SELECT d.decision_id, d.decided_on, d.decided_by, d.is_meeting, d.minute, d.decision, d.changed, d.plan_id, d.plan, d.item_id, d.ref,
       d.title, d.quarter, d.old_value, d.new_value, d.recorded_at, d.recorded_by
  FROM decision_report() d;
COMMENT ON VIEW decision_report IS
  'One row per decision and figure that it changed: who, when, which meeting, which minute, from what to what.';
COMMENT ON COLUMN decision_report.decision_id IS 'The decision.';
COMMENT ON COLUMN decision_report.decided_on IS 'When.';
COMMENT ON COLUMN decision_report.decided_by IS 'The body or officer who decided.';
COMMENT ON COLUMN decision_report.is_meeting IS 'Whether that day is one of the body''s meetings.';
COMMENT ON COLUMN decision_report.minute IS 'Where it is minuted or recorded.';
COMMENT ON COLUMN decision_report.decision IS 'The decision in words.';
COMMENT ON COLUMN decision_report.changed IS 'What it changed: due date, state, rating or publication; NULL: nothing that is recorded.';
COMMENT ON COLUMN decision_report.plan_id IS 'The plan.';
COMMENT ON COLUMN decision_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN decision_report.item_id IS 'The item; NULL where it is about the whole plan.';
COMMENT ON COLUMN decision_report.ref IS 'The reference.';
COMMENT ON COLUMN decision_report.title IS 'The wording.';
COMMENT ON COLUMN decision_report.quarter IS 'The fiscal quarter of a rating or publication.';
COMMENT ON COLUMN decision_report.old_value IS 'What it was before.';
COMMENT ON COLUMN decision_report.new_value IS 'What it is by the decision.';
COMMENT ON COLUMN decision_report.recorded_at IS 'When it was recorded.';
COMMENT ON COLUMN decision_report.recorded_by IS 'Who recorded it.';
