-- The reporting views of a register, over rows written by hand so that every figure can be checked by eye.
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
SELECT plan(93);

SELECT create_register('reg');
SET search_path = reg, public;

-- What every view and function promises of itself.

SELECT cmp_ok(count(*), '>=', 20::bigint, 'there are views to look at')
  FROM pg_class WHERE relnamespace = 'reg'::regnamespace AND relkind = 'v';
SELECT is_empty(
  $$SELECT oid::regclass FROM pg_class WHERE relnamespace = 'reg'::regnamespace AND relkind = 'v'
      AND NOT coalesce(reloptions @> '{security_invoker=true}', false)$$,
  'every view of the register is security_invoker');
SELECT is_empty(
  $$SELECT oid::regclass FROM pg_class WHERE relnamespace = 'reg'::regnamespace AND relkind = 'v' AND obj_description(oid, 'pg_class') IS NULL$$,
  'every view has a comment');
SELECT is_empty(
  $$SELECT c.oid::regclass, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = 'reg'::regnamespace AND c.relkind = 'v' AND col_description(c.oid, a.attnum) IS NULL$$,
  'every column of every view has a comment');
SELECT is_empty(
  $$SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'reg'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL$$,
  'every function of the register has a comment');

-- Three plans.  A reports Q1 and Q3 2024/25, not Q2; N has items and never reports; T has items of the peer challenge's count.
INSERT INTO plans (title, version) VALUES ('Plan A', ''), ('Plan N', '2025'), ('Plan T', '');
INSERT INTO items (plan_id, level, ref, code, title, state, state_since, state_reason) VALUES
  (1, 'action', 'A1.10', 'A1.10', 'tenth', 'active', NULL, NULL),              -- 1
  (1, 'action', 'A1.9', 'A1.9', 'ninth', 'active', NULL, NULL),                -- 2
  (1, 'action', 'A2.1', 'A2.1', 'late to be rated', 'active', NULL, NULL),     -- 3
  (1, 'action', 'A2.2', 'A2.2', 'never rated', 'active', NULL, NULL),          -- 4
  (1, 'action', 'A2.3', 'A2.3', 'given up', 'withdrawn', '2024-06-30', 'overtaken'),  -- 5
  (2, 'deliverable', 'N1', NULL, 'new', 'active', NULL, NULL),                 -- 6
  (2, 'deliverable', 'N2', NULL, 'unlinked', 'active', NULL, NULL);            -- 7

INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, recorded_at) VALUES
  -- Item 1 is rated monthly: May speaks for Q1 until June does; June was corrected; a late correction of May changes nothing.
  (1, 'Q1 2024/25', '2024-05-01', '2024-05-31', 'R', 'R', 'May', '2024-06-01'),
  (1, 'Q1 2024/25', '2024-06-01', '2024-06-30', 'A', 'A', 'June', '2024-07-01'),
  (1, 'Q1 2024/25', '2024-06-01', '2024-06-30', 'G', 'On Track (G)', 'June, corrected', '2024-07-10'),
  (1, 'Q1 2024/25', '2024-05-01', '2024-05-31', 'B', 'B', 'May, corrected late', '2024-07-20'),
  (2, 'Q1 2024/25', '2024-04-01', '2024-06-30', 'G', 'G', NULL, '2024-07-01'),
  (5, 'Q1 2024/25', '2024-04-01', '2024-06-30', 'R', 'R', NULL, '2024-07-01'),
  (1, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'R', 'R', 'worse', '2025-01-05'),
  (2, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'B', U&'\0412', NULL, '2025-01-05'),
  (3, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'A', U&'\0410', NULL, '2025-01-05'),
  (4, 'Q3 2024/25', '2024-10-01', '2024-12-31', NULL, '', NULL, '2025-01-05');

-- Ratings by quarter.

SELECT results_eq(
  $$SELECT item_id, quarter::text, rating::text, commentary FROM quarter_ratings WHERE item_id = 1 ORDER BY quarter$$,
  $$VALUES (1::bigint, 'Q1 2024/25', 'G', 'June, corrected'), (1, 'Q3 2024/25', 'R', 'worse')$$,
  'the last period of a quarter speaks for it, and of that the latest correction');
SELECT is((SELECT count(*) FROM quarter_ratings), 7::bigint, 'quarter_ratings has one row per item and quarter with a rating row');
SELECT results_eq(
  $$SELECT known.rating::text FROM (VALUES ('2024-06-15'::timestamptz), ('2024-07-05'), ('2024-07-15')) day (known_at)
     CROSS JOIN LATERAL rating_in_force(1, 'Q1 2024/25', 'infinity', day.known_at) known ORDER BY day.known_at$$,
  ARRAY['R', 'A', 'G'], 'rating_in_force leaves out what was recorded later');
SELECT is_empty($$SELECT FROM rating_in_force(1, 'Q1 2024/25', 'infinity', '2024-05-31')$$, 'nothing was known before the first report');
SELECT results_eq('SELECT q.item_id, q.quarter, k.rating, k.recorded_at FROM quarter_ratings q, rating_in_force(q.item_id, q.quarter, known_at => now()) k ORDER BY 1, 2',
                  'SELECT item_id, quarter, rating, recorded_at FROM quarter_ratings ORDER BY item_id, quarter', 'known now is quarter_ratings');
SELECT results_eq(
  $$SELECT plan_id, quarter::text, previous_quarter::text, is_latest FROM plan_quarters ORDER BY quarter$$,
  $$VALUES (1::bigint, 'Q1 2024/25', NULL, false), (1, 'Q3 2024/25', 'Q1 2024/25', true)$$,
  'the quarter before is the one reported before, however long ago');
SELECT results_eq(
  $$SELECT item_id, quarter::text, rating::text FROM latest_ratings ORDER BY item_id$$,
  $$VALUES (1::bigint, 'Q3 2024/25', 'R'), (2, 'Q3 2024/25', 'B'), (3, 'Q3 2024/25', 'A'), (4, 'Q3 2024/25', NULL), (6, NULL, NULL), (7, NULL, NULL)$$,
  'latest_ratings has every active item once, in its plan''s latest quarter');
SELECT results_eq('SELECT item_id, plan_id, quarter, rating FROM item_quarters WHERE is_latest ORDER BY 1',
                  'SELECT item_id, plan_id, quarter, rating FROM latest_ratings ORDER BY 1', 'and agrees with item_quarters');

