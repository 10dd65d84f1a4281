-- A quarter in words.

-- In words.
CREATE OR REPLACE FUNCTION word_list(words text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN cardinality(words) < 2 THEN words[1]
            ELSE array_to_string(words[:cardinality(words) - 1], ', ') || ' and ' || words[cardinality(words)] END;
COMMENT ON FUNCTION word_list(text[]) IS 'Words as a sentence lists them: a, b and c; NULL if there are none.';

CREATE OR REPLACE FUNCTION items_come_and_gone(the_plan bigint, in_quarter quarter, as_at date DEFAULT today(),
                                               known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (items bigint, said text, place integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
  WITH counted AS MATERIALIZED (
    SELECT q.item_id, q.quarter, q.previous_quarter
      FROM items_by_quarter(items_come_and_gone.as_at, items_come_and_gone.known_at) q
     WHERE q.plan_id = items_come_and_gone.the_plan
  ), before AS (
    SELECT max(c.previous_quarter) AS quarter FROM counted c WHERE c.quarter = items_come_and_gone.in_quarter
  )
  SELECT count(*), 'new', 10
    FROM counted c
   WHERE c.quarter = items_come_and_gone.in_quarter
     AND c.item_id NOT IN (SELECT b.item_id FROM counted b JOIN before ON before.quarter = b.quarter)
     AND EXISTS (SELECT FROM before WHERE before.quarter IS NOT NULL)
  HAVING count(*) > 0
  UNION ALL
  SELECT count(*), coalesce(gone.state, 'withdrawn'), 11
    FROM counted b
    JOIN before ON before.quarter = b.quarter
    LEFT JOIN item_absences(items_come_and_gone.known_at) gone ON gone.plan_id = items_come_and_gone.the_plan AND gone.item_id = b.item_id
          AND quarter_day(items_come_and_gone.in_quarter, items_come_and_gone.as_at) BETWEEN gone.absent_from AND gone.absent_to
   WHERE b.item_id NOT IN (SELECT c.item_id FROM counted c WHERE c.quarter = items_come_and_gone.in_quarter)
   GROUP BY gone.state;
END;
COMMENT ON FUNCTION items_come_and_gone(bigint, quarter, date, timestamptz) IS
  'How many items of a plan are new in a quarter since the one reported before, and how many count no more, by their state (withdrawn, '
  'merged ...).';

CREATE OR REPLACE FUNCTION movement_words(plan_id bigint, in_quarter quarter, on_day date, known_at timestamptz) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN (SELECT word_list(array_agg(format('%s %s', m.items, m.movement) ORDER BY m.place))
            FROM (SELECT sum(v.items) AS items, v.movement, array_position('{completed,improved,worsened,reopened}', v.movement) AS place
                    FROM movement_report(on_day, known_at) v
                   WHERE v.plan_id = plan_id AND v.quarter = in_quarter
                     AND v.movement IN ('completed', 'improved', 'worsened', 'reopened')
                   GROUP BY v.movement
                  UNION ALL
                  SELECT c.items, c.said, c.place FROM items_come_and_gone(plan_id, in_quarter, on_day, known_at) c) m);
END
$body$;
COMMENT ON FUNCTION movement_words(bigint, quarter, date, timestamptz) IS
  'How many items of a plan moved in a quarter, and how, came and went, as a sentence lists it; NULL: none did.';

CREATE OR REPLACE FUNCTION summary_sentence(of_plan plan_ref, in_quarter quarter DEFAULT NULL, as_at date DEFAULT today(),
                                            known_at timestamptz DEFAULT 'infinity') RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  the_plan CONSTANT bigint := checked_plan(of_plan);
  plan_name CONSTANT text := (SELECT n.plan FROM plan_names n WHERE n.plan_id = the_plan);
  day CONSTANT date := CASE WHEN checked_quarter(in_quarter) IS NULL THEN as_at ELSE 'infinity' END;
  report record;
  noun text;
  others text;
  moved text;
BEGIN
  SELECT p.* INTO report
    FROM progress_report(day, known_at) p
   WHERE p.plan_id = the_plan AND CASE WHEN in_quarter IS NULL THEN p.is_latest ELSE p.quarter = in_quarter END;
  IF report.total IS NULL OR in_quarter IS NULL AND report.quarter IS NULL THEN
    RETURN CASE WHEN in_quarter IS NULL THEN format('%s has not reported yet.', plan_name)
                ELSE format('%s did not report in %s.', plan_name, in_quarter) END;
  END IF;
  SELECT CASE WHEN count(DISTINCT i.level) = 1 THEN lower(max(l.label)) ELSE 'item' END INTO noun
    FROM items i JOIN levels l ON l.level = i.level WHERE i.plan_id = the_plan;
  -- "Escalate (R)" is how a legend prints it; in a sentence the letter is left out.
  SELECT word_list(array_agg(format('%s %s %s', l.items, CASE l.items WHEN 1 THEN 'is' ELSE 'are' END,
                                    CASE WHEN l.rating IS NULL THEN 'not rated'
                                        ELSE regexp_replace(l.rating_label, E'\\s*\\([[:alpha:]]{1,2}\\)$', '') END)
                             ORDER BY l.rating DESC NULLS LAST))
    INTO others
    FROM progress_lines(day, known_at => known_at) l
   WHERE l.plan_id = the_plan AND l.quarter = report.quarter AND l.items > 0 AND coalesce(l.rating <> 'B', true);
  moved := movement_words(the_plan, report.quarter, day, known_at);
  RETURN format('%s of %s %s (%s%%) %s complete%s.%s%s', report.complete, report.total,
                noun || CASE report.total WHEN 1 THEN '' ELSE 's' END,
                (SELECT coalesce(max(p.percent), 0) FROM percentages(report.tally) p WHERE p.rating = 'B'), CASE report.complete WHEN 1
                    THEN 'is' ELSE 'are' END, '; ' || others,
                CASE WHEN moved IS NOT NULL THEN format(' Since %s: %s.', (SELECT q.previous_quarter FROM plan_quarters(day, known_at) q
                                                                            WHERE q.plan_id = the_plan AND q.quarter = report.quarter),
                                                           moved) END,
                -- One Red makes the whole Red by one policy and not by another, so which it is is said.
                ' Overall ' || lower(label(report.overall)) || ' by the policy "worst": '
                || regexp_replace(overall_reason(report.tally), '^[A-Z]+: ', '') || '.');
END
$body$;
COMMENT ON FUNCTION summary_sentence(plan_ref, quarter, date, timestamptz) IS
  'A plan''s progress in that quarter (none: the latest in which it had reported by that day) in a sentence or two, in the plan''s own '
  'labels: how many have which rating, what moved since the quarter before, new and withdrawn ones too, and the overall rating with the '
  'policy that makes it so. Denominator: all items active on the last day of the quarter, not rated ones included.';
