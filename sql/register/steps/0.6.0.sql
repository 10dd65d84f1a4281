-- What brings the tables of a register of 0.6.0 to the form they have now.  A register of 0.5.0 runs this after its own step and before
-- the tables that it lacks are made: what 0.5.0 had not may not be here yet.

-- Its days are those of a time zone of its own.  What day it is, is said below in its place; what stands on it is not to wait for that.
ALTER TABLE register_settings ADD COLUMN time_zone text;
UPDATE register_settings SET time_zone = checked_time_zone(database_time_zone());
ALTER TABLE register_settings ALTER COLUMN time_zone SET NOT NULL;
DO $today$
BEGIN
  EXECUTE 'CREATE FUNCTION today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE RETURN CURRENT_DATE';
END
$today$;
ALTER TABLE risks ALTER COLUMN opened_on SET DEFAULT today();
ALTER TABLE risk_scores ALTER COLUMN scored_on SET DEFAULT today();
ALTER TABLE dependencies ALTER COLUMN opened_on SET DEFAULT today();
ALTER TABLE dependency_states ALTER COLUMN since SET DEFAULT today();
ALTER TABLE carry_forward ALTER COLUMN since SET DEFAULT today();
-- Functions whose result has other columns are made anew, and these go.
DO $aside$
DECLARE
  layout CONSTANT text := (SELECT s.layout_version FROM register_settings s);
  changed text;
BEGIN
  FOREACH changed IN ARRAY ARRAY[
    'rollup_report(quarter, date, plan_ref[], timestamptz)', 'slippage_report(date, timestamptz)',
    'evidence_report(quarter, date, plan_ref, timestamptz)', 'risk_report(date, timestamptz)', 'paper_risks(papers)',
    'comparison_report(plan_ref, plan_ref, numeric, date, timestamptz)', 'paper_measures(papers)']
  LOOP
    BEGIN
      IF to_regprocedure(changed) IS NOT NULL THEN
        EXECUTE format('ALTER FUNCTION %s RENAME TO %I', changed, left(split_part(changed, '(', 1), 50) || ' of ' || layout);
      END IF;
    EXCEPTION WHEN undefined_object THEN NULL;  -- 0.5.0 had not even the type of its arguments
    END;
  END LOOP;
END
$aside$;

-- A deadline may be revised without a new date, and milestones may have any name.
ALTER TABLE due_dates DROP CONSTRAINT IF EXISTS due_dates_milestone_check;
ALTER TABLE due_dates ADD CONSTRAINT due_dates_milestone_check CHECK (milestone <> '');
ALTER TABLE due_dates ALTER COLUMN period DROP NOT NULL;

-- Figures of measures by month.
ALTER TABLE measures DROP CONSTRAINT IF EXISTS measures_frequency_check;
ALTER TABLE measures ADD CONSTRAINT measures_frequency_check CHECK (frequency IN ('monthly', 'quarterly', 'annual'));
ALTER TABLE measure_values DROP CONSTRAINT measure_values_pkey;
ALTER TABLE measure_values ADD COLUMN month date CHECK (extract(day FROM month) = 1 AND quarter @> month), ADD COLUMN commentary text,
  ADD COLUMN source text, ADD COLUMN mitigation text, ADD COLUMN measure_value_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ADD UNIQUE NULLS NOT DISTINCT (measure_id, quarter, month, recorded_at);

-- What controls and mitigation leave of a risk.
ALTER TABLE risk_scores ADD COLUMN residual_likelihood integer CHECK (residual_likelihood BETWEEN 1 AND 5),
  ADD COLUMN residual_impact integer CHECK (residual_impact BETWEEN 1 AND 5),
  ADD COLUMN residual_score integer GENERATED ALWAYS AS (residual_likelihood * residual_impact) STORED, ADD COLUMN controls text,
  ADD COLUMN mitigation text,
  ADD CONSTRAINT risk_scores_residual_check CHECK ((residual_likelihood IS NULL) = (residual_impact IS NULL));

-- Printed links that say what takes the place of what; a register's own description of such a relation stays.
ALTER TABLE relations ADD COLUMN succession text CHECK (succession IN ('from', 'to'));
INSERT INTO relations (relation, rolls_up, description, succession) VALUES
  ('superseded_by', false, 'to takes the place of from', 'to'),
  ('succeeded_by', false, 'to takes the place of from', 'to'),
  ('to_be_included_in', false, 'from goes on as a part of to', 'to'),
  ('refocused_into', false, 'from goes on as to', 'to'),
  ('replaces', false, 'from takes the place of to', 'from')
