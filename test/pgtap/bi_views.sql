-- The views for BI tools: plain types, keys that fit, the same figures as the register's own views, and nothing else to read.
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
SELECT plan(64);

SELECT create_register('reg');
SET search_path = reg, public;

INSERT INTO plans (title, version, period) VALUES ('Plan A', '', plan_period('2024-25')), ('Plan N', '2025', '[2025-04-01,infinity)'), ('Plan O', '', '[-infinity,2025-04-01)');
INSERT INTO items (plan_id, level, ref, code, title, state, state_since) VALUES
  (1, 'action', 'A1.10', 'A1.10', 'tenth', 'active', NULL), (1, 'action', 'A1.9', 'A1.9', 'ninth', 'active', NULL),
  (1, 'action', 'A2.1', 'A2.1', 'never rated', 'active', NULL), (1, 'action', 'A2.2', 'A2.2', 'given up', 'withdrawn', '2024-08-01'),
  (2, 'deliverable', 'N1', NULL, 'new', 'active', '-infinity');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) VALUES
  (1, 'Q1 2024/25', '2024-05-01', '2024-05-31', 'R', 'R'), (1, 'Q1 2024/25', '2024-06-01', '2024-06-30', 'A', 'A'),
  (2, 'Q1 2024/25', '2024-04-01', '2024-06-30', 'G', 'G'), (4, 'Q1 2024/25', '2024-04-01', '2024-06-30', 'R', 'R'),
  (1, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'AR', 'AR'), (2, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'B', U&'\0412'),
  (3, 'Q3 2024/25', '2024-10-01', '2024-12-31', NULL, '');
INSERT INTO due_dates (item_id, milestone, revision, period, raw) VALUES
  (1, 'start', 0, plan_period('Q1 2024/25'), 'Q1 2024/25'), (1, 'due', 0, plan_period('September 2024'), 'September 2024'),
  (1, 'due', 1, plan_period('March 2025'), 'March 2025'), (2, 'due', 0, plan_period('From June 2024'), 'From June 2024'),
  (5, 'due', 0, plan_period('Q4 2026/27'), 'Q4 2026/27'), (3, 'due', 0, '[2024-04-01,)', 'for ever');
INSERT INTO nodes (plan_id, level, ref, title) VALUES (1, 'aim', '1', 'aim'), (1, 'outcome', '1.1', 'one'), (1, 'outcome', '1.2', 'two'), (NULL, 'reference', 'X', 'x');
INSERT INTO relations VALUES ('mentions', false, 'from', 'nothing that counts');
INSERT INTO links (from_node_id, to_node_id, relation, valid_to) VALUES (2, 1, 'part_of', 'infinity'), (1, 3, 'see', 'infinity'), (4, 1, 'part_of', '2020-01-01'), (4, 1, 'mentions', 'infinity');
INSERT INTO links (from_item_id, to_node_id, relation) VALUES (1, 2, 'contributes_to'), (1, 3, 'contributes_to'), (2, 3, 'contributes_to'), (5, 3, 'contributes_to'), (4, 2, 'contributes_to');
INSERT INTO links (from_item_id, to_item_id, relation) VALUES (1, 2, 'part_of');
INSERT INTO links (from_item_id, to_node_id, relation) VALUES (1, 4, 'mentions');
-- A task under an item, which counts where that one does.
INSERT INTO links (from_item_id, to_item_id, relation) VALUES (5, 1, 'part_of');
INSERT INTO officers (name) VALUES ('Head');
INSERT INTO bodies (name) VALUES ('Board');
INSERT INTO item_officers (item_id, officer_id, role, raw, valid_to) VALUES (1, 1, 'lead', 'x', 'infinity'), (2, 1, 'lead', 'x', '2020-01-01');
INSERT INTO item_bodies (item_id, body_id, role, raw) VALUES (1, 1, 'committee', 'x');

-- Plain types, and who says so.

