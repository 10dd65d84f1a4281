-- register_views: the reporting views of a register, as text.  create_register runs it with the register's schema first in
-- the search path, so every name is unqualified; the objects belong to the caller and are not members of the extension.
--
-- Layers: building blocks without an order (plan_names, quarter_ratings, plan_quarters, item_quarters, links, deadlines), then the
-- reports, which are ordered.  What depends on a day is a function of that day, with a view for today.  Functions are SQL
-- with BEGIN ATOMIC bodies: parsed once, so no search path can lead them astray, and the planner can look into them.
-- What is about a quarter counts the items in force on its last day, what is about a day those in force on that day: all but those
-- of which item_absences has a row for it.  So an item given up today stays in the quarters that were reported with it.
-- IS [NOT] DISTINCT FROM, NULLIF, CASE x WHEN and USING are kept away from the extension's own types: pg_dump prints them
-- without the operator's schema, and a restore, whose search path is empty, would not find it.

-- The glossaries comment the columns of these and of nothing else, so that an owner's own views are never commented.
CREATE FUNCTION register_view_names(statements text) RETURNS SETOF text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT DISTINCT CASE WHEN made[1] IS NULL THEN '' ELSE 'bi.' END || made[2]
    FROM regexp_matches(statements, '^ *CREATE OR REPLACE VIEW ([{]bi[}][.])?([a-z0-9_]+)', 'gn') AS made;
END;
COMMENT ON FUNCTION register_view_names(text) IS 'The views that statements of a register make, those of its schema for BI tools with bi. before their name.';

CREATE FUNCTION register_views_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- What callers name must be there.

CREATE OR REPLACE FUNCTION checked_plan(of_plan bigint) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM plans p WHERE p.plan_id = of_plan) THEN
    RAISE EXCEPTION 'plan % does not exist', coalesce(of_plan::text, 'NULL')
      USING ERRCODE = 'undefined_object', DETAIL = 'A plan is named by its plan_id.', HINT = 'SELECT plan_id, title, version FROM plans';
  END IF;
  RETURN of_plan;
END
$body$;
COMMENT ON FUNCTION checked_plan(bigint) IS 'The plan''s key itself, or an error if there is no such plan.';

CREATE OR REPLACE FUNCTION checked_plans(of_plans bigint[]) RETURNS bigint[]
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM checked_plan(p) FROM unnest(of_plans) AS p;
  RETURN of_plans;
END
$body$;
COMMENT ON FUNCTION checked_plans(bigint[]) IS 'The keys of plans themselves, or an error if one of them is not a plan''s; NULL for NULL.';

-- Building blocks: the days on which an item does not count.

