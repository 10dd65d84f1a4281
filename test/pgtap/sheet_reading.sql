-- Sheets in every writing: encodings, delimiters, line ends, a table; what their headings and cells mean; and a bad cell that costs that cell.
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
SELECT plan(88);

SELECT create_register('council');
SET search_path = council, public;
CREATE FUNCTION pg_temp.sentence(sheet text) RETURNS text LANGUAGE sql
  RETURN (SELECT remark FROM preview_sheet('A plan 2024-25', sheet, quarter => 'Q3 2024/25') WHERE change = 'summary');
CREATE FUNCTION pg_temp.sentence(sheet bytea) RETURNS text LANGUAGE sql
  RETURN (SELECT remark FROM preview_sheet('A plan 2024-25', sheet, quarter => 'Q3 2024/25') WHERE change = 'summary');

-- Bytes of any encoding that a spreadsheet saves.
CREATE TEMP TABLE sheet AS SELECT E'Ref,Action,Lead,RAG\r\nA1,Fees of \u00A3500 \u2013 a review,Head of Finance,G\r\n' AS t;
CREATE FUNCTION pg_temp.utf16(t text, little boolean) RETURNS bytea LANGUAGE sql
  RETURN (SELECT string_agg(CASE WHEN little THEN set_byte(set_byte('\x0000', 0, ascii(c) % 256), 1, ascii(c) / 256)
                                 ELSE set_byte(set_byte('\x0000', 1, ascii(c) % 256), 0, ascii(c) / 256) END, ''::bytea ORDER BY n)
          FROM regexp_split_to_table(t, '') WITH ORDINALITY AS x (c, n));
CREATE FUNCTION pg_temp.title_of(sheet bytea) RETURNS text LANGUAGE sql
  RETURN (SELECT title FROM preview_sheet('A plan 2024-25', sheet, quarter => 'Q3 2024/25') WHERE change = 'new item');
SELECT is(pg_temp.title_of(convert_to(t, 'UTF8')), E'Fees of \u00A3500 \u2013 a review', 'UTF-8') FROM sheet;
SELECT is(pg_temp.title_of('\xefbbbf' || convert_to(t, 'UTF8')), E'Fees of \u00A3500 \u2013 a review', 'with a byte-order mark') FROM sheet;
SELECT is(pg_temp.title_of('\xfffe' || pg_temp.utf16(t, true)), E'Fees of \u00A3500 \u2013 a review', 'UTF-16, little endian') FROM sheet;
SELECT is(pg_temp.title_of('\xfeff' || pg_temp.utf16(t, false)), E'Fees of \u00A3500 \u2013 a review', 'UTF-16, big endian') FROM sheet;
SELECT is(pg_temp.title_of(pg_temp.utf16(t, true)), E'Fees of \u00A3500 \u2013 a review', 'UTF-16 without a mark') FROM sheet;
SELECT is(pg_temp.title_of(convert_to(t, 'WIN1252')), E'Fees of \u00A3500 \u2013 a review', 'Windows-1252') FROM sheet;
SELECT throws_ok($$SELECT delimited_text('PK' || '\x0304'::bytea)$$, '22P04', 'the file is a workbook, not a delimited text', 'a workbook is refused');
SELECT throws_ok($$SELECT delimited_text('\xfffe610000')$$, '22021', 'invalid byte sequence for UTF-16', 'and half a character');

