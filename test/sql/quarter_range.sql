-- What a user of quarter ranges sees: text in and out, operators, exclusion, days; to_char and the calendar of quarters.
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

-- Every spelling of a quarter, every kind of end; [) is printed.  Ends move within their own calendars.
SELECT spelling, spelling::quarterrange AS range, spelling::quarterrange::daterange AS days
FROM unnest(ARRAY[
    '["Q1 2025/26","Q4 2025/26"]', '[Q1 2025/26, Q1 2026/27)', '(2024/25 Q4,q4 25/26]', '(Q1 2025/26,Q4 2025/26)',
    '[Q1 2025/26,Q1 2025/26]', '[Q1 2025/26,Q1 2025/26)', '(Q1 2025/26,Q2 2025/26)', 'empty',
    '[Q1 2025/26,]', '(,Q4 2025/26]', '(,)',
    '[Q1 2025,Q4 2025]', '["Q1 2025/26 (Oct)","Q2 2025/26 (Oct)"]',
    '[Q1 2025/26,Q4 2025]', '(Q1 2025/26,Q3 2025)', '[Q2 2025,Q1 2025/26]', '[Q2 2025,Q1 2025/26)',
    '[Q1 9999/00,Q4 9999/00]', '(Q3 9999/00,Q4 9999/00]', '(Q4 9999/00,)', '(Q3 9999/00,Q4 9999/00)', '[Q4 9999,"Q4 9999/00 (Dec)"]',
    '(Q4 9999,"Q4 9999/00 (Dec)"]', '[Q1 0001,Q1 0001/02)', '(,Q1 0001)'
]) AS spelling;
SELECT quarterrange('Q1 2025/26', 'Q4 2025/26'), quarterrange('Q1 2025/26', 'Q4 2025/26', '[]'), quarterrange('Q1 2025/26', NULL),
       quarterrange('Q1 2025/26'::quarter), 'Q4 9999/00'::quarter::quarterrange AS last;
SELECT expression, r.code, r.message, r.detail, r.hint
FROM unnest(ARRAY[
    $$'Q1 2025/26'::quarterrange$$, $$'[Q1 2025/26]'::quarterrange$$, $$'[Q4 2025/26,Q1 2025/26]'::quarterrange$$,
    $$'[Q1 2025/26,Q5 2025/26]'::quarterrange$$, $$'[Q1 2025/27,)'::quarterrange$$, $$'[Q1 10000,)'::quarterrange$$,
    $$quarterrange('Q2 2025/26', 'Q1 2025/26')$$, $$quarterrange('Q1 2025/26', 'Q2 2025/26', '<>')$$
]) AS expression, pg_temp.refusal(expression) AS r;

-- Operators and functions that every range has.
SELECT r @> 'Q2 2025/26'::quarter AS has, 'Q1 2026/27'::quarter <@ r AS not_that, r && '[Q4 2025/26,)' AS overlaps,
       r -|- '[Q1 2026/27,Q2 2026/27]' AS adjacent, r -|- '[Q2 2026/27,)' AS apart, r << '[Q1 2026/27,)' AS before,
       lower(r), upper(r), upper(r) - lower(r) AS quarters, lower_inc(r), upper_inc(r)
FROM (VALUES ('[Q1 2025/26,Q4 2025/26]'::quarterrange)) AS v (r);
SELECT r * '[Q3 2025/26,Q3 2026/27]' AS common, r + '[Q1 2026/27,Q2 2026/27]' AS both, r - '[Q3 2025/26,)' AS without,
       range_merge(r, '[Q1 2030/31,Q1 2030/31]') AS merged, multirange(r) - '{[Q2 2025/26,Q2 2025/26]}' AS hole
FROM (VALUES ('[Q1 2025/26,Q4 2025/26]'::quarterrange)) AS v (r);

-- Adjacent quarters are one range; calendars go side by side.
SELECT '{[Q1 2025/26,Q1 2025/26],[Q3 2025/26,Q4 2025/26],[Q2 2025/26,Q2 2025/26]}'::quartermultirange AS year,
       '{[Q1 2025/26,Q1 2025/26],[Q3 2025/26,Q4 2025/26]}'::quartermultirange::datemultirange AS days,
       '{}'::quartermultirange::datemultirange AS none;
