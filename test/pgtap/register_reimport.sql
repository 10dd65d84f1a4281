-- Files that come again, late, corrected or with something gone; and mappings that cannot work.
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
INSERT INTO plans (title) VALUES ('Town plan');

-- kind(name, mappings): a document kind of items with ref and title, and what is given.
CREATE FUNCTION pg_temp.kind(name text, VARIADIC mappings text[]) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO document_kinds (kind, title, record, plan_id) VALUES (name, name, 'item', 1);
  INSERT INTO import_mappings (kind, position, source, target, qualifier, split)
  SELECT name, m.position, split_part(m.mapping, '|', 1), split_part(m.mapping, '|', 2), split_part(m.mapping, '|', 3),
         nullif(split_part(m.mapping, '|', 4), '')
  FROM unnest(ARRAY['{ref}|item.ref', '{t}|item.title', 'action|item.level'] || mappings) WITH ORDINALITY AS m (mapping, position);
END
$body$;
CREATE FUNCTION pg_temp.import(kind text, content text, on_bad text DEFAULT 'good', recorded_at timestamptz DEFAULT NULL) RETURNS text
  LANGUAGE sql AS $body$
  SELECT format('%s loaded %s unchanged %s refused', rows_loaded, rows_unchanged, rows_refused)
  FROM c.import_csv(kind, content, on_bad, kind, recorded_at)
$body$;
CREATE FUNCTION pg_temp.holders(of_ref text) RETURNS text LANGUAGE sql AS $body$
  SELECT string_agg(concat(o.name, nullif(' from ' || p.valid_from, ' from -infinity'), nullif(' to ' || p.valid_to, ' to infinity')), '; '
                    ORDER BY p.valid_from, o.name)
  FROM item_officers p JOIN officers o USING (officer_id) JOIN items i USING (item_id) WHERE i.ref = of_ref
$body$;
CREATE FUNCTION pg_temp.parents(of_ref text) RETURNS text LANGUAGE sql AS $body$
  SELECT string_agg(concat(n.ref, nullif(' from ' || l.valid_from, ' from -infinity'), nullif(' to ' || l.valid_to, ' to infinity')), '; '
                    ORDER BY l.valid_from, n.ref)
  FROM links l JOIN items i ON i.item_id = l.from_item_id JOIN nodes n ON n.node_id = l.to_node_id WHERE i.ref = of_ref
$body$;

-- A plan's legend comes before the type's words, look-alike letters and blanks or not.
INSERT INTO legends (plan_id, word, rating, label) VALUES (1, 'B', 'G', 'On target'), (1, 'Blue', 'G', 'On target');
SELECT pg_temp.kind('legend', '{r}|rating|Q1 2025/26');
SELECT is(pg_temp.import('legend', E'ref,t,r\nL1,x,B\nL2,x,\u0412\nL3,x,bLUE\nL4,x,Blue\u00A0\nL5,x,Completed'), '5 loaded 0 unchanged 0 refused', 'a legend in any spelling');
SELECT results_eq($$SELECT i.ref, r.rating FROM ratings r JOIN items i USING (item_id) WHERE i.ref LIKE 'L_' ORDER BY 1$$,
  $$VALUES ('L1', 'G'::rag), ('L2', 'G'), ('L3', 'G'), ('L4', 'G'), ('L5', 'B')$$, 'a Cyrillic B is the legend''s B, not the type''s');
SELECT throws_ok($$INSERT INTO legends (plan_id, word, rating, label) VALUES (1, E'\u0412', 'B', 'Complete')$$, '23505', NULL,
  'two legend words that read the same are refused');

