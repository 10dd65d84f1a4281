-- what a user of outcome_sum, shares and outcome_rollup over tallies sees; graphs merged, orphans, JSON
\pset null '(null)'

CREATE TABLE node_link (child text, parent text);
INSERT INTO node_link VALUES ('B', 'A'), ('C', 'A'), ('D', 'B'), ('D', 'C');
CREATE TABLE saving (node text, item text, amount numeric, share numeric, rag rag);
INSERT INTO saving VALUES
    ('B', 'x', 100.00, 60, 'R'), ('C', 'x', 100.0, 40, 'R'), ('D', 'y', 24.2, 1, 'G'), ('B', 'y', 24.2, 2, 'G'),
    ('C', 'z', NULL, 1, NULL);

-- each item's money once per node; z has no figure, and counts as an item all the same
SELECT r.*
FROM (SELECT outcome_sum((SELECT linkage_text(child, parent) FROM node_link), node, item, amount) AS rolled
      FROM saving) AS s, unnest(s.rolled) AS r;
-- divided by shares: B and C add up to A, which has all links and so all of each item, to the penny
SELECT r.*
FROM (SELECT outcome_sum((SELECT linkage_text(child, parent) FROM node_link), node, item, amount, share) AS rolled
      FROM saving WHERE node <> 'D') AS s, unnest(s.rolled) AS r;
SELECT r.*
FROM (SELECT outcome_sum((SELECT linkage_text(child, parent) FROM node_link), node, item, amount, share) AS rolled
      FROM saving) AS s, unnest(s.rolled) AS r;
SELECT r.*
FROM (SELECT outcome_rollup((SELECT linkage_text(child, parent) FROM node_link), node, item, rag, share) AS rolled
      FROM saving) AS s, unnest(s.rolled) AS r;
-- thirds are rounded, and add up
SELECT r.*
FROM (SELECT outcome_sum('{2>1,3>1,4>1}'::linkage, node, 7, 10, 1) AS rolled FROM generate_series(2, 4) AS node) AS s,
     unnest(s.rolled) AS r;
-- whatever the order of rows
SELECT DISTINCT rolled
FROM (SELECT outcome_sum('{2>1}'::linkage, node, item, 10, node ORDER BY node * way, item * way) AS rolled
      FROM (VALUES (2), (99), (77), (98)) AS n (node), generate_series(1, 2) AS item, (VALUES (-1), (1)) AS w (way)
      GROUP BY way) AS s;
-- shares are relative; one of zero gets nothing, but links the item
SELECT DISTINCT rolled
FROM (SELECT outcome_sum('{}'::linkage, node, 'x', 50.00, share * unit) AS rolled
      FROM (VALUES (1, 3), (2, 1), (3, 0)) AS l (node, share), (VALUES (1), (0.1), (1e-30), (1e30)) AS u (unit)
      GROUP BY unit) AS s;

-- an item brings a tally of its own; NULL and an empty one count nothing
SELECT r.*
FROM (SELECT outcome_rollup((SELECT linkage_text(child, parent) FROM node_link), l.node, l.item, t.tally) AS rolled
      FROM saving AS l LEFT JOIN (VALUES ('x', 'R2 G3'::rag_tally), ('y', 'A1 ?4')) AS t (item, tally) USING (item)) AS s,
     unnest(s.rolled) AS r;
SELECT outcome_rollup('{2>1}'::linkage, node, 1, t) FROM (VALUES (1, NULL::rag_tally), (2, '0')) AS v (node, t);
-- a rating in words is cast; items that are neither bigint nor text are cast to text
SELECT outcome_rollup('{b>a}'::linkage_text, 'b', item::text, words::rag)
FROM (VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, 'off track'), ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12', 'Completed')) AS v (item, words);
-- names of before 0.6.0 that registers of 0.5.0 call
SELECT outcome_rollup('{2>1}'::linkage, 2, 1, 'off track'), outcome_rollup('{2>1}'::linkage, 2, 1, NULL);
SELECT outcome_amount('{2>1}'::linkage, 2, 10, 1.5), outcome_amount('{b>a}'::linkage_text, 'b', 'x', 1.5, 1);

-- the four pairs of key types
SELECT outcome_sum('{2>1}'::linkage, 2, 10, 1.5), outcome_sum('{2>1}'::linkage, 2, 'x', 1.5),
       outcome_sum('{b>a}'::linkage_text, 'b', 10, 1.5), outcome_sum('{b>a}'::linkage_text, 'b', 'x', 1.5);
