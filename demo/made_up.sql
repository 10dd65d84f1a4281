-- A small register of made-up measures, savings and risks, and called so: no document of the council prints any.  It shows what a page
-- has of them.  demo/run makes it beside the council's.
\set ON_ERROR_STOP on
\set QUIET on
\pset footer off
\pset null ''
SET client_min_messages = warning;

\echo
\echo '* Made up, and called so: a register in schema "made_up" with measures, savings and risks'
SELECT create_register('made_up') \g /dev/null
SET search_path = made_up, public;

INSERT INTO plans (title, period) VALUES ('Made-up plan 2025/26', plan_period('2025/26'));
INSERT INTO nodes (plan_id, level, ref, title) VALUES (1, 'aim', '1', 'Streets and homes (made up)'), (1, 'aim', '2', 'Care and schools (made up)');
INSERT INTO bodies (name) VALUES ('Place Committee'), ('People Committee');
INSERT INTO officers (name) VALUES ('Director of Place'), ('Director of People');
INSERT INTO items (plan_id, level, ref, title) SELECT 1, 'action', 'M' || n, t
FROM unnest('{Potholes mended within a week,Fleet renewed,Planning decided in time,Day services redesigned,School places for 2026,Early help in every area}'::text[])
  WITH ORDINALITY a (t, n);
INSERT INTO links (from_item_id, to_node_id, relation) SELECT i, 1 + (i > 3)::int, 'part_of' FROM generate_series(1, 6) i;
INSERT INTO item_officers (item_id, officer_id, role) SELECT i, 1 + (i > 3)::int, 'lead' FROM generate_series(1, 6) i;
INSERT INTO item_bodies (item_id, body_id, role) SELECT i, 1 + (i > 3)::int, 'committee' FROM generate_series(1, 6) i;
INSERT INTO due_dates (item_id, revision, period, raw) SELECT i, 0, plan_period('March 2026'), 'March 2026' FROM generate_series(1, 6) i;
INSERT INTO due_dates (item_id, revision, period, raw, reason) VALUES (2, 1, plan_period('June 2026'), 'June 2026', 'Depot works run late');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, commentary, corrective_action)
SELECT i, quarter 'Q1 2025/26', date '2025-04-01', date '2025-06-30', (ARRAY['G', 'G', 'A', 'A', 'G', 'S']::rag[])[i], NULL, NULL FROM generate_series(1, 6) i
UNION ALL
SELECT i, quarter 'Q2 2025/26', date '2025-07-01', date '2025-09-30', (ARRAY['G', 'A', 'G', 'R', 'G', 'G']::rag[])[i],
       (ARRAY['Six gangs are out.', 'Two of nine vehicles are late.', 'The backlog is gone.', 'The provider gave notice.', 'Sites are bought.',
              'The first two areas have begun.'])[i], CASE i WHEN 2 THEN 'Vehicles are hired until June.' WHEN 4 THEN 'A second tender is out.' END
FROM generate_series(1, 6) i;
SELECT record_decision('The fleet may come in June 2026', '2025-09-18', 'Place Committee', 'minute 24', 1, '{M2}') \g /dev/null

INSERT INTO measures (plan_id, node_id, ref, title, unit, frequency, polarity) VALUES
  (1, 1, 'K1', 'Highway defects repaired in time', '%', 'monthly', 'higher'), (1, 1, 'K2', 'Days to decide a planning application', 'days', 'monthly', 'lower'),
  (1, 2, 'K3', 'Care leavers in suitable homes', '%', 'monthly', 'higher');
INSERT INTO measure_targets (measure_id, quarter, target, amber)
SELECT m, q, (ARRAY[95, 56, 90])[m], 3 FROM generate_series(1, 3) m, unnest('{Q1 2025/26,Q2 2025/26}'::quarter[]) q;
INSERT INTO measure_values (measure_id, quarter, month, actual, commentary, source, mitigation)
SELECT v.m, quarter(x.month), x.month, x.actual,
       CASE WHEN (v.m, x.n) = (1, 4) THEN 'Wet July' WHEN (v.m, x.n) = (3, 3) THEN 'June figure late'
            WHEN (v.m, x.n) = (1, 6) THEN 'Seven in ten within two days' END, 'made up',
       CASE WHEN (v.m, x.n) = (1, 4) THEN 'Two more gangs' END
FROM (VALUES (1, '{93,94,96,92,95,97}'::numeric[]), (2, '{61,58,57,55,54,53}'), (3, '{88,88,NULL,89,91,92}')) v (m, figures),
     LATERAL (SELECT f AS actual, n, (date '2025-04-01' + make_interval(months => n::int - 1))::date AS month
              FROM unnest(v.figures) WITH ORDINALITY f (f, n)) x;

INSERT INTO money_lines (plan_id, node_id, ref, title, purpose, fiscal_year_start, standing, amount, mtfs_ref)
SELECT 1, v.node, v.ref, v.title, 'saving', 2025, s.standing, s.amount, v.mtfs
FROM (VALUES (1, 'S1', 'Fleet renewed', '8', '{1200000,850000.50,149999.50}'::numeric[]), (2, 'S2', 'Day services redesigned', '24', '{2500000,1000000,250000}'),
             (1, 'S3', 'Digital by design', '56', '{750000,0,750000}')) v (node, ref, title, mtfs, amounts),
     LATERAL unnest('{target,achieved,at risk}'::text[], v.amounts) s (standing, amount);

INSERT INTO risks (ref, title, kind, opened_on) VALUES ('R1', 'Demand for care grows faster than funding', 'strategic', '2025-04-01'),
  ('R2', 'School places not ready in time', 'operational', '2025-04-01'), ('R3', 'Savings slip into the next year', 'strategic', '2025-04-01');
INSERT INTO risk_scores (risk_id, scored_on, likelihood, impact, residual_likelihood, residual_impact, target_score, controls, mitigation)
SELECT r, '2025-07-01', (ARRAY[4, 4, 5])[r], (ARRAY[5, 4, 4])[r], (ARRAY[3, 3, 4])[r], 4, 8, 'Budget board',
       (ARRAY['Monthly demand forecast; early help', 'Second contractor on standby', 'Weekly savings board'])[r] FROM generate_series(1, 3) r;
INSERT INTO risk_officers (risk_id, officer_id) VALUES (1, 2), (2, 2), (3, 1);
INSERT INTO risk_links (risk_id, item_id, plan_id) VALUES (1, 6, NULL), (2, 5, NULL), (3, NULL, 1);
ANALYZE;

\echo '* Measures by month, with commentary and what is being done (made_up.measure_report)'
SELECT ref, month, actual, target, rating, direction, commentary, mitigation FROM measure_report('2025-09-30', by => 'month')
WHERE commentary IS NOT NULL OR month = '2025-09-01' ORDER BY ref, month;

\echo
\echo '* Savings against target (made_up.money_report)'
SELECT ref, title, target, achieved, at_risk, gap FROM money_report;

\echo
\echo '* Risks, gross and as controls leave them (made_up.risk_report), and the heat map (made_up.risk_heat_map)'
SELECT ref, title, score, residual_score AS residual, target_score AS aim, mitigation FROM risk_report('2025-09-30');
SELECT likelihood, string_agg(coalesce(refs, '.'), ' | ' ORDER BY impact) AS "impact 1 to 5"
FROM risk_heat_map(residual => true, as_at => '2025-09-30') GROUP BY 1 ORDER BY 1 DESC;

\echo
\echo '* Who decided on the new deadline (made_up.decision_report)'
SELECT decided_on, decided_by, minute, ref, old_value, new_value FROM decision_report('2025-12-31');
