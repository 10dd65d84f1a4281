-- What a rollup takes beside its links: nothing for each amount that is passed on, or for each link of one item.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;

-- The most memory this process has had, in MB, as Linux tells; elsewhere there is nothing to compare.
CREATE FUNCTION pg_temp.most_memory() RETURNS int LANGUAGE sql VOLATILE AS
$$SELECT substring(pg_read_file('/proc/self/status', 0, 100000, true) FROM 'VmHWM:\s*(\d+) kB')::int / 1024$$;
CREATE FUNCTION pg_temp.growth(query text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    before int := pg_temp.most_memory();
BEGIN
    EXECUTE query;
    RETURN pg_temp.most_memory() - before;
END
$$;
SELECT pg_temp.most_memory() IS NULL AS unknown \gset
\if :unknown
SELECT plan(1);
SELECT skip('no /proc/self/status here', 1);
\else
SELECT plan(5);

SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '4MB';
SET LOCAL hash_mem_multiplier = 1;
SELECT cmp_ok(pg_temp.growth($$SELECT outcome_sum('{}'::linkage, 1, 5, 10, share)
                               FROM generate_series(1, 200000), (SELECT ('0.' || repeat('3', 1000))::numeric OFFSET 0) AS s (share)$$), '<', 60,
              'a link that comes again takes no memory for its share');
SELECT cmp_ok(pg_temp.growth($$SELECT outcome_sum('{}'::linkage, 1, 5, CASE i % 2 WHEN 0 THEN share ELSE share * 1.0 END)
                               FROM generate_series(1, 200000) AS i, (SELECT ('0.' || repeat('3', 1000))::numeric OFFSET 0) AS s (share)$$), '<', 60,
              'nor for its amount');

SELECT throws_ok($$SELECT outcome_sum((SELECT linkage(i, i / 5) FROM generate_series(1, 800) AS i), item, item, amount)
                   FROM (VALUES (1, 1e131000), (2, 15.25), (3, 1e-16000)) AS v (item, amount)$$,
                 '54000', 'amounts of outcome_sum() are too far apart to be added up', 'amounts whose digits would take a gigabyte are refused');
SELECT cmp_ok(pg_temp.growth($$SELECT outcome_sum((SELECT linkage(i, i / 5) FROM generate_series(1, 8000) AS i), item, item, item * 1e100 + 0.01)
                               FROM generate_series(1, 1000) AS item$$), '<', 60, 'those of a hundred digits are not');

CREATE TABLE amounts AS SELECT i AS item, i * 1.01 AS amount FROM generate_series(1, 400000) AS i;
ALTER TABLE amounts SET (parallel_workers = 2);
ANALYZE amounts;
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT cmp_ok(pg_temp.growth($$SELECT outcome_sum('{}'::linkage, 1, item, amount) FROM amounts$$), '<', 100,
              'amounts out of several processes are put together in the memory they take');
\endif

SELECT * FROM finish();
ROLLBACK;
