-- The reports of a register over the council's own files; figures were counted from the files by other means.  Where the documents
-- print no rows, a fixture stands in.  Run from the repository's top folder: psql reads demo/data.
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
SELECT plan(128);

SELECT create_register('council');
SET search_path = council, public;
\i demo/council_mappings.sql
\i demo/council_import.sql
-- 1 Cheshire East plan 2024-25, 2 Corporate Peer Challenge, 3 Cheshire East Plan 2025-29, 4 Delivery Plan 2025/26, 5 Improvement plan.

-- A view for today is its function as at the end of time, and every function says so of itself.
SELECT set_eq('SELECT * FROM ' || r || E'(\'infinity\')', 'SELECT * FROM ' || r, r || ': the view is the function of a day that leaves nothing out')
  FROM unnest('{plan_quarters,item_quarters,latest_ratings,rating_report,movement_report,movement_matrix,progress_report,progress_lines,node_rating_report,body_rating_report,officer_rating_report,slippage_report,profile_report}'::text[]) r;
SELECT set_eq('SELECT * FROM ' || r || '()', 'SELECT * FROM ' || r, r || ': the view is the function of today')
  FROM unnest('{unlinked_items,uncovered_nodes,due_report,overdue_report,consistency_report,evidence_report,shares_report,path_report,orphan_report,cycle_report,plausibility_report,comparison_report,data_quality_report,returns_outstanding}'::text[]) r;
SELECT is_empty(
  $$SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'council'::regnamespace AND p.prokind = 'f' AND p.provolatile = 'v' AND p.proname ~ '(_report|movement_matrix|progress_lines|grid_csv|grid_sql|summary_sentence|return_form|returns_outstanding)$'$$,
  'no report writes anything');

-- As at a day: the periods that had begun by then.
SELECT results_eq(
  $$SELECT quarter::text, is_latest, tally::text, rated, live, round(percent_complete, 2), round(percent_complete_of_rated, 2) FROM progress_report('2024-06-30') WHERE plan_id = 1$$,
  $$VALUES ('Q1 2024/25', true, 'R2 A12 G43 B2 ?7', 59::bigint, 57::bigint, 3.03, 3.39)$$,
  'progress_report as at 30 June 2024: Q1 is the latest, 2 of 66 complete are 3.03 %, of the 59 rated 3.39 %');
SELECT results_eq($$SELECT plan_id, quarter::text, tally::text FROM progress_report('2024-03-31') ORDER BY 1$$,
  $$VALUES (1::bigint, NULL, '?66'), (2, NULL, '?73'), (4, NULL, '?58'), (5, NULL, '?90')$$, 'before the first report every plan has a row, nothing rated');
SELECT is_empty($$SELECT FROM movement_report('2024-06-30')$$, 'no movement before there were two quarters');
SELECT results_eq($$SELECT count(*), count(DISTINCT quarter) FROM rating_report('2024-09-30')$$, $$VALUES (132::bigint, 2::bigint)$$,
  'rating_report as at September 2024: two quarters of 66 actions; the peer challenge''s May 2025 is not there yet');
SELECT results_eq($$SELECT count(*) FILTER (WHERE plan_id = 1), count(*) FILTER (WHERE plan_id = 2) FROM exceptions_report(NULL, '2025-03-31')$$, $$VALUES (11::bigint, 0::bigint)$$,
  'exceptions of the latest quarter as at March 2025: 2 red and 9 amber, none of a plan that had not reported');
SELECT results_eq($$SELECT count(*) FROM consistency_report('2025-03-31') WHERE plan_id = 2 AND finding = 'red before due'$$, ARRAY[0::bigint], 'nor is it inconsistent before it is rated');
SELECT results_eq($$SELECT distinct_items::text FROM rollup_report(NULL, '2024-06-30') WHERE plan_id = 1 AND level = 'plan'$$, ARRAY['R2 A12 G43 B2 ?7'], 'rollup_report as at June 2024');
SELECT results_eq($$SELECT tally::text FROM node_rating_report('2024-06-30') WHERE plan_id = 1 AND level = 'aim' ORDER BY ref$$,
  $$SELECT tally(rating)::text FROM rating_report JOIN items USING (item_id) WHERE rating_report.plan_id = 1 AND quarter = 'Q1 2024/25' GROUP BY substr(items.ref, 1, 2) ORDER BY substr(items.ref, 1, 2)$$,
  'node_rating_report as at June 2024: aims are what their codes say');
