-- What was known when, what was published, what was restated, and what takes the place of what: on the council's own plans, then on
-- rows written by hand whose every day is known.  Run it from the repository's top folder.
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
SELECT no_plan();
SELECT create_register('council');
SET search_path = council, public;
\ir ../../demo/council_mappings.sql
\ir ../../demo/council_import.sql
ANALYZE;

-- Every table, column, view, function and trigger of this concern says what it is.
SELECT is_empty(
  $$SELECT m.member FROM register_members('council') m WHERE m.remark IS NULL AND m.member !~ '^(sequence|type|index) '$$,
  'every object has a comment');

-- As known now is as reported now.
SELECT results_eq(
  $$SELECT plan_id, quarter, item_id, level, ref, title, rating, previous_quarter, previous_rating, movement, commentary, corrective_action, is_latest
      FROM as_known_on(CURRENT_DATE) WHERE quarter IS NOT NULL ORDER BY 1, 2, 3$$,
  $$SELECT plan_id, quarter, item_id, level, ref, title, rating, previous_quarter, previous_rating, movement, commentary, corrective_action, is_latest
      FROM rating_report ORDER BY 1, 2, 3$$, 'as known today: the rating report of today');
SELECT results_eq(
  $$SELECT plan_id, quarter::text, tally::text FROM progress_report(CURRENT_DATE, end_of_day(CURRENT_DATE))$$,
  $$VALUES (1::bigint, 'Q1 2024/25', 'R2 A12 G43 B2 ?7'), (1, 'Q2 2024/25', 'R2 A9 G50 B2 ?3'), (2, 'Q1 2025/26', 'R17 A3 G2 B51'),
           (4, NULL, '?58'), (5, NULL, '?90')$$, 'and its figures are those of the files');
SELECT results_eq(
  'SELECT plan_id, quarter, tally, total, percent_complete, overall FROM progress_report(CURRENT_DATE, end_of_day(CURRENT_DATE))',
  'SELECT plan_id, quarter, tally, total, percent_complete, overall FROM progress_report', 'as known today: the progress of today');
SELECT results_eq('SELECT * FROM rollup_report(NULL, CURRENT_DATE, known_at => end_of_day(CURRENT_DATE))', 'SELECT * FROM rollup_report(NULL, CURRENT_DATE)', 'as known today: the rollup of today');
SELECT results_eq($$SELECT * FROM rollup_report('Q2 2024/25', NULL, ARRAY[1::bigint], end_of_day(CURRENT_DATE))$$,
                  $$SELECT * FROM rollup_report('Q2 2024/25', NULL, ARRAY[1::bigint])$$, 'and that of a quarter');
SELECT results_eq(
  $$SELECT item_id, current_due, baseline_due, revisions FROM as_known_on(CURRENT_DATE) WHERE is_latest AND revisions > 0 ORDER BY 1$$,
  $$SELECT item_id, current_due, baseline_due, revisions FROM slippage_report ORDER BY 1$$, 'and the deadlines of today');
SELECT is((SELECT count(*) FROM slippage_report), 13::bigint, 'of which 13 were revised');
SELECT results_eq(
  $$SELECT item_id FROM as_known_on(CURRENT_DATE) WHERE is_latest AND overdue ORDER BY 1$$,
  $$SELECT item_id FROM overdue_report ORDER BY 1$$, 'and those overdue');
SELECT is_empty('SELECT FROM as_known_on(CURRENT_DATE - 1)', 'yesterday nothing was known');
SELECT is_empty('SELECT FROM progress_report(CURRENT_DATE - 1, end_of_day(CURRENT_DATE - 1))', 'nor counted');
SELECT is((SELECT sum(items_distinct) FROM rollup_report(NULL, CURRENT_DATE - 1, known_at => end_of_day(CURRENT_DATE - 1))), 0::numeric, 'nor linked');

-- Publishing.
CREATE FUNCTION pg_temp.publish(plan text, q quarter, note text DEFAULT NULL) RETURNS text LANGUAGE sql AS
  $$SELECT format('%s edition %s', p.quarter, p.edition) FROM publish_quarter(plan, q, note) p$$;
SELECT is(pg_temp.publish('Cheshire East plan 2024-25', 'Q1 2024/25', 'Corporate Policy Committee'), 'Q1 2024/25 edition 1', 'a quarter is published');
SELECT is(pg_temp.publish('cheshire  east plan 2024-25', 'Q2 2024/25'), 'Q2 2024/25 edition 1', 'and the next, by the plan''s name in any spelling');
SELECT is(pg_temp.publish('Corporate Peer Challenge Action Plan', 'Q1 2025/26'), 'Q1 2025/26 edition 1', 'and another plan''s');
SELECT is((SELECT count(*) FROM plan_quarters), (SELECT count(*) FROM publications), 'that is every quarter of every plan');
SELECT is_empty('SELECT * FROM restatements', 'right after publishing nothing is restated');
SELECT is_empty('SELECT * FROM council_bi.bi_restatement', 'nor for BI tools');
SELECT throws_ok($$SELECT pg_temp.publish('Cheshire East plan 2024-25', 'Q3 2024/25')$$, 'P0002', NULL, 'a quarter without a rating is not published');
SELECT throws_ok($$SELECT pg_temp.publish('Town plan', 'Q1 2024/25')$$, '42704', NULL, 'nor one of a plan nobody knows');
SELECT throws_ok($$SELECT pg_temp.publish('Cheshire East plan 2024-25', 'Q1 2024/25 (Oct)')$$, '22023', NULL, 'nor one of another calendar');
SELECT throws_ok($$SELECT pg_temp.publish(NULL, 'Q1 2024/25')$$, '22004', NULL, 'nor of no plan');
SELECT throws_ok($$SELECT pg_temp.publish('Cheshire East plan 2024-25', 'Q1 2024/25')$$, '23505', NULL, 'a second time only with a reason');
SELECT throws_ok($$SELECT pg_temp.publish('Cheshire East plan 2024-25', 'Q1 2024/25', ' ')$$, '23505', NULL, 'which is more than a blank');

