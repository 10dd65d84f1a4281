-- At the same time: publishing, closing, signing off, rating and importing wait for each other, plan by plan.
--
-- share is held by whoever edits what a plan is made of, or what is told beside it, many at a time; write by whoever rates, measures,
-- imports, takes an import back or states money, one at a time, beside those who edit; close by whoever publishes, signs off or closes,
-- alone.

CREATE OR REPLACE FUNCTION take_plan(of_plan_id bigint, strength text) RETURNS timestamptz
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  held plan_locks;
BEGIN
  IF strength = 'write' THEN
    SELECT l.* INTO held FROM plan_locks l
     WHERE l.plan_id = of_plan_id AND l.taken_by = pg_current_xact_id() AND l.taken_at >= now();
    IF FOUND THEN
      RETURN held.taken_at;
    END IF;
  END IF;
  LOOP
    IF strength = 'share' THEN
      SELECT l.* INTO held FROM plan_locks l WHERE l.plan_id = of_plan_id FOR KEY SHARE;
    ELSIF strength = 'write' THEN
      SELECT l.* INTO held FROM plan_locks l WHERE l.plan_id = of_plan_id FOR NO KEY UPDATE;
    ELSE
      SELECT l.* INTO held FROM plan_locks l WHERE l.plan_id = of_plan_id FOR UPDATE;
    END IF;
    EXIT WHEN FOUND;
    INSERT INTO plan_locks (plan_id) SELECT p.plan_id FROM plans p WHERE p.plan_id = of_plan_id ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RETURN clock_timestamp();  -- a foreign key says that there is no such plan
    END IF;
  END LOOP;
  -- A number alone may be another transaction's, after a restore.
  IF held.taken_by = pg_current_xact_id() AND held.taken_at >= now() THEN
    RETURN held.taken_at;
  ELSIF strength = 'share' THEN
    RETURN clock_timestamp();
  END IF;
  -- The row that is written tells a snapshot taken before that it is stale.
  UPDATE plan_locks l SET taken_by = pg_current_xact_id(), taken_at = clock_timestamp()
   WHERE l.plan_id = of_plan_id
  RETURNING l.* INTO held;
  RETURN held.taken_at;
END
$body$;
COMMENT ON FUNCTION take_plan(bigint, text) IS
  'Holds a plan until the transaction ends: share, write or close; says since when. For triggers.';
