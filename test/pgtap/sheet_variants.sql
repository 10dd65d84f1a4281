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

-- What a row is: measures, savings and risks are rated too.
CREATE FUNCTION pg_temp.kind(headings text) RETURNS text LANGUAGE sql AS $body$
  SELECT string_agg(p.will_be, ', ' ORDER BY p.will_be COLLATE "C") FROM c.preview_sheet('Figures', headings || E'\n', quarter => 'Q2 2025/26', period => '2025-26') p
   WHERE p.change = 'column' AND p.will_be !~ '^attribute'
$body$;
SELECT matches(pg_temp.kind('KPI ref,Measure,Lead officer,Target,Actual Q2 2025/26,RAG,Commentary'), '^measure.actual Q2 2025/26, measure.commentary, measure.ref, ', 'a sheet of KPIs with a rating is one of measures');
SELECT matches(pg_temp.kind('Risk no.,Title,Owner,Likelihood,Impact,RAG,Due date'), 'risk.impact, risk.likelihood', 'one with likelihood and impact of risks');
SELECT matches(pg_temp.kind('MTFS ref,Saving,Directorate,2025/26 target,2025/26 achieved,RAG'), 'money.amount achieved', 'one of savings of savings');
SELECT matches(pg_temp.kind('Ref,Action,Lead,Target,Actual,Due date,RAG,Mitigation'), 'rating Q2 2025/26, ref, title$', 'and one of actions of actions, whatever else it has');

SELECT is(p.remark, 'by word: passed over, as a row has nowhere to put it', 'the rating printed beside a measure is passed over, and said so')
FROM preview_sheet('Figures', E'KPI ref,Measure,Target,Actual Q2 2025/26,RAG\nK1,Calls,95%,93%,A\n', period => '2025-26') p WHERE p.field = 'RAG';
SELECT count(*) FROM import_sheet('Figures', E'Indicator,2023/24 actual,2024/25 target,2024/25 Q1,2024/25 Q2,RAG\nRepairs in time,90%,95%,93%*,94%,A\nDays to decide,60,56,61,58,G\n',
                                  period => '2025-26', recorded_at => '2024-11-01') \g /dev/null
SELECT results_eq($$SELECT m.ref, m.title, v.quarter, v.actual FROM measure_values v JOIN measures m USING (measure_id) ORDER BY 1, 3$$,
  $$VALUES ('#1', 'Repairs in time', 'Q1 2024/25'::quarter, 93.0), ('#1', 'Repairs in time', 'Q2 2024/25', 94), ('#2', 'Days to decide', 'Q1 2024/25', 61), ('#2', 'Days to decide', 'Q2 2024/25', 58)$$,
  'a measure without a reference is given one, and a figure of a year is of no quarter');
SELECT results_eq($$SELECT ref, field, was, will_be FROM preview_sheet('Figures', E'Indicator,2024/25 Q2\nDAYS to decide,57\n') WHERE change = 'figure'$$,
  $$VALUES ('#2', 'Q2 2024/25', '58', '57')$$, 'and is known by its title in the next sheet');

SELECT results_eq($$SELECT ref, field, will_be, is_question FROM preview_sheet('Figures', E'MTFS ref;Saving;2025/26 target \u00A3000;2025/26 achieved (\u00A3m);At risk\nS1;Fleet;1,200;0.85;(150)\nS2;Day;2,500k;\u00A31m;0.2m\n',
    quarter => 'Q2 2025/26') WHERE change = 'amount' ORDER BY line, field$$,
  $$VALUES ('S1', E'2025/26 achieved (\u00A3m)', '850000.00', false), ('S1', E'2025/26 target \u00A3000', '1200000.00', false), ('S1', 'At risk', '-150.00', true),
           ('S2', E'2025/26 achieved (\u00A3m)', '1000000.00', false), ('S2', E'2025/26 target \u00A3000', '2500000.00', false), ('S2', 'At risk', '200000.00', false)$$,
  'thousands and millions of the heading; what has no unit among those that have one is a question');
SELECT results_eq($$SELECT ref, change, will_be, remark FROM preview_sheet('Figures', E'Risk ref,Risk,Owner,Inherent score,Residual score,Linked to\nR1,Demand,Head of HR,20,12,\n') WHERE change = 'cell not readable'$$,
  $$VALUES ('R1', 'cell not readable', '20, then 12', 'a score alone does not say which likelihood and which impact')$$, 'a score alone is not lost without a word');

