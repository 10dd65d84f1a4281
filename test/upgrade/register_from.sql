-- Part of test/pgtap/register_upgrade.sql and register_upgrade_dump.sql: runs for the first version in :released, then calls itself for
-- the others.
SELECT cardinality(:'released'::text[]) > 0 AS more \gset
\if :more
SELECT (:'released'::text[])[1] AS old, (:'released'::text[])[2:] AS released \gset
CREATE EXTENSION golden_thread VERSION :'old';
SELECT setting || '/extension/' AS kept FROM pg_config WHERE name = 'SHAREDIR' \gset
SET ROLE gt_upgrade_owner;
-- Up to 0.5.0 imports were the extension's; a library since then makes registers of its own version only.
SELECT :'old' = '0.5.0' AS makes_registers \gset
\if :makes_registers
SELECT create_register('council') \g /dev/null
SELECT create_register('other', 9) \g /dev/null
CREATE FUNCTION council.import_csv(kind text, content text, file_name text) RETURNS void LANGUAGE sql
  AS $$ SELECT public.import_csv('council', kind, content, file_name => file_name) $$;
\else
\set dump :kept 'register_council--' :old '.sql'
\i :dump
\endif
SELECT layout_version AS old_layout FROM council.register_settings \gset
SET search_path = council, public;
\i demo/council_mappings.sql
\i demo/council_import.sql
SET search_path = public;
\if :makes_registers
DROP FUNCTION council.import_csv(text, text, text);
INSERT INTO other.plans (title) VALUES ('Untouched');
\endif

-- What an owner adds, and words anew.
ALTER TABLE council.ratings ADD COLUMN moderated_by text;
CREATE INDEX ratings_moderated ON council.ratings (moderated_by);
CREATE POLICY our_policy ON council.officers FOR SELECT USING (true);
CREATE TABLE council.our_notes (note text);
CREATE FUNCTION council.our_function() RETURNS integer LANGUAGE sql RETURN 1;
CREATE TRIGGER our_trigger BEFORE INSERT ON council.items FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
ALTER TABLE council.items DISABLE TRIGGER our_trigger;
CREATE VIEW council.our_view AS SELECT plan, total, tally FROM council.progress_report;
CREATE VIEW reports.mine AS SELECT * FROM council.rollup_report;
CREATE VIEW council.our_titles AS SELECT i.title, i.state FROM council.items i;
CREATE VIEW council_bi.our_titles AS SELECT b.title, b.plan_key, b.state FROM council_bi.bi_item b;
COMMENT ON COLUMN council_bi.our_titles.state IS 'Ours in BI';
COMMENT ON VIEW council_bi.bi_item IS 'Our own items';
COMMENT ON COLUMN council_bi.bi_item.title IS 'Our own title';
COMMENT ON TABLE council.items IS 'Our own words';
COMMENT ON COLUMN council.rating_report.movement IS 'Ours too';
GRANT USAGE ON SCHEMA council_bi TO gt_upgrade_reader;
GRANT SELECT ON council_bi.bi_rating, council.progress_report TO gt_upgrade_reader;
GRANT EXECUTE ON FUNCTION council.overdue_report TO gt_upgrade_reader;
UPDATE council.register_settings SET created_at = '2025-01-01';
-- Rights given by hand, and what works by them.
GRANT USAGE ON SCHEMA council, council_bi TO gt_upgrade_hand;
GRANT SELECT ON ALL TABLES IN SCHEMA council, council_bi TO gt_upgrade_hand;
CREATE FUNCTION pg_temp.readable() RETURNS TABLE (call text) LANGUAGE plpgsql AS $body$
BEGIN
  SET LOCAL ROLE gt_upgrade_hand;
  FOR call IN
    SELECT format('%I.%I', c.relnamespace::regnamespace::name, c.relname) FROM pg_class c WHERE c.relkind = 'v' AND c.relnamespace::regnamespace::name IN ('council', 'council_bi') AND c.relname !~ '^our_'
    UNION ALL
    SELECT format('%I.%I(''2025-05-31'')', 'council', p.proname) FROM pg_proc p
     WHERE p.pronamespace::regnamespace::name = 'council' AND p.proretset AND p.provolatile <> 'v' AND p.pronargs - p.pronargdefaults <= 1 AND p.proargtypes[0] = 'date'::regtype
  LOOP
    BEGIN
      EXECUTE format('SELECT FROM %s LIMIT 1', call);
      RETURN NEXT;
    EXCEPTION WHEN insufficient_privilege THEN
      NULL;
    END;
  END LOOP;
  RESET ROLE;
  SET LOCAL ROLE gt_upgrade_owner;
