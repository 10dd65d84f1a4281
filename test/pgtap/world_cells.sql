-- Cells of public reports, with what a knowledgeable reader says they mean: how many of the clear ones are read, and that none is
-- read as something else.  Run from the repository's root.
--
-- test/fixture/world_cells.tsv: kind, cell, meaning ("refuse" where it is ambiguous or no such value; deadlines as first..last
-- day, "by:" the last day, "from:" the first) and the context that the reading needs, if any.  Rows with a context are for
-- registers and legends, not for the types.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT * FROM no_plan();
SET LOCAL DateStyle = 'ISO, DMY';

CREATE TEMP TABLE world_cells (kind text NOT NULL, cell text NOT NULL, meaning text NOT NULL, context text NOT NULL);
\copy world_cells FROM 'test/fixture/world_cells.tsv' (FORMAT csv, DELIMITER E'\t', QUOTE E'\x01', HEADER true, FORCE_NOT_NULL (context))

-- What we read, in the words of the collection; NULL for what we refuse.
CREATE FUNCTION pg_temp.reading(kind text, cell text, meaning text) RETURNS text LANGUAGE sql
RETURN CASE kind WHEN 'status' THEN try_rag(cell)::text
                 WHEN 'quarter' THEN try_quarter(cell)::text
                 WHEN 'code' THEN try_plan_code(cell)::text
                 WHEN 'deadline' THEN CASE WHEN meaning LIKE 'by:%' THEN 'by:' || try_due_date(cell)
                                           WHEN upper_inf(try_plan_period(cell)) THEN 'from:' || lower(try_plan_period(cell))
                                           ELSE lower(try_plan_period(cell)) || '..' || try_due_date(cell) END END;

-- The complaint about a cell: its hint, or its detail.
CREATE FUNCTION pg_temp.advice(kind text, cell text) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
  advice text;
BEGIN
  CASE kind WHEN 'status' THEN PERFORM cell::rag;
            WHEN 'quarter' THEN PERFORM cell::quarter;
            WHEN 'code' THEN PERFORM cell::plan_code;
            ELSE PERFORM plan_period(cell);
  END CASE;
  RETURN NULL;
EXCEPTION WHEN invalid_text_representation OR datetime_field_overflow OR numeric_value_out_of_range THEN
  GET STACKED DIAGNOSTICS advice = PG_EXCEPTION_HINT;
  RETURN advice;
END
$body$;

CREATE TEMP TABLE scored AS
SELECT c.kind, c.cell, c.meaning, pg_temp.reading(c.kind, c.cell, c.meaning) AS reading,
       -- Month first: refused on purpose, since 02/03/24 in the same column would be read day first.
       c.kind = 'deadline' AND c.cell ~ '^\d\d/(1[3-9]|2\d|3[01])/' AS is_month_first
FROM world_cells AS c
WHERE c.context = '';

SELECT is((SELECT count(*) FROM scored WHERE is_month_first), 3::bigint, 'month-first dates are few, and left out of the share');
SELECT cmp_ok(round(100.0 * count(reading) / count(*), 1), '>=', 95.0, format('%s: %s of %s clear cells are read', kind, count(reading), count(*)))
FROM scored WHERE meaning <> 'refuse' AND NOT is_month_first GROUP BY kind ORDER BY kind;
SELECT is_empty($$SELECT kind, cell, meaning, reading FROM scored WHERE reading <> meaning$$, 'none is read wrong, and nothing doubtful is read');
SELECT is_empty($$SELECT kind, cell FROM scored WHERE reading IS NULL AND coalesce(pg_temp.advice(kind, cell), '') = ''$$,
                'whatever is refused has a hint');
SELECT is_empty($$SELECT kind, cell FROM scored WHERE reading IS NOT NULL AND pg_temp.advice(kind, cell) IS NOT NULL$$,
                'what try_ reads the input reads');
SELECT cmp_ok(count(DISTINCT pg_temp.advice(kind, cell)), '>=', 6::bigint, 'refused statuses get the sentence that fits, not one for all')
FROM scored WHERE kind = 'status' AND reading IS NULL;

-- Cells like these: each is read as it says.
CREATE TEMP TABLE more_cells (LIKE world_cells);
\copy more_cells FROM 'test/fixture/more_cells.tsv' (FORMAT csv, DELIMITER E'\t', QUOTE E'\x01', HEADER true, FORCE_NOT_NULL (context))
SELECT is(coalesce(pg_temp.reading(kind, cell, meaning), 'refuse'), meaning, format('%s: %s', kind, cell)) FROM more_cells;
SELECT is_empty($$SELECT kind, cell FROM more_cells WHERE meaning = 'refuse' AND coalesce(pg_temp.advice(kind, cell), '') = ''$$,
                'whatever is refused of them has a hint');