REVOKE ALL ON FUNCTION take_plan(bigint, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION hold_plans(plan_ids bigint[], strength text) RETURNS timestamptz
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- In one order, so that two who hold several do not wait for each other.
  plan_ids := ARRAY(SELECT DISTINCT p FROM unnest(plan_ids) p WHERE p IS NOT NULL ORDER BY p);
  IF current_setting('transaction_isolation') IN ('read committed', 'read uncommitted') THEN
    RETURN (SELECT max(take_plan(p, strength)) FROM unnest(plan_ids) p);
  END IF;
  BEGIN
    RETURN (SELECT max(take_plan(p, strength)) FROM unnest(plan_ids) p);
  EXCEPTION WHEN serialization_failure THEN
    RAISE EXCEPTION 'another session has written to the plan since this transaction began'
      USING ERRCODE = 'serialization_failure', DETAIL = 'What it left would not be seen.', HINT = 'Try again.';
  END;
END
$body$;
COMMENT ON FUNCTION hold_plans(bigint[], text) IS 'Holds several plans; the moment of the last. For triggers.';
REVOKE ALL ON FUNCTION hold_plans(bigint[], text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION plans_of_change(changed text, change_id bigint) RETURNS bigint[]
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT ARRAY(SELECT i.plan_id
                 FROM items i
                WHERE i.item_id = CASE plans_of_change.changed
                        WHEN 'due date' THEN (SELECT d.item_id FROM due_dates d WHERE d.due_date_id = plans_of_change.change_id)
                        WHEN 'state' THEN (SELECT s.item_id FROM item_states s WHERE s.item_state_id = plans_of_change.change_id)
                        WHEN 'rating' THEN (SELECT r.item_id FROM ratings r WHERE r.rating_id = plans_of_change.change_id) END
               UNION
               SELECT p.plan_id FROM publications p
                WHERE plans_of_change.changed = 'publication' AND p.publication_id = plans_of_change.change_id);
END;
COMMENT ON FUNCTION plans_of_change(text, bigint) IS 'The plan of a row that a decision changed.';

-- What a risk threatens, or a decision changed, is of whatever plans its items and nodes are of.
CREATE OR REPLACE FUNCTION plans_of_row(table_name text, changed jsonb) RETURNS bigint[]
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE WHEN plans_of_row.table_name IN ('ratings', 'due_dates', 'item_states')
              THEN ARRAY(SELECT i.plan_id FROM items i WHERE i.item_id = (plans_of_row.changed ->> 'item_id')::bigint)
              WHEN plans_of_row.table_name = 'links'
              THEN ARRAY(SELECT i.plan_id FROM items i WHERE i.item_id IN ((plans_of_row.changed ->> 'from_item_id')::bigint,
                                                                          (plans_of_row.changed ->> 'to_item_id')::bigint)
                         UNION SELECT n.plan_id FROM nodes n WHERE n.node_id IN ((plans_of_row.changed ->> 'from_node_id')::bigint,
                                                                                 (plans_of_row.changed ->> 'to_node_id')::bigint))
              WHEN plans_of_row.table_name = 'imports'
              THEN ARRAY(SELECT k.plan_id FROM document_kinds k WHERE k.kind = plans_of_row.changed ->> 'kind')
              WHEN plans_of_row.table_name IN ('measure_values', 'measure_targets', 'peer_values')
              THEN ARRAY(SELECT m.plan_id FROM measures m WHERE m.measure_id = (plans_of_row.changed ->> 'measure_id')::bigint)
              WHEN plans_of_row.table_name = 'risk_scores'
              THEN ARRAY(SELECT coalesce(l.plan_id, i.plan_id, n.plan_id)
                           FROM risk_links l LEFT JOIN items i ON i.item_id = l.item_id LEFT JOIN nodes n ON n.node_id = l.node_id
                          WHERE l.risk_id = (plans_of_row.changed ->> 'risk_id')::bigint)
              WHEN plans_of_row.table_name = 'dependency_states'
              THEN ARRAY(SELECT i.plan_id FROM dependencies d JOIN items i ON i.item_id = d.item_id
                          WHERE d.dependency_id = (plans_of_row.changed ->> 'dependency_id')::bigint)
              WHEN plans_of_row.table_name = 'decision_changes'
              THEN plans_of_change(plans_of_row.changed ->> 'changed', (plans_of_row.changed ->> 'change_id')::bigint)
              ELSE ARRAY[(plans_of_row.changed ->> 'plan_id')::bigint] END;
END;
COMMENT ON FUNCTION plans_of_row(text, jsonb) IS 'The plans that a row of a table belongs to.';

-- SECURITY DEFINER, for this reason: whoever writes to a plan has to hold it, but is to have no right to lock its row, or anybody could
-- hold up all others.  It takes nothing from the caller but the row a trigger hands it.  A trigger can only be made on it by who may
-- execute it, which is the owner alone; its path holds no schema that anybody writes to, and what it names outside pg_catalog is qualified.
CREATE OR REPLACE FUNCTION lock_plans() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $body$
#variable_conflict use_variable
DECLARE
  -- Trigger arguments: how the plan is held; whether a snapshot of before is refused.
  strength CONSTANT text := tg_argv[0];
  fresh_only CONSTANT boolean := tg_argv[1] = 'fresh';
  isolation CONSTANT text := current_setting('transaction_isolation');
  moment timestamptz;
BEGIN
  IF fresh_only AND isolation NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION '% cannot be written in a transaction of isolation level %', tg_table_name, isolation
      USING ERRCODE = 'invalid_transaction_state', DETAIL = 'It has to see what others committed while it waited for its turn.',
            HINT = 'Use READ COMMITTED for it; reports may be read at any level.';
  END IF;
  EXECUTE format('SELECT %1$I.hold_plans(%1$I.plans_of_row($1, $2), $3)', tg_table_schema) INTO moment
    USING tg_table_name, to_jsonb(NEW), strength;
  IF tg_op = 'UPDATE' THEN
    -- Setting something to what it is holds the plan, and leaves no trace.
    RETURN CASE WHEN NEW IS DISTINCT FROM OLD THEN NEW END;
  END IF;
  IF tg_table_name = 'publications' THEN
    NEW.published_at := clock_timestamp();
  ELSIF NEW.recorded_at = now()
        OR NEW.recorded_at BETWEEN now() AND clock_timestamp() AND to_jsonb(NEW) ->> 'import_id' IS NULL THEN
    -- Who says a moment since the transaction began says now, and was not first for that.  The shares of a line that one transaction
    -- states are one statement.
    NEW.recorded_at := CASE WHEN tg_table_name = 'money_shares' THEN moment ELSE clock_timestamp() END;
  ELSIF tg_table_name = 'sign_offs' AND NEW.recorded_at < now() THEN
    RAISE EXCEPTION 'a decision is recorded at the moment it is made'
      USING ERRCODE = 'insufficient_privilege', DETAIL = format('This one says %s.', NEW.recorded_at),
            HINT = 'Leave out recorded_at; the note can say of which day a minute is.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION lock_plans() IS
  'Trigger: holds the plan of a row before it is written; what is recorded now is recorded by the clock after that.';
REVOKE ALL ON FUNCTION lock_plans() FROM PUBLIC;

-- SECURITY DEFINER, for the reason given above.
CREATE OR REPLACE FUNCTION lock_changed_plans() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $body$
#variable_conflict use_variable
DECLARE
  changed CONSTANT text := CASE tg_op WHEN 'INSERT' THEN 'TABLE new_rows' WHEN 'DELETE' THEN 'TABLE old_rows'
                                      ELSE 'TABLE old_rows UNION ALL TABLE new_rows' END;
  plans CONSTANT text := CASE tg_table_name
    WHEN 'items' THEN 'SELECT c.plan_id FROM (%2$s) c'
    WHEN 'nodes' THEN 'SELECT c.plan_id FROM (%2$s) c'
    WHEN 'measure_values' THEN 'SELECT m.plan_id FROM (%2$s) c JOIN %1$I.measures m ON m.measure_id = c.measure_id'
    WHEN 'links' THEN 'SELECT i.plan_id FROM (%2$s) c JOIN %1$I.items i ON i.item_id IN (c.from_item_id, c.to_item_id)
                       UNION SELECT n.plan_id FROM (%2$s) c JOIN %1$I.nodes n ON n.node_id IN (c.from_node_id, c.to_node_id)'
    ELSE 'SELECT i.plan_id FROM (%2$s) c JOIN %1$I.items i ON i.item_id = c.item_id' END;
BEGIN
  EXECUTE format('SELECT %1$I.hold_plans(ARRAY(SELECT DISTINCT p.plan_id FROM (' || plans || ') p), $1)', tg_table_schema, changed)
    USING tg_argv[0];
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION lock_changed_plans() IS 'Trigger: holds the plans of the rows that a statement wrote, before they are checked.';
REVOKE ALL ON FUNCTION lock_changed_plans() FROM PUBLIC;

-- Which tables hold a plan, and how: the one place.  The names put these before the checks, and checks before what is noted.
-- Items and their states come with the moment of their import, and without its number.
DO $triggers$
DECLARE
  t record;
  event record;
BEGIN
  FOR t IN SELECT x.table_name, x.clause, x.strength, x.fresh FROM (VALUES
      ('publications', 'INSERT ON %s FOR EACH ROW', 'close', 'fresh'),
      ('plans', 'UPDATE OF state ON %s FOR EACH ROW', 'close', 'fresh'),
      ('sign_offs', 'INSERT ON %s FOR EACH ROW', 'close', 'fresh'),
      ('imports', 'INSERT OR UPDATE OF undone_reason ON %s FOR EACH ROW', 'write', 'fresh'),
      ('money_lines', 'INSERT ON %s FOR EACH ROW', 'write', ''),
      ('money_shares', 'INSERT ON %s FOR EACH ROW', 'write', ''),
      ('ratings', 'INSERT ON %s FOR EACH ROW WHEN (NEW.recorded_at >= now() AND NEW.import_id IS NULL)', 'write', ''),
      ('measure_values', 'INSERT ON %s FOR EACH ROW WHEN (NEW.recorded_at >= now() AND NEW.import_id IS NULL)', 'write', ''),
      ('measure_targets', 'INSERT ON %s FOR EACH ROW WHEN (NEW.recorded_at >= now() AND NEW.import_id IS NULL)', 'share', ''),
      ('peer_values', 'INSERT ON %s FOR EACH ROW WHEN (NEW.recorded_at >= now() AND NEW.import_id IS NULL)', 'share', ''),
      ('risk_scores', 'INSERT ON %s FOR EACH ROW WHEN (NEW.recorded_at >= now() AND NEW.import_id IS NULL)', 'share', ''),
      ('dependency_states', 'INSERT ON %s FOR EACH ROW WHEN (NEW.recorded_at >= now())', 'share', ''),
      ('decision_changes', 'INSERT ON %s FOR EACH ROW WHEN (NEW.recorded_at >= now())', 'share', ''),
      ('due_dates', 'INSERT ON %s FOR EACH ROW WHEN (NEW.recorded_at >= now() AND NEW.import_id IS NULL)', 'share', ''),
      ('item_states', 'INSERT ON %s FOR EACH ROW WHEN (NEW.recorded_at = now())', 'share', ''),
      ('items', 'INSERT ON %s FOR EACH ROW WHEN (NEW.recorded_at = now())', 'share', ''),
      ('links', 'INSERT ON %s FOR EACH ROW WHEN (NEW.recorded_at >= now() AND NEW.import_id IS NULL)', 'share', ''))
      x (table_name, clause, strength, fresh)
  LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER a_hold_plan BEFORE ' || t.clause || ' EXECUTE FUNCTION lock_plans(%L, %L)', t.table_name,
                   t.strength, t.fresh);
    EXECUTE format('COMMENT ON TRIGGER a_hold_plan ON %I IS %L', t.table_name, 'One at a time, and the clock is read when it is its turn.');
  END LOOP;
  FOR t IN SELECT x.table_name, x.strength, x.events FROM (VALUES
      ('items', 'share', '{INSERT,UPDATE,DELETE}'::text[]), ('nodes', 'share', '{INSERT,UPDATE,DELETE}'),
      ('links', 'share', '{INSERT,UPDATE}'), ('due_dates', 'share', '{INSERT}'), ('item_states', 'share', '{INSERT}'),
      ('ratings', 'write', '{INSERT}'), ('measure_values', 'write', '{INSERT}')) x (table_name, strength, events)
  LOOP
    FOR event IN SELECT e.operation, e.tables FROM (VALUES
        ('INSERT', 'NEW TABLE AS new_rows'), ('UPDATE', 'OLD TABLE AS old_rows NEW TABLE AS new_rows'),
        ('DELETE', 'OLD TABLE AS old_rows')) e (operation, tables) WHERE e.operation = ANY (t.events)
    LOOP
      EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER %s ON %I REFERENCING %s FOR EACH STATEMENT '
                     'EXECUTE FUNCTION lock_changed_plans(%L)', 'a_hold_plans_' || lower(event.operation), event.operation, t.table_name,
                     event.tables, t.strength);
      EXECUTE format('COMMENT ON TRIGGER %I ON %I IS %L', 'a_hold_plans_' || lower(event.operation), t.table_name,
                     'What is checked is what others left.');
    END LOOP;
  END LOOP;
END
$triggers$;
