-- Live rollups among people who mean harm, settings that change what is printed, and tables that a crash empties.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP 1

BEGIN;
SET LOCAL client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
DROP EXTENSION IF EXISTS golden_thread CASCADE;
SELECT plan(39);
CREATE SCHEMA vocabulary;
CREATE SCHEMA delivery;
CREATE ROLE "Live Owner's";
CREATE ROLE live_reader;
CREATE ROLE live_limited;
CREATE ROLE live_intruder;
CREATE EXTENSION golden_thread SCHEMA vocabulary;
GRANT USAGE ON SCHEMA vocabulary, delivery TO PUBLIC;
GRANT ALL ON SCHEMA delivery TO "Live Owner's";

CREATE TYPE delivery.month AS ENUM ('Apr', 'May');
SET LOCAL ROLE "Live Owner's";
SET LOCAL search_path = delivery, vocabulary, public;
CREATE TABLE node_link (child text, parent text);
CREATE TABLE item_link (node text, item bigint, PRIMARY KEY (item, node));
CREATE TABLE rating (item bigint, quarter month, rating rag, PRIMARY KEY (item, quarter));
INSERT INTO node_link VALUES ('B', 'A'), ('C', 'A');
INSERT INTO item_link VALUES ('B', 1), ('C', 2);
INSERT INTO rating VALUES (1, 'Apr', 'R'), (2, 'Apr', 'G');

-- -------- an extension schema in which others may create --------

RESET ROLE;
GRANT CREATE ON SCHEMA vocabulary TO live_intruder;
SET LOCAL ROLE "Live Owner's";
SELECT throws_ok($$SELECT create_live_rollup('progress', 'item_link', 'rating', 'node_link')$$, '55000',
                 'schema "vocabulary" of the extension golden_thread is open to others',
                     'no live rollup is made while others may create beside our functions');
RESET ROLE;
REVOKE CREATE ON SCHEMA vocabulary FROM live_intruder;
SET LOCAL ROLE "Live Owner's";
SELECT is(create_live_rollup('progress', 'item_link', 'rating', 'node_link')::text, 'progress', 'when they may not, it is');
-- Opened after that: what they add is a better match for every call that is not of exact types.
RESET ROLE;
GRANT CREATE ON SCHEMA vocabulary TO live_intruder;
SET LOCAL ROLE live_intruder;
SELECT format($f$CREATE FUNCTION vocabulary.%s RETURNS %s LANGUAGE plpgsql IMMUTABLE AS $$BEGIN RAISE EXCEPTION 'the intruder is %%',
    current_user; END$$$f$, signature, result)
FROM (VALUES
  ('live_rollup_typed(rag, rag)', 'rag'), ('live_rollup_typed(bigint, bigint)', 'bigint'), ('live_rollup_typed(text, text)', 'text'),
  ('live_rollup_typed(delivery.month, delivery.month)', 'delivery.month'),
      ('unnest(outcome_rollup_text_row[])', 'SETOF outcome_rollup_text_row'),
  ('array_agg(delivery.month)', 'delivery.month[]'), ('month_eq(delivery.month, delivery.month)', 'boolean'),
      ('rag_in(rag[], rag[])', 'boolean')
) AS f (signature, result) \gexec
CREATE OPERATOR vocabulary.= (LEFTARG = delivery.month, RIGHTARG = delivery.month, FUNCTION = vocabulary.month_eq);
CREATE OPERATOR vocabulary.<@ (LEFTARG = rag[], RIGHTARG = rag[], FUNCTION = vocabulary.rag_in);
SET LOCAL ROLE "Live Owner's";
SET LOCAL search_path = delivery, public;
SELECT lives_ok($$UPDATE rating SET rating = 'A' WHERE item = 1$$, 'a trigger function runs none of it as its owner');
SELECT lives_ok($$INSERT INTO item_link VALUES ('C', 1); DELETE FROM item_link WHERE node = 'B'; INSERT INTO node_link VALUES ('D', 'B');
                  UPDATE node_link SET parent = 'C' WHERE child = 'D'$$, 'nor do the others');
