-- Values to call with: texts of every type that our functions take, more of them by mutation, and random expressions out of them.
-- Everything random comes from setseed, so a seed repeats a run.
SET client_min_messages = error;
CREATE SCHEMA fuzz;
COMMENT ON SCHEMA fuzz IS 'Random calls of all that SQL reaches of the extension.';
CREATE FUNCTION fuzz.one_of(anyarray) RETURNS anyelement LANGUAGE sql VOLATILE AS $$ SELECT $1[1 + floor(random() * cardinality($1))::int] $$;
CREATE FUNCTION fuzz.up_to(n int) RETURNS int LANGUAGE sql VOLATILE AS $$ SELECT floor(random() * (n + 1))::int $$;

-- What belongs to the extension, by the catalogue.
CREATE FUNCTION fuzz.members(catalogue regclass) RETURNS SETOF oid LANGUAGE sql STABLE AS $$
  SELECT d.objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'golden_thread'
  WHERE d.deptype = 'e' AND d.classid = $1 AND d.refclassid = 'pg_extension'::regclass
$$;

CREATE TABLE fuzz.texts (type regtype NOT NULL, value text NOT NULL, UNIQUE (type, value));
-- texts(TYPE, VALUE, ...)
CREATE PROCEDURE fuzz.have(type regtype, VARIADIC texts text[]) LANGUAGE sql AS $$
  INSERT INTO fuzz.texts SELECT $1, t FROM unnest($2) t ON CONFLICT DO NOTHING
$$;
CALL fuzz.have('bool', 'true', 'false');
CALL fuzz.have('int2', '0', '1', '-1', '4', '9', '12', '13', '32767', '-32768');
CALL fuzz.have('int4', '0', '1', '-1', '2', '3', '4', '5', '7', '10', '12', '13', '100', '2025', '9999', '10000', '2147483647', '-2147483648');
CALL fuzz.have('int8', '0', '1', '-1', '2', '3', '4', '5', '7', '10', '12', '2025', '9999', '10000', '2147483648', '4294967296',
               '9223372036854775807', '-9223372036854775808', '9223372036854775806');