-- Who answers.
SELECT pg_temp.kind('leads', '{one}|officer|lead', '{two}|officer|lead', '{due}|due');
SELECT is(pg_temp.import('leads', E'ref,t,one,two,due\nO1,x,Ann,Bob,2026-03-31', recorded_at => '2025-01-10'), '1 loaded 0 unchanged 0 refused', 'two columns of one role');
SELECT is(pg_temp.import('leads', E'ref,t,one,two,due\nO1,x,Cyd,Bob,2026-03-31', recorded_at => '2025-02-10'), '1 loaded 0 unchanged 0 refused', 'one of them changes');
SELECT is(pg_temp.holders('O1'), 'Ann to 2025-02-09; Bob; Cyd from 2025-02-10', 'and only that one');
SELECT is(pg_temp.import('leads', E'ref,t,one,two,due\nO1,x,Cyd,Bob,2026-03-31', recorded_at => '2025-02-10'), '0 loaded 1 unchanged 0 refused', 'again: nothing new');
SELECT is(pg_temp.import('leads', E'ref,t,one,two,due\nO1,x,Old,Older,2025-12-31', recorded_at => '2025-01-20'), '0 loaded 1 unchanged 0 refused', 'an older file loaded late');
SELECT is(pg_temp.holders('O1'), 'Ann to 2025-02-09; Bob; Cyd from 2025-02-10', 'says nothing of who answers now');
SELECT is((SELECT string_agg(due::text, ' ' ORDER BY revision) FROM due_dates JOIN items USING (item_id) WHERE ref = 'O1'), '2026-03-31', 'nor of the deadline in force');
SELECT is(pg_temp.import('leads', E'ref,t,one,two,due\nO1,x,Cyd,,2026-03-31', recorded_at => '2025-03-10'), '1 loaded 0 unchanged 0 refused', 'a cell that is empty now');
SELECT is(pg_temp.holders('O1'), 'Ann to 2025-02-09; Bob to 2025-03-09; Cyd from 2025-02-10', 'names nobody any more');
SELECT is(pg_temp.import('leads', E'ref,t,one,two,due\nO2,x,"Ann From January 2026, Bob",,2026-03-31', recorded_at => '2025-01-10'), '1 loaded 0 unchanged 0 refused', 'a change to come');
SELECT is(pg_temp.import('leads', E'ref,t,one,two,due\nO2,x,Cyd,,2026-03-31', recorded_at => '2025-02-10'), '0 loaded 1 unchanged 0 refused',
  'a file before that change is older than what is recorded');
SELECT is(pg_temp.import('leads', E'ref,t,one,two,due\nO2,x,Cyd,,2026-03-31', recorded_at => '2026-02-10'), '1 loaded 0 unchanged 0 refused', 'one after it is not');
SELECT is(pg_temp.holders('O2'), 'Ann to 2025-12-31; Bob from 2026-01-01 to 2026-02-09; Cyd from 2026-02-10', 'and all three keep their days');
SELECT pg_temp.kind('return', '{r}|rating|Q1 2025/26', '{who}|officer|lead');
SELECT is(pg_temp.import('return', E'ref,t,r,who\nO3,x,G,Ann', recorded_at => '2025-05-10'), '1 loaded 0 unchanged 0 refused', 'a return of Q1');
SELECT is(pg_temp.import('return', E'ref,t,r,who\nO3,x,A,Bob', recorded_at => '2025-07-10'), '1 loaded 0 unchanged 0 refused', 'corrected in July');
SELECT is(pg_temp.holders('O3'), 'Ann to 2025-03-31; Bob from 2025-04-01', 'speaks of Q1');
SELECT throws_ok($$INSERT INTO officers (name) VALUES (' ann ')$$, '23505', NULL, 'one officer, however spelt');

-- Links.
INSERT INTO nodes (plan_id, level, ref, title) VALUES (1, 'outcome', '1.1', 'One'), (1, 'outcome', '1.2', 'Two'), (1, 'outcome', '1.3', 'Three');
SELECT pg_temp.kind('linked', '{o}|link.node|outcome contributes_to|\s*;\s*');
SELECT is(pg_temp.import('linked', E'ref,t,o\nF1,x,1.1;1.2', recorded_at => '2025-01-10'), '1 loaded 0 unchanged 0 refused', 'two outcomes');
SELECT is(pg_temp.import('linked', E'ref,t,o\nF1,x,1.2;1.3', recorded_at => '2025-06-10'), '1 loaded 0 unchanged 0 refused', 'one is dropped, one is new');
SELECT is(pg_temp.parents('F1'), '1.1 to 2025-06-09; 1.2; 1.3 from 2025-06-10', 'the dropped one ends');
SELECT is(pg_temp.import('linked', E'ref,t,o\nF1,x,1.2;1.3', recorded_at => '2025-06-10'), '0 loaded 1 unchanged 0 refused', 'again: nothing new');
SELECT is(pg_temp.import('linked', E'ref,t,o\nF1,x,1.1', recorded_at => '2025-09-10'), '1 loaded 0 unchanged 0 refused', 'back to the first');
SELECT is(pg_temp.parents('F1'), '1.1 to 2025-06-09; 1.2 to 2025-09-09; 1.3 from 2025-06-10 to 2025-09-09; 1.1 from 2025-09-10',
  'which starts anew') ;
