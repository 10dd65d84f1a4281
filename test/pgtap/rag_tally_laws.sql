-- What must hold of rag_tally: its order, its bytes, its hashes; that it can be split, merged, slid and taken
-- apart; and what its one rating may never do.
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
SELECT plan(79);

-- A new seed every run; it is printed so that a failure can be run again.
SELECT floor(random() * 1e6)::integer AS seed \gset
\if :{?rag_tally_seed}
    \set seed :rag_tally_seed
\endif
SELECT diag('seed ' || :seed || ' (again: psql -v rag_tally_seed=' || :seed || ')');
SELECT setseed(:seed / 1e6);

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

-- The counts most severe first, then the unrated: what the order is defined on
CREATE FUNCTION pg_temp.key(t rag_tally) RETURNS bigint[] LANGUAGE sql AS
'SELECT ARRAY[red(t), amber_red(t), amber(t), amber_green(t), green(t), scheduled(t), complete(t), unrated(t)]';

-- A tally of given counts, most severe first, written in any order; NULL and zero are left out
CREATE FUNCTION pg_temp.made_of(counts bigint[]) RETURNS rag_tally LANGUAGE sql AS
$$SELECT coalesce(string_agg((ARRAY['R', 'AR', 'A', 'AG', 'G', 'S', 'B', '?'])[n] || c, ' ' ORDER BY random()), '0')::rag_tally
  FROM unnest(counts) WITH ORDINALITY u(c, n) WHERE c > 0$$;

CREATE TEMPORARY TABLE sample AS
SELECT n, pg_temp.made_of(counts) AS t, counts
FROM (SELECT n, ARRAY(SELECT floor(CASE WHEN random() < 0.5 THEN 0 ELSE random() END * CASE WHEN n % 10 = 0 THEN 1e18 ELSE 4 END)::bigint
                      FROM generate_series(1, 8 + n * 0)) AS counts
      FROM generate_series(1, 150) n) s;
INSERT INTO sample VALUES (0, '0', '{0,0,0,0,0,0,0,0}'), (151, 'R9223372036854775807', '{9223372036854775807,0,0,0,0,0,0,0}'),
                        (152, '?9223372036854775807', '{0,0,0,0,0,0,0,9223372036854775807}');
ANALYZE sample;

-- Text and order
SELECT is((SELECT count(*)::int FROM sample WHERE pg_temp.key(t) <> counts), 0, 'the accessors give what was put in');
SELECT is((SELECT count(*)::int FROM sample WHERE t::text::rag_tally <> t OR t::text::rag_tally::text <> t::text), 0, 'text reads back');
SELECT is((SELECT count(*)::int FROM sample a, sample b
           WHERE rag_tally_cmp(a.t, b.t) <> CASE WHEN a.counts < b.counts THEN -1 WHEN a.counts > b.counts THEN 1 ELSE 0 END),
          0, 'the order is that of the list of counts, as an array sorts');
SELECT is((SELECT count(*)::int FROM sample a, sample b
           WHERE (a.t < b.t) IS DISTINCT FROM (rag_tally_cmp(a.t, b.t) < 0) OR (a.t <= b.t) IS DISTINCT FROM (rag_tally_cmp(a.t, b.t) <= 0)
              OR (a.t = b.t) IS DISTINCT FROM (rag_tally_cmp(a.t, b.t) = 0) OR (a.t <> b.t) IS DISTINCT FROM (rag_tally_cmp(a.t, b.t) <> 0)
              OR (a.t >= b.t) IS DISTINCT FROM (rag_tally_cmp(a.t, b.t) >= 0) OR (a.t > b.t) IS DISTINCT FROM (rag_tally_cmp(a.t, b.t) > 0)),
          0, 'all six operators agree with the comparison');
SELECT is((SELECT count(*)::int FROM sample a, sample b WHERE rag_tally_cmp(a.t, b.t) <> -rag_tally_cmp(b.t, a.t)), 0, 'comparison is antisymmetric');
SELECT is((SELECT count(*)::int FROM sample a, sample b WHERE a.t = b.t AND (rag_tally_hash(a.t) <> rag_tally_hash(b.t) OR rag_tally_send(a.t) <> rag_tally_send(b.t))),
          0, 'equal tallies have the same hash and bytes');
