-- Overloads of every variadic and polymorphic function of the server that a body of the extension or of a register names, planted in the
-- extension's schema with types that match better: none is called.  Operators, and functions of other types than those of a call, are in
-- planted_operators.sql: calls do not name whose are meant, and no register is made beside those of others.  Run from the top folder.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
DROP EXTENSION IF EXISTS golden_thread CASCADE;
SELECT plan(10);

-- What the bodies name, by the catalogue, so that a new call cannot be forgotten.
CREATE SCHEMA gt_planted;
CREATE EXTENSION golden_thread SCHEMA gt_planted;
SELECT gt_planted.create_register('council');
CREATE TEMP TABLE named AS
  WITH word AS (
    SELECT DISTINCT w.word[1] AS word
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
      CROSS JOIN LATERAL regexp_matches(CASE l.lanname WHEN 'c' THEN '' WHEN 'internal' THEN '' ELSE pg_get_functiondef(p.oid) END,
                                        '\m([a-z_0-9]+)\M', 'g') AS w (word)
    WHERE p.prokind <> 'a' AND p.pronamespace IN ('gt_planted'::regnamespace, 'council'::regnamespace, 'council_bi'::regnamespace)
    UNION
    SELECT w.word[1] FROM pg_class c CROSS JOIN LATERAL regexp_matches(pg_get_viewdef(c.oid), '\m([a-z_0-9]+)\M', 'g') AS w (word)
    WHERE c.relkind = 'v' AND c.relnamespace IN ('gt_planted'::regnamespace, 'council'::regnamespace, 'council_bi'::regnamespace))
  SELECT p.oid, p.proname::text AS name, p.proargtypes::oid[] AS arguments, p.provariadic <> 0 AS is_variadic, p.proretset, p.prorettype
  FROM pg_proc p JOIN word w ON w.word = p.proname
  WHERE p.pronamespace = 'pg_catalog'::regnamespace
    AND (p.provariadic <> 0 OR EXISTS (SELECT FROM unnest(p.proargtypes) a WHERE a::regtype::text ~ '^"?any'))
    -- The support functions of polymorphic types are no calls.
    AND p.proname !~ '^(array|any|range|multirange)\w*_(in|out|send|recv|eq|ne|lt|gt|le|ge|cmp)$';
SELECT cmp_ok((SELECT count(DISTINCT name) FROM named), '>=', 30::bigint, 'bodies name variadic and polymorphic functions');
SELECT is((SELECT array_agg(f) FROM unnest('{format,unnest,concat_ws,count,array_agg,num_nonnulls,jsonb_build_object,lead}'::text[]) f
           WHERE f NOT IN (SELECT name FROM named)), NULL, 'those that everybody knows among them');
SELECT gt_planted.drop_register('council', 'council');
DROP EXTENSION golden_thread CASCADE;
DROP SCHEMA gt_planted CASCADE;

-- fitted(type, element): a type of a declaration, for that element.
CREATE FUNCTION public.fitted(declared regtype, element regtype) RETURNS regtype LANGUAGE sql STABLE AS $$
  SELECT CASE
      WHEN declared::text IN ('anyarray', 'anycompatiblearray') THEN (SELECT nullif(t.typarray, 0) FROM pg_type t WHERE t.oid = element)
      WHEN declared::text IN ('anyrange', 'anycompatiblerange')
        THEN (SELECT r.rngtypid FROM pg_range r WHERE r.rngsubtype = element LIMIT 1)
      WHEN declared::text IN ('anymultirange', 'anycompatiblemultirange')
        THEN (SELECT r.rngmultitypid FROM pg_range r WHERE r.rngsubtype = element LIMIT 1)
      WHEN declared::text ~ '^"?any' THEN element
      ELSE declared END::regtype
$$;

