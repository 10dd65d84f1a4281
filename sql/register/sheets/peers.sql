-- Sheets of what other organisations reached on a measure.

-- A column for each organisation, beside one of measures; or a column for each measure, beside one of organisations.
CREATE OR REPLACE FUNCTION sheet_peer_columns(run sheet_runs, of_line bigint, headings text[])
  RETURNS TABLE ("position" integer, qualifier text)
  LANGUAGE sql STABLE ROWS 10
BEGIN ATOMIC
  WITH own AS MATERIALIZED (
    SELECT m.ref, ref_key(m.ref) AS key, sheet_word(m.title) AS words FROM measures m
    WHERE m.plan_id = (sheet_peer_columns.run).plan_id AND m.undone_at IS NULL
  ), folded AS MATERIALIZED (
    SELECT h.number::integer AS position, trim_cell(h.heading) AS heading, sheet_word(h.heading) AS words,
           sheet_heading_rest(h.heading) AS rest
    FROM unnest(sheet_peer_columns.headings) WITH ORDINALITY AS h (heading, number) WHERE trim_cell(h.heading) <> ''
  ), columns AS MATERIALIZED (
    SELECT f.*, ARRAY(SELECT w.target FROM sheet_words w WHERE w.target <> 'state' AND w.folded IN (f.words, f.rest)) AS targets
    FROM folded f
  ), shape AS MATERIALIZED (
    SELECT (array_agg(c.position ORDER BY c.position) FILTER (WHERE 'peer.ref' = ANY (c.targets)))[1] AS measure_at,
           (array_agg(c.position ORDER BY c.position) FILTER (WHERE 'peer.title' = ANY (c.targets)))[1] AS organisation_at,
           bool_or(c.targets && '{peer.value,measure.actual,measure.target,rating,due,period}' OR c.rest = '') AS is_otherwise
    FROM columns c
  ), below AS MATERIALIZED (
    SELECT r.cells FROM sheet_rows r
    WHERE r.run = (sheet_peer_columns.run).run AND r.line > sheet_peer_columns.of_line
      AND EXISTS (SELECT FROM shape s WHERE s.measure_at IS NOT NULL AND s.organisation_at IS NULL AND NOT s.is_otherwise)
    ORDER BY r.line LIMIT 40
  )
  SELECT c.position, 'measure ' || o.ref
  FROM shape s, columns c JOIN own o ON o.words IN (c.words, c.rest) OR o.key = ref_key(c.heading)
  WHERE s.organisation_at IS NOT NULL AND s.measure_at IS NULL
  UNION ALL
  SELECT c.position, 'organisation ' || c.heading
  FROM shape s JOIN columns c ON c.targets = '{}'
  CROSS JOIN LATERAL (SELECT count(*) AS printed, count((sheet_figure(r.cells[c.position])).amount) AS figures,
                             count(*) FILTER (WHERE EXISTS (SELECT FROM own o WHERE o.key = ref_key(r.cells[s.measure_at])
                                                               OR o.words = sheet_word(r.cells[s.measure_at]))) AS measures
                      FROM below r WHERE sheet_value(r.cells[c.position]) IS NOT NULL) AS below
  WHERE s.measure_at IS NOT NULL AND s.organisation_at IS NULL AND NOT s.is_otherwise
    AND below.figures > 0 AND below.figures * 2 >= below.printed AND below.measures * 2 >= below.printed;
END;
COMMENT ON FUNCTION sheet_peer_columns(sheet_runs, bigint, text[]) IS
  'The columns of a sheet that are each another organisation''s figures, or each a measure''s.';

CREATE OR REPLACE FUNCTION sheet_peer_cells(run sheet_runs)
  RETURNS TABLE (line bigint, "position" integer, ref text, organisation text, quarter quarter, raw text, amount numeric, doubt text,
                 measure_id bigint)
  LANGUAGE sql STABLE ROWS 100
