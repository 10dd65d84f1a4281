-- The reports of days before the annual refresh: the work carried forward is not there twice; and plans that are not there.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
SET LOCAL TIME ZONE 'UTC';
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(31);

SELECT create_register('reg');
SET search_path = reg, public;
INSERT INTO plans (title, period) VALUES ('Plan', '[2024-04-01,2025-04-01)');
INSERT INTO items (plan_id, level, ref, title) SELECT p.plan_id, 'action', 'A' || n, 'Work ' || n FROM plans p, generate_series(1, 3) n;
INSERT INTO due_dates (item_id, milestone, revision, period, raw) SELECT i.item_id, 'due', 0, '[2024-09-01,2024-10-01)', 'September 2024' FROM items i;
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw)
SELECT i.item_id, 'Q3 2024/25', '2024-10-01', '2024-12-31', r.rating::rag, r.rating
  FROM items i JOIN (VALUES ('A1', 'B'), ('A2', 'G'), ('A3', 'R')) r (ref, rating) ON r.ref = i.ref;

SELECT results_eq($$SELECT ref FROM overdue_report('2025-03-31')$$, ARRAY['A2', 'A3'], 'two are overdue at the end of the year');
SELECT is((SELECT items_carried FROM refresh_plan('Plan', 'New plan', new_period => '[2025-04-01,2026-04-01)', as_at => '2025-03-31', publish => true, close => true)), 2::bigint, 'and are carried forward');
SELECT results_eq($$SELECT plan, ref FROM overdue_report('2025-03-31')$$, $$VALUES ('Plan', 'A2'), ('Plan', 'A3')$$, 'on that day they are overdue once, in the old plan');
SELECT results_eq($$SELECT plan, ref FROM overdue_report('2025-04-01')$$, $$VALUES ('New plan', 'A2'), ('New plan', 'A3')$$, 'the day after once, in the new one');
SELECT results_eq($$SELECT plan, outstanding FROM returns_outstanding('Q4 2024/25', '2025-03-31')$$, $$VALUES ('Plan', 3::bigint)$$, 'the last quarter before is owed by the old plan alone')
UNION ALL SELECT results_eq($$SELECT plan, outstanding FROM returns_outstanding('Q1 2025/26', '2025-06-30')$$, $$VALUES ('New plan', 2::bigint)$$, 'and the next is owed by the new plan alone');

SELECT throws_ok($$SELECT * FROM returns_outstanding(of_plan => 99)$$, '42704', 'plan 99 does not exist', 'a plan that is not there owes nothing, and says so')
UNION ALL SELECT throws_ok($$SELECT * FROM evidence_report(of_plan => 99)$$, '42704', 'plan 99 does not exist', 'nor is there evidence')
UNION ALL SELECT throws_ok($$SELECT * FROM grid_report(99, as_at => '2020-01-01')$$, '42704', 'plan 99 does not exist', 'nor a grid, even where no plan had reported');

-- Refreshed early: until the handover the old plan, though closed, is what reports.
CREATE FUNCTION pg_temp.said(stmt text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE d text; h text; m text; c text;
BEGIN
  EXECUTE stmt;
  RETURN ARRAY['taken'];
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS c = RETURNED_SQLSTATE, m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
  RETURN ARRAY[c, m, d, h];
END $$;
CREATE FUNCTION pg_temp.rate(of_plan text, of_ref text, q quarter, r rag) RETURNS void LANGUAGE sql AS $$
  INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw)
  SELECT i.item_id, q, start_date(q), end_date(q), r, r::text FROM items i JOIN plans p USING (plan_id) WHERE p.title = of_plan AND i.ref = of_ref $$;
