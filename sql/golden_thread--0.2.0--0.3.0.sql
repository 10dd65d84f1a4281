-- golden_thread 0.2.0 to 0.3.0.
-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.3.0'" to load this file. \quit

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

-- outcome_amount: amounts of items added up at and under every node of a graph, each item once per node, or divided by
-- shares; outcome_shares: the same division of the items themselves, by rating.  The states are those of outcome_rollup.

CREATE TYPE outcome_amount_row AS (
    node bigint,
    by_link numeric,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_amount_row IS 'one node of an outcome_amount() over linkage';
COMMENT ON COLUMN outcome_amount_row.node IS 'the node';
COMMENT ON COLUMN outcome_amount_row.by_link IS 'the amounts of every distinct pair of node and item at or under this node; not the sum of the children''s';
COMMENT ON COLUMN outcome_amount_row.amount IS 'the amounts of every distinct item at or under this node; do not add across nodes';
COMMENT ON COLUMN outcome_amount_row.items IS 'distinct items at or under this node, those without an amount included';

CREATE TYPE outcome_amount_text_row AS (
    node text,
    by_link numeric,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_amount_text_row IS 'one node of an outcome_amount() over linkage_text';
COMMENT ON COLUMN outcome_amount_text_row.node IS 'the node';
COMMENT ON COLUMN outcome_amount_text_row.by_link IS 'the amounts of every distinct pair of node and item at or under this node; not the sum of the children''s';
COMMENT ON COLUMN outcome_amount_text_row.amount IS 'the amounts of every distinct item at or under this node; do not add across nodes';
COMMENT ON COLUMN outcome_amount_text_row.items IS 'distinct items at or under this node, those without an amount included';

CREATE TYPE outcome_amount_share_row AS (
    node bigint,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_amount_share_row IS 'one node of an outcome_amount() with shares over linkage';
COMMENT ON COLUMN outcome_amount_share_row.node IS 'the node';
COMMENT ON COLUMN outcome_amount_share_row.amount IS 'what the links at or under this node have of the amounts of their items; adds up over nodes that have no links in common';
COMMENT ON COLUMN outcome_amount_share_row.items IS 'distinct items at or under this node, those without an amount included';

CREATE TYPE outcome_amount_share_text_row AS (
    node text,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_amount_share_text_row IS 'one node of an outcome_amount() with shares over linkage_text';
COMMENT ON COLUMN outcome_amount_share_text_row.node IS 'the node';
COMMENT ON COLUMN outcome_amount_share_text_row.amount IS 'what the links at or under this node have of the amounts of their items; adds up over nodes that have no links in common';
COMMENT ON COLUMN outcome_amount_share_text_row.items IS 'distinct items at or under this node, those without an amount included';

CREATE TYPE outcome_shares_row AS (
    node bigint,
    rating rag,
    items numeric
);
COMMENT ON TYPE outcome_shares_row IS 'one node of an outcome_shares() over linkage';
COMMENT ON COLUMN outcome_shares_row.node IS 'the node';
COMMENT ON COLUMN outcome_shares_row.rating IS 'the rating; NULL is the unrated';
COMMENT ON COLUMN outcome_shares_row.items IS 'what the links at or under this node have of the items so rated; adds up over nodes that have no links in common';

CREATE TYPE outcome_shares_text_row AS (
    node text,
    rating rag,
    items numeric
);
COMMENT ON TYPE outcome_shares_text_row IS 'one node of an outcome_shares() over linkage_text';
COMMENT ON COLUMN outcome_shares_text_row.node IS 'the node';
COMMENT ON COLUMN outcome_shares_text_row.rating IS 'the rating; NULL is the unrated';
COMMENT ON COLUMN outcome_shares_text_row.items IS 'what the links at or under this node have of the items so rated; adds up over nodes that have no links in common';

CREATE FUNCTION outcome_amount_transition(internal, linkage, bigint, bigint, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition';
COMMENT ON FUNCTION outcome_amount_transition(internal, linkage, bigint, bigint, numeric) IS 'transition function of outcome_amount(linkage, bigint, bigint, numeric)';

CREATE FUNCTION outcome_amount_transition(internal, linkage, bigint, text, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition_text_items';
COMMENT ON FUNCTION outcome_amount_transition(internal, linkage, bigint, text, numeric) IS 'transition function of outcome_amount(linkage, bigint, text, numeric)';

CREATE FUNCTION outcome_amount_transition(internal, linkage_text, text, bigint, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition';
COMMENT ON FUNCTION outcome_amount_transition(internal, linkage_text, text, bigint, numeric) IS 'transition function of outcome_amount(linkage_text, text, bigint, numeric)';

CREATE FUNCTION outcome_amount_transition(internal, linkage_text, text, text, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition_text_items';
COMMENT ON FUNCTION outcome_amount_transition(internal, linkage_text, text, text, numeric) IS 'transition function of outcome_amount(linkage_text, text, text, numeric)';

CREATE FUNCTION outcome_amount_share_transition(internal, linkage, bigint, bigint, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition';
COMMENT ON FUNCTION outcome_amount_share_transition(internal, linkage, bigint, bigint, numeric, numeric) IS 'transition function of outcome_amount(linkage, bigint, bigint, numeric, numeric)';

CREATE FUNCTION outcome_amount_share_transition(internal, linkage, bigint, text, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition_text_items';
COMMENT ON FUNCTION outcome_amount_share_transition(internal, linkage, bigint, text, numeric, numeric) IS 'transition function of outcome_amount(linkage, bigint, text, numeric, numeric)';

CREATE FUNCTION outcome_amount_share_transition(internal, linkage_text, text, bigint, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition';
COMMENT ON FUNCTION outcome_amount_share_transition(internal, linkage_text, text, bigint, numeric, numeric) IS 'transition function of outcome_amount(linkage_text, text, bigint, numeric, numeric)';

CREATE FUNCTION outcome_amount_share_transition(internal, linkage_text, text, text, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition_text_items';
COMMENT ON FUNCTION outcome_amount_share_transition(internal, linkage_text, text, text, numeric, numeric) IS 'transition function of outcome_amount(linkage_text, text, text, numeric, numeric)';

CREATE FUNCTION outcome_shares_transition(internal, linkage, bigint, bigint, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition';
COMMENT ON FUNCTION outcome_shares_transition(internal, linkage, bigint, bigint, rag, numeric) IS 'transition function of outcome_shares(linkage, bigint, bigint, rag, numeric)';

CREATE FUNCTION outcome_shares_transition(internal, linkage, bigint, text, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition_text_items';
COMMENT ON FUNCTION outcome_shares_transition(internal, linkage, bigint, text, rag, numeric) IS 'transition function of outcome_shares(linkage, bigint, text, rag, numeric)';

CREATE FUNCTION outcome_shares_transition(internal, linkage_text, text, bigint, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition';
COMMENT ON FUNCTION outcome_shares_transition(internal, linkage_text, text, bigint, rag, numeric) IS 'transition function of outcome_shares(linkage_text, text, bigint, rag, numeric)';

CREATE FUNCTION outcome_shares_transition(internal, linkage_text, text, text, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition_text_items';
COMMENT ON FUNCTION outcome_shares_transition(internal, linkage_text, text, text, rag, numeric) IS 'transition function of outcome_shares(linkage_text, text, text, rag, numeric)';

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
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, bigint, numeric) IS 'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, by link and each item once; NULL is an item without a figure';

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
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, text, numeric) IS 'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, by link and each item once; NULL is an item without a figure';

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
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, bigint, numeric) IS 'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, by link and each item once; NULL is an item without a figure';

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
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, text, numeric) IS 'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, by link and each item once; NULL is an item without a figure';

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
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, bigint, numeric, numeric) IS 'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the links at or under it have; an item with all its links there counts exactly';

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
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, text, numeric, numeric) IS 'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the links at or under it have; an item with all its links there counts exactly';

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
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, bigint, numeric, numeric) IS 'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the links at or under it have; an item with all its links there counts exactly';

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
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, text, numeric, numeric) IS 'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the links at or under it have; an item with all its links there counts exactly';

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
COMMENT ON AGGREGATE outcome_shares(linkage, bigint, bigint, rag, numeric) IS 'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, the items that the links at or under it come to';

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
COMMENT ON AGGREGATE outcome_shares(linkage, bigint, text, rag, numeric) IS 'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, the items that the links at or under it come to';

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
COMMENT ON AGGREGATE outcome_shares(linkage_text, text, bigint, rag, numeric) IS 'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, the items that the links at or under it come to';

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
COMMENT ON AGGREGATE outcome_shares(linkage_text, text, text, rag, numeric) IS 'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, the items that the links at or under it come to';

-- Linkage, the rest: nodes that lead nowhere, graphs merged by an aggregate, graphs out of JSON.

CREATE FUNCTION orphans(g linkage) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans';
COMMENT ON FUNCTION orphans(linkage) IS 'the nodes with neither parent nor child other than themselves';

CREATE FUNCTION orphans(g linkage, VARIADIC tops bigint[]) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans_of';
COMMENT ON FUNCTION orphans(linkage, bigint[]) IS 'the nodes that lead to none of these tops and are none of them; no node leads to a top that the graph does not have';

CREATE FUNCTION orphans(g linkage_text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans';
COMMENT ON FUNCTION orphans(linkage_text) IS 'the nodes with neither parent nor child other than themselves';

CREATE FUNCTION orphans(g linkage_text, VARIADIC tops text[]) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans_of';
COMMENT ON FUNCTION orphans(linkage_text, text[]) IS 'the nodes that lead to none of these tops and are none of them; no node leads to a top that the graph does not have';

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
COMMENT ON FUNCTION linkage(jsonb) IS 'the graph that {"nodes": [...], "links": [[child, parent], ...]} says; nodes that are linked need not be listed';

CREATE CAST (jsonb AS linkage) WITH FUNCTION linkage(jsonb);
COMMENT ON CAST (jsonb AS linkage) IS '{"nodes": [...], "links": [[child, parent], ...]}';

CREATE FUNCTION linkage_text(g jsonb) RETURNS linkage_text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_from_jsonb';
COMMENT ON FUNCTION linkage_text(jsonb) IS 'the graph that {"nodes": [...], "links": [[child, parent], ...]} says; nodes that are linked need not be listed';

CREATE CAST (jsonb AS linkage_text) WITH FUNCTION linkage_text(jsonb);
COMMENT ON CAST (jsonb AS linkage_text) IS '{"nodes": [...], "links": [[child, parent], ...]}';
