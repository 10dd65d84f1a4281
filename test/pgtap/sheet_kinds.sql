-- Measures, risks, savings, funding and other organisations' figures come by the same door as actions; what is not quite a number is
-- asked; and all of it can be taken back.
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
\set kpis `cat test/fixture/sheets/kpis_made_up.csv`
\set risks `cat test/fixture/sheets/risks_made_up.csv`
\set savings `cat test/fixture/sheets/savings_made_up.csv`
INSERT INTO plans (title, period) VALUES ('Town plan', plan_period('2025-26'));
INSERT INTO items (plan_id, ref, code, title) SELECT 1, r, r::plan_code, 'Action ' || r FROM unnest('{A2.8.1,A2.7.1,A1.3.3}'::text[]) r;
INSERT INTO nodes (plan_id, level, ref, title) VALUES (1, 'programme', 'Adults', 'Adults');
CREATE FUNCTION pg_temp.sentence(sheet text, VARIADIC accepted bigint[] DEFAULT '{}') RETURNS text LANGUAGE sql AS $body$
  SELECT p.remark FROM c.preview_sheet('Town plan', sheet, accept => accepted) p WHERE p.change = 'summary'
$body$;

-- How cells read.
SELECT results_eq($$SELECT v, read_amount(v) FROM unnest(ARRAY['-3', E'\u22123', E'\u20133', E'\u20143', E'\uFF0D3', '3-', E'\u00A3-3', '(3)', E'-\u00A3(3)', '--3', '3-4',
    E'1\u00A0200', E'1\u2009200.5', E'12\u00A034', '95%', E'\u00A32.5m', E'\u00A3750k', '1,234.50', '1e5']) v$$,
  $$VALUES ('-3', -3.0), (E'\u22123', -3), (E'\u20133', -3), (E'\u20143', -3), (E'\uFF0D3', -3), ('3-', -3), (E'\u00A3-3', -3), ('(3)', -3), (E'-\u00A3(3)', NULL), ('--3', NULL), ('3-4', NULL),
    (E'1\u00A0200', 1200), (E'1\u2009200.5', 1200.5), (E'12\u00A034', NULL), ('95%', 95), (E'\u00A32.5m', 2500000), (E'\u00A3750k', 750000), ('1,234.50', 1234.5), ('1e5', NULL)$$,
  'minus signs of every kind, thousands, percent, pounds');
SELECT results_eq($$SELECT v, f.* FROM unnest(ARRAY['5 days', '<21%', 'over 30', '~4', 'c. 12', E'\u00A31.5m', '93%', 'Annually', '12 working days', 'about time']) v, sheet_figure(v) f$$,
  $$VALUES ('5 days', 5.0, 'days', NULL), ('<21%', 21, '%', 'at most that'), ('over 30', 30, NULL, 'at least that'), ('~4', 4, NULL, 'about that'), ('c. 12', 12, NULL, 'about that'),
           (E'\u00A31.5m', 1500000, E'\u00A3', NULL), ('93%', 93, '%', NULL), ('Annually', NULL, NULL, NULL), ('12 working days', 12, 'working days', NULL), ('about time', NULL, NULL, NULL)$$,
  'units are read, and what is only a bound is not taken for the figure');
SELECT results_eq($$SELECT r.period, r.amount, r.readable FROM (VALUES (1, 'due', '2026-03-31 00:00:00'), (2, 'measure.actual', '#N/A'), (3, 'due', '#N/A')) v (n, target, cell),
    import_reading(v.target, v.cell, v.cell, 1) r ORDER BY v.n$$,
  $$VALUES (plan_period('2026-03-31'), NULL::numeric, true), (NULL, NULL, true), (NULL, NULL, true)$$, 'a spreadsheet''s day and its #N/A, in import_csv too');

-- Measures by month.
SELECT is(pg_temp.sentence(:'kpis'), '5 rows read: 5 measures are new, 10 targets are set, 28 figures are new.', 'a sheet of KPIs in one sentence');
SELECT is((SELECT count(*) FROM measures), 0::bigint, 'a preview changes nothing');
SELECT lives_ok(format($$SELECT import_sheet('Town plan', %L, recorded_at => '2025-10-05')$$, :'kpis'), 'and is imported');
SELECT results_eq($$SELECT ref, tier, polarity, unit, frequency FROM measures ORDER BY ref$$,
  $$VALUES ('K1', 1, 'higher', '%', 'monthly'), ('K2', 1, 'lower', '', 'monthly'), ('K3', 1, 'higher', '%', 'monthly'), ('K4', 2, 'higher', '', 'monthly'), ('K5', 2, 'lower', '%', 'monthly')$$,
  'tier, direction and unit as printed');
