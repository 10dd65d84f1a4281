-- rag as users see it: what is read, what is printed, what is refused and how.
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

-- The letters, the labels and the meanings
SELECT r, label(r), meaning(r), severity(r), colour_hex(r), three_tier(r)
FROM unnest('{B,S,G,AG,A,AR,R}'::rag[]) r;

-- Every legend phrase of the council's documents, as printed
SELECT phrase, phrase::rag AS rating
FROM unnest(ARRAY[
    'Off track – with major issues (R)', 'Mainly on track – minor issues (A)', 'On Track (G)',
    'Scheduled - not yet started', 'Completed (B)',
    'Escalate (R)', 'Monitor (A)',
    'Completed', 'Green – on track', 'Amber – monitor - on track with some minor issues',
    'Red – escalate / off track', 'Scheduled / not yet due'
]) phrase;

-- The same words printed with less care
SELECT phrase, phrase::rag AS rating
FROM unnest(ARRAY[
    'off track - with major issues', 'OFF TRACK-WITH MAJOR ISSUES(R)', 'Off track with major issues (R', 'Red', 'r',
    'mainly on track', 'Mainly on track, minor issues', 'amber', '(A)', 'Completed B)', ' Complete ', 'on-track',
    'not yet started', 'not yet due', 'escalate', 'monitor', 'Scheduled (S)', 'Amber/Green', 'Amber - Green',
    'amber green', 'Amber/Green (AG)', 'Amber–Red', 'A/R', 'ag'
]) phrase;

-- What people write in other reports: words of done, on target and delay, labels, signs with their word
SELECT phrase, phrase::rag AS rating
FROM unnest(ARRAY[
    'DONE', 'COMPLETED / DONE', 'Delivered', 'The Action is completed', '100% complete', 'Completed on time', 'Target met: Milestone completed',
    'Planned', '⏳ Planned', 'On target', 'On time', 'on target for completion', 'In progress - minor delays', 'In progress - significant delays',
    'RAG Status: AMBER', 'Delivery confidence: AMBER', 'RAG: (A)', 'G - Green', 'Red/Amber', 'Green/Amber', '🟢 Green', '🟡 Amber', '🔵 Complete',
    '✅ Done', '🔴', 'Blue – complete', 'AMBER — on track for the milestone date', 'Amber - at risk'
]) phrase;

-- Letters that only look Latin, and characters that cannot be seen
SELECT name, letters::rag AS rating
FROM (VALUES
    ('Cyrillic Ve', U&'\0412'), ('Cyrillic small ve', U&'\0432'), ('Cyrillic A', U&'\0410'),
    ('Cyrillic small a', U&'\0430'), ('Cyrillic Dze', U&'\0405'), ('Greek Alpha', U&'\0391'),
    ('Greek Beta', U&'\0392'), ('Cyrillic Komi Sje', U&'\050C'), ('full-width R', U&'\FF32'),
    ('Cyrillic A, Latin R', U&'\0410R'), ('Completed (Cyrillic Ve)', U&'Completed (\0412)'),
    ('byte order mark', U&'\FEFFG'), ('no-break spaces', U&'\00A0On\00A0track\00A0'), ('zero-width space', U&'R\200B'),
    ('soft hyphen', U&'Sche\00ADduled'), ('line break', E'Off track\nwith major issues\r\n')
) v(name, letters);

-- What is refused, and what the message says
SELECT * FROM pg_temp.complaint($$SELECT 'On hold'::rag$$);
SELECT * FROM pg_temp.complaint($$SELECT ''::rag$$);
SELECT * FROM pg_temp.complaint($$SELECT 'On Track (R)'::rag$$);
SELECT * FROM pg_temp.complaint($$SELECT repeat('Red ', 100)::rag$$);
SELECT * FROM pg_temp.complaint($$SELECT rag(repeat('é', 60))$$);
SELECT cell, line
FROM unnest(ARRAY['Delayed', 'Done-ish', '75% completed', 'Target met', 'Green - off track', 'A → R', '🟡', '🟢 Red', 'Amber, Red', 'N/A', 'Blue', 'Yellow', '-', 'not rated', 'A-', 'A, R', 'Amber (R)', 'R17', '?', 'half step', '60',
                  'On track to be reviewed', U&'\044F', U&'\0420']) cell,
     pg_temp.complaint(format('SELECT %L::rag', cell)) line
WHERE line NOT LIKE 'hint: Write B, S, G%' AND line NOT LIKE 'detail: No rating has%';

-- Dirty columns: NULL for what cannot be read
SELECT cell, try_rag(cell) AS rating
FROM unnest(ARRAY['R', U&'\0412', 'Completed', 'On hold', '', NULL, 'On Track (R)', repeat('R', 1000)]) WITH ORDINALITY AS c(cell, n)
WHERE length(cell) < 20 OR cell IS NULL OR try_rag(cell) IS NOT NULL
ORDER BY n;