-- Delimiters and line ends.
SELECT matches(pg_temp.sentence(E'sep=;\nRef;Action;RAG\nA1;"One, and two";G\nA2;Three;R\n'), '^2 rows read: .*2 ratings are new', 'sep=; and semicolons');
SELECT matches(pg_temp.sentence(E'A title; with a sign\nRef\tAction\tRAG\nA1\tOne, two, three, and four\tG\n'), '^1 row read: .*1 rating is new', 'tabs');
SELECT matches(pg_temp.sentence(E'Ref\tAction\tRAG\nA1\t"A" roads\tG\n'), '^1 row read: ', 'a quotation mark between tabs is just that');
SELECT matches(pg_temp.sentence(E'Ref,Action,RAG\rA1,One,G\rA2,Two,G\r'), '^2 rows read: ', 'CR alone');
SELECT matches(pg_temp.sentence(E'Ref,Action,RAG\r\nA1,"One\r\nand more",G\r\n,,\r\nTotal,,1\r\n'), '^1 row read: ', 'CRLF, a line end in a cell, a blank row, a total');
SELECT throws_ok($$SELECT pg_temp.sentence(E'Ref,Action,RAG\nA1,"One,G\n')$$, '22P04', 'line 2: unterminated quoted cell', 'a broken file is refused whole');
SELECT throws_ok($$SELECT pg_temp.sentence(E'x,y\n1,2\n')$$, '22023', NULL, 'and one without headings, with the hint that names them');

SELECT is((SELECT string_agg(remark, ', ' ORDER BY remark) FROM preview_sheet('A plan 2024-25', E'Ref,Action,RAG,,\nA1,One,G,,\n,,,,\n', quarter => 'Q3 2024/25')
  WHERE change = 'passed over'), '1 blank row, 1 heading row, 2 blank columns', 'blank columns at the end are counted too');

-- A table or view.
CREATE TEMP TABLE their_rows (action_ref text, action text, owner text, target_date date, q3_rag text);
INSERT INTO their_rows VALUES ('A1', 'One', 'Head of HR', '2025-03-31', 'G'), ('A2', 'Two', 'Head of HR', NULL, NULL);
SELECT matches((SELECT remark FROM preview_sheet('A plan 2024-25', 'their_rows'::regclass) WHERE change = 'summary'),
  '^2 rows read: the plan "A plan 2024-25" is made; 1 rating is new, 1 deadline is set, 2 actions are new', 'the rows of a table');

SELECT throws_ok($$SELECT preview_sheet('A plan 2024-25', 'their_rows')$$, '22023', 'the sheet is one word, "their_rows"', 'a table''s name alone is told from a sheet');

-- Periods in headings.
CREATE FUNCTION pg_temp.rated(heading text, asked quarter DEFAULT NULL) RETURNS text LANGUAGE sql
  RETURN (SELECT will_be FROM preview_sheet('A plan 2024-25', format(E'Ref,Action,"%s"\nA1,One,G\n', heading), quarter => asked)
          WHERE change = 'column' AND field = heading);
SELECT is(pg_temp.rated('Q3 RAG'), 'rating Q3 2024/25', 'a bare quarter takes its year from the plan');
SELECT is(pg_temp.rated('Status at end of June'), 'rating Q1 2024/25', 'so does a month');
SELECT is(pg_temp.rated('RAG status at end of Q4'), 'rating Q4 2024/25', 'at the end of a quarter');
SELECT is(pg_temp.rated('Quarter 2 2024-25 Rating'), 'rating Q2 2024/25', 'with the year in another writing');
SELECT is(pg_temp.rated('BRAG (Dec-24)'), 'rating Q3 2024/25', 'a month and year');
SELECT is(pg_temp.rated('RAG', 'Q2 2024/25'), 'rating Q2 2024/25', 'an argument');
SELECT is(pg_temp.rated(heading), 'rating Q2 2024/25', heading || ' is the second quarter')
FROM unnest('{Quarter Two RAG,2nd quarter RAG,Jul-Sep RAG,July to September 2024 RAG,RAG Jul - Sep 24,Second Qtr 2024-25 rating}'::text[]) AS heading;
SELECT import_sheet('Span', E'Ref,Action,Jul-Sep RAG\nA1,One,G\n', period => '2024-25') \g /dev/null
SELECT is((SELECT r.period_start || ' ' || r.period_end FROM ratings r JOIN items i USING (item_id) JOIN plans p USING (plan_id) WHERE p.title = 'Span'),
  '2024-07-01 2024-09-30', 'its days are those of the quarter, not of its first month');
