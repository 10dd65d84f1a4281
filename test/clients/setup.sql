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