UPDATE links SET valid_to = '2025-12-31' WHERE valid_to = 'infinity';
SELECT is(pg_temp.import('linked', E'ref,t,o\nF1,x,1.1', recorded_at => '2026-02-01'), '1 loaded 0 unchanged 0 refused', 'a link ended by hand comes back when a file prints it');
INSERT INTO links (from_item_id, to_node_id, relation) SELECT item_id, node_id, 'contributes_to' FROM items, nodes WHERE items.ref = 'F1' AND nodes.ref = '1.2' ON CONFLICT DO NOTHING;
INSERT INTO links (from_item_id, to_node_id, relation, valid_from) SELECT item_id, node_id, 'contributes_to', '2026-02-01' FROM items, nodes WHERE items.ref = 'F1' AND nodes.ref = '1.3';
SELECT is(pg_temp.import('linked', E'ref,t,o\nF1,x,1.1', recorded_at => '2026-03-01'), '0 loaded 1 unchanged 0 refused', 'a link made by hand is not the file''s to end');
INSERT INTO document_kinds (kind, title, record, plan_id) VALUES ('links', 'links', 'link', NULL);
INSERT INTO import_mappings (kind, position, source, target)
SELECT 'links', row_number() OVER (), '{' || t || '}', 'link.' || t FROM unnest('{from_kind,from_ref,to_kind,to_ref,relation}'::text[]) AS t;
INSERT INTO reference_kinds VALUES ('item', 'action', 1), ('outcome', 'outcome', 1);
SELECT is(pg_temp.import('links', E'from_kind,from_ref,to_kind,to_ref,relation\nitem,O1,outcome,1.1,part_of'), '1 loaded 0 unchanged 0 refused', 'a link file');
UPDATE links l SET valid_to = '2025-03-31' FROM items i WHERE i.item_id = l.from_item_id AND i.ref = 'O1';
SELECT is(pg_temp.import('links', E'from_kind,from_ref,to_kind,to_ref,relation\nitem,O1,outcome,1.1,part_of'), '1 loaded 0 unchanged 0 refused', 'prints an ended link again');
SELECT is((SELECT count(*) FROM links l JOIN items i ON i.item_id = l.from_item_id WHERE i.ref = 'O1'), 2::bigint, 'which starts anew');

-- Deadlines: any number of revisions on a row, once.
SELECT pg_temp.kind('series', '{d0}|due|baseline', '{d1}|due|revised', '{d2}|due|revised');
SELECT is(pg_temp.import('series', E'ref,t,d0,d1,d2\nD1,x,March 2026,June 2026,September 2026'), '1 loaded 0 unchanged 0 refused', 'a baseline and two revisions');
SELECT is(pg_temp.import('series', E'ref,t,d0,d1,d2\nD1,x,March 2026,June 2026,September 2026'), '0 loaded 1 unchanged 0 refused', 'again: nothing new');
SELECT is(pg_temp.import('series', E'ref,t,d0,d1,d2\nD1,x,March 2026,September 2026,December 2026'), '1 loaded 0 unchanged 0 refused', 'one more, the first not printed any more');
SELECT is((SELECT string_agg(raw, ', ' ORDER BY revision) FROM due_dates JOIN items USING (item_id) WHERE ref = 'D1'),
  'March 2026, June 2026, September 2026, December 2026', 'each once, in order');
SELECT is(pg_temp.import('series', E'ref,t,d0,d1,d2\nD2,x,,June 2026,'), '0 loaded 0 unchanged 1 refused', 'a revision of nothing is refused');

