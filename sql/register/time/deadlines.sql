-- Which deadline is in force.  A revision says what was wrong before, so the day asked for decides nothing: only what was known does.

CREATE OR REPLACE FUNCTION deadlines_in_force(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, milestone text, due_date_id bigint, current_period daterange, current_due date, current_raw text,
                 revisions bigint, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT d.item_id,
         -- "From June 2024", where a deadline is asked for, says when it starts; beside a start it is a deadline without an end.
         CASE WHEN d.milestone = 'due' AND upper_inf(d.period)
                   AND NOT EXISTS (SELECT FROM due_dates_known(deadlines_in_force.known_at) s
                                    WHERE s.item_id = d.item_id AND s.milestone = 'start')
              THEN 'start' ELSE d.milestone END,
         d.due_date_id, d.period, nullif(d.due, 'infinity'), d.raw,
         (SELECT count(*) - 1 FROM due_dates_known(deadlines_in_force.known_at) x
           WHERE x.item_id = d.item_id AND x.milestone = d.milestone),
         d.reason
    FROM due_dates_known(deadlines_in_force.known_at) d
   WHERE NOT EXISTS (SELECT FROM due_dates_known(deadlines_in_force.known_at) later
                      WHERE later.item_id = d.item_id AND later.milestone = d.milestone AND later.revision > d.revision);
END;
COMMENT ON FUNCTION deadlines_in_force(timestamptz) IS
  'One row per item and milestone with a deadline: the one in force as known at that moment, and how often it had been revised. One '
  'that was revised without a new date has none; one without an end is a start where the item has no other.';

CREATE OR REPLACE FUNCTION item_dates(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, milestone text, baseline_period daterange, baseline_due date, baseline_raw text,
                 current_period daterange, current_due date, current_raw text, revisions bigint, reason text, due_date_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT current.item_id, current.milestone, base.period, nullif(base.due, 'infinity'), base.raw,
         current.current_period, current.current_due, current.current_raw, current.revisions, current.reason, current.due_date_id
    FROM deadlines_in_force(item_dates.known_at) current
    JOIN due_dates latest ON latest.due_date_id = current.due_date_id
    JOIN due_dates_known(item_dates.known_at) base ON base.item_id = latest.item_id AND base.milestone = latest.milestone
   WHERE NOT EXISTS (SELECT FROM due_dates_known(item_dates.known_at) d
                      WHERE d.item_id = base.item_id AND d.milestone = base.milestone AND d.revision < base.revision);
END;
COMMENT ON FUNCTION item_dates(timestamptz) IS
  'One row per item and milestone with a deadline: the first one set and the one in force, as known at that moment.';

CREATE OR REPLACE VIEW item_dates WITH (security_invoker = true) AS
SELECT d.item_id, d.milestone, d.baseline_period, d.baseline_due, d.baseline_raw, d.current_period, d.current_due, d.current_raw,
       d.revisions, d.reason
  FROM item_dates() d;
COMMENT ON VIEW item_dates IS 'One row per item and milestone with a deadline: the first one set and the one in force.';
COMMENT ON COLUMN item_dates.item_id IS 'The item.';
COMMENT ON COLUMN item_dates.milestone IS 'start, due, or another milestone.';
COMMENT ON COLUMN item_dates.baseline_period IS 'The days the first deadline names.';
COMMENT ON COLUMN item_dates.baseline_due IS 'The last day of the first deadline set; NULL where it has no end.';
COMMENT ON COLUMN item_dates.baseline_raw IS 'The first deadline as printed.';
COMMENT ON COLUMN item_dates.current_period IS 'The days the deadline in force names.';
COMMENT ON COLUMN item_dates.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN item_dates.current_raw IS 'The deadline in force as printed.';
COMMENT ON COLUMN item_dates.revisions IS 'How often the deadline was revised.';
COMMENT ON COLUMN item_dates.reason IS 'Why it was last revised.';

-- "From June 2024" asks for something to be in place from then on: it is delivered on the first day.
CREATE OR REPLACE FUNCTION delivery_dates(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, due_date_id bigint, current_period daterange, current_due date, delivery date, current_raw text,
                 revisions bigint, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT d.item_id, d.due_date_id, d.current_period, d.current_due,
         coalesce(d.current_due, CASE WHEN upper_inf(d.current_period) THEN nullif(lower(d.current_period), '-infinity') END),
         d.current_raw, d.revisions, d.reason
    FROM deadlines_in_force(delivery_dates.known_at) d
   WHERE d.milestone = 'due'
      OR d.milestone = 'start' AND upper_inf(d.current_period)
         AND NOT EXISTS (SELECT FROM deadlines_in_force(delivery_dates.known_at) due
                          WHERE due.item_id = d.item_id AND due.milestone = 'due');
END;
COMMENT ON FUNCTION delivery_dates(timestamptz) IS
  'One row per item that is to be delivered some day, as known at that moment: by its deadline in force or, where it has none but a start '
  'without an end, on the first day of that.';

CREATE OR REPLACE VIEW dates_in_force WITH (security_invoker = true) AS
SELECT d.item_id, d.milestone, d.current_period, d.current_due FROM deadlines_in_force() d;
COMMENT ON VIEW dates_in_force IS
  'One row per item and milestone with a deadline: the one in force, without the first one set, which item_dates has beside it.';
COMMENT ON COLUMN dates_in_force.item_id IS 'The item.';
COMMENT ON COLUMN dates_in_force.milestone IS 'start, due, or another milestone.';
COMMENT ON COLUMN dates_in_force.current_period IS 'The days the deadline in force names.';
COMMENT ON COLUMN dates_in_force.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
