-- Governance of a register: calendar, external requirements, risks, dependencies, who may do what, sign-off, and the audit.
-- The council's real files, imported as of 31 May 2025; figures about them were counted out of the files by a script of another language.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
SET jit = off;  -- a few hundred rows and no statistics
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT * FROM no_plan();

CREATE ROLE gt_gov_owner;
CREATE ROLE gt_gov_reader;
CREATE ROLE gt_gov_officer;
CREATE ROLE gt_gov_team;
CREATE ROLE "Gov member" IN ROLE gt_gov_team;
CREATE ROLE gt_gov_publisher;
CREATE ROLE gt_gov_stranger;
SELECT format('GRANT CREATE, TEMPORARY ON DATABASE %I TO gt_gov_owner; GRANT TEMPORARY ON DATABASE %1$I TO gt_gov_stranger', current_database()) \gexec

SET ROLE gt_gov_owner;
SELECT create_register('council') \g /dev/null
SET search_path = council, public;
\i demo/council_mappings.sql
\set plan_priorities `cat demo/data/plan_2024_25_priorities.tsv`
\set plan_actions `cat demo/data/plan_2024_25_actions.tsv`
\set peer_challenge `cat demo/data/peer_challenge_may_2025.tsv`
\set outcomes `cat demo/data/outcomes_2025_29.tsv`
\set delivery_plan `cat demo/data/delivery_plan_2025_26.tsv`
\set improvement_plan `cat demo/data/improvement_plan_2025_27.tsv`
\set linkage `cat demo/data/linkage.tsv`
SELECT council.import_csv(k.kind, k.content, recorded_at => '2025-05-31 12:00')
FROM (VALUES (1, 'plan_priorities', :'plan_priorities'), (2, 'plan_actions', :'plan_actions'), (3, 'peer_challenge', :'peer_challenge'),
             (4, 'outcomes', :'outcomes'), (5, 'delivery_plan', :'delivery_plan'), (6, 'improvement_plan', :'improvement_plan'),
             (7, 'linkage', :'linkage')) k (place, kind, content) ORDER BY k.place \g /dev/null
RESET ROLE;

-- What the register promises of itself.

SELECT is_empty($$SELECT table_name FROM audit_coverage() WHERE NOT is_audited AND exempt_because IS NULL$$,
  'every table of a new register is audited, or is listed with the reason why it is not');
SELECT results_eq($$SELECT table_name FROM audit_coverage() WHERE NOT is_audited$$, ARRAY['audit_log', 'audit_rows', 'import_cells', 'import_changes', 'import_names', 'import_subjects', 'import_ties', 'plan_locks', 'register_manifest',
    'sheet_cells', 'sheet_changes', 'sheet_marks', 'sheet_nodes', 'sheet_rows', 'sheet_runs'],
  'the audit itself, the staging and the manifest are not');
SELECT is_empty($$SELECT member FROM register_members('council') WHERE remark IS NULL AND member !~ '^(sequence|index) '$$, 'everything has a comment');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace) AND c.relforcerowsecurity$$,
  'row-level security is never forced: pg_dump would fail');
SELECT results_eq($$SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace IN ('council'::regnamespace, 'council_bi'::regnamespace) ORDER BY 1$$, ARRAY['audit_change'::name, 'lock_changed_plans', 'lock_plans', 'write_edition'],
  'four functions run with the owner''s rights');
SELECT ok(NOT has_function_privilege('gt_gov_stranger', 'council.audit_change()', 'EXECUTE'), 'and nobody else may put it to use');
SELECT is_empty('SELECT * FROM council_bi.bi_unsafe_columns', 'the BI views have plain types');
SELECT is_empty($$SELECT k.conrelid::regclass, k.conname FROM pg_constraint k
   WHERE k.contype = 'f' AND k.conrelid IN (SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'council'::regnamespace
     AND c.relname IN ('reporting_rhythms', 'requirement_aliases', 'risk_scores', 'risk_officers', 'risk_escalations', 'risk_links', 'dependencies', 'dependency_states', 'officer_roles', 'audit_rows'))
     AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indkey[0] = k.conkey[1])$$, 'every foreign key has an index');

-- 27. Several owners and committees, aliases, owners that change on a date.

SELECT results_eq(
  $$SELECT o.name, io.valid_from, io.valid_to FROM item_officers io JOIN officers o USING (officer_id) JOIN items i USING (item_id)
    WHERE i.ref = 'CPC 4/4' AND io.role = 'responsible' ORDER BY 2$$,
  $$VALUES ('Interim Executive Director of Resources/S151', '-infinity'::date, '2024-12-31'::date), ('Interim Director of People', '2025-01-01', 'infinity')$$,
  'an owner that changes on a date');
SELECT results_eq(
  $$SELECT ref, count(*) FROM item_bodies JOIN items USING (item_id) WHERE ref ~ '^A[0-9]' GROUP BY ref HAVING count(*) > 1 ORDER BY 1$$,
  $$VALUES ('A1.3.2', 2::bigint), ('A1.5.2', 2)$$, 'several committees in one cell');
SELECT is((SELECT count(*) FROM item_bodies JOIN items USING (item_id) WHERE ref ~ '^A[0-9]'), 68::bigint, 'which are 68 in 66 actions');
SELECT is_empty($$SELECT name FROM officers WHERE name = 'Head of Dem Services'$$, 'an alias is no second officer');

-- 28. Reporting calendar: the rhythms that the documents name.

SET ROLE gt_gov_owner;
INSERT INTO bodies (name) SELECT unnest('{Improvement and Transformation Delivery Board,Corporate Management Board,MHCLG,Corporate Leadership Team,Cabinet,Public,Community assembly,Assurance Panel,Residents,Staff}'::text[])
  ON CONFLICT DO NOTHING;
INSERT INTO reporting_rhythms (body_id, report, rhythm, due_after_days, valid_from, valid_to, note)
SELECT b.body_id, r.report, r.rhythm, r.due_after_days, r.valid_from::date, r.valid_to::date, r.note
FROM (VALUES
  ('Improvement and Transformation Delivery Board', 'Delivery report', 'monthly', 0, '-infinity', 'infinity', 'the Chief Executive chairs'),
  ('Corporate Management Board', 'Key performance indicators', 'monthly', 0, '-infinity', 'infinity', NULL),
  ('MHCLG', 'Meeting', 'monthly', 0, '-infinity', 'infinity', NULL),
  ('Corporate Leadership Team', 'Finance', 'monthly', 0, '-infinity', 'infinity', NULL),
  ('Corporate Policy Committee', 'Performance report', 'quarterly', 45, '-infinity', '2026-04-30', NULL),
  ('Cabinet', 'Performance report', 'quarterly', 45, '2026-05-01', 'infinity', 'takes over from the Corporate Policy Committee'),
  ('Public', 'Key indicators', 'quarterly', 0, '-infinity', 'infinity', NULL),
  ('MHCLG', 'Formal update', 'quarterly', 0, '-infinity', 'infinity', NULL),
  ('Community assembly', 'Assembly', 'quarterly', 0, '-infinity', 'infinity', 'at least'),
  ('Assurance Panel', 'Letter', 'half-yearly', 0, '-infinity', 'infinity', NULL),
  ('Residents', 'Survey', 'half-yearly', 0, '-infinity', 'infinity', 'printed "bi-annual", which is ambiguous'),
  ('Council', 'Delivery Plan', 'annual', -14, '-infinity', 'infinity', NULL),
  ('Council', 'Annual Performance Report', 'annual', 90, '-infinity', 'infinity', NULL),
  ('Public', 'Borough profile', 'annual', 0, '-infinity', 'infinity', NULL),
  ('Staff', 'Personal Development Reviews', 'annual', 0, '-infinity', 'infinity', NULL),
  ('Council', 'Annual Governance Statement', 'annual', 60, '-infinity', 'infinity', NULL)
) AS r (body, report, rhythm, due_after_days, valid_from, valid_to, note) JOIN bodies b ON b.name = r.body;

SELECT results_eq($$SELECT rhythm, count(*) FROM reporting_calendar('2025-04-01', '2026-03-31') GROUP BY 1 ORDER BY 1$$,
  $$VALUES ('annual', 5::bigint), ('half-yearly', 4), ('monthly', 48), ('quarterly', 16)$$, 'a year''s reports by rhythm');
SELECT results_eq($$SELECT due_on, body, quarter::text, period_start, period_end FROM reporting_calendar('2025-04-01', '2027-03-31') WHERE report = 'Performance report'$$,
  $$VALUES ('2025-05-15'::date, 'Corporate Policy Committee', 'Q4 2024/25', '2025-01-01'::date, '2025-03-31'::date),
           ('2025-08-14', 'Corporate Policy Committee', 'Q1 2025/26', '2025-04-01', '2025-06-30'),
           ('2025-11-14', 'Corporate Policy Committee', 'Q2 2025/26', '2025-07-01', '2025-09-30'),
           ('2026-02-14', 'Corporate Policy Committee', 'Q3 2025/26', '2025-10-01', '2025-12-31'),
           ('2026-05-15', 'Cabinet', 'Q4 2025/26', '2026-01-01', '2026-03-31'),
           ('2026-08-14', 'Cabinet', 'Q1 2026/27', '2026-04-01', '2026-06-30'),
           ('2026-11-14', 'Cabinet', 'Q2 2026/27', '2026-07-01', '2026-09-30'),
           ('2027-02-14', 'Cabinet', 'Q3 2026/27', '2026-10-01', '2026-12-31')$$, 'the quarterly report goes to the committee until April 2026, to Cabinet from May');
