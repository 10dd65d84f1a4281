-- Every deadline that the council's five documents print can be read, and reads as what it says.
-- Run from the repository's root: the files are read by psql, from demo/data.
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off

BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(22);
SET LOCAL DateStyle = 'ISO, DMY';

-- Whole lines, with a delimiter and a quote that no line holds: the files have tabs between the fields and no quoting.
CREATE TEMP TABLE raw (line text NOT NULL, number integer GENERATED ALWAYS AS IDENTITY, file text);
\copy raw (line) FROM 'demo/data/peer_challenge_may_2025.tsv' (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
UPDATE raw SET file = 'peer_challenge_may_2025' WHERE file IS NULL;
\copy raw (line) FROM 'demo/data/delivery_plan_2025_26.tsv' (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
UPDATE raw SET file = 'delivery_plan_2025_26' WHERE file IS NULL;
\copy raw (line) FROM 'demo/data/improvement_plan_2025_27.tsv' (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
UPDATE raw SET file = 'improvement_plan_2025_27' WHERE file IS NULL;
\copy raw (line) FROM 'demo/data/plan_2024_25_actions.tsv' (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
UPDATE raw SET file = 'plan_2024_25_actions' WHERE file IS NULL;

CREATE TEMP TABLE cells AS
SELECT r.file, r.number - h.number + 1 AS line, heading, (string_to_array(r.line, E'\t'))[place] AS cell
FROM raw AS r
JOIN (SELECT DISTINCT ON (file) * FROM raw ORDER BY file, number) AS h ON h.file = r.file AND r.number > h.number,
     unnest(string_to_array(h.line, E'\t')) WITH ORDINALITY AS u (heading, place)
WHERE heading IN ('due', 'revised_due', 'delivered_by', 'start', 'delivery');

SELECT results_eq('SELECT file, heading, count(nullif(cell, ''''))::int FROM cells GROUP BY file, heading ORDER BY file COLLATE "C", heading COLLATE "C"',
                  $$VALUES ('delivery_plan_2025_26', 'delivery', 58), ('delivery_plan_2025_26', 'start', 58),
                           ('improvement_plan_2025_27', 'delivered_by', 90),
                           ('peer_challenge_may_2025', 'due', 73), ('peer_challenge_may_2025', 'revised_due', 13)$$,
                  'all the deadlines are here');
SELECT is_empty($$SELECT file, line, heading, cell FROM cells WHERE cell <> '' AND try_plan_period(cell) IS NULL$$, 'every deadline can be read');
SELECT is_empty($$SELECT file, line, heading, cell FROM cells WHERE cell <> '' AND (try_plan_period(cell) <> plan_period(cell)
                  OR due_date(cell) IS DISTINCT FROM upper(plan_period(cell)) - 1)$$, 'the three functions agree');
SELECT is_empty($$SELECT file, line, heading, cell FROM cells WHERE cell ~ '^\w+ \d{4}$' AND plan_period(cell) IS DISTINCT FROM
                  daterange(to_date(cell, 'FMMonth YYYY'), (to_date(cell, 'FMMonth YYYY') + interval '1 month')::date)$$, 'a month is all of it');
SELECT is((SELECT count(*) FROM cells WHERE cell ~ '^\w+ \d{4}$'), 173::bigint, 'and there are 173 of them');
SELECT is_empty($$SELECT file, line, heading, cell FROM cells WHERE cell ~ '^Q' AND plan_period(cell) IS DISTINCT FROM cell::quarter::daterange$$, 'a quarter is all of it');
SELECT is((SELECT count(*) FROM cells WHERE cell ~ '^Q'), 116::bigint, 'and there are 116 of them');
SELECT set_eq($$SELECT line, cell, lower(plan_period(cell)), upper_inf(plan_period(cell)), due_date(cell) FROM cells WHERE cell ~ '^From'$$,
              $$SELECT line, cell, (to_date(substr(cell, 6), 'FMMonth YYYY')), true, NULL::date FROM cells WHERE cell ~ '^From'$$, 'From is a start without an end');
SELECT is((SELECT count(*) FROM cells WHERE cell ~ '^From'), 3::bigint, 'and there are three of them');
SELECT results_eq($$SELECT heading, min(due_date(cell)), max(due_date(cell)) FROM cells WHERE cell <> '' GROUP BY heading ORDER BY heading COLLATE "C"$$,
                  $$VALUES ('delivered_by', date '2025-09-30', date '2027-06-30'), ('delivery', '2025-12-31', '2027-03-31'), ('due', '2024-04-30', '2025-07-31'),
                           ('revised_due', '2025-02-28', '2025-03-31'), ('start', '2025-06-30', '2025-09-30')$$, 'from the first to the last');

-- The dates that the documents print in their running text (DOMAIN section 1).
SELECT is(plan_period(printed)::text, period, printed)
FROM (VALUES ('2024-25', '[2024-04-01,2025-04-01)'), ('2025-29', '[2025-04-01,2029-04-01)'), ('2021-25', '[2021-04-01,2025-04-01)'),
             ('2023 – 2026', '[2023-04-01,2026-04-01)'), ('2023-2025', '[2023-04-01,2025-04-01)'), ('2025+', '[2025-04-01,)'), ('2026/27+', '[2026-04-01,)')) AS v (printed, period);
SELECT set_eq($$SELECT due_date(printed) FROM unnest('{31.10.24,6/9/2024,11 th November 2024}'::text[]) AS printed$$,
              $$VALUES (date '2024-10-31'), ('2024-09-06'), ('2024-11-11')$$, 'days');

-- Every day and month of a leap year in every shape is that day or month.
SELECT is_empty($$SELECT d, printed FROM generate_series(timestamp '2024-01-01', '2024-12-31', '1 day') AS d,
                  unnest(ARRAY[to_char(d, 'YYYY-MM-DD'), to_char(d, 'DD.MM.YY'), to_char(d, 'FMDD/FMMM/YYYY'), to_char(d, 'FMDDth FMMonth YYYY'), to_char(d, 'DD-Mon-YY'),
                               to_char(d, 'FMDay FMDD FMMonth YYYY'), to_char(d, 'FMMonth FMDD, YYYY')]) AS printed
                  WHERE try_plan_period(printed) IS DISTINCT FROM daterange(d::date, d::date, '[]')$$, 'days in seven shapes');
SELECT is_empty($$SELECT m, printed FROM generate_series(timestamp '2023-01-01', '2026-12-01', '1 month') AS m,
                  unnest(ARRAY[to_char(m, 'FMMonth YYYY'), to_char(m, 'Mon-YY'), to_char(m, 'FMMonth ''YY'), to_char(m, 'FMMonth / YYYY'), to_char(m, 'MM/YYYY'), to_char(m, 'YYYY-MM'), 'By end of ' || to_char(m, 'Mon YYYY')]) AS printed
                  WHERE due_date(printed) IS DISTINCT FROM (m + interval '1 month')::date - 1$$, 'months in seven shapes');
SELECT is_empty($$SELECT d, printed FROM generate_series(timestamp '2024-01-01', '2024-12-31', '1 day') AS d,
                  unnest(ARRAY[to_char(d, 'FMMonth FMDD'), to_char(d, 'Mon FMDD'), to_char(d, 'FMDD-Mon'), to_char(d, 'Mon / DD')]) AS printed
                  WHERE try_plan_period(printed) IS NOT NULL
                     OR try_plan_period(printed, 4, daterange(d::date, d::date, '[]')) IS DISTINCT FROM daterange(d::date, d::date, '[]')$$,
                'a day without a year is read only in the period that holds it, and nothing else of the cell');
SELECT is_empty($$SELECT d, e, printed FROM generate_series(timestamp '2023-12-25', '2024-03-05', '1 day') AS d,
                  LATERAL (VALUES (d + interval '40 days')) AS v (e),
                  unnest(ARRAY[to_char(d, 'FMDD FMMonth YYYY') || ' to ' || to_char(e, 'FMDD FMMonth YYYY'), to_char(d, 'DD/MM/YYYY') || ' - ' || to_char(e, 'DD/MM/YYYY'),
                               to_char(d, 'DD-Mon-YY') || ' to ' || to_char(e, 'DD-Mon-YY'), to_char(d, 'YYYY-MM-DD') || ' → ' || to_char(e, 'YYYY-MM-DD')]) AS printed
                  WHERE try_plan_period(printed) IS DISTINCT FROM daterange(d::date, e::date, '[]')$$, 'spans in four shapes');

SELECT * FROM finish();
ROLLBACK;