SELECT is((SELECT count(*)::int FROM sample a, sample b WHERE a.t <> b.t AND rag_tally_hash_extended(a.t, 1) = rag_tally_hash_extended(b.t, 1)),
          0, 'other tallies have other hashes');
SELECT is((SELECT array_agg(t ORDER BY t)::text FROM sample), (SELECT array_agg(t ORDER BY counts)::text FROM sample), 'a sort is in order');

-- Binary
SELECT is(rag_tally_send('R17 AR5 A3 AG4 G2 S1 B51 ?7')::text,
          '\x0000000000000033' || '0000000000000001' || '0000000000000002' || '0000000000000004' || '0000000000000003'
          || '0000000000000005' || '0000000000000011' || '0000000000000007' || repeat('0', 128), 'binary form: golden vector');
SELECT is(rag_tally_send('0')::text, '\x' || repeat('0', 256), 'binary form of nothing');
SELECT is(rag_tally_send('R9223372036854775807')::text, '\x' || repeat('0', 96) || '7fffffffffffffff' || repeat('0', 144), 'binary form of the largest');
CREATE TEMPORARY TABLE received (t rag_tally);
DO $$
DECLARE
    file text := current_setting('data_directory') || '/rag_tally_laws.copy';
BEGIN
    EXECUTE format('COPY (SELECT t FROM sample UNION ALL SELECT NULL) TO %L (FORMAT binary)', file);
    EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
    EXECUTE format('COPY (SELECT) TO PROGRAM %L', 'cat >/dev/null; rm ''' || file || '''');
END $$;
SELECT bag_eq('SELECT t::text FROM received', 'SELECT t::text FROM (SELECT t FROM sample UNION ALL SELECT NULL) s', 'COPY BINARY out and in');
CREATE FUNCTION pg_temp.bytes(slot int, value bigint, other_slot int DEFAULT -1, other bigint DEFAULT 0) RETURNS bytea LANGUAGE sql AS
$$SELECT string_agg(int8send(CASE n WHEN slot THEN value WHEN other_slot THEN other ELSE 0 END), '' ORDER BY n) FROM generate_series(0, 15) n$$;
SELECT lives_ok($$SELECT pg_temp.copy_field('received', pg_temp.bytes(7, 9223372036854775807))$$, 'the largest count is received');
SELECT is(pg_temp.complaint(format('SELECT pg_temp.copy_field(%L, %L)', 'received', field)), '22P03 with hint, names the type', name)
FROM (VALUES (pg_temp.bytes(6, -1), 'a negative count'),
             (pg_temp.bytes(7, '-9223372036854775808'), 'the most negative count'),
             (pg_temp.bytes(0, 9223372036854775807, 7, 1), 'a total beyond bigint'),
             (pg_temp.bytes(5, 9223372036854775807, 6, 9223372036854775807), 'a total far beyond bigint'),
             (pg_temp.bytes(8, 1), 'the first reserved slot in use'),
             (pg_temp.bytes(15, -1), 'the last reserved slot in use')) v(field, name);
SELECT alike(pg_temp.complaint(format('SELECT pg_temp.copy_field(%L, %L)', 'received', substr(pg_temp.bytes(0, 1), 1, 127))), '08P01%', 'a byte short');
SELECT alike(pg_temp.complaint(format('SELECT pg_temp.copy_field(%L, %L)', 'received', pg_temp.bytes(0, 1) || '\x00'::bytea)), '22P03%', 'a byte too many');

-- Hostile text: SQLSTATE, hint and the name of the type
SELECT is(pg_temp.complaint(format('SELECT %L::rag_tally', given)), expected || ' with hint, names the type', 'refused: ' || left(given, 40))
FROM (VALUES ('', '22P02'), ('R', '22P02'), ('Red', '22P02'), ('R1 R2', '22P02'), ('R-1', '22P02'), ('R1e3', '22P02'),
             (repeat('R1 ', 1000), '22P02'), ('R9223372036854775808', '22003'), ('R9223372036854775807 ?1', '22003'),
             ('R' || repeat('9', 200), '22003')) v(given, expected);
SELECT is(pg_temp.complaint($$SELECT 'R1'::rag_tally - 'G1'$$), '22003 with hint, names the type', 'taking away what is not there');
SELECT is(pg_temp.complaint($$SELECT rag_tally_discount('G1', 'R'::rag)$$), '22003 with hint, names the type', 'discounting what is not there');
SELECT is(pg_temp.complaint($$SELECT tally_weighted('R', -1)$$), '22023 with hint', 'a negative weight');

-- Soft errors came with PostgreSQL 16
CREATE FUNCTION pg_temp.soft() RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('server_version_num')::int < 160000 THEN
        RETURN QUERY SELECT skip('no soft errors before PostgreSQL 16', 2);
        RETURN;
    END IF;
    RETURN QUERY EXECUTE $q$SELECT ok(pg_input_is_valid('R1', 'rag_tally') AND NOT pg_input_is_valid('R', 'rag_tally'), 'input is soft')$q$;
    RETURN QUERY EXECUTE $q$SELECT is(sql_error_code || (hint <> ''), '22003true', 'out of range too') FROM pg_input_error_info('R9223372036854775808', 'rag_tally')$q$;
END $$;
SELECT * FROM pg_temp.soft();

-- Hashes are frozen, and the same on every machine
SELECT is((SELECT string_agg(rag_tally_hash(t)::text, ' ' ORDER BY n) FROM unnest('{0,R1,B1,?1,R17 AR5 A3 AG4 G2 S1 B51 ?7,R9223372036854775807}'::rag_tally[]) WITH ORDINALITY u(t, n)),
          '2065550767 840967572 1829619030 1710519794 -427292641 70118697', 'hash: golden values');
SELECT is((SELECT string_agg(rag_tally_hash_extended(t, 8816678312871386365)::text, ' ' ORDER BY n) FROM unnest('{0,R1,B1,?1,R17 AR5 A3 AG4 G2 S1 B51 ?7,R9223372036854775807}'::rag_tally[]) WITH ORDINALITY u(t, n)),
          '-4836052913445382176 6141599562072806222 -6357943978441177571 4593968135863721776 -3488733669127722547 2883849027648523083', 'seeded hash: golden values, the seed of hash partitioning');
SELECT is((SELECT count(*)::int FROM sample WHERE (rag_tally_hash_extended(t, 0) & 4294967295) <> (rag_tally_hash(t)::bigint & 4294967295)), 0, 'with seed 0 the low half is the plain hash');

-- Operator classes and indexes
SELECT is((SELECT count(*)::int FROM pg_opclass WHERE opcintype = 'rag_tally'::regtype AND opcdefault), 2, 'default classes for b-tree and hash');
SELECT is((SELECT count(*)::int FROM pg_opclass WHERE opcintype = 'rag_tally'::regtype AND NOT amvalidate(oid)), 0, 'amvalidate');
CREATE TABLE rag_tally_laws_item AS SELECT i.n AS id, (SELECT t FROM sample s WHERE s.n = i.n % 153) AS t FROM generate_series(1, 2000) i(n);
CREATE FUNCTION pg_temp.by_index(condition text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    query text := format('SELECT count(*) || '' '' || coalesce(sum(id), 0) FROM rag_tally_laws_item WHERE %s', condition);
    sequential text;
    indexed text;
    plan text;
BEGIN
    SET LOCAL enable_seqscan = on;
    SET LOCAL enable_indexscan = off;
    SET LOCAL enable_bitmapscan = off;
    EXECUTE query INTO sequential;
    SET LOCAL enable_seqscan = off;
    SET LOCAL enable_indexscan = on;
    SET LOCAL enable_bitmapscan = on;
    plan := pg_temp.plan_of(query);
    EXECUTE query INTO indexed;
    SET LOCAL enable_seqscan = on;
    IF plan !~ 'rag_tally_laws_index' THEN
        RETURN 'plan without the index: ' || plan;
    END IF;
    RETURN CASE WHEN sequential = indexed THEN 'same' ELSE sequential || ' <> ' || indexed END;
END $$;
CREATE INDEX rag_tally_laws_index ON rag_tally_laws_item (t);
SELECT is((SELECT string_agg(DISTINCT pg_temp.by_index(format('t %s %L', operator, t)), '; ') FROM sample WHERE n % 5 = 0), 'same', 'b-tree and ' || operator)
FROM unnest(ARRAY['<', '<=', '=', '>=', '>']) operator;
DROP INDEX rag_tally_laws_index;
CREATE INDEX rag_tally_laws_index ON rag_tally_laws_item USING hash (t);
SELECT is((SELECT string_agg(DISTINCT pg_temp.by_index(format('t = %L', t)), '; ') FROM sample WHERE n % 5 = 0), 'same', 'hash index and =');

-- Addition
CREATE TEMPORARY TABLE small AS SELECT * FROM sample WHERE total(t) < 1000000 LIMIT 60;
SELECT is((SELECT count(*)::int FROM small a, small b WHERE a.t + b.t <> b.t + a.t OR a.t + b.t - b.t <> a.t OR a.t + '0' <> a.t OR a.t - a.t <> '0'),
          0, 'plus commutes, minus takes it back, 0 is nothing');
SELECT is((SELECT count(*)::int FROM small a, small b, (SELECT * FROM small LIMIT 10) c WHERE (a.t + b.t) + c.t <> a.t + (b.t + c.t)), 0, 'plus is associative');
SELECT is((SELECT count(*)::int FROM small a, small b WHERE total(a.t + b.t) <> total(a.t) + total(b.t)), 0, 'totals add up');
SELECT is((SELECT count(*)::int FROM sample
           WHERE total(t) <> red(t) + amber_red(t) + amber(t) + amber_green(t) + green(t) + complete(t) + scheduled(t) + unrated(t)
              OR rated(t) <> total(t) - unrated(t) OR live(t) <> rated(t) - complete(t) - scheduled(t)
              OR total(t) <> (SELECT sum(count) FROM unnest(t)) OR total(t) <> (counts(t)).total
              OR unrated(t) <> (SELECT count FROM unnest(t) WHERE rating IS NULL)
              OR total(t) <> (SELECT sum(value::bigint) FROM jsonb_each_text(t::jsonb))), 0, 'columns, rows and JSON tell the same total');

-- Aggregates against plain counting
CREATE TABLE rag_tally_laws_row AS
SELECT n AS id, n % 7 AS team, r, CASE WHEN random() < 0.9 THEN (random() * 10)::bigint END AS weight,
       CASE WHEN n % 5 > 0 THEN pg_temp.made_of(ARRAY[n % 3, 0, n % 2, 0, 1, 0, n % 4, 0]) END AS t
FROM (SELECT n, CASE WHEN random() < 0.8 THEN (SELECT r FROM unnest('{B,S,G,AG,A,AR,R}'::rag[]) r ORDER BY random() + n * 0 LIMIT 1) END AS r
      FROM generate_series(1, 3000) n) s;
ANALYZE rag_tally_laws_row;
CREATE FUNCTION pg_temp.counted(weight text, frame text) RETURNS text LANGUAGE sql AS
$$SELECT 'pg_temp.made_of(ARRAY[' || string_agg(format('sum(%s) FILTER (WHERE r IS NOT DISTINCT FROM %L) %s', weight, r, frame), ', ' ORDER BY n) || ']::bigint[])'
  FROM unnest('{R,AR,A,AG,G,S,B,NULL}'::rag[]) WITH ORDINALITY u(r, n)$$;
CREATE FUNCTION pg_temp.compare(measure text, weight text, frame text) RETURNS text LANGUAGE sql AS
$$SELECT pg_temp.result_of(format('SELECT count(*) || '' rows, '' || count(*) FILTER (WHERE given IS DISTINCT FROM wanted) || '' differ''
    FROM (SELECT %1$s %2$s AS given, %3$s AS wanted FROM rag_tally_laws_row %4$s) s',
    measure, frame, pg_temp.counted(weight, frame), CASE WHEN frame = '' THEN 'GROUP BY team' ELSE '' END))$$;
SELECT is(pg_temp.compare('tally(r)', '1', ''), '7 rows, 0 differ', 'tally(rag) counts');
SELECT is(pg_temp.compare('tally(label(r))', '1', ''), '7 rows, 0 differ', 'tally(text) counts');
SELECT is(pg_temp.compare('tally_weighted(r, weight)', 'weight', ''), '7 rows, 0 differ', 'tally_weighted adds the weights');
SELECT is(pg_temp.compare('tally(r)', '1', 'OVER (ORDER BY id ROWS BETWEEN 9 PRECEDING AND 2 PRECEDING)'), '3000 rows, 0 differ', 'tally(rag) slides');
SELECT is(pg_temp.compare('tally(label(r))', '1', 'OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 5 FOLLOWING)'), '3000 rows, 0 differ', 'tally(text) slides');
SELECT is(pg_temp.compare('tally_weighted(r, weight)', 'weight', 'OVER (PARTITION BY team ORDER BY id ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING)'), '3000 rows, 0 differ', 'tally_weighted slides');
SELECT is(pg_temp.compare('tally(r)', '1', 'OVER (ORDER BY id)'), '3000 rows, 0 differ', 'tally(rag) runs');
SELECT is((SELECT count(*)::int FROM (
               SELECT sum(t) OVER w AS given, (SELECT sum(s.t) FROM rag_tally_laws_row s WHERE s.id BETWEEN r.id - 3 AND r.id - 1) AS wanted
               FROM rag_tally_laws_row r WHERE id <= 300 WINDOW w AS (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING)) s
           WHERE given IS DISTINCT FROM wanted), 0, 'sum slides over NULLs and empty frames');
SELECT is((SELECT pg_temp.key(sum(t)) FROM rag_tally_laws_row),
          (SELECT ARRAY[sum(red(t)), 0, sum(amber(t)), 0, sum(green(t)), 0, sum(complete(t)), 0]::bigint[] FROM rag_tally_laws_row), 'sum adds each count');
SELECT is((WITH a AS MATERIALIZED (SELECT id, t FROM rag_tally_laws_row), b AS MATERIALIZED (SELECT sum(t) AS t FROM a)
           SELECT count(*)::int FROM b, a JOIN rag_tally_laws_row r USING (id) WHERE r.t IS DISTINCT FROM a.t), 0, 'no aggregate writes into the rows it reads');
SELECT is((WITH a AS MATERIALIZED (SELECT 'R1'::rag_tally AS t) SELECT t::text || ' ' || (t + 'R1') || ' ' || (t - 'R1') || ' ' || t FROM a), 'R1 R2 0 R1', 'nor does an operator into its arguments');
SELECT is((SELECT sum(state::text::rag_tally) FROM (SELECT tally(r) AS state FROM rag_tally_laws_row GROUP BY team) s), (SELECT tally(r) FROM rag_tally_laws_row),
          'states of shards, sent as text, add up to the whole');

-- Parallel and partition-wise
\set everything 'SELECT tally(r) || '' '' || tally(label(r)) || '' '' || tally_weighted(r, weight) || '' '' || sum(t) FROM rag_tally_laws_row'
CREATE TEMPORARY TABLE serial AS SELECT pg_temp.plan_of(:'everything') AS plan, pg_temp.result_of(:'everything') AS result;
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT ok(pg_temp.plan_of(:'everything') ~ 'Partial Aggregate' AND plan !~ 'Partial Aggregate', 'all four aggregates are split over workers') FROM serial;
SELECT is(pg_temp.result_of(:'everything'), result, 'and merged again') FROM serial;
CREATE TABLE rag_tally_laws_part (LIKE rag_tally_laws_row) PARTITION BY HASH (r);
CREATE TABLE rag_tally_laws_part0 PARTITION OF rag_tally_laws_part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE rag_tally_laws_part1 PARTITION OF rag_tally_laws_part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO rag_tally_laws_part SELECT * FROM rag_tally_laws_row;
ANALYZE rag_tally_laws_part;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL enable_partitionwise_aggregate = on;
SELECT is((SELECT array_agg(tally ORDER BY team)::text FROM (SELECT team, tally(r) FROM rag_tally_laws_part GROUP BY team) s),
          (SELECT array_agg(tally ORDER BY team)::text FROM (SELECT team, tally(r) FROM rag_tally_laws_row GROUP BY team) s), 'partition by partition gives the same');

-- Shares
SELECT is((SELECT count(*)::int FROM sample WHERE total(t) > 0
           AND ((SELECT sum(percent) FROM percentages(t)) <> 100
             OR EXISTS (SELECT FROM percentages(t) p JOIN unnest(t) u ON p.rating IS NOT DISTINCT FROM u.rating
                        WHERE (p.percent = 0) <> (u.count = 0) OR (p.percent = 100) <> (u.count = total(t))
                           OR p.percent - u.count * 100.0 / total(t) >= 1 OR u.count * 100.0 / total(t) - p.percent >= 8))), 0,
          'percentages add up to 100, 100 means all, 0 means none, and none is far off');
SELECT is((SELECT array_agg(percent(rag_tally(format('R1 B%s', number - 1)), 'B') = 100 ORDER BY number)
           FROM unnest(ARRAY[1, 1000, 1000000000000, 1000000000000000, 9223372036854775807]) AS number), ARRAY[false, false, false, false, false],
          'percent is 100 of all alone');
SELECT is((SELECT count(*)::int FROM sample, unnest(ARRAY['total', 'rated', 'live']) of
           WHERE (SELECT abs(sum(percent(t, rating, of)) - CASE of WHEN 'total' THEN 100.0 * rated(t) / nullif(total(t), 0) ELSE 100 END)
                  FROM unnest(t) WHERE rating IS NOT NULL) > 0.0000000001), 0, 'percent adds up to 100 over what it is of');

-- The one rating: what no policy may do
CREATE TEMPORARY TABLE policies AS
SELECT policy, half_steps FROM unnest(ARRAY['worst', 'majority', 'average', 'threshold']) policy, unnest(ARRAY[false, true]) half_steps;
SELECT is((SELECT count(*)::int FROM small, policies p, unnest('{B1,S1,B9 S9,?1,B1 S1 ?9}'::rag_tally[]) more
           WHERE live(t) > 0 AND overall(t + more, policy, half_steps => p.half_steps) IS DISTINCT FROM overall(t, policy, half_steps => p.half_steps)),
          0, 'complete, scheduled and unrated items never change a rating');
SELECT is((SELECT count(*)::int FROM small, policies p
           WHERE live(t) > 0 AND overall(t + 'R1', policy, half_steps => p.half_steps) < overall(t, policy, half_steps => p.half_steps)),
          0, 'a red item more never makes it better');
SELECT is((SELECT count(*)::int FROM small, policies p
           WHERE live(t) > 0 AND overall(t + 'G1', policy, half_steps => p.half_steps) > overall(t, policy, half_steps => p.half_steps)),
          0, 'a green item more never makes it worse');
SELECT is((SELECT count(*)::int FROM small, policies p
           WHERE live(t) > 0 AND NOT p.half_steps AND overall(t, policy) NOT IN ('G', 'A', 'R')), 0, 'without half steps there is none in the answer');
SELECT is((SELECT count(*)::int FROM small, policies p
           WHERE (overall(t, policy, half_steps => p.half_steps) IS NULL) <> (live(t) = 0 AND (unrated(t) > 0 OR total(t) = 0))),
          0, 'no rating exactly where unrated items have no live ones beside them, or there is nothing');
SELECT is((SELECT count(*)::int FROM small, policies p
           WHERE split_part(overall_reason(t, policy, half_steps => p.half_steps), ':', 1) <> coalesce(overall(t, policy, half_steps => p.half_steps)::text, 'not rated')),
          0, 'the reason names the rating');
SELECT is((SELECT count(*)::int FROM small WHERE live(t) > 0
           AND overall(t, half_steps => true) <> (SELECT max(rating) FROM unnest(t) WHERE count > 0 AND rating >= 'G')), 0, 'worst is the maximum');

-- What the catalogue promises
SELECT is((SELECT count(*)::int FROM pg_aggregate a JOIN pg_proc p ON p.oid = aggfnoid JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
           WHERE aggtranstype = 'rag_tally'::regtype AND aggcombinefn <> 0 AND aggmtransfn <> 0 AND aggminvtransfn <> 0 AND p.proparallel = 's'),
          4, 'tally(rag), tally(text), tally_weighted and sum: splittable, sliding, parallel safe, with a visible state');
SELECT is((SELECT string_agg(format('%s %s', casttarget::regtype, castcontext), ', ') FROM pg_cast WHERE castsource = 'rag_tally'::regtype), 'jsonb e', 'one cast, explicit');
SELECT is((SELECT format('%s %s %s %s', typlen, typbyval, typalign, typstorage) FROM pg_type WHERE oid = 'rag_tally'::regtype), '128 f d p', '128 bytes, aligned as double');

SELECT * FROM finish();
ROLLBACK;