CREATE TEMP TABLE first_published AS
SELECT publication_id, item_id, rating::text, previous_rating::text, movement, baseline_due, current_due, revisions FROM published_report;
CREATE TEMP TABLE first_nodes AS SELECT publication_id, node_id, by_link::text, distinct_items::text FROM published_node_report;
SELECT results_eq(
  $$SELECT quarter::text, tally::text, total, percent_complete::text FROM published_progress WHERE plan_id = 1$$,
  $$VALUES ('Q1 2024/25', 'R2 A12 G43 B2 ?7', 66::bigint, (200 / 66.0)::numeric(18,16)::text), ('Q2 2024/25', 'R2 A9 G50 B2 ?3', 66, (200 / 66.0)::numeric(18,16)::text)$$,
  'the published progress');
SELECT results_eq(
  $$SELECT node_id, quarter, distinct_items FROM published_node_report WHERE items_distinct > 0 ORDER BY 1, 2$$,
  $$SELECT node_id, quarter, tally FROM node_rating_report WHERE quarter IS NOT NULL ORDER BY 1, 2$$, 'the published nodes are those of the report');
SELECT results_eq(
  $$SELECT p.node_id, p.by_link, p.distinct_items FROM published_node_report p WHERE quarter = 'Q2 2024/25' AND items_distinct > 0 ORDER BY 1$$,
  $$SELECT node_id, by_link, distinct_items FROM rollup_report('Q2 2024/25', NULL, ARRAY[1::bigint]) WHERE items_distinct > 0 ORDER BY 1$$, 'by link and distinct');
SELECT results_eq(
  $$SELECT ref, by_link::text, distinct_items::text FROM published_node_report WHERE quarter = 'Q1 2024/25' AND level IN ('aim', 'plan')$$,
  $$VALUES ('1', 'R1 A1 G11 B2 ?5', 'R1 A1 G11 B2 ?5'), ('2', 'R1 A6 G17 ?1', 'R1 A6 G17 ?1'), ('3', 'A5 G15 ?1', 'A5 G15 ?1'),
           ('Cheshire East plan 2024-25', 'R2 A12 G43 B2 ?7', 'R2 A12 G43 B2 ?7')$$, 'the aims of the first quarter');
SELECT results_eq(
  $$SELECT ref, rating::text, movement FROM published_report('Cheshire East plan 2024-25', 'Q2 2024/25') WHERE movement NOT IN ('unchanged', 'unrated')$$,
  $$SELECT ref, rating::text, movement FROM rating_report WHERE plan_id = 1 AND quarter = 'Q2 2024/25' AND movement NOT IN ('unchanged', 'unrated')$$,
  'the published report has the movements in order');
SELECT is((SELECT count(*) FROM published_report('Cheshire East plan 2024-25', 'Q2 2024/25') WHERE movement = 'improved'), 5::bigint, 'five of which improved');

-- Nothing of it can be altered, by its owner either.
SELECT throws_ok(format(c, t), '23001', NULL, format(c, t))
FROM unnest(ARRAY['publications', 'published_items', 'published_nodes', 'published_links', 'item_states', 'link_ends', 'ratings', 'due_dates', 'links']) t,
     unnest(ARRAY['DELETE FROM %s', 'TRUNCATE %s CASCADE']) c;
SELECT throws_ok(format('UPDATE %s SET recorded_at = now()', t), '23001', NULL, 'UPDATE ' || t) FROM unnest(ARRAY['item_states', 'link_ends', 'ratings', 'due_dates']) t;
SELECT throws_ok(format('UPDATE %s SET publication_id = publication_id', t), '23001', NULL, 'UPDATE ' || t)
FROM unnest(ARRAY['published_items', 'published_nodes', 'published_links']) t;
SELECT throws_ok($$UPDATE publications SET note = 'x'$$, '23001', NULL, 'UPDATE publications');
SELECT throws_ok('UPDATE links SET valid_from = ''2020-01-01''', '23001', NULL, 'a link''s first day stays');
SELECT throws_ok('UPDATE links SET to_node_id = from_node_id WHERE from_node_id IS NOT NULL', '23001', NULL, 'and so do its ends');
SELECT lives_ok($$UPDATE links SET basis = 'printed' WHERE basis = 'printed'$$, 'where a link comes from may be written');
SELECT throws_ok($$INSERT INTO published_items (publication_id, item_id, level, ref, title, state, revisions)
                   SELECT max(publication_id), 1, 'x', 'x', 'x', 'active', 0 FROM publications$$, '23001', NULL, 'a publication made before gets no more items');
SELECT throws_ok($$INSERT INTO published_nodes SELECT max(publication_id), 1, 'x', 'x', 'x', '0', '0' FROM publications$$, '23001', NULL, 'nor nodes');
SELECT throws_ok($$INSERT INTO published_links SELECT max(publication_id), 1, 1, NULL, 1 FROM publications$$, '23001', NULL, 'nor links');
ALTER TABLE publications DISABLE TRIGGER publications_append_only;
DELETE FROM publications WHERE published_at < now();
ALTER TABLE publications ENABLE TRIGGER publications_append_only;

-- Corrections are taken, and show.
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary)
SELECT item_id, 'Q1 2024/25', '2024-04-01', '2024-06-30', 'R', 'R', 'audit found it off track' FROM items WHERE plan_id = 1 AND ref = 'A1.1.1';
INSERT INTO due_dates (item_id, revision, period, raw, reason)
SELECT item_id, 1, plan_period('March 2027'), 'March 2027', 'supplier lost' FROM items WHERE ref = 'CPC 1/1';
UPDATE items SET state = 'withdrawn', state_since = '2024-08-01', state_reason = 'overtaken by another practice model' WHERE plan_id = 1 AND ref = 'A2.3.1';
UPDATE links SET valid_to = '2024-06-30'
WHERE from_item_id = (SELECT item_id FROM items WHERE plan_id = 1 AND ref = 'A1.2.1') AND relation = 'part_of';
-- A priority moves to another aim from the second quarter on.
UPDATE links SET valid_to = '2024-06-30'
WHERE from_node_id = (SELECT node_id FROM nodes WHERE plan_id = 1 AND ref = 'P3.6') AND relation = 'part_of';
INSERT INTO links (from_node_id, to_node_id, relation, valid_from)
SELECT (SELECT node_id FROM nodes WHERE plan_id = 1 AND ref = 'P3.6'), (SELECT node_id FROM nodes WHERE plan_id = 1 AND level = 'aim' AND ref = '2'), 'part_of', '2024-07-01';

