-- Prints doc/reference.md out of the catalogue: psql -X -f doc/reference.sql DATABASE > doc/reference.md
-- test/pgtap/reference.sql compares the two.  doc/reference.tsv says where a function for users stands and gives its example, which is
-- run here in the order of that file; where all others stand is told by what they are for.
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

-- Why there are such functions, and what their table shows: users' have an example.
CREATE TEMP TABLE IF NOT EXISTS reference_sections (place integer, section text PRIMARY KEY, title text, is_for_users boolean, reason text);
TRUNCATE pg_temp.reference_sections;
INSERT INTO pg_temp.reference_sections VALUES
  (1, 'ratings', 'Ratings', true, 'What a rating means, how it moved, and how a figure becomes one.'),
  (2, 'tallies', 'Tallies', true, 'A plan is read by how many of its items are rated how, and such counts are stored, added up and compared.'),
  (3, 'quarters', 'Quarters', true, 'Reports are quarterly, by a fiscal year that does not start in January.'),
  (4, 'deadlines', 'Deadlines as printed', true, 'Plans print deadlines as words and half dates; these say which days are meant.'),
  (5, 'codes', 'Plan codes', true, 'References such as A1.5.5 have an order and a place in the plan.'),
  (6, 'text', 'Text', true, 'All types read text alike, and a column of text can be read so before it is typed.'),
  (7, 'graphs', 'Linkage: graphs', true, 'What is under what is many-to-many and may loop, so it is a value of its own that can be asked.'),
  (8, 'rollups', 'Rollups', true, 'An item that many paths lead to counts once at every node.'),
  (9, 'live rollups', 'Live rollups', true, 'A rollup that is read often over very many items is stored and kept current ([live rollups](live.md)).'),
  (10, 'registers', 'Registers', true, 'Tables, imports and reports ready-made, in a schema of yours ([the register](register.md) has those).'),
  (11, 'pictures', 'Pictures', true, 'A dashboard, a page or psql shows a tally or a row of figures as a picture.'),
  (12, 'delimited', 'Delimited text', true, 'A sheet comes as text between commas, semicolons or tabs; the register''s imports read and write it so.'),
  (20, 'operators', 'Behind the operators', false, 'An operator is a function by another name; write the operator, which the planner knows.'),
  (21, 'indexes', 'Behind indexes, sorting and grouping', false, 'B-tree, hash and GiST indexes, sorts and window frames call these.'),
  (22, 'planner', 'Behind the planner', false, 'The planner asks these what a condition means for an index, and how many rows it leaves.'),
  (23, 'aggregates', 'Behind the aggregates', false, 'An aggregate is made of these: its steps, their merging and its end.'),
  (24, 'ranges', 'Ranges', false, 'A range type brings its constructors and what orders its bounds.'),
  (25, 'casts', 'Behind the casts', false, 'A cast is a function by another name; write `::`.'),
  (26, 'in and out', 'Input and output', false, 'The server reads and writes values of a type by these.'),
  (27, 'live rollup machinery', 'Machinery of live rollups', false, 'What is made for one live rollup is small; its work is here, so that an update of the extension improves all.'),
  (28, 'register machinery', 'Machinery of registers', false, 'Making, upgrading and dropping a register, and giving rights to it, are done by these; nothing else calls them.'),
  (29, 'picture machinery', 'Machinery of pictures', false, 'The pictures share these parts.'),
  (30, 'deprecated', 'Deprecated', false, 'Names that a newer one has replaced stay for one release, for what was made before.');

CREATE TEMP TABLE IF NOT EXISTS reference_names (place integer GENERATED ALWAYS AS IDENTITY, section text, name text, example text, answer text);
TRUNCATE pg_temp.reference_names RESTART IDENTITY;
\copy reference_names (section, name, example) FROM 'doc/reference.tsv' (FORMAT csv, DELIMITER E'\t', QUOTE E'\b', NULL '')

-- What an example answers: columns parted by ", ", rows by "; ".
CREATE OR REPLACE FUNCTION pg_temp.reference_answer(example text) RETURNS text
  LANGUAGE plpgsql
