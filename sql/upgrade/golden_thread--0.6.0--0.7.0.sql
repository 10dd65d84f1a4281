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
        'nth_day(quarter,bigint)', 'quarter(bigint,bigint,integer)', 'quarter(integer,integer)', 'quarter(smallint,smallint)',
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
           (extract(year FROM start_date(q)) * 100 + extract(month FROM start_date(q)))::integer,
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

CREATE OR REPLACE FUNCTION golden_thread_deprecated.nth_day(quarter, n integer) RETURNS date
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
    RETURN daterange($1) @> $2;
COMMENT ON FUNCTION contains_date(quarterrange, date) IS 'whether a day lies in one of a range of quarters';

CREATE FUNCTION contains_date(quartermultirange, date) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN datemultirange($1) @> $2;
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

-- Registers, to the end.

CREATE FUNCTION delimited_text(file bytea) RETURNS text
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'encoding_read_text';
COMMENT ON FUNCTION delimited_text(bytea) IS
    'the text of a file, of which the bytes are given: UTF-8 with or without a byte-order mark, UTF-16 of either order, or else '
    'Windows-1252';
