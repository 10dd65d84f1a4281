-- Items, their states, ratings, deadlines and links, for BI tools.

-- Facts.

-- By the rules of item_absences, which BI readers cannot reach.
CREATE OR REPLACE VIEW :"bi".bi_item_absence AS
SELECT d.plan_id AS plan_key,
       d.item_id AS item_key,
       CASE WHEN d.state <> 'active' THEN nullif(d.since, '-infinity') END AS absent_from,
       nullif(least(d.next_since, CASE WHEN d.state = 'active' THEN d.since END), 'infinity') - 1 AS absent_to,
       CASE WHEN d.state NOT IN ('active', 'undone') THEN d.state END AS state,
       CASE WHEN d.state NOT IN ('active', 'undone') THEN d.reason END AS state_reason
  FROM (SELECT c.plan_id, c.item_id, c.state, c.since, c.reason, c.from_the_first,
               min(c.since) OVER (PARTITION BY c.plan_id, c.item_id ORDER BY c.recorded_at, c.item_state_id
                                  ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_since
          FROM (SELECT i.plan_id, s.item_id, s.item_state_id, s.state, coalesce(s.since, '-infinity') AS since, s.reason, s.recorded_at,
                       lead(s.state) OVER in_order AS next_state,
                       bool_and(s.state = 'active' AND s.recorded_at > '-infinity') OVER in_order AS from_the_first
                  FROM item_states s
                  JOIN items i ON i.item_id = s.item_id AND i.state <> 'undone'
                WINDOW in_order AS (PARTITION BY i.plan_id, s.item_id ORDER BY s.recorded_at, s.item_state_id)) c
         WHERE c.state IS DISTINCT FROM c.next_state) d
 WHERE CASE WHEN d.state = 'active' THEN d.from_the_first AND isfinite(least(d.since, d.next_since))
            ELSE d.since < 'infinity' AND coalesce(d.next_since > d.since, true) END;
COMMENT ON VIEW :"bi".bi_item_absence IS
  'Fact: one row per item and stretch of days on which it does not count: it was withdrawn, superseded, merged or deferred, or had not '
  'begun. An item without a row always counts.';
COMMENT ON COLUMN :"bi".bi_item_absence.plan_key IS 'Key of bi_plan; at a node empty where several plans share it.';
COMMENT ON COLUMN :"bi".bi_item_absence.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_item_absence.absent_from IS 'First day on which it does not count; empty: it had not begun.';
COMMENT ON COLUMN :"bi".bi_item_absence.absent_to IS 'Last day on which it does not count; empty: no end.';
COMMENT ON COLUMN :"bi".bi_item_absence.state IS 'The state it is in; empty: it had not begun.';
COMMENT ON COLUMN :"bi".bi_item_absence.state_reason IS 'Why it is in that state.';

CREATE OR REPLACE VIEW :"bi".bi_plan_quarter AS
SELECT q.plan_id AS plan_key,
       quarter_key(q.quarter) AS quarter_key,
       quarter_key(q.previous_quarter) AS previous_quarter_key,
       q.is_latest,
       end_date(q.quarter) AS last_day,
       end_date(q.previous_quarter) AS previous_last_day,
       start_date(q.quarter) AS first_day
  FROM (SELECT r.plan_id, r.quarter,
               lag(r.quarter) OVER in_time AS previous_quarter,
               lead(r.quarter) OVER in_time IS NULL AS is_latest
          -- Rated at some time, and of one item still: mostly of the first that was, since few cells are blanked.
          FROM (SELECT i.plan_id, r.quarter, min(r.item_id) AS first_item_id
                  FROM ratings r
                  JOIN items i ON i.item_id = r.item_id
                 WHERE r.rating IS NOT NULL
                   AND coalesce(r.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
                 GROUP BY i.plan_id, r.quarter) r
         CROSS JOIN LATERAL (
            SELECT FROM (SELECT r.first_item_id AS item_id
                         UNION ALL
                         SELECT i.item_id FROM items i WHERE i.plan_id = r.plan_id AND i.item_id > r.first_item_id) i
             CROSS JOIN LATERAL (
                SELECT last.rating
                  FROM ratings last
                 WHERE last.item_id = i.item_id AND last.quarter = r.quarter
                   AND coalesce(last.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
                 ORDER BY last.period_end DESC, last.recorded_at DESC, last.rating_id DESC
                 LIMIT 1) last
             WHERE last.rating IS NOT NULL
             LIMIT 1) still
          JOIN plans p ON p.plan_id = r.plan_id AND (p.counts_from IS NULL
                                                   OR p.counts_from <= least(end_date(r.quarter), (SELECT t.day FROM :"bi".bi_today t)))
        WINDOW in_time AS (PARTITION BY r.plan_id ORDER BY r.quarter)) q;
COMMENT ON VIEW :"bi".bi_plan_quarter IS
  'Fact: one row per plan and quarter in which it reports, that is, in which any of its items is rated.';
COMMENT ON COLUMN :"bi".bi_plan_quarter.plan_key IS 'Key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_plan_quarter.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_plan_quarter.previous_quarter_key IS
  'The quarter in which the plan reported before, however long ago: key of bi_quarter; empty in its first.';
COMMENT ON COLUMN :"bi".bi_plan_quarter.is_latest IS 'Whether the plan reports no later quarter.';
COMMENT ON COLUMN :"bi".bi_plan_quarter.last_day IS 'Last day of the quarter.';
COMMENT ON COLUMN :"bi".bi_plan_quarter.previous_last_day IS 'Last day of the previous quarter.';
COMMENT ON COLUMN :"bi".bi_plan_quarter.first_day IS 'First day of the quarter.';

-- Distinct by the plan too, which an item has one of: so that asking for a plan or an item reads the ratings of that one alone.  Other
-- views join by last_day, which costs less than the key.
CREATE OR REPLACE VIEW :"bi".bi_quarter_rating AS
SELECT r.item_id AS item_key,
       r.plan_id AS plan_key,
       quarter_key(r.quarter) AS quarter_key,
       coalesce(r.rating::text, 'NR') AS rating_key,
       r.raw,
       r.commentary,
       r.corrective_action,
       r.recorded_at,
       end_date(r.quarter) AS last_day,
       r.period_start AS period_first_day,
       r.period_end AS period_last_day
  FROM (SELECT DISTINCT ON (r.item_id, r.quarter, i.plan_id) r.item_id, i.plan_id, r.quarter, r.rating, r.raw, r.commentary,
               r.corrective_action, r.recorded_at, r.period_start, r.period_end
          FROM ratings r
          JOIN items i ON i.item_id = r.item_id AND i.state <> 'undone'
         WHERE coalesce(r.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
         ORDER BY r.item_id DESC, r.quarter DESC, i.plan_id, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC) r;
COMMENT ON VIEW :"bi".bi_quarter_rating IS
  'Fact: one row per item and quarter with a rating, whether or not the item counts in it: of the last period in the quarter the latest '
  'recorded. bi_rating has the rows that count, and those not rated.';
COMMENT ON COLUMN :"bi".bi_quarter_rating.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_quarter_rating.plan_key IS 'Key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_quarter_rating.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_quarter_rating.rating_key IS 'The rating: key of bi_scale; NR where not rated.';
COMMENT ON COLUMN :"bi".bi_quarter_rating.raw IS 'The cell as printed.';
COMMENT ON COLUMN :"bi".bi_quarter_rating.commentary IS 'What the report says of the item in that quarter.';
COMMENT ON COLUMN :"bi".bi_quarter_rating.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN :"bi".bi_quarter_rating.recorded_at IS 'When it became known.';
COMMENT ON COLUMN :"bi".bi_quarter_rating.last_day IS 'Last day of the quarter.';
COMMENT ON COLUMN :"bi".bi_quarter_rating.period_first_day IS 'First day that the rating is of: of a month where it is reported monthly.';
COMMENT ON COLUMN :"bi".bi_quarter_rating.period_last_day IS 'Last day that the rating is of.';

-- A period is known by its last day, as in the rule for quarters.
CREATE OR REPLACE VIEW :"bi".bi_period_rating AS
SELECT p.item_id AS item_key,
       p.plan_id AS plan_key,
       quarter_key(p.quarter) AS quarter_key,
       p.period_start AS period_first_day,
       p.period_end AS period_last_day,
       coalesce(p.rating::text, 'NR') AS rating_key,
       coalesce(p.previous_rating::text, 'NR') AS previous_rating_key,
       CASE WHEN p.place > 1 THEN movement(p.previous_rating, p.rating) END AS movement,
       p.raw,
       p.commentary,
       p.corrective_action,
       p.recorded_at
  FROM (SELECT r.item_id, r.plan_id, r.quarter, r.period_start, r.period_end, r.rating, r.raw, r.commentary, r.corrective_action,
               r.recorded_at, lag(r.rating) OVER in_time AS previous_rating, row_number() OVER in_time AS place
          FROM (SELECT DISTINCT ON (r.item_id, r.quarter, r.period_end, i.plan_id) r.item_id, i.plan_id, r.quarter, r.period_start,
                       r.period_end, r.rating, r.raw, r.commentary, r.corrective_action, r.recorded_at
                  FROM ratings r
                  JOIN items i ON i.item_id = r.item_id AND i.state <> 'undone'
                 WHERE coalesce(r.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
                 ORDER BY r.item_id, r.quarter, r.period_end, i.plan_id, r.recorded_at DESC, r.rating_id DESC) r
        WINDOW in_time AS (PARTITION BY r.item_id, r.plan_id ORDER BY r.quarter, r.period_end)) p;
COMMENT ON VIEW :"bi".bi_period_rating IS
  'Fact: one row per item and period reported on, a month where it is reported monthly: the rating recorded last, and the movement since '
  'the item''s report before. A quarter with three months has three rows: count by quarter in bi_rating.';
COMMENT ON COLUMN :"bi".bi_period_rating.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_period_rating.plan_key IS 'Key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_period_rating.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_period_rating.period_first_day IS 'First day that the rating is of.';
COMMENT ON COLUMN :"bi".bi_period_rating.period_last_day IS 'Last day that the rating is of.';
COMMENT ON COLUMN :"bi".bi_period_rating.rating_key IS 'The rating: key of bi_scale; NR where not rated.';
COMMENT ON COLUMN :"bi".bi_period_rating.previous_rating_key IS 'The rating in the item''s report before: key of bi_scale.';
COMMENT ON COLUMN :"bi".bi_period_rating.movement IS 'From the rating before to this one; empty in the first report.';
COMMENT ON COLUMN :"bi".bi_period_rating.raw IS 'The cell as printed.';
COMMENT ON COLUMN :"bi".bi_period_rating.commentary IS 'What the report says of the item in that period.';
COMMENT ON COLUMN :"bi".bi_period_rating.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN :"bi".bi_period_rating.recorded_at IS 'When it became known.';

-- Item by item: its rows in the quarters its plan reports, after which a row of nothing stands for each, so that the rating before is the
-- next row.  Putting all ratings beside all of the quarter before would sort and hash them twice.  That they are of the first quarter
-- reported or later follows from being of one reported; said by itself it is what the index is read by.
CREATE OR REPLACE VIEW :"bi".bi_rating AS
SELECT i.item_id AS item_key,
       i.plan_id AS plan_key,
       quarter_key(r.quarter) AS quarter_key,
       coalesce(r.rating::text, 'NR') AS rating_key,
       coalesce(r.previous_rating::text, 'NR') AS previous_rating_key,
       CASE WHEN r.quarter > reported.quarters[1] THEN movement(r.previous_rating, r.rating) END AS movement,
       r.quarter = reported.latest AS is_latest,
       r.raw,
       r.commentary,
       r.corrective_action,
       r.recorded_at,
       start_date(r.quarter) AS first_day,
       r.period_start AS period_first_day,
       r.period_end AS period_last_day
  FROM items i
  JOIN (SELECT pq.plan_key, array_agg(pq.quarter ORDER BY pq.quarter) AS quarters, max(pq.quarter) AS latest
          FROM (SELECT q.plan_key, quarter(q.first_day, (SELECT cal.fiscal_start_month FROM register_settings cal)) AS quarter
                  FROM :"bi".bi_plan_quarter q) pq
         GROUP BY pq.plan_key) reported ON reported.plan_key = i.plan_id
  LEFT JOIN (SELECT a.plan_key, a.item_key, range_agg(daterange(a.absent_from, a.absent_to, '[]')) AS days
          FROM :"bi".bi_item_absence a
         GROUP BY a.plan_key, a.item_key) gone ON gone.plan_key = i.plan_id AND gone.item_key = i.item_id
 CROSS JOIN LATERAL (
    SELECT q.quarter, q.rating, q.raw, q.commentary, q.corrective_action, q.recorded_at, q.period_start, q.period_end,
           lead(q.rating) OVER (ORDER BY q.quarter DESC) AS previous_rating
      FROM (SELECT DISTINCT ON (r.quarter) r.*
              FROM (SELECT r.quarter, r.rating, r.raw, r.commentary, r.corrective_action, r.recorded_at, r.period_start, r.period_end,
                           r.rating_id
                      FROM ratings r
                     WHERE r.item_id = i.item_id AND r.quarter >= reported.quarters[1] AND r.quarter = ANY (reported.quarters)
                       AND coalesce(r.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
                    UNION ALL
                    SELECT unnest(reported.quarters), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL) r
             ORDER BY r.quarter DESC, r.period_end DESC NULLS LAST, r.recorded_at DESC, r.rating_id DESC) q) r
 WHERE i.state <> 'undone'
   AND (gone.days IS NULL OR NOT gone.days @> end_date(r.quarter));
COMMENT ON VIEW :"bi".bi_rating IS
  'Fact: one row per quarter in which a plan reports and item of it that was active on its last day; an item without a rating in it is '
  'there as NR. For the latest state keep is_latest.';
COMMENT ON COLUMN :"bi".bi_rating.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_rating.plan_key IS 'Key of bi_plan; at a node empty where several plans share it.';
COMMENT ON COLUMN :"bi".bi_rating.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_rating.rating_key IS 'The rating: key of bi_scale; NR where not rated.';
COMMENT ON COLUMN :"bi".bi_rating.previous_rating_key IS 'The rating in the quarter in which the plan reported before: key of bi_scale.';
COMMENT ON COLUMN :"bi".bi_rating.movement IS
  'From the rating before to this one: improved, worsened, completed, reopened, started, rescheduled, unchanged, first rated, no longer '
  'rated or unrated; empty in the first quarter the plan reports.';
COMMENT ON COLUMN :"bi".bi_rating.is_latest IS 'Whether the plan reports no later quarter.';
COMMENT ON COLUMN :"bi".bi_rating.raw IS 'The cell as printed.';
COMMENT ON COLUMN :"bi".bi_rating.commentary IS 'What the report says of the item in that quarter.';
COMMENT ON COLUMN :"bi".bi_rating.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN :"bi".bi_rating.recorded_at IS 'When it became known.';
COMMENT ON COLUMN :"bi".bi_rating.first_day IS 'First day of the quarter.';
COMMENT ON COLUMN :"bi".bi_rating.period_first_day IS
  'First day that the rating is of: of the last month reported where it is reported monthly (bi_period_rating has every month); empty '
  'where there is none.';
COMMENT ON COLUMN :"bi".bi_rating.period_last_day IS 'Last day that the rating is of; empty where there is none.';

CREATE OR REPLACE VIEW :"bi".bi_due AS
SELECT d.item_id AS item_key,
       i.plan_id AS plan_key,
       d.milestone,
       d.revision,
       nullif(lower(d.period), '-infinity') AS first_day,
       nullif(d.due, 'infinity') AS due,
       quarter_key(q.quarter) AS quarter_key,
       d.revision = min(d.revision) OVER of_item AS is_baseline,
       d.revision = max(d.revision) OVER of_item AS is_current,
       d.raw,
       d.reason,
       d.recorded_at
  FROM due_dates d
  JOIN items i ON i.item_id = d.item_id AND i.state <> 'undone'
 CROSS JOIN LATERAL (SELECT quarter(nullif(d.due, 'infinity'), (SELECT cal.fiscal_start_month FROM register_settings cal)) AS quarter) q
 WHERE coalesce(d.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
WINDOW of_item AS (PARTITION BY i.plan_id, d.item_id, d.milestone);
COMMENT ON VIEW :"bi".bi_due IS 'Fact: one row per item, milestone and revision of its deadline. For the deadlines in force keep '
                                'is_current.';
COMMENT ON COLUMN :"bi".bi_due.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_due.plan_key IS 'Key of bi_plan; at a node empty where several plans share it.';
COMMENT ON COLUMN :"bi".bi_due.milestone IS 'start or due.';
COMMENT ON COLUMN :"bi".bi_due.revision IS '0 for the first deadline, then one more for each revision.';
COMMENT ON COLUMN :"bi".bi_due.first_day IS 'First day.';
COMMENT ON COLUMN :"bi".bi_due.due IS 'The last day of the deadline; empty where it has no end.';
COMMENT ON COLUMN :"bi".bi_due.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_due.is_baseline IS 'Whether this is the first deadline set.';
COMMENT ON COLUMN :"bi".bi_due.is_current IS 'Whether it holds today.';
COMMENT ON COLUMN :"bi".bi_due.raw IS 'The cell as printed.';
COMMENT ON COLUMN :"bi".bi_due.reason IS 'Why it was revised.';
COMMENT ON COLUMN :"bi".bi_due.recorded_at IS 'When it became known.';

-- What is reckoned in a sub-select of its own is left out where nobody asks for it.  The order is that of one plan, and goes on from
-- plan to plan: so that asking for a plan sorts the items of that one alone.
CREATE OR REPLACE VIEW :"bi".bi_item AS
SELECT x.item_key, x.plan_key, x.level, x.level_label, x.ref, x.title,
       x.plan_key * 1000000 + x.place AS sort_order,
       x.state, x.is_active, x.state_since, x.state_reason, x.rating_key, x.quarter_key, x.baseline_due, x.current_due,
       ((date_part('year', x.current_due) - date_part('year', x.baseline_due)) * 12
        + date_part('month', x.current_due) - date_part('month', x.baseline_due))::integer AS slippage_months,
       x.days_overdue IS NOT NULL AS is_overdue, x.days_overdue, x.officers, x.bodies
  FROM (SELECT i.item_id AS item_key,
               i.plan_id AS plan_key,
               i.level,
               lv.label AS level_label,
               i.ref,
               i.title,
               row_number() OVER (PARTITION BY i.plan_id ORDER BY i.code NULLS LAST, i.item_id) AS place,
               i.state,
               i.is_active,
               CASE WHEN isfinite(i.state_since) THEN i.state_since END AS state_since,
               i.state_reason,
               coalesce(last.rating_key, 'NR') AS rating_key,
               CASE WHEN i.is_active THEN latest.quarter_key ELSE last.quarter_key END AS quarter_key,
               base.due AS baseline_due,
               cur.due AS current_due,
               CASE WHEN i.is_active AND cur.due < (SELECT t.day FROM :"bi".bi_today t)
                         AND coalesce((SELECT r.rating
                                         FROM ratings r
                                        WHERE r.item_id = i.item_id AND r.period_start <= (SELECT t.day FROM :"bi".bi_today t)
                                          AND coalesce(r.import_id, 0)
                                              <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
                                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                                        LIMIT 1) <> 'B', true) THEN (SELECT t.day FROM :"bi".bi_today t) - cur.due END AS days_overdue,
               (SELECT string_agg(DISTINCT o.name, '; ')
                  FROM (SELECT io.officer_id, io.role IN ('lead', 'responsible') AS leads,
                               bool_or(io.role IN ('lead', 'responsible')) OVER () AS any_leads
                          FROM item_officers io
                         WHERE io.item_id = i.item_id AND (SELECT t.day FROM :"bi".bi_today t) BETWEEN io.valid_from AND io.valid_to) io
                  JOIN officers o ON o.officer_id = io.officer_id
                 WHERE io.leads OR NOT io.any_leads) AS officers,
               (SELECT string_agg(DISTINCT b.name, '; ')
                  FROM item_bodies ib
                  JOIN bodies b ON b.body_id = ib.body_id
                 WHERE ib.item_id = i.item_id AND (SELECT t.day FROM :"bi".bi_today t) BETWEEN ib.valid_from AND ib.valid_to) AS bodies
          FROM (SELECT it.item_id, it.plan_id, it.level, it.ref, it.code, it.title, it.state, it.state_since, it.state_reason,
                       gone.item_key IS NULL
                       AND it.plan_id <> ALL (ARRAY(SELECT p.plan_id FROM plans p
                                                     WHERE p.counts_from > (SELECT t.day FROM :"bi".bi_today t))) AS is_active
                  FROM items it
                  LEFT JOIN :"bi".bi_item_absence gone
                         ON gone.plan_key = it.plan_id
                        AND gone.item_key = it.item_id
                        AND (SELECT t.day FROM :"bi".bi_today t) BETWEEN coalesce(gone.absent_from, '-infinity')
                                                                     AND coalesce(gone.absent_to, 'infinity')
                 WHERE it.state <> 'undone') i
          JOIN levels lv ON lv.level = i.level
          LEFT JOIN :"bi".bi_plan_quarter latest ON latest.plan_key = i.plan_id AND latest.is_latest
          -- Item by item, the first that the index comes to: else the ratings of all quarters would be sorted for the sake of one.
          LEFT JOIN LATERAL (SELECT quarter_key(r.quarter) AS quarter_key, r.rating::text AS rating_key
                               FROM ratings r
                              WHERE r.item_id = i.item_id AND (NOT i.is_active OR end_date(r.quarter) = latest.last_day)
                                AND coalesce(r.import_id, 0)
                                    <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
                              ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                              LIMIT 1) last ON true
          LEFT JOIN :"bi".bi_due base ON base.plan_key = i.plan_id AND base.item_key = i.item_id
                                         AND base.milestone = 'due' AND base.is_baseline
          LEFT JOIN :"bi".bi_due cur ON cur.plan_key = i.plan_id AND cur.item_key = i.item_id
                                        AND cur.milestone = 'due' AND cur.is_current) x;
COMMENT ON VIEW :"bi".bi_item IS
  'Dimension: one row per item (action, deliverable, milestone), active or not, with its deadline and its rating: in the latest quarter '
  'in which its plan reports or, of an item no longer active, the last it had.';
COMMENT ON COLUMN :"bi".bi_item.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_item.plan_key IS 'Key of bi_plan; at a node empty where several plans share it.';
COMMENT ON COLUMN :"bi".bi_item.level IS 'Which kind of node or item.';
COMMENT ON COLUMN :"bi".bi_item.level_label IS 'Which kind of node or item, as printed.';
COMMENT ON COLUMN :"bi".bi_item.ref IS 'The reference as printed.';
COMMENT ON COLUMN :"bi".bi_item.title IS 'The wording.';
COMMENT ON COLUMN :"bi".bi_item.sort_order IS 'The order in which to print.';
COMMENT ON COLUMN :"bi".bi_item.state IS 'The state, apart from any rating.';
COMMENT ON COLUMN :"bi".bi_item.is_active IS 'Whether the item is active today.';
COMMENT ON COLUMN :"bi".bi_item.state_since IS 'Since when it is in that state.';
COMMENT ON COLUMN :"bi".bi_item.state_reason IS 'Why it is in that state.';
COMMENT ON COLUMN :"bi".bi_item.rating_key IS 'The rating: key of bi_scale; NR where not rated.';
COMMENT ON COLUMN :"bi".bi_item.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_item.baseline_due IS 'The last day of the first due date set; empty where it has no end or none is set.';
COMMENT ON COLUMN :"bi".bi_item.current_due IS 'The last day of the due date in force; empty where it has no end or none is set.';
COMMENT ON COLUMN :"bi".bi_item.slippage_months IS
  'Calendar months from the first due date to the one in force; negative where it was brought forward.';
COMMENT ON COLUMN :"bi".bi_item.is_overdue IS
  'Whether it is active today, its due date in force lies before today, and the last rating it had in any quarter is not Complete.';
COMMENT ON COLUMN :"bi".bi_item.days_overdue IS 'Days since its due date in force, if it is overdue; else empty.';
COMMENT ON COLUMN :"bi".bi_item.officers IS
  'Who answers for it today, as one text: its posts in the role lead or responsible; where it has none, all. To count by officer take '
  'bi_item_officer.';
COMMENT ON COLUMN :"bi".bi_item.bodies IS 'Its committees and boards today, as one text. To count by body take bi_item_body.';

-- A branch for each sort of child, so that the plan is a column of one table, by whose index the links of a plan are found.
CREATE OR REPLACE VIEW :"bi".bi_link AS
SELECT l.link_id AS link_key,
       l.relation,
       l.rolls_up AND l.node_id IS NOT NULL AS rolls_up,
       l.item_id AS item_key,
       l.child_node_id AS child_node_key,
       l.node_id AS node_key,
       l.parent_item_id AS parent_item_key,
       nullif(l.valid_from, '-infinity') AS valid_from,
       nullif(l.valid_to, 'infinity') AS valid_to,
       (SELECT t.day FROM :"bi".bi_today t) BETWEEN l.valid_from AND l.valid_to AS is_current,
       l.basis,
       l.source_document,
       l.plan_id AS plan_key
  FROM (SELECT l.link_id, l.relation, rel.rolls_up, i.plan_id, l.from_item_id AS item_id, NULL::bigint AS child_node_id,
               l.to_node_id AS node_id, l.to_item_id AS parent_item_id,
               l.valid_from, l.valid_to, l.basis, l.source_document
          FROM links l
          JOIN relations rel ON rel.relation = l.relation AND rel.child_end = 'from'
          JOIN items i ON i.item_id = l.from_item_id
        UNION ALL
        SELECT l.link_id, l.relation, rel.rolls_up, n.plan_id, NULL, l.from_node_id, l.to_node_id, l.to_item_id,
               l.valid_from, l.valid_to, l.basis, l.source_document
          FROM links l
          JOIN relations rel ON rel.relation = l.relation AND rel.child_end = 'from'
          JOIN nodes n ON n.node_id = l.from_node_id
        UNION ALL
        SELECT l.link_id, l.relation, rel.rolls_up, i.plan_id, l.to_item_id, NULL, l.from_node_id, l.from_item_id,
               l.valid_from, l.valid_to, l.basis, l.source_document
          FROM links l
          JOIN relations rel ON rel.relation = l.relation AND rel.child_end = 'to'
          JOIN items i ON i.item_id = l.to_item_id
        UNION ALL
        SELECT l.link_id, l.relation, rel.rolls_up, n.plan_id, NULL, l.to_node_id, l.from_node_id, l.from_item_id,
               l.valid_from, l.valid_to, l.basis, l.source_document
          FROM links l
          JOIN relations rel ON rel.relation = l.relation AND rel.child_end = 'to'
          JOIN nodes n ON n.node_id = l.to_node_id) l
 WHERE l.valid_from <= l.valid_to AND l.valid_to > '-infinity';
COMMENT ON VIEW :"bi".bi_link IS
  'Bridge: one row per link, turned so that the child (an item or a node) comes before the parent. An item may have several: do not add '
  'item figures across nodes.';
COMMENT ON COLUMN :"bi".bi_link.link_key IS 'Key.';
COMMENT ON COLUMN :"bi".bi_link.relation IS 'What the link says.';
COMMENT ON COLUMN :"bi".bi_link.rolls_up IS 'Whether the child counts towards the parent node.';
COMMENT ON COLUMN :"bi".bi_link.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_link.child_node_key IS 'The child, where it is a node: key of bi_node.';
COMMENT ON COLUMN :"bi".bi_link.node_key IS 'Key of bi_node.';
COMMENT ON COLUMN :"bi".bi_link.parent_item_key IS 'The parent, where it is an item (such a link does not roll up): key of bi_item.';
COMMENT ON COLUMN :"bi".bi_link.valid_from IS 'First day; empty: always.';
COMMENT ON COLUMN :"bi".bi_link.valid_to IS 'Last day; empty: no end.';
COMMENT ON COLUMN :"bi".bi_link.is_current IS 'Whether it holds today.';
COMMENT ON COLUMN :"bi".bi_link.basis IS 'printed, or inferred from the wording.';
COMMENT ON COLUMN :"bi".bi_link.source_document IS 'The document it was read from.';
COMMENT ON COLUMN :"bi".bi_link.plan_key IS 'The plan of the child: key of bi_plan; of a node empty where several plans share it.';

CREATE OR REPLACE VIEW :"bi".bi_item_officer AS
SELECT io.item_id AS item_key,
       io.officer_id AS officer_key,
       io.role,
       nullif(io.valid_from, '-infinity') AS valid_from,
       nullif(io.valid_to, 'infinity') AS valid_to,
       (SELECT t.day FROM :"bi".bi_today t) BETWEEN io.valid_from AND io.valid_to AS is_current,
       i.plan_id AS plan_key
  FROM item_officers io
  JOIN items i ON i.item_id = io.item_id AND i.state <> 'undone';
COMMENT ON VIEW :"bi".bi_item_officer IS
  'Bridge: one row per item, officer, role and first day. An item may have several: do not add item figures across officers.';
COMMENT ON COLUMN :"bi".bi_item_officer.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_item_officer.officer_key IS 'Key of bi_officer.';
COMMENT ON COLUMN :"bi".bi_item_officer.role IS 'In which role.';
COMMENT ON COLUMN :"bi".bi_item_officer.valid_from IS 'First day; empty: always.';
COMMENT ON COLUMN :"bi".bi_item_officer.valid_to IS 'Last day; empty: no end.';
COMMENT ON COLUMN :"bi".bi_item_officer.is_current IS 'Whether it holds today.';
COMMENT ON COLUMN :"bi".bi_item_officer.plan_key IS 'Key of bi_plan.';

CREATE OR REPLACE VIEW :"bi".bi_item_body AS
SELECT ib.item_id AS item_key,
       ib.body_id AS body_key,
       ib.role,
       nullif(ib.valid_from, '-infinity') AS valid_from,
       nullif(ib.valid_to, 'infinity') AS valid_to,
       (SELECT t.day FROM :"bi".bi_today t) BETWEEN ib.valid_from AND ib.valid_to AS is_current,
       i.plan_id AS plan_key
  FROM item_bodies ib
  JOIN items i ON i.item_id = ib.item_id AND i.state <> 'undone';
COMMENT ON VIEW :"bi".bi_item_body IS
  'Bridge: one row per item, committee or board, role and first day. An item may have several: do not add item figures across bodies.';
COMMENT ON COLUMN :"bi".bi_item_body.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_item_body.body_key IS 'Key of bi_body.';
COMMENT ON COLUMN :"bi".bi_item_body.role IS 'In which role.';
COMMENT ON COLUMN :"bi".bi_item_body.valid_from IS 'First day; empty: always.';
COMMENT ON COLUMN :"bi".bi_item_body.valid_to IS 'Last day; empty: no end.';
COMMENT ON COLUMN :"bi".bi_item_body.is_current IS 'Whether it holds today.';
COMMENT ON COLUMN :"bi".bi_item_body.plan_key IS 'Key of bi_plan.';

CREATE OR REPLACE VIEW :"bi".bi_item_state AS
SELECT s.item_state_id AS item_state_key,
       s.item_id AS item_key,
       s.state,
       CASE WHEN isfinite(s.since) THEN s.since END AS state_since,
       s.reason AS state_reason,
       CASE WHEN isfinite(s.recorded_at) THEN s.recorded_at END AS recorded_at,
       s.recorded_by,
       row_number() OVER (PARTITION BY s.item_id ORDER BY s.recorded_at DESC, s.item_state_id DESC) = 1 AS is_current,
       i.plan_id AS plan_key
  FROM item_states s
  JOIN items i ON i.item_id = s.item_id AND i.state <> 'undone';
COMMENT ON VIEW :"bi".bi_item_state IS
  'Fact: one row per state of an item that was ever recorded; an item without one was always active. For what is known now keep '
  'is_current.';
COMMENT ON COLUMN :"bi".bi_item_state.item_state_key IS 'Key.';
COMMENT ON COLUMN :"bi".bi_item_state.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_item_state.state IS 'The state, apart from any rating.';
COMMENT ON COLUMN :"bi".bi_item_state.state_since IS 'Since when it is in that state.';
COMMENT ON COLUMN :"bi".bi_item_state.state_reason IS 'Why it is in that state.';
COMMENT ON COLUMN :"bi".bi_item_state.recorded_at IS 'When it became known; NULL: not known when.';
COMMENT ON COLUMN :"bi".bi_item_state.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN :"bi".bi_item_state.is_current IS 'Whether it is the latest recorded.';
COMMENT ON COLUMN :"bi".bi_item_state.plan_key IS 'Key of bi_plan.';

CREATE OR REPLACE VIEW :"bi".bi_carry_forward AS
SELECT c.old_item_id AS item_key,
       c.new_item_id AS new_item_key,
       c.kind,
       CASE WHEN isfinite(c.since) THEN c.since END AS since,
       c.reason,
       c.recorded_at,
       c.recorded_by,
       i.plan_id AS plan_key
  FROM carry_forward c
  JOIN items i ON i.item_id = c.old_item_id AND i.state <> 'undone';
COMMENT ON VIEW :"bi".bi_carry_forward IS 'Bridge: one row per item and item that takes its place.';
COMMENT ON COLUMN :"bi".bi_carry_forward.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_carry_forward.new_item_key IS 'The item that takes its place: key of bi_item.';
COMMENT ON COLUMN :"bi".bi_carry_forward.kind IS 'carried forward (the same work), superseded (other work instead), merged or split.';
COMMENT ON COLUMN :"bi".bi_carry_forward.since IS 'Since when.';
COMMENT ON COLUMN :"bi".bi_carry_forward.reason IS 'Why.';
COMMENT ON COLUMN :"bi".bi_carry_forward.recorded_at IS 'When it became known; NULL: not known when.';
COMMENT ON COLUMN :"bi".bi_carry_forward.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN :"bi".bi_carry_forward.plan_key IS 'The plan of the item whose place is taken: key of bi_plan.';
