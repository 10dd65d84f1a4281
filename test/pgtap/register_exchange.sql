-- Files in and out: every file as it came, every document as the register has it now; measures, money and names; tables as sources;
-- codes.  Run from the repository's top folder: psql reads demo/data.
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
SELECT plan(130);

SELECT create_register('council');
SET search_path = council, public;

-- The data model explains itself.
SELECT is_empty($$SELECT member FROM register_members('council') WHERE member !~ '^(sequence|type|index) ' AND coalesce(remark, '') = ''$$,
  'every table, view, column, function, trigger and policy of a fresh register has a comment');
SELECT cmp_ok(count(*), '>', 500::bigint, 'and there are some') FROM register_members('council');
SELECT is_empty(
  $$SELECT conrelid::regclass, conname FROM pg_constraint c
    WHERE connamespace = 'council'::regnamespace AND contype = 'f'
      AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
      AND conrelid::regclass::text IN ('nodes', 'items', 'item_officers', 'item_bodies', 'officer_aliases', 'body_aliases', 'item_attributes', 'measures', 'code_systems')
      AND conrelid::regclass::text || '.' || conname NOT IN ('nodes.nodes_level_fkey', 'items.items_level_fkey', 'item_officers.item_officers_import_id_fkey', 'item_bodies.item_bodies_import_id_fkey')$$,
  'what is searched by a foreign key has an index');

\i demo/council_mappings.sql
-- psql takes the last line end off what a command prints, so one is added.
\set plan_priorities `cat demo/data/plan_2024_25_priorities.tsv; echo`
\set plan_actions `cat demo/data/plan_2024_25_actions.tsv; echo`
\set peer_challenge `cat demo/data/peer_challenge_may_2025.tsv; echo`
\set outcomes `cat demo/data/outcomes_2025_29.tsv; echo`
\set delivery_plan `cat demo/data/delivery_plan_2025_26.tsv; echo`
\set improvement_plan `cat demo/data/improvement_plan_2025_27.tsv; echo`
\set linkage `cat demo/data/linkage.tsv; echo`
\set sums `cat demo/data/SHA256SUMS`
CREATE TEMP TABLE files (place int, kind text, name text, content text);
INSERT INTO files VALUES
  (1, 'plan_priorities', 'plan_2024_25_priorities.tsv', :'plan_priorities'), (2, 'plan_actions', 'plan_2024_25_actions.tsv', :'plan_actions'),
  (3, 'peer_challenge', 'peer_challenge_may_2025.tsv', :'peer_challenge'), (4, 'outcomes', 'outcomes_2025_29.tsv', :'outcomes'),
  (5, 'delivery_plan', 'delivery_plan_2025_26.tsv', :'delivery_plan'), (6, 'improvement_plan', 'improvement_plan_2025_27.tsv', :'improvement_plan'),
  (7, 'linkage', 'linkage.tsv', :'linkage');
-- What a file of SHA256SUMS should have as its digest.
CREATE FUNCTION pg_temp.known_digest(sums text, name text) RETURNS text LANGUAGE sql
RETURN substring(sums FROM '([0-9a-f]{64})  ' || replace(name, '.', '\.'));
CREATE FUNCTION pg_temp.digest(content text) RETURNS text LANGUAGE sql RETURN encode(sha256(convert_to(content, 'UTF8')), 'hex');
SELECT is(pg_temp.digest(content), pg_temp.known_digest(:'sums', name), name || ' was read whole') FROM files ORDER BY place;

CREATE FUNCTION pg_temp.import(kind text, content text, on_bad text DEFAULT 'none', recorded_at timestamptz DEFAULT NULL) RETURNS text
  LANGUAGE sql AS $body$
  SELECT format('%s loaded %s unchanged %s refused', rows_loaded, rows_unchanged, rows_refused)
  FROM council.import_csv(kind, content, on_bad, kind, recorded_at)
$body$;
CREATE FUNCTION pg_temp.last() RETURNS bigint LANGUAGE sql RETURN (SELECT max(import_id) FROM imports);

-- Of the 596 links 66 + 20 + 73 + 18 + 71 + 3 are in the other files too.
-- Every file, byte for byte: as it came, and out of what the register holds.
SELECT is(pg_temp.import(kind, content), (array_length(string_to_array(content, E'\n'), 1) - 2) || ' loaded 0 unchanged 0 refused', kind || ' is imported')
FROM (SELECT * FROM files ORDER BY place) AS f WHERE kind <> 'linkage';
SELECT is(pg_temp.import(kind, content), '345 loaded 251 unchanged 0 refused', 'linkage is imported: what other files said already is unchanged') FROM files WHERE kind = 'linkage';
SELECT is(pg_temp.digest(council.export_csv(i.import_id)), pg_temp.known_digest(:'sums', f.name), f.name || ' comes out as it came, byte for byte')
FROM files f JOIN imports i ON i.kind = f.kind ORDER BY place;
SELECT is(pg_temp.digest(council.export_document(kind)), pg_temp.known_digest(:'sums', name), name || ' comes out of the register as it came, byte for byte')
FROM files ORDER BY place;
SELECT is(council.export_csv(i.import_id), f.content, f.kind || ' holds its look-alike letters') FROM files f JOIN imports i ON i.kind = f.kind
WHERE f.content ~ U&'[\0410\0412]' ORDER BY place;
SELECT matches(pg_temp.import(kind, content), '^0 loaded \d+ unchanged 0 refused$', kind || ' again: nothing new, and it says so') FROM files ORDER BY place;
SELECT is((SELECT count(*) FROM import_rows WHERE printed IS NOT NULL), 0::bigint, 'plain files need no second copy of their rows');

