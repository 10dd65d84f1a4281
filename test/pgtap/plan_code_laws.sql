-- plan_code: what must hold whatever the codes are.
-- pg_prove --set seed=0.123456 test/pgtap/plan_code_laws.sql repeats a run.
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

\if :{?seed}
\else
SELECT round(random()::numeric, 6) AS seed \gset
\endif
SELECT diag('seed ' || :'seed');
SELECT setseed(:seed) \gset ignored_

-- Random codes beside the parts they are made of.  The numbers crowd round the places where an encoding changes its
-- width, and repeat, so that codes share beginnings.  2147483648 stands for the bound.
CREATE FUNCTION pg_temp.random_number() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT (ARRAY[0, 1, 2, 9, 10, 189, 190, 191, 192, 193, 255, 256, 65534, 65535, 65536, 16777215, 16777216, 2147483647])
           [1 + floor(18 * CASE WHEN random() < 0.6 THEN random() * 0.3 ELSE random() END)]
$$;
CREATE TEMP TABLE made AS
SELECT n, letters, blank, levels, numbers, last_is_bound
FROM (SELECT n,
             (ARRAY['', '', 'A', 'A', 'B', 'AB', 'LGOF', 'ABCDEFGH', 'Z'])[1 + floor(9 * random())] AS letters,
             random() < 0.5 AS coin,
             1 + floor(CASE WHEN random() < 0.9 THEN 4 ELSE 16 END * random())::int AS levels,
             random() < 0.1 AS last_is_bound
      FROM generate_series(1, 320) AS n) AS m,
     LATERAL (SELECT coin AND length(letters) >= 2 AS blank) AS b,
     LATERAL (SELECT array_agg(pg_temp.random_number()) AS numbers FROM generate_series(1, levels)) AS c;
CREATE TEMP TABLE code AS
SELECT n, letters, blank, numbers,
       letters || CASE WHEN blank THEN ' ' ELSE '' END || replace(array_to_string(numbers, '.'), '2147483648', '~') AS printed,
       NULL::plan_code AS code
FROM (SELECT n, letters, blank,
             CASE WHEN last_is_bound AND levels > 1 THEN numbers[:levels - 1] || 2147483648 ELSE numbers END AS numbers
      FROM made) AS m;
UPDATE code SET code = printed::plan_code;
CREATE TEMP TABLE pair AS
SELECT a.code AS a, b.code AS b, a.n AS an, b.n AS bn,
       a.letters = b.letters AND a.blank = b.blank AS same_prefix, a.numbers AS a_numbers, b.numbers AS b_numbers,
       CASE WHEN (a.letters COLLATE "C", a.blank, a.numbers) < (b.letters COLLATE "C", b.blank, b.numbers) THEN -1
            WHEN (a.letters COLLATE "C", a.blank, a.numbers) = (b.letters COLLATE "C", b.blank, b.numbers) THEN 0
            ELSE 1 END AS naive
FROM code AS a, code AS b;
ANALYZE code;

-- The random codes are worth testing with: every width of number, every kind of prefix, equal codes, subtrees.
SELECT cmp_ok((SELECT count(*) FROM pair WHERE naive = 0 AND an <> bn)::int, '>', 0, 'some codes occur twice');
SELECT cmp_ok((SELECT count(*) FROM pair WHERE naive > 0 AND same_prefix AND a_numbers[:cardinality(b_numbers)] = b_numbers)::int,
              '>', 50, 'many codes are under others');
SELECT cmp_ok((SELECT count(*) FROM code WHERE printed LIKE '%~')::int, '>', 5, 'some codes end in the bound');

-- text and binary
SELECT is((SELECT count(*) FROM code WHERE code::text <> printed)::int, 0, 'a code prints as what it was read from');
SELECT is((SELECT count(*) FROM code WHERE code::text::plan_code <> code)::int, 0, 'what is printed reads back equal');
SELECT results_eq(
    $$SELECT plan_code_send(t.input::plan_code) FROM (VALUES (1, '0'), (2, '1.6'), (3, 'A2.8.1'), (4, 'LGOF3.1'), (5, 'LGOF 3.1'),
        (6, 'A191'), (7, 'A192'), (8, 'A65535'), (9, 'A65536'), (10, 'A16777215'), (11, 'A16777216'), (12, 'A2147483647'),
        (13, 'A2.~'), (14, 'ABCDEFGH 1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16')) AS t (n, input) ORDER BY n$$,
    $$VALUES ('\x010101'::bytea), ('\x01010207'), ('\x014101030902'), ('\x014c474f46010402'), ('\x014c474f46020402'),
        ('\x014101c0'), ('\x014101f100c0'), ('\x014101f1ffff'), ('\x014101f2010000'), ('\x014101f2ffffff'),
        ('\x014101f301000000'), ('\x014101f37fffffff'), ('\x01410103ff'),
        ('\x01414243444546474802' || '\x02030405060708090a0b0c0d0e0f1011'::bytea)$$,
    'the stored bytes are the published ones');

