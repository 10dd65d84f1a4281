-- The worked cases that doc/values.md prints are what overall() says.  Run from the repository's top folder.
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
SELECT plan(2);
\set cases `sed -n '/worked cases: begin/,/worked cases: end/p' doc/values.md | grep '^| .[0-9?A-Z]'`
CREATE TEMP TABLE worked AS
  SELECT trim(c[2], ' `') AS tally, trim(c[3]) AS worst, trim(c[4]) AS majority, trim(c[5]) AS average, trim(c[6]) AS threshold, trim(c[7]) AS half_steps
  FROM string_to_table(:'cases', E'\n') AS line, string_to_array(line, '|') AS c;
SELECT cmp_ok(count(*), '>=', 16::bigint, 'there are worked cases') FROM worked;
SELECT is_empty($$
  SELECT * FROM worked
  WHERE (worst, majority, average, threshold, half_steps) <>
        (coalesce(overall(tally::rag_tally, 'worst')::text, 'none'), coalesce(overall(tally::rag_tally, 'majority')::text, 'none'),
         coalesce(overall(tally::rag_tally, 'average')::text, 'none'), coalesce(overall(tally::rag_tally, 'threshold')::text, 'none'),
         coalesce(overall(tally::rag_tally, 'average', half_steps => true)::text, 'none'))$$, 'and each is as printed');
SELECT * FROM finish();
ROLLBACK;
