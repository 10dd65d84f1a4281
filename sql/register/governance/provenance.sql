-- Who recorded what when is the database's to say, on every table, for the owner too.

-- Called for rows alone that the condition of its trigger found: a load of a million rows takes no longer for it.
CREATE OR REPLACE FUNCTION refuse_provenance() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  -- Trigger arguments: the columns that say by whom and when, each empty where there is none.
  by_whom CONSTANT text := to_jsonb(NEW) ->> nullif(tg_argv[0], '');
  at_when CONSTANT timestamptz := to_jsonb(NEW) ->> nullif(tg_argv[1], '');
BEGIN
  IF tg_argv[1] = 'undone_at' THEN
    RAISE EXCEPTION 'who took back what in "%.%", and when, is the database''s to say', tg_table_schema, tg_table_name
      USING ERRCODE = 'restrict_violation',
            DETAIL = format('This says %s.', concat_ws(' at ', '"' || by_whom || '"', coalesce(at_when::text, 'no moment'))),
            HINT = 'SELECT * FROM undo_import(import_id, reason) takes back what an import added, now and in the own name.';
  END IF;
  IF tg_op = 'UPDATE' THEN
    RAISE EXCEPTION 'UPDATE of "%.%" is refused: who recorded it when stays as it was', tg_table_schema, tg_table_name
      USING ERRCODE = 'restrict_violation', HINT = format('Leave %s as they are.', concat_ws(', ', VARIADIC tg_argv::text[]));
  END IF;
  IF tg_argv[0] <> '' AND by_whom IS DISTINCT FROM current_user THEN
    RAISE EXCEPTION 'nothing is recorded in "%.%" in the name of another', tg_table_schema, tg_table_name
      USING ERRCODE = 'insufficient_privilege', DETAIL = format('This says "%s", and comes from "%s".', by_whom, current_user),
            HINT = format('Leave out %s: its default is right.', tg_argv[0]);
  END IF;
  IF isfinite(at_when) THEN
    RAISE EXCEPTION 'nothing is recorded in "%.%" ahead of time', tg_table_schema, tg_table_name
      USING ERRCODE = 'insufficient_privilege', DETAIL = format('This says %s, and it is %s.', at_when, clock_timestamp()),
            HINT = format('Leave out %s, or write when it became known: a later day would outdo all that is recorded until then.',
                          tg_argv[1]);
  END IF;
  RAISE EXCEPTION 'nothing is recorded in "%.%" at no moment', tg_table_schema, tg_table_name
    USING ERRCODE = 'insufficient_privilege', DETAIL = format('This says %s.', at_when),
          HINT = format('Leave out %s, or write when it became known.', tg_argv[1]);
END
$body$;
COMMENT ON FUNCTION refuse_provenance() IS
  'Trigger: refuses rows recorded in another''s name, ahead of time or at the end of time, and changes of who recorded what when.';

-- A role that was renamed keeps what the server lists of its rights, and a restore brings back what was granted to others.
CREATE OR REPLACE FUNCTION check_writer() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  lost CONSTANT text := stale_level();
BEGIN
  IF lost IS NOT NULL THEN
    RAISE EXCEPTION '"%" does not write to "%" any more', current_user, tg_table_schema
      USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('The level %s was granted to a role of another name or number, as before ALTER ROLE ... RENAME or a restore.',
                            lost),
            HINT = format('The owner of the register gives it again: SELECT grant_register(%L, %L, %L).',
                          tg_table_schema, current_user, lost);
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION check_writer() IS 'Trigger: whoever was granted a level under another name or number writes nothing.';