END
$body$;
CREATE TEMP TABLE readable_before AS SELECT * FROM pg_temp.readable();

CREATE TEMP TABLE before_rows AS SELECT * FROM pg_temp.register_rows('council');
CREATE TEMP TABLE before_report AS
  SELECT 'rollup' AS report, r::text AS line FROM council.rollup_report r
  UNION ALL SELECT 'progress', p::text FROM council.progress_report p
  UNION ALL SELECT 'overdue', o::text FROM council.overdue_report('2025-05-31') o;
\if :makes_registers
CREATE TEMP TABLE other_before AS SELECT line FROM pg_temp.register_snapshot('other');
\endif
RESET ROLE;

ALTER EXTENSION golden_thread UPDATE;
SET ROLE gt_upgrade_owner;
SELECT set_eq(
  $$SELECT 'rollup', r::text FROM council.rollup_report r UNION ALL SELECT 'progress', p::text FROM council.progress_report p
    UNION ALL SELECT 'overdue', o::text FROM council.overdue_report('2025-05-31') o$$,
  $$SELECT report, line FROM before_report$$, :'old' || ': the old register reports the same under the new extension');
SELECT is((SELECT is_current FROM registers() WHERE schema = 'council'), false, :'old' || ': registers() says that it is behind');
\if :makes_registers
\set import 'council.import_document(''peer_challenge'', $1, ''none'', ''again'', NULL)'
\else
\set import 'council.import_csv(''peer_challenge'', $1)'
\endif
PREPARE again (text) AS SELECT rows_unchanged FROM :import;
EXECUTE again (:'peer_challenge') \gset
DEALLOCATE again;
SELECT is(:rows_unchanged, 73, :'old' || ': and it still imports');
DROP TABLE before_rows;
CREATE TEMP TABLE before_rows AS SELECT * FROM pg_temp.register_rows('council');


-- What a later layout has that 0.5.0 has not.
\if :makes_registers
-- Something in the way is named, all of it, and nothing changes.
CREATE FUNCTION pg_temp.obstructed(old_layout text, OUT expected text, OUT reported text, OUT unchanged boolean) LANGUAGE plpgsql AS $body$
BEGIN
  CREATE FUNCTION council.on_day(as_at date) RETURNS date LANGUAGE sql RETURN as_at;
  EXECUTE format('CREATE OR REPLACE VIEW council.plan_names AS SELECT d.*, 1 AS our_column FROM (%s) d', rtrim(pg_get_viewdef('council.plan_names'), ';'));
  CREATE TEMP TABLE blocked_before AS SELECT line FROM pg_temp.register_snapshot('council');
  expected := concat_ws(E'\n', 'column plan_names.our_column', 'function on_day(date)');
  BEGIN
    PERFORM upgrade_register('council');
  EXCEPTION WHEN duplicate_object THEN
    GET STACKED DIAGNOSTICS reported = PG_EXCEPTION_DETAIL;
  END;
  unchanged := NOT EXISTS (SELECT line FROM pg_temp.register_snapshot('council') EXCEPT SELECT line FROM blocked_before)
               AND (SELECT layout_version FROM council.register_settings) = old_layout;
  RAISE EXCEPTION USING ERRCODE = 'GT001';
EXCEPTION WHEN SQLSTATE 'GT001' THEN
  NULL;
END
$body$;
CREATE TEMP TABLE obstructed AS SELECT * FROM pg_temp.obstructed(:'old_layout');
SELECT is(reported, expected, :'old' || ': what is in the way is named') FROM obstructed;
SELECT ok(unchanged, :'old' || ': and nothing changed') FROM obstructed;
DROP TABLE obstructed;
DROP FUNCTION pg_temp.obstructed(text);

-- Nor can a table have the name of a type or an index.
CREATE FUNCTION pg_temp.other_obstacles(statement text) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
  reported text;
BEGIN
  EXECUTE statement;
  PERFORM upgrade_register('council');
  RETURN 'upgraded';
EXCEPTION WHEN duplicate_object OR duplicate_table THEN
  GET STACKED DIAGNOSTICS reported = MESSAGE_TEXT;
  RETURN reported;
END
$body$;
SELECT isnt(pg_temp.other_obstacles('CREATE INDEX register_manifest ON council.our_notes (note)'), 'upgraded', :'old' || ': an index in the way stops it');
SELECT isnt(pg_temp.other_obstacles('CREATE DOMAIN council.register_manifest AS text'), 'upgraded', :'old' || ': and so does a type');
DROP FUNCTION pg_temp.other_obstacles(text);
\endif

