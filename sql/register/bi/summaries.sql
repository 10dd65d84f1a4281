-- Ready-made summaries for BI tools.

-- Ready-made summaries.
CREATE OR REPLACE VIEW :"bi".bi_progress AS
SELECT p.plan_key,
       p.quarter_key,
       p.is_latest,
       total(p.counts) AS total,
       complete(p.counts) AS complete,
       green(p.counts) AS green,
       amber_green(p.counts) AS amber_green,
       amber(p.counts) AS amber,
       amber_red(p.counts) AS amber_red,
       red(p.counts) AS red,
       scheduled(p.counts) AS scheduled,
       unrated(p.counts) AS unrated,
       round(percent_complete(p.counts), 6) AS percent_complete,
       coalesce(overall(p.counts)::text, 'NR') AS overall_rating_key
  -- The rows of bi_rating without making them: those with a rating are counted, and of the items that were active the others have none.
  FROM (SELECT p.plan_id AS plan_key, pq.quarter_key, coalesce(pq.is_latest, true) AS is_latest,
               coalesce(r.counts, '0')
               + ('?' || (i.items - coalesce(CASE WHEN pq.plan_key IS NULL THEN today.absent ELSE r.absent END, 0)
                          - coalesce(total(r.counts), 0)))::rag_tally AS counts
          FROM plans p
          JOIN (SELECT it.plan_id, count(*) AS items FROM items it WHERE it.state <> 'undone' GROUP BY it.plan_id) i
            ON i.plan_id = p.plan_id
          LEFT JOIN :"bi".bi_plan_quarter pq ON pq.plan_key = p.plan_id
          LEFT JOIN (SELECT q.plan_key, q.last_day, q.counts, count(gone.item_key) AS absent
                       -- A quarter stays in which all who are rated are absent: the absent are counted in it too.
                       FROM (SELECT k.plan_key, k.last_day, tally_weighted(nullif(k.rating_key, 'NR')::rag, k.items) AS counts
                               FROM (SELECT now.plan_key, now.last_day, now.rating_key, count(*) - count(gone.item_key) AS items
                                       FROM :"bi".bi_quarter_rating now
                                       LEFT JOIN :"bi".bi_item_absence gone
                                              ON gone.plan_key = now.plan_key
                                             AND gone.item_key = now.item_key
                                             AND now.last_day BETWEEN coalesce(gone.absent_from, '-infinity')
                                                                  AND coalesce(gone.absent_to, 'infinity')
                                      GROUP BY now.plan_key, now.last_day, now.rating_key) k
                              GROUP BY k.plan_key, k.last_day) q
                       LEFT JOIN :"bi".bi_item_absence gone
                              ON gone.plan_key = q.plan_key
                             AND q.last_day BETWEEN coalesce(gone.absent_from, '-infinity') AND coalesce(gone.absent_to, 'infinity')
                      GROUP BY q.plan_key, q.last_day, q.counts) r ON r.plan_key = p.plan_id AND r.last_day = pq.last_day
          LEFT JOIN (SELECT gone.plan_key, count(*) AS absent
                       FROM :"bi".bi_item_absence gone
                      WHERE (SELECT t.day FROM :"bi".bi_today t) BETWEEN coalesce(gone.absent_from, '-infinity')
                                                                     AND coalesce(gone.absent_to, 'infinity')
                      GROUP BY gone.plan_key) today ON today.plan_key = p.plan_id
         WHERE pq.plan_key IS NOT NULL OR coalesce(p.counts_from <= (SELECT t.day FROM :"bi".bi_today t), true)) p
 WHERE total(p.counts) > 0;
COMMENT ON VIEW :"bi".bi_progress IS
  'Summary: one row per plan and quarter in which it reports (quarter_key is empty where it never did): how many of its items, of those '
  'active on the last day of the quarter, have which rating.';
COMMENT ON COLUMN :"bi".bi_progress.plan_key IS 'Key of bi_plan; at a node empty where several plans share it.';
COMMENT ON COLUMN :"bi".bi_progress.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_progress.is_latest IS 'Whether the plan reports no later quarter.';
COMMENT ON COLUMN :"bi".bi_progress.total IS 'All items, not rated ones included.';
COMMENT ON COLUMN :"bi".bi_progress.complete IS 'Items rated Complete (B).';
COMMENT ON COLUMN :"bi".bi_progress.green IS 'Items rated Green.';
COMMENT ON COLUMN :"bi".bi_progress.amber_green IS 'Items rated Amber/Green.';
COMMENT ON COLUMN :"bi".bi_progress.amber IS 'Items rated Amber.';
COMMENT ON COLUMN :"bi".bi_progress.amber_red IS 'Items rated Amber/Red.';
COMMENT ON COLUMN :"bi".bi_progress.red IS 'Items rated Red.';
COMMENT ON COLUMN :"bi".bi_progress.scheduled IS 'Items rated Scheduled, not yet started.';
COMMENT ON COLUMN :"bi".bi_progress.unrated IS 'Items that are not rated.';
COMMENT ON COLUMN :"bi".bi_progress.percent_complete IS
  'Items rated Complete in per cent of all items, not rated ones included; empty where there are none.';