-- What the receive function makes of bytes: COPY BINARY from a program that prints them, so no file is needed.
CREATE TEMP TABLE received (n serial, code plan_code);
CREATE FUNCTION pg_temp.receive(VARIADIC codes bytea[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    stream bytea := '\x5047434f50590aff0d0a00' || '\x0000000000000000'::bytea;
    one bytea;
BEGIN
    FOREACH one IN ARRAY codes LOOP
        stream := stream || int2send(1::int2) || int4send(length(one)) || one;
    END LOOP;
    stream := stream || '\xffff';
    EXECUTE format('COPY received (code) FROM PROGRAM %L (FORMAT binary)',
        (SELECT 'printf ''' || string_agg('\' || lpad(format('%s%s%s', b / 64, b / 8 % 8, b % 8), 3, '0'), '' ORDER BY i) || ''''
         FROM generate_series(0, length(stream) - 1) AS i, get_byte(stream, i) AS b));
END
$$;
SELECT lives_ok($$SELECT pg_temp.receive(VARIADIC (SELECT array_agg(plan_code_send(code) ORDER BY n) FROM code))$$,
                'what is sent is received');
SELECT results_eq('SELECT code::text FROM received ORDER BY n', 'SELECT printed FROM code ORDER BY n', 'as it was');

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
    RETURN state || CASE WHEN message LIKE '%plan_code%' THEN '' ELSE ' without the type' END ||
           CASE WHEN detail = '' THEN ' without detail' ELSE '' END || CASE WHEN hint = '' THEN ' without hint' ELSE '' END;
END
$$;
SELECT is(pg_temp.refusal(format('SELECT pg_temp.receive(%L)', bytes)), '22P03', 'refused in binary: ' || why)
FROM (VALUES ('\x'::bytea, 'nothing'), ('\x01', 'a version alone'), ('\x0101', 'no number'), ('\x0141', 'no separator'),
             ('\x024102', 'another version'), ('\x014103', 'no such separator'), ('\x01610102', 'a small letter'),
             ('\x0141424344454647484901' || '\x02'::bytea, 'nine letters'), ('\x01410202', 'a blank after one letter'),
             ('\x010202', 'a blank after none'), ('\x014101c1', 'no such first byte'), ('\x01410100', 'a zero byte'),
             ('\x014101f1', 'a number cut short'), ('\x014101f100bf', 'two bytes for 191'),
             ('\x014101f200ffff', 'three bytes for 65535'), ('\x014101f300ffffff', 'four bytes for 16777215'),
             ('\x014101f380000000', 'a number too large'), ('\x014101ff', 'the bound alone'),
             ('\x01410102ff02', 'a number under the bound'), ('\x01410102ffff', 'two bounds'),
             ('\x0101' || decode(repeat('02', 17), 'hex'), '17 levels'),
             ('\x0101' || decode(repeat('02', 16) || 'ff', 'hex'), '16 levels and the bound'),
             (decode(repeat('01', 200), 'hex'), '200 bytes')) AS t (bytes, why);

-- hostile text
SELECT results_eq(
    $$SELECT t.input, pg_temp.refusal(format('SELECT %L::plan_code', t.input)) FROM (VALUES
        (''), ('A'), ('A 1'), ('ABCDEFGHI1'), ('A..1'), ('A1.'), ('A1..1'), ('DP2.01'), ('CPC 1/3'), ('A1B'), ('A1 1'), ('~'),
        ('A1.~.1'), ('A2147483648'), ('1.99999999999999999999'), (repeat('1.', 16) || '1'), (repeat('1.', 100000) || '1'),
        (repeat('9', 100000)), (E'\x01'), (E'A1\n\tB'), ('Robert''); DROP TABLE students;--'), (U&'\202E1.1A')) AS t (input)$$,
    $$SELECT t.input, CASE WHEN t.n IN (14, 15) THEN '22003' ELSE '22P02' END FROM (VALUES
        (1, ''), (2, 'A'), (3, 'A 1'), (4, 'ABCDEFGHI1'), (5, 'A..1'), (6, 'A1.'), (7, 'A1..1'), (8, 'DP2.01'), (9, 'CPC 1/3'),
        (10, 'A1B'), (11, 'A1 1'), (12, '~'), (13, 'A1.~.1'), (14, 'A2147483648'), (15, '1.99999999999999999999'),
        (16, repeat('1.', 16) || '1'), (17, repeat('1.', 100000) || '1'), (18, repeat('9', 100000)), (19, E'\x01'),
        (20, E'A1\n\tB'), (21, 'Robert''); DROP TABLE students;--'), (22, U&'\202E1.1A')) AS t (n, input)$$,
    'hostile text has its SQLSTATE, type, detail and hint');

-- From 16 on the input function can be asked without an error.
SELECT current_setting('server_version_num')::int >= 160000 AS has_soft_errors \gset
\if :has_soft_errors
SELECT is(ARRAY[pg_input_is_valid('A2.8.1', 'plan_code'), pg_input_is_valid('A2..1', 'plan_code')], '{t,f}', 'input can be asked for');
SELECT is((SELECT array_agg(e.sql_error_code || CASE WHEN e.hint = '' THEN ' without hint' ELSE '' END ORDER BY n)
           FROM (VALUES (1, 'DP2.01'), (2, 'A2147483648')) AS t (n, input), pg_input_error_info(t.input, 'plan_code') AS e),
          '{22P02,22003}', 'and says why');
\else
SELECT skip('soft errors came with PostgreSQL 16', 2);
\endif

-- total order
SELECT is((SELECT count(*) FROM pair WHERE plan_code_cmp(a, b) <> naive)::int, 0, 'the order is that of the parts');
SELECT is((SELECT count(*) FROM pair WHERE plan_code_cmp(a, b) <> -plan_code_cmp(b, a))::int, 0, 'it is antisymmetric');
SELECT is((SELECT count(*) FROM pair
           WHERE (a < b, a <= b, a = b, a <> b, a >= b, a > b)
                 <> (naive < 0, naive <= 0, naive = 0, naive <> 0, naive >= 0, naive > 0))::int, 0, 'the six operators agree with it');
SELECT is((SELECT count(*) FROM (SELECT * FROM pair ORDER BY random() LIMIT 400) AS x, code AS c
           WHERE x.a <= x.b AND x.b <= c.code AND NOT x.a <= c.code)::int, 0, 'it is transitive');
SELECT is((SELECT array_agg(code::text ORDER BY code) FROM code),
          (SELECT array_agg(printed ORDER BY letters COLLATE "C", blank, numbers) FROM code), 'a sort gives it');

-- A larger sort, where abbreviated keys are equal and not equal, and a deeper code shares its parent's.
CREATE TEMP TABLE many AS
SELECT letters, ARRAY[a, b, c] || CASE d WHEN 0 THEN '{}'::bigint[] ELSE ARRAY[d::bigint, a] END AS numbers,
       (letters || array_to_string(ARRAY[a, b, c] || CASE d WHEN 0 THEN '{}'::bigint[] ELSE ARRAY[d::bigint, a] END, '.'))::plan_code AS code
FROM unnest('{"",P}'::text[]) AS letters, unnest('{0,9,191,192,65536,2147483647}'::bigint[]) AS a,
     unnest('{1,190,70000,16777216}'::bigint[]) AS b, unnest('{3,300}'::bigint[]) AS c, generate_series(0, 9) AS d
ORDER BY random();
SELECT is((SELECT md5(string_agg(code::text, ' ' ORDER BY code)) FROM many),
          (SELECT md5(string_agg(code::text, ' ' ORDER BY letters COLLATE "C", numbers)) FROM many), 'a sort of a thousand gives it');

-- hierarchy
SELECT is((SELECT count(*) FROM pair
           WHERE (a <@ b) <> (same_prefix AND cardinality(a_numbers) >= cardinality(b_numbers)
                              AND a_numbers[:cardinality(b_numbers)] = b_numbers))::int, 0, '<@ is at or under');
SELECT is((SELECT count(*) FROM pair WHERE (a <@ b) <> (a BETWEEN b AND last_code(b)))::int, 0,
          'a subtree is exactly one range');
SELECT is((SELECT count(*) FROM pair WHERE (a <@ b) <> (b @> a))::int, 0, '@> is <@ turned round');
SELECT is((SELECT count(*) FROM pair
           WHERE (a <@ b) <> coalesce(ancestor(a, depth(b)) = b, false))::int, 0, '<@ is having that ancestor');
SELECT is((SELECT count(*) FROM code
           WHERE depth(code) <> cardinality(numbers) OR prefix(code) || replace(array_to_string(numbers, '.'), '2147483648', '~') <> printed
              OR components(code) IS DISTINCT FROM array_replace(numbers, 2147483648, NULL)::int[])::int, 0,
          'depth, prefix and components are the parts');
SELECT is((SELECT count(*) FROM code
           WHERE parent(code) IS DISTINCT FROM CASE WHEN depth(code) > 1 THEN ancestor(code, depth(code) - 1) END)::int, 0,
          'the parent is one level up');
SELECT is((SELECT count(*) FROM code WHERE printed NOT LIKE '%~' AND depth(code) > 1
           AND parent(code) || (components(code))[depth(code)] <> code)::int, 0, '|| undoes parent');
SELECT is((SELECT count(*) FROM pair
           WHERE common_ancestor(a, b) IS DISTINCT FROM
                 (SELECT ancestor(a, max(d)) FROM generate_series(1, least(depth(a), depth(b))) AS d
                  WHERE ancestor(a, d) = ancestor(b, d)))::int, 0, 'the common ancestor is the deepest one shared');
SELECT is((SELECT count(*) FROM pair WHERE with_prefix(a, prefix(b))::text <> prefix(b) || substr(a::text, length(prefix(a)) + 1))::int,
          0, 'with_prefix changes the prefix alone');

-- hash
SELECT is((SELECT count(*) FROM pair WHERE a = b AND (plan_code_hash(a) <> plan_code_hash(b)
           OR plan_code_hash_extended(a, 42) <> plan_code_hash_extended(b, 42)))::int, 0, 'equal codes hash equal');
SELECT is((SELECT count(*) FROM code WHERE plan_code_hash_extended(code, 0) & 4294967295 <> plan_code_hash(code)::bigint & 4294967295)::int,
          0, 'the extended hash with seed 0 begins with the hash');
SELECT cmp_ok((SELECT count(DISTINCT plan_code_hash(code)) FROM many)::int, '>', 950, 'different codes rarely hash equal');

-- The hash lays out hash partitions, so its values are for ever; hash_any's differ on a big-endian machine.
SELECT results_eq(
    $$SELECT plan_code_hash(t.input::plan_code), plan_code_hash_extended(t.input::plan_code, 0),
             plan_code_hash_extended(t.input::plan_code, -1)
      FROM (VALUES (1, '0'), (2, 'A2.8.1'), (3, 'LGOF 3.1'), (4, 'A2.~'),
                   (5, 'ABCDEFGH 1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16')) AS t (n, input) ORDER BY n$$,
    $$VALUES (-1850017489, 4040817191434254639, -6743673194377393099),
             (1351928892, -8134203513609335748, -1244581603782073118),
             (1164747791, -8718525520835468273, 7513074235313809353),
             (-572625958, 5899687276167719898, -6286672960372090532),
             (1164075802, 631412562212315930, -6902682558944330941)$$,
    'the hash values are the published ones');

-- indexes
SELECT is((SELECT count(*) FROM pg_opclass WHERE opcname = 'plan_code_ops' AND amvalidate(oid))::int, 3,
          'the operator classes are valid');
CREATE TEMP TABLE indexed AS
SELECT row_number() OVER () AS n, code FROM (SELECT code FROM many UNION ALL SELECT code FROM code) AS c;
CREATE TEMP TABLE probe AS SELECT code FROM code WHERE n <= 40 UNION SELECT code FROM (SELECT code FROM many LIMIT 40) AS m;
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
-- For every probe and each operator: how many rows, and a digest of which.
CREATE FUNCTION pg_temp.found(operators text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    operator text;
    code plan_code;
    rows text;
BEGIN
    FOREACH operator IN ARRAY operators LOOP
        FOR code IN SELECT p.code FROM probe AS p ORDER BY p.code LOOP
            EXECUTE format('SELECT count(*) || md5(string_agg(n::text, '','' ORDER BY n)) FROM indexed WHERE code %s %L',
                           operator, code) INTO rows;
            RETURN NEXT format('%s %s: %s', operator, code, rows);
        END LOOP;
    END LOOP;
END
$$;
CREATE TEMP TABLE by_seq AS SELECT f AS line FROM pg_temp.found('{<,<=,=,>=,>,<@,@>}') AS f;
CREATE INDEX indexed_code ON indexed USING btree (code);
ANALYZE indexed;
-- Forbidden plans cost enough to be compiled, each of them anew.
SET LOCAL jit = off;
SET LOCAL enable_seqscan = off;
SELECT results_eq($$SELECT pg_temp.found('{<,<=,=,>=,>,<@,@>}')$$, 'SELECT line FROM by_seq',
                  'a b-tree finds what a sequential scan finds');
SELECT is((SELECT count(*) FROM unnest('{<,<=,=,>=,>}'::text[]) AS o
           WHERE position('Index Cond: (code ' || o || ' ' IN
                          pg_temp.plan_of(format('SELECT * FROM indexed WHERE code %s ''A2.8''', o))) > 0)::int, 5,
          'and it is the b-tree that was asked');