-- The same cells with another delimiter are read back the same.
SELECT is((SELECT array_agg(cells ORDER BY line) FROM delimited_records(council.export_csv(import_id, ','), ',')),
          (SELECT array_agg(cells ORDER BY line) FROM delimited_records(f.content, E'\t', '')), f.kind || ' with commas')
FROM files f JOIN imports i ON i.kind = f.kind WHERE i.import_id <= 7 AND f.kind IN ('peer_challenge', 'improvement_plan');
SELECT throws_ok($$SELECT council.export_csv(4711)$$, '42704', 'import 4711 does not exist', 'an import there never was');
SELECT throws_ok($$SELECT council.export_document('nothing')$$, '42704', NULL, 'a kind there is not');

-- What is changed in the register shows in the document, and nothing else does.
CREATE FUNCTION pg_temp.changes(of_kind text) RETURNS SETOF text LANGUAGE sql AS $body$
  SELECT o.line FROM regexp_split_to_table((SELECT content FROM files WHERE kind = of_kind), '\n') WITH ORDINALITY AS c (line, n)
  FULL JOIN regexp_split_to_table(council.export_document(of_kind), '\n') WITH ORDINALITY AS o (line, n) USING (n)
  WHERE o.line IS DISTINCT FROM c.line ORDER BY n
$body$;
UPDATE items SET title = 'Simpler decisions' WHERE ref = 'A1.1.1';
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) SELECT item_id, 'Q2 2024/25', '2024-07-01', '2024-09-30', 'R', 'Off track' FROM items WHERE ref = 'A1.1.2';
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) SELECT item_id, 'Q2 2024/25', '2024-07-01', '2024-09-30', 'B', 'nonsense' FROM items WHERE ref = 'A1.1.3';
UPDATE item_attributes SET value = 'y' WHERE name = 'complete' AND item_id = (SELECT item_id FROM items WHERE ref = 'A1.2.1');
UPDATE item_officers SET valid_to = CURRENT_DATE - 1 WHERE item_id = (SELECT item_id FROM items WHERE ref = 'A1.2.2');
INSERT INTO item_officers (item_id, officer_id, role, valid_from, raw)
SELECT item_id, officer_id, 'lead', CURRENT_DATE, 'by hand' FROM items, officers WHERE ref = 'A1.2.2' AND name = 'Director of Transformation';
INSERT INTO item_bodies (item_id, body_id, role, raw) SELECT item_id, body_id, 'committee', 'by hand' FROM items, bodies WHERE ref = 'A1.2.3' AND name = 'Council';
INSERT INTO items (plan_id, level, ref, title) SELECT plan_id, 'action', 'A9.9.9', 'Quite' || E' new' FROM items WHERE ref = 'A1.1.1';
INSERT INTO links (from_item_id, to_node_id, relation) SELECT item_id, node_id, 'part_of' FROM items, nodes WHERE items.ref = 'A9.9.9' AND nodes.ref = 'P1.2' AND nodes.level = 'priority';
SELECT results_eq($$SELECT * FROM pg_temp.changes('plan_actions')$$, $$VALUES
  (E'1\tP1.1\tA1.1.1\tSimpler decisions\tHead of Democratic Services\tCPC\tG\tA\tn'),
  (E'1\tP1.1\tA1.1.2\tBetter grasp of scrutiny under committees\tHead of Democratic Services\tCPC\tG\tOff track\tn'),
  (E'1\tP1.1\tA1.1.3\tCouncillor training on decision roles\tHead of Democratic Services\tCPC\tG\tB\tn'),
  (E'1\tP1.2\tA1.2.1\tConsultation approach refresh with possible citizen panel\tHead of Communications\tCPC\tG\tG\ty'),
  (E'1\tP1.2\tA1.2.2\tEquality strategy and impact assessment review\tDirector of Transformation\tCPC\t\t\tn'),
  (E'1\tP1.2\tA1.2.3\tCustomer experience strategy refresh\tHead of Customer Services\tCorporate Policy Committee / Council\t\t\tn'),
  (E'\tP1.2\tA9.9.9\tQuite new\t\t\t\t\t'), ('')$$, 'titles, ratings, attributes, officers, committees and new items');

SELECT is(pg_temp.import('plan_actions', council.export_document('plan_actions')), '2 loaded 65 unchanged 0 refused',
  'which reads back as what was done by hand: new are a rating by its letter, and the owner from the quarter that the file is of');
SELECT is(pg_temp.import('plan_actions', council.export_document('plan_actions')), '0 loaded 67 unchanged 0 refused', 'and then nothing is');
SELECT results_eq($$SELECT o.name FROM item_officers p JOIN officers o USING (officer_id) JOIN items i USING (item_id) WHERE i.ref = 'A1.2.2' AND p.valid_to = 'infinity'$$,
  $$VALUES ('Director of Transformation')$$, 'the new owner still answers');

-- Deadlines, nodes and links.
INSERT INTO due_dates (item_id, revision, period, raw) SELECT item_id, 2, plan_period('June 2026'), 'June 2026' FROM items WHERE ref = 'CPC 16/4';
UPDATE nodes SET title = 'Crisis management' WHERE level = 'recommendation' AND ref = '1';
SELECT results_eq($$SELECT regexp_replace(c, '^([^\t]*)\t([^\t]*)\t([^\t]*)\t(\d+)\t.*?\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)$', '\2/\4 \3 due \5 revised \6') FROM pg_temp.changes('peer_challenge') AS c$$,
  $$SELECT format('1/%s Crisis management due %s revised ', n, due) FROM (VALUES (1, 'July 2024'), (2, 'From June 2024'), (3, 'From July 2024'), (4, 'July 2024'), (5, 'July 2024')) AS v (n, due)
    UNION ALL VALUES ('16/4 Communication and engagement strategy due October 2024 revised June 2026')$$, 'a node''s wording on each of its rows, and the deadline in force') ;