COMMENT ON COLUMN :"bi".bi_progress.overall_rating_key IS 'One rating for all items, the most severe of the live ones: key of bi_scale.';

-- Plan by plan: its nodes and those under them with the links between, found by index, the items' plans and each item's rating by one
-- look into the ratings.  So one plan costs what is under it, and all cost no more than one pass over everything.  By the rules of
-- bi_plan_quarter, bi_item and bi_item_link.
CREATE OR REPLACE VIEW :"bi".bi_rollup AS
WITH held AS MATERIALIZED (
  SELECT l.item_key AS item, l.parent_item_key AS over_item
    FROM :"bi".bi_link l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
   WHERE l.is_current AND l.item_key IS NOT NULL AND l.parent_item_key IS NOT NULL
), below AS MATERIALIZED (
  SELECT h.item, above.over_item
    FROM (SELECT DISTINCT h.item FROM held h) h
   CROSS JOIN LATERAL ancestors((SELECT linkage(k.item, k.over_item) FROM held k), h.item) above (over_item)
), gone AS MATERIALIZED (
  SELECT a.item_key
    FROM :"bi".bi_item_absence a
   WHERE (SELECT t.day FROM :"bi".bi_today t) BETWEEN coalesce(a.absent_from, '-infinity') AND coalesce(a.absent_to, 'infinity')
)
SELECT x.node_id AS node_key,
       p.plan_id AS plan_key,
       coalesce(total(x.by_link), 0) AS items_by_link,
       coalesce(total(x.distinct_items), 0) AS items_distinct,
       coalesce(complete(x.distinct_items), 0) AS complete,
       coalesce(green(x.distinct_items), 0) AS green,
       coalesce(amber_green(x.distinct_items), 0) AS amber_green,
       coalesce(amber(x.distinct_items), 0) AS amber,
       coalesce(amber_red(x.distinct_items), 0) AS amber_red,
       coalesce(red(x.distinct_items), 0) AS red,
       coalesce(scheduled(x.distinct_items), 0) AS scheduled,
       coalesce(unrated(x.distinct_items), 0) AS unrated,
       round(percent_complete(x.distinct_items), 6) AS percent_complete,
       coalesce(overall(x.distinct_items)::text, 'NR') AS overall_rating_key
  FROM (SELECT DISTINCT n.plan_id FROM nodes n WHERE n.undone_at IS NULL) p
 CROSS JOIN LATERAL (
    WITH RECURSIVE own AS MATERIALIZED (
      SELECT n.node_id FROM nodes n
       WHERE n.undone_at IS NULL AND (n.plan_id = p.plan_id OR n.plan_id IS NULL AND p.plan_id IS NULL)
    ), step AS (
      SELECT NULL::bigint AS over_node, o.node_id AS node FROM own o
      UNION
      SELECT s.node, k.node
        FROM step s
       CROSS JOIN LATERAL (
          SELECT k.from_node_id AS node
            FROM links k
            JOIN relations rel ON rel.relation = k.relation AND rel.rolls_up AND rel.child_end = 'from'
           WHERE k.to_node_id = s.node AND k.from_node_id IS NOT NULL
             AND (SELECT t.day FROM :"bi".bi_today t) BETWEEN k.valid_from AND k.valid_to
          UNION ALL
          SELECT k.to_node_id
            FROM links k
            JOIN relations rel ON rel.relation = k.relation AND rel.rolls_up AND rel.child_end = 'to'
           WHERE k.from_node_id = s.node AND k.to_node_id IS NOT NULL
             AND (SELECT t.day FROM :"bi".bi_today t) BETWEEN k.valid_from AND k.valid_to) k
    ), graph AS MATERIALIZED (
      SELECT linkage(s.node, s.over_node) AS g FROM step s
    ), counted AS MATERIALIZED (
      SELECT l.node, i.item_id, i.plan_id
        FROM (SELECT DISTINCT s.node FROM step s) d
       CROSS JOIN LATERAL (
          SELECT k.to_node_id AS node, k.from_item_id AS item
            FROM links k
            JOIN relations rel ON rel.relation = k.relation AND rel.rolls_up AND rel.child_end = 'from'
           WHERE k.to_node_id = d.node AND (SELECT t.day FROM :"bi".bi_today t) BETWEEN k.valid_from AND k.valid_to
          UNION
          SELECT k.from_node_id, k.to_item_id
            FROM links k
            JOIN relations rel ON rel.relation = k.relation AND rel.rolls_up AND rel.child_end = 'to'
           WHERE k.from_node_id = d.node AND (SELECT t.day FROM :"bi".bi_today t) BETWEEN k.valid_from AND k.valid_to
          UNION
          SELECT k.to_node_id, b.item
            FROM links k
            JOIN relations rel ON rel.relation = k.relation AND rel.rolls_up AND rel.child_end = 'from'
            JOIN below b ON b.over_item = k.from_item_id
           WHERE k.to_node_id = d.node AND (SELECT t.day FROM :"bi".bi_today t) BETWEEN k.valid_from AND k.valid_to
          UNION
          SELECT k.from_node_id, b.item
            FROM links k
            JOIN relations rel ON rel.relation = k.relation AND rel.rolls_up AND rel.child_end = 'to'
            JOIN below b ON b.over_item = k.to_item_id
           WHERE k.from_node_id = d.node AND (SELECT t.day FROM :"bi".bi_today t) BETWEEN k.valid_from AND k.valid_to) l
        JOIN items i ON i.item_id = l.item AND i.state <> 'undone' AND NOT EXISTS (SELECT FROM gone WHERE gone.item_key = i.item_id)
    ), latest AS MATERIALIZED (
      SELECT c.plan_id,
             (SELECT max(r.quarter)
                FROM items i
               CROSS JOIN LATERAL (
                  SELECT r.quarter
                    FROM ratings r
                   WHERE r.item_id = i.item_id AND r.rating IS NOT NULL AND coalesce(q.counts_from <= end_date(r.quarter), true)
                     AND coalesce(r.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
                     AND NOT EXISTS (SELECT FROM ratings later
                                      WHERE later.item_id = r.item_id AND later.quarter = r.quarter AND later.rating IS NULL
                                        AND (later.period_end, later.recorded_at, later.rating_id)
                                            > (r.period_end, r.recorded_at, r.rating_id)
                                        AND coalesce(later.import_id, 0)
                                            <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL)))
                   ORDER BY r.quarter DESC
                   LIMIT 1) r
               WHERE i.plan_id = c.plan_id) AS quarter
        FROM (SELECT DISTINCT k.plan_id FROM counted k) c
        JOIN plans q ON q.plan_id = c.plan_id AND coalesce(q.counts_from <= (SELECT t.day FROM :"bi".bi_today t), true)
    ), rated AS MATERIALIZED (
      SELECT c.item_id,
             (SELECT r.rating
                FROM ratings r
               WHERE r.item_id = c.item_id AND r.quarter = l.quarter
                 AND coalesce(r.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
               ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
               LIMIT 1) AS rating
        FROM (SELECT DISTINCT k.item_id, k.plan_id FROM counted k) c
        JOIN latest l ON l.plan_id = c.plan_id
    )
    SELECT o.node_id, rolled.by_link, rolled.distinct_items
      FROM own o
      LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
                   FROM (SELECT outcome_rollup((SELECT graph.g FROM graph), c.node, c.item_id, r.rating) AS nodes
                           FROM counted c
                           JOIN rated r ON r.item_id = c.item_id) s
                  CROSS JOIN LATERAL unnest(s.nodes) u) rolled ON rolled.node = o.node_id) x;
