-- outcome_rollup with less memory than its links need: the same answers, through temporary files.
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
SELECT plan(50);

\if :{?seed}
\else
SELECT round(random()::numeric, 6) AS seed \gset
\endif
SELECT diag('seed ' || :'seed');
SELECT setseed(:seed) \gset ignored_

SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL hash_mem_multiplier = 1;

-- Plain tables, since parallel workers cannot read temporary ones; all of it is rolled back.
-- 1,200 nodes, some with two parents; 200,000 links of 60,000 items, negative ones too, a tenth of them twice, with NULLs
-- and with nodes that the graph does not know.
CREATE TABLE spill_graph AS
SELECT linkage(child, parent) AS g, linkage_text('node ' || child, 'node ' || parent) AS t
FROM (SELECT c::bigint AS child, (c / 5)::bigint AS parent FROM generate_series(1, 1200) AS c
      UNION SELECT c, (c / 7)::bigint FROM generate_series(1, 1200, 10) AS c) AS l;
CREATE TABLE spill_link AS
SELECT floor(random() * 1300)::bigint AS node, floor(random() * 60000)::bigint - 20000 AS item
FROM generate_series(1, 200000);
INSERT INTO spill_link SELECT * FROM spill_link WHERE random() < 0.1;
INSERT INTO spill_link SELECT NULL, item FROM spill_link LIMIT 100;
INSERT INTO spill_link SELECT node, NULL FROM spill_link LIMIT 100;
CREATE VIEW spill_rated AS
SELECT node, item, (ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R', NULL])[1 + abs(item) % 8]::rag AS rag,
       'node ' || node AS node_name, 'item number ' || item || repeat('x', (abs(item) % 40)::int) AS item_name,
       abs(item) % 5 AS part, CASE WHEN item % 11 <> 0 THEN rag_tally(format('R%s G%s', abs(item) % 7, item + 20000)) END AS tally,
       CASE WHEN item % 11 <> 0 THEN item * 7919 / 1000.0 END AS amount, (1 + node % 7) / 10.0 AS share
FROM spill_link;
ANALYZE spill_link, spill_graph;

-- Every form of call, with a name; what each answers is kept by amount of memory.
CREATE TEMP TABLE form (id int GENERATED ALWAYS AS IDENTITY, name text, query text);
INSERT INTO form (name, query) VALUES
    ('bigint, bigint', 'outcome_rollup((SELECT g FROM spill_graph), node, item, rag)::text FROM spill_rated'),
    ('bigint, text', 'outcome_rollup((SELECT g FROM spill_graph), node, item_name, rag)::text FROM spill_rated'),
    ('text, bigint', 'outcome_rollup((SELECT t FROM spill_graph), node_name, item, rag)::text FROM spill_rated'),
    ('text, text', 'outcome_rollup((SELECT t FROM spill_graph), node_name, item_name, rag)::text FROM spill_rated'),
    ('items ascending', 'outcome_rollup((SELECT g FROM spill_graph), node, item, rag)::text FROM (SELECT * FROM spill_rated ORDER BY item) AS r'),
    ('one item', 'outcome_rollup((SELECT g FROM spill_graph), node, 7, ''G''::rag)::text FROM spill_rated'),
    ('one text item', 'outcome_rollup((SELECT g FROM spill_graph), node, ''seven'', ''G''::rag)::text FROM spill_rated'),
    ('labels that begin alike, an empty one among them',
     'outcome_rollup((SELECT g FROM spill_graph), node, repeat(''x'', (abs(item) % 3000)::int), ''G''::rag)::text FROM spill_rated WHERE item < -10000'),
    ('groups', 'string_agg(part || answer, '';'' ORDER BY part) FROM (SELECT part, outcome_rollup((SELECT g FROM spill_graph), node, item, rag)::text AS answer FROM spill_rated GROUP BY part) AS r'),
    ('groups of text', 'string_agg(part || answer, '';'' ORDER BY part) FROM (SELECT part, outcome_rollup((SELECT g FROM spill_graph), node, item_name, rag)::text AS answer FROM spill_rated GROUP BY part) AS r'),
    ('grouping sets', 'string_agg(part || answer, '';'' ORDER BY part) FROM (SELECT part, outcome_rollup((SELECT g FROM spill_graph), node, item, rag)::text AS answer FROM spill_rated GROUP BY ROLLUP (part)) AS r'),
    ('tallies', 'outcome_rollup((SELECT g FROM spill_graph), node, item, tally)::text FROM spill_rated'),
    ('tallies of text', 'outcome_rollup((SELECT t FROM spill_graph), node_name, item_name, tally)::text FROM spill_rated'),
    ('amounts', 'outcome_sum((SELECT g FROM spill_graph), node, item, amount)::text FROM spill_rated'),
    ('amounts of text', 'outcome_sum((SELECT t FROM spill_graph), node_name, item_name, amount)::text FROM spill_rated'),
    ('groups of amounts', 'string_agg(part || answer, '';'' ORDER BY part) FROM (SELECT part, outcome_sum((SELECT g FROM spill_graph), node, item, amount)::text AS answer FROM spill_rated GROUP BY part) AS r'),
    ('shared amounts', 'outcome_sum((SELECT g FROM spill_graph), node, item, amount, share)::text FROM spill_rated WHERE item < 0'),
    ('shared text items', 'outcome_rollup((SELECT t FROM spill_graph), node_name, item_name, rag, share)::text FROM spill_rated WHERE item < 0');
CREATE TEMP TABLE answer (label text, id int, value text);
CREATE FUNCTION pg_temp.ask(label text, memory text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    f form;
    answered text;
BEGIN
    PERFORM set_config('work_mem', memory, true);
    FOR f IN SELECT * FROM form LOOP
        EXECUTE 'SELECT ' || f.query INTO answered;
        INSERT INTO answer VALUES (label, f.id, md5(answered));
    END LOOP;
END
$$;
SELECT pg_temp.ask('large', '1GB') \gset ignored_
SELECT pg_temp.ask('small', '64kB') \gset ignored_
SET LOCAL enable_hashagg = off;
SELECT pg_temp.ask('sorted', '64kB') \gset ignored_
RESET enable_hashagg;
SET LOCAL enable_sort = off;
SELECT pg_temp.ask('hashed', '1MB') \gset ignored_
RESET enable_sort;
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT pg_temp.ask('parallel', '64kB') \gset ignored_
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT is((SELECT array_agg(a.label ORDER BY a.label COLLATE "C") FROM answer AS a WHERE a.id = f.id AND a.value = l.value),
          ARRAY['hashed', 'large', 'parallel', 'small', 'sorted'], f.name || ': the same answer with little memory as with much')
FROM form AS f JOIN answer AS l USING (id) WHERE l.label = 'large' ORDER BY f.id;

-- Not only the same, but right: everything the graph knows is under node 0.
SET LOCAL work_mem = '64kB';
SELECT is(by_link || ' ' || distinct_items,
          (SELECT count(DISTINCT (node, item)) || ' ' || count(DISTINCT item) FROM spill_link WHERE node <= 1200 AND item IS NOT NULL),
          'at the top: distinct links and distinct items as plain SQL counts them')
FROM (SELECT node, total(by_link) AS by_link, total(distinct_items) AS distinct_items FROM
      (SELECT (unnest(outcome_rollup((SELECT g FROM spill_graph), node, item, 'G'::rag))).* FROM spill_link) AS r) AS r
WHERE node = 0;

-- Files are really written: where none are allowed, little memory fails and much does not.
SET LOCAL temp_file_limit = '16kB';
SELECT throws_ok('SELECT ' || query, '53400', NULL, name || ': 64 kB needs temporary files') FROM form WHERE id <= 7 OR id > 11 ORDER BY id;
SET LOCAL work_mem = '64MB';
SELECT lives_ok('SELECT ' || query, name || ': 64 MB needs none') FROM form WHERE id IN (1, 4, 6) ORDER BY id;
SET LOCAL work_mem = '64kB';
SET LOCAL hash_mem_multiplier = 1000;
SELECT lives_ok('SELECT ' || query, name || ': nor does 64 kB with a hash_mem_multiplier of 1000') FROM form WHERE id = 1;
SET LOCAL hash_mem_multiplier = 1;
SELECT lives_ok('SELECT outcome_rollup((SELECT g FROM spill_graph), node, item, rag) FROM (SELECT * FROM spill_rated LIMIT 2000) AS r',
                'nor do two thousand links');
RESET temp_file_limit;

-- One item, two ratings, in the first run and in the last.
SELECT throws_ok($$SELECT outcome_rollup((SELECT g FROM spill_graph), node, item, rag) FROM (
    SELECT 1::bigint AS node, 40001::bigint AS item, 'G'::rag AS rag UNION ALL SELECT node, item, rag FROM spill_rated
    UNION ALL SELECT 2, 40001, 'R') AS r$$,
    '21000', 'item "40001" has two ratings in one group', 'ratings of a bigint item that disagree across runs');
SELECT throws_ok($$SELECT outcome_rollup((SELECT g FROM spill_graph), node, item_name, rag) FROM (
    SELECT 1::bigint AS node, 'zebra'::text AS item_name, NULL::rag AS rag UNION ALL SELECT node, item_name, rag FROM spill_rated
    UNION ALL SELECT 1, 'zebra', 'R') AS r$$,
    '21000', 'item "zebra" has two ratings in one group', 'ratings of a text item that disagree across runs');

SELECT throws_ok($$SELECT outcome_sum((SELECT g FROM spill_graph), node, item, amount) FROM (
    SELECT 1::bigint AS node, 40001::bigint AS item, 1.5 AS amount UNION ALL SELECT node, item, amount FROM spill_rated
    UNION ALL SELECT 2, 40001, 1.51) AS r$$,
    '21000', 'item "40001" has two amounts in one group', 'amounts that disagree across runs');
SELECT lives_ok($$SELECT outcome_sum((SELECT g FROM spill_graph), node, item, amount) FROM (
    SELECT 1::bigint AS node, 40001::bigint AS item, 1.5 AS amount UNION ALL SELECT node, item, amount FROM spill_rated
    UNION ALL SELECT 2, 40001, 1.50) AS r$$, 'amounts that are written otherwise agree');
SELECT throws_ok($$SELECT outcome_rollup((SELECT g FROM spill_graph), node, item, 'R'::rag, share) FROM (
    SELECT 1::bigint AS node, 40001::bigint AS item, 1.5 AS share UNION ALL SELECT node, item, share FROM spill_rated
    UNION ALL SELECT 1, 40001, 1.51) AS r$$,
    '21000', 'item "40001" has two shares of one node in one group', 'shares that disagree across runs');

-- A hash table read again, and a state shared by two aggregates: the final function runs twice.
CREATE AGGREGATE pg_temp.second_rollup(linkage, bigint, bigint, rag) (
    SFUNC = outcome_rollup_bigint_bigint, STYPE = internal, FINALFUNC = outcome_rollup_final, FINALFUNC_MODIFY = SHAREABLE);
SELECT ok(one = two AND md5(one) = (SELECT value FROM answer WHERE id = 1 AND label = 'large'), 'two aggregates may share a state')
FROM (SELECT outcome_rollup((SELECT g FROM spill_graph), node, item, rag)::text AS one,
             pg_temp.second_rollup((SELECT g FROM spill_graph), node, item, rag)::text AS two FROM spill_rated) AS r;
SET LOCAL enable_material = off;
SET LOCAL enable_sort = off;
SET LOCAL work_mem = '1MB';
SELECT is(count(*) || ' ' || count(DISTINCT (part, answer)), '15 5', 'groups read three times are the same each time')
FROM (VALUES (1), (2), (3)) AS v (i)
JOIN (SELECT part, outcome_rollup((SELECT g FROM spill_graph), node, item, rag)::text AS answer FROM spill_rated GROUP BY part) AS r
ON v.i <> part + 100;

-- No file outlives its query: one that is left off, and one that is cancelled.
CREATE FUNCTION pg_temp.files() RETURNS bigint LANGUAGE sql AS
$$SELECT count(*) FROM pg_ls_tmpdir() WHERE name LIKE 'pgsql\_tmp' || pg_backend_pid() || '.%'$$;
SELECT pg_temp.files() AS before \gset
DECLARE waiting CURSOR FOR SELECT part, outcome_rollup((SELECT g FROM spill_graph), node, item, rag) IS NULL FROM spill_rated GROUP BY part;
MOVE 1 FROM waiting;
SELECT cmp_ok(pg_temp.files(), '>', :before::bigint, 'groups that wait to be read have files');
CLOSE waiting;
SELECT is(pg_temp.files(), :before::bigint, 'which go when the cursor is closed');
SELECT cmp_ok(max(files) FILTER (WHERE answer IS NOT NULL), '<=', (:before + 5)::bigint, 'a scan started anew drops the files of the last')
FROM (SELECT pg_temp.files() AS files, answer FROM (VALUES (1), (2), (3)) AS v (i), LATERAL (
          SELECT part, outcome_rollup((SELECT g FROM spill_graph), node, item, rag) AS answer FROM spill_rated WHERE item > v.i GROUP BY part LIMIT 1) AS r) AS f;
CREATE FUNCTION pg_temp.cancelled(query text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE query;
    RETURN false;
EXCEPTION WHEN query_canceled THEN
    RETURN clock_timestamp() < statement_timestamp() + interval '1.5 s';
END
$$;
SET LOCAL work_mem = '64kB';
SET LOCAL statement_timeout = '500ms';
SELECT ok(pg_temp.cancelled('SELECT outcome_rollup((SELECT g FROM spill_graph), node, item, rag) FROM spill_rated, generate_series(1, 1000) AS s (i)'),
          'spilling is cancelled within a second');
SET LOCAL statement_timeout = 0;
SELECT is(pg_temp.files(), :before::bigint, 'and leaves no file');

SELECT * FROM finish();
ROLLBACK;
