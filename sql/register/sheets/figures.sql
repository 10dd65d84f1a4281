-- Figures in sheets: how a cell reads as a number, and which columns hold figures.

-- "<21%" is a bound, "c. 5" a guess, "93% (provisional)" has its own doubt: a person says whether that is the figure.  "5 days" is a figure
-- and its unit; what marks a footnote is no part of it.
CREATE OR REPLACE FUNCTION sheet_figure(value text, OUT amount numeric, OUT unit text, OUT doubt text)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT f.amount, CASE WHEN f.amount IS NOT NULL THEN coalesce(lower(w.p[2]), substring(b.rest FROM '[%$\u00A3]')) END,
         CASE WHEN f.amount IS NULL THEN NULL
              WHEN b.bound ~* '^(<|\u2264|less|under|below|up to|at most)' THEN 'at most that'
              WHEN b.bound ~* '^(>|\u2265|more|over|above|at least)' THEN 'at least that'
              WHEN b.bound <> '' THEN 'about that'
              ELSE lower(b.aside) END
    FROM (SELECT '^((?:[<>~\u2264\u2265]=?|less than|more than|under|over|below|above|up to|at least|at most|about'
                 '|approx[.]?|circa|c[.])\s*)'
                   AS pattern,
                 rtrim(trim_cell(sheet_figure.value), footnote_marks()) AS said) r
   CROSS JOIN LATERAL (SELECT substring(r.said FROM '(?i)' || r.pattern) AS bound,
                              rtrim(regexp_replace(regexp_replace(r.said, r.pattern, '', 'i'),
                                                   '(?<=\d\S?)(\s*[(][[:alpha:]. ]{1,30}[)]|\s+[-–:]\s+[[:alpha:] ]{1,30})$', ''),
                                    footnote_marks()) AS rest,
                              btrim(substring(r.said FROM '\d\S?(\s*[(][[:alpha:]. ]{1,30}[)]|\s+[-–:]\s+[[:alpha:] ]{1,30})$'),
                                    ' ()-–:') AS aside) b
   -- "5 days": what is a number without its unit.
   CROSS JOIN LATERAL (SELECT CASE WHEN read_amount(b.rest) IS NULL
                                   THEN regexp_match(b.rest, '^(.*\d\S*)\s+([[:alpha:]][[:alpha:] ]{0,29})$') END AS p) w
   CROSS JOIN LATERAL (SELECT coalesce(read_amount(b.rest), read_amount(w.p[1])) AS amount) f;
END;
COMMENT ON FUNCTION sheet_figure(text) IS
  'The number that a cell of figures says, with its unit (%, £, days); doubt: what it says that a number does not ("<21%"); NULL: it says '
  'no number.';

