-- What the columns of a sheet are.

-- Which words a heading is or holds: the caller's, the plan's memory, and the words everybody's sheets have, in that order.
CREATE OR REPLACE FUNCTION sheet_heading_words(run sheet_runs, heading text,
                                               OUT target text, OUT qualifier text, OUT known_by text, OUT fit integer)
  RETURNS SETOF record
  LANGUAGE sql STABLE ROWS 4
BEGIN ATOMIC
  -- Folded once, not for every word there is.
  WITH h AS MATERIALIZED (
    SELECT sheet_word(sheet_heading_words.heading) AS full, sheet_heading_rest(sheet_heading_words.heading) AS rest
  )
  SELECT w.target, w.qualifier, w.known_by, w.fit
  FROM h,
       LATERAL (SELECT c.target, c.qualifier, 'memory' AS known_by, 2000 AS fit
                FROM sheet_columns c WHERE c.plan_id = (sheet_heading_words.run).plan_id AND c.heading = h.rest
                UNION ALL
                SELECT w.target, w.qualifier, 'word', CASE WHEN w.folded = h.full THEN 1500 ELSE 1000 END
                FROM sheet_words w WHERE w.target <> 'state' AND w.folded IN (h.full, h.rest)
                UNION ALL
                SELECT w.target, w.qualifier, 'word', length(w.word)
                FROM sheet_words w
                WHERE w.target <> 'state' AND NOT w.whole
                  AND position(' ' || w.folded || ' ' IN ' ' || h.rest || ' ') > 0) AS w
  WHERE NOT (sheet_heading_words.run).columns ? h.full
  UNION ALL
  SELECT split_part(a.value, ' ', 1), ltrim(substr(a.value, length(split_part(a.value, ' ', 1)) + 1)), 'argument', 3000
  FROM jsonb_each_text((sheet_heading_words.run).columns) AS a
  WHERE a.key = sheet_word(sheet_heading_words.heading);
END;
COMMENT ON FUNCTION sheet_heading_words(sheet_runs, text) IS
  'What a heading may be: by the caller''s word, by the plan''s memory, by a word that it is, or by the longest of the words in it.';

-- Headings may stand below titles and legends: the row with most words that are whole headings.
CREATE OR REPLACE FUNCTION sheet_find_headings(run sheet_runs) RETURNS sheet_runs
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH first_rows AS MATERIALIZED (
    SELECT r.line, r.cells FROM sheet_rows r WHERE r.run = run.run ORDER BY r.line LIMIT 60
  ), cells AS MATERIALIZED (
    SELECT f.line, c.cell FROM first_rows f, unnest(f.cells) AS c (cell) WHERE length(c.cell) BETWEEN 2 AND 80
  ), words AS MATERIALIZED (
    SELECT d.cell, sheet_word(d.cell) AS full, sheet_heading_rest(d.cell) AS rest FROM (SELECT DISTINCT x.cell FROM cells x) AS d
  ), scores AS (
    SELECT x.line, count(DISTINCT x.cell) FILTER (WHERE c.is_known) AS words, count(DISTINCT x.cell) FILTER (WHERE c.rest = '') AS periods
    FROM cells x
    JOIN (SELECT w.*, w.full IN (SELECT k.folded FROM sheet_words k WHERE k.target <> 'state')
                      OR w.rest IN (SELECT k.folded FROM sheet_words k WHERE k.target <> 'state')
                      OR w.rest IN (SELECT m.heading FROM sheet_columns m WHERE m.plan_id = run.plan_id)
                      OR run.columns ? w.full AS is_known FROM words w) AS c ON c.cell = x.cell
    GROUP BY x.line
  )
  SELECT f.line, f.cells INTO run.heading_line, run.headings
  FROM scores s JOIN first_rows f ON f.line = s.line WHERE s.words >= 2
     OR s.words = 1 AND (s.periods > 0 OR EXISTS (SELECT FROM sheet_peer_columns(run, f.line, f.cells)))
  ORDER BY s.words DESC, s.periods DESC, s.line LIMIT 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no row of "%" looks like headings', run.file_name
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = 'A row of headings has at least two that are known, such as Ref, Action, Lead, Deadline, RAG.',
            HINT = format('Say what two of them are: columns => ''{"heading": "ref", "another": "rating"}'', or add them to '
              '%I.sheet_words.',
                          current_schema());
  END IF;
  RETURN run;
END
$body$;
COMMENT ON FUNCTION sheet_find_headings(sheet_runs) IS 'The headings of the staged sheet: the row with most words that are headings.';

