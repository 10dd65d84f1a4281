-- plan_code: how many rows <@ and @> are thought to select, and that no statistics, however bad, bring the planner down.
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
SELECT plan(65);
SET LOCAL jit = off;

CREATE FUNCTION pg_temp.estimate(query text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
    RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END
$$;
-- How many times too large or too small; nothing is as good as one row, since the planner never says nothing.
CREATE FUNCTION pg_temp.error_of(query text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
    rows bigint;
    estimate float8 := greatest(pg_temp.estimate(query), 1);
BEGIN
    EXECUTE 'SELECT greatest(count(*), 1) FROM (' || query || ') AS s' INTO rows;
    RETURN greatest(estimate / rows, rows / estimate);
END
$$;
-- The errors for all, or for 100, subtrees whose top has this depth
CREATE FUNCTION pg_temp.errors(items regclass, depth int) RETURNS TABLE (top plan_code, error numeric) LANGUAGE plpgsql AS $$
BEGIN
    FOR top IN EXECUTE format('SELECT a FROM (SELECT DISTINCT ancestor(code, %s) AS a FROM %s) AS s WHERE a IS NOT NULL ORDER BY md5(a::text) LIMIT 100',
                              depth, items) LOOP
        error := pg_temp.error_of(format('SELECT * FROM %s WHERE code <@ %L', items, top));
        RETURN NEXT;
    END LOOP;
END
$$;

-- the council's plan of 2024/25
CREATE TEMP TABLE action (aim text, priority text, code plan_code, title text, lead_officer text, committee text, q1_rag text, q2_rag text, complete text);
\copy action FROM 'demo/data/plan_2024_25_actions.tsv' WITH (HEADER)
ANALYZE action;
SELECT cmp_ok(max(error), '<=', 2::numeric, 'the published actions: subtrees of depth ' || d || ' within a factor of two')
FROM generate_series(1, 3) AS d, pg_temp.errors('action', d) GROUP BY d ORDER BY d;
SELECT cmp_ok(max(pg_temp.error_of(format('SELECT * FROM action WHERE code @> %L', code))), '<=', 2::numeric, 'what is over an action') FROM action;
-- with the ratings of both quarters, and priorities and aims above the actions
CREATE TEMP TABLE rating AS
SELECT c.code, q FROM (SELECT code FROM action UNION SELECT ancestor(code, d) FROM action, generate_series(1, 2) AS d) AS c, generate_series(1, 8) AS q;
ANALYZE rating;
SELECT cmp_ok(max(error), '<=', 2::numeric, 'eight ratings each: subtrees of depth ' || d) FROM generate_series(1, 3) AS d, pg_temp.errors('rating', d) GROUP BY d ORDER BY d;
SELECT cmp_ok(max(pg_temp.error_of(format('SELECT * FROM rating WHERE code @> %L', code))), '<=', 2::numeric, 'and what is over one') FROM action;

-- A tree of 100,000 leaves.  ANALYZE reads a sample, so that a few estimates may be out; the server's own were 25 to 500 times out at depth 3.
CREATE TEMP TABLE tree AS
SELECT format('A%s.%s.%s.%s', a, b, c, d)::plan_code AS code
FROM generate_series(1, 10) AS a, generate_series(1, 20) AS b, generate_series(1, 20) AS c, generate_series(1, 25) AS d;
ANALYZE tree;
SELECT cmp_ok(max(error), '<=', 2::numeric, 'a tree of 100,000: aims') FROM pg_temp.errors('tree', 1);
SELECT cmp_ok(percentile_cont(0.9) WITHIN GROUP (ORDER BY error)::numeric, '<=', 2::numeric, 'subtrees of depth ' || d)
FROM generate_series(2, 3) AS d, pg_temp.errors('tree', d) GROUP BY d ORDER BY d;
SELECT cmp_ok(pg_temp.error_of(query), '<=', 2::numeric, query)
FROM unnest(ARRAY['SELECT * FROM tree WHERE code <@ ''A3.4.5.6''', 'SELECT * FROM tree WHERE code <@ ''A3.4.5.~''', 'SELECT * FROM tree WHERE code <@ ''A11''',
                  'SELECT * FROM tree WHERE code <@ ''Z1''', 'SELECT * FROM tree WHERE code <@ ''1''', 'SELECT * FROM tree WHERE code <@ NULL',
                  'SELECT * FROM tree WHERE code @> ''A3.4.5.6''', 'SELECT * FROM tree WHERE ''A3.4'' @> code', 'SELECT * FROM tree WHERE ''A3.4.5.6'' <@ code',
                  'SELECT * FROM tree WHERE plan_code_under(code, ''A3.4'')', 'SELECT * FROM tree WHERE plan_code_over(''A3.4'', code)',
                  'SELECT * FROM tree WHERE NOT code <@ ''A3''',
                  'SELECT * FROM tree WHERE code <@ ''1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16''']) AS query;
-- letters part the tree too, and one large number does not make the others small
CREATE TEMP TABLE lettered AS
SELECT code FROM (SELECT (prefix || format('%s.%s.%s', a, b, c))::plan_code AS code
                  FROM unnest('{"",A,B,"LGOF ",LGOF,Z}'::text[]) AS prefix, generate_series(1, 10) AS a, generate_series(1, 10) AS b, generate_series(1, 20) AS c
                  UNION ALL SELECT format('A1.2024.%s', c)::plan_code FROM generate_series(1, 20) AS c) AS s;
ANALYZE lettered;
SELECT cmp_ok(percentile_cont(0.9) WITHIN GROUP (ORDER BY error)::numeric, '<=', 2::numeric, 'six prefixes: subtrees of depth ' || d)
FROM generate_series(1, 2) AS d, pg_temp.errors('lettered', d) GROUP BY d ORDER BY d;

-- joins
CREATE TEMP TABLE parent AS SELECT DISTINCT ancestor(code, 2) AS code FROM tree;
CREATE TEMP TABLE some_parent AS SELECT code FROM parent WHERE code <@ 'A3';
ANALYZE parent; ANALYZE some_parent;
SELECT cmp_ok(pg_temp.error_of(query), '<=', 2::numeric, query)
FROM unnest(ARRAY['SELECT * FROM tree AS i JOIN parent AS p ON i.code <@ p.code', 'SELECT * FROM tree AS i JOIN parent AS p ON p.code @> i.code',
                  'SELECT * FROM tree AS i JOIN some_parent AS p ON plan_code_under(i.code, p.code)',
                  'SELECT * FROM tree AS i WHERE EXISTS (SELECT FROM some_parent AS p WHERE i.code <@ p.code)',
                  'SELECT * FROM tree AS i WHERE NOT EXISTS (SELECT FROM some_parent AS p WHERE i.code <@ p.code)',
                  'SELECT * FROM parent AS p WHERE EXISTS (SELECT FROM tree AS i WHERE p.code @> i.code)',
                  'SELECT * FROM rating AS r JOIN rating AS o ON r.code <@ o.code']) AS query;

-- no statistics, or none that could be used: a guess, and no error
CREATE TEMP TABLE unknown AS SELECT code FROM tree WHERE code <@ 'A1.1';
SELECT cmp_ok(pg_temp.estimate('SELECT * FROM unknown WHERE code <@ ''A1.1.1'''), '>=', 1::float8, 'a table never analysed');
SELECT cmp_ok(pg_temp.estimate('SELECT * FROM unknown AS i JOIN unknown AS p ON i.code <@ p.code'), '>=', 1::float8, 'nor joined');
SELECT cmp_ok(pg_temp.estimate('SELECT * FROM tree WHERE parent(code) <@ ''A1'''), '>=', 1::float8, 'an expression');
SELECT cmp_ok(pg_temp.estimate('SELECT * FROM tree WHERE code <@ (SELECT ''A1''::plan_code)'), '>=', 1::float8, 'a value not known yet');
CREATE TEMP TABLE nothing_but_null AS SELECT NULL::plan_code AS code FROM generate_series(1, 100);
ANALYZE nothing_but_null;
SELECT cmp_ok(pg_temp.estimate('SELECT * FROM nothing_but_null WHERE code <@ ''A1'''), '<=', 1::float8, 'nothing but nulls');
CREATE TEMP TABLE one_code AS SELECT 'A1.1'::plan_code AS code FROM generate_series(1, 100);
ANALYZE one_code;
SELECT is(pg_temp.estimate('SELECT * FROM one_code WHERE code <@ ''A1'''), 100::float8, 'one code');

-- The planner reads what pg_statistic says, and a superuser, or a restored dump, can write anything there.
SET LOCAL allow_system_table_mods = on;
CREATE TEMP TABLE odd AS SELECT code FROM tree WHERE code <@ 'A1';
ANALYZE odd;
CREATE FUNCTION pg_temp.is_planned(what text) RETURNS text LANGUAGE sql AS $$
    SELECT ok(bool_and(e BETWEEN 1 AND 1e8), what)
    FROM unnest(ARRAY['SELECT * FROM odd WHERE code <@ ''A1.3''', 'SELECT * FROM odd WHERE code @> ''A1.3.1''', 'SELECT * FROM odd AS i JOIN odd AS p ON i.code <@ p.code',
                      'SELECT * FROM odd AS i WHERE NOT EXISTS (SELECT FROM odd AS p WHERE p.code <@ i.code)']) AS query,
         LATERAL pg_temp.estimate(query) AS e
$$;
SELECT pg_temp.is_planned('sound statistics');
-- One slot of statistics in place of what ANALYZE found: 1 is the list of common values, 2 the histogram.
CREATE FUNCTION pg_temp.pretend(kind int, element regtype, elements text, shares real[] DEFAULT NULL, null_share real DEFAULT 0, different real DEFAULT -1)
RETURNS void LANGUAGE sql AS $$
    DELETE FROM pg_statistic WHERE starelid = 'odd'::regclass;
    INSERT INTO pg_statistic (starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct, stakind1, stakind2, stakind3, stakind4, stakind5,
                              staop1, staop2, staop3, staop4, staop5, stacoll1, stacoll2, stacoll3, stacoll4, stacoll5, stanumbers1, stavalues1)
    VALUES ('odd'::regclass, 1, false, null_share, 8, different, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, shares,
            array_in(elements::cstring, element, -1))
$$;
CREATE FUNCTION pg_temp.still_planned(kind int, element regtype, elements text, shares real[] DEFAULT NULL, null_share real DEFAULT 0, different real DEFAULT -1)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.pretend(kind, element, elements, shares, null_share, different);
    RETURN pg_temp.is_planned(format('kind %s of %s %s, shares %s, nulls %s, %s different', kind, element, left(elements, 40), shares, null_share, different));
END
$$;
SELECT pg_temp.still_planned(2, 'plan_code', '{A1.1,A1.2,A1.3,A1.4,A1.9}');
SELECT is(pg_temp.estimate('SELECT * FROM odd WHERE code <@ ''A1.2'''), 2500::float8, 'and what is pretended is believed');
SELECT pg_temp.still_planned(2, 'plan_code', '{A1.9,A1.2,Z1,A1.4,0}');
SELECT pg_temp.still_planned(2, 'plan_code', '{A1.3}');
SELECT pg_temp.still_planned(2, 'plan_code', '{}');
SELECT pg_temp.still_planned(2, 'plan_code', '{A1.3,A1.3,A1.3}');
SELECT pg_temp.still_planned(2, 'plan_code', '{A1.~,A1.~}');
SELECT pg_temp.still_planned(2, 'integer', '{1,2,3,4}');
SELECT pg_temp.still_planned(2, 'text', '{A1.1,A1.2,A1.3}');
SELECT pg_temp.still_planned(2, 'box', '{(1,1),(0,0);(2,2),(1,1)}');
SELECT pg_temp.still_planned(1, 'bigint', '{1,2,3}', '{0.5,0.25,0.1}');
SELECT pg_temp.still_planned(1, 'plan_code', '{A1.3.1,A1.3,Z1}', '{0.5}');
SELECT pg_temp.still_planned(1, 'plan_code', '{A1.3.1}', '{0.5,0.5,0.5}');
SELECT pg_temp.still_planned(1, 'plan_code', '{A1.3.1,A1.3,Z1}', '{NaN,Infinity,-1}');
SELECT pg_temp.still_planned(1, 'plan_code', '{A1.3.1,A1.3,Z1}', '{1,1,1}');
SELECT pg_temp.still_planned(1, 'plan_code', '{A1.3.1,A1.3,Z1}', '{0.1,0.1,0.1}', 'NaN', 'NaN');
SELECT pg_temp.still_planned(2, 'plan_code', '{A1.1,A1.3,A1.4}', NULL, 2, 'Infinity');
SELECT pg_temp.still_planned(2, 'plan_code', '{A1.1,A1.3,A1.4}', NULL, -1, -1e30);
SELECT pg_temp.still_planned(2, 'plan_code', '{A1.1,A1.3,A1.4}', NULL, 0, 0);

-- Attached to an operator of other types, where a superuser or an older server lets that happen, an estimator leaves its arguments alone.
SELECT nspname AS our_schema FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'golden_thread' \gset
CREATE SCHEMA hostile;
CREATE FUNCTION hostile.mixed(plan_code, integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN depth($1) = $2; END';
CREATE OPERATOR hostile.<<<< (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq,
                              RESTRICT = :"our_schema".plan_code_under_sel, JOIN = :"our_schema".plan_code_under_joinsel);
CREATE OPERATOR hostile.<<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq,
                              RESTRICT = :"our_schema".plan_code_over_sel, JOIN = :"our_schema".plan_code_over_joinsel);
CREATE OPERATOR hostile.<<<< (LEFTARG = plan_code, RIGHTARG = integer, FUNCTION = hostile.mixed,
                              RESTRICT = :"our_schema".plan_code_under_sel, JOIN = :"our_schema".plan_code_under_joinsel);
CREATE TEMP TABLE other AS SELECT n % 50 AS i, md5((n % 50)::text) AS t FROM generate_series(1, 1000) AS n;
ANALYZE other;
SELECT cmp_ok(pg_temp.estimate(query), '>=', 1::float8, query)
FROM unnest(ARRAY['SELECT * FROM other WHERE i OPERATOR(hostile.<<<<) 7', 'SELECT * FROM other WHERE t OPERATOR(hostile.<<<<) ''x''',
                  'SELECT * FROM other AS a JOIN other AS b ON a.i OPERATOR(hostile.<<<<) b.i',
                  'SELECT * FROM other AS a JOIN other AS b ON a.t OPERATOR(hostile.<<<<) b.t',
                  'SELECT * FROM odd WHERE code OPERATOR(hostile.<<<<) 7', 'SELECT * FROM odd JOIN other ON code OPERATOR(hostile.<<<<) i']) AS query;

SELECT * FROM finish();
ROLLBACK;
