-- The council's own files through the one import path, and what becomes of bad ones.
-- Run from the repository's top folder: psql reads demo/data.
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
SELECT plan(79);

SELECT create_register('council');
SET search_path = council, public;
\i demo/council_mappings.sql
\i demo/council_import.sql

-- Nothing is skipped: every row of every file.
SELECT results_eq(
  $$SELECT file_name, rows_read, rows_refused FROM imports ORDER BY import_id$$,
  $$VALUES ('plan_2024_25_priorities.tsv', 20::bigint, 0::bigint), ('plan_2024_25_actions.tsv', 66, 0), ('peer_challenge_may_2025.tsv', 73, 0),
           ('outcomes_2025_29.tsv', 18, 0), ('delivery_plan_2025_26.tsv', 58, 0), ('improvement_plan_2025_27.tsv', 90, 0),
           ('linkage.tsv', 596, 0)$$,
  'every row of the seven files is read and none refused');
SELECT is(count(*), 0::bigint, 'no bad cell') FROM import_errors;
SELECT is(count(*), 0::bigint, 'the staging table is empty between imports') FROM import_cells;
SELECT results_eq(
  $$SELECT p.title, count(*) FROM items JOIN plans p USING (plan_id) GROUP BY p.title ORDER BY p.title COLLATE "C"$$,
  $$VALUES ('Cheshire East plan 2024-25', 66::bigint), ('Corporate Peer Challenge Action Plan', 73), ('Delivery Plan 2025/26', 58),
           ('Improvement & Transformation Delivery Plan 2025-27', 90)$$,
  '66 + 73 + 58 + 90 items');
SELECT results_eq(
  $$SELECT level, count(*) FROM nodes WHERE level IN ('aim', 'priority', 'commitment', 'outcome', 'theme', 'recommendation')
    GROUP BY level ORDER BY level COLLATE "C"$$,
  $$VALUES ('aim', 3::bigint), ('commitment', 3), ('outcome', 18), ('priority', 24), ('recommendation', 20), ('theme', 6)$$,
  'all aims, priorities (20 and 4), commitments, outcomes, themes and recommendations');

-- Links: the 596 printed ones, 3 aims to their plan and 20 recommendations to their themes; the outcome codes of the
-- delivery plan and the parents in the item files agree with the link file, or there would be more.
SELECT is(count(*), 619::bigint, 'all links, none twice') FROM links;
SELECT is(count(*), 0::bigint, 'every row of linkage.tsv is a link with its ends the way round they are printed')
FROM import_rows r
JOIN imports i ON i.import_id = r.import_id AND i.kind = 'linkage'
WHERE NOT EXISTS (
  SELECT FROM reference_ends f, reference_ends t, links l
  WHERE f.kind = r.cells[1] AND f.ref = r.cells[2] AND t.kind = r.cells[3] AND t.ref = r.cells[4] AND l.relation = r.cells[5]
    AND l.from_item_id IS NOT DISTINCT FROM f.item_id AND l.from_node_id IS NOT DISTINCT FROM f.node_id
    AND l.to_item_id IS NOT DISTINCT FROM t.item_id AND l.to_node_id IS NOT DISTINCT FROM t.node_id);
SELECT is(count(*), 71::bigint, '71 links of 58 deliverables to outcomes')
FROM links l JOIN items i ON i.item_id = l.from_item_id JOIN plans p USING (plan_id)
WHERE l.relation = 'contributes_to' AND p.title = 'Delivery Plan 2025/26';
SELECT results_eq(
  $$SELECT relation, child_end FROM relations WHERE rolls_up ORDER BY relation COLLATE "C"$$,
  $$VALUES ('contributes_to', 'from'), ('medium_term_outcome', 'from'), ('part_of', 'from'), ('see', 'to')$$,
  'only these relations roll up; whatever else is printed does not');
SELECT is(count(*), 14::bigint, 'the mutual pairs are all there: ten see, four medium_term_outcome')
FROM links l JOIN nodes f ON f.node_id = l.from_node_id WHERE l.relation IN ('see', 'medium_term_outcome');

