-- plan_code: <@ and @> are ranges of an index, whatever stands on the other side, and give the rows they always gave.
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
SELECT plan(43);

-- Three aims of twenty priorities of twenty actions each, and everything over them.
CREATE TEMP TABLE item AS
SELECT code, md5(code::text) AS title FROM (
    SELECT ('A' || a)::plan_code AS code FROM generate_series(1, 3) AS a
    UNION ALL SELECT 'A1'::plan_code || p FROM generate_series(1, 20) AS p
    UNION ALL SELECT ('A' || a)::plan_code || p || n
              FROM generate_series(1, 3) AS a, generate_series(1, 20) AS p, generate_series(1, 20) AS n) AS c;
CREATE INDEX item_code ON item (code);
ANALYZE item;
CREATE TEMP TABLE parent AS SELECT code FROM item WHERE depth(code) = 2;
ANALYZE parent;
-- Small tables are read whole unless forbidden; and forbidden plans cost enough to be compiled.
SET LOCAL jit = off;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off;
SET LOCAL enable_material = off;

CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    lines text := '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        lines := lines || line || E'\n';
    END LOOP;
    RETURN lines;
END
$$;
-- What an index condition says, without the names of types and tables; nothing if there is none or a filter beside it.
CREATE FUNCTION pg_temp.index_condition(query text) RETURNS text LANGUAGE sql AS $$
    SELECT regexp_replace(replace(substring(lines FROM 'Index Cond: ([^\n]*)'), '::plan_code', ''), '\m(i|p|item|parent)\.', '', 'g')
    FROM pg_temp.plan_of(query) AS lines WHERE lines !~ 'Filter|Seq Scan on item'
$$;

-- constants
SELECT is(pg_temp.index_condition('SELECT * FROM item WHERE code <@ ''A2'''), '((code >= ''A2'') AND (code <= ''A2.~''))',
          'at or under a constant');
SELECT is(pg_temp.index_condition('SELECT * FROM item WHERE ''A2'' @> code'), '((code >= ''A2'') AND (code <= ''A2.~''))',
          'the other way round');
SELECT is(pg_temp.index_condition('SELECT * FROM item WHERE plan_code_under(code, ''A2'')'),
          '((code >= ''A2'') AND (code <= ''A2.~''))', 'as a function');
SELECT is(pg_temp.index_condition('SELECT * FROM item WHERE code <@ ''1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16'''),
          '((code >= ''1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16'') AND (code <= ''1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16''))',
          'a code that nothing can be under');
SELECT is(pg_temp.index_condition('SELECT * FROM item WHERE code @> ''A2.8.1'''), NULL, 'over is no range');
SELECT alike(pg_temp.plan_of('SELECT * FROM item WHERE code <@ NULL'), '%One-Time Filter: false%', 'null is nothing');
SELECT is((SELECT count(*) FROM item WHERE code <@ 'A1')::int, 421, 'the rows of a constant');
SELECT is((SELECT count(*) FROM item WHERE 'A2.8' @> code)::int, 20, 'the rows of another');

-- What is printed can be typed: EXPLAIN and a foreign server's query do just that.
SELECT is((SELECT count(*) FROM item WHERE code >= 'A1'::plan_code AND code <= 'A1.~'::plan_code)::int, 421,
          'the range as EXPLAIN prints it');

-- Rows are estimated from the statistics, not by a guess.
CREATE FUNCTION pg_temp.estimate(query text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
    RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END
$$;
SELECT cmp_ok(pg_temp.estimate('SELECT * FROM item WHERE code <@ ''A1'''), '>=', 350, 'a third of the rows is estimated as such');
SELECT cmp_ok(pg_temp.estimate('SELECT * FROM item WHERE code <@ ''A1'''), '<=', 500, 'and not as more');

-- parameters
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE under(plan_code) AS SELECT count(*) FROM item WHERE code <@ $1;
PREPARE over(plan_code) AS SELECT count(*) FROM item WHERE $1 @> code;
SELECT is(pg_temp.index_condition('EXECUTE under(''A2'')'), '((code >= $1) AND (code <= last_code($1)))', 'at or under a parameter');
SELECT is(pg_temp.index_condition('EXECUTE over(''A2'')'), '((code >= $1) AND (code <= last_code($1)))', 'the other way round');
PREPARE counted AS SELECT count(*)::int FROM item WHERE code <@ ancestor('A1.2', 1);
SELECT results_eq('EXECUTE counted', 'VALUES (421)', 'a constant expression');
CREATE FUNCTION pg_temp.under(ancestor plan_code) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT count(*) FROM item WHERE code <@ ancestor);
END
$$;
SELECT is(ARRAY[pg_temp.under('A1'), pg_temp.under('A2.8'), pg_temp.under('A2.8.1'), pg_temp.under('B1'), pg_temp.under(NULL)],
          '{421,20,1,0,0}', 'the rows of a parameter');

