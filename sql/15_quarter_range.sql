-- Ranges of quarters, quarters by a pattern, and a calendar of quarters.

-- The canonical form is [lower, upper), as it is of int4range and daterange; each end is moved within its own
-- fiscal calendar.  The last quarter of a calendar cannot be moved and stays as it was given.

CREATE TYPE quarterrange;

CREATE FUNCTION quarterrange_canonical(quarterrange) RETURNS quarterrange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarterrange_canonical';
COMMENT ON FUNCTION quarterrange_canonical(quarterrange) IS
  'the canonical form of a range of quarters: the lower end belongs to it, the upper does not';

CREATE FUNCTION quarterrange_subdiff(quarter, quarter) RETURNS float8
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarterrange_subtype_diff';
COMMENT ON FUNCTION quarterrange_subdiff(quarter, quarter) IS 'number of quarters between, with a fraction across fiscal calendars';

CREATE TYPE quarterrange AS RANGE (
    SUBTYPE = quarter,
    SUBTYPE_OPCLASS = quarter_ops,
    SUBTYPE_DIFF = quarterrange_subdiff,
    CANONICAL = quarterrange_canonical,
    MULTIRANGE_TYPE_NAME = quartermultirange
);
COMMENT ON TYPE quarterrange IS 'a range of quarters: ["Q1 2025/26","Q4 2025/26"] is the year, printed as ["Q1 2025/26","Q1 2026/27")';
COMMENT ON TYPE quartermultirange IS 'a set of quarters, as ranges with gaps between them';
COMMENT ON FUNCTION quarterrange(quarter, quarter) IS 'the range from the first quarter to before the second';
COMMENT ON FUNCTION quarterrange(quarter, quarter, text) IS
  'the range between two quarters; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION quartermultirange() IS 'the empty set of quarters';
COMMENT ON FUNCTION quartermultirange(quarterrange) IS 'the set of the quarters of one range';
COMMENT ON FUNCTION quartermultirange(quarterrange[]) IS 'the set of the quarters of any of the ranges';
COMMENT ON CAST (quarterrange AS quartermultirange) IS 'the set of the quarters of one range';

CREATE FUNCTION quarterrange(quarter) RETURNS quarterrange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarterrange_of_quarter';
COMMENT ON FUNCTION quarterrange(quarter) IS 'the range of one quarter';

CREATE CAST (quarter AS quarterrange) WITH FUNCTION quarterrange(quarter);
COMMENT ON CAST (quarter AS quarterrange) IS 'the range of one quarter';

CREATE FUNCTION daterange(quarterrange) RETURNS daterange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarterrange_daterange';
COMMENT ON FUNCTION daterange(quarterrange) IS
  'the days of a range of quarters; to compare ranges of different fiscal calendars, compare their days';

CREATE CAST (quarterrange AS daterange) WITH FUNCTION daterange(quarterrange);
COMMENT ON CAST (quarterrange AS daterange) IS 'the days of a range of quarters';

CREATE FUNCTION datemultirange(quartermultirange) RETURNS datemultirange
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT coalesce(pg_catalog.range_agg(@extschema@.daterange(r)), '{}'::datemultirange) FROM pg_catalog.unnest($1) AS r);
COMMENT ON FUNCTION datemultirange(quartermultirange) IS 'the days of a set of quarters';

CREATE CAST (quartermultirange AS datemultirange) WITH FUNCTION datemultirange(quartermultirange);
COMMENT ON CAST (quartermultirange AS datemultirange) IS 'the days of a set of quarters';

-- Functions and not operators: beside date <@ quarter, the type of a literal in date <@ '...' could not be told.

CREATE FUNCTION contains_date(quarterrange, date) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN daterange($1) OPERATOR(pg_catalog.@>) $2;
COMMENT ON FUNCTION contains_date(quarterrange, date) IS 'whether a day lies in one of a range of quarters';

CREATE FUNCTION contains_date(quartermultirange, date) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN datemultirange($1) OPERATOR(pg_catalog.@>) $2;
COMMENT ON FUNCTION contains_date(quartermultirange, date) IS 'whether a day lies in one of a set of quarters';

-- Halves, and quarters by a pattern

CREATE FUNCTION halves_between(earlier quarter, later quarter) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (later - earlier) / 2;
COMMENT ON FUNCTION halves_between(quarter, quarter) IS
  'whole half years from one quarter to another, toward zero, within one fiscal calendar';

CREATE FUNCTION to_char(quarter, text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_to_char';
COMMENT ON FUNCTION to_char(quarter, text) IS
  'a quarter by a pattern: Q its number, H its half, YYYY or YY the year its fiscal year starts in, EYYY or EY the year it ends in, '
  'YYYY/YY (two or four digits, slash or hyphen) both, or the one year where they are the same; text in double quotes and behind a '
  'backslash, and whatever is no letter, is printed as it is: to_char(q, ''"Quarter "Q YYYY/YY'')';

-- A date dimension

CREATE FUNCTION quarter_calendar(
    first quarter,
    last quarter,
    OUT quarter quarter,
    OUT quarter_key integer,
    OUT label text,
    OUT first_day date,
    OUT last_day date,
    OUT fiscal_year text,
    OUT fiscal_year_start integer,
    OUT quarter_number integer,
    OUT half integer,
    OUT days integer
) RETURNS SETOF record
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 40
BEGIN ATOMIC
    SELECT q,
           (extract(year FROM start_date(q)) * 100::numeric + extract(month FROM start_date(q)))::integer,
           q::text,
           start_date(q),
           end_date(q),
           fiscal_year(q),
           fiscal_year_start(q),
           quarter_number(q),
           half(q),
           days(q)
    FROM generate_series(first, last) AS q;
END;
COMMENT ON FUNCTION quarter_calendar(quarter, quarter) IS
  'a row for each quarter from the first to the last, for a calendar table of BI tools; quarter_key is yyyymm of its first day';
