-- Documents whose rows are figures: measures and money.

-- Measures and money: rows whose cells are figures.
CREATE OR REPLACE FUNCTION import_measure_rows(run imports, OUT line bigint, OUT ref text, OUT title text, OUT tier text,
                                               OUT polarity text,
    OUT influence text, OUT unit text, OUT tolerance text, OUT frequency text, OUT quarter quarter) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.line,
         max(c.value) FILTER (WHERE c.target = 'measure.ref'), max(c.value) FILTER (WHERE c.target = 'measure.title'),
         max(c.value) FILTER (WHERE c.target = 'measure.tier'), machine_word(max(c.value) FILTER (WHERE c.target = 'measure.polarity')),
         machine_word(max(c.value) FILTER (WHERE c.target = 'measure.influence')), max(c.value) FILTER (WHERE c.target = 'measure.unit'),
         machine_word(max(c.value) FILTER (WHERE c.target = 'measure.tolerance')),
             machine_word(max(c.value) FILTER (WHERE c.target = 'measure.frequency')),
         figure_quarter((array_agg(c.period) FILTER (WHERE c.target = 'measure.quarter'))[1])
  FROM import_cells c WHERE c.import_id = (import_measure_rows.run).import_id GROUP BY c.line;
END;
COMMENT ON FUNCTION import_measure_rows(imports) IS
  'The staged rows of a file of measures, one row per line; NULL for what it does not say.';

CREATE OR REPLACE FUNCTION import_measure_figures(run imports, OUT line bigint, OUT ref text, OUT quarter quarter, OUT target numeric,
    OUT low numeric, OUT high numeric, OUT amber numeric, OUT actual numeric) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.line, r.ref, q.quarter,
         max(c.amount) FILTER (WHERE c.target = 'measure.target'), max(c.amount) FILTER (WHERE c.target = 'measure.low'),
         max(c.amount) FILTER (WHERE c.target = 'measure.high'), max(c.amount) FILTER (WHERE c.target = 'measure.amber'),
         max(c.amount) FILTER (WHERE c.target = 'measure.actual')
  FROM import_cells c
  JOIN import_measure_rows(import_measure_figures.run) AS r ON r.line = c.line
  LEFT JOIN (SELECT DISTINCT m.qualifier, figure_quarter(plan_period(m.qualifier, fiscal_start_month())) AS quarter
             FROM import_mappings m WHERE m.kind = (import_measure_figures.run).kind AND m.target LIKE 'measure.%' AND m.qualifier <> ''
               AND m.target <> 'measure.node') AS named ON named.qualifier = c.qualifier
  CROSS JOIN LATERAL (SELECT coalesce(named.quarter, r.quarter) AS quarter) AS q
  WHERE c.import_id = (import_measure_figures.run).import_id AND c.amount IS NOT NULL
    AND c.target IN ('measure.target', 'measure.low', 'measure.high', 'measure.amber', 'measure.actual')
  GROUP BY c.line, r.ref, q.quarter;
END;
COMMENT ON FUNCTION import_measure_figures(imports) IS
  'The staged figures of a file of measures, one row per line and quarter that has any.';

CREATE OR REPLACE FUNCTION import_money_rows(run imports, OUT line bigint, OUT "position" integer, OUT ref text, OUT title text,
                                             OUT purpose text,
    OUT basis text, OUT fiscal_year_start integer, OUT years integer, OUT standing text, OUT amount numeric,
        OUT item text) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT a.line, a.position, r.ref, r.title, machine_word(r.purpose), coalesce(r.basis, ''), y.first_year, y.years,
      coalesce(q.standing, machine_word(r.standing)),
         a.amount, r.item
  FROM import_cells a
  JOIN (SELECT c.line,
               max(c.value) FILTER (WHERE c.target = 'money.ref') AS ref, max(c.value) FILTER (WHERE c.target = 'money.title') AS title,
               max(c.value) FILTER (WHERE c.target = 'money.purpose') AS purpose, max(c.value)
                   FILTER (WHERE c.target = 'money.basis') AS basis,
               max(c.value) FILTER (WHERE c.target = 'money.standing') AS standing,
               (array_agg(c.period) FILTER (WHERE c.target = 'money.year'))[1] AS year,
               max(c.value) FILTER (WHERE c.target = 'money.item') AS item
        FROM import_cells c WHERE c.import_id = (import_money_rows.run).import_id GROUP BY c.line) AS r ON r.line = a.line
  CROSS JOIN LATERAL amount_qualifier(a.qualifier) AS q
  LEFT JOIN LATERAL money_years(coalesce(plan_period(q.year, fiscal_start_month()), r.year)) AS y ON true
  WHERE a.import_id = (import_money_rows.run).import_id AND a.target = 'money.amount' AND a.amount IS NOT NULL;