ON CONFLICT (relation) DO NOTHING;
-- What the register's own columns say is no change of the owner's for the audit to note.
ALTER TABLE relations ALTER COLUMN succession TYPE text
  USING CASE WHEN relation IN ('superseded_by', 'succeeded_by', 'to_be_included_in', 'refocused_into') THEN 'to'
             WHEN relation = 'replaces' THEN 'from' END;

-- "&" and "and" are one name.  Posts and committees that differ in nothing else become one, the older; whatever else does is named.
DO $twins$
DECLARE
  twin record;
  place record;
  found record;
BEGIN
  -- What the indexes are made anew with, though the file that states the function is yet to come.
  EXECUTE $function$
    CREATE OR REPLACE FUNCTION normal_name(name text) RETURNS text
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(lower(regexp_replace(regexp_replace(regexp_replace(name, '^[\s\u00A0]+|[\s\u00A0]+$', '', 'g'),
                                                     '[\s\u00A0]*&[\s\u00A0]*', ' and ', 'g'), '[\s\u00A0]+', ' ', 'g')
                       COLLATE "C") COLLATE "default")
  $function$;
  FOR twin IN SELECT t.relation, t.key_column, t.goes, t.stays
                FROM (SELECT 'officers' AS relation, 'officer_id' AS key_column, o.officer_id AS goes,
                             min(o.officer_id) OVER (PARTITION BY normal_name(o.name)) AS stays FROM officers o
                      UNION ALL
                      SELECT 'bodies', 'body_id', b.body_id, min(b.body_id) OVER (PARTITION BY normal_name(b.name)) FROM bodies b) t
               WHERE t.goes <> t.stays
  LOOP
    FOR place IN SELECT c.conrelid::regclass AS relation, a.attname FROM pg_constraint c
                   JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                  WHERE c.contype = 'f' AND c.confrelid = twin.relation::regclass
    LOOP
      -- A row that says of the other twin what one says of this already, goes.
      FOR found IN EXECUTE format('SELECT ctid AS row FROM %s WHERE %I = $1', place.relation, place.attname) USING twin.goes LOOP
        BEGIN
          EXECUTE format('UPDATE %s SET %I = $1 WHERE ctid = $2', place.relation, place.attname) USING twin.stays, found.row;
        EXCEPTION WHEN unique_violation OR exclusion_violation THEN
          EXECUTE format('DELETE FROM %s WHERE ctid = $1', place.relation) USING found.row;
        END;
      END LOOP;
    END LOOP;
    EXECUTE format('DELETE FROM %I WHERE %I = $1', twin.relation, twin.key_column) USING twin.goes;
  END LOOP;
  DELETE FROM officer_aliases a USING officer_aliases b
   WHERE a.alias > b.alias AND a.officer_id = b.officer_id AND normal_name(a.alias) = normal_name(b.alias);
  DELETE FROM body_aliases a USING body_aliases b
   WHERE a.alias > b.alias AND a.body_id = b.body_id AND normal_name(a.alias) = normal_name(b.alias);
  FOR twin IN SELECT t.relation, string_agg(quote_ident(t.name), ', ' ORDER BY t.name) AS names
                FROM (SELECT 'officer_aliases' AS relation, alias AS name FROM officer_aliases
                      UNION ALL SELECT 'body_aliases', alias FROM body_aliases
                      UNION ALL SELECT 'organisations', name FROM organisations
                      UNION ALL SELECT 'requirement_aliases', alias FROM requirement_aliases) t
               GROUP BY t.relation, normal_name(t.name) HAVING count(*) > 1
  LOOP
    RAISE EXCEPTION 'names in "%" mean different things and differ in "&" and "and" alone: %', twin.relation, twin.names
      USING ERRCODE = 'unique_violation', HINT = 'Rename one of them, or let them mean the same, and upgrade the register again.';
  END LOOP;
END
$twins$;
-- A session that has used an index on a function goes on computing what the function was, REINDEX or not: another index is needed.
DO $indexes$
DECLARE
  stale text;
  definition text;
