-- The pages name what is there: doc/register.md the reports with their arguments, keys and columns; every page functions and objects.
-- Run from the repository's top folder.
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
SELECT plan(8);
SELECT create_register('council') \g /dev/null
\set rows `sed -n '/^## What it does, by capability/,$p' doc/register.md | grep '^| [0-9]'`
CREATE TEMP TABLE capability AS
  SELECT trim(c[2])::integer AS number, (regexp_match(c[4], '`([a-z_]+)'))[1] AS report,
         regexp_split_to_array(coalesce((regexp_match(c[4], '\((.*)\)'))[1], ''), ' *, *') AS arguments,
         regexp_split_to_array(trim(c[6]), ' *, *') || regexp_split_to_array(trim(c[7]), ' *, *') AS columns
  FROM string_to_table(:'rows', E'\n') AS line, string_to_array(line, '|') AS c;
-- The columns of a view, or what a function of that name returns in rows or in one.
CREATE TEMP VIEW report AS
  SELECT c.relname AS report, a.attname AS name
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  WHERE c.relnamespace = 'council'::regnamespace AND c.relkind = 'v'
  UNION
  SELECT p.proname, o.name
  FROM pg_proc p, unnest(p.proargnames, p.proargmodes) AS o (name, mode)
  WHERE p.pronamespace = 'council'::regnamespace AND o.mode IN ('t', 'o')
  UNION
  SELECT p.proname, a.attname
  FROM pg_proc p JOIN pg_class c ON c.reltype = p.prorettype JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  WHERE p.pronamespace = 'council'::regnamespace;
SELECT set_eq('SELECT DISTINCT number FROM capability', 'SELECT generate_series(1, 34)', 'the table has all capabilities');
SELECT is_empty('SELECT number, report FROM capability c WHERE NOT EXISTS (SELECT FROM report r WHERE r.report = c.report)', 'its reports are there');
SELECT is_empty('SELECT number, report, name FROM capability c, unnest(columns) AS name
                 WHERE (c.report, name) NOT IN (SELECT r.report, r.name FROM report r)', 'its keys and columns are columns of that report');
SELECT is_empty($$SELECT number, report, name FROM capability c, unnest(arguments) AS name
                  WHERE name <> '' AND NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = 'council'::regnamespace
                                                     AND p.proname = c.report AND name = ANY (p.proargnames))$$, 'and so are its arguments');
-- What a reader finds in \dv and would look up.
SELECT is_empty($$SELECT DISTINCT c.relname FROM pg_class c
                  WHERE c.relnamespace = 'council'::regnamespace AND c.relkind = 'v' AND c.relname ~ '_report$'
                    AND c.relname NOT IN (SELECT report FROM capability)
                    AND c.relname NOT IN ('funding_report', 'published_node_report')$$, 'and no report is left out but twins');
\set tables `sed -n '/^## What is where/,/^## /p' doc/register.md`
SELECT is_empty(format($$SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'council'::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p'
                           AND strpos(%L, '`' || c.relname || '`') = 0 AND c.relname NOT IN ('officer_aliases', 'body_aliases')$$, :'tables'),
                'every table that holds something is told');
-- A backtick is 140 in octal.
\set functions `q=$(printf "\140"); cat README.md doc/*.md doc/register/*.md | grep -oE "$q(council[.])?[a-z_]+[(]" | tr -d "$q(" | sed "s/council[.]//" | sort -u`
-- Not of the pages that speak of other programs.
\set words `q=$(printf "\140"); cat README.md doc/register/*.md $(ls doc/*.md | grep -vE "/(bi|clients|scale)[.]") | grep -oE "$q[a-z]+(_[a-z]+)+$q" | tr -d "$q" | sort -u`
SELECT is_empty(format($$SELECT f FROM string_to_table(%L, E'\n') AS f
                         WHERE f NOT IN (SELECT proname FROM pg_proc) AND f NOT IN ('coalesce', 'nullif', 'pg_input_is_valid', 'in_')$$, :'functions'),
                'every function that a page names is there');
-- Left out: programs, values of columns, what one live rollup is made of, and what is gone.
SELECT is_empty(format($$SELECT w FROM string_to_table(%L, E'\n') AS w
                         WHERE w NOT IN (SELECT proname FROM pg_proc UNION SELECT relname FROM pg_class UNION SELECT attname FROM pg_attribute
                                         UNION SELECT typname FROM pg_type UNION SELECT name FROM pg_settings UNION SELECT nspname FROM pg_namespace
                                         UNION SELECT n FROM pg_proc, unnest(proargnames) AS n UNION SELECT relation FROM council.relations)
                           AND w NOT IN ('pg_dump', 'pg_upgrade', 'pg_restore', 'pg_cron', 'security_invoker', 'golden_thread', 'outcome_shares',
                                         'progress_queue', 'progress_recomputed', 'progress_state', 'progress_stored')$$, :'words'),
                'and every object');
SELECT * FROM finish();
ROLLBACK;
