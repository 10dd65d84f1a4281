\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.6.0'" to load this file. \quit

-- -------- percentages: 100 means all, 0 means none --------

COMMENT ON FUNCTION percentages(rag_tally) IS
    'whole percentages of the total that add up to 100 (largest remainder, ties to the more severe), where 100 means all and 0 none; '
    'the unrated are the row whose rating is NULL; NULL percentages if nothing is counted';

-- -------- one scheme of names: outcome_rollup, outcome_sum, threads --------

-- What is named in text follows no rename, so whoever would find the name gone only when it is called is named here.
DO $block$
DECLARE
    found text;
BEGIN
    SELECT string_agg(p.oid::pg_catalog.regprocedure::text, ', ' ORDER BY p.oid) INTO found
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
    WHERE l.lanname NOT IN ('c', 'internal')
      AND p.prosrc ~* '\m(outcome_shares\s*\(|outcome_(amount|shares)_(share_)?(text_)?(row|transition|final)\M|outcome_rollup_words\M)';
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'functions call what golden_thread 0.6.0 has under other names: %', found
            USING ERRCODE = 'dependent_objects_still_exist',
                  DETAIL = 'outcome_shares(...) is outcome_rollup(...), its types are outcome_sum_row and outcome_rollup_share_row.',
                  HINT = 'Write them anew with the names of 0.6.0 (SET check_function_bodies = off lets you), then update.';
    END IF;
END
$block$;

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
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, bigint, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, '
    'the items that the links at or under it come to';
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, text, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, '
    'the items that the links at or under it come to';
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, bigint, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, '
    'the items that the links at or under it come to';
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, text, rag, numeric) IS
    'over rows "this item is linked to this node, is rated so, and the link has this share of it": per node of the graph and rating, '
    'the items that the links at or under it come to';
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, bigint, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, text, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, bigint, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, text, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, bigint, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage, bigint, text, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, bigint, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';
COMMENT ON AGGREGATE outcome_amount(linkage_text, text, text, numeric, numeric) IS 'deprecated: use outcome_sum, which is the same';

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

-- A view or function that gives ratings in words to one of these is named by the server; write ::rag there.
DROP AGGREGATE outcome_rollup(linkage, bigint, text, text);
DROP AGGREGATE outcome_rollup(linkage_text, text, bigint, text);
DROP AGGREGATE outcome_rollup(linkage_text, text, text, text);
DROP FUNCTION outcome_rollup_words(internal, linkage, bigint, text, text);
DROP FUNCTION outcome_rollup_words(internal, linkage_text, text, bigint, text);
DROP FUNCTION outcome_rollup_words(internal, linkage_text, text, text, text);
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, bigint, text) IS
    'deprecated: write ::rag; as outcome_rollup() over rag, the rating read from text';

CREATE FUNCTION threads(g linkage, node bigint, max_paths bigint DEFAULT 100, OUT path bigint[], OUT complete boolean)
    RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 5 AS 'MODULE_PATHNAME', 'linkage_threads';
COMMENT ON FUNCTION threads(linkage, bigint, bigint) IS
    'the paths from a node up to the roots, at most max_paths rows; where there are more, the last row stands for all the '
    'rest: it is what they have in common, and is not complete';

CREATE FUNCTION threads(g linkage_text, node text, max_paths bigint DEFAULT 100, OUT path text[], OUT complete boolean)
    RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 5 AS 'MODULE_PATHNAME', 'linkage_threads';
COMMENT ON FUNCTION threads(linkage_text, text, bigint) IS
    'the paths from a node up to the roots, at most max_paths rows; where there are more, the last row stands for all the '
    'rest: it is what they have in common, and is not complete';

COMMENT ON FUNCTION thread(linkage, bigint, integer) IS
    'deprecated: use threads, whose paths are arrays; the paths from a node up to the roots, such as D > B > A, of which '
    'those that are cut end in ...';
COMMENT ON FUNCTION thread(linkage_text, text, integer) IS
    'deprecated: use threads, whose paths are arrays; the paths from a node up to the roots, such as D > B > A, of which '
    'those that are cut end in ...';
