-- What is wrong with staged cells.

CREATE OR REPLACE FUNCTION either_year_problem(value text, start_month integer, OUT reason text, OUT hint text)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('"%s" may be of the calendar year, or of the year that starts in %s', either_year_problem.value, c.month),
         format('Write "%s" if the year is the one it starts in, "%s" if it is the one it ends in, or "%s" for the calendar year''s.',
                c.fiscal, c.fiscal - 4, concat_ws(' to ', to_char(start_date(c.q), 'FMMonth'), to_char(end_date(c.q), 'FMMonth YYYY')))
  FROM (SELECT q, quarter(fiscal_year_start(q), quarter_number(q), either_year_problem.start_month) AS fiscal,
               to_char(make_date(2000, either_year_problem.start_month, 1), 'FMMonth') AS month
        FROM try_quarter(either_year_problem.value) q) c;
END;
COMMENT ON FUNCTION either_year_problem(text, integer) IS 'The readings of a quarter and one year, and how each is written.';

-- What the type itself says of a bad cell, so that an import and an INSERT explain alike.
CREATE OR REPLACE FUNCTION import_problem(target text, value text, OUT reason text, OUT hint text)
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  detail text;
BEGIN
  IF target = 'rating' THEN
    PERFORM value::rag;
  ELSIF target IN ('due', 'start', 'rating.quarter', 'measure.quarter', 'money.year')
        AND is_of_either_year(value, fiscal_start_month()) THEN
    SELECT p.reason, p.hint INTO reason, hint FROM either_year_problem(value, fiscal_start_month()) p;
  ELSIF target IN ('due', 'start', 'rating.quarter', 'measure.quarter', 'money.year') THEN
    PERFORM plan_period(value, fiscal_start_month());
  ELSE
    reason := 'that is not a number';
    hint := 'Write digits, such as 1234.5, 1,234.50, 24.2m or (500) for a negative amount.';
  END IF;
EXCEPTION WHEN data_exception THEN
  GET STACKED DIAGNOSTICS reason = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  reason := concat_ws('. ', reason, nullif(rtrim(detail, '.'), ''));
END
$body$;
COMMENT ON FUNCTION import_problem(text, text) IS 'Why a cell is not a rating, a deadline or a number, in the words of the type.';

-- The heading or headings of a cell, for messages.
CREATE OR REPLACE FUNCTION import_column(document_kind text, mapping_position integer) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce((SELECT string_agg(h[1], ', ') FROM regexp_matches(m.source, '\{([^{}]+)\}', 'g') AS h), m.source)
  FROM import_mappings m WHERE m.kind = import_column.document_kind AND m.position = import_column.mapping_position;
END;
COMMENT ON FUNCTION import_column(text, integer) IS 'The heading or headings that a mapping reads.';

CREATE OR REPLACE FUNCTION import_rating_period(mapping import_mappings) RETURNS daterange
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  mapping_period daterange := CASE WHEN mapping.qualifier <> '' THEN plan_period(mapping.qualifier, fiscal_start_month()) END;
BEGIN
  IF is_of_either_year(mapping.qualifier, fiscal_start_month()) THEN
    RAISE EXCEPTION 'reporting period %', (SELECT p.reason FROM either_year_problem(mapping.qualifier, fiscal_start_month()) p)
      USING ERRCODE = 'invalid_parameter_value',
            HINT = (SELECT p.hint FROM either_year_problem(mapping.qualifier, fiscal_start_month()) p);
  ELSIF upper_inf(mapping_period)
     OR quarter(lower(mapping_period), fiscal_start_month()) <> quarter(upper(mapping_period) - 1, fiscal_start_month()) THEN
    RAISE EXCEPTION 'reporting period "%" of document kind "%" is not within one quarter', mapping.qualifier, mapping.kind
      USING ERRCODE = 'invalid_parameter_value',
            HINT = 'The qualifier of a rating is a month or a quarter, such as May 2025 or Q1 2024/25.';
  END IF;
  RETURN mapping_period;
