-- register_rights: who may what in a register.  Roles are the cluster's, so none is made: these give an existing role the privileges
-- of its level.

CREATE FUNCTION check_register_role(schema text, role_name text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  PERFORM @extschema@.check_register_owner(schema);
  IF to_regclass(format('%I.register_grants', schema)) IS NULL THEN
    RAISE EXCEPTION 'the register in schema "%" is of an older layout, which knows no levels', schema
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('SELECT upgrade_register(%L) first.', schema);
  END IF;
  IF role_name IS NULL OR role_name = current_user THEN
    RAISE EXCEPTION 'role "%" cannot be given or refused a level', role_name
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'The owner of a register may do everything in it.', HINT = 'Name another role.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_role(text, text) IS
  'Raises an error unless the caller is the owner of the register and the role another one.';

-- Only what the register is made of: what the owner added to its schemas is the owner's to grant.  Keys that tell what came later are
-- the sequence's to give: an approval under a key yet to come would outlive every later return of the quarter.  An edition is written by
-- publish_quarter alone, and who holds a post or decides is the owner's to say.
CREATE FUNCTION register_privileges(schema text, level text, OUT member text, OUT target text, OUT privilege text, OUT columns text)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RETURN QUERY
  WITH own AS MATERIALIZED (
    SELECT n.oid, n.nspname, CASE WHEN n.nspname = schema THEN '' ELSE 'bi.' END AS place FROM pg_namespace n
     WHERE n.nspname IN (schema, schema || '_bi')
  ), objects AS MATERIALIZED (
    SELECT o.object FROM @extschema@.register_manifest_objects(schema) o (object)
  ), relations AS (
    SELECT c.oid, c.relname, CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'table ' END || o.place || c.relname AS member,
           c.relkind <> 'v' AND o.place = '' AND c.relname NOT IN (
             'audit_log', 'audit_rows', 'register_grants', 'register_settings', 'register_manifest', 'officer_roles', 'sign_off_steps',
             'publications', 'published_items', 'published_nodes', 'published_links', 'plan_locks') AS is_publishers
    FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v')
      AND (level = 'publisher' OR o.place <> '' OR c.relname NOT IN ('audit_log', 'audit_rows', 'audit_report'))
  )
  SELECT NULL, 'SCHEMA ' || quote_ident(o.nspname), 'USAGE', NULL FROM own o
  UNION ALL
  SELECT r.member, 'TABLE ' || r.oid::regclass::text, p.privilege,
         CASE WHEN p.privilege = 'INSERT' AND (level = 'officer' OR r.member = 'table sign_offs')
              THEN (SELECT format(' (%s)', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)) FROM pg_attribute a
                     WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '') END
  FROM relations r, unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) p (privilege)
  WHERE r.member IN (SELECT x.object FROM objects x)
    AND (p.privilege = 'SELECT' OR level = 'publisher' AND r.is_publishers
         OR level = 'officer' AND p.privilege = 'INSERT' AND r.member IN ('table ratings', 'table sign_offs'))
  UNION ALL
  -- PUBLIC may execute functions unless somebody took that away; what runs with the owner's rights is for nobody to call, but for what
  -- writes an edition.
  SELECT m.member, 'FUNCTION ' || f.oid::regprocedure::text, 'EXECUTE', NULL
  FROM pg_proc f JOIN own o ON o.oid = f.pronamespace
  CROSS JOIN LATERAL (
    SELECT format('function %s%s(%s)', o.place, f.proname,
                  (SELECT string_agg(t.typname::text, ', ' ORDER BY a.place)
                   FROM unnest(f.proargtypes) WITH ORDINALITY AS a (type, place) JOIN pg_type t ON t.oid = a.type))) m (member)
  WHERE (NOT f.prosecdef OR level = 'publisher' AND o.place = '' AND f.proname = 'write_edition')
    AND NOT EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee = 0
                    AND a.privilege_type = 'EXECUTE')
    AND m.member IN (SELECT x.object FROM objects x);
END
$body$;
COMMENT ON FUNCTION register_privileges(text, text) IS
  'What a role of that level needs on a register, privilege by privilege: the object as the manifest names it, what GRANT calls it, the '
  'privilege, and the columns it is of where it is not of all.';

CREATE FUNCTION register_rights_of(schema text, role_number oid, OUT target text, OUT privilege text) RETURNS SETOF record
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  WITH own AS MATERIALIZED (
    SELECT n.oid, n.nspname, n.nspacl FROM pg_namespace n WHERE n.nspname IN (schema, schema || '_bi')
  ), given AS (
    SELECT 'SCHEMA ' || quote_ident(o.nspname) AS target, o.nspacl AS acl FROM own o
    UNION ALL
    SELECT 'TABLE ' || c.oid::regclass::text, c.relacl FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    UNION ALL
    SELECT 'TABLE ' || c.oid::regclass::text, a.attacl FROM pg_class c JOIN own o ON o.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
    UNION ALL
    SELECT 'FUNCTION ' || f.oid::regprocedure::text, f.proacl FROM pg_proc f JOIN own o ON o.oid = f.pronamespace
  )
  SELECT DISTINCT g.target, a.privilege_type FROM given g CROSS JOIN LATERAL aclexplode(g.acl) a WHERE a.grantee = role_number;