SELECT is((SELECT string_agg(node || by_link::text, ' ' ORDER BY node) FROM progress), 'AA1 G1 B0 CA1 G1 D0', 'nor a reader');
SELECT is(vocabulary.merge_live_rollup('progress'), 7::bigint, 'nor a merge');
SELECT is_empty($$SELECT vocabulary.verify_live_rollup('progress')$$, 'nor verify');
SELECT lives_ok($$SELECT vocabulary.rebuild_live_rollup('progress')$$, 'nor a rebuild');
RESET ROLE;
DROP OWNED BY live_intruder;

-- -------- what row-level security hides --------

GRANT SELECT ON delivery.node_link, delivery.item_link, delivery.rating, delivery.progress, delivery.progress_stored,
    delivery.progress_queue,
                delivery.progress_state TO live_reader, live_limited;
ALTER TABLE delivery.rating ENABLE ROW LEVEL SECURITY;
CREATE POLICY few ON delivery.rating TO live_limited USING (item = 1);
UPDATE delivery.rating SET rating = 'R' WHERE item = 2;
SET LOCAL ROLE live_limited;
SELECT is_empty('SELECT * FROM progress_stored', 'whoever sees but some of the ratings sees no stored counts');
SELECT is_empty('SELECT * FROM progress_queue', 'nor what changed');
SELECT is_empty('SELECT * FROM progress_state', 'nor the state');
SELECT is((SELECT string_agg(node || by_link::text, ' ' ORDER BY node) FROM progress), 'AA1 B0 CA1 D0', 'but the counts of what they see');
SELECT is((SELECT by_link::text FROM progress WHERE node = 'A' AND quarter = 'Apr'), 'A1', 'of one node and quarter too');
SELECT is((SELECT owner || coalesce(unmerged::text, ' unknown') FROM vocabulary.live_rollups()), 'Live Owner''s unknown',
    'live_rollups() tells them nothing of it');
RESET ROLE;
ALTER TABLE delivery.rating DISABLE ROW LEVEL SECURITY;
ALTER TABLE delivery.node_link ENABLE ROW LEVEL SECURITY;
CREATE POLICY few ON delivery.node_link TO live_limited USING (child <> 'B');
SET LOCAL ROLE live_limited;
SELECT is((SELECT count(*) FROM progress_stored) + (SELECT count(*) FROM progress_queue) + (SELECT count(*) FROM progress_state),
    0::bigint,
          'a policy on another of the tables hides them too');
RESET ROLE;
ALTER TABLE delivery.node_link DISABLE ROW LEVEL SECURITY;
SET LOCAL ROLE live_limited;
SELECT is((SELECT count(*) FROM progress_queue), 2::bigint, 'where none is in force they are seen');
SELECT is((SELECT owner || unmerged FROM vocabulary.live_rollups()), 'Live Owner''s2', 'in live_rollups() too');
RESET ROLE;
ALTER TABLE delivery.rating ENABLE ROW LEVEL SECURITY;
SET LOCAL ROLE "Live Owner's";
SELECT is((SELECT by_link::text FROM progress WHERE node = 'A'), 'R1 A1', 'the owner sees all');
SELECT is(vocabulary.merge_live_rollup('progress'), 2::bigint, 'and merges');
RESET ROLE;
ALTER TABLE delivery.rating DISABLE ROW LEVEL SECURITY;
-- The index, behind the policies.
SET LOCAL ROLE "Live Owner's";
CREATE TABLE wide (child text, parent text);
INSERT INTO wide SELECT 'n' || i, 'A' FROM generate_series(1, 3000) AS i;
CREATE TABLE rated (item bigint PRIMARY KEY, quarter vocabulary.quarter, rating vocabulary.rag);
INSERT INTO rated VALUES (1, 'Q1 2025/26', 'R'), (2, 'Q2 2025/26', 'G');
RESET ROLE;
REVOKE CREATE ON SCHEMA vocabulary FROM live_intruder;
SET LOCAL ROLE "Live Owner's";
SELECT vocabulary.create_live_rollup('wider', 'item_link', 'rated', 'wide') \g /dev/null
GRANT SELECT ON wide, rated, wider, wider_stored, wider_queue, wider_state TO live_reader;
ANALYZE wider_stored;
CREATE FUNCTION plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  line text;
  plan text := '';
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
    plan := plan || line || E'\n';
  END LOOP;
  RETURN plan;