SELECT results_eq(
  $$SELECT ref, quarter::text, rating::text, rating_label, previous_quarter::text, previous_rating::text, movement FROM rating_report$$,
  $$VALUES ('A1.9', 'Q1 2024/25', 'G', 'Green', NULL, NULL, NULL), ('A1.10', 'Q1 2024/25', 'G', 'Green', NULL, NULL, NULL),
           ('A2.1', 'Q1 2024/25', NULL, NULL, NULL, NULL, NULL), ('A2.2', 'Q1 2024/25', NULL, NULL, NULL, NULL, NULL),
           ('A1.9', 'Q3 2024/25', 'B', 'Complete', 'Q1 2024/25', 'G', 'completed'), ('A1.10', 'Q3 2024/25', 'R', 'Red', 'Q1 2024/25', 'G', 'worsened'),
           ('A2.1', 'Q3 2024/25', 'A', 'Amber', 'Q1 2024/25', NULL, 'first rated'), ('A2.2', 'Q3 2024/25', NULL, NULL, 'Q1 2024/25', NULL, 'unrated')$$,
  'rating_report has every active item in every reported quarter, in natural order, and no movement in the first');
SELECT results_eq(
  $$SELECT quarter::text, previous_rating::text, rating::text, movement, items FROM movement_report$$,
  $$VALUES ('Q3 2024/25', 'G', 'R', 'worsened', 1::bigint), ('Q3 2024/25', 'G', 'B', 'completed', 1),
           ('Q3 2024/25', NULL, 'A', 'first rated', 1), ('Q3 2024/25', NULL, NULL, 'unrated', 1)$$,
  'movement_report counts from and to, most severe first');
SELECT is((SELECT sum(items) FROM movement_report), (SELECT count(*)::numeric FROM rating_report WHERE previous_quarter IS NOT NULL),
  'and leaves nobody out');

SELECT results_eq(
  $$SELECT plan, quarter::text, is_latest, tally::text, total, complete, green, amber, red, scheduled, unrated, percent_complete, overall::text FROM progress_report$$,
  $$VALUES ('Plan A', 'Q1 2024/25', false, 'G2 ?2', 4::bigint, 0::bigint, 2::bigint, 0::bigint, 0::bigint, 0::bigint, 2::bigint, 0::numeric, 'G'),
           ('Plan A', 'Q3 2024/25', true, 'R1 A1 B1 ?1', 4, 1, 0, 1, 1, 0, 1, 25, 'R'),
           ('Plan N (2025)', NULL, true, '?2', 2, 0, 0, 0, 0, 0, 2, 0, NULL)$$,
  'progress_report: a plan that never reported is there, withdrawn items are not');
SELECT results_eq(
  $$SELECT total, complete + green + amber_green + amber + amber_red + red + scheduled + unrated FROM progress_report$$,
  $$SELECT total, total FROM progress_report$$, 'the counts add up to the total');

-- What the peer challenge document prints, from raw cells: 51 look-alike B, 2 G, 3 A (one of them Cyrillic), 17 R.
INSERT INTO items (plan_id, level, ref, title) SELECT 3, 'action', 'T' || n, 'action ' || n FROM generate_series(1, 73) n;
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw)
SELECT i.item_id, quarter(date '2025-05-31'), '2025-05-01', '2025-05-31', c.cell::rag, c.cell
  FROM (SELECT i.item_id, row_number() OVER (ORDER BY i.item_id) AS n FROM items i WHERE i.plan_id = 3) i
 CROSS JOIN LATERAL (SELECT CASE WHEN i.n <= 51 THEN U&'\0412' WHEN i.n <= 53 THEN 'G' WHEN i.n <= 55 THEN 'A' WHEN i.n <= 56 THEN U&'\0410'
                                 ELSE 'R' END AS cell) c;
SELECT results_eq(
  $$SELECT quarter::text, complete, green, amber, red, scheduled, total, round(percent_complete), overall::text FROM progress_report WHERE plan = 'Plan T'$$,
  $$VALUES ('Q1 2025/26', 51::bigint, 2::bigint, 3::bigint, 17::bigint, 0::bigint, 73::bigint, 70::numeric, 'R')$$,
  'Completed 51, Green 2, Amber 3, Red 17, Scheduled 0, Total 73, 70%');
SELECT results_eq(
  $$SELECT finding, cells FROM data_notes WHERE plan = 'Plan T'$$,
  $$VALUES ('rating cells read', 73::bigint), ('blank rating cells', 0), ('rating cells not in canonical letters', 52),
           ('of these, look-alike letters of another alphabet', 52)$$,
  'data_notes counts the look-alike letters');
SELECT results_eq(
  $$SELECT finding, cells FROM data_notes WHERE plan = 'Plan A' AND finding LIKE '%rating%' OR plan = 'Plan A' AND finding LIKE '%alike%'$$,
  $$VALUES ('rating cells read', 10::bigint), ('blank rating cells', 1), ('rating cells not in canonical letters', 3),
           ('of these, look-alike letters of another alphabet', 2)$$,
  'a phrase is not canonical, but no look-alike');

-- Who answers: on the last day of the quarter.

INSERT INTO officers (name) VALUES ('Old Head'), ('New Head'), ('Sponsor');
INSERT INTO bodies (name) VALUES ('Board'), ('Committee');
INSERT INTO item_officers (item_id, officer_id, role, valid_from, valid_to, raw) VALUES
  (1, 1, 'lead', '-infinity', '2024-09-30', 'x'), (1, 2, 'lead', '2024-10-01', 'infinity', 'x'), (1, 3, 'sponsor', '-infinity', 'infinity', 'x'),
  (2, 2, 'lead', '-infinity', 'infinity', 'x'), (3, 3, 'sponsor', '-infinity', 'infinity', 'x');
INSERT INTO item_bodies (item_id, body_id, role, raw) VALUES (1, 1, 'committee', 'x'), (1, 2, 'committee', 'x'), (2, 2, 'committee', 'x');
SELECT results_eq(
  $$SELECT officer, role, tally::text FROM officer_rating_report WHERE plan_id = 1 AND quarter = 'Q1 2024/25'$$,
  $$VALUES ('New Head', 'lead', 'G1'), ('Old Head', 'lead', 'G1'), ('Sponsor', 'sponsor', 'G1 ?1'), (NULL, NULL, '?1')$$,
  'officer_rating_report: who answered on the last day of the quarter');
SELECT results_eq(
  $$SELECT officer, role, tally::text, percent_complete, overall::text FROM officer_rating_report WHERE plan_id = 1 AND is_latest$$,
  $$VALUES ('New Head', 'lead', 'R1 B1', 50::numeric, 'R'), ('Sponsor', 'sponsor', 'R1 A1', 0, 'R'), (NULL, NULL, '?1', 0, NULL)$$,
  'and after the change its successor; who has nobody stands under nobody');
