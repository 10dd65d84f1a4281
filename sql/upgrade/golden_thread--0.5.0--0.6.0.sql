-- golden_thread 0.5.0 to 0.6.0.
-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.6.0'" to load this file. \quit

-- Before anything changes: no register is too old for this version, and nothing of the user's has the name of what is new.
DO $check$
DECLARE
    path CONSTANT text := pg_catalog.current_setting('search_path');
    place text;
    layout text;
    taken text;
BEGIN
    -- A superuser runs this where others may have made operators and functions: until the path is set back, only the server's are meant.
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    FOR place IN
        SELECT n.nspname
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'layout_version' AND a.atttypid = 'text'::regtype AND NOT a.attisdropped
        WHERE c.relname = 'register_settings' AND c.relkind = 'r'
          -- Anybody may make a table of that name; a register has ratings too.
          AND EXISTS (SELECT FROM pg_class r JOIN pg_attribute held ON held.attrelid = r.oid AND held.atttypid = '@extschema@.rag'::regtype
                      WHERE r.relnamespace = c.relnamespace AND r.relname = 'ratings' AND r.relkind = 'r' AND NOT held.attisdropped)
        ORDER BY n.nspname
    LOOP
        -- ONLY: a child could be a foreign table.
        EXECUTE format('SELECT s.layout_version FROM ONLY %I.register_settings s WHERE s.layout_version ~ ''^0[.][1-4][.]'' LIMIT 1', place)
            INTO layout;
        IF layout IS NOT NULL THEN
            RAISE EXCEPTION 'the register in schema "%" has layout %', place, layout
                USING ERRCODE = 'object_not_in_prerequisite_state',
                      DETAIL = 'golden_thread 0.6.0 brings registers forward from layout 0.5.0 on.',
                      HINT = format('Install golden_thread 0.5.0 first, run ALTER EXTENSION golden_thread UPDATE TO ''0.5.0'' and, as the '
                                    'owner of the register, SELECT %s.upgrade_register(%L); then update to 0.6.0.',
                                    '@extschema@', place);
        END IF;
    END LOOP;
    PERFORM pg_catalog.set_config('search_path', path, true);

    SELECT pg_catalog.concat('type ', t.name) INTO taken
    FROM pg_catalog.unnest(ARRAY[
        'linkage_textmultirange', 'linkage_textrange', 'linkagemultirange', 'linkagerange', 'plan_codemultirange',
        'plan_coderange', 'plan_ref', 'rag_tallymultirange', 'rag_tallyrange', 'ragmultirange', 'ragrange'
    ]::pg_catalog.text[]) AS t (name)
    WHERE pg_catalog.to_regtype(pg_catalog.concat('@extschema@.', t.name)) IS NOT NULL
    UNION ALL
    SELECT pg_catalog.concat('function ', f.signature)
    FROM pg_catalog.unnest(ARRAY[
        'check_extension_schema()', 'check_library_version()', 'check_register_additions(text,text[])',
        'check_register_layout(text,text)', 'check_register_path(text)', 'drop_gone_register_objects(text,text)',
        'give_register_manifest(text,text)', 'gone_name(text,text)', 'gone_register_objects(text,text)', 'library_version()',
        'linkage_textmultirange()', 'linkage_textrange(linkage_text,linkage_text)',
        'linkage_textrange(linkage_text,linkage_text,text)', 'linkagemultirange()', 'linkagerange(linkage,linkage)',
        'linkagerange(linkage,linkage,text)', 'open_extension_schema()', 'owners_register_comments(text)', 'plan_codemultirange()',
        'plan_coderange(plan_code,plan_code)', 'plan_coderange(plan_code,plan_code,text)', 'plan_ref_in(cstring)',
        'rag_tallymultirange()', 'rag_tallyrange(rag_tally,rag_tally)', 'rag_tallyrange(rag_tally,rag_tally,text)',
        'ragmultirange()', 'ragrange(rag,rag)', 'ragrange(rag,rag,text)', 'register_additions(text)',
        'register_collisions(text,text[])', 'register_locks()', 'register_manifest_objects(text)', 'register_statements()',
        'restore_register_comments(text,jsonb)', 'run_register(text,integer[])', 'run_register_statements(text,text,integer[])',
        'set_aside_gone_functions(text,text)', 'upgrade_register(text,boolean)', 'wanted_register_statements(text,text,boolean)',
        'write_register_manifest(text,text[])'
    ]::pg_catalog.text[]) AS f (signature)
    WHERE pg_catalog.to_regprocedure(pg_catalog.concat('@extschema@.', f.signature)) IS NOT NULL;
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION '% exists already in schema %, and is not the extension''s', taken, '@extschema@'
            USING ERRCODE = 'duplicate_object',
                  DETAIL = 'golden_thread 0.6.0 brings one of that name.',
                  HINT = 'Rename it, or move it to another schema with ALTER ... SET SCHEMA, and update again.';
    END IF;
