-- golden_thread 0.2.0 to 0.3.0.
-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.3.0'" to load this file. \quit

-- What pg_upgrade does not bring: the catalogue comes over as the older server had it, without what only a newer one knows, and the
-- constructors of range types are made anew, outside the extension and without their comments.  So every upgrade script
-- puts right what is missing; where nothing is, this does nothing.  Operators are named in full: the schema may hold others.
DO $resync$
DECLARE
    missing text;
BEGIN
    FOR missing IN
        SELECT part.statement
        FROM (VALUES
            ('btree', 'rag_ops', 6, 'ALTER OPERATOR FAMILY @extschema@.rag_ops USING btree
                ADD FUNCTION 6 (@extschema@.rag, @extschema@.rag) @extschema@.rag_skipsupport(internal)'),
            ('btree', 'quarter_ops', 6, 'ALTER OPERATOR FAMILY @extschema@.quarter_ops USING btree
                ADD FUNCTION 6 (@extschema@.quarter, @extschema@.quarter) @extschema@.quarter_skipsupport(internal)'),
            ('gist', 'rag_ops', 12, 'ALTER OPERATOR FAMILY @extschema@.rag_ops USING gist
                ADD FUNCTION 12 ("any", "any") pg_catalog.gist_translate_cmptype_common(integer)'),
            ('gist', 'quarter_ops', 12, 'ALTER OPERATOR FAMILY @extschema@.quarter_ops USING gist
                ADD FUNCTION 12 ("any", "any") pg_catalog.gist_translate_cmptype_common(integer)'),
            ('gist', 'plan_code_ops', 12, 'ALTER OPERATOR FAMILY @extschema@.plan_code_ops USING gist
                ADD FUNCTION 12 ("any", "any") pg_catalog.gist_translate_cmptype_common(integer)')
        ) AS part (method, family, number, statement)
        WHERE pg_catalog.current_setting('server_version_num')::integer OPERATOR(pg_catalog.>=) 180000
          AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_amproc p
            JOIN pg_catalog.pg_opfamily f ON f.oid OPERATOR(pg_catalog.=) p.amprocfamily
            JOIN pg_catalog.pg_am m ON m.oid OPERATOR(pg_catalog.=) f.opfmethod
            WHERE f.opfnamespace OPERATOR(pg_catalog.=) '@extschema@'::regnamespace::oid
              AND m.amname OPERATOR(pg_catalog.=) part.method AND f.opfname OPERATOR(pg_catalog.=) part.family
              AND p.amprocnum OPERATOR(pg_catalog.=) part.number)
        UNION ALL
        SELECT 'ALTER EXTENSION golden_thread ADD FUNCTION ' OPERATOR(pg_catalog.||) part.signature
        FROM (VALUES
            ('@extschema@.quarterrange(@extschema@.quarter, @extschema@.quarter)'),
            ('@extschema@.quarterrange(@extschema@.quarter, @extschema@.quarter, text)'),
            ('@extschema@.quartermultirange()'),
            ('@extschema@.quartermultirange(@extschema@.quarterrange)'),
            ('@extschema@.quartermultirange(@extschema@.quarterrange[])')
        ) AS part (signature)
        WHERE NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d
            WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::regclass::oid
              AND d.objid OPERATOR(pg_catalog.=) part.signature::regprocedure::oid
              AND d.deptype OPERATOR(pg_catalog.=) 'e'::"char")
        UNION ALL
        SELECT 'ALTER EXTENSION golden_thread ADD CAST (@extschema@.quarterrange AS @extschema@.quartermultirange)'
        FROM pg_catalog.pg_cast c
        WHERE c.castsource OPERATOR(pg_catalog.=) '@extschema@.quarterrange'::regtype::oid
          AND c.casttarget OPERATOR(pg_catalog.=) '@extschema@.quartermultirange'::regtype::oid
          AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d
            WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_cast'::regclass::oid
              AND d.objid OPERATOR(pg_catalog.=) c.oid AND d.deptype OPERATOR(pg_catalog.=) 'e'::"char")
    LOOP
        EXECUTE missing;
    END LOOP;
END
$resync$;
COMMENT ON TYPE quartermultirange IS 'a set of quarters, as ranges with gaps between them';
COMMENT ON FUNCTION quarterrange(quarter, quarter) IS 'the range from the first quarter to before the second';
COMMENT ON FUNCTION quarterrange(quarter, quarter, text) IS 'the range between two quarters; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION quartermultirange() IS 'the empty set of quarters';
COMMENT ON FUNCTION quartermultirange(quarterrange) IS 'the set of the quarters of one range';
COMMENT ON FUNCTION quartermultirange(quarterrange[]) IS 'the set of the quarters of any of the ranges';
COMMENT ON CAST (quarterrange AS quartermultirange) IS 'the set of the quarters of one range';
