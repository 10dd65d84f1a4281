-- register_views: the reporting views of a register, as text.  create_register runs it with the register's schema first in
-- the search path, so every name is unqualified; the objects belong to the caller and are not members of the extension.
--
-- Layers: building blocks without an order (plan_names, quarter_ratings, plan_quarters, item_quarters, links, deadlines), then the
-- reports, which are ordered.  What depends on a day is a function of that day, with a view for today.  Functions are SQL
-- with BEGIN ATOMIC bodies: parsed once, so no search path can lead them astray, and the planner can look into them.
-- An item counts until the day before state_since: in what is about a quarter, if it was active on its last day; in what is
-- about a day, if it was active on that day.  So an item given up today stays in the quarters that were reported with it.
-- IS [NOT] DISTINCT FROM, NULLIF, CASE x WHEN and USING are kept away from the extension's own types: pg_dump prints them
-- without the operator's schema, and a restore, whose search path is empty, would not find it.

CREATE FUNCTION register_views_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Building blocks: names.

CREATE OR REPLACE VIEW plan_names WITH (security_invoker = true) AS
SELECT p.plan_id,
       CASE WHEN p.version = '' THEN p.title ELSE p.title || ' (' || p.version || ')' END AS plan
  FROM plans p;
COMMENT ON VIEW plan_names IS 'One row per plan: the name reports print, which is its title and, where there is one, its version.';

-- A plan's label is for a rating, its words are many: the first word that has one decides.
CREATE OR REPLACE VIEW plan_legends WITH (security_invoker = true) AS
SELECT l.plan_id, l.rating,
       (array_agg(l.label ORDER BY l.word COLLATE "C"))[1] AS label,
       (array_agg(l.colour ORDER BY l.word COLLATE "C") FILTER (WHERE l.colour IS NOT NULL))[1] AS colour
  FROM legends l
 WHERE l.rating IS NOT NULL
 GROUP BY l.plan_id, l.rating;
COMMENT ON VIEW plan_legends IS 'One row per plan and rating for which the plan''s legend has a label: how the plan prints it. Of several words the first in code-point order decides.';

