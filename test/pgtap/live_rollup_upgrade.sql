-- Live rollups that 0.5.0 made, after ALTER EXTENSION UPDATE: they go on, and a rebuild makes them like new ones.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET LOCAL client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT EXISTS (SELECT FROM pg_available_extension_versions WHERE name = 'golden_thread' AND version = '0.5.0') AS has_old \gset
\if :has_old
DROP EXTENSION IF EXISTS golden_thread CASCADE;
SELECT plan(29);
CREATE SCHEMA vocabulary;
CREATE SCHEMA delivery;
CREATE ROLE live_owner;
CREATE ROLE live_group;
CREATE ROLE live_reader;
GRANT live_group TO live_owner;
CREATE EXTENSION golden_thread SCHEMA vocabulary VERSION '0.5.0';
GRANT USAGE ON SCHEMA vocabulary, delivery TO PUBLIC;
GRANT ALL ON SCHEMA delivery TO live_owner, live_group;
SET LOCAL ROLE live_owner;
SET LOCAL search_path = delivery, vocabulary, public;
CREATE TABLE node_link (child text, parent text);
CREATE TABLE "Item's" ("The ""item""" varchar(9) COLLATE "C", "Node, n.x)" text COLLATE "POSIX", rating rag, period quarter)
  PARTITION BY LIST ("Node, n.x)");
CREATE TABLE items_b PARTITION OF "Item's" FOR VALUES IN ('B');
CREATE TABLE items_c PARTITION OF "Item's" DEFAULT;
CREATE TABLE rating ("The item" text COLLATE "C", "Quarter" date, "n.y)" rag, PRIMARY KEY ("The item", "Quarter"));
ALTER TABLE rating OWNER TO live_group;
INSERT INTO node_link VALUES ('B', 'A'), ('C', 'A');
INSERT INTO "Item's" VALUES ('1', 'B'), ('2', 'C');
INSERT INTO rating VALUES ('1', '2026-04-01', 'R'), ('2', '2026-04-01', 'G');
SELECT create_live_rollup('progress', '"Item''s"', 'rating', 'node_link', node => 'Node, n.x)', item => 'The "item"',
    rated_item => 'The item', quarter => 'Quarter', rating => 'n.y)') \g /dev/null
CREATE TABLE link (child int, parent int);
CREATE TABLE task (node bigint, item bigint PRIMARY KEY, rating rag);
INSERT INTO link VALUES (2, 1);
INSERT INTO task VALUES (2, 10, 'A'), (1, 11, NULL);
SELECT create_live_rollup('plain', 'task', 'task', 'link', quarter => NULL) \g /dev/null
CREATE VIEW mine AS SELECT node, by_link FROM progress;
GRANT SELECT ON node_link, "Item's", progress, progress_stored, progress_queue, progress_state, mine TO live_reader;
SET LOCAL ROLE live_group;
GRANT SELECT ON rating TO live_reader;
RESET ROLE;