-- plant(): what could match better than named functions, for elements of the server's types and of ours; how many.
CREATE FUNCTION public.plant(elements regtype[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  planted bigint := 0;
  wanted record;
BEGIN
  FOR wanted IN
    WITH fit AS (
      SELECT n.*, e.element, (SELECT array_agg(public.fitted(a.declared, e.element) ORDER BY a.place)
                              FROM unnest(n.arguments) WITH ORDINALITY AS a (declared, place)) AS fitting
      FROM named n CROSS JOIN unnest(elements) AS e (element)
    ), shape AS (
      SELECT f.*, f.fitting::text[] AS types, '' AS mode FROM fit f
      UNION ALL SELECT f.*, f.fitting::text[] || f.element::text, '' FROM fit f WHERE f.is_variadic
      UNION ALL SELECT f.*, f.fitting::text[] || ARRAY[f.element::text, f.element::text], '' FROM fit f WHERE f.is_variadic
      UNION ALL SELECT f.*, f.fitting::text[] || 'text'::text, '' FROM fit f WHERE f.is_variadic
      UNION ALL SELECT f.*, f.fitting[:cardinality(f.fitting) - 1]::text[] || (f.element::text || '[]'), 'VARIADIC ' FROM fit f
                WHERE f.is_variadic
    )
    SELECT DISTINCT ON (s.name, s.types) s.name, s.types, s.mode, s.proretset,
           public.fitted(s.prorettype, s.element) AS answer
    FROM shape s WHERE array_position(s.types, NULL) IS NULL AND cardinality(s.types) > 0 ORDER BY s.name, s.types, s.mode DESC
  LOOP
    CONTINUE WHEN wanted.answer IS NULL OR to_regprocedure(format('pg_catalog.%I(%s)', wanted.name, array_to_string(wanted.types, ', ')))
                  IS NOT NULL OR to_regprocedure(format('gt_planted.%I(%s)', wanted.name, array_to_string(wanted.types, ', '))) IS NOT NULL;
    EXECUTE format('CREATE FUNCTION gt_planted.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', wanted.name,
                   array_to_string(wanted.types[:cardinality(wanted.types) - 1]
                                   || (wanted.mode || wanted.types[cardinality(wanted.types)]), ', '),
                   CASE WHEN wanted.proretset THEN 'SETOF ' ELSE '' END || CASE wanted.answer::text WHEN 'record' THEN 'jsonb' ELSE
                   wanted.answer::text END,
                   format($body$BEGIN RAISE EXCEPTION 'planted overload called: %%', %L; END$body$,
                          wanted.name || '(' || array_to_string(wanted.types, ', ') || ')'));
    planted := planted + 1;
  END LOOP;
  INSERT INTO planted_functions SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'gt_planted'::regnamespace
    AND p.prosrc LIKE '%planted overload called%' ON CONFLICT DO NOTHING;
  RETURN planted;
END
$$;
CREATE TEMP TABLE planted_functions (function oid PRIMARY KEY);
GRANT SELECT ON planted_functions TO PUBLIC;
CREATE TEMP VIEW bound AS
  SELECT pg_describe_object(d.classid, d.objid, d.objsubid) || ' stands on ' || f.function::regprocedure AS what
  FROM pg_depend d JOIN planted_functions f ON f.function = d.refobjid
  WHERE d.refclassid = 'pg_proc'::regclass
    AND NOT (d.classid = 'pg_proc'::regclass AND d.objid IN (SELECT function FROM planted_functions));
GRANT SELECT ON bound TO PUBLIC;
CREATE TEMP TABLE server_types AS SELECT '{text,varchar,name,"\"char\"",boolean,smallint,integer,bigint,numeric,double precision,date,
  timestamp,timestamptz,interval,uuid,json,jsonb,oid,regclass,bytea,xml,text[],integer[],daterange,int8range}'::regtype[] AS types;

-- everything(): what a register answers, with no argument but those that have a default.
CREATE FUNCTION public.everything() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  asked record;
  answered integer := 0;
BEGIN
  FOR asked IN
    SELECT format('%s', c.oid::regclass) AS what FROM pg_class c
    WHERE c.relkind = 'v' AND c.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace)
    UNION ALL
    SELECT format('council.%I(%s)', p.proname, (SELECT string_agg(
             CASE WHEN a.given > p.pronargs - p.pronargdefaults THEN NULL
                  WHEN t.typname = 'date' THEN '''2025-09-30''::date' WHEN t.typname = 'timestamptz' THEN '''2026-01-01''::timestamptz'
                  WHEN t.typname = 'quarter' THEN '''Q2 2025/26''::gt_planted.quarter'
                  WHEN t.typname = 'plan_ref' THEN '''Delivery Plan 2025/26''::gt_planted.plan_ref'
                  ELSE format('NULL::%s', a.type::regtype) END, ', ' ORDER BY a.given)
             FROM unnest(p.proargtypes) WITH ORDINALITY AS a (type, given) JOIN pg_type t ON t.oid = a.type))
    FROM pg_proc p WHERE p.pronamespace = 'council'::regnamespace AND p.prokind = 'f' AND p.provolatile <> 'v'
      AND p.prorettype <> 'trigger'::regtype AND p.oid NOT IN (SELECT function FROM planted_functions)
  LOOP
    BEGIN
      EXECUTE 'SELECT count(*) FROM (SELECT x::text FROM ' || asked.what || ' x) y';
      answered := answered + 1;
    EXCEPTION WHEN OTHERS THEN
      -- A refusal of arguments is an answer; a planted function, or what its type spoils, is not.
      IF SQLERRM ~ ('planted|^(function|operator|column|type|aggregate) .* does not exist|is not unique|'
                    'cannot be matched|not an aggregate|a window function') THEN
        RETURN NEXT asked.what || ': ' || SQLERRM;
      END IF;
    END;
  END LOOP;
  IF answered < 250 THEN
    RETURN NEXT 'only ' || answered || ' were answered';
  END IF;
