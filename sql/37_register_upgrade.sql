-- register_upgrade: bringing a register to the newest layout, or back to what it was made of.
--
-- Tables are stated once, in their newest form: an upgrade makes those that are missing, and a step (sql/register/steps/LAYOUT.sql)
-- brings the others there.  Functions, views and triggers that differ from the manifest's, or are missing, are made anew; what the
-- register has no longer goes.  A register older than 0.5.0 goes through that version first.

CREATE FUNCTION layout_number(layout text) RETURNS integer[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN string_to_array(layout, '.')::integer[];
COMMENT ON FUNCTION layout_number(text) IS 'A layout version as numbers, for comparing.';

CREATE FUNCTION check_register_layout(schema text, layout text) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF @extschema@.layout_number(layout) > @extschema@.layout_number(@extschema@.library_version()) THEN
    RAISE EXCEPTION 'the register in schema "%" has layout %, which this extension does not know', schema, layout
      USING ERRCODE = 'feature_not_supported', DETAIL = format('The newest layout it knows is %s.', @extschema@.library_version()),
            HINT = 'Install the newest golden_thread and run ALTER EXTENSION golden_thread UPDATE; a register never goes back to an '
                   'older layout.';
  ELSIF @extschema@.layout_number(layout) < '{0,5,0}' THEN
    RAISE EXCEPTION 'the register in schema "%" has layout %, and goes through 0.5.0 first', schema, layout
      USING ERRCODE = 'feature_not_supported', DETAIL = format('golden_thread %s upgrades registers of 0.5.0 and later.',
                                                               @extschema@.library_version()),
            HINT = format('Restore it where golden_thread 0.5.0 is installed, SELECT upgrade_register(%L) there, and come back.', schema);
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_layout(text, text) IS 'Raises an error for a layout that upgrade_register cannot start from.';

-- Registers of 0.5.0 keep no manifest: theirs is in the step, by names.
CREATE FUNCTION give_register_manifest(schema text, layout text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF layout = '0.5.0' THEN
    PERFORM @extschema@.run_register(schema, ARRAY(SELECT s.place FROM @extschema@.register_statements() s
                                                   WHERE s.object = 'table register_manifest' AND s.kind = 'table'));
    PERFORM @extschema@.run_register(schema, ARRAY(SELECT s.place FROM @extschema@.register_statements() s
                                                   WHERE s.object = 'table register_manifest' AND s.kind = 'seed' AND s.step = '0.5.0'));
  END IF;
END
$body$;
COMMENT ON FUNCTION give_register_manifest(text, text) IS 'Gives a register of 0.5.0 the manifest it was made without.';

-- What the newest statements would put in the way of something the owner made; a view of ours cannot be renewed under columns of the
-- owner's.
CREATE FUNCTION register_collisions(schema text, additions text[]) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  WITH ours AS (
    SELECT s.object, s.kind FROM @extschema@.register_statements() s WHERE s.object IS NOT NULL AND s.kind <> 'seed' AND s.step IS NULL
  )
  SELECT a.member
    FROM unnest(additions) a (member)
   WHERE EXISTS (SELECT FROM ours o
                  -- Tables, views, sequences and indexes share one name space, tables, views and types another.
                  WHERE o.object = a.member
                     OR o.kind IN ('table', 'view') AND regexp_replace(a.member, '^(table|view|materialized view|sequence|type) ', '')
                                                        = substr(o.object, length(o.kind) + 2)
                     OR o.kind IN ('table', 'view') AND 'index ' || substr(o.object, length(o.kind) + 2) = split_part(a.member, ' on ', 1)
                     OR o.kind = 'view' AND left(a.member, length(o.object) + 3) = 'column ' || substr(o.object, 6) || '.')
   ORDER BY 1;
$body$;
COMMENT ON FUNCTION register_collisions(text, text[]) IS
  'What the owner of a register has made under a name that the newest layout needs, or added to one of its views; empty in a register that '
  'can be upgraded.';

CREATE FUNCTION check_register_additions(schema text, additions text[]) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  in_the_way CONSTANT text[] := ARRAY(SELECT c FROM @extschema@.register_collisions(schema, additions) c);
BEGIN
  IF in_the_way <> '{}' THEN
    RAISE EXCEPTION 'register "%" cannot be upgraded: % of its owner''s own objects have names that layout % needs',
                    schema, cardinality(in_the_way), @extschema@.library_version()
      USING ERRCODE = 'duplicate_object', DETAIL = array_to_string(in_the_way, E'\n'),
            HINT = 'Rename them or move them to a schema of your own, and try again. Nothing was changed.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_additions(text, text[]) IS
  'Raises an error, before anything changes, that names what the owner made in an upgrade''s way.';

-- The next release drops what this one deprecates, so nothing of a register goes on standing on it, though its statement is the same.
CREATE FUNCTION register_on_deprecated(schema text) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  WITH deprecated AS (
    SELECT e.classid, e.objid
    FROM pg_extension x JOIN pg_depend e ON e.refclassid = 'pg_extension'::regclass AND e.refobjid = x.oid AND e.deptype = 'e'
    WHERE x.extname = 'golden_thread'
      AND (e.classid = 'pg_proc'::regclass AND obj_description(e.objid, 'pg_proc') LIKE 'deprecated:%'
           OR e.classid = 'pg_operator'::regclass AND obj_description(e.objid, 'pg_operator') LIKE 'deprecated:%')
  ), dependents AS (
    SELECT d.classid, d.objid FROM pg_depend d JOIN deprecated e ON d.refclassid = e.classid AND d.refobjid = e.objid
  )
  SELECT m.member FROM @extschema@.register_members(schema) m
  JOIN (SELECT format('FUNCTION %s', d.objid::regprocedure) FROM dependents d WHERE d.classid = 'pg_proc'::regclass
        UNION
        SELECT format('view %s', r.ev_class::regclass)
        FROM dependents d JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid) AS d (target) USING (target);
$body$;
COMMENT ON FUNCTION register_on_deprecated(text) IS
  'The functions and views of a register''s two schemas that stand on what is deprecated in this version of the extension.';

CREATE FUNCTION wanted_register_statements(schema text, old_layout text, force boolean) RETURNS integer[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  places integer[];
BEGIN
  EXECUTE format($query$
    SELECT array_agg(s.place)
    FROM @extschema@.register_statements() s
    LEFT JOIN @extschema@.register_members($1) m ON m.member = s.object
    LEFT JOIN %I.register_manifest o ON o.object = s.object
    WHERE CASE WHEN s.step IS NOT NULL
               THEN @extschema@.layout_number(s.step) >= @extschema@.layout_number($2) AND $2 <> @extschema@.library_version()
                    AND s.object IS DISTINCT FROM 'table register_manifest'
               WHEN s.kind IN ('table', 'index', 'policy', 'seed') THEN m.member IS NULL
               WHEN s.kind IN ('view', 'function', 'trigger')
               THEN $3 OR $2 <> @extschema@.library_version() OR m.member IS NULL
                    OR o.statement_digest IS DISTINCT FROM md5(s.statement)
                    OR m.member IN (SELECT @extschema@.register_on_deprecated($1))
               ELSE true END $query$, schema)
    INTO places USING schema, old_layout, force;
  RETURN places;
END
$body$;
COMMENT ON FUNCTION wanted_register_statements(text, text, boolean) IS
  'The places of the statements that bring a register of a layout to the newest one: steps, what is missing, and all functions, views '
  'and triggers, which may stand on what changed; of the newest layout those that the manifest has otherwise, with force all.';

-- What the register has no longer keeps its dependents while the newest is made, under names that are in nobody's way: beside a function
-- of the same name with one argument more, a call would mean the older one.  A step may set others aside in the same way.
CREATE FUNCTION gone_name(name text, layout text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(name, 50) || ' of ' || layout;
COMMENT ON FUNCTION gone_name(text, text) IS 'The name under which a function of an older layout waits to be dropped.';

CREATE FUNCTION set_aside_gone_functions(schema text, old_layout text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  gone record;
BEGIN
  FOR gone IN
    EXECUTE format('SELECT m.target, @extschema@.gone_name(split_part(substr(o.object, 10), %L, 1), $2) AS aside
                    FROM %I.register_manifest o JOIN @extschema@.register_members($1) m ON m.member = o.object
                    WHERE o.kind = %L AND o.statement_digest IS NOT NULL
                      AND o.object NOT IN (SELECT s.object FROM @extschema@.register_statements() s WHERE s.object IS NOT NULL)',
                   '(', schema, 'function') USING schema, old_layout
  LOOP
    EXECUTE format('ALTER %s RENAME TO %I', gone.target, gone.aside);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION set_aside_gone_functions(text, text) IS
  'Renames the functions that the newest layout has no longer, until they can be dropped.';

-- Whoever took EXECUTE from PUBLIC meant what the function tells, and that the one in its place tells too.
CREATE FUNCTION pass_on_function_rights(schema text, old_layout text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  heir record;
BEGIN
  FOR heir IN
    SELECT f.oid::regprocedure AS routine, a.grantee
    FROM pg_proc old
    JOIN pg_proc f ON f.pronamespace = old.pronamespace AND old.proname = @extschema@.gone_name(f.proname, old_layout) AND f.proacl IS NULL
    LEFT JOIN LATERAL aclexplode(old.proacl) a ON a.grantee <> old.proowner
    WHERE old.pronamespace = quote_ident(schema)::regnamespace AND old.proacl IS NOT NULL
    ORDER BY f.oid, a.grantee
  LOOP
    IF (SELECT f.proacl IS NULL FROM pg_proc f WHERE f.oid = heir.routine) THEN
      EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', heir.routine);
    END IF;
    IF heir.grantee IS NOT NULL THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', heir.routine,
                     CASE heir.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(heir.grantee)) END);
    END IF;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION pass_on_function_rights(text, text) IS
  'Gives the functions that take the place of others, under the same name, the rights that were granted on those.';

-- A view of ours shows a reader what that reader may see of the tables under it, and no more; so whoever may read all of those may have
-- it.  Reports that stand on it then go on answering those to whom the owner gave the tables by hand.
CREATE FUNCTION pass_on_view_rights(schema text, views text[]) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  heir record;
  given bigint := 0;
BEGIN
  FOR heir IN
    WITH needs AS (
      SELECT DISTINCT v.oid AS view, d.refobjid AS relation
      FROM pg_class v JOIN pg_rewrite r ON r.ev_class = v.oid
      JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
                      AND d.refobjid <> v.oid
      WHERE v.relnamespace = quote_ident(schema)::regnamespace AND 'view ' || v.relname = ANY (views)
        AND v.reloptions @> '{security_invoker=true}'
    ), readers AS (
      SELECT DISTINCT n.view, a.grantee
      FROM needs n JOIN pg_class c ON c.oid = n.relation CROSS JOIN LATERAL aclexplode(c.relacl) a
      WHERE a.privilege_type = 'SELECT' AND a.grantee NOT IN (0, c.relowner)
    )
    SELECT w.view::regclass AS view, pg_get_userbyid(w.grantee) AS role FROM readers w
    WHERE NOT EXISTS (SELECT FROM needs n WHERE n.view = w.view AND NOT has_table_privilege(w.grantee, n.relation, 'SELECT'))
      AND NOT has_table_privilege(w.grantee, w.view, 'SELECT')
    ORDER BY 1, 2
  LOOP
    EXECUTE format('GRANT SELECT ON %s TO %I', heir.view, heir.role);
    given := given + 1;
  END LOOP;
  RETURN given;
END
$body$;
COMMENT ON FUNCTION pass_on_view_rights(text, text[]) IS
  'Lets those read these views of a register who may read all that the views stand on, and says how many grants that took.';

CREATE FUNCTION gone_register_objects(schema text, old_layout text) RETURNS text[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  gone text[];
BEGIN
  EXECUTE format('SELECT array_agg(m.target) FROM @extschema@.register_members($1) m LEFT JOIN %I.register_manifest o ON o.object = m.member
                  WHERE o.kind IN (%L, %L) AND o.statement_digest IS NOT NULL
                        AND o.object NOT IN (SELECT s.object FROM @extschema@.register_statements() s WHERE s.object IS NOT NULL)
                     OR starts_with(m.member, %L) AND strpos(m.member, @extschema@.gone_name(%L, $2) || %L) > 0',
                 schema, 'trigger', 'view', 'function ', '', '(') INTO gone USING schema, old_layout;
  RETURN coalesce(gone, '{}');
END
$body$;
COMMENT ON FUNCTION gone_register_objects(text, text) IS 'What the newest layout has no longer, as DROP calls it.';

-- They can stand on each other, so whatever nothing stands on goes first, until nothing is left or nothing goes.
CREATE FUNCTION drop_gone_register_objects(schema text, old_layout text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  gone text[] := @extschema@.gone_register_objects(schema, old_layout);
  still text[];
  target text;
  standing text;
BEGIN
  WHILE gone <> '{}' LOOP
    still := '{}';
    FOREACH target IN ARRAY gone LOOP
      BEGIN
        EXECUTE 'DROP ' || target;
      EXCEPTION WHEN dependent_objects_still_exist THEN
        still := still || target;
        GET STACKED DIAGNOSTICS standing = PG_EXCEPTION_DETAIL;
      END;
    END LOOP;
    IF cardinality(still) = cardinality(gone) THEN
      RAISE EXCEPTION 'register "%" cannot be upgraded: something of its owner''s stands on what layout % has no longer',
                      schema, @extschema@.library_version()
        USING ERRCODE = 'dependent_objects_still_exist', DETAIL = standing,
              HINT = 'Drop it, or let it stand on what took that place (CHANGELOG.md says on what), and try again. Nothing was changed.';
    END IF;
    gone := still;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION drop_gone_register_objects(text, text) IS
  'Drops what the newest layout has no longer; refused where something of the owner''s stands on it.';

-- Comments that the owner wrote, on our objects or on others; those still as we left them may be worded anew.
CREATE FUNCTION owners_register_comments(schema text) RETURNS jsonb
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  comments jsonb;
BEGIN
  EXECUTE format('SELECT jsonb_object_agg(m.member, m.remark)
                  FROM @extschema@.register_members($1) m LEFT JOIN %I.register_manifest o ON o.object = m.member
                  WHERE m.remark IS NOT NULL AND (o.object IS NULL OR o.comment_digest IS NULL
                                                  OR o.comment_digest <> md5(m.remark))', schema)
    INTO comments USING schema;
  RETURN comments;
END
$body$;
COMMENT ON FUNCTION owners_register_comments(text) IS 'The comments in a register''s schemas that are its owner''s, by object.';

CREATE FUNCTION restore_register_comments(schema text, comments jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  comment record;
BEGIN
  FOR comment IN
    SELECT m.target, k.value FROM jsonb_each_text(comments) k JOIN @extschema@.register_members(schema) m ON m.member = k.key
    WHERE m.remark IS NULL OR m.remark <> k.value
  LOOP
    EXECUTE format('COMMENT ON %s IS %L', comment.target, comment.value);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION restore_register_comments(text, jsonb) IS 'Puts back the comments that owners_register_comments gave.';

CREATE FUNCTION upgrade_register(schema text, force boolean DEFAULT false) RETURNS text
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  new_layout CONSTANT text := @extschema@.library_version();
  old_layout text;
  additions text[];
  before CONSTANT text[] := ARRAY(SELECT m.member FROM @extschema@.register_members(schema) m);
  comments jsonb;
BEGIN
  PERFORM @extschema@.check_library_version();
  PERFORM @extschema@.check_extension_schema();
  PERFORM @extschema@.check_register_owner(schema);
  PERFORM @extschema@.lock_register(schema);
  EXECUTE format('SELECT s.layout_version FROM %I.register_settings s', schema) INTO old_layout;
  PERFORM @extschema@.check_register_layout(schema, old_layout);
  IF old_layout = new_layout AND NOT force THEN
    RETURN format('register "%s" has layout %s already', schema, new_layout);
  END IF;

  PERFORM @extschema@.give_register_manifest(schema, old_layout);
  additions := @extschema@.register_additions(schema);
  PERFORM @extschema@.check_register_additions(schema, additions);
  comments := @extschema@.owners_register_comments(schema);
  PERFORM @extschema@.set_aside_gone_functions(schema, old_layout);
  PERFORM @extschema@.run_register(schema, @extschema@.wanted_register_statements(schema, old_layout, force));
  PERFORM @extschema@.pass_on_function_rights(schema, old_layout);
  PERFORM @extschema@.drop_gone_register_objects(schema, old_layout);
  -- A view can stand on another.
  WHILE @extschema@.pass_on_view_rights(schema, ARRAY(SELECT m.member FROM @extschema@.register_members(schema) m
                                                      WHERE m.member <> ALL (before))) > 0 LOOP
    NULL;
  END LOOP;
  PERFORM @extschema@.write_register_manifest(schema, additions);
  PERFORM @extschema@.restore_register_comments(schema, comments);
  PERFORM @extschema@.apply_register_grants(schema, before);
  EXECUTE format('UPDATE %I.register_settings SET layout_version = %L WHERE layout_version <> %2$L', schema, new_layout);
  RETURN CASE old_layout WHEN new_layout THEN format('register "%s" of layout %s is whole again', schema, new_layout)
                         ELSE format('register "%s" upgraded from layout %s to %s', schema, old_layout, new_layout) END;
END
$body$;
COMMENT ON FUNCTION upgrade_register(text, boolean) IS
  'Brings a register of 0.5.0 or later to the newest layout, in one transaction: every row is kept, and so are the owner''s own columns, '
  'indexes, policies, grants, comments and views. What the owner made under a name the new layout needs is reported before anything '
  'changes. force: a register of the newest layout gets back what it was made of, such as a view that was dropped.';
