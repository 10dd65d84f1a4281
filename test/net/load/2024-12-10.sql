-- The first two quarters are published; afterwards the audit finds one of them wrong.
SET search_path = council, public;
SELECT publish_quarter('Cheshire East plan 2024-25', 'Q1 2024/25', 'Corporate Policy Committee');
SELECT publish_quarter('Cheshire East plan 2024-25', 'Q2 2024/25');
SELECT net.rate(net.item('A1.1.1'), 'Q1 2024/25', 'R', 'audit found it off track', 'review in January');
UPDATE items SET state = 'withdrawn', state_since = '2024-08-01', state_reason = 'overtaken by another model' WHERE ref = 'A2.3.1';
UPDATE items SET state = 'deferred', state_since = '2024-12-01', state_reason = 'no money this year' WHERE ref = 'A1.2.2';
-- A priority moves to another aim from the second quarter on, and an action leaves its priority.
UPDATE links SET valid_to = '2024-06-30' WHERE from_node_id = net.node('priority', 'P3.6') AND relation = 'part_of';
INSERT INTO links (from_node_id, to_node_id, relation, valid_from) VALUES (net.node('priority', 'P3.6'), net.node('aim', '2'), 'part_of', '2024-07-01');
UPDATE links SET valid_to = '2024-06-30' WHERE from_item_id = net.item('A1.2.1') AND relation = 'part_of';