SELECT results_eq(
  $$SELECT body, total, tally::text FROM body_rating_report WHERE plan_id = 1 AND is_latest$$,
  $$VALUES ('Board', 1::bigint, 'R1'), ('Committee', 2, 'R1 B1'), (NULL, 2, 'A1 ?1')$$,
  'body_rating_report counts an item with two bodies under each');
SELECT throws_ok($$INSERT INTO item_bodies (item_id, body_id, role, valid_from, raw) VALUES (1, 1, 'committee', '2020-01-01', 'twice')$$,
  '23P01', NULL, 'a membership recorded twice is refused, so it counts once');

-- The golden thread.  D under B and C, both under A; x (item 1) at D, y (item 2) at B: path counting would give A three.

INSERT INTO nodes (plan_id, level, ref, title) VALUES
  (1, 'aim', 'A', 'top'), (1, 'priority', 'B', 'left'), (1, 'priority', 'C', 'right'), (1, 'outcome', 'D', 'bottom'),
  (1, 'outcome', 'E', 'nothing here'), (NULL, 'programme', 'P', 'pointed to'), (NULL, 'reference', 'X', 'mentioned only');
INSERT INTO links (from_node_id, to_node_id, relation) VALUES
  (2, 1, 'part_of'), (3, 1, 'part_of'), (4, 2, 'part_of'), (4, 3, 'part_of'),
  (5, 6, 'see');                                                     -- E says "see P": P is the child
INSERT INTO links (from_item_id, to_node_id, relation) VALUES (1, 4, 'contributes_to'), (2, 2, 'part_of'), (6, 4, 'contributes_to');
INSERT INTO links (from_node_id, to_node_id, relation, valid_to) VALUES (7, 1, 'part_of', '2020-01-01');   -- held once
INSERT INTO relations VALUES ('mentions', false, 'from', 'nothing that counts');
INSERT INTO links (from_item_id, to_node_id, relation) VALUES (7, 7, 'mentions');
INSERT INTO links (from_item_id, to_item_id, relation) VALUES (1, 2, 'see');
SELECT results_eq(
  $$SELECT child_node_id, parent_node_id FROM node_links ORDER BY 1, 2$$,
  $$VALUES (2::bigint, 1::bigint), (3, 1), (4, 2), (4, 3), (6, 5)$$, 'node_links: turned so that the child comes first');
SELECT results_eq(
  $$SELECT item_id, node_id FROM item_node_links ORDER BY 1, 2$$,
  $$VALUES (1::bigint, 4::bigint), (2, 2), (6, 4)$$, 'item_node_links: only links that roll up to a node, and no pointer between items');
SELECT results_eq(
  $$SELECT ref, items_by_link, items_distinct, by_link::text, distinct_items::text, round(percent_complete, 2), overall::text FROM rollup_report ORDER BY node_id$$,
  $$VALUES ('A', 3::bigint, 3::bigint, 'R1 B1 ?1', 'R1 B1 ?1', 33.33, 'R'), ('B', 3, 3, 'R1 B1 ?1', 'R1 B1 ?1', 33.33, 'R'),
           ('C', 2, 2, 'R1 ?1', 'R1 ?1', 0.00, 'R'), ('D', 2, 2, 'R1 ?1', 'R1 ?1', 0.00, 'R'), ('E', 0, 0, '0', '0', NULL, NULL),
           ('P', 0, 0, '0', '0', NULL, NULL), ('X', 0, 0, '0', '0', NULL, NULL)$$,
  'rollup_report: every node, zeros included; nobody is counted by path');
INSERT INTO links (from_item_id, to_node_id, relation) VALUES (1, 3, 'contributes_to'), (3, 6, 'part_of');
SELECT results_eq(
  $$SELECT ref, items_by_link, items_distinct FROM rollup_report WHERE items_by_link > 0 ORDER BY node_id$$,
  $$VALUES ('A', 4::bigint, 3::bigint), ('B', 3, 3), ('C', 3, 2), ('D', 2, 2), ('E', 1, 1), ('P', 1, 1)$$,
  'an item at two nodes counts by link for each and distinct once; "see" brings the pointed-to items');
SELECT results_eq(
  $$SELECT ref, distinct_items::text FROM rollup_report('Q1 2024/25', '2025-01-01') WHERE node_id IN (1, 5) ORDER BY node_id$$,
  $$VALUES ('A', 'G2 ?1'), ('E', '?1')$$, 'of a quarter: its ratings, unrated where there is none');
SELECT results_eq(
  $$SELECT ref, distinct_items::text FROM rollup_report(NULL, NULL, '{2}') WHERE items_by_link > 0 ORDER BY node_id$$,
  $$VALUES ('A', '?1'), ('B', '?1'), ('C', '?1'), ('D', '?1')$$, 'of one plan: its items only');
SELECT results_eq(
  $$SELECT plan, quarter::text, ref, tally::text FROM node_rating_report WHERE plan_id IN (1, 2) AND is_latest ORDER BY plan_id, node_id$$,
  $$VALUES ('Plan A', 'Q3 2024/25', 'A', 'R1 B1'), ('Plan A', 'Q3 2024/25', 'B', 'R1 B1'), ('Plan A', 'Q3 2024/25', 'C', 'R1'),
           ('Plan A', 'Q3 2024/25', 'D', 'R1'), ('Plan A', 'Q3 2024/25', 'E', 'A1'), ('Plan A', 'Q3 2024/25', 'P', 'A1'),
           ('Plan N (2025)', NULL, 'A', '?1'), ('Plan N (2025)', NULL, 'B', '?1'), ('Plan N (2025)', NULL, 'C', '?1'), ('Plan N (2025)', NULL, 'D', '?1')$$,
  'node_rating_report: each item once at or under each node, plan by plan');
SELECT results_eq(
  $$SELECT ref FROM unlinked_items WHERE plan_id <> 3$$, ARRAY['A2.2', 'N2'],
  'unlinked_items: a link that does not roll up does not help');
SELECT is_empty($$SELECT ref FROM uncovered_nodes$$, 'uncovered_nodes: a name of a level to which nothing is linked is not meant to have items');

-- A link that ended, and a cycle.
UPDATE links SET valid_to = '2024-09-30' WHERE from_item_id = 2 AND to_node_id = 2;
SELECT results_eq(
  $$SELECT quarter::text, tally::text FROM node_rating_report WHERE plan_id = 1 AND ref = 'B' ORDER BY quarter$$,
  $$VALUES ('Q1 2024/25', 'G2'), ('Q3 2024/25', 'R1')$$, 'a quarter is rolled up over the links of its last day');
