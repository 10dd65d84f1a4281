-- register_create: making, finding, renaming, checking and dropping registers.

CREATE FUNCTION check_register(schema text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF schema IS NULL OR to_regnamespace(quote_ident(schema)) IS NULL
     OR to_regclass(format('%I.register_settings', schema)) IS NULL THEN
    RAISE EXCEPTION 'there is no register in schema "%"', schema
      USING ERRCODE = 'undefined_object', HINT = 'Make one with create_register, or name one that registers() lists.';
  END IF;
  -- After ALTER SCHEMA ... RENAME the register's functions would look for its tables under the old name, and may find another's.
  IF EXISTS (SELECT FROM pg_proc p, unnest(p.proconfig) AS setting
             WHERE p.pronamespace = to_regnamespace(quote_ident(schema)) AND p.proname IN ('import_csv', 'import_document')
               AND setting LIKE 'search_path=%'
               AND left(substr(setting, 13), length(quote_ident(schema)) + 1) <> quote_ident(schema) || ',') THEN
    RAISE EXCEPTION 'the register in schema "%" was renamed, and its functions still look under the old name', schema
      USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = format('SELECT rename_register(%L, %L) puts that right.', schema, schema);
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register(text) IS 'Raises an error unless the schema holds a register.';

-- A function is named with its schema only where its search path does not lead to it.
CREATE FUNCTION check_register_path(context text, schema text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  -- As it was called when this session first called it: within one session the schema that is left must tell.
  qualified CONSTANT text := substring(split_part(context, E'\n', 1) FROM E'\\S+\\.\\w+\\(.*\\)');
BEGIN
  IF qualified IS NOT NULL OR to_regclass(format('%I.register_settings', schema)) IS NULL THEN
    RAISE EXCEPTION 'the register was renamed, and its functions still look under the old name'
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'SELECT rename_register(its name, its name) puts that right.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_path(text, text) IS
  'Raises an error if a register''s function, whose PG_CONTEXT and current_schema() these are, runs outside its search path: '
  'after ALTER SCHEMA ... RENAME it would write into whatever has the old name now.';

CREATE FUNCTION check_register_owner(schema text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  owner name;
BEGIN
  PERFORM @extschema@.check_register(schema);
  SELECT pg_get_userbyid(c.relowner) INTO owner FROM pg_class c WHERE c.oid = format('%I.register_settings', schema)::regclass;
  -- A superuser too: what is made has to belong to the owner, and the owner's code must not run with anybody else's rights.
  IF owner <> current_user THEN
    RAISE EXCEPTION 'the register in schema "%" belongs to "%"', schema, owner
      USING ERRCODE = 'insufficient_privilege', HINT = format('SET ROLE %I first.', owner);
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_owner(text) IS 'Raises an error unless the caller is the owner of the register.';

-- One session at a time changes what the server keeps of a register in rows that two cannot write at once: rights, names, layout.
-- Whoever waited sees what the other left, which may be nothing.
CREATE FUNCTION lock_register(schema text, mode text DEFAULT 'SHARE ROW EXCLUSIVE') RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  EXECUTE format('LOCK TABLE %I.register_settings IN %s MODE', schema, mode);
EXCEPTION WHEN undefined_table OR invalid_schema_name THEN
  PERFORM @extschema@.check_register(schema);
  RAISE;
END
$body$;
COMMENT ON FUNCTION lock_register(text, text) IS
  'Lets one session at a time change the rights, the name or the layout of a register, or drop it; an error where it is gone when its '
  'turn comes.';

CREATE FUNCTION check_register_name(schema text) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  -- The name goes into function bodies and search paths, where these characters would be somebody else's SQL.
  IF schema IS NULL OR schema = '' OR schema ~ E'["$''\\\\{}]' OR starts_with(schema, 'pg_') OR octet_length(schema) > 60 THEN
    RAISE EXCEPTION 'invalid schema name for a register: "%"', schema
      USING ERRCODE = 'invalid_name',
            DETAIL = 'The name has 1 to 60 bytes, does not start with pg_, and holds no quote, dollar, backslash or brace.',
            HINT = 'Write a plain name, such as create_register(''council'').';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_name(text) IS 'Raises an error for a schema name that a register cannot have.';

-- A schema the register is to live in: made if it is missing, refused if anybody else's objects are in it.
CREATE FUNCTION prepare_register_schema(schema text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  schema_oid oid := to_regnamespace(quote_ident(schema));
BEGIN
  IF nullif(current_setting('citus.enable_schema_based_sharding', true), '')::boolean THEN
    RAISE EXCEPTION 'schema "%" would be distributed, and a register cannot be', schema
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = 'Triggers, policies and functions of a register do not work on shards: Citus would call the schema distributed, and '
                     'it would not be.',
            HINT = 'SET citus.enable_schema_based_sharding = off first: a register is local tables of the coordinator (doc/scale.md).';
  END IF;
  IF schema_oid IS NULL THEN
    BEGIN
      EXECUTE format('CREATE SCHEMA %I', schema);
      RETURN;
    EXCEPTION WHEN duplicate_schema OR unique_violation THEN
      RAISE EXCEPTION 'schema "%" was made by another session at the same time', schema
        USING ERRCODE = 'duplicate_schema', HINT = 'SELECT * FROM registers() shows whether it is the register you want.';
    END;
  END IF;
  -- Whoever else may create objects in it could put functions before the extension's own.
  IF (SELECT pg_get_userbyid(n.nspowner) <> current_user OR EXISTS (SELECT FROM aclexplode(n.nspacl) AS a
                                                            WHERE a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner)
      FROM pg_namespace n WHERE n.oid = schema_oid) THEN
    RAISE EXCEPTION 'schema "%" is not yours alone', schema
      USING ERRCODE = 'insufficient_privilege',
          DETAIL = 'A register''s schema belongs to its owner, and nobody else may create objects in it.',
            HINT = 'Name a schema that does not exist yet.';
  END IF;
  -- Locks it until the end, so that of two who find it empty one waits, and finds it full.
  EXECUTE format('COMMENT ON SCHEMA %I IS NULL', schema);
  IF EXISTS (SELECT FROM pg_depend
                WHERE refclassid = 'pg_namespace'::regclass AND refobjid = schema_oid
                  AND classid <> 'pg_default_acl'::regclass) THEN
    RAISE EXCEPTION 'schema "%" already holds other objects', schema
      USING ERRCODE = 'duplicate_schema', HINT = 'Name a schema that is empty, or that does not exist yet.';
  END IF;
END
$body$;
COMMENT ON FUNCTION prepare_register_schema(text) IS 'Makes a schema for a register, or checks that it is empty.';

CREATE FUNCTION rename_register(schema text, new_name text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  routine regprocedure;
  setting text;
BEGIN
  IF to_regclass(format('%I.register_settings', schema)) IS NULL THEN
    PERFORM @extschema@.check_register(schema);
  END IF;
  PERFORM @extschema@.check_register_name(new_name);
  PERFORM @extschema@.lock_register(schema);
  IF new_name <> schema THEN
    BEGIN
      EXECUTE format('ALTER SCHEMA %I RENAME TO %I', schema, new_name);
      IF to_regnamespace(quote_ident(schema || '_bi')) IS NOT NULL THEN
        EXECUTE format('ALTER SCHEMA %I RENAME TO %I', schema || '_bi', new_name || '_bi');
      END IF;
    EXCEPTION WHEN unique_violation THEN
      RAISE EXCEPTION 'schema "%" was made by another session at the same time', new_name
        USING ERRCODE = 'duplicate_schema', HINT = 'Choose another name.';
    END;
  END IF;
  -- Only functions whose path is a register's own: a schema, the extension's, pg_temp.
  FOR routine, setting IN
    SELECT p.oid::regprocedure, quote_ident(new_name) || substr(s.setting,
                                                                13 + position(', ' || quote_ident(n.nspname)
                                                                              || ', pg_temp' IN substr(s.setting, 13)) - 1)
    FROM pg_proc p, unnest(p.proconfig) AS s (setting), pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE p.pronamespace = to_regnamespace(quote_ident(new_name)) AND e.extname = 'golden_thread'
      AND s.setting LIKE 'search_path=%' AND position(', ' || quote_ident(n.nspname) || ', pg_temp' IN s.setting) > 0
  LOOP
    EXECUTE format('ALTER ROUTINE %s SET search_path = %s', routine, setting);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION rename_register(text, text) IS
  'Renames a register and its BI schema, and points its functions at the new name; with the same name twice, only the latter, for a '
  'schema already renamed by ALTER SCHEMA.';

CREATE FUNCTION create_register(schema text, fiscal_start_month integer DEFAULT 4, time_zone text DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  bi_schema text := schema || '_bi';
  -- Asked for before anything is made.
  its_zone CONSTANT text := @extschema@.checked_time_zone(coalesce(time_zone, @extschema@.database_time_zone()));
BEGIN
  PERFORM @extschema@.check_library_version();
  PERFORM @extschema@.check_extension_schema();
  PERFORM @extschema@.check_register_name(schema);
  IF fiscal_start_month IS NULL OR fiscal_start_month NOT BETWEEN 1 AND 12 THEN
    RAISE EXCEPTION 'fiscal_start_month % is not a month', fiscal_start_month
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Write 1 to 12; the UK public sector''s year starts in month 4.';
  END IF;
  PERFORM @extschema@.prepare_register_schema(schema);
  PERFORM @extschema@.prepare_register_schema(bi_schema);

  PERFORM @extschema@.run_register(schema, NULL);
  EXECUTE format('INSERT INTO %I.register_settings (layout_version, fiscal_start_month, time_zone) VALUES (%L, %s, %L)',
                 schema, @extschema@.library_version(), fiscal_start_month, its_zone);
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', schema, 'A golden_thread register: plans, their ratings, deadlines and links.');
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', bi_schema,
                 'Views for BI tools over the golden_thread register "' || schema || '": plain types only.');
  PERFORM @extschema@.write_register_manifest(schema, '{}');
END
$body$;
COMMENT ON FUNCTION create_register(text, integer, text) IS
  'Makes a register, tables, imports and reporting views, in a new or empty schema, and its BI views in <schema>_bi; all of it belongs to '
  'the caller. time_zone: where its days begin; the database''s, unless it is named.';

CREATE FUNCTION registers(OUT schema text, OUT owner text, OUT layout_version text, OUT is_current boolean, OUT fiscal_start_month integer,
                          OUT open_to text)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  FOR schema, owner IN
    SELECT n.nspname, pg_get_userbyid(c.relowner)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = 'register_settings' AND c.relkind = 'r'
      -- Anybody may make a table of that name: none is read that could run code of its owner's or raise errors.
      AND NOT c.relrowsecurity
      AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
             AND (a.attname, a.atttypid) IN (('layout_version', 'text'::regtype), ('fiscal_start_month', 'integer'::regtype))) = 2
    ORDER BY n.nspname
  LOOP
    layout_version := NULL;
    fiscal_start_month := NULL;
    IF has_schema_privilege(schema, 'USAGE')
       AND has_table_privilege(format('%I.register_settings', schema), 'SELECT') THEN
      EXECUTE format('SELECT s.layout_version, s.fiscal_start_month FROM %I.register_settings s', schema)
        INTO layout_version, fiscal_start_month;
    END IF;
    is_current := layout_version = @extschema@.library_version();
    open_to := @extschema@.open_extension_schema();
    RETURN NEXT;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION registers() IS 
  'The registers of this database with owner, version and whether that is current; version NULL where the caller may not look. open_to: '
  'who else may create in the extension''s schema, so that calls of a register could run code of theirs; it is to be NULL.';

-- Whatever stands outside the register and would go with it.
CREATE FUNCTION register_dependents(schema text) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  WITH own AS (
    SELECT n.oid FROM pg_namespace n WHERE n.nspname IN (schema, schema || '_bi')
  ), objects AS (
    SELECT 'pg_class'::regclass AS classid, c.oid FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    UNION ALL
    SELECT 'pg_proc'::regclass, f.oid FROM pg_proc f JOIN own o ON o.oid = f.pronamespace
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid FROM pg_type t JOIN own o ON o.oid = t.typnamespace
    UNION ALL
    SELECT 'pg_constraint'::regclass, k.oid FROM pg_constraint k JOIN own o ON o.oid = k.connamespace
  ), dependents AS (
    SELECT d.classid, d.objid,
           CASE d.classid
             WHEN 'pg_rewrite'::regclass THEN (SELECT r.ev_class FROM pg_rewrite r WHERE r.oid = d.objid)
             WHEN 'pg_constraint'::regclass THEN (SELECT k.conrelid FROM pg_constraint k WHERE k.oid = d.objid)
             WHEN 'pg_attrdef'::regclass THEN (SELECT a.adrelid FROM pg_attrdef a WHERE a.oid = d.objid)
             WHEN 'pg_policy'::regclass THEN (SELECT p.polrelid FROM pg_policy p WHERE p.oid = d.objid)
             WHEN 'pg_trigger'::regclass THEN (SELECT t.tgrelid FROM pg_trigger t WHERE t.oid = d.objid)
             WHEN 'pg_class'::regclass THEN d.objid
           END AS relation
    FROM pg_depend d JOIN objects o ON o.classid = d.refclassid AND o.oid = d.refobjid
    WHERE d.deptype = 'n'
  )
  SELECT DISTINCT CASE WHEN d.relation IS NULL OR d.relation = 0 THEN pg_describe_object(d.classid, d.objid, 0)
                       ELSE pg_describe_object('pg_class'::regclass, d.relation, 0) END
  FROM dependents d
  LEFT JOIN objects inside ON inside.classid = CASE WHEN d.relation IS NULL OR d.relation = 0 THEN d.classid ELSE 'pg_class'::regclass END
                          AND inside.oid = CASE WHEN d.relation IS NULL OR d.relation = 0 THEN d.objid ELSE d.relation END
  WHERE inside.oid IS NULL
  ORDER BY 1;
$body$;
COMMENT ON FUNCTION register_dependents(text) IS
  'Views, tables, functions and the like outside a register''s two schemas that depend on something in them.';

-- What goes with a schema is some hundred objects, and a notice of them all tells nobody anything.
CREATE FUNCTION drop_register(schema text, schema_again text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp SET client_min_messages = warning
AS $body$
DECLARE
  dependents text[];
BEGIN
  PERFORM @extschema@.check_register_owner(schema);
  IF schema_again IS NULL OR schema_again <> schema THEN
    RAISE EXCEPTION 'the name of the register to drop was not given twice: "%" and "%"', schema, coalesce(schema_again, '')
      USING ERRCODE = 'invalid_parameter_value',
          DETAIL = 'A dropped register is gone, with its history and whatever else is in its two schemas.',
            HINT = format('SELECT drop_register(%L, %L)', schema, schema);
  END IF;
  PERFORM @extschema@.lock_register(schema, 'ACCESS EXCLUSIVE');
  dependents := ARRAY(SELECT d FROM @extschema@.register_dependents(schema) d);
  IF dependents <> '{}' THEN
    RAISE EXCEPTION 'register "%" is not dropped: other objects depend on it', schema
      USING ERRCODE = 'dependent_objects_still_exist', DETAIL = array_to_string(dependents, E'\n'), HINT = 'Drop those first.';
  END IF;
  IF to_regnamespace(quote_ident(schema || '_bi')) IS NOT NULL THEN
    EXECUTE format('DROP SCHEMA %I CASCADE', schema || '_bi');
  END IF;
  EXECUTE format('DROP SCHEMA %I CASCADE', schema);
END
$body$;
COMMENT ON FUNCTION drop_register(text, text) IS
  'Drops a register with everything in its two schemas; the name is asked for twice, and whatever outside depends on the register '
  'keeps it.';