SELECT matches(pg_temp.rated(heading, 'Q3 2024/25'), '^attribute', heading || ' is no rating of the quarter')
FROM unnest('{Q1/Q2 RAG,Q1 & Q2,Q3 forecast RAG,Expected RAG Q4,Previous RAG,Target rating,RAG last quarter,Previous quarter RAG}'::text[]) AS heading;
SELECT throws_like($$SELECT pg_temp.rated('RAG')$$, 'the sheet does not say which quarter %', 'nothing is guessed');
SELECT is((SELECT will_be FROM preview_sheet('A plan 2024-25', E'Performance, quarter 3 2024/25,,\nRef,Action,RAG\nA1,One,G\n') WHERE field = 'RAG'),
  'rating Q3 2024/25', 'a title may name it');

-- Columns: words, corrections, memory.
SELECT results_eq($$SELECT field, will_be, remark FROM preview_sheet('A plan 2024-25', E'Ref,Action,Fortschritt,Budget code\nA1,One,G,77\n',
    quarter => 'Q3 2024/25', columns => '{"fortschritt": "rating"}') WHERE change = 'column'$$,
  $$VALUES ('Ref', 'ref', 'by word'), ('Action', 'title', 'by word'), ('Fortschritt', 'rating Q3 2024/25', 'by argument'),
           ('Budget code', 'attribute', 'nobody knows it: kept as an attribute')$$, 'an argument corrects what a column is');
SELECT throws_ok($$SELECT preview_sheet('A plan 2024-25', E'Ref,Action\nA1,One\n', columns => '{"Leader": "officer lead"}')$$, '22023', 'the sheet has no column "leader"',
  'of a column that there is');
SELECT throws_ok($$SELECT preview_sheet('A plan 2024-25', E'Ref,Action\nA1,One\n', columns => '{"Action": "nonsense"}')$$, '22023', 'a column cannot be "nonsense"', 'which can be that');
SELECT matches((SELECT remark FROM preview_sheet('No plan 2024-25', E'Ref,Action\nA1,One\n') LIMIT 1),
  '^1 row read: the plan "No plan 2024-25" is made; 1 action is new. To make it, say which days it covers: period => ''2024-25''.$', 'what an import would ask the preview asks');
SELECT throws_ok($$SELECT preview_sheet('A plan', E'Ref,Action\nA1,One\n', period => 'soon')$$, '22P02', NULL, 'a period is one');
SELECT count(*) FROM import_sheet('Half steps', E'Ref,Action,Q1 RAG\nA1,One,Amber/Green\n', period => '2024-25') \g /dev/null
SELECT is(p.scale || ' ' || r.rating, 'five AG', 'a plan whose first sheet has half steps has them')
FROM plans p JOIN items i USING (plan_id) JOIN ratings r USING (item_id) WHERE p.title = 'Half steps';
SELECT count(*) FROM import_sheet('Remembered', E'Ref,Action,Fortschritt,Budget code\nA1,One,G,77\n', quarter => 'Q3 2024/25', period => '2024-25',
  columns => '{"Fortschritt": "rating"}') \g /dev/null
SELECT is(remark, '1 row read: 1 rating changes; nothing before Q4 2024/25 changes.', 'the plan remembers: the next sheet needs no set-up')
FROM preview_sheet('Remembered', E'Budget code,Ref,Action,Q4 Fortschritt\n77,A1,One,R\n') WHERE change = 'summary';
SELECT is(value, '77', 'a column nobody knows is kept as an attribute') FROM item_attributes WHERE name = 'Budget code';
INSERT INTO sheet_words (word, target) VALUES ('Aktenzeichen', 'ref');
SELECT matches(pg_temp.sentence(E'Aktenzeichen,Action,RAG\nA1,One,G\n'), '1 action is new', 'a word the owner adds is known at once');
SELECT is((SELECT string_agg(will_be, ', ' ORDER BY line, field) FROM preview_sheet('A plan 2024-25',
    E'Ref,Action,Delivered by\nA1,One,March 2025\nA2,Two,June 2025\n', quarter => 'Q3 2024/25') WHERE field = 'Delivered by' AND change = 'column'),
  'due', '"Delivered by" is when where dates stand below it');