SELECT outcome_sum('{2>1}'::linkage, 2, 10, 1.5, 1), outcome_sum('{2>1}'::linkage, 2, 'x', 1.5, 1),
       outcome_sum('{b>a}'::linkage_text, 'b', 10, 1.5, 1), outcome_sum('{b>a}'::linkage_text, 'b', 'x', 1.5, 1);
SELECT outcome_rollup('{2>1}'::linkage, 2, 10, 'R'::rag, 1), outcome_rollup('{2>1}'::linkage, 2, 'x', 'R'::rag, 1),
       outcome_rollup('{b>a}'::linkage_text, 'b', 10, 'R'::rag, 1), outcome_rollup('{b>a}'::linkage_text, 'b', 'x', 'R'::rag, 1);
SELECT outcome_rollup('{2>1}'::linkage, 2, 10, 'R2'::rag_tally), outcome_rollup('{2>1}'::linkage, 2, 'x', 'R2'::rag_tally),
       outcome_rollup('{b>a}'::linkage_text, 'b', 10, 'R2'::rag_tally), outcome_rollup('{b>a}'::linkage_text, 'b', 'x', 'R2'::rag_tally);

-- any size, either sign, as many decimals as the amount with the most
SELECT outcome_sum('{2>1}'::linkage, node, item, amount)
FROM (VALUES (1, 1, -123456789012345678901234567890.5), (2, 2, 0.00000000000000000000000001), (2, 3, 1e30)) AS v (node, item, amount);
SELECT outcome_sum('{2>1}'::linkage, node, item, amount)
FROM (VALUES (1, 1, -5.00), (2, 2, 5)) AS v (node, item, amount);
SELECT length(r.amount::text), r.amount = 7e100000, r.items
FROM (SELECT outcome_sum('{4>3}'::linkage, node, node, node * 1e100000) AS rolled FROM generate_series(3, 4) AS node) AS s,
     unnest(s.rolled) AS r;

-- no figure anywhere, no links, no rows
SELECT outcome_sum('{2>1}'::linkage, 2, 1, NULL), outcome_sum('{2>1}'::linkage, NULL, 1, 3),
       outcome_sum('{2>1}'::linkage, 2, 1, 3) FILTER (WHERE false), outcome_sum('{}'::linkage, NULL, 1, 3);
SELECT outcome_sum('{2>1}'::linkage, 2, 1, NULL, 1), outcome_sum('{2>1}'::linkage, NULL, 1, 3, NULL),
       outcome_rollup('{2>1}'::linkage, 2, NULL::bigint, 'R'::rag, 1), outcome_rollup('{2>1}'::linkage, 2, 1, NULL, 1);

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
SELECT t.n, r.*
FROM (VALUES (1, $$SELECT outcome_sum('{2>1}'::linkage, n, 7, a) FROM (VALUES (1, 1.0), (2, 2.00)) AS v (n, a)$$),
             (2, $$SELECT outcome_sum('{2>1}'::linkage, n, 'x', a) FROM (VALUES (1, 0), (2, NULL)) AS v (n, a)$$),
             (3, $$SELECT outcome_sum('{2>1}'::linkage, n, 7, a, 1) FROM (VALUES (1, 2), (1, 1)) AS v (n, a)$$),
             (4, $$SELECT outcome_sum('{2>1}'::linkage, 1, 7, 'NaN'::numeric)$$),
             (5, $$SELECT outcome_sum('{2>1}'::linkage, 1, 7, '-Infinity'::numeric)$$),
             (6, $$SELECT outcome_sum('{2>1}'::linkage, 1, 'x', 1, -0.5)$$),
             (7, $$SELECT outcome_sum('{2>1}'::linkage, n, 'x', NULL, 0) FROM generate_series(1, 3) AS n$$),
             (8, $$SELECT outcome_rollup('{2>1}'::linkage, 1, 'x', 'R'::rag, NULL)$$),
             (9, $$SELECT outcome_rollup('{B>A}'::linkage_text, 'B', 7, 'R'::rag, s) FROM (VALUES (60), (40)) AS v (s)$$),
             (10, $$SELECT outcome_rollup('{2>1}'::linkage, n, 7, r, 1) FROM (VALUES (1, 'R'::rag), (2, 'A'::rag)) AS v (n, r)$$),
             (11, $$SELECT outcome_rollup('{2>1}'::linkage, n, 7, t) FROM (VALUES (1, 'R1'::rag_tally), (2, 'R2')) AS v (n, t)$$),
             (12, $$SELECT outcome_rollup('{2>1}'::linkage, n, n, t) FROM (VALUES (1, 'R9223372036854775807'::rag_tally), (2, 'R2')) AS v (n, t)$$),
             (13, $$SELECT outcome_rollup('{2>1}'::linkage, n, n, t) FROM (VALUES (1, 'R9223372036854775807'::rag_tally), (2, 'G2')) AS v (n, t)$$),
             (15, $$SELECT outcome_sum(NULL::linkage, 1, 1, 1)$$),
             (16, $$SELECT outcome_rollup(g, 1, 1, 'R'::rag, 1) FROM unnest('{"{1}","{1,2}"}'::linkage[]) AS g$$),
             (17, $$SELECT outcome_sum('{2>1}'::linkage, n, n, 9.9e131071) FROM generate_series(1, 2) AS n$$),
             (18, $$SELECT outcome_rollup('{2>1}'::linkage, 1, 'x'::text, 'off track'::text)$$),
             (19, $$SELECT outcome_sum((SELECT linkage(i, i / 5) FROM generate_series(1, 800) AS i), n, n, a)
                    FROM (VALUES (1, 1e131000), (2, 15.25), (3, 1e-16000)) AS v (n, a)$$)) AS t (n, command),
     refusal(command) AS r