SELECT results_eq($$SELECT report, due_on, period_start, period_end FROM reporting_calendar('2025-04-01', '2026-03-31') WHERE rhythm = 'annual' ORDER BY 1$$,
  $$VALUES ('Annual Governance Statement', '2025-05-30'::date, '2024-04-01'::date, '2025-03-31'::date), ('Annual Performance Report', '2025-06-29', '2024-04-01', '2025-03-31'),
           ('Borough profile', '2026-03-31', '2025-04-01', '2026-03-31'), ('Delivery Plan', '2026-03-17', '2025-04-01', '2026-03-31'),
           ('Personal Development Reviews', '2026-03-31', '2025-04-01', '2026-03-31')$$, 'annual reports before, on and after the year''s end');
SELECT results_eq($$SELECT due_on, period_start FROM reporting_calendar('2025-04-01', '2026-03-31') WHERE report = 'Letter'$$,
  $$VALUES ('2025-09-30'::date, '2025-04-01'::date), ('2026-03-31', '2025-10-01')$$, 'halves of the fiscal year');
INSERT INTO meetings (body_id, held_on) SELECT b.body_id, m FROM bodies b, unnest('{2025-05-14,2025-06-12,2025-06-19,2025-12-04,2026-03-26}'::date[]) m WHERE b.name = 'Corporate Policy Committee';
INSERT INTO meetings (body_id, held_on) SELECT b.body_id, '2026-06-09' FROM bodies b WHERE b.name = 'Cabinet';
SELECT results_eq($$SELECT due_on, ready_on, body, is_meeting FROM reporting_calendar('2025-04-01', '2026-07-31') WHERE report = 'Performance report'$$,
  $$VALUES ('2025-05-14'::date, '2025-02-14'::date, 'Corporate Policy Committee', true), ('2025-06-12', '2025-05-15', 'Corporate Policy Committee', true), ('2025-08-14', '2025-08-14', 'Corporate Policy Committee', false),
           ('2025-12-04', '2025-11-14', 'Corporate Policy Committee', true), ('2026-03-26', '2026-02-14', 'Corporate Policy Committee', true),
           ('2026-06-09', '2026-05-15', 'Cabinet', true)$$, 'with known meetings: the first on or after the day it is ready');
SELECT results_eq($$SELECT due_on FROM reporting_calendar('2025-06-12', '2025-06-12') WHERE report = 'Performance report'$$, ARRAY['2025-06-12'::date],
  'a calendar of one day finds what was ready long before');
SELECT is((SELECT count(*) FROM reporting_calendar('2025-04-01', '2035-03-31') WHERE report = 'Finance'), 120::bigint, 'ten years of months');
SELECT results_eq($$SELECT count(*) FROM reporting_calendar('2025-04-01', '2025-09-17') UNION ALL SELECT count(*) FROM reporting_calendar('2025-09-18', '2026-03-31')$$,
  $$SELECT count(*) FROM reporting_calendar('2025-04-01', '2026-03-31') WHERE due_on <= '2025-09-17' UNION ALL SELECT count(*) FROM reporting_calendar('2025-04-01', '2026-03-31') WHERE due_on > '2025-09-17'$$,
  'two calendars side by side are one');
SELECT throws_ok($$SELECT * FROM reporting_calendar('-infinity', '2025-01-01')$$, '22023', NULL, 'a calendar has a beginning');
SELECT throws_ok($$SELECT * FROM reporting_calendar('2025-01-02', '2025-01-01')$$, '22023', NULL, 'before its end');
SELECT is((SELECT count(*) FROM reporting_calendar), (SELECT count(*) FROM reporting_calendar(CURRENT_DATE, CURRENT_DATE + 365)), 'the view is the year from today');

-- 29. External requirements.

SELECT results_eq($$SELECT ref, items, items_direct, is_answered, other_links FROM requirement_report ORDER BY ref COLLATE "C"$$,
  $$VALUES ('CIPFA financial assurance review', 0::bigint, 0::bigint, false, 1::bigint), ('CIPFA recommendations', 0, 0, false, 1),
           ('CIPFA, LGA and external audit reviews', 25, 0, true, 0), ('DfE Improvement Notice', 0, 0, false, 1),
           ('Government White Paper on Education and SEND reforms', 0, 0, false, 1), ('Independent Assurance Panel recommendations', 0, 0, false, 1),
           ('Joint Area SEND inspection', 0, 0, false, 1), ('LGA Corporate Peer Challenge', 34, 0, true, 1),
           ('Local Government Data Maturity Assessment Tool', 0, 0, false, 1), ('Local Government Outcomes Framework KPIs', 0, 0, false, 1),
           ('Ofsted ILACS inspection 2024', 5, 0, true, 0), ('non-statutory Best Value Notice (May 2025)', 90, 0, true, 0),
           ('route out of Exceptional Financial Support', 1, 1, true, 0)$$, 'the items that answer each requirement, by way of priorities and of other requirements');
SELECT results_eq($$SELECT requirement FROM unmapped_requirements WHERE finding = 'requirement without items' ORDER BY requirement COLLATE "C"$$,
  $$SELECT unnest(ARRAY['CIPFA financial assurance review', 'CIPFA recommendations', 'DfE Improvement Notice', 'Government White Paper on Education and SEND reforms',
    'Independent Assurance Panel recommendations', 'Joint Area SEND inspection', 'Local Government Data Maturity Assessment Tool', 'Local Government Outcomes Framework KPIs'])$$,
  'requirements that no item answers are named');
INSERT INTO requirement_aliases (alias, node_id) SELECT a.alias, n.node_id FROM nodes n JOIN (VALUES
  ('Best Value Notice', 'non-statutory Best Value Notice (May 2025)'), ('EFS', 'route out of Exceptional Financial Support'), ('Ofsted', 'Ofsted ILACS inspection 2024'),
  ('area inspection', 'Joint Area SEND inspection')) a (alias, ref) ON a.ref = n.ref WHERE n.level = 'requirement';
SELECT results_eq($$SELECT requirement, ref, found_in, words FROM unmapped_requirements WHERE item_id IS NOT NULL ORDER BY requirement COLLATE "C", ref$$,
  $$VALUES ('Joint Area SEND inspection', 'DP2.12', 'title', 'area inspection'), ('Ofsted ILACS inspection 2024', 'CPC A1/1', 'title', 'Ofsted'), ('Ofsted ILACS inspection 2024', 'DP2.13', 'title', 'Ofsted')$$,
  'and items that name one though they are not mapped to it');
INSERT INTO links (from_item_id, to_node_id, relation) SELECT i.item_id, find_requirement('ofsted'), 'responds_to' FROM items i WHERE i.ref = 'DP2.13';
INSERT INTO item_attributes SELECT item_id, 'answers', 'the  efs conditions' FROM items WHERE ref = 'DP1.01';
SELECT results_eq($$SELECT requirement, ref, found_in, words FROM unmapped_requirements WHERE item_id IS NOT NULL ORDER BY requirement COLLATE "C", ref$$,
  $$VALUES ('Joint Area SEND inspection', 'DP2.12', 'title', 'area inspection'), ('Ofsted ILACS inspection 2024', 'CPC A1/1', 'title', 'Ofsted'), ('route out of Exceptional Financial Support', 'DP1.01', 'answers', 'EFS')$$,
  'one that is mapped is no longer said; an attribute is read too');
DELETE FROM item_attributes WHERE name = 'answers';
UPDATE links SET valid_to = '2025-12-31' WHERE from_item_id = (SELECT item_id FROM items WHERE ref = 'DP2.13') AND relation = 'responds_to';
SELECT results_eq($$SELECT day, (SELECT items FROM requirement_report(day) WHERE ref LIKE 'Ofsted%') FROM unnest('{2025-12-31,2026-01-01}'::date[]) day ORDER BY day$$,
  $$VALUES ('2025-12-31'::date, 6::bigint), ('2026-01-01', 5)$$, 'a link holds until its last day');

-- The peer challenge's own plan answers it by its six themes: 73 actions with the ratings that the document prints.
INSERT INTO links (from_node_id, to_node_id, relation) SELECT n.node_id, find_requirement(' lga  corporate PEER challenge'), 'responds_to' FROM nodes n WHERE n.level = 'theme';
SELECT results_eq($$SELECT ref, items, complete, green, amber, red, scheduled, unrated, round(percent_complete, 4), overall::text FROM requirement_report WHERE ref ~ '^LGA|Best Value'$$,
  $$VALUES ('LGA Corporate Peer Challenge', 107::bigint, 51::bigint, 2::bigint, 3::bigint, 17::bigint, 0::bigint, 34::bigint, 47.6636, 'R'), ('non-statutory Best Value Notice (May 2025)', 163, 51, 2, 3, 17, 0, 90, 31.2883, 'R')$$,
  'the improvement plan answers the Best Value Notice by all its 90 items, and what answers the peer challenge does too: each item once');
