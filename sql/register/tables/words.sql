-- How names, words and cells are compared and cut: indexes and generated columns stand on these functions.

-- How names, words and cells are compared and cut; first, since indexes below stand on them.
CREATE OR REPLACE FUNCTION trim_cell(cell text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(cell, '^[\s\u00A0]+|[\s\u00A0]+$', '', 'g');
COMMENT ON FUNCTION trim_cell(text) IS 'A cell without blanks, tabs, line ends and no-break spaces at its ends.';

-- An apostrophe is how spreadsheets say that a cell is text; one more where a cell already begins so, for import_value to take off.
CREATE OR REPLACE FUNCTION spreadsheet_cell(cell text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN cell ~ '^''*[-=+@\t\r]' THEN '''' || cell ELSE cell END;
COMMENT ON FUNCTION spreadsheet_cell(text) IS
  'A cell for a file that a spreadsheet opens: one that it would take for a formula, since it begins with = + - @, a tab or a carriage '
  'return, gets an apostrophe before it, which an import takes off again.';

-- TITLE is title in every locale: by the rules of Turkish it would not be.
CREATE OR REPLACE FUNCTION machine_word(word text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(word COLLATE "C");
COMMENT ON FUNCTION machine_word(text) IS
  'A word that means something to the register, such as higher or saving, in small letters whatever the locale.';

CREATE OR REPLACE FUNCTION normal_name(name text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(machine_word(regexp_replace(regexp_replace(trim_cell(name), '[\s\u00A0]*&[\s\u00A0]*', ' and ', 'g'), '[\s\u00A0]+', ' ',
                                         'g')));
COMMENT ON FUNCTION normal_name(text) IS 'A name without regard to case and blanks, and with "and" for "&", for comparing.';

CREATE OR REPLACE FUNCTION legend_word(word text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(fold_text(word), normal_name(word));
COMMENT ON FUNCTION legend_word(text) IS
  'A word of a legend as the type rag would read it: without regard to case, blanks and look-alike letters.';

-- Words are folded hard, since titles are worded by different people: no case, no plural, no more than eight letters.
CREATE OR REPLACE FUNCTION title_words(title text) RETURNS text[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(array_agg(DISTINCT left(regexp_replace(regexp_replace(w, '(?<=[a-z]{3})ies$', 'y'), '(?<=[^s]{3})s$', ''), 8)), '{}')
    FROM regexp_split_to_table(lower(title), '[^[:alnum:]]+') w
   WHERE char_length(w) > 1
     AND w !~ '^[0-9]+$'
     AND w <> ALL ('{a,all,an,and,as,at,be,by,for,from,in,into,is,it,its,no,of,on,or,our,that,the,their,this,to,we,with}');
END;
COMMENT ON FUNCTION title_words(text) IS
  'The words of a title by which titles are compared: in lower case, each once, without numbers, small words, plural endings and what '
  'follows the eighth letter.';
