-- Everything as it was known: both words of time set to one day.

CREATE OR REPLACE FUNCTION as_known_on(day date)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, item_id bigint, level text, ref text, title text,
                 state text, state_since date, rating rag, previous_quarter quarter, previous_rating rag, movement text,
                 baseline_due date, current_due date, revisions bigint, slippage_days integer, overdue boolean,
                 commentary text, corrective_action text, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.is_latest, iq.item_id, i.level, i.ref, i.title,
         coalesce(s.state, 'active'), s.since, iq.rating, iq.previous_quarter, iq.previous_rating, iq.movement,
         d.baseline_due, d.current_due, coalesce(d.revisions, 0), d.current_due - d.baseline_due,
         coalesce(d.current_due < as_known_on.day, false) AND coalesce(iq.rating <> 'B', true),
         iq.commentary, iq.corrective_action, iq.recorded_at
    -- States and deadlines are looked up once per item, not once per quarter of it.
    FROM items i
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN LATERAL state_in_force(i.item_id, end_of_day(as_known_on.day)) s ON true
    LEFT JOIN item_dates(end_of_day(as_known_on.day)) d ON d.item_id = i.item_id AND d.milestone = 'due'
    JOIN item_quarters(as_known_on.day, end_of_day(as_known_on.day)) iq ON iq.plan_id = i.plan_id AND iq.item_id = i.item_id
   WHERE as_known_on.day IS NOT NULL
   ORDER BY p.plan, iq.plan_id, iq.quarter NULLS FIRST, i.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION as_known_on(date) IS
  'One row per item and quarter in which its plan had reported by the end of that day (one without a quarter where it never had): the '
  'rating, movement, deadline in force and state as known then, later corrections left out. Items that were active on the last day of '
  'the quarter, or on that day if it is earlier, as known then. Wording and plan are those of today. Restrict it by plan_id and quarter '
  'in WHERE. Any other report says the same with as_at => day, known_at => end_of_day(day).';