-- Of the states recorded by then that had begun on a day, the one recorded last holds; a state recorded again right after itself is a
-- correction of the day or the reason, and stands instead of it.  An item whose first state is to be active from a day on begins on
-- that day; a state that an upgrade found says no beginning.  Ask by plan_id too: then the states of other plans are not looked at.
CREATE OR REPLACE FUNCTION item_absences_as_known(known_at timestamptz)
  RETURNS TABLE (plan_id bigint, item_id bigint, absent_from date, absent_to date, state text, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT d.plan_id, d.item_id,
         CASE WHEN d.state = 'active' THEN '-infinity' ELSE d.since END,
         coalesce(least(d.next_since, CASE WHEN d.state = 'active' THEN d.since END) - 1, 'infinity'),
         CASE WHEN d.state <> 'active' THEN d.state END,
         CASE WHEN d.state <> 'active' THEN d.reason END
    FROM (SELECT c.plan_id, c.item_id, c.state, c.since, c.reason, c.from_the_first,
                 min(c.since) OVER (PARTITION BY c.plan_id, c.item_id ORDER BY c.recorded_at, c.item_state_id
                                    ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_since
            FROM (SELECT i.plan_id, s.item_id, s.item_state_id, s.state, coalesce(s.since, '-infinity') AS since, s.reason, s.recorded_at,
                         lead(s.state) OVER in_order AS next_state,
                         bool_and(s.state = 'active' AND s.recorded_at > '-infinity') OVER in_order AS from_the_first
                    FROM item_states s
                    JOIN items i ON i.item_id = s.item_id
                   WHERE s.recorded_at <= item_absences_as_known.known_at
                  WINDOW in_order AS (PARTITION BY i.plan_id, s.item_id ORDER BY s.recorded_at, s.item_state_id)) c
           WHERE c.state IS DISTINCT FROM c.next_state) d
   WHERE CASE WHEN d.state = 'active' THEN d.from_the_first AND isfinite(least(d.since, d.next_since))
              ELSE d.since < 'infinity' AND coalesce(d.next_since > d.since, true) END;
END;
COMMENT ON FUNCTION item_absences_as_known(timestamptz) IS
  'item_absences as it was at that moment: states recorded later are left out.';

CREATE OR REPLACE VIEW item_absences WITH (security_invoker = true) AS
SELECT a.plan_id, a.item_id, a.absent_from, a.absent_to, a.state, a.reason FROM item_absences_as_known('infinity') a;
COMMENT ON VIEW item_absences IS
  'One row per item and stretch of days on which it does not count: it was withdrawn, superseded, merged or deferred, or had not begun. The stretches of an item have no day in common; an item without a row always counts.';
COMMENT ON COLUMN item_absences.state IS 'The state it is in; NULL: it had not begun.';
COMMENT ON COLUMN item_absences.reason IS 'Why it is in that state.';

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

CREATE OR REPLACE FUNCTION plans_to_come(day date DEFAULT CURRENT_DATE) RETURNS TABLE (plan_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT p.plan_id FROM plans p WHERE p.counts_from > coalesce(nullif(plans_to_come.day, 'infinity'), CURRENT_DATE);
END;
COMMENT ON FUNCTION plans_to_come(date) IS
  'One row per plan that does not count yet on that day (the end of time: today), since plans.counts_from lies after it: its items are in no report of that day, as those it carries forward still count in the plan before.';

-- Two plain branches, each with its end named bare, so that the indexes of links find the links of an item.
CREATE OR REPLACE FUNCTION item_details(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, nodes text, officers text, bodies text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id,
         (SELECT string_agg(DISTINCT lv.label || ' ' || n.ref, '; ')
            FROM (SELECT l.to_node_id AS node_id
                    FROM links l
                    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
                   WHERE l.from_item_id = i.item_id
                     AND l.to_node_id IS NOT NULL
                     AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
                  UNION ALL
                  SELECT l.from_node_id
                    FROM links l
                    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'to'
                   WHERE l.to_item_id = i.item_id
                     AND l.from_node_id IS NOT NULL
                     AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to) held
            JOIN nodes n ON n.node_id = held.node_id
            JOIN levels lv ON lv.level = n.level),
         (SELECT string_agg(DISTINCT o.name, '; ')
            FROM item_officers io
            JOIN officers o ON o.officer_id = io.officer_id
           WHERE io.item_id = i.item_id
             AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to
             AND (io.role IN ('lead', 'responsible')
                  OR NOT EXISTS (SELECT FROM item_officers lead
                                  WHERE lead.item_id = i.item_id
                                    AND lead.role IN ('lead', 'responsible')
                                    AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN lead.valid_from AND lead.valid_to))),
         (SELECT string_agg(DISTINCT b.name, '; ')
            FROM item_bodies ib
            JOIN bodies b ON b.body_id = ib.body_id
           WHERE ib.item_id = i.item_id
             AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN ib.valid_from AND ib.valid_to)
    FROM items i;
END;
COMMENT ON FUNCTION item_details(date) IS
  'One row per item: the nodes it is linked to, its officers (those in the role lead or responsible; where it has none, all) and its bodies on that day, each as one text.';

CREATE OR REPLACE FUNCTION item_owner_rows(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, officer_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT io.item_id, io.officer_id
    FROM item_officers io
   WHERE coalesce(item_owner_rows.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to
     AND (io.role IN ('lead', 'responsible')
          OR NOT EXISTS (SELECT FROM item_officers lead
                          WHERE lead.item_id = io.item_id
                            AND lead.role IN ('lead', 'responsible')
                            AND coalesce(item_owner_rows.as_at, CURRENT_DATE) BETWEEN lead.valid_from AND lead.valid_to));
END;
COMMENT ON FUNCTION item_owner_rows(date) IS
  'Who answers for an item on that day: its officers in the role lead or responsible; where it has none, all. An officer who is there twice has two rows.';

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
CREATE OR REPLACE FUNCTION plan_quarters(as_at date DEFAULT CURRENT_DATE)
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
           WHERE start_date(q.quarter) <= coalesce(plan_quarters.as_at, CURRENT_DATE)
             AND (p.counts_from IS NULL OR p.counts_from <= end_date(q.quarter))
             AND EXISTS (SELECT FROM items i
                          CROSS JOIN LATERAL (SELECT FROM ratings r
                                               WHERE r.item_id = i.item_id AND r.quarter = q.quarter AND r.period_start <= coalesce(plan_quarters.as_at, CURRENT_DATE)
                                               LIMIT 1) rated
                          WHERE i.plan_id = p.plan_id)) reported
  WINDOW in_time AS (PARTITION BY reported.plan_id ORDER BY reported.quarter);
END;
COMMENT ON FUNCTION plan_quarters(date) IS
  'One row per plan and quarter in which it reports, that is, for which any of its items has a rating row of a period that had begun by that day.';

CREATE OR REPLACE VIEW plan_quarters WITH (security_invoker = true) AS
SELECT q.plan_id, q.quarter, q.previous_quarter, q.is_latest FROM plan_quarters('infinity') q;
COMMENT ON VIEW plan_quarters IS 'One row per plan and quarter in which it reports, that is, for which any of its items has a rating row.';

-- One look into the index of ratings for each row, rather than a join with all of quarter_ratings: a question about one
-- plan, quarter or item costs as much as it has rows, whatever the planner guesses.
CREATE OR REPLACE FUNCTION item_quarters(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, item_id bigint, quarter quarter, is_latest boolean, rating rag, previous_quarter quarter,
                 previous_rating rag, movement text, commentary text, corrective_action text, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id,
         i.item_id,
         pq.quarter,
         coalesce(pq.is_latest, true),
         now.rating,
         pq.previous_quarter,
         before.rating,
         CASE WHEN pq.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END,
         now.commentary,
         now.corrective_action,
         now.recorded_at
    FROM (SELECT x.item_id, x.plan_id, x.state, x.state_since FROM items x WHERE x.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(item_quarters.as_at) c))) i
    LEFT JOIN plan_quarters(item_quarters.as_at) pq ON pq.plan_id = i.plan_id
    LEFT JOIN LATERAL (SELECT r.rating, r.commentary, r.corrective_action, r.recorded_at
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = pq.quarter AND r.period_start <= coalesce(item_quarters.as_at, CURRENT_DATE)
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = pq.previous_quarter
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) before ON true
   WHERE NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                        AND coalesce(least(end_date(pq.quarter), nullif(item_quarters.as_at, 'infinity')), CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to);
END;
COMMENT ON FUNCTION item_quarters(date) IS
  'One row per item and quarter in which its plan reported by that day, rated or not, if the item was active on the last day of the quarter (or on that day, if it is earlier); one row without a quarter per item active on that day where the plan had not reported. Of a quarter still running only periods that had begun count; all as known now.';

CREATE OR REPLACE VIEW item_quarters WITH (security_invoker = true) AS
SELECT q.plan_id, q.item_id, q.quarter, q.is_latest, q.rating, q.previous_quarter, q.previous_rating, q.movement,
       q.commentary, q.corrective_action, q.recorded_at
  FROM item_quarters('infinity') q;
COMMENT ON VIEW item_quarters IS
  'One row per item and quarter in which its plan reports, rated or not, if the item was active on the last day of the quarter; one row without a quarter per item active today where the plan never reported. Every report of a quarter counts these rows.';

CREATE OR REPLACE FUNCTION latest_ratings(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, latest.quarter, now.rating
    FROM (SELECT x.item_id, x.plan_id, x.state, x.state_since FROM items x WHERE x.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(latest_ratings.as_at) c))) i
    LEFT JOIN plan_quarters(latest_ratings.as_at) latest ON latest.plan_id = i.plan_id AND latest.is_latest
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = latest.quarter AND r.period_start <= coalesce(latest_ratings.as_at, CURRENT_DATE)
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
   WHERE NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                        AND coalesce(nullif(latest_ratings.as_at, 'infinity'), CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to);
END;
COMMENT ON FUNCTION latest_ratings(date) IS
  'One row per item active on that day: its rating in the latest quarter in which its plan had reported by then, as known now. An older rating never stands in for a missing one.';

CREATE OR REPLACE FUNCTION rated_items(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plans bigint[] DEFAULT NULL)
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, coalesce(rated_items.in_quarter, pq.quarter), now.rating
    FROM items i
    LEFT JOIN plan_quarters(coalesce(rated_items.as_at, 'infinity')) pq
           ON pq.plan_id = i.plan_id AND pq.is_latest AND rated_items.in_quarter IS NULL
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = coalesce(rated_items.in_quarter, pq.quarter)
                          AND (rated_items.in_quarter IS NOT NULL OR rated_items.as_at IS NULL OR r.period_start <= rated_items.as_at)
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
   WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(coalesce(end_date(rated_items.in_quarter), rated_items.as_at, CURRENT_DATE)) c))
     AND (rated_items.of_plans IS NULL OR checked_plans(rated_items.of_plans) IS NOT NULL)
     AND (rated_items.of_plans IS NULL OR i.plan_id = ANY (rated_items.of_plans))
     AND NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                        AND (rated_items.of_plans IS NULL OR gone.plan_id = ANY (rated_items.of_plans))
                        AND coalesce(end_date(rated_items.in_quarter), rated_items.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to);
END;
COMMENT ON FUNCTION rated_items(quarter, date, bigint[]) IS
  'One row per item active on the last day of that quarter, with its rating in it; no quarter: active on that day (none: today), with its rating in the latest quarter in which its plan had reported by then. Only items of these plans, if any are named.';

CREATE OR REPLACE VIEW latest_ratings WITH (security_invoker = true) AS
SELECT l.item_id, l.plan_id, l.quarter, l.rating FROM latest_ratings('infinity') l;
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
     AND coalesce(rollup_node_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to;
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
     AND coalesce(rollup_item_links.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION rollup_item_links(date) IS
  'One row per item and node it counts towards directly: the links that hold on that day and whose relation rolls up. A link whose parent end is an item counts nowhere.';

-- Two plain branches, each with its end named bare, so that the indexes of links find the links of one item.
CREATE OR REPLACE FUNCTION item_link_rows(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, node_id bigint, share numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.from_item_id, l.to_node_id, l.share
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
   WHERE l.from_item_id IS NOT NULL
     AND l.to_node_id IS NOT NULL
     AND coalesce(item_link_rows.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
  UNION ALL
  SELECT l.to_item_id, l.from_node_id, l.share
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'to'
   WHERE l.to_item_id IS NOT NULL
     AND l.from_node_id IS NOT NULL
     AND coalesce(item_link_rows.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION item_link_rows(date) IS
  'One row per link that holds on that day and by which an item counts towards a node, with the share the link gives it, if it does; rollup_item_links has each pair once.';

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

CREATE OR REPLACE VIEW dates_in_force WITH (security_invoker = true) AS
SELECT d.item_id, d.milestone, d.period AS current_period, nullif(d.due, 'infinity') AS current_due
  FROM due_dates d
 WHERE NOT EXISTS (SELECT FROM due_dates later
                    WHERE later.item_id = d.item_id AND later.milestone = d.milestone AND later.revision > d.revision);
COMMENT ON VIEW dates_in_force IS 'One row per item and milestone with a deadline: the one in force, without the first one set, which item_dates has beside it.';

-- Reports: ratings.

CREATE OR REPLACE FUNCTION rating_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, item_id bigint, level text, ref text, title text, rating rag,
                 rating_label text, previous_quarter quarter, previous_rating rag, movement text, commentary text,
                 corrective_action text, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.item_id, i.level, i.ref, i.title,
         iq.rating,
         coalesce(own.label, label(iq.rating)),
         iq.previous_quarter,
         iq.previous_rating,
         iq.movement,
         iq.commentary,
         iq.corrective_action,
         iq.is_latest
    FROM item_quarters(as_at) iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
    JOIN items i ON i.item_id = iq.item_id
    LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
   WHERE iq.quarter IS NOT NULL
   ORDER BY p.plan, iq.plan_id, iq.quarter, i.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION rating_report(date) IS
  'rating_report as at that day: one row per quarter in which a plan had reported by then and item of it that was active on its last day.';

CREATE OR REPLACE VIEW rating_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.quarter, r.item_id, r.level, r.ref, r.title, r.rating, r.rating_label, r.previous_quarter,
       r.previous_rating, r.movement, r.commentary, r.corrective_action, r.is_latest
  FROM rating_report('infinity') r;
COMMENT ON VIEW rating_report IS
  'One row per quarter in which a plan reports and item of it that was active on its last day: the rating, the one before and the movement between them. An item without a rating row in the quarter is there, not rated.';

CREATE OR REPLACE FUNCTION movement_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, previous_quarter quarter, previous_rating rag, rating rag,
                 movement text, items bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement, count(*)
    FROM item_quarters(as_at) iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
   WHERE iq.previous_quarter IS NOT NULL
   GROUP BY iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement
   ORDER BY p.plan, iq.plan_id, iq.quarter, iq.previous_rating DESC NULLS LAST, iq.rating DESC NULLS LAST;
END;
COMMENT ON FUNCTION movement_report(date) IS
  'movement_report as at that day: one row per plan, quarter in which it had reported by then, rating before and rating now. All items of the plan active on the last day of the quarter are counted.';

CREATE OR REPLACE VIEW movement_report WITH (security_invoker = true) AS
SELECT m.plan_id, m.plan, m.quarter, m.previous_quarter, m.previous_rating, m.rating, m.movement, m.items
  FROM movement_report('infinity') m;
COMMENT ON VIEW movement_report IS
  'One row per plan, quarter, rating before and rating now: how many items moved so. The first quarter of a plan has no before and no rows.';

CREATE OR REPLACE FUNCTION progress_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, tally rag_tally, total bigint, complete bigint, green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.tally,
         total(t.tally),
         complete(t.tally),
         green(t.tally),
         amber_green(t.tally),
         amber(t.tally),
         amber_red(t.tally),
         red(t.tally),
         scheduled(t.tally),
         unrated(t.tally),
         percent_complete(t.tally),
         overall(t.tally),
         rated(t.tally),
         live(t.tally),
         percent_complete(t.tally, 'rated')
    FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, tally(iq.rating) AS tally
            FROM item_quarters(as_at) iq
           GROUP BY iq.plan_id, iq.quarter, iq.is_latest) t
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST;
END;
COMMENT ON FUNCTION progress_report(date) IS
  'progress_report as at that day: one row per plan and quarter in which it had reported by then, or one without a quarter where it had not. Denominator: total, or rated where the column says so.';

CREATE OR REPLACE VIEW progress_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.tally, t.total, t.complete, t.green, t.amber_green, t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM progress_report('infinity') t;
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
    FROM item_quarters(CASE WHEN exceptions_report.in_quarter IS NULL THEN exceptions_report.as_at ELSE 'infinity' END) iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
    JOIN items i ON i.item_id = iq.item_id
    JOIN item_details(exceptions_report.as_at) details ON details.item_id = iq.item_id
    LEFT JOIN dates_in_force d ON d.item_id = iq.item_id AND d.milestone = 'due'
    LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
   WHERE (exceptions_report.in_quarter IS NULL OR checked_quarter(exceptions_report.in_quarter) IS NOT NULL)
     AND CASE WHEN exceptions_report.in_quarter IS NULL THEN iq.is_latest ELSE iq.quarter = exceptions_report.in_quarter END
     AND iq.rating >= 'A'
   ORDER BY iq.rating DESC, p.plan, iq.plan_id, i.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION exceptions_report(quarter, date) IS
  'One row per item rated Red, Amber/Red or Amber in that quarter (no quarter: the latest in which its plan had reported by that day) and active on its last day, most severe first; officers and nodes as on that day.';

CREATE OR REPLACE VIEW exceptions_report WITH (security_invoker = true) AS
SELECT e.plan_id, e.plan, e.quarter, e.item_id, e.ref, e.title, e.rating, e.rating_label, e.rating_meaning,
       e.previous_rating, e.movement, e.current_due, e.officers, e.nodes, e.commentary, e.corrective_action
  FROM exceptions_report(NULL, CURRENT_DATE) e;
COMMENT ON VIEW exceptions_report IS
  'One row per item rated Red, Amber/Red or Amber in the latest quarter in which its plan reports and active on its last day, most severe first.';

CREATE OR REPLACE FUNCTION node_rating_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, node_id bigint, level text, ref text, title text,
                 tally rag_tally, total bigint, complete bigint, green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, n.node_id, n.level, n.ref, n.title, t.tally,
         total(t.tally),
         complete(t.tally),
         green(t.tally),
         amber_green(t.tally),
         amber(t.tally),
         amber_red(t.tally),
         red(t.tally),
         scheduled(t.tally),
         unrated(t.tally),
         percent_complete(t.tally),
         overall(t.tally),
         rated(t.tally),
         live(t.tally),
         percent_complete(t.tally, 'rated')
    FROM (SELECT pq.plan_id, pq.quarter, pq.is_latest, rolled.node AS node_id, rolled.distinct_items AS tally
            FROM (SELECT DISTINCT reported.quarter, least(end_date(reported.quarter), coalesce(node_rating_report.as_at, CURRENT_DATE)) AS links_at
                    FROM plan_quarters(as_at) reported
                  UNION ALL
                  SELECT NULL, coalesce(nullif(as_at, 'infinity'), CURRENT_DATE)) day
           CROSS JOIN LATERAL (
                 SELECT iq.plan_id, iq.quarter, iq.is_latest,
                        outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                          FROM rollup_node_links(day.links_at) nl),
                                       il.node_id, il.item_id, iq.rating) AS nodes
                   FROM item_quarters(as_at) iq
                   JOIN item_link_rows(day.links_at) il ON il.item_id = iq.item_id
                  WHERE (iq.quarter = day.quarter OR (iq.quarter IS NULL AND day.quarter IS NULL))
                  GROUP BY iq.plan_id, iq.quarter, iq.is_latest) pq
           CROSS JOIN LATERAL unnest(pq.nodes) rolled
           WHERE total(rolled.distinct_items) > 0) t
    JOIN nodes n ON n.node_id = t.node_id
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION node_rating_report(date) IS
  'node_rating_report as at that day: one row per plan, quarter in which it had reported by then, and node with items of the plan at or under it, each counted once (distinct), over the links of the last day of the quarter. Do not add across nodes.';

CREATE OR REPLACE VIEW node_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.node_id, t.level, t.ref, t.title, t.tally, t.total, t.complete, t.green, t.amber_green, t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM node_rating_report('infinity') t;
COMMENT ON VIEW node_rating_report IS
  'One row per plan, quarter and node (aim, priority, theme, recommendation, outcome ...) that has items of the plan at or under it, each counted once. Do not add across nodes: an item under two of them counts at each.';

CREATE OR REPLACE FUNCTION body_rating_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, body_id bigint, body text, role text,
                 tally rag_tally, total bigint, complete bigint, green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.body_id, b.name, t.role, t.tally,
         total(t.tally),
         complete(t.tally),
         green(t.tally),
         amber_green(t.tally),
         amber(t.tally),
         amber_red(t.tally),
         red(t.tally),
         scheduled(t.tally),
         unrated(t.tally),
         percent_complete(t.tally),
         overall(t.tally),
         rated(t.tally),
         live(t.tally),
         percent_complete(t.tally, 'rated')
    FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role, tally(iq.rating) AS tally
            FROM item_quarters(body_rating_report.as_at) iq
            LEFT JOIN LATERAL (SELECT DISTINCT ib.body_id, ib.role
                                 FROM item_bodies ib
                                WHERE ib.item_id = iq.item_id
                                  AND coalesce(least(end_date(iq.quarter), nullif(body_rating_report.as_at, 'infinity')), CURRENT_DATE)
                                      BETWEEN ib.valid_from AND ib.valid_to) held ON true
           GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role) t
    JOIN plan_names p ON p.plan_id = t.plan_id
    LEFT JOIN bodies b ON b.body_id = t.body_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, b.name NULLS LAST, t.body_id, t.role;
END;
COMMENT ON FUNCTION body_rating_report(date) IS
  'body_rating_report as at that day: one row per plan, quarter in which it had reported by then, committee or board, and role. Do not add across bodies.';

CREATE OR REPLACE VIEW body_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.body_id, t.body, t.role, t.tally, t.total, t.complete, t.green, t.amber_green, t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM body_rating_report('infinity') t;
COMMENT ON VIEW body_rating_report IS
  'One row per plan, quarter, committee or board, and role; one without a body for the items that have none. Do not add across bodies: an item with two of them counts under each.';

CREATE OR REPLACE FUNCTION officer_rating_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, officer_id bigint, officer text, role text,
                 tally rag_tally, total bigint, complete bigint, green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.officer_id, o.name, t.role, t.tally,
         total(t.tally),
         complete(t.tally),
         green(t.tally),
         amber_green(t.tally),
         amber(t.tally),
         amber_red(t.tally),
         red(t.tally),
         scheduled(t.tally),
         unrated(t.tally),
         percent_complete(t.tally),
         overall(t.tally),
         rated(t.tally),
         live(t.tally),
         percent_complete(t.tally, 'rated')
    FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role, tally(iq.rating) AS tally
            FROM item_quarters(officer_rating_report.as_at) iq
            LEFT JOIN LATERAL (SELECT DISTINCT io.officer_id, io.role
                                 FROM item_officers io
                                WHERE io.item_id = iq.item_id
                                  AND coalesce(least(end_date(iq.quarter), nullif(officer_rating_report.as_at, 'infinity')), CURRENT_DATE)
                                      BETWEEN io.valid_from AND io.valid_to) held ON true
           GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role) t
    JOIN plan_names p ON p.plan_id = t.plan_id
    LEFT JOIN officers o ON o.officer_id = t.officer_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, o.name NULLS LAST, t.officer_id, t.role;
END;
COMMENT ON FUNCTION officer_rating_report(date) IS
  'officer_rating_report as at that day: one row per plan, quarter in which it had reported by then, officer and role. Do not add across officers.';

CREATE OR REPLACE VIEW officer_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.officer_id, t.officer, t.role, t.tally, t.total, t.complete, t.green, t.amber_green, t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM officer_rating_report('infinity') t;
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
    LEFT JOIN (WITH rated AS MATERIALIZED (
                 -- Materialised: rated once per item, not once per link of it.
                 SELECT ri.item_id, ri.rating FROM rated_items(rollup_report.in_quarter, rollup_report.as_at, rollup_report.of_plans) ri)
               SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                                FROM rollup_node_links(coalesce(rollup_report.as_at, end_date(rollup_report.in_quarter), CURRENT_DATE)) nl),
                                             il.node_id, il.item_id, rated.rating) AS nodes
                         FROM rated
                         JOIN item_link_rows(coalesce(rollup_report.as_at, end_date(rollup_report.in_quarter), CURRENT_DATE)) il
                           ON il.item_id = rated.item_id) r
                CROSS JOIN LATERAL unnest(r.nodes) u) rolled ON rolled.node = n.node_id
   WHERE (rollup_report.in_quarter IS NULL OR checked_quarter(rollup_report.in_quarter) IS NOT NULL)
     AND (rollup_report.of_plans IS NULL OR checked_plans(rollup_report.of_plans) IS NOT NULL)
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION rollup_report(quarter, date, bigint[]) IS
  'One row per node, zeros included: the ratings in that quarter (an item without one is unrated; no quarter: the latest in which its plan had reported by that day) of all items at or under it that were active on its last day (no quarter: on that day), over the links that hold on that day (no day: the last of the quarter, or today); only items of these plans, if any are named. Do not add across nodes.';

