-- linkage and linkage_text: what must hold whatever the graphs are.
-- pg_prove --set seed=0.123456 test/pgtap/linkage_laws.sql repeats a run.
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
SELECT plan(141);

\if :{?seed}
\else
SELECT round(random()::numeric, 6) AS seed \gset
\endif
SELECT diag('seed ' || :'seed');
SELECT setseed(:seed) \gset ignored_

-- Random graphs of all shapes beside the links they are made of.  Labels need quoting, or sort unlike their numbers.
CREATE TEMP TABLE label AS
SELECT n - 1 AS node, label FROM unnest(ARRAY['A', '', 'a b', '"', '\', 'x > y', '{', '}', ',', E'\t', U&'\00E9', 'AA']) WITH ORDINALITY AS l (label, n);
CREATE TEMP TABLE shape AS
SELECT graph, graph % 3 = 0 AS is_dag, floor(12 * random())::int AS nodes, floor(18 * random())::int AS links
FROM generate_series(1, 300) AS graph;
CREATE TEMP TABLE link AS
SELECT graph, child, CASE WHEN is_dag THEN floor(up * child)::int ELSE floor(up * nodes)::int END AS parent
FROM (SELECT s.*, floor(random() * nodes)::int AS child, random() AS up
      FROM shape AS s, generate_series(1, links) WHERE nodes > 0 OFFSET 0) AS l
WHERE NOT is_dag OR child > 0;
INSERT INTO link SELECT graph, node, NULL FROM shape, generate_series(0, nodes - 1) AS node WHERE random() < 0.4;
CREATE TEMP TABLE node AS
SELECT DISTINCT graph, node FROM link, unnest(ARRAY[child, parent]) AS node WHERE node IS NOT NULL;
CREATE TEMP TABLE made AS
SELECT graph, linkage(child, parent) AS g, linkage_text(c.label, p.label) AS t
FROM shape LEFT JOIN link USING (graph) LEFT JOIN label AS c ON c.node = child LEFT JOIN label AS p ON p.node = parent
GROUP BY graph;
SELECT cmp_ok(count(DISTINCT g), '>', 200::bigint, 'there are many different graphs') FROM made;
SELECT is(count(DISTINCT t), count(DISTINCT g), 'as many with labels') FROM made;

-- what was put in is in it
SELECT set_eq('SELECT graph, n FROM made, nodes(g) AS n', 'SELECT graph, node::bigint FROM node', 'nodes');
SELECT set_eq('SELECT graph, n FROM made, nodes(t) AS n', 'SELECT graph, label FROM node JOIN label USING (node)', 'nodes with labels');
SELECT bag_eq('SELECT graph, l.* FROM made, links(g) AS l',
              'SELECT DISTINCT graph, child::bigint, parent::bigint FROM link WHERE parent IS NOT NULL', 'links');
SELECT bag_eq('SELECT graph, l.* FROM made, links(t) AS l',
              'SELECT DISTINCT graph, c.label AS child, p.label AS parent FROM link JOIN label AS c ON c.node = child JOIN label AS p ON p.node = parent',
              'links with labels');
SELECT is(count(*), 0::bigint, 'rows in any order, and repeated, make the same graph')
FROM (SELECT graph, linkage(child, parent ORDER BY random()) AS g FROM link, generate_series(1, 2) GROUP BY graph) AS again
     JOIN made USING (graph) WHERE again.g <> made.g;
SELECT is(count(*), 0::bigint, 'a graph is the one of its own nodes and links')
FROM made
WHERE g <> (SELECT linkage(child, parent) FROM (SELECT * FROM links(g) UNION ALL SELECT n, NULL FROM nodes(g) AS n) AS l)
   OR t <> (SELECT linkage_text(child, parent) FROM (SELECT * FROM links(t) UNION ALL SELECT n, NULL FROM nodes(t) AS n) AS l);

-- text and binary, there and back
SELECT is(count(*), 0::bigint, 'text is read back') FROM made WHERE g::text::linkage <> g OR t::text::linkage_text <> t;
SELECT is(count(DISTINCT g), count(DISTINCT g::text), 'equal graphs print the same, others do not') FROM made;
SELECT is(count(DISTINCT t), count(DISTINCT t::text), 'with labels too') FROM made;
SELECT is(count(DISTINCT t), count(DISTINCT linkage_text_send(t)), 'and are sent the same, or not') FROM made;
SELECT is(count(*), 0::bigint, 'text in any other spelling is the same graph')
FROM made
WHERE regexp_replace(g::text, '([{},>])', E' \\1\n', 'g')::linkage <> g
   OR ('{' || array_to_string(array(SELECT e FROM regexp_split_to_table(trim(g::text, '{}'), ',') AS e WHERE e <> '' ORDER BY e DESC), ',') || '}')::linkage <> g;

CREATE TEMP TABLE received (n serial, g linkage);
CREATE TEMP TABLE received_text (n serial, t linkage_text);
-- What the receive functions make of bytes: COPY BINARY from a program that prints them, so no file is needed.
CREATE FUNCTION pg_temp.receive(target text, VARIADIC graphs bytea[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    stream bytea := '\x5047434f50590aff0d0a00' || '\x0000000000000000'::bytea;
    one bytea;
BEGIN
    FOREACH one IN ARRAY graphs LOOP
        stream := stream || int2send(1::int2) || int4send(length(one)) || one;
    END LOOP;
    stream := stream || '\xffff';
    EXECUTE format('COPY %s FROM PROGRAM %L (FORMAT binary)', target,
        (SELECT 'printf ''' || string_agg('\' || lpad(format('%s%s%s', b / 64, b / 8 % 8, b % 8), 3, '0'), '' ORDER BY i) || ''''
         FROM generate_series(0, length(stream) - 1) AS i, get_byte(stream, i) AS b));
END
$$;
SELECT lives_ok($$SELECT pg_temp.receive('received (g)', VARIADIC (SELECT array_agg(linkage_send(g) ORDER BY graph) FROM made WHERE graph <= 80))$$,
                'what is sent is received');
SELECT lives_ok($$SELECT pg_temp.receive('received_text (t)', VARIADIC (SELECT array_agg(linkage_text_send(t) ORDER BY graph) FROM made WHERE graph <= 80))$$,
                'with labels too');
SELECT results_eq('SELECT g FROM received ORDER BY n', 'SELECT g FROM made WHERE graph <= 80 ORDER BY graph', 'as it was');
SELECT results_eq('SELECT t FROM received_text ORDER BY n', 'SELECT t FROM made WHERE graph <= 80 ORDER BY graph', 'as it was, labels too');

-- the published bytes and hashes: they never change
SELECT is(linkage_send('{1,2>1,-3>1,-3>2}'),
          '\x01 00000003 00000003 fffffffffffffffd 0000000000000001 0000000000000002'
          '0000000000000001 0000000000000002 0000000200000001', 'the published bytes');
SELECT is(linkage_text_send('{B>A,"",AA}'),
          '\x01 00000004 00000001 00000000 00000001 41 00000002 4141 00000001 42 0000000300000001',
          'the published bytes with labels');
SELECT is(linkage_send('{}'), '\x010000000000000000', 'the published bytes of nothing');
SELECT is(linkage_text_send('{}'), '\x010000000000000000', 'the published bytes of nothing, with labels');
SELECT is(pg_column_size('{1,2>1,3>1}'::linkage), 16 + 3 * 8 + 4 * 4 + 2 * 4, 'the published size');
SELECT is(pg_column_size('{B>A,C>A}'::linkage_text), 16 + 3 * 4 + 4 * 4 + 2 * 4 + 3, 'the published size with labels');
SELECT is(linkage_hash(g::linkage), hash, 'the published hash of ' || g)
FROM (VALUES ('{}', 1815947196), ('{1}', 714672329), ('{1,2>1}', 403120110), ('{1>2,2}', 1967696965), ('{-1}', -1808742018), ('{4294967296}', -2002655978)) AS v (g, hash);
SELECT is(linkage_text_hash(t::linkage_text), hash, 'the published hash of ' || t)
FROM (VALUES ('{}', 1815947196), ('{""}', -1331158228), ('{B>A}', 134406967), ('{A>B}', -1926540060)) AS v (t, hash);
SELECT is(linkage_hash_extended('{1,2>1}', 12345), 798899525387353155::bigint, 'the published seeded hash');
SELECT is(linkage_text_hash_extended('{B>A}', 12345), -116309231029133305::bigint, 'the published seeded hash with labels');

-- hostile bytes
CREATE FUNCTION pg_temp.refusal(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    state text;
    message text;
    detail text;
    hint text;
BEGIN
    EXECUTE command;
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
                            hint = PG_EXCEPTION_HINT;
    RETURN state || CASE WHEN message LIKE '%linkage%' THEN '' ELSE ' without the type' END ||
           CASE WHEN detail = '' THEN ' without detail' ELSE '' END || CASE WHEN hint = '' THEN ' without hint' ELSE '' END;
END
$$;
SELECT is(pg_temp.refusal(format('SELECT pg_temp.receive(''received (g)'', %L)', bytes)), '22P03', 'refused in binary: ' || why)
FROM (VALUES ('\x'::bytea, 'nothing'), ('\x01', 'a version alone'), ('\x00 00000000 00000000', 'version 0'),
             ('\x02 00000000 00000000', 'version 2'), ('\x01 00000000', 'half the counts'),
             ('\x01 00000000 00000000 00', 'one byte more'), ('\x01 00000001 00000000', 'a node that is not there'),
             ('\x01 ffffffff 00000000', 'four billion nodes'), ('\x01 00000000 ffffffff', 'four billion links'),
             ('\x01 00000001 00000000 00000000000000', 'half a node'),
             ('\x01 00000002 00000000 0000000000000001 0000000000000001', 'a node twice'),
             ('\x01 00000002 00000000 0000000000000002 0000000000000001', 'nodes in another order'),
             ('\x01 00000001 00000001 0000000000000001', 'a link that is not there'),
             ('\x01 00000001 00000001 0000000000000001 00000000', 'half a link'),
             ('\x01 00000001 00000001 0000000000000001 0000000000000001', 'a parent out of range'),
             ('\x01 00000001 00000001 0000000000000001 0000000100000000', 'a child out of range'),
             ('\x01 00000001 00000001 0000000000000001 ffffffffffffffff', 'a link of minus one'),
             ('\x01 00000001 00000002 0000000000000001 0000000000000000 0000000000000000', 'a link twice'),
             ('\x01 00000002 00000002 0000000000000001 0000000000000002 0000000100000000 0000000000000001',
              'links in another order')) AS v (bytes, why);
SELECT is(pg_temp.refusal(format('SELECT pg_temp.receive(''received_text (t)'', %L)', bytes)), '22P03', 'refused in binary: ' || why)
FROM (VALUES ('\x'::bytea, 'nothing, with labels'), ('\x02 00000000 00000000', 'version 2, with labels'),
             ('\x01 00000001 00000000 000000', 'half a length'), ('\x01 00000001 00000000 00000002 41', 'half a label'),
             ('\x01 00000001 00000000 ffffffff', 'a length of minus one'),
             ('\x01 00000002 00000000 00000001 41 00000001 41', 'a label twice'),
             ('\x01 00000001 00000000 00000001 41 00', 'one byte more, with labels'),
             ('\x01 00000001 00000001 00000001 41 0000000000000001', 'a parent out of range, with labels')) AS v (bytes, why);
SELECT is(left(pg_temp.refusal($$SELECT pg_temp.receive('received_text (t)', '\x01 00000001 00000000 00000001 ff')$$), 5), '22021',
          'refused in binary: a label that is not in the encoding');
SELECT is(left(pg_temp.refusal($$SELECT pg_temp.receive('received_text (t)', '\x01 00000001 00000000 00000001 00')$$), 5), '22021',
          'refused in binary: a label with a zero byte');
-- Labels in another order are the same graph: what ascends in the sender's encoding need not in ours.
SELECT lives_ok($$SELECT pg_temp.receive('received_text (t)', '\x01 00000002 00000001 00000001 42 00000001 41 0000000000000001')$$,
                'labels may come in any order');
SELECT is((SELECT t FROM received_text ORDER BY n DESC LIMIT 1), '{B>A}'::linkage_text, 'and are put in ours');

-- a total order that equality, hash and indexes follow
CREATE TEMP TABLE pair AS
SELECT a.g AS a, b.g AS b, a.t AS c, b.t AS d
FROM made AS a, made AS b WHERE a.graph <= 100 AND (b.graph <= 60 OR b.g = a.g) UNION ALL SELECT g, g, t, t FROM made;
SELECT is(count(*), 0::bigint, 'exactly one of <, = and > holds')
FROM pair WHERE (a < b)::int + (a = b)::int + (a > b)::int <> 1 OR (c < d)::int + (c = d)::int + (c > d)::int <> 1;
SELECT is(count(*), 0::bigint, 'the other operators, the commuted ones and cmp agree')
FROM pair
WHERE (a <= b) <> (a < b OR a = b) OR (a >= b) <> (a > b OR a = b) OR (a <> b) = (a = b) OR (a < b) <> (b > a) OR
      linkage_cmp(a, b) <> (a > b)::int - (a < b)::int OR (c <= d) <> (c < d OR c = d) OR (c >= d) <> (c > d OR c = d) OR
      (c <> d) = (c = d) OR (c < d) <> (d > c) OR linkage_text_cmp(c, d) <> (c > d)::int - (c < d)::int;
SELECT is(count(*), 0::bigint, 'the order is transitive')
FROM (SELECT g, row_number() OVER (ORDER BY g) AS n FROM made) AS x JOIN (SELECT g, row_number() OVER (ORDER BY g) AS n FROM made) AS y
     ON x.n < y.n WHERE x.g > y.g;
SELECT is(count(*), 0::bigint, 'equal is: the same nodes and links')
FROM pair WHERE (a = b) <> (a::text = b::text) OR (c = d) <> (c::text = d::text);
SELECT is(count(*), 0::bigint, 'equal graphs hash alike')
FROM pair WHERE a = b AND (linkage_hash(a) <> linkage_hash(b) OR linkage_hash_extended(a, 7) <> linkage_hash_extended(b, 7));
SELECT is(count(*), 0::bigint, 'the seeded hash with seed 0 is the plain one')
FROM made
WHERE (linkage_hash_extended(g, 0) & 4294967295) <> (linkage_hash(g)::bigint & 4294967295) OR
      (linkage_text_hash_extended(t, 0) & 4294967295) <> (linkage_text_hash(t)::bigint & 4294967295);
SELECT cmp_ok(count(DISTINCT linkage_hash(g)), '>=', count(DISTINCT g) - 2, 'different graphs hash differently') FROM made;

SELECT ok(amvalidate(oid), opcname || ' is a valid operator class') FROM pg_opclass
WHERE opcname IN ('linkage_ops', 'linkage_ops', 'linkage_text_ops', 'linkage_text_ops') ORDER BY opcname;
CREATE INDEX ON made USING btree (g);
CREATE INDEX ON made USING hash (t);
CREATE TEMP TABLE strategy AS
SELECT n, format('SELECT graph FROM made WHERE %s %s %L', col, op, value) AS query
FROM (VALUES (1, 'g', '<'), (2, 'g', '<='), (3, 'g', '='), (4, 'g', '>='), (5, 'g', '>'), (6, 't', '=')) AS v (n, col, op),
     LATERAL (SELECT CASE v.col WHEN 'g' THEN g::text ELSE t::text END AS value FROM made WHERE graph = 150) AS m;
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    whole text := '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        whole := whole || line;
    END LOOP;
    RETURN whole;
END
$$;
CREATE TEMP TABLE by_scan AS SELECT n, NULL::int AS graph FROM strategy WHERE false;
SELECT 'INSERT INTO by_scan SELECT ' || n || ', graph FROM (' || query || ') AS q' FROM strategy \gexec
SET LOCAL enable_seqscan = off;
SELECT ok(pg_temp.plan_of(query) ~ 'Index', 'there is an index scan: ' || n) FROM strategy ORDER BY n;
SELECT set_eq(query, 'SELECT graph FROM by_scan WHERE n = ' || n, 'index scan is sequential scan: ' || n) FROM strategy ORDER BY n;
RESET enable_seqscan;

-- merging
SELECT is(count(*), 0::bigint, 'merging is idempotent, commutative and has {} for nothing')
FROM pair WHERE a || a <> a OR a || b <> b || a OR a || '{}' <> a OR c || d <> d || c;
SELECT is(count(*), 0::bigint, 'merging is associative')
FROM made AS x JOIN made AS y ON y.graph = x.graph + 1 JOIN made AS z ON z.graph = x.graph + 2
WHERE (x.g || y.g) || z.g <> x.g || (y.g || z.g);
SELECT is(count(*), 0::bigint, 'the merged graph is the one of both graphs'' links')
FROM made AS x JOIN made AS y ON y.graph = x.graph + 1
WHERE x.g || y.g <> (SELECT linkage(child, parent) FROM link WHERE graph IN (x.graph, y.graph));

-- relatives, by recursive SQL
CREATE TEMP TABLE above AS
WITH RECURSIVE up (graph, node, above) AS (
    SELECT graph, child, parent FROM link WHERE parent IS NOT NULL
    UNION
    SELECT up.graph, up.node, l.parent FROM up JOIN link AS l ON l.graph = up.graph AND l.child = up.above WHERE l.parent IS NOT NULL)
SELECT * FROM up;
CREATE INDEX ON above (graph, node, above);
ANALYZE above;
SELECT bag_eq('SELECT graph, node, a FROM made JOIN node USING (graph), ancestors(g, node) AS a',
              'SELECT graph, node, above::bigint FROM above WHERE node <> above', 'ancestors');
SELECT bag_eq('SELECT graph, node, d FROM made JOIN node USING (graph), descendants(g, node) AS d',
              'SELECT graph, above, node::bigint FROM above WHERE node <> above', 'descendants');
SELECT bag_eq('SELECT graph, label, a FROM made JOIN node USING (graph) JOIN label USING (node), ancestors(t, label) AS a',
              'SELECT graph, n.label, a.label AS a FROM above JOIN label AS n USING (node) JOIN label AS a ON a.node = above WHERE above.node <> above',
              'ancestors with labels');
SELECT bag_eq('SELECT graph, r FROM made, roots(g) AS r',
              'SELECT graph, node::bigint FROM node AS n WHERE NOT EXISTS (
                   SELECT FROM above AS a WHERE a.graph = n.graph AND a.node = n.node AND NOT EXISTS (
                       SELECT FROM above AS b WHERE b.graph = n.graph AND b.node = a.above AND b.above = n.node))', 'roots');
SELECT bag_eq('SELECT graph, l FROM made, leaves(g) AS l',
              'SELECT graph, node::bigint FROM node AS n WHERE NOT EXISTS (
                   SELECT FROM above AS a WHERE a.graph = n.graph AND a.above = n.node AND NOT EXISTS (
                       SELECT FROM above AS b WHERE b.graph = n.graph AND b.node = n.node AND b.above = a.node))', 'leaves');
SELECT bag_eq('SELECT graph, c FROM made, cycles(g) AS c',
              'SELECT DISTINCT graph, (SELECT array_agg(DISTINCT a.above::bigint ORDER BY a.above::bigint) FROM above AS a JOIN above AS b
                   ON b.graph = a.graph AND b.node = a.above AND b.above = a.node WHERE a.graph = n.graph AND a.node = n.node) AS cycle
               FROM above AS n WHERE n.node = n.above', 'cycles');
SELECT is(count(*), 0::bigint, 'the nodes of a cycle are as deep as each other, a child elsewhere is deeper')
FROM made, links(g) AS l
WHERE CASE WHEN EXISTS (SELECT FROM above AS a WHERE a.graph = made.graph AND a.node = l.parent AND a.above = l.child)
           THEN depth(g, l.child) <> depth(g, l.parent) ELSE depth(g, l.child) <= depth(g, l.parent) END;
SELECT is(count(*), 0::bigint, 'a root has depth 0, any other node is one deeper than something above it')
FROM made JOIN node USING (graph)
WHERE depth(g, node) <> coalesce((SELECT max(depth(g, a.above)) + 1 FROM above AS a
                                  WHERE a.graph = made.graph AND a.node = node.node AND NOT EXISTS (
                                      SELECT FROM above AS b WHERE b.graph = a.graph AND b.node = a.above AND b.above = a.node)), 0);

-- threads: on a DAG all paths, and only those
CREATE TEMP TABLE path AS
WITH RECURSIVE up (graph, node, last, path) AS (
    SELECT graph, node, node, node::text FROM node JOIN shape USING (graph) WHERE is_dag
    UNION
    SELECT up.graph, up.node, l.parent, up.path || ' > ' || l.parent FROM up JOIN link AS l ON l.graph = up.graph AND l.child = up.last
    WHERE l.parent IS NOT NULL)
SELECT graph, node, path FROM up WHERE NOT EXISTS (SELECT FROM above AS a WHERE a.graph = up.graph AND a.node = up.last);
SELECT bag_eq('SELECT graph, node, array_to_string(t.path, '' > '') FROM made JOIN node USING (graph) JOIN shape USING (graph), threads(g, node, 100000) AS t
               WHERE is_dag AND t.complete', 'SELECT * FROM path', 'threads of a DAG are its paths');
SELECT is(count(*), 0::bigint, 'a thread is cut when there are more paths than asked for, and only then')
FROM made JOIN shape USING (graph) JOIN node USING (graph), generate_series(1, 4) AS most,
     LATERAL (SELECT count(*) AS paths FROM path AS p WHERE p.graph = made.graph AND p.node = node.node) AS p,
     LATERAL (SELECT count(*) AS rows, count(*) FILTER (WHERE complete) AS whole FROM thread(g, node.node, most)) AS t
WHERE is_dag AND (rows <> least(paths, most) OR whole <> CASE WHEN paths > most THEN most - 1 ELSE paths END);
SELECT is(count(*), 0::bigint, 'a thread of any graph follows links, repeats no node, ends at a root')
FROM (SELECT made.graph, g, t.path AS step
      FROM made JOIN node USING (graph), threads(g, node, 1000) AS t WHERE t.complete) AS t
WHERE (SELECT count(*) <> count(DISTINCT s) FROM unnest(step) AS s)
   OR NOT (SELECT bool_or(r = step[cardinality(step)]) FROM roots(g) AS r)
   OR EXISTS (SELECT FROM generate_series(2, cardinality(step)) AS i
              WHERE NOT EXISTS (SELECT FROM link AS l WHERE l.graph = t.graph AND l.child = step[i - 1] AND l.parent = step[i]));
SELECT is(count(*), 0::bigint, 'thread() is the same as text')
FROM made JOIN node USING (graph), LATERAL ROWS FROM (threads(g, node, 3), thread(g, node, 3)) AS t (path, complete, as_text, as_complete)
WHERE (array_to_string(path, ' > ') || CASE WHEN complete THEN '' ELSE ' > ...' END, complete) IS DISTINCT FROM (as_text, as_complete);
SELECT is(count(*), 0::bigint, 'every node has a thread')
FROM made JOIN node USING (graph) WHERE NOT EXISTS (SELECT FROM threads(g, node));

-- the aggregates in parallel
CREATE TABLE parallel_link AS SELECT (random() * 3000)::int AS child, CASE WHEN random() < 0.9 THEN (random() * 3000)::int END AS parent
                              FROM generate_series(1, 20000);
ANALYZE parallel_link;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE serial AS SELECT linkage(child, parent) AS g, linkage_text('n' || child, 'n' || parent) AS t, linkage(parent, child) AS h FROM parallel_link;
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT ok(pg_temp.plan_of('SELECT linkage(child, parent) FROM parallel_link') ~ 'Partial Aggregate', 'linkage() goes parallel');
-- The last of the three states lies in its tuple wherever the second ends: not at a multiple of eight.
SELECT results_eq($$SELECT linkage(child, parent), linkage_text('n' || child, 'n' || parent), linkage(parent, child) FROM parallel_link$$, 'SELECT * FROM serial',
                  'and makes the same graphs');
SELECT is((SELECT count(*) FROM serial, links(g)), (SELECT count(DISTINCT (child, parent)) FROM parallel_link WHERE parent IS NOT NULL),
          'with every link');

-- depth is no danger
SELECT is(depth(g, 300000), 300000, '300,000 levels: depth') FROM (SELECT linkage(i, i - 1) AS g FROM generate_series(1, 300000) AS i) AS s;
SELECT is((SELECT count(*) FROM cycles(g) AS c WHERE cardinality(c) = 100000), 1::bigint, 'a cycle of 100,000')
FROM (SELECT linkage(i, (i + 1) % 100000) AS g FROM generate_series(0, 99999) AS i) AS s;
SELECT is(cardinality(path), 100001, '100,000 levels: threads')
FROM (SELECT linkage(i, i - 1) AS g FROM generate_series(1, 100000) AS i) AS s, threads(g, 100000);

-- hostile text
SELECT is(pg_temp.refusal(format('SELECT %L::%s', input, type)), state, 'refused: ' || left(input, 30))
FROM (VALUES ('', 'linkage', '22P02'), ('1', 'linkage', '22P02'), ('{1', 'linkage', '22P02'), ('{1>}', 'linkage', '22P02'),
             ('{1>2>3}', 'linkage', '22P02'), ('{9223372036854775808}', 'linkage', '22003'), (repeat('{', 100000), 'linkage', '22P02'),
             ('{' || repeat('1,', 100000), 'linkage', '22P02'), ('{' || repeat('9', 100000) || '}', 'linkage', '22003'),
             ('{"', 'linkage_text', '22P02'), ('{"\', 'linkage_text', '22P02'), ('{a"}', 'linkage_text', '22P02'),
             (repeat('{"', 100000), 'linkage_text', '22P02'), ('{>}', 'linkage_text', '22P02')) AS v (input, type, state);

-- Values of another version: bytes in the guise of a graph, as a newer library may have stored them.  Equality is
-- leakproof, so it must have no error to raise; whatever must understand them says that it cannot.
CREATE FUNCTION pg_temp.disguised(bytea, bytea) RETURNS linkage LANGUAGE internal IMMUTABLE STRICT AS 'byteacat';
CREATE TEMP TABLE foreign_value AS
SELECT n, pg_temp.disguised(bytes, '') AS g
FROM (VALUES (1, '\x0201000000000000000000000000'::bytea), (2, '\x'), (3, '\x01'), (4, decode(repeat('ff', 100), 'hex')),
             (5, '\x010100000500000007000000')) AS v (n, bytes);
SELECT is(count(*), 25::bigint, 'equality raises no error, whatever the bytes')
FROM foreign_value AS a, foreign_value AS b WHERE (a.g = b.g) = (a.n = b.n) AND (a.g <> b.g) = (a.n <> b.n);
SELECT is(count(*), 5::bigint, 'nor against a graph') FROM foreign_value WHERE g <> '{2>1}' AND NOT '{}' = g;
SELECT is(count(*), 0::bigint, 'only what cannot raise an error is leakproof')
FROM pg_proc WHERE proleakproof AND '{linkage,linkage_text}'::regtype[]::oid[] && proargtypes::oid[]
               AND prosrc NOT IN ('linkage_eq', 'linkage_ne');
SELECT is(pg_temp.refusal(format('SELECT %s FROM foreign_value', use)), 'XX001', 'another version is refused by ' || use)
FROM unnest(ARRAY['g < g', 'linkage_cmp(g, g)', 'linkage_hash(g)', 'g::text', 'linkage_send(g)', 'nodes(g)', 'g || g',
                  $$outcome_rollup(g, 1, 1, 'R'::rag)$$]) AS use;

-- functions that a newer script declares with more columns than this library fills
CREATE FUNCTION pg_temp.links(g linkage, OUT child bigint, OUT parent bigint, OUT weight bigint) RETURNS SETOF record
    LANGUAGE c AS '$libdir/golden_thread', 'linkage_links';
CREATE FUNCTION pg_temp.thread(g linkage, node bigint, most integer, OUT path text, OUT complete boolean, OUT length bigint)
    RETURNS SETOF record LANGUAGE c AS '$libdir/golden_thread', 'linkage_thread';
SELECT is(pg_temp.refusal($$SELECT * FROM pg_temp.links('{2>1}')$$), '42804', 'a column more is refused: links');
SELECT is(pg_temp.refusal($$SELECT * FROM pg_temp.thread('{2>1}', 2, 1)$$), '42804', 'a column more is refused: thread');

-- Short paths, but a trillion of them: a cancel is heard all the same.
CREATE FUNCTION pg_temp.seconds_to_cancel(command text) RETURNS float LANGUAGE plpgsql AS $$
DECLARE
    begun timestamptz := clock_timestamp();
BEGIN
    EXECUTE command;
    RETURN 'infinity';
EXCEPTION WHEN query_canceled THEN
    RETURN extract(epoch FROM clock_timestamp() - begun);
END
$$;
CREATE TEMP TABLE ladder AS
SELECT linkage(level * 2 + child, level * 2 - 2 + parent) AS g
FROM generate_series(1, 40) AS level, generate_series(0, 1) AS child, generate_series(0, 1) AS parent;
SET LOCAL statement_timeout = '300ms';
SELECT cmp_ok(pg_temp.seconds_to_cancel('SELECT count(*) FROM ladder, threads(g, 80, 5000000)'), '<', 3::float, 'threads() can be cancelled');
SET LOCAL statement_timeout = 0;

-- When the first row of a function is out, what it needed for all of them is still there.
CREATE TEMP TABLE pairs AS
SELECT linkage(i, i # 1) AS g, linkage_text('n' || i, 'n' || (i # 1)) AS t FROM generate_series(0, 199999) AS i;
CREATE FUNCTION pg_temp.megabytes(function text) RETURNS float LANGUAGE plpgsql AS $$
DECLARE
    bytes float;
BEGIN
    EXECUTE format('SELECT bytes FROM pairs, LATERAL (SELECT r FROM %s AS r LIMIT 1) AS one,
                                 LATERAL (SELECT sum(total_bytes) AS bytes FROM pg_backend_memory_contexts WHERE r IS NOT NULL) AS m',
                   function) INTO bytes;
    RETURN bytes / 1000000;
END
$$;
SELECT cmp_ok(pg_temp.megabytes('cycles(g)'), '<', pg_temp.megabytes('roots(g)') + 4, '100,000 cycles take no memory each');
SELECT cmp_ok(pg_temp.megabytes('cycles(t)'), '<', pg_temp.megabytes('roots(t)') + 4, 'nor with labels');

SELECT * FROM finish();
ROLLBACK;
