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
    PERFORM pg_catalog.set_config('search_path', path, true);

    SELECT pg_catalog.concat('type ', t.name) INTO taken
    FROM pg_catalog.unnest(ARRAY[
        'linkage_textmultirange', 'linkage_textrange', 'linkagemultirange', 'linkagerange', 'plan_codemultirange',
        'plan_coderange', 'rag_tallymultirange', 'rag_tallyrange', 'ragmultirange', 'ragrange'
    ]::pg_catalog.text[]) AS t (name)
    WHERE pg_catalog.to_regtype(pg_catalog.concat('@extschema@.', t.name)) IS NOT NULL
    UNION ALL
    SELECT pg_catalog.concat('function ', f.signature)
    FROM pg_catalog.unnest(ARRAY[
        'linkage_textmultirange()', 'linkage_textrange(linkage_text,linkage_text)',
        'linkage_textrange(linkage_text,linkage_text,text)', 'linkagemultirange()', 'linkagerange(linkage,linkage)',
        'linkagerange(linkage,linkage,text)', 'plan_codemultirange()', 'plan_coderange(plan_code,plan_code)',
        'plan_coderange(plan_code,plan_code,text)', 'rag_tallymultirange()', 'rag_tallyrange(rag_tally,rag_tally)',
        'rag_tallyrange(rag_tally,rag_tally,text)', 'ragmultirange()', 'ragrange(rag,rag)', 'ragrange(rag,rag,text)'
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
