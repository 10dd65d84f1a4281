-- preview_sheet and import_sheet, for a text, a file's bytes, and a table or view.

CREATE OR REPLACE FUNCTION sheet_read(run sheet_runs, content text, source regclass) RETURNS sheet_runs
  LANGUAGE sql VOLATILE
RETURN CASE WHEN source IS NULL THEN sheet_read_text(run, content) ELSE sheet_read_table(run, source) END;
COMMENT ON FUNCTION sheet_read(sheet_runs, text, regclass) IS 'Stages the rows of a delimited text, or of a table or view.';

CREATE OR REPLACE FUNCTION sheet_preview(plan plan_ref, content text, source regclass, quarter quarter, period text,
                                         recorded_at timestamptz, accept bigint[], reason text, columns jsonb, file_name text)
  RETURNS TABLE (number bigint, line bigint, change text, ref text, title text, field text, was text, will_be text, remark text,
                 is_question boolean, accepted boolean)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  run sheet_runs := sheet_open(plan, quarter, period, recorded_at, accept, reason, columns, file_name);
BEGIN
  PERFORM check_level('publisher', 'previewing a sheet', has_table_privilege('imports', 'INSERT'));
  -- Whatever was written on the way is taken back, staging and all; the list is not.
  BEGIN
    run := sheet_list_changes(sheet_read(run, content, source));
    RETURN QUERY SELECT l.number, l.line, l.change, l.ref, l.title, l.field, l.was, l.will_be,
                        CASE WHEN l.change = 'summary' AND run.makes_plan AND period IS NULL
                             THEN concat_ws(' ', l.remark, sheet_asks_period(run)) ELSE l.remark END, l.is_question, l.accepted
                 FROM sheet_list(run) AS l;
    RAISE EXCEPTION USING ERRCODE = 'GT000';
  EXCEPTION WHEN SQLSTATE 'GT000' THEN
  END;
END
$body$;
COMMENT ON FUNCTION sheet_preview(plan_ref, text, regclass, quarter, text, timestamptz, bigint[], text, jsonb, text) IS
  'What importing a sheet, a delimited text or a table or view, would change.';

CREATE OR REPLACE FUNCTION sheet_import(plan plan_ref, content text, source regclass, quarter quarter, period text,
                                        recorded_at timestamptz, accept bigint[], reason text, columns jsonb, file_name text)
  RETURNS TABLE (number bigint, line bigint, change text, ref text, title text, field text, was text, will_be text, remark text,
                 is_question boolean, accepted boolean)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  run sheet_runs;
BEGIN
  PERFORM check_level('publisher', 'an import', has_table_privilege('imports', 'INSERT'));
  -- Two imports at once could both find an item missing; readers and ratings typed in by hand are not held up.
  LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE;
  run := sheet_make_plan(sheet_open(plan, quarter, period, recorded_at, accept, reason, columns, file_name), period);
  run := sheet_list_changes(sheet_read(run, content, source));
  RETURN QUERY SELECT * FROM sheet_list(run);
  PERFORM sheet_apply(run);
  PERFORM sheet_clear(run);
END
$body$;
COMMENT ON FUNCTION sheet_import(plan_ref, text, regclass, quarter, text, timestamptz, bigint[], text, jsonb, text) IS
  'Imports a sheet, a delimited text or a table or view.';

CREATE OR REPLACE FUNCTION preview_sheet(plan plan_ref, sheet text, quarter quarter DEFAULT NULL, period text DEFAULT NULL,
                                         recorded_at timestamptz DEFAULT NULL, accept bigint[] DEFAULT '{}', reason text DEFAULT NULL,
                                         columns jsonb DEFAULT '{}', file_name text DEFAULT NULL)
  RETURNS TABLE (number bigint, line bigint, change text, ref text, title text, field text, was text, will_be text, remark text,
                 is_question boolean, accepted boolean)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY SELECT * FROM sheet_preview(plan, sheet, NULL, quarter, period, recorded_at, accept, reason, columns, file_name);
END
$body$;
COMMENT ON FUNCTION preview_sheet(plan_ref, text, quarter, text, timestamptz, bigint[], text, jsonb, text) IS
  'What importing a sheet would change, and what it asks; nothing is changed. The sheet is the text of a delimited file. '
  'The first row is the whole in a sentence; accept takes the numbers of questions that are answered with yes.';

CREATE OR REPLACE FUNCTION import_sheet(plan plan_ref, sheet text, quarter quarter DEFAULT NULL, period text DEFAULT NULL,
                                         recorded_at timestamptz DEFAULT NULL, accept bigint[] DEFAULT '{}', reason text DEFAULT NULL,
                                         columns jsonb DEFAULT '{}', file_name text DEFAULT NULL)
  RETURNS TABLE (number bigint, line bigint, change text, ref text, title text, field text, was text, will_be text, remark text,
                 is_question boolean, accepted boolean)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  called_as text;
BEGIN
  GET DIAGNOSTICS called_as = PG_CONTEXT;
  PERFORM check_register_path(called_as, current_schema());
  RETURN QUERY SELECT * FROM sheet_import(plan, sheet, NULL, quarter, period, recorded_at, accept, reason, columns, file_name);
