-- Everything as it was known: rows recorded by then, by the rules of the reports of today.

-- As known.
-- The few quarters there are come from the index of ratings, one step each: this costs plans times quarters, however many ratings there
-- are.
CREATE OR REPLACE FUNCTION plan_quarters_as_known(known_at timestamptz)
  RETURNS TABLE (plan_id bigint, quarter quarter, previous_quarter quarter, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH RECURSIVE quarters AS (
    SELECT (SELECT min(r.quarter) FROM ratings r) AS quarter
    UNION ALL
    SELECT (SELECT min(r.quarter) FROM ratings r WHERE r.quarter > q.quarter)
      FROM quarters q
     WHERE q.quarter IS NOT NULL
  )
  SELECT reported.plan_id,
         reported.quarter,
         lag(reported.quarter) OVER in_time,
         lead(reported.quarter) OVER in_time IS NULL
    FROM (SELECT p.plan_id, q.quarter
            FROM plans p
           CROSS JOIN quarters q
           -- That there is a quarter, in words of which the planner expects fewer rows.
           WHERE start_date(q.quarter) <= 'infinity'
             AND (p.counts_from IS NULL OR p.counts_from <= end_date(q.quarter))
             AND EXISTS (SELECT FROM items i
                          CROSS JOIN LATERAL (SELECT FROM ratings r
                                               WHERE r.item_id = i.item_id AND r.quarter = q.quarter
                                                 AND r.recorded_at <= plan_quarters_as_known.known_at
                                               LIMIT 1) rated
                          WHERE i.plan_id = p.plan_id)) reported
  WINDOW in_time AS (PARTITION BY reported.plan_id ORDER BY reported.quarter);
END;
COMMENT ON FUNCTION plan_quarters_as_known(timestamptz) IS 'plan_quarters as it was at that moment.';

-- The rules are those of item_quarters (sql/33), over rows recorded by then: an item that nothing was recorded of is not there.
CREATE OR REPLACE FUNCTION known_item_quarters(known_at timestamptz, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, item_id bigint, quarter quarter, is_latest boolean, previous_quarter quarter,
                 state text, state_since date, state_reason text, item_state_id bigint,
                 rating rag, rating_id bigint, previous_rating rag, previous_rating_id bigint, movement text,
                 commentary text, corrective_action text, recorded_at timestamptz,
                 baseline_due date, current_due date, due_date_id bigint, revisions bigint,
                 level text, ref text, title text, code plan_code)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id, i.item_id, pq.quarter, coalesce(pq.is_latest, true), pq.previous_quarter,
         coalesce(stood.state, 'active'), stood.since, stood.reason, stood.item_state_id,
         now.rating, now.rating_id, before.rating, before.rating_id,
         CASE WHEN pq.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END,
         now.commentary, now.corrective_action, now.recorded_at,
         CASE WHEN isfinite(deadlines.due[1]) THEN deadlines.due[1] END,
         CASE WHEN isfinite(deadlines.due[deadlines.number]) THEN deadlines.due[deadlines.number] END,
         deadlines.due_date_id[deadlines.number],
         greatest(deadlines.number - 1, 0),
         i.level, i.ref, i.title, i.code
    FROM items i
    LEFT JOIN plan_quarters_as_known(known_item_quarters.known_at) pq ON pq.plan_id = i.plan_id
    LEFT JOIN LATERAL (SELECT s.item_state_id, s.state, s.since, s.reason
                         FROM item_states s
                        WHERE s.item_id = i.item_id AND s.recorded_at <= known_item_quarters.known_at
                        ORDER BY s.recorded_at DESC, s.item_state_id DESC
                        LIMIT 1) stood ON true
    LEFT JOIN LATERAL (SELECT r.rating_id, r.rating, r.commentary, r.corrective_action, r.recorded_at
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = pq.quarter AND r.recorded_at <= known_item_quarters.known_at
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
    LEFT JOIN LATERAL (SELECT r.rating_id, r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = pq.previous_quarter AND r.recorded_at <= known_item_quarters.known_at
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) before ON true
   CROSS JOIN LATERAL (SELECT array_agg(d.due) AS due, array_agg(d.due_date_id) AS due_date_id, count(*) AS number
                         FROM (SELECT r.due, r.due_date_id
                                 FROM due_dates r
                                WHERE r.item_id = i.item_id AND r.milestone = 'due' AND r.recorded_at <= known_item_quarters.known_at
                                ORDER BY r.revision) d) deadlines
   -- Most items have no state recorded: only of the others absences are worked out.
   WHERE (stood.item_state_id IS NULL
          OR NOT EXISTS (SELECT FROM item_absences_as_known(known_item_quarters.known_at) gone
                          WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                            AND coalesce(end_date(pq.quarter), known_item_quarters.as_at, CURRENT_DATE)
                                BETWEEN gone.absent_from AND gone.absent_to))
     AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(known_item_quarters.as_at) c))
     AND (coalesce(i.recorded_at, '-infinity') <= known_item_quarters.known_at
          OR EXISTS (SELECT FROM ratings r WHERE r.item_id = i.item_id AND r.recorded_at <= known_item_quarters.known_at));
