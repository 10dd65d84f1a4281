-- What a sheet says of who answers for an item.

-- A name printed once for a block is that of the whole block: a column in which no two rows that follow each other print the same.
CREATE OR REPLACE FUNCTION sheet_party_cells(run sheet_runs, of_target text, OUT line bigint, OUT "position" integer, OUT role text,
                                             OUT value text)
  RETURNS SETOF record
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  WITH printed AS MATERIALIZED (
    SELECT r.line, r.section_line, m.position, m.qualifier AS role, sheet_value(r.cells[m.position]) AS value,
           lag(sheet_value(r.cells[m.position])) OVER w AS before,
           count(sheet_value(r.cells[m.position])) OVER w AS block
    FROM sheet_marks m JOIN sheet_rows r ON r.run = m.run AND r.class = 'item'
    WHERE m.run = (sheet_party_cells.run).run AND m.target = sheet_party_cells.of_target
    WINDOW w AS (PARTITION BY m.position, r.section_line ORDER BY r.line)
  ), merged AS MATERIALIZED (
    SELECT p.position FROM printed p GROUP BY p.position
    HAVING count(*) FILTER (WHERE p.value IS NULL) >= 2 AND count(*) FILTER (WHERE p.value IS NOT NULL) >= 2
       AND count(*) FILTER (WHERE p.value = p.before) = 0 AND count(*) FILTER (WHERE p.value IS NULL AND p.block = 0) = 0
  )
  SELECT x.line, x.position, x.role, x.value
  FROM (SELECT p.line, p.position, p.role,
               coalesce(p.value, CASE WHEN p.position IN (SELECT g.position FROM merged g)
                                      THEN max(p.value) OVER (PARTITION BY p.position, p.section_line, p.block) END) AS value
        FROM printed p) AS x
  WHERE x.value IS NOT NULL;
END;
COMMENT ON FUNCTION sheet_party_cells(sheet_runs, text) IS 'The cells of a sheet that name officers or bodies, carried down where they '
  'are merged.';

-- Each cell is taken apart once, and each name looked up.
CREATE OR REPLACE FUNCTION sheet_said_parties(run sheet_runs, of_target text)
  RETURNS TABLE (line bigint, item_id bigint, ref text, title text, role text, raw text, name text, normal text, party_id bigint,
                 valid_from date, valid_to date)
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  WITH cells AS MATERIALIZED (
    SELECT r.line, r.item_id, r.ref, r.title, c.position, c.role, c.value
    FROM sheet_party_cells(sheet_said_parties.run, sheet_said_parties.of_target) AS c
    JOIN sheet_rows r ON r.run = (sheet_said_parties.run).run AND r.line = c.line AND r.is_first AND r.outcome IN ('known', 'new')
  ), names AS MATERIALIZED (
    SELECT v.value, n.name, normal_name(n.name) AS normal, n.valid_from, n.valid_to
    FROM (SELECT DISTINCT c.value FROM cells c) AS v, sheet_names(v.value, sheet_said_parties.of_target) AS n
  ), known AS MATERIALIZED (
    SELECT k.normal, min(k.party_id) AS party_id
    FROM (SELECT normal_name(p.name) AS normal, p.party_id FROM party_names(sheet_said_parties.of_target) p
          UNION ALL SELECT normal_name(a.alias), a.party_id FROM party_aliases(sheet_said_parties.of_target) a) AS k
    GROUP BY k.normal
  )
  SELECT c.line, c.item_id, c.ref, c.title, c.role, c.value, n.name, n.normal, k.party_id, n.valid_from, n.valid_to
  FROM cells c JOIN names n ON n.value = c.value LEFT JOIN known k ON k.normal = n.normal;
END;
COMMENT ON FUNCTION sheet_said_parties(sheet_runs, text) IS 'The officers or bodies that a sheet names, row by row.';

