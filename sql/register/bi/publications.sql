-- Publications for BI tools.

-- For BI tools.
CREATE OR REPLACE VIEW :"bi".bi_publication AS
SELECT p.publication_id AS publication_key,
       p.plan_id AS plan_key,
       quarter_key(p.quarter) AS quarter_key,
       p.edition,
       lead(p.publication_id) OVER (PARTITION BY p.plan_id, p.quarter ORDER BY p.edition) IS NULL AS is_last_edition,
       p.note,
       p.published_at,
       p.published_by
  FROM publications p;
COMMENT ON VIEW :"bi".bi_publication IS
  'Dimension: one row per publication of a plan''s quarter, every edition. For the figures that stand keep is_last_edition.';
COMMENT ON COLUMN :"bi".bi_publication.publication_key IS 'Key of bi_publication.';
COMMENT ON COLUMN :"bi".bi_publication.plan_key IS 'Key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_publication.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_publication.edition IS '1, then one more for each time the quarter was published again.';
COMMENT ON COLUMN :"bi".bi_publication.is_last_edition IS 'Whether there is no later edition.';
COMMENT ON COLUMN :"bi".bi_publication.note IS 'What was said on publishing.';
COMMENT ON COLUMN :"bi".bi_publication.published_at IS 'When it was published.';
COMMENT ON COLUMN :"bi".bi_publication.published_by IS 'Who published it.';

CREATE OR REPLACE VIEW :"bi".bi_published_item AS
SELECT i.publication_id AS publication_key,
       i.item_id AS item_key,
       i.level,
       i.ref,
       i.title,
       i.state,
       coalesce(i.rating::text, 'NR') AS rating_key,
       coalesce(i.previous_rating::text, 'NR') AS previous_rating_key,
       i.movement,
       i.baseline_due,
       i.current_due,
       i.revisions,
       r.commentary,
       r.corrective_action,
       p.plan_key,
       p.quarter_key
  FROM published_items i
  JOIN :"bi".bi_publication p ON p.publication_key = i.publication_id
  LEFT JOIN ratings r ON r.rating_id = i.rating_id;
COMMENT ON VIEW :"bi".bi_published_item IS 'Fact: one row per publication and item it counts, as published, whatever was recorded since.';
COMMENT ON COLUMN :"bi".bi_published_item.publication_key IS 'Key of bi_publication.';
COMMENT ON COLUMN :"bi".bi_published_item.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_published_item.level IS 'Which kind of node or item.';
COMMENT ON COLUMN :"bi".bi_published_item.ref IS 'The reference as printed.';
COMMENT ON COLUMN :"bi".bi_published_item.title IS 'The wording.';
COMMENT ON COLUMN :"bi".bi_published_item.state IS 'The state, apart from any rating.';
COMMENT ON COLUMN :"bi".bi_published_item.rating_key IS 'The rating: key of bi_scale; NR where not rated.';
COMMENT ON COLUMN :"bi".bi_published_item.previous_rating_key IS 'The rating in the quarter before: key of bi_scale.';
COMMENT ON COLUMN :"bi".bi_published_item.movement IS 'From the rating before to this one; NULL in the first quarter the plan reports.';
COMMENT ON COLUMN :"bi".bi_published_item.baseline_due IS 'The last day of the first deadline set; NULL where it has no end or none is '
                                                          'set.';
COMMENT ON COLUMN :"bi".bi_published_item.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN :"bi".bi_published_item.revisions IS 'How often the deadline was revised.';
COMMENT ON COLUMN :"bi".bi_published_item.commentary IS 'What the report says of the item in that quarter.';
COMMENT ON COLUMN :"bi".bi_published_item.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN :"bi".bi_published_item.plan_key IS 'Key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_published_item.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';

CREATE OR REPLACE VIEW :"bi".bi_published_node AS
SELECT n.publication_id AS publication_key,
       n.node_id AS node_key,
       n.level,
       n.ref,
       n.title,
       total(n.by_link) AS items_by_link,
       total(n.distinct_items) AS items_distinct,
       complete(n.distinct_items) AS complete,
       green(n.distinct_items) AS green,
       amber_green(n.distinct_items) AS amber_green,
       amber(n.distinct_items) AS amber,
       amber_red(n.distinct_items) AS amber_red,
       red(n.distinct_items) AS red,
       scheduled(n.distinct_items) AS scheduled,
       unrated(n.distinct_items) AS unrated,
       round(percent_complete(n.distinct_items), 6) AS percent_complete,
       coalesce(overall(n.distinct_items)::text, 'NR') AS overall_rating_key,
       p.plan_key,
       p.quarter_key
  FROM published_nodes n
  JOIN :"bi".bi_publication p ON p.publication_key = n.publication_id;
COMMENT ON VIEW :"bi".bi_published_node IS
  'Fact: one row per publication and node, as published. Do not add across nodes: an item under two of them counts at each.';