SELECT is((SELECT array_agg(n) FROM (SELECT n FROM indexed ORDER BY code DESC, n) AS o),
          (SELECT array_agg(n ORDER BY letters COLLATE "C" DESC, blank DESC, numbers DESC, n)
           FROM indexed, LATERAL (SELECT trim(prefix(code)) AS letters, prefix(code) LIKE '% ' AS blank,
                                         array_replace(components(code)::bigint[], NULL, 2147483648) AS numbers) AS p),
          'and it reads backwards');
SELECT alike(pg_temp.plan_of('SELECT min(code), max(code) FROM indexed'), '%Index Only Scan Backward%',
             'min and max read the ends of the index');
SELECT is((SELECT ARRAY[min(code), max(code)]::text FROM indexed),
          (SELECT ARRAY[(array_agg(code ORDER BY code))[1], (array_agg(code ORDER BY code DESC))[1]]::text FROM indexed),
          'which are the first and the last code');
SET LOCAL enable_indexscan = off;
SET LOCAL enable_indexonlyscan = off;
SELECT is((SELECT ARRAY[min(code), max(code)]::text FROM indexed WHERE n > 0),
          (SELECT ARRAY[(array_agg(code ORDER BY code))[1], (array_agg(code ORDER BY code DESC))[1]]::text FROM indexed),
          'and what the aggregates themselves say');