INSERT INTO plans (title, period) VALUES ('Early', '[2026-04-01,2027-04-01)');
INSERT INTO items (plan_id, level, ref, title) SELECT p.plan_id, 'action', 'E' || n, 'Early work ' || n FROM plans p, generate_series(1, 2) n WHERE p.title = 'Early';
INSERT INTO officers (name) VALUES ('Head of Early Work');
INSERT INTO item_officers (item_id, officer_id, role, raw) SELECT i.item_id, o.officer_id, 'lead', o.name FROM items i, officers o WHERE i.ref ~ '^E';
SELECT pg_temp.rate('Early', 'E1', 'Q2 2026/27', 'G'), pg_temp.rate('Early', 'E2', 'Q2 2026/27', 'A') \g /dev/null
SELECT plan_id AS early FROM plans WHERE title = 'Early' \gset
SELECT new_plan_id AS later FROM refresh_plan('Early', 'Later', new_period => '[2027-04-01,2028-04-01)', as_at => '2026-11-22', publish => true, close => true) \gset

SELECT is(pg_temp.said($$SELECT pg_temp.rate('Later', 'E1', 'Q3 2026/27', 'G')$$),
  ARRAY['55000', 'INSERT on "reg.ratings" is refused: the plan "Later" counts from 2027-04-01', 'Q3 2026/27 ends on 2026-12-31, before that day.', 'Record it for the plan "Early", whose place it takes.'],
  'the new plan takes no rating of a quarter that ends before it counts');
SELECT results_eq($$SELECT plan, outstanding FROM returns_outstanding('Q3 2026/27', '2026-12-31') WHERE plan IN ('Early', 'Later', 'Third')$$, $$VALUES ('Early', 2::bigint)$$, 'returns of that quarter are owed by the old plan');
SELECT is(return_form('Head of Early Work', 'Q3 2026/27'),
  E'Ref,Level,Title,Due,Last quarter,Last rating,Last commentary,Rating Q3 2026/27,Commentary,Corrective action\nE1,action,Early work 1,,Q2 2026/27,G,,,,\nE2,action,Early work 2,,Q2 2026/27,A,,,,\n', 'and its form is filled in');
SELECT lives_ok($$SELECT pg_temp.rate('Early', 'E1', 'Q3 2026/27', 'AG'), pg_temp.rate('Early', 'E2', 'Q4 2026/27', 'R')$$, 'the old plan takes them');
SELECT is((SELECT quarter::text FROM publish_quarter('Early', 'Q3 2026/27')), 'Q3 2026/27', 'and publishes them');
SELECT results_eq($$SELECT ref, rating::text FROM published_report('Early', 'Q3 2026/27') ORDER BY 1$$, $$VALUES ('E1', 'AG'), ('E2', NULL)$$, 'as they stand');
SELECT results_eq($$SELECT plan, outstanding FROM returns_outstanding('Q3 2026/27', '2026-12-31') WHERE plan IN ('Early', 'Later', 'Third') UNION ALL SELECT plan, outstanding FROM returns_outstanding('Q1 2027/28', '2027-06-30') WHERE plan IN ('Early', 'Later', 'Third')$$,
  $$VALUES ('Early', 1::bigint), ('Later', 2)$$, 'what is returned is no longer owed, and from the handover on the new plan owes');
SELECT is(pg_temp.said($$SELECT pg_temp.rate('Early', 'E1', 'Q1 2027/28', 'G')$$),
  ARRAY['55000', 'INSERT on "reg.ratings" is refused: the plan "Early" is closed',
        'A closed plan takes corrections of the quarters it has published, ratings of quarters that begin before the plan that takes its place counts, and no others.',
        'Record it for the plan "Later", which takes its place, or open the plan again: UPDATE plans SET state = ''live''.'], 'a quarter that begins after the handover is the new plan''s')