CREATE OR REPLACE FUNCTION sheet_list_party_changes(run sheet_runs, party text) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  WITH said AS MATERIALIZED (
    SELECT s.* FROM sheet_said_parties(sheet_list_party_changes.run, sheet_list_party_changes.party) AS s WHERE length(s.name) <= 300
  ), held AS MATERIALIZED (
    SELECT p.item_id, p.role, p.party_id, o.name, p.valid_from, p.valid_to
    FROM item_parties(sheet_list_party_changes.party) p
    JOIN party_names(sheet_list_party_changes.party) o ON o.party_id = p.party_id
    WHERE p.item_id IN (SELECT s.item_id FROM said s) AND p.valid_to >= start_date((sheet_list_party_changes.run).quarter)
  ), statements AS MATERIALIZED (
    SELECT s.line, s.item_id, s.ref, s.title, s.role, string_agg(s.name, '; ' ORDER BY s.valid_from, s.name) AS names,
           array_agg(s.party_id) AS ids, min(s.raw) AS raw,
           jsonb_agg(jsonb_build_object('name', s.name, 'id', s.party_id, 'from', s.valid_from, 'to', s.valid_to)
                     ORDER BY s.valid_from, s.name) AS details
    FROM said s GROUP BY s.line, s.item_id, s.ref, s.title, s.role
  )
  INSERT INTO sheet_changes (run, line, change, ref, title, field, was, will_be, remark, accepted, shown, item_id, role, raw, details)
  SELECT (sheet_list_party_changes.run).run, t.line, sheet_list_party_changes.party, t.ref, t.title, t.role, h.names, t.names,
         CASE WHEN h.is_late THEN 'recorded later than this sheet: it stands' END, NOT coalesce(h.is_late, false), t.item_id IS NOT NULL,
         t.item_id, t.role, t.raw, t.details
  FROM statements t
  LEFT JOIN LATERAL (SELECT string_agg(h.name, '; ' ORDER BY h.name) AS names,
                            bool_or(h.valid_from > start_date((sheet_list_party_changes.run).quarter)
                                    AND h.party_id <> ALL (array_remove(t.ids, NULL))) AS is_late
                     FROM held h WHERE h.item_id = t.item_id AND h.role = t.role) AS h ON true
  WHERE t.item_id IS NULL
     OR EXISTS (SELECT FROM said s WHERE s.line = t.line AND s.role = t.role
                  AND NOT EXISTS (SELECT FROM held h WHERE h.item_id = t.item_id AND h.role = t.role AND h.party_id = s.party_id
                                    AND h.valid_to = s.valid_to AND s.valid_from IN ('-infinity', h.valid_from))
                  AND s.valid_to >= start_date((sheet_list_party_changes.run).quarter))
     OR EXISTS (SELECT FROM held h WHERE h.item_id = t.item_id AND h.role = t.role AND h.party_id <> ALL (array_remove(t.ids, NULL)));
END;
COMMENT ON FUNCTION sheet_list_party_changes(sheet_runs, text) IS 'Lists whom a sheet names otherwise than the register.';

CREATE OR REPLACE FUNCTION sheet_list_parties(run sheet_runs, party text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM sheet_list_party_changes(run, party);

  INSERT INTO sheet_changes (run, line, change, field, will_be, role)
  SELECT DISTINCT ON (d.name) run.run, c.line, 'new ' || party, c.field, d.name, party
  FROM sheet_changes c, jsonb_to_recordset(c.details) AS d (name text, id bigint)
  WHERE c.run = run.run AND c.change = party AND c.accepted AND d.id IS NULL
  ORDER BY d.name, c.line;

  IF NOT EXISTS (SELECT FROM sheet_cells c WHERE c.run = run.run AND c.target = party AND length(c.value) > 300) THEN
    RETURN;
  END IF;
  INSERT INTO sheet_changes (run, line, change, ref, title, field, will_be, remark, accepted)
  SELECT run.run, s.line, 'cell not readable', s.ref, s.title, s.role, left(s.name, 60) || ' ...',
         format('it has %s characters, a name at most 300', length(s.name)), false
  FROM sheet_said_parties(run, party) AS s WHERE length(s.name) > 300;
END
$body$;
COMMENT ON FUNCTION sheet_list_parties(sheet_runs, text) IS 'Lists whom a sheet names otherwise than the register, and who is new to it.';
