-- Measures at the nodes of the golden thread.

-- Measures at the nodes of the golden thread.
CREATE OR REPLACE FUNCTION measure_node_links(as_at date DEFAULT today())
  RETURNS TABLE (measure_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT m.measure_id, m.node_id FROM measures m WHERE m.node_id IS NOT NULL AND m.undone_at IS NULL
  UNION
  SELECT mn.measure_id, mn.node_id
    FROM measure_nodes mn
   WHERE on_day(measure_node_links.as_at) BETWEEN mn.valid_from AND mn.valid_to;
END;
COMMENT ON FUNCTION measure_node_links(date) IS 'One row per measure and node it tells about directly, on that day.';

CREATE OR REPLACE FUNCTION kpi_node_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL,
                                           known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text, by_link rag_tally,
                 distinct_measures rag_tally,
                 measures_by_link bigint, measures_distinct bigint, green bigint, amber bigint, red bigint, unrated bigint, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH asked AS (
    SELECT on_day(coalesce(kpi_node_report.as_at, end_date(kpi_node_report.in_quarter))) AS day
  ), figures AS (
    SELECT r.plan_id, r.measure_id, m.frequency, r.quarter, r.actual, r.rating
      FROM measure_rows(coalesce(kpi_node_report.as_at, end_date(kpi_node_report.in_quarter)), kpi_node_report.known_at) r
      JOIN measures m ON m.measure_id = r.measure_id
  ), latest AS (
    SELECT f.plan_id, f.frequency, max(f.quarter) AS quarter FROM figures f WHERE f.actual IS NOT NULL GROUP BY f.plan_id, f.frequency
  ), rated AS (
    SELECT m.measure_id, f.rating
      FROM measures m
     CROSS JOIN asked
      LEFT JOIN latest ON latest.plan_id = m.plan_id AND latest.frequency = m.frequency
      LEFT JOIN figures f ON f.measure_id = m.measure_id
                         AND f.quarter = CASE WHEN kpi_node_report.in_quarter IS NULL THEN latest.quarter
                                              WHEN m.frequency = 'annual'
                                              THEN kpi_node_report.in_quarter - quarter_number(kpi_node_report.in_quarter) % 4
                                              ELSE kpi_node_report.in_quarter END
     WHERE coalesce(m.undone_at > by_then(kpi_node_report.known_at), true)
       AND (m.retired_on IS NULL OR m.retired_on > coalesce(end_date(kpi_node_report.in_quarter), asked.day))
       AND (kpi_node_report.in_quarter IS NULL OR checked_quarter(kpi_node_report.in_quarter) IS NOT NULL)
  )
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title,
         coalesce(rolled.by_link, '0'), coalesce(rolled.distinct_items, '0'),
         coalesce(total(rolled.by_link), 0), coalesce(total(rolled.distinct_items), 0),
         coalesce(green(rolled.distinct_items), 0), coalesce(amber(rolled.distinct_items), 0), coalesce(red(rolled.distinct_items), 0),
         coalesce(unrated(rolled.distinct_items), 0), overall(rolled.distinct_items)
    FROM nodes_known(kpi_node_report.known_at) n
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
    LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT thread_graph(asked.day) FROM asked), l.node_id, l.measure_id, rated.rating) AS nodes
                         FROM asked
                        CROSS JOIN LATERAL measure_node_links(asked.day) l
                         JOIN rated ON rated.measure_id = l.measure_id) r
                CROSS JOIN LATERAL unnest(r.nodes) u) rolled ON rolled.node = n.node_id
   WHERE kpi_node_report.in_quarter IS NULL OR checked_quarter(kpi_node_report.in_quarter) IS NOT NULL
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION kpi_node_report(quarter, date, timestamptz) IS
  'One row per node, zeros included: the ratings of all measures at or under it that are not retired, over the links that hold on that '
  'day (no day: the last of the quarter, or today). In that quarter, annual measures in the last year end up to it; no quarter: the '
  'latest in which any measure of the plan with the same frequency has an actual. Without a figure in it a measure is not rated. Do not '
  'add across nodes.';

CREATE OR REPLACE VIEW kpi_node_report WITH (security_invoker = true) AS
SELECT k.node_id, k.plan_id, k.plan, k.level, k.ref, k.title, k.by_link, k.distinct_measures, k.measures_by_link, k.measures_distinct,
       k.green, k.amber, k.red, k.unrated, k.overall
  FROM kpi_node_report() k;
COMMENT ON VIEW kpi_node_report IS
  'One row per node, zeros included: the latest ratings of all measures at or under it that are not retired. Do not add across nodes: a '
  'measure under two of them counts at each.';
COMMENT ON COLUMN kpi_node_report.node_id IS 'The node.';
COMMENT ON COLUMN kpi_node_report.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN kpi_node_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN kpi_node_report.level IS 'Which kind of node.';
COMMENT ON COLUMN kpi_node_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN kpi_node_report.title IS 'The wording.';
COMMENT ON COLUMN kpi_node_report.by_link IS
  'Ratings counted by link: every pair of a node at or under this one and a measure that tells about it counts.';
COMMENT ON COLUMN kpi_node_report.distinct_measures IS
  'Ratings of the distinct measures at or under the node: every measure counts once. Do not add across nodes.';
COMMENT ON COLUMN kpi_node_report.measures_by_link IS 'Total of by_link.';
COMMENT ON COLUMN kpi_node_report.measures_distinct IS 'Total of distinct_measures. Do not add across nodes.';
COMMENT ON COLUMN kpi_node_report.green IS 'Measures rated Green.';
COMMENT ON COLUMN kpi_node_report.amber IS 'The tolerance within which a miss is amber.';
COMMENT ON COLUMN kpi_node_report.red IS 'Measures rated Red.';
COMMENT ON COLUMN kpi_node_report.unrated IS 'Measures that are not rated.';
COMMENT ON COLUMN kpi_node_report.overall IS 'One rating for all: the most severe; empty where none is rated.';
