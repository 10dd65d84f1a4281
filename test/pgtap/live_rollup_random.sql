-- Live rollups after random changes, against outcome_rollup over the same tables: every pair of key types, with and
-- without quarters, before and after each merge.  pg_prove --set seed=0.123456 test/pgtap/live_rollup_random.sql repeats a run.
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
SELECT plan(10);

\if :{?seed}
\else
SELECT round(random()::numeric, 6) AS seed \gset
\endif
SELECT diag('seed ' || :'seed');
SELECT setseed(:seed) \gset ignored_

CREATE SCHEMA live_test;
SET LOCAL search_path = live_test, public;
CREATE TABLE pair (n int, nodes text, items text, grouped boolean);
INSERT INTO pair VALUES (1, 'bigint', 'bigint', true), (2, 'bigint', 'text', true), (3, 'text', 'integer', true),
                        (4, 'varchar(20) COLLATE "C"', 'text', true), (5, 'integer', 'bigint', false);

-- Everything starts empty; no key keeps a link from being there twice.
CREATE FUNCTION make_tables(p pair) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE node_link_%1$s (child %2$s, parent %2$s); CREATE TABLE item_link_%1$s (node %2$s, item %3$s);
                    CREATE INDEX ON item_link_%1$s (item)', p.n, p.nodes, p.items);
    IF p.grouped THEN
        EXECUTE format('CREATE TABLE rating_%1$s (item %2$s, quarter quarter, rating rag, remark text, UNIQUE (item, quarter))', p.n, p.items);
    ELSE
        EXECUTE format('CREATE TABLE rating_%1$s (item %2$s UNIQUE, rating rag, remark text)', p.n, p.items);
    END IF;
END
$$;
SELECT make_tables(p) FROM pair AS p \g /dev/null
SELECT create_live_rollup('live_' || n, ('item_link_' || n)::regclass, ('rating_' || n)::regclass, ('node_link_' || n)::regclass,
                          quarter => CASE WHEN grouped THEN 'quarter' END) FROM pair \g /dev/null

CREATE TABLE made AS SELECT rollup, rebuilt_at FROM live_rollups();

-- What a user would write instead, in terms of the tables alone.
CREATE FUNCTION recount(p pair) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT r::text || %4$s FROM (SELECT %2$s AS quarter, outcome_rollup((SELECT %3$s(child, parent) FROM node_link_%1$s), node, item, rating) AS rolled
                                      FROM item_link_%1$s JOIN rating_%1$s USING (item) WHERE node IS NOT NULL %5$s GROUP BY 1) AS s, unnest(s.rolled) AS r',
        p.n, CASE WHEN p.grouped THEN 'quarter' ELSE '1 + 0' END, CASE WHEN p.nodes ~ 'int' THEN 'linkage' ELSE 'linkage_text' END,
        CASE WHEN p.grouped THEN $q$ ' ' || quarter::text$q$ ELSE $q$''$q$ END, CASE WHEN p.grouped THEN 'AND quarter IS NOT NULL' ELSE '' END);
END
$$;
CREATE FUNCTION shown(p pair) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT ROW(node, by_link, distinct_items)::text || %2$s FROM live_%1$s',
                                p.n, CASE WHEN p.grouped THEN $q$ ' ' || quarter::text$q$ ELSE $q$''$q$ END);
END
$$;
CREATE FUNCTION differences(p pair) RETURNS bigint LANGUAGE sql AS $$
    SELECT (SELECT count(*) FROM (SELECT recount(p) EXCEPT ALL SELECT shown(p)) AS missing)
         + (SELECT count(*) FROM (SELECT shown(p) EXCEPT ALL SELECT recount(p)) AS surplus)
$$;

