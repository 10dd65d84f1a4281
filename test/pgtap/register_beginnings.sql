-- Plans that have not begun are in no report, and restatements name what moved an item in or out.
-- Run it from the repository's top folder.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
SET jit = off;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(15);
SELECT create_register('town') \g /dev/null
SET search_path = town, public;

-- Plan 1 has been reported; plan 2 begins in twenty days, and is rated ahead of time.
INSERT INTO plans (title) VALUES ('Old'), ('New');
INSERT INTO items (plan_id, level, ref, title, recorded_at)
SELECT p, 'action', p || '.' || n, 'Action ' || n, '2025-01-01' FROM generate_series(1, 2) p, generate_series(1, 3) n ORDER BY p, n;
INSERT INTO ratings (item_id, quarter, rating, raw, period_start, period_end, recorded_at)
SELECT i.item_id, q, 'G', 'Green', start_date(q), end_date(q), end_date(q) + 1 FROM items i, (VALUES (quarter(2025, 1)), (quarter(2025, 2))) v (q) WHERE i.plan_id = 1;
INSERT INTO ratings (item_id, quarter, rating, raw, period_start, period_end)
SELECT i.item_id, q, 'S', 'Scheduled', start_date(q), end_date(q) FROM items i, (SELECT quarter(CURRENT_DATE + 20) AS q) v WHERE i.plan_id = 2;
SELECT set_eq($$SELECT plan_id, count(*) FROM as_known_on(CURRENT_DATE) WHERE is_latest GROUP BY plan_id$$, $$VALUES (1::bigint, 3::bigint), (2, 3)$$,
              'a plan that always counts is reported as soon as it is rated');
UPDATE plans SET counts_from = CURRENT_DATE + 20 WHERE plan_id = 2;
SELECT set_eq($$SELECT plan_id, count(*) FROM as_known_on(CURRENT_DATE) WHERE is_latest GROUP BY plan_id$$, $$VALUES (1::bigint, 3::bigint)$$,
              'one that begins in twenty days is not: as_known_on');
SELECT set_eq($$SELECT DISTINCT plan_id FROM item_quarters('infinity', now())$$, ARRAY[1::bigint], 'item_quarters');
SELECT set_eq($$SELECT DISTINCT plan_key FROM town_bi.bi_rating$$, ARRAY[1::bigint], 'bi_rating');
SELECT set_eq($$SELECT DISTINCT plan_key FROM town_bi.bi_progress$$, ARRAY[1::bigint], 'bi_progress');
SELECT set_eq($$SELECT plan_id, sum(total) FROM progress_report(CURRENT_DATE, end_of_day(CURRENT_DATE)) WHERE is_latest GROUP BY plan_id$$, $$VALUES (1::bigint, 3::numeric)$$,
              'which agrees with progress_report as known then');
SELECT alike(report_html(as_at => CURRENT_DATE), '%Begins on ' || day_words(CURRENT_DATE + 20) || '.%', 'the page says when it begins');
SELECT set_eq($$SELECT plan_id, count(*) FROM as_known_on(CURRENT_DATE + 20) WHERE is_latest GROUP BY plan_id$$, $$VALUES (1::bigint, 3::bigint), (2, 3)$$,
              'and on the day it is there');

-- Item 1 was away in May, item 2 from August on; both have been published so.
INSERT INTO item_states (item_id, state, since, reason, recorded_at)
VALUES (1, 'withdrawn', '2025-05-01', 'no money', '2025-05-02'), (1, 'active', '2025-06-01', 'money', '2025-06-02'),
       (2, 'active', '2025-01-01', 'began', '2025-01-02'), (2, 'withdrawn', '2025-08-01', 'no money', '2025-08-02');
SELECT publish_quarter('Old', 'Q1 2025/26'), publish_quarter('Old', 'Q2 2025/26') \g /dev/null
SELECT is_empty('SELECT FROM restatements', 'nothing has changed since');
-- Recorded after the publication, though in the same transaction.
INSERT INTO item_states (item_id, state, since, reason)
VALUES (1, 'active', '2025-07-15', 'money'), (2, 'withdrawn', '2025-11-01', 'no money');
SELECT set_eq($$SELECT quarter::text, item_id, old_value, new_value, cause, why FROM restatements WHERE figure = 'counted'$$,
  $$VALUES ('Q1 2025/26', 1::bigint, 'yes', 'no', 'state', 'active since 2025-07-15: money'),
           ('Q2 2025/26', 2, 'no', 'yes', 'state', 'withdrawn since 2025-11-01: no money')$$, 'a restatement names the state that was recorded since, not an older one that says the same');
UPDATE plans SET counts_from = '2025-07-01' WHERE plan_id = 1;
SELECT set_eq($$SELECT DISTINCT quarter::text, old_value, new_value, cause, why, changed_at FROM restatements WHERE figure = 'counted' AND quarter = 'Q1 2025/26'$$,
  $$VALUES ('Q1 2025/26', 'yes', 'no', 'plan', 'the plan counts from 2025-07-01', NULL::timestamptz)$$, 'or that the plan has another beginning');

-- Statistics of a table that has grown.
INSERT INTO plans (title) VALUES ('Large');
INSERT INTO items (plan_id, level, ref, title) SELECT 3, 'action', n::text, 'Action ' || n FROM generate_series(1, 500) n;
INSERT INTO ratings (item_id, quarter, rating, raw, period_start, period_end)
SELECT i.item_id, 'Q1 2025/26', 'G', 'Green', '2025-04-01', '2025-06-30' FROM items i WHERE i.plan_id = 3;
SELECT cmp_ok((SELECT reltuples FROM pg_class WHERE oid = 'published_items'::regclass), '<', 500::real, 'the server does not know of many published items');
SELECT publish_quarter('Large', 'Q1 2025/26') \g /dev/null
SELECT cmp_ok((SELECT reltuples FROM pg_class WHERE oid = 'published_items'::regclass), '>=', 500::real, 'until many are published');
SELECT throws_ok('SELECT run_register_statements(NULL, ''a'', NULL)', '22004', 'the schemas of a register must not be null', 'statements run in a schema');
SELECT throws_ok('SELECT run_register_statements(''a'', NULL, NULL)', '22004', NULL, 'and need the other''s name too');
SELECT * FROM finish();
ROLLBACK;