-- What the caller says of a column must be of a column, and say something that can be done.
CREATE OR REPLACE FUNCTION sheet_check_columns(run sheet_runs) RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  said record;
BEGIN
  SELECT a.key, a.value, split_part(a.value, ' ', 1) AS target, ltrim(substr(a.value, length(split_part(a.value, ' ',
      1)) + 1)) AS qualifier,
         a.key IN (SELECT sheet_word(h) FROM unnest(run.headings) AS h) AS is_heading INTO said
  FROM jsonb_each_text(run.columns) AS a
  WHERE a.key NOT IN (SELECT sheet_word(h) FROM unnest(run.headings) AS h WHERE trim_cell(h) <> '')
     OR split_part(a.value, ' ', 1) NOT IN (SELECT w.target FROM sheet_words w WHERE w.target <> 'state' UNION VALUES ('attribute'),
                                            ('ignore'))
     OR split_part(a.value, ' ', 1) IN ('node', 'node.title')
        AND NOT EXISTS (SELECT FROM levels l WHERE l.holds = 'node' AND l.level = ltrim(substr(a.value, length(split_part(a.value, ' ',
            1)) + 1)))
     OR a.value IN ('officer', 'body')
  ORDER BY a.key LIMIT 1;
  IF NOT FOUND THEN
    RETURN;
  ELSIF NOT said.is_heading THEN
    RAISE EXCEPTION 'the sheet has no column "%"', said.key
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = 'Its headings: ' || (SELECT string_agg(quote_ident(h), ', ') FROM unnest(run.headings) AS h
                                          WHERE trim_cell(h) <> '') || '.',
            HINT = 'columns names headings as the sheet prints them.';
  END IF;
  RAISE EXCEPTION 'a column cannot be "%"', said.value
    USING ERRCODE = 'invalid_parameter_value',
          DETAIL = 'It can be: ' || (SELECT string_agg(DISTINCT w.target, ', ' ORDER BY w.target) FROM sheet_words w
                                     WHERE w.target <> 'state')
                   || ', attribute, ignore.',
          HINT = 'After it stands the role of an officer or body (officer lead, body committee), the level of a node (node outcome), '
                 'or baseline or revised of a deadline (due revised).';
END
$body$;
COMMENT ON FUNCTION sheet_check_columns(sheet_runs) IS 'Refuses what a caller says of columns that the sheet has not, or that no column '
  'can be.';

-- Whether what stands below a heading of deadlines is dates: "Delivered by" may be who or when.
CREATE OR REPLACE FUNCTION sheet_fits(run sheet_runs, of_position integer) RETURNS boolean
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(count(*) FILTER (WHERE cardinality(d.periods) > 0) * 2 >= count(*), true)
  FROM (SELECT sheet_value(r.cells[sheet_fits.of_position]) AS value FROM sheet_rows r
        WHERE r.run = (sheet_fits.run).run AND r.line > (sheet_fits.run).heading_line
          AND r.cells[sheet_fits.of_position] NOT IN ('', (sheet_fits.run).headings[sheet_fits.of_position])
        ORDER BY r.line LIMIT 40) AS x
  CROSS JOIN LATERAL sheet_dates(x.value, (sheet_fits.run).start_month, NULL) AS d
  WHERE x.value IS NOT NULL;
END;
COMMENT ON FUNCTION sheet_fits(sheet_runs, integer) IS 'Whether at least half of a column''s first cells are dates.';