SELECT results_eq($$SELECT m.ref, v.month, v.actual, v.commentary FROM measure_values v JOIN measures m USING (measure_id) WHERE m.ref IN ('K3', 'K4') AND v.quarter = 'Q2 2025/26' OR m.ref = 'K3'
    ORDER BY 1, 2$$,
  $$VALUES ('K3', date '2025-04-01', 88.0, NULL), ('K3', '2025-05-01', 88, NULL), ('K3', '2025-07-01', 89, NULL), ('K3', '2025-08-01', 91, NULL), ('K3', '2025-09-01', 92, 'June figure late'),
           ('K4', '2025-08-01', 1260, NULL), ('K4', '2025-09-01', 1301, NULL)$$, 'a gap is a gap, n/a is one, and the commentary goes with the last month');
SELECT is(pg_temp.sentence(:'kpis'), '5 rows read: nothing changes.', 'the same sheet again says nothing');
SELECT is(pg_temp.sentence(replace(:'kpis', '92%,June', '91.5%,June')), '5 rows read: 1 figure changes.', 'a corrected figure is one change');

-- By the measure's rule.
SELECT lives_ok($$SELECT import_sheet('Town plan', E'KPI ref,Measure,Quarter is,Apr-25,May-25,Jun-25,Source\nS1,Visits,Sum,100,120,,Counter\nM1,Days,Average,5 days,7 days,6 days,', recorded_at => '2025-07-05')$$, 'measures whose months are added up or averaged');
SELECT results_eq($$SELECT m.ref, m.unit, v.actual, v.commentary FROM measure_values v JOIN measures m USING (measure_id) WHERE m.ref IN ('S1', 'M1') AND v.month IS NULL ORDER BY 1$$,
  $$VALUES ('M1', 'days', 6.0, 'mean of 3 months'), ('S1', '', 220, 'sum of 2 months')$$, 'make the quarter''s figure');
SELECT results_eq($$SELECT ref, actual FROM measure_report('2025-07-31') WHERE ref IN ('S1', 'M1', 'K1') AND quarter = 'Q1 2025/26' ORDER BY 1$$, $$VALUES ('K1', 96.0), ('M1', 6), ('S1', 220)$$, 'which reports have; of the others the last month speaks');
INSERT INTO measure_values (measure_id, quarter, month, actual) SELECT measure_id, 'Q1 2025/26', '2025-06-01', 80 FROM measures WHERE ref = 'S1';
SELECT is((SELECT actual FROM measure_report() WHERE ref = 'S1' AND quarter = 'Q1 2025/26'), 300::numeric, 'a month by hand makes it anew');
SELECT is((SELECT source FROM measure_values v JOIN measures m USING (measure_id) WHERE m.ref = 'S1' AND source IS NOT NULL), 'Counter', 'the source is kept');

-- Questions.
SELECT results_eq($$SELECT line, change, is_question, accepted, remark FROM preview_sheet('Town plan', E'KPI ref,Measure,Good is,Target,Q2 2025/26 actual\nK6,Turnover,Low,5 days,<21%\nK7,Survey,High,60%,Annually\nK8,Odd,High,5,plenty') WHERE change IN ('figure', 'frequency', 'cell not readable')
    ORDER BY line$$,
  $$VALUES (2::bigint, 'figure', true, false, '"<21%" says at most that: is it 21?'), (3, 'frequency', false, true, '"Annually": its figures are taken for those of the year'),
           (4, 'cell not readable', false, false, 'that is not a number')$$, '"<21%" is a question, "Annually" is read, "plenty" is neither');
SELECT number AS question FROM preview_sheet('Town plan', E'KPI ref,Measure,Good is,Target,Q2 2025/26 actual\nK6,Turnover,Low,5 days,<21%') WHERE is_question \gset
SELECT lives_ok(format($$SELECT import_sheet('Town plan', E'KPI ref,Measure,Good is,Target,Q2 2025/26 actual\nK6,Turnover,Low,5 days,<21%%\nK7,Survey,High,60%%,Annually', accept => '{%s}', recorded_at => '2025-10-06')$$, :question), 'answered with yes');
SELECT results_eq($$SELECT m.ref, m.frequency, t.quarter, t.target, v.actual FROM measures m JOIN measure_targets t USING (measure_id) LEFT JOIN measure_values v USING (measure_id) WHERE m.ref IN ('K6', 'K7') ORDER BY 1$$,
  $$VALUES ('K6', 'quarterly', 'Q2 2025/26'::quarter, 5.0, 21.0), ('K7', 'annual', 'Q4 2025/26', 60, NULL)$$, 'it is taken; an annual measure has its target in the last quarter');

