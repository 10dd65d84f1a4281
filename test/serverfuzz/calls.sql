-- Statements that call everything, for \gexec: nothing here runs them.
SET client_min_messages = error;
-- A type for each polymorphic parameter of one call; the others stay.
CREATE FUNCTION fuzz.concrete(types oid[]) RETURNS oid[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  -- A number too often would hide what happens to others.
  element constant regtype := fuzz.one_of(ARRAY['int4', 'int8', 'text', 'rag', 'quarter', 'plan_code', 'numeric', 'date', 'linkage']::regtype[]);
BEGIN
  RETURN ARRAY(SELECT CASE t::regtype::text
      WHEN 'anyelement' THEN element WHEN 'anynonarray' THEN element WHEN 'anycompatible' THEN element WHEN '"any"' THEN element
      WHEN 'anyarray' THEN (SELECT typarray FROM pg_type p WHERE p.oid = element) WHEN 'anycompatiblearray' THEN (SELECT typarray FROM pg_type p WHERE p.oid = element)
      WHEN 'anyrange' THEN 'quarterrange'::regtype WHEN 'anymultirange' THEN 'quartermultirange'::regtype
      ELSE t END FROM unnest(types) WITH ORDINALITY u(t, n) ORDER BY n);
END
$$;
CREATE FUNCTION fuzz.arguments(p pg_proc) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  types constant oid[] := fuzz.concrete(p.proargtypes::oid[]);
  n constant int := p.pronargs - CASE WHEN random() < 0.3 THEN fuzz.up_to(p.pronargdefaults) ELSE 0 END;
BEGIN
  RETURN (SELECT coalesce(string_agg(CASE WHEN p.provariadic <> 0 AND i = p.pronargs THEN 'VARIADIC ' ELSE '' END || fuzz.expression(types[i]), ', ' ORDER BY i), '')
          FROM generate_series(1, n) i);
END
$$;
CREATE FUNCTION fuzz.call(p pg_proc) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  call constant text := format('%s.%I(%s)', p.pronamespace::regnamespace, p.proname, fuzz.arguments(p));
BEGIN
  RETURN CASE
    WHEN p.prokind = 'p' THEN 'CALL ' || call
    WHEN p.proretset AND random() < 0.8 THEN format('SELECT count(*), md5(string_agg(r::text, '','')) FROM %s AS r', call)
    WHEN p.proretset THEN format('SELECT count(*) FROM (SELECT (%s)::text OFFSET 0) AS r', call)
    ELSE format('SELECT (%s)::text', call) END;
END
$$;
-- Over no rows, over a few, in groups and in moving windows.
CREATE FUNCTION fuzz.aggregate_call(p pg_proc) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  types constant oid[] := fuzz.concrete(p.proargtypes::oid[]);
  n constant int := p.pronargs - CASE WHEN random() < 0.3 THEN fuzz.up_to(p.pronargdefaults) ELSE 0 END;
  same text[];
  list constant text := (SELECT string_agg('x' || i, ', ') FROM generate_series(1, n) i);
  row_list text;
  shape constant int := fuzz.up_to(5);
BEGIN
  -- An option of an aggregate must be the same in every row: a column is, every other time.
  same := ARRAY(SELECT CASE WHEN random() < 0.5 AND i > 2 THEN fuzz.expression(types[i]) END FROM generate_series(1, n) i);
  row_list := (SELECT string_agg(format('(%s, %s)', r, (SELECT string_agg(coalesce(same[i], fuzz.expression(types[i])), ', ' ORDER BY i) FROM generate_series(1, n) i)), ', ')
               FROM generate_series(1, 1 + fuzz.up_to(7)) r);
  RETURN format('SELECT md5(string_agg(a, '','')) FROM (SELECT (%s.%I(%s)%s)::text AS a FROM (VALUES %s) v(n, %s)%s) w', p.pronamespace::regnamespace, p.proname,
                CASE shape WHEN 1 THEN 'DISTINCT ' ELSE '' END || list || CASE shape WHEN 2 THEN ' ORDER BY n DESC' ELSE '' END,
                CASE shape WHEN 3 THEN ' OVER (ORDER BY n ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING)' WHEN 4 THEN ' FILTER (WHERE n % 2 = 0)' ELSE '' END,
                row_list, list, CASE shape WHEN 0 THEN ' GROUP BY n % 3' WHEN 5 THEN ' WHERE n > 100' ELSE '' END);
END
$$;
CREATE FUNCTION fuzz.operator_call(o pg_operator) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  types constant oid[] := fuzz.concrete(ARRAY[o.oprleft, o.oprright]::oid[]);
  sign constant text := format('OPERATOR(%s.%s)', o.oprnamespace::regnamespace, o.oprname);
  stored constant text := (SELECT t.stored FROM fuzz.types t WHERE t.type = types[1]);
BEGIN
  IF stored IS NOT NULL AND o.oprresult = 'bool'::regtype AND random() < 0.4 THEN
    RETURN CASE WHEN random() < 0.6 THEN format('SELECT count(*) FROM %s t WHERE t.v %s %s', stored, sign, fuzz.expression(types[2]))
                ELSE format('SELECT count(*) FROM (SELECT * FROM %s LIMIT 30) t JOIN (VALUES (%s), (%s)) u(v) ON t.v %s u.v', stored, fuzz.expression(types[2]), fuzz.expression(types[2]), sign) END;
  END IF;
  RETURN format('SELECT (%s %s %s)::text', CASE WHEN o.oprleft = 0 THEN '' ELSE fuzz.expression(types[1]) END, sign, fuzz.expression(types[2]));
END
$$;

-- What SQL can call: what takes or gives "internal" or is a trigger it cannot.
CREATE FUNCTION fuzz.functions(aggregates boolean) RETURNS SETOF pg_proc LANGUAGE sql STABLE AS $$
  SELECT p.* FROM pg_proc p
  WHERE (p.oid IN (SELECT m FROM fuzz.members('pg_proc') m) OR p.pronamespace = to_regnamespace('council')) AND (p.prokind = 'a') = aggregates
    AND 'internal'::regtype <> ALL (p.proargtypes::oid[]) AND p.prorettype NOT IN ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype)
  ORDER BY p.oid::regprocedure::text COLLATE "C"
