-- Governance: calendar, meetings, requirements, risks, dependencies.
SET search_path = council, public;
INSERT INTO bodies (name) SELECT unnest('{Improvement Board,Corporate Management Board,MHCLG,Cabinet,Public,Assurance Panel}'::text[]) ON CONFLICT DO NOTHING;
INSERT INTO reporting_rhythms (body_id, report, rhythm, due_after_days, valid_from, valid_to, note) VALUES
  (net.body('Improvement Board'), 'Delivery report', 'monthly', 0, '-infinity', 'infinity', 'the Chief Executive chairs'),
  (net.body('Corporate Management Board'), 'Key performance indicators', 'monthly', 10, '-infinity', 'infinity', NULL),
  (net.body('Corporate Policy Committee'), 'Performance report', 'quarterly', 45, '-infinity', '2026-04-30', NULL),
  (net.body('Cabinet'), 'Performance report', 'quarterly', 45, '2026-05-01', 'infinity', 'takes over from the Corporate Policy Committee'),
  (net.body('Assurance Panel'), 'Letter', 'half-yearly', 0, '-infinity', 'infinity', NULL),
  (net.body('Council'), 'Delivery Plan', 'annual', -14, '-infinity', 'infinity', NULL);
INSERT INTO reporting_rhythms (body_id, report, rhythm, due_after_days, requirement_id)
SELECT net.body('MHCLG'), 'Formal update', 'quarterly', 0, find_requirement('non-statutory Best Value Notice (May 2025)');
INSERT INTO meetings (body_id, held_on)
SELECT net.body('Corporate Policy Committee'), d FROM unnest('{2025-05-14,2025-06-12,2025-12-04,2026-03-26}'::date[]) d UNION ALL SELECT net.body('Cabinet'), '2026-06-09';
INSERT INTO requirement_aliases (alias, node_id) SELECT a.alias, net.node('requirement', a.ref) FROM (VALUES
  ('Best Value Notice', 'non-statutory Best Value Notice (May 2025)'), ('EFS', 'route out of Exceptional Financial Support'),
  ('Ofsted', 'Ofsted ILACS inspection 2024'), ('area inspection', 'Joint Area SEND inspection')) a (alias, ref);
INSERT INTO links (from_node_id, to_node_id, relation)
SELECT n.node_id, find_requirement('LGA Corporate Peer Challenge'), 'responds_to' FROM nodes n WHERE n.level = 'theme' ORDER BY n.node_id;
INSERT INTO links (from_item_id, to_node_id, relation, valid_to) VALUES (net.item('DP2.13'), find_requirement('ofsted'), 'responds_to', '2025-12-31');
SELECT dependencies_from_links(as_at => '2025-08-04');
INSERT INTO dependencies (item_id, on_item_id, on_event, opened_on, expected_on, reason) VALUES
  (net.item('DP1.01'), NULL, 'White Paper', '2025-08-01', '2025-10-31', 'law'), (net.item('DP1.02'), net.item('DP1.01'), NULL, '2025-08-01', NULL, NULL),
  (net.item('DP1.03'), net.item('DP1.02'), NULL, '2025-08-02', NULL, NULL), (net.item('DP2.02'), net.item('DP2.03'), NULL, '2025-08-02', NULL, NULL),
  (net.item('DP2.03'), net.item('DP2.02'), NULL, '2025-08-02', '2026-01-31', 'each waits for the other');
INSERT INTO risks (ref, title, kind, opened_on) VALUES
  ('SR1', 'Budget not balanced', 'strategic', '2025-04-01'), ('OR7', 'Posts not filled', 'operational', '2025-04-15'),
  ('OR8', 'Old system fails', 'operational', '2025-04-15'), ('OR9', 'Never scored', 'operational', '2025-04-15');
INSERT INTO risk_scores (risk_id, scored_on, likelihood, impact, target_score)
SELECT r.risk_id, s.day::date, s.likelihood, s.impact, s.target
FROM (VALUES (1, 'SR1', '2025-04-01', 3, 5, 8), (2, 'SR1', '2025-07-01', 4, 5, 8), (3, 'OR7', '2025-04-15', 2, 3, 4), (4, 'OR7', '2025-07-10', 5, 5, 4),
             (5, 'OR8', '2025-04-15', 2, 2, 4)) s (place, ref, day, likelihood, impact, target) JOIN risks r USING (ref) ORDER BY s.place;
INSERT INTO risk_officers (risk_id, officer_id, valid_from, valid_to)
SELECT r.risk_id, net.officer(x.name), x.f::date, x.t::date
FROM (VALUES ('SR1', 'Chief Executive', '-infinity', '2025-06-30'), ('SR1', 'Director of Transformation', '2025-07-01', 'infinity')) x (ref, name, f, t) JOIN risks r USING (ref);
INSERT INTO risk_escalations (risk_id, valid_from, valid_to, to_risk_id, reason)
SELECT o.risk_id, '2025-07-10', '2025-12-31', s.risk_id, 'score over 15' FROM risks o, risks s WHERE o.ref = 'OR7' AND s.ref = 'SR1';
INSERT INTO risk_links (risk_id, plan_id) SELECT r.risk_id, net.plan('Delivery Plan 2025/26') FROM risks r WHERE r.ref = 'SR1';
INSERT INTO risk_links (risk_id, node_id, valid_to) SELECT r.risk_id, net.node('outcome', '3.5'), '2026-01-31' FROM risks r WHERE r.ref = 'SR1';
INSERT INTO risk_links (risk_id, item_id) SELECT r.risk_id, net.item(x) FROM risks r, unnest('{DP1.01,DP1.02}'::text[]) x WHERE r.ref = 'OR7';
INSERT INTO officer_roles (role_name, officer_id) VALUES ('net_officer', net.officer('Director of Transformation'));
