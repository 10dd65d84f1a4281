-- Month by month: the highlight report.

-- Of a month the rating recorded last of the last period that ends in it counts; a period of a quarter ends in its last month.
CREATE OR REPLACE FUNCTION month_ratings(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, month date, rating rag, commentary text, corrective_action text, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT ON (r.item_id, m.month) r.item_id, m.month, r.rating, r.commentary, r.corrective_action, r.recorded_at
    FROM ratings_known(month_ratings.known_at) r
   CROSS JOIN LATERAL (SELECT date_trunc('month', r.period_end::timestamp)::date AS month) m
   WHERE r.period_start <= on_day(month_ratings.as_at)
   ORDER BY r.item_id, m.month, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC;
END;
COMMENT ON FUNCTION month_ratings(date, timestamptz) IS
  'One row per item and month in which a reporting period begun by that day ends: of the last such period the rating recorded last, as '
  'known at that moment.';

CREATE OR REPLACE FUNCTION highlight_report(in_month date DEFAULT NULL, of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(),
                                            known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, month date, item_id bigint, ref text, title text, rating rag, rating_label text,
                 previous_month date, previous_rating rag, movement text, current_due date, officers text, commentary text,
                 corrective_action text, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH moved AS (
    SELECT i.plan_id, r.item_id, i.ref, i.title, i.code, r.month, r.rating, r.commentary, r.corrective_action,
           lag(r.month) OVER in_time AS previous_month, lag(r.rating) OVER in_time AS previous_rating,
           max(r.month) OVER (PARTITION BY i.plan_id) = r.month AS is_latest
      FROM month_ratings(highlight_report.as_at, highlight_report.known_at) r
      JOIN items i ON i.item_id = r.item_id
     WHERE highlight_report.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(highlight_report.of_plan))
    WINDOW in_time AS (PARTITION BY r.item_id ORDER BY r.month)
  )
  SELECT m.plan_id, p.plan, m.month, m.item_id, m.ref, m.title, m.rating, coalesce(own.label, label(m.rating)), m.previous_month,
         m.previous_rating, CASE WHEN m.previous_month IS NOT NULL THEN movement(m.previous_rating, m.rating) END,
         d.current_due, details.officers, m.commentary, m.corrective_action, m.is_latest
    FROM moved m
    JOIN plan_names p ON p.plan_id = m.plan_id
    LEFT JOIN plan_legends own ON own.plan_id = m.plan_id AND own.rating = m.rating
    LEFT JOIN deadlines_in_force(highlight_report.known_at) d ON d.item_id = m.item_id AND d.milestone = 'due'
    JOIN item_details(highlight_report.as_at, highlight_report.known_at) details ON details.item_id = m.item_id
   WHERE CASE WHEN highlight_report.in_month IS NULL THEN m.is_latest
              ELSE m.month = date_trunc('month', highlight_report.in_month::timestamp)::date END
     AND (highlight_report.of_plan IS NULL OR checked_plan(highlight_report.of_plan) IS NOT NULL)
     AND NOT EXISTS (SELECT FROM item_absences(highlight_report.known_at) gone
                      WHERE gone.plan_id = m.plan_id AND gone.item_id = m.item_id
                        AND (m.month + interval '1 month - 1 day')::date BETWEEN gone.absent_from AND gone.absent_to)
   ORDER BY p.plan, m.plan_id, m.rating DESC NULLS LAST, m.code NULLS LAST, m.item_id;
END;
COMMENT ON FUNCTION highlight_report(date, plan_ref, date, timestamptz) IS
  'The monthly highlight report: one row per item reported in the month of that day (none: of each plan the latest reported by as_at) and '
  'active on its last day, most severe first, with its rating in the last month it was reported in before and the movement between them, '
  'as known at that moment. A period of a quarter counts in its last month.';

CREATE OR REPLACE VIEW highlight_report WITH (security_invoker = true) AS
SELECT h.plan_id, h.plan, h.month, h.item_id, h.ref, h.title, h.rating, h.rating_label, h.previous_month, h.previous_rating, h.movement,
       h.current_due, h.officers, h.commentary, h.corrective_action, h.is_latest
  FROM highlight_report() h;
COMMENT ON VIEW highlight_report IS
  'The highlight report of the latest month in which each plan reports: one row per item reported in it, most severe first.';
COMMENT ON COLUMN highlight_report.plan_id IS 'The plan.';
COMMENT ON COLUMN highlight_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN highlight_report.month IS 'The month, as its first day.';
COMMENT ON COLUMN highlight_report.item_id IS 'The item.';
COMMENT ON COLUMN highlight_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN highlight_report.title IS 'The wording.';
COMMENT ON COLUMN highlight_report.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN highlight_report.rating_label IS 'The rating in a word: the plan''s own where its legend has one, else the usual one.';
COMMENT ON COLUMN highlight_report.previous_month IS 'The last month before in which the item was reported; NULL: none.';
COMMENT ON COLUMN highlight_report.previous_rating IS 'The rating in that month; NULL: not rated.';
COMMENT ON COLUMN highlight_report.movement IS
  'From the rating before to this one, as movement() names it; NULL in the item''s first month.';
COMMENT ON COLUMN highlight_report.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN highlight_report.officers IS 'Officers in the role lead or responsible; where there are none, all of the item''s.';
COMMENT ON COLUMN highlight_report.commentary IS 'What the report says of the item in that month.';
COMMENT ON COLUMN highlight_report.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN highlight_report.is_latest IS 'Whether the plan reports no later month.';
