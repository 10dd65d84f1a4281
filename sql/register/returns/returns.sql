-- Forms for officers, and who has not returned theirs.

-- Returns: who still has to report, and the form to do it with.

-- A refreshed plan that begins later owes nothing for the quarter: the old one does.  Of a closed plan only what was published can still be
-- recorded, and what begins before the plan that takes its place counts.
CREATE OR REPLACE FUNCTION items_owing(in_quarter quarter, known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, item_id bigint, ref text, code plan_code)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id, i.item_id, i.ref, i.code
    FROM items_in_force(end_date(items_owing.in_quarter), items_owing.known_at) i
   WHERE i.plan_id <> ALL (ARRAY(SELECT closed.plan_id
                                   FROM plans closed
                                  WHERE closed.state = 'closed'
                                    AND coalesce(start_date(items_owing.in_quarter) >= (SELECT min(s.counts_from) FROM plans s
                                                                                         WHERE s.supersedes_plan_id = closed.plan_id), true)
                                    AND NOT EXISTS (SELECT FROM publications x
                                                     WHERE x.plan_id = closed.plan_id AND x.quarter = items_owing.in_quarter)));
END;
COMMENT ON FUNCTION items_owing(quarter, timestamptz) IS 'One row per item for which a rating of that quarter is to be returned.';

