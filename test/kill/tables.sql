-- A live rollup and a register that many write to, and how what is left of them is judged.
SET client_min_messages = error;
CREATE EXTENSION golden_thread;
CREATE EXTENSION amcheck;
CREATE SCHEMA kept;
SET search_path = kept, public;
\ir ../isolation/random.sql

SELECT create_register('council');
SET search_path = council, kept, public;
INSERT INTO plans (title) VALUES ('Town plan'), ('County plan');
INSERT INTO document_kinds (kind, title, record, plan_id) SELECT 'returns ' || plan_id, 'Return', 'item', plan_id FROM plans;
INSERT INTO import_mappings (kind, position, source, target, qualifier)
  SELECT k.kind, m.* FROM document_kinds k, (VALUES (1, '{Ref}', 'item.ref', ''), (2, '{Action}', 'item.title', ''), (3, 'action', 'item.level', ''),
    (4, '{Q1}', 'rating', 'Q1 2025/26'), (5, '{Due}', 'due', 'baseline'), (6, '{Aim}', 'node.ref', 'aim'), (7, '{Aim}', 'link.node', 'aim part_of'),
    (8, '{Lead}', 'officer', 'lead')) m;
SELECT import_csv('returns ' || plan_id, E'Ref,Action,Q1,Due,Aim,Lead\n' || string_agg(format('A%s,Action %s,%s,March 2027,Aim %s,Officer %s', n, n, (ARRAY['R', 'A', 'G'])[n % 3 + 1], n % 4, n % 5), E'\n') || E'\n')
  FROM plans, generate_series(1, 20) n GROUP BY plan_id;
INSERT INTO measures (plan_id, ref, title, month_rule) SELECT plan_id, 'K', 'Calls', 'sum' FROM plans;
INSERT INTO risks (ref, title, kind) SELECT 'R' || plan_id, 'Risk', 'strategic' FROM plans;
INSERT INTO risk_links (risk_id, plan_id) SELECT risk_id, p.plan_id FROM risks JOIN plans p ON ref = 'R' || p.plan_id;
INSERT INTO sign_off_steps (plan_id, position, step) VALUES (2, 1, 'Director');
-- From here on every row counts, so that the audit can be replayed.
SELECT audit_table(c.table_name) FROM audit_coverage() c WHERE c.is_audited AND c.table_name <> 'register_settings';

CREATE SEQUENCE kept.refs START 1000;
CREATE TABLE kept.done (writer int, turn bigint, PRIMARY KEY (writer, turn));
CREATE FUNCTION kept.some_item() RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT i.item_id FROM council.items i OFFSET floor(random() * (SELECT count(*) FROM council.items)) LIMIT 1
$$;
CREATE FUNCTION kept.some_period() RETURNS daterange LANGUAGE sql VOLATILE AS $$ SELECT daterange('2026-03-01', date '2026-04-01' + floor(random() * 700)::int) $$;

CREATE PROCEDURE kept.register_change() LANGUAGE plpgsql AS $$
DECLARE
  item constant bigint := kept.some_item();
  q constant quarter := kept.any_quarter();
  plan constant bigint := 1 + floor(random() * 2)::bigint;