SELECT results_eq(
  $$SELECT quarter::text, ref, figure, old_value, new_value, cause, changed_by = current_user, why FROM restatements WHERE unit = 'item'$$,
  $$VALUES ('Q1 2024/25', 'A1.1.1', 'rating', 'G', 'R', 'rating', true, 'audit found it off track'),
           ('Q2 2024/25', 'A1.1.1', 'movement', 'worsened', 'improved', 'rating', true, 'audit found it off track'),
           ('Q2 2024/25', 'A1.1.1', 'previous rating', 'G', 'R', 'rating', true, 'audit found it off track'),
           ('Q2 2024/25', 'A1.2.1', 'link', 'priority P1.2', 'none', 'link', true, 'part_of ended on 2024-06-30'),
           ('Q2 2024/25', 'A2.3.1', 'counted', 'yes', 'no', 'state', true, 'withdrawn since 2024-08-01: overtaken by another practice model'),
           ('Q1 2025/26', 'CPC 1/1', 'due date', (SELECT to_char(baseline_due, 'YYYY-MM-DD') FROM slippage_report WHERE ref = 'CPC 1/1'), '2027-03-31', 'date',
            true, 'supplier lost')$$,
  'which published figures of items have changed: old, new, who, why');
SELECT results_eq(
  $$SELECT quarter::text, unit, level, ref, figure, old_value, new_value, cause FROM restatements WHERE unit <> 'item' AND figure <> 'by link'$$,
  $$VALUES ('Q1 2024/25', 'node', 'aim', '1', 'distinct items', 'R1 A1 G11 B2 ?5', 'R2 A1 G10 B2 ?5', 'rating'),
           ('Q1 2024/25', 'node', 'plan', 'Cheshire East plan 2024-25', 'distinct items', 'R2 A12 G43 B2 ?7', 'R3 A12 G42 B2 ?7', 'rating'),
           ('Q1 2024/25', 'node', 'priority', 'P1.1', 'distinct items', 'R1 G3', 'R2 G2', 'rating'),
           ('Q1 2024/25', 'plan', NULL, NULL, 'all items', 'R2 A12 G43 B2 ?7', 'R3 A12 G42 B2 ?7', 'rating'),
           ('Q2 2024/25', 'node', 'aim', '1', 'distinct items', 'R1 A2 G13 B2 ?2', 'R1 A2 G12 B2 ?2', 'link'),
           ('Q2 2024/25', 'node', 'aim', '2', 'distinct items', 'R1 A5 G18 ?1', 'R1 A6 G19', 'link, state'),
           ('Q2 2024/25', 'node', 'aim', '3', 'distinct items', 'A2 G19', 'A1 G18', 'link'),
           ('Q2 2024/25', 'node', 'plan', 'Cheshire East plan 2024-25', 'distinct items', 'R2 A9 G50 B2 ?3', 'R2 A9 G49 B2 ?2', 'link, state'),
           ('Q2 2024/25', 'node', 'priority', 'P1.2', 'distinct items', 'G1 B1 ?2', 'B1 ?2', 'link'),
           ('Q2 2024/25', 'node', 'priority', 'P2.3', 'distinct items', 'A1 G1 ?1', 'A1 G1', 'state'),
           ('Q2 2024/25', 'node', 'priority', 'P3.6', 'link', 'aim 3', 'none', 'link'),
           ('Q2 2024/25', 'node', 'priority', 'P3.6', 'link', 'none', 'aim 2', 'link'),
           ('Q2 2024/25', 'plan', NULL, NULL, 'all items', 'R2 A9 G50 B2 ?3', 'R2 A9 G50 B2 ?2', 'state')$$,
  'and at which nodes');
SELECT results_eq(
  $$SELECT old_value, new_value, why FROM restatements(1, 'Q2 2024/25') WHERE ref = '2' AND figure = 'by link'$$,
  $$VALUES ('R1 A5 G18 ?1', 'R1 A6 G19', 'A2.3.1 counted yes -> no; P3.6 link none -> aim 2')$$, 'with what changed under it');
SELECT is((SELECT count(*) FROM restatements), 6 + 13 + (SELECT count(*) FROM restatements WHERE figure = 'by link'), 'and nothing else has');
SELECT results_eq(
  $$SELECT s.ref, r.figure, r.published_value, r.current_value FROM council_bi.bi_restatement r JOIN items s ON s.item_id = r.item_key ORDER BY r.quarter_key, s.ref, r.figure$$,
  $$SELECT ref, figure, CASE old_value WHEN 'not rated' THEN 'NR' ELSE old_value END, CASE new_value WHEN 'not rated' THEN 'NR' ELSE new_value END
      FROM restatements WHERE unit = 'item' AND figure <> 'link' ORDER BY start_date(quarter), ref, figure$$, 'BI tools see those of items');
SELECT is_empty(
  $$(TABLE first_published EXCEPT SELECT publication_id, item_id, rating::text, previous_rating::text, movement, baseline_due, current_due, revisions FROM published_report)
    UNION ALL (SELECT publication_id, item_id, rating::text, previous_rating::text, movement, baseline_due, current_due, revisions FROM published_report EXCEPT TABLE first_published)$$,
  'what was published of items is what it was');
SELECT results_eq('SELECT publication_id, node_id, by_link::text, distinct_items::text FROM published_node_report ORDER BY 1, 2',
  'SELECT * FROM first_nodes ORDER BY 1, 2', 'and of nodes');

-- Another edition.
CREATE TEMP TABLE before_edition AS SELECT edition, unit, ref, figure, old_value, new_value, cause, changed_by, why FROM restatements WHERE quarter = 'Q2 2024/25';
SELECT is(pg_temp.publish('Cheshire East plan 2024-25', 'Q2 2024/25', 'links and one rating put right'), 'Q2 2024/25 edition 2', 'a second edition, with its reason');
SELECT results_eq($$SELECT edition, unit, ref, figure, old_value, new_value, cause, changed_by, why FROM restatements WHERE quarter = 'Q2 2024/25' ORDER BY 2, 3, 4, 5$$,
  'SELECT * FROM before_edition ORDER BY 2, 3, 4, 5', 'the restatements of the first edition stay, and the second has none');