BEGIN
  FOREACH stale IN ARRAY '{officers_normal_name_idx,officer_aliases_normal_name_idx,bodies_normal_name_idx,body_aliases_normal_name_idx,
                           organisations_normal_name_idx,requirement_aliases_normal_name_idx,legends_plan_id_legend_word_idx}'::text[] LOOP
    definition := pg_get_indexdef(stale::regclass);
    EXECUTE format('DROP INDEX %I', stale);
    EXECUTE definition;
  END LOOP;
END
$indexes$;

-- Imports can be taken back.
ALTER TABLE imports ADD COLUMN undone_at timestamptz, ADD COLUMN undone_by text, ADD COLUMN undone_reason text,
  ADD CONSTRAINT imports_undone_check CHECK (num_nulls(undone_at, undone_by, undone_reason) IN (0, 3) AND undone_reason <> '');
ALTER TABLE nodes ADD COLUMN undone_at timestamptz;
ALTER TABLE measures ADD COLUMN undone_at timestamptz;
ALTER TABLE risks ADD COLUMN undone_at timestamptz;
ALTER TABLE items DROP CONSTRAINT items_state_check,
  ADD CONSTRAINT items_state_check CHECK (state IN ('active', 'withdrawn', 'superseded', 'merged', 'deferred', 'undone'));
ALTER TABLE item_states DROP CONSTRAINT item_states_state_check,
  ADD CONSTRAINT item_states_state_check CHECK (state IN ('active', 'withdrawn', 'superseded', 'merged', 'deferred', 'undone'));
-- With the import in it, the index still answers alone which rating counts: one of another name takes its place.
DROP INDEX ratings_in_force;

-- Why an import changed the past, and rows of a sheet that are no rows.
ALTER TABLE imports ADD COLUMN IF NOT EXISTS reason text;
ALTER TABLE import_rows DROP CONSTRAINT import_rows_outcome_check;
ALTER TABLE import_rows ADD CONSTRAINT import_rows_outcome_check CHECK (outcome IN ('loaded', 'unchanged', 'refused', 'passed over'));

-- One row an item and quarter.
ALTER TABLE import_mappings DROP CONSTRAINT import_mappings_target_check;
ALTER TABLE import_mappings ADD CONSTRAINT import_mappings_target_check
  CHECK (target IN (
    'item.ref', 'item.title', 'item.level', 'item.attribute', 'node.ref', 'node.title', 'node.part_of', 'rating', 'rating.quarter',
    'commentary', 'corrective_action', 'due', 'start', 'officer', 'body', 'link.node', 'link.from_kind', 'link.from_ref', 'link.to_kind',
      'link.to_ref',
    'link.relation', 'link.basis', 'link.source_document', 'keep',
    'measure.ref', 'measure.title', 'measure.tier', 'measure.polarity', 'measure.influence', 'measure.unit', 'measure.node',
    'measure.tolerance', 'measure.frequency', 'measure.quarter', 'measure.target', 'measure.low', 'measure.high', 'measure.amber',
    'measure.actual',
    'money.ref', 'money.title', 'money.purpose', 'money.standing', 'money.basis', 'money.year', 'money.amount', 'money.item', 'money.node',
    'party.name', 'party.alias'));

-- A right is a role's, told by name and number.  Who is meant, the server's own list of rights says: a role that was dropped is not in it.
ALTER TABLE register_grants ADD COLUMN role_number oid;
ALTER TABLE officer_roles ADD COLUMN role_number oid;
DO $roles$
DECLARE
  known oid[] := ARRAY(SELECT a.grantee FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a
                        WHERE n.oid = (SELECT c.relnamespace FROM pg_class c WHERE c.oid = 'register_grants'::regclass));
  stale record;
BEGIN
  UPDATE register_grants g SET role_number = r.oid FROM pg_roles r WHERE r.rolname = g.role_name AND r.oid = ANY (known);
  UPDATE officer_roles p SET role_number = r.oid FROM pg_roles r WHERE r.rolname = p.role_name AND r.oid = ANY (known);
  FOR stale IN SELECT p.role_name, string_agg(DISTINCT o.name, '; ') AS posts FROM officer_roles p JOIN officers o USING (officer_id)
                WHERE p.role_number IS NULL GROUP BY p.role_name ORDER BY 1 LOOP
    RAISE WARNING 'role "%" has no rights of its own in this register, and holds no post any more: %', stale.role_name, stale.posts
      USING HINT = format('If it is to: UPDATE officer_roles SET role_name = role_name WHERE role_name = %L.', stale.role_name);
  END LOOP;
