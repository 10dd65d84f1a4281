-- upgrade_register from the newest release, whose register test/upgrade/released has as a dump: as register_upgrade.sql from 0.5.0.
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
\i test/upgrade/register_snapshot.sql
SELECT * FROM no_plan();

\i test/upgrade/register_setup.sql

-- What a new register is made of; made and undone, so that it holds no locks.
CREATE FUNCTION pg_temp.new_register() RETURNS SETOF text LANGUAGE plpgsql AS $body$
DECLARE
  lines text[];
BEGIN
  CREATE EXTENSION golden_thread;
  SET LOCAL ROLE gt_upgrade_owner;
  PERFORM public.create_register('council');
  lines := ARRAY(SELECT line FROM pg_temp.register_snapshot('council'));
  RAISE EXCEPTION USING ERRCODE = 'GT001';
EXCEPTION WHEN SQLSTATE 'GT001' THEN
  RETURN QUERY SELECT unnest(lines);
END
$body$;
INSERT INTO notes SELECT 'new', 'snapshot', line FROM pg_temp.new_register() line;
SELECT cmp_ok(count(*), '>', 800::bigint, 'a new register has a snapshot to compare with') FROM notes;
SELECT default_version AS layout FROM pg_available_extensions WHERE name = 'golden_thread' \gset

SELECT ARRAY[v.version] AS released FROM pg_available_extension_versions v
WHERE v.name = 'golden_thread' AND string_to_array(v.version, '.')::int[] < string_to_array(:'layout', '.')::int[]
ORDER BY string_to_array(v.version, '.')::int[] DESC LIMIT 1 \gset
\i test/upgrade/register_from.sql

SELECT * FROM finish();
ROLLBACK;