-- The raw cell beside the parsed value.
SELECT is(count(*), 51::bigint, 'all 51 completed peer actions keep their Cyrillic letter')
FROM ratings r JOIN items i USING (item_id) JOIN plans p USING (plan_id)
WHERE p.title LIKE 'Corporate Peer%' AND r.raw = U&'\0412' AND r.rating = 'B';
SELECT is(count(*), 12::bigint, '12 of the 21 ambers of the 2024-25 plan are Cyrillic, all are amber')
FROM ratings r JOIN items i USING (item_id) JOIN plans p USING (plan_id)
WHERE p.title LIKE 'Cheshire East plan%' AND r.rating = 'A' AND r.raw = U&'\0410';
SELECT is(count(*), 9::bigint, 'the other 9 are Latin')
FROM ratings r JOIN items i USING (item_id) JOIN plans p USING (plan_id)
WHERE p.title LIKE 'Cheshire East plan%' AND r.rating = 'A' AND r.raw = 'A';
SELECT is(tally(rating)::text, 'R17 A3 G2 B51', 'the peer challenge summary, from the raw rows')
FROM ratings r JOIN items i USING (item_id) JOIN plans p USING (plan_id) WHERE p.title LIKE 'Corporate Peer%';
SELECT is(count(*), 66 * 2::bigint, 'a blank cell is a rating row too: not rated')
FROM ratings r JOIN items i USING (item_id) JOIN plans p USING (plan_id) WHERE p.title LIKE 'Cheshire East plan%';
SELECT is(count(*), 0::bigint, 'and its rating is NULL, never S, never B')
FROM ratings WHERE raw = '' AND rating IS NOT NULL;
SELECT is((SELECT cells[10] FROM import_rows r JOIN imports i USING (import_id) WHERE i.kind = 'peer_challenge' AND r.line = 2),
          U&'\0412', 'the raw row is kept as well');

-- Deadlines.
SELECT results_eq(
  $$SELECT d.revision, d.raw, d.due FROM due_dates d JOIN items i USING (item_id) WHERE i.ref = 'CPC 16/4' ORDER BY d.revision$$,
  $$VALUES (0, 'October 2024', date '2024-10-31'), (1, 'February 2025', date '2025-02-28')$$,
  'a re-baselined deadline keeps both dates; a month means its last day');
SELECT is(count(*), 13::bigint, '13 revised deadlines: 12 to March and 1 to February 2025') FROM due_dates WHERE revision = 1;
SELECT results_eq(
  $$SELECT i.ref, d.period, d.due FROM due_dates d JOIN items i USING (item_id) WHERE d.raw LIKE 'From %' ORDER BY i.item_id$$,
  $$VALUES ('CPC 1/2', daterange('2024-06-01', NULL), NULL::date), ('CPC 1/3', daterange('2024-07-01', NULL), NULL),
           ('CPC 16/1', daterange('2024-07-01', NULL), NULL)$$,
  '"From June 2024" is a start without an end');
SELECT results_eq(
  $$SELECT d.milestone, d.due FROM due_dates d JOIN items i USING (item_id) WHERE i.ref = 'DP2.17' ORDER BY d.milestone$$,
  $$VALUES ('due', date '2026-03-31'), ('start', date '2025-09-30')$$, 'quarters are deadlines too');

-- Officers and bodies.
SELECT results_eq(
  $$SELECT o.name, p.valid_from, p.valid_to FROM item_officers p JOIN officers o USING (officer_id) JOIN items i USING (item_id)
    WHERE i.ref = 'CPC 4/4' AND p.role = 'responsible' ORDER BY p.valid_from$$,
  $$VALUES ('Interim Executive Director of Resources/S151', date '-infinity', date '2024-12-31'),
           ('Interim Director of People', '2025-01-01', 'infinity')$$,
  'an owner who changes on a date that the cell names');
SELECT results_eq(
  $$SELECT b.name FROM item_bodies p JOIN bodies b USING (body_id) JOIN items i USING (item_id) WHERE i.ref = 'A1.3.2' ORDER BY b.name$$,
  $$VALUES ('Adults & Health Committee'), ('Children & Families Committee')$$, 'two committees in one cell, by their aliases');
