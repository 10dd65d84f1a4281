-- An import is taken back, whole or not at all.

-- The audit says what an import did: from the row it added to imports to the last time it wrote its counts there, in its transaction.
CREATE OR REPLACE FUNCTION import_statements(of_import bigint)
  RETURNS TABLE (audit_id bigint, table_name text, operation text, first_key bigint, last_key bigint)
  LANGUAGE sql STABLE ROWS 100
BEGIN ATOMIC
  SELECT a.audit_id, a.table_name, a.operation, a.first_key, a.last_key
    FROM (SELECT b.audit_id, b.transaction_number,
                 (SELECT max(e.audit_id)
                    FROM audit_log e
                   WHERE e.transaction_number = b.transaction_number AND e.audit_id > b.audit_id AND e.table_name = 'imports'
                     AND e.operation = 'UPDATE' AND import_statements.of_import BETWEEN e.first_key AND e.last_key) AS last_id
            FROM audit_log b
           WHERE b.table_name = 'imports' AND b.operation = 'INSERT' AND import_statements.of_import BETWEEN b.first_key AND b.last_key
           ORDER BY b.audit_id
           LIMIT 1) run
    JOIN audit_log a ON a.audit_id BETWEEN run.audit_id AND run.last_id AND a.transaction_number = run.transaction_number;
END;
COMMENT ON FUNCTION import_statements(bigint) IS 'The statements of the audit by which an import wrote.';

CREATE OR REPLACE FUNCTION was_undone(old_values jsonb) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(old_values ->> 'state' = 'undone' OR old_values ->> 'undone_at' IS NOT NULL, false);
COMMENT ON FUNCTION was_undone(jsonb) IS 'Whether a row of the audit is of something that had been taken back before.';

CREATE OR REPLACE FUNCTION import_made(of_import bigint, of_table text) RETURNS SETOF bigint
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  SELECT k.value::bigint
    FROM import_statements(import_made.of_import) s
    JOIN audit_rows r ON r.audit_id = s.audit_id
   CROSS JOIN LATERAL jsonb_each_text(r.key) k
   WHERE s.table_name = import_made.of_table AND (s.operation = 'INSERT' OR was_undone(r.old_values));
END;
COMMENT ON FUNCTION import_made(bigint, text) IS
  'The keys of the rows that an import added to a table whose key is one number, or brought back.';

-- Superseded rows are in the publication too: it says what the rating was before.
CREATE OR REPLACE FUNCTION import_published(of_import bigint)
  RETURNS TABLE (plan text, quarter quarter, edition integer, ratings bigint, deadlines bigint, items bigint, links bigint)
  LANGUAGE sql STABLE ROWS 10
BEGIN ATOMIC
  WITH rated AS MATERIALIZED (
    SELECT r.rating_id FROM ratings r WHERE r.import_id = import_published.of_import
  ), dated AS MATERIALIZED (
    SELECT d.due_date_id FROM due_dates d WHERE d.import_id = import_published.of_import
  ), made AS MATERIALIZED (
    SELECT m AS item_id FROM import_made(import_published.of_import, 'items') m
  ), states AS MATERIALIZED (
    SELECT s.first_key, s.last_key FROM import_statements(import_published.of_import) s
     WHERE s.table_name = 'item_states' AND s.operation = 'INSERT'
  ), tied AS MATERIALIZED (
    SELECT l.link_id FROM links l WHERE l.import_id = import_published.of_import
  ), counted AS (
    SELECT p.publication_id, count(*) FILTER (WHERE p.rating_id IN (SELECT x.rating_id FROM rated x)
                                                 OR p.previous_rating_id IN (SELECT x.rating_id FROM rated x)) AS ratings,
           count(*) FILTER (WHERE p.due_date_id IN (SELECT x.due_date_id FROM dated x)) AS deadlines,
           count(*) FILTER (WHERE p.item_id IN (SELECT x.item_id FROM made x)
                               OR EXISTS (SELECT FROM states s WHERE p.item_state_id BETWEEN s.first_key AND s.last_key)) AS items,
           0::bigint AS links
      FROM published_items p
     GROUP BY p.publication_id
    UNION ALL
    SELECT p.publication_id, 0, 0, 0, count(*) FROM published_links p WHERE p.link_id IN (SELECT x.link_id FROM tied x) GROUP BY 1
  )
  SELECT e.plan, e.quarter, e.edition, sum(c.ratings)::bigint, sum(c.deadlines)::bigint, sum(c.items)::bigint, sum(c.links)::bigint
    FROM counted c
    JOIN publication_editions e ON e.publication_id = c.publication_id
   GROUP BY e.plan, e.plan_id, e.quarter, e.edition
  HAVING sum(c.ratings + c.deadlines + c.items + c.links) > 0
   ORDER BY e.plan, e.plan_id, e.quarter, e.edition;