END
$check$;

-- The schema of the extension must be closed.  A call is resolved to the best match among all schemas of the path, or of the
-- schema that it names: whoever may create beside our functions adds one that matches better, and it runs as its caller.

CREATE FUNCTION open_extension_schema() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
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
          AND NOT EXISTS (SELECT FROM place q WHERE a.grantee IN (q.nspowner, q.datdba, (SELECT u.oid FROM pg_roles u WHERE u.rolname = current_user)))
  )
  SELECT string_agg(w.name, ', '::text ORDER BY w.name COLLATE "C")
  FROM (SELECT CASE c.grantee WHEN 0::oid THEN 'PUBLIC'::text ELSE quote_ident(pg_get_userbyid(c.grantee)::text) END FROM creator c) AS w (name);
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
            DETAIL = format('May create in it: %s. A function or operator put beside those of the extension can run in their stead, with your rights.', creators),
            HINT = format('REVOKE CREATE ON SCHEMA %I FROM %s CASCADE;', place, creators);
  END IF;
END
$body$;
COMMENT ON FUNCTION check_extension_schema() IS
    'Raises an error, with the line that mends it, if others may create in the schema of golden_thread.';

-- Ranges over the other types that have an order.

-- What pg_upgrade needs, more than people do.  It makes functions before operator classes, and a parsed body (BEGIN ATOMIC, RETURN)
-- that sorts or groups by a type records no need of its class; so it would stop at "could not identify an ordering operator".  A
-- range type is made early, and does need its subtype's class: where a type has one, every body can be made.
-- quarter has quarterrange; these are for all others with a b-tree class.  None is discrete: a rating or code has no next one.
CREATE TYPE ragrange AS RANGE (SUBTYPE = rag, SUBTYPE_OPCLASS = rag_ops, MULTIRANGE_TYPE_NAME = ragmultirange);
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

CREATE TYPE rag_tallyrange AS RANGE (
    SUBTYPE = rag_tally, SUBTYPE_OPCLASS = rag_tally_ops, MULTIRANGE_TYPE_NAME = rag_tallymultirange
);
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

CREATE TYPE plan_coderange AS RANGE (
    SUBTYPE = plan_code, SUBTYPE_OPCLASS = plan_code_ops, MULTIRANGE_TYPE_NAME = plan_codemultirange
);
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

CREATE TYPE linkagerange AS RANGE (SUBTYPE = linkage, SUBTYPE_OPCLASS = linkage_ops, MULTIRANGE_TYPE_NAME = linkagemultirange);
COMMENT ON TYPE linkagerange IS 'a range of graphs, in their order: lets pg_upgrade make functions that sort or group by linkage';
COMMENT ON TYPE linkagemultirange IS 'ranges of graphs with gaps between them';
COMMENT ON FUNCTION linkagerange(linkage, linkage) IS 'the range from the first graph to before the second';
COMMENT ON FUNCTION linkagerange(linkage, linkage, text) IS
    'the range between two graphs; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION linkagemultirange() IS 'the empty set of graphs';
COMMENT ON FUNCTION linkagemultirange(linkagerange) IS 'the set of the graphs of one range';
COMMENT ON FUNCTION linkagemultirange(linkagerange[]) IS 'the set of the graphs of any of the ranges';
COMMENT ON CAST (linkagerange AS linkagemultirange) IS 'the set of the graphs of one range';

CREATE TYPE linkage_textrange AS RANGE (
    SUBTYPE = linkage_text, SUBTYPE_OPCLASS = linkage_text_ops, MULTIRANGE_TYPE_NAME = linkage_textmultirange
);
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

-- plan_ref: how a report is told which plan: by its key, a number, or by its title.  As regclass does for relations, so that neither
-- needs functions of its own.  What it stands for is looked up by the register that is asked.

CREATE TYPE plan_ref;

CREATE FUNCTION plan_ref_in(cstring) RETURNS plan_ref LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textin';
COMMENT ON FUNCTION plan_ref_in(cstring) IS 'I/O';

CREATE FUNCTION plan_ref_out(plan_ref) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textout';
COMMENT ON FUNCTION plan_ref_out(plan_ref) IS 'I/O';

CREATE FUNCTION plan_ref_recv(internal) RETURNS plan_ref LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'textrecv';
COMMENT ON FUNCTION plan_ref_recv(internal) IS 'I/O';

