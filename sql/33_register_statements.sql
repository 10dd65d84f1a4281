-- register_statements: the register is a program in SQL, the files of sql/register/, which the build makes part of the library.  No
-- catalogue and no upgrade script carries its text: a register is made and renewed from the library, statement by statement.

CREATE FUNCTION register_statements(OUT place integer, OUT file text, OUT line integer, OUT step text, OUT kind text, OUT object text,
                                    OUT statement text)
  RETURNS SETOF record
  LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 3000 AS 'MODULE_PATHNAME', 'register_statements';
COMMENT ON FUNCTION register_statements() IS
  'The statements that make a register, in order, with file and line, the layout whose upgrade needs them (NULL: every register has '
  'them), what they make and its kind; under plain names of the schemas, so that they are the same for every register.';

CREATE FUNCTION run_register_statements(schema text, bi_schema text, places integer[]) RETURNS bigint
  LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'run_register_statements';
COMMENT ON FUNCTION run_register_statements(text, text, integer[]) IS
  'Runs statements of register_statements() in a register''s schema, as the caller, and says how many; an error names file and line. '
  'Part of create_register and upgrade_register.';

CREATE FUNCTION library_version() RETURNS text
  LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'library_version';
COMMENT ON FUNCTION library_version() IS 'The version of the library, which is the layout of the registers it makes.';

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

CREATE FUNCTION check_library_version() RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  installed CONSTANT text := (SELECT e.extversion FROM pg_extension e WHERE e.extname = 'golden_thread');
BEGIN
  IF installed <> @extschema@.library_version() THEN
    RAISE EXCEPTION 'golden_thread has version % in this database, and % on this server', installed, @extschema@.library_version()
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'A register is made by a library of its extension''s own version.',
            HINT = format('ALTER EXTENSION golden_thread UPDATE TO %L', @extschema@.library_version());
  END IF;
END
$body$;
COMMENT ON FUNCTION check_library_version() IS 'Raises an error unless extension and library are of one version.';

-- Measured: 1,959 for a register of 64 tables, 100 views, 232 functions and 57 indexes.
CREATE FUNCTION register_locks() RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  SELECT sum(CASE s.kind WHEN 'table' THEN 12 WHEN 'view' THEN 4 WHEN 'function' THEN 3 WHEN 'index' THEN 2 END)
    FROM @extschema@.register_statements() s;
$body$;
COMMENT ON FUNCTION register_locks() IS 'About how many locks it takes to make or to renew a register.';

-- The server's own error names neither who wants the locks nor how many; this is no place to guess at other sessions' share.
CREATE FUNCTION run_register(schema text, places integer[]) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  remedy text;
BEGIN
  RETURN @extschema@.run_register_statements(schema, schema || '_bi', places);
EXCEPTION WHEN out_of_memory THEN
  GET STACKED DIAGNOSTICS remedy = PG_EXCEPTION_HINT;
  IF strpos(remedy, 'max_locks_per_transaction') = 0 THEN
    RAISE;
  END IF;
  RAISE EXCEPTION 'register "%" needs about % locks, and the server has not that many to spare', schema, @extschema@.register_locks()
    USING ERRCODE = 'out_of_memory',
          DETAIL = format('It has about max_locks_per_transaction (%s) times max_connections (%s) for all sessions together.',
                          current_setting('max_locks_per_transaction'), current_setting('max_connections')),
          HINT = format('Set max_locks_per_transaction to %s or more and restart the server, or try again when it has less to do.',
                        ceil(2 * @extschema@.register_locks() / current_setting('max_connections')::numeric));
END
$body$;
COMMENT ON FUNCTION run_register(text, integer[]) IS
  'Runs statements of register_statements() in a register''s schema, NULL all but the steps; says how many locks it takes where the '
  'server has too few.';
