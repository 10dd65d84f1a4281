-- What a user of the type quarter sees: text in and out, refusals with SQLSTATE, functions and casts.
SET DateStyle = 'ISO, DMY';

-- Says how an expression is refused, or what it gives.
CREATE FUNCTION pg_temp.refusal(expression text, OUT code text, OUT message text, OUT detail text, OUT hint text)
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'SELECT ' || expression INTO message;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
        detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END $$;

-- Every spelling, and the one that is printed.
SELECT spelling, spelling::quarter, start_date(spelling::quarter), end_date(spelling::quarter)
FROM unnest(ARRAY[
    'Q1 2025/26', '2025/26 Q1', 'Q1 2025-26', 'Q1 2025/2026', 'Quarter 1 2025/26', 'q1 25/26', 'Qtr 1, 2025/26',
    'Q1 2025–26', E'Q1\u00a02025/26', '  q 1   2025 / 26  ', 'Q1: 2025/26', 'Q1 FY2025/26', 'FY 25/26 Q1',
    'Q1 2025/26 (Apr)', 'Q1 2025/26 (April)',
    'Q1 2025', '2025-Q1', '2025Q1', '2025 Q1', 'Q1/2025', 'Q1 2025 (Jan)', 'Q1 FY2025 (January)',
    'Q1 2025/26 (Oct)', 'q1 2025-26 (october)', '2025/26 Q1 (Sept)', 'Q1 2025/26 (Jul)',
    'First Quarter 2024-2025', '1st Quarter 2023/24', 'Quarter Two 2025/2026', 'Quarter 2 of 2025/26', '2025/26 (Q2)', '1Q25', 'q2/24',
    'FY24-25 Q1', 'Fiscal 2023/24 Q4', '202526 Q2', 'Quarter 2 Progress Report 2019-20', 'March quarter 2024', 'quarter ended 31 March 2024',
    'APR-JUN 2023', 'APRIL TO JUNE 2024-25', '1 January to 31 March 2015', 'Quarter 1 (April-June), FY 2024-25',
    'quarter 4 (January to March 2025)', 'Q2 FY2025/26 (Oct-Dec 2025)', 'Q4 FY2024 (Jan-Mar 2024)', '2021-Q1', 'Q2 2122',
    'Q4 1999/00', 'Q4 1999/2000', 'Q1 69/70', 'Q1 70/71', 'Q1 99/00', 'Q1 00/01', 'Q4 2023/24',
    'Q1 0001/02', 'Q1 0001', 'Q4 9999/00', 'Q4 9999', 'Q4 9999/00 (Dec)'
]) AS spelling;

-- Refused, each with its reason and what to write instead.
SELECT spelling, r.*
FROM unnest(ARRAY[
    '', '-', 'Q', 'quarter', 'last quarter', 'Q1 2025/26 revised', 'H1 2025/26', 'Q1Q2 2025/26', 'TBC',
    'Q0 2025/26', 'Q5 2025/26', 'Q12025/26', '2025/26', '2025', 'Q3',
    'Q1 2025/27', '2025/24 Q1', 'Q1 2025/2027', 'Q1 2025/6', 'Q1 225/26', 'Q1 25/2026',
    'FY2026 Q1', 'Q1 FY26', 'FY2026 Q1 (Oct)', 'Q1 2025 (Apr)', 'Q1 2025 (Oct)', 'Q1 2025/26 (Jan)',
    'Q1 2025/26 (Okt)', 'Q1 2025/26 (10)', 'Q1 2025/26 (Oct', 'Q1 2025/26 ()',
    '2122-Q2', '1920-Q3', '2425 Q1', 'third quarter (October – December 2019)', 'Quarter 1 (April to June)', 'Q1 2025/26 (Jul-Sep 2026)',
    'Q4 (Jan-Mar) 2024', 'June quarter 2024-25', 'February to April 2024', 'Pulse 2023/24 Q4',
    '2025-04-01', '2025-04-01 12:00:00+01',
    'Q1 0000/01', 'Q1 0000', 'Q1 10000', 'Q1 99999999999999999999'
]) AS spelling, pg_temp.refusal(format('%L::quarter', spelling)) AS r;
SELECT r.code, r.message FROM pg_temp.refusal(format('%L::quarter', repeat('Q1 ', 200))) AS r;
SELECT r.* FROM pg_temp.refusal($$quarter('2025-04-01')$$) AS r;

