-- Lines of money, and the items and nodes they count at.

-- The rows that money_rows_of and money_part_rows_of take, as measure_statements for measure_rows_of.
CREATE OR REPLACE VIEW money_statements WITH (security_invoker = true) AS
SELECT l.money_line_id, l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.standing, l.title, l.mtfs_ref, l.item_id,
       l.node_id, l.amount, l.recorded_at, i.undone_at
  FROM money_lines l
  LEFT JOIN imports i ON i.import_id = l.import_id;
COMMENT ON VIEW money_statements IS 'One row per row of money_lines: what the reports of money read of it.';
COMMENT ON COLUMN money_statements.money_line_id IS 'The row.';
COMMENT ON COLUMN money_statements.plan_id IS 'The plan.';
COMMENT ON COLUMN money_statements.ref IS 'The reference of the line.';
COMMENT ON COLUMN money_statements.purpose IS 'saving or funding.';
COMMENT ON COLUMN money_statements.basis IS 'What the figure stands on; empty where there is one basis only.';
COMMENT ON COLUMN money_statements.fiscal_year_start IS 'The year in which the fiscal year, or the first of several, starts.';
COMMENT ON COLUMN money_statements.years IS 'How many fiscal years it covers.';
COMMENT ON COLUMN money_statements.standing IS 'target, achieved or at risk.';
COMMENT ON COLUMN money_statements.title IS 'The wording.';
COMMENT ON COLUMN money_statements.mtfs_ref IS 'The item of the medium-term financial strategy.';
COMMENT ON COLUMN money_statements.item_id IS 'The item it counts at.';
COMMENT ON COLUMN money_statements.node_id IS 'The node it counts at.';
COMMENT ON COLUMN money_statements.amount IS 'The amount.';
COMMENT ON COLUMN money_statements.recorded_at IS 'When it became known.';
COMMENT ON COLUMN money_statements.undone_at IS 'When the import that brought it was taken back; empty: it stands.';

CREATE OR REPLACE VIEW money_weights WITH (security_invoker = true) AS
SELECT s.plan_id, s.ref, s.item_id, s.node_id, s.weight, s.recorded_at FROM money_shares s;
COMMENT ON VIEW money_weights IS 'One row per row of money_shares: what the reports of money read of it.';
COMMENT ON COLUMN money_weights.plan_id IS 'The plan.';
COMMENT ON COLUMN money_weights.ref IS 'The reference of the line.';
COMMENT ON COLUMN money_weights.item_id IS 'The item that has this share.';
COMMENT ON COLUMN money_weights.node_id IS 'The node that has this share.';
COMMENT ON COLUMN money_weights.weight IS 'The share, against the other ones.';
COMMENT ON COLUMN money_weights.recorded_at IS 'When it became known.';