CREATE OR REPLACE VIEW rollup_report WITH (security_invoker = true) AS
SELECT r.node_id, r.plan_id, r.plan, r.level, r.ref, r.title, r.by_link, r.distinct_items, r.items_by_link, r.items_distinct,
       r.percent_complete, r.overall
  FROM rollup_report(NULL, CURRENT_DATE) r;
COMMENT ON VIEW rollup_report IS
  'One row per node, zeros included: the latest ratings of all items at or under it that are active today. Do not add across nodes: an item under two of them counts at each.';

CREATE OR REPLACE FUNCTION unlinked_items(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, level text, ref text, title text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.level, i.ref, i.title
    FROM items i
    JOIN plan_names p ON p.plan_id = i.plan_id
   WHERE NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(unlinked_items.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
     AND NOT EXISTS (SELECT FROM item_link_rows(unlinked_items.as_at) l WHERE l.item_id = i.item_id)
     AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(unlinked_items.as_at) c))
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION unlinked_items(date) IS 'One row per item active on that day that no link which rolls up and holds on that day ties to any node.';

CREATE OR REPLACE VIEW unlinked_items WITH (security_invoker = true) AS
SELECT u.plan_id, u.plan, u.item_id, u.level, u.ref, u.title FROM unlinked_items(CURRENT_DATE) u;
COMMENT ON VIEW unlinked_items IS 'One row per item active today that no link which rolls up ties to any node.';

