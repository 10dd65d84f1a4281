-- Live rollups in one session: what is counted, which statements are noticed, what is refused, who may do what.
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
SELECT plan(59);
CREATE SCHEMA live_test;
SET LOCAL search_path = live_test, public;

-- -------- the part of a graph --------

SELECT is(ancestry('{B>A,C>A,D>B,D>C,E>C,F}'::linkage_text, '{D}')::text, '{A,B>A,C>A,D>B,D>C}', 'ancestry: a node and all above it, with every link');
SELECT is(ancestry('{2>1,3>1,4>2,5}'::linkage, '{4,5,4,NULL,99}')::text, '{1,2>1,4>2,5}', 'of several; twice, NULL and unknown do no harm');
SELECT is(ancestry('{2>1,1>3,3>2,4>3,4>4,5>4}'::linkage, '{4}')::text, '{1>3,2>1,3>2,4>3,4>4}', 'a cycle comes whole, and so does a link to oneself');
SELECT is(ancestry('{2>1}'::linkage, '{}')::text, '{}', 'nothing of nothing');
SELECT ok(ancestry(NULL::linkage, '{1}') IS NULL AND ancestry('{2>1}'::linkage, NULL) IS NULL, 'NULL of NULL');
SELECT is_empty($$
  SELECT g, n FROM (SELECT linkage((random() * 20)::int, CASE WHEN random() < 0.9 THEN (random() * 20)::int END) AS g
                    FROM generate_series(1, 6000) AS i GROUP BY i % 200) AS made, nodes(g) AS n
  WHERE ancestry(g, ARRAY[n])::text IS DISTINCT FROM
        (SELECT linkage(l.child, l.parent)::text
         FROM (SELECT l.* FROM links(g) AS l WHERE l.child = n OR l.child IN (SELECT ancestors(g, n)) UNION ALL SELECT n, NULL) AS l)$$,
  'of random graphs it is the links of a node and its ancestors');

-- -------- what is counted --------

CREATE TABLE node_link (child text, parent text);
CREATE TABLE item (item text PRIMARY KEY);
CREATE TABLE item_link (node text, item text REFERENCES item ON DELETE CASCADE ON UPDATE CASCADE);
CREATE INDEX ON item_link (item);
CREATE TABLE rating (item text REFERENCES item ON DELETE CASCADE ON UPDATE CASCADE, quarter quarter, rating rag, remark text, PRIMARY KEY (item, quarter));
INSERT INTO node_link VALUES ('B', 'A'), ('C', 'A'), ('D', 'B'), ('D', 'C'), ('E', NULL);
INSERT INTO item VALUES ('x'), ('y'), ('z');
INSERT INTO item_link VALUES ('D', 'x'), ('B', 'y');
INSERT INTO rating VALUES ('x', 'Q1 2025/26', 'R'), ('y', 'Q1 2025/26', 'G');

SELECT is(create_live_rollup('progress', 'item_link', 'rating', 'node_link')::text, 'progress', 'create_live_rollup answers with the view it made');
CREATE FUNCTION shown(rollup regclass DEFAULT 'progress') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  EXECUTE format($q$SELECT string_agg(format('%%s: %%s/%%s', node, by_link, distinct_items), ', ' ORDER BY quarter, node) FROM %s$q$, rollup) INTO answer;
  RETURN answer;
END
$$;
CREATE FUNCTION waiting() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM progress_queue';
CREATE FUNCTION differences() RETURNS bigint LANGUAGE sql AS $$SELECT count(*) FROM verify_live_rollup('progress')$$;
SELECT is(shown(), 'A: R1 G1/R1 G1, B: R1 G1/R1 G1, C: R1/R1, D: R1/R1, E: 0/0', 'the example of DESIGN: an item by two ways counts once; a node with nothing has a row');
SELECT is(waiting(), 0::bigint, 'nothing waits');

