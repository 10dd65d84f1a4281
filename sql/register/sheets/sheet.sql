-- The conversation: a sheet is read, its changes are listed, and, if it is to be, made.

CREATE OR REPLACE FUNCTION sheet_progress(run sheet_runs, done text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  as_import imports;
BEGIN
  as_import.file_name := run.file_name;
  as_import.rows_read := (SELECT count(*) FROM sheet_rows r WHERE r.run = run.run);
  PERFORM import_progress(as_import, done);
END
$body$;
COMMENT ON FUNCTION sheet_progress(sheet_runs, text) IS 'Says how far a sheet of ten thousand rows or more has come.';

-- The plan, or one that is to be made.
CREATE OR REPLACE FUNCTION sheet_open(plan plan_ref, quarter quarter, period text, recorded_at timestamptz, accept bigint[], reason text,
                                      columns jsonb, file_name text) RETURNS sheet_runs
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  run sheet_runs;
BEGIN
  run.run := -(pg_current_xact_id()::text::bigint);
  run.start_month := fiscal_start_month();
  run.quarter := checked_quarter(quarter);
  run.recorded_at := coalesce(recorded_at, clock_timestamp());
  run.accept := coalesce(accept, '{}');
  run.reason := reason;
  run.columns := coalesce((SELECT jsonb_object_agg(sheet_word(c.key), c.value)
                           FROM jsonb_each_text(CASE jsonb_typeof(columns) WHEN 'object' THEN columns END) AS c), '{}');
  run.has_mark := false;
  run.makes_plan := false;
  BEGIN
    run.plan_id := checked_plan(plan);
  EXCEPTION WHEN undefined_object THEN
    IF plan IS NULL OR trim_cell(plan::text) = '' OR plan::text ~ '^-?[0-9]+$' THEN
      RAISE;
    END IF;
    run.plan_id := 0;
    run.makes_plan := true;
  END;
  SELECT n.plan, p.period INTO run.plan, run.period FROM plans p JOIN plan_names n ON n.plan_id = p.plan_id WHERE p.plan_id = run.plan_id;
  run.plan := coalesce(run.plan, trim_cell(plan::text));
  run.file_name := coalesce(file_name, run.plan);
  IF period IS NOT NULL THEN
    run.period := CASE WHEN period ~ '^[[(]' THEN period::daterange ELSE plan_period(period, run.start_month) END;
  ELSIF run.makes_plan THEN
    -- Until it is said, the years in its name.
    run.period := try_plan_period(substring(run.plan FROM '20[0-9][0-9] ?[/–-] ?[0-9][0-9](?:[0-9][0-9])?'), run.start_month);
  END IF;
  SELECT max(q.quarter) INTO run.latest_quarter FROM plan_quarters('infinity') AS q WHERE q.plan_id = run.plan_id;
  RETURN run;
END
$body$;
COMMENT ON FUNCTION sheet_open(plan_ref, quarter, text, timestamptz, bigint[], text, jsonb,
                               text) IS 'What the caller of a sheet asks for.';

CREATE OR REPLACE FUNCTION sheet_list_item_changes(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM sheet_name_rows(run);
  PERFORM sheet_find_items(run);
  PERFORM sheet_number_questions(run);
  PERFORM sheet_answer_items(run);
  PERFORM sheet_stage_nodes(run);
  PERFORM sheet_make_refs(run);
  PERFORM sheet_progress(run, 'items found');
  PERFORM sheet_list_wording(run);
  PERFORM sheet_list_attributes(run);
  PERFORM sheet_list_left_out(run);
  PERFORM sheet_list_ratings(run);
  PERFORM sheet_list_unreadable(run);
  PERFORM sheet_progress(run, 'ratings compared');
  PERFORM sheet_list_states(run);
  PERFORM sheet_list_deadlines(run);
  PERFORM sheet_list_parties(run, 'officer');
  PERFORM sheet_list_parties(run, 'body');
  PERFORM sheet_list_nodes(run);
  PERFORM sheet_list_links(run);
  PERFORM sheet_list_ended_links(run);
  PERFORM sheet_progress(run, 'changes listed');
END
$body$;
COMMENT ON FUNCTION sheet_list_item_changes(sheet_runs) IS 'Lists what a sheet of items changes.';

-- Kinds of sheet: each has what lists, writes and words its changes.
CREATE OR REPLACE FUNCTION sheet_list_changes(run sheet_runs) RETURNS sheet_runs
  LANGUAGE plpgsql VOLATILE
  -- The staging is never analysed, since that would hold up whoever reads another sheet: what the planner cannot know, it must not guess.
  SET search_path FROM CURRENT SET jit = off SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
BEGIN
  run := sheet_find_headings(run);
  PERFORM sheet_check_columns(run);
  run := sheet_mark_columns(run);
  PERFORM sheet_classify(run);
  PERFORM sheet_stage_cells(run);
  -- A plan that its first sheet rates by half steps has them.
  UPDATE plans p SET scale = 'five'
  WHERE run.makes_plan AND p.plan_id = run.plan_id
    AND EXISTS (SELECT FROM sheet_cells c WHERE c.run = run.run AND c.target = 'rating' AND try_rag(c.value) IN ('AG', 'AR'));
  run := sheet_find_quarter(run);
  PERFORM sheet_progress(run, 'cells read');
  IF run.record = 'measure' THEN
    PERFORM sheet_measure_changes(run);
  ELSIF run.record = 'risk' THEN
    PERFORM sheet_risk_changes(run);
  ELSIF run.record = 'money' THEN
    PERFORM sheet_money_changes(run);
  ELSIF run.record = 'peer' THEN
    PERFORM sheet_peer_changes(run);
  ELSE
    PERFORM sheet_list_item_changes(run);
  END IF;
  PERFORM sheet_number_questions(run);
  PERFORM sheet_settle_answers(run);
  RETURN run;
END
$body$;
COMMENT ON FUNCTION sheet_list_changes(sheet_runs) IS 'Lists what the staged sheet changes and asks.';

CREATE OR REPLACE FUNCTION sheet_clauses(run sheet_runs) RETURNS text
  LANGUAGE sql STABLE
RETURN CASE run.record WHEN 'measure' THEN sheet_measure_clauses(run) WHEN 'risk' THEN sheet_risk_clauses(run)
                      WHEN 'money' THEN sheet_money_clauses(run) WHEN 'peer' THEN sheet_peer_clauses(run)
                      ELSE sheet_item_clauses(run) END;
COMMENT ON FUNCTION sheet_clauses(sheet_runs) IS 'What a sheet changes, in words.';

CREATE OR REPLACE FUNCTION sheet_apply(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  -- The staging is never analysed, since that would hold up whoever reads another sheet: what the planner cannot know, it must not guess.
  SET search_path FROM CURRENT SET jit = off SET enable_nestloop = off
AS $body$
#variable_conflict use_variable
DECLARE
  of_import bigint;
BEGIN
  PERFORM sheet_kind(run);
  of_import := sheet_begin_import(run);
  IF run.record = 'measure' THEN
    PERFORM sheet_apply_measures(run, of_import);
  ELSIF run.record = 'risk' THEN
    PERFORM sheet_apply_risks(run, of_import);
  ELSIF run.record = 'money' THEN
    PERFORM sheet_apply_money(run, of_import);
  ELSIF run.record = 'peer' THEN
    PERFORM sheet_apply_peers(run, of_import);
  ELSE
    PERFORM sheet_apply_items(run, of_import);
  END IF;
  PERFORM sheet_progress(run, 'changes made');
  PERFORM sheet_end_import(run, of_import);
END
$body$;
COMMENT ON FUNCTION sheet_apply(sheet_runs) IS 'Makes the accepted changes of the staged sheet.';

CREATE OR REPLACE FUNCTION sheet_column_says(run sheet_runs, mark sheet_marks, OUT taken_for text, OUT remark text)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT concat_ws(' ', (mark).target, nullif((mark).qualifier, ''),
                   CASE WHEN (mark).target NOT IN ('rating', 'commentary', 'corrective_action') THEN (mark).quarter::text
                        WHEN (mark).quarter IS NOT NULL THEN (mark).quarter::text
                        WHEN sheet_column(run, 'period') IS NULL THEN (run).quarter::text END),
         CASE (mark).known_by WHEN 'nothing' THEN 'nobody knows it: ' || k.kept
                              WHEN 'period' THEN 'its quarter cannot be told: ' || k.kept
                              WHEN 'second' THEN 'another column is that already: ' || k.kept
                              ELSE 'by ' || (mark).known_by
                                   || CASE WHEN (mark).target = 'attribute' AND (run).record <> 'item' THEN ': ' || k.kept ELSE '' END END
  -- Only items have attributes.
  FROM (SELECT CASE WHEN (run).record = 'item' THEN 'kept as an attribute' ELSE
               'passed over, as a row has nowhere to put it' END AS kept) AS k;
END;
COMMENT ON FUNCTION sheet_column_says(sheet_runs, sheet_marks) IS 'What a column was taken for, and how it is known, in words.';

-- The list as callers see it: the sentence, what the columns were taken for, what was passed over, and then line by line.
CREATE OR REPLACE FUNCTION sheet_list(run sheet_runs)
  RETURNS TABLE (number bigint, line bigint, change text, ref text, title text, field text, was text, will_be text, remark text,
                 is_question boolean, accepted boolean)
  LANGUAGE sql STABLE
  SET search_path FROM CURRENT SET jit = off SET enable_nestloop = off
BEGIN ATOMIC
  SELECT l.number, l.line, l.change, l.ref, l.title, l.field, l.was, l.will_be, l.remark, l.is_question, l.accepted
  FROM (SELECT 1 AS part, 0::bigint AS place, NULL::bigint AS number, NULL::bigint AS line, 'summary' AS change, NULL::text AS ref,
               NULL::text AS title, NULL::text AS field, NULL::text AS was, NULL::text AS will_be,
               sheet_sentence(sheet_list.run, sheet_clauses(sheet_list.run)) AS remark, false AS is_question, true AS accepted
        UNION ALL
        SELECT 2, m.position, NULL, (sheet_list.run).heading_line, 'column', NULL, NULL, m.heading, NULL, s.taken_for, s.remark, false,
          true
        FROM sheet_marks m, sheet_column_says(sheet_list.run, m) AS s WHERE m.run = (sheet_list.run).run
        UNION ALL
        SELECT 3, min(r.line), NULL, min(r.line), 'passed over', NULL, NULL, NULL, NULL, NULL,
               counted(count(*), r.class || ' row', r.class || ' rows'), false, true
        FROM sheet_rows r WHERE r.run = (sheet_list.run).run AND r.class NOT IN ('item', 'lost') GROUP BY r.class
        UNION ALL
        SELECT 3, (sheet_list.run).heading_line, NULL, (sheet_list.run).heading_line, 'passed over', NULL, NULL, NULL, NULL, NULL,
               counted(b.columns, 'blank column', 'blank columns'), false, true
        FROM (SELECT cardinality((sheet_list.run).headings) - count(*) AS columns FROM sheet_marks m
              WHERE m.run = (sheet_list.run).run) AS b
        WHERE b.columns > 0
        UNION ALL
        SELECT 4, coalesce(c.line, 1000000000000), c.number, c.line, c.change, c.ref, c.title, c.field, c.was, c.will_be, c.remark,
               c.is_question, c.accepted
        FROM sheet_changes c WHERE c.run = (sheet_list.run).run AND c.shown) AS l
  ORDER BY l.part, l.place, l.number, l.change, l.field, l.ref;
END;
COMMENT ON FUNCTION sheet_list(sheet_runs) IS 'The list of changes as preview_sheet and import_sheet give it.';

CREATE OR REPLACE FUNCTION sheet_clear(run sheet_runs) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  DELETE FROM sheet_cells WHERE sheet_cells.run = (sheet_clear.run).run;
  DELETE FROM sheet_changes WHERE sheet_changes.run = (sheet_clear.run).run;
  DELETE FROM sheet_nodes WHERE sheet_nodes.run = (sheet_clear.run).run;
  DELETE FROM sheet_marks WHERE sheet_marks.run = (sheet_clear.run).run;
  DELETE FROM sheet_rows WHERE sheet_rows.run = (sheet_clear.run).run;
END;
COMMENT ON FUNCTION sheet_clear(sheet_runs) IS 'Empties the staging.';

CREATE OR REPLACE FUNCTION sheet_asks_period(run sheet_runs) RETURNS text
  LANGUAGE sql STABLE
RETURN format('To make it, say which days it covers: period => %L.',
              coalesce(substring((run).plan FROM '20[0-9][0-9] ?[/–-] ?[0-9][0-9](?:[0-9][0-9])?'),
                       fiscal_year(quarter(today(), (run).start_month))));
COMMENT ON FUNCTION sheet_asks_period(sheet_runs) IS 'What the caller has to add before a plan is made.';

-- A plan that is to be made needs its period: which days it covers is for its owner to say.
CREATE OR REPLACE FUNCTION sheet_make_plan(run sheet_runs, period text) RETURNS sheet_runs
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF run.makes_plan AND period IS NULL THEN
    RAISE EXCEPTION 'there is no plan "%"', run.plan
      USING ERRCODE = 'undefined_object',
            DETAIL = 'Plans: ' || coalesce((SELECT string_agg(quote_ident(p.plan), ', ' ORDER BY p.plan) FROM plan_names p), 'none')
              || '.',
            HINT = sheet_asks_period(run);
  ELSIF run.makes_plan THEN
    INSERT INTO plans (title, period, source_document) VALUES (run.plan, run.period, run.file_name) RETURNING plan_id INTO run.plan_id;
  END IF;
  RETURN run;
END
$body$;
COMMENT ON FUNCTION sheet_make_plan(sheet_runs, text) IS 'Makes the plan that an import names, if there is none and its period is given.';
