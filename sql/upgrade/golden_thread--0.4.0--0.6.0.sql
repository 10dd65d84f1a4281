-- golden_thread 0.4.0 to 0.6.0.
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
    -- A body that is text follows no rename and keeps nothing from being dropped.
    SELECT string_agg(f.oid::regprocedure::text, ', ' ORDER BY f.oid) INTO taken
    FROM pg_proc f JOIN pg_language l ON l.oid = f.prolang AND l.lanname NOT IN ('c', 'internal')
    WHERE f.prosqlbody IS NULL
      AND f.prosrc ~* concat('[[:<:]](', array_to_string(ARRAY[
        'export_csv', 'export_document', 'html_columns', 'html_date', 'html_escape', 'html_ink', 'html_rating', 'html_table',
        'html_tally_bar', 'import_csv', 'import_table', 'outcome_amount_final', 'outcome_amount_share_final',
        'outcome_amount_share_text_final', 'outcome_amount_share_transition', 'outcome_amount_text_final',
        'outcome_amount_transition', 'outcome_shares', 'outcome_shares_final', 'outcome_shares_text_final',
        'outcome_shares_transition', 'parse_delimited', 'plpgsql_call_handler', 'plpgsql_inline_handler', 'plpgsql_validator',
        'register_changed_views', 'register_code', 'register_layout', 'register_objects', 'register_table_steps',
        'report_breakdown_html', 'report_css', 'report_deadlines_html', 'report_exceptions_html', 'report_html',
        'report_movement_html', 'report_notes_html', 'report_plans', 'report_progress_html', 'report_summary_html',
        'report_thread_html', 'warn_of_refused_rows'
        ], '|'), ')[[:space:]]*[(]|[[:<:]](', array_to_string(ARRAY[
        'outcome_amount_row', 'outcome_amount_share_row', 'outcome_amount_share_text_row', 'outcome_amount_text_row',
        'outcome_shares_row', 'outcome_shares_text_row'
        ], '|'), ')[[:>:]]')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e')
      AND NOT EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = f.pronamespace AND c.relname = 'register_settings');
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION 'functions call what golden_thread 0.6.0 has no longer, or under another name: %', taken
            USING ERRCODE = 'dependent_objects_still_exist',
                  DETAIL = 'What a register does is called in its own schema now, as council.import_csv(kind, content).',
                  HINT = 'CHANGELOG.md says what to write instead; SET check_function_bodies = off lets you write it before the update.';
    END IF;
    PERFORM pg_catalog.set_config('search_path', path, true);

    SELECT pg_catalog.concat('type ', t.name) INTO taken
    FROM pg_catalog.unnest(ARRAY[
        'linkage_textmultirange', 'linkage_textrange', 'linkagemultirange', 'linkagerange', 'plan_codemultirange',
        'plan_coderange', 'plan_ref', 'rag_tallymultirange', 'rag_tallyrange', 'ragmultirange', 'ragrange'
    ]::pg_catalog.text[]) AS t (name)
    WHERE pg_catalog.to_regtype(pg_catalog.concat('@extschema@.', t.name)) IS NOT NULL
    UNION ALL
    SELECT pg_catalog.concat('function ', f.signature)
    FROM pg_catalog.unnest(ARRAY[
        'check_extension_schema()', 'check_library_version()', 'check_register_additions(text,text[])',
        'check_register_layout(text,text)', 'check_register_path(text,text)', 'data_uri(text)',
        'drop_gone_register_objects(text,text)', 'due_date(text,integer,daterange)', 'give_register_manifest(text,text)',
        'gone_name(text,text)', 'gone_register_objects(text,text)', 'library_version()', 'linkage_textmultirange()',
        'linkage_textrange(linkage_text,linkage_text)', 'linkage_textrange(linkage_text,linkage_text,text)', 'linkagemultirange()',
        'linkagerange(linkage,linkage)', 'linkagerange(linkage,linkage,text)', 'live_rollup_check_columns(regclass[],text[])',
        'live_rollup_check_keys(regclass[],text[])', 'live_rollup_check_merge(regclass,regclass[])',
        'live_rollup_column_names(regclass,text,text)', 'live_rollup_columns(regclass)', 'live_rollup_detach(oid[],oid[])',
        'live_rollup_fill(text,regclass)', 'live_rollup_is_kept(regclass)', 'live_rollup_lock(regclass,boolean)',
        'live_rollup_make(regclass)', 'live_rollup_merge(record,boolean)', 'live_rollup_names(regclass)',
        'live_rollup_query(regclass,text)', 'live_rollup_sql(text)', 'live_rollup_storage(regclass[])',
        'live_rollup_unmerged(regclass,boolean)', 'live_rollup_upgrade(regclass)', 'open_extension_schema()',
        'outcome_sum(linkage,bigint,bigint,numeric)', 'outcome_sum(linkage,bigint,bigint,numeric,numeric)',
        'outcome_sum(linkage,bigint,text,numeric)', 'outcome_sum(linkage,bigint,text,numeric,numeric)',
        'outcome_sum(linkage_text,text,bigint,numeric)', 'outcome_sum(linkage_text,text,bigint,numeric,numeric)',
        'outcome_sum(linkage_text,text,text,numeric)', 'outcome_sum(linkage_text,text,text,numeric,numeric)',
        'owners_register_comments(text)', 'pass_on_function_rights(text,text)', 'pass_on_view_rights(text,text[])',
        'plan_code_eq_text(plan_code,text)', 'plan_code_ge_text(plan_code,text)', 'plan_code_gt_text(plan_code,text)',
        'plan_code_le_text(plan_code,text)', 'plan_code_lt_text(plan_code,text)', 'plan_code_ne_text(plan_code,text)',
        'plan_code_over_text(plan_code,text)', 'plan_code_under_text(plan_code,text)', 'plan_codemultirange()',
        'plan_coderange(plan_code,plan_code)', 'plan_coderange(plan_code,plan_code,text)', 'plan_period(text,integer,daterange)',
        'plan_ref_in(cstring)', 'quarter_eq_text(quarter,text)', 'quarter_ge_text(quarter,text)', 'quarter_gt_text(quarter,text)',
        'quarter_le_text(quarter,text)', 'quarter_lt_text(quarter,text)', 'quarter_ne_text(quarter,text)',
        'quarter_start_after(quarter,integer)', 'quarter_start_from(quarter,integer)', 'rag_bar(rag_tally,integer)',
        'rag_bar_parts(rag_tally,integer)', 'rag_bar_svg(rag_tally,integer,integer)', 'rag_eq_text(rag,text)',
        'rag_ge_text(rag,text)', 'rag_gt_text(rag,text)', 'rag_le_text(rag,text)', 'rag_lt_text(rag,text)',
        'rag_ne_text(rag,text)', 'rag_tally_words(rag_tally,text)', 'rag_tallymultirange()', 'rag_tallyrange(rag_tally,rag_tally)',
        'rag_tallyrange(rag_tally,rag_tally,text)', 'ragmultirange()', 'ragrange(rag,rag)', 'ragrange(rag,rag,text)',
        'register_additions(text)', 'register_collisions(text,text[])', 'register_locks()', 'register_manifest_objects(text)',
        'register_statements()', 'restore_register_comments(text,jsonb)', 'run_register(text,integer[])',
        'run_register_statements(text,text,integer[])', 'set_aside_gone_functions(text,text)',
        'sparkline_points(numeric[],numeric,integer,integer)', 'sparkline_svg(numeric[],numeric,text[],integer,integer)',
        'text_eq_plan_code(text,plan_code)', 'text_eq_quarter(text,quarter)', 'text_eq_rag(text,rag)',
        'text_ge_plan_code(text,plan_code)', 'text_ge_quarter(text,quarter)', 'text_ge_rag(text,rag)',
        'text_gt_plan_code(text,plan_code)', 'text_gt_quarter(text,quarter)', 'text_gt_rag(text,rag)',
        'text_le_plan_code(text,plan_code)', 'text_le_quarter(text,quarter)', 'text_le_rag(text,rag)',
        'text_lt_plan_code(text,plan_code)', 'text_lt_quarter(text,quarter)', 'text_lt_rag(text,rag)',
        'text_ne_plan_code(text,plan_code)', 'text_ne_quarter(text,quarter)', 'text_ne_rag(text,rag)',
        'text_over_plan_code(text,plan_code)', 'text_under_plan_code(text,plan_code)', 'threads(linkage,bigint,bigint)',
        'threads(linkage_text,text,bigint)', 'try_due_date(text,integer)', 'try_due_date(text,integer,daterange)',
        'try_plan_period(text,integer,daterange)', 'upgrade_register(text,boolean)',
        'wanted_register_statements(text,text,boolean)', 'write_register_manifest(text,text[])', 'xml_text(text)'
    ]::pg_catalog.text[]) AS f (signature)
    WHERE pg_catalog.to_regprocedure(pg_catalog.concat('@extschema@.', f.signature)) IS NOT NULL
    UNION ALL
    SELECT pg_catalog.concat('operator ', o.signature)
    FROM pg_catalog.unnest(ARRAY[
        '<(plan_code,text)', '<(quarter,text)', '<(rag,text)', '<(text,plan_code)', '<(text,quarter)', '<(text,rag)',
        '<=(plan_code,text)', '<=(quarter,text)', '<=(rag,text)', '<=(text,plan_code)', '<=(text,quarter)', '<=(text,rag)',
        '<>(plan_code,text)', '<>(quarter,text)', '<>(rag,text)', '<>(text,plan_code)', '<>(text,quarter)', '<>(text,rag)',
        '<@(plan_code,text)', '<@(text,plan_code)', '=(plan_code,text)', '=(quarter,text)', '=(rag,text)', '=(text,plan_code)',
        '=(text,quarter)', '=(text,rag)', '>(plan_code,text)', '>(quarter,text)', '>(rag,text)', '>(text,plan_code)',
        '>(text,quarter)', '>(text,rag)', '>=(plan_code,text)', '>=(quarter,text)', '>=(rag,text)', '>=(text,plan_code)',
        '>=(text,quarter)', '>=(text,rag)', '@>(plan_code,text)', '@>(text,plan_code)'
    ]::pg_catalog.text[]) AS o (signature)
    WHERE pg_catalog.to_regoperator(pg_catalog.concat('@extschema@.', o.signature)) IS NOT NULL;
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION '% exists already in schema %, and is not the extension''s', taken, '@extschema@'
            USING ERRCODE = 'duplicate_object',
                  DETAIL = 'golden_thread 0.6.0 brings one of that name.',
                  HINT = 'Rename it, or move it to another schema with ALTER ... SET SCHEMA, and update again.';
    END IF;
END
$check$;

-- One scheme of names: what is renamed keeps what stands on it.

ALTER TYPE outcome_amount_row RENAME TO outcome_sum_row;
ALTER TYPE outcome_amount_text_row RENAME TO outcome_sum_text_row;
ALTER TYPE outcome_amount_share_row RENAME TO outcome_sum_share_row;
ALTER TYPE outcome_amount_share_text_row RENAME TO outcome_sum_share_text_row;
ALTER TYPE outcome_shares_row RENAME TO outcome_rollup_share_row;
ALTER TYPE outcome_shares_text_row RENAME TO outcome_rollup_share_text_row;

ALTER FUNCTION outcome_amount_transition(internal, linkage, bigint, bigint, numeric) RENAME TO outcome_sum_transition;
ALTER FUNCTION outcome_amount_transition(internal, linkage, bigint, text, numeric) RENAME TO outcome_sum_transition;
ALTER FUNCTION outcome_amount_transition(internal, linkage_text, text, bigint, numeric) RENAME TO outcome_sum_transition;
ALTER FUNCTION outcome_amount_transition(internal, linkage_text, text, text, numeric) RENAME TO outcome_sum_transition;
ALTER FUNCTION outcome_amount_share_transition(internal, linkage, bigint, bigint, numeric, numeric) RENAME TO outcome_sum_share_transition;
ALTER FUNCTION outcome_amount_share_transition(internal, linkage, bigint, text, numeric, numeric) RENAME TO outcome_sum_share_transition;
ALTER FUNCTION outcome_amount_share_transition(internal, linkage_text, text, bigint, numeric, numeric) RENAME TO outcome_sum_share_transition;
ALTER FUNCTION outcome_amount_share_transition(internal, linkage_text, text, text, numeric, numeric) RENAME TO outcome_sum_share_transition;
ALTER FUNCTION outcome_shares_transition(internal, linkage, bigint, bigint, rag, numeric) RENAME TO outcome_rollup_share_transition;
ALTER FUNCTION outcome_shares_transition(internal, linkage, bigint, text, rag, numeric) RENAME TO outcome_rollup_share_transition;
ALTER FUNCTION outcome_shares_transition(internal, linkage_text, text, bigint, rag, numeric) RENAME TO outcome_rollup_share_transition;
ALTER FUNCTION outcome_shares_transition(internal, linkage_text, text, text, rag, numeric) RENAME TO outcome_rollup_share_transition;
ALTER FUNCTION outcome_amount_final(internal) RENAME TO outcome_sum_final;
ALTER FUNCTION outcome_amount_text_final(internal) RENAME TO outcome_sum_text_final;
ALTER FUNCTION outcome_amount_share_final(internal) RENAME TO outcome_sum_share_final;
ALTER FUNCTION outcome_amount_share_text_final(internal) RENAME TO outcome_sum_share_text_final;
ALTER FUNCTION outcome_shares_final(internal) RENAME TO outcome_rollup_share_final;
ALTER FUNCTION outcome_shares_text_final(internal) RENAME TO outcome_rollup_share_text_final;

ALTER AGGREGATE outcome_shares(linkage, bigint, bigint, rag, numeric) RENAME TO outcome_rollup;
ALTER AGGREGATE outcome_shares(linkage, bigint, text, rag, numeric) RENAME TO outcome_rollup;
ALTER AGGREGATE outcome_shares(linkage_text, text, bigint, rag, numeric) RENAME TO outcome_rollup;
ALTER AGGREGATE outcome_shares(linkage_text, text, text, rag, numeric) RENAME TO outcome_rollup;

-- The schema of the extension must be closed.  A call is resolved to the best match among all schemas of the path, or of the
-- schema that it names: whoever may create beside our functions adds one that matches better, and it runs as its caller.

CREATE FUNCTION open_extension_schema() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  SET quote_all_identifiers = off
BEGIN ATOMIC
  -- Who can become the owner or the caller could do what they can anyway; so can a superuser, who is a member of every role.
  WITH place AS (
    SELECT n.nspowner, d.datdba, coalesce(n.nspacl, acldefault('n'::"char", n.nspowner)) AS acl
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace JOIN pg_database d ON d.datname = current_database()
    WHERE e.extname = 'golden_thread'::name
  ), other AS (
    SELECT r.oid FROM pg_roles r CROSS JOIN place p
    WHERE NOT (pg_has_role(r.oid, p.nspowner, 'MEMBER'::text) OR pg_has_role(r.oid, p.datdba, 'MEMBER'::text)
               OR pg_has_role(r.oid, (SELECT u.oid FROM pg_roles u WHERE u.rolname = current_user), 'MEMBER'::text))
          AND r.oid >= 16384::oid -- a predefined role does nothing itself: its members do
  ), creator AS (
    SELECT DISTINCT a.grantee FROM place p CROSS JOIN aclexplode(p.acl) AS a
    WHERE a.privilege_type = 'CREATE'::text
          AND (a.grantee = 0::oid OR EXISTS (SELECT FROM other o WHERE pg_has_role(o.oid, a.grantee, 'MEMBER'::text)))
          AND NOT EXISTS (SELECT FROM place q
              WHERE a.grantee IN (q.nspowner, q.datdba, (SELECT u.oid FROM pg_roles u WHERE u.rolname = current_user)))
  )
  SELECT string_agg(w.name, ', '::text ORDER BY w.name COLLATE "C")
  FROM (SELECT CASE c.grantee WHEN 0::oid THEN 'PUBLIC'::text ELSE quote_ident(pg_get_userbyid(c.grantee)::text) END
      FROM creator c) AS w (name);
END;
COMMENT ON FUNCTION open_extension_schema() IS
  'To whom CREATE on the schema of golden_thread is to be revoked before the extension is safe for the caller; NULL if it is closed.';

CREATE FUNCTION check_extension_schema() RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  creators text := @extschema@.open_extension_schema();
  place text := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread');
BEGIN
  IF creators IS NOT NULL THEN
    RAISE EXCEPTION 'schema "%" of the extension golden_thread is open to others', place
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('May create in it: %s. A function or operator put beside those of the extension can run in their stead, '
                'with your rights.', creators),
            HINT = format('REVOKE CREATE ON SCHEMA %I FROM %s CASCADE;', place, creators);
  END IF;
END
$body$;
COMMENT ON FUNCTION check_extension_schema() IS
    'Raises an error, with the line that mends it, if others may create in the schema of golden_thread.';

-- rag_tally: how many items have each rating, and how many have none.
COMMENT ON FUNCTION percentages(rag_tally) IS
    'whole percentages of the total that add up to 100 (largest remainder, ties to the more severe), where 100 means all and 0 none; '
    'the unrated are the row whose rating is NULL; NULL percentages if nothing is counted';

-- plan_period: the deadlines that plans print, as ranges of days.

CREATE FUNCTION try_due_date(text, start_month integer DEFAULT 4) RETURNS date LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS
    'MODULE_PATHNAME', 'plan_period_try_due_date';
COMMENT ON FUNCTION try_due_date(text, integer) IS
    'the last day that a printed deadline names, or NULL if it has no end or names none';

-- With the plan's own period.  No argument has a default: a call with one or two arguments must find one function only.
CREATE FUNCTION plan_period(text, start_month integer, within daterange) RETURNS daterange LANGUAGE c IMMUTABLE CALLED ON NULL INPUT
    PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_period_within';
COMMENT ON FUNCTION plan_period(text, integer, daterange) IS
    'the days that a printed deadline names; what has two readings, such as Aug 28, is read if just one of all its '
    'readings lies within the period';
CREATE FUNCTION due_date(text, start_month integer, within daterange) RETURNS date LANGUAGE c IMMUTABLE CALLED ON NULL INPUT
    PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_period_due_date_within';
COMMENT ON FUNCTION due_date(text, integer, daterange) IS
    'the last day that a printed deadline names, or NULL if it has no end; what has two readings is read if just one of '
    'all lies within the period';
CREATE FUNCTION try_plan_period(text, start_month integer, within daterange) RETURNS daterange LANGUAGE c IMMUTABLE CALLED ON NULL
    INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_period_try_within';
COMMENT ON FUNCTION try_plan_period(text, integer, daterange) IS
    'plan_period(text, integer, daterange), or NULL if the text names no period';
CREATE FUNCTION try_due_date(text, start_month integer, within daterange) RETURNS date LANGUAGE c IMMUTABLE CALLED ON NULL INPUT
    PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_period_try_due_date_within';
COMMENT ON FUNCTION try_due_date(text, integer, daterange) IS
    'due_date(text, integer, daterange), or NULL if the text names no period';

-- What indexes and the planner can do with the types: block ranges, skip scans, days of a quarter as a range.

-- quarter(day) compared with a quarter is a range of days, too
CREATE FUNCTION quarter_start_from(quarter, start_month integer DEFAULT 4) RETURNS date LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS
    'MODULE_PATHNAME', 'quarter_start_from';
COMMENT ON FUNCTION quarter_start_from(quarter, integer) IS
  'the first day of the first quarter, of the fiscal year that starts in start_month, that is not before this one: quarter(d) >= q is d '
  '>= quarter_start_from(q)';
CREATE FUNCTION quarter_start_after(quarter, start_month integer DEFAULT 4) RETURNS date LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_start_after';
COMMENT ON FUNCTION quarter_start_after(quarter, integer) IS
  'the first day of the first quarter, of the fiscal year that starts in start_month, that is after this one: quarter(d) > q is d >= '
  'quarter_start_after(q)';
CREATE FUNCTION quarter_order_support(internal) RETURNS internal LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME',
    'quarter_order_support';
COMMENT ON FUNCTION quarter_order_support(internal) IS 'planner support of <, <=, > and >=: quarter(day) >= q is a range of days';
ALTER FUNCTION quarter_lt(quarter, quarter) SUPPORT quarter_order_support;
ALTER FUNCTION quarter_le(quarter, quarter) SUPPORT quarter_order_support;
ALTER FUNCTION quarter_gt(quarter, quarter) SUPPORT quarter_order_support;
ALTER FUNCTION quarter_ge(quarter, quarter) SUPPORT quarter_order_support;

-- Comparing with text: rag = $1 where a driver sends its parameter as text or varchar, joins to an old text column.
--
-- Each operator reads the text as the type's input does, in an SQL function that the planner replaces by the type's own
-- operator: so a comparison with a single value uses the type's index.  An unknown literal is no text: it still is of the
-- type on the other side.  Text that is no value of the type is an error, as in a cast.

-- rag
CREATE FUNCTION rag_lt_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 < $2::rag;
COMMENT ON FUNCTION rag_lt_text(rag, text) IS 'implementation of < operator with text';
CREATE OPERATOR < ( LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_lt_text, COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel,
    JOIN = scalarltjoinsel );
COMMENT ON OPERATOR < (rag, text) IS 'less severe than the rating that the text says';
CREATE FUNCTION text_lt_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag < $2;
COMMENT ON FUNCTION text_lt_rag(text, rag) IS 'implementation of < operator with text';
CREATE OPERATOR < ( LEFTARG = text, RIGHTARG = rag, FUNCTION = text_lt_rag, COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel,
    JOIN = scalarltjoinsel );