-- A plan is named by its key or its title, here as in every report.
SELECT isnt_empty('SELECT FROM publication_editions', 'something is published');
SELECT is_empty($$SELECT e.publication_id FROM publication_editions e
    WHERE (SELECT array_agg(r::text) FROM published_report(e.plan_id, e.quarter, e.edition) r) IS DISTINCT FROM (SELECT array_agg(r::text) FROM published_report(e.plan, e.quarter, e.edition) r)
       OR (SELECT array_agg(r::text) FROM restatements(e.plan_id, e.quarter) r) IS DISTINCT FROM (SELECT array_agg(r::text) FROM restatements(e.plan, e.quarter) r)$$,
  'by key or by title it is the same publication');
SELECT throws_ok($$SELECT publish_quarter(NULL, 'Q1 2025/26')$$, '22004', NULL, 'no plan is published without being named');
SELECT throws_ok($$SELECT publish_quarter(-1, 'Q1 2025/26')$$, '42704', NULL, 'nor one that is not there');
SELECT throws_ok($$SELECT refresh_plan(-1, 'Anew')$$, '42704', NULL, 'which is not refreshed either');

SELECT results_eq($$SELECT ref, movement FROM published_report('Cheshire East plan 2024-25', 'Q2 2024/25') WHERE ref IN ('A1.1.1', 'A2.3.1')$$,
  $$VALUES ('A1.1.1', 'improved')$$, 'the last edition is the one that is read');
SELECT results_eq($$SELECT ref, movement FROM published_report('Cheshire East plan 2024-25', 'Q2 2024/25', 1) WHERE ref IN ('A1.1.1', 'A2.3.1')$$,
  $$VALUES ('A1.1.1', 'worsened'), ('A2.3.1', 'unrated')$$, 'the first stays answerable');
SELECT is_empty($$SELECT publication_id, item_id, rating::text, previous_rating::text, movement, baseline_due, current_due, revisions FROM published_report WHERE edition = 1
                  EXCEPT TABLE first_published$$, 'figure for figure');
-- The rating is put back: the later edition is restated now.
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary)
SELECT item_id, 'Q1 2024/25', '2024-04-01', '2024-06-30', 'G', 'G', 'audit withdrew its finding' FROM items WHERE plan_id = 1 AND ref = 'A1.1.1';
SELECT results_eq($$SELECT quarter::text, edition, figure, old_value, new_value, why FROM restatements WHERE ref = 'A1.1.1'$$,
  $$VALUES ('Q2 2024/25', 1, 'movement', 'worsened', 'improved', 'audit found it off track'), ('Q2 2024/25', 1, 'previous rating', 'G', 'R', 'audit found it off track'),
           ('Q2 2024/25', 2, 'movement', 'improved', 'worsened', 'audit withdrew its finding'), ('Q2 2024/25', 2, 'previous rating', 'R', 'G', 'audit withdrew its finding')$$,
  'a correction of a correction: edition by edition');

-- States have a history, whichever table they are written to.
INSERT INTO item_states (item_id, state, since, reason) SELECT item_id, 'superseded', '2024-10-01', 'refocused' FROM items WHERE plan_id = 1 AND ref = 'A1.2.3';
SELECT results_eq($$SELECT state, state_since, state_reason FROM items WHERE plan_id = 1 AND ref = 'A1.2.3'$$,
  $$VALUES ('superseded', date '2024-10-01', 'refocused')$$, 'a row of item_states changes the item');
SELECT results_eq($$SELECT i.ref, s.state, s.since FROM item_states s JOIN items i USING (item_id) ORDER BY 1$$,
  $$VALUES ('A1.2.3', 'superseded', date '2024-10-01'), ('A2.3.1', 'withdrawn', '2024-08-01')$$, 'and a change of the item is one row of item_states');
UPDATE items SET title = title WHERE plan_id = 1;
SELECT is((SELECT count(*) FROM item_states), 2::bigint, 'which other changes of items do not write');
SELECT is_empty($$SELECT i.item_id FROM items i LEFT JOIN LATERAL (SELECT * FROM item_states s WHERE s.item_id = i.item_id ORDER BY recorded_at DESC, item_state_id DESC LIMIT 1) s ON true
                  WHERE (i.state, i.state_since, i.state_reason) IS DISTINCT FROM (coalesce(s.state, 'active'), s.since, s.reason)$$, 'items and their history agree');

-- Reports choose which states count.
SELECT results_eq($$SELECT quarter::text, tally::text FROM progress_on('2024-12-31') WHERE plan_id = 1$$, $$VALUES ('Q2 2024/25', 'R2 A9 G50 B2 ?1')$$, 'active items only');
SELECT results_eq($$SELECT quarter::text, tally::text FROM progress_on('2024-12-31', '{active,superseded,withdrawn}') WHERE plan_id = 1$$,
  $$VALUES ('Q2 2024/25', 'R2 A9 G50 B2 ?3')$$, 'or others too');
SELECT results_eq($$SELECT tally::text FROM progress_on('2024-12-31', '{superseded}')$$, $$VALUES ('?1')$$, 'or those alone');
SELECT results_eq($$SELECT quarter::text, tally::text FROM progress_on('2024-07-31') WHERE plan_id = 1$$, $$VALUES ('Q2 2024/25', 'R2 A9 G50 B2 ?3')$$, 'by the state of the day');
SELECT results_eq($$SELECT quarter::text, tally::text FROM progress_on('2024-06-30') WHERE plan_id = 1$$, $$VALUES ('Q1 2024/25', 'R2 A12 G43 B2 ?7')$$, 'and the quarter begun by then');
SELECT throws_ok($$SELECT * FROM progress_on('2024-06-30', '{asleep}')$$, '22023', NULL, 'a state nobody has is refused');

