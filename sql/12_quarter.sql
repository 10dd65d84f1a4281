-- quarter: three months of a fiscal year, four bytes by value.  The fiscal calendar is part of the value.

-- Text and binary

CREATE TYPE quarter;

CREATE FUNCTION quarter_in(cstring) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_in';
COMMENT ON FUNCTION quarter_in(cstring) IS 'input function of type quarter';

CREATE FUNCTION quarter_out(quarter) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_out';
COMMENT ON FUNCTION quarter_out(quarter) IS 'output function of type quarter';

CREATE FUNCTION quarter_recv(internal) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_recv';
COMMENT ON FUNCTION quarter_recv(internal) IS 'binary input function of type quarter';

CREATE FUNCTION quarter_send(quarter) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_send';
COMMENT ON FUNCTION quarter_send(quarter) IS 'binary output function of type quarter';

CREATE TYPE quarter (
    INPUT = quarter_in,
    OUTPUT = quarter_out,
    RECEIVE = quarter_recv,
    SEND = quarter_send,
    INTERNALLENGTH = 4,
    PASSEDBYVALUE,
    ALIGNMENT = int4,
    STORAGE = plain
);
COMMENT ON TYPE quarter IS
  'a quarter of a fiscal year: Q1 2025/26 is April to June 2025, Q1 2025 is January to March 2025, Q1 2025/26 (Oct) is October to '
  'December 2025';

CREATE FUNCTION quarter(text) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_text';
COMMENT ON FUNCTION quarter(text) IS 'the quarter that a text spells';

CREATE FUNCTION text(quarter) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_to_text';
COMMENT ON FUNCTION text(quarter) IS 'the canonical text of a quarter';

CREATE CAST (text AS quarter) WITH FUNCTION quarter(text) AS ASSIGNMENT;
COMMENT ON CAST (text AS quarter) IS 'so that a text parameter can be stored in a quarter column';

-- The server does not chain casts on assignment, and some drivers send varchar.
CREATE CAST (varchar AS quarter) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (varchar AS quarter) IS 'so that a varchar parameter can be stored in a quarter column';

CREATE CAST (character AS quarter) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character AS quarter) IS 'so that a character column can be copied into a quarter column';

CREATE CAST (quarter AS text) WITH FUNCTION text(quarter) AS ASSIGNMENT;
COMMENT ON CAST (quarter AS text) IS 'the canonical text of a quarter';

CREATE FUNCTION try_quarter(text) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_try';
COMMENT ON FUNCTION try_quarter(text) IS 'the quarter that a text spells, or NULL if it spells none';

-- Comparison: by start date, then by fiscal start month