-- A node with items is one thing linked to itself: the rollup then says which nodes have any of them at or under them.  Where no node of
-- a level has any, the level is not one that items are linked to; and what several plans share is often there only because a link names
-- it that does not roll up, such as a strategy that an item refers to.
CREATE OR REPLACE FUNCTION uncovered_nodes(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, node_id bigint, level text, ref text, title text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT n.plan_id, p.plan, n.node_id, n.level, n.ref, n.title
    FROM (SELECT c.plan_id, c.node_id, c.level, c.ref, c.title, c.code, c.is_covered, bool_or(c.is_covered) OVER (PARTITION BY c.plan_id, c.level) AS covered_beside
            FROM (SELECT x.plan_id, x.node_id, x.level, x.ref, x.title, x.code, x.node_id IN
              (SELECT u.node
                 FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id) FROM rollup_node_links(uncovered_nodes.as_at) nl),
                                             held.node_id, held.node_id, NULL) AS nodes
                         FROM (SELECT DISTINCT il.node_id
                                 FROM item_link_rows(uncovered_nodes.as_at) il
                                 JOIN items i ON i.item_id = il.item_id
                                WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(uncovered_nodes.as_at) c))
                                  AND NOT EXISTS (SELECT FROM item_absences gone
                                                  WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(uncovered_nodes.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)) held) r
                CROSS JOIN LATERAL unnest(r.nodes) u
                WHERE total(u.distinct_items) > 0) AS is_covered
                    FROM nodes x
                  -- Keeps the planner from working that out once for the row and once for its neighbours.
                  OFFSET 0) c) n
    LEFT JOIN plans own ON own.plan_id = n.plan_id
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
   WHERE NOT n.is_covered
     AND n.covered_beside
     AND (n.plan_id IS NOT NULL
          OR EXISTS (SELECT FROM links l JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up WHERE l.from_node_id = n.node_id)
          OR EXISTS (SELECT FROM links l JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up WHERE l.to_node_id = n.node_id)
          OR NOT EXISTS (SELECT FROM links l WHERE l.from_node_id = n.node_id) AND NOT EXISTS (SELECT FROM links l WHERE l.to_node_id = n.node_id))
     AND coalesce(own.counts_from <= coalesce(uncovered_nodes.as_at, CURRENT_DATE), true)
     AND (own.plan_id IS NULL
          OR own.state <> 'closed'
          OR coalesce(uncovered_nodes.as_at, CURRENT_DATE) < coalesce((SELECT min(s.counts_from) FROM plans s WHERE s.supersedes_plan_id = own.plan_id), least(CURRENT_DATE, upper(own.period))))
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION uncovered_nodes(date) IS
  'One row per node that has no item active on that day at or under it, over the links of that day, and is meant to have some, such as an outcome to which nothing contributes. Meant to: another node of its level in its plan (of what several plans share: of its level) has some; its plan counts on that day, that is, has begun and, if it is closed, was not over (the plan that takes its place had not begun or, where there is none, its period had not ended); and what several plans share is more than a name that only links which do not roll up give.';