-- The end that must be the item is named bare, so that the indexes of links find it.
CREATE OR REPLACE FUNCTION item_details(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, nodes text, officers text, bodies text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id,
         (SELECT string_agg(DISTINCT lv.label || ' ' || n.ref, '; ')
            FROM links l
            JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
            JOIN nodes n ON n.node_id = CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END
            JOIN levels lv ON lv.level = n.level
           WHERE (l.from_item_id = i.item_id AND rel.child_end = 'from'
                  OR l.to_item_id = i.item_id AND rel.child_end = 'to')
             AND as_at BETWEEN l.valid_from AND l.valid_to),
         (SELECT string_agg(DISTINCT o.name, '; ')
            FROM item_officers io
            JOIN officers o ON o.officer_id = io.officer_id
           WHERE io.item_id = i.item_id
             AND as_at BETWEEN io.valid_from AND io.valid_to
             AND (io.role IN ('lead', 'responsible')
                  OR NOT EXISTS (SELECT FROM item_officers lead
                                  WHERE lead.item_id = i.item_id
                                    AND lead.role IN ('lead', 'responsible')
                                    AND as_at BETWEEN lead.valid_from AND lead.valid_to))),
         (SELECT string_agg(DISTINCT b.name, '; ')
            FROM item_bodies ib
            JOIN bodies b ON b.body_id = ib.body_id
           WHERE ib.item_id = i.item_id
             AND as_at BETWEEN ib.valid_from AND ib.valid_to)
    FROM items i;
END;
COMMENT ON FUNCTION item_details(date) IS
  'One row per item: the nodes it is linked to, its officers (those in the role lead or responsible; where it has none, all) and its bodies on that day, each as one text.';

-- Building blocks: ratings.

-- The order runs down the index of ratings, so that one backward scan of it can answer.
CREATE OR REPLACE VIEW quarter_ratings WITH (security_invoker = true) AS
SELECT DISTINCT ON (r.item_id, r.quarter)
       r.item_id, i.plan_id, r.quarter, r.rating, r.raw, r.commentary, r.corrective_action,
       r.period_start, r.period_end, r.recorded_at
  FROM ratings r
  JOIN items i ON i.item_id = r.item_id
 ORDER BY r.item_id DESC, r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC;
COMMENT ON VIEW quarter_ratings IS
  'One row per item and quarter with a rating row: of the last period in the quarter the latest recorded, so the last month speaks for its quarter and a correction for what it corrects.';

CREATE OR REPLACE FUNCTION ratings_as_known(known_at timestamptz)
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag, raw text, commentary text,
                 corrective_action text, period_start date, period_end date, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT ON (r.item_id, r.quarter)
         r.item_id, i.plan_id, r.quarter, r.rating, r.raw, r.commentary, r.corrective_action,
         r.period_start, r.period_end, r.recorded_at
    FROM ratings r
    JOIN items i ON i.item_id = r.item_id
   WHERE r.recorded_at <= ratings_as_known.known_at
   ORDER BY r.item_id DESC, r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC;
END;
COMMENT ON FUNCTION ratings_as_known(timestamptz) IS
  'quarter_ratings as it was at that moment: later corrections are left out.';

-- The few quarters there are come from the index of ratings, one step each, and whether a plan reports one of them from the
-- first of its items that does: however many ratings there are, this costs plans times quarters.
CREATE OR REPLACE VIEW plan_quarters WITH (security_invoker = true) AS
WITH RECURSIVE reported_quarters AS (
  SELECT (SELECT min(r.quarter) FROM ratings r) AS quarter
  UNION ALL
  SELECT (SELECT min(r.quarter) FROM ratings r WHERE r.quarter > q.quarter)
    FROM reported_quarters q
   WHERE q.quarter IS NOT NULL
)
SELECT reported.plan_id,
       reported.quarter,
       lag(reported.quarter) OVER in_time AS previous_quarter,
       lead(reported.quarter) OVER in_time IS NULL AS is_latest
  FROM (SELECT p.plan_id, q.quarter
          FROM plans p
         CROSS JOIN reported_quarters q
         WHERE q.quarter IS NOT NULL
           AND EXISTS (SELECT FROM items i
                        CROSS JOIN LATERAL (SELECT FROM ratings r WHERE r.item_id = i.item_id AND r.quarter = q.quarter LIMIT 1) rated
                        WHERE i.plan_id = p.plan_id)) reported
WINDOW in_time AS (PARTITION BY reported.plan_id ORDER BY reported.quarter);
COMMENT ON VIEW plan_quarters IS 'One row per plan and quarter in which it reports, that is, for which any of its items has a rating row.';

-- One look into the index of ratings for each row, rather than a join with all of quarter_ratings: a question about one
-- plan, quarter or item costs as much as it has rows, whatever the planner guesses.
CREATE OR REPLACE VIEW item_quarters WITH (security_invoker = true) AS
SELECT i.plan_id,
       i.item_id,
       pq.quarter,
       coalesce(pq.is_latest, true) AS is_latest,
       now.rating,
       pq.previous_quarter,
       before.rating AS previous_rating,
       CASE WHEN pq.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END AS movement,
       now.commentary,
       now.corrective_action,
       now.recorded_at
  FROM items i
  LEFT JOIN plan_quarters pq ON pq.plan_id = i.plan_id
  LEFT JOIN LATERAL (SELECT r.rating, r.commentary, r.corrective_action, r.recorded_at
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) now ON true
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.previous_quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) before ON true
 WHERE i.state = 'active'
    OR i.state_since > coalesce(end_date(pq.quarter), CURRENT_DATE);
COMMENT ON VIEW item_quarters IS
  'One row per item and quarter in which its plan reports, rated or not, if the item was active on the last day of the quarter; one row without a quarter per item active today where the plan never reported. Every report of a quarter counts these rows.';

