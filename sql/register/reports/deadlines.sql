-- Deadlines: due, slipped, overdue, and at odds with ratings.

-- Reports: deadlines.  A revision says what was wrong before, so a deadline is the one in force as known, whatever the day asked for.
CREATE OR REPLACE FUNCTION due_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, milestone text, baseline_period daterange,
                 baseline_due date, baseline_raw text, current_period daterange, current_due date, current_raw text,
                 revisions bigint, active boolean, days_left integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, d.item_id, i.ref, i.title, d.milestone,
         d.baseline_period, d.baseline_due, d.baseline_raw,
         d.current_period, d.current_due, d.current_raw,
         d.revisions,
         gone.item_id IS NULL,
         d.current_due - on_day(due_report.as_at)
    FROM item_dates(due_report.known_at) d
    JOIN items_known(due_report.known_at) i ON i.item_id = d.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN absences_in_force(due_report.as_at, due_report.known_at) gone ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id
   WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(due_report.as_at) c))
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, d.item_id, d.milestone;
END;
COMMENT ON FUNCTION due_report(date, timestamptz) IS
  'One row per item and milestone with a deadline: the first one set and the one in force as known at that moment, whether the item was '
  'active on that day, and how many days were left.';

CREATE OR REPLACE VIEW due_report WITH (security_invoker = true) AS
SELECT d.plan_id, d.plan, d.item_id, d.ref, d.title, d.milestone, d.baseline_period, d.baseline_due, d.baseline_raw,
       d.current_period, d.current_due, d.current_raw, d.revisions, d.active, d.days_left
  FROM due_report() d;
COMMENT ON VIEW due_report IS 'One row per item, active or not, and milestone with a deadline: the first one set and the one in force.';
COMMENT ON COLUMN due_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN due_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN due_report.item_id IS 'The item.';
COMMENT ON COLUMN due_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN due_report.title IS 'The wording.';
COMMENT ON COLUMN due_report.milestone IS 'start or due.';
COMMENT ON COLUMN due_report.baseline_period IS 'The days the first deadline names.';
COMMENT ON COLUMN due_report.baseline_due IS 'The last day of the first deadline set; NULL where it has no end.';
COMMENT ON COLUMN due_report.baseline_raw IS 'The first deadline as printed.';
COMMENT ON COLUMN due_report.current_period IS 'The days the deadline in force names.';
COMMENT ON COLUMN due_report.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN due_report.current_raw IS 'The deadline in force as printed.';
COMMENT ON COLUMN due_report.revisions IS 'How often the deadline was revised.';
COMMENT ON COLUMN due_report.active IS 'Whether the item is active on that day.';
COMMENT ON COLUMN due_report.days_left IS
  'Days from the day asked for to the due date in force; negative where it has passed, NULL where it has no end.';

CREATE OR REPLACE FUNCTION slippage_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, baseline_due date, current_due date,
                 revisions bigint, slippage_months integer, slippage_days integer, baseline_raw text, current_raw text,
                 reason text, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, d.item_id, i.ref, i.title,
         d.baseline_due,
         d.current_due,
         d.revisions,
         ((extract(year FROM d.current_due) - extract(year FROM d.baseline_due)) * 12
          + extract(month FROM d.current_due) - extract(month FROM d.baseline_due))::integer,
         d.current_due - d.baseline_due,
         d.baseline_raw,
         d.current_raw,
         d.reason,
         CASE WHEN pq.quarter IS NULL THEN given_up.rating ELSE active.rating END
    FROM item_dates(slippage_report.known_at) d
    JOIN items_known(slippage_report.known_at) i ON i.item_id = d.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN absences_in_force(slippage_report.as_at, slippage_report.known_at) gone
           ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id
    LEFT JOIN plan_quarters(slippage_report.as_at, slippage_report.known_at) pq
           ON pq.plan_id = i.plan_id AND pq.is_latest AND gone.item_id IS NULL
    LEFT JOIN LATERAL last_rating_in_force(gone.item_id, slippage_report.as_at, slippage_report.known_at) given_up ON true
    LEFT JOIN LATERAL rating_in_force(d.item_id, pq.quarter, slippage_report.as_at, slippage_report.known_at) active ON true
   WHERE d.milestone = 'due'
     AND d.revisions > 0
     AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(slippage_report.as_at) c))
   ORDER BY p.plan, i.plan_id, d.current_due - d.baseline_due DESC NULLS LAST, i.code NULLS LAST, d.item_id;
