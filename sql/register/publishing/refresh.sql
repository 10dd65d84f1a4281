-- The annual refresh: what of a plan goes along to the one that takes its place.

CREATE OR REPLACE FUNCTION check_refresh(old_plan plans, new_title text, from_day date, carry text) RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  successor CONSTANT text := (SELECT n.plan FROM plans p JOIN plan_names n ON n.plan_id = p.plan_id
                               WHERE p.supersedes_plan_id = old_plan.plan_id);
BEGIN
  IF old_plan.plan_id IS NULL OR coalesce(trim_cell(new_title), '') = '' OR from_day IS NULL THEN
    RAISE EXCEPTION 'refresh_plan needs a plan, the title of the new one and a day'
      USING ERRCODE = 'null_value_not_allowed', HINT = 'SELECT * FROM refresh_plan(of_plan, new_title, new_version, new_period)';
  END IF;
  IF carry IS NULL OR carry NOT IN ('open', 'not started') THEN
    RAISE EXCEPTION 'unknown choice "%" of what is carried forward', coalesce(carry, 'NULL')
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = 'open: all that is not complete. not started: what starts in the new period; the rest stays in the plan of its start '
                     'year and is reported there.', HINT = 'Write open or not started.';
  END IF;
  IF successor IS NOT NULL THEN
    RAISE EXCEPTION 'the plan "%" was refreshed already', old_plan.title
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('"%s" takes its place.', successor),
            HINT = format('Refresh that one: refresh_plan(%L, ...).', successor);
  END IF;
  IF old_plan.state = 'closed' THEN
    RAISE EXCEPTION 'the plan "%" is closed', old_plan.title
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = 'What is open is carried forward before a plan is closed.',
            HINT = 'Open it first: UPDATE plans SET state = ''live''.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_refresh(plans, text, date, text) IS
  'Raises an error where a plan cannot be refreshed: it is closed, was refreshed already, or nothing says into what.';

