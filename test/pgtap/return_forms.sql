-- Forms go out in one call and come back by the same path, deadlines included; what is left blank reports nothing.
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
SELECT create_register('c');
SET search_path = c, public;
INSERT INTO plans (title, period) VALUES ('Town plan', plan_period('2024-26'));
INSERT INTO items (plan_id, ref, code, title) SELECT 1, 'A1.' || n, ('A1.' || n)::plan_code, 'Action ' || n FROM generate_series(1, 4) n;
INSERT INTO officers (name) VALUES ('Ann'), ('Bob'); INSERT INTO bodies (name) VALUES ('Board');
INSERT INTO item_officers (item_id, officer_id, role) VALUES (1, 1, 'lead'), (2, 1, 'lead'), (2, 2, 'lead'), (3, 2, 'lead');
INSERT INTO item_bodies (item_id, body_id, role) VALUES (1, 1, 'committee'), (3, 1, 'committee');
INSERT INTO due_dates (item_id, revision, period, raw, recorded_at) VALUES
  (1, 0, plan_period('March 2025'), 'March 2025', '2024-04-10'), (2, 0, plan_period('Q4 2024/25'), 'Q4 2024/25', '2024-04-10'),
  (3, 0, plan_period('June 2025'), 'by the end of June', '2024-04-10');
INSERT INTO ratings (item_id, quarter, rating, raw, commentary, recorded_at)
SELECT n, q, 'G', 'G', 'said ' || n, end_date(q) + 10 FROM generate_series(1, 3) n, unnest('{Q1 2024/25,Q2 2024/25}'::quarter[]) q;

CREATE FUNCTION pg_temp.import(form text, on_day timestamptz) RETURNS text LANGUAGE sql AS $body$
  SELECT format('%s loaded %s unchanged %s refused', i.rows_loaded, i.rows_unchanged, i.rows_refused)
  FROM c.import_csv(c.return_kind(1, 'Q3 2024/25'), form, 'good', 'form', on_day) i
$body$;

SELECT results_eq($$SELECT recipient, items, file_name FROM return_forms(1, 'Q3 2024/25')$$,
  $$VALUES ('Ann', 2::bigint, 'Ann Q3 2024-25.csv'), ('Bob', 2, 'Bob Q3 2024-25.csv'), (NULL, 1, 'nobody Q3 2024-25.csv')$$, 'a form for each officer, and what nobody has');
SELECT results_eq($$SELECT recipient, items FROM return_forms('Town plan', 'Q3 2024/25', 'committee')$$, $$VALUES ('Board', 2::bigint), (NULL, 2)$$, 'for each committee');
SELECT results_eq($$SELECT recipient, items FROM return_forms('Town plan', 'Q3 2024/25', 'plan')$$, $$VALUES ('Town plan', 4::bigint)$$, 'for the plan');
SELECT throws_ok($$SELECT * FROM return_forms(1, 'Q3 2024/25', 'party')$$, '22023', 'unknown choice "party" for recipients', 'or nothing else');
SELECT is((SELECT form FROM return_forms(1, 'Q3 2024/25') WHERE recipient = 'Bob'),
  E'Ref,Level,Title,Due,Last quarter,Last rating,Last commentary,Rating Q3 2024/25,Commentary,Corrective action\n'
  'A1.2,action,Action 2,Q4 2024/25,Q2 2024/25,G,said 2,,,\nA1.3,action,Action 3,June 2025,Q2 2024/25,G,said 3,,,\n',
  'one row an item with its deadline and last update; a deadline that does not read is printed so that it does');
SELECT is((SELECT form FROM return_forms(1, 'Q3 2024/25') WHERE recipient = 'Ann'), return_form('Ann', 'Q3 2024/25'), 'as return_form has it');

-- It comes back unfilled.
SELECT is(pg_temp.import((SELECT form FROM return_forms(1, 'Q3 2024/25', 'plan')), '2025-01-05'), '4 loaded 0 unchanged 0 refused', 'a form that nobody filled in');
SELECT is((SELECT quarter FROM plan_quarters WHERE is_latest), 'Q2 2024/25'::quarter, 'reports no quarter');
SELECT is((SELECT count(*) FROM latest_ratings WHERE rating IS NULL), 1::bigint, 'nor is anything unrated but what always was');
SELECT is((SELECT count(*) FROM c_bi.bi_plan_quarter WHERE is_latest AND quarter_key = 202407), 1::bigint, 'for BI tools neither');
SELECT is((SELECT count(*) FROM due_dates WHERE revision > 0), 0::bigint, 'and no deadline is revised');
SELECT is((SELECT sum(outstanding) FROM returns_outstanding('Q3 2024/25')), 5::numeric, 'all of it is outstanding');