CREATE OR REPLACE VIEW uncovered_nodes WITH (security_invoker = true) AS
SELECT u.plan_id, u.plan, u.node_id, u.level, u.ref, u.title FROM uncovered_nodes(CURRENT_DATE) u;
COMMENT ON VIEW uncovered_nodes IS 'One row per node without any active item at or under it today that is meant to have some, such as an outcome to which nothing contributes; the function of this name says what is meant to.';

-- Reports: deadlines.  A deadline is the one in force now, whatever the day asked for: a revision says what was wrong before.

CREATE OR REPLACE FUNCTION due_report(as_at date DEFAULT CURRENT_DATE)
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
         d.current_due - coalesce(due_report.as_at, CURRENT_DATE)
    FROM item_dates d
    JOIN items i ON i.item_id = d.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN item_absences gone ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(due_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
   WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(due_report.as_at) c))
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, d.item_id, d.milestone;
END;
COMMENT ON FUNCTION due_report(date) IS
  'One row per item and milestone with a deadline: the first one set and the one in force now, whether the item was active on that day, and how many days were left.';

CREATE OR REPLACE VIEW due_report WITH (security_invoker = true) AS
SELECT d.plan_id, d.plan, d.item_id, d.ref, d.title, d.milestone, d.baseline_period, d.baseline_due, d.baseline_raw,
       d.current_period, d.current_due, d.current_raw, d.revisions, d.active, d.days_left
  FROM due_report(CURRENT_DATE) d;
