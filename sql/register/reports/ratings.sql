-- Ratings by quarter: of items, plans, nodes, bodies and officers.

-- Called LATERAL it costs what its columns cost.
CREATE OR REPLACE FUNCTION tally_columns(of_tally rag_tally)
  RETURNS TABLE (total bigint, complete bigint, green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint,
                 scheduled bigint, unrated bigint, percent_complete numeric, overall rag, rated bigint, live bigint,
                 percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT total(of_tally), complete(of_tally), green(of_tally), amber_green(of_tally), amber(of_tally), amber_red(of_tally), red(of_tally),
         scheduled(of_tally), unrated(of_tally), percent_complete(of_tally), overall(of_tally), rated(of_tally), live(of_tally),
         percent_complete(of_tally, 'rated');
END;
COMMENT ON FUNCTION tally_columns(rag_tally) IS 'Ratings counted, taken apart as reports print them: one row.';

-- Reports: ratings.
CREATE OR REPLACE FUNCTION rating_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, item_id bigint, level text, ref text, title text, rating rag,
                 rating_label text, previous_quarter quarter, previous_rating rag, movement text, commentary text,
                 corrective_action text, is_latest boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.item_id, i.level, i.ref, i.title,
         iq.rating,
         coalesce(own.label, label(iq.rating)),
         iq.previous_quarter,
         iq.previous_rating,
         iq.movement,
         iq.commentary,
         iq.corrective_action,
         iq.is_latest
    FROM item_quarters(rating_report.as_at, rating_report.known_at) iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
    JOIN items i ON i.item_id = iq.item_id
    LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
   WHERE iq.quarter IS NOT NULL
   ORDER BY p.plan, iq.plan_id, iq.quarter, i.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION rating_report(date, timestamptz) IS
  'rating_report as at that day: one row per quarter in which a plan had reported by then and item of it that was active on its last '
  'day.';

CREATE OR REPLACE VIEW rating_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.quarter, r.item_id, r.level, r.ref, r.title, r.rating, r.rating_label, r.previous_quarter,
       r.previous_rating, r.movement, r.commentary, r.corrective_action, r.is_latest
  FROM rating_report('infinity') r;
COMMENT ON VIEW rating_report IS
  'One row per quarter in which a plan reports and item of it that was active on its last day: the rating, the one before and the '
  'movement between them. An item without a rating row in the quarter is there, not rated.';
COMMENT ON COLUMN rating_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN rating_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN rating_report.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN rating_report.item_id IS 'The item.';
COMMENT ON COLUMN rating_report.level IS 'Which kind of node or item.';
COMMENT ON COLUMN rating_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN rating_report.title IS 'The wording.';
COMMENT ON COLUMN rating_report.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN rating_report.rating_label IS 'The rating in a word: the plan''s own where its legend has one, else the usual one.';
COMMENT ON COLUMN rating_report.previous_quarter IS 'The quarter in which the plan reported before, however long ago; NULL in its first.';
COMMENT ON COLUMN rating_report.previous_rating IS 'The rating in the previous quarter; NULL: not rated.';
COMMENT ON COLUMN rating_report.movement IS
  'From the rating before to this one, as movement() names it; NULL in the first quarter the plan reports.';
COMMENT ON COLUMN rating_report.commentary IS 'What the report says of the item in that quarter.';
COMMENT ON COLUMN rating_report.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN rating_report.is_latest IS 'Whether the plan reports no later quarter.';

CREATE OR REPLACE FUNCTION movement_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, previous_quarter quarter, previous_rating rag, rating rag,
                 movement text, items bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement, count(*)
    FROM item_quarters(movement_report.as_at, movement_report.known_at) iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
   WHERE iq.previous_quarter IS NOT NULL
   GROUP BY iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement
   ORDER BY p.plan, iq.plan_id, iq.quarter, iq.previous_rating DESC NULLS LAST, iq.rating DESC NULLS LAST;
END;
COMMENT ON FUNCTION movement_report(date, timestamptz) IS
  'movement_report as at that day: one row per plan, quarter in which it had reported by then, rating before and rating now. All items '
  'of the plan active on the last day of the quarter are counted.';

CREATE OR REPLACE VIEW movement_report WITH (security_invoker = true) AS
SELECT m.plan_id, m.plan, m.quarter, m.previous_quarter, m.previous_rating, m.rating, m.movement, m.items
  FROM movement_report('infinity') m;
COMMENT ON VIEW movement_report IS
  'One row per plan, quarter, rating before and rating now: how many items moved so. The first quarter of a plan has no before and no '
  'rows.';
COMMENT ON COLUMN movement_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN movement_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN movement_report.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN movement_report.previous_quarter IS 'The quarter in which the plan reported before, however long ago; NULL in its first.';
COMMENT ON COLUMN movement_report.previous_rating IS 'The rating in the previous quarter; NULL: not rated.';
COMMENT ON COLUMN movement_report.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN movement_report.movement IS
  'From the rating before to this one, as movement() names it; NULL in the first quarter the plan reports.';
COMMENT ON COLUMN movement_report.items IS 'How many items.';

CREATE OR REPLACE FUNCTION progress_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, tally rag_tally, total bigint, complete bigint,
                 green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.tally, c.*
    FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, tally(now.rating) AS tally
            FROM items_by_quarter(progress_report.as_at, progress_report.known_at) iq
            LEFT JOIN LATERAL rating_in_force(iq.item_id, iq.quarter, progress_report.as_at, progress_report.known_at) now ON true
           GROUP BY iq.plan_id, iq.quarter, iq.is_latest) t
   CROSS JOIN LATERAL tally_columns(t.tally) c
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST;
END;
COMMENT ON FUNCTION progress_report(date, timestamptz) IS
  'progress_report as at that day: one row per plan and quarter in which it had reported by then, or one without a quarter where it had '
  'not. Denominator: total, or rated where the column says so.';