SELECT is((SELECT items_distinct FROM rollup_report('Q1 2024/25') WHERE ref = 'B'), 3::bigint, 'and so is rollup_report of a quarter');
INSERT INTO links (from_node_id, to_node_id, relation) VALUES (1, 4, 'part_of');
SELECT results_eq(
  $$SELECT ref, items_distinct FROM rollup_report WHERE node_id <= 4 ORDER BY node_id$$,
  $$VALUES ('A', 2::bigint), ('B', 2), ('C', 2), ('D', 2)$$, 'a cycle ends, and its nodes share one rollup');

-- Deadlines.

INSERT INTO due_dates (item_id, milestone, revision, period, raw) VALUES
  (1, 'start', 0, plan_period('Q1 2024/25'), 'Q1 2024/25'),
  (1, 'due', 0, plan_period('September 2024'), 'September 2024'),
  (1, 'due', 1, plan_period('December 2024'), 'December 2024'),
  (1, 'due', 2, plan_period('March 2025'), 'March 2025'),
  (2, 'due', 0, plan_period('March 2025'), 'March 2025'),
  (2, 'due', 1, plan_period('January 2025'), 'January 2025'),
  (3, 'due', 0, plan_period('From June 2024'), 'From June 2024'),
  (3, 'due', 1, plan_period('Q3 2024/25'), 'Q3 2024/25'),
  (4, 'due', 0, '[2024-12-31,2025-01-01)', '31.12.24'),
  (5, 'due', 0, plan_period('May 2024'), 'May 2024'),
  (6, 'start', 0, plan_period('Q1 2025/26'), 'Q1 2025/26'),
  (6, 'due', 0, plan_period('Q3 2025/26'), 'Q3 2025/26'),
  (7, 'due', 0, plan_period('From July 2025'), 'From July 2025');
SELECT results_eq(
  $$SELECT ref, milestone, baseline_due, current_due, revisions, current_raw FROM due_report WHERE plan_id = 1$$,
  $$VALUES ('A1.9', 'due', '2025-03-31'::date, '2025-01-31'::date, 1::bigint, 'January 2025'),
           ('A1.10', 'due', '2024-09-30', '2025-03-31', 2, 'March 2025'), ('A1.10', 'start', '2024-06-30', '2024-06-30', 0, 'Q1 2024/25'),
           ('A2.1', 'due', NULL, '2024-12-31', 1, 'Q3 2024/25'), ('A2.2', 'due', '2024-12-31', '2024-12-31', 0, '31.12.24'),
           ('A2.3', 'due', '2024-05-31', '2024-05-31', 0, 'May 2024')$$,
  'due_report: one row per item and milestone, first and in force');
SELECT results_eq(
  $$SELECT ref, baseline_due, current_due, revisions, slippage_months, slippage_days, baseline_raw, current_raw FROM slippage_report$$,
  $$VALUES ('A1.10', '2024-09-30'::date, '2025-03-31'::date, 2::bigint, 6, 182, 'September 2024', 'March 2025'),
           ('A1.9', '2025-03-31', '2025-01-31', 1, -2, -59, 'March 2025', 'January 2025'),
           ('A2.1', NULL, '2024-12-31', 1, NULL, NULL, 'From June 2024', 'Q3 2024/25')$$,
  'slippage_report: months and days with their sign, none where a deadline had no end');
SELECT results_eq(
  $$SELECT ref, current_due, days_overdue, months_overdue, rating::text, unrated FROM overdue_report('2025-04-01')$$,
  $$VALUES ('A2.1', '2024-12-31'::date, 91, 3, 'A', false), ('A2.2', '2024-12-31', 91, 3, NULL, true), ('A1.10', '2025-03-31', 1, 0, 'R', false)$$,
  'overdue_report: complete and withdrawn items are not, an unrated one is and says so');
SELECT is_empty($$SELECT FROM overdue_report('2025-03-31') WHERE ref = 'A1.10'$$, 'what is due today is not overdue');
SELECT results_eq(
  $$SELECT ref, rating::text FROM overdue_report('2024-10-01')$$, $$SELECT 'x', 'y' WHERE false$$,
  'nothing is overdue before its deadline in force');
SELECT results_eq(
  $$SELECT officers FROM overdue_report('2025-04-01') WHERE ref IN ('A1.10', 'A2.1') ORDER BY current_due$$, ARRAY['Sponsor', 'New Head'],
  'its officers are those in the lead that day; where there are none, all');
SELECT results_eq('SELECT * FROM overdue_report', 'SELECT * FROM overdue_report(CURRENT_DATE)', 'the view is the function today');
SELECT results_eq(
  $$SELECT ref, finding FROM consistency_report('2025-02-01') ORDER BY 1$$, $$VALUES ('A1.10', 'red before due')$$,
  'consistency_report: Red before it is due');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) VALUES
  (3, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'G', 'G'), (4, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'S', 'S');
SELECT results_eq(
  $$SELECT ref, finding FROM consistency_report('2025-02-01') ORDER BY 1$$,
  $$VALUES ('A1.10', 'red before due'), ('A2.1', 'green past due'), ('A2.2', 'scheduled past due')$$,
  'consistency_report: Green and Scheduled past due');
SELECT results_eq(
  $$SELECT plan, quarter::text, due_items, due_complete, active_items, active_complete FROM profile_report$$,
  $$VALUES ('Plan A', 'Q1 2024/25', 0::bigint, 0::bigint, 1::bigint, 0::bigint), ('Plan A', 'Q2 2024/25', 0, 0, 1, 0),
           ('Plan A', 'Q3 2024/25', 2, 0, 1, 0), ('Plan A', 'Q4 2024/25', 2, 1, 1, 0),
           ('Plan N (2025)', 'Q1 2025/26', 0, 0, 1, 0), ('Plan N (2025)', 'Q2 2025/26', 1, 0, 1, 0), ('Plan N (2025)', 'Q3 2025/26', 1, 0, 1, 0)$$,
  'profile_report: quarters with nothing included, what is to be in place from a day on in that day''s');
SELECT results_eq(
  $$SELECT finding, cells FROM data_notes WHERE plan = 'Plan N (2025)'$$,
  $$VALUES ('deadline cells read', 3::bigint), ('deadlines without an end', 1)$$, 'data_notes counts open deadlines');