SELECT is((SELECT sum(total)::bigint FROM body_rating_report('2024-06-30') WHERE plan_id = 1), 68::bigint, 'body_rating_report as at June 2024: 66 actions, two of them with two committees');
SELECT is((SELECT sum(total)::bigint FROM officer_rating_report('2024-06-30') WHERE plan_id = 1), 66::bigint, 'officer_rating_report as at June 2024');
SELECT results_eq($$SELECT DISTINCT days_left FROM due_report('2025-03-01') WHERE current_due = '2025-03-31'$$, ARRAY[30], 'due_report: 30 days before 31 March');
SELECT results_eq($$SELECT rating::text, count(*) FROM slippage_report('2024-12-31') GROUP BY 1$$, $$VALUES (NULL, 13::bigint)$$,
  'slippage_report as at December 2024: thirteen revised, none of them reported yet');
SELECT is((SELECT count(*) FROM slippage_report('2025-05-31') WHERE rating = 'R'), (SELECT count(*) FROM slippage_report WHERE rating = 'R'), 'and rated in May 2025');

-- Progress lines: capability 2, 4, 7.
SELECT results_eq(
  $$SELECT rating_label, items, whole_percent FROM progress_lines WHERE plan_id = 2$$,
  $$VALUES ('Completed (B)', 51::bigint, 70), ('On Track (G)', 2, 3), ('Monitor (A)', 3, 4), ('Escalate (R)', 17, 23), ('Scheduled', 0, 0), ('Not rated', 0, 0)$$,
  'the peer challenge''s own summary in its own words, nil rows shown, adding up to 100');
SELECT results_eq(
  $$SELECT rating_label, denominator, round(percent, 2) FROM progress_lines('2025-05-31', 'live') WHERE plan_id = 2$$,
  $$VALUES ('Completed (B)', 22::bigint, NULL), ('On Track (G)', 22, 9.09), ('Monitor (A)', 22, 13.64), ('Escalate (R)', 22, 77.27), ('Scheduled', 22, NULL), ('Not rated', 22, NULL)$$,
  'of those under way: 17 of 22');
SELECT results_eq($$SELECT round(percent, 2) FROM progress_lines('2024-06-30', 'rated') WHERE plan_id = 1 AND rating = 'B'$$, ARRAY[3.39], 'of the rated: 2 of 59');
SELECT throws_ok($$SELECT * FROM progress_lines('2024-06-30', 'some')$$, '22023', 'unknown denominator "some"', 'no other denominator');

-- The matrix of movements.
SELECT results_eq(
  $$SELECT previous_rating::text, total, complete, green, amber, red, unrated FROM movement_matrix WHERE plan_id = 1$$,
  $$VALUES ('R', 2::bigint, 0::bigint, 0::bigint, 0::bigint, 2::bigint, 0::bigint), ('A', 12, 0, 5, 7, 0, 0), ('G', 43, 0, 41, 2, 0, 0), ('B', 2, 2, 0, 0, 0, 0), (NULL, 7, 0, 4, 0, 0, 3)$$,
  'movement_matrix: from Q1 to Q2, counted from the file');
SELECT is((SELECT sum(total) FROM movement_matrix), (SELECT sum(items) FROM movement_report), 'it counts whom movement_report counts');

-- Any level.
SELECT results_eq(
  $$SELECT ref, tally::text, items, denominator, round(percent_complete, 1), overall::text, overall_reason FROM level_report('theme', 'Q1 2025/26', of_plan => 2)$$,
  $$VALUES ('FINANCIAL SUSTAINABILITY', 'A2 B10', 12::bigint, 12::bigint, 83.3, 'A', 'A: the worst live rating (2 of 2)'),
           ('GOOD GOVERNANCE', 'R2 B7', 9, 9, 77.8, 'R', 'R: the worst live rating (2 of 2)'),
           ('LEADERSHIP AND CULTURE', 'R8 A1 B15', 24, 24, 62.5, 'R', 'R: the worst live rating (8 of 9)'),
           ('SERVICE IMPROVEMENT', 'B6', 6, 6, 100.0, 'B', 'B: every item is complete'),
           ('STRATEGIC PURPOSE AND PERFORMANCE', 'R6 G1 B8', 15, 15, 53.3, 'R', 'R: the worst live rating (6 of 7)'),
           ('TRANSFORMATION', 'R1 G1 B5', 7, 7, 71.4, 'R', 'R: the worst live rating (1 of 2)')$$,
  'level_report by theme');
SELECT results_eq($$SELECT overall::text FROM level_report('theme', 'Q1 2025/26', of_plan => 2, policy => 'majority') WHERE ref LIKE 'TRANS%' OR ref LIKE 'FIN%'$$, ARRAY['A', 'R'], 'by another policy');
SELECT results_eq(
  $$SELECT ref, items, denominator FROM level_report('body', 'Q1 2024/25', of_plan => 1, of => 'rated') WHERE ref LIKE 'Corporate%' OR ref LIKE 'Finance%'$$,
  $$VALUES ('Corporate Policy Committee', 17::bigint, 12::bigint), ('Finance Sub-Committee', 1, 1)$$, 'by committee, of the rated');