CREATE OR REPLACE VIEW progress_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.tally, t.total, t.complete, t.green, t.amber_green, t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM progress_report('infinity') t;
COMMENT ON VIEW progress_report IS
  'One row per plan and quarter in which it reports, or one without a quarter where it never did: how many of its items, of those '
  'active on the last day of the quarter, have which rating.';
COMMENT ON COLUMN progress_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN progress_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN progress_report.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN progress_report.is_latest IS 'Whether the plan reports no later quarter.';
COMMENT ON COLUMN progress_report.tally IS 'The ratings counted, as one value that can be added up and taken apart.';
COMMENT ON COLUMN progress_report.total IS 'All items, not rated ones included.';
COMMENT ON COLUMN progress_report.complete IS 'Items rated Complete (B).';
COMMENT ON COLUMN progress_report.green IS 'Items rated Green.';
COMMENT ON COLUMN progress_report.amber_green IS 'Items rated Amber/Green.';
COMMENT ON COLUMN progress_report.amber IS 'Items rated Amber.';
COMMENT ON COLUMN progress_report.amber_red IS 'Items rated Amber/Red.';
COMMENT ON COLUMN progress_report.red IS 'Items rated Red.';
COMMENT ON COLUMN progress_report.scheduled IS 'Items rated Scheduled, not yet started.';
COMMENT ON COLUMN progress_report.unrated IS 'Items that are not rated; per item: whether it is not.';
COMMENT ON COLUMN progress_report.percent_complete IS
  'Items rated Complete in per cent of total, not rated ones included; exact, to be rounded by who prints it; NULL where there are no '
  'items.';
COMMENT ON COLUMN progress_report.overall IS
  'One rating for all: the most severe of the live ones (Amber/Green printed as Amber, Amber/Red as Red); NULL where none is live and '
  'some items are not rated.';
COMMENT ON COLUMN progress_report.rated IS 'Items that have a rating.';
COMMENT ON COLUMN progress_report.live IS 'Items under way: Green to Red.';
COMMENT ON COLUMN progress_report.percent_complete_of_rated IS
  'Items rated Complete in per cent of those rated at all; exact; NULL where none is.';