CALL fuzz.have('oid', '0', '1', '26', '4294967295', '1259');
CALL fuzz.have('numeric', '0', '1', '-1', '0.5', '-0.25', '100', '99.995', '1e130', '-1e-130', 'NaN', 'Infinity', '-Infinity', '1e131071');
CALL fuzz.have('float8', '0', '-0', '1.5', '1e308', 'NaN', 'Infinity', '-Infinity');
CALL fuzz.have('date', '2025-04-01', '2025-03-31', '2024-02-29', '0001-01-01', '4713-01-01 BC', '5874897-12-31', 'infinity', '-infinity', '9999-12-31', '1999-12-31');
CALL fuzz.have('timestamp', '2025-04-01 00:00', '2025-03-31 23:59:59.999999', '294276-12-31', '4713-01-01 BC', 'infinity', '-infinity');
CALL fuzz.have('timestamptz', '2025-04-01 00:00+00', '2025-03-31 23:30-12', '294276-12-31 UTC', '4713-01-01 UTC BC', 'infinity', '-infinity');
CALL fuzz.have('interval', '1 day', '-3 months', '178000000 years', '0');
CALL fuzz.have('jsonb', '{}', '[]', 'null', '1', '{"a": [1, null, "x"]}', '{"R": 1, "A": 2}', '[["a", "b"], [null, "a"]]', '{"edges": [[1, 2]]}');
CALL fuzz.have('bytea', '', '\x00', '\xff00ff', '\x01000000');
CALL fuzz.have('char', '', 'x', '\377');
CALL fuzz.have('text', '', ' ', 'R', 'amber', 'Off track – with major issues (R)', 'В', 'Q1 2025/26', '2025-26', 'FY2026 Q1', 'A1.1.1', 'LGOF 3.1', '1.10',
               'March 2026', 'Q4 2026/27', '31.10.24', 'From June 2024', 'Mar-26', 'December 24', 'total', 'rated', 'live', 'worst', 'average', 'majority',
               'threshold', 'higher', 'lower', 'absolute', 'percent', 'a,b,"c ""d"""', E'a\tb\n"c\nd"\te', E'\r\n', ';', ',', E'\t', '%', '\', '''', '"', '<a href="x">&',
               'FMQ', 'Q YYYY', '"Q"q YYYY/YY', 'council', 'public', 'pg_catalog', 'x;DROP TABLE y', E'\u200b\u00a0', '=1+1', '{a,b}', 'a|b', '🟢 on target');
CALL fuzz.have('varchar', 'R', '', 'Q1 2025/26', 'A1.1');
CALL fuzz.have('bpchar', 'R', '', 'Q1 2025/26', 'A1.1');
CALL fuzz.have('rag', 'B', 'S', 'G', 'AG', 'A', 'AR', 'R', 'amber', 'Off track – with major issues (R)');
CALL fuzz.have('rag_tally', '0', 'R17 A3 G2 B51', '?7', 'R1', 'R9223372036854775807', '?9223372036854775807', 'AR1 AG2 S3', 'B1', 'S1', 'G1');
CALL fuzz.have('quarter', 'Q1 2025/26', 'Q4 1999/00', 'Q1 2025', 'Q1 2025/26 (Oct)', 'Q1 0001/02', 'Q4 9999/00', 'Q4 9999', 'Q1 0001', 'Q3 2025/26 (Feb)', 'Q2 2025/26');
CALL fuzz.have('plan_code', 'A1.1.1', '1.6', 'A1', 'LGOF 3.1', 'P2.8', '1', 'A', '2147483647', 'ABCDEFGH 1.2.3', '1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16', '1.10', '1.9');
CALL fuzz.have('linkage', '{}', '{1}', '{2>1}', '{2>1,3>1,4>2,4>3}', '{1>2,2>1}', '{1>1}', '{9223372036854775807>-9223372036854775808}');
CALL fuzz.have('linkage_text', '{}', '{a}', '{b>a}', '{b>a,c>a,d>b,d>c}', '{a>b,b>a}', '{a>a}', '{"x > y">"q""q"}');
CALL fuzz.have('plan_ref', '1', '0', '-5', 'A plan', '9223372036854775807', 'Delivery plan 2025/26', '');
CALL fuzz.have('regclass', 'pg_class', 'fuzz.texts', '0', 'fuzz.links', 'fuzz.ratings', 'fuzz.live', '4294967295');
CALL fuzz.have('regtype', 'int4', 'rag', '0');
CALL fuzz.have('name', 'x', '');

-- Tables for a live rollup, and one.
CREATE TABLE fuzz.links (child bigint, parent bigint, node bigint, item bigint, PRIMARY KEY (item, node));
CREATE TABLE fuzz.ratings (item bigint, quarter quarter, rating rag, PRIMARY KEY (item, quarter));
INSERT INTO fuzz.links SELECT i % 7, i % 3, i % 5, i FROM generate_series(1, 40) i;
INSERT INTO fuzz.ratings SELECT i, 'Q1 2025/26', (ARRAY['R', 'A', 'G', NULL])[1 + i % 4]::rag FROM generate_series(1, 40) i;
SELECT create_live_rollup('live', item_links => 'fuzz.links', ratings => 'fuzz.ratings', node_links => 'fuzz.links', schema => 'fuzz');

-- A text changed at a few places, by signs that the inputs know and some they do not.
CREATE FUNCTION fuzz.mutated(t text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  signs constant text[] := regexp_split_to_array(E'0123456789QqRAGBS/.-–, (){}[]>"\\''?\t\n&%abzАВС🟢٣\u00a0\u200b', '');
  at int;
BEGIN
  FOR i IN 0 .. fuzz.up_to(2) LOOP
    at := 1 + fuzz.up_to(length(t));
    CASE fuzz.up_to(5)
      WHEN 0 THEN t := overlay(t PLACING '' FROM at FOR 1);
      WHEN 1 THEN t := overlay(t PLACING fuzz.one_of(signs) FROM at FOR 1);
      WHEN 2 THEN t := overlay(t PLACING repeat(substr(t, at, 1 + fuzz.up_to(3)), 1 + fuzz.up_to(3)) FROM at FOR 0);
      WHEN 3 THEN t := overlay(t PLACING fuzz.one_of(ARRAY['99999999999999999999', '2147483648', '00', '-1', '1e9', ' ', '9999']) FROM at FOR fuzz.up_to(2));
      ELSE t := overlay(t PLACING fuzz.one_of(signs) FROM at FOR 0);
    END CASE;
  END LOOP;
  RETURN t;
END
$$;

-- Our types that have values: each has a table fuzz."values of T" of what was accepted of it, by text and by binary.
CREATE TABLE fuzz.types AS
  SELECT t.oid::regtype AS type, format('fuzz.%I', 'values of ' || t.typname) AS stored, t.typtype AS kind
  FROM pg_type t WHERE (t.oid IN (SELECT m FROM fuzz.members('pg_type') m) OR t.oid IN (SELECT r.rngmultitypid FROM pg_range r WHERE r.rngtypid IN (SELECT m FROM fuzz.members('pg_type') m)))
    AND t.typtype IN ('b', 'r', 'm', 'c', 'd') AND t.typcategory <> 'A' ORDER BY t.typname;
SELECT format('CREATE TABLE %s (v %s)', stored, type) FROM fuzz.types \gexec

-- An expression of that type: NULL, one of its texts, or made of its parts.
CREATE FUNCTION fuzz.expression(type regtype, depth int DEFAULT 0) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  t pg_type;
  r pg_range;
  chosen text;
BEGIN
  SELECT * INTO t FROM pg_type p WHERE p.oid = type;
  IF t.typtype = 'p' AND t.typname NOT IN ('cstring', 'record', 'void') THEN
    RAISE EXCEPTION 'no value of pseudo-type %', type;
  END IF;
  IF random() < 0.06 THEN RETURN format('NULL::%s', type); END IF;
  IF t.typname IN ('cstring', 'record') THEN
    RETURN CASE t.typname WHEN 'cstring' THEN fuzz.expression('text', 1) || '::cstring' ELSE format('ROW(%s, %s)', fuzz.expression('int4', 1), fuzz.expression('text', 1)) END;
  ELSIF t.typcategory = 'A' AND t.typelem <> 0 THEN
    RETURN format('ARRAY[%s]::%s', (SELECT string_agg(fuzz.expression(t.typelem, depth + 1), ', ') FROM generate_series(1, fuzz.up_to(4))), type);
  ELSIF t.typtype = 'd' THEN
    RETURN format('%s::%s', fuzz.expression(t.typbasetype, depth + 1), type);
  ELSIF t.typtype = 'r' AND random() < 0.8 THEN
    SELECT * INTO r FROM pg_range p WHERE p.rngtypid = t.oid;
    RETURN format('%s(%s, %s, %L)', type, fuzz.expression(r.rngsubtype, depth + 1), fuzz.expression(r.rngsubtype, depth + 1), fuzz.one_of(ARRAY['[)', '[]', '(]', '()']));
  ELSIF t.typtype = 'm' THEN
    SELECT * INTO r FROM pg_range p WHERE p.rngmultitypid = t.oid;
    RETURN format('%s(%s)', type, (SELECT string_agg(fuzz.expression(r.rngtypid, depth + 1), ', ') FROM generate_series(1, fuzz.up_to(3))));
  ELSIF t.typtype = 'c' THEN
    RETURN format('ROW(%s)::%s', (SELECT string_agg(fuzz.expression(a.atttypid, depth + 1), ', ' ORDER BY a.attnum)
                                  FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), type);
  ELSIF t.typtype = 'r' THEN
    RETURN format('%L::%s', fuzz.one_of(ARRAY['empty', '(,)']), type);
  END IF;
  SELECT fuzz.one_of(x.texts) INTO chosen FROM fuzz.pools x WHERE x.type = t.oid;
  IF chosen IS NULL THEN
    RAISE EXCEPTION 'no texts of type %: add some to test/serverfuzz/values.sql', type;
  END IF;
  IF t.oid = 'text'::regtype AND random() < 0.3 THEN chosen := fuzz.mutated(chosen); END IF;
  RETURN format('%L::%s', chosen, type);
END
$$;

-- The texts to choose from, at most a few hundred of a type; to be filled anew after some were added.
CREATE TABLE fuzz.pools (type regtype PRIMARY KEY, texts text[]);
CREATE PROCEDURE fuzz.fill_pools() LANGUAGE sql AS $$
  DELETE FROM fuzz.pools;
  INSERT INTO fuzz.pools SELECT t.type, array_agg(t.value ORDER BY t.value) FROM (SELECT type, value, row_number() OVER (PARTITION BY type ORDER BY md5(value)) AS n FROM fuzz.texts) t
    WHERE t.n <= 200 OR t.type = 'text'::regtype GROUP BY t.type;
$$;
CALL fuzz.fill_pools();
