-- What undo_import takes back: afterwards every view, and every report by a day, says what it said before; as known before the undo the
-- import still shows.
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
INSERT INTO document_kinds (kind, title, record, plan_id) VALUES ('actions', 'Actions', 'item', 1), ('parties', 'Officers', 'officer', NULL);
INSERT INTO import_mappings (kind, position, source, target, qualifier, split) VALUES
  ('actions', 1, '{ref}', 'item.ref', '', NULL), ('actions', 2, '{title}', 'item.title', '', NULL),
  ('actions', 3, 'action', 'item.level', '', NULL), ('actions', 4, '{aim}', 'node.ref', 'aim', NULL),
  ('actions', 5, '{priority}', 'node.ref', 'priority', NULL), ('actions', 6, 'priority > aim', 'node.part_of', 'priority > aim', NULL),
  ('actions', 7, '{priority}', 'link.node', 'priority part_of', ';'), ('actions', 8, '{lead}', 'officer', 'lead', '/'),
  ('actions', 9, '{committee}', 'body', 'committee', '\+'), ('actions', 10, '{due}', 'due', '', NULL),
  ('actions', 11, '{rating}', 'rating', 'Q1 2024/25', NULL), ('actions', 12, '{update}', 'commentary', 'Q1 2024/25', NULL),
  ('actions', 13, '{project}', 'item.attribute', 'project', NULL),
  ('parties', 1, '{name}', 'party.name', '', NULL), ('parties', 2, '{alias}', 'party.alias', '', ';');

CREATE FUNCTION pg_temp.load(rows text, in_quarter text, on_day timestamptz) RETURNS bigint LANGUAGE plpgsql AS $body$
DECLARE
  loaded bigint;
BEGIN
  UPDATE import_mappings SET qualifier = in_quarter WHERE kind = 'actions' AND target IN ('rating', 'commentary');
  SELECT i.import_id INTO loaded
    FROM c.import_csv('actions', E'ref,title,aim,priority,lead,committee,due,rating,update,project\n' || rows, recorded_at => on_day) i;
  RETURN loaded;
END
$body$;
-- Everything that can be read of the register but what tells of imports, the audit, and files as they came.
CREATE FUNCTION pg_temp.told(as_known timestamptz DEFAULT 'infinity') RETURNS TABLE (report text, says text) LANGUAGE plpgsql AS $body$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT c.oid::regclass AS view, c.oid::regclass::text AS name FROM pg_class c
            WHERE c.relkind = 'v' AND c.relnamespace IN ('c'::regnamespace, 'c_bi'::regnamespace)
              AND c.relname NOT IN ('import_report', 'audit_report', 'item_absences') AND as_known = 'infinity'
            ORDER BY 2
  LOOP
    report := r.name;
    EXECUTE format('SELECT coalesce(md5(string_agg(v::text, E''\n'' ORDER BY v::text)) || '' '' || count(*), ''none'') FROM %s v', r.view)
      INTO says;
    RETURN NEXT;
  END LOOP;
  FOR r IN SELECT f.oid::regprocedure AS fun, f.proname,
                  (SELECT string_agg(format('%I => %L', a.name, CASE a.name WHEN 'as_at' THEN '2024-12-31' ELSE as_known::text END), ', ')
                     FROM unnest(f.proargnames[:f.pronargs]) a (name) WHERE a.name IN ('as_at', 'known_at')) AS arguments
             FROM pg_proc f
            WHERE f.pronamespace = 'c'::regnamespace AND f.proretset AND 'known_at' = ANY (f.proargnames)
              AND f.pronargs - f.pronargdefaults <= CASE WHEN 'as_at' = ANY (f.proargnames) AND f.pronargdefaults = 0 THEN 2 ELSE 0 END
              -- Building blocks: rows that are kept for ever, and on which days they do not count.
              AND f.proname NOT IN ('ratings_known', 'due_dates_known', 'links_known', 'turned_links', 'items_known', 'item_details', 'item_absences',
                                    'absences_in_force')
            ORDER BY f.proname
  LOOP
    report := r.proname || '()';
    EXECUTE format('SELECT coalesce(md5(string_agg(v::text, E''\n'' ORDER BY v::text)) || '' '' || count(*), ''none'') FROM %I(%s) v',
                   r.proname, r.arguments) INTO says;
    RETURN NEXT;
  END LOOP;
END
$body$;
CREATE FUNCTION pg_temp.differs(was text) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
  found text;
