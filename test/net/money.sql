-- As test/fixture/money.sql, beside items of other plans, whose references are no numbers.
-- 70 lines of savings and funding in pence over four years, in a register whose schema is first in the search path.  Integer arithmetic on
-- the number of the line and the year makes the same rows every time.  What is in it on purpose: items under several outcomes, projects of
-- two programmes, a cycle of projects, links that ended; lines on an item, on a node, on none; lines parted into thirds and parted anew;
-- two bases; amounts of four years together; lines without a target, overachieved, taken back, negative; corrections.

INSERT INTO plans (title, period) VALUES ('Fixture money', plan_period('2025-29'));

INSERT INTO nodes (plan_id, level, ref, title)
SELECT p.plan_id, n.level, n.ref, n.level || ' ' || n.ref
  FROM plans p
 CROSS JOIN (SELECT 'commitment', 'M' || c FROM generate_series(1, 3) c
             UNION ALL SELECT 'outcome', 'M' || o FROM generate_series(1, 6) o
             UNION ALL SELECT 'programme', 'M' || g FROM generate_series(1, 4) g
             UNION ALL SELECT 'project', 'M' || j FROM generate_series(1, 8) j) n (level, ref)
 WHERE p.title = 'Fixture money';
INSERT INTO links (from_node_id, to_node_id, relation, basis)
SELECT c.node_id, p.node_id, 'part_of', 'fixture'
  FROM (VALUES ('outcome M1', 'commitment M1'), ('outcome M2', 'commitment M1'), ('outcome M3', 'commitment M2'), ('outcome M4', 'commitment M2'),
               ('outcome M5', 'commitment M3'), ('outcome M6', 'commitment M3'), ('outcome M6', 'commitment M1'),
               ('project M1', 'programme M1'), ('project M2', 'programme M1'), ('project M3', 'programme M2'), ('project M4', 'project M3'),
               ('project M3', 'project M4'), ('project M5', 'programme M3'), ('project M6', 'programme M3'), ('project M7', 'programme M4'),
               ('project M8', 'programme M4'), ('project M8', 'programme M1'), ('programme M1', 'commitment M1'), ('programme M2', 'outcome M3')) l (child, parent)
  JOIN plans f ON f.title = 'Fixture money'
  JOIN nodes c ON c.plan_id = f.plan_id AND c.level || ' ' || c.ref = l.child
  JOIN nodes p ON p.plan_id = f.plan_id AND p.level || ' ' || p.ref = l.parent;

INSERT INTO items (plan_id, level, ref, title)
SELECT p.plan_id, 'deliverable', 'D' || i, 'Deliverable ' || i FROM plans p, generate_series(1, 30) i WHERE p.title = 'Fixture money' ORDER BY i;
-- Every item but D30 has an outcome, every third a second one, every second a project; the project of D12 is its former one.
INSERT INTO links (from_item_id, to_node_id, relation, basis, valid_to)
SELECT i.item_id, n.node_id, 'contributes_to', 'fixture', CASE WHEN i.n = 12 AND n.level = 'project' THEN date '2025-12-31' ELSE 'infinity' END
  FROM (SELECT i.*, substring(i.ref FROM '^D([0-9]+)$')::integer AS n FROM items i JOIN plans p ON p.plan_id = i.plan_id AND p.title = 'Fixture money') i
  JOIN nodes n ON n.plan_id = i.plan_id
              AND (n.level = 'outcome' AND n.ref = 'M' || (i.n % 6 + 1) OR n.level = 'outcome' AND i.n % 3 = 0 AND n.ref = 'M' || ((i.n + 1) % 6 + 1)
                   OR n.level = 'project' AND i.n % 2 = 0 AND n.ref = 'M' || (i.n / 2 % 8 + 1))
 WHERE i.n < 30;

