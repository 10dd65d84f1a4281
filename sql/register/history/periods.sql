-- Who or what holds a period already is said in words.
--
-- The exclusion constraints of these tables (periods_apart) keep periods apart whatever two sessions do at once.  Their own message names
-- keys and hashes, so a row that is entered is looked for first.  An import writes only the days that nobody holds, and is not slowed.

CREATE OR REPLACE FUNCTION period_words(valid_from date, valid_to date) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN isfinite(valid_from) AND isfinite(valid_to)
              THEN format('from %s to %s', to_char(valid_from, 'YYYY-MM-DD'), to_char(valid_to, 'YYYY-MM-DD'))
            WHEN isfinite(valid_from) THEN format('from %s on', to_char(valid_from, 'YYYY-MM-DD'))
            WHEN isfinite(valid_to) THEN format('until %s', to_char(valid_to, 'YYYY-MM-DD'))
            ELSE 'on every day' END;
COMMENT ON FUNCTION period_words(date, date) IS 'A period as a message says it, whatever the session''s DateStyle.';

CREATE OR REPLACE FUNCTION refuse_overlap(in_table regclass, holds text, new_from date, new_to date, held_from date, held_to date)
  RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  about record;
BEGIN
  SELECT n.nspname, c.relname, x.conname INTO about
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_constraint x ON x.conrelid = c.oid AND x.contype = 'x'
   WHERE c.oid = in_table;
  RAISE EXCEPTION '% already, %', holds, period_words(held_from, held_to)
    USING ERRCODE = 'exclusion_violation', TABLE = about.relname, SCHEMA = about.nspname, CONSTRAINT = about.conname,
          DETAIL = format('What is entered overlaps that: it holds %s.', period_words(new_from, new_to)),
          HINT = 'Let one end (valid_to) before the other begins (valid_from), or change the row that is there.';
END
$body$;
COMMENT ON FUNCTION refuse_overlap(regclass, text, date, date, date, date) IS
  'Says who or what holds a period already, and which; an error always. For triggers.';

-- enable_seqscan: the plan that is made for the first row serves a statement of many, in which a table that was empty grows;
-- OFFSET 0: by the item, of which few rows are, not by the officer or the node, of which many may be.
-- The same first day is left to the primary key, whose message says all, and which ON CONFLICT may ask.
CREATE OR REPLACE FUNCTION check_officer_period() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT SET enable_seqscan = off
AS $body$
#variable_conflict use_variable
DECLARE
  held item_officers;
BEGIN
  SELECT o.* INTO held FROM (SELECT x.* FROM item_officers x WHERE x.item_id = NEW.item_id OFFSET 0) o
   WHERE o.officer_id = NEW.officer_id AND o.role = NEW.role AND o.valid_from <> NEW.valid_from
     AND o.valid_from <= NEW.valid_to AND o.valid_to >= NEW.valid_from
     AND (o.item_id, o.officer_id, o.role, o.valid_from) IS DISTINCT FROM (OLD.item_id, OLD.officer_id, OLD.role, OLD.valid_from)
   LIMIT 1;
  IF FOUND THEN
    PERFORM refuse_overlap(tg_relid, format('item "%s" has officer "%s" as "%s"',
                                            (SELECT i.ref FROM items i WHERE i.item_id = NEW.item_id),
                                            (SELECT f.name FROM officers f WHERE f.officer_id = NEW.officer_id), NEW.role),
                           NEW.valid_from, NEW.valid_to, held.valid_from, held.valid_to);
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_officer_period() IS 'Trigger: an officer has a role in an item once at a time; says which row is in the way.';

CREATE OR REPLACE FUNCTION check_body_period() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT SET enable_seqscan = off
AS $body$
#variable_conflict use_variable
DECLARE
  held item_bodies;
BEGIN
  SELECT b.* INTO held FROM (SELECT x.* FROM item_bodies x WHERE x.item_id = NEW.item_id OFFSET 0) b
   WHERE b.body_id = NEW.body_id AND b.role = NEW.role AND b.valid_from <> NEW.valid_from
     AND b.valid_from <= NEW.valid_to AND b.valid_to >= NEW.valid_from
     AND (b.item_id, b.body_id, b.role, b.valid_from) IS DISTINCT FROM (OLD.item_id, OLD.body_id, OLD.role, OLD.valid_from)
   LIMIT 1;
  IF FOUND THEN
    PERFORM refuse_overlap(tg_relid, format('item "%s" has "%s" as "%s"', (SELECT i.ref FROM items i WHERE i.item_id = NEW.item_id),
                                            (SELECT b.name FROM bodies b WHERE b.body_id = NEW.body_id), NEW.role),
                           NEW.valid_from, NEW.valid_to, held.valid_from, held.valid_to);
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_body_period() IS 'Trigger: a body has a role in an item once at a time; says which row is in the way.';

CREATE OR REPLACE FUNCTION check_post_period() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT SET enable_seqscan = off
AS $body$
#variable_conflict use_variable
DECLARE
  held officer_roles;
