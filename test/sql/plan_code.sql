-- what a user of plan codes sees: text in and out, what is refused and how, functions and casts
\pset null '(null)'

-- what is read, and how it prints
SELECT input, input::plan_code AS code, depth(input::plan_code), components(input::plan_code),
       '[' || prefix(input::plan_code) || ']' AS prefix
FROM (VALUES ('A1.1.1'), ('P2.8'), ('1.6'), ('A1'), ('LGOF 3.1'), ('LGOF3.1'), ('A.5.12'), ('lgof 3.1'), ('  a2.8.1 '), ('7'),
             ('0'), ('A0.0'), ('A2.~'), ('LGOF 3.1.~'), ('ABCDEFGH 2147483647'),
             ('1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16'), ('1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.~')) AS t (input);
-- look-alikes: Cyrillic A, Greek Rho and Alpha, full-width digits, no-break spaces
SELECT U&'\04101.1'::plan_code, U&'\03A12.8'::plan_code, U&'\0391\FF11'::plan_code, U&'LGOF\00A03.1\00A0'::plan_code;

-- what is refused, with its SQLSTATE, its rule and what to write
CREATE FUNCTION refusal(input text, OUT input_ text, OUT state text, OUT message text, OUT detail text, OUT hint text)
LANGUAGE plpgsql AS $$
BEGIN
    input_ := input;
    PERFORM input::plan_code;
    state := 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
                            hint = PG_EXCEPTION_HINT;
END
$$;
\x on
SELECT r.*
FROM (VALUES (1, 'DP2.01'), (2, 'CPC 1/3'), (3, 'A 1'), (4, 'A'), (5, 'ABCDEFGHI1'),
             (6, '1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17'), (7, 'A2147483648'), (8, 'A1..2'), (9, 'A1B'),
             (10, 'A1 .2'), (11, 'A1.~.2'), (12, 'A-1')) AS t (n, input), refusal(input) AS r ORDER BY n;
\x off
SELECT left(t.input, 40) AS input, r.state, r.detail
FROM (VALUES (''), (' '), ('A.'), ('A1.'), ('.1'), ('A..1'), ('AX1.1/1'), ('01'), ('A00'), ('1.2.03'), ('A1.B2'),
             ('A B1'), ('AB CD1'), ('AB C'), ('A1 2'), ('~'), ('A~'), ('A.~'), ('A1~'), ('A1.~~'), ('A1.~2'), ('A1.2~'),
             ('1.99999999999999999999'), ('A1,2'), ('+1'), ('-1'), ('1e3'), ('A1:2'), ('A1*'), (U&'\2154'),
             (repeat('1.', 200) || '1'), (repeat('A', 300) || '1'), ('Not a code'),
             ('1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.~')) AS t (input),
     refusal(t.input) AS r;
-- a long text is cut in the message
SELECT message FROM refusal(repeat('x', 1000));
-- try_ gives null for what cannot be read, and never an error
SELECT left(input, 40) AS input, try_plan_code(input)
FROM (VALUES ('A2.8.1'), ('DP2.01'), ('A2147483648'), (''), (repeat('x', 1000)), (NULL)) AS t (input);

-- natural order
SELECT code FROM (VALUES ('A10'), ('A2'), ('1.10'), ('1.9'), ('1.2'), ('1'), ('2'), ('A2.~'), ('A3'), ('A2.300'), ('B1'),
                         ('AB1'), ('LGOF 1'), ('LGOF2'), ('LGOF10.1'), ('A2.191'), ('A2.192'), ('A2.70000'),
                         ('A2.17000000'), ('A2.2147483647.5')) AS t (input), plan_code(input) AS code
ORDER BY code;
SELECT min(code), max(code) FROM unnest('{A10,A9,B1,A9.1}'::plan_code[]) AS code;
SELECT 'LGOF 3.1'::plan_code = 'LGOF3.1' AS blank_differs, 'a1'::plan_code = 'A1' AS case_folds;