END
$$;
SET LOCAL ROLE live_reader;
SELECT matches(plan_of($$SELECT * FROM wider WHERE node = 'n7'$$),
    $$Index Cond: \(node = 'n7'$$, 'a node is looked up by the index, behind the policy');
SELECT matches(plan_of($$SELECT * FROM wider WHERE node = 'n7' AND quarter OPERATOR(vocabulary.=) 'Q1 2025/26'$$),
    $$Index Cond: \(\(node = 'n7'.*quarter OPERATOR.*'Q1 2025/26'$$, 'and a quarter');
RESET ROLE;

-- Policies of others are not run by live_rollups().
CREATE SCHEMA trap AUTHORIZATION live_intruder;
GRANT USAGE ON SCHEMA trap TO PUBLIC;
SET LOCAL ROLE live_intruder;
CREATE FUNCTION trap.spring() RETURNS boolean LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'the intruder is %', current_user; END$$;
CREATE VIEW trap.bait AS SELECT 1 AS node;
CREATE TABLE trap.bait_queue (kind "char");
CREATE TABLE trap.bait_state (live_rollup_layout text, tables regclass[], relations regclass[], merged_at timestamptz,
    rebuilt_at timestamptz);
INSERT INTO trap.bait_state DEFAULT VALUES;
ALTER TABLE trap.bait_state ENABLE ROW LEVEL SECURITY;
CREATE POLICY whole_tables_only ON trap.bait_state USING (NOT (SELECT trap.spring()));
CREATE TYPE trap.sprung AS ENUM ('no');
CREATE FUNCTION trap.oids(trap.sprung) RETURNS oid[] LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'the intruder is %', current_user; END$$;
CREATE CAST (trap.sprung AS oid[]) WITH FUNCTION trap.oids(trap.sprung) AS IMPLICIT;
CREATE VIEW trap.lure AS SELECT 1 AS node;
CREATE TABLE trap.lure_queue (kind "char");
CREATE TABLE trap.lure_state (live_rollup_layout text, tables regclass[], relations regclass[], merged_at timestamptz,
    rebuilt_at timestamptz, storage trap.sprung DEFAULT 'no');
INSERT INTO trap.lure_state DEFAULT VALUES;
GRANT SELECT ON ALL TABLES IN SCHEMA trap TO PUBLIC;
SET LOCAL ROLE live_reader;
SELECT results_eq('SELECT rollup::text FROM vocabulary.live_rollups()', ARRAY['progress', 'wider', 'trap.lure'],
    'nothing of theirs is run for what only looks like a live rollup');
RESET ROLE;
DROP OWNED BY live_intruder CASCADE;

-- -------- what a crash empties --------

SET LOCAL ROLE "Live Owner's";
SELECT vocabulary.drop_live_rollup('wider') \g /dev/null
CREATE FUNCTION top() RETURNS text LANGUAGE sql AS $$SELECT string_agg(by_link::text, ' ') FROM delivery.progress WHERE node = 'A'$$;
CREATE FUNCTION due() RETURNS boolean LANGUAGE sql AS $$SELECT needs_rebuild FROM vocabulary.live_rollups()$$;
-- A crash, as far as a live rollup can tell: the rows are gone, and no trigger fired.
CREATE FUNCTION crash(emptied regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', emptied);
  EXECUTE format('DELETE FROM %s', emptied);
  EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', emptied);
END
$$;
SELECT is(top() || due(), 'R1 A1false', 'before');
ALTER TABLE rating SET UNLOGGED;
SELECT is(top() || due(), 'R1 A1true', 'a table that is unlogged asks for a rebuild');
SELECT vocabulary.merge_live_rollup('progress') \g /dev/null
SELECT is(top() || due(), 'R1 A1true', 'and goes on asking');
SELECT crash('rating') \g /dev/null
SELECT is(top(), NULL, 'emptied by a crash, it is counted as it is');
ALTER TABLE rating SET LOGGED;
SELECT is(coalesce(top(), 'nothing') || due(), 'nothingtrue', 'made permanent again too');
SELECT vocabulary.merge_live_rollup('progress') \g /dev/null
INSERT INTO rating VALUES (1, 'May', 'R');
SELECT is(top() || due(), 'R1false', 'after a merge all is as ever');
SELECT is_empty($$SELECT vocabulary.verify_live_rollup('progress')$$, 'verify agrees');
-- All of it between two merges.
SELECT vocabulary.merge_live_rollup('progress') \g /dev/null
ALTER TABLE item_link SET UNLOGGED;
SELECT crash('item_link') \g /dev/null
ALTER TABLE item_link SET LOGGED;
SELECT is(coalesce(top(), 'nothing') || due(), 'nothingtrue', 'unlogged, emptied and permanent again, unseen by any merge');
SELECT vocabulary.merge_live_rollup('progress') \g /dev/null
SELECT is(due(), false, 'merged');
SELECT vocabulary.drop_live_rollup('progress') \g /dev/null
DROP TABLE rating;
CREATE TABLE rating (item bigint, quarter month, rating vocabulary.rag, PRIMARY KEY (item, quarter)) PARTITION BY LIST (quarter);
CREATE TABLE rating_apr PARTITION OF rating FOR VALUES IN ('Apr');
INSERT INTO item_link VALUES ('B', 1), ('C', 2);
INSERT INTO rating VALUES (1, 'Apr', 'R');
SELECT vocabulary.create_live_rollup('progress', 'item_link', 'rating', 'node_link') \g /dev/null
CREATE UNLOGGED TABLE rating_may PARTITION OF rating FOR VALUES IN ('May');
INSERT INTO rating VALUES (2, 'May', 'G');
SELECT vocabulary.merge_live_rollup('progress') \g /dev/null
SELECT crash('rating_may') \g /dev/null
SELECT is(top() || due(), 'R1true', 'an unlogged partition');

-- -------- settings --------

SET LOCAL quote_all_identifiers = on;
SET LOCAL standard_conforming_strings = off;
SET LOCAL array_nulls = off;
SELECT lives_ok('SELECT * FROM progress', 'quote_all_identifiers: what was made without it is read');
SELECT lives_ok($$SELECT vocabulary.drop_live_rollup('progress')$$, 'dropped');
DROP TABLE rating_may;
SELECT is(vocabulary.create_live_rollup('progress', 'item_link', 'rating', 'node_link')::text, '"progress"', 'made');
UPDATE rating SET rating = 'A';
INSERT INTO node_link VALUES ('E', 'C');
INSERT INTO item_link VALUES ('E', 1);
SELECT is(top() || due(), 'A2false', 'read');
SELECT is(vocabulary.merge_live_rollup('progress'), 4::bigint, 'merged');
SELECT is_empty($$SELECT vocabulary.verify_live_rollup('progress')$$, 'verified');
SELECT is((SELECT format('%s %s %s %s', rollup, is_current, unmerged, needs_rebuild) FROM vocabulary.live_rollups()), '"progress" t 0 f',
    'and listed');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
