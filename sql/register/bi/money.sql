-- Money for BI tools.

-- For BI tools.
CREATE OR REPLACE VIEW :"bi".bi_money AS
SELECT p.plan_id AS plan_key, p.purpose, p.ref, p.mtfs_ref, p.title, p.basis, p.fiscal_year_start, p.years,
       money_period(p.fiscal_year_start, p.years, (SELECT cal.fiscal_start_month FROM register_settings cal)) AS period,
       p.item_id AS item_key, p.node_id AS node_key,
       p.target, p.achieved, p.at_risk, p.target - p.achieved - p.at_risk AS gap, p.recorded_at
  FROM (  WITH lines AS (
    SELECT m.* FROM (  SELECT f.plan_id, f.ref, f.basis, f.fiscal_year_start, f.years,
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
            FROM money_lines l
           WHERE (NULL::timestamptz IS NULL OR l.recorded_at <= NULL::timestamptz)
             AND l.amount <> 'NaN'
           ORDER BY l.plan_id, l.ref, l.basis, l.fiscal_year_start, l.years, l.standing, l.recorded_at DESC, l.money_line_id DESC) f
   GROUP BY f.plan_id, f.ref, f.basis, f.fiscal_year_start, f.years) m
  ), stated AS (
    SELECT s.plan_id, s.ref, s.item_id, s.node_id, s.weight, s.recorded_at,
           max(s.recorded_at) OVER (PARTITION BY s.plan_id, s.ref) AS last_recorded_at
      FROM money_shares s
     WHERE NULL::timestamptz IS NULL OR s.recorded_at <= NULL::timestamptz
  ), shares AS (
    SELECT s.plan_id, s.ref, s.item_id, s.node_id, s.weight, sum(s.weight) OVER (PARTITION BY s.plan_id, s.ref) AS whole
      FROM stated s
     WHERE s.recorded_at = s.last_recorded_at
  ), cut AS (
    SELECT l.plan_id, l.ref, l.basis, l.fiscal_year_start, l.years, s.item_id, s.node_id, f.standing, f.amount,
           div(abs(f.amount) * 100 * s.weight, s.whole) AS pence, mod(abs(f.amount) * 100 * s.weight, s.whole) AS remainder
      FROM lines l
      JOIN shares s ON s.plan_id = l.plan_id AND s.ref = l.ref
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
    FROM lines l
   WHERE NOT EXISTS (SELECT FROM shares s WHERE s.plan_id = l.plan_id AND s.ref = l.ref)
  UNION ALL
  SELECT l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.title, l.mtfs_ref, a.item_id, a.node_id,
         sum(a.amount) FILTER (WHERE a.standing = 'target'), sum(a.amount) FILTER (WHERE a.standing = 'achieved'),
         sum(a.amount) FILTER (WHERE a.standing = 'at risk'), l.recorded_at
    FROM lines l
    JOIN allotted a ON a.plan_id = l.plan_id AND a.ref = l.ref AND a.basis = l.basis
                   AND a.fiscal_year_start = l.fiscal_year_start AND a.years = l.years
   GROUP BY l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.title, l.mtfs_ref, a.item_id, a.node_id, l.recorded_at) p;
COMMENT ON VIEW :"bi".bi_money IS
  'Fact: one row per line (plan, reference, basis), period and item or node it counts at. Rows of one basis can be added: every pound '
  'is in one row. Never add two bases, nor item figures across nodes.';
COMMENT ON COLUMN :"bi".bi_money.plan_key IS 'Key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_money.purpose IS 'saving or funding.';
COMMENT ON COLUMN :"bi".bi_money.ref IS 'The reference of the line, or of the node.';
COMMENT ON COLUMN :"bi".bi_money.mtfs_ref IS 'The item of the medium-term financial strategy.';
COMMENT ON COLUMN :"bi".bi_money.title IS 'The wording.';
COMMENT ON COLUMN :"bi".bi_money.basis IS 'What the figure stands on; empty where there is one basis only. Two bases are never added.';
COMMENT ON COLUMN :"bi".bi_money.fiscal_year_start IS
  'The year in which the fiscal year, or the first of several, starts; empty for all years.';
COMMENT ON COLUMN :"bi".bi_money.years IS 'How many fiscal years it covers; empty for all years.';
COMMENT ON COLUMN :"bi".bi_money.period IS 'The fiscal year, or years, as printed.';
COMMENT ON COLUMN :"bi".bi_money.item_key IS 'The item it counts at: key of bi_item.';
COMMENT ON COLUMN :"bi".bi_money.node_key IS 'The node it counts at, if no item: key of bi_node.';
COMMENT ON COLUMN :"bi".bi_money.target IS 'What is aimed at.';
COMMENT ON COLUMN :"bi".bi_money.achieved IS 'Achieved (of a saving) or secured (of funding).';
COMMENT ON COLUMN :"bi".bi_money.at_risk IS 'At risk.';
COMMENT ON COLUMN :"bi".bi_money.gap IS 'What is left: target - achieved - at risk; negative where there is more than was aimed at.';
COMMENT ON COLUMN :"bi".bi_money.recorded_at IS 'When it became known.';