-- Exceptions.
SELECT results_eq(
  $$SELECT ref, rating::text, rating_meaning, previous_rating::text, movement, current_due, officers, nodes FROM exceptions_report WHERE plan_id = 1$$,
  $$VALUES ('A1.10', 'R', 'escalate: off track, major issues', 'G', 'worsened', '2025-03-31'::date, 'New Head', 'Outcome D; Priority C')$$,
  'exceptions_report: with movement, deadline, officers and nodes');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) VALUES
  (3, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'AR', 'AR'), (4, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'AG', 'AG');
SELECT results_eq(
  $$SELECT ref, rating::text FROM exceptions_report WHERE plan_id = 1$$, $$VALUES ('A1.10', 'R'), ('A2.1', 'AR')$$,
  'most severe first; Amber/Red is one, Amber/Green is not');
SELECT is_empty($$SELECT FROM exceptions_report('Q1 2024/25') WHERE plan_id = 1$$, 'of an earlier quarter: its ratings');
SELECT results_eq($$SELECT rating::text, count(*) FROM exceptions_report WHERE plan_id = 3 GROUP BY rating ORDER BY rating DESC$$,
  $$VALUES ('R', 17::bigint), ('A', 3)$$, '17 to escalate and 3 to monitor');

-- A date no calendar reaches would take every report with it, so it is refused where it comes in; the last one that is let in breaks nothing.
INSERT INTO items (plan_id, level, ref, title) VALUES (2, 'deliverable', 'N3', 'for ever');
SELECT throws_ok(format('INSERT INTO due_dates (item_id, revision, period, raw) SELECT item_id, 0, %L, %L FROM items WHERE ref = %L', p, p, 'N3'), '23514', NULL, 'no deadline ' || p)
  FROM unnest('{"[2025-04-01,infinity)","[-infinity,2025-04-01)","[9999-12-31,10000-01-02)"}'::text[]) p;
SAVEPOINT far_away;
INSERT INTO due_dates (item_id, revision, period, raw) SELECT item_id, 0, '[9999-12-01,10000-01-01)', 'December 9999' FROM items WHERE ref = 'N3';
SELECT results_eq($$SELECT max(quarter)::text, count(*) FROM profile_report WHERE plan_id = 2$$, $$VALUES ('Q3 9999/00', 31899::bigint)$$, 'a profile to the year 9999');
SELECT create_register('far', 1);
INSERT INTO far.plans (title) VALUES ('F');
INSERT INTO far.items (plan_id, level, ref, title) VALUES (1, 'action', '1', 'f');
INSERT INTO far.due_dates (item_id, milestone, revision, period, raw) VALUES (1, 'start', 0, '[9999-01-01,9999-01-02)', 'x'), (1, 'due', 0, '[9999-12-01,10000-01-01)', 'x');
SELECT results_eq($$SELECT quarter::text, active_items FROM far.profile_report$$, $$VALUES ('Q1 9999', 1::bigint), ('Q2 9999', 1), ('Q3 9999', 1), ('Q4 9999', 1)$$, 'and to the last quarter of all');
ROLLBACK TO far_away;

-- A deadline whose first revision is missing still has a first and a last.
INSERT INTO items (plan_id, level, ref, title) VALUES (2, 'deliverable', 'N4', 'no baseline');
INSERT INTO due_dates (item_id, revision, period, raw) SELECT item_id, n, plan_period(p), p FROM items, (VALUES (1, 'May 2025'), (3, 'July 2025')) v (n, p) WHERE ref = 'N4';
SELECT results_eq($$SELECT baseline_raw, current_raw, revisions FROM due_report WHERE ref = 'N4'$$, $$VALUES ('May 2025', 'July 2025', 1::bigint)$$,
  'the lowest revision there is counts as the first');

-- A plan that reports first for its withdrawn item only has a quarter with every active item unrated.
INSERT INTO plans (title) VALUES ('Plan W');
INSERT INTO items (plan_id, level, ref, title, state, state_since)
SELECT plan_id, 'action', r, r, s, d FROM plans, (VALUES ('W1', 'active', NULL), ('W2', 'deferred', '2024-05-01'::date)) v (r, s, d) WHERE title = 'Plan W';
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) SELECT item_id, 'Q1 2024/25', '2024-04-01', '2024-06-30', 'R', 'R' FROM items WHERE ref = 'W2';
SELECT results_eq($$SELECT quarter::text, tally::text FROM progress_report WHERE plan = 'Plan W'$$, $$VALUES ('Q1 2024/25', '?1')$$,
  'ratings of items that were not active at the end of the quarter count nowhere');
SELECT is_empty($$SELECT FROM rating_report WHERE ref = 'W2'$$, 'nor are they listed');

-- As at a day, the latest report whose period had begun by then speaks.
INSERT INTO due_dates (item_id, revision, period, raw) SELECT item_id, 0, plan_period('May 2024'), 'May 2024' FROM items WHERE ref = 'W1';
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw)
SELECT item_id, q, start_date(q), end_date(q), r, r::text FROM items, (VALUES ('Q1 2024/25'::quarter, 'G'::rag), ('Q3 2024/25', 'B')) v (q, r) WHERE ref = 'W1';
SELECT results_eq(
  $$SELECT day, o.rating::text, o.days_overdue, o.months_overdue
      FROM (VALUES ('2024-05-31'::date), ('2024-06-30'), ('2024-09-30'), ('2024-10-01')) d (day)
      LEFT JOIN LATERAL overdue_report(d.day) o ON o.ref = 'W1' ORDER BY day$$,
  $$VALUES ('2024-05-31'::date, NULL, NULL::integer, NULL::integer), ('2024-06-30', 'G', 30, 0), ('2024-09-30', 'G', 122, 3), ('2024-10-01', NULL, NULL, NULL)$$,
  'overdue while Green was the last word, and no longer once it is complete');

