-- What became of published figures.

-- What an edition said is held against what took its place: the next edition or, after the last, today.
CREATE OR REPLACE FUNCTION figures_after(plan_id bigint, in_quarter quarter, next_publication_id bigint)
  RETURNS TABLE (item_id bigint, rating rag, rating_id bigint, previous_rating rag, previous_rating_id bigint, movement text,
                 current_due date, due_date_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.rating, i.rating_id, i.previous_rating, i.previous_rating_id, i.movement, i.current_due, i.due_date_id
    FROM published_items i
   WHERE i.publication_id = figures_after.next_publication_id
  UNION ALL
  SELECT f.item_id, f.rating, f.rating_id, f.previous_rating, f.previous_rating_id, f.movement, f.current_due, f.due_date_id
    FROM quarter_figures(figures_after.plan_id, figures_after.in_quarter) f
   WHERE figures_after.next_publication_id IS NULL;
END;
COMMENT ON FUNCTION figures_after(bigint, quarter, bigint) IS
  'What took the place of the figures of an edition: those of the next or, where there is none, what the quarter''s would be now.';

CREATE OR REPLACE FUNCTION changed_figures(publication_id bigint, plan_id bigint, in_quarter quarter, next_publication_id bigint)
  RETURNS TABLE (item_id bigint, figure text, old_value text, new_value text, rating_id bigint, due_date_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT coalesce(o.item_id, n.item_id), f.figure, f.old_value, f.new_value, f.rating_id, f.due_date_id
    FROM (SELECT i.item_id, i.rating, i.previous_rating, i.movement, i.current_due
            FROM published_items i
           WHERE i.publication_id = changed_figures.publication_id) o
    FULL JOIN figures_after(changed_figures.plan_id, changed_figures.in_quarter, changed_figures.next_publication_id) n
           ON n.item_id = o.item_id
   CROSS JOIN LATERAL (VALUES
         ('counted', CASE WHEN o.item_id IS NULL THEN 'no' ELSE 'yes' END, CASE WHEN n.item_id IS NULL THEN 'no' ELSE 'yes' END,
          NULL::bigint, NULL::bigint),
         ('rating', coalesce(o.rating::text, 'not rated'), coalesce(n.rating::text, 'not rated'), n.rating_id, NULL),
         ('previous rating', coalesce(o.previous_rating::text, 'not rated'), coalesce(n.previous_rating::text, 'not rated'),
          n.previous_rating_id, NULL),
         ('movement', coalesce(o.movement, 'none'), coalesce(n.movement, 'none'), greatest(n.rating_id, n.previous_rating_id), NULL),
         ('due date', coalesce(to_char(o.current_due, 'YYYY-MM-DD'), 'none'), coalesce(to_char(n.current_due, 'YYYY-MM-DD'), 'none'),
          NULL, n.due_date_id)) f (figure, old_value, new_value, rating_id, due_date_id)
   WHERE f.old_value <> f.new_value
         -- Of an item that no longer counts, or counts anew, the rest has no two sides.
     AND (f.figure = 'counted' OR o.item_id IS NOT NULL AND n.item_id IS NOT NULL);
END;
COMMENT ON FUNCTION changed_figures(bigint, bigint, quarter, bigint) IS
  'The published figures of items (counted, rating, previous rating, movement, due date) that the next edition, or where there is none '
  'today, says otherwise, with the rating or deadline that it says.';

CREATE OR REPLACE FUNCTION links_after(publication_id bigint, links_at date, next_publication_id bigint)
  RETURNS TABLE (link_id bigint, item_id bigint, child_node_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.link_id, l.item_id, l.child_node_id, l.node_id
    FROM published_links l
   WHERE l.publication_id = links_after.next_publication_id
  UNION ALL
  SELECT n.link_id, n.item_id, NULL, n.node_id
    FROM published_items i
   CROSS JOIN LATERAL (SELECT l.link_id, l.item_id, l.node_id
                         FROM links_in_force(links_after.links_at) l WHERE l.item_id = i.item_id OFFSET 0) n
   WHERE i.publication_id = links_after.publication_id AND links_after.next_publication_id IS NULL
  UNION ALL
  SELECT n.link_id, NULL, n.child_node_id, n.node_id
    FROM published_nodes i
   CROSS JOIN LATERAL (SELECT l.link_id, l.child_node_id, l.node_id
                         FROM links_in_force(links_after.links_at) l WHERE l.child_node_id = i.node_id OFFSET 0) n
   WHERE i.publication_id = links_after.publication_id AND total(i.by_link) > 0 AND links_after.next_publication_id IS NULL;
END;
COMMENT ON FUNCTION links_after(bigint, date, bigint) IS
  'What took the place of the links of an edition: those of the next or, where there is none, today''s of the items and nodes that it '
  'counts.';

-- Two links may tie the same pair: it has changed when the last is lost or the first is gained.
CREATE OR REPLACE FUNCTION changed_pairs(publication_id bigint, links_at date, next_publication_id bigint)
  RETURNS TABLE (item_id bigint, child_node_id bigint, node_id bigint, link_id bigint, was boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
  SELECT x.item_id, x.child_node_id, x.node_id, x.link_id, x.was
    FROM (SELECT c.item_id, c.child_node_id, c.node_id, max(c.link_id) AS link_id, bool_or(c.lost) AS was,
                 coalesce(array_agg(c.link_id) FILTER (WHERE c.lost), '{}') AS lost_links
            FROM (SELECT CASE WHEN l.link_id IS NULL THEN t.item_id ELSE l.item_id END AS item_id,
                         CASE WHEN l.link_id IS NULL THEN t.child_node_id ELSE l.child_node_id END AS child_node_id,
                         CASE WHEN l.link_id IS NULL THEN t.node_id ELSE l.node_id END AS node_id,
                         coalesce(l.link_id, t.link_id) AS link_id, l.link_id IS NOT NULL AS lost
                    FROM (SELECT p.link_id, p.item_id, p.child_node_id, p.node_id
                            FROM published_links p
                           WHERE p.publication_id = changed_pairs.publication_id) l
                    FULL JOIN links_after(changed_pairs.publication_id, changed_pairs.links_at, changed_pairs.next_publication_id) t
                           ON t.link_id = l.link_id
                   WHERE l.link_id IS NULL OR t.link_id IS NULL
                      OR t.node_id <> l.node_id AND changed_pairs.next_publication_id IS NULL) c
           GROUP BY c.item_id, c.child_node_id, c.node_id
          HAVING bool_or(c.lost) <> bool_or(NOT c.lost)) x
   WHERE NOT EXISTS (SELECT FROM published_links l
                      WHERE l.publication_id = changed_pairs.publication_id AND l.node_id = x.node_id
                        AND (l.item_id = x.item_id OR l.child_node_id = x.child_node_id) AND l.link_id <> ALL (x.lost_links));
END;
COMMENT ON FUNCTION changed_pairs(bigint, date, bigint) IS
  'The items and nodes that an edition had linked to a node and the next, or where there is none today, does not, or the other way.';

-- Who, when and why ------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION counting_cause(item_id bigint, counts boolean, on_day date, published_at timestamptz, known_at timestamptz)
  RETURNS TABLE (cause text, changed_at timestamptz, changed_by text, why text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT w.cause, w.changed_at, w.changed_by, w.why
    FROM items i
    JOIN plans pl ON pl.plan_id = i.plan_id
    LEFT JOIN LATERAL (SELECT s.item_state_id, s.state, s.since, s.reason, s.recorded_at, s.recorded_by
                         FROM item_states s
                        WHERE s.item_id = i.item_id AND s.recorded_at <= counting_cause.known_at
                          AND NOT (counting_cause.counts AND coalesce(i.recorded_at > counting_cause.published_at, false))
                        -- One recorded since, if there is one, and of those the one that says so of the last day of the quarter.
                        ORDER BY (s.recorded_at > counting_cause.published_at) DESC,
                                 (s.state = 'active') = counting_cause.counts AND coalesce(s.since <= counting_cause.on_day, true) DESC,
                                 s.recorded_at DESC, s.item_state_id DESC
                        LIMIT 1) st ON true
   -- Without a state that says so, and not because it is new, only the plan's beginning can have moved.
   CROSS JOIN LATERAL (SELECT NOT counting_cause.counts AND coalesce(pl.counts_from > counting_cause.on_day, false)
                              OR st.item_state_id IS NULL
                                 AND (NOT counting_cause.counts
                                      OR coalesce(i.recorded_at <= counting_cause.published_at, false)) AS by_plan) moved
   CROSS JOIN LATERAL (SELECT 'plan' AS cause, NULL::timestamptz AS changed_at, NULL::text AS changed_by,
                              coalesce('the plan counts from ' || to_char(pl.counts_from, 'YYYY-MM-DD'),
                                       'the plan counts from the first') AS why
                        WHERE moved.by_plan
                       UNION ALL
                       SELECT 'item', i.recorded_at, i.recorded_by, 'item added'
                        WHERE NOT moved.by_plan AND st.item_state_id IS NULL
                       UNION ALL
                       SELECT 'state', CASE WHEN isfinite(st.recorded_at) THEN st.recorded_at END, st.recorded_by,
                              concat_ws('; ', concat(st.state, ' since ' || to_char(st.since, 'YYYY-MM-DD'), ': ' || st.reason),
                                        decision_words('state', st.item_state_id))
                        WHERE NOT moved.by_plan AND st.item_state_id IS NOT NULL) w
   WHERE i.item_id = counting_cause.item_id;
END;
COMMENT ON FUNCTION counting_cause(bigint, boolean, date, timestamptz, timestamptz) IS
  'Why an item came to count on a day, or not to, since an edition was published and until the next was: the plan''s first day moved, the '
  'item was added, or its state was recorded.';

CREATE OR REPLACE FUNCTION figure_cause(item_id bigint, figure text, new_value text, rating_id bigint, due_date_id bigint, on_day date,
                                        published_at timestamptz, known_at timestamptz)
  RETURNS TABLE (cause text, changed_at timestamptz, changed_by text, why text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT 'date', d.recorded_at, d.recorded_by,
         concat_ws('; ', coalesce(d.reason, 'deadline "' || d.raw || '"'), decision_words('due date', d.due_date_id))
    FROM (VALUES (figure_cause.due_date_id)) x (due_date_id)
    LEFT JOIN due_dates d ON d.due_date_id = x.due_date_id
   WHERE figure_cause.figure = 'due date'
  UNION ALL
  SELECT 'rating', r.recorded_at, r.recorded_by,
         concat_ws('; ', coalesce(r.commentary, 'rating "' || r.raw || '" recorded'), decision_words('rating', r.rating_id))
    FROM (VALUES (figure_cause.rating_id)) x (rating_id)
    LEFT JOIN ratings r ON r.rating_id = x.rating_id
   WHERE figure_cause.figure NOT IN ('due date', 'counted')
  UNION ALL
  SELECT c.cause, c.changed_at, c.changed_by, c.why
    FROM counting_cause(figure_cause.item_id, figure_cause.new_value = 'yes', figure_cause.on_day, figure_cause.published_at,
                        figure_cause.known_at) c
   WHERE figure_cause.figure = 'counted';
END;
COMMENT ON FUNCTION figure_cause(bigint, text, text, bigint, bigint, date, timestamptz, timestamptz) IS
  'Cause, when, who and why of a published figure of an item that is said otherwise now: those of the row recorded last.';

CREATE OR REPLACE FUNCTION link_cause(link_id bigint, was boolean, known_at timestamptz)
  RETURNS TABLE (cause text, changed_at timestamptz, changed_by text, why text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT CASE WHEN ended.link_end_id IS NULL AND link_cause.was THEN 'relation' ELSE 'link' END,
         CASE WHEN ended.link_end_id IS NOT NULL THEN ended.recorded_at WHEN NOT link_cause.was THEN l.recorded_at END,
         CASE WHEN ended.link_end_id IS NOT NULL THEN ended.recorded_by WHEN NOT link_cause.was THEN l.recorded_by END,
         CASE WHEN ended.link_end_id IS NULL AND link_cause.was THEN l.relation || ' no longer rolls up'
              WHEN link_cause.was THEN l.relation || ' ended on ' || to_char(ended.valid_to, 'YYYY-MM-DD')
              WHEN isfinite(l.valid_from) THEN l.relation || ' added from ' || to_char(l.valid_from, 'YYYY-MM-DD')
              ELSE l.relation || ' added' END
    FROM links l
    LEFT JOIN LATERAL (SELECT x.link_end_id, x.valid_to, x.recorded_at, x.recorded_by
                         FROM link_ends x
                        WHERE x.link_id = l.link_id AND x.recorded_at <= link_cause.known_at
                        ORDER BY x.recorded_at DESC, x.link_end_id DESC
                        LIMIT 1) ended ON true
   WHERE l.link_id = link_cause.link_id;
END;
COMMENT ON FUNCTION link_cause(bigint, boolean, timestamptz) IS
  'Why a link that an edition counted no longer counts, or counts now and did not: it ended, was added, or its relation does not roll up.';

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
  ), figures AS MATERIALIZED (
    SELECT e.publication_id, f.item_id, f.figure, f.old_value, f.new_value, f.rating_id, f.due_date_id, e.links_at, e.published_at,
           e.known_at
      FROM editions e
     -- OFFSET 0: edition by edition, or the figures of all plans would be worked out for the sake of one.
     CROSS JOIN LATERAL (SELECT c.* FROM changed_figures(e.publication_id, e.plan_id, e.quarter, e.next_publication_id) c OFFSET 0) f
  )
  SELECT f.publication_id, f.item_id, NULL::bigint, NULL::bigint, f.figure, f.old_value, f.new_value, w.cause, w.changed_at,
         w.changed_by, w.why
    FROM figures f
   CROSS JOIN LATERAL figure_cause(f.item_id, f.figure, f.new_value, f.rating_id, f.due_date_id, f.links_at, f.published_at,
                                   f.known_at) w
  UNION ALL
  SELECT e.publication_id, p.item_id, p.child_node_id, p.node_id, 'link', CASE WHEN p.was THEN n.level || ' ' || n.ref ELSE 'none' END,
         CASE WHEN p.was THEN 'none' ELSE n.level || ' ' || n.ref END, w.cause, w.changed_at, w.changed_by, w.why
    FROM editions e
   CROSS JOIN LATERAL (SELECT c.* FROM changed_pairs(e.publication_id, e.links_at, e.next_publication_id) c OFFSET 0) p
    JOIN nodes n ON n.node_id = p.node_id
   CROSS JOIN LATERAL link_cause(p.link_id, p.was, e.known_at) w
   -- The links of an item that no longer counts, or counts anew, are no changes of their own.
   WHERE NOT EXISTS (SELECT FROM figures f
                      WHERE f.publication_id = e.publication_id AND f.item_id = p.item_id AND f.figure = 'counted');
END;
COMMENT ON FUNCTION publication_changes(plan_ref, quarter) IS
  'What changed since publication: one row per publication and changed figure of an item (counted, rating, previous rating, movement, '
  'due date), or link of an item or a node; against the next edition or, of the last, against today; of one plan and quarter, or all. '
  'Cause, who, when and why are those of the row recorded last.';

-- Nodes, and the plan itself (node_id NULL), whether nodes are linked or not.
CREATE OR REPLACE FUNCTION published_tallies(publication_id bigint)
  RETURNS TABLE (node_id bigint, by_link rag_tally, distinct_items rag_tally)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT n.node_id, n.by_link, n.distinct_items
    FROM published_nodes n
   WHERE n.publication_id = published_tallies.publication_id
  UNION ALL
  SELECT NULL, NULL, tally(i.rating)
    FROM published_items i
   WHERE i.publication_id = published_tallies.publication_id
   GROUP BY i.publication_id;
END;
COMMENT ON FUNCTION published_tallies(bigint) IS 'The tallies of an edition: of its nodes and, as node NULL, of the plan itself.';

CREATE OR REPLACE FUNCTION tallies_now(publications bigint[])
  RETURNS TABLE (publication_id bigint, node_id bigint, by_link rag_tally, distinct_items rag_tally)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH counted AS MATERIALIZED (
    SELECT e.publication_id, e.links_at, f.item_id, f.rating
      FROM publication_editions e
     CROSS JOIN LATERAL (SELECT q.item_id, q.rating FROM quarter_figures(e.plan_id, e.quarter) q OFFSET 0) f
     WHERE e.publication_id = ANY (tallies_now.publications) AND e.next_publication_id IS NULL
  ), days AS MATERIALIZED (
    SELECT d.links_at, thread_graph(d.links_at) AS graph FROM (SELECT DISTINCT c.links_at FROM counted c) d
  ), linked AS MATERIALIZED (
    -- The links of a day are read once, whatever rests on them.
    SELECT c.publication_id, c.links_at, l.node_id, c.item_id, c.rating
      FROM counted c
      JOIN (SELECT d.links_at, k.item_id, k.node_id
              FROM days d
             CROSS JOIN LATERAL (SELECT x.item_id, x.node_id FROM links_of_items(d.links_at) x OFFSET 0) k
            OFFSET 0) l ON l.links_at = c.links_at AND l.item_id = c.item_id
  )
  SELECT rolled.publication_id, (rolled.u).node, (rolled.u).by_link, (rolled.u).distinct_items
    FROM (SELECT r.publication_id, unnest(r.nodes) AS u
            FROM days d
           CROSS JOIN LATERAL (SELECT k.publication_id, outcome_rollup(d.graph, k.node_id, k.item_id, k.rating) AS nodes
                                 FROM linked k
                                WHERE k.links_at = d.links_at
                                GROUP BY k.publication_id) r) rolled
   WHERE total((rolled.u).by_link) > 0
  UNION ALL
  SELECT c.publication_id, NULL, NULL, tally(c.rating) FROM counted c GROUP BY c.publication_id;
END;
COMMENT ON FUNCTION tallies_now(bigint[]) IS
  'The tallies that those of these editions would have today that no other took the place of: of nodes and, as node NULL, of the plan.';

CREATE OR REPLACE FUNCTION changed_tallies(publications bigint[])
  RETURNS TABLE (publication_id bigint, node_id bigint, figure text, old_value text, new_value text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH sides AS (
    SELECT p.publication_id, true AS is_old, t.node_id, t.by_link, t.distinct_items
      FROM unnest(changed_tallies.publications) p (publication_id)
     CROSS JOIN LATERAL published_tallies(p.publication_id) t
    UNION ALL
    SELECT e.publication_id, false, t.node_id, t.by_link, t.distinct_items
      FROM publication_editions e
     CROSS JOIN LATERAL published_tallies(e.next_publication_id) t
     WHERE e.publication_id = ANY (changed_tallies.publications)
    UNION ALL
    SELECT t.publication_id, false, t.node_id, t.by_link, t.distinct_items FROM tallies_now(changed_tallies.publications) t
  ), compared AS (
    SELECT s.publication_id, s.node_id,
           coalesce(sum(s.by_link) FILTER (WHERE s.is_old), '0') AS old_by_link,
           coalesce(sum(s.by_link) FILTER (WHERE NOT s.is_old), '0') AS by_link,
           coalesce(sum(s.distinct_items) FILTER (WHERE s.is_old), '0') AS old_distinct,
           coalesce(sum(s.distinct_items) FILTER (WHERE NOT s.is_old), '0') AS distinct_items
      FROM sides s
     GROUP BY s.publication_id, s.node_id
  )
  SELECT c.publication_id, c.node_id, f.figure, f.old_value::text, f.new_value::text
    FROM compared c
   CROSS JOIN LATERAL (VALUES ('by link', c.old_by_link, c.by_link),
                              (CASE WHEN c.node_id IS NULL THEN 'all items' ELSE 'distinct items' END,
                               c.old_distinct, c.distinct_items)) f (figure, old_value, new_value)
   WHERE f.old_value <> f.new_value;
END;
COMMENT ON FUNCTION changed_tallies(bigint[]) IS
  'The published tallies of nodes, and of the plan itself (node NULL), that are others in the next edition or, after the last, today.';

-- A change is felt above where its item or link was, and above where it is now.
CREATE OR REPLACE FUNCTION felt_nodes(publication_id bigint, next_publication_id bigint, links_at date, old_graph linkage, graph linkage,
                                      item_id bigint, figure text, was boolean, node_id bigint)
  RETURNS TABLE (felt_node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
  WITH direct AS MATERIALIZED (
    SELECT felt_nodes.was AS is_old, felt_nodes.node_id WHERE felt_nodes.figure = 'link'
    UNION
    SELECT l.publication_id = felt_nodes.publication_id, l.node_id
      FROM published_links l
     WHERE felt_nodes.figure IN ('counted', 'rating') AND l.item_id = felt_nodes.item_id
       AND l.publication_id IN (felt_nodes.publication_id, felt_nodes.next_publication_id)
    UNION
    SELECT false, l.node_id
      FROM links_of_items(felt_nodes.links_at) l
     WHERE felt_nodes.figure IN ('counted', 'rating') AND l.item_id = felt_nodes.item_id AND felt_nodes.next_publication_id IS NULL
  )
  SELECT d.node_id FROM direct d
  UNION
  SELECT up.node_id
    FROM direct d
   CROSS JOIN LATERAL ancestors(CASE WHEN d.is_old THEN felt_nodes.old_graph ELSE felt_nodes.graph END, d.node_id) up (node_id)
  UNION
  SELECT NULL WHERE felt_nodes.figure IN ('counted', 'rating');
END;
COMMENT ON FUNCTION felt_nodes(bigint, bigint, date, linkage, linkage, bigint, text, boolean, bigint) IS
  'The nodes whose tallies a change of an item or a link since an edition can move, NULL for the plan itself.';

CREATE OR REPLACE FUNCTION published_graph(publication_id bigint) RETURNS linkage
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT linkage(l.child_node_id, l.node_id)
    FROM published_links l
   WHERE l.publication_id = published_graph.publication_id AND l.child_node_id IS NOT NULL;
END;
COMMENT ON FUNCTION published_graph(bigint) IS 'The links between nodes that an edition rests on, as one value.';

CREATE OR REPLACE FUNCTION restatements(of_plan plan_ref DEFAULT NULL, in_quarter quarter DEFAULT NULL)
  RETURNS TABLE (publication_id bigint, plan_id bigint, plan text, quarter quarter, edition integer, unit text, item_id bigint,
                 node_id bigint,
                 level text, ref text, title text, figure text, old_value text, new_value text, cause text, changed_at timestamptz,
                 changed_by text, why text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
  SET jit = off
BEGIN ATOMIC
  WITH changes AS MATERIALIZED (
    SELECT c.publication_id, CASE WHEN c.item_id IS NULL THEN 'node' ELSE 'item' END AS unit, c.item_id,
           coalesce(c.child_node_id, c.node_id) AS node_id, c.node_id AS linked_node_id, coalesce(i.level, n.level) AS level,
           coalesce(i.ref, n.ref) AS ref, coalesce(i.title, n.title) AS title, c.figure, c.old_value, c.new_value,
           c.cause, c.changed_at, c.changed_by, c.why,
           row_number() OVER (ORDER BY c.publication_id, c.item_id, c.child_node_id, c.figure, c.node_id) AS change
      FROM publication_changes(restatements.of_plan, restatements.in_quarter) c
      LEFT JOIN items i ON i.item_id = c.item_id
      LEFT JOIN nodes n ON n.node_id = c.child_node_id
  ), editions AS MATERIALIZED (
    SELECT e.publication_id, e.links_at, e.next_publication_id, published_graph(e.publication_id) AS old_graph,
           CASE WHEN e.next_publication_id IS NULL THEN thread_graph(e.links_at) ELSE published_graph(e.next_publication_id) END AS graph
      FROM publication_editions e
     WHERE e.publication_id IN (SELECT c.publication_id FROM changes c WHERE c.figure IN ('counted', 'rating', 'link'))
  ), reasons AS (
    SELECT c.publication_id, f.felt_node_id, string_agg(DISTINCT c.cause, ', ') AS cause, max(c.changed_at) AS changed_at,
           string_agg(DISTINCT c.changed_by, ', ') AS changed_by,
           string_agg(concat_ws(' ', c.ref, c.figure, c.old_value, '->', c.new_value), '; ' ORDER BY c.change) AS why
      FROM changes c
      JOIN editions e ON e.publication_id = c.publication_id
     CROSS JOIN LATERAL felt_nodes(e.publication_id, e.next_publication_id, e.links_at, e.old_graph, e.graph, c.item_id, c.figure,
                                   c.old_value <> 'none', c.linked_node_id) f
     GROUP BY c.publication_id, f.felt_node_id
  )
  SELECT e.publication_id, e.plan_id, e.plan, e.quarter, e.edition, s.unit, s.item_id, s.node_id, s.level, s.ref, s.title,
         s.figure, s.old_value, s.new_value, s.cause, s.changed_at, s.changed_by, s.why
    FROM (SELECT c.publication_id, c.unit, c.item_id, c.node_id, c.level, c.ref, c.title, c.figure, c.old_value, c.new_value,
                 c.cause, c.changed_at, c.changed_by, c.why
            FROM changes c
          UNION ALL
          SELECT t.publication_id, CASE WHEN t.node_id IS NULL THEN 'plan' ELSE 'node' END, NULL, t.node_id, n.level, n.ref, n.title,
                 t.figure, t.old_value, t.new_value, w.cause, w.changed_at, w.changed_by, w.why
            FROM changed_tallies(ARRAY(SELECT x.publication_id FROM editions x)) t
            LEFT JOIN nodes n ON n.node_id = t.node_id
            LEFT JOIN reasons w ON w.publication_id = t.publication_id AND coalesce(w.felt_node_id, 0) = coalesce(t.node_id, 0)
           WHERE EXISTS (SELECT FROM editions)) s
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
