-- An upgrade script stops before it changes anything, and says what to do, where a register is too old for it or something of the
-- user's has the name of what is new; tables that only look like a register's stop nothing and run nothing.  And no script is read
-- otherwise where standard_conforming_strings is off.
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

CREATE TEMP TABLE old AS
  SELECT v.version, string_to_array(v.version, '.')::integer[] < '{0,5,0}' AS too_old
  FROM pg_available_extension_versions v JOIN pg_available_extensions a USING (name)
  WHERE v.name = 'golden_thread' AND v.version <> a.default_version;
SELECT cmp_ok(count(*) FILTER (WHERE too_old), '>', 2::bigint, 'older versions are here to be updated') FROM old;

-- update(version, preparation): what ALTER EXTENSION UPDATE says to a database of that version after the preparation; all undone.
CREATE FUNCTION pg_temp.update(version text, preparation text, OUT state text, OUT message text, OUT hint text) LANGUAGE plpgsql AS $body$
BEGIN
  EXECUTE format('CREATE EXTENSION golden_thread VERSION %L', version);
  EXECUTE preparation;
  ALTER EXTENSION golden_thread UPDATE;
  RAISE EXCEPTION USING ERRCODE = 'GT001', MESSAGE = 'updated';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$body$;

-- Registers
SELECT is(u.state || ' ' || u.message, format('55000 the register in schema "our plans" has layout %s', s.layout), o.version || ': a register stops it')
FROM old o
CROSS JOIN LATERAL pg_temp.update(o.version, $$SELECT create_register('our plans')$$) u
CROSS JOIN LATERAL (SELECT substring(u.message, '[0-9.]+$') AS layout) s
WHERE o.too_old ORDER BY o.version;
SELECT is(u.hint, 'Install golden_thread 0.5.0 first, run ALTER EXTENSION golden_thread UPDATE TO ''0.5.0'' and, as the owner of the '
                  || 'register, SELECT public.upgrade_register(''our plans''); then update to '
                  || '0.6.0.', 'and the hint says what to do')
FROM pg_temp.update('0.4.0', $$SELECT create_register('our plans')$$) u;
SELECT is(u.message, 'updated', o.version || ': without a register it is updated, directly')
FROM old o CROSS JOIN LATERAL pg_temp.update(o.version, 'SELECT 1') u ORDER BY o.version;
SELECT is(u.message, 'updated', o.version || ': a register of this layout does not stop it')
FROM old o CROSS JOIN LATERAL pg_temp.update(o.version, $$SELECT create_register('our plans')$$) u WHERE o.version = '0.5.0';

-- Tables that only look like it
CREATE FUNCTION pg_temp.springs() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'run by the script'; END $$;
SELECT is(u.message, 'updated', 'not stopped by ' || f.name)
FROM (VALUES
  ('a table of that name, of somebody''s', 'CREATE TABLE public.register_settings (layout_version text); INSERT INTO register_settings VALUES (''0.1.0'')'),
  ('one with other columns', 'CREATE TABLE public.register_settings (layout_version integer); CREATE TABLE public.ratings (rating rag)'),
  ('a view', 'CREATE TABLE public.ratings (rating rag); CREATE VIEW public.register_settings AS SELECT CASE WHEN pg_temp.springs() THEN ''0.1.0'' END AS layout_version'),
  ('words that are no version', 'CREATE TABLE public.ratings (rating rag); CREATE TABLE public.register_settings (layout_version text);
     INSERT INTO register_settings VALUES (''99999999999999999999''), (''''), (NULL), (''0.1'')'),
  ('a policy that runs a function', 'CREATE TABLE public.ratings (rating rag); CREATE TABLE public.register_settings (layout_version text);
     INSERT INTO register_settings VALUES (''0.5.0''); ALTER TABLE register_settings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     CREATE POLICY p ON register_settings USING (pg_temp.springs())'),
  ('a child table', 'CREATE TABLE public.ratings (rating rag); CREATE TABLE public.register_settings (layout_version text);
     CREATE TABLE public.more_settings () INHERITS (register_settings); INSERT INTO more_settings VALUES (''0.1.0'')')
) AS f (name, preparation) CROSS JOIN LATERAL pg_temp.update('0.5.0', f.preparation) u;

-- Names that are taken
SELECT is(u.state || ' ' || u.message, format('42710 %s exists already in schema public, and is not the extension''s', t.object), 'named: ' || t.object)
FROM (VALUES
  ('0.5.0', 'type ragrange', 'CREATE DOMAIN public.ragrange AS text'),
  ('0.5.0', 'type plan_codemultirange', 'CREATE TYPE public.plan_codemultirange AS ENUM (''one'')'),
  ('0.5.0', 'type linkagerange', 'CREATE TABLE public.linkagerange (one integer)'),
  ('0.5.0', 'function ragrange(rag,rag)', 'CREATE FUNCTION public.ragrange(rag, rag) RETURNS integer LANGUAGE sql RETURN 1'),
  ('0.4.0', 'function ragmultirange()', 'CREATE FUNCTION public.ragmultirange() RETURNS integer LANGUAGE sql RETURN 1'),
  ('0.1.0', 'function halves_between(quarter,quarter)', 'CREATE FUNCTION public.halves_between(quarter, quarter) RETURNS integer LANGUAGE sql RETURN 1'),
  ('0.1.0', 'type quarterrange', 'CREATE TYPE public.quarterrange AS (one integer)')
) AS t (version, object, preparation) CROSS JOIN LATERAL pg_temp.update(t.version, t.preparation) u;
SELECT is(u.hint, 'Rename it, or move it to another schema with ALTER ... SET SCHEMA, and update again.', 'and the hint says what to do')
FROM pg_temp.update('0.5.0', 'CREATE DOMAIN public.ragrange AS text') u;
SELECT is(u.message, 'updated', 'the same names elsewhere, or with other arguments, are in nobody''s way')
FROM pg_temp.update('0.5.0', 'CREATE DOMAIN pg_temp.ragrange AS text; CREATE FUNCTION public.ragrange(integer) RETURNS integer LANGUAGE sql RETURN 1') u;

-- standard_conforming_strings
CREATE TEMP TABLE snapshots (path text, line text);
CREATE FUNCTION pg_temp.snapshot(path text, setting text, version text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM set_config('standard_conforming_strings', setting, true);
  EXECUTE format('CREATE EXTENSION golden_thread %s', 'VERSION ' || quote_literal(version));
  IF version IS NOT NULL THEN
    ALTER EXTENSION golden_thread UPDATE;
  END IF;
  -- Printed with it on: how the server prints a literal depends on it as well.
  PERFORM set_config('standard_conforming_strings', 'on', true);
  INSERT INTO snapshots SELECT path, line FROM pg_temp.extension_snapshot();
  DROP EXTENSION golden_thread;
END
$body$;
SELECT pg_temp.snapshot('usual', 'on') \g /dev/null
SELECT pg_temp.snapshot('install', 'off') \g /dev/null
SELECT pg_temp.snapshot(version, 'off', version) FROM old \g /dev/null
SELECT set_eq(format('SELECT line FROM snapshots WHERE path = %L', path), $$SELECT line FROM snapshots WHERE path = 'usual'$$,
              'with standard_conforming_strings off the catalogue is the same: ' || path)
FROM (SELECT 'install' AS path UNION SELECT version FROM old) AS p ORDER BY path;
SELECT * FROM finish();
ROLLBACK;