END;
COMMENT ON FUNCTION import_published(bigint) IS
  'One row per publication that rests on something an import added: on how many of its ratings, deadlines, items and links.';

CREATE OR REPLACE FUNCTION check_undo(of_import bigint, reason text) RETURNS imports
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  run imports;
  rests_on text;
BEGIN
  SELECT i.* INTO run FROM imports i WHERE i.import_id = of_import;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'import % does not exist', coalesce(of_import::text, 'NULL')
      USING ERRCODE = 'undefined_object', HINT = 'SELECT import_id, file_name, recorded_at FROM import_report lists them.';
  ELSIF run.undone_at IS NOT NULL THEN
    RAISE EXCEPTION 'import % was taken back already', of_import
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Import the file again to have it back.',
            DETAIL = format('By "%s" on %s: %s', run.undone_by, to_char(run.undone_at, 'YYYY-MM-DD HH24:MI'), run.undone_reason);
  ELSIF coalesce(trim_cell(reason), '') = '' THEN
    RAISE EXCEPTION 'no reason was given for taking back import %', of_import
      USING ERRCODE = 'null_value_not_allowed', HINT = format('SELECT * FROM undo_import(%s, ''why'').', of_import);
  ELSIF NOT EXISTS (SELECT FROM import_statements(of_import)) THEN
    RAISE EXCEPTION 'what import % changed is not in the audit any more', of_import
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'An import is taken back whole or not at all.',
            HINT = 'Correct what is wrong: the latest recorded row counts.';
  END IF;
  SELECT string_agg(format('%s %s, edition %s, on %s', p.plan, p.quarter, p.edition,
                           word_list(array_remove(ARRAY[count_words(nullif(p.ratings, 0), 'rating'),
                                                        count_words(nullif(p.deadlines, 0), 'deadline'),
                                                        count_words(nullif(p.items, 0), 'item'),
                                                        count_words(nullif(p.links, 0), 'link')], NULL))), '; ')
    INTO rests_on FROM import_published(of_import) p;
  IF rests_on IS NOT NULL THEN
    RAISE EXCEPTION 'import % cannot be taken back: what it added is published', of_import
      USING ERRCODE = 'restrict_violation', DETAIL = rests_on || '.',
            HINT = 'Correct what is wrong, by another import or by hand, and publish the quarter again: SELECT publish_quarter(plan, '
                   'quarter, reason).';
  END IF;
  RETURN run;
END
$body$;
COMMENT ON FUNCTION check_undo(bigint, text) IS 'The import, if it can be taken back, or an error that says why not.';

-- What else names a row, by the foreign keys there are: not what an import taken back brought, and not a thing that is itself gone.
-- States say nothing here, since every item that was taken back has one.
CREATE OR REPLACE FUNCTION named_elsewhere_sql(entity regclass) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT string_agg(format('EXISTS (SELECT FROM %s x WHERE x.%I = e.%I%s%s)', c.conrelid::regclass, a.attname, k.attname,
                           CASE WHEN own.has_import THEN ' AND coalesce(x.import_id, 0) <> ALL ($2)' END,
                           CASE WHEN own.has_undone THEN ' AND x.undone_at IS NULL' END), ' OR ')
    FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1]
   CROSS JOIN LATERAL (SELECT bool_or(o.attname = 'import_id') AS has_import, bool_or(o.attname = 'undone_at') AS has_undone
                         FROM pg_attribute o WHERE o.attrelid = c.conrelid AND o.attnum > 0 AND NOT o.attisdropped) own
   WHERE c.contype = 'f' AND c.confrelid = named_elsewhere_sql.entity AND cardinality(c.conkey) = 1
     AND c.conrelid NOT IN ('item_states'::regclass, 'published_items'::regclass, 'published_nodes'::regclass,
                            'published_links'::regclass);
