-- Items that are there twice, and how two become one.

-- References that read as the same code, or differ by one letter under one title: the one printed as its code stays, or else the older.
CREATE OR REPLACE FUNCTION item_twins(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, item_id bigint, ref text, twin_id bigint, twin_ref text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
  WITH named AS MATERIALIZED (
    SELECT i.plan_id, i.item_id, i.ref, i.title, ref_key(i.ref) AS key, normal_name(i.title) AS title_key,
           i.ref IS NOT DISTINCT FROM i.code::text AS is_code
      FROM items_in_force(item_twins.as_at, item_twins.known_at) i
  ), pairs AS (
    SELECT a.plan_id, a.item_id AS first_id, b.item_id AS second_id
      FROM named a
      JOIN named b ON b.plan_id = a.plan_id AND b.key = a.key AND b.item_id > a.item_id
    UNION
    SELECT a.plan_id, a.item_id, b.item_id
      FROM named a
      JOIN named b ON b.plan_id = a.plan_id AND b.title_key = a.title_key AND b.item_id > a.item_id
                      AND one_edit_apart(upper(a.key), upper(b.key))
     WHERE NOT (a.is_code AND b.is_code)
  )
  SELECT p.plan_id, keep.item_id, keep.ref, twin.item_id, twin.ref
    FROM pairs p
    JOIN named a ON a.item_id = p.first_id
    JOIN named b ON b.item_id = p.second_id
   CROSS JOIN LATERAL (SELECT b.is_code AND NOT a.is_code AS second_stays) s
    JOIN named keep ON keep.item_id = CASE WHEN s.second_stays THEN b.item_id ELSE a.item_id END
    JOIN named twin ON twin.item_id = CASE WHEN s.second_stays THEN a.item_id ELSE b.item_id END;
END;
COMMENT ON FUNCTION item_twins(date, timestamptz) IS
  'One row per item and twin of it that count on that day, as known at that moment: references of one plan that read as the same code, or '
  'that are one letter apart under one title, of which not both are codes. merge_items makes them one.';

CREATE OR REPLACE FUNCTION quality_of_twins(of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(),
                                            known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text,
                 line bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
  SELECT t.plan_id, 0, 'two items of one reference', t.item_id, t.ref, NULL::quarter, t.twin_ref,
         format('SELECT * FROM %I.merge_items(%s, %s, %L)',
                (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = 'items'::regclass),
                t.item_id, t.twin_id, format('%s is %s', t.twin_ref, t.ref)), NULL::bigint
    FROM item_twins(quality_of_twins.as_at, quality_of_twins.known_at) t
   WHERE quality_of_twins.of_plan IS NULL OR t.plan_id = (SELECT checked_plan(quality_of_twins.of_plan));
END;
COMMENT ON FUNCTION quality_of_twins(plan_ref, date, timestamptz) IS
  'What data_quality_cases has of items that are there twice, with the statement that makes them one.';

CREATE OR REPLACE FUNCTION check_merge(keep_id bigint, twin_id bigint, reason text) RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  keep items;
  twin items;
BEGIN
  SELECT i.* INTO keep FROM items i WHERE i.item_id = keep_id;
  SELECT i.* INTO twin FROM items i WHERE i.item_id = twin_id;
  IF keep.item_id IS NULL OR twin.item_id IS NULL THEN
    RAISE EXCEPTION 'item % does not exist', coalesce(CASE WHEN keep.item_id IS NULL THEN keep_id ELSE twin_id END::text, 'NULL')
      USING ERRCODE = 'undefined_object', HINT = 'data_quality_cases lists twins with the statement that merges them.';
  ELSIF keep_id = twin_id OR keep.plan_id <> twin.plan_id THEN
    RAISE EXCEPTION 'items "%" and "%" cannot be merged', keep.ref, twin.ref
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Twins are two items of one plan.',
            HINT = 'What a later plan carries forward, carry_forward says.';
  ELSIF keep.state <> 'active' OR twin.state IN ('merged', 'undone') THEN
    RAISE EXCEPTION 'item "%" is %', CASE WHEN keep.state <> 'active' THEN keep.ref ELSE twin.ref END,
                    CASE WHEN keep.state <> 'active' THEN keep.state ELSE twin.state END
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'The first item is the one that stays.';
  ELSIF coalesce(trim_cell(reason), '') = '' THEN
    RAISE EXCEPTION 'no reason was given for merging "%" into "%"', twin.ref, keep.ref
      USING ERRCODE = 'null_value_not_allowed', HINT = 'Give it as the third argument: it is kept with the merger.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_merge(bigint, bigint, text) IS 'An error where two items cannot be merged.';

-- What is only appended to is said again of the item that stays, as known from now on: of one period, what was recorded last.
CREATE OR REPLACE FUNCTION merge_ratings(keep_id bigint, twin_id bigint) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  taken_over bigint;
BEGIN
  INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, corrective_action)
  SELECT keep_id, t.quarter, t.period_start, t.period_end, t.rating, t.raw, t.commentary, t.corrective_action
    FROM (SELECT DISTINCT ON (r.period_start, r.period_end) r.* FROM ratings_known() r
           WHERE r.item_id = twin_id
           ORDER BY r.period_start, r.period_end, r.recorded_at DESC, r.rating_id DESC) t
   WHERE (t.rating IS NOT NULL OR trim_cell(t.raw) <> '' OR trim_cell(t.commentary) <> '')
     AND NOT EXISTS (SELECT FROM ratings_known() k
                      WHERE k.item_id = keep_id AND k.period_start = t.period_start AND k.period_end = t.period_end
                        AND k.rating IS NOT NULL AND (k.recorded_at, k.rating_id) > (t.recorded_at, t.rating_id))
   ORDER BY t.period_start, t.period_end;
  GET DIAGNOSTICS taken_over = ROW_COUNT;
  RETURN taken_over;
END
$body$;
COMMENT ON FUNCTION merge_ratings(bigint, bigint) IS
  'Gives an item the ratings of its twin that were recorded after its own; says how many.';

CREATE OR REPLACE FUNCTION merge_deadlines(keep_id bigint, twin_id bigint) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  taken_over bigint;
BEGIN
  INSERT INTO due_dates (item_id, milestone, revision, period, raw, reason)
  SELECT keep_id, t.milestone,
         (SELECT coalesce(max(d.revision), -1) FROM due_dates d WHERE d.item_id = keep_id AND d.milestone = t.milestone)
           + row_number() OVER (PARTITION BY t.milestone ORDER BY t.revision),
         t.period, t.raw, t.reason
    FROM due_dates_known() t
    LEFT JOIN LATERAL (SELECT k.period, k.recorded_at FROM due_dates_known() k
                        WHERE k.item_id = keep_id AND k.milestone = t.milestone
                        ORDER BY k.revision DESC LIMIT 1) own ON true
   WHERE t.item_id = twin_id
     -- All of it where there is none, or else the last, if it is later and another.
     AND (own.recorded_at IS NULL
          OR t.recorded_at > own.recorded_at AND t.period IS DISTINCT FROM own.period
             AND NOT EXISTS (SELECT FROM due_dates_known() later
                              WHERE later.item_id = twin_id AND later.milestone = t.milestone AND later.revision > t.revision));
  GET DIAGNOSTICS taken_over = ROW_COUNT;
  RETURN taken_over;
END
$body$;
COMMENT ON FUNCTION merge_deadlines(bigint, bigint) IS
  'Gives an item the deadlines of its twin that it lacks or that are later; says how many.';

-- Who answers is taken over where nobody does.
CREATE OR REPLACE FUNCTION merge_parties(keep_id bigint, twin_id bigint) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  of_officers bigint;
  of_bodies bigint;
BEGIN
  INSERT INTO item_officers (item_id, officer_id, role, valid_from, valid_to, raw)
  SELECT keep_id, o.officer_id, o.role, o.valid_from, o.valid_to, o.raw FROM item_officers o
   WHERE o.item_id = twin_id AND NOT EXISTS (SELECT FROM item_officers k WHERE k.item_id = keep_id AND k.role = o.role);
  GET DIAGNOSTICS of_officers = ROW_COUNT;
  INSERT INTO item_bodies (item_id, body_id, role, valid_from, valid_to, raw)
  SELECT keep_id, b.body_id, b.role, b.valid_from, b.valid_to, b.raw FROM item_bodies b
   WHERE b.item_id = twin_id AND NOT EXISTS (SELECT FROM item_bodies k WHERE k.item_id = keep_id AND k.role = b.role);
  GET DIAGNOSTICS of_bodies = ROW_COUNT;
  RETURN of_officers + of_bodies;
END
$body$;
COMMENT ON FUNCTION merge_parties(bigint, bigint) IS
  'Gives an item the officers and bodies of its twin in roles that nobody has; says how many.';

CREATE OR REPLACE FUNCTION merge_links(keep_id bigint, twin_id bigint) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  taken_over bigint;
BEGIN
  INSERT INTO links (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from, valid_to, basis, source_document, share)
  SELECT t.from_item_id, l.from_node_id, t.to_item_id, l.to_node_id, l.relation, l.valid_from, l.valid_to, l.basis, l.source_document,
         l.share
    FROM links l
   CROSS JOIN LATERAL (SELECT CASE l.from_item_id WHEN twin_id THEN keep_id ELSE l.from_item_id END AS from_item_id,
                              CASE l.to_item_id WHEN twin_id THEN keep_id ELSE l.to_item_id END AS to_item_id) t
   WHERE twin_id IN (l.from_item_id, l.to_item_id) AND l.valid_from <= l.valid_to AND l.valid_to > '-infinity'
     AND t.from_item_id IS DISTINCT FROM t.to_item_id
     AND NOT EXISTS (SELECT FROM links k
                      WHERE coalesce(k.from_item_id, 0) = coalesce(t.from_item_id, 0)
                        AND coalesce(k.from_node_id, 0) = coalesce(l.from_node_id, 0)
                        AND coalesce(k.to_item_id, 0) = coalesce(t.to_item_id, 0) AND coalesce(k.to_node_id, 0) = coalesce(l.to_node_id, 0)
                        AND k.relation = l.relation AND k.valid_to >= l.valid_from AND k.valid_from <= l.valid_to);
  GET DIAGNOSTICS taken_over = ROW_COUNT;
  RETURN taken_over;
END
$body$;
COMMENT ON FUNCTION merge_links(bigint, bigint) IS 'Gives an item the links of its twin that it lacks; says how many.';

-- Money is said again of the item that stays; what else names the twin names the other from now on, unless it does already.
CREATE OR REPLACE FUNCTION merge_mentions(keep_id bigint, twin_id bigint) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  taken_over bigint;
  others bigint := 0;
BEGIN
  INSERT INTO money_lines (plan_id, item_id, ref, title, purpose, fiscal_year_start, standing, amount, basis, years, mtfs_ref, reason)
  SELECT DISTINCT ON (l.plan_id, l.ref, l.basis, l.fiscal_year_start, l.years, l.standing)
         l.plan_id, keep_id, l.ref, l.title, l.purpose, l.fiscal_year_start, l.standing, l.amount, l.basis, l.years, l.mtfs_ref, l.reason
    FROM money_lines l
   WHERE coalesce(l.import_id, 0) <> ALL (undone_imports())
     AND EXISTS (SELECT FROM money_rows() r WHERE r.plan_id = l.plan_id AND r.ref = l.ref AND r.item_id = twin_id)
   ORDER BY l.plan_id, l.ref, l.basis, l.fiscal_year_start, l.years, l.standing, l.recorded_at DESC, l.money_line_id DESC;
  GET DIAGNOSTICS taken_over = ROW_COUNT;
  INSERT INTO item_attributes (item_id, name, value)
  SELECT keep_id, a.name, a.value FROM item_attributes a WHERE a.item_id = twin_id ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS others = ROW_COUNT;
  taken_over := taken_over + others;
  UPDATE risk_links l SET item_id = keep_id
   WHERE l.item_id = twin_id AND NOT EXISTS (SELECT FROM risk_links k WHERE k.risk_id = l.risk_id AND k.item_id = keep_id);
  GET DIAGNOSTICS others = ROW_COUNT;
  taken_over := taken_over + others;
  UPDATE dependencies d SET item_id = CASE d.item_id WHEN twin_id THEN keep_id ELSE d.item_id END,
                            on_item_id = CASE d.on_item_id WHEN twin_id THEN keep_id ELSE d.on_item_id END
   WHERE twin_id IN (d.item_id, d.on_item_id) AND coalesce(keep_id NOT IN (d.item_id, d.on_item_id), true)
     AND NOT EXISTS (SELECT FROM dependencies k
                      WHERE k.item_id = CASE d.item_id WHEN twin_id THEN keep_id ELSE d.item_id END
                        AND (k.on_item_id, k.on_node_id, k.on_event) IS NOT DISTINCT FROM
                            (CASE d.on_item_id WHEN twin_id THEN keep_id ELSE d.on_item_id END, d.on_node_id, d.on_event));
  GET DIAGNOSTICS others = ROW_COUNT;
  RETURN taken_over + others;
END
$body$;
COMMENT ON FUNCTION merge_mentions(bigint, bigint) IS
  'Gives an item the money, attributes, risks and dependencies of its twin that it lacks; says how many.';

CREATE OR REPLACE FUNCTION merge_items(keep_id bigint, twin_id bigint, reason text) RETURNS TABLE (what text, taken_over bigint)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  called_as text;
BEGIN
  GET DIAGNOSTICS called_as = PG_CONTEXT;
  PERFORM check_register_path(called_as, current_schema());
  PERFORM check_level('publisher', 'merging items', has_table_privilege('imports', 'INSERT'));
  LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE;
  -- Holds the plan: what another is rating is waited for, and taken over.
  UPDATE plans p SET state = p.state WHERE p.plan_id IN (SELECT i.plan_id FROM items i WHERE i.item_id IN (keep_id, twin_id));
  PERFORM check_merge(keep_id, twin_id, reason);
  RETURN QUERY SELECT m.what, m.taken_over
    FROM (VALUES (1, 'ratings', merge_ratings(keep_id, twin_id)), (2, 'deadlines', merge_deadlines(keep_id, twin_id)),
                 (3, 'officers and bodies', merge_parties(keep_id, twin_id)), (4, 'links', merge_links(keep_id, twin_id)),
                 (5, 'other mentions', merge_mentions(keep_id, twin_id))) m (place, what, taken_over)
   WHERE m.taken_over > 0
   ORDER BY m.place;
  INSERT INTO carry_forward (old_item_id, new_item_id, kind, since, reason)
  VALUES (twin_id, keep_id, 'merged', '-infinity', trim_cell(reason)) ON CONFLICT DO NOTHING;
  UPDATE items i SET state = 'merged', state_since = '-infinity',
                     state_reason = format('it is %s: %s', (SELECT k.ref FROM items k WHERE k.item_id = keep_id), trim_cell(reason))
   WHERE i.item_id = twin_id;
END
$body$;
COMMENT ON FUNCTION merge_items(bigint, bigint, text) IS
  'Makes one item of two of one plan: the first stays, and has from now on what was said of the twin too, of one period what was recorded '
  'last. The twin counts on no day any more; as known before it still does. carry_forward and item_states say so, with the reason. One '
  'row per sort of thing that was taken over.';
