-- A register that holds an item twice lists it with the statement that makes one of the two, and the statement does.
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
SELECT create_register('Town register');
SET search_path = "Town register", public;
INSERT INTO plans (title, period) VALUES ('Town plan', plan_period('2024-26')), ('Other plan', NULL);
-- As an import of 0.5.0 made them: a Cyrillic letter, a small letter, a typing error under the same title; and what only looks like twins.
INSERT INTO items (plan_id, ref, code, title, recorded_at) VALUES
  (1, 'A3.2.1', 'A3.2.1', 'Library strategy', '2024-07-01'), (1, 'A3.2.I', try_plan_code('A3.2.I'), 'Library  Strategy', '2025-01-01'),
  (1, E'\u04101.1', NULL, 'Frontline', '2024-07-01'), (1, 'A1.1', 'A1.1', 'Front line', '2025-01-01'),
  (1, 'A2.1', 'A2.1', 'Same words', '2024-07-01'), (1, 'A2.2', 'A2.2', 'Same words', '2024-07-01'),
  (2, 'A3.2.1', 'A3.2.1', 'Library strategy', '2024-07-01'), (1, 'Gr-1', NULL, 'Green', '2024-07-01'), (1, 'gr-1 ', NULL, 'Green', '2024-07-01');
INSERT INTO nodes (plan_id, ref, title) VALUES (1, '1', 'One'), (1, '2', 'Two');
INSERT INTO officers (name) VALUES ('Ann'), ('Bob');
INSERT INTO item_officers (item_id, officer_id, role) VALUES (1, 1, 'lead'), (2, 2, 'lead'), (2, 2, 'sponsor');
INSERT INTO links (from_item_id, to_node_id) VALUES (1, 1), (2, 1), (2, 2);
INSERT INTO item_attributes VALUES (1, 'project', 'Books'), (2, 'project', 'Shelves'), (2, 'ward', 'North');
INSERT INTO ratings (item_id, quarter, rating, raw, recorded_at) VALUES
  (1, 'Q1 2024/25', 'G', 'G', '2024-07-10'), (1, 'Q2 2024/25', 'G', 'G', '2024-10-10'), (2, 'Q2 2024/25', 'A', 'A', '2024-10-01'),
  (1, 'Q3 2024/25', NULL, '', '2025-01-05'), (2, 'Q3 2024/25', 'R', 'R', '2025-01-10');
INSERT INTO due_dates (item_id, revision, period, raw, recorded_at) VALUES
  (1, 0, plan_period('March 2025'), 'March 2025', '2024-07-10'), (2, 0, plan_period('March 2025'), 'March 2025', '2024-10-01'),
  (2, 1, plan_period('June 2025'), 'June 2025', '2025-01-10');
INSERT INTO risks (ref, title, kind, opened_on) VALUES ('R1', 'Roof', 'strategic', '2024-07-01');
INSERT INTO risk_links (risk_id, item_id) VALUES (1, 2);
INSERT INTO money_lines (plan_id, item_id, ref, title, purpose, fiscal_year_start, standing, amount, recorded_at) VALUES
  (1, 2, 'S1', 'Saving', 'saving', 2024, 'target', 100, '2024-07-10');
SELECT count(*) AS before FROM items_in_force() WHERE plan_id = 1 \gset

SELECT results_eq($$SELECT item_id, twin_id FROM item_twins() ORDER BY 1$$, $$VALUES (1::bigint, 2::bigint), (4, 3), (8, 9)$$,
  'the one that is printed as its code stays, or else the older; equal titles alone, and other plans, are none');
SELECT results_eq($$SELECT finding, cases, denominator, of_what FROM data_quality_report(1) WHERE finding LIKE 'two items%'$$,
  $$VALUES ('two items of one reference', 3::bigint, 8::bigint, 'active items')$$, 'data_quality_report counts them');
SELECT is((SELECT detail FROM data_quality_cases(1) WHERE ref = 'A3.2.1' AND finding LIKE 'two items%'),
  'SELECT * FROM "Town register".merge_items(1, 2, ''A3.2.I is A3.2.1'')', 'with the statement that merges them');
