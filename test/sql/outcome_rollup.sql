-- what a user of outcome_rollup sees: items counted once per node, by link and distinct
\pset null '(null)'

-- D under B and C, both under A; x linked to D, y to B: two items at A, where counting paths gives three
CREATE TABLE node_link (child text, parent text);
INSERT INTO node_link VALUES ('A', NULL), ('B', 'A'), ('C', 'A'), ('D', 'B'), ('D', 'C');
CREATE TABLE item_link (node text, item text, rag rag);
INSERT INTO item_link VALUES ('D', 'x', 'R'), ('B', 'y', 'G');
SELECT r.*
FROM (SELECT outcome_rollup((SELECT linkage_text(child, parent) FROM node_link), l.node, l.item, l.rag) AS rolled
      FROM item_link AS l) AS s, unnest(s.rolled) AS r;

-- x linked to C as well: one more link at A and C, no more items
INSERT INTO item_link VALUES ('C', 'x', 'R');
SELECT r.node, r.by_link, r.distinct_items, total(r.by_link) AS links, total(r.distinct_items) AS items
FROM (SELECT outcome_rollup((SELECT linkage_text(child, parent) FROM node_link), l.node, l.item, l.rag) AS rolled
      FROM item_link AS l) AS s, unnest(s.rolled) AS r;

-- duplicate links count once; a NULL node or item is passed over; a NULL rating is counted as not rated; a node that
-- the graph does not know is a root of its own
INSERT INTO item_link VALUES ('C', 'x', 'R'), ('C', 'x', 'R'), (NULL, 'q', 'R'), ('A', NULL, 'R'), ('B', 'z', NULL),
                             ('elsewhere', 'x', 'R'), ('elsewhere', 'w', 'B'), ('Nowhere', 'v', 'S');
SELECT r.*
FROM (SELECT outcome_rollup((SELECT linkage_text(child, parent) FROM node_link), l.node, l.item, l.rag) AS rolled
      FROM item_link AS l) AS s, unnest(s.rolled) AS r;

-- in a view, under GROUP BY: every node in every group, zeros included
CREATE TABLE rating (quarter text, item text, rag rag);
INSERT INTO rating VALUES ('Q1', 'x', 'R'), ('Q1', 'y', 'G'), ('Q2', 'x', 'A'), ('Q3', 'nothing', 'R');
CREATE VIEW progress AS
SELECT s.quarter, r.node, r.by_link, r.distinct_items
FROM (SELECT ra.quarter,
             outcome_rollup((SELECT linkage_text(child, parent) FROM node_link), l.node, l.item, ra.rag) AS rolled
      FROM rating AS ra LEFT JOIN item_link AS l ON l.item = ra.item AND l.node <> 'elsewhere'
      GROUP BY ra.quarter) AS s, unnest(s.rolled) AS r;
SELECT * FROM progress ORDER BY quarter, node;

-- the four pairs of key types
SELECT unnest(outcome_rollup('{2>1}'::linkage, node, item, rag))
FROM (VALUES (2, 10, 'R'::rag), (1, 10, 'R'), (1, 11, 'G')) AS t (node, item, rag);
SELECT unnest(outcome_rollup('{2>1}'::linkage, node, item, rag))
FROM (VALUES (2, 'x', 'R'::rag), (1, 'x', 'R'), (1, 'y', 'G')) AS t (node, item, rag);
SELECT unnest(outcome_rollup('{B>A}'::linkage_text, node, item, rag))
FROM (VALUES ('B', 10, 'R'::rag), ('A', 10, 'R'), ('A', 11, 'G')) AS t (node, item, rag);
SELECT unnest(outcome_rollup('{B>A}'::linkage_text, node, item, rag))
FROM (VALUES ('B', 'x', 'R'::rag), ('A', 'x', 'R'), ('A', 'y', 'G')) AS t (node, item, rag);
-- the far ends of bigint, and the empty text
SELECT unnest(outcome_rollup('{9223372036854775807>-9223372036854775808}'::linkage, node, item, 'A'::rag))
FROM (VALUES (9223372036854775807, -9223372036854775808), (-9223372036854775808, 9223372036854775807)) AS t (node, item);
SELECT unnest(outcome_rollup('{A>""}'::linkage_text, node, item, 'A'::rag)) FROM (VALUES ('', ''), ('A', '')) AS t (node, item);

