-- What became of published figures.

-- Restatements.  Compiling such queries takes longer than running them, and their arguments do what a condition of the caller's would.
CREATE OR REPLACE FUNCTION publication_changes(of_plan plan_ref DEFAULT NULL, in_quarter quarter DEFAULT NULL)
  RETURNS TABLE (publication_id bigint, item_id bigint, child_node_id bigint, node_id bigint, figure text, old_value text, new_value text,
                 cause text, changed_at timestamptz, changed_by text, why text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
  SET jit = off
BEGIN ATOMIC
  WITH editions AS MATERIALIZED (
    SELECT e.publication_id, e.plan_id, e.quarter, e.links_at, e.published_at, e.next_publication_id,
        coalesce(n.published_at, 'infinity') AS known_at
      FROM publication_editions e
      LEFT JOIN publications n ON n.publication_id = e.next_publication_id
     -- The first, without a column, is asked even where nothing is published.
     WHERE (publication_changes.of_plan IS NULL OR (SELECT checked_plan(publication_changes.of_plan)) IS NOT NULL)
       AND (publication_changes.of_plan IS NULL OR e.plan_id = (SELECT checked_plan(publication_changes.of_plan)))
       AND (publication_changes.in_quarter IS NULL OR e.quarter = publication_changes.in_quarter)
  ), published AS (
    SELECT e.publication_id, i.item_id, i.rating::text AS rating, i.previous_rating::text AS previous_rating, i.movement, i.current_due
      FROM editions e
      JOIN published_items i ON i.publication_id = e.publication_id
  ), followed AS (
    -- What took its place: the next edition or, after the last, today.
    SELECT e.publication_id, i.item_id, i.rating::text AS rating, i.rating_id, i.previous_rating::text AS previous_rating,
           i.previous_rating_id, i.movement, i.current_due, i.due_date_id
      FROM editions e
      JOIN published_items i ON i.publication_id = e.next_publication_id
    UNION ALL
    SELECT e.publication_id, i.item_id, i.rating::text, i.rating_id, i.previous_rating::text,
           i.previous_rating_id, i.movement, i.current_due, i.due_date_id
      FROM editions e
     -- OFFSET 0: edition by edition, or the figures of all plans would be worked out for the sake of one.
     CROSS JOIN LATERAL (SELECT f.* FROM quarter_figures(e.plan_id, e.quarter) f OFFSET 0) i
     WHERE e.next_publication_id IS NULL
  ), items_changed AS MATERIALIZED (
    SELECT coalesce(o.publication_id, n.publication_id) AS publication_id, coalesce(o.item_id, n.item_id) AS item_id,
           o.item_id IS NOT NULL AS was, n.item_id IS NOT NULL AS is_now,
           o.rating AS old_rating, n.rating, n.rating_id, o.previous_rating AS old_previous, n.previous_rating, n.previous_rating_id,
           o.movement AS old_movement, n.movement, o.current_due AS old_due, n.current_due AS due, n.due_date_id
      FROM published o
      FULL JOIN followed n ON n.publication_id = o.publication_id AND n.item_id = o.item_id
     WHERE o.item_id IS NULL
        OR n.item_id IS NULL
        OR o.rating IS DISTINCT FROM n.rating
        OR o.previous_rating IS DISTINCT FROM n.previous_rating
        OR o.movement IS DISTINCT FROM n.movement
        OR o.current_due IS DISTINCT FROM n.current_due
  ), figures AS (
    SELECT c.publication_id, c.item_id, f.figure, f.old_value, f.new_value, f.rating_id, f.due_date_id
      FROM items_changed c
     CROSS JOIN LATERAL (VALUES
           ('counted', CASE WHEN c.was THEN 'yes' ELSE 'no' END, CASE WHEN c.is_now THEN 'yes' ELSE 'no' END, true, NULL::bigint,
            NULL::bigint),
           ('rating', coalesce(c.old_rating, 'not rated'), coalesce(c.rating, 'not rated'), c.was AND c.is_now, c.rating_id, NULL),
           ('previous rating', coalesce(c.old_previous, 'not rated'), coalesce(c.previous_rating, 'not rated'), c.was AND c.is_now,
            c.previous_rating_id, NULL),
           ('movement', coalesce(c.old_movement, 'none'), coalesce(c.movement, 'none'), c.was AND c.is_now,
            greatest(c.rating_id, c.previous_rating_id), NULL),
           ('due date', coalesce(to_char(c.old_due, 'YYYY-MM-DD'), 'none'), coalesce(to_char(c.due, 'YYYY-MM-DD'), 'none'),
            c.was AND c.is_now, NULL, c.due_date_id)) f (figure, old_value, new_value, comparable, rating_id, due_date_id)
     WHERE f.comparable AND f.old_value <> f.new_value
  ), links_changed AS (
    -- Lost and gained, against the next edition and against today; today's of items and nodes that the publication counts.
    SELECT e.publication_id, l.item_id, l.child_node_id, l.node_id, l.link_id, true AS lost
      FROM editions e
      JOIN published_links l ON l.publication_id = e.publication_id
      LEFT JOIN published_links n ON n.publication_id = e.next_publication_id AND n.link_id = l.link_id
     WHERE e.next_publication_id IS NOT NULL AND n.link_id IS NULL
    UNION ALL
    SELECT e.publication_id, n.item_id, n.child_node_id, n.node_id, n.link_id, false
      FROM editions e
      JOIN published_links n ON n.publication_id = e.next_publication_id
      LEFT JOIN published_links l ON l.publication_id = e.publication_id AND l.link_id = n.link_id
     WHERE l.link_id IS NULL
    UNION ALL
    SELECT coalesce(l.publication_id, t.publication_id),
           CASE WHEN l.link_id IS NULL THEN t.item_id ELSE l.item_id END,
           CASE WHEN l.link_id IS NULL THEN t.child_node_id ELSE l.child_node_id END,
           CASE WHEN l.link_id IS NULL THEN t.node_id ELSE l.node_id END,
           coalesce(l.link_id, t.link_id),
           l.link_id IS NOT NULL
      FROM (SELECT e.publication_id, p.link_id, p.item_id, p.child_node_id, p.node_id
              FROM editions e
              JOIN published_links p ON p.publication_id = e.publication_id
             WHERE e.next_publication_id IS NULL) l
      FULL JOIN (SELECT e.publication_id, n.link_id, n.item_id, NULL::bigint AS child_node_id, n.node_id
                   FROM editions e
                   JOIN published_items i ON i.publication_id = e.publication_id
                   JOIN LATERAL links_in_force(e.links_at) n ON n.item_id = i.item_id
                  WHERE e.next_publication_id IS NULL
                 UNION ALL
                 SELECT e.publication_id, n.link_id, NULL, n.child_node_id, n.node_id
                   FROM editions e
                   JOIN published_nodes i ON i.publication_id = e.publication_id AND total(i.by_link) > 0
                   JOIN LATERAL links_in_force(e.links_at) n ON n.child_node_id = i.node_id
                  WHERE e.next_publication_id IS NULL) t ON t.publication_id = l.publication_id AND t.link_id = l.link_id
     WHERE l.link_id IS NULL OR t.link_id IS NULL OR t.node_id <> l.node_id
  ), pairs_changed AS (
    -- Two links may tie the same pair: it has changed when the last is lost or the first is gained.
    SELECT x.publication_id, x.item_id, x.child_node_id, x.node_id, x.link_id, x.was
      FROM (SELECT c.publication_id, c.item_id, c.child_node_id, c.node_id, max(c.link_id) AS link_id, bool_or(c.lost) AS was,
                   coalesce(array_agg(c.link_id) FILTER (WHERE c.lost), '{}') AS lost_links
              FROM links_changed c
             GROUP BY c.publication_id, c.item_id, c.child_node_id, c.node_id
            HAVING bool_or(c.lost) <> bool_or(NOT c.lost)) x
     WHERE NOT EXISTS (SELECT FROM published_links l
                        WHERE l.publication_id = x.publication_id AND l.node_id = x.node_id
                          AND (l.item_id = x.item_id OR l.child_node_id = x.child_node_id) AND l.link_id <> ALL (x.lost_links))
           -- The links of an item that no longer counts, or counts anew, are no changes of their own.
       AND NOT EXISTS (SELECT FROM items_changed c
                        WHERE c.publication_id = x.publication_id AND c.item_id = x.item_id AND NOT (c.was AND c.is_now))
  )
  SELECT f.publication_id, f.item_id, NULL::bigint, NULL::bigint, f.figure, f.old_value, f.new_value,
         CASE WHEN f.figure = 'due date' THEN 'date'
              WHEN f.figure <> 'counted' THEN 'rating'
              WHEN moved.by_plan THEN 'plan'
              WHEN st.item_state_id IS NULL THEN 'item'
              ELSE 'state' END,
         CASE WHEN f.figure = 'due date' THEN d.recorded_at
              WHEN f.figure <> 'counted' THEN r.recorded_at
              WHEN moved.by_plan THEN NULL
              WHEN st.item_state_id IS NULL THEN i.recorded_at
              WHEN isfinite(st.recorded_at) THEN st.recorded_at END,
         CASE WHEN f.figure = 'due date' THEN d.recorded_by
              WHEN f.figure <> 'counted' THEN r.recorded_by
              WHEN moved.by_plan THEN NULL
              WHEN st.item_state_id IS NULL THEN i.recorded_by
              ELSE st.recorded_by END,
         CASE WHEN f.figure = 'due date'
              THEN concat_ws('; ', coalesce(d.reason, 'deadline "' || d.raw || '"'), decision_words('due date', d.due_date_id))
              WHEN f.figure <> 'counted'
              THEN concat_ws('; ', coalesce(r.commentary, 'rating "' || r.raw || '" recorded'), decision_words('rating', r.rating_id))
              WHEN moved.by_plan THEN coalesce('the plan counts from ' || to_char(pl.counts_from, 'YYYY-MM-DD'),
                                               'the plan counts from the first')
              WHEN st.item_state_id IS NULL THEN 'item added'
              ELSE concat_ws('; ', concat(st.state, ' since ' || to_char(st.since, 'YYYY-MM-DD'), ': ' || st.reason),
                             decision_words('state', st.item_state_id)) END
    FROM figures f
    JOIN editions e ON e.publication_id = f.publication_id
    JOIN plans pl ON pl.plan_id = e.plan_id
    JOIN items i ON i.item_id = f.item_id
    LEFT JOIN ratings r ON r.rating_id = f.rating_id
    LEFT JOIN due_dates d ON d.due_date_id = f.due_date_id
    LEFT JOIN LATERAL (SELECT s.item_state_id, s.state, s.since, s.reason, s.recorded_at, s.recorded_by
                         FROM item_states s
                        WHERE f.figure = 'counted' AND s.item_id = f.item_id AND s.recorded_at <= e.known_at
                          AND NOT (f.new_value = 'yes' AND coalesce(i.recorded_at > e.published_at, false))
                        -- One recorded since, if there is one, and of those the one that says so of the last day of the quarter.
                        ORDER BY (s.recorded_at > e.published_at) DESC,
                                 (s.state = 'active') = (f.new_value = 'yes') AND coalesce(s.since <= e.links_at, true) DESC,
                                 s.recorded_at DESC, s.item_state_id DESC
                        LIMIT 1) st ON true
   -- Without a state that says so, and not because it is new, only the plan's beginning can have moved.
   CROSS JOIN LATERAL (SELECT f.new_value = 'no' AND coalesce(pl.counts_from > e.links_at, false)
                              OR st.item_state_id IS NULL AND (f.new_value = 'no'
                                                               OR coalesce(i.recorded_at <= e.published_at, false)) AS by_plan) moved
  UNION ALL
  SELECT p.publication_id, p.item_id, p.child_node_id, p.node_id, 'link',
         CASE WHEN p.was THEN n.level || ' ' || n.ref ELSE 'none' END,
         CASE WHEN p.was THEN 'none' ELSE n.level || ' ' || n.ref END,
         CASE WHEN ended.link_end_id IS NULL AND p.was THEN 'relation' ELSE 'link' END,
         CASE WHEN ended.link_end_id IS NOT NULL THEN ended.recorded_at WHEN NOT p.was THEN l.recorded_at END,
         CASE WHEN ended.link_end_id IS NOT NULL THEN ended.recorded_by WHEN NOT p.was THEN l.recorded_by END,
         CASE WHEN ended.link_end_id IS NULL AND p.was THEN l.relation || ' no longer rolls up'
              WHEN p.was THEN l.relation || ' ended on ' || to_char(ended.valid_to, 'YYYY-MM-DD')
              WHEN isfinite(l.valid_from) THEN l.relation || ' added from ' || to_char(l.valid_from, 'YYYY-MM-DD')
              ELSE l.relation || ' added' END
    FROM pairs_changed p
    JOIN editions e ON e.publication_id = p.publication_id
    JOIN nodes n ON n.node_id = p.node_id
    JOIN links l ON l.link_id = p.link_id
    LEFT JOIN LATERAL (SELECT x.link_end_id, x.valid_to, x.recorded_at, x.recorded_by
                         FROM link_ends x
                        WHERE x.link_id = p.link_id AND x.recorded_at <= e.known_at
                        ORDER BY x.recorded_at DESC, x.link_end_id DESC
                        LIMIT 1) ended ON true;
END;
COMMENT ON FUNCTION publication_changes(plan_ref, quarter) IS
  'What changed since publication: one row per publication and changed figure of an item (counted, rating, previous rating, movement, '
  'due date), or link of an item or a node; against the next edition or, of the last, against today; of one plan and quarter, or all. '
  'Cause, who, when and why are those of the row recorded last.';

CREATE OR REPLACE FUNCTION restatements(of_plan plan_ref DEFAULT NULL, in_quarter quarter DEFAULT NULL)
  RETURNS TABLE (publication_id bigint, plan_id bigint, plan text, quarter quarter, edition integer, unit text, item_id bigint,
                 node_id bigint,
                 level text, ref text, title text, figure text, old_value text, new_value text, cause text, changed_at timestamptz,
                 changed_by text, why text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
  SET jit = off
BEGIN ATOMIC
  WITH changes AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY c.publication_id, c.item_id, c.child_node_id, c.figure, c.node_id) AS change, c.publication_id,
        c.item_id, c.child_node_id, c.node_id, c.figure, c.old_value, c.new_value,
           c.cause, c.changed_at, c.changed_by, c.why, c.figure IN ('counted', 'rating', 'link') AS counts
      FROM publication_changes(restatements.of_plan, restatements.in_quarter) c
  ), editions AS MATERIALIZED (
    SELECT e.publication_id, e.plan_id, e.quarter, e.links_at, e.next_publication_id
      FROM publication_editions e
     WHERE e.publication_id IN (SELECT c.publication_id FROM changes c WHERE c.counts)
  ), now_counted AS MATERIALIZED (
    -- Today's items of the last editions: as published, but for the changes.
    SELECT e.publication_id, e.links_at, i.item_id, CASE WHEN c.rating IS NULL THEN i.rating ELSE try_rag(c.rating) END AS rating
      FROM editions e
      JOIN published_items i ON i.publication_id = e.publication_id
      LEFT JOIN (SELECT x.publication_id, x.item_id, bool_or(x.figure = 'counted') AS gone,
                        max(x.new_value) FILTER (WHERE x.figure = 'rating') AS rating
                   FROM changes x
                  GROUP BY x.publication_id, x.item_id) c ON c.publication_id = i.publication_id AND c.item_id = i.item_id
     WHERE e.next_publication_id IS NULL AND c.gone IS NOT TRUE
    UNION ALL
    SELECT e.publication_id, e.links_at, c.item_id, last.rating
      FROM editions e
      JOIN changes c ON c.publication_id = e.publication_id AND c.figure = 'counted' AND c.new_value = 'yes'
      LEFT JOIN LATERAL rating_in_force(c.item_id, e.quarter, 'infinity') last ON true
     WHERE e.next_publication_id IS NULL
  ), days AS MATERIALIZED (
    SELECT d.links_at, thread_graph(d.links_at) AS graph
      FROM (SELECT DISTINCT e.links_at FROM editions e WHERE e.next_publication_id IS NULL) d
  ), sides AS (
    SELECT e.publication_id, n.node_id, true AS is_old, n.by_link, n.distinct_items
      FROM editions e
      JOIN published_nodes n ON n.publication_id = e.publication_id
    UNION ALL
    SELECT e.publication_id, n.node_id, false, n.by_link, n.distinct_items
      FROM editions e
      JOIN published_nodes n ON n.publication_id = e.next_publication_id
    UNION ALL
    SELECT rolled.publication_id, (rolled.u).node, false, (rolled.u).by_link, (rolled.u).distinct_items
      FROM (SELECT r.publication_id, unnest(r.nodes) AS u
              FROM days d
             CROSS JOIN LATERAL (SELECT c.publication_id, outcome_rollup(d.graph, l.node_id, c.item_id, c.rating) AS nodes
                                   FROM now_counted c
                                   JOIN LATERAL links_of_items(d.links_at) l ON l.item_id = c.item_id
                                  WHERE c.links_at = d.links_at
                                  GROUP BY c.publication_id) r) rolled
     WHERE total((rolled.u).by_link) > 0
    UNION ALL
    -- The plan itself, whether nodes are linked or not.
    SELECT e.publication_id, NULL, true, NULL, tally(i.rating)
      FROM editions e
      JOIN published_items i ON i.publication_id = e.publication_id
     GROUP BY e.publication_id
    UNION ALL
    SELECT e.publication_id, NULL, false, NULL, tally(i.rating)
      FROM editions e
      JOIN published_items i ON i.publication_id = e.next_publication_id
     GROUP BY e.publication_id
    UNION ALL
    SELECT c.publication_id, NULL, false, NULL, tally(c.rating) FROM now_counted c GROUP BY c.publication_id
  ), compared AS (
    SELECT s.publication_id, s.node_id,
           coalesce(sum(s.by_link) FILTER (WHERE s.is_old), '0') AS old_by_link,
           coalesce(sum(s.by_link) FILTER (WHERE NOT s.is_old), '0') AS by_link,
           coalesce(sum(s.distinct_items) FILTER (WHERE s.is_old), '0') AS old_distinct,
           coalesce(sum(s.distinct_items) FILTER (WHERE NOT s.is_old), '0') AS distinct_items
      FROM sides s
     GROUP BY s.publication_id, s.node_id
  ), graphs AS MATERIALIZED (
    -- A change is felt above where its item or link was, and above where it is now.
    SELECT e.publication_id, true AS is_old, linkage(l.child_node_id, l.node_id) AS graph
      FROM editions e
      JOIN published_links l ON l.publication_id = e.publication_id AND l.child_node_id IS NOT NULL
     GROUP BY e.publication_id
    UNION ALL
    SELECT e.publication_id, false, linkage(l.child_node_id, l.node_id)
      FROM editions e
      JOIN published_links l ON l.publication_id = e.next_publication_id AND l.child_node_id IS NOT NULL
     GROUP BY e.publication_id
    UNION ALL
    SELECT e.publication_id, false, d.graph
      FROM editions e
      JOIN days d ON d.links_at = e.links_at
     WHERE e.next_publication_id IS NULL
  ), direct AS MATERIALIZED (
    SELECT c.change, c.publication_id, c.old_value <> 'none' AS is_old, c.node_id FROM changes c WHERE c.figure = 'link'
    UNION
    SELECT c.change, c.publication_id, true, l.node_id
      FROM changes c
      JOIN published_links l ON l.publication_id = c.publication_id AND l.item_id = c.item_id
     WHERE c.figure IN ('counted', 'rating')
    UNION
    SELECT c.change, c.publication_id, false, l.node_id
      FROM changes c
      JOIN editions e ON e.publication_id = c.publication_id
      JOIN published_links l ON l.publication_id = e.next_publication_id AND l.item_id = c.item_id
     WHERE c.figure IN ('counted', 'rating')
    UNION
    SELECT c.change, c.publication_id, false, l.node_id
      FROM changes c
      JOIN editions e ON e.publication_id = c.publication_id AND e.next_publication_id IS NULL
     CROSS JOIN LATERAL (SELECT t.node_id FROM links_of_items(e.links_at) t WHERE t.item_id = c.item_id OFFSET 0) l
     WHERE c.figure IN ('counted', 'rating')
  ), felt AS (
    SELECT d.change, d.publication_id, d.node_id FROM direct d
    UNION
    SELECT d.change, d.publication_id, up.node_id
      FROM direct d
      JOIN graphs g ON g.publication_id = d.publication_id AND g.is_old = d.is_old
     CROSS JOIN LATERAL ancestors(g.graph, d.node_id) up (node_id)
    UNION
    SELECT c.change, c.publication_id, NULL FROM changes c WHERE c.figure IN ('counted', 'rating')
  ), reasons AS (
    SELECT f.publication_id, f.node_id, string_agg(DISTINCT c.cause, ', ') AS cause, max(c.changed_at) AS changed_at,
           string_agg(DISTINCT c.changed_by, ', ') AS changed_by,
           string_agg(concat_ws(' ', coalesce(i.ref, n.ref), c.figure, c.old_value, '->', c.new_value), '; ' ORDER BY c.change) AS why
      FROM felt f
      JOIN changes c ON c.change = f.change
      LEFT JOIN items i ON i.item_id = c.item_id
      LEFT JOIN nodes n ON n.node_id = c.child_node_id
     GROUP BY f.publication_id, f.node_id
  )
  SELECT e.publication_id, e.plan_id, e.plan, e.quarter, e.edition, s.unit, s.item_id, s.node_id, s.level, s.ref, s.title,
         s.figure, s.old_value, s.new_value, s.cause, s.changed_at, s.changed_by, s.why
    FROM (SELECT c.publication_id, CASE WHEN c.item_id IS NULL THEN 'node' ELSE 'item' END AS unit, c.item_id,
          coalesce(c.child_node_id, c.node_id) AS node_id,
                 coalesce(i.level, n.level) AS level, coalesce(i.ref, n.ref) AS ref, coalesce(i.title, n.title) AS title,
                 c.figure, c.old_value, c.new_value, c.cause, c.changed_at, c.changed_by, c.why
            FROM changes c
            LEFT JOIN items i ON i.item_id = c.item_id
            LEFT JOIN nodes n ON n.node_id = c.child_node_id
          UNION ALL
          SELECT r.publication_id, CASE WHEN r.node_id IS NULL THEN 'plan' ELSE 'node' END, NULL, r.node_id, n.level, n.ref, n.title,
                 f.figure, f.old_value::text, f.new_value::text, w.cause, w.changed_at, w.changed_by, w.why
            FROM compared r
           CROSS JOIN LATERAL (VALUES ('by link', r.old_by_link, r.by_link),
                                      (CASE WHEN r.node_id IS NULL THEN 'all items' ELSE 'distinct items' END,
                                       r.old_distinct, r.distinct_items)) f (figure, old_value, new_value)
            LEFT JOIN nodes n ON n.node_id = r.node_id
            LEFT JOIN reasons w ON w.publication_id = r.publication_id AND coalesce(w.node_id, 0) = coalesce(r.node_id, 0)
           WHERE f.old_value <> f.new_value) s
    JOIN publication_editions e ON e.publication_id = s.publication_id
   ORDER BY e.plan, e.plan_id, e.quarter, e.edition, s.unit, s.level, try_plan_code(s.ref) NULLS LAST, s.item_id, s.node_id, s.figure,
       s.old_value;
