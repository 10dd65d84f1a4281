-- What a sheet says of ratings: of its own quarter, of quarters before, and what cannot be read.

-- Few words fill many cells: each is read once.
CREATE OR REPLACE FUNCTION sheet_rating_words(run sheet_runs, OUT raw text, OUT rating rag, OUT state text, OUT readable boolean,
                                              OUT reason text, OUT hint text) RETURNS SETOF record
  LANGUAGE sql STABLE ROWS 20
BEGIN ATOMIC
  SELECT w.raw, CASE WHEN s.state IS NULL AND c.reason IS NULL THEN r.rating END, s.state, s.state IS NOT NULL OR r.readable
    AND c.reason IS NULL,
         CASE WHEN s.state IS NULL THEN coalesce(c.reason, p.reason) END, CASE WHEN s.state IS NULL THEN coalesce(c.hint, p.hint) END
  FROM (SELECT DISTINCT x.raw, x.value FROM sheet_cells x WHERE x.run = (sheet_rating_words.run).run AND x.target = 'rating') AS w
  -- "G*": what marks a footnote is no part of the rating, unless the legend has it.
  CROSS JOIN LATERAL (SELECT x.* FROM (VALUES (w.value), (rtrim(w.value, ' ' || footnote_marks()))) AS v (word),
                                      import_reading('rating', v.word, v.word, (sheet_rating_words.run).plan_id) AS x
                      WHERE v.word IN (w.value, nullif(v.word, '')) ORDER BY x.readable DESC, v.word = w.value DESC LIMIT 1) AS r
  LEFT JOIN LATERAL (SELECT min(v.qualifier) AS state FROM sheet_words v
                     WHERE v.target = 'state' AND v.folded = sheet_word(w.value) AND r.rating IS NULL) AS s ON true
  LEFT JOIN LATERAL (SELECT format('rating "%s" is not one of the plan''s', r.rating) AS reason,
                            format('The plan "%s" rates by %s.', p.title,
                                   concat(CASE p.scale WHEN 'five' THEN 'R, AR, A, AG, G' ELSE 'R, A, G' END, ', B',
                                          CASE WHEN p.has_scheduled THEN ', S' END)) AS hint
                     FROM plans p
                     WHERE p.plan_id = (sheet_rating_words.run).plan_id
                       AND (r.rating IN ('AG', 'AR') AND p.scale = 'three' OR r.rating = 'S' AND NOT p.has_scheduled)) AS c ON true
  LEFT JOIN LATERAL (SELECT y.reason,
                            format('If it is a word of the plan''s legend, say what it means: INSERT INTO legends (plan_id, word, rating) '
                                   'VALUES (%s, %L, ''G'').%s', nullif((sheet_rating_words.run).plan_id, 0), w.value, ' '
                                     || y.hint) AS hint
                     FROM import_problem('rating', w.value) AS y WHERE NOT r.readable AND s.state IS NULL) AS p ON true
  -- So that it is the words that are read, not, after a join, each cell.
  OFFSET 0;
END;
COMMENT ON FUNCTION sheet_rating_words(sheet_runs) IS
  'What each word in the rating cells of a sheet means: by the plan''s legend, as a rating, as a state, or why it cannot be read.';

CREATE OR REPLACE FUNCTION sheet_said_ratings(run sheet_runs, OUT line bigint, OUT "position" integer, OUT quarter quarter,
                                              OUT period daterange,
                                              OUT raw text, OUT commentary text, OUT corrective_action text) RETURNS SETOF record
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  SELECT coalesce(r.line, w.line), r.position, coalesce(r.quarter, w.quarter), coalesce(r.period, daterange(coalesce(r.quarter,
      w.quarter))),
         r.raw, w.commentary, w.corrective_action
  FROM (SELECT c.line, c.position, coalesce(c.quarter, (sheet_said_ratings.run).quarter) AS quarter, c.period, c.raw
        FROM sheet_cells c WHERE c.run = (sheet_said_ratings.run).run AND c.target = 'rating') AS r
  FULL JOIN (SELECT c.line, coalesce(c.quarter, (sheet_said_ratings.run).quarter) AS quarter,
                    string_agg(c.value, E'\n' ORDER BY c.position) FILTER (WHERE c.target = 'commentary') AS commentary,
                    string_agg(c.value, E'\n' ORDER BY c.position) FILTER (WHERE c.target = 'corrective_action') AS corrective_action
             FROM sheet_cells c
             WHERE c.run = (sheet_said_ratings.run).run AND c.target IN ('commentary', 'corrective_action')
             GROUP BY c.line, coalesce(c.quarter, (sheet_said_ratings.run).quarter)) AS w ON w.line = r.line AND w.quarter = r.quarter;
