-- Progress and movement in lines, as plans print them.

-- What callers name must be there.
CREATE OR REPLACE FUNCTION checked_denominator(of text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF of IS NULL OR of NOT IN ('total', 'rated', 'live') THEN
    RAISE EXCEPTION 'unknown denominator "%"', coalesce(of, 'NULL')
      USING ERRCODE = 'invalid_parameter_value',
          DETAIL = 'A percentage is of all items, of those that are rated, or of those under way (Green to Red).',
            HINT = 'Write total, rated or live.';
  END IF;
  RETURN of;
END
$body$;
COMMENT ON FUNCTION checked_denominator(text) IS 'total, rated or live, or an error.';

CREATE OR REPLACE FUNCTION denominator(t rag_tally, of text) RETURNS bigint
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE of WHEN 'total' THEN total(t) WHEN 'rated' THEN rated(t) WHEN 'live' THEN live(t) END;
COMMENT ON FUNCTION denominator(rag_tally, text) IS 'How many items a percentage is of: total, rated or live.';

-- Progress, one row per rating, as plans print it.
CREATE OR REPLACE FUNCTION progress_lines(as_at date DEFAULT today(), of text DEFAULT 'total',
                                          known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, place integer, rating rag, rating_label text, items bigint,
                 of_what text, denominator bigint, percent numeric, whole_percent integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, t.plan, t.quarter, t.is_latest, scale.place, scale.rating,
         coalesce(own.label, label(scale.rating), 'Not rated'),
         counted.count,
         checked_denominator(progress_lines.of),
         denominator(t.tally, progress_lines.of),
         CASE WHEN scale.rating IS NOT NULL AND (progress_lines.of <> 'live' OR scale.rating BETWEEN 'G' AND 'R')
             THEN percent(t.tally, scale.rating, progress_lines.of)
              WHEN scale.rating IS NULL AND progress_lines.of = 'total' AND total(t.tally) > 0
                  THEN counted.count * 100.0 / total(t.tally) END,
         CASE WHEN progress_lines.of = 'total' THEN whole.percent END
    FROM progress_report(progress_lines.as_at, progress_lines.known_at) t
    JOIN plans p ON p.plan_id = t.plan_id
   CROSS JOIN (VALUES (1, 'B'::rag, 'B'), (2, 'G', 'G'), (3, 'AG', 'AG'), (4, 'A', 'A'), (5, 'AR', 'AR'), (6, 'R', 'R'), (7, 'S', 'S'),
               (8, NULL, '')) scale (place, rating, letter)
    JOIN LATERAL unnest (t.tally) counted ON coalesce(counted.rating::text, '') = scale.letter
    JOIN LATERAL percentages(t.tally) whole ON coalesce(whole.rating::text, '') = scale.letter
    LEFT JOIN plan_legends own ON own.plan_id = t.plan_id AND own.rating = scale.rating
   WHERE counted.count > 0
      OR scale.letter IN ('B', 'G', 'A', 'R', '')
      OR scale.letter IN ('AG', 'AR') AND p.scale = 'five'
      OR scale.letter = 'S' AND p.has_scheduled
   ORDER BY t.plan, t.plan_id, t.quarter NULLS FIRST, scale.place;
END;
COMMENT ON FUNCTION progress_lines(date, text, timestamptz) IS
  'One row per plan, quarter in which it had reported by that day, and rating of the plan''s scale, nil rows and "Not rated" included, '
  'in the plan''s own words. Denominator: as the caller chooses, total, rated or live; a rating that is not in it has no percentage.';

CREATE OR REPLACE VIEW progress_lines WITH (security_invoker = true) AS
SELECT l.plan_id, l.plan, l.quarter, l.is_latest, l.place, l.rating, l.rating_label, l.items, l.of_what, l.denominator, l.percent,
    l.whole_percent
  FROM progress_lines('infinity') l;
COMMENT ON VIEW progress_lines IS
  'One row per plan, quarter in which it reports and rating of the plan''s scale, nil rows and "Not rated" included, in the plan''s own '
  'words. Denominator: all items, not rated ones included.';
COMMENT ON COLUMN progress_lines.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN progress_lines.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN progress_lines.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN progress_lines.is_latest IS 'Whether the plan reports no later quarter.';
COMMENT ON COLUMN progress_lines.place IS 'Order in which to print them.';
COMMENT ON COLUMN progress_lines.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN progress_lines.rating_label IS 'The rating in a word: the plan''s own where its legend has one, else the usual one.';
COMMENT ON COLUMN progress_lines.items IS 'How many items.';
COMMENT ON COLUMN progress_lines.of_what IS 'What the denominator counts.';
COMMENT ON COLUMN progress_lines.denominator IS 'How many the percentage, or the number of cases, is of.';
COMMENT ON COLUMN progress_lines.percent IS
  'Items of this rating in per cent of the denominator; exact; NULL where the rating is not in it or it is nothing.';
COMMENT ON COLUMN progress_lines.whole_percent IS 'The same in whole numbers that add up to 100; of all items only.';

CREATE OR REPLACE FUNCTION movement_matrix(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, previous_quarter quarter, previous_rating rag, total bigint, complete bigint,
                 green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.previous_quarter, t.previous_rating, c.total, c.complete, c.green, c.amber_green, c.amber,
         c.amber_red, c.red, c.scheduled, c.unrated
    FROM (SELECT iq.plan_id, iq.quarter, iq.previous_quarter, iq.previous_rating, tally(iq.rating) AS tally
            FROM item_quarters(movement_matrix.as_at, movement_matrix.known_at) iq
           WHERE iq.previous_quarter IS NOT NULL
           GROUP BY iq.plan_id, iq.quarter, iq.previous_quarter, iq.previous_rating) t
   CROSS JOIN LATERAL tally_columns(t.tally) c
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter, t.previous_rating DESC NULLS LAST;
END;
COMMENT ON FUNCTION movement_matrix(date, timestamptz) IS
  'movement_matrix as at that day: one row per plan, quarter in which it had reported by then, and rating before.';

CREATE OR REPLACE VIEW movement_matrix WITH (security_invoker = true) AS
SELECT m.plan_id, m.plan, m.quarter, m.previous_quarter, m.previous_rating, m.total, m.complete, m.green, m.amber_green, m.amber,
    m.amber_red,
       m.red, m.scheduled, m.unrated
  FROM movement_matrix('infinity') m;
COMMENT ON VIEW movement_matrix IS
  'One row per plan, quarter and rating in the quarter before; a column per rating now says how many items moved there, total how many '
  'had that rating before. All items active on the last day of the quarter are counted; the first quarter of a plan has no rows.';
COMMENT ON COLUMN movement_matrix.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN movement_matrix.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN movement_matrix.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN movement_matrix.previous_quarter IS 'The quarter in which the plan reported before.';
COMMENT ON COLUMN movement_matrix.previous_rating IS 'The rating in the previous quarter; NULL: not rated.';
COMMENT ON COLUMN movement_matrix.total IS 'Items with that rating in the previous quarter.';
COMMENT ON COLUMN movement_matrix.complete IS 'Items now rated Complete (B).';
COMMENT ON COLUMN movement_matrix.green IS 'Items now rated Green.';
COMMENT ON COLUMN movement_matrix.amber_green IS 'Items now rated Amber/Green.';
COMMENT ON COLUMN movement_matrix.amber IS 'Items now rated Amber.';
COMMENT ON COLUMN movement_matrix.amber_red IS 'Items now rated Amber/Red.';
COMMENT ON COLUMN movement_matrix.red IS 'Items now rated Red.';
COMMENT ON COLUMN movement_matrix.scheduled IS 'Items now rated Scheduled, not yet started.';
COMMENT ON COLUMN movement_matrix.unrated IS 'Items now not rated.';

-- One report for any level.  Compiling its query would take longer than running it.
CREATE OR REPLACE FUNCTION level_tallies(in_level text, in_quarter quarter, as_at date, plan_key bigint, known_at timestamptz)
  RETURNS TABLE (key bigint, plan_id bigint, plan text, ref text, title text, tally rag_tally, by_link bigint)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  day CONSTANT date := coalesce(as_at, end_date(in_quarter));
  of_plans CONSTANT plan_ref[] := CASE WHEN plan_key IS NOT NULL THEN ARRAY[plan_key] END;
BEGIN
  RETURN QUERY
  WITH at_level AS MATERIALIZED (
    SELECT r.node_id AS key, r.plan_id, r.plan, r.ref, r.title, r.distinct_items AS tally, r.items_by_link AS by_link
      FROM rollup_report(in_quarter, as_at, of_plans, known_at) r
     WHERE r.level = in_level
  )
  -- Of one plan: its own nodes, and those of a plan whose nodes of this level its items count towards, zeros included.
  SELECT a.key, a.plan_id, a.plan, a.ref, a.title, a.tally, a.by_link
    FROM at_level a
   WHERE of_plans IS NULL OR a.plan_id = plan_key
      OR coalesce(a.plan_id, 0) IN (SELECT coalesce(h.plan_id, 0) FROM at_level h WHERE total(h.tally) > 0)
  UNION ALL
  SELECT i.item_id, i.plan_id, p.plan, i.ref, i.title, coalesce(t.tally, '0'), coalesce(total(t.tally), 0)
    FROM items_in_force(day, known_at) i
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN (SELECT l.key, tally(r.rating) AS tally
                 FROM level_items(in_level, day, known_at) l
                 JOIN rated_items(in_quarter, as_at, NULL, known_at) r ON r.item_id = l.item_id
                GROUP BY l.key) t ON t.key = i.item_id
   WHERE i.level = in_level AND (of_plans IS NULL OR i.plan_id = plan_key)
  UNION ALL
  SELECT t.party_id, NULL, NULL, o.name, o.name, t.tally, total(t.tally)
    FROM (SELECT held.party_id, tally(i.rating) AS tally
            FROM rated_items(in_quarter, as_at, of_plans, known_at) i
            LEFT JOIN LATERAL (SELECT DISTINCT ib.body_id AS party_id FROM bodies_in_force(day, known_at) ib
                                WHERE ib.item_id = i.item_id AND in_level = 'body'
                               UNION ALL
                               SELECT DISTINCT io.officer_id FROM owners_in_force(day, known_at) io
                                WHERE io.item_id = i.item_id AND in_level = 'officer') held ON true
           WHERE in_level IN ('body', 'officer')
           GROUP BY held.party_id) t
    LEFT JOIN party_names(in_level) o ON o.party_id = t.party_id;
END
$body$;
COMMENT ON FUNCTION level_tallies(text, quarter, date, bigint, timestamptz) IS
  'The ratings that count at each node or item of a level, body or officer, and where there are any at none of them (key NULL): what '
  'level_report counts.';

CREATE OR REPLACE FUNCTION level_report(in_level text, in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL,
                                        of_plan plan_ref DEFAULT NULL, of text DEFAULT 'total', policy text DEFAULT 'worst',
                                        min_coverage numeric DEFAULT 0, known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (level text, key bigint, plan_id bigint, plan text, ref text, title text, tally rag_tally, items bigint,
                 items_by_link bigint,
                 complete bigint, of_what text, denominator bigint, percent_complete numeric, overall rag, overall_reason text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM checked_quarter(in_quarter), checked_denominator(of), checked_level(in_level);
  RETURN QUERY
  SELECT in_level, g.key, g.plan_id, g.plan, g.ref, g.title, g.tally, total(g.tally), g.by_link, complete(g.tally), of,
      denominator(g.tally, of),
         CASE WHEN of <> 'live' THEN percent_complete(g.tally, of) END,
         overall(g.tally, policy, min_coverage => level_report.min_coverage),
             overall_reason(g.tally, policy, min_coverage => level_report.min_coverage)
    FROM level_tallies(in_level, in_quarter, as_at, CASE WHEN of_plan IS NOT NULL THEN checked_plan(of_plan) END, known_at) g
    LEFT JOIN level_names(in_level) n ON n.key = g.key
   ORDER BY g.plan NULLS LAST, g.plan_id, n.code NULLS LAST, g.ref NULLS LAST, g.key;
END
$body$;
COMMENT ON FUNCTION level_report(text, quarter, date, plan_ref, text, text, numeric, timestamptz) IS
  'One row per node of a level (zeros included), per item of a level (of what is under it, such as its milestones), per body or per '
  'officer (those responsible), with one without a key for the items that have none: the ratings in that quarter (none: the latest) of '
  'the items at or under it, each counted once. Of one plan: its items, at its own nodes and at those of a plan that they count towards. '
  'Denominator: total, rated or live; overall by any policy of overall(). Do not add across rows.';

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

CREATE OR REPLACE FUNCTION progress_on(as_at date DEFAULT today(), states text[] DEFAULT '{active}',
                                       known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, counted_states text[], tally rag_tally, total bigint, complete bigint,
                 green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint,
                 percent_complete numeric, overall rag, rated bigint, live bigint, percent_complete_of_rated numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, progress_on.states, t.tally, c.*
    FROM (SELECT i.plan_id, latest.quarter, tally(now.rating) AS tally
            FROM items_known(progress_on.known_at) i
            LEFT JOIN (SELECT pq.plan_id, max(pq.quarter) AS quarter
                         FROM plan_quarters('infinity', progress_on.known_at) pq
                        WHERE start_date(pq.quarter) <= on_day(progress_on.as_at)
                        GROUP BY pq.plan_id) latest ON latest.plan_id = i.plan_id
            LEFT JOIN LATERAL rating_in_force(i.item_id, latest.quarter, 'infinity', progress_on.known_at) now ON true
            LEFT JOIN absences_in_force(progress_on.as_at, progress_on.known_at) gone
                   ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id
           WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(progress_on.as_at) c))
             AND CASE WHEN gone.item_id IS NULL THEN 'active' ELSE gone.state END = ANY (checked_states(progress_on.states))
           GROUP BY i.plan_id, latest.quarter) t
   CROSS JOIN LATERAL tally_columns(t.tally) c
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id;
END;
COMMENT ON FUNCTION progress_on(date, text[], timestamptz) IS
  'One row per plan: its items that were in one of these states on that day, by their rating in the latest quarter it reports of those '
  'begun by then, as known at that moment. Percentages are of all items so chosen, not rated ones included.';
