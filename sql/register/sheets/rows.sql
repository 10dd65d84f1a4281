-- Which rows of a sheet are what: items, and what stands between them.

CREATE OR REPLACE FUNCTION sheet_column(run sheet_runs, of_target text) RETURNS integer
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT min(m.position) FROM sheet_marks m
  WHERE m.run = (sheet_column.run).run
    AND m.target IN (sheet_column.of_target, (sheet_column.run).record || '.' || sheet_column.of_target);
END;
COMMENT ON FUNCTION sheet_column(sheet_runs, text) IS 'The column of the staged sheet that is the reference, the title or the period.';

-- A legend names the ratings, in cells or in one: "Escalate (R) Monitor (A) On Track (G)".
CREATE OR REPLACE FUNCTION sheet_is_legend(cells text[]) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(bool_and(try_rag(c) IS NOT NULL) AND count(DISTINCT try_rag(c)) >= 2
                  OR count(*) = 1 AND bool_and((SELECT count(*) >= 2 FROM regexp_matches(c, '\([RAGBS]{1,2}\)', 'g'))), false)
  FROM unnest(cells) AS c WHERE trim_cell(c) <> '';
END;
COMMENT ON FUNCTION sheet_is_legend(text[]) IS 'Whether all that a row says is the names of ratings.';

-- In PL/pgSQL, with the common case first: it is asked of every row.
CREATE OR REPLACE FUNCTION sheet_class(cells text[], headings text[], ref_at integer, title_at integer, is_before boolean) RETURNS text
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  printed text[] := array_remove(cells, '');
  ref text := trim_cell(coalesce(cells[ref_at], ''));
  title text := trim_cell(coalesce(cells[title_at], ''));
BEGIN
  IF cardinality(printed) < 3 OR title = '' THEN
    printed := ARRAY(SELECT trim_cell(c) FROM unnest(printed) AS c WHERE trim_cell(c) <> '');
  END IF;
  RETURN CASE
    WHEN printed = '{}' THEN 'blank'
    WHEN cells = headings THEN 'heading'
    WHEN cardinality(printed) > 1 AND title <> '' AND lower(title) = lower(trim_cell(headings[title_at]))
         AND lower(ref) = lower(coalesce(trim_cell(headings[ref_at]), '')) THEN 'heading'
    WHEN (is_before OR cardinality(printed) = 1 OR try_rag(title) IS NOT NULL) AND sheet_is_legend(printed) THEN 'legend'
    WHEN is_before THEN 'title'
    WHEN lower(left(printed[1], 12)) ~ '^((grand |sub-?)?totals?|overall)[[:>:]]' AND (ref IN ('', printed[1]) OR title = ''
                                                                                       AND ref ~ '^[0-9 ]+$')
      THEN 'total'
    -- "Red 4", "Amber 3": a count of what is above.
    WHEN cardinality(printed) BETWEEN 2 AND 3 AND try_rag(printed[1]) IS NOT NULL
         AND array_to_string(printed[2:], '') ~ '^[0-9 .,%]+$' THEN 'total'
    WHEN cardinality(printed) = 1 AND cardinality(headings) > 1 AND (ref = '' OR ref_at = 1 AND position(' ' IN ref) > 0) THEN 'section'
    WHEN ref = '' AND title = '' AND num_nonnulls(ref_at, title_at) > 0 THEN 'lost'
    ELSE 'item' END;
END
$body$;
COMMENT ON FUNCTION sheet_class(text[], text[], integer, integer, boolean) IS
  'What a row is: item, heading, legend, title, section, total, blank, or lost (neither reference nor title).';

