-- Items shared out over the nodes they count towards.

-- Fractional attribution.

CREATE OR REPLACE FUNCTION item_shares(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plans plan_ref[] DEFAULT NULL,
                                       known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, node_id bigint, rating rag, numerator numeric, divisor bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH rated AS MATERIALIZED (
    -- Materialised: rated once per item, not once per link of it.
    SELECT i.item_id, i.rating
      FROM rated_items(item_shares.in_quarter, item_shares.as_at, item_shares.of_plans, item_shares.known_at) i
  ), linked AS MATERIALIZED (
    SELECT i.item_id, il.node_id, i.rating, max(il.share) AS share
      FROM rated i
      JOIN links_of_items(coalesce(item_shares.as_at, end_date(item_shares.in_quarter)), item_shares.known_at) il ON il.item_id = i.item_id
     GROUP BY i.item_id, il.node_id, i.rating
  ), left_over AS (
    SELECT l.item_id, greatest(1 - coalesce(sum(l.share), 0), 0) AS numerator, count(*) FILTER (WHERE l.share IS NULL) AS divisor
      FROM linked l
     GROUP BY l.item_id
  )
  SELECT l.item_id, l.node_id, l.rating, coalesce(l.share, o.numerator), CASE WHEN l.share IS NULL THEN o.divisor ELSE 1 END
    FROM linked l
    JOIN left_over o ON o.item_id = l.item_id;
END;
COMMENT ON FUNCTION item_shares(quarter, date, plan_ref[], timestamptz) IS
  'One row per item that rated_items has and node it is linked to directly: which part of the item counts there, as a numerator and a '
  'divisor.';

-- Numerators of one divisor are added before they are divided: three thirds are one.  Compiling the query would take longer than running
-- it.
CREATE OR REPLACE FUNCTION shares_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plan plan_ref DEFAULT NULL,
                                         known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text, items_by_link bigint, items_distinct bigint,
                 share numeric, share_complete numeric, share_exceptions numeric, share_unrated numeric, percent_complete numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  of_plans CONSTANT plan_ref[] := CASE WHEN of_plan IS NOT NULL THEN ARRAY[checked_plan(of_plan)] END;
BEGIN
  PERFORM checked_quarter(in_quarter);
  RETURN QUERY
  WITH g AS MATERIALIZED (
    SELECT thread_graph(coalesce(as_at, end_date(in_quarter)), known_at) AS g
  ), linked AS MATERIALIZED (
    SELECT i.item_id, i.node_id, i.rating, i.numerator, i.divisor FROM item_shares(in_quarter, as_at, of_plans, known_at) i
  ), direct AS MATERIALIZED (
    SELECT s.node_id, s.divisor, sum(s.numerator) AS share,
           coalesce(sum(s.numerator) FILTER (WHERE s.rating = 'B'), 0) AS complete,
           coalesce(sum(s.numerator) FILTER (WHERE s.rating >= 'A'), 0) AS exceptions,
           coalesce(sum(s.numerator) FILTER (WHERE s.rating IS NULL), 0) AS unrated
      FROM linked s
     GROUP BY s.node_id, s.divisor
  ), spread AS (
    SELECT up.node, d.node_id FROM (SELECT DISTINCT x.node_id FROM direct x) d
     CROSS JOIN LATERAL (SELECT d.node_id UNION ALL SELECT a FROM ancestors((SELECT g.g FROM g), d.node_id) a) up (node)
  ), shared AS (
    SELECT t.node, sum(t.share / t.divisor) AS share, sum(t.complete / t.divisor) AS complete, sum(t.exceptions / t.divisor) AS exceptions,
           sum(t.unrated / t.divisor) AS unrated
      FROM (SELECT s.node, d.divisor, sum(d.share) AS share, sum(d.complete) AS complete, sum(d.exceptions) AS exceptions,
            sum(d.unrated) AS unrated
              FROM spread s JOIN direct d ON d.node_id = s.node_id
             GROUP BY s.node, d.divisor) t
     GROUP BY t.node
  )
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title, coalesce(total(r.by_link), 0), coalesce(total(r.distinct_items), 0),
         coalesce(s.share, 0), coalesce(s.complete, 0), coalesce(s.exceptions, 0), coalesce(s.unrated, 0),
         s.complete * 100 / nullif(s.share, 0)
    FROM nodes_known(known_at) n
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
    LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT g.g FROM g), l.node_id, l.item_id, l.rating) AS nodes FROM linked l) x
                CROSS JOIN LATERAL unnest(x.nodes) u) r ON r.node = n.node_id
    LEFT JOIN shared s ON s.node = n.node_id
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END
$body$;
COMMENT ON FUNCTION shares_report(quarter, date, plan_ref, timestamptz) IS
  'One row per node, zeros included: the items at or under it counted by link, distinct, and by share, an item being divided among the '
  'nodes it is linked to directly: a share recorded on a link counts as it is, the rest of the item goes in equal parts to its other '
  'links, and nowhere where it has none (data_quality_report says so). Denominator of percent_complete: share. Shares of nodes that lie '
  'side by side may be added, as those of the nodes to which items are linked add up to the linked items; by link and distinct may not.';

CREATE OR REPLACE VIEW shares_report WITH (security_invoker = true) AS
SELECT s.node_id, s.plan_id, s.plan, s.level, s.ref, s.title, s.items_by_link, s.items_distinct, s.share, s.share_complete,
    s.share_exceptions,
       s.share_unrated, s.percent_complete
  FROM shares_report() s;
COMMENT ON VIEW shares_report IS
  'One row per node, zeros included: the latest ratings of the items active today at or under it, an item being divided among the nodes '
  'it is linked to directly. Denominator of percent_complete: share.';
COMMENT ON COLUMN shares_report.node_id IS 'The node.';
COMMENT ON COLUMN shares_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN shares_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN shares_report.level IS 'Which kind of node or item.';
COMMENT ON COLUMN shares_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN shares_report.title IS 'The wording.';
COMMENT ON COLUMN shares_report.items_by_link IS 'Items at or under the node counted by link: one linked to two nodes counts twice.';
COMMENT ON COLUMN shares_report.items_distinct IS 'Items at or under the node, each counted once. Do not add across nodes.';
COMMENT ON COLUMN shares_report.share IS 'Items at or under the node, an item linked to several nodes being divided among them.';
COMMENT ON COLUMN shares_report.share_complete IS 'Of the share, what is rated Complete.';
COMMENT ON COLUMN shares_report.share_exceptions IS 'Of the share, what is rated Amber, Amber/Red or Red.';
COMMENT ON COLUMN shares_report.share_unrated IS 'Of the share, what is not rated.';
COMMENT ON COLUMN shares_report.percent_complete IS 'Share that is Complete in per cent of share; exact; NULL where there is none.';
