-- pg_temp.extension_snapshot(): every member of the extension with all its properties, by names, one line each.
-- An upgraded extension and a fresh one must give the same lines.  OIDs never appear.  What differs between server
-- majors for reasons of their own is left out: array and row types, which are members on 15 and not on 17 (PostgreSQL
-- commit e5bc9454e5).
CREATE FUNCTION pg_temp.extension_snapshot() RETURNS TABLE (line text)
  LANGUAGE sql STABLE
  SET search_path = pg_catalog
AS $body$
  WITH members AS (
    SELECT d.classid, d.objid
    FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
    WHERE e.extname = 'golden_thread' AND d.deptype = 'e'
  ), described AS (
    SELECT m.*, pg_describe_object(m.classid, m.objid, 0) AS object,
           obj_description(m.objid, m.classid::regclass::name) AS comment
    FROM members m
    WHERE NOT (m.classid = 'pg_type'::regclass
               AND EXISTS (SELECT FROM pg_type t WHERE t.oid = m.objid AND (t.typcategory = 'A' OR t.typtype = 'c')))
  )
  SELECT concat_ws(' | ', 'member', object, comment) FROM described
  UNION ALL
  SELECT concat_ws(' | ', 'function', p.oid::regprocedure, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), l.lanname,
                   p.prosrc, p.probin, pg_get_function_sqlbody(p.oid), p.prokind, p.provolatile, p.proisstrict, p.proparallel,
                   p.proleakproof, p.prosecdef, p.procost, p.prorows, p.prosupport, p.proconfig, coalesce(p.proacl::text, 'default'),
                   p.proretset, p.provariadic::regtype)
  FROM described m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid JOIN pg_language l ON l.oid = p.prolang
  UNION ALL
  SELECT concat_ws(' | ', 'aggregate', a.aggfnoid::regprocedure, a.aggkind, a.aggnumdirectargs, a.aggtransfn, a.aggfinalfn, a.aggcombinefn,
                   a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn, a.aggfinalextra, a.aggmfinalextra,
                   a.aggfinalmodify, a.aggmfinalmodify, a.aggsortop::regoperator, a.aggtranstype::regtype, a.aggtransspace,
                   a.aggmtranstype::regtype, a.aggmtransspace, coalesce(a.agginitval, '-'), coalesce(a.aggminitval, '-'))
  FROM described m JOIN pg_aggregate a ON m.classid = 'pg_proc'::regclass AND m.objid = a.aggfnoid
  UNION ALL
  SELECT concat_ws(' | ', 'type', t.oid::regtype, t.typlen, t.typbyval, t.typtype, t.typcategory, t.typispreferred, t.typdelim,
                   t.typrelid::regclass, t.typsubscript, t.typelem::regtype, t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin,
                   t.typmodout, t.typanalyze, t.typalign, t.typstorage, t.typnotnull, t.typbasetype::regtype, t.typtypmod, t.typndims,
                   t.typcollation, coalesce(t.typdefault, '-'), coalesce(t.typacl::text, 'default'),
                   (SELECT string_agg(pg_get_constraintdef(c.oid), ', ' ORDER BY c.conname) FROM pg_constraint c WHERE c.contypid = t.oid))
  FROM described m JOIN pg_type t ON m.classid = 'pg_type'::regclass AND m.objid = t.oid
  UNION ALL
  SELECT concat_ws(' | ', 'range', r.rngtypid::regtype, r.rngsubtype::regtype, r.rngmultitypid::regtype, c.opcname, r.rngcanonical, r.rngsubdiff)
  FROM described m JOIN pg_range r ON m.classid = 'pg_type'::regclass AND m.objid = r.rngtypid JOIN pg_opclass c ON c.oid = r.rngsubopc
  UNION ALL
  SELECT concat_ws(' | ', 'operator', o.oid::regoperator, o.oprresult::regtype, o.oprcode, o.oprcom::regoperator, o.oprnegate::regoperator,
                   o.oprrest, o.oprjoin, o.oprcanmerge, o.oprcanhash)
  FROM described m JOIN pg_operator o ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid
  UNION ALL
  SELECT concat_ws(' | ', 'cast', c.castsource::regtype, c.casttarget::regtype, c.castfunc::regprocedure, c.castcontext, c.castmethod)
  FROM described m JOIN pg_cast c ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid
  UNION ALL
  SELECT concat_ws(' | ', 'operator class', am.amname, c.opcname, f.opfname, c.opcintype::regtype, c.opcdefault, c.opckeytype::regtype)
  FROM described m JOIN pg_opclass c ON m.classid = 'pg_opclass'::regclass AND m.objid = c.oid
  JOIN pg_am am ON am.oid = c.opcmethod JOIN pg_opfamily f ON f.oid = c.opcfamily
  UNION ALL
  SELECT concat_ws(' | ', 'class operator', am.amname, f.opfname, a.amopstrategy, a.amopopr::regoperator, a.amoppurpose, a.amopsortfamily::text)
  FROM described m JOIN pg_opfamily f ON m.classid = 'pg_opfamily'::regclass AND m.objid = f.oid
  JOIN pg_amop a ON a.amopfamily = f.oid JOIN pg_am am ON am.oid = f.opfmethod
  UNION ALL
  SELECT concat_ws(' | ', 'class function', am.amname, f.opfname, a.amprocnum, a.amproclefttype::regtype, a.amprocrighttype::regtype, a.amproc::regprocedure)
  FROM described m JOIN pg_opfamily f ON m.classid = 'pg_opfamily'::regclass AND m.objid = f.oid
  JOIN pg_amproc a ON a.amprocfamily = f.oid JOIN pg_am am ON am.oid = f.opfmethod
  UNION ALL
  SELECT concat_ws(' | ', 'column', c.oid::regclass, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, col_description(c.oid, a.attnum))
  FROM described m JOIN pg_class c ON m.classid = 'pg_class'::regclass AND m.objid = c.oid
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT concat_ws(' | ', 'extension', e.extname, e.extversion, e.extrelocatable, e.extconfig::regclass[], e.extcondition)
  FROM pg_extension e WHERE e.extname = 'golden_thread'
$body$;