END;
COMMENT ON FUNCTION named_elsewhere_sql(regclass) IS
  'A condition for the rows e of a table, given the imports that were taken back as $2: whether anything that stands names them.';

-- Rows that nothing else names go; of those that only rows kept for ever name, a mark says that they are gone.
CREATE OR REPLACE FUNCTION undo_made(run imports, entity regclass) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  made CONSTANT bigint[] := ARRAY(SELECT import_made(run.import_id, (SELECT c.relname FROM pg_class c WHERE c.oid = entity)));
  gone bigint[];
BEGIN
  EXECUTE format('SELECT array_agg(e.%1$I) FROM %2$s e WHERE e.%1$I = ANY ($1) AND (%3$s) IS NOT TRUE', (undo_keys(entity))[1], entity,
                 named_elsewhere_sql(entity)) INTO gone USING made, undone_imports() || run.import_id;
  IF entity = 'items'::regclass THEN
    UPDATE items e SET state = 'undone', state_since = '-infinity', state_reason = run.undone_reason WHERE e.item_id = ANY (gone);
  ELSIF entity IN ('officers'::regclass, 'bodies'::regclass) THEN
    EXECUTE format('DELETE FROM %s e WHERE e.%I = ANY ($1)', entity, (undo_keys(entity))[1]) USING gone;
  ELSE
    EXECUTE format('UPDATE %s e SET undone_at = $2 WHERE e.%I = ANY ($1)', entity, (undo_keys(entity))[1]) USING gone, run.undone_at;
  END IF;
  RETURN coalesce(cardinality(gone), 0);
END
$body$;
COMMENT ON FUNCTION undo_made(imports, regclass) IS 'Takes back the rows that an import alone made in a table; says how many.';

-- Periods of one key do not overlap: what came again since stays.
CREATE OR REPLACE FUNCTION undo_last_day(of_table regclass, period jsonb) RETURNS date
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  last_day date;
BEGIN
  EXECUTE format($sql$
    SELECT least(p.valid_to, (SELECT min(x.valid_from) - 1 FROM %1$s x
                               WHERE (%2$s) AND to_jsonb(x) @> (SELECT jsonb_object_agg(k, $1 -> k) FROM unnest($2) k)
                                 AND x.valid_from > p.valid_from AND x.valid_from <= x.valid_to))
      FROM jsonb_populate_record(NULL::%1$s, $1) p
  $sql$, of_table, CASE of_table WHEN 'links'::regclass THEN 'x.from_item_id = p.from_item_id OR x.from_node_id = p.from_node_id'
                                 ELSE 'x.item_id = p.item_id' END)
    INTO last_day
    USING period, CASE of_table WHEN 'links'::regclass THEN '{from_item_id,from_node_id,to_item_id,to_node_id,relation}'
                                ELSE array_remove(undo_keys(of_table), 'valid_from') END;
  RETURN last_day;
END
$body$;
COMMENT ON FUNCTION undo_last_day(regclass, jsonb) IS
  'The last day of a period that stands again: as it was, or the day before the next period of the same officer, body or link.';

-- The columns that still are as the import left them become what they were.
CREATE OR REPLACE FUNCTION undo_update(of_audit bigint, changed regclass) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  keys text[] := undo_keys(changed);
  columns text[] := ARRAY(SELECT a.attname FROM pg_attribute a
                           WHERE a.attrelid = changed AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                             AND a.attname <> ALL (keys)
                             AND EXISTS (SELECT FROM audit_rows r WHERE r.audit_id = of_audit AND r.old_values ? a.attname)
                           ORDER BY a.attnum);
  rows_restored bigint;