BEGIN ATOMIC
  SELECT c.line, c.position, k.ref, s.organisation,
         CASE k.frequency WHEN 'annual' THEN quarter(fiscal_year_start(q.quarter)::bigint, 4, (sheet_peer_cells.run).start_month)
                          ELSE q.quarter END, c.raw, f.amount, f.doubt, k.measure_id
    FROM sheet_cells c
    JOIN sheet_rows r ON r.run = c.run AND r.line = c.line AND r.outcome = 'known'
   CROSS JOIN LATERAL (SELECT coalesce(substring(c.qualifier FROM '^organisation (.*)$'), r.title) AS organisation,
                              coalesce(substring(c.qualifier FROM '^measure (.*)$'), r.ref) AS measure) s
   CROSS JOIN LATERAL (SELECT m.measure_id, m.ref, m.frequency FROM measures m
                        WHERE m.plan_id = (sheet_peer_cells.run).plan_id AND m.undone_at IS NULL
                          AND (ref_key(m.ref) = ref_key(s.measure) OR sheet_word(m.title) = sheet_word(s.measure))
                        ORDER BY ref_key(m.ref) = ref_key(s.measure) DESC, m.measure_id LIMIT 1) k
   CROSS JOIN LATERAL sheet_figure(c.value) f
   CROSS JOIN LATERAL (SELECT coalesce(c.quarter, figure_quarter(c.period), (sheet_peer_cells.run).quarter) AS quarter) q
   WHERE c.run = (sheet_peer_cells.run).run AND c.target = 'peer.value' AND f.amount IS NOT NULL AND s.organisation IS NOT NULL;
END;
COMMENT ON FUNCTION sheet_peer_cells(sheet_runs) IS
  'One row per figure of a sheet of other organisations'' figures: a row may be one figure, a measure with a column for each organisation, '
  'or an organisation with a column for each measure.';

-- Whose column it is, its heading says; whether that is an organisation, a person does.
CREATE OR REPLACE FUNCTION sheet_ask_peers(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_changes (run, line, position, change, field, will_be, remark, is_question, accepted, details)
  SELECT run.run, greatest(run.heading_line, 1), m.position, 'new organisation', m.heading, n.name,
         format('is "%s" another organisation, whose figures these are?', n.name), true, false, jsonb_build_object('other', true)
    FROM sheet_marks m
   CROSS JOIN LATERAL (SELECT substring(m.qualifier FROM '^organisation (.*)$') AS name) n
   WHERE m.run = run.run AND m.target = 'peer.value' AND n.name IS NOT NULL
     AND NOT EXISTS (SELECT FROM organisations o WHERE normal_name(o.name) = normal_name(n.name));
  PERFORM sheet_number_questions(run);
  -- A row by itself is of a measure that is known and of an organisation.
  INSERT INTO sheet_changes (run, line, change, ref, title, remark, accepted)
  SELECT run.run, r.line, 'row not loaded', r.ref, r.title,
         CASE WHEN sheet_column(run, 'ref') IS NOT NULL THEN format('there is no measure "%s" in the plan', r.ref)
              ELSE 'no column is one of the plan''s measures' END, false
    FROM sheet_rows r
   WHERE r.run = run.run AND r.outcome = 'known' AND NOT EXISTS (SELECT FROM sheet_peer_cells(run) c WHERE c.line = r.line)
     AND NOT EXISTS (SELECT FROM measures m WHERE m.plan_id = run.plan_id AND m.undone_at IS NULL
                        AND (ref_key(m.ref) = r.ref_key OR sheet_word(m.title) = sheet_word(r.ref)))
     AND (sheet_column(run, 'ref') IS NOT NULL OR NOT EXISTS (SELECT FROM sheet_marks m WHERE m.run = run.run
                                                                 AND m.target = 'peer.value'));
  INSERT INTO sheet_changes (run, line, change, ref, remark, accepted)
  SELECT run.run, r.line, 'row not loaded', r.ref, 'the row names no organisation', false
    FROM sheet_rows r
   WHERE r.run = run.run AND r.outcome = 'known' AND r.title IS NULL
     AND NOT EXISTS (SELECT FROM sheet_marks m WHERE m.run = run.run AND m.qualifier LIKE 'organisation %');
END
$body$;
COMMENT ON FUNCTION sheet_ask_peers(sheet_runs) IS
  'Asks whether the columns of a sheet are organisations, and lists the rows that are of no measure or no organisation.';

CREATE OR REPLACE FUNCTION sheet_peer_changes(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM sheet_name_figures(run);
  PERFORM sheet_ask_cells(run, '{peer.value}');
  PERFORM sheet_ask_peers(run);
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, was, will_be, remark, is_question, accepted, object_id,
                             quarter, amount, raw, details)
  SELECT run.run, c.line, c.position, 'peer figure', c.ref, c.organisation, c.quarter::text, own.value::text, c.amount::text,
         CASE WHEN c.doubt IS NOT NULL THEN format('"%s" says %s: is it %s?', trim_cell(c.raw), c.doubt, c.amount)
              WHEN asked.is_open THEN 'if it is an organisation' END,
         c.doubt IS NOT NULL AND NOT asked.is_open, c.doubt IS NULL AND NOT asked.is_open, c.measure_id, c.quarter, c.amount, c.raw,
         jsonb_build_object('source', sheet_cell(run, c.line, 'source'))
    FROM sheet_peer_cells(run) c
   CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM sheet_changes q WHERE q.run = run.run AND q.change = 'new organisation'
                                         AND q.position = c.position AND NOT q.accepted) AS is_open) asked
    LEFT JOIN LATERAL (SELECT v.value FROM peer_values v JOIN organisations o ON o.organisation_id = v.organisation_id
                        WHERE v.measure_id = c.measure_id AND v.quarter = c.quarter AND normal_name(o.name) = normal_name(c.organisation)
                          AND coalesce(v.import_id, 0) <> ALL (undone_imports())
                        ORDER BY v.recorded_at DESC LIMIT 1) own ON true
   WHERE own.value IS DISTINCT FROM c.amount;