COMMENT ON VIEW due_report IS 'One row per item, active or not, and milestone with a deadline: the first one set and the one in force.';

CREATE OR REPLACE FUNCTION slippage_report(as_at date DEFAULT CURRENT_DATE)
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
         last.rating
    FROM item_dates d
    JOIN items i ON i.item_id = d.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN item_absences gone
           ON gone.plan_id = i.plan_id
          AND gone.item_id = i.item_id
          AND coalesce(nullif(slippage_report.as_at, 'infinity'), CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
    LEFT JOIN plan_quarters(slippage_report.as_at) pq ON pq.plan_id = i.plan_id AND pq.is_latest AND gone.item_id IS NULL
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = d.item_id
                          AND r.period_start <= coalesce(slippage_report.as_at, CURRENT_DATE)
                          AND gone.item_id IS NOT NULL
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) given_up ON true
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = d.item_id AND r.quarter = pq.quarter AND r.period_start <= coalesce(slippage_report.as_at, CURRENT_DATE)
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) active ON true
   CROSS JOIN LATERAL (SELECT CASE WHEN pq.quarter IS NULL THEN given_up.rating ELSE active.rating END AS rating) last
   WHERE d.milestone = 'due'
     AND d.revisions > 0
     AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(slippage_report.as_at) c))
   ORDER BY p.plan, i.plan_id, d.current_due - d.baseline_due DESC NULLS LAST, i.code NULLS LAST, d.item_id;
