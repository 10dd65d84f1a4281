-- Decisions, and what they changed.

-- The keys are no foreign keys, since what they name is append-only.
CREATE OR REPLACE FUNCTION check_decision_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT (CASE NEW.changed
           WHEN 'due date' THEN EXISTS (SELECT FROM due_dates d WHERE d.due_date_id = NEW.change_id)
           WHEN 'state' THEN EXISTS (SELECT FROM item_states s WHERE s.item_state_id = NEW.change_id)
           WHEN 'rating' THEN EXISTS (SELECT FROM ratings r WHERE r.rating_id = NEW.change_id)
           ELSE EXISTS (SELECT FROM publications p WHERE p.publication_id = NEW.change_id) END) THEN
    RAISE EXCEPTION 'there is no % with the key %', NEW.changed, NEW.change_id
      USING ERRCODE = 'foreign_key_violation',
            DETAIL = 'A decision changed a row of due_dates, item_states, ratings or publications, named by its key.',
            HINT = 'record_decision(decision, decided_on, by, minute, of_plan, refs, changed) finds the rows.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_decision_change() IS 'Trigger: a decision changed what there is.';

CREATE OR REPLACE TRIGGER decision_changes_check BEFORE INSERT ON decision_changes
  FOR EACH ROW EXECUTE FUNCTION check_decision_change();
COMMENT ON TRIGGER decision_changes_check ON decision_changes IS 'A decision changed what there is.';

CREATE OR REPLACE FUNCTION decision_words(changed text, change_id bigint, known_at timestamptz DEFAULT 'infinity',
                                          day_format text DEFAULT 'YYYY-MM-DD') RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT string_agg(concat_ws(', ', coalesce(b.name, o.name), to_char(d.decided_on, decision_words.day_format), d.minute) || ': '
                    || d.decision, '; ' ORDER BY d.decided_on, d.decision_id)
    FROM decision_changes c
    JOIN decisions d ON d.decision_id = c.decision_id
    LEFT JOIN bodies b ON b.body_id = d.body_id
    LEFT JOIN officers o ON o.officer_id = d.officer_id
   WHERE c.changed = decision_words.changed AND c.change_id = decision_words.change_id
     AND greatest(c.recorded_at, d.recorded_at) <= by_then(decision_words.known_at);
END;
COMMENT ON FUNCTION decision_words(text, bigint, timestamptz, text) IS
  'Who decided on a row of due_dates, item_states, ratings or publications (due date, state, rating, publication), when, where it is '
  'minuted and what, as known at that moment; NULL: nobody, as far as is recorded.';
