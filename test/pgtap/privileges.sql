-- A database's owner without any special right installs the extension and has a register of their own.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
DROP EXTENSION IF EXISTS golden_thread;
SELECT plan(14);
CREATE SCHEMA vocabulary;
CREATE SCHEMA somebody_elses;
CREATE ROLE gt_test_owner;
CREATE ROLE gt_test_other;
SELECT format('GRANT CREATE, TEMPORARY ON DATABASE %I TO gt_test_owner', current_database()) \gexec
GRANT CREATE, USAGE ON SCHEMA vocabulary TO gt_test_owner;
GRANT USAGE ON SCHEMA vocabulary TO gt_test_other;

SET ROLE gt_test_owner;
SELECT lives_ok('CREATE EXTENSION golden_thread SCHEMA vocabulary', 'the extension is trusted, and goes into any schema');
SELECT lives_ok($$SELECT vocabulary.create_register('mine')$$, 'its installer makes a register with nothing of it in the search path');
SELECT is((SELECT owner FROM vocabulary.registers() WHERE schema = 'mine'), 'gt_test_owner', 'which belongs to them');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace IN ('mine'::regnamespace, 'mine_bi'::regnamespace)
                  AND c.relowner <> 'gt_test_owner'::regrole$$, 'every object of it');
SELECT lives_ok(
  $$INSERT INTO mine.plans (title) VALUES ('P');
    INSERT INTO mine.document_kinds (kind, title, record, plan_id) VALUES ('k', 'k', 'item', 1);
    INSERT INTO mine.import_mappings (kind, position, source, target, qualifier)
    VALUES ('k', 1, '{ref}', 'item.ref', ''), ('k', 2, '{title}', 'item.title', ''), ('k', 3, 'action', 'item.level', ''),
           ('k', 4, '{rag}', 'rating', 'Q1 2025/26'), ('k', 5, '{due}', 'due', '')$$,
  'they fill it');
SELECT results_eq(
  $$SELECT rows_loaded FROM mine.import_csv('k', E'ref,title,rag,due\nA1,One,Red,March 2026\n')$$,
  $$VALUES (1::bigint)$$, 'and import into it');
SELECT throws_ok('UPDATE mine.ratings SET raw = ''x''', '23001', NULL, 'what is append-only is so for them too');
SELECT throws_ok($$SELECT vocabulary.create_register('somebody_elses')$$, '42501', NULL, 'somebody else''s schema they cannot use');

SET ROLE gt_test_other;
SELECT throws_ok('SELECT * FROM mine.items', '42501', NULL, 'others cannot read it');
SELECT throws_ok($$SELECT vocabulary.create_register('theirs')$$, '55000', NULL, 'nor make one while another may put functions beside the extension''s');
RESET ROLE;
REVOKE CREATE ON SCHEMA vocabulary FROM gt_test_owner;
SET ROLE gt_test_other;
SELECT throws_ok($$SELECT vocabulary.create_register('theirs')$$, '42501', NULL, 'nor without the right to make schemas');
SELECT is((SELECT layout_version FROM vocabulary.registers() WHERE schema = 'mine'), NULL, 'registers() shows them that it is there, no more');
RESET ROLE;

SELECT throws_ok('DROP EXTENSION golden_thread', '2BP01', NULL, 'DROP EXTENSION refuses to take the register''s data');
SELECT is(count(*), 0::bigint, 'no object of a register is a member of the extension')
FROM pg_depend d JOIN pg_class c ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
WHERE d.deptype = 'e' AND c.relnamespace IN ('mine'::regnamespace, 'mine_bi'::regnamespace);
SELECT * FROM finish();
ROLLBACK;