INSERT INTO links (from_node_id, to_node_id, relation) SELECT find_requirement('LGA Corporate Peer Challenge'), find_requirement('best value notice'), 'responds_to';
INSERT INTO links (from_node_id, to_node_id, relation) SELECT find_requirement('best value notice'), find_requirement('LGA Corporate Peer Challenge'), 'responds_to';
SELECT results_eq($$SELECT items FROM requirement_report WHERE ref ~ '^LGA|Best Value'$$, ARRAY[163::bigint, 163], 'requirements that answer each other do no harm');
SELECT results_eq($$SELECT count(*), count(rating), count(*) FILTER (WHERE rating = 'B'), count(*) FILTER (WHERE is_overdue AND ref LIKE 'CPC %'), count(*) FILTER (WHERE is_direct), max(officers) FILTER (WHERE ref = 'CPC 1/2')
      FROM assurance_pack('LGA Corporate Peer Challenge', 'Q1 2025/26', '2025-06-30')$$,
  $$VALUES (163::bigint, 73::bigint, 51::bigint, 20::bigint, 0::bigint, 'Director of Transformation')$$, 'assurance_pack: every item that answers it, its rating and deadline');
SELECT is((SELECT count(rating) FROM assurance_pack('LGA Corporate Peer Challenge', 'Q1 2025/26', '2025-05-30', end_of_day('2025-05-30'))), 0::bigint,
  'the day before the report nothing was known');
SELECT results_eq($$SELECT count(*) FILTER (WHERE p.current_due IS NOT NULL), count(*) FILTER (WHERE p.current_due IS DISTINCT FROM d.current_due)
      FROM assurance_pack('LGA Corporate Peer Challenge', 'Q1 2025/26', '2025-06-30') p LEFT JOIN item_dates d ON d.item_id = p.item_id AND d.milestone = 'due'$$,
  $$SELECT count(*), 0::bigint FROM item_dates d JOIN requirement_items() r ON r.item_id = d.item_id AND r.requirement_id = find_requirement('LGA Corporate Peer Challenge')
     WHERE d.milestone = 'due' AND d.current_due IS NOT NULL$$, 'its deadlines are those known, whenever they were recorded');
SELECT is((SELECT count(*) FROM requirement_items(CURRENT_DATE, '2020-01-01') WHERE requirement_id = find_requirement('LGA Corporate Peer Challenge')), 0::bigint,
  'no link was known before it was recorded');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, recorded_at)
SELECT item_id, 'Q2 2025/26', '2025-07-01', '2025-09-30', 'G', 'G', 'better', '2025-10-05' FROM items WHERE ref = 'CPC 5/7';
SELECT results_eq($$SELECT rating::text, previous_rating::text, movement, commentary, rating_label FROM assurance_pack('LGA Corporate Peer Challenge', 'Q2 2025/26', '2025-10-05') WHERE ref = 'CPC 5/7'$$,
  $$VALUES ('G', 'R', 'improved', 'better', 'On Track (G)')$$, 'with the movement and the plan''s own word');
UPDATE items SET state = 'withdrawn', state_since = '2025-09-30' WHERE ref = 'CPC 1/1';
SELECT results_eq($$SELECT count(*) FROM assurance_pack('LGA Corporate Peer Challenge', 'Q1 2025/26', '2025-10-05') UNION ALL SELECT count(*) FROM assurance_pack('LGA Corporate Peer Challenge', 'Q2 2025/26', '2025-10-05')$$,
  ARRAY[163::bigint, 162], 'an item counts in the quarters that ended before it was given up');
UPDATE items SET state = 'active', state_since = NULL WHERE ref = 'CPC 1/1';
SELECT throws_ok($$SELECT * FROM assurance_pack('Improvement Order', 'Q1 2025/26')$$, '42704', NULL, 'an unknown requirement is no empty pack');
SELECT throws_ok($$SELECT * FROM assurance_pack('EFS', 'Q1 2025/26 (Sep)')$$, '22023', NULL, 'nor is a quarter of another calendar');

-- 30. Dependencies, printed ones first.

SELECT is(dependencies_from_links(as_at => '2025-06-01'), 4::bigint, 'four printed links say depends_on');
SELECT is(dependencies_from_links(as_at => '2025-06-01'), 0::bigint, 'once');
SELECT results_eq($$SELECT ref, waits_for, is_direct, is_root, days_open FROM blocked_items('2025-06-11')$$,
  $$VALUES ('CPC 5/7', 'CPC 5/6 Values and behaviours framework', true, true, 10), ('IP3.09', 'Project Unit 4 and Transactional Shared Service improvement', true, true, 10),
           ('IP4.04', 'External requirement Government White Paper on Education and SEND reforms', true, true, 10), ('IP4.04', 'External requirement Joint Area SEND inspection', true, true, 10)$$,
  'what they hold up');
SELECT is_empty($$SELECT * FROM blocked_items('2025-05-31')$$, 'not before they were known');
SELECT throws_ok($$SELECT dependencies_from_links('waits')$$, '42704', NULL, 'an unknown relation is refused');

-- X1 waits for an event, X2 for X1, X3 for X2; X4 and X5 for each other, X5 also for X3; X6 is complete and waits for an event, X7 for X6.
INSERT INTO plans (title) VALUES ('Dependencies');
INSERT INTO items (plan_id, level, ref, title) SELECT p.plan_id, 'action', 'X' || n, 'item ' || n FROM plans p, generate_series(1, 7) n WHERE p.title = 'Dependencies';
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, recorded_at)
SELECT item_id, 'Q3 2025/26', '2025-10-01', '2025-12-31', CASE ref WHEN 'X6' THEN 'B' ELSE 'A' END::rag, '', '2026-01-05' FROM items WHERE ref LIKE 'X_';
INSERT INTO dependencies (item_id, on_item_id, on_event, opened_on, expected_on)
SELECT i.item_id, o.item_id, d.event, '2026-01-01', d.expected::date
FROM (VALUES (1, 'X1', NULL, 'White Paper', '2026-01-31'), (2, 'X2', 'X1', NULL, NULL), (3, 'X3', 'X2', NULL, NULL), (4, 'X4', 'X5', NULL, NULL), (5, 'X5', 'X4', NULL, NULL),
             (6, 'X5', 'X3', NULL, NULL), (7, 'X6', NULL, 'inspection', NULL), (8, 'X7', 'X6', NULL, NULL)) d (place, ref, on_ref, event, expected)
JOIN items i ON i.ref = d.ref LEFT JOIN items o ON o.ref = d.on_ref ORDER BY d.place;
SELECT results_eq($$SELECT ref, string_agg((SELECT i.ref FROM items i WHERE i.item_id = b.blocking_item_id) || CASE WHEN is_direct THEN '!' ELSE '' END || CASE WHEN is_root THEN '*' ELSE '' END, ' ' ORDER BY b.blocking_item_id, b.dependency_id), bool_and(in_cycle)
      FROM blocked_items('2026-01-31') b WHERE plan = 'Dependencies' GROUP BY ref ORDER BY ref$$,
  $$VALUES ('X1', 'X1!*', false), ('X2', 'X1* X2!', false), ('X3', 'X1* X2 X3!', false), ('X4', 'X1* X2 X3 X4! X5 X5', true), ('X5', 'X1* X2 X3 X4 X5! X5!', true), ('X7', 'X6* X7!', false)$$,
  'blocked through others, however far down, cycles and all; what is complete is not');
INSERT INTO dependency_states (dependency_id, since, state, reason) SELECT dependency_id, '2026-02-01', 'closed', 'published' FROM dependencies WHERE on_event = 'White Paper';
INSERT INTO dependency_states (dependency_id, since, state, reason) SELECT dependency_id, '2026-03-01', 'open', 'withdrawn again' FROM dependencies WHERE on_event = 'White Paper';
SELECT results_eq($$SELECT state, since FROM dependencies_on('2026-03-31', '2020-01-01') WHERE on_event = 'White Paper'$$,
  $$SELECT 'open', opened_on FROM dependencies WHERE on_event = 'White Paper'$$, 'what was recorded later was not known');
SELECT results_eq($$SELECT day, count(DISTINCT item_id), count(*) FROM unnest('{2026-01-31,2026-02-01,2026-02-28,2026-03-01}'::date[]) day CROSS JOIN LATERAL blocked_items(day) WHERE plan = 'Dependencies' GROUP BY day ORDER BY day$$,
  $$VALUES ('2026-01-31'::date, 6::bigint, 20::bigint), ('2026-02-01', 5, 15), ('2026-02-28', 5, 15), ('2026-03-01', 6, 20)$$, 'closed on a day, and opened again');
