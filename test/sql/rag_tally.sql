-- rag_tally as users see it: text, arithmetic, aggregates, shares and the one rating for many.
\pset format unaligned

-- SQLSTATE, message, detail and hint of a statement's error, a line each.
CREATE FUNCTION pg_temp.complaint(statement text) RETURNS TABLE (line text) LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
    hint text;
BEGIN
    EXECUTE statement;
    RETURN QUERY SELECT 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN QUERY SELECT SQLSTATE || ': ' || message;
    RETURN QUERY SELECT 'detail: ' || detail WHERE detail <> '';
    RETURN QUERY SELECT 'hint: ' || hint WHERE hint <> '';
END $$;

-- Text: any order, any case, look-alikes; the most severe first, zeros left out
SELECT given, given::rag_tally AS tally
FROM unnest(ARRAY['R17 A3 G2 B51', '?7 b51 s1 g2 ag4 a3 ar5 r17', '0', 'R0 ?0', 'R007', ' G1  R2 ', U&'\04124 \04102', 'R9223372036854775807']) given;
SELECT left(given, 30) AS given, line
FROM unnest(ARRAY['', 'R', 'Red', 'On track (R)', 'R1 A', '?', 'R1 R2', 'R-1', 'R1A2', 'R1,A2', 'R1.5', '0 R1', '17', 'X1',
                  'R9223372036854775808', 'R9223372036854775807 ?1', repeat('R1 ', 200)]) given,
     pg_temp.complaint(format('SELECT %L::rag_tally', given)) line;

-- Counting a column: NULL is unrated, and the empty tally is 0, not NULL
CREATE TEMPORARY TABLE item (id int, team text, rating rag, cell text, weight bigint);
INSERT INTO item VALUES (1, 'a', 'R', 'Off track – with major issues (R)', 10), (2, 'a', 'R', 'R', 5), (3, 'a', 'A', 'А', 0),
    (4, 'b', NULL, NULL, 3), (5, 'b', 'B', 'В', NULL), (6, 'b', 'S', 'Scheduled', 1), (7, 'c', 'AG', 'Amber/Green', 2);