CREATE FUNCTION plan_ref_send(plan_ref) RETURNS bytea LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'textsend';
COMMENT ON FUNCTION plan_ref_send(plan_ref) IS 'I/O';

CREATE TYPE plan_ref (
  INPUT = plan_ref_in, OUTPUT = plan_ref_out, RECEIVE = plan_ref_recv, SEND = plan_ref_send, LIKE = pg_catalog.text
);
COMMENT ON TYPE plan_ref IS
  'Which plan of a register: its key (a number), or its title, with its version in parentheses where several have it; an argument of '
  'reports, not for columns.';

-- Implicit, since nothing but such an argument is of this type.
CREATE CAST (bigint AS plan_ref) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (bigint AS plan_ref) IS 'a plan by its key';

CREATE CAST (integer AS plan_ref) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (integer AS plan_ref) IS 'a plan by its key';

CREATE CAST (text AS plan_ref) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (text AS plan_ref) IS 'a plan by its title';

CREATE CAST (plan_ref AS text) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (plan_ref AS text) IS 'as written';

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
BEGIN ATOMIC
  SELECT sum(CASE s.kind WHEN 'table' THEN 12 WHEN 'view' THEN 4 WHEN 'function' THEN 3 WHEN 'index' THEN 2 END)
    FROM register_statements() s;
END;
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
  IF remedy NOT LIKE '%max\_locks\_per\_transaction%' THEN
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

-- register_manifest: what a register is made of, and which of it is the register's own.  A register keeps the list itself, in the table
-- register_manifest: objects by name, since OIDs do not survive a restore, with digests of the statement that made them and of our
-- comment.  So an upgrade knows what is ours, what its owner added, and what the owner says in our place.

-- What is there, under names that do not depend on what the schema is called.
CREATE OR REPLACE FUNCTION register_members(schema text, OUT member text, OUT target text, OUT remark text) RETURNS SETOF record
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
  SELECT format('index %s on %s', c.relname, r.name), format('INDEX %s', c.oid::regclass), obj_description(c.oid, 'pg_class')
  FROM relations r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class c ON c.oid = i.indexrelid
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