-- joins
SELECT is(pg_temp.index_condition('SELECT * FROM parent AS p JOIN item AS i ON i.code <@ p.code'),
          '((code >= code) AND (code <= last_code(code)))', 'at or under a column');
SELECT is(pg_temp.index_condition('SELECT * FROM parent AS p JOIN item AS i ON p.code @> i.code'),
          '((code >= code) AND (code <= last_code(code)))', 'the other way round');
SELECT is((SELECT count(*) FROM parent AS p JOIN item AS i ON i.code <@ p.code)::int, 20 + 20 * 20, 'the rows of a join');
SELECT is(pg_temp.index_condition('SELECT * FROM item AS i WHERE i.code <@ ancestor(i.code, 1)'), NULL,
          'a column of the same table is no range');
SELECT is(pg_temp.index_condition('SELECT * FROM item WHERE code <@ (random()::int || ''.1'')::plan_code'), NULL,
          'what changes from row to row is no range');

-- last_code is found beside the operator, not on the search path.
CREATE SCHEMA elsewhere;
CREATE FUNCTION elsewhere.last_code(plan_code) RETURNS plan_code LANGUAGE sql IMMUTABLE RETURN 'A1'::plan_code;
SELECT current_setting('search_path') AS old_path \gset
SELECT set_config('search_path', 'elsewhere, ' || :'old_path', true) \gset ignored_
SELECT is(pg_temp.under('A2'), 401, 'whatever else is called last_code');
SELECT set_config('search_path', :'old_path', true) \gset ignored_

-- other indexes
DROP INDEX item_code;
CREATE INDEX item_hash ON item USING hash (code);
SELECT is(pg_temp.index_condition('EXECUTE under(''A2'')'), NULL, 'a hash index has no ranges');
DROP INDEX item_hash;
CREATE INDEX item_down ON item (code DESC);
SELECT is(pg_temp.index_condition('EXECUTE under(''A2'')'), '((code >= $1) AND (code <= last_code($1)))', 'a descending one has');
DROP INDEX item_down;
CREATE INDEX item_parent ON item (parent(code));
SELECT is(pg_temp.index_condition('SELECT * FROM item WHERE parent(code) <@ ''A2'''),
          '((parent(code) >= ''A2'') AND (parent(code) <= ''A2.~''))', 'and one on an expression');
DROP INDEX item_parent;
CREATE INDEX item_part ON item (title) WHERE code <@ 'A2';
SELECT alike(pg_temp.plan_of('SELECT title FROM item WHERE code <@ ''A2'' ORDER BY title'), '%item_part%',
             'and a partial one is recognised');
SELECT alike(pg_temp.plan_of('SELECT title FROM item WHERE code <@ ''A2.8'' ORDER BY title'), '%item_part%',
             'by a smaller subtree too');
DROP INDEX item_part;
CREATE INDEX item_gist ON item USING gist (code);
SELECT is(pg_temp.index_condition('EXECUTE under(''A2'')'), '(code <@ $1)', 'a GiST index has the operator itself');
SELECT is(pg_temp.index_condition('SELECT * FROM item WHERE code @> ''A2.8.1'''), '(code @> ''A2.8.1'')', 'and finds what is over a code');
DROP INDEX item_gist;

-- partitions
CREATE TEMP TABLE parted (code plan_code) PARTITION BY RANGE (code);
CREATE TEMP TABLE parted_1 PARTITION OF parted FOR VALUES FROM (MINVALUE) TO ('A2');
CREATE TEMP TABLE parted_2 PARTITION OF parted FOR VALUES FROM ('A2') TO ('A3');
CREATE TEMP TABLE parted_3 PARTITION OF parted FOR VALUES FROM ('A3') TO (MAXVALUE);
INSERT INTO parted SELECT code FROM item;
SELECT is(ARRAY(SELECT (regexp_matches(pg_temp.plan_of('SELECT * FROM parted WHERE code <@ ''A2'''), 'parted_\d', 'g'))[1]),
          '{parted_2}', 'only the partition of the subtree is read');