UPDATE links SET valid_to = CURRENT_DATE - 1 FROM nodes f, nodes t
WHERE f.node_id = from_node_id AND t.node_id = to_node_id AND f.level = 'outcome' AND f.ref = '1.1' AND t.level = 'commitment';
SELECT is((SELECT count(*) FROM regexp_matches(council.export_document('linkage'), '\n', 'g')), 597::bigint, 'a link that has ended is not printed, the new action''s is: 595 and 1 rows and a heading line');
INSERT INTO links (from_node_id, to_node_id, relation, basis)
SELECT f.node_id, t.node_id, 'see', 'by hand' FROM nodes f, nodes t WHERE f.level = 'outcome' AND f.ref = '1.1' AND t.level = 'commitment' AND t.ref = '2';
SELECT matches(council.export_document('linkage'), E'\noutcome\t1.1\tcommitment\t2\tsee\t\tby hand\n$', 'one made by hand is');
SELECT results_eq($$SELECT council.export_document('linkage', '2020-01-01') = council.export_document('linkage')$$, 'VALUES (false)', 'documents are of a day');

-- However a file is written, it comes out so; and is read once.
INSERT INTO plans (title) VALUES ('Styles');
INSERT INTO document_kinds (kind, title, record, plan_id) SELECT 'styles', 'styles', 'item', plan_id FROM plans WHERE title = 'Styles';
INSERT INTO import_mappings (kind, position, source, target, qualifier, split) VALUES
  ('styles', 1, 'S {area}/{no}', 'item.ref', '', NULL), ('styles', 2, '{title}', 'item.title', '', NULL), ('styles', 3, 'action', 'item.level', '', NULL),
  ('styles', 4, '{rag}', 'rating', 'Q1 2025/26', NULL), ('styles', 5, '{why}', 'commentary', 'Q1 2025/26', NULL);
CREATE TEMP TABLE styles (name text, content text);
INSERT INTO styles VALUES
  ('a mark, semicolons, CRLF, line ends in a cell', U&'\FEFF' || E'area;no;title;rag;why\r\nA;1;First;\u0412;"one\r\ntwo; ""three"""\r\nA;2;Second;G;\r\n'),
  ('every cell quoted', E'"area","no","title","rag","why"\n"A","1","First","\u0412","one\r\ntwo; ""three"""\n"A","2","Second","G",""\n'),
  ('quotes here and there', E'area,"no",title,rag,why\n"A",1,First,"\u0412","one\r\ntwo; ""three"""\nA,"2",Second,G,""\n'),
  ('empty lines, no last line end', E'area\tno\ttitle\trag\twhy\n\nA\t1\tFirst\t\u0412\t"one\r\ntwo; ""three"""\n\n\nA\t2\tSecond\tG\t'),
  ('CR, blanks at the ends', E'area,no,title, rag,why\rA,1, First\u00A0,\u0412,"one\r\ntwo; ""three"""\rA,2,Second ,G,\r'),
  ('mixed line ends', E'area,no,title,rag,why\r\nA,1,First,\u0412,"one\r\ntwo; ""three"""\nA,2,Second,G,\r\n\r\n');
SELECT is(pg_temp.import('styles', content, 'none', '2025-07-01'), CASE row_number() OVER () WHEN 1 THEN '2 loaded' ELSE '0 loaded' END || CASE row_number() OVER () WHEN 1 THEN ' 0' ELSE ' 2' END || ' unchanged 0 refused', name)
FROM styles;
SELECT ok(council.export_csv(i.import_id) = s.content, s.name || ': as it came')
FROM (SELECT *, row_number() OVER () AS place FROM styles) AS s
JOIN (SELECT import_id, row_number() OVER (ORDER BY import_id) AS place FROM imports WHERE kind = 'styles') AS i USING (place);
SELECT ok((SELECT content = council.export_document('styles') FROM styles WHERE name = 'mixed line ends'), 'and out of the register, as the last of them');
SELECT results_eq($$SELECT delimiter, quote_all, encode(newline::bytea, 'hex'), has_mark, printed_headings IS NOT NULL, quote FROM imports WHERE kind = 'styles' ORDER BY import_id$$,
  $$VALUES (';', false, '0d0a', true, false, '"'), (',', true, '0a', false, false, '"'), (',', false, '0a', false, true, '"'),
           (E'\t', false, '0a', false, true, '"'), (',', false, '0d', false, false, '"'), (',', false, '0d0a', false, false, '"')$$, 'imports says how each was written');
INSERT INTO items (plan_id, level, ref, title) SELECT plan_id, 'action', 'S B/7', 'Third' FROM plans WHERE title = 'Styles';
SELECT matches(council.export_document('styles'), E'\r\n\r\nB,7,Third,,\r\n$', 'a new item''s reference is taken apart again into its columns');
INSERT INTO document_kinds (kind, title, record, plan_id) SELECT 'plain', title, record, plan_id FROM document_kinds WHERE kind = 'styles';
INSERT INTO import_mappings (kind, position, source, target, qualifier) SELECT 'plain', position, source, target, qualifier FROM import_mappings WHERE kind = 'styles';
SELECT is(council.export_document('plain'), E'area,no,title,rag,why\nA,1,First,\u0412,"one\r\ntwo; ""three"""\nA,2,Second,G,\nB,7,Third,,\n', 'a kind that no file was read of is written by its mappings');

