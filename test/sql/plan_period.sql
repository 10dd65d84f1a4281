-- What a user of plan_period and due_date sees.
SET DateStyle = 'ISO, DMY';

CREATE FUNCTION pg_temp.refusal(expression text, OUT code text, OUT message text, OUT detail text, OUT hint text)
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'SELECT ' || expression INTO message;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
        detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END $$;

-- A month is all of it, so it is due on its last day.
SELECT printed, plan_period(printed), due_date(printed)
FROM unnest(ARRAY[
    'March 2026', 'march 2026', 'Mar 2026', 'Mar-26', 'Sept. 2025', 'December / 2025', E'Dec \u201924',
    'Feb 2024', '03/2026', 'By March 2026', 'by the end of March 2026', 'End of March 2026', E'March\u00a02026',
    '2026-03', 'Dec 45', 'Complete by March 2026', 'until March 2026', 'no later than March 2026',
    'early May 2025', 'mid-May 2025', 'Mid May 2025', 'late February 2024'
]) AS printed;

-- Days are printed day first.
SELECT printed, plan_period(printed), due_date(printed)
FROM unnest(ARRAY[
    '31.10.24', '6/9/2024', '06-09-2024', '2026-03-31', '2024/10/31', '31-Mar-26', '11 th November 2024',
    '11th November 2024', '11th of November, 2024', '1st Nov 2024', 'November 11, 2024', 'Monday 18 November 2024',
    'Mon, 18 Nov 2024', '29 February 2024', 'By 31 March 2025',
    '2025-12-05T14:10', '2026-04-06 16:28:01.714483+05:30', 'Due: 31 March 2025',
    'w/c 18 November 2024', 'W/C Monday 18.11.2024', 'week commencing 18 Nov 24', 'wc 18 November 2024',
    'w/e 22 November 2024', 'week ending Friday 22 November 2024'
]) AS printed;

-- Quarters and years: consecutive years are one fiscal year, years further apart are a span.
SELECT printed, plan_period(printed), due_date(printed)
FROM unnest(ARRAY[
    'Q4 2026/27', '2026/27 Q4', 'Quarter 4 2026-27', 'q4 26/27', 'Q1 2025', 'Q1 2025/26 (Oct)', 'By end of Q3 2025/26',
    '2024-25', '2025/26', '2025/2026', '25/26', '25-26', 'FY 2025/26', '1999/00', '1999-2000',
    '2025-29', '2021-25', '2023 – 2026', '2023-2025', '2023 to 2026', '1998-2002', '2099-2103',
    'By end of 2022', 'by the end of Financial Year 2025-26', 'APRIL TO JUNE 2024-25', 'Q2 2025/26 (Oct-Dec 2025)'
]) AS printed;

-- Spans of days and months.
SELECT printed, plan_period(printed), due_date(printed)
FROM unnest(ARRAY[
    'May 2016 - August 2018', '1-Aug-14 to 29-Nov-14', '17 August → 02 October 2020', '5-9 May 2025', 'May 5 - June 10, 2025',
    '15 May - 20 June 2024', 'April – June 2023', 'From June 2024 to March 2025', '01/04/2024 - 30/06/2024'
]) AS printed;

-- From is a start without an end.
SELECT printed, plan_period(printed), due_date(printed) IS NULL AS open_ended
FROM unnest(ARRAY[
    'From June 2024', 'from 1 April 2026', 'From Q3 2025/26', 'On or after 1 April 2026', 'June 2024 onwards', '2025+',
    '2026/27+', 'From 2025/26',
    'Begin to implement in January 2018', 'Starting April 2025'
]) AS printed;

-- Another fiscal year; a quarter that names its calendar keeps it.
SELECT printed, plan_period(printed, 10), due_date(printed, 1)
FROM unnest(ARRAY['2025-29', 'Q1 2025', 'Q1 2025/26 (Jul)', 'March 2026', '2025+']) AS printed;
SELECT plan_period('2025/26', 10), plan_period('Q1 2025/26', 10), plan_period('2025', 1), due_date('2025-26', 1);

-- Refused, each with its reason and what to write instead.
SELECT printed, r.*
FROM unnest(ARRAY[
    '', ' ', '-', '–', 'TBC', 'ongoing', 'From', 'By', '+', 'March 2026 (revised)', 'From January 2025, Interim Director of People',
    'Revised to March 2025', 'Q3', 'Q5 2025/26', 'FY2026 Q1', 'Q1 2025/27',
    'December 24', 'Aug 28', '11-Oct', '2011-12', '1998-02', '2122-Q2', 'November to January 2025', 'mid-2025', 'Quarterly',
    'Within three months of approval', 'Start by May 2024', 'w/c 18 November', '18 November', 'November', 'mid-May', '31.10', 'Summer 2025', 'late autumn',
    '2025', 'FY2026', '25', '25-29', '11/12', '2025/27', '2025/24', '2025-24', '2025-2025',
    'March 20256', 'May 5', '1/2/3', '12345', '45747', '45747+', 'FY45747', '32873', '73415', '25/2026', '3/26',
    '31.02.25', '29.02.2025', '10/31/2024', '32 March 2025', '0 March 2025', '0000-01-01', '2025-00-10',
    'Tuesday 18 November 2024', '31.10/2024', '31,10,2024', '2024-10-31T00', '9999-10001'
]) AS printed, pg_temp.refusal(format('plan_period(%L)', printed)) AS r;
SELECT r.code, r.message, r.detail, r.hint FROM pg_temp.refusal($$plan_period('2025/26', 1)$$) AS r;
SELECT r.code, r.message, r.hint FROM pg_temp.refusal($$due_date('March 2026', 13)$$) AS r;
SELECT r.code, r.message FROM pg_temp.refusal(format('due_date(%L)', repeat('March ', 100))) AS r;

SELECT try_plan_period('March 2026'), try_plan_period('2025/26', 10), try_plan_period('31.02.25'), try_plan_period('TBC'), try_plan_period(NULL);
SELECT try_due_date('March 2026'), try_due_date('2025/26', 10), try_due_date('From March 2026'), try_due_date('TBC'), try_due_date(NULL);

-- A plan's period decides between two readings if it holds just one.
SELECT printed, within, try_plan_period(printed, 4, within)
FROM unnest(ARRAY['December 24', 'Aug 28', '2011-12']) AS printed,
     unnest('{"[2025-04-01,2026-04-01)","[2024-04-01,2029-04-01)","[2011-12-01,2012-01-01)"}'::daterange[]) AS within;
SELECT due_date('Aug 28', 4, '[2024-04-01,2025-04-01)'), plan_period('Aug 28', within => '[2024-04-01,2025-04-01)', start_month => 4);