SELECT results_eq($$SELECT ref, items FROM level_report('officer', 'Q1 2025/26', of_plan => 2) WHERE items > 15 ORDER BY items DESC$$,
  $$VALUES ('Interim Executive Director of Resources/S151', 21::bigint), ('Chief Executive', 17), ('Interim Assistant Chief Executive', 16)$$,
  'by officer: those responsible, other spellings under one name');
SELECT results_eq($$SELECT count(*), sum(items)::bigint FROM level_report('outcome', of_plan => 4)$$, $$VALUES (18::bigint, 71::bigint)$$, 'eighteen outcomes; across them the 58 deliverables count 71 times');
SELECT throws_ok($$SELECT * FROM level_report('directorate')$$, '22023', 'unknown level "directorate"', 'an unknown level is refused');
SELECT results_eq($$SELECT count(*), sum(items)::bigint FROM level_report('action')$$, $$VALUES (139::bigint, 0::bigint)$$, 'a level of items has what is under them: here nothing');
SELECT throws_ok($$SELECT * FROM level_report('aim', of_plan => 99)$$, '42704', 'plan 99 does not exist', 'and a plan that is not there');
SELECT throws_ok($$SELECT * FROM level_report('aim', 'Q1 2024')$$, '22023', NULL, 'and a quarter of another calendar');

-- Evidence: DOMAIN section 1 names the cases.
SELECT results_eq(
  $$SELECT ref, rating::text, finding FROM evidence_report$$,
  $$VALUES ('CPC 2/7', 'B', 'rated complete, evidence says it is not'), ('CPC A2/1', 'B', 'rated complete, evidence says it is not'), ('CPC 6/5', 'G', 'rated, and no evidence')$$,
  'evidence_report: 2/7 and A2/1 are complete in name only, 6/5 has no comment');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary)
SELECT item_id, 'Q2 2024/25', '2024-07-01', '2024-09-30', 'G', 'G', c FROM items JOIN (VALUES ('A3.2.2', 'Strategy approved by committee in July.'), ('A3.3.3', 'The document was PUBLISHED in August.'),
  ('A3.2.1', 'Not yet approved.'), ('A3.2.3', 'First part published, the rest is in progress.')) v (r, c) ON ref = r;
SELECT results_eq($$SELECT ref, finding, evidence FROM evidence_report('Q2 2024/25', of_plan => 1)$$,
  $$VALUES ('A3.2.2', 'evidence says complete, rating does not', 'commentary: Strategy approved by committee in July.; complete: n'),
           ('A3.3.3', 'evidence says complete, rating does not', 'commentary: The document was PUBLISHED in August.; complete: n')$$,
  'A3.2.2 and A3.3.3 stay green although the update says approved and published; "not yet" and "in progress" are understood');
DELETE FROM evidence_words WHERE source = 'commentary' AND word = 'published';
SELECT results_eq($$SELECT ref FROM evidence_report('Q2 2024/25', of_plan => 1)$$, ARRAY['A3.2.2'], 'the words are data');
INSERT INTO evidence_words (plan_id, word, says) VALUES (1, 'by committee', 'not complete');
SELECT is_empty($$SELECT ref FROM evidence_report('Q2 2024/25', of_plan => 1)$$, 'a plan may have its own');
INSERT INTO evidence_words (source, word, says) VALUES ('commentary', 'done (100%)', 'complete');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary)
SELECT item_id, 'Q2 2024/25', '2024-07-01', '2024-09-30', 'G', 'G', c FROM items JOIN (VALUES ('A1.1.2', 'Done (100%).'), ('A1.1.3', 'Undone (100%)')) v (r, c) ON ref = r;
SELECT results_eq($$SELECT ref FROM evidence_report('Q2 2024/25', of_plan => 1)$$, ARRAY['A1.1.2'], 'whole words, and no regular expressions');

-- Shares: 58 deliverables, 71 links, counted from the file in fractions.
SELECT results_eq(
  $$SELECT ref, items_by_link, items_distinct, round(share, 6) FROM shares_report(NULL, NULL, 4) WHERE level = 'outcome'$$,
  $$VALUES ('1.1', 5::bigint, 5::bigint, 3.5), ('1.2', 2, 2, 1.5), ('1.3', 2, 2, 1.5), ('1.4', 2, 2, 2.0), ('1.5', 1, 1, 1.0), ('1.6', 4, 4, 3.5), ('2.1', 2, 2, 1.5),
           ('2.2', 5, 5, round(10/3.0, 6)), ('2.3', 3, 3, 2.5), ('2.4', 7, 7, round(35/6.0, 6)), ('2.5', 1, 1, 1.0), ('2.6', 5, 5, round(17/6.0, 6)),
           ('3.1', 6, 6, 5.0), ('3.2', 4, 4, 3.0), ('3.3', 3, 3, 1.5), ('3.4', 15, 15, 14.5), ('3.5', 2, 2, 2.0), ('3.6', 2, 2, 2.0)$$,
  'shares_report: outcomes share out the deliverables linked to several');