SELECT is((SELECT count(*) FROM parted_2)::int, 401, 'and holds it');
PREPARE under_parted(plan_code) AS SELECT count(*) FROM parted WHERE code <@ $1;
SELECT alike(pg_temp.plan_of('EXECUTE under_parted(''A2.8'')'), '%Subplans Removed: 2%', 'the others are left out for a parameter as well');
CREATE FUNCTION pg_temp.under_parted(ancestor plan_code) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT count(*) FROM parted WHERE ancestor @> code);
END
$$;
SELECT is(ARRAY[pg_temp.under_parted('A1'), pg_temp.under_parted('A2.8'), pg_temp.under_parted('B1'), pg_temp.under_parted(NULL)],
          '{421,20,0,0}', 'and the rows are those of the table');
-- children of a table, told apart by a constraint
CREATE TEMP TABLE inherited (code plan_code);
CREATE TEMP TABLE first_aim (CHECK (code <@ 'A1')) INHERITS (inherited);
CREATE TEMP TABLE second_aim (CHECK (code <@ 'A2')) INHERITS (inherited);
SELECT alike(pg_temp.plan_of('SELECT * FROM inherited WHERE code <@ ''A2.8'''), '%second_aim%', 'the child that may hold the subtree is read');
SELECT unalike(pg_temp.plan_of('SELECT * FROM inherited WHERE code <@ ''A2.8'''), '%first_aim%', 'the other is not');

-- A constraint excludes its table wherever that stands in FROM.
SET LOCAL constraint_exclusion = on;
CREATE TEMP TABLE checked (code plan_code CHECK (code <@ 'A1'));
CREATE TEMP TABLE other (x int, y text);
SELECT alike(pg_temp.plan_of(format('SELECT * FROM %s WHERE c.code = ''A2.1''', tables)), '%One-Time Filter: false%', tables)
FROM unnest('{"checked c","checked c, other o","other o, checked c","inherited i, checked c"}'::text[]) AS tables;
SET LOCAL constraint_exclusion = partition;

-- Extended statistics of a subtree are found, by which what is not in it is estimated; other subtrees keep the estimate of <@.
CREATE TEMP TABLE counted AS SELECT CASE WHEN i % 4 > 0 THEN ('A' || 1 + i % 3)::plan_code || 1 + i % 5 END AS code FROM generate_series(1, 3000) AS i;
CREATE STATISTICS counted_under ON (code <@ 'A1') FROM counted;
ANALYZE counted;
SELECT is((SELECT count(*) FROM counted WHERE (code <@ 'A1') IS NOT TRUE)::int, 2250, 'three quarters are not in it, nulls among them');
SELECT ok(pg_temp.estimate('SELECT * FROM counted WHERE (code <@ ''A1'') IS NOT TRUE') BETWEEN 2200 AND 2300, 'and are estimated as such');
SELECT alike(pg_temp.plan_of('SELECT * FROM counted WHERE code <@ ''A2'''), '%Filter: (code <@ ''A2''::plan_code)%', 'another subtree stays a subtree');

-- row-level security: an operator that could leak would keep the index from being used
CREATE INDEX item_code ON item (code);
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
CREATE POLICY some_rows ON item USING (title ~ '^[0-7]');
CREATE ROLE plan_code_reader;
GRANT SELECT ON item TO plan_code_reader;
SELECT nspname AS our_schema FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'golden_thread' \gset
GRANT USAGE ON SCHEMA :"our_schema" TO plan_code_reader;
SET LOCAL ROLE plan_code_reader;
SELECT is(pg_temp.plan_of('SELECT * FROM item WHERE code <@ ''A2''') ~ 'Index Cond: .*>=.*<=', true,
          'under row-level security too, with a constant');
SELECT is(pg_temp.plan_of('EXECUTE under(''A2'')') ~ 'Index Cond: .*>= \$1.*<= last_code', true, 'and with a parameter');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
