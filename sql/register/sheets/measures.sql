-- Sheets of measures: figures of months, quarters and years, targets, commentary and source.

CREATE OR REPLACE FUNCTION sheet_list_new_measures(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_changes (run, line, change, ref, title, object_id, field, was, will_be, accepted, shown, details)
  SELECT run.run, r.line, CASE WHEN k.measure_id IS NULL THEN 'new measure' ELSE 'measure' END, r.ref, coalesce(r.title, r.ref),
    k.measure_id,
         CASE WHEN k.measure_id IS NOT NULL THEN 'title' END, k.title, CASE WHEN k.measure_id IS NOT NULL THEN r.title END, true,
         k.measure_id IS NULL OR coalesce(k.title <> r.title, false),
         jsonb_build_object(
           'tier', substring(sheet_cell(run, r.line, 'tier') FROM '[12]'), 'polarity', sheet_polarity(sheet_cell(run, r.line, 'polarity')),
           'unit', coalesce(sheet_cell(run, r.line, 'unit'), said.unit), 'rule', sheet_rule(sheet_cell(run, r.line, 'rule')),
           'frequency', coalesce(sheet_frequency(sheet_cell(run, r.line, 'frequency')),
                                 CASE WHEN said.annually THEN 'annual' WHEN said.monthly THEN 'monthly' END))
    FROM sheet_rows r
    LEFT JOIN LATERAL (SELECT m.measure_id, m.title FROM measures m
                        WHERE m.plan_id = run.plan_id AND ref_key(m.ref) = r.ref_key AND m.undone_at IS NULL LIMIT 1) k ON true
   CROSS JOIN LATERAL (SELECT max(f.unit) AS unit, bool_or(sheet_frequency(c.value) = 'annual') AS annually,
                              bool_or(c.target = 'measure.actual' AND c.period = month_of(lower(c.period))
                                AND f.amount IS NOT NULL) AS monthly
                         FROM sheet_cells c, sheet_figure(c.value) f
                        WHERE c.run = run.run AND c.line = r.line AND c.target IN ('measure.actual', 'measure.target')) said
   WHERE r.run = run.run AND r.outcome = 'known';
END
$body$;
COMMENT ON FUNCTION sheet_list_new_measures(sheet_runs) IS 'Lists the measures that a sheet brings, and those it words anew.';

CREATE OR REPLACE FUNCTION month_of(day date) RETURNS daterange
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN daterange(date_trunc('month', day::timestamp)::date, (date_trunc('month', day::timestamp) + interval '1 month')::date);
COMMENT ON FUNCTION month_of(date) IS 'The days of the month of a day.';

CREATE OR REPLACE FUNCTION sheet_rule(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN machine_word(trim_cell(value)) ~ '^(sum|total|added)' THEN 'sum'
            WHEN machine_word(trim_cell(value)) ~ '^(mean|average)' THEN 'mean'
            WHEN machine_word(trim_cell(value)) ~ '^(last|latest|end)' THEN 'last' END;
COMMENT ON FUNCTION sheet_rule(text) IS 'How a cell says that months make a quarter: last, sum or mean; NULL: it does not.';

-- A target without a period is that of every quarter the sheet has figures of, or of the quarter it reports.
CREATE OR REPLACE FUNCTION sheet_measure_cells(run sheet_runs)
  RETURNS TABLE (line bigint, "position" integer, target text, quarter quarter, month date, raw text, amount numeric, doubt text)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.line, c.position, c.target, CASE WHEN y.annual THEN quarter(fiscal_year_start(q.quarter)::bigint, 4,
    fiscal_start_month(q.quarter))
                                            ELSE q.quarter END,
         CASE WHEN c.target = 'measure.actual' AND NOT y.annual AND c.period = month_of(lower(c.period)) THEN lower(c.period) END,
         c.raw, f.amount, f.doubt
    FROM sheet_cells c
    JOIN sheet_changes s ON s.run = c.run AND s.line = c.line AND s.change IN ('new measure', 'measure')
    LEFT JOIN measures k ON k.measure_id = s.object_id
   CROSS JOIN LATERAL sheet_figure(c.value) f
   CROSS JOIN LATERAL (SELECT coalesce(k.frequency, s.details ->> 'frequency') IS NOT DISTINCT FROM 'annual' AS annual) y
   CROSS JOIN LATERAL (SELECT c.quarter WHERE c.quarter IS NOT NULL
                       UNION
                       SELECT x.quarter FROM sheet_cells x
                        WHERE c.quarter IS NULL AND x.run = c.run AND x.line = c.line AND x.target = 'measure.actual'
                          AND x.quarter IS NOT NULL
                          AND (c.period IS NULL OR c.target <> 'measure.actual' AND start_date(x.quarter) <@ c.period)
                       UNION
                       SELECT quarter(upper(c.period) - 1, (sheet_measure_cells.run).start_month)
                        WHERE c.quarter IS NULL AND c.period IS NOT NULL AND y.annual
                       UNION
                       SELECT (sheet_measure_cells.run).quarter
                        WHERE c.quarter IS NULL AND (c.period IS NULL OR c.target <> 'measure.actual')
                          AND NOT EXISTS (SELECT FROM sheet_marks m WHERE m.run = c.run
                          AND m.target = 'measure.actual'
                                                                  AND m.quarter IS NOT NULL)) q (quarter)
   WHERE c.run = (sheet_measure_cells.run).run AND f.amount IS NOT NULL
     AND c.target IN ('measure.actual', 'measure.target', 'measure.low', 'measure.high', 'measure.amber');
END;
COMMENT ON FUNCTION sheet_measure_cells(sheet_runs) IS 'One row per figure of a sheet of measures and quarter that it is of.';

CREATE OR REPLACE FUNCTION sheet_list_figures(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, was, will_be, remark, is_question, accepted, object_id,
    quarter,
                             valid_from, amount, raw, commentary, details)
  SELECT run.run, f.line, f.position, 'figure', s.ref, s.title, coalesce(to_char(f.month, 'FMMonth YYYY'), f.quarter::text),
    own.actual::text,
         f.amount::text, CASE WHEN f.doubt IS NOT NULL THEN format('"%s" says %s: is it %s?', trim_cell(f.raw), f.doubt, f.amount) END,
         f.doubt IS NOT NULL, f.doubt IS NULL, s.object_id, f.quarter, f.month, f.amount, f.raw,
         CASE WHEN f.is_last THEN sheet_cell(run, f.line, 'commentary') END,
         CASE WHEN f.is_last THEN jsonb_build_object('source', sheet_cell(run, f.line, 'source'),
                                                     'mitigation', sheet_cell(run, f.line, 'mitigation')) ELSE '{}' END
    FROM (SELECT c.*, row_number() OVER (PARTITION BY c.line ORDER BY c.quarter DESC, c.month DESC NULLS LAST) = 1 AS is_last
            FROM sheet_measure_cells(run) c WHERE c.target = 'measure.actual') f
    JOIN sheet_changes s ON s.run = run.run AND s.line = f.line AND s.change IN ('new measure', 'measure')
    LEFT JOIN LATERAL (SELECT v.actual, v.commentary FROM measure_values v
                        WHERE v.measure_id = s.object_id AND v.quarter = f.quarter AND v.month IS NOT DISTINCT FROM f.month
                          AND (v.actual IS NOT NULL OR v.target IS NULL) AND coalesce(v.import_id, 0) <> ALL (undone_imports())
                        ORDER BY v.recorded_at DESC, v.measure_value_id DESC LIMIT 1) own ON true
   WHERE own.actual IS DISTINCT FROM f.amount
      OR f.is_last AND coalesce(sheet_cell(run, f.line, 'commentary') <> coalesce(own.commentary, ''), false);
END
$body$;
COMMENT ON FUNCTION sheet_list_figures(sheet_runs) IS 'Lists the figures of a sheet of measures that are new or differ; what a number does '
  'not quite say is asked.';

CREATE OR REPLACE FUNCTION sheet_list_targets(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, was, will_be, remark, is_question, accepted, object_id,
    quarter,
                             amount, details)
  SELECT run.run, t.line, t.position, 'target', s.ref, s.title, t.quarter::text,
         coalesce(own.target::text, nullif(concat_ws(' to ', own.low, own.high), '')),
         coalesce(t.target::text, nullif(concat_ws(' to ', t.low, t.high), '')),
         CASE WHEN t.doubt IS NOT NULL THEN format('the target says %s: is it %s?', t.doubt, t.target) END, t.doubt IS NOT NULL,
           t.doubt IS NULL,
         s.object_id, t.quarter, t.target, jsonb_build_object('low', t.low, 'high', t.high, 'amber', coalesce(t.amber, own.amber))
    FROM (SELECT c.line, min(c.position) AS position, c.quarter, max(c.amount) FILTER (WHERE c.target = 'measure.target') AS target,
                 max(c.amount) FILTER (WHERE c.target = 'measure.low') AS low,
                   max(c.amount) FILTER (WHERE c.target = 'measure.high') AS high,
                 max(c.amount) FILTER (WHERE c.target = 'measure.amber') AS amber, max(c.doubt) AS doubt
            FROM sheet_measure_cells(run) c WHERE c.target <> 'measure.actual' GROUP BY c.line, c.quarter) t
    JOIN sheet_changes s ON s.run = run.run AND s.line = t.line AND s.change IN ('new measure', 'measure')
    LEFT JOIN LATERAL (SELECT x.target, x.low, x.high, x.amber FROM measure_targets x
                        WHERE x.measure_id = s.object_id AND x.quarter = t.quarter AND coalesce(x.import_id, 0) <> ALL (undone_imports())
                        ORDER BY x.recorded_at DESC LIMIT 1) own ON true
   WHERE (t.target, t.low, t.high) IS DISTINCT FROM (own.target, own.low, own.high) OR coalesce(t.amber <> own.amber, t.amber IS NOT NULL);
END
$body$;
COMMENT ON FUNCTION sheet_list_targets(sheet_runs) IS 'Lists the targets of a sheet of measures that are new or differ.';

-- "2023/24 actual" is of no quarter, unless the measure is annual.
CREATE OR REPLACE FUNCTION sheet_list_years(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, will_be, remark, accepted, details)
  SELECT run.run, c.line, c.position, 'cell not readable', s.ref, s.title, m.heading, c.raw,
         'the figure is of no one quarter, and the measure is not annual', false,
         jsonb_build_object('hint', 'Name the quarter or month in the heading, or say in a column Frequency that the measure is annual.')
    FROM sheet_cells c
    JOIN sheet_changes s ON s.run = c.run AND s.line = c.line AND s.change IN ('new measure', 'measure')
    JOIN sheet_marks m ON m.run = c.run AND m.position = c.position
   WHERE c.run = run.run AND c.target = 'measure.actual' AND c.quarter IS NULL AND c.period IS NOT NULL
     AND (sheet_figure(c.value)).amount IS NOT NULL
     AND NOT EXISTS (SELECT FROM sheet_measure_cells(run) k WHERE k.line = c.line AND k.position = c.position);
END
$body$;
COMMENT ON FUNCTION sheet_list_years(sheet_runs) IS
  'Lists the figures of a sheet of measures that are of a year, where the measure is not.';

CREATE OR REPLACE FUNCTION sheet_measure_changes(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM sheet_name_figures(run);
  PERFORM sheet_ask_cells(run, '{measure.actual,measure.target,measure.low,measure.high,measure.amber}');
  PERFORM sheet_list_new_measures(run);
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, will_be, remark, is_question, accepted)
  SELECT DISTINCT ON (c.line) run.run, c.line, c.position, 'frequency', s.ref, s.title, 'frequency', 'annual',
         format('"%s": its figures are taken for those of the year', trim_cell(c.raw)), false, true
    FROM sheet_cells c JOIN sheet_changes s ON s.run = c.run AND s.line = c.line AND s.change = 'new measure'
   WHERE c.run = run.run AND c.target IN ('measure.actual', 'measure.target') AND sheet_frequency(c.value) = 'annual'
   ORDER BY c.line, c.position;
  PERFORM sheet_list_targets(run);
  PERFORM sheet_list_figures(run);
  PERFORM sheet_list_years(run);
END
$body$;
COMMENT ON FUNCTION sheet_measure_changes(sheet_runs) IS 'Lists what a sheet of measures changes.';

CREATE OR REPLACE FUNCTION sheet_apply_measures(run sheet_runs, of_import bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO measures (plan_id, ref, title, tier, polarity, unit, frequency, month_rule)
  SELECT run.plan_id, c.ref, c.title, coalesce((c.details ->> 'tier')::integer, 1), coalesce(c.details ->> 'polarity', 'higher'),
         coalesce(c.details ->> 'unit', ''), coalesce(c.details ->> 'frequency', 'quarterly'), coalesce(c.details ->> 'rule', 'last')
    FROM sheet_changes c WHERE c.run = run.run AND c.change = 'new measure' AND c.accepted
   ORDER BY c.line
  ON CONFLICT (plan_id, ref) DO UPDATE SET title = EXCLUDED.title, undone_at = NULL;
  UPDATE measures m SET title = c.will_be FROM sheet_changes c
   WHERE c.run = run.run AND c.change = 'measure' AND m.measure_id = c.object_id AND c.will_be <> m.title;
  UPDATE sheet_changes c SET object_id = m.measure_id
    FROM measures m WHERE c.run = run.run AND c.object_id IS NULL AND m.plan_id = run.plan_id AND m.ref = c.ref;
  -- Two statements of one moment follow each other a microsecond apart.
  INSERT INTO measure_targets (measure_id, quarter, target, low, high, amber, recorded_at, import_id)
  SELECT c.object_id, c.quarter, c.amount, (c.details ->> 'low')::numeric, (c.details ->> 'high')::numeric,
    (c.details ->> 'amber')::numeric,
         greatest(run.recorded_at, (SELECT max(t.recorded_at) FROM measure_targets t WHERE t.measure_id = c.object_id
                                      AND t.quarter = c.quarter) + interval '1 microsecond'), of_import
    FROM sheet_changes c WHERE c.run = run.run AND c.change = 'target' AND c.accepted;
  INSERT INTO measure_values (measure_id, quarter, month, actual, commentary, source, mitigation, recorded_at, import_id)
  SELECT c.object_id, c.quarter, c.valid_from, c.amount, c.commentary, c.details ->> 'source', c.details ->> 'mitigation',
         greatest(run.recorded_at, (SELECT max(v.recorded_at) FROM measure_values v WHERE v.measure_id = c.object_id
           AND v.quarter = c.quarter)
                                     + interval '1 microsecond'), of_import
    FROM sheet_changes c WHERE c.run = run.run AND c.change = 'figure' AND c.accepted
   ORDER BY c.line, c.quarter, c.valid_from;
END
$body$;
COMMENT ON FUNCTION sheet_apply_measures(sheet_runs, bigint) IS 'Writes the accepted changes of a sheet of measures.';

CREATE OR REPLACE FUNCTION sheet_measure_clauses(run sheet_runs) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT concat_ws(', ', counted(count(*) FILTER (WHERE c.change = 'new measure'), 'measure is new', 'measures are new'),
                   counted(count(*) FILTER (WHERE c.change = 'target' AND c.was IS NULL), 'target is set', 'targets are set'),
                   counted(count(*) FILTER (WHERE c.change = 'target' AND c.was IS NOT NULL), 'target changes', 'targets change'),
                   counted(count(*) FILTER (WHERE c.change = 'figure' AND c.was IS NULL), 'figure is new', 'figures are new'),
                   counted(count(*) FILTER (WHERE c.change = 'figure' AND c.was IS NOT NULL), 'figure changes', 'figures change'))
    FROM sheet_changes c WHERE c.run = (sheet_measure_clauses.run).run AND c.accepted;
END;
COMMENT ON FUNCTION sheet_measure_clauses(sheet_runs) IS 'What a sheet of measures changes, in words.';