CREATE OR REPLACE FUNCTION exceptions_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT today(),
                                             known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, item_id bigint, ref text, title text,
                 rating rag, rating_label text, rating_meaning text, previous_rating rag, movement text,
                 current_due date, officers text, nodes text, commentary text, corrective_action text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.item_id, i.ref, i.title,
         iq.rating, coalesce(own.label, label(iq.rating)), meaning(iq.rating), iq.previous_rating, iq.movement,
         d.current_due, details.officers, details.nodes, iq.commentary, iq.corrective_action
    FROM item_quarters(CASE WHEN exceptions_report.in_quarter IS NULL THEN exceptions_report.as_at ELSE 'infinity' END,
                       exceptions_report.known_at) iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
    JOIN items i ON i.item_id = iq.item_id
    JOIN item_details(exceptions_report.as_at, exceptions_report.known_at) details ON details.item_id = iq.item_id
    LEFT JOIN deadlines_in_force(exceptions_report.known_at) d ON d.item_id = iq.item_id AND d.milestone = 'due'
    LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
   WHERE (exceptions_report.in_quarter IS NULL OR checked_quarter(exceptions_report.in_quarter) IS NOT NULL)
     AND CASE WHEN exceptions_report.in_quarter IS NULL THEN iq.is_latest ELSE iq.quarter = exceptions_report.in_quarter END
     AND iq.rating >= 'A'
   ORDER BY iq.rating DESC, p.plan, iq.plan_id, i.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION exceptions_report(quarter, date, timestamptz) IS
  'One row per item rated Red, Amber/Red or Amber in that quarter (no quarter: the latest in which its plan had reported by that day) '
  'and active on its last day, most severe first; officers and nodes as on that day.';

CREATE OR REPLACE VIEW exceptions_report WITH (security_invoker = true) AS
SELECT e.plan_id, e.plan, e.quarter, e.item_id, e.ref, e.title, e.rating, e.rating_label, e.rating_meaning,
       e.previous_rating, e.movement, e.current_due, e.officers, e.nodes, e.commentary, e.corrective_action
  FROM exceptions_report() e;
COMMENT ON VIEW exceptions_report IS
  'One row per item rated Red, Amber/Red or Amber in the latest quarter in which its plan reports and active on its last day, most '
  'severe first.';
COMMENT ON COLUMN exceptions_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN exceptions_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN exceptions_report.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN exceptions_report.item_id IS 'The item.';
COMMENT ON COLUMN exceptions_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN exceptions_report.title IS 'The wording.';
COMMENT ON COLUMN exceptions_report.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN exceptions_report.rating_label IS 'The rating in a word: the plan''s own where its legend has one, else the usual one.';
COMMENT ON COLUMN exceptions_report.rating_meaning IS 'What the rating says.';
COMMENT ON COLUMN exceptions_report.previous_rating IS 'The rating in the previous quarter; NULL: not rated.';
COMMENT ON COLUMN exceptions_report.movement IS
  'From the rating before to this one, as movement() names it; NULL in the first quarter the plan reports.';
COMMENT ON COLUMN exceptions_report.current_due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN exceptions_report.officers IS 'Officers in the role lead or responsible; where there are none, all of the item''s.';
COMMENT ON COLUMN exceptions_report.nodes IS 'The nodes the item is linked to, with their levels.';
COMMENT ON COLUMN exceptions_report.commentary IS 'What the report says of the item in that quarter.';
COMMENT ON COLUMN exceptions_report.corrective_action IS 'What is being done about it.';