CREATE OR REPLACE FUNCTION latest_ratings(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, latest.quarter, now.rating
    FROM items i
    LEFT JOIN (SELECT reported.plan_id, max(r.quarter) AS quarter
                 FROM ratings r
                 JOIN items reported ON reported.item_id = r.item_id
                GROUP BY reported.plan_id) latest ON latest.plan_id = i.plan_id
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = latest.quarter
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
   WHERE i.state = 'active'
      OR i.state_since > as_at;
END;
COMMENT ON FUNCTION latest_ratings(date) IS
  'One row per item active on that day: its rating in the latest quarter in which its plan reports, as known now. An older rating never stands in for a missing one.';

CREATE OR REPLACE VIEW latest_ratings WITH (security_invoker = true) AS
SELECT l.item_id, l.plan_id, l.quarter, l.rating FROM latest_ratings(CURRENT_DATE) l;
COMMENT ON VIEW latest_ratings IS
  'One row per item active today: its rating in the latest quarter in which its plan reports. An older rating never stands in for a missing one.';

-- Building blocks: the golden thread.

CREATE OR REPLACE FUNCTION rollup_node_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (child_node_id bigint, parent_node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT
         CASE rel.child_end WHEN 'from' THEN l.from_node_id ELSE l.to_node_id END,
         CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
   WHERE l.from_node_id IS NOT NULL
     AND l.to_node_id IS NOT NULL
     AND as_at BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION rollup_node_links(date) IS
  'One row per child and parent node: the links between nodes that hold on that day and whose relation rolls up, turned so that the child comes first.';

CREATE OR REPLACE FUNCTION rollup_item_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT
         CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END,
         CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
   WHERE CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END IS NOT NULL
     AND CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END IS NOT NULL
     AND as_at BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION rollup_item_links(date) IS
  'One row per item and node it counts towards directly: the links that hold on that day and whose relation rolls up. A link whose parent end is an item counts nowhere.';

CREATE OR REPLACE VIEW node_links WITH (security_invoker = true) AS
SELECT l.child_node_id, l.parent_node_id FROM rollup_node_links(CURRENT_DATE) l;
COMMENT ON VIEW node_links IS 'One row per child and parent node today: what linkage(child, parent) is built from.';

CREATE OR REPLACE VIEW item_node_links WITH (security_invoker = true) AS
SELECT l.item_id, l.node_id FROM rollup_item_links(CURRENT_DATE) l;
COMMENT ON VIEW item_node_links IS 'One row per item and node it counts towards directly, today.';

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

-- Reports: ratings.

CREATE OR REPLACE VIEW rating_report WITH (security_invoker = true) AS
SELECT iq.plan_id, p.plan, iq.quarter, iq.item_id, i.level, i.ref, i.title,
       iq.rating,
       coalesce(own.label, label(iq.rating)) AS rating_label,
       iq.previous_quarter,
       iq.previous_rating,
       iq.movement,
       iq.commentary,
       iq.corrective_action,
       iq.is_latest
  FROM item_quarters iq
  JOIN plan_names p ON p.plan_id = iq.plan_id
  JOIN items i ON i.item_id = iq.item_id
  LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
 WHERE iq.quarter IS NOT NULL
 ORDER BY p.plan, iq.plan_id, iq.quarter, i.code NULLS LAST, iq.item_id;
COMMENT ON VIEW rating_report IS
  'One row per quarter in which a plan reports and item of it that was active on its last day: the rating, the one before and the movement between them. An item without a rating row in the quarter is there, not rated.';

CREATE OR REPLACE VIEW movement_report WITH (security_invoker = true) AS
SELECT iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement,
       count(*) AS items
  FROM item_quarters iq
  JOIN plan_names p ON p.plan_id = iq.plan_id
 WHERE iq.previous_quarter IS NOT NULL
 GROUP BY iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement
 ORDER BY p.plan, iq.plan_id, iq.quarter, iq.previous_rating DESC NULLS LAST, iq.rating DESC NULLS LAST;
COMMENT ON VIEW movement_report IS
  'One row per plan, quarter, rating before and rating now: how many items moved so. The first quarter of a plan has no before and no rows.';

CREATE OR REPLACE VIEW progress_report WITH (security_invoker = true) AS
SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.tally,
       total(t.tally) AS total,
       complete(t.tally) AS complete,
       green(t.tally) AS green,
       amber_green(t.tally) AS amber_green,
       amber(t.tally) AS amber,
       amber_red(t.tally) AS amber_red,
       red(t.tally) AS red,
       scheduled(t.tally) AS scheduled,
       unrated(t.tally) AS unrated,
       percent_complete(t.tally) AS percent_complete,
       overall(t.tally) AS overall
  FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, tally(iq.rating) AS tally
          FROM item_quarters iq
         GROUP BY iq.plan_id, iq.quarter, iq.is_latest) t
  JOIN plan_names p ON p.plan_id = t.plan_id
 ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST;
COMMENT ON VIEW progress_report IS
  'One row per plan and quarter in which it reports, or one without a quarter where it never did: how many of its items, of those active on the last day of the quarter, have which rating.';

CREATE OR REPLACE FUNCTION exceptions_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, item_id bigint, ref text, title text,
                 rating rag, rating_label text, rating_meaning text, previous_rating rag, movement text,
                 current_due date, officers text, nodes text, commentary text, corrective_action text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.item_id, i.ref, i.title,
         iq.rating, coalesce(own.label, label(iq.rating)), meaning(iq.rating), iq.previous_rating, iq.movement,
         d.current_due, details.officers, details.nodes, iq.commentary, iq.corrective_action
    FROM item_quarters iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
    JOIN items i ON i.item_id = iq.item_id
    JOIN item_details(as_at) details ON details.item_id = iq.item_id
    LEFT JOIN item_dates d ON d.item_id = iq.item_id AND d.milestone = 'due'
    LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
   WHERE (in_quarter IS NULL OR checked_quarter(in_quarter) IS NOT NULL)
     AND CASE WHEN in_quarter IS NULL THEN iq.is_latest ELSE iq.quarter = in_quarter END
     AND iq.rating >= 'A'
   ORDER BY iq.rating DESC, p.plan, iq.plan_id, i.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION exceptions_report(quarter, date) IS
  'One row per item rated Red, Amber/Red or Amber in that quarter (no quarter: the latest in which its plan reports) and active on its last day, most severe first; officers and nodes as on that day.';

CREATE OR REPLACE VIEW exceptions_report WITH (security_invoker = true) AS
SELECT e.plan_id, e.plan, e.quarter, e.item_id, e.ref, e.title, e.rating, e.rating_label, e.rating_meaning,
       e.previous_rating, e.movement, e.current_due, e.officers, e.nodes, e.commentary, e.corrective_action
  FROM exceptions_report(NULL, CURRENT_DATE) e;
COMMENT ON VIEW exceptions_report IS
  'One row per item rated Red, Amber/Red or Amber in the latest quarter in which its plan reports and active on its last day, most severe first.';

CREATE OR REPLACE VIEW node_rating_report WITH (security_invoker = true) AS
SELECT pq.plan_id, p.plan, pq.quarter, pq.is_latest, n.node_id, n.level, n.ref, n.title,
       rolled.distinct_items AS tally,
       total(rolled.distinct_items) AS total,
       complete(rolled.distinct_items) AS complete,
       green(rolled.distinct_items) AS green,
       amber_green(rolled.distinct_items) AS amber_green,
       amber(rolled.distinct_items) AS amber,
       amber_red(rolled.distinct_items) AS amber_red,
       red(rolled.distinct_items) AS red,
       scheduled(rolled.distinct_items) AS scheduled,
       unrated(rolled.distinct_items) AS unrated,
       percent_complete(rolled.distinct_items) AS percent_complete,
       overall(rolled.distinct_items) AS overall
  FROM (SELECT DISTINCT reported.quarter, end_date(reported.quarter) AS links_at FROM plan_quarters reported
        UNION ALL
        SELECT NULL, CURRENT_DATE) day
 CROSS JOIN LATERAL (
       SELECT iq.plan_id, iq.quarter, iq.is_latest,
              outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                FROM rollup_node_links(day.links_at) nl),
                             il.node_id, il.item_id, iq.rating) AS nodes
         FROM item_quarters iq
         JOIN rollup_item_links(day.links_at) il ON il.item_id = iq.item_id
        WHERE (iq.quarter = day.quarter OR (iq.quarter IS NULL AND day.quarter IS NULL))
        GROUP BY iq.plan_id, iq.quarter, iq.is_latest) pq
 CROSS JOIN LATERAL unnest(pq.nodes) rolled
  JOIN nodes n ON n.node_id = rolled.node
  JOIN plan_names p ON p.plan_id = pq.plan_id
 WHERE total(rolled.distinct_items) > 0
 ORDER BY p.plan, pq.plan_id, pq.quarter NULLS FIRST, n.level, n.code NULLS LAST, n.node_id;