COMMENT ON OPERATOR < (text, rag) IS 'the rating that the text says is less severe than this one';
CREATE FUNCTION rag_le_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <= $2::rag;
COMMENT ON FUNCTION rag_le_text(rag, text) IS 'implementation of <= operator with text';
CREATE OPERATOR <= ( LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_le_text, COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel,
    JOIN = scalarlejoinsel );
COMMENT ON OPERATOR <= (rag, text) IS 'at most as severe as the rating that the text says';
CREATE FUNCTION text_le_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag <= $2;
COMMENT ON FUNCTION text_le_rag(text, rag) IS 'implementation of <= operator with text';
CREATE OPERATOR <= ( LEFTARG = text, RIGHTARG = rag, FUNCTION = text_le_rag, COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel,
    JOIN = scalarlejoinsel );
COMMENT ON OPERATOR <= (text, rag) IS 'the rating that the text says is at most as severe as this one';
CREATE FUNCTION rag_eq_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 = $2::rag;
COMMENT ON FUNCTION rag_eq_text(rag, text) IS 'implementation of = operator with text';
CREATE OPERATOR = ( LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_eq_text, COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN =
    eqjoinsel );
COMMENT ON OPERATOR = (rag, text) IS 'equal to the rating that the text says';
CREATE FUNCTION text_eq_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag = $2;
COMMENT ON FUNCTION text_eq_rag(text, rag) IS 'implementation of = operator with text';
CREATE OPERATOR = ( LEFTARG = text, RIGHTARG = rag, FUNCTION = text_eq_rag, COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN =
    eqjoinsel );
COMMENT ON OPERATOR = (text, rag) IS 'the rating that the text says is equal to this one';
CREATE FUNCTION rag_ne_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <> $2::rag;
COMMENT ON FUNCTION rag_ne_text(rag, text) IS 'implementation of <> operator with text';
CREATE OPERATOR <> ( LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_ne_text, COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN =
    neqjoinsel );
COMMENT ON OPERATOR <> (rag, text) IS 'not equal to the rating that the text says';
CREATE FUNCTION text_ne_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag <> $2;
COMMENT ON FUNCTION text_ne_rag(text, rag) IS 'implementation of <> operator with text';
CREATE OPERATOR <> ( LEFTARG = text, RIGHTARG = rag, FUNCTION = text_ne_rag, COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN =
    neqjoinsel );
COMMENT ON OPERATOR <> (text, rag) IS 'the rating that the text says is not equal to this one';
CREATE FUNCTION rag_ge_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 >= $2::rag;
COMMENT ON FUNCTION rag_ge_text(rag, text) IS 'implementation of >= operator with text';
CREATE OPERATOR >= ( LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_ge_text, COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel,
    JOIN = scalargejoinsel );
COMMENT ON OPERATOR >= (rag, text) IS 'at least as severe as the rating that the text says';
CREATE FUNCTION text_ge_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag >= $2;
COMMENT ON FUNCTION text_ge_rag(text, rag) IS 'implementation of >= operator with text';
CREATE OPERATOR >= ( LEFTARG = text, RIGHTARG = rag, FUNCTION = text_ge_rag, COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel,
    JOIN = scalargejoinsel );
COMMENT ON OPERATOR >= (text, rag) IS 'the rating that the text says is at least as severe as this one';
CREATE FUNCTION rag_gt_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 > $2::rag;
COMMENT ON FUNCTION rag_gt_text(rag, text) IS 'implementation of > operator with text';
CREATE OPERATOR > ( LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_gt_text, COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel,
    JOIN = scalargtjoinsel );
COMMENT ON OPERATOR > (rag, text) IS 'more severe than the rating that the text says';
CREATE FUNCTION text_gt_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag > $2;
COMMENT ON FUNCTION text_gt_rag(text, rag) IS 'implementation of > operator with text';
CREATE OPERATOR > ( LEFTARG = text, RIGHTARG = rag, FUNCTION = text_gt_rag, COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel,
    JOIN = scalargtjoinsel );
COMMENT ON OPERATOR > (text, rag) IS 'the rating that the text says is more severe than this one';

-- quarter
CREATE FUNCTION quarter_lt_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 < $2::quarter;
COMMENT ON FUNCTION quarter_lt_text(quarter, text) IS 'implementation of < operator with text';
CREATE OPERATOR < ( LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_lt_text, COMMUTATOR = >, NEGATOR = >=, RESTRICT =
    scalarltsel, JOIN = scalarltjoinsel );
COMMENT ON OPERATOR < (quarter, text) IS 'before the quarter that the text says';
CREATE FUNCTION text_lt_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter < $2;
COMMENT ON FUNCTION text_lt_quarter(text, quarter) IS 'implementation of < operator with text';
CREATE OPERATOR < ( LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_lt_quarter, COMMUTATOR = >, NEGATOR = >=, RESTRICT =
    scalarltsel, JOIN = scalarltjoinsel );
COMMENT ON OPERATOR < (text, quarter) IS 'the quarter that the text says is before this one';
CREATE FUNCTION quarter_le_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <= $2::quarter;
COMMENT ON FUNCTION quarter_le_text(quarter, text) IS 'implementation of <= operator with text';
CREATE OPERATOR <= ( LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_le_text, COMMUTATOR = >=, NEGATOR = >, RESTRICT =
    scalarlesel, JOIN = scalarlejoinsel );
COMMENT ON OPERATOR <= (quarter, text) IS 'before or equal to the quarter that the text says';
CREATE FUNCTION text_le_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter <= $2;
COMMENT ON FUNCTION text_le_quarter(text, quarter) IS 'implementation of <= operator with text';
CREATE OPERATOR <= ( LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_le_quarter, COMMUTATOR = >=, NEGATOR = >, RESTRICT =
    scalarlesel, JOIN = scalarlejoinsel );
COMMENT ON OPERATOR <= (text, quarter) IS 'the quarter that the text says is before or equal to this one';
CREATE FUNCTION quarter_eq_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 = $2::quarter;
COMMENT ON FUNCTION quarter_eq_text(quarter, text) IS 'implementation of = operator with text';
CREATE OPERATOR = ( LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_eq_text, COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel,
    JOIN = eqjoinsel );
COMMENT ON OPERATOR = (quarter, text) IS 'equal to the quarter that the text says';
CREATE FUNCTION text_eq_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter = $2;
COMMENT ON FUNCTION text_eq_quarter(text, quarter) IS 'implementation of = operator with text';
CREATE OPERATOR = ( LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_eq_quarter, COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel,
    JOIN = eqjoinsel );
COMMENT ON OPERATOR = (text, quarter) IS 'the quarter that the text says is equal to this one';
CREATE FUNCTION quarter_ne_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <> $2::quarter;
COMMENT ON FUNCTION quarter_ne_text(quarter, text) IS 'implementation of <> operator with text';
CREATE OPERATOR <> ( LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_ne_text, COMMUTATOR = <>, NEGATOR = =, RESTRICT =
    neqsel, JOIN = neqjoinsel );
COMMENT ON OPERATOR <> (quarter, text) IS 'not equal to the quarter that the text says';
CREATE FUNCTION text_ne_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter <> $2;
COMMENT ON FUNCTION text_ne_quarter(text, quarter) IS 'implementation of <> operator with text';
CREATE OPERATOR <> ( LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_ne_quarter, COMMUTATOR = <>, NEGATOR = =, RESTRICT =
    neqsel, JOIN = neqjoinsel );
COMMENT ON OPERATOR <> (text, quarter) IS 'the quarter that the text says is not equal to this one';
CREATE FUNCTION quarter_ge_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 >= $2::quarter;
COMMENT ON FUNCTION quarter_ge_text(quarter, text) IS 'implementation of >= operator with text';
CREATE OPERATOR >= ( LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_ge_text, COMMUTATOR = <=, NEGATOR = <, RESTRICT =
    scalargesel, JOIN = scalargejoinsel );
COMMENT ON OPERATOR >= (quarter, text) IS 'after or equal to the quarter that the text says';
CREATE FUNCTION text_ge_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter >= $2;
COMMENT ON FUNCTION text_ge_quarter(text, quarter) IS 'implementation of >= operator with text';
CREATE OPERATOR >= ( LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_ge_quarter, COMMUTATOR = <=, NEGATOR = <, RESTRICT =
    scalargesel, JOIN = scalargejoinsel );
COMMENT ON OPERATOR >= (text, quarter) IS 'the quarter that the text says is after or equal to this one';
CREATE FUNCTION quarter_gt_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 > $2::quarter;
COMMENT ON FUNCTION quarter_gt_text(quarter, text) IS 'implementation of > operator with text';
CREATE OPERATOR > ( LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_gt_text, COMMUTATOR = <, NEGATOR = <=, RESTRICT =
    scalargtsel, JOIN = scalargtjoinsel );
COMMENT ON OPERATOR > (quarter, text) IS 'after the quarter that the text says';
CREATE FUNCTION text_gt_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter > $2;
COMMENT ON FUNCTION text_gt_quarter(text, quarter) IS 'implementation of > operator with text';
CREATE OPERATOR > ( LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_gt_quarter, COMMUTATOR = <, NEGATOR = <=, RESTRICT =
    scalargtsel, JOIN = scalargtjoinsel );
COMMENT ON OPERATOR > (text, quarter) IS 'the quarter that the text says is after this one';

-- plan_code
CREATE FUNCTION plan_code_lt_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 < $2::plan_code;
COMMENT ON FUNCTION plan_code_lt_text(plan_code, text) IS 'implementation of < operator with text';
CREATE OPERATOR < ( LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_lt_text, COMMUTATOR = >, NEGATOR = >=, RESTRICT =
    scalarltsel, JOIN = scalarltjoinsel );
COMMENT ON OPERATOR < (plan_code, text) IS 'before the code that the text says';
CREATE FUNCTION text_lt_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code < $2;
COMMENT ON FUNCTION text_lt_plan_code(text, plan_code) IS 'implementation of < operator with text';
CREATE OPERATOR < ( LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_lt_plan_code, COMMUTATOR = >, NEGATOR = >=, RESTRICT =
    scalarltsel, JOIN = scalarltjoinsel );
COMMENT ON OPERATOR < (text, plan_code) IS 'the code that the text says is before this one';
CREATE FUNCTION plan_code_le_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <= $2::plan_code;
COMMENT ON FUNCTION plan_code_le_text(plan_code, text) IS 'implementation of <= operator with text';
CREATE OPERATOR <= ( LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_le_text, COMMUTATOR = >=, NEGATOR = >, RESTRICT =
    scalarlesel, JOIN = scalarlejoinsel );
COMMENT ON OPERATOR <= (plan_code, text) IS 'before or equal to the code that the text says';
CREATE FUNCTION text_le_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code <= $2;
COMMENT ON FUNCTION text_le_plan_code(text, plan_code) IS 'implementation of <= operator with text';
CREATE OPERATOR <= ( LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_le_plan_code, COMMUTATOR = >=, NEGATOR = >, RESTRICT =
    scalarlesel, JOIN = scalarlejoinsel );
COMMENT ON OPERATOR <= (text, plan_code) IS 'the code that the text says is before or equal to this one';
CREATE FUNCTION plan_code_eq_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 = $2::plan_code;
COMMENT ON FUNCTION plan_code_eq_text(plan_code, text) IS 'implementation of = operator with text';
CREATE OPERATOR = ( LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_eq_text, COMMUTATOR = =, NEGATOR = <>, RESTRICT =
    eqsel, JOIN = eqjoinsel );
COMMENT ON OPERATOR = (plan_code, text) IS 'equal to the code that the text says';
CREATE FUNCTION text_eq_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code = $2;
COMMENT ON FUNCTION text_eq_plan_code(text, plan_code) IS 'implementation of = operator with text';
CREATE OPERATOR = ( LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_eq_plan_code, COMMUTATOR = =, NEGATOR = <>, RESTRICT =
    eqsel, JOIN = eqjoinsel );
COMMENT ON OPERATOR = (text, plan_code) IS 'the code that the text says is equal to this one';
CREATE FUNCTION plan_code_ne_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <> $2::plan_code;
COMMENT ON FUNCTION plan_code_ne_text(plan_code, text) IS 'implementation of <> operator with text';
CREATE OPERATOR <> ( LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_ne_text, COMMUTATOR = <>, NEGATOR = =, RESTRICT =
    neqsel, JOIN = neqjoinsel );
COMMENT ON OPERATOR <> (plan_code, text) IS 'not equal to the code that the text says';
CREATE FUNCTION text_ne_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code <> $2;
COMMENT ON FUNCTION text_ne_plan_code(text, plan_code) IS 'implementation of <> operator with text';
CREATE OPERATOR <> ( LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_ne_plan_code, COMMUTATOR = <>, NEGATOR = =, RESTRICT =
    neqsel, JOIN = neqjoinsel );
COMMENT ON OPERATOR <> (text, plan_code) IS 'the code that the text says is not equal to this one';
CREATE FUNCTION plan_code_ge_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 >= $2::plan_code;
COMMENT ON FUNCTION plan_code_ge_text(plan_code, text) IS 'implementation of >= operator with text';
CREATE OPERATOR >= ( LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_ge_text, COMMUTATOR = <=, NEGATOR = <, RESTRICT =
    scalargesel, JOIN = scalargejoinsel );
COMMENT ON OPERATOR >= (plan_code, text) IS 'after or equal to the code that the text says';
CREATE FUNCTION text_ge_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code >= $2;
COMMENT ON FUNCTION text_ge_plan_code(text, plan_code) IS 'implementation of >= operator with text';
CREATE OPERATOR >= ( LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_ge_plan_code, COMMUTATOR = <=, NEGATOR = <, RESTRICT =
    scalargesel, JOIN = scalargejoinsel );
COMMENT ON OPERATOR >= (text, plan_code) IS 'the code that the text says is after or equal to this one';
CREATE FUNCTION plan_code_gt_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 > $2::plan_code;
COMMENT ON FUNCTION plan_code_gt_text(plan_code, text) IS 'implementation of > operator with text';
CREATE OPERATOR > ( LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_gt_text, COMMUTATOR = <, NEGATOR = <=, RESTRICT =
    scalargtsel, JOIN = scalargtjoinsel );
COMMENT ON OPERATOR > (plan_code, text) IS 'after the code that the text says';
CREATE FUNCTION text_gt_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code > $2;
COMMENT ON FUNCTION text_gt_plan_code(text, plan_code) IS 'implementation of > operator with text';
CREATE OPERATOR > ( LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_gt_plan_code, COMMUTATOR = <, NEGATOR = <=, RESTRICT =
    scalargtsel, JOIN = scalargtjoinsel );
COMMENT ON OPERATOR > (text, plan_code) IS 'the code that the text says is after this one';
CREATE FUNCTION plan_code_under_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <@ $2::plan_code;
COMMENT ON FUNCTION plan_code_under_text(plan_code, text) IS 'implementation of <@ operator with text';
CREATE OPERATOR <@ ( LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_under_text, COMMUTATOR = @>, RESTRICT = matchingsel,
    JOIN = matchingjoinsel );
COMMENT ON OPERATOR <@ (plan_code, text) IS 'at or under the code that the text says';
CREATE FUNCTION text_under_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code <@ $2;
COMMENT ON FUNCTION text_under_plan_code(text, plan_code) IS 'implementation of <@ operator with text';
CREATE OPERATOR <@ ( LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_under_plan_code, COMMUTATOR = @>, RESTRICT = matchingsel,
    JOIN = matchingjoinsel );
COMMENT ON OPERATOR <@ (text, plan_code) IS 'the code that the text says is at or under this one';
CREATE FUNCTION plan_code_over_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 @> $2::plan_code;
COMMENT ON FUNCTION plan_code_over_text(plan_code, text) IS 'implementation of @> operator with text';
CREATE OPERATOR @> ( LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_over_text, COMMUTATOR = <@, RESTRICT = matchingsel,
    JOIN = matchingjoinsel );
COMMENT ON OPERATOR @> (plan_code, text) IS 'at or over the code that the text says';
CREATE FUNCTION text_over_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code @> $2;
COMMENT ON FUNCTION text_over_plan_code(text, plan_code) IS 'implementation of @> operator with text';
CREATE OPERATOR @> ( LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_over_plan_code, COMMUTATOR = <@, RESTRICT = matchingsel,
    JOIN = matchingjoinsel );
COMMENT ON OPERATOR @> (text, plan_code) IS 'the code that the text says is at or over this one';

-- Assignment, so that a driver's text parameter can be stored; the other types have theirs beside them.
CREATE CAST (text AS rag_tally) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS rag_tally) IS 'reads a rag_tally as its input does';
CREATE CAST (character varying AS rag_tally) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character varying AS rag_tally) IS 'reads a rag_tally as its input does';
CREATE CAST (character AS rag_tally) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character AS rag_tally) IS 'reads a rag_tally as its input does';
CREATE CAST (text AS quarterrange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS quarterrange) IS 'reads a quarterrange as its input does';
CREATE CAST (character varying AS quarterrange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character varying AS quarterrange) IS 'reads a quarterrange as its input does';
CREATE CAST (character AS quarterrange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character AS quarterrange) IS 'reads a quarterrange as its input does';
CREATE CAST (text AS quartermultirange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS quartermultirange) IS 'reads a quartermultirange as its input does';
CREATE CAST (character varying AS quartermultirange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character varying AS quartermultirange) IS 'reads a quartermultirange as its input does';
CREATE CAST (character AS quartermultirange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character AS quartermultirange) IS 'reads a quartermultirange as its input does';

-- linkage and linkage_text: graphs of child > parent links between bigint or text nodes.  The stored value says
-- its kind, so that most C functions serve both types.

CREATE FUNCTION threads(g linkage, node bigint, max_paths bigint DEFAULT 100, OUT path bigint[], OUT complete boolean) RETURNS SETOF
    record LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 5 AS 'MODULE_PATHNAME', 'linkage_threads';
COMMENT ON FUNCTION threads(linkage, bigint, bigint) IS
    'the paths from a node up to the roots, at most max_paths rows; where there are more, the last row stands for all the '
    'rest: it is what they have in common, and is not complete';
COMMENT ON FUNCTION thread(linkage, bigint, integer) IS
    'deprecated: use threads, whose paths are arrays; the paths from a node up to the roots, such as D > B > A, of which '
    'those that are cut end in ...';
CREATE FUNCTION threads(g linkage_text, node text, max_paths bigint DEFAULT 100, OUT path text[], OUT complete boolean) RETURNS
    SETOF record LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 5 AS 'MODULE_PATHNAME', 'linkage_threads';
COMMENT ON FUNCTION threads(linkage_text, text, bigint) IS
    'the paths from a node up to the roots, at most max_paths rows; where there are more, the last row stands for all the '
    'rest: it is what they have in common, and is not complete';
COMMENT ON FUNCTION thread(linkage_text, text, integer) IS
    'deprecated: use threads, whose paths are arrays; the paths from a node up to the roots, such as D > B > A, of which '
    'those that are cut end in ...';

-- outcome_rollup over tallies: each item brings counts of its own, such as those of its sub-actions.  Everything but the
-- transition is that of outcome_rollup over ratings.
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, bigint, text) IS
    'deprecated: write ::rag; as outcome_rollup() over rag, the rating read from text';

-- outcome_sum: amounts of items added up at and under every node of a graph, each item once per node, or divided by
-- shares; outcome_rollup with shares: the same division of the items themselves, by rating.  The states are those of
-- outcome_rollup.  The C functions have the names that outcome_sum had before 0.6.0.
COMMENT ON TYPE outcome_sum_row IS 'one node of an outcome_sum() over linkage';
COMMENT ON TYPE outcome_sum_text_row IS 'one node of an outcome_sum() over linkage_text';
COMMENT ON TYPE outcome_sum_share_row IS 'one node of an outcome_sum() with shares over linkage';
COMMENT ON TYPE outcome_sum_share_text_row IS 'one node of an outcome_sum() with shares over linkage_text';
COMMENT ON TYPE outcome_rollup_share_row IS 'one node of an outcome_rollup() with shares over linkage';
COMMENT ON TYPE outcome_rollup_share_text_row IS 'one node of an outcome_rollup() with shares over linkage_text';
COMMENT ON FUNCTION outcome_sum_transition(internal, linkage, bigint, bigint, numeric) IS
    'transition function of outcome_sum(linkage, bigint, bigint, numeric)';
COMMENT ON FUNCTION outcome_sum_transition(internal, linkage, bigint, text, numeric) IS
    'transition function of outcome_sum(linkage, bigint, text, numeric)';
COMMENT ON FUNCTION outcome_sum_transition(internal, linkage_text, text, bigint, numeric) IS
    'transition function of outcome_sum(linkage_text, text, bigint, numeric)';
COMMENT ON FUNCTION outcome_sum_transition(internal, linkage_text, text, text, numeric) IS
    'transition function of outcome_sum(linkage_text, text, text, numeric)';
COMMENT ON FUNCTION outcome_sum_share_transition(internal, linkage, bigint, bigint, numeric, numeric) IS
    'transition function of outcome_sum(linkage, bigint, bigint, numeric, numeric)';
COMMENT ON FUNCTION outcome_sum_share_transition(internal, linkage, bigint, text, numeric, numeric) IS
    'transition function of outcome_sum(linkage, bigint, text, numeric, numeric)';
COMMENT ON FUNCTION outcome_sum_share_transition(internal, linkage_text, text, bigint, numeric, numeric) IS
    'transition function of outcome_sum(linkage_text, text, bigint, numeric, numeric)';
