-- From every released version, direct and step by step, ALTER EXTENSION UPDATE gives the catalogue of a fresh install; and
-- the snapshot that says so sees what an upgrade script is apt to lose.
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
\i test/upgrade/snapshot.sql
SELECT * FROM no_plan();

CREATE TEMP TABLE fresh (line text);
CREATE TEMP TABLE upgraded (path text, line text);
CREATE EXTENSION golden_thread;
INSERT INTO fresh SELECT line FROM pg_temp.extension_snapshot();
SELECT cmp_ok(count(*), '>', 500::bigint, 'a fresh install has a snapshot to compare with') FROM fresh;

-- The gate itself: each of these slips must show.
CREATE FUNCTION pg_temp.shows(slip text) RETURNS boolean LANGUAGE plpgsql AS $body$
DECLARE
  seen boolean;
BEGIN
  BEGIN
    EXECUTE slip;
    seen := EXISTS (SELECT line FROM pg_temp.extension_snapshot() EXCEPT SELECT line FROM fresh)
            OR EXISTS (SELECT line FROM fresh EXCEPT SELECT line FROM pg_temp.extension_snapshot());
    RAISE EXCEPTION USING ERRCODE = 'GT001', MESSAGE = seen::text;
  EXCEPTION WHEN SQLSTATE 'GT001' THEN
    RETURN SQLERRM::boolean;
  END;
END
$body$;
SELECT ok(pg_temp.shows(slip), 'the snapshot sees: ' || slip) FROM (VALUES
  ('ALTER FUNCTION label(rag) CALLED ON NULL INPUT'),
  ('ALTER FUNCTION label(rag) PARALLEL UNSAFE'),
  ('ALTER FUNCTION label(rag) STABLE'),
  ('ALTER FUNCTION rag_lt(rag, rag) NOT LEAKPROOF'),
  ('ALTER FUNCTION label(rag) COST 77'),
  ('ALTER FUNCTION registers() RESET ALL'),
  ('REVOKE EXECUTE ON FUNCTION label(rag) FROM PUBLIC'),
  ('COMMENT ON FUNCTION label(rag) IS NULL'),
  ('COMMENT ON OPERATOR < (rag, rag) IS NULL'),
  ('COMMENT ON TYPE rag IS ''other'''),
  ('ALTER OPERATOR < (rag, rag) SET (RESTRICT = scalargtsel)'),
  ('ALTER TYPE rag SET (RECEIVE = NONE)'),
  ('ALTER EXTENSION golden_thread DROP FUNCTION label(rag)'),
  ('UPDATE pg_aggregate SET aggcombinefn = 0 WHERE aggfnoid = ''tally(rag)''::regprocedure'),
  ('UPDATE pg_cast SET castcontext = ''i'' WHERE casttarget = ''rag''::regtype AND castsource = ''text''::regtype'),
  ('UPDATE pg_proc SET prosupport = 0 WHERE oid = (SELECT oprcode FROM pg_operator WHERE oid = ''<@(plan_code,plan_code)''::regoperator)'),
  ('UPDATE pg_proc SET prosrc = ''other_symbol'' WHERE oid = ''label(rag)''::regprocedure')
) AS slips (slip);
DROP EXTENSION golden_thread;

-- Every path there is: direct, and through every version in between.
-- Each is undone, and with it its locks.
CREATE FUNCTION pg_temp.walk(path text) RETURNS SETOF text LANGUAGE plpgsql AS $body$
DECLARE
  versions text[] := string_to_array(path, '--');
  lines text[];
BEGIN
  EXECUTE format('CREATE EXTENSION golden_thread VERSION %L', versions[1]);
  FOR i IN 2 .. cardinality(versions) LOOP
    EXECUTE format('ALTER EXTENSION golden_thread UPDATE TO %L', versions[i]);
  END LOOP;
  lines := ARRAY(SELECT line FROM pg_temp.extension_snapshot());
  RAISE EXCEPTION USING ERRCODE = 'GT001';
EXCEPTION WHEN SQLSTATE 'GT001' THEN
  RETURN QUERY SELECT unnest(lines);
END
$body$;
CREATE TEMP TABLE paths AS
  SELECT string_agg(v.version, '--' ORDER BY string_to_array(v.version, '.')::integer[]) AS path
  FROM pg_available_extension_versions v WHERE v.name = 'golden_thread'
  UNION
  SELECT DISTINCT p.path
  FROM pg_extension_update_paths('golden_thread') p, pg_available_extensions a
  WHERE a.name = 'golden_thread' AND p.target = a.default_version AND p.path IS NOT NULL
  UNION
  SELECT p.source || '--' || p.target FROM pg_extension_update_paths('golden_thread') p, pg_available_extensions a
  WHERE a.name = 'golden_thread' AND p.target = a.default_version AND p.path IS NOT NULL;
INSERT INTO upgraded SELECT path, pg_temp.walk(path) FROM paths \g /dev/null
SELECT is((SELECT count(*) FROM paths WHERE path NOT IN (SELECT path FROM upgraded)), 0::bigint, 'every path was walked');
SELECT set_eq(format('SELECT line FROM upgraded WHERE path = %L', path), 'SELECT line FROM fresh', 'the same catalogue by ' || path)
FROM paths ORDER BY path;
SELECT * FROM finish();
ROLLBACK;
