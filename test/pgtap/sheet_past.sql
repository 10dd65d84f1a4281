-- What a sheet says of the past: nothing before its quarter changes unless asked, with a reason; and what it does not say.
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
SELECT plan(36);

SELECT create_register('council');
SET search_path = council, public;
CREATE FUNCTION pg_temp.sentence(sheet text, accept bigint[] DEFAULT '{}', why text DEFAULT NULL) RETURNS text LANGUAGE sql
  RETURN (SELECT remark FROM preview_sheet('A plan', sheet, accept => accept, reason => why) WHERE change = 'summary');
CREATE FUNCTION pg_temp.now(q quarter) RETURNS text LANGUAGE sql
  RETURN (SELECT string_agg(i.ref || coalesce(r.rating::text, '-'), ' ' ORDER BY i.ref)
          FROM items i LEFT JOIN LATERAL rating_in_force(i.item_id, q, 'infinity') r ON true);
SELECT count(*) FROM import_sheet('A plan', E'Ref,Action,Lead,Committee,Deadline,Q1 RAG,Q2 RAG\nA1.1,One,Head of HR,CPC,March 2025,G,G\n'
  'A1.2,Two,Head of HR,CPC,March 2025,R,A\nA1.3,Three,Head of ICT,CPC,March 2025,,G\n', period => '2024-25', recorded_at => '2024-11-01') \g /dev/null
SELECT is(pg_temp.now('Q1 2024/25') || '; ' || pg_temp.now('Q2 2024/25'), 'A1.1G A1.2R A1.3-; A1.1G A1.2A A1.3G', 'a plan''s first sheet: every quarter it has');

-- A correction of Q1 is recorded by hand; the next workbook still has the old rating in its old column.
INSERT INTO ratings (item_id, quarter, rating, raw, recorded_at) SELECT item_id, 'Q1 2024/25', 'A', 'A', '2024-11-20' FROM items WHERE ref = 'A1.1';
SELECT set_config('test.q3', E'Ref,Action,Lead,Committee,Deadline,Q1 RAG,Q2 RAG,Q3 RAG\nA1.1,One,Head of HR,CPC,March 2025,G,G,G\n'
  'A1.2,Two,Head of HR,CPC,March 2025,R,A,G\nA1.3,Three,Head of ICT,CPC,March 2025,,G,\nA1.4,Four,Head of ICT,CPC,June 2025,G,G,R\n', true) \g /dev/null
SELECT is(pg_temp.sentence(current_setting('test.q3')), '4 rows read: 1 rating changes, 1 action is new; nothing before Q3 2024/25 changes, where 3 values of the sheet differ.',
  'values for earlier quarters that differ are counted, those that do not say nothing');
SELECT results_eq($$SELECT number, ref, field, was, will_be, accepted FROM preview_sheet('A plan', current_setting('test.q3')) WHERE change = 'earlier quarter'$$,
  $$VALUES (2::bigint, 'A1.1', 'Q1 2024/25', 'A', 'G', false), (5, 'A1.4', 'Q1 2024/25', NULL, 'G', false), (6, 'A1.4', 'Q2 2024/25', NULL, 'G', false)$$,
  'and listed, each with its number, not taken');
SELECT throws_ok($$SELECT import_sheet('A plan', current_setting('test.q3'), accept => '{2}')$$, '22004', 'the past changes only with a reason', 'taken only with a reason');
SELECT throws_ok($$SELECT import_sheet('A plan', current_setting('test.q3'), accept => '{2,77}', reason => 'why')$$, '22023', 'the sheet asks no question 77', 'and only what was asked');
SELECT matches(pg_temp.sentence(current_setting('test.q3'), '{2}', 'The figure of June was right'), 'the past changes, since The figure of June was right\.$', 'if both, it says so');
SELECT count(*) FROM import_sheet('A plan', current_setting('test.q3'), recorded_at => '2025-02-01') \g /dev/null
SELECT is(pg_temp.now('Q1 2024/25') || '; ' || pg_temp.now('Q2 2024/25') || '; ' || pg_temp.now('Q3 2024/25'),
  'A1.1A A1.2R A1.3- A1.4-; A1.1G A1.2A A1.3G A1.4-; A1.1G A1.2G A1.3- A1.4R', 'the correction stands');
