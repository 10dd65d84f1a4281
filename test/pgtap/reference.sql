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
SELECT plan(7);
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
SELECT is_empty('SELECT signature FROM pg_temp.reference_functions() WHERE section IS NULL',
                'every function has a section, whose first sentence says why there are such (one for users: a line in doc/reference.tsv)');
SELECT is_empty('SELECT name FROM pg_temp.reference_names EXCEPT SELECT name FROM pg_temp.reference_functions()',
                'doc/reference.tsv names nothing that is not there');
SELECT is_empty('SELECT name FROM pg_temp.reference_names JOIN pg_temp.reference_sections USING (section) WHERE is_for_users <> (example IS NOT NULL)
                 UNION ALL SELECT name FROM pg_temp.reference_names n WHERE NOT EXISTS (SELECT FROM pg_temp.reference_sections s WHERE s.section = n.section)',
                'every function for users has an example, and every section of that file is known');
SELECT is_empty($$SELECT signature FROM pg_temp.reference_functions() WHERE section = 'deprecated' AND comment !~* '(use|write) |until they are rebuilt|: [a-z_]+\('$$,
                'what is deprecated says what to write instead');
SELECT * FROM finish();
ROLLBACK;