CREATE OR REPLACE FUNCTION keep_provenance(table_name text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  kept CONSTANT regclass := table_name::regclass;
  by_whom text;
  at_when text;
  event record;
BEGIN
  -- A column of that name that an owner added says what he likes.
  SELECT quote_ident(max(a.attname::text) FILTER (WHERE a.attname IN ('recorded_by', 'granted_by')
                                                    AND pg_get_expr(d.adbin, d.adrelid) = 'CURRENT_USER')),
         quote_ident(max(a.attname::text) FILTER (WHERE a.atttypid = 'timestamptz'::regtype
                                                    AND a.attname IN ('recorded_at', 'granted_at', 'created_at')))
    INTO by_whom, at_when
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attrelid = kept;
  FOR event IN
    SELECT e.name, e.clause, e.condition
      FROM (VALUES ('a_provenance_insert', 'BEFORE INSERT ON %s FOR EACH ROW',
                    concat_ws(' OR ', 'NEW.' || by_whom || ' IS DISTINCT FROM current_user',
                              'NEW.' || at_when || ' > clock_timestamp()', 'NOT isfinite(NEW.' || at_when || ')')),
                   ('a_provenance_update', 'BEFORE UPDATE ON %s FOR EACH ROW',
                    concat_ws(' OR ', 'NEW.' || by_whom || ' IS DISTINCT FROM OLD.' || by_whom,
                              'NEW.' || at_when || ' IS DISTINCT FROM OLD.' || at_when))) e (name, clause, condition)
     WHERE e.condition <> ''
  LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %I ' || event.clause || ' WHEN (%s) EXECUTE FUNCTION refuse_provenance(%L, %L)',
                   event.name, kept, event.condition, coalesce(by_whom, ''), coalesce(at_when, ''));
    EXECUTE format('COMMENT ON TRIGGER %I ON %s IS %L', event.name, kept, 'Who recorded it when is the database''s to say.');
  END LOOP;
  EXECUTE format('CREATE OR REPLACE TRIGGER check_writer BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH STATEMENT '
                 'EXECUTE FUNCTION check_writer()', kept);
  EXECUTE format('COMMENT ON TRIGGER check_writer ON %s IS %L', kept, 'A right that is stale is none.');
END
$body$;
COMMENT ON FUNCTION keep_provenance(text) IS
  'Lets nobody write a table of the register in another''s name, ahead of time, or with a right that is stale. For the owner, who may call '
  'it for tables of his own in the schema.';

-- The tables that somebody but the owner writes, and those that say who wrote what; publications say it themselves.
SELECT count(keep_provenance(t.table_name)) FROM unnest('{
  levels,relations,plans,nodes,items,item_attributes,legends,code_systems,item_states,carry_forward,officers,officer_aliases,bodies,
  body_aliases,document_kinds,import_mappings,reference_kinds,imports,import_rows,import_errors,item_officers,item_bodies,links,link_ends,
  ratings,due_dates,evidence_words,measures,measure_values,measure_nodes,measure_targets,organisations,peer_groups,peer_group_members,
  peer_values,money_lines,money_shares,reporting_rhythms,meetings,requirement_aliases,risks,risk_scores,risk_officers,risk_escalations,
  risk_links,dependencies,dependency_states,register_settings,register_grants,officer_roles,sign_off_steps,sign_offs,decisions,
  decision_changes,requirement_narratives}'::text[])
  t (table_name);

-- Who took an import back, and what went with it when, is written later, and by the same rule: at an earlier moment it would be gone from
-- what was known since.
DO $triggers$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT x.table_name, x.by_whom, e.name, e.event,
                  e.at_when || CASE x.by_whom WHEN '' THEN '' ELSE ' OR ' || e.who END AS condition
             FROM (VALUES ('imports', 'undone_by'), ('nodes', ''), ('measures', ''), ('risks', '')) x (table_name, by_whom)
            CROSS JOIN (VALUES
              ('a_provenance_undone', 'UPDATE',
               'NEW.undone_at IS DISTINCT FROM OLD.undone_at AND NOT (NEW.undone_at BETWEEN now() AND clock_timestamp())',
               'OLD.undone_at IS NOT NULL AND NEW.undone_at IS DISTINCT FROM OLD.undone_at '
               'OR NEW.undone_by IS DISTINCT FROM OLD.undone_by AND NEW.undone_by IS DISTINCT FROM current_user'),
              ('a_provenance_undone_insert', 'INSERT', 'NOT (NEW.undone_at BETWEEN now() AND clock_timestamp())',
               'NEW.undone_by <> current_user')) e (name, event, at_when, who)
  LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE %s ON %I FOR EACH ROW WHEN (%s) '
                   'EXECUTE FUNCTION refuse_provenance(%L, ''undone_at'')', t.name, t.event, t.table_name, t.condition, t.by_whom);
    EXECUTE format('COMMENT ON TRIGGER %I ON %I IS %L', t.name, t.table_name, 'Who took it back when is the database''s to say.');
  END LOOP;
END
$triggers$;
