-- What takes the place of what, and the annual refresh.

-- What takes the place of what.
-- A plan is named in a link by the node that stands for it: its own, or one of its title that several plans share.
CREATE OR REPLACE FUNCTION plan_of_node(of_node bigint) RETURNS bigint
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce((SELECT n.plan_id FROM nodes n WHERE n.node_id = plan_of_node.of_node AND n.level = 'plan'),
                  (SELECT max(p.plan_id) FROM nodes n JOIN plans p ON normal_name(p.title) IN (normal_name(n.ref), normal_name(n.title))
                    WHERE n.node_id = plan_of_node.of_node AND n.level = 'plan'));
END;
COMMENT ON FUNCTION plan_of_node(bigint) IS
  'The plan that a node of the level plan stands for: the one it belongs to, or the newest of its title; NULL: none of this register.';

CREATE OR REPLACE FUNCTION successions(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, plan_id bigint, new_item_id bigint, new_node_id bigint, became text, since date, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT cf.old_item_id, NULL::bigint, cf.new_item_id, NULL::bigint, cf.kind, cf.since, cf.reason
    FROM carry_forward cf
   WHERE cf.recorded_at <= by_then(successions.known_at)
  UNION ALL
  SELECT CASE rel.succession WHEN 'to' THEN l.from_item_id ELSE l.to_item_id END,
         plan_of_node(CASE rel.succession WHEN 'to' THEN l.from_node_id ELSE l.to_node_id END),
         CASE rel.succession WHEN 'to' THEN l.to_item_id ELSE l.from_item_id END,
         CASE rel.succession WHEN 'to' THEN l.to_node_id ELSE l.from_node_id END,
         replace(l.relation, '_', ' '), nullif(l.valid_from, '-infinity'), NULL
    FROM printed_links_in_force(successions.as_at, successions.known_at) l
    JOIN relations rel ON rel.relation = l.relation AND rel.succession IS NOT NULL;
END;
COMMENT ON FUNCTION successions(date, timestamptz) IS
  'One row per item, or plan, and what takes its place: carried forward by hand or by refresh_plan, or by a printed link that says so.';

CREATE OR REPLACE FUNCTION supersession_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, new_plan_id bigint, new_plan text, item_id bigint, level text, ref text, title text,
                 state text, rating rag, quarter quarter, became text, since date, reason text, new_item_id bigint,
                 new_item_plan_id bigint, new_ref text, new_title text, baseline_due date, current_due date, new_due date,
                 moved_days integer, new_node_id bigint, finding text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH said AS MATERIALIZED (
    SELECT s.item_id, s.plan_id, s.new_item_id, s.new_node_id, s.became, s.since, s.reason
      FROM successions(supersession_report.as_at, supersession_report.known_at) s
  ), successors AS MATERIALIZED (
    SELECT x.plan_id, max(x.new_plan_id) AS new_plan_id
      FROM (SELECT p.supersedes_plan_id AS plan_id, p.plan_id AS new_plan_id FROM plans p
            UNION ALL
            SELECT s.plan_id, plan_of_node(s.new_node_id) FROM said s) x
     WHERE x.plan_id <> x.new_plan_id
     GROUP BY x.plan_id
  ), of_plans AS MATERIALIZED (
    SELECT DISTINCT i.plan_id FROM said s JOIN items i ON i.item_id = s.item_id
  ), rated AS (
    SELECT i.item_id, last.rating, last.quarter
      FROM items_known(supersession_report.known_at) i
      LEFT JOIN LATERAL last_rating_in_force(i.item_id, supersession_report.as_at, supersession_report.known_at) last ON true
     WHERE i.plan_id IN (SELECT x.plan_id FROM successors x UNION SELECT o.plan_id FROM of_plans o)
  )
  SELECT i.plan_id, p.plan, x.new_plan_id, np.plan, i.item_id, i.level, i.ref, i.title,
         coalesce(stood.state, 'active'), r.rating, r.quarter,
         coalesce(s.became, CASE WHEN r.rating = 'B' THEN 'completed' WHEN stood.state <> 'active' THEN stood.state ELSE 'left open' END),
         coalesce(s.since, CASE WHEN stood.state <> 'active' THEN stood.since END), coalesce(s.reason, stood.reason),
         s.new_item_id, ni.plan_id, coalesce(ni.ref, nn.ref), coalesce(ni.title, nn.title),
         d.baseline_due, d.current_due, nd.current_due, nd.current_due - d.current_due, s.new_node_id,
         CASE WHEN s.became IS NULL AND r.rating >= 'A' AND coalesce(stood.state, 'active') = 'active'
              THEN 'amber or red, and nothing says where it goes' END
    FROM rated r
    JOIN items i ON i.item_id = r.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN said s ON s.item_id = i.item_id
    LEFT JOIN successors x ON x.plan_id = i.plan_id
    LEFT JOIN plan_names np ON np.plan_id = x.new_plan_id
    LEFT JOIN items ni ON ni.item_id = s.new_item_id
    LEFT JOIN nodes nn ON nn.node_id = s.new_node_id
    LEFT JOIN item_dates(supersession_report.known_at) d ON d.item_id = i.item_id AND d.milestone = 'due'
    LEFT JOIN item_dates(supersession_report.known_at) nd ON nd.item_id = ni.item_id AND nd.milestone = 'due'
    LEFT JOIN LATERAL state_in_force(i.item_id, supersession_report.known_at) stood ON true
   -- Of a plan that only some items leave: those, and what is off track and goes nowhere.
   WHERE (x.plan_id IS NOT NULL OR s.item_id IS NOT NULL OR r.rating >= 'A') AND coalesce(stood.state, 'active') <> 'undone'
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, i.item_id, ni.code NULLS LAST, s.new_item_id, nn.ref, s.became;
END;
COMMENT ON FUNCTION supersession_report(date, timestamptz) IS
  'What became of every item of a plan that another takes the place of, and of every other item whose place was taken, by a printed link '
  '(superseded_by, to_be_included_in ...) too: one row per item and what takes its place, or one without; of a plan that some items '
  'leave, also what is amber or red and named nowhere, as finding says. Ratings as at that day, all as known at that moment. became: '
  'carried forward, superseded, merged, split, or what the link says; else completed (by its last rating), its state, or left open.';

CREATE OR REPLACE VIEW supersession_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.new_plan_id, s.new_plan, s.item_id, s.level, s.ref, s.title, s.state, s.rating, s.quarter, s.became, s.since,
       s.reason, s.new_item_id, s.new_item_plan_id, s.new_ref, s.new_title, s.baseline_due, s.current_due, s.new_due, s.moved_days,
       s.new_node_id, s.finding
  FROM supersession_report('infinity') s;
COMMENT ON VIEW supersession_report IS
  'What became of every item of a plan that another takes the place of, and of every other item whose place was taken: one row per item '
  'and what takes its place, or one without. became: carried forward, superseded, merged, split, or what a printed link says; else '
  'completed (by its last rating), its state, or left open.';
COMMENT ON COLUMN supersession_report.plan_id IS 'The plan.';
COMMENT ON COLUMN supersession_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN supersession_report.new_plan_id IS 'The plan that takes the plan''s place; NULL: none does.';
COMMENT ON COLUMN supersession_report.new_plan IS 'The name of the plan that takes the plan''s place.';
COMMENT ON COLUMN supersession_report.item_id IS 'The item.';
COMMENT ON COLUMN supersession_report.level IS 'Which kind of node or item.';
COMMENT ON COLUMN supersession_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN supersession_report.title IS 'The wording.';
COMMENT ON COLUMN supersession_report.state IS 'The state, apart from any rating.';
COMMENT ON COLUMN supersession_report.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN supersession_report.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN supersession_report.became IS
  'carried forward, superseded, merged or split, or what a printed link says, such as to be included in; else completed, withdrawn, '
  'deferred, superseded, merged, or left open.';
COMMENT ON COLUMN supersession_report.since IS 'Since when.';
COMMENT ON COLUMN supersession_report.reason IS 'Why.';
COMMENT ON COLUMN supersession_report.new_item_id IS 'The item that takes its place; NULL: none does.';
COMMENT ON COLUMN supersession_report.new_item_plan_id IS 'The plan of the item that takes its place.';
COMMENT ON COLUMN supersession_report.new_ref IS 'The reference of the item, plan or other node that takes its place.';
COMMENT ON COLUMN supersession_report.new_title IS 'The wording of the item, plan or other node that takes its place.';
COMMENT ON COLUMN supersession_report.baseline_due IS 'The last day of the first deadline set; NULL where it has no end or none is set.';
COMMENT ON COLUMN supersession_report.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN supersession_report.new_due IS 'The last day of the new item''s deadline in force.';
COMMENT ON COLUMN supersession_report.moved_days IS 'Days from the deadline in force of the old item to that of the new one.';
COMMENT ON COLUMN supersession_report.new_node_id IS 'The plan or other node that takes its place, where a printed link names one.';
COMMENT ON COLUMN supersession_report.finding IS 'amber or red, and nothing says where it goes; else NULL.';

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
  old plans;
  successor text;
  handover date;
  stands_on date;
  open_items bigint[];
  begins date[];
  kept_nodes bigint[];
  graph linkage;
BEGIN
  PERFORM check_level('publisher', 'refreshing a plan', has_table_privilege('plans', 'INSERT'));
  -- Holds the plan: a second refresh waits, and then finds the first; what others add to the plan meanwhile waits, or is carried along.
  UPDATE plans p SET state = p.state WHERE p.plan_id = (SELECT CASE WHEN of_plan IS NOT NULL THEN checked_plan(of_plan) END);
  SELECT p.* INTO old FROM plans p WHERE p.plan_id = (SELECT CASE WHEN of_plan IS NOT NULL THEN checked_plan(of_plan) END);
  IF NOT FOUND OR coalesce(trim_cell(new_title), '') = '' OR as_at IS NULL THEN
    RAISE EXCEPTION 'refresh_plan needs a plan, the title of the new one and a day'
      USING ERRCODE = 'null_value_not_allowed', HINT = 'SELECT * FROM refresh_plan(of_plan, new_title, new_version, new_period)';
  END IF;
  IF carry IS NULL OR carry NOT IN ('open', 'not started') THEN
    RAISE EXCEPTION 'unknown choice "%" of what is carried forward', coalesce(carry, 'NULL')
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = 'open: all that is not complete. not started: what starts in the new period; the rest stays in the plan of its start '
                     'year and is reported there.', HINT = 'Write open or not started.';
  END IF;
  SELECT n.plan INTO successor FROM plans p JOIN plan_names n ON n.plan_id = p.plan_id WHERE p.supersedes_plan_id = old.plan_id;
  IF FOUND THEN
    RAISE EXCEPTION 'the plan "%" was refreshed already', old.title
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('"%s" takes its place.', successor),
            HINT = format('Refresh that one: refresh_plan(%L, ...).', successor);
  END IF;
  IF old.state = 'closed' THEN
    RAISE EXCEPTION 'the plan "%" is closed', old.title
      USING ERRCODE = 'object_not_in_prerequisite_state',
          DETAIL = 'What is open is carried forward before a plan is closed.',
            HINT = 'Open it first: UPDATE plans SET state = ''live''.';
  END IF;
  -- Nothing takes the place of a plan before that itself has begun; it is carried forward as it will stand on its first day.
  stands_on := greatest(as_at, old.counts_from);
  handover := greatest(CASE WHEN isfinite(lower(new_period)) THEN lower(new_period) ELSE as_at END, old.counts_from);

  -- What is not Complete goes along if there is a day to come on which it counts: what begins later, or comes back, begins on that day.
  -- Whether an item that does not count yet, or for now, is Complete is for its own last rating to say: it owes none in its plan's latest
  -- quarter.
  WITH gone AS MATERIALIZED (
    SELECT a.item_id, a.absent_from, a.absent_to FROM item_absences a WHERE a.plan_id = old.plan_id
  ), present AS MATERIALIZED (
    -- The first day from one on: that day itself, or the day after a stretch of absence.
    SELECT i.item_id, f.from_day, min(d.day) AS day
    FROM items i
    CROSS JOIN (SELECT greatest(stands_on, handover) UNION SELECT handover) f (from_day)
    CROSS JOIN LATERAL (SELECT f.from_day UNION ALL SELECT g.absent_to + 1 FROM gone g WHERE g.item_id = i.item_id
                        AND g.absent_to >= f.from_day) d (day)
    WHERE i.plan_id = old.plan_id AND NOT EXISTS (SELECT FROM gone g WHERE g.item_id = i.item_id AND d.day
                                                  BETWEEN g.absent_from AND g.absent_to)
    GROUP BY 1, 2
  ), judged AS (
    SELECT i.item_id, l.item_id IS NOT NULL AS counts, coming.day IS NOT NULL AS to_come,
           coalesce(CASE WHEN l.item_id IS NOT NULL THEN l.rating ELSE own.rating END = 'B', false) AS complete,
           CASE WHEN coming.day > greatest(stands_on, handover) THEN coming.day
                WHEN after_handover.day > handover THEN after_handover.day END AS begins,
           carry = 'open' OR coalesce(lower(start.current_period) >= handover, false) OR coalesce(coming.day > handover, false) AS goes
    FROM items i
    LEFT JOIN deadlines_in_force() start ON start.item_id = i.item_id AND start.milestone = 'start'
    LEFT JOIN latest_ratings(stands_on) l ON l.item_id = i.item_id
    LEFT JOIN present coming ON coming.item_id = i.item_id AND coming.from_day = greatest(stands_on, handover)
    LEFT JOIN present after_handover ON after_handover.item_id = i.item_id AND after_handover.from_day = handover
    LEFT JOIN LATERAL last_rating_in_force(i.item_id, 'infinity') own ON true
    WHERE i.plan_id = old.plan_id
  )
  SELECT coalesce(array_agg(j.item_id ORDER BY j.item_id) FILTER (WHERE j.to_come AND j.goes AND NOT j.complete), '{}'),
         coalesce(array_agg(j.begins ORDER BY j.item_id) FILTER (WHERE j.to_come AND j.goes AND NOT j.complete), '{}'),
         count(*) FILTER (WHERE j.complete AND (j.counts OR j.to_come)),
         count(*) FILTER (WHERE NOT j.to_come AND NOT (j.complete AND j.counts)),
         count(*) FILTER (WHERE j.to_come AND NOT j.goes AND NOT j.complete)
  INTO open_items, begins, items_completed, items_inactive, items_staying
  FROM judged j;
  items_carried := cardinality(open_items);

  -- Where it is asked for, the old year is published as it was before anything of it is marked.
  PERFORM publish_quarter(old.plan_id, pq.quarter, format('Published on refreshing the plan as "%s".', new_title))
  FROM (SELECT q.quarter FROM plan_quarters q WHERE q.plan_id = old.plan_id ORDER BY q.quarter) pq
  WHERE publish AND NOT EXISTS (SELECT FROM publications p WHERE p.plan_id = old.plan_id AND p.quarter = pq.quarter);
  GET DIAGNOSTICS quarters_published = ROW_COUNT;

  INSERT INTO plans (title, version, period, scale, has_scheduled, supersedes_plan_id, counts_from)
  VALUES (new_title, new_version, new_period, old.scale, old.has_scheduled, old.plan_id, handover)
  RETURNING plans.plan_id INTO new_plan_id;
  INSERT INTO legends (plan_id, word, rating, label, colour)
  SELECT new_plan_id, g.word, g.rating, g.label, g.colour FROM legends g WHERE g.plan_id = old.plan_id;
  GET DIAGNOSTICS legends_copied = ROW_COUNT;

  INSERT INTO items (plan_id, level, ref, code, title, state_since)
  SELECT new_plan_id, i.level, i.ref, i.code, i.title, o.begins
  FROM unnest (open_items, begins) o (item_id, begins) JOIN items i ON i.item_id = o.item_id ORDER BY i.item_id;
  INSERT INTO carry_forward (old_item_id, new_item_id, kind, since, reason)
  SELECT o.item_id, n.item_id, 'carried forward', handover, format('open when "%s" took the place of the plan', new_title)
  FROM items o JOIN items n ON n.plan_id = new_plan_id AND n.ref = o.ref
  WHERE o.item_id = ANY (open_items);

  -- Of the plan's own nodes those that open items are at or under.
  graph := (SELECT linkage(l.child_node_id, l.parent_node_id)
            FROM (SELECT a.* FROM node_links_in_force(stands_on) a UNION SELECT h.* FROM node_links_in_force(handover) h) l);
  kept_nodes := ARRAY(
    WITH direct AS (SELECT l.node_id FROM item_links_in_force(stands_on) l WHERE l.item_id = ANY (open_items)
                    UNION SELECT l.node_id FROM item_links_in_force(handover) l WHERE l.item_id = ANY (open_items))
    SELECT n.node_id FROM nodes n
    WHERE n.plan_id = old.plan_id
      AND n.node_id IN (SELECT d.node_id FROM direct d UNION SELECT up FROM direct d, ancestors(graph, d.node_id) up)
    ORDER BY n.node_id);
  INSERT INTO nodes (plan_id, level, ref, code, title)
  SELECT new_plan_id, n.level, CASE WHEN n.level = 'plan' AND n.ref = old.title THEN new_title ELSE n.ref END,
         n.code, CASE WHEN n.level = 'plan' AND n.title = old.title THEN new_title ELSE n.title END
  FROM nodes n WHERE n.node_id = ANY (kept_nodes) ORDER BY n.node_id;
  GET DIAGNOSTICS nodes_copied = ROW_COUNT;

  -- Periods that adjoin become one.
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
  ), copied AS (
    SELECT coalesce(fi.new_item_id, l.from_item_id) AS from_item_id, coalesce(fn.new_node_id, l.from_node_id) AS from_node_id,
           coalesce(ti.new_item_id, l.to_item_id) AS to_item_id, coalesce(tn.new_node_id, l.to_node_id) AS to_node_id,
           l.relation, l.basis, l.source_document, range_agg(daterange(greatest(l.valid_from, handover), l.valid_to, '[]')) AS periods,
           min(l.link_id) AS link_id
    FROM links l
    JOIN relations rel ON rel.relation = l.relation
    LEFT JOIN item_pairs fi ON fi.old_item_id = l.from_item_id
    LEFT JOIN item_pairs ti ON ti.old_item_id = l.to_item_id
    LEFT JOIN node_pairs fn ON fn.old_node_id = l.from_node_id
    LEFT JOIN node_pairs tn ON tn.old_node_id = l.to_node_id
    WHERE l.valid_to >= handover AND l.valid_to >= l.valid_from
      AND CASE rel.child_end WHEN 'from' THEN coalesce(fi.new_item_id, fn.new_node_id)
          ELSE coalesce(ti.new_item_id, tn.new_node_id) END IS NOT NULL
      AND (fi.new_item_id IS NOT NULL OR l.from_item_id IS NULL
           OR l.from_item_id NOT IN (SELECT i.item_id FROM items i WHERE i.plan_id = old.plan_id))
      AND (ti.new_item_id IS NOT NULL OR l.to_item_id IS NULL
           OR l.to_item_id NOT IN (SELECT i.item_id FROM items i WHERE i.plan_id = old.plan_id))
      AND (fn.new_node_id IS NOT NULL OR l.from_node_id IS NULL
           OR l.from_node_id NOT IN (SELECT n.node_id FROM nodes n WHERE n.plan_id = old.plan_id))
      AND (tn.new_node_id IS NOT NULL OR l.to_node_id IS NULL
           OR l.to_node_id NOT IN (SELECT n.node_id FROM nodes n WHERE n.plan_id = old.plan_id))
    GROUP BY 1, 2, 3, 4, 5, 6, 7
  )
  INSERT INTO links (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from, valid_to, basis, source_document)
  SELECT c.from_item_id, c.from_node_id, c.to_item_id, c.to_node_id, c.relation, lower(d.days), upper(d.days) - 1, c.basis,
         c.source_document
  FROM copied c, unnest(c.periods) d (days) ORDER BY c.link_id, d.days;
  GET DIAGNOSTICS links_copied = ROW_COUNT;

  INSERT INTO item_officers (item_id, officer_id, role, valid_from, valid_to, raw)
  SELECT o.item_id, o.officer_id, o.role, lower(d.days), upper(d.days) - 1, o.raw
  FROM (SELECT c.new_item_id AS item_id, o.officer_id, o.role, o.raw,
               range_agg(daterange(greatest(o.valid_from, handover), o.valid_to, '[]')) AS periods
        FROM carry_forward c JOIN items i ON i.item_id = c.new_item_id AND i.plan_id = new_plan_id
        JOIN item_officers o ON o.item_id = c.old_item_id AND o.valid_to >= handover
        GROUP BY 1, 2, 3, 4) o, unnest(o.periods) d (days);
  GET DIAGNOSTICS officers_copied = ROW_COUNT;
  INSERT INTO item_bodies (item_id, body_id, role, valid_from, valid_to, raw)
  SELECT b.item_id, b.body_id, b.role, lower(d.days), upper(d.days) - 1, b.raw
  FROM (SELECT c.new_item_id AS item_id, b.body_id, b.role, b.raw,
               range_agg(daterange(greatest(b.valid_from, handover), b.valid_to, '[]')) AS periods
        FROM carry_forward c JOIN items i ON i.item_id = c.new_item_id AND i.plan_id = new_plan_id
        JOIN item_bodies b ON b.item_id = c.old_item_id AND b.valid_to >= handover
        GROUP BY 1, 2, 3, 4) b, unnest(b.periods) d (days);
  GET DIAGNOSTICS bodies_copied = ROW_COUNT;

  -- A new year does not wipe out slippage: all revisions go along, unless the one in force is to be the new baseline.
  INSERT INTO due_dates (item_id, milestone, revision, period, raw, reason)
  SELECT c.new_item_id, d.milestone, CASE WHEN rebaseline THEN 0 ELSE d.revision END, d.period, d.raw, d.reason
  FROM carry_forward c JOIN items i ON i.item_id = c.new_item_id AND i.plan_id = new_plan_id
  JOIN due_dates_known() d ON d.item_id = c.old_item_id
  WHERE NOT rebaseline OR d.due_date_id IN (SELECT f.due_date_id FROM deadlines_in_force() f)
  ORDER BY d.due_date_id;
  GET DIAGNOSTICS due_dates_copied = ROW_COUNT;

  UPDATE items i SET state = 'superseded', state_since = handover, state_reason = format('carried forward to "%s"', new_title)
  WHERE i.item_id = ANY (open_items);
  UPDATE plans p SET state = 'closed' WHERE close AND p.plan_id = old.plan_id;
  PERFORM renew_statistics('item_states');
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