-- Risks.
SELECT is(pg_temp.sentence(:'risks'), '3 rows read: 3 risks are new, 3 scores are new, 3 links are new, 3 owners are named.', 'a sheet of risks in one sentence');
SELECT lives_ok(format($$SELECT import_sheet('Town plan', %L, recorded_at => '2025-10-05')$$, :'risks'), 'is imported');
SELECT results_eq($$SELECT k.ref, s.likelihood, s.impact, s.score, s.residual_score, s.mitigation, i.ref FROM risks k JOIN risk_scores s USING (risk_id) JOIN risk_links l USING (risk_id) JOIN items i USING (item_id) ORDER BY 1$$,
  $$VALUES ('R1', 4, 5, 20, 12, 'Monthly demand forecast; early help', 'A2.8.1'), ('R2', 4, 4, 16, 12, 'Second contractor on standby', 'A2.7.1'), ('R3', 5, 4, 20, 16, 'Weekly savings board', 'A1.3.3')$$,
  'with mitigation, what is left after it, and what it threatens');
SELECT is(pg_temp.sentence(:'risks'), '3 rows read: nothing changes.', 'again: nothing');
SELECT results_eq($$SELECT line, is_question, remark FROM preview_sheet('Town plan', E'Risk ID,Risk,Likelihood,Impact,Score,Linked action\nR9,Wrong sum,4,5,25,A9.9\nR8,Too likely,6,2,12,') WHERE change IN ('score', 'cell not readable') ORDER BY line, remark$$,
  $$VALUES (2::bigint, true, E'4 \u00D7 5 is 20, and 25 is printed: take 20?'), (2, false, 'there is no item "A9.9" in the plan'), (3, false, 'a likelihood and an impact are 1 to 5 each')$$, 'what does not fit is asked or said');

-- Savings and funding.
SELECT is(pg_temp.sentence(:'savings'), '3 rows read: 11 amounts are new.', 'a sheet of savings in one sentence');
SELECT lives_ok(format($$SELECT import_sheet('Town plan', %L, recorded_at => '2025-10-05')$$, :'savings'), 'is imported');
SELECT results_eq($$SELECT ref, fiscal_year_start, purpose, mtfs_ref, target, achieved, at_risk, node_id FROM money_rows() ORDER BY 1, 2$$,
  $$VALUES ('S1', 2025, 'saving', '8', 1200000.00, 850000.50, 149999.50, NULL::bigint), ('S1', 2026, 'saving', '8', 400000, 0, 0, NULL),
           ('S2', 2025, 'saving', '24', 2500000, 1000000, -250000, 1), ('S2', 2026, 'saving', '24', 2500000, 0, 0, 1),
           ('S3', 2025, 'saving', '56', 750000, 0, 750000, NULL), ('S3', 2026, 'saving', '56', 1500000, 0, 0, NULL)$$, 'pounds, m, k, parentheses and a dash, at the programme that is known');
SELECT is(pg_temp.sentence(:'savings'), '3 rows read: nothing changes.', 'again: nothing');
SELECT lives_ok($$SELECT import_sheet('Town plan', E'Line ref,Funding,2025/26 target,2025/26 secured\nF1,Grant,\u00A310m,\u00A38m')$$, 'funding');
SELECT results_eq($$SELECT purpose, target, achieved FROM money_rows() WHERE ref = 'F1'$$, $$VALUES ('funding', 10000000.00, 8000000.00)$$, 'secured so far');

-- Other organisations.
SELECT lives_ok($$SELECT import_sheet('Town plan', E'KPI ref,Council,Value,Source\nK1,Chester,91%,LG Inform\nK1,Wigan,"88,5%",\nK2,Chester,45 days,\nK99,Chester,5,', quarter => 'Q2 2025/26', recorded_at => '2025-10-07')$$, 'peers'' figures');
SELECT results_eq($$SELECT m.ref, o.name, p.quarter, p.value, p.source FROM peer_values p JOIN measures m USING (measure_id) JOIN organisations o USING (organisation_id) ORDER BY 1$$,
  $$VALUES ('K1', 'Chester', 'Q2 2025/26'::quarter, 91.0, 'LG Inform'), ('K2', 'Chester', 'Q2 2025/26', 45, NULL)$$, 'of measures that there are; what is no number is not loaded');

-- Taken back.
SELECT lives_ok($$SELECT undo_import(import_id, 'made up') FROM imports WHERE undone_at IS NULL ORDER BY import_id DESC$$, 'all of it is taken back');
SELECT is((SELECT count(*) FROM measure_report()) + (SELECT count(*) FROM risk_report) + (SELECT count(*) FROM money_rows()) + (SELECT count(*) FROM benchmark_report)
          + (SELECT count(*) FROM c_bi.bi_measure) + (SELECT count(*) FROM c_bi.bi_measure_value) + (SELECT count(*) FROM c_bi.bi_risk) + (SELECT count(*) FROM c_bi.bi_money), 3::bigint,
  'and in no report any more, but for the measure that has a figure by hand');
SELECT isnt((SELECT count(*) FROM risk_report('2025-10-31', '2025-10-31')), 0::bigint, 'as known before it still is');
SELECT is(pg_temp.sentence(:'kpis'), '5 rows read: 5 measures are new, 10 targets are set, 28 figures are new.', 'and can be imported again');

SELECT * FROM finish();
ROLLBACK;
