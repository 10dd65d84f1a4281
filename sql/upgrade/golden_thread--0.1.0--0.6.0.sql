-- golden_thread 0.1.0 to 0.6.0.
-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.6.0'" to load this file. \quit

-- Before anything changes: no register is too old for this version, and nothing of the user's has the name of what is new.
DO $check$
DECLARE
    path CONSTANT text := pg_catalog.current_setting('search_path');
    place text;
    layout text;
    taken text;
BEGIN
    -- A superuser runs this where others may have made operators and functions: until the path is set back, only the server's are meant.
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    FOR place IN
        SELECT n.nspname
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'layout_version' AND a.atttypid = 'text'::regtype AND NOT a.attisdropped
        WHERE c.relname = 'register_settings' AND c.relkind = 'r'
          -- Anybody may make a table of that name; a register has ratings too.
          AND EXISTS (SELECT FROM pg_class r JOIN pg_attribute held ON held.attrelid = r.oid AND held.atttypid = '@extschema@.rag'::regtype
                      WHERE r.relnamespace = c.relnamespace AND r.relname = 'ratings' AND r.relkind = 'r' AND NOT held.attisdropped)
        ORDER BY n.nspname
    LOOP
        -- ONLY: a child could be a foreign table.
        EXECUTE format('SELECT s.layout_version FROM ONLY %I.register_settings s WHERE s.layout_version ~ ''^0[.][1-4][.]'' LIMIT 1', place)
            INTO layout;
        IF layout IS NOT NULL THEN
            RAISE EXCEPTION 'the register in schema "%" has layout %', place, layout
                USING ERRCODE = 'object_not_in_prerequisite_state',
                      DETAIL = 'golden_thread 0.6.0 brings registers forward from layout 0.5.0 on.',
                      HINT = format('Install golden_thread 0.5.0 first, run ALTER EXTENSION golden_thread UPDATE TO ''0.5.0'' and, as the '
                                    'owner of the register, SELECT %s.upgrade_register(%L); then update to 0.6.0.',
                                    '@extschema@', place);
        END IF;
    END LOOP;
    PERFORM pg_catalog.set_config('search_path', path, true);

    SELECT pg_catalog.concat('type ', t.name) INTO taken
    FROM pg_catalog.unnest(ARRAY[
        'linkage_textmultirange', 'linkage_textrange', 'linkagemultirange', 'linkagerange', 'outcome_amount_row',
        'outcome_amount_share_row', 'outcome_amount_share_text_row', 'outcome_amount_text_row', 'outcome_shares_row',
        'outcome_shares_text_row', 'plan_codemultirange', 'plan_coderange', 'quartermultirange', 'quarterrange',
        'rag_tallymultirange', 'rag_tallyrange', 'ragmultirange', 'ragrange'
    ]::pg_catalog.text[]) AS t (name)
    WHERE pg_catalog.to_regtype(pg_catalog.concat('@extschema@.', t.name)) IS NOT NULL
    UNION ALL
    SELECT pg_catalog.concat('function ', f.signature)
    FROM pg_catalog.unnest(ARRAY[
        'ancestry(linkage,bigint[])', 'ancestry(linkage_text,text[])',
        'create_live_rollup(text,regclass,regclass,regclass,text,text,text,text,text,text,text,text)',
        'delimited_records(text,text,text)', 'delimited_row(text[],text,text,boolean)', 'drop_live_rollup(regclass)',
        'halves_between(quarter,quarter)', 'label(rag,jsonb)', 'linkage(jsonb)', 'linkage(linkage)', 'linkage_text(jsonb)',
        'linkage_text(linkage_text)', 'linkage_textmultirange()', 'linkage_textrange(linkage_text,linkage_text)',
        'linkage_textrange(linkage_text,linkage_text,text)', 'linkagemultirange()', 'linkagerange(linkage,linkage)',
        'linkagerange(linkage,linkage,text)', 'live_rollup_attach(regclass,regclass[])',
        'live_rollup_bring_up(regclass,boolean,boolean)', 'live_rollup_check_table(regclass,text)',
        'live_rollup_check_transaction()', 'live_rollup_column(regclass,text,text)', 'live_rollup_holds(rag_tally,rag_tally)',
        'live_rollup_in_use(oid[])', 'live_rollup_layout()', 'live_rollup_names(text,text)', 'live_rollup_parts(regclass)',
        'live_rollup_relations(regclass[])', 'live_rollup_tables_sql()', 'live_rollup_triggers_sql()',
        'live_rollup_typed(anyelement,anyelement)', 'live_rollup_views_sql()', 'live_rollups()',
        'merge_live_rollup(regclass,boolean)', 'orphans(linkage)', 'orphans(linkage,bigint[])', 'orphans(linkage_text)',
        'orphans(linkage_text,text[])', 'outcome_amount(linkage,bigint,bigint,numeric)',
        'outcome_amount(linkage,bigint,bigint,numeric,numeric)', 'outcome_amount(linkage,bigint,text,numeric)',
        'outcome_amount(linkage,bigint,text,numeric,numeric)', 'outcome_amount(linkage_text,text,bigint,numeric)',
        'outcome_amount(linkage_text,text,bigint,numeric,numeric)', 'outcome_amount(linkage_text,text,text,numeric)',
        'outcome_amount(linkage_text,text,text,numeric,numeric)', 'outcome_rollup(linkage,bigint,bigint,rag_tally)',
        'outcome_rollup(linkage,bigint,bigint,text)', 'outcome_rollup(linkage,bigint,text,rag_tally)',
        'outcome_rollup(linkage,bigint,text,text)', 'outcome_rollup(linkage_text,text,bigint,rag_tally)',
        'outcome_rollup(linkage_text,text,bigint,text)', 'outcome_rollup(linkage_text,text,text,rag_tally)',
        'outcome_rollup(linkage_text,text,text,text)', 'outcome_shares(linkage,bigint,bigint,rag,numeric)',
        'outcome_shares(linkage,bigint,text,rag,numeric)', 'outcome_shares(linkage_text,text,bigint,rag,numeric)',
        'outcome_shares(linkage_text,text,text,rag,numeric)', 'plan_codemultirange()', 'plan_coderange(plan_code,plan_code)',
        'plan_coderange(plan_code,plan_code,text)', 'quarter_calendar(quarter,quarter)', 'quartermultirange()',
        'quarterrange(quarter)', 'quarterrange(quarter,quarter)', 'quarterrange(quarter,quarter,text)',
        'quarterrange_subdiff(quarter,quarter)', 'rag_tallymultirange()', 'rag_tallyrange(rag_tally,rag_tally)',
        'rag_tallyrange(rag_tally,rag_tally,text)', 'ragmultirange()', 'ragrange(rag,rag)', 'ragrange(rag,rag,text)',
        'rebuild_live_rollup(regclass)', 'to_char(quarter,text)', 'verify_live_rollup(regclass)'
    ]::pg_catalog.text[]) AS f (signature)
    WHERE pg_catalog.to_regprocedure(pg_catalog.concat('@extschema@.', f.signature)) IS NOT NULL;
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION '% exists already in schema %, and is not the extension''s', taken, '@extschema@'
            USING ERRCODE = 'duplicate_object',
                  DETAIL = 'golden_thread 0.6.0 brings one of that name.',
                  HINT = 'Rename it, or move it to another schema with ALTER ... SET SCHEMA, and update again.';
    END IF;
END
$check$;

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
    RETURN (SELECT coalesce(range_agg(daterange(r)), '{}'::datemultirange) FROM unnest($1) AS r);
COMMENT ON FUNCTION datemultirange(quartermultirange) IS 'the days of a set of quarters';

CREATE CAST (quartermultirange AS datemultirange) WITH FUNCTION datemultirange(quartermultirange);
COMMENT ON CAST (quartermultirange AS datemultirange) IS 'the days of a set of quarters';

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
    'a quarter by a pattern: Q its number, H its half, YYYY or YY the year its fiscal year starts in, EYYY or EY the year it '
    'ends in, YYYY/YY (two or four digits, slash or hyphen) both, or the one year where they are the same; text in double '
    'quotes and behind a backslash, and whatever is no letter, is printed as it is: to_char(q, ''"Quarter "Q YYYY/YY'')';

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
COMMENT ON FUNCTION quarter_calendar(quarter, quarter) IS
    'a row for each quarter from the first to the last, for a calendar table of BI tools; quarter_key is yyyymm of its first '
    'day';

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
COMMENT ON FUNCTION gist_bounds_penalty(internal, internal, internal) IS
    'GiST support of rag, quarter and plan_code: by how much a key grows';

