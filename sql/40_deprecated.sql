-- What 0.7.0 has with bigint in place of integer, as it was: views, indexes and bodies made before stand on these.  A schema of their own,
-- since an operator has no name to be kept under, and beside quarter + bigint the type of $1 in quarter + $1 could not be told.
-- The planner puts the new one in the place of each of the SQL functions, so that an index on either serves both.
CREATE SCHEMA golden_thread_deprecated;
GRANT USAGE ON SCHEMA golden_thread_deprecated TO PUBLIC;
COMMENT ON SCHEMA golden_thread_deprecated IS
  'deprecated: what objects made before golden_thread 0.7.0 stand on; make them anew, and they stand on what took its place';

CREATE FUNCTION golden_thread_deprecated.quarter(year bigint, n integer, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter($1, $2::bigint, $3);
COMMENT ON FUNCTION golden_thread_deprecated.quarter(bigint, integer, integer) IS 'deprecated: quarter(bigint, bigint, integer)';

CREATE FUNCTION golden_thread_deprecated.quarter_ending(year bigint, n integer, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter_ending($1, $2::bigint, $3);
COMMENT ON FUNCTION golden_thread_deprecated.quarter_ending(bigint, integer, integer) IS
  'deprecated: quarter_ending(bigint, bigint, integer)';

CREATE FUNCTION golden_thread_deprecated.nth_day(q quarter, n integer) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN nth_day($1, $2::bigint);
COMMENT ON FUNCTION golden_thread_deprecated.nth_day(quarter, integer) IS 'deprecated: nth_day(quarter, bigint)';

CREATE FUNCTION golden_thread_deprecated.generate_series(first quarter, last quarter, step integer DEFAULT 1) RETURNS SETOF quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 20
    AS 'MODULE_PATHNAME', 'quarter_generate_series';
COMMENT ON FUNCTION golden_thread_deprecated.generate_series(quarter, quarter, integer) IS
  'deprecated: generate_series(quarter, quarter, bigint)';

CREATE FUNCTION golden_thread_deprecated.quarter_plus(quarter, integer) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter_plus($1, $2::bigint);
COMMENT ON FUNCTION golden_thread_deprecated.quarter_plus(quarter, integer) IS 'deprecated: quarter_plus(quarter, bigint)';

CREATE FUNCTION golden_thread_deprecated.quarter_plus_commuted(integer, quarter) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter_plus_commuted($1::bigint, $2);
COMMENT ON FUNCTION golden_thread_deprecated.quarter_plus_commuted(integer, quarter) IS
  'deprecated: quarter_plus_commuted(bigint, quarter)';

CREATE FUNCTION golden_thread_deprecated.quarter_minus(quarter, integer) RETURNS quarter
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN quarter_minus($1, $2::bigint);
COMMENT ON FUNCTION golden_thread_deprecated.quarter_minus(quarter, integer) IS 'deprecated: quarter_minus(quarter, bigint)';

CREATE OPERATOR golden_thread_deprecated.+ (
    LEFTARG = quarter,
    RIGHTARG = integer,
    FUNCTION = golden_thread_deprecated.quarter_plus,
    COMMUTATOR = OPERATOR(golden_thread_deprecated.+)
);
COMMENT ON OPERATOR golden_thread_deprecated.+ (quarter, integer) IS 'deprecated: quarter + bigint';

CREATE OPERATOR golden_thread_deprecated.+ (
    LEFTARG = integer,
    RIGHTARG = quarter,
    FUNCTION = golden_thread_deprecated.quarter_plus_commuted,
    COMMUTATOR = OPERATOR(golden_thread_deprecated.+)
);
COMMENT ON OPERATOR golden_thread_deprecated.+ (integer, quarter) IS 'deprecated: bigint + quarter';

CREATE OPERATOR golden_thread_deprecated.- (
    LEFTARG = quarter,
    RIGHTARG = integer,
    FUNCTION = golden_thread_deprecated.quarter_minus
);
COMMENT ON OPERATOR golden_thread_deprecated.- (quarter, integer) IS 'deprecated: quarter - bigint';

CREATE FUNCTION golden_thread_deprecated.quarter_in_range(quarter, quarter, integer, boolean, boolean) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_in_range';
COMMENT ON FUNCTION golden_thread_deprecated.quarter_in_range(quarter, quarter, integer, boolean, boolean) IS
  'deprecated: quarter_in_range(quarter, quarter, bigint, boolean, boolean)';