SELECT results_eq($$SELECT day, state, since, reason, days_open, is_late FROM unnest('{2026-01-31,2026-02-01,2026-02-10,2026-03-11}'::date[]) day CROSS JOIN LATERAL dependency_report(day) WHERE waits_for = 'White Paper' ORDER BY day$$,
  $$VALUES ('2026-01-31'::date, 'open', '2026-01-01'::date, NULL, 30, false), ('2026-02-01', 'closed', '2026-02-01', 'published', NULL, false),
           ('2026-02-10', 'closed', '2026-02-01', 'published', NULL, false), ('2026-03-11', 'open', '2026-03-01', 'withdrawn again', 10, true)$$, 'dependency_report says since when and why');
SELECT results_eq($$SELECT ref, finding FROM dependency_report('2026-01-31') WHERE finding IS NOT NULL$$,
  $$VALUES ('X6', 'open, but the item is complete'), ('X7', 'open, but what it waits for is complete')$$, 'and where ratings speak against it: nothing is closed by inference');
SELECT throws_ok($$UPDATE dependency_states SET reason = 'x'$$, '23001', NULL, 'its history is append-only');
SELECT throws_ok($$INSERT INTO dependencies (item_id, on_item_id) SELECT item_id, item_id FROM items WHERE ref = 'X1'$$, '23514', NULL, 'nothing waits for itself directly');
SELECT is((SELECT open_dependencies FROM assurance_pack('LGA Corporate Peer Challenge', 'Q1 2025/26', '2025-06-30') WHERE ref = 'CPC 5/7'), 1::bigint, 'a pack says what is held up');
SELECT results_eq($$SELECT count(*), count(*) FILTER (WHERE state = 'open') FROM council_bi.bi_dependency$$, $$VALUES (12::bigint, 12::bigint)$$, 'bi_dependency has them all');

-- Risks.

INSERT INTO risks (ref, title, kind, opened_on, closed_on, closed_reason) VALUES
  ('SR1', 'Budget not balanced', 'strategic', '2025-04-01', NULL, NULL), ('OR7', 'Posts not filled', 'operational', '2025-04-15', NULL, NULL),
  ('OR8', 'Old system fails', 'operational', '2025-04-15', '2025-08-01', 'replaced'), ('OR9', 'Never scored', 'operational', '2025-04-15', NULL, NULL);
INSERT INTO risk_scores (risk_id, scored_on, likelihood, impact, target_score, recorded_at)
SELECT r.risk_id, s.day::date, s.likelihood, s.impact, s.target, s.day::timestamptz + s.later * interval '1 hour'
FROM (VALUES (1, 'SR1', '2025-04-01', 3, 5, 8, 0), (2, 'SR1', '2025-07-01', 4, 5, 8, 0), (3, 'OR7', '2025-04-15', 2, 3, 4, 0), (4, 'OR7', '2025-07-10', 5, 5, 4, 0),
             (5, 'OR7', '2025-07-10', 4, 4, 4, 1), (6, 'OR8', '2025-04-15', 2, 2, 4, 0)) s (place, ref, day, likelihood, impact, target, later) JOIN risks r USING (ref) ORDER BY s.place;
INSERT INTO risk_officers (risk_id, officer_id, valid_from, valid_to)
SELECT r.risk_id, o.officer_id, x.f::date, x.t::date FROM (VALUES ('SR1', 'Chief Executive', '-infinity', '2025-06-30'), ('SR1', 'Director of Transformation', '2025-07-01', 'infinity')) x (ref, name, f, t)
JOIN risks r USING (ref) JOIN officers o USING (name);
INSERT INTO risk_escalations (risk_id, valid_from, valid_to, to_risk_id, reason) SELECT o.risk_id, '2025-07-10', '2025-12-31', s.risk_id, 'score over 15' FROM risks o, risks s WHERE o.ref = 'OR7' AND s.ref = 'SR1';
INSERT INTO risk_links (risk_id, plan_id) SELECT r.risk_id, p.plan_id FROM risks r, plans p WHERE r.ref = 'SR1' AND p.title = 'Delivery Plan 2025/26';
INSERT INTO risk_links (risk_id, node_id) SELECT r.risk_id, n.node_id FROM risks r, nodes n WHERE r.ref = 'SR1' AND n.level = 'outcome' AND n.ref IN ('3.5', '3.6');
INSERT INTO risk_links (risk_id, item_id) SELECT r.risk_id, i.item_id FROM risks r, items i WHERE r.ref = 'OR7' AND i.ref IN ('DP1.01', 'DP1.02');
SELECT results_eq($$SELECT ref, is_strategic, score, previous_score, change, owners, plans, nodes, items, escalated_to FROM risk_report('2025-07-15')$$,
  $$VALUES ('SR1', true, 20, 15, 5, 'Director of Transformation', 'Delivery Plan 2025/26', 'Outcome 3.5; Outcome 3.6', 0::bigint, NULL),
           ('OR7', true, 16, 6, 10, NULL, NULL, NULL, 2, 'SR1'), ('OR8', false, 4, NULL, NULL, NULL, NULL, NULL, 0, NULL), ('OR9', false, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL)$$,
  'risk_report: score, the one before, owner and escalation as on that day');
SELECT is((SELECT count(score) FROM risk_report('2025-07-15', '2020-01-01')), 0::bigint, 'nor any score');
SELECT results_eq($$SELECT ref, is_strategic, score, owners FROM risk_report('2025-04-30')$$,
  $$VALUES ('SR1', true, 15, 'Chief Executive'), ('OR7', false, 6, NULL), ('OR8', false, 4, NULL), ('OR9', false, NULL, NULL)$$, 'and on an earlier one');
SELECT results_eq($$SELECT ref, is_strategic FROM risk_report('2026-01-01')$$, $$VALUES ('SR1', true), ('OR7', false), ('OR9', false)$$, 'what is closed is out, what is no longer escalated too');
SELECT throws_ok('DELETE FROM risk_scores', '23001', NULL, 'scores are append-only');
SELECT results_eq('SELECT ref, score FROM council_bi.bi_risk ORDER BY 1', $$VALUES ('OR7', 16), ('OR8', 4), ('OR9', NULL), ('SR1', 20)$$, 'bi_risk has them all');

-- 31. Levels.

SELECT throws_ok($$SELECT grant_register('council', 'gt_gov_reader', 'boss')$$, '22023', NULL, 'there are three levels');
SELECT throws_ok($$SELECT grant_register('council', 'gt_gov_nobody', 'reader')$$, '42704', NULL, 'a role must exist');
SELECT throws_ok($$SELECT grant_register('council', 'gt_gov_owner', 'reader')$$, '22023', NULL, 'the owner has no level');
SELECT throws_ok($$SELECT grant_register('nothing', 'gt_gov_reader', 'reader')$$, '42704', NULL, 'nor has a register that is not there');
SELECT throws_ok($$SELECT revoke_register('council', 'gt_gov_reader')$$, '42704', NULL, 'what was not given cannot be taken');
SELECT grant_register('council', 'gt_gov_reader', 'reader'), grant_register('council', 'gt_gov_officer', 'officer'), grant_register('council', 'gt_gov_team', 'officer'),
       grant_register('council', 'gt_gov_publisher', 'publisher') \g /dev/null
INSERT INTO officer_roles (role_name, officer_id) SELECT 'gt_gov_officer', officer_id FROM officers WHERE name = 'Director of Transformation';
INSERT INTO officer_roles (role_name, officer_id) SELECT 'gt_gov_team', officer_id FROM officers WHERE name = 'Interim Director of People';
INSERT INTO officer_roles (role_name, officer_id) SELECT 'gt_gov_gone', officer_id FROM officers WHERE name = 'Chief Executive';
SELECT create_register('other') \g /dev/null
RESET ROLE;
SELECT throws_ok($$SELECT grant_register('council', 'gt_gov_stranger', 'reader')$$, '42501', NULL, 'only the owner gives levels, a superuser as the owner');
SELECT item_id AS own_item FROM items WHERE ref = 'CPC 1/2' \gset
SELECT item_id AS their_item FROM items WHERE ref = 'CPC 1/3' \gset
SELECT item_id AS people_item FROM items WHERE ref = 'CPC 4/4' \gset
CREATE FUNCTION pg_temp.rate(item bigint, q text DEFAULT 'Q2 2025/26', rating text DEFAULT 'A', extra text DEFAULT '', extra_values text DEFAULT '') RETURNS text LANGUAGE sql AS $$
  SELECT format('INSERT INTO council.ratings (item_id, quarter, period_start, period_end, rating, raw%s) VALUES (%s, %L, start_date(%3$L::quarter), end_date(%3$L::quarter), %L, %4$L%s)',
                extra, item, q, rating, extra_values) $$;
CREATE FUNCTION pg_temp.refusal(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
  EXECUTE statement;
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS said = MESSAGE_TEXT;
  RETURN said;
END $$;

-- A reader.
SELECT string_agg(format('SELECT * FROM %s', c.oid::regclass), '; ' ORDER BY c.relname) AS read_all
  FROM pg_class c WHERE c.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace) AND c.relkind IN ('v', 'r') AND c.relname !~ '^audit_' \gset