-- A failure half-way leaves the register as it was.
RESET ROLE;
CREATE FUNCTION pg_temp.fails_half_way(OUT failed boolean, OUT unchanged boolean) LANGUAGE plpgsql AS $body$
BEGIN
  CREATE TEMP TABLE council_before AS SELECT line FROM pg_temp.register_snapshot('council');
  BEGIN
    CREATE FUNCTION pg_temp.no_more() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() c WHERE c.object_identity ~ 'bi_unsafe_columns$') THEN PERFORM 1/0; END IF;
    END $$;
    CREATE EVENT TRIGGER gt_no_more ON ddl_command_end EXECUTE FUNCTION pg_temp.no_more();
    SET LOCAL ROLE gt_upgrade_owner;
    failed := false;
    PERFORM upgrade_register('council');
  EXCEPTION WHEN division_by_zero THEN
    failed := true;
  END;
  RESET ROLE;
  unchanged := NOT EXISTS (SELECT line FROM pg_temp.register_snapshot('council') EXCEPT SELECT line FROM council_before)
               AND NOT EXISTS (SELECT line FROM council_before EXCEPT SELECT line FROM pg_temp.register_snapshot('council'));
  DROP TABLE council_before;
END
$body$;
CREATE TEMP TABLE half_way AS SELECT * FROM pg_temp.fails_half_way();
SELECT ok(failed, :'old' || ': an upgrade can fail half-way') FROM half_way;
SELECT ok(unchanged, :'old' || ': and leaves the register as it was') FROM half_way;
DROP TABLE half_way;
DROP FUNCTION pg_temp.fails_half_way();

SET ROLE gt_upgrade_owner;
SELECT cmp_ok(count(*), '>', 0::bigint, :'old' || ': it stands on what is deprecated now') FROM register_on_deprecated('council');
SELECT is(upgrade_register('council'), format('register "council" upgraded from layout %s to %s', :'old_layout', :'layout'), :'old' || ': upgraded');
SELECT is((SELECT is_current FROM registers() WHERE schema = 'council'), true, :'old' || ': registers() says that it is current');
SELECT cmp_ok(count(*), '>', 30::bigint, :'old' || ': rights given by hand let a role read') FROM readable_before;
SELECT is_empty($$SELECT call FROM readable_before WHERE coalesce(to_regclass(call)::oid, to_regproc(split_part(call, '(', 1))::oid) IS NOT NULL
                  EXCEPT SELECT call FROM pg_temp.readable()$$, :'old' || ': and it reads what it could before and is still there');
SELECT is_empty($$SELECT c.oid::regclass, a.privilege_type FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
                   WHERE c.relnamespace::regnamespace::name IN ('council', 'council_bi') AND (a.grantee = 0 OR c.relname ~ '^(item_states|item_absences|dates_in_force|bi_item_absence)$'
                         AND a.grantee <> c.relowner AND (a.grantee <> 'gt_upgrade_hand'::regrole OR a.privilege_type <> 'SELECT'))$$,
  :'old' || ': while nobody else gains anything');
SELECT set_eq(
  $$SELECT relation, row_count, digest FROM pg_temp.register_rows('council', (SELECT jsonb_object_agg(relation, column_list) FROM before_rows)) WHERE relation NOT IN ('register_settings', 'audit_log', 'audit_rows', 'register_manifest')$$,
  $$SELECT relation, row_count, digest FROM before_rows WHERE relation NOT IN ('register_settings', 'audit_log', 'audit_rows', 'register_manifest')$$, :'old' || ': every row is kept');
SELECT is_empty(
  $$(SELECT a.table_name, a.operation FROM council.audit_log a ORDER BY a.audit_id OFFSET (SELECT coalesce(max(b.row_count), 0) FROM before_rows b WHERE b.relation = 'audit_log'))
    EXCEPT VALUES ('register_settings', 'UPDATE')$$, :'old' || ': and the audit has gained nothing but that the layout is another');
SELECT set_eq(
  $$SELECT 'rollup', r::text FROM reports.mine r UNION ALL SELECT 'overdue', o::text FROM council.overdue_report('2025-05-31') o$$,
  $$SELECT report, line FROM before_report WHERE report <> 'progress'$$, :'old' || ': the reports say the same, by the owner''s own view too');

-- What the owner added is there, and the rest is what a new register is.
SELECT is(obj_description('council.items'::regclass), 'Our own words', :'old' || ': a comment of the owner''s on our table is kept');
SELECT is(col_description('council.rating_report'::regclass, (SELECT attnum FROM pg_attribute WHERE attrelid = 'council.rating_report'::regclass AND attname = 'movement')),
          'Ours too', :'old' || ': and on our column');