END
$body$;
COMMENT ON FUNCTION import_rating_period(import_mappings) IS
  'The days of a rating''s reporting period, which is a month or a quarter; NULL where each row says its own.';

CREATE OR REPLACE FUNCTION import_check_ratings(run imports, document document_kinds) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_ratings.run).kind, c.position), c.raw,
         format('rating "%s" is not one of the plan''s', c.rating),
         format('The plan "%s" rates by %s.', p.title,
                concat(CASE p.scale WHEN 'five' THEN 'R, AR, A, AG, G' ELSE 'R, A, G' END, ', B',
                       CASE WHEN p.has_scheduled THEN ', S' END))
  FROM import_cells c JOIN plans p ON p.plan_id = (import_check_ratings.document).plan_id
  WHERE c.import_id = (import_check_ratings.run).import_id AND c.target = 'rating'
    AND ((c.rating = 'AG' OR c.rating = 'AR') AND p.scale = 'three' OR c.rating = 'S' AND NOT p.has_scheduled);
END;
COMMENT ON FUNCTION import_check_ratings(imports, document_kinds) IS 'Refuses ratings outside the plan''s scale.';

CREATE OR REPLACE FUNCTION import_check_rating_quarters(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_rating_quarters.run).kind, c.position), c.raw,
         CASE WHEN c.value IS NULL THEN 'a rating needs its quarter' ELSE format('reporting period "%s" is not within one quarter',
                                                                                 c.value) END,
         'Write a month or a quarter, such as May 2025 or Q1 2024/25.'
  FROM import_cells c
  WHERE c.import_id = (import_check_rating_quarters.run).import_id AND c.target = 'rating.quarter' AND c.readable
    AND (c.value IS NULL OR upper_inf(c.period)
         OR quarter(lower(c.period), fiscal_start_month()) <> quarter(upper(c.period) - 1, fiscal_start_month()));
END;
COMMENT ON FUNCTION import_check_rating_quarters(imports) IS 'Refuses rows that do not say of which quarter their rating is.';

-- Of one row an item and quarter the last quarter's row speaks for the item; the others only rate it.
CREATE OR REPLACE FUNCTION import_keep_last_rows(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  WITH rows AS (
    SELECT q.line, row_number() OVER (PARTITION BY r.value ORDER BY q.period DESC NULLS LAST, q.line DESC) AS number
    FROM import_cells q JOIN import_cells r ON r.import_id = q.import_id AND r.line = q.line AND r.target = 'item.ref'
    WHERE q.import_id = (import_keep_last_rows.run).import_id AND q.target = 'rating.quarter'
  )
  DELETE FROM import_cells c USING rows w
  WHERE c.import_id = (import_keep_last_rows.run).import_id AND c.line = w.line AND w.number > 1
    AND c.target NOT IN ('item.ref', 'rating', 'commentary', 'corrective_action');
END;
COMMENT ON FUNCTION import_keep_last_rows(imports) IS
  'Of rows by quarter leaves what they say of items to the last quarter''s row of each.';

CREATE OR REPLACE FUNCTION import_refuse_unreadable(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_refuse_unreadable.run).kind, c.position), c.raw, p.reason, p.hint
  FROM import_cells c, import_problem(c.target, c.value) AS p
  WHERE c.import_id = (import_refuse_unreadable.run).import_id AND NOT c.readable
  ORDER BY c.line, c.position;
END;
COMMENT ON FUNCTION import_refuse_unreadable(imports) IS 'Lists the cells that could not be read.';