CREATE OR REPLACE FUNCTION node_rating_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, node_id bigint, level text, ref text, title text,
                 tally rag_tally, total bigint, complete bigint, green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, n.node_id, n.level, n.ref, n.title, t.tally, c.*
    FROM (SELECT pq.plan_id, pq.quarter, pq.is_latest, rolled.node AS node_id, rolled.distinct_items AS tally
            FROM (SELECT DISTINCT reported.quarter, quarter_day(reported.quarter, node_rating_report.as_at) AS links_at
                    FROM plan_quarters(node_rating_report.as_at, node_rating_report.known_at) reported
                  UNION ALL
                  SELECT NULL, on_day(node_rating_report.as_at)) day
           CROSS JOIN LATERAL (
                 SELECT iq.plan_id, iq.quarter, iq.is_latest,
                        outcome_rollup((SELECT thread_graph(day.links_at, node_rating_report.known_at)), il.node_id, il.item_id,
                                       now.rating) AS nodes
                   FROM items_by_quarter(node_rating_report.as_at, node_rating_report.known_at) iq
                   LEFT JOIN LATERAL rating_in_force(iq.item_id, iq.quarter, node_rating_report.as_at,
                                                    node_rating_report.known_at) now ON true
                   JOIN links_of_items(day.links_at, node_rating_report.known_at) il ON il.item_id = iq.item_id
                  WHERE (iq.quarter = day.quarter OR (iq.quarter IS NULL AND day.quarter IS NULL))
                  GROUP BY iq.plan_id, iq.quarter, iq.is_latest) pq
           CROSS JOIN LATERAL unnest(pq.nodes) rolled
           WHERE total(rolled.distinct_items) > 0) t
    JOIN nodes n ON n.node_id = t.node_id
   CROSS JOIN LATERAL tally_columns(t.tally) c
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION node_rating_report(date, timestamptz) IS
  'node_rating_report as at that day: one row per plan, quarter in which it had reported by then, and node with items of the plan at or '
  'under it, each counted once (distinct), over the links of the last day of the quarter. Do not add across nodes.';

CREATE OR REPLACE VIEW node_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.node_id, t.level, t.ref, t.title, t.tally, t.total, t.complete, t.green,
    t.amber_green, t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM node_rating_report('infinity') t;
COMMENT ON VIEW node_rating_report IS
  'One row per plan, quarter and node (aim, priority, theme, recommendation, outcome ...) that has items of the plan at or under it, '
  'each counted once. Do not add across nodes: an item under two of them counts at each.';
COMMENT ON COLUMN node_rating_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN node_rating_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN node_rating_report.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN node_rating_report.is_latest IS 'Whether the plan reports no later quarter.';
COMMENT ON COLUMN node_rating_report.node_id IS 'The node.';
COMMENT ON COLUMN node_rating_report.level IS 'Which kind of node or item.';
COMMENT ON COLUMN node_rating_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN node_rating_report.title IS 'The wording.';
COMMENT ON COLUMN node_rating_report.tally IS 'The ratings counted, as one value that can be added up and taken apart.';
COMMENT ON COLUMN node_rating_report.total IS 'All items, not rated ones included.';
COMMENT ON COLUMN node_rating_report.complete IS 'Items rated Complete (B).';
COMMENT ON COLUMN node_rating_report.green IS 'Items rated Green.';
COMMENT ON COLUMN node_rating_report.amber_green IS 'Items rated Amber/Green.';
COMMENT ON COLUMN node_rating_report.amber IS 'Items rated Amber.';
COMMENT ON COLUMN node_rating_report.amber_red IS 'Items rated Amber/Red.';
COMMENT ON COLUMN node_rating_report.red IS 'Items rated Red.';
COMMENT ON COLUMN node_rating_report.scheduled IS 'Items rated Scheduled, not yet started.';
COMMENT ON COLUMN node_rating_report.unrated IS 'Items that are not rated; per item: whether it is not.';
COMMENT ON COLUMN node_rating_report.percent_complete IS
  'Items rated Complete in per cent of total, not rated ones included; exact, to be rounded by who prints it; NULL where there are no '
  'items.';
COMMENT ON COLUMN node_rating_report.overall IS
  'One rating for all: the most severe of the live ones (Amber/Green printed as Amber, Amber/Red as Red); NULL where none is live and '
  'some items are not rated.';
COMMENT ON COLUMN node_rating_report.rated IS 'Items that have a rating.';
COMMENT ON COLUMN node_rating_report.live IS 'Items under way: Green to Red.';
COMMENT ON COLUMN node_rating_report.percent_complete_of_rated IS
  'Items rated Complete in per cent of those rated at all; exact; NULL where none is.';