COMMENT ON FUNCTION outcome_sum_share_transition(internal, linkage_text, text, text, numeric, numeric) IS
    'transition function of outcome_sum(linkage_text, text, text, numeric, numeric)';
COMMENT ON FUNCTION outcome_rollup_share_transition(internal, linkage, bigint, bigint, rag, numeric) IS
    'transition function of outcome_rollup(linkage, bigint, bigint, rag, numeric)';
COMMENT ON FUNCTION outcome_rollup_share_transition(internal, linkage, bigint, text, rag, numeric) IS
    'transition function of outcome_rollup(linkage, bigint, text, rag, numeric)';
COMMENT ON FUNCTION outcome_rollup_share_transition(internal, linkage_text, text, bigint, rag, numeric) IS
    'transition function of outcome_rollup(linkage_text, text, bigint, rag, numeric)';
COMMENT ON FUNCTION outcome_rollup_share_transition(internal, linkage_text, text, text, rag, numeric) IS
    'transition function of outcome_rollup(linkage_text, text, text, rag, numeric)';
COMMENT ON FUNCTION outcome_sum_final(internal) IS 'final function of outcome_sum() over linkage';
COMMENT ON FUNCTION outcome_sum_text_final(internal) IS 'final function of outcome_sum() over linkage_text';
COMMENT ON FUNCTION outcome_sum_share_final(internal) IS 'final function of outcome_sum() with shares over linkage';
COMMENT ON FUNCTION outcome_sum_share_text_final(internal) IS 'final function of outcome_sum() with shares over linkage_text';
COMMENT ON FUNCTION outcome_rollup_share_final(internal) IS 'final function of outcome_rollup() with shares over linkage';
COMMENT ON FUNCTION outcome_rollup_share_text_final(internal) IS 'final function of outcome_rollup() with shares over linkage_text';
CREATE AGGREGATE outcome_sum(g linkage, node bigint, item bigint, amount numeric) ( SFUNC = outcome_sum_transition, STYPE =
    internal, SSPACE = 65536, COMBINEFUNC = outcome_rollup_combine, SERIALFUNC = outcome_rollup_serial, DESERIALFUNC =
    outcome_rollup_deserial, FINALFUNC = outcome_sum_final, FINALFUNC_MODIFY = SHAREABLE, PARALLEL = SAFE );
COMMENT ON AGGREGATE outcome_sum(linkage, bigint, bigint, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, '
    'by link and each item once; NULL is an item without a figure';
CREATE AGGREGATE outcome_sum(g linkage, node bigint, item text, amount numeric) ( SFUNC = outcome_sum_transition, STYPE = internal,
    SSPACE = 65536, COMBINEFUNC = outcome_rollup_combine, SERIALFUNC = outcome_rollup_serial, DESERIALFUNC =
    outcome_rollup_deserial, FINALFUNC = outcome_sum_final, FINALFUNC_MODIFY = SHAREABLE, PARALLEL = SAFE );
COMMENT ON AGGREGATE outcome_sum(linkage, bigint, text, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, '
    'by link and each item once; NULL is an item without a figure';
CREATE AGGREGATE outcome_sum(g linkage_text, node text, item bigint, amount numeric) ( SFUNC = outcome_sum_transition, STYPE =
    internal, SSPACE = 65536, COMBINEFUNC = outcome_rollup_combine, SERIALFUNC = outcome_rollup_serial, DESERIALFUNC =
    outcome_rollup_deserial, FINALFUNC = outcome_sum_text_final, FINALFUNC_MODIFY = SHAREABLE, PARALLEL = SAFE );
COMMENT ON AGGREGATE outcome_sum(linkage_text, text, bigint, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, '
    'by link and each item once; NULL is an item without a figure';
CREATE AGGREGATE outcome_sum(g linkage_text, node text, item text, amount numeric) ( SFUNC = outcome_sum_transition, STYPE =
    internal, SSPACE = 65536, COMBINEFUNC = outcome_rollup_combine, SERIALFUNC = outcome_rollup_serial, DESERIALFUNC =
    outcome_rollup_deserial, FINALFUNC = outcome_sum_text_final, FINALFUNC_MODIFY = SHAREABLE, PARALLEL = SAFE );
COMMENT ON AGGREGATE outcome_sum(linkage_text, text, text, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, '
    'by link and each item once; NULL is an item without a figure';
CREATE AGGREGATE outcome_sum(g linkage, node bigint, item bigint, amount numeric, share numeric) ( SFUNC =
    outcome_sum_share_transition, STYPE = internal, SSPACE = 65536, COMBINEFUNC = outcome_rollup_combine, SERIALFUNC =
    outcome_rollup_serial, DESERIALFUNC = outcome_rollup_deserial, FINALFUNC = outcome_sum_share_final, FINALFUNC_MODIFY =
    SHAREABLE, PARALLEL = SAFE );
COMMENT ON AGGREGATE outcome_sum(linkage, bigint, bigint, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the '
    'links at or under it have; an item with all its links there counts exactly';
CREATE AGGREGATE outcome_sum(g linkage, node bigint, item text, amount numeric, share numeric) ( SFUNC =
    outcome_sum_share_transition, STYPE = internal, SSPACE = 65536, COMBINEFUNC = outcome_rollup_combine, SERIALFUNC =
    outcome_rollup_serial, DESERIALFUNC = outcome_rollup_deserial, FINALFUNC = outcome_sum_share_final, FINALFUNC_MODIFY =
    SHAREABLE, PARALLEL = SAFE );
COMMENT ON AGGREGATE outcome_sum(linkage, bigint, text, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the '
    'links at or under it have; an item with all its links there counts exactly';
CREATE AGGREGATE outcome_sum(g linkage_text, node text, item bigint, amount numeric, share numeric) ( SFUNC =
    outcome_sum_share_transition, STYPE = internal, SSPACE = 65536, COMBINEFUNC = outcome_rollup_combine, SERIALFUNC =
    outcome_rollup_serial, DESERIALFUNC = outcome_rollup_deserial, FINALFUNC = outcome_sum_share_text_final, FINALFUNC_MODIFY =
    SHAREABLE, PARALLEL = SAFE );
COMMENT ON AGGREGATE outcome_sum(linkage_text, text, bigint, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the '
    'links at or under it have; an item with all its links there counts exactly';
CREATE AGGREGATE outcome_sum(g linkage_text, node text, item text, amount numeric, share numeric) ( SFUNC =
    outcome_sum_share_transition, STYPE = internal, SSPACE = 65536, COMBINEFUNC = outcome_rollup_combine, SERIALFUNC =
    outcome_rollup_serial, DESERIALFUNC = outcome_rollup_deserial, FINALFUNC = outcome_sum_share_text_final, FINALFUNC_MODIFY =
    SHAREABLE, PARALLEL = SAFE );
COMMENT ON AGGREGATE outcome_sum(linkage_text, text, text, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the '
    'links at or under it have; an item with all its links there counts exactly';
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, bigint, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, text, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, bigint, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, text, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, bigint, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, text, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, bigint, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, text, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';

-- Live rollups: a stored outcome_rollup that is kept current.
--
-- The stored counts are those of some earlier moment.  Triggers append every later change of a rating or link, with
-- its sign, to a queue.  So for the few items in the queue both states are known: what the tables hold now, and, by
-- taking the changes back, what they held when the counts were stored.  The rollup of the one less that of the other
-- is what to add, to a reader's answer or, in a merge, to what is stored.  Both are counted by outcome_rollup itself
-- over the part of the graph above those items, so an item is counted once under each ancestor however many links
-- lead there.  Queue, tables and stored counts are read in one snapshot: what one transaction did is in all or none.
--
-- One live rollup is tables, triggers and thin views; the work is done here.  What is run with the rights of its owner, or
-- of whoever reads, has only pg_catalog in its path and names the schema of every other function and operator, whose
-- arguments are of exactly the declared types: no function or operator that somebody adds elsewhere is a better match.

CREATE OR REPLACE FUNCTION live_rollup_layout() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '0.6.0'::text;

-- A crash empties an unlogged table without a trigger being told.  Whoever makes a table unlogged, or logged again, gives it
-- another file: so the counts are known to be of rows that were never at risk as long as the files are the same.
CREATE FUNCTION live_rollup_storage(tables regclass[]) RETURNS oid[] LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME',
    'live_rollup_storage';
COMMENT ON FUNCTION live_rollup_storage(regclass[]) IS
  'These tables with all their partitions and children, each followed by the file of its rows; NULL if a crash could empty one.';
COMMENT ON FUNCTION live_rollup_typed(anyelement, anyelement) IS
  'Deprecated: only what live rollups made before 0.6.0 call, until they are rebuilt.';

-- All SQL that names a live rollup's own relations.  live_rollup_fill() puts names for what is in braces; {=} is equality of
-- quarters, {t.typed_links} that the columns of table t are of the types they were.
CREATE FUNCTION live_rollup_sql(part text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE part
WHEN 'state' THEN $sql$
CREATE TABLE {state} (
  live_rollup_layout text NOT NULL,
  tables regclass[] NOT NULL,
  columns text[] NOT NULL,
  relations regclass[] NOT NULL,
  storage oid[],
  graph @extschema@.{graph_type} NOT NULL,
  merged_at timestamptz,
  rebuilt_at timestamptz
);
ALTER TABLE {state} ALTER graph SET STORAGE EXTERNAL;
ALTER TABLE {state} REPLICA IDENTITY FULL;
CREATE UNIQUE INDEX ON {state} ((true));
$sql$
WHEN 'state comments' THEN $sql$
COMMENT ON TABLE {state} IS 'What a golden_thread live rollup knows of itself: one row.';
COMMENT ON COLUMN {state}.live_rollup_layout IS 'the version of golden_thread that made it';
COMMENT ON COLUMN {state}.tables IS 'item links, ratings, node links';
COMMENT ON COLUMN {state}.columns IS 'their columns: node, item; item, quarter, rating; child, parent';
COMMENT ON COLUMN {state}.relations IS 'those tables with their partitions and children, as of the last rebuild';
COMMENT ON COLUMN {state}.storage IS 'each of them and the file of its rows, as of the last rebuild; with others all is counted anew';
COMMENT ON COLUMN {state}.graph IS 'the links between nodes, as of the last merge';
COMMENT ON COLUMN {state}.merged_at IS 'when changes were last merged';
COMMENT ON COLUMN {state}.rebuilt_at IS 'when all was last counted anew';
$sql$
WHEN 'tables' THEN $sql$
CREATE TABLE {stored} (
  node {node_type}{node_collation} NOT NULL,
  quarter {quarter_type}{quarter_collation} NOT NULL,
  by_link @extschema@.rag_tally NOT NULL,
  distinct_items @extschema@.rag_tally NOT NULL,
  PRIMARY KEY (node, quarter)
) WITH (fillfactor = 70);
CREATE INDEX ON {stored} (quarter);
COMMENT ON TABLE {stored} IS
    'The counts of a golden_thread live rollup as of its last merge; read the view, which adds what changed since.';
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
  rating @extschema@.rag
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX ON {queue} (change) WHERE kind = 'a';
ALTER TABLE {queue} REPLICA IDENTITY FULL;
COMMENT ON TABLE {queue} IS
  'What changed since the last merge of a golden_thread live rollup; filled by triggers, emptied by merge_live_rollup.';
COMMENT ON COLUMN {queue}.kind IS
    'r: a rating, l: a link of an item, g: a link between nodes, a: anything, so that all is to be counted anew';
COMMENT ON COLUMN {queue}.change IS 'how many rows of these values there are more now (negative: fewer); for a the transaction''s number';
COMMENT ON COLUMN {queue}.item IS 'the item that is rated, or linked';
COMMENT ON COLUMN {queue}.node IS 'the node it is linked to; for g the child';
COMMENT ON COLUMN {queue}.quarter IS 'the quarter of the rating';
COMMENT ON COLUMN {queue}.rating IS 'the rating';
$sql$
-- Whoever may see but some rows of a table that is counted sees nothing of what was counted of all.  Each sub-select is
-- evaluated once a query, so that the indexes serve as before.
WHEN 'policy' THEN $sql$
ALTER TABLE {this} ENABLE ROW LEVEL SECURITY;
CREATE POLICY whole_tables_only ON {this} USING (
  NOT (SELECT pg_catalog.row_security_active({item_links_oid})) AND NOT (SELECT pg_catalog.row_security_active({ratings_oid}))
  AND NOT (SELECT pg_catalog.row_security_active({node_links_oid})));
COMMENT ON POLICY whole_tables_only ON {this} IS
  'For those alone from whom no row-level security hides rows of the tables that the golden_thread live rollup counts.';
$sql$
WHEN 'views' THEN $sql$
CREATE OR REPLACE VIEW {view} WITH (security_invoker = true) AS
WITH unmerged AS MATERIALIZED (
  SELECT o.node{node_collation}, o.quarter{quarter_collation}, o.by_link, o.distinct_items, o.replaces_all
  FROM @extschema@.live_rollup_unmerged({state_oid}, false)
       AS o (node {node_type}, quarter {quarter_type}, by_link @extschema@.rag_tally, distinct_items @extschema@.rag_tally,
             replaces_all boolean)
)
SELECT s.node, {s.quarter,} s.by_link, s.distinct_items
FROM {stored} s
WHERE NOT EXISTS (SELECT FROM unmerged o WHERE o.replaces_all)
      AND NOT EXISTS (SELECT FROM unmerged o WHERE o.node = s.node AND o.quarter {=} s.quarter)
UNION ALL
SELECT o.node, {o.quarter,} o.by_link, o.distinct_items
FROM unmerged o
WHERE o.by_link IS NOT NULL;
COMMENT ON VIEW {view} IS 'A golden_thread live rollup: counts at and under each node, exact at every moment.';
CREATE OR REPLACE VIEW {recomputed} WITH (security_invoker = true) AS
SELECT r.node{node_collation}, {r.quarter,} r.by_link, r.distinct_items
FROM (SELECT u.node, x.quarter, u.by_link, u.distinct_items
      FROM (SELECT {t.quarter}::{quarter_type} AS quarter,
                   @extschema@.outcome_rollup((SELECT {graph} FROM {node_links} n),
                                              {l.node}::{node_type}, {l.item}::{item_type}, {t.rating}::@extschema@.rag) AS rolled
            FROM {item_links} l JOIN {ratings} t ON {t.rated_item} = {l.item}{rated_item_collation}
            WHERE {l.node} IS NOT NULL AND {t.quarter} IS NOT NULL
            GROUP BY 1) AS x, unnest(x.rolled) AS u) AS r;
COMMENT ON VIEW {recomputed} IS 'What a golden_thread live rollup must show, counted anew out of the tables.';
$sql$
-- One function for each table and not one for all: a trigger function is SECURITY DEFINER, and is to do one thing.  It must
-- belong to the owner of the queue, so none of the extension can stand for it.
WHEN 'note' THEN $sql$
CREATE FUNCTION {this}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $note$
-- SECURITY DEFINER: whoever may change the table changes the rollup, without a right of their own on the queue, where
-- they could write what never happened.  It takes nothing from its caller but the rows that the statement changed.
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {queue} (kind, change, {into}) SELECT {kind}, 1, {n.values} FROM appeared n WHERE {n.counted};
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO {queue} (kind, change, {into}) SELECT {kind}, -1, {o.values} FROM disappeared o WHERE {o.counted};
  ELSE
    INSERT INTO {queue} (kind, change, {into})
    SELECT {kind}, sum(x.change), {into}
    FROM (SELECT 1, {n.values}{n.also} FROM appeared n WHERE {n.counted}
          UNION ALL SELECT -1, {o.values}{o.also} FROM disappeared o WHERE {o.counted}) AS x (change, {into}{also})
    GROUP BY {into}{also} HAVING sum(x.change) <> 0;
  END IF;
  RETURN NULL;
END
$note$;
COMMENT ON FUNCTION {this}() IS 'Notes what a statement changed in a table, for a golden_thread live rollup.';
REVOKE ALL ON FUNCTION {this}() FROM PUBLIC;
$sql$
WHEN 'note all' THEN $sql$
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
COMMENT ON FUNCTION {note_all}() IS
  'Notes that a golden_thread live rollup has to be counted anew: after TRUNCATE and replicated changes, of which no other trigger hears.';
REVOKE ALL ON FUNCTION {note_all}() FROM PUBLIC;
$sql$
-- With more changes than this it is quicker to count anew.
WHEN 'most' THEN 'greatest(1000, (SELECT sum(c.reltuples) / 40 FROM pg_class c, {state} y WHERE c.oid = ANY (y.relations::oid[])))::bigint'
-- Run by live_rollup_unmerged(): whether to count anew, and whether there is anything to do at all.  Who may not see the
-- state gets no row, and whoever sees but a part of the rows the counts of that part.
WHEN 'check' THEN $sql$
SELECT row_security_active(s.tables[1]) OR row_security_active(s.tables[2]) OR row_security_active(s.tables[3])
       OR (s.storage = @extschema@.live_rollup_storage(s.tables)) IS NOT TRUE
       OR EXISTS (SELECT FROM {queue} q WHERE q.kind = 'a') OR w.waiting > w.most AS everything,
       w.waiting > 0 AS waiting
FROM {state} s
     CROSS JOIN LATERAL (SELECT m.most, (SELECT count(*) FROM (SELECT FROM {queue} q LIMIT m.most + 1) AS q) AS waiting
                         FROM (SELECT {most}) AS m (most) OFFSET 0) AS w
$sql$
-- What changed, as rows: how many links and ratings of these values there are now, and how many there were before.
WHEN 'changed' THEN $sql$
WITH pending AS MATERIALIZED (
  SELECT q.kind, q.change, q.item, q.node, q.quarter, q.rating FROM {queue} q
), graphs AS MATERIALIZED (
  SELECT s.graph AS old,
         CASE WHEN EXISTS (SELECT FROM pending p WHERE p.kind = 'g')
              THEN (SELECT {graph} FROM {node_links} n WHERE {n.typed_graph}) ELSE s.graph END AS new
  FROM {state} s LIMIT 1 -- there is but one; the planner would think of hundreds, and of as many times the nodes
), relinked AS MATERIALIZED (
  SELECT DISTINCT p.node FROM pending p JOIN graphs g ON g.new OPERATOR(@extschema@.<>) g.old WHERE p.kind = 'g' AND p.node IS NOT NULL
), moved AS MATERIALIZED (
  -- Below a node whose links changed all items may count elsewhere.  Below it in the old graph: the way from an item up to
  -- the first link that changed is in both.
  SELECT r.node FROM relinked r
  UNION SELECT d.node FROM relinked r CROSS JOIN graphs g CROSS JOIN LATERAL @extschema@.descendants(g.old, r.node) AS d (node)
  WHERE (SELECT count(*) FROM relinked) <= 100
), moved_items AS MATERIALIZED (
  -- Not DISTINCT: with LIMIT the planner would then walk an index of all items.
  SELECT {t.item}::{item_type} AS item FROM {item_links} t
  WHERE {t.node} = ANY (ARRAY(SELECT m.node FROM moved m)) AND {t.item} IS NOT NULL AND {t.typed_links}
        AND (SELECT count(*) FROM relinked) BETWEEN 1 AND 100
  LIMIT (SELECT {most})
), too_many AS MATERIALIZED (
  SELECT (SELECT count(*) FROM relinked) > 100 OR (SELECT count(*) FROM moved_items) >= (SELECT {most}) AS yes
), keys AS MATERIALIZED (
  SELECT k.item, CASE WHEN bool_or(k.in_all) THEN NULL ELSE array_agg(DISTINCT k.quarter) END AS quarters
  FROM (SELECT p.item, p.kind = 'l', p.quarter FROM pending p WHERE p.kind IN ('l', 'r')
        UNION ALL SELECT m.item, true, NULL FROM moved_items m) AS k (item, in_all, quarter)
  WHERE NOT (SELECT y.yes FROM too_many y)
  GROUP BY k.item
), links AS MATERIALIZED (
  -- OFFSET 0: look the few items up, one by one.
  SELECT x.item, x.node, sum(x.now) AS now, sum(x.before) AS before
  FROM (SELECT k.item, l.node, 1, 1
        FROM keys k CROSS JOIN LATERAL (SELECT {t.node}::{node_type} FROM {item_links} t
                                        WHERE {t.item} = k.item{item_collation} AND {t.typed_links} OFFSET 0) AS l (node)
        WHERE l.node IS NOT NULL
        UNION ALL SELECT p.item, p.node, 0, - p.change FROM pending p WHERE p.kind = 'l') AS x (item, node, now, before)
  WHERE NOT (SELECT y.yes FROM too_many y)
  GROUP BY x.item, x.node
), rated AS MATERIALIZED (
  SELECT x.item, x.quarter, x.rating, sum(x.now) AS now, sum(x.before) AS before
  FROM (SELECT k.item, r.quarter, r.rating, 1, 1
        FROM keys k CROSS JOIN LATERAL (SELECT {t.quarter}::{quarter_type}, {t.rating}::@extschema@.rag FROM {ratings} t
                                        WHERE {t.rated_item} = k.item{rated_item_collation}
                                              AND {t.quarter}::{quarter_type} {=} ANY (k.quarters) AND {t.typed_ratings}
                                        OFFSET 0) AS r (quarter, rating)
        WHERE k.quarters IS NOT NULL
        UNION ALL
        SELECT k.item, r.quarter, r.rating, 1, 1
        FROM keys k CROSS JOIN LATERAL (SELECT {t.quarter}::{quarter_type}, {t.rating}::@extschema@.rag FROM {ratings} t
                                        WHERE {t.rated_item} = k.item{rated_item_collation}
                                              AND {t.quarter} IS NOT NULL AND {t.typed_ratings} OFFSET 0) AS r (quarter, rating)
        WHERE k.quarters IS NULL
        UNION ALL SELECT p.item, p.quarter, p.rating, 0, - p.change FROM pending p WHERE p.kind = 'r')
       AS x (item, quarter, rating, now, before)
  WHERE NOT (SELECT y.yes FROM too_many y)
  GROUP BY x.item, x.quarter, x.rating
)
$sql$
-- What they make of the stored counts.
WHEN 'counted' THEN $sql$
, impossible AS MATERIALIZED (
  -- There was a change of which no trigger told: then what is stored cannot be brought up to date.
  SELECT (SELECT y.yes FROM too_many y) OR EXISTS (SELECT FROM links l WHERE l.before < 0)
         OR EXISTS (SELECT FROM rated r GROUP BY r.item, r.quarter HAVING min(r.before) < 0 OR sum(r.before) > 1) AS yes
), before_rows AS MATERIALIZED (
  SELECT b.quarter, u.node, u.by_link, u.distinct_items
  FROM (SELECT r.quarter,
               @extschema@.outcome_rollup((SELECT @extschema@.ancestry(g.old,
                                                                       ARRAY(SELECT DISTINCT a.node FROM links a WHERE a.before > 0))
                                           FROM graphs g),
                                          l.node, l.item, r.rating) AS rolled
        FROM links l JOIN rated r ON r.item = l.item
        WHERE l.before > 0 AND r.before > 0 AND NOT (SELECT i.yes FROM impossible i)
        GROUP BY r.quarter) AS b, unnest(b.rolled) AS u
), now_rows AS MATERIALIZED (
  SELECT n.quarter, u.node, u.by_link, u.distinct_items
  FROM (SELECT r.quarter,
               @extschema@.outcome_rollup((SELECT @extschema@.ancestry(g.new,
                                                                       ARRAY(SELECT DISTINCT a.node FROM links a WHERE a.now > 0))
                                           FROM graphs g),
                                          l.node, l.item, r.rating) AS rolled
        FROM links l JOIN rated r ON r.item = l.item
        WHERE l.now > 0 AND r.now > 0 AND NOT (SELECT i.yes FROM impossible i)
        GROUP BY r.quarter) AS n, unnest(n.rolled) AS u
), sums AS MATERIALIZED (
  SELECT c.quarter, c.node, coalesce(s.by_link, '0') AS links, c.links_before, c.links_now,
         coalesce(s.distinct_items, '0') AS items, c.items_before, c.items_now
  FROM (SELECT coalesce(b.quarter, n.quarter), coalesce(b.node, n.node), coalesce(b.by_link, '0'), coalesce(n.by_link, '0'),
               coalesce(b.distinct_items, '0'), coalesce(n.distinct_items, '0')
        FROM before_rows b FULL JOIN now_rows n ON n.node = b.node AND n.quarter {=} b.quarter)
       AS c (quarter, node, links_before, links_now, items_before, items_now)
       LEFT JOIN LATERAL (SELECT t.by_link, t.distinct_items FROM {stored} t
                          WHERE t.node = c.node AND t.quarter {=} c.quarter OFFSET 0) AS s ON true
), unheard AS MATERIALIZED (
  SELECT (SELECT i.yes FROM impossible i)
         OR EXISTS (SELECT FROM sums s WHERE NOT (@extschema@.live_rollup_holds(s.links, s.links_before)
                                                  AND @extschema@.live_rollup_holds(s.items, s.items_before))) AS yes
), counted AS MATERIALIZED (
  SELECT s.quarter, s.node, s.links OPERATOR(@extschema@.-) s.links_before OPERATOR(@extschema@.+) s.links_now AS by_link,
         s.items OPERATOR(@extschema@.-) s.items_before OPERATOR(@extschema@.+) s.items_now AS distinct_items
  FROM sums s WHERE NOT (SELECT h.yes FROM unheard h)
)
$sql$
-- The rows that are not as they are stored; without counts: that is no row any more.
WHEN 'rows' THEN $sql$
, known AS MATERIALIZED (
  -- Of the nodes with nothing under them only those of the graph have a row.
  SELECT n.node FROM graphs g CROSS JOIN LATERAL
    @extschema@.nodes(@extschema@.ancestry(g.new, ARRAY(SELECT c.node FROM counted c WHERE @extschema@.total(c.by_link) = 0))) AS n (node)
), begun AS MATERIALIZED (
  SELECT DISTINCT n.quarter FROM now_rows n WHERE NOT EXISTS (SELECT FROM {stored} s WHERE s.quarter {=} n.quarter)
), ended AS MATERIALIZED (
  SELECT b.quarter FROM (SELECT quarter FROM before_rows EXCEPT SELECT quarter FROM now_rows) AS b
  WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} b.quarter AND @extschema@.total(c.by_link) > 0)
        AND NOT EXISTS (SELECT FROM {stored} s WHERE s.quarter {=} b.quarter AND @extschema@.total(s.by_link) > 0
                          AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} s.quarter AND c.node = s.node))
), judged AS MATERIALIZED (
  SELECT c.node, c.quarter, c.by_link, c.distinct_items,
         (@extschema@.total(c.by_link) > 0 OR c.node IN (SELECT k.node FROM known k))
         AND NOT EXISTS (SELECT FROM ended e WHERE e.quarter {=} c.quarter) AS stays
  FROM counted c
), new_nodes AS MATERIALIZED (
  SELECT @extschema@.nodes(g.new) AS node FROM graphs g WHERE EXISTS (SELECT FROM relinked)
  EXCEPT SELECT @extschema@.nodes(g.old) FROM graphs g WHERE EXISTS (SELECT FROM relinked)
), lost_nodes AS MATERIALIZED (
  SELECT @extschema@.nodes(g.old) AS node FROM graphs g WHERE EXISTS (SELECT FROM relinked)
  EXCEPT SELECT @extschema@.nodes(g.new) FROM graphs g WHERE EXISTS (SELECT FROM relinked)
)
SELECT NULL::{node_type}, NULL::{quarter_type}, NULL::@extschema@.rag_tally, NULL::@extschema@.rag_tally, true FROM unheard h WHERE h.yes
UNION ALL
SELECT j.node, j.quarter, CASE WHEN j.stays THEN j.by_link END, CASE WHEN j.stays THEN j.distinct_items END, NULL FROM judged j
UNION ALL
SELECT s.node, s.quarter, NULL, NULL, NULL FROM ended e JOIN {stored} s ON s.quarter {=} e.quarter
WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} s.quarter AND c.node = s.node)
UNION ALL
SELECT n.node, b.quarter, '0', '0', NULL FROM begun b CROSS JOIN graphs g CROSS JOIN LATERAL @extschema@.nodes(g.new) AS n (node)
WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} b.quarter AND c.node = n.node)
UNION ALL
SELECT n.node, q.quarter, '0', '0', NULL
FROM new_nodes n CROSS JOIN (SELECT DISTINCT t.quarter FROM {stored} t WHERE EXISTS (SELECT FROM relinked)) AS q
WHERE NOT EXISTS (SELECT FROM ended e WHERE e.quarter {=} q.quarter)
      AND NOT EXISTS (SELECT FROM {stored} t WHERE t.node = n.node AND t.quarter {=} q.quarter)
      AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} q.quarter AND c.node = n.node)