SELECT results_eq(
  $$SELECT relname::text COLLATE "default" FROM pg_class WHERE relnamespace = 'reg_bi'::regnamespace AND relkind = 'v' ORDER BY relname COLLATE "C"$$,
  ARRAY['bi_benchmark', 'bi_body', 'bi_carry_forward', 'bi_column', 'bi_dependency', 'bi_due', 'bi_item', 'bi_item_absence', 'bi_item_body', 'bi_item_link', 'bi_item_node',
        'bi_item_officer', 'bi_item_state', 'bi_link', 'bi_measure', 'bi_measure_node', 'bi_measure_value', 'bi_money', 'bi_node', 'bi_officer',
        'bi_peer_group', 'bi_period_rating', 'bi_plan', 'bi_plan_quarter', 'bi_plan_scale', 'bi_progress', 'bi_publication', 'bi_published_item',
        'bi_published_node', 'bi_quarter', 'bi_quarter_rating', 'bi_rating', 'bi_relationship', 'bi_restatement', 'bi_risk', 'bi_risk_link',
        'bi_risk_officer', 'bi_rollup', 'bi_scale', 'bi_today', 'bi_unsafe_columns'],
  'the BI schema holds its views');
SELECT is_empty('SELECT * FROM reg_bi.bi_unsafe_columns', 'no column of them has a type that BI tools may not know');
SELECT is_empty(
  $$SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = 'reg_bi'::regnamespace
       AND format_type(a.atttypid, a.atttypmod) NOT IN ('text', 'integer', 'bigint', 'numeric', 'date', 'timestamp with time zone', 'boolean')$$,
  'and the catalogue says the same');
SAVEPOINT unsafe;
CREATE DOMAIN reg.percentage AS numeric;
CREATE VIEW reg_bi.own AS SELECT 'R'::rag AS rag, 'Q1 2024/25'::quarter AS quarter, '{1}'::integer[] AS numbers, daterange(NULL, NULL) AS days, 1::reg.percentage AS domain,
                                 'x'::name AS name, 1::smallint AS small, 1.5::real AS real, 'fine'::text AS fine;
SELECT results_eq('SELECT column_name FROM reg_bi.bi_unsafe_columns ORDER BY column_name COLLATE "C"',
  ARRAY['days', 'domain', 'name', 'numbers', 'quarter', 'rag', 'real', 'small'], 'bi_unsafe_columns sees every unsafe column that is added');
ROLLBACK TO unsafe;
SELECT is_empty(
  $$SELECT c.relname, a.attname FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = 'reg_bi'::regnamespace AND c.relkind = 'v'
       AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, a.attnum) IS NULL)$$,
  'every view and every column has a comment');
SELECT ok(obj_description('reg_bi.bi_rollup'::regclass) ~ 'Do not add across nodes', 'bi_rollup says "do not add across nodes"');

-- Keys.

SELECT is_empty(
  $$SELECT k.view, k.key FROM (VALUES ('bi_plan', 'plan_key'), ('bi_risk', 'risk_key'), ('bi_dependency', 'dependency_key'), ('bi_item', 'item_key'), ('bi_node', 'node_key'), ('bi_quarter', 'quarter_key'), ('bi_scale', 'rating_key'),
                                      ('bi_officer', 'officer_key'), ('bi_body', 'body_key'), ('bi_link', 'link_key'), ('bi_rollup', 'node_key'),
                                      ('bi_rating', 'item_key, quarter_key'), ('bi_quarter_rating', 'item_key, quarter_key'), ('bi_plan_quarter', 'plan_key, quarter_key'), ('bi_due', 'item_key, milestone, revision'), ('bi_progress', 'plan_key, quarter_key'),
                                      ('bi_item_officer', 'item_key, officer_key, role, valid_from'), ('bi_item_body', 'item_key, body_key, role, valid_from'),
                                      ('bi_measure', 'measure_key'), ('bi_measure_node', 'measure_key, node_key'), ('bi_measure_value', 'measure_key, quarter_key'),
                                      ('bi_plan_scale', 'plan_key, rating_key'), ('bi_item_node', 'item_key, node_key'), ('bi_item_link', 'item_key, node_key'), ('bi_period_rating', 'item_key, period_last_day'),
                                      ('bi_relationship', 'from_view, from_column'), ('bi_column', 'view_name, column_name'),
                                      ('bi_risk_officer', 'risk_key, officer_key, valid_from'), ('bi_risk_link', 'risk_key, plan_key, item_key, node_key, valid_from'),
                                      ('bi_peer_group', 'peer_group_key'), ('bi_benchmark', 'measure_key, peer_group_key, quarter_key'),
                                      ('bi_money', 'plan_key, purpose, ref, basis, fiscal_year_start, years, item_key, node_key')) k (view, key)
     CROSS JOIN LATERAL query_to_xml(format('SELECT 1 AS d FROM reg_bi.%I GROUP BY %s HAVING count(*) > 1', k.view, k.key), false, false, '') x
     WHERE x::text LIKE '%<d>%'$$,
  'the key of each view tells its rows apart');
