-- upgrade_register: from a register made by any released version to the same register that a new one is, with every row and
-- everything its owner added; and drop_register.
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
\i test/upgrade/register_snapshot.sql
SELECT * FROM no_plan();

\i test/upgrade/register_setup.sql

-- What a new register is made of.
CREATE EXTENSION golden_thread;
SELECT default_version AS layout FROM pg_available_extensions WHERE name = 'golden_thread' \gset
SET ROLE gt_upgrade_owner;
SELECT create_register('council') \g /dev/null
INSERT INTO notes SELECT 'new', 'snapshot', line FROM pg_temp.register_snapshot('council') \g /dev/null
RESET ROLE;
SELECT cmp_ok(count(*), '>', 800::bigint, 'a new register has a snapshot to compare with') FROM notes;

SELECT set_eq($$SELECT member, md5(remark) FROM register_members('council')$$, 'SELECT object, comment_digest FROM council.register_manifest',
  'its manifest lists what a new register is made of');
SELECT is_empty($$SELECT member FROM register_members('council') WHERE remark IS NULL AND member !~ '^(sequence|index) '$$, 'and all of it has a comment');
SELECT is_empty($$SELECT s.object FROM register_statements() s LEFT JOIN council.register_manifest m ON m.object = s.object
                   WHERE s.step IS NULL AND s.object IS NOT NULL AND s.kind <> 'seed' AND m.statement_digest IS DISTINCT FROM md5(s.statement)$$,
  'with the digest of each statement');

-- Mending, at the newest layout.
SET ROLE gt_upgrade_owner;
DROP VIEW council.due_report;
DROP TRIGGER ratings_append_only ON council.ratings;
CREATE OR REPLACE FUNCTION council.normal_name(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN upper(name);
CREATE VIEW council.our_view AS SELECT 1 AS one;
SELECT is(upgrade_register('council'), format('register "council" has layout %s already', :'layout'), 'a current register is left alone');
SELECT is(to_regclass('council.due_report'), NULL, 'with what it lacks');
SELECT is(upgrade_register('council', force => true), format('register "council" of layout %s is whole again', :'layout'), 'unless it is to be mended');
DROP VIEW council.our_view;
SELECT set_eq($$SELECT line FROM pg_temp.register_snapshot('council')$$, $$SELECT line FROM notes WHERE path = 'new'$$, 'and then it is as it was made');

-- The door of the extension's schema.
RESET ROLE;
CREATE ROLE gt_upgrade_visitor;
GRANT CREATE ON SCHEMA public TO gt_upgrade_visitor;
SET ROLE gt_upgrade_owner;
SELECT throws_ok($$SELECT upgrade_register('council', true)$$, '55000', 'schema "public" of the extension golden_thread is open to others', 'nothing is made behind an open door');
SELECT throws_ok($$SELECT create_register('another')$$, '55000', 'schema "public" of the extension golden_thread is open to others', 'nor begun');
SELECT is((SELECT open_to FROM registers() WHERE schema = 'council'), 'gt_upgrade_visitor', 'registers() says for whom it is open');
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM gt_upgrade_visitor;
SELECT is((SELECT open_to FROM registers() WHERE schema = 'council'), NULL, 'and when it is closed');

-- Without its members the extension can be made anew at an older version; the register goes first.
SET ROLE gt_upgrade_owner;
SELECT throws_ok($$SELECT drop_register('council', 'counsel')$$, '22023', NULL, 'drop_register wants the name twice');
SELECT throws_ok($$SELECT drop_register('council', NULL)$$, '22023', NULL, 'and NULL is no name');
CREATE VIEW reports.mine AS SELECT plan, total FROM council.progress_report;
SELECT throws_ok($$SELECT drop_register('council', 'council')$$, '2BP01', NULL, 'what depends on a register keeps it');
DROP VIEW reports.mine;
RESET ROLE;
SELECT throws_ok($$SELECT drop_register('council', 'council')$$, '42501', NULL, 'a superuser is not its owner either');
SELECT throws_ok($$SELECT upgrade_register('council')$$, '42501', NULL, 'nor to upgrade it');
SET ROLE gt_upgrade_owner;
UPDATE council.register_settings SET layout_version = '99.0.0';
SELECT throws_ok($$SELECT upgrade_register('council')$$, '0A000', NULL, 'a layout from the future is refused');
UPDATE council.register_settings SET layout_version = '0.4.0';
SELECT throws_like($$SELECT upgrade_register('council')$$, '%goes through 0.5.0 first', 'one from before 0.5.0 goes through that');
SELECT lives_ok($$SELECT drop_register('council', 'council')$$, 'drop_register drops');
RESET ROLE;
SELECT is_empty($$SELECT nspname FROM pg_namespace WHERE nspname IN ('council', 'council_bi')$$, 'both schemas');
DROP EXTENSION golden_thread;

-- A register that a library of 0.5.0 would have made; those before go by way of that (upgrade_checks.sql), one of the newest release is
-- in register_upgrade_dump.sql: all of this is one transaction, with the locks of the server's default.
\set released '{0.5.0}'
\i test/upgrade/register_from.sql

SELECT * FROM finish();
ROLLBACK;
