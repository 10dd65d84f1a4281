-- The plans of 2025 and the links between the documents, known since the day before; measures, and the money that the documents print.
SET search_path = council, public;
\set outcomes `cat demo/data/outcomes_2025_29.tsv`
\set delivery_plan `cat demo/data/delivery_plan_2025_26.tsv`
\set improvement_plan `cat demo/data/improvement_plan_2025_27.tsv`
\set linkage `cat demo/data/linkage.tsv`
SELECT net.import('outcomes', :'outcomes', 'outcomes_2025_29.tsv', recorded_at => '2025-07-01 09:00+00');
SELECT net.import('delivery_plan', :'delivery_plan', 'delivery_plan_2025_26.tsv', recorded_at => '2025-07-01 10:00+00');
SELECT net.import('improvement_plan', :'improvement_plan', 'improvement_plan_2025_27.tsv', recorded_at => '2025-07-01 11:00+00');
-- The nodes that the link file alone names, but one: the import makes them in whatever order it finds them, and reports sort by their keys.
CREATE TEMP TABLE printed_links (from_kind text, from_ref text, to_kind text, to_ref text, relation text, source_document text, basis text);
\copy printed_links FROM 'demo/data/linkage.tsv' (HEADER)
INSERT INTO nodes (plan_id, level, ref, code, title)
SELECT k.plan_id, k.level, e.ref, try_plan_code(e.ref), e.ref
FROM (SELECT from_kind AS kind, from_ref AS ref FROM printed_links UNION SELECT to_kind, to_ref FROM printed_links) e
JOIN reference_kinds k ON k.kind = e.kind AND k.create_missing
WHERE NOT EXISTS (SELECT FROM reference_ends r WHERE r.kind = e.kind AND r.ref = e.ref)
ORDER BY k.level, e.ref COLLATE "C" OFFSET 1;
SELECT net.import('linkage', :'linkage', 'linkage.tsv', recorded_at => '2025-07-01 12:00+00');
\ir ../../fixture/measures.sql
\ir ../../fixture/council_money.sql
-- Shares of an item, and a link back up that makes a cycle.
UPDATE links SET share = 0.5 WHERE from_item_id = net.item('DP1.01');
INSERT INTO links (from_node_id, to_node_id, relation, basis) VALUES (net.node('commitment', '1'), net.node('outcome', '1.2'), 'part_of', 'a mistake');