END;
COMMENT ON FUNCTION slippage_report(date) IS
  'One row per item, active or not, whose due date was revised at least once: how far the one in force now lies from the first; rating is the one in the latest quarter in which the plan had reported by that day, of an item not active then the last it had.';

CREATE OR REPLACE VIEW slippage_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.item_id, s.ref, s.title, s.baseline_due, s.current_due, s.revisions, s.slippage_months,
       s.slippage_days, s.baseline_raw, s.current_raw, s.reason, s.rating
  FROM slippage_report('infinity') s;
COMMENT ON VIEW slippage_report IS 'One row per item, active or not, whose due date was revised at least once: how far the one in force lies from the first; rating is the latest, of an item no longer active the last it had.';

CREATE OR REPLACE FUNCTION overdue_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, baseline_due date, current_due date,
                 days_overdue integer, months_overdue integer, rating rag, unrated boolean, quarter quarter, officers text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, d.baseline_due, d.current_due,
         coalesce(overdue_report.as_at, CURRENT_DATE) - d.current_due,
         (extract(year FROM age(coalesce(overdue_report.as_at, CURRENT_DATE), d.current_due)) * 12 + extract(month FROM age(coalesce(overdue_report.as_at, CURRENT_DATE), d.current_due)))::integer,
         latest.rating,
         latest.rating IS NULL,
         latest.quarter,
         details.officers
    FROM items i
    JOIN plan_names p ON p.plan_id = i.plan_id
    JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due < coalesce(overdue_report.as_at, CURRENT_DATE)
    JOIN item_details(overdue_report.as_at) details ON details.item_id = i.item_id
    LEFT JOIN LATERAL (SELECT r.rating, r.quarter
                         FROM ratings r
                        WHERE r.item_id = i.item_id
                          AND r.period_start <= coalesce(overdue_report.as_at, CURRENT_DATE)
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) latest ON true
   WHERE NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(overdue_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
     AND coalesce(latest.rating <> 'B', true)
     -- Until a refreshed plan begins, its work is overdue in the old one.
     AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(overdue_report.as_at) c))
   ORDER BY d.current_due, p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION overdue_report(date) IS
  'One row per item active on that day whose due date in force lies before it and whose latest rating is not Complete: the latest of a period that had begun by then, as known now. An item without any rating is there, marked unrated; what a refreshed plan carries forward is overdue in the old plan until the new one begins. Longest overdue first.';

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
    FROM latest_ratings(consistency_report.as_at) latest
    JOIN items i ON i.item_id = latest.item_id AND i.plan_id = latest.plan_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN dates_in_force d ON d.item_id = i.item_id AND d.milestone = 'due'
    LEFT JOIN dates_in_force s ON s.item_id = i.item_id AND s.milestone = 'start'
   CROSS JOIN LATERAL (VALUES
         ('green past due', latest.rating IN ('G', 'AG') AND d.current_due < coalesce(consistency_report.as_at, CURRENT_DATE)),
         ('scheduled past due', latest.rating = 'S' AND d.current_due < coalesce(consistency_report.as_at, CURRENT_DATE)),
         ('scheduled past start', latest.rating = 'S' AND upper(s.current_period) <= coalesce(consistency_report.as_at, CURRENT_DATE)),
         ('red before due', latest.rating IN ('R', 'AR') AND d.current_due >= coalesce(consistency_report.as_at, CURRENT_DATE)),
         ('complete before start', latest.rating = 'B' AND lower(s.current_period) > coalesce(consistency_report.as_at, CURRENT_DATE))) f (finding, found)
   WHERE f.found
   ORDER BY p.plan, i.plan_id, f.finding, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION consistency_report(date) IS
  'One row per doubt about an item active on that day: a rating and a date that do not sit well together. A doubt is a question to ask, not an error: lateness never changes a rating.';

CREATE OR REPLACE VIEW consistency_report WITH (security_invoker = true) AS
SELECT c.plan_id, c.plan, c.item_id, c.ref, c.title, c.finding, c.rating, c.quarter, c.start_date, c.current_due
  FROM consistency_report(CURRENT_DATE) c;
COMMENT ON VIEW consistency_report IS 'One row per doubt about an item active today: a rating and a date that do not sit well together.';

-- Items are counted once where they start and once where they are due, a running total makes what is under way of it, and each
-- quarter in which something happens is spread to the one before the next: so a deadline of the year 9999 costs its quarters,
-- not its quarters times all items.
CREATE OR REPLACE FUNCTION profile_report(as_at date DEFAULT CURRENT_DATE)
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
                    FROM (SELECT i.plan_id, event.quarter, event.due, event.started, event.ended,
                                 coalesce(now.rating = 'B', false)::integer AS complete
                            FROM items i
                            JOIN dates_in_force d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due IS NOT NULL
                            LEFT JOIN dates_in_force s ON s.item_id = i.item_id AND s.milestone = 'start'
                            LEFT JOIN plan_quarters(profile_report.as_at) pq ON pq.plan_id = i.plan_id AND pq.is_latest
                            LEFT JOIN LATERAL (SELECT r.rating
                                                 FROM ratings r
                                                WHERE r.item_id = i.item_id AND r.quarter = pq.quarter AND r.period_start <= coalesce(profile_report.as_at, CURRENT_DATE)
                                                ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                                                LIMIT 1) now ON true
                           CROSS JOIN LATERAL (SELECT quarter(lower(s.current_period), (SELECT cal.fiscal_start_month FROM register_settings cal)) AS starts,
                                                      quarter(d.current_due, (SELECT cal.fiscal_start_month FROM register_settings cal)) AS ends) span
                           CROSS JOIN LATERAL (VALUES (span.ends, 1, 0, coalesce(span.starts <= span.ends, false)::integer),
                                                      (span.starts, 0, 1, 0)) event (quarter, due, started, ended)
                           WHERE NOT EXISTS (SELECT FROM item_absences gone
                                             WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(nullif(profile_report.as_at, 'infinity'), CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
                             AND (event.due = 1 OR span.starts <= span.ends)
                             AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(profile_report.as_at) c))) e
                   GROUP BY e.plan_id, e.quarter) c
          WINDOW in_time AS (PARTITION BY c.plan_id ORDER BY c.quarter)) q
   -- The planner takes a series for a thousand rows and an array for ten.
   CROSS JOIN LATERAL (SELECT gap.n::integer - 1 AS n FROM unnest(array_fill(0, ARRAY[q.further + 1])) WITH ORDINALITY gap (zero, n)) n
    JOIN plan_names p ON p.plan_id = q.plan_id
   ORDER BY p.plan, q.plan_id, q.quarter + n.n;