AS $body$
DECLARE columns text; answer text;
BEGIN
  EXECUTE 'CREATE TEMP VIEW reference_example AS SELECT ' || example;
  SELECT string_agg(format('coalesce(%I::text, ''NULL'')', a.attname), ', ' ORDER BY a.attnum) INTO columns
  FROM pg_attribute a WHERE a.attrelid = 'pg_temp.reference_example'::regclass;
  EXECUTE format('SELECT string_agg(concat_ws('', '', %s), ''; '') FROM pg_temp.reference_example', columns) INTO answer;
  DROP VIEW pg_temp.reference_example;
  RETURN answer;
EXCEPTION WHEN invalid_table_definition THEN  -- void
  EXECUTE 'SELECT ' || example;
  RETURN '';
END
$body$;

-- All of them, in their order, as they would be in a database of their own: nothing is left of it.
DO $body$
DECLARE
  answers jsonb := '{}';
  name record;
  extension text := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread');
BEGIN
  BEGIN
    PERFORM set_config('client_min_messages', 'error', true);
    CREATE ROLE example_officer;
    CREATE SCHEMA reference_example;
    PERFORM set_config('search_path', format('reference_example, %I', extension), true);
    CREATE TABLE node_link (child text, parent text);
    CREATE TABLE item_link (node text, item text, PRIMARY KEY (item, node));
    CREATE TABLE rating (item text, quarter quarter, rating rag, PRIMARY KEY (item, quarter));
    INSERT INTO node_link VALUES ('D', 'B'), ('D', 'C');
    INSERT INTO item_link VALUES ('D', 'x'), ('B', 'y');
    INSERT INTO rating VALUES ('x', 'Q1 2025/26', 'R'), ('y', 'Q1 2025/26', 'G');
    CREATE SCHEMA everybody;
    CREATE SCHEMA north_bi CREATE TABLE bi_plan (plan text);
    CREATE SCHEMA south_bi CREATE TABLE bi_plan (plan text);
    FOR name IN SELECT * FROM pg_temp.reference_names WHERE example IS NOT NULL ORDER BY place LOOP
      answers := answers || jsonb_build_object(name.place, pg_temp.reference_answer(name.example));
    END LOOP;
    RAISE EXCEPTION USING ERRCODE = 'GT000';
  EXCEPTION WHEN SQLSTATE 'GT000' THEN NULL;
  END;
  UPDATE pg_temp.reference_names SET answer = answers ->> place::text;
END
$body$;

CREATE OR REPLACE FUNCTION pg_temp.reference_functions()
  RETURNS TABLE (section text, name text, kind "char", signature text, result text, comment text, promises text, since text)
  LANGUAGE sql STABLE
