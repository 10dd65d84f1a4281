-- A sheet in one sentence.

CREATE OR REPLACE FUNCTION counted(n bigint, one text, many text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 0 THEN n || ' ' || CASE n WHEN 1 THEN one ELSE many END END;
COMMENT ON FUNCTION counted(bigint, text, text) IS 'A number and what it counts, in the singular or plural; NULL for none.';

CREATE OR REPLACE FUNCTION sheet_item_clauses(run sheet_runs) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT concat_ws(', ',
    counted(n.changed, 'rating changes', 'ratings change'), counted(n.rated, 'rating is new', 'ratings are new'),
    counted(n.moved, 'deadline moves', 'deadlines move'),
    counted(n.undated, 'deadline is revised without a date', 'deadlines are revised without a date'),
    counted(n.dated, 'deadline is set', 'deadlines are set'),
    (SELECT string_agg(counted(x.n, lower(x.label) || ' is new', regexp_replace(lower(x.label), '(?<=[^aeiou])y$', 'ie') || 's are new'),
                       ', ' ORDER BY x.label)
     FROM (SELECT l.label, count(*) AS n FROM sheet_changes c JOIN levels l ON l.level = c.level
           WHERE c.run = (sheet_item_clauses.run).run AND c.accepted AND c.change IN ('new item', 'new node') GROUP BY l.label) AS x),
    (SELECT string_agg(CASE x.will_be WHEN 'active' THEN counted(x.n, 'counts again', 'count again')
                                      ELSE counted(x.n, 'is ' || x.will_be, 'are ' || x.will_be) END, ', ' ORDER BY x.will_be)
     FROM (SELECT c.will_be, count(*) AS n FROM sheet_changes c
           WHERE c.run = (sheet_item_clauses.run).run AND c.accepted AND c.change = 'state' GROUP BY c.will_be) AS x),
    counted(n.parties, 'officer or committee changes', 'officers or committees change'), counted(n.titles, 'title changes',
        'titles change'),
    counted(n.links, 'link changes', 'links change'), counted(n.past, 'earlier rating changes', 'earlier ratings change'))
  FROM (SELECT count(*) FILTER (WHERE c.change = 'rating' AND c.item_id > 0 AND c.was <> c.will_be AND c.rating IS NOT NULL) AS changed,
               count(*) FILTER (WHERE c.change = 'rating' AND (c.was IS NULL OR c.item_id IS NULL) AND c.rating IS NOT NULL
                                  AND (c.item_id > 0 OR (sheet_item_clauses.run).latest_quarter IS NULL)) AS rated,
               count(DISTINCT c.line) FILTER (WHERE c.change = 'deadline' AND c.was IS NOT NULL) AS moved,
               count(DISTINCT c.line) FILTER (WHERE c.change = 'deadline' AND c.was IS NULL
                                                AND (c.item_id > 0 OR (sheet_item_clauses.run).latest_quarter IS NULL)) AS dated,
               count(*) FILTER (WHERE c.change = 'deadline to be set') AS undated,
               count(*) FILTER (WHERE c.change IN ('officer', 'body') AND c.item_id > 0) AS parties,
               count(*) FILTER (WHERE c.change IN ('title', 'node title')) AS titles,
               count(*) FILTER (WHERE c.change IN ('link', 'link ends') AND c.item_id > 0) AS links,
               count(*) FILTER (WHERE c.change = 'earlier quarter') AS past
        FROM sheet_changes c WHERE c.run = (sheet_item_clauses.run).run AND c.accepted) AS n;
END;
COMMENT ON FUNCTION sheet_item_clauses(sheet_runs) IS 'What a sheet of items changes, in words.';

-- What is asked, what could not be read, what is missing.
CREATE OR REPLACE FUNCTION sheet_trouble(run sheet_runs) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH listed AS MATERIALIZED (
    SELECT c.line, c.change, c.ref, c.remark, c.will_be, c.is_question, c.needs_reason, c.accepted, c.quarter, c.details,
           c.change = 'unknown reference' AND a.line IS NULL AS is_unknown
    FROM sheet_changes c
    LEFT JOIN (SELECT DISTINCT y.line FROM sheet_changes y
               WHERE y.run = (sheet_trouble.run).run AND y.change LIKE 'unknown reference%' AND y.accepted) AS a ON a.line = c.line
    WHERE c.run = (sheet_trouble.run).run AND (c.is_question OR NOT c.accepted OR c.change = 'not in the sheet')
  )
  SELECT concat_ws(', ',
    counted(n.unknown, 'reference is unknown', 'references are unknown') || ' (' || n.unknown_list || CASE WHEN n.unknown > 3
      THEN ', ...' ELSE '' END || ')',
    counted(n.unread, 'cell cannot be read', 'cells cannot be read'), counted(n.lost, 'row is not loaded', 'rows are not loaded'),
    n.other_table || ' of another table are not read',
    counted(n.far, 'deadline is to be confirmed', 'deadlines are to be confirmed'),
    counted(n.back, 'item was withdrawn and is rated again', 'items were withdrawn and are rated again'),
    counted(n.published, 'change of a published quarter needs a reason', 'changes of a published quarter need a reason'),
    counted(n.others, 'other question is open', 'other questions are open'),
    counted(n.missing, 'item is not in the sheet', 'items are not in the sheet') || ' (' || n.missing_list || CASE WHEN n.missing > 5
      THEN ', ...' ELSE '' END || ')')
  FROM (SELECT count(*) FILTER (WHERE c.is_unknown) AS unknown,
               (SELECT string_agg(u.remark, ', ' ORDER BY u.line) FROM (SELECT x.remark, x.line FROM listed x WHERE x.is_unknown
                                                                        ORDER BY x.line LIMIT 3) AS u) AS unknown_list,
               count(*) FILTER (WHERE c.change = 'cell not readable') AS unread,
               count(*) FILTER (WHERE c.change = 'row not loaded') AS lost,
               min(c.will_be) FILTER (WHERE c.change = 'another table') AS other_table,
               count(*) FILTER (WHERE c.change = 'deadline' AND c.is_question AND NOT c.accepted) AS far,
               count(*) FILTER (WHERE c.change = 'state' AND c.will_be = 'active' AND NOT c.accepted) AS back,
               count(*) FILTER (WHERE c.is_question AND c.needs_reason AND NOT c.accepted AND c.change IN ('rating', 'update', 'state')
                                  AND c.quarter = (sheet_trouble.run).quarter) AS published,
               count(*) FILTER (WHERE c.is_question AND NOT c.accepted AND c.details ? 'other') AS others,
               count(*) FILTER (WHERE c.change = 'not in the sheet') AS missing,
               (SELECT string_agg(m.ref, ', ') FROM (SELECT x.ref FROM listed x WHERE x.change = 'not in the sheet'
                                                     ORDER BY try_plan_code(x.ref), x.ref LIMIT 5) AS m) AS missing_list
        FROM listed c) AS n;
END;
COMMENT ON FUNCTION sheet_trouble(sheet_runs) IS 'What a sheet asks, what of it cannot be read and what it has no row of, in words.';

CREATE OR REPLACE FUNCTION sheet_past_clause(run sheet_runs) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE WHEN (sheet_past_clause.run).latest_quarter IS NULL THEN NULL
              WHEN n.taken > 0 THEN format('the past changes, since %s', (sheet_past_clause.run).reason)
              ELSE format('nothing before %s changes', least((sheet_past_clause.run).quarter, n.first))
                   || coalesce(', where ' || counted(n.other, 'value of the sheet differs', 'values of the sheet differ'), '') END
  FROM (SELECT count(*) FILTER (WHERE c.accepted AND c.needs_reason AND c.quarter < (sheet_past_clause.run).quarter
                                  AND c.change IN ('earlier quarter', 'state')) AS taken,
               -- A quarter that was not reported yet is no past.
               min(c.quarter) FILTER (WHERE c.accepted AND c.change IN ('rating', 'update', 'state')) AS first,
               count(*) FILTER (WHERE c.change = 'earlier quarter' AND NOT c.accepted) AS other
        FROM sheet_changes c WHERE c.run = (sheet_past_clause.run).run) AS n;
END;
COMMENT ON FUNCTION sheet_past_clause(sheet_runs) IS 'What a sheet changes of quarters before its own, in words; NULL of a plan''s '
  'first sheet.';

CREATE OR REPLACE FUNCTION sheet_sentence(run sheet_runs, clauses text) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(counted(n.rows, 'row read: ', 'rows read: '), 'no rows read: ')
         || concat_ws('; ', CASE WHEN (sheet_sentence.run).makes_plan THEN format('the plan "%s" is made', (sheet_sentence.run).plan) END,
                      coalesce(nullif(sheet_sentence.clauses, ''), counted(n.updates, 'update is new', 'updates are new'),
                               counted(n.same, 'rating is as it was', 'ratings are as they were'), 'nothing changes'),
                      nullif(sheet_trouble(sheet_sentence.run), ''),
                      sheet_past_clause(sheet_sentence.run)) || '.'
  FROM (SELECT (SELECT count(*) FROM sheet_rows r WHERE r.run = (sheet_sentence.run).run AND r.class IN ('item', 'lost')) AS rows,
               (SELECT count(*) FROM sheet_changes c WHERE c.run = (sheet_sentence.run).run AND c.change = 'rating' AND c.accepted) AS same,
               (SELECT count(*) FROM sheet_changes c WHERE c.run = (sheet_sentence.run).run AND c.change = 'update' AND c.accepted)
                 AS updates
       ) AS n;
END;
COMMENT ON FUNCTION sheet_sentence(sheet_runs, text) IS 'What a sheet does, in one sentence.';
