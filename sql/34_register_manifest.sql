-- register_manifest: what a register is made of, and which of it is the register's own.  A register keeps the list itself, in the table
-- register_manifest: objects by name, since OIDs do not survive a restore, with digests of the statement that made them and of our
-- comment.  So an upgrade knows what is ours, what its owner added, and what the owner says in our place.

-- What is there, under names that do not depend on what the schema is called.
CREATE FUNCTION register_members(schema text, OUT member text, OUT target text, OUT remark text) RETURNS SETOF record
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
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
  SELECT format('trigger %s on %s', t.tgname, r.name), format('TRIGGER %I ON %s', t.tgname, r.oid::regclass),
      obj_description(t.oid, 'pg_trigger')
  FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
  UNION ALL
  SELECT format('index %s on %s', c.relname, r.name), format('INDEX %s', c.oid::regclass), obj_description(c.oid, 'pg_class')
  FROM relations r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class c ON c.oid = i.indexrelid
  UNION ALL
  SELECT format('policy %s on %s', p.polname, r.name), format('POLICY %I ON %s', p.polname, r.oid::regclass),
      obj_description(p.oid, 'pg_policy')
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
$body$;
COMMENT ON FUNCTION register_members(text) IS
  'The tables, views, sequences, columns, triggers, policies and functions in a register''s two schemas, the owner''s own included, '
  'with what COMMENT ON calls them and their comment.';

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