-- hierarchy
SELECT code, parent(code), last_code(code), ancestor(code, 1) AS one, ancestor(code, 2) AS two
FROM unnest('{A2.8.1,A2,LGOF 3.1,A2.~,1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16}'::plan_code[]) AS code;
SELECT a, b, a <@ b AS under, a @> b AS over, common_ancestor(a, b)
FROM (VALUES ('A2.8.1', 'A2'), ('A2', 'A2'), ('A2', 'A2.8.1'), ('A20', 'A2'), ('A2.1', 'A3.1'), ('A2.8.1', 'A2.8.10'),
             ('A2.8.1', 'P2.8'), ('LGOF 3.1', 'LGOF3'), ('A2.~', 'A2'), ('A2.~', 'A2.5'), ('1.6', '1')) AS t (x, y),
     plan_code(x) AS a, plan_code(y) AS b;
SELECT 'A2'::plan_code || 8 || 1 AS child, with_prefix('A2.8.1', 'P'), with_prefix('A2.8.1', ''), with_prefix('A2', 'lgof '),
       with_prefix('1.6', U&'\0410'), with_prefix('LGOF 3.1', prefix(plan_code('LGOF3')));
-- a text after a code makes a text, and what has no code in it means what it always did
SELECT 'A2'::plan_code || ' Homes' AS item, 'Action ' || 'A2'::plan_code AS action, 'A2'::plan_code || ': '::text || 1 AS text;
SELECT 'A' || 5 AS "int", 'A' || 5::smallint AS "smallint", 'A' || 5::bigint AS "bigint", 'A' || 5.0 AS "numeric",
       'A'::text || 5 AS "text int", 'A'::varchar || 5 AS "varchar int", 5 || 'A' AS "int unknown", 'A' || 'B' AS "unknown",
       '{1}' || 5 AS "array-like", '{1}'::int[] || 5 AS "array", 'A' || NULL AS "null", 'A2'::plan_code || 5::smallint AS child;

-- casts
SELECT 'A1'::text::plan_code, 'A1'::varchar::plan_code, 'A1'::char(5)::plan_code, 'A1'::plan_code::text, CAST('A1'::plan_code AS varchar(2));
CREATE TABLE item (code plan_code PRIMARY KEY, title text);
INSERT INTO item SELECT v.code, v.title FROM (VALUES ('A1.10'::text, 'ten'::text), ('A1.9', 'nine'), ('A1', 'all')) AS v (code, title);
PREPARE add_item(text) AS INSERT INTO item VALUES ($1, 'two');
EXECUTE add_item('A2');
PREPARE add_varchar(varchar) AS INSERT INTO item VALUES ($1, 'three');
EXECUTE add_varchar('A3');
SELECT code, title FROM item WHERE code <@ 'A1' ORDER BY code;
SELECT to_json(code) FROM item WHERE code = 'A2';

-- errors of the functions
\set VERBOSITY default
SELECT ancestor('A2', 0);
SELECT 'A2'::plan_code || (-1);
SELECT 'A2.~'::plan_code || 1;
SELECT '1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16'::plan_code || 1;
SELECT with_prefix('A2', 'P2');
\set VERBOSITY sqlstate
SELECT ancestor('A2', -2147483648);
SELECT 'A2'::plan_code || (-1);
SELECT 'A2.~'::plan_code || 1;
SELECT '1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16'::plan_code || 1;
SELECT with_prefix('A2', 'P.');
SELECT with_prefix('A2', 'P ');
SELECT with_prefix('A2', 'P0');
SELECT with_prefix('A2', '1.');
SELECT with_prefix('A2', 'ABCDEFGHI');
INSERT INTO item VALUES ('A1'), ('A1.9');

DROP TABLE item;
DROP FUNCTION refusal;

-- child(code, n) takes what || would take for text.
SELECT child('A1', 2), child('A1', count(*)) AS counted, 'A1'::plan_code || 2 AS joined, 'A1'::plan_code || '2' AS text;
PREPARE untyped AS SELECT child('A1', $1);
EXECUTE untyped(7);
SELECT child('A1', -1);
SELECT child('A1', 2147483648);