END
$roles$;

-- An edition is written by publish_quarter alone, and posts and routes are the owner's.
DO $publishers$
DECLARE
  publisher text;
BEGIN
  FOR publisher IN SELECT g.role_name FROM register_grants g WHERE g.level = 'publisher' AND g.role_number IS NOT NULL LOOP
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON publications, published_items, published_nodes, published_links, officer_roles,
                                                     sign_off_steps FROM %I', publisher);
  END LOOP;
END
$publishers$;

-- Made anew: what an officer decides is of the moment after the lock, not of the one at which his transaction began.
DROP POLICY register_insert ON sign_offs;

-- Who publishes says no longer when: the trigger that makes an edition does.
DROP TRIGGER publications_closed ON publications;

-- What imports add to these is known by them, as ratings and deadlines are; and how months make a quarter.
ALTER TABLE measure_values ADD COLUMN import_id bigint REFERENCES imports;
ALTER TABLE measure_targets ADD COLUMN import_id bigint REFERENCES imports;
ALTER TABLE peer_values ADD COLUMN import_id bigint REFERENCES imports;
ALTER TABLE money_lines ADD COLUMN import_id bigint REFERENCES imports;
ALTER TABLE risk_scores ADD COLUMN import_id bigint REFERENCES imports;
ALTER TABLE measures ADD COLUMN month_rule text NOT NULL DEFAULT 'last' CHECK (month_rule IN ('last', 'sum', 'mean'));
-- No link is ever deleted.
ALTER TABLE dependencies DROP CONSTRAINT IF EXISTS dependencies_link_id_fkey;
ALTER TABLE dependencies ADD CONSTRAINT dependencies_link_id_fkey FOREIGN KEY (link_id) REFERENCES links;

-- What was decided is not reworded: a step that has decided keeps its name.
ALTER TABLE sign_offs DROP CONSTRAINT IF EXISTS sign_offs_plan_id_step_fkey;
ALTER TABLE sign_offs ADD CONSTRAINT sign_offs_plan_id_step_fkey FOREIGN KEY (plan_id, step) REFERENCES sign_off_steps (plan_id, step);

-- Periods of one key do not overlap.  Those that do become one, in the first of them, and so do those that adjoin and say all the same.
DO $parties$
DECLARE
  periods record;
BEGIN
  FOR periods IN SELECT * FROM (VALUES ('item_officers', 'item_id, officer_id, role'), ('item_bodies', 'item_id, body_id, role'),
                                       ('officer_roles', 'role_name, officer_id')) p (relation, keys) LOOP
    EXECUTE format($sql$
      WITH placed AS MATERIALIZED (
        SELECT %2$s, ctid AS place, valid_from, valid_to,
               valid_from > max(valid_to) OVER earlier
               AND (valid_from - 1 > max(valid_to) OVER earlier OR said <> last_value(said) OVER earlier) AS begins
          FROM (SELECT t.*, t.ctid, to_jsonb(t) - '{valid_from,valid_to}'::text[] AS said FROM %1$I t) t
        WINDOW earlier AS (PARTITION BY %2$s ORDER BY valid_from ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
      ), stretches AS MATERIALIZED (
        SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY %2$s ORDER BY valid_from) AS stretch FROM placed
      ), merged AS MATERIALIZED (
        SELECT place, valid_from = min(valid_from) OVER w AS stays, max(valid_to) OVER w AS last_day
          FROM stretches WINDOW w AS (PARTITION BY %2$s, stretch)
      ), gone AS (
        DELETE FROM %1$I t USING merged m WHERE t.ctid = m.place AND NOT m.stays
      )
      UPDATE %1$I t SET valid_to = m.last_day FROM merged m WHERE t.ctid = m.place AND m.stays AND t.valid_to <> m.last_day
    $sql$, periods.relation, periods.keys);
  END LOOP;
END
$parties$;
-- Of links only those that overlap: none is rewritten without need.  The first lasts as long as all of them, the others never held.
DO $links$
DECLARE
  same record;
  closed boolean := EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = 'links'::regclass AND t.tgname = 'links_closed_plan_update');
  stretches jsonb;