BEGIN
  EXECUTE format('SELECT string_agg(n.report, '', '' ORDER BY n.report) FROM pg_temp.told() n JOIN %I w USING (report)
                  WHERE w.says IS DISTINCT FROM n.says', was) INTO found;
  RETURN coalesce(found, 'nothing');
END
$body$;

SELECT pg_temp.load($$A1.1,First action,1,P1,Ann,Board,2024-12-31,G,As planned,North
A1.2,Second action,1,P1,Bob,Board,2025-03-31,A,A little late,North
A2.1,Third action,2,P2,Ann / Bob,Board + Panel,2025-03-31,R,Held up,South$$, 'Q1 2024/25', '2024-07-10');
-- The last day of what was ended is not read before the first undo has set it back, so no link or officer is ended yet.
CREATE TEMP TABLE before AS SELECT * FROM pg_temp.told();

-- Everything an import can bring: new items, nodes, officers and bodies, other links and leads, later deadlines.
CREATE TEMP TABLE q2 AS SELECT pg_temp.load($$A1.1,First action,1,P1,Cyd,Board,2025-06-30,A,Moved,North
A1.2,Second action,2,P2,Bob,Panel,2025-03-31,B,Done,West
A2.1,Third action,2,P2,Ann / Bob,Board + Panel,2025-03-31,R,Held up,South
A3.1,Mainly on track – minor issues (A),3,P3,Completed (B),Completed (B),2026-03-31,G,New,East$$, 'Q2 2024/25', '2024-10-10') AS import_id;
SELECT isnt(pg_temp.differs('before'), 'nothing', 'the import shows');
CREATE TEMP TABLE known_q2 AS SELECT * FROM pg_temp.told('2024-11-01');
SELECT results_eq($$SELECT * FROM undo_import((SELECT import_id FROM q2), 'the legend was read as an action')$$,
  $$VALUES ('ratings', 4::bigint), ('deadlines', 2), ('links', 3), ('bodies', 1), ('items', 1), ('nodes', 2), ('officers', 2)$$, 'what was taken back');
SELECT is(pg_temp.differs('before'), 'nothing', 'every view and report says what it said before');
SELECT is((SELECT string_agg(n.report, ', ' ORDER BY n.report) FROM pg_temp.told('2024-11-01') n JOIN known_q2 w USING (report)
            WHERE w.says <> n.says AND n.report !~ 'officer|bod|owner|part|data_quality|returns|exceptions|highlight'), NULL,
  'as known before the undo the import still shows, all but who answered, which has no history of its own');
SELECT isnt((SELECT says FROM known_q2 WHERE report = 'rating_report()'), (SELECT n.says FROM pg_temp.told() n WHERE report = 'rating_report()'),
  'which is not what is known now');
SELECT results_eq($$SELECT DISTINCT undone_by = current_user, undone_reason, undone_at IS NOT NULL FROM import_report
  WHERE import_id = (SELECT import_id FROM q2)$$, $$VALUES (true, 'the legend was read as an action', true)$$, 'import_report says so');
SELECT results_eq($$SELECT s.state, s.reason LIKE 'import % taken back: the legend was read as an action' FROM item_states s JOIN items i USING (item_id)
  WHERE i.ref = 'A3.1'$$, $$VALUES ('undone', true)$$, 'and so does the history of an item that is gone');
SELECT throws_like($$SELECT * FROM undo_import((SELECT import_id FROM q2), 'again')$$, 'import % was taken back already', 'once');
SELECT throws_like($$SELECT * FROM undo_import(1, ' ')$$, 'no reason was given for taking back import 1', 'a reason is asked');
SELECT throws_like($$SELECT * FROM undo_import(99, 'x')$$, 'import 99 does not exist', 'an import that is not there');
UPDATE import_mappings SET qualifier = 'Q1 2024/25' WHERE kind = 'actions' AND target IN ('rating', 'commentary');
SELECT is(export_document('actions'), export_csv(1), 'a document is written as the last file that stands');

-- The file again, put right: what was gone comes back, and is counted as loaded.
CREATE TEMP TABLE again AS SELECT pg_temp.load($$A1.1,First action reworded,1,P1,Cyd,Board,2025-06-30,A,Moved,North
A1.2,Second action,2,P2,Bob,Panel,2025-03-31,B,Done,West
A2.1,Third action,2,P2,Ann / Bob,Board + Panel,2025-03-31,R,Held up,South
A3.1,Fourth action,3,P3,Eve,Board,2026-03-31,G,New,East$$, 'Q2 2024/25', '2024-10-12') AS import_id;
SELECT results_eq($$SELECT rows_loaded, rows_unchanged, rows_refused FROM imports WHERE import_id = (SELECT import_id FROM again)$$,
  $$VALUES (4::bigint, 0::bigint, 0::bigint)$$, 'the same rows again are loaded again');
SELECT results_eq($$SELECT ref, rating, current_due FROM item_dates d JOIN items i USING (item_id)
  LEFT JOIN quarter_ratings r ON r.item_id = i.item_id AND r.quarter = 'Q2 2024/25' WHERE d.milestone = 'due' ORDER BY i.code$$,
  $$VALUES ('A1.1', 'A'::rag, date '2025-06-30'), ('A1.2', 'B', '2025-03-31'), ('A2.1', 'R', '2025-03-31'), ('A3.1', 'G', '2026-03-31')$$, 'as they say');
SELECT results_eq($$SELECT revisions, baseline_due FROM item_dates JOIN items USING (item_id) WHERE ref IN ('A1.1', 'A3.1') ORDER BY ref$$,
  $$VALUES (1::bigint, date '2024-12-31'), (0, '2026-03-31')$$, 'a deadline that was taken back is no revision, and no baseline');
SELECT results_eq($$SELECT n.ref FROM item_node_links l JOIN nodes n USING (node_id) JOIN items i USING (item_id) WHERE i.ref IN ('A1.2', 'A3.1') ORDER BY i.ref$$,
  $$VALUES ('P2'), ('P3')$$, 'links that were taken back hold again');
SELECT results_eq($$SELECT state, title FROM items WHERE ref = 'A3.1'$$, $$VALUES ('active', 'Fourth action')$$, 'so does the item');

-- What others speak of stays: Q3 is loaded on top, then Q2 is taken back.
CREATE TEMP TABLE q3 AS SELECT pg_temp.load($$A1.1,First action reworded,1,P1,Dan,Board,2025-06-30,G,Back,North
A1.2,Second action,2,P2,Bob,Panel,2025-03-31,B,Done,West
A2.1,Third action,2,P2,Ann / Bob,Board + Panel,2025-03-31,R,Held up,South
A3.1,Fourth action,3,P3,Eve,Board,2026-03-31,A,Slow,East$$, 'Q3 2024/25', '2025-01-12') AS import_id;
SELECT results_eq($$SELECT what, taken_back FROM undo_import((SELECT import_id FROM again), 'the wrong quarter') WHERE what NOT IN ('ratings', 'deadlines', 'links')$$,
  $$VALUES ('nodes', 2::bigint), ('officers', 2)$$, 'an item that a later file rates stays, its nodes and leads do not');
SELECT results_eq($$SELECT state FROM items WHERE ref = 'A3.1'$$, $$VALUES ('active')$$, 'as it was');
SELECT is((SELECT string_agg(concat(o.name, ' ' || nullif(p.valid_from, '-infinity'), ' to ' || nullif(p.valid_to, 'infinity')), '; ' ORDER BY p.valid_from)
  FROM item_officers p JOIN officers o USING (officer_id) JOIN items i USING (item_id) WHERE i.ref = 'A1.1'), 'Ann to 2024-09-30; Dan 2024-10-01',
  'who was named before answers until the next who is named');

-- Figures that are published.
SELECT publish_quarter(1, 'Q3 2024/25');
SELECT throws_ok($$SELECT * FROM undo_import((SELECT import_id FROM q3), 'too late')$$, '23001',
  format('import %s cannot be taken back: what it added is published', (SELECT import_id FROM q3)), 'what is published is not taken back');
SELECT is((SELECT string_agg(format('%s %s %s', p.quarter, p.ratings, p.deadlines), '; ') FROM import_published((SELECT import_id FROM q3)) p), 'Q3 2024/25 4 0',
  'and it is said what rests on it');
SELECT is((SELECT undone_at FROM imports WHERE import_id = (SELECT import_id FROM q3)), NULL, 'nothing of it was');

-- States that an import's transaction did not set, and what was corrected since, stay.
UPDATE items SET title = 'Third action, by hand' WHERE ref = 'A2.1';
SELECT lives_ok($$SELECT import_csv('parties', E'name,alias\nAnn,A. N. Other;Annie\nZoe,')$$, 'officers and other spellings');
SELECT is((SELECT count(*) FROM officers WHERE name = 'Zoe') + (SELECT count(*) FROM officer_aliases), 3::bigint, 'are there');
SELECT results_eq($$SELECT * FROM undo_import((SELECT max(import_id) FROM imports), 'not ours')$$, $$VALUES ('officers', 1::bigint)$$, 'and gone');
SELECT is((SELECT count(*) FROM officers WHERE name = 'Zoe') + (SELECT count(*) FROM officer_aliases), 0::bigint, 'with their spellings');

-- A failed attempt is in no report of figures.
CREATE TEMP TABLE noted AS SELECT * FROM pg_temp.told();
SELECT lives_ok($$SELECT pg_temp.load('A1.1,First action,1,P1,Ann,Board,soon,X,,North', 'Q4 2024/25', '2025-04-10')$$, 'a file that is refused');
SELECT is((SELECT count(*) FROM import_report WHERE line IS NOT NULL), 2::bigint, 'is told of in import_report');
SELECT is((SELECT count(*) FROM data_quality_cases() WHERE finding LIKE 'refused%'), 0::bigint, 'and nowhere else');
SELECT is((SELECT count(*) FROM pg_temp.told() n JOIN noted w USING (report) WHERE w.says <> n.says), 0::bigint, 'no figure changes');

SELECT * FROM finish();
ROLLBACK;