-- A plan of several years: the year in a heading counts, whatever words follow it.
SELECT is((SELECT string_agg(will_be, ', ' ORDER BY will_be) FROM preview_sheet('Years', E'Ref,Action,Q1 2023/24 RAG,RAG Q2 2023/24,Q3 23/24 status,'
    'Q4 2023-24 Rating,Q1 24-25 RAG,2024/25 Q2 RAG status,RAG status Q3 of 2024/25,Status at end of Q4 2024/25,Q1 2025/26 BRAG rating,Q3 2025/26 update,'
    'Q2 25 Rating,FY25 Q3 RAG,Q4 2025 RAG,Q1 2028/29 RAG\nA1,One,G,G,G,G,G,G,G,G,G,Words,R,R,R,R\n', quarter => 'Q4 2025/26', period => '2023-26')
    WHERE change = 'column' AND will_be !~ '^(ref|title)$'),
  'attribute, attribute, attribute, commentary Q3 2025/26, rating Q1 2023/24, rating Q1 2024/25, rating Q1 2025/26, rating Q1 2028/29, rating Q2 2023/24, '
  'rating Q2 2024/25, rating Q3 2023/24, rating Q3 2024/25, rating Q4 2023/24, rating Q4 2024/25',
  'headings name the quarters of several years; of what can be two, none is');
SELECT is((SELECT string_agg(field || ': ' || will_be, ', ' ORDER BY number) FROM preview_sheet('Months above', E'Ref,Action,RAG Q3 (Oct-Dec 2025),'
    'Q4 RAG - January to March 2026,October to December 2024 RAG,Q1 2026/27 (Apr-Jun) RAG,RAG Q2 (Apr-Jun 2026),Q3 24/25 (Oct-Dec 2025) RAG'
    '\nA1,One,G,G,G,G,R,R\n', quarter => 'Q4 2026/27', period => '2024-27') WHERE change = 'column' AND will_be !~ '^(ref|title)$'),
  'RAG Q3 (Oct-Dec 2025): rating Q3 2025/26, Q4 RAG - January to March 2026: rating Q4 2025/26, October to December 2024 RAG: rating Q3 2024/25, '
  'Q1 2026/27 (Apr-Jun) RAG: rating Q1 2026/27, RAG Q2 (Apr-Jun 2026): attribute, Q3 24/25 (Oct-Dec 2025) RAG: attribute',
  'months beside a quarter tell its year; where they are of another, it is not told');
SELECT is((SELECT string_agg(field || ': ' || will_be, ', ' ORDER BY number) FROM preview_sheet('Months of a year', E'Ref,Action,RAG Q1,Q2 RAG (Apr-Jun),RAG Nov 2025-Jan 2026,Q3 2025 (Oct-Dec 2025) RAG\nA1,One,G,R,R,G\n',
    quarter => 'Q3 2025/26', period => '2025-26') WHERE change = 'column' AND will_be !~ '^(ref|title)$'),
  'RAG Q1: rating Q1 2025/26, Q2 RAG (Apr-Jun): attribute, RAG Nov 2025-Jan 2026: attribute, Q3 2025 (Oct-Dec 2025) RAG: rating Q3 2025/26',
  'nor is it in a plan of one year');