CREATE OR REPLACE FUNCTION sheet_frequency(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN machine_word(trim_cell(value)) ~ '^(reported )?(annual(ly)?|yearly|every year|once a year|per year)$' THEN 'annual'
            WHEN machine_word(trim_cell(value)) ~ '^(reported )?(quarterly|every quarter|each quarter)$' THEN 'quarterly'
            WHEN machine_word(trim_cell(value)) ~ '^(reported )?(monthly|every month|each month)$' THEN 'monthly' END;
COMMENT ON FUNCTION sheet_frequency(text) IS
  'How often a cell says that a figure is reported: monthly, quarterly or annual; NULL: it does not.';

CREATE OR REPLACE FUNCTION sheet_polarity(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN machine_word(trim_cell(value)) ~ '^(high(er)?|up|increas(e|ing)|big(ger)?( is better)?|more|max(imise)?)' THEN 'higher'
            WHEN machine_word(trim_cell(value)) ~ '^(low(er)?|down|decreas(e|ing)|small(er)?( is better)?|less|min(imise)?)' THEN 'lower'
            WHEN machine_word(trim_cell(value)) ~ '^(band|range|within|between)' THEN 'band' END;
COMMENT ON FUNCTION sheet_polarity(text) IS 'Which direction a cell says is good: higher, lower or band; NULL: it does not.';

-- A heading that is nothing but a period stands over ratings or over figures: what is below it says which.
CREATE OR REPLACE FUNCTION sheet_mark_periods(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  UPDATE sheet_marks m
     SET target = CASE WHEN below.ratings >= below.figures THEN 'rating' ELSE 'measure.actual' END, known_by = 'content'
    FROM (SELECT k.position, count(try_rag(v.value)) AS ratings, count((sheet_figure(v.value)).amount) AS figures
            FROM sheet_marks k
            JOIN sheet_rows r ON r.run = k.run AND r.line > run.heading_line
           CROSS JOIN LATERAL (SELECT sheet_value(r.cells[k.position]) AS value) v
           WHERE k.run = run.run AND k.known_by = 'nothing' AND k.rest = '' AND k.period IS NOT NULL AND v.value IS NOT NULL
           GROUP BY k.position) below
   WHERE m.run = run.run AND m.position = below.position AND below.ratings + below.figures > 0;
END
$body$;
COMMENT ON FUNCTION sheet_mark_periods(sheet_runs) IS
  'Says of headings that are periods alone whether ratings or figures stand below them.';

-- What a row is, by the words of each kind; a word may be of several.  Items win where as many speak for them.
CREATE OR REPLACE FUNCTION sheet_record(run sheet_runs) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH marks AS MATERIALIZED (
    SELECT m.position, m.heading, m.target, m.known_by FROM sheet_marks m WHERE m.run = (sheet_record.run).run AND m.target <> 'ignore'
  ), words AS (
    SELECT DISTINCT k.position, CASE WHEN w.target LIKE '%.%' AND w.target <> 'node.title' THEN split_part(w.target, '.', 1) ELSE 'item' END
             AS kind
      FROM marks k
     CROSS JOIN LATERAL (SELECT x.target, x.fit, max(x.fit) OVER () AS best FROM sheet_heading_words(sheet_record.run, k.heading) x) w
     WHERE w.fit >= least(w.best, 1000)
    UNION
    SELECT k.position, CASE WHEN k.target = 'rating' THEN 'item' ELSE split_part(k.target, '.', 1) END FROM marks k
     WHERE k.known_by = 'content' AND k.target IN ('rating', 'measure.actual')
  ), counted AS (
    SELECT w.kind, count(*) AS n,
           -- What only this kind has, such as a likelihood, says most.
           count(*) FILTER (WHERE NOT EXISTS (SELECT FROM words o WHERE o.position = w.position AND o.kind <> w.kind)) AS alone
      FROM words w GROUP BY w.kind
  )
  SELECT coalesce((SELECT c.kind FROM counted c
                    ORDER BY c.kind = 'item' AND EXISTS (SELECT FROM marks k WHERE k.target IN ('rating', 'due')) DESC,
                             c.alone DESC, c.n DESC, c.kind LIMIT 1), 'item');
END;
COMMENT ON FUNCTION sheet_record(sheet_runs) IS
  'What a row of the staged sheet is: item, measure, risk, money or peer, by the words that are its headings.';

-- A column that another kind's word named first is what its own kind calls it; what is no part of the kind is kept out of it.
CREATE OR REPLACE FUNCTION sheet_mark_record(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  UPDATE sheet_marks m
     SET target = coalesce(own.target, CASE WHEN m.target = 'node.title' THEN m.target WHEN m.target LIKE '%.%' THEN coalesce(bare.target,
       'attribute')
                                            WHEN m.target = 'rating' AND run.record <> 'item' THEN 'attribute' ELSE m.target END),
         qualifier = coalesce(own.qualifier, CASE WHEN m.target LIKE '%.%' AND m.target <> 'node.title' THEN coalesce(bare.qualifier, '')
                                                  ELSE m.qualifier END),
         known_by = coalesce(own.known_by, CASE WHEN m.target LIKE '%.%' AND m.target <> 'node.title' AND bare.target IS NULL THEN 'nothing'
                                                ELSE m.known_by END)
    FROM sheet_marks k
    LEFT JOIN LATERAL (SELECT w.target, w.qualifier, w.known_by FROM sheet_heading_words(run, k.heading) w
                        WHERE w.target LIKE run.record || '.%' ORDER BY w.fit DESC, w.target LIMIT 1) own ON true
    LEFT JOIN LATERAL (SELECT w.target, w.qualifier FROM sheet_heading_words(run, k.heading) w
                        WHERE w.target NOT LIKE '%.%' ORDER BY w.fit DESC, w.target LIMIT 1) bare ON true
   WHERE m.run = run.run AND k.run = run.run AND k.position = m.position AND m.known_by <> 'argument'
     AND m.target NOT LIKE run.record || '.%';
END
$body$;
COMMENT ON FUNCTION sheet_mark_record(sheet_runs) IS 'Names the columns of a sheet of figures as its kind does.';

-- The rows of figures by their references; a row without one is not loaded.
CREATE OR REPLACE FUNCTION sheet_name_figures(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  ref_at integer := sheet_column(run, 'ref');
  title_at integer := sheet_column(run, 'title');
BEGIN
  UPDATE sheet_rows r
     SET ref = sheet_value(r.cells[ref_at]), ref_key = ref_key(sheet_value(r.cells[ref_at])), title = sheet_value(r.cells[title_at]),
         outcome = CASE WHEN sheet_value(r.cells[ref_at]) IS NULL OR length(r.cells[ref_at]) > 200 THEN 'refused' ELSE 'known' END
   WHERE r.run = run.run AND r.class = 'item';
  INSERT INTO sheet_changes (run, line, change, title, remark, accepted, details)
  SELECT run.run, r.line, 'row not loaded', r.title, 'the row has no reference', false, jsonb_build_object('hint', 'Give it one.')
    FROM sheet_rows r WHERE r.run = run.run AND r.class = 'item' AND r.outcome = 'refused';
END
$body$;
COMMENT ON FUNCTION sheet_name_figures(sheet_runs) IS 'Says of every row of a sheet of figures which reference and title it has.';

CREATE OR REPLACE FUNCTION sheet_cell(run sheet_runs, of_line bigint, of_target text) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.value FROM sheet_cells c
   WHERE c.run = (sheet_cell.run).run AND c.line = sheet_cell.of_line AND c.target = (sheet_cell.run).record || '.' || sheet_cell.of_target
   ORDER BY c.position LIMIT 1;
END;
COMMENT ON FUNCTION sheet_cell(sheet_runs, bigint, text) IS 'The cell of a line in a column of the sheet''s kind.';

CREATE OR REPLACE FUNCTION sheet_ask_cells(run sheet_runs, of_targets text[]) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, will_be, remark, accepted, details)
  SELECT run.run, c.line, c.position, 'cell not readable', r.ref, r.title, m.heading, c.raw, 'that is not a number', false,
         jsonb_build_object('hint', 'Write digits, such as 1234.5, 1,234.50, 85%, £24.2m or (500) for a negative amount.')
    FROM sheet_cells c
    JOIN sheet_rows r ON r.run = c.run AND r.line = c.line AND r.outcome <> 'refused'
    JOIN sheet_marks m ON m.run = c.run AND m.position = c.position
   WHERE c.run = run.run AND c.target = ANY (of_targets) AND (sheet_figure(c.value)).amount IS NULL AND sheet_frequency(c.value) IS NULL;
END
$body$;
COMMENT ON FUNCTION sheet_ask_cells(sheet_runs, text[]) IS 'Lists the cells of figures that say no number.';
