-- Prints doc/reference.md out of the catalogue: psql -X -f doc/reference.sql DATABASE > doc/reference.md
-- test/pgtap/reference.sql compares the two.
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off

-- What each released version brought, for the column "since"; what is in no list came with the newest.  A release adds its list:
-- the members, as pg_describe_object names them, that no earlier list has.
CREATE TEMP TABLE IF NOT EXISTS since (object text PRIMARY KEY, version text NOT NULL DEFAULT '0.1.0');
\copy since (object) FROM 'doc/since/0.1.0.txt'
ALTER TABLE since ALTER version SET DEFAULT '0.2.0';
\copy since (object) FROM 'doc/since/0.2.0.txt'
ALTER TABLE since ALTER version SET DEFAULT '0.3.0';
\copy since (object) FROM 'doc/since/0.3.0.txt'
ALTER TABLE since ALTER version SET DEFAULT '0.4.0';
\copy since (object) FROM 'doc/since/0.4.0.txt'
ALTER TABLE since ALTER version SET DEFAULT '0.5.0';
\copy since (object) FROM 'doc/since/0.5.0.txt'
ALTER TABLE since ALTER version SET DEFAULT '0.6.0';
\copy since (object) FROM 'doc/since/0.6.0.txt'
ALTER TABLE since ALTER version SET DEFAULT '0.7.0';

CREATE OR REPLACE FUNCTION pg_temp.reference_lines() RETURNS TABLE (line text)
  LANGUAGE sql STABLE
