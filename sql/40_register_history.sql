-- register_history: what was known when, what was published, and what takes the place of what.
--
-- Ratings and due dates are append-only since 0.1.0.  Here an item's states and the ends of links get a history of the same kind, kept by
-- triggers: items.state* and links.valid_to stay what is known now.  Everything "as known" reads rows recorded by then and applies
-- the same rules as the reports of today (sql/33), so a report as known now is today's report.
--
-- A publication copies the figures of a quarter and the links they rest on.  publication_changes compares each edition with the
-- next one or, the last, with today; restatements are made of it.

CREATE FUNCTION register_history_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- The history of states and of links.  Rows of an older layout stay without a day: they count as known at any time.

ALTER TABLE items ADD COLUMN recorded_at timestamptz, ADD COLUMN recorded_by text;
ALTER TABLE items ALTER COLUMN recorded_at SET DEFAULT now(), ALTER COLUMN recorded_by SET DEFAULT current_user;
COMMENT ON COLUMN items.recorded_at IS 'When the item became known; NULL: not known when.';
COMMENT ON COLUMN items.recorded_by IS 'Who recorded it; NULL: not known.';

CREATE TABLE item_states (
  item_state_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id bigint NOT NULL REFERENCES items,
  state text NOT NULL CHECK (state IN ('active', 'withdrawn', 'superseded', 'merged', 'deferred')),
  since date,
  reason text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text DEFAULT current_user,
  CHECK (state = 'active' OR since IS NOT NULL)
);
CREATE INDEX ON item_states (item_id, recorded_at, item_state_id);
COMMENT ON TABLE item_states IS 'States of items, append-only: the latest recorded row of an item is what items says of it; an item without one was always active. A change of items writes a row here, and a row here changes items.';
COMMENT ON COLUMN item_states.item_state_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN item_states.item_id IS 'The item.';
COMMENT ON COLUMN item_states.state IS 'active, withdrawn, superseded, merged or deferred.';
COMMENT ON COLUMN item_states.since IS 'Since when; NULL for an item that was always active.';
COMMENT ON COLUMN item_states.reason IS 'Why.';
COMMENT ON COLUMN item_states.recorded_at IS 'When it became known. -infinity: not known when.';
COMMENT ON COLUMN item_states.recorded_by IS 'Who recorded it; NULL: not known.';

INSERT INTO item_states (item_id, state, since, reason, recorded_at, recorded_by)
SELECT i.item_id, i.state, i.state_since, i.state_reason, '-infinity', NULL
FROM items i WHERE i.state <> 'active' OR i.state_since IS NOT NULL OR i.state_reason IS NOT NULL ORDER BY i.item_id;

ALTER TABLE links ADD COLUMN recorded_at timestamptz, ADD COLUMN recorded_by text;
ALTER TABLE links ALTER COLUMN recorded_at SET DEFAULT now(), ALTER COLUMN recorded_by SET DEFAULT current_user;
COMMENT ON COLUMN links.recorded_at IS 'When the link became known; NULL: not known when.';
COMMENT ON COLUMN links.recorded_by IS 'Who recorded it; NULL: not known.';

CREATE TABLE link_ends (
  link_end_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  link_id bigint NOT NULL REFERENCES links,
  previous_valid_to date NOT NULL,
  valid_to date NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user
);
CREATE INDEX ON link_ends (link_id, recorded_at, link_end_id);
COMMENT ON TABLE link_ends IS 'Every change of a link''s last day, append-only and written by a trigger.';
COMMENT ON COLUMN link_ends.link_end_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN link_ends.link_id IS 'The link.';
COMMENT ON COLUMN link_ends.previous_valid_to IS 'Its last day as known until then.';
COMMENT ON COLUMN link_ends.valid_to IS 'Its last day as known from then on.';
COMMENT ON COLUMN link_ends.recorded_at IS 'When it became known.';
COMMENT ON COLUMN link_ends.recorded_by IS 'Who recorded it.';

-- A link that never held ends on the day before it starts, since no link is ever deleted.
ALTER TABLE links DROP CONSTRAINT links_check2;
ALTER TABLE links ADD CONSTRAINT links_check2 CHECK (valid_from - 1 <= valid_to);

-- Publications.

CREATE TABLE publications (
  publication_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plans,
  quarter quarter NOT NULL,
  edition integer NOT NULL CHECK (edition >= 1),
  previous_quarter quarter,
  links_at date NOT NULL,
  note text,
  published_at timestamptz NOT NULL DEFAULT now(),
  published_by text NOT NULL DEFAULT current_user,
  UNIQUE (plan_id, quarter, edition),
  CHECK (edition = 1 OR note <> '')
);
COMMENT ON TABLE publications IS 'A quarter of a plan as published, append-only; publishing it again makes the next edition. publish_quarter writes it.';
COMMENT ON COLUMN publications.publication_id IS 'Key.';
COMMENT ON COLUMN publications.plan_id IS 'The plan.';
COMMENT ON COLUMN publications.quarter IS 'The quarter.';
COMMENT ON COLUMN publications.edition IS '1, then one more for each time it was published again.';
COMMENT ON COLUMN publications.previous_quarter IS 'The quarter in which the plan had reported before, which movements are from.';
COMMENT ON COLUMN publications.links_at IS 'The day whose links the figures of nodes rest on: the last of the quarter.';
COMMENT ON COLUMN publications.note IS 'What was said on publishing: who approved it, or why there is another edition.';
COMMENT ON COLUMN publications.published_at IS 'When.';
COMMENT ON COLUMN publications.published_by IS 'By whom.';

-- The keys of append-only rows are no foreign keys: none of those rows can go, and TRUNCATE is to be refused in the words of refuse_change.
CREATE TABLE published_items (
  publication_id bigint NOT NULL REFERENCES publications,
  item_id bigint NOT NULL REFERENCES items,
  level text NOT NULL,
  ref text NOT NULL,
  title text NOT NULL,
  state text NOT NULL,
  item_state_id bigint,
  rating rag,
  rating_id bigint,
  previous_rating rag,
  previous_rating_id bigint,
  movement text,
  baseline_due date,
  current_due date,
  due_date_id bigint,
  revisions bigint NOT NULL,
  PRIMARY KEY (publication_id, item_id)
);
CREATE INDEX ON published_items (item_id);
COMMENT ON TABLE published_items IS 'The items that a publication counts, with their figures as published, append-only. A copy on purpose: what is said of an item later changes nothing here.';
COMMENT ON COLUMN published_items.publication_id IS 'The publication.';
COMMENT ON COLUMN published_items.item_id IS 'The item.';
COMMENT ON COLUMN published_items.level IS 'Which kind of item, as published.';
COMMENT ON COLUMN published_items.ref IS 'The reference, as published.';
COMMENT ON COLUMN published_items.title IS 'The wording, as published.';
COMMENT ON COLUMN published_items.state IS 'The state known on publishing; one that began after the quarter does not keep an item from counting in it.';
COMMENT ON COLUMN published_items.item_state_id IS 'The row of item_states that said so.';
COMMENT ON COLUMN published_items.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN published_items.rating_id IS 'The row of ratings that said so, with its commentary; NULL where there was none.';
COMMENT ON COLUMN published_items.previous_rating IS 'The rating in the previous quarter; NULL: not rated.';
COMMENT ON COLUMN published_items.previous_rating_id IS 'The row of ratings that said so; NULL where there was none.';
COMMENT ON COLUMN published_items.movement IS 'From the rating before to this one; NULL in the first quarter the plan reports.';
COMMENT ON COLUMN published_items.baseline_due IS 'The last day of the first deadline set; NULL where it has no end or none is set.';
COMMENT ON COLUMN published_items.current_due IS 'The last day of the deadline in force; NULL where it has no end or none is set.';
COMMENT ON COLUMN published_items.due_date_id IS 'The row of due_dates in force.';
COMMENT ON COLUMN published_items.revisions IS 'How often the deadline had been revised.';

CREATE TABLE published_nodes (
  publication_id bigint NOT NULL REFERENCES publications,
  node_id bigint NOT NULL REFERENCES nodes,
  level text NOT NULL,
  ref text NOT NULL,
  title text NOT NULL,
  by_link rag_tally NOT NULL,
  distinct_items rag_tally NOT NULL,
  PRIMARY KEY (publication_id, node_id)
);
CREATE INDEX ON published_nodes (node_id);
COMMENT ON TABLE published_nodes IS 'The nodes with items of the plan at or under them, and the plan''s own others as zeros, with their figures as published, append-only. Do not add across nodes.';
COMMENT ON COLUMN published_nodes.publication_id IS 'The publication.';
COMMENT ON COLUMN published_nodes.node_id IS 'The node.';
COMMENT ON COLUMN published_nodes.level IS 'Which kind of node, as published.';
COMMENT ON COLUMN published_nodes.ref IS 'The reference, as published.';
COMMENT ON COLUMN published_nodes.title IS 'The wording, as published.';
COMMENT ON COLUMN published_nodes.by_link IS 'Ratings counted by link: every pair of a node at or under this one and an item of the plan linked to it.';
COMMENT ON COLUMN published_nodes.distinct_items IS 'Ratings of the distinct items of the plan at or under the node.';

CREATE TABLE published_links (
  publication_id bigint NOT NULL REFERENCES publications,
  link_id bigint NOT NULL REFERENCES links,
  item_id bigint REFERENCES items,
  child_node_id bigint REFERENCES nodes,
  node_id bigint NOT NULL REFERENCES nodes,
  PRIMARY KEY (publication_id, link_id),
  CHECK (num_nonnulls(item_id, child_node_id) = 1)
);
CREATE INDEX ON published_links (link_id);
COMMENT ON TABLE published_links IS 'The links that the figures of a publication''s nodes rest on, child first, append-only.';
COMMENT ON COLUMN published_links.publication_id IS 'The publication.';
COMMENT ON COLUMN published_links.link_id IS 'The link.';
COMMENT ON COLUMN published_links.item_id IS 'The child, where it is an item.';
COMMENT ON COLUMN published_links.child_node_id IS 'The child, where it is a node.';
COMMENT ON COLUMN published_links.node_id IS 'The parent.';

-- What takes the place of what.

CREATE TABLE carry_forward (
  old_item_id bigint NOT NULL REFERENCES items,
  new_item_id bigint NOT NULL REFERENCES items,
  kind text NOT NULL CHECK (kind IN ('carried forward', 'superseded', 'merged', 'split')),
  since date NOT NULL DEFAULT CURRENT_DATE,
  reason text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  PRIMARY KEY (old_item_id, new_item_id),
  CHECK (old_item_id <> new_item_id)
);
CREATE INDEX ON carry_forward (new_item_id);
COMMENT ON TABLE carry_forward IS 'Which item takes the place of which, between plans or within one.';
COMMENT ON COLUMN carry_forward.old_item_id IS 'The item whose place is taken.';
COMMENT ON COLUMN carry_forward.new_item_id IS 'The item that takes it.';
COMMENT ON COLUMN carry_forward.kind IS 'carried forward (the same work), superseded (other work instead), merged (one of several that became one) or split (one that became several).';
COMMENT ON COLUMN carry_forward.since IS 'Since when.';
COMMENT ON COLUMN carry_forward.reason IS 'Why.';
COMMENT ON COLUMN carry_forward.recorded_at IS 'When it became known.';
COMMENT ON COLUMN carry_forward.recorded_by IS 'Who recorded it.';

$register$;
COMMENT ON FUNCTION register_history_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for history.';

CREATE FUNCTION register_history_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Keeping the history.

COMMENT ON TABLE item_states IS 'States of items, append-only: the latest recorded row of an item is what items says of it; an item without one was always active. On a day the row recorded last of those begun by then holds; the same state twice in a row is a correction of the former. item_absences has what follows. A change of items writes a row here, and a row here changes items.';
COMMENT ON COLUMN item_states.since IS 'Since when; NULL for an item that was always active. Of an item whose first state is active: when it began.';
COMMENT ON COLUMN items.state_since IS 'Since when it is in that state; on the days before, the states before it hold. Of an item that was never in another: since when it is in the plan.';

-- Staging is empty between imports, so whatever it holds is of the import that is running.
CREATE OR REPLACE FUNCTION history_time() RETURNS timestamptz
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce((SELECT i.recorded_at FROM imports i WHERE i.import_id = (SELECT max(c.import_id) FROM import_cells c)), now());
END;
COMMENT ON FUNCTION history_time() IS 'When what is being written became known: the day of the file that is being imported, or else now.';

CREATE OR REPLACE FUNCTION record_item_states() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  known_at timestamptz := history_time();
BEGIN
  -- Triggers of statements fire for no rows too, and these two call each other.
  IF NOT EXISTS (SELECT FROM new_rows) THEN
    RETURN NULL;
  END IF;
  IF tg_op = 'INSERT' THEN
    INSERT INTO item_states (item_id, state, since, reason, recorded_at)
    SELECT n.item_id, n.state, n.state_since, n.state_reason, coalesce(n.recorded_at, known_at) FROM new_rows n
    WHERE n.state <> 'active' OR n.state_since IS NOT NULL OR n.state_reason IS NOT NULL
    ORDER BY n.item_id;
  ELSE
    -- A row of item_states that changed the item is not written again; a file of an earlier day does not go behind what is recorded.
    INSERT INTO item_states (item_id, state, since, reason, recorded_at)
    SELECT n.item_id, n.state, n.state_since, n.state_reason, greatest(known_at, last.recorded_at)
    FROM new_rows n
    JOIN old_rows o ON o.item_id = n.item_id
    LEFT JOIN LATERAL (SELECT s.state, s.since, s.reason, s.recorded_at FROM item_states s WHERE s.item_id = n.item_id
                       ORDER BY s.recorded_at DESC, s.item_state_id DESC LIMIT 1) AS last ON true
    WHERE (n.state, n.state_since, n.state_reason) IS DISTINCT FROM (o.state, o.state_since, o.state_reason)
      AND (n.state, n.state_since, n.state_reason) IS DISTINCT FROM (last.state, last.since, last.reason)
    ORDER BY n.item_id;
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION record_item_states() IS 'Trigger of items: writes their states into item_states.';
CREATE OR REPLACE TRIGGER items_record_first_state AFTER INSERT ON items
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_item_states();
COMMENT ON TRIGGER items_record_first_state ON items IS 'An item that is not simply active from the start has a row of item_states.';
CREATE OR REPLACE TRIGGER items_record_state AFTER UPDATE ON items
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_item_states();
COMMENT ON TRIGGER items_record_state ON items IS 'A change of state is a new row of item_states.';