BEGIN
  WITH placed AS (
    SELECT l.*, l.valid_from > max(l.valid_to) OVER (PARTITION BY l.from_item_id, l.from_node_id, l.to_item_id, l.to_node_id, l.relation
                                                     ORDER BY l.valid_from ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS begins
      FROM links l WHERE l.valid_from <= l.valid_to AND l.valid_to > '-infinity'
  ), stretches AS (
    SELECT p.*, count(*) FILTER (WHERE p.begins) OVER (PARTITION BY p.from_item_id, p.from_node_id, p.to_item_id, p.to_node_id, p.relation
                                                       ORDER BY p.valid_from) AS stretch FROM placed p
  )
  SELECT jsonb_agg(s ORDER BY s.ids) INTO stretches
    FROM (SELECT array_agg(t.link_id ORDER BY t.valid_from) AS ids, max(t.valid_to) AS last_day,
                 min(t.share) IS NOT DISTINCT FROM max(t.share) AND count(t.share) IN (0, count(*)) AS agree
            FROM stretches t GROUP BY t.from_item_id, t.from_node_id, t.to_item_id, t.to_node_id, t.relation, t.stretch
          HAVING count(*) > 1) s;
  IF stretches IS NULL THEN
    RETURN;
  END IF;
  IF stretches @> '[{"agree": false}]' THEN
    RAISE EXCEPTION 'links that say the same overlap, and have different shares'
      USING ERRCODE = 'exclusion_violation',
            DETAIL = (SELECT string_agg(format('link_id %s', s ->> 'ids'), '; ') FROM jsonb_array_elements(stretches) s
                       WHERE NOT (s ->> 'agree')::boolean),
            HINT = 'End all but one of each (UPDATE links SET valid_to = ...), and upgrade the register again.';
  END IF;
  -- Those of a closed plan too: what it reports stays what it is.
  IF closed THEN
    ALTER TABLE links DISABLE TRIGGER links_closed_plan_update;
  END IF;
  FOR same IN SELECT s.ids[1] AS stays, s.ids[2:] AS go, s.last_day
                FROM jsonb_to_recordset(stretches) s (ids bigint[], last_day date) LOOP
    UPDATE links l SET valid_to = CASE l.link_id WHEN same.stays THEN same.last_day ELSE l.valid_from - 1 END
     WHERE l.link_id = same.stays AND l.valid_to <> same.last_day OR l.link_id = ANY (same.go);
    UPDATE dependencies d SET link_id = same.stays WHERE d.link_id = ANY (same.go);
  END LOOP;
  IF closed THEN
    ALTER TABLE links ENABLE TRIGGER links_closed_plan_update;
  END IF;
END
$links$;
ALTER TABLE item_officers ADD CONSTRAINT item_officers_periods_apart EXCLUDE USING gist (
  int8range(item_id, item_id, '[]') WITH =, int8range(officer_id, officer_id, '[]') WITH =,
  int8range(hashtext(role), hashtext(role), '[]') WITH =, daterange(valid_from, valid_to, '[]') WITH &&);
ALTER TABLE item_bodies ADD CONSTRAINT item_bodies_periods_apart EXCLUDE USING gist (
  int8range(item_id, item_id, '[]') WITH =, int8range(body_id, body_id, '[]') WITH =,
  int8range(hashtext(role), hashtext(role), '[]') WITH =, daterange(valid_from, valid_to, '[]') WITH &&);
ALTER TABLE links ADD CONSTRAINT links_periods_apart EXCLUDE USING gist (
  int8range(coalesce(from_item_id, 0), coalesce(from_item_id, 0), '[]') WITH =,
  int8range(coalesce(from_node_id, 0), coalesce(from_node_id, 0), '[]') WITH =,
  int8range(coalesce(to_item_id, 0), coalesce(to_item_id, 0), '[]') WITH =,
  int8range(coalesce(to_node_id, 0), coalesce(to_node_id, 0), '[]') WITH =,
  int8range(hashtext(relation), hashtext(relation), '[]') WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
  WHERE (valid_from <= valid_to AND valid_to > '-infinity');
ALTER TABLE officer_roles ADD CONSTRAINT officer_roles_periods_apart EXCLUDE USING gist (
  int8range(hashtext(role_name), hashtext(role_name), '[]') WITH =, int8range(officer_id, officer_id, '[]') WITH =,
  daterange(valid_from, valid_to, '[]') WITH &&);