-- bi_relationship says whose key a column is: every column that is called a key is there, or is its own view's; every value must be found.
CREATE FUNCTION pg_temp.keys_not_found() RETURNS TABLE (from_view text, from_column text) LANGUAGE sql AS $$
    SELECT r.from_view, r.from_column
      FROM reg_bi.bi_relationship r
     CROSS JOIN LATERAL query_to_xml(format('SELECT f.%1$I AS d FROM reg_bi.%2$I f WHERE f.%1$I IS NOT NULL AND NOT EXISTS (SELECT FROM reg_bi.%3$I d WHERE d.%4$I = f.%1$I)',
                                            r.from_column, r.from_view, r.to_view, r.to_column), false, false, '') x
     WHERE x::text LIKE '%<d>%'
$$;
SELECT is_empty(
  'SELECT * FROM pg_temp.keys_not_found()',
  'every key is found where bi_relationship says');
SELECT is_empty(
  $$SELECT c.relname, a.attname
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND a.attname LIKE '%\_key'
     WHERE c.relnamespace = 'reg_bi'::regnamespace
       AND NOT EXISTS (SELECT FROM reg_bi.bi_relationship r WHERE (r.from_view, r.from_column) = (c.relname, a.attname) OR (r.to_view, r.to_column) = (c.relname, a.attname))
       AND (c.relname, a.attname) NOT IN (('bi_link', 'link_key'), ('bi_item_state', 'item_state_key'), ('bi_dependency', 'dependency_key'))$$,
  'and no key goes unsaid');
SELECT is_empty(
  $$SELECT r.* FROM reg_bi.bi_relationship r
     WHERE (SELECT count(*) FROM pg_attribute a JOIN pg_attribute t ON t.attrelid = format('reg_bi.%I', r.to_view)::regclass AND t.attname = r.to_column AND t.atttypid = a.atttypid
             WHERE a.attrelid = format('reg_bi.%I', r.from_view)::regclass AND a.attname = r.from_column) <> 1$$,
  'both ends are there, and of one type');
SELECT is_empty(
  $$SELECT r.to_view FROM (SELECT DISTINCT to_view, to_column FROM reg_bi.bi_relationship) r
     CROSS JOIN LATERAL query_to_xml(format('SELECT 1 AS d FROM reg_bi.%1$I GROUP BY %2$I HAVING count(*) > 1 OR %2$I IS NULL', r.to_view, r.to_column), false, false, '') x
     WHERE x::text LIKE '%<d>%'$$,
  'the view on the side of one has each value once, and none empty');
-- Tools that filter along the lines refuse a model, or answer at random, where two lead to one view.
SELECT is_empty(
  $$WITH RECURSIVE way AS (
      SELECT r.from_view, r.to_view, ARRAY[r.from_view, r.from_column] AS steps FROM reg_bi.bi_relationship r WHERE r.is_active
      UNION ALL
      SELECT w.from_view, r.to_view, w.steps || ARRAY[r.from_view, r.from_column]
        FROM way w JOIN reg_bi.bi_relationship r ON r.from_view = w.to_view AND r.is_active
       WHERE r.from_view <> ALL (w.steps))
    SELECT w.from_view, w.to_view FROM way w GROUP BY w.from_view, w.to_view HAVING count(*) > 1$$,
  'no two active ways lead from one view to another');
SELECT is_empty(
  $$SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = 'reg_bi'::regnamespace AND obj_description(c.oid, 'pg_class') ~ '^Fact:'
       AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'plan_key')$$,
  'every fact has a plan_key');
SELECT is_empty(
  $$SELECT c.relname, a.attname
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND a.attname LIKE '%rating\_key'
     CROSS JOIN LATERAL query_to_xml(format('SELECT 1 AS d FROM reg_bi.%I f WHERE f.%I IS NULL', c.relname, a.attname), false, false, '') x
     WHERE c.relnamespace = 'reg_bi'::regnamespace AND x::text LIKE '%<d>%'$$,
  'no rating key is empty');