SELECT results_eq($$SELECT share FROM shares_report(NULL, NULL, 4) WHERE level IN ('commitment', 'plan') AND share > 0 ORDER BY share$$, ARRAY[13.0, 17, 28, 58],
  'three thirds are one: commitments and plan are whole, and the commitments add up');
UPDATE links SET share = 0.75 WHERE from_item_id = (SELECT item_id FROM items WHERE ref = 'DP2.09') AND to_node_id = (SELECT node_id FROM nodes WHERE level = 'outcome' AND ref = '2.2');
SELECT results_eq($$SELECT round(share, 6) FROM shares_report(NULL, NULL, 4) WHERE level = 'outcome' AND ref IN ('2.2', '2.4', '2.6')$$,
  ARRAY[round(10/3.0 - 1/3.0 + 0.75, 6), round(35/6.0 - 1/3.0 + 0.125, 6), round(17/6.0 - 1/3.0 + 0.125, 6)], 'a share on the link counts, the others divide the rest');
SELECT throws_ok($$UPDATE links SET share = 1.5$$, '23514', NULL, 'no share above one');
SELECT throws_ok($$SELECT * FROM shares_report(NULL, NULL, 99)$$, '42704', NULL, 'no such plan');

-- Paths and orphans.
SELECT results_eq(
  $$SELECT ref, path, complete, reaches_plan FROM path_report(4) WHERE ref IN ('DP1.10', 'DP3.28')$$,
  $$VALUES ('DP1.10', 'Outcome 1.1 > Commitment 1 > Plan Cheshire East Plan 2025-29', true, true), ('DP1.10', 'Outcome 1.2 > Commitment 1 > Plan Cheshire East Plan 2025-29', true, true),
           ('DP3.28', 'Outcome 3.4 > Commitment 3 > Plan Cheshire East Plan 2025-29', true, true)$$,
  'path_report: the golden thread of a deliverable, once for each outcome');
SELECT is((SELECT count(*) FROM path_report(4)), 71::bigint, 'a path for every link of the delivery plan');
SELECT results_eq($$SELECT path_number, complete FROM path_report(5, max_paths => 1) WHERE ref = 'IP2.01'$$, $$VALUES (1::bigint, false)$$, 'priority 2 works towards 3.2 and is seen from 3.4: cut to one path, the report says so');
SELECT is((SELECT count(*) FROM path_report(5) WHERE ref = 'IP2.01' AND complete), 2::bigint, 'there are two');
SELECT is_empty($$SELECT * FROM orphan_report$$, 'as printed every item and every node of a plan leads to a plan');
SELECT is_empty($$SELECT * FROM cycle_report$$, 'and no pointer leads in a circle, "see" and "medium-term outcome" being one link said twice');

SAVEPOINT fixture;
INSERT INTO nodes (plan_id, level, ref, title) VALUES (4, 'project', 'X', 'lost'), (4, 'project', 'Y', 'top of the lost'), (4, 'project', 'C1', 'round'), (4, 'project', 'C2', 'and round');
INSERT INTO nodes (plan_id, level, ref, title) VALUES (4, 'plan', 'DP', 'Delivery Plan');
INSERT INTO links (from_node_id, to_node_id, relation)
SELECT f.node_id, t.node_id, 'part_of' FROM (VALUES ('X', 'Y'), ('C1', 'C2'), ('C2', 'C1')) v (a, b) JOIN nodes f ON f.ref = a JOIN nodes t ON t.ref = b;
INSERT INTO items (plan_id, level, ref, title) VALUES (4, 'deliverable', 'L1', 'Linked to the lost'), (4, 'deliverable', 'L2', 'Linked to nothing'), (4, 'deliverable', 'L3', 'Linked to a circle');
INSERT INTO links (from_item_id, to_node_id, relation) SELECT i.item_id, n.node_id, 'part_of' FROM (VALUES ('L1', 'X'), ('L3', 'C1')) v (a, b) JOIN items i ON i.ref = a JOIN nodes n ON n.ref = b AND n.plan_id = 4;
SELECT results_eq(
  $$SELECT orphan, ref, finding, ends_at FROM orphan_report(4)$$,
  $$VALUES ('item', 'L1', 'its links end below every plan', 'Project Y'), ('item', 'L2', 'no link that rolls up', NULL), ('item', 'L3', 'its links end below every plan', 'a cycle'),
           ('node', 'X', 'its links end below every plan', 'Project Y'), ('node', 'Y', 'its links end below every plan', 'Project Y'),
           ('node', 'C1', 'its links end below every plan', 'a cycle'), ('node', 'C2', 'its links end below every plan', 'a cycle')$$,
  'orphan_report: who has no link, whose links end too early, and who goes round in circles');