CREATE OR REPLACE FUNCTION import_check_names(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_names.run).kind, c.position), c.raw,
         CASE c.target WHEN 'item.ref' THEN 'an item needs a reference' WHEN 'item.title' THEN 'an item needs a title'
                       ELSE format('a %s needs a reference', c.qualifier) END,
         'Fill in the cell, or take the row out of the file.'
  FROM import_cells c
  WHERE c.import_id = (import_check_names.run).import_id AND c.value IS NULL
    AND (c.target IN ('item.ref', 'item.title')
         OR c.target = 'node.ref'
            AND EXISTS (SELECT FROM import_cells t WHERE t.import_id = c.import_id AND t.line = c.line
                          AND t.target = 'node.title' AND t.qualifier = c.qualifier AND t.value IS NOT NULL));

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_names.run).kind, c.position), c.raw, 'that is not a level of items',
         format('Write %s; levels lists them.', (SELECT string_agg(l.level, ', ' ORDER BY l.level) FROM levels l WHERE l.holds = 'item'))
  FROM import_cells c
  WHERE c.import_id = (import_check_names.run).import_id AND c.target = 'item.level'
    AND NOT EXISTS (SELECT FROM levels l WHERE l.level = c.value AND l.holds = 'item');
END;
COMMENT ON FUNCTION import_check_names(imports) IS 'Refuses rows without a reference or title, and levels that there are not.';

CREATE OR REPLACE FUNCTION import_check_repeats(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_repeats.run).kind, c.position), c.raw,
         format('the reference is already used on line %s', c.first_line),
         'Give each item of the file a reference of its own; of one row an item and quarter map the quarter as rating.quarter.'
  FROM (SELECT t.import_id, t.line, t.position, t.raw, min(t.line) OVER (PARTITION BY t.value, q.period) AS first_line
        FROM import_cells t
        LEFT JOIN import_cells q ON q.import_id = t.import_id AND q.target = 'rating.quarter' AND q.line = t.line
        WHERE t.import_id = (import_check_repeats.run).import_id AND t.target = 'item.ref' AND t.value IS NOT NULL) AS c
  WHERE c.line > c.first_line;

  -- One node, two wordings: neither may be lost in silence.
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_repeats.run).kind, c.position), c.raw,
         format('%s "%s" is called "%s" on line %s', c.qualifier, c.ref_value, c.first_title, c.first_line),
         'Write the same title on every row that names it.'
  FROM (SELECT t.import_id, t.line, t.position, t.raw, t.value, t.qualifier, r.value AS ref_value,
        first_value(t.value) OVER w AS first_title, first_value(t.line) OVER w AS first_line
        FROM import_cells t
        JOIN import_cells r ON r.import_id = t.import_id AND r.line = t.line AND r.target = 'node.ref' AND r.qualifier = t.qualifier
        WHERE t.import_id = (import_check_repeats.run).import_id AND t.target = 'node.title' AND t.value IS NOT NULL
        WINDOW w AS (PARTITION BY r.qualifier, r.value ORDER BY t.line)) AS c
  WHERE c.value <> c.first_title;
END;
COMMENT ON FUNCTION import_check_repeats(imports) IS 'Refuses references that are used twice, and nodes with two wordings.';

-- A cell may name several, and may say from when: "Chief Executive From January 2025, Director of People".
CREATE OR REPLACE FUNCTION import_names(value text, split text, OUT name text, OUT valid_from date, OUT valid_to date) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT n.name, n.valid_from, n.valid_to
  FROM unnest(CASE WHEN split = '' THEN ARRAY[value] ELSE regexp_split_to_array(value, split) END) WITH ORDINALITY AS p (part, number),
       -- Only a part that may say from when is looked at closely.
       LATERAL (SELECT CASE WHEN strpos(machine_word(p.part), ' from ') > 0 OR p.part ~ '\s[Ff]rom\s'
                            THEN regexp_match(p.part, '^\s*(.*\S)\s+[Ff]rom\s+([[:alpha:]]+\s+\d{4}),\s*(\S.*)$') END AS m) AS x,
       LATERAL (SELECT lower(try_plan_period(x.m[2])) AS changed_on) AS d,
       LATERAL (SELECT import_value(p.part) AS name, date '-infinity' AS valid_from, date 'infinity' AS valid_to WHERE d.changed_on IS NULL
                UNION ALL SELECT trim_cell(x.m[1]), '-infinity', d.changed_on - 1 WHERE d.changed_on IS NOT NULL
                UNION ALL SELECT trim_cell(x.m[3]), d.changed_on, 'infinity' WHERE d.changed_on IS NOT NULL) AS n
  WHERE n.name <> ''
  ORDER BY p.number, n.valid_from;