COMMENT ON COLUMN :"bi".bi_published_node.publication_key IS 'Key of bi_publication.';
COMMENT ON COLUMN :"bi".bi_published_node.node_key IS 'Key of bi_node.';
COMMENT ON COLUMN :"bi".bi_published_node.level IS 'Which kind of node or item.';
COMMENT ON COLUMN :"bi".bi_published_node.ref IS 'The reference as printed.';
COMMENT ON COLUMN :"bi".bi_published_node.title IS 'The wording.';
COMMENT ON COLUMN :"bi".bi_published_node.items_by_link IS
  'Items at or under the node, counted once per link to a node. Do not add across nodes.';
COMMENT ON COLUMN :"bi".bi_published_node.items_distinct IS 'Items at or under the node, each counted once. Do not add across nodes.';
COMMENT ON COLUMN :"bi".bi_published_node.complete IS 'Items rated Complete (B).';
COMMENT ON COLUMN :"bi".bi_published_node.green IS 'Items rated Green.';
COMMENT ON COLUMN :"bi".bi_published_node.amber_green IS 'Items rated Amber/Green.';
COMMENT ON COLUMN :"bi".bi_published_node.amber IS 'Items rated Amber.';
COMMENT ON COLUMN :"bi".bi_published_node.amber_red IS 'Items rated Amber/Red.';
COMMENT ON COLUMN :"bi".bi_published_node.red IS 'Items rated Red.';
COMMENT ON COLUMN :"bi".bi_published_node.scheduled IS 'Items rated Scheduled, not yet started.';
COMMENT ON COLUMN :"bi".bi_published_node.unrated IS 'Items that are not rated.';
COMMENT ON COLUMN :"bi".bi_published_node.percent_complete IS
  'Items rated Complete in per cent of all items counted, not rated ones included; NULL where there are none.';
COMMENT ON COLUMN :"bi".bi_published_node.overall_rating_key IS
  'One rating for all items, the most severe of the live ones: key of bi_scale.';
COMMENT ON COLUMN :"bi".bi_published_node.plan_key IS 'The plan published: key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_published_node.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';

CREATE OR REPLACE VIEW :"bi".bi_restatement AS
WITH compared AS (
  SELECT p.publication_key, p.plan_key, p.quarter_key, old.item_key,
         old.rating_key AS old_rating_key, now.rating_key, old.previous_rating_key AS old_previous_key, now.previous_rating_key,
         old.movement AS old_movement, now.movement, old.current_due AS old_due, due.due, now.item_key IS NOT NULL AS counted
    FROM :"bi".bi_publication p
    JOIN :"bi".bi_published_item old ON old.publication_key = p.publication_key
    LEFT JOIN :"bi".bi_rating now ON now.item_key = old.item_key AND now.quarter_key = p.quarter_key
    LEFT JOIN :"bi".bi_due due ON due.item_key = old.item_key AND due.milestone = 'due' AND due.is_current
   WHERE p.is_last_edition
)
SELECT c.publication_key, c.plan_key, c.quarter_key, c.item_key, f.figure, f.published_value, f.current_value
  FROM compared c
 CROSS JOIN LATERAL (VALUES
       ('counted', 'yes', CASE WHEN c.counted THEN 'yes' ELSE 'no' END, true),
       ('rating', c.old_rating_key, c.rating_key, c.counted),
       ('previous rating', c.old_previous_key, c.previous_rating_key, c.counted),
       ('movement', coalesce(c.old_movement, 'none'), coalesce(c.movement, 'none'), c.counted),
       ('due date', coalesce(to_char(c.old_due, 'YYYY-MM-DD'), 'none'), coalesce(to_char(c.due, 'YYYY-MM-DD'), 'none'), c.counted))
       f (figure, published_value, current_value, comparable)
 WHERE f.comparable AND f.published_value <> f.current_value
UNION ALL
SELECT p.publication_key, p.plan_key, p.quarter_key, now.item_key, 'counted', 'no', 'yes'
  FROM :"bi".bi_publication p
  JOIN :"bi".bi_rating now ON now.plan_key = p.plan_key AND now.quarter_key = p.quarter_key
 WHERE p.is_last_edition
   AND NOT EXISTS (SELECT FROM :"bi".bi_published_item old WHERE old.publication_key = p.publication_key AND old.item_key = now.item_key);
COMMENT ON VIEW :"bi".bi_restatement IS
  'Fact: one row per figure of an item in the last edition of a publication that is another today. Empty right after publishing.';
COMMENT ON COLUMN :"bi".bi_restatement.publication_key IS 'Key of bi_publication.';
COMMENT ON COLUMN :"bi".bi_restatement.plan_key IS 'Key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_restatement.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_restatement.item_key IS 'Key of bi_item.';
COMMENT ON COLUMN :"bi".bi_restatement.figure IS
  'Which published figure: counted, rating, previous rating, movement or due date.';
COMMENT ON COLUMN :"bi".bi_restatement.published_value IS 'What was published.';
COMMENT ON COLUMN :"bi".bi_restatement.current_value IS 'What it is today.';