COMMENT ON VIEW node_rating_report IS
  'One row per plan, quarter and node (aim, priority, theme, recommendation, outcome ...) that has items of the plan at or under it, each counted once. Do not add across nodes: an item under two of them counts at each.';

CREATE OR REPLACE VIEW body_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.body_id, b.name AS body, t.role, t.tally,
       total(t.tally) AS total,
       complete(t.tally) AS complete,
       green(t.tally) AS green,
       amber_green(t.tally) AS amber_green,
       amber(t.tally) AS amber,
       amber_red(t.tally) AS amber_red,
       red(t.tally) AS red,
       scheduled(t.tally) AS scheduled,
       unrated(t.tally) AS unrated,
       percent_complete(t.tally) AS percent_complete,
       overall(t.tally) AS overall
  FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role, tally(iq.rating) AS tally
          FROM item_quarters iq
          LEFT JOIN LATERAL (SELECT DISTINCT ib.body_id, ib.role
                               FROM item_bodies ib
                              WHERE ib.item_id = iq.item_id
                                AND coalesce(end_date(iq.quarter), CURRENT_DATE) BETWEEN ib.valid_from AND ib.valid_to) held ON true
         GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role) t
  JOIN plan_names p ON p.plan_id = t.plan_id
  LEFT JOIN bodies b ON b.body_id = t.body_id
 ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, b.name NULLS LAST, t.body_id, t.role;
COMMENT ON VIEW body_rating_report IS
  'One row per plan, quarter, committee or board, and role; one without a body for the items that have none. Do not add across bodies: an item with two of them counts under each.';

CREATE OR REPLACE VIEW officer_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.officer_id, o.name AS officer, t.role, t.tally,
       total(t.tally) AS total,
       complete(t.tally) AS complete,
       green(t.tally) AS green,
       amber_green(t.tally) AS amber_green,
       amber(t.tally) AS amber,
       amber_red(t.tally) AS amber_red,
       red(t.tally) AS red,
       scheduled(t.tally) AS scheduled,
       unrated(t.tally) AS unrated,
       percent_complete(t.tally) AS percent_complete,
       overall(t.tally) AS overall
  FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role, tally(iq.rating) AS tally
          FROM item_quarters iq
          LEFT JOIN LATERAL (SELECT DISTINCT io.officer_id, io.role
                               FROM item_officers io
                              WHERE io.item_id = iq.item_id
                                AND coalesce(end_date(iq.quarter), CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to) held ON true
         GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role) t
  JOIN plan_names p ON p.plan_id = t.plan_id
  LEFT JOIN officers o ON o.officer_id = t.officer_id
 ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, o.name NULLS LAST, t.officer_id, t.role;
