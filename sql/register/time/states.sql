-- On which days an item counts.

-- Building blocks: the days on which an item does not count.

-- Of the states recorded by then that had begun on a day, the one recorded last holds; a state recorded again right after itself is a
-- correction of the day or the reason, and stands instead of it.  An item whose first state is to be active from a day on begins on
-- that day; a state that an upgrade found says no beginning.  Ask by plan_id too: then the states of other plans are not looked at.
CREATE OR REPLACE FUNCTION item_absences_as_known(known_at timestamptz)
  RETURNS TABLE (plan_id bigint, item_id bigint, absent_from date, absent_to date, state text, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT d.plan_id, d.item_id,
         CASE WHEN d.state = 'active' THEN '-infinity' ELSE d.since END,
         coalesce(least(d.next_since, CASE WHEN d.state = 'active' THEN d.since END) - 1, 'infinity'),
         CASE WHEN d.state <> 'active' THEN d.state END,
         CASE WHEN d.state <> 'active' THEN d.reason END
    FROM (SELECT c.plan_id, c.item_id, c.state, c.since, c.reason, c.from_the_first,
                 min(c.since) OVER (PARTITION BY c.plan_id, c.item_id ORDER BY c.recorded_at, c.item_state_id
                                    ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_since
            FROM (SELECT i.plan_id, s.item_id, s.item_state_id, s.state, coalesce(s.since, '-infinity') AS since, s.reason, s.recorded_at,
                         lead(s.state) OVER in_order AS next_state,
                         bool_and(s.state = 'active' AND s.recorded_at > '-infinity') OVER in_order AS from_the_first
                    FROM item_states s
                    JOIN items i ON i.item_id = s.item_id
                   WHERE s.recorded_at <= item_absences_as_known.known_at
                  WINDOW in_order AS (PARTITION BY i.plan_id, s.item_id ORDER BY s.recorded_at, s.item_state_id)) c
           WHERE c.state IS DISTINCT FROM c.next_state) d
   WHERE CASE WHEN d.state = 'active' THEN d.from_the_first AND isfinite(least(d.since, d.next_since))
              ELSE d.since < 'infinity' AND coalesce(d.next_since > d.since, true) END;
END;
COMMENT ON FUNCTION item_absences_as_known(timestamptz) IS 'item_absences as it was at that moment: states recorded later are left out.';

CREATE OR REPLACE VIEW item_absences WITH (security_invoker = true) AS
SELECT a.plan_id, a.item_id, a.absent_from, a.absent_to, a.state, a.reason FROM item_absences_as_known('infinity') a;
COMMENT ON VIEW item_absences IS
  'One row per item and stretch of days on which it does not count: it was withdrawn, superseded, merged or deferred, or had not begun. '
  'The stretches of an item have no day in common; an item without a row always counts.';
COMMENT ON COLUMN item_absences.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN item_absences.item_id IS 'The item.';
COMMENT ON COLUMN item_absences.absent_from IS 'First day on which it does not count; -infinity: it had not begun.';
COMMENT ON COLUMN item_absences.absent_to IS 'Last day on which it does not count; infinity: it never does again.';
COMMENT ON COLUMN item_absences.state IS 'The state it is in; NULL: it had not begun.';
COMMENT ON COLUMN item_absences.reason IS 'Why it is in that state.';