BEGIN
  SELECT r.* INTO held FROM officer_roles r
   WHERE r.role_name = NEW.role_name AND r.officer_id = NEW.officer_id AND r.valid_from <> NEW.valid_from
     AND r.valid_from <= NEW.valid_to AND r.valid_to >= NEW.valid_from
     AND (r.role_name, r.officer_id, r.valid_from) IS DISTINCT FROM (OLD.role_name, OLD.officer_id, OLD.valid_from)
   LIMIT 1;
  IF FOUND THEN
    PERFORM refuse_overlap(tg_relid, format('database role "%s" holds the post "%s"', NEW.role_name,
                                            (SELECT o.name FROM officers o WHERE o.officer_id = NEW.officer_id)),
                           NEW.valid_from, NEW.valid_to, held.valid_from, held.valid_to);
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_post_period() IS 'Trigger: a database role holds a post once at a time; says which row is in the way.';

CREATE OR REPLACE FUNCTION check_member_period() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT SET enable_seqscan = off
AS $body$
#variable_conflict use_variable
DECLARE
  held peer_group_members;
BEGIN
  SELECT m.* INTO held FROM peer_group_members m
   WHERE m.peer_group_id = NEW.peer_group_id AND m.organisation_id = NEW.organisation_id AND m.valid_from <> NEW.valid_from
     AND m.valid_from <= NEW.valid_to AND m.valid_to >= NEW.valid_from
     AND (m.peer_group_id, m.organisation_id, m.valid_from) IS DISTINCT FROM (OLD.peer_group_id, OLD.organisation_id, OLD.valid_from)
   LIMIT 1;
  IF FOUND THEN
    PERFORM refuse_overlap(tg_relid, format('the set "%s" has "%s"',
                                            (SELECT g.name FROM peer_groups g WHERE g.peer_group_id = NEW.peer_group_id),
                                            (SELECT o.name FROM organisations o WHERE o.organisation_id = NEW.organisation_id)),
                           NEW.valid_from, NEW.valid_to, held.valid_from, held.valid_to);
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_member_period() IS 'Trigger: an organisation is in a set once at a time; says which row is in the way.';

CREATE OR REPLACE FUNCTION link_end_words(of_item_id bigint, of_node_id bigint) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce((SELECT format('item "%s"', i.ref) FROM items i WHERE i.item_id = link_end_words.of_item_id),
                  (SELECT format('%s "%s"', n.level, n.ref) FROM nodes n WHERE n.node_id = link_end_words.of_node_id));
END;
COMMENT ON FUNCTION link_end_words(bigint, bigint) IS 'An end of a link as a message says it.';

CREATE OR REPLACE FUNCTION check_link_period() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT SET enable_seqscan = off
AS $body$
#variable_conflict use_variable
DECLARE
  held links;
BEGIN
  -- Each end is an item or a node, so one side of the OR is NULL.
  SELECT l.* INTO held
    FROM (SELECT x.* FROM links x WHERE x.from_item_id = NEW.from_item_id OR x.from_node_id = NEW.from_node_id OFFSET 0) l
   WHERE (l.to_item_id = NEW.to_item_id OR l.to_node_id = NEW.to_node_id) AND l.relation = NEW.relation
     AND l.valid_from <> NEW.valid_from AND l.valid_from <= NEW.valid_to AND l.valid_to >= NEW.valid_from
     AND l.valid_from <= l.valid_to AND l.valid_to > '-infinity' AND l.link_id <> NEW.link_id
   LIMIT 1;
  IF FOUND THEN
    PERFORM refuse_overlap(tg_relid, format('%s is linked to %s by "%s" (link_id %s)',
                                            link_end_words(NEW.from_item_id, NEW.from_node_id),
                                            link_end_words(NEW.to_item_id, NEW.to_node_id), NEW.relation, held.link_id),
                           NEW.valid_from, NEW.valid_to, held.valid_from, held.valid_to);
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_link_period() IS 'Trigger: a link that says the same holds once at a time; says which row is in the way.';

-- A period that is made shorter is in nobody's way.
DO $triggers$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT x.table_name, x.checked_by, x.keys, x.by_hand FROM (VALUES
      ('item_officers', 'check_officer_period', '{item_id,officer_id,role}'::text[], 'NEW.import_id IS NULL'),
      ('item_bodies', 'check_body_period', '{item_id,body_id,role}', 'NEW.import_id IS NULL'),
      ('links', 'check_link_period', '{}',
       'NEW.import_id IS NULL AND NEW.valid_from <= NEW.valid_to AND NEW.valid_to > ''-infinity'''),
      ('officer_roles', 'check_post_period', '{role_name,officer_id}', 'true'),
      ('peer_group_members', 'check_member_period', '{peer_group_id,organisation_id}', 'true'))
      x (table_name, checked_by, keys, by_hand)
  LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER periods_apart_insert BEFORE INSERT ON %I FOR EACH ROW WHEN (%s) EXECUTE FUNCTION %I()',
                   t.table_name, t.by_hand, t.checked_by);
    EXECUTE format('CREATE OR REPLACE TRIGGER periods_apart_update BEFORE UPDATE ON %I FOR EACH ROW WHEN (%s) EXECUTE FUNCTION %I()',
                   t.table_name, 'NEW.valid_to > OLD.valid_to OR NEW.valid_from < OLD.valid_from'
                   || coalesce((SELECT string_agg(format(' OR NEW.%1$I <> OLD.%1$I', k), '') FROM unnest(t.keys) k), ''),
                   t.checked_by);
    EXECUTE format('COMMENT ON TRIGGER periods_apart_insert ON %I IS %L', t.table_name, 'What is in the way is said in words.');
    EXECUTE format('COMMENT ON TRIGGER periods_apart_update ON %I IS %L', t.table_name, 'What is in the way is said in words.');
  END LOOP;
END
$triggers$;
