-- Which functions pg_upgrade could not make again.  It makes functions before operator classes, and what it knows of a
-- function's needs does not include them: a body that is parsed when the function is made (BEGIN ATOMIC, RETURN) and
-- orders or groups by a type of ours stops it; so does a view that such a function needs, and that is then made early too.
-- So: without the classes, make them all.  Prints those that cannot be.  Nothing stays.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
CREATE TEMP TABLE own AS
  SELECT n.oid FROM pg_namespace n WHERE n.nspname IN ('council', 'council_bi', 'kept', 'kept_live')
  UNION SELECT e.extnamespace FROM pg_extension e WHERE e.extname = 'golden_thread';
-- Functions, and what their parsed bodies and those of views lead to.
CREATE TEMP TABLE early AS
  WITH RECURSIVE needed (classid, objid) AS (
    SELECT 'pg_proc'::regclass::oid, p.oid FROM pg_proc p JOIN own ON own.oid = p.pronamespace
    UNION
    -- What takes or gives a row of a view needs the view.
    SELECT CASE WHEN t.typrelid IS NULL THEN d.refclassid ELSE 'pg_class'::regclass END, coalesce(t.typrelid, d.refobjid)
    FROM needed n
    LEFT JOIN pg_rewrite r ON n.classid = 'pg_class'::regclass AND r.ev_class = n.objid
    JOIN pg_depend d ON (d.classid = n.classid AND d.objid = n.objid) OR (d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid)
    LEFT JOIN pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid AND t.typrelid <> 0
    WHERE (d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass) OR t.typrelid IS NOT NULL) AND d.deptype = 'n'
  )
  SELECT 'function ' || p.oid::regprocedure AS object, pg_get_functiondef(p.oid) AS statement
  FROM needed n JOIN pg_proc p ON n.classid = 'pg_proc'::regclass AND p.oid = n.objid JOIN own ON own.oid = p.pronamespace
  WHERE p.prosqlbody IS NOT NULL AND p.prokind <> 'a'
  UNION ALL
  SELECT 'view ' || c.oid::regclass, format('CREATE TEMP VIEW view_%s AS %s', c.oid, pg_get_viewdef(c.oid))
  FROM needed n JOIN pg_class c ON n.classid = 'pg_class'::regclass AND c.oid = n.objid JOIN own ON own.oid = c.relnamespace
  WHERE c.relkind = 'v';
DELETE FROM pg_amop WHERE amopfamily IN (SELECT f.oid FROM pg_opfamily f JOIN own ON own.oid = f.opfnamespace);
DELETE FROM pg_opclass WHERE opcnamespace IN (SELECT own.oid FROM own);
CREATE FUNCTION pg_temp.unmakeable() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  e record;
BEGIN
  FOR e IN SELECT * FROM early ORDER BY object LOOP
    BEGIN
      EXECUTE e.statement;
    EXCEPTION WHEN OTHERS THEN
      RETURN NEXT e.object || ': ' || SQLERRM;
    END;
  END LOOP;
END
$$;
SELECT * FROM pg_temp.unmakeable();
SELECT 'tried ' || count(*) FROM early;
ROLLBACK;