CREATE FUNCTION register_additions(schema text) RETURNS text[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  additions text[];
BEGIN
  EXECUTE format('SELECT array_agg(m.member ORDER BY m.member) FROM @extschema@.register_members($1) m
                  WHERE NOT EXISTS (SELECT FROM %I.register_manifest o WHERE o.object = m.member)', schema)
    INTO additions USING schema;
  RETURN coalesce(additions, '{}');
END
$body$;
COMMENT ON FUNCTION register_additions(text) IS
    'What the owner of a register added to its two schemas: all that its manifest does not name.';

CREATE FUNCTION write_register_manifest(schema text, additions text[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  EXECUTE format('DELETE FROM %I.register_manifest', schema);
  EXECUTE format('INSERT INTO %I.register_manifest (object, kind, statement_digest, comment_digest)
                  SELECT m.member, split_part(m.member, %L, 1), md5(s.statement), md5(m.remark)
                  FROM @extschema@.register_members($1) m
                  LEFT JOIN @extschema@.register_statements() s ON s.object = m.member AND s.kind <> %L AND s.step IS NULL
                  WHERE m.member <> ALL ($2)', schema, ' ', 'seed')
    USING schema, additions;
END
$body$;
COMMENT ON FUNCTION write_register_manifest(text, text[]) IS
    'Writes the manifest anew: all that is in the register''s schemas but the owner''s additions, as it is now.';

CREATE FUNCTION register_manifest_objects(schema text) RETURNS SETOF text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RETURN QUERY EXECUTE format('SELECT o.object FROM %I.register_manifest o', schema);
END
$body$;
COMMENT ON FUNCTION register_manifest_objects(text) IS 'The objects that the manifest of a register names.';

-- register_create: making, finding, renaming, checking and dropping registers.

CREATE OR REPLACE FUNCTION check_register(schema text) RETURNS void
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

-- A function is named with its schema only where its search path does not lead to it.
CREATE FUNCTION check_register_path(context text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  qualified CONSTANT text := substring(split_part(context, E'\n', 1) FROM '\S+\.\w+\(.*\)');
BEGIN
  IF qualified IS NOT NULL THEN
    RAISE EXCEPTION 'the register of % was renamed, and its functions still look under the old name', qualified
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'SELECT rename_register(its name, its name) puts that right.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_path(text) IS
  'Raises an error if a register''s function, whose PG_CONTEXT this is, runs outside its search path: after ALTER SCHEMA ... RENAME it '
  'would write into whatever has the old name now.';

CREATE OR REPLACE FUNCTION create_register(schema text, fiscal_start_month integer DEFAULT 4) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  bi_schema text := schema || '_bi';
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
  EXECUTE format('INSERT INTO %I.register_settings (layout_version, fiscal_start_month) VALUES (%L, %s)',
                 schema, @extschema@.library_version(), fiscal_start_month);
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', schema, 'A golden_thread register: plans, their ratings, deadlines and links.');
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', bi_schema,
                 'Views for BI tools over the golden_thread register "' || schema || '": plain types only.');
  PERFORM @extschema@.write_register_manifest(schema, '{}');
END
$body$;

DROP FUNCTION registers();
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

-- register_upgrade: bringing a register to the newest layout, or back to what it was made of.
--
-- Tables are stated once, in their newest form: an upgrade makes those that are missing, and a step (sql/register/steps/LAYOUT.sql)
-- brings the others there.  Functions, views and triggers that differ from the manifest's, or are missing, are made anew; what the
-- register has no longer goes.  A register older than 0.5.0 goes through that version first.

CREATE FUNCTION check_register_layout(schema text, layout text) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF @extschema@.layout_number(layout) > @extschema@.layout_number(@extschema@.library_version()) THEN
    RAISE EXCEPTION 'the register in schema "%" has layout %, which this extension does not know', schema, layout
      USING ERRCODE = 'feature_not_supported', DETAIL = format('The newest layout it knows is %s.', @extschema@.library_version()),
            HINT = 'Install the newest golden_thread and run ALTER EXTENSION golden_thread UPDATE; a register never goes back to an older layout.';
  ELSIF @extschema@.layout_number(layout) < '{0,5,0}' THEN
    RAISE EXCEPTION 'the register in schema "%" has layout %, and goes through 0.5.0 first', schema, layout
      USING ERRCODE = 'feature_not_supported', DETAIL = format('golden_thread %s upgrades registers of 0.5.0 and later.', @extschema@.library_version()),
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

-- What the newest statements would put in the way of something the owner made; a view of ours cannot be renewed under columns of the owner's.
CREATE FUNCTION register_collisions(schema text, additions text[]) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH ours AS (
    SELECT s.object, s.kind FROM register_statements() s WHERE s.object IS NOT NULL AND s.kind <> 'seed' AND s.step IS NULL
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
END;
COMMENT ON FUNCTION register_collisions(text, text[]) IS
    'What the owner of a register has made under a name that the newest layout needs, or added to one of its views; empty in a '
    'register that '
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
               THEN $3 OR m.member IS NULL OR o.statement_digest IS DISTINCT FROM md5(s.statement)
               ELSE true END $query$, schema)
    INTO places USING schema, old_layout, force;
  RETURN places;
END
$body$;
COMMENT ON FUNCTION wanted_register_statements(text, text, boolean) IS
  'The places of the statements that bring a register of a layout to the newest one: steps, what is missing, and functions, views and '
  'triggers that the manifest has otherwise; with force all of these.';

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
                  WHERE m.remark IS NOT NULL AND (o.object IS NULL OR o.comment_digest IS NULL OR o.comment_digest <> md5(m.remark))', schema)
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
  comments jsonb;
BEGIN
  PERFORM @extschema@.check_library_version();
  PERFORM @extschema@.check_extension_schema();
  PERFORM @extschema@.check_register_owner(schema);
  EXECUTE format('SELECT s.layout_version FROM %I.register_settings s FOR UPDATE', schema) INTO old_layout;
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
  PERFORM @extschema@.drop_gone_register_objects(schema, old_layout);
  PERFORM @extschema@.write_register_manifest(schema, additions);
  PERFORM @extschema@.restore_register_comments(schema, comments);
  PERFORM @extschema@.apply_register_grants(schema);
  EXECUTE format('UPDATE %I.register_settings SET layout_version = %L WHERE layout_version <> %2$L', schema, new_layout);
  RETURN CASE old_layout WHEN new_layout THEN format('register "%s" of layout %s is whole again', schema, new_layout)
                         ELSE format('register "%s" upgraded from layout %s to %s', schema, old_layout, new_layout) END;
END
$body$;
COMMENT ON FUNCTION upgrade_register(text, boolean) IS
  'Brings a register of 0.5.0 or later to the newest layout, in one transaction: every row is kept, and so are the owner''s own columns, '
  'indexes, policies, grants, comments and views. What the owner made under a name the new layout needs is reported before anything '
  'changes. force: a register of the newest layout gets back what it was made of, such as a view that was dropped.';

-- register_rights: who may what in a register.  Roles are the cluster's, so none is made: these give an existing role the privileges
-- of its level.

-- Only what the register is made of: what the owner added to its schemas is the owner's to grant.  Keys that tell what came later are
-- the sequence's to give: an approval under a key yet to come would outlive every later return of the quarter.
CREATE OR REPLACE FUNCTION register_privileges(schema text, level text, OUT target text, OUT privileges text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RETURN QUERY
  WITH own AS MATERIALIZED (
    SELECT n.oid, n.nspname, CASE WHEN n.nspname = schema THEN '' ELSE 'bi.' END AS place FROM pg_namespace n WHERE n.nspname IN (schema, schema || '_bi')
  ), objects AS MATERIALIZED (
    SELECT o.object FROM @extschema@.register_manifest_objects(schema) o (object)
  )
  SELECT 'SCHEMA ' || quote_ident(o.nspname), 'USAGE' FROM own o
  UNION ALL
  SELECT 'TABLE ' || c.oid::regclass::text,
         CASE WHEN level = 'officer' AND c.relname = 'ratings' AND o.place = '' OR level IN ('officer', 'publisher') AND c.relname = 'sign_offs' AND o.place = ''
              THEN 'SELECT, ' || (SELECT format('INSERT (%s)', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum))
                                  FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '')
                   || CASE level WHEN 'publisher' THEN ', UPDATE, DELETE' ELSE '' END
              WHEN level = 'publisher' AND c.relkind <> 'v' AND c.relname NOT IN ('audit_log', 'audit_rows', 'register_grants', 'register_settings', 'register_manifest')
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
    AND NOT EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')
    AND format('function %s%s(%s)', o.place, f.proname,
               (SELECT string_agg(t.typname::text, ', ' ORDER BY a.place)
                FROM unnest(f.proargtypes) WITH ORDINALITY AS a (type, place) JOIN pg_type t ON t.oid = a.type)) IN (SELECT x.object FROM objects x);
END
$body$;

-- What a register had from the extension and has in its own schema now: only dropped.

DROP FUNCTION export_csv(text,bigint,text);
DROP FUNCTION export_document(text,text,date);
DROP FUNCTION import_csv(text,text,text,text,text,timestamp with time zone);
DROP FUNCTION import_table(text,text,regclass,text,timestamp with time zone);
DROP FUNCTION register_changed_views(text,text);
DROP FUNCTION register_code();
DROP FUNCTION register_collisions(text,text);
DROP FUNCTION register_table_steps();
DROP FUNCTION register_view_names(text);
DROP FUNCTION run_register_statements(text,text);
DROP FUNCTION upgrade_register(text);
DROP FUNCTION warn_of_refused_rows(text,bigint,bigint,bigint);
DROP FUNCTION register_beginnings_tables_sql();
DROP FUNCTION register_bi_sql();
DROP FUNCTION register_exchange_sql();
DROP FUNCTION register_exchange_tables_sql();
DROP FUNCTION register_governance_sql();
DROP FUNCTION register_governance_tables_sql();
DROP FUNCTION register_history_sql();
DROP FUNCTION register_history_tables_sql();
DROP FUNCTION register_import_sql();
DROP FUNCTION register_layout();
DROP FUNCTION register_measures_sql();
DROP FUNCTION register_measures_tables_sql();
DROP FUNCTION register_money_sql();
DROP FUNCTION register_money_tables_sql();
DROP FUNCTION register_objects(text);
DROP FUNCTION register_reports_sql();
DROP FUNCTION register_reports_tables_sql();
DROP FUNCTION register_tables_sql();
DROP FUNCTION register_views_sql();
DROP FUNCTION register_benchmark_sql(text,text);
DROP FUNCTION register_money_parts_sql(text);
DROP FUNCTION register_league_sql(text,text);
DROP FUNCTION register_money_rows_sql(text);
DROP FUNCTION register_measure_rows_sql(text,text);

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
COMMENT ON TYPE quartermultirange IS 'a set of quarters, as ranges with gaps between them';
COMMENT ON FUNCTION quarterrange(quarter, quarter) IS 'the range from the first quarter to before the second';
COMMENT ON FUNCTION quarterrange(quarter, quarter, text) IS
    'the range between two quarters; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION quartermultirange() IS 'the empty set of quarters';
COMMENT ON FUNCTION quartermultirange(quarterrange) IS 'the set of the quarters of one range';
COMMENT ON FUNCTION quartermultirange(quarterrange[]) IS 'the set of the quarters of any of the ranges';
COMMENT ON CAST (quarterrange AS quartermultirange) IS 'the set of the quarters of one range';