UNION ALL SELECT is(pg_temp.said($$SELECT pg_temp.rate('Later', 'E1', 'Q1 2027/28', 'G')$$), ARRAY['taken'], 'which takes it')
UNION ALL SELECT is((pg_temp.said($$UPDATE items SET title = 'x' WHERE ref = 'E1'$$))[1:2], ARRAY['55000', 'UPDATE on "reg.items" is refused: the plan "Early" is closed'], 'all else of the old plan stays frozen');
SELECT results_eq(format($$SELECT rows_read, rows_loaded, rows_refused FROM reg.import_csv(return_kind(%s, 'Q4 2026/27'), E'Ref,Level,Title,Due,Last quarter,Last rating,Last commentary,Rating,Commentary,Corrective action\nE1,action,Early work 1,,,,,G,on course,\n')$$, :early),
  $$VALUES (1::bigint, 1::bigint, 0::bigint)$$, 'a form filled in for the old plan is read')
UNION ALL SELECT is((pg_temp.said(format($$SELECT reg.import_csv(return_kind(%s, 'Q3 2026/27'), E'Ref,Level,Title,Due,Last quarter,Last rating,Last commentary,Rating,Commentary,Corrective action\nE1,action,Early work 1,,,,,G,on course,\n')$$, :later)))[1:2],
  ARRAY['55000', 'INSERT on "reg.ratings" is refused: the plan "Later" counts from 2027-04-01'], 'one for the new plan and a quarter before is not');

-- Officers too: of the quarter now running.
INSERT INTO plans (title) VALUES ('Officers''');
INSERT INTO items (plan_id, level, ref, title) SELECT p.plan_id, 'action', 'O1', 'Work' FROM plans p WHERE p.title = 'Officers''';
INSERT INTO item_officers (item_id, officer_id, role, raw) SELECT i.item_id, o.officer_id, 'lead', o.name FROM items i, officers o WHERE i.ref = 'O1';
INSERT INTO officer_roles (role_name, officer_id) SELECT current_user, officer_id FROM officers WHERE name = 'Head of Early Work';
SELECT item_id AS own FROM items WHERE ref = 'O1' \gset
SELECT refresh_plan('Officers''', 'Officers'' next', new_period => '[2099-04-01,2100-04-01)', publish => true, close => true) \g /dev/null
SELECT is(officer_may_rate(:own, current_quarter(4), 'G', current_user, now(), NULL), true, 'an officer rates an item of the old plan for a quarter before the handover');
CREATE ROLE gt_refresh_officer;
SELECT grant_register('reg', 'gt_refresh_officer', 'officer') \g /dev/null
INSERT INTO officer_roles (role_name, officer_id) SELECT 'gt_refresh_officer', officer_id FROM officers WHERE name = 'Head of Early Work';
SET ROLE gt_refresh_officer;
CREATE TEMP TABLE told AS SELECT 1 AS n, ARRAY['x'] AS said LIMIT 0;
INSERT INTO told SELECT 1, pg_temp.said($$SELECT pg_temp.rate('Officers''', 'O1', current_quarter(4), 'G')$$);
INSERT INTO told SELECT 2, (pg_temp.said($$SELECT pg_temp.rate('Officers'' next', 'O1', current_quarter(4), 'G')$$))[1:2];
RESET ROLE;
SELECT results_eq('SELECT said FROM told ORDER BY n', $$VALUES (ARRAY['taken']), (ARRAY['42501', 'item "O1" of "Officers'' next" is not yours to rate'])$$,
  'by a rating of his own; that of the new plan is not his yet');
UPDATE plans SET counts_from = start_date(current_quarter(4)) WHERE title = 'Officers'' next';
SELECT throws_ok(format('SELECT officer_may_rate(%s, current_quarter(4), ''G'', current_user, now(), NULL)', :own), '42501', 'plan "Officers''" is closed', 'and for none after it');

-- A plan that has not begun is refreshed as it will stand on its first day.
SELECT new_plan_id AS third, items_carried AS third_carried FROM refresh_plan('Later', 'Third', new_period => '[2028-04-01,2029-04-01)', as_at => '2026-11-22', publish => true, close => true) \gset
SELECT is(:third_carried::bigint, 2::bigint, 'a plan that has not begun is carried forward');
SELECT results_eq($$SELECT plan, outstanding FROM returns_outstanding('Q2 2027/28', '2027-09-30') WHERE plan IN ('Early', 'Later', 'Third') UNION ALL SELECT plan, outstanding FROM returns_outstanding('Q1 2028/29', '2028-06-30') WHERE plan IN ('Early', 'Later', 'Third')$$,
  $$VALUES ('Later', 2::bigint), ('Third', 2)$$, 'and reports its year');
