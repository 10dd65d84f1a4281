-- Which body gets which report when.

-- Reporting calendar.
CREATE OR REPLACE FUNCTION checked_days(from_day date, to_day date) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF from_day IS NULL OR to_day IS NULL OR from_day < '1900-01-01' OR to_day > '2999-12-31' OR from_day > to_day THEN
    RAISE EXCEPTION 'invalid days from "%" to "%"', from_day, to_day
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A calendar runs from a day to the same or a later one, between 1900 and 2999.',
            HINT = 'Write, for example, reporting_calendar(''2025-04-01'', ''2026-03-31'').';
  END IF;
  RETURN true;
END
$body$;
COMMENT ON FUNCTION checked_days(date, date) IS 'True, or an error if the days are none that a calendar can run between.';

-- Months are counted from the year 0, so that a period is a number and the next one is added to it.  The periods looked at reach as far
-- back as one that is due late, or waits for a meeting until the next is ready, may lie.
CREATE OR REPLACE FUNCTION rhythm_periods(rhythm text, fiscal_start_month integer, due_after_days integer, from_day date, to_day date,
                                          OUT period_start date, OUT period_end date, OUT ready_on date,
                                              OUT next_ready_on date) RETURNS SETOF record
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  WITH span AS (
    SELECT CASE rhythm WHEN 'monthly' THEN 1 WHEN 'quarterly' THEN 3 WHEN 'half-yearly' THEN 6 ELSE 12 END AS months,
           (extract(year FROM from_day - due_after_days) * 12 + extract(month FROM from_day - due_after_days))::integer - 1 AS first_month,
           (extract(year FROM to_day - due_after_days) * 12 + extract(month FROM to_day - due_after_days))::integer - 1 AS last_month
  )
  SELECT make_date(m / 12, m % 12 + 1, 1),
         make_date((m + s.months) / 12, (m + s.months) % 12 + 1, 1) - 1,
         make_date((m + s.months) / 12, (m + s.months) % 12 + 1, 1) - 1 + due_after_days,
         make_date((m + 2 * s.months) / 12, (m + 2 * s.months) % 12 + 1, 1) - 1 + due_after_days
    FROM span s
   CROSS JOIN LATERAL generate_series(s.first_month - (s.first_month - (fiscal_start_month - 1)) % s.months - 2 * s.months,
                                      s.last_month, s.months) m;
END;
COMMENT ON FUNCTION rhythm_periods(text, integer, integer, date, date) IS
  'The periods of a rhythm whose reports may be due between two days, with the day on which each one''s report, and the next one''s, is '
  'ready.';

CREATE OR REPLACE FUNCTION reporting_calendar(from_day date DEFAULT today(), to_day date DEFAULT today() + 365)
  RETURNS TABLE (due_on date, body_id bigint, body text, report text, rhythm text, plan_id bigint, plan text, requirement_id bigint,
                 requirement text,
                 period_start date, period_end date, quarter quarter, ready_on date, is_meeting boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH due AS MATERIALIZED (
    SELECT r.rhythm_id, r.body_id, r.report, r.rhythm, r.plan_id, r.requirement_id, r.valid_from, r.valid_to, p.period_start,
        p.period_end, p.ready_on,
           (SELECT min(m.held_on) FROM meetings m WHERE m.body_id = r.body_id AND m.held_on >= p.ready_on
            AND m.held_on < p.next_ready_on) AS held_on
      FROM reporting_rhythms r
     CROSS JOIN LATERAL rhythm_periods(r.rhythm, fiscal_start_month(), r.due_after_days, reporting_calendar.from_day,
                                       reporting_calendar.to_day) p
     WHERE checked_days(reporting_calendar.from_day, reporting_calendar.to_day)
  )
  SELECT coalesce(d.held_on, d.ready_on), d.body_id, b.name, d.report, d.rhythm, d.plan_id, pl.plan, d.requirement_id, n.ref,
         d.period_start, d.period_end, quarter(d.period_end, fiscal_start_month()), d.ready_on, d.held_on IS NOT NULL
    FROM due d
    JOIN bodies b ON b.body_id = d.body_id
    LEFT JOIN plan_names pl ON pl.plan_id = d.plan_id
    LEFT JOIN nodes n ON n.node_id = d.requirement_id
   WHERE coalesce(d.held_on, d.ready_on) BETWEEN reporting_calendar.from_day AND reporting_calendar.to_day
     AND coalesce(d.held_on, d.ready_on) BETWEEN d.valid_from AND d.valid_to
   ORDER BY coalesce(d.held_on, d.ready_on), b.name, d.report, d.period_start, d.rhythm_id;
END;
COMMENT ON FUNCTION reporting_calendar(date, date) IS
  'One row per report that is due to a body between the two days: for each period of its rhythm, at the body''s first meeting on or '
  'after the day it is ready and before the next one is ready, or else on that day.';

CREATE OR REPLACE VIEW reporting_calendar WITH (security_invoker = true) AS
SELECT c.due_on, c.body_id, c.body, c.report, c.rhythm, c.plan_id, c.plan, c.requirement_id, c.requirement, c.period_start, c.period_end,
       c.quarter, c.ready_on, c.is_meeting
  FROM reporting_calendar(today(), today() + 365) c;
COMMENT ON VIEW reporting_calendar IS 'One row per report that is due to a body in the 365 days from today.';
COMMENT ON COLUMN reporting_calendar.due_on IS 'The day: of the meeting or, where none is known, the day it is ready.';
COMMENT ON COLUMN reporting_calendar.body_id IS 'The body that gets it.';
COMMENT ON COLUMN reporting_calendar.body IS 'The body that gets it.';
COMMENT ON COLUMN reporting_calendar.report IS 'What the body gets.';
COMMENT ON COLUMN reporting_calendar.rhythm IS 'monthly, quarterly, half-yearly or annual.';
COMMENT ON COLUMN reporting_calendar.plan_id IS 'The plan.';
COMMENT ON COLUMN reporting_calendar.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN reporting_calendar.requirement_id IS 'The external requirement.';
COMMENT ON COLUMN reporting_calendar.requirement IS 'The reference of the external requirement.';
COMMENT ON COLUMN reporting_calendar.period_start IS 'First day of the period the report is about.';
COMMENT ON COLUMN reporting_calendar.period_end IS 'Last day of the period the report is about.';
COMMENT ON COLUMN reporting_calendar.quarter IS 'The fiscal quarter, of a longer or shorter period the one in which it ends.';
COMMENT ON COLUMN reporting_calendar.ready_on IS 'The day the report is ready: the end of the period and the days after it.';
COMMENT ON COLUMN reporting_calendar.is_meeting IS 'Whether due_on is a meeting of the body.';