SELECT results_eq(
  $$SELECT format('%s.%s: %s', c.oid::regclass, a.attname, col_description(c.oid, a.attnum)) COLLATE "default" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relname = 'our_titles' ORDER BY c.relnamespace::regnamespace::text, a.attnum$$,
  $$VALUES ('council.our_titles.title: '), ('council.our_titles.state: '),
           ('council_bi.our_titles.title: '), ('council_bi.our_titles.plan_key: '), ('council_bi.our_titles.state: Ours in BI')$$,
  :'old' || ': the owner''s own views, of the BI schema too, have the comments that the owner gave them, and no others');
SELECT is(obj_description('council_bi.bi_item'::regclass) || ', '
          || col_description('council_bi.bi_item'::regclass, (SELECT attnum FROM pg_attribute WHERE attrelid = 'council_bi.bi_item'::regclass AND attname = 'title')),
          'Our own items, Our own title', :'old' || ': a comment of the owner''s on our BI view and its column is kept');
SELECT ok(has_table_privilege('gt_upgrade_reader', 'council.progress_report', 'SELECT') AND has_table_privilege('gt_upgrade_reader', 'council_bi.bi_rating', 'SELECT')
          AND has_function_privilege('gt_upgrade_reader', 'council.overdue_report(date, timestamptz)', 'EXECUTE'), :'old' || ': grants are kept');
SELECT is_empty($$SELECT register_on_deprecated('council')$$, :'old' || ': and gives that up, so that the next release can drop it');
-- A dump words a parsed body otherwise than the statement that made it.
\if :makes_registers
\else
SELECT upgrade_register('council', force => true) \g /dev/null
\endif
-- But for the rights given by hand.
CREATE TEMP TABLE upgraded AS
  SELECT regexp_replace(x.line, '\{gt_upgrade_owner=[a-zA-Z]+/gt_upgrade_owner,gt_upgrade_hand=[rU]/gt_upgrade_owner\}', 'default') AS line FROM pg_temp.register_snapshot('council') x;
SELECT bag_eq(
  $$SELECT r.line FROM upgraded r WHERE r.line NOT IN (SELECT n.line FROM notes n WHERE n.kind = 'snapshot')
      AND r.line !~ '^(relation \| {schema}(_bi)?\.our_|column \| {schema}(_bi)?\.our_|function \| CREATE OR REPLACE FUNCTION {schema}\.our_function|trigger \| CREATE TRIGGER our_trigger|policy \| {schema}\.officers \| our_policy|index \| {schema}\.ratings \| CREATE INDEX ON {schema}\.ratings USING btree \(moderated_by\))'
      AND r.line !~ 'Our own (words|items|title)|Ours too|gt_upgrade_reader=' AND r.line !~ '^column \| {schema}\.ratings \| \d+ \| moderated_by'$$,
  $$VALUES (NULL::text) LIMIT 0$$, :'old' || ': otherwise it has nothing that a new register has not');
SELECT bag_eq(
  $$SELECT n.line FROM notes n WHERE n.kind = 'snapshot' AND n.line NOT IN (SELECT r.line FROM upgraded r)
      AND n.line !~ '^(relation \| {schema}(\.items|_bi\.bi_item) \||column \| {schema}_bi\.bi_item \| \d+ \| title|column \| {schema}\.rating_report \| \d+ \| movement|relation \| ({schema}\.progress_report|{schema}_bi\.bi_rating) \||function \| CREATE OR REPLACE FUNCTION {schema}\.overdue_report|schema \| {schema}_bi)'$$,
  $$VALUES (NULL::text) LIMIT 0$$, :'old' || ': and lacks nothing that a new register has');
\if :makes_registers
-- What the update of the extension moved prints its new place.
SELECT set_eq($$SELECT regexp_replace(replace(line, 'golden_thread_deprecated.', 'public.'), 'OPERATOR\(public\.(.)\)', '\1', 'g')
                FROM pg_temp.register_snapshot('other')$$,
              $$SELECT regexp_replace(line, 'OPERATOR\(public\.(.)\)', '\1', 'g') FROM other_before$$,
              :'old' || ': another register in the same database is not touched');
SELECT matches(upgrade_register('other'), 'upgraded from layout ' || :'old_layout', :'old' || ': until its turn comes');

SELECT drop_register('other', 'other') \g /dev/null
DROP TABLE other_before;
DROP VIEW reports.mine;
SELECT drop_register('council', 'council') \g /dev/null
DROP TABLE before_rows, before_report, readable_before, upgraded;
DROP FUNCTION pg_temp.readable();
RESET ROLE;
DROP EXTENSION golden_thread;
\i test/upgrade/register_from.sql
\endif
\endif
