-- register_combine: the BI views of many registers as one, with the organisation as a column.

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
