-- Everything tried as each level on the demo's register, and undone: the table of doc/privileges.md.
\set ON_ERROR_STOP on
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION golden_thread;
CREATE ROLE gt_level_owner;
CREATE ROLE gt_level_nobody;
CREATE ROLE gt_level_reader;
CREATE ROLE gt_level_officer;
CREATE ROLE gt_level_publisher;
SELECT format('GRANT CREATE, TEMPORARY ON DATABASE %I TO gt_level_owner', current_database()) \gexec
SET ROLE gt_level_owner;
SELECT create_register('council') \g /dev/null
SET search_path = council, public;
\ir ../../demo/council_mappings.sql
\o /dev/null
\ir ../../demo/council_import.sql
SELECT grant_register('council', 'gt_level_reader', 'reader'), grant_register('council', 'gt_level_officer', 'officer'),
       grant_register('council', 'gt_level_publisher', 'publisher');
\o
-- The officer's own item is A1.1.4 of the old plan.
INSERT INTO officer_roles (officer_id, role_name) SELECT o.officer_id, 'gt_level_officer' FROM officers o WHERE o.name = 'Head of Finance';
RESET ROLE;

CREATE TABLE public.tried (kind text, object text, act text, place int, level text, answer text);
-- What a statement answers a role: may, may not (42501), or the rule that forbids it to everybody.  Whatever it did is undone.
CREATE FUNCTION pg_temp.answer(role_name text, statement text, OUT answer text) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('role', role_name, true);
  EXECUTE statement;
  RAISE EXCEPTION 'done' USING ERRCODE = 'UT000';
EXCEPTION
  WHEN SQLSTATE 'UT000' THEN answer := 'yes';
  WHEN insufficient_privilege THEN answer := 'no';
  WHEN restrict_violation THEN answer := 'never';
  WHEN unique_violation OR exclusion_violation OR dependent_objects_still_exist OR not_null_violation OR check_violation OR foreign_key_violation
    OR null_value_not_allowed OR invalid_parameter_value OR undefined_object OR no_data_found OR object_not_in_prerequisite_state OR object_in_use
    OR generated_always OR active_sql_transaction OR raise_exception OR duplicate_column THEN answer := 'yes';
END
$$;
CREATE PROCEDURE pg_temp.try(kind text, object text, act text, place int, statement text, granted text DEFAULT NULL) LANGUAGE plpgsql AS $$
DECLARE
  level text;
  answer text;
  may boolean;
BEGIN
  FOREACH level IN ARRAY ARRAY['nobody', 'reader', 'officer', 'publisher', 'owner'] LOOP
    BEGIN
      answer := pg_temp.answer('gt_level_' || level, statement);
    EXCEPTION WHEN OTHERS THEN
      RAISE EXCEPTION '% as %: % %', statement, level, SQLSTATE, SQLERRM;
    END;
    -- A right that a policy or a rule limits to rows of one's own.
    IF answer = 'no' AND granted IS NOT NULL THEN
      EXECUTE format('SELECT %s', replace(granted, '$', quote_literal('gt_level_' || level))) INTO may;
      IF may THEN answer := 'own'; END IF;
    END IF;
    INSERT INTO public.tried VALUES (kind, object, act, place, level, answer);
  END LOOP;
END
$$;

CREATE PROCEDURE pg_temp.try_tables() LANGUAGE plpgsql AS $$
DECLARE
  t record;
  a_column text;
  columns text;
  there boolean;