CREATE TEMP TABLE seen AS SELECT (SELECT count(*) FROM ratings) AS ratings, (SELECT md5(string_agg(p::text, ';' ORDER BY p::text)) FROM progress_report p) AS progress,
       (SELECT md5(string_agg(r::text, ';' ORDER BY r::text)) FROM requirement_report r) AS requirements;
GRANT SELECT ON seen TO PUBLIC;
SET ROLE gt_gov_reader;
SELECT is(register_level(), 'reader', 'a reader');
SELECT lives_ok(:'read_all', 'reads every table, view and BI view');
SELECT results_eq($$SELECT (SELECT count(*) FROM ratings), (SELECT md5(string_agg(p::text, ';' ORDER BY p::text)) FROM progress_report p), (SELECT md5(string_agg(r::text, ';' ORDER BY r::text)) FROM requirement_report r)$$,
  'SELECT * FROM seen', 'and sees all there is');
SELECT lives_ok($$SELECT report_html(as_at => '2025-05-31'), plan_on_a_page_html(1, as_at => '2025-05-31')$$, 'and the quarterly report as a page');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace) AND c.relkind IN ('r', 'v')
   AND (has_any_column_privilege(c.oid, 'INSERT, UPDATE') OR has_table_privilege(c.oid, 'DELETE, TRUNCATE, TRIGGER, REFERENCES'))$$, 'and writes nothing');
SELECT throws_ok(pg_temp.rate(:own_item), '42501', NULL, 'no rating');
SELECT throws_ok($$SELECT council.import_csv('linkage', 'x')$$, '42501', NULL, 'no import');
SELECT throws_ok($$SELECT publish_quarter('Corporate Peer Challenge Action Plan', 'Q1 2025/26')$$, '42501', NULL, 'no publication');
SELECT throws_ok('SELECT * FROM audit_log', '42501', NULL, 'does not read the audit');
SELECT throws_ok('SELECT * FROM audit_report', '42501', NULL, 'nor its report');
SELECT throws_ok('SELECT * FROM other.plans', '42501', NULL, 'nor another register');
SELECT throws_ok('SELECT * FROM other_bi.bi_plan', '42501', NULL, 'nor its BI views');
SELECT is_empty('SELECT * FROM own_items', 'and answers for nothing');

-- An officer.
SET ROLE gt_gov_officer;
SELECT is(register_level(), 'officer', 'an officer');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace) AND c.relkind IN ('r', 'v') AND c.relname !~ '^audit_'
   AND NOT has_table_privilege(c.oid, 'SELECT')$$, 'reads what a reader does');
SELECT is((SELECT count(*) FROM own_items WHERE ref LIKE 'CPC %' AND role = 'responsible'), 6::bigint, 'knows the own items');
SELECT lives_ok(pg_temp.rate(:own_item), 'rates an own item');
SELECT results_eq($$SELECT rating::text, recorded_by, recorded_at BETWEEN now() AND clock_timestamp() FROM ratings WHERE rating_id = (SELECT max(rating_id) FROM ratings)$$, $$VALUES ('A', 'gt_gov_officer', true)$$, 'in the own name, now');
SELECT lives_ok(pg_temp.rate(:own_item, extra => ', commentary, recorded_by', extra_values => ', $$slower$$, current_user'), 'with words, or saying so');
SELECT is(pg_temp.refusal(pg_temp.rate(:their_item)), 'item "CPC 1/3" of "Corporate Peer Challenge Action Plan" is not yours to rate', 'another''s item is refused, and why');
SELECT throws_ok(pg_temp.rate(:their_item), '42501', NULL, 'as lacking the privilege');
SELECT throws_ok(pg_temp.rate(:own_item, extra => ', recorded_by', extra_values => ', $$gt_gov_publisher$$'), '42501', NULL, 'nobody rates in another''s name');
SELECT throws_ok(pg_temp.rate(:own_item, extra => ', recorded_at', extra_values => ', now() - interval $$1 day$$'), '42501', NULL, 'nor in the past');
SELECT throws_ok(pg_temp.rate(:own_item, extra => ', import_id', extra_values => ', 1'), '42501', NULL, 'nor as if a file had said so');
SELECT throws_ok(pg_temp.rate(:own_item, rating => 'AG'), '23514', NULL, 'nor outside the plan''s scale');
CREATE FUNCTION pg_temp.rate_next(rating text) RETURNS text LANGUAGE sql AS $$
  SELECT format('INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) SELECT %s, q.q, start_date(q.q), end_date(q.q), %L, ''x'' FROM (SELECT current_quarter(4) + 1 AS q) q',
                (SELECT min(item_id) FROM own_items WHERE ref LIKE 'CPC %' AND role = 'responsible'), rating)
$$;
SELECT is(pg_temp.refusal(pg_temp.rate_next('G')), format('%s has not begun', current_quarter(4) + 1), 'nor a quarter that has not begun');
SELECT throws_ok(pg_temp.rate_next('B'), '42501', NULL, 'were it Complete');
SELECT throws_ok(pg_temp.rate_next(NULL), '42501', NULL, 'or nothing');
SELECT lives_ok(pg_temp.rate_next('S'), 'but that it is scheduled can be said ahead');
SELECT lives_ok(replace(replace(pg_temp.rate_next('G'), ' + 1 AS q', ' AS q'), 'rating, raw', 'rating, raw'), 'and the quarter that runs is rated');
SELECT throws_ok(pg_temp.rate(-1), '23503', NULL, 'an item that is not there is just that');
SELECT throws_ok(replace(pg_temp.rate(:own_item, extra => ', rating_id', extra_values => ', 999999'), 'VALUES', 'OVERRIDING SYSTEM VALUE VALUES'), '42501', NULL, 'nor under a key of one''s choice');
SELECT throws_ok(format($$INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) SELECT x, 'Q2 2025/26', '2025-07-01', '2025-09-30', 'A', 'A' FROM unnest('{%s,%s}'::bigint[]) x$$, :own_item, :their_item), '42501', NULL,
  'one foreign item in a statement refuses all of it');
SELECT throws_ok('UPDATE ratings SET raw = $$x$$', '42501', NULL, 'no change of a rating');
SELECT throws_ok('DELETE FROM ratings', '42501', NULL, 'none deleted');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace) AND c.relkind IN ('r', 'v') AND c.relname NOT IN ('ratings', 'sign_offs')
   AND (has_any_column_privilege(c.oid, 'INSERT, UPDATE') OR has_table_privilege(c.oid, 'DELETE, TRUNCATE, TRIGGER, REFERENCES'))$$, 'an officer writes ratings and sign-offs, nothing else');
SELECT throws_ok($$SELECT council.import_csv('linkage', 'x')$$, '42501', NULL, 'no import');
SELECT throws_ok($$SELECT publish_quarter('Corporate Peer Challenge Action Plan', 'Q1 2025/26')$$, '42501', NULL, 'no publication');
SELECT throws_ok($$INSERT INTO officer_roles (role_name, officer_id) VALUES (current_user, 1)$$, '42501', NULL, 'no post taken by oneself');
SELECT throws_ok($$INSERT INTO audit_log (at, transaction_number, session_role, acting_role, table_name, operation, row_count) VALUES (now(), 1, 'x', 'x', 'x', 'INSERT', 1)$$, '42501', NULL, 'no audit row forged');
SELECT throws_ok('SELECT * FROM audit_rows', '42501', NULL, 'none read');
SELECT throws_ok('UPDATE audit_log SET acting_role = $$x$$', '42501', NULL, 'none changed');
SELECT throws_ok('DELETE FROM audit_log', '42501', NULL, 'none deleted');

-- Whose it is on the day counts, and a role's members hold its posts.
SET ROLE "Gov member";
SELECT is(register_level(), 'officer', 'a member of an officer''s role is an officer');
SELECT lives_ok(pg_temp.rate(:people_item), 'who rates what came to the post in January 2025');
SELECT is((SELECT recorded_by FROM ratings WHERE rating_id = (SELECT max(rating_id) FROM ratings)), 'Gov member', 'in the own name, not the group''s');
SET ROLE gt_gov_owner;
UPDATE item_officers SET valid_to = CURRENT_DATE - 1 WHERE item_id = :people_item AND valid_to = 'infinity';
SET ROLE "Gov member";
SELECT throws_ok(pg_temp.rate(:people_item), '42501', NULL, 'no longer when another has it');
SET ROLE gt_gov_owner;
UPDATE item_officers SET valid_from = CURRENT_DATE + 1, valid_to = 'infinity' WHERE item_id = :people_item AND valid_to = CURRENT_DATE - 1 AND valid_from = '2025-01-01';
SET ROLE "Gov member";
SELECT throws_ok(pg_temp.rate(:people_item), '42501', NULL, 'nor before it comes');
SET ROLE gt_gov_owner;
UPDATE item_officers SET valid_from = CURRENT_DATE, valid_to = CURRENT_DATE WHERE item_id = :people_item AND valid_from = CURRENT_DATE + 1;
UPDATE officer_roles SET valid_to = CURRENT_DATE - 1 WHERE role_name = 'gt_gov_team';
SET ROLE "Gov member";
SELECT throws_ok(pg_temp.rate(:people_item), '42501', NULL, 'nor when the post is no longer the role''s');
SET ROLE gt_gov_owner;
UPDATE plans SET state = 'draft' WHERE title LIKE 'Corporate Peer%';
SET ROLE gt_gov_officer;
SELECT throws_ok(pg_temp.rate(:own_item), '42501', NULL, 'a plan that is not live is not rated');
SET ROLE gt_gov_owner;
UPDATE plans SET state = 'live' WHERE title LIKE 'Corporate Peer%';