-- Other organisations: a column for each of them, or for each measure.
CREATE FUNCTION pg_temp.peers(sheet text, VARIADIC accepted bigint[] DEFAULT '{}') RETURNS text LANGUAGE sql AS $body$
  SELECT p.remark FROM c.preview_sheet('Figures', sheet, quarter => 'Q2 2024/25', accept => accepted) p WHERE p.change = 'summary'
$body$;
\set by_organisation 'Indicator,Chester,Wigan,Cheshire East\nRepairs in time,91%,88.5%,94%\nDays to decide,45,n/a,58\nAnother,1,2,3\n'
SELECT results_eq($$SELECT number, field, remark FROM preview_sheet('Figures', E'Indicator,Chester,Wigan\nRepairs in time,91%,88.5%\n', quarter => 'Q2 2024/25') WHERE is_question$$,
  $$VALUES (1::bigint, 'Chester', 'is "Chester" another organisation, whose figures these are?'), (2, 'Wigan', 'is "Wigan" another organisation, whose figures these are?')$$,
  'a column for each organisation: whether it is one is asked');
SELECT is(pg_temp.peers(:'by_organisation'), '3 rows read: nothing changes; 1 row is not loaded, 3 other questions are open.', 'nothing is taken until it is answered');
SELECT is(pg_temp.peers(:'by_organisation', 1, 2), '3 rows read: 3 figures are new; 1 row is not loaded, 1 other question is open.', 'what is no organisation is left alone');
SELECT count(*) FROM import_sheet('Figures', :'by_organisation', quarter => 'Q2 2024/25', accept => '{1,2}') \g /dev/null
SELECT results_eq($$SELECT m.ref, o.name, p.quarter, p.value FROM peer_values p JOIN measures m USING (measure_id) JOIN organisations o USING (organisation_id) ORDER BY 1, 2$$,
  $$VALUES ('#1', 'Chester', 'Q2 2024/25'::quarter, 91.0), ('#1', 'Wigan', 'Q2 2024/25', 88.5), ('#2', 'Chester', 'Q2 2024/25', 45)$$, 'the others'' figures are there');
SELECT is(pg_temp.peers(E'Measure,Chester,Wigan\nRepairs in time,91%,89%\n'), '1 row read: 1 figure changes.', 'organisations that are known are not asked about');
SELECT is(pg_temp.peers(E'Council,Repairs in time,#2,Source\nChester,91%,46,LG Inform\nBolton,80%,,LG Inform\n'), '2 rows read: 1 figure is new, 1 figure changes.',
  'a column for each measure, by its title or reference');
SELECT count(*) FROM undo_import((SELECT max(import_id) FROM imports), 'not theirs') \g /dev/null
SELECT is(pg_temp.peers(E'Measure,Chester,Wigan\nRepairs in time,91%,88.5%\n'), '1 row read: 2 figures are new.', 'and they are taken back');

-- Several tables in one sheet, and a count of the ratings below it.
CREATE TEMP TABLE mixed (sheet text);
INSERT INTO mixed VALUES (E'Ref,Action,Lead,Due,Q2 RAG\nA1,One,Head of HR,March 2025,G\nRed,,0,,\nGreen,,2,,\n,,,,\nKey performance indicators,,,,\nKPI ref,Measure,Good is,Target,Apr-24\nK1,Calls,High,95%,93%\n'
  'Action ref,What we will do,Named lead,Deadline,Q2 RAG\nA2,Two,Head of IT,March 2025,G\nA3,Three,Head of HR,From June 2024,A\n');
SELECT is(pg_temp.sentence(sheet), '3 rows read: nothing changes; 2 rows of another table are not read; nothing before Q2 2024/25 changes.', 'another table is left out, and said so') FROM mixed;
SELECT results_eq($$SELECT p.line, p.remark FROM mixed, preview_sheet('Town plan', sheet) p WHERE p.change = 'passed over' ORDER BY 1$$,
  $$VALUES (1::bigint, '2 heading rows'), (3, '2 total rows'), (5, '1 blank row'), (6, '1 title row'), (7, '2 other table rows')$$, 'headings in other words above the same columns go on');

SELECT * FROM finish();
ROLLBACK;