SELECT results_eq($$SELECT ref, path, complete, reaches_plan FROM path_report(4) WHERE ref LIKE 'L%'$$,
  $$VALUES ('L1', 'Project X > Project Y', true, false), ('L2', NULL, true, false), ('L3', (SELECT path FROM path_report(4) WHERE ref = 'L3'), true, false)$$, 'path_report shows where they end');
SELECT results_eq($$SELECT cycle_number, nodes_on_cycle, ref FROM cycle_report$$, $$VALUES (1::bigint, 2, 'C1'), (1, 2, 'C2')$$, 'cycle_report');
UPDATE links SET share = 0.8 WHERE from_item_id = (SELECT item_id FROM items WHERE ref = 'DP1.10');
SELECT results_eq($$SELECT cases, example FROM data_quality_report(4) WHERE finding LIKE 'shares%'$$, $$VALUES (1::bigint, 'DP1.10: 1.6: 2 links')$$, 'shares that add up to more than the item');
SELECT results_eq($$SELECT item_id IS NOT NULL, ref FROM data_quality_cases(4) WHERE finding = 'item without a link that rolls up'$$, $$VALUES (true, 'L2')$$, 'an item without a link');
INSERT INTO due_dates (item_id, milestone, revision, period, raw) SELECT item_id, m, 0, plan_period(p), p FROM items, (VALUES ('start', 'June 2026'), ('due', 'May 2020')) v (m, p) WHERE ref = 'L1';
SELECT results_eq($$SELECT finding FROM data_quality_cases(4) WHERE ref = 'L1'$$, ARRAY['item without an officer', 'due before it starts', 'due before the plan begins'], 'deadlines that cannot be, and nobody to ask');
UPDATE items SET state = 'withdrawn', state_since = '2025-01-01' WHERE ref LIKE 'L_';
SELECT is_empty($$SELECT FROM orphan_report(4) WHERE item_id IS NOT NULL$$, 'what was given up is no orphan');
SELECT is((SELECT count(*) FROM orphan_report(4, '2024-12-31') WHERE item_id IS NOT NULL), 3::bigint, 'but was one before');
ROLLBACK TO fixture;

-- Plausibility: the shifted codes of commitment 3.
SELECT results_eq($$SELECT finding, count(*) FROM plausibility_report(4) GROUP BY 1 ORDER BY 1$$, $$VALUES ('another node has words in common', 27::bigint), ('no word in common', 27)$$,
  'plausibility_report: of the 71 links 17 share a word');
SELECT results_eq($$SELECT ref, node, better_node, words_in_common FROM plausibility_report(4) WHERE ref IN ('DP3.01', 'DP3.16', 'DP3.22', 'DP3.25')$$,
  $$VALUES ('DP3.16', 'Outcome 3.4', 'Outcome 3.6', 'digital'), ('DP3.22', 'Outcome 3.5', 'Outcome 3.2', 'governan'), ('DP3.25', 'Outcome 3.6', 'Outcome 3.2', 'governan'),
           ('DP3.01', 'Outcome 3.1', 'Outcome 3.5', 'access')$$,
  'customer access belongs with contact and access, digital with digital-first, governance with governance');
SELECT results_eq($$SELECT DISTINCT node FROM plausibility_report(4) WHERE node_items_in_common = 0 ORDER BY 1$$, ARRAY['Outcome 1.5', 'Outcome 2.3', 'Outcome 3.3', 'Outcome 3.5', 'Outcome 3.6'],
  'outcomes that none of their deliverables seems to be about');

-- Like work in several plans.
SELECT results_eq($$SELECT count(*), count(*) FILTER (WHERE NOT same_plan), count(*) FILTER (WHERE identical) FROM comparison_report$$, $$VALUES (26::bigint, 22::bigint, 1::bigint)$$,
  'comparison_report: 26 pairs, compared one by one elsewhere');
SELECT results_eq(
  $$SELECT similarity, plan, other_plan, ref, due, other_ref, other_due, days_apart, same_officers FROM comparison_report(4, 5) WHERE identical$$,
  $$VALUES (1.000, 'Delivery Plan 2025/26', 'Improvement & Transformation Delivery Plan 2025-27', 'DP1.11', '2026-03-31'::date, 'AX1.3/1', '2026-12-31'::date, 275, false)$$,
  'the skills assessment: Q4 2025/26 in one plan, December 2026 in the other');
SELECT is((SELECT count(*) FROM comparison_report(4, 5)), 12::bigint, 'twelve pairs between the two');
SELECT results_eq($$SELECT ref, other_ref, similarity, days_apart FROM comparison_report(2, 2) WHERE ref IN ('CPC 15/1', 'CPC 8/4') OR other_ref IN ('CPC 15/1', 'CPC 8/4')$$,
  $$VALUES ('CPC 15/1', 'CPC 2/3', 0.667, -61), ('CPC 8/4', 'CPC 11/2', 0.500, 0)$$, 'the same work twice in the peer challenge: 2/3 and 15/1, 8/4 and 11/2');