-- The refresh: 2024-25 becomes 2025-26.
CREATE TEMP TABLE before_refresh AS SELECT publication_id, unit, ref, figure, old_value, new_value FROM restatements;
-- Nodes: 19 priorities (P1.4 had completed actions only), 3 aims, the plan.  Links: 61 of actions to a priority (A1.2.1's was ended), 44 others
-- of theirs that linkage.tsv prints, 19 of priorities, 3 of aims, 1 of the plan.
SELECT results_eq(
  $$SELECT items_carried, items_completed, items_inactive, nodes_copied, links_copied, officers_copied, bodies_copied, due_dates_copied, legends_copied, quarters_published
      FROM refresh_plan('Cheshire East plan 2024-25', 'Cheshire East plan 2025-26', new_period => plan_period('2025-26'), as_at => '2025-03-31', publish => true, close => true)$$,
  $$VALUES (62::bigint, 2::bigint, 2::bigint, 23::bigint, 128::bigint, 62::bigint, 64::bigint, 0::bigint, 4::bigint, 0::bigint)$$,
  'what was open goes along: 66 actions less 2 completed and 2 given up');
SELECT results_eq($$SELECT p.title, p.period, p.state, o.title, o.state FROM plans p JOIN plans o ON o.plan_id = p.supersedes_plan_id$$,
  $$VALUES ('Cheshire East plan 2025-26', daterange('2025-04-01', '2026-04-01'), 'live', 'Cheshire East plan 2024-25', 'closed')$$, 'the new plan takes the place of the old, which is closed');
SELECT results_eq($$SELECT became, count(*), count(new_item_id), min(since) FROM supersession_report WHERE plan = 'Cheshire East plan 2024-25' GROUP BY 1 ORDER BY 1$$,
  $$VALUES ('carried forward', 62::bigint, 62::bigint, date '2025-04-01'), ('completed', 2, 0, NULL), ('refocused into', 1, 0, '2024-10-01'), ('superseded by', 1, 0, '2024-08-01')$$,
  'what became of all 66');
INSERT INTO carry_forward (old_item_id, new_item_id, kind, since, reason)
SELECT o.item_id, n.item_id, 'superseded', '2025-04-01', 'refocused into the transformation programme'
FROM items o, items n WHERE o.plan_id = 1 AND o.ref = 'A1.2.3' AND n.plan_id = 4 AND n.ref = (SELECT min(ref) FROM items WHERE plan_id = 4);
SELECT results_eq($$SELECT became, new_item_plan_id, reason FROM supersession_report WHERE ref = 'A1.2.3' AND plan_id = 1 AND new_item_id IS NOT NULL$$,
  $$VALUES ('superseded', 4::bigint, 'refocused into the transformation programme')$$, 'other work of another plan may take an item''s place');
SELECT results_eq($$SELECT item_key, new_item_key, kind FROM council_bi.bi_carry_forward ORDER BY 1, 2$$, 'SELECT old_item_id, new_item_id, kind FROM carry_forward ORDER BY 1, 2', 'for BI tools too');
SELECT results_eq($$SELECT i.ref, i.title, d.nodes, d.officers, d.bodies FROM items i JOIN item_details('2025-06-30') d USING (item_id) WHERE plan_id = 6 ORDER BY i.code$$,
  $$SELECT i.ref, i.title, d.nodes, d.officers, d.bodies FROM items i JOIN item_details('2025-06-30') d USING (item_id) WHERE plan_id = 1 AND state_reason LIKE 'carried%' ORDER BY i.code$$,
  'the new items have the wording, priorities, officers and committees of the old');
SELECT results_eq($$SELECT items_distinct FROM rollup_report(NULL, '2025-04-01', ARRAY[1, 6::bigint]) WHERE level = 'plan' AND plan_id IN (1, 6) ORDER BY plan_id$$,
  ARRAY[2, 61]::bigint[], 'from the first day on open work counts in the new plan only');
SELECT results_eq($$SELECT items_distinct FROM rollup_report(NULL, '2025-03-31', ARRAY[1, 6::bigint]) WHERE level = 'plan' AND plan_id IN (1, 6) ORDER BY plan_id$$,
  ARRAY[63, 0]::bigint[], 'until the day before in the old one only');
SELECT is_empty('(SELECT publication_id, unit, ref, figure, old_value, new_value FROM restatements EXCEPT TABLE before_refresh) UNION ALL
                 (TABLE before_refresh EXCEPT SELECT publication_id, unit, ref, figure, old_value, new_value FROM restatements)', 'the refresh restates nothing of the old year');
SELECT results_eq($$SELECT quarter::text, tally::text FROM progress_report WHERE plan_id = 1$$, $$VALUES ('Q1 2024/25', 'R2 A12 G43 B2 ?7'), ('Q2 2024/25', 'R2 A9 G50 B2 ?2')$$,
  'nor changes its reports');
SELECT throws_ok($$SELECT * FROM refresh_plan('Cheshire East plan 2024-25', 'Once more')$$, '55000', NULL, 'a plan is refreshed once');
SELECT throws_ok($$SELECT * FROM refresh_plan('Cheshire East plan 2025-26', NULL)$$, '22004', NULL, 'into a plan that has a title');
SELECT throws_ok($$SELECT * FROM refresh_plan('Cheshire East plan 2025-26', 'Delivery Plan 2025/26')$$, '23505', NULL, 'of its own');
SELECT throws_ok(c, '55000', NULL, c)
FROM unnest(ARRAY[
  $$UPDATE items SET title = 'x' WHERE plan_id = 1 AND ref = 'A1.1.1'$$,
  $$INSERT INTO items (plan_id, level, ref, title) VALUES (1, 'action', 'A9', 'x')$$,
  $$UPDATE items SET plan_id = 1, ref = 'A9' WHERE plan_id = 6 AND ref = 'A1.1.1'$$,
  $$UPDATE nodes SET title = 'x' WHERE plan_id = 1$$,
  $$INSERT INTO nodes (plan_id, level, ref, title) VALUES (1, 'priority', 'P9', 'x')$$,
  $$UPDATE links SET valid_to = '2024-09-30' WHERE from_item_id = (SELECT item_id FROM items WHERE plan_id = 1 AND ref = 'A1.1.1')$$,
  $$INSERT INTO links (from_item_id, to_node_id, relation) SELECT 1, max(node_id), 'part_of' FROM nodes$$,
  $$INSERT INTO item_states (item_id, state) SELECT item_id, 'active' FROM items WHERE plan_id = 1 AND ref = 'A1.1.1'$$,
  $$INSERT INTO due_dates (item_id, revision, period, raw) VALUES (1, 0, '[2025-01-01,2025-02-01)', 'x')$$,
  $$INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) VALUES (1, 'Q1 2025/26', '2025-04-01', '2025-06-30', 'G', 'G')$$]) c;
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary)
SELECT item_id, 'Q2 2024/25', '2024-07-01', '2024-09-30', 'B', 'B', 'was finished in September' FROM items WHERE plan_id = 1 AND ref = 'A3.2.2';
SELECT results_eq($$SELECT edition, figure, old_value, new_value, why FROM restatements(1, 'Q2 2024/25') WHERE ref = 'A3.2.2'$$,
  $$VALUES (2, 'movement', 'unchanged', 'completed', 'was finished in September'), (2, 'rating', 'G', 'B', 'was finished in September')$$,
  'a correction of what a closed plan published is taken, and shows');
