-- doc/reference.md is the catalogue, printed.  Run from the repository's top folder.
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
SELECT plan(3);
\o /dev/null
\i doc/reference.sql
\o
SET search_path = public;
\set printed `cat doc/reference.md`
CREATE TEMP TABLE printed AS SELECT line FROM string_to_table(:'printed', E'\n') AS line;
CREATE TEMP TABLE catalogue AS SELECT l AS line FROM pg_temp.reference_lines() AS r, string_to_table(r.line, E'\n') AS l;
SELECT cmp_ok(count(*), '>', 150::bigint, 'the reference has lines to compare') FROM catalogue;
SELECT is_empty('SELECT line FROM catalogue EXCEPT SELECT line FROM printed',
                'whatever the catalogue holds is in doc/reference.md (print it anew with doc/reference.sql)');
SELECT is_empty('SELECT line FROM printed EXCEPT SELECT line FROM catalogue', 'and nothing else is');
SELECT * FROM finish();
ROLLBACK;
