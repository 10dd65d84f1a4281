-- The schema of the extension must be closed.  A call is resolved to the best match among all schemas of the path, or of the
-- schema that it names: whoever may create beside our functions adds one that matches better, and it runs as its caller.

CREATE FUNCTION open_extension_schema() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  SET quote_all_identifiers = off
BEGIN ATOMIC
  -- Who can become the owner or the caller could do what they can anyway; so can a superuser, who is a member of every role.
  WITH place AS (
    SELECT n.nspowner, d.datdba, coalesce(n.nspacl, acldefault('n'::"char", n.nspowner)) AS acl
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace JOIN pg_database d ON d.datname = current_database()
    WHERE e.extname = 'golden_thread'::name
  ), other AS (
    SELECT r.oid FROM pg_roles r CROSS JOIN place p
    WHERE NOT (pg_has_role(r.oid, p.nspowner, 'MEMBER'::text) OR pg_has_role(r.oid, p.datdba, 'MEMBER'::text)
               OR pg_has_role(r.oid, (SELECT u.oid FROM pg_roles u WHERE u.rolname = current_user), 'MEMBER'::text))
          AND r.oid >= 16384::oid -- a predefined role does nothing itself: its members do
  ), creator AS (
    SELECT DISTINCT a.grantee FROM place p CROSS JOIN aclexplode(p.acl) AS a
    WHERE a.privilege_type = 'CREATE'::text
          AND (a.grantee = 0::oid OR EXISTS (SELECT FROM other o WHERE pg_has_role(o.oid, a.grantee, 'MEMBER'::text)))
          AND NOT EXISTS (SELECT FROM place q
              WHERE a.grantee IN (q.nspowner, q.datdba, (SELECT u.oid FROM pg_roles u WHERE u.rolname = current_user)))
  )
  SELECT string_agg(w.name, ', '::text ORDER BY w.name COLLATE "C")
  FROM (SELECT CASE c.grantee WHEN 0::oid THEN 'PUBLIC'::text ELSE quote_ident(pg_get_userbyid(c.grantee)::text) END
      FROM creator c) AS w (name);
END;
COMMENT ON FUNCTION open_extension_schema() IS
  'To whom CREATE on the schema of golden_thread is to be revoked before the extension is safe for the caller; NULL if it is closed.';

CREATE FUNCTION check_extension_schema() RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  creators text := @extschema@.open_extension_schema();
  place text := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread');
BEGIN
  IF creators IS NOT NULL THEN
    RAISE EXCEPTION 'schema "%" of the extension golden_thread is open to others', place
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('May create in it: %s. A function or operator put beside those of the extension can run in their stead, '
                'with your rights.', creators),
            HINT = format('REVOKE CREATE ON SCHEMA %I FROM %s CASCADE;', place, creators);
  END IF;
END
$body$;
COMMENT ON FUNCTION check_extension_schema() IS
    'Raises an error, with the line that mends it, if others may create in the schema of golden_thread.';