END;
COMMENT ON FUNCTION import_names(text, text) IS
  'The officers, bodies or nodes that a cell names, with the days from and to which they hold.';

-- Deliverables of one year's plan contribute to outcomes of the four-year plan, so other plans' nodes are found too.
CREATE OR REPLACE FUNCTION find_nodes(own_plan_id bigint, level text, ref text) RETURNS SETOF bigint
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT n.node_id
  FROM (SELECT o.node_id, o.plan_id IS NOT DISTINCT FROM find_nodes.own_plan_id AS own,
               bool_or(o.plan_id IS NOT DISTINCT FROM find_nodes.own_plan_id) OVER () AS any_own
        FROM nodes_known() o WHERE o.level = find_nodes.level AND o.ref = find_nodes.ref) AS n
  WHERE n.own = n.any_own;
END;
COMMENT ON FUNCTION find_nodes(bigint, text, text) IS
  'The nodes a reference means: the plan''s own if it has one, else those of other plans.';

-- Every cell is taken apart once, however many rows hold it.
CREATE OR REPLACE FUNCTION import_stage_names(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = run.kind AND m.target IN ('link.node', 'measure.node', 'money.node')) THEN
    RETURN;
  END IF;
  WITH cells AS MATERIALIZED (
    SELECT DISTINCT c.position, c.value, coalesce(m.split, '') AS split
    FROM import_cells c JOIN import_mappings m ON m.kind = run.kind AND m.position = c.position
    WHERE c.import_id = run.import_id AND c.target IN ('link.node', 'measure.node', 'money.node') AND c.value IS NOT NULL
  ), names AS MATERIALIZED (
    SELECT c.position, c.value, n.name FROM cells c, LATERAL import_names(c.value, c.split) AS n
  )
  INSERT INTO import_names (import_id, line, position, target, level, relation, name)
  SELECT c.import_id, c.line, c.position, c.target, split_part(c.qualifier, ' ', 1), split_part(c.qualifier, ' ', 2), n.name
  FROM import_cells c JOIN names n ON n.position = c.position AND n.value = c.value
  WHERE c.import_id = run.import_id AND c.target IN ('link.node', 'measure.node', 'money.node');
  PERFORM import_analyze('import_names');
END
$body$;
COMMENT ON FUNCTION import_stage_names(imports) IS 'Stages the nodes that the cells of an import name, one row per cell and name.';

-- As find_nodes, for all nodes at once.
CREATE OR REPLACE FUNCTION findable_nodes(own_plan_id bigint, OUT level text, OUT ref text, OUT found bigint,
                                          OUT node_id bigint) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT n.level, n.ref, CASE WHEN n.own > 0 THEN n.own ELSE n.others END, CASE WHEN n.own > 0 THEN n.own_node ELSE n.other_node END
  FROM (SELECT o.level, o.ref,
               count(*) FILTER (WHERE o.plan_id IS NOT DISTINCT FROM findable_nodes.own_plan_id) AS own,
               count(*) FILTER (WHERE o.plan_id IS DISTINCT FROM findable_nodes.own_plan_id) AS others,
               min(o.node_id) FILTER (WHERE o.plan_id IS NOT DISTINCT FROM findable_nodes.own_plan_id) AS own_node,
               min(o.node_id) FILTER (WHERE o.plan_id IS DISTINCT FROM findable_nodes.own_plan_id) AS other_node
        FROM nodes_known() o GROUP BY o.level, o.ref) AS n;
END;
COMMENT ON FUNCTION findable_nodes(bigint) IS
  'What each level and reference means to a plan: how many nodes, its own if it has one and else those of other plans, and which.';

