-- What must hold of rag: its order, its bytes, its hashes, its indexes, and what it refuses.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(56);

-- A new seed every run; it is printed so that a failure can be run again.
SELECT floor(random() * 1e6)::integer AS seed \gset
\if :{?rag_seed}
    \set seed :rag_seed
\endif
SELECT diag('seed ' || :seed || ' (again: psql -v rag_seed=' || :seed || ')');
SELECT setseed(:seed / 1e6);

CREATE TEMPORARY TABLE all_ratings AS SELECT r FROM unnest('{B,S,G,AG,A,AR,R}'::rag[]) r;

CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    lines text := '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        lines := lines || line || E'\n';
    END LOOP;
    RETURN lines;
END $$;

CREATE FUNCTION pg_temp.result_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE query INTO result;
    RETURN result;
END $$;

-- SQLSTATE, and whether there was a hint
CREATE FUNCTION pg_temp.complaint(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
    message text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT, message = MESSAGE_TEXT;
    RETURN SQLSTATE || CASE WHEN hint <> '' THEN ' with hint' ELSE '' END
        || CASE WHEN message ~ 'rag' THEN ', names the type' ELSE '' END;
END $$;

-- One field of binary COPY, as a client would send it
CREATE FUNCTION pg_temp.copy_field(target text, field bytea) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    message bytea := '\x5047434f50590aff0d0a00'::bytea || int4send(0) || int4send(0)
        || int2send(1::int2) || int4send(length(field)) || field || int2send(-1::int2);
    octal text := '';
BEGIN
    FOR i IN 0 .. length(message) - 1 LOOP
        octal := octal || '\' || lpad((get_byte(message, i) / 64)::text, 1) || (get_byte(message, i) / 8 % 8)::text
            || (get_byte(message, i) % 8)::text;
    END LOOP;
    EXECUTE format('COPY %s FROM PROGRAM %L (FORMAT binary)', target, 'printf ''' || octal || '''');
END $$;

-- Order
SELECT is((SELECT array_agg(r ORDER BY r)::text FROM all_ratings), '{B,S,G,AG,A,AR,R}', 'severity is the order');
SELECT is((SELECT array_agg(severity(r) ORDER BY r) FROM all_ratings), '{0,10,20,30,40,50,60}', 'severities are frozen');
SELECT is((SELECT count(*)::int FROM all_ratings a, all_ratings b
           WHERE (a.r < b.r) IS DISTINCT FROM (severity(a.r) < severity(b.r))
              OR (a.r <= b.r) IS DISTINCT FROM (severity(a.r) <= severity(b.r))
              OR (a.r = b.r) IS DISTINCT FROM (severity(a.r) = severity(b.r))
              OR (a.r <> b.r) IS DISTINCT FROM (severity(a.r) <> severity(b.r))
              OR (a.r >= b.r) IS DISTINCT FROM (severity(a.r) >= severity(b.r))
              OR (a.r > b.r) IS DISTINCT FROM (severity(a.r) > severity(b.r))
              OR rag_cmp(a.r, b.r) IS DISTINCT FROM sign(severity(a.r) - severity(b.r))::int),
          0, 'all six operators and the comparison agree with severity, on every pair');
SELECT is((SELECT count(*)::int FROM all_ratings a, all_ratings b WHERE rag_cmp(a.r, b.r) <> -rag_cmp(b.r, a.r)), 0, 'comparison is antisymmetric');
SELECT is((SELECT count(*)::int FROM all_ratings a, all_ratings b, all_ratings c WHERE a.r < b.r AND b.r < c.r AND NOT a.r < c.r), 0, 'order is transitive');
SELECT is((SELECT count(*)::int FROM all_ratings a, all_ratings b WHERE (a.r < b.r)::int + (a.r = b.r)::int + (a.r > b.r)::int <> 1), 0, 'exactly one of <, =, > holds');
SELECT is((SELECT max(r)::text || min(r) FROM all_ratings), 'RB', 'max is the most severe, min the least');
SELECT is((SELECT count(*)::int FROM all_ratings WHERE three_tier(r) < r OR three_tier(three_tier(r)) <> three_tier(r)), 0, 'three_tier never softens, and once is enough');

-- Text
SELECT is((SELECT count(*)::int FROM all_ratings WHERE r::text::rag <> r OR label(r)::rag <> r), 0, 'letters and labels read back');
SELECT is((SELECT count(*)::int FROM all_ratings WHERE meaning(r) <> 'half step' AND meaning(r)::rag <> r), 0, 'meanings read back');
SELECT is((SELECT count(*)::int FROM all_ratings a, all_ratings b
           WHERE (try_rag(format('%s (%s)', label(a.r), b.r)) IS NOT DISTINCT FROM a.r) IS DISTINCT FROM (a.r = b.r)),
          0, 'a bracketed letter must agree with the words');
SELECT is((SELECT count(*)::int FROM (VALUES ('R')) v(c), generate_series(1, 300) n WHERE (try_rag(repeat(' ', n) || c) IS NULL)), 0, 'blanks are no words, however many');

CREATE TEMPORARY TABLE noise AS
SELECT (SELECT string_agg(chr(CASE WHEN random() < 0.5 THEN 32 + (random() * 94)::int
                                   WHEN random() < 0.5 THEN 160 + (random() * 1400)::int
                                   ELSE 8192 + (random() * 100)::int END), '')
        FROM generate_series(1, 1 + (n % 12))) AS word
FROM generate_series(1, 3000) n;
INSERT INTO noise SELECT (ARRAY['R', 'On track', 'amber', U&'\0412', 'Completed ('])[1 + n % 5] || (ARRAY['', ' ', ')', '-', U&'\2013', 'B)'])[1 + n / 5 % 6]
FROM generate_series(1, 30) n;
SELECT is((SELECT count(*)::int FROM noise
           WHERE (try_rag(word) IS NULL) IS DISTINCT FROM (pg_temp.complaint(format('SELECT rag(%L)', word)) = '22P02 with hint, names the type')),
          0, 'try_rag is NULL exactly where rag raises 22P02 with a hint');
SELECT cmp_ok((SELECT count(try_rag(word)) FROM noise), '>', 5::bigint, 'some of the noise is readable');

-- Binary
SELECT is((SELECT string_agg(rag_send(r)::text, ' ' ORDER BY r) FROM all_ratings), '\x00 \x0a \x14 \x1e \x28 \x32 \x3c', 'binary form is the severity byte: golden vectors');
CREATE TEMPORARY TABLE received (r rag);
DO $$
DECLARE
    file text := current_setting('data_directory') || '/rag_laws.copy';
BEGIN
    EXECUTE format('COPY (SELECT r FROM all_ratings UNION ALL SELECT NULL) TO %L (FORMAT binary)', file);
    EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
    EXECUTE format('COPY (SELECT) TO PROGRAM %L', 'cat >/dev/null; rm ''' || file || '''');
END $$;
SELECT bag_eq('SELECT * FROM received', 'SELECT r FROM all_ratings UNION ALL SELECT NULL', 'COPY BINARY out and in');
SELECT lives_ok($$SELECT pg_temp.copy_field('received', '\x3c')$$, 'the byte of R is received');
SELECT is(pg_temp.complaint(format('SELECT pg_temp.copy_field(%L, %L)', 'received', field)), expected, 'binary ' || field)
FROM (VALUES ('\x01', '22P03 with hint, names the type'), ('\x3d', '22P03 with hint, names the type'),
             ('\x46', '22P03 with hint, names the type'), ('\xff', '22P03 with hint, names the type')) v(field, expected);
SELECT alike(pg_temp.complaint($$SELECT pg_temp.copy_field('received', '\x')$$), '08P01%', 'no byte at all');
SELECT alike(pg_temp.complaint($$SELECT pg_temp.copy_field('received', '\x3c3c')$$), '22P03%', 'a byte too many');

-- Soft errors came with PostgreSQL 16
CREATE FUNCTION pg_temp.soft() RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('server_version_num')::int < 160000 THEN
        RETURN QUERY SELECT skip('no soft errors before PostgreSQL 16', 2);
        RETURN;
    END IF;
    RETURN QUERY EXECUTE $q$SELECT ok(pg_input_is_valid('On track', 'rag') AND NOT pg_input_is_valid('On hold', 'rag'), 'input is soft')$q$;
    RETURN QUERY EXECUTE $q$SELECT is(sql_error_code || (hint <> ''), '22P02true', 'and still has its hint') FROM pg_input_error_info('On Track (R)', 'rag')$q$;
END $$;
SELECT * FROM pg_temp.soft();

-- Hashes are frozen: hash-partitioned tables are laid out by them
SELECT is((SELECT string_agg(rag_hash(r)::text, ' ' ORDER BY r) FROM all_ratings), '-272711505 -1547814713 -2014641093 1660582443 -241967824 -1178472786 -2102159507', 'hash: golden values');
SELECT is((SELECT string_agg(rag_hash_extended(r, 0)::text, ' ' ORDER BY r) FROM all_ratings), '4154612158245552303 -4514028574017177401 2665011983789261883 -5409528105268512213 -8767890476183069392 7769399694719053486 -8728081521393297555', 'seeded hash: golden values, seed 0');
SELECT is((SELECT string_agg(rag_hash_extended(r, 8816678312871386365)::text, ' ' ORDER BY r) FROM all_ratings), '-4403592609991167795 -4666700238100761724 5375054983574083354 3975279971576885253 3331508039062577132 -2840789943097709279 5852291060803988677', 'seeded hash: golden values, the seed of hash partitioning');
SELECT is((SELECT count(*)::int FROM all_ratings WHERE (rag_hash_extended(r, 0) & 4294967295) <> (rag_hash(r)::bigint & 4294967295)), 0, 'with seed 0 the low half is the plain hash');
SELECT is((SELECT count(*)::int FROM all_ratings WHERE rag_hash(r) <> hashint4(severity(r))), 0, 'the hash is that of the severity as an integer');
SELECT is((SELECT count(*)::int FROM all_ratings, generate_series(-50, 50) seed
           WHERE rag_hash_extended(r, seed) <> hashint4extended(severity(r), seed)), 0, 'and so is the seeded hash');
SELECT is((SELECT count(DISTINCT rag_hash(r))::int FROM all_ratings), 7, 'seven ratings, seven hashes');

-- Operator classes
SELECT is((SELECT count(*)::int FROM pg_opclass JOIN pg_am AS am ON am.oid = opcmethod
           WHERE opcintype = 'rag'::regtype AND opcdefault AND amname IN ('btree', 'hash')), 2, 'default classes for b-tree and hash');
SELECT is((SELECT count(*)::int FROM pg_opclass WHERE opcintype = 'rag'::regtype AND NOT amvalidate(oid)), 0, 'amvalidate');

-- Index scan = sequential scan
CREATE TABLE rag_laws_item (id int, r rag);
INSERT INTO rag_laws_item SELECT n, CASE WHEN random() < 0.9 THEN (SELECT rag_laws.r FROM all_ratings rag_laws ORDER BY random() + n * 0 LIMIT 1) END
FROM generate_series(1, 5000) n;
CREATE INDEX rag_laws_btree ON rag_laws_item (r);
CREATE INDEX rag_laws_hash ON rag_laws_item USING hash (r);
ANALYZE rag_laws_item;
SELECT cmp_ok((SELECT count(DISTINCT r) FROM rag_laws_item), '=', 7::bigint, 'all ratings are in the table');

CREATE FUNCTION pg_temp.by_index(access text, condition text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    query text := format('SELECT count(*) || '' '' || coalesce(sum(id), 0) FROM rag_laws_item WHERE %s', condition);
    sequential text;
    indexed text;
    plan text;
BEGIN
    SET LOCAL enable_seqscan = on;
    SET LOCAL enable_indexscan = off;
    SET LOCAL enable_indexonlyscan = off;
    SET LOCAL enable_bitmapscan = off;
    EXECUTE query INTO sequential;
    SET LOCAL enable_seqscan = off;
    SET LOCAL enable_indexscan = on;
    SET LOCAL enable_indexonlyscan = on;
    SET LOCAL enable_bitmapscan = on;
    plan := pg_temp.plan_of(query);
    EXECUTE query INTO indexed;
    SET LOCAL enable_seqscan = on;
    IF plan !~ ('Scan.* on ' || access) AND plan !~ ('using ' || access) THEN
        RETURN 'plan does not use ' || access || ': ' || plan;
    END IF;
    RETURN CASE WHEN sequential = indexed THEN 'same' ELSE sequential || ' <> ' || indexed END;
END $$;
SELECT is((SELECT string_agg(DISTINCT pg_temp.by_index('rag_laws_btree', format('r %s %L', operator, r)), '; ') FROM all_ratings),
          'same', 'b-tree and ' || operator || ', every rating')
FROM unnest(ARRAY['<', '<=', '>=', '>']) operator;
DROP INDEX rag_laws_hash;
SELECT is((SELECT string_agg(DISTINCT pg_temp.by_index('rag_laws_btree', format('r = %L', r)), '; ') FROM all_ratings), 'same', 'b-tree and =, every rating');
SELECT is(pg_temp.by_index('rag_laws_btree', 'r IS NULL'), 'same', 'b-tree and the unrated');
SELECT ok(pg_temp.plan_of('SELECT max(r) FROM rag_laws_item') ~ 'Index Only Scan', 'max reads the end of the index');
SELECT is(pg_temp.result_of('SELECT max(r)::text || min(r) FROM rag_laws_item'), 'RB', 'and finds it');
DROP INDEX rag_laws_btree;
CREATE INDEX rag_laws_hash ON rag_laws_item USING hash (r);
SELECT is((SELECT string_agg(DISTINCT pg_temp.by_index('rag_laws_hash', format('r = %L', r)), '; ') FROM all_ratings), 'same', 'hash index and =, every rating');
SELECT is((SELECT count(*)::int FROM (SELECT r, lag(r) OVER (ORDER BY r) AS before FROM rag_laws_item) s WHERE before > r), 0, 'a large sort is in order');

-- Joins, grouping and partitions by hash give what sorting gives
CREATE FUNCTION pg_temp.without(setting text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    PERFORM set_config(setting, 'off', true);
    EXECUTE query INTO result;
    PERFORM set_config(setting, 'on', true);
    RETURN result;
END $$;
SELECT is(pg_temp.without('enable_hashagg', q), pg_temp.without('enable_sort', q), 'grouped by hash and by sort')
FROM (VALUES ('SELECT string_agg(r || '' '' || n, '','' ORDER BY r) FROM (SELECT r, count(*) AS n FROM rag_laws_item GROUP BY r) s')) v(q);
SELECT is(pg_temp.without('enable_hashjoin', q), pg_temp.without('enable_mergejoin', q), 'joined by hash and by merge')
FROM (VALUES ('SELECT count(*)::text FROM rag_laws_item a JOIN rag_laws_item b USING (r) WHERE a.id < 500')) v(q);
CREATE TABLE rag_laws_part (id int, r rag) PARTITION BY HASH (r);
CREATE TABLE rag_laws_part0 PARTITION OF rag_laws_part FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE rag_laws_part1 PARTITION OF rag_laws_part FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE rag_laws_part2 PARTITION OF rag_laws_part FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO rag_laws_part SELECT * FROM rag_laws_item;
SELECT is((SELECT string_agg(r || right(tableoid::regclass::text, 1), ' ' ORDER BY r) FROM (SELECT DISTINCT tableoid, r FROM rag_laws_part WHERE r IS NOT NULL) s),
          'B2 S1 G0 AG2 A1 AR0 R0', 'every rating is in its partition: golden layout');
SELECT is((SELECT count(*)::int FROM all_ratings, LATERAL (SELECT count(*) FROM rag_laws_part p WHERE p.r = all_ratings.r) found
           WHERE found.count <> (SELECT count(*) FROM rag_laws_item i WHERE i.r = all_ratings.r)), 0, 'and is found there');

-- Parallel plans
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL enable_indexonlyscan = off;
SELECT ok(pg_temp.plan_of('SELECT max(r), min(r) FROM rag_laws_item') ~ 'Partial Aggregate', 'max and min are split over workers');
SELECT is(pg_temp.result_of('SELECT max(r)::text || min(r) FROM rag_laws_item'), 'RB', 'and merged again');

-- What the catalogue promises
SELECT is((SELECT string_agg(format('%s %s', castsource::regtype, castcontext), ', ' ORDER BY castsource::regtype::text COLLATE "C")
           FROM pg_cast WHERE casttarget = 'rag'::regtype), 'character a, character varying a, text a', 'text is cast on assignment, never implicitly');
SELECT is((SELECT count(*)::int FROM pg_cast WHERE castsource = 'rag'::regtype), 0, 'the way to text is the server''s own');
SELECT is(pg_temp.complaint($$SELECT 'R'::text + 'R'::rag$$), '42883 with hint, names the type', 'so text is no rag, but where an operator is for text');
SELECT is((SELECT string_agg(proname, ' ' ORDER BY proname) FROM pg_proc p
           WHERE 'rag'::regtype = ANY (proargtypes) AND proname LIKE 'rag\_%' AND proleakproof),
          'rag_cmp rag_eq rag_ge rag_gt rag_hash rag_hash_extended rag_le rag_lt rag_ne', 'comparison and hash are leakproof, nothing else is');
SELECT is((SELECT format('%s %s %s %s', typlen, typbyval, typalign, typstorage) FROM pg_type WHERE oid = 'rag'::regtype), '1 t c p', 'one byte, by value');

SELECT * FROM finish();
ROLLBACK;