SELECT results_eq(
  $$SELECT o.name FROM item_officers p JOIN officers o USING (officer_id) JOIN items i USING (item_id)
    WHERE i.ref = 'CPC 15/2' AND p.role = 'responsible' ORDER BY o.name$$,
  $$VALUES ('Director of Transformation'), ('Interim Assistant Chief Executive')$$, 'two officers in one cell');
SELECT is(count(*), 0::bigint, 'N/A is nobody') FROM officers WHERE name IN ('N/A', '');
SELECT is(count(DISTINCT officer_id), 1::bigint, 'two spellings of one post are one officer')
FROM item_officers WHERE raw IN ('Head of Dem Services', 'Head of Democratic Services');
SELECT is(code::text, 'A2.8.1', 'a reference that is a plan code is one') FROM items WHERE ref = 'A2.8.1';
SELECT is(code, NULL, 'and one with a slash stays text') FROM items WHERE ref = 'CPC 16/4';

-- Idempotent: the second run changes nothing and says so.
\i demo/council_import.sql
SELECT is(sum(rows_unchanged)::bigint, 921::bigint, 'importing everything again finds every row unchanged')
FROM imports WHERE import_id > 7;
SELECT is(sum(rows_loaded)::bigint, 0::bigint, 'and loads nothing') FROM imports WHERE import_id > 7;
SELECT is((SELECT count(*) FROM ratings) + (SELECT count(*) FROM due_dates) + (SELECT count(*) FROM links),
          (66 * 2 + 73) + (73 + 13 + 58 * 2 + 90) + 619::bigint, 'no rating, deadline or link twice');

-- One more file, other headings, another order, other words, comma and quotes: mapping rows only.
INSERT INTO plans (title, scale, has_scheduled) VALUES ('Highways plan', 'five', false);
INSERT INTO legends (plan_id, word, rating, label)
SELECT plan_id, w.word, w.rating::rag, w.label
FROM plans, (VALUES ('blue', 'G', 'On target'), ('yellow', 'A', 'At risk'), ('paused', NULL, 'No rating')) AS w (word, rating, label)
WHERE title = 'Highways plan';
INSERT INTO document_kinds (kind, title, record, plan_id)
SELECT 'highways', 'Highways plan, quarterly return', 'item', plan_id FROM plans WHERE title = 'Highways plan';
INSERT INTO import_mappings (kind, position, source, target, qualifier, split) VALUES
  ('highways', 1, '{No.}', 'item.ref', '', NULL), ('highways', 2, '{What we will do}', 'item.title', '', NULL),
  ('highways', 3, 'action', 'item.level', '', NULL), ('highways', 4, '{Status at end of June}', 'rating', 'Q1 2025/26', NULL),
  ('highways', 5, '{Why}', 'commentary', 'Q1 2025/26', NULL), ('highways', 6, '{Deadline}', 'due', '', NULL),
  ('highways', 7, '{Outcome(s)}', 'link.node', 'outcome contributes_to', '\s*;\s*'), ('highways', 8, '{Owner}', 'officer', 'lead', NULL),
  ('highways', 9, '{Notes}', 'keep', '', NULL);
SELECT results_eq(
  format($$SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM council.import_csv('highways', %L, 'good', 'highways.csv')$$,
    U&'\FEFF' || 'Deadline,Why,Status at end of June,Owner,What we will do,Notes,Outcome(s),NO.' || E'\r\n'
    'Mar-26,"Signals, late",Yellow,Head of Highways,"Resurface ""A"" roads",x,1.5;1.1,H1' || E'\r\n'
    '2026/27,,BLUE,Head of Highways,Fill potholes,,1.5,H2' || E'\r\n'
    '31.12.26,,Amber/Red,Head of Highways,Bridges,,1.5,H3' || E'\r\n'
    '31.12.26,,paused,Head of Highways,Verges,,1.5,H4' || E'\r\n'
    'when ready,,On hold,Head of Highways,Signs,,9.9,H5' || E'\r\n'
    '31.12.26,,S,Head of Highways,Lines,,1.5,H6' || E'\r\n'
    '31.12.26,,G,Head of Highways,,,1.5,H7' || E'\r\n'
    '31.12.26,,G,Head of Highways,Again,,1.5,H1' || E'\r\n'
    '31.12.26,,G,Head of Highways,Too short,H8' || E'\r\n'),
  $$VALUES (9::bigint, 4::bigint, 0::bigint, 5::bigint)$$,
  'a file of another kind needs mapping rows only; the good rows are loaded');