-- nodes on a cycle share one rollup, and the walk ends
SELECT unnest(outcome_rollup('{2>1,3>2,4>3,3>4,4>4}'::linkage, node, item, 'R'::rag))
FROM (VALUES (3, 1), (4, 1), (4, 2), (2, 3)) AS t (node, item);

-- no links at all give every node its zeros; no rows at all give NULL, and unnest of that no rows
SELECT outcome_rollup('{2>1}'::linkage, NULL, NULL::bigint, NULL::rag);
SELECT outcome_rollup('{2>1}'::linkage, 1, 1, 'R'::rag) FILTER (WHERE false);
SELECT count(*)
FROM (SELECT outcome_rollup('{2>1}'::linkage, 1, 1, 'R'::rag) AS rolled WHERE false) AS s, unnest(s.rolled) AS r;
SELECT outcome_rollup('{}'::linkage, NULL, 1, 'R'::rag);

-- what is refused, with its SQLSTATE and what to do
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
FROM (VALUES (1, $$SELECT outcome_rollup('{2>1}'::linkage, node, 17, rag) FROM (VALUES (1, 'R'::rag), (2, 'G'::rag)) AS t (node, rag)$$),
             (2, $$SELECT outcome_rollup('{2>1}'::linkage, node, 'A1.1', rag) FROM (VALUES (1, NULL::rag), (9, 'G'::rag)) AS t (node, rag)$$),
             (3, $$SELECT outcome_rollup(g, 1, 1, 'R'::rag) FROM unnest('{"{1}","{1,2}"}'::linkage[]) AS g$$),
             (4, $$SELECT outcome_rollup(NULL::linkage, 1, 1, 'R'::rag)$$),
             (5, $$SELECT outcome_rollup(g, 1, 1, 'R'::rag) FROM unnest('{"{1}",NULL}'::linkage[]) AS g$$)) AS t (n, command),
     refusal(command) AS r
ORDER BY n;
\x off
-- two ratings in two groups are no conflict, nor is one rating twice
SELECT quarter, outcome_rollup('{2>1}'::linkage, node, 17, rag)
FROM (VALUES ('Q1', 1, 'R'::rag), ('Q1', 2, 'R'), ('Q2', 1, 'G')) AS t (quarter, node, rag)
GROUP BY quarter ORDER BY quarter;

-- the graph as a parameter, a joined column, a toasted joined column, another spelling of the same graph
PREPARE rollup(linkage) AS SELECT outcome_rollup($1, node, 1, 'R'::rag) FROM generate_series(1, 2) AS node;
EXECUTE rollup('{2>1}');
CREATE TABLE graph (id int, g linkage);
INSERT INTO graph SELECT 1, linkage(i, i / 2) FROM generate_series(1, 5000) AS i;
INSERT INTO graph VALUES (2, '{2>1}');
SELECT id, cardinality(rolled) AS nodes, rolled[1], rolled[2]
FROM (SELECT g.id, outcome_rollup(g.g, i, i % 100, NULL::rag) AS rolled
      FROM graph AS g, generate_series(1, 1000) AS i GROUP BY g.id) AS s ORDER BY id;
SELECT outcome_rollup(g, 2, 5, 'R'::rag) FROM unnest('{"{2>1}","{1,2>1}"}'::linkage[]) AS g;
SELECT state FROM refusal('SELECT outcome_rollup(g.g, i, i, NULL::rag) FROM graph AS g, generate_series(1, 10) AS i');

-- the sub-select may depend on the group's row
SELECT p.plan, r.node, r.distinct_items
FROM (VALUES ('one', '{2>1}'::linkage), ('two', '{1>2}')) AS p (plan, g),
     LATERAL (SELECT outcome_rollup((SELECT p.g), node, item, 'G'::rag) AS rolled
              FROM (VALUES (1, 10), (2, 20), (2, 10)) AS l (node, item)) AS s, unnest(s.rolled) AS r
ORDER BY p.plan, r.node;

-- as a window function it would compute every row's graph anew: it says no
SELECT state FROM refusal($$SELECT outcome_rollup('{1}'::linkage, 1, i, 'R'::rag) OVER (ORDER BY i) FROM generate_series(1, 2) AS i$$);

DROP TABLE graph;
DROP FUNCTION refusal;
DROP VIEW progress;
DROP TABLE rating;
DROP TABLE item_link;
DROP TABLE node_link;