SELECT is((SELECT count(*) FROM ratings r JOIN items i USING (item_id) WHERE i.ref = 'A1.3' AND r.quarter = 'Q3 2024/25'), 0::bigint, 'a blank cell reports nothing');
SELECT results_eq($$SELECT quarter::text, count(*)::integer FROM item_quarters GROUP BY quarter ORDER BY quarter$$,
  $$VALUES ('Q1 2024/25', 3), ('Q2 2024/25', 3), ('Q3 2024/25', 4)$$, 'the new item counts from the sheet''s quarter');
SELECT is((SELECT tally(rating)::text FROM item_quarters WHERE quarter = 'Q3 2024/25'), 'R1 G2 ?1', 'who was left blank is not rated');

-- A sheet is older than what is recorded since.
INSERT INTO ratings (item_id, quarter, rating, raw, recorded_at) SELECT item_id, 'Q3 2024/25', 'R', 'R', '2025-03-01' FROM items WHERE ref = 'A1.1';
INSERT INTO due_dates (item_id, revision, period, raw, recorded_at) SELECT item_id, 1, plan_period('June 2025'), 'June 2025', '2025-03-01' FROM items WHERE ref = 'A1.2';
SELECT results_eq($$SELECT ref, change, was, will_be, remark, accepted FROM preview_sheet('A plan', current_setting('test.q3'), recorded_at => '2025-02-20')
                    WHERE change IN ('rating', 'deadline') ORDER BY ref$$,
  $$VALUES ('A1.1', 'rating', 'R', 'G', 'recorded later than this sheet: it stands', false),
           ('A1.2', 'deadline', 'June 2025', 'March 2025', 'recorded later than this sheet: it stands', false)$$,
  'a correction made later than the sheet is never undone');
SELECT count(*) FROM import_sheet('A plan', current_setting('test.q3'), recorded_at => '2025-02-20') \g /dev/null
SELECT is(pg_temp.now('Q3 2024/25'), 'A1.1R A1.2G A1.3- A1.4R', 'nor by the import');
SELECT results_eq($$SELECT line, change, remark, is_question FROM preview_sheet('A plan', E'Ref,Action,Deadline,Q3 RAG\nA1.2,Two,March 2025,G\nA1.3,Three,March 2205,\n')
                    WHERE change = 'deadline'$$,
  $$VALUES (2::bigint, 'deadline', '"March 2025" was revised: back to it?', true),
           (3, 'deadline', 'far outside the plan''s period, [2024-04-01,2025-04-01)', true)$$,
  'an earlier deadline again, and one far outside the plan''s period, are questions');
SELECT is((SELECT string_agg(ref, ' ' ORDER BY ref) FROM preview_sheet('A plan', E'Ref,Action,Q3 RAG\nA1.2,Two,G\n') WHERE change = 'not in the sheet'), 'A1.1 A1.3 A1.4',
  'items that the sheet has no row of are named');

-- A published quarter.
SELECT (publish_quarter('A plan', 'Q3 2024/25')).edition \g /dev/null
SELECT results_eq($$SELECT ref, change, remark, is_question, accepted FROM preview_sheet('A plan', E'Ref,Action,Q3 RAG\nA1.2,Two,A\n') WHERE change = 'rating'$$,
  $$VALUES ('A1.2', 'rating', 'restates edition 1 of Q3 2024/25: only with a reason', true, false)$$, 'a published quarter changes only with a reason');