SELECT set_eq($$SELECT least(item_id, other_item_id), greatest(item_id, other_item_id) FROM comparison_report(4, at_least => 0.3)$$,
  $$SELECT least(item_id, other_item_id), greatest(item_id, other_item_id) FROM comparison_report(at_least => 0.3) WHERE 4 IN (plan_id, other_plan_id)$$, 'one plan against all is its part of all against all');
SELECT set_eq($$SELECT item_id, other_item_id FROM comparison_report(at_least => 0.4) WHERE project IS NULL$$,
  $$SELECT a.item_id, b.item_id AS other_item_id FROM items a JOIN items b ON a.item_id < b.item_id
      CROSS JOIN LATERAL (SELECT count(*)::numeric AS n FROM unnest(a.words) w WHERE w = ANY (b.words)) c
     WHERE c.n > 0 AND c.n / (cardinality(a.words) + cardinality(b.words) - c.n) >= 0.4
       AND (a.words = b.words
            OR EXISTS (SELECT FROM unnest(a.words) w WHERE w = ANY (b.words)
                          AND 2 >= ALL (SELECT count(*) FROM items x WHERE x.plan_id IN (a.plan_id, b.plan_id) AND w = ANY (x.words) GROUP BY x.plan_id)))$$,
  'no pair is lost by looking at rare words first; each has a word in common that no more than two items of either plan have');
SELECT is(title_words('The Children''s Services'' strategies, 2025: Accountability'), '{accounta,children,service,strategy}', 'title_words');

-- Data quality.
SELECT results_eq(
  $$SELECT plan_id, finding, cases, denominator, of_what FROM data_quality_report WHERE finding NOT LIKE 'name%'$$,
  $$VALUES (1::bigint, 'look-alike letter of another alphabet', 16::bigint, 138::bigint, 'rating cells'), (1, 'blank cell that the legend does not explain', 3, 66, 'active items'), (1, 'item without a due date', 66, 66, 'active items'),
           (2, 'look-alike letter of another alphabet', 51, 73, 'rating cells'), (2, 'item without a due date', 3, 73, 'active items')$$,
  'data_quality_report: 4 B and 12 A, then 51 B, in another alphabet; blanks; items without a date (132 cells printed, 6 corrected above)');
SELECT results_eq($$SELECT plan_id, cases FROM data_quality_report WHERE finding LIKE 'name%' AND plan_id < 5$$, $$VALUES (1::bigint, 68::bigint), (2, 35), (4, 17)$$, 'other spellings, counted from the files; "and" for "&" is none');
SELECT results_eq($$SELECT ref FROM data_quality_cases(1) WHERE finding LIKE 'blank%' ORDER BY item_id$$, ARRAY['A1.2.2', 'A1.2.3', 'A2.3.1'], 'the ambiguous blanks are A1.2.3 and A2.3.1, and A1.2.2');
SELECT is((SELECT detail FROM data_quality_cases(2) WHERE finding LIKE 'look%' LIMIT 1), 'U+0412 for B', 'which letter it is');
INSERT INTO legends VALUES (1, '', NULL, 'to be confirmed');
SELECT is_empty($$SELECT FROM data_quality_cases(1) WHERE finding LIKE 'blank%'$$, 'a legend that explains a blank settles it');
SELECT rows_refused AS refused FROM council.import_csv('delivery_plan', E'commitment\ttitle\toutcome_codes\tstart\tdelivery\tlead_officer\tstrategic_link\tref\n1\tNew work\t9.9\tQ5 2025/26\tQ4 2025/26\tX\t\tDP9.1\n', 'good', 'bad.tsv') \gset
SELECT results_eq($$SELECT finding, value, ref FROM data_quality_cases(4) WHERE finding LIKE 'refused%' ORDER BY 1 DESC$$,
  $$VALUES ('refused: reference to something unknown', '9.9', 'bad.tsv, line 2'), ('refused: no such quarter or date', 'Q5 2025/26', 'bad.tsv, line 2')$$, 'a quarter and an outcome that cannot be');

-- Delivery profile with running totals.
SELECT results_eq($$SELECT quarter::text, due_items, due_so_far, dated_items FROM profile_report WHERE plan_id = 4 AND due_items > 0$$,
  $$VALUES ('Q3 2025/26', 2::bigint, 2::bigint, 58::bigint), ('Q4 2025/26', 38, 40, 58), ('Q1 2026/27', 1, 41, 58), ('Q2 2026/27', 8, 49, 58), ('Q3 2026/27', 3, 52, 58), ('Q4 2026/27', 6, 58, 58)$$,
  'profile_report: due in the quarter and so far, of 58');