-- Columns of text go into columns of rag, whatever kind of text they are
CREATE TEMPORARY TABLE ratings (id int, rating rag);
INSERT INTO ratings SELECT 1, 'Red'::text;
INSERT INTO ratings SELECT 2, 'Completed (B)'::varchar;
INSERT INTO ratings SELECT 3, 'A'::char(3);
INSERT INTO ratings SELECT 4, 'AG'::name::text;
INSERT INTO ratings VALUES (5, 'S'), (6, NULL), (7, 'on track');
SELECT id, rating, rating::text || '.' AS as_text, rating::varchar(1) AS as_varchar FROM ratings ORDER BY rating DESC NULLS LAST;
SELECT max(rating), min(rating), count(rating), count(DISTINCT rating) FROM ratings;
SELECT max(rating), min(rating) FROM ratings WHERE rating IS NULL;
SELECT * FROM ratings WHERE rating >= 'A' ORDER BY id;

-- Movement between two reports: before down, after across
SELECT coalesce(b::text, 'NULL') AS before,
       movement(b, 'B') AS "B", movement(b, 'S') AS "S", movement(b, 'G') AS "G", movement(b, 'AG') AS "AG",
       movement(b, 'A') AS "A", movement(b, 'AR') AS "AR", movement(b, 'R') AS "R", movement(b, NULL) AS "NULL"
FROM unnest('{B,S,G,AG,A,AR,R,NULL}'::rag[]) WITH ORDINALITY u(b, n) ORDER BY n;

-- A rating from a measure: a value on a boundary takes the better rating
SELECT actual, rag_from(actual, 100, 10) AS higher, rag_from(actual, 100, 10, 'lower') AS lower,
       rag_from(actual, -100, 10, tolerance => 'percent') AS percent_of_100,
       rag_from_band(actual, 95, 105, 5) AS band, rag_from_band(actual, 50, 200, 10, 'percent') AS band_percent
FROM unnest('{-111,-110,-100,44.9,45,50,89.99999999999999999999,90,95,100,105,110,110.00000000000000000001,200,220,221,NaN,Infinity,-Infinity,NULL}'::numeric[])
     WITH ORDINALITY u(actual, n) ORDER BY n;
SELECT rag_from(1, 0, 10, tolerance => 'percent') AS percent_of_zero, rag_from(1, NULL, 10) AS no_target,
       rag_from(1, 2, 0) AS no_tolerance, rag_from(1.0, 3, 66.66666666666666666666, tolerance => 'percent') AS just_red,
       rag_from(1.0, 3, 66.66666666666666666667, tolerance => 'percent') AS just_amber;
SELECT * FROM pg_temp.complaint($$SELECT rag_from(1, 2, 3, 'up')$$);
SELECT * FROM pg_temp.complaint($$SELECT rag_from(1, 2, 3, tolerance => 'pct')$$);
SELECT * FROM pg_temp.complaint($$SELECT rag_from(1, 2, -3)$$);
SELECT * FROM pg_temp.complaint($$SELECT rag_from_band(1, 3, 2, 1)$$);

-- Look-alikes fold in databases of other encodings, and what an encoding cannot say is no error for try_rag
\set home :DBNAME
SET client_min_messages = warning;
DROP DATABASE IF EXISTS regression_rag_win1251;
DROP DATABASE IF EXISTS regression_rag_greek;
DROP DATABASE IF EXISTS regression_rag_latin1;
DROP DATABASE IF EXISTS regression_rag_ascii;
CREATE DATABASE regression_rag_win1251 TEMPLATE template0 ENCODING 'WIN1251' LOCALE 'C';
CREATE DATABASE regression_rag_greek TEMPLATE template0 ENCODING 'ISO_8859_7' LOCALE 'C';
CREATE DATABASE regression_rag_latin1 TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C';
CREATE DATABASE regression_rag_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C';
\c regression_rag_win1251
CREATE EXTENSION golden_thread;
SELECT chr(194)::rag AS ve, chr(192)::rag AS a, try_rag('Red ' || chr(150) || ' escalate') AS en_dash, try_rag(chr(223)) AS ya;
SELECT count(*) AS readable, string_agg(DISTINCT try_rag(chr(c))::text, ',') FROM generate_series(128, 255) c WHERE try_rag(chr(c)) IS NOT NULL;
\c regression_rag_greek
CREATE EXTENSION golden_thread;
SELECT chr(194)::rag AS beta, chr(193)::rag AS alpha, try_rag(chr(255)) AS unassigned;
\c regression_rag_latin1
CREATE EXTENSION golden_thread;
SELECT ('On' || chr(160) || 'track')::rag AS no_break_space, try_rag(chr(233)) AS e_acute, tally(try_rag(chr(c))) FROM generate_series(128, 255) c;
\c regression_rag_ascii
CREATE EXTENSION golden_thread;
SELECT (chr(208) || chr(146))::rag AS ve, try_rag(chr(208)) AS half_a_character, tally(try_rag(chr(c))) FROM generate_series(128, 255) c;
\c :home
DROP DATABASE regression_rag_win1251;
DROP DATABASE regression_rag_greek;
DROP DATABASE regression_rag_latin1;
DROP DATABASE regression_rag_ascii;

-- A percentage of zero is no tolerance, but only an end that is missed has a say.
SELECT rag_from_band(5, 0, 10, 10, 'percent') AS inside, rag_from_band(12, 0, 10, 50, 'percent') AS over_ten,
       rag_from_band(-1, 0, 10, 50, 'percent') AS under_zero;

-- The folding itself, for comparing words of one's own.
SELECT fold_text(E'  В –\u00A0on\ttrack ') AS folded, fold_text('Été') AS other_letters, fold_text(repeat('x', 257)) AS too_long, fold_text('') AS nothing;