CREATE OR REPLACE FUNCTION body_rating_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, body_id bigint, body text, role text,
                 tally rag_tally, total bigint, complete bigint, green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.body_id, b.name, t.role, t.tally, c.*
    FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role, tally(now.rating) AS tally
            FROM items_by_quarter(body_rating_report.as_at, body_rating_report.known_at) iq
            LEFT JOIN LATERAL rating_in_force(iq.item_id, iq.quarter, body_rating_report.as_at, body_rating_report.known_at) now ON true
            LEFT JOIN LATERAL (SELECT DISTINCT ib.body_id, ib.role
                                 FROM bodies_in_force(quarter_day(iq.quarter, body_rating_report.as_at), body_rating_report.known_at) ib
                                WHERE ib.item_id = iq.item_id) held ON true
           GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role) t
   CROSS JOIN LATERAL tally_columns(t.tally) c
    JOIN plan_names p ON p.plan_id = t.plan_id
    LEFT JOIN bodies b ON b.body_id = t.body_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, b.name NULLS LAST, t.body_id, t.role;
END;
COMMENT ON FUNCTION body_rating_report(date, timestamptz) IS
  'body_rating_report as at that day: one row per plan, quarter in which it had reported by then, committee or board, and role. Do not '
  'add across bodies.';

CREATE OR REPLACE VIEW body_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.body_id, t.body, t.role, t.tally, t.total, t.complete, t.green, t.amber_green,
    t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM body_rating_report('infinity') t;
COMMENT ON VIEW body_rating_report IS
  'One row per plan, quarter, committee or board, and role; one without a body for the items that have none. Do not add across bodies: '
  'an item with two of them counts under each.';
COMMENT ON COLUMN body_rating_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN body_rating_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN body_rating_report.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN body_rating_report.is_latest IS 'Whether the plan reports no later quarter.';
COMMENT ON COLUMN body_rating_report.body_id IS 'The committee or board; NULL for the items that have none.';
COMMENT ON COLUMN body_rating_report.body IS 'The committee or board; NULL for the items that have none.';
COMMENT ON COLUMN body_rating_report.role IS 'In which role; NULL for the items that have nobody.';
COMMENT ON COLUMN body_rating_report.tally IS 'The ratings counted, as one value that can be added up and taken apart.';
COMMENT ON COLUMN body_rating_report.total IS 'All items, not rated ones included.';
COMMENT ON COLUMN body_rating_report.complete IS 'Items rated Complete (B).';
COMMENT ON COLUMN body_rating_report.green IS 'Items rated Green.';
COMMENT ON COLUMN body_rating_report.amber_green IS 'Items rated Amber/Green.';
COMMENT ON COLUMN body_rating_report.amber IS 'Items rated Amber.';
COMMENT ON COLUMN body_rating_report.amber_red IS 'Items rated Amber/Red.';
COMMENT ON COLUMN body_rating_report.red IS 'Items rated Red.';
COMMENT ON COLUMN body_rating_report.scheduled IS 'Items rated Scheduled, not yet started.';
COMMENT ON COLUMN body_rating_report.unrated IS 'Items that are not rated; per item: whether it is not.';
COMMENT ON COLUMN body_rating_report.percent_complete IS
  'Items rated Complete in per cent of total, not rated ones included; exact, to be rounded by who prints it; NULL where there are no '
  'items.';
COMMENT ON COLUMN body_rating_report.overall IS
  'One rating for all: the most severe of the live ones (Amber/Green printed as Amber, Amber/Red as Red); NULL where none is live and '
  'some items are not rated.';
COMMENT ON COLUMN body_rating_report.rated IS 'Items that have a rating.';
COMMENT ON COLUMN body_rating_report.live IS 'Items under way: Green to Red.';
COMMENT ON COLUMN body_rating_report.percent_complete_of_rated IS
  'Items rated Complete in per cent of those rated at all; exact; NULL where none is.';

