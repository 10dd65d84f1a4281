-- Who may do what in a register: rights are a role's and not a name's, nothing is forged, and what is refused says why.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
SET jit = off;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT * FROM no_plan();

CREATE ROLE gt_trust_owner;
CREATE ROLE gt_trust_officer;
CREATE ROLE gt_trust_publisher;
CREATE ROLE gt_trust_reader;
CREATE ROLE gt_trust_chief;
SELECT format('GRANT CREATE, TEMPORARY ON DATABASE %I TO gt_trust_owner', current_database()) \gexec
CREATE FUNCTION pg_temp.refusal(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text; detail text; hint text;
BEGIN
  EXECUTE statement;
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  RETURN concat_ws(E'\n', SQLSTATE || ': ' || said, nullif(detail, ''), nullif(hint, ''));
END $$;
-- What a statement says besides its result: the lines of its notices and warnings are counted by a client; here it may say nothing.
SET ROLE gt_trust_owner;
SELECT create_register('council') \g /dev/null
SET search_path = council, public;
INSERT INTO plans (title) VALUES ('Plan');
INSERT INTO items (plan_id, ref, title) SELECT plan_id, 'A' || n, 'item ' || n FROM plans, generate_series(1, 4) n;
INSERT INTO nodes (plan_id, ref, title) SELECT plan_id, '1', 'outcome' FROM plans;
INSERT INTO links (from_item_id, to_node_id) SELECT item_id, node_id FROM items, nodes;
INSERT INTO officers (name) VALUES ('Director'), ('Chief Executive');
INSERT INTO item_officers (item_id, officer_id, role) SELECT item_id, officer_id, 'lead' FROM items, officers WHERE name = 'Director';
INSERT INTO ratings (item_id, quarter, rating) SELECT item_id, 'Q1 2025/26', 'G' FROM items;
SELECT grant_register('council', 'gt_trust_officer', 'officer'), grant_register('council', 'gt_trust_publisher', 'publisher'),
       grant_register('council', 'gt_trust_reader', 'reader') \g /dev/null
INSERT INTO officer_roles (role_name, officer_id) SELECT 'gt_trust_officer', officer_id FROM officers WHERE name = 'Director';
INSERT INTO sign_off_steps (plan_id, position, step, officer_id) SELECT plan_id, 1, 'Director', officer_id FROM plans, officers WHERE name = 'Director';
CREATE FUNCTION pg_temp.rate(more text DEFAULT '', more_values text DEFAULT '') RETURNS text LANGUAGE sql AS $$
  SELECT format('INSERT INTO council.ratings (item_id, quarter, rating%s) SELECT item_id, ''Q2 2025/26'', ''A''%s FROM council.items WHERE ref = ''A1''', more, more_values) $$;
CREATE FUNCTION pg_temp.sign(more text DEFAULT '', more_values text DEFAULT '') RETURNS text LANGUAGE sql AS $$
  SELECT format('INSERT INTO council.sign_offs (plan_id, quarter, step, decision%s) SELECT plan_id, ''Q1 2025/26'', ''Director'', ''approved''%s FROM council.plans', more, more_values) $$;
SET ROLE gt_trust_officer;
SELECT lives_ok(pg_temp.rate(), 'an officer rates');
SELECT is((SELECT count(*) FROM own_items), 4::bigint, 'the own items');

-- Another role of the same name is another person.
RESET ROLE;
DROP OWNED BY gt_trust_officer;
DROP ROLE gt_trust_officer;
CREATE ROLE gt_trust_officer;
SET ROLE gt_trust_owner;
SELECT grant_register('council', 'gt_trust_reader', 'reader') \g /dev/null
SELECT ok(NOT has_schema_privilege('gt_trust_officer', 'council', 'USAGE') AND NOT has_any_column_privilege('gt_trust_officer', 'council.ratings', 'INSERT'),
  'a level given to another gives nothing to who has the name of one that was dropped');
SELECT apply_register_grants('council') \g /dev/null
SELECT ok(NOT has_schema_privilege('gt_trust_officer', 'council', 'USAGE'), 'nor does all that was given, given again');
GRANT USAGE ON SCHEMA council TO gt_trust_officer;
GRANT SELECT ON ALL TABLES IN SCHEMA council TO gt_trust_officer;
GRANT INSERT ON ratings, sign_offs TO gt_trust_officer;
SET ROLE gt_trust_officer;
SELECT is(register_level(), NULL, 'it has no level');
SELECT is_empty('SELECT * FROM own_items', 'holds no post');
SELECT throws_ok(pg_temp.rate(), '42501', '"gt_trust_officer" does not write to "council" any more', 'and rates nothing, whatever the server lists of its rights');
SELECT throws_ok(pg_temp.sign(), '42501', NULL, 'nor decides');
SET ROLE gt_trust_owner;
REVOKE ALL ON ALL TABLES IN SCHEMA council FROM gt_trust_officer;
SELECT grant_register('council', 'gt_trust_officer', 'officer') \g /dev/null
SET ROLE gt_trust_officer;
SELECT is(register_level(), 'officer', 'one call gives it a level');
SELECT is_empty('SELECT * FROM own_items', 'but not the post of the one before');
SELECT throws_ok(pg_temp.rate(), '42501', NULL, 'so that it rates none of its items');
SET ROLE gt_trust_owner;
UPDATE officer_roles SET valid_to = 'infinity';
SET ROLE gt_trust_officer;
SELECT is_empty('SELECT * FROM own_items', 'a post whose days are changed is not given anew');
SET ROLE gt_trust_owner;
UPDATE officer_roles SET role_name = role_name;
SET ROLE gt_trust_officer;
SELECT lives_ok(pg_temp.rate(), 'one that is, is held');
RESET ROLE;
ALTER ROLE gt_trust_publisher RENAME TO gt_trust_renamed;
SET ROLE gt_trust_renamed;
SELECT is(register_level(), NULL, 'a role that was renamed has no level');
SELECT throws_ok($$UPDATE council.items SET title = 'x'$$, '42501', '"gt_trust_renamed" does not write to "council" any more', 'and writes nothing');
SELECT throws_ok($$INSERT INTO council.bodies (name) VALUES ('x')$$, '42501', NULL, 'nothing new');
SELECT throws_ok($$DELETE FROM council.bodies$$, '42501', NULL, 'and takes nothing away');
RESET ROLE;
ALTER ROLE gt_trust_renamed RENAME TO gt_trust_publisher;
-- As after a restore where roles have other numbers.
SET ROLE gt_trust_owner;
UPDATE register_grants SET role_number = role_number::bigint + 1;
ALTER TABLE officer_roles DISABLE TRIGGER officer_roles_note_role;
UPDATE officer_roles SET role_number = role_number::bigint + 1;
ALTER TABLE officer_roles ENABLE TRIGGER officer_roles_note_role;
SET ROLE gt_trust_officer;
SELECT throws_ok(pg_temp.rate(), '42501', NULL, 'after a restore where roles have other numbers nobody rates');
SET ROLE gt_trust_owner;
SELECT is(renew_register_grants('council'), 3::bigint, 'until one call renews all');
SET ROLE gt_trust_officer;
SELECT lives_ok(pg_temp.rate(), 'posts too');
RESET ROLE;
SELECT throws_ok($$SELECT renew_register_grants('council')$$, '42501', NULL, 'which is the owner''s');

-- A level touches its own role, and an upgrade gives again only what nobody took away.
SET ROLE gt_trust_owner;
REVOKE SELECT ON risks FROM gt_trust_reader;
SELECT grant_register('council', 'gt_trust_officer', 'officer') \g /dev/null
SELECT ok(NOT has_table_privilege('gt_trust_reader', 'council.risks', 'SELECT'), 'what the owner took from one is not given back by a level of another');
REVOKE INSERT ON items FROM gt_trust_publisher;
DROP VIEW overdue_report CASCADE;
SELECT upgrade_register('council', force => true) \g /dev/null
SELECT ok(NOT has_table_privilege('gt_trust_reader', 'council.risks', 'SELECT') AND NOT has_table_privilege('gt_trust_publisher', 'council.items', 'INSERT'),
  'nor by an upgrade');
SELECT ok(has_table_privilege('gt_trust_reader', 'council.overdue_report', 'SELECT') AND has_table_privilege('gt_trust_publisher', 'council.items', 'UPDATE'),
  'which gives what is made anew, and leaves the rest');
REVOKE USAGE ON SCHEMA council FROM gt_trust_reader;
DROP VIEW overdue_report CASCADE;
SELECT upgrade_register('council', force => true) \g /dev/null
SELECT ok(NOT has_schema_privilege('gt_trust_reader', 'council', 'USAGE') AND NOT has_table_privilege('gt_trust_reader', 'council.overdue_report', 'SELECT'),
  'who may not use the schema any more gets nothing');
SELECT grant_register('council', 'gt_trust_reader', 'reader'), grant_register('council', 'gt_trust_publisher', 'publisher') \g /dev/null
SELECT ok(has_table_privilege('gt_trust_reader', 'council.risks', 'SELECT') AND has_table_privilege('gt_trust_publisher', 'council.items', 'INSERT'),
  'but by a call of its own');

-- Editions.
SET ROLE gt_trust_publisher;
SELECT throws_ok($$SELECT publish_quarter('Plan', 'Q1 2025/26')$$, '55000', NULL, 'what is not signed off is not published');
SELECT throws_ok($$SELECT write_edition(plan_id, 'Q1 2025/26', NULL) FROM council.plans$$, '55000', NULL, 'by no way');
SELECT throws_ok($$INSERT INTO council.publications (plan_id, quarter, edition, links_at) SELECT plan_id, 'Q1 2025/26', 1, today() FROM council.plans$$, '42501', NULL,
  'a publisher writes no publication');
SELECT throws_ok($$INSERT INTO council.sign_off_steps (plan_id, position, step) SELECT plan_id, 2, 'x' FROM council.plans$$, '42501', NULL, 'changes no route');
SELECT throws_ok($$DELETE FROM council.sign_off_steps$$, '42501', NULL, 'takes no step out of one');
SELECT throws_ok($$INSERT INTO council.officer_roles (role_name, officer_id) SELECT current_user, officer_id FROM council.officers$$, '42501', NULL, 'and gives no post');
SET ROLE gt_trust_officer;
SELECT throws_ok(pg_temp.sign(', recorded_at', ', now() - interval ''1 minute'''), '42501', NULL, 'a decision is not back-dated');
SELECT throws_ok(pg_temp.sign(', recorded_at', ', now() + interval ''1 minute'''), '42501', NULL, 'nor made ahead of time');
SELECT lives_ok(pg_temp.sign(), 'but made');
SET ROLE gt_trust_owner;
SELECT throws_ok(replace(pg_temp.sign(', recorded_at', ', now() - interval ''1 minute'''), 'SELECT plan_id', 'SELECT plan_id'), '42501', NULL, 'the owner back-dates none either');
SET ROLE gt_trust_publisher;
SELECT results_eq($$SELECT edition, published_by, published_at >= now() FROM publish_quarter('Plan', 'Q1 2025/26')$$, $$VALUES (1, 'gt_trust_publisher', true)$$, 'publish_quarter writes an edition, in the publisher''s name');
SELECT results_eq($$SELECT ref, rating::text FROM published_report('Plan', 'Q1 2025/26') ORDER BY ref$$, $$VALUES ('A1', 'G'), ('A2', 'G'), ('A3', 'G'), ('A4', 'G')$$, 'with the figures of the register');
SELECT throws_ok(format($$INSERT INTO council.published_%s SELECT * FROM council.published_%1$s$$, t), '42501', NULL, 'no figures are added: ' || t) FROM unnest('{items,nodes,links}'::text[]) t;
SELECT lives_ok($$SELECT write_edition(plan_id, 'Q1 2025/26', 'why') FROM council.plans$$, 'the part of it that has the owner''s rights');
SELECT results_eq($$SELECT edition, published_by, links_at, note, (SELECT count(*) FROM published_items i WHERE i.publication_id = p.publication_id) FROM publications p ORDER BY edition DESC LIMIT 1$$,
  $$VALUES (2, 'gt_trust_publisher', '2025-06-30'::date, 'why', 4::bigint)$$, 'makes the same of what it is given');
SET ROLE gt_trust_owner;
INSERT INTO items (plan_id, ref, title) SELECT plan_id, 'A9', 'later' FROM plans;
SELECT throws_ok($$INSERT INTO published_items (publication_id, item_id, level, ref, title, state, revisions) SELECT max(p.publication_id), i.item_id, 'action', 'A9', 'invented', 'active', 0
                    FROM publications p, items i WHERE i.ref = 'A9' GROUP BY 2$$, '23001', NULL,
  'the owner invents no figure either');
SELECT lives_ok($$INSERT INTO publications (plan_id, quarter, edition, links_at, published_at, published_by, note) SELECT plan_id, 'Q1 2025/26', 99, '2000-01-01', '2000-01-01', 'gt_trust_chief', 'x' FROM plans$$, 'and whatever he says of an edition');
SELECT results_eq($$SELECT edition, published_by, published_at >= now(), links_at FROM publications ORDER BY publication_id DESC LIMIT 1$$, $$VALUES (3, 'gt_trust_owner', true, '2025-06-30'::date)$$,
  'is the database''s own to say');

-- Provenance: the columns that say who and when, wherever they are.
CREATE TEMP VIEW provenance AS
SELECT c.oid AS table_id, c.relname::text AS table_name, max(a.attname::text) FILTER (WHERE a.attname ~ '_by$') AS by_whom, max(a.attname::text) FILTER (WHERE a.attname ~ '_at$') AS at_when
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped AND a.attname ~ '_(by|at)$' AND a.attname !~ '^(undone|taken|known)_' AND a.atttypid IN ('text'::regtype, 'timestamptz'::regtype)
 WHERE c.relkind = 'r' AND c.relnamespace = 'council'::regnamespace GROUP BY 1, 2;
SELECT is_empty($$SELECT p.table_name FROM provenance p WHERE p.table_name NOT IN ('publications', 'sheet_runs')
   AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = p.table_id AND t.tgname = 'a_provenance_insert' AND t.tgenabled = 'O'
                     AND (p.by_whom IS NULL OR strpos(pg_get_triggerdef(t.oid), p.by_whom) > 0) AND (p.at_when IS NULL OR strpos(pg_get_triggerdef(t.oid), p.at_when) > 0))$$,
  'every column that says who or when is kept by the database');
