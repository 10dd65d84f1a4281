-- pg_temp.register_snapshot(schema): everything a register is made of, by names, one line each, the schemas' own names taken out.
-- A new register and an upgraded one must give the same lines.  Indexes and constraints are told by what they do, not by their names,
-- which the server chooses.
CREATE FUNCTION pg_temp.register_snapshot(register text) RETURNS TABLE (line text)
  LANGUAGE sql STABLE
  SET search_path = pg_catalog
AS $body$
  WITH own AS (
    SELECT n.oid FROM pg_namespace n WHERE n.nspname IN (register, register || '_bi')
  ), relations AS (
    SELECT c.* FROM pg_class c JOIN own o ON o.oid = c.relnamespace
  ), lines AS (
    SELECT concat_ws(' | ', 'relation', r.oid::regclass, r.relkind, r.relpersistence, r.reloptions, r.relrowsecurity, r.relforcerowsecurity,
                     r.relreplident, coalesce(r.relacl::text, 'default'), obj_description(r.oid, 'pg_class'),
                     CASE WHEN r.relkind = 'v' THEN pg_get_viewdef(r.oid) END) AS line
    FROM relations r WHERE r.relkind <> 'i'
    UNION ALL
    SELECT concat_ws(' | ', 'column', r.oid::regclass, row_number() OVER (PARTITION BY r.oid ORDER BY a.attnum), a.attname,
                     format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid),
                     coalesce(a.attacl::text, 'default'), col_description(r.oid, a.attnum))
    FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE r.relkind <> 'i'
    UNION ALL
    SELECT concat_ws(' | ', 'constraint', k.conrelid::regclass, pg_get_constraintdef(k.oid), k.convalidated, obj_description(k.oid, 'pg_constraint'))
    FROM pg_constraint k JOIN relations r ON r.oid = k.conrelid
    UNION ALL
    SELECT concat_ws(' | ', 'index', i.indrelid::regclass, regexp_replace(pg_get_indexdef(i.indexrelid), '^(CREATE (UNIQUE )?INDEX) \S+', '\1'), i.indisvalid)
    FROM pg_index i JOIN relations r ON r.oid = i.indrelid
    UNION ALL
    SELECT concat_ws(' | ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger'))
    FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT concat_ws(' | ', 'policy', p.polrelid::regclass, p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[], pg_get_expr(p.polqual, p.polrelid),
                     pg_get_expr(p.polwithcheck, p.polrelid), obj_description(p.oid, 'pg_policy'))
    FROM pg_policy p JOIN relations r ON r.oid = p.polrelid
    UNION ALL
    SELECT concat_ws(' | ', 'function', pg_get_functiondef(f.oid), f.proowner::regrole, coalesce(f.proacl::text, 'default'), obj_description(f.oid, 'pg_proc'))
    FROM pg_proc f JOIN own o ON o.oid = f.pronamespace WHERE f.prokind IN ('f', 'p')
    UNION ALL
    SELECT concat_ws(' | ', 'schema', n.nspname, coalesce(n.nspacl::text, 'default'), obj_description(n.oid, 'pg_namespace'))
    FROM pg_namespace n JOIN own o ON o.oid = n.oid
  )
  SELECT replace(l.line, register, '{schema}') FROM lines l
$body$;

-- pg_temp.register_rows(schema): a digest of every table's rows, over the columns given, so that it can be asked again after columns
-- were added.
CREATE FUNCTION pg_temp.register_rows(register text, columns jsonb DEFAULT NULL) RETURNS TABLE (relation text, row_count bigint, digest text, column_list text)
  LANGUAGE plpgsql STABLE
AS $body$
BEGIN
  FOR relation, column_list IN
    SELECT c.relname, coalesce(columns ->> c.relname::text, (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                                                         FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
    FROM pg_class c WHERE c.relnamespace = quote_ident(register)::regnamespace AND c.relkind = 'r'
      AND (columns IS NULL OR columns ? c.relname::text)
    ORDER BY c.relname
  LOOP
    EXECUTE format('SELECT count(*), md5(string_agg(t.row_text, E''\n'' ORDER BY t.row_text COLLATE "C")) FROM (SELECT ROW(%s)::text AS row_text FROM %I.%I) t',
                   column_list, register, relation)
      INTO row_count, digest;
    RETURN NEXT;
  END LOOP;
END
$body$;