CREATE OR REPLACE FUNCTION apply_item_states() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows) THEN
    RETURN NULL;
  END IF;
  UPDATE items i SET state = last.state, state_since = last.since, state_reason = last.reason
  FROM (SELECT DISTINCT ON (s.item_id) s.item_id, s.state, s.since, s.reason
        FROM item_states s WHERE s.item_id IN (SELECT n.item_id FROM new_rows n)
        ORDER BY s.item_id, s.recorded_at DESC, s.item_state_id DESC) AS last
  WHERE i.item_id = last.item_id
    AND (i.state, i.state_since, i.state_reason) IS DISTINCT FROM (last.state, last.since, last.reason);
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION apply_item_states() IS 'Trigger of item_states: the latest recorded state of an item is the one items has.';
CREATE OR REPLACE TRIGGER item_states_apply AFTER INSERT ON item_states
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION apply_item_states();
COMMENT ON TRIGGER item_states_apply ON item_states IS 'Keeps items in step.';

CREATE OR REPLACE FUNCTION record_link_ends() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  known_at timestamptz := history_time();
BEGIN
  INSERT INTO link_ends (link_id, previous_valid_to, valid_to, recorded_at)
  SELECT n.link_id, o.valid_to, n.valid_to,
         greatest(known_at, n.recorded_at, (SELECT max(e.recorded_at) FROM link_ends e WHERE e.link_id = n.link_id))
  FROM new_rows n JOIN old_rows o ON o.link_id = n.link_id
  WHERE n.valid_to <> o.valid_to
  ORDER BY n.link_id;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION record_link_ends() IS 'Trigger of links: writes changes of their last days into link_ends.';
CREATE OR REPLACE TRIGGER links_record_end AFTER UPDATE ON links
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_link_ends();
COMMENT ON TRIGGER links_record_end ON links IS 'Ending a link is a new row of link_ends.';

-- What is refused.

CREATE OR REPLACE FUNCTION refuse_link_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF tg_op = 'UPDATE' THEN
    IF (NEW.link_id, NEW.from_item_id, NEW.from_node_id, NEW.to_item_id, NEW.to_node_id, NEW.relation, NEW.valid_from)
       IS NOT DISTINCT FROM (OLD.link_id, OLD.from_item_id, OLD.from_node_id, OLD.to_item_id, OLD.to_node_id, OLD.relation, OLD.valid_from) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% on "%.%" is refused: what a link said stays answerable', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation',
          DETAIL = 'Of a link only its last day changes: neither its ends nor its relation nor its first day, and it is never deleted.',
          HINT = 'End it with UPDATE ... SET valid_to = its last day (the day before valid_from if it never held), and INSERT the link that takes its place.';
END
$body$;
COMMENT ON FUNCTION refuse_link_change() IS 'Trigger of links: refuses all but ending them, for the owner too.';
CREATE OR REPLACE TRIGGER links_keep BEFORE DELETE OR TRUNCATE ON links FOR EACH STATEMENT EXECUTE FUNCTION refuse_link_change();
COMMENT ON TRIGGER links_keep ON links IS 'A link is ended, never deleted.';
CREATE OR REPLACE TRIGGER links_keep_ends BEFORE UPDATE ON links FOR EACH ROW EXECUTE FUNCTION refuse_link_change();
COMMENT ON TRIGGER links_keep_ends ON links IS 'Another link is another row.';

CREATE OR REPLACE FUNCTION refuse_history_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  RAISE EXCEPTION '% on "%.%" is refused: it is append-only', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation',
          DETAIL = 'What was once known or published stays answerable, so rows are never changed or removed.',
          HINT = CASE tg_table_name
                   WHEN 'item_states' THEN 'To correct a state, UPDATE items or INSERT a new row: the latest recorded one counts.'
                   WHEN 'link_ends' THEN 'It follows links: UPDATE ... SET valid_to there.'
                   ELSE 'To publish other figures, correct what they rest on and publish the quarter again: SELECT publish_quarter(plan, quarter, reason).' END;
END
$body$;
COMMENT ON FUNCTION refuse_history_change() IS 'Trigger: refuses UPDATE, DELETE and TRUNCATE of what was known and published, for the owner too.';
CREATE OR REPLACE TRIGGER item_states_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON item_states
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER item_states_append_only ON item_states IS 'A correction is a new row.';
CREATE OR REPLACE TRIGGER link_ends_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON link_ends
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER link_ends_append_only ON link_ends IS 'A correction is a new row.';
CREATE OR REPLACE TRIGGER publications_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON publications
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER publications_append_only ON publications IS 'Other figures are another edition.';
CREATE OR REPLACE TRIGGER published_items_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_items
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER published_items_append_only ON published_items IS 'Other figures are another edition.';
CREATE OR REPLACE TRIGGER published_nodes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_nodes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER published_nodes_append_only ON published_nodes IS 'Other figures are another edition.';
CREATE OR REPLACE TRIGGER published_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_links
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER published_links_append_only ON published_links IS 'Other figures are another edition.';
CREATE OR REPLACE TRIGGER publications_check_quarter BEFORE INSERT ON publications FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER publications_check_quarter ON publications IS 'One register, one fiscal calendar.';

-- Rows added to a publication later would change its figures too.  Its transaction is over as soon as now() has moved on.
CREATE OR REPLACE FUNCTION refuse_late_figures() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF EXISTS (SELECT FROM publications p WHERE p.publication_id IN (SELECT n.publication_id FROM new_rows n) AND p.published_at <> now()) THEN
    RAISE EXCEPTION 'INSERT into "%.%" is refused: the publication is closed', tg_table_schema, tg_table_name
      USING ERRCODE = 'restrict_violation', DETAIL = 'A publication gets its figures once, when publish_quarter makes it.',
            HINT = 'Publish the quarter again: SELECT publish_quarter(plan, quarter, reason).';
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION refuse_late_figures() IS 'Trigger: refuses figures added to a publication after it was made.';
CREATE OR REPLACE TRIGGER publications_closed AFTER INSERT ON publications
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_figures();
COMMENT ON TRIGGER publications_closed ON publications IS 'Nothing is published in the past.';
CREATE OR REPLACE TRIGGER published_items_closed AFTER INSERT ON published_items
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_figures();
COMMENT ON TRIGGER published_items_closed ON published_items IS 'A publication gets its figures once.';
CREATE OR REPLACE TRIGGER published_nodes_closed AFTER INSERT ON published_nodes
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_figures();
COMMENT ON TRIGGER published_nodes_closed ON published_nodes IS 'A publication gets its figures once.';
CREATE OR REPLACE TRIGGER published_links_closed AFTER INSERT ON published_links
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_figures();
COMMENT ON TRIGGER published_links_closed ON published_links IS 'A publication gets its figures once.';

-- A closed plan is a frozen year, but it reports every quarter that begins before the plan that takes its place counts.
CREATE OR REPLACE FUNCTION refuse_closed_plan() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  changed text := CASE tg_op WHEN 'INSERT' THEN 'TABLE new_rows' WHEN 'DELETE' THEN 'TABLE old_rows'
                             ELSE 'TABLE old_rows UNION ALL TABLE new_rows' END;
  of_items text := 'SELECT i.plan_id FROM (%s) c JOIN items i ON i.item_id = c.item_id';
  of_links text := 'SELECT i.plan_id FROM (%1$s) c JOIN items i ON i.item_id IN (c.from_item_id, c.to_item_id)
                    UNION ALL SELECT n.plan_id FROM (%1$s) c JOIN nodes n ON n.node_id IN (c.from_node_id, c.to_node_id)';
  closed text;
  successor text;
BEGIN
  IF NOT EXISTS (SELECT FROM plans p WHERE p.state = 'closed') THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT p.plan, (SELECT min(n.plan) FROM plans s JOIN plan_names n ON n.plan_id = s.plan_id WHERE s.supersedes_plan_id = p.plan_id)
                  FROM plan_names p JOIN plans c ON c.plan_id = p.plan_id
                  WHERE c.state = ''closed'' AND p.plan_id IN (%s) LIMIT 1',
                 format(CASE tg_table_name
                          WHEN 'ratings' THEN of_items || ' WHERE NOT EXISTS (SELECT FROM publications x
                                                              WHERE x.plan_id = i.plan_id AND x.quarter = c.quarter)
                                                              AND coalesce(start_date(c.quarter) >= (SELECT min(s.counts_from) FROM plans s
                                                                                                     WHERE s.supersedes_plan_id = i.plan_id), true)'
                          WHEN 'due_dates' THEN of_items
                          WHEN 'links' THEN of_links
                          ELSE 'SELECT c.plan_id FROM (%s) c' END, changed)) INTO closed, successor;
  IF closed IS NOT NULL THEN
    RAISE EXCEPTION '% on "%.%" is refused: the plan "%" is closed', tg_op, tg_table_schema, tg_table_name, closed
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = CASE tg_table_name WHEN 'ratings' THEN 'A closed plan takes corrections of the quarters it has published, ratings of quarters that begin before the plan that takes its place counts, and no others.'
                                        ELSE 'The items, nodes, links and deadlines of a closed plan stay as they are.' END,
            HINT = coalesce(format('Record it for the plan "%s", which takes its place, or open', successor), 'Open')
                   || ' the plan again: UPDATE plans SET state = ''live''.';
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION refuse_closed_plan() IS 'Trigger: refuses changes of what a closed plan is made of; corrections of ratings it has published are taken, and ratings of quarters that begin before the plan that takes its place counts.';

