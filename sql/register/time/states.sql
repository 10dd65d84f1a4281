-- On which days an item counts.

-- Of the states recorded by then that had begun on a day, the one recorded last holds; a state recorded again right after itself is a
-- correction of the day or the reason, and stands instead of it.  An item whose first state is to be active from a day on begins on
-- that day; a state that an upgrade found says no beginning.  Ask by plan_id too: then the states of other plans are not looked at.
CREATE OR REPLACE FUNCTION item_absences(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, item_id bigint, absent_from date, absent_to date, state text, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT d.plan_id, d.item_id,
         CASE WHEN d.state = 'active' THEN '-infinity' ELSE d.since END,
         coalesce(least(d.next_since, CASE WHEN d.state = 'active' THEN d.since END) - 1, 'infinity'),
         CASE WHEN d.state NOT IN ('active', 'undone') THEN d.state END,
         CASE WHEN d.state NOT IN ('active', 'undone') THEN d.reason END
    FROM (SELECT c.plan_id, c.item_id, c.state, c.since, c.reason, c.from_the_first,
                 min(c.since) OVER (PARTITION BY c.plan_id, c.item_id ORDER BY c.recorded_at, c.item_state_id
                                    ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_since
            FROM (SELECT i.plan_id, s.item_id, s.item_state_id, s.state, coalesce(s.since, '-infinity') AS since, s.reason, s.recorded_at,
                         lead(s.state) OVER in_order AS next_state,
                         bool_and(s.state = 'active' AND s.recorded_at > '-infinity') OVER in_order AS from_the_first
                    FROM item_states s
                    JOIN items i ON i.item_id = s.item_id
                   WHERE s.recorded_at <= by_then(item_absences.known_at)
                  WINDOW in_order AS (PARTITION BY i.plan_id, s.item_id ORDER BY s.recorded_at, s.item_state_id)) c
           WHERE c.state IS DISTINCT FROM c.next_state) d
   WHERE CASE WHEN d.state = 'active' THEN d.from_the_first AND isfinite(least(d.since, d.next_since))
              ELSE d.since < 'infinity' AND coalesce(d.next_since > d.since, true) END;
END;
COMMENT ON FUNCTION item_absences(timestamptz) IS
  'One row per item and stretch of days on which it does not count, as known at that moment: it was withdrawn, superseded, merged or '
  'deferred, or had not begun. The stretches of an item have no day in common; an item without a row always counts.';

CREATE OR REPLACE VIEW item_absences WITH (security_invoker = true) AS
SELECT a.plan_id, a.item_id, a.absent_from, a.absent_to, a.state, a.reason FROM item_absences() a;
COMMENT ON VIEW item_absences IS
  'One row per item and stretch of days on which it does not count: it was withdrawn, superseded, merged or deferred, or had not begun. '
  'The stretches of an item have no day in common; an item without a row always counts.';
COMMENT ON COLUMN item_absences.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN item_absences.item_id IS 'The item.';
COMMENT ON COLUMN item_absences.absent_from IS 'First day on which it does not count; -infinity: it had not begun.';
COMMENT ON COLUMN item_absences.absent_to IS 'Last day on which it does not count; infinity: it never does again.';
COMMENT ON COLUMN item_absences.state IS 'The state it is in; NULL: it had not begun.';
COMMENT ON COLUMN item_absences.reason IS 'Why it is in that state.';

CREATE OR REPLACE FUNCTION plans_to_come(as_at date DEFAULT today()) RETURNS TABLE (plan_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT p.plan_id FROM plans p WHERE p.counts_from > on_day(plans_to_come.as_at);
END;
COMMENT ON FUNCTION plans_to_come(date) IS
  'One row per plan that does not count yet on that day, since plans.counts_from lies after it: its items are in no report of that day, '
  'as those it carries forward still count in the plan before.';

CREATE OR REPLACE FUNCTION absences_in_force(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, item_id bigint, state text, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT a.plan_id, a.item_id, a.state, a.reason
    FROM item_absences(absences_in_force.known_at) a
   WHERE on_day(absences_in_force.as_at) BETWEEN a.absent_from AND a.absent_to;
END;
COMMENT ON FUNCTION absences_in_force(date, timestamptz) IS
  'One row per item that does not count on that day, as known at that moment; state NULL: it has not begun.';

-- Whole: an item that nothing was recorded of by then is not there.  One rating is looked for, not all read.
CREATE OR REPLACE FUNCTION items_known(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, plan_id bigint, level text, ref text, title text, code plan_code)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, i.level, i.ref, i.title, i.code
    FROM items i
   WHERE by_then(items_known.known_at) = 'infinity'
      OR coalesce(i.recorded_at, '-infinity') <= by_then(items_known.known_at)
      OR (SELECT true FROM ratings_known(items_known.known_at) r WHERE r.item_id = i.item_id LIMIT 1);
END;
COMMENT ON FUNCTION items_known(timestamptz) IS 'One row per item of which something was recorded by that moment.';

CREATE OR REPLACE FUNCTION items_in_force(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, plan_id bigint, level text, ref text, title text, code plan_code)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, i.level, i.ref, i.title, i.code
    FROM items_known(items_in_force.known_at) i
   WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(items_in_force.as_at) c))
     AND NOT EXISTS (SELECT FROM absences_in_force(items_in_force.as_at, items_in_force.known_at) gone
                      WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id);
END;
COMMENT ON FUNCTION items_in_force(date, timestamptz) IS
  'One row per item that counts on that day, as known at that moment: its plan has begun, and it is not absent.';

CREATE OR REPLACE FUNCTION state_in_force(of_item bigint, known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_state_id bigint, state text, since date, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT s.item_state_id, s.state, s.since, s.reason
    FROM item_states s
   WHERE s.item_id = state_in_force.of_item AND s.recorded_at <= by_then(state_in_force.known_at)
   ORDER BY s.recorded_at DESC, s.item_state_id DESC
   LIMIT 1;
END;
COMMENT ON FUNCTION state_in_force(bigint, timestamptz) IS
  'The state of an item that was recorded last by that moment; no row: it was always active.';