END;
COMMENT ON FUNCTION slippage_report(date, timestamptz) IS
  'One row per item, active or not, whose due date was revised at least once: how far the one in force, as known at that moment, '
  'lies from the first; rating is the one in the latest quarter in which the plan had reported by that day, of an item not active then '
  'the last it had.';

CREATE OR REPLACE VIEW slippage_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.item_id, s.ref, s.title, s.baseline_due, s.current_due, s.revisions, s.slippage_months,
       s.slippage_days, s.baseline_raw, s.current_raw, s.reason, s.rating
  FROM slippage_report('infinity') s;
COMMENT ON VIEW slippage_report IS
  'One row per item, active or not, whose due date was revised at least once: how far the one in force lies from the first; rating is '
  'the latest, of an item no longer active the last it had.';
COMMENT ON COLUMN slippage_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN slippage_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN slippage_report.item_id IS 'The item.';
COMMENT ON COLUMN slippage_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN slippage_report.title IS 'The wording.';
COMMENT ON COLUMN slippage_report.baseline_due IS 'The last day of the first deadline set; NULL where it has no end.';
COMMENT ON COLUMN slippage_report.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN slippage_report.revisions IS 'How often the deadline was revised.';
COMMENT ON COLUMN slippage_report.slippage_months IS
  'Calendar months from the month of the first due date to that of the one in force; negative where it was brought forward; NULL where '
  'either has no end.';
COMMENT ON COLUMN slippage_report.slippage_days IS
  'Days from the first due date to the one in force; negative where it was brought forward; NULL where either has no end.';
COMMENT ON COLUMN slippage_report.baseline_raw IS 'The first deadline as printed.';
COMMENT ON COLUMN slippage_report.current_raw IS 'The deadline in force as printed.';
COMMENT ON COLUMN slippage_report.reason IS 'Why it was last revised.';
COMMENT ON COLUMN slippage_report.rating IS 'The rating; NULL: not rated.';

CREATE OR REPLACE FUNCTION overdue_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, baseline_due date, current_due date,
                 days_overdue integer, months_overdue integer, rating rag, unrated boolean, quarter quarter, officers text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, d.baseline_due, d.current_due,
         on_day(overdue_report.as_at) - d.current_due,
         (extract(year FROM late.by) * 12 + extract(month FROM late.by))::integer,
         latest.rating,
         latest.rating IS NULL,
         latest.quarter,
         details.officers
    -- Until a refreshed plan begins, its work is overdue in the old one.
    FROM items_in_force(overdue_report.as_at, overdue_report.known_at) i
    JOIN plan_names p ON p.plan_id = i.plan_id
    JOIN item_dates(overdue_report.known_at) d
      ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due < on_day(overdue_report.as_at)
   CROSS JOIN LATERAL (SELECT age(on_day(overdue_report.as_at), d.current_due) AS by) late
    JOIN item_details(overdue_report.as_at, overdue_report.known_at) details ON details.item_id = i.item_id
    LEFT JOIN LATERAL last_rating_in_force(i.item_id, overdue_report.as_at, overdue_report.known_at) latest ON true
   WHERE coalesce(latest.rating <> 'B', true)
   ORDER BY d.current_due, p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION overdue_report(date, timestamptz) IS
  'One row per item active on that day whose due date in force lies before it and whose latest rating is not Complete: the latest of a '
  'period that had begun by then, all as known at that moment. An item without any rating is there, marked unrated; what a refreshed '
  'plan carries forward is overdue in the old plan until the new one begins. Longest overdue first.';

CREATE OR REPLACE VIEW overdue_report WITH (security_invoker = true) AS
SELECT o.plan_id, o.plan, o.item_id, o.ref, o.title, o.baseline_due, o.current_due, o.days_overdue, o.months_overdue,
       o.rating, o.unrated, o.quarter, o.officers
  FROM overdue_report() o;
COMMENT ON VIEW overdue_report IS
  'One row per item active today whose due date in force lies before today and whose latest rating is not Complete; an item without any '
  'rating is there, marked unrated. Longest overdue first.';