-- Ratings loaded late, twice.
SELECT is(pg_temp.import('return', E'ref,t,r,who\nO3,x,R,Ann', recorded_at => '2025-04-20'), '1 loaded 0 unchanged 0 refused', 'an older return loaded late is a rating of its day');
SELECT is(pg_temp.import('return', E'ref,t,r,who\nO3,x,R,Ann', recorded_at => '2025-04-20'), '0 loaded 1 unchanged 0 refused', 'once');
SELECT is((SELECT rating FROM quarter_ratings q JOIN items i USING (item_id) WHERE i.ref = 'O3'), 'A'::rag, 'and the latest recorded still counts');

-- Nodes.
INSERT INTO document_kinds (kind, title, record, plan_id) VALUES ('nodes', 'nodes', 'node', 1);
INSERT INTO import_mappings (kind, position, source, target, qualifier) VALUES
  ('nodes', 1, '{a}', 'node.ref', 'aim'), ('nodes', 2, '{p}', 'node.ref', 'priority'), ('nodes', 3, '{pt}', 'node.title', 'priority'),
  ('nodes', 4, 'part of', 'node.part_of', 'priority > aim');
SELECT is(pg_temp.import('nodes', E'a,p,pt\n1,P1,\n1,P1,Good title\n1,P2,Other', recorded_at => now() - interval '30 days'), '3 loaded 0 unchanged 0 refused', 'a title on a later row of merged cells');
SELECT is((SELECT title FROM nodes WHERE ref = 'P1'), 'Good title', 'is the node''s title');
SELECT is(pg_temp.import('nodes', E'a,p,pt\n2,P1,\n1,P2,Other'), '1 loaded 1 unchanged 0 refused', 'a priority that moves to another aim');
SELECT is((SELECT string_agg(p.ref, ' ' ORDER BY l.valid_from) FROM links l JOIN nodes c ON c.node_id = l.from_node_id JOIN nodes p ON p.node_id = l.to_node_id
           WHERE c.ref = 'P1' AND l.valid_to = 'infinity'), '2', 'is part of one only');

-- Cells: blanks of every kind, levels, columns without a heading.
SELECT pg_temp.kind('cells', '{lv}|item.attribute|lv');
SELECT is(pg_temp.import('cells', E'ref,"t\n",lv,,\n"B1\n",x,y,,\n\u00A0B1,x,y,,\nB2,x,y,z,'), '1 loaded 0 unchanged 2 refused', 'line ends and no-break blanks around headings and references');
SELECT is((SELECT string_agg(reason, '; ' ORDER BY line) FROM import_report WHERE kind = 'cells'),
  'the reference is already used on line 3; column 4 has no heading', 'the same reference is the same; a cell without a heading is not dropped');
INSERT INTO document_kinds (kind, title, record, plan_id) VALUES ('levels', 'levels', 'item', 1);
INSERT INTO import_mappings (kind, position, source, target) VALUES ('levels', 1, '{ref}', 'item.ref'), ('levels', 2, '{t}', 'item.title'), ('levels', 3, '{level}', 'item.level');
SELECT is(pg_temp.import('levels', E'ref,t,level\nV1,x,action\nV2,x,task\nV3,x,\nV4,x,outcome'), '1 loaded 0 unchanged 3 refused', 'a level that items do not have');
UPDATE import_mappings SET blank_words = '{N/A}' WHERE kind = 'leads' AND target = 'officer';
SELECT is(pg_temp.import('leads', E'ref,t,one,two,due\nO4,x,n/a,N/A ,'), '1 loaded 0 unchanged 0 refused', 'blank words in any case');
SELECT is(pg_temp.holders('O4'), NULL, 'are nobody');

-- A row that is refused brings no node.
SELECT pg_temp.kind('chain', '{n}|node.ref|theme', '{l}|link.node|theme part_of', '{r}|rating|Q1 2025/26');
SELECT is(pg_temp.import('chain', E'ref,t,n,l,r\nH1,x,T1,T1,bad\nH2,x,T2,T1,G\nH3,x,T3,T2,G\nH4,x,T4,T4,G'), '1 loaded 0 unchanged 3 refused', 'a refused row''s node is not there for others');

