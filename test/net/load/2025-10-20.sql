-- An officer rates and signs; the second quarter of 2025/26 is returned, signed and published.
SET search_path = council, public;
SET ROLE net_officer;
SELECT item_id AS own FROM own_items WHERE ref LIKE 'CPC %' ORDER BY item_id LIMIT 1 \gset
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary) VALUES (:own, 'Q2 2025/26', '2025-07-01', '2025-09-30', 'A', 'A', 'by the officer');
INSERT INTO sign_offs (plan_id, quarter, step, decision, note) SELECT plan_id, 'Q2 2025/26', 'Director', 'returned', 'one rating is missing' FROM plans WHERE title = 'Delivery Plan 2025/26';
INSERT INTO sign_offs (plan_id, quarter, step, decision) SELECT plan_id, 'Q2 2025/26', 'Director', 'approved' FROM plans WHERE title = 'Delivery Plan 2025/26';
RESET ROLE;
INSERT INTO sign_offs (plan_id, quarter, step, decision) VALUES (net.plan('Delivery Plan 2025/26'), 'Q2 2025/26', 'Committee', 'approved');
SELECT publish_quarter('Delivery Plan 2025/26', 'Q2 2025/26');
SELECT publish_quarter('Improvement & Transformation Delivery Plan 2025-27', 'Q2 2025/26');
-- A form, filled in by hand and read back.
SELECT net.import(return_kind(net.plan('Corporate Peer Challenge Action Plan'), 'Q2 2025/26'),
  E'Ref,Level,Title,Due,Last quarter,Last rating,Last commentary,Rating,Commentary,Corrective action\nCPC 1/3,action,,,,,,B,finished,\nCPC 2/1,action,,,,,,R,"late, again",move staff\n', 'form.csv', 'good');
