-- How long every view for BI tools takes on the big register that test/bench/register.sql makes, whole and for one plan and quarter:
--
--   psql -X -d DB -f test/bench/bi_views.sql
--   psql -X -d DB -v schema=small -f test/bench/bi_views.sql
--
-- Every column of every row is reckoned, as EXPLAIN ANALYZE does; sending the rows to a tool comes on top.  Each query runs twice, and the
-- better time counts, since the first of them reads the disk.  Without just-in-time compilation, as grant_bi_reader has it.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?schema} \else \set schema big \endif
SET jit = off;
SELECT set_config('search_path', quote_ident(:'schema' || '_bi') || ', pg_catalog', false) AS path \gset

CREATE TEMP TABLE times (view_name text, condition text, rows bigint, ms numeric);
CREATE FUNCTION pg_temp.time_of(view_name text, condition text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  plan json;
  best numeric;
BEGIN
  FOR try IN 1..2 LOOP
    EXECUTE format('EXPLAIN (ANALYZE, TIMING OFF, FORMAT json) SELECT * FROM %I%s', view_name, ' WHERE ' || nullif(condition, '')) INTO plan;
    best := least(best, (plan->0->>'Execution Time')::numeric + (plan->0->>'Planning Time')::numeric);
  END LOOP;
  INSERT INTO times VALUES (view_name, condition, (plan->0->'Plan'->>'Actual Rows')::bigint, best);
END
$$;
SELECT p.plan_key, p.quarter_key FROM bi_plan_quarter p WHERE p.is_latest ORDER BY p.plan_key OFFSET (SELECT count(*) / 2 FROM bi_plan) LIMIT 1 \gset

\t on
SELECT pg_temp.time_of(c.relname, w.condition)
  FROM pg_class c
 CROSS JOIN LATERAL (SELECT string_agg(format('%I = %s', a.attname, k.value), ' AND ' ORDER BY a.attname)
                       FROM pg_attribute a
                       JOIN (VALUES ('plan_key', :'plan_key'), ('quarter_key', :'quarter_key')) k (name, value) ON k.name = a.attname
                      WHERE a.attrelid = c.oid AND a.attnum > 0) one (condition)
 CROSS JOIN LATERAL (VALUES (''), (one.condition)) w (condition)
 WHERE c.relnamespace = quote_ident(:'schema' || '_bi')::regnamespace AND c.relkind = 'v' AND w.condition IS NOT NULL
 ORDER BY c.relname, w.condition \g /dev/null
\t off
SELECT t.view_name, max(t.rows) FILTER (WHERE t.condition = '') AS rows, round(max(t.ms) FILTER (WHERE t.condition = '')) AS "whole, ms",
       max(t.rows) FILTER (WHERE t.condition <> '') AS "rows of one plan", round(max(t.ms) FILTER (WHERE t.condition <> ''), 1) AS "one plan, ms"
  FROM times t
 GROUP BY t.view_name
 ORDER BY t.view_name;