-- Text that cannot be read is NULL for those who ask so.
SELECT try_quarter('Q2 25/26'), try_quarter('Q5 2025/26'), try_quarter('Q1 0000/01'), try_quarter(''), try_quarter(NULL);

-- Of days.
SELECT quarter(date '2025-03-31'), quarter(date '2025-04-01'), quarter(date '2025-04-01', 1), quarter(date '2025-04-01', 10),
       quarter(timestamp '2025-06-30 23:59:59.999999'), quarter(timestamp '2025-07-01', 1);
SET TIME ZONE 'UTC';
SELECT quarter(timestamptz '2025-03-31 23:30:00+00'), quarter(timestamptz '2025-03-31 23:30:00+00', 1);
SET TIME ZONE 'Europe/London';
SELECT quarter(timestamptz '2025-03-31 23:30:00+00'), quarter(timestamptz '2025-03-31 23:30:00+00', 1);
RESET TIME ZONE;
SELECT current_quarter() = quarter(current_date) AS today, current_quarter(1) = quarter(current_date, 1) AS calendar;

-- Of numbers: the year in which the fiscal year starts, or ends.
SELECT quarter(2025, 1), quarter(2025, 1, 1), quarter(2025, 4, 10),
       quarter_ending(2026, 1), quarter_ending(2026, 1, 1), quarter_ending(2026, 4, 10);

SELECT expression, r.code, r.message, r.detail, r.hint
FROM unnest(ARRAY[
    'quarter(2025, 0)', 'quarter(2025, 5)', 'quarter(0, 1)', 'quarter(10000, 1)', 'quarter(9223372036854775807, 1)',
    'quarter(2025, 1, 0)', 'quarter(2025, 1, 13)', 'quarter_ending(1, 1)', 'quarter_ending(1, 1, 1)',
    'quarter_ending(-9223372036854775808, 1)', 'quarter_ending(10000, 4)',
    'quarter(date ''infinity'')', 'quarter(date ''-infinity'')', 'quarter(timestamp ''infinity'')',
    'quarter(timestamptz ''-infinity'')', 'quarter(date ''0001-03-31'')', 'quarter(date ''0001-04-01'')',
    'quarter(date ''10000-04-01'')', 'quarter(date ''0044-03-15 BC'')', 'quarter(date ''2025-01-01'', 13)',
    'current_quarter(0)'
]) AS expression, pg_temp.refusal(expression) AS r;

-- Accessors.
SELECT q, start_date(q), end_date(q), q::daterange AS days_of, daterange(q) = q::daterange AS same, fiscal_year(q),
       fiscal_year_start(q) AS year, fiscal_start_month(q) AS month, quarter_number(q) AS n, half(q), days(q),
       nth_day(q, 1) = start_date(q) AND nth_day(q, days(q)) = end_date(q) AS nth
FROM unnest('{Q1 2025/26,Q2 2025/26,Q3 2025/26,Q4 2025/26,Q4 2023/24,Q1 2025,Q1 2024,Q4 2025/26 (Oct),Q4 9999/00 (Dec)}'::quarter[]) AS q;
SELECT q @> date '2025-06-30' AS in_it, q @> date '2025-07-01' AS after_it, date '2025-04-01' <@ q AS first_day, q @> date 'infinity' AS never
FROM (VALUES ('Q1 2025/26'::quarter)) AS v (q);

-- Arithmetic.
SELECT q + 1 AS next, 1 + q AS also, q - 1 AS before, q + 3 - q AS three, q - (q + 5) AS minus_five,
       years_between(q, q + 7) AS one, years_between(q + 7, q) AS minus_one, years_between(q, q + 3) AS none
FROM (VALUES ('Q4 2025/26'::quarter)) AS v (q);
SELECT in_calendar('Q1 2025/26', 1), in_calendar('Q1 2025', 4), in_calendar('Q1 2025/26', 10), in_calendar('Q2 2025/26 (Oct)', 1),
       same_quarter('Q1 2025/26', 'Q2 2025') AS same, same_quarter('Q1 2025/26', 'Q1 2025') AS other,
       'Q1 2025/26'::quarter = 'Q2 2025'::quarter AS equal, 'Q2 2025'::quarter < 'Q1 2025/26'::quarter AS before;
SELECT generate_series('Q3 2025/26'::quarter, 'Q2 2026/27');
SELECT generate_series('Q3 2025/26'::quarter, 'Q2 2024/25', -2);
SELECT count(*) FROM generate_series('Q4 9998/99'::quarter, 'Q4 9999/00');
SELECT count(*) FROM generate_series('Q2 2025/26'::quarter, 'Q1 2025/26');