UPDATE plans SET state = 'live' WHERE plan_id = 1;
SELECT lives_ok($$UPDATE nodes SET title = title WHERE plan_id = 1$$, 'opened again it takes changes');

-- Deadlines: of 22 open actions of the peer challenge all have one, and some had it revised.
SAVEPOINT deadlines;
SELECT results_eq($$SELECT items_carried, items_completed, due_dates_copied, quarters_published FROM refresh_plan('Corporate Peer Challenge Action Plan', 'Peer challenge', '2', as_at => '2025-05-31', publish => true, close => true)$$,
  $$VALUES (22::bigint, 51::bigint, 30::bigint, 0::bigint)$$, 'all revisions go along');
SELECT is((SELECT count(*) FROM slippage_report WHERE plan = 'Peer challenge (2)'), 8::bigint, 'so that a new year does not wipe out slippage');
ROLLBACK TO deadlines;
SELECT results_eq($$SELECT items_carried, due_dates_copied FROM refresh_plan('Corporate Peer Challenge Action Plan', 'Peer challenge', '2', as_at => '2025-05-31', rebaseline => true, publish => true, close => true)$$,
  $$VALUES (22::bigint, 22::bigint)$$, 'or those in force alone');
SELECT is((SELECT count(*) FROM slippage_report WHERE plan = 'Peer challenge (2)'), 0::bigint, 'as the new baselines');
SELECT is((SELECT count(*) FROM supersession_report WHERE new_plan = 'Peer challenge (2)' AND moved_days <> 0), 0::bigint, 'no deadline moved on the way');

-- The keys of the BI views.
SELECT is_empty(
  $$SELECT k.view, k.key FROM (VALUES ('bi_publication', 'publication_key'), ('bi_publication', 'plan_key, quarter_key, edition'), ('bi_published_item', 'publication_key, item_key'),
                                      ('bi_published_node', 'publication_key, node_key'), ('bi_restatement', 'publication_key, item_key, figure'), ('bi_item_state', 'item_state_key'),
                                      ('bi_carry_forward', 'item_key, new_item_key')) k (view, key)
     CROSS JOIN LATERAL query_to_xml(format('SELECT 1 AS d FROM council_bi.%I GROUP BY %s HAVING count(*) > 1', k.view, k.key), false, false, '') x
     WHERE x::text LIKE '%<d>%' OR query_to_xml(format('SELECT 1 AS d FROM council_bi.%I', k.view), false, false, '')::text NOT LIKE '%<d>%'$$,
  'the key of each BI view tells its rows apart, and each has rows');
SELECT results_eq($$SELECT p.quarter_key, n.items_distinct FROM council_bi.bi_published_node n JOIN council_bi.bi_publication p USING (publication_key)
                    WHERE n.level = 'plan' AND p.is_last_edition ORDER BY 1$$, $$VALUES (202404, 66::bigint), (202407, 64)$$, 'BI tools see the edition that stands');

-- Every day known: three returns of a town's plan, as they came in.
SELECT create_register('town');
SET search_path = town, public;
INSERT INTO plans (title) VALUES ('Town plan');
INSERT INTO nodes (plan_id, level, ref, title) VALUES (1, 'commitment', '1', 'Prosper'), (1, 'outcome', '1.1', 'Jobs'), (1, 'outcome', '1.2', 'Skills');
INSERT INTO links (from_node_id, to_node_id, relation, recorded_at) VALUES (2, 1, 'part_of', '2024-04-01'), (3, 1, 'part_of', '2024-04-01');
INSERT INTO document_kinds (kind, title, record, plan_id) VALUES ('return', 'Return', 'item', 1);
INSERT INTO import_mappings (kind, position, source, target, qualifier)
VALUES ('return', 1, '{ref}', 'item.ref', ''), ('return', 2, '{ref}', 'item.title', ''), ('return', 3, 'action', 'item.level', ''),
       ('return', 4, '{rag}', 'rating', 'Q1 2024/25'), ('return', 5, '{outcome}', 'link.node', 'outcome contributes_to'), ('return', 6, '{due}', 'due', '');
SELECT is((SELECT rows_loaded FROM town.import_csv('return', E'ref,rag,outcome,due\nT1,G,1.1,December 2024\nT2,R,1.1,\n', recorded_at => '2024-07-05')), 2::bigint, 'the return of the first quarter');
UPDATE import_mappings SET qualifier = 'Q2 2024/25' WHERE target = 'rating';
SELECT is((SELECT rows_loaded FROM town.import_csv('return', E'ref,rag,outcome,due\nT1,A,1.2,March 2025\nT2,B,1.1,\nT3,G,1.1,\n', recorded_at => '2024-10-05')), 3::bigint, 'of the second');
SELECT is((SELECT rows_loaded FROM town.import_csv('return', E'ref,rag,outcome,due\nT1,R,1.2,March 2025\nT2,B,1.1,\nT3,G,1.1,\n', recorded_at => '2024-11-20')), 1::bigint, 'and its correction');
INSERT INTO item_states (item_id, state, since, reason, recorded_at) SELECT item_id, 'deferred', '2024-09-15', 'no money', '2024-12-10' FROM items WHERE ref = 'T3';

CREATE FUNCTION pg_temp.known(day date) RETURNS SETOF text LANGUAGE sql AS
  $$SELECT concat_ws(' ', right(left(quarter::text, 2), 1), ref, coalesce(rating::text, '?'), movement, current_due, nullif(slippage_days, 0), CASE WHEN overdue THEN 'overdue' END)
    FROM as_known_on(day) ORDER BY quarter, ref$$;
SELECT is_empty($$SELECT pg_temp.known('2024-07-04')$$, 'before the first return nothing is known');
SELECT results_eq($$SELECT pg_temp.known('2024-07-05')$$, ARRAY['1 T1 G 2024-12-31', '1 T2 R'], 'on its day it is');
SELECT results_eq($$SELECT pg_temp.known('2024-10-31')$$,
  ARRAY['1 T1 G 2025-03-31 90', '1 T2 R', '1 T3 ?', '2 T1 A worsened 2025-03-31 90', '2 T2 B completed', '2 T3 G first rated'], 'the second quarter as first reported');