SELECT is_empty(
  $$SELECT c.relname, a.attname
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND a.atttypid IN ('date'::regtype, 'timestamptz'::regtype)
     CROSS JOIN LATERAL query_to_xml(format('SELECT 1 AS d FROM reg_bi.%I f WHERE NOT isfinite(f.%I)', c.relname, a.attname), false, false, '') x
     WHERE c.relnamespace = 'reg_bi'::regnamespace AND x::text LIKE '%<d>%'$$,
  'no date is infinite');

-- Figures.

SELECT results_eq(
  $$SELECT rating_key, label, severity, sort_order, is_live, is_exception FROM reg_bi.bi_scale ORDER BY sort_order$$,
  $$VALUES ('R', 'Red', 60, 1, true, true), ('AR', 'Amber/Red', 50, 2, true, true), ('A', 'Amber', 40, 3, true, true), ('AG', 'Amber/Green', 30, 4, true, false),
           ('G', 'Green', 20, 5, true, false), ('S', 'Scheduled', 10, 6, false, false), ('B', 'Complete', 0, 7, false, false), ('NR', 'Not rated', NULL, 8, false, false)$$,
  'bi_scale has every rating and "Not rated"');
SELECT results_eq(
  $$SELECT quarter_key, label, first_day, last_day, fiscal_year, fiscal_year_start, quarter_number, half FROM reg_bi.bi_quarter ORDER BY quarter_key LIMIT 4$$,
  $$VALUES (202404, 'Q1 2024/25', '2024-04-01'::date, '2024-06-30'::date, '2024/25', 2024, 1, 1), (202407, 'Q2 2024/25', '2024-07-01', '2024-09-30', '2024/25', 2024, 2, 1),
           (202410, 'Q3 2024/25', '2024-10-01', '2024-12-31', '2024/25', 2024, 3, 2), (202501, 'Q4 2024/25', '2025-01-01', '2025-03-31', '2024/25', 2024, 4, 2)$$,
  'bi_quarter: quarter_key is yyyymm of the first day');
SELECT results_eq('SELECT count(*), max(label) FILTER (WHERE quarter_key = 202701), max(quarter_key) FROM reg_bi.bi_quarter', $$VALUES (12::bigint, 'Q4 2026/27', 202701)$$,
  'from the first quarter used to the last, those between included');
SELECT is_empty($$SELECT q.quarter_key FROM reg_bi.bi_quarter q WHERE NOT EXISTS (SELECT FROM reg_bi.bi_quarter n WHERE n.first_day = q.last_day + 1)
                  AND q.quarter_key <> 202701$$, 'without a gap');
SELECT results_eq(
  $$SELECT item_key, quarter_key, rating_key, previous_rating_key, movement, is_latest FROM reg_bi.bi_rating ORDER BY 1, 2$$,
  $$SELECT item_id, (to_char(start_date(quarter), 'YYYYMM'))::integer, coalesce(rating::text, 'NR'), coalesce(previous_rating::text, 'NR'), movement, is_latest
      FROM rating_report ORDER BY 1, 2$$, 'bi_rating is rating_report');
SELECT results_eq(
  $$SELECT item_key, plan_key, quarter_key, rating_key, raw, recorded_at, last_day FROM reg_bi.bi_quarter_rating ORDER BY 1, 3$$,
  $$SELECT item_id, plan_id, (to_char(start_date(quarter), 'YYYYMM'))::integer, coalesce(rating::text, 'NR'), raw, recorded_at, end_date(quarter)
      FROM quarter_ratings ORDER BY 1, 3$$, 'bi_quarter_rating is quarter_ratings');
SELECT results_eq(
  $$SELECT plan_key, quarter_key, previous_quarter_key, is_latest, last_day, previous_last_day FROM reg_bi.bi_plan_quarter ORDER BY 1, 2$$,
  $$SELECT plan_id, (to_char(start_date(quarter), 'YYYYMM'))::integer, (to_char(start_date(previous_quarter), 'YYYYMM'))::integer, is_latest, end_date(quarter),
           end_date(previous_quarter) FROM plan_quarters ORDER BY 1, 2$$, 'bi_plan_quarter is plan_quarters');