COMMENT ON COLUMN overdue_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN overdue_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN overdue_report.item_id IS 'The item.';
COMMENT ON COLUMN overdue_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN overdue_report.title IS 'The wording.';
COMMENT ON COLUMN overdue_report.baseline_due IS 'The last day of the first deadline set; NULL where it has no end.';
COMMENT ON COLUMN overdue_report.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN overdue_report.days_overdue IS 'Days from the due date in force to the day asked for.';
COMMENT ON COLUMN overdue_report.months_overdue IS 'Whole months gone by since the due date in force.';
COMMENT ON COLUMN overdue_report.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN overdue_report.unrated IS 'Items that are not rated; per item: whether it is not.';
COMMENT ON COLUMN overdue_report.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN overdue_report.officers IS 'Officers in the role lead or responsible; where there are none, all of the item''s.';

CREATE OR REPLACE FUNCTION consistency_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, finding text, rating rag, quarter quarter,
                 start_date date, current_due date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, f.finding, latest.rating, latest.quarter,
         lower(s.current_period), d.current_due
    FROM latest_ratings(consistency_report.as_at, consistency_report.known_at) latest
    JOIN items i ON i.item_id = latest.item_id AND i.plan_id = latest.plan_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN deadlines_in_force(consistency_report.known_at) d ON d.item_id = i.item_id AND d.milestone = 'due'
    LEFT JOIN deadlines_in_force(consistency_report.known_at) s ON s.item_id = i.item_id AND s.milestone = 'start'
   CROSS JOIN LATERAL (VALUES
         ('green past due', latest.rating IN ('G', 'AG') AND d.current_due < on_day(consistency_report.as_at)),
         ('scheduled past due', latest.rating = 'S' AND d.current_due < on_day(consistency_report.as_at)),
         ('scheduled past start', latest.rating = 'S' AND upper(s.current_period) <= on_day(consistency_report.as_at)),
         ('red before due', latest.rating IN ('R', 'AR') AND d.current_due >= on_day(consistency_report.as_at)),
         ('complete before start', latest.rating = 'B' AND lower(s.current_period) > on_day(consistency_report.as_at))) f (finding, found)
   WHERE f.found
   ORDER BY p.plan, i.plan_id, f.finding, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION consistency_report(date, timestamptz) IS
  'One row per doubt about an item active on that day: a rating and a date that do not sit well together. A doubt is a question to ask, '
  'not an error: lateness never changes a rating.';

CREATE OR REPLACE VIEW consistency_report WITH (security_invoker = true) AS
SELECT c.plan_id, c.plan, c.item_id, c.ref, c.title, c.finding, c.rating, c.quarter, c.start_date, c.current_due
  FROM consistency_report() c;
COMMENT ON VIEW consistency_report IS 'One row per doubt about an item active today: a rating and a date that do not sit well together.';
COMMENT ON COLUMN consistency_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN consistency_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN consistency_report.item_id IS 'The item.';
COMMENT ON COLUMN consistency_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN consistency_report.title IS 'The wording.';
COMMENT ON COLUMN consistency_report.finding IS 'What was found.';
COMMENT ON COLUMN consistency_report.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN consistency_report.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN consistency_report.start_date IS 'The first day of the start in force.';
COMMENT ON COLUMN consistency_report.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';

