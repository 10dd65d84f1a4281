-- What the inputs accept of mutated texts and of mutated binary messages; then the laws that every accepted value keeps.
-- One line a claim: 0 or 1, what it says.  :seed, :tries for each type, :folder where the server may write.
SET client_min_messages = error;
SELECT setseed(:seed) \g /dev/null

CREATE TABLE fuzz.refused (type regtype, how text, sqlstate text, message text, input text);
CREATE PROCEDURE fuzz.accept_texts(tries int) LANGUAGE plpgsql AS $$
DECLARE
  t record;
  input text;
BEGIN
  FOR t IN SELECT * FROM fuzz.types LOOP
    FOR i IN 1 .. tries LOOP
      BEGIN
        IF i % 3 = 0 OR NOT EXISTS (SELECT FROM fuzz.pools x WHERE x.type = t.type) THEN
          EXECUTE format('SELECT (%s)::text', fuzz.expression(t.type)) INTO input;
        ELSE
          SELECT fuzz.one_of(x.texts) INTO input FROM fuzz.pools x WHERE x.type = t.type;
        END IF;
        IF i % 3 > 0 THEN input := fuzz.mutated(input); END IF;
        EXECUTE format('INSERT INTO %s SELECT $1::%s', t.stored, t.type) USING input;
      EXCEPTION WHEN OTHERS THEN
        INSERT INTO fuzz.refused VALUES (t.type, 'text', SQLSTATE, SQLERRM, input);
      END;
    END LOOP;
  END LOOP;
END
$$;
CALL fuzz.accept_texts(:tries);
INSERT INTO fuzz.texts SELECT DISTINCT 'rag_tally'::regtype, v::text FROM fuzz."values of rag_tally" WHERE v IS NOT NULL ON CONFLICT DO NOTHING;
INSERT INTO fuzz.texts SELECT DISTINCT 'quarter'::regtype, v::text FROM fuzz."values of quarter" WHERE v IS NOT NULL ON CONFLICT DO NOTHING;
INSERT INTO fuzz.texts SELECT DISTINCT 'plan_code'::regtype, v::text FROM fuzz."values of plan_code" WHERE v IS NOT NULL ON CONFLICT DO NOTHING;
INSERT INTO fuzz.texts SELECT DISTINCT 'linkage'::regtype, v::text FROM fuzz."values of linkage" WHERE v IS NOT NULL AND length(v::text) < 500 ON CONFLICT DO NOTHING;
INSERT INTO fuzz.texts SELECT DISTINCT 'linkage_text'::regtype, v::text FROM fuzz."values of linkage_text" WHERE v IS NOT NULL AND length(v::text) < 500 ON CONFLICT DO NOTHING;
CALL fuzz.fill_pools();

-- A file as COPY BINARY writes it: signature, flags, extension; then a row of one field; then the trailer.
CREATE FUNCTION fuzz.mutated(b bytea) RETURNS bytea LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  at int;
BEGIN
  FOR i IN 0 .. fuzz.up_to(2) LOOP
    at := fuzz.up_to(greatest(length(b) - 1, 0));
    CASE fuzz.up_to(7)
      WHEN 0 THEN IF length(b) > 0 THEN b := set_byte(b, at, fuzz.up_to(255)); END IF;
      WHEN 1 THEN IF length(b) > 0 THEN b := set_bit(b, at::bigint * 8 + fuzz.up_to(7), 1 - get_bit(b, at::bigint * 8)); END IF;
      WHEN 2 THEN b := overlay(b PLACING '' FROM at + 1 FOR 1 + fuzz.up_to(8));
      WHEN 3 THEN b := overlay(b PLACING fuzz.one_of(ARRAY['\x7fffffff', '\xffffffff', '\x80000000', '\x00000000', '\x00000001', '\x3fffffff', '\xffffffffffffffff']::bytea[]) FROM at + 1 FOR 4);
      WHEN 4 THEN b := overlay(b PLACING substr(b, at + 1, 1 + fuzz.up_to(12)) FROM 1 + fuzz.up_to(length(b)) FOR 0);
      WHEN 5 THEN b := substr(b, 1, at);
      WHEN 6 THEN b := b || fuzz.one_of(ARRAY['\x00', '\x01', '\x41', '\xff']::bytea[]);
      ELSE IF length(b) > 3 THEN b := set_byte(b, length(b) - 1 - fuzz.up_to(3), fuzz.one_of(ARRAY[0, 1, 3, 4, 7, 127, 128, 255])); END IF;
    END CASE;
  END LOOP;
  RETURN b;