BEGIN
  FOR t IN SELECT format('%I.%I', c.relnamespace::regnamespace::name, c.relname) AS name, c.relname, c.oid FROM pg_class c WHERE c.relnamespace = 'council'::regnamespace AND c.relkind = 'r' ORDER BY 1 LOOP
    SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), min(quote_ident(a.attname)) INTO columns, a_column FROM pg_attribute a
    WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '' AND a.attgenerated = '' AND a.attname NOT IN ('recorded_at', 'recorded_by');
    -- A row that is there; where none is, that nobody changed anything is all there is to see.
    EXECUTE format('CREATE TABLE public.one AS SELECT %s FROM %s LIMIT 1', columns, t.name);
    GRANT SELECT ON public.one TO PUBLIC;
    CALL pg_temp.try('table', t.relname, 'read', 1, format('SELECT FROM %s LIMIT 1', t.name));
    CALL pg_temp.try('table', t.relname, 'add', 2, format('INSERT INTO %s (%s) SELECT %2$s FROM public.one', t.name, columns),
                     format('has_any_column_privilege($, %L, ''INSERT'')', t.name));
    CALL pg_temp.try('table', t.relname, 'change', 3, format('UPDATE %s SET %s = %2$s', t.name, a_column), format('has_any_column_privilege($, %L, ''UPDATE'')', t.name));
    CALL pg_temp.try('table', t.relname, 'remove', 4, format('DELETE FROM %s', t.name), format('has_table_privilege($, %L, ''DELETE'')', t.name));
    CALL pg_temp.try('table', t.relname, 'empty', 5, format('TRUNCATE %s CASCADE', t.name));
    CALL pg_temp.try('table', t.relname, 'alter', 6, format('ALTER TABLE %s ADD COLUMN of_the_owners integer', t.name));
    DROP TABLE public.one;
  END LOOP;
  FOR t IN SELECT format('%I.%I', c.relnamespace::regnamespace::name, c.relname) AS name, c.relname, c.relnamespace::regnamespace::text AS place FROM pg_class c
           WHERE c.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace) AND c.relkind = 'v' ORDER BY 1 LOOP
    CALL pg_temp.try('view of ' || t.place, t.relname, 'read', 1, format('SELECT FROM %s LIMIT 0', t.name));
    CALL pg_temp.try('view of ' || t.place, t.relname, 'alter', 6, format('COMMENT ON VIEW %s IS %L', t.name, 'The owner''s'));
  END LOOP;
  FOR t IN SELECT format('%I.%I', c.relnamespace::regnamespace::name, c.relname) AS name, c.relname FROM pg_class c WHERE c.relnamespace = 'council'::regnamespace AND c.relkind = 'S' ORDER BY 1 LOOP
    CALL pg_temp.try('sequence', t.relname, 'set', 1, format('SELECT setval(%L, 1)', t.name));
  END LOOP;
  FOR t IN SELECT p.oid, p.prosecdef, CASE WHEN p.oid::regprocedure::text LIKE 'council.%' THEN '' ELSE 'council.' END || p.oid::regprocedure AS signature FROM pg_proc p WHERE p.pronamespace = 'council'::regnamespace AND p.prorettype <> 'trigger'::regtype ORDER BY p.oid::regprocedure::text COLLATE "C" LOOP
    CALL pg_temp.try(CASE WHEN t.prosecdef THEN 'function with its owner''s rights' ELSE 'function' END, t.signature, 'execute', 1,
      -- Only whether it may be called: what it then does is up to the tables.
      format('DO %L', format('BEGIN IF NOT has_function_privilege(%s, ''EXECUTE'') OR NOT has_schema_privilege(''council'', ''USAGE'') THEN RAISE insufficient_privilege; END IF; END', t.oid)));
  END LOOP;
END
$$;
CALL pg_temp.try_tables();

-- What people do.
CREATE TEMP TABLE acts (place int GENERATED ALWAYS AS IDENTITY, act text, statement text);
INSERT INTO acts (act, statement) VALUES
  ('read reports', $$SELECT count(*) FROM council.exceptions_report$$),
  ('read the paper', $$SELECT council.report_html('Cheshire East plan 2024-25', 'Q2 2024/25')$$),
  ('read who did what', $$SELECT count(*) FROM council.audit_report$$),
  ('rate an item of one''s own', $$INSERT INTO council.ratings (item_id, quarter, period_start, period_end, rating, raw)
     SELECT i.item_id, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'A', 'A' FROM council.items i WHERE i.ref = 'A1.1.4'$$),
  ('rate another''s item', $$INSERT INTO council.ratings (item_id, quarter, period_start, period_end, rating, raw)
     SELECT i.item_id, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'A', 'A' FROM council.items i WHERE i.ref = 'A1.1.1'$$),
  ('rate under another''s name', $$INSERT INTO council.ratings (item_id, quarter, period_start, period_end, rating, raw, recorded_by)
     SELECT i.item_id, 'Q3 2024/25', '2024-10-01', '2024-12-31', 'A', 'A', 'somebody' FROM council.items i WHERE i.ref = 'A1.1.4'$$),
  ('import a file', $$SELECT council.import_csv('outcomes', 'x')$$),
  ('change an item', $$UPDATE council.items SET title = 'New' WHERE ref = 'A1.1.4'$$),
  ('add a link', $$INSERT INTO council.links (from_item_id, to_node_id, relation) SELECT i.item_id, n.node_id, 'contributes_to' FROM council.items i, council.nodes n LIMIT 1$$),
  ('publish a quarter', $$SELECT council.publish_quarter('Cheshire East plan 2024-25', 'Q2 2024/25')$$),
  ('write an edition by hand', $$INSERT INTO council.publications (plan_id, quarter, edition) VALUES (1, 'Q2 2024/25', 7)$$),
  ('change what was recorded', $$UPDATE council.ratings SET rating = 'B'$$),
  ('change the settings', $$UPDATE council.register_settings SET fiscal_start_month = fiscal_start_month$$),
  ('give a level', $$SELECT grant_register('council', 'gt_level_nobody', 'reader')$$),
  ('take a level', $$SELECT revoke_register('council', 'gt_level_reader')$$),
  ('upgrade or mend', $$SELECT upgrade_register('council', force => true)$$),
  ('rename the register', $$SELECT rename_register('council', 'other')$$),
  ('drop the register', $$SELECT drop_register('council', 'council')$$),
  ('make objects in its schema', $$CREATE TABLE council.mine (x int)$$),
  ('put a trigger on a table', $$CREATE TRIGGER mine BEFORE INSERT ON council.items FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()$$);
DO $$
DECLARE
  a record;
BEGIN
  FOR a IN TABLE acts LOOP
    CALL pg_temp.try('act', a.act, 'do', a.place, a.statement);
  END LOOP;
END
$$;
-- A row of the officer's own is the one table that only a row can tell.
\pset format unaligned
\pset tuples_only on
\i test/privileges/table.sql
ROLLBACK;