-- Good rows only, and none: the report names file, line, column, value and reason.
SELECT is((SELECT format('%s %s %s', rows_loaded, rows_unchanged, rows_refused) FROM council.import_csv('styles', E'area,no,title,rag,why\nA,1,First,N/A,\n\nA,3,,G,\nA,4,Fourth,R,late\n', 'good', 'July.csv')), '1 0 2', 'good rows');
SELECT results_eq($$SELECT file_name, line, column_name, value, left(reason, 30) FROM import_report WHERE file_name = 'July.csv' ORDER BY line$$,
  $$VALUES ('July.csv', 2::bigint, 'rag', 'N/A', 'invalid input syntax for type '), ('July.csv', 4, 'title', '', 'an item needs a title')$$, 'the report');
SELECT is(council.export_document('styles'), E'area,no,title,rag,why\nA,4,Fourth,R,late\nA,1,First,\u0412,"one\r\ntwo; ""three"""\nA,2,Second,G,\nB,7,Third,,\n', 'rows refused are not the register''s');
SELECT is(pg_temp.digest(council.export_csv(pg_temp.last())), pg_temp.digest(E'area,no,title,rag,why\nA,1,First,N/A,\n\nA,3,,G,\nA,4,Fourth,R,late\n'), 'but still the file''s');

-- Tables and views as sources, of any types.
CREATE TEMP TABLE source (area text, no integer, title varchar(20), rag rag, why text);
INSERT INTO source VALUES ('A', 1, 'First', 'B', E'one\r\ntwo; "three"'), ('A', 2, 'Second', 'A', NULL), ('C', 9, NULL, NULL, NULL);
CREATE TEMP VIEW source_view AS SELECT why, rag, title, no, area FROM source WHERE title IS NOT NULL ORDER BY no;
SELECT results_eq($$SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM council.import_table('styles', 'source')$$, $$VALUES (3::bigint, 0::bigint, 0::bigint, 3::bigint)$$, 'a table, all or nothing');
SELECT results_eq($$SELECT file_name, line, column_name, reason FROM import_report WHERE import_id = pg_temp.last()$$, $$VALUES ('source', 4::bigint, 'title', 'an item needs a title')$$, 'with the line of the row');
SELECT results_eq($$SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM council.import_table('styles', 'source_view', 'good', '2025-08-01')$$, $$VALUES (2::bigint, 2::bigint, 0::bigint, 0::bigint)$$,
  'a view, its columns in another order');
SELECT results_eq($$SELECT rows_read, rows_unchanged FROM council.import_table('styles', 'source_view', 'good', '2025-08-01')$$, $$VALUES (2::bigint, 2::bigint)$$, 'twice');
SELECT is(council.export_csv(pg_temp.last()), E'why,rag,title,no,area\n"one\r\ntwo; ""three""",B,First,1,A\n,A,Second,2,A\n', 'comes out as a file');
SELECT throws_ok($$SELECT council.import_table('styles', 'officers')$$, '22023', NULL, 'a table of other columns is refused');

-- A plan's scale, and its codes.
INSERT INTO plans (title, has_scheduled) VALUES ('No S', false);
INSERT INTO legends (plan_id, word, rating, label) SELECT plan_id, '', 'S', 'Not yet started' FROM plans WHERE title = 'No S';
INSERT INTO document_kinds (kind, title, record, plan_id) SELECT 'scaled', 'scaled', 'item', plan_id FROM plans WHERE title = 'No S';
INSERT INTO import_mappings (kind, position, source, target, qualifier) VALUES ('scaled', 1, '{ref}', 'item.ref', ''), ('scaled', 2, '{t}', 'item.title', ''),
  ('scaled', 3, '{level}', 'item.level', ''), ('scaled', 4, '{r}', 'rating', 'Q1 2025/26'), ('scaled', 5, '{p}', 'node.ref', 'priority');
SELECT is(pg_temp.import('scaled', E'ref,t,level,r,p\nA1,x,action,Scheduled,P1\nA2,x,action,,P1\nA3,x,action,AG,P1\nA4,x,action,A,P1', 'good'), '1 loaded 0 unchanged 3 refused',
  'a plan without S refuses it, a blank that its legend reads so too, and half steps');
INSERT INTO code_systems (plan_id, level, prefix, min_depth, max_depth, on_other)
SELECT plan_id, v.* FROM plans, (VALUES ('action', 'A', 2, 3, 'refuse'), ('priority', 'P', 1, 1, 'refuse'), ('milestone', 'M', 1, 1, 'note')) AS v WHERE title = 'No S';
SELECT is(pg_temp.import('scaled', E'ref,t,level,r,p\nA1.1,x,action,R,P1\n\u0410 1.2,x,action,R,P1\n\u04101.3,x,action,R,P1\nB1.1,x,action,R,P1\nA1,x,action,R,P1\nA1.1.1.1,x,action,R,P1\nfirst,x,action,R,P1\nM1,x,milestone,R,P1\nm/2,x,milestone,R,P1\nD1,x,deliverable,R,P1\nA1.4,x,action,R,A1', 'good'),
  '5 loaded 0 unchanged 6 refused', 'codes of the plan''s letters and depth only; levels without a system are free');
