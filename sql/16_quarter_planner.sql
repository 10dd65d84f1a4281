-- What indexes and the planner can do with the types: block ranges, skip scans, days of a quarter as a range.

-- BRIN: a few bytes for each hundred blocks of a table that grows by quarter

CREATE OPERATOR FAMILY quarter_minmax_ops USING brin;
COMMENT ON OPERATOR FAMILY quarter_minmax_ops USING brin IS 'least and greatest quarter of a block range';

CREATE OPERATOR CLASS quarter_minmax_ops DEFAULT FOR TYPE quarter USING brin FAMILY quarter_minmax_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 brin_minmax_opcinfo(internal),
    FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
    FUNCTION 3 brin_minmax_consistent(internal, internal, internal),
    FUNCTION 4 brin_minmax_union(internal, internal, internal);
COMMENT ON OPERATOR CLASS quarter_minmax_ops USING brin IS 'least and greatest quarter of a block range';

CREATE OPERATOR FAMILY rag_minmax_ops USING brin;
COMMENT ON OPERATOR FAMILY rag_minmax_ops USING brin IS 'least and most severe rating of a block range';

CREATE OPERATOR CLASS rag_minmax_ops DEFAULT FOR TYPE rag USING brin FAMILY rag_minmax_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 brin_minmax_opcinfo(internal),
    FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
    FUNCTION 3 brin_minmax_consistent(internal, internal, internal),
    FUNCTION 4 brin_minmax_union(internal, internal, internal);
COMMENT ON OPERATOR CLASS rag_minmax_ops USING brin IS 'least and most severe rating of a block range';

CREATE OPERATOR FAMILY plan_code_minmax_ops USING brin;
COMMENT ON OPERATOR FAMILY plan_code_minmax_ops USING brin IS 'first and last plan code of a block range';

CREATE OPERATOR CLASS plan_code_minmax_ops DEFAULT FOR TYPE plan_code USING brin FAMILY plan_code_minmax_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 brin_minmax_opcinfo(internal),
    FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
    FUNCTION 3 brin_minmax_consistent(internal, internal, internal),
    FUNCTION 4 brin_minmax_union(internal, internal, internal);
COMMENT ON OPERATOR CLASS plan_code_minmax_ops USING brin IS 'first and last plan code of a block range';

-- Skip support: asked for by PostgreSQL 18 and refused by earlier ones, so only the functions are there always.
-- pg_upgrade brings the operator families as they were: this block can be run again, and every upgrade script does.

CREATE FUNCTION quarter_skipsupport(internal) RETURNS void
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_skipsupport';
COMMENT ON FUNCTION quarter_skipsupport(internal) IS 'skip support';

CREATE FUNCTION rag_skipsupport(internal) RETURNS void
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rag_skipsupport';
COMMENT ON FUNCTION rag_skipsupport(internal) IS 'skip support';

DO $do$
BEGIN
    IF pg_catalog.current_setting('server_version_num')::integer OPERATOR(pg_catalog.<) 180000 THEN
        RETURN;
    END IF;
    -- Operators are named in full: a superuser runs this, in a schema where its owner may have made others.
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_amproc a
                   WHERE a.amproc::oid OPERATOR(pg_catalog.=) '@extschema@.quarter_skipsupport(internal)'::regprocedure::oid) THEN
        ALTER OPERATOR FAMILY @extschema@.quarter_ops USING btree
            ADD FUNCTION 6 (@extschema@.quarter, @extschema@.quarter) @extschema@.quarter_skipsupport(internal);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_amproc a
                   WHERE a.amproc::oid OPERATOR(pg_catalog.=) '@extschema@.rag_skipsupport(internal)'::regprocedure::oid) THEN
        ALTER OPERATOR FAMILY @extschema@.rag_ops USING btree
            ADD FUNCTION 6 (@extschema@.rag, @extschema@.rag) @extschema@.rag_skipsupport(internal);
    END IF;
END
$do$;

-- Days of a quarter are a range of an index on the day

CREATE FUNCTION quarter_date_within_support(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_date_within_support';
COMMENT ON FUNCTION quarter_date_within_support(internal) IS 'planner support of <@: the days of a quarter are a range';

CREATE FUNCTION quarter_contains_date_support(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_contains_date_support';
COMMENT ON FUNCTION quarter_contains_date_support(internal) IS 'planner support of @>: the days of a quarter are a range';

-- quarter(day) compared with a quarter is a range of days, too

CREATE FUNCTION quarter_start_from(quarter, start_month integer DEFAULT 4) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_start_from';
COMMENT ON FUNCTION quarter_start_from(quarter, integer) IS
  'the first day of the first quarter, of the fiscal year that starts in start_month, that is not before this one: quarter(d) >= q is d '
  '>= quarter_start_from(q)';

CREATE FUNCTION quarter_start_after(quarter, start_month integer DEFAULT 4) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_start_after';
COMMENT ON FUNCTION quarter_start_after(quarter, integer) IS
  'the first day of the first quarter, of the fiscal year that starts in start_month, that is after this one: quarter(d) > q is d >= '
  'quarter_start_after(q)';

CREATE FUNCTION quarter_eq_support(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_eq_support';
COMMENT ON FUNCTION quarter_eq_support(internal) IS 'planner support of =: quarter(day) = q is a range of days';

CREATE FUNCTION quarter_order_support(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_order_support';
COMMENT ON FUNCTION quarter_order_support(internal) IS 'planner support of <, <=, > and >=: quarter(day) >= q is a range of days';

ALTER FUNCTION quarter_date_within(date, quarter) SUPPORT quarter_date_within_support;
ALTER FUNCTION quarter_contains_date(quarter, date) SUPPORT quarter_contains_date_support;
ALTER FUNCTION quarter_eq(quarter, quarter) SUPPORT quarter_eq_support;
ALTER FUNCTION quarter_lt(quarter, quarter) SUPPORT quarter_order_support;
ALTER FUNCTION quarter_le(quarter, quarter) SUPPORT quarter_order_support;
ALTER FUNCTION quarter_gt(quarter, quarter) SUPPORT quarter_order_support;
ALTER FUNCTION quarter_ge(quarter, quarter) SUPPORT quarter_order_support;