END;
COMMENT ON FUNCTION import_money_rows(imports) IS 'The staged amounts of a file of money lines, one row per amount.';

-- What is wrong with a staged cell beyond its not being readable.
CREATE OR REPLACE FUNCTION import_refuse_cells(run imports, of_target text, good_words text[], reason text) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_refuse_cells.run).kind, c.position), c.raw, import_refuse_cells.reason,
         CASE WHEN import_refuse_cells.good_words IS NULL THEN 'Fill in the cell, or take the row out of the file.'
              ELSE format('Write %s.', array_to_string(import_refuse_cells.good_words, ', ')) END
  FROM import_cells c
  WHERE c.import_id = (import_refuse_cells.run).import_id AND c.target = import_refuse_cells.of_target
    AND CASE WHEN import_refuse_cells.good_words IS NULL THEN c.value IS NULL
        ELSE machine_word(c.value) <> ALL (import_refuse_cells.good_words) END;
END;
COMMENT ON FUNCTION import_refuse_cells(imports, text, text[], text) IS
  'Refuses cells that are none of the words given or, without words, that are empty.';

CREATE OR REPLACE FUNCTION import_check_measure_rows(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- A measure and quarter are said once, and a measure's wording is one.
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw,
         CASE WHEN r.line > r.first_of_quarter THEN format('the reference is already used on line %s', r.first_of_quarter)
              ELSE format('measure "%s" is described otherwise on line %s', r.ref, r.first_line) END,
         'Write each measure once, or once for each quarter with the same words.'
  FROM (SELECT m.*, min(m.line) OVER (PARTITION BY m.ref, m.quarter::text) AS first_of_quarter,
               first_value(m.line) OVER w AS first_line,
               first_value(concat_ws('|', m.title, m.tier, m.polarity, m.influence, m.unit, m.tolerance, m.frequency))
                 OVER w AS first_words
        FROM import_measure_rows(run) AS m WHERE m.ref IS NOT NULL
        WINDOW w AS (PARTITION BY m.ref ORDER BY m.line)) AS r
  JOIN import_cells c ON c.import_id = run.import_id AND c.line = r.line AND c.target = 'measure.ref'
  WHERE r.line > r.first_of_quarter
     OR concat_ws('|', r.title, r.tier, r.polarity, r.influence, r.unit, r.tolerance, r.frequency) <> r.first_words;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw,
         CASE WHEN c.value IS NULL THEN 'a measure''s figures need a quarter' ELSE 'that is not a quarter' END,
         'Write a quarter or a month, or the fiscal year of an annual measure, such as Q1 2025/26.'
  FROM import_cells c JOIN import_measure_rows(run) AS r ON r.line = c.line
  WHERE c.import_id = run.import_id AND c.target = 'measure.quarter' AND r.quarter IS NULL AND c.readable;
END
$body$;
COMMENT ON FUNCTION import_check_measure_rows(imports) IS 'Finds the measures that a file says twice, and the rows that say no quarter.';

CREATE OR REPLACE FUNCTION import_check_measure_bands(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, f.line, NULL, format('%s to %s', f.low, f.high), 'the ends of a band do not fit together',
      'Write both, the lower one first.'
  FROM import_measure_figures(run) AS f
  WHERE (f.low IS NULL) <> (f.high IS NULL) OR f.low > f.high;
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw, 'a tolerance is not negative',
      'Write how far below the target, or above it, is still amber.'
  FROM import_cells c WHERE c.import_id = run.import_id AND c.target = 'measure.amber' AND c.amount < 0;
END
$body$;
COMMENT ON FUNCTION import_check_measure_bands(imports) IS 'Finds the bands and tolerances that cannot be.';

CREATE OR REPLACE FUNCTION import_check_measure_kinds(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- What measures and their figures refuse by themselves.
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, r.line, import_column(run.kind, p.position), concat_ws(' ', r.polarity, r.frequency),
         format('measure "%s" has figures: it cannot turn from %s %s into that', r.ref, m.frequency, m.polarity), 'Make a new measure.'
  FROM import_measure_rows(run) AS r
  JOIN measures m ON m.plan_id = document.plan_id AND m.ref = r.ref
  CROSS JOIN LATERAL (SELECT min(x.position) AS position FROM import_mappings x
                      WHERE x.kind = run.kind AND x.target IN ('measure.polarity', 'measure.frequency')) AS p
  WHERE (r.frequency <> m.frequency OR (r.polarity = 'band') <> (m.polarity = 'band'))
    AND (EXISTS (SELECT FROM measure_values v WHERE v.measure_id = m.measure_id)
         OR EXISTS (SELECT FROM measure_targets t WHERE t.measure_id = m.measure_id)
         OR EXISTS (SELECT FROM peer_values v WHERE v.measure_id = m.measure_id));
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, f.line, NULL, w.wrong, w.reason, w.hint
  FROM import_measure_figures(run) AS f
  JOIN import_measure_rows(run) AS r ON r.line = f.line
  LEFT JOIN measures m ON m.plan_id = document.plan_id AND m.ref = f.ref
  CROSS JOIN LATERAL (SELECT coalesce(r.polarity, m.polarity, 'higher') AS polarity,
                      coalesce(r.frequency, m.frequency, 'quarterly') AS frequency) AS a
  CROSS JOIN LATERAL (
    SELECT f.quarter::text AS wrong, 'the figures of an annual measure belong to its last quarter' AS reason,
        'Write the fiscal year, or its fourth quarter.' AS hint
    WHERE a.frequency = 'annual' AND quarter_number(f.quarter) <> 4
    UNION ALL SELECT f.target::text, 'a band is aimed at, not a target', 'Write low and high.' WHERE a.polarity = 'band'
        AND f.target IS NOT NULL
    UNION ALL SELECT format('%s to %s', f.low, f.high), 'a target is aimed at, not a band', 'Write target, or the polarity band.'
    WHERE a.polarity <> 'band' AND f.low IS NOT NULL) AS w;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, n.line, import_column(run.kind, min(n.position)), string_agg(n.name, ', ' ORDER BY n.name), 'a row names one node',
         'measure_nodes takes any others.'
  FROM import_names n WHERE n.import_id = run.import_id AND n.target = 'measure.node' GROUP BY n.line HAVING count(*) > 1;
END
$body$;
COMMENT ON FUNCTION import_check_measure_kinds(imports, document_kinds) IS
  'Finds what the measures of the register and their figures refuse by themselves.';

CREATE OR REPLACE FUNCTION import_check_measures(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM import_refuse_cells(run, 'measure.ref', NULL, 'a measure needs a reference');
  PERFORM import_refuse_cells(run, 'measure.title', NULL, 'a measure needs a title');
  PERFORM import_refuse_cells(run, 'measure.tier', '{1,2}', 'that is not a tier');
  PERFORM import_refuse_cells(run, 'measure.polarity', '{higher,lower,band}', 'that is not a polarity');
  PERFORM import_refuse_cells(run, 'measure.influence', '{controlled,influenced}', 'that does not say whose influence it is');
  PERFORM import_refuse_cells(run, 'measure.tolerance', '{absolute,percent}', 'that is not a sort of tolerance');
  PERFORM import_refuse_cells(run, 'measure.frequency', '{quarterly,annual}', 'that is not a frequency of measures');
  PERFORM import_check_measure_rows(run);
  PERFORM import_check_measure_bands(run);
  PERFORM import_check_measure_kinds(run, document);
END
$body$;
COMMENT ON FUNCTION import_check_measures(imports, document_kinds) IS 'Finds the bad cells of a file of measures.';

CREATE OR REPLACE FUNCTION import_check_money_amounts(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw,
         CASE WHEN c.raw ~ '%' THEN 'that is not an amount of money' WHEN c.amount <> trunc(c.amount, 2)
             THEN 'an amount has two decimals at most'
              ELSE 'the amount is too large' END,
         'Write pounds and pence, such as 1,234.50 or 24.2m.'
  FROM import_cells c
  WHERE c.import_id = run.import_id AND c.target = 'money.amount'
    AND (c.raw ~ '%' AND c.amount IS NOT NULL OR c.amount <> trunc(c.amount, 2) OR abs(c.amount) >= 100000000000000);

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw,
         CASE WHEN r.fiscal_year_start IS NULL THEN 'the row names no fiscal year' ELSE 'the row names no standing' END,
         'Say of which year, such as 2025/26, and whether it is target, achieved or at risk.'
  FROM import_money_rows(run) AS r
  JOIN import_cells c ON c.import_id = run.import_id AND c.target = 'money.amount' AND c.position = r.position AND c.line = r.line
  WHERE r.fiscal_year_start IS NULL OR r.standing IS NULL;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw,
      format('the reference has this year and standing on line %s already', r.first_line),
         'Write each amount once.'
  FROM (SELECT m.*, min(m.line) OVER (PARTITION BY m.ref, m.basis, m.fiscal_year_start, m.years, m.standing) AS first_line
        FROM import_money_rows(run) AS m) AS r
  JOIN import_cells c ON c.import_id = run.import_id AND c.target = 'money.ref' AND c.line = r.line
  WHERE r.line > r.first_line AND r.fiscal_year_start IS NOT NULL AND r.standing IS NOT NULL;
END
$body$;
COMMENT ON FUNCTION import_check_money_amounts(imports) IS
  'Finds the amounts that cannot be, are of no year or standing, or are said twice.';

CREATE OR REPLACE FUNCTION import_check_money(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM import_refuse_cells(run, 'money.ref', NULL, 'a money line needs a reference');
  PERFORM import_refuse_cells(run, 'money.title', NULL, 'a money line needs a title');
  PERFORM import_refuse_cells(run, 'money.purpose', NULL, 'a money line needs a purpose');
  PERFORM import_refuse_cells(run, 'money.purpose', '{saving,funding}', 'that is not a purpose of money');
  PERFORM import_refuse_cells(run, 'money.standing', '{target,achieved,at risk}', 'that is not a standing of money');
  PERFORM import_check_money_amounts(run);

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw, format('there is no item "%s"', c.value),
         'Import the file that defines it first, or correct the reference.'
  FROM import_cells c
  WHERE c.import_id = run.import_id AND c.target = 'money.item' AND c.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM items i WHERE i.plan_id = document.plan_id AND i.ref = c.value);

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, n.line, import_column(run.kind, min(n.position)), string_agg(n.name, ', ' ORDER BY n.name),
      'a money line counts at one node',
         'Write one, or split the line.'
  FROM import_names n WHERE n.import_id = run.import_id AND n.target = 'money.node' GROUP BY n.line HAVING count(*) > 1;
END
$body$;
COMMENT ON FUNCTION import_check_money(imports, document_kinds) IS 'Finds the bad cells of a file of money lines.';

CREATE OR REPLACE FUNCTION import_add_measures(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- What the file has no column for, and a cell without anything, leaves a measure as it is.
  WITH said AS MATERIALIZED (
    SELECT DISTINCT ON (r.ref) r.*, f.node_id
    FROM import_measure_rows(run) AS r
    LEFT JOIN import_names n ON n.import_id = run.import_id AND n.line = r.line AND n.target = 'measure.node'
    LEFT JOIN findable_nodes(document.plan_id) AS f ON f.level = n.level AND f.ref = n.name
    ORDER BY r.ref, r.line
  ), changed AS MATERIALIZED (
    SELECT s.line, s.ref, s.title, coalesce(s.tier::integer, m.tier, 1) AS tier, coalesce(s.polarity, m.polarity, 'higher') AS polarity,
           coalesce(s.influence, m.influence, 'controlled') AS influence, coalesce(s.unit, m.unit, '') AS unit,
           coalesce(s.tolerance, m.tolerance, 'absolute') AS tolerance, coalesce(s.frequency, m.frequency, 'quarterly') AS frequency,
           coalesce(s.node_id, m.node_id) AS node_id
    FROM said s LEFT JOIN measures m ON m.plan_id = document.plan_id AND m.ref = s.ref
    WHERE m.measure_id IS NULL
       OR (m.title, m.tier, m.polarity, m.influence, m.unit, m.tolerance, m.frequency, m.node_id) IS DISTINCT FROM
          (s.title, coalesce(s.tier::integer, m.tier), coalesce(s.polarity, m.polarity), coalesce(s.influence, m.influence),
           coalesce(s.unit, m.unit), coalesce(s.tolerance, m.tolerance), coalesce(s.frequency, m.frequency), coalesce(s.node_id,
               m.node_id))
  ), added AS (
    INSERT INTO measures (plan_id, node_id, ref, title, tier, polarity, influence, unit, tolerance, frequency)
    SELECT document.plan_id, c.node_id, c.ref, c.title, c.tier, c.polarity, c.influence, c.unit, c.tolerance, c.frequency
    FROM changed c ORDER BY c.line
    ON CONFLICT (plan_id, ref) DO UPDATE SET node_id = EXCLUDED.node_id, title = EXCLUDED.title, tier = EXCLUDED.tier,
      polarity = EXCLUDED.polarity, influence = EXCLUDED.influence, unit = EXCLUDED.unit, tolerance = EXCLUDED.tolerance,
          frequency = EXCLUDED.frequency, undone_at = NULL
  )
  INSERT INTO import_changes (import_id, line) SELECT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_add_measures(imports, document_kinds) IS 'Adds or renames the measures of a file.';

CREATE OR REPLACE FUNCTION import_load_targets(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- Against what was known when this file was; two files of one moment follow each other a microsecond apart.
  WITH last AS (
    SELECT DISTINCT ON (t.measure_id, t.quarter) t.*
    FROM (SELECT x.measure_id, x.quarter, x.target, x.low, x.high, x.amber, x.recorded_at, x.import_id FROM measure_targets x
          UNION ALL
          SELECT v.measure_id, v.quarter, v.target, NULL, NULL, v.amber, v.recorded_at, v.import_id FROM measure_values v
              WHERE v.target IS NOT NULL) AS t
    JOIN measures m ON m.measure_id = t.measure_id AND m.plan_id = document.plan_id
    WHERE t.recorded_at < run.recorded_at + interval '1 second' AND coalesce(t.import_id, 0) <> ALL (undone_imports())
    ORDER BY t.measure_id, t.quarter, t.recorded_at DESC
  ), mapped AS (
    SELECT bool_or(m.target = 'measure.target') AS target, bool_or(m.target = 'measure.low') AS band,
        bool_or(m.target = 'measure.amber') AS amber
    FROM import_mappings m WHERE m.kind = run.kind
  ), changed AS MATERIALIZED (
    SELECT f.line, m.measure_id, f.quarter,
           CASE WHEN p.target THEN f.target ELSE l.target END AS target, CASE WHEN p.band THEN f.low ELSE l.low END AS low,
           CASE WHEN p.band THEN f.high ELSE l.high END AS high, CASE WHEN p.amber THEN f.amber ELSE l.amber END AS amber,
           greatest(run.recorded_at, l.recorded_at + interval '1 microsecond') AS recorded_at
    FROM import_measure_figures(run) AS f
    CROSS JOIN mapped p
    JOIN measures m ON m.plan_id = document.plan_id AND m.ref = f.ref
    LEFT JOIN last l ON l.measure_id = m.measure_id AND l.quarter = f.quarter
    WHERE num_nonnulls(f.target, f.low, f.high, f.amber) > 0
      AND (l.measure_id IS NULL OR p.target AND f.target IS DISTINCT FROM l.target OR p.amber AND f.amber IS DISTINCT FROM l.amber
           OR p.band AND (f.low IS DISTINCT FROM l.low OR f.high IS DISTINCT FROM l.high))
  ), added AS (
    INSERT INTO measure_targets (measure_id, quarter, target, low, high, amber, recorded_at, import_id)
    SELECT c.measure_id, c.quarter, c.target, c.low, c.high, c.amber, c.recorded_at, run.import_id FROM changed c
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_targets(imports, document_kinds) IS 'Appends the targets of a file that differ from the last recorded.';

CREATE OR REPLACE FUNCTION import_load_actuals(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH last AS (
    SELECT DISTINCT ON (v.measure_id, v.quarter) v.measure_id, v.quarter, v.actual, v.recorded_at
    FROM measure_values v JOIN measures m ON m.measure_id = v.measure_id AND m.plan_id = document.plan_id
    WHERE (v.actual IS NOT NULL OR v.target IS NULL) AND v.recorded_at < run.recorded_at + interval '1 second'
      AND coalesce(v.import_id, 0) <> ALL (undone_imports())
    ORDER BY v.measure_id, v.quarter, v.recorded_at DESC
  ), changed AS MATERIALIZED (
    SELECT f.line, m.measure_id, f.quarter, f.actual, greatest(run.recorded_at, l.recorded_at + interval '1 microsecond') AS recorded_at
    FROM import_measure_figures(run) AS f
    JOIN measures m ON m.plan_id = document.plan_id AND m.ref = f.ref
    LEFT JOIN last l ON l.measure_id = m.measure_id AND l.quarter = f.quarter
    WHERE f.actual IS NOT NULL AND f.actual IS DISTINCT FROM l.actual
  ), added AS (
    INSERT INTO measure_values (measure_id, quarter, actual, recorded_at, import_id)
    SELECT c.measure_id, c.quarter, c.actual, c.recorded_at, run.import_id FROM changed c
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_actuals(imports, document_kinds) IS 'Appends the actuals of a file that differ from the last recorded.';

CREATE OR REPLACE FUNCTION import_load_measures(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM import_add_measures(run, document);
  PERFORM import_load_targets(run, document);
  PERFORM import_load_actuals(run, document);
END
$body$;
COMMENT ON FUNCTION import_load_measures(imports, document_kinds) IS
  'Adds or renames the measures of a file, and appends the targets and actuals that are new.';

CREATE OR REPLACE FUNCTION import_load_money(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH last AS (
    SELECT DISTINCT ON (l.ref, l.basis, l.fiscal_year_start, l.years, l.standing) l.*
    FROM money_lines l
    WHERE l.plan_id = document.plan_id AND l.recorded_at < run.recorded_at + interval '1 second'
      AND coalesce(l.import_id, 0) <> ALL (undone_imports())
    ORDER BY l.ref, l.basis, l.fiscal_year_start, l.years, l.standing, l.recorded_at DESC
  ), said AS (
    SELECT r.*, i.item_id, f.node_id
    FROM import_money_rows(run) AS r
    LEFT JOIN items i ON i.plan_id = document.plan_id AND i.ref = r.item
    LEFT JOIN import_names n ON n.import_id = run.import_id AND n.line = r.line AND n.target = 'money.node'
    LEFT JOIN findable_nodes(document.plan_id) AS f ON f.level = n.level AND f.ref = n.name
  ), changed AS MATERIALIZED (
    SELECT s.line, s.position, s.ref, s.title, s.purpose, s.basis, s.fiscal_year_start, s.years, s.standing, s.amount, l.mtfs_ref,
        coalesce(s.item_id, l.item_id) AS item_id,
           coalesce(s.node_id, l.node_id) AS node_id, greatest(run.recorded_at, l.recorded_at + interval '1 microsecond') AS recorded_at
    FROM said s
    LEFT JOIN last l ON l.ref = s.ref AND l.basis = s.basis AND l.fiscal_year_start = s.fiscal_year_start AND l.years = s.years
        AND l.standing = s.standing
    WHERE l.money_line_id IS NULL
       OR (l.title, l.purpose, l.amount, l.item_id, l.node_id) IS DISTINCT FROM
          (s.title, s.purpose, s.amount, coalesce(s.item_id, l.item_id), coalesce(s.node_id, l.node_id))
  ), added AS (
    INSERT INTO money_lines (plan_id, item_id, node_id, ref, title, purpose, basis, fiscal_year_start, years, standing, amount,
                             mtfs_ref, recorded_at, import_id)
    SELECT document.plan_id, c.item_id, c.node_id, c.ref, c.title, c.purpose, c.basis, c.fiscal_year_start, c.years, c.standing,
        c.amount, c.mtfs_ref,
           c.recorded_at, run.import_id
    FROM changed c ORDER BY c.line, c.position
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_money(imports, document_kinds) IS
  'Appends the amounts of a file that differ from the last recorded for the same line, basis, years and standing.';
