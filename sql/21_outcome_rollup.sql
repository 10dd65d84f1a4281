-- outcome_rollup: items counted at and under every node of a graph, each once per node.

CREATE TYPE outcome_rollup_row AS (
    node bigint,
    by_link rag_tally,
    distinct_items rag_tally
);
COMMENT ON TYPE outcome_rollup_row IS 'one node of an outcome_rollup() over linkage';
COMMENT ON COLUMN outcome_rollup_row.node IS 'the node';
COMMENT ON COLUMN outcome_rollup_row.by_link IS
    'every distinct pair of node and item at or under this node; not the sum of the children''s';
COMMENT ON COLUMN outcome_rollup_row.distinct_items IS 'every distinct item at or under this node; do not add across nodes';

CREATE TYPE outcome_rollup_text_row AS (
    node text,
    by_link rag_tally,
    distinct_items rag_tally
);
COMMENT ON TYPE outcome_rollup_text_row IS 'one node of an outcome_rollup() over linkage_text';
COMMENT ON COLUMN outcome_rollup_text_row.node IS 'the node';
COMMENT ON COLUMN outcome_rollup_text_row.by_link IS
    'every distinct pair of node and item at or under this node; not the sum of the children''s';
COMMENT ON COLUMN outcome_rollup_text_row.distinct_items IS 'every distinct item at or under this node; do not add across nodes';

-- The state collects links in C memory; it is not a type of its own.  Both finals are one C function: the row
-- type is the declared one.

CREATE FUNCTION outcome_rollup_bigint_bigint(internal, linkage, bigint, bigint, rag) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_bigint_bigint';
COMMENT ON FUNCTION outcome_rollup_bigint_bigint(internal, linkage, bigint, bigint, rag) IS
    'transition function of outcome_rollup(linkage, bigint, bigint, rag)';

CREATE FUNCTION outcome_rollup_bigint_text(internal, linkage, bigint, text, rag) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_bigint_text';
COMMENT ON FUNCTION outcome_rollup_bigint_text(internal, linkage, bigint, text, rag) IS
    'transition function of outcome_rollup(linkage, bigint, text, rag)';

CREATE FUNCTION outcome_rollup_text_bigint(internal, linkage_text, text, bigint, rag) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_text_bigint';
COMMENT ON FUNCTION outcome_rollup_text_bigint(internal, linkage_text, text, bigint, rag) IS
    'transition function of outcome_rollup(linkage_text, text, bigint, rag)';

CREATE FUNCTION outcome_rollup_text_text(internal, linkage_text, text, text, rag) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_text_text';
COMMENT ON FUNCTION outcome_rollup_text_text(internal, linkage_text, text, text, rag) IS
    'transition function of outcome_rollup(linkage_text, text, text, rag)';

CREATE FUNCTION outcome_rollup_combine(internal, internal) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_combine';
COMMENT ON FUNCTION outcome_rollup_combine(internal, internal) IS 'combine function of outcome_rollup()';

CREATE FUNCTION outcome_rollup_serial(internal) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_serial';
COMMENT ON FUNCTION outcome_rollup_serial(internal) IS 'serialisation function of outcome_rollup()';

CREATE FUNCTION outcome_rollup_deserial(bytea, internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_deserial';
COMMENT ON FUNCTION outcome_rollup_deserial(bytea, internal) IS 'deserialisation function of outcome_rollup()';

CREATE FUNCTION outcome_rollup_final(internal) RETURNS outcome_rollup_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_final';
COMMENT ON FUNCTION outcome_rollup_final(internal) IS 'final function of outcome_rollup() over linkage';

CREATE FUNCTION outcome_rollup_text_final(internal) RETURNS outcome_rollup_text_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_final';
COMMENT ON FUNCTION outcome_rollup_text_final(internal) IS 'final function of outcome_rollup() over linkage_text';

CREATE AGGREGATE outcome_rollup(g linkage, node bigint, item bigint, rag rag) (
    SFUNC = outcome_rollup_bigint_bigint,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, bigint, rag) IS
    'over rows "this item is linked to this node and is rated so": per node of the graph, items at or under it, by link and '
    'distinct; write g as a sub-select or parameter';

CREATE AGGREGATE outcome_rollup(g linkage, node bigint, item text, rag rag) (
    SFUNC = outcome_rollup_bigint_text,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, text, rag) IS
    'over rows "this item is linked to this node and is rated so": per node of the graph, items at or under it, by link and '
    'distinct; write g as a sub-select or parameter';

CREATE AGGREGATE outcome_rollup(g linkage_text, node text, item bigint, rag rag) (
    SFUNC = outcome_rollup_text_bigint,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, bigint, rag) IS
    'over rows "this item is linked to this node and is rated so": per node of the graph, items at or under it, by link and '
    'distinct; write g as a sub-select or parameter';

CREATE AGGREGATE outcome_rollup(g linkage_text, node text, item text, rag rag) (
    SFUNC = outcome_rollup_text_text,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, text, rag) IS
    'over rows "this item is linked to this node and is rated so": per node of the graph, items at or under it, by link and '
    'distinct; write g as a sub-select or parameter';