END;
COMMENT ON FUNCTION sheet_said_ratings(sheet_runs) IS 'What a sheet says row by row and quarter by quarter: the rating cell and the '
  'words.';

-- Beside it what the register says: of the quarter, or of the one it reported before.
CREATE OR REPLACE FUNCTION sheet_compared_ratings(run sheet_runs)
  RETURNS TABLE (line bigint, "position" integer, item_id bigint, ref text, title text, quarter quarter, period daterange, raw text,
                 commentary text, corrective_action text, rating rag, state text, readable boolean, reason text, hint text,
                 now_known boolean, now_rating rag, now_raw text, now_commentary text, now_corrective_action text,
                 now_recorded_at timestamptz, before_rating rag, is_past boolean, edition integer)
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  WITH quarters AS MATERIALIZED (
    SELECT q.quarter, q.previous_quarter FROM plan_quarters('infinity') AS q WHERE q.plan_id = (sheet_compared_ratings.run).plan_id
  ), said AS MATERIALIZED (
    SELECT s.* FROM sheet_said_ratings(sheet_compared_ratings.run) AS s
  ), befores AS MATERIALIZED (
    SELECT a.quarter, (SELECT max(q.quarter) FROM quarters q WHERE q.quarter < a.quarter) AS before,
           a.quarter <> (sheet_compared_ratings.run).quarter AND a.quarter <= (sheet_compared_ratings.run).latest_quarter AS is_past,
           (SELECT max(p.edition) FROM publications p WHERE p.plan_id = (sheet_compared_ratings.run).plan_id
            AND p.quarter = a.quarter) AS edition
    FROM (SELECT DISTINCT s.quarter FROM said s) AS a
  ), words AS MATERIALIZED (
    SELECT w.* FROM sheet_rating_words(sheet_compared_ratings.run) AS w
  )
  SELECT s.line, s.position, r.item_id, coalesce(r.ref, ''), r.title, s.quarter, s.period, s.raw, s.commentary, s.corrective_action,
         w.rating, w.state, coalesce(w.readable, true), w.reason, w.hint,
         now.rating_id IS NOT NULL, now.rating, now.raw, now.commentary, now.corrective_action, now.recorded_at,
         before.rating, coalesce(b.is_past, false), b.edition
  FROM said s
  JOIN sheet_rows r ON r.run = (sheet_compared_ratings.run).run AND r.line = s.line AND r.outcome IN ('known', 'new')
  JOIN befores b ON b.quarter = s.quarter
  LEFT JOIN words w ON w.raw = s.raw
  LEFT JOIN LATERAL rating_in_force(r.item_id, s.quarter, 'infinity') AS now ON r.item_id IS NOT NULL
  LEFT JOIN LATERAL rating_in_force(r.item_id, b.before, 'infinity') AS before ON r.item_id IS NOT NULL AND now.rating_id IS NULL;
END;
COMMENT ON FUNCTION sheet_compared_ratings(sheet_runs) IS
  'What a sheet says of ratings beside what the register says of the same quarter, or of the quarter reported before.';

CREATE OR REPLACE FUNCTION sheet_list_ratings(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- A blank reports nothing, words alone leave the rating as it is, and a cell that cannot be read takes nobody's place.
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, was, will_be, remark, is_question, needs_reason, accepted,
                             shown,
                             item_id, quarter, period, rating, raw, commentary, corrective_action)
  SELECT run.run, c.line, c.position,
         CASE WHEN c.is_past THEN 'earlier quarter' WHEN c.says_less THEN 'update' ELSE 'rating' END,
         c.ref, c.title, c.quarter::text, CASE WHEN c.now_known THEN coalesce(c.now_rating::text, nullif(c.now_raw, ''))
           ELSE c.before_rating::text END,
         CASE WHEN c.says_less THEN c.now_rating::text ELSE coalesce(c.rating::text, c.raw) END,
         CASE WHEN c.is_late THEN 'recorded later than this sheet: it stands'
              WHEN c.edition IS NOT NULL THEN format('restates edition %s of %s', c.edition, c.quarter)
              WHEN c.is_past THEN CASE WHEN c.item_id IS NULL THEN 'the item is new: was it in the plan in that quarter?'
                                       ELSE 'the register says otherwise; the past changes only if accepted, with a reason' END
              WHEN c.says_less AND c.raw IS NULL THEN 'words without a rating' END,
         c.is_past AND NOT c.is_late, c.is_past OR c.edition IS NOT NULL, NOT c.is_late AND NOT c.is_past,
         c.is_past OR c.is_late OR c.edition IS NOT NULL OR c.item_id IS NOT NULL
           AND (c.says_less OR NOT c.readable
                OR c.rating IS DISTINCT FROM CASE WHEN c.now_known THEN c.now_rating ELSE c.before_rating END),
         c.item_id, c.quarter, c.period, CASE WHEN c.says_less THEN c.now_rating ELSE c.rating END,
         CASE WHEN c.says_less THEN coalesce(c.now_raw, '') ELSE c.raw END,
         coalesce(c.commentary, CASE WHEN c.now_known THEN c.now_commentary END),
         coalesce(c.corrective_action, CASE WHEN c.now_known THEN c.now_corrective_action END)
  FROM (SELECT x.*, x.raw IS NULL OR NOT x.readable AND x.now_rating IS NOT NULL OR x.state IS NOT NULL AS says_less,
               coalesce(x.now_recorded_at > run.recorded_at, false) AS is_late
        FROM sheet_compared_ratings(run) AS x WHERE x.state IS NULL) AS c
  WHERE (c.readable OR NOT c.is_past)
    AND (c.commentary <> coalesce(c.now_commentary, '') OR c.corrective_action <> coalesce(c.now_corrective_action, '')
         OR NOT c.says_less AND (NOT c.now_known OR c.now_rating IS DISTINCT FROM c.rating OR NOT c.readable AND c.now_raw <> c.raw));