SELECT results_eq($$SELECT pg_temp.known('2024-11-20')$$,
  ARRAY['1 T1 G 2025-03-31 90', '1 T2 R', '1 T3 ?', '2 T1 R worsened 2025-03-31 90', '2 T2 B completed', '2 T3 G first rated'], 'and as corrected');
SELECT results_eq($$SELECT pg_temp.known('2024-12-10')$$,
  ARRAY['1 T1 G 2025-03-31 90', '1 T2 R', '1 T3 ?', '2 T1 R worsened 2025-03-31 90', '2 T2 B completed'], 'an item given up during the quarter, as learned in December');
SELECT results_eq($$SELECT pg_temp.known('2025-04-01')$$,
  ARRAY['1 T1 G 2025-03-31 90 overdue', '1 T2 R', '1 T3 ?', '2 T1 R worsened 2025-03-31 90 overdue', '2 T2 B completed'], 'overdue by the deadline known then');
SELECT results_eq($$SELECT d.day, p.tally::text FROM unnest('{2024-07-31,2024-10-31,2024-11-30,2024-12-31}'::date[]) d (day), progress_report(d.day, end_of_day(d.day)) p WHERE p.is_latest$$,
  $$VALUES (date '2024-07-31', 'R1 G1'), ('2024-10-31', 'A1 G1 B1'), ('2024-11-30', 'R1 G1 B1'), ('2024-12-31', 'R1 B1')$$, 'progress as known');
SELECT results_eq($$SELECT d.day, d.q::text, r.ref, r.distinct_items::text
    FROM (VALUES (1, date '2024-03-31', NULL::quarter), (2, '2024-07-31', NULL), (3, '2024-07-31', 'Q2 2024/25'), (4, '2024-10-31', 'Q2 2024/25'), (5, '2024-12-31', 'Q2 2024/25'),
                 (6, '2024-12-31', 'Q1 2024/25')) d (n, day, q), rollup_report(d.q, CASE WHEN d.q IS NULL THEN d.day END, known_at => end_of_day(d.day)) r ORDER BY d.n, r.ref$$,
  $$VALUES (date '2024-03-31', NULL, '1', '0'), ('2024-03-31', NULL, '1.1', '0'), ('2024-03-31', NULL, '1.2', '0'),
           ('2024-07-31', NULL, '1', 'R1 G1'), ('2024-07-31', NULL, '1.1', 'R1 G1'), ('2024-07-31', NULL, '1.2', '0'),
           ('2024-07-31', 'Q2 2024/25', '1', '?2'), ('2024-07-31', 'Q2 2024/25', '1.1', '?2'), ('2024-07-31', 'Q2 2024/25', '1.2', '0'),
           ('2024-10-31', 'Q2 2024/25', '1', 'A1 G1 B1'), ('2024-10-31', 'Q2 2024/25', '1.1', 'G1 B1'), ('2024-10-31', 'Q2 2024/25', '1.2', 'A1'),
           ('2024-12-31', 'Q2 2024/25', '1', 'R1 B1'), ('2024-12-31', 'Q2 2024/25', '1.1', 'B1'), ('2024-12-31', 'Q2 2024/25', '1.2', 'R1'),
           ('2024-12-31', 'Q1 2024/25', '1', 'R1 G1 ?1'), ('2024-12-31', 'Q1 2024/25', '1.1', 'R1 G1 ?1'), ('2024-12-31', 'Q1 2024/25', '1.2', '0')$$,
  'nodes as known: ratings, states and links of the day');
-- The other reports of one day, as known on several: the deadline moved and T3 came in October, a correction in November, T3 was deferred as learned in December.
CREATE FUNCTION pg_temp.told(known timestamptz, OUT report text, OUT says text) RETURNS SETOF record LANGUAGE sql AS $$
  SELECT 'consistency', string_agg(concat_ws(' ', ref, finding), '; ' ORDER BY ref, finding) FROM consistency_report('2025-01-15', known)
  UNION ALL SELECT 'data_quality', string_agg(ref, ' ' ORDER BY ref) FROM data_quality_cases('Town plan', '2024-12-31', known) WHERE finding = 'item without a due date'
  UNION ALL SELECT 'due', string_agg(concat_ws(' ', ref, current_due, revisions, active), '; ' ORDER BY ref) FROM due_report('2024-12-31', known)
  UNION ALL SELECT 'exceptions', string_agg(concat_ws(' ', ref, rating), '; ' ORDER BY ref) FROM exceptions_report('Q2 2024/25', known_at => known)
  UNION ALL SELECT 'grid', string_agg(ref || ':' || array_to_string(ratings, ',', '?'), ' ' ORDER BY ref) FROM grid_report('Town plan', as_at => '2024-12-31', known_at => known)
  UNION ALL SELECT 'level', string_agg(ref || ' ' || tally::text, '; ' ORDER BY ref) FROM level_report('outcome', 'Q2 2024/25', of_plan => 'Town plan', known_at => known)
  UNION ALL SELECT 'overdue', string_agg(concat_ws(' ', ref, days_overdue, rating), '; ' ORDER BY ref) FROM overdue_report('2025-01-15', known)
  UNION ALL SELECT 'path', string_agg(ref || ' ' || path, '; ' ORDER BY ref) FROM path_report('Town plan', '2024-12-31', known_at => known) WHERE ref = 'T1'
  UNION ALL SELECT 'profile', string_agg(concat_ws(' ', quarter::text, due_items), '; ' ORDER BY quarter) FROM profile_report('2024-12-31', known)
  UNION ALL SELECT 'progress_on', string_agg(tally::text, '') FROM progress_on('2024-12-31', '{deferred}', known)
  UNION ALL SELECT 'returns', string_agg(outstanding_refs, '') FROM returns_outstanding('Q2 2024/25', '2024-12-31', 'Town plan', known)
  UNION ALL SELECT 'sentence', summary_sentence('Town plan', NULL, '2024-12-31', known)
  UNION ALL SELECT 'shares', string_agg(ref || ' ' || trim_scale(share), '; ' ORDER BY ref) FROM shares_report('Q2 2024/25', of_plan => 'Town plan', known_at => known) WHERE level = 'outcome'
  UNION ALL SELECT 'slippage', string_agg(concat_ws(' ', ref, slippage_days, rating), '; ' ORDER BY ref) FROM slippage_report('2024-12-31', known)