-- Years, numbers and steps of every whole type.
SELECT n, quarter(2025, n) AS q, quarter_ending(2026, n), nth_day(quarter(2025, n), n), quarter(2025, n) + n AS later, n + quarter(2025, n) AS also,
       quarter(2025, n) - n AS before, (SELECT count(*) FROM generate_series(quarter(2025, 1), quarter(2026, 4), n)) AS steps,
       count(*) OVER (ORDER BY quarter(2025, n) RANGE BETWEEN 1::bigint PRECEDING AND 9223372036854775807 FOLLOWING) AS near
FROM (SELECT row_number() OVER () AS n FROM generate_series(1, 4)) AS s;
SELECT quarter(2025::smallint, 1::smallint), quarter(2025, 1::smallint), quarter(2025::bigint, 1), quarter('2025', 1), quarter(2025, '1'),
       quarter(2025, 1, 4), quarter(n => 1, year => 2025), quarter(year => 2025, n => 1, start_month => 1), 'Q1 2025/26'::quarter + 1::smallint AS later;

SELECT expression, r.code, r.message, r.detail, r.hint
FROM unnest(ARRAY[
    $$'Q4 9999/00'::quarter + 1$$, $$'Q1 0001/02'::quarter - 1$$, $$'Q1 2025/26'::quarter + 2147483647$$,
    $$'Q1 2025/26'::quarter - (-2147483648)$$, $$-2147483648 + 'Q1 2025/26'::quarter$$,
    $$'Q1 2025/26'::quarter - 'Q1 2025'::quarter$$, $$'Q1 2025/26'::quarter - 'Q1 2025/26 (Mar)'::quarter$$,
    $$years_between('Q1 2025', 'Q1 2025/26')$$,
    $$in_calendar('Q1 2025/26', 3)$$, $$in_calendar('Q1 2025/26', 16)$$, $$in_calendar('Q1 0001/02', 7)$$,
    $$nth_day('Q1 2025/26', 0)$$, $$nth_day('Q1 2025/26', 92)$$, $$nth_day('Q1 2025/26', 4294967297)$$, 'quarter(2025, 4294967297)',
    $$'Q1 2025/26'::quarter + 9223372036854775807$$, $$'Q1 2025/26'::quarter - (-9223372036854775807 - 1)$$,
    $$generate_series('Q1 2025/26'::quarter, 'Q1 2026/27', 0)$$, $$generate_series('Q1 2025/26'::quarter, 'Q1 2025')$$
]) AS expression, pg_temp.refusal(expression) AS r;

-- Order is time, not text; then the fiscal start month.
SELECT q FROM unnest('{Q4 2024/25,Q1 2025,Q3 2024/25,Q2 2025,Q1 2025/26,Q1 2025/26 (Oct),Q2 1999/00}'::quarter[]) AS q ORDER BY q;
SELECT min(q), max(q) FROM unnest('{Q4 2024/25,NULL,Q3 2024/25,Q1 2025/26}'::quarter[]) AS q;
SELECT min(q), max(q) FROM unnest('{}'::quarter[]) AS q;

-- A window of a rolling year over quarters with a gap.
SELECT q, count(*) OVER (ORDER BY q RANGE BETWEEN 3 PRECEDING AND CURRENT ROW) AS in_the_year_to_it
FROM unnest('{Q1 2024/25,Q2 2024/25,Q4 2024/25,Q1 2025/26,Q4 2025/26}'::quarter[]) AS q;
SELECT r.code, r.message FROM pg_temp.refusal(
    $$count(*) OVER (ORDER BY q RANGE BETWEEN -1 PRECEDING AND CURRENT ROW) FROM (VALUES ('Q1 2025/26'::quarter)) AS v (q)$$) AS r;

-- A driver's text parameter can be stored; nothing is cast behind one's back.
CREATE TEMP TABLE report (q quarter);
PREPARE store (text) AS INSERT INTO report VALUES ($1) RETURNING q, text(q), q::text || '!' AS shouted;
EXECUTE store ('2025/26 Q3');
SELECT castsource::regtype, casttarget::regtype, castcontext FROM pg_cast
WHERE 'quarter'::regtype IN (castsource, casttarget) AND casttarget IN ('quarter'::regtype, 'text'::regtype, 'daterange'::regtype)
ORDER BY 1, 2;
SELECT 'Q1 FY0001'::quarter;
