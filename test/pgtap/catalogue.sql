-- What must hold of the extension's own objects, whatever they are.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(16);

CREATE TEMP VIEW members AS
  SELECT d.classid, d.objid, pg_describe_object(d.classid, d.objid, 0) AS object
  FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
  WHERE e.extname = 'golden_thread' AND d.deptype = 'e';
CREATE TEMP VIEW functions AS
  SELECT p.*, m.object FROM members m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid;

SELECT cmp_ok(count(*), '>', 100::bigint, 'the extension has members to look at') FROM members;
-- Array types, multirange and row types come by themselves and cannot all be commented on 15.
SELECT is_empty(
  $$SELECT object FROM members m
    WHERE obj_description(m.objid, m.classid::regclass::name) IS NULL
      AND m.classid NOT IN ('pg_amop'::regclass, 'pg_amproc'::regclass)
      AND NOT (m.classid = 'pg_type'::regclass
               AND (SELECT t.typelem <> 0 AND t.typlen = -1 AND t.typcategory = 'A' OR t.typrelid <> 0 AND t.typtype = 'c'
                           AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')
                    FROM pg_type t WHERE t.oid = m.objid))$$,
  'every object has a comment');
SELECT is_empty($$SELECT object FROM functions WHERE proparallel = 'u' AND provolatile <> 'v'$$,
  'what reads only is parallel safe, and says so');
SELECT is_empty($$SELECT object FROM functions WHERE prosecdef$$, 'no SECURITY DEFINER');
-- The server prints an argument that has no name beside one that has as "", which neither pg_upgrade nor anybody can read.
SELECT is_empty($$SELECT object FROM functions WHERE prosqlbody IS NOT NULL AND '' = ANY (proargnames[:pronargs])
                     AND EXISTS (SELECT FROM unnest(proargnames[:pronargs]) n WHERE n <> '')$$, 'parsed bodies can be printed');
SELECT is_empty(
  $$SELECT object FROM functions f JOIN pg_language l ON l.oid = f.prolang
    WHERE l.lanname = 'plpgsql' AND NOT coalesce(f.proconfig::text LIKE '%search_path=pg_catalog%', false)$$,
  'every PL/pgSQL function has a search path of its own');
SELECT is_empty(
  $$SELECT object FROM functions f JOIN pg_language l ON l.oid = f.prolang
    WHERE l.lanname = 'sql' AND f.prosqlbody IS NULL
      -- Of a polymorphic one the server does not know the types before it is called.
      AND f.prorettype <> 'anyelement'::regtype
      -- What reads the catalogue compares types for which the server has no operator of their own, and others could have made one.
      AND NOT coalesce(f.proconfig::text LIKE '%search_path=pg_catalog%', false)$$,
  'every SQL function is parsed when it is made, or has a search path of its own');
SELECT is_empty(
  $$SELECT object FROM functions WHERE proleakproof AND NOT (proname ~ '_(eq|ne|lt|le|gt|ge|cmp|hash|hash_extended)$' OR prorettype = 'boolean'::regtype)$$,
  'leakproof is said of comparisons only');
SELECT is_empty($$SELECT object FROM members m JOIN pg_cast c ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid
    WHERE c.castcontext = 'i' AND c.casttarget <> 'plan_ref'::regtype$$,
  'no implicit cast, but to plan_ref, which nothing but an argument of a report is');
SELECT is_empty($$SELECT object FROM members m JOIN pg_opclass c ON m.classid = 'pg_opclass'::regclass AND m.objid = c.oid WHERE NOT amvalidate(c.oid)$$,
  'every operator class is valid');
SELECT is_empty(
  $$SELECT object FROM members m JOIN pg_operator o ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid
    WHERE o.oprresult = 'boolean'::regtype AND (o.oprcom = 0 OR o.oprrest = 0 OR o.oprjoin = 0)$$,
  'every comparison has a commutator and estimators');
SELECT is_empty(
  $$SELECT object FROM members m JOIN pg_aggregate a ON m.classid = 'pg_proc'::regclass AND m.objid = a.aggfnoid
    WHERE a.aggcombinefn = 0 OR a.aggtranstype = 'internal'::regtype AND (a.aggserialfn = 0 OR a.aggdeserialfn = 0)$$,
  'every aggregate can be split');
SELECT is_empty($$SELECT object FROM members WHERE classid = 'pg_class'::regclass
                  AND objid IN (SELECT oid FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S'))$$,
  'no table, view or sequence is a member: registers survive DROP EXTENSION');

-- Everyday SQL means what it meant before: literals of unknown type must not be caught by our operators.
SELECT is('a' || 5, 'a5', 'text || integer is still text');
SELECT is('2' + 3, 5, 'unknown + integer is still integer');
SELECT is((SELECT 'A2.1'::plan_code || ' - title'), 'A2.1 - title', 'a code can be joined to text for a label');
SELECT * FROM finish();
ROLLBACK;