CREATE OR REPLACE FUNCTION officer_rating_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, officer_id bigint, officer text, role text,
                 tally rag_tally, total bigint, complete bigint, green bigint,
                 amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.officer_id, o.name, t.role, t.tally, c.*
    FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role, tally(now.rating) AS tally
            FROM items_by_quarter(officer_rating_report.as_at, officer_rating_report.known_at) iq
            LEFT JOIN LATERAL rating_in_force(iq.item_id, iq.quarter, officer_rating_report.as_at,
                                             officer_rating_report.known_at) now ON true
            LEFT JOIN LATERAL (SELECT DISTINCT io.officer_id, io.role
                                 FROM officers_in_force(quarter_day(iq.quarter, officer_rating_report.as_at),
                                                        officer_rating_report.known_at) io
                                WHERE io.item_id = iq.item_id) held ON true
           GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role) t
   CROSS JOIN LATERAL tally_columns(t.tally) c
    JOIN plan_names p ON p.plan_id = t.plan_id
    LEFT JOIN officers o ON o.officer_id = t.officer_id
   ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, o.name NULLS LAST, t.officer_id, t.role;
END;
COMMENT ON FUNCTION officer_rating_report(date, timestamptz) IS
  'officer_rating_report as at that day: one row per plan, quarter in which it had reported by then, officer and role. Do not add '
  'across officers.';

CREATE OR REPLACE VIEW officer_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, t.plan, t.quarter, t.is_latest, t.officer_id, t.officer, t.role, t.tally, t.total, t.complete, t.green, t.amber_green,
    t.amber, t.amber_red, t.red,
       t.scheduled, t.unrated, t.percent_complete, t.overall, t.rated, t.live, t.percent_complete_of_rated
  FROM officer_rating_report('infinity') t;
COMMENT ON VIEW officer_rating_report IS
  'One row per plan, quarter, officer and role; one without an officer for the items that have none. Do not add across officers: an '
  'item with two of them counts under each.';
COMMENT ON COLUMN officer_rating_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN officer_rating_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN officer_rating_report.quarter IS 'The fiscal quarter; NULL where the plan has never reported.';
COMMENT ON COLUMN officer_rating_report.is_latest IS 'Whether the plan reports no later quarter.';
COMMENT ON COLUMN officer_rating_report.officer_id IS 'The officer; NULL for the items that have none.';
COMMENT ON COLUMN officer_rating_report.officer IS 'The officer; NULL for the items that have none.';
COMMENT ON COLUMN officer_rating_report.role IS 'In which role; NULL for the items that have nobody.';
COMMENT ON COLUMN officer_rating_report.tally IS 'The ratings counted, as one value that can be added up and taken apart.';
COMMENT ON COLUMN officer_rating_report.total IS 'All items, not rated ones included.';
COMMENT ON COLUMN officer_rating_report.complete IS 'Items rated Complete (B).';
COMMENT ON COLUMN officer_rating_report.green IS 'Items rated Green.';
COMMENT ON COLUMN officer_rating_report.amber_green IS 'Items rated Amber/Green.';
COMMENT ON COLUMN officer_rating_report.amber IS 'Items rated Amber.';
COMMENT ON COLUMN officer_rating_report.amber_red IS 'Items rated Amber/Red.';
COMMENT ON COLUMN officer_rating_report.red IS 'Items rated Red.';
COMMENT ON COLUMN officer_rating_report.scheduled IS 'Items rated Scheduled, not yet started.';
COMMENT ON COLUMN officer_rating_report.unrated IS 'Items that are not rated; per item: whether it is not.';
COMMENT ON COLUMN officer_rating_report.percent_complete IS
  'Items rated Complete in per cent of total, not rated ones included; exact, to be rounded by who prints it; NULL where there are no '
  'items.';
COMMENT ON COLUMN officer_rating_report.overall IS
  'One rating for all: the most severe of the live ones (Amber/Green printed as Amber, Amber/Red as Red); NULL where none is live and '
  'some items are not rated.';
COMMENT ON COLUMN officer_rating_report.rated IS 'Items that have a rating.';
COMMENT ON COLUMN officer_rating_report.live IS 'Items under way: Green to Red.';
COMMENT ON COLUMN officer_rating_report.percent_complete_of_rated IS
  'Items rated Complete in per cent of those rated at all; exact; NULL where none is.';
