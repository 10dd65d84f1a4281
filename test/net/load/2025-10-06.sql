-- The second quarter of 2025/26: ratings of both plans, revised deadlines, items given up, officers that change.
SET search_path = council, public;
SELECT net.rate(i.item_id, 'Q2 2025/26', CASE WHEN i.n % 9 = 0 THEN NULL ELSE (ARRAY['G', 'G', 'A', 'B', 'R', 'S', 'A'])[i.n % 7 + 1] END,
                CASE i.n % 5 WHEN 1 THEN 'finished' WHEN 2 THEN 'slower than hoped' END, CASE WHEN i.n % 7 = 4 THEN 'more hands' END)
FROM (SELECT i.item_id, row_number() OVER (ORDER BY i.item_id) AS n FROM items i
      WHERE i.plan_id IN (net.plan('Delivery Plan 2025/26'), net.plan('Improvement & Transformation Delivery Plan 2025-27')) ORDER BY i.item_id) i
WHERE i.n % 8 <> 5;
SELECT net.rate(net.item('CPC 5/7'), 'Q2 2025/26', 'G', 'better'), net.rate(net.item('CPC 5/6'), 'Q2 2025/26', 'A', 'delayed');
SELECT net.move_due(net.item('CPC 1/1'), 1, 'March 2027', 'supplier lost'), net.move_due(net.item('DP1.02'), 1, 'Q4 2026/27', 'planning inquiry'),
       net.move_due(net.item('IP1.01'), 1, 'December 2025', 'new system');
UPDATE items SET state = 'withdrawn', state_since = '2025-09-15', state_reason = 'law changed' WHERE ref = 'DP3.01';
UPDATE items SET state = 'deferred', state_since = '2025-10-01', state_reason = 'after the merger' WHERE ref = 'IP2.01';
UPDATE item_officers SET valid_to = '2025-08-31' WHERE item_id = net.item('DP1.01') AND role = 'lead';
INSERT INTO item_officers (item_id, officer_id, role, valid_from, raw) VALUES (net.item('DP1.01'), net.officer('Director of Transformation'), 'lead', '2025-09-01', 'Director of Transformation');
UPDATE links SET valid_to = '2025-09-30' WHERE from_item_id = net.item('DP1.03');
INSERT INTO sign_off_steps (plan_id, position, step, officer_id, body_id) VALUES
  (net.plan('Delivery Plan 2025/26'), 1, 'Director', net.officer('Director of Transformation'), NULL),
  (net.plan('Delivery Plan 2025/26'), 2, 'Committee', NULL, net.body('Corporate Policy Committee'));
INSERT INTO dependency_states (dependency_id, since, state, reason) SELECT dependency_id, '2025-10-01', 'closed', 'published' FROM dependencies WHERE on_event = 'White Paper';