BEGIN
  CASE floor(random() * 23)::int
    WHEN 0 THEN INSERT INTO council.items (plan_id, level, ref, title) VALUES (plan, 'action', 'N' || nextval('kept.refs'), 'New');
    WHEN 1, 2, 3 THEN
      INSERT INTO council.ratings (item_id, quarter, period_start, period_end, rating, raw) SELECT item, q, start_date(q), end_date(q), r, coalesce(r::text, '') FROM kept.any_rag() r;
    WHEN 4 THEN
      INSERT INTO council.due_dates (item_id, revision, period, raw, reason)
        SELECT item, 1 + coalesce(max(d.revision), 0), kept.some_period(), 'moved', 'random' FROM council.due_dates d WHERE d.item_id = item;
    WHEN 5, 6 THEN UPDATE council.items SET title = 'Title ' || floor(random() * 1000) WHERE item_id = item;
    WHEN 7 THEN UPDATE council.items SET state = CASE state WHEN 'active' THEN 'deferred' ELSE 'active' END, state_reason = 'random' WHERE item_id = item;
    WHEN 8 THEN INSERT INTO council.links (from_item_id, to_node_id, relation) SELECT item, n.node_id, 'part_of' FROM council.nodes n ORDER BY random() LIMIT 1;
    WHEN 9 THEN DELETE FROM council.links WHERE link_id = (SELECT l.link_id FROM council.links l ORDER BY random() LIMIT 1);
    WHEN 10 THEN UPDATE council.links SET valid_to = '2026-12-31' WHERE from_item_id = item;
    WHEN 11 THEN INSERT INTO council.nodes (plan_id, level, ref, title) VALUES (plan, 'aim', 'X' || nextval('kept.refs'), 'Node');
    WHEN 12, 13 THEN
      PERFORM council.import_csv('returns ' || plan, (SELECT E'Ref,Action,Q1,Due,Aim,Lead\n' || string_agg(format('A%s,Action %s,%s,%s 2027,Aim %s,Officer %s', n, n % 7,
        (ARRAY['R', 'A', 'G', 'B', ''])[1 + floor(random() * 5)::int], (ARRAY['March', 'June'])[1 + floor(random() * 2)::int], n % 4, n % 5), E'\n') || E'\n'
        FROM (SELECT DISTINCT 1 + floor(random() * 30)::int AS n FROM generate_series(1, 5)) n));
    WHEN 14, 15 THEN PERFORM council.publish_quarter(plan, q, 'random');
    WHEN 16, 17 THEN
      INSERT INTO council.measure_values (measure_id, quarter, month, actual)
        SELECT plan, q, start_date(q) + make_interval(months => floor(random() * 3)::int), floor(random() * 100)::int;
    WHEN 18 THEN INSERT INTO council.risk_scores (risk_id, likelihood, impact) VALUES (plan, 1 + floor(random() * 5)::int, 1 + floor(random() * 5)::int);
    WHEN 19 THEN INSERT INTO council.sign_offs (plan_id, quarter, step, decision) SELECT 2, q, 'Director', CASE WHEN random() < 0.8 THEN 'approved' ELSE 'returned' END;
    WHEN 20 THEN PERFORM council.undo_import((SELECT max(i.import_id) - floor(random() * 5)::int FROM council.imports i), 'random');
    WHEN 21 THEN
      INSERT INTO council.item_officers (item_id, officer_id, role, valid_from) SELECT item, min(o.officer_id), 'sponsor', '2026-01-01'::date + floor(random() * 100)::int FROM council.officers o;
    ELSE INSERT INTO council.officers (name) VALUES ('Officer N' || nextval('kept.refs'));
  END CASE;
END
$$;

-- Until the session dies: transactions of a few changes.  A notice reaches the client before the next one begins, so what it has read was
-- committed.  An error that is not a rule's, a deadlock or a conflict is told.
CREATE PROCEDURE kept.many(me int, seed float, first_turn bigint) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM setseed(seed);
  FOR turn IN first_turn .. first_turn + 100000 LOOP
    FOR i IN 0 .. floor(random() * 3)::int LOOP
      BEGIN
        IF random() < 0.5 THEN
          CALL kept.register_change();
        ELSIF random() < 0.05 THEN
          PERFORM merge_live_rollup('kept.live', wait => random() < 0.5);
        ELSE
          CALL kept.any_change(me % 8);
        END IF;
      EXCEPTION WHEN OTHERS THEN
        IF SQLSTATE !~ '^(21|22|23|40|42501|42704|55|P0002)' THEN
          RAISE NOTICE 'strange % %', SQLSTATE, SQLERRM;
        END IF;
      END;
    END LOOP;
    IF random() < 0.15 THEN
      ROLLBACK;
    ELSE
      INSERT INTO kept.done VALUES (me, turn);
      COMMIT;
      RAISE NOTICE 'done %', turn;
    END IF;
  END LOOP;
END
$$;

-- What each table holds, and what it would by its audit: rows as they were when the audit began to note each, then every row noted since.
CREATE TABLE kept.audited (table_name text PRIMARY KEY, key_columns text[]);
INSERT INTO kept.audited
  SELECT c.relname, array_remove(ARRAY(SELECT u.a FROM unnest(string_to_array(encode(t.tgargs, 'escape'), '\000')) WITH ORDINALITY u(a, n) WHERE n > 1 ORDER BY n), '')
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE t.tgname = 'audit_insert' AND c.relnamespace = 'council'::regnamespace AND c.relname <> 'register_settings';
CREATE FUNCTION kept.rows() RETURNS TABLE (table_name text, key jsonb, row_values jsonb) LANGUAGE plpgsql AS $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT * FROM kept.audited LOOP
    RETURN QUERY EXECUTE format('SELECT %L, jsonb_build_object(%s), to_jsonb(r) FROM council.%I r', t.table_name,
      (SELECT string_agg(format('%L, r.%I', k, k), ', ') FROM unnest(t.key_columns) k), t.table_name);
  END LOOP;
END
$$;
CREATE TABLE kept.beginning AS SELECT r.*, (SELECT max(audit_id) FROM council.audit_log) AS audit_id FROM kept.rows() r;

