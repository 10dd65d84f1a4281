-- The accepted changes of a sheet are written.

CREATE OR REPLACE FUNCTION sheet_write_items(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO items (plan_id, level, ref, code, title, state_since, recorded_at)
  SELECT run.plan_id, c.level, c.ref, try_plan_code(c.ref), c.title, c.valid_from, run.recorded_at
  FROM sheet_changes c WHERE c.run = run.run AND c.change = 'new item' AND c.accepted
  ORDER BY c.line
  ON CONFLICT (plan_id, ref) DO UPDATE SET state = 'active', state_since = EXCLUDED.state_since, title = EXCLUDED.title,
                                            level = EXCLUDED.level;

  UPDATE sheet_rows r SET item_id = i.item_id
  FROM sheet_rows f JOIN items i ON i.plan_id = run.plan_id AND i.ref = f.ref
  WHERE f.run = run.run AND f.outcome = 'new' AND f.is_first AND r.run = f.run AND r.subject = f.subject AND r.outcome = 'new';
  UPDATE sheet_changes c SET item_id = r.item_id
  FROM sheet_rows r
  WHERE c.run = run.run AND r.run = c.run AND r.line = c.line AND c.item_id IS NULL AND r.outcome = 'new'
    AND c.change NOT IN ('rating', 'update', 'earlier quarter')
    AND NOT coalesce(c.details ? 'child_key' AND c.details ->> 'child_key' IS NOT NULL, false);

  UPDATE items i SET title = c.will_be FROM sheet_changes c
  WHERE c.run = run.run AND c.change = 'title' AND c.accepted AND i.item_id = c.item_id;

  INSERT INTO item_attributes (item_id, name, value)
  SELECT DISTINCT ON (c.item_id, c.field) c.item_id, c.field, c.raw
  FROM sheet_changes c WHERE c.run = run.run AND c.change = 'attribute' AND c.accepted
  ORDER BY c.item_id, c.field, c.line
  ON CONFLICT (item_id, name) DO UPDATE SET value = EXCLUDED.value;
END
$body$;
COMMENT ON FUNCTION sheet_write_items(sheet_runs) IS 'Adds the new items of a sheet, renames others, and keeps their attributes.';

CREATE OR REPLACE FUNCTION sheet_write_nodes(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO nodes (plan_id, level, ref, code, title)
  SELECT run.plan_id, c.level, c.ref, try_plan_code(c.ref), c.title
  FROM sheet_changes c WHERE c.run = run.run AND c.change = 'new node' AND c.accepted
  ORDER BY c.line
  ON CONFLICT (plan_id, level, ref) DO UPDATE SET title = EXCLUDED.title, undone_at = NULL;
  UPDATE nodes n SET title = c.will_be FROM sheet_changes c
  WHERE c.run = run.run AND c.change = 'node title' AND c.accepted AND n.node_id = c.object_id;
  WITH known AS MATERIALIZED (
    SELECT DISTINCT ON (n.level, ref_key(n.ref)) n.level, ref_key(n.ref) AS key, n.node_id FROM nodes_known() n
      WHERE n.plan_id = run.plan_id
    ORDER BY n.level, ref_key(n.ref), n.node_id
  )
  UPDATE sheet_changes c
  SET object_id = coalesce(c.object_id, p.node_id),
      details = c.details || jsonb_build_object('child_id', coalesce((c.details ->> 'child_id')::bigint, k.node_id))
  FROM sheet_changes x
  LEFT JOIN known p ON p.level = x.level AND p.key = x.details ->> 'key'
  LEFT JOIN known k ON k.level = x.details ->> 'child_level' AND k.key = x.details ->> 'child_key'
  WHERE c.run = run.run AND c.change = 'link' AND c.ctid = x.ctid;
END
$body$;
COMMENT ON FUNCTION sheet_write_nodes(sheet_runs) IS 'Adds the new nodes of a sheet, renames others, and finds the nodes of its links.';

CREATE OR REPLACE FUNCTION sheet_end_links(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  held_from CONSTANT date := start_date(run.quarter);
BEGIN
  UPDATE links l SET valid_to = least(held_from, l.valid_from) - 1
  FROM sheet_changes c
  WHERE c.run = run.run AND c.change = 'link ends' AND c.accepted AND l.link_id = c.object_id AND l.valid_from >= held_from;
  UPDATE links l SET valid_to = held_from - 1
  FROM sheet_changes c
  WHERE c.run = run.run AND c.change = 'link ends' AND c.accepted AND l.link_id = c.object_id AND l.valid_from < held_from;
END
$body$;
COMMENT ON FUNCTION sheet_end_links(sheet_runs) IS 'Ends the links that a sheet no longer names.';

CREATE OR REPLACE FUNCTION sheet_add_links(run sheet_runs, of_import bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  held_from CONSTANT date := start_date(run.quarter);
BEGIN
  -- A link starts with the sheet where the item had another of its kind, or the same before.
  INSERT INTO links (from_item_id, from_node_id, to_node_id, relation, valid_from, basis, source_document, import_id, recorded_at)
  WITH had AS MATERIALIZED (
    SELECT DISTINCT coalesce(l.from_item_id, 0) AS item_id, coalesce(l.from_node_id, 0) AS child_id, l.relation, n.level
    FROM links l JOIN nodes n ON n.node_id = l.to_node_id
    WHERE l.valid_to > '-infinity' AND l.valid_from <= l.valid_to
  )
  SELECT DISTINCT ON (c.item_id, x.child_id, c.object_id, c.relation)
         c.item_id, x.child_id, c.object_id, c.relation, CASE WHEN h.level IS NULL THEN '-infinity' ELSE held_from END,
         'printed', run.file_name, of_import, run.recorded_at
  FROM sheet_changes c
  CROSS JOIN LATERAL (SELECT CASE WHEN c.item_id IS NULL THEN (c.details ->> 'child_id')::bigint END AS child_id) AS x
  LEFT JOIN had h ON h.item_id = coalesce(c.item_id, 0) AND h.child_id = coalesce(x.child_id, 0) AND h.relation = c.relation
                  AND h.level = c.level
  WHERE c.run = run.run AND c.change = 'link' AND c.accepted AND c.object_id IS NOT NULL AND num_nonnulls(c.item_id, x.child_id) = 1
    AND x.child_id IS DISTINCT FROM c.object_id
  ORDER BY c.item_id, x.child_id, c.object_id, c.relation, c.line
  ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity';
END
$body$;
COMMENT ON FUNCTION sheet_add_links(sheet_runs, bigint) IS 'Adds the links that a sheet names first.';

CREATE OR REPLACE FUNCTION sheet_write_history(run sheet_runs, of_import bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, corrective_action, recorded_at, import_id)
  SELECT r.item_id, c.quarter, lower(c.period), upper(c.period) - 1, c.rating, coalesce(c.raw, ''), c.commentary, c.corrective_action,
         run.recorded_at, of_import
  FROM sheet_changes c JOIN sheet_rows r ON r.run = c.run AND r.line = c.line AND r.item_id IS NOT NULL
  WHERE c.run = run.run AND c.change IN ('rating', 'update', 'earlier quarter') AND c.accepted
  ORDER BY c.quarter, c.line;

  -- After all there are, those of imports taken back too.
  INSERT INTO due_dates (item_id, milestone, revision, period, raw, recorded_at, import_id)
  SELECT c.item_id, c.role, coalesce(l.revision, -1) + row_number() OVER (PARTITION BY c.item_id, c.role ORDER BY c.amount), c.period,
    c.raw,
         run.recorded_at, of_import
  FROM sheet_changes c
  LEFT JOIN (SELECT d.item_id, d.milestone, max(d.revision) AS revision FROM due_dates d JOIN items i ON i.item_id = d.item_id
             WHERE i.plan_id = run.plan_id GROUP BY d.item_id, d.milestone) AS l ON l.item_id = c.item_id AND l.milestone = c.role
  WHERE c.run = run.run AND c.change IN ('deadline', 'deadline to be set') AND c.accepted AND c.item_id IS NOT NULL
  ORDER BY c.line, c.role, c.amount;

  INSERT INTO item_states (item_id, state, since, reason, recorded_at)
  SELECT c.item_id, c.will_be, c.valid_from, coalesce(c.commentary, c.raw), run.recorded_at
  FROM sheet_changes c WHERE c.run = run.run AND c.change = 'state' AND c.accepted AND c.item_id IS NOT NULL
  ORDER BY c.line;
END
$body$;
COMMENT ON FUNCTION sheet_write_history(sheet_runs, bigint) IS 'Appends the ratings, deadlines and states of a sheet.';

CREATE OR REPLACE FUNCTION sheet_add_parties(run sheet_runs, party text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  EXECUTE format($sql$
    INSERT INTO %1$I (name)
    SELECT DISTINCT ON (normal_name(c.will_be)) c.will_be FROM sheet_changes c
    WHERE c.run = $1 AND c.change = %2$L AND c.accepted
      AND NOT EXISTS (SELECT FROM %1$I o WHERE normal_name(o.name) = normal_name(c.will_be))
    ORDER BY normal_name(c.will_be), c.will_be COLLATE "C"
  $sql$, parties_table(party), 'new ' || party) USING run.run;
END
$body$;
COMMENT ON FUNCTION sheet_add_parties(sheet_runs, text) IS 'Adds the officers or bodies a sheet names first.';

CREATE OR REPLACE FUNCTION sheet_accepted_parties(run sheet_runs, party text)
  RETURNS TABLE (item_id bigint, role text, raw text, party_id bigint, valid_from date, valid_to date)
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  WITH said AS MATERIALIZED (
    SELECT c.item_id, c.role, c.raw, d.name, d.id, d."from" AS valid_from, d."to" AS valid_to
    FROM sheet_changes c
    CROSS JOIN LATERAL jsonb_to_recordset(c.details) AS d (name text, id bigint, "from" date, "to" date)
    WHERE c.run = (sheet_accepted_parties.run).run AND c.change = sheet_accepted_parties.party AND c.accepted AND c.item_id IS NOT NULL
  ), found AS MATERIALIZED (
    -- Few names stand in many rows: each is looked up once.
    SELECT n.name, o.party_id
    FROM (SELECT DISTINCT s.name FROM said s WHERE s.id IS NULL) AS n
    JOIN party_names(sheet_accepted_parties.party) o ON normal_name(o.name) = normal_name(n.name)
  )
  SELECT s.item_id, s.role, s.raw, coalesce(s.id, f.party_id), s.valid_from, s.valid_to
  FROM said s LEFT JOIN found f ON s.id IS NULL AND f.name = s.name;
END;
COMMENT ON FUNCTION sheet_accepted_parties(sheet_runs, text) IS 'Who answers for items by a sheet, as far as that is to be recorded.';

-- What a sheet says of a role is one statement: whoever it names no more ends on the day before its quarter.
CREATE OR REPLACE FUNCTION sheet_held_parties(run sheet_runs, party text)
  RETURNS TABLE (item_id bigint, role text, party_id bigint, valid_from date, valid_to date, stays boolean)
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  WITH said AS MATERIALIZED (
    SELECT s.item_id, s.role, s.party_id, s.valid_from, s.valid_to
    FROM sheet_accepted_parties(sheet_held_parties.run, sheet_held_parties.party) AS s
  )
  SELECT p.item_id, p.role, p.party_id, p.valid_from, p.valid_to,
         EXISTS (SELECT FROM said s WHERE s.item_id = p.item_id AND s.role = p.role AND s.party_id = p.party_id
                   AND s.valid_to = p.valid_to AND s.valid_from IN ('-infinity', p.valid_from))
  FROM item_parties(sheet_held_parties.party) p
  JOIN (SELECT DISTINCT s.item_id, s.role FROM said s) AS r ON r.item_id = p.item_id AND r.role = p.role;
END;
COMMENT ON FUNCTION sheet_held_parties(sheet_runs, text) IS
  'Who is recorded in the roles that a sheet speaks of, and whether the sheet says just that.';

-- The days that stay recorded are not recorded twice.
CREATE OR REPLACE FUNCTION sheet_party_periods(run sheet_runs, party text)
  RETURNS TABLE (item_id bigint, party_id bigint, role text, valid_from date, valid_to date, raw text)
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  WITH held AS MATERIALIZED (
    SELECT h.item_id, h.role, h.party_id, h.valid_from, h.valid_to, h.stays
    FROM sheet_held_parties(sheet_party_periods.run, sheet_party_periods.party) AS h
  ), said AS MATERIALIZED (
    SELECT s.item_id, s.party_id, s.role, min(s.raw) AS raw, range_agg(daterange(x.valid_from, s.valid_to, '[]')) AS days
    FROM sheet_accepted_parties(sheet_party_periods.run, sheet_party_periods.party) AS s
    CROSS JOIN LATERAL (SELECT CASE WHEN s.valid_from = '-infinity'
                                     AND EXISTS (SELECT FROM held h WHERE h.item_id = s.item_id AND h.role = s.role)
                                    THEN start_date((sheet_party_periods.run).quarter) ELSE s.valid_from END AS valid_from) AS x
    WHERE s.party_id IS NOT NULL AND x.valid_from <= s.valid_to
      AND NOT EXISTS (SELECT FROM held h WHERE h.stays AND h.item_id = s.item_id AND h.role = s.role AND h.party_id = s.party_id)
    GROUP BY 1, 2, 3
  )
  SELECT n.item_id, n.party_id, n.role, lower(d.days), upper(d.days) - 1, n.raw
  FROM said n
  CROSS JOIN LATERAL (
    SELECT coalesce(range_agg(daterange(h.valid_from, CASE WHEN h.stays THEN h.valid_to
                                                           ELSE least(h.valid_to, start_date((sheet_party_periods.run).quarter) - 1) END,
                                        '[]')), '{}')
    FROM held h
    WHERE h.item_id = n.item_id AND h.role = n.role AND h.party_id = n.party_id
      AND (h.stays OR h.valid_from < start_date((sheet_party_periods.run).quarter))) AS k (days)
  CROSS JOIN LATERAL unnest(n.days - k.days) AS d (days);
END;
COMMENT ON FUNCTION sheet_party_periods(sheet_runs, text) IS
  'The periods to record of who answers for items by a sheet: the days that it names and that will not be recorded already.';

CREATE OR REPLACE FUNCTION sheet_end_parties(run sheet_runs, party text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  EXECUTE format($sql$
    WITH gone AS MATERIALIZED (
      SELECT h.item_id, h.role, h.party_id, h.valid_from, h.valid_to FROM sheet_held_parties($1, $2) AS h WHERE NOT h.stays
    ), removed AS (
      DELETE FROM %1$I p USING gone g
      WHERE g.valid_from >= $3
        AND p.item_id = g.item_id AND p.role = g.role AND p.%2$I = g.party_id AND p.valid_from = g.valid_from
    )
    UPDATE %1$I p SET valid_to = $3 - 1 FROM gone g
    WHERE g.valid_from < $3 AND g.valid_to >= $3
      AND p.item_id = g.item_id AND p.role = g.role AND p.%2$I = g.party_id AND p.valid_from = g.valid_from
  $sql$, 'item_' || parties_table(party), party || '_id') USING run, party, start_date(run.quarter);
END
$body$;
COMMENT ON FUNCTION sheet_end_parties(sheet_runs, text) IS 'Ends the officers or bodies that a sheet no longer names.';

CREATE OR REPLACE FUNCTION sheet_write_parties(run sheet_runs, of_import bigint, party text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  added jsonb;
BEGIN
  PERFORM sheet_add_parties(run, party);
  -- Reckoned before anything is ended, written after it.
  added := (SELECT jsonb_agg(to_jsonb(n) ORDER BY n.item_id, n.party_id, n.role, n.valid_from) FROM sheet_party_periods(run, party) AS n);
  PERFORM sheet_end_parties(run, party);
  EXECUTE format($sql$
    INSERT INTO %1$I (item_id, %2$I, role, valid_from, valid_to, raw, import_id)
    SELECT a.item_id, a.party_id, a.role, a.valid_from, a.valid_to, a.raw, $2
    FROM jsonb_to_recordset($1) AS a (item_id bigint, party_id bigint, role text, valid_from date, valid_to date, raw text)
  $sql$, 'item_' || parties_table(party), party || '_id') USING added, of_import;
END
$body$;
COMMENT ON FUNCTION sheet_write_parties(sheet_runs, bigint, text) IS
  'Adds the officers or bodies a sheet names first, records who answers for its items, and ends those no longer named.';

CREATE OR REPLACE FUNCTION sheet_apply_items(run sheet_runs, of_import bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM sheet_write_items(run);
  PERFORM sheet_write_nodes(run);
  PERFORM sheet_end_links(run);
  PERFORM sheet_add_links(run, of_import);
  PERFORM sheet_write_history(run, of_import);
  PERFORM sheet_write_parties(run, of_import, 'officer');
  PERFORM sheet_write_parties(run, of_import, 'body');
END
$body$;
COMMENT ON FUNCTION sheet_apply_items(sheet_runs, bigint) IS 'Writes the accepted changes of a sheet of items.';
