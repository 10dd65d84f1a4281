-- What single cells say: references, deadlines and their revisions, names.

-- References that read as the same code are the same: whatever their case, blanks, dashes and alphabets.
CREATE OR REPLACE FUNCTION odd_ref_key(ref text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(try_plan_code(c.code)::text,
                  try_plan_code(replace(regexp_replace(c.code, '^([A-Z]{1,8})[-.](?=\d)', '\1'), '-', '.'))::text,
                  lower(regexp_replace(f.folded, '\s+', ' ', 'g')))
  FROM (SELECT legend_word(odd_ref_key.ref) AS folded) AS f, LATERAL (SELECT rtrim(regexp_replace(f.folded, '\s', '', 'g'),
                                                                                   '.') AS code) AS c;
END;
COMMENT ON FUNCTION odd_ref_key(text) IS 'ref_key of a reference that is not a code as it stands.';

-- Inlined: nearly every reference is a code as it stands.
CREATE OR REPLACE FUNCTION ref_key(ref text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN try_plan_code(ref)::text = ref AND position(' ' IN ref) = 0 THEN ref ELSE odd_ref_key(ref) END;
COMMENT ON FUNCTION ref_key(text) IS
  'A reference for comparing: the code it reads as, whatever its case, blanks, dashes and alphabet, or else its folded text.';

-- Two texts of which one becomes the other by one letter more, less or other.
CREATE OR REPLACE FUNCTION one_edit_apart(a text, b text) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT a <> b AND abs(length(a) - length(b)) <= 1
         AND EXISTS (SELECT FROM generate_series(0, least(length(a), length(b))) AS n
                     WHERE left(a, n) = left(b, n)
                       AND substr(a, n + 1 + (length(a) >= length(b))::integer) = substr(b, n + 1 + (length(b) >= length(a))::integer));
END;
COMMENT ON FUNCTION one_edit_apart(text, text) IS 'Whether one letter more, less or other makes one text the other.';

-- "June 2025 (was March 2025)" is "March 2025 revised to June 2025" the other way round.
CREATE OR REPLACE FUNCTION sheet_dates_in_order(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value ~* '\m(was|previously|originally|formerly)\M'
                 AND value !~* '\m(revised|re-?baselined|now|moved|extended|changed|amended)\M'
            THEN regexp_replace(value, '^(.*[^\s(,;])\s*[(,;]?\s*\m(?:was|previously|originally|formerly)\M:?\s*'
                                       '(.*\S)\s*$', '\2 revised to \1', 'i')
            ELSE value END;
COMMENT ON FUNCTION sheet_dates_in_order(text) IS 'A cell of deadlines with the first date first.';

-- "March 2025 Revised to June 2025", "(now June 2026)", "Revised date to be set for 2025/26".  What marks a footnote is no part of a date.
CREATE OR REPLACE FUNCTION sheet_dates(value text, start_month integer, within daterange,
                                       OUT periods daterange[], OUT raws text[], OUT undated text, OUT readable boolean)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(array_agg(d.period ORDER BY d.n) FILTER (WHERE d.period IS NOT NULL), '{}'),
         coalesce(array_agg(d.part ORDER BY d.n) FILTER (WHERE d.period IS NOT NULL), '{}'),
         CASE WHEN bool_or(d.period IS NULL AND d.n > 1)
              THEN substring(sheet_dates_in_order(sheet_dates.value)
                             FROM '(?i)\m(?:revised|re-?baselined|now|moved|extended|changed|amended)\M.*$') END,
         coalesce(bool_and(d.period IS NOT NULL OR d.n > 1), true)
  FROM (SELECT x.n, x.part, coalesce(try_plan_period(x.part, sheet_dates.start_month, sheet_dates.within),
                                     try_plan_period(x.part, sheet_dates.start_month)) AS period
        FROM (SELECT s.n, btrim(regexp_replace(s.part, '^\s*(was|previously|originally|formerly)\M|[T ]00:00(:00)?(\.0+)?$', '', 'gi'),
                              E' \t\r\n().,;:' || footnote_marks()) AS part
              FROM regexp_split_to_table(sheet_dates_in_order(sheet_dates.value),
                                         '\s*[(;,]?\s*\m(?:revised|re-?baselined|now|moved|extended|changed|amended)\M'
                                         '(?:\s+(?:to|until))?', 'i')
                   WITH ORDINALITY AS s (part, n)) AS x
        WHERE x.part <> '') AS d;
END;
COMMENT ON FUNCTION sheet_dates(text, integer, daterange) IS
  'The days that a cell of deadlines names, the first and its revisions; undated: what it says of a revision without saying '
  'to when.';

-- "X From January 2025, Y", "X / Y", "A+H/C+F", "CPC, E+G".  A slash before S151 parts nothing: such a post is one.
CREATE OR REPLACE FUNCTION sheet_names(value text, target text, OUT name text, OUT valid_from date, OUT valid_to date) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH known AS MATERIALIZED (
    SELECT normal_name(o.name) AS normal FROM officers o WHERE sheet_names.target = 'officer'
    UNION ALL SELECT normal_name(a.alias) FROM officer_aliases a WHERE sheet_names.target = 'officer'
    UNION ALL SELECT normal_name(b.name) FROM bodies b WHERE sheet_names.target = 'body'
    UNION ALL SELECT normal_name(a.alias) FROM body_aliases a WHERE sheet_names.target = 'body'
  ), sides AS (
    SELECT m.p, lower(try_plan_period(m.p[2])) AS changed_on
    FROM (SELECT regexp_match(sheet_names.value, '^\s*(.*\S)\s+from\s+([[:alpha:]]+\s+\d{4})\s*[,;]\s*(\S.*)$', 'i') AS p) AS m
  ), parts AS (
    SELECT sheet_names.value AS part, date '-infinity' AS valid_from, date 'infinity' AS valid_to FROM sides s WHERE s.changed_on IS NULL
    UNION ALL SELECT s.p[1], '-infinity', s.changed_on - 1 FROM sides s WHERE s.changed_on IS NOT NULL
    UNION ALL SELECT s.p[3], s.changed_on, 'infinity' FROM sides s WHERE s.changed_on IS NOT NULL
  ), commas AS (
    -- A name may hold a comma; abbreviations, and names that are known, are parted by it.
    SELECT p.*, sheet_names.target = 'body'
           AND NOT EXISTS (SELECT FROM regexp_split_to_table(p.part, '\s*[,;/]\s*') AS c
                           WHERE length(c) > 6 AND normal_name(c) NOT IN (SELECT k.normal FROM known k)) AS by_commas
    FROM parts p
  )
  SELECT DISTINCT ON (c.valid_from, normal_name(n.name)) n.name, c.valid_from, c.valid_to
  FROM commas c,
       LATERAL (SELECT CASE WHEN normal_name(c.part) IN (SELECT k.normal FROM known k) THEN '$^'
                            WHEN c.by_commas THEN '\s*[,;/\r\n]\s*'
                            ELSE '\s*(?:[;\r\n]+|/(?!\s*(?:s\.?\s?151|section\s?151)\M))\s*' END AS separator) AS s,
       LATERAL (SELECT sheet_value(rtrim(x, ' ' || footnote_marks())) AS name
                FROM regexp_split_to_table(c.part, s.separator, 'i') AS x) AS n
  WHERE n.name IS NOT NULL;
END;
COMMENT ON FUNCTION sheet_names(text, text) IS
  'The officers or bodies that a cell names, with the days from and to which they hold; a name that the register knows is never taken '
    'apart.';

-- Several references in a cell, "1.1, 1.3"; a wording may hold commas, so it is parted by what parts nothing else.
CREATE OR REPLACE FUNCTION sheet_refs(value text) RETURNS SETOF text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT DISTINCT sheet_value(x)
  FROM regexp_split_to_table(sheet_refs.value,
         CASE WHEN sheet_refs.value ~ '^\s*[[:alpha:]]{0,8} ?\d[\d.]*(\s*([,;/&+\r\n]|and)\s*[[:alpha:]]{0,8} ?\d[\d.]*)*\s*$'
              THEN '\s*(?:[,;/&+\r\n]|\mand\M)+\s*' ELSE '\s*[;\r\n]+\s*' END) AS x
  WHERE sheet_value(x) IS NOT NULL;
END;
COMMENT ON FUNCTION sheet_refs(text) IS 'The references that a cell names.';

-- "P1.5 Culture" is a reference and a wording; any other text is both.
CREATE OR REPLACE FUNCTION sheet_label(label text, OUT ref text, OUT title text)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(m.p[1], trim_cell(label)), coalesce(m.p[2], trim_cell(label))
  FROM regexp_match(trim_cell(label), '^([[:alpha:]]{0,8}\d+(?:\.\d+)*)\.?(?:\s*[:–-]\s*|\s+)(\S.*)$') AS m (p);
END;
COMMENT ON FUNCTION sheet_label(text) IS 'The reference and the wording of a node that a cell or a section title names.';
