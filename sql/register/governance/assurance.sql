-- The pack for one external requirement.

-- Assurance pack.

CREATE OR REPLACE FUNCTION answering_items(requirement_id bigint, in_quarter quarter, as_at date, known_at timestamptz)
  RETURNS TABLE (item_id bigint, plan_id bigint, ref text, title text, code plan_code, is_direct boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH answering AS MATERIALIZED (
    SELECT answering_items.requirement_id AS node_id
    UNION ALL
    SELECT below.node_id
      FROM descendants((SELECT requirement_graph(answering_items.as_at, answering_items.known_at)), answering_items.requirement_id)
           below (node_id)
  )
  SELECT i.item_id, i.plan_id, i.ref, i.title, i.code, bool_or(l.node_id = answering_items.requirement_id)
    FROM answering a
    JOIN answering_links(answering_items.as_at, answering_items.known_at) l ON l.node_id = a.node_id
    JOIN items_in_force(end_date(answering_items.in_quarter), answering_items.known_at) i ON i.item_id = l.item_id
   GROUP BY i.item_id, i.plan_id, i.ref, i.title, i.code;
END;
COMMENT ON FUNCTION answering_items(bigint, quarter, date, timestamptz) IS
  'The items that answer an external requirement on a day, or one under it, and were active on the last day of the quarter; is_direct: '
  'that very requirement.';

CREATE OR REPLACE FUNCTION assurance_pack(requirement text, in_quarter quarter, as_at date DEFAULT today(),
                                          known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (requirement_id bigint, plan_id bigint, plan text, item_id bigint, ref text, title text, is_direct boolean, officers text,
                 quarter quarter, rating rag, rating_label text, previous_rating rag, movement text, commentary text,
                 corrective_action text,
                 baseline_due date, current_due date, is_overdue boolean, open_dependencies bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH mapped AS MATERIALIZED (
    SELECT w.requirement_id, w.quarter, i.item_id, i.plan_id, i.ref, i.title, i.code, i.is_direct
      FROM (SELECT find_requirement(assurance_pack.requirement) AS requirement_id, checked_quarter(assurance_pack.in_quarter) AS quarter) w
     CROSS JOIN LATERAL answering_items(w.requirement_id, w.quarter, assurance_pack.as_at, assurance_pack.known_at) i
  ), parties AS (
    SELECT io.item_id, string_agg(DISTINCT o.name, '; ') AS officers
      FROM owners_in_force(assurance_pack.as_at, assurance_pack.known_at) io
      JOIN officers o ON o.officer_id = io.officer_id
     WHERE io.item_id IN (SELECT m.item_id FROM mapped m)
     GROUP BY io.item_id
  ), blocked AS (
    SELECT r.item_id, count(*) AS dependencies
      FROM dependency_reach(assurance_pack.as_at, assurance_pack.known_at) r
      JOIN dependencies_on(assurance_pack.as_at, assurance_pack.known_at) d ON d.item_id = r.blocking_item_id AND d.state = 'open'
     WHERE r.item_id IN (SELECT m.item_id FROM mapped m)
     GROUP BY r.item_id
  )
  SELECT m.requirement_id, m.plan_id, p.plan, m.item_id, m.ref, m.title, m.is_direct, parties.officers,
         m.quarter, now.rating, coalesce(own.label, label(now.rating)), before.rating,
         CASE WHEN reported.before IS NOT NULL THEN movement(before.rating, now.rating) END, now.commentary, now.corrective_action,
         d.baseline_due, d.current_due,
         coalesce(d.current_due < on_day(assurance_pack.as_at) AND coalesce(now.rating <> 'B', true), false),
         CASE WHEN now.rating = 'B' THEN 0 ELSE coalesce(blocked.dependencies, 0) END
    FROM mapped m
    JOIN plan_names p ON p.plan_id = m.plan_id
    LEFT JOIN parties ON parties.item_id = m.item_id
    LEFT JOIN item_dates(assurance_pack.known_at) d ON d.item_id = m.item_id AND d.milestone = 'due'
    LEFT JOIN blocked ON blocked.item_id = m.item_id
    LEFT JOIN LATERAL rating_in_force(m.item_id, m.quarter, 'infinity', assurance_pack.known_at) now ON true
   CROSS JOIN LATERAL (SELECT max(r.quarter) AS before
                         FROM ratings_known(assurance_pack.known_at) r
                        WHERE r.item_id = m.item_id AND r.quarter < m.quarter) reported
    LEFT JOIN LATERAL rating_in_force(m.item_id, reported.before, 'infinity', assurance_pack.known_at) before ON true
    LEFT JOIN plan_legends own ON own.plan_id = m.plan_id AND own.rating = now.rating
   ORDER BY p.plan, m.plan_id, m.code NULLS LAST, m.item_id;
END;
COMMENT ON FUNCTION assurance_pack(text, quarter, date, timestamptz) IS
  'One row per item that answers the requirement (named by reference, title or alias) on that day and was active on the last day of the '
  'quarter, rated or not: its rating in the quarter and the last one before it, deadlines, officers and open dependencies, as known at '
  'that moment. The rows are the denominator. To make a pack again as it was sent, give as known_at when it was made.';