END
$$;

CREATE ROLE gt_planted_owner;
SELECT format('GRANT CREATE ON DATABASE %I TO gt_planted_owner', current_database()) \gexec
CREATE ROLE gt_planted_reader;

-- Before CREATE EXTENSION.
CREATE SCHEMA gt_planted;
GRANT USAGE ON SCHEMA gt_planted TO PUBLIC;
SELECT cmp_ok(public.plant(types), '>', 1000::bigint, 'planted before CREATE EXTENSION') FROM server_types;
CREATE FUNCTION public.trapped() RETURNS text LANGUAGE plpgsql SET search_path = gt_planted, pg_temp AS $$
BEGIN
  RETURN format('%s', 'x'::text);
END
$$;
SELECT throws_ok('SELECT public.trapped()', 'P0001', 'planted overload called: format(text, text)', 'and would be called');
CREATE EXTENSION golden_thread SCHEMA gt_planted;
SELECT is_empty('SELECT * FROM bound', 'nothing of the extension stands on a planted function');
\i test/fixture/planted_register.sql
SELECT is_empty('SELECT * FROM bound', 'nor anything of a register');
SELECT is_empty('SELECT * FROM public.everything()', 'and no report calls one');

-- And after it, on its own types too.
SET LOCAL ROLE gt_planted_owner;
SELECT gt_planted.drop_register('council', 'council') \g /dev/null
RESET ROLE;
SELECT cmp_ok(public.plant((SELECT array_agg(t.oid::regtype) FROM pg_type t JOIN pg_depend d ON d.objid = t.oid AND d.deptype = 'e'
    JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'golden_thread'
    WHERE d.classid = 'pg_type'::regclass AND t.typtype IN ('b', 'd')
      AND t.typelem = 0)), '>', 500::bigint, 'planted after CREATE EXTENSION');
\i test/fixture/planted_register.sql
SELECT is_empty('SELECT * FROM bound', 'nothing of a register stands on a planted function');
SELECT is_empty('SELECT * FROM public.everything()', 'and no report calls one');

SELECT * FROM finish();
ROLLBACK;