END
$body$;
COMMENT ON FUNCTION import_sheet(plan_ref, text, quarter, text, timestamptz, bigint[], text, jsonb, text) IS
  'Imports a sheet and gives the list of what it changed and what it asked, as preview_sheet does. The sheet is the text of a delimited '
  'file. '
  'Questions are left alone unless accept has their numbers; what changes the past needs a reason; a plan that does not exist is made '
  'if its period is given.';

CREATE OR REPLACE FUNCTION preview_sheet(plan plan_ref, sheet bytea, quarter quarter DEFAULT NULL, period text DEFAULT NULL,
                                         recorded_at timestamptz DEFAULT NULL, accept bigint[] DEFAULT '{}', reason text DEFAULT NULL,
                                         columns jsonb DEFAULT '{}', file_name text DEFAULT NULL)
  RETURNS TABLE (number bigint, line bigint, change text, ref text, title text, field text, was text, will_be text, remark text,
                 is_question boolean, accepted boolean)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY SELECT * FROM sheet_preview(plan, delimited_text(sheet), NULL, quarter, period, recorded_at, accept, reason, columns,
                                           file_name);
END
$body$;
COMMENT ON FUNCTION preview_sheet(plan_ref, bytea, quarter, text, timestamptz, bigint[], text, jsonb, text) IS
  'What importing a sheet would change, and what it asks; nothing is changed. The sheet is the bytes of a delimited file, in UTF-8 '
  '(with or without a byte-order mark), UTF-16 or Windows-1252. '
  'The first row is the whole in a sentence; accept takes the numbers of questions that are answered with yes.';

CREATE OR REPLACE FUNCTION import_sheet(plan plan_ref, sheet bytea, quarter quarter DEFAULT NULL, period text DEFAULT NULL,
                                         recorded_at timestamptz DEFAULT NULL, accept bigint[] DEFAULT '{}', reason text DEFAULT NULL,
                                         columns jsonb DEFAULT '{}', file_name text DEFAULT NULL)
  RETURNS TABLE (number bigint, line bigint, change text, ref text, title text, field text, was text, will_be text, remark text,
                 is_question boolean, accepted boolean)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  called_as text;
BEGIN
  GET DIAGNOSTICS called_as = PG_CONTEXT;
  PERFORM check_register_path(called_as, current_schema());
  RETURN QUERY SELECT * FROM sheet_import(plan, delimited_text(sheet), NULL, quarter, period, recorded_at, accept, reason, columns,
                                          file_name);
END
$body$;
COMMENT ON FUNCTION import_sheet(plan_ref, bytea, quarter, text, timestamptz, bigint[], text, jsonb, text) IS
  'Imports a sheet and gives the list of what it changed and what it asked, as preview_sheet does. The sheet is the bytes of a '
  'delimited file, in UTF-8 (with or without a byte-order mark), UTF-16 or Windows-1252. '
  'Questions are left alone unless accept has their numbers; what changes the past needs a reason; a plan that does not exist is made '
  'if its period is given.';

CREATE OR REPLACE FUNCTION preview_sheet(plan plan_ref, sheet regclass, quarter quarter DEFAULT NULL, period text DEFAULT NULL,
                                         recorded_at timestamptz DEFAULT NULL, accept bigint[] DEFAULT '{}', reason text DEFAULT NULL,
                                         columns jsonb DEFAULT '{}', file_name text DEFAULT NULL)
  RETURNS TABLE (number bigint, line bigint, change text, ref text, title text, field text, was text, will_be text, remark text,
                 is_question boolean, accepted boolean)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY SELECT * FROM sheet_preview(plan, NULL, sheet, quarter, period, recorded_at, accept, reason, columns,
                                           coalesce(file_name, sheet::text));
END
$body$;
COMMENT ON FUNCTION preview_sheet(plan_ref, regclass, quarter, text, timestamptz, bigint[], text, jsonb, text) IS
  'What importing a sheet would change, and what it asks; nothing is changed. The sheet is a table or view, whose column names are the '
  'headings. '
  'The first row is the whole in a sentence; accept takes the numbers of questions that are answered with yes.';

CREATE OR REPLACE FUNCTION import_sheet(plan plan_ref, sheet regclass, quarter quarter DEFAULT NULL, period text DEFAULT NULL,
                                         recorded_at timestamptz DEFAULT NULL, accept bigint[] DEFAULT '{}', reason text DEFAULT NULL,
                                         columns jsonb DEFAULT '{}', file_name text DEFAULT NULL)
  RETURNS TABLE (number bigint, line bigint, change text, ref text, title text, field text, was text, will_be text, remark text,
                 is_question boolean, accepted boolean)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  called_as text;
BEGIN
  GET DIAGNOSTICS called_as = PG_CONTEXT;
  PERFORM check_register_path(called_as, current_schema());
  RETURN QUERY SELECT * FROM sheet_import(plan, NULL, sheet, quarter, period, recorded_at, accept, reason, columns,
                                          coalesce(file_name, sheet::text));
END
$body$;
COMMENT ON FUNCTION import_sheet(plan_ref, regclass, quarter, text, timestamptz, bigint[], text, jsonb, text) IS
  'Imports a sheet and gives the list of what it changed and what it asked, as preview_sheet does. The sheet is a table or view, whose '
  'column names are the headings. '
  'Questions are left alone unless accept has their numbers; what changes the past needs a reason; a plan that does not exist is made '
  'if its period is given.';