BEGIN
  IF columns = '{}' THEN
    RETURN 0;
  END IF;
  EXECUTE format($sql$
    UPDATE %1$s t SET %2$s
      FROM audit_rows r
     CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$s, r.key) k
     CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$s, r.old_values) o
     CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$s, r.new_values) n
     WHERE r.audit_id = $1 AND r.old_values IS NOT NULL AND r.new_values IS NOT NULL AND %3$s
  $sql$, changed,
    (SELECT string_agg(format('%1$I = CASE WHEN r.old_values ? %1$L AND to_jsonb(t.%1$I) IS NOT DISTINCT FROM to_jsonb(n.%1$I)%2$s '
                              'THEN %3$s ELSE t.%1$I END', c,
                              -- Whether it goes again is for undo_made to say.
                              CASE WHEN c IN ('state', 'state_since', 'state_reason', 'undone_at') THEN ' AND NOT was_undone(r.old_values)'
                              END,
                              CASE WHEN c = 'valid_to'
                                        AND changed IN ('links'::regclass, 'item_officers'::regclass, 'item_bodies'::regclass)
                                   THEN format('undo_last_day(%L, to_jsonb(t) || r.old_values)', changed)
                                   ELSE format('o.%I', c) END), ', ') FROM unnest(columns) c),
    (SELECT string_agg(format('t.%1$I = k.%1$I', k), ' AND ') FROM unnest(keys) k))
    USING of_audit;
  GET DIAGNOSTICS rows_restored = ROW_COUNT;
  RETURN rows_restored;
END
$body$;
COMMENT ON FUNCTION undo_update(bigint, regclass) IS
  'Gives the rows that a statement of the audit changed the values they had, where nobody changed them since; says how many rows.';

CREATE OR REPLACE FUNCTION undo_keys(of_table regclass) RETURNS text[]
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT array_agg(a.attname::text ORDER BY k.place)
    FROM pg_index x
   CROSS JOIN LATERAL unnest(x.indkey::smallint[]) WITH ORDINALITY k (attnum, place)
    JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum
   WHERE x.indrelid = undo_keys.of_table AND x.indisprimary;
END;
COMMENT ON FUNCTION undo_keys(regclass) IS 'The columns of a table''s primary key, by which the audit names its rows.';

CREATE OR REPLACE FUNCTION undo_delete(of_audit bigint, changed regclass) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  rows_back bigint;
BEGIN
  EXECUTE format($sql$
    INSERT INTO %1$s
    SELECT o.* FROM audit_rows r
     CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$s, r.old_values%2$s) o
     WHERE r.audit_id = $1 ON CONFLICT DO NOTHING
  $sql$, changed, CASE WHEN changed IN ('item_officers'::regclass, 'item_bodies'::regclass)
                       THEN format(' || jsonb_build_object(''valid_to'', undo_last_day(%L, r.old_values))', changed) END) USING of_audit;
  GET DIAGNOSTICS rows_back = ROW_COUNT;
  RETURN rows_back;
END
$body$;
COMMENT ON FUNCTION undo_delete(bigint, regclass) IS 'Brings back the rows that a statement of the audit deleted; says how many.';

CREATE OR REPLACE FUNCTION undo_insert(of_audit bigint, changed regclass) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  rows_gone bigint;
BEGIN
  -- No link is ever deleted: one that never held ends on the day before it begins.
  IF changed = 'links'::regclass THEN
    UPDATE links t SET valid_to = t.valid_from - 1
      FROM audit_rows r WHERE r.audit_id = of_audit AND r.old_values IS NULL AND t.link_id = (r.key ->> 'link_id')::bigint;
  ELSE
    EXECUTE format('DELETE FROM %1$s t USING audit_rows r CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$s, r.key) k
                     WHERE r.audit_id = $1 AND r.old_values IS NULL AND %2$s', changed,
                   (SELECT string_agg(format('t.%1$I = k.%1$I', k), ' AND ') FROM unnest(undo_keys(changed)) k)) USING of_audit;
  END IF;
  GET DIAGNOSTICS rows_gone = ROW_COUNT;
  RETURN rows_gone;
