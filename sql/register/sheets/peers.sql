-- Sheets of what other organisations reached on a measure.

CREATE OR REPLACE FUNCTION sheet_peer_changes(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM sheet_name_figures(run);
  PERFORM sheet_ask_cells(run, '{peer.value}');
  INSERT INTO sheet_changes (run, line, change, ref, title, remark, accepted)
  SELECT run.run, r.line, 'row not loaded', r.ref, r.title,
         CASE WHEN k.measure_id IS NULL THEN format('there is no measure "%s" in the plan', r.ref)
           ELSE 'the row names no organisation' END, false
    FROM sheet_rows r
    LEFT JOIN measures k ON k.plan_id = run.plan_id AND ref_key(k.ref) = r.ref_key AND k.undone_at IS NULL
   WHERE r.run = run.run AND r.outcome = 'known' AND (k.measure_id IS NULL OR r.title IS NULL);
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, was, will_be, remark, is_question, accepted, object_id,
    quarter,
                             amount, raw, details)
  SELECT run.run, c.line, c.position, 'peer figure', r.ref, r.title, q.quarter::text, own.value::text, f.amount::text,
         CASE WHEN f.doubt IS NOT NULL THEN format('"%s" says %s: is it %s?', trim_cell(c.raw), f.doubt, f.amount) END, f.doubt IS NOT NULL,
         f.doubt IS NULL, k.measure_id, q.quarter, f.amount, c.raw, jsonb_build_object('source', sheet_cell(run, c.line, 'source'))
    FROM sheet_cells c
    JOIN sheet_rows r ON r.run = c.run AND r.line = c.line AND r.outcome = 'known' AND r.title IS NOT NULL
    JOIN measures k ON k.plan_id = run.plan_id AND ref_key(k.ref) = r.ref_key AND k.undone_at IS NULL
   CROSS JOIN LATERAL sheet_figure(c.value) f
   CROSS JOIN LATERAL (SELECT CASE k.frequency WHEN 'annual' THEN quarter(fiscal_year_start(s.quarter)::bigint, 4, run.start_month)
                                               ELSE s.quarter END AS quarter
                         FROM (SELECT coalesce(c.quarter, figure_quarter(c.period), run.quarter) AS quarter) s) q
    LEFT JOIN LATERAL (SELECT v.value FROM peer_values v JOIN organisations o ON o.organisation_id = v.organisation_id
                        WHERE v.measure_id = k.measure_id AND v.quarter = q.quarter AND normal_name(o.name) = normal_name(r.title)
                          AND coalesce(v.import_id, 0) <> ALL (undone_imports())
                        ORDER BY v.recorded_at DESC LIMIT 1) own ON true
   WHERE c.run = run.run AND c.target = 'peer.value' AND f.amount IS NOT NULL AND own.value IS DISTINCT FROM f.amount;
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
