-- Sheets as people change them from quarter to quarter: words for the same day, footnotes, quarters left out.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT * FROM no_plan();
SELECT create_register('c');
SET search_path = c, public;
CREATE FUNCTION pg_temp.sentence(sheet text, VARIADIC accepted bigint[] DEFAULT '{}') RETURNS text LANGUAGE sql AS $body$
  SELECT p.remark FROM c.preview_sheet('Town plan', sheet, accept => accepted) p WHERE p.change = 'summary'
$body$;
SELECT count(*) FROM import_sheet('Town plan', E'Ref,Action,Lead,Due,Start,Q1 RAG,Q2 RAG\nA1,One,Head of HR,March 2025,April 2024,G,G\nA2,Two,Head of IT,Q4 2024/25,,A,G\n'
  'A3,Three,Head of HR,From June 2024,,G,A\n', period => '2024-25', recorded_at => '2024-11-01') \g /dev/null

-- Deadlines.
SELECT is(pg_temp.sentence(E'Ref,Action,Due,Start\nA1,One,31/03/2025,01/04/2024\nA2,Two,31.03.2025,\nA3,Three,From 1 June 2024,\n'),
  '3 rows read: nothing changes; nothing before ' || quarter(today(), 4) || ' changes.', 'a deadline in other words is the same deadline');
SELECT results_eq($$SELECT ref, was, will_be FROM preview_sheet('Town plan', E'Ref,Action,Due,Q2 RAG\nA1,One,30/03/2025,\nA2,Two,June 2025,\n') WHERE change = 'deadline' ORDER BY 1$$,
  $$VALUES ('A1', 'March 2025', '30/03/2025'), ('A2', 'Q4 2024/25', 'June 2025')$$, 'another day is another');
SELECT results_eq($$SELECT v, d.raws, d.undated, d.readable FROM unnest(ARRAY['June 2025 (was March 2025)', 'TBC (was March 2025)', 'was March 2025, now June 2025',
    'June 2025, previously March 2025', 'originally Q4 2024/25', 'March 2025*', 'March 2025 Revised to June 2025*']) v, sheet_dates(v, 4, NULL) d$$,
  $$VALUES ('June 2025 (was March 2025)', '{March 2025,June 2025}'::text[], NULL, true), ('TBC (was March 2025)', '{March 2025}', 'revised to TBC', true),
           ('was March 2025, now June 2025', '{March 2025,June 2025}', NULL, true), ('June 2025, previously March 2025', '{March 2025,June 2025}', NULL, true),
           ('originally Q4 2024/25', '{Q4 2024/25}', NULL, true), ('March 2025*', '{March 2025}', NULL, true),
           ('March 2025 Revised to June 2025*', '{March 2025,June 2025}', NULL, true)$$, 'what a deadline was before is the first of two, footnotes are none of it');

-- Footnotes.
SELECT is(pg_temp.sentence(E'Ref,Action,Lead,Q2 RAG\nA1,One*,Head of HR*,Green*\nA2,Two,Head of IT¹,G†\nA3,Three,Head of HR,A²\n'),
  '3 rows read: nothing changes; nothing before Q2 2024/25 changes.', 'what marks a footnote is no part of a rating or a name');
INSERT INTO legends (plan_id, word, rating) VALUES (1, 'G*', 'A');
SELECT is(pg_temp.sentence(E'Ref,Action,Q2 RAG\nA1,One,G*\n'), '1 row read: 1 rating changes; 2 items are not in the sheet (A2, A3); nothing before Q2 2024/25 changes.',
  'unless the legend says that it is');
SELECT results_eq($$SELECT v, f.* FROM unnest(ARRAY['93%*', '97%¹', '(500)*', '1,053 (provisional)', '93% (p)', '5 (Major)', '4 - Likely', '3 - 5']) v, sheet_figure(v) f$$,
  $$VALUES ('93%*', 93.0, '%', NULL), ('97%¹', 97, '%', NULL), ('(500)*', -500, NULL, NULL), ('1,053 (provisional)', 1053, NULL, 'provisional'), ('93% (p)', 93, '%', 'p'),
           ('5 (Major)', 5, NULL, 'major'), ('4 - Likely', 4, NULL, 'likely'), ('3 - 5', NULL, NULL, NULL)$$, 'figures with footnotes, and what says something beside the number');

-- A quarter that was left out.
SELECT is(pg_temp.sentence(E'Ref,Action,Q2 RAG,Q3 RAG,Q4 RAG\nA1,One,G,A,R\nA2,Two,G,Withdrawn,Withdrawn\nA3,Three,A,A,G\n'),
  '3 rows read: 3 ratings change, 1 is withdrawn; nothing before Q3 2024/25 changes.', 'two quarters at once are none of the past');

SELECT * FROM finish();
ROLLBACK;