END;
COMMENT ON FUNCTION known_item_quarters(timestamptz, date) IS 'item_quarters_as_known, with what items says of the item.';

CREATE OR REPLACE FUNCTION item_quarters_as_known(known_at timestamptz, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, item_id bigint, quarter quarter, is_latest boolean, previous_quarter quarter,
                 state text, state_since date, state_reason text, item_state_id bigint,
                 rating rag, rating_id bigint, previous_rating rag, previous_rating_id bigint, movement text,
                 commentary text, corrective_action text, recorded_at timestamptz,
                 baseline_due date, current_due date, due_date_id bigint, revisions bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT k.plan_id, k.item_id, k.quarter, k.is_latest, k.previous_quarter, k.state, k.state_since, k.state_reason, k.item_state_id,
         k.rating, k.rating_id, k.previous_rating, k.previous_rating_id, k.movement, k.commentary, k.corrective_action, k.recorded_at,
         k.baseline_due, k.current_due, k.due_date_id, k.revisions
    FROM known_item_quarters(item_quarters_as_known.known_at, item_quarters_as_known.as_at) k;
END;
COMMENT ON FUNCTION item_quarters_as_known(timestamptz, date) IS
  'item_quarters as it was at that moment, with the deadlines and states known then and the keys of the rows that say so. Items known '
  'by then count if they were active, as known then, on the last day of the quarter; without a quarter, on as_at.';

CREATE OR REPLACE FUNCTION as_known_on(day date)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, item_id bigint, level text, ref text, title text,
                 state text, state_since date, rating rag, previous_quarter quarter, previous_rating rag, movement text,
                 baseline_due date, current_due date, revisions bigint, slippage_days integer, overdue boolean,
                 commentary text, corrective_action text, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.is_latest, iq.item_id, iq.level, iq.ref, iq.title,
         iq.state, iq.state_since, iq.rating, iq.previous_quarter, iq.previous_rating, iq.movement,
         iq.baseline_due, iq.current_due, iq.revisions, iq.current_due - iq.baseline_due,
         coalesce(iq.current_due < as_known_on.day, false) AND coalesce(iq.rating <> 'B', true),
         iq.commentary, iq.corrective_action, iq.recorded_at
    FROM known_item_quarters(end_of_day(as_known_on.day), as_known_on.day) iq
    JOIN (SELECT n.plan_id, n.plan, row_number() OVER (ORDER BY n.plan, n.plan_id) AS place FROM plan_names n) p ON p.plan_id = iq.plan_id
   ORDER BY p.place, iq.quarter NULLS FIRST, iq.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION as_known_on(date) IS
  'One row per item and quarter in which its plan had reported by the end of that day (one without a quarter where it never had): the '
  'rating, movement, deadline in force and state as known then, later corrections left out. Items that were active on the last day of '
  'the quarter, as known then. Wording and plan are those of today. Restrict it by plan_id and quarter in WHERE.';

-- All items are counted once, and from each quarter those that do not count in it are taken away.
CREATE OR REPLACE FUNCTION progress_as_known_on(day date)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, tally rag_tally, total bigint, complete bigint,
                 green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
  SET jit = off
BEGIN ATOMIC
  WITH gone AS MATERIALIZED (
    SELECT a.plan_id, a.item_id, a.absent_from, a.absent_to
      FROM item_absences_as_known(end_of_day(progress_as_known_on.day)) a
  ), known AS (
    SELECT i.item_id, i.plan_id
      FROM items i
     WHERE (coalesce(i.recorded_at, '-infinity') <= end_of_day(progress_as_known_on.day)
            OR EXISTS (SELECT FROM ratings r WHERE r.item_id = i.item_id AND r.recorded_at <= end_of_day(progress_as_known_on.day)))
       AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(progress_as_known_on.day) c))
  ), reported AS (
    SELECT k.plan_id, pq.quarter, coalesce(pq.is_latest, true) AS is_latest,
        coalesce(end_date(pq.quarter), progress_as_known_on.day) AS day, k.items
      FROM (SELECT known.plan_id, count(*) AS items FROM known GROUP BY known.plan_id) k
      LEFT JOIN plan_quarters_as_known(end_of_day(progress_as_known_on.day)) pq ON pq.plan_id = k.plan_id
  ), away AS (
    SELECT r.plan_id, r.quarter, count(*) AS items
      FROM reported r
      JOIN gone ON gone.plan_id = r.plan_id AND r.day BETWEEN gone.absent_from AND gone.absent_to
      JOIN known ON known.item_id = gone.item_id
     GROUP BY r.plan_id, r.quarter
  ), spoken AS (
    SELECT DISTINCT ON (r.item_id, r.quarter) r.item_id, r.quarter, r.rating
      FROM ratings r
     WHERE r.recorded_at <= end_of_day(progress_as_known_on.day)
     ORDER BY r.item_id DESC, r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
  ), rated AS (
    SELECT n.plan_id, n.quarter, sum((coalesce(n.rating::text, '?') || n.items)::rag_tally) AS tally
      FROM (SELECT i.plan_id, r.quarter, r.rating, count(*) AS items
              FROM spoken r
              JOIN items i ON i.item_id = r.item_id
             WHERE NOT EXISTS (SELECT FROM gone WHERE gone.item_id = r.item_id AND end_date(r.quarter)
                               BETWEEN gone.absent_from AND gone.absent_to)
             GROUP BY i.plan_id, r.quarter, r.rating) n
     GROUP BY n.plan_id, n.quarter
  )
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.tally, total(t.tally), complete(t.tally), green(t.tally), amber_green(t.tally),
         amber(t.tally), amber_red(t.tally), red(t.tally), scheduled(t.tally), unrated(t.tally), percent_complete(t.tally),
             overall(t.tally),
         rated(t.tally), live(t.tally), percent_complete(t.tally, 'rated')
    FROM (SELECT c.plan_id, c.quarter, c.is_latest, c.items,
                 CASE WHEN r.tally IS NULL THEN ('?' || c.items)::rag_tally
                      WHEN c.items > total(r.tally) THEN r.tally + ('?' || (c.items - total(r.tally)))::rag_tally
                      ELSE r.tally END AS tally
            FROM (SELECT e.plan_id, e.quarter, e.is_latest, e.items - coalesce(a.items, 0) AS items
                    FROM reported e
                    LEFT JOIN away a ON a.plan_id = e.plan_id AND (a.quarter = e.quarter OR (a.quarter IS NULL AND e.quarter IS NULL))) c
            LEFT JOIN rated r ON r.plan_id = c.plan_id AND r.quarter = c.quarter
           WHERE c.items > 0) t
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST;
END;
COMMENT ON FUNCTION progress_as_known_on(date) IS
  'progress_report as it stood at the end of that day: one row per plan and quarter reported by then; percentages are of all items that '
  'counted then, not rated ones included.';