CREATE OR REPLACE FUNCTION profile_events(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, quarter quarter, due integer, started integer, ended integer, complete integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id, event.quarter, event.due, event.started, event.ended, coalesce(now.rating = 'B', false)::integer
    FROM items_in_force(profile_events.as_at, profile_events.known_at) i
    JOIN deadlines_in_force(profile_events.known_at) d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due IS NOT NULL
    LEFT JOIN deadlines_in_force(profile_events.known_at) s ON s.item_id = i.item_id AND s.milestone = 'start'
    LEFT JOIN plan_quarters(profile_events.as_at, profile_events.known_at) pq ON pq.plan_id = i.plan_id AND pq.is_latest
    LEFT JOIN LATERAL rating_in_force(i.item_id, pq.quarter, profile_events.as_at, profile_events.known_at) now ON true
   CROSS JOIN LATERAL (SELECT quarter(lower(s.current_period), (SELECT cal.fiscal_start_month FROM register_settings cal)) AS starts,
                              quarter(d.current_due, (SELECT cal.fiscal_start_month FROM register_settings cal)) AS ends) span
   CROSS JOIN LATERAL (VALUES (span.ends, 1, 0, coalesce(span.starts <= span.ends, false)::integer),
                              (span.starts, 0, 1, 0)) event (quarter, due, started, ended)
   WHERE event.due = 1 OR span.starts <= span.ends;
END;
COMMENT ON FUNCTION profile_events(date, timestamptz) IS
  'One row per item with a due date that is active on that day and quarter in which it is due, and one per quarter in which it starts: '
  'what profile_report adds up.';

-- Items are counted once where they start and once where they are due, a running total makes what is under way of it, and each
-- quarter in which something happens is spread to the one before the next: so a deadline of the year 9999 costs its quarters,
-- not its quarters times all items.
CREATE OR REPLACE FUNCTION profile_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, due_items bigint, due_complete bigint, active_items bigint,
                 active_complete bigint, due_so_far bigint, due_so_far_complete bigint, dated_items bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT q.plan_id, p.plan, q.quarter + n.n,
         CASE n.n WHEN 0 THEN q.due ELSE 0 END,
         CASE n.n WHEN 0 THEN q.due_complete ELSE 0 END,
         q.under_way + CASE n.n WHEN 0 THEN q.ended ELSE 0 END,
         q.under_way_complete + CASE n.n WHEN 0 THEN q.ended_complete ELSE 0 END,
         q.due_so_far,
         q.due_so_far_complete,
         q.dated
    FROM (SELECT c.plan_id, c.quarter, c.due, c.due_complete, c.ended, c.ended_complete,
                 (sum(c.started - c.ended) OVER in_time)::bigint AS under_way,
                 (sum(c.started_complete - c.ended_complete) OVER in_time)::bigint AS under_way_complete,
                 (sum(c.due) OVER in_time)::bigint AS due_so_far,
                 (sum(c.due_complete) OVER in_time)::bigint AS due_so_far_complete,
                 (sum(c.due) OVER (PARTITION BY c.plan_id))::bigint AS dated,
                 coalesce(lead(c.quarter) OVER in_time - c.quarter - 1, 0) AS further
            FROM (SELECT e.plan_id, e.quarter,
                         sum(e.due) AS due, sum(e.due * e.complete) AS due_complete,
                         sum(e.started) AS started, sum(e.started * e.complete) AS started_complete,
                         sum(e.ended) AS ended, sum(e.ended * e.complete) AS ended_complete
                    FROM profile_events(profile_report.as_at, profile_report.known_at) e
                   GROUP BY e.plan_id, e.quarter) c
          WINDOW in_time AS (PARTITION BY c.plan_id ORDER BY c.quarter)) q
   -- The planner takes a series for a thousand rows and an array for ten.
   CROSS JOIN LATERAL (SELECT gap.n::integer - 1 AS n FROM unnest(array_fill(0, ARRAY[q.further + 1])) WITH ORDINALITY gap (zero, n)) n
    JOIN plan_names p ON p.plan_id = q.plan_id
   ORDER BY p.plan, q.plan_id, q.quarter + n.n;
END;
COMMENT ON FUNCTION profile_report(date, timestamptz) IS
  'One row per plan and fiscal quarter from its first start or deadline to its last, quarters with nothing included; items active on '
  'that day count, by the deadlines in force and their ratings in the latest quarter in which the plan had reported by that day. '
  'Denominator: dated_items; items without a due date, or with one that has no end, are in no row.';

CREATE OR REPLACE VIEW profile_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.quarter, r.due_items, r.due_complete, r.active_items, r.active_complete, r.due_so_far,
       r.due_so_far_complete, r.dated_items
  FROM profile_report('infinity') r;
COMMENT ON VIEW profile_report IS
  'One row per plan and fiscal quarter from its first start or deadline to its last, quarters with nothing included; items active today '
  'count. Those without a due date, or with one that has no end, are in no row.';
COMMENT ON COLUMN profile_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN profile_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN profile_report.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN profile_report.due_items IS 'Items whose due date in force lies in the quarter.';
COMMENT ON COLUMN profile_report.due_complete IS 'Of the items due, those now Complete.';
COMMENT ON COLUMN profile_report.active_items IS
  'Items with a start that are under way in the quarter: from the start to the due date in force.';
COMMENT ON COLUMN profile_report.active_complete IS 'Of the active items, those now Complete.';
COMMENT ON COLUMN profile_report.due_so_far IS 'Items whose due date in force lies in this quarter or an earlier one.';
COMMENT ON COLUMN profile_report.due_so_far_complete IS 'Of the items due so far, those now Complete.';
COMMENT ON COLUMN profile_report.dated_items IS 'All items that have a due date with an end: what the due items add up to.';
