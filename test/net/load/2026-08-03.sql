-- The new plan reports; a quarter of the closed one is corrected.
SET search_path = council, public;
SELECT net.rate(i.item_id, 'Q1 2026/27', (ARRAY['G', 'A', 'B', 'R'])[i.n % 4 + 1], 'from the new plan')
FROM (SELECT i.item_id, row_number() OVER (ORDER BY i.item_id) AS n FROM items i WHERE i.plan_id = net.plan('Delivery Plan 2026/27') ORDER BY i.item_id) i WHERE i.n % 5 <> 0;
SELECT net.rate(net.item('DP1.01', 'Delivery Plan 2025/26'), 'Q3 2025/26', 'R', 'found in the accounts');
UPDATE officers SET name = 'Head of Highways' WHERE name = 'Head of Roads';
ANALYZE;
