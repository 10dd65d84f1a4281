-- What the tables must keep themselves.

CREATE OR REPLACE FUNCTION check_levels() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  kept CONSTANT text := CASE tg_table_name WHEN 'items' THEN 'item' ELSE 'node' END;
  wrong text;
BEGIN
  SELECT n.level INTO wrong FROM new_rows n JOIN levels v ON v.level = n.level AND v.holds <> kept LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'no % is of the level "%"', kept, wrong
      USING ERRCODE = 'check_violation', DETAIL = 'levels.holds says whether a level is of nodes or of items.',
            HINT = format('Levels of %ss: %s.', kept,
                          (SELECT string_agg(v.level, ', ' ORDER BY v.level) FROM levels v WHERE v.holds = kept));
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION check_levels() IS 'Trigger: an item is of a level of items, and a node of one of nodes.';

CREATE OR REPLACE TRIGGER items_check_level_insert AFTER INSERT ON items
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_levels();
COMMENT ON TRIGGER items_check_level_insert ON items IS 'Levels of nodes are for nodes.';
CREATE OR REPLACE TRIGGER items_check_level_update AFTER UPDATE ON items
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_levels();
COMMENT ON TRIGGER items_check_level_update ON items IS 'Levels of nodes are for nodes.';
CREATE OR REPLACE TRIGGER nodes_check_level_insert AFTER INSERT ON nodes
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_levels();
COMMENT ON TRIGGER nodes_check_level_insert ON nodes IS 'Levels of items are for items.';
CREATE OR REPLACE TRIGGER nodes_check_level_update AFTER UPDATE ON nodes
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_levels();
COMMENT ON TRIGGER nodes_check_level_update ON nodes IS 'Levels of items are for items.';

-- Who adds an item or a node holds its level: it is waited for.
CREATE OR REPLACE FUNCTION check_level_holds() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  held bigint;
BEGIN
  PERFORM FROM levels v WHERE v.level = OLD.level FOR UPDATE;
  held := (SELECT count(*) FROM items i WHERE i.level = OLD.level) + (SELECT count(*) FROM nodes n WHERE n.level = OLD.level);
  IF held > 0 THEN
    RAISE EXCEPTION 'the level "%" stays one of %s', OLD.level, OLD.holds
      USING ERRCODE = 'restrict_violation', DETAIL = format('It has %s of them.', held),
            HINT = 'Add a level of another name.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_level_holds() IS 'Trigger: a level that has items or nodes goes on holding such.';

CREATE OR REPLACE TRIGGER levels_keep_holds BEFORE UPDATE OF holds ON levels
  FOR EACH ROW WHEN (OLD.holds <> NEW.holds) EXECUTE FUNCTION check_level_holds();
COMMENT ON TRIGGER levels_keep_holds ON levels IS 'Else an item would be of a level of nodes.';

-- A step at a time, up to as many as there are plans: no recursion.  One session at a time, and by what the one before left: two that each
-- make one of two plans take the other's place would both see none.
CREATE OR REPLACE FUNCTION check_supersession() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  before bigint := NEW.supersedes_plan_id;
BEGIN
  IF tg_op = 'UPDATE' THEN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
      RAISE EXCEPTION 'what takes whose place cannot be changed in a transaction of isolation level %',
          current_setting('transaction_isolation')
        USING ERRCODE = 'invalid_transaction_state', HINT = 'Use READ COMMITTED for it; reports may be read at any level.';
    END IF;
    LOCK TABLE plans IN SHARE UPDATE EXCLUSIVE MODE;
  END IF;
  FOR place IN 1 .. (SELECT count(*) FROM plans) LOOP
    EXIT WHEN before IS NULL;
    IF before = NEW.plan_id THEN
      RAISE EXCEPTION 'the plan "%" would take its own place, by way of others', NEW.title
        USING ERRCODE = 'check_violation', DETAIL = 'Plans take the place of others one after another, never in a ring.',
              HINT = 'Set supersedes_plan_id of the first of them to NULL.';
    END IF;
    SELECT p.supersedes_plan_id INTO before FROM plans p WHERE p.plan_id = before;
  END LOOP;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_supersession() IS 'Trigger: plans do not take each other''s place in a ring.';

CREATE OR REPLACE TRIGGER plans_check_supersession BEFORE INSERT OR UPDATE OF supersedes_plan_id ON plans
  FOR EACH ROW WHEN (NEW.supersedes_plan_id IS NOT NULL) EXECUTE FUNCTION check_supersession();
COMMENT ON TRIGGER plans_check_supersession ON plans IS 'What came before cannot come after.';

CREATE OR REPLACE FUNCTION check_step_name() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF EXISTS (SELECT FROM sign_offs s WHERE s.plan_id = OLD.plan_id AND s.step = OLD.step) THEN
    RAISE EXCEPTION 'step "%" has decided, and keeps its name', OLD.step
      USING ERRCODE = 'restrict_violation', DETAIL = 'Decisions are append-only: another name would change what they say.',
            HINT = 'Add a step of the other name to the route.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_step_name() IS 'Trigger: a step that has decided keeps its name and its plan.';

CREATE OR REPLACE TRIGGER sign_off_steps_keep_name BEFORE UPDATE OF step, plan_id ON sign_off_steps
  FOR EACH ROW WHEN (OLD.step <> NEW.step OR OLD.plan_id <> NEW.plan_id) EXECUTE FUNCTION check_step_name();
COMMENT ON TRIGGER sign_off_steps_keep_name ON sign_off_steps IS 'What was decided is not reworded.';

CREATE OR REPLACE FUNCTION check_delimiter() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  RAISE EXCEPTION 'cells of document kind "%" cannot be parted so', NEW.kind
    USING ERRCODE = 'check_violation', DETAIL = 'A line end parts rows, and what encloses a cell is not what parts it.',
          HINT = 'Write a comma, semicolon, tab or bar, or leave the delimiter out: it is found from the heading line.';
END
$body$;
COMMENT ON FUNCTION check_delimiter() IS 'Trigger: a line end parts no cells, and neither does what encloses them.';

CREATE OR REPLACE TRIGGER document_kinds_check_delimiter BEFORE INSERT OR UPDATE OF delimiter, quote ON document_kinds
  FOR EACH ROW WHEN (NEW.delimiter IN (E'\n', E'\r') OR NEW.quote IN (E'\n', E'\r') OR NEW.delimiter = NEW.quote)
  EXECUTE FUNCTION check_delimiter();
COMMENT ON TRIGGER document_kinds_check_delimiter ON document_kinds IS 'Else every import of the kind would fail.';