END
$$;
CREATE TABLE fuzz.messages (type regtype, message bytea);
-- The message of a value, as the type's own send function writes it.
CREATE PROCEDURE fuzz.write_messages(folder text) LANGUAGE plpgsql AS $$
DECLARE
  t record;
  v record;
  file constant text := folder || '/out';
  b bytea;
BEGIN
  FOR t IN SELECT * FROM fuzz.types WHERE kind <> 'd' LOOP
    FOR v IN EXECUTE format('SELECT v::text FROM %s WHERE v IS NOT NULL AND length(v::text) < 2000 ORDER BY random() LIMIT 40', t.stored) LOOP
      EXECUTE format('CREATE TEMP TABLE one AS SELECT %L::%s AS v', v.v, t.type);
      EXECUTE format('COPY one TO %L (FORMAT binary)', file);
      DROP TABLE one;
      b := pg_read_binary_file(file);
      INSERT INTO fuzz.messages VALUES (t.type, substr(b, 26, length(b) - 27));
    END LOOP;
  END LOOP;
END
$$;
CALL fuzz.write_messages(:'folder');
CREATE PROCEDURE fuzz.accept_messages(tries int, folder text) LANGUAGE plpgsql AS $$
DECLARE
  t record;
  lob oid;
  message bytea;
  file constant text := folder || '/in';
BEGIN
  FOR t IN SELECT y.*, m.messages FROM fuzz.types y, LATERAL (SELECT array_agg(m.message) AS messages FROM fuzz.messages m WHERE m.type = y.type) m WHERE kind <> 'd' LOOP
    FOR i IN 1 .. tries LOOP
      message := fuzz.mutated(fuzz.one_of(t.messages));
      lob := lo_from_bytea(0, '\x5047434f50590aff0d0a0000000000000000000001' || int4send(length(message)) || message || '\xffff');
      PERFORM lo_export(lob, file), lo_unlink(lob);
      BEGIN
        EXECUTE format('COPY %s FROM %L (FORMAT binary)', t.stored, file);
      EXCEPTION WHEN OTHERS THEN
        INSERT INTO fuzz.refused VALUES (t.type, 'binary', SQLSTATE, SQLERRM, encode(message, 'hex'));
      END;
    END LOOP;
    COMMIT;
  END LOOP;
END
$$;
SELECT setseed(:seed) \g /dev/null
CALL fuzz.accept_messages(:tries, :'folder');

CREATE FUNCTION fuzz.claim(good boolean, claim text, detail text DEFAULT '') RETURNS text LANGUAGE sql AS $$
  SELECT format('%s | %s%s', CASE WHEN good THEN 0 ELSE 1 END, claim, coalesce(nullif(': ' || left(detail, 600), ': '), ''))
$$;
SELECT fuzz.claim(count(*) = 0, 'no input, of text or binary, ends in an internal error',
                  string_agg(format('%s %s %s %s of %L', type, how, sqlstate, message, input), '; '))
FROM fuzz.refused r JOIN fuzz.types t USING (type)
WHERE (sqlstate LIKE 'XX%' OR sqlstate LIKE '58%' OR sqlstate IN ('53200', '57014', '54001'))
  -- PostgreSQL's own multirange_recv asks for the memory of as many ranges as the message says, before it reads one.
  AND NOT (t.kind = 'm' AND how = 'binary' AND message LIKE 'invalid memory alloc request size%');

