-- The pack for one external requirement.

-- Assurance pack.

-- A quarter's rating is as known at the end of the day, so that a pack can be made again as it was sent.
CREATE OR REPLACE FUNCTION assurance_pack(requirement text, in_quarter quarter, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (requirement_id bigint, plan_id bigint, plan text, item_id bigint, ref text, title text, is_direct boolean, officers text,
                 quarter quarter, rating rag, rating_label text, previous_rating rag, movement text, commentary text,
                     corrective_action text,
                 baseline_due date, current_due date, is_overdue boolean, open_dependencies bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH wanted AS MATERIALIZED (
    SELECT find_requirement(assurance_pack.requirement) AS requirement_id, checked_quarter(assurance_pack.in_quarter) AS quarter
  ), mapped AS MATERIALIZED (
    SELECT ri.requirement_id, ri.item_id, ri.is_direct, i.plan_id, i.ref, i.title, i.code, w.quarter
      FROM wanted w
     CROSS JOIN LATERAL (SELECT w.requirement_id, l.item_id, bool_or(l.node_id = w.requirement_id) AS is_direct
                           FROM requirement_item_links(assurance_pack.as_at) l
                          WHERE l.node_id IN (SELECT w.requirement_id UNION ALL SELECT descendants(requirement_graph(assurance_pack.as_at), w.requirement_id))
                          GROUP BY l.item_id) ri
      JOIN items i ON i.item_id = ri.item_id
     WHERE NOT EXISTS (SELECT FROM item_absences gone
                        WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND end_date(w.quarter)
                            BETWEEN gone.absent_from AND gone.absent_to)
  ), parties AS (
    SELECT io.item_id, string_agg(DISTINCT o.name, '; ') AS officers
      FROM (SELECT x.item_id, x.officer_id, x.role IN ('lead', 'responsible') AS leads,
                   bool_or(x.role IN ('lead', 'responsible')) OVER (PARTITION BY x.item_id) AS led
              FROM item_officers x
              JOIN mapped m ON m.item_id = x.item_id
             WHERE coalesce(assurance_pack.as_at, CURRENT_DATE) BETWEEN x.valid_from AND x.valid_to) io
      JOIN officers o ON o.officer_id = io.officer_id
     WHERE io.leads OR NOT io.led
     GROUP BY io.item_id
  ), deadlines AS (
    SELECT d.item_id, (array_agg(d.due ORDER BY d.revision))[1] AS first_due, (array_agg(d.due ORDER BY d.revision DESC))[1] AS last_due
      FROM due_dates d
      JOIN mapped m ON m.item_id = d.item_id
     WHERE d.milestone = 'due' AND d.recorded_at < (coalesce(assurance_pack.as_at, CURRENT_DATE) + 1)::timestamptz
     GROUP BY d.item_id
  ), blocked AS (
    SELECT r.item_id, count(*) AS dependencies
      FROM dependency_reach(assurance_pack.as_at) r
      JOIN dependencies_on(assurance_pack.as_at) d ON d.item_id = r.blocking_item_id AND d.state = 'open'
     WHERE r.item_id IN (SELECT m.item_id FROM mapped m)
     GROUP BY r.item_id
  )
  SELECT m.requirement_id, m.plan_id, p.plan, m.item_id, m.ref, m.title, m.is_direct, parties.officers,
         m.quarter, now.rating, coalesce(own.label, label(now.rating)), before.rating,
         CASE WHEN before.quarter IS NOT NULL THEN movement(before.rating, now.rating) END, now.commentary, now.corrective_action,
         CASE WHEN isfinite(d.first_due) THEN d.first_due END, CASE WHEN isfinite(d.last_due) THEN d.last_due END,
         coalesce(d.last_due < coalesce(assurance_pack.as_at, CURRENT_DATE) AND coalesce(now.rating <> 'B', true), false),
         CASE WHEN now.rating = 'B' THEN 0 ELSE coalesce(blocked.dependencies, 0) END
    FROM mapped m
    JOIN plan_names p ON p.plan_id = m.plan_id
    LEFT JOIN parties ON parties.item_id = m.item_id
    LEFT JOIN deadlines d ON d.item_id = m.item_id
    LEFT JOIN blocked ON blocked.item_id = m.item_id
    LEFT JOIN LATERAL (SELECT r.rating, r.commentary, r.corrective_action
                         FROM ratings r
                        WHERE r.item_id = m.item_id AND r.quarter = m.quarter
                            AND r.recorded_at < (coalesce(assurance_pack.as_at, CURRENT_DATE) + 1)::timestamptz
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) now ON true
    LEFT JOIN LATERAL (SELECT r.quarter, r.rating
                         FROM ratings r
                        WHERE r.item_id = m.item_id AND r.quarter < m.quarter
                            AND r.recorded_at < (coalesce(assurance_pack.as_at, CURRENT_DATE) + 1)::timestamptz
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) before ON true
    LEFT JOIN plan_legends own ON own.plan_id = m.plan_id AND own.rating = now.rating
   WHERE m.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(end_date(assurance_pack.in_quarter)) c))
   ORDER BY p.plan, m.plan_id, m.code NULLS LAST, m.item_id;
END;
COMMENT ON FUNCTION assurance_pack(text, quarter, date) IS
  'One row per item that answers the requirement (named by reference, title or alias) on that day and was active on the last day of the '
  'quarter, rated or not: its rating in the quarter and the last one before it, deadlines, officers and open dependencies, as known at '
  'the end of that day. The rows are the denominator.';