SELECT results_eq(
  $$SELECT quarter_key, period_first_day, period_last_day, rating_key, previous_rating_key, movement FROM reg_bi.bi_period_rating WHERE item_key = 1 ORDER BY period_last_day$$,
  $$VALUES (202404, '2024-05-01'::date, '2024-05-31'::date, 'R', 'NR', NULL), (202404, '2024-06-01', '2024-06-30', 'A', 'R', 'improved'),
           (202410, '2024-10-01', '2024-12-31', 'AR', 'A', 'worsened')$$, 'bi_period_rating has every month reported, and the movement between');
SAVEPOINT corrected;
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, recorded_at) VALUES (1, 'Q1 2024/25', '2024-05-01', '2024-05-31', 'G', 'G', clock_timestamp());
SELECT results_eq('SELECT rating_key, movement FROM reg_bi.bi_period_rating WHERE item_key = 1 ORDER BY period_last_day',
  $$VALUES ('G', NULL), ('A', 'worsened'), ('AR', 'worsened')$$, 'of a month what was recorded last');
ROLLBACK TO corrected;
SELECT results_eq('SELECT item_key, first_day, period_first_day, period_last_day FROM reg_bi.bi_rating WHERE quarter_key = 202404 ORDER BY 1',
  $$VALUES (1::bigint, '2024-04-01'::date, '2024-06-01'::date, '2024-06-30'::date), (2, '2024-04-01', '2024-04-01', '2024-06-30'), (3, '2024-04-01', NULL, NULL), (4, '2024-04-01', '2024-04-01', '2024-06-30')$$,
  'bi_rating says which days its rating is of');
SELECT is((SELECT count(*) FROM reg_bi.bi_rating), 7::bigint, 'three active items in two quarters, and in the first the one given up since');
SELECT results_eq(
  $$SELECT plan_key, quarter_key, is_latest, total, complete, green, amber_green, amber, amber_red, red, scheduled, unrated, percent_complete, overall_rating_key
      FROM reg_bi.bi_progress ORDER BY 1, 2$$,
  $$SELECT plan_id, (to_char(start_date(quarter), 'YYYYMM'))::integer, is_latest, total, complete, green, amber_green, amber, amber_red, red, scheduled, unrated,
           round(percent_complete, 6), coalesce(overall::text, 'NR') FROM progress_report ORDER BY 1, 2$$, 'bi_progress is progress_report');
SELECT results_eq(
  $$SELECT node_key, items_by_link, items_distinct, complete, green, amber_green, amber, amber_red, red, scheduled, unrated, percent_complete, overall_rating_key
      FROM reg_bi.bi_rollup ORDER BY 1$$,
  $$SELECT node_id, items_by_link, items_distinct, complete(distinct_items), green(distinct_items), amber_green(distinct_items), amber(distinct_items), amber_red(distinct_items),
           red(distinct_items), scheduled(distinct_items), unrated(distinct_items), round(percent_complete, 6), coalesce(overall::text, 'NR') FROM rollup_report ORDER BY 1$$,
  'bi_rollup is rollup_report');
SELECT results_eq('SELECT node_key, items_by_link, items_distinct FROM reg_bi.bi_rollup ORDER BY 1',
  $$VALUES (1::bigint, 5::bigint, 3::bigint), (2, 2, 2), (3, 3, 3), (4, 0, 0)$$, 'which counts by link and distinct');
SELECT results_eq(
  $$SELECT item_key, rating_key, is_active, quarter_key, baseline_due, current_due, slippage_months FROM reg_bi.bi_item ORDER BY 1$$,
  $$VALUES (1::bigint, 'AR', true, 202410, '2024-09-30'::date, '2025-03-31'::date, 6), (2, 'B', true, 202410, NULL, NULL, NULL), (3, 'NR', true, 202410, NULL, NULL, NULL),
           (4, 'R', false, 202404, NULL, NULL, NULL), (5, 'NR', true, NULL, '2027-03-31', '2027-03-31', 0)$$,
  'bi_item: latest rating and deadline of every item, of one given up the last it had');
-- A quarter that only an item given up before its end is rated in.
SAVEPOINT given_up;
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, recorded_at) VALUES (4, 'Q2 2024/25', '2024-07-01', '2024-09-30', 'R', 'R', clock_timestamp());
SELECT results_eq('SELECT plan_key, quarter_key, is_latest, total, red, unrated FROM reg_bi.bi_progress ORDER BY 1, 2',
  $$SELECT plan_id, (to_char(start_date(quarter), 'YYYYMM'))::integer, is_latest, total, red, unrated FROM progress_report ORDER BY 1, 2$$,
  'bi_progress leaves out who is absent, also where nobody who counts is rated');