CREATE FUNCTION gist_bounds_picksplit(internal, internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gist_bounds_picksplit';
COMMENT ON FUNCTION gist_bounds_picksplit(internal, internal) IS 'GiST support of rag, quarter and plan_code: in order, half a page each';

CREATE FUNCTION gist_bounds_same(bytea, bytea, internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gist_bounds_same';
COMMENT ON FUNCTION gist_bounds_same(bytea, bytea, internal) IS 'GiST support of rag, quarter and plan_code: the same bounds';

CREATE FUNCTION gist_bounds_sortsupport(internal) RETURNS void
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gist_bounds_sortsupport';
COMMENT ON FUNCTION gist_bounds_sortsupport(internal) IS
    'GiST support of rag, quarter and plan_code: sort support, for building the index';

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
COMMENT ON FUNCTION quarter_gist_consistent(internal, quarter, smallint, oid, internal) IS
    'GiST support: can a value within the bounds be meant';

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
COMMENT ON FUNCTION plan_code_gist_consistent(internal, plan_code, smallint, oid, internal) IS
    'GiST support: can a value within the bounds be meant';

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
COMMENT ON FUNCTION label(rag, jsonb) IS
    'the rating in the words of a legend such as {"G": "On target", "": "No rating"}, whose "" is for NULL; label(rag) where '
    'it has none';

-- outcome_rollup over tallies: each item brings counts of its own, such as those of its sub-actions.  Everything but the
-- transition is that of outcome_rollup over ratings.

CREATE FUNCTION outcome_rollup_tally(internal, linkage, bigint, bigint, rag_tally) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_tally';
COMMENT ON FUNCTION outcome_rollup_tally(internal, linkage, bigint, bigint, rag_tally) IS
    'transition function of outcome_rollup(linkage, bigint, bigint, rag_tally)';

CREATE FUNCTION outcome_rollup_tally(internal, linkage, bigint, text, rag_tally) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_tally_text_items';
COMMENT ON FUNCTION outcome_rollup_tally(internal, linkage, bigint, text, rag_tally) IS
    'transition function of outcome_rollup(linkage, bigint, text, rag_tally)';

CREATE FUNCTION outcome_rollup_tally(internal, linkage_text, text, bigint, rag_tally) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_tally';
COMMENT ON FUNCTION outcome_rollup_tally(internal, linkage_text, text, bigint, rag_tally) IS
    'transition function of outcome_rollup(linkage_text, text, bigint, rag_tally)';

CREATE FUNCTION outcome_rollup_tally(internal, linkage_text, text, text, rag_tally) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_tally_text_items';
COMMENT ON FUNCTION outcome_rollup_tally(internal, linkage_text, text, text, rag_tally) IS
    'transition function of outcome_rollup(linkage_text, text, text, rag_tally)';

CREATE AGGREGATE outcome_rollup(g linkage, node bigint, item bigint, tally rag_tally) (
    SFUNC = outcome_rollup_tally,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, bigint, rag_tally) IS
    'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under '
    'it added up, by link and distinct; NULL counts nothing';

CREATE AGGREGATE outcome_rollup(g linkage, node bigint, item text, tally rag_tally) (
    SFUNC = outcome_rollup_tally,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, text, rag_tally) IS
    'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under '
    'it added up, by link and distinct; NULL counts nothing';

CREATE AGGREGATE outcome_rollup(g linkage_text, node text, item bigint, tally rag_tally) (
    SFUNC = outcome_rollup_tally,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, bigint, rag_tally) IS
    'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under '
    'it added up, by link and distinct; NULL counts nothing';

CREATE AGGREGATE outcome_rollup(g linkage_text, node text, item text, tally rag_tally) (
    SFUNC = outcome_rollup_tally,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, text, rag_tally) IS
    'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under '
    'it added up, by link and distinct; NULL counts nothing';

-- Over ratings in words, as tally(text): without it a bare literal, or NULL, could be a rating or a tally.
CREATE FUNCTION outcome_rollup_words(internal, linkage, bigint, bigint, text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_words';
COMMENT ON FUNCTION outcome_rollup_words(internal, linkage, bigint, bigint, text) IS
    'transition function of outcome_rollup(linkage, bigint, bigint, text)';

CREATE FUNCTION outcome_rollup_words(internal, linkage, bigint, text, text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_words_text_items';
COMMENT ON FUNCTION outcome_rollup_words(internal, linkage, bigint, text, text) IS
    'transition function of outcome_rollup(linkage, bigint, text, text)';

CREATE FUNCTION outcome_rollup_words(internal, linkage_text, text, bigint, text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_words';
COMMENT ON FUNCTION outcome_rollup_words(internal, linkage_text, text, bigint, text) IS
    'transition function of outcome_rollup(linkage_text, text, bigint, text)';

CREATE FUNCTION outcome_rollup_words(internal, linkage_text, text, text, text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_words_text_items';
COMMENT ON FUNCTION outcome_rollup_words(internal, linkage_text, text, text, text) IS
    'transition function of outcome_rollup(linkage_text, text, text, text)';

CREATE AGGREGATE outcome_rollup(g linkage, node bigint, item bigint, rag text) (
    SFUNC = outcome_rollup_words,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, bigint, text) IS
    'over rows "this item is linked to this node and is rated so", the rating read from text: as outcome_rollup() over rag';

CREATE AGGREGATE outcome_rollup(g linkage, node bigint, item text, rag text) (
    SFUNC = outcome_rollup_words,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, text, text) IS
    'over rows "this item is linked to this node and is rated so", the rating read from text: as outcome_rollup() over rag';

CREATE AGGREGATE outcome_rollup(g linkage_text, node text, item bigint, rag text) (
    SFUNC = outcome_rollup_words,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, bigint, text) IS
    'over rows "this item is linked to this node and is rated so", the rating read from text: as outcome_rollup() over rag';

CREATE AGGREGATE outcome_rollup(g linkage_text, node text, item text, rag text) (
    SFUNC = outcome_rollup_words,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, text, text) IS
    'over rows "this item is linked to this node and is rated so", the rating read from text: as outcome_rollup() over rag';

-- outcome_amount: amounts of items added up at and under every node of a graph, each item once per node, or divided by
-- shares; outcome_shares: the same division of the items themselves, by rating.  The states are those of outcome_rollup.

CREATE TYPE outcome_amount_row AS (
    node bigint,
    by_link numeric,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_amount_row IS 'one node of an outcome_amount() over linkage';

CREATE TYPE outcome_amount_text_row AS (
    node text,
    by_link numeric,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_amount_text_row IS 'one node of an outcome_amount() over linkage_text';

CREATE TYPE outcome_amount_share_row AS (
    node bigint,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_amount_share_row IS 'one node of an outcome_amount() with shares over linkage';

CREATE TYPE outcome_amount_share_text_row AS (
    node text,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_amount_share_text_row IS 'one node of an outcome_amount() with shares over linkage_text';

CREATE TYPE outcome_shares_row AS (
    node bigint,
    rating rag,
    items numeric
);
COMMENT ON TYPE outcome_shares_row IS 'one node of an outcome_shares() over linkage';

CREATE TYPE outcome_shares_text_row AS (
    node text,
    rating rag,
    items numeric
);
COMMENT ON TYPE outcome_shares_text_row IS 'one node of an outcome_shares() over linkage_text';

CREATE FUNCTION outcome_amount_transition(internal, linkage, bigint, bigint, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition';
COMMENT ON FUNCTION outcome_amount_transition(internal, linkage, bigint, bigint, numeric) IS
    'transition function of outcome_amount(linkage, bigint, bigint, numeric)';

CREATE FUNCTION outcome_amount_transition(internal, linkage, bigint, text, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition_text_items';
COMMENT ON FUNCTION outcome_amount_transition(internal, linkage, bigint, text, numeric) IS
    'transition function of outcome_amount(linkage, bigint, text, numeric)';

CREATE FUNCTION outcome_amount_transition(internal, linkage_text, text, bigint, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition';
COMMENT ON FUNCTION outcome_amount_transition(internal, linkage_text, text, bigint, numeric) IS
    'transition function of outcome_amount(linkage_text, text, bigint, numeric)';

CREATE FUNCTION outcome_amount_transition(internal, linkage_text, text, text, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition_text_items';
COMMENT ON FUNCTION outcome_amount_transition(internal, linkage_text, text, text, numeric) IS
    'transition function of outcome_amount(linkage_text, text, text, numeric)';

CREATE FUNCTION outcome_amount_share_transition(internal, linkage, bigint, bigint, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition';
COMMENT ON FUNCTION outcome_amount_share_transition(internal, linkage, bigint, bigint, numeric, numeric) IS
    'transition function of outcome_amount(linkage, bigint, bigint, numeric, numeric)';

CREATE FUNCTION outcome_amount_share_transition(internal, linkage, bigint, text, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition_text_items';
COMMENT ON FUNCTION outcome_amount_share_transition(internal, linkage, bigint, text, numeric, numeric) IS
    'transition function of outcome_amount(linkage, bigint, text, numeric, numeric)';

CREATE FUNCTION outcome_amount_share_transition(internal, linkage_text, text, bigint, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition';
COMMENT ON FUNCTION outcome_amount_share_transition(internal, linkage_text, text, bigint, numeric, numeric) IS
    'transition function of outcome_amount(linkage_text, text, bigint, numeric, numeric)';

CREATE FUNCTION outcome_amount_share_transition(internal, linkage_text, text, text, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition_text_items';
COMMENT ON FUNCTION outcome_amount_share_transition(internal, linkage_text, text, text, numeric, numeric) IS
    'transition function of outcome_amount(linkage_text, text, text, numeric, numeric)';

CREATE FUNCTION outcome_shares_transition(internal, linkage, bigint, bigint, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition';
COMMENT ON FUNCTION outcome_shares_transition(internal, linkage, bigint, bigint, rag, numeric) IS
    'transition function of outcome_shares(linkage, bigint, bigint, rag, numeric)';

CREATE FUNCTION outcome_shares_transition(internal, linkage, bigint, text, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition_text_items';
COMMENT ON FUNCTION outcome_shares_transition(internal, linkage, bigint, text, rag, numeric) IS
    'transition function of outcome_shares(linkage, bigint, text, rag, numeric)';

CREATE FUNCTION outcome_shares_transition(internal, linkage_text, text, bigint, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition';
COMMENT ON FUNCTION outcome_shares_transition(internal, linkage_text, text, bigint, rag, numeric) IS
    'transition function of outcome_shares(linkage_text, text, bigint, rag, numeric)';

CREATE FUNCTION outcome_shares_transition(internal, linkage_text, text, text, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition_text_items';
COMMENT ON FUNCTION outcome_shares_transition(internal, linkage_text, text, text, rag, numeric) IS
    'transition function of outcome_shares(linkage_text, text, text, rag, numeric)';

CREATE FUNCTION outcome_amount_final(internal) RETURNS outcome_amount_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_final';
COMMENT ON FUNCTION outcome_amount_final(internal) IS 'final function of outcome_amount() over linkage';

CREATE FUNCTION outcome_amount_text_final(internal) RETURNS outcome_amount_text_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_final';
COMMENT ON FUNCTION outcome_amount_text_final(internal) IS 'final function of outcome_amount() over linkage_text';

CREATE FUNCTION outcome_amount_share_final(internal) RETURNS outcome_amount_share_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_final';
COMMENT ON FUNCTION outcome_amount_share_final(internal) IS 'final function of outcome_amount() with shares over linkage';

CREATE FUNCTION outcome_amount_share_text_final(internal) RETURNS outcome_amount_share_text_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_final';
COMMENT ON FUNCTION outcome_amount_share_text_final(internal) IS 'final function of outcome_amount() with shares over linkage_text';

CREATE FUNCTION outcome_shares_final(internal) RETURNS outcome_shares_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_final';
COMMENT ON FUNCTION outcome_shares_final(internal) IS 'final function of outcome_shares() over linkage';

CREATE FUNCTION outcome_shares_text_final(internal) RETURNS outcome_shares_text_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_final';
COMMENT ON FUNCTION outcome_shares_text_final(internal) IS 'final function of outcome_shares() over linkage_text';

CREATE AGGREGATE outcome_amount(g linkage, node bigint, item bigint, amount numeric) (
    SFUNC = outcome_amount_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_amount_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, bigint, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or '
    'under it, by link and each item once; NULL is an item without a figure';

CREATE AGGREGATE outcome_amount(g linkage, node bigint, item text, amount numeric) (
    SFUNC = outcome_amount_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_amount_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, text, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or '
    'under it, by link and each item once; NULL is an item without a figure';

CREATE AGGREGATE outcome_amount(g linkage_text, node text, item bigint, amount numeric) (
    SFUNC = outcome_amount_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_amount_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, bigint, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or '
    'under it, by link and each item once; NULL is an item without a figure';

CREATE AGGREGATE outcome_amount(g linkage_text, node text, item text, amount numeric) (
    SFUNC = outcome_amount_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_amount_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, text, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or '
    'under it, by link and each item once; NULL is an item without a figure';

CREATE AGGREGATE outcome_amount(g linkage, node bigint, item bigint, amount numeric, share numeric) (
    SFUNC = outcome_amount_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_amount_share_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, bigint, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, '
    'what the links at or under it have; an item with all its links there counts exactly';

CREATE AGGREGATE outcome_amount(g linkage, node bigint, item text, amount numeric, share numeric) (
    SFUNC = outcome_amount_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_amount_share_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, text, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, '
    'what the links at or under it have; an item with all its links there counts exactly';

CREATE AGGREGATE outcome_amount(g linkage_text, node text, item bigint, amount numeric, share numeric) (
    SFUNC = outcome_amount_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_amount_share_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, bigint, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, '
    'what the links at or under it have; an item with all its links there counts exactly';

CREATE AGGREGATE outcome_amount(g linkage_text, node text, item text, amount numeric, share numeric) (
    SFUNC = outcome_amount_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_amount_share_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, text, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, '
    'what the links at or under it have; an item with all its links there counts exactly';

CREATE AGGREGATE outcome_shares(g linkage, node bigint, item bigint, rag rag, share numeric) (
    SFUNC = outcome_shares_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_shares_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_shares(linkage, bigint, bigint, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and '
    'rating, the items that the links at or under it come to';

CREATE AGGREGATE outcome_shares(g linkage, node bigint, item text, rag rag, share numeric) (
    SFUNC = outcome_shares_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_shares_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_shares(linkage, bigint, text, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and '
    'rating, the items that the links at or under it come to';

CREATE AGGREGATE outcome_shares(g linkage_text, node text, item bigint, rag rag, share numeric) (
    SFUNC = outcome_shares_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_shares_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_shares(linkage_text, text, bigint, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and '
    'rating, the items that the links at or under it come to';

CREATE AGGREGATE outcome_shares(g linkage_text, node text, item text, rag rag, share numeric) (
    SFUNC = outcome_shares_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_shares_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_shares(linkage_text, text, text, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and '
    'rating, the items that the links at or under it come to';

-- Linkage, the rest: nodes that lead nowhere, graphs merged by an aggregate, graphs out of JSON.

CREATE FUNCTION orphans(g linkage) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans';
COMMENT ON FUNCTION orphans(linkage) IS 'the nodes with neither parent nor child other than themselves';

CREATE FUNCTION orphans(g linkage, VARIADIC tops bigint[]) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans_of';
COMMENT ON FUNCTION orphans(linkage, bigint[]) IS
    'the nodes that lead to none of these tops and are none of them; no node leads to a top that the graph does not have';

CREATE FUNCTION orphans(g linkage_text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans';
COMMENT ON FUNCTION orphans(linkage_text) IS 'the nodes with neither parent nor child other than themselves';

CREATE FUNCTION orphans(g linkage_text, VARIADIC tops text[]) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans_of';
COMMENT ON FUNCTION orphans(linkage_text, text[]) IS
    'the nodes that lead to none of these tops and are none of them; no node leads to a top that the graph does not have';

CREATE FUNCTION linkage_graph_transition(internal, linkage) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_graph_transition';
COMMENT ON FUNCTION linkage_graph_transition(internal, linkage) IS 'transition function of linkage(linkage)';

CREATE AGGREGATE linkage(g linkage) (
    SFUNC = linkage_graph_transition,
    STYPE = internal,
    SSPACE = 16384,
    COMBINEFUNC = linkage_combine,
    SERIALFUNC = linkage_serial,
    DESERIALFUNC = linkage_deserial,
    FINALFUNC = linkage_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE linkage(linkage) IS 'all nodes and links of all graphs; no rows, or none but NULLs, give the empty graph';

CREATE FUNCTION linkage_text_graph_transition(internal, linkage_text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_graph_transition';
COMMENT ON FUNCTION linkage_text_graph_transition(internal, linkage_text) IS 'transition function of linkage_text(linkage_text)';

CREATE AGGREGATE linkage_text(g linkage_text) (
    SFUNC = linkage_text_graph_transition,
    STYPE = internal,
    SSPACE = 16384,
    COMBINEFUNC = linkage_combine,
    SERIALFUNC = linkage_serial,
    DESERIALFUNC = linkage_deserial,
    FINALFUNC = linkage_text_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE linkage_text(linkage_text) IS 'all nodes and links of all graphs; no rows, or none but NULLs, give the empty graph';

CREATE FUNCTION linkage(g jsonb) RETURNS linkage
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_from_jsonb';
COMMENT ON FUNCTION linkage(jsonb) IS
    'the graph that {"nodes": [...], "links": [[child, parent], ...]} says; nodes that are linked need not be listed';

CREATE CAST (jsonb AS linkage) WITH FUNCTION linkage(jsonb);
COMMENT ON CAST (jsonb AS linkage) IS '{"nodes": [...], "links": [[child, parent], ...]}';

CREATE FUNCTION linkage_text(g jsonb) RETURNS linkage_text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_from_jsonb';
COMMENT ON FUNCTION linkage_text(jsonb) IS
    'the graph that {"nodes": [...], "links": [[child, parent], ...]} says; nodes that are linked need not be listed';

CREATE CAST (jsonb AS linkage_text) WITH FUNCTION linkage_text(jsonb);
COMMENT ON CAST (jsonb AS linkage_text) IS '{"nodes": [...], "links": [[child, parent], ...]}';

-- Live rollups: a stored outcome_rollup that is kept current.
--
-- The stored counts are those of some earlier moment.  Triggers append every later change of a rating or link, with
-- its sign, to a queue.  So for the few items in the queue both states are known: what the tables hold now, and, by
-- taking the changes back, what they held when the counts were stored.  The rollup of the one less that of the other
-- is what to add, to a reader's answer or, in a merge, to what is stored.  Both are counted by outcome_rollup itself
-- over the part of the graph above those items, so an item is counted once under each ancestor however many links
-- lead there.  Queue, tables and stored counts are read in one snapshot: what one transaction did is in all or none.

CREATE FUNCTION ancestry(g linkage, nodes bigint[]) RETURNS linkage
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_ancestry';
COMMENT ON FUNCTION ancestry(linkage, bigint[]) IS
    'the part of a graph that these nodes and all above them are; nodes that the graph lacks are passed over';

CREATE FUNCTION ancestry(g linkage_text, nodes text[]) RETURNS linkage_text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_ancestry';
COMMENT ON FUNCTION ancestry(linkage_text, text[]) IS
    'the part of a graph that these nodes and all above them are; nodes that the graph lacks are passed over';

CREATE FUNCTION live_rollup_layout() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '0.3.0'::text;
COMMENT ON FUNCTION live_rollup_layout() IS
    'The extension version that last changed what create_live_rollup makes: a live rollup with this layout is current.';

-- A change made through a partition fires the triggers of that partition alone, so a live rollup knows all of them.
CREATE FUNCTION live_rollup_relations(tables regclass[]) RETURNS oid[]
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'live_rollup_relations';
COMMENT ON FUNCTION live_rollup_relations(regclass[]) IS
    'These tables with all their partitions and children as they are at this moment, as a scan finds them whatever its '
    'snapshot, in order.';

CREATE FUNCTION live_rollup_in_use(relations oid[]) RETURNS boolean
    LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'live_rollup_in_use';
COMMENT ON FUNCTION live_rollup_in_use(oid[]) IS 'Whether an unfinished statement of this session reads or changes one of these tables.';

-- The owner of a table may put a column of another type under the name of one that is counted, with a cast that runs
-- code of their own, which is not to run with the rights of a live rollup's owner.  This is settled when a query is parsed.
CREATE FUNCTION live_rollup_typed(expected anyelement, value anyelement) RETURNS anyelement
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT $2';
COMMENT ON FUNCTION live_rollup_typed(anyelement, anyelement) IS
    'The value, which must be of exactly the expected type: no cast is looked for.';

CREATE FUNCTION live_rollup_holds(whole rag_tally, part rag_tally) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN red(whole) >= red(part) AND amber_red(whole) >= amber_red(part) AND amber(whole) >= amber(part) AND amber_green(whole) >= amber_green(part)
       AND green(whole) >= green(part) AND complete(whole) >= complete(part) AND scheduled(whole) >= scheduled(part) AND unrated(whole) >= unrated(part);
COMMENT ON FUNCTION live_rollup_holds(rag_tally, rag_tally) IS 'Whether the part can be taken away from the whole.';

-- What create_live_rollup makes.  Braces are filled in with quoted names; none of them holds a brace or a dollar sign.
CREATE FUNCTION live_rollup_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $sql$
CREATE TABLE {stored} (
  node {node_type}{node_collation} NOT NULL,
  quarter {quarter_type}{quarter_collation} NOT NULL,
  by_link {golden}.rag_tally NOT NULL,
  distinct_items {golden}.rag_tally NOT NULL,
  PRIMARY KEY (node, quarter)
) WITH (fillfactor = 70);
CREATE INDEX ON {stored} (quarter);
COMMENT ON TABLE {stored} IS 'The counts of a golden_thread live rollup as of its last merge; read the view, which adds what changed since.';
COMMENT ON COLUMN {stored}.node IS 'the node';
COMMENT ON COLUMN {stored}.quarter IS 'the quarter; true where there is no grouping';
COMMENT ON COLUMN {stored}.by_link IS 'every distinct pair of node and item at or under this node';
COMMENT ON COLUMN {stored}.distinct_items IS 'every distinct item at or under this node';

CREATE TABLE {queue} (
  kind "char" NOT NULL,
  change integer NOT NULL,
  item {item_type}{item_collation},
  node {node_type}{node_collation},
  quarter {quarter_type}{quarter_collation},
  rating {golden}.rag
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX ON {queue} (change) WHERE kind = 'a';
ALTER TABLE {queue} REPLICA IDENTITY FULL;
COMMENT ON TABLE {queue} IS 'What changed since the last merge of a golden_thread live rollup; filled by triggers, emptied by merge_live_rollup.';
COMMENT ON COLUMN {queue}.kind IS 'r: a rating, l: a link of an item, g: a link between nodes, a: anything, so that all is to be counted anew';
COMMENT ON COLUMN {queue}.change IS 'how many rows of these values there are more now (negative: fewer); for a the transaction''s number';
COMMENT ON COLUMN {queue}.item IS 'the item that is rated, or linked';
COMMENT ON COLUMN {queue}.node IS 'the node it is linked to; for g the child';
COMMENT ON COLUMN {queue}.quarter IS 'the quarter of the rating';
COMMENT ON COLUMN {queue}.rating IS 'the rating';

CREATE TABLE {state} (
  live_rollup_layout text NOT NULL,
  tables regclass[] NOT NULL,
  relations regclass[] NOT NULL,
  graph {golden}.{graph_type} NOT NULL,
  merged_at timestamptz,
  rebuilt_at timestamptz
);
ALTER TABLE {state} ALTER graph SET STORAGE EXTERNAL;
ALTER TABLE {state} REPLICA IDENTITY FULL;
CREATE UNIQUE INDEX ON {state} ((true));
COMMENT ON TABLE {state} IS 'What a golden_thread live rollup knows of itself: one row.';
COMMENT ON COLUMN {state}.live_rollup_layout IS 'the version of golden_thread that made it';
COMMENT ON COLUMN {state}.tables IS 'item links, ratings, node links';
COMMENT ON COLUMN {state}.relations IS 'those tables with their partitions and children, as of the last rebuild';
COMMENT ON COLUMN {state}.graph IS 'the links between nodes, as of the last merge';
COMMENT ON COLUMN {state}.merged_at IS 'when changes were last merged';
COMMENT ON COLUMN {state}.rebuilt_at IS 'when all was last counted anew';
$sql$::text;
COMMENT ON FUNCTION live_rollup_tables_sql() IS 'The tables of a live rollup.';

-- One function for each table and not one for all: a trigger function is SECURITY DEFINER, and is to do one thing.
CREATE FUNCTION live_rollup_triggers_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $sql$
CREATE FUNCTION {note_links}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $note$
-- SECURITY DEFINER: whoever may change the table changes the rollup, without a right of their own on the queue, where
-- they could write what never happened.  It takes nothing from its caller but the rows that the statement changed.
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {queue} (kind, change, item, node)
    SELECT 'l', 1, {n.item}, {n.node} FROM appeared n WHERE {n.item} IS NOT NULL AND {n.node} IS NOT NULL;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO {queue} (kind, change, item, node)
    SELECT 'l', -1, {o.item}, {o.node} FROM disappeared o WHERE {o.item} IS NOT NULL AND {o.node} IS NOT NULL;
  ELSE
    INSERT INTO {queue} (kind, change, item, node)
    SELECT 'l', sum(x.change), x.item, x.node
    FROM (SELECT 1, {n.item}, {n.node} FROM appeared n UNION ALL SELECT -1, {o.item}, {o.node} FROM disappeared o) AS x (change, item, node)
    WHERE x.item IS NOT NULL AND x.node IS NOT NULL
    GROUP BY x.item, x.node HAVING sum(x.change) <> 0;
  END IF;
  RETURN NULL;
END
$note$;
COMMENT ON FUNCTION {note_links}() IS 'Notes which links of items a statement changed, for a golden_thread live rollup.';

CREATE FUNCTION {note_ratings}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $note$
-- SECURITY DEFINER for the reason given in {note_links}.
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {queue} (kind, change, item, quarter, rating)
    SELECT 'r', 1, {n.rated_item}, {n.quarter}, {n.rating} FROM appeared n WHERE {n.rated_item} IS NOT NULL AND {n.quarter} IS NOT NULL;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO {queue} (kind, change, item, quarter, rating)
    SELECT 'r', -1, {o.rated_item}, {o.quarter}, {o.rating} FROM disappeared o WHERE {o.rated_item} IS NOT NULL AND {o.quarter} IS NOT NULL;
  ELSE
    INSERT INTO {queue} (kind, change, item, quarter, rating)
    SELECT 'r', sum(x.change), x.item, x.quarter, x.rating
    FROM (SELECT 1, {n.rated_item}, {n.quarter}, {n.rating} FROM appeared n
          UNION ALL SELECT -1, {o.rated_item}, {o.quarter}, {o.rating} FROM disappeared o) AS x (change, item, quarter, rating)
    WHERE x.item IS NOT NULL AND x.quarter IS NOT NULL
    GROUP BY x.item, x.quarter, x.rating HAVING sum(x.change) <> 0;
  END IF;
  RETURN NULL;
END
$note$;
COMMENT ON FUNCTION {note_ratings}() IS 'Notes which ratings a statement changed, for a golden_thread live rollup.';

CREATE FUNCTION {note_graph}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $note$
-- SECURITY DEFINER for the reason given in {note_links}.  A node may be declared at either end.
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {queue} (kind, change, node) SELECT 'g', 1, coalesce({n.child}, {n.parent}) FROM appeared n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO {queue} (kind, change, node) SELECT 'g', -1, coalesce({o.child}, {o.parent}) FROM disappeared o;
  ELSE
    INSERT INTO {queue} (kind, change, node)
    SELECT 'g', sum(x.change), coalesce(x.child, x.parent)
    FROM (SELECT 1, {n.child}, {n.parent} FROM appeared n UNION ALL SELECT -1, {o.child}, {o.parent} FROM disappeared o) AS x (change, child, parent)
    GROUP BY x.child, x.parent HAVING sum(x.change) <> 0;
  END IF;
  RETURN NULL;
END
$note$;
COMMENT ON FUNCTION {note_graph}() IS 'Notes which links between nodes a statement changed, for a golden_thread live rollup.';

CREATE FUNCTION {note_all}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $note$
-- SECURITY DEFINER for the reason given in {note_links}.  One row for each transaction says it: another's may be taken
-- by a merge that does not see what this one did.
DECLARE
  own constant integer := (pg_current_xact_id()::text::numeric % 2147483647)::integer;
BEGIN
  IF NOT EXISTS (SELECT FROM {queue} q WHERE q.kind = 'a' AND q.change = own) THEN
    INSERT INTO {queue} (kind, change) VALUES ('a', own);
  END IF;
  RETURN NULL;
END
$note$;
COMMENT ON FUNCTION {note_all}() IS 'Notes that a golden_thread live rollup has to be counted anew: after TRUNCATE and replicated changes, of which no other trigger hears.';

REVOKE ALL ON FUNCTION {note_links}(), {note_ratings}(), {note_graph}(), {note_all}() FROM PUBLIC;
-- DROP EXTENSION ... CASCADE takes the triggers with it: without it they would fail, and with them every change.
ALTER FUNCTION {note_links}() DEPENDS ON EXTENSION golden_thread;
ALTER FUNCTION {note_ratings}() DEPENDS ON EXTENSION golden_thread;
ALTER FUNCTION {note_graph}() DEPENDS ON EXTENSION golden_thread;
ALTER FUNCTION {note_all}() DEPENDS ON EXTENSION golden_thread;
$sql$::text;
COMMENT ON FUNCTION live_rollup_triggers_sql() IS 'The trigger functions of a live rollup.';

CREATE FUNCTION live_rollup_views_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $sql$
CREATE FUNCTION {unmerged}(everything boolean, OUT node {node_type}, OUT quarter {quarter_type}, OUT by_link {golden}.rag_tally,
                          OUT distinct_items {golden}.rag_tally, OUT replaces_all boolean, OUT graph {golden}.{graph_type})
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 COST 1000
  -- The plans do not depend on the values, and making them takes longer than running them.
  SET search_path = pg_catalog, {golden}, pg_temp SET plan_cache_mode = force_generic_plan
AS $unmerged$
#variable_conflict use_column
<<local>>
DECLARE
  old_graph {graph_type};
  new_graph {graph_type};
  graph_changed boolean := false;
  tables regclass[];
  relations oid[];
  relations_now oid[];
  waiting bigint;
  most bigint; -- with more changes than this it is quicker to count anew
  moved {node_type}[]; -- the nodes that have other ancestors now
  moved_items {item_type}[] := '{}';
BEGIN
  -- STABLE: every query here sees the snapshot of the statement that calls.
  SELECT s.graph, s.tables, s.relations::oid[] INTO old_graph, tables, relations FROM {state} s;
  IF EXISTS (SELECT FROM unnest(tables::oid[], {table_names}::text[]) AS t (relation, name)
             WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                               WHERE c.oid = t.relation AND format('%I.%I', n.nspname, c.relname) = t.name)) THEN
    RAISE EXCEPTION 'a table of a live rollup was renamed or dropped'
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Give it its name back, or drop the live rollup and make it again.';
  END IF;
  relations_now := live_rollup_relations(tables);
  everything := everything OR relations IS NULL OR EXISTS (SELECT FROM {queue} q WHERE q.kind = 'a')
    OR NOT (relations @> relations_now AND relations <@ relations_now)
    -- Whoever sees but a part of the rows gets the counts of that part.
    OR row_security_active(tables[1]) OR row_security_active(tables[2]) OR row_security_active(tables[3]);
  IF NOT everything THEN
    most := (SELECT greatest(1000, sum(c.reltuples) / 40) FROM pg_class c WHERE c.oid = ANY (relations));
    waiting := (SELECT count(*) FROM (SELECT FROM {queue} q LIMIT most + 1) AS q);
    IF waiting = 0 THEN
      RETURN;
    END IF;
    everything := waiting > most;
  END IF;

  -- Below a node whose links changed all items may count elsewhere.  Below it in the old graph: the way from an item up
  -- to the first link that changed is in both.
  new_graph := old_graph;
  IF NOT everything AND EXISTS (SELECT FROM {queue} q WHERE q.kind = 'g') THEN
    new_graph := (SELECT {graph_type}({t.child}, {t.parent}) FROM {node_links} t);
    graph_changed := new_graph <> old_graph;
    moved := ARRAY(SELECT DISTINCT q.node FROM {queue} q WHERE q.kind = 'g' AND q.node IS NOT NULL AND graph_changed);
    everything := cardinality(moved) > 100;
  END IF;
  IF graph_changed AND NOT everything THEN
    moved := ARRAY(SELECT m.node FROM unnest(moved) AS m (node)
                   UNION SELECT d.node FROM unnest(moved) AS m (node), descendants(old_graph, m.node) AS d (node));
    -- Not DISTINCT: with LIMIT the planner would then walk an index of all items.
    moved_items := ARRAY(SELECT {l.item} FROM {item_links} l WHERE {l.node} = ANY (local.moved) AND {l.item} IS NOT NULL LIMIT local.most);
    everything := cardinality(moved_items) >= most;
  END IF;
  IF graph_changed AND NOT everything THEN
    graph := new_graph;
    RETURN NEXT;
    graph := NULL;
  END IF;

  -- The rows that are not as they are stored; without counts: that is no row any more.
  IF NOT everything THEN
    FOR node, quarter, by_link, distinct_items, replaces_all IN
      WITH changed AS MATERIALIZED (
        SELECT q.kind, q.change, q.item, q.node, q.quarter, q.rating FROM {queue} q WHERE q.kind IN ('l', 'r')
      ), keys AS MATERIALIZED (
        SELECT k.item, CASE WHEN bool_or(k.in_all) THEN NULL ELSE array_agg(DISTINCT k.quarter) END AS quarters
        FROM (SELECT c.item, c.kind = 'l', c.quarter FROM changed c
              UNION ALL SELECT m.item, true, NULL FROM unnest(moved_items) AS m (item)) AS k (item, in_all, quarter)
        GROUP BY k.item
      ), links AS MATERIALIZED (
        -- How many rows say so now, and how many did before the changes.  OFFSET 0: look the few items up, one by one.
        SELECT x.item, x.node, sum(x.now) AS now, sum(x.before) AS before
        FROM (SELECT k.item, l.node, 1, 1
              FROM keys k CROSS JOIN LATERAL (SELECT {t.node}::{node_type} FROM {item_links} t WHERE {t.item} = k.item{item_collation} OFFSET 0) AS l (node)
              WHERE l.node IS NOT NULL
              UNION ALL SELECT c.item, c.node, 0, - c.change FROM changed c WHERE c.kind = 'l') AS x (item, node, now, before)
        GROUP BY x.item, x.node
      ), rated AS MATERIALIZED (
        SELECT x.item, x.quarter, x.rating, sum(x.now) AS now, sum(x.before) AS before
        FROM (SELECT k.item, r.quarter, r.rating, 1, 1
              FROM keys k CROSS JOIN LATERAL (SELECT {t.quarter}::{quarter_type}, {t.rating} FROM {ratings} t
                                              WHERE {t.rated_item} = k.item{rated_item_collation} AND {t.quarter}::{quarter_type} = ANY (k.quarters) OFFSET 0) AS r (quarter, rating)
              WHERE k.quarters IS NOT NULL
              UNION ALL
              SELECT k.item, r.quarter, r.rating, 1, 1
              FROM keys k CROSS JOIN LATERAL (SELECT {t.quarter}::{quarter_type}, {t.rating} FROM {ratings} t
                                              WHERE {t.rated_item} = k.item{rated_item_collation} AND {t.quarter} IS NOT NULL OFFSET 0) AS r (quarter, rating)
              WHERE k.quarters IS NULL
              UNION ALL SELECT c.item, c.quarter, c.rating, 0, - c.change FROM changed c WHERE c.kind = 'r') AS x (item, quarter, rating, now, before)
        GROUP BY x.item, x.quarter, x.rating
      ), impossible AS MATERIALIZED (
        -- There was a change of which no trigger told: then what is stored cannot be brought up to date.
        SELECT EXISTS (SELECT FROM links l WHERE l.before < 0)
               OR EXISTS (SELECT FROM rated r GROUP BY r.item, r.quarter HAVING min(r.before) < 0 OR sum(r.before) > 1) AS yes
      ), before_rows AS MATERIALIZED (
        SELECT b.quarter, u.node, u.by_link, u.distinct_items
        FROM (SELECT r.quarter, outcome_rollup((SELECT ancestry(old_graph, array_agg(DISTINCT a.node)) FROM links a WHERE a.before > 0),
                                               l.node, l.item, r.rating) AS rolled
              FROM links l JOIN rated r ON r.item = l.item
              WHERE l.before > 0 AND r.before > 0 AND NOT (SELECT i.yes FROM impossible i)
              GROUP BY r.quarter) AS b, unnest(b.rolled) AS u
      ), now_rows AS MATERIALIZED (
        SELECT n.quarter, u.node, u.by_link, u.distinct_items
        FROM (SELECT r.quarter, outcome_rollup((SELECT ancestry(new_graph, array_agg(DISTINCT a.node)) FROM links a WHERE a.now > 0),
                                               l.node, l.item, r.rating) AS rolled
              FROM links l JOIN rated r ON r.item = l.item
              WHERE l.now > 0 AND r.now > 0 AND NOT (SELECT i.yes FROM impossible i)
              GROUP BY r.quarter) AS n, unnest(n.rolled) AS u
      ), sums AS MATERIALIZED (
        SELECT c.quarter, c.node, coalesce(s.by_link, '0') AS links, c.links_before, c.links_now,
               coalesce(s.distinct_items, '0') AS items, c.items_before, c.items_now
        FROM (SELECT coalesce(b.quarter, n.quarter), coalesce(b.node, n.node), coalesce(b.by_link, '0'), coalesce(n.by_link, '0'),
                     coalesce(b.distinct_items, '0'), coalesce(n.distinct_items, '0')
              FROM before_rows b FULL JOIN now_rows n ON n.node = b.node AND n.quarter = b.quarter)
             AS c (quarter, node, links_before, links_now, items_before, items_now)
             LEFT JOIN LATERAL (SELECT t.by_link, t.distinct_items FROM {stored} t WHERE t.node = c.node AND t.quarter = c.quarter OFFSET 0) AS s ON true
      ), unheard AS MATERIALIZED (
        SELECT (SELECT i.yes FROM impossible i)
               OR EXISTS (SELECT FROM sums s WHERE NOT (live_rollup_holds(s.links, s.links_before) AND live_rollup_holds(s.items, s.items_before))) AS yes
      ), counted AS MATERIALIZED (
        SELECT s.quarter, s.node, s.links - s.links_before + s.links_now AS by_link, s.items - s.items_before + s.items_now AS distinct_items
        FROM sums s WHERE NOT (SELECT h.yes FROM unheard h)
      ), known AS MATERIALIZED (
        -- Of the nodes with nothing under them only those of the graph have a row.
        SELECT n.node FROM nodes(ancestry(new_graph, ARRAY(SELECT c.node FROM counted c WHERE total(c.by_link) = 0))) AS n (node)
      ), begun AS MATERIALIZED (
        SELECT DISTINCT n.quarter FROM now_rows n WHERE NOT EXISTS (SELECT FROM {stored} s WHERE s.quarter = n.quarter)
      ), ended AS MATERIALIZED (
        SELECT b.quarter FROM (SELECT quarter FROM before_rows EXCEPT SELECT quarter FROM now_rows) AS b
        WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter = b.quarter AND total(c.by_link) > 0)
              AND NOT EXISTS (SELECT FROM {stored} s WHERE s.quarter = b.quarter AND total(s.by_link) > 0
                                AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter = s.quarter AND c.node = s.node))
      )
      SELECT NULL, NULL, NULL, NULL, true FROM unheard h WHERE h.yes
      UNION ALL
      SELECT c.node, c.quarter, c.by_link, c.distinct_items, NULL FROM counted c
      WHERE (total(c.by_link) > 0 OR c.node IN (SELECT k.node FROM known k)) AND c.quarter NOT IN (SELECT e.quarter FROM ended e)
      UNION ALL
      SELECT c.node, c.quarter, NULL, NULL, NULL FROM counted c
      WHERE NOT (total(c.by_link) > 0 OR c.node IN (SELECT k.node FROM known k)) OR c.quarter IN (SELECT e.quarter FROM ended e)
      UNION ALL
      SELECT s.node, s.quarter, NULL, NULL, NULL FROM ended e JOIN {stored} s ON s.quarter = e.quarter
      WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter = s.quarter AND c.node = s.node)
      UNION ALL
      SELECT n.node, b.quarter, '0', '0', NULL FROM begun b CROSS JOIN nodes(new_graph) AS n (node)
      WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter = b.quarter AND c.node = n.node)
      UNION ALL
      -- Nodes that are new in the graph, in the quarters there were, and nodes that it lost.
      SELECT n.node, s.quarter, '0', '0', NULL
      FROM (SELECT DISTINCT t.quarter FROM {stored} t WHERE graph_changed) AS s (quarter)
           CROSS JOIN (SELECT nodes(new_graph) EXCEPT SELECT nodes(old_graph)) AS n (node)
      WHERE graph_changed AND s.quarter NOT IN (SELECT e.quarter FROM ended e)
            AND NOT EXISTS (SELECT FROM {stored} t WHERE t.node = n.node AND t.quarter = s.quarter)
            AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter = s.quarter AND c.node = n.node)
      UNION ALL
      SELECT s.node, s.quarter, NULL, NULL, NULL
      FROM (SELECT nodes(old_graph) EXCEPT SELECT nodes(new_graph)) AS n (node) JOIN {stored} s ON s.node = n.node
      WHERE graph_changed AND total(s.by_link) = 0
            AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter = s.quarter AND c.node = s.node)
    LOOP
      everything := coalesce(replaces_all, false);
      EXIT WHEN everything;
      RETURN NEXT;
    END LOOP;
  END IF;

  IF everything THEN
    node := NULL; quarter := NULL; by_link := NULL; distinct_items := NULL;
    replaces_all := true;
    graph := (SELECT {graph_type}({t.child}, {t.parent}) FROM {node_links} t);
    RETURN NEXT;
    RETURN QUERY SELECT r.node, r.quarter, r.by_link, r.distinct_items, NULL::boolean, NULL::{graph_type} FROM ({recompute}) AS r;
  END IF;
END
$unmerged$;
COMMENT ON FUNCTION {unmerged}(boolean) IS 'The rows of a golden_thread live rollup that are not as they are stored, in the snapshot of the statement that calls; with everything: all of them, counted anew.';

CREATE VIEW {view} WITH (security_invoker = true) AS
WITH unmerged AS MATERIALIZED (SELECT o.node{node_collation}, o.quarter{quarter_collation}, o.by_link, o.distinct_items, o.replaces_all FROM {unmerged}(false) o)
SELECT s.node, {s.quarter,} s.by_link, s.distinct_items
FROM {stored} s
WHERE NOT EXISTS (SELECT FROM unmerged o WHERE o.replaces_all)
      AND NOT EXISTS (SELECT FROM unmerged o WHERE o.node = s.node AND o.quarter = s.quarter)
UNION ALL
SELECT o.node, {o.quarter,} o.by_link, o.distinct_items
FROM unmerged o
WHERE o.by_link IS NOT NULL;
COMMENT ON VIEW {view} IS 'A golden_thread live rollup: counts at and under each node, exact at every moment.';

CREATE VIEW {recomputed} WITH (security_invoker = true) AS
SELECT r.node{node_collation}, {r.quarter,} r.by_link, r.distinct_items
FROM ({recompute}) AS r;
COMMENT ON VIEW {recomputed} IS 'What a golden_thread live rollup must show, counted anew out of the tables.';
$sql$::text;
COMMENT ON FUNCTION live_rollup_views_sql() IS 'The views of a live rollup, and the function behind them.';

-- Names, and what a live rollup is found by.
CREATE FUNCTION live_rollup_names(schema text, name text, OUT view text, OUT recomputed text, OUT stored text, OUT queue text, OUT state text,
                                  OUT unmerged text, OUT note_links text, OUT note_ratings text, OUT note_graph text, OUT note_all text)
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('%I.%I', schema, name), format('%I.%I', schema, name || '_recomputed'), format('%I.%I', schema, name || '_stored'),
         format('%I.%I', schema, name || '_queue'), format('%I.%I', schema, name || '_state'), format('%I.%I', schema, name || '_unmerged'),
         format('%I.%I', schema, name || '_note_links'), format('%I.%I', schema, name || '_note_ratings'),
         format('%I.%I', schema, name || '_note_graph'), format('%I.%I', schema, name || '_note_all');
END;
COMMENT ON FUNCTION live_rollup_names(text, text) IS 'The quoted names of all that a live rollup of this name is made of.';

CREATE FUNCTION live_rollup_parts(rollup regclass, OUT schema text, OUT name text, OUT view text, OUT recomputed text, OUT stored text,
                                  OUT queue text, OUT state text, OUT unmerged text, OUT note_functions oid[])
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  names record;
BEGIN
  SELECT n.nspname, c.relname INTO schema, name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid = rollup AND c.relkind = 'v';
  SELECT * INTO names FROM @extschema@.live_rollup_names(schema, name);
  IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass(names.state) AND a.attname = 'live_rollup_layout') THEN
    RAISE EXCEPTION '% is not a live rollup', rollup
      USING ERRCODE = 'wrong_object_type', HINT = 'Name the view that create_live_rollup made; live_rollups() lists them.';
  END IF;
  view := names.view;
  recomputed := names.recomputed;
  stored := names.stored;
  queue := names.queue;
  state := names.state;
  unmerged := names.unmerged;
  note_functions := array_remove(ARRAY[to_regproc(names.note_links)::oid, to_regproc(names.note_ratings)::oid,
                                       to_regproc(names.note_graph)::oid, to_regproc(names.note_all)::oid], NULL);
END
$body$;
COMMENT ON FUNCTION live_rollup_parts(regclass) IS 'The quoted names of all that a live rollup is made of; 42809 if it is none.';

-- Making one.
CREATE FUNCTION live_rollup_column(relation regclass, column_name text, parameter text, OUT type text, OUT collation_clause text, OUT number smallint,
                                   OUT declared text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  base_type oid;
  collation_oid oid;
BEGIN
  SELECT a.attnum, a.atttypid, a.attcollation INTO number, base_type, collation_oid
  FROM pg_attribute a WHERE a.attrelid = relation AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'column "%" of % does not exist', column_name, relation
      USING ERRCODE = 'undefined_column', HINT = format('Name the column: create_live_rollup(..., %s => ''...'').', parameter);
  END IF;
  declared := format_type(base_type, NULL);
  WHILE EXISTS (SELECT FROM pg_type t WHERE t.oid = base_type AND t.typtype = 'd') LOOP
    base_type := (SELECT t.typbasetype FROM pg_type t WHERE t.oid = base_type);
  END LOOP;
  type := CASE WHEN base_type IN ('smallint'::regtype, 'integer'::regtype) AND parameter <> 'quarter' THEN 'bigint'
               WHEN base_type = 'varchar'::regtype THEN 'text' ELSE format_type(base_type, -1) END;
  IF EXISTS (SELECT FROM pg_collation c WHERE c.oid = collation_oid AND NOT c.collisdeterministic) THEN
    RAISE EXCEPTION 'column "%" of % has a nondeterministic collation', column_name, relation
      USING ERRCODE = 'feature_not_supported', DETAIL = 'Nodes and items are told apart byte by byte.';
  END IF;
  collation_clause := coalesce((SELECT format(' COLLATE %I.%I', n.nspname, c.collname)
                                FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace WHERE c.oid = collation_oid), '');
  IF parameter NOT IN ('quarter', 'rating') AND type NOT IN ('bigint', 'text') THEN
    RAISE EXCEPTION 'column "%" of % is of type %', column_name, relation, type
      USING ERRCODE = 'datatype_mismatch', DETAIL = 'Nodes and items are bigint or text, as for outcome_rollup.',
            HINT = 'A stored generated column of type text can stand for it.';
  END IF;
  -- The operators of others are not in the search path, and = would silently be that of text, say.
  IF parameter = 'quarter' AND EXISTS (SELECT FROM pg_type t WHERE t.oid = base_type AND t.typtype = 'b' AND t.typcategory <> 'A'
                                         AND t.typnamespace NOT IN ('pg_catalog'::regnamespace, '@extschema@'::regnamespace)) THEN
    RAISE EXCEPTION 'column "%" of % is of type %', column_name, relation, type
      USING ERRCODE = 'feature_not_supported', DETAIL = 'A quarter is of a type of PostgreSQL or golden_thread, a domain, an enum, a range or an array.',
            HINT = 'A stored generated column of such a type can stand for it.';
  END IF;
  IF parameter = 'rating' AND base_type <> '@extschema@.rag'::regtype THEN
    RAISE EXCEPTION 'column "%" of % is of type %', column_name, relation, type
      USING ERRCODE = 'datatype_mismatch', DETAIL = 'A rating is of type rag.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_column(regclass, text, text) IS
    'What create_live_rollup needs to know of a column; an error if it cannot use it.';

CREATE FUNCTION live_rollup_check_table(relation regclass, parameter text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  class record;
  volatile_one regclass;
BEGIN
  SELECT c.relkind, c.relowner INTO class FROM pg_class c WHERE c.oid = relation;
  IF relation IS NULL OR class.relkind NOT IN ('r', 'p')
     OR EXISTS (SELECT FROM pg_class c WHERE c.oid = ANY (@extschema@.live_rollup_relations(ARRAY[relation])) AND c.relkind NOT IN ('r', 'p')) THEN
    RAISE EXCEPTION '% of a live rollup must be a table', parameter
      USING ERRCODE = 'wrong_object_type', DETAIL = 'Triggers see what changes; views and foreign tables cannot have them.';
  END IF;
  volatile_one := (SELECT min(c.oid) FROM pg_class c
                   WHERE c.oid = ANY (@extschema@.live_rollup_relations(ARRAY[relation])) AND c.relpersistence <> 'p');
  IF volatile_one IS NOT NULL THEN
    RAISE EXCEPTION '% is not a permanent table', volatile_one
      USING ERRCODE = 'feature_not_supported', DETAIL = 'An unlogged table is emptied after a crash, and a temporary one when its session ends, without a trigger being told.';
  END IF;
  IF NOT pg_has_role(class.relowner, 'USAGE') THEN
    RAISE EXCEPTION 'must be owner of table %', relation
      USING ERRCODE = 'insufficient_privilege', DETAIL = 'A live rollup puts triggers on its tables.';
  END IF;
  IF row_security_active(relation) THEN
    RAISE EXCEPTION 'row-level security hides rows of % from you', relation
      USING ERRCODE = 'insufficient_privilege', DETAIL = 'What is stored must be counted over all rows.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_table(regclass, text) IS 'Raises an error for a table that cannot feed a live rollup.';

-- A statement trigger fires for the table that a statement names, so each partition has its own; row triggers are
-- copied to partitions by the server.  DETACH leaves a partition its statement triggers, which must go: what happens
-- to that table is none of ours any more.
CREATE FUNCTION live_rollup_attach(rollup regclass, tables regclass[]) RETURNS oid[]
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  names record := @extschema@.live_rollup_names(parts.schema, parts.name);
  roles constant text[] := '{links,ratings,graph}';
  notes text[] := ARRAY[names.note_links, names.note_ratings, names.note_graph];
  relations oid[] := '{}';
  relation regclass;
  stray record;
  prefix text;
  made text;
  event text;
BEGIN
  FOR i IN 1 .. 3 LOOP
    prefix := parts.name || '_' || roles[i];
    -- The first trigger locks the table against new partitions, so the others are looked up after it.
    FOR relation IN SELECT tables[i] UNION ALL SELECT r.oid FROM unnest(@extschema@.live_rollup_relations(ARRAY[tables[i]])) AS r (oid) WHERE r.oid <> tables[i] LOOP
      CONTINUE WHEN EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = relation AND t.tgname = prefix || '_insert' AND t.tgfoid = ANY (parts.note_functions));
      FOREACH event IN ARRAY ARRAY['insert', 'update', 'delete', 'truncate'] LOOP
        made := format('%I', prefix || '_' || event);
        EXECUTE format('CREATE TRIGGER %s AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s()', made, event, relation,
                       CASE event WHEN 'insert' THEN 'REFERENCING NEW TABLE AS appeared'
                                  WHEN 'update' THEN 'REFERENCING OLD TABLE AS disappeared NEW TABLE AS appeared'
                                  WHEN 'delete' THEN 'REFERENCING OLD TABLE AS disappeared' ELSE '' END,
                       CASE event WHEN 'truncate' THEN names.note_all ELSE notes[i] END);
        EXECUTE format('COMMENT ON TRIGGER %s ON %s IS %L', made, relation, format('Tells the live rollup %s what changed.', parts.view));
      END LOOP;
      EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %s', relation, made);
      CONTINUE WHEN (SELECT c.relispartition FROM pg_class c WHERE c.oid = relation) AND relation <> tables[i];
      made := format('%I', prefix || '_replica');
      EXECUTE format('CREATE TRIGGER %s AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s()', made, relation, names.note_all);
      EXECUTE format('ALTER TABLE %s ENABLE REPLICA TRIGGER %s', relation, made);
      EXECUTE format('COMMENT ON TRIGGER %s ON %s IS %L', made, relation, format('Tells the live rollup %s of replicated changes.', parts.view));
    END LOOP;
    relations := relations || @extschema@.live_rollup_relations(ARRAY[tables[i]]);
  END LOOP;
  FOR stray IN SELECT t.tgname, t.tgrelid::regclass AS relation FROM pg_trigger t
               WHERE t.tgfoid = ANY (parts.note_functions) AND t.tgparentid = 0 AND t.tgrelid <> ALL (relations) LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', stray.tgname, stray.relation);
  END LOOP;
  RETURN relations;
END
$body$;
COMMENT ON FUNCTION live_rollup_attach(regclass, regclass[]) IS
    'Puts the triggers of a live rollup on its tables and their partitions as they are now, which are returned.';

CREATE FUNCTION create_live_rollup(name text, item_links regclass, ratings regclass, node_links regclass,
                                   node text DEFAULT 'node', item text DEFAULT 'item', rated_item text DEFAULT NULL, quarter text DEFAULT 'quarter',
                                   rating text DEFAULT 'rating', child text DEFAULT 'child', parent text DEFAULT 'parent', schema text DEFAULT current_schema())
  RETURNS regclass
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  node_column record;
  item_column record;
  rated_item_column record;
  quarter_column record;
  names record := @extschema@.live_rollup_names(schema, name);
  graph_type text;
  recompute text;
  objects text;
  fill text[];
  golden constant text := (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread');
  columns text[];
  declared text[]; -- their types
  table_names text[];
  alias text;
  rollup regclass;
  grantee name;
BEGIN
  PERFORM @extschema@.live_rollup_check_transaction();
  rated_item := coalesce(rated_item, item);
  IF name IS NULL OR schema IS NULL OR name = '' OR octet_length(name) > 45 OR to_regnamespace(quote_ident(schema)) IS NULL THEN
    RAISE EXCEPTION 'invalid name for a live rollup: "%" in schema "%"', name, schema
      USING ERRCODE = 'invalid_name', DETAIL = 'The name has 1 to 45 bytes, and the schema exists.',
            HINT = 'Write create_live_rollup(''progress'', ..., schema => ''delivery'').';
  END IF;
  PERFORM @extschema@.live_rollup_check_table(item_links, 'item_links'), @extschema@.live_rollup_check_table(ratings, 'ratings'),
          @extschema@.live_rollup_check_table(node_links, 'node_links');
  node_column := @extschema@.live_rollup_column(item_links, node, 'node');
  item_column := @extschema@.live_rollup_column(item_links, item, 'item');
  rated_item_column := @extschema@.live_rollup_column(ratings, rated_item, 'rated_item');
  PERFORM @extschema@.live_rollup_column(ratings, rating, 'rating');
  IF quarter IS NOT NULL THEN
    quarter_column := @extschema@.live_rollup_column(ratings, quarter, 'quarter');
  ELSE
    SELECT 'boolean' AS type, '' AS collation_clause, 0::smallint AS number, 'boolean' AS declared INTO quarter_column;
  END IF;
  IF rated_item_column.type <> item_column.type THEN
    RAISE EXCEPTION 'items are of type % in % and of type % in %', item_column.type, item_links, rated_item_column.type, ratings
      USING ERRCODE = 'datatype_mismatch';
  END IF;
  IF (@extschema@.live_rollup_column(node_links, child, 'child')).type <> node_column.type
     OR (@extschema@.live_rollup_column(node_links, parent, 'parent')).type <> node_column.type THEN
    RAISE EXCEPTION 'nodes are not of the same type in % and %', item_links, node_links
      USING ERRCODE = 'datatype_mismatch', DETAIL = 'All of them are bigint, or all of them text.';
  END IF;
  columns := ARRAY[node, item, rated_item, quarter, rating, child, parent];
  declared := ARRAY[node_column.declared, item_column.declared, rated_item_column.declared, quarter_column.declared,
                    (@extschema@.live_rollup_column(ratings, rating, 'rating')).declared, (@extschema@.live_rollup_column(node_links, child, 'child')).declared,
                    (@extschema@.live_rollup_column(node_links, parent, 'parent')).declared];
  table_names := ARRAY(SELECT format('%I.%I', n.nspname, c.relname)
                       FROM unnest(ARRAY[item_links, ratings, node_links]) WITH ORDINALITY AS t (relation, position)
                            JOIN pg_class c ON c.oid = t.relation JOIN pg_namespace n ON n.oid = c.relnamespace
                       ORDER BY t.position);
  -- All this goes into text that is filled in and then run.
  IF concat_ws(' ', names, golden, array_to_string(table_names || columns || declared, ' '), node_column, item_column, rated_item_column, quarter_column) ~ '[{}$]' THEN
    RAISE EXCEPTION 'names of a live rollup must not contain braces or dollar signs'
      USING ERRCODE = 'invalid_name';
  END IF;
  -- Two ratings of one item in one quarter could not both be counted.
  IF NOT EXISTS (SELECT FROM pg_index i
                 WHERE i.indrelid = ratings AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
                       AND (i.indkey::smallint[])[0:i.indnkeyatts - 1] <@ ARRAY[rated_item_column.number, quarter_column.number]::smallint[]) THEN
    RAISE EXCEPTION 'nothing says that an item has one rating% in %', CASE WHEN quarter IS NULL THEN '' ELSE ' a quarter' END, ratings
      USING ERRCODE = 'invalid_table_definition', DETAIL = 'A unique constraint or index that is not deferrable and not partial must say so.',
            HINT = format('ALTER TABLE %s ADD UNIQUE (%s);', ratings, concat_ws(', ', quote_ident(rated_item), quote_ident(quarter)));
  END IF;
  IF NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = item_links AND i.indisvalid AND i.indpred IS NULL AND i.indkey[0] = item_column.number) THEN
    RAISE WARNING 'no index of % begins with column "%"', item_links, item
      USING DETAIL = 'Without one, whoever reads the live rollup scans the table while changes are not merged.', HINT = format('CREATE INDEX ON %s (%I);', item_links, item);
  END IF;
  IF NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = ratings AND i.indisvalid AND i.indpred IS NULL AND i.indkey[0] = rated_item_column.number) THEN
    RAISE WARNING 'no index of % begins with column "%"', ratings, rated_item
      USING DETAIL = 'Without one, whoever reads the live rollup scans the table while changes are not merged.', HINT = format('CREATE INDEX ON %s (%I);', ratings, rated_item);
  END IF;

  graph_type := CASE node_column.type WHEN 'bigint' THEN 'linkage' ELSE 'linkage_text' END;
  recompute := 'SELECT u.node, x.quarter, u.by_link, u.distinct_items
    FROM (SELECT {t.quarter}::{quarter_type} AS quarter,
                 outcome_rollup((SELECT {graph_type}({g.child}, {g.parent}) FROM {node_links} g), {l.node}::{node_type}, {l.item}::{item_type}, {t.rating}) AS rolled
          FROM {item_links} l JOIN {ratings} t ON {t.rated_item} = {l.item}{rated_item_collation}
          WHERE {l.node} IS NOT NULL AND {t.quarter} IS NOT NULL
          GROUP BY 1) AS x, unnest(x.rolled) AS u';
  fill := ARRAY[
    '{recompute}', recompute,
    '{golden}', golden, '{table_names}', quote_literal(table_names),
    '{view}', names.view, '{recomputed}', names.recomputed, '{stored}', names.stored, '{queue}', names.queue, '{state}', names.state,
    '{unmerged}', names.unmerged, '{note_links}', names.note_links, '{note_ratings}', names.note_ratings, '{note_graph}', names.note_graph,
    '{note_all}', names.note_all, '{graph_type}', graph_type,
    '{node_type}', node_column.type, '{node_collation}', node_column.collation_clause,
    '{item_type}', item_column.type, '{item_collation}', item_column.collation_clause, '{rated_item_collation}', rated_item_column.collation_clause,
    '{quarter_type}', quarter_column.type, '{quarter_collation}', quarter_column.collation_clause,
    '{s.quarter,}', CASE WHEN quarter IS NULL THEN '' ELSE 's.quarter,' END, '{o.quarter,}', CASE WHEN quarter IS NULL THEN '' ELSE 'o.quarter,' END,
    '{r.quarter,}', CASE WHEN quarter IS NULL THEN '' ELSE 'r.quarter' || quarter_column.collation_clause || ',' END,
    '{item_links}', table_names[1], '{ratings}', table_names[2], '{node_links}', table_names[3]];
  FOREACH alias IN ARRAY ARRAY['n', 'o', 't', 'l', 'g'] LOOP
    FOR i IN 1 .. cardinality(columns) LOOP
      fill := fill || ARRAY[format('{%s.%s}', alias, (ARRAY['node', 'item', 'rated_item', 'quarter', 'rating', 'child', 'parent'])[i]),
                            CASE WHEN columns[i] IS NULL THEN 'true'
                                 ELSE format('%s.live_rollup_typed(NULL::%s, %s.%s)', golden, declared[i], alias, quote_ident(columns[i])) END];
    END LOOP;
  END LOOP;
  objects := @extschema@.live_rollup_tables_sql() || @extschema@.live_rollup_triggers_sql() || @extschema@.live_rollup_views_sql();
  FOR i IN 1 .. cardinality(fill) BY 2 LOOP
    objects := replace(objects, fill[i], fill[i + 1]);
  END LOOP;
  EXECUTE objects;

  EXECUTE format('INSERT INTO %s (live_rollup_layout, tables, relations, graph) VALUES (%L, $1, ''{}'', ''{}'')', names.state, @extschema@.live_rollup_layout())
    USING ARRAY[item_links, ratings, node_links];
  rollup := names.view;
  -- Whoever adds a partition to a table gives it a copy of the row trigger.
  FOR grantee IN SELECT DISTINCT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid IN (item_links, ratings, node_links) AND c.relowner <> current_user::regrole LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s() TO %I', names.note_all, grantee);
  END LOOP;
  PERFORM @extschema@.rebuild_live_rollup(rollup);
  RETURN rollup;
END
$body$;
COMMENT ON FUNCTION create_live_rollup(text, regclass, regclass, regclass, text, text, text, text, text, text, text, text) IS
    'Makes a view of this name, with node, quarter, by_link and distinct_items, that is always what outcome_rollup would say '
    'of these tables, and is read in milliseconds; the other arguments name their columns. All that is made belongs to the '
    'caller.';

-- Keeping it.
-- Each statement must see what was committed before it took its locks.
CREATE FUNCTION live_rollup_check_transaction() RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'a live rollup cannot be made, merged or rebuilt in a transaction of isolation level %', current_setting('transaction_isolation')
      USING ERRCODE = 'invalid_transaction_state', DETAIL = 'It has to see what others committed while it waited for its lock.',
            HINT = 'Use READ COMMITTED for it; it may be read at any level.';
  END IF;
  IF pg_trigger_depth() > 0 THEN
    RAISE EXCEPTION 'a live rollup cannot be made, merged or rebuilt by a trigger'
      USING ERRCODE = 'invalid_transaction_state', DETAIL = 'A statement that is not through may have changed rows of which the rollup is yet to be told.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_transaction() IS 'Raises an error where a live rollup cannot be merged.';

CREATE FUNCTION live_rollup_bring_up(rollup regclass, everything boolean, wait boolean) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  owner regrole;
  lock_key bigint;
  tables regclass[];
  relations oid[];
  attached oid[];
  waiting boolean;
  taken bigint;
BEGIN
  PERFORM @extschema@.live_rollup_check_transaction();
  -- Its functions run with the rights of whoever merges, so nobody is to merge what is another's: a superuser who merges
  -- all that there are would run what anybody wrote.
  owner := (SELECT c.relowner FROM pg_class c WHERE c.oid = rollup);
  IF owner <> current_user::regrole THEN
    RAISE EXCEPTION 'must be owner of live rollup %', rollup
      USING ERRCODE = 'insufficient_privilege', HINT = format('SET ROLE %s; first.', owner);
  END IF;
  -- One at a time.  The key is this database's; after a restore it is another, which does no harm.
  lock_key := (x'474c5255'::bigint << 32) | to_regclass(parts.state)::oid::bigint;
  IF NOT wait THEN
    IF NOT pg_try_advisory_xact_lock(lock_key) THEN
      RETURN NULL;
    END IF;
  ELSE
    PERFORM pg_advisory_xact_lock(lock_key);
  END IF;
  EXECUTE format('SELECT s.tables, s.relations::oid[], EXISTS (SELECT FROM %s) FROM %s s', parts.queue, parts.state) INTO STRICT tables, relations, waiting;
  IF row_security_active(tables[1]) OR row_security_active(tables[2]) OR row_security_active(tables[3]) THEN
    RAISE EXCEPTION 'row-level security hides rows from you that the live rollup % counts', rollup
      USING ERRCODE = 'insufficient_privilege', HINT = 'Its owner, or a role with BYPASSRLS, can merge it.';
  END IF;
  -- Rows that a statement changed are seen before its triggers tell of them, which would then count them twice.
  IF @extschema@.live_rollup_in_use(@extschema@.live_rollup_relations(tables)) THEN
    RAISE EXCEPTION 'a live rollup cannot be merged or rebuilt by a statement that uses its tables'
      USING ERRCODE = 'object_in_use', DETAIL = 'A statement that is not through may have changed rows of which the rollup is yet to be told.',
            HINT = 'Merge in a statement of its own.';
  END IF;
  -- Nor may another table come by the name of one of them in between.
  EXECUTE format('LOCK TABLE ONLY %s, ONLY %s, ONLY %s IN ACCESS SHARE MODE', tables[1], tables[2], tables[3]);
  attached := relations;
  IF everything OR NOT (relations @> @extschema@.live_rollup_relations(tables) AND relations <@ @extschema@.live_rollup_relations(tables)) THEN
    attached := @extschema@.live_rollup_attach(rollup, tables);
    everything := true;
  ELSIF NOT waiting THEN
    RETURN 0;
  END IF;
  -- One statement and so one snapshot, taken after the locks: the queue rows that are deleted are those that were
  -- counted.  A change that is committed meanwhile has its own row, which stays.
  EXECUTE format($merge$
    WITH unmerged AS MATERIALIZED (
      SELECT o.node, o.quarter, o.by_link, o.distinct_items, o.replaces_all, o.graph FROM %1$s($1) o
    ), taken AS (
      DELETE FROM %2$s RETURNING 1
    ), gone AS (
      DELETE FROM %3$s s USING unmerged o WHERE o.node = s.node AND o.quarter = s.quarter AND o.by_link IS NULL
    ), replaced AS (
      DELETE FROM %3$s s
      WHERE EXISTS (SELECT FROM unmerged o WHERE o.replaces_all)
            AND NOT EXISTS (SELECT FROM unmerged o WHERE o.node = s.node AND o.quarter = s.quarter)
    ), put AS (
      INSERT INTO %3$s AS s (node, quarter, by_link, distinct_items)
      SELECT o.node, o.quarter, o.by_link, o.distinct_items FROM unmerged o WHERE o.by_link IS NOT NULL
      ON CONFLICT (node, quarter) DO UPDATE SET by_link = excluded.by_link, distinct_items = excluded.distinct_items
      WHERE s.by_link <> excluded.by_link OR s.distinct_items <> excluded.distinct_items
    ), noted AS (
      UPDATE %4$s s
      SET merged_at = clock_timestamp(),
          rebuilt_at = CASE WHEN EXISTS (SELECT FROM unmerged o WHERE o.replaces_all) THEN clock_timestamp() ELSE s.rebuilt_at END,
          relations = $2::regclass[],
          graph = coalesce((SELECT o.graph FROM unmerged o WHERE o.graph IS NOT NULL LIMIT 1), s.graph)
    )
    SELECT count(*) FROM taken
  $merge$, parts.unmerged, parts.queue, parts.stored, parts.state) USING everything, attached INTO taken;
  RETURN taken;
END
$body$;
COMMENT ON FUNCTION live_rollup_bring_up(regclass, boolean, boolean) IS
    'Brings what is stored of a live rollup up to date, by its changes or, with everything, by counting anew.';

CREATE FUNCTION merge_live_rollup(rollup regclass, wait boolean DEFAULT true) RETURNS bigint
  LANGUAGE sql VOLATILE PARALLEL UNSAFE
RETURN live_rollup_bring_up(rollup, false, wait);
COMMENT ON FUNCTION merge_live_rollup(regclass, boolean) IS
    'Stores what a live rollup shows: the changes noted so far are counted in, and their number is returned. One session at a '
    'time does so; without wait, NULL if another is at it. No reader or writer waits for it.';

CREATE FUNCTION rebuild_live_rollup(rollup regclass) RETURNS bigint
  LANGUAGE sql VOLATILE PARALLEL UNSAFE
RETURN live_rollup_bring_up(rollup, true, true);
COMMENT ON FUNCTION rebuild_live_rollup(regclass) IS
    'Counts a live rollup anew, all of it, and sees to its triggers; for changes of which no trigger could tell, such as those '
    'made while triggers were disabled.';

CREATE FUNCTION verify_live_rollup(rollup regclass, OUT node text, OUT quarter text, OUT by_link rag_tally, OUT recomputed_by_link rag_tally,
                                   OUT distinct_items rag_tally, OUT recomputed_distinct_items rag_tally)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  grouped boolean := EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = rollup AND a.attname = 'quarter');
BEGIN
  RETURN QUERY EXECUTE format($verify$
    SELECT coalesce(v.node, r.node)::text, %3$s, v.by_link, r.by_link, v.distinct_items, r.distinct_items
    FROM %1$s v FULL JOIN %2$s r ON r.node = v.node %4$s
    WHERE v.node IS NULL OR r.node IS NULL OR v.by_link <> r.by_link OR v.distinct_items <> r.distinct_items
  $verify$, parts.view, parts.recomputed, CASE WHEN grouped THEN 'coalesce(v.quarter, r.quarter)::text' ELSE 'NULL::text' END,
  CASE WHEN grouped THEN 'AND r.quarter = v.quarter' ELSE '' END);
END
$body$;
COMMENT ON FUNCTION verify_live_rollup(regclass) IS
    'The rows of a live rollup that are not what counting anew gives; none, if all is well.';

CREATE FUNCTION drop_live_rollup(rollup regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  made record;
BEGIN
  FOR made IN SELECT t.tgname, t.tgrelid::regclass AS relation FROM pg_trigger t
              WHERE t.tgfoid = ANY (parts.note_functions) AND t.tgparentid = 0 LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', made.tgname, made.relation);
  END LOOP;
  EXECUTE format('DROP VIEW IF EXISTS %s, %s', parts.view, parts.recomputed);
  FOR made IN SELECT p.oid::regprocedure AS routine FROM unnest(parts.note_functions) AS f (oid) JOIN pg_proc p ON p.oid = f.oid LOOP
    EXECUTE format('DROP FUNCTION %s', made.routine);
  END LOOP;
  EXECUTE format('DROP FUNCTION IF EXISTS %s(boolean)', parts.unmerged);
  EXECUTE format('DROP TABLE IF EXISTS %s, %s, %s', parts.stored, parts.queue, parts.state);
END
$body$;
COMMENT ON FUNCTION drop_live_rollup(regclass) IS
    'Drops a live rollup: its views, tables, functions and triggers. The tables it counts are left as they are.';

CREATE FUNCTION live_rollups(OUT rollup regclass, OUT owner text, OUT layout_version text, OUT is_current boolean, OUT unmerged bigint,
                             OUT needs_rebuild boolean, OUT merged_at timestamptz, OUT rebuilt_at timestamptz)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  queue regclass;
  state regclass;
BEGIN
  FOR rollup, owner, queue, state IN
    SELECT v.oid, pg_get_userbyid(v.relowner), q.oid, s.oid
    FROM pg_class s JOIN pg_class v ON v.relnamespace = s.relnamespace AND s.relname = v.relname || '_state'
         JOIN pg_class q ON q.relnamespace = s.relnamespace AND q.relname = v.relname || '_queue'
    WHERE v.relkind = 'v' AND s.relkind = 'r' AND q.relkind = 'r'
      -- Anybody may make tables of such names: none is read that could run code of its owner's or raise errors.
      AND NOT s.relrowsecurity AND NOT q.relrowsecurity
      AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = s.oid AND NOT a.attisdropped
             AND (a.attname, a.atttypid) IN (('live_rollup_layout', 'text'::regtype), ('tables', 'regclass[]'::regtype), ('relations', 'regclass[]'::regtype),
                                             ('merged_at', 'timestamptz'::regtype), ('rebuilt_at', 'timestamptz'::regtype))) = 5
      AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = q.oid AND NOT a.attisdropped AND (a.attname, a.atttypid) = ('kind', '"char"'::regtype)) = 1
    ORDER BY v.oid::regclass::text
  LOOP
    layout_version := NULL;
    unmerged := NULL;
    needs_rebuild := NULL;
    merged_at := NULL;
    rebuilt_at := NULL;
    IF has_schema_privilege((SELECT c.relnamespace FROM pg_class c WHERE c.oid = state), 'USAGE')
       AND has_table_privilege(state, 'SELECT') AND has_table_privilege(queue, 'SELECT') THEN
      EXECUTE format('SELECT s.live_rollup_layout, s.merged_at, s.rebuilt_at, (SELECT count(*) FROM %1$s),
                             EXISTS (SELECT FROM %1$s q WHERE q.kind = ''a'')
                             OR NOT (s.relations::oid[] @> @extschema@.live_rollup_relations(s.tables)
                                     AND s.relations::oid[] <@ @extschema@.live_rollup_relations(s.tables))
                      FROM %2$s s', queue, state)
        INTO layout_version, merged_at, rebuilt_at, unmerged, needs_rebuild;
    END IF;
    is_current := layout_version = @extschema@.live_rollup_layout();
    RETURN NEXT;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION live_rollups() IS
    'The live rollups of this database: how many changes are not merged yet, whether all is to be counted anew, and when they '
    'were merged; NULL where the caller may not look.';

-- Ranges over the other types that have an order.

-- What pg_upgrade needs, more than people do.  It makes functions before operator classes, and a parsed body (BEGIN ATOMIC, RETURN)
-- that sorts or groups by a type records no need of its class; so it would stop at "could not identify an ordering operator".  A
-- range type is made early, and does need its subtype's class: where a type has one, every body can be made.
-- quarter has quarterrange; these are for all others with a b-tree class.  None is discrete: a rating or code has no next one.
CREATE TYPE ragrange AS RANGE (SUBTYPE = rag, SUBTYPE_OPCLASS = rag_ops, MULTIRANGE_TYPE_NAME = ragmultirange);
COMMENT ON TYPE ragrange IS
    'a range of ratings, from the milder to the more severe: lets pg_upgrade make functions that sort or group by rag';
COMMENT ON TYPE ragmultirange IS 'ranges of ratings with gaps between them';
COMMENT ON FUNCTION ragrange(rag, rag) IS 'the range from the first rating to before the second';
COMMENT ON FUNCTION ragrange(rag, rag, text) IS
    'the range between two ratings; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION ragmultirange() IS 'the empty set of ratings';
COMMENT ON FUNCTION ragmultirange(ragrange) IS 'the set of the ratings of one range';
COMMENT ON FUNCTION ragmultirange(ragrange[]) IS 'the set of the ratings of any of the ranges';
COMMENT ON CAST (ragrange AS ragmultirange) IS 'the set of the ratings of one range';

CREATE TYPE rag_tallyrange AS RANGE (
    SUBTYPE = rag_tally, SUBTYPE_OPCLASS = rag_tally_ops, MULTIRANGE_TYPE_NAME = rag_tallymultirange
);
COMMENT ON TYPE rag_tallyrange IS
    'a range of tallies, in their order: lets pg_upgrade make functions that sort or group by rag_tally';
COMMENT ON TYPE rag_tallymultirange IS 'ranges of tallies with gaps between them';
COMMENT ON FUNCTION rag_tallyrange(rag_tally, rag_tally) IS 'the range from the first tally to before the second';
COMMENT ON FUNCTION rag_tallyrange(rag_tally, rag_tally, text) IS
    'the range between two tallies; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION rag_tallymultirange() IS 'the empty set of tallies';
COMMENT ON FUNCTION rag_tallymultirange(rag_tallyrange) IS 'the set of the tallies of one range';
COMMENT ON FUNCTION rag_tallymultirange(rag_tallyrange[]) IS 'the set of the tallies of any of the ranges';
COMMENT ON CAST (rag_tallyrange AS rag_tallymultirange) IS 'the set of the tallies of one range';

CREATE TYPE plan_coderange AS RANGE (
    SUBTYPE = plan_code, SUBTYPE_OPCLASS = plan_code_ops, MULTIRANGE_TYPE_NAME = plan_codemultirange
);
COMMENT ON TYPE plan_coderange IS
    'a range of plan codes, in natural order: lets pg_upgrade make functions that sort or group by plan_code';
COMMENT ON TYPE plan_codemultirange IS 'ranges of plan codes with gaps between them';
COMMENT ON FUNCTION plan_coderange(plan_code, plan_code) IS 'the range from the first code to before the second';
COMMENT ON FUNCTION plan_coderange(plan_code, plan_code, text) IS
    'the range between two plan codes; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION plan_codemultirange() IS 'the empty set of plan codes';
COMMENT ON FUNCTION plan_codemultirange(plan_coderange) IS 'the set of the plan codes of one range';
COMMENT ON FUNCTION plan_codemultirange(plan_coderange[]) IS 'the set of the plan codes of any of the ranges';
COMMENT ON CAST (plan_coderange AS plan_codemultirange) IS 'the set of the plan codes of one range';

CREATE TYPE linkagerange AS RANGE (SUBTYPE = linkage, SUBTYPE_OPCLASS = linkage_ops, MULTIRANGE_TYPE_NAME = linkagemultirange);
COMMENT ON TYPE linkagerange IS 'a range of graphs, in their order: lets pg_upgrade make functions that sort or group by linkage';
COMMENT ON TYPE linkagemultirange IS 'ranges of graphs with gaps between them';
COMMENT ON FUNCTION linkagerange(linkage, linkage) IS 'the range from the first graph to before the second';
COMMENT ON FUNCTION linkagerange(linkage, linkage, text) IS
    'the range between two graphs; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION linkagemultirange() IS 'the empty set of graphs';
COMMENT ON FUNCTION linkagemultirange(linkagerange) IS 'the set of the graphs of one range';
COMMENT ON FUNCTION linkagemultirange(linkagerange[]) IS 'the set of the graphs of any of the ranges';
COMMENT ON CAST (linkagerange AS linkagemultirange) IS 'the set of the graphs of one range';

CREATE TYPE linkage_textrange AS RANGE (
    SUBTYPE = linkage_text, SUBTYPE_OPCLASS = linkage_text_ops, MULTIRANGE_TYPE_NAME = linkage_textmultirange
);
COMMENT ON TYPE linkage_textrange IS
    'a range of graphs, in their order: lets pg_upgrade make functions that sort or group by linkage_text';
COMMENT ON TYPE linkage_textmultirange IS 'ranges of graphs with gaps between them';
COMMENT ON FUNCTION linkage_textrange(linkage_text, linkage_text) IS 'the range from the first graph to before the second';
COMMENT ON FUNCTION linkage_textrange(linkage_text, linkage_text, text) IS
    'the range between two graphs; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION linkage_textmultirange() IS 'the empty set of graphs';
COMMENT ON FUNCTION linkage_textmultirange(linkage_textrange) IS 'the set of the graphs of one range';
COMMENT ON FUNCTION linkage_textmultirange(linkage_textrange[]) IS 'the set of the graphs of any of the ranges';
COMMENT ON CAST (linkage_textrange AS linkage_textmultirange) IS 'the set of the graphs of one range';

-- delimited: comma, semicolon or tab separated text from and for any client, without server files

CREATE FUNCTION delimited_records(content text, delimiter text DEFAULT NULL, quote text DEFAULT '"')
    RETURNS TABLE (line bigint, cells text[], printed text)
    LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 1000
    AS 'MODULE_PATHNAME', 'delimited_parse_records';
COMMENT ON FUNCTION delimited_records(text, text, text) IS
    'records of a delimited text as parse_delimited reads them, each with the very characters it was read from, line end and '
    'empty lines after it included';

CREATE FUNCTION delimited_row(cells text[], delimiter text, quote text DEFAULT '"', quote_all boolean DEFAULT false) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'delimited_write_row';
COMMENT ON FUNCTION delimited_row(text[], text, text, boolean) IS
    'the cells as one line, without its end, that parse_delimited reads back: quoted where needed, or all of them; an error '
    'where that takes quotes and there are none';

-- What pg_upgrade does not bring: the catalogue comes over as the older server had it, without what only a newer one knows, and the
-- constructors of range types are made anew, outside the extension and without their comments.  So every upgrade script puts right
-- what is missing; where nothing is, this does nothing.
DO $resync$
DECLARE
    path CONSTANT text := pg_catalog.current_setting('search_path');
    missing text;
BEGIN
    -- As above: only the server's own operators and functions are meant.
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    FOR missing IN
        WITH members AS (
            SELECT d.classid, d.objid FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid
            WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'golden_thread'
        ), made_with_ranges AS (
            SELECT d.classid, d.objid FROM members m
            JOIN pg_range r ON m.classid = 'pg_type'::regclass AND m.objid = r.rngtypid
            JOIN pg_depend d ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (r.rngtypid, r.rngmultitypid) AND d.deptype = 'i'
            EXCEPT SELECT classid, objid FROM members
        )
        SELECT 'ALTER EXTENSION golden_thread ADD FUNCTION ' || objid::regprocedure
        FROM made_with_ranges WHERE classid = 'pg_proc'::regclass
        UNION ALL
        SELECT format('ALTER EXTENSION golden_thread ADD CAST (%s AS %s)', c.castsource::regtype, c.casttarget::regtype)
        FROM made_with_ranges w JOIN pg_cast c ON w.classid = 'pg_cast'::regclass AND w.objid = c.oid
        UNION ALL
        SELECT format('ALTER OPERATOR FAMILY %s.%I USING %s ADD FUNCTION %s', '@extschema@', part.family, part.method, part.function)
        FROM (VALUES
            ('btree', 'rag_ops', 6, '6 (@extschema@.rag, @extschema@.rag) @extschema@.rag_skipsupport(internal)'),
            ('btree', 'quarter_ops', 6, '6 (@extschema@.quarter, @extschema@.quarter) @extschema@.quarter_skipsupport(internal)'),
            ('gist', 'rag_ops', 12, '12 ("any", "any") gist_translate_cmptype_common(integer)'),
            ('gist', 'quarter_ops', 12, '12 ("any", "any") gist_translate_cmptype_common(integer)'),
            ('gist', 'plan_code_ops', 12, '12 ("any", "any") gist_translate_cmptype_common(integer)')
        ) AS part (method, family, number, function)
        WHERE current_setting('server_version_num')::integer >= 180000
          AND NOT EXISTS (
            SELECT FROM pg_amproc p JOIN pg_opfamily f ON f.oid = p.amprocfamily JOIN pg_am m ON m.oid = f.opfmethod
            WHERE f.opfnamespace = '@extschema@'::regnamespace AND m.amname = part.method AND f.opfname = part.family
              AND p.amprocnum = part.number)
    LOOP
        EXECUTE missing;
    END LOOP;
    PERFORM pg_catalog.set_config('search_path', path, true);
END
$resync$;
COMMENT ON TYPE quartermultirange IS 'a set of quarters, as ranges with gaps between them';
COMMENT ON FUNCTION quarterrange(quarter, quarter) IS 'the range from the first quarter to before the second';
COMMENT ON FUNCTION quarterrange(quarter, quarter, text) IS
    'the range between two quarters; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION quartermultirange() IS 'the empty set of quarters';
COMMENT ON FUNCTION quartermultirange(quarterrange) IS 'the set of the quarters of one range';
COMMENT ON FUNCTION quartermultirange(quarterrange[]) IS 'the set of the quarters of any of the ranges';
COMMENT ON CAST (quarterrange AS quartermultirange) IS 'the set of the quarters of one range';
