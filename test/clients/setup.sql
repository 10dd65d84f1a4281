-- What every client is tried on: the council's register, and a table of every type, whose row 1 is asked for and whose others clients add.
\set ON_ERROR_STOP on
CREATE SCHEMA typed;
CREATE TABLE typed.kept (
  id integer PRIMARY KEY, rating rag, period quarter, code plan_code, counts rag_tally, periods quarterrange, spans quartermultirange,
  codes plan_coderange, thread linkage, labels linkage_text
);
INSERT INTO typed.kept VALUES
  (1, 'R', 'Q1 2025/26', 'A2.192', 'R2 G1', '["Q1 2025/26","Q3 2025/26")', '{["Q1 2025/26","Q3 2025/26")}', '["A1","A2")', '{2>1}', '{b>a}'),
  (2, NULL, 'Q4 1999/00', 'LGOF 3.1', NULL, '(,"Q3 2025/26")', '{}', 'empty', '{3>2}', '{c>a}');
CREATE TABLE typed.copied AS SELECT id, rating, period, code, periods FROM typed.kept;
-- What the demonstration has none of, and tools add up.
INSERT INTO council.money_lines (plan_id, ref, title, purpose, basis, fiscal_year_start, standing, amount)
SELECT p.plan_id, m.ref, m.ref, m.purpose, m.basis, 2024, m.standing, m.amount
  FROM council.plans p, (VALUES ('Estate', 'saving', '', 'target', 24.20), ('Estate', 'saving', '', 'achieved', 20.10), ('Fleet', 'saving', '', 'target', 1.05),
                                ('Fleet', 'saving', 'forecast', 'target', 2.50), ('Grant', 'funding', '', 'target', 25.30)) AS m (ref, purpose, basis, standing, amount)
 WHERE p.title IN ('Cheshire East plan 2024-25', 'Corporate Peer Challenge Action Plan');
DO $$ BEGIN PERFORM council.publish_quarter('Cheshire East plan 2024-25', q.quarter) FROM (VALUES ('Q1 2024/25'::quarter), ('Q2 2024/25')) AS q (quarter); END $$;