END;
COMMENT ON FUNCTION profile_report(date) IS
  'One row per plan and fiscal quarter from its first start or deadline to its last, quarters with nothing included; items active on that day count, by the deadlines in force now and their ratings in the latest quarter in which the plan had reported by that day. Denominator: dated_items; items without a due date, or with one that has no end, are in no row.';

CREATE OR REPLACE VIEW profile_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.quarter, r.due_items, r.due_complete, r.active_items, r.active_complete, r.due_so_far,
       r.due_so_far_complete, r.dated_items
  FROM profile_report('infinity') r;
COMMENT ON VIEW profile_report IS
  'One row per plan and fiscal quarter from its first start or deadline to its last, quarters with nothing included; items active today count. Those without a due date, or with one that has no end, are in no row.';

-- Reports: the data themselves.

-- Counted in one pass over the cells, then set out as rows.
CREATE OR REPLACE VIEW data_notes WITH (security_invoker = true) AS
SELECT n.plan_id, p.plan, n.finding, n.cells
  FROM (SELECT c.plan_id, f.finding, f.cells, f.place
          FROM (SELECT i.plan_id, count(*) AS cells_read,
                       count(*) FILTER (WHERE r.raw = '') AS blank,
                       count(*) FILTER (WHERE r.raw <> '' AND r.raw IS DISTINCT FROM r.rating::text) AS not_canonical,
                       count(*) FILTER (WHERE r.raw ~ '[^[:ascii:]]' AND char_length(btrim(r.raw)) <= 2) AS look_alike
                  FROM ratings r
                  JOIN items i ON i.item_id = r.item_id
                 GROUP BY i.plan_id) c
         CROSS JOIN LATERAL (VALUES
               (1, 'rating cells read', c.cells_read),
               (2, 'blank rating cells', c.blank),
               (3, 'rating cells not in canonical letters', c.not_canonical),
               (4, 'of these, look-alike letters of another alphabet', c.look_alike)) f (place, finding, cells)
        UNION ALL
        SELECT c.plan_id, f.finding, f.cells, f.place
          FROM (SELECT i.plan_id, count(*) AS cells_read, count(*) FILTER (WHERE d.due IS NULL) AS open_ended
                  FROM due_dates d
                  JOIN items i ON i.item_id = d.item_id
                 GROUP BY i.plan_id) c
         CROSS JOIN LATERAL (VALUES (5, 'deadline cells read', c.cells_read), (6, 'deadlines without an end', c.open_ended)) f (place, finding, cells)) n
  JOIN plan_names p ON p.plan_id = n.plan_id
 ORDER BY p.plan, n.plan_id, n.place;
COMMENT ON VIEW data_notes IS 'One row per plan and finding: how many printed cells had to be read with care. Corrections count as cells too.';

-- Every column of every view above, in one glossary: a name means the same wherever it stands.

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('absent_from', 'First day on which it does not count; -infinity: it had not begun.'),
        ('absent_to', 'Last day on which it does not count; infinity: it never does again.'),
        ('active', 'Whether the item is active on that day.'),
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
        ('dated_items', 'All items that have a due date with an end: what the due items add up to.'),
        ('days_left', 'Days from the day asked for to the due date in force; negative where it has passed, NULL where it has no end.'),
        ('days_overdue', 'Days from the due date in force to the day asked for.'),
        ('distinct_items', 'Ratings of the distinct items at or under the node: every item counts once. Do not add across nodes.'),
        ('due_complete', 'Of the items due, those now Complete.'),
        ('due_items', 'Items whose due date in force lies in the quarter.'),
        ('due_so_far', 'Items whose due date in force lies in this quarter or an earlier one.'),
        ('due_so_far_complete', 'Of the items due so far, those now Complete.'),
        ('finding', 'What was found.'),
        ('green', 'Items rated Green.'),
        ('is_latest', 'Whether the plan reports no later quarter.'),
        ('item_id', 'The item.'),
        ('items', 'How many items.'),
        ('items_by_link', 'Total of by_link. Larger than items_distinct where an item is linked to several nodes.'),
        ('items_distinct', 'Total of distinct_items: how many items there are at or under the node. Do not add across nodes.'),
        ('label', 'What the plan prints for that rating.'),
        ('level', 'Which kind of node or item.'),
        ('live', 'Items under way: Green to Red.'),
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
        ('percent_complete_of_rated', 'Items rated Complete in per cent of those rated at all; exact; NULL where none is.'),
        ('period_end', 'Last day of the reporting period.'),
        ('period_start', 'First day of the reporting period.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan; at a node NULL where several plans share it.'),
        ('previous_quarter', 'The quarter in which the plan reported before, however long ago; NULL in its first.'),
        ('previous_rating', 'The rating in the previous quarter; NULL: not rated.'),
        ('quarter', 'The fiscal quarter; NULL where the plan has never reported.'),
        ('rated', 'Items that have a rating.'),
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
     WHERE c.relname IN (SELECT register_view_names(register_views_sql()))
       AND col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;
COMMENT ON FUNCTION register_views_sql() IS 'The statements by which create_register makes a register''s reporting views.';