$$;
SELECT results_eq($$SELECT report, says FROM pg_temp.told('2024-07-31') ORDER BY report COLLATE "C"$$,
  $$VALUES ('consistency', 'T1 green past due'),
           ('data_quality', 'T2'),
           ('due', 'T1 2024-12-31 0 t'),
           ('exceptions', NULL),
           ('grid', 'T1:G T2:R'),
           ('level', '1.1 ?2; 1.2 0'),
           ('overdue', 'T1 15 G'),
           ('path', 'T1 Outcome 1.1 > Commitment 1'),
           ('profile', 'Q3 2024/25 1'),
           ('progress_on', NULL),
           ('returns', 'T1, T2'),
           ('sentence', '0 of 2 actions (0%) are complete; 1 is Red and 1 is Green. Overall red by the policy "worst": the worst live rating (1 of 2).'),
           ('shares', '1.1 2; 1.2 0'),
           ('slippage', NULL)$$, 'every report as known in July');
SELECT results_eq($$SELECT report, says FROM pg_temp.told('2024-10-31') ORDER BY report COLLATE "C"$$,
  $$VALUES ('consistency', NULL),
           ('data_quality', 'T2 T3'),
           ('due', 'T1 2025-03-31 1 t'),
           ('exceptions', 'T1 A'),
           ('grid', 'T1:G,A T2:R,B T3:?,G'),
           ('level', '1.1 G1 B1; 1.2 A1'),
           ('overdue', NULL),
           ('path', 'T1 Outcome 1.2 > Commitment 1'),
           ('profile', 'Q4 2024/25 1'),
           ('progress_on', NULL),
           ('returns', NULL),
           ('sentence', '1 of 3 actions (33%) is complete; 1 is Amber and 1 is Green. Since Q1 2024/25: 1 completed and 1 worsened. Overall amber by the policy "worst": the worst live rating (1 of 2).'),
           ('shares', '1.1 2; 1.2 1'),
           ('slippage', 'T1 90 A')$$, 'in October');
SELECT results_eq($$SELECT report, says FROM pg_temp.told('2024-12-31') ORDER BY report COLLATE "C"$$,
  $$VALUES ('consistency', 'T1 red before due'),
           ('data_quality', 'T2'),
           ('due', 'T1 2025-03-31 1 t'),
           ('exceptions', 'T1 R'),
           ('grid', 'T1:G,R T2:R,B T3:?,?'),
           ('level', '1.1 B1; 1.2 R1'),
           ('overdue', NULL),
           ('path', 'T1 Outcome 1.2 > Commitment 1'),
           ('profile', 'Q4 2024/25 1'),
           ('progress_on', 'G1'),
           ('returns', NULL),
           ('sentence', '1 of 2 actions (50%) is complete; 1 is Red. Since Q1 2024/25: 1 completed, 1 worsened and 1 deferred. Overall red by the policy "worst": the worst live rating (1 of 1).'),
           ('shares', '1.1 1; 1.2 1'),
           ('slippage', 'T1 90 R')$$, 'and in December');
SELECT results_eq($$SELECT previous_valid_to, valid_to, recorded_at FROM link_ends$$, $$VALUES (date 'infinity', date '2024-06-30', timestamptz '2024-10-05')$$,
  'the end of a link became known with the file that ended it');
-- A file of the same quarter takes the link back: it never held, and is still there.
SELECT is((SELECT rows_loaded FROM town.import_csv('return', E'ref,rag,outcome,due\nT1,R,1.1,March 2025\nT2,B,1.1,\nT3,G,1.1,\n', recorded_at => '2025-01-10')), 1::bigint, 'a link taken back');
SELECT results_eq($$SELECT n.ref, l.valid_from, l.valid_to FROM links l JOIN items i ON i.item_id = l.from_item_id JOIN nodes n ON n.node_id = l.to_node_id WHERE i.ref = 'T1' ORDER BY l.link_id$$,
  $$VALUES ('1.1', date '-infinity', date '2024-06-30'), ('1.2', '2024-07-01', '2024-06-30'), ('1.1', '2024-07-01', 'infinity')$$, 'no link is ever deleted');
SELECT results_eq($$SELECT d.day, r.distinct_items::text FROM unnest('{2024-12-31,2025-01-10}'::date[]) d (day), rollup_report('Q2 2024/25', known_at => end_of_day(d.day)) r WHERE r.ref = '1.2'$$,
  $$VALUES (date '2024-12-31', 'R1'), ('2025-01-10', '0')$$, 'nor forgotten');
-- Two items become one, one becomes two.
INSERT INTO items (plan_id, level, ref, title) SELECT 1, 'action', 'N' || n, 'new' FROM generate_series(1, 3) n;
INSERT INTO carry_forward (old_item_id, new_item_id, kind, since)
SELECT o.item_id, n.item_id, c.kind, '2025-01-01'
FROM (VALUES ('T1', 'N1', 'merged'), ('T2', 'N1', 'merged'), ('T3', 'N2', 'split'), ('T3', 'N3', 'split')) c (old, new, kind)
JOIN items o ON o.ref = c.old JOIN items n ON n.ref = c.new;
SELECT results_eq('SELECT ref, became, new_ref, rating::text, new_plan_id FROM supersession_report',
  $$VALUES ('T1', 'merged', 'N1', 'R', NULL::bigint), ('T2', 'merged', 'N1', 'B', NULL), ('T3', 'split', 'N2', 'G', NULL), ('T3', 'split', 'N3', 'G', NULL)$$,
  'within a plan too: one row per item and item that takes its place');
SELECT throws_ok('INSERT INTO carry_forward (old_item_id, new_item_id, kind) VALUES (1, 1, ''merged'')', '23514', NULL, 'no item takes its own place');
SELECT results_eq('SELECT plan_id, quarter, item_id, rating, movement FROM as_known_on(CURRENT_DATE)', 'SELECT plan_id, quarter, item_id, rating, movement FROM rating_report', 'today is today');
SELECT * FROM finish(); ROLLBACK;