AS $body$
  WITH members AS (
    SELECT d.classid, d.objid, replace(coalesce(obj_description(d.objid, d.classid::regclass::name), ''), '|', '\|') AS comment,
           coalesce((SELECT s.version FROM pg_temp.since s WHERE s.object = pg_describe_object(d.classid, d.objid, 0)), e.extversion) AS since
    FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
    WHERE e.extname = 'golden_thread' AND d.deptype = 'e'
  ), functions AS (
    SELECT p.proname COLLATE "C" AS name, p.prokind, m.comment, m.since, p.oid,
           format('`%s%s(%s)`', place.prefix, p.proname, replace(pg_get_function_arguments(p.oid), 'public.', '')) AS signature,
           format('`%s`', replace(pg_get_function_result(p.oid), 'public.', '')) AS result,
           CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END
             || CASE WHEN p.proisstrict THEN ', strict' ELSE '' END || CASE WHEN p.proleakproof THEN ', leakproof' ELSE '' END AS promises,
           place.prefix <> '' OR p.prorettype IN ('cstring'::regtype, 'internal'::regtype)
             OR p.proargtypes::oid[] && ARRAY['cstring'::regtype, 'internal'::regtype]::oid[]
             OR p.proname ~ '_(send|recv|eq|ne|lt|le|gt|ge|cmp|hash|hash_extended|accum|combine|final|finish|inverse|serialize|deserialize|transition|larger|smaller|trans|inv|serial|deserial|canonical|subdiff|in_range)$'
             OR p.proname ~ '_sql$|^live_rollup_' OR EXISTS (SELECT FROM pg_aggregate a WHERE p.oid IN (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggmtransfn, a.aggminvtransfn))
             OR EXISTS (SELECT FROM pg_operator o JOIN members om ON om.classid = 'pg_operator'::regclass AND om.objid = o.oid WHERE o.oprcode = p.oid)
             AS plumbing
    FROM members m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid,
         LATERAL (SELECT CASE WHEN n.nspname = 'golden_thread_deprecated' THEN n.nspname || '.' ELSE '' END AS prefix
                  FROM pg_namespace n WHERE n.oid = p.pronamespace) AS place
  ), types AS (
    SELECT t.typname COLLATE "C" AS name, m.comment, m.since
    FROM members m JOIN pg_type t ON m.classid = 'pg_type'::regclass AND m.objid = t.oid
    WHERE t.typcategory <> 'A'
    UNION
    SELECT c.relname COLLATE "C", m.comment, m.since
    FROM members m JOIN pg_class c ON m.classid = 'pg_class'::regclass AND m.objid = c.oid AND c.relkind = 'c'
  ), operators AS (
    SELECT o.oprname COLLATE "C" AS name, o.oid, m.comment, m.since,
           format('`%s %s %s`', coalesce(nullif(replace(o.oprleft::regtype::text, 'public.', ''), '-'), ''), o.oprname, replace(o.oprright::regtype::text, 'public.', '')) AS signature,
           format('`%s`', replace(o.oprresult::regtype::text, 'public.', '')) AS result,
           (SELECT string_agg(DISTINCT am.amname, ', ') FROM pg_amop a JOIN pg_am am ON am.oid = a.amopmethod WHERE a.amopopr = o.oid) AS indexes
    FROM members m JOIN pg_operator o ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid
    WHERE o.oprnamespace::regnamespace::text <> 'golden_thread_deprecated'
  ), casts AS (
    SELECT format('`%s` to `%s`', replace(c.castsource::regtype::text, 'public.', ''), replace(c.casttarget::regtype::text, 'public.', '')) AS signature,
           CASE c.castcontext WHEN 'a' THEN 'assignment' WHEN 'i' THEN 'implicit' ELSE 'explicit' END AS context, m.comment, m.since
    FROM members m JOIN pg_cast c ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid
  ), lines (section, number, line) AS (
    SELECT 1, row_number() OVER (ORDER BY name), format('| `%s` | %s | %s |', name, comment, since) FROM types WHERE comment <> ''
    UNION ALL
    SELECT 2, row_number() OVER (ORDER BY name, signature COLLATE "C"), format('| %s | %s | %s | %s | %s |', signature, result, comment, promises, since)
    FROM functions WHERE prokind IN ('f', 'p') AND NOT plumbing
    UNION ALL
    SELECT 3, row_number() OVER (ORDER BY name, signature COLLATE "C"), format('| %s | %s | %s | %s |', signature, result, comment, since) FROM functions WHERE prokind = 'a'
    UNION ALL
    SELECT 4, row_number() OVER (ORDER BY name, signature COLLATE "C"), format('| %s | %s | %s | %s | %s |', replace(signature, '|', '\|'), result, comment, indexes, since) FROM operators
    UNION ALL
    SELECT 5, row_number() OVER (ORDER BY signature COLLATE "C"), format('| %s | %s | %s | %s |', signature, context, comment, since) FROM casts
    UNION ALL
    SELECT 6, row_number() OVER (ORDER BY name, signature COLLATE "C"), format('| %s | %s | %s | %s |', signature, result, comment, since)
    FROM functions WHERE prokind = 'f' AND plumbing
  ), headings (section, heading) AS (
    VALUES (1, E'## Types\n\n| type | what it is | since |\n|---|---|---|'),
           (2, E'## Functions\n\n| function | result | what it does | promises | since |\n|---|---|---|---|---|'),
           (3, E'## Aggregates\n\n| aggregate | result | what it does | since |\n|---|---|---|---|'),
           (4, E'## Operators\n\n| operator | result | what it does | index | since |\n|---|---|---|---|---|'),
           (5, E'## Casts\n\n| cast | context | what it does | since |\n|---|---|---|---|'),
           (6, E'## Behind the scenes\n\nInput and output, comparison and transition functions: named here so that nothing is hidden; there is no need to call them.\n\n| function | result | what it does | since |\n|---|---|---|---|')
  )
  SELECT x.line FROM (
    SELECT 0 AS section, 0::bigint AS number,
           E'# Reference\n\nEverything the extension contains, printed from the catalogue by `psql -X -f doc/reference.sql`; a test compares the two.\n'
           'An operator can use an index of the kind named beside it on a column of the type.'
           '\n\n**On this page:** [Types](#types) · [Functions](#functions) · [Aggregates](#aggregates) · [Operators](#operators) · '
           '[Casts](#casts) · [Behind the scenes](#behind-the-scenes)' AS line
    UNION ALL SELECT h.section, 0, E'\n' || h.heading FROM headings h
    UNION ALL SELECT l.section, l.number, l.line FROM lines l
  ) AS x ORDER BY x.section, x.number
$body$;
SELECT line FROM pg_temp.reference_lines();
