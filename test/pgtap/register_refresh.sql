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
SELECT plan(9);

SELECT create_register('reg');
SET search_path = reg, public;
INSERT INTO plans (title, period) VALUES ('Plan', '[2024-04-01,2025-04-01)');
INSERT INTO items (plan_id, level, ref, title) SELECT p.plan_id, 'action', 'A' || n, 'Work ' || n FROM plans p, generate_series(1, 3) n;
INSERT INTO due_dates (item_id, milestone, revision, period, raw) SELECT i.item_id, 'due', 0, '[2024-09-01,2024-10-01)', 'September 2024' FROM items i;
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw)
SELECT i.item_id, 'Q3 2024/25', '2024-10-01', '2024-12-31', r.rating::rag, r.rating
  FROM items i JOIN (VALUES ('A1', 'B'), ('A2', 'G'), ('A3', 'R')) r (ref, rating) ON r.ref = i.ref;

SELECT results_eq($$SELECT ref FROM overdue_report('2025-03-31')$$, ARRAY['A2', 'A3'], 'two are overdue at the end of the year');
SELECT is((SELECT items_carried FROM refresh_plan('Plan', 'New plan', new_period => '[2025-04-01,2026-04-01)', as_at => '2025-03-31')), 2::bigint, 'and are carried forward');
SELECT results_eq($$SELECT plan, ref FROM overdue_report('2025-03-31')$$, $$VALUES ('Plan', 'A2'), ('Plan', 'A3')$$, 'on that day they are overdue once, in the old plan');
SELECT results_eq($$SELECT plan, ref FROM overdue_report('2025-04-01')$$, $$VALUES ('New plan', 'A2'), ('New plan', 'A3')$$, 'the day after once, in the new one');
SELECT is_empty($$SELECT plan, outstanding FROM returns_outstanding('Q4 2024/25', '2025-03-31')$$, 'nothing is owed for a quarter that neither of them takes ratings for')
UNION ALL SELECT results_eq($$SELECT plan, outstanding FROM returns_outstanding('Q1 2025/26', '2025-06-30')$$, $$VALUES ('New plan', 2::bigint)$$, 'and the next is owed by the new plan alone');

SELECT throws_ok($$SELECT * FROM returns_outstanding(of_plan => 99)$$, '42704', 'plan 99 does not exist', 'a plan that is not there owes nothing, and says so')
UNION ALL SELECT throws_ok($$SELECT * FROM evidence_report(of_plan => 99)$$, '42704', 'plan 99 does not exist', 'nor is there evidence')
UNION ALL SELECT throws_ok($$SELECT * FROM grid_report(99, as_at => '2020-01-01')$$, '42704', 'plan 99 does not exist', 'nor a grid, even where no plan had reported');

SELECT * FROM finish();
ROLLBACK;
