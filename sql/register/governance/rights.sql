-- Who may rate what.

-- Functions that policies stand on.
-- A role that was dropped and made anew has another number, and after a restore all may have; one that was renamed has another name.
CREATE OR REPLACE FUNCTION holds_role(role_name text, role_number oid) RETURNS boolean
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT EXISTS (SELECT FROM pg_roles r
                  WHERE r.rolname = holds_role.role_name AND r.oid = holds_role.role_number AND pg_has_role(r.oid, 'USAGE'));
END;
COMMENT ON FUNCTION holds_role(text, oid) IS
  'Whether the current user is that role or has its rights; false for a role that does not exist, or whose name or number is another.';

CREATE OR REPLACE FUNCTION note_role_number() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  NEW.role_number := (SELECT r.oid FROM pg_roles r WHERE r.rolname = NEW.role_name);
  IF NEW.role_number IS NULL THEN
    RAISE WARNING 'role "%" does not exist, so nobody holds the post', NEW.role_name
      USING HINT = 'When there is such a role: UPDATE officer_roles SET role_name = role_name WHERE ...';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION note_role_number() IS 'Trigger: whoever has a post is the role that had the name when it was given.';

CREATE OR REPLACE TRIGGER officer_roles_note_role BEFORE INSERT OR UPDATE OF role_name, role_number ON officer_roles
  FOR EACH ROW EXECUTE FUNCTION note_role_number();
COMMENT ON TRIGGER officer_roles_note_role ON officer_roles IS 'A post is a role''s, not a name''s.';

CREATE OR REPLACE FUNCTION register_level() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN pg_has_role(c.relowner, 'USAGE') THEN 'owner'
              ELSE (SELECT g.level FROM register_grants g WHERE holds_role(g.role_name, g.role_number)
                    ORDER BY array_position('{publisher,officer,reader}'::text[], g.level) LIMIT 1) END
  FROM pg_class c WHERE c.oid = 'register_grants'::regclass;
END;
COMMENT ON FUNCTION register_level() IS
  'owner, publisher, officer or reader: the highest level the current user has in this register; NULL: none.';

-- What was granted stays in the server's own lists of rights when a role is renamed, and comes back with a restore.
CREATE OR REPLACE FUNCTION stale_level() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT g.level
    FROM register_grants g
    JOIN pg_roles r ON (r.rolname = g.role_name) <> (r.oid = g.role_number) AND pg_has_role(r.oid, 'USAGE')
   WHERE register_level() IS NULL
   ORDER BY array_position('{publisher,officer,reader}'::text[], g.level) LIMIT 1;
END;
COMMENT ON FUNCTION stale_level() IS
  'The level that was granted to a role of the current user''s when it had another name or number; NULL where none was, or another holds.';

-- What the server says of a table that somebody may not write names no level.
CREATE OR REPLACE FUNCTION check_level(needed text, doing text, allowed boolean) RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT allowed THEN
    RAISE EXCEPTION '% needs the level "%"', doing, needed
      USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('"%s" has %s.', current_user,
                            coalesce('the level ' || register_level(), 'the level ' || stale_level() || ', which is stale', 'no level')),
            HINT = format('The owner of the register gives it: SELECT grant_register(%L, %L, %L).', current_schema(), current_user, needed);
  END IF;
END
$body$;
COMMENT ON FUNCTION check_level(text, text, boolean) IS 'Raises an error that says which level is needed, unless it is allowed.';

-- What officers rate, anew: the policies of layout 0.4.0 stand on these functions.
CREATE OR REPLACE FUNCTION own_items(as_at date DEFAULT today())
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, officer_id bigint, officer text, role text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 50
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, o.officer_id, o.name, owner.role
    FROM officer_roles r
    JOIN officers o ON o.officer_id = r.officer_id
    JOIN owners_in_force(own_items.as_at) owner ON owner.officer_id = r.officer_id
    JOIN items i ON i.item_id = owner.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
   WHERE on_day(own_items.as_at) BETWEEN r.valid_from AND r.valid_to AND holds_role(r.role_name, r.role_number)
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, i.item_id, o.name, o.officer_id, owner.role;
END;
COMMENT ON FUNCTION own_items(date) IS
  'One row per item, post and role that the current user answers for on that day: as lead or responsible or, where an item has neither, '
  'in any role.';

