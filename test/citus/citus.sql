-- Each aggregate over a distributed table, grouped by another column than that of distribution: in pieces on the shards.
-- Citus may refuse; then with an error of its own, never with another answer.  Run by test/citus/run.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1

CREATE EXTENSION IF NOT EXISTS pgtap;
DROP SCHEMA IF EXISTS citus_test CASCADE;
CREATE SCHEMA citus_test;
SET search_path = citus_test, public;
SELECT plan(20);

CREATE TABLE near AS
SELECT i * 7 % 310 AS node, i * 31 % 9973 AS item, i * 31 % 9973 % 4 AS part,
       'node ' || i * 7 % 310 AS node_name, 'item ' || i * 31 % 9973 AS item_name,
       (ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R', NULL])[1 + i * 31 % 9973 % 8]::rag AS rag,
       i * 31 % 9973 * 7919 / 1000.0 AS amount, (1 + i * 7 % 310 % 7) / 10.0 AS share
FROM generate_series(1::bigint, 40000) AS i;
CREATE TABLE far (LIKE near);
SELECT create_distributed_table('far', 'node') \g /dev/null
INSERT INTO far SELECT * FROM near;

SELECT linkage(c, c / 5) AS g, linkage_text('node ' || c, 'node ' || c / 5) AS t FROM generate_series(1::bigint, 300) AS c \gset
CREATE TEMP TABLE form (id int GENERATED ALWAYS AS IDENTITY, call text);
INSERT INTO form (call) VALUES
    (format('outcome_rollup(%L::linkage, node, item, rag)', :'g')), (format('outcome_rollup(%L::linkage, node, item_name, rag)', :'g')),
    (format('outcome_rollup(%L::linkage_text, node_name, item_name, rag)', :'t')), (format('outcome_sum(%L::linkage, node, item, amount)', :'g')),
    (format('outcome_sum(%L::linkage, node, item, amount, share)', :'g')), (format('outcome_rollup(%L::linkage, node, item, rag, share)', :'g')),
    ('linkage(item, node)'), ('linkage_text(item_name, node_name)'), ('tally(rag)'), ('tally_weighted(rag, item)');

CREATE FUNCTION pg_temp.ask(call text, source text, memory text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answered text;
BEGIN
    PERFORM set_config('work_mem', memory, false);
    EXECUTE format('SELECT md5(string_agg(part || answer, %L ORDER BY part)) FROM (SELECT part, %s::text AS answer FROM %s GROUP BY part) AS r',
                   ';', call, source) INTO answered;
    RETURN answered;
EXCEPTION WHEN feature_not_supported THEN
    RETURN 'refused: ' || SQLERRM;
END
$$;
SELECT ok(far = near OR far LIKE 'refused: %', format('%s with %s: %s', regexp_replace(call, '''.*?''', '...'), memory, coalesce(substring(far FROM 'refused: .*'), 'the same answer')))
FROM (SELECT id, call, memory, pg_temp.ask(call, 'far', memory) AS far, pg_temp.ask(call, 'near', '4MB') AS near
      FROM form, (VALUES ('4MB'), ('64kB')) AS m (memory)) AS a
ORDER BY memory, id;

SELECT * FROM finish();
DROP SCHEMA citus_test CASCADE;
