-- Periods of officers, bodies, links and roles do not overlap: those that a register of 0.6.0 has are merged by the upgrade, or stop it;
-- an entry that overlaps is refused with the row that is in the way.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
DROP EXTENSION IF EXISTS golden_thread CASCADE;
SELECT plan(26);

-- A register of 0.6.0 with what it took.
\i test/upgrade/register_setup.sql
CREATE EXTENSION golden_thread VERSION '0.6.0';
SELECT setting || '/extension/register_council--0.6.0.sql' AS dump FROM pg_config WHERE name = 'SHAREDIR' \gset
SET ROLE gt_upgrade_owner;
\i :dump
SET search_path = council, public;
INSERT INTO plans (title, period) VALUES ('Plan', '[2024-04-01,2025-04-01)'), ('Shut', '[2024-04-01,2025-04-01)');
INSERT INTO items (plan_id, level, ref, title) SELECT plan_id, 'action', left(title, 1) || n, 'Work' FROM plans, generate_series(1, 2) n;
INSERT INTO nodes (plan_id, level, ref, title) SELECT plan_id, 'outcome', 'G' || title, 'Outcome' FROM plans;
INSERT INTO officers (name) VALUES ('Head');
INSERT INTO bodies (name) VALUES ('Board');
INSERT INTO item_officers (item_id, officer_id, role, valid_from, valid_to, raw)
SELECT i.item_id, o.officer_id, v.role, v.f, v.t, v.raw FROM officers o, items i JOIN (VALUES
  ('P1', 'lead', date '-infinity', date '2024-12-31', 'first'), ('P1', 'lead', '2024-06-01', '2024-07-31', 'within'),
  ('P1', 'lead', '2024-12-01', 'infinity', 'overlaps'), ('P1', 'sponsor', '2024-12-01', 'infinity', 'another role'),
  ('P2', 'lead', '2024-04-01', '2024-06-30', 'adjoins'), ('P2', 'lead', '2024-07-01', '2024-08-31', 'adjoins'),
  ('P2', 'lead', '2024-09-02', 'infinity', 'a day later'),
  ('S1', 'lead', '-infinity', '2024-06-30', 'one cell'), ('S1', 'lead', '2024-07-01', 'infinity', 'another cell')) v (ref, role, f, t, raw) USING (ref);
INSERT INTO item_bodies (item_id, body_id, role, valid_from) SELECT i.item_id, b.body_id, 'committee', d FROM items i, bodies b, unnest('{-infinity,2024-05-01}'::date[]) d WHERE i.ref = 'P1';
INSERT INTO officer_roles (role_name, officer_id, valid_from) SELECT 'gt_upgrade_reader', officer_id, d FROM officers, unnest('{-infinity,2024-05-01}'::date[]) d;
INSERT INTO links (from_item_id, to_node_id, valid_from, valid_to, share)
SELECT i.item_id, n.node_id, v.f, v.t, v.share FROM nodes n JOIN items i USING (plan_id) JOIN (VALUES
  ('P1', date '-infinity', date '2024-12-31', NULL::numeric), ('P1', '2024-12-01', 'infinity', NULL),
  ('P2', '-infinity', '-infinity', NULL), ('P2', '2024-05-01', '2024-04-30', NULL), ('P2', '2024-04-01', 'infinity', NULL),
  ('S1', '2024-04-01', '2024-12-31', NULL), ('S1', '2024-05-01', '2024-06-30', NULL),
  ('S2', '2024-04-01', '2024-12-31', 0.5), ('S2', '2024-10-01', 'infinity', 0.25)) v (ref, f, t, share) ON v.ref = i.ref ORDER BY v.ref, v.f;