INSERT INTO item_link VALUES ('C', 'x');
SELECT is(shown(), 'A: R2 G1/R1 G1, B: R1 G1/R1 G1, C: R2/R1, D: R1/R1, E: 0/0', 'a second link counts by link, and the item once');
INSERT INTO item_link VALUES ('C', 'x');
SELECT is(shown(), 'A: R2 G1/R1 G1, B: R1 G1/R1 G1, C: R2/R1, D: R1/R1, E: 0/0', 'the same link again changes nothing');
SELECT is(waiting(), 2::bigint, 'two changes wait');
SELECT is(merge_live_rollup('progress'), 2::bigint, 'and are merged');
SELECT is(merge_live_rollup('progress'), 0::bigint, 'after which there is nothing to merge');
SELECT is(shown(), 'A: R2 G1/R1 G1, B: R1 G1/R1 G1, C: R2/R1, D: R1/R1, E: 0/0', 'and all reads as before');
DELETE FROM item_link WHERE ctid = (SELECT min(ctid) FROM item_link WHERE node = 'C');
SELECT is(shown(), 'A: R2 G1/R1 G1, B: R1 G1/R1 G1, C: R2/R1, D: R1/R1, E: 0/0', 'one of two equal links gone: the other still says so');
DELETE FROM item_link WHERE node = 'C';
SELECT is(shown(), 'A: R1 G1/R1 G1, B: R1 G1/R1 G1, C: R1/R1, D: R1/R1, E: 0/0', 'both gone');
UPDATE rating SET rating = 'B' WHERE item = 'x';
UPDATE rating SET rating = NULL WHERE item = 'x';
SELECT is(shown(), 'A: G1 ?1/G1 ?1, B: G1 ?1/G1 ?1, C: ?1/?1, D: ?1/?1, E: 0/0', 'changed twice before a merge; NULL is unrated');
INSERT INTO item_link VALUES ('Z', 'y'), ('A', NULL), (NULL, 'y');
SELECT is(shown(), 'A: G1 ?1/G1 ?1, B: G1 ?1/G1 ?1, C: ?1/?1, D: ?1/?1, E: 0/0, Z: G1/G1', 'a node unknown to the graph is a root; NULLs are passed over');
INSERT INTO rating VALUES ('z', 'Q2 2025/26', 'S');
SELECT is(shown(), 'A: G1 ?1/G1 ?1, B: G1 ?1/G1 ?1, C: ?1/?1, D: ?1/?1, E: 0/0, Z: G1/G1', 'an item with no link makes no quarter');
INSERT INTO item_link VALUES ('C', 'z');
SELECT is((SELECT string_agg(format('%s: %s', node, by_link), ', ' ORDER BY node) FROM progress WHERE quarter = 'Q2 2025/26'),
          'A: S1, B: 0, C: S1, D: 0, E: 0', 'with one there is a new quarter, every node of the graph in it, and no other');
SELECT is(merge_live_rollup('progress'), 9::bigint, 'the changes are merged');
SELECT is((SELECT string_agg(format('%s: %s', node, by_link), ', ' ORDER BY node) FROM progress_stored WHERE quarter = 'Q2 2025/26'),
          'A: S1, B: 0, C: S1, D: 0, E: 0', 'into the table as they were shown');
DELETE FROM item_link WHERE node = 'C';
SELECT is((SELECT count(*) FROM progress WHERE quarter = 'Q2 2025/26'), 0::bigint, 'a quarter in which nothing is counted is gone');
SELECT is(differences(), 0::bigint, 'verify agrees');
SELECT merge_live_rollup('progress') \g /dev/null
SELECT is((SELECT count(*) FROM progress_stored WHERE quarter = 'Q2 2025/26'), 0::bigint, 'gone from the table too, once merged');
UPDATE rating SET remark = 'none';
UPDATE item_link SET node = node;
SELECT is(waiting(), 0::bigint, 'an update that changes no count is not noted');