CREATE TEMP TABLE fixture_lines AS
SELECT p.plan_id, 'S' || n AS ref, 'Line ' || n AS title, CASE WHEN n % 5 = 0 THEN 'funding' ELSE 'saving' END AS purpose, n, b.basis, y.fiscal_year_start, y.years,
       s.standing, s.place,
       CASE WHEN n % 6 > 1 THEN 'D' || (n % 30 + 1) END AS item, CASE WHEN n % 6 = 1 THEN 'project M' || (n % 8 + 1) END AS node,
       CASE n % 17 WHEN 3 THEN -1 ELSE 1 END
         * ((n * 7919 + y.fiscal_year_start * 104729 + length(b.basis) * 31) % 9999991 / CASE s.standing WHEN 'target' THEN 1 WHEN 'achieved' THEN n % 4 + 1 ELSE 7 END)::numeric / 100
         AS amount
  FROM plans p
 CROSS JOIN generate_series(1, 70) n
 CROSS JOIN LATERAL (SELECT '' WHERE n % 9 <> 4 UNION ALL SELECT unnest(ARRAY['low', 'high']) WHERE n % 9 = 4) b (basis)
 CROSS JOIN LATERAL (SELECT 2025, 4 WHERE n % 10 = 7 UNION ALL SELECT y, 1 FROM generate_series(2025, 2028) y WHERE n % 10 <> 7) y (fiscal_year_start, years)
 CROSS JOIN (VALUES ('target', 0), ('achieved', 1), ('at risk', 2)) s (standing, place)
 WHERE p.title = 'Fixture money'
   AND NOT (s.standing = 'target' AND n % 13 = 0) AND NOT (s.standing = 'achieved' AND y.fiscal_year_start > 2026) AND NOT (s.standing = 'at risk' AND n % 3 = 0);

INSERT INTO money_lines (plan_id, item_id, node_id, ref, title, purpose, basis, fiscal_year_start, years, standing, amount, mtfs_ref, recorded_at, recorded_by)
SELECT f.plan_id, i.item_id, n.node_id, f.ref, f.title, f.purpose, f.basis, f.fiscal_year_start, f.years, f.standing, f.amount, CASE WHEN f.n < 40 THEN f.n::text END,
       timestamptz '2025-04-10 09:00+00' + f.place * interval '90 days', 'fixture'
  FROM fixture_lines f
  LEFT JOIN items i ON i.plan_id = f.plan_id AND i.ref = f.item
  LEFT JOIN nodes n ON n.plan_id = f.plan_id AND n.level || ' ' || n.ref = f.node;
-- In 2026 what was achieved in 2025/26 is put right for every fourth line (a penny less), and of S8 taken back; S9 moves to another item.
INSERT INTO money_lines (plan_id, ref, title, purpose, basis, fiscal_year_start, years, standing, amount, recorded_at, recorded_by, reason)
SELECT f.plan_id, f.ref, f.title, f.purpose, f.basis, f.fiscal_year_start, f.years, f.standing, CASE WHEN f.n = 8 THEN 0 ELSE f.amount - 0.01 END,
       '2026-02-01 12:00+00', 'fixture', 'put right'
  FROM fixture_lines f
 WHERE f.n % 4 = 0 AND f.standing = 'achieved' AND f.fiscal_year_start = 2025;
INSERT INTO money_lines (plan_id, item_id, ref, title, purpose, basis, fiscal_year_start, years, standing, amount, recorded_at, recorded_by)
SELECT f.plan_id, i.item_id, f.ref, f.title, f.purpose, f.basis, f.fiscal_year_start, f.years, f.standing, f.amount, '2026-03-01 12:00+00', 'fixture'
  FROM fixture_lines f JOIN items i ON i.plan_id = f.plan_id AND i.ref = 'D20'
 WHERE f.n = 9 AND f.standing = 'target';

-- Every seventh line, from the second, is parted: thirds over two items and a project; S16 anew in 2026, by odd weights, over four.
INSERT INTO money_shares (plan_id, ref, item_id, node_id, weight, recorded_at, recorded_by)
SELECT DISTINCT f.plan_id, f.ref, i.item_id, n.node_id, 1, timestamptz '2025-04-11 09:00+00', 'fixture'
  FROM fixture_lines f
 CROSS JOIN LATERAL (VALUES ('D' || (f.n % 30 + 1), NULL), ('D' || ((f.n + 7) % 30 + 1), NULL), (NULL, 'project M' || (f.n % 8 + 1))) t (item, node)
  LEFT JOIN items i ON i.plan_id = f.plan_id AND i.ref = t.item
  LEFT JOIN nodes n ON n.plan_id = f.plan_id AND n.level || ' ' || n.ref = t.node
 WHERE f.n % 7 = 2;
INSERT INTO money_shares (plan_id, ref, item_id, node_id, weight, recorded_at, recorded_by)
SELECT DISTINCT f.plan_id, f.ref, i.item_id, n.node_id, t.weight, timestamptz '2026-02-15 09:00+00', 'fixture'
  FROM fixture_lines f
 CROSS JOIN (VALUES ('D3', NULL, 50.5), ('D4', NULL, 0.333), ('D30', NULL, 17), (NULL, 'outcome M6', 1)) t (item, node, weight)
  LEFT JOIN items i ON i.plan_id = f.plan_id AND i.ref = t.item
  LEFT JOIN nodes n ON n.plan_id = f.plan_id AND n.level || ' ' || n.ref = t.node
 WHERE f.n = 16;
DROP TABLE fixture_lines;