-- What is not Complete goes along if there is a day to come on which it counts: what begins later, or comes back, begins on that day.
-- Whether an item that does not count yet, or for now, is Complete is for its own last rating to say: it owes none in its plan's latest
-- quarter.
CREATE OR REPLACE FUNCTION refreshed_items(plan_id bigint, stands_on date, handover date, carry text)
  RETURNS TABLE (item_id bigint, became text, begins date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH gone AS MATERIALIZED (
    SELECT a.item_id, a.absent_from, a.absent_to FROM item_absences() a WHERE a.plan_id = refreshed_items.plan_id
  ), present AS MATERIALIZED (
    -- The first day from one on: that day itself, or the day after a stretch of absence.
    SELECT i.item_id, f.from_day, min(d.day) AS day
      FROM items i
     CROSS JOIN (SELECT greatest(refreshed_items.stands_on, refreshed_items.handover) UNION SELECT refreshed_items.handover) f (from_day)
     CROSS JOIN LATERAL (SELECT f.from_day
                         UNION ALL
                         SELECT g.absent_to + 1 FROM gone g WHERE g.item_id = i.item_id AND g.absent_to >= f.from_day) d (day)
     WHERE i.plan_id = refreshed_items.plan_id
       AND NOT EXISTS (SELECT FROM gone g WHERE g.item_id = i.item_id AND d.day BETWEEN g.absent_from AND g.absent_to)
     GROUP BY i.item_id, f.from_day
  ), judged AS (
    SELECT i.item_id, l.item_id IS NOT NULL AS counts, coming.day IS NOT NULL AS to_come,
           coalesce(CASE WHEN l.item_id IS NOT NULL THEN l.rating ELSE own.rating END = 'B', false) AS complete,
           CASE WHEN coming.day > greatest(refreshed_items.stands_on, refreshed_items.handover) THEN coming.day
                WHEN after_handover.day > refreshed_items.handover THEN after_handover.day END AS begins,
           refreshed_items.carry = 'open' OR coalesce(lower(start.current_period) >= refreshed_items.handover, false)
           OR coalesce(coming.day > refreshed_items.handover, false) AS goes
      FROM items i
      LEFT JOIN deadlines_in_force() start ON start.item_id = i.item_id AND start.milestone = 'start'
      LEFT JOIN latest_ratings(refreshed_items.stands_on) l ON l.item_id = i.item_id
      LEFT JOIN present coming ON coming.item_id = i.item_id
            AND coming.from_day = greatest(refreshed_items.stands_on, refreshed_items.handover)
      LEFT JOIN present after_handover ON after_handover.item_id = i.item_id AND after_handover.from_day = refreshed_items.handover
      LEFT JOIN LATERAL last_rating_in_force(i.item_id, 'infinity') own ON true
     WHERE i.plan_id = refreshed_items.plan_id
  )
  SELECT j.item_id, CASE WHEN j.complete AND (j.counts OR j.to_come) THEN 'completed' WHEN NOT j.to_come THEN 'inactive'
                         WHEN j.goes THEN 'carried' ELSE 'staying' END, j.begins
    FROM judged j;
END;
COMMENT ON FUNCTION refreshed_items(bigint, date, date, text) IS
  'What refreshing a plan makes of each of its items: completed, inactive (no day to come on which it counts), carried, or staying in the '
  'plan of its start year; begins: the first day in the new plan, where that is after the new plan''s own.';

CREATE OR REPLACE FUNCTION publish_rest(plan_id bigint, new_title text) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  quarters_published bigint;
BEGIN
  PERFORM publish_quarter(plan_id, pq.quarter, format('Published on refreshing the plan as "%s".', new_title))
  FROM (SELECT q.quarter FROM plan_quarters q WHERE q.plan_id = plan_id ORDER BY q.quarter) pq
  WHERE NOT EXISTS (SELECT FROM publications p WHERE p.plan_id = plan_id AND p.quarter = pq.quarter);
  GET DIAGNOSTICS quarters_published = ROW_COUNT;
  RETURN quarters_published;
END
$body$;
COMMENT ON FUNCTION publish_rest(bigint, text) IS
  'Publishes what a plan has reported and nobody published, before another takes its place; says how many quarters.';

CREATE OR REPLACE FUNCTION make_successor(old_plan plans, new_title text, new_version text, new_period daterange, handover date)
  RETURNS plans
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  new_plan plans;
BEGIN
  INSERT INTO plans (title, version, period, scale, has_scheduled, supersedes_plan_id, counts_from)
  VALUES (new_title, new_version, new_period, old_plan.scale, old_plan.has_scheduled, old_plan.plan_id, handover)
  RETURNING plans.* INTO new_plan;
  INSERT INTO legends (plan_id, word, rating, label, colour)
  SELECT new_plan.plan_id, g.word, g.rating, g.label, g.colour FROM legends g WHERE g.plan_id = old_plan.plan_id;
  RETURN new_plan;
END
$body$;
COMMENT ON FUNCTION make_successor(plans, text, text, daterange, date) IS
  'Makes the plan that takes the place of another from that day on, with its scale and legend.';

CREATE OR REPLACE FUNCTION carried_items(plan_id bigint) RETURNS TABLE (old_item_id bigint, new_item_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT c.old_item_id, c.new_item_id
    FROM carry_forward c
    JOIN items i ON i.item_id = c.new_item_id AND i.plan_id = carried_items.plan_id;
END;
COMMENT ON FUNCTION carried_items(bigint) IS 'The items of a plan that took the place of another''s, and whose.';

CREATE OR REPLACE FUNCTION carry_items(new_plan plans, open_items bigint[], begins date[]) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO items (plan_id, level, ref, code, title, state_since)
  SELECT new_plan.plan_id, i.level, i.ref, i.code, i.title, o.begins
  FROM unnest (open_items, begins) o (item_id, begins) JOIN items i ON i.item_id = o.item_id ORDER BY i.item_id;
  INSERT INTO carry_forward (old_item_id, new_item_id, kind, since, reason)
  SELECT o.item_id, n.item_id, 'carried forward', new_plan.counts_from, format('open when "%s" took the place of the plan', new_plan.title)
  FROM items o JOIN items n ON n.plan_id = new_plan.plan_id AND n.ref = o.ref
  WHERE o.item_id = ANY (open_items);
END
$body$;
COMMENT ON FUNCTION carry_items(plans, bigint[], date[]) IS
  'Makes the items of a new plan out of another''s, to begin on these days where they are not NULL.';

-- The node of the plan itself is called as the plan is.
CREATE OR REPLACE FUNCTION refreshed_name(of_level text, name text, old_title text, new_title text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN refreshed_name.of_level = 'plan' AND refreshed_name.name = refreshed_name.old_title THEN refreshed_name.new_title
            ELSE refreshed_name.name END;
COMMENT ON FUNCTION refreshed_name(text, text, text, text) IS
  'The reference or wording of a node in the plan that takes the place of its own.';

-- Of the plan's own nodes those that open items are at or under.
CREATE OR REPLACE FUNCTION carry_nodes(old_plan plans, new_plan plans, open_items bigint[], stands_on date) RETURNS bigint[]
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  handover CONSTANT date := new_plan.counts_from;
  graph CONSTANT linkage := (
    SELECT linkage(l.child_node_id, l.parent_node_id)
    FROM (SELECT a.* FROM node_links_in_force(stands_on) a UNION SELECT h.* FROM node_links_in_force(handover) h) l);
  kept_nodes CONSTANT bigint[] := ARRAY(
    WITH direct AS (SELECT l.node_id FROM item_links_in_force(stands_on) l WHERE l.item_id = ANY (open_items)
                    UNION SELECT l.node_id FROM item_links_in_force(handover) l WHERE l.item_id = ANY (open_items))
    SELECT n.node_id FROM nodes n
    WHERE n.plan_id = old_plan.plan_id
      AND n.node_id IN (SELECT d.node_id FROM direct d UNION SELECT up FROM direct d, ancestors(graph, d.node_id) up)
    ORDER BY n.node_id);
BEGIN
  INSERT INTO nodes (plan_id, level, ref, code, title)
  SELECT new_plan.plan_id, n.level, refreshed_name(n.level, n.ref, old_plan.title, new_plan.title), n.code,
         refreshed_name(n.level, n.title, old_plan.title, new_plan.title)
  FROM nodes n WHERE n.node_id = ANY (kept_nodes) ORDER BY n.node_id;
  RETURN kept_nodes;
END
$body$;
COMMENT ON FUNCTION carry_nodes(plans, plans, bigint[], date) IS
  'Makes the nodes of a new plan out of those of another that these items are at or under on that day or the new plan''s first; which.';

CREATE OR REPLACE FUNCTION stretches(days datemultirange) RETURNS TABLE (valid_from date, valid_to date)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 2
BEGIN ATOMIC
  SELECT lower(d.days), upper(d.days) - 1 FROM unnest(stretches.days) d (days);
END;
COMMENT ON FUNCTION stretches(datemultirange) IS
  'Days as stretches, each by its first and its last: what range_agg makes of periods, in which those that adjoin are one.';

-- Links go with their child; an end that was not carried forward stays behind, an end in another plan stays what it is.
CREATE OR REPLACE FUNCTION carry_links(old_plan plans, new_plan plans, kept_nodes bigint[]) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  links_copied bigint;
BEGIN
  WITH item_ends AS (
    SELECT o.item_id AS old_id, c.new_item_id AS new_id
    FROM items o LEFT JOIN carried_items(new_plan.plan_id) c ON c.old_item_id = o.item_id
    WHERE o.plan_id = old_plan.plan_id
  ), node_ends AS (
    SELECT o.node_id AS old_id, n.node_id AS new_id
    FROM nodes o LEFT JOIN nodes n ON o.node_id = ANY (kept_nodes) AND n.plan_id = new_plan.plan_id AND n.level = o.level
      AND n.ref = refreshed_name(o.level, o.ref, old_plan.title, new_plan.title)
    WHERE o.plan_id = old_plan.plan_id
  ), copied AS (
    SELECT coalesce(fi.new_id, l.from_item_id) AS from_item_id, coalesce(fn.new_id, l.from_node_id) AS from_node_id,
           coalesce(ti.new_id, l.to_item_id) AS to_item_id, coalesce(tn.new_id, l.to_node_id) AS to_node_id,
           l.relation, l.basis, l.source_document,
           range_agg(daterange(greatest(l.valid_from, new_plan.counts_from), l.valid_to, '[]')) AS days, min(l.link_id) AS link_id
    FROM links l
    JOIN relations rel ON rel.relation = l.relation
    LEFT JOIN item_ends fi ON fi.old_id = l.from_item_id
    LEFT JOIN item_ends ti ON ti.old_id = l.to_item_id
    LEFT JOIN node_ends fn ON fn.old_id = l.from_node_id
    LEFT JOIN node_ends tn ON tn.old_id = l.to_node_id
    WHERE l.valid_to >= new_plan.counts_from AND l.valid_to >= l.valid_from
      AND CASE rel.child_end WHEN 'from' THEN coalesce(fi.new_id, fn.new_id) ELSE coalesce(ti.new_id, tn.new_id) END IS NOT NULL
      AND (fi.old_id IS NULL OR fi.new_id IS NOT NULL) AND (ti.old_id IS NULL OR ti.new_id IS NOT NULL)
      AND (fn.old_id IS NULL OR fn.new_id IS NOT NULL) AND (tn.old_id IS NULL OR tn.new_id IS NOT NULL)
    GROUP BY 1, 2, 3, 4, 5, 6, 7
  )
  INSERT INTO links (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from, valid_to, basis, source_document)
  SELECT c.from_item_id, c.from_node_id, c.to_item_id, c.to_node_id, c.relation, s.valid_from, s.valid_to, c.basis, c.source_document
  FROM copied c, stretches(c.days) s ORDER BY c.link_id, s.valid_from;
  GET DIAGNOSTICS links_copied = ROW_COUNT;
  RETURN links_copied;
END
$body$;
COMMENT ON FUNCTION carry_links(plans, plans, bigint[]) IS
  'Copies the links that last into a new plan from those of the items and nodes that were carried there; says how many it made.';

CREATE OR REPLACE FUNCTION carry_parties(new_plan plans, OUT officers_copied bigint, OUT bodies_copied bigint)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO item_officers (item_id, officer_id, role, valid_from, valid_to, raw)
  SELECT h.item_id, h.officer_id, h.role, s.valid_from, s.valid_to, h.raw
  FROM (SELECT c.new_item_id AS item_id, o.officer_id, o.role, o.raw,
               range_agg(daterange(greatest(o.valid_from, new_plan.counts_from), o.valid_to, '[]')) AS days
        FROM carried_items(new_plan.plan_id) c JOIN item_officers o ON o.item_id = c.old_item_id AND o.valid_to >= new_plan.counts_from
        GROUP BY 1, 2, 3, 4) h, stretches(h.days) s;
  GET DIAGNOSTICS officers_copied = ROW_COUNT;
  INSERT INTO item_bodies (item_id, body_id, role, valid_from, valid_to, raw)
  SELECT h.item_id, h.body_id, h.role, s.valid_from, s.valid_to, h.raw
  FROM (SELECT c.new_item_id AS item_id, b.body_id, b.role, b.raw,
               range_agg(daterange(greatest(b.valid_from, new_plan.counts_from), b.valid_to, '[]')) AS days
        FROM carried_items(new_plan.plan_id) c JOIN item_bodies b ON b.item_id = c.old_item_id AND b.valid_to >= new_plan.counts_from
        GROUP BY 1, 2, 3, 4) h, stretches(h.days) s;
  GET DIAGNOSTICS bodies_copied = ROW_COUNT;
END
$body$;
COMMENT ON FUNCTION carry_parties(plans) IS
  'Copies to the items of a new plan who answers for them from its first day on; says how many officers and bodies.';

-- A new year does not wipe out slippage: all revisions go along, unless the one in force is to be the new baseline.
CREATE OR REPLACE FUNCTION carry_due_dates(new_plan plans, rebaseline boolean) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  due_dates_copied bigint;
BEGIN
  INSERT INTO due_dates (item_id, milestone, revision, period, raw, reason)
  SELECT c.new_item_id, d.milestone, CASE WHEN rebaseline THEN 0 ELSE d.revision END, d.period, d.raw, d.reason
  FROM carried_items(new_plan.plan_id) c
  JOIN due_dates_known() d ON d.item_id = c.old_item_id
  WHERE NOT rebaseline OR d.due_date_id IN (SELECT f.due_date_id FROM deadlines_in_force() f)
  ORDER BY d.due_date_id;
  GET DIAGNOSTICS due_dates_copied = ROW_COUNT;
  RETURN due_dates_copied;
END
$body$;
COMMENT ON FUNCTION carry_due_dates(plans, boolean) IS
  'Copies deadlines to the items of a new plan: the one in force as the baseline, or all; says how many.';

CREATE OR REPLACE FUNCTION supersede_items(open_items bigint[], new_plan plans) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  UPDATE items i SET state = 'superseded', state_since = new_plan.counts_from,
                     state_reason = format('carried forward to "%s"', new_plan.title)
  WHERE i.item_id = ANY (open_items);
  PERFORM renew_statistics('item_states');
END
$body$;
COMMENT ON FUNCTION supersede_items(bigint[], plans) IS 'Marks items as superseded from the first day of the plan they were carried to.';

CREATE OR REPLACE FUNCTION refresh_plan(of_plan plan_ref, new_title text, new_version text DEFAULT '', new_period daterange DEFAULT NULL,
                                        as_at date DEFAULT today(), rebaseline boolean DEFAULT false,
                                        carry text DEFAULT 'open', publish boolean DEFAULT false, close boolean DEFAULT false,
                                        OUT new_plan_id bigint, OUT items_carried bigint, OUT items_completed bigint,
                                            OUT items_inactive bigint,
                                        OUT nodes_copied bigint, OUT links_copied bigint, OUT officers_copied bigint,
                                            OUT bodies_copied bigint,
                                        OUT due_dates_copied bigint, OUT legends_copied bigint, OUT quarters_published bigint,
                                        OUT items_staying bigint)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  old_plan plans;
  new_plan plans;
  handover date;
  stands_on date;
  open_items bigint[];
  begins date[];
  kept_nodes bigint[];
BEGIN
  PERFORM check_level('publisher', 'refreshing a plan', has_table_privilege('plans', 'INSERT'));
  -- Holds the plan: a second refresh waits, and then finds the first; what others add to the plan meanwhile waits, or is carried along.
  UPDATE plans p SET state = p.state WHERE p.plan_id = (SELECT CASE WHEN of_plan IS NOT NULL THEN checked_plan(of_plan) END);
  SELECT p.* INTO old_plan FROM plans p WHERE p.plan_id = (SELECT CASE WHEN of_plan IS NOT NULL THEN checked_plan(of_plan) END);
  PERFORM check_refresh(old_plan, new_title, as_at, carry);
  -- Nothing takes the place of a plan before that itself has begun; it is carried forward as it will stand on its first day.
  stands_on := greatest(as_at, old_plan.counts_from);
  handover := greatest(CASE WHEN isfinite(lower(new_period)) THEN lower(new_period) ELSE as_at END, old_plan.counts_from);
  SELECT coalesce(array_agg(r.item_id ORDER BY r.item_id) FILTER (WHERE r.became = 'carried'), '{}'),
         coalesce(array_agg(r.begins ORDER BY r.item_id) FILTER (WHERE r.became = 'carried'), '{}'),
         count(*) FILTER (WHERE r.became = 'completed'), count(*) FILTER (WHERE r.became = 'inactive'),
         count(*) FILTER (WHERE r.became = 'staying')
  INTO open_items, begins, items_completed, items_inactive, items_staying
  FROM refreshed_items(old_plan.plan_id, stands_on, handover, carry) r;
  items_carried := cardinality(open_items);
  -- Where it is asked for, the old year is published as it was before anything of it is marked.
  quarters_published := CASE WHEN publish THEN publish_rest(old_plan.plan_id, new_title) ELSE 0 END;
  new_plan := make_successor(old_plan, new_title, new_version, new_period, handover);
  new_plan_id := new_plan.plan_id;
  legends_copied := (SELECT count(*) FROM legends g WHERE g.plan_id = new_plan_id);
  PERFORM carry_items(new_plan, open_items, begins);
  kept_nodes := carry_nodes(old_plan, new_plan, open_items, stands_on);
  nodes_copied := cardinality(kept_nodes);
  links_copied := carry_links(old_plan, new_plan, kept_nodes);
  SELECT c.* INTO officers_copied, bodies_copied FROM carry_parties(new_plan) c;
  due_dates_copied := carry_due_dates(new_plan, rebaseline);
  PERFORM supersede_items(open_items, new_plan);
  UPDATE plans p SET state = 'closed' WHERE close AND p.plan_id = old_plan.plan_id;
END
$body$;
COMMENT ON FUNCTION refresh_plan(plan_ref, text, text, daterange, date, boolean, text, boolean, boolean) IS
  'The annual refresh: makes the plan that takes a plan''s place, copies forward the items that are not Complete and active on some day to '
  'come, on which those that begin later or come back begin, with the nodes over them, links, officers, bodies, deadlines and the legend, '
  'and marks the old ones superseded from the new period''s first day (else from that day). carry => ''not started'': only items that '
  'start in the new period go; the others stay in the plan of their start year and are reported there. publish: what the plan has '
  'reported is published first. close: the old plan is closed, and takes ratings only of the quarters that begin before then. A plan '
  'that has not begun is carried forward as it will stand on its first day. rebaseline: the deadline in force becomes the new baseline, '
  'else all revisions go along. Attributes and document kinds are not copied: they belong to a document.';