CREATE OR REPLACE FUNCTION links_as_known(known_at timestamptz)
  RETURNS TABLE (link_id bigint, from_item_id bigint, from_node_id bigint, to_item_id bigint, to_node_id bigint, relation text,
                 valid_from date, valid_to date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.link_id, l.from_item_id, l.from_node_id, l.to_item_id, l.to_node_id, l.relation, l.valid_from,
         coalesce(later.previous_valid_to, l.valid_to)
    FROM links l
    LEFT JOIN (SELECT DISTINCT ON (e.link_id) e.link_id, e.previous_valid_to
                 FROM link_ends e
                WHERE e.recorded_at > links_as_known.known_at
                ORDER BY e.link_id, e.recorded_at, e.link_end_id) later ON later.link_id = l.link_id
   WHERE coalesce(l.recorded_at, '-infinity') <= links_as_known.known_at;
END;
COMMENT ON FUNCTION links_as_known(timestamptz) IS
  'links as they were at that moment: those recorded by then, with the last day known then.';

CREATE OR REPLACE FUNCTION rollup_as_known_on(day date, in_quarter quarter DEFAULT NULL, of_plans bigint[] DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text,
                 by_link rag_tally, distinct_items rag_tally, items_by_link bigint, items_distinct bigint,
                 percent_complete numeric, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
  SET jit = off
BEGIN ATOMIC
  WITH turned AS (
    SELECT CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END AS item_id,
           CASE rel.child_end WHEN 'from' THEN l.from_node_id ELSE l.to_node_id END AS child_node_id,
           CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END AS node_id
      FROM links_as_known(end_of_day(rollup_as_known_on.day)) l
      JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
     WHERE coalesce(end_date(rollup_as_known_on.in_quarter), rollup_as_known_on.day) BETWEEN l.valid_from AND l.valid_to
       AND CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END IS NOT NULL
  ), rated AS MATERIALIZED (
    -- Materialised: rated once per item, not once per link of it.
    SELECT i.item_id, now.rating
      FROM items i
      LEFT JOIN plan_quarters_as_known(end_of_day(rollup_as_known_on.day)) pq ON pq.plan_id = i.plan_id AND pq.is_latest
      LEFT JOIN LATERAL (SELECT r.rating
                           FROM ratings r
                          WHERE r.item_id = i.item_id AND r.quarter = coalesce(rollup_as_known_on.in_quarter, pq.quarter)
                            AND r.recorded_at <= end_of_day(rollup_as_known_on.day)
                          ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                          LIMIT 1) now ON true
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(coalesce(end_date(rollup_as_known_on.in_quarter),
                                                                                rollup_as_known_on.day)) c))
       AND (rollup_as_known_on.of_plans IS NULL OR i.plan_id = ANY (rollup_as_known_on.of_plans))
       AND NOT EXISTS (SELECT FROM item_absences_as_known(end_of_day(rollup_as_known_on.day)) gone
                        WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                          AND (rollup_as_known_on.of_plans IS NULL OR gone.plan_id = ANY (rollup_as_known_on.of_plans))
                          AND coalesce(end_date(rollup_as_known_on.in_quarter), rollup_as_known_on.day)
                              BETWEEN gone.absent_from AND gone.absent_to)
       AND (coalesce(i.recorded_at, '-infinity') <= end_of_day(rollup_as_known_on.day)
            OR EXISTS (SELECT FROM ratings r WHERE r.item_id = i.item_id AND r.recorded_at <= end_of_day(rollup_as_known_on.day)))
  )
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
                 FROM (SELECT outcome_rollup((SELECT linkage(t.child_node_id, t.node_id) FROM turned t WHERE t.child_node_id IS NOT NULL),
                                             il.node_id, il.item_id, r.rating) AS nodes
                         FROM rated r
                         JOIN turned il ON il.item_id = r.item_id) s
                CROSS JOIN LATERAL unnest(s.nodes) u) rolled ON rolled.node = n.node_id
   WHERE rollup_as_known_on.day IS NOT NULL
     AND (rollup_as_known_on.in_quarter IS NULL OR checked_quarter(rollup_as_known_on.in_quarter) IS NOT NULL)
     AND (rollup_as_known_on.of_plans IS NULL OR checked_plans(rollup_as_known_on.of_plans) IS NOT NULL)
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION rollup_as_known_on(date, quarter, bigint[]) IS
  'The rollup as it stood at the end of that day: one row per node, zeros included, over the ratings, states and links known then. A '
  'quarter: its ratings (an item without one is unrated), items active and links holding on its last day; no quarter: the latest each '
  'plan had reported, items active and links holding on that day. Do not add across nodes.';