-- Laws over rows at random, the seed printed: every report counts the same items.
SELECT set_config('gt.seed', coalesce(nullif(current_setting('gt.seed', true), ''), (extract(epoch FROM clock_timestamp())::bigint % 100000)::text), true) IS NOT NULL AS seeded \gset
SELECT diag('seed ' || current_setting('gt.seed'));
SELECT setseed(current_setting('gt.seed')::integer / 100000.0) IS NOT NULL AS seeded \gset
INSERT INTO plans (title) SELECT 'Random ' || n FROM generate_series(1, 5) n;
INSERT INTO items (plan_id, level, ref, title, state, state_since)
SELECT p.plan_id, 'action', 'R' || n, 'r', CASE WHEN left_after < 900 THEN 'withdrawn' ELSE 'active' END,
       CASE WHEN left_after < 900 THEN date '2023-04-01' + left_after END
  FROM plans p CROSS JOIN LATERAL (SELECT n, floor(random() * 4500)::integer AS left_after FROM generate_series(1, 40) n WHERE p.plan_id > 0) n
 WHERE p.title LIKE 'Random%';
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, recorded_at)
SELECT i.item_id, q.quarter, q.first, (q.first + interval '1 month')::date - 1,
       (ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R', NULL]::rag[])[1 + floor(random() * 8)::integer], 'x', now() - random() * interval '1 day'
  FROM items i JOIN plans p ON p.plan_id = i.plan_id AND p.title LIKE 'Random%'
 CROSS JOIN generate_series(1, 6) n
 CROSS JOIN LATERAL (SELECT f.first, quarter(f.first) AS quarter
                       FROM (SELECT (date '2023-04-01' + floor(random() * 24 + n * 0)::integer * interval '1 month')::date AS first) f) q
 WHERE random() < 0.8;
INSERT INTO due_dates (item_id, milestone, revision, period, raw)
SELECT i.item_id, m.milestone, 0, daterange(f.day, CASE WHEN random() < 0.9 THEN f.day + 1 + floor(random() * 100)::integer END), 'x'
  FROM items i CROSS JOIN LATERAL (VALUES ('start'), ('due'), (left(i.ref, 0) || 'due')) m (milestone)
 CROSS JOIN LATERAL (SELECT date '2023-01-01' + floor(random() * 900 + length(m.milestone || i.ref) * 0)::integer AS day) f
 WHERE i.ref LIKE 'R_%' AND random() < 0.7 ON CONFLICT DO NOTHING;
INSERT INTO nodes (plan_id, level, ref, title) SELECT NULL, 'theme', 'RN' || n, 'random' FROM generate_series(1, 12) n;
INSERT INTO links (from_node_id, to_node_id, relation)
SELECT c.node_id, p.node_id, 'part_of' FROM nodes c JOIN nodes p ON c.ref LIKE 'RN%' AND p.ref LIKE 'RN%' AND random() < 0.15;
INSERT INTO links (from_item_id, to_node_id, relation)
SELECT i.item_id, n.node_id, 'contributes_to' FROM items i JOIN nodes n ON i.ref LIKE 'R%' AND n.ref LIKE 'RN%' AND random() < 0.1;

SELECT results_eq(
  $$SELECT item_id, quarter, rating FROM item_quarters WHERE rating IS NOT NULL ORDER BY 1, 2$$,
  $$SELECT q.item_id, q.quarter, q.rating FROM quarter_ratings q JOIN items i USING (item_id)
     WHERE (i.state = 'active' OR end_date(q.quarter) < i.state_since) AND q.rating IS NOT NULL ORDER BY 1, 2$$,
  'random: item_quarters has the rating of quarter_ratings');
SELECT results_eq(
  $$SELECT item_id, quarter, rating FROM quarter_ratings ORDER BY 1, 2$$,
  $$SELECT r.item_id, r.quarter, r.rating FROM ratings r
     WHERE NOT EXISTS (SELECT FROM ratings o WHERE o.item_id = r.item_id AND o.quarter = r.quarter
                         AND (o.period_end, o.recorded_at, o.rating_id) > (r.period_end, r.recorded_at, r.rating_id)) ORDER BY 1, 2$$,
  'random: quarter_ratings is the row with none after it');
SELECT results_eq(
  $$SELECT plan_id, quarter, is_latest, sum(items) FROM (SELECT r.plan_id, r.quarter, r.is_latest, count(*) AS items FROM rating_report r GROUP BY 1, 2, 3) x GROUP BY 1, 2, 3 ORDER BY 1, 2$$,
  $$SELECT plan_id, quarter, is_latest, total::numeric FROM progress_report WHERE quarter IS NOT NULL ORDER BY 1, 2$$,
  'random: rating_report and progress_report count the same items');
SELECT results_eq(
  $$SELECT pq.plan_id, tally(l.rating)::text FROM plan_quarters pq CROSS JOIN LATERAL latest_ratings(end_date(pq.quarter)) l
     WHERE pq.is_latest AND l.plan_id = pq.plan_id GROUP BY 1 ORDER BY 1$$,
  $$SELECT plan_id, tally::text FROM progress_report WHERE is_latest AND quarter IS NOT NULL ORDER BY 1$$,
  'random: and so does latest_ratings on the last day of the quarter');
SELECT results_eq('SELECT plan_id, count(*) FROM latest_ratings GROUP BY 1 ORDER BY 1',
  $$SELECT plan_id, count(*) FROM items WHERE state = 'active' GROUP BY 1 ORDER BY 1$$, 'random: today it is the items that are active');
SELECT results_eq(
  $$SELECT n.node_id, coalesce(tally(l.rating) FILTER (WHERE l.item_id IS NOT NULL), '0')::text
      FROM nodes n
      LEFT JOIN (WITH RECURSIVE up (node_id, above) AS (SELECT node_id, node_id FROM nodes
                                              UNION SELECT u.node_id, k.parent_node_id FROM up u JOIN node_links k ON k.child_node_id = u.above)
                 SELECT DISTINCT up.above, r.item_id, r.rating FROM up JOIN item_node_links il ON il.node_id = up.node_id
                   JOIN latest_ratings r ON r.item_id = il.item_id) l ON l.above = n.node_id
     GROUP BY n.node_id ORDER BY n.node_id$$,
  $$SELECT node_id, distinct_items::text FROM rollup_report ORDER BY node_id$$,
  'random: rollup_report is what a recursive query with DISTINCT finds');
SELECT results_eq(
  $$SELECT r.quarter, r.node_id, sum(r.tally)::text FROM node_rating_report r WHERE r.ref LIKE 'RN%' AND r.quarter IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2$$,
  $$SELECT pq.quarter, r.node_id, r.distinct_items::text
      FROM (SELECT quarter, array_agg(plan_id) AS plan_ids FROM plan_quarters GROUP BY quarter) pq
     CROSS JOIN LATERAL rollup_report(pq.quarter, NULL, pq.plan_ids) r WHERE r.ref LIKE 'RN%' AND r.items_distinct > 0 ORDER BY 1, 2$$,
  'random: the plans of node_rating_report add up to rollup_report, quarter by quarter and node by node');

SELECT results_eq('SELECT plan_id, quarter, due_items, due_complete, coalesce(active_items, 0), coalesce(active_complete, 0) FROM profile_report ORDER BY 1, 2',
  $$WITH printed AS (SELECT DISTINCT ON (d.item_id, d.milestone) d.* FROM due_dates d ORDER BY d.item_id, d.milestone, d.revision DESC),
         dated AS (SELECT l.plan_id, l.rating, CASE WHEN d.item_id IS NOT NULL THEN lower(s.period) END AS first,
                          CASE WHEN upper_inf(p.period) THEN lower(p.period) WHEN d.item_id IS NOT NULL THEN upper(p.period) - 1 END AS last
                     FROM latest_ratings l
                     LEFT JOIN printed d ON d.item_id = l.item_id AND d.milestone = 'due'
                     LEFT JOIN printed s ON s.item_id = l.item_id AND s.milestone = 'start'
                    CROSS JOIN LATERAL (SELECT CASE WHEN d.item_id IS NOT NULL THEN d.period ELSE s.period END AS period) p
                    WHERE upper_inf(p.period) OR d.period IS NOT NULL)
    SELECT q.plan_id, q.quarter, count(*) FILTER (WHERE q.quarter @> last), count(*) FILTER (WHERE q.quarter @> last AND rating = 'B'),
           count(*) FILTER (WHERE first <= end_date(q.quarter) AND last >= start_date(q.quarter)),
           count(*) FILTER (WHERE first <= end_date(q.quarter) AND last >= start_date(q.quarter) AND rating = 'B')
      FROM (SELECT plan_id, quarter(min(least(first, last))) + n AS quarter
              FROM dated CROSS JOIN generate_series(0, 100) n GROUP BY plan_id, n HAVING quarter(min(least(first, last))) + n <= quarter(max(last))) q
      JOIN dated USING (plan_id) GROUP BY 1, 2 ORDER BY 1, 2$$,
  'random: profile_report is what a count quarter by quarter finds');

-- Giving an item up changes nothing that was reported before.
SELECT create_register('history');
SET search_path = history, public;
INSERT INTO plans (title) VALUES ('H'), ('Never reported');
INSERT INTO items (plan_id, level, ref, title) SELECT 1, 'action', n::text, 'h' FROM generate_series(1, 20) n;
INSERT INTO items (plan_id, level, ref, title) VALUES (2, 'action', 'N1', 'n'), (2, 'action', 'N2', 'n');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw)
SELECT n, q, start_date(q), end_date(q), 'R', 'R' FROM generate_series(1, 20) n, unnest('{Q1 2025/26,Q2 2025/26}'::quarter[]) q;
INSERT INTO nodes (plan_id, level, ref, title) VALUES (1, 'outcome', 'O', 'o');
INSERT INTO links (from_item_id, to_node_id, relation) SELECT n, 1, 'contributes_to' FROM generate_series(1, 19) n;
INSERT INTO due_dates (item_id, revision, period, raw) SELECT n, v, plan_period(p), p FROM generate_series(1, 20) n, (VALUES (0, 'May 2025'), (1, 'June 2025')) x (v, p);
CREATE TEMP VIEW told AS
SELECT 'rating_report' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM rating_report x WHERE quarter = 'Q1 2025/26'
UNION ALL SELECT 'movement_report' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM movement_report x
UNION ALL SELECT 'progress_report' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM progress_report x WHERE quarter IS NOT NULL
UNION ALL SELECT 'node_rating_report' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM node_rating_report x
UNION ALL SELECT 'officer_rating_report' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM officer_rating_report x WHERE quarter IS NOT NULL
UNION ALL SELECT 'body_rating_report' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM body_rating_report x WHERE quarter IS NOT NULL
UNION ALL SELECT 'exceptions_report of a quarter' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM exceptions_report('Q1 2025/26', '2025-09-01') x
UNION ALL SELECT 'exceptions_report' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM exceptions_report x
UNION ALL SELECT 'rollup_report of a quarter' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM rollup_report('Q1 2025/26') x
UNION ALL SELECT 'rollup_report of a day' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM rollup_report(NULL, '2025-12-31') x
UNION ALL SELECT 'overdue_report' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM overdue_report('2025-12-31') x
UNION ALL SELECT 'consistency_report' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM consistency_report('2025-05-15') x
UNION ALL SELECT 'slippage_report' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM slippage_report x
UNION ALL SELECT 'latest_ratings' AS report, count(*) AS lines, md5(string_agg(x::text, ';' ORDER BY x::text)) AS told FROM latest_ratings('2025-12-31') x;
CREATE TEMP TABLE told_before AS SELECT * FROM told;
SELECT is_empty('SELECT report FROM told_before WHERE lines = 0', 'every report has something to tell');
UPDATE items SET state = 'withdrawn', state_since = '2026-01-01' WHERE ref IN ('1', 'N1');
SELECT set_eq('SELECT * FROM told', 'SELECT * FROM told_before', 'no report of a quarter or a day before the item was given up changes');
SELECT results_eq($$SELECT quarter::text, total FROM progress_report WHERE plan_id = 1$$, $$VALUES ('Q1 2025/26', 20::bigint), ('Q2 2025/26', 20)$$, 'twenty items stay twenty');
SELECT results_eq($$SELECT total FROM progress_report WHERE plan_id = 2$$, ARRAY[1::bigint], 'a plan that never reported counts who is active today');
UPDATE items SET state_since = '2025-09-30' WHERE ref = '1';
SELECT results_eq($$SELECT quarter::text, total FROM progress_report WHERE plan_id = 1$$, $$VALUES ('Q1 2025/26', 20::bigint), ('Q2 2025/26', 19)$$,
  'given up on the last day of a quarter it is out of that one');
