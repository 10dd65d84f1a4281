-- The schema of the extension: to whom it is open.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET LOCAL client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
DROP EXTENSION IF EXISTS golden_thread CASCADE;
SELECT plan(18);
CREATE ROLE gt_caller;
CREATE ROLE gt_group;
CREATE ROLE gt_member NOINHERIT;
CREATE ROLE gt_owner;
CREATE ROLE gt_keeper;
CREATE ROLE "gt other";
CREATE ROLE gt_super SUPERUSER;
GRANT gt_group TO gt_member;
GRANT gt_owner TO gt_keeper;
CREATE SCHEMA "Golden thread" AUTHORIZATION gt_owner;
CREATE EXTENSION golden_thread SCHEMA "Golden thread";
GRANT USAGE ON SCHEMA "Golden thread" TO PUBLIC;

-- open(change): who is named after it, which is then undone.
CREATE FUNCTION public.open(change text, caller name DEFAULT 'gt_caller') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  BEGIN
    EXECUTE change;
    EXECUTE format('SET LOCAL ROLE %I', caller);
    answer := "Golden thread".open_extension_schema();
    RAISE EXCEPTION USING ERRCODE = 'GT001';
  EXCEPTION WHEN SQLSTATE 'GT001' THEN
    RETURN coalesce(answer, 'closed');
  END;
END
$$;
SELECT is(public.open(change, caller), outcome, name) FROM (VALUES
  ('nobody but the owner may create', '', 'gt_caller', 'closed'),
  ('PUBLIC', 'GRANT CREATE ON SCHEMA "Golden thread" TO PUBLIC', 'gt_caller', 'PUBLIC'),
  ('the caller', 'GRANT CREATE ON SCHEMA "Golden thread" TO gt_caller', 'gt_caller', 'closed'),
  ('another role', 'GRANT CREATE ON SCHEMA "Golden thread" TO gt_caller', 'gt_group', 'gt_caller'),
  ('others and PUBLIC', 'GRANT CREATE ON SCHEMA "Golden thread" TO PUBLIC, "gt other", gt_group', 'gt_caller',
      '"gt other", PUBLIC, gt_group'),
  ('others, for a superuser', 'GRANT CREATE ON SCHEMA "Golden thread" TO gt_group', 'gt_super', 'gt_group'),
  ('a superuser', 'GRANT CREATE ON SCHEMA "Golden thread" TO gt_super', 'gt_caller', 'closed'),
  ('a group that the caller is in', 'GRANT CREATE ON SCHEMA "Golden thread" TO gt_group', 'gt_member', 'gt_group'),
  ('a group of which all are the owner', 'GRANT CREATE ON SCHEMA "Golden thread" TO gt_keeper', 'gt_caller', 'closed'),
  ('a predefined role that nobody is in', 'GRANT CREATE ON SCHEMA "Golden thread" TO pg_monitor', 'gt_caller', 'closed'),
  ('and one that somebody is in', 'GRANT CREATE ON SCHEMA "Golden thread" TO pg_monitor; GRANT pg_monitor TO gt_member', 'gt_caller',
      'pg_monitor'),
  ('the owner of the database',
      format('ALTER DATABASE %I OWNER TO gt_group; GRANT CREATE ON SCHEMA "Golden thread" TO gt_group', current_database()), 'gt_caller',
      'closed'),
  ('as PostgreSQL 15 makes public', 'ALTER SCHEMA "Golden thread" OWNER TO pg_database_owner', 'gt_caller', 'closed'),
  ('for the owner of the database too',
      format('ALTER DATABASE %I OWNER TO gt_group; ALTER SCHEMA "Golden thread" OWNER TO pg_database_owner', current_database()),
   'gt_group', 'closed')
) AS cases (name, change, caller, outcome);

SET LOCAL quote_all_identifiers = on;
SELECT is(public.open('GRANT CREATE ON SCHEMA "Golden thread" TO gt_group'), 'gt_group',
    'names are quoted where they need it, whatever quote_all_identifiers says');
SET LOCAL quote_all_identifiers = off;
SELECT lives_ok('SELECT "Golden thread".check_extension_schema()', 'a closed one passes');
GRANT CREATE ON SCHEMA "Golden thread" TO PUBLIC, "gt other";
CREATE TEMP TABLE said (message text, hint text);
DO $$
DECLARE
  hint text;
BEGIN
  PERFORM "Golden thread".check_extension_schema();
EXCEPTION WHEN object_not_in_prerequisite_state THEN
  GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
  INSERT INTO said VALUES (SQLERRM, hint);
END
$$;
SELECT is(message || ' ' || hint,
    'schema "Golden thread" of the extension golden_thread is open to others '
    'REVOKE CREATE ON SCHEMA "Golden thread" FROM "gt other", PUBLIC CASCADE;',
          'an open one does not, and the hint') FROM said;
SELECT hint FROM said \gexec
SELECT lives_ok('SELECT "Golden thread".check_extension_schema()', 'closes it');

SELECT * FROM finish();
ROLLBACK;
