-- what a reader of delimited text sees: records, lines, cells; and what is refused
\pset null '(null)'
\set VERBOSITY default

-- line ends, a last line without one, empty lines and empty cells
SELECT line, cells FROM delimited_records(E'a,b\n1,2\n');
SELECT line, cells FROM delimited_records(E'a,b\r\n1,2');
SELECT line, cells FROM delimited_records(E'a,b\r1,2\r\r\n\n3,', ',');
SELECT line, cells FROM delimited_records(E',\n,', ',');
SELECT line, cells FROM delimited_records(E'\n', ',');
SELECT count(*) FROM delimited_records('');
SELECT count(*) FROM delimited_records(NULL);

-- quoted cells: doubled quotes, delimiters and line ends inside, the line a record starts on
SELECT line, to_json(cells) AS cells
FROM delimited_records(E'id,said\n1,"He said ""no"", twice"\n2,"first\r\nsecond\rthird\n"\n3,""\n4,""""\n');
-- a quote elsewhere in a cell is text, and so are blanks
SELECT line, to_json(cells) AS cells FROM delimited_records(E'pipe, 6" wide,"x"\n', ',');
-- another quote, and none
SELECT cells FROM delimited_records(E'''a,b'',"c"', ',', '''');
SELECT cells FROM delimited_records(E'"a\tb"c', E'\t', '');

-- the byte-order mark is not part of the first cell; elsewhere it is
SELECT line, length(cells[1]), cells[2] FROM delimited_records(U&'\FEFFid,name' || E'\n' || U&'\FEFF1,x');
SELECT count(*) FROM delimited_records(U&'\FEFF');

-- detection: the header decides, outside quotes
SELECT header, to_json(detect_delimiter(header)) AS delimiter
FROM (VALUES ('a,b,c'), ('a;b;c'), (E'a\tb'), ('a,b;c;d'), ('a,b;c'), (E'a;b\tc'), ('alone'), (''),
             ('"a,b,c";d'), ('x;"a,b,c"'), ('"a ""q"", b, c";d'), ('6"; pipe,"a;b;c",d'), ('"never, closed;'),
             (E'\n\r\na;b'), (E'a;b\n,,,,,')) AS t (header);
SELECT line, cells FROM delimited_records(E'id;text\n1;a, b, c\n');
SELECT line, cells FROM delimited_records(E'name\nSmith, John\n');
SELECT cells FROM delimited_records(E'"a;b,c', NULL, '');

-- a table of one's own out of it
SELECT r.line, r.cells[1]::int AS id, r.cells[2] AS rag
FROM delimited_records(E'id\trag\n7\tG\n8\t\n') r WHERE r.line > 1 ORDER BY id DESC;

-- what is not well formed is refused, with its line
SELECT line, cells FROM delimited_records(E'a,b\n1,"2\n3,4\n');
SELECT line, cells FROM delimited_records(E'a,b\n1,"2\n3"x,4\n');
\set VERBOSITY sqlstate
SELECT line, cells FROM delimited_records('"a', ',');
SELECT line, cells FROM delimited_records('"a"b', ',');
SELECT line, cells FROM delimited_records('a', '');
SELECT line, cells FROM delimited_records('a', ',,');
SELECT line, cells FROM delimited_records('a', '£');
SELECT line, cells FROM delimited_records('a', E'\n');
SELECT line, cells FROM delimited_records('a', ',', E'\r');
SELECT line, cells FROM delimited_records('a', ',', '""');
SELECT line, cells FROM delimited_records('a', '"');
SELECT line, cells FROM delimited_records('a', ',', NULL);
SELECT quote_delimited('a', '"');
SELECT quote_delimited('a', '');
SELECT count(*) FROM delimited_records(repeat(',', 1048576), ',');
\set VERBOSITY default
SELECT cardinality(cells) FROM delimited_records(repeat(',', 1048575), ',');

-- export: quoted only where it must be, and read back as it was
SELECT to_json(cell) AS cell, to_json(quote_delimited(cell, ',')) AS quoted
FROM (VALUES (''), ('plain'), ('a,b'), ('a;b'), ('say "hi"'), (E'two\nlines'), (E'\r'), (' a '), ('"'),
             (NULL)) AS t (cell);
SELECT replace(quote_delimited(U&'\FEFFmark', ','), U&'\FEFF', '<mark>') AS quoted;
SELECT d.delimiter, count(*) AS cells, bool_and(r.cells = ARRAY[c.cell, c.cell] AND r.line = 1) AS as_it_was
FROM (VALUES (','), (';'), ('|'), ('x')) AS d (delimiter),
     (SELECT a.part || b.part || a.part FROM
      unnest(ARRAY['', ',', ';', '|', 'x', '"', E'\r', E'\n', E'\r\n', ' ', 'é', U&'\FEFF']) AS a (part),
      unnest(ARRAY['', ',', '"', '""', E'\n', 'text']) AS b (part)) AS c (cell),
     delimited_records(quote_delimited(c.cell, d.delimiter) || d.delimiter || quote_delimited(c.cell, d.delimiter),
                     d.delimiter) AS r
WHERE c.cell <> ''
GROUP BY d.delimiter ORDER BY d.delimiter COLLATE "C";

-- records with the very characters they were read from: joined, they are the text
SELECT line, cells, to_json(printed) AS printed FROM delimited_records(E'a;b\r\n\r\n"x";"y\nz"\n\n1;2');
SELECT line, to_json(cells) AS cells, to_json(printed) AS printed FROM delimited_records(E'a\n\n"b"\r', ',');
SELECT count(*) FROM delimited_records('');
SELECT count(*) FROM delimited_records(NULL);
SELECT name, string_agg(r.printed, '' ORDER BY r.line) = content AS is_whole, count(*) AS records
FROM (VALUES ('LF', E'a,b\n1,2\n'), ('CRLF', E'a,b\r\n1,2\r\n'), ('no end', E'a,b\n1,2'), ('quotes', E'"a",b\n"1 ""x""\n",2\n'), ('empty lines', E'a,b\n\n\r\n1,2\n\n'),
             ('one column', E'a\n\n1\n')) AS t (name, content), delimited_records(content, ',') AS r
GROUP BY name, content ORDER BY name COLLATE "C";

-- rows: quoted where needed, or all of them, or not at all
SELECT delimited_row(ARRAY['a', 'b;c', NULL, '', 'say "hi"', E'two\nlines'], ';');
SELECT delimited_row(ARRAY['a', 'b;c', NULL, ''], ';', '"', true), delimited_row(ARRAY['a', 'it''s'], ',', ''''), delimited_row('{}', ',') = '' AS none;
SELECT to_json(delimited_row(ARRAY['say "hi"', 'a,b'], E'\t', '')) AS row;
SELECT delimited_row(ARRAY['a', 'b;c'], ';', '');
SELECT bool_and(p.cells = ARRAY[c.cell, c.cell]) AS as_it_was
FROM (SELECT a.part || b.part || a.part AS cell FROM unnest(ARRAY['', ',', '"', E'\r', E'\n', ' ', U&'\FEFF']) AS a (part), unnest(ARRAY['x', ',', '""', E'\n']) AS b (part)) AS c,
     unnest(ARRAY[false, true]) AS q (quote_all), delimited_records(delimited_row(ARRAY[c.cell, c.cell], ',', '"', q.quote_all), ',') AS p;
\set VERBOSITY sqlstate
SELECT delimited_row('{a}', '"');
SELECT delimited_row('{a}', ',,');
SELECT * FROM delimited_records(E'a,b\n"1', ',');
\set VERBOSITY default