CREATE OR REPLACE FUNCTION sheet_mark_columns(run sheet_runs) RETURNS sheet_runs
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_marks (run, position, heading, rest, target, qualifier, period, known_by)
  SELECT run.run, h.position, h.heading, coalesce(sheet_heading_rest(h.heading), ''), coalesce(w.target, 'attribute'),
         coalesce(w.qualifier, ''), p.period, coalesce(w.known_by, 'nothing')
  FROM unnest(run.headings) WITH ORDINALITY AS h (heading, position)
  -- OFFSET: the few words that are left are looked at closely, not every word there is.
  LEFT JOIN LATERAL (SELECT c.* FROM (SELECT x.* FROM sheet_heading_words(run, h.heading) AS x OFFSET 0) AS c
                     WHERE trim_cell(h.heading) <> ''
                       AND (c.known_by IN ('argument', 'memory') OR c.target NOT IN ('due', 'start') OR sheet_fits(run,
                           h.position::integer))
                     ORDER BY c.fit DESC, c.target LIMIT 1) AS w ON true
  CROSS JOIN LATERAL (SELECT sheet_period(run, h.heading) AS period) AS p
  WHERE trim_cell(h.heading) <> ''
     OR EXISTS (SELECT FROM sheet_rows r WHERE r.run = run.run AND r.line > run.heading_line AND trim_cell(r.cells[h.position]) <> '');
  UPDATE sheet_marks m SET quarter = quarter(lower(m.period), run.start_month)
  WHERE m.run = run.run AND m.period IS NOT NULL AND NOT upper_inf(m.period)
    AND quarter(lower(m.period), run.start_month) = quarter(upper(m.period) - 1, run.start_month);
  -- A heading that names a quarter which cannot be told is of none: not of the one asked for.
  UPDATE sheet_marks m SET target = 'attribute', qualifier = '', known_by = 'period'
  FROM (SELECT k.position, sheet_heading_text(k.heading) AS words, sheet_said_period(k.heading, run.start_month) AS said
        FROM sheet_marks k WHERE k.run = run.run) AS h
  WHERE m.run = run.run AND m.position = h.position
    AND m.period IS NULL AND m.known_by <> 'argument' AND m.target IN ('rating', 'commentary', 'corrective_action')
    AND (coalesce(h.said, substring(h.words FROM sheet_period_pattern())) !~ '^((q|qtr|quarter) ?[1-4]|[a-z]+)$'
         OR h.said IS NULL AND h.words ~ '[[:<:]](q|qtr|quarter) ?[1-4]'
         OR sheet_names_several(m.heading));

  PERFORM sheet_mark_periods(run);
  UPDATE sheet_marks m SET target = 'peer.value', qualifier = p.qualifier, known_by = 'content'
  FROM sheet_peer_columns(run, run.heading_line, run.headings) AS p
  WHERE m.run = run.run AND m.position = p.position AND m.known_by <> 'argument';
  run.record := CASE WHEN EXISTS (SELECT FROM sheet_marks m WHERE m.run = run.run AND m.target = 'peer.value' AND m.qualifier <> '')
                     THEN 'peer' ELSE sheet_record(run) END;
  PERFORM sheet_mark_record(run);
  PERFORM sheet_settle_columns(run);
  RETURN run;
END
$body$;
COMMENT ON FUNCTION sheet_mark_columns(sheet_runs) IS 'Says of every column of the staged sheet what it is, and of what a row of it is.';

-- A recommendation or priority may have two columns, its number and its wording; the number's heading is often left out.
CREATE OR REPLACE FUNCTION sheet_settle_columns(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH numbered AS (
    SELECT m.position, n.position AS node_position, n.qualifier
    FROM sheet_marks m
    JOIN sheet_marks n ON n.run = m.run AND n.position = m.position + 1
      AND (n.target = 'node' OR n.target = 'node.title' AND NOT EXISTS (SELECT FROM sheet_marks o WHERE o.run = n.run AND o.target = 'node'
                                                                          AND o.qualifier = n.qualifier))
    WHERE m.run = run.run AND trim_cell(m.heading) = ''
      AND NOT EXISTS (SELECT FROM sheet_rows r WHERE r.run = run.run AND r.line > run.heading_line AND length(r.cells[m.position]) > 8
                        AND cardinality(array_positions(r.cells, '')) < cardinality(r.cells) - 1)
  ), titled AS (
    UPDATE sheet_marks m SET target = 'node.title' FROM numbered n WHERE m.run = run.run AND m.position = n.node_position
  )
  UPDATE sheet_marks m SET target = 'node', qualifier = n.qualifier, known_by = 'content' FROM numbered n
  WHERE m.run = run.run AND m.position = n.position;

  -- Of two columns that would be the same, the one that fits best, or the first, is.
  UPDATE sheet_marks m SET target = 'attribute', qualifier = '', known_by = 'second'
  FROM sheet_marks o
  WHERE m.run = run.run AND o.run = m.run AND o.position <> m.position AND o.target = m.target AND o.qualifier = m.qualifier
    AND m.target IN ('ref', 'title', 'level', 'node', 'node.title', 'start', 'period', 'rating', 'commentary', 'corrective_action', 'due')
    AND (m.target = 'due' OR o.quarter IS NOT DISTINCT FROM m.quarter)
    AND ((SELECT max(w.fit) FROM sheet_heading_words(run, o.heading) AS w WHERE w.target = o.target),  -o.position)
        > ((SELECT max(w.fit) FROM sheet_heading_words(run, m.heading) AS w WHERE w.target = m.target), -m.position);
END
$body$;
COMMENT ON FUNCTION sheet_settle_columns(sheet_runs) IS
  'What only two columns together tell: which is a node''s number and which its wording, and which of two is the rating.';
