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

-- Who could create in it once may have left something: a call with types that no function of the server's has exactly, such as to_char of a
-- date or || of an array and a word, takes the one that has them.  Of another name it is in nobody's way.
CREATE FUNCTION planted_in_extension_schema() RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
  SET quote_all_identifiers = off
AS $body$
BEGIN
  RETURN (
    WITH place AS (
      SELECT e.oid AS extension, n.oid AS schema, n.nspowner, d.datdba
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace JOIN pg_database d ON d.datname = current_database()
       WHERE e.extname = 'golden_thread'
    ), made AS (
      SELECT 'pg_proc'::regclass AS catalogue, p.oid, p.proname AS name, p.proowner AS owner, p.pronamespace AS schema FROM pg_proc p
       UNION ALL
      SELECT 'pg_operator'::regclass, o.oid, o.oprname, o.oprowner, o.oprnamespace FROM pg_operator o
    ), others AS MATERIALIZED (
      SELECT m.catalogue, m.oid, m.name, m.owner
        FROM made m JOIN place p ON p.schema = m.schema
       WHERE NOT (pg_has_role(m.owner, p.nspowner, 'MEMBER') OR pg_has_role(m.owner, p.datdba, 'MEMBER')
                  OR pg_has_role(m.owner, current_user, 'MEMBER'))
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = m.catalogue AND d.objid = m.oid AND d.deptype = 'e')
    ), called AS (
      SELECT m.catalogue, m.name FROM made m WHERE m.schema = 'pg_catalog'::regnamespace
       UNION ALL
      SELECT m.catalogue, m.name
        FROM made m JOIN pg_depend d ON d.classid = m.catalogue AND d.objid = m.oid AND d.deptype = 'e'
        JOIN place p ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = p.extension
       UNION ALL
      SELECT 'pg_proc'::regclass, f.name[1]::name
        FROM @extschema@.register_statements() s CROSS JOIN regexp_matches(s.statement, 'FUNCTION ([a-z_0-9]+)[(]', 'g') f (name)
    )
    SELECT string_agg(format('%s (of %I)', pg_describe_object(o.catalogue, o.oid, 0), pg_get_userbyid(o.owner)), ', '
                      ORDER BY o.catalogue, o.name COLLATE "C", o.oid)
      FROM others o WHERE EXISTS (SELECT FROM called c WHERE c.catalogue = o.catalogue AND c.name = o.name));
END
$body$;
COMMENT ON FUNCTION planted_in_extension_schema() IS
  'The functions and operators of others in the schema of golden_thread whose names it or a register calls; NULL if there are none.';

CREATE FUNCTION check_extension_schema() RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  creators text := @extschema@.open_extension_schema();
  planted text := @extschema@.planted_in_extension_schema();
  place text := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread');
BEGIN
  IF creators IS NOT NULL THEN
    RAISE EXCEPTION 'schema "%" of the extension golden_thread is open to others', place
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('May create in it: %s. A function or operator put beside those of the extension can run in their stead, '
                'with your rights.', creators),
            HINT = format('REVOKE CREATE ON SCHEMA %I FROM %s CASCADE;', place, creators);
  ELSIF planted IS NOT NULL THEN
    RAISE EXCEPTION 'schema "%" of the extension golden_thread holds what others have put beside it', place
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('It could run in the stead of what has the same name, with your rights: %s.', planted),
            HINT = 'Drop it, move it (ALTER ... SET SCHEMA), or take it over (ALTER ... OWNER TO) if you trust it; or keep the extension '
                   'in a schema of its own: CREATE EXTENSION golden_thread SCHEMA golden_thread.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_extension_schema() IS
    'Raises an error, with the line that mends it, if others may create in the schema of golden_thread, or have put something in it that '
    'could run in the stead of what is called.';