DO $closed$
DECLARE
  target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['items', 'nodes', 'links', 'due_dates', 'ratings'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_closed_plan_insert AFTER INSERT ON %1$I
                    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan()', target);
    EXECUTE format('COMMENT ON TRIGGER %1$s_closed_plan_insert ON %1$I IS %2$L', target, 'A closed plan gets nothing new.');
    -- Due dates and ratings never change; links are never deleted.
    CONTINUE WHEN target IN ('due_dates', 'ratings');
    EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_closed_plan_update AFTER UPDATE ON %1$I
                    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan()', target);
    EXECUTE format('COMMENT ON TRIGGER %1$s_closed_plan_update ON %1$I IS %2$L', target, 'A closed plan stays as it is.');
    CONTINUE WHEN target = 'links';
    EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_closed_plan_delete AFTER DELETE ON %1$I
                    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan()', target);
    EXECUTE format('COMMENT ON TRIGGER %1$s_closed_plan_delete ON %1$I IS %2$L', target, 'A closed plan loses nothing.');
  END LOOP;
END
$closed$;

-- What is reported before the handover is the old plan's: of a plan that does not count yet it would be in no report.
CREATE OR REPLACE FUNCTION refuse_early_ratings() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  early record;
BEGIN
  IF NOT EXISTS (SELECT FROM plans p WHERE p.counts_from > '-infinity') THEN
    RETURN NULL;
  END IF;
  SELECT c.quarter, p.counts_from, n.plan, o.plan AS old_plan INTO early
  FROM new_rows c
  JOIN items i ON i.item_id = c.item_id
  JOIN plans p ON p.plan_id = i.plan_id
  JOIN plan_names n ON n.plan_id = p.plan_id
  LEFT JOIN plan_names o ON o.plan_id = p.supersedes_plan_id
  WHERE end_date(c.quarter) < p.counts_from
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% on "%.%" is refused: the plan "%" counts from %', tg_op, tg_table_schema, tg_table_name, early.plan, to_char(early.counts_from, 'YYYY-MM-DD')
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('%s ends on %s, before that day.', early.quarter, to_char(end_date(early.quarter), 'YYYY-MM-DD')),
            HINT = coalesce(format('Record it for the plan "%s", whose place it takes.', early.old_plan),
                            'If the plan counts from an earlier day: UPDATE plans SET counts_from.');
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION refuse_early_ratings() IS 'Trigger: refuses ratings of a plan for a quarter that ends before plans.counts_from: until then the plan whose place it takes is reported.';
CREATE OR REPLACE TRIGGER ratings_early_insert AFTER INSERT ON ratings
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_early_ratings();
COMMENT ON TRIGGER ratings_early_insert ON ratings IS 'A plan reports no quarter before it counts.';

-- As known.

CREATE OR REPLACE FUNCTION end_of_day(day date) RETURNS timestamptz
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (day + 1)::timestamptz - interval '1 microsecond';
COMMENT ON FUNCTION end_of_day(date) IS 'The last moment of a day, in the session''s time zone.';

-- The few quarters there are come from the index of ratings, one step each: this costs plans times quarters, however many ratings there are.
CREATE OR REPLACE FUNCTION plan_quarters_as_known(known_at timestamptz)
  RETURNS TABLE (plan_id bigint, quarter quarter, previous_quarter quarter, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH RECURSIVE quarters AS (
    SELECT (SELECT min(r.quarter) FROM ratings r) AS quarter
    UNION ALL
    SELECT (SELECT min(r.quarter) FROM ratings r WHERE r.quarter > q.quarter)
      FROM quarters q
     WHERE q.quarter IS NOT NULL
  )
  SELECT reported.plan_id,
         reported.quarter,
         lag(reported.quarter) OVER in_time,
         lead(reported.quarter) OVER in_time IS NULL
    FROM (SELECT p.plan_id, q.quarter
            FROM plans p
           CROSS JOIN quarters q
           -- That there is a quarter, in words of which the planner expects fewer rows.
           WHERE start_date(q.quarter) <= 'infinity'
             AND (p.counts_from IS NULL OR p.counts_from <= end_date(q.quarter))
             AND EXISTS (SELECT FROM items i
                          CROSS JOIN LATERAL (SELECT FROM ratings r
                                               WHERE r.item_id = i.item_id AND r.quarter = q.quarter
                                                 AND r.recorded_at <= plan_quarters_as_known.known_at
                                               LIMIT 1) rated
                          WHERE i.plan_id = p.plan_id)) reported
  WINDOW in_time AS (PARTITION BY reported.plan_id ORDER BY reported.quarter);
END;
COMMENT ON FUNCTION plan_quarters_as_known(timestamptz) IS 'plan_quarters as it was at that moment.';

-- The rules are those of item_quarters (sql/33), over rows recorded by then: an item that nothing was recorded of is not there.
CREATE OR REPLACE FUNCTION known_item_quarters(known_at timestamptz, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, item_id bigint, quarter quarter, is_latest boolean, previous_quarter quarter,
                 state text, state_since date, state_reason text, item_state_id bigint,
                 rating rag, rating_id bigint, previous_rating rag, previous_rating_id bigint, movement text,
                 commentary text, corrective_action text, recorded_at timestamptz,
                 baseline_due date, current_due date, due_date_id bigint, revisions bigint,
                 level text, ref text, title text, code plan_code)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id, i.item_id, pq.quarter, coalesce(pq.is_latest, true), pq.previous_quarter,
         coalesce(stood.state, 'active'), stood.since, stood.reason, stood.item_state_id,
         now.rating, now.rating_id, before.rating, before.rating_id,
         CASE WHEN pq.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END,
         now.commentary, now.corrective_action, now.recorded_at,
         CASE WHEN isfinite(deadlines.due[1]) THEN deadlines.due[1] END,
         CASE WHEN isfinite(deadlines.due[deadlines.number]) THEN deadlines.due[deadlines.number] END,
         deadlines.due_date_id[deadlines.number],
         greatest(deadlines.number - 1, 0),
         i.level, i.ref, i.title, i.code
    FROM items i
    LEFT JOIN plan_quarters_as_known(known_item_quarters.known_at) pq ON pq.plan_id = i.plan_id
    LEFT JOIN LATERAL (SELECT s.item_state_id, s.state, s.since, s.reason
                         FROM item_states s
                        WHERE s.item_id = i.item_id AND s.recorded_at <= known_item_quarters.known_at
                        ORDER BY s.recorded_at DESC, s.item_state_id DESC
                        LIMIT 1) stood ON true
    LEFT JOIN LATERAL (SELECT r.rating_id, r.rating, r.commentary, r.corrective_action, r.recorded_at
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = pq.quarter AND r.recorded_at <= known_item_quarters.known_at
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
    LEFT JOIN LATERAL (SELECT r.rating_id, r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = pq.previous_quarter AND r.recorded_at <= known_item_quarters.known_at
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) before ON true
   CROSS JOIN LATERAL (SELECT array_agg(d.due) AS due, array_agg(d.due_date_id) AS due_date_id, count(*) AS number
                         FROM (SELECT r.due, r.due_date_id
                                 FROM due_dates r
                                WHERE r.item_id = i.item_id AND r.milestone = 'due' AND r.recorded_at <= known_item_quarters.known_at
                                ORDER BY r.revision) d) deadlines
   -- Most items have no state recorded: only of the others absences are worked out.
   WHERE (stood.item_state_id IS NULL
          OR NOT EXISTS (SELECT FROM item_absences_as_known(known_item_quarters.known_at) gone
                          WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                            AND coalesce(end_date(pq.quarter), known_item_quarters.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to))
     AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(known_item_quarters.as_at) c))
     AND (coalesce(i.recorded_at, '-infinity') <= known_item_quarters.known_at
          OR EXISTS (SELECT FROM ratings r WHERE r.item_id = i.item_id AND r.recorded_at <= known_item_quarters.known_at));
END;
COMMENT ON FUNCTION known_item_quarters(timestamptz, date) IS 'item_quarters_as_known, with what items says of the item.';

CREATE OR REPLACE FUNCTION item_quarters_as_known(known_at timestamptz, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, item_id bigint, quarter quarter, is_latest boolean, previous_quarter quarter,
                 state text, state_since date, state_reason text, item_state_id bigint,
                 rating rag, rating_id bigint, previous_rating rag, previous_rating_id bigint, movement text,
                 commentary text, corrective_action text, recorded_at timestamptz,
                 baseline_due date, current_due date, due_date_id bigint, revisions bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT k.plan_id, k.item_id, k.quarter, k.is_latest, k.previous_quarter, k.state, k.state_since, k.state_reason, k.item_state_id,
         k.rating, k.rating_id, k.previous_rating, k.previous_rating_id, k.movement, k.commentary, k.corrective_action, k.recorded_at,
         k.baseline_due, k.current_due, k.due_date_id, k.revisions
    FROM known_item_quarters(item_quarters_as_known.known_at, item_quarters_as_known.as_at) k;
END;
COMMENT ON FUNCTION item_quarters_as_known(timestamptz, date) IS
  'item_quarters as it was at that moment, with the deadlines and states known then and the keys of the rows that say so. Items known by then count if they were active, as known then, on the last day of the quarter; without a quarter, on as_at.';

CREATE OR REPLACE FUNCTION as_known_on(day date)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, item_id bigint, level text, ref text, title text,
                 state text, state_since date, rating rag, previous_quarter quarter, previous_rating rag, movement text,
                 baseline_due date, current_due date, revisions bigint, slippage_days integer, overdue boolean,
                 commentary text, corrective_action text, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.is_latest, iq.item_id, iq.level, iq.ref, iq.title,
         iq.state, iq.state_since, iq.rating, iq.previous_quarter, iq.previous_rating, iq.movement,
         iq.baseline_due, iq.current_due, iq.revisions, iq.current_due - iq.baseline_due,
         coalesce(iq.current_due < as_known_on.day, false) AND coalesce(iq.rating <> 'B', true),
         iq.commentary, iq.corrective_action, iq.recorded_at
    FROM known_item_quarters(end_of_day(as_known_on.day), as_known_on.day) iq
    JOIN (SELECT n.plan_id, n.plan, row_number() OVER (ORDER BY n.plan, n.plan_id) AS place FROM plan_names n) p ON p.plan_id = iq.plan_id
   ORDER BY p.place, iq.quarter NULLS FIRST, iq.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION as_known_on(date) IS
  'One row per item and quarter in which its plan had reported by the end of that day (one without a quarter where it never had): the rating, movement, deadline in force and state as known then, later corrections left out. Items that were active on the last day of the quarter, as known then. Wording and plan are those of today. Restrict it by plan_id and quarter in WHERE.';

-- All items are counted once, and from each quarter those that do not count in it are taken away.
CREATE OR REPLACE FUNCTION progress_as_known_on(day date)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, tally rag_tally, total bigint, complete bigint,
                 green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
  SET jit = off
BEGIN ATOMIC
  WITH gone AS MATERIALIZED (
    SELECT a.plan_id, a.item_id, a.absent_from, a.absent_to
      FROM item_absences_as_known(end_of_day(progress_as_known_on.day)) a
  ), known AS (
    SELECT i.item_id, i.plan_id
      FROM items i
     WHERE (coalesce(i.recorded_at, '-infinity') <= end_of_day(progress_as_known_on.day)
            OR EXISTS (SELECT FROM ratings r WHERE r.item_id = i.item_id AND r.recorded_at <= end_of_day(progress_as_known_on.day)))
       AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(progress_as_known_on.day) c))
  ), reported AS (
    SELECT k.plan_id, pq.quarter, coalesce(pq.is_latest, true) AS is_latest, coalesce(end_date(pq.quarter), progress_as_known_on.day) AS day, k.items
      FROM (SELECT known.plan_id, count(*) AS items FROM known GROUP BY known.plan_id) k
      LEFT JOIN plan_quarters_as_known(end_of_day(progress_as_known_on.day)) pq ON pq.plan_id = k.plan_id
  ), away AS (
    SELECT r.plan_id, r.quarter, count(*) AS items
      FROM reported r
      JOIN gone ON gone.plan_id = r.plan_id AND r.day BETWEEN gone.absent_from AND gone.absent_to
      JOIN known ON known.item_id = gone.item_id
     GROUP BY r.plan_id, r.quarter
  ), spoken AS (
    SELECT DISTINCT ON (r.item_id, r.quarter) r.item_id, r.quarter, r.rating
      FROM ratings r
     WHERE r.recorded_at <= end_of_day(progress_as_known_on.day)
     ORDER BY r.item_id DESC, r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
  ), rated AS (
    SELECT n.plan_id, n.quarter, sum((coalesce(n.rating::text, '?') || n.items)::rag_tally) AS tally
      FROM (SELECT i.plan_id, r.quarter, r.rating, count(*) AS items
              FROM spoken r
              JOIN items i ON i.item_id = r.item_id
             WHERE NOT EXISTS (SELECT FROM gone WHERE gone.item_id = r.item_id AND end_date(r.quarter) BETWEEN gone.absent_from AND gone.absent_to)
             GROUP BY i.plan_id, r.quarter, r.rating) n
     GROUP BY n.plan_id, n.quarter
  )
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.tally, total(t.tally), complete(t.tally), green(t.tally), amber_green(t.tally),
         amber(t.tally), amber_red(t.tally), red(t.tally), scheduled(t.tally), unrated(t.tally), percent_complete(t.tally), overall(t.tally),
         rated(t.tally), live(t.tally), percent_complete(t.tally, 'rated')
    FROM (SELECT c.plan_id, c.quarter, c.is_latest, c.items,
                 CASE WHEN r.tally IS NULL THEN ('?' || c.items)::rag_tally
                      WHEN c.items > total(r.tally) THEN r.tally + ('?' || (c.items - total(r.tally)))::rag_tally
                      ELSE r.tally END AS tally
            FROM (SELECT e.plan_id, e.quarter, e.is_latest, e.items - coalesce(a.items, 0) AS items
                    FROM reported e
                    LEFT JOIN away a ON a.plan_id = e.plan_id AND (a.quarter = e.quarter OR (a.quarter IS NULL AND e.quarter IS NULL))) c
            LEFT JOIN rated r ON r.plan_id = c.plan_id AND r.quarter = c.quarter
           WHERE c.items > 0) t
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST;
END;
COMMENT ON FUNCTION progress_as_known_on(date) IS
  'progress_report as it stood at the end of that day: one row per plan and quarter reported by then; percentages are of all items that counted then, not rated ones included.';

CREATE OR REPLACE FUNCTION links_as_known(known_at timestamptz)
  RETURNS TABLE (link_id bigint, from_item_id bigint, from_node_id bigint, to_item_id bigint, to_node_id bigint, relation text,
                 valid_from date, valid_to date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.link_id, l.from_item_id, l.from_node_id, l.to_item_id, l.to_node_id, l.relation, l.valid_from,
         coalesce(later.previous_valid_to, l.valid_to)
    FROM links l
    LEFT JOIN (SELECT DISTINCT ON (e.link_id) e.link_id, e.previous_valid_to
                 FROM link_ends e
                WHERE e.recorded_at > links_as_known.known_at
                ORDER BY e.link_id, e.recorded_at, e.link_end_id) later ON later.link_id = l.link_id
   WHERE coalesce(l.recorded_at, '-infinity') <= links_as_known.known_at;
END;
COMMENT ON FUNCTION links_as_known(timestamptz) IS 'links as they were at that moment: those recorded by then, with the last day known then.';

CREATE OR REPLACE FUNCTION rollup_as_known_on(day date, in_quarter quarter DEFAULT NULL, of_plans bigint[] DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text,
                 by_link rag_tally, distinct_items rag_tally, items_by_link bigint, items_distinct bigint,
                 percent_complete numeric, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
  SET jit = off
BEGIN ATOMIC
  WITH turned AS (
    SELECT CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END AS item_id,
           CASE rel.child_end WHEN 'from' THEN l.from_node_id ELSE l.to_node_id END AS child_node_id,
           CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END AS node_id
      FROM links_as_known(end_of_day(rollup_as_known_on.day)) l
      JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
     WHERE coalesce(end_date(rollup_as_known_on.in_quarter), rollup_as_known_on.day) BETWEEN l.valid_from AND l.valid_to
       AND CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END IS NOT NULL
  ), rated AS MATERIALIZED (
    -- Materialised: rated once per item, not once per link of it.
    SELECT i.item_id, now.rating
      FROM items i
      LEFT JOIN plan_quarters_as_known(end_of_day(rollup_as_known_on.day)) pq ON pq.plan_id = i.plan_id AND pq.is_latest
      LEFT JOIN LATERAL (SELECT r.rating
                           FROM ratings r
                          WHERE r.item_id = i.item_id AND r.quarter = coalesce(rollup_as_known_on.in_quarter, pq.quarter)
                            AND r.recorded_at <= end_of_day(rollup_as_known_on.day)
                          ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                          LIMIT 1) now ON true
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(coalesce(end_date(rollup_as_known_on.in_quarter), rollup_as_known_on.day)) c))
       AND (rollup_as_known_on.of_plans IS NULL OR i.plan_id = ANY (rollup_as_known_on.of_plans))
       AND NOT EXISTS (SELECT FROM item_absences_as_known(end_of_day(rollup_as_known_on.day)) gone
                        WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id
                          AND (rollup_as_known_on.of_plans IS NULL OR gone.plan_id = ANY (rollup_as_known_on.of_plans))
                          AND coalesce(end_date(rollup_as_known_on.in_quarter), rollup_as_known_on.day) BETWEEN gone.absent_from AND gone.absent_to)
       AND (coalesce(i.recorded_at, '-infinity') <= end_of_day(rollup_as_known_on.day)
            OR EXISTS (SELECT FROM ratings r WHERE r.item_id = i.item_id AND r.recorded_at <= end_of_day(rollup_as_known_on.day)))
  )
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title,
         coalesce(rolled.by_link, '0'),
         coalesce(rolled.distinct_items, '0'),
         coalesce(total(rolled.by_link), 0),
         coalesce(total(rolled.distinct_items), 0),
         percent_complete(rolled.distinct_items),
         overall(rolled.distinct_items)
    FROM nodes n
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
    LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT linkage(t.child_node_id, t.node_id) FROM turned t WHERE t.child_node_id IS NOT NULL),
                                             il.node_id, il.item_id, r.rating) AS nodes
                         FROM rated r
                         JOIN turned il ON il.item_id = r.item_id) s
                CROSS JOIN LATERAL unnest(s.nodes) u) rolled ON rolled.node = n.node_id
   WHERE rollup_as_known_on.day IS NOT NULL
     AND (rollup_as_known_on.in_quarter IS NULL OR checked_quarter(rollup_as_known_on.in_quarter) IS NOT NULL)
     AND (rollup_as_known_on.of_plans IS NULL OR checked_plans(rollup_as_known_on.of_plans) IS NOT NULL)
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION rollup_as_known_on(date, quarter, bigint[]) IS
  'The rollup as it stood at the end of that day: one row per node, zeros included, over the ratings, states and links known then. A quarter: its ratings (an item without one is unrated), items active and links holding on its last day; no quarter: the latest each plan had reported, items active and links holding on that day. Do not add across nodes.';