-- The laws, type by type.
CREATE FUNCTION fuzz.laws(type regtype, stored text, folder text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  n bigint;
  wrong text;
  found record;
BEGIN
  EXECUTE format('CREATE TEMP TABLE sample AS SELECT v FROM (SELECT DISTINCT ON (v::text) v FROM %s WHERE v IS NOT NULL) v ORDER BY random() LIMIT 150', stored);
  EXECUTE 'SELECT count(*) FROM sample' INTO n;
  RETURN NEXT fuzz.claim(n >= CASE WHEN type = 'rag'::regtype THEN 7 ELSE 10 END, format('%s: different values accepted', type), n::text);

  BEGIN
    EXECUTE format('SELECT string_agg(v::text, '' '') FROM sample WHERE v::text::%s::text IS DISTINCT FROM v::text', type) INTO wrong;
  EXCEPTION WHEN OTHERS THEN wrong := SQLERRM;
  END;
  RETURN NEXT fuzz.claim(wrong IS NULL, format('%s: its own output is read as the same value', type), wrong);

  BEGIN
    EXECUTE format('COPY sample TO %L (FORMAT binary)', folder || '/back');
    EXECUTE format('CREATE TEMP TABLE back (v %s)', type);
    EXECUTE format('COPY back FROM %L (FORMAT binary)', folder || '/back');
    EXECUTE 'SELECT string_agg(v, '' '') FROM (SELECT v::text FROM sample EXCEPT SELECT v::text FROM back) d(v)' INTO wrong;
    DROP TABLE back;
  EXCEPTION WHEN OTHERS THEN wrong := SQLERRM;
  END;
  RETURN NEXT fuzz.claim(wrong IS NULL, format('%s: binary output is read as the same value', type), wrong);

  SELECT o.oid, am.amname INTO found FROM pg_opclass o JOIN pg_am am ON am.oid = o.opcmethod AND am.amname = 'btree'
  WHERE o.opcdefault AND (o.opcintype = type OR o.opcintype = CASE (SELECT typtype FROM pg_type t WHERE t.oid = type) WHEN 'r' THEN 'anyrange'::regtype
                          WHEN 'm' THEN 'anymultirange' WHEN 'c' THEN 'record' END);
  IF found.oid IS NOT NULL THEN
    BEGIN
      -- Operators against each other and against the order that sorting gives.
      SELECT string_agg(format('%s / %s', a, b), '; ') INTO wrong FROM fuzz.out_of_order() x(a, b);
    EXCEPTION WHEN OTHERS THEN wrong := SQLERRM;
    END;
    RETURN NEXT fuzz.claim(wrong IS NULL, format('%s: a total order, which sorting follows', type), wrong);
  END IF;

  FOR found IN SELECT h.amproc::regproc AS plain, x.amproc::regproc AS seeded FROM pg_opclass o JOIN pg_am am ON am.oid = o.opcmethod AND am.amname = 'hash'
               JOIN pg_amproc h ON h.amprocfamily = o.opcfamily AND h.amprocnum = 1 AND h.amproclefttype = o.opcintype
               JOIN pg_amproc x ON x.amprocfamily = o.opcfamily AND x.amprocnum = 2 AND x.amproclefttype = o.opcintype
               WHERE o.opcdefault AND o.opcintype = type LOOP
    BEGIN
      EXECUTE format('SELECT string_agg(a.v::text || '' / '' || b.v::text, ''; '') FROM sample a, sample b
                      WHERE a.v = b.v AND (%1$s(a.v) <> %1$s(b.v) OR %2$s(a.v, 77) <> %2$s(b.v, 77))
                         OR a.v::text = b.v::text AND (%2$s(a.v, 0) & 4294967295) <> (%1$s(a.v)::bigint & 4294967295)', found.plain, found.seeded) INTO wrong;
    EXCEPTION WHEN OTHERS THEN wrong := SQLERRM;
    END;
    RETURN NEXT fuzz.claim(wrong IS NULL, format('%s: equal values hash alike, and the seed 0 is no seed', type), wrong);
  END LOOP;
  DROP TABLE sample;
END
$$;
CREATE FUNCTION fuzz.out_of_order() RETURNS TABLE (a text, b text) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE 'WITH s AS (SELECT v, rank() OVER (ORDER BY v) AS place FROM sample)
    SELECT a.v::text, b.v::text FROM s a, s b
    WHERE (a.v < b.v) <> (a.place < b.place) OR (a.v = b.v) <> (a.place = b.place) OR (a.v > b.v) <> (a.place > b.place)
       OR (a.v <= b.v) <> (a.place <= b.place) OR (a.v >= b.v) <> (a.place >= b.place) OR (a.v <> b.v) <> (a.place <> b.place) LIMIT 5';
END
$$;
SELECT l FROM fuzz.types t, fuzz.laws(t.type, t.stored, :'folder') l WHERE t.kind <> 'd';
SELECT fuzz.claim(count(*) FILTER (WHERE how = 'text') > 0 AND count(*) FILTER (WHERE how = 'binary') > 0, 'refused',
                  format('%s texts, %s messages', count(*) FILTER (WHERE how = 'text'), count(*) FILTER (WHERE how = 'binary'))) FROM fuzz.refused;
