-- delimited: comma, semicolon or tab separated text from any client, without server files

CREATE FUNCTION parse_delimited(content text, delimiter text DEFAULT NULL, quote text DEFAULT '"')
    RETURNS TABLE (line bigint, cells text[])
    LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 1000
    AS 'MODULE_PATHNAME', 'delimited_parse';
COMMENT ON FUNCTION parse_delimited(text, text, text) IS
    'records of a delimited text: the physical line each starts on and its cells; the delimiter is detected if null, and an empty quote means that there is none';

CREATE FUNCTION detect_delimiter(content text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'delimited_detect_delimiter';
COMMENT ON FUNCTION detect_delimiter(text) IS
    'tab, semicolon or comma, whichever occurs most outside quotes in the first line that is not empty; in that order if equally often, tab if none does';

CREATE FUNCTION quote_delimited(cell text, delimiter text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'delimited_quote_cell';
COMMENT ON FUNCTION quote_delimited(text, text) IS
    'the cell as parse_delimited reads it back: in double quotes if it holds the delimiter, a double quote or a line end';
