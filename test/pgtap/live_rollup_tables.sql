-- Live rollups: which tables and columns they take, partitions, who may do what, and that nothing is left behind.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET LOCAL client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(106);
CREATE SCHEMA live_test;
CREATE SCHEMA "Odd ""name""";
SET LOCAL search_path = live_test, public;
CREATE ROLE live_owner;
CREATE ROLE live_writer;
CREATE ROLE live_reader;

-- -------- what it takes --------

CREATE TABLE node_link (child bigint, parent bigint);
CREATE TABLE item_link (node bigint, item bigint, PRIMARY KEY (item, node));
CREATE TABLE rating (item bigint, quarter quarter, rating rag, PRIMARY KEY (item, quarter));
INSERT INTO node_link VALUES (2, 1), (3, 1), (4, 2), (4, 3);
INSERT INTO item_link VALUES (4, 10), (2, 20);
INSERT INTO rating VALUES (10, 'Q1 2025/26', 'R'), (20, 'Q1 2025/26', 'G');

-- What comes of a call after a change, which is then undone.
CREATE FUNCTION after(change text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  outcome text := 'done';
BEGIN
  BEGIN
    EXECUTE change;
    BEGIN
      EXECUTE call;
    EXCEPTION WHEN OTHERS THEN
      outcome := SQLSTATE || ' ' || SQLERRM;
    END;
    RAISE EXCEPTION USING ERRCODE = 'GT001';
  EXCEPTION WHEN SQLSTATE 'GT001' THEN
    RETURN outcome;
  END;
END
$$;
CREATE FUNCTION make(more text) RETURNS text LANGUAGE sql AS $$
  SELECT format('SELECT create_live_rollup(''progress'', ''item_link'', ''rating'', ''node_link''%s)', more)
$$;
SELECT is(after(change, make(more)), outcome, name) FROM (VALUES
  ('a plain one', '', '', 'done'),
  ('ratings without a key', 'ALTER TABLE rating DROP CONSTRAINT rating_pkey', '', '42P16 nothing says that an item has one rating a quarter in live_test.rating'),
  ('a key of more columns', 'ALTER TABLE rating ADD stage int, DROP CONSTRAINT rating_pkey, ADD UNIQUE (item, quarter, stage)', '',
   '42P16 nothing says that an item has one rating a quarter in live_test.rating'),
  ('a deferrable key', 'ALTER TABLE rating DROP CONSTRAINT rating_pkey, ADD UNIQUE (item, quarter) DEFERRABLE', '',
   '42P16 nothing says that an item has one rating a quarter in live_test.rating'),
  ('a partial key', 'ALTER TABLE rating DROP CONSTRAINT rating_pkey; CREATE UNIQUE INDEX ON rating (item, quarter) WHERE item > 0', '',
   '42P16 nothing says that an item has one rating a quarter in live_test.rating'),
  ('a key with an included column', 'ALTER TABLE rating DROP CONSTRAINT rating_pkey; CREATE UNIQUE INDEX ON rating (quarter, item) INCLUDE (rating)', '', 'done'),
  ('a key of the item alone', 'ALTER TABLE rating DROP CONSTRAINT rating_pkey; CREATE UNIQUE INDEX ON rating (item)', '', 'done'),
  ('no quarter, but a key with one', '', ', quarter => NULL', '42P16 nothing says that an item has one rating in live_test.rating'),
  ('another kind of period', 'ALTER TABLE rating ADD month date, DROP CONSTRAINT rating_pkey, ADD UNIQUE (item, month)', ', quarter => ''month''', 'done'),
  ('an array for a period', 'ALTER TABLE rating ADD months int[], DROP CONSTRAINT rating_pkey, ADD UNIQUE (item, months)', ', quarter => ''months''',
   '0A000 column "months" of live_test.rating is of type integer[]'),
  ('a column that is not there', '', ', rating => ''colour''', '42703 column "colour" of live_test.rating does not exist'),
  ('a system column', '', ', child => ''xmin''', '42703 column "xmin" of live_test.node_link does not exist'),
  ('a rating of text', 'ALTER TABLE rating ALTER rating TYPE text', '', '42804 column "rating" of live_test.rating is of type text'),
  ('a domain over rag', 'CREATE DOMAIN grade AS rag; ALTER TABLE rating ALTER rating TYPE grade', '', 'done'),
  ('nodes of a date', 'ALTER TABLE item_link DROP CONSTRAINT item_link_pkey; ALTER TABLE item_link DROP node; ALTER TABLE item_link ADD node date', '',
   '42804 column "node" of live_test.item_link is of type date'),
  ('text nodes in one table, bigint in the other', 'ALTER TABLE item_link ALTER node TYPE text', '',
   '42804 nodes are not of the same type in live_test.item_link and live_test.node_link'),
  ('text items in one table, bigint in the other', 'ALTER TABLE item_link ALTER item TYPE text', '',
   '42804 items are of type text in live_test.item_link and of type bigint in live_test.rating'),
  ('integer and bigint', 'ALTER TABLE item_link ALTER item TYPE integer, ALTER node TYPE smallint', '', 'done'),
  ('two collations', 'ALTER TABLE item_link ALTER item TYPE text COLLATE "C"; ALTER TABLE rating ALTER item TYPE varchar(99) COLLATE "POSIX"', '', 'done'),
  ('a view', 'ALTER TABLE rating RENAME TO ratings; CREATE VIEW rating AS SELECT * FROM ratings', '', '42809 ratings of a live rollup must be a table'),
  ('a temporary table', 'DROP TABLE node_link; CREATE TEMP TABLE node_link (child bigint, parent bigint); SET LOCAL search_path = live_test, pg_temp, public', '',
   '0A000 node_link is not a permanent table'),
  ('an unlogged table', 'ALTER TABLE rating SET UNLOGGED', '', '0A000 live_test.rating is not a permanent table'),
  ('a foreign partition', 'CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing; DROP TABLE node_link;
    CREATE TABLE node_link (child bigint, parent bigint) PARTITION BY LIST (child); CREATE FOREIGN TABLE far PARTITION OF node_link DEFAULT SERVER nowhere', '',
   '42809 node_links of a live rollup must be a table'),
  ('a schema that is not there', '', ', schema => ''nowhere''', '42602 invalid name for a live rollup: "progress" in schema "nowhere"'),
  ('no schema', '', ', schema => NULL', '42602 invalid name for a live rollup: "progress" in schema "<NULL>"'),
  ('a brace in a name', 'ALTER TABLE rating RENAME rating TO "{item}"', ', rating => ''{item}''', '42602 names of a live rollup must not contain braces or dollar signs'),
  ('a table of that name', 'CREATE TABLE progress_queue ()', '', '42P07 relation "progress_queue" already exists'),
  ('somebody else''s table', 'ALTER TABLE rating OWNER TO live_owner; GRANT ALL ON rating, item_link, node_link TO live_writer; GRANT ALL ON SCHEMA live_test TO live_writer;
    ALTER TABLE item_link OWNER TO live_writer; SET LOCAL ROLE live_writer', '', '42501 must be owner of table live_test.rating'),
  ('row-level security that hides rows', 'GRANT ALL ON SCHEMA live_test TO live_owner; ALTER TABLE rating OWNER TO live_owner; ALTER TABLE item_link OWNER TO live_owner;
    ALTER TABLE node_link OWNER TO live_owner; ALTER TABLE rating ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; SET LOCAL ROLE live_owner', '',
   '42501 row-level security hides rows of live_test.rating from you')
) AS cases (name, change, more, outcome);
SELECT is(after('', call), outcome, name) FROM (VALUES
  ('merging what is none', $$SELECT merge_live_rollup('rating')$$, '42809 live_test.rating is not a live rollup'),
  ('or nothing', $$SELECT verify_live_rollup(NULL)$$, '42809 <NULL> is not a live rollup'),
  ('a name of 46 bytes', $$SELECT create_live_rollup(repeat('n', 46), 'item_link', 'rating', 'node_link')$$, '42602 invalid name for a live rollup: "' || repeat('n', 46) || '" in schema "live_test"'),
  ('one of 45', $$SELECT create_live_rollup(repeat('n', 45), 'item_link', 'rating', 'node_link')$$, 'done'),
  ('no table', $$SELECT create_live_rollup('progress', NULL, 'rating', 'node_link')$$, '42809 item_links of a live rollup must be a table')
) AS cases (name, call, outcome);
SELECT CASE WHEN EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i' AND collname LIKE '%-x-icu')
  THEN is(after('CREATE COLLATION no_case (provider = icu, locale = ''und-u-ks-level2'', deterministic = false);
                 ALTER TABLE item_link ALTER item TYPE text COLLATE no_case; ALTER TABLE rating ALTER item TYPE text', make('')),
          '0A000 column "item" of live_test.item_link has a nondeterministic collation', 'a nondeterministic collation')
  ELSE skip('no ICU', 1) END;

-- A period of any type is kept as it is; columns of any name do no harm.
CREATE FUNCTION period(type text, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  BEGIN
    EXECUTE format('ALTER TABLE rating ADD period %s, DROP CONSTRAINT rating_pkey, ADD UNIQUE (item, period); UPDATE rating SET period = %L;
                    ALTER TABLE item_link ADD moved int, ADD most int, ADD local int, ADD k int; ALTER TABLE node_link ADD node_link int, ADD t int', type, value);
    PERFORM create_live_rollup('progress', 'item_link', 'rating', 'node_link', quarter => 'period');
    UPDATE rating SET rating = 'S' WHERE item = 10;
    INSERT INTO node_link VALUES (5, 4);
    UPDATE item_link SET node = 5 WHERE item = 10;
    DELETE FROM node_link WHERE child = 4 AND parent = 3;
    SELECT string_agg(format('%s %s: %s', node, quarter, by_link), ', ' ORDER BY node) || ' ' || pg_typeof(min(quarter)) INTO answer FROM progress;
    answer := answer || (SELECT count(*) FROM verify_live_rollup('progress')) || merge_live_rollup('progress') || (SELECT count(*) FROM verify_live_rollup('progress'));
    RAISE EXCEPTION USING ERRCODE = 'GT001';
  EXCEPTION WHEN SQLSTATE 'GT001' THEN
    RETURN answer;
  END;
END
$$;
SELECT is(period(type, value), format('1 %1$s: G1 S1, 2 %1$s: G1 S1, 3 %1$s: 0, 4 %1$s: S1, 5 %1$s: S1 %2$s060', value, shown), 'a period of type ' || type)
FROM (VALUES ('date', '2025-04-01', 'date'), ('smallint', '2025', 'smallint'), ('varchar(9)', 'spring', 'text'), ('numeric(6,2)', '2025.10', 'numeric'),
             ('char(7)', '2025-04', 'character'), ('quarter', 'Q1 2025', 'quarter')) AS t (type, value, shown);

-- -------- names --------

CREATE TABLE "Odd ""name"""."Rating's" ("The item" text, "Quarter" text COLLATE "C", "select" rag, "Node" text COLLATE "POSIX", PRIMARY KEY ("Quarter", "The item"));
CREATE INDEX ON "Odd ""name"""."Rating's" ("The item");
CREATE TABLE "Odd ""name"""."from" ("Child %s" varchar(10), "\Parent" text);
INSERT INTO "Odd ""name"""."from" VALUES ('B', 'A');
INSERT INTO "Odd ""name"""."Rating's" VALUES ('x', 'spring', 'R', 'B'), ('y', 'spring', 'G', 'A'), ('z', 'autumn', NULL, 'B');
SELECT is(create_live_rollup('Live "%I" rollup', '"Odd ""name"""."Rating''s"', '"Odd ""name"""."Rating''s"', '"Odd ""name"""."from"', node => 'Node', item => 'The item',
                             quarter => 'Quarter', rating => 'select', child => 'Child %s', parent => '\Parent', schema => 'Odd "name"')::text,
          '"Odd ""name"""."Live ""%I"" rollup"', 'names of any kind; one table with links and ratings; a quarter of text');
UPDATE "Odd ""name"""."Rating's" SET "select" = 'A', "Node" = 'A' WHERE "The item" = 'x';
SELECT results_eq($$SELECT node::text COLLATE "default", quarter COLLATE "default", by_link::text FROM "Odd ""name"""."Live ""%I"" rollup" ORDER BY quarter, node$$,
                  $$VALUES ('A', 'autumn', '?1'), ('B', 'autumn', '?1'), ('A', 'spring', 'A1 G1'), ('B', 'spring', '0')$$, 'it shows them');
SELECT is(merge_live_rollup('"Odd ""name"""."Live ""%I"" rollup"'), 4::bigint, 'and is merged');
SELECT is_empty($$SELECT verify_live_rollup('"Odd ""name"""."Live ""%I"" rollup"')$$, 'and verified');
SELECT is((SELECT count(*) FROM "Odd ""name"""."Live ""%I"" rollup" AS l JOIN "Odd ""name"""."from" AS f ON l.node = f."Child %s"), 2::bigint,
          'its nodes can be joined with the tables they come from');
SELECT drop_live_rollup('"Odd ""name"""."Live ""%I"" rollup"') \g /dev/null
SELECT is((SELECT string_agg(relname, ' ' ORDER BY relname COLLATE "C") FROM pg_class WHERE relnamespace = '"Odd ""name"""'::regnamespace AND relkind IN ('r', 'v')) ||
          (SELECT count(*) FROM pg_proc WHERE pronamespace = '"Odd ""name"""'::regnamespace) || (SELECT count(*) FROM pg_trigger WHERE tgrelid = '"Odd ""name"""."Rating''s"'::regclass),
          'Rating''s from00', 'dropped, it leaves the tables and nothing else');

-- -------- what it makes --------

SELECT create_live_rollup('progress', 'item_link', 'rating', 'node_link') \g /dev/null
CREATE TEMP VIEW made AS
SELECT 'pg_policy'::regclass AS catalogue, y.oid, 0 AS number, y.polname AS name FROM pg_policy y WHERE y.polname = 'whole_tables_only'
UNION ALL SELECT 'pg_class'::regclass, c.oid, 0, c.relname FROM pg_class c WHERE c.relnamespace = 'live_test'::regnamespace AND c.relname LIKE 'progress%' AND c.relkind IN ('r', 'v')
UNION ALL SELECT 'pg_class'::regclass, a.attrelid, a.attnum, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'live_test'::regnamespace AND c.relname LIKE 'progress\_%' AND c.relkind = 'r' AND a.attnum > 0
UNION ALL SELECT 'pg_proc'::regclass, p.oid, 0, p.proname FROM pg_proc p WHERE p.pronamespace = 'live_test'::regnamespace AND p.proname LIKE 'progress%'
UNION ALL SELECT 'pg_trigger'::regclass, t.oid, 0, t.tgname FROM pg_trigger t WHERE t.tgname LIKE 'progress%' AND t.tgrelid IN ('rating'::regclass, 'item_link'::regclass, 'node_link'::regclass);
SELECT is(count(*), 45::bigint, 'five tables and views with eighteen columns, four functions, fifteen triggers, three policies') FROM made;
SELECT is_empty($$SELECT name FROM made m WHERE CASE WHEN number = 0 THEN obj_description(oid, catalogue::name) ELSE col_description(oid, number) END IS NULL$$, 'each has a comment');
SELECT is_empty($$SELECT m.name FROM made m JOIN pg_depend d ON d.classid = m.catalogue AND d.objid = m.oid WHERE d.deptype = 'e'$$, 'none is a member of the extension');
SELECT throws_ok('DROP TABLE rating', '2BP01', NULL, 'the tables it counts cannot be dropped by mistake');
SELECT throws_ok('ALTER TABLE rating ALTER rating TYPE text', '0A000', NULL, 'nor their columns be changed');
SELECT throws_ok('DROP EXTENSION golden_thread', '2BP01', NULL, 'nor does DROP EXTENSION take it');

-- As a restore replays them: with nothing in the search path.
CREATE TEMP TABLE definition AS SELECT c.oid::regclass::text AS name, NULL::text AS text FROM pg_class c WHERE c.oid IN ('progress'::regclass, 'progress_recomputed'::regclass);
SET LOCAL search_path = '';
UPDATE pg_temp.definition SET text = pg_catalog.pg_get_viewdef(('live_test.' || name)::regclass);
SELECT pg_catalog.format('CREATE TEMP VIEW %I AS %s', name || '_again', text) FROM pg_temp.definition \gexec
CREATE TEMP TABLE answer AS
SELECT (SELECT pg_catalog.count(*) FROM pg_temp.progress_again) AS rows, (SELECT pg_catalog.count(*) FROM pg_temp.progress_recomputed_again) AS recomputed,
       (SELECT pg_catalog.count(*) FROM public.verify_live_rollup('live_test.progress')) AS wrong;
SET LOCAL search_path = live_test, public;
SELECT is(format('%s %s %s', rows, recomputed, wrong), '4 4 0', 'the views can be restored with an empty search path, and read so') FROM answer;
DROP VIEW pg_temp.progress_again, pg_temp.progress_recomputed_again;

CREATE FUNCTION merging() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM merge_live_rollup('progress'); RETURN NULL; END $$;
CREATE TRIGGER a_merge AFTER UPDATE ON rating FOR EACH ROW EXECUTE FUNCTION merging();
SELECT throws_ok('UPDATE rating SET rating = NULL', '25000', 'a live rollup cannot be made, merged or rebuilt by a trigger', 'a trigger may not merge: its statement is not through');
DROP TRIGGER a_merge ON rating;
CREATE VIEW mine AS SELECT * FROM progress;
SELECT throws_ok($$SELECT drop_live_rollup('progress')$$, '2BP01', NULL, 'dropping it asks first what depends on it');
DROP VIEW mine;

-- -------- who may do what --------

GRANT USAGE ON SCHEMA live_test TO live_writer, live_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON rating, item_link, node_link TO live_writer;
GRANT SELECT ON rating, item_link, node_link, progress, progress_stored, progress_queue, progress_state TO live_reader;
SET LOCAL ROLE live_writer;
SELECT lives_ok($$INSERT INTO item_link VALUES (3, 20); UPDATE rating SET rating = 'A' WHERE item = 20; INSERT INTO node_link VALUES (5, 3); DELETE FROM node_link WHERE child = 5$$,
                'a writer needs no right on anything of the rollup');
SELECT throws_ok($$INSERT INTO progress_queue (kind, change) VALUES ('a', 1)$$, '42501', NULL, 'and has none on the queue');
SELECT throws_ok('SELECT * FROM progress', '42501', NULL, 'nor on the rollup');
CREATE TEMP TABLE trap (item bigint, quarter quarter, rating rag);
SELECT throws_ok('CREATE TRIGGER trap AFTER INSERT ON trap REFERENCING NEW TABLE AS appeared FOR EACH STATEMENT EXECUTE FUNCTION progress_note_ratings()', '42501', NULL,
                 'nor can tell it what is not so');
SELECT throws_ok($$SELECT merge_live_rollup('progress')$$, '42501', NULL, 'nor merge');
SELECT is((SELECT owner || coalesce(unmerged::text, ' knows no more') FROM live_rollups() WHERE rollup = 'progress'::regclass), session_user || ' knows no more', 'live_rollups() says that it is there');
SET LOCAL ROLE live_reader;
SELECT is((SELECT by_link::text FROM progress WHERE node = 1), 'R1 A2', 'a reader reads');
SELECT throws_ok($$SELECT merge_live_rollup('progress')$$, '42501', NULL, 'but does not merge');
RESET ROLE;
SELECT merge_live_rollup('progress') \g /dev/null
ALTER TABLE rating ENABLE ROW LEVEL SECURITY;
CREATE POLICY few ON rating TO live_reader USING (item < 20);
SET LOCAL ROLE live_reader;
SELECT is((SELECT by_link::text FROM progress WHERE node = 1), 'R1', 'one who may see but some of the rows has the counts of those');
RESET ROLE;
UPDATE rating SET rating = 'S' WHERE item = 20;
SET LOCAL ROLE live_reader;
SELECT is((SELECT by_link::text FROM progress WHERE node = 1), 'R1', 'while there are changes to merge too');
RESET ROLE;
SELECT is((SELECT by_link::text FROM progress WHERE node = 1), 'R1 S2', 'others have all');
SELECT merge_live_rollup('progress') \g /dev/null
ALTER TABLE rating DISABLE ROW LEVEL SECURITY;
SELECT is_empty($$SELECT verify_live_rollup('progress')$$, 'what they did is merged');
SAVEPOINT other;
CREATE SCHEMA other;
SELECT throws_ok($$SELECT create_live_rollup('progress', 'item_link', 'rating', 'node_link', schema => 'other')$$, '42710', NULL,
                 'another of the same name, elsewhere: triggers of one table cannot share a name');
SELECT lives_ok($$SELECT create_live_rollup('progress_2', 'item_link', 'rating', 'node_link', schema => 'other')$$, 'of another name: tables can feed several');
UPDATE rating SET rating = 'AG';
SELECT results_eq('SELECT node, by_link FROM progress', 'SELECT node, by_link FROM other.progress_2', 'which show the same');
GRANT CREATE ON SCHEMA live_test TO live_owner;
ALTER VIEW progress OWNER TO live_owner;
SELECT throws_ok($$SELECT merge_live_rollup('progress')$$, '42501', 'must be owner of live rollup live_test.progress', 'a superuser does not merge what is somebody else''s: that runs their functions');
ROLLBACK TO other;
SELECT drop_live_rollup('progress') \g /dev/null

-- -------- partitions --------

DROP TABLE rating CASCADE; -- and the view "made"
CREATE TABLE rating (item bigint, quarter quarter, rating rag, PRIMARY KEY (item, quarter)) PARTITION BY RANGE (quarter);
CREATE TABLE rating_25 PARTITION OF rating FOR VALUES FROM ('Q1 2025/26') TO ('Q1 2026/27');
CREATE TABLE rating_26 PARTITION OF rating FOR VALUES FROM ('Q1 2026/27') TO ('Q1 2027/28') PARTITION BY RANGE (quarter);
CREATE TABLE rating_26_q1 PARTITION OF rating_26 FOR VALUES FROM ('Q1 2026/27') TO ('Q2 2026/27');
INSERT INTO rating SELECT item, quarter, 'G' FROM generate_series(10, 20, 10) AS item, generate_series('Q1 2025/26', 'Q4 2025/26'::quarter, 3) AS quarter;
SELECT create_live_rollup('parts', 'item_link', 'rating', 'node_link') \g /dev/null
CREATE FUNCTION top() RETURNS text LANGUAGE sql AS $$SELECT string_agg(format('%s: %s', quarter, distinct_items), ', ' ORDER BY quarter) FROM parts WHERE node = 1$$;
CREATE FUNCTION behind() RETURNS boolean LANGUAGE sql AS $$SELECT needs_rebuild FROM live_rollups() WHERE rollup::text = 'parts'$$;
INSERT INTO rating VALUES (10, 'Q1 2026/27', 'R');
SELECT is(top(), 'Q1 2025/26: G2, Q4 2025/26: G2, Q1 2026/27: R1', 'a row by way of the whole table');
UPDATE rating SET quarter = 'Q1 2026/27' WHERE item = 20 AND quarter = 'Q1 2025/26';
SELECT is(top(), 'Q1 2025/26: G1, Q4 2025/26: G2, Q1 2026/27: R1 G1', 'a row that moves between partitions');
UPDATE rating_25 SET rating = 'A';
INSERT INTO rating_26 VALUES (30, 'Q1 2026/27', 'B');
INSERT INTO item_link VALUES (1, 30);
DELETE FROM rating_26_q1 WHERE item = 10;
SELECT is(top(), 'Q1 2025/26: A1, Q4 2025/26: A2, Q1 2026/27: G1 B1', 'rows of partitions, of the second level too, changed directly');
SELECT is(behind(), false, 'by what was noted');
CREATE TABLE rating_24 (LIKE rating INCLUDING ALL);
INSERT INTO rating_24 VALUES (10, 'Q4 2024/25', 'R');
ALTER TABLE rating ATTACH PARTITION rating_24 FOR VALUES FROM ('Q1 2024/25') TO ('Q1 2025/26');
SELECT is(top(), 'Q4 2024/25: R1, Q1 2025/26: A1, Q4 2025/26: A2, Q1 2026/27: G1 B1', 'a partition attached with its rows');
UPDATE rating_24 SET rating = 'S';
SELECT is(behind(), true, 'which asks for a rebuild');
SELECT merge_live_rollup('parts') \g /dev/null
UPDATE rating_24 SET rating = 'AR';
SELECT is(top() || behind(), 'Q4 2024/25: AR1, Q1 2025/26: A1, Q4 2025/26: A2, Q1 2026/27: G1 B1false', 'after the merge it is as the others');
ALTER TABLE rating DETACH PARTITION rating_25;
SELECT is(top(), 'Q4 2024/25: AR1, Q1 2026/27: G1 B1', 'one detached');
UPDATE rating_25 SET rating = 'S' WHERE item = 10;
SELECT is(top(), 'Q4 2024/25: AR1, Q1 2026/27: G1 B1', 'which says nothing any more');
SELECT merge_live_rollup('parts') \g /dev/null
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'rating_25'::regclass), 0::bigint, 'after the merge it has no triggers of ours');
TRUNCATE rating_26_q1;
SELECT is(top(), 'Q4 2024/25: AR1', 'TRUNCATE of a partition');
SET LOCAL session_replication_role = replica;
INSERT INTO rating_26_q1 VALUES (20, 'Q1 2026/27', 'R');
SET LOCAL session_replication_role = origin;
SELECT merge_live_rollup('parts') \g /dev/null
SET LOCAL session_replication_role = replica;
UPDATE rating_26_q1 SET rating = 'G';
SET LOCAL session_replication_role = origin;
SELECT is(top(), 'Q4 2024/25: AR1, Q1 2026/27: G1', 'replicated changes of a partition');
SELECT merge_live_rollup('parts') \g /dev/null
SELECT is_empty($$SELECT verify_live_rollup('parts')$$, 'verify agrees');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'parts%' AND tgrelid = 'rating_24'::regclass), 5::bigint, 'a partition has each trigger once');

-- Old inheritance: the parent's statements change the children's rows too.
CREATE TABLE item_link_old () INHERITS (item_link);
SELECT is(behind(), true, 'a child by inheritance asks for a rebuild');
SELECT merge_live_rollup('parts') \g /dev/null
INSERT INTO item_link_old VALUES (4, 40);
INSERT INTO rating VALUES (40, 'Q1 2026/27', 'A');
SELECT is((SELECT by_link::text FROM parts WHERE node = 2 AND quarter = 'Q1 2026/27'), 'A1 G1', 'and then its rows count');
UPDATE item_link SET node = 1 WHERE item = 40;
SELECT is((SELECT by_link::text FROM parts WHERE node = 2 AND quarter = 'Q1 2026/27'), 'G1', 'changed by way of the parent too');
SELECT merge_live_rollup('parts') \g /dev/null
SELECT is_empty($$SELECT verify_live_rollup('parts')$$, 'verify agrees once more');
SELECT is(behind(), false, 'and nothing is left to do');

-- Merging inside a statement over the tables: its rows would be counted, and then told of.
DROP SCHEMA IF EXISTS live_more CASCADE;
CREATE SCHEMA live_more;
SET LOCAL search_path = live_more, public;
CREATE TABLE node_link (child text, parent text);
CREATE TABLE item_link (node text, item text, PRIMARY KEY (item, node));
CREATE TABLE rating (item text, quarter date, rating rag, PRIMARY KEY (item, quarter));
INSERT INTO node_link VALUES ('B', 'A');
INSERT INTO item_link SELECT 'B', i FROM generate_series(1, 9) AS i;
INSERT INTO rating SELECT i, '2026-04-01', 'G' FROM generate_series(1, 9) AS i;
SELECT create_live_rollup('more', 'item_link', 'rating', 'node_link') \g /dev/null
SELECT throws_ok($$UPDATE rating SET rating = 'R' WHERE item = '1' RETURNING merge_live_rollup('more')$$, '55006', NULL, 'no merge in RETURNING');
SELECT throws_ok($$WITH u AS (UPDATE rating SET rating = 'R' WHERE item = '1' RETURNING item) SELECT rebuild_live_rollup('more') FROM u$$, '55006', NULL, 'nor a rebuild beside it');
SELECT throws_ok($$INSERT INTO item_link SELECT 'A', merge_live_rollup('more')$$, '55006', NULL, 'nor in what is inserted');
DO $$ BEGIN UPDATE rating SET rating = 'R' WHERE item = '1'; PERFORM merge_live_rollup('more'); END $$;
SELECT is((SELECT by_link::text FROM more_stored WHERE node = 'A'), 'R1 G8', 'a statement that is through does no harm');

-- A replicated change is noted by every transaction for itself: the row of another may be merged meanwhile.
INSERT INTO more_queue (kind, change) VALUES ('a', -1);
SET LOCAL session_replication_role = replica;
UPDATE rating SET rating = 'A' WHERE item IN ('1', '2');
SET LOCAL session_replication_role = origin;
SELECT is((SELECT count(*) FROM more_queue WHERE kind = 'a'), 2::bigint, 'a transaction notes replicated changes once, whatever others noted');
SELECT merge_live_rollup('more') \g /dev/null

-- A column or table of the same name that is another one.
CREATE TYPE word AS ENUM ('R', 'G');
CREATE FUNCTION rag_of(word) RETURNS rag LANGUAGE sql IMMUTABLE RETURN 'R'::rag;
CREATE CAST (word AS rag) WITH FUNCTION rag_of(word) AS IMPLICIT;
SAVEPOINT before;
ALTER TABLE rating RENAME rating TO was;
ALTER TABLE rating ADD rating word DEFAULT 'G';
SELECT throws_ok($$INSERT INTO rating VALUES ('x', '2026-04-01', 'G', 'R')$$, '42883', NULL, 'a cast of the table''s owner does not run in a trigger');
SELECT throws_ok($$SELECT rebuild_live_rollup('more')$$, '42804', 'column "rating" of live_more.rating is of type live_more.word', 'nor in a merge');
INSERT INTO more_queue (kind, change, item, quarter, rating) VALUES ('r', 1, 'x', '2026-04-01', 'R');
SELECT throws_ok('SELECT * FROM more', '42804', NULL, 'nor for a reader');
ROLLBACK TO before;
ALTER TABLE rating RENAME TO rating_was;
CREATE VIEW rating AS SELECT item, quarter, 'R'::rag AS rating FROM rating_was;
UPDATE rating_was SET rating = 'B' WHERE item = '1';
SELECT is((SELECT by_link::text FROM more WHERE node = 'A'), 'A1 G7 B1', 'a table that is renamed is followed, and what has its name now is not read');
SELECT merge_live_rollup('more') \g /dev/null
SELECT is_empty($$SELECT verify_live_rollup('more')$$, 'merged too');
ROLLBACK TO before;

-- What cannot be told apart, or kept.
CREATE TABLE parted (item text, quarter date, rating rag, PRIMARY KEY (item, quarter)) PARTITION BY LIST (item);
CREATE UNLOGGED TABLE parted_all PARTITION OF parted DEFAULT;
SELECT throws_ok($$SELECT create_live_rollup('no', 'item_link', 'parted', 'node_link')$$, '0A000', 'live_more.parted_all is not a permanent table', 'an unlogged partition');
CREATE TYPE folded;
CREATE FUNCTION folded_in(cstring) RETURNS folded LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION folded_out(folded) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE folded (INPUT = folded_in, OUTPUT = folded_out, LIKE = text);
CREATE TABLE fold (item text, quarter folded, rating rag);
SELECT throws_ok($$SELECT create_live_rollup('no', 'item_link', 'fold', 'node_link')$$, '0A000', 'column "quarter" of live_more.fold is of type live_more.folded', 'a quarter of a type whose operators may not be found');
CREATE TYPE "a $unmerged$ b" AS ENUM ('1');
CREATE TABLE dollar (item text, quarter "a $unmerged$ b", rating rag, PRIMARY KEY (item, quarter));
SELECT throws_ok($$SELECT create_live_rollup('no', 'item_link', 'dollar', 'node_link')$$, '42602', NULL, 'a type whose name would end the text of a function');
CREATE TYPE month AS ENUM ('Apr', 'May');
CREATE DOMAIN month_given AS month NOT NULL;
CREATE TABLE monthly (item text, quarter month_given, rating rag, PRIMARY KEY (item, quarter));
SELECT create_live_rollup('months', 'item_link', 'monthly', 'node_link') \g /dev/null
INSERT INTO monthly VALUES ('1', 'Apr', 'R'), ('2', 'May', 'G');
SELECT is((SELECT string_agg(node || quarter || distinct_items, ', ' ORDER BY quarter, node) FROM months), 'AAprR1, BAprR1, AMayG1, BMayG1', 'quarters of a domain over an enum');

-- The extension dropped with all that depends on it: the tables are written as before.
RESET search_path;
DROP EXTENSION golden_thread CASCADE;
SELECT lives_ok($$INSERT INTO live_more.node_link VALUES ('C', 'A')$$, 'DROP EXTENSION CASCADE leaves no trigger that fails');

SELECT * FROM finish();
ROLLBACK;