SELECT results_eq($$SELECT line, column_name, value, reason, hint FROM import_report WHERE import_id = pg_temp.last() ORDER BY line LIMIT 2$$,
  $$VALUES (3::bigint, 'ref', U&'\0410 1.2', U&'"\0410 1.2" is not a code of Action', 'In this plan such a code is "A" and 2 to 3 numbers.'), (5, 'ref', 'B1.1', '"B1.1" is not a code of Action', 'In this plan such a code is "A" and 2 to 3 numbers.')$$, 'and says so');
SELECT results_eq($$SELECT level, ref, is_code FROM code_report ORDER BY ref$$, $$VALUES ('action', 'A4', true), ('milestone', 'm/2', false)$$, 'code_report lists what is noted, and what was there before');

-- Measures, a row each.
INSERT INTO nodes (plan_id, level, ref, title) SELECT plan_id, 'outcome', o, o FROM plans, unnest('{1.1,1.2}'::text[]) AS o WHERE title = 'Styles';
INSERT INTO document_kinds (kind, title, record, plan_id) SELECT k, k, 'measure', plan_id FROM plans, unnest('{kpis,kpi_return}'::text[]) AS k WHERE title = 'Styles';
INSERT INTO import_mappings (kind, position, source, target, qualifier) VALUES
  ('kpis', 1, '{ref}', 'measure.ref', ''), ('kpis', 2, '{KPI}', 'measure.title', ''), ('kpis', 3, '{tier}', 'measure.tier', ''), ('kpis', 4, '{good is}', 'measure.polarity', ''),
  ('kpis', 5, '{unit}', 'measure.unit', ''), ('kpis', 6, '{outcome}', 'measure.node', 'outcome'), ('kpis', 7, '{target}', 'measure.target', 'Q1 2025/26'),
  ('kpis', 8, '{within}', 'measure.amber', 'Q1 2025/26'), ('kpis', 9, '{Q1}', 'measure.actual', 'Q1 2025/26'), ('kpis', 10, '{Q2}', 'measure.actual', 'Q2 2025/26'),
  ('kpi_return', 1, '{measure}', 'measure.ref', ''), ('kpi_return', 2, '{name}', 'measure.title', ''), ('kpi_return', 3, '{quarter}', 'measure.quarter', ''),
  ('kpi_return', 4, '{actual}', 'measure.actual', ''), ('kpi_return', 5, '{low}', 'measure.low', ''), ('kpi_return', 6, '{high}', 'measure.high', ''), ('kpi_return', 7, '{good is}', 'measure.polarity', '');
\set kpis 'E\'ref;KPI;tier;good is;unit;outcome;target;within;Q1;Q2\\nK1;Repairs in time;1;Higher;%;1.1;"92.5%";2;"1,066.125";\\nK2;Days lost;2;lower;days;;8;0.50;9;(1.5)\\nK3;Spend;;;;1.2;£24.2m;;24k;\\n\''
SELECT is(pg_temp.import('kpis', :kpis, 'none', '2025-10-01'), '3 loaded 0 unchanged 0 refused', 'measures');
SELECT is(pg_temp.import('kpis', :kpis, 'none', '2025-10-01'), '0 loaded 3 unchanged 0 refused', 'measures again: nothing new');
SELECT results_eq($$SELECT m.ref, m.title, m.tier, m.polarity, m.unit, n.ref FROM measures m LEFT JOIN nodes n USING (node_id) ORDER BY m.ref$$,
  $$VALUES ('K1', 'Repairs in time', 1, 'higher', '%', '1.1'), ('K2', 'Days lost', 2, 'lower', 'days', NULL), ('K3', 'Spend', 1, 'higher', '', '1.2')$$, 'with tier, polarity, unit and outcome');
SELECT results_eq($$SELECT m.ref, t.quarter::text, t.target, t.amber, NULL::numeric FROM measure_targets t JOIN measures m USING (measure_id)
                    UNION ALL SELECT m.ref, v.quarter::text, NULL, NULL, v.actual FROM measure_values v JOIN measures m USING (measure_id) ORDER BY 1, 2, 5 NULLS FIRST$$,
  $$VALUES ('K1', 'Q1 2025/26', 92.5, 2, NULL), ('K1', 'Q1 2025/26', NULL, NULL, 1066.125), ('K2', 'Q1 2025/26', 8, 0.50, NULL), ('K2', 'Q1 2025/26', NULL, NULL, 9),
           ('K2', 'Q2 2025/26', NULL, NULL, -1.5), ('K3', 'Q1 2025/26', 24200000, NULL, NULL), ('K3', 'Q1 2025/26', NULL, NULL, 24000)$$, 'figures are exact, however they are written');
SELECT is(council.export_document('kpis'), :kpis, 'and come out as they came');
SELECT is(pg_temp.import('kpi_return', E'measure,name,quarter,actual,low,high,good is\nK2,Days lost,Q2 2025/26,7.25,,,\nK2,Days lost,Q3 2025/26,8,,,\nK4,Stock,2025/26,5,4,6,Band', 'none', '2026-01-10'),
  '3 loaded 0 unchanged 0 refused', 'a return with a row for each quarter');
SELECT is(pg_temp.import('kpi_return', E'measure,name,quarter,actual,low,high,good is\nK2,Days lost,Q2 2025/26,7.25,,,\nK2,Days lost,Q3 2025/26,8.0,,,\nK4,Stock,Q4 2025/26,5,4,6,', 'none', '2026-01-10'),
  '0 loaded 3 unchanged 0 refused', 'the same figures, a year''s counting in its last quarter');