ROLLBACK TO given_up;
-- A quarter whose cells are blanked one after another is reported as long as one is left.
SAVEPOINT blanked;
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, recorded_at) VALUES (1, 'Q3 2024/25', '2024-10-01', '2024-12-31', NULL, '', clock_timestamp());
SELECT results_eq('SELECT quarter_key FROM reg_bi.bi_plan_quarter ORDER BY 1', 'VALUES (202404), (202410)', 'a quarter is reported though the first item rated in it is blank now');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, recorded_at) VALUES (2, 'Q3 2024/25', '2024-10-01', '2024-12-31', NULL, '', clock_timestamp());
SELECT results_eq('SELECT quarter_key FROM reg_bi.bi_plan_quarter ORDER BY 1', 'VALUES (202404)', 'and not once all are');
ROLLBACK TO blanked;
-- An import that made an item was taken back, and what was written of the item by hand since stands.
SAVEPOINT undone;
UPDATE items SET state = 'undone', state_since = '-infinity' WHERE item_id IN (1, 3);
SELECT results_eq('SELECT plan_key, quarter_key, is_latest, total, complete, unrated FROM reg_bi.bi_progress ORDER BY 1, 2',
  $$SELECT plan_id, (to_char(start_date(quarter), 'YYYYMM'))::integer, is_latest, total, complete, unrated FROM progress_report ORDER BY 1, 2$$,
  'an item that was taken back is in no bi_progress');
SELECT is_empty(
  $$SELECT * FROM pg_temp.keys_not_found() WHERE from_view <> 'bi_link'$$,
  'and in no view but that of links, so that every key is found');
ROLLBACK TO undone;
SAVEPOINT tomorrow;
UPDATE items SET state = 'withdrawn', state_since = CURRENT_DATE + 1 WHERE item_id IN (1, 5);
SELECT results_eq('SELECT item_key, rating_key, quarter_key, is_active FROM reg_bi.bi_item WHERE item_key IN (1, 5) ORDER BY 1',
  $$VALUES (1::bigint, 'AR', 202410, true), (5, 'NR', NULL, true)$$, 'who leaves tomorrow is active today');
UPDATE items SET state_since = CURRENT_DATE WHERE item_id IN (1, 5);
SELECT results_eq('SELECT item_key, rating_key, quarter_key, is_active FROM reg_bi.bi_item WHERE item_key IN (1, 5) ORDER BY 1',
  $$VALUES (1::bigint, 'AR', 202410, false), (5, 'NR', NULL, false)$$, 'and who leaves today is not');
SELECT results_eq('SELECT plan_key, quarter_key, total FROM reg_bi.bi_progress ORDER BY 1, 2', $$VALUES (1::bigint, 202404, 4::bigint), (1, 202410, 3)$$,
  'but stays in the quarters before');
SELECT results_eq('SELECT item_key, quarter_key FROM reg_bi.bi_rating WHERE item_key = 1 ORDER BY 2', 'VALUES (1::bigint, 202404), (1, 202410)', 'with their ratings');
SELECT results_eq('SELECT node_key, items_distinct FROM reg_bi.bi_rollup ORDER BY 1', 'SELECT node_id, items_distinct FROM rollup_report ORDER BY 1', 'and in no rollup of today');
ROLLBACK TO tomorrow;
-- What is late by the rules of the register, and who answers for it.
SELECT results_eq('SELECT item_key, days_overdue, officers, bodies FROM reg_bi.bi_item WHERE is_overdue ORDER BY 1',
  $$SELECT o.item_id, o.days_overdue, o.officers, 'Board' FROM overdue_report o ORDER BY 1$$, 'bi_item: what is overdue, as overdue_report has it');
SELECT results_eq('SELECT item_key FROM reg_bi.bi_item WHERE is_overdue', 'VALUES (1::bigint)', 'which is one item');
SAVEPOINT late;
INSERT INTO officers (name) VALUES ('Aide'), ('Chief');
INSERT INTO item_officers (item_id, officer_id, role, raw, valid_from) VALUES (1, 2, 'support', 'x', '-infinity'), (2, 2, 'support', 'x', '-infinity'), (2, 3, 'support', 'x', '-infinity');
INSERT INTO due_dates (item_id, milestone, revision, period, raw) VALUES (2, 'due', 1, '[2020-01-01,2020-02-01)', 'January 2020');
SELECT results_eq('SELECT item_key, officers, is_overdue FROM reg_bi.bi_item WHERE item_key <= 2 ORDER BY 1', $$VALUES (1::bigint, 'Head', true), (2, 'Aide; Chief', false)$$,
  'the lead answers, else all; what is complete is not overdue');