UNION ALL
SELECT s.node, s.quarter, NULL, NULL, NULL
FROM lost_nodes n JOIN {stored} s ON s.node = n.node
WHERE @extschema@.total(s.by_link) = 0 AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} s.quarter AND c.node = s.node)
$sql$
-- One statement and so one snapshot, taken after the locks: the queue rows that are deleted are those that were counted.
-- A change that is committed meanwhile has its own row, which stays.
WHEN 'merge' THEN $sql$
WITH unmerged AS MATERIALIZED (
  SELECT o.node, o.quarter, o.by_link, o.distinct_items, o.replaces_all{o.graph} FROM {unmerged rows}
), taken AS (
  DELETE FROM {queue} RETURNING 1
), gone AS (
  DELETE FROM {stored} s USING unmerged o WHERE o.node = s.node AND o.quarter {=} s.quarter AND o.by_link IS NULL
), replaced AS (
  DELETE FROM {stored} s
  WHERE EXISTS (SELECT FROM unmerged o WHERE o.replaces_all)
        AND NOT EXISTS (SELECT FROM unmerged o WHERE o.node = s.node AND o.quarter {=} s.quarter)
), put AS (
  INSERT INTO {stored} AS s (node, quarter, by_link, distinct_items)
  SELECT o.node, o.quarter, o.by_link, o.distinct_items FROM unmerged o WHERE o.by_link IS NOT NULL
  ON CONFLICT (node, quarter) DO UPDATE SET by_link = excluded.by_link, distinct_items = excluded.distinct_items
  WHERE s.by_link OPERATOR(@extschema@.<>) excluded.by_link OR s.distinct_items OPERATOR(@extschema@.<>) excluded.distinct_items
), noted AS (
  UPDATE {state} s
  SET merged_at = clock_timestamp(),
      rebuilt_at = CASE WHEN EXISTS (SELECT FROM unmerged o WHERE o.replaces_all) THEN clock_timestamp() ELSE s.rebuilt_at END,
      relations = $2::regclass[], {kept}
)
SELECT count(*) FROM taken
$sql$
END;
COMMENT ON FUNCTION live_rollup_sql(text) IS
    'The SQL that makes a live rollup, reads what is not merged and merges it, with braces for its names.';

-- What it is made of.
DROP FUNCTION live_rollup_parts(regclass);
CREATE FUNCTION live_rollup_parts(rollup regclass, OUT schema text, OUT name text, OUT owner regrole,
                                  OUT recomputed regclass, OUT stored regclass, OUT queue regclass, OUT state regclass,
                                  OUT notes oid[], OUT is_old boolean)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  SELECT n.nspname, v.relname, v.relowner, max(c.oid) FILTER (WHERE c.relname = v.relname || '_recomputed'),
         max(c.oid) FILTER (WHERE c.relname = v.relname || '_stored'), max(c.oid) FILTER (WHERE c.relname = v.relname || '_queue'),
         max(c.oid) FILTER (WHERE c.relname = v.relname || '_state')
  INTO schema, name, owner, recomputed, stored, queue, state
  FROM pg_class v JOIN pg_namespace n ON n.oid = v.relnamespace JOIN pg_class c ON c.relnamespace = v.relnamespace
  WHERE v.oid = rollup AND v.relkind = 'v'
        AND c.relname IN (v.relname || '_recomputed', v.relname || '_stored', v.relname || '_queue', v.relname || '_state')
  GROUP BY n.nspname, v.relname, v.relowner;
  IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = state AND a.attname = 'live_rollup_layout') THEN
    RAISE EXCEPTION '% is not a live rollup', rollup
      USING ERRCODE = 'wrong_object_type', HINT = 'Name the view that create_live_rollup made; live_rollups() lists them.';
  END IF;
  is_old := NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = state AND a.attname = 'columns');
  notes := ARRAY(SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                 WHERE n.nspname = schema AND p.pronargs = 0
                       AND p.proname IN (name || '_note_links', name || '_note_ratings', name || '_note_graph', name || '_note_all'));
END
$body$;
COMMENT ON FUNCTION live_rollup_parts(regclass) IS 'What a live rollup is made of; 42809 if it is none.';

DROP FUNCTION live_rollup_column(regclass,text,text);
CREATE FUNCTION live_rollup_column(relation regclass, column_name text, role text, OUT type_oid oid, OUT type text,
                                   OUT collation_clause text, OUT declared text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  exact boolean; -- a collation in which what is equal is the same
  rule text;
BEGIN
  SELECT a.atttypid, format_type(a.atttypid, NULL), coalesce(c.collisdeterministic, true),
         CASE WHEN c.oid IS NULL THEN '' ELSE format(' COLLATE %I.%I', n.nspname, c.collname) END
  INTO type_oid, declared, exact, collation_clause
  FROM pg_attribute a LEFT JOIN (pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace) ON c.oid = a.attcollation
  WHERE a.attrelid = relation AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'column "%" of % does not exist', column_name, relation
      USING ERRCODE = 'undefined_column', HINT = format('Name the column: create_live_rollup(..., %s => ''...'').', role);
  END IF;
  WHILE EXISTS (SELECT FROM pg_type t WHERE t.oid = type_oid AND t.typtype = 'd') LOOP
    type_oid := (SELECT t.typbasetype FROM pg_type t WHERE t.oid = type_oid);
  END LOOP;
  type_oid := CASE WHEN type_oid IN ('smallint'::regtype, 'integer'::regtype) AND role <> 'quarter' THEN 'bigint'::regtype
                   WHEN type_oid = 'varchar'::regtype THEN 'text'::regtype ELSE type_oid END;
  type := format_type(type_oid, -1);
  IF NOT exact THEN
    RAISE EXCEPTION 'column "%" of % has a nondeterministic collation', column_name, relation
      USING ERRCODE = 'feature_not_supported', DETAIL = 'Nodes and items are told apart byte by byte.';
  END IF;
  IF role = 'rating' AND type_oid <> '@extschema@.rag'::regtype THEN
    rule := 'A rating is of type rag.';
  ELSIF role NOT IN ('quarter', 'rating') AND type_oid NOT IN ('bigint'::regtype, 'text'::regtype) THEN
    rule := 'Nodes and items are bigint or text, as for outcome_rollup.';
  -- Operators of others are not in the search path, and = would silently be that of text, say.  Of arrays, = ANY is of their elements.
  ELSIF role = 'quarter' AND EXISTS (SELECT FROM pg_type t WHERE t.oid = type_oid AND (t.typcategory = 'A' OR t.typtype = 'b'
                                       AND t.typnamespace NOT IN ('pg_catalog'::regnamespace, '@extschema@'::regnamespace))) THEN
    rule := 'A quarter is of a type of PostgreSQL or golden_thread that is no array, a domain, an enum or a range.';
  END IF;
  IF rule IS NOT NULL THEN
    RAISE EXCEPTION 'column "%" of % is of type %', column_name, relation, type
      USING ERRCODE = CASE role WHEN 'quarter' THEN 'feature_not_supported' ELSE 'datatype_mismatch' END,
            DETAIL = rule, HINT = 'A stored generated column of such a type can stand for it.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_column(regclass, text, text) IS
    'What a live rollup needs to know of a column; an error if it cannot use it.';

-- Up to 0.5.0 the columns stood only in the trigger functions: the first that each reads of the table "appeared".
CREATE FUNCTION live_rollup_columns(state regclass, OUT tables regclass[], OUT columns text[])
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  links text[];
  ratings text[];
  graph text[];
BEGIN
  EXECUTE format('SELECT s.tables FROM %s s', state) INTO STRICT tables;
  IF EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = state AND a.attname = 'columns') THEN
    EXECUTE format('SELECT s.columns FROM %s s', state) INTO STRICT columns;
    RETURN;
  END IF;
  SELECT max(f.names) FILTER (WHERE f.note = '_note_links'), max(f.names) FILTER (WHERE f.note = '_note_ratings'),
         max(f.names) FILTER (WHERE f.note = '_note_graph')
  INTO links, ratings, graph
  FROM (SELECT substr(p.proname, length(c.relname) - 5) AS note,
               ARRAY(SELECT (parse_ident(m.found[1]))[1]
                     FROM regexp_matches(substring(p.prosrc FROM 'INSERT INTO .*? FROM appeared n'),
                                         'live_rollup_typed[(]NULL::(?:[^",]|"(?:[^"]|"")*")+, n[.]("(?:[^"]|"")+"|[^")]+)[)]',
                                         'g') WITH ORDINALITY AS m (found, place)
                     ORDER BY m.place) AS names
        FROM pg_class c JOIN pg_proc p ON p.pronamespace = c.relnamespace AND p.pronargs = 0 AND p.proowner = c.relowner
             AND left(p.proname, length(c.relname) - 6) = left(c.relname, -6)
        WHERE c.oid = state) AS f;
  columns := ARRAY[links[2], links[1], ratings[1], CASE cardinality(ratings) WHEN 3 THEN ratings[2] END, ratings[cardinality(ratings)],
                   graph[1], graph[2]];
END
$body$;
COMMENT ON FUNCTION live_rollup_columns(regclass) IS 'The tables that a live rollup counts, and their columns.';