-- A publisher.
SET ROLE gt_gov_publisher;
SELECT is(register_level(), 'publisher', 'a publisher');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace) AND c.relkind IN ('r', 'v') AND NOT has_table_privilege(c.oid, 'SELECT')$$,
  'may read everything');
SELECT lives_ok('SELECT * FROM audit_log; SELECT * FROM audit_rows; SELECT * FROM audit_report', 'the audit too');
SELECT results_eq($$SELECT rows_loaded, rows_refused FROM council.import_csv('plan_actions', 
    (SELECT replace(string_agg(array_to_string(c.cells, E'\t'), E'\n' ORDER BY c.line), 'A1.1.1', 'A1.1.99') FROM (SELECT 1 AS line, headings AS cells FROM imports WHERE kind = 'plan_actions'
      UNION ALL (SELECT r.line, r.cells FROM import_rows r JOIN imports i USING (import_id) WHERE i.kind = 'plan_actions' AND r.cells[3] = 'A1.1.1')) c))$$,
  $$VALUES (1::bigint, 0::bigint)$$, 'imports');
SELECT is((SELECT recorded_by FROM imports ORDER BY import_id DESC LIMIT 1), 'gt_gov_publisher', 'in the own name');
SELECT lives_ok($$UPDATE items SET title = title || '.' WHERE ref = 'A1.1.99'; INSERT INTO plans (title) VALUES ('Made by a publisher'); DELETE FROM plans WHERE title = 'Made by a publisher'$$, 'changes');
SELECT lives_ok(pg_temp.rate(:their_item, extra => ', recorded_at', extra_values => ', now() - interval $$1 day$$'), 'rates any item, with the day it was known');
SELECT throws_ok(pg_temp.rate(:their_item, extra => ', recorded_by', extra_values => ', $$gt_gov_officer$$'), '42501', NULL, 'but in the own name');
SELECT throws_ok(pg_temp.rate(:their_item, extra => ', recorded_at', extra_values => ', now() + interval $$1 day$$'), '42501', NULL, 'and nothing ahead of time, which would outdo all that comes until then');
SELECT throws_ok(format($$INSERT INTO item_states (item_id, state, since, reason, recorded_by) VALUES (%s, 'withdrawn', '2025-01-01', 'x', 'gt_gov_officer')$$, :their_item), '42501', NULL, 'states of items too');
SELECT throws_ok($$INSERT INTO link_ends (link_id, previous_valid_to, valid_to, recorded_by) SELECT link_id, valid_to, '2025-01-01', 'gt_gov_officer' FROM links$$, '42501', NULL, 'and ends of links');
SELECT lives_ok(format($$UPDATE items SET state = 'deferred', state_since = '2025-06-01', state_reason = 'x' WHERE item_id = %s$$, :their_item), 'which triggers write in the own name');
SELECT lives_ok(format($$UPDATE items SET state = 'active', state_since = NULL, state_reason = NULL WHERE item_id = %s$$, :their_item), 'there and back');
SELECT lives_ok($$UPDATE imports SET file_name = 'renamed.tsv' WHERE kind = 'linkage'$$, 'says where a file came from');
SELECT is((SELECT a.new_values ->> 'file_name' FROM audit_report a WHERE a.table_name = 'imports' AND a.operation = 'UPDATE' ORDER BY a.audit_id DESC LIMIT 1), 'renamed.tsv', 'which the audit tells');
SELECT throws_ok($$INSERT INTO due_dates (item_id, revision, period, raw, recorded_by) SELECT item_id, 9, '[2026-01-01,2026-02-01)', 'x', 'gt_gov_officer' FROM items WHERE ref = 'CPC 1/2'$$, '42501', NULL, 'deadlines too');
SELECT throws_ok('UPDATE ratings SET raw = $$x$$', '23001', NULL, 'what is append-only is so for publishers');
SELECT is((SELECT edition FROM publish_quarter('Corporate Peer Challenge Action Plan', 'Q1 2025/26')), 1, 'publishes');
SELECT throws_ok('DROP TABLE ratings', '42501', NULL, 'drops nothing');
SELECT throws_ok('TRUNCATE links', '42501', NULL, 'empties nothing');
SELECT throws_ok('DROP POLICY register_insert ON ratings', '42501', NULL, 'lifts no policy');
SELECT throws_ok('ALTER TABLE ratings DISABLE TRIGGER audit_insert', '42501', NULL, 'stops no audit');
SELECT throws_ok('UPDATE audit_log SET acting_role = $$x$$', '42501', NULL, 'changes none');
SELECT throws_ok('DELETE FROM audit_rows', '42501', NULL, 'deletes none');
SELECT throws_ok($$INSERT INTO audit_rows (audit_id, row_number, key) VALUES (1, 99, '{}')$$, '42501', NULL, 'forges none');
SELECT throws_ok($$UPDATE register_grants SET level = 'publisher'$$, '42501', NULL, 'raises nobody''s level');
SELECT throws_ok($$SELECT grant_register('council', 'gt_gov_stranger', 'reader')$$, '42501', NULL, 'by no way');
SELECT throws_ok('UPDATE register_settings SET fiscal_start_month = 1', '42501', NULL, 'and leaves the calendar alone');
SELECT throws_ok('SELECT * FROM other.plans', '42501', NULL, 'another register is another matter');
SET ROLE gt_gov_officer;
SELECT is(pg_temp.refusal(pg_temp.rate(:own_item, 'Q1 2025/26')), 'Q1 2025/26 of plan "Corporate Peer Challenge Action Plan" is published', 'what is published an officer rates no more');
SELECT lives_ok(pg_temp.rate(:own_item), 'the next quarter is open');
RESET ROLE;
ALTER ROLE gt_gov_officer RENAME TO gt_gov_renamed;
SET ROLE gt_gov_renamed;
SELECT throws_ok(pg_temp.rate(:their_item), '42501', NULL, 'an officer whose role was renamed has no level, and rates nothing');
RESET ROLE;
ALTER ROLE gt_gov_renamed RENAME TO gt_gov_officer;

-- A stranger, and roles that the owner gave privileges by hand, as before there were levels.
SET ROLE gt_gov_stranger;
SELECT throws_ok('SELECT * FROM council.plans', '42501', NULL, 'who has no level sees nothing');
SELECT throws_ok($$CREATE TEMP TABLE ratings (rating_id bigint PRIMARY KEY); CREATE TRIGGER forged AFTER INSERT ON ratings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION council.audit_change('rows', 'rating_id')$$,
  '42501', NULL, 'and makes no trigger that would write to the audit');
RESET ROLE;
CREATE TABLE pg_temp.audit_bait (id bigint PRIMARY KEY);
CREATE TRIGGER forged AFTER INSERT ON pg_temp.audit_bait REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION council.audit_change('rows', 'id');
SELECT throws_ok('INSERT INTO pg_temp.audit_bait VALUES (1)', '42501', NULL, 'which refuses tables that are not a register''s');
GRANT USAGE ON SCHEMA council TO gt_gov_stranger;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA council TO gt_gov_stranger;
SET ROLE gt_gov_stranger;
SELECT is(register_level(), NULL, 'a role may have privileges and no level');
SELECT lives_ok(pg_temp.rate(:their_item), 'and is held by its privileges alone');
SELECT throws_ok(pg_temp.rate(:their_item, extra => ', recorded_by', extra_values => ', $$old system$$'), '42501', NULL, 'but in the own name, as everybody');
RESET ROLE;

-- Another level takes the place of the one before; what is taken is gone.
SET ROLE gt_gov_owner;
SELECT grant_register('council', 'gt_gov_publisher', 'reader') \g /dev/null
SELECT ok(NOT has_table_privilege('gt_gov_publisher', 'council.items', 'INSERT') AND NOT has_table_privilege('gt_gov_publisher', 'council.audit_log', 'SELECT')
          AND has_table_privilege('gt_gov_publisher', 'council.items', 'SELECT'), 'a lower level takes what it does not need');
SELECT revoke_register('council', 'gt_gov_publisher') \g /dev/null
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace) AND c.relkind IN ('r', 'v') AND has_table_privilege('gt_gov_publisher', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
                  UNION ALL SELECT n.oid::regclass FROM pg_namespace n WHERE n.nspname IN ('council', 'council_bi') AND has_schema_privilege('gt_gov_publisher', n.oid, 'USAGE')$$, 'revoke_register leaves nothing');