END
$body$;
COMMENT ON FUNCTION undo_insert(bigint, regclass) IS 'Takes away the rows that a statement of the audit added; says how many.';

-- What ended when something took its place lasts until the next took it.
CREATE OR REPLACE FUNCTION undo_overlaps(of_import bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  party text;
BEGIN
  FOREACH party IN ARRAY '{item_officers,item_bodies}'::text[] LOOP
    EXECUTE format($sql$
      UPDATE %1$I t SET valid_to = next.valid_from - 1
        FROM (SELECT DISTINCT k.item_id, k.role
                FROM import_statements($1) s
                JOIN audit_rows r ON r.audit_id = s.audit_id AND r.old_values IS NOT NULL
               CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I, r.key) k
               WHERE s.table_name = %1$L) back
        JOIN imports i ON true
        JOIN %1$I next ON next.item_id = back.item_id AND next.role = back.role AND next.import_id = i.import_id
       WHERE t.item_id = back.item_id AND t.role = back.role AND t.valid_from < next.valid_from AND t.valid_to >= next.valid_from
         AND i.import_id > $1 AND coalesce(t.import_id, 0) < i.import_id
    $sql$, party) USING of_import;
  END LOOP;
  UPDATE links t SET valid_to = next.valid_from - 1
    FROM import_statements(of_import) s
    JOIN audit_rows r ON r.audit_id = s.audit_id AND r.old_values IS NOT NULL
    JOIN links back ON back.link_id = (r.key ->> 'link_id')::bigint
    JOIN nodes at ON at.node_id = back.to_node_id
    JOIN links next ON next.relation = back.relation AND next.import_id > of_import AND next.valid_from <= next.valid_to
     AND coalesce(next.from_item_id, 0) = coalesce(back.from_item_id, 0) AND coalesce(next.from_node_id, 0) = coalesce(back.from_node_id, 0)
    JOIN nodes other ON other.node_id = next.to_node_id AND other.level = at.level
   WHERE s.table_name = 'links' AND s.operation = 'UPDATE' AND t.link_id = back.link_id
     AND t.valid_from < next.valid_from AND t.valid_to >= next.valid_from AND next.import_id <> ALL (undone_imports());
END
$body$;
COMMENT ON FUNCTION undo_overlaps(bigint) IS
  'Ends what stands again where a later import has put something in its place.';