-- Returns.
SELECT results_eq($$SELECT officer, items, returned, outstanding, outstanding_complete FROM returns_outstanding('Q2 2025/26', '2025-09-30', 2) WHERE officer IN ('Chief Executive', 'Director of Transformation')$$,
  $$VALUES ('Chief Executive', 17::bigint, 0::bigint, 17::bigint, 15::bigint), ('Director of Transformation', 6, 0, 6, 5)$$, 'returns_outstanding: every item of an officer, shared ones too');
SELECT is_empty($$SELECT FROM returns_outstanding('Q1 2025/26', '2025-06-30', 2)$$, 'nothing is outstanding for a quarter that was reported whole');
SELECT results_eq($$SELECT officer, items, returned, outstanding_refs FROM returns_outstanding('Q1 2024/25', '2024-06-30', 1) WHERE officer = 'Head of HR'$$,
  $$VALUES ('Head of HR', 3::bigint, 1::bigint, 'A1.5.1, A1.5.3')$$, 'a blank cell is no return');
SELECT results_eq($$SELECT DISTINCT quarter FROM returns_outstanding(as_at => '2025-07-01')$$, ARRAY['Q2 2025/26'::quarter], 'without a quarter: the one of that day');

SELECT is(return_form('head of   finance', 'Q3 2024/25'),
  E'Ref,Level,Title,Due,Last quarter,Last rating,Last commentary,Rating Q3 2024/25,Commentary,Corrective action\nA1.1.4,action,Open budget-setting process for stakeholders,,Q2 2024/25,R,,,,\nA1.3.3,action,Deliver MTFS 2024-28 savings on time,,Q2 2024/25,A,,,,\n',
  'return_form: the officer''s items with the last rating');
SELECT is((SELECT count(*) FROM delimited_records(return_form('Director of Transformation', 'Q2 2025/26', 2), ',')), 7::bigint, 'a heading and six items');
SELECT throws_ok($$SELECT return_form('Director of Transformation', 'Q2 2025/26')$$, '22023', NULL, 'an officer with items in two plans must say which');
SELECT throws_ok($$SELECT return_form('Nobody', 'Q2 2025/26')$$, '42704', 'officer "Nobody" does not exist', 'an unknown officer');
-- Filled in and sent back: one rated with a comment that needs quotes, one left blank.
SELECT return_kind(1, 'Q3 2024/25') AS kind \gset
SELECT is(:'kind'::text, 'return 1 Q3 2024/25', 'return_kind makes the document kind');
SELECT is(return_kind(1, 'Q3 2024/25'), :'kind'::text, 'once');
SELECT results_eq(format('SELECT rows_read, rows_loaded, rows_refused FROM council.import_csv(%L, %L)', :'kind',
    replace(return_form('Head of Finance', 'Q3 2024/25', delimiter => ';'), 'Q2 2024/25;R;;;;', E'Q2 2024/25;R;;On track;"Consulted; ""well received""";None')),
  $$VALUES (2::bigint, 2::bigint, 0::bigint)$$, 'a filled-in form is imported');
SELECT results_eq($$SELECT ref, rating::text, raw, r.commentary, corrective_action FROM ratings r JOIN items USING (item_id) WHERE quarter = 'Q3 2024/25' ORDER BY ref$$,
  $$VALUES ('A1.1.4', 'G', 'On track', 'Consulted; "well received"', 'None'), ('A1.3.3', NULL, '', NULL, NULL)$$, 'with rating, words and quotes');
SELECT results_eq($$SELECT items, returned, outstanding_refs FROM returns_outstanding('Q3 2024/25', '2024-12-31', 1) WHERE officer = 'Head of Finance'$$,
  $$VALUES (2::bigint, 1::bigint, 'A1.3.3')$$, 'and what was left blank is still outstanding');
SELECT is((SELECT string_agg(title, '|' ORDER BY ref) FROM items WHERE ref IN ('A1.1.4', 'A1.3.3')), 'Open budget-setting process for stakeholders|Deliver MTFS 2024-28 savings on time', 'titles and officers are as they were');

-- In words.
SELECT is(summary_sentence(2), '51 of 73 actions (70%) are complete; 17 are Escalate, 3 are Monitor and 2 are On Track. Overall red by the policy "worst": the worst live rating (17 of 22).', 'summary_sentence in the plan''s own labels');
SELECT is(summary_sentence(1, 'Q2 2024/25'),
  '2 of 66 actions (3%) are complete; 2 are Off track – with major issues, 9 are Mainly on track – minor issues, 50 are On Track and 3 are not rated. Since Q1 2024/25: 5 improved and 2 worsened. Overall red by the policy "worst": the worst live rating (2 of 61).',
  'with what moved');
