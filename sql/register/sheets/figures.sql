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

-- What a row is, by the words of each kind; a word may be of several.  Items win where a title or a node is theirs and as many columns
-- speak for them: measures, risks and savings are rated too.
CREATE OR REPLACE FUNCTION sheet_record(run sheet_runs) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH marks AS MATERIALIZED (
    SELECT m.position, m.heading, m.target, m.known_by FROM sheet_marks m WHERE m.run = (sheet_record.run).run AND m.target <> 'ignore'
  ), words AS (
    SELECT DISTINCT k.position, w.target,
           CASE WHEN w.target LIKE '%.%' AND w.target <> 'node.title' THEN split_part(w.target, '.', 1) ELSE 'item' END AS kind
      FROM marks k
     CROSS JOIN LATERAL (SELECT x.target, x.fit, max(x.fit) OVER () AS best FROM sheet_heading_words(sheet_record.run, k.heading) x) w
     WHERE w.fit >= least(w.best, 1000)
    UNION
    SELECT k.position, k.target, CASE WHEN k.target = 'rating' THEN 'item' ELSE split_part(k.target, '.', 1) END FROM marks k
     WHERE k.known_by = 'content' AND k.target IN ('rating', 'measure.actual')
  ), counted AS (
    SELECT w.kind, count(DISTINCT w.position) AS n,
           -- What only this kind has, such as a likelihood, says most; a reference may be anybody's.
           count(DISTINCT w.position) FILTER (WHERE w.target <> 'ref' AND NOT EXISTS (SELECT FROM words o WHERE o.position = w.position
                                                                                        AND o.kind <> w.kind)) AS alone,
           bool_or(w.target IN ('title', 'node', 'node.title') OR w.target ~ '[.](ref|title)$') AS is_named
      FROM words w GROUP BY w.kind
  )
  SELECT coalesce((SELECT c.kind FROM counted c
                    ORDER BY c.kind = 'risk' AND (SELECT count(DISTINCT w.target) FROM words w
                                                   WHERE w.target IN ('risk.likelihood', 'risk.impact', 'risk.score')) > 1 DESC,
                             c.kind = 'item' AND c.is_named AND EXISTS (SELECT FROM marks k WHERE k.target IN ('rating', 'due'))
                               AND c.alone >= (SELECT max(o.alone) FROM counted o) DESC,
                             c.is_named DESC, c.alone DESC, c.n DESC, c.kind LIMIT 1), 'item');
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

-- What a row of figures may be of: the plan's measures and money lines, and risks, which are everybody's.
CREATE OR REPLACE FUNCTION sheet_known_figures(run sheet_runs) RETURNS TABLE (ref text, title text)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT m.ref, m.title FROM measures m WHERE (sheet_known_figures.run).record IN ('measure', 'peer')
     AND m.plan_id = (sheet_known_figures.run).plan_id
  UNION ALL
  SELECT k.ref, k.title FROM risks k WHERE (sheet_known_figures.run).record = 'risk'
  UNION
  SELECT l.ref, l.title FROM money_lines l WHERE (sheet_known_figures.run).record = 'money'
     AND l.plan_id = (sheet_known_figures.run).plan_id;
END;
COMMENT ON FUNCTION sheet_known_figures(sheet_runs) IS 'The references and titles that a row of a sheet of figures may be known by.';

-- A row without a reference is known by its title, or else given a number, as items are.
CREATE OR REPLACE FUNCTION sheet_name_figures(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  ref_at CONSTANT integer := sheet_column(run, 'ref');
  title_at CONSTANT integer := sheet_column(run, 'title');
BEGIN
  WITH known AS MATERIALIZED (
    SELECT k.ref, sheet_word(k.title) AS words FROM sheet_known_figures(run) k
  ), said AS MATERIALIZED (
    SELECT r.line, sheet_value(r.cells[ref_at]) AS ref, sheet_value(r.cells[title_at]) AS title
      FROM sheet_rows r WHERE r.run = run.run AND r.class = 'item'
  ), named AS (
    SELECT s.line, s.title, coalesce(s.ref, (SELECT min(k.ref) FROM known k WHERE k.words = sheet_word(s.title))) AS ref FROM said s
  ), made AS (
    SELECT n.line, '#' || coalesce((SELECT max(substr(k.ref, 2)::bigint) FROM known k WHERE k.ref ~ '^#[0-9]{1,9}$'), 0)
                          + row_number() OVER (ORDER BY n.line) AS ref
      FROM named n WHERE n.ref IS NULL AND n.title IS NOT NULL AND run.record <> 'peer'
  )
  UPDATE sheet_rows r
     SET ref = coalesce(n.ref, m.ref), ref_key = ref_key(coalesce(n.ref, m.ref)), title = n.title,
         outcome = CASE WHEN coalesce(n.ref, m.ref) IS NULL AND (run.record <> 'peer' OR n.title IS NULL) OR length(n.ref) > 200
                        THEN 'refused' ELSE 'known' END
    FROM named n LEFT JOIN made m ON m.line = n.line
   WHERE r.run = run.run AND r.line = n.line;
  INSERT INTO sheet_changes (run, line, change, title, remark, accepted, details)
  SELECT run.run, r.line, 'row not loaded', r.title, CASE WHEN r.ref IS NULL THEN 'it has neither a reference nor a title'
                                                          ELSE 'its reference is too long: at most 200 characters are one' END,
         false, jsonb_build_object('hint', 'Give it one.')
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
