-- Savings and funding.

-- Reports.
CREATE OR REPLACE FUNCTION money_report(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, purpose text, ref text, mtfs_ref text, title text, basis text, fiscal_year_start integer,
                 years integer,
                 period text, target numeric, achieved numeric, at_risk numeric, gap numeric, has_target boolean,
                 item_id bigint, node_id bigint, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT m.plan_id, p.plan, m.purpose, m.ref, m.mtfs_ref, m.title, m.basis, m.fiscal_year_start, m.years,
         money_period(m.fiscal_year_start, m.years, (SELECT cal.fiscal_start_month FROM register_settings cal)),
         m.target, m.achieved, m.at_risk, m.target - m.achieved - m.at_risk, m.has_target, m.item_id, m.node_id, m.recorded_at
    FROM money_rows(money_report.known_at) m
    JOIN plan_names p ON p.plan_id = m.plan_id
   ORDER BY p.plan, m.plan_id, m.purpose, m.ref, m.basis, m.fiscal_year_start, m.years;
END;
COMMENT ON FUNCTION money_report(timestamptz) IS
  'One row per line (plan, reference, basis) and period, as known at that moment: achieved + at risk + gap = '
  'target, to the penny. A line without a target in the period has target 0.00, so its gap is negative; has_target tells.';

CREATE OR REPLACE VIEW money_report WITH (security_invoker = true) AS
SELECT m.plan_id, m.plan, m.purpose, m.ref, m.mtfs_ref, m.title, m.basis, m.fiscal_year_start, m.years, m.period,
       m.target, m.achieved, m.at_risk, m.gap, m.has_target, m.item_id, m.node_id, m.recorded_at
  FROM money_report() m;
COMMENT ON VIEW money_report IS 'One row per line (plan, reference, basis) and period: achieved + at risk + gap = target, to the penny.';
COMMENT ON COLUMN money_report.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN money_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN money_report.purpose IS 'saving or funding.';
COMMENT ON COLUMN money_report.ref IS 'The reference of the line, or of the node.';
COMMENT ON COLUMN money_report.mtfs_ref IS 'The item of the medium-term financial strategy.';
COMMENT ON COLUMN money_report.title IS 'The wording.';
COMMENT ON COLUMN money_report.basis IS 'What the figure stands on; empty where there is one basis only. Two bases are never added.';
COMMENT ON COLUMN money_report.fiscal_year_start IS
  'The year in which the fiscal year, or the first of several, starts; empty for all years.';
COMMENT ON COLUMN money_report.years IS 'How many fiscal years it covers; empty for all years.';
COMMENT ON COLUMN money_report.period IS 'The fiscal year, or years, as printed.';
COMMENT ON COLUMN money_report.target IS 'What is aimed at.';
COMMENT ON COLUMN money_report.achieved IS 'Achieved (of a saving) or secured (of funding).';
COMMENT ON COLUMN money_report.at_risk IS 'At risk.';
COMMENT ON COLUMN money_report.gap IS 'What is left: target - achieved - at risk; negative where there is more than was aimed at.';
COMMENT ON COLUMN money_report.has_target IS 'Whether a target is stated; without one it counts as 0.00.';
COMMENT ON COLUMN money_report.item_id IS 'The item it counts at.';
COMMENT ON COLUMN money_report.node_id IS 'The node.';
COMMENT ON COLUMN money_report.recorded_at IS 'When it became known.';

CREATE OR REPLACE FUNCTION money_summary(of_purpose text, as_at date DEFAULT today(), by_level text DEFAULT 'programme',
                                         known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, counted text, node_id bigint, ref text, title text, basis text, fiscal_year_start integer,
                 years integer,
                 period text, lines bigint, target numeric, achieved numeric, at_risk numeric, gap numeric, percent_achieved numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH parts AS (
    SELECT p.part, p.plan_id, p.ref, p.basis, p.fiscal_year_start, p.years, p.item_id, p.node_id, p.target, p.achieved, p.at_risk
      FROM money_parts(money_summary.known_at) p
     WHERE p.purpose = money_summary.of_purpose
  ), placed AS (
    SELECT pl.at_node_id, pl.part
      FROM money_placements(money_summary.as_at, money_summary.known_at) pl
      JOIN nodes n ON n.node_id = pl.at_node_id AND n.level = money_summary.by_level
  ), counted AS (
    SELECT 1 AS place, NULL::bigint AS node_id, p.plan_id, p.ref, p.basis, p.fiscal_year_start, p.years, p.target, p.achieved, p.at_risk
      FROM parts p
    UNION ALL
    SELECT CASE WHEN pl.part IS NULL THEN 3 ELSE 2 END, pl.at_node_id, p.plan_id, p.ref, p.basis, p.fiscal_year_start, p.years,
           p.target, p.achieved, p.at_risk
      FROM parts p
      LEFT JOIN placed pl ON pl.part = p.part
  ), lines AS (
    SELECT c.place, c.node_id, c.plan_id, c.basis, c.fiscal_year_start, c.years, c.ref, sum(c.target) AS target,
        sum(c.achieved) AS achieved, sum(c.at_risk) AS at_risk
      FROM counted c
     GROUP BY c.place, c.node_id, c.plan_id, c.basis, c.fiscal_year_start, c.years, c.ref
  ), added AS (
    SELECT l.place, l.node_id, l.plan_id, l.basis, l.fiscal_year_start, l.years, count(DISTINCT l.ref) AS lines,
           sum(l.target) AS target, sum(l.achieved) AS achieved, sum(l.at_risk) AS at_risk
      FROM lines l
     GROUP BY GROUPING SETS ((l.place, l.node_id, l.plan_id, l.basis, l.fiscal_year_start, l.years),
                             (l.place, l.node_id, l.plan_id, l.basis))
  )
  SELECT a.plan_id, p.plan, CASE a.place WHEN 1 THEN 'the whole plan' WHEN 2 THEN money_summary.by_level ELSE 'under no '
      || money_summary.by_level END,
         a.node_id, n.ref, n.title, a.basis, a.fiscal_year_start, a.years,
         coalesce(money_period(a.fiscal_year_start, a.years, (SELECT cal.fiscal_start_month FROM register_settings cal)), 'all years'),
         a.lines, a.target, a.achieved, a.at_risk, a.target - a.achieved - a.at_risk,
         CASE WHEN a.target <> 0 THEN a.achieved * 100 / a.target END
    FROM added a
    JOIN plan_names p ON p.plan_id = a.plan_id
    LEFT JOIN nodes n ON n.node_id = a.node_id
   ORDER BY p.plan, a.plan_id, a.place, n.code NULLS LAST, n.ref, a.node_id, a.basis, a.fiscal_year_start NULLS LAST, a.years;
END;
COMMENT ON FUNCTION money_summary(text, date, text, timestamptz) IS
  'One row per plan, basis and period, and one for all its years: for the whole plan (every pound once), for every node of that level '
  'that has money of the plan at or under it (every pound once at each; do not add, a pound may be under several), and for what is '
  'under none. Over the links that hold on that day, as recorded by that moment. The denominator of percent_achieved is the target.';

CREATE OR REPLACE FUNCTION savings_report(as_at date DEFAULT today(), by_level text DEFAULT 'programme',
                                          known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, counted text, node_id bigint, ref text, title text, basis text, fiscal_year_start integer,
                 years integer,
                 period text, lines bigint, target numeric, achieved numeric, at_risk numeric, gap numeric, percent_achieved numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
         s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
    FROM money_summary('saving', savings_report.as_at, savings_report.by_level, savings_report.known_at) s;
END;
COMMENT ON FUNCTION savings_report(date, text, timestamptz) IS
  'The savings of money_summary: one row per plan, basis and period, and one for all its years, for the whole plan, for every programme '
  '(or node of another level), and for what is under none. achieved + at risk + gap = target.';

CREATE OR REPLACE FUNCTION funding_report(as_at date DEFAULT today(), by_level text DEFAULT 'programme',
                                          known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, counted text, node_id bigint, ref text, title text, basis text, fiscal_year_start integer,
                 years integer,
                 period text, lines bigint, target numeric, achieved numeric, at_risk numeric, gap numeric, percent_achieved numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
         s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
    FROM money_summary('funding', funding_report.as_at, funding_report.by_level, funding_report.known_at) s;
END;
COMMENT ON FUNCTION funding_report(date, text, timestamptz) IS
  'The funding of money_summary: one row per plan, basis and period, and one for all its years, for the whole plan, for every programme '
  '(or node of another level), and for what is under none. achieved (secured) + at risk + gap (still to find) = target (needed).';

CREATE OR REPLACE VIEW savings_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
       s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
  FROM savings_report(today()) s;
COMMENT ON VIEW savings_report IS
  'Savings: one row per plan, basis and period, and one for all its years, for the whole plan, every programme, and what is under none. '
  'Do not add programmes: a pound may be under several.';
COMMENT ON COLUMN savings_report.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN savings_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN savings_report.counted IS 'What the row counts: the whole plan, a node of the level asked for, or what is under none.';
COMMENT ON COLUMN savings_report.node_id IS 'The node.';
COMMENT ON COLUMN savings_report.ref IS 'The reference of the line, or of the node.';
COMMENT ON COLUMN savings_report.title IS 'The wording.';
COMMENT ON COLUMN savings_report.basis IS 'What the figure stands on; empty where there is one basis only. Two bases are never added.';
COMMENT ON COLUMN savings_report.fiscal_year_start IS
  'The year in which the fiscal year, or the first of several, starts; empty for all years.';
COMMENT ON COLUMN savings_report.years IS 'How many fiscal years it covers; empty for all years.';
COMMENT ON COLUMN savings_report.period IS 'The fiscal year, or years, as printed.';
COMMENT ON COLUMN savings_report.lines IS 'How many lines.';
COMMENT ON COLUMN savings_report.target IS 'What is aimed at.';
COMMENT ON COLUMN savings_report.achieved IS 'Achieved (of a saving) or secured (of funding).';
COMMENT ON COLUMN savings_report.at_risk IS 'At risk.';
COMMENT ON COLUMN savings_report.gap IS 'What is left: target - achieved - at risk; negative where there is more than was aimed at.';
COMMENT ON COLUMN savings_report.percent_achieved IS
  'Achieved in per cent of the target; exact, to be rounded by who prints it; empty without a target.';

CREATE OR REPLACE VIEW funding_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
       s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
  FROM funding_report(today()) s;
COMMENT ON VIEW funding_report IS
  'Funding: one row per plan, basis and period, and one for all its years, for the whole plan, every programme, and what is under none. '
  'Do not add programmes: a pound may be under several.';
COMMENT ON COLUMN funding_report.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN funding_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN funding_report.counted IS 'What the row counts: the whole plan, a node of the level asked for, or what is under none.';
COMMENT ON COLUMN funding_report.node_id IS 'The node.';
COMMENT ON COLUMN funding_report.ref IS 'The reference of the line, or of the node.';
COMMENT ON COLUMN funding_report.title IS 'The wording.';
COMMENT ON COLUMN funding_report.basis IS 'What the figure stands on; empty where there is one basis only. Two bases are never added.';
COMMENT ON COLUMN funding_report.fiscal_year_start IS
  'The year in which the fiscal year, or the first of several, starts; empty for all years.';
COMMENT ON COLUMN funding_report.years IS 'How many fiscal years it covers; empty for all years.';
COMMENT ON COLUMN funding_report.period IS 'The fiscal year, or years, as printed.';
COMMENT ON COLUMN funding_report.lines IS 'How many lines.';
COMMENT ON COLUMN funding_report.target IS 'What is aimed at.';
COMMENT ON COLUMN funding_report.achieved IS 'Achieved (of a saving) or secured (of funding).';
COMMENT ON COLUMN funding_report.at_risk IS 'At risk.';
COMMENT ON COLUMN funding_report.gap IS 'What is left: target - achieved - at risk; negative where there is more than was aimed at.';
COMMENT ON COLUMN funding_report.percent_achieved IS
  'Achieved in per cent of the target; exact, to be rounded by who prints it; empty without a target.';

CREATE OR REPLACE FUNCTION money_node_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text, purpose text, basis text,
                 fiscal_year_start integer, years integer,
                 period text, target numeric, achieved numeric, at_risk numeric, gap numeric, target_by_link numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title, a.purpose, a.basis, a.fiscal_year_start, a.years,
         money_period(a.fiscal_year_start, a.years, (SELECT cal.fiscal_start_month FROM register_settings cal)), a.target, a.achieved,
             a.at_risk, a.target - a.achieved - a.at_risk, a.target_by_link
    FROM (SELECT u.node, r.purpose, r.basis, r.fiscal_year_start, r.years,
                 sum(u.amount) FILTER (WHERE r.standing = 'target') AS target,
                 sum(u.amount) FILTER (WHERE r.standing = 'achieved') AS achieved,
                 sum(u.amount) FILTER (WHERE r.standing = 'at risk') AS at_risk,
                 sum(u.by_link) FILTER (WHERE r.standing = 'target') AS target_by_link
            FROM (SELECT l.purpose, l.basis, l.fiscal_year_start, l.years, f.standing,
                         outcome_sum((SELECT thread_graph(money_node_report.as_at)), l.node_id, l.part, f.amount) AS nodes
                    FROM money_links(money_node_report.as_at, money_node_report.known_at) l
                   CROSS JOIN LATERAL (VALUES ('target', l.target), ('achieved', l.achieved), ('at risk', l.at_risk)) f (standing, amount)
                   GROUP BY l.purpose, l.basis, l.fiscal_year_start, l.years, f.standing) r
           CROSS JOIN LATERAL unnest(r.nodes) u
           WHERE u.items > 0
           GROUP BY u.node, r.purpose, r.basis, r.fiscal_year_start, r.years) a
    JOIN nodes n ON n.node_id = a.node
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id, a.purpose, a.basis, a.fiscal_year_start, a.years;
END;
COMMENT ON FUNCTION money_node_report(date, timestamptz) IS
  'One row per node with money at or under it, purpose, basis and period: every pound once (distinct), over the links that hold on that '
  'day, as recorded by that moment; target_by_link counts it once for every link. Money whose item or node is this one or under it '
  'counts. Do not add across nodes.';

CREATE OR REPLACE VIEW money_node_report WITH (security_invoker = true) AS
SELECT m.node_id, m.plan_id, m.plan, m.level, m.ref, m.title, m.purpose, m.basis, m.fiscal_year_start, m.years, m.period,
       m.target, m.achieved, m.at_risk, m.gap, m.target_by_link
  FROM money_node_report(today()) m;
COMMENT ON VIEW money_node_report IS
  'One row per node with money at or under it, purpose, basis and period: every pound once (distinct). Do not add across nodes.';
COMMENT ON COLUMN money_node_report.node_id IS 'The node.';
COMMENT ON COLUMN money_node_report.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN money_node_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN money_node_report.level IS 'Which kind of node.';
COMMENT ON COLUMN money_node_report.ref IS 'The reference of the line, or of the node.';
COMMENT ON COLUMN money_node_report.title IS 'The wording.';
COMMENT ON COLUMN money_node_report.purpose IS 'saving or funding.';
COMMENT ON COLUMN money_node_report.basis IS 'What the figure stands on; empty where there is one basis only. Two bases are never added.';
COMMENT ON COLUMN money_node_report.fiscal_year_start IS
  'The year in which the fiscal year, or the first of several, starts; empty for all years.';
COMMENT ON COLUMN money_node_report.years IS 'How many fiscal years it covers; empty for all years.';
COMMENT ON COLUMN money_node_report.period IS 'The fiscal year, or years, as printed.';
COMMENT ON COLUMN money_node_report.target IS 'What is aimed at.';
COMMENT ON COLUMN money_node_report.achieved IS 'Achieved (of a saving) or secured (of funding).';
COMMENT ON COLUMN money_node_report.at_risk IS 'At risk.';
COMMENT ON COLUMN money_node_report.gap IS 'What is left: target - achieved - at risk; negative where there is more than was aimed at.';
COMMENT ON COLUMN money_node_report.target_by_link IS
  'The target counted once for every link of an item to a node at or under this one; larger than target where items have several.';

CREATE OR REPLACE FUNCTION money_unplaced(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, purpose text, ref text, title text, basis text, fiscal_year_start integer, years integer,
                 period text,
                 item_id bigint, reason text, target numeric, achieved numeric, at_risk numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT p.plan_id, n.plan, p.purpose, p.ref, p.title, p.basis, p.fiscal_year_start, p.years,
         money_period(p.fiscal_year_start, p.years, (SELECT cal.fiscal_start_month FROM register_settings cal)),
         p.item_id, CASE WHEN p.item_id IS NULL THEN 'no item and no node' ELSE 'its item counts at no node' END,
         p.target, p.achieved, p.at_risk
    FROM money_parts(money_unplaced.known_at) p
    JOIN plan_names n ON n.plan_id = p.plan_id
   WHERE p.node_id IS NULL
     AND NOT EXISTS (SELECT FROM item_links_in_force(money_unplaced.as_at) l WHERE l.item_id = p.item_id)
   ORDER BY n.plan, p.plan_id, p.purpose, p.ref, p.basis, p.fiscal_year_start, p.years, p.item_id;
END;
COMMENT ON FUNCTION money_unplaced(date, timestamptz) IS
  'One row per part of a line and period that counts at no node on that day: it is in its plan''s total and in no rollup.';

CREATE OR REPLACE VIEW money_unplaced WITH (security_invoker = true) AS
SELECT u.plan_id, u.plan, u.purpose, u.ref, u.title, u.basis, u.fiscal_year_start, u.years, u.period, u.item_id, u.reason,
       u.target, u.achieved, u.at_risk
  FROM money_unplaced(today()) u;
COMMENT ON VIEW money_unplaced IS
  'One row per part of a line and period that counts at no node today: it is in its plan''s total and in no rollup.';
COMMENT ON COLUMN money_unplaced.plan_id IS 'The plan; at a node empty where several plans share it.';
COMMENT ON COLUMN money_unplaced.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN money_unplaced.purpose IS 'saving or funding.';
COMMENT ON COLUMN money_unplaced.ref IS 'The reference of the line, or of the node.';
COMMENT ON COLUMN money_unplaced.title IS 'The wording.';
COMMENT ON COLUMN money_unplaced.basis IS 'What the figure stands on; empty where there is one basis only. Two bases are never added.';
COMMENT ON COLUMN money_unplaced.fiscal_year_start IS
  'The year in which the fiscal year, or the first of several, starts; empty for all years.';
COMMENT ON COLUMN money_unplaced.years IS 'How many fiscal years it covers; empty for all years.';
COMMENT ON COLUMN money_unplaced.period IS 'The fiscal year, or years, as printed.';
COMMENT ON COLUMN money_unplaced.item_id IS 'The item it counts at.';
COMMENT ON COLUMN money_unplaced.reason IS 'Why it counts at no node.';
COMMENT ON COLUMN money_unplaced.target IS 'What is aimed at.';
COMMENT ON COLUMN money_unplaced.achieved IS 'Achieved (of a saving) or secured (of funding).';
COMMENT ON COLUMN money_unplaced.at_risk IS 'At risk.';