SELECT is(pg_temp.import('kpi_return', E'measure,name,quarter,actual,low,high,good is\nK2,Days lost,Q3 2025/26,9,,,lower', 'none', '2026-01-10'), '1 loaded 0 unchanged 0 refused', 'a correction of the same moment');
SELECT is(pg_temp.import('kpi_return', E'measure,name,quarter,actual,low,high,good is\nK2,Days lost,Q3 2025/26,9,,,lower', 'none', '2026-01-10'), '0 loaded 1 unchanged 0 refused', 'once');
SELECT is(council.export_document('kpis'), replace(:kpis, '(1.5)', '7.25') || E'K4;Stock;1;band;;;;;;\n', 'the first document shows the correction, and the new measure');
SELECT is(council.export_document('kpi_return'), E'measure,name,quarter,actual,low,high,good is\nK2,Days lost,Q3 2025/26,9,,,lower\n'
  'K1,Repairs in time,Q1 2025/26,1066.125,,,higher\nK2,Days lost,Q1 2025/26,9,,,lower\nK2,Days lost,Q2 2025/26,7.25,,,lower\nK3,Spend,Q1 2025/26,24000,,,higher\nK4,Stock,Q4 2025/26,5,4,6,band', 'the return prints every quarter');
SAVEPOINT months;
INSERT INTO council.measure_values (measure_id, quarter, month, actual) SELECT m.measure_id, 'Q1 2025/26', '2025-06-01', 3 FROM measures m WHERE m.ref = 'K4';
INSERT INTO council.measure_values (measure_id, quarter, month, actual) SELECT m.measure_id, 'Q1 2025/26', '2025-05-01', 2 FROM measures m WHERE m.ref = 'K4';
SELECT matches(council.export_document('kpis'), E'\nK4;Stock;1;band;;;;;3;\n', 'a quarter is its last month, whichever month was recorded last');
ROLLBACK TO SAVEPOINT months;
SELECT is(pg_temp.import('kpis', E'ref;KPI;tier;good is;unit;outcome;target;within;Q1;Q2\nK1;x;3;more;%;9.9;many;-1;;\n;y;;;;;;;;\nK1;z;;;;;;;;', 'good'), '0 loaded 0 unchanged 3 refused', 'bad measures');
SELECT results_eq($$SELECT line, column_name, value, reason FROM import_report WHERE import_id = pg_temp.last() ORDER BY line, column_name COLLATE "C"$$,
  $$VALUES (2::bigint, 'good is', 'more', 'that is not a polarity'), (2, 'outcome', '9.9', 'there is no outcome "9.9"'), (2, 'target', 'many', 'that is not a number'),
           (2, 'tier', '3', 'that is not a tier'), (2, 'within', '-1', 'a tolerance is not negative'), (3, 'ref', '', 'a measure needs a reference'),
           (4, 'ref', 'K1', 'the reference is already used on line 2')$$, 'cell by cell');
SELECT is(pg_temp.import('kpi_return', E'measure,name,quarter,actual,low,high,good is\nK2,Other,Q1 2025/26,1,,,\nK2,Days lost,Q2 2025/26,1,,,\nK5,x,soon,1,,,\nK5,x,2025-29,1,,,\nK6,x,Q1 2025/26,1,5,,band\nK2,Other,Q4 2025/26,1,,,band\nK4,Stock,Q1 2025/26,,1,2,\nK7,x,Q1 2025/26,,1,2,', 'good'), '2 loaded 0 unchanged 6 refused', 'bad returns');
SELECT throws_ok($$INSERT INTO import_mappings (kind, position, source, target) VALUES ('kpis', 11, '{x}', 'measure.actual'); SELECT council.import_csv('kpis', 'x')$$, '22023', NULL, 'a figure of no quarter');

-- Money: exact pounds and pence, by columns or by rows.
INSERT INTO document_kinds (kind, title, record, plan_id) SELECT k, k, 'money', plan_id FROM plans, unnest('{mtfs,ledger}'::text[]) AS k WHERE title = 'Styles';
INSERT INTO import_mappings (kind, position, source, target, qualifier) VALUES
  ('mtfs', 1, '{item}', 'money.ref', ''), ('mtfs', 2, '{proposal}', 'money.title', ''), ('mtfs', 3, 'saving', 'money.purpose', ''), ('mtfs', 4, '{2025/26}', 'money.amount', '2025/26 target'),
  ('mtfs', 5, '{done}', 'money.amount', '2025/26 achieved'), ('mtfs', 6, '{risk}', 'money.amount', '2025/26 at risk'), ('mtfs', 7, '{action}', 'money.item', ''), ('mtfs', 8, '{outcome}', 'money.node', 'outcome'),
  ('ledger', 1, '{line}', 'money.ref', ''), ('ledger', 2, '{text}', 'money.title', ''), ('ledger', 3, '{sort}', 'money.purpose', ''), ('ledger', 4, '{year}', 'money.year', ''),
  ('ledger', 5, '{standing}', 'money.standing', ''), ('ledger', 6, '{pounds}', 'money.amount', ''), ('ledger', 7, '{basis}', 'money.basis', '');
