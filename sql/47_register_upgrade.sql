-- register_upgrade: bringing a register made by an older version up to date, and taking one away.
--
-- A register's tables come in steps, one set per version that changed them; its functions and views are stated once, in their newest
-- form, as CREATE OR REPLACE.  create_register runs all of both; upgrade_register runs the steps after the register's layout, then the
-- newest functions and views.  So an upgraded register and a new one are the same by construction.

CREATE FUNCTION register_table_steps(OUT layout text, OUT statements text) RETURNS SETOF record
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT s.layout, s.statements
  FROM (VALUES (1, '0.1.0', register_tables_sql()),
               (2, '0.4.0', register_history_tables_sql()),
               (3, '0.4.0', register_measures_tables_sql()),
               (4, '0.4.0', register_money_tables_sql()),
               (5, '0.4.0', register_reports_tables_sql()),
               (6, '0.4.0', register_exchange_tables_sql()),
               (7, '0.4.0', register_governance_tables_sql()),
               (8, '0.5.0', register_beginnings_tables_sql())) AS s (place, layout, statements)
  ORDER BY s.place;
END;
COMMENT ON FUNCTION register_table_steps() IS 'The statements that make a register''s tables, in order, with the layout version each belongs to.';

CREATE FUNCTION register_code() RETURNS SETOF text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT s.statements
  FROM (VALUES (1, register_import_sql()), (2, register_views_sql()), (3, register_bi_sql()), (4, register_history_sql()),
               (5, register_measures_sql()), (6, register_money_sql()), (7, register_reports_sql()), (8, register_exchange_sql()),
               (9, register_governance_sql())) AS s (place, statements)
  ORDER BY s.place;
END;
COMMENT ON FUNCTION register_code() IS 'The statements that make, or renew, a register''s functions and views, in order.';