COMMENT ON VIEW officer_rating_report IS
  'One row per plan, quarter, officer and role; one without an officer for the items that have none. Do not add across officers: an item with two of them counts under each.';

-- Reports: the golden thread.

CREATE OR REPLACE FUNCTION rollup_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plans bigint[] DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text,
                 by_link rag_tally, distinct_items rag_tally, items_by_link bigint, items_distinct bigint,
                 percent_complete numeric, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title,
         coalesce(rolled.by_link, '0'),
         coalesce(rolled.distinct_items, '0'),
         coalesce(total(rolled.by_link), 0),
         coalesce(total(rolled.distinct_items), 0),
         percent_complete(rolled.distinct_items),
         overall(rolled.distinct_items)
    FROM nodes n
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
    LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                                FROM rollup_node_links(coalesce(as_at, end_date(in_quarter), CURRENT_DATE)) nl),
                                             il.node_id, il.item_id, now.rating) AS nodes
                         FROM items i
                         JOIN rollup_item_links(coalesce(as_at, end_date(in_quarter), CURRENT_DATE)) il
                           ON il.item_id = i.item_id
                         LEFT JOIN plan_quarters pq ON pq.plan_id = i.plan_id AND pq.is_latest
                         LEFT JOIN LATERAL (SELECT r.rating
                                              FROM ratings r
                                             WHERE r.item_id = i.item_id AND r.quarter = coalesce(in_quarter, pq.quarter)
                                             ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                                             LIMIT 1) now ON true
                        WHERE (of_plans IS NULL OR i.plan_id = ANY (of_plans))
                          AND (i.state = 'active' OR i.state_since > coalesce(end_date(in_quarter), as_at, CURRENT_DATE))) r
                CROSS JOIN LATERAL unnest(r.nodes) u) rolled ON rolled.node = n.node_id
   WHERE in_quarter IS NULL
      OR checked_quarter(in_quarter) IS NOT NULL
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION rollup_report(quarter, date, bigint[]) IS
  'One row per node, zeros included: the ratings in that quarter (an item without one is unrated; no quarter: the latest of each plan) of all items at or under it that were active on its last day (no quarter: on that day), over the links that hold on that day (no day: the last of the quarter, or today); only items of these plans, if any are named. Do not add across nodes.';

CREATE OR REPLACE VIEW rollup_report WITH (security_invoker = true) AS
SELECT r.node_id, r.plan_id, r.plan, r.level, r.ref, r.title, r.by_link, r.distinct_items, r.items_by_link, r.items_distinct,
       r.percent_complete, r.overall
  FROM rollup_report(NULL, CURRENT_DATE) r;
COMMENT ON VIEW rollup_report IS
  'One row per node, zeros included: the latest ratings of all items at or under it that are active today. Do not add across nodes: an item under two of them counts at each.';

CREATE OR REPLACE VIEW unlinked_items WITH (security_invoker = true) AS
SELECT i.plan_id, p.plan, i.item_id, i.level, i.ref, i.title
  FROM items i
  JOIN plan_names p ON p.plan_id = i.plan_id
 WHERE (i.state = 'active' OR i.state_since > CURRENT_DATE)
   AND NOT EXISTS (SELECT FROM item_node_links l WHERE l.item_id = i.item_id)
 ORDER BY p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
COMMENT ON VIEW unlinked_items IS 'One row per item active today that no link which rolls up ties to any node.';

CREATE OR REPLACE VIEW uncovered_nodes WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.node_id, r.level, r.ref, r.title
  FROM rollup_report r
 WHERE r.items_distinct = 0;
COMMENT ON VIEW uncovered_nodes IS 'One row per node without any active item at or under it today, such as an outcome to which nothing contributes.';

-- Reports: deadlines.

CREATE OR REPLACE VIEW due_report WITH (security_invoker = true) AS
SELECT i.plan_id, p.plan, d.item_id, i.ref, i.title, d.milestone,
       d.baseline_period, d.baseline_due, d.baseline_raw,
       d.current_period, d.current_due, d.current_raw,
       d.revisions
  FROM item_dates d
  JOIN items i ON i.item_id = d.item_id
  JOIN plan_names p ON p.plan_id = i.plan_id
 ORDER BY p.plan, i.plan_id, i.code NULLS LAST, d.item_id, d.milestone;
COMMENT ON VIEW due_report IS 'One row per item, active or not, and milestone with a deadline: the first one set and the one in force.';