CREATE FUNCTION quarter_eq(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_eq';
COMMENT ON FUNCTION quarter_eq(quarter, quarter) IS 'implementation of = operator';

CREATE FUNCTION quarter_ne(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_ne';
COMMENT ON FUNCTION quarter_ne(quarter, quarter) IS 'implementation of <> operator';

CREATE FUNCTION quarter_lt(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_lt';
COMMENT ON FUNCTION quarter_lt(quarter, quarter) IS 'implementation of < operator';

CREATE FUNCTION quarter_le(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_le';
COMMENT ON FUNCTION quarter_le(quarter, quarter) IS 'implementation of <= operator';

CREATE FUNCTION quarter_gt(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_gt';
COMMENT ON FUNCTION quarter_gt(quarter, quarter) IS 'implementation of > operator';

CREATE FUNCTION quarter_ge(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_ge';
COMMENT ON FUNCTION quarter_ge(quarter, quarter) IS 'implementation of >= operator';

CREATE OPERATOR = (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_eq,
    COMMUTATOR = =,
    NEGATOR = <>,
    RESTRICT = eqsel,
    JOIN = eqjoinsel,
    HASHES,
    MERGES
);
COMMENT ON OPERATOR = (quarter, quarter) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_ne,
    COMMUTATOR = <>,
    NEGATOR = =,
    RESTRICT = neqsel,
    JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (quarter, quarter) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_lt,
    COMMUTATOR = >,
    NEGATOR = >=,
    RESTRICT = scalarltsel,
    JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (quarter, quarter) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_le,
    COMMUTATOR = >=,
    NEGATOR = >,
    RESTRICT = scalarlesel,
    JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (quarter, quarter) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_gt,
    COMMUTATOR = <,
    NEGATOR = <=,
    RESTRICT = scalargtsel,
    JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (quarter, quarter) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_ge,
    COMMUTATOR = <=,
    NEGATOR = <,
    RESTRICT = scalargesel,
    JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (quarter, quarter) IS 'greater than or equal';

CREATE FUNCTION quarter_cmp(quarter, quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_cmp';
COMMENT ON FUNCTION quarter_cmp(quarter, quarter) IS 'less-equal-greater';

CREATE FUNCTION quarter_sortsupport(internal) RETURNS void
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_sortsupport';
COMMENT ON FUNCTION quarter_sortsupport(internal) IS 'sort support';

CREATE FUNCTION quarter_in_range(quarter, quarter, bigint, boolean, boolean) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_in_range_bigint';
COMMENT ON FUNCTION quarter_in_range(quarter, quarter, bigint, boolean, boolean) IS 'window RANGE support: n quarters before or after';

CREATE FUNCTION quarter_hash(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_hash';
COMMENT ON FUNCTION quarter_hash(quarter) IS 'hash';

CREATE FUNCTION quarter_hash_extended(quarter, bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_hash_extended';
COMMENT ON FUNCTION quarter_hash_extended(quarter, bigint) IS 'hash with a seed';

CREATE OPERATOR FAMILY quarter_ops USING btree;
COMMENT ON OPERATOR FAMILY quarter_ops USING btree IS 'order of quarters';

CREATE OPERATOR CLASS quarter_ops DEFAULT FOR TYPE quarter USING btree FAMILY quarter_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 quarter_cmp(quarter, quarter),
    FUNCTION 2 quarter_sortsupport(internal),
    FUNCTION 3 (quarter, bigint) quarter_in_range(quarter, quarter, bigint, boolean, boolean),
    FUNCTION 4 pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS quarter_ops USING btree IS 'order of quarters';

CREATE OPERATOR FAMILY quarter_ops USING hash;
COMMENT ON OPERATOR FAMILY quarter_ops USING hash IS 'equality of quarters';

CREATE OPERATOR CLASS quarter_ops DEFAULT FOR TYPE quarter USING hash FAMILY quarter_ops AS
    OPERATOR 1 =,
    FUNCTION 1 quarter_hash(quarter),
    FUNCTION 2 quarter_hash_extended(quarter, bigint);
COMMENT ON OPERATOR CLASS quarter_ops USING hash IS 'equality of quarters';

CREATE FUNCTION quarter_smaller(quarter, quarter) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_smaller';
COMMENT ON FUNCTION quarter_smaller(quarter, quarter) IS 'the earlier of two quarters';

CREATE FUNCTION quarter_larger(quarter, quarter) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_larger';
COMMENT ON FUNCTION quarter_larger(quarter, quarter) IS 'the later of two quarters';

CREATE AGGREGATE min(quarter) (
    SFUNC = quarter_smaller,
    STYPE = quarter,
    COMBINEFUNC = quarter_smaller,
    SORTOP = OPERATOR(@extschema@.<),
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(quarter) IS 'the earliest quarter';

CREATE AGGREGATE max(quarter) (
    SFUNC = quarter_larger,
    STYPE = quarter,
    COMBINEFUNC = quarter_larger,
    SORTOP = OPERATOR(@extschema@.>),
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(quarter) IS 'the latest quarter';

-- Making quarters

CREATE FUNCTION quarter(date, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_date';
COMMENT ON FUNCTION quarter(date, integer) IS 'the quarter that a date lies in';

CREATE FUNCTION quarter(timestamp, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_timestamp';
COMMENT ON FUNCTION quarter(timestamp, integer) IS 'the quarter that a timestamp lies in';

CREATE FUNCTION quarter(timestamptz, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_timestamptz';
COMMENT ON FUNCTION quarter(timestamptz, integer) IS 'the quarter that a timestamp lies in, in the time zone of the session';

-- Years, numbers and steps are bigint, which whole numbers of every type are cast to.
CREATE FUNCTION quarter(year bigint, n bigint, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_year_bigint';
COMMENT ON FUNCTION quarter(bigint, bigint, integer) IS 'the quarter of a fiscal year given by the year in which it starts';

-- Without these, quarter($1, 1) and quarter('2025', 1) would be of a timestamptz: quarter(timestamptz, start_month integer) is the better
-- match of an integer.  Two of them, since smallint is as near to one as to the other.
CREATE FUNCTION quarter(year integer, n integer) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter($1::bigint, $2::bigint, 4);
COMMENT ON FUNCTION quarter(integer, integer) IS 'the quarter of a fiscal year given by the year in which it starts';

CREATE FUNCTION quarter(year smallint, n smallint) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter($1::bigint, $2::bigint, 4);
COMMENT ON FUNCTION quarter(smallint, smallint) IS 'the quarter of a fiscal year given by the year in which it starts';

CREATE FUNCTION quarter_ending(year bigint, n bigint, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_ending_year_bigint';
COMMENT ON FUNCTION quarter_ending(bigint, bigint, integer) IS 'the quarter of a fiscal year given by the year in which it ends';

CREATE FUNCTION current_quarter(start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_current';
COMMENT ON FUNCTION current_quarter(integer) IS 'the quarter that today lies in, in the time zone of the session';

-- Asking quarters

CREATE FUNCTION start_date(quarter) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_start_date';
COMMENT ON FUNCTION start_date(quarter) IS 'the first day of a quarter';

CREATE FUNCTION end_date(quarter) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_end_date';
COMMENT ON FUNCTION end_date(quarter) IS 'the last day of a quarter';

CREATE FUNCTION daterange(quarter) RETURNS daterange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_daterange';
COMMENT ON FUNCTION daterange(quarter) IS 'the days of a quarter';

CREATE CAST (quarter AS daterange) WITH FUNCTION daterange(quarter);
COMMENT ON CAST (quarter AS daterange) IS 'the days of a quarter';

CREATE FUNCTION quarter_contains_date(quarter, date) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_contains_date';
COMMENT ON FUNCTION quarter_contains_date(quarter, date) IS 'implementation of @> operator';

CREATE FUNCTION quarter_date_within(date, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_date_within';
COMMENT ON FUNCTION quarter_date_within(date, quarter) IS 'implementation of <@ operator';

CREATE OPERATOR @> (
    LEFTARG = quarter,
    RIGHTARG = date,
    FUNCTION = quarter_contains_date,
    COMMUTATOR = <@,
    RESTRICT = matchingsel,
    JOIN = matchingjoinsel
);
COMMENT ON OPERATOR @> (quarter, date) IS 'contains';

CREATE OPERATOR <@ (
    LEFTARG = date,
    RIGHTARG = quarter,
    FUNCTION = quarter_date_within,
    COMMUTATOR = @>,
    RESTRICT = matchingsel,
    JOIN = matchingjoinsel
);
COMMENT ON OPERATOR <@ (date, quarter) IS 'is contained by';

CREATE FUNCTION fiscal_year(quarter) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_fiscal_year';
COMMENT ON FUNCTION fiscal_year(quarter) IS 'the fiscal year of a quarter, such as 2025/26, or 2025 where it is the calendar year';

CREATE FUNCTION fiscal_year_start(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_fiscal_year_start';
COMMENT ON FUNCTION fiscal_year_start(quarter) IS 'the year in which the fiscal year of a quarter starts';

CREATE FUNCTION fiscal_start_month(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_fiscal_start_month';
COMMENT ON FUNCTION fiscal_start_month(quarter) IS 'the month, 1 to 12, in which the fiscal year of a quarter starts';

CREATE FUNCTION quarter_number(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_quarter_number';
COMMENT ON FUNCTION quarter_number(quarter) IS 'the number of a quarter in its fiscal year, 1 to 4';

CREATE FUNCTION half(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_half';
COMMENT ON FUNCTION half(quarter) IS 'the half of the fiscal year that a quarter lies in, 1 or 2';

CREATE FUNCTION days(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_days';
COMMENT ON FUNCTION days(quarter) IS 'the number of days of a quarter, 90 to 92';

CREATE FUNCTION nth_day(quarter, n bigint) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_nth_day_bigint';
COMMENT ON FUNCTION nth_day(quarter, bigint) IS 'the nth day of a quarter, from 1';

-- Reckoning with quarters

CREATE FUNCTION quarter_plus(quarter, bigint) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_plus_bigint';
COMMENT ON FUNCTION quarter_plus(quarter, bigint) IS 'implementation of + operator';

CREATE FUNCTION quarter_plus_commuted(bigint, quarter) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_plus_commuted_bigint';
COMMENT ON FUNCTION quarter_plus_commuted(bigint, quarter) IS 'implementation of + operator';

CREATE FUNCTION quarter_minus(quarter, bigint) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_minus_bigint';
COMMENT ON FUNCTION quarter_minus(quarter, bigint) IS 'implementation of - operator';

CREATE FUNCTION quarter_minus_quarter(quarter, quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_minus_quarter';
COMMENT ON FUNCTION quarter_minus_quarter(quarter, quarter) IS 'implementation of - operator';

CREATE OPERATOR + (
    LEFTARG = quarter,
    RIGHTARG = bigint,
    FUNCTION = quarter_plus,
    COMMUTATOR = +
);
COMMENT ON OPERATOR + (quarter, bigint) IS 'n quarters later';

CREATE OPERATOR + (
    LEFTARG = bigint,
    RIGHTARG = quarter,
    FUNCTION = quarter_plus_commuted,
    COMMUTATOR = +
);
COMMENT ON OPERATOR + (bigint, quarter) IS 'n quarters later';

CREATE OPERATOR - (
    LEFTARG = quarter,
    RIGHTARG = bigint,
    FUNCTION = quarter_minus
);
COMMENT ON OPERATOR - (quarter, bigint) IS 'n quarters earlier';

CREATE OPERATOR - (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_minus_quarter
);
COMMENT ON OPERATOR - (quarter, quarter) IS 'number of quarters between, within one fiscal calendar';

CREATE FUNCTION years_between(earlier quarter, later quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_years_between';
COMMENT ON FUNCTION years_between(quarter, quarter) IS 'whole years from one quarter to another, toward zero, within one fiscal calendar';

CREATE FUNCTION same_quarter(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_same_quarter';
COMMENT ON FUNCTION same_quarter(quarter, quarter) IS 'whether two quarters are the same three months, whatever their fiscal calendars';

CREATE FUNCTION in_calendar(quarter, start_month integer) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_change_calendar';
COMMENT ON FUNCTION in_calendar(quarter, integer) IS 'the same three months as a quarter of the fiscal year that starts in another month';

CREATE FUNCTION generate_series(first quarter, last quarter, step bigint DEFAULT 1) RETURNS SETOF quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 20
    AS 'MODULE_PATHNAME', 'quarter_generate_series_bigint';
COMMENT ON FUNCTION generate_series(quarter, quarter, bigint) IS
  'quarters from the first to the last, both included, within one fiscal calendar';