-- One random statement, of one or several rows; keys are few, so that all meet.
CREATE FUNCTION random_change(p pair) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    node constant text := format('(floor(random() * 9)::int)::%s', split_part(p.nodes, ' ', 1));
    item constant text := format('(floor(random() * 12)::int)::%s', p.items);
    rag constant text := $q$(ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R', NULL]::rag[])[1 + floor(random() * 8)::int]$q$;
    quarter constant text := $q$(ARRAY['Q1 2025/26', 'Q2 2025/26', 'Q1 2025', NULL]::quarter[])[1 + floor(random() * 3.1)::int]$q$;
    several constant text := format('generate_series(1, %s)', 1 + floor(random() * 3)::int);
    command text;
BEGIN
    command := CASE floor(random() * 16)::int
        WHEN 0 THEN format('INSERT INTO node_link_%s SELECT %s, %s FROM %s', p.n, node, CASE WHEN random() < 0.2 THEN 'NULL' ELSE node END, several)
        WHEN 1 THEN format('DELETE FROM node_link_%s WHERE child = %s', p.n, node)
        WHEN 2 THEN format('UPDATE node_link_%s SET parent = %s WHERE child = %s', p.n, node, node)
        WHEN 3 THEN format('DELETE FROM node_link_%s WHERE parent = %s', p.n, node)
        WHEN 4 THEN format('DELETE FROM item_link_%s WHERE item = %s', p.n, item)
        WHEN 5 THEN format('DELETE FROM item_link_%s WHERE node = %s', p.n, node)
        WHEN 6 THEN format('UPDATE item_link_%s SET node = %s WHERE item = %s', p.n, node, item)
        WHEN 7 THEN format('UPDATE item_link_%s SET item = %s WHERE node = %s', p.n, item, node)
        WHEN 8 THEN format('DELETE FROM rating_%s WHERE item = %s', p.n, item)
        WHEN 9 THEN format('UPDATE rating_%s SET rating = %s WHERE item = %s', p.n, rag, item)
        WHEN 10 THEN format('UPDATE rating_%s SET remark = %s', p.n, 'random()')
        WHEN 11 THEN CASE WHEN p.grouped THEN format('UPDATE rating_%s SET quarter = quarter + 1 WHERE item = %s AND quarter = ''Q2 2025/26''', p.n, item)
                          ELSE format('DELETE FROM rating_%s', p.n) END
        WHEN 12 THEN format('INSERT INTO item_link_%s SELECT %s, %s FROM %s', p.n, CASE WHEN random() < 0.1 THEN 'NULL' ELSE node END, item, several)
        WHEN 13 THEN format('INSERT INTO item_link_%s SELECT %s, %s FROM %s', p.n, node, CASE WHEN random() < 0.1 THEN 'NULL' ELSE item END, several)
        ELSE format('INSERT INTO rating_%s SELECT %s, %s %s FROM %s ON CONFLICT (item%s) DO %s', p.n, item, CASE WHEN p.grouped THEN quarter || ',' ELSE '' END, rag,
                    CASE WHEN random() < 0.5 THEN several ELSE 'generate_series(1, 1)' END, CASE WHEN p.grouped THEN ', quarter' ELSE '' END,
                    CASE WHEN random() < 0.5 THEN 'NOTHING' ELSE 'UPDATE SET rating = excluded.rating' END)
    END;
    -- Some are undone again; two rows of one INSERT ... DO UPDATE may be the same.
    BEGIN
        EXECUTE command;
        IF random() < 0.1 THEN
            RAISE EXCEPTION USING ERRCODE = 'GT001';
        END IF;
    EXCEPTION WHEN SQLSTATE 'GT001' OR cardinality_violation THEN
        command := '(undone) ' || command;
    WHEN unique_violation THEN
        command := '(refused) ' || command;
    END;
    RETURN command;
END
$$;
CREATE TABLE step (n int, pair int, command text, differences bigint, merged bigint, after_merge bigint, waiting bigint);
CREATE FUNCTION run(p pair, steps int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    command text;
    merged bigint;
    waiting bigint;
    before_merge bigint;
BEGIN
    FOR i IN 1 .. steps LOOP
        command := random_change(p);
        before_merge := differences(p);
        EXECUTE format('SELECT count(*) FROM live_%s_queue', p.n) INTO waiting;
        merged := CASE WHEN random() < 0.3 THEN merge_live_rollup(('live_' || p.n)::regclass) END;
        INSERT INTO step VALUES (i, p.n, command, before_merge, merged, CASE WHEN merged IS NOT NULL THEN differences(p) END, waiting);
    END LOOP;
END
$$;
SELECT run(p, 250) FROM pair AS p \g /dev/null

SELECT is(array_to_string(ARRAY(SELECT format('step %s: %s', n, command) FROM step WHERE pair = p.n AND (differences <> 0 OR after_merge <> 0) ORDER BY n LIMIT 1), ''),
          '', format('%s nodes, %s items%s: as recounted after each of 250 changes, merged or not', p.nodes, p.items, CASE WHEN grouped THEN ', by quarter' ELSE '' END))
FROM pair AS p ORDER BY p.n;
SELECT cmp_ok(count(*) FILTER (WHERE waiting > 1), '>', 200::bigint, 'many answers were given over several changes') FROM step;
SELECT cmp_ok(count(*), '>', 100::bigint, 'and many after a merge') FROM step WHERE merged > 0;
SELECT cmp_ok(sum(n)::bigint, '>', 50::bigint, 'there is something to count')
FROM (SELECT count(*) AS n FROM live_1 WHERE total(by_link) > 0 UNION ALL SELECT count(*) FROM live_2 WHERE total(by_link) > 0
      UNION ALL SELECT count(*) FROM live_3 WHERE total(by_link) > 0 UNION ALL SELECT count(*) FROM live_4 WHERE total(by_link) > 0) AS c;
-- None of it by counting everything anew, which is right and says nothing of the rest.
SELECT is(count(*) FILTER (WHERE l.rebuilt_at = m.rebuilt_at AND NOT l.needs_rebuild AND l.merged_at > m.rebuilt_at), 5::bigint, 'no step needed a rebuild')
FROM live_rollups() AS l JOIN made AS m USING (rollup);
SELECT is_empty($$SELECT v.* FROM pair, verify_live_rollup(('live_' || n)::regclass) AS v$$, 'verify_live_rollup says so too');

SELECT * FROM finish();
ROLLBACK;
