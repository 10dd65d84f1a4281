-- What waits for what.

-- Dependencies.
CREATE OR REPLACE FUNCTION dependencies_on(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (dependency_id bigint, item_id bigint, on_item_id bigint, on_node_id bigint, on_event text, state text, since date,
                 reason text,
                 days_open integer, expected_on date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT d.dependency_id, d.item_id, d.on_item_id, d.on_node_id, d.on_event, coalesce(s.state, 'open'), coalesce(s.since, d.opened_on),
         coalesce(s.reason, d.reason), CASE WHEN coalesce(s.state, 'open') = 'open'
             THEN on_day(dependencies_on.as_at) - coalesce(s.since, d.opened_on) END, d.expected_on
    FROM dependencies d
    LEFT JOIN (SELECT DISTINCT ON (ds.dependency_id) ds.dependency_id, ds.state, ds.since, ds.reason
                 FROM dependency_states ds
                WHERE ds.since <= on_day(dependencies_on.as_at) AND ds.recorded_at <= by_then(dependencies_on.known_at)
                ORDER BY ds.dependency_id, ds.since DESC, ds.recorded_at DESC, ds.dependency_state_id DESC) s
                    ON s.dependency_id = d.dependency_id
   WHERE d.opened_on <= on_day(dependencies_on.as_at);
END;
COMMENT ON FUNCTION dependencies_on(date, timestamptz) IS
  'One row per dependency opened by that day, with its state then, as known at that moment.';

CREATE OR REPLACE FUNCTION dependency_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (dependency_id bigint, plan_id bigint, plan text, item_id bigint, ref text, title text, rating rag,
                 waits_for text, on_item_id bigint, on_node_id bigint, on_rating rag,
                 state text, since date, reason text, days_open integer, expected_on date, is_late boolean, finding text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT d.dependency_id, i.plan_id, p.plan, d.item_id, i.ref, i.title, now.rating,
         coalesce(d.on_event, oi.ref || ' ' || oi.title, lv.label || ' ' || n.ref), d.on_item_id, d.on_node_id, other.rating,
         d.state, d.since, d.reason, d.days_open, d.expected_on,
         coalesce(d.state = 'open' AND d.expected_on < on_day(dependency_report.as_at), false),
         CASE WHEN d.state = 'closed' THEN CASE WHEN other.rating <> 'B' THEN 'closed, but what it waits for is not complete' END
              WHEN now.rating = 'B' THEN 'open, but the item is complete'
              WHEN other.rating = 'B' THEN 'open, but what it waits for is complete' END
    FROM dependencies_on(dependency_report.as_at, dependency_report.known_at) d
    JOIN items i ON i.item_id = d.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN items oi ON oi.item_id = d.on_item_id
    LEFT JOIN nodes n ON n.node_id = d.on_node_id
    LEFT JOIN levels lv ON lv.level = n.level
    LEFT JOIN LATERAL last_rating_in_force(d.item_id, on_day(dependency_report.as_at), dependency_report.known_at) now ON true
    LEFT JOIN LATERAL last_rating_in_force(d.on_item_id, on_day(dependency_report.as_at), dependency_report.known_at) other ON true
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, d.item_id, d.dependency_id;
END;
COMMENT ON FUNCTION dependency_report(date, timestamptz) IS
  'One row per dependency opened by that day, open or closed, with both ends'' latest ratings of a period begun by then, as known at '
  'that moment. A dependency is open until it is closed: finding says where ratings speak against its state.';

CREATE OR REPLACE VIEW dependency_report WITH (security_invoker = true) AS
SELECT d.dependency_id, d.plan_id, d.plan, d.item_id, d.ref, d.title, d.rating, d.waits_for, d.on_item_id, d.on_node_id, d.on_rating,
    d.state, d.since,
       d.reason, d.days_open, d.expected_on, d.is_late, d.finding
  FROM dependency_report(today()) d;
COMMENT ON VIEW dependency_report IS
  'One row per dependency, open or closed: what waits for what since when, and where ratings speak against its state.';
COMMENT ON COLUMN dependency_report.dependency_id IS 'The dependency.';
COMMENT ON COLUMN dependency_report.plan_id IS 'The plan.';
COMMENT ON COLUMN dependency_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN dependency_report.item_id IS 'The item.';
COMMENT ON COLUMN dependency_report.ref IS 'The reference.';
COMMENT ON COLUMN dependency_report.title IS 'The wording.';
COMMENT ON COLUMN dependency_report.rating IS 'The latest rating; NULL: not rated.';
COMMENT ON COLUMN dependency_report.waits_for IS 'What it waits for: the item, node or event.';
COMMENT ON COLUMN dependency_report.on_item_id IS 'The item it waits for.';
COMMENT ON COLUMN dependency_report.on_node_id IS 'The node it waits for.';
COMMENT ON COLUMN dependency_report.on_rating IS 'The latest rating of the item it waits for.';
COMMENT ON COLUMN dependency_report.state IS 'Of a dependency: open or closed. Of a step: approved, returned, next or waiting.';
COMMENT ON COLUMN dependency_report.since IS 'First day of the state.';
COMMENT ON COLUMN dependency_report.reason IS 'Why.';
COMMENT ON COLUMN dependency_report.days_open IS 'Days since then; NULL where it is closed.';
COMMENT ON COLUMN dependency_report.expected_on IS 'When the wait is expected to end.';
COMMENT ON COLUMN dependency_report.is_late IS 'Whether it is open past the day it was expected to end.';
COMMENT ON COLUMN dependency_report.finding IS 'What was found.';

-- Items are held up by dependencies of their own, and by those of the items they wait for, however far down.
CREATE OR REPLACE FUNCTION dependency_reach(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, blocking_item_id bigint, in_cycle boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH open AS MATERIALIZED (
    SELECT d.item_id, d.on_item_id FROM dependencies_on(dependency_reach.as_at, dependency_reach.known_at) d WHERE d.state = 'open'
  ), graph AS MATERIALIZED (
    SELECT linkage(o.on_item_id, o.item_id) AS g FROM open o WHERE o.on_item_id IS NOT NULL
  ), waiting AS MATERIALIZED (
    SELECT w.item_id, c.item_id IS NOT NULL AS in_cycle
      FROM (SELECT DISTINCT o.item_id FROM open o) w
      LEFT JOIN (SELECT unnest(k.items) AS item_id FROM graph CROSS JOIN LATERAL cycles(graph.g) k (items)) c ON c.item_id = w.item_id
  )
  SELECT w.item_id, w.item_id, w.in_cycle FROM waiting w
  UNION ALL
  SELECT w.item_id, below.item_id, w.in_cycle
    FROM waiting w
   CROSS JOIN graph
   CROSS JOIN LATERAL descendants(graph.g, w.item_id) below (item_id)
   WHERE EXISTS (SELECT FROM waiting o WHERE o.item_id = below.item_id);
END;
COMMENT ON FUNCTION dependency_reach(date, timestamptz) IS
  'One row per item with an open dependency on that day and item with one that it waits for, itself first; in_cycle: whether it waits, '
  'by way of others, for itself.';

CREATE OR REPLACE FUNCTION blocked_items(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, rating rag, dependency_id bigint, blocking_item_id bigint,
                 waits_for text, is_direct boolean, is_root boolean, in_cycle boolean, open_since date, days_open integer,
                     expected_on date, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH open AS MATERIALIZED (
    SELECT d.dependency_id, d.item_id, d.on_item_id, coalesce(d.on_event, oi.ref || ' ' || oi.title, lv.label || ' ' || n.ref) AS waits_for,
           d.since, d.days_open, d.expected_on, d.reason
      FROM dependencies_on(blocked_items.as_at, blocked_items.known_at) d
      LEFT JOIN items oi ON oi.item_id = d.on_item_id
      LEFT JOIN nodes n ON n.node_id = d.on_node_id
      LEFT JOIN levels lv ON lv.level = n.level
     WHERE d.state = 'open'
  ), waiting AS MATERIALIZED (
    SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, i.code, latest.rating,
           f.item_id IS NOT NULL AND coalesce(latest.rating <> 'B', true) AS counts
      FROM (SELECT DISTINCT o.item_id FROM open o) w
      JOIN items i ON i.item_id = w.item_id
      JOIN plan_names p ON p.plan_id = i.plan_id
      LEFT JOIN LATERAL last_rating_in_force(i.item_id, on_day(blocked_items.as_at), blocked_items.known_at) latest ON true
      LEFT JOIN items_in_force(blocked_items.as_at, blocked_items.known_at) f ON f.item_id = i.item_id
  )
  SELECT w.plan_id, w.plan, w.item_id, w.ref, w.title, w.rating, o.dependency_id, o.item_id, o.waits_for,
         r.item_id = o.item_id, x.item_id IS NULL, r.in_cycle, o.since, o.days_open, o.expected_on, o.reason
    FROM waiting w
    JOIN dependency_reach(blocked_items.as_at, blocked_items.known_at) r ON r.item_id = w.item_id
    JOIN open o ON o.item_id = r.blocking_item_id
    LEFT JOIN waiting x ON x.item_id = o.on_item_id
   WHERE w.counts
   ORDER BY w.plan, w.plan_id, w.code NULLS LAST, w.item_id, r.item_id <> o.item_id, o.dependency_id;
END;
COMMENT ON FUNCTION blocked_items(date, timestamptz) IS
  'One row per item active on that day and not Complete, and open dependency that holds it up: its own, or one of an item that it waits '
  'for, however far down. An item may have several rows; count(DISTINCT item_id) is how many are blocked. Safe where items wait for '
  'each other.';

CREATE OR REPLACE VIEW blocked_items WITH (security_invoker = true) AS
SELECT b.plan_id, b.plan, b.item_id, b.ref, b.title, b.rating, b.dependency_id, b.blocking_item_id, b.waits_for, b.is_direct, b.is_root,
    b.in_cycle,
       b.open_since, b.days_open, b.expected_on, b.reason
  FROM blocked_items(today()) b;
COMMENT ON VIEW blocked_items IS
  'One row per item active today and not Complete, and open dependency that holds it up, its own or one further down.';
COMMENT ON COLUMN blocked_items.plan_id IS 'The plan.';
COMMENT ON COLUMN blocked_items.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN blocked_items.item_id IS 'The item.';
COMMENT ON COLUMN blocked_items.ref IS 'The reference.';
COMMENT ON COLUMN blocked_items.title IS 'The wording.';
COMMENT ON COLUMN blocked_items.rating IS 'The latest rating; NULL: not rated.';
COMMENT ON COLUMN blocked_items.dependency_id IS 'The dependency.';
COMMENT ON COLUMN blocked_items.blocking_item_id IS 'The item whose dependency it is: the item itself, or one it waits for.';
COMMENT ON COLUMN blocked_items.waits_for IS 'What it waits for: the item, node or event.';
COMMENT ON COLUMN blocked_items.is_direct IS 'Whether it is the item''s own.';
COMMENT ON COLUMN blocked_items.is_root IS 'Whether what it waits for waits for nothing itself: this is what has to happen first.';
COMMENT ON COLUMN blocked_items.in_cycle IS 'Whether the item waits, by way of others, for itself.';
COMMENT ON COLUMN blocked_items.open_since IS 'Since when it is open.';
COMMENT ON COLUMN blocked_items.days_open IS 'Days since then; NULL where it is closed.';
COMMENT ON COLUMN blocked_items.expected_on IS 'When the wait is expected to end.';
COMMENT ON COLUMN blocked_items.reason IS 'Why.';

CREATE OR REPLACE FUNCTION dependencies_from_links(of_relation text DEFAULT 'depends_on', as_at date DEFAULT today()) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  added bigint;
BEGIN
  PERFORM check_level('publisher', 'making dependencies', has_table_privilege('dependencies', 'INSERT'));
  IF NOT EXISTS (SELECT FROM relations r WHERE r.relation = of_relation) THEN
    RAISE EXCEPTION 'relation "%" does not exist', of_relation
      USING ERRCODE = 'undefined_object', HINT = 'relations lists them; a link file adds those it uses.';
  END IF;
  INSERT INTO dependencies (item_id, on_item_id, on_node_id, opened_on, reason, link_id)
  SELECT l.from_item_id, l.to_item_id, l.to_node_id, CASE WHEN isfinite(l.valid_from) THEN l.valid_from ELSE on_day(as_at) END,
         (SELECT k.source_document FROM links k WHERE k.link_id = l.link_id), l.link_id
  FROM printed_links_in_force(as_at) l
  WHERE l.relation = of_relation AND l.from_item_id IS NOT NULL
    AND coalesce(l.to_item_id <> l.from_item_id, true)
  ORDER BY l.link_id
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS added = ROW_COUNT;
  RETURN added;
END
$body$;
COMMENT ON FUNCTION dependencies_from_links(text, date) IS
  'Makes an open dependency of every printed link from an item by that relation that has none yet, and returns how many; a dependency '
  'stays when its link ends.';
