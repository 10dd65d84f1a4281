-- Risks and dependencies for BI tools.

-- For BI tools.
CREATE OR REPLACE VIEW :"bi".bi_risk AS
SELECT r.risk_id AS risk_key, r.ref, r.title, r.kind, r.opened_on, r.closed_on,
       r.kind = 'strategic' OR EXISTS (SELECT FROM risk_escalations e WHERE e.risk_id = r.risk_id AND (SELECT t.day FROM :"bi".bi_today t)
                                       BETWEEN e.valid_from AND e.valid_to) AS is_strategic,
       s.likelihood, s.impact, s.score, s.target_score, s.scored_on, s.residual_likelihood, s.residual_impact,
       s.residual_score, s.mitigation
  FROM risks r
  LEFT JOIN LATERAL (SELECT x.likelihood, x.impact, x.score, x.target_score, x.scored_on, x.residual_likelihood, x.residual_impact,
                            x.residual_score, x.mitigation
                       FROM risk_scores x
                      WHERE coalesce(x.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
                        AND x.risk_id = r.risk_id AND x.scored_on <= (SELECT t.day FROM :"bi".bi_today t)
                      ORDER BY x.scored_on DESC, x.recorded_at DESC, x.risk_score_id DESC LIMIT 1) s ON true
 WHERE r.undone_at IS NULL;
COMMENT ON VIEW :"bi".bi_risk IS 'Dimension: one row per risk, open or closed, with the score in force today.';
COMMENT ON COLUMN :"bi".bi_risk.risk_key IS 'Key.';
COMMENT ON COLUMN :"bi".bi_risk.ref IS 'The reference.';
COMMENT ON COLUMN :"bi".bi_risk.title IS 'The wording.';
COMMENT ON COLUMN :"bi".bi_risk.kind IS 'Where the risk is kept: strategic or operational.';
COMMENT ON COLUMN :"bi".bi_risk.opened_on IS 'First day it is a risk.';
COMMENT ON COLUMN :"bi".bi_risk.closed_on IS 'First day it is a risk no longer.';
COMMENT ON COLUMN :"bi".bi_risk.is_strategic IS 'Whether it stands on the strategic register, by kind or by escalation.';
COMMENT ON COLUMN :"bi".bi_risk.likelihood IS '1 to 5.';
COMMENT ON COLUMN :"bi".bi_risk.impact IS '1 to 5.';
COMMENT ON COLUMN :"bi".bi_risk.score IS 'likelihood times impact, 1 to 25.';
COMMENT ON COLUMN :"bi".bi_risk.target_score IS 'What it is to be brought down to.';
COMMENT ON COLUMN :"bi".bi_risk.scored_on IS 'The day from which it is judged so.';
COMMENT ON COLUMN :"bi".bi_risk.residual_likelihood IS '1 to 5, with what is done about it; empty: not judged.';
COMMENT ON COLUMN :"bi".bi_risk.residual_impact IS '1 to 5, with what is done about it; empty: not judged.';
COMMENT ON COLUMN :"bi".bi_risk.residual_score IS 'residual_likelihood times residual_impact, 1 to 25.';
COMMENT ON COLUMN :"bi".bi_risk.mitigation IS 'What is done about it.';

CREATE OR REPLACE VIEW :"bi".bi_risk_link AS
SELECT rl.risk_id AS risk_key,
       coalesce(rl.plan_id, i.plan_id, n.plan_id) AS plan_key,
       rl.item_id AS item_key,
       rl.node_id AS node_key,
       nullif(rl.valid_from, '-infinity') AS valid_from,
       nullif(rl.valid_to, 'infinity') AS valid_to,
       (SELECT t.day FROM :"bi".bi_today t) BETWEEN rl.valid_from AND rl.valid_to AS is_current
  FROM risk_links rl
  LEFT JOIN items i ON i.item_id = rl.item_id
  LEFT JOIN nodes n ON n.node_id = rl.node_id
 WHERE coalesce(i.state <> 'undone', true) AND n.undone_at IS NULL;
COMMENT ON VIEW :"bi".bi_risk_link IS
  'Bridge: one row per risk and item, node or plan that it threatens. A risk may have several: count distinct risks, and add no scores.';
COMMENT ON COLUMN :"bi".bi_risk_link.risk_key IS 'Key of bi_risk.';
COMMENT ON COLUMN :"bi".bi_risk_link.plan_key IS
  'The plan it threatens, or that of the item or node: key of bi_plan; of a node empty where several plans share it.';
COMMENT ON COLUMN :"bi".bi_risk_link.item_key IS 'The item it threatens, if it is one: key of bi_item.';
COMMENT ON COLUMN :"bi".bi_risk_link.node_key IS 'The node it threatens, if it is one: key of bi_node.';
COMMENT ON COLUMN :"bi".bi_risk_link.valid_from IS 'First day; empty: always.';
COMMENT ON COLUMN :"bi".bi_risk_link.valid_to IS 'Last day; empty: no end.';
COMMENT ON COLUMN :"bi".bi_risk_link.is_current IS 'Whether it holds today.';

CREATE OR REPLACE VIEW :"bi".bi_risk_officer AS
SELECT ro.risk_id AS risk_key,
       ro.officer_id AS officer_key,
       nullif(ro.valid_from, '-infinity') AS valid_from,
       nullif(ro.valid_to, 'infinity') AS valid_to,
       (SELECT t.day FROM :"bi".bi_today t) BETWEEN ro.valid_from AND ro.valid_to AS is_current
  FROM risk_officers ro;
COMMENT ON VIEW :"bi".bi_risk_officer IS
  'Bridge: one row per risk, officer who owns it and first day. A risk may have several: count distinct risks, and add no scores.';
COMMENT ON COLUMN :"bi".bi_risk_officer.risk_key IS 'Key of bi_risk.';
COMMENT ON COLUMN :"bi".bi_risk_officer.officer_key IS 'Key of bi_officer.';
COMMENT ON COLUMN :"bi".bi_risk_officer.valid_from IS 'First day; empty: always.';
COMMENT ON COLUMN :"bi".bi_risk_officer.valid_to IS 'Last day; empty: no end.';
COMMENT ON COLUMN :"bi".bi_risk_officer.is_current IS 'Whether it holds today.';

CREATE OR REPLACE VIEW :"bi".bi_dependency AS
SELECT d.dependency_id AS dependency_key, d.item_id AS item_key, d.on_item_id AS awaited_item_key, d.on_node_id AS awaited_node_key,
    d.on_event AS awaited_event,
       coalesce(s.state, 'open') AS state, coalesce(s.since, d.opened_on) AS since, coalesce(s.reason, d.reason) AS reason, d.expected_on,
       i.plan_id AS plan_key
  FROM dependencies d
  JOIN items i ON i.item_id = d.item_id AND i.state <> 'undone'
  LEFT JOIN LATERAL (SELECT x.state, x.since, x.reason
                       FROM dependency_states x
                      WHERE x.dependency_id = d.dependency_id AND x.since <= (SELECT t.day FROM :"bi".bi_today t)
                      ORDER BY x.since DESC, x.recorded_at DESC, x.dependency_state_id DESC LIMIT 1) s ON true
 WHERE d.opened_on <= (SELECT t.day FROM :"bi".bi_today t);
COMMENT ON VIEW :"bi".bi_dependency IS
  'Fact: one row per dependency, open or closed today: what an item waits for. Do not add item figures across it.';
COMMENT ON COLUMN :"bi".bi_dependency.dependency_key IS 'Key.';
COMMENT ON COLUMN :"bi".bi_dependency.item_key IS 'The item that waits: key of bi_item.';
COMMENT ON COLUMN :"bi".bi_dependency.awaited_item_key IS 'The item it waits for: key of bi_item.';
COMMENT ON COLUMN :"bi".bi_dependency.awaited_node_key IS 'The node it waits for: key of bi_node.';
COMMENT ON COLUMN :"bi".bi_dependency.awaited_event IS 'The event it waits for, if it does for one.';
COMMENT ON COLUMN :"bi".bi_dependency.state IS 'Of a dependency: open or closed. Of a step: approved, returned, next or waiting.';
COMMENT ON COLUMN :"bi".bi_dependency.since IS 'First day of the state.';
COMMENT ON COLUMN :"bi".bi_dependency.reason IS 'Why.';
COMMENT ON COLUMN :"bi".bi_dependency.expected_on IS 'When the wait is expected to end.';
COMMENT ON COLUMN :"bi".bi_dependency.plan_key IS 'The plan of the item that waits: key of bi_plan.';