END
$body$;
COMMENT ON FUNCTION sheet_list_ratings(sheet_runs) IS 'Lists what a sheet changes of ratings and the words beside them.';

CREATE OR REPLACE FUNCTION sheet_list_unreadable(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, will_be, remark, accepted, details)
  SELECT run.run, c.line, c.position, 'cell not readable', r.ref, r.title, m.heading, c.raw, w.reason, false, jsonb_build_object('hint',
      w.hint)
  FROM sheet_rating_words(run) AS w
  JOIN sheet_cells c ON c.run = run.run AND c.target = 'rating' AND c.raw = w.raw
  JOIN sheet_rows r ON r.run = run.run AND r.line = c.line
  JOIN sheet_marks m ON m.run = run.run AND m.position = c.position
  WHERE NOT w.readable;
END
$body$;
COMMENT ON FUNCTION sheet_list_unreadable(sheet_runs) IS 'Lists every rating cell that cannot be read, once.';

-- Withdrawn, merged: since the quarter that first says so.  A withdrawn item that is rated again is asked about.
CREATE OR REPLACE FUNCTION sheet_list_states(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM sheet_rating_words(run) AS w WHERE w.state IS NOT NULL)
     AND NOT EXISTS (SELECT FROM items i WHERE i.plan_id = run.plan_id AND i.state NOT IN ('active', 'undone')) THEN
    RETURN;
  END IF;
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, was, will_be, remark, is_question, needs_reason, accepted,
                             item_id, quarter, valid_from, raw, commentary)
  SELECT DISTINCT ON (r.subject) run.run, c.line, c.position, 'state', r.ref, r.title, c.quarter::text, i.state, c.state,
         CASE WHEN c.is_past THEN 'the register counts it in that quarter; the past changes only if accepted, with a reason' END,
         c.is_past, c.is_past OR c.edition IS NOT NULL, NOT c.is_past, c.item_id, c.quarter, start_date(c.quarter), c.raw, c.commentary
  FROM sheet_compared_ratings(run) AS c
  JOIN sheet_rows r ON r.run = run.run AND r.line = c.line
  LEFT JOIN items i ON i.item_id = c.item_id
  WHERE c.state IS NOT NULL AND i.state IS DISTINCT FROM c.state
  ORDER BY r.subject, c.quarter;

  WITH back AS (
    SELECT DISTINCT ON (i.item_id) c.line, i.item_id, i.state, i.state_since, c.quarter, r.ref, r.title
    FROM sheet_changes c
    JOIN items i ON i.item_id = c.item_id AND i.state <> 'active' AND i.state_since <= end_date(c.quarter)
    JOIN sheet_rows r ON r.run = c.run AND r.line = c.line
    WHERE c.run = run.run AND c.change = 'rating' AND c.rating IS NOT NULL
      AND NOT EXISTS (SELECT FROM sheet_changes s WHERE s.run = c.run AND s.change = 'state' AND s.item_id = c.item_id)
    ORDER BY i.item_id, c.quarter
  )
  INSERT INTO sheet_changes (run, line, change, ref, title, was, will_be, remark, is_question, accepted, item_id, quarter, valid_from)
  SELECT run.run, b.line, 'state', b.ref, b.title, b.state, 'active', format('%s since %s: does it count again?', b.state,
                                                                             b.state_since), true,
         false, b.item_id, b.quarter, start_date(b.quarter)
  FROM back b;
END
$body$;
COMMENT ON FUNCTION sheet_list_states(sheet_runs) IS 'Lists which items a sheet withdraws, merges or takes up again.';
