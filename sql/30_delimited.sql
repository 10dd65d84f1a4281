-- delimited: comma, semicolon or tab separated text from and for any client, without server files

CREATE FUNCTION delimited_records(content text, delimiter text DEFAULT NULL, quote text DEFAULT '"')
    RETURNS TABLE (line bigint, cells text[], printed text)
    LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 1000
    AS 'MODULE_PATHNAME', 'delimited_parse_records';
COMMENT ON FUNCTION delimited_records(text, text, text) IS
    'records of a delimited text: the physical line each starts on, its cells, and the very characters it was read from, line end '
    'and empty lines after it included (in a text of one column they are records); the delimiter is detected if null, and an empty '
    'quote means that there is none';

CREATE FUNCTION delimited_row(cells text[], delimiter text, quote text DEFAULT '"', quote_all boolean DEFAULT false) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'delimited_write_row';
COMMENT ON FUNCTION delimited_row(text[], text, text, boolean) IS
    'the cells as one line, without its end, that delimited_records reads back: quoted where needed, or all of them; an error where that '
    'takes quotes and there are none';

CREATE FUNCTION detect_delimiter(content text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'delimited_detect_delimiter';
COMMENT ON FUNCTION detect_delimiter(text) IS
    'tab, semicolon or comma, whichever occurs most outside quotes in the first line that is not empty; in that order if equally often, '
    'tab if none does';

CREATE FUNCTION quote_delimited(cell text, delimiter text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'delimited_quote_cell';
COMMENT ON FUNCTION quote_delimited(text, text) IS
    'deprecated: use delimited_row; the cell as delimited_records reads it back, in double quotes where it must be';

CREATE FUNCTION delimited_text(file bytea) RETURNS text
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'encoding_read_text';
COMMENT ON FUNCTION delimited_text(bytea) IS
    'the text of a file, of which the bytes are given: UTF-8 with or without a byte-order mark, UTF-16 of either order, or else '
    'Windows-1252';