SELECT is_empty($$SELECT FROM data_quality_cases('Other plan') WHERE finding LIKE 'two items%'$$, 'plan by plan');

SELECT detail AS statement FROM data_quality_cases(1) WHERE ref = 'A3.2.1' AND finding LIKE 'two items%' \gset
CREATE TEMP TABLE known AS SELECT item_id, rating FROM rated_items('Q3 2024/25', known_at => '2025-01-20');
SELECT results_eq(:'statement', $$VALUES ('ratings', 1::bigint), ('deadlines', 1), ('officers and bodies', 1), ('links', 1), ('other mentions', 3)$$,
  'which runs as it stands, and says what was taken over');
SELECT is((SELECT count(*) FROM items_in_force() WHERE plan_id = 1), :before - 1::bigint, 'there is one item less');
SELECT results_eq($$SELECT quarter, rating FROM item_quarters WHERE item_id = 1 ORDER BY quarter$$,
  $$VALUES ('Q1 2024/25'::quarter, 'G'::rag), ('Q2 2024/25', 'G'), ('Q3 2024/25', 'R')$$, 'of one period the rating recorded last, and never a blank');
SELECT results_eq($$SELECT revisions, baseline_raw, current_raw FROM item_dates WHERE item_id = 1$$, $$VALUES (1::bigint, 'March 2025', 'June 2025')$$, 'the later deadline is a revision');
SELECT results_eq($$SELECT o.name, p.role FROM item_officers p JOIN officers o USING (officer_id) WHERE item_id = 1 ORDER BY 1, 2$$, $$VALUES ('Ann', 'lead'), ('Bob', 'sponsor')$$, 'who answers stays, roles that nobody had are filled');
SELECT results_eq($$SELECT node_id FROM item_node_links WHERE item_id = 1 ORDER BY 1$$, $$VALUES (1::bigint), (2)$$, 'links are those of both');
SELECT results_eq($$SELECT name, value FROM item_attributes WHERE item_id = 1 ORDER BY 1$$, $$VALUES ('project', 'Books'), ('ward', 'North')$$, 'and cells that it lacked');
SELECT is((SELECT items FROM risk_report), 1::bigint, 'a risk threatens the one that stays');
SELECT is((SELECT item_id FROM risk_links), 1::bigint, 'namely that');
SELECT is((SELECT item_id FROM money_rows()), 1::bigint, 'and money counts there');
SELECT results_eq($$SELECT state, state_since, state_reason FROM items WHERE item_id = 2$$, $$VALUES ('merged', date '-infinity', 'it is A3.2.1: A3.2.I is A3.2.1')$$, 'the twin counts on no day');
SELECT results_eq($$SELECT kind, reason FROM carry_forward WHERE old_item_id = 2 AND new_item_id = 1$$, $$VALUES ('merged', 'A3.2.I is A3.2.1')$$, 'the history says so');
SELECT is_empty($$SELECT * FROM (SELECT item_id, rating FROM rated_items('Q3 2024/25', known_at => '2025-01-20') EXCEPT ALL TABLE known) x$$, 'as known before it was two');
SELECT throws_ok(:'statement', '55000', 'item "A3.2.I" is merged', 'not twice');
SELECT throws_ok('SELECT * FROM merge_items(1, 7, ''x'')', '22023', 'items "A3.2.1" and "A3.2.1" cannot be merged', 'not of two plans');
SELECT throws_ok('SELECT * FROM merge_items(4, 3, '' '')', '22004', NULL, 'not without a reason');
SELECT throws_ok('SELECT * FROM merge_items(4, 99, ''x'')', '42704', 'item 99 does not exist', 'not what is not there');
SELECT detail AS statement FROM data_quality_cases(1) WHERE ref = 'A1.1' AND finding LIKE 'two items%' \gset
SELECT is_empty(:'statement', 'twins of which nothing was said take nothing over');
SELECT is((SELECT count(*) FROM item_twins()), 1::bigint, 'and are no twins any more');

SELECT * FROM finish();
ROLLBACK;