SELECT is(summary_sentence(1, as_at => '2024-06-30'), '2 of 66 actions (3%) are complete; 2 are Off track – with major issues, 12 are Mainly on track – minor issues, 43 are On Track and 7 are not rated. Overall red by the policy "worst": the worst live rating (2 of 57).', 'as at a day');
SELECT is(summary_sentence(4), 'Delivery Plan 2025/26 has not reported yet.', 'of a plan that never reported');
SELECT is(summary_sentence(2, 'Q2 2025/26'), 'Corporate Peer Challenge Action Plan did not report in Q2 2025/26.', 'of a quarter it did not report');
SELECT throws_ok($$SELECT summary_sentence(99)$$, '42704', NULL, 'of no plan at all');

-- The grid.
SELECT results_eq($$SELECT quarters, ratings, grid FROM grid_report(1, to_quarter => 'Q2 2024/25') WHERE ref IN ('A1.1.1', 'A1.5.1', 'A2.3.1')$$,
  $$VALUES ('{Q1 2024/25,Q2 2024/25}'::text[], '{G,A}'::text[], '{"Q1 2024/25": "G", "Q2 2024/25": "A"}'::jsonb), ('{Q1 2024/25,Q2 2024/25}', '{NULL,G}', '{"Q1 2024/25": null, "Q2 2024/25": "G"}'),
           ('{Q1 2024/25,Q2 2024/25}', '{NULL,NULL}', '{"Q1 2024/25": null, "Q2 2024/25": null}')$$, 'grid_report: one row per item');
SELECT is((SELECT count(*) FROM grid_report(1)), 66::bigint, 'every item once');
UPDATE items SET state = 'withdrawn', state_since = '2024-08-01' WHERE ref = 'A2.3.1';
SELECT is((SELECT grid FROM grid_report(1) WHERE ref = 'A2.3.1'), '{"Q1 2024/25": null}', 'an item given up has no entry after that');
SELECT is(grid_view(1, 'by quarter', 'Q1 2024/25', 'Q2 2024/25'), 'pg_temp."by quarter"', 'grid_view gives its name');
SELECT results_eq($$SELECT ref FROM "by quarter" WHERE "Q1 2024/25" < "Q2 2024/25"$$, ARRAY['A1.1.1', 'A2.8.1'], 'grid_view: a column per quarter, as ratings: two worsened');
SELECT grid_view(2, 'by quarter') \g /dev/null
SELECT results_eq($$SELECT "Q1 2025/26", count(*) FROM "by quarter" GROUP BY 1 ORDER BY 1 DESC$$, $$VALUES ('R'::rag, 17::bigint), ('A', 3), ('G', 2), ('B', 51)$$, 'made anew for another plan');
SELECT alike(grid_csv(1, to_quarter => 'Q2 2024/25'), E'Ref,Title,Q1 2024/25,Q2 2024/25\nA1.1.1,Simplified decision-making framework and clearer reports,G,A\n%', 'grid_csv');
SELECT is((SELECT count(*) FROM delimited_records(grid_csv(1, delimiter => ';'), ';') WHERE cardinality(cells) = 5), 67::bigint, 'a heading and 66 lines of equal length');
SELECT is(grid_csv(4), (SELECT E'Ref,Title\n' || string_agg(delimited_row(ARRAY[ref, title], ','), E'\n' ORDER BY code NULLS LAST, item_id) || E'\n' FROM items WHERE plan_id = 4), 'a plan that never reported has no columns of quarters');

-- Monthly reports: of a quarter still running only the months that had begun.
INSERT INTO plans (title) VALUES ('Monthly');
INSERT INTO items (plan_id, level, ref, title) SELECT plan_id, 'milestone', 'M1', 'Monthly' FROM plans WHERE title = 'Monthly';
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw)
SELECT item_id, 'Q1 2026/27', d, (d + interval '1 month - 1 day')::date, r::rag, r FROM items, (VALUES ('2026-04-01'::date, 'G'), ('2026-05-01', 'A'), ('2026-06-01', 'R')) v (d, r) WHERE ref = 'M1';
SELECT results_eq($$SELECT d, (SELECT rating::text FROM latest_ratings(d) l JOIN items USING (item_id) WHERE ref = 'M1') FROM unnest('{2026-03-31,2026-04-30,2026-05-01,2026-12-31}'::date[]) d$$,
  $$VALUES ('2026-03-31'::date, NULL), ('2026-04-30', 'G'), ('2026-05-01', 'A'), ('2026-12-31', 'R')$$, 'as at a day within a quarter');

-- Upgrading makes the same text again.
SELECT set_config('search_path', 'council, public, pg_temp', true) \g /dev/null
SELECT lives_ok($$SELECT upgrade_register('council', force => true)$$, 'the statements can be run again');

SELECT * FROM finish();
ROLLBACK;