AS $body$
  WITH members AS (
    SELECT d.classid, d.objid FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
    WHERE e.extname = 'golden_thread' AND d.deptype = 'e'
  ), functions AS (
    SELECT p.*, p.pronamespace::regnamespace::text AS schema, coalesce(obj_description(p.oid, 'pg_proc'), '') AS comment,
           coalesce((SELECT s.version FROM pg_temp.since s WHERE s.object = pg_describe_object('pg_proc'::regclass, p.oid, 0)),
                    (SELECT extversion FROM pg_extension WHERE extname = 'golden_thread')) AS since
    FROM members m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
  )
  SELECT CASE
           WHEN p.comment ~* '^deprecated' OR p.schema = 'golden_thread_deprecated' THEN 'deprecated'
           WHEN n.section IS NOT NULL THEN n.section
           WHEN p.prorettype = 'cstring'::regtype OR p.proargtypes[0] = 'cstring'::regtype OR p.proname ~ '_(send|recv)$' THEN 'in and out'
           WHEN p.proname ~ '^live_rollup_' THEN 'live rollup machinery'
           WHEN EXISTS (SELECT FROM pg_aggregate a
                        WHERE p.oid IN (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn,
                                        a.aggserialfn, a.aggdeserialfn)) THEN 'aggregates'
           WHEN EXISTS (SELECT FROM pg_operator o WHERE o.oprcode = p.oid) THEN 'operators'
           WHEN p.proname ~ '_skipsupport$' OR EXISTS (SELECT FROM pg_amproc a WHERE a.amproc = p.oid) THEN 'indexes'
           WHEN EXISTS (SELECT FROM pg_operator o WHERE p.oid IN (o.oprrest, o.oprjoin))
             OR EXISTS (SELECT FROM pg_proc f WHERE f.prosupport = p.oid) THEN 'planner'
           WHEN EXISTS (SELECT FROM pg_range r WHERE p.oid IN (r.rngcanonical, r.rngsubdiff))
             OR EXISTS (SELECT FROM pg_type t WHERE t.oid = p.prorettype AND t.typname = p.proname AND t.typtype IN ('r', 'm')) THEN 'ranges'
           WHEN EXISTS (SELECT FROM pg_cast c WHERE c.castfunc = p.oid) THEN 'casts'
         END,
         p.proname COLLATE "C", p.prokind,
         format('`%s%s(%s)`', CASE WHEN p.schema = 'golden_thread_deprecated' THEN p.schema || '.' END, p.proname,
                replace(pg_get_function_arguments(p.oid), 'public.', '')),
         format('`%s`', replace(pg_get_function_result(p.oid), 'public.', '')), p.comment,
         CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END
           || CASE WHEN p.proisstrict THEN ', strict' ELSE '' END || CASE WHEN p.proleakproof THEN ', leakproof' ELSE '' END,
         p.since
  FROM functions p LEFT JOIN pg_temp.reference_names n ON n.name = p.proname
$body$;

CREATE OR REPLACE FUNCTION pg_temp.reference_lines() RETURNS TABLE (line text)
  LANGUAGE sql STABLE
