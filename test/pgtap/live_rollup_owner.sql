-- Live rollups of somebody with no special rights, the extension in a schema of its own and not in the search path.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET LOCAL client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
DROP EXTENSION IF EXISTS golden_thread;
SELECT plan(17);
CREATE SCHEMA vocabulary;
CREATE SCHEMA delivery;
CREATE ROLE live_owner;
CREATE ROLE live_writer;
CREATE ROLE live_reader;
CREATE EXTENSION golden_thread SCHEMA vocabulary;
GRANT USAGE ON SCHEMA vocabulary TO live_owner, live_writer, live_reader;
GRANT ALL ON SCHEMA delivery TO live_owner;
GRANT USAGE ON SCHEMA delivery TO live_writer, live_reader;

SET LOCAL ROLE live_owner;
SET LOCAL search_path = delivery, public;
CREATE TABLE node_link (child text, parent text);
CREATE TABLE item_link (node text, item bigint, PRIMARY KEY (item, node));
CREATE TABLE rating (item bigint PRIMARY KEY, rating vocabulary.rag);
INSERT INTO node_link VALUES ('B', 'A');
INSERT INTO item_link VALUES ('B', 1), ('A', 2);
INSERT INTO rating VALUES (1, 'R'), (2, 'G');
SELECT is(vocabulary.create_live_rollup('progress', 'item_link', 'rating', 'node_link', quarter => NULL)::text, 'progress', 'the owner of tables makes a live rollup of them');
SELECT results_eq('SELECT node, by_link::text, distinct_items::text FROM progress ORDER BY node', $$VALUES ('A', 'R1 G1', 'R1 G1'), ('B', 'R1', 'R1')$$,
                  'without quarters there is no column for them');
UPDATE rating SET rating = 'B' WHERE item = 1;
SELECT is((SELECT by_link::text FROM progress WHERE node = 'A'), 'G1 B1', 'it is current');
SELECT is(vocabulary.merge_live_rollup('progress'), 2::bigint, 'they merge it');
SELECT is((SELECT owner || unmerged FROM vocabulary.live_rollups() WHERE rollup = 'progress'::regclass), 'live_owner0', 'and see its state');
SELECT is_empty($$SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'delivery'::regnamespace AND c.relowner <> 'live_owner'::regrole
                  UNION ALL SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'delivery'::regnamespace AND p.proowner <> 'live_owner'::regrole$$, 'all of it is theirs');
SELECT is_empty($$SELECT proname FROM pg_proc WHERE pronamespace = 'delivery'::regnamespace AND prosecdef
                  AND (NOT proconfig::text LIKE '%search_path=pg_catalog,%' OR prorettype <> 'trigger'::regtype
                       OR EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) AS a WHERE a.grantee = 0))$$,
                'whatever is SECURITY DEFINER is a trigger function, has a search path, and may be used by its owner alone');
GRANT INSERT, UPDATE, DELETE, SELECT ON node_link, item_link, rating TO live_writer;
GRANT SELECT ON node_link, item_link, rating, progress, progress_stored, progress_queue, progress_state TO live_reader;
SET LOCAL ROLE live_writer;
SET LOCAL search_path = '';
INSERT INTO delivery.item_link VALUES ('B', 2);
DELETE FROM delivery.node_link;
RESET ROLE;
SET LOCAL ROLE live_reader;
CREATE TEMP TABLE seen AS SELECT node, by_link::pg_catalog.text FROM delivery.progress;
SET LOCAL search_path = public;
SELECT results_eq('SELECT node, by_link FROM pg_temp.seen ORDER BY node', $$VALUES ('A', 'G1'), ('B', 'G1 B1')$$, 'writers write and readers read, with an empty search path');
SET LOCAL ROLE live_owner;
SET LOCAL search_path = delivery, public;
SELECT is_empty($$SELECT vocabulary.verify_live_rollup('progress')$$, 'verify agrees');
SELECT is(vocabulary.merge_live_rollup('progress'), 2::bigint, 'merged');
SELECT is_empty($$SELECT vocabulary.verify_live_rollup('progress')$$, 'and agrees again');
RESET ROLE;
SELECT throws_ok($$SELECT vocabulary.merge_live_rollup('delivery.progress')$$, '42501', 'must be owner of live rollup delivery.progress', 'others do not, not even a superuser');
SELECT throws_ok('DROP EXTENSION golden_thread', '2BP01', NULL, 'the extension cannot be dropped under it');
SET LOCAL ROLE live_owner;
SELECT vocabulary.drop_live_rollup('progress') \g /dev/null
SELECT is((SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'delivery'::regnamespace AND c.relkind IN ('r', 'v'))
          + (SELECT count(*) FROM pg_proc p WHERE p.pronamespace = 'delivery'::regnamespace)
          + (SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'delivery'::regnamespace), 3::bigint, 'its owner drops it, down to their own tables');

-- Tables of a group: a member makes the live rollup, another adds a partition, to which the server copies a trigger.
RESET ROLE;
CREATE ROLE live_group;
GRANT live_group TO live_owner;
GRANT ALL ON SCHEMA delivery TO live_group;
GRANT USAGE ON SCHEMA vocabulary TO live_group;
DROP TABLE delivery.rating;
CREATE TABLE delivery.rating (item bigint PRIMARY KEY, rating vocabulary.rag) PARTITION BY RANGE (item);
ALTER TABLE delivery.rating OWNER TO live_group;
SET LOCAL ROLE live_owner;
SELECT vocabulary.create_live_rollup('progress', 'item_link', 'rating', 'node_link', quarter => NULL) \g /dev/null
SET LOCAL ROLE live_group;
SELECT lives_ok('CREATE TABLE delivery.rating_1 PARTITION OF delivery.rating FOR VALUES FROM (1) TO (100)', 'the owner of a table, who is not the rollup''s, adds a partition');
INSERT INTO delivery.rating VALUES (2, 'R');
SET LOCAL ROLE live_owner;
SELECT is((SELECT distinct_items::text FROM progress WHERE node = 'A'), 'R1', 'which counts');
SELECT vocabulary.merge_live_rollup('progress') \g /dev/null
SET LOCAL ROLE live_group;
UPDATE delivery.rating_1 SET rating = 'G';
SET LOCAL ROLE live_owner;
SELECT is((SELECT distinct_items::text || (SELECT needs_rebuild FROM vocabulary.live_rollups()) FROM progress WHERE node = 'A'), 'G1false', 'and after a merge is one like the others');

SELECT * FROM finish();
ROLLBACK;