SELECT cmp_ok(count(*), '>=', 19::bigint, 'and there are such') FROM provenance;
-- What is read as known at a moment is recorded by the clock after the lock of its plan: else an edition would change after it was published.
-- Not: what refresh_plan alone writes, which holds both plans; what a trigger of links writes behind their lock; a decision, which says nothing
-- of a plan until decision_changes does; what is said of a requirement, which is of no plan.
SELECT is_empty($$SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'recorded_at' JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
   WHERE c.relkind = 'r' AND c.relnamespace = 'council'::regnamespace AND c.relname NOT IN ('carry_forward', 'link_ends', 'decisions', 'requirement_narratives')
     AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'a_hold_plan' AND t.tgenabled = 'O')$$, 'and what is recorded holds its plan');
-- Or whoever waits would be the first by saying when he began.
SELECT is_empty($$SELECT t.tgrelid::regclass FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'a_hold_plan' AND c.relnamespace = 'council'::regnamespace
   AND c.relname NOT IN ('items', 'item_states') AND pg_get_triggerdef(t.oid) LIKE '%recorded_at = now()%'$$, 'whatever moment of the transaction a row says');
-- A row of each with the columns that have no default made up: refused for its provenance before anything else.
INSERT INTO money_lines (plan_id, ref, title, purpose, fiscal_year_start, standing, amount) SELECT plan_id, 'L1', 'line', 'saving', 2025, 'target', 1 FROM plans;
CREATE FUNCTION pg_temp.made_up(table_name text, said jsonb) RETURNS text LANGUAGE sql AS $$
  SELECT format('INSERT INTO council.%I (%s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM jsonb_populate_record(NULL::council.%1$I, %3$L) r', table_name,
                string_agg(quote_ident(a.attname), ', '), jsonb_build_object('quarter', 'Q1 2025/26', 'step', 'Director', 'plan_id', (SELECT plan_id FROM council.plans), 'ref', 'L1') || said)
    FROM pg_attribute a WHERE a.attrelid = ('council.' || table_name)::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