AS $body$
  WITH members AS (
    SELECT d.classid, d.objid, replace(coalesce(obj_description(d.objid, d.classid::regclass::name), ''), '|', '\|') AS comment,
           coalesce((SELECT s.version FROM pg_temp.since s WHERE s.object = pg_describe_object(d.classid, d.objid, 0)), e.extversion) AS since
    FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
    WHERE e.extname = 'golden_thread' AND d.deptype = 'e'
  ), functions AS MATERIALIZED (
    SELECT f.*, replace(f.comment, '|', '\|') AS said FROM pg_temp.reference_functions() AS f
  ), types AS (
    SELECT t.typname COLLATE "C" AS name, m.comment, m.since
    FROM members m JOIN pg_type t ON m.classid = 'pg_type'::regclass AND m.objid = t.oid
    WHERE t.typcategory <> 'A'
    UNION
    SELECT c.relname COLLATE "C", m.comment, m.since
    FROM members m JOIN pg_class c ON m.classid = 'pg_class'::regclass AND m.objid = c.oid AND c.relkind = 'c'
  ), operators AS (
    SELECT o.oprname COLLATE "C" AS name, o.oid, m.comment, m.since,
           format('`%s %s %s`', coalesce(nullif(replace(o.oprleft::regtype::text, 'public.', ''), '-'), ''), o.oprname,
                  replace(o.oprright::regtype::text, 'public.', '')) AS signature,
           format('`%s`', replace(o.oprresult::regtype::text, 'public.', '')) AS result,
           (SELECT string_agg(DISTINCT am.amname, ', ') FROM pg_amop a JOIN pg_am am ON am.oid = a.amopmethod WHERE a.amopopr = o.oid) AS indexes
    FROM members m JOIN pg_operator o ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid
    WHERE o.oprnamespace::regnamespace::text <> 'golden_thread_deprecated'
  ), casts AS (
    SELECT format('`%s` to `%s`', replace(c.castsource::regtype::text, 'public.', ''), replace(c.casttarget::regtype::text, 'public.', '')) AS signature,
           CASE c.castcontext WHEN 'a' THEN 'assignment' WHEN 'i' THEN 'implicit' ELSE 'explicit' END AS context, m.comment, m.since
    FROM members m JOIN pg_cast c ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid
  ), of_users AS (
    -- One row a name: its forms, and its example.
    SELECT n.section, n.place, n.name, string_agg(f.signature || ' -> ' || f.result, '<br>' ORDER BY f.signature COLLATE "C") AS forms,
           (SELECT string_agg(DISTINCT g.said, '<br>') FROM functions g WHERE g.name = n.name AND g.section = n.section) AS said,
           (SELECT string_agg(DISTINCT g.promises, '<br>') FROM functions g WHERE g.name = n.name AND g.section = n.section) AS promises,
           min(f.since) AS since, replace(n.example, '|', '\|') AS example, replace(replace(n.answer, '|', '\|'), E'\n', ' ') AS answer
    FROM pg_temp.reference_names n JOIN functions f ON f.name = n.name AND f.section = n.section
    WHERE n.example IS NOT NULL GROUP BY n.section, n.place, n.name, n.example, n.answer
  ), lines (place, number, line) AS (
    SELECT 0, row_number() OVER (ORDER BY name), format('| `%s` | %s | %s |', name, comment, since) FROM types WHERE comment <> ''
    UNION ALL
    SELECT s.place, u.place, format('| %s | %s | `%s` | %s | %s | %s |', u.forms, u.said, u.example,
                                    CASE WHEN u.answer <> '' THEN '`' || u.answer || '`' ELSE '' END, u.promises, u.since)
    FROM of_users u JOIN pg_temp.reference_sections s USING (section)
    UNION ALL
    SELECT 15, row_number() OVER (ORDER BY name, signature COLLATE "C"),
           format('| %s | %s | %s | %s | %s |', replace(signature, '|', '\|'), result, comment, indexes, since) FROM operators
    UNION ALL
    SELECT 16, row_number() OVER (ORDER BY signature COLLATE "C"), format('| %s | %s | %s | %s |', signature, context, comment, since) FROM casts
    UNION ALL
    SELECT s.place, row_number() OVER (ORDER BY f.name, f.signature COLLATE "C"), format('| %s | %s | %s | %s |', f.signature, f.result, f.said, f.since)
    FROM functions f JOIN pg_temp.reference_sections s USING (section) WHERE NOT s.is_for_users
  ), headings (place, title, heading) AS (
    VALUES (0, 'Types', E'The values themselves, and the rows that functions return.\n\n| type | what it is | since |\n|---|---|---|'),
           (15, 'Operators', E'An operator can use an index of the kind named beside it on a column of the type.\n\n'
                '| operator | result | what it does | index | since |\n|---|---|---|---|---|'),
           (16, 'Casts', E'From text by assignment, so that a driver can store what it has as text; none is implicit.\n\n'
                '| cast | context | what it does | since |\n|---|---|---|---|')
    UNION ALL
    SELECT place, title, reason || CASE
             WHEN is_for_users THEN E'\n\n| function | what it does | example: SELECT ... | gives | promises | since |\n|---|---|---|---|---|---|'
             ELSE E'\n\n| function | result | what it does | since |\n|---|---|---|---|' END
    FROM pg_temp.reference_sections
  )
  SELECT x.line FROM (
    SELECT -1 AS place, 0::bigint AS number,
           E'# Reference\n\nEverything the extension contains, printed from the catalogue by `psql -X -f doc/reference.sql`; a test compares the two. Functions for\n'
           'users come first, by what they are for, each with an example whose answer is real (rows parted by `;`, columns by `,`). What a register\n'
           'contains is in [the register](register.md), the words in the [glossary](glossary.md).\n\n**On this page:** '
           || string_agg(format('[%s](#%s)', h.title, replace(lower(translate(h.title, ':,', '')), ' ', '-')),
                         CASE WHEN h.number % 5 = 1 AND h.number > 1 THEN E' ·\n' ELSE ' · ' END ORDER BY h.place) AS line
    FROM (SELECT *, row_number() OVER (ORDER BY place) AS number FROM headings) AS h
    UNION ALL SELECT h.place, 0, E'\n## ' || h.title || E'\n\n' || h.heading FROM headings h
              WHERE EXISTS (SELECT FROM lines l WHERE l.place = h.place)
    UNION ALL SELECT l.place, l.number, l.line FROM lines l
  ) AS x ORDER BY x.place, x.number
$body$;
SELECT line FROM pg_temp.reference_lines();