-- The graph.
INSERT INTO node_link VALUES ('E', 'C'), ('A', 'D');
SELECT is(shown(), 'A: G1 ?1/G1 ?1, B: G1 ?1/G1 ?1, C: G1 ?1/G1 ?1, D: G1 ?1/G1 ?1, E: 0/0, Z: G1/G1', 'nodes on a cycle share one rollup');
DELETE FROM node_link WHERE child = 'A' OR parent = 'B';
INSERT INTO node_link VALUES ('F', 'E');
SELECT is(shown(), 'A: G1 ?1/G1 ?1, B: G1/G1, C: ?1/?1, D: ?1/?1, E: 0/0, F: 0/0, Z: G1/G1', 'links go, a node comes');
SELECT is(differences(), 0::bigint, 'verify agrees on the graph');
SELECT merge_live_rollup('progress') \g /dev/null
DELETE FROM node_link WHERE child IN ('E', 'F');
SELECT is(shown(), 'A: G1 ?1/G1 ?1, B: G1/G1, C: ?1/?1, D: ?1/?1, Z: G1/G1', 'a node without links or items goes');
INSERT INTO node_link VALUES ('Z', NULL);
DELETE FROM item_link WHERE node = 'Z';
SELECT is(shown(), 'A: G1 ?1/G1 ?1, B: G1/G1, C: ?1/?1, D: ?1/?1, Z: 0/0', 'a linked node that becomes one of the graph stays when its items go');
SELECT merge_live_rollup('progress') \g /dev/null
SELECT is(shown(), 'A: G1 ?1/G1 ?1, B: G1/G1, C: ?1/?1, D: ?1/?1, Z: 0/0', 'merged, it reads the same');
SELECT is((SELECT rebuilt_at < merged_at AND NOT needs_rebuild FROM live_rollups() WHERE rollup = 'progress'::regclass), true, 'none of this took a rebuild');

-- -------- every kind of statement --------

DELETE FROM rating WHERE item = 'z';
COPY rating (item, quarter, rating) FROM stdin;
z	Q1 2025/26	A
\.
INSERT INTO item_link VALUES ('B', 'z');
SELECT is(shown(), 'A: A1 G1 ?1/A1 G1 ?1, B: A1 G1/A1 G1, C: ?1/?1, D: ?1/?1, Z: 0/0', 'COPY is noticed');
INSERT INTO rating VALUES ('z', 'Q1 2025/26', 'R'), ('x', 'Q2 2025/26', 'G') ON CONFLICT (item, quarter) DO UPDATE SET rating = excluded.rating;
SELECT is((SELECT string_agg(format('%s %s', quarter, distinct_items), ', ' ORDER BY quarter) FROM progress WHERE node = 'A'),
          'Q1 2025/26 R1 G1 ?1, Q2 2025/26 G1', 'INSERT ... ON CONFLICT DO UPDATE, of both kinds');
MERGE INTO rating AS r USING (VALUES ('x', 'Q2 2025/26'::quarter, NULL::rag), ('y', 'Q1 2025/26', 'B'), ('y', 'Q2 2025/26', 'S')) AS n (item, quarter, rating)
ON r.item = n.item AND r.quarter = n.quarter
WHEN MATCHED AND n.rating IS NULL THEN DELETE
WHEN MATCHED THEN UPDATE SET rating = n.rating
WHEN NOT MATCHED THEN INSERT (item, quarter, rating) VALUES (n.item, n.quarter, n.rating);
SELECT is((SELECT string_agg(format('%s %s', quarter, distinct_items), ', ' ORDER BY quarter) FROM progress WHERE node = 'A'),
          'Q1 2025/26 R1 B1 ?1, Q2 2025/26 S1', 'MERGE, all three of its actions');
UPDATE item SET item = 'w' WHERE item = 'z';
SELECT is(shown(), 'A: R1 B1 ?1/R1 B1 ?1, B: R1 B1/R1 B1, C: ?1/?1, D: ?1/?1, Z: 0/0, A: S1/S1, B: S1/S1, C: 0/0, D: 0/0, Z: 0/0', 'ON UPDATE CASCADE: the same counts');
SELECT is(differences(), 0::bigint, 'verify agrees after the cascade');
DELETE FROM item WHERE item IN ('w', 'y');
SELECT is(shown(), 'A: ?1/?1, B: 0/0, C: ?1/?1, D: ?1/?1, Z: 0/0', 'ON DELETE CASCADE, in two tables at once');
SELECT merge_live_rollup('progress') \g /dev/null
SELECT is(differences() + waiting(), 0::bigint, 'merged');
WITH gone AS (DELETE FROM rating WHERE item = 'x' RETURNING item, quarter)
INSERT INTO item_link SELECT 'B', item FROM gone;
SELECT is(shown(), NULL, 'two tables in one statement: nothing is rated, so there is no row');
INSERT INTO rating VALUES ('x', 'Q1 2025/26', 'R');
SELECT is(shown(), 'A: R2/R1, B: R1/R1, C: R1/R1, D: R1/R1, Z: 0/0', 'rated again');
SAVEPOINT undone;
UPDATE rating SET rating = 'G';
INSERT INTO node_link VALUES ('B', 'C');
ROLLBACK TO undone;
SELECT is(shown(), 'A: R2/R1, B: R1/R1, C: R1/R1, D: R1/R1, Z: 0/0', 'what is rolled back never was');