-- Raises rather than answers false, so that the officer is told why.  VOLATILE: it is asked when the plan is held, and is to see what
-- whoever held it before has left.
CREATE OR REPLACE FUNCTION check_own_name(by_whom text, at_when timestamptz, by_import bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF by_whom <> current_user OR at_when < now() OR by_import IS NOT NULL THEN
    RAISE EXCEPTION 'an officer''s rating is recorded in his own name, at the moment it is made'
      USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('This one says "%s", at %s%s.', by_whom, at_when, coalesce(', by import ' || by_import, '')),
            HINT = 'Leave out recorded_by, recorded_at and import_id: their defaults are right.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_own_name(text, timestamptz, bigint) IS
  'Raises an error unless a rating says that the caller records it, now and by no import.';

CREATE OR REPLACE FUNCTION check_own_item(rated_item_id bigint, ref text, plan_title text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM own_items(today()) o WHERE o.item_id = rated_item_id) THEN
    RAISE EXCEPTION 'item "%" of "%" is not yours to rate', ref, plan_title
      USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('Today it is with: %s.',
                            coalesce((SELECT string_agg(DISTINCT o.name, '; ')
                                        FROM officers_in_force(today()) io
                                        JOIN officers o ON o.officer_id = io.officer_id
                                       WHERE io.item_id = rated_item_id), 'nobody')),
            HINT = 'own_items() lists the items you rate; officer_roles says which post a database role holds.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_own_item(bigint, text, text) IS 'Raises an error unless an item is the caller''s to rate today.';

CREATE OR REPLACE FUNCTION officer_may_rate(rated_item_id bigint, of_quarter quarter, given rag, by_whom text, at_when timestamptz,
                                            by_import bigint) RETURNS boolean
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  item record;
BEGIN
  PERFORM check_own_name(by_whom, at_when, by_import);
  SELECT i.ref, i.title, p.plan_id, p.title AS plan, p.state, p.scale, p.has_scheduled INTO item
  FROM items i JOIN plans p ON p.plan_id = i.plan_id WHERE i.item_id = rated_item_id;
  IF NOT FOUND THEN
    RETURN true;  -- the foreign key says so
  END IF;
  PERFORM check_own_item(rated_item_id, item.ref, item.plan);
  IF item.state <> 'live'
     AND NOT (item.state = 'closed'
              AND coalesce(start_date(of_quarter) < (SELECT min(s.counts_from) FROM plans s WHERE s.supersedes_plan_id = item.plan_id),
                           false)) THEN
    RAISE EXCEPTION 'plan "%" is %', item.plan, item.state
      USING ERRCODE = 'insufficient_privilege',
            HINT = 'Officers rate items of live plans, and of a refreshed one for the quarters that begin before the plan that takes '
                   'its place counts; a publisher records what is still to be said of another.';
  END IF;
  -- How an item stands is not known ahead of time; that it is to start later is.
  IF start_date(of_quarter) > today() AND coalesce(given <> 'S', true) THEN
    RAISE EXCEPTION '% has not begun', of_quarter
      USING ERRCODE = 'insufficient_privilege', DETAIL = format('It begins on %s. Ahead of that an item can only be Scheduled.',
                                                                to_char(start_date(of_quarter), 'YYYY-MM-DD')),
            HINT = 'Rate it S, or rate it when the quarter has begun; a publisher may record it before.';
  END IF;
  IF EXISTS (SELECT FROM publications x WHERE x.plan_id = item.plan_id AND x.quarter = of_quarter) THEN
    RAISE EXCEPTION '% of plan "%" is published', of_quarter, item.plan
      USING ERRCODE = 'insufficient_privilege', HINT = 'A correction of what is published is a publisher''s to record.';
  END IF;
  IF given IN ('AG', 'AR') AND item.scale = 'three' OR given = 'S' AND NOT item.has_scheduled THEN
    RAISE EXCEPTION 'rating "%" is not one of the plan''s', given
      USING ERRCODE = 'check_violation',
            HINT = format('The plan "%s" rates by %s.', item.plan,
                          concat(CASE item.scale WHEN 'five' THEN 'R, AR, A, AG, G' ELSE 'R, A, G' END, ', B', CASE
                                 WHEN item.has_scheduled THEN ', S' END));
  END IF;
  RETURN true;
END
$body$;
COMMENT ON FUNCTION officer_may_rate(bigint, quarter, rag, text, timestamptz, bigint) IS
  'True for a rating that an officer may record: of an own item of a live plan (or of a refreshed one, for a quarter that begins before '
  'the plan that takes its place counts), for a quarter that has begun (S, scheduled: any) and is not published, within the plan''s '
  'scale, in the officer''s own name, now; an error that says why for any other.';

CREATE OR REPLACE VIEW own_items WITH (security_invoker = true) AS
SELECT o.plan_id, o.plan, o.item_id, o.ref, o.title, o.officer_id, o.officer, o.role FROM own_items(today()) o;
COMMENT ON VIEW own_items IS 'One row per item, post and role that the current user answers for today: what an officer may rate.';
COMMENT ON COLUMN own_items.plan_id IS 'The plan.';
COMMENT ON COLUMN own_items.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN own_items.item_id IS 'The item.';
COMMENT ON COLUMN own_items.ref IS 'The reference.';
COMMENT ON COLUMN own_items.title IS 'The wording.';
COMMENT ON COLUMN own_items.officer_id IS 'The post held.';
COMMENT ON COLUMN own_items.officer IS 'The post held.';
COMMENT ON COLUMN own_items.role IS 'In which role.';

-- Row-level security: who may read is a matter of privileges, so all rows are shown; what is inserted must be in one's own name, and
-- what an officer inserts must be his to say.  The level is asked once a statement, not once a row.  What is recorded ahead of time
-- would outdo all that is recorded until then, so nobody with a level does.  A role whose level is not found, as after ALTER ROLE ...
-- RENAME, needs the privilege on the whole table, which no officer is given.
DO $policies$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT p.table_name, p.written_by, p.of_officer FROM (VALUES
             ('ratings', 'recorded_by', 'officer_may_rate(item_id, quarter, rating, recorded_by, recorded_at, import_id)'),
             ('sign_offs', 'recorded_by', 'recorded_by = current_user AND recorded_at >= now()'),
             ('due_dates', 'recorded_by', 'false'), ('measure_values', 'recorded_by', 'false'), ('money_lines', 'recorded_by', 'false'),
             ('measure_targets', 'recorded_by', 'false'), ('peer_values', 'recorded_by', 'false'), ('money_shares', 'recorded_by', 'false'),
             ('imports', 'recorded_by', 'false'), ('risk_scores', 'recorded_by', 'false'), ('dependency_states', 'recorded_by', 'false'),
             ('item_states', 'recorded_by', 'false'), ('link_ends', 'recorded_by', 'false'),
             ('publications', 'published_by', 'false'), ('carry_forward', 'recorded_by', 'false'),
             ('requirement_narratives', 'recorded_by', 'false'), ('decisions', 'recorded_by', 'false'),
             ('decision_changes', 'recorded_by', 'false')) AS p (table_name, written_by, of_officer)
  LOOP
    CONTINUE WHEN 4 = (SELECT count(*) FROM pg_policy p
                        WHERE p.polrelid = t.table_name::regclass
                          AND p.polname IN ('register_read', 'register_update', 'register_delete', 'register_insert'));
    EXECUTE format('DROP POLICY IF EXISTS register_read ON %1$I; DROP POLICY IF EXISTS register_update ON %1$I;
                    DROP POLICY IF EXISTS register_delete ON %1$I; DROP POLICY IF EXISTS register_insert ON %1$I', t.table_name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t.table_name);
    EXECUTE format('CREATE POLICY register_read ON %I FOR SELECT USING (true)', t.table_name);
    EXECUTE format('CREATE POLICY register_update ON %I FOR UPDATE USING (true)', t.table_name);
    EXECUTE format('CREATE POLICY register_delete ON %I FOR DELETE USING (true)', t.table_name);
    EXECUTE format($policy$
      CREATE POLICY register_insert ON %1$I FOR INSERT WITH CHECK (
        CASE (SELECT register_level()) WHEN 'publisher' THEN %2$I = current_user AND %3$I <= clock_timestamp() WHEN 'officer' THEN %4$s
                                       ELSE (SELECT has_table_privilege(%1$L::regclass, 'INSERT')) END)
    $policy$, t.table_name, t.written_by, replace(t.written_by, '_by', '_at'), t.of_officer);
    EXECUTE format('COMMENT ON POLICY register_read ON %I IS %L', t.table_name, 'Whoever has the privilege reads every row.');
    EXECUTE format('COMMENT ON POLICY register_update ON %I IS %L', t.table_name, 'Privileges and triggers say who may.');
    EXECUTE format('COMMENT ON POLICY register_delete ON %I IS %L', t.table_name, 'Privileges and triggers say who may.');
    EXECUTE format('COMMENT ON POLICY register_insert ON %I IS %L', t.table_name,
                   'A publisher records in the own name, and nothing ahead of time; an officer only what is his to say. Roles without a '
                   'level are held by their privileges alone.');
  END LOOP;
END
$policies$;