RESET enable_indexscan;
RESET enable_indexonlyscan;
DROP INDEX indexed_code;
CREATE INDEX indexed_code ON indexed USING hash (code);
SELECT results_eq($$SELECT pg_temp.found('{=}')$$, $$SELECT line FROM by_seq WHERE line LIKE '= %'$$, 'a hash index finds it too');
SELECT alike(pg_temp.plan_of('SELECT * FROM indexed WHERE code = ''A2.8'''), '%Index Cond: (code = %', 'and it is what was asked');
DROP INDEX indexed_code;
SET LOCAL enable_seqscan = on;

SELECT is((SELECT count(*) FROM indexed AS a JOIN indexed AS b USING (code))::int,
          (SELECT sum(n * n) FROM (SELECT count(*) AS n FROM indexed GROUP BY code::text) AS g)::int, 'a join finds every pair');
CREATE TEMP TABLE hashed (n bigint, code plan_code) PARTITION BY HASH (code);
CREATE TEMP TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMP TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO hashed SELECT n, code FROM indexed;
SELECT is((SELECT count(*) FROM probe AS p, LATERAL (SELECT count(*) AS n FROM hashed AS h WHERE h.code = p.code) AS h
           WHERE h.n <> (SELECT count(*) FROM indexed AS i WHERE i.code = p.code))::int, 0, 'hash partitions hold what they should');

-- on disk
CREATE TEMP TABLE stored AS SELECT 'A2.8.1'::plan_code AS code;
SELECT is((SELECT pg_column_size(code) FROM stored), 7, 'a short code takes seven bytes');

SELECT * FROM finish();
ROLLBACK;