SELECT new_plan_id AS fourth FROM refresh_plan('Third', 'Fourth', as_at => '2026-11-22', publish => true, close => true) \gset
SELECT is((SELECT counts_from FROM plans WHERE plan_id = :fourth), '2028-04-01'::date, 'no plan takes the place of another before that begins')
UNION ALL SELECT is((SELECT count(*) FROM items WHERE plan_id = :fourth), 2::bigint, 'what it would have begun with goes along');

-- What goes along, by the timeline.
INSERT INTO plans (title, period) VALUES ('Timeline', '[2026-04-01,2027-04-01)');
INSERT INTO items (plan_id, level, ref, title, state_since)
SELECT p.plan_id, 'action', t.ref, t.ref, t.since FROM plans p,
  (VALUES ('T1', '2027-10-01'::date), ('T2', NULL), ('T3', '2027-10-01'), ('T4', NULL), ('T5', NULL), ('T6', NULL), ('T7', '2027-02-01'), ('T8', '2027-10-01')) t (ref, since) WHERE p.title = 'Timeline';
UPDATE items SET state = 'withdrawn', state_since = '2027-08-01' WHERE ref = 'T1';
UPDATE items SET state = 'deferred', state_since = '2026-06-01' WHERE ref = 'T2';
UPDATE items SET state = 'active', state_since = '2027-09-01' WHERE ref = 'T2';
UPDATE items SET state = 'deferred', state_since = '2027-01-01' WHERE ref = 'T4';
UPDATE items SET state = 'active', state_since = '2027-05-01' WHERE ref = 'T4';
UPDATE items SET state = 'withdrawn', state_since = '2027-01-01' WHERE ref = 'T5';
SELECT pg_temp.rate('Timeline', 'T3', 'Q3 2026/27', 'B'), pg_temp.rate('Timeline', 'T6', 'Q3 2026/27', 'B') \g /dev/null
SELECT results_eq($$SELECT items_carried, items_completed, items_inactive FROM refresh_plan('Timeline', 'Timeline 2', new_period => '[2027-04-01,2028-04-01)', as_at => '2026-11-22', publish => true, close => true)$$,
  $$VALUES (4::bigint, 2::bigint, 2::bigint)$$, 'what is given up before it begins or before the handover is not carried, nor what is Complete before it begins');
SELECT results_eq($$SELECT i.ref, i.state, i.state_since FROM items i JOIN plans p USING (plan_id) WHERE p.title = 'Timeline 2' ORDER BY 1$$,
  $$VALUES ('T2', 'active', '2027-09-01'::date), ('T4', 'active', '2027-05-01'), ('T7', 'active', NULL), ('T8', 'active', '2027-10-01')$$, 'what comes back or begins later does so on its day');
INSERT INTO plans (title, period) VALUES ('Behind', '[2025-04-01,2026-04-01)');
INSERT INTO items (plan_id, level, ref, title, state_since)
SELECT p.plan_id, 'action', t.ref, t.ref, t.since FROM plans p, (VALUES ('U1', NULL::date), ('U2', '2026-06-01')) t (ref, since) WHERE p.title = 'Behind';
SELECT refresh_plan('Behind', 'Behind 2', new_period => '[2026-04-01,2027-04-01)', as_at => '2026-11-22', publish => true, close => true) \g /dev/null
SELECT results_eq($$SELECT i.ref, i.state_since FROM items i JOIN plans p USING (plan_id) WHERE p.title = 'Behind 2' ORDER BY 1$$,
  $$VALUES ('U1', NULL::date), ('U2', '2026-06-01')$$, 'refreshed late, what has begun since the handover began on its day');

SELECT * FROM finish();
ROLLBACK;