-- Other headings begin another table: its rows are none of this one's, and are counted.  Headings in other words above the same columns
-- are the same.
CREATE OR REPLACE FUNCTION sheet_leave_other_tables(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH known AS MATERIALIZED (
    SELECT DISTINCT w.folded FROM sheet_words w WHERE w.target <> 'state'
  ), likely AS MATERIALIZED (
    -- In a row of headings the columns of the reference and the title have one too.
    SELECT r.line, r.cells FROM sheet_rows r
     WHERE r.run = run.run AND r.line <> run.heading_line AND r.class IN ('item', 'lost', 'title')
       AND cardinality(array_remove(r.cells, '')) >= 3
       AND (r.title_key IN (SELECT k.folded FROM known k) OR lower(r.ref) IN (SELECT k.folded FROM known k)
            OR lower(r.cells[1]) IN (SELECT k.folded FROM known k))
  ), headings AS MATERIALIZED (
    SELECT l.line, count(*) FILTER (WHERE c.is_known) AS words,
           count(*) FILTER (WHERE NOT c.is_known AND NOT c.is_period) AS others,
           count(*) FILTER (WHERE c.is_known AND c.is_own) AS own
      FROM likely l
     CROSS JOIN LATERAL (SELECT sheet_word(x.cell) IN (SELECT k.folded FROM known k)
                                OR sheet_heading_rest(x.cell) IN (SELECT k.folded FROM known k) AS is_known,
                                sheet_heading_rest(x.cell) = '' AS is_period,
                                EXISTS (SELECT FROM sheet_marks m, sheet_heading_words(run, x.cell) AS w
                                         WHERE m.run = run.run AND m.position = x.position AND w.target = m.target) AS is_own
                           FROM unnest(l.cells) WITH ORDINALITY AS x (cell, position) WHERE trim_cell(x.cell) <> '') AS c
     GROUP BY l.line
  ), starts AS MATERIALIZED (
    SELECT h.line, h.own * 2 > h.words AS is_same FROM headings h WHERE h.words >= 3 AND h.words > h.others
    UNION ALL
    SELECT r.line, true FROM sheet_rows r WHERE r.run = run.run AND (r.class = 'heading' OR r.line = run.heading_line)
  )
  UPDATE sheet_rows r SET class = CASE WHEN s.line = r.line AND s.is_same THEN 'heading' ELSE 'other table' END
    FROM (SELECT s.line, s.is_same, lead(s.line) OVER (ORDER BY s.line) AS next_line FROM starts s) AS s
   WHERE r.run = run.run AND r.class <> 'blank' AND r.line >= s.line AND r.line < coalesce(s.next_line, r.line + 1)
     AND (NOT s.is_same OR r.line = s.line AND r.class <> 'heading');
  INSERT INTO sheet_changes (run, line, change, will_be, remark, accepted)
  SELECT run.run, min(r.line), 'another table', counted(count(*), 'row', 'rows'),
         'its headings are not this table''s: import it as a sheet of its own', false
    FROM sheet_rows r WHERE r.run = run.run AND r.class = 'other table' HAVING count(*) > 0;
END
$body$;
COMMENT ON FUNCTION sheet_leave_other_tables(sheet_runs) IS
  'Finds where another table begins in a sheet, and leaves its rows out.';

CREATE OR REPLACE FUNCTION sheet_classify(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  ref_at integer := sheet_column(run, 'ref');
  title_at integer := sheet_column(run, 'title');
BEGIN
  UPDATE sheet_rows r
  SET class = sheet_class(r.cells, run.headings, ref_at, title_at, r.line < run.heading_line), ref = sheet_value(r.cells[ref_at]),
      ref_key = ref_key(sheet_value(r.cells[ref_at])), title = sheet_value(r.cells[title_at]),
      title_key = sheet_word(sheet_value(r.cells[title_at]))
  WHERE r.run = run.run;

  PERFORM sheet_leave_other_tables(run);
  -- A section has items below it; a title above the first headings is one where later sections stand above headings too.
  WITH parts AS MATERIALIZED (
    SELECT r.line, r.class, lead(r.class) OVER (ORDER BY r.line) AS next_class
    FROM sheet_rows r WHERE r.run = run.run AND r.class NOT IN ('blank', 'legend', 'total')
  )
  UPDATE sheet_rows r
  SET class = CASE WHEN p.class = 'section' AND coalesce(p.next_class, 'section') IN ('section', 'title', 'lost',
                                                                                            'other table') THEN 'title'
                   WHEN p.class = 'title' AND p.next_class = 'heading' AND EXISTS (SELECT FROM parts s WHERE s.class = 'section'
                                                                                    AND s.next_class = 'heading') THEN 'section'
                   ELSE p.class END
  FROM parts p WHERE r.run = run.run AND r.line = p.line AND p.class IN ('section', 'title');

  UPDATE sheet_rows r SET section_line = s.section_line
  FROM (SELECT x.line, max(x.line) FILTER (WHERE x.class = 'section') OVER (ORDER BY x.line) AS section_line
        FROM sheet_rows x WHERE x.run = run.run) AS s
  WHERE r.run = run.run AND r.line = s.line AND s.section_line IS NOT NULL;
END
$body$;
COMMENT ON FUNCTION sheet_classify(sheet_runs) IS 'Says of every staged row what it is, and under which section it stands.';

-- A rating whose row says no quarter that can be told is not loaded, and the cell that should say it is not readable.
CREATE OR REPLACE FUNCTION sheet_refuse_periods(run sheet_runs, period_at integer) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH untold AS (
    DELETE FROM sheet_cells c
    WHERE c.run = run.run AND c.period IS NULL
      AND c.target IN ('rating', 'commentary', 'corrective_action', 'peer.value', 'measure.actual', 'measure.target', 'measure.low',
                       'measure.high', 'measure.amber')
      AND (run.quarter IS NULL OR EXISTS (SELECT FROM sheet_cells p WHERE p.run = c.run AND p.line = c.line AND p.position = period_at))
    RETURNING c.line
  )
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, will_be, remark, accepted, details)
  SELECT run.run, r.line, period_at, 'cell not readable', r.ref, r.title, m.heading, coalesce(p.raw, ''),
         CASE WHEN p.raw IS NULL THEN 'the row does not say which quarter it is of'
              ELSE coalesce(w.reason, 'that is no quarter of the plan') END || ': what it says of a quarter is not loaded', false,
         jsonb_build_object('hint', CASE WHEN p.raw IS NULL
                                         THEN 'Write the quarter in each row, or give that of the rows without one: quarter => ...'
                                         ELSE coalesce(w.hint, 'Write the quarter, such as "Q1 2025/26".') END)
  FROM (SELECT DISTINCT u.line FROM untold u) AS u
  JOIN sheet_rows r ON r.run = run.run AND r.line = u.line
  JOIN sheet_marks m ON m.run = run.run AND m.position = period_at
  LEFT JOIN sheet_cells p ON p.run = run.run AND p.line = u.line AND p.position = period_at
  LEFT JOIN LATERAL import_problem('rating.quarter', p.value) AS w ON p.raw IS NOT NULL;
END
$body$;
COMMENT ON FUNCTION sheet_refuse_periods(sheet_runs, integer) IS 'Leaves out what is said of quarters that cannot be told, and lists why.';

-- Every cell with something in it of the rows that are items.  A plan's legend may read a sign that elsewhere says nothing, or a blank.
CREATE OR REPLACE FUNCTION sheet_stage_cells(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  said_by_legend text[] := ARRAY(SELECT legend_word(l.word) FROM legends l WHERE l.plan_id = run.plan_id);
  period_at integer := sheet_column(run, 'period');
BEGIN
  INSERT INTO sheet_cells (run, line, position, target, qualifier, quarter, period, raw, value)
  SELECT run.run, r.line, m.position, m.target, m.qualifier, m.quarter, m.period, x.raw, v.value
  FROM sheet_marks m
  JOIN sheet_rows r ON r.run = m.run AND r.class = 'item',
       LATERAL (SELECT coalesce(r.cells[m.position], '') AS raw) AS x,
       LATERAL (SELECT CASE WHEN m.target = 'rating' AND said_by_legend <> '{}' AND legend_word(x.raw) = ANY (said_by_legend)
                            THEN trim_cell(x.raw) ELSE sheet_value(x.raw) END AS value) AS v
  WHERE m.run = run.run AND m.target <> 'ignore' AND v.value IS NOT NULL;

  -- One row an item and quarter: the row says of when it is.
  IF period_at IS NOT NULL THEN
    WITH said AS MATERIALIZED (
      SELECT DISTINCT c.value, sheet_period(run, c.value) AS period FROM sheet_cells c WHERE c.run = run.run AND c.position = period_at
    )
    UPDATE sheet_cells c SET period = s.period, quarter = quarter(upper(s.period) - 1, run.start_month)
    FROM sheet_cells p JOIN said s ON s.value = p.value
    WHERE c.run = run.run AND c.period IS NULL AND p.run = c.run AND p.line = c.line AND p.position = period_at
      AND NOT upper_inf(s.period);
    PERFORM sheet_refuse_periods(run, period_at);
  END IF;
END
$body$;
COMMENT ON FUNCTION sheet_stage_cells(sheet_runs) IS 'Stages the cells of the rows that are items.';

-- Which quarter the sheet reports: the one asked for, or the last in which it rates anything; a title may name it.
CREATE OR REPLACE FUNCTION sheet_find_quarter(run sheet_runs) RETURNS sheet_runs
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  bare text := (SELECT string_agg(quote_ident(m.heading), ', ' ORDER BY m.position) FROM sheet_marks m
                WHERE m.run = run.run AND m.quarter IS NULL AND m.target IN ('rating', 'commentary', 'corrective_action')
                  AND sheet_column(run, 'period') IS NULL);
BEGIN
  IF run.quarter IS NULL THEN
    SELECT coalesce(max(c.quarter) FILTER (WHERE c.target = 'rating'), max(c.quarter)) INTO run.quarter
    FROM sheet_cells c WHERE c.run = run.run AND c.quarter IS NOT NULL AND c.target <> 'attribute';
  END IF;
  IF run.quarter IS NULL THEN
    SELECT max(quarter(upper(p.period) - 1, run.start_month)) INTO run.quarter
    FROM sheet_rows r, unnest(r.cells) AS c, LATERAL (SELECT sheet_period(run, c) AS period) AS p
    WHERE r.run = run.run AND r.class = 'title' AND length(c) BETWEEN 1 AND 200 AND upper(p.period) - lower(p.period) < 100;
  END IF;
  -- Words without a rating are of the one quarter whose rating is asked for.
  IF run.quarter IS NULL THEN
    SELECT CASE WHEN min(m.quarter) = max(m.quarter) THEN max(m.quarter) END INTO run.quarter
    FROM sheet_marks m WHERE m.run = run.run AND m.target = 'rating';
  END IF;
  IF run.quarter IS NULL AND run.record = 'item' AND bare IS NOT NULL THEN
    RAISE EXCEPTION 'the sheet does not say which quarter % is of', bare
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = 'Neither a heading nor a title nor a column names a quarter'
                     || CASE WHEN run.period IS NULL THEN ', and the plan has no period.' ELSE ' of one year.' END,
            HINT = format('Say so: quarter => %L.', quarter(today(), run.start_month) - 1);
  END IF;
  run.quarter := coalesce(run.quarter, quarter(day_of(run.recorded_at), run.start_month));
  RETURN run;
END
$body$;
COMMENT ON FUNCTION sheet_find_quarter(sheet_runs) IS 'The quarter that the staged sheet reports, or an error that says how to name it.';