UPDATE items SET state = 'deferred', state_since = '2025-01-01' WHERE item_id = 1;
SELECT is_empty('SELECT item_key FROM reg_bi.bi_item WHERE is_overdue OR days_overdue IS NOT NULL', 'nor is what is deferred');
ROLLBACK TO late;
INSERT INTO legends (plan_id, word, rating, label, colour) VALUES (1, 'blue', 'B', 'Done', '#0000ff'), (1, 'none', NULL, 'No report', NULL), (1, 'a', 'A', 'Watch', NULL);
SELECT results_eq($$SELECT rating_key, label, colour, is_on_scale FROM reg_bi.bi_plan_scale WHERE plan_key = 1 AND rating_key IN ('AG', 'A', 'B', 'NR') ORDER BY sort_order$$,
  $$SELECT s.rating_key, v.label, coalesce(v.colour, s.colour), v.is_on_scale
      FROM (VALUES ('A', 'Watch', NULL, true), ('AG', 'Amber/Green', NULL, false), ('B', 'Done', '#0000ff', true), ('NR', 'No report', NULL, true)) v (rating_key, label, colour, is_on_scale)
      JOIN reg_bi.bi_scale s USING (rating_key) ORDER BY s.sort_order$$, 'bi_plan_scale: the plan''s own words, and the usual ones beside them');
SELECT is((SELECT colour FROM reg_bi.bi_scale WHERE rating_key = 'NR'), '#c3c9cf', 'what is not rated is grey');
SELECT results_eq('SELECT quarter_index - lag(quarter_index) OVER (ORDER BY quarter_key) FROM reg_bi.bi_quarter ORDER BY quarter_key OFFSET 1', 'SELECT 1 FROM generate_series(2, 12)',
  'quarter_index goes on by one from quarter to quarter');
SELECT results_eq('SELECT sort_label FROM reg_bi.bi_quarter ORDER BY sort_label COLLATE "C" LIMIT 5', ARRAY['2024/25 Q1', '2024/25 Q2', '2024/25 Q3', '2024/25 Q4', '2025/26 Q1'], 'sort_label sorts as text');
SELECT results_eq('SELECT ref FROM reg_bi.bi_item ORDER BY sort_order', ARRAY['A1.9', 'A1.10', 'A2.1', 'A2.2', 'N1'], 'sort_order is the natural order');
SELECT results_eq(
  $$SELECT item_key, milestone, revision, first_day, due, quarter_key, is_baseline, is_current FROM reg_bi.bi_due ORDER BY 1, 2, 3$$,
  $$VALUES (1::bigint, 'due', 0, '2024-09-01'::date, '2024-09-30'::date, 202407, true, false), (1, 'due', 1, '2025-03-01', '2025-03-31', 202501, false, true),
           (1, 'start', 0, '2024-04-01', '2024-06-30', 202404, true, true), (2, 'due', 0, '2024-06-01', NULL, NULL, true, true),
           (3, 'due', 0, '2024-04-01', NULL, NULL, true, true), (5, 'due', 0, '2027-01-01', '2027-03-31', 202701, true, true)$$,
  'bi_due: every revision, and which is in force');
SELECT results_eq(
  $$SELECT relation, item_key, child_node_key, node_key, parent_item_key, rolls_up, is_current FROM reg_bi.bi_link WHERE relation <> 'contributes_to' ORDER BY link_key$$,
  $$VALUES ('part_of', NULL::bigint, 2::bigint, 1::bigint, NULL::bigint, true, true), ('see', NULL, 3, 1, NULL, true, true), ('part_of', NULL, 4, 1, NULL, true, false),
           ('mentions', NULL, 4, 1, NULL, false, true), ('part_of', 1, NULL, NULL, 2, false, true), ('mentions', 1, NULL, 4, NULL, false, true), ('part_of', 5, NULL, NULL, 1, false, true)$$,
  'bi_link: child before parent, and whether it rolls up');
