-- What an upgrade from 0.6.0 makes of names that differ in "&" and "and" alone: posts and committees become one, what means two things is
-- named and stops it.  Wants the released scripts beside the newest (test/upgrade/released/install).
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
DROP EXTENSION IF EXISTS golden_thread CASCADE;
SELECT plan(9);

CREATE ROLE gt_upgrade_owner;
GRANT CREATE ON DATABASE :DBNAME TO gt_upgrade_owner;
CREATE EXTENSION golden_thread VERSION '0.6.0';
SELECT setting || '/extension/register_council--0.6.0.sql' AS dump FROM pg_config WHERE name = 'SHAREDIR' \gset
SET ROLE gt_upgrade_owner;
\i :dump
SET search_path = council, public;
INSERT INTO plans (title) VALUES ('Plan');
INSERT INTO items (plan_id, ref, title) SELECT 1, 'I' || n, 'item ' || n FROM generate_series(1, 2) n;
INSERT INTO officers (name) VALUES ('Head of Parks & Roads'), ('Head of Parks and Roads');
INSERT INTO bodies (name) VALUES ('Parks & Roads Committee'), ('Parks and Roads Committee');
INSERT INTO item_officers (item_id, officer_id, role) VALUES (1, 1, 'lead'), (1, 2, 'lead'), (2, 2, 'lead');
INSERT INTO item_bodies (item_id, body_id, role) VALUES (2, 2, 'committee');
INSERT INTO officer_aliases (alias, officer_id) VALUES ('P & R', 1), ('P and R', 2);
INSERT INTO organisations (name) VALUES ('Here & There'), ('Here and There');
RESET ROLE;
ALTER EXTENSION golden_thread UPDATE;
SET ROLE gt_upgrade_owner;
SELECT throws_ok($$SELECT upgrade_register('council')$$, '23505', NULL, 'organisations that differ in "&" alone stop the upgrade');
SELECT is((SELECT count(*) FROM officers), 2::bigint, 'and nothing is changed');
DELETE FROM organisations WHERE name = 'Here and There';
SELECT lives_ok($$SELECT upgrade_register('council')$$, 'without them it goes');
SELECT results_eq('SELECT officer_id, name FROM officers', $$VALUES (1::bigint, 'Head of Parks & Roads')$$, 'two spellings of a post are one, the older');
SELECT results_eq('SELECT item_id, officer_id FROM item_officers ORDER BY 1', $$VALUES (1::bigint, 1::bigint), (2, 1)$$, 'which answers for the items of both, each once');
SELECT results_eq('SELECT item_id, body_id FROM item_bodies', $$VALUES (2::bigint, 1::bigint)$$, 'committees alike');
SELECT results_eq('SELECT count(*), min(officer_id) FROM officer_aliases', $$VALUES (1::bigint, 1::bigint)$$, 'and other spellings');
SELECT throws_ok($$INSERT INTO officers (name) VALUES ('head of parks AND roads')$$, '23505', NULL, 'a third is refused');
SELECT results_eq($$SELECT relation, succession FROM relations WHERE succession = 'from'$$, $$VALUES ('replaces', 'from')$$, 'links that say what takes the place of what are known to an older register too');

SELECT * FROM finish();
ROLLBACK;