CREATE OR REPLACE FUNCTION import_check_node_links(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- Nodes that good rows of the file itself bring are as good as known.
  WITH known AS MATERIALIZED (
    SELECT f.level, f.ref, f.found FROM findable_nodes(document.plan_id) AS f
  ), brought AS MATERIALIZED (
    SELECT DISTINCT r.qualifier AS level, r.value AS ref
    FROM import_cells r
    WHERE r.import_id = run.import_id AND r.target = 'node.ref' AND r.value IS NOT NULL
      AND NOT EXISTS (SELECT FROM import_errors e WHERE e.import_id = r.import_id AND e.line = r.line)
  ), bad AS MATERIALIZED (
    SELECT n.line, n.position, n.target, n.level, n.name, k.found
    FROM import_names n
    LEFT JOIN known k ON k.level = n.level AND k.ref = n.name
    LEFT JOIN brought b ON b.level = n.level AND b.ref = n.name
    WHERE n.import_id = run.import_id AND b.level IS NULL AND coalesce(k.found, 0) <> 1
  )
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, n.line, import_column(run.kind, n.position), c.raw,
         CASE WHEN n.found IS NULL THEN format('there is no %s "%s"', n.level, n.name)
              ELSE format('%s "%s" is in %s plans', n.level, n.name, n.found) END,
         CASE WHEN n.found IS NULL THEN 'Import the file that defines it first, or correct the reference.'
              ELSE 'Bring such links by a link file, whose reference_kinds say which plan is meant.' END
  FROM bad n
  JOIN import_cells c ON c.import_id = run.import_id AND c.target = n.target AND c.position = n.position AND c.line = n.line
  WHERE NOT EXISTS (SELECT FROM import_errors e WHERE e.import_id = run.import_id AND e.line = n.line
                      AND e.column_name = import_column(run.kind, n.position));
END
$body$;
COMMENT ON FUNCTION import_check_node_links(imports, document_kinds) IS 'Refuses cells that name a node nobody knows.';

-- A baseline is what it is; a date that replaces it belongs in a column mapped as revised.
CREATE OR REPLACE FUNCTION import_check_baselines(run imports, document document_kinds) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_baselines.run).kind, c.position), c.raw,
         format('the baseline of this item is "%s"', d.raw),
         'A new date goes into a column mapped as due with qualifier revised.'
  FROM import_cells c
  JOIN import_cells r ON r.import_id = c.import_id AND r.line = c.line AND r.target = 'item.ref'
  JOIN items i ON i.plan_id = (import_check_baselines.document).plan_id AND i.ref = r.value
  JOIN (SELECT DISTINCT ON (x.item_id) x.item_id, x.period, x.raw
          FROM due_dates_known() x
          JOIN items y ON y.item_id = x.item_id AND y.plan_id = (import_check_baselines.document).plan_id
         WHERE x.milestone = 'due'
         ORDER BY x.item_id, x.revision) d ON d.item_id = i.item_id
  WHERE c.import_id = (import_check_baselines.run).import_id AND c.target = 'due' AND c.qualifier = 'baseline' AND c.period <> d.period;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_baselines.run).kind, c.position), c.raw,
      'there is no baseline that this deadline revises',
         'Fill in the baseline, or map the column as due without a qualifier.'
  FROM import_cells c
  JOIN import_cells r ON r.import_id = c.import_id AND r.line = c.line AND r.target = 'item.ref'
  WHERE c.import_id = (import_check_baselines.run).import_id AND c.target = 'due' AND c.qualifier = 'revised' AND c.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM import_cells b WHERE b.import_id = c.import_id AND b.line = c.line AND b.target = 'due'
                      AND b.qualifier <> 'revised' AND b.value IS NOT NULL)
    AND NOT EXISTS (SELECT FROM items i JOIN due_dates_known() d ON d.item_id = i.item_id AND d.milestone = 'due'
                    WHERE i.plan_id = (import_check_baselines.document).plan_id AND i.ref = r.value);
END;
COMMENT ON FUNCTION import_check_baselines(imports, document_kinds) IS
  'Refuses a baseline that differs from the one recorded, and a revision of none.';