UPDATE plans SET state = 'closed' WHERE title = 'Shut';
SELECT array_agg(link_id ORDER BY valid_from) AS differ FROM links JOIN items ON item_id = from_item_id WHERE ref = 'S2' \gset
CREATE FUNCTION pg_temp.said(stmt text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE d text; h text; m text; c text;
BEGIN
  EXECUTE stmt;
  RETURN ARRAY['taken'];
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS c = RETURNED_SQLSTATE, m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
  RETURN ARRAY[c, m, d, h];
END $$;
RESET ROLE;
ALTER EXTENSION golden_thread UPDATE;
SET ROLE gt_upgrade_owner;

SELECT is(pg_temp.said($$SELECT upgrade_register('council')$$),
  ARRAY['23P01', 'links that say the same overlap, and have different shares', format('link_id %s', to_json(:'differ'::bigint[])::jsonb),
        'End all but one of each (UPDATE links SET valid_to = ...), and upgrade the register again.'], 'links that differ stop the upgrade, and are named');
UPDATE plans SET state = 'live' WHERE title = 'Shut';
UPDATE links SET valid_to = valid_from - 1 WHERE link_id = (:'differ'::bigint[])[2];
UPDATE plans SET state = 'closed' WHERE title = 'Shut';
SELECT is((pg_temp.said($$SELECT upgrade_register('council')$$))[1:3], ARRAY['taken'], 'once one is ended it goes on, over a closed plan too');

SELECT results_eq($$SELECT ref, role, valid_from, valid_to, raw FROM item_officers JOIN items USING (item_id) ORDER BY 1, 2, 3$$,
  $$VALUES ('P1', 'lead', date '-infinity', date 'infinity', 'first'), ('P1', 'sponsor', '2024-12-01', 'infinity', 'another role'),
           ('P2', 'lead', '2024-04-01', '2024-08-31', 'adjoins'), ('P2', 'lead', '2024-09-02', 'infinity', 'a day later'),
           ('S1', 'lead', '-infinity', '2024-06-30', 'one cell'), ('S1', 'lead', '2024-07-01', 'infinity', 'another cell')$$,
  'periods of officers that overlap, or adjoin and say the same, are one; a day between keeps them two');
SELECT results_eq('SELECT valid_from, valid_to FROM item_bodies', $$VALUES (date '-infinity', date 'infinity')$$, 'of bodies too');
SELECT results_eq('SELECT valid_from, valid_to FROM officer_roles', $$VALUES (date '-infinity', date 'infinity')$$, 'and of roles');
SELECT results_eq($$SELECT ref, valid_from, valid_to FROM links JOIN items ON item_id = from_item_id WHERE valid_from <= valid_to AND valid_to > '-infinity' ORDER BY 1, 2$$,
  $$VALUES ('P1', date '-infinity', date 'infinity'), ('P2', '2024-04-01', 'infinity'), ('S1', '2024-04-01', '2024-12-31'), ('S2', '2024-04-01', '2024-12-31')$$,
  'the first of the links that overlap lasts as long as all');
SELECT is((SELECT count(*) FROM links), 9::bigint, 'and none is gone');
SELECT is((pg_temp.said($$UPDATE links SET valid_to = 'infinity' WHERE valid_to = '2024-12-31' AND from_item_id = (SELECT item_id FROM items WHERE ref = 'S1')$$))[1], '55000', 'a closed plan is closed again');
SELECT is((SELECT count(*) FROM pg_constraint WHERE contype = 'x' AND conname ~ '_periods_apart$' AND connamespace = 'council'::regnamespace), 4::bigint, 'and the register keeps periods apart');

-- Entries.
CREATE FUNCTION pg_temp.head(first_day date, said_role text DEFAULT 'lead') RETURNS text LANGUAGE sql AS $$
  SELECT format('INSERT INTO item_officers (item_id, officer_id, role, valid_from) SELECT item_id, officer_id, %L, %L FROM items, officers WHERE ref = ''P2''', said_role, first_day) $$;
SELECT is(pg_temp.said(pg_temp.head('2025-01-01')), ARRAY['23P01', 'item "P2" has officer "Head" as "lead" already, from 2024-09-02 on',
  'What is entered overlaps that: it holds from 2025-01-01 on.', 'Let one end (valid_to) before the other begins (valid_from), or change the row that is there.'],
  'an entry that overlaps is refused, and says who is in the way, and when');
SELECT throws_ok(pg_temp.head('2024-09-02'), '23505', NULL, 'one of the same first day is left to the key');
SELECT is((pg_temp.said(pg_temp.head('2024-09-02') || ' ON CONFLICT DO NOTHING'))[1], 'taken', 'so that it may be entered twice for once');
SELECT is((pg_temp.said($$UPDATE item_officers o SET valid_to = '2024-09-10' FROM items i WHERE i.item_id = o.item_id AND ref = 'P2' AND valid_to = '2024-08-31'$$))[2:3],
  ARRAY['item "P2" has officer "Head" as "lead" already, from 2024-09-02 on', 'What is entered overlaps that: it holds from 2024-04-01 to 2024-09-10.'], 'a change too');
SELECT is((pg_temp.said($$UPDATE item_officers o SET role = 'lead' FROM items i WHERE i.item_id = o.item_id AND ref = 'P1' AND role = 'sponsor'$$))[2],
  'item "P1" has officer "Head" as "lead" already, on every day', 'of the role as well');
SELECT is((pg_temp.said($$UPDATE item_officers o SET valid_from = '2024-04-02', raw = raw || '!' FROM items i WHERE i.item_id = o.item_id AND ref = 'P2' AND valid_to = '2024-08-31'$$))[1], 'taken', 'but not one to fewer days');
UPDATE item_officers SET valid_from = '2024-04-01', raw = rtrim(raw, '!') WHERE valid_from = '2024-04-02';
SELECT is((pg_temp.said($$INSERT INTO item_officers (item_id, officer_id, role, valid_from, valid_to, raw) SELECT item_id, officer_id, 'lead', '2024-09-01', '2024-09-01', 'a day later' FROM items, officers WHERE ref = 'P2'$$))[1], 'taken', 'the day between is free');
SELECT is((pg_temp.said($$UPDATE item_bodies SET valid_to = '2024-12-31'; INSERT INTO item_bodies (item_id, body_id, role, valid_from) SELECT item_id, body_id, role, '2024-12-31' FROM item_bodies$$))[1:2], ARRAY['23P01', 'item "P1" has "Board" as "committee" already, until 2024-12-31'], 'bodies');
SELECT is((pg_temp.said($$INSERT INTO officer_roles (role_name, officer_id, valid_from) SELECT role_name, officer_id, '2025-01-01' FROM officer_roles$$))[1:2], ARRAY['23P01', 'database role "gt_upgrade_reader" holds the post "Head" already, on every day'], 'posts');
SELECT is((pg_temp.said($$INSERT INTO links (from_item_id, to_node_id, valid_from) SELECT from_item_id, to_node_id, '2025-01-01' FROM links JOIN items ON item_id = from_item_id WHERE ref = 'P1' AND valid_to = 'infinity'$$))[1:2],
  ARRAY['23P01', format('item "P1" is linked to outcome "GPlan" by "contributes_to" (link_id %s) already, on every day', (SELECT link_id FROM links JOIN items ON item_id = from_item_id WHERE ref = 'P1' AND valid_to = 'infinity' AND relation = 'contributes_to'))], 'links');
SELECT is((pg_temp.said($$INSERT INTO links (from_item_id, to_node_id, valid_from, valid_to) SELECT from_item_id, to_node_id, '2025-01-01', '2024-12-31' FROM links JOIN items ON item_id = from_item_id WHERE ref = 'P1' AND valid_to = 'infinity'$$))[1], 'taken', 'but for one that never held');
SELECT is((pg_temp.said($$INSERT INTO links (from_item_id, to_node_id, relation) SELECT from_item_id, to_node_id, 'part_of' FROM links JOIN items ON item_id = from_item_id WHERE ref = 'P1' AND valid_to = 'infinity'$$))[1], 'taken', 'or has another relation');
SELECT is((pg_temp.said($$UPDATE links SET valid_to = 'infinity' WHERE link_id = (SELECT link_id FROM links JOIN items ON item_id = from_item_id WHERE ref = 'P1' AND valid_from = '2025-01-01')$$))[1], '23P01', 'nor may that one come to hold');

-- Refreshing merges what adjoins and says the same: 1 September 2024, and the days from the 2nd on.
SELECT results_eq($$SELECT officers_copied, bodies_copied, links_copied FROM refresh_plan('Plan', 'Next', new_period => '[2024-08-01,2025-08-01)', as_at => '2024-07-31')$$,
  'VALUES (4::bigint, 1::bigint, 3::bigint)', 'refresh_plan copies periods that adjoin as one');
SELECT results_eq($$SELECT ref, role, valid_from, valid_to FROM item_officers JOIN items USING (item_id) JOIN plans USING (plan_id) WHERE plans.title = 'Next' ORDER BY 1, 2, 3, 4$$,
  $$VALUES ('P1', 'lead', date '2024-08-01', date 'infinity'), ('P1', 'sponsor', '2024-12-01', 'infinity'), ('P2', 'lead', '2024-08-01', '2024-08-31'),
           ('P2', 'lead', '2024-09-01', 'infinity')$$, 'from the handover on');

-- An import adds the days that are not recorded yet, and one that is taken back leaves what came again since.
INSERT INTO plans (title, period) VALUES ('Imported', '[2024-04-01,2026-04-01)');
INSERT INTO document_kinds (kind, title, record, plan_id) SELECT 'acts', 'Actions', 'item', plan_id FROM plans WHERE title = 'Imported';
INSERT INTO import_mappings (kind, position, source, target, qualifier, split) VALUES
  ('acts', 1, '{ref}', 'item.ref', '', NULL), ('acts', 2, '{title}', 'item.title', '', NULL), ('acts', 3, 'action', 'item.level', '', NULL),
  ('acts', 4, '{lead}', 'officer', 'lead', '/'), ('acts', 5, '{rating}', 'rating', 'Q1 2024/25', NULL);
CREATE FUNCTION pg_temp.load(lead text, in_quarter text, day timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  UPDATE import_mappings SET qualifier = in_quarter WHERE kind = 'acts' AND target = 'rating';
  RETURN (SELECT import_id FROM import_csv('acts', E'ref,title,lead,rating\nI1,Work,' || lead || ',G', recorded_at => day));
END $$;
CREATE FUNCTION pg_temp.leads() RETURNS TABLE (name text, valid_from date, valid_to date) LANGUAGE sql AS $$
  SELECT o.name, p.valid_from, p.valid_to FROM item_officers p JOIN officers o USING (officer_id) JOIN items i USING (item_id) WHERE i.ref = 'I1' ORDER BY 2 $$;
SELECT pg_temp.load('Ann', 'Q1 2024/25', '2024-07-05') AS first \gset
SELECT pg_temp.load('Bob', 'Q2 2024/25', '2024-10-05') AS second \gset
SELECT pg_temp.load('Ann', 'Q3 2024/25', '2025-01-05') AS third \gset
SELECT results_eq('SELECT * FROM pg_temp.leads()', $$VALUES ('Ann', date '-infinity', date '2024-06-30'), ('Bob', '2024-07-01', '2024-09-30'), ('Ann', '2024-10-01', 'infinity')$$, 'who goes and comes again has two periods');
SELECT undo_import(:second, 'the wrong file') \g /dev/null
SELECT results_eq('SELECT * FROM pg_temp.leads()', $$VALUES ('Ann', date '-infinity', date '2024-09-30'), ('Ann', '2024-10-01', 'infinity')$$, 'an undo brings back the days until then');
SELECT * FROM finish();
ROLLBACK;
