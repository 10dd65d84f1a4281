-- what a user of graphs sees: text in and out, what is refused and how, building, looking into them
\pset null '(null)'

-- what is read, and how it prints: the same graph always in the same way
SELECT input, input::linkage AS graph
FROM (VALUES ('{}'), (' { } '), ('{1,2>1,3>1,3>2}'), ('{3>2,3>1, 2 > 1}'), ('{2>1,2>1,1}'), ('{5>5}'), ('{7,007,-7,+8}'),
             ('{1>2,2>1}'), ('{9223372036854775807>-9223372036854775808}')) AS t (input);
SELECT input, input::linkage_text AS graph
FROM (VALUES ('{}'), ('{D>B,D>C,B>A,C>A}'), ('{ Outcome 1.1 > Commitment 1 }'), ('{"a > b",""}'),
             ('{"A",B>"A","\B"}'), ('{"say \"no\"","back\\slash","curly {}","x,y"}'), ('{NULL>null}'),
             ('{' || U&'\00C9t\00E9>\0410' || '}')) AS t (input);

-- what is refused, with its SQLSTATE, its rule and what to write
CREATE FUNCTION refusal(command text, OUT state text, OUT message text, OUT detail text, OUT hint text)
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE command;
    state := 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
                            hint = PG_EXCEPTION_HINT;
END
$$;
\x on
SELECT r.*
FROM (VALUES (1, '{1>2>3}', 'linkage'), (2, '{A>B}', 'linkage'), (3, '{1,9223372036854775808>1}', 'linkage'),
             (4, '{A > say "no"}', 'linkage_text'), (5, '{A', 'linkage_text'),
             (6, '{"A}', 'linkage_text')) AS t (n, input, type),
     refusal(format('SELECT %L::%s', input, type)) AS r
ORDER BY n;
\x off
SELECT t.input, r.state, r.detail
FROM (VALUES (''), (' '), ('1'), ('{'), ('{1'), ('{1,'), ('{1,}'), ('{,1}'), ('{>1}'), ('{1>}'), ('{1>2}}'), ('{1} {2}'),
             ('{1.5}'), ('{1;2}'), ('{--1}'), ('{1 2}'), ('{0x10}'), ('{-9223372036854775809}')) AS t (input),
     refusal(format('SELECT %L::linkage', input)) AS r;
SELECT t.input, r.state, r.detail
FROM (VALUES ('A>B'), ('{>A}'), ('{A>}'), ('{A,,B}'), ('{A>B>C}'), ('{A\>B}'), ('{{A}}'), ('{"A"B}'), ('{A"B"}'), ('{"A\"}'),
             ('{"A>B}')) AS t (input),
     refusal(format('SELECT %L::linkage_text', input)) AS r;
-- a long text is cut in the message
SELECT message, detail FROM refusal(format('SELECT %L::linkage', '{' || repeat('1,', 1000) || 'x}'));
SELECT message FROM refusal(format('SELECT %L::linkage', '{' || repeat('9', 1000) || '}'));

-- building: a NULL at one end declares the other, duplicates count once, links to oneself are kept
SELECT linkage(child, parent)
FROM (VALUES (2, 1), (3, 1), (4, 2), (4, 3), (2, 1), (5, 5), (6, NULL), (NULL, 7), (NULL, NULL)) AS t (child, parent);
SELECT linkage_text(child, parent)
FROM (VALUES ('B', 'A'), ('C', 'A'), ('D', 'B'), ('D', 'C'), ('D', 'C'), ('Z', NULL), (NULL, NULL)) AS t (child, parent);
-- no rows, or none that says anything: the empty graph, not NULL
SELECT linkage(1, 2) FILTER (WHERE false), linkage_text(NULL, NULL) FROM generate_series(1, 3);
-- as a running value
SELECT child, linkage(child, parent) OVER (ORDER BY child)
FROM (VALUES (2, 1), (3, 2), (4, 2)) AS t (child, parent);
-- merged
SELECT '{2>1}'::linkage || '{3>2,1}', '{B>A}'::linkage_text || '{C>B,A}', '{}'::linkage || '{}', '{1}'::linkage || NULL;

-- equality is of graphs, not of spelling; an order there is too
SELECT '{3>1,2>1}'::linkage = '{2>1,3>1,1}' AS same, '{2>1}'::linkage = '{1>2}' AS turned_round,
       '{B>A}'::linkage_text <> '{A,B}' AS unlinked;
SELECT g FROM (VALUES ('{2>1}'), ('{1>2}'), ('{}'), ('{1,2}'), ('{1}'), ('{-5}'), ('{1,2,3}'), ('{2>1,1>2}')) AS t (input),
     linkage(input) AS g ORDER BY g;
SELECT count(*), count(DISTINCT g) FROM unnest('{"{2>1}","{1,2>1}","{1>2}"}'::linkage[]) AS g;
SELECT g, count(*) FROM unnest('{"{B>A}","{A,B>A}","{A>B}"}'::linkage_text[]) AS g GROUP BY g ORDER BY g;

-- looking into a graph: D under B and C, both under A; E and F a cycle under D; G linked to itself; H alone
CREATE TABLE graph (g linkage_text);
INSERT INTO graph VALUES ('{B>A,C>A,D>B,D>C,E>D,E>F,F>E,G>G,H}');
SELECT array(SELECT nodes(g)) AS nodes, array(SELECT roots(g)) AS roots, array(SELECT leaves(g)) AS leaves,
       array(SELECT cycles(g)::text) AS cycles