END;
COMMENT ON FUNCTION restatements(plan_ref, quarter) IS
  'The restatements of one plan and quarter, or of all: one row per published figure of an item, a node or the plan itself that has '
  'changed since.';

CREATE OR REPLACE VIEW restatements WITH (security_invoker = true) AS
SELECT r.publication_id, r.plan_id, r.plan, r.quarter, r.edition, r.unit, r.item_id, r.node_id, r.level, r.ref, r.title, r.figure,
       r.old_value, r.new_value, r.cause, r.changed_at, r.changed_by, r.why
  FROM restatements(NULL, NULL) r;
COMMENT ON VIEW restatements IS
  'One row per published figure that has changed since: of each edition against the next, of the last against today. Empty right after '
  'publishing. Of items: counted, rating, previous rating, movement, due date, link; of nodes: link, by link, distinct items; of the '
  'plan: all items. Do not add across nodes.';
COMMENT ON COLUMN restatements.publication_id IS 'The publication.';
COMMENT ON COLUMN restatements.plan_id IS 'The plan.';
COMMENT ON COLUMN restatements.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN restatements.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN restatements.edition IS '1, then one more for each time the quarter was published again.';
COMMENT ON COLUMN restatements.unit IS 'item, node or plan: whose figure it is.';
COMMENT ON COLUMN restatements.item_id IS 'The item.';
COMMENT ON COLUMN restatements.node_id IS 'The node.';
COMMENT ON COLUMN restatements.level IS 'Which kind of node or item.';
COMMENT ON COLUMN restatements.ref IS 'The reference as printed.';
COMMENT ON COLUMN restatements.title IS 'The wording.';
COMMENT ON COLUMN restatements.figure IS
  'Which published figure: counted, rating, previous rating, movement, due date, link; of nodes link, by link and distinct items; of '
  'the plan all items.';
COMMENT ON COLUMN restatements.old_value IS 'What was published.';
COMMENT ON COLUMN restatements.new_value IS 'What it is in the next edition or, after the last, today.';
COMMENT ON COLUMN restatements.cause IS
  'What changed: rating, date, state, link, relation, item (one that was added) or plan (its first day); of a node all of them.';
COMMENT ON COLUMN restatements.changed_at IS 'When that was recorded; of a node the latest; NULL: not known.';
COMMENT ON COLUMN restatements.changed_by IS 'Who recorded it; of a node all of them; NULL: not known.';
COMMENT ON COLUMN restatements.why IS 'What was said: the commentary, reason or link; of a node the changes at or under it.';
