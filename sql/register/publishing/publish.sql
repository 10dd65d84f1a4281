-- A quarter is published: its figures and the links they rest on are copied.

-- Publishing.
-- Until the server's own analysis comes by, reports would plan for the few rows there were: minutes instead of a second.
CREATE OR REPLACE FUNCTION renew_statistics(relation regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF (SELECT pg_relation_size(c.oid) > 2 * greatest(c.relpages, 1)::bigint * current_setting('block_size')::integer
      AND pg_has_role(c.relowner, 'USAGE')
        FROM pg_class c WHERE c.oid = relation) THEN
    EXECUTE format('ANALYZE %s', relation);
  END IF;
END
$body$;
COMMENT ON FUNCTION renew_statistics(regclass) IS
  'Has the server analyse a table that has more than doubled since it last did, if the caller has the rights of its owner.';

-- As it stands now: deadlines and states are not those of the quarter.
CREATE OR REPLACE FUNCTION quarter_figures(plan_id bigint, in_quarter quarter)
  RETURNS TABLE (item_id bigint, level text, ref text, title text, state text, item_state_id bigint, rating rag, rating_id bigint,
                 previous_rating rag, previous_rating_id bigint, movement text, baseline_due date, current_due date, due_date_id bigint,
                 revisions bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT q.item_id, i.level, i.ref, i.title, coalesce(stood.state, 'active'), stood.item_state_id, q.rating, q.rating_id,
         q.previous_rating, q.previous_rating_id, q.movement, d.baseline_due, d.current_due, d.due_date_id, coalesce(d.revisions, 0)
    FROM item_quarters('infinity') q
    JOIN items i ON i.item_id = q.item_id
    LEFT JOIN item_dates() d ON d.item_id = q.item_id AND d.milestone = 'due'
    LEFT JOIN LATERAL state_in_force(q.item_id) stood ON true
   WHERE q.plan_id = quarter_figures.plan_id AND q.quarter = quarter_figures.in_quarter;
END;
COMMENT ON FUNCTION quarter_figures(bigint, quarter) IS
  'One row per item that a quarter of a plan counts: what publishing the quarter now would keep.';

-- Whose doing it is where the owner's rights are at work.
CREATE OR REPLACE FUNCTION acting_role() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('role'), 'none'), session_user);
COMMENT ON FUNCTION acting_role() IS 'The role of SET ROLE, or else who had logged in.';