$$;
CREATE FUNCTION pg_temp.forged(table_name text, column_name text, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  made text;
BEGIN
  EXECUTE pg_temp.made_up(table_name, jsonb_build_object('recorded_at', now(), column_name, value));
  RETURN 'inserted';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS made = MESSAGE_TEXT;
  RETURN SQLSTATE || ': ' || made;
END $$;
SELECT matches(pg_temp.forged(table_name, by_whom, 'gt_trust_chief'), '^42501: nothing is recorded in .* in the name of another', 'nobody writes in another''s name: ' || table_name)
  FROM provenance WHERE by_whom IS NOT NULL AND table_name NOT IN ('publications', 'sign_offs') ORDER BY table_name;
CREATE FUNCTION pg_temp.early(table_name text, by_whom text, at_when text, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  made text;
BEGIN
  EXECUTE pg_temp.made_up(table_name, jsonb_build_object(coalesce(by_whom, 'no_such_column'), current_user, at_when, value));
  RETURN 'inserted';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS made = MESSAGE_TEXT;
  RETURN SQLSTATE || ': ' || made;
END $$;
SELECT matches(pg_temp.early(table_name, by_whom, at_when, '2062-01-01'), '^42501: nothing is recorded in .* ahead of time', 'nor ahead of time, the owner neither: ' || table_name)
  FROM provenance WHERE at_when IS NOT NULL AND table_name NOT IN ('publications', 'register_settings', 'sheet_runs') ORDER BY table_name;
SELECT matches(pg_temp.early(table_name, by_whom, at_when, v), '^42501: nothing is recorded in .* at no moment', 'nor at no moment: ' || table_name || ', ' || v)
  FROM provenance, unnest('{infinity,-infinity}'::text[]) v WHERE at_when IS NOT NULL AND table_name NOT IN ('publications', 'register_settings', 'sheet_runs') AND table_name <> 'sign_offs' ORDER BY table_name;
SELECT matches(pg_temp.refusal($$INSERT INTO council.due_dates (item_id, revision, period, recorded_at) SELECT item_id, 0, '[2026-01-01,2026-02-01)', '2062-01-01' FROM items LIMIT 1$$),
  'Leave out recorded_at', 'which says what to write');
SELECT throws_ok($$UPDATE items SET recorded_by = 'gt_trust_chief'$$, '23001', NULL, 'who recorded it stays');
SELECT throws_ok($$UPDATE links SET recorded_at = '2020-01-01'$$, '23001', NULL, 'and when');
SET ROLE gt_trust_publisher;
SELECT throws_ok($$INSERT INTO council.links (from_item_id, to_node_id, relation, recorded_by) SELECT item_id, node_id, 'supports', 'gt_trust_chief' FROM council.items, council.nodes$$, '42501', NULL, 'a publisher makes no link in another''s name');
SELECT throws_ok($$INSERT INTO council.items (plan_id, ref, title, recorded_by) SELECT plan_id, 'B1', 'x', 'gt_trust_chief' FROM council.plans$$, '42501', NULL, 'and no item');

SET ROLE gt_trust_owner;
INSERT INTO document_kinds (kind, title, record) VALUES ('d', 'd', 'link');
INSERT INTO imports (kind, file_name, headings, delimiter, on_bad, rows_read, rows_loaded, rows_unchanged, rows_refused, recorded_at) VALUES ('d', 'f', '{a}', ',', 'none', 0, 0, 0, 0, now());
SELECT throws_ok($$UPDATE imports SET undone_by = 'gt_trust_chief', undone_at = now(), undone_reason = 'x'$$, '23001', NULL, 'no import is taken back in another''s name');
SELECT throws_ok($$UPDATE imports SET undone_by = current_user, undone_at = '2062-01-01', undone_reason = 'x'$$, '23001', NULL, 'nor ahead of time');
SELECT throws_ok($$UPDATE imports SET undone_by = current_user, undone_at = '2025-01-01', undone_reason = 'x'$$, '23001', NULL, 'nor from a day on that is past, which would rewrite what was known since');
SELECT lives_ok($$UPDATE imports SET undone_by = current_user, undone_at = now(), undone_reason = 'x'$$, 'but in the own');
SELECT throws_ok($$UPDATE imports SET undone_by = NULL, undone_at = NULL, undone_reason = NULL$$, '23001', NULL, 'once and for all');
SELECT throws_ok($$INSERT INTO imports (kind, file_name, headings, delimiter, on_bad, rows_read, rows_loaded, rows_unchanged, rows_refused, recorded_at, undone_by, undone_at, undone_reason)
  VALUES ('d', 'f', '{a}', ',', 'none', 0, 0, 0, 0, now(), 'gt_trust_chief', now(), 'x')$$, '23001', NULL, 'none comes taken back by another');
SELECT is((SELECT array_agg(c.relname::text ORDER BY c.relname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'undone_at' WHERE c.relkind = 'r' AND c.relnamespace = 'council'::regnamespace),
  '{imports,measures,nodes,risks}', 'what can be taken back');
INSERT INTO measures (plan_id, ref, title) SELECT plan_id, 'M1', 'measure' FROM plans;
INSERT INTO risks (ref, title, kind) VALUES ('R1', 'risk', 'strategic');
SELECT throws_ok(format($$UPDATE %I SET undone_at = %L$$, t, d), '23001', NULL, format('is so at no other moment: %s, %s', t, d)) FROM unnest('{measures,nodes,risks}'::text[]) t, unnest('{2025-01-01,2062-01-01,infinity,-infinity}'::text[]) d;
SELECT throws_ok($$INSERT INTO nodes (plan_id, ref, title, undone_at) SELECT plan_id, '2', 'x', '2025-01-01' FROM plans$$, '23001', NULL, 'nor from the start');

-- What stands in the staging dates nothing of another's.
INSERT INTO imports (kind, file_name, headings, delimiter, on_bad, rows_read, rows_loaded, rows_unchanged, rows_refused, recorded_at) VALUES ('d', 'f', '{a}', ',', 'none', 0, 0, 0, 0, '2024-01-01');
SET ROLE gt_trust_publisher;
INSERT INTO council.import_cells (import_id, line, position, target, qualifier, raw) SELECT max(import_id), 1, 1, '', '', '' FROM council.imports;
SET ROLE gt_trust_owner;
UPDATE items SET state = 'withdrawn', state_since = '2026-01-01' WHERE ref = 'A4';
UPDATE links SET valid_to = '2026-01-01' WHERE from_item_id = (SELECT item_id FROM items WHERE ref = 'A4');
SELECT is((SELECT bool_and(recorded_at >= now()) FROM (SELECT recorded_at FROM item_states UNION ALL SELECT recorded_at FROM link_ends) w), true, 'a row left in the staging dates no state and no end of a link');

-- Whatever a session has set.
SET ROLE gt_trust_owner;
UPDATE officer_roles SET valid_to = today() - 3;
SET ROLE gt_trust_officer;
SET TimeZone = 'ABC+167';
SELECT isnt(CURRENT_DATE, today(), 'a session can set another day');
SELECT matches(pg_temp.refusal(pg_temp.rate()), 'is not yours to rate', 'but whose post is over rates nothing');
SELECT matches(pg_temp.refusal(pg_temp.sign()), 'is not yours to decide', 'and decides nothing');
RESET TimeZone;

-- What the tables keep themselves.
SET ROLE gt_trust_owner;
SELECT throws_ok($$INSERT INTO items (plan_id, level, ref, title) SELECT plan_id, 'outcome', 'O1', 'x' FROM plans$$, '23514', 'no item is of the level "outcome"', 'an item is of no level of nodes');
SELECT throws_ok($$UPDATE items SET level = 'aim'$$, '23514', NULL, 'nor becomes so');
SELECT throws_ok($$INSERT INTO nodes (plan_id, level, ref, title) SELECT plan_id, 'action', 'O1', 'x' FROM plans$$, '23514', NULL, 'a node is of no level of items');
SELECT throws_ok($$UPDATE levels SET holds = 'node' WHERE level = 'action'$$, '23001', 'the level "action" stays one of items', 'nor does its level become one of nodes');
SELECT throws_ok($$UPDATE levels SET holds = 'item' WHERE level = 'outcome'$$, '23001', NULL, 'or that of a node one of items');
SELECT lives_ok($$UPDATE levels SET holds = 'node' WHERE level = 'deliverable'; UPDATE levels SET holds = 'item' WHERE level = 'deliverable'$$, 'a level without any may');
INSERT INTO plans (title, supersedes_plan_id) SELECT 'Second', plan_id FROM plans WHERE title = 'Plan';
INSERT INTO plans (title, supersedes_plan_id) SELECT 'Third', plan_id FROM plans WHERE title = 'Second';
SELECT throws_ok($$UPDATE plans SET supersedes_plan_id = (SELECT plan_id FROM plans WHERE title = 'Third') WHERE title = 'Plan'$$, '23514', NULL, 'plans do not take each other''s place in a ring');
SELECT throws_ok($$UPDATE sign_off_steps SET step = 'Board' WHERE step = 'Director'$$, '23001', NULL, 'a step that has decided keeps its name');
INSERT INTO sign_off_steps (plan_id, position, step) SELECT plan_id, 2, 'New' FROM plans WHERE title = 'Plan';
SELECT lives_ok($$UPDATE sign_off_steps SET step = 'Newer' WHERE step = 'New'$$, 'another may have another');
SELECT throws_ok(format($$INSERT INTO document_kinds (kind, title, record, delimiter) VALUES ('k', 'k', 'link', %L)$$, d), '23514', NULL, 'no line end parts cells') FROM unnest(ARRAY[E'\n', E'\r']) d;
SELECT throws_ok($$INSERT INTO document_kinds (kind, title, record, delimiter, quote) VALUES ('k', 'k', 'link', ';', ';')$$, '23514', NULL, 'nor does what encloses them');
DELETE FROM plans WHERE title = 'Third';
DELETE FROM plans WHERE title = 'Second';

-- What is refused says which level is needed.
SET ROLE gt_trust_reader;
SELECT is(pg_temp.refusal($$SELECT publish_quarter('Plan', 'Q1 2025/26', 'x')$$), E'42501: publishing a quarter needs the level "publisher"\n"gt_trust_reader" has the level reader.\n'
  'The owner of the register gives it: SELECT grant_register(''council'', ''gt_trust_reader'', ''publisher'').', 'a reader who publishes is told what that takes');
SET ROLE gt_trust_officer;
SELECT matches(pg_temp.refusal(call), '^42501: [a-z ]+ needs the level "publisher"', 'an officer too: ' || call) FROM (VALUES ($$SELECT publish_quarter('Plan', 'Q1 2025/26', 'x')$$),
  ($$SELECT refresh_plan('Plan', 'New')$$), ($$SELECT import_csv('x', 'y')$$), ($$SELECT import_table('x', 'council.plans')$$), ($$SELECT dependencies_from_links()$$),
  ($$SELECT preview_sheet('Plan', 'x')$$), ($$SELECT import_sheet('Plan', 'x')$$), ($$SELECT preview_sheet('Plan', 'x'::bytea)$$), ($$SELECT import_sheet('Plan', 'council.plans'::regclass)$$),
  ($$SELECT return_kind('Plan', 'Q1 2025/26')$$), ($$SELECT undo_import(1, 'x')$$), ($$SELECT merge_items(1, 2, 'x')$$), ($$SELECT load_requirements('x')$$),
  ($$SELECT record_decision('x', '2025-01-01', 'Director')$$)) c (call);
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