FROM graph;
SELECT l.* FROM graph, links(g) AS l;
SELECT n AS node, depth(g, n), array(SELECT ancestors(g, n)) AS ancestors, array(SELECT descendants(g, n)) AS descendants,
       array(SELECT path::text FROM threads(g, n)) AS threads
FROM graph, nodes(g) AS n;
-- a node the graph does not have, and NULLs
SELECT contains_node(g, 'X') AS x, contains_node(g, 'H') AS root, contains_node(g, 'D') AS linked, contains_node(g, NULL) AS unknown,
       contains_node('{2>1}'::linkage, 2) AS two, contains_node('{2>1}'::linkage, 3) AS three, contains_node('{}'::linkage, 1) AS none
FROM graph;
SELECT depth(g, 'X'), array(SELECT ancestors(g, 'X')), array(SELECT descendants(g, 'X')), array(SELECT path::text FROM threads(g, 'X'))
FROM graph;
SELECT depth(g, NULL), array(SELECT ancestors(g, NULL)), depth(NULL::linkage, 1), array(SELECT nodes(NULL::linkage))
FROM graph;
SELECT count(*) FROM nodes('{}'::linkage);
SELECT array(SELECT roots('{}'::linkage)), array(SELECT leaves('{}'::linkage)), array(SELECT cycles('{}'::linkage)::text);

-- the same with bigint nodes
SELECT array(SELECT nodes(g)) AS nodes, array(SELECT roots(g)) AS roots, array(SELECT leaves(g)) AS leaves,
       array(SELECT cycles(g)::text) AS cycles, array(SELECT ancestors(g, 4)) AS above_4,
       array(SELECT descendants(g, 1)) AS below_1, depth(g, 5), array(SELECT l::text FROM links(g) AS l) AS links
FROM linkage('{2>1,3>1,4>2,4>3,5>4,5>6,6>5,7>7,8}') AS g;
-- depth is the longest way, not the shortest
SELECT depth('{2>1,3>2,4>3,4>1}'::linkage, 4);

-- threads: the paths up to the roots; cycles are left by the shortest way and end paths where nothing is above
SELECT t.* FROM threads('{D>B,D>C,B>A,C>A,D>X}'::linkage_text, 'D') AS t;
SELECT t.* FROM threads('{1>2,2>3,3>1,3>9,4>1}'::linkage, 4) AS t;
SELECT t.* FROM threads('{1>2,2>1,3>2}'::linkage, 3) AS t;
-- more paths than asked for: the last row stands for the rest
SELECT t.* FROM threads('{D>B,D>C,B>A,C>A,D>X}'::linkage_text, 'D', 3) AS t;
SELECT t.* FROM threads('{D>B,D>C,B>A,C>A,D>X}'::linkage_text, 'D', 2) AS t;
SELECT t.* FROM threads('{D>B,D>C,B>A,C>A,D>X}'::linkage_text, 'D', 1) AS t;
SELECT t.* FROM threads('{4>3,3>2,3>1}'::linkage, 4, max_paths => 1) AS t;
SELECT r.* FROM refusal('SELECT threads(''{1}''::linkage, 1, 0)') AS r;
-- labels that print alike once they are joined
SELECT t.*, cardinality(path) FROM threads('{"A > B">C,A>"B > C"}'::linkage_text, 'A > B') AS t
UNION ALL SELECT t.*, cardinality(path) FROM threads('{"A > B">C,A>"B > C"}'::linkage_text, 'A') AS t;
-- as text, the name of before 0.6.0 that registers of 0.5.0 call
SELECT t.* FROM thread('{D>B,D>C,B>A,C>A,D>X}'::linkage_text, 'D', 2) AS t;
SELECT t.* FROM thread('{1>2,2>3,3>1,3>9,4>1}'::linkage, 4) AS t;
-- 2^50 paths cost no more than those shown
SELECT count(*), bool_and(complete) AS all_shown, max(cardinality(path)) AS longest
FROM (SELECT linkage(child, parent) AS g
      FROM generate_series(0, 49) AS i,
           LATERAL (VALUES (3 * i + 1, 3 * i), (3 * i + 2, 3 * i), (3 * i + 3, 3 * i + 1), (3 * i + 3, 3 * i + 2)) AS l (child, parent)
     ) AS made, threads(g, 150) AS t;

-- JSON
SELECT '{1,2>1,9223372036854775807>1}'::linkage::jsonb, '{"A \"x\"">B}'::linkage_text::jsonb, '{}'::linkage::jsonb;

-- stored, toasted and read back
CREATE TABLE stored (n int, g linkage, t linkage_text);
INSERT INTO stored
SELECT 1, linkage(i, i / 2), linkage_text('node ' || i, 'node ' || i / 2) FROM generate_series(1, 20000) AS i;
SELECT n, depth(g, 20000), depth(t, 'node 20000'), (SELECT count(*) FROM descendants(g, 1)), (SELECT count(*) FROM nodes(t)),
       g::text::linkage = g AS g_reads_back, t::text::linkage_text = t AS t_reads_back
FROM stored;

DROP TABLE stored;
DROP TABLE graph;
DROP FUNCTION refusal;