SELECT results_eq(
  $$SELECT i.ref, r.rating, r.raw, r.commentary FROM ratings r JOIN items i USING (item_id) JOIN plans p USING (plan_id)
    WHERE p.title = 'Highways plan' ORDER BY i.ref$$,
  $$VALUES ('H1', 'A'::rag, 'Yellow', 'Signals, late'), ('H2', 'G', 'BLUE', NULL), ('H3', 'AR', 'Amber/Red', NULL), ('H4', NULL, 'paused', NULL)$$,
  'the plan''s legend is read first, then the type''s own words');
SELECT is(title, 'Resurface "A" roads', 'quoted cells') FROM items WHERE ref = 'H1';
SELECT is(count(*), 5::bigint, 'items link to the outcomes their rows name')
FROM links l JOIN items i ON i.item_id = l.from_item_id WHERE i.ref LIKE 'H_' AND l.relation = 'contributes_to';
SELECT results_eq(
  $$SELECT line, column_name, value FROM import_report WHERE file_name = 'highways.csv' ORDER BY line, column_name COLLATE "C"$$,
  $$VALUES (6::bigint, 'Deadline', 'when ready'), (6, 'Outcome(s)', '9.9'), (6, 'Status at end of June', 'On hold'),
           (7, 'Status at end of June', 'S'), (8, 'What we will do', ''), (9, 'No.', 'H1'),
           (10, NULL, '31.12.26,,G,Head of Highways,Too short,H8')$$,
  'every bad cell is listed with line, column and value');
SELECT ok(bool_and(reason <> '' AND hint <> ''), 'with a reason and a hint')
FROM import_report WHERE file_name = 'highways.csv';
SELECT matches(reason, 'invalid input syntax for type rag: "On hold"', 'in the words of the type') FROM import_errors WHERE value = 'On hold';
SELECT results_eq($$SELECT outcome, count(*) FROM import_rows r JOIN imports i USING (import_id) WHERE file_name = 'highways.csv' GROUP BY 1 ORDER BY 1$$,
  $$VALUES ('loaded', 4::bigint), ('refused', 5)$$, 'refused rows are kept as printed too');

-- None or all.
SELECT results_eq(
  $$SELECT rows_read, rows_loaded, rows_refused FROM council.import_csv('highways',
      E'No.;What we will do;Status at end of June;Why;Deadline;Outcome(s);Owner;Notes\nH9;Good;G;;2026/27;1.1;X;\nH10;Bad;N/A;;2026/27;1.1;X;\n', 'none', 'all or none')$$,
  $$VALUES (2::bigint, 0::bigint, 2::bigint)$$, 'on_bad none: one bad cell and nothing is loaded');
SELECT is(count(*), 0::bigint, 'not even the good row') FROM items WHERE ref IN ('H9', 'H10');
SELECT is(count(*), 1::bigint, 'but the bad cell is listed') FROM import_report WHERE file_name = 'all or none' AND line = 3;

-- A correction is a new row; the raw history stays.
SELECT results_eq(
  $$SELECT rows_loaded, rows_unchanged FROM council.import_csv('highways',
      E'No.\tWhat we will do\tStatus at end of June\tWhy\tDeadline\tOutcome(s)\tOwner\tNotes\nH2\tFill potholes\tRed\tRain\tMarch 2028\t1.5\tHead of Roads\t\nH3\tBridges\tAmber/Red\t\t31.12.26\t1.5\tHead of Highways\t\n', 'none', 'corrected', clock_timestamp())$$,
  $$VALUES (1::bigint, 1::bigint)$$, 'a corrected row is loaded, the other is unchanged');