$$;
-- What changes something is undone; it takes longer, and is called less often.
CREATE FUNCTION fuzz.statements(what text, seed float, times int) RETURNS SETOF text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  p pg_proc;
  o pg_operator;
  c record;
BEGIN
  PERFORM setseed(seed);
  IF what = 'functions' THEN
    FOR p IN SELECT * FROM fuzz.functions(false) LOOP
      FOR i IN 1 .. CASE WHEN p.provolatile = 'v' THEN greatest(times / 12, 2) WHEN p.pronamespace = to_regnamespace('council') THEN greatest(times / 6, 3) WHEN p.pronargs = 0 THEN 1 ELSE times END LOOP
        IF p.provolatile = 'v' THEN
          RETURN NEXT 'BEGIN';
          RETURN NEXT fuzz.call(p);
          RETURN NEXT 'ROLLBACK';
        ELSE
          RETURN NEXT fuzz.call(p);
        END IF;
      END LOOP;
    END LOOP;
  ELSE
    FOR p IN SELECT * FROM fuzz.functions(true) LOOP
      FOR i IN 1 .. times LOOP RETURN NEXT fuzz.aggregate_call(p); END LOOP;
    END LOOP;
    FOR o IN SELECT * FROM pg_operator r WHERE r.oid IN (SELECT m FROM fuzz.members('pg_operator') m) ORDER BY r.oid::regoperator::text COLLATE "C" LOOP
      FOR i IN 1 .. times LOOP RETURN NEXT fuzz.operator_call(o); END LOOP;
    END LOOP;
    FOR c IN SELECT s.castsource, s.casttarget FROM pg_cast s WHERE s.oid IN (SELECT m FROM fuzz.members('pg_cast') m) ORDER BY s.castsource::regtype::text, s.casttarget::regtype::text LOOP
      FOR i IN 1 .. times LOOP RETURN NEXT format('SELECT ((%s)::%s)::text', fuzz.expression(c.castsource), c.casttarget::regtype); END LOOP;
    END LOOP;
  END IF;
END
$$;