SELECT matches(pg_temp.sentence(E'Ref,Action,Q3 RAG\nA1.2,Two,A\n'), '1 change of a published quarter needs a reason', 'as the sentence says');
SELECT results_eq($$SELECT ref, remark, accepted FROM import_sheet('A plan', E'Ref,Action,Q3 RAG\nA1.2,Two,A\n', reason => 'A slip') WHERE change = 'rating'$$,
  $$VALUES ('A1.2', 'restates edition 1 of Q3 2024/25', true)$$, 'and the result names the edition it restates');
SELECT is((SELECT reason FROM imports ORDER BY import_id DESC LIMIT 1), 'A slip', 'the import keeps the reason');
SELECT ok(EXISTS (SELECT FROM restatements('A plan', 'Q3 2024/25') WHERE ref = 'A1.2'), 'the restatement is reported');

-- States.
SELECT count(*) FROM import_sheet('A plan', E'Ref,Action,Q4 RAG\nA1.1,One,Merged\nA1.2,Two,withdrawn\nA1.3,Three,G\nA1.4,Four,G\n') \g /dev/null
SELECT results_eq($$SELECT ref, state, state_since FROM items ORDER BY ref$$,
  $$VALUES ('A1.1', 'merged', date '2025-01-01'), ('A1.2', 'withdrawn', '2025-01-01'), ('A1.3', 'active', NULL), ('A1.4', 'active', '2024-10-01')$$,
  'a state in a rating cell holds from the sheet''s quarter on');
SELECT is((SELECT count(*) FROM item_quarters WHERE quarter = 'Q4 2024/25'), 2::bigint, 'and the item counts to the quarter before');
UPDATE plans SET period = plan_period('2024-26');
SELECT results_eq($$SELECT change, remark, is_question, accepted FROM preview_sheet('A plan', E'Ref,Action,RAG\nA1.2,Two,G\n', quarter => 'Q1 2025/26') WHERE ref = 'A1.2' ORDER BY change$$,
  $$VALUES ('rating', 'not taken: the item does not count', false, false), ('state', 'withdrawn since 2025-01-01: does it count again?', true, false)$$,
  'a withdrawn item that is rated again is a question');
SELECT count(*) FROM import_sheet('A plan', E'Ref,Action,RAG\nA1.2,Two,G\nA1.3,Three,\n', quarter => 'Q1 2025/26', accept => '{2}') \g /dev/null
SELECT is(state || ' ' || state_since, 'active 2025-04-01', 'and counts again if accepted') FROM items WHERE ref = 'A1.2';

-- Who answers: a name that changes holds from the sheet's quarter; a blank says nothing; "&" is "and"; an alias is the post.
INSERT INTO officer_aliases (alias, officer_id) SELECT 'Head of People', officer_id FROM officers WHERE name = 'Head of HR';
INSERT INTO officers (name) VALUES ('Head of Arts & Culture');
SELECT results_eq($$SELECT ref, was, will_be FROM preview_sheet('A plan', E'Ref,Action,Lead,RAG\nA1.2,Two,Head of People,G\nA1.3,Three,,G\nA1.4,Four,Head of Arts and Culture,G\n',
    quarter => 'Q1 2025/26') WHERE change = 'officer'$$,
  $$VALUES ('A1.4', 'Head of ICT', 'Head of Arts and Culture')$$, 'an alias is the same post, a blank says nothing');
SELECT is((SELECT count(*) FROM preview_sheet('A plan', E'Ref,Action,Lead,RAG\nA1.4,Four,Head of Arts and Culture,G\n', quarter => 'Q1 2025/26') WHERE change = 'new officer'), 0::bigint,
  '"&" and "and" are one name');
SELECT count(*) FROM import_sheet('A plan', E'Ref,Action,Lead,RAG\nA1.4,Four,Head of Arts and Culture,G\n', quarter => 'Q1 2025/26') \g /dev/null
SELECT results_eq($$SELECT o.name, p.valid_from, p.valid_to FROM item_officers p JOIN officers o USING (officer_id) JOIN items i USING (item_id) WHERE i.ref = 'A1.4' ORDER BY p.valid_from$$,
  $$VALUES ('Head of ICT', date '-infinity', date '2025-03-31'), ('Head of Arts & Culture', '2025-04-01', 'infinity')$$, 'the former ends on the day before the quarter');

