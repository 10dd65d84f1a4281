-- Sheets of risks: scores before and after mitigation, owners, and what they threaten.

CREATE OR REPLACE FUNCTION sheet_risk_changes(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM sheet_name_figures(run);
  PERFORM sheet_ask_cells(run, '{risk.likelihood,risk.impact,risk.score,risk.residual_likelihood,risk.residual_impact,risk.residual_score,'
                               'risk.target_score}');
  INSERT INTO sheet_changes (run, line, change, ref, title, object_id, role, field, was, will_be, accepted, shown)
  SELECT run.run, r.line, CASE WHEN k.risk_id IS NULL THEN 'new risk' ELSE 'risk' END, r.ref, coalesce(r.title, r.ref), k.risk_id,
         CASE WHEN machine_word(sheet_cell(run, r.line, 'kind')) LIKE 'operational%' THEN 'operational' ELSE 'strategic' END,
         CASE WHEN k.risk_id IS NOT NULL THEN 'title' END, k.title, CASE WHEN k.risk_id IS NOT NULL THEN r.title END, true,
         k.risk_id IS NULL OR coalesce(k.title <> r.title, false)
    FROM sheet_rows r
    LEFT JOIN LATERAL (SELECT x.risk_id, x.title FROM risks x WHERE ref_key(x.ref) = r.ref_key AND x.undone_at IS NULL LIMIT 1) k ON true
   WHERE r.run = run.run AND r.outcome = 'known';
  PERFORM sheet_list_scores(run);
  PERFORM sheet_list_threats(run);
END
$body$;
COMMENT ON FUNCTION sheet_risk_changes(sheet_runs) IS 'Lists what a sheet of risks changes.';

CREATE OR REPLACE FUNCTION sheet_score(run sheet_runs, of_line bigint, of_target text) RETURNS integer
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT f.amount::integer FROM sheet_figure(sheet_cell(sheet_score.run, sheet_score.of_line, sheet_score.of_target)) f
   WHERE f.amount = trunc(f.amount) AND f.amount BETWEEN 1 AND 25;
END;
COMMENT ON FUNCTION sheet_score(sheet_runs, bigint, text) IS 'A score in a line of a sheet of risks; NULL: none that can be.';

-- A score is a likelihood times an impact, of 1 to 5 each; one that is printed otherwise is asked about.
CREATE OR REPLACE FUNCTION sheet_list_scores(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH said AS MATERIALIZED (
    SELECT c.line, c.ref, c.title, c.object_id, sheet_score(run, c.line, 'likelihood') AS l, sheet_score(run, c.line, 'impact') AS i,
           sheet_score(run, c.line, 'score') AS score, sheet_score(run, c.line, 'residual_likelihood') AS rl,
           sheet_score(run, c.line, 'residual_impact') AS ri, sheet_score(run, c.line, 'target_score') AS target,
           sheet_score(run, c.line, 'residual_score') AS rscore,
           sheet_cell(run, c.line, 'mitigation') AS mitigation, sheet_cell(run, c.line, 'controls') AS controls
      FROM sheet_changes c WHERE c.run = run.run AND c.change IN ('new risk', 'risk')
  )
  INSERT INTO sheet_changes (run, line, change, ref, title, field, was, will_be, remark, is_question, accepted, object_id, commentary,
    details)
  SELECT run.run, s.line, CASE WHEN bad.why IS NULL THEN 'score' ELSE 'cell not readable' END, s.ref, s.title, 'score',
         own.words, CASE WHEN num_nonnulls(s.l, s.i) = 0 THEN concat_ws(', then ', s.score, s.rscore) ELSE now.words END,
         coalesce(bad.why, CASE WHEN s.score <> s.l * s.i THEN format('%s × %s is %s, and %s is printed: take %s?', s.l, s.i, s.l * s.i,
           s.score,
                                                                     s.l * s.i) END),
         bad.why IS NULL AND coalesce(s.score <> s.l * s.i, false), bad.why IS NULL AND coalesce(s.score = s.l * s.i, true), s.object_id,
         s.mitigation,
         jsonb_build_object('l', s.l, 'i', s.i, 'rl', s.rl, 'ri', s.ri, 'target', s.target, 'controls', s.controls,
                            'hint', 'A likelihood and an impact are 1 to 5 each.')
    FROM said s
   CROSS JOIN LATERAL (SELECT CASE WHEN num_nonnulls(s.l, s.i) = 0 OR s.rscore IS NOT NULL AND num_nonnulls(s.rl, s.ri) = 0
                                          THEN 'a score alone does not say which likelihood and which impact'
                                        WHEN s.l IS NULL OR s.i IS NULL OR s.l > 5 OR s.i > 5 OR s.rl > 5 OR s.ri > 5
                                        OR (s.rl IS NULL) <> (s.ri IS NULL)
                                          THEN 'a likelihood and an impact are 1 to 5 each' END AS why) bad
   CROSS JOIN LATERAL (SELECT concat(s.l, ' × ', s.i, ', then ' || s.rl || ' × ' || s.ri) AS words) now
    LEFT JOIN LATERAL (SELECT concat(x.likelihood, ' × ', x.impact,
      ', then ' || x.residual_likelihood || ' × ' || x.residual_impact) AS words,
                              x.mitigation, x.controls, x.target_score
                         FROM risk_scores x
                        WHERE x.risk_id = s.object_id AND coalesce(x.import_id, 0) <> ALL (undone_imports())
                        ORDER BY x.scored_on DESC, x.recorded_at DESC, x.risk_score_id DESC LIMIT 1) own ON true
   WHERE num_nonnulls(s.l, s.i, s.score, s.rscore) > 0
     AND (own.words IS DISTINCT FROM now.words OR coalesce(s.mitigation <> coalesce(own.mitigation, ''), false)
          OR coalesce(s.controls <> coalesce(own.controls, ''), false) OR coalesce(s.target <> own.target_score, s.target IS NOT NULL));
END
$body$;
COMMENT ON FUNCTION sheet_list_scores(sheet_runs) IS 'Lists the scores of a sheet of risks that are new or differ.';

CREATE OR REPLACE FUNCTION sheet_list_threats(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_changes (run, line, change, ref, title, field, will_be, remark, accepted, item_id, object_id)
  SELECT run.run, c.line, CASE WHEN i.item_id IS NULL THEN 'cell not readable' ELSE 'risk link' END, c.ref, c.title, 'linked action', x.ref,
         CASE WHEN i.item_id IS NULL THEN format('there is no item "%s" in the plan', x.ref) END, i.item_id IS NOT NULL, i.item_id,
           c.object_id
    FROM sheet_changes c
   CROSS JOIN LATERAL sheet_refs(sheet_cell(run, c.line, 'item')) x (ref)
    LEFT JOIN items i ON i.plan_id = run.plan_id AND ref_key(i.ref) = ref_key(x.ref) AND i.state NOT IN ('undone', 'merged')
   WHERE c.run = run.run AND c.change IN ('new risk', 'risk')
     AND NOT EXISTS (SELECT FROM risk_links l WHERE l.risk_id = c.object_id AND l.item_id = i.item_id);
  INSERT INTO sheet_changes (run, line, change, ref, title, field, was, will_be, object_id)
  SELECT run.run, c.line, 'risk owner', c.ref, c.title, 'owner', own.name, o.name, c.object_id
    FROM sheet_changes c
   CROSS JOIN LATERAL (SELECT sheet_cell(run, c.line, 'owner') AS name) o
    LEFT JOIN LATERAL (SELECT n.name FROM risk_officers r JOIN officers n ON n.officer_id = r.officer_id
                        WHERE r.risk_id = c.object_id AND today() BETWEEN r.valid_from AND r.valid_to LIMIT 1) own ON true
   WHERE c.run = run.run AND c.change IN ('new risk', 'risk') AND o.name IS NOT NULL AND length(o.name) <= 200
     AND normal_name(o.name) IS DISTINCT FROM normal_name(own.name)
     AND NOT EXISTS (SELECT FROM officer_aliases a JOIN officers n ON n.officer_id = a.officer_id
                      WHERE normal_name(a.alias) = normal_name(o.name) AND n.name = own.name);
END
$body$;
COMMENT ON FUNCTION sheet_list_threats(sheet_runs) IS 'Lists the items that a sheet says risks threaten, and their owners.';

CREATE OR REPLACE FUNCTION sheet_apply_risks(run sheet_runs, of_import bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  on_day CONSTANT date := day_of(run.recorded_at);
BEGIN
  INSERT INTO risks (ref, title, kind, opened_on)
  SELECT c.ref, c.title, c.role, on_day FROM sheet_changes c WHERE c.run = run.run AND c.change = 'new risk' ORDER BY c.line
  ON CONFLICT (ref) DO UPDATE SET title = EXCLUDED.title, undone_at = NULL;
  UPDATE risks k SET title = c.will_be FROM sheet_changes c
   WHERE c.run = run.run AND c.change = 'risk' AND k.risk_id = c.object_id AND c.will_be <> k.title;
  UPDATE sheet_changes c SET object_id = k.risk_id FROM risks k WHERE c.run = run.run AND c.object_id IS NULL AND k.ref = c.ref;
  INSERT INTO risk_scores (risk_id, scored_on, likelihood, impact, residual_likelihood, residual_impact, target_score, controls, mitigation,
                           recorded_at, import_id)
  SELECT c.object_id, on_day, (c.details ->> 'l')::integer, (c.details ->> 'i')::integer, (c.details ->> 'rl')::integer,
         (c.details ->> 'ri')::integer, (c.details ->> 'target')::integer, c.details ->> 'controls', c.commentary, run.recorded_at,
           of_import
    FROM sheet_changes c WHERE c.run = run.run AND c.change = 'score' AND c.accepted ORDER BY c.line;
  INSERT INTO risk_links (risk_id, item_id)
  SELECT DISTINCT c.object_id, c.item_id FROM sheet_changes c WHERE c.run = run.run AND c.change = 'risk link' AND c.accepted
  ON CONFLICT DO NOTHING;
  INSERT INTO officers (name)
  SELECT DISTINCT ON (normal_name(c.will_be)) c.will_be FROM sheet_changes c
   WHERE c.run = run.run AND c.change = 'risk owner'
     AND NOT EXISTS (SELECT FROM officers o WHERE normal_name(o.name) = normal_name(c.will_be))
     AND NOT EXISTS (SELECT FROM officer_aliases a WHERE normal_name(a.alias) = normal_name(c.will_be))
   ORDER BY normal_name(c.will_be), c.will_be COLLATE "C";
  UPDATE risk_officers r SET valid_to = on_day - 1
    FROM sheet_changes c
   WHERE c.run = run.run AND c.change = 'risk owner' AND r.risk_id = c.object_id AND r.valid_to >= on_day AND r.valid_from < on_day;
  INSERT INTO risk_officers (risk_id, officer_id, valid_from)
  SELECT c.object_id, find_officer(c.will_be),
         CASE WHEN EXISTS (SELECT FROM risk_officers r WHERE r.risk_id = c.object_id) THEN on_day ELSE '-infinity' END
    FROM sheet_changes c WHERE c.run = run.run AND c.change = 'risk owner'
  ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION sheet_apply_risks(sheet_runs, bigint) IS 'Writes the accepted changes of a sheet of risks.';

CREATE OR REPLACE FUNCTION sheet_risk_clauses(run sheet_runs) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT concat_ws(', ', counted(count(*) FILTER (WHERE c.change = 'new risk'), 'risk is new', 'risks are new'),
                   counted(count(*) FILTER (WHERE c.change = 'score' AND c.was IS NULL), 'score is new', 'scores are new'),
                   counted(count(*) FILTER (WHERE c.change = 'score' AND c.was IS NOT NULL), 'score changes', 'scores change'),
                   counted(count(*) FILTER (WHERE c.change = 'risk link'), 'link is new', 'links are new'),
                   counted(count(*) FILTER (WHERE c.change = 'risk owner'), 'owner is named', 'owners are named'))
    FROM sheet_changes c WHERE c.run = (sheet_risk_clauses.run).run AND c.accepted;
END;
COMMENT ON FUNCTION sheet_risk_clauses(sheet_runs) IS 'What a sheet of risks changes, in words.';
