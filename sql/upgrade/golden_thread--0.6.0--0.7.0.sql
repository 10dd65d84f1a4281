-- golden_thread 0.6.0 to 0.7.0.
-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.7.0'" to load this file. \quit

-- Before anything changes: nothing of the user's has the name of what is new.
DO $check$
DECLARE
    taken text;
BEGIN
    SELECT pg_catalog.concat('function ', f.signature) INTO taken
    FROM pg_catalog.unnest(ARRAY[
        'contains_date(quarterrange,date)', 'contains_date(quartermultirange,date)', 'contains_node(linkage,bigint)',
        'contains_node(linkage_text,text)', 'delimited_text(bytea)', 'generate_series(quarter,quarter,bigint)',
        'nth_day(quarter,bigint)', 'planted_in_extension_schema()', 'quarter(bigint,bigint,integer)', 'quarter(integer,integer)',
        'quarter(smallint,smallint)',
        'quarter_ending(bigint,bigint,integer)', 'quarter_in_range(quarter,quarter,bigint,boolean,boolean)',
        'quarter_minus(quarter,bigint)', 'quarter_plus(quarter,bigint)', 'quarter_plus_commuted(bigint,quarter)',
        'register_on_deprecated(text)'
    ]::pg_catalog.text[]) AS f (signature)
    WHERE pg_catalog.to_regprocedure(pg_catalog.concat('@extschema@.', f.signature)) IS NOT NULL
    UNION ALL
    SELECT pg_catalog.concat('operator ', o.signature)
    FROM pg_catalog.unnest(ARRAY['+(bigint,quarter)', '+(quarter,bigint)', '-(quarter,bigint)']::pg_catalog.text[]) AS o (signature)
    WHERE pg_catalog.to_regoperator(pg_catalog.concat('@extschema@.', o.signature)) IS NOT NULL;
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION '% exists already in schema %, and is not the extension''s', taken, '@extschema@'
            USING ERRCODE = 'duplicate_object',
                  DETAIL = 'golden_thread 0.7.0 brings one of that name.',
                  HINT = 'Rename it, or move it to another schema with ALTER ... SET SCHEMA, and update again.';
    END IF;
    IF pg_catalog.to_regnamespace('golden_thread_deprecated') IS NOT NULL THEN
        RAISE EXCEPTION 'schema golden_thread_deprecated exists already, and is not the extension''s'
            USING ERRCODE = 'duplicate_schema',
                  DETAIL = 'golden_thread 0.7.0 keeps there what objects made before it stand on.',
                  HINT = 'Rename it with ALTER SCHEMA ... RENAME, and update again.';
    END IF;
END
$check$;

-- Years, numbers and steps of quarters are bigint.  What was integer moves out of the way, and takes along what stands on it.

CREATE SCHEMA golden_thread_deprecated;
GRANT USAGE ON SCHEMA golden_thread_deprecated TO PUBLIC;
COMMENT ON SCHEMA golden_thread_deprecated IS
  'deprecated: what objects made before golden_thread 0.7.0 stand on; make them anew, and they stand on what took its place';

ALTER OPERATOR FAMILY quarter_ops USING btree DROP FUNCTION 3 (quarter, integer);
ALTER FUNCTION quarter_in_range(quarter, quarter, integer, boolean, boolean) SET SCHEMA golden_thread_deprecated;
ALTER FUNCTION quarter(bigint, integer, integer) SET SCHEMA golden_thread_deprecated;
ALTER FUNCTION quarter_ending(bigint, integer, integer) SET SCHEMA golden_thread_deprecated;
ALTER FUNCTION nth_day(quarter, integer) SET SCHEMA golden_thread_deprecated;
ALTER FUNCTION generate_series(quarter, quarter, integer) SET SCHEMA golden_thread_deprecated;
ALTER OPERATOR + (quarter, integer) SET SCHEMA golden_thread_deprecated;
ALTER OPERATOR + (integer, quarter) SET SCHEMA golden_thread_deprecated;
ALTER OPERATOR - (quarter, integer) SET SCHEMA golden_thread_deprecated;
ALTER FUNCTION quarter_plus(quarter, integer) SET SCHEMA golden_thread_deprecated;
ALTER FUNCTION quarter_plus_commuted(integer, quarter) SET SCHEMA golden_thread_deprecated;
ALTER FUNCTION quarter_minus(quarter, integer) SET SCHEMA golden_thread_deprecated;

CREATE FUNCTION quarter_in_range(quarter, quarter, bigint, boolean, boolean) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_in_range_bigint';
COMMENT ON FUNCTION quarter_in_range(quarter, quarter, bigint, boolean, boolean) IS 'window RANGE support: n quarters before or after';
ALTER OPERATOR FAMILY quarter_ops USING btree
    ADD FUNCTION 3 (quarter, bigint) quarter_in_range(quarter, quarter, bigint, boolean, boolean);

