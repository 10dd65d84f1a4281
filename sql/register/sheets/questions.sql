-- The questions of a sheet, and what was answered.

-- A question's number is its line's where that is free: a caller reads it beside the line, and it is the same in preview and import.
CREATE OR REPLACE FUNCTION sheet_number_questions(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH asked AS MATERIALIZED (
    SELECT c.ctid AS place, greatest(c.line, 1) AS line,
           row_number() OVER (ORDER BY c.line, c.details ->> 'order', c.change, c.quarter, c.role, c.amount, c.position) AS n
    FROM sheet_changes c WHERE c.run = run.run AND (c.is_question OR c.needs_reason) AND c.number IS NULL
  ), taken AS MATERIALIZED (
    SELECT c.number FROM sheet_changes c WHERE c.run = run.run AND c.number IS NOT NULL
  ), numbers AS MATERIALIZED (
    -- n: the how many-th free number it is, or the next free one.
    SELECT g.number, t.number IS NULL AS is_free,
           count(*) FILTER (WHERE t.number IS NULL) OVER (ORDER BY g.number) + (t.number IS NOT NULL)::integer AS n
    FROM generate_series(1, (SELECT max(a.line) + count(*) + (SELECT count(*) FROM taken) FROM asked a)) AS g (number)
    LEFT JOIN taken t ON t.number = g.number
  ), placed AS (
    SELECT a.place, max(l.n - a.n) OVER (ORDER BY a.n) + a.n AS n FROM asked a JOIN numbers l ON l.number = a.line
  )
  UPDATE sheet_changes c SET number = f.number FROM placed p JOIN numbers f ON f.n = p.n AND f.is_free WHERE c.ctid = p.place
    AND c.run = run.run;
  UPDATE sheet_changes c
  SET accepted = c.accepted OR c.is_question AND c.number = ANY (run.accept)
  WHERE c.run = run.run AND c.is_question;
END
$body$;
COMMENT ON FUNCTION sheet_number_questions(sheet_runs) IS 'Numbers the questions that have no number yet, and notes which of them are '
  'accepted.';

-- Who says that A3.2.I is A3.2.1 has the row compared with that; who says that it is new adds it.
CREATE OR REPLACE FUNCTION sheet_answer_items(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  UPDATE sheet_rows r
  SET outcome = CASE c.change WHEN 'unknown reference' THEN 'known' ELSE 'new' END,
      item_id = CASE c.change WHEN 'unknown reference' THEN c.object_id END
  FROM (SELECT DISTINCT ON (q.line) q.line, q.change, q.object_id FROM sheet_changes q
        WHERE q.run = run.run AND q.accepted AND q.change LIKE 'unknown reference%' ORDER BY q.line, q.change) AS c
  JOIN sheet_rows f ON f.run = run.run AND f.line = c.line
  WHERE r.run = run.run AND r.subject = f.subject;
  UPDATE sheet_rows r SET ref_key = ref_key(i.ref)
  FROM sheet_changes c, items i
  WHERE c.run = run.run AND c.change = 'unknown reference' AND c.accepted AND i.item_id = c.object_id
    AND r.run = run.run AND r.item_id = i.item_id;
END
$body$;
COMMENT ON FUNCTION sheet_answer_items(sheet_runs) IS 'Does what was answered to the questions about unknown references.';

CREATE OR REPLACE FUNCTION sheet_settle_answers(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  unknown bigint := (SELECT min(a.number) FROM unnest(run.accept) AS a (number)
                     WHERE NOT EXISTS (SELECT FROM sheet_changes c WHERE c.run = run.run AND c.number = a.number));
BEGIN
  IF unknown IS NOT NULL THEN
    RAISE EXCEPTION 'the sheet asks no question %', unknown
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = 'It asks: ' || coalesce((SELECT string_agg(format('%s (%s)', c.number, coalesce(c.ref, c.change)), ', '
                                                                ORDER BY c.number)
                                              FROM sheet_changes c WHERE c.run = run.run AND c.number IS NOT NULL), 'none') || '.',
            HINT = 'preview_sheet numbers the questions; accept takes those numbers.';
  END IF;
  IF trim_cell(run.reason) IS NULL OR trim_cell(run.reason) = '' THEN
    IF EXISTS (SELECT FROM sheet_changes c WHERE c.run = run.run AND c.needs_reason AND c.is_question AND c.accepted) THEN
      RAISE EXCEPTION 'the past changes only with a reason'
        USING ERRCODE = 'null_value_not_allowed', HINT = 'Say why: reason => ''...''.';
    END IF;
    UPDATE sheet_changes c SET accepted = false, is_question = true, remark = c.remark || ': only with a reason'
    WHERE c.run = run.run AND c.needs_reason AND NOT c.is_question;
  END IF;
  -- An item that stays withdrawn takes no rating.
  UPDATE sheet_changes c SET accepted = false, remark = 'not taken: the item does not count'
  FROM sheet_changes s
  WHERE c.run = run.run AND c.change IN ('rating', 'update') AND s.run = c.run AND s.change = 'state' AND s.will_be = 'active'
    AND NOT s.accepted AND s.item_id = c.item_id AND c.quarter >= s.quarter;
  -- A new item whose past was accepted counts from then.
  UPDATE sheet_changes c SET valid_from = start_date(p.quarter)
  FROM (SELECT x.line, min(x.quarter) AS quarter FROM sheet_changes x
        WHERE x.run = run.run AND x.change = 'earlier quarter' AND x.accepted AND x.item_id IS NULL GROUP BY x.line) AS p
  JOIN sheet_rows f ON f.run = run.run AND f.line = p.line
  JOIN sheet_rows r ON r.run = run.run AND r.subject = f.subject AND r.is_first
  WHERE c.run = run.run AND c.change = 'new item' AND c.line = r.line AND c.valid_from IS NOT NULL;
END
$body$;
COMMENT ON FUNCTION sheet_settle_answers(sheet_runs) IS
  'Holds the answers against the questions: each must have been asked, and the past changes only with a reason.';
