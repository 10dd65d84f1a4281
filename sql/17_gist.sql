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

-- 18 asks each family what number its = has.  The function is the server's own, and before 18 there is none.
DO $$
DECLARE
    family text;
BEGIN
    FOREACH family IN ARRAY ARRAY['rag_ops', 'quarter_ops', 'plan_code_ops'] LOOP
        -- Operators are named in full: a superuser runs this, in a schema where its owner may have made others.
        IF pg_catalog.current_setting('server_version_num')::integer OPERATOR(pg_catalog.>=) 180000 AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_amproc p
            JOIN pg_catalog.pg_opfamily f ON f.oid OPERATOR(pg_catalog.=) p.amprocfamily
            JOIN pg_catalog.pg_am a ON a.oid OPERATOR(pg_catalog.=) f.opfmethod
            WHERE a.amname OPERATOR(pg_catalog.=) 'gist' AND f.opfname OPERATOR(pg_catalog.=) family
              AND f.opfnamespace OPERATOR(pg_catalog.=) '@extschema@'::regnamespace::oid AND p.amprocnum OPERATOR(pg_catalog.=) 12)
        THEN
            EXECUTE pg_catalog.format('ALTER OPERATOR FAMILY @extschema@.%I USING gist
                ADD FUNCTION 12 ("any", "any") pg_catalog.gist_translate_cmptype_common(integer)', family);
        END IF;
    END LOOP;
END
$$;