-- As upgrade_register ends: what is new is given to those who had a level; who is gone is passed over.
REVOKE SELECT ON risks, council_bi.bi_risk FROM gt_gov_reader;
INSERT INTO register_grants (role_name, level) VALUES ('gt_gov_gone', 'publisher');
SELECT lives_ok($$SELECT apply_register_grants('council')$$, 'a role that is gone is passed over');
SELECT ok(has_table_privilege('gt_gov_reader', 'council.risks', 'SELECT') AND has_table_privilege('gt_gov_reader', 'council_bi.bi_risk', 'SELECT'), 'and the others get what is new');
CREATE TABLE our_secrets (secret text);
SELECT apply_register_grants('council') \g /dev/null
SELECT ok(NOT has_table_privilege('gt_gov_reader', 'council.our_secrets', 'SELECT'), 'but not what the owner keeps beside');
SELECT lives_ok($$SELECT revoke_register('council', 'gt_gov_gone')$$, 'whose level can be forgotten');
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA council FROM PUBLIC;
SELECT apply_register_grants('council') \g /dev/null
SELECT ok(has_function_privilege('gt_gov_reader', 'council.overdue_report(date, timestamptz)', 'EXECUTE') AND NOT has_function_privilege('gt_gov_stranger', 'council.overdue_report(date, timestamptz)', 'EXECUTE')
          AND NOT has_function_privilege('gt_gov_reader', 'council.audit_change()', 'EXECUTE'), 'where PUBLIC may execute nothing, levels may');
SET ROLE gt_gov_reader;
SELECT lives_ok('SELECT * FROM overdue_report(); SELECT * FROM rollup_report', 'and read reports');
SET ROLE gt_gov_officer;
SELECT lives_ok(pg_temp.rate(:own_item), 'and rate');
SET ROLE gt_gov_owner;
SELECT grant_register('council', 'gt_gov_publisher', 'publisher') \g /dev/null

-- The planner goes the same way for a reader as for the owner.
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; plan text := '';
BEGIN FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP plan := plan || line || E'\n'; END LOOP; RETURN plan; END $$;
RESET ROLE;
SET enable_seqscan = off;
CREATE TEMP TABLE plans_of_owner AS
SELECT q.query, pg_temp.plan_of(q.query) AS plan FROM (VALUES ('SELECT rating FROM council.quarter_ratings WHERE item_id = 5'), ('SELECT rating FROM council.item_quarters WHERE plan_id = 2 AND quarter = ''Q1 2025/26'''),
  ('SELECT count(*) FROM council.ratings WHERE quarter = ''Q1 2025/26'' AND commentary ~ ''late'''), ('SELECT * FROM council.exceptions_report')) q (query);
GRANT SELECT ON plans_of_owner TO PUBLIC;
SET ROLE gt_gov_reader;
SELECT ok(o.plan ~ 'Index', 'the owner''s plan uses an index: ' || o.query) FROM plans_of_owner o;
SELECT is(pg_temp.plan_of(o.query), o.plan, 'and so does a reader''s: ' || o.query) FROM plans_of_owner o;
RESET ROLE;
RESET enable_seqscan;

-- Sign-off: a route, kept to, recorded.
SET ROLE gt_gov_owner;
INSERT INTO sign_off_steps (plan_id, position, step, officer_id, body_id)
SELECT p.plan_id, s.position, s.step, o.officer_id, b.body_id FROM plans p
CROSS JOIN (VALUES (1, 'Director', 'Director of Transformation', NULL), (2, 'Chief Executive', 'Chief Executive', NULL), (3, 'Committee', NULL, 'Corporate Policy Committee')) s (position, step, officer, body)
LEFT JOIN officers o ON o.name = s.officer LEFT JOIN bodies b ON b.name = s.body WHERE p.title LIKE 'Corporate Peer%';
CREATE FUNCTION pg_temp.sign(step text, decision text DEFAULT 'approved', extra text DEFAULT '', extra_values text DEFAULT '') RETURNS text LANGUAGE sql AS $$
  SELECT format('INSERT INTO council.sign_offs (plan_id, quarter, step, decision%s) SELECT plan_id, ''Q2 2025/26'', %L, %L%s FROM council.plans WHERE title LIKE ''Corporate Peer%%''', extra, step, decision, extra_values) $$;
CREATE TEMP VIEW route AS SELECT step, state, recorded_by FROM council.sign_off_report WHERE quarter = 'Q2 2025/26';
GRANT SELECT ON route TO PUBLIC;
SELECT results_eq('SELECT * FROM route', $$VALUES ('Director', 'next', NULL), ('Chief Executive', 'waiting', NULL), ('Committee', 'waiting', NULL)$$, 'a route starts at its first step');
SET ROLE gt_gov_publisher;
SELECT throws_ok($$SELECT publish_quarter('Corporate Peer Challenge Action Plan', 'Q2 2025/26')$$, '55000', NULL, 'nothing is published that is not signed off');
SELECT throws_ok(pg_temp.sign('Director'), '42501', NULL, 'a step is decided by whom the route names');
SELECT throws_ok(pg_temp.sign('Committee'), '55000', NULL, 'in its order');
SET ROLE gt_gov_officer;
SELECT throws_ok(pg_temp.sign('Chief Executive'), '42501', NULL, 'an officer decides no other''s step');
SELECT throws_ok(pg_temp.sign('Committee'), '42501', NULL, 'nor a committee''s');
SELECT throws_ok(pg_temp.sign('Director', extra => ', recorded_by', extra_values => ', $$gt_gov_publisher$$'), '42501', NULL, 'nor in another''s name');
SELECT throws_ok(pg_temp.sign('Director', extra => ', recorded_at', extra_values => ', now() - interval $$1 day$$'), '42501', NULL, 'nor in the past');
SELECT throws_ok(replace(pg_temp.sign('Director', extra => ', sign_off_id', extra_values => ', 999999'), 'SELECT plan_id', 'OVERRIDING SYSTEM VALUE SELECT plan_id'), '42501', NULL,
  'nor under a key that would outlive a later return');
SELECT throws_ok(pg_temp.sign('Portfolio holder'), '23503', NULL, 'a step that is not on the route is none');
SELECT lives_ok(pg_temp.sign('Director'), 'but the own');
SELECT throws_ok('UPDATE council.sign_offs SET decision = $$returned$$', '42501', NULL, 'a decision stands');
SET ROLE gt_gov_owner;
UPDATE officer_roles SET role_name = 'gt_gov_team', valid_to = 'infinity' WHERE role_name = 'gt_gov_gone';
SET ROLE "Gov member";
SELECT lives_ok(pg_temp.sign('Chief Executive', 'returned', ', note', ', $$figures of June$$'), 'the next may return it');
SELECT results_eq('SELECT * FROM route', $$VALUES ('Director', 'next', NULL), ('Chief Executive', 'returned', 'Gov member'), ('Committee', 'waiting', NULL)$$, 'then it starts anew');
SELECT throws_ok(pg_temp.sign('Chief Executive'), '55000', NULL, 'from the first step');
SET ROLE gt_gov_officer;
SELECT lives_ok(pg_temp.sign('Director'), 'approved again');
SET ROLE "Gov member";
SELECT lives_ok(pg_temp.sign('Chief Executive'), 'and by the next');
SET ROLE gt_gov_publisher;
SELECT throws_ok($$SELECT publish_quarter('Corporate Peer Challenge Action Plan', 'Q2 2025/26')$$, '55000', NULL, 'two of three are not all');
SELECT lives_ok(pg_temp.sign('Committee', extra => ', note', extra_values => ', $$minute 7$$'), 'the committee''s decision is recorded by a publisher');
SELECT results_eq('SELECT * FROM route', $$VALUES ('Director', 'approved', 'gt_gov_officer'), ('Chief Executive', 'approved', 'Gov member'), ('Committee', 'approved', 'gt_gov_publisher')$$, 'who decided is on record');
SELECT is((SELECT edition FROM publish_quarter('Corporate Peer Challenge Action Plan', 'Q2 2025/26')), 1, 'signed off, it is published');
SELECT is_empty($$SELECT FROM sign_off_report(CURRENT_DATE - 1) WHERE state <> 'next' AND state <> 'waiting'$$, 'yesterday nothing had been decided');
SELECT is_empty($$SELECT FROM sign_off_report(CURRENT_DATE, '2020-01-01') WHERE state <> 'next' AND state <> 'waiting'$$, 'and nothing was known years ago');
SET ROLE gt_gov_owner;
SELECT throws_ok('DELETE FROM sign_offs', '23001', NULL, 'decisions are append-only, for the owner too');

-- The audit: who, when, what, before and after.
INSERT INTO bodies (name) VALUES ('Audited body');
UPDATE bodies SET name = 'Renamed body' WHERE name = 'Audited body';
DELETE FROM bodies WHERE name = 'Renamed body';
SELECT results_eq($$SELECT table_name, operation, row_count, session_role = session_user, acting_role, old_values - 'body_id', new_values - 'body_id' FROM audit_report ORDER BY audit_id DESC LIMIT 3$$,
  $$VALUES ('bodies', 'DELETE', 1::bigint, true, 'gt_gov_owner', '{"name": "Renamed body"}'::jsonb, NULL::jsonb), ('bodies', 'UPDATE', 1, true, 'gt_gov_owner', '{"name": "Audited body"}', '{"name": "Renamed body"}'),
           ('bodies', 'INSERT', 1, true, 'gt_gov_owner', NULL, '{"name": "Audited body"}')$$, 'insert, update and delete, each with what changed');