CREATE OR REPLACE FUNCTION checked_states(states text[]) RETURNS text[]
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  known CONSTANT text[] := ARRAY['active', 'withdrawn', 'superseded', 'merged', 'deferred'];
  unknown text := (SELECT s FROM unnest(states) s WHERE s IS NULL OR s <> ALL (known) LIMIT 1);
BEGIN
  IF NOT states <@ known THEN
    RAISE EXCEPTION 'unknown state "%"', coalesce(unknown, 'NULL')
      USING ERRCODE = 'invalid_parameter_value', HINT = format('States are %s.', array_to_string(known, ', '));
  END IF;
  RETURN states;
END
$body$;
COMMENT ON FUNCTION checked_states(text[]) IS 'The states themselves, or an error if one is not a state of items.';

CREATE OR REPLACE FUNCTION progress_on(as_at date DEFAULT CURRENT_DATE, states text[] DEFAULT '{active}')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, counted_states text[], tally rag_tally, total bigint, complete bigint,
                 green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, progress_on.states, t.tally, total(t.tally), complete(t.tally), green(t.tally), amber_green(t.tally),
         amber(t.tally), amber_red(t.tally), red(t.tally), scheduled(t.tally), unrated(t.tally), percent_complete(t.tally), overall(t.tally),
         rated(t.tally), live(t.tally), percent_complete(t.tally, 'rated')
    FROM (SELECT i.plan_id, latest.quarter, tally(now.rating) AS tally
            FROM items i
            LEFT JOIN (SELECT pq.plan_id, max(pq.quarter) AS quarter
                         FROM plan_quarters pq
                        WHERE start_date(pq.quarter) <= coalesce(progress_on.as_at, CURRENT_DATE)
                        GROUP BY pq.plan_id) latest ON latest.plan_id = i.plan_id
            LEFT JOIN LATERAL (SELECT r.rating
                                 FROM ratings r
                                WHERE r.item_id = i.item_id AND r.quarter = latest.quarter
                                ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                                LIMIT 1) now ON true
            LEFT JOIN item_absences gone ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(progress_on.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
           WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(progress_on.as_at) c))
             AND CASE WHEN gone.item_id IS NULL THEN 'active' ELSE gone.state END = ANY (checked_states(progress_on.states))
           GROUP BY i.plan_id, latest.quarter) t
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id;
END;
COMMENT ON FUNCTION progress_on(date, text[]) IS
  'One row per plan: its items that were in one of these states on that day, by their rating in the latest quarter it reports of those begun by then, as known now. Percentages are of all items so chosen, not rated ones included.';

-- Publishing.

CREATE OR REPLACE FUNCTION plan_named(name text) RETURNS bigint
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found bigint[] := ARRAY(SELECT p.plan_id FROM plan_names p WHERE normal_name(p.plan) = normal_name(name));
BEGIN
  IF found = '{}' THEN
    found := ARRAY(SELECT p.plan_id FROM plans p WHERE normal_name(p.title) = normal_name(name));
  END IF;
  IF cardinality(found) = 1 THEN
    RETURN found[1];
  END IF;
  RAISE EXCEPTION '%', format(CASE found WHEN '{}' THEN 'there is no plan "%s"' ELSE 'several plans are called "%s"' END, name)
    USING ERRCODE = CASE found WHEN '{}' THEN 'undefined_object' ELSE 'ambiguous_parameter' END,
          DETAIL = 'Plans: ' || coalesce((SELECT string_agg(quote_ident(p.plan), ', ' ORDER BY p.plan) FROM plan_names p), 'none') || '.',
          HINT = 'Write the name as the view plan_names has it: the title and, where there is one, the version in parentheses.';
END
$body$;
COMMENT ON FUNCTION plan_named(text) IS 'The plan of that name (title and version, or a title that only one has), without regard to case and blanks; an error if there is none or several.';

CREATE OR REPLACE VIEW turned_links WITH (security_invoker = true) AS
SELECT l.link_id, l.from_item_id AS item_id, l.from_node_id AS child_node_id, l.to_node_id AS node_id, l.relation, l.valid_from, l.valid_to
  FROM links l
  JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
 WHERE l.to_node_id IS NOT NULL
UNION ALL
SELECT l.link_id, l.to_item_id, l.to_node_id, l.from_node_id, l.relation, l.valid_from, l.valid_to
  FROM links l
  JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'to'
 WHERE l.from_node_id IS NOT NULL;
COMMENT ON VIEW turned_links IS 'One row per link that rolls up, past ones included, turned so that the child, an item or a node, comes before the parent node.';

