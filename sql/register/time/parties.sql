-- Who answers for an item.

-- Officers and bodies are known since the import that brought them; those entered by hand always.  It cannot be inlined: everything known,
-- callers do not ask.
CREATE OR REPLACE FUNCTION import_known(import_id bigint, known_at timestamptz) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce((SELECT i.recorded_at FROM imports i WHERE i.import_id = import_known.import_id), '-infinity') <= by_then(known_at);
COMMENT ON FUNCTION import_known(bigint, timestamptz) IS
  'Whether what an import brought was known at that moment; what none brought always is.';

CREATE OR REPLACE FUNCTION officers_in_force(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, officer_id bigint, role text, raw text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT io.item_id, io.officer_id, io.role, io.raw
    FROM item_officers io
   WHERE on_day(officers_in_force.as_at) BETWEEN io.valid_from AND io.valid_to
     AND (by_then(officers_in_force.known_at) = 'infinity' OR import_known(io.import_id, officers_in_force.known_at));
END;
COMMENT ON FUNCTION officers_in_force(date, timestamptz) IS
  'One row per item, officer and role on that day, as known at that moment.';

CREATE OR REPLACE FUNCTION bodies_in_force(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, body_id bigint, role text, raw text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT ib.item_id, ib.body_id, ib.role, ib.raw
    FROM item_bodies ib
   WHERE on_day(bodies_in_force.as_at) BETWEEN ib.valid_from AND ib.valid_to
     AND (by_then(bodies_in_force.known_at) = 'infinity' OR import_known(ib.import_id, bodies_in_force.known_at));
END;
COMMENT ON FUNCTION bodies_in_force(date, timestamptz) IS
  'One row per item, committee or board and role on that day, as known at that moment.';

CREATE OR REPLACE FUNCTION owners_in_force(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, officer_id bigint, role text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT o.item_id, o.officer_id, o.role
    FROM officers_in_force(owners_in_force.as_at, owners_in_force.known_at) o
   WHERE o.role IN ('lead', 'responsible')
      OR NOT EXISTS (SELECT FROM officers_in_force(owners_in_force.as_at, owners_in_force.known_at) lead
                      WHERE lead.item_id = o.item_id AND lead.role IN ('lead', 'responsible'));
END;
COMMENT ON FUNCTION owners_in_force(date, timestamptz) IS
  'Who answers for an item on that day, as known at that moment: its officers in the role lead or responsible; where it has none, all. '
  'One row per item, officer and role.';

CREATE OR REPLACE FUNCTION item_details(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, nodes text, officers text, bodies text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id,
         (SELECT string_agg(DISTINCT lv.label || ' ' || n.ref, '; ')
            FROM links_in_force(item_details.as_at, item_details.known_at) l
            JOIN nodes n ON n.node_id = l.node_id
            JOIN levels lv ON lv.level = n.level
           WHERE l.item_id = i.item_id),
         (SELECT string_agg(DISTINCT o.name, '; ')
            FROM owners_in_force(item_details.as_at, item_details.known_at) io
            JOIN officers o ON o.officer_id = io.officer_id
           WHERE io.item_id = i.item_id),
         (SELECT string_agg(DISTINCT b.name, '; ')
            FROM bodies_in_force(item_details.as_at, item_details.known_at) ib
            JOIN bodies b ON b.body_id = ib.body_id
           WHERE ib.item_id = i.item_id)
    FROM items i;
END;
COMMENT ON FUNCTION item_details(date, timestamptz) IS
  'One row per item: the nodes it is linked to, its officers (those in the role lead or responsible; where it has none, all) and its '
  'bodies on that day, as known at that moment, each as one text.';

-- Officers and bodies alike, for what treats them so: party is officer or body.
CREATE OR REPLACE FUNCTION parties_table(party text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE party WHEN 'body' THEN 'bodies' ELSE 'officers' END;
COMMENT ON FUNCTION parties_table(text) IS 'The table that has the officers, or the bodies.';

CREATE OR REPLACE FUNCTION party_names(party text) RETURNS TABLE (party_id bigint, name text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT o.officer_id, o.name FROM officers o WHERE party_names.party = 'officer'
  UNION ALL
  SELECT b.body_id, b.name FROM bodies b WHERE party_names.party = 'body';
END;
COMMENT ON FUNCTION party_names(text) IS 'The officers, or the bodies, and their names.';

CREATE OR REPLACE FUNCTION party_aliases(party text) RETURNS TABLE (party_id bigint, alias text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT o.officer_id, o.alias FROM officer_aliases o WHERE party_aliases.party = 'officer'
  UNION ALL
  SELECT b.body_id, b.alias FROM body_aliases b WHERE party_aliases.party = 'body';
END;
COMMENT ON FUNCTION party_aliases(text) IS 'The other names of the officers, or of the bodies.';

CREATE OR REPLACE FUNCTION item_parties(party text)
  RETURNS TABLE (item_id bigint, party_id bigint, role text, valid_from date, valid_to date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT o.item_id, o.officer_id, o.role, o.valid_from, o.valid_to FROM item_officers o WHERE item_parties.party = 'officer'
  UNION ALL
  SELECT b.item_id, b.body_id, b.role, b.valid_from, b.valid_to FROM item_bodies b WHERE item_parties.party = 'body';
END;
COMMENT ON FUNCTION item_parties(text) IS 'Every period of the officers, or the bodies, of items.';