SELECT tally(rating), tally(cell), tally_weighted(rating, weight) FROM item;
SELECT tally(rating), tally(cell), tally_weighted(rating, weight) FROM item WHERE false;
SELECT team, tally(rating), tally(rating) FILTER (WHERE rating >= 'A') AS bad FROM item GROUP BY ROLLUP (team) ORDER BY team;
SELECT id, tally(rating) OVER w, tally(cell) OVER w, tally_weighted(rating, weight) OVER w
FROM item WINDOW w AS (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT * FROM pg_temp.complaint($$SELECT tally(c) FROM unnest(ARRAY['R', 'On hold']) c$$);
SELECT * FROM pg_temp.complaint($$SELECT tally_weighted('R', -1)$$);
SELECT * FROM pg_temp.complaint($$SELECT tally_weighted('R', w) FROM unnest(ARRAY[9223372036854775807, 1]) w$$);

-- Merging and taking apart
SELECT 'R1 G2'::rag_tally + 'R2 ?3' AS sum, 'R3 G2 ?3'::rag_tally - 'R2 ?3' AS difference;
SELECT sum(t), count(t) FROM unnest('{R1 A2,NULL,B3,R4}'::rag_tally[]) t;
SELECT sum(t) AS of_no_rows FROM unnest('{}'::rag_tally[]) t;
SELECT n, t, sum(t) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
FROM unnest('{R1 A2,NULL,NULL,B3,R4,?1}'::rag_tally[]) WITH ORDINALITY u(t, n) ORDER BY n;
SELECT * FROM pg_temp.complaint($$SELECT 'R1 G2'::rag_tally - 'R1 A1'$$);
SELECT * FROM pg_temp.complaint($$SELECT 'R9223372036854775807'::rag_tally + '?1'$$);
SELECT * FROM pg_temp.complaint($$SELECT sum(t) FROM unnest('{R9223372036854775807,G1}'::rag_tally[]) t$$);

-- Order: by the most severe count first, the unrated last
SELECT t FROM unnest('{0,?9,B1,B1 ?1,S1,G1,AG1,A1,A1 G5,AR1,R1,R1 A1,R2}'::rag_tally[]) WITH ORDINALITY u(t, n) ORDER BY t DESC;
SELECT DISTINCT t FROM unnest('{R1 B2,B2 R1,B1}'::rag_tally[]) t ORDER BY t;

-- The counts, as columns, rows and JSON
SELECT red(t), amber_red(t), amber(t), amber_green(t), green(t), complete(t), scheduled(t), unrated(t), total(t), rated(t), live(t)
FROM (VALUES ('R1 AR2 A3 AG4 G5 B6 S7 ?8'::rag_tally)) v(t);
SELECT (counts('R1 AR2 A3 AG4 G5 B6 S7 ?8')).*;
SELECT * FROM unnest('R1 AR2 A3 AG4 G5 B6 S7 ?8'::rag_tally);
SELECT 'R1 AR2 A3 AG4 G5 B6 S7 ?8'::rag_tally::jsonb;
SELECT '0'::rag_tally::jsonb;

-- Shares: the council's printed summary, 51 of 73 complete, is 70 per cent
SELECT percent_complete('R17 A3 G2 B51'), round(percent_complete('R17 A3 G2 B51')) AS printed;
SELECT of, percent('R1 G1 B2 ?4', 'R', of), percent('R1 G1 B2 ?4', 'B', of), percent_complete('R1 G1 B2 ?4', of), percent('0', 'R', of) AS of_nothing
FROM unnest(ARRAY['total', 'rated', 'live']) of;
SELECT percent('R1 G1 B2', 'B', of => 'live') AS none_of_the_live, percent_complete('B2', of => 'live') AS no_live, percent(NULL, 'R') AS no_tally;
SELECT * FROM pg_temp.complaint($$SELECT percent('R1', 'R', of => 'all')$$);
SELECT * FROM pg_temp.complaint($$SELECT percent_complete('R1', 'Total')$$);
SELECT t, string_agg(coalesce(rating::text, '?') || ' ' || coalesce(percent::text, 'NULL'), ', ') AS percentages
FROM unnest('{R64 A49 G1,R1 A1 G1,R1 B999,R1 B1 ?1,B2 ?1,R17 A3 G2 B51,?5,0,R9223372036854775806 ?1,R1 AR1 A1 AG1 G1 S1 B1 ?1}'::rag_tally[]) WITH ORDINALITY u(t, n),
     percentages(t)
GROUP BY t, n ORDER BY n;

-- One rating for many
SELECT t, overall(t), overall_reason(t)
FROM unnest('{0,B3,S3,B1 S2,B1 ?1,?3,G1 B50,A1 G9,R1 B99,AG3 B1,AR1 G1 ?9}'::rag_tally[]) WITH ORDINALITY u(t, n) ORDER BY n;
SELECT half_steps, policy, t, overall(t, policy, half_steps => half_steps), overall_reason(t, policy, half_steps => half_steps)
FROM unnest(ARRAY[false, true]) half_steps, unnest(ARRAY['worst', 'majority', 'average', 'threshold']) policy,
     unnest('{G3 R1,G2 A2,R1 AG1 G7,AR1 A1 AG1 G1,B9 S9 G1}'::rag_tally[]) WITH ORDINALITY u(t, n)
ORDER BY half_steps, policy, n;
SELECT share, overall('R1 A2 G7', 'threshold', red_share => share), overall('R1 A2 G7', 'threshold', red_share => 1, amber_share => share) AS by_amber
FROM unnest(ARRAY[0, 0.1, 0.1000000000000000000001, 0.3, 0.3000000000000000000001, 1]) share;
SELECT coverage, overall('R1 ?3', min_coverage => coverage), overall_reason('R1 ?3', min_coverage => coverage)
FROM unnest(ARRAY[0, 0.25, 0.2500000000000000000001, 1]) coverage;
SELECT * FROM pg_temp.complaint($$SELECT overall('R1', 'best')$$);
SELECT * FROM pg_temp.complaint($$SELECT overall('R1', min_coverage => 80)$$);
SELECT * FROM pg_temp.complaint($$SELECT overall_reason('R1', red_share => -0.1)$$);
SELECT * FROM pg_temp.complaint($$SELECT overall('R1', amber_share => 'NaN')$$);
