-- The third quarter, corrections of the published second one, and an item that comes back.
SET search_path = council, public;
SELECT net.rate(i.item_id, 'Q3 2025/26', (ARRAY['B', 'G', 'A', 'G', 'R'])[i.n % 5 + 1], CASE WHEN i.n % 4 = 0 THEN 'in hand' END)
FROM (SELECT i.item_id, row_number() OVER (ORDER BY i.item_id) AS n FROM items i WHERE i.plan_id = net.plan('Delivery Plan 2025/26') AND i.state = 'active' ORDER BY i.item_id) i
WHERE i.n % 6 <> 2;
SELECT net.rate(net.item('DP1.02'), 'Q2 2025/26', 'R', 'rated too well'), net.rate(net.item('DP1.04'), 'Q2 2025/26', NULL, 'rating taken back');
SELECT net.move_due(net.item('DP1.02'), 2, 'Q1 2027/28', 'inquiry goes on'), net.move_due(net.item('DP1.04'), 1, 'Q4 2025/26', 'put right');
UPDATE items SET state = 'active', state_since = NULL, state_reason = NULL WHERE ref = 'IP2.01';
UPDATE links SET valid_to = '2025-09-15' WHERE from_item_id = net.item('DP2.01');
INSERT INTO dependency_states (dependency_id, since, state, reason) SELECT dependency_id, '2026-01-05', 'open', 'withdrawn again' FROM dependencies WHERE on_event = 'White Paper';
INSERT INTO risk_scores (risk_id, scored_on, likelihood, impact, target_score, reason) SELECT risk_id, '2026-01-10', 3, 4, 8, 'budget set' FROM risks WHERE ref = 'SR1';
UPDATE risks SET closed_on = '2026-01-10', closed_reason = 'replaced' WHERE ref = 'OR8';
INSERT INTO carry_forward (old_item_id, new_item_id, kind, since, reason) VALUES (net.item('A1.1.1'), net.item('DP1.05'), 'merged', '2025-07-01', 'taken over');
-- Codes are noted, not refused; a deliverable and an outcome that are under nothing.
INSERT INTO code_systems (plan_id, level, prefix, min_depth, max_depth, on_other) VALUES
  (net.plan('Delivery Plan 2025/26'), 'deliverable', 'DP', 2, 2, 'note'), (net.plan('Corporate Peer Challenge Action Plan'), 'action', 'CPC', 2, 2, 'note');
INSERT INTO items (plan_id, level, ref, title) VALUES (net.plan('Delivery Plan 2025/26'), 'deliverable', 'Extra', 'Without a code, a link or a deadline');
INSERT INTO nodes (plan_id, level, ref, title) VALUES (net.plan('Cheshire East Plan 2025-29'), 'outcome', '4.1', 'Nobody works for it');