UPDATE items SET state_since = '2025-10-01' WHERE ref = '1';
SELECT results_eq($$SELECT quarter::text, total FROM progress_report WHERE plan_id = 1$$, $$VALUES ('Q1 2025/26', 20::bigint), ('Q2 2025/26', 20)$$, 'and a day later it is in');
SELECT results_eq(
  $$SELECT day, (SELECT count(*) FROM overdue_report(day)), (SELECT count(*) FROM consistency_report(day)), (SELECT items_distinct FROM rollup_report(NULL, day)), (SELECT count(*) FROM latest_ratings(day) WHERE plan_id = 1)
      FROM unnest('{2025-09-30,2025-10-01}'::date[]) day ORDER BY day$$,
  $$VALUES ('2025-09-30'::date, 20::bigint, 0::bigint, 19::bigint, 20::bigint), ('2025-10-01', 19, 0, 18, 19)$$, 'a report of a day has who is active on it');
SELECT results_eq($$SELECT (SELECT count(*) FROM latest_ratings), (SELECT items_distinct FROM rollup_report), (SELECT count(*) FROM overdue_report), (SELECT sum(due_items) FROM profile_report)$$,
  $$VALUES (20::bigint, 18::bigint, 19::bigint, 19::numeric)$$, 'today it is out');
