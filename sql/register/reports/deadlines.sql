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
COMMENT ON COLUMN due_report.milestone IS 'start, due, or another milestone.';
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
                 reason text, rating rag, decision text)
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
         CASE WHEN pq.quarter IS NULL THEN given_up.rating ELSE active.rating END,
         decision_words('due date', d.due_date_id, slippage_report.known_at)
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
  'lies from the first, and who decided so; one that was revised without a new date has none. rating is the one in the latest quarter '
  'in which the plan had reported by that day, of an item not active then the last it had.';

CREATE OR REPLACE VIEW slippage_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.item_id, s.ref, s.title, s.baseline_due, s.current_due, s.revisions, s.slippage_months,
       s.slippage_days, s.baseline_raw, s.current_raw, s.reason, s.rating, s.decision
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
COMMENT ON COLUMN slippage_report.decision IS 'Who decided on the deadline in force, when, and where it is minuted.';

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

-- Months are counted from the year 0; a quarter by its first.
CREATE OR REPLACE FUNCTION period_months(by text) RETURNS integer
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF by IS NULL OR by NOT IN ('month', 'quarter') THEN
    RAISE EXCEPTION 'unknown period "%"', coalesce(by, 'NULL')
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A report is by month or by quarter.', HINT = 'Write month or quarter.';
  END IF;
  RETURN CASE by WHEN 'month' THEN 1 ELSE 3 END;
END
$body$;
COMMENT ON FUNCTION period_months(text) IS 'How many months a month or a quarter has, or an error.';

CREATE OR REPLACE FUNCTION profile_month(day date, months integer) RETURNS integer
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT (extract(year FROM f.first_day) * 12 + extract(month FROM f.first_day) - 1)::integer
    FROM (SELECT CASE months WHEN 1 THEN day ELSE start_date(quarter(day, fiscal_start_month())) END AS first_day) f;
END;
COMMENT ON FUNCTION profile_month(date, integer) IS 'The number of a day''s month (months = 1), or of the first month of its quarter.';

CREATE OR REPLACE FUNCTION profile_events(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity',
                                          in_level text DEFAULT NULL, months integer DEFAULT 3)
  RETURNS TABLE (plan_id bigint, key bigint, month integer, due integer, started integer, ended integer, complete integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id, held.key, event.month, event.due, event.started, event.ended, coalesce(now.rating = 'B', false)::integer
    FROM items_in_force(profile_events.as_at, profile_events.known_at) i
    JOIN delivery_dates(profile_events.known_at) d ON d.item_id = i.item_id AND d.delivery IS NOT NULL
    LEFT JOIN deadlines_in_force(profile_events.known_at) s ON s.item_id = i.item_id AND s.milestone = 'start'
          AND s.due_date_id <> d.due_date_id
    LEFT JOIN plan_quarters(profile_events.as_at, profile_events.known_at) pq ON pq.plan_id = i.plan_id AND pq.is_latest
    LEFT JOIN LATERAL rating_in_force(i.item_id, pq.quarter, profile_events.as_at, profile_events.known_at) now ON true
    LEFT JOIN level_items(profile_events.in_level, profile_events.as_at, profile_events.known_at) held ON held.item_id = i.item_id
   CROSS JOIN LATERAL (SELECT profile_month(lower(s.current_period), profile_events.months) AS starts,
                              profile_month(d.delivery, profile_events.months) AS ends) span
   CROSS JOIN LATERAL (VALUES (span.ends, 1, 0, coalesce(span.starts <= span.ends, false)::integer),
                              (span.starts, 0, 1, 0)) event (month, due, started, ended)
   WHERE (event.due = 1 OR span.starts <= span.ends) AND (profile_events.in_level IS NULL OR held.key IS NOT NULL);
END;
COMMENT ON FUNCTION profile_events(date, timestamptz, text, integer) IS
  'One row per item to be delivered that is active on that day, node or other place of that level it counts at, and quarter (months = 1: '
  'month) in which it is due, and one per quarter in which it starts: what profile_report adds up.';

-- Items are counted once where they start and once where they are due, a running total makes what is under way of it, and each
-- period in which something happens is spread to the one before the next: so a deadline of the year 9999 costs its quarters,
-- not its quarters times all items.
CREATE OR REPLACE FUNCTION profile_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity',
                                          of_plan plan_ref DEFAULT NULL, in_level text DEFAULT NULL, by text DEFAULT 'quarter')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, due_items bigint, due_complete bigint, active_items bigint,
                 active_complete bigint, due_so_far bigint, due_so_far_complete bigint, dated_items bigint,
                 period_start date, level text, key bigint, ref text, title text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH events AS MATERIALIZED (
    SELECT e.plan_id, e.key, e.month,
           sum(e.due) AS due, sum(e.due * e.complete) AS due_complete,
           sum(e.started) AS started, sum(e.started * e.complete) AS started_complete,
           sum(e.ended) AS ended, sum(e.ended * e.complete) AS ended_complete
      FROM profile_events(profile_report.as_at, profile_report.known_at, profile_report.in_level,
                          (SELECT period_months(profile_report.by))) e
     WHERE profile_report.of_plan IS NULL OR e.plan_id = (SELECT checked_plan(profile_report.of_plan))
     GROUP BY e.plan_id, e.key, e.month
  ), running AS (
    SELECT c.plan_id, c.key, c.month, c.due, c.due_complete, c.ended, c.ended_complete,
           (sum(c.started - c.ended) OVER in_time)::bigint AS under_way,
           (sum(c.started_complete - c.ended_complete) OVER in_time)::bigint AS under_way_complete,
           (sum(c.due) OVER in_time)::bigint AS due_so_far,
           (sum(c.due_complete) OVER in_time)::bigint AS due_so_far_complete,
           (sum(c.due) OVER of_all)::bigint AS dated,
           (sum(c.started) OVER of_all) > 0 AS has_starts,
           coalesce((lead(c.month) OVER in_time - c.month) / (SELECT period_months(profile_report.by)) - 1, 0) AS further
      FROM events c
    WINDOW in_time AS (PARTITION BY c.plan_id, c.key ORDER BY c.month), of_all AS (PARTITION BY c.plan_id, c.key)
  )
  SELECT q.plan_id, p.plan, quarter(day.first_day, fiscal_start_month()),
         CASE n.n WHEN 0 THEN q.due ELSE 0 END,
         CASE n.n WHEN 0 THEN q.due_complete ELSE 0 END,
         CASE WHEN q.has_starts THEN q.under_way + CASE n.n WHEN 0 THEN q.ended ELSE 0 END END,
         CASE WHEN q.has_starts THEN q.under_way_complete + CASE n.n WHEN 0 THEN q.ended_complete ELSE 0 END END,
         q.due_so_far, q.due_so_far_complete, q.dated,
         day.first_day, profile_report.in_level, q.key, k.ref, k.title
    FROM running q
   -- The planner takes a series for a thousand rows and an array for ten.
   CROSS JOIN LATERAL (SELECT gap.n::integer - 1 AS n FROM unnest(array_fill(0, ARRAY[q.further + 1])) WITH ORDINALITY gap (zero, n)) n
   CROSS JOIN LATERAL (SELECT q.month + n.n * (SELECT period_months(profile_report.by)) AS month) m
   CROSS JOIN LATERAL (SELECT make_date(m.month / 12, m.month % 12 + 1, 1) AS first_day) day
    JOIN plan_names p ON p.plan_id = q.plan_id
    LEFT JOIN level_names(profile_report.in_level) k ON k.key = q.key
   WHERE (profile_report.in_level IS NULL OR checked_level(profile_report.in_level) IS NOT NULL)
   ORDER BY p.plan, q.plan_id, k.code NULLS LAST, k.ref, q.key, day.first_day;