SELECT results_eq($$SELECT r.rating, r.commentary FROM ratings r JOIN items USING (item_id) WHERE ref = 'H2' ORDER BY rating_id$$,
  $$VALUES ('G'::rag, NULL::text), ('R', 'Rain')$$, 'both ratings are kept');
SELECT results_eq($$SELECT revision, due FROM due_dates JOIN items USING (item_id) WHERE ref = 'H2' ORDER BY revision$$,
  $$VALUES (0, date '2027-03-31'), (1, '2028-03-31')$$, 'both deadlines are kept');
SELECT results_eq($$SELECT o.name, p.valid_from, p.valid_to FROM item_officers p JOIN officers o USING (officer_id) JOIN items USING (item_id) WHERE ref = 'H2' ORDER BY 2$$,
  $$VALUES ('Head of Highways', date '-infinity', date '2025-03-31'), ('Head of Roads', '2025-04-01', 'infinity')$$,
  'a new owner ends the old one''s time, from the period the return is of');

-- Append-only, for the owner too.
SELECT throws_ok('UPDATE ratings SET rating = ''G''', '23001', NULL, 'ratings cannot be updated');
SELECT throws_ok('DELETE FROM ratings', '23001', NULL, 'nor deleted');
SELECT throws_ok('TRUNCATE ratings', '23001', NULL, 'nor truncated');
SELECT throws_ok('UPDATE due_dates SET revision = 5', '23001', NULL, 'due dates cannot be updated');
SELECT throws_ok('DELETE FROM due_dates', '23001', NULL, 'nor deleted');
SELECT throws_ok('TRUNCATE due_dates', '23001', NULL, 'nor truncated');

-- What is refused whole, before anything is read.
SELECT throws_ok($$SELECT council.import_csv('no such kind', 'a')$$, '42704', NULL, 'an unknown kind');
SELECT throws_ok($$SELECT council.import_csv('highways', 'a', 'some')$$, '22023', NULL, 'an unknown choice');
SELECT throws_ok($$SELECT nowhere.import_csv('highways', 'a')$$, '3F000', NULL, 'a schema without a register');
SELECT throws_ok($$SELECT council.import_csv('highways', '')$$, '22P04', NULL, 'an empty file');
SELECT throws_like($$SELECT council.import_csv('highways', E'No.,Colour\nH1,red')$$, '%headings do not fit%', 'headings that no mapping names');
SELECT throws_ok($$SELECT council.import_csv('highways', E'No.;What we will do;Status at end of June;Why;Deadline;Outcome(s);Owner;Notes\n"H1')$$,
  '22P04', NULL, 'a quote that is never closed');
SELECT is(count(*), 17::bigint, 'none of those left a trace') FROM imports;

-- Bad links.
SELECT results_eq(
  $$SELECT rows_loaded, rows_refused FROM council.import_csv('linkage',
     E'from_kind\tfrom_ref\tto_kind\tto_ref\trelation\tsource_document\tbasis\nplan_action\tA9.9.9\tpriority\tP1.1\tpart_of\tx\tprinted\ngalaxy\tZ\tpriority\tP1.1\tpart_of\tx\tprinted\nplan_action\tA1.1.1\tpriority\t\tpart_of\tx\tprinted\nplan_action\tA1.1.1\tplan\tA new plan\tmentions\tx\tprinted', 'good', 'links')$$,
  $$VALUES (1::bigint, 3::bigint)$$, 'links to what nobody knows are refused, a plan only links name is made');
SELECT results_eq($$SELECT line, column_name, reason FROM import_report WHERE file_name = 'links' ORDER BY line$$,
  $$VALUES (2::bigint, 'from_ref', 'there is no plan_action "A9.9.9"'), (3, 'from_kind', 'the kind "galaxy" is unknown'),
           (4, 'to_ref', 'a link needs both ends and a relation')$$, 'and each is explained');

