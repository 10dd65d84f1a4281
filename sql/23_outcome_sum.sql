-- outcome_sum: amounts of items added up at and under every node of a graph, each item once per node, or divided by
-- shares; outcome_rollup with shares: the same division of the items themselves, by rating.  The states are those of
-- outcome_rollup.  The C functions have the names that outcome_sum had before 0.6.0.

CREATE TYPE outcome_sum_row AS (
    node bigint,
    by_link numeric,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_sum_row IS 'one node of an outcome_sum() over linkage';
COMMENT ON COLUMN outcome_sum_row.node IS 'the node';
COMMENT ON COLUMN outcome_sum_row.by_link IS
    'the amounts of every distinct pair of node and item at or under this node; not the sum of the children''s';
COMMENT ON COLUMN outcome_sum_row.amount IS 'the amounts of every distinct item at or under this node; do not add across nodes';
COMMENT ON COLUMN outcome_sum_row.items IS 'distinct items at or under this node, those without an amount included';

CREATE TYPE outcome_sum_text_row AS (
    node text,
    by_link numeric,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_sum_text_row IS 'one node of an outcome_sum() over linkage_text';
COMMENT ON COLUMN outcome_sum_text_row.node IS 'the node';
COMMENT ON COLUMN outcome_sum_text_row.by_link IS
    'the amounts of every distinct pair of node and item at or under this node; not the sum of the children''s';
COMMENT ON COLUMN outcome_sum_text_row.amount IS 'the amounts of every distinct item at or under this node; do not add across nodes';
COMMENT ON COLUMN outcome_sum_text_row.items IS 'distinct items at or under this node, those without an amount included';

CREATE TYPE outcome_sum_share_row AS (
    node bigint,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_sum_share_row IS 'one node of an outcome_sum() with shares over linkage';
COMMENT ON COLUMN outcome_sum_share_row.node IS 'the node';
COMMENT ON COLUMN outcome_sum_share_row.amount IS
    'what the links at or under this node have of the amounts of their items; adds up over nodes that have no links in common';
COMMENT ON COLUMN outcome_sum_share_row.items IS 'distinct items at or under this node, those without an amount included';

CREATE TYPE outcome_sum_share_text_row AS (
    node text,
    amount numeric,
    items bigint
);
COMMENT ON TYPE outcome_sum_share_text_row IS 'one node of an outcome_sum() with shares over linkage_text';
COMMENT ON COLUMN outcome_sum_share_text_row.node IS 'the node';
COMMENT ON COLUMN outcome_sum_share_text_row.amount IS
    'what the links at or under this node have of the amounts of their items; adds up over nodes that have no links in common';
COMMENT ON COLUMN outcome_sum_share_text_row.items IS 'distinct items at or under this node, those without an amount included';

CREATE TYPE outcome_rollup_share_row AS (
    node bigint,
    rating rag,
    items numeric
);
COMMENT ON TYPE outcome_rollup_share_row IS 'one node of an outcome_rollup() with shares over linkage';
COMMENT ON COLUMN outcome_rollup_share_row.node IS 'the node';
COMMENT ON COLUMN outcome_rollup_share_row.rating IS 'the rating; NULL is the unrated';
COMMENT ON COLUMN outcome_rollup_share_row.items IS
    'what the links at or under this node have of the items so rated; adds up over nodes that have no links in common';

CREATE TYPE outcome_rollup_share_text_row AS (
    node text,
    rating rag,
    items numeric
);
COMMENT ON TYPE outcome_rollup_share_text_row IS 'one node of an outcome_rollup() with shares over linkage_text';
COMMENT ON COLUMN outcome_rollup_share_text_row.node IS 'the node';
COMMENT ON COLUMN outcome_rollup_share_text_row.rating IS 'the rating; NULL is the unrated';
COMMENT ON COLUMN outcome_rollup_share_text_row.items IS
    'what the links at or under this node have of the items so rated; adds up over nodes that have no links in common';

CREATE FUNCTION outcome_sum_transition(internal, linkage, bigint, bigint, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition';
COMMENT ON FUNCTION outcome_sum_transition(internal, linkage, bigint, bigint, numeric) IS
    'transition function of outcome_sum(linkage, bigint, bigint, numeric)';

CREATE FUNCTION outcome_sum_transition(internal, linkage, bigint, text, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition_text_items';
COMMENT ON FUNCTION outcome_sum_transition(internal, linkage, bigint, text, numeric) IS
    'transition function of outcome_sum(linkage, bigint, text, numeric)';

CREATE FUNCTION outcome_sum_transition(internal, linkage_text, text, bigint, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition';
COMMENT ON FUNCTION outcome_sum_transition(internal, linkage_text, text, bigint, numeric) IS
    'transition function of outcome_sum(linkage_text, text, bigint, numeric)';

CREATE FUNCTION outcome_sum_transition(internal, linkage_text, text, text, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_transition_text_items';
COMMENT ON FUNCTION outcome_sum_transition(internal, linkage_text, text, text, numeric) IS
    'transition function of outcome_sum(linkage_text, text, text, numeric)';

CREATE FUNCTION outcome_sum_share_transition(internal, linkage, bigint, bigint, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition';
COMMENT ON FUNCTION outcome_sum_share_transition(internal, linkage, bigint, bigint, numeric, numeric) IS
    'transition function of outcome_sum(linkage, bigint, bigint, numeric, numeric)';

CREATE FUNCTION outcome_sum_share_transition(internal, linkage, bigint, text, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition_text_items';
COMMENT ON FUNCTION outcome_sum_share_transition(internal, linkage, bigint, text, numeric, numeric) IS
    'transition function of outcome_sum(linkage, bigint, text, numeric, numeric)';

CREATE FUNCTION outcome_sum_share_transition(internal, linkage_text, text, bigint, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition';
COMMENT ON FUNCTION outcome_sum_share_transition(internal, linkage_text, text, bigint, numeric, numeric) IS
    'transition function of outcome_sum(linkage_text, text, bigint, numeric, numeric)';

CREATE FUNCTION outcome_sum_share_transition(internal, linkage_text, text, text, numeric, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_transition_text_items';
COMMENT ON FUNCTION outcome_sum_share_transition(internal, linkage_text, text, text, numeric, numeric) IS
    'transition function of outcome_sum(linkage_text, text, text, numeric, numeric)';

CREATE FUNCTION outcome_rollup_share_transition(internal, linkage, bigint, bigint, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition';
COMMENT ON FUNCTION outcome_rollup_share_transition(internal, linkage, bigint, bigint, rag, numeric) IS
    'transition function of outcome_rollup(linkage, bigint, bigint, rag, numeric)';

CREATE FUNCTION outcome_rollup_share_transition(internal, linkage, bigint, text, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition_text_items';
COMMENT ON FUNCTION outcome_rollup_share_transition(internal, linkage, bigint, text, rag, numeric) IS
    'transition function of outcome_rollup(linkage, bigint, text, rag, numeric)';

CREATE FUNCTION outcome_rollup_share_transition(internal, linkage_text, text, bigint, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition';
COMMENT ON FUNCTION outcome_rollup_share_transition(internal, linkage_text, text, bigint, rag, numeric) IS
    'transition function of outcome_rollup(linkage_text, text, bigint, rag, numeric)';

CREATE FUNCTION outcome_rollup_share_transition(internal, linkage_text, text, text, rag, numeric) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_transition_text_items';
COMMENT ON FUNCTION outcome_rollup_share_transition(internal, linkage_text, text, text, rag, numeric) IS
    'transition function of outcome_rollup(linkage_text, text, text, rag, numeric)';

CREATE FUNCTION outcome_sum_final(internal) RETURNS outcome_sum_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_final';
COMMENT ON FUNCTION outcome_sum_final(internal) IS 'final function of outcome_sum() over linkage';

CREATE FUNCTION outcome_sum_text_final(internal) RETURNS outcome_sum_text_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_final';
COMMENT ON FUNCTION outcome_sum_text_final(internal) IS 'final function of outcome_sum() over linkage_text';

CREATE FUNCTION outcome_sum_share_final(internal) RETURNS outcome_sum_share_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_final';
COMMENT ON FUNCTION outcome_sum_share_final(internal) IS 'final function of outcome_sum() with shares over linkage';

CREATE FUNCTION outcome_sum_share_text_final(internal) RETURNS outcome_sum_share_text_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_amount_share_final';
COMMENT ON FUNCTION outcome_sum_share_text_final(internal) IS 'final function of outcome_sum() with shares over linkage_text';

CREATE FUNCTION outcome_rollup_share_final(internal) RETURNS outcome_rollup_share_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_final';
COMMENT ON FUNCTION outcome_rollup_share_final(internal) IS 'final function of outcome_rollup() with shares over linkage';

CREATE FUNCTION outcome_rollup_share_text_final(internal) RETURNS outcome_rollup_share_text_row[]
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_shares_final';
COMMENT ON FUNCTION outcome_rollup_share_text_final(internal) IS 'final function of outcome_rollup() with shares over linkage_text';

CREATE AGGREGATE outcome_sum(g linkage, node bigint, item bigint, amount numeric) (
    SFUNC = outcome_sum_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_sum(linkage, bigint, bigint, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, '
    'by link and each item once; NULL is an item without a figure';

CREATE AGGREGATE outcome_sum(g linkage, node bigint, item text, amount numeric) (
    SFUNC = outcome_sum_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_sum(linkage, bigint, text, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, '
    'by link and each item once; NULL is an item without a figure';

CREATE AGGREGATE outcome_sum(g linkage_text, node text, item bigint, amount numeric) (
    SFUNC = outcome_sum_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_sum(linkage_text, text, bigint, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, '
    'by link and each item once; NULL is an item without a figure';

CREATE AGGREGATE outcome_sum(g linkage_text, node text, item text, amount numeric) (
    SFUNC = outcome_sum_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_sum(linkage_text, text, text, numeric) IS
    'over rows "this item is linked to this node and costs so much": per node of the graph, the amounts of the items at or under it, '
    'by link and each item once; NULL is an item without a figure';

CREATE AGGREGATE outcome_sum(g linkage, node bigint, item bigint, amount numeric, share numeric) (
    SFUNC = outcome_sum_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_share_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_sum(linkage, bigint, bigint, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the '
    'links at or under it have; an item with all its links there counts exactly';

CREATE AGGREGATE outcome_sum(g linkage, node bigint, item text, amount numeric, share numeric) (
    SFUNC = outcome_sum_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_share_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_sum(linkage, bigint, text, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the '
    'links at or under it have; an item with all its links there counts exactly';

CREATE AGGREGATE outcome_sum(g linkage_text, node text, item bigint, amount numeric, share numeric) (
    SFUNC = outcome_sum_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_share_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_sum(linkage_text, text, bigint, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the '
    'links at or under it have; an item with all its links there counts exactly';

CREATE AGGREGATE outcome_sum(g linkage_text, node text, item text, amount numeric, share numeric) (
    SFUNC = outcome_sum_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_share_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_sum(linkage_text, text, text, numeric, numeric) IS
    'over rows "this item is linked to this node, costs so much, and the link has this share of it": per node of the graph, what the '
    'links at or under it have; an item with all its links there counts exactly';

CREATE AGGREGATE outcome_rollup(g linkage, node bigint, item bigint, rag rag, share numeric) (
    SFUNC = outcome_rollup_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_share_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, bigint, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, '
    'the items that the links at or under it come to';

CREATE AGGREGATE outcome_rollup(g linkage, node bigint, item text, rag rag, share numeric) (
    SFUNC = outcome_rollup_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_share_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, text, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, '
    'the items that the links at or under it come to';

CREATE AGGREGATE outcome_rollup(g linkage_text, node text, item bigint, rag rag, share numeric) (
    SFUNC = outcome_rollup_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_share_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, bigint, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, '
    'the items that the links at or under it come to';

CREATE AGGREGATE outcome_rollup(g linkage_text, node text, item text, rag rag, share numeric) (
    SFUNC = outcome_rollup_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_rollup_share_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, text, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, '
    'the items that the links at or under it come to';

-- The name before 0.6.0, which registers of 0.5.0 call.

CREATE AGGREGATE outcome_amount(g linkage, node bigint, item bigint, amount numeric) (
    SFUNC = outcome_sum_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, bigint, numeric) IS 'deprecated: use outcome_sum, which is the same';

CREATE AGGREGATE outcome_amount(g linkage, node bigint, item text, amount numeric) (
    SFUNC = outcome_sum_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, text, numeric) IS 'deprecated: use outcome_sum, which is the same';

CREATE AGGREGATE outcome_amount(g linkage_text, node text, item bigint, amount numeric) (
    SFUNC = outcome_sum_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, bigint, numeric) IS 'deprecated: use outcome_sum, which is the same';

CREATE AGGREGATE outcome_amount(g linkage_text, node text, item text, amount numeric) (
    SFUNC = outcome_sum_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, text, numeric) IS 'deprecated: use outcome_sum, which is the same';

CREATE AGGREGATE outcome_amount(g linkage, node bigint, item bigint, amount numeric, share numeric) (
    SFUNC = outcome_sum_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_share_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, bigint, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';

CREATE AGGREGATE outcome_amount(g linkage, node bigint, item text, amount numeric, share numeric) (
    SFUNC = outcome_sum_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_share_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, text, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';

CREATE AGGREGATE outcome_amount(g linkage_text, node text, item bigint, amount numeric, share numeric) (
    SFUNC = outcome_sum_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_share_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, bigint, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';

CREATE AGGREGATE outcome_amount(g linkage_text, node text, item text, amount numeric, share numeric) (
    SFUNC = outcome_sum_share_transition,
    STYPE = internal,
    SSPACE = 65536,
    COMBINEFUNC = outcome_rollup_combine,
    SERIALFUNC = outcome_rollup_serial,
    DESERIALFUNC = outcome_rollup_deserial,
    FINALFUNC = outcome_sum_share_text_final,
    FINALFUNC_MODIFY = SHAREABLE,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, text, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';
