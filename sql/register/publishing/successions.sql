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