-- Until the server's own analysis comes by, reports would plan for the few rows there were: minutes instead of a second.
CREATE OR REPLACE FUNCTION renew_statistics(relation regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF (SELECT pg_relation_size(c.oid) > 2 * greatest(c.relpages, 1)::bigint * current_setting('block_size')::integer AND pg_has_role(c.relowner, 'USAGE')
        FROM pg_class c WHERE c.oid = relation) THEN
    EXECUTE format('ANALYZE %s', relation);
  END IF;
END
$body$;
COMMENT ON FUNCTION renew_statistics(regclass) IS 'Has the server analyse a table that has more than doubled since it last did, if the caller has the rights of its owner.';

CREATE OR REPLACE FUNCTION publish_quarter(plan text, in_quarter quarter, note text DEFAULT NULL) RETURNS publications
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  of_plan CONSTANT bigint := plan_named(plan);
  run publications;
BEGIN
  IF of_plan IS NULL OR in_quarter IS NULL THEN
    RAISE EXCEPTION 'publish_quarter needs a plan and a quarter'
      USING ERRCODE = 'null_value_not_allowed', HINT = 'SELECT * FROM publish_quarter(plan, quarter, note)';
  END IF;
  PERFORM checked_quarter(in_quarter);
  -- Two at once would both make the same edition.
  PERFORM pg_advisory_xact_lock(hashint8extended(of_plan, 'publications'::regclass::oid::bigint));
  SELECT NULL, of_plan, pq.quarter, NULL, pq.previous_quarter, end_date(pq.quarter), note, now(), current_user INTO run
  FROM plan_quarters pq WHERE pq.plan_id = of_plan AND pq.quarter = in_quarter;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the plan "%" reports nothing for %', plan, in_quarter
      USING ERRCODE = 'no_data_found',
            DETAIL = 'It reports for: ' || coalesce((SELECT string_agg(pq.quarter::text, ', ' ORDER BY pq.quarter) FROM plan_quarters pq WHERE pq.plan_id = of_plan), 'no quarter') || '.',
            HINT = 'Record its ratings first.';
  END IF;
  run.edition := 1 + coalesce((SELECT max(p.edition) FROM publications p WHERE p.plan_id = of_plan AND p.quarter = in_quarter), 0);
  IF run.edition > 1 AND coalesce(trim_cell(note), '') = '' THEN
    RAISE EXCEPTION '% of the plan "%" is published already', in_quarter, plan
      USING ERRCODE = 'unique_violation', DETAIL = format('Edition %s stays as it is; a further edition needs a reason.', run.edition - 1),
            HINT = format('SELECT * FROM publish_quarter(%L, %L, ''why there is another edition''); the view restatements shows what has changed.', plan, in_quarter::text);
  END IF;
  INSERT INTO publications (plan_id, quarter, edition, previous_quarter, links_at, note)
  VALUES (run.plan_id, run.quarter, run.edition, run.previous_quarter, run.links_at, run.note)
  RETURNING * INTO run;

  -- One statement, one snapshot: items, nodes and links fit together whatever others are writing.
  WITH counted AS (
    INSERT INTO published_items (publication_id, item_id, level, ref, title, state, item_state_id, rating, rating_id, previous_rating,
                                 previous_rating_id, movement, baseline_due, current_due, due_date_id, revisions)
    SELECT run.publication_id, iq.item_id, i.level, i.ref, i.title, iq.state, iq.item_state_id, iq.rating, iq.rating_id, iq.previous_rating,
           iq.previous_rating_id, iq.movement, iq.baseline_due, iq.current_due, iq.due_date_id, iq.revisions
    FROM item_quarters_as_known('infinity') iq JOIN items i ON i.item_id = iq.item_id
    WHERE iq.plan_id = of_plan AND iq.quarter = in_quarter
    RETURNING item_id, rating
  ), held AS MATERIALIZED (
    SELECT l.link_id, l.item_id, l.child_node_id, l.node_id FROM turned_links l WHERE run.links_at BETWEEN l.valid_from AND l.valid_to
  ), rolled AS MATERIALIZED (
    SELECT u.node, u.by_link, u.distinct_items
    FROM (SELECT outcome_rollup((SELECT linkage(h.child_node_id, h.node_id) FROM held h WHERE h.child_node_id IS NOT NULL),
                                h.node_id, c.item_id, c.rating) AS nodes
          FROM counted c JOIN held h ON h.item_id = c.item_id) s, unnest(s.nodes) u
    WHERE total(u.by_link) > 0
  ), nodes_published AS (
    INSERT INTO published_nodes (publication_id, node_id, level, ref, title, by_link, distinct_items)
    SELECT run.publication_id, n.node_id, n.level, n.ref, n.title, coalesce(r.by_link, '0'), coalesce(r.distinct_items, '0')
    FROM nodes n LEFT JOIN rolled r ON r.node = n.node_id
    WHERE r.node IS NOT NULL OR n.plan_id = of_plan
  )
  INSERT INTO published_links (publication_id, link_id, item_id, child_node_id, node_id)
  SELECT run.publication_id, h.link_id, h.item_id, h.child_node_id, h.node_id
  FROM held h
  WHERE h.item_id IN (SELECT c.item_id FROM counted c) OR h.child_node_id IN (SELECT r.node FROM rolled r);
  PERFORM renew_statistics(t.relation) FROM unnest(ARRAY['published_items', 'published_nodes', 'published_links']::regclass[]) t (relation);
  RETURN run;
END
$body$;
COMMENT ON FUNCTION publish_quarter(text, quarter, text) IS
  'Freezes a quarter of a plan as it stands: items, ratings, movements, deadlines, nodes by link and distinct, and the links they rest on. Publishing it again makes the next edition, for which a reason is asked; the former stays.';

CREATE OR REPLACE VIEW publication_editions WITH (security_invoker = true) AS
SELECT p.publication_id, p.plan_id, n.plan, p.quarter, p.edition, p.previous_quarter, p.links_at, p.note, p.published_at, p.published_by,
       lead(p.publication_id) OVER editions AS next_publication_id,
       lead(p.publication_id) OVER editions IS NULL AS is_last_edition
  FROM publications p
  JOIN plan_names n ON n.plan_id = p.plan_id
WINDOW editions AS (PARTITION BY p.plan_id, p.quarter ORDER BY p.edition);
COMMENT ON VIEW publication_editions IS 'One row per publication, with the edition that took its place.';

CREATE OR REPLACE VIEW published_report WITH (security_invoker = true) AS
SELECT e.publication_id, e.plan_id, e.plan, e.quarter, e.edition, e.is_last_edition, e.published_at, e.published_by, e.note,
       i.item_id, i.level, i.ref, i.title, i.state, i.rating,
       coalesce(own.label, label(i.rating)) AS rating_label,
       e.previous_quarter, i.previous_rating, i.movement, i.baseline_due, i.current_due, i.revisions, r.commentary, r.corrective_action
  FROM publication_editions e
  JOIN published_items i ON i.publication_id = e.publication_id
  LEFT JOIN ratings r ON r.rating_id = i.rating_id
  LEFT JOIN plan_legends own ON own.plan_id = e.plan_id AND own.rating = i.rating
 ORDER BY e.plan, e.plan_id, e.quarter, e.edition, try_plan_code(i.ref) NULLS LAST, i.item_id;
COMMENT ON VIEW published_report IS 'One row per publication and item it counts, every edition: the figures as published, whatever was recorded since.';

-- Not SETOF the view: pg_upgrade would make the view before the function, and so before the operator classes it needs.
CREATE OR REPLACE FUNCTION published_report(in_plan text, in_quarter quarter, of_edition integer DEFAULT NULL)
  RETURNS TABLE (publication_id bigint, plan_id bigint, plan text, quarter quarter, edition integer, is_last_edition boolean, published_at timestamptz, published_by text,
                 note text, item_id bigint, level text, ref text, title text, state text, rating rag, rating_label text, previous_quarter quarter,
                 previous_rating rag, movement text, baseline_due date, current_due date, revisions bigint, commentary text, corrective_action text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT r.*
    FROM published_report r
   WHERE r.plan_id = plan_named(in_plan)
     AND r.quarter = checked_quarter(in_quarter)
     AND CASE WHEN of_edition IS NULL THEN r.is_last_edition ELSE r.edition = of_edition END
   ORDER BY try_plan_code(r.ref) NULLS LAST, r.item_id;
END;
COMMENT ON FUNCTION published_report(text, quarter, integer) IS 'The published figures of a plan''s quarter, one row per item it counts: of that edition or, without one, of the last.';

CREATE OR REPLACE VIEW published_progress WITH (security_invoker = true) AS
SELECT e.publication_id, e.plan_id, e.plan, e.quarter, e.edition, e.is_last_edition, e.published_at, e.published_by, e.note, t.tally,
       total(t.tally) AS total,
       complete(t.tally) AS complete,
       green(t.tally) AS green,
       amber_green(t.tally) AS amber_green,
       amber(t.tally) AS amber,
       amber_red(t.tally) AS amber_red,
       red(t.tally) AS red,
       scheduled(t.tally) AS scheduled,
       unrated(t.tally) AS unrated,
       percent_complete(t.tally) AS percent_complete,
       overall(t.tally) AS overall
  FROM publication_editions e
  LEFT JOIN (SELECT i.publication_id, tally(i.rating) AS tally FROM published_items i GROUP BY i.publication_id) t
    ON t.publication_id = e.publication_id
 ORDER BY e.plan, e.plan_id, e.quarter, e.edition;
COMMENT ON VIEW published_progress IS 'One row per publication, every edition: how many of the items it counts have which rating, as published; percentages are of all of them, not rated ones included.';

CREATE OR REPLACE VIEW published_node_report WITH (security_invoker = true) AS
SELECT e.publication_id, e.plan_id, e.plan, e.quarter, e.edition, e.is_last_edition, e.published_at,
       n.node_id, n.level, n.ref, n.title, n.by_link, n.distinct_items,
       total(n.by_link) AS items_by_link,
       total(n.distinct_items) AS items_distinct,
       percent_complete(n.distinct_items) AS percent_complete,
       overall(n.distinct_items) AS overall
  FROM publication_editions e
  JOIN published_nodes n ON n.publication_id = e.publication_id
 ORDER BY e.plan, e.plan_id, e.quarter, e.edition, n.level, try_plan_code(n.ref) NULLS LAST, n.node_id;
COMMENT ON VIEW published_node_report IS 'One row per publication, every edition, and node: the plan''s items at or under it as published, by link and distinct. Do not add across nodes.';

-- Restatements.  Compiling such queries takes longer than running them, and their arguments do what a condition of the caller's would.

CREATE OR REPLACE FUNCTION publication_changes(of_plan bigint DEFAULT NULL, in_quarter quarter DEFAULT NULL)
  RETURNS TABLE (publication_id bigint, item_id bigint, child_node_id bigint, node_id bigint, figure text, old_value text, new_value text,
                 cause text, changed_at timestamptz, changed_by text, why text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
  SET jit = off
BEGIN ATOMIC
  WITH editions AS MATERIALIZED (
    SELECT e.publication_id, e.plan_id, e.quarter, e.links_at, e.published_at, e.next_publication_id, coalesce(n.published_at, 'infinity') AS known_at
      FROM publication_editions e
      LEFT JOIN publications n ON n.publication_id = e.next_publication_id
     WHERE (publication_changes.of_plan IS NULL OR checked_plan(publication_changes.of_plan) IS NOT NULL)
       AND (publication_changes.of_plan IS NULL OR e.plan_id = publication_changes.of_plan)
       AND (publication_changes.in_quarter IS NULL OR e.quarter = publication_changes.in_quarter)
  ), published AS (
    SELECT e.publication_id, i.item_id, i.rating::text AS rating, i.previous_rating::text AS previous_rating, i.movement, i.current_due
      FROM editions e
      JOIN published_items i ON i.publication_id = e.publication_id
  ), followed AS (
    -- What took its place: the next edition or, after the last, today.
    SELECT e.publication_id, i.item_id, i.rating::text AS rating, i.rating_id, i.previous_rating::text AS previous_rating,
           i.previous_rating_id, i.movement, i.current_due, i.due_date_id
      FROM editions e
      JOIN published_items i ON i.publication_id = e.next_publication_id
    UNION ALL
    SELECT e.publication_id, i.item_id, i.rating::text, i.rating_id, i.previous_rating::text,
           i.previous_rating_id, i.movement, i.current_due, i.due_date_id
      FROM editions e
     CROSS JOIN LATERAL (SELECT q.item_id, q.rating, q.rating_id, q.previous_rating, q.previous_rating_id, q.movement, q.current_due, q.due_date_id
                           FROM item_quarters_as_known('infinity') q
                          WHERE q.plan_id = e.plan_id AND q.quarter = e.quarter OFFSET 0) i
     WHERE e.next_publication_id IS NULL
  ), items_changed AS MATERIALIZED (
    SELECT coalesce(o.publication_id, n.publication_id) AS publication_id, coalesce(o.item_id, n.item_id) AS item_id,
           o.item_id IS NOT NULL AS was, n.item_id IS NOT NULL AS is_now,
           o.rating AS old_rating, n.rating, n.rating_id, o.previous_rating AS old_previous, n.previous_rating, n.previous_rating_id,
           o.movement AS old_movement, n.movement, o.current_due AS old_due, n.current_due AS due, n.due_date_id
      FROM published o
      FULL JOIN followed n ON n.publication_id = o.publication_id AND n.item_id = o.item_id
     WHERE o.item_id IS NULL
        OR n.item_id IS NULL
        OR o.rating IS DISTINCT FROM n.rating
        OR o.previous_rating IS DISTINCT FROM n.previous_rating
        OR o.movement IS DISTINCT FROM n.movement
        OR o.current_due IS DISTINCT FROM n.current_due
  ), figures AS (
    SELECT c.publication_id, c.item_id, f.figure, f.old_value, f.new_value, f.rating_id, f.due_date_id
      FROM items_changed c
     CROSS JOIN LATERAL (VALUES
           ('counted', CASE WHEN c.was THEN 'yes' ELSE 'no' END, CASE WHEN c.is_now THEN 'yes' ELSE 'no' END, true, NULL::bigint, NULL::bigint),
           ('rating', coalesce(c.old_rating, 'not rated'), coalesce(c.rating, 'not rated'), c.was AND c.is_now, c.rating_id, NULL),
           ('previous rating', coalesce(c.old_previous, 'not rated'), coalesce(c.previous_rating, 'not rated'), c.was AND c.is_now,
            c.previous_rating_id, NULL),
           ('movement', coalesce(c.old_movement, 'none'), coalesce(c.movement, 'none'), c.was AND c.is_now,
            greatest(c.rating_id, c.previous_rating_id), NULL),
           ('due date', coalesce(to_char(c.old_due, 'YYYY-MM-DD'), 'none'), coalesce(to_char(c.due, 'YYYY-MM-DD'), 'none'),
            c.was AND c.is_now, NULL, c.due_date_id)) f (figure, old_value, new_value, comparable, rating_id, due_date_id)
     WHERE f.comparable AND f.old_value <> f.new_value
  ), links_changed AS (
    -- Lost and gained, against the next edition and against today; today's of items and nodes that the publication counts.
    SELECT e.publication_id, l.item_id, l.child_node_id, l.node_id, l.link_id, true AS lost
      FROM editions e
      JOIN published_links l ON l.publication_id = e.publication_id
      LEFT JOIN published_links n ON n.publication_id = e.next_publication_id AND n.link_id = l.link_id
     WHERE e.next_publication_id IS NOT NULL AND n.link_id IS NULL
    UNION ALL
    SELECT e.publication_id, n.item_id, n.child_node_id, n.node_id, n.link_id, false
      FROM editions e
      JOIN published_links n ON n.publication_id = e.next_publication_id
      LEFT JOIN published_links l ON l.publication_id = e.publication_id AND l.link_id = n.link_id
     WHERE l.link_id IS NULL
    UNION ALL
    SELECT coalesce(l.publication_id, t.publication_id),
           CASE WHEN l.link_id IS NULL THEN t.item_id ELSE l.item_id END,
           CASE WHEN l.link_id IS NULL THEN t.child_node_id ELSE l.child_node_id END,
           CASE WHEN l.link_id IS NULL THEN t.node_id ELSE l.node_id END,
           coalesce(l.link_id, t.link_id),
           l.link_id IS NOT NULL
      FROM (SELECT e.publication_id, p.link_id, p.item_id, p.child_node_id, p.node_id
              FROM editions e
              JOIN published_links p ON p.publication_id = e.publication_id
             WHERE e.next_publication_id IS NULL) l
      FULL JOIN (SELECT e.publication_id, n.link_id, n.item_id, NULL::bigint AS child_node_id, n.node_id
                   FROM editions e
                   JOIN published_items i ON i.publication_id = e.publication_id
                   JOIN turned_links n ON n.item_id = i.item_id AND e.links_at BETWEEN n.valid_from AND n.valid_to
                  WHERE e.next_publication_id IS NULL
                 UNION ALL
                 SELECT e.publication_id, n.link_id, NULL, n.child_node_id, n.node_id
                   FROM editions e
                   JOIN published_nodes i ON i.publication_id = e.publication_id AND total(i.by_link) > 0
                   JOIN turned_links n ON n.child_node_id = i.node_id AND e.links_at BETWEEN n.valid_from AND n.valid_to
                  WHERE e.next_publication_id IS NULL) t ON t.publication_id = l.publication_id AND t.link_id = l.link_id
     WHERE l.link_id IS NULL OR t.link_id IS NULL OR t.node_id <> l.node_id
  ), pairs_changed AS (
    -- Two links may tie the same pair: it has changed when the last is lost or the first is gained.
    SELECT x.publication_id, x.item_id, x.child_node_id, x.node_id, x.link_id, x.was
      FROM (SELECT c.publication_id, c.item_id, c.child_node_id, c.node_id, max(c.link_id) AS link_id, bool_or(c.lost) AS was,
                   coalesce(array_agg(c.link_id) FILTER (WHERE c.lost), '{}') AS lost_links
              FROM links_changed c
             GROUP BY c.publication_id, c.item_id, c.child_node_id, c.node_id
            HAVING bool_or(c.lost) <> bool_or(NOT c.lost)) x
     WHERE NOT EXISTS (SELECT FROM published_links l
                        WHERE l.publication_id = x.publication_id AND l.node_id = x.node_id
                          AND (l.item_id = x.item_id OR l.child_node_id = x.child_node_id) AND l.link_id <> ALL (x.lost_links))
           -- The links of an item that no longer counts, or counts anew, are no changes of their own.
       AND NOT EXISTS (SELECT FROM items_changed c
                        WHERE c.publication_id = x.publication_id AND c.item_id = x.item_id AND NOT (c.was AND c.is_now))
  )
  SELECT f.publication_id, f.item_id, NULL::bigint, NULL::bigint, f.figure, f.old_value, f.new_value,
         CASE WHEN f.figure = 'due date' THEN 'date'
              WHEN f.figure <> 'counted' THEN 'rating'
              WHEN moved.by_plan THEN 'plan'
              WHEN st.item_state_id IS NULL THEN 'item'
              ELSE 'state' END,
         CASE WHEN f.figure = 'due date' THEN d.recorded_at
              WHEN f.figure <> 'counted' THEN r.recorded_at
              WHEN moved.by_plan THEN NULL
              WHEN st.item_state_id IS NULL THEN i.recorded_at
              WHEN isfinite(st.recorded_at) THEN st.recorded_at END,
         CASE WHEN f.figure = 'due date' THEN d.recorded_by
              WHEN f.figure <> 'counted' THEN r.recorded_by
              WHEN moved.by_plan THEN NULL
              WHEN st.item_state_id IS NULL THEN i.recorded_by
              ELSE st.recorded_by END,
         CASE WHEN f.figure = 'due date' THEN coalesce(d.reason, 'deadline "' || d.raw || '"')
              WHEN f.figure <> 'counted' THEN coalesce(r.commentary, 'rating "' || r.raw || '" recorded')
              WHEN moved.by_plan THEN coalesce('the plan counts from ' || to_char(pl.counts_from, 'YYYY-MM-DD'), 'the plan counts from the first')
              WHEN st.item_state_id IS NULL THEN 'item added'
              ELSE concat(st.state, ' since ' || to_char(st.since, 'YYYY-MM-DD'), ': ' || st.reason) END
    FROM figures f
    JOIN editions e ON e.publication_id = f.publication_id
    JOIN plans pl ON pl.plan_id = e.plan_id
    JOIN items i ON i.item_id = f.item_id
    LEFT JOIN ratings r ON r.rating_id = f.rating_id
    LEFT JOIN due_dates d ON d.due_date_id = f.due_date_id
    LEFT JOIN LATERAL (SELECT s.item_state_id, s.state, s.since, s.reason, s.recorded_at, s.recorded_by
                         FROM item_states s
                        WHERE f.figure = 'counted' AND s.item_id = f.item_id AND s.recorded_at <= e.known_at
                          AND NOT (f.new_value = 'yes' AND coalesce(i.recorded_at > e.published_at, false))
                        -- One recorded since, if there is one, and of those the one that says so of the last day of the quarter.
                        ORDER BY (s.recorded_at > e.published_at) DESC,
                                 (s.state = 'active') = (f.new_value = 'yes') AND coalesce(s.since <= e.links_at, true) DESC,
                                 s.recorded_at DESC, s.item_state_id DESC
                        LIMIT 1) st ON true
   -- Without a state that says so, and not because it is new, only the plan's beginning can have moved.
   CROSS JOIN LATERAL (SELECT f.new_value = 'no' AND coalesce(pl.counts_from > e.links_at, false)
                              OR st.item_state_id IS NULL AND (f.new_value = 'no' OR coalesce(i.recorded_at <= e.published_at, false)) AS by_plan) moved
  UNION ALL
  SELECT p.publication_id, p.item_id, p.child_node_id, p.node_id, 'link',
         CASE WHEN p.was THEN n.level || ' ' || n.ref ELSE 'none' END,
         CASE WHEN p.was THEN 'none' ELSE n.level || ' ' || n.ref END,
         CASE WHEN ended.link_end_id IS NULL AND p.was THEN 'relation' ELSE 'link' END,
         CASE WHEN ended.link_end_id IS NOT NULL THEN ended.recorded_at WHEN NOT p.was THEN l.recorded_at END,
         CASE WHEN ended.link_end_id IS NOT NULL THEN ended.recorded_by WHEN NOT p.was THEN l.recorded_by END,
         CASE WHEN ended.link_end_id IS NULL AND p.was THEN l.relation || ' no longer rolls up'
              WHEN p.was THEN l.relation || ' ended on ' || to_char(ended.valid_to, 'YYYY-MM-DD')
              WHEN isfinite(l.valid_from) THEN l.relation || ' added from ' || to_char(l.valid_from, 'YYYY-MM-DD')
              ELSE l.relation || ' added' END
    FROM pairs_changed p
    JOIN editions e ON e.publication_id = p.publication_id
    JOIN nodes n ON n.node_id = p.node_id
    JOIN links l ON l.link_id = p.link_id
    LEFT JOIN LATERAL (SELECT x.link_end_id, x.valid_to, x.recorded_at, x.recorded_by
                         FROM link_ends x
                        WHERE x.link_id = p.link_id AND x.recorded_at <= e.known_at
                        ORDER BY x.recorded_at DESC, x.link_end_id DESC
                        LIMIT 1) ended ON true;
END;
COMMENT ON FUNCTION publication_changes(bigint, quarter) IS
  'What changed since publication: one row per publication and changed figure of an item (counted, rating, previous rating, movement, due date), or link of an item or a node; against the next edition or, of the last, against today; of one plan and quarter, or all. Cause, who, when and why are those of the row recorded last.';

CREATE OR REPLACE FUNCTION restatements(of_plan bigint DEFAULT NULL, in_quarter quarter DEFAULT NULL)
  RETURNS TABLE (publication_id bigint, plan_id bigint, plan text, quarter quarter, edition integer, unit text, item_id bigint, node_id bigint,
                 level text, ref text, title text, figure text, old_value text, new_value text, cause text, changed_at timestamptz,
                 changed_by text, why text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
  SET jit = off
BEGIN ATOMIC
  WITH changes AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY c.publication_id, c.item_id, c.child_node_id, c.figure, c.node_id) AS change, c.publication_id, c.item_id, c.child_node_id, c.node_id, c.figure, c.old_value, c.new_value,
           c.cause, c.changed_at, c.changed_by, c.why, c.figure IN ('counted', 'rating', 'link') AS counts
      FROM publication_changes(of_plan, in_quarter) c
  ), editions AS MATERIALIZED (
    SELECT e.publication_id, e.plan_id, e.quarter, e.links_at, e.next_publication_id
      FROM publication_editions e
     WHERE e.publication_id IN (SELECT c.publication_id FROM changes c WHERE c.counts)
  ), now_counted AS MATERIALIZED (
    -- Today's items of the last editions: as published, but for the changes.
    SELECT e.publication_id, e.links_at, i.item_id, CASE WHEN c.rating IS NULL THEN i.rating ELSE try_rag(c.rating) END AS rating
      FROM editions e
      JOIN published_items i ON i.publication_id = e.publication_id
      LEFT JOIN (SELECT x.publication_id, x.item_id, bool_or(x.figure = 'counted') AS gone,
                        max(x.new_value) FILTER (WHERE x.figure = 'rating') AS rating
                   FROM changes x
                  GROUP BY x.publication_id, x.item_id) c ON c.publication_id = i.publication_id AND c.item_id = i.item_id
     WHERE e.next_publication_id IS NULL AND c.gone IS NOT TRUE
    UNION ALL
    SELECT e.publication_id, e.links_at, c.item_id, last.rating
      FROM editions e
      JOIN changes c ON c.publication_id = e.publication_id AND c.figure = 'counted' AND c.new_value = 'yes'
      LEFT JOIN LATERAL (SELECT r.rating
                           FROM ratings r
                          WHERE r.item_id = c.item_id AND r.quarter = e.quarter
                          ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                          LIMIT 1) last ON true
     WHERE e.next_publication_id IS NULL
  ), days AS MATERIALIZED (
    SELECT d.links_at, (SELECT linkage(g.child_node_id, g.parent_node_id) FROM rollup_node_links(d.links_at) g) AS graph
      FROM (SELECT DISTINCT e.links_at FROM editions e WHERE e.next_publication_id IS NULL) d
  ), sides AS (
    SELECT e.publication_id, n.node_id, true AS is_old, n.by_link, n.distinct_items
      FROM editions e
      JOIN published_nodes n ON n.publication_id = e.publication_id
    UNION ALL
    SELECT e.publication_id, n.node_id, false, n.by_link, n.distinct_items
      FROM editions e
      JOIN published_nodes n ON n.publication_id = e.next_publication_id
    UNION ALL
    SELECT rolled.publication_id, (rolled.u).node, false, (rolled.u).by_link, (rolled.u).distinct_items
      FROM (SELECT r.publication_id, unnest(r.nodes) AS u
              FROM days d
             CROSS JOIN LATERAL (SELECT c.publication_id, outcome_rollup(d.graph, l.node_id, c.item_id, c.rating) AS nodes
                                   FROM now_counted c
                                   JOIN turned_links l ON l.item_id = c.item_id AND d.links_at BETWEEN l.valid_from AND l.valid_to
                                  WHERE c.links_at = d.links_at
                                  GROUP BY c.publication_id) r) rolled
     WHERE total((rolled.u).by_link) > 0
    UNION ALL
    -- The plan itself, whether nodes are linked or not.
    SELECT e.publication_id, NULL, true, NULL, tally(i.rating)
      FROM editions e
      JOIN published_items i ON i.publication_id = e.publication_id
     GROUP BY e.publication_id
    UNION ALL
    SELECT e.publication_id, NULL, false, NULL, tally(i.rating)
      FROM editions e
      JOIN published_items i ON i.publication_id = e.next_publication_id
     GROUP BY e.publication_id
    UNION ALL
    SELECT c.publication_id, NULL, false, NULL, tally(c.rating) FROM now_counted c GROUP BY c.publication_id
  ), compared AS (
    SELECT s.publication_id, s.node_id,
           coalesce(sum(s.by_link) FILTER (WHERE s.is_old), '0') AS old_by_link,
           coalesce(sum(s.by_link) FILTER (WHERE NOT s.is_old), '0') AS by_link,
           coalesce(sum(s.distinct_items) FILTER (WHERE s.is_old), '0') AS old_distinct,
           coalesce(sum(s.distinct_items) FILTER (WHERE NOT s.is_old), '0') AS distinct_items
      FROM sides s
     GROUP BY s.publication_id, s.node_id
  ), graphs AS MATERIALIZED (
    -- A change is felt above where its item or link was, and above where it is now.
    SELECT e.publication_id, true AS is_old, linkage(l.child_node_id, l.node_id) AS graph
      FROM editions e
      JOIN published_links l ON l.publication_id = e.publication_id AND l.child_node_id IS NOT NULL
     GROUP BY e.publication_id
    UNION ALL
    SELECT e.publication_id, false, linkage(l.child_node_id, l.node_id)
      FROM editions e
      JOIN published_links l ON l.publication_id = e.next_publication_id AND l.child_node_id IS NOT NULL
     GROUP BY e.publication_id
    UNION ALL
    SELECT e.publication_id, false, d.graph
      FROM editions e
      JOIN days d ON d.links_at = e.links_at
     WHERE e.next_publication_id IS NULL
  ), direct AS MATERIALIZED (
    SELECT c.change, c.publication_id, c.old_value <> 'none' AS is_old, c.node_id FROM changes c WHERE c.figure = 'link'
    UNION
    SELECT c.change, c.publication_id, true, l.node_id
      FROM changes c
      JOIN published_links l ON l.publication_id = c.publication_id AND l.item_id = c.item_id
     WHERE c.figure IN ('counted', 'rating')
    UNION
    SELECT c.change, c.publication_id, false, l.node_id
      FROM changes c
      JOIN editions e ON e.publication_id = c.publication_id
      JOIN published_links l ON l.publication_id = e.next_publication_id AND l.item_id = c.item_id
     WHERE c.figure IN ('counted', 'rating')
    UNION
    SELECT c.change, c.publication_id, false, l.node_id
      FROM changes c
      JOIN editions e ON e.publication_id = c.publication_id AND e.next_publication_id IS NULL
     CROSS JOIN LATERAL (SELECT t.node_id FROM turned_links t
                          WHERE t.item_id = c.item_id AND e.links_at BETWEEN t.valid_from AND t.valid_to OFFSET 0) l
     WHERE c.figure IN ('counted', 'rating')
  ), felt AS (
    SELECT d.change, d.publication_id, d.node_id FROM direct d
    UNION
    SELECT d.change, d.publication_id, up.node_id
      FROM direct d
      JOIN graphs g ON g.publication_id = d.publication_id AND g.is_old = d.is_old
     CROSS JOIN LATERAL ancestors(g.graph, d.node_id) up (node_id)
    UNION
    SELECT c.change, c.publication_id, NULL FROM changes c WHERE c.figure IN ('counted', 'rating')
  ), reasons AS (
    SELECT f.publication_id, f.node_id, string_agg(DISTINCT c.cause, ', ') AS cause, max(c.changed_at) AS changed_at,
           string_agg(DISTINCT c.changed_by, ', ') AS changed_by,
           string_agg(concat_ws(' ', coalesce(i.ref, n.ref), c.figure, c.old_value, '->', c.new_value), '; ' ORDER BY c.change) AS why
      FROM felt f
      JOIN changes c ON c.change = f.change
      LEFT JOIN items i ON i.item_id = c.item_id
      LEFT JOIN nodes n ON n.node_id = c.child_node_id
     GROUP BY f.publication_id, f.node_id
  )
  SELECT e.publication_id, e.plan_id, e.plan, e.quarter, e.edition, s.unit, s.item_id, s.node_id, s.level, s.ref, s.title,
         s.figure, s.old_value, s.new_value, s.cause, s.changed_at, s.changed_by, s.why
    FROM (SELECT c.publication_id, CASE WHEN c.item_id IS NULL THEN 'node' ELSE 'item' END AS unit, c.item_id, coalesce(c.child_node_id, c.node_id) AS node_id,
                 coalesce(i.level, n.level) AS level, coalesce(i.ref, n.ref) AS ref, coalesce(i.title, n.title) AS title,
                 c.figure, c.old_value, c.new_value, c.cause, c.changed_at, c.changed_by, c.why
            FROM changes c
            LEFT JOIN items i ON i.item_id = c.item_id
            LEFT JOIN nodes n ON n.node_id = c.child_node_id
          UNION ALL
          SELECT r.publication_id, CASE WHEN r.node_id IS NULL THEN 'plan' ELSE 'node' END, NULL, r.node_id, n.level, n.ref, n.title,
                 f.figure, f.old_value::text, f.new_value::text, w.cause, w.changed_at, w.changed_by, w.why
            FROM compared r
           CROSS JOIN LATERAL (VALUES ('by link', r.old_by_link, r.by_link),
                                      (CASE WHEN r.node_id IS NULL THEN 'all items' ELSE 'distinct items' END,
                                       r.old_distinct, r.distinct_items)) f (figure, old_value, new_value)
            LEFT JOIN nodes n ON n.node_id = r.node_id
            LEFT JOIN reasons w ON w.publication_id = r.publication_id AND coalesce(w.node_id, 0) = coalesce(r.node_id, 0)
           WHERE f.old_value <> f.new_value) s
    JOIN publication_editions e ON e.publication_id = s.publication_id
   ORDER BY e.plan, e.plan_id, e.quarter, e.edition, s.unit, s.level, try_plan_code(s.ref) NULLS LAST, s.item_id, s.node_id, s.figure, s.old_value;
END;
COMMENT ON FUNCTION restatements(bigint, quarter) IS
  'The restatements of one plan and quarter, or of all: one row per published figure of an item, a node or the plan itself that has changed since.';

CREATE OR REPLACE VIEW restatements WITH (security_invoker = true) AS
SELECT r.publication_id, r.plan_id, r.plan, r.quarter, r.edition, r.unit, r.item_id, r.node_id, r.level, r.ref, r.title, r.figure,
       r.old_value, r.new_value, r.cause, r.changed_at, r.changed_by, r.why
  FROM restatements(NULL, NULL) r;
COMMENT ON VIEW restatements IS
  'One row per published figure that has changed since: of each edition against the next, of the last against today. Empty right after publishing. Of items: counted, rating, previous rating, movement, due date, link; of nodes: link, by link, distinct items; of the plan: all items. Do not add across nodes.';
COMMENT ON COLUMN restatements.cause IS 'What changed: rating, date, state, link, relation, item (one that was added) or plan (its first day); of a node all of them.';

-- What takes the place of what.

CREATE OR REPLACE VIEW supersession_report WITH (security_invoker = true) AS
SELECT i.plan_id, p.plan, successor.plan_id AS new_plan_id, np.plan AS new_plan, i.item_id, i.level, i.ref, i.title,
       i.state, last.rating, last.quarter,
       coalesce(cf.kind, CASE WHEN last.rating = 'B' THEN 'completed' WHEN i.state <> 'active' THEN i.state ELSE 'left open' END) AS became,
       coalesce(cf.since, CASE WHEN i.state <> 'active' THEN i.state_since END) AS since,
       coalesce(cf.reason, i.state_reason) AS reason,
       cf.new_item_id, ni.plan_id AS new_item_plan_id, ni.ref AS new_ref, ni.title AS new_title,
       base.due AS baseline_due, d.due AS current_due, nd.due AS new_due,
       nd.due - d.due AS moved_days
  FROM (SELECT x.item_id FROM items x WHERE x.plan_id IN (SELECT s.supersedes_plan_id FROM plans s)
        UNION
        SELECT c.old_item_id FROM carry_forward c) taken
  JOIN items i ON i.item_id = taken.item_id
  JOIN plan_names p ON p.plan_id = i.plan_id
  LEFT JOIN (SELECT s.supersedes_plan_id, max(s.plan_id) AS plan_id FROM plans s GROUP BY s.supersedes_plan_id) successor
    ON successor.supersedes_plan_id = i.plan_id
  LEFT JOIN plan_names np ON np.plan_id = successor.plan_id
  LEFT JOIN carry_forward cf ON cf.old_item_id = i.item_id
  LEFT JOIN items ni ON ni.item_id = cf.new_item_id
  LEFT JOIN LATERAL (SELECT CASE WHEN isfinite(x.due) THEN x.due END AS due
                       FROM due_dates x WHERE x.item_id = i.item_id AND x.milestone = 'due' ORDER BY x.revision LIMIT 1) base ON true
  LEFT JOIN LATERAL (SELECT CASE WHEN isfinite(x.due) THEN x.due END AS due
                       FROM due_dates x WHERE x.item_id = i.item_id AND x.milestone = 'due' ORDER BY x.revision DESC LIMIT 1) d ON true
  LEFT JOIN LATERAL (SELECT CASE WHEN isfinite(x.due) THEN x.due END AS due
                       FROM due_dates x WHERE x.item_id = ni.item_id AND x.milestone = 'due' ORDER BY x.revision DESC LIMIT 1) nd ON true
  LEFT JOIN LATERAL (SELECT r.rating, r.quarter
                       FROM ratings r
                      WHERE r.item_id = i.item_id
                      ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) last ON true
 ORDER BY p.plan, i.plan_id, i.code NULLS LAST, i.item_id, ni.code NULLS LAST, cf.new_item_id;
COMMENT ON VIEW supersession_report IS
  'What became of every item of a plan that another takes the place of, and of every other item whose place was taken: one row per item and item that takes its place, or one without. became: carried forward, superseded, merged, split; else completed (by its last rating), its state, or left open.';

CREATE OR REPLACE FUNCTION refresh_plan(plan text, new_title text, new_version text DEFAULT '', new_period daterange DEFAULT NULL,
                                        as_at date DEFAULT CURRENT_DATE, rebaseline boolean DEFAULT false,
                                        OUT new_plan_id bigint, OUT items_carried bigint, OUT items_completed bigint, OUT items_inactive bigint,
                                        OUT nodes_copied bigint, OUT links_copied bigint, OUT officers_copied bigint, OUT bodies_copied bigint,
                                        OUT due_dates_copied bigint, OUT legends_copied bigint, OUT quarters_published bigint)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  old plans;
  successor text;
  handover date;
  stands_on date;
  open_items bigint[];
  begins date[];
  kept_nodes bigint[];
  graph linkage;
BEGIN
  -- The lock makes a second refresh at the same time wait, and then find the first.
  SELECT p.* INTO old FROM plans p WHERE p.plan_id = plan_named(refresh_plan.plan) FOR UPDATE;
  IF NOT FOUND OR coalesce(trim_cell(new_title), '') = '' OR as_at IS NULL THEN
    RAISE EXCEPTION 'refresh_plan needs a plan, the title of the new one and a day'
      USING ERRCODE = 'null_value_not_allowed', HINT = 'SELECT * FROM refresh_plan(plan, new_title, new_version, new_period)';
  END IF;
  SELECT n.plan INTO successor FROM plans p JOIN plan_names n ON n.plan_id = p.plan_id WHERE p.supersedes_plan_id = old.plan_id;
  IF FOUND THEN
    RAISE EXCEPTION 'the plan "%" was refreshed already', refresh_plan.plan
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('"%s" takes its place.', successor),
            HINT = format('Refresh that one: refresh_plan(%L, ...).', successor);
  END IF;
  IF old.state = 'closed' THEN
    RAISE EXCEPTION 'the plan "%" is closed', refresh_plan.plan
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'What is open is carried forward before a plan is closed; refresh_plan closes it.',
            HINT = 'Open it first: UPDATE plans SET state = ''live''.';
  END IF;
  -- Nothing takes the place of a plan before that itself has begun; it is carried forward as it will stand on its first day.
  stands_on := greatest(as_at, old.counts_from);
  handover := greatest(CASE WHEN isfinite(lower(new_period)) THEN lower(new_period) ELSE as_at END, old.counts_from);

  -- What is not Complete goes along if there is a day to come on which it counts: what begins later, or comes back, begins on that day.
  -- Whether an item that does not count yet, or for now, is Complete is for its own last rating to say: it owes none in its plan's latest quarter.
  WITH gone AS MATERIALIZED (
    SELECT a.item_id, a.absent_from, a.absent_to FROM item_absences a WHERE a.plan_id = old.plan_id
  ), present AS MATERIALIZED (
    -- The first day from one on: that day itself, or the day after a stretch of absence.
    SELECT i.item_id, f.from_day, min(d.day) AS day
    FROM items i
    CROSS JOIN (SELECT greatest(stands_on, handover) UNION SELECT handover) f (from_day)
    CROSS JOIN LATERAL (SELECT f.from_day UNION ALL SELECT g.absent_to + 1 FROM gone g WHERE g.item_id = i.item_id AND g.absent_to >= f.from_day) d (day)
    WHERE i.plan_id = old.plan_id AND NOT EXISTS (SELECT FROM gone g WHERE g.item_id = i.item_id AND d.day BETWEEN g.absent_from AND g.absent_to)
    GROUP BY 1, 2
  ), judged AS (
    SELECT i.item_id, l.item_id IS NOT NULL AS counts, coming.day IS NOT NULL AS to_come,
           coalesce(CASE WHEN l.item_id IS NOT NULL THEN l.rating ELSE own.rating END = 'B', false) AS complete,
           CASE WHEN coming.day > greatest(stands_on, handover) THEN coming.day
                WHEN after_handover.day > handover THEN after_handover.day END AS begins
    FROM items i
    LEFT JOIN latest_ratings(stands_on) l ON l.item_id = i.item_id
    LEFT JOIN present coming ON coming.item_id = i.item_id AND coming.from_day = greatest(stands_on, handover)
    LEFT JOIN present after_handover ON after_handover.item_id = i.item_id AND after_handover.from_day = handover
    LEFT JOIN LATERAL (SELECT r.rating FROM ratings r WHERE r.item_id = i.item_id
                       ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) own ON true
    WHERE i.plan_id = old.plan_id
  )
  SELECT coalesce(array_agg(j.item_id ORDER BY j.item_id) FILTER (WHERE j.to_come AND NOT j.complete), '{}'),
         coalesce(array_agg(j.begins ORDER BY j.item_id) FILTER (WHERE j.to_come AND NOT j.complete), '{}'),
         count(*) FILTER (WHERE j.complete AND (j.counts OR j.to_come)),
         count(*) FILTER (WHERE NOT j.to_come AND NOT (j.complete AND j.counts))
  INTO open_items, begins, items_completed, items_inactive
  FROM judged j;
  items_carried := cardinality(open_items);

  -- The old year is published as it was before anything of it is marked.
  quarters_published := 0;
  PERFORM publish_quarter((SELECT n.plan FROM plan_names n WHERE n.plan_id = old.plan_id), pq.quarter, format('Published on refreshing the plan as "%s".', new_title))
  FROM (SELECT q.quarter FROM plan_quarters q WHERE q.plan_id = old.plan_id ORDER BY q.quarter) pq
  WHERE NOT EXISTS (SELECT FROM publications p WHERE p.plan_id = old.plan_id AND p.quarter = pq.quarter);
  GET DIAGNOSTICS quarters_published = ROW_COUNT;

  INSERT INTO plans (title, version, period, scale, has_scheduled, supersedes_plan_id, counts_from)
  VALUES (new_title, new_version, new_period, old.scale, old.has_scheduled, old.plan_id, handover)
  RETURNING plans.plan_id INTO new_plan_id;
  INSERT INTO legends (plan_id, word, rating, label, colour)
  SELECT new_plan_id, g.word, g.rating, g.label, g.colour FROM legends g WHERE g.plan_id = old.plan_id;
  GET DIAGNOSTICS legends_copied = ROW_COUNT;

  INSERT INTO items (plan_id, level, ref, code, title, state_since)
  SELECT new_plan_id, i.level, i.ref, i.code, i.title, o.begins
  FROM unnest(open_items, begins) o (item_id, begins) JOIN items i ON i.item_id = o.item_id ORDER BY i.item_id;
  INSERT INTO carry_forward (old_item_id, new_item_id, kind, since, reason)
  SELECT o.item_id, n.item_id, 'carried forward', handover, format('open when "%s" took the place of the plan', new_title)
  FROM items o JOIN items n ON n.plan_id = new_plan_id AND n.ref = o.ref
  WHERE o.item_id = ANY (open_items);

  -- Of the plan's own nodes those that open items are at or under.
  graph := (SELECT linkage(l.child_node_id, l.parent_node_id)
            FROM (SELECT a.* FROM rollup_node_links(stands_on) a UNION SELECT h.* FROM rollup_node_links(handover) h) l);
  kept_nodes := ARRAY(
    WITH direct AS (SELECT l.node_id FROM rollup_item_links(stands_on) l WHERE l.item_id = ANY (open_items)
                    UNION SELECT l.node_id FROM rollup_item_links(handover) l WHERE l.item_id = ANY (open_items))
    SELECT n.node_id FROM nodes n
    WHERE n.plan_id = old.plan_id
      AND n.node_id IN (SELECT d.node_id FROM direct d UNION SELECT up FROM direct d, ancestors(graph, d.node_id) up)
    ORDER BY n.node_id);
  INSERT INTO nodes (plan_id, level, ref, code, title)
  SELECT new_plan_id, n.level, CASE WHEN n.level = 'plan' AND n.ref = old.title THEN new_title ELSE n.ref END,
         n.code, CASE WHEN n.level = 'plan' AND n.title = old.title THEN new_title ELSE n.title END
  FROM nodes n WHERE n.node_id = ANY (kept_nodes) ORDER BY n.node_id;
  GET DIAGNOSTICS nodes_copied = ROW_COUNT;

  -- Links go with their child; an end that was not carried forward stays behind, an end in another plan stays what it is.
  WITH item_pairs AS (
    SELECT c.old_item_id, c.new_item_id FROM carry_forward c WHERE c.old_item_id = ANY (open_items)
      AND c.new_item_id IN (SELECT i.item_id FROM items i WHERE i.plan_id = new_plan_id)
  ), node_pairs AS (
    SELECT o.node_id AS old_node_id, n.node_id AS new_node_id
    FROM nodes o
    JOIN nodes n ON n.plan_id = new_plan_id AND n.level = o.level
                AND n.ref = CASE WHEN o.level = 'plan' AND o.ref = old.title THEN new_title ELSE o.ref END
    WHERE o.node_id = ANY (kept_nodes)
  )
  INSERT INTO links (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from, valid_to, basis, source_document)
  SELECT coalesce(fi.new_item_id, l.from_item_id), coalesce(fn.new_node_id, l.from_node_id),
         coalesce(ti.new_item_id, l.to_item_id), coalesce(tn.new_node_id, l.to_node_id),
         l.relation, greatest(l.valid_from, handover), l.valid_to, l.basis, l.source_document
  FROM links l
  JOIN relations rel ON rel.relation = l.relation
  LEFT JOIN item_pairs fi ON fi.old_item_id = l.from_item_id
  LEFT JOIN item_pairs ti ON ti.old_item_id = l.to_item_id
  LEFT JOIN node_pairs fn ON fn.old_node_id = l.from_node_id
  LEFT JOIN node_pairs tn ON tn.old_node_id = l.to_node_id
  WHERE l.valid_to >= handover AND l.valid_to >= l.valid_from
    AND CASE rel.child_end WHEN 'from' THEN coalesce(fi.new_item_id, fn.new_node_id) ELSE coalesce(ti.new_item_id, tn.new_node_id) END IS NOT NULL
    AND (fi.new_item_id IS NOT NULL OR l.from_item_id IS NULL OR l.from_item_id NOT IN (SELECT i.item_id FROM items i WHERE i.plan_id = old.plan_id))
    AND (ti.new_item_id IS NOT NULL OR l.to_item_id IS NULL OR l.to_item_id NOT IN (SELECT i.item_id FROM items i WHERE i.plan_id = old.plan_id))
    AND (fn.new_node_id IS NOT NULL OR l.from_node_id IS NULL OR l.from_node_id NOT IN (SELECT n.node_id FROM nodes n WHERE n.plan_id = old.plan_id))
    AND (tn.new_node_id IS NOT NULL OR l.to_node_id IS NULL OR l.to_node_id NOT IN (SELECT n.node_id FROM nodes n WHERE n.plan_id = old.plan_id))
  ORDER BY l.link_id;
  GET DIAGNOSTICS links_copied = ROW_COUNT;

  INSERT INTO item_officers (item_id, officer_id, role, valid_from, valid_to, raw)
  SELECT c.new_item_id, o.officer_id, o.role, greatest(o.valid_from, handover), o.valid_to, o.raw
  FROM carry_forward c JOIN items i ON i.item_id = c.new_item_id AND i.plan_id = new_plan_id
  JOIN item_officers o ON o.item_id = c.old_item_id AND o.valid_to >= handover;
  GET DIAGNOSTICS officers_copied = ROW_COUNT;
  INSERT INTO item_bodies (item_id, body_id, role, valid_from, valid_to, raw)
  SELECT c.new_item_id, b.body_id, b.role, greatest(b.valid_from, handover), b.valid_to, b.raw
  FROM carry_forward c JOIN items i ON i.item_id = c.new_item_id AND i.plan_id = new_plan_id
  JOIN item_bodies b ON b.item_id = c.old_item_id AND b.valid_to >= handover;
  GET DIAGNOSTICS bodies_copied = ROW_COUNT;

  -- A new year does not wipe out slippage: all revisions go along, unless the one in force is to be the new baseline.
  INSERT INTO due_dates (item_id, milestone, revision, period, raw, reason)
  SELECT c.new_item_id, d.milestone, CASE WHEN rebaseline THEN 0 ELSE d.revision END, d.period, d.raw, d.reason
  FROM carry_forward c JOIN items i ON i.item_id = c.new_item_id AND i.plan_id = new_plan_id
  JOIN (SELECT x.*, max(x.revision) OVER (PARTITION BY x.item_id, x.milestone) AS in_force FROM due_dates x) d ON d.item_id = c.old_item_id
  WHERE NOT rebaseline OR d.revision = d.in_force
  ORDER BY d.due_date_id;
  GET DIAGNOSTICS due_dates_copied = ROW_COUNT;

  UPDATE items i SET state = 'superseded', state_since = handover, state_reason = format('carried forward to "%s"', new_title)
  WHERE i.item_id = ANY (open_items);
  UPDATE plans p SET state = 'closed' WHERE p.plan_id = old.plan_id;
  PERFORM renew_statistics('item_states');
END
$body$;
COMMENT ON FUNCTION refresh_plan(text, text, text, daterange, date, boolean) IS
  'The annual refresh: publishes what the plan has reported, makes the plan that takes its place, copies forward the items that are not Complete and active on some day to come, on which those that begin later or come back begin, with the nodes over them, links, officers, bodies, deadlines and the legend, marks the old ones superseded from the new period''s first day (else from that day), and closes the old plan, which still takes ratings of the quarters that begin before then. A plan that has not begun is carried forward as it will stand on its first day. rebaseline: the deadline in force becomes the new baseline, else all revisions go along. Attributes and document kinds are not copied: they belong to a document.';

-- For BI tools.

CREATE OR REPLACE VIEW {bi}.bi_publication AS
SELECT p.publication_id AS publication_key,
       p.plan_id AS plan_key,
       (extract(year FROM start_date(p.quarter)) * 100 + extract(month FROM start_date(p.quarter)))::integer AS quarter_key,
       p.edition,
       lead(p.publication_id) OVER (PARTITION BY p.plan_id, p.quarter ORDER BY p.edition) IS NULL AS is_last_edition,
       p.note,
       p.published_at,
       p.published_by
  FROM publications p;
COMMENT ON VIEW {bi}.bi_publication IS 'Dimension: one row per publication of a plan''s quarter, every edition. For the figures that stand keep is_last_edition.';

CREATE OR REPLACE VIEW {bi}.bi_published_item AS
SELECT i.publication_id AS publication_key,
       i.item_id AS item_key,
       i.level,
       i.ref,
       i.title,
       i.state,
       coalesce(i.rating::text, 'NR') AS rating_key,
       coalesce(i.previous_rating::text, 'NR') AS previous_rating_key,
       i.movement,
       i.baseline_due,
       i.current_due,
       i.revisions,
       r.commentary,
       r.corrective_action
  FROM published_items i
  LEFT JOIN ratings r ON r.rating_id = i.rating_id;
COMMENT ON VIEW {bi}.bi_published_item IS 'Fact: one row per publication and item it counts, as published, whatever was recorded since.';

CREATE OR REPLACE VIEW {bi}.bi_published_node AS
SELECT n.publication_id AS publication_key,
       n.node_id AS node_key,
       n.level,
       n.ref,
       n.title,
       total(n.by_link) AS items_by_link,
       total(n.distinct_items) AS items_distinct,
       complete(n.distinct_items) AS complete,
       green(n.distinct_items) AS green,
       amber_green(n.distinct_items) AS amber_green,
       amber(n.distinct_items) AS amber,
       amber_red(n.distinct_items) AS amber_red,
       red(n.distinct_items) AS red,
       scheduled(n.distinct_items) AS scheduled,
       unrated(n.distinct_items) AS unrated,
       round(percent_complete(n.distinct_items), 6) AS percent_complete,
       coalesce(overall(n.distinct_items)::text, 'NR') AS overall_rating_key
  FROM published_nodes n;
COMMENT ON VIEW {bi}.bi_published_node IS 'Fact: one row per publication and node, as published. Do not add across nodes: an item under two of them counts at each.';

CREATE OR REPLACE VIEW {bi}.bi_restatement AS
WITH compared AS (
  SELECT p.publication_key, p.plan_key, p.quarter_key, old.item_key,
         old.rating_key AS old_rating_key, now.rating_key, old.previous_rating_key AS old_previous_key, now.previous_rating_key,
         old.current_due AS old_due, due.due, now.item_key IS NOT NULL AS counted
    FROM {bi}.bi_publication p
    JOIN {bi}.bi_published_item old ON old.publication_key = p.publication_key
    LEFT JOIN {bi}.bi_rating now ON now.item_key = old.item_key AND now.quarter_key = p.quarter_key
    LEFT JOIN {bi}.bi_due due ON due.item_key = old.item_key AND due.milestone = 'due' AND due.is_current
   WHERE p.is_last_edition
)
SELECT c.publication_key, c.plan_key, c.quarter_key, c.item_key, f.figure, f.published_value, f.current_value
  FROM compared c
 CROSS JOIN LATERAL (VALUES
       ('counted', 'yes', CASE WHEN c.counted THEN 'yes' ELSE 'no' END, true),
       ('rating', c.old_rating_key, c.rating_key, c.counted),
       ('previous rating', c.old_previous_key, c.previous_rating_key, c.counted),
       ('due date', coalesce(to_char(c.old_due, 'YYYY-MM-DD'), 'none'), coalesce(to_char(c.due, 'YYYY-MM-DD'), 'none'), c.counted))
       f (figure, published_value, current_value, comparable)
 WHERE f.comparable AND f.published_value <> f.current_value
UNION ALL
SELECT p.publication_key, p.plan_key, p.quarter_key, now.item_key, 'counted', 'no', 'yes'
  FROM {bi}.bi_publication p
  JOIN {bi}.bi_rating now ON now.plan_key = p.plan_key AND now.quarter_key = p.quarter_key
 WHERE p.is_last_edition
   AND NOT EXISTS (SELECT FROM {bi}.bi_published_item old WHERE old.publication_key = p.publication_key AND old.item_key = now.item_key);
COMMENT ON VIEW {bi}.bi_restatement IS 'Fact: one row per figure of an item in the last edition of a publication that is another today. Empty right after publishing.';

CREATE OR REPLACE VIEW {bi}.bi_item_state AS
SELECT s.item_state_id AS item_state_key,
       s.item_id AS item_key,
       s.state,
       CASE WHEN isfinite(s.since) THEN s.since END AS state_since,
       s.reason AS state_reason,
       CASE WHEN isfinite(s.recorded_at) THEN s.recorded_at END AS recorded_at,
       s.recorded_by,
       row_number() OVER (PARTITION BY s.item_id ORDER BY s.recorded_at DESC, s.item_state_id DESC) = 1 AS is_current
  FROM item_states s;
COMMENT ON VIEW {bi}.bi_item_state IS 'Fact: one row per state of an item that was ever recorded; an item without one was always active. For what is known now keep is_current.';

CREATE OR REPLACE VIEW {bi}.bi_carry_forward AS
SELECT c.old_item_id AS item_key,
       c.new_item_id AS new_item_key,
       c.kind,
       CASE WHEN isfinite(c.since) THEN c.since END AS since,
       c.reason,
       c.recorded_at,
       c.recorded_by
  FROM carry_forward c;
COMMENT ON VIEW {bi}.bi_carry_forward IS 'Bridge: one row per item and item that takes its place.';

-- Every column of the views above.  sql/33 and sql/34 have commented none of them: they run before these exist.

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('amber', 'Items rated Amber.'),
        ('amber_green', 'Items rated Amber/Green.'),
        ('amber_red', 'Items rated Amber/Red.'),
        ('baseline_due', 'The last day of the first deadline set; NULL where it has no end or none is set.'),
        ('became', 'carried forward, superseded, merged or split; else completed, withdrawn, deferred, superseded, merged, or left open.'),
        ('by_link', 'Ratings counted by link: every pair of a node at or under this one and an item linked to it counts. Not the sum of the children''s rows.'),
        ('changed_at', 'When that was recorded; of a node the latest; NULL: not known.'),
        ('changed_by', 'Who recorded it; of a node all of them; NULL: not known.'),
        ('child_node_id', 'The child, where it is a node.'),
        ('commentary', 'What the report says of the item in that quarter.'),
        ('complete', 'Items rated Complete (B).'),
        ('corrective_action', 'What is being done about it.'),
        ('current_due', 'The last day of the deadline in force; NULL where it has no end or is not set.'),
        ('current_value', 'What it is today.'),
        ('distinct_items', 'Ratings of the distinct items at or under the node. Do not add across nodes.'),
        ('edition', '1, then one more for each time the quarter was published again.'),
        ('figure', 'Which published figure: counted, rating, previous rating, movement, due date, link; of nodes link, by link and distinct items; of the plan all items.'),
        ('green', 'Items rated Green.'),
        ('is_current', 'Whether it is the latest recorded.'),
        ('is_last_edition', 'Whether there is no later edition.'),
        ('item_id', 'The item.'),
        ('item_key', 'Key of bi_item.'),
        ('item_state_key', 'Key.'),
        ('items_by_link', 'Items at or under the node, counted once per link to a node. Do not add across nodes.'),
        ('items_distinct', 'Items at or under the node, each counted once. Do not add across nodes.'),
        ('kind', 'carried forward (the same work), superseded (other work instead), merged or split.'),
        ('level', 'Which kind of node or item.'),
        ('link_id', 'The link.'),
        ('links_at', 'The day whose links the figures of nodes rest on.'),
        ('moved_days', 'Days from the deadline in force of the old item to that of the new one.'),
        ('movement', 'From the rating before to this one; NULL in the first quarter the plan reports.'),
        ('new_due', 'The last day of the new item''s deadline in force.'),
        ('new_item_id', 'The item that takes its place; NULL: none does.'),
        ('new_item_key', 'The item that takes its place: key of bi_item.'),
        ('new_item_plan_id', 'The plan of the item that takes its place.'),
        ('new_plan', 'The name of the plan that takes the plan''s place.'),
        ('new_plan_id', 'The plan that takes the plan''s place; NULL: none does.'),
        ('new_ref', 'The reference of the item that takes its place.'),
        ('new_title', 'The wording of the item that takes its place.'),
        ('new_value', 'What it is in the next edition or, after the last, today.'),
        ('next_publication_id', 'The edition that took its place; NULL: none did.'),
        ('node_id', 'The node.'),
        ('node_key', 'Key of bi_node.'),
        ('note', 'What was said on publishing.'),
        ('old_value', 'What was published.'),
        ('overall', 'One rating for all: the most severe of the live ones; NULL where none is live and some items are not rated.'),
        ('overall_rating_key', 'One rating for all items, the most severe of the live ones: key of bi_scale.'),
        ('percent_complete', 'Items rated Complete in per cent of all items counted, not rated ones included; NULL where there are none.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan.'),
        ('plan_key', 'Key of bi_plan.'),
        ('previous_quarter', 'The quarter in which the plan had reported before.'),
        ('previous_rating', 'The rating in the previous quarter; NULL: not rated.'),
        ('previous_rating_key', 'The rating in the quarter before: key of bi_scale.'),
        ('publication_id', 'The publication.'),
        ('publication_key', 'Key of bi_publication.'),
        ('published_at', 'When it was published.'),
        ('published_by', 'Who published it.'),
        ('published_value', 'What was published.'),
        ('quarter', 'The fiscal quarter.'),
        ('quarter_key', 'Key of bi_quarter: yyyymm of the quarter''s first day.'),
        ('rating', 'The rating; NULL: not rated.'),
        ('rating_key', 'The rating: key of bi_scale; NR where not rated.'),
        ('rating_label', 'The rating in a word: the plan''s own where its legend has one, else the usual one.'),
        ('reason', 'Why.'),
        ('recorded_at', 'When it became known; NULL: not known when.'),
        ('recorded_by', 'Who recorded it.'),
        ('red', 'Items rated Red.'),
        ('ref', 'The reference as printed.'),
        ('relation', 'What the link says.'),
        ('revisions', 'How often the deadline was revised.'),
        ('scheduled', 'Items rated Scheduled, not yet started.'),
        ('since', 'Since when.'),
        ('state', 'The state, apart from any rating.'),
        ('state_reason', 'Why it is in that state.'),
        ('state_since', 'Since when it is in that state.'),
        ('tally', 'The ratings counted, as one value that can be added up and taken apart.'),
        ('title', 'The wording.'),
        ('total', 'All items counted, not rated ones included.'),
        ('unit', 'item, node or plan: whose figure it is.'),
        ('unrated', 'Items that are not rated.'),
        ('valid_from', 'First day the link holds.'),
        ('valid_to', 'Last day the link holds.'),
        ('why', 'What was said: the commentary, reason or link; of a node the changes at or under it.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v'
     WHERE CASE c.relnamespace WHEN $bi${bi}$bi$::regnamespace THEN 'bi.' || c.relname WHEN quote_ident(current_schema())::regnamespace THEN c.relname END
           IN (SELECT register_view_names(register_history_sql()))
       AND col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;
COMMENT ON FUNCTION register_history_sql() IS 'The statements that make, or renew, a register''s functions and views for history.';