-- The sentences themselves.
SELECT matches(pg_temp.advice('status', cell), advice, format('%s: %s', cell, advice))
FROM (VALUES ('Blue', 'legend'), ('Yellow', 'legend'), ('🟡', 'legend'), ('Done-ish', 'Complete once it is done'), ('75% completed', 'Complete once'),
             ('On hold', 'try_rag'), ('N/A', 'NULL'), ('Delayed', 'Amber for minor'), ('Target met', 'rag_from'),
             ('On track (R)', 'the one that holds'), ('Was: Green', 'holds now'), ('#N/A', 'is NULL'), ('To be completed', 'Complete once'),
             ('100 % complete-ish', 'Complete once')) AS v (cell, advice);
SELECT matches(pg_temp.advice('code', cell), advice, format('%s: %s', cell, advice))
FROM (VALUES ('DP3.07', 'Write DP3\.7 if that is the same item as DP3\.07'), ('K 4', 'Write K4 if'), ('CPC 1/3', 'Keep CPC 1/3')) AS v (cell, advice);
SELECT matches(pg_temp.advice('quarter', cell), advice, format('%s: %s', cell, advice))
FROM (VALUES ('1920-Q3', '"Q3 2019/20".*"Q3 1920"'), ('2122-Q2', '"Q2 2021/22".*"Q2 2122"'), ('FY22 Q4', '"Q4 2022/23".*"Q4 2021/22"'),
             ('third quarter (October - December 2019)', '"Q3 2019/20".*"Q4 2019"')) AS v (cell, advice);
SELECT matches(pg_temp.advice('deadline', cell), advice, format('%s: %s', cell, advice))
FROM (VALUES ('December 24', '"December 2024".*"24 December"'), ('11-Oct', '"October 2011".*"11 October"'), ('2011-12', '"December 2011".*"2011-2012"'),
             ('10/31/2024', 'day first'), ('Quarterly', 'NULL'), ('TBC', 'NULL'), ('mid-2025', 'a month or a quarter')) AS v (cell, advice);

-- The plan's period settles what has two readings, if it holds just one.
SELECT is(try_plan_period(cell, 4, within::daterange)::text, period, format('%s within %s', cell, coalesce(within, 'no period')))
FROM (VALUES ('December 24', '[2024-04-01,2029-04-01)', NULL), ('December 24', '[2025-04-01,2026-04-01)', '[2025-12-24,2025-12-25)'),
             ('Aug 28', '[2028-01-01,2028-08-15)', NULL), ('Aug 28', '[2024-04-01,2025-04-01)', '[2024-08-28,2024-08-29)'),
             ('Aug 28', '[2025-04-01,2029-04-01)', NULL), ('Aug 28', '[2028-07-15,2028-09-01)', NULL), ('Aug 31', '(,)', NULL),
             ('Feb 30', '[2025-01-01,2035-01-01)', '[2030-02-01,2030-03-01)'), ('Feb 29', '[2024-04-01,)', NULL),
             ('Feb 29', '[2024-02-01,2027-01-01)', '[2024-02-29,2024-03-01)'), ('Aug 28', 'empty', NULL), ('Aug 28', NULL, NULL),
             ('11-Oct', '[2025-04-01,2026-04-01)', '[2025-10-11,2025-10-12)'), ('2011-12', '[2011-12-01,2012-01-01)', '[2011-12-01,2012-01-01)'),
             ('2011-12', '[2011-04-01,2013-04-01)', NULL), ('March 2026', NULL, '[2026-03-01,2026-04-01)'),
             ('March 2026', '[2020-01-01,2021-01-01)', '[2026-03-01,2026-04-01)')) AS v (cell, within, period);
SELECT is(due_date('Aug 28', 4, '[2024-04-01,2025-04-01)'), date '2024-08-28', 'due_date has the same argument');
SELECT is(try_due_date('Aug 28', 4, '[2025-04-01,2029-04-01)'), NULL, 'and try_due_date');
SELECT is(try_due_date('On hold'), NULL, 'try_due_date of what is no deadline');
SELECT is(try_due_date('From June 2024'), NULL, 'and of one without an end');
SELECT is(try_due_date('by end of 2022'), date '2022-12-31', 'and of one that is');
SELECT throws_ok($$SELECT plan_period('Aug 28', 4, '[2025-04-01,2029-04-01)')$$, '22P02', NULL, 'an error where two lie within');
SELECT is(plan_period(NULL, 4, '[2025-04-01,2029-04-01)'), NULL, 'NULL is NULL');

SELECT * FROM finish();
ROLLBACK;
