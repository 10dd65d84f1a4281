-- Ready-made summaries for BI tools.

-- Ready-made summaries.
CREATE OR REPLACE VIEW :"bi".bi_progress AS
SELECT r.plan_key,
       r.quarter_key,
       r.is_latest,
       count(*) AS total,
       count(*) FILTER (WHERE r.rating_key = 'B') AS complete,
       count(*) FILTER (WHERE r.rating_key = 'G') AS green,
       count(*) FILTER (WHERE r.rating_key = 'AG') AS amber_green,
       count(*) FILTER (WHERE r.rating_key = 'A') AS amber,
       count(*) FILTER (WHERE r.rating_key = 'AR') AS amber_red,
       count(*) FILTER (WHERE r.rating_key = 'R') AS red,
       count(*) FILTER (WHERE r.rating_key = 'S') AS scheduled,
       count(*) FILTER (WHERE r.rating_key = 'NR') AS unrated,
       round(percent_complete(tally(nullif(r.rating_key, 'NR')::rag)), 6) AS percent_complete,
       coalesce(overall(tally(nullif(r.rating_key, 'NR')::rag))::text, 'NR') AS overall_rating_key
  FROM (SELECT f.plan_key, f.quarter_key, f.is_latest, f.rating_key FROM :"bi".bi_rating f
        UNION ALL
        SELECT i.plan_key, NULL, true, i.rating_key FROM :"bi".bi_item i WHERE i.is_active AND i.quarter_key IS NULL) r
 GROUP BY r.plan_key, r.quarter_key, r.is_latest;
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

CREATE OR REPLACE VIEW :"bi".bi_rollup AS
SELECT n.node_id AS node_key,
       n.plan_id AS plan_key,
       coalesce(total(rolled.by_link), 0) AS items_by_link,
       coalesce(total(rolled.distinct_items), 0) AS items_distinct,
       coalesce(complete(rolled.distinct_items), 0) AS complete,
       coalesce(green(rolled.distinct_items), 0) AS green,
       coalesce(amber_green(rolled.distinct_items), 0) AS amber_green,
       coalesce(amber(rolled.distinct_items), 0) AS amber,
       coalesce(amber_red(rolled.distinct_items), 0) AS amber_red,
       coalesce(red(rolled.distinct_items), 0) AS red,
       coalesce(scheduled(rolled.distinct_items), 0) AS scheduled,
       coalesce(unrated(rolled.distinct_items), 0) AS unrated,
       round(percent_complete(rolled.distinct_items), 6) AS percent_complete,
       coalesce(overall(rolled.distinct_items)::text, 'NR') AS overall_rating_key
  FROM nodes n
  LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
               FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_key, nl.node_key)
                                              FROM :"bi".bi_link nl
                                             WHERE nl.rolls_up AND nl.is_current AND nl.child_node_key IS NOT NULL),
                                           il.node_key, il.item_key, i.rating) AS nodes
                       FROM (SELECT it.item_key, nullif(it.rating_key, 'NR')::rag AS rating FROM :"bi".bi_item it WHERE it.is_active) i
                       JOIN :"bi".bi_link il ON il.item_key = i.item_key AND il.rolls_up AND il.is_current) s
              CROSS JOIN LATERAL unnest(s.nodes) u) rolled ON rolled.node = n.node_id
 WHERE n.undone_at IS NULL;
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
