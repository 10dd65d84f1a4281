-- Risks.

-- Risks.
CREATE OR REPLACE FUNCTION risk_scores_known(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (risk_id bigint, likelihood integer, impact integer, score integer, target_score integer, scored_on date,
                 residual_likelihood integer, residual_impact integer, residual_score integer, controls text, mitigation text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT DISTINCT ON (x.risk_id, x.scored_on) x.risk_id, x.likelihood, x.impact, x.score, x.target_score, x.scored_on,
         x.residual_likelihood, x.residual_impact, x.residual_score, x.controls, x.mitigation
    FROM risk_scores x
   WHERE x.scored_on <= on_day(risk_scores_known.as_at) AND x.recorded_at <= by_then(risk_scores_known.known_at)
     AND coalesce(x.import_id, 0) <> ALL ((SELECT undone_imports(risk_scores_known.known_at))::bigint[])
   ORDER BY x.risk_id, x.scored_on, x.recorded_at DESC, x.risk_score_id DESC;
END;
COMMENT ON FUNCTION risk_scores_known(date, timestamptz) IS
  'One row per risk and day by that one on which it was scored: the score recorded last by that moment.';

CREATE OR REPLACE FUNCTION risk_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (risk_id bigint, ref text, title text, kind text, is_strategic boolean, escalated_since date, escalated_to text,
                 owners text,
                 likelihood integer, impact integer, score integer, target_score integer, scored_on date, previous_score integer,
                     change integer,
                 plans text, nodes text, items bigint, opened_on date, days_open integer,
                 residual_likelihood integer, residual_impact integer, residual_score integer, controls text, mitigation text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH scored AS (
    SELECT s.risk_id, s.likelihood, s.impact, s.score, s.target_score, s.scored_on, s.residual_likelihood, s.residual_impact,
           s.residual_score, s.controls, s.mitigation,
           lead(s.score) OVER (PARTITION BY s.risk_id ORDER BY s.scored_on DESC) AS previous_score,
           row_number() OVER (PARTITION BY s.risk_id ORDER BY s.scored_on DESC) AS place
      FROM risk_scores_known(risk_report.as_at, risk_report.known_at) s
  ), owned AS (
    SELECT ro.risk_id, string_agg(DISTINCT o.name, '; ') AS owners
      FROM risk_officers ro
      JOIN officers o ON o.officer_id = ro.officer_id
     WHERE on_day(risk_report.as_at) BETWEEN ro.valid_from AND ro.valid_to
     GROUP BY ro.risk_id
  ), threatened AS (
    SELECT rl.risk_id, string_agg(DISTINCT p.plan, '; ') AS plans, string_agg(DISTINCT lv.label || ' ' || n.ref, '; ') AS nodes,
           count(DISTINCT rl.item_id) AS items
      FROM risk_links rl
      LEFT JOIN plan_names p ON p.plan_id = rl.plan_id
      LEFT JOIN nodes n ON n.node_id = rl.node_id
      LEFT JOIN levels lv ON lv.level = n.level
     WHERE on_day(risk_report.as_at) BETWEEN rl.valid_from AND rl.valid_to
     GROUP BY rl.risk_id
  ), escalated AS (
    SELECT e.risk_id, min(e.valid_from) AS since, string_agg(DISTINCT t.ref, '; ') AS to_ref
      FROM risk_escalations e
      LEFT JOIN risks t ON t.risk_id = e.to_risk_id
     WHERE on_day(risk_report.as_at) BETWEEN e.valid_from AND e.valid_to
     GROUP BY e.risk_id
  )
  SELECT r.risk_id, r.ref, r.title, r.kind, r.kind = 'strategic' OR e.risk_id IS NOT NULL, e.since, e.to_ref, o.owners,
         s.likelihood, s.impact, s.score, s.target_score, s.scored_on, s.previous_score, s.score - s.previous_score,
         t.plans, t.nodes, coalesce(t.items, 0), r.opened_on, on_day(risk_report.as_at) - r.opened_on,
         s.residual_likelihood, s.residual_impact, s.residual_score, s.controls, s.mitigation
    FROM risks r
    LEFT JOIN scored s ON s.risk_id = r.risk_id AND s.place = 1
    LEFT JOIN owned o ON o.risk_id = r.risk_id
    LEFT JOIN threatened t ON t.risk_id = r.risk_id
    LEFT JOIN escalated e ON e.risk_id = r.risk_id
   WHERE r.opened_on <= on_day(risk_report.as_at) AND coalesce(r.undone_at > by_then(risk_report.known_at), true)
       AND coalesce(r.closed_on > on_day(risk_report.as_at), true)
   ORDER BY s.score DESC NULLS LAST, r.ref, r.risk_id;
END;
COMMENT ON FUNCTION risk_report(date, timestamptz) IS
  'One row per risk open on that day, highest score first: the score then in force, as known at that moment, and the '
  'one before it, its owners, what it '
  'threatens, and whether it stands on the strategic register, by kind or by escalation.';

CREATE OR REPLACE VIEW risk_report WITH (security_invoker = true) AS
SELECT r.risk_id, r.ref, r.title, r.kind, r.is_strategic, r.escalated_since, r.escalated_to, r.owners, r.likelihood, r.impact, r.score,
    r.target_score,
       r.scored_on, r.previous_score, r.change, r.plans, r.nodes, r.items, r.opened_on, r.days_open,
       r.residual_likelihood, r.residual_impact, r.residual_score, r.controls, r.mitigation
  FROM risk_report(today()) r;
COMMENT ON VIEW risk_report IS 'One row per risk open today, highest score first, with its score, owners and what it threatens.';
COMMENT ON COLUMN risk_report.risk_id IS 'The risk.';
COMMENT ON COLUMN risk_report.ref IS 'The reference.';
COMMENT ON COLUMN risk_report.title IS 'The wording.';
COMMENT ON COLUMN risk_report.kind IS 'Where the risk is kept: strategic or operational.';
COMMENT ON COLUMN risk_report.is_strategic IS 'Whether it stands on the strategic register, by kind or by escalation.';
COMMENT ON COLUMN risk_report.escalated_since IS 'Since when it stands on the strategic register by escalation; NULL where it does not.';
COMMENT ON COLUMN risk_report.escalated_to IS 'The strategic risk it became part of.';
COMMENT ON COLUMN risk_report.owners IS 'The officers who own it.';
COMMENT ON COLUMN risk_report.likelihood IS '1 to 5.';
COMMENT ON COLUMN risk_report.impact IS '1 to 5.';
COMMENT ON COLUMN risk_report.score IS 'likelihood times impact, 1 to 25.';
COMMENT ON COLUMN risk_report.target_score IS 'What it is to be brought down to.';
COMMENT ON COLUMN risk_report.scored_on IS 'The day from which it is judged so.';
COMMENT ON COLUMN risk_report.previous_score IS 'The score before; NULL where it was scored on one day only.';
COMMENT ON COLUMN risk_report.change IS 'The score less the one before; positive: the risk has grown.';
COMMENT ON COLUMN risk_report.plans IS 'The plans it threatens as a whole.';
COMMENT ON COLUMN risk_report.nodes IS 'The nodes it threatens, with their levels.';
COMMENT ON COLUMN risk_report.items IS 'How many distinct items.';
COMMENT ON COLUMN risk_report.opened_on IS 'First day it is a risk.';
COMMENT ON COLUMN risk_report.days_open IS 'Days since then; NULL where it is closed.';
COMMENT ON COLUMN risk_report.residual_likelihood IS '1 to 5, as controls and mitigation leave it; NULL: not judged.';
COMMENT ON COLUMN risk_report.residual_impact IS '1 to 5, as controls and mitigation leave it; NULL: not judged.';
COMMENT ON COLUMN risk_report.residual_score IS 'What controls and mitigation leave of the score; NULL: not judged.';
COMMENT ON COLUMN risk_report.controls IS 'What is in place against it.';
COMMENT ON COLUMN risk_report.mitigation IS 'What is being done about it.';

CREATE OR REPLACE FUNCTION risk_heat_map(of_plan plan_ref DEFAULT NULL, residual boolean DEFAULT false, as_at date DEFAULT today(),
                                         known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (likelihood integer, impact integer, score integer, risks bigint, refs text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 25
BEGIN ATOMIC
  WITH threatened AS (
    SELECT DISTINCT l.risk_id
      FROM risk_links l
      LEFT JOIN items i ON i.item_id = l.item_id
      LEFT JOIN nodes n ON n.node_id = l.node_id
     WHERE on_day(risk_heat_map.as_at) BETWEEN l.valid_from AND l.valid_to
       AND (SELECT checked_plan(risk_heat_map.of_plan)) IN (l.plan_id, i.plan_id, n.plan_id)
       AND risk_heat_map.of_plan IS NOT NULL
  ), placed AS MATERIALIZED (
    SELECT r.ref, CASE WHEN risk_heat_map.residual THEN r.residual_likelihood ELSE r.likelihood END AS likelihood,
           CASE WHEN risk_heat_map.residual THEN r.residual_impact ELSE r.impact END AS impact
      FROM risk_report(risk_heat_map.as_at, risk_heat_map.known_at) r
     WHERE risk_heat_map.of_plan IS NULL OR r.risk_id IN (SELECT t.risk_id FROM threatened t)
  )
  SELECT l, i, l * i, count(p.ref), string_agg(p.ref, ', ' ORDER BY p.ref)
    FROM generate_series(1, 5) l
   CROSS JOIN generate_series(1, 5) i
    LEFT JOIN placed p ON p.likelihood = l AND p.impact = i
   WHERE risk_heat_map.of_plan IS NULL OR checked_plan(risk_heat_map.of_plan) IS NOT NULL
   GROUP BY l, i
   ORDER BY l DESC, i;
END;
COMMENT ON FUNCTION risk_heat_map(plan_ref, boolean, date, timestamptz) IS
  'One row per likelihood and impact, twenty-five of them: which risks open on that day lie there, gross or residual, of a plan, its nodes '
  'and its items (none: of all).';