CREATE OR REPLACE VIEW slippage_report WITH (security_invoker = true) AS
SELECT i.plan_id, p.plan, d.item_id, i.ref, i.title,
       d.baseline_due,
       d.current_due,
       d.revisions,
       ((extract(year FROM d.current_due) - extract(year FROM d.baseline_due)) * 12
        + extract(month FROM d.current_due) - extract(month FROM d.baseline_due))::integer AS slippage_months,
       d.current_due - d.baseline_due AS slippage_days,
       d.baseline_raw,
       d.current_raw,
       d.reason,
       CASE WHEN latest.item_id IS NULL THEN last.rating ELSE latest.rating END AS rating
  FROM item_dates d
  JOIN items i ON i.item_id = d.item_id
  JOIN plan_names p ON p.plan_id = i.plan_id
  LEFT JOIN latest_ratings latest ON latest.item_id = d.item_id
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = d.item_id AND latest.item_id IS NULL
                      ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) last ON true
 WHERE d.milestone = 'due'
   AND d.revisions > 0
 ORDER BY p.plan, i.plan_id, d.current_due - d.baseline_due DESC NULLS LAST, i.code NULLS LAST, d.item_id;
COMMENT ON VIEW slippage_report IS 'One row per item, active or not, whose due date was revised at least once: how far the one in force lies from the first; rating is the latest, of an item no longer active the last it had.';

CREATE OR REPLACE FUNCTION overdue_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, baseline_due date, current_due date,
                 days_overdue integer, months_overdue integer, rating rag, unrated boolean, quarter quarter, officers text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, d.baseline_due, d.current_due,
         as_at - d.current_due,
         (extract(year FROM age(as_at, d.current_due)) * 12 + extract(month FROM age(as_at, d.current_due)))::integer,
         latest.rating,
         latest.rating IS NULL,
         latest.quarter,
         details.officers
    FROM items i
    JOIN plan_names p ON p.plan_id = i.plan_id
    JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due < as_at
    JOIN item_details(as_at) details ON details.item_id = i.item_id
    LEFT JOIN LATERAL (SELECT r.rating, r.quarter
                         FROM ratings r
                        WHERE r.item_id = i.item_id
                          AND r.period_start <= as_at
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) latest ON true
   WHERE (i.state = 'active' OR i.state_since > as_at)
     AND coalesce(latest.rating <> 'B', true)
   ORDER BY d.current_due, p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION overdue_report(date) IS
  'One row per item active on that day whose due date in force lies before it and whose latest rating is not Complete: the latest of a period that had begun by then, as known now. An item without any rating is there, marked unrated. Longest overdue first.';

CREATE OR REPLACE VIEW overdue_report WITH (security_invoker = true) AS
SELECT o.plan_id, o.plan, o.item_id, o.ref, o.title, o.baseline_due, o.current_due, o.days_overdue, o.months_overdue,
       o.rating, o.unrated, o.quarter, o.officers
  FROM overdue_report(CURRENT_DATE) o;
COMMENT ON VIEW overdue_report IS
  'One row per item active today whose due date in force lies before today and whose latest rating is not Complete; an item without any rating is there, marked unrated. Longest overdue first.';

CREATE OR REPLACE FUNCTION consistency_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, finding text, rating rag, quarter quarter,
                 start_date date, current_due date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, f.finding, latest.rating, latest.quarter,
         lower(s.current_period), d.current_due
    FROM latest_ratings(as_at) latest
    JOIN items i ON i.item_id = latest.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due'
    LEFT JOIN item_dates s ON s.item_id = i.item_id AND s.milestone = 'start'
   CROSS JOIN LATERAL (VALUES
         ('green past due', latest.rating IN ('G', 'AG') AND d.current_due < as_at),
         ('scheduled past due', latest.rating = 'S' AND d.current_due < as_at),
         ('scheduled past start', latest.rating = 'S' AND upper(s.current_period) <= as_at),
         ('red before due', latest.rating IN ('R', 'AR') AND d.current_due >= as_at),
         ('complete before start', latest.rating = 'B' AND lower(s.current_period) > as_at)) f (finding, found)
   WHERE f.found
   ORDER BY p.plan, i.plan_id, f.finding, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION consistency_report(date) IS
  'One row per doubt about an item active on that day: a rating and a date that do not sit well together. A doubt is a question to ask, not an error: lateness never changes a rating.';

CREATE OR REPLACE VIEW consistency_report WITH (security_invoker = true) AS
SELECT c.plan_id, c.plan, c.item_id, c.ref, c.title, c.finding, c.rating, c.quarter, c.start_date, c.current_due
  FROM consistency_report(CURRENT_DATE) c;
COMMENT ON VIEW consistency_report IS 'One row per doubt about an item active today: a rating and a date that do not sit well together.';