$body$;
COMMENT ON FUNCTION register_rights_of(text, oid) IS
  'What a role itself has been granted in a register''s two schemas, by the server''s own lists of rights.';

CREATE FUNCTION give_register_level(schema text, role_name text, level text, kept text[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  role_number CONSTANT oid := (SELECT r.oid FROM pg_roles r WHERE r.rolname = role_name);
  needed record;
BEGIN
  FOR needed IN
    WITH had AS MATERIALIZED (
      SELECT h.target, h.privilege FROM @extschema@.register_rights_of(schema, role_number) h
    )
    SELECT p.target, string_agg(p.privilege || coalesce(p.columns, ''), ', ') AS privileges
    FROM @extschema@.register_privileges(schema, level) p
    WHERE kept IS NULL OR p.member <> ALL (kept)
       OR EXISTS (SELECT FROM had h WHERE h.target = p.target AND h.privilege = p.privilege)
    GROUP BY p.target ORDER BY p.target
  LOOP
    EXECUTE format('GRANT %s ON %s TO %I', needed.privileges, needed.target, role_name);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION give_register_level(text, text, text, text[]) IS
  'Grants a role what its level needs on all that a register is made of; on what is kept, if anything is named, only what the role has '
  'been granted there and nobody took away since.';

CREATE FUNCTION apply_register_grants(schema text, kept text[] DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  given record;
BEGIN
  FOR given IN EXECUTE format('SELECT g.role_name, g.level, r.oid AS role_number, r.oid IS NOT DISTINCT FROM g.role_number AS is_same
                               FROM %I.register_grants g LEFT JOIN pg_roles r ON r.rolname = g.role_name ORDER BY g.role_name', schema)
  LOOP
    IF given.role_number IS NULL THEN
      RAISE NOTICE 'role "%", level % of register "%", does not exist any more and is passed over', given.role_name, given.level, schema
        USING HINT = format('SELECT revoke_register(%L, %L) forgets it.', schema, given.role_name);
    ELSIF NOT given.is_same THEN
      RAISE NOTICE 'role "%" is not the one that was granted the level % of register "%", and is passed over',
                   given.role_name, given.level, schema
        USING DETAIL = 'A role was dropped and made anew, or the database was restored where roles have other numbers.',
              HINT = format('SELECT grant_register(%L, %L, %L) gives it the level; SELECT renew_register_grants(%1$L) does so for all.',
                            schema, given.role_name, given.level);
    ELSIF kept IS NOT NULL AND NOT EXISTS (SELECT FROM @extschema@.register_rights_of(schema, given.role_number) h
                                            WHERE h.target = 'SCHEMA ' || quote_ident(schema)) THEN
      RAISE NOTICE 'role "%", level % of register "%", may not use its schema any more and is passed over',
                   given.role_name, given.level, schema
        USING HINT = format('SELECT grant_register(%L, %L, %L) gives the level again.', schema, given.role_name, given.level);
    ELSE
      PERFORM @extschema@.give_register_level(schema, given.role_name, given.level, kept);
    END IF;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION apply_register_grants(text, text[]) IS
  'Gives every role in register_grants that still is the one that was granted a level what that needs; on what is kept, if anything is '
  'named, only what it has there; upgrade_register ends with it.';

CREATE FUNCTION revoke_register(schema text, role_name text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  was_level text;
  given record;
BEGIN
  PERFORM @extschema@.check_register_role(schema, role_name);
  PERFORM @extschema@.lock_register(schema);
  EXECUTE format('DELETE FROM %I.register_grants g WHERE g.role_name = $1 RETURNING g.level', schema) INTO was_level USING role_name;
  IF was_level IS NULL THEN
    RAISE EXCEPTION 'role "%" has no level in register "%"', role_name, schema
      USING ERRCODE = 'undefined_object', HINT = format('SELECT role_name, level FROM %I.register_grants lists those that have.', schema);
  END IF;
  IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role_name) THEN
    FOR given IN SELECT DISTINCT p.target FROM @extschema@.register_privileges(schema, was_level) p LOOP
      EXECUTE format('REVOKE ALL ON %s FROM %I', given.target, role_name);
    END LOOP;
  END IF;
END
$body$;
COMMENT ON FUNCTION revoke_register(text, text) IS
  'Takes from a role the level that grant_register gave it, with every right on what the register is made of; also for a role that '
  'does not exist any more.';

CREATE FUNCTION check_register_numbers(schema text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass(format('%I.register_grants', schema))
                                              AND a.attname = 'role_number') THEN
    RAISE EXCEPTION 'the register in schema "%" is of an older layout, which tells roles by name alone', schema
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('SELECT upgrade_register(%L) first.', schema);
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_numbers(text) IS 'Raises an error unless a register tells roles of one name apart.';

CREATE FUNCTION warn_of_stale_posts(schema text, role_name text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  posts text;
BEGIN
  EXECUTE format('SELECT string_agg(DISTINCT o.name, %L) FROM %I.officer_roles p JOIN %2$I.officers o ON o.officer_id = p.officer_id
                   WHERE p.role_name = $1 AND p.role_number IS DISTINCT FROM (SELECT r.oid FROM pg_roles r WHERE r.rolname = $1)',
                 '; ', schema) INTO posts USING role_name;
  IF posts IS NOT NULL THEN
    RAISE WARNING 'role "%" does not hold the posts that another of its name held: %', role_name, posts
      USING HINT = format('If they are its own: UPDATE %I.officer_roles SET role_name = role_name WHERE role_name = %L.',
                          schema, role_name);
  END IF;
END
$body$;
COMMENT ON FUNCTION warn_of_stale_posts(text, text) IS 'Warns of posts that were given to another role of that name.';

CREATE FUNCTION grant_register(schema text, role_name text, level text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  old_level text;
BEGIN
  PERFORM @extschema@.check_register_role(schema, role_name);
  PERFORM @extschema@.check_register_numbers(schema);
  IF level IS NULL OR level NOT IN ('reader', 'officer', 'publisher') THEN
    RAISE EXCEPTION 'unknown level "%"', level
      USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Write reader (reads reports), officer (reads, and rates own items) or publisher (imports, changes and publishes).';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role_name) THEN
    RAISE EXCEPTION 'role "%" does not exist', role_name
      USING ERRCODE = 'undefined_object',
          HINT = format('CREATE ROLE %I first: a register makes no roles, since they are the whole cluster''s.', role_name);
  END IF;
  PERFORM @extschema@.lock_register(schema);
  EXECUTE format('SELECT g.level FROM %I.register_grants g WHERE g.role_name = $1', schema) INTO old_level USING role_name;
  IF old_level <> level THEN
    PERFORM @extschema@.revoke_register(schema, role_name);
  END IF;
  EXECUTE format('INSERT INTO %I.register_grants AS g (role_name, level, role_number)
                  SELECT r.rolname, $2, r.oid FROM pg_roles r WHERE r.rolname = $1
                  ON CONFLICT (role_name) DO UPDATE SET role_number = EXCLUDED.role_number
                  WHERE g.role_number IS DISTINCT FROM EXCLUDED.role_number', schema) USING role_name, level;
  PERFORM @extschema@.give_register_level(schema, role_name, level, NULL);
  PERFORM @extschema@.warn_of_stale_posts(schema, role_name);
  IF NOT has_schema_privilege(role_name, to_regnamespace('@extschema@'), 'USAGE') THEN
    RAISE WARNING 'role "%" may not use the schema of the extension', role_name
      USING HINT = format('GRANT USAGE ON SCHEMA @extschema@ TO %I', role_name);
  END IF;
END
$body$;
COMMENT ON FUNCTION grant_register(text, text, text) IS
  'Gives an existing role the rights of a level on a register: reader (reads tables, reports and BI views, not the audit), officer '
  '(reads, rates the own items and signs off) or publisher (reads the audit too, imports, changes and publishes; drops nothing). A '
  'role has one level; another takes its place. Other roles are not touched.';

CREATE FUNCTION renew_register_grants(schema text) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  given record;
  renewed bigint := 0;
BEGIN
  PERFORM @extschema@.check_register_owner(schema);
  PERFORM @extschema@.check_register_numbers(schema);
  FOR given IN EXECUTE format('SELECT g.role_name, g.level FROM %I.register_grants g JOIN pg_roles r ON r.rolname = g.role_name
                                WHERE r.oid IS DISTINCT FROM g.role_number ORDER BY g.role_name', schema)
  LOOP
    PERFORM @extschema@.grant_register(schema, given.role_name, given.level);
    renewed := renewed + 1;
  END LOOP;
  EXECUTE format('UPDATE %I.officer_roles p SET role_name = p.role_name
                    FROM pg_roles r WHERE r.rolname = p.role_name AND r.oid IS DISTINCT FROM p.role_number', schema);
  RETURN renewed;
END
$body$;
COMMENT ON FUNCTION renew_register_grants(text) IS
  'After a restore where roles have other numbers: takes the roles that have the names for those that had them, and gives them their '
  'levels and posts again; says how many levels. Look at register_grants and officer_roles first: a role may be another person''s now.';