ORDER BY n;
\x off
SELECT state, message FROM refusal($$SELECT outcome_rollup('{2>1}'::linkage, 1, 1, 'On hold')$$);

-- orphans: neither parent nor child; or leading to none of these tops
SELECT orphans('{1,2>3,4>4,5}'::linkage);
SELECT orphans('{1,2>3,4>4,5}'::linkage, 3, 99, NULL);
SELECT orphans('{"Plan A",B>"Plan A",C>B,D>C,C>D,E>F,G}'::linkage_text, 'Plan A');
SELECT orphans('{"Plan A",B>"Plan A",G}'::linkage_text);
SELECT count(*) FROM orphans('{2>1,3>2}'::linkage, VARIADIC ARRAY(SELECT roots('{2>1,3>2}'::linkage)));
SELECT count(*) FROM orphans('{2>1,3>2}'::linkage, VARIADIC '{}');

-- stored graphs merged; no rows give the empty graph, as for links
CREATE TABLE plan (g linkage, t linkage_text);
INSERT INTO plan VALUES ('{2>1}', '{b>a}'), (NULL, NULL), ('{3>1,7}', '{c>a}'), ('{2>1,1>3}', '{}');
SELECT linkage(g), linkage_text(t) FROM plan;
SELECT linkage(g), linkage_text(t) FROM plan WHERE g IS NULL;
SELECT linkage(g) = '{2>1}'::linkage || '{3>1,7}' || '{2>1,1>3}' AS same FROM plan;

-- JSON and back
SELECT g, g::jsonb, (g::jsonb)::linkage = g AS same, t::jsonb, (t::jsonb)::linkage_text = t AS same FROM plan WHERE g IS NOT NULL;
SELECT '{"links": [[2, 1], [2, 1], [3.0, 1]]}'::jsonb::linkage, '{"nodes": ["1"], "links": [["a b", "e"]]}'::jsonb::linkage_text;
SELECT t.json, r.state, r.message, r.detail
FROM (VALUES (1, '{"links": [["2", 1]]}', 'linkage'), (2, '{"links": [[2, 1]]}', 'linkage_text'), (3, '{"links": [[1, 2.5]]}', 'linkage'),
             (4, '{"links": [[1, 2, 3]]}', 'linkage'), (5, '{"links": [[1]]}', 'linkage'), (6, '{"links": [1, 2]}', 'linkage'),
             (7, '{"links": {}}', 'linkage'), (8, '{"nodes": [1]}', 'linkage'), (9, '{"links": [], "edges": []}', 'linkage'),
             (10, '[[2, 1]]', 'linkage'), (11, '7', 'linkage'), (12, '{"nodes": [[1]], "links": []}', 'linkage'),
             (13, '{"nodes": 1, "links": []}', 'linkage'), (14, '{"links": [[1, 9223372036854775808]]}', 'linkage'),
             (15, '{"links": [[null, 1]]}', 'linkage')) AS t (n, json, type),
     refusal(format('SELECT %L::jsonb::%s', json, type)) AS r
ORDER BY n;

DROP TABLE plan;
DROP FUNCTION refusal;
DROP TABLE saving;
DROP TABLE node_link;
