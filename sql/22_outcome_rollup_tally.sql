-- outcome_rollup over tallies: each item brings counts of its own, such as those of its sub-actions.  Everything but the
-- transition is that of outcome_rollup over ratings.

CREATE FUNCTION outcome_rollup_tally(internal, linkage, bigint, bigint, rag_tally) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_tally';
COMMENT ON FUNCTION outcome_rollup_tally(internal, linkage, bigint, bigint, rag_tally) IS 'transition function of outcome_rollup(linkage, bigint, bigint, rag_tally)';

CREATE FUNCTION outcome_rollup_tally(internal, linkage, bigint, text, rag_tally) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_tally_text_items';
COMMENT ON FUNCTION outcome_rollup_tally(internal, linkage, bigint, text, rag_tally) IS 'transition function of outcome_rollup(linkage, bigint, text, rag_tally)';

CREATE FUNCTION outcome_rollup_tally(internal, linkage_text, text, bigint, rag_tally) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_tally';
COMMENT ON FUNCTION outcome_rollup_tally(internal, linkage_text, text, bigint, rag_tally) IS 'transition function of outcome_rollup(linkage_text, text, bigint, rag_tally)';

CREATE FUNCTION outcome_rollup_tally(internal, linkage_text, text, text, rag_tally) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_tally_text_items';
COMMENT ON FUNCTION outcome_rollup_tally(internal, linkage_text, text, text, rag_tally) IS 'transition function of outcome_rollup(linkage_text, text, text, rag_tally)';

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
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, bigint, rag_tally) IS 'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under it added up, by link and distinct; NULL counts nothing';

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
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, text, rag_tally) IS 'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under it added up, by link and distinct; NULL counts nothing';

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
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, bigint, rag_tally) IS 'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under it added up, by link and distinct; NULL counts nothing';

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
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, text, rag_tally) IS 'over rows "this item is linked to this node and counts so": per node of the graph, the tallies of the items at or under it added up, by link and distinct; NULL counts nothing';

-- Over ratings in words, as tally(text): without it a bare literal, or NULL, could be a rating or a tally.

CREATE FUNCTION outcome_rollup_words(internal, linkage, bigint, bigint, text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_words';
COMMENT ON FUNCTION outcome_rollup_words(internal, linkage, bigint, bigint, text) IS 'transition function of outcome_rollup(linkage, bigint, bigint, text)';

CREATE FUNCTION outcome_rollup_words(internal, linkage, bigint, text, text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_words_text_items';
COMMENT ON FUNCTION outcome_rollup_words(internal, linkage, bigint, text, text) IS 'transition function of outcome_rollup(linkage, bigint, text, text)';

CREATE FUNCTION outcome_rollup_words(internal, linkage_text, text, bigint, text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_words';
COMMENT ON FUNCTION outcome_rollup_words(internal, linkage_text, text, bigint, text) IS 'transition function of outcome_rollup(linkage_text, text, bigint, text)';

CREATE FUNCTION outcome_rollup_words(internal, linkage_text, text, text, text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_words_text_items';
COMMENT ON FUNCTION outcome_rollup_words(internal, linkage_text, text, text, text) IS 'transition function of outcome_rollup(linkage_text, text, text, text)';

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
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, bigint, text) IS 'over rows "this item is linked to this node and is rated so", the rating read from text: as outcome_rollup() over rag';

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
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, text, text) IS 'over rows "this item is linked to this node and is rated so", the rating read from text: as outcome_rollup() over rag';

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
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, bigint, text) IS 'over rows "this item is linked to this node and is rated so", the rating read from text: as outcome_rollup() over rag';

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
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, text, text) IS 'over rows "this item is linked to this node and is rated so", the rating read from text: as outcome_rollup() over rag';