UPDATE items SET state = 'deferred', state_since = CURRENT_DATE + 1 WHERE ref = '20';
SELECT results_eq($$SELECT (SELECT count(*) FROM latest_ratings), (SELECT count(*) FROM unlinked_items WHERE plan_id = 1), (SELECT count(*) FROM overdue_report), (SELECT sum(due_items) FROM profile_report)$$,
  $$VALUES (20::bigint, 1::bigint, 19::bigint, 19::numeric)$$, 'and who leaves tomorrow is still in today');
SELECT results_eq($$SELECT ref, rating::text FROM slippage_report WHERE ref IN ('1', '2') ORDER BY 1$$, $$VALUES ('1', 'R'), ('2', 'R')$$, 'slippage_report: the last rating of an item given up');

-- Speed: what is asked per item is found by index (at 20000 items the difference is a minute).
SELECT create_register('many');
SET search_path = many, public;
INSERT INTO plans (title) VALUES ('M');
INSERT INTO items (plan_id, level, ref, title) SELECT 1, 'action', n::text, 'm' FROM generate_series(1, 1000) n;
INSERT INTO nodes (plan_id, level, ref, title) SELECT 1, 'outcome', n::text, 'm' FROM generate_series(1, 50) n;
INSERT INTO links (from_item_id, to_node_id, relation) SELECT n, 1 + n % 50, 'contributes_to' FROM generate_series(1, 1000) n;
ANALYZE items, links, nodes;
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; plan text := '';
BEGIN FOR line IN EXECUTE 'EXPLAIN ' || query LOOP plan := plan || line || E'\n'; END LOOP; RETURN plan; END $$;
SELECT ok(plan ~ 'Index Cond: [(]+from_item_id = i\.item_id\)' AND plan ~ 'Index Cond: [(]+to_item_id = i\.item_id\)' AND plan !~ 'Seq Scan on links',
          'item_details finds the links of an item by index') FROM pg_temp.plan_of('SELECT * FROM item_details()') plan;
SET search_path = history, public;

-- A plan's own words.
INSERT INTO legends (plan_id, word, rating, label, colour) VALUES (1, 'zz', 'R', 'Never this one', '#00ff00'), (1, 'off', 'R', 'Off track', NULL), (1, 'tbc', NULL, 'To be confirmed', NULL), (2, 'off', 'R', 'Other', NULL);
SELECT results_eq('SELECT plan_id, rating, label, colour FROM plan_legends ORDER BY 1', $$VALUES (1::bigint, 'R'::rag, 'Off track', '#00ff00'), (2, 'R', 'Other', NULL)$$,
  'plan_legends: one label a rating, the first by word, and none for "not rated"');
SELECT results_eq('SELECT DISTINCT rating_label FROM rating_report', ARRAY['Off track'], 'rating_report prints the plan''s own label');
SELECT results_eq('SELECT DISTINCT rating_label FROM exceptions_report', ARRAY['Off track'], 'and exceptions_report');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) VALUES (2, 'Q2 2025/26', '2025-07-01', '2025-09-30', 'A', 'A'), (3, 'Q2 2025/26', '2025-07-01', '2025-09-30', NULL, 'tbc');
SELECT results_eq($$SELECT ref, rating_label FROM rating_report WHERE ref IN ('2', '3') AND is_latest ORDER BY 1$$, $$VALUES ('2', 'Amber'), ('3', NULL)$$, 'where it has none, the usual one');

-- Another fiscal year.
SELECT create_register('calendar_year', 1);
SET search_path = calendar_year, public;
INSERT INTO plans (title) VALUES ('P');
INSERT INTO items (plan_id, level, ref, title) VALUES (1, 'action', '1', 'one');
INSERT INTO due_dates (item_id, revision, period, raw) VALUES (1, 0, '[2025-02-01,2025-03-01)', 'February 2025');
SELECT results_eq('SELECT quarter, due_items FROM profile_report', $$VALUES (quarter 'Q1 2025', 1::bigint)$$, 'the profile uses the register''s fiscal year');
SELECT is_empty('SELECT * FROM progress_report WHERE quarter IS NOT NULL', 'a register without ratings reports no quarter');
SELECT lives_ok('SELECT * FROM rollup_report', 'a rollup without links is no error');

SELECT create_register('september', 9);
SET search_path = september, public;
SELECT throws_ok($$SELECT * FROM exceptions_report('Q2 2025/26')$$, '22023', NULL, 'a quarter of another calendar is refused, not answered with nothing');
SELECT throws_ok($$SELECT * FROM rollup_report('Q2 2025/26')$$, '22023', NULL, 'by rollup_report too');
SELECT lives_ok($$SELECT * FROM rollup_report('Q2 2025/26 (Sep)'), exceptions_report('Q2 2025/26 (Sep)')$$, 'its own is not');

-- What pg_dump prints can be restored: nothing in it needs our schema in the search path.
SELECT lives_ok($test$DO $do$
DECLARE made record;
BEGIN
  SET LOCAL search_path = pg_catalog;
  CREATE SCHEMA replay;
  FOR made IN SELECT c.oid, c.relname FROM pg_class c WHERE c.relnamespace = 'reg'::regnamespace AND c.relkind = 'v' LOOP
    EXECUTE format('CREATE VIEW replay.%I AS %s', made.relname, pg_get_viewdef(made.oid));
  END LOOP;
  FOR made IN SELECT pg_get_functiondef(p.oid) AS definition FROM pg_proc p WHERE p.pronamespace = 'reg'::regnamespace LOOP
    EXECUTE made.definition;
  END LOOP;
  SET LOCAL search_path = public;
END $do$$test$, 'every view and function is printed so that an empty search path can read it');

-- An empty register: every view answers, with nothing.
SELECT create_register('empty_one');
SELECT is_empty(
  $$SELECT c.relname FROM pg_class c
     CROSS JOIN LATERAL (SELECT (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s', c.oid::regclass), false, true, '')))[1]::text AS n) x
     WHERE c.relnamespace = 'empty_one'::regnamespace AND c.relkind = 'v' AND x.n <> '0'$$, 'every view of an empty register is empty');

-- Nothing depends on the reader's search path.
SELECT lives_ok(
  $$SET LOCAL search_path = pg_catalog; SELECT * FROM reg.rollup_report; SELECT * FROM reg.node_rating_report;
    SELECT * FROM reg.overdue_report('2025-04-01'); SELECT * FROM reg.profile_report; SELECT * FROM reg.exceptions_report;
    SELECT * FROM reg.consistency_report; SET LOCAL search_path = public$$,
  'the views answer with nothing of ours in the search path');

SET search_path = public;
SELECT * FROM finish();
ROLLBACK;
