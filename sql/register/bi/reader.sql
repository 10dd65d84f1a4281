-- The role that a BI tool connects as.

CREATE OR REPLACE FUNCTION bi_schema_for(role_name text) RETURNS regnamespace
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  bi CONSTANT regnamespace := to_regnamespace(quote_ident(current_schema() || '_bi'));
  owner CONSTANT oid := (SELECT n.nspowner FROM pg_namespace n WHERE n.oid = bi);
BEGIN
  IF NOT coalesce(pg_has_role(owner, 'USAGE'), false) THEN
    RAISE EXCEPTION 'only the owner of a register lets others read its BI views'
      USING ERRCODE = 'insufficient_privilege', HINT = coalesce(format('SET ROLE %I first.', pg_get_userbyid(owner)), 'Was it renamed?');
  ELSIF role_name IS NULL OR NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role_name) THEN
    RAISE EXCEPTION 'role "%" does not exist', role_name
      USING ERRCODE = 'undefined_object', HINT = format('CREATE ROLE %I LOGIN first: a register makes no roles.', role_name);
  END IF;
  RETURN bi;
END
$body$;
COMMENT ON FUNCTION bi_schema_for(text) IS
  'The schema of the BI views; an error unless there is such a role and the caller may give it rights there.';

-- Settings of a role are its administrator's to change, who need not be the register's owner.
CREATE OR REPLACE FUNCTION set_bi_reader(role_name text, settings text[]) RETURNS void
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  setting text;
  statements CONSTANT text[] := ARRAY(SELECT format('ALTER ROLE %I IN DATABASE %I %s', role_name, current_database(), s)
                                        FROM unnest(settings) s);
BEGIN
  FOREACH setting IN ARRAY statements LOOP
    EXECUTE setting;
  END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE WARNING 'the settings of role "%" are not yours to change', role_name
    USING HINT = 'An administrator runs: ' || array_to_string(statements, '; ');
END
$body$;
COMMENT ON FUNCTION set_bi_reader(text, text[]) IS
  'Changes settings of a role in this database, or says in a warning what an administrator is to run.';

-- Compiling a report just in time takes longer than the report, and a query that nobody waits for any longer is to be stopped.
CREATE OR REPLACE FUNCTION grant_bi_reader(role_name text, statement_timeout interval DEFAULT '1 minute') RETURNS void
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  bi CONSTANT regnamespace := bi_schema_for(role_name);
  owner CONSTANT name := (SELECT pg_get_userbyid(n.nspowner) FROM pg_namespace n WHERE n.oid = bi);
  milliseconds CONSTANT bigint := round(1000 * extract(epoch FROM statement_timeout));
BEGIN
  IF milliseconds IS NULL OR milliseconds NOT BETWEEN 1 AND 2147483647 THEN
    RAISE EXCEPTION 'invalid statement_timeout "%"', statement_timeout
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'It is more than nothing and at most 24 days.', HINT = 'Write ''1 minute''.';
  END IF;
  -- One session at a time changes who may what.
  LOCK TABLE register_settings IN SHARE ROW EXCLUSIVE MODE;
  EXECUTE format('GRANT USAGE ON SCHEMA %s TO %I', bi, role_name);
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %s TO %I', bi, role_name);
  EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %s GRANT SELECT ON TABLES TO %I', owner, bi, role_name);
  PERFORM set_bi_reader(role_name, ARRAY['SET jit = off', format('SET statement_timeout = %s', milliseconds)]);
END
$body$;
COMMENT ON FUNCTION grant_bi_reader(text, interval) IS
  'Lets a role read the BI views, those added later too, and nothing else; in this database it works without just-in-time compilation, '
  'and a query that takes longer than statement_timeout is stopped.';

CREATE OR REPLACE FUNCTION revoke_bi_reader(role_name text) RETURNS void
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  bi CONSTANT regnamespace := bi_schema_for(role_name);
  owner CONSTANT name := (SELECT pg_get_userbyid(n.nspowner) FROM pg_namespace n WHERE n.oid = bi);
BEGIN
  LOCK TABLE register_settings IN SHARE ROW EXCLUSIVE MODE;
  EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %s REVOKE SELECT ON TABLES FROM %I', owner, bi, role_name);
  EXECUTE format('REVOKE SELECT ON ALL TABLES IN SCHEMA %s FROM %I', bi, role_name);
  EXECUTE format('REVOKE USAGE ON SCHEMA %s FROM %I', bi, role_name);
  -- Who reads another register of this database goes on with the settings.
  IF NOT EXISTS (SELECT FROM pg_default_acl d
                   JOIN pg_namespace n ON n.oid = d.defaclnamespace AND right(n.nspname, 3) = '_bi'
                  CROSS JOIN LATERAL aclexplode(d.defaclacl) a
                  WHERE d.defaclobjtype = 'r' AND a.grantee = to_regrole(quote_ident(role_name))) THEN
    PERFORM set_bi_reader(role_name, ARRAY['RESET jit', 'RESET statement_timeout']);
  END IF;
END
$body$;
COMMENT ON FUNCTION revoke_bi_reader(text) IS
  'Takes back what grant_bi_reader gave a role and, unless it reads another register of this database, resets both settings there.';