COMMENT ON VIEW :"bi".bi_rollup IS
  'Summary: one row per node: the latest ratings of the items at or under it that are active today. Do not add across nodes: an item '
  'under two of them counts at each.';
COMMENT ON COLUMN :"bi".bi_rollup.node_key IS 'Key of bi_node.';
COMMENT ON COLUMN :"bi".bi_rollup.plan_key IS 'Key of bi_plan; at a node empty where several plans share it.';
COMMENT ON COLUMN :"bi".bi_rollup.items_by_link IS
  'Items at or under the node, counted once per link to a node. Larger than items_distinct where an item is linked to several. Do not '
  'add across nodes.';
COMMENT ON COLUMN :"bi".bi_rollup.items_distinct IS 'Items at or under the node, each counted once. Do not add across nodes.';
COMMENT ON COLUMN :"bi".bi_rollup.complete IS 'Items rated Complete (B).';
COMMENT ON COLUMN :"bi".bi_rollup.green IS 'Items rated Green.';
COMMENT ON COLUMN :"bi".bi_rollup.amber_green IS 'Items rated Amber/Green.';
COMMENT ON COLUMN :"bi".bi_rollup.amber IS 'Items rated Amber.';
COMMENT ON COLUMN :"bi".bi_rollup.amber_red IS 'Items rated Amber/Red.';
COMMENT ON COLUMN :"bi".bi_rollup.red IS 'Items rated Red.';
COMMENT ON COLUMN :"bi".bi_rollup.scheduled IS 'Items rated Scheduled, not yet started.';
COMMENT ON COLUMN :"bi".bi_rollup.unrated IS 'Items that are not rated.';
COMMENT ON COLUMN :"bi".bi_rollup.percent_complete IS
  'Items rated Complete in per cent of all items, not rated ones included; empty where there are none.';
COMMENT ON COLUMN :"bi".bi_rollup.overall_rating_key IS 'One rating for all items, the most severe of the live ones: key of bi_scale.';