\set mtfs 'E\'item,proposal,2025/26,done,risk,action,outcome\\n24,Fleet,"£1,000.10",£400.05,£600.05,S A/1,\\n56,Leisure,24.2m,,,,1.2\\n\''
SELECT is(pg_temp.import('mtfs', :mtfs, 'none', '2025-10-01'), '2 loaded 0 unchanged 0 refused', 'money lines');
SELECT is(pg_temp.import('mtfs', :mtfs, 'none', '2025-10-01'), '0 loaded 2 unchanged 0 refused', 'money lines again: nothing new');
SELECT results_eq($$SELECT l.ref, l.standing, l.fiscal_year_start, l.amount, i.ref, n.ref FROM money_lines l LEFT JOIN items i USING (item_id) LEFT JOIN nodes n USING (node_id) ORDER BY 1, 2$$,
  $$VALUES ('24', 'achieved', 2025, 400.05, 'S A/1', NULL), ('24', 'at risk', 2025, 600.05, 'S A/1', NULL), ('24', 'target', 2025, 1000.10, 'S A/1', NULL), ('56', 'target', 2025, 24200000.00, NULL, '1.2')$$, 'to the penny');
SELECT is(council.export_document('mtfs'), :mtfs, 'and come out as they came');
SELECT is(pg_temp.import('ledger', E'line,text,sort,year,standing,pounds,basis\n24,Fleet,Saving,2025/26,Achieved,500.00,\n8,Grant,funding,2026/27,target,7,\n8,Grant,funding,2026-29,at risk,9.99,low', 'none', '2026-01-10'), '3 loaded 0 unchanged 0 refused', 'a ledger with a row for each amount');
SELECT is(pg_temp.import('ledger', E'line,text,sort,year,standing,pounds,basis\n24,Fleet,Saving,2025/26,Achieved,500,\n8,Grant,funding,2026/27,target,7.00,', 'none', '2026-01-10'), '0 loaded 2 unchanged 0 refused', 'twice');
SELECT is((SELECT fiscal_year_start || ' ' || years || ' ' || amount FROM money_lines WHERE basis = 'low'), '2026 3 9.99', 'an amount of three years, on another basis');
SELECT is(council.export_document('mtfs'), replace(:mtfs, '£400.05', '500.00') || E'8,Grant,,,,,\n', 'shows in the other document');
SELECT is(pg_temp.import('mtfs', E'item,proposal,2025/26,done,risk,action,outcome\n1,x,1.005,,,,\n2,x,50%,,,,\n3,x,"1,00",,,,\n4,x,1,,,Z9,\n,x,1,,,,\n1,x,,,,,9', 'good'), '0 loaded 0 unchanged 6 refused', 'bad money');
SELECT results_eq($$SELECT line, reason FROM import_report WHERE import_id = pg_temp.last() ORDER BY line$$,
  $$VALUES (2::bigint, 'an amount has two decimals at most'), (3, 'that is not an amount of money'), (4, 'that is not a number'), (5, 'there is no item "Z9"'), (6, 'a money line needs a reference'), (7, 'there is no outcome "9"')$$,
  'cell by cell');
SELECT is(pg_temp.import('ledger', E'line,text,sort,year,standing,pounds,basis\n1,x,loan,2025/26,target,1,\n2,x,saving,,target,1,\n3,x,saving,2025/26,hoped,1,\n4,x,saving,2025/26,target,1,\n4,x,saving,2025/26,target,2,', 'good'), '1 loaded 0 unchanged 4 refused', 'bad ledgers');
SELECT results_eq($$SELECT v, read_amount(v) FROM unnest('{1,-1,(1),£1,-£1,£-1,"1,234","1,23",1.50,.5,1.,24.2m,3BN,5k,85%,(1,1),"",x,1e5,--1,(-1)," 7 ",1 000}'::text[]) AS v$$,
  $$VALUES ('1', 1::numeric), ('-1', -1), ('(1)', -1), ('£1', 1), ('-£1', -1), ('£-1', -1), ('1,234', 1234), ('1,23', NULL), ('1.50', 1.50), ('.5', 0.5), ('1.', NULL), ('24.2m', 24200000),
           ('3BN', 3000000000), ('5k', 5000), ('85%', 85), ('(1', NULL), ('1)', NULL), ('', NULL), ('x', NULL), ('1e5', NULL), ('--1', NULL), ('(-1)', NULL), (' 7 ', 7), ('1 000', NULL)$$, 'numbers as documents print them');

-- Officers and bodies with their aliases.
INSERT INTO document_kinds (kind, title, record) VALUES ('posts', 'posts', 'officer'), ('committees', 'committees', 'body');
INSERT INTO import_mappings (kind, position, source, target, split) VALUES ('posts', 1, '{post}', 'party.name', NULL), ('posts', 2, '{also}', 'party.alias', '\s*;\s*'),
  ('committees', 1, '{body}', 'party.name', NULL), ('committees', 2, '{short}', 'party.alias', NULL);
SELECT is(pg_temp.import('posts', E'post,also\nHead of Roads,"HoR; Roads lead"\nHead of Parks,\n'), '2 loaded 0 unchanged 0 refused', 'officers and aliases');
SELECT is(pg_temp.import('posts', E'post,also\nhead  of roads,"hor; Roads lead"\nHead of Parks,\n'), '0 loaded 2 unchanged 0 refused', 'are the same in other case and blanks');
SELECT is(pg_temp.import('posts', E'post,also\nHead of Trees,HoR\nHoR,\nHead of Roads,Head of Parks\nHead of Bins,Bins\nHead of Bin Lorries,Bins', 'good'), '0 loaded 0 unchanged 5 refused', 'one spelling means one officer');
SELECT is(pg_temp.import('committees', E'body,short\nCabinet,CAB\nCouncil,Full Council'), '1 loaded 1 unchanged 0 refused', 'bodies');
SELECT is((SELECT b.name FROM body_aliases a JOIN bodies b USING (body_id) WHERE a.alias = 'CAB'), 'Cabinet', 'and theirs');
SELECT matches(council.export_document('committees'), E'^body,short\nCabinet,CAB\nCouncil,Full Council\nCorporate Policy Committee,CPC\n', 'come out with whatever else the register knows');
INSERT INTO officer_aliases SELECT 'Roads chief', officer_id FROM officers WHERE name = 'Head of Roads';
SELECT matches(council.export_document('posts'), E'\nHead of Roads,HoR; Roads chief; Roads lead\n', 'and with what was added by hand');