TRUNCATE item_link;
SELECT is(shown(), NULL, 'TRUNCATE');
SELECT is((SELECT needs_rebuild FROM live_rollups() WHERE rollup = 'progress'::regclass), true, 'which asks for a rebuild');
INSERT INTO item_link VALUES ('D', 'x');
SELECT is(shown(), 'A: R1/R1, B: 0/0, C: R1/R1, D: R1/R1, Z: 0/0', 'and is right before that, for what comes after it too');
SELECT merge_live_rollup('progress') \g /dev/null
SELECT is((SELECT needs_rebuild OR unmerged > 0 FROM live_rollups() WHERE rollup = 'progress'::regclass), false, 'a merge does it');
SELECT is(shown(), 'A: R1/R1, B: 0/0, C: R1/R1, D: R1/R1, Z: 0/0', 'and nothing else changes');

-- As the apply worker of logical replication does: no statement trigger fires.
SET LOCAL session_replication_role = replica;
INSERT INTO item VALUES ('r');
INSERT INTO item_link VALUES ('B', 'r');
INSERT INTO rating VALUES ('r', 'Q1 2025/26', 'G'), ('r', 'Q2 2025/26', 'G');
SET LOCAL session_replication_role = origin;
SELECT is(shown(), 'A: R1 G1/R1 G1, B: G1/G1, C: R1/R1, D: R1/R1, Z: 0/0, A: G1/G1, B: G1/G1, C: 0/0, D: 0/0, Z: 0/0', 'replicated changes are seen');
SELECT is((SELECT count(*) FROM progress_queue), 1::bigint, 'by one note for all of them');
SELECT merge_live_rollup('progress') \g /dev/null
SELECT is(differences() + waiting(), 0::bigint, 'merged by a rebuild');
SET LOCAL session_replication_role = replica;
TRUNCATE rating;
SET LOCAL session_replication_role = origin;
SELECT is(shown(), NULL, 'so is a replicated TRUNCATE');
INSERT INTO rating VALUES ('x', 'Q1 2025/26', 'R'), ('r', 'Q1 2025/26', 'G');
SELECT merge_live_rollup('progress') \g /dev/null

-- Changes that nobody could notice.
ALTER TABLE rating DISABLE TRIGGER USER;
UPDATE rating SET rating = 'A' WHERE item = 'x';
ALTER TABLE rating ENABLE TRIGGER USER;
SELECT is(differences(), 3::bigint, 'verify finds what was changed while triggers were disabled');
SELECT is((SELECT string_agg(format('%s %s: %s, not %s', node, quarter, distinct_items, recomputed_distinct_items), '; ' ORDER BY node)
           FROM verify_live_rollup('progress')), 'A Q1 2025/26: R1 G1, not A1 G1; C Q1 2025/26: R1, not A1; D Q1 2025/26: R1, not A1', 'and says where');
UPDATE rating SET rating = 'S' WHERE item = 'x';
SELECT is(shown(), 'A: G1 S1/G1 S1, B: G1/G1, C: S1/S1, D: S1/S1, Z: 0/0', 'what cannot be taken away shows it: then all is counted anew');
UPDATE rating SET rating = 'A' WHERE item = 'x';
SELECT rebuild_live_rollup('progress') \g /dev/null
SELECT is(differences() + waiting(), 0::bigint, 'rebuild puts it right');

-- By number alone, as regclass takes any.
SELECT throws_ok('SELECT live_rollup_names(999999999::oid::regclass)', '42P01', 'there is no relation with the number 999999999', 'a number that is no table''s is refused as such');
SELECT throws_ok('SELECT live_rollup_check_merge(999999999::oid::regclass, ''{999999998,999999997,999999996}''::oid[]::regclass[])', '42P01', NULL, 'by what merges too');
SELECT * FROM finish();
ROLLBACK;
