-- Which rating counts.

-- The one place for the order: of the last period in the quarter the rating recorded last.  It runs down the index of ratings, so that
-- one look into it answers for an item and quarter, whatever the planner guesses.
CREATE OR REPLACE FUNCTION rating_in_force(of_item bigint, of_quarter quarter, as_at date DEFAULT today(),
                                           known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (rating_id bigint, rating rag, raw text, commentary text, corrective_action text, period_start date, period_end date,
                 recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT r.rating_id, r.rating, r.raw, r.commentary, r.corrective_action, r.period_start, r.period_end, r.recorded_at
    FROM ratings_known(rating_in_force.known_at) r
   WHERE r.item_id = rating_in_force.of_item
     AND r.quarter = rating_in_force.of_quarter
     AND r.period_start <= coalesce(rating_in_force.as_at, today())
   ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
   LIMIT 1;
END;
COMMENT ON FUNCTION rating_in_force(bigint, quarter, date, timestamptz) IS
  'The rating of an item in a quarter, as known at that moment: of the last period begun by that day the latest recorded, so the last '
  'month speaks for its quarter and a correction for what it corrects; no row where there is none. as_at at the end of time: whatever '
  'the period.';

CREATE OR REPLACE FUNCTION last_rating_in_force(of_item bigint, as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (quarter quarter, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT r.quarter, r.rating
    FROM ratings_known(last_rating_in_force.known_at) r
   WHERE r.item_id = last_rating_in_force.of_item
     AND r.period_start <= coalesce(last_rating_in_force.as_at, today())
   ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
   LIMIT 1;
END;
COMMENT ON FUNCTION last_rating_in_force(bigint, date, timestamptz) IS
  'The last rating that an item had by that day in any quarter, as known at that moment: what is left of one that no longer counts.';

CREATE OR REPLACE FUNCTION quarter_ratings(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag, raw text, commentary text, corrective_action text,
                 period_start date, period_end date, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT k.item_id, i.plan_id, k.quarter, r.rating, r.raw, r.commentary, r.corrective_action, r.period_start, r.period_end, r.recorded_at
    FROM (SELECT DISTINCT r.item_id, r.quarter FROM ratings r) k
    JOIN items i ON i.item_id = k.item_id
   CROSS JOIN LATERAL rating_in_force(k.item_id, k.quarter, quarter_ratings.as_at, quarter_ratings.known_at) r;
END;
COMMENT ON FUNCTION quarter_ratings(date, timestamptz) IS
  'One row per item and quarter with a rating row, known at that moment, of a period begun by that day: of the last period in the quarter '
  'the latest recorded.';

CREATE OR REPLACE VIEW quarter_ratings WITH (security_invoker = true) AS
SELECT r.item_id, r.plan_id, r.quarter, r.rating, r.raw, r.commentary, r.corrective_action, r.period_start, r.period_end, r.recorded_at
  FROM quarter_ratings('infinity') r;
COMMENT ON VIEW quarter_ratings IS
  'One row per item and quarter with a rating row: of the last period in the quarter the latest recorded, so the last month speaks for '
  'its quarter and a correction for what it corrects.';
COMMENT ON COLUMN quarter_ratings.item_id IS 'The item.';
COMMENT ON COLUMN quarter_ratings.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN quarter_ratings.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN quarter_ratings.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN quarter_ratings.raw IS 'The cell as printed.';
COMMENT ON COLUMN quarter_ratings.commentary IS 'What the report says of the item in that quarter.';
COMMENT ON COLUMN quarter_ratings.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN quarter_ratings.period_start IS 'First day of the reporting period.';
COMMENT ON COLUMN quarter_ratings.period_end IS 'Last day of the reporting period.';
COMMENT ON COLUMN quarter_ratings.recorded_at IS 'When it became known.';

-- The few quarters there are come from the index of ratings, one step each, and whether a plan reports one of them from the
-- first of its items that does: however many ratings there are, this costs plans times quarters.
CREATE OR REPLACE FUNCTION plan_quarters(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, quarter quarter, previous_quarter quarter, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH RECURSIVE reported_quarters AS (
    SELECT (SELECT min(r.quarter) FROM ratings r) AS quarter
    UNION ALL
    SELECT (SELECT min(r.quarter) FROM ratings r WHERE r.quarter > q.quarter)
      FROM reported_quarters q
     WHERE q.quarter IS NOT NULL
  )
  SELECT reported.plan_id,
         reported.quarter,
         lag(reported.quarter) OVER in_time,
         lead(reported.quarter) OVER in_time IS NULL
    FROM (SELECT p.plan_id, q.quarter
            FROM plans p
           CROSS JOIN reported_quarters q
           WHERE start_date(q.quarter) <= coalesce(plan_quarters.as_at, today())
             AND (p.counts_from IS NULL OR p.counts_from <= end_date(q.quarter))
             AND EXISTS (SELECT FROM items i
                          CROSS JOIN LATERAL rating_in_force(i.item_id, q.quarter, plan_quarters.as_at, plan_quarters.known_at) rated
                          WHERE i.plan_id = p.plan_id AND rated.rating IS NOT NULL)) reported
  WINDOW in_time AS (PARTITION BY reported.plan_id ORDER BY reported.quarter);
END;
COMMENT ON FUNCTION plan_quarters(date, timestamptz) IS
  'One row per plan and quarter in which it reports, that is, in which any of its items is rated, as known at that moment, for a period '
  'that had begun by that day. Blank cells report nothing.';

CREATE OR REPLACE VIEW plan_quarters WITH (security_invoker = true) AS
SELECT q.plan_id, q.quarter, q.previous_quarter, q.is_latest FROM plan_quarters('infinity') q;
COMMENT ON VIEW plan_quarters IS 'One row per plan and quarter in which it reports, that is, in which any of its items is rated.';
COMMENT ON COLUMN plan_quarters.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN plan_quarters.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN plan_quarters.previous_quarter IS 'The quarter in which the plan reported before, however long ago; NULL in its first.';
COMMENT ON COLUMN plan_quarters.is_latest IS 'Whether the plan reports no later quarter.';

CREATE OR REPLACE FUNCTION items_by_quarter(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, item_id bigint, quarter quarter, is_latest boolean, previous_quarter quarter)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id, i.item_id, pq.quarter, coalesce(pq.is_latest, true), pq.previous_quarter
    FROM items_known(items_by_quarter.known_at) i
    LEFT JOIN plan_quarters(items_by_quarter.as_at, items_by_quarter.known_at) pq ON pq.plan_id = i.plan_id
   WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(items_by_quarter.as_at) c))
     -- The day differs from row to row: as an argument it would keep the planner from joining.
     AND NOT EXISTS (SELECT FROM item_absences(items_by_quarter.known_at) gone
                      WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                        AND quarter_day(pq.quarter, items_by_quarter.as_at) BETWEEN gone.absent_from AND gone.absent_to);
END;
COMMENT ON FUNCTION items_by_quarter(date, timestamptz) IS
  'One row per item and quarter in which it counts, as item_quarters has them, without ratings: what needs no rating before looks up '
  'only the one of the quarter.';

CREATE OR REPLACE FUNCTION item_quarters(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, item_id bigint, quarter quarter, is_latest boolean, rating rag, previous_quarter quarter,
                 previous_rating rag, movement text, commentary text, corrective_action text, recorded_at timestamptz,
                 rating_id bigint, previous_rating_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id,
         i.item_id,
         i.quarter,
         i.is_latest,
         now.rating,
         i.previous_quarter,
         before.rating,
         CASE WHEN i.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END,
         now.commentary,
         now.corrective_action,
         now.recorded_at,
         now.rating_id,
         before.rating_id
    FROM items_by_quarter(item_quarters.as_at, item_quarters.known_at) i
    LEFT JOIN LATERAL rating_in_force(i.item_id, i.quarter, item_quarters.as_at, item_quarters.known_at) now ON true
    LEFT JOIN LATERAL rating_in_force(i.item_id, i.previous_quarter, 'infinity', item_quarters.known_at) before ON true;
END;
COMMENT ON FUNCTION item_quarters(date, timestamptz) IS
  'One row per item and quarter in which its plan reported by that day, rated or not, if the item was active on the last day of the '
  'quarter (or on that day, if it is earlier); one row without a quarter per item active on that day where the plan had not reported. '
  'Of a quarter still running only periods that had begun count; all as known at that moment.';

CREATE OR REPLACE VIEW item_quarters WITH (security_invoker = true) AS
SELECT q.plan_id, q.item_id, q.quarter, q.is_latest, q.rating, q.previous_quarter, q.previous_rating, q.movement,
       q.commentary, q.corrective_action, q.recorded_at, q.rating_id, q.previous_rating_id
  FROM item_quarters('infinity') q;
COMMENT ON VIEW item_quarters IS
  'One row per item and quarter in which its plan reports, rated or not, if the item was active on the last day of the quarter; one row '
  'without a quarter per item active today where the plan never reported. Every report of a quarter counts these rows.';
COMMENT ON COLUMN item_quarters.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN item_quarters.item_id IS 'The item.';
COMMENT ON COLUMN item_quarters.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN item_quarters.is_latest IS 'Whether the plan reports no later quarter.';
COMMENT ON COLUMN item_quarters.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN item_quarters.previous_quarter IS 'The quarter in which the plan reported before, however long ago; NULL in its first.';
COMMENT ON COLUMN item_quarters.previous_rating IS 'The rating in the previous quarter; NULL: not rated.';
COMMENT ON COLUMN item_quarters.movement IS
  'From the rating before to this one, as movement() names it; NULL in the first quarter the plan reports.';
COMMENT ON COLUMN item_quarters.commentary IS 'What the report says of the item in that quarter.';
COMMENT ON COLUMN item_quarters.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN item_quarters.rating_id IS 'The row of ratings that says so; NULL where there is none.';
COMMENT ON COLUMN item_quarters.previous_rating_id IS 'The row of ratings that says the rating before; NULL where there is none.';
COMMENT ON COLUMN item_quarters.recorded_at IS 'When it became known.';

CREATE OR REPLACE FUNCTION rated_items(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plans plan_ref[] DEFAULT NULL,
                                       known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, coalesce(rated_items.in_quarter, pq.quarter), now.rating
    FROM items_known(rated_items.known_at) i
    -- Asked of the few plans there are, so that the planner knows how many items they have.
    JOIN plans chosen ON chosen.plan_id = i.plan_id
                         AND (rated_items.of_plans IS NULL OR chosen.plan_id = ANY (checked_plans(rated_items.of_plans)))
    LEFT JOIN plan_quarters(coalesce(rated_items.as_at, 'infinity'), rated_items.known_at) pq
           ON pq.plan_id = i.plan_id AND pq.is_latest AND rated_items.in_quarter IS NULL
    LEFT JOIN LATERAL rating_in_force(i.item_id, coalesce(rated_items.in_quarter, pq.quarter),
                                      CASE WHEN rated_items.in_quarter IS NULL THEN coalesce(rated_items.as_at, 'infinity')
                                           ELSE 'infinity' END, rated_items.known_at) now ON true
   WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(coalesce(end_date(rated_items.in_quarter), rated_items.as_at)) c))
     AND NOT EXISTS (SELECT FROM absences_in_force(coalesce(end_date(rated_items.in_quarter), rated_items.as_at), rated_items.known_at) gone
                      WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                        AND (rated_items.of_plans IS NULL OR gone.plan_id = ANY ((SELECT checked_plans(rated_items.of_plans))::bigint[])));
END;
COMMENT ON FUNCTION rated_items(quarter, date, plan_ref[], timestamptz) IS
  'One row per item active on the last day of that quarter, with its rating in it; no quarter: active on that day (none: today), with '
  'its rating in the latest quarter in which its plan had reported by then; all as known at that moment. Only items of these plans, if '
  'any are named.';

CREATE OR REPLACE FUNCTION latest_ratings(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.item_id, r.plan_id, r.quarter, r.rating
    FROM rated_items(NULL, coalesce(latest_ratings.as_at, today()), NULL, latest_ratings.known_at) r;
END;
COMMENT ON FUNCTION latest_ratings(date, timestamptz) IS
  'One row per item active on that day: its rating in the latest quarter in which its plan had reported by then, as known at that '
  'moment. An older rating never stands in for a missing one.';

CREATE OR REPLACE VIEW latest_ratings WITH (security_invoker = true) AS
SELECT l.item_id, l.plan_id, l.quarter, l.rating FROM latest_ratings('infinity') l;
COMMENT ON VIEW latest_ratings IS
  'One row per item active today: its rating in the latest quarter in which its plan reports. An older rating never stands in for a '
  'missing one.';
COMMENT ON COLUMN latest_ratings.item_id IS 'The item.';
COMMENT ON COLUMN latest_ratings.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN latest_ratings.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN latest_ratings.rating IS 'The rating; NULL: not rated.';
