-- golden_thread 0.1.0 to 0.2.0: quarter ranges, planner and index support, GiST and BRIN classes, a plan's own words.
-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.2.0'" to load this file. \quit

-- Ranges of quarters, quarters by a pattern, and a calendar of quarters.

-- The canonical form is [lower, upper), as it is of int4range and daterange; each end is moved within its own
-- fiscal calendar.  The last quarter of a calendar cannot be moved and stays as it was given.

CREATE TYPE quarterrange;

CREATE FUNCTION quarterrange_canonical(quarterrange) RETURNS quarterrange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarterrange_canonical';
COMMENT ON FUNCTION quarterrange_canonical(quarterrange) IS 'the canonical form of a range of quarters: the lower end belongs to it, the upper does not';

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
COMMENT ON FUNCTION quarterrange(quarter, quarter, text) IS 'the range between two quarters; the third argument says which belong to it: [), [], () or (]';
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
COMMENT ON FUNCTION daterange(quarterrange) IS 'the days of a range of quarters; to compare ranges of different fiscal calendars, compare their days';

CREATE CAST (quarterrange AS daterange) WITH FUNCTION daterange(quarterrange);
COMMENT ON CAST (quarterrange AS daterange) IS 'the days of a range of quarters';

CREATE FUNCTION datemultirange(quartermultirange) RETURNS datemultirange
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT coalesce(range_agg(daterange(r)), '{}'::datemultirange) FROM unnest($1) AS r);
COMMENT ON FUNCTION datemultirange(quartermultirange) IS 'the days of a set of quarters';

CREATE CAST (quartermultirange AS datemultirange) WITH FUNCTION datemultirange(quartermultirange);
COMMENT ON CAST (quartermultirange AS datemultirange) IS 'the days of a set of quarters';

-- Halves, and quarters by a pattern

CREATE FUNCTION halves_between(earlier quarter, later quarter) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (later - earlier) / 2;
COMMENT ON FUNCTION halves_between(quarter, quarter) IS 'whole half years from one quarter to another, toward zero, within one fiscal calendar';

CREATE FUNCTION to_char(quarter, text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_to_char';
COMMENT ON FUNCTION to_char(quarter, text) IS 'a quarter by a pattern: Q its number, H its half, YYYY or YY the year its fiscal year starts in, EYYY or EY the year it ends in, YYYY/YY (two or four digits, slash or hyphen) both, or the one year where they are the same; text in double quotes and behind a backslash, and whatever is no letter, is printed as it is: to_char(q, ''"Quarter "Q YYYY/YY'')';

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
           (extract(year FROM start_date(q)) * 100 + extract(month FROM start_date(q)))::integer,
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
COMMENT ON FUNCTION quarter_calendar(quarter, quarter) IS 'a row for each quarter from the first to the last, for a calendar table of BI tools; quarter_key is yyyymm of its first day';

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
    IF current_setting('server_version_num')::integer < 180000 THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_amproc WHERE amproc = '@extschema@.quarter_skipsupport(internal)'::regprocedure) THEN
        ALTER OPERATOR FAMILY @extschema@.quarter_ops USING btree
            ADD FUNCTION 6 (@extschema@.quarter, @extschema@.quarter) @extschema@.quarter_skipsupport(internal);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_amproc WHERE amproc = '@extschema@.rag_skipsupport(internal)'::regprocedure) THEN
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