-- Cells that a spreadsheet would run: text in what is made for spreadsheets, as they came in what gives a file back.
INSERT INTO plans (title) VALUES ('Formulas');
INSERT INTO document_kinds (kind, title, record, plan_id) SELECT 'formulas', 'formulas', 'item', plan_id FROM plans WHERE title = 'Formulas';
INSERT INTO import_mappings (kind, position, source, target, qualifier) VALUES ('formulas', 1, '{ref}', 'item.ref', ''), ('formulas', 2, '{t}', 'item.title', ''),
  ('formulas', 3, 'action', 'item.level', ''), ('formulas', 4, '{r}', 'rating', 'Q1 2025/26'), ('formulas', 5, '{c}', 'commentary', 'Q1 2025/26'), ('formulas', 6, '{who}', 'officer', 'lead');
CREATE TEMP TABLE formulas AS SELECT E'ref,t,r,c,who\n1,"=HYPERLINK(""x"")",R,+1,Clerk\n2,@SUM,A,"-2, perhaps",Clerk\n3,\'=text,G,\'quoted\',Clerk\n4,\'\'-twice,G,fine - so far,Clerk\n' AS content;
SELECT is(pg_temp.import('formulas', content), '4 loaded 0 unchanged 0 refused', 'cells that begin with signs') FROM formulas;
SELECT is(council.export_csv(pg_temp.last()) || '|' || council.export_document('formulas'), content || '|' || content, 'come out byte for byte') FROM formulas;
SELECT is((SELECT string_agg(title, ' ' ORDER BY ref) FROM items WHERE title ~ 'HYPER|SUM|text|twice'), '=HYPERLINK("x") @SUM =text ''-twice', 'an apostrophe before a sign is the spreadsheet''s');
SELECT is(grid_csv('Formulas'), E'Ref,Title,Q1 2025/26\n1,"\'=HYPERLINK(""x"")",R\n2,\'@SUM,A\n3,\'=text,G\n4,\'\'-twice,G\n', 'grid_csv has one before each');
SELECT is(regexp_replace(return_form('Clerk', 'Q2 2025/26', 'Formulas'), '^[^\n]*\n', ''),
  E'1,action,"\'=HYPERLINK(""x"")",,Q1 2025/26,R,\'+1,,,\n2,action,\'@SUM,,Q1 2025/26,A,"\'-2, perhaps",,,\n3,action,\'=text,,Q1 2025/26,G,\'quoted\',,,\n4,action,\'\'-twice,,Q1 2025/26,G,fine - so far,,,\n',
  'and so has a return form');
SELECT is((SELECT string_agg(i.title, ' ' ORDER BY i.ref) FROM items i
           WHERE pg_temp.import(return_kind('Formulas', 'Q2 2025/26'), return_form('Clerk', 'Q2 2025/26', 'Formulas')) IS NOT NULL AND i.title ~ 'HYPER|SUM|text|twice'),
          '=HYPERLINK("x") @SUM =text ''-twice', 'which changes no title when it comes back');

-- A large file goes the quick way, and leaves nothing behind.
INSERT INTO plans (title) VALUES ('Large');
INSERT INTO document_kinds (kind, title, record, plan_id) SELECT 'large', 'large', 'item', plan_id FROM plans WHERE title = 'Large';
INSERT INTO import_mappings (kind, position, source, target, qualifier) VALUES ('large', 1, '{ref}', 'item.ref', ''), ('large', 2, '{t}', 'item.title', ''), ('large', 3, 'action', 'item.level', ''),
  ('large', 4, '{r}', 'rating', 'Q1 2025/26'), ('large', 5, '{who}', 'officer', 'lead');
CREATE TEMP TABLE large AS SELECT 'ref,t,r,who' || string_agg(format(E'\nL%s,Item %s,%s,Officer %s', n, n, (ARRAY['R', 'A', 'G', U&'\0412', ''])[n % 5 + 1], n % 7), '' ORDER BY n) || E'\n' AS content FROM generate_series(1, 10000) AS n;
SELECT is(pg_temp.import('large', content), '10000 loaded 0 unchanged 0 refused', 'ten thousand rows') FROM large;
SELECT is(pg_temp.import('large', content), '0 loaded 10000 unchanged 0 refused', 'again: nothing new') FROM large;
SELECT is(tally(rating)::text, 'R2000 A2000 G2000 B2000 ?2000', 'all rated') FROM ratings JOIN items USING (item_id) WHERE ref LIKE 'L%';
SELECT is((SELECT count(*) FROM item_officers JOIN items USING (item_id) WHERE ref LIKE 'L%'), 10000::bigint, 'all answered for');
SELECT is(council.export_csv(pg_temp.last()), content, 'and out again') FROM large;
SELECT is((SELECT count(*) FROM import_cells) + (SELECT count(*) FROM import_ties) + (SELECT count(*) FROM import_names) + (SELECT count(*) FROM import_subjects)
          + (SELECT count(*) FROM import_changes), 0::bigint, 'the staging is empty between imports');
SELECT * FROM finish();
ROLLBACK;