SELECT range_agg(quarterrange(q)), range_agg(quarterrange(q))::datemultirange
FROM unnest('{Q1 2024/25,Q2 2024/25,Q4 2024/25,Q1 2025/26}'::quarter[]) AS q;
SELECT unnest('{[Q1 2024/25,Q2 2024/25],[Q4 2024/25,]}'::quartermultirange);

-- One holder at a time.
CREATE TEMP TABLE holder (post text, period quarterrange, EXCLUDE USING gist (period WITH &&));
INSERT INTO holder VALUES ('first', '[Q1 2025/26,Q2 2025/26]'), ('second', '[Q3 2025/26,Q4 2025/26]');
DO $$
BEGIN
    INSERT INTO holder VALUES ('third', '[Q4 2025/26,)');
EXCEPTION WHEN exclusion_violation THEN
    RAISE NOTICE '% %', SQLSTATE, SQLERRM;
END $$;
INSERT INTO holder VALUES ('third', '[Q1 2026/27,)');
SELECT * FROM holder WHERE period @> 'Q3 2025/26'::quarter;
SELECT count(DISTINCT period), min(lower(period)), max(upper(period)) FROM holder;
SELECT post, period FROM holder ORDER BY period DESC;

-- Nothing is cast behind one's back.
SELECT castsource::regtype, casttarget::regtype, castcontext FROM pg_cast
WHERE '{quarterrange,quartermultirange}'::regtype[] && ARRAY[castsource::regtype, casttarget::regtype]
ORDER BY 1, 2;

-- to_char
SELECT pattern, to_char('Q4 2025/26'::quarter, pattern) AS fiscal, to_char('Q4 2025'::quarter, pattern) AS calendar,
       to_char('Q1 9999/00 (Oct)'::quarter, pattern) AS last
FROM unnest(ARRAY[
    '', '"Q"Q YYYY/YY', 'YYYY-YY "Q"Q', '"Quarter "Q, YY/YY', 'YYYY"Q"Q', 'YYYY-"Q"Q', 'YYYY/YYYY', 'YY', '"FY"EYYY', '"FY"EY-Q', '"H"H yyyy/yy',
    'q h', '\H1 \\ \"Q\"', '"a\"b\\c"', 'Q – YYYY', '12/34-5'
]) AS pattern;
SELECT pattern, r.*
FROM unnest(ARRAY['Quarter Q', 'Q YYY', 'Q Mon', 'FMQ', 'E', '"Q', 'Q"\"']) AS pattern,
     pg_temp.refusal(format('to_char(%L::quarter, %L)', 'Q1 2025/26', pattern)) AS r;
SELECT r.code, r.message, r.detail, r.hint FROM pg_temp.refusal($$to_char('Q1 2025/26'::quarter, repeat('Q', 1001))$$) AS r;
SELECT length(to_char('Q1 2025/26'::quarter, repeat('Q', 1000))), to_char('Q1 2025/26'::quarter, NULL), to_char(NULL::quarter, 'Q');

-- Halves and the calendar.
SELECT halves_between('Q1 2025/26', later), halves_between(later, 'Q1 2025/26')
FROM unnest('{Q1 2025/26,Q2 2025/26,Q3 2025/26,Q4 2025/26,Q1 2026/27,Q4 2026/27}'::quarter[]) AS later;
SELECT r.code, r.message FROM pg_temp.refusal($$halves_between('Q1 2025/26', 'Q1 2026')$$) AS r;
SELECT * FROM quarter_calendar('Q3 2023/24', 'Q1 2024/25');
SELECT label, quarter_key, fiscal_year FROM quarter_calendar('Q4 2024', 'Q1 2025');
SELECT count(*) FROM quarter_calendar('Q1 2025/26', 'Q4 2024/25');
SELECT count(*) FROM quarter_calendar(NULL, 'Q4 2024/25');
SELECT r.code, r.message FROM pg_temp.refusal($$count(*) FROM quarter_calendar('Q1 2025/26', 'Q4 2026')$$) AS r;
