-- The period that a heading, a title or a cell names: "Q3 RAG", "Status at end of June", "Reporting period".

CREATE OR REPLACE FUNCTION sheet_period_pattern() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d'
       '|(?:(?:20)?\d\d ?[/-] ?\d\d(?:\d\d)? ?)?\m(?:q|qtr|quarter) ?[1-4]\M(?: ?(?:of )?(?:(?:20)?\d\d ?[/-] ?\d\d(?:\d\d)?|20\d\d))?'
       '|\m(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?'
       '|dec(?:ember)?)\M(?:[ -]*(?:20)?\d\d\M)?'
       '|\m20\d\d ?[/-] ?\d\d(?:\d\d)?\M';
COMMENT ON FUNCTION sheet_period_pattern() IS 'What a period looks like within a heading: a date, a quarter, a month or a fiscal year.';

CREATE OR REPLACE FUNCTION sheet_heading_text(heading text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(lower(machine_word(legend_word(heading))), '[\s_]+', ' ', 'g');
COMMENT ON FUNCTION sheet_heading_text(text) IS 'A heading in small letters, blanks and look-alike letters folded.';

-- "Status at end of June" is a status; "Complete by end of" is whole.
CREATE OR REPLACE FUNCTION sheet_heading_rest(heading text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN sheet_heading_text(heading) !~ sheet_period_pattern() THEN sheet_word(heading)
            ELSE regexp_replace(regexp_replace(
                   sheet_word(regexp_replace(sheet_heading_text(heading), sheet_period_pattern(), ' ', 'g')),
                   '^((at|as|the|end|of|in|for|to|by|on|from|year)( |$))+', ''), '(( |^)(at|as|the|end|of|in|for|to|by|on|from|year))+$',
                     '') END;
COMMENT ON FUNCTION sheet_heading_rest(text) IS 'A heading for comparing, without the period it names.';

-- A bare Q3 or June takes its year from the plan, or of a plan of several years from the quarter asked for.
CREATE OR REPLACE FUNCTION sheet_period(run sheet_runs, words text) RETURNS daterange
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  said text := substring(sheet_heading_text(words) FROM sheet_period_pattern());
  found daterange;
  number text;
  within daterange := run.period;
BEGIN
  found := CASE WHEN said ~ '[[:<:]](q|qtr|quarter)' THEN daterange(try_quarter(said))
                WHEN said ~ '^[0-9]+[/.][0-9]+[/.][0-9]+$|^[0-9]{4}-[0-9][0-9]-[0-9][0-9]$'
                  THEN daterange(quarter(lower(try_plan_period(said, run.start_month)), run.start_month)) END;
  IF is_of_either_year(said, run.start_month) THEN
    RETURN quarter_within(said, run.start_month, run.period);
  ELSIF found IS NOT NULL AND said ~ '[[:<:]](q|qtr|quarter)' AND fiscal_start_month(try_quarter(said)) <> run.start_month THEN
    found := NULL;
  END IF;
  IF said IS NULL OR found IS NOT NULL THEN
    RETURN found;
  END IF;
  number := substring(said FROM '^(?:q|qtr|quarter) ?([1-4])$');
  IF number IS NULL AND said !~ '^[a-z]+$' THEN
    RETURN try_plan_period(said, run.start_month, run.period);
  END IF;
  IF run.quarter IS NOT NULL THEN
    within := daterange(start_date(quarter(fiscal_year_start(run.quarter)::bigint, 1, run.start_month)),
                        end_date(quarter(fiscal_year_start(run.quarter)::bigint, 4, run.start_month)), '[]');
  END IF;
  -- The one quarter, or the one month, of that name in those days.
  SELECT CASE WHEN count(*) = 1 THEN (array_agg(q.days))[1] END INTO found
  FROM (SELECT DISTINCT CASE WHEN number IS NULL THEN daterange(m::date, (m + interval '1 month')::date)
                             ELSE daterange(quarter(m::date, run.start_month)) END AS days
        FROM generate_series(lower(within), upper(within) - 1, interval '1 month') AS m
        WHERE CASE WHEN number IS NULL THEN to_char(m, 'mon') = left(said, 3)
                   ELSE quarter_number(quarter(m::date, run.start_month))::text = number END) AS q;
  RETURN found;
END
$body$;
COMMENT ON FUNCTION sheet_period(sheet_runs, text) IS
  'The days that a heading or cell names: of a date its quarter; a bare quarter or month is the one within the plan''s period, or within '
  'the fiscal year of the quarter asked for; NULL: it names none, or one of several.';