-- The state of a row after one more line of the audit; '"lost"' where what it replaces is not what was there.
CREATE FUNCTION kept.one_more(state jsonb, old_values jsonb, new_values jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN state = '"lost"' THEN state
              WHEN old_values IS NULL THEN CASE WHEN state IS NULL OR state = 'null' THEN new_values ELSE '"lost"' END
              WHEN NOT coalesce(state @> old_values, false) THEN '"lost"'
              WHEN new_values IS NULL THEN 'null'
              ELSE state || new_values END
$$;
CREATE AGGREGATE kept.replayed(jsonb, jsonb) (SFUNC = kept.one_more, STYPE = jsonb);

-- One line a claim: 0 or 1, what it says.
CREATE FUNCTION kept.judge() RETURNS TABLE (bad int, claim text) LANGUAGE plpgsql AS $$
DECLARE
  wrong text;
BEGIN
  FOR i IN 1 .. 2 LOOP
    wrong := (SELECT string_agg(v::text, ' ') FROM verify_live_rollup('kept.live') v);
    RETURN QUERY SELECT (wrong IS NOT NULL)::int, format('the live rollup is what recounting gives%s: %s rows %s', CASE i WHEN 2 THEN ', merged' END, (SELECT count(*) FROM kept.live), left(wrong, 500));
    PERFORM merge_live_rollup('kept.live');
  END LOOP;
  WITH noted AS (
    SELECT b.table_name, b.key, b.audit_id, 0::bigint AS row_number, NULL::jsonb AS old_values, b.row_values AS new_values FROM kept.beginning b
    UNION ALL
    SELECT l.table_name, r.key, l.audit_id, r.row_number, r.old_values, r.new_values FROM council.audit_log l JOIN council.audit_rows r USING (audit_id)
    WHERE l.audit_id > (SELECT max(b.audit_id) FROM kept.beginning b)
  ), replay AS (
    SELECT n.table_name, n.key, kept.replayed(n.old_values, n.new_values ORDER BY n.audit_id, n.row_number) AS row_values FROM noted n GROUP BY n.table_name, n.key
  ), there AS (
    SELECT * FROM kept.rows()
  )
  SELECT string_agg(format('%s %s is %s, by the audit %s', coalesce(t.table_name, r.table_name), coalesce(t.key, r.key), t.row_values, r.row_values), '; ') INTO wrong
  FROM (SELECT * FROM replay WHERE row_values <> 'null') r FULL JOIN there t ON t.table_name = r.table_name AND t.key = r.key
  WHERE t.row_values IS DISTINCT FROM r.row_values;
  RETURN QUERY SELECT (wrong IS NOT NULL)::int, format('the register is what its audit says: %s rows, %s noted, %s publications, %s imports %s', (SELECT count(*) FROM kept.rows()), (SELECT count(*) FROM council.audit_rows),
                                                       (SELECT count(*) FROM council.publications), (SELECT count(*) FROM council.imports), left(wrong, 1500));
  RETURN QUERY SELECT (count(*) > 0)::int, format('each edition is whole %s', string_agg(p.publication_id::text, ' ')) FROM council.publications p
    WHERE NOT EXISTS (SELECT FROM council.published_items i WHERE i.publication_id = p.publication_id);
  RETURN QUERY SELECT (count(*) > 0)::int, format('none rests on an import that was taken back, of which there are %s %s', (SELECT count(*) FROM council.imports m WHERE m.undone_at IS NOT NULL),
                                                  left(string_agg(i.publication_id || ' ' || i.ref, ', '), 300))
    FROM council.published_items i JOIN council.ratings r USING (rating_id) JOIN council.imports m ON m.import_id = r.import_id WHERE m.undone_at IS NOT NULL;
  RETURN QUERY SELECT (count(*) > 0)::int, format('and each says what was known when it was published %s', left(string_agg(concat(d.publication_id, ' ', d.item_id, ' ', d.rating_id), ', '), 300))
    FROM (SELECT p.* FROM council.publications p ORDER BY random() LIMIT 30) p
   CROSS JOIN LATERAL (SELECT p.publication_id, coalesce(a.item_id, b.item_id) AS item_id, a.rating_id
                         FROM (SELECT q.item_id, q.rating_id FROM council.item_quarters('infinity', p.published_at) q WHERE q.plan_id = p.plan_id AND q.quarter = p.quarter) a
                         FULL JOIN (SELECT i.item_id, i.rating_id FROM council.published_items i WHERE i.publication_id = p.publication_id) b USING (item_id)
                        WHERE a.rating_id IS DISTINCT FROM b.rating_id OR a.item_id IS NULL OR b.item_id IS NULL) d;
  RETURN QUERY SELECT (count(*) > 0)::int, format('quarters are the sum of their months %s', string_agg(concat(m.measure_id, ' ', m.quarter), ', '))
    FROM (SELECT DISTINCT v.measure_id, v.quarter FROM council.measure_values v WHERE v.month IS NOT NULL) m
   WHERE (SELECT v.actual FROM council.measure_values v WHERE v.measure_id = m.measure_id AND v.quarter = m.quarter AND v.month IS NULL ORDER BY v.recorded_at DESC LIMIT 1)
         IS DISTINCT FROM (SELECT sum(l.actual) FROM (SELECT DISTINCT ON (v.month) v.actual FROM council.measure_values v WHERE v.measure_id = m.measure_id AND v.quarter = m.quarter
                                                      AND v.month IS NOT NULL ORDER BY v.month, v.recorded_at DESC, v.measure_value_id DESC) l);
END
$$;