ALTER EXTENSION golden_thread UPDATE;
CREATE FUNCTION shown(rollup text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  EXECUTE format('SELECT string_agg(node || by_link::text, '' '' ORDER BY node) FROM delivery.%I', rollup) INTO answer;
  RETURN answer;
END
$$;
SET LOCAL ROLE live_owner;
SELECT is(shown('progress'), 'AR1 G1 BR1 CG1', 'one of 0.5.0 is read after the update');
SELECT is(shown('plain'), '1A1 ?1 2A1', 'so is another');
UPDATE rating SET "n.y)" = 'S' WHERE "The item" = '1';
INSERT INTO node_link VALUES ('D', 'C');
UPDATE task SET rating = 'B' WHERE item = 11;
SELECT is(shown('progress'), 'AG1 S1 BS1 CG1 D0', 'changes are noted');
SELECT results_eq('SELECT rollup::text, layout_version, is_current, unmerged, needs_rebuild FROM live_rollups()',
                  $$VALUES ('plain', '0.3.0', false, 2::bigint, false), ('progress', '0.3.0', false, 3::bigint, false)$$,
                      'live_rollups() lists them as old');
SELECT is(merge_live_rollup('progress'), 3::bigint, 'it is merged as ever');
SELECT is(merge_live_rollup('plain'), 2::bigint, 'so is the other');
SELECT is(shown('progress') || (SELECT count(*) FROM progress_queue), 'AG1 S1 BS1 CG1 D00', 'into what is stored');
SELECT is_empty($$SELECT verify_live_rollup('progress')$$, 'and verified');
SELECT is((SELECT count(*) FROM pg_attribute a WHERE a.attrelid = 'progress_state'::regclass AND a.attname = 'columns'), 0::bigint,
    'a merge leaves it as it is');
DELETE FROM rating WHERE "The item" = '2';
SELECT is(rebuild_live_rollup('progress'), 1::bigint, 'a rebuild');
SELECT is(rebuild_live_rollup('plain'), 0::bigint, 'and another');
SELECT results_eq('SELECT rollup::text, layout_version = live_rollup_layout(), is_current, unmerged, needs_rebuild FROM live_rollups()',
                  $$VALUES ('plain', true, true, 0::bigint, false), ('progress', true, true, 0::bigint, false)$$, 'make them current');
SELECT is((SELECT columns::text FROM progress_state), '{"Node, n.x)","The \"item\"","The item",Quarter,n.y),child,parent}',
    'with the columns it was made of');
SELECT is((SELECT columns::text FROM plain_state), '{node,item,item,NULL,rating,child,parent}', 'of one without quarters too');
SELECT is(shown('progress'), 'AS1 BS1 C0 D0', 'it shows what it is to show');
SELECT is(shown('mine'), 'AS1 BS1 C0 D0', 'through a view of somebody''s too');
UPDATE rating SET "n.y)" = 'AR' WHERE "The item" = '1';
INSERT INTO items_c VALUES ('1', 'D');
SELECT is(shown('progress'), 'AAR2 BAR1 CAR1 DAR1', 'and goes on');
SELECT is(merge_live_rollup('progress'), 3::bigint, 'merged');
SELECT is_empty($$SELECT verify_live_rollup('progress')$$, 'verified');
SELECT is_empty($$SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'delivery'::regnamespace
    AND (p.prosrc ~ 'live_rollup_typed' OR p.proname LIKE '%\_unmerged')$$, 'nothing of the old kind is left');
SELECT is((SELECT string_agg(DISTINCT p.proname, ' ' ORDER BY p.proname) FROM pg_proc p WHERE p.pronamespace = 'delivery'::regnamespace
    AND p.proname LIKE 'progress%'),
          'progress_note_all progress_note_graph progress_note_links progress_note_ratings', 'and what a new one has is there');
SELECT ok(has_function_privilege('live_group', 'progress_note_all()', 'EXECUTE'), 'the owners of the tables may still add partitions');
SELECT is((SELECT count(*) FROM pg_policy WHERE polname = 'whole_tables_only'), 6::bigint, 'policies among it');
RESET ROLE;
SELECT is((SELECT count(*) FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid AND d.classid = 'pg_proc'::regclass WHERE d.deptype = 'x'
    AND p.pronamespace = 'delivery'::regnamespace), 0::bigint, 'no function depends on the extension by itself');
SET LOCAL ROLE live_reader;
SELECT is(shown('progress'), 'AAR2 BAR1 CAR1 DAR1', 'readers read on');
RESET ROLE;
SET LOCAL ROLE live_group;
SET LOCAL search_path = delivery, vocabulary, public;
SELECT lives_ok($$UPDATE rating SET "n.y)" = 'G'$$, 'writers write');
SET LOCAL ROLE live_owner;
SELECT is(shown('progress'), 'AG2 BG1 CG1 DG1', 'and are heard');
SELECT lives_ok($$SELECT drop_live_rollup('plain')$$, 'one is dropped');
RESET ROLE;
DROP EXTENSION golden_thread CASCADE;
SELECT lives_ok($$INSERT INTO delivery.node_link VALUES ('E', 'A')$$, 'DROP EXTENSION CASCADE leaves no trigger that fails');
\else
SELECT plan(1);
SELECT skip('0.5.0 is not installed', 1);
\endif
SELECT * FROM finish();
ROLLBACK;