CREATE OR REPLACE FUNCTION checked_states(states text[]) RETURNS text[]
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  known CONSTANT text[] := ARRAY['active', 'withdrawn', 'superseded', 'merged', 'deferred'];
  unknown text := (SELECT s FROM unnest(states) s WHERE s IS NULL OR s <> ALL (known) LIMIT 1);
BEGIN
  IF NOT states <@ known THEN
    RAISE EXCEPTION 'unknown state "%"', coalesce(unknown, 'NULL')
      USING ERRCODE = 'invalid_parameter_value', HINT = format('States are %s.', array_to_string(known, ', '));
  END IF;
  RETURN states;
END
$body$;
COMMENT ON FUNCTION checked_states(text[]) IS 'The states themselves, or an error if one is not a state of items.';

CREATE OR REPLACE FUNCTION progress_on(as_at date DEFAULT CURRENT_DATE, states text[] DEFAULT '{active}')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, counted_states text[], tally rag_tally, total bigint, complete bigint,
                 green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, progress_on.states, t.tally, total(t.tally), complete(t.tally), green(t.tally), amber_green(t.tally),
         amber(t.tally), amber_red(t.tally), red(t.tally), scheduled(t.tally), unrated(t.tally), percent_complete(t.tally),
             overall(t.tally),
         rated(t.tally), live(t.tally), percent_complete(t.tally, 'rated')
    FROM (SELECT i.plan_id, latest.quarter, tally(now.rating) AS tally
            FROM items i
            LEFT JOIN (SELECT pq.plan_id, max(pq.quarter) AS quarter
                         FROM plan_quarters pq
                        WHERE start_date(pq.quarter) <= coalesce(progress_on.as_at, CURRENT_DATE)
                        GROUP BY pq.plan_id) latest ON latest.plan_id = i.plan_id
            LEFT JOIN LATERAL (SELECT r.rating
                                 FROM ratings r
                                WHERE r.item_id = i.item_id AND r.quarter = latest.quarter
                                ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                                LIMIT 1) now ON true
            LEFT JOIN item_absences gone ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                AND coalesce(progress_on.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
           WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(progress_on.as_at) c))
             AND CASE WHEN gone.item_id IS NULL THEN 'active' ELSE gone.state END = ANY (checked_states(progress_on.states))
           GROUP BY i.plan_id, latest.quarter) t
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id;
END;
COMMENT ON FUNCTION progress_on(date, text[]) IS
  'One row per plan: its items that were in one of these states on that day, by their rating in the latest quarter it reports of those '
  'begun by then, as known now. Percentages are of all items so chosen, not rated ones included.';
