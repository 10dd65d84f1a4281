-- Which deadline is in force.

-- Building blocks: deadlines.
CREATE OR REPLACE VIEW item_dates WITH (security_invoker = true) AS
SELECT base.item_id,
       base.milestone,
       base.period AS baseline_period,
       nullif(base.due, 'infinity') AS baseline_due,
       base.raw AS baseline_raw,
       current.period AS current_period,
       nullif(current.due, 'infinity') AS current_due,
       current.raw AS current_raw,
       (SELECT count(*) - 1
          FROM due_dates d
         WHERE d.item_id = base.item_id AND d.milestone = base.milestone) AS revisions,
       current.reason
  FROM due_dates base
  JOIN due_dates current ON current.item_id = base.item_id AND current.milestone = base.milestone
 WHERE NOT EXISTS (SELECT FROM due_dates d
                    WHERE d.item_id = base.item_id AND d.milestone = base.milestone AND d.revision < base.revision)
   AND NOT EXISTS (SELECT FROM due_dates d
                    WHERE d.item_id = current.item_id AND d.milestone = current.milestone AND d.revision > current.revision);
COMMENT ON VIEW item_dates IS 'One row per item and milestone with a deadline: the first one set and the one in force.';
COMMENT ON COLUMN item_dates.item_id IS 'The item.';
COMMENT ON COLUMN item_dates.milestone IS 'start or due.';
COMMENT ON COLUMN item_dates.baseline_period IS 'The days the first deadline names.';
COMMENT ON COLUMN item_dates.baseline_due IS 'The last day of the first deadline set; NULL where it has no end.';
COMMENT ON COLUMN item_dates.baseline_raw IS 'The first deadline as printed.';
COMMENT ON COLUMN item_dates.current_period IS 'The days the deadline in force names.';
COMMENT ON COLUMN item_dates.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN item_dates.current_raw IS 'The deadline in force as printed.';
COMMENT ON COLUMN item_dates.revisions IS 'How often the deadline was revised.';
COMMENT ON COLUMN item_dates.reason IS 'Why it was last revised.';

CREATE OR REPLACE VIEW dates_in_force WITH (security_invoker = true) AS
SELECT d.item_id, d.milestone, d.period AS current_period, nullif(d.due, 'infinity') AS current_due
  FROM due_dates d
 WHERE NOT EXISTS (SELECT FROM due_dates later
                    WHERE later.item_id = d.item_id AND later.milestone = d.milestone AND later.revision > d.revision);
COMMENT ON VIEW dates_in_force IS
  'One row per item and milestone with a deadline: the one in force, without the first one set, which item_dates has beside it.';
COMMENT ON COLUMN dates_in_force.item_id IS 'The item.';
COMMENT ON COLUMN dates_in_force.milestone IS 'start or due.';
COMMENT ON COLUMN dates_in_force.current_period IS 'The days the deadline in force names.';
COMMENT ON COLUMN dates_in_force.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