-- The last statement first.  What has a key of its own that others name comes after all the rest.
CREATE OR REPLACE FUNCTION undo_statements(of_import bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  done record;
BEGIN
  FOR done IN SELECT s.audit_id, s.operation, s.table_name::regclass AS changed FROM import_statements(of_import) s
               WHERE s.table_name IN (SELECT t.table_name FROM undo_tables() t)
                 AND (s.operation <> 'INSERT' OR s.table_name IN (SELECT t.table_name FROM undo_tables() t WHERE t.takes_rows))
               ORDER BY s.audit_id DESC
  LOOP
    PERFORM CASE done.operation WHEN 'INSERT' THEN undo_insert(done.audit_id, done.changed)
                                WHEN 'UPDATE' THEN undo_update(done.audit_id, done.changed)
                                WHEN 'DELETE' THEN undo_delete(done.audit_id, done.changed) END;
  END LOOP;
  PERFORM undo_overlaps(of_import);
END
$body$;
COMMENT ON FUNCTION undo_statements(bigint) IS 'Takes back what an import changed in tables that are not only appended to, by the audit.';

CREATE OR REPLACE FUNCTION undo_tables() RETURNS TABLE (table_name text, takes_rows boolean)
  LANGUAGE sql IMMUTABLE ROWS 20
BEGIN ATOMIC
  SELECT t.name, t.takes_rows
    FROM (VALUES ('plans', false), ('nodes', false), ('items', false), ('measures', false), ('risks', false), ('officers', false),
                 ('bodies', false), ('links', true), ('item_officers', true), ('item_bodies', true), ('item_attributes', true),
                 ('officer_aliases', true), ('body_aliases', true), ('measure_nodes', true), ('risk_officers', true),
                 ('risk_links', true)) t (name, takes_rows);
END;
COMMENT ON FUNCTION undo_tables() IS
  'The tables in which undo_import restores rows by the audit, and whether it takes rows away there that nothing names.';

-- A later file that said the same added nothing then.
CREATE OR REPLACE FUNCTION undo_notice(run imports) RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  later text := (SELECT string_agg(format('%s (%s)', i.import_id, i.file_name), ', ' ORDER BY i.import_id)
                   FROM imports i
                   JOIN document_kinds k ON k.kind = i.kind
                  WHERE i.import_id > run.import_id AND i.undone_at IS NULL AND i.rows_loaded + i.rows_unchanged > 0
                    AND k.plan_id = (SELECT d.plan_id FROM document_kinds d WHERE d.kind = run.kind));
BEGIN
  IF later IS NOT NULL THEN
    RAISE NOTICE 'later imports of the plan may have said some of the same: %', later
      USING HINT = 'Import their files again: what stands already is unchanged, the rest is added.';
  END IF;
END
$body$;
COMMENT ON FUNCTION undo_notice(imports) IS
  'Names the later imports of the plan, whose files said some things that this one had added before.';

CREATE OR REPLACE FUNCTION undo_import(import_id bigint, reason text)
  RETURNS TABLE (what text, taken_back bigint)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  called_as text;
  of_import CONSTANT bigint := undo_import.import_id;
  run imports;
  entity text;
  gone jsonb := '{}';
BEGIN
  GET DIAGNOSTICS called_as = PG_CONTEXT;
  PERFORM check_register_path(called_as, current_schema());
  PERFORM check_level('publisher', 'taking an import back', has_table_privilege('imports', 'INSERT'));
  LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE;
  -- Holds the plan: nothing is published between the look whether it was and the taking back.
  UPDATE imports i SET undone_reason = i.undone_reason WHERE i.import_id = of_import;
  run := check_undo(of_import, reason);
  run.undone_at := clock_timestamp();
  run.undone_reason := format('import %s (%s) taken back: %s', of_import, run.file_name, trim_cell(reason));
  PERFORM undo_statements(of_import);
  -- Measures and risks before the nodes they name.
  FOREACH entity IN ARRAY '{items,measures,risks,nodes,officers,bodies}'::text[] LOOP
    gone := gone || jsonb_build_object(entity, undo_made(run, entity::regclass));
  END LOOP;
  UPDATE imports i SET undone_at = run.undone_at, undone_by = current_user, undone_reason = trim_cell(reason)
   WHERE i.import_id = of_import;
  PERFORM undo_notice(run);
  RETURN QUERY SELECT * FROM undone_rows(of_import, gone);
END
$body$;
COMMENT ON FUNCTION undo_import(bigint, text) IS
  'Takes back what an import added, whole or not at all: one row per sort of thing with how many. Items, nodes, officers and bodies that '
  'nothing else names are in no report any more, what it had superseded stands again, and a report as known before still shows it. '
  'Refused where a publication rests on a part of it, and without a reason. import_report keeps who took it back, when and why.';

CREATE OR REPLACE FUNCTION undone_rows(of_import bigint, made_gone jsonb) RETURNS TABLE (what text, taken_back bigint)
  LANGUAGE sql STABLE ROWS 10
BEGIN ATOMIC
  SELECT t.what, t.rows
    FROM (SELECT 1 AS place, 'ratings' AS what, (SELECT count(*) FROM ratings r WHERE r.import_id = undone_rows.of_import) AS rows
          UNION ALL
          SELECT 2, 'deadlines', (SELECT count(*) FROM due_dates d WHERE d.import_id = undone_rows.of_import)
          UNION ALL
          SELECT 3, 'links', (SELECT count(*) FROM links l WHERE l.import_id = undone_rows.of_import)
          UNION ALL
          SELECT 8, g.key, g.value::bigint FROM jsonb_each_text(undone_rows.made_gone) g) t
   WHERE t.rows > 0
   ORDER BY t.place, t.what;
END;
COMMENT ON FUNCTION undone_rows(bigint, jsonb) IS 'How much of which sort undo_import has taken back.';