-- An unfilled return does not make a quarter the latest.
SELECT matches((SELECT remark FROM import_sheet('A plan', E'Ref,Action,RAG,Update\nA1.3,Three,,\nA1.4,Four,,Only words\n', quarter => 'Q2 2025/26') WHERE change = 'summary'),
  '^2 rows read: 1 update is new; ', 'nothing is rated');
SELECT is(max(quarter)::text, 'Q1 2025/26', 'a quarter is reported once something in it is rated') FROM plan_quarters;
SELECT is((SELECT commentary FROM ratings r JOIN items i USING (item_id) WHERE i.ref = 'A1.4' AND r.quarter = 'Q2 2025/26'), 'Only words', 'the words are kept');
SELECT count(*) FROM import_sheet('A plan', E'Ref,Action,RAG,Update\nA1.4,Four,G,\n', quarter => 'Q2 2025/26') \g /dev/null
SELECT is(rating::text || ' ' || commentary, 'G Only words', 'a rating that comes later leaves the words') FROM rating_in_force((SELECT item_id FROM items WHERE ref = 'A1.4'), 'Q2 2025/26', 'infinity');

-- One row an item and quarter by mappings: rating.quarter.
INSERT INTO document_kinds (kind, title, record, plan_id) SELECT 'long', 'Long', 'item', plan_id FROM plans;
INSERT INTO import_mappings (kind, position, source, target, qualifier) VALUES ('long', 1, '{Ref}', 'item.ref', ''), ('long', 2, '{Title}', 'item.title', ''),
  ('long', 3, 'action', 'item.level', ''), ('long', 4, '{When}', 'rating.quarter', ''), ('long', 5, '{Status}', 'rating', ''), ('long', 6, '{Why}', 'commentary', ''),
  ('long', 7, '{Due}', 'due', '');
SELECT results_eq($$SELECT rows_read, rows_loaded, rows_refused FROM import_csv('long', E'Ref,Title,When,Status,Why,Due\nL1,One,Q1 2025/26,R,Late,March 2026\nL1,One,Q2 2025/26,G,Caught up,June 2026\nL2,Two,soon,G,,\nL1,One,Q2 2025/26,A,,\n', 'good')$$,
  $$VALUES (4::bigint, 2::bigint, 2::bigint)$$, 'import_csv reads one row an item and quarter');
SELECT results_eq($$SELECT r.quarter::text, r.rating::text, r.commentary FROM ratings r JOIN items i USING (item_id) WHERE i.ref = 'L1' ORDER BY r.quarter$$,
  $$VALUES ('Q1 2025/26', 'R', 'Late'), ('Q2 2025/26', 'G', 'Caught up')$$, 'each rating with its words');
SELECT is((SELECT string_agg(raw, ', ') FROM due_dates JOIN items USING (item_id) WHERE ref = 'L1'), 'June 2026', 'what is said of the item is the last quarter''s');

-- A wrong or repeated heading gets the hint that helps.
CREATE FUNCTION pg_temp.hint(content text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  said text;
BEGIN
  PERFORM import_csv('long', content);
  RETURN 'no error';
EXCEPTION WHEN invalid_parameter_value THEN
  GET STACKED DIAGNOSTICS said = PG_EXCEPTION_HINT;
  RETURN said;
END
$$;
SELECT matches(pg_temp.hint(E'Ref,Title,When,Status,Why,Due,Due\n'), 'give each column of the file one of its own', 'a repeated heading');
SELECT matches(pg_temp.hint(E'Ref,Title,When,Status,Why,Deadline\n'), 'A heading was renamed, .* import_sheet reads headings as they change', 'a renamed one');
SELECT matches(pg_temp.hint(E'Ref,Title,When,Status,Why,Due,Notes\n'), 'every heading needs one', 'one that no mapping has');

SELECT * FROM finish();
ROLLBACK;