CREATE FUNCTION quarter(year bigint, n bigint, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_year_bigint';
COMMENT ON FUNCTION quarter(bigint, bigint, integer) IS 'the quarter of a fiscal year given by the year in which it starts';

CREATE FUNCTION quarter(year integer, n integer) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter($1::bigint, $2::bigint, 4);
COMMENT ON FUNCTION quarter(integer, integer) IS 'the quarter of a fiscal year given by the year in which it starts';

CREATE FUNCTION quarter(year smallint, n smallint) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter($1::bigint, $2::bigint, 4);
COMMENT ON FUNCTION quarter(smallint, smallint) IS 'the quarter of a fiscal year given by the year in which it starts';

CREATE FUNCTION quarter_ending(year bigint, n bigint, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_ending_year_bigint';
COMMENT ON FUNCTION quarter_ending(bigint, bigint, integer) IS 'the quarter of a fiscal year given by the year in which it ends';

CREATE FUNCTION nth_day(quarter, n bigint) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_nth_day_bigint';
COMMENT ON FUNCTION nth_day(quarter, bigint) IS 'the nth day of a quarter, from 1';

CREATE FUNCTION quarter_plus(quarter, bigint) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_plus_bigint';
COMMENT ON FUNCTION quarter_plus(quarter, bigint) IS 'implementation of + operator';

CREATE FUNCTION quarter_plus_commuted(bigint, quarter) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_plus_commuted_bigint';
COMMENT ON FUNCTION quarter_plus_commuted(bigint, quarter) IS 'implementation of + operator';

CREATE FUNCTION quarter_minus(quarter, bigint) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_minus_bigint';
COMMENT ON FUNCTION quarter_minus(quarter, bigint) IS 'implementation of - operator';

CREATE OPERATOR + (
    LEFTARG = quarter,
    RIGHTARG = bigint,
    FUNCTION = quarter_plus,
    COMMUTATOR = +
);
COMMENT ON OPERATOR + (quarter, bigint) IS 'n quarters later';

CREATE OPERATOR + (
    LEFTARG = bigint,
    RIGHTARG = quarter,
    FUNCTION = quarter_plus_commuted,
    COMMUTATOR = +
);
COMMENT ON OPERATOR + (bigint, quarter) IS 'n quarters later';

CREATE OPERATOR - (
    LEFTARG = quarter,
    RIGHTARG = bigint,
    FUNCTION = quarter_minus
);
COMMENT ON OPERATOR - (quarter, bigint) IS 'n quarters earlier';

CREATE FUNCTION generate_series(first quarter, last quarter, step bigint DEFAULT 1) RETURNS SETOF quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 20
    AS 'MODULE_PATHNAME', 'quarter_generate_series_bigint';
COMMENT ON FUNCTION generate_series(quarter, quarter, bigint) IS
  'quarters from the first to the last, both included, within one fiscal calendar';

CREATE OR REPLACE FUNCTION quarter_calendar(
    first quarter,
    last quarter,
    OUT quarter quarter,
    OUT quarter_key integer,
    OUT label text,
    OUT first_day date,
    OUT last_day date,
    OUT fiscal_year text,
    OUT fiscal_year_start integer,
    OUT quarter_number integer,
    OUT half integer,
    OUT days integer
) RETURNS SETOF record
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 40
BEGIN ATOMIC
    SELECT q,
           (extract(year FROM start_date(q)) * 100::numeric + extract(month FROM start_date(q)))::integer,
           q::text,
           start_date(q),
           end_date(q),
           fiscal_year(q),
           fiscal_year_start(q),
           quarter_number(q),
           half(q),
           days(q)
    FROM generate_series(first, last) AS q;
END;

-- The planner puts the new one in the place of each of these, so that an index on either serves both.
CREATE OR REPLACE FUNCTION golden_thread_deprecated.quarter(year bigint, n integer, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter($1, $2::bigint, $3);
COMMENT ON FUNCTION golden_thread_deprecated.quarter(bigint, integer, integer) IS 'deprecated: quarter(bigint, bigint, integer)';

CREATE OR REPLACE FUNCTION golden_thread_deprecated.quarter_ending(year bigint, n integer, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter_ending($1, $2::bigint, $3);
COMMENT ON FUNCTION golden_thread_deprecated.quarter_ending(bigint, integer, integer) IS
  'deprecated: quarter_ending(bigint, bigint, integer)';

CREATE OR REPLACE FUNCTION golden_thread_deprecated.nth_day(q quarter, n integer) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN nth_day($1, $2::bigint);
COMMENT ON FUNCTION golden_thread_deprecated.nth_day(quarter, integer) IS 'deprecated: nth_day(quarter, bigint)';

CREATE OR REPLACE FUNCTION golden_thread_deprecated.quarter_plus(quarter, integer) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter_plus($1, $2::bigint);
COMMENT ON FUNCTION golden_thread_deprecated.quarter_plus(quarter, integer) IS 'deprecated: quarter_plus(quarter, bigint)';

CREATE OR REPLACE FUNCTION golden_thread_deprecated.quarter_plus_commuted(integer, quarter) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter_plus_commuted($1::bigint, $2);
COMMENT ON FUNCTION golden_thread_deprecated.quarter_plus_commuted(integer, quarter) IS
  'deprecated: quarter_plus_commuted(bigint, quarter)';

CREATE OR REPLACE FUNCTION golden_thread_deprecated.quarter_minus(quarter, integer) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter_minus($1, $2::bigint);
COMMENT ON FUNCTION golden_thread_deprecated.quarter_minus(quarter, integer) IS 'deprecated: quarter_minus(quarter, bigint)';

COMMENT ON FUNCTION golden_thread_deprecated.generate_series(quarter, quarter, integer) IS
  'deprecated: generate_series(quarter, quarter, bigint)';
COMMENT ON OPERATOR golden_thread_deprecated.+ (quarter, integer) IS 'deprecated: quarter + bigint';
COMMENT ON OPERATOR golden_thread_deprecated.+ (integer, quarter) IS 'deprecated: bigint + quarter';
COMMENT ON OPERATOR golden_thread_deprecated.- (quarter, integer) IS 'deprecated: quarter - bigint';
COMMENT ON FUNCTION golden_thread_deprecated.quarter_in_range(quarter, quarter, integer, boolean, boolean) IS
  'deprecated: quarter_in_range(quarter, quarter, bigint, boolean, boolean)';

CREATE FUNCTION contains_date(quarterrange, date) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN daterange($1) OPERATOR(pg_catalog.@>) $2;
COMMENT ON FUNCTION contains_date(quarterrange, date) IS 'whether a day lies in one of a range of quarters';

CREATE FUNCTION contains_date(quartermultirange, date) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN datemultirange($1) OPERATOR(pg_catalog.@>) $2;
COMMENT ON FUNCTION contains_date(quartermultirange, date) IS 'whether a day lies in one of a set of quarters';

CREATE FUNCTION contains_node(g linkage, node bigint) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_contains_node';
COMMENT ON FUNCTION contains_node(linkage, bigint) IS 'whether a node is in the graph, linked or a root alone';

CREATE FUNCTION contains_node(g linkage_text, node text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_contains_node';
COMMENT ON FUNCTION contains_node(linkage_text, text) IS 'whether a node is in the graph, linked or a root alone';

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

CREATE OR REPLACE FUNCTION wanted_register_statements(schema text, old_layout text, force boolean) RETURNS integer[]
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

-- The schema of the extension: what others have put beside it.

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

CREATE OR REPLACE FUNCTION check_extension_schema() RETURNS void
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

-- Registers: their days, their rights, and what happens at the same time.

CREATE FUNCTION register_time_zone(settings regclass) RETURNS text
  LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'register_time_zone';
COMMENT ON FUNCTION register_time_zone(regclass) IS
  'The time zone that the settings of a register name, read once a statement; part of a register''s today().';

-- By name: what a name means the server knows, an offset that somebody wrote may be another day.
CREATE FUNCTION checked_time_zone(time_zone text) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = time_zone) THEN
    RETURN time_zone;
  END IF;
  RAISE EXCEPTION 'unknown time zone for a register: "%"', time_zone
    USING ERRCODE = 'invalid_parameter_value', DETAIL = 'It is one that pg_timezone_names lists, by its name.',
          HINT = 'Write a place, such as create_register(''council'', time_zone => ''Europe/London'').';
END
$body$;
COMMENT ON FUNCTION checked_time_zone(text) IS 'The time zone itself, or an error unless the server knows it by that name.';

-- A client may have set another for its own session; what the database says is what its users share.
CREATE FUNCTION database_time_zone() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  SELECT coalesce((SELECT substr(c.setting, 10)
                     FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) c (setting)
                    WHERE d.datname = current_database() AND s.setrole = 0 AND lower(c.setting) LIKE 'timezone=%' LIMIT 1),
                  current_setting('TimeZone'));
$body$;
COMMENT ON FUNCTION database_time_zone() IS
  'The time zone that ALTER DATABASE ... SET timezone gave this database, or else that of the session.';

DROP FUNCTION @extschema@.create_register(text, integer);

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

-- A schema the register is to live in: made if it is missing, refused if anybody else's objects are in it.
CREATE OR REPLACE FUNCTION prepare_register_schema(schema text) RETURNS void
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

CREATE OR REPLACE FUNCTION rename_register(schema text, new_name text) RETURNS void
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

-- What goes with a schema is some hundred objects, and a notice of them all tells nobody anything.
CREATE OR REPLACE FUNCTION drop_register(schema text, schema_again text) RETURNS void
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

CREATE OR REPLACE FUNCTION upgrade_register(schema text, force boolean DEFAULT false) RETURNS text
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

DROP FUNCTION @extschema@.apply_register_grants(text);

DROP FUNCTION @extschema@.register_privileges(text, text);

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

CREATE OR REPLACE FUNCTION revoke_register(schema text, role_name text) RETURNS void
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

CREATE OR REPLACE FUNCTION grant_register(schema text, role_name text, level text) RETURNS void
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

-- A number that is no table's would be read as a name, or as none.
CREATE FUNCTION live_rollup_check_tables(tables regclass[]) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  missing oid := (SELECT t.relation FROM unnest(tables::oid[]) t (relation)
                   WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = t.relation) LIMIT 1);
BEGIN
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'there is no relation with the number %', missing
      USING ERRCODE = 'undefined_table', HINT = 'live_rollups() lists the live rollups, and what they count.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_tables(regclass[]) IS 'Raises an error unless all of these are relations.';

-- Up to 0.5.0 the columns stood only in the trigger functions: the first that each reads of the table "appeared".
CREATE OR REPLACE FUNCTION live_rollup_columns(state regclass, OUT tables regclass[], OUT columns text[])
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  links text[];
  ratings text[];
  graph text[];
BEGIN
  PERFORM @extschema@.live_rollup_check_tables(ARRAY[state]);
  EXECUTE format('SELECT s.tables FROM %s s', state) INTO STRICT tables;
  IF EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = state AND a.attname = 'columns') THEN
    EXECUTE format('SELECT s.columns FROM %s s', state) INTO STRICT columns;
    RETURN;
  END IF;
  SELECT max(f.names) FILTER (WHERE f.note = '_note_links'), max(f.names) FILTER (WHERE f.note = '_note_ratings'),
         max(f.names) FILTER (WHERE f.note = '_note_graph')
  INTO links, ratings, graph
  FROM (SELECT substr(p.proname, length(c.relname) - 5) AS note,
               ARRAY(SELECT (parse_ident(m.found[1]))[1]
                     FROM regexp_matches(substring(p.prosrc FROM 'INSERT INTO .*? FROM appeared n'),
                                         'live_rollup_typed[(]NULL::(?:[^",]|"(?:[^"]|"")*")+, n[.]("(?:[^"]|"")+"|[^")]+)[)]',
                                         'g') WITH ORDINALITY AS m (found, place)
                     ORDER BY m.place) AS names
        FROM pg_class c JOIN pg_proc p ON p.pronamespace = c.relnamespace AND p.pronargs = 0 AND p.proowner = c.relowner
             AND left(p.proname, length(c.relname) - 6) = left(c.relname, -6)
        WHERE c.oid = state) AS f;
  columns := ARRAY[links[2], links[1], ratings[1], CASE cardinality(ratings) WHEN 3 THEN ratings[2] END, ratings[cardinality(ratings)],
                   graph[1], graph[2]];
END
$body$;
COMMENT ON FUNCTION live_rollup_columns(regclass) IS 'The tables that a live rollup counts, and their columns.';

CREATE OR REPLACE FUNCTION live_rollup_check_merge(rollup regclass, tables regclass[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  fleeting regclass;
BEGIN
  PERFORM @extschema@.live_rollup_check_tables(tables);
  IF row_security_active(tables[1]) OR row_security_active(tables[2]) OR row_security_active(tables[3]) THEN
    RAISE EXCEPTION 'row-level security hides rows from you that the live rollup % counts', rollup
      USING ERRCODE = 'insufficient_privilege', HINT = 'Its owner, or a role with BYPASSRLS, can merge it.';
  END IF;
  -- Rows that a statement changed are seen before its triggers tell of them, which would then count them twice.
  IF @extschema@.live_rollup_in_use(@extschema@.live_rollup_relations(tables)) THEN
    RAISE EXCEPTION 'a live rollup cannot be merged or rebuilt by a statement that uses its tables'
      USING ERRCODE = 'object_in_use',
            DETAIL = 'A statement that is not through may have changed rows of which the rollup is yet to be told.',
            HINT = 'Merge in a statement of its own.';
  END IF;
  EXECUTE format('LOCK TABLE ONLY %s, ONLY %s, ONLY %s IN ACCESS SHARE MODE', tables[1], tables[2], tables[3]);
  fleeting := (SELECT min(c.oid) FROM pg_class c WHERE c.oid = ANY (@extschema@.live_rollup_relations(tables))
      AND c.relpersistence <> 'p');
  IF fleeting IS NOT NULL THEN
    RAISE WARNING '% is not a permanent table, so the live rollup % is counted anew each time', fleeting, rollup
      USING DETAIL = 'A crash would empty it without a trigger being told.', HINT = format('ALTER TABLE %s SET LOGGED;', fleeting);
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_merge(regclass, regclass[]) IS
  'Raises an error unless the caller can count all rows of these tables, and locks them against other definitions.';

-- Registers, to the end.

CREATE FUNCTION delimited_text(file bytea) RETURNS text
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'encoding_read_text';
COMMENT ON FUNCTION delimited_text(bytea) IS
    'the text of a file, of which the bytes are given: UTF-8 with or without a byte-order mark, UTF-16 of either order, or else '
    'Windows-1252';

-- A register is not made where Citus would distribute its schema.

-- The BI views of many registers as one, with the organisation as a column.
-- Reading a view runs what its owner made of it, with the reader's rights where it calls functions: so of others' schemas only those that
-- are named are read.
CREATE FUNCTION combined_sources(bi_view text, sources text[]) RETURNS TABLE (relation regclass, organisation text, is_own boolean)
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  SELECT c.oid, regexp_replace(n.nspname, '_bi$', ''), pg_get_userbyid(n.nspowner) = current_user AND c.relowner = n.nspowner
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relname = bi_view AND c.relkind IN ('v', 'm', 'f', 'r', 'p')
     AND CASE WHEN sources IS NULL THEN right(n.nspname, 3) = '_bi' ELSE n.nspname = ANY (sources) END
   ORDER BY n.nspname COLLATE "C"
$body$;
COMMENT ON FUNCTION combined_sources(text, text[]) IS
  'The relations of that name in these schemas or, without any, in every schema whose name ends in _bi; and whether they are the '
  'caller''s.';

CREATE FUNCTION combined_columns(view regclass, relations regclass[])
  RETURNS TABLE (column_name name, type_name text, description text, types bigint)
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  SELECT a.attname, min(format_type(a.atttypid, a.atttypmod)),
         (array_agg(col_description(a.attrelid, a.attnum) ORDER BY r.place)
          FILTER (WHERE col_description(a.attrelid, a.attnum) IS NOT NULL))[1],
         count(DISTINCT format_type(a.atttypid, a.atttypmod))
    FROM unnest(view || relations) WITH ORDINALITY r (relation, place)
    JOIN pg_attribute a ON a.attrelid = r.relation AND a.attnum > 0 AND NOT a.attisdropped
   WHERE (r.place > 1 OR a.attname <> 'organisation')
   GROUP BY a.attname
   -- A view keeps its columns where they are: new ones come last.
   ORDER BY min(r.place), min(a.attnum + 10000 * r.place)
$body$;
COMMENT ON FUNCTION combined_columns(regclass, regclass[]) IS
  'The columns that any of these relations has, those of the view that they are combined in first, with how many types they have.';

CREATE FUNCTION combined_part(relation regclass, organisation text, view regclass, relations regclass[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  SELECT format('SELECT %L::pg_catalog.text AS organisation, %s FROM %s s', organisation,
                string_agg(CASE WHEN a.attname IS NULL THEN format('NULL::%s AS %I', k.type_name, k.column_name)
                                ELSE format('s.%I', k.column_name) END, ', ' ORDER BY k.place), relation)
    FROM @extschema@.combined_columns(view, relations) WITH ORDINALITY k (column_name, type_name, description, types, place)
    LEFT JOIN pg_attribute a ON a.attrelid = relation AND a.attname = k.column_name AND NOT a.attisdropped
$body$;
COMMENT ON FUNCTION combined_part(regclass, text, regclass, regclass[]) IS
  'The rows of one organisation as a query: what it has not, as in a register of an older version, is empty.';

CREATE FUNCTION comment_combined(view regclass, relations regclass[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  k record;
BEGIN
  EXECUTE format('COMMENT ON VIEW %s IS %L', view,
                 coalesce((SELECT obj_description(r, 'pg_class') FROM unnest(relations) r
                            WHERE obj_description(r, 'pg_class') IS NOT NULL LIMIT 1) || ' ', '')
                 || 'Of each organisation: keys are its own.');
  EXECUTE format('COMMENT ON COLUMN %s.organisation IS %L', view, 'Whose it is; part of every key.');
  FOR k IN SELECT c.column_name, c.description FROM @extschema@.combined_columns(view, relations) c WHERE c.description IS NOT NULL LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', view, k.column_name, k.description);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION comment_combined(regclass, regclass[]) IS 'Gives a combined view the comments of the first relation that has them.';

CREATE FUNCTION check_combined(schema text, bi_view text, sources text[]) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  missing CONSTANT text := (SELECT string_agg(quote_ident(s), ', ') FROM unnest(sources) s
                             WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                                WHERE n.nspname = s AND c.relname = bi_view));
  unreadable CONSTANT text := (SELECT string_agg(r.relation::text, ', ') FROM @extschema@.combined_sources(bi_view, sources) r
                                WHERE sources IS NOT NULL
                                  AND NOT (has_table_privilege(r.relation, 'SELECT')
                                           AND has_schema_privilege((SELECT c.relnamespace FROM pg_class c WHERE c.oid = r.relation),
                                                                    'USAGE')));
BEGIN
  IF to_regnamespace(quote_ident(schema)) IS NULL OR right(schema, 3) = '_bi' THEN
    RAISE EXCEPTION 'schema "%" cannot hold what many registers have', schema
      USING ERRCODE = 'invalid_schema_name', DETAIL = 'It is to be there, and its name not to end in _bi, which those of registers do.',
            HINT = 'CREATE SCHEMA everybody first, and name that.';
  ELSIF missing IS NOT NULL THEN
    RAISE EXCEPTION 'there is no view "%" in %', bi_view, missing
      USING ERRCODE = 'undefined_table', HINT = 'Sources are schemas of BI views, such as council_bi, or of foreign tables of that name.';
  ELSIF unreadable IS NOT NULL THEN
    RAISE EXCEPTION 'you may not read %', unreadable
      USING ERRCODE = 'insufficient_privilege', HINT = 'The owner of a register grants it: SELECT council.grant_bi_reader(...).';
  ELSIF to_regclass(format('%I.%I', schema, bi_view)) IS NOT NULL
        AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass(format('%I.%I', schema, bi_view))
                                                     AND a.attnum = 1 AND a.attname = 'organisation') THEN
    RAISE EXCEPTION '"%" in schema "%" is something else', bi_view, schema
      USING ERRCODE = 'duplicate_table', HINT = 'Name another schema, or rename it.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_combined(text, text, text[]) IS 'Raises an error unless combine_registers can make that view.';

CREATE FUNCTION combine_registers(schema text, bi_view text, sources text[] DEFAULT NULL) RETURNS text
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  target CONSTANT text := format('%I.%I', schema, bi_view);
  relations regclass[];
  names text;
  left_out text;
  mixed text;
  parts text;
BEGIN
  PERFORM @extschema@.check_combined(schema, bi_view, sources);
  SELECT array_agg(s.relation) FILTER (WHERE s.is_own OR sources IS NOT NULL),
         string_agg(s.organisation, ', ') FILTER (WHERE s.is_own OR sources IS NOT NULL),
         string_agg(s.organisation, ', ') FILTER (WHERE NOT s.is_own AND sources IS NULL)
    INTO relations, names, left_out FROM @extschema@.combined_sources(bi_view, sources) s;
  IF relations IS NULL THEN
    RAISE EXCEPTION 'no schema of yours whose name ends in _bi has a view "%"', bi_view USING ERRCODE = 'undefined_table';
  END IF;
  SELECT string_agg(k.column_name, ', ') INTO mixed FROM @extschema@.combined_columns(to_regclass(target), relations) k WHERE k.types > 1;
  IF mixed IS NOT NULL THEN
    RAISE EXCEPTION 'columns of "%" have other types elsewhere: %', bi_view, mixed
      USING ERRCODE = 'datatype_mismatch', HINT = 'Bring the registers to one version, or name as sources those that are.';
  END IF;
  SELECT string_agg(@extschema@.combined_part(s.relation, s.organisation, to_regclass(target), relations), ' UNION ALL ')
    INTO parts FROM @extschema@.combined_sources(bi_view, sources) s WHERE s.relation = ANY (relations);
  EXECUTE format('CREATE OR REPLACE VIEW %s AS %s', target, parts);
  PERFORM @extschema@.comment_combined(target::regclass, relations);
  IF left_out IS NOT NULL THEN
    RAISE NOTICE 'left out, since they are not yours: %', left_out USING HINT = 'Whoever trusts their owners names all as sources.';
  END IF;
  RETURN format('view %s over: %s', target, names);
END
$body$;
COMMENT ON FUNCTION combine_registers(text, text, text[]) IS
  'Makes or renews a view in a schema of yours over the BI view of that name in all your registers, with the organisation (the register''s '
  'name) as first column; sources: these schemas instead, foreign tables of other servers too. Keys are an organisation''s own.';

-- The same, with the server's functions by their schema: 0.6.0 took what stood beside them in the extension's schema and matched better.
CREATE OR REPLACE FUNCTION @extschema@.datemultirange(quartermultirange) RETURNS datemultirange
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT coalesce(pg_catalog.range_agg(@extschema@.daterange(r)), '{}'::datemultirange) FROM pg_catalog.unnest($1) AS r);
CREATE OR REPLACE FUNCTION @extschema@.jsonb(g linkage) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN pg_catalog.jsonb_build_object(
        'nodes', COALESCE((SELECT pg_catalog.jsonb_agg(n) FROM @extschema@.nodes(g) n), '[]'),
        'links', COALESCE((SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(l.child, l.parent))
                             FROM @extschema@.links(g) l), '[]'));
CREATE OR REPLACE FUNCTION @extschema@.jsonb(g linkage_text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN pg_catalog.jsonb_build_object(
        'nodes', COALESCE((SELECT pg_catalog.jsonb_agg(n) FROM @extschema@.nodes(g) n), '[]'),
        'links', COALESCE((SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(l.child, l.parent))
                             FROM @extschema@.links(g) l), '[]'));

-- What pg_upgrade does not bring: the catalogue comes over as the older server had it, without what only a newer one knows, and the
-- constructors of range types are made anew, outside the extension and without their comments.  So every upgrade script puts right
-- what is missing; where nothing is, this does nothing.
DO $resync$
DECLARE
    path CONSTANT text := pg_catalog.current_setting('search_path');
    missing text;
BEGIN
    -- As above: only the server's own operators and functions are meant.
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    FOR missing IN
        WITH members AS (
            SELECT d.classid, d.objid FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid
            WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'golden_thread'
        ), made_with_ranges AS (
            SELECT d.classid, d.objid FROM members m
            JOIN pg_range r ON m.classid = 'pg_type'::regclass AND m.objid = r.rngtypid
            JOIN pg_depend d ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (r.rngtypid, r.rngmultitypid) AND d.deptype = 'i'
            EXCEPT SELECT classid, objid FROM members
        )
        SELECT 'ALTER EXTENSION golden_thread ADD FUNCTION ' || objid::regprocedure
        FROM made_with_ranges WHERE classid = 'pg_proc'::regclass
        UNION ALL
        SELECT format('ALTER EXTENSION golden_thread ADD CAST (%s AS %s)', c.castsource::regtype, c.casttarget::regtype)
        FROM made_with_ranges w JOIN pg_cast c ON w.classid = 'pg_cast'::regclass AND w.objid = c.oid
        UNION ALL
        SELECT format('ALTER OPERATOR FAMILY %s.%I USING %s ADD FUNCTION %s', '@extschema@', part.family, part.method, part.function)
        FROM (VALUES
            ('btree', 'rag_ops', 6, '6 (@extschema@.rag, @extschema@.rag) @extschema@.rag_skipsupport(internal)'),
            ('btree', 'quarter_ops', 6, '6 (@extschema@.quarter, @extschema@.quarter) @extschema@.quarter_skipsupport(internal)'),
            ('gist', 'rag_ops', 12, '12 ("any", "any") gist_translate_cmptype_common(integer)'),
            ('gist', 'quarter_ops', 12, '12 ("any", "any") gist_translate_cmptype_common(integer)'),
            ('gist', 'plan_code_ops', 12, '12 ("any", "any") gist_translate_cmptype_common(integer)')
        ) AS part (method, family, number, function)
        WHERE current_setting('server_version_num')::integer >= 180000
          AND NOT EXISTS (
            SELECT FROM pg_amproc p JOIN pg_opfamily f ON f.oid = p.amprocfamily JOIN pg_am m ON m.oid = f.opfmethod
            WHERE f.opfnamespace = '@extschema@'::regnamespace AND m.amname = part.method AND f.opfname = part.family
              AND p.amprocnum = part.number)
    LOOP
        EXECUTE missing;
    END LOOP;
    PERFORM pg_catalog.set_config('search_path', path, true);
END
$resync$;
COMMENT ON TYPE quarterrange IS 'a range of quarters: ["Q1 2025/26","Q4 2025/26"] is the year, printed as ["Q1 2025/26","Q1 2026/27")';
COMMENT ON TYPE quartermultirange IS 'a set of quarters, as ranges with gaps between them';
COMMENT ON FUNCTION quarterrange(quarter, quarter) IS 'the range from the first quarter to before the second';
COMMENT ON FUNCTION quarterrange(quarter, quarter, text) IS
  'the range between two quarters; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION quartermultirange() IS 'the empty set of quarters';
COMMENT ON FUNCTION quartermultirange(quarterrange) IS 'the set of the quarters of one range';
COMMENT ON FUNCTION quartermultirange(quarterrange[]) IS 'the set of the quarters of any of the ranges';
COMMENT ON CAST (quarterrange AS quartermultirange) IS 'the set of the quarters of one range';
COMMENT ON FUNCTION quarterrange(quarter) IS 'the range of one quarter';
COMMENT ON FUNCTION daterange(quarterrange) IS
  'the days of a range of quarters; to compare ranges of different fiscal calendars, compare their days';
COMMENT ON CAST (quarterrange AS daterange) IS 'the days of a range of quarters';
COMMENT ON FUNCTION datemultirange(quartermultirange) IS 'the days of a set of quarters';
COMMENT ON CAST (quartermultirange AS datemultirange) IS 'the days of a set of quarters';
COMMENT ON TYPE ragrange IS
    'a range of ratings, from the milder to the more severe: lets pg_upgrade make functions that sort or group by rag';
COMMENT ON TYPE ragmultirange IS 'ranges of ratings with gaps between them';
COMMENT ON FUNCTION ragrange(rag, rag) IS 'the range from the first rating to before the second';
COMMENT ON FUNCTION ragrange(rag, rag, text) IS
    'the range between two ratings; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION ragmultirange() IS 'the empty set of ratings';
COMMENT ON FUNCTION ragmultirange(ragrange) IS 'the set of the ratings of one range';
COMMENT ON FUNCTION ragmultirange(ragrange[]) IS 'the set of the ratings of any of the ranges';
COMMENT ON CAST (ragrange AS ragmultirange) IS 'the set of the ratings of one range';
COMMENT ON TYPE rag_tallyrange IS
    'a range of tallies, in their order: lets pg_upgrade make functions that sort or group by rag_tally';
COMMENT ON TYPE rag_tallymultirange IS 'ranges of tallies with gaps between them';
COMMENT ON FUNCTION rag_tallyrange(rag_tally, rag_tally) IS 'the range from the first tally to before the second';
COMMENT ON FUNCTION rag_tallyrange(rag_tally, rag_tally, text) IS
    'the range between two tallies; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION rag_tallymultirange() IS 'the empty set of tallies';
COMMENT ON FUNCTION rag_tallymultirange(rag_tallyrange) IS 'the set of the tallies of one range';
COMMENT ON FUNCTION rag_tallymultirange(rag_tallyrange[]) IS 'the set of the tallies of any of the ranges';
COMMENT ON CAST (rag_tallyrange AS rag_tallymultirange) IS 'the set of the tallies of one range';
COMMENT ON TYPE plan_coderange IS
    'a range of plan codes, in natural order: lets pg_upgrade make functions that sort or group by plan_code';
COMMENT ON TYPE plan_codemultirange IS 'ranges of plan codes with gaps between them';
COMMENT ON FUNCTION plan_coderange(plan_code, plan_code) IS 'the range from the first code to before the second';
COMMENT ON FUNCTION plan_coderange(plan_code, plan_code, text) IS
    'the range between two plan codes; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION plan_codemultirange() IS 'the empty set of plan codes';
COMMENT ON FUNCTION plan_codemultirange(plan_coderange) IS 'the set of the plan codes of one range';
COMMENT ON FUNCTION plan_codemultirange(plan_coderange[]) IS 'the set of the plan codes of any of the ranges';
COMMENT ON CAST (plan_coderange AS plan_codemultirange) IS 'the set of the plan codes of one range';
COMMENT ON TYPE linkagerange IS 'a range of graphs, in their order: lets pg_upgrade make functions that sort or group by linkage';
COMMENT ON TYPE linkagemultirange IS 'ranges of graphs with gaps between them';
COMMENT ON FUNCTION linkagerange(linkage, linkage) IS 'the range from the first graph to before the second';
COMMENT ON FUNCTION linkagerange(linkage, linkage, text) IS
    'the range between two graphs; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION linkagemultirange() IS 'the empty set of graphs';
COMMENT ON FUNCTION linkagemultirange(linkagerange) IS 'the set of the graphs of one range';
COMMENT ON FUNCTION linkagemultirange(linkagerange[]) IS 'the set of the graphs of any of the ranges';
COMMENT ON CAST (linkagerange AS linkagemultirange) IS 'the set of the graphs of one range';
COMMENT ON TYPE linkage_textrange IS
    'a range of graphs, in their order: lets pg_upgrade make functions that sort or group by linkage_text';
COMMENT ON TYPE linkage_textmultirange IS 'ranges of graphs with gaps between them';
COMMENT ON FUNCTION linkage_textrange(linkage_text, linkage_text) IS 'the range from the first graph to before the second';
COMMENT ON FUNCTION linkage_textrange(linkage_text, linkage_text, text) IS
    'the range between two graphs; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION linkage_textmultirange() IS 'the empty set of graphs';
COMMENT ON FUNCTION linkage_textmultirange(linkage_textrange) IS 'the set of the graphs of one range';
COMMENT ON FUNCTION linkage_textmultirange(linkage_textrange[]) IS 'the set of the graphs of any of the ranges';
COMMENT ON CAST (linkage_textrange AS linkage_textmultirange) IS 'the set of the graphs of one range';