-- Whoever puts a column of another type under the name of one that is counted, with a cast that runs code of their own, must
-- not have it run with another's rights.  <@ of arrays casts nothing: with other types parsing fails.  After "true OR" it is
-- never evaluated.
CREATE FUNCTION live_rollup_column_names(relation regclass, column_name text, role text) RETURNS text[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  facts record;
  names text[];
  alias text;
BEGIN
  IF column_name IS NULL THEN -- no quarter
    names := ARRAY['{quarter_type}', 'boolean', '{quarter_collation}', '', '{=}', 'OPERATOR(pg_catalog.=)', '{s.quarter,}', '',
        '{o.quarter,}', '', '{r.quarter,}', ''];
    RETURN names || ARRAY['{t.quarter}', 'true', '{n.quarter}', 'true', '{o.quarter}', 'true', '{t.quarter typed}', 'true',
        '{n.quarter typed}', 'true', '{o.quarter typed}', 'true'];
  END IF;
  facts := @extschema@.live_rollup_column(relation, column_name, role);
  names := ARRAY[format('{%s_type}', role), facts.type, format('{%s_collation}', role), facts.collation_clause];
  FOREACH alias IN ARRAY '{t,n,o,l}'::text[] LOOP
    names := names || ARRAY[format('{%s.%s}', alias, role), format('%s.%I', alias, column_name), format('{%s.%s typed}', alias, role),
                            format('ARRAY[%s.%I] OPERATOR(pg_catalog.<@) ARRAY[NULL::%s]', alias, column_name, facts.declared)];
  END LOOP;
  IF role = 'quarter' THEN
    names := names || ARRAY['{s.quarter,}', 's.quarter,', '{o.quarter,}', 'o.quarter,', '{r.quarter,}',
                            format('r.quarter%s,', facts.collation_clause),
                            '{=}', (SELECT CASE WHEN t.typtype = 'b' AND t.typnamespace = '@extschema@'::regnamespace
                                                THEN 'OPERATOR(@extschema@.=)' ELSE 'OPERATOR(pg_catalog.=)' END
                                    FROM pg_type t WHERE t.oid = facts.type_oid)];
  END IF;
  RETURN names;
END
$body$;
COMMENT ON FUNCTION live_rollup_column_names(regclass, text, text) IS
    'What live_rollup_fill() puts for a column: what is replaced and by what, in turn.';

CREATE FUNCTION live_rollup_names(state regclass) RETURNS text[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  known record := @extschema@.live_rollup_columns(state);
  roles constant text[] := '{node,item,rated_item,quarter,rating,child,parent}';
  sides constant int[] := '{1,1,2,2,2,3,3}';
  schema text;
  name text;
  part text;
  names text[];
BEGIN
  SELECT n.nspname, left(c.relname, -6) INTO schema, name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid = state;
  names := ARRAY['{view}', format('%I.%I', schema, name), '{state_oid}', format('%L::regclass', state),
                 '{item_links}', known.tables[1]::text, '{ratings}', known.tables[2]::text, '{node_links}', known.tables[3]::text,
                 '{item_links_oid}', format('%L::regclass', known.tables[1]), '{ratings_oid}', format('%L::regclass', known.tables[2]),
                 '{node_links_oid}', format('%L::regclass', known.tables[3])];
  FOREACH part IN ARRAY '{recomputed,stored,queue,state,unmerged,note_links,note_ratings,note_graph,note_all}'::text[] LOOP
    names := names || ARRAY[format('{%s}', part), format('%I.%I', schema, name || '_' || part)];
  END LOOP;
  FOR i IN 1 .. 7 LOOP
    names := names || @extschema@.live_rollup_column_names(known.tables[sides[i]], known.columns[i], roles[i]);
  END LOOP;
  names := names || ARRAY['{graph_type}', CASE WHEN names[array_position(names, '{node_type}') + 1] = 'bigint'
                                               THEN 'linkage' ELSE 'linkage_text' END];
  FOR i IN 2 .. cardinality(names) BY 2 LOOP
    IF names[i] ~ '[{}$]' THEN
      RAISE EXCEPTION 'names of a live rollup must not contain braces or dollar signs' USING ERRCODE = 'invalid_name';
    END IF;
  END LOOP;
  RETURN names;
END
$body$;
COMMENT ON FUNCTION live_rollup_names(regclass) IS
    'What live_rollup_fill() puts for a live rollup: what is replaced and by what, in turn.';

CREATE FUNCTION live_rollup_fill(template text, state regclass) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  names text[] := @extschema@.live_rollup_names(state);
  alias text;
BEGIN
  -- Those that hold others come first.
  template := replace(template, '{graph}', '@extschema@.{graph_type}({n.child}::{node_type}, {n.parent}::{node_type})');
  template := replace(template, '{most}', @extschema@.live_rollup_sql('most'));
  FOREACH alias IN ARRAY '{t,n,o}'::text[] LOOP
    template := replace(template, format('{%s.typed_links}', alias), format('(true OR {%1$s.node typed} OR {%1$s.item typed})', alias));
    template := replace(template, format('{%s.typed_ratings}', alias),
        format('(true OR {%1$s.rated_item typed} OR {%1$s.quarter typed} OR {%1$s.rating typed})', alias));
    template := replace(template, format('{%s.typed_graph}', alias), format('(true OR {%1$s.child typed} OR {%1$s.parent typed})', alias));
  END LOOP;
  FOR i IN 1 .. cardinality(names) BY 2 LOOP
    template := replace(template, names[i], names[i + 1]);
  END LOOP;
  RETURN template;
END
$body$;
COMMENT ON FUNCTION live_rollup_fill(text, regclass) IS 'This SQL with the names of a live rollup in place of what is in braces.';

-- Reading.
CREATE FUNCTION live_rollup_query(state regclass, step text) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record;
BEGIN
  SELECT max(p.oid) FILTER (WHERE right(p.relname, 7) = '_stored')::regclass AS stored,
         max(p.oid) FILTER (WHERE right(p.relname, 6) = '_queue')::regclass AS queue,
         max(p.oid) FILTER (WHERE right(p.relname, 11) = '_recomputed')::regclass AS recomputed, count(*) AS found INTO parts
  FROM pg_class c JOIN pg_class p ON p.relnamespace = c.relnamespace AND p.relowner = c.relowner
       AND p.relname IN (left(c.relname, -5) || 'stored', left(c.relname, -5) || 'recomputed', left(c.relname, -5) || 'queue')
  WHERE c.oid = state;
  IF parts.found IS DISTINCT FROM 3 THEN
    RAISE EXCEPTION 'a table or view of a live rollup was renamed, dropped or given to another role'
      USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = 'Give it its name and owner back, or drop the live rollup and make it again.';
  END IF;
  IF step = 'changes' THEN
    RETURN @extschema@.live_rollup_fill(@extschema@.live_rollup_sql('changed') || @extschema@.live_rollup_sql('counted')
        || @extschema@.live_rollup_sql('rows'), state);
  ELSIF step = 'check' THEN
    RETURN replace(replace(replace(@extschema@.live_rollup_sql('check'), '{most}', @extschema@.live_rollup_sql('most')),
                           '{state}', state::text), '{queue}', parts.queue::text);
  END IF;
  -- Who does not see the state cannot know the columns, nor need they have a right on the view that counts anew.
  RETURN (SELECT format('SELECT NULL::%s, NULL::%s, NULL::%4$s, NULL::%4$s, true UNION ALL '
                        'SELECT r.node, %3$s, r.by_link, r.distinct_items, NULL FROM (%5$s) AS r',
                        format_type(n.atttypid, n.atttypmod), format_type(q.atttypid, q.atttypmod),
                        CASE WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = parts.recomputed AND a.attname = 'quarter')
                            THEN 'r.quarter' ELSE 'true' END,
                        '@extschema@.rag_tally', rtrim(pg_get_viewdef(parts.recomputed), ';'))
          FROM pg_attribute n JOIN pg_attribute q ON q.attrelid = n.attrelid
          WHERE n.attrelid = parts.stored AND n.attname = 'node' AND q.attname = 'quarter');
END
$body$;
COMMENT ON FUNCTION live_rollup_query(regclass, text) IS
  'What live_rollup_unmerged() runs: "check", whether to count anew and whether anything waits; "changes" and "recount", the rows.';
CREATE FUNCTION live_rollup_unmerged(state regclass, everything boolean) RETURNS SETOF record LANGUAGE c STABLE STRICT PARALLEL SAFE
    ROWS 100 COST 1000 SET search_path = pg_catalog, pg_temp AS 'MODULE_PATHNAME', 'live_rollup_unmerged';
COMMENT ON FUNCTION live_rollup_unmerged(regclass, boolean) IS
  'The rows of a live rollup that are not as they are stored, in the snapshot of the statement that calls; with everything, and first a '
      'row that says so: all of them, counted anew.';

-- Making one.
CREATE OR REPLACE FUNCTION live_rollup_check_table(relation regclass, parameter text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  class record;
  volatile_one regclass;
BEGIN
  SELECT c.relkind, c.relowner INTO class FROM pg_class c WHERE c.oid = relation;
  IF relation IS NULL OR class.relkind NOT IN ('r', 'p')
     OR EXISTS (SELECT FROM pg_class c WHERE c.oid = ANY (@extschema@.live_rollup_relations(ARRAY[relation]))
         AND c.relkind NOT IN ('r', 'p')) THEN
    RAISE EXCEPTION '% of a live rollup must be a table', parameter
      USING ERRCODE = 'wrong_object_type', DETAIL = 'Triggers see what changes; views and foreign tables cannot have them.';
  END IF;
  volatile_one := (SELECT min(c.oid) FROM pg_class c
                   WHERE c.oid = ANY (@extschema@.live_rollup_relations(ARRAY[relation])) AND c.relpersistence <> 'p');
  IF volatile_one IS NOT NULL THEN
    RAISE EXCEPTION '% is not a permanent table', volatile_one
      USING ERRCODE = 'feature_not_supported',
            DETAIL = 'An unlogged table is emptied after a crash, and a temporary one when its session ends, and no trigger is told.',
            HINT = 'ALTER TABLE ... SET LOGGED; makes an unlogged table permanent.';
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

CREATE FUNCTION live_rollup_check_keys(tables regclass[], columns text[]) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  key_columns constant text[] := array_remove(columns[3:4], NULL);
  slow record;
BEGIN
  -- Two ratings of one item in one quarter could not both be counted.
  IF NOT EXISTS (SELECT FROM pg_index i
                 WHERE i.indrelid = tables[2] AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL
                     AND i.indexprs IS NULL
                       AND (i.indkey::smallint[])[0:i.indnkeyatts - 1]
                           <@ ARRAY(SELECT a.attnum FROM pg_attribute a
                                    WHERE a.attrelid = tables[2] AND a.attname = ANY (key_columns))) THEN
    RAISE EXCEPTION 'nothing says that an item has one rating% in %',
                    CASE WHEN cardinality(key_columns) = 1 THEN '' ELSE ' a quarter' END, tables[2]
      USING ERRCODE = 'invalid_table_definition',
            DETAIL = 'A unique constraint or index that is not deferrable and not partial must say so.',
            HINT = format('ALTER TABLE %s ADD UNIQUE (%s);', tables[2],
                (SELECT string_agg(quote_ident(k.name), ', ') FROM unnest(key_columns) AS k (name)));
  END IF;
  FOR slow IN SELECT w.relation, w.name FROM (VALUES (tables[1], columns[2]), (tables[2], columns[3])) AS w (relation, name)
              WHERE NOT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                                WHERE i.indrelid = w.relation AND i.indisvalid AND i.indpred IS NULL AND a.attname = w.name) LOOP
    RAISE WARNING 'no index of % begins with column "%"', slow.relation, slow.name
      USING DETAIL = 'Without one, whoever reads the live rollup scans the table while changes are not merged.',
            HINT = format('CREATE INDEX ON %s (%I);', slow.relation, slow.name);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_keys(regclass[], text[]) IS
    'Raises an error unless each item has one rating a quarter, and warns of indexes that are not there.';

CREATE FUNCTION live_rollup_check_columns(tables regclass[], columns text[]) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  node_type oid := (@extschema@.live_rollup_column(tables[1], columns[1], 'node')).type_oid;
  item record := @extschema@.live_rollup_column(tables[1], columns[2], 'item');
  rated_item record := @extschema@.live_rollup_column(tables[2], columns[3], 'rated_item');
BEGIN
  PERFORM @extschema@.live_rollup_column(tables[2], columns[5], 'rating');
  IF columns[4] IS NOT NULL THEN
    PERFORM @extschema@.live_rollup_column(tables[2], columns[4], 'quarter');
  END IF;
  IF rated_item.type_oid <> item.type_oid THEN
    RAISE EXCEPTION 'items are of type % in % and of type % in %', item.type, tables[1], rated_item.type, tables[2]
      USING ERRCODE = 'datatype_mismatch', HINT = 'A stored generated column of the other type can stand for one of them.';
  END IF;
  IF (@extschema@.live_rollup_column(tables[3], columns[6], 'child')).type_oid <> node_type
     OR (@extschema@.live_rollup_column(tables[3], columns[7], 'parent')).type_oid <> node_type THEN
    RAISE EXCEPTION 'nodes are not of the same type in % and %', tables[1], tables[3]
      USING ERRCODE = 'datatype_mismatch', DETAIL = 'All of them are bigint, or all of them text.';
  END IF;
  PERFORM @extschema@.live_rollup_check_keys(tables, columns);
END
$body$;
COMMENT ON FUNCTION live_rollup_check_columns(regclass[], text[]) IS 'Raises an error if these columns cannot feed a live rollup.';

CREATE FUNCTION live_rollup_make(state regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  objects text := @extschema@.live_rollup_sql('state comments') || @extschema@.live_rollup_sql('views')
      || @extschema@.live_rollup_sql('note all');
  note record;
  side text;
  grantee name;
BEGIN
  FOR note IN SELECT * FROM (VALUES
    ('{note_links}', '''l''', 'item, node', '', '{a.item}, {a.node}', '',
        '{a.item} IS NOT NULL AND {a.node} IS NOT NULL AND {a.typed_links}'),
    ('{note_ratings}', '''r''', 'item, quarter, rating', '', '{a.rated_item}, {a.quarter}, {a.rating}', '',
     '{a.rated_item} IS NOT NULL AND {a.quarter} IS NOT NULL AND {a.typed_ratings}'),
    -- A node may be declared at either end.
    ('{note_graph}', '''g''', 'node', ', child, parent', 'coalesce({a.child}, {a.parent})', ', {a.child}, {a.parent}', '{a.typed_graph}')
  ) AS n (this, kind, into_columns, also, from_columns, from_also, counted) LOOP
    objects := objects || replace(replace(replace(replace(@extschema@.live_rollup_sql('note'), '{this}', note.this), '{kind}', note.kind),
                                          '{into}', note.into_columns), '{also}', note.also);
    FOREACH side IN ARRAY '{n,o}'::text[] LOOP
      objects := replace(objects, format('{%s.values}', side), replace(note.from_columns, '{a.', format('{%s.', side)));
      objects := replace(objects, format('{%s.also}', side), replace(note.from_also, '{a.', format('{%s.', side)));
      objects := replace(objects, format('{%s.counted}', side), replace(note.counted, '{a.', format('{%s.', side)));
    END LOOP;
  END LOOP;
  FOREACH side IN ARRAY ARRAY['{stored}', '{queue}', '{state}'] LOOP
    objects := objects || replace(@extschema@.live_rollup_sql('policy'), '{this}', side);
  END LOOP;
  EXECUTE @extschema@.live_rollup_fill(objects, state);
  -- Whoever adds a partition to a table gives it a copy of the row trigger.
  FOR grantee IN SELECT DISTINCT pg_get_userbyid(c.relowner) FROM pg_class c
                 WHERE c.oid = ANY ((@extschema@.live_rollup_columns(state)).tables) AND pg_get_userbyid(c.relowner) <> current_user LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s() TO %I', @extschema@.live_rollup_fill('{note_all}', state), grantee);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION live_rollup_make(regclass) IS 'Makes of a live rollup what is not a table: views, trigger functions and policies.';

CREATE FUNCTION live_rollup_detach(notes oid[], but_from oid[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  made record;
BEGIN
  FOR made IN SELECT t.tgname, t.tgrelid::regclass AS relation FROM pg_trigger t
              WHERE t.tgfoid = ANY (notes) AND t.tgparentid = 0 AND t.tgrelid <> ALL (but_from) LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', made.tgname, made.relation);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION live_rollup_detach(oid[], oid[]) IS 'Drops the triggers that run these functions, but from these tables.';

-- A statement trigger fires for the table that a statement names, so each partition has its own; row triggers are
-- copied to partitions by the server.  DETACH leaves a partition its statement triggers, which must go: what happens to
-- that table is none of ours any more.  WHEN is always true: it makes the trigger depend on the extension, so that DROP
-- EXTENSION ... CASCADE takes it along and leaves no table that cannot be written.
DROP FUNCTION live_rollup_attach(regclass,regclass[]);
CREATE FUNCTION live_rollup_attach(rollup regclass, tables regclass[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  relation regclass;
  made record;
  enabled "char";
BEGIN
  -- The first trigger locks a table against new partitions, so the others are looked up after it.
  FOR i IN 1 .. 3 LOOP
    FOR relation IN SELECT tables[i] UNION ALL SELECT r.oid FROM unnest(@extschema@.live_rollup_relations(ARRAY[tables[i]])) AS r (oid)
        WHERE r.oid <> tables[i] LOOP
      FOR made IN SELECT format('%s_%s_%s', parts.name, side.name, k.name) AS name, k.event, k.level, k.enabled, k.enabling,
                         format('%I.%I', parts.schema,
                             format('%s_note_%s', parts.name, CASE WHEN k.enabled = 'O' THEN side.name ELSE 'all' END)) AS note
                  FROM (VALUES ('insert', 'INSERT', 'REFERENCING NEW TABLE AS appeared FOR EACH STATEMENT', 'O'::"char", 'ENABLE'),
                               ('update', 'UPDATE', 'REFERENCING OLD TABLE AS disappeared NEW TABLE AS appeared FOR EACH STATEMENT',
                                'O', 'ENABLE'),
                               ('delete', 'DELETE', 'REFERENCING OLD TABLE AS disappeared FOR EACH STATEMENT', 'O', 'ENABLE'),
                               ('truncate', 'TRUNCATE', 'FOR EACH STATEMENT', 'A', 'ENABLE ALWAYS'),
                               ('replica', 'INSERT OR UPDATE OR DELETE', 'FOR EACH ROW', 'R', 'ENABLE REPLICA'))
                       AS k (name, event, level, enabled, enabling)
                       CROSS JOIN (SELECT (ARRAY['links', 'ratings', 'graph'])[i] AS name) AS side LOOP
        enabled := (SELECT t.tgenabled FROM pg_trigger t WHERE t.tgrelid = relation AND t.tgname = made.name
            AND t.tgfoid = ANY (parts.notes));
        IF enabled IS NULL THEN
          EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s %s WHEN (''G''::@extschema@.rag IS NOT NULL) EXECUTE FUNCTION %s()',
                         made.name, made.event, relation, made.level, made.note);
          EXECUTE format('COMMENT ON TRIGGER %I ON %s IS %L', made.name, relation,
              format('Tells the live rollup %s what changed.', rollup));
        END IF;
        IF coalesce(enabled, 'O') <> made.enabled THEN
          EXECUTE format('ALTER TABLE %s %s TRIGGER %I', relation, made.enabling, made.name);
        END IF;
      END LOOP;
    END LOOP;
  END LOOP;
  PERFORM @extschema@.live_rollup_detach(parts.notes, @extschema@.live_rollup_relations(tables));
END
$body$;
COMMENT ON FUNCTION live_rollup_attach(regclass, regclass[]) IS
  'Puts the triggers of a live rollup on its tables and their partitions as they are now, and enables them as they are to be.';

CREATE OR REPLACE FUNCTION create_live_rollup(name text, item_links regclass, ratings regclass, node_links regclass,
                                   node text DEFAULT 'node', item text DEFAULT 'item', rated_item text DEFAULT NULL,
                                   quarter text DEFAULT 'quarter', rating text DEFAULT 'rating', child text DEFAULT 'child',
                                   parent text DEFAULT 'parent', schema text DEFAULT current_schema())
  RETURNS regclass
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  tables constant regclass[] := ARRAY[item_links, ratings, node_links];
  columns constant text[] := ARRAY[node, item, coalesce(rated_item, item), quarter, rating, child, parent];
  state text;
  rollup regclass;
BEGIN
  PERFORM @extschema@.live_rollup_check_transaction(), @extschema@.check_extension_schema();
  IF name IS NULL OR schema IS NULL OR name = '' OR octet_length(name) > 45
      OR NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = schema) THEN
    RAISE EXCEPTION 'invalid name for a live rollup: "%" in schema "%"', name, schema
      USING ERRCODE = 'invalid_name', DETAIL = 'The name has 1 to 45 bytes, and the schema exists.',
            HINT = 'Write create_live_rollup(''progress'', ..., schema => ''delivery'').';
  END IF;
  PERFORM @extschema@.live_rollup_check_table(item_links, 'item_links'), @extschema@.live_rollup_check_table(ratings, 'ratings'),
          @extschema@.live_rollup_check_table(node_links, 'node_links');
  EXECUTE format('LOCK TABLE ONLY %s, ONLY %s, ONLY %s IN ACCESS SHARE MODE', item_links, ratings, node_links);
  PERFORM @extschema@.live_rollup_check_columns(tables, columns);
  state := format('%I.%I', schema, name || '_state');
  EXECUTE replace(replace(@extschema@.live_rollup_sql('state'), '{state}', state), '{graph_type}',
                  CASE (@extschema@.live_rollup_column(item_links, node, 'node')).type_oid WHEN 'bigint'::regtype THEN 'linkage'
                      ELSE 'linkage_text' END);
  EXECUTE format('INSERT INTO %s (live_rollup_layout, tables, columns, relations, graph) VALUES ($1, $2, $3, ''{}'', ''{}'')', state)
    USING @extschema@.live_rollup_layout(), tables, columns;
  EXECUTE @extschema@.live_rollup_fill(@extschema@.live_rollup_sql('tables'), state);
  PERFORM @extschema@.live_rollup_make(state);
  rollup := format('%I.%I', schema, name);
  PERFORM @extschema@.rebuild_live_rollup(rollup);
  RETURN rollup;
END
$body$;

-- Keeping it.
-- Each statement must see what was committed before it took its locks.
CREATE OR REPLACE FUNCTION live_rollup_check_transaction() RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'a live rollup cannot be made, merged or rebuilt in a transaction of isolation level %',
        current_setting('transaction_isolation')
      USING ERRCODE = 'invalid_transaction_state', DETAIL = 'It has to see what others committed while it waited for its lock.',
            HINT = 'Use READ COMMITTED for it; it may be read at any level.';
  END IF;
  IF pg_trigger_depth() > 0 THEN
    RAISE EXCEPTION 'a live rollup cannot be made, merged or rebuilt by a trigger'
      USING ERRCODE = 'invalid_transaction_state',
            DETAIL = 'A statement that is not through may have changed rows of which the rollup is yet to be told.',
            HINT = 'Merge in a statement of its own.';
  END IF;
END
$body$;

CREATE FUNCTION live_rollup_upgrade(rollup regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  known record := @extschema@.live_rollup_columns(parts.state);
  note regprocedure;
BEGIN
  PERFORM @extschema@.live_rollup_detach(parts.notes, '{}');
  FOREACH note IN ARRAY parts.notes::regprocedure[] LOOP
    EXECUTE format('DROP FUNCTION %s', note);
  END LOOP;
  EXECUTE format('ALTER TABLE %s ADD columns text[], ADD storage oid[]', parts.state);
  EXECUTE format('UPDATE %s SET columns = $1, live_rollup_layout = $2', parts.state) USING known.columns, @extschema@.live_rollup_layout();
  EXECUTE format('ALTER TABLE %s ALTER columns SET NOT NULL', parts.state);
  PERFORM @extschema@.live_rollup_make(parts.state);
  EXECUTE format('DROP FUNCTION %I.%I(boolean)', parts.schema, parts.name || '_unmerged');
END
$body$;
COMMENT ON FUNCTION live_rollup_upgrade(regclass) IS
    'Gives a live rollup that an older version made the objects of this one, but for the triggers.';

CREATE FUNCTION live_rollup_lock(rollup regclass, wait boolean) RETURNS boolean
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  lock_key bigint;
BEGIN
  PERFORM @extschema@.live_rollup_check_transaction();
  -- Its functions run with the rights of whoever merges, so nobody is to merge what is another's: a superuser who merges
  -- all that there are would run what anybody wrote.
  IF EXISTS (SELECT FROM pg_class c WHERE c.oid IN (rollup, parts.recomputed, parts.stored, parts.queue, parts.state)
      AND pg_get_userbyid(c.relowner) <> current_user) THEN
    RAISE EXCEPTION 'must be owner of live rollup %', rollup
      USING ERRCODE = 'insufficient_privilege', HINT = format('SET ROLE %s; first.', parts.owner);
  END IF;
  -- One at a time.  The key is this database's; after a restore it is another, which does no harm.
  lock_key := (x'474c5255'::bigint << 32) | parts.state::oid::bigint;
  IF NOT wait THEN
    RETURN pg_try_advisory_xact_lock(lock_key);
  END IF;
  PERFORM pg_advisory_xact_lock(lock_key);
  RETURN true;
END
$body$;
COMMENT ON FUNCTION live_rollup_lock(regclass, boolean) IS
    'Takes the lock of those who merge a live rollup; false if another has it and the caller would not wait.';

CREATE FUNCTION live_rollup_check_merge(rollup regclass, tables regclass[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  fleeting regclass;
BEGIN
  IF row_security_active(tables[1]) OR row_security_active(tables[2]) OR row_security_active(tables[3]) THEN
    RAISE EXCEPTION 'row-level security hides rows from you that the live rollup % counts', rollup
      USING ERRCODE = 'insufficient_privilege', HINT = 'Its owner, or a role with BYPASSRLS, can merge it.';
  END IF;
  -- Rows that a statement changed are seen before its triggers tell of them, which would then count them twice.
  IF @extschema@.live_rollup_in_use(@extschema@.live_rollup_relations(tables)) THEN
    RAISE EXCEPTION 'a live rollup cannot be merged or rebuilt by a statement that uses its tables'
      USING ERRCODE = 'object_in_use',
            DETAIL = 'A statement that is not through may have changed rows of which the rollup is yet to be told.',
            HINT = 'Merge in a statement of its own.';
  END IF;
  EXECUTE format('LOCK TABLE ONLY %s, ONLY %s, ONLY %s IN ACCESS SHARE MODE', tables[1], tables[2], tables[3]);
  fleeting := (SELECT min(c.oid) FROM pg_class c WHERE c.oid = ANY (@extschema@.live_rollup_relations(tables))
      AND c.relpersistence <> 'p');
  IF fleeting IS NOT NULL THEN
    RAISE WARNING '% is not a permanent table, so the live rollup % is counted anew each time', fleeting, rollup
      USING DETAIL = 'A crash would empty it without a trigger being told.', HINT = format('ALTER TABLE %s SET LOGGED;', fleeting);
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_merge(regclass, regclass[]) IS
  'Raises an error unless the caller can count all rows of these tables, and locks them against other definitions.';

CREATE FUNCTION live_rollup_merge(parts record, everything boolean) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  merging text := @extschema@.live_rollup_sql('merge');
  tables constant regclass[] := (@extschema@.live_rollup_columns(parts.state)).tables;
  -- Looked up before anything is counted, so that what changes meanwhile shows.
  relations constant oid[] := @extschema@.live_rollup_relations(tables);
  storage constant oid[] := @extschema@.live_rollup_storage(tables);
  taken bigint;
BEGIN
  IF parts.is_old THEN
    merging := replace(replace(replace(merging, '{o.graph}', ', o.graph'), '{unmerged rows}', '{unmerged}($1) o'), '{kept}',
                       'graph = coalesce((SELECT o.graph FROM unmerged o WHERE o.graph IS NOT NULL LIMIT 1), s.graph)');
  ELSE
    merging := replace(replace(replace(merging, '{o.graph}', ''), '{unmerged rows}',
      '@extschema@.live_rollup_unmerged({state_oid}, $1) AS o (node {node_type}, quarter {quarter_type}, by_link @extschema@.rag_tally,
       distinct_items @extschema@.rag_tally, replaces_all boolean)'), '{kept}',
      'storage = $3, graph = CASE WHEN EXISTS (SELECT FROM unmerged o WHERE o.replaces_all)
                                       OR EXISTS (SELECT FROM {queue} q WHERE q.kind = ''g'')
                                  THEN (SELECT {graph} FROM {node_links} n WHERE {n.typed_graph}) ELSE s.graph END');
  END IF;
  EXECUTE @extschema@.live_rollup_fill(merging, parts.state) INTO taken USING everything, relations, storage;
  RETURN taken;
END
$body$;
COMMENT ON FUNCTION live_rollup_merge(record, boolean) IS 'Stores what a live rollup shows, and says how many changes that took.';

CREATE OR REPLACE FUNCTION live_rollup_bring_up(rollup regclass, everything boolean, wait boolean) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  tables regclass[];
  waiting boolean;
BEGIN
  IF NOT @extschema@.live_rollup_lock(rollup, wait) THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT s.tables, EXISTS (SELECT FROM %s) FROM %s s', parts.queue, parts.state) INTO STRICT tables, waiting;
  PERFORM @extschema@.live_rollup_check_merge(rollup, tables);
  everything := everything OR NOT @extschema@.live_rollup_is_kept(parts.state);
  IF everything AND parts.is_old THEN
    PERFORM @extschema@.live_rollup_upgrade(rollup);
  END IF;
  IF everything THEN
    PERFORM @extschema@.live_rollup_attach(rollup, tables);
  ELSIF NOT waiting THEN
    RETURN 0;
  END IF;
  RETURN @extschema@.live_rollup_merge(@extschema@.live_rollup_parts(rollup), everything);
END
$body$;
COMMENT ON FUNCTION rebuild_live_rollup(regclass) IS
  'Counts a live rollup anew, all of it, sees to its triggers, and brings one that an older version made to the present layout; for '
      'changes of which no trigger could tell, such as those made while triggers were disabled.';

CREATE OR REPLACE FUNCTION verify_live_rollup(rollup regclass, OUT node text, OUT quarter text, OUT by_link rag_tally,
                                   OUT recomputed_by_link rag_tally, OUT distinct_items rag_tally, OUT recomputed_distinct_items rag_tally)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  grouped boolean := EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = rollup AND a.attname = 'quarter');
BEGIN
  RETURN QUERY EXECUTE @extschema@.live_rollup_fill(format($verify$
    SELECT coalesce(v.node, r.node)::text, %s, v.by_link, r.by_link, v.distinct_items, r.distinct_items
    FROM {view} v FULL JOIN {recomputed} r ON r.node = v.node %s
    WHERE v.node IS NULL OR r.node IS NULL OR v.by_link OPERATOR(@extschema@.<>) r.by_link
        OR v.distinct_items OPERATOR(@extschema@.<>) r.distinct_items
  $verify$, CASE WHEN grouped THEN 'coalesce(v.quarter, r.quarter)::text' ELSE 'NULL::text' END,
  CASE WHEN grouped THEN 'AND r.quarter {=} v.quarter' ELSE '' END), parts.state);
END
$body$;

CREATE OR REPLACE FUNCTION drop_live_rollup(rollup regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  note regprocedure;
BEGIN
  PERFORM @extschema@.live_rollup_detach(parts.notes, '{}');
  EXECUTE format('DROP VIEW %s', concat_ws(', ', rollup, parts.recomputed));
  FOREACH note IN ARRAY parts.notes::regprocedure[] LOOP
    EXECUTE format('DROP FUNCTION %s', note);
  END LOOP;
  IF parts.is_old THEN
    EXECUTE format('DROP FUNCTION %I.%I(boolean)', parts.schema, parts.name || '_unmerged');
  END IF;
  EXECUTE format('DROP TABLE %s', concat_ws(', ', parts.stored, parts.queue, parts.state));
END
$body$;

CREATE FUNCTION live_rollup_is_kept(state regclass) RETURNS boolean
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  kept boolean;
BEGIN
  -- Of exactly that type: live_rollups() may look at a table of anybody's, and is not to run a cast of theirs.
  EXECUTE format(CASE WHEN EXISTS (SELECT FROM pg_attribute a
                                   WHERE a.attrelid = state AND (a.attname, a.atttypid) = ('storage', 'oid[]'::regtype))
    THEN 'SELECT (s.storage = @extschema@.live_rollup_storage(s.tables)) IS TRUE FROM %s s'
    ELSE 'SELECT s.relations::oid[] @> r.now AND s.relations::oid[] <@ r.now
          FROM %s s CROSS JOIN LATERAL @extschema@.live_rollup_relations(s.tables) AS r (now)' END, state) INTO STRICT kept;
  RETURN kept;
END
$body$;
COMMENT ON FUNCTION live_rollup_is_kept(regclass) IS
    'Whether a live rollup heard of all changes: its tables and partitions are those it was last rebuilt over.';

CREATE OR REPLACE FUNCTION live_rollups(OUT rollup regclass, OUT owner text, OUT layout_version text, OUT is_current boolean, OUT unmerged bigint,
                             OUT needs_rebuild boolean, OUT merged_at timestamptz, OUT rebuilt_at timestamptz)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp SET quote_all_identifiers = off
AS $body$
DECLARE
  queue regclass;
  state regclass;
BEGIN
  FOR rollup, owner, queue, state IN
    SELECT v.oid, pg_get_userbyid(v.relowner), q.oid, s.oid
    FROM pg_class s JOIN pg_class v ON v.relnamespace = s.relnamespace AND s.relname = v.relname || '_state'
         JOIN pg_class q ON q.relnamespace = s.relnamespace AND q.relname = v.relname || '_queue'
         JOIN pg_namespace n ON n.oid = v.relnamespace
    WHERE v.relkind = 'v' AND s.relkind = 'r' AND q.relkind = 'r'
      -- Anybody may make tables of such names: none is read that could run code of its owner's or raise errors.
      -- A policy of ours asks nothing but row_security_active().
      AND NOT EXISTS (SELECT FROM pg_policy y WHERE y.polrelid IN (s.oid, q.oid)
                        AND regexp_replace(pg_get_expr(y.polqual, y.polrelid),
                            'row_security_active[(][(]''([^'']|'''')*''::regclass[)]::oid[)]', '', 'g')
                            !~ '^([() ]|NOT|AND|SELECT|AS row_security_active)*$')
      AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = s.oid AND NOT a.attisdropped
             AND (a.attname, a.atttypid) IN (('live_rollup_layout', 'text'::regtype), ('tables', 'regclass[]'::regtype),
                 ('relations', 'regclass[]'::regtype),
                                             ('merged_at', 'timestamptz'::regtype), ('rebuilt_at', 'timestamptz'::regtype))) = 5
      AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = q.oid AND NOT a.attisdropped
          AND (a.attname, a.atttypid) = ('kind', '"char"'::regtype)) = 1
    ORDER BY n.nspname, v.relname
  LOOP
    SELECT NULL, NULL, NULL, NULL, NULL INTO layout_version, unmerged, needs_rebuild, merged_at, rebuilt_at;
    IF has_schema_privilege((SELECT c.relnamespace FROM pg_class c WHERE c.oid = state), 'USAGE')
       AND has_table_privilege(state, 'SELECT') AND has_table_privilege(queue, 'SELECT') THEN
      EXECUTE format('SELECT s.live_rollup_layout, s.merged_at, s.rebuilt_at, (SELECT count(*) FROM %1$s),
                             EXISTS (SELECT FROM %1$s q WHERE q.kind = ''a'') OR NOT @extschema@.live_rollup_is_kept(%2$L::regclass)
                      FROM %2$s s', queue, state)
        INTO layout_version, merged_at, rebuilt_at, unmerged, needs_rebuild;
    END IF;
    is_current := layout_version = @extschema@.live_rollup_layout();
    RETURN NEXT;
  END LOOP;
END
$body$;

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
CREATE TYPE rag_tallyrange AS RANGE ( SUBTYPE = rag_tally, SUBTYPE_OPCLASS = rag_tally_ops, MULTIRANGE_TYPE_NAME =
    rag_tallymultirange );
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
CREATE TYPE plan_coderange AS RANGE ( SUBTYPE = plan_code, SUBTYPE_OPCLASS = plan_code_ops, MULTIRANGE_TYPE_NAME =
    plan_codemultirange );
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
CREATE TYPE linkage_textrange AS RANGE ( SUBTYPE = linkage_text, SUBTYPE_OPCLASS = linkage_text_ops, MULTIRANGE_TYPE_NAME =
    linkage_textmultirange );
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

-- Pictures of figures, for any tool that shows text or SVG: no register is needed.  These bodies are parsed when the extension is made,
-- in a schema where others may have made operators and functions: each operator is given the very types the server has it for, and what
-- takes any type is called by its schema.

CREATE FUNCTION rag_bar_parts(t rag_tally, width integer)
    RETURNS TABLE (place integer, rating rag, letter text, items bigint, fill text, ink text, start_at integer, size integer)
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 8
BEGIN ATOMIC
  -- One unit each, so that a single Red is seen among thousands, and of what is left a share that is rounded at its borders.
  SELECT f.place, f.rating, f.letter, f.items, f.fill, f.ink,
         ((f.nth - 1)::numeric + round((f.so_far - f.items::numeric) * f.spare / f.total))::integer,
         (1.0 + round(f.so_far * f.spare / f.total) - round((f.so_far - f.items::numeric) * f.spare / f.total))::integer
    FROM (SELECT k.place, c.rating, k.letter, c.count AS items, coalesce(colour_hex(c.rating), '#ffffff') AS fill, k.ink,
                 row_number() OVER in_order AS nth, sum(c.count) OVER in_order AS so_far, sum(c.count) OVER () AS total,
                 greatest(rag_bar_parts.width - count(*) OVER (), 0)::numeric AS spare
            FROM unnest(rag_bar_parts.t) c
            JOIN (VALUES (1, 'R', '#ffffff', 'R'), (2, 'AR', '#000000', 'r'), (3, 'A', '#000000', 'A'), (4, 'AG', '#000000', 'a'),
                         (5, 'G', '#ffffff', 'G'), (6, 'S', '#ffffff', 'S'), (7, 'B', '#ffffff', 'B'), (8, '?', '#000000', '?'))
                 k (place, rating, ink, letter) ON k.rating = coalesce(c.rating::text, '?')
           WHERE c.count > 0
          WINDOW in_order AS (ORDER BY k.place)) f
   ORDER BY f.place;
END;
COMMENT ON FUNCTION rag_bar_parts(rag_tally, integer) IS
  'The parts of a bar of that width, the most severe rating first and the unrated last: where each starts and how wide it is, at least 1.';

CREATE FUNCTION rag_bar(t rag_tally, width integer DEFAULT 40) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(string_agg(repeat(p.letter, p.size), '' ORDER BY p.place), '') FROM rag_bar_parts(rag_bar.t, rag_bar.width) p;
END;
COMMENT ON FUNCTION rag_bar(rag_tally, integer) IS
  'A tally as a bar of letters for a text screen, the most severe rating first: R, r (Amber/Red), A, a (Amber/Green), G, S, B, and ? for '
  'the unrated. No rating that occurs is left out, so a narrow bar can be wider than asked.';

CREATE FUNCTION rag_tally_words(t rag_tally, noun text DEFAULT 'item') RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT total(rag_tally_words.t)::text || ' ' || rag_tally_words.noun || CASE total(rag_tally_words.t) WHEN 1 THEN '' ELSE 's' END
         || coalesce(': ' || string_agg(p.items::text || ' ' || coalesce(lower(label(p.rating)), 'not rated'), ', ' ORDER BY p.place), '')
    FROM rag_bar_parts(rag_tally_words.t, 8) p;
END;
COMMENT ON FUNCTION rag_tally_words(rag_tally, text) IS
  'A tally in words, such as 4 items: 1 red, 2 green, 1 not rated: what a picture says to who does not see it.';

CREATE FUNCTION xml_text(content text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(
         -- No document may hold these, escaped or not.
         CASE WHEN content ~ $control$[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]$control$
              THEN regexp_replace(content, $control$[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]$control$, '?', 'g') ELSE content END,
         '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;');
COMMENT ON FUNCTION xml_text(text) IS
  'The text as it stands in SVG, HTML and XML, in content and in quoted attributes alike; a control character is a question mark.';

CREATE FUNCTION rag_bar_svg(t rag_tally, width integer DEFAULT 320, height integer DEFAULT 24) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT pg_catalog.format(
                '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="%1$s" width="%2$s" height="%3$s" viewBox="0 0 %2$s %3$s"'
                ' font-family="Arial,sans-serif" font-size="%4$s" font-weight="bold" text-anchor="middle">%5$s</svg>',
                rag_tally_words(rag_bar_svg.t), rag_bar_svg.width, rag_bar_svg.height, round(rag_bar_svg.height::numeric * 0.55, 1),
                string_agg(pg_catalog.format('<rect x="%s.5" y="0.5" width="%s" height="%s" fill="%s" stroke="#12171c"/>',
                                  p.start_at, p.size - 1, rag_bar_svg.height - 1, p.fill)
                           || CASE WHEN p.size::numeric >= rag_bar_svg.height::numeric * 0.8
                                   THEN pg_catalog.format('<text x="%s" y="%s" fill="%s">%s</text>',
                                               round(p.start_at::numeric + p.size::numeric / 2.0, 1),
                                               round(rag_bar_svg.height::numeric * 0.7, 1), p.ink,
                                               coalesce(p.rating::text, '?')
                                               || CASE WHEN p.size::numeric >= rag_bar_svg.height::numeric * 1.8
                                                       THEN ' ' || p.items::text ELSE '' END)
                                   ELSE '' END, '' ORDER BY p.place))
    FROM rag_bar_parts(rag_bar_svg.t, rag_bar_svg.width) p;
END;
COMMENT ON FUNCTION rag_bar_svg(rag_tally, integer, integer) IS
  'A tally as a bar in SVG, the most severe rating first, with letter and number where there is room, and in words for who does not see '
  'it. Nothing is loaded from elsewhere.';

CREATE FUNCTION sparkline_points(figures numeric[], target numeric, width integer, height integer)
    RETURNS TABLE (place bigint, x numeric, y numeric, is_last boolean, follows boolean)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 12
BEGIN ATOMIC
  SELECT f.place,
         round(4.0 + (f.place - 1)::numeric * (width - 8)::numeric / greatest(pg_catalog.cardinality(figures) - 1, 1)::numeric, 1),
         round(CASE WHEN s.high > s.low
                    THEN (height - 4)::numeric - (f.figure - s.low) * (height - 8)::numeric / (s.high - s.low)
                    ELSE height::numeric / 2.0 END, 1),
         pg_catalog.lead(f.place) OVER (ORDER BY f.place) IS NULL,
         coalesce(pg_catalog.lag(f.place) OVER (ORDER BY f.place) = f.place - 1, false)
    FROM pg_catalog.unnest(figures) WITH ORDINALITY f (figure, place)
   CROSS JOIN (SELECT min(v.figure) AS low, max(v.figure) AS high
                 FROM pg_catalog.unnest(pg_catalog.array_append(figures, target)) v (figure)
                WHERE v.figure > '-infinity' AND v.figure < 'infinity') s
   WHERE f.figure > '-infinity' AND f.figure < 'infinity';
END;
COMMENT ON FUNCTION sparkline_points(numeric[], numeric, integer, integer) IS
  'Where the figures of a sparkline stand in its picture; what is NULL, NaN or infinite has no point. Part of sparkline_svg.';

CREATE FUNCTION sparkline_svg(figures numeric[], target numeric DEFAULT NULL, labels text[] DEFAULT NULL,
                              width integer DEFAULT 140, height integer DEFAULT 34) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT pg_catalog.format(
                '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="%1$s" width="%2$s" height="%3$s" viewBox="0 0 %2$s %3$s"'
                ' fill="none" stroke="currentColor" stroke-width="1.6">%4$s%5$s</svg>',
                xml_text((SELECT coalesce(string_agg(pg_catalog.concat_ws(' ', labels[v.place], coalesce(v.figure::text, 'no figure')), ', '
                                                     ORDER BY v.place), 'no figures')
                            FROM pg_catalog.unnest(figures) WITH ORDINALITY v (figure, place))
                         || coalesce('; target ' || target::text, '')),
                width, height,
                (SELECT pg_catalog.format('<path d="M0 %sH%s" stroke-dasharray="3 2" stroke-opacity="0.7"/>', t.y, width)
                   FROM sparkline_points(pg_catalog.array_prepend(target, figures), target, width, height) t
                  WHERE t.place = 1 AND target IS NOT NULL),
                '<path d="' || string_agg(pg_catalog.format('%s%s %s', CASE WHEN p.follows THEN 'L' ELSE 'M' END, p.x, p.y), ''
                                          ORDER BY p.place)
                || '"/>' || string_agg(pg_catalog.format('<circle cx="%s" cy="%s" r="%s" fill="currentColor" stroke="none"/>', p.x, p.y,
                                              CASE WHEN p.is_last THEN '3' ELSE '1.6' END), '' ORDER BY p.place))
    FROM sparkline_points(figures, target, width, height) p;
END;
COMMENT ON FUNCTION sparkline_svg(numeric[], numeric, text[], integer, integer) IS
  'Figures as a small line in SVG, with a dashed line for the target; a missing figure is a gap. The figures, with their labels if any '
  'are given, are there in words too. It takes the colour of the text around it.';
CREATE FUNCTION data_uri(svg text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN 'data:image/svg+xml;base64,' || translate(encode(convert_to(svg, 'UTF8'::name), 'base64'), E'\n', '');
COMMENT ON FUNCTION data_uri(text) IS
  'A picture in SVG as an address that an image tag, a spreadsheet or a dashboard shows without loading anything.';

-- delimited: comma, semicolon or tab separated text from and for any client, without server files
COMMENT ON FUNCTION delimited_records(text, text, text) IS
    'records of a delimited text: the physical line each starts on, its cells, and the very characters it was read from, line end '
    'and empty lines after it included (in a text of one column they are records); the delimiter is detected if null, and an empty '
    'quote means that there is none';
COMMENT ON FUNCTION delimited_row(text[], text, text, boolean) IS
    'the cells as one line, without its end, that delimited_records reads back: quoted where needed, or all of them; an error where that '
    'takes quotes and there are none';
COMMENT ON FUNCTION quote_delimited(text, text) IS
    'deprecated: use delimited_row; the cell as delimited_records reads it back, in double quotes where it must be';

-- plan_ref: how a report is told which plan: by its key, a number, or by its title.  As regclass does for relations, so that neither
-- needs functions of its own.  What it stands for is looked up by the register that is asked.

CREATE TYPE plan_ref;
CREATE FUNCTION plan_ref_in(cstring) RETURNS plan_ref LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textin';
COMMENT ON FUNCTION plan_ref_in(cstring) IS 'I/O';
CREATE FUNCTION plan_ref_out(plan_ref) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textout';
COMMENT ON FUNCTION plan_ref_out(plan_ref) IS 'I/O';
CREATE FUNCTION plan_ref_recv(internal) RETURNS plan_ref LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'textrecv';
COMMENT ON FUNCTION plan_ref_recv(internal) IS 'I/O';
CREATE FUNCTION plan_ref_send(plan_ref) RETURNS bytea LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'textsend';
COMMENT ON FUNCTION plan_ref_send(plan_ref) IS 'I/O';
CREATE TYPE plan_ref ( INPUT = plan_ref_in, OUTPUT = plan_ref_out, RECEIVE = plan_ref_recv, SEND = plan_ref_send, LIKE =
    pg_catalog.text );
COMMENT ON TYPE plan_ref IS
  'Which plan of a register: its key (a number), or its title, with its version in parentheses where several have it; an argument of '
  'reports, not for columns.';

-- Implicit, since nothing but such an argument is of this type.
CREATE CAST (bigint AS plan_ref) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (bigint AS plan_ref) IS 'a plan by its key';
CREATE CAST (integer AS plan_ref) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (integer AS plan_ref) IS 'a plan by its key';
CREATE CAST (text AS plan_ref) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (text AS plan_ref) IS 'a plan by its title';
CREATE CAST (plan_ref AS text) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (plan_ref AS text) IS 'as written';

-- register_statements: the register is a program in SQL, the files of sql/register/, which the build makes part of the library.  No
-- catalogue and no upgrade script carries its text: a register is made and renewed from the library, statement by statement.

CREATE FUNCTION register_statements(OUT place integer, OUT file text, OUT line integer, OUT step text, OUT kind text, OUT object
    text, OUT statement text) RETURNS SETOF record LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 3000 AS
    'MODULE_PATHNAME', 'register_statements';
COMMENT ON FUNCTION register_statements() IS
  'The statements that make a register, in order, with file and line, the layout whose upgrade needs them (NULL: every register has '
  'them), what they make and its kind; under plain names of the schemas, so that they are the same for every register.';
CREATE FUNCTION run_register_statements(schema text, bi_schema text, places integer[]) RETURNS bigint LANGUAGE c VOLATILE PARALLEL
    UNSAFE AS 'MODULE_PATHNAME', 'run_register_statements';
COMMENT ON FUNCTION run_register_statements(text, text, integer[]) IS
  'Runs statements of register_statements() in a register''s schema, as the caller, and says how many; an error names file and line. '
  'Part of create_register and upgrade_register.';
CREATE FUNCTION library_version() RETURNS text LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'library_version';
COMMENT ON FUNCTION library_version() IS 'The version of the library, which is the layout of the registers it makes.';

CREATE FUNCTION check_library_version() RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  installed CONSTANT text := (SELECT e.extversion FROM pg_extension e WHERE e.extname = 'golden_thread');
BEGIN
  IF installed <> @extschema@.library_version() THEN
    RAISE EXCEPTION 'golden_thread has version % in this database, and % on this server', installed, @extschema@.library_version()
      USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'A register is made by a library of its extension''s own version.',
            HINT = format('ALTER EXTENSION golden_thread UPDATE TO %L', @extschema@.library_version());
  END IF;
END
$body$;
COMMENT ON FUNCTION check_library_version() IS 'Raises an error unless extension and library are of one version.';

-- Measured: 1,959 for a register of 64 tables, 100 views, 232 functions and 57 indexes.
CREATE FUNCTION register_locks() RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  SELECT sum(CASE s.kind WHEN 'table' THEN 12 WHEN 'view' THEN 4 WHEN 'function' THEN 3 WHEN 'index' THEN 2 END)
    FROM @extschema@.register_statements() s;
$body$;
COMMENT ON FUNCTION register_locks() IS 'About how many locks it takes to make or to renew a register.';

-- The server's own error names neither who wants the locks nor how many; this is no place to guess at other sessions' share.
CREATE FUNCTION run_register(schema text, places integer[]) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  remedy text;
BEGIN
  RETURN @extschema@.run_register_statements(schema, schema || '_bi', places);
EXCEPTION WHEN out_of_memory THEN
  GET STACKED DIAGNOSTICS remedy = PG_EXCEPTION_HINT;
  IF strpos(remedy, 'max_locks_per_transaction') = 0 THEN
    RAISE;
  END IF;
  RAISE EXCEPTION 'register "%" needs about % locks, and the server has not that many to spare', schema, @extschema@.register_locks()
    USING ERRCODE = 'out_of_memory',
          DETAIL = format('It has about max_locks_per_transaction (%s) times max_connections (%s) for all sessions together.',
                          current_setting('max_locks_per_transaction'), current_setting('max_connections')),
          HINT = format('Set max_locks_per_transaction to %s or more and restart the server, or try again when it has less to do.',
                        ceil(2 * @extschema@.register_locks() / current_setting('max_connections')::numeric));
END
$body$;
COMMENT ON FUNCTION run_register(text, integer[]) IS
  'Runs statements of register_statements() in a register''s schema, NULL all but the steps; says how many locks it takes where the '
  'server has too few.';

-- register_manifest: what a register is made of, and which of it is the register's own.  A register keeps the list itself, in the table
-- register_manifest: objects by name, since OIDs do not survive a restore, with digests of the statement that made them and of our
-- comment.  So an upgrade knows what is ours, what its owner added, and what the owner says in our place.

-- What is there, under names that do not depend on what the schema is called.
CREATE OR REPLACE FUNCTION register_members(schema text, OUT member text, OUT target text, OUT remark text) RETURNS SETOF record
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  WITH own AS (
    SELECT n.oid, CASE WHEN n.nspname = schema THEN '' ELSE 'bi.' END AS place
    FROM pg_namespace n WHERE n.nspname IN (schema, schema || '_bi')
  ), relations AS (
    SELECT c.oid, o.place || c.relname AS name, c.relkind,
           CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind
    FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    WHERE c.relkind = ANY ('{r,p,v,m,f,S}'::"char"[])
  )
  SELECT r.kind || ' ' || r.name, format('%s %s', r.kind, r.oid::regclass), obj_description(r.oid, 'pg_class')
  FROM relations r
  UNION ALL
  SELECT format('column %s.%s', r.name, a.attname), format('COLUMN %s.%I', r.oid::regclass, a.attname), col_description(r.oid, a.attnum)
  FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE r.relkind <> 'S'
  UNION ALL
  SELECT format('trigger %s on %s', t.tgname, r.name), format('TRIGGER %I ON %s', t.tgname, r.oid::regclass),
      obj_description(t.oid, 'pg_trigger')
  FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
  UNION ALL
  SELECT format('index %s on %s', c.relname, r.name), format('INDEX %s', c.oid::regclass), obj_description(c.oid, 'pg_class')
  FROM relations r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class c ON c.oid = i.indexrelid
  UNION ALL
  SELECT format('policy %s on %s', p.polname, r.name), format('POLICY %I ON %s', p.polname, r.oid::regclass),
      obj_description(p.oid, 'pg_policy')
  FROM relations r JOIN pg_policy p ON p.polrelid = r.oid
  UNION ALL
  SELECT format('function %s%s(%s)', o.place, f.proname,
                (SELECT string_agg(t.typname::text, ', ' ORDER BY a.place)
                 FROM unnest(f.proargtypes) WITH ORDINALITY AS a (type, place) JOIN pg_type t ON t.oid = a.type)),
         format('FUNCTION %s', f.oid::regprocedure), obj_description(f.oid, 'pg_proc')
  FROM pg_proc f JOIN own o ON o.oid = f.pronamespace
  UNION ALL
  SELECT format('type %s%s', o.place, t.typname), format('TYPE %s', t.oid::regtype), obj_description(t.oid, 'pg_type')
  FROM pg_type t JOIN own o ON o.oid = t.typnamespace
  WHERE t.typrelid = 0 AND t.typelem = 0;
$body$;

CREATE FUNCTION register_additions(schema text) RETURNS text[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  additions text[];
BEGIN
  EXECUTE format('SELECT array_agg(m.member ORDER BY m.member) FROM @extschema@.register_members($1) m
                  WHERE NOT EXISTS (SELECT FROM %I.register_manifest o WHERE o.object = m.member)', schema)
    INTO additions USING schema;
  RETURN coalesce(additions, '{}');
END
$body$;
COMMENT ON FUNCTION register_additions(text) IS
  'What the owner of a register added to its two schemas: all that its manifest does not name.';

CREATE FUNCTION write_register_manifest(schema text, additions text[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  EXECUTE format('DELETE FROM %I.register_manifest', schema);
  EXECUTE format('INSERT INTO %I.register_manifest (object, kind, statement_digest, comment_digest)
                  SELECT m.member, split_part(m.member, %L, 1), md5(s.statement), md5(m.remark)
                  FROM @extschema@.register_members($1) m
                  LEFT JOIN @extschema@.register_statements() s ON s.object = m.member AND s.kind <> %L AND s.step IS NULL
                  WHERE m.member <> ALL ($2)', schema, ' ', 'seed')
    USING schema, additions;
END
$body$;
COMMENT ON FUNCTION write_register_manifest(text, text[]) IS
  'Writes the manifest anew: all that is in the register''s schemas but the owner''s additions, as it is now.';

CREATE FUNCTION register_manifest_objects(schema text) RETURNS SETOF text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RETURN QUERY EXECUTE format('SELECT o.object FROM %I.register_manifest o', schema);
END
$body$;
COMMENT ON FUNCTION register_manifest_objects(text) IS 'The objects that the manifest of a register names.';

-- register_create: making, finding, renaming, checking and dropping registers.

CREATE OR REPLACE FUNCTION check_register(schema text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF schema IS NULL OR to_regnamespace(quote_ident(schema)) IS NULL
     OR to_regclass(format('%I.register_settings', schema)) IS NULL THEN
    RAISE EXCEPTION 'there is no register in schema "%"', schema
      USING ERRCODE = 'undefined_object', HINT = 'Make one with create_register, or name one that registers() lists.';
  END IF;
  -- After ALTER SCHEMA ... RENAME the register's functions would look for its tables under the old name, and may find another's.
  IF EXISTS (SELECT FROM pg_proc p, unnest(p.proconfig) AS setting
             WHERE p.pronamespace = to_regnamespace(quote_ident(schema)) AND p.proname IN ('import_csv', 'import_document')
               AND setting LIKE 'search_path=%'
               AND left(substr(setting, 13), length(quote_ident(schema)) + 1) <> quote_ident(schema) || ',') THEN
    RAISE EXCEPTION 'the register in schema "%" was renamed, and its functions still look under the old name', schema
      USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = format('SELECT rename_register(%L, %L) puts that right.', schema, schema);
  END IF;
END
$body$;

-- A function is named with its schema only where its search path does not lead to it.
CREATE FUNCTION check_register_path(context text, schema text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  -- As it was called when this session first called it: within one session the schema that is left must tell.
  qualified CONSTANT text := substring(split_part(context, E'\n', 1) FROM E'\\S+\\.\\w+\\(.*\\)');
BEGIN
  IF qualified IS NOT NULL OR to_regclass(format('%I.register_settings', schema)) IS NULL THEN
    RAISE EXCEPTION 'the register was renamed, and its functions still look under the old name'
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'SELECT rename_register(its name, its name) puts that right.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_path(text, text) IS
  'Raises an error if a register''s function, whose PG_CONTEXT and current_schema() these are, runs outside its search path: '
  'after ALTER SCHEMA ... RENAME it would write into whatever has the old name now.';

CREATE OR REPLACE FUNCTION check_register_name(schema text) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  -- The name goes into function bodies and search paths, where these characters would be somebody else's SQL.
  IF schema IS NULL OR schema = '' OR schema ~ E'["$''\\\\{}]' OR starts_with(schema, 'pg_') OR octet_length(schema) > 60 THEN
    RAISE EXCEPTION 'invalid schema name for a register: "%"', schema
      USING ERRCODE = 'invalid_name',
            DETAIL = 'The name has 1 to 60 bytes, does not start with pg_, and holds no quote, dollar, backslash or brace.',
            HINT = 'Write a plain name, such as create_register(''council'').';
  END IF;
END
$body$;

-- A schema the register is to live in: made if it is missing, refused if anybody else's objects are in it.
CREATE OR REPLACE FUNCTION prepare_register_schema(schema text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  schema_oid oid := to_regnamespace(quote_ident(schema));
BEGIN
  IF schema_oid IS NULL THEN
    EXECUTE format('CREATE SCHEMA %I', schema);
    RETURN;
  END IF;
  -- Whoever else may create objects in it could put functions before the extension's own.
  IF (SELECT pg_get_userbyid(n.nspowner) <> current_user OR EXISTS (SELECT FROM aclexplode(n.nspacl) AS a
                                                            WHERE a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner)
      FROM pg_namespace n WHERE n.oid = schema_oid) THEN
    RAISE EXCEPTION 'schema "%" is not yours alone', schema
      USING ERRCODE = 'insufficient_privilege',
          DETAIL = 'A register''s schema belongs to its owner, and nobody else may create objects in it.',
            HINT = 'Name a schema that does not exist yet.';
  END IF;
  IF EXISTS (SELECT FROM pg_depend
                WHERE refclassid = 'pg_namespace'::regclass AND refobjid = schema_oid
                  AND classid <> 'pg_default_acl'::regclass) THEN
    RAISE EXCEPTION 'schema "%" already holds other objects', schema
      USING ERRCODE = 'duplicate_schema', HINT = 'Name a schema that is empty, or that does not exist yet.';
  END IF;
END
$body$;

CREATE OR REPLACE FUNCTION rename_register(schema text, new_name text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  routine regprocedure;
  setting text;
BEGIN
  IF to_regclass(format('%I.register_settings', schema)) IS NULL THEN
    PERFORM @extschema@.check_register(schema);
  END IF;
  PERFORM @extschema@.check_register_name(new_name);
  IF new_name <> schema THEN
    EXECUTE format('ALTER SCHEMA %I RENAME TO %I', schema, new_name);
    IF to_regnamespace(quote_ident(schema || '_bi')) IS NOT NULL THEN
      EXECUTE format('ALTER SCHEMA %I RENAME TO %I', schema || '_bi', new_name || '_bi');
    END IF;
  END IF;
  -- Only functions whose path is a register's own: a schema, the extension's, pg_temp.
  FOR routine, setting IN
    SELECT p.oid::regprocedure, quote_ident(new_name) || substr(s.setting,
                                                                13 + position(', ' || quote_ident(n.nspname)
                                                                              || ', pg_temp' IN substr(s.setting, 13)) - 1)
    FROM pg_proc p, unnest(p.proconfig) AS s (setting), pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE p.pronamespace = to_regnamespace(quote_ident(new_name)) AND e.extname = 'golden_thread'
      AND s.setting LIKE 'search_path=%' AND position(', ' || quote_ident(n.nspname) || ', pg_temp' IN s.setting) > 0
  LOOP
    EXECUTE format('ALTER ROUTINE %s SET search_path = %s', routine, setting);
  END LOOP;
END
$body$;

CREATE OR REPLACE FUNCTION create_register(schema text, fiscal_start_month integer DEFAULT 4) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  bi_schema text := schema || '_bi';
BEGIN
  PERFORM @extschema@.check_library_version();
  PERFORM @extschema@.check_extension_schema();
  PERFORM @extschema@.check_register_name(schema);
  IF fiscal_start_month IS NULL OR fiscal_start_month NOT BETWEEN 1 AND 12 THEN
    RAISE EXCEPTION 'fiscal_start_month % is not a month', fiscal_start_month
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Write 1 to 12; the UK public sector''s year starts in month 4.';
  END IF;
  PERFORM @extschema@.prepare_register_schema(schema);
  PERFORM @extschema@.prepare_register_schema(bi_schema);

  PERFORM @extschema@.run_register(schema, NULL);
  EXECUTE format('INSERT INTO %I.register_settings (layout_version, fiscal_start_month) VALUES (%L, %s)',
                 schema, @extschema@.library_version(), fiscal_start_month);
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', schema, 'A golden_thread register: plans, their ratings, deadlines and links.');
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', bi_schema,
                 'Views for BI tools over the golden_thread register "' || schema || '": plain types only.');
  PERFORM @extschema@.write_register_manifest(schema, '{}');
END
$body$;

DROP FUNCTION registers();
CREATE FUNCTION registers(OUT schema text, OUT owner text, OUT layout_version text, OUT is_current boolean, OUT fiscal_start_month integer,
                          OUT open_to text)
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
    is_current := layout_version = @extschema@.library_version();
    open_to := @extschema@.open_extension_schema();
    RETURN NEXT;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION registers() IS 
  'The registers of this database with owner, version and whether that is current; version NULL where the caller may not look. open_to: '
  'who else may create in the extension''s schema, so that calls of a register could run code of theirs; it is to be NULL.';

-- Whatever stands outside the register and would go with it.
CREATE OR REPLACE FUNCTION register_dependents(schema text) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  WITH own AS (
    SELECT n.oid FROM pg_namespace n WHERE n.nspname IN (schema, schema || '_bi')
  ), objects AS (
    SELECT 'pg_class'::regclass AS classid, c.oid FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    UNION ALL
    SELECT 'pg_proc'::regclass, f.oid FROM pg_proc f JOIN own o ON o.oid = f.pronamespace
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid FROM pg_type t JOIN own o ON o.oid = t.typnamespace
    UNION ALL
    SELECT 'pg_constraint'::regclass, k.oid FROM pg_constraint k JOIN own o ON o.oid = k.connamespace
  ), dependents AS (
    SELECT d.classid, d.objid,
           CASE d.classid
             WHEN 'pg_rewrite'::regclass THEN (SELECT r.ev_class FROM pg_rewrite r WHERE r.oid = d.objid)
             WHEN 'pg_constraint'::regclass THEN (SELECT k.conrelid FROM pg_constraint k WHERE k.oid = d.objid)
             WHEN 'pg_attrdef'::regclass THEN (SELECT a.adrelid FROM pg_attrdef a WHERE a.oid = d.objid)
             WHEN 'pg_policy'::regclass THEN (SELECT p.polrelid FROM pg_policy p WHERE p.oid = d.objid)
             WHEN 'pg_trigger'::regclass THEN (SELECT t.tgrelid FROM pg_trigger t WHERE t.oid = d.objid)
             WHEN 'pg_class'::regclass THEN d.objid
           END AS relation
    FROM pg_depend d JOIN objects o ON o.classid = d.refclassid AND o.oid = d.refobjid
    WHERE d.deptype = 'n'
  )
  SELECT DISTINCT CASE WHEN d.relation IS NULL OR d.relation = 0 THEN pg_describe_object(d.classid, d.objid, 0)
                       ELSE pg_describe_object('pg_class'::regclass, d.relation, 0) END
  FROM dependents d
  LEFT JOIN objects inside ON inside.classid = CASE WHEN d.relation IS NULL OR d.relation = 0 THEN d.classid ELSE 'pg_class'::regclass END
                          AND inside.oid = CASE WHEN d.relation IS NULL OR d.relation = 0 THEN d.objid ELSE d.relation END
  WHERE inside.oid IS NULL
  ORDER BY 1;
$body$;

CREATE OR REPLACE FUNCTION drop_register(schema text, schema_again text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  dependents text[];
BEGIN
  PERFORM @extschema@.check_register_owner(schema);
  IF schema_again IS NULL OR schema_again <> schema THEN
    RAISE EXCEPTION 'the name of the register to drop was not given twice: "%" and "%"', schema, coalesce(schema_again, '')
      USING ERRCODE = 'invalid_parameter_value',
          DETAIL = 'A dropped register is gone, with its history and whatever else is in its two schemas.',
            HINT = format('SELECT drop_register(%L, %L)', schema, schema);
  END IF;
  dependents := ARRAY(SELECT d FROM @extschema@.register_dependents(schema) d);
  IF dependents <> '{}' THEN
    RAISE EXCEPTION 'register "%" is not dropped: other objects depend on it', schema
      USING ERRCODE = 'dependent_objects_still_exist', DETAIL = array_to_string(dependents, E'\n'), HINT = 'Drop those first.';
  END IF;
  IF to_regnamespace(quote_ident(schema || '_bi')) IS NOT NULL THEN
    EXECUTE format('DROP SCHEMA %I CASCADE', schema || '_bi');
  END IF;
  EXECUTE format('DROP SCHEMA %I CASCADE', schema);
END
$body$;

-- register_upgrade: bringing a register to the newest layout, or back to what it was made of.
--
-- Tables are stated once, in their newest form: an upgrade makes those that are missing, and a step (sql/register/steps/LAYOUT.sql)
-- brings the others there.  Functions, views and triggers that differ from the manifest's, or are missing, are made anew; what the
-- register has no longer goes.  A register older than 0.5.0 goes through that version first.

CREATE FUNCTION check_register_layout(schema text, layout text) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF @extschema@.layout_number(layout) > @extschema@.layout_number(@extschema@.library_version()) THEN
    RAISE EXCEPTION 'the register in schema "%" has layout %, which this extension does not know', schema, layout
      USING ERRCODE = 'feature_not_supported', DETAIL = format('The newest layout it knows is %s.', @extschema@.library_version()),
            HINT = 'Install the newest golden_thread and run ALTER EXTENSION golden_thread UPDATE; a register never goes back to an '
                   'older layout.';
  ELSIF @extschema@.layout_number(layout) < '{0,5,0}' THEN
    RAISE EXCEPTION 'the register in schema "%" has layout %, and goes through 0.5.0 first', schema, layout
      USING ERRCODE = 'feature_not_supported', DETAIL = format('golden_thread %s upgrades registers of 0.5.0 and later.',
                                                               @extschema@.library_version()),
            HINT = format('Restore it where golden_thread 0.5.0 is installed, SELECT upgrade_register(%L) there, and come back.', schema);
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_layout(text, text) IS 'Raises an error for a layout that upgrade_register cannot start from.';

-- Registers of 0.5.0 keep no manifest: theirs is in the step, by names.
CREATE FUNCTION give_register_manifest(schema text, layout text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF layout = '0.5.0' THEN
    PERFORM @extschema@.run_register(schema, ARRAY(SELECT s.place FROM @extschema@.register_statements() s
                                                   WHERE s.object = 'table register_manifest' AND s.kind = 'table'));
    PERFORM @extschema@.run_register(schema, ARRAY(SELECT s.place FROM @extschema@.register_statements() s
                                                   WHERE s.object = 'table register_manifest' AND s.kind = 'seed' AND s.step = '0.5.0'));
  END IF;
END
$body$;
COMMENT ON FUNCTION give_register_manifest(text, text) IS 'Gives a register of 0.5.0 the manifest it was made without.';

-- What the newest statements would put in the way of something the owner made; a view of ours cannot be renewed under columns of the
-- owner's.
CREATE FUNCTION register_collisions(schema text, additions text[]) RETURNS SETOF text
  LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
  WITH ours AS (
    SELECT s.object, s.kind FROM @extschema@.register_statements() s WHERE s.object IS NOT NULL AND s.kind <> 'seed' AND s.step IS NULL
  )
  SELECT a.member
    FROM unnest(additions) a (member)
   WHERE EXISTS (SELECT FROM ours o
                  -- Tables, views, sequences and indexes share one name space, tables, views and types another.
                  WHERE o.object = a.member
                     OR o.kind IN ('table', 'view') AND regexp_replace(a.member, '^(table|view|materialized view|sequence|type) ', '')
                                                        = substr(o.object, length(o.kind) + 2)
                     OR o.kind IN ('table', 'view') AND 'index ' || substr(o.object, length(o.kind) + 2) = split_part(a.member, ' on ', 1)
                     OR o.kind = 'view' AND left(a.member, length(o.object) + 3) = 'column ' || substr(o.object, 6) || '.')
   ORDER BY 1;
$body$;
COMMENT ON FUNCTION register_collisions(text, text[]) IS
    'What the owner of a register has made under a name that the newest layout needs, or added to one of its views; empty in a '
    'register that '
  'can be upgraded.';

CREATE FUNCTION check_register_additions(schema text, additions text[]) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  in_the_way CONSTANT text[] := ARRAY(SELECT c FROM @extschema@.register_collisions(schema, additions) c);
BEGIN
  IF in_the_way <> '{}' THEN
    RAISE EXCEPTION 'register "%" cannot be upgraded: % of its owner''s own objects have names that layout % needs',
                    schema, cardinality(in_the_way), @extschema@.library_version()
      USING ERRCODE = 'duplicate_object', DETAIL = array_to_string(in_the_way, E'\n'),
            HINT = 'Rename them or move them to a schema of your own, and try again. Nothing was changed.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_additions(text, text[]) IS
  'Raises an error, before anything changes, that names what the owner made in an upgrade''s way.';

CREATE FUNCTION wanted_register_statements(schema text, old_layout text, force boolean) RETURNS integer[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  places integer[];
BEGIN
  EXECUTE format($query$
    SELECT array_agg(s.place)
    FROM @extschema@.register_statements() s
    LEFT JOIN @extschema@.register_members($1) m ON m.member = s.object
    LEFT JOIN %I.register_manifest o ON o.object = s.object
    WHERE CASE WHEN s.step IS NOT NULL
               THEN @extschema@.layout_number(s.step) >= @extschema@.layout_number($2) AND $2 <> @extschema@.library_version()
                    AND s.object IS DISTINCT FROM 'table register_manifest'
               WHEN s.kind IN ('table', 'index', 'policy', 'seed') THEN m.member IS NULL
               WHEN s.kind IN ('view', 'function', 'trigger')
               THEN $3 OR m.member IS NULL OR o.statement_digest IS DISTINCT FROM md5(s.statement)
               ELSE true END $query$, schema)
    INTO places USING schema, old_layout, force;
  RETURN places;
END
$body$;
COMMENT ON FUNCTION wanted_register_statements(text, text, boolean) IS
  'The places of the statements that bring a register of a layout to the newest one: steps, what is missing, and functions, views and '
  'triggers that the manifest has otherwise; with force all of these.';

-- What the register has no longer keeps its dependents while the newest is made, under names that are in nobody's way: beside a function
-- of the same name with one argument more, a call would mean the older one.  A step may set others aside in the same way.
CREATE FUNCTION gone_name(name text, layout text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(name, 50) || ' of ' || layout;
COMMENT ON FUNCTION gone_name(text, text) IS 'The name under which a function of an older layout waits to be dropped.';

CREATE FUNCTION set_aside_gone_functions(schema text, old_layout text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  gone record;
BEGIN
  FOR gone IN
    EXECUTE format('SELECT m.target, @extschema@.gone_name(split_part(substr(o.object, 10), %L, 1), $2) AS aside
                    FROM %I.register_manifest o JOIN @extschema@.register_members($1) m ON m.member = o.object
                    WHERE o.kind = %L AND o.statement_digest IS NOT NULL
                      AND o.object NOT IN (SELECT s.object FROM @extschema@.register_statements() s WHERE s.object IS NOT NULL)',
                   '(', schema, 'function') USING schema, old_layout
  LOOP
    EXECUTE format('ALTER %s RENAME TO %I', gone.target, gone.aside);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION set_aside_gone_functions(text, text) IS
  'Renames the functions that the newest layout has no longer, until they can be dropped.';

-- Whoever took EXECUTE from PUBLIC meant what the function tells, and that the one in its place tells too.
CREATE FUNCTION pass_on_function_rights(schema text, old_layout text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  heir record;
BEGIN
  FOR heir IN
    SELECT f.oid::regprocedure AS routine, a.grantee
    FROM pg_proc old
    JOIN pg_proc f ON f.pronamespace = old.pronamespace AND old.proname = @extschema@.gone_name(f.proname, old_layout) AND f.proacl IS NULL
    LEFT JOIN LATERAL aclexplode(old.proacl) a ON a.grantee <> old.proowner
    WHERE old.pronamespace = quote_ident(schema)::regnamespace AND old.proacl IS NOT NULL
    ORDER BY f.oid, a.grantee
  LOOP
    IF (SELECT f.proacl IS NULL FROM pg_proc f WHERE f.oid = heir.routine) THEN
      EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', heir.routine);
    END IF;
    IF heir.grantee IS NOT NULL THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', heir.routine,
                     CASE heir.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(heir.grantee)) END);
    END IF;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION pass_on_function_rights(text, text) IS
  'Gives the functions that take the place of others, under the same name, the rights that were granted on those.';

-- A view of ours shows a reader what that reader may see of the tables under it, and no more; so whoever may read all of those may have
-- it.  Reports that stand on it then go on answering those to whom the owner gave the tables by hand.
CREATE FUNCTION pass_on_view_rights(schema text, views text[]) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  heir record;
  given bigint := 0;
BEGIN
  FOR heir IN
    WITH needs AS (
      SELECT DISTINCT v.oid AS view, d.refobjid AS relation
      FROM pg_class v JOIN pg_rewrite r ON r.ev_class = v.oid
      JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
                      AND d.refobjid <> v.oid
      WHERE v.relnamespace = quote_ident(schema)::regnamespace AND 'view ' || v.relname = ANY (views)
        AND v.reloptions @> '{security_invoker=true}'
    ), readers AS (
      SELECT DISTINCT n.view, a.grantee
      FROM needs n JOIN pg_class c ON c.oid = n.relation CROSS JOIN LATERAL aclexplode(c.relacl) a
      WHERE a.privilege_type = 'SELECT' AND a.grantee NOT IN (0, c.relowner)
    )
    SELECT w.view::regclass AS view, pg_get_userbyid(w.grantee) AS role FROM readers w
    WHERE NOT EXISTS (SELECT FROM needs n WHERE n.view = w.view AND NOT has_table_privilege(w.grantee, n.relation, 'SELECT'))
      AND NOT has_table_privilege(w.grantee, w.view, 'SELECT')
    ORDER BY 1, 2
  LOOP
    EXECUTE format('GRANT SELECT ON %s TO %I', heir.view, heir.role);
    given := given + 1;
  END LOOP;
  RETURN given;
END
$body$;
COMMENT ON FUNCTION pass_on_view_rights(text, text[]) IS
  'Lets those read these views of a register who may read all that the views stand on, and says how many grants that took.';

CREATE FUNCTION gone_register_objects(schema text, old_layout text) RETURNS text[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  gone text[];
BEGIN
  EXECUTE format('SELECT array_agg(m.target) FROM @extschema@.register_members($1) m LEFT JOIN %I.register_manifest o ON o.object = m.member
                  WHERE o.kind IN (%L, %L) AND o.statement_digest IS NOT NULL
                        AND o.object NOT IN (SELECT s.object FROM @extschema@.register_statements() s WHERE s.object IS NOT NULL)
                     OR starts_with(m.member, %L) AND strpos(m.member, @extschema@.gone_name(%L, $2) || %L) > 0',
                 schema, 'trigger', 'view', 'function ', '', '(') INTO gone USING schema, old_layout;
  RETURN coalesce(gone, '{}');
END
$body$;
COMMENT ON FUNCTION gone_register_objects(text, text) IS 'What the newest layout has no longer, as DROP calls it.';

-- They can stand on each other, so whatever nothing stands on goes first, until nothing is left or nothing goes.
CREATE FUNCTION drop_gone_register_objects(schema text, old_layout text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  gone text[] := @extschema@.gone_register_objects(schema, old_layout);
  still text[];
  target text;
  standing text;
BEGIN
  WHILE gone <> '{}' LOOP
    still := '{}';
    FOREACH target IN ARRAY gone LOOP
      BEGIN
        EXECUTE 'DROP ' || target;
      EXCEPTION WHEN dependent_objects_still_exist THEN
        still := still || target;
        GET STACKED DIAGNOSTICS standing = PG_EXCEPTION_DETAIL;
      END;
    END LOOP;
    IF cardinality(still) = cardinality(gone) THEN
      RAISE EXCEPTION 'register "%" cannot be upgraded: something of its owner''s stands on what layout % has no longer',
                      schema, @extschema@.library_version()
        USING ERRCODE = 'dependent_objects_still_exist', DETAIL = standing,
              HINT = 'Drop it, or let it stand on what took that place (CHANGELOG.md says on what), and try again. Nothing was changed.';
    END IF;
    gone := still;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION drop_gone_register_objects(text, text) IS
  'Drops what the newest layout has no longer; refused where something of the owner''s stands on it.';

-- Comments that the owner wrote, on our objects or on others; those still as we left them may be worded anew.
CREATE FUNCTION owners_register_comments(schema text) RETURNS jsonb
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  comments jsonb;
BEGIN
  EXECUTE format('SELECT jsonb_object_agg(m.member, m.remark)
                  FROM @extschema@.register_members($1) m LEFT JOIN %I.register_manifest o ON o.object = m.member
                  WHERE m.remark IS NOT NULL AND (o.object IS NULL OR o.comment_digest IS NULL
                                                  OR o.comment_digest <> md5(m.remark))', schema)
    INTO comments USING schema;
  RETURN comments;
END
$body$;
COMMENT ON FUNCTION owners_register_comments(text) IS 'The comments in a register''s schemas that are its owner''s, by object.';

CREATE FUNCTION restore_register_comments(schema text, comments jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  comment record;
BEGIN
  FOR comment IN
    SELECT m.target, k.value FROM jsonb_each_text(comments) k JOIN @extschema@.register_members(schema) m ON m.member = k.key
    WHERE m.remark IS NULL OR m.remark <> k.value
  LOOP
    EXECUTE format('COMMENT ON %s IS %L', comment.target, comment.value);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION restore_register_comments(text, jsonb) IS 'Puts back the comments that owners_register_comments gave.';

CREATE FUNCTION upgrade_register(schema text, force boolean DEFAULT false) RETURNS text
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  new_layout CONSTANT text := @extschema@.library_version();
  old_layout text;
  additions text[];
  before CONSTANT text[] := ARRAY(SELECT m.member FROM @extschema@.register_members(schema) m);
  comments jsonb;
BEGIN
  PERFORM @extschema@.check_library_version();
  PERFORM @extschema@.check_extension_schema();
  PERFORM @extschema@.check_register_owner(schema);
  EXECUTE format('SELECT s.layout_version FROM %I.register_settings s FOR UPDATE', schema) INTO old_layout;
  PERFORM @extschema@.check_register_layout(schema, old_layout);
  IF old_layout = new_layout AND NOT force THEN
    RETURN format('register "%s" has layout %s already', schema, new_layout);
  END IF;

  PERFORM @extschema@.give_register_manifest(schema, old_layout);
  additions := @extschema@.register_additions(schema);
  PERFORM @extschema@.check_register_additions(schema, additions);
  comments := @extschema@.owners_register_comments(schema);
  PERFORM @extschema@.set_aside_gone_functions(schema, old_layout);
  PERFORM @extschema@.run_register(schema, @extschema@.wanted_register_statements(schema, old_layout, force));
  PERFORM @extschema@.pass_on_function_rights(schema, old_layout);
  PERFORM @extschema@.drop_gone_register_objects(schema, old_layout);
  -- A view can stand on another.
  WHILE @extschema@.pass_on_view_rights(schema, ARRAY(SELECT m.member FROM @extschema@.register_members(schema) m
                                                      WHERE m.member <> ALL (before))) > 0 LOOP
    NULL;
  END LOOP;
  PERFORM @extschema@.write_register_manifest(schema, additions);
  PERFORM @extschema@.restore_register_comments(schema, comments);
  PERFORM @extschema@.apply_register_grants(schema);
  EXECUTE format('UPDATE %I.register_settings SET layout_version = %L WHERE layout_version <> %2$L', schema, new_layout);
  RETURN CASE old_layout WHEN new_layout THEN format('register "%s" of layout %s is whole again', schema, new_layout)
                         ELSE format('register "%s" upgraded from layout %s to %s', schema, old_layout, new_layout) END;
END
$body$;
COMMENT ON FUNCTION upgrade_register(text, boolean) IS
  'Brings a register of 0.5.0 or later to the newest layout, in one transaction: every row is kept, and so are the owner''s own columns, '
  'indexes, policies, grants, comments and views. What the owner made under a name the new layout needs is reported before anything '
  'changes. force: a register of the newest layout gets back what it was made of, such as a view that was dropped.';

-- register_rights: who may what in a register.  Roles are the cluster's, so none is made: these give an existing role the privileges
-- of its level.

-- Only what the register is made of: what the owner added to its schemas is the owner's to grant.  Keys that tell what came later are
-- the sequence's to give: an approval under a key yet to come would outlive every later return of the quarter.
CREATE OR REPLACE FUNCTION register_privileges(schema text, level text, OUT target text, OUT privileges text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RETURN QUERY
  WITH own AS MATERIALIZED (
    SELECT n.oid, n.nspname, CASE WHEN n.nspname = schema THEN '' ELSE 'bi.' END AS place FROM pg_namespace n
        WHERE n.nspname IN (schema, schema || '_bi')
  ), objects AS MATERIALIZED (
    SELECT o.object FROM @extschema@.register_manifest_objects(schema) o (object)
  )
  SELECT 'SCHEMA ' || quote_ident(o.nspname), 'USAGE' FROM own o
  UNION ALL
  SELECT 'TABLE ' || c.oid::regclass::text,
         CASE WHEN level = 'officer' AND c.relname = 'ratings' AND o.place = '' OR level IN ('officer', 'publisher')
             AND c.relname = 'sign_offs' AND o.place = ''
              THEN 'SELECT, ' || (SELECT format('INSERT (%s)', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum))
                                  FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                                      AND a.attidentity = '')
                   || CASE level WHEN 'publisher' THEN ', UPDATE, DELETE' ELSE '' END
              WHEN level = 'publisher' AND c.relkind <> 'v'
                  AND c.relname NOT IN ('audit_log', 'audit_rows', 'register_grants', 'register_settings', 'register_manifest')
              THEN 'SELECT, INSERT, UPDATE, DELETE'
              ELSE 'SELECT' END
  FROM pg_class c
  JOIN own o ON o.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v')
    AND (level = 'publisher' OR o.place <> '' OR c.relname NOT IN ('audit_log', 'audit_rows', 'audit_report'))
    AND CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'table ' END || o.place || c.relname IN (SELECT x.object FROM objects x)
  UNION ALL
  -- PUBLIC may execute functions unless somebody took that away; what runs with the owner's rights is for nobody to call.
  SELECT 'FUNCTION ' || f.oid::regprocedure::text, 'EXECUTE'
  FROM pg_proc f
  JOIN own o ON o.oid = f.pronamespace
  WHERE NOT f.prosecdef
    AND NOT EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee = 0
                    AND a.privilege_type = 'EXECUTE')
    AND format('function %s%s(%s)', o.place, f.proname,
               (SELECT string_agg(t.typname::text, ', ' ORDER BY a.place)
                FROM unnest(f.proargtypes) WITH ORDINALITY AS a (type, place) JOIN pg_type t ON t.oid = a.type)) IN (SELECT x.object
                      FROM objects x);
END
$body$;

CREATE OR REPLACE FUNCTION grant_register(schema text, role_name text, level text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  old_level text;
BEGIN
  PERFORM @extschema@.check_register_role(schema, role_name);
  IF level IS NULL OR level NOT IN ('reader', 'officer', 'publisher') THEN
    RAISE EXCEPTION 'unknown level "%"', level
      USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Write reader (reads reports), officer (reads, and rates own items) or publisher (imports, changes and publishes).';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role_name) THEN
    RAISE EXCEPTION 'role "%" does not exist', role_name
      USING ERRCODE = 'undefined_object',
          HINT = format('CREATE ROLE %I first: a register makes no roles, since they are the whole cluster''s.', role_name);
  END IF;
  EXECUTE format('SELECT g.level FROM %I.register_grants g WHERE g.role_name = $1', schema) INTO old_level USING role_name;
  IF old_level <> level THEN
    PERFORM @extschema@.revoke_register(schema, role_name);
  END IF;
  EXECUTE format('INSERT INTO %I.register_grants (role_name, level) VALUES ($1, $2) ON CONFLICT DO NOTHING', schema) USING role_name, level;
  PERFORM @extschema@.apply_register_grants(schema);
  IF NOT has_schema_privilege(role_name, to_regnamespace('@extschema@'), 'USAGE') THEN
    RAISE WARNING 'role "%" may not use the schema of the extension', role_name
      USING HINT = format('GRANT USAGE ON SCHEMA @extschema@ TO %I', role_name);
  END IF;
END
$body$;

-- What a register had from the extension and has in its own schema now: only dropped.

DROP FUNCTION export_csv(text,bigint,text);
DROP FUNCTION export_document(text,text,date);
DROP FUNCTION html_columns(text,text[],bigint[],bigint[]);
DROP FUNCTION html_tally_bar(text,rag_tally);
DROP FUNCTION import_csv(text,text,text,text,text,timestamp with time zone);
DROP FUNCTION import_table(text,text,regclass,text,timestamp with time zone);
DROP FUNCTION live_rollup_names(text,text);
DROP FUNCTION live_rollup_tables_sql();
DROP FUNCTION live_rollup_triggers_sql();
DROP FUNCTION live_rollup_views_sql();
DROP AGGREGATE outcome_rollup(linkage,bigint,text,text);
DROP AGGREGATE outcome_rollup(linkage_text,text,bigint,text);
DROP AGGREGATE outcome_rollup(linkage_text,text,text,text);
DROP FUNCTION parse_delimited(text,text,text);
DROP FUNCTION register_changed_views(text,text);
DROP FUNCTION register_code();
DROP FUNCTION register_collisions(text,text);
DROP FUNCTION register_table_steps();
DROP FUNCTION report_breakdown_html(text,bigint[],quarter,date);
DROP FUNCTION report_css();
DROP FUNCTION report_deadlines_html(text,bigint[],quarter,date);
DROP FUNCTION report_exceptions_html(text,bigint[],quarter,date);
DROP FUNCTION report_html(text,text,quarter,date);
DROP FUNCTION report_movement_html(text,bigint[],quarter,date);
DROP FUNCTION report_notes_html(text,bigint[],quarter,date);
DROP FUNCTION report_plans(text,text);
DROP FUNCTION report_progress_html(text,bigint[],quarter,date);
DROP FUNCTION report_summary_html(text,bigint[],quarter,date);
DROP FUNCTION report_thread_html(text,bigint[],quarter,date);
DROP FUNCTION run_register_statements(text,text);
DROP FUNCTION upgrade_register(text);
DROP FUNCTION warn_of_refused_rows(text,bigint,bigint,bigint);
DROP FUNCTION html_date(date);
DROP FUNCTION html_rating(rag,text,text);
DROP FUNCTION html_table(text,text,text,text[],text,bigint[],quarter,date);
DROP FUNCTION outcome_rollup_words(internal,linkage,bigint,text,text);
DROP FUNCTION outcome_rollup_words(internal,linkage_text,text,bigint,text);
DROP FUNCTION outcome_rollup_words(internal,linkage_text,text,text,text);
DROP FUNCTION register_bi_sql();
DROP FUNCTION register_exchange_sql();
DROP FUNCTION register_exchange_tables_sql();
DROP FUNCTION register_governance_sql();
DROP FUNCTION register_governance_tables_sql();
DROP FUNCTION register_history_sql();
DROP FUNCTION register_history_tables_sql();
DROP FUNCTION register_import_sql();
DROP FUNCTION register_layout();
DROP FUNCTION register_measures_sql();
DROP FUNCTION register_measures_tables_sql();
DROP FUNCTION register_money_sql();
DROP FUNCTION register_money_tables_sql();
DROP FUNCTION register_objects(text);
DROP FUNCTION register_reports_sql();
DROP FUNCTION register_reports_tables_sql();
DROP FUNCTION register_tables_sql();
DROP FUNCTION register_views_sql();
DROP FUNCTION html_escape(text);
DROP FUNCTION html_ink(text);
DROP FUNCTION register_benchmark_sql(text,text);
DROP FUNCTION register_money_parts_sql(text);
DROP FUNCTION register_league_sql(text,text);
DROP FUNCTION register_money_rows_sql(text);
DROP FUNCTION register_measure_rows_sql(text,text);

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