-- Filled in: a rating, words, a later deadline.
SELECT is(pg_temp.import($$Ref,Level,Title,Due,Last quarter,Last rating,Last commentary,Rating,Commentary,Corrective action
A1.1,action,Action 1,March 2025,Q2 2024/25,G,said 1,A,late,hurry
A1.2,action,Action 2,June 2025,Q2 2024/25,G,said 2,R,,$$, '2025-01-06'), '2 loaded 0 unchanged 0 refused', 'Ann returns hers');
SELECT results_eq($$SELECT item_id, rating, commentary, corrective_action FROM quarter_ratings WHERE quarter = 'Q3 2024/25' AND rating IS NOT NULL ORDER BY 1$$,
  $$VALUES (1::bigint, 'A'::rag, 'late', 'hurry'), (2, 'R', NULL, NULL)$$, 'with what is being done');
SELECT results_eq($$SELECT item_id, revisions, current_raw FROM item_dates WHERE milestone = 'due' ORDER BY 1$$,
  $$VALUES (1::bigint, 0::bigint, 'March 2025'), (2, 1, 'June 2025'), (3, 0, 'by the end of June')$$, 'and the deadline that she moved');
SELECT is((SELECT quarter FROM plan_quarters WHERE is_latest), 'Q3 2024/25'::quarter, 'now the quarter is reported');
SELECT is(pg_temp.import($$Ref,Level,Title,Due,Last quarter,Last rating,Last commentary,Rating,Commentary,Corrective action
A1.2,action,Action 2,,Q2 2024/25,G,said 2,,,
A1.3,action,Action 3,June 2025,Q2 2024/25,G,said 3,G,,$$, '2025-01-07'), '1 loaded 1 unchanged 0 refused', 'Bob leaves blank what Ann has said');
SELECT results_eq($$SELECT item_id, rating FROM quarter_ratings WHERE quarter = 'Q3 2024/25' AND rating IS NOT NULL ORDER BY 1$$,
  $$VALUES (1::bigint, 'A'::rag), (2, 'R'), (3, 'G')$$, 'and her rating stands');
SELECT is((SELECT current_raw FROM item_dates WHERE item_id = 2), 'June 2025', 'so does the deadline');
SELECT is(pg_temp.import($$Ref,Level,Title,Due,Last quarter,Last rating,Last commentary,Rating,Commentary,Corrective action
A1.2,action,Action 2,June 2025,Q2 2024/25,G,said 2,,Words alone,$$, '2025-01-08'), '1 loaded 0 unchanged 0 refused', 'words without a rating');
SELECT results_eq($$SELECT rating, raw, commentary FROM quarter_ratings WHERE quarter = 'Q3 2024/25' AND item_id = 2$$,
  $$VALUES ('R'::rag, 'R', 'Words alone')$$, 'go beside the one that stands');
SELECT results_eq($$SELECT officer, outstanding_refs FROM returns_outstanding('Q3 2024/25')$$, $$VALUES (NULL, 'A1.4')$$, 'what is left is nobody''s');

-- It comes back as a sheet too, and says itself of which quarter it is.
SELECT form FROM return_forms('1', 'Q3 2024/25', 'plan') \gset
SELECT matches((SELECT remark FROM import_sheet('1', :'form') LIMIT 1), '^\d rows read: nothing changes', 'as a sheet a blank form changes nothing');
SELECT results_eq(format($$SELECT change, ref, field, was, will_be FROM import_sheet('1', %L) WHERE ref = 'A1.3' AND change <> 'not in the sheet'$$,
                         regexp_replace(:'form', '(?n)^(A1.3,.*),,,$', '\1,A,,')),
                  $$VALUES ('rating', 'A1.3', 'Q3 2024/25', 'G', 'A')$$, 'and a filled one what it says');

SELECT results_eq(format($$SELECT change, ref, field, remark FROM import_sheet('1', %L) WHERE change IN ('update', 'summary')$$,
                         regexp_replace(:'form', '(?n)^(A1.2,.*),,,$', '\1,,Still words alone,')),
                  $$VALUES ('summary', NULL, NULL, '4 rows read: 1 update is new; nothing before Q3 2024/25 changes.'),
                           ('update', 'A1.2', 'Q3 2024/25', 'words without a rating')$$, 'words without any rating are of its quarter too');
SELECT is(count(*), 4::bigint, 'and it is left as it stood by what it was filled in with before')
FROM return_forms('1', 'Q4 2024/25', 'plan') f, regexp_matches(f.form, '(?n)^A1.*Q3 2024/25', 'g');
-- The heading of another quarter is not this one's.
SELECT throws_like($$SELECT import_csv(return_kind(1, 'Q2 2024/25'), form) FROM return_forms('1', 'Q3 2024/25', 'plan')$$,
  'the headings do not fit document kind%', 'a form of another quarter is refused');

-- A form of 0.6.0's kind passed the deadline over.
UPDATE import_mappings SET target = 'keep' WHERE source = '{Due}';
SELECT return_kind(1, 'Q3 2024/25');
SELECT is((SELECT target FROM import_mappings WHERE source = '{Due}'), 'due', 'a kind of 0.6.0 reads deadlines from now on');

SELECT * FROM finish();
ROLLBACK;
