-- How a file is written: amounts, byte-order marks, quotes.

-- "1,234.50" with a pound sign or without, "24.2m", "(500)", "85%": exact, never by way of floating point.  Whatever sign a minus is
-- printed with, and blanks that do not break between thousands, as spreadsheets write them.
CREATE OR REPLACE FUNCTION read_amount(value text) RETURNS numeric
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN coalesce(m.p[4], m.p[5]) IS NOT NULL AND (m.p[1] IS NULL) = (m.p[8] IS NULL)
                   AND num_nonnulls(m.p[1], m.p[2], m.p[3], m.p[7]) <= 1
              THEN (coalesce(replace(m.p[4], ',', ''), '0') || coalesce(m.p[5], ''))::numeric
                   * CASE WHEN num_nonnulls(m.p[1], m.p[2], m.p[3], m.p[7]) > 0 THEN -1 ELSE 1 END
                   * CASE machine_word(m.p[6]) WHEN 'k' THEN 1000 WHEN 'm' THEN 1000000 WHEN 'bn' THEN 1000000000 ELSE 1 END END
  FROM regexp_match(regexp_replace(regexp_replace(import_value(value), '[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]', '-', 'g'),
                                   '(?<=\d)[\u00A0\u2007\u2009\u202F](?=\d{3}(\D|$))', ',', 'g'),
         '^(\()?(-)?\s*[$\u00A3]?\s*(-)?(\d{1,3}(?:,\d{3}){1,9}|\d{1,30})?(\.\d{1,30})?\s*(k|m|bn|%)?(-)?(\))?$', 'i') AS m (p);
END;
COMMENT ON FUNCTION read_amount(text) IS
  'The number that a cell prints, with thousands commas, a pound sign, k, m, bn or %, a minus of any kind before or behind it, in '
  'parentheses if negative; NULL for anything else.';

-- How files were written.
CREATE OR REPLACE FUNCTION has_byte_order_mark(content text) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN getdatabaseencoding() IN ('UTF8', 'SQL_ASCII')
       AND substr(convert_to(left(content, 3), getdatabaseencoding()), 1, 3) = '\xefbbbf'::bytea;
COMMENT ON FUNCTION has_byte_order_mark(text) IS 'Whether a text begins with the mark that spreadsheets put before UTF-8.';

CREATE OR REPLACE FUNCTION printed_style(cells text[], printed text, delimiter text, quote text, OUT newline text, OUT quote_all boolean)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(substring(printed FROM '(\r\n|\n|\r)[\r\n]*$'), E'\n'),
         quote <> '' AND starts_with(printed, delimited_row(cells, delimiter, quote, true))
         AND NOT starts_with(printed, delimited_row(cells, delimiter, quote, false));
END;
COMMENT ON FUNCTION printed_style(text[], text, text, text) IS
  'How a file ends its lines and whether it quotes every cell, from its heading line.';
