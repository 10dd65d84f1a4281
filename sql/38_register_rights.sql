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
-- the sequence's to give: an approval under a key yet to come would outlive every later return of the quarter.
CREATE FUNCTION register_privileges(schema text, level text, OUT target text, OUT privileges text) RETURNS SETOF record
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
  )
  SELECT 'SCHEMA ' || quote_ident(o.nspname), 'USAGE' FROM own o
  UNION ALL
  SELECT 'TABLE ' || c.oid::regclass::text,
         CASE WHEN level = 'officer' AND c.relname = 'ratings' AND o.place = '' OR level IN ('officer', 'publisher')
             AND c.relname = 'sign_offs' AND o.place = ''
              THEN 'SELECT, ' || (SELECT format('INSERT (%s)', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum))
                                  FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                                      AND a.attidentity = '')
                   || CASE level WHEN 'publisher' THEN ', UPDATE, DELETE' ELSE '' END
              WHEN level = 'publisher' AND c.relkind <> 'v'
                  AND c.relname NOT IN ('audit_log', 'audit_rows', 'register_grants', 'register_settings', 'register_manifest')
              THEN 'SELECT, INSERT, UPDATE, DELETE'
              ELSE 'SELECT' END
  FROM pg_class c
  JOIN own o ON o.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v')
    AND (level = 'publisher' OR o.place <> '' OR c.relname NOT IN ('audit_log', 'audit_rows', 'audit_report'))
    AND CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'table ' END || o.place || c.relname IN (SELECT x.object FROM objects x)
  UNION ALL
  -- PUBLIC may execute functions unless somebody took that away; what runs with the owner's rights is for nobody to call.
  SELECT 'FUNCTION ' || f.oid::regprocedure::text, 'EXECUTE'
  FROM pg_proc f
  JOIN own o ON o.oid = f.pronamespace
  WHERE NOT f.prosecdef
    AND NOT EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee = 0
                    AND a.privilege_type = 'EXECUTE')
    AND format('function %s%s(%s)', o.place, f.proname,
               (SELECT string_agg(t.typname::text, ', ' ORDER BY a.place)
                FROM unnest(f.proargtypes) WITH ORDINALITY AS a (type, place) JOIN pg_type t ON t.oid = a.type)) IN (SELECT x.object
                      FROM objects x);
END
$body$;
COMMENT ON FUNCTION register_privileges(text, text) IS
  'What a role of that level needs on a register, as the target and the privileges of GRANT.';

CREATE FUNCTION apply_register_grants(schema text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  given record;
  needed record;
BEGIN
  FOR given IN EXECUTE format('SELECT g.role_name, g.level, r.oid IS NOT NULL AS is_there
                               FROM %I.register_grants g LEFT JOIN pg_roles r ON r.rolname = g.role_name ORDER BY g.role_name', schema)
  LOOP
    IF NOT given.is_there THEN
      RAISE NOTICE 'role "%", level % of register "%", does not exist any more and is passed over', given.role_name, given.level, schema
        USING HINT = format('SELECT revoke_register(%L, %L) forgets it.', schema, given.role_name);
      CONTINUE;
    END IF;
    FOR needed IN SELECT p.target, p.privileges FROM @extschema@.register_privileges(schema, given.level) p LOOP
      EXECUTE format('GRANT %s ON %s TO %I', needed.privileges, needed.target, given.role_name);
    END LOOP;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION apply_register_grants(text) IS
  'Gives every role in register_grants what its level needs on all that the register is made of; create_register and upgrade_register '
  'end with it.';

CREATE FUNCTION revoke_register(schema text, role_name text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  was_level text;
  given record;
BEGIN
  PERFORM @extschema@.check_register_role(schema, role_name);
  EXECUTE format('DELETE FROM %I.register_grants g WHERE g.role_name = $1 RETURNING g.level', schema) INTO was_level USING role_name;
  IF was_level IS NULL THEN
    RAISE EXCEPTION 'role "%" has no level in register "%"', role_name, schema
      USING ERRCODE = 'undefined_object', HINT = format('SELECT role_name, level FROM %I.register_grants lists those that have.', schema);
  END IF;
  IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role_name) THEN
    FOR given IN SELECT p.target FROM @extschema@.register_privileges(schema, was_level) p LOOP
      EXECUTE format('REVOKE ALL ON %s FROM %I', given.target, role_name);
    END LOOP;
  END IF;
END
$body$;
COMMENT ON FUNCTION revoke_register(text, text) IS
  'Takes from a role the level that grant_register gave it, with every right on what the register is made of; also for a role that '
  'does not exist any more.';

CREATE FUNCTION grant_register(schema text, role_name text, level text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  old_level text;
BEGIN
  PERFORM @extschema@.check_register_role(schema, role_name);
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
  EXECUTE format('SELECT g.level FROM %I.register_grants g WHERE g.role_name = $1', schema) INTO old_level USING role_name;
  IF old_level <> level THEN
    PERFORM @extschema@.revoke_register(schema, role_name);
  END IF;
  EXECUTE format('INSERT INTO %I.register_grants (role_name, level) VALUES ($1, $2) ON CONFLICT DO NOTHING', schema) USING role_name, level;
  PERFORM @extschema@.apply_register_grants(schema);
  IF NOT has_schema_privilege(role_name, to_regnamespace('@extschema@'), 'USAGE') THEN
    RAISE WARNING 'role "%" may not use the schema of the extension', role_name
      USING HINT = format('GRANT USAGE ON SCHEMA @extschema@ TO %I', role_name);
  END IF;
END
$body$;
COMMENT ON FUNCTION grant_register(text, text, text) IS
  'Gives an existing role the rights of a level on a register: reader (reads tables, reports and BI views, not the audit), officer '
  '(reads, rates the own items and signs off) or publisher (reads the audit too, imports, changes and publishes; drops nothing). A '
  'role has one level; another takes its place.';
