-- The period that a heading, a title or a cell names: "Q3 RAG", "Status at end of June", "Reporting period".

CREATE OR REPLACE FUNCTION sheet_period_pattern() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d'
       '|(?:(?:(?:20)?\d\d ?[/-] ?\d\d(?:\d\d)?|\mfy ?\d\d|\m\d{4})[ -]*)?\m(?:q|qtr|quarter) ?[1-4]\M'
       '(?:[ -]*(?:of )?(?:fy ?)?(?:(?:20)?\d\d ?[/-] ?\d\d(?:\d\d)?|\d{4}|\d\d)\M'
       '(?![/.-]?\d| (?:jan|feb|mar|apr|may|ju[nl]|aug|sep|oct|nov|dec)))?'
       '|\m(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?'
       '|dec(?:ember)?)\M(?:[ -]*(?:20)?\d\d\M)?'
       '|\m20\d\d ?[/-] ?\d\d(?:\d\d)?\M';
COMMENT ON FUNCTION sheet_period_pattern() IS 'What a period looks like within a heading: a date, a quarter, a month or a fiscal year.';

-- "2nd quarter RAG", "Quarter Two".
CREATE OR REPLACE FUNCTION sheet_quarter_in_figures(heading text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN heading !~ '\m(quarter|qtr)' THEN heading
            ELSE regexp_replace(regexp_replace(regexp_replace(regexp_replace(heading,
                   '\m((first|1st) (quarter|qtr)|(quarter|qtr) one)\M', 'quarter 1'),
                   '\m((second|2nd) (quarter|qtr)|(quarter|qtr) two)\M', 'quarter 2'),
                   '\m((third|3rd) (quarter|qtr)|(quarter|qtr) three)\M', 'quarter 3'),
                   '\m((fourth|4th) (quarter|qtr)|(quarter|qtr) four)\M', 'quarter 4')
       END;
COMMENT ON FUNCTION sheet_quarter_in_figures(text) IS 'A heading whose quarter in words is one in figures.';

CREATE OR REPLACE FUNCTION sheet_heading_text(heading text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN sheet_quarter_in_figures(regexp_replace(regexp_replace(lower(machine_word(legend_word(heading))), '[\s_]+', ' ', 'g'),
                                               '\(?\u00A3 ?(''?000''?s?|mn?|k|bn|millions?|thousands?)\M\)?', '', 'g'));
COMMENT ON FUNCTION sheet_heading_text(text) IS
  'A heading in small letters, blanks and look-alike letters folded, quarters in figures, without the unit of its money.';

-- "Status at end of June" is a status; "Complete by end of" is whole.
CREATE OR REPLACE FUNCTION sheet_heading_rest(heading text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN sheet_heading_text(heading) !~ sheet_period_pattern() THEN sheet_word(sheet_heading_text(heading))
            ELSE regexp_replace(regexp_replace(
                   sheet_word(regexp_replace(sheet_heading_text(heading), sheet_period_pattern(), ' ', 'g')),
                   '^((at|as|the|end|of|in|for|to|by|on|from|year)( |$))+', ''), '(( |^)(at|as|the|end|of|in|for|to|by|on|from|year))+$',
                     '') END;
COMMENT ON FUNCTION sheet_heading_rest(text) IS 'A heading for comparing, without the period it names.';

-- "Q1 Jul-Sep 2024", "September 2024 quarter": months tell the days whatever the calendar, but must agree with the quarter's number.
CREATE OR REPLACE FUNCTION sheet_whole_quarter(words text, start_month integer) RETURNS daterange
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT daterange(w.whole)
  FROM (SELECT try_quarter(sheet_whole_quarter.words) AS whole) AS w,
       LATERAL (SELECT quarter(start_date(w.whole), sheet_whole_quarter.start_month) AS ours) AS o
  WHERE fiscal_year_start(w.whole) BETWEEN 1970 AND 2099
    AND (fiscal_start_month(w.whole) = sheet_whole_quarter.start_month
         OR daterange(o.ours) = daterange(w.whole)
            AND sheet_whole_quarter.words ~* '[[:<:]](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)'
            AND coalesce(substring(sheet_whole_quarter.words FROM '(?i)[[:<:]](?:q|qtr|quarter) ?([1-4])'),
                         quarter_number(o.ours)::text) = quarter_number(o.ours)::text);
END;
COMMENT ON FUNCTION sheet_whole_quarter(text, integer) IS
  'The days of what is a quarter as a whole, if it is one of the register''s calendar.';

-- "FY26 Q2" is of the year that starts or ends in 2026, "Q1 2526" of 2025/26 or of 2526: the one that the plan's period holds.
CREATE OR REPLACE FUNCTION sheet_fiscal_quarter(said text, run sheet_runs) RETURNS daterange
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE WHEN count(*) = 1 THEN (array_agg(d.days))[1] END
  FROM (SELECT substring(sheet_fiscal_quarter.said FROM '(?:q|qtr|quarter) ?([1-4])')::integer AS number,
               substring(regexp_replace(sheet_fiscal_quarter.said, '(q|qtr|quarter) ?[1-4]', '') FROM '[0-9]+')::integer AS printed) AS p,
       LATERAL (SELECT CASE WHEN p.printed < 100 THEN 2000 + p.printed
                            WHEN p.printed % 100 = (p.printed / 100 + 1) % 100 THEN 2000 + p.printed / 100 ELSE p.printed END AS year) AS y,
       LATERAL (SELECT DISTINCT daterange(quarter(g.year, p.number, (sheet_fiscal_quarter.run).start_month)) AS days
                FROM generate_series(y.year - (sheet_fiscal_quarter.said ~ 'fy')::integer, y.year) AS g (year)) AS d
  WHERE d.days <@ (sheet_fiscal_quarter.run).period
    -- One number beside the quarter's: no year that goes on to another.
    AND sheet_fiscal_quarter.said ~ '^[^0-9]*([0-9]+[^0-9]+[1-4]|[1-4][^0-9]+[0-9]+)$';
END;
COMMENT ON FUNCTION sheet_fiscal_quarter(text, sheet_runs) IS
  'The quarter of a fiscal year in one number, if just one reading lies in the plan''s period.';

-- The one quarter, or the one month, of that name in those days.
CREATE OR REPLACE FUNCTION sheet_bare_period(month text, number integer, within daterange, start_month integer) RETURNS daterange
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE WHEN count(*) = 1 THEN (array_agg(q.days))[1] END
  FROM (SELECT DISTINCT CASE WHEN sheet_bare_period.number IS NULL THEN daterange(m::date, (m + interval '1 month')::date)
                             ELSE daterange(quarter(m::date, sheet_bare_period.start_month)) END AS days
        FROM generate_series(lower(sheet_bare_period.within), upper(sheet_bare_period.within) - 1, interval '1 month') AS m
        WHERE CASE WHEN sheet_bare_period.number IS NULL THEN to_char(m, 'mon') = left(sheet_bare_period.month, 3)
                   ELSE quarter_number(quarter(m::date, sheet_bare_period.start_month)) = sheet_bare_period.number END) AS q;
END;
COMMENT ON FUNCTION sheet_bare_period(text, integer, daterange, integer) IS
  'The days of a quarter by its number, or of a month by its name, if there is one of them in a period.';

-- "Q1/Q2 RAG", "Q1-Q2 2025/26".
CREATE OR REPLACE FUNCTION sheet_names_several(words text) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT count(DISTINCT q[1]) > 1 FROM regexp_matches(sheet_heading_text(words), '\m(?:q|qtr|quarter) ?([1-4])\M', 'g') AS q);
COMMENT ON FUNCTION sheet_names_several(text) IS 'Whether a heading or cell names more than one quarter.';

-- "Apr-Jun" is q1, "April to June 25" is q1 april to june 25; NULL: the months are no quarter of the register's.
CREATE OR REPLACE FUNCTION sheet_quarter_of_months(span text, start_month integer) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT 'q' || (m.first - sheet_quarter_of_months.start_month + 12) % 12 / 3 + 1
         || CASE WHEN sheet_quarter_of_months.span ~ '[0-9]' THEN ' ' || sheet_quarter_of_months.span ELSE '' END
  FROM (SELECT strpos(y.months, left(sheet_quarter_of_months.span, 3)) / 3 + 1 AS first,
               strpos(y.months, substring(sheet_quarter_of_months.span FROM '(?:-|\mto) ?([a-z]{3})')) / 3 + 1 AS last
        FROM (VALUES ('janfebmaraprmayjunjulaugsepoctnovdec')) AS y (months)) AS m
  WHERE (m.last - m.first + 12) % 12 = 2 AND (m.first - sheet_quarter_of_months.start_month + 12) % 3 = 0;
END;
COMMENT ON FUNCTION sheet_quarter_of_months(text, integer) IS 'Three months named by the first and the last, as the quarter they are.';

CREATE OR REPLACE FUNCTION sheet_month_span(words text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN substring(sheet_heading_text(words)
                 FROM '\m(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?: ?20\d\d)? ?(?:-|to) ?'
                      '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:[ -]*(?:20)?\d\d\M)?');
COMMENT ON FUNCTION sheet_month_span(text) IS 'The months from one to another that a heading names.';

-- "Q3 (Oct-Dec 2025)" has its year from the months; "Q3 (Jul-Sep 2025)" is a quarter of another calendar, or a slip.
CREATE OR REPLACE FUNCTION sheet_quarter_beside_months(said text, months text, start_month integer) RETURNS text
  LANGUAGE sql STABLE
RETURN CASE WHEN substring(said FROM '(?:q|qtr|quarter) ?([1-4])') <> substring(months FROM '^q([1-4])') THEN NULL
            WHEN months ~ '^q[1-4]$' THEN said
            WHEN coalesce(sheet_whole_quarter(said, start_month) = sheet_whole_quarter(months, start_month), true) THEN months END;
COMMENT ON FUNCTION sheet_quarter_beside_months(text, text, integer) IS
  'What a heading says of its quarter that names both the quarter and its months; NULL: they are not the same.';

CREATE OR REPLACE FUNCTION sheet_said_period(words text, start_month integer) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE WHEN p.span IS NULL THEN p.said
              WHEN (p.said ~ '\m(q|qtr|quarter)') IS NOT TRUE THEN p.months
              WHEN p.months IS NULL THEN p.said
              ELSE sheet_quarter_beside_months(p.said, p.months, sheet_said_period.start_month) END
  FROM (SELECT h.said, h.span, sheet_quarter_of_months(h.span, sheet_said_period.start_month) AS months
        FROM (SELECT substring(sheet_heading_text(sheet_said_period.words) FROM sheet_period_pattern()) AS said,
                     sheet_month_span(sheet_said_period.words) AS span) AS h) AS p;
END;
COMMENT ON FUNCTION sheet_said_period(text, integer) IS 'The part of a heading or cell that names its period; three months as a quarter.';

-- A bare Q3 or June takes its year from the plan, or of a plan of several years from the quarter asked for.
CREATE OR REPLACE FUNCTION sheet_period(run sheet_runs, words text) RETURNS daterange
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  said text := sheet_said_period(words, run.start_month);
  found daterange := coalesce(sheet_whole_quarter(words, run.start_month), sheet_whole_quarter(said, run.start_month));
  number text;
  within daterange := run.period;
BEGIN
  IF found IS NOT NULL OR sheet_names_several(words) THEN
    RETURN found;
  END IF;
  found := CASE WHEN said ~ '[[:<:]](q|qtr|quarter)' THEN daterange(try_quarter(said))
                WHEN said ~ '^[0-9]+[/.][0-9]+[/.][0-9]+$|^[0-9]{4}-[0-9][0-9]-[0-9][0-9]$'
                  THEN daterange(quarter(lower(try_plan_period(said, run.start_month)), run.start_month)) END;
  -- "Q1 2526": no plan is of the year 2526.
  IF fiscal_year_start(try_quarter(said)) NOT BETWEEN 1970 AND 2099 THEN
    RETURN sheet_fiscal_quarter(said, run);
  ELSIF is_of_either_year(said, run.start_month) THEN
    RETURN quarter_within(said, run.start_month, run.period);
  ELSIF found IS NOT NULL AND said ~ '[[:<:]](q|qtr|quarter)' AND fiscal_start_month(try_quarter(said)) <> run.start_month THEN
    found := NULL;
  END IF;
  IF said IS NULL OR found IS NOT NULL THEN
    RETURN found;
  END IF;
  number := substring(said FROM '^(?:q|qtr|quarter) ?([1-4])$');
  IF number IS NULL AND said ~ '[[:<:]](q|qtr|quarter)' THEN
    RETURN coalesce(try_plan_period(said, run.start_month, run.period), sheet_fiscal_quarter(said, run));
  END IF;
  IF number IS NULL AND said !~ '^[a-z]+$' THEN
    RETURN try_plan_period(said, run.start_month, run.period);
  END IF;
  IF run.quarter IS NOT NULL THEN
    within := daterange(start_date(quarter(fiscal_year_start(run.quarter)::bigint, 1, run.start_month)),
                        end_date(quarter(fiscal_year_start(run.quarter)::bigint, 4, run.start_month)), '[]');
  END IF;
  RETURN sheet_bare_period(said, number::integer, within, run.start_month);
END
$body$;
COMMENT ON FUNCTION sheet_period(sheet_runs, text) IS
  'The days that a heading or cell names: of a date its quarter; a bare quarter or month is the one within the plan''s period, or within '
  'the fiscal year of the quarter asked for; NULL: it names none, or one of several.';