CREATE FUNCTION layout_number(layout text) RETURNS integer[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN string_to_array(layout, '.')::integer[];
COMMENT ON FUNCTION layout_number(text) IS 'A layout version as numbers, for comparing.';

CREATE FUNCTION run_register_statements(schema text, after_layout text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  bi_schema CONSTANT text := quote_ident(schema || '_bi');
  own_schema CONSTANT text := quote_ident(schema);
  statements text;
BEGIN
  -- Everything is made in the register's schema; functions keep this path as their own.
  PERFORM set_config('search_path', format('%s, %s, pg_temp', own_schema,
                                           (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread')), true);
  -- EXECUTE, since a plan kept from before ALTER EXTENSION UPDATE would hold the text of the older version: the server does not
  -- notice a change of an immutable function that it has evaluated while planning.
  FOR statements IN
    EXECUTE 'SELECT s.statements FROM @extschema@.register_table_steps() s
             WHERE $1 IS NULL OR @extschema@.layout_number(s.layout) > @extschema@.layout_number($1)' USING after_layout
  LOOP
    EXECUTE replace(replace(statements, '{bi}', bi_schema), '{schema}', own_schema);
  END LOOP;
  FOR statements IN EXECUTE 'SELECT c FROM @extschema@.register_code() c' LOOP
    EXECUTE replace(replace(statements, '{bi}', bi_schema), '{schema}', own_schema);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION run_register_statements(text, text) IS 'Runs the table steps after a layout (NULL: all), then the functions and views, in the register''s schema; part of create_register and upgrade_register.';

-- What a register is made of, under names that do not depend on what its schema is called.
CREATE FUNCTION register_members(schema text, OUT member text, OUT target text, OUT remark text) RETURNS SETOF record
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH own AS (
    SELECT n.oid, CASE WHEN n.nspname = schema THEN '' ELSE 'bi.' END AS place
    FROM pg_namespace n WHERE n.nspname IN (schema, schema || '_bi')
  ), relations AS (
    SELECT c.oid, o.place || c.relname AS name, c.relkind,
           CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind
    FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    WHERE c.relkind = ANY ('{r,p,v,m,f,S}'::"char"[])
  )
  SELECT r.kind || ' ' || r.name, format('%s %s', r.kind, r.oid::regclass), obj_description(r.oid, 'pg_class')
  FROM relations r
  UNION ALL
  SELECT format('column %s.%s', r.name, a.attname), format('COLUMN %s.%I', r.oid::regclass, a.attname), col_description(r.oid, a.attnum)
  FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE r.relkind <> 'S'
  UNION ALL
  SELECT format('trigger %s on %s', t.tgname, r.name), format('TRIGGER %I ON %s', t.tgname, r.oid::regclass), obj_description(t.oid, 'pg_trigger')
  FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
  UNION ALL
  SELECT format('policy %s on %s', p.polname, r.name), format('POLICY %I ON %s', p.polname, r.oid::regclass), obj_description(p.oid, 'pg_policy')
  FROM relations r JOIN pg_policy p ON p.polrelid = r.oid
  UNION ALL
  SELECT format('function %s%s(%s)', o.place, f.proname,
                (SELECT string_agg(t.typname::text, ', ' ORDER BY a.place)
                 FROM unnest(f.proargtypes) WITH ORDINALITY AS a (type, place) JOIN pg_type t ON t.oid = a.type)),
         format('FUNCTION %s', f.oid::regprocedure), obj_description(f.oid, 'pg_proc')
  FROM pg_proc f JOIN own o ON o.oid = f.pronamespace
  UNION ALL
  SELECT format('type %s%s', o.place, t.typname), format('TYPE %s', t.oid::regtype), obj_description(t.oid, 'pg_type')
  FROM pg_type t JOIN own o ON o.oid = t.typnamespace
  WHERE t.typrelid = 0 AND t.typelem = 0;
END;
COMMENT ON FUNCTION register_members(text) IS 'The tables, views, sequences, columns, triggers, policies and functions in a register''s two schemas, the owner''s own included, with what COMMENT ON calls them and their comment.';

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

-- What the statements would put in the way of something the owner made: all of it is named before anything changes.
CREATE FUNCTION register_collisions(schema text, old_layout text) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH members AS (
    SELECT m.member FROM register_members(schema) m
    UNION ALL
    -- Indexes and composite types are of no interest but here.
    SELECT format('%s %s%s', CASE c.relkind WHEN 'c' THEN 'type' ELSE 'index' END, CASE WHEN s.nspname = schema THEN '' ELSE 'bi.' END, c.relname)
    FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
    WHERE s.nspname IN (schema, schema || '_bi') AND c.relkind = ANY ('{i,I,c}'::"char"[])
  )
  SELECT m.member
  FROM members m
  JOIN register_objects(register_layout()) n
    -- Tables, views, sequences and indexes share one name space, tables, views and types another.
    ON regexp_replace(n.object, '^(table|view|materialized view|sequence) ', 'relation ')
       = regexp_replace(m.member, '^(table|view|materialized view|sequence|index|type) ', 'relation ')
    OR n.object = m.member
  LEFT JOIN register_objects(old_layout) o ON o.object = m.member
  WHERE o.object IS NULL
    AND NOT (m.member LIKE 'type %' AND n.object LIKE 'sequence %')
  ORDER BY 1;
END;
COMMENT ON FUNCTION register_collisions(text, text) IS 'What the owner of a register of an older layout has made under a name that the newest layout needs; empty in a register that can be upgraded.';

-- Views can only gain columns at the end, so one that the owner gave columns of his own could not be renewed.
CREATE FUNCTION register_changed_views(schema text, old_layout text) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT DISTINCT m.member
  FROM register_members(schema) m
  JOIN register_objects(old_layout) v ON v.object LIKE 'view %' AND left(m.member, length(v.object) + 3) = 'column ' || substr(v.object, 6) || '.'
  LEFT JOIN register_objects(old_layout) o ON o.object = m.member
  WHERE m.member LIKE 'column %' AND o.object IS NULL
  ORDER BY 1;
END;
COMMENT ON FUNCTION register_changed_views(text, text) IS 'Columns the owner of a register added to the register''s own views.';

CREATE FUNCTION upgrade_register(schema text) RETURNS text
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  new_layout CONSTANT text := @extschema@.register_layout();
  old_layout text;
  in_the_way text[];
  remarks jsonb;
  remark record;
  holder record;
BEGIN
  PERFORM @extschema@.check_register_owner(schema);
  EXECUTE format('SELECT s.layout_version FROM %I.register_settings s FOR UPDATE', schema) INTO old_layout;
  IF old_layout = new_layout THEN
    RETURN format('register "%s" has layout %s already', schema, new_layout);
  END IF;
  IF NOT EXISTS (SELECT FROM @extschema@.register_objects(old_layout)) THEN
    RAISE EXCEPTION 'the register in schema "%" has layout %, which this extension does not know', schema, old_layout
      USING ERRCODE = 'feature_not_supported', DETAIL = format('The newest layout it knows is %s.', new_layout),
            HINT = 'Install the newest golden_thread and run ALTER EXTENSION golden_thread UPDATE; a register never goes back to an older layout.';
  END IF;
  in_the_way := ARRAY(SELECT c FROM @extschema@.register_collisions(schema, old_layout) c
                      UNION SELECT c FROM @extschema@.register_changed_views(schema, old_layout) c ORDER BY 1);
  IF in_the_way <> '{}' THEN
    RAISE EXCEPTION 'register "%" cannot be upgraded: % of its owner''s own objects have names that layout % needs', schema, cardinality(in_the_way), new_layout
      USING ERRCODE = 'duplicate_object', DETAIL = array_to_string(in_the_way, E'\n'),
            HINT = 'Rename them or move them to a schema of your own, and try again. Nothing was changed.';
  END IF;

  -- Comments the owner wrote on our objects are kept; those still as released may be worded anew.
  SELECT jsonb_object_agg(m.member, m.remark) INTO remarks
  FROM @extschema@.register_members(schema) m LEFT JOIN @extschema@.register_objects(old_layout) o ON o.object = m.member
  WHERE m.remark IS NOT NULL AND (o.object IS NULL OR o.remark_digest IS NULL OR o.remark_digest <> left(md5(replace(m.remark, quote_ident(schema), '{schema}')), 8));

  PERFORM @extschema@.run_register_statements(schema, old_layout);

  FOR remark IN
    SELECT m.target, k.value FROM jsonb_each_text(remarks) k JOIN @extschema@.register_members(schema) m ON m.member = k.key
    WHERE m.remark IS NULL OR m.remark <> k.value
  LOOP
    EXECUTE format('COMMENT ON %s IS %L', remark.target, remark.value);
  END LOOP;

  -- Since layout 0.5.0 reports look further than at items: whoever the owner let read items goes on reading them.
  FOR holder IN
    SELECT DISTINCT format('%I.%I', n.place, n.needed) AS target, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS name
    FROM (VALUES (schema, 'items', 'item_absences'), (schema, 'items', 'item_states'), (schema, 'items', 'dates_in_force'),
                 (schema || '_bi', 'bi_item', 'bi_item_absence')) n (place, held, needed)
    JOIN pg_class c ON c.oid = to_regclass(format('%I.%I', n.place, n.held))
    CROSS JOIN LATERAL aclexplode(c.relacl) a
    WHERE a.privilege_type = 'SELECT' AND a.grantee <> c.relowner AND @extschema@.layout_number(old_layout) < '{0,5,0}'
    ORDER BY 1, 2
  LOOP
    EXECUTE format('GRANT SELECT ON %s TO %s', holder.target, holder.name);
  END LOOP;
  EXECUTE format('UPDATE %I.register_settings SET layout_version = %L', schema, new_layout);
  RETURN format('register "%s" upgraded from layout %s to %s', schema, old_layout, new_layout);
END
$body$;
COMMENT ON FUNCTION upgrade_register(text) IS 'Brings a register made by an older version to the newest layout, in one transaction: every row is kept, and so are the owner''s own columns, indexes, policies, grants, comments and views. What the owner made under a name the new layout needs is reported before anything changes.';

-- Whatever stands outside the register and would go with it.
CREATE FUNCTION register_dependents(schema text) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
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
END;
COMMENT ON FUNCTION register_dependents(text) IS 'Views, tables, functions and the like outside a register''s two schemas that depend on something in them.';

CREATE FUNCTION drop_register(schema text, schema_again text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  dependents text[];
BEGIN
  PERFORM @extschema@.check_register_owner(schema);
  IF schema_again IS NULL OR schema_again <> schema THEN
    RAISE EXCEPTION 'the name of the register to drop was not given twice: "%" and "%"', schema, coalesce(schema_again, '')
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A dropped register is gone, with its history and whatever else is in its two schemas.',
            HINT = format('SELECT drop_register(%L, %L)', schema, schema);
  END IF;
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
COMMENT ON FUNCTION drop_register(text, text) IS 'Drops a register with everything in its two schemas; the name is asked for twice, and whatever outside depends on the register keeps it.';
