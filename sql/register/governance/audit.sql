-- The audit: a row per statement that wrote, and one per row it changed.

-- Audit.

-- SECURITY DEFINER, for this reason: whoever writes to the register must leave an audit row but have no right to write, change or read the
-- audit, or rows could be forged.  It takes nothing from the caller but the rows a trigger hands it.  A trigger can only be
-- made on it by who may execute it, which is the owner alone, and on tables of the owner's; its search path holds no schema that anybody
-- writes to, and what it names outside pg_catalog is qualified.  Inside it current_user is the owner, so whose doing it is
-- comes from session_user and the setting "role".
CREATE OR REPLACE FUNCTION audit_change() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $body$
#variable_conflict use_variable
DECLARE
  -- Trigger arguments: whether to note rows (rows) or only how many (count), then the columns of the key.
  note_rows CONSTANT boolean := tg_argv[0] = 'rows';
  key_columns CONSTANT text[] := tg_argv[1:];
  key_of_old text;
  key_of_new text;
  range_sql text := 'NULL::bigint, NULL::bigint';
  written bigint;
  first_key bigint;
  last_key bigint;
  log_number bigint;
BEGIN
  IF (SELECT count(*) FROM pg_class c WHERE (c.oid = tg_relid OR c.relname IN ('audit_log', 'audit_rows') AND c.relnamespace = (
        SELECT t.relnamespace FROM pg_class t WHERE t.oid = tg_relid)) AND pg_get_userbyid(c.relowner) = current_user) <> 3 THEN
    RAISE EXCEPTION 'table "%.%" and the audit of its schema do not belong to "%"', tg_table_schema, tg_table_name, current_user
      USING ERRCODE = 'insufficient_privilege', HINT = 'Only tables of a register are audited.';
  END IF;
  SELECT string_agg(format('%L, o.%I', k, k), ', '), string_agg(format('%L, n.%I', k, k), ', ') INTO key_of_old, key_of_new
      FROM unnest(key_columns) AS k;
  IF cardinality(key_columns) = 1
     AND (SELECT a.atttypid = 'bigint'::regtype FROM pg_attribute a WHERE a.attrelid = tg_relid AND a.attname = key_columns[1]) THEN
    range_sql := format('min(r.%1$I), max(r.%1$I)', key_columns[1]);
  END IF;

  EXECUTE format('SELECT count(*), %s FROM %s AS r', range_sql,
                 CASE tg_op WHEN 'TRUNCATE' THEN format('%I.%I', tg_table_schema, tg_table_name) WHEN 'DELETE' THEN 'old_rows'
                     ELSE 'new_rows' END)
    INTO written, first_key, last_key;
  IF written = 0 THEN
    RETURN NULL;
  END IF;
  EXECUTE format('INSERT INTO %I.audit_log (at, transaction_number, session_role, acting_role, table_name, operation, row_count, '
                 'first_key, last_key)
                  VALUES (clock_timestamp(), $1, $2, $3, $4, $5, $6, $7, $8) RETURNING audit_id', tg_table_schema)
    INTO log_number
    USING pg_current_xact_id()::text::bigint, session_user, coalesce(nullif(current_setting('role'), 'none'), session_user),
        tg_table_name, tg_op,
          written, first_key, last_key;
  IF NOT note_rows OR tg_op = 'TRUNCATE' THEN
    RETURN NULL;
  END IF;

  IF tg_op = 'UPDATE' THEN
    -- A row whose key itself was changed is noted as one that went and one that came.
    EXECUTE format($sql$
      INSERT INTO %1$I.audit_rows (audit_id, row_number, key, old_values, new_values)
      SELECT $1, row_number() OVER (), coalesce(p.old_key, p.new_key), d.old_values, d.new_values
      FROM (SELECT o.key AS old_key, n.key AS new_key, o.values AS old_values, n.values AS new_values
            FROM (SELECT jsonb_build_object(%2$s) AS key, to_jsonb(o) AS values FROM old_rows AS o) AS o
            FULL JOIN (SELECT jsonb_build_object(%3$s) AS key, to_jsonb(n) AS values FROM new_rows AS n) AS n ON n.key = o.key
            WHERE o.values IS DISTINCT FROM n.values) AS p
      CROSS JOIN LATERAL (
        SELECT CASE WHEN p.old_values IS NULL OR p.new_values IS NULL THEN p.old_values
            ELSE coalesce(jsonb_object_agg(c.key, c.value), '{}') END AS old_values,
               CASE WHEN p.old_values IS NULL OR p.new_values IS NULL THEN p.new_values
                   ELSE coalesce(jsonb_object_agg(c.key, p.new_values -> c.key), '{}') END AS new_values
        FROM jsonb_each(p.old_values) AS c WHERE p.new_values -> c.key IS DISTINCT FROM c.value) AS d
    $sql$, tg_table_schema, key_of_old, key_of_new) USING log_number;
  ELSIF tg_op = 'INSERT' THEN
    EXECUTE format('INSERT INTO %I.audit_rows (audit_id, row_number, key, new_values)
                    SELECT $1, row_number() OVER (), jsonb_build_object(%s), to_jsonb(n)
                        FROM new_rows AS n', tg_table_schema, key_of_new) USING log_number;
  ELSE
    EXECUTE format('INSERT INTO %I.audit_rows (audit_id, row_number, key, old_values)
                    SELECT $1, row_number() OVER (), jsonb_build_object(%s), to_jsonb(o)
                        FROM old_rows AS o', tg_table_schema, key_of_old) USING log_number;
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION audit_change() IS 'Trigger: notes in the audit who changed what; the only way into it.';

CREATE OR REPLACE FUNCTION audit_table(table_name text, inserts text DEFAULT 'rows', updates text DEFAULT 'rows') RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  audited CONSTANT regclass := to_regclass(format('%I.%I', (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                                             WHERE c.oid = 'audit_log'::regclass), table_name));
  key_columns text;
  event record;
BEGIN
  IF inserts NOT IN ('rows', 'count', 'none') OR updates NOT IN ('rows', 'count') OR inserts IS NULL OR updates IS NULL THEN
    RAISE EXCEPTION 'unknown choice "%", "%"', inserts, updates
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Write rows (every row is noted) or count (only how many); inserts may be none.';
  END IF;
  SELECT string_agg(quote_literal(a.attname), ', ' ORDER BY k.place) INTO key_columns
  FROM (SELECT x.indkey FROM pg_index x
        WHERE x.indrelid = audited AND x.indisunique AND x.indpred IS NULL AND x.indexprs IS NULL ORDER BY x.indisprimary DESC,
            x.indexrelid LIMIT 1) AS i,
       unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, place) JOIN pg_attribute a ON a.attnum = k.attnum
  WHERE a.attrelid = audited;
  IF key_columns IS NULL THEN
    RAISE EXCEPTION 'table "%" cannot be audited', table_name
      USING ERRCODE = 'wrong_object_type', DETAIL = 'The audit names rows by their primary key or another unique one.',
          HINT = 'Name a table of this register that has one.';
  END IF;
  FOR event IN SELECT e.name, e.clause, e.tables, e.detail
               FROM (VALUES ('audit_insert', 'AFTER INSERT', 'REFERENCING NEW TABLE AS new_rows', inserts),
                            ('audit_update', 'AFTER UPDATE', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows', updates),
                            ('audit_delete', 'AFTER DELETE', 'REFERENCING OLD TABLE AS old_rows', 'rows'),
                            ('audit_truncate', 'BEFORE TRUNCATE', '', 'count')) AS e (name, clause, tables, detail)
               WHERE e.detail <> 'none'
  LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %I %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION audit_change(%L, %s)',
                   event.name, event.clause, audited, event.tables, event.detail, key_columns);
    IF obj_description((SELECT t.oid FROM pg_trigger t WHERE t.tgrelid = audited AND t.tgname = event.name), 'pg_trigger') IS NULL THEN
      EXECUTE format('COMMENT ON TRIGGER %I ON %s IS %L', event.name, audited, 'Every write leaves an audit row.');
    END IF;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION audit_table(text, text, text) IS
  'Has every write to a table of the register noted in the audit: rows (each changed row) or count (how many). For the owner, who may '
  'call it for tables of his own in the schema.';

CREATE OR REPLACE FUNCTION audit_coverage() RETURNS TABLE (table_name text, is_audited boolean, inserts text, updates text,
                                                           exempt_because text)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT c.relname::text, coalesce(g.events, 0) = 3 AND bool_and(g.enabled), min(g.inserts), min(g.updates), min(e.reason)
    FROM pg_class c
    LEFT JOIN (SELECT t.tgrelid, count(*) FILTER (WHERE t.tgname IN ('audit_update', 'audit_delete', 'audit_truncate')) AS events,
                      bool_and(t.tgenabled <> 'D') AS enabled,
                      min(split_part(encode(t.tgargs, 'escape'), '\000', 1)) FILTER (WHERE t.tgname = 'audit_insert') AS inserts,
                      min(split_part(encode(t.tgargs, 'escape'), '\000', 1)) FILTER (WHERE t.tgname = 'audit_update') AS updates
                 FROM pg_trigger t
                WHERE t.tgfoid = 'audit_change()'::regprocedure
                GROUP BY t.tgrelid) g ON g.tgrelid = c.oid
    LEFT JOIN (VALUES ('audit_log', 'the audit itself'), ('audit_rows', 'the audit itself'),
                      ('register_manifest', 'written by create_register and upgrade_register alone'),
                      ('plan_locks', 'says nothing: it is held by whoever writes to a plan'),
                      ('import_cells', 'staging, empty between imports'), ('import_changes', 'staging, empty between imports'),
                      ('import_names', 'staging, empty between imports'), ('import_subjects', 'staging, empty between imports'),
                      ('import_ties', 'staging, empty between imports'),
                      ('sheet_runs', 'staging, empty between imports'), ('sheet_rows', 'staging, empty between imports'),
                      ('sheet_marks', 'staging, empty between imports'), ('sheet_cells', 'staging, empty between imports'),
                      ('sheet_nodes', 'staging, empty between imports'), ('sheet_changes', 'staging, empty between imports'))
                      e (table_name, reason)
      ON e.table_name = c.relname
   WHERE c.relkind IN ('r', 'p')
     AND c.relnamespace = (SELECT l.relnamespace FROM pg_class l WHERE l.oid = 'audit_log'::regclass)
   GROUP BY c.relname, g.events
   ORDER BY 1;
END;
COMMENT ON FUNCTION audit_coverage() IS
  'One row per table of the register''s schema, the owner''s own included: whether it is audited (audit_table does it), how inserts and '
  'updates are noted, or why it is not. register_settings is made with the register, so its one insert is not.';

CREATE OR REPLACE FUNCTION audit_report(from_day date DEFAULT today(), to_day date DEFAULT today())
  RETURNS TABLE (audit_id bigint, at timestamptz, session_role text, acting_role text, table_name text, operation text, row_count bigint,
                 first_key bigint, last_key bigint, row_number bigint, key jsonb, old_values jsonb, new_values jsonb)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT a.audit_id, a.at, a.session_role, a.acting_role, a.table_name, a.operation, a.row_count, a.first_key, a.last_key,
         r.row_number, r.key, r.old_values, r.new_values
    FROM audit_log a
    LEFT JOIN audit_rows r ON r.audit_id = a.audit_id
   WHERE a.at >= start_of_day(audit_report.from_day) AND a.at < start_of_day(audit_report.to_day + 1)
   ORDER BY a.audit_id, r.row_number;
END;
COMMENT ON FUNCTION audit_report(date, date) IS
  'One row per row changed from the first day to the last, both included, or one without a key for a statement whose rows were only '
  'counted: who, when, what, before and after.';

CREATE OR REPLACE VIEW audit_report WITH (security_invoker = true) AS
SELECT a.audit_id, a.at, a.session_role, a.acting_role, a.table_name, a.operation, a.row_count, a.first_key, a.last_key, a.row_number,
    a.key, a.old_values,
       a.new_values
  FROM audit_report(today(), today()) a;
COMMENT ON VIEW audit_report IS
  'One row per row changed today, or one without a key for a statement whose rows were only counted: who, when, what, before and after.';
COMMENT ON COLUMN audit_report.audit_id IS 'The statement.';
COMMENT ON COLUMN audit_report.at IS 'When.';
COMMENT ON COLUMN audit_report.session_role IS 'Who had logged in.';
COMMENT ON COLUMN audit_report.acting_role IS 'As whom: the role of SET ROLE, or else who had logged in.';
COMMENT ON COLUMN audit_report.table_name IS 'The table.';
COMMENT ON COLUMN audit_report.operation IS 'INSERT, UPDATE, DELETE or TRUNCATE.';
COMMENT ON COLUMN audit_report.row_count IS 'How many rows the statement wrote.';
COMMENT ON COLUMN audit_report.first_key IS 'The lowest key of the statement''s rows, where that is one number.';
COMMENT ON COLUMN audit_report.last_key IS 'The highest key of the statement''s rows, where that is one number.';
COMMENT ON COLUMN audit_report.row_number IS 'Tells the statement''s rows apart.';
COMMENT ON COLUMN audit_report.key IS 'The key of the row; NULL where rows were only counted.';
COMMENT ON COLUMN audit_report.old_values IS 'What was there: of an update only the columns that changed.';
COMMENT ON COLUMN audit_report.new_values IS 'What is there now: of an update only the columns that changed.';

REVOKE ALL ON FUNCTION audit_change() FROM PUBLIC;

-- Which tables are audited, and how: the one place.  Inserts are only counted where a row itself says who recorded it when, or, of an
-- import, where the row in imports does; whoever adds a table adds a line here, or one to audit_coverage with the reason.
SELECT count(audit_table(t.table_name, t.inserts, t.updates)) FROM (VALUES
  ('register_settings', 'none', 'rows'), ('levels', 'rows', 'rows'), ('relations', 'rows', 'rows'), ('plans', 'rows', 'rows'),
  ('nodes', 'rows', 'rows'), ('items', 'rows', 'rows'), ('item_attributes', 'rows', 'rows'), ('legends', 'rows', 'rows'),
  ('officers', 'rows', 'rows'), ('officer_aliases', 'rows', 'rows'), ('bodies', 'rows', 'rows'), ('body_aliases', 'rows', 'rows'),
  ('document_kinds', 'rows', 'rows'), ('import_mappings', 'rows', 'rows'), ('reference_kinds', 'rows', 'rows'),
      ('code_systems', 'rows', 'rows'), ('sheet_words', 'rows', 'rows'), ('sheet_columns', 'rows', 'rows'),
  ('imports', 'count', 'rows'), ('import_rows', 'count', 'count'), ('import_errors', 'count', 'rows'),
  ('item_officers', 'rows', 'rows'), ('item_bodies', 'rows', 'rows'), ('links', 'rows', 'rows'),
  ('ratings', 'count', 'rows'), ('due_dates', 'count', 'rows'), ('measures', 'rows', 'rows'), ('measure_values', 'count', 'rows'),
  ('measure_nodes', 'rows', 'rows'), ('measure_targets', 'count', 'rows'), ('organisations', 'rows', 'rows'),
      ('peer_groups', 'rows', 'rows'),
  ('peer_group_members', 'rows', 'rows'), ('peer_values', 'count', 'rows'), ('money_shares', 'count', 'rows'),
  ('money_lines', 'count', 'rows'), ('item_states', 'count', 'rows'), ('link_ends', 'count', 'rows'), ('publications', 'count', 'rows'),
  ('published_items', 'count', 'rows'), ('published_nodes', 'count', 'rows'), ('published_links', 'count', 'rows'),
      ('carry_forward', 'rows', 'rows'),
  ('evidence_words', 'rows', 'rows'),
  ('reporting_rhythms', 'rows', 'rows'), ('meetings', 'rows', 'rows'), ('requirement_aliases', 'rows', 'rows'),
  ('requirement_narratives', 'count', 'rows'), ('decisions', 'count', 'rows'), ('decision_changes', 'count', 'rows'),
  ('risks', 'rows', 'rows'), ('risk_scores', 'count', 'rows'), ('risk_officers', 'rows', 'rows'), ('risk_escalations', 'rows', 'rows'),
  ('risk_links', 'rows', 'rows'), ('dependencies', 'rows', 'rows'), ('dependency_states', 'count', 'rows'),
  ('register_grants', 'rows', 'rows'), ('officer_roles', 'rows', 'rows'), ('sign_off_steps', 'rows', 'rows'), ('sign_offs', 'count', 'rows')
) AS t (table_name, inserts, updates);