-- Mappings that would lose cells.
SELECT throws_ok(format('SELECT c.import_csv(%L, E''ref,t\nX,y'')', v.kind), '22023', format('the mappings of document kind "%s" do not fit together', v.kind), v.why)
FROM (VALUES ('stray words', 'commentary on a period that is not rated'), ('two ratings', 'two ratings of one period'),
             ('no parent', 'part of a level the row does not have'), ('no node level', 'a link to a level of items'), ('bare rating', 'a rating without a period')) AS v (kind, why),
     LATERAL (SELECT pg_temp.kind(v.kind, VARIADIC CASE v.kind WHEN 'stray words' THEN ARRAY['{x}|rating|Q1 2025/26', '{y}|commentary|Quarter 1 2025/26']
                                                  WHEN 'two ratings' THEN ARRAY['{x}|rating|Q1 2025/26', '{y}|rating|Q1 2025/26']
                                                  WHEN 'no parent' THEN ARRAY['{x}|node.ref|aim', 'p|node.part_of|aim > plan']
                                                  WHEN 'no node level' THEN ARRAY['{x}|link.node|action part_of']
                                                  WHEN 'bare rating' THEN ARRAY['{x}|rating'] ELSE ARRAY[]::text[] END)) AS made;
SELECT pg_temp.kind('no level', VARIADIC '{}');
DELETE FROM import_mappings WHERE kind = 'no level' AND target = 'item.level';
SELECT throws_ok($$SELECT c.import_csv('no level', E'ref,t\nX,y')$$, '22023', NULL, 'items without a level would vanish');

-- What a register refuses by itself.
SELECT throws_ok($$UPDATE items SET state = 'withdrawn' WHERE ref = 'O1'$$, '23514', NULL, 'a state has a date');
SELECT throws_ok($$INSERT INTO due_dates (item_id, revision, period, raw) VALUES (1, 0, '[-infinity,2025-04-01)', 'x')$$, '23514', NULL, 'a deadline is a day of the calendar');
SELECT throws_ok($$INSERT INTO ratings (item_id, quarter, period_start, period_end, raw) VALUES (1, 'Q1 2025', '2025-01-01', '2025-03-31', 'G')$$, '22023',
  'quarter "Q1 2025" is not of this register''s fiscal calendar', 'one register, one fiscal calendar');

-- Renamed registers.
SELECT create_register('other');
ALTER SCHEMA c RENAME TO archive;
ALTER SCHEMA c_bi RENAME TO archive_bi;
SELECT throws_ok($$SELECT archive.import_csv('leads', 'x')$$, '55000', NULL, 'a schema renamed behind the register''s back is not written past');
SELECT lives_ok($$SELECT rename_register('archive', 'archive')$$, 'rename_register puts it right');
SELECT results_eq($$SELECT rows_unchanged FROM archive.import_csv('levels', E'ref,t,level\nV1,x,action')$$, 'VALUES (1::bigint)', 'and it imports again');
SELECT lives_ok($$SELECT rename_register('archive', 'Old plans')$$, 'a register renamed by name');
SELECT results_eq($$SELECT rows_loaded FROM "Old plans".import_csv('levels', E'ref,t,level\nV9,x,action')$$, 'VALUES (1::bigint)', 'goes on');
SELECT is((SELECT count(*) FROM "Old plans".items WHERE ref = 'V9'), 1::bigint, 'in its own tables');
SELECT has_schema('Old plans_bi', 'its BI schema goes with it');

-- registers() reads nobody's traps.
CREATE SCHEMA evil;
CREATE TABLE evil.register_settings (layout_version text, fiscal_start_month text);
INSERT INTO evil.register_settings VALUES ('x', 'abc');
CREATE SCHEMA worse;
CREATE TABLE worse.register_settings (layout_version text, fiscal_start_month integer);
ALTER TABLE worse.register_settings ENABLE ROW LEVEL SECURITY;
SELECT results_eq('SELECT schema FROM registers()', $$VALUES ('Old plans'), ('other')$$, 'tables that only look like a register''s are passed over');
CREATE ROLE gt_test_stranger;
CREATE SCHEMA theirs AUTHORIZATION gt_test_stranger;
SELECT throws_ok($$SELECT create_register('theirs')$$, '42501', NULL, 'a schema of somebody else''s is refused, even empty');
SELECT * FROM finish();
ROLLBACK;