SELECT is((SELECT count(DISTINCT key) FROM audit_report WHERE new_values ->> 'name' IN ('Audited body', 'Renamed body')), 1::bigint, 'of one key');
SELECT is(count(*), 0::bigint, 'a statement that changes no row is no write') FROM (SELECT max(audit_id) AS last FROM audit_log) a, LATERAL (SELECT FROM audit_log b WHERE b.audit_id > a.last) x;
UPDATE item_attributes SET name = name || '!', value = 'y' WHERE item_id = :own_item AND name = 'comment_flag';
SELECT results_eq($$SELECT key ->> 'name', old_values ->> 'value', new_values ->> 'value' FROM audit_report WHERE audit_id = (SELECT max(audit_id) FROM audit_log) ORDER BY 1$$,
  $$VALUES ('comment_flag', 'COMPLETE', NULL), ('comment_flag!', NULL, 'y')$$, 'a changed key is one that went and one that came');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) SELECT item_id, 'Q4 2025/26', '2026-01-01', '2026-03-31', 'G', 'G' FROM items WHERE ref LIKE 'X_';
SELECT results_eq($$SELECT a.table_name, a.operation, a.row_count, a.last_key - a.first_key, a.last_key = (SELECT max(rating_id) FROM ratings), a.key FROM audit_report a ORDER BY a.audit_id DESC LIMIT 1$$,
  $$VALUES ('ratings', 'INSERT', 7::bigint, 6::bigint, true, NULL::jsonb)$$, 'ratings say themselves who recorded them: their number and keys are noted');
INSERT INTO levels VALUES ('audit 1', 'node', 'l'), ('audit 2', 'node', 'l') ON CONFLICT DO NOTHING;
INSERT INTO levels VALUES ('audit 2', 'node', 'l'), ('audit 3', 'node', 'l') ON CONFLICT (level) DO UPDATE SET label = 'again';
SELECT results_eq($$SELECT operation, row_count, key ->> 'level', old_values ->> 'label', new_values ->> 'label' FROM audit_report WHERE table_name = 'levels' AND key ->> 'level' <> 'audit 1' AND 2 <> (SELECT count(*) FROM audit_rows r WHERE r.audit_id = audit_report.audit_id) ORDER BY operation DESC$$,
  $$VALUES ('UPDATE', 1::bigint, 'audit 2', 'l', 'again'), ('INSERT', 1, 'audit 3', NULL, 'l')$$, 'an upsert is both');
UPDATE levels SET label = CASE level WHEN 'audit 3' THEN 'anew' ELSE label END WHERE level LIKE 'audit %';
SELECT results_eq($$SELECT row_count, key ->> 'level', old_values, new_values FROM audit_report WHERE audit_id = (SELECT max(audit_id) FROM audit_log)$$,
  $$VALUES (3::bigint, 'audit 3', '{"label": "l"}'::jsonb, '{"label": "anew"}'::jsonb)$$, 'rows that an update left as they were are counted, and not listed');
SAVEPOINT emptied;
TRUNCATE meetings;
SELECT results_eq($$SELECT table_name, operation, row_count FROM audit_log ORDER BY audit_id DESC LIMIT 1$$, $$VALUES ('meetings', 'TRUNCATE', 6::bigint)$$, 'TRUNCATE too');
ROLLBACK TO emptied;
SET ROLE gt_gov_officer;
SELECT lives_ok(pg_temp.rate(:own_item, 'Q3 2025/26'), 'an officer''s rating');
SET ROLE gt_gov_owner;
SELECT results_eq($$SELECT table_name, acting_role, row_count FROM audit_log ORDER BY audit_id DESC LIMIT 1$$, $$VALUES ('ratings', 'gt_gov_officer', 1::bigint)$$, 'is noted as his');
SELECT results_eq($$SELECT operation, key ->> 'role_name', coalesce(new_values, old_values) ->> 'level' FROM audit_report WHERE table_name = 'register_grants' AND key ->> 'role_name' = 'gt_gov_publisher' ORDER BY audit_id$$,
  $$VALUES ('INSERT', 'gt_gov_publisher', 'publisher'), ('DELETE', 'gt_gov_publisher', 'publisher'), ('INSERT', 'gt_gov_publisher', 'reader'), ('DELETE', 'gt_gov_publisher', 'reader'), ('INSERT', 'gt_gov_publisher', 'publisher')$$,
  'so are the levels that were given and taken');
SELECT throws_ok('UPDATE audit_log SET acting_role = $$x$$', '23001', NULL, 'the owner does not change the audit');
SELECT throws_ok('DELETE FROM audit_rows', '23001', NULL, 'nor delete from it');
SELECT throws_ok('TRUNCATE audit_log, audit_rows', '23001', NULL, 'nor empty it');
SELECT throws_ok($$INSERT INTO audit_log (at, transaction_number, session_role, acting_role, table_name, operation, row_count) VALUES (now(), 1, 'x', 'x', 'x', 'INSERT', 1)$$, '23001', NULL, 'nor write to it by hand');
SELECT throws_ok($$INSERT INTO audit_rows (audit_id, row_number, key) SELECT max(audit_id), 99, '{}' FROM audit_log$$, '23001', NULL, 'nor to its rows');
SELECT results_eq($$SELECT DISTINCT (SELECT count(*) FROM audit_report(CURRENT_DATE - 1, CURRENT_DATE - 1)) + (SELECT count(*) FROM audit_report(CURRENT_DATE + 1, CURRENT_DATE + 1))$$, ARRAY[0::bigint], 'a day of the audit is that day');
SELECT is((SELECT count(*) FROM audit_report), (SELECT count(*) FROM audit_log l LEFT JOIN audit_rows r USING (audit_id)), 'and today''s is all of it');
SELECT throws_ok($$SELECT audit_table('our_secrets')$$, '42809', NULL, 'a table without a key cannot be audited');
ALTER TABLE our_secrets ADD PRIMARY KEY (secret);
SELECT results_eq($$SELECT is_audited, exempt_because FROM audit_coverage() WHERE table_name = 'our_secrets'$$, $$VALUES (false, NULL::text)$$, 'a table of the owner''s is named');
SELECT audit_table('our_secrets') \g /dev/null
INSERT INTO our_secrets VALUES ('s');
SELECT results_eq($$SELECT table_name, key, new_values FROM audit_report ORDER BY audit_id DESC LIMIT 1$$, $$VALUES ('our_secrets', '{"secret": "s"}'::jsonb, '{"secret": "s"}'::jsonb)$$, 'and can be audited like ours');

-- Two registers do not disturb each other, whatever they are called.
RESET ROLE;
SELECT is((SELECT count(*) FROM other.audit_log), 0::bigint, 'nothing of all this is in another register''s audit');
SET ROLE gt_gov_owner;
INSERT INTO other.plans (title) VALUES ('Other plan');
SELECT results_eq('SELECT table_name, row_count FROM other.audit_log', $$VALUES ('plans', 1::bigint)$$, 'what is written there is');
SELECT is_empty('SELECT * FROM other.register_grants', 'levels are each register''s own');
SELECT rename_register('council', 'Council of East') \g /dev/null
UPDATE "Council of East".plans SET version = '2' WHERE title = 'Dependencies';
SELECT results_eq($$SELECT table_name, operation, old_values, new_values FROM "Council of East".audit_report ORDER BY audit_id DESC LIMIT 1$$,
  $$VALUES ('plans', 'UPDATE', '{"version": ""}'::jsonb, '{"version": "2"}'::jsonb)$$, 'a renamed register keeps its audit');
SELECT grant_register('Council of East', 'gt_gov_stranger', 'officer') \g /dev/null
SET ROLE "Gov member";
SELECT throws_ok($$SELECT grant_register('Council of East', 'gt_gov_stranger', 'publisher')$$, '42501', NULL, 'whose owner alone raises a level');
SET ROLE gt_gov_officer;
SELECT lives_ok(replace(pg_temp.rate(:own_item, 'Q3 2025/26'), 'council.', '"Council of East".'), 'and its levels');
SELECT throws_ok(replace(pg_temp.rate(:their_item), 'council.', '"Council of East".'), '42501', NULL, 'with what they refuse');
RESET ROLE;
CREATE ROLE "Gov Owner";
CREATE SCHEMA "Gov Register" AUTHORIZATION "Gov Owner";
CREATE SCHEMA "Gov Register_bi" AUTHORIZATION "Gov Owner";
SET ROLE "Gov Owner";
SELECT lives_ok($$SELECT create_register('Gov Register'); SELECT grant_register('Gov Register', 'Gov member', 'publisher')$$, 'names that need quotes, of owners, schemas and roles');
SET ROLE "Gov member";
INSERT INTO "Gov Register".plans (title) VALUES ('P');
SET ROLE "Gov Owner";
SELECT results_eq('SELECT table_name, acting_role FROM "Gov Register".audit_log ORDER BY audit_id', $$VALUES ('register_grants', 'Gov Owner'), ('plans', 'Gov member')$$, 'are who they are in the audit');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
