-- Money for BI tools.

-- For BI tools.
CREATE OR REPLACE VIEW :"bi".bi_money AS
SELECT p.plan_id AS plan_key, p.purpose, p.ref, p.mtfs_ref, p.title, p.basis, p.fiscal_year_start, p.years,
       money_period(p.fiscal_year_start, p.years, (SELECT cal.fiscal_start_month FROM register_settings cal)) AS period,
       p.item_id AS item_key, p.node_id AS node_key,
       p.target, p.achieved, p.at_risk, p.target - p.achieved - p.at_risk AS gap, p.recorded_at
  FROM money_part_rows_of(
         ARRAY(SELECT ROW(l.money_line_id, l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.standing, l.title,
                          l.mtfs_ref, l.item_id, l.node_id, l.amount, l.recorded_at, NULL)::money_statements
                 FROM money_lines l
                WHERE coalesce(l.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))),
         ARRAY(SELECT ROW(s.plan_id, s.ref, s.item_id, s.node_id, s.weight, s.recorded_at)::money_weights FROM money_shares s),
         'infinity') p;
COMMENT ON VIEW :"bi".bi_money IS
  'Fact: one row per line (plan, purpose, reference, basis), period and item or node it counts at. Rows of one purpose and one basis add '
  'up: every pound is in one row. Never add savings and funding, nor two bases, nor item figures across nodes.';
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