CREATE OR REPLACE FUNCTION money_rows_of(lines money_statements[], known_at timestamptz)
  RETURNS TABLE (plan_id bigint, ref text, basis text, fiscal_year_start integer, years integer, purpose text, title text, mtfs_ref text,
                 item_id bigint, node_id bigint, target numeric, achieved numeric, at_risk numeric, has_target boolean,
                     recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT f.plan_id, f.ref, f.basis, f.fiscal_year_start, f.years,
         (array_agg(f.purpose ORDER BY f.recorded_at DESC, f.money_line_id DESC))[1] AS purpose,
         (array_agg(f.title ORDER BY f.recorded_at DESC, f.money_line_id DESC))[1] AS title,
         (array_agg(f.mtfs_ref ORDER BY f.recorded_at DESC, f.money_line_id DESC) FILTER (WHERE f.mtfs_ref IS NOT NULL))[1] AS mtfs_ref,
         (array_agg(f.item_id ORDER BY f.recorded_at DESC, f.money_line_id DESC)
          FILTER (WHERE num_nonnulls(f.item_id, f.node_id) > 0))[1] AS item_id,
         (array_agg(CASE WHEN f.item_id IS NULL THEN f.node_id END ORDER BY f.recorded_at DESC, f.money_line_id DESC)
            FILTER (WHERE num_nonnulls(f.item_id, f.node_id) > 0))[1] AS node_id,
         coalesce(sum(f.amount) FILTER (WHERE f.standing = 'target'), 0.00) AS target,
         coalesce(sum(f.amount) FILTER (WHERE f.standing = 'achieved'), 0.00) AS achieved,
         coalesce(sum(f.amount) FILTER (WHERE f.standing = 'at risk'), 0.00) AS at_risk,
         coalesce(bool_or(f.standing = 'target'), false) AS has_target,
         max(f.recorded_at) AS recorded_at
    FROM (SELECT DISTINCT ON (l.plan_id, l.ref, l.basis, l.fiscal_year_start, l.years, l.standing)
                 l.money_line_id, l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.standing,
                 l.title, l.mtfs_ref, l.item_id, l.node_id, l.amount, l.recorded_at
            FROM unnest(money_rows_of.lines) l
           WHERE l.recorded_at <= by_then(money_rows_of.known_at)
             AND coalesce(l.undone_at > by_then(money_rows_of.known_at), true)
             AND l.amount <> 'NaN'
           ORDER BY l.plan_id, l.ref, l.basis, l.fiscal_year_start, l.years, l.standing, l.recorded_at DESC, l.money_line_id DESC) f
   GROUP BY f.plan_id, f.ref, f.basis, f.fiscal_year_start, f.years;
END;
COMMENT ON FUNCTION money_rows_of(money_statements[], timestamptz) IS 'money_rows, of lines that the caller has read.';

CREATE OR REPLACE FUNCTION money_rows(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, ref text, basis text, fiscal_year_start integer, years integer, purpose text, title text, mtfs_ref text,
                 item_id bigint, node_id bigint, target numeric, achieved numeric, at_risk numeric, has_target boolean,
                     recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.plan_id, r.ref, r.basis, r.fiscal_year_start, r.years, r.purpose, r.title, r.mtfs_ref, r.item_id, r.node_id, r.target,
         r.achieved, r.at_risk, r.has_target, r.recorded_at
    FROM money_rows_of(ARRAY(SELECT l FROM money_statements l), money_rows.known_at) r;
END;
COMMENT ON FUNCTION money_rows(timestamptz) IS
  'One row per line (plan, reference, basis) and period, as known at that moment.';

CREATE OR REPLACE FUNCTION money_weights_of(shares money_weights[], known_at timestamptz)
  RETURNS TABLE (plan_id bigint, ref text, item_id bigint, node_id bigint, weight numeric, whole numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT s.plan_id, s.ref, s.item_id, s.node_id, s.weight, sum(s.weight) OVER (PARTITION BY s.plan_id, s.ref)
    FROM (SELECT x.plan_id, x.ref, x.item_id, x.node_id, x.weight, x.recorded_at,
                 max(x.recorded_at) OVER (PARTITION BY x.plan_id, x.ref) AS last_recorded_at
            FROM unnest(money_weights_of.shares) x
           WHERE x.recorded_at <= by_then(money_weights_of.known_at)) s
   WHERE s.recorded_at = s.last_recorded_at;
END;
COMMENT ON FUNCTION money_weights_of(money_weights[], timestamptz) IS
  'The shares of each line that were recorded last by that moment, all at once, and what they add up to.';

CREATE OR REPLACE FUNCTION money_part_rows_of(lines money_statements[], shares money_weights[], known_at timestamptz)
  RETURNS TABLE (plan_id bigint, ref text, purpose text, basis text, fiscal_year_start integer, years integer, title text, mtfs_ref text,
                 item_id bigint, node_id bigint, target numeric, achieved numeric, at_risk numeric, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
  SET enable_nestloop = off
  SET jit = off
BEGIN ATOMIC
  WITH whole_lines AS (
    SELECT m.* FROM money_rows_of(money_part_rows_of.lines, money_part_rows_of.known_at) m
  ), parting AS (
    SELECT w.* FROM money_weights_of(money_part_rows_of.shares, money_part_rows_of.known_at) w
  ), cut AS (
    SELECT l.plan_id, l.ref, l.basis, l.fiscal_year_start, l.years, s.item_id, s.node_id, f.standing, f.amount,
           div(abs(f.amount) * 100 * s.weight, s.whole) AS pence, mod(abs(f.amount) * 100 * s.weight, s.whole) AS remainder
      FROM whole_lines l
      JOIN parting s ON s.plan_id = l.plan_id AND s.ref = l.ref
     CROSS JOIN LATERAL (VALUES ('target', l.target), ('achieved', l.achieved), ('at risk', l.at_risk)) f (standing, amount)
  ), ranked AS (
    SELECT c.*,
           abs(c.amount) * 100 - sum(c.pence) OVER of_figure AS left_over,
           row_number() OVER (PARTITION BY c.plan_id, c.ref, c.basis, c.fiscal_year_start, c.years, c.standing
                              ORDER BY c.remainder DESC, c.item_id NULLS LAST, c.node_id) AS place
      FROM cut c
    WINDOW of_figure AS (PARTITION BY c.plan_id, c.ref, c.basis, c.fiscal_year_start, c.years, c.standing)
  ), allotted AS (
    SELECT r.plan_id, r.ref, r.basis, r.fiscal_year_start, r.years, r.item_id, r.node_id, r.standing,
           (sign(r.amount) * (r.pence + CASE WHEN r.place <= r.left_over THEN 1 ELSE 0 END) / 100)::numeric(16, 2) AS amount
      FROM ranked r
  )
  SELECT l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.title, l.mtfs_ref, l.item_id, l.node_id,
         l.target, l.achieved, l.at_risk, l.recorded_at
    FROM whole_lines l
   WHERE NOT EXISTS (SELECT FROM parting s WHERE s.plan_id = l.plan_id AND s.ref = l.ref)
  UNION ALL
  SELECT l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.title, l.mtfs_ref, a.item_id, a.node_id,
         sum(a.amount) FILTER (WHERE a.standing = 'target'), sum(a.amount) FILTER (WHERE a.standing = 'achieved'),
         sum(a.amount) FILTER (WHERE a.standing = 'at risk'), l.recorded_at
    FROM whole_lines l
    JOIN allotted a ON a.plan_id = l.plan_id AND a.ref = l.ref AND a.basis = l.basis
                   AND a.fiscal_year_start = l.fiscal_year_start AND a.years = l.years
   GROUP BY l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.title, l.mtfs_ref, a.item_id, a.node_id, l.recorded_at;
END;
COMMENT ON FUNCTION money_part_rows_of(money_statements[], money_weights[], timestamptz) IS
  'money_part_rows, of lines and shares that the caller has read.';

CREATE OR REPLACE FUNCTION money_part_rows(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, ref text, purpose text, basis text, fiscal_year_start integer, years integer, title text, mtfs_ref text,
                 item_id bigint, node_id bigint, target numeric, achieved numeric, at_risk numeric, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.plan_id, r.ref, r.purpose, r.basis, r.fiscal_year_start, r.years, r.title, r.mtfs_ref, r.item_id, r.node_id, r.target,
         r.achieved, r.at_risk, r.recorded_at
    FROM money_part_rows_of(ARRAY(SELECT l FROM money_statements l), ARRAY(SELECT s FROM money_weights s), money_part_rows.known_at) r;
END;
COMMENT ON FUNCTION money_part_rows(timestamptz) IS
  'One row per line, period and the item or node it counts at, as known at that moment.';

CREATE OR REPLACE FUNCTION money_parts(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (part bigint, plan_id bigint, ref text, purpose text, basis text, fiscal_year_start integer, years integer, title text,
                 mtfs_ref text,
                 item_id bigint, node_id bigint, target numeric, achieved numeric, at_risk numeric, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT row_number() OVER (ORDER BY p.plan_id, p.fiscal_year_start, p.years, p.ref, p.basis, p.item_id, p.node_id),
         p.plan_id, p.ref, p.purpose, p.basis, p.fiscal_year_start, p.years, p.title, p.mtfs_ref, p.item_id, p.node_id,
         p.target, p.achieved, p.at_risk, p.recorded_at
    FROM money_part_rows(money_parts.known_at) p;
END;
COMMENT ON FUNCTION money_parts(timestamptz) IS
  'One row per line, period and item or node it counts at (none: one row without either), numbered, as known at '
  'that moment. A parted line is cut into whole pence by the largest remainder, so its rows add up to it exactly.';

CREATE OR REPLACE FUNCTION money_links(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (node_id bigint, part bigint, purpose text, basis text, fiscal_year_start integer, years integer,
                 target numeric, achieved numeric, at_risk numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT coalesce(p.node_id, l.node_id), p.part, p.purpose, p.basis, p.fiscal_year_start, p.years, p.target, p.achieved, p.at_risk
    FROM money_parts(money_links.known_at) p
    LEFT JOIN item_links_in_force(money_links.as_at) l ON l.item_id = p.item_id
   WHERE coalesce(p.node_id, l.node_id) IS NOT NULL;
END;
COMMENT ON FUNCTION money_links(date, timestamptz) IS
  'One row per part of a line and period and node it counts at directly, over the links that hold on that day, as known now. Do not add: a '
  'part whose item has several nodes is there several times.';

CREATE OR REPLACE FUNCTION money_placements(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (at_node_id bigint, part bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH direct AS (
    SELECT l.node_id, l.part FROM money_links(money_placements.as_at, money_placements.known_at) l
  ), graph AS (
    SELECT thread_graph(money_placements.as_at) AS g
  ), linked AS (
    SELECT DISTINCT d.node_id FROM direct d
  ), above AS (
    SELECT l.node_id, l.node_id AS at_node_id FROM linked l
    UNION ALL
    SELECT l.node_id, a.node FROM linked l CROSS JOIN graph CROSS JOIN LATERAL ancestors(graph.g, l.node_id) a (node)
  )
  SELECT DISTINCT a.at_node_id, d.part
    FROM direct d
    JOIN above a ON a.node_id = d.node_id;
END;
COMMENT ON FUNCTION money_placements(date, timestamptz) IS
  'One row per node and part (as money_parts numbers them) of a line and period at or under it, over the links that hold on that day, '
  'however many ways lead there, so that a pound counts once at every node. Do not add across nodes.';