CREATE FUNCTION quarter_eq_support(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_eq_support';
COMMENT ON FUNCTION quarter_eq_support(internal) IS 'planner support of =: quarter(day) = q is a range of days';

ALTER FUNCTION quarter_date_within(date, quarter) SUPPORT quarter_date_within_support;
ALTER FUNCTION quarter_contains_date(quarter, date) SUPPORT quarter_contains_date_support;
ALTER FUNCTION quarter_eq(quarter, quarter) SUPPORT quarter_eq_support;

-- GiST: rag, quarter and plan_code beside a range, in EXCLUDE (code WITH =, period WITH &&) and keys WITHOUT OVERLAPS.

CREATE FUNCTION gist_bounds_union(internal, internal) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gist_bounds_union';
COMMENT ON FUNCTION gist_bounds_union(internal, internal) IS 'GiST support of rag, quarter and plan_code: the bounds of several keys';

CREATE FUNCTION gist_bounds_penalty(internal, internal, internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gist_bounds_penalty';
COMMENT ON FUNCTION gist_bounds_penalty(internal, internal, internal) IS 'GiST support of rag, quarter and plan_code: by how much a key grows';

CREATE FUNCTION gist_bounds_picksplit(internal, internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gist_bounds_picksplit';
COMMENT ON FUNCTION gist_bounds_picksplit(internal, internal) IS 'GiST support of rag, quarter and plan_code: in order, half a page each';

CREATE FUNCTION gist_bounds_same(bytea, bytea, internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gist_bounds_same';
COMMENT ON FUNCTION gist_bounds_same(bytea, bytea, internal) IS 'GiST support of rag, quarter and plan_code: the same bounds';

CREATE FUNCTION gist_bounds_sortsupport(internal) RETURNS void
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gist_bounds_sortsupport';
COMMENT ON FUNCTION gist_bounds_sortsupport(internal) IS 'GiST support of rag, quarter and plan_code: sort support, for building the index';

CREATE FUNCTION rag_gist_consistent(internal, rag, smallint, oid, internal) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_gist_consistent';
COMMENT ON FUNCTION rag_gist_consistent(internal, rag, smallint, oid, internal) IS 'GiST support: can a value within the bounds be meant';

CREATE FUNCTION rag_gist_compress(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_gist_compress';
COMMENT ON FUNCTION rag_gist_compress(internal) IS 'GiST support: a value to bounds';

CREATE FUNCTION rag_gist_fetch(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_gist_fetch';
COMMENT ON FUNCTION rag_gist_fetch(internal) IS 'GiST support: bounds back to the value';

-- The strategies have the server's general numbers (access/stratnum.h), since 18 asks for them by those.
CREATE OPERATOR FAMILY rag_ops USING gist;
COMMENT ON OPERATOR FAMILY rag_ops USING gist IS 'rag, by severity';

CREATE OPERATOR CLASS rag_ops DEFAULT FOR TYPE rag USING gist FAMILY rag_ops AS
    OPERATOR 18 =,
    OPERATOR 19 <>,
    OPERATOR 20 <,
    OPERATOR 21 <=,
    OPERATOR 22 >,
    OPERATOR 23 >=,
    FUNCTION 1 rag_gist_consistent(internal, rag, smallint, oid, internal),
    FUNCTION 2 gist_bounds_union(internal, internal),
    FUNCTION 3 rag_gist_compress(internal),
    FUNCTION 5 gist_bounds_penalty(internal, internal, internal),
    FUNCTION 6 gist_bounds_picksplit(internal, internal),
    FUNCTION 7 gist_bounds_same(bytea, bytea, internal),
    FUNCTION 9 rag_gist_fetch(internal),
    FUNCTION 11 gist_bounds_sortsupport(internal),
    STORAGE bytea;
COMMENT ON OPERATOR CLASS rag_ops USING gist IS 'rag, by severity';

CREATE FUNCTION quarter_gist_consistent(internal, quarter, smallint, oid, internal) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quarter_gist_consistent';
COMMENT ON FUNCTION quarter_gist_consistent(internal, quarter, smallint, oid, internal) IS 'GiST support: can a value within the bounds be meant';

CREATE FUNCTION quarter_gist_compress(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quarter_gist_compress';
COMMENT ON FUNCTION quarter_gist_compress(internal) IS 'GiST support: a value to bounds';

CREATE FUNCTION quarter_gist_fetch(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'quarter_gist_fetch';
COMMENT ON FUNCTION quarter_gist_fetch(internal) IS 'GiST support: bounds back to the value';

CREATE OPERATOR FAMILY quarter_ops USING gist;
COMMENT ON OPERATOR FAMILY quarter_ops USING gist IS 'order of quarters';

CREATE OPERATOR CLASS quarter_ops DEFAULT FOR TYPE quarter USING gist FAMILY quarter_ops AS
    OPERATOR 18 =,
    OPERATOR 19 <>,
    OPERATOR 20 <,
    OPERATOR 21 <=,
    OPERATOR 22 >,
    OPERATOR 23 >=,
    FUNCTION 1 quarter_gist_consistent(internal, quarter, smallint, oid, internal),
    FUNCTION 2 gist_bounds_union(internal, internal),
    FUNCTION 3 quarter_gist_compress(internal),
    FUNCTION 5 gist_bounds_penalty(internal, internal, internal),
    FUNCTION 6 gist_bounds_picksplit(internal, internal),
    FUNCTION 7 gist_bounds_same(bytea, bytea, internal),
    FUNCTION 9 quarter_gist_fetch(internal),
    FUNCTION 11 gist_bounds_sortsupport(internal),
    STORAGE bytea;
COMMENT ON OPERATOR CLASS quarter_ops USING gist IS 'order of quarters';

CREATE FUNCTION plan_code_gist_consistent(internal, plan_code, smallint, oid, internal) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_gist_consistent';
COMMENT ON FUNCTION plan_code_gist_consistent(internal, plan_code, smallint, oid, internal) IS 'GiST support: can a value within the bounds be meant';

CREATE FUNCTION plan_code_gist_compress(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_gist_compress';
COMMENT ON FUNCTION plan_code_gist_compress(internal) IS 'GiST support: a value to bounds';

CREATE FUNCTION plan_code_gist_fetch(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_gist_fetch';
COMMENT ON FUNCTION plan_code_gist_fetch(internal) IS 'GiST support: bounds back to the value';

CREATE OPERATOR FAMILY plan_code_ops USING gist;
COMMENT ON OPERATOR FAMILY plan_code_ops USING gist IS 'natural order of plan codes, and what is under and over one';

CREATE OPERATOR CLASS plan_code_ops DEFAULT FOR TYPE plan_code USING gist FAMILY plan_code_ops AS
    OPERATOR 7 @>,
    OPERATOR 8 <@,
    OPERATOR 18 =,
    OPERATOR 19 <>,
    OPERATOR 20 <,
    OPERATOR 21 <=,
    OPERATOR 22 >,
    OPERATOR 23 >=,
    FUNCTION 1 plan_code_gist_consistent(internal, plan_code, smallint, oid, internal),
    FUNCTION 2 gist_bounds_union(internal, internal),
    FUNCTION 3 plan_code_gist_compress(internal),
    FUNCTION 5 gist_bounds_penalty(internal, internal, internal),
    FUNCTION 6 gist_bounds_picksplit(internal, internal),
    FUNCTION 7 gist_bounds_same(bytea, bytea, internal),
    FUNCTION 9 plan_code_gist_fetch(internal),
    FUNCTION 11 gist_bounds_sortsupport(internal),
    STORAGE bytea;
COMMENT ON OPERATOR CLASS plan_code_ops USING gist IS 'natural order of plan codes, and what is under and over one';

-- 18 asks each family what number its = has.  The function is the server's own, and before 18 there is none.
DO $$
DECLARE
    family text;
BEGIN
    FOREACH family IN ARRAY ARRAY['rag_ops', 'quarter_ops', 'plan_code_ops'] LOOP
        IF pg_catalog.current_setting('server_version_num')::integer >= 180000 AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_amproc p
            JOIN pg_catalog.pg_opfamily f ON f.oid = p.amprocfamily
            JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod
            WHERE a.amname = 'gist' AND f.opfname = family AND f.opfnamespace = '@extschema@'::regnamespace AND p.amprocnum = 12)
        THEN
            EXECUTE pg_catalog.format('ALTER OPERATOR FAMILY @extschema@.%I USING gist
                ADD FUNCTION 12 ("any", "any") pg_catalog.gist_translate_cmptype_common(integer)', family);
        END IF;
    END LOOP;
END
$$;

-- How many rows <@ and @> of plan_code select: estimated from the codes, within a step of the histogram too.

CREATE FUNCTION plan_code_under_sel(internal, oid, internal, integer) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_under_sel';
COMMENT ON FUNCTION plan_code_under_sel(internal, oid, internal, integer) IS 'restriction selectivity of <@';

CREATE FUNCTION plan_code_over_sel(internal, oid, internal, integer) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_over_sel';
COMMENT ON FUNCTION plan_code_over_sel(internal, oid, internal, integer) IS 'restriction selectivity of @>';

CREATE FUNCTION plan_code_under_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_under_joinsel';
COMMENT ON FUNCTION plan_code_under_joinsel(internal, oid, internal, smallint, internal) IS 'join selectivity of <@';

CREATE FUNCTION plan_code_over_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_over_joinsel';
COMMENT ON FUNCTION plan_code_over_joinsel(internal, oid, internal, smallint, internal) IS 'join selectivity of @>';

ALTER OPERATOR <@ (plan_code, plan_code) SET (RESTRICT = plan_code_under_sel, JOIN = plan_code_under_joinsel);
ALTER OPERATOR @> (plan_code, plan_code) SET (RESTRICT = plan_code_over_sel, JOIN = plan_code_over_joinsel);

-- A plan's own words for its ratings.

CREATE FUNCTION label(rating rag, legend jsonb) RETURNS text
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_legend_label';
COMMENT ON FUNCTION label(rag, jsonb) IS 'the rating in the words of a legend such as {"G": "On target", "": "No rating"}, whose "" is for NULL; label(rag) where it has none';

-- A register made by 0.1.0 is as current as one made today: its layout has not changed.

CREATE FUNCTION register_layout() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '0.1.0'::text;
COMMENT ON FUNCTION register_layout() IS 'The extension version that last changed what create_register makes: a register with this layout is current.';

CREATE OR REPLACE FUNCTION create_register(schema text, fiscal_start_month integer DEFAULT 4) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  bi_schema text := schema || '_bi';
  extension record;
BEGIN
  PERFORM @extschema@.check_register_name(schema);
  IF fiscal_start_month IS NULL OR fiscal_start_month NOT BETWEEN 1 AND 12 THEN
    RAISE EXCEPTION 'fiscal_start_month % is not a month', fiscal_start_month
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Write 1 to 12; the UK public sector''s year starts in month 4.';
  END IF;
  PERFORM @extschema@.prepare_register_schema(schema);
  PERFORM @extschema@.prepare_register_schema(bi_schema);

  SELECT n.nspname AS schema INTO extension
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread';

  -- Everything below is made in the register's schema; functions keep this path as their own.
  PERFORM set_config('search_path', format('%I, %I, pg_temp', schema, extension.schema), true);
  EXECUTE @extschema@.register_tables_sql();
  EXECUTE format('INSERT INTO register_settings (layout_version, fiscal_start_month) VALUES (%L, %s)',
                 @extschema@.register_layout(), fiscal_start_month);
  EXECUTE @extschema@.register_import_sql();
  EXECUTE @extschema@.register_views_sql();
  EXECUTE replace(replace(@extschema@.register_bi_sql(), '{bi}', quote_ident(bi_schema)), '{schema}', quote_ident(schema));
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', schema, 'A golden_thread register: plans, their ratings, deadlines and links.');
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', bi_schema,
                 'Views for BI tools over the golden_thread register "' || schema || '": plain types only.');
END
$body$;

CREATE OR REPLACE FUNCTION registers(OUT schema text, OUT owner text, OUT layout_version text, OUT is_current boolean, OUT fiscal_start_month integer)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  FOR schema, owner IN
    SELECT n.nspname, pg_get_userbyid(c.relowner)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = 'register_settings' AND c.relkind = 'r'
      -- Anybody may make a table of that name: none is read that could run code of its owner's or raise errors.
      AND NOT c.relrowsecurity
      AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
             AND (a.attname, a.atttypid) IN (('layout_version', 'text'::regtype), ('fiscal_start_month', 'integer'::regtype))) = 2
    ORDER BY n.nspname
  LOOP
    layout_version := NULL;
    fiscal_start_month := NULL;
    IF has_schema_privilege(schema, 'USAGE')
       AND has_table_privilege(format('%I.register_settings', schema), 'SELECT') THEN
      EXECUTE format('SELECT s.layout_version, s.fiscal_start_month FROM %I.register_settings s', schema)
        INTO layout_version, fiscal_start_month;
    END IF;
    is_current := layout_version = @extschema@.register_layout();
    RETURN NEXT;
  END LOOP;
END
$body$;