END;
COMMENT ON FUNCTION profile_report(date, timestamptz, plan_ref, text, text) IS
  'One row per plan (one, if it is named), node or other place of that level with items of it (no level: the plan as a whole), and fiscal '
  'quarter or month (by) from its first start or deadline to its last, those with nothing included; items active on that day count, by '
  'the deadlines in force and their ratings in the latest quarter in which the plan had reported by that day. Denominator: dated_items; '
  'items without any date are in no row. active_items is NULL where no item has a start. An item counts at every node it is under: do '
  'not add across nodes.';

CREATE OR REPLACE VIEW profile_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.quarter, r.due_items, r.due_complete, r.active_items, r.active_complete, r.due_so_far,
       r.due_so_far_complete, r.dated_items, r.period_start, r.level, r.key, r.ref, r.title
  FROM profile_report('infinity') r;
COMMENT ON VIEW profile_report IS
  'One row per plan and fiscal quarter from its first start or deadline to its last, quarters with nothing included; items active today '
  'count. Those without any date are in no row. The function of this name has the same by month, and by node, committee or officer.';
COMMENT ON COLUMN profile_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN profile_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN profile_report.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN profile_report.due_items IS
  'Items whose due date in force lies in the quarter; of one that is only said to be in place from a day on, that day.';
COMMENT ON COLUMN profile_report.due_complete IS 'Of the items due, those now Complete.';
COMMENT ON COLUMN profile_report.active_items IS
  'Items with a start that are under way in the quarter: from the start to the due date in force; NULL where no item has a start.';
COMMENT ON COLUMN profile_report.active_complete IS 'Of the active items, those now Complete.';
COMMENT ON COLUMN profile_report.due_so_far IS 'Items whose due date in force lies in this quarter or an earlier one.';
COMMENT ON COLUMN profile_report.due_so_far_complete IS 'Of the items due so far, those now Complete.';
COMMENT ON COLUMN profile_report.dated_items IS 'All items that are to be delivered some day: what the due items add up to.';
COMMENT ON COLUMN profile_report.period_start IS 'First day of the quarter, or of the month where it is by month.';
COMMENT ON COLUMN profile_report.level IS 'The level asked for; NULL: the plan as a whole.';
COMMENT ON COLUMN profile_report.key IS 'The node, item, committee or officer of that level; NULL: the plan as a whole.';
COMMENT ON COLUMN profile_report.ref IS 'Its reference.';
COMMENT ON COLUMN profile_report.title IS 'Its wording.';