-- Year and quarter in two columns: the year may be the calendar year, or the one in which the register's year starts or ends.
INSERT INTO document_kinds (kind, title, record, plan_id, delimiter)
SELECT 'by_quarter', 'Long form', 'item', plan_id, ',' FROM plans WHERE title = 'Delivery Plan 2025/26';
INSERT INTO import_mappings (kind, position, source, target, qualifier) VALUES
  ('by_quarter', 1, '{ref}', 'item.ref', ''), ('by_quarter', 2, 'action', 'item.level', ''), ('by_quarter', 3, '{title}', 'item.title', ''),
  ('by_quarter', 4, '{rag}', 'rating', ''), ('by_quarter', 5, 'Q{quarter} {year}', 'rating.quarter', '');
SELECT results_eq($$SELECT rows_read, rows_refused FROM import_csv('by_quarter',
                      E'ref,title,year,quarter,rag\nX1,One,2025,1,G\nX2,Two,2025/26,1,A\nX3,Three,2026,4,R\n', 'good')$$,
                  $$VALUES (3::bigint, 2::bigint)$$, 'rows whose quarter has one year are refused');
SELECT results_eq($$SELECT line, value, reason FROM import_errors WHERE import_id = (SELECT max(import_id) FROM imports) ORDER BY line$$,
  $$VALUES (2::bigint, 'Q1 2025', '"Q1 2025" may be of the calendar year, or of the year that starts in April'),
           (4, 'Q4 2026', '"Q4 2026" may be of the calendar year, or of the year that starts in April')$$, 'with the reason');
SELECT is(hint, 'Write "Q4 2026/27" if the year is the one it starts in, "Q4 2025/26" if it is the one it ends in, or "October to December 2026" '
                'for the calendar year''s.', 'and how each reading is written')
FROM import_errors WHERE import_id = (SELECT max(import_id) FROM imports) AND line = 4;
SELECT results_eq($$SELECT i.ref, r.quarter, r.rating FROM ratings r JOIN items i USING (item_id) WHERE i.ref IN ('X1', 'X2', 'X3')$$,
                  $$VALUES ('X2', quarter 'Q1 2025/26', rag 'A')$$, 'what is plain is read');
SELECT is(is_of_either_year(words, 4), doubtful, format('%s: %s', words, CASE WHEN doubtful THEN 'two readings' ELSE 'one' END))
FROM (VALUES ('1Q22', true), ('April to June 2023', false), ('Q3 Oct-Dec 2024', false), ('Q1 CY2022', false)) AS v (words, doubtful);
SELECT throws_like($$SELECT import_rating_period(m) FROM import_mappings m WHERE m.kind = 'plan_actions' AND m.position = 8
                     UNION ALL SELECT import_rating_period(jsonb_populate_record(m, '{"qualifier": "Q1 2025"}'))
                     FROM import_mappings m WHERE m.kind = 'plan_actions' AND m.position = 8$$,
                   'reporting period "Q1 2025" may be of the calendar year%', 'a heading''s quarter is held to the same');

-- A deadline with two readings is settled by the plan's period, if that holds just one.
SELECT is((import_reading('due', words, words, p.plan_id)).period, v.period::daterange, format('"%s" in %s', words, p.title))
FROM plans p JOIN (VALUES ('Delivery Plan 2025/26', 'Aug 28', '[2025-08-28,2025-08-29)'), ('Cheshire East Plan 2025-29', 'Aug 28', NULL),
                          ('Delivery Plan 2025/26', 'December 24', '[2025-12-24,2025-12-25)')) AS v (title, words, period) USING (title);

-- Making registers.
SELECT throws_ok($$SELECT create_register('council')$$, '42P06', NULL, 'a schema that holds objects is refused');
SELECT throws_ok($$SELECT create_register('pg_mine')$$, '42602', NULL, 'so is a reserved name');
SELECT throws_ok($$SELECT create_register('a"b$c')$$, '42602', NULL, 'and one that would need quoting inside a body');
SELECT throws_ok($$SELECT create_register('other', 13)$$, '22023', NULL, 'and a thirteenth month');
SELECT lives_ok($$SELECT create_register('Zweites Register', 1)$$, 'two registers live side by side, with blanks and capitals in their names');
SELECT results_eq($$SELECT schema, is_current, fiscal_start_month FROM registers()$$,
  $$VALUES ('Zweites Register', true, 1), ('council', true, 4)$$, 'registers() lists both');
SELECT * FROM finish();
ROLLBACK;