-- Compiling the query would take longer than running it for one plan.
CREATE OR REPLACE FUNCTION returns_outstanding(in_quarter quarter DEFAULT NULL, as_at date DEFAULT today(),
                                               of_plan plan_ref DEFAULT NULL, known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (quarter quarter, officer_id bigint, officer text, plan_id bigint, plan text, items bigint, returned bigint,
                 outstanding bigint,
                 outstanding_complete bigint, percent_returned numeric, outstanding_refs text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  asked_quarter CONSTANT quarter := coalesce(checked_quarter(in_quarter), quarter(on_day(as_at), fiscal_start_month()));
  owned_at CONSTANT date := quarter_day(in_quarter, as_at);
  own_plan CONSTANT bigint := CASE WHEN of_plan IS NOT NULL THEN checked_plan(of_plan) END;
  -- Of one plan the indexes find what belongs to its items.
  own_ids CONSTANT bigint[] := CASE WHEN of_plan IS NOT NULL THEN ARRAY(SELECT y.item_id FROM items y WHERE y.plan_id = own_plan) END;
BEGIN
  RETURN QUERY
  WITH own_items AS (
    SELECT i.plan_id, i.item_id, i.ref, i.code FROM items_owing(asked_quarter, known_at) i WHERE own_plan IS NULL OR i.plan_id = own_plan
  ), said AS (
    SELECT DISTINCT r.item_id
      FROM ratings_known(known_at) r
     WHERE r.quarter = asked_quarter
       AND (own_ids IS NULL OR r.item_id = ANY (own_ids))
       AND (r.rating IS NOT NULL OR trim_cell(r.raw) <> '' OR trim_cell(r.commentary) <> '')
  ), owners AS (
    SELECT DISTINCT io.item_id, io.officer_id
      FROM owners_in_force(owned_at, known_at) io
     WHERE own_ids IS NULL OR io.item_id = ANY (own_ids)
  )
  SELECT asked_quarter, t.officer_id, o.name, t.plan_id, p.plan, t.items, t.returned, t.items - t.returned, t.outstanding_complete,
         t.returned * 100.0 / t.items,
         t.outstanding_refs
    FROM (SELECT owners.officer_id, i.plan_id, count(*) AS items, count(said.item_id) AS returned,
                 count(*) FILTER (WHERE said.item_id IS NULL AND last.rating = 'B') AS outstanding_complete,
                 string_agg(i.ref, ', ' ORDER BY i.code NULLS LAST, i.item_id) FILTER (WHERE said.item_id IS NULL) AS outstanding_refs
            FROM own_items i
            LEFT JOIN said ON said.item_id = i.item_id
            -- Of what was returned nobody asks what was said last.
            LEFT JOIN LATERAL last_rating_in_force(CASE WHEN said.item_id IS NULL THEN i.item_id END, start_date(asked_quarter) - 1,
                                                   known_at) last ON true
            LEFT JOIN owners ON owners.item_id = i.item_id
           GROUP BY owners.officer_id, i.plan_id) t
    JOIN plan_names p ON p.plan_id = t.plan_id
    LEFT JOIN officers o ON o.officer_id = t.officer_id
   WHERE t.items > t.returned
   ORDER BY t.items - t.returned DESC, o.name NULLS LAST, p.plan, t.plan_id;
END
$body$;
COMMENT ON FUNCTION returns_outstanding(quarter, date, plan_ref, timestamptz) IS
  'One row per officer responsible and plan with at least one item, active on the last day of the quarter, for which nothing was '
  'returned: neither rating nor words; an item with two officers is outstanding for both; one row without an officer for items that '
  'have none. A closed plan owes nothing but what it has published and the quarters that begin before the plan that takes its place '
  'counts; that one owes nothing before. No quarter: the one of that day. Denominator of percent_returned: items. Officers as on that '
  'day, or on the last of the quarter.';

CREATE OR REPLACE VIEW returns_outstanding WITH (security_invoker = true) AS
SELECT r.quarter, r.officer_id, r.officer, r.plan_id, r.plan, r.items, r.returned, r.outstanding, r.outstanding_complete,
    r.percent_returned, r.outstanding_refs
  FROM returns_outstanding() r;
COMMENT ON VIEW returns_outstanding IS
  'One row per officer responsible and plan with at least one item for which nothing was returned for the current quarter.';
COMMENT ON COLUMN returns_outstanding.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN returns_outstanding.officer_id IS 'The officer responsible; NULL for the items that have none.';
COMMENT ON COLUMN returns_outstanding.officer IS 'The officer responsible; NULL for the items that have none.';
COMMENT ON COLUMN returns_outstanding.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN returns_outstanding.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN returns_outstanding.items IS 'How many items.';
COMMENT ON COLUMN returns_outstanding.returned IS 'Items for which a rating or words were returned.';
COMMENT ON COLUMN returns_outstanding.outstanding IS 'Items for which nothing was returned.';
COMMENT ON COLUMN returns_outstanding.outstanding_complete IS
  'Of these, items last reported as Complete: they are asked for too, since an older rating never stands in for a missing one.';
COMMENT ON COLUMN returns_outstanding.percent_returned IS 'Items returned in per cent of items; exact.';
COMMENT ON COLUMN returns_outstanding.outstanding_refs IS 'Their references.';

CREATE OR REPLACE FUNCTION find_officer(officer text) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found_id bigint;
BEGIN
  SELECT o.officer_id INTO found_id FROM officers o WHERE normal_name(o.name) = normal_name(find_officer.officer);
  IF NOT FOUND THEN
    SELECT a.officer_id INTO found_id FROM officer_aliases a WHERE normal_name(a.alias) = normal_name(find_officer.officer);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'officer "%" does not exist', coalesce(officer, 'NULL')
      USING ERRCODE = 'undefined_object', DETAIL = 'Officers are posts; a name is looked up in officers and in officer_aliases.',
            HINT = 'SELECT name FROM officers ORDER BY name';
  END IF;
  RETURN found_id;
END
$body$;
COMMENT ON FUNCTION find_officer(text) IS 'The officer of that name or alias, without regard to case and blanks, or an error.';

-- A form that comes back unchanged changes nothing: what is printed reads as the deadline in force.
CREATE OR REPLACE FUNCTION deadline_words(raw text, period daterange) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT w.words
    FROM unnest(ARRAY[deadline_words.raw, to_char(upper(deadline_words.period) - 1, 'FMMonth YYYY'),
                      quarter(lower(deadline_words.period), fiscal_start_month())::text,
                      fiscal_year(quarter(lower(deadline_words.period), fiscal_start_month())),
                      to_char(upper(deadline_words.period) - 1, 'YYYY-MM-DD'),
                      'From ' || to_char(lower(deadline_words.period), 'YYYY-MM-DD')]) WITH ORDINALITY w (words, place)
   WHERE try_plan_period(w.words, fiscal_start_month()) = deadline_words.period
   ORDER BY w.place
   LIMIT 1;
END;
COMMENT ON FUNCTION deadline_words(text, daterange) IS
  'A deadline in words that read as it: as it was printed, or else as a month, quarter, year or day; NULL if none does.';

CREATE OR REPLACE FUNCTION return_lines(plan_key bigint, in_quarter quarter, delimiter text)
  RETURNS TABLE (item_id bigint, code plan_code, line text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.code,
         delimited_row(ARRAY[spreadsheet_cell(i.ref), spreadsheet_cell(i.level), spreadsheet_cell(i.title),
                             CASE WHEN printed.milestone = 'due' THEN spreadsheet_cell(deadline_words(d.current_raw, d.current_period)) END,
                             last.quarter::text, last.rating::text, spreadsheet_cell(said.commentary), NULL, NULL, NULL],
                       return_lines.delimiter)
    FROM items_in_force(end_date(return_lines.in_quarter)) i
    LEFT JOIN delivery_dates() d ON d.item_id = i.item_id
    LEFT JOIN due_dates printed ON printed.due_date_id = d.due_date_id
    LEFT JOIN LATERAL last_rating_in_force(i.item_id, start_date(return_lines.in_quarter) - 1) last ON true
    LEFT JOIN LATERAL rating_in_force(i.item_id, last.quarter, 'infinity') said ON true
   WHERE i.plan_id = return_lines.plan_key;
END;
COMMENT ON FUNCTION return_lines(bigint, quarter, text) IS
  'One row per item of a plan that counts on the last day of that quarter: its line in a form.';

-- It says of which quarter it is, so that it comes back by itself.
CREATE OR REPLACE FUNCTION return_heading(in_quarter quarter, delimiter text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN delimited_row(ARRAY['Ref', 'Level', 'Title', 'Due', 'Last quarter', 'Last rating', 'Last commentary',
                           'Rating ' || in_quarter::text, 'Commentary', 'Corrective action'], delimiter);
COMMENT ON FUNCTION return_heading(quarter, text) IS 'The heading line of a form for that quarter.';

-- A form is for one plan, since a file is imported into one.
CREATE OR REPLACE FUNCTION return_form(officer text, in_quarter quarter, of_plan plan_ref DEFAULT NULL,
                                       delimiter text DEFAULT ',') RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  the_quarter CONSTANT quarter := coalesce(checked_quarter(in_quarter), quarter(today(), fiscal_start_month()));
  the_officer CONSTANT bigint := find_officer(officer);
  own_plans CONSTANT bigint[] := ARRAY(SELECT DISTINCT i.plan_id
                                         FROM owners_in_force(end_date(the_quarter)) io
                                         JOIN items_in_force(end_date(the_quarter)) i ON i.item_id = io.item_id
                                        WHERE io.officer_id = the_officer);
  the_plan CONSTANT bigint := CASE WHEN of_plan IS NOT NULL THEN checked_plan(of_plan)
                                   ELSE checked_plan(coalesce(own_plans[1], (SELECT min(p.plan_id) FROM plans p))) END;
  lines text;
BEGIN
  IF of_plan IS NULL AND cardinality(own_plans) > 1 THEN
    RAISE EXCEPTION 'officer "%" has items in % plans', officer, cardinality(own_plans)
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A form is for one plan, since a file is imported into one.',
            HINT = format('Name the plan: of_plan => %s.', array_to_string(own_plans, ' or '));
  END IF;
  SELECT string_agg(l.line, E'\n' ORDER BY l.code NULLS LAST, l.item_id) INTO lines
    FROM return_lines(the_plan, the_quarter, delimiter) l
   WHERE EXISTS (SELECT FROM owners_in_force(end_date(the_quarter)) io WHERE io.item_id = l.item_id AND io.officer_id = the_officer);
  RETURN concat_ws(E'\n', return_heading(the_quarter, delimiter), lines) || E'\n';
END
$body$;
COMMENT ON FUNCTION return_form(text, quarter, plan_ref, text) IS
  'A delimited file for an officer to fill in for that quarter: one line per item of a plan for which the officer is responsible on its '
  'last day, with the deadline and the last rating and commentary before it; its own rating, commentary and corrective action are empty, '
  'and a deadline may be written over. The heading of its rating says the quarter, so that it comes back without being told it. '
  'What is left blank reports nothing. import_sheet reads it back, and so does import_csv by the document kind that return_kind makes. '
  'What a spreadsheet would take for a formula is made text, see spreadsheet_cell.';

-- One call, a form for each; an item without an officer, or a committee, is in the form that is nobody's.
CREATE OR REPLACE FUNCTION return_forms(of_plan plan_ref, in_quarter quarter DEFAULT NULL, recipients text DEFAULT 'officer',
                                        delimiter text DEFAULT ',')
  RETURNS TABLE (recipient text, items bigint, file_name text, form text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  the_quarter CONSTANT quarter := coalesce(checked_quarter(in_quarter), quarter(today(), fiscal_start_month()));
  the_plan CONSTANT bigint := checked_plan(of_plan);
BEGIN
  IF recipients IS NULL OR recipients NOT IN ('officer', 'committee', 'plan') THEN
    RAISE EXCEPTION 'unknown choice "%" for recipients', recipients
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Write officer, committee or plan: a form for each of them.';
  END IF;
  RETURN QUERY
  WITH holders AS (
    SELECT o.item_id, n.name FROM owners_in_force(end_date(the_quarter)) o JOIN officers n ON n.officer_id = o.officer_id
     WHERE recipients = 'officer'
    UNION
    SELECT b.item_id, n.name FROM bodies_in_force(end_date(the_quarter)) b JOIN bodies n ON n.body_id = b.body_id
     WHERE recipients = 'committee'
    UNION
    SELECT i.item_id, p.plan FROM items i JOIN plan_names p ON p.plan_id = i.plan_id
     WHERE recipients = 'plan' AND i.plan_id = the_plan
  ), forms AS (
    SELECT h.name, count(*) AS items, string_agg(l.line, E'\n' ORDER BY l.code NULLS LAST, l.item_id) AS lines
      FROM return_lines(the_plan, the_quarter, delimiter) l
      LEFT JOIN holders h ON h.item_id = l.item_id
     GROUP BY h.name
  )
  SELECT f.name, f.items, translate(format('%s %s.csv', coalesce(f.name, 'nobody'), the_quarter), E'/\\:*?"<>|', '---------'),
         concat_ws(E'\n', return_heading(the_quarter, delimiter), f.lines) || E'\n'
    FROM forms f
   ORDER BY f.name NULLS LAST;
END
$body$;
COMMENT ON FUNCTION return_forms(plan_ref, quarter, text, text) IS
  'The forms of a plan for that quarter (none: today''s), one row per officer responsible, per committee or for the whole plan: how many '
  'items, a name for the file, and the form, as return_form has it. An item of two officers is in both forms; the form of nobody, last, '
  'has the items without one.';

CREATE OR REPLACE FUNCTION return_kind(of_plan plan_ref, in_quarter quarter) RETURNS text
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  the_plan CONSTANT bigint := checked_plan(of_plan);
  the_kind CONSTANT text := format('return %s %s', the_plan, checked_quarter(in_quarter));
BEGIN
  IF in_quarter IS NULL THEN
    RAISE EXCEPTION 'no quarter was named' USING ERRCODE = 'null_value_not_allowed',
        HINT = 'Name the quarter the returns are for, such as Q1 2025/26.';
  END IF;
  PERFORM check_level('publisher', 'making a kind of document', has_table_privilege('document_kinds', 'INSERT'));
  INSERT INTO document_kinds (kind, title, record, plan_id)
  SELECT the_kind, format('Returns for %s, %s', p.plan, in_quarter), 'item', the_plan FROM plan_names p WHERE p.plan_id = the_plan
  ON CONFLICT (kind) DO NOTHING;
  INSERT INTO import_mappings (kind, position, source, target, qualifier)
  VALUES (the_kind, 1, '{Ref}', 'item.ref', ''), (the_kind, 2, '{Level}', 'item.level', ''), (the_kind, 3, '{Title}', 'item.title', ''),
         (the_kind, 4, '{Due}', 'due', ''), (the_kind, 5, '{Last quarter}', 'keep', ''), (the_kind, 6, '{Last rating}', 'keep', ''),
         (the_kind, 7, '{Last commentary}', 'keep', ''), (the_kind, 8, '{Rating}', 'rating', in_quarter::text),
         (the_kind, 9, '{Commentary}', 'commentary', in_quarter::text),
             (the_kind, 10, '{Corrective action}', 'corrective_action', in_quarter::text)
  -- A kind of 0.6.0 passed the deadline over.
  ON CONFLICT (kind, position) DO UPDATE SET target = EXCLUDED.target
   WHERE import_mappings.source = '{Due}' AND import_mappings.target = 'keep' AND EXCLUDED.target = 'due';
  RETURN the_kind;
END
$body$;
COMMENT ON FUNCTION return_kind(plan_ref, quarter) IS
  'Makes, if it is not there yet, the document kind by which import_csv reads the filled-in forms of a plan and quarter, and gives its '
  'name.';