END
$body$;
COMMENT ON FUNCTION sheet_peer_changes(sheet_runs) IS 'Lists what a sheet of other organisations'' figures changes.';

CREATE OR REPLACE FUNCTION sheet_apply_peers(run sheet_runs, of_import bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO organisations (name)
  SELECT DISTINCT ON (normal_name(c.title)) c.title FROM sheet_changes c
   WHERE c.run = run.run AND c.change = 'peer figure' AND c.accepted
     AND NOT EXISTS (SELECT FROM organisations o WHERE normal_name(o.name) = normal_name(c.title))
   ORDER BY normal_name(c.title), c.title COLLATE "C";
  INSERT INTO peer_values (measure_id, organisation_id, quarter, value, source, recorded_at, import_id)
  SELECT c.object_id, o.organisation_id, c.quarter, c.amount, c.details ->> 'source',
         greatest(run.recorded_at, (SELECT max(v.recorded_at) FROM peer_values v WHERE v.measure_id = c.object_id
                                      AND v.organisation_id = o.organisation_id AND v.quarter = c.quarter) + interval '1 microsecond'),
         of_import
    FROM sheet_changes c JOIN organisations o ON normal_name(o.name) = normal_name(c.title)
   WHERE c.run = run.run AND c.change = 'peer figure' AND c.accepted
   ORDER BY c.line;
END
$body$;
COMMENT ON FUNCTION sheet_apply_peers(sheet_runs, bigint) IS 'Writes the accepted changes of a sheet of other organisations'' figures.';

CREATE OR REPLACE FUNCTION sheet_peer_clauses(run sheet_runs) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT concat_ws(', ', counted(count(*) FILTER (WHERE c.was IS NULL), 'figure is new', 'figures are new'),
                   counted(count(*) FILTER (WHERE c.was IS NOT NULL), 'figure changes', 'figures change'))
    FROM sheet_changes c WHERE c.run = (sheet_peer_clauses.run).run AND c.accepted AND c.change = 'peer figure';
END;
COMMENT ON FUNCTION sheet_peer_clauses(sheet_runs) IS 'What a sheet of other organisations'' figures changes, in words.';
