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
    'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under it '
    'added up, by link and distinct; NULL counts nothing';

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
    'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under it '
    'added up, by link and distinct; NULL counts nothing';

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
    'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under it '
    'added up, by link and distinct; NULL counts nothing';

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
    'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under it '
    'added up, by link and distinct; NULL counts nothing';

-- Ratings in words are cast, words::rag.  There were overloads for them before 0.6.0; this one is what a bare NULL in
-- registers of 0.5.0 resolves to.

CREATE FUNCTION outcome_rollup_words(internal, linkage, bigint, bigint, text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_words';
COMMENT ON FUNCTION outcome_rollup_words(internal, linkage, bigint, bigint, text) IS
    'transition function of outcome_rollup(linkage, bigint, bigint, text)';

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
    'deprecated: write ::rag; as outcome_rollup() over rag, the rating read from text';