SELECT results_eq('SELECT first_day, last_day FROM reg_bi.bi_plan ORDER BY plan_key',
  $$VALUES ('2024-04-01'::date, '2025-03-31'::date), ('2025-04-01', NULL), (NULL, '2025-03-31')$$, 'bi_plan: the plan''s days, infinity being no day');
SELECT results_eq('SELECT item_key, is_current FROM reg_bi.bi_item_officer ORDER BY 1', $$VALUES (1::bigint, true), (2, false)$$, 'bi_item_officer says who holds today');

-- What an infinite date would do is tried on the views themselves, since the tables let in fewer of them.
SAVEPOINT unchecked;
DO $$ DECLARE con name; BEGIN
  FOR con IN SELECT conname FROM pg_constraint WHERE conrelid = 'due_dates'::regclass AND contype = 'c' LOOP EXECUTE format('ALTER TABLE due_dates DROP CONSTRAINT %I', con); END LOOP;
END $$;
INSERT INTO due_dates (item_id, milestone, revision, period, raw) VALUES (2, 'start', 0, '[-infinity,2024-04-01)', 'always'), (2, 'due', 1, '[2025-04-01,infinity)', 'for ever');
SELECT results_eq('SELECT milestone, first_day, due FROM reg_bi.bi_due WHERE item_key = 2 AND (milestone = $q$start$q$ OR revision = 1) ORDER BY 1',
  $$VALUES ('due', '2025-04-01'::date, NULL::date), ('start', NULL, '2024-03-31')$$, 'bi_due prints no infinity either');
SELECT lives_ok('SELECT * FROM reg_bi.bi_quarter', 'nor does bi_quarter run to it');
ROLLBACK TO unchecked;

-- What pg_dump prints can be restored: nothing in it needs our schema in the search path.
SELECT lives_ok($test$DO $do$
DECLARE made record;
BEGIN
  SET LOCAL search_path = pg_catalog;
  CREATE SCHEMA replay;
  FOR made IN SELECT c.oid, c.relname FROM pg_class c WHERE c.relnamespace = 'reg_bi'::regnamespace AND c.relkind = 'v' LOOP
    EXECUTE format('CREATE VIEW replay.%I AS %s', made.relname, pg_get_viewdef(made.oid));
  END LOOP;
  FOR made IN SELECT pg_get_functiondef(p.oid) AS definition FROM pg_proc p WHERE p.pronamespace = 'reg_bi'::regnamespace LOOP
    EXECUTE made.definition;
  END LOOP;
  SET LOCAL search_path = public;
END $do$$test$, 'every view and function is printed so that an empty search path can read it');

-- Rights: the BI schema alone is enough, and it opens nothing else.
CREATE ROLE gt_test_reader;
GRANT USAGE ON SCHEMA reg_bi TO gt_test_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA reg_bi TO gt_test_reader;
SELECT string_agg(format('SELECT * FROM reg_bi.%I', relname), '; ' ORDER BY relname) AS read_all
  FROM pg_class WHERE relnamespace = 'reg_bi'::regnamespace AND relkind = 'v' \gset
GRANT USAGE ON SCHEMA public TO gt_test_reader;
SET ROLE gt_test_reader;
SELECT lives_ok(:'read_all', 'a reader of the BI schema reads every view of it');
SELECT throws_ok('SELECT * FROM reg.ratings', '42501', NULL, 'and nothing of the register');
SELECT throws_ok('SELECT * FROM reg.progress_report', '42501', NULL, 'not its reports either');
RESET ROLE;

-- Two registers do not mix, whatever their names.
SELECT create_register('Second one');
SELECT is_empty('SELECT * FROM "Second one_bi".bi_unsafe_columns', 'a schema name that needs quotes works');
SELECT is_empty('SELECT * FROM "Second one_bi".bi_item', 'and the new register is empty');
SELECT is_empty('SELECT * FROM "Second one_bi".bi_quarter', 'its calendar too');
SELECT is((SELECT count(*) FROM "Second one_bi".bi_scale), 8::bigint, 'but its scale is there');
SELECT is_empty($$SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                   WHERE c.relnamespace = '"Second one_bi"'::regnamespace AND col_description(c.oid, a.attnum) IS NULL$$, 'with every comment');

SELECT * FROM finish();
ROLLBACK;
