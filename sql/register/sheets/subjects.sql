-- Which item of the register a row is of.

-- Items by what they are known by; the plan's own, those that are absent too: a withdrawn one may come back.
CREATE OR REPLACE FUNCTION plan_subjects(own_plan_id bigint, OUT item_id bigint, OUT ref text, OUT title text, OUT key text, OUT words text,
                                         OUT number bigint) RETURNS SETOF record
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  SELECT k.item_id, k.ref, k.title, k.key, k.words, row_number() OVER (PARTITION BY k.words ORDER BY k.item_id)
  FROM (SELECT i.item_id, i.ref, i.title, ref_key(i.ref) AS key, sheet_word(i.title) AS words
        FROM items i WHERE i.plan_id = plan_subjects.own_plan_id AND i.state <> 'undone') AS k;
END;
COMMENT ON FUNCTION plan_subjects(bigint) IS
  'One row per item of a plan, with its reference and title for comparing; number tells items of the same title apart.';

CREATE OR REPLACE FUNCTION sheet_name_rows(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  has_refs boolean := sheet_column(run, 'ref') IS NOT NULL;
  -- A sheet of priorities or outcomes alone has no items.
  has_rows boolean := has_refs OR sheet_column(run, 'title') IS NOT NULL;
  long_form boolean := sheet_column(run, 'period') IS NOT NULL;
  -- A plan's first items are all new.
  has_items boolean := EXISTS (SELECT FROM items i WHERE i.plan_id = run.plan_id AND i.state <> 'undone');
BEGIN
  -- A title that stands for the reference may be another row's too.
  UPDATE sheet_rows r
  SET subject = s.subject, is_first = s.number = 1 OR NOT has_rows,
      outcome = CASE WHEN NOT has_rows THEN 'known'
                     WHEN length(r.ref) > 200 OR r.title IS NULL AND r.ref IS NULL OR s.number > 1 AND NOT long_form THEN 'refused'
                     WHEN has_refs AND r.ref IS NULL AND NOT has_items THEN 'refused'
                     WHEN NOT has_items THEN 'new' END
  FROM (SELECT x.line, x.subject, row_number() OVER (PARTITION BY x.subject ORDER BY x.quarter DESC NULLS LAST, x.line) AS number
        FROM (SELECT i.line, q.quarter,
                     CASE WHEN i.ref_key IS NOT NULL THEN 'ref ' || i.ref_key
                          WHEN long_form THEN 'title ' || i.title_key
                          ELSE 'title ' || i.title_key || ' ' || row_number() OVER (PARTITION BY i.ref_key, i.title_key
                                                                                    ORDER BY i.line) END
                       AS subject
              FROM sheet_rows i
              LEFT JOIN (SELECT c.line, max(c.quarter) AS quarter FROM sheet_cells c
                         WHERE c.run = run.run AND long_form AND c.target = 'rating' GROUP BY c.line) AS q ON q.line = i.line
              WHERE i.run = run.run AND i.class = 'item') AS x) AS s
  WHERE r.run = run.run AND r.line = s.line;
END
$body$;
COMMENT ON FUNCTION sheet_name_rows(sheet_runs) IS 'Says of every row of a sheet which reference and title it has, and which rows are '
  'of the same.';

CREATE OR REPLACE FUNCTION sheet_find_items(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  has_refs boolean := sheet_column(run, 'ref') IS NOT NULL;
BEGIN
  IF NOT EXISTS (SELECT FROM sheet_rows r WHERE r.run = run.run AND r.class = 'item' AND r.outcome IS NULL) THEN
    RETURN;
  END IF;
  WITH known AS MATERIALIZED (SELECT k.* FROM plan_subjects(run.plan_id) AS k),
  found AS (
    SELECT DISTINCT ON (r.line) r.line, k.item_id
    FROM sheet_rows r JOIN known k ON k.key = r.ref_key
    WHERE r.run = run.run AND r.class = 'item' AND r.ref_key IS NOT NULL
    ORDER BY r.line, k.ref = r.ref DESC, k.item_id
  ), titled AS (
    SELECT r.line, k.item_id
    FROM sheet_rows r
    JOIN known k ON k.words = r.title_key AND r.subject = CASE WHEN r.subject = 'title ' || r.title_key THEN 'title ' || k.words
                                                              ELSE 'title ' || k.words || ' ' || k.number END
    WHERE r.run = run.run AND r.class = 'item' AND r.ref_key IS NULL
  )
  UPDATE sheet_rows r SET item_id = f.item_id, outcome = coalesce(r.outcome, 'known')
  FROM (SELECT * FROM found UNION ALL SELECT * FROM titled) AS f
  WHERE r.run = run.run AND r.line = f.line AND r.outcome IS NULL;
  PERFORM sheet_ask_items(run);
  -- In a sheet with references a row without one is of an item that is known by its title, or of none.
  UPDATE sheet_rows r SET outcome = CASE WHEN has_refs AND r.ref IS NULL THEN 'refused' ELSE 'new' END
  WHERE r.run = run.run AND r.class = 'item' AND r.outcome IS NULL;
END
$body$;
COMMENT ON FUNCTION sheet_find_items(sheet_runs) IS 'Says of every row of a sheet which item of the plan it is of.';

-- A reference nobody knows may be one that is: the title is known, or one letter is another.  Only what no row is of can be meant.
CREATE OR REPLACE FUNCTION sheet_meant_items(run sheet_runs) RETURNS TABLE (line bigint, item_id bigint, ref text)
  LANGUAGE sql STABLE ROWS 10
BEGIN ATOMIC
  WITH unknown AS MATERIALIZED (
    SELECT r.line, lower(coalesce(r.ref_key, r.title_key)) AS key, r.title_key FROM sheet_rows r
    WHERE r.run = (sheet_meant_items.run).run AND r.class = 'item' AND r.outcome IS NULL AND r.is_first
  ), missing AS MATERIALIZED (
    SELECT k.item_id, k.ref, lower(CASE WHEN sheet_column(sheet_meant_items.run, 'ref') IS NOT NULL THEN k.key ELSE k.words END) AS key,
           k.words
    FROM plan_subjects((sheet_meant_items.run).plan_id) AS k
    WHERE NOT EXISTS (SELECT FROM sheet_rows r WHERE r.run = (sheet_meant_items.run).run AND r.item_id = k.item_id)
      AND EXISTS (SELECT FROM unknown)
  ), near AS MATERIALIZED (
    -- Texts one letter apart have in common what is left when one letter is taken out; what is long is not a reference.
    SELECT DISTINCT u.line, m.item_id
    FROM (SELECT u.*, overlay(u.key PLACING '' FROM n FOR 1) AS rest
          FROM unknown u, generate_series(1, least(length(u.key), 120) + 1) AS n WHERE length(u.key) BETWEEN 2 AND 120) AS u
    JOIN (SELECT m.*, overlay(m.key PLACING '' FROM n FOR 1) AS rest
          FROM missing m, generate_series(1, least(length(m.key), 120) + 1) AS n WHERE length(m.key) BETWEEN 2 AND 120) AS m
      ON m.rest = u.rest
    WHERE one_edit_apart(u.key, m.key)
  )
  SELECT DISTINCT ON (c.line) c.line, c.item_id, k.ref
  FROM (SELECT u.line, m.item_id, 1 AS rank FROM unknown u JOIN missing m ON m.words = u.title_key WHERE u.title_key <> ''
        UNION ALL SELECT n.line, n.item_id, 2 FROM near n) AS c
  JOIN missing k ON k.item_id = c.item_id
  ORDER BY c.line, c.rank, c.item_id;
END;
COMMENT ON FUNCTION sheet_meant_items(sheet_runs) IS 'Which item an unknown reference of a sheet may mean.';

CREATE OR REPLACE FUNCTION sheet_ask_items(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH meant AS MATERIALIZED (
    SELECT m.line, m.item_id, m.ref FROM sheet_meant_items(run) AS m
  ), asked AS (
    UPDATE sheet_rows r SET outcome = 'question'
    FROM meant w JOIN sheet_rows f ON f.run = run.run AND f.line = w.line
    WHERE r.run = run.run AND r.subject = f.subject AND r.outcome IS NULL
    RETURNING r.line
  )
  INSERT INTO sheet_changes (run, line, change, ref, title, will_be, remark, is_question, accepted, object_id, details)
  SELECT run.run, w.line, q.change, r.ref, r.title, w.ref, format(q.question, coalesce(r.ref, r.title), w.ref), true, false, w.item_id,
         jsonb_build_object('order', q.place)
  FROM meant w
  JOIN sheet_rows r ON r.run = run.run AND r.line = w.line,
       (VALUES (1, 'unknown reference', '%s: did you mean %s?'),
               (2, 'unknown reference, new', '%s: or is it a new item, beside %s?')) AS q (place, change, question);
END
$body$;
COMMENT ON FUNCTION sheet_ask_items(sheet_runs) IS 'Asks of unknown references that are nearly those of items no row is of.';

-- An item without a reference is given one: its node's and a number.
CREATE OR REPLACE FUNCTION sheet_make_refs(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH wanting AS (
    SELECT r.line, r.subject, coalesce(n.ref || '/', '#') AS start
    FROM sheet_rows r
    LEFT JOIN LATERAL (SELECT n.ref FROM sheet_nodes n WHERE n.run = r.run AND n.line = r.line AND NOT n.is_list AND length(n.ref) <= 10
                       ORDER BY n.place DESC LIMIT 1) AS n ON true
    WHERE r.run = run.run AND r.outcome = 'new' AND r.is_first AND r.ref IS NULL
  ), used AS (
    SELECT regexp_replace(i.ref, '[0-9]+$', '') AS start, max(substring(i.ref FROM '[0-9]{1,9}$')::bigint) AS last
    FROM items i WHERE i.plan_id = run.plan_id AND i.ref ~ '[/#][0-9]{1,9}$' GROUP BY 1
  )
  UPDATE sheet_rows r SET ref = w.start || coalesce(u.last, 0) + w.number
  FROM (SELECT x.*, row_number() OVER (PARTITION BY x.start ORDER BY x.line) AS number FROM wanting x) AS w
  LEFT JOIN used u ON u.start = w.start
  WHERE r.run = run.run AND r.subject = w.subject AND r.outcome = 'new';
  UPDATE sheet_rows r SET ref = i.ref FROM items i WHERE r.run = run.run AND r.outcome = 'known' AND r.ref IS NULL
    AND i.item_id = r.item_id;
END
$body$;
COMMENT ON FUNCTION sheet_make_refs(sheet_runs) IS 'Gives the new items of a sheet without references one each.';