-- Items are counted once where they start and once where they are due, and a running total makes what is under way of it: so a
-- deadline of the year 9999 costs its quarters, not its quarters times all items.
CREATE OR REPLACE VIEW profile_report WITH (security_invoker = true) AS
WITH dated AS (
  SELECT i.plan_id, latest.rating = 'B' AS complete,
         quarter(lower(s.current_period), cal.fiscal_start_month) AS starts,
         quarter(d.current_due, cal.fiscal_start_month) AS ends
    FROM items i
   CROSS JOIN register_settings cal
    JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due IS NOT NULL
    LEFT JOIN item_dates s ON s.item_id = i.item_id AND s.milestone = 'start'
    LEFT JOIN latest_ratings latest ON latest.item_id = i.item_id
   WHERE i.state = 'active' OR i.state_since > CURRENT_DATE
), spans AS (
  SELECT b.plan_id, b.first_quarter, b.last_quarter - b.first_quarter AS further
    FROM (SELECT dated.plan_id, least(min(dated.starts), min(dated.ends)) AS first_quarter, max(dated.ends) AS last_quarter
            FROM dated
           GROUP BY dated.plan_id) b
), changes AS (
  SELECT c.plan_id, c.quarter,
         sum(c.due) AS due, sum(c.due) FILTER (WHERE c.complete) AS due_complete,
         sum(c.started) AS started, sum(c.started) FILTER (WHERE c.complete) AS started_complete,
         sum(c.ended) AS ended, sum(c.ended) FILTER (WHERE c.complete) AS ended_complete
    FROM (SELECT dated.plan_id, dated.complete, dated.ends AS quarter, 1 AS due, 0 AS started, coalesce(dated.starts <= dated.ends, false)::integer AS ended FROM dated
          UNION ALL
          SELECT dated.plan_id, dated.complete, dated.starts, 0, 1, 0 FROM dated WHERE dated.starts <= dated.ends) c
   GROUP BY c.plan_id, c.quarter
)
SELECT q.plan_id, p.plan, q.quarter,
       coalesce(c.due, 0) AS due_items,
       coalesce(c.due_complete, 0) AS due_complete,
       (coalesce(sum(c.started - c.ended) OVER in_time, 0) + coalesce(c.ended, 0))::bigint AS active_items,
       (coalesce(sum(c.started_complete - c.ended_complete) OVER in_time, 0) + coalesce(c.ended_complete, 0))::bigint AS active_complete
  FROM (SELECT spans.plan_id, spans.first_quarter + n AS quarter
          FROM spans
         CROSS JOIN LATERAL generate_series(0, spans.further) n) q
  JOIN plan_names p ON p.plan_id = q.plan_id
  LEFT JOIN changes c ON c.plan_id = q.plan_id AND c.quarter = q.quarter
WINDOW in_time AS (PARTITION BY q.plan_id ORDER BY q.quarter)
 ORDER BY p.plan, q.plan_id, q.quarter;
COMMENT ON VIEW profile_report IS
  'One row per plan and fiscal quarter from its first start or deadline to its last, quarters with nothing included; items active today count. Those without a due date, or with one that has no end, are in no row.';

-- Reports: the data themselves.

CREATE OR REPLACE VIEW data_notes WITH (security_invoker = true) AS
SELECT n.plan_id, p.plan, n.finding, n.cells
  FROM (SELECT i.plan_id, f.finding, count(*) FILTER (WHERE f.found) AS cells, f.place
          FROM ratings r
          JOIN items i ON i.item_id = r.item_id
         CROSS JOIN LATERAL (VALUES
               (1, 'rating cells read', true),
               (2, 'blank rating cells', r.raw = ''),
               (3, 'rating cells not in canonical letters', r.raw <> '' AND r.raw IS DISTINCT FROM r.rating::text),
               (4, 'of these, look-alike letters of another alphabet', r.raw ~ '[^[:ascii:]]' AND char_length(btrim(r.raw)) <= 2)
               ) f (place, finding, found)
         GROUP BY i.plan_id, f.finding, f.place
        UNION ALL
        SELECT i.plan_id, f.finding, count(*) FILTER (WHERE f.found), f.place
          FROM due_dates d
          JOIN items i ON i.item_id = d.item_id
         CROSS JOIN LATERAL (VALUES
               (5, 'deadline cells read', true),
               (6, 'deadlines without an end', d.due IS NULL)
               ) f (place, finding, found)
         GROUP BY i.plan_id, f.finding, f.place) n
  JOIN plan_names p ON p.plan_id = n.plan_id
 ORDER BY p.plan, n.plan_id, n.place;
COMMENT ON VIEW data_notes IS 'One row per plan and finding: how many printed cells had to be read with care. Corrections count as cells too.';