-- Periods in rows: what says no quarter that can be told is not loaded, whatever quarter the other rows have.
CREATE FUNCTION pg_temp.loaded(plan text, period text, cells text[], asked quarter DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
  sheet text := E'Ref,Action,Reporting period,RAG,Update\n' || (SELECT string_agg(format(E'A%s,One,%s,G,Words\n', n, c), '' ORDER BY n) FROM unnest(cells) WITH ORDINALITY AS u (c, n));
BEGIN
  PERFORM import_sheet(plan, sheet, asked, period);
  RETURN (SELECT string_agg(i.ref || ' ' || r.quarter, ', ' ORDER BY i.item_id) FROM ratings r JOIN items i USING (item_id) JOIN plans p USING (plan_id) WHERE p.title = plan);
END
$body$;
SELECT is(pg_temp.loaded('Told', '2025-26', '{Q1 2025/26,"Q2 2526",FY26 Q3,Quarter 4,"Q1 25/26",June 2025}'),
  'A1 Q1 2025/26, A2 Q2 2025/26, A3 Q3 2025/26, A4 Q4 2025/26, A5 Q1 2025/26, A6 Q1 2025/26', 'the plan''s period tells the year where it holds one reading');
SELECT is(pg_temp.loaded('Untold', '2022-23', '{Q1 2022/23,"Q1 2526",1920-Q3,FY26 Q2,Q3 2019,soon,"",Q1-Q2 2022/23}'), 'A1 Q1 2022/23', 'the others are not loaded');
SELECT is((SELECT string_agg(e.line || ' ' || e.value, ', ' ORDER BY e.line) FROM import_errors e JOIN imports m USING (import_id) WHERE m.file_name = 'Untold'),
  '3 Q1 2526, 4 1920-Q3, 5 FY26 Q2, 6 Q3 2019, 7 soon, 8 , 9 Q1-Q2 2022/23', 'and each is listed');
SELECT is((SELECT count(*)::int FROM items i JOIN plans p USING (plan_id) WHERE p.title = 'Untold'), 8, 'their rows are');
SELECT is(pg_temp.loaded('Months', '2024-27', '{"Q1 Apr-Jun 2025","Jan-Mar 2026","September 2025 quarter","Quarter 2 (January to March 2025)",Q1 Oct-Dec 2025}'),
  'A1 Q1 2025/26, A2 Q4 2025/26, A3 Q2 2025/26', 'months tell the days, and a number that is another quarter''s here is not told');
SELECT import_sheet('Figures', E'KPI ref,Measure,Quarter,Actual,Target\nK1,Calls,Q1 2025/26,91,95\nK2,Days,soon,5,4\n', period => '2025-26') \g /dev/null
SELECT is((SELECT string_agg(k.ref || ' ' || t.quarter || ' ' || t.target, ', ') FROM measure_targets t JOIN measures k USING (measure_id) JOIN plans p USING (plan_id)
           WHERE p.title = 'Figures'), 'K1 Q1 2025/26 95', 'nor are figures and targets');
SELECT is(pg_temp.loaded('Spans', '2024-27', '{"Q1 2024/27","Q2 2025/24","Q3 FY25/26","Q4 2025-2026"}'), 'A3 Q3 2025/26, A4 Q4 2025/26', 'two years are one, or none');
SELECT is(pg_temp.loaded('Asked', '2022-23', '{Q2 2022/23,"",soon}', 'Q1 2022/23'), 'A1 Q2 2022/23, A2 Q1 2022/23', 'a blank is of the quarter asked for');

-- Deadlines.
CREATE FUNCTION pg_temp.dates(cell text) RETURNS text LANGUAGE sql
  RETURN (SELECT concat_ws(' | ', array_to_string(ARRAY(SELECT to_char(upper(p) - 1, 'YYYY-MM-DD') FROM unnest(d.periods) AS p), ', '), d.undated, d.readable)
          FROM sheet_dates(cell, 4, '[2024-04-01,2025-04-01)') AS d);
SELECT is(pg_temp.dates('March 2025 Revised to June 2025'), '2025-03-31, 2025-06-30 | t', 'both dates of a revision');
SELECT is(pg_temp.dates(E'March 2025\nRevised to September 2026'), '2025-03-31, 2026-09-30 | t', 'on two lines');
SELECT is(pg_temp.dates('March 2025 (now June 2026)'), '2025-03-31, 2026-06-30 | t', 'in parentheses');
SELECT is(pg_temp.dates('November 2024 Revised date to be set for 2025/26'), '2024-11-30 | Revised date to be set for 2025/26 | t', 'an undated revision leaves its trace');
SELECT is(pg_temp.dates('2026-03-31 00:00:00'), '2026-03-31 | t', 'a day as Excel writes it');
SELECT is(pg_temp.dates('when ready'), ' | f', 'what is no date');

-- Names.
CREATE FUNCTION pg_temp.names(cell text, what text) RETURNS text LANGUAGE sql
  RETURN (SELECT string_agg(concat_ws(' ', n.name, nullif(n.valid_from, '-infinity'), nullif(n.valid_to, 'infinity')), ' + ' ORDER BY n.valid_from, n.name)
          FROM sheet_names(cell, what) AS n);
SELECT is(pg_temp.names('Interim Director From January 2025, Director of People', 'officer'), 'Interim Director 2024-12-31 + Director of People 2025-01-01',
  'an owner who changes on a date');
SELECT is(pg_temp.names('Interim Director from January 2025; Director of People', 'officer'), 'Interim Director 2024-12-31 + Director of People 2025-01-01',
  'with a semicolon');
SELECT is(pg_temp.names('Director of Transformation / Director of Resources/ S151', 'officer'), 'Director of Resources/ S151 + Director of Transformation',
  'a slash parts, but not before S151');
SELECT is(pg_temp.names('Director of Education, Strong Start and Integration', 'officer'), 'Director of Education, Strong Start and Integration', 'a comma does not part officers');
SELECT is(pg_temp.names('A+H/C+F', 'body') || '; ' || pg_temp.names('CPC, E+G', 'body'), 'A+H + C+F; CPC + E+G', 'committees');
SELECT is(pg_temp.names('Economy, Jobs & Growth Committee', 'body'), 'Economy, Jobs & Growth Committee', 'a committee with a comma in its name');

-- References.
SELECT results_eq($$SELECT ref_key(r) FROM (VALUES ('A1.1.1'), (U&'\0410 1.1.1'), ('a1.1.1'), ('A1-1-1'), (E'A1.1.\u200B1'), (' A1. 1.1 '), ('A-1.1.1')) AS v (r)$$,
  $$SELECT 'A1.1.1' FROM generate_series(1, 7)$$, 'what reads as the same code is the same reference');
SELECT isnt(ref_key('A1.1'), ref_key('A1.10'), 'and what does not is another');
SELECT is(ref_key('CPC 16/4 '), ref_key('cpc  16/4'), 'other references by their folded text');
SELECT ok(one_edit_apart('a3.2.i', 'A3.2.1') IS FALSE AND one_edit_apart('A3.2.I', 'A3.2.1') AND one_edit_apart('A3.2', 'A3.2.') AND NOT one_edit_apart('A1', 'A1')
  AND NOT one_edit_apart('A12', 'A21'), 'one letter more, less or other');

-- A bad cell costs that cell.
SELECT count(*) FROM import_sheet('Bad', E'Ref,Action,Lead,Committee,Deadline,Q1 RAG,Update\n'
  'A1,One,Head of HR,CPC,when ready,Blue-ish,Words of one\n'
  'A2,Two,' || repeat('x', 400) || E',CPC,March 2025,R,Words of two\n'
  || repeat('r', 3000) || E',Three,Head of HR,CPC,March 2025,G,\n'
  ',Four,Head of HR,CPC,March 2025,G,\nA2,Two again,,,,G,\nA5,Five,#N/A,N/A,-,#N/A,\nA6,Six,,,March 2025,On hold,\n', period => '2024-25') \g /dev/null
SELECT results_eq($$SELECT i.ref, r.rating::text, r.raw, r.commentary FROM items i LEFT JOIN ratings r USING (item_id) WHERE i.plan_id = checked_plan('Bad') ORDER BY i.ref$$,
  $$VALUES ('A1', NULL, 'Blue-ish', 'Words of one'), ('A2', 'R', 'R', 'Words of two'), ('A5', NULL, NULL, NULL), ('A6', NULL, 'On hold', NULL)$$,
  'the rest of each row is loaded');
SELECT results_eq($$SELECT line, column_name FROM import_errors e JOIN imports i USING (import_id) WHERE i.file_name = 'Bad' ORDER BY line, column_name$$,
  $$VALUES (2::bigint, 'Deadline'), (2, 'Q1 RAG'), (3, 'lead'), (4, NULL), (5, NULL), (6, NULL), (8, 'Q1 RAG')$$, 'every bad cell is listed, once');
SELECT is((SELECT string_agg(outcome, ' ' ORDER BY line) FROM import_rows JOIN imports USING (import_id) WHERE file_name = 'Bad'),
  'passed over loaded loaded refused refused refused loaded loaded', 'what became of each row');
SELECT ok(EXISTS (SELECT FROM data_quality_report('Bad') WHERE finding = 'rating that cannot be read' AND cases = 2), 'the ratings count as not readable, shown as such');
SELECT matches(report_html('Bad', 'Q1 2024/25'), U&'Rating not readable: \201CBlue-ish\201D. Words of one', 'on the page too');
SELECT count(*) FROM import_sheet('Bad', E'Ref,Action,Q1 RAG\nA1,One,G\n') \g /dev/null
SELECT ok(EXISTS (SELECT FROM data_quality_report('Bad') WHERE finding = 'rating that cannot be read' AND cases = 1), 'until it is put right');
INSERT INTO legends (plan_id, word, rating) VALUES (checked_plan('Bad'), 'On hold', NULL), (checked_plan('Bad'), 'Blue', 'G'), (checked_plan('Bad'), '-', 'S');
SELECT results_eq($$SELECT ref, will_be FROM preview_sheet('Bad', E'Ref,Action,Q2 RAG\nA1,One,blue\nA2,Two,-\nA5,Five,\n') WHERE change = 'rating' ORDER BY line$$,
  $$VALUES ('A2', 'S')$$, 'the register''s legend comes first: Blue is G there, as it was, and a dash Scheduled');

-- The fixtures of other kinds come with CRLF and a mark; the doors for them are elsewhere.
SELECT is((SELECT count(*) FROM sheet_rows) + (SELECT count(*) FROM sheet_cells) + (SELECT count(*) FROM sheet_changes) + (SELECT count(*) FROM sheet_nodes)
  + (SELECT count(*) FROM sheet_marks), 0::bigint, 'nothing is left behind');
-- Without references items are known by their titles, and given a number.
SELECT count(*) FROM import_sheet('Titles', E'Action,Lead,Q1 RAG\nFill potholes,Head of Highways,G\nPaint lines,Head of Highways,R\n', period => '2024-25') \g /dev/null
SELECT is((SELECT string_agg(ref, ' ' ORDER BY ref) FROM items WHERE plan_id = checked_plan('Titles')), '#1 #2', 'an item without a reference is given one');
SELECT is(remark, '3 rows read: 2 ratings change, 1 action is new; nothing before Q2 2024/25 changes.', 'and known by its title in the next sheet')
FROM preview_sheet('Titles', E'Action,Lead,Q2 RAG\nPAINT  LINES,Head of Highways,A\nClean signs,Head of Highways,G\nFill potholes,Head of Highways,A\n') WHERE change = 'summary';

SELECT * FROM finish();
ROLLBACK;