CREATE OR REPLACE FUNCTION make_edition() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  plan_name CONSTANT text := (SELECT n.plan FROM plan_names n WHERE n.plan_id = NEW.plan_id);
BEGIN
  SELECT pq.previous_quarter INTO NEW.previous_quarter FROM plan_quarters pq WHERE pq.plan_id = NEW.plan_id AND pq.quarter = NEW.quarter;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the plan "%" reports nothing for %', plan_name, NEW.quarter
      USING ERRCODE = 'no_data_found',
            DETAIL = 'It reports for: ' || coalesce((SELECT string_agg(pq.quarter::text, ', ' ORDER BY pq.quarter)
                                                     FROM plan_quarters pq WHERE pq.plan_id = NEW.plan_id), 'no quarter') || '.',
            HINT = 'Record its ratings first.';
  END IF;
  NEW.edition := 1 + coalesce((SELECT max(p.edition) FROM publications p WHERE p.plan_id = NEW.plan_id AND p.quarter = NEW.quarter), 0);
  IF NEW.edition > 1 AND coalesce(trim_cell(NEW.note), '') = '' THEN
    RAISE EXCEPTION '% of the plan "%" is published already', NEW.quarter, plan_name
      USING ERRCODE = 'unique_violation', DETAIL = format('Edition %s stays as it is; a further edition needs a reason.', NEW.edition - 1),
            HINT = format('SELECT * FROM publish_quarter(%L, %L, '
                          '''why there is another edition''); the view restatements shows what has changed.', plan_name, NEW.quarter::text);
  END IF;
  NEW.links_at := end_date(NEW.quarter);
  NEW.published_by := acting_role();
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION make_edition() IS
  'Trigger: which edition it is, by whom and when are the database''s to say, and what the plan reports for is published, once without a '
  'reason.';

CREATE OR REPLACE TRIGGER publications_make BEFORE INSERT ON publications FOR EACH ROW EXECUTE FUNCTION make_edition();
COMMENT ON TRIGGER publications_make ON publications IS 'An edition says itself what it is.';

CREATE OR REPLACE FUNCTION write_figures() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- One statement, one snapshot: items, nodes and links fit together whatever others are writing.
  WITH counted AS (
    INSERT INTO published_items (publication_id, item_id, level, ref, title, state, item_state_id, rating, rating_id, previous_rating,
                                 previous_rating_id, movement, baseline_due, current_due, due_date_id, revisions)
    SELECT NEW.publication_id, f.item_id, f.level, f.ref, f.title, f.state, f.item_state_id, f.rating, f.rating_id, f.previous_rating,
           f.previous_rating_id, f.movement, f.baseline_due, f.current_due, f.due_date_id, f.revisions
    FROM quarter_figures(NEW.plan_id, NEW.quarter) f
    RETURNING item_id, rating
  ), held AS MATERIALIZED (
    SELECT l.link_id, l.item_id, l.child_node_id, l.node_id FROM links_in_force(NEW.links_at) l
  ), rolled AS MATERIALIZED (
    SELECT u.node, u.by_link, u.distinct_items
    FROM (SELECT outcome_rollup((SELECT linkage(h.child_node_id, h.node_id) FROM held h WHERE h.child_node_id IS NOT NULL),
                                h.node_id, c.item_id, c.rating) AS nodes
          FROM counted c JOIN links_of_items(NEW.links_at) h ON h.item_id = c.item_id) s, unnest(s.nodes) u
    WHERE total(u.by_link) > 0
  ), nodes_published AS (
    INSERT INTO published_nodes (publication_id, node_id, level, ref, title, by_link, distinct_items)
    SELECT NEW.publication_id, n.node_id, n.level, n.ref, n.title, coalesce(r.by_link, '0'), coalesce(r.distinct_items, '0')
    FROM nodes_known() n LEFT JOIN rolled r ON r.node = n.node_id
    WHERE r.node IS NOT NULL OR n.plan_id = NEW.plan_id
  )
  INSERT INTO published_links (publication_id, link_id, item_id, child_node_id, node_id)
  SELECT NEW.publication_id, h.link_id, h.item_id, h.child_node_id, h.node_id
  FROM held h
  WHERE h.item_id IN (SELECT c.item_id FROM counted c) OR h.child_node_id IN (SELECT r.node FROM rolled r);
  PERFORM renew_statistics(t.relation) FROM unnest(ARRAY['published_items', 'published_nodes', 'published_links']::regclass[]) t (relation);
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION write_figures() IS 'Trigger: a publication gets its figures when it is made, and from what the register holds.';

CREATE OR REPLACE TRIGGER publications_write_figures AFTER INSERT ON publications FOR EACH ROW EXECUTE FUNCTION write_figures();
COMMENT ON TRIGGER publications_write_figures ON publications IS 'No figure of a publication is anybody''s to write.';

-- SECURITY DEFINER, for this reason: a publisher publishes, but is to have no right to write an edition, or figures could be forged.  It
-- takes a plan, a quarter and a note, and writes what the triggers of publications make of them.  Its body is parsed, its path holds no
-- schema that anybody writes to, and the owner lets publishers alone call it.
CREATE OR REPLACE FUNCTION write_edition(of_plan_id bigint, in_quarter quarter, note text) RETURNS bigint
  LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  INSERT INTO publications (plan_id, quarter, note) VALUES (write_edition.of_plan_id, write_edition.in_quarter, write_edition.note)
  RETURNING publication_id;
END;
COMMENT ON FUNCTION write_edition(bigint, quarter, text) IS
  'Part of publish_quarter: makes the next edition of a quarter, with the owner''s rights, and says its key.';
REVOKE ALL ON FUNCTION write_edition(bigint, quarter, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION publish_quarter(of_plan plan_ref, in_quarter quarter, note text DEFAULT NULL) RETURNS publications
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  this_plan CONSTANT bigint := CASE WHEN of_plan IS NOT NULL THEN checked_plan(of_plan) END;
  made bigint;
  run publications;
BEGIN
  IF this_plan IS NULL OR in_quarter IS NULL THEN
    RAISE EXCEPTION 'publish_quarter needs a plan and a quarter'
      USING ERRCODE = 'null_value_not_allowed', HINT = 'SELECT * FROM publish_quarter(plan, quarter, note)';
  END IF;
  PERFORM check_level('publisher', 'publishing a quarter',
                      has_function_privilege('write_edition(bigint, quarter, text)'::regprocedure, 'EXECUTE'));
  PERFORM checked_quarter(in_quarter);
  made := write_edition(this_plan, in_quarter, note);
  SELECT p.* INTO run FROM publications p WHERE p.publication_id = made;
  RETURN run;
END
$body$;
COMMENT ON FUNCTION publish_quarter(plan_ref, quarter, text) IS
  'Freezes a quarter of a plan as it stands: items, ratings, movements, deadlines, nodes by link and distinct, and the links they rest '
  'on. Publishing it again makes the next edition, for which a reason is asked; the former stays.';

CREATE OR REPLACE VIEW publication_editions WITH (security_invoker = true) AS
SELECT p.publication_id, p.plan_id, n.plan, p.quarter, p.edition, p.previous_quarter, p.links_at, p.note, p.published_at, p.published_by,
       lead(p.publication_id) OVER editions AS next_publication_id,
       lead(p.publication_id) OVER editions IS NULL AS is_last_edition
  FROM publications p
  JOIN plan_names n ON n.plan_id = p.plan_id
WINDOW editions AS (PARTITION BY p.plan_id, p.quarter ORDER BY p.edition);
COMMENT ON VIEW publication_editions IS 'One row per publication, with the edition that took its place.';
COMMENT ON COLUMN publication_editions.publication_id IS 'The publication.';
COMMENT ON COLUMN publication_editions.plan_id IS 'The plan.';
COMMENT ON COLUMN publication_editions.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN publication_editions.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN publication_editions.edition IS '1, then one more for each time the quarter was published again.';
COMMENT ON COLUMN publication_editions.previous_quarter IS 'The quarter in which the plan had reported before.';
COMMENT ON COLUMN publication_editions.links_at IS 'The day whose links the figures of nodes rest on.';
COMMENT ON COLUMN publication_editions.note IS 'What was said on publishing.';
COMMENT ON COLUMN publication_editions.published_at IS 'When it was published.';
COMMENT ON COLUMN publication_editions.published_by IS 'Who published it.';
COMMENT ON COLUMN publication_editions.next_publication_id IS 'The edition that took its place; NULL: none did.';
COMMENT ON COLUMN publication_editions.is_last_edition IS 'Whether there is no later edition.';

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
COMMENT ON VIEW published_report IS
  'One row per publication and item it counts, every edition: the figures as published, whatever was recorded since.';
COMMENT ON COLUMN published_report.publication_id IS 'The publication.';
COMMENT ON COLUMN published_report.plan_id IS 'The plan.';
COMMENT ON COLUMN published_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN published_report.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN published_report.edition IS '1, then one more for each time the quarter was published again.';
COMMENT ON COLUMN published_report.is_last_edition IS 'Whether there is no later edition.';
COMMENT ON COLUMN published_report.published_at IS 'When it was published.';
COMMENT ON COLUMN published_report.published_by IS 'Who published it.';
COMMENT ON COLUMN published_report.note IS 'What was said on publishing.';
COMMENT ON COLUMN published_report.item_id IS 'The item.';
COMMENT ON COLUMN published_report.level IS 'Which kind of node or item.';
COMMENT ON COLUMN published_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN published_report.title IS 'The wording.';
COMMENT ON COLUMN published_report.state IS 'The state, apart from any rating.';
COMMENT ON COLUMN published_report.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN published_report.rating_label IS 'The rating in a word: the plan''s own where its legend has one, else the usual one.';
COMMENT ON COLUMN published_report.previous_quarter IS 'The quarter in which the plan had reported before.';
COMMENT ON COLUMN published_report.previous_rating IS 'The rating in the previous quarter; NULL: not rated.';
COMMENT ON COLUMN published_report.movement IS 'From the rating before to this one; NULL in the first quarter the plan reports.';
COMMENT ON COLUMN published_report.baseline_due IS 'The last day of the first deadline set; NULL where it has no end or none is set.';
COMMENT ON COLUMN published_report.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN published_report.revisions IS 'How often the deadline was revised.';
COMMENT ON COLUMN published_report.commentary IS 'What the report says of the item in that quarter.';
COMMENT ON COLUMN published_report.corrective_action IS 'What is being done about it.';

-- Not SETOF the view: pg_upgrade would make the view before the function, and so before the operator classes it needs.
CREATE OR REPLACE FUNCTION published_report(of_plan plan_ref, in_quarter quarter, of_edition integer DEFAULT NULL)
  RETURNS TABLE (publication_id bigint, plan_id bigint, plan text, quarter quarter, edition integer, is_last_edition boolean,
                 published_at timestamptz, published_by text,
                 note text, item_id bigint, level text, ref text, title text, state text, rating rag, rating_label text,
                     previous_quarter quarter,
                 previous_rating rag, movement text, baseline_due date, current_due date, revisions bigint, commentary text,
                     corrective_action text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT r.*
    FROM published_report r
   WHERE r.plan_id = (SELECT checked_plan(published_report.of_plan))
     AND r.quarter = (SELECT checked_quarter(published_report.in_quarter))
     AND CASE WHEN published_report.of_edition IS NULL THEN r.is_last_edition ELSE r.edition = published_report.of_edition END
   ORDER BY try_plan_code(r.ref) NULLS LAST, r.item_id;
END;
COMMENT ON FUNCTION published_report(plan_ref, quarter, integer) IS
  'The published figures of a plan''s quarter, one row per item it counts: of that edition or, without one, of the last.';

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
COMMENT ON VIEW published_progress IS
  'One row per publication, every edition: how many of the items it counts have which rating, as published; percentages are of all of '
  'them, not rated ones included.';
COMMENT ON COLUMN published_progress.publication_id IS 'The publication.';
COMMENT ON COLUMN published_progress.plan_id IS 'The plan.';
COMMENT ON COLUMN published_progress.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN published_progress.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN published_progress.edition IS '1, then one more for each time the quarter was published again.';
COMMENT ON COLUMN published_progress.is_last_edition IS 'Whether there is no later edition.';
COMMENT ON COLUMN published_progress.published_at IS 'When it was published.';
COMMENT ON COLUMN published_progress.published_by IS 'Who published it.';
COMMENT ON COLUMN published_progress.note IS 'What was said on publishing.';
COMMENT ON COLUMN published_progress.tally IS 'The ratings counted, as one value that can be added up and taken apart.';
COMMENT ON COLUMN published_progress.total IS 'All items counted, not rated ones included.';
COMMENT ON COLUMN published_progress.complete IS 'Items rated Complete (B).';
COMMENT ON COLUMN published_progress.green IS 'Items rated Green.';
COMMENT ON COLUMN published_progress.amber_green IS 'Items rated Amber/Green.';
COMMENT ON COLUMN published_progress.amber IS 'Items rated Amber.';
COMMENT ON COLUMN published_progress.amber_red IS 'Items rated Amber/Red.';
COMMENT ON COLUMN published_progress.red IS 'Items rated Red.';
COMMENT ON COLUMN published_progress.scheduled IS 'Items rated Scheduled, not yet started.';
COMMENT ON COLUMN published_progress.unrated IS 'Items that are not rated.';
COMMENT ON COLUMN published_progress.percent_complete IS
  'Items rated Complete in per cent of all items counted, not rated ones included; NULL where there are none.';
COMMENT ON COLUMN published_progress.overall IS
  'One rating for all: the most severe of the live ones; NULL where none is live and some items are not rated.';

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
COMMENT ON VIEW published_node_report IS
  'One row per publication, every edition, and node: the plan''s items at or under it as published, by link and distinct. Do not add '
  'across nodes.';
COMMENT ON COLUMN published_node_report.publication_id IS 'The publication.';
COMMENT ON COLUMN published_node_report.plan_id IS 'The plan.';
COMMENT ON COLUMN published_node_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN published_node_report.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN published_node_report.edition IS '1, then one more for each time the quarter was published again.';
COMMENT ON COLUMN published_node_report.is_last_edition IS 'Whether there is no later edition.';
COMMENT ON COLUMN published_node_report.published_at IS 'When it was published.';
COMMENT ON COLUMN published_node_report.node_id IS 'The node.';
COMMENT ON COLUMN published_node_report.level IS 'Which kind of node or item.';
COMMENT ON COLUMN published_node_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN published_node_report.title IS 'The wording.';
COMMENT ON COLUMN published_node_report.by_link IS
  'Ratings counted by link: every pair of a node at or under this one and an item linked to it counts. Not the sum of the children''s '
  'rows.';
COMMENT ON COLUMN published_node_report.distinct_items IS 'Ratings of the distinct items at or under the node. Do not add across nodes.';
COMMENT ON COLUMN published_node_report.items_by_link IS
  'Items at or under the node, counted once per link to a node. Do not add across nodes.';
COMMENT ON COLUMN published_node_report.items_distinct IS 'Items at or under the node, each counted once. Do not add across nodes.';
COMMENT ON COLUMN published_node_report.percent_complete IS
  'Items rated Complete in per cent of all items counted, not rated ones included; NULL where there are none.';
COMMENT ON COLUMN published_node_report.overall IS
  'One rating for all: the most severe of the live ones; NULL where none is live and some items are not rated.';