-- Every column of every view, in one glossary: a name means the same wherever it stands.

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('active_complete', 'Of the active items, those now Complete.'),
        ('active_items', 'Items with a start that are under way in the quarter: from the start to the due date in force.'),
        ('amber', 'Items rated Amber.'),
        ('amber_green', 'Items rated Amber/Green.'),
        ('amber_red', 'Items rated Amber/Red.'),
        ('baseline_due', 'The last day of the first deadline set; NULL where it has no end.'),
        ('baseline_period', 'The days the first deadline names.'),
        ('baseline_raw', 'The first deadline as printed.'),
        ('body', 'The committee or board; NULL for the items that have none.'),
        ('body_id', 'The committee or board; NULL for the items that have none.'),
        ('by_link', 'Ratings counted by link: every pair of a node at or under this one and an item linked to it counts, so an item linked to two outcomes counts twice. Not the sum of the children''s rows.'),
        ('cells', 'How many cells.'),
        ('child_node_id', 'The child: what is under it counts towards the parent.'),
        ('colour', 'The plan''s own colour for it, as #rrggbb; NULL for the usual one.'),
        ('commentary', 'What the report says of the item in that quarter.'),
        ('complete', 'Items rated Complete (B).'),
        ('corrective_action', 'What is being done about it.'),
        ('current_due', 'The last day of the deadline in force; NULL where it has no end or is not set.'),
        ('current_period', 'The days the deadline in force names.'),
        ('current_raw', 'The deadline in force as printed.'),
        ('days_overdue', 'Days from the due date in force to the day asked for.'),
        ('distinct_items', 'Ratings of the distinct items at or under the node: every item counts once. Do not add across nodes.'),
        ('due_complete', 'Of the items due, those now Complete.'),
        ('due_items', 'Items whose due date in force lies in the quarter.'),
        ('finding', 'What was found.'),
        ('green', 'Items rated Green.'),
        ('is_latest', 'Whether the plan reports no later quarter.'),
        ('item_id', 'The item.'),
        ('items', 'How many items.'),
        ('items_by_link', 'Total of by_link. Larger than items_distinct where an item is linked to several nodes.'),
        ('items_distinct', 'Total of distinct_items: how many items there are at or under the node. Do not add across nodes.'),
        ('label', 'What the plan prints for that rating.'),
        ('level', 'Which kind of node or item.'),
        ('milestone', 'start or due.'),
        ('months_overdue', 'Whole months gone by since the due date in force.'),
        ('movement', 'From the rating before to this one, as movement() names it; NULL in the first quarter the plan reports.'),
        ('node_id', 'The node.'),
        ('nodes', 'The nodes the item is linked to, with their levels.'),
        ('officer', 'The officer; NULL for the items that have none.'),
        ('officer_id', 'The officer; NULL for the items that have none.'),
        ('officers', 'Officers in the role lead or responsible; where there are none, all of the item''s.'),
        ('overall', 'One rating for all: the most severe of the live ones (Amber/Green printed as Amber, Amber/Red as Red); NULL where none is live and some items are not rated.'),
        ('parent_node_id', 'The parent.'),
        ('percent_complete', 'Items rated Complete in per cent of total, not rated ones included; exact, to be rounded by who prints it; NULL where there are no items.'),
        ('period_end', 'Last day of the reporting period.'),
        ('period_start', 'First day of the reporting period.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan; at a node NULL where several plans share it.'),
        ('previous_quarter', 'The quarter in which the plan reported before, however long ago; NULL in its first.'),
        ('previous_rating', 'The rating in the previous quarter; NULL: not rated.'),
        ('quarter', 'The fiscal quarter; NULL where the plan has never reported.'),
        ('rating', 'The rating; NULL: not rated.'),
        ('rating_label', 'The rating in a word: the plan''s own where its legend has one, else the usual one.'),
        ('rating_meaning', 'What the rating says.'),
        ('raw', 'The cell as printed.'),
        ('reason', 'Why it was last revised.'),
        ('recorded_at', 'When it became known.'),
        ('red', 'Items rated Red.'),
        ('ref', 'The reference as printed.'),
        ('revisions', 'How often the deadline was revised.'),
        ('role', 'In which role; NULL for the items that have nobody.'),
        ('scheduled', 'Items rated Scheduled, not yet started.'),
        ('slippage_days', 'Days from the first due date to the one in force; negative where it was brought forward; NULL where either has no end.'),
        ('slippage_months', 'Calendar months from the month of the first due date to that of the one in force; negative where it was brought forward; NULL where either has no end.'),
        ('start_date', 'The first day of the start in force.'),
        ('tally', 'The ratings counted, as one value that can be added up and taken apart.'),
        ('title', 'The wording.'),
        ('total', 'All items, not rated ones included.'),
        ('unrated', 'Items that are not rated; per item: whether it is not.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v' AND c.relnamespace = quote_ident(current_schema())::regnamespace
     WHERE col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;
COMMENT ON FUNCTION register_views_sql() IS 'The statements by which create_register makes a register''s reporting views.';
