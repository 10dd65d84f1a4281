-- rag_tally: how many items have each rating, and how many have none.

CREATE TYPE rag_tally;

CREATE FUNCTION rag_tally_in(cstring) RETURNS rag_tally
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_in';
COMMENT ON FUNCTION rag_tally_in(cstring) IS 'input of rag_tally, such as R17 A3 G2 B51 ?7';

CREATE FUNCTION rag_tally_out(rag_tally) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_out';
COMMENT ON FUNCTION rag_tally_out(rag_tally) IS 'output of rag_tally: the most severe rating first, counts of zero left out, 0 for nothing at all';

CREATE FUNCTION rag_tally_recv(internal) RETURNS rag_tally
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_recv';
COMMENT ON FUNCTION rag_tally_recv(internal) IS 'binary input of rag_tally: sixteen 64-bit counts';

CREATE FUNCTION rag_tally_send(rag_tally) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_send';
COMMENT ON FUNCTION rag_tally_send(rag_tally) IS 'binary output of rag_tally: sixteen 64-bit counts, from B to R, the unrated, and eight zeros';

CREATE TYPE rag_tally (
    INPUT = rag_tally_in,
    OUTPUT = rag_tally_out,
    RECEIVE = rag_tally_recv,
    SEND = rag_tally_send,
    INTERNALLENGTH = 128,
    ALIGNMENT = double,
    STORAGE = plain
);
COMMENT ON TYPE rag_tally IS 'counts per rating plus a count of the unrated; the state and the result of tally(rag)';

-- Comparison: the counts one after another, the most severe first and the unrated last.  Good for DISTINCT,
-- GROUP BY and ORDER BY; more red items sort as greater whatever the other counts are.

CREATE FUNCTION rag_tally_lt(rag_tally, rag_tally) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_lt';
COMMENT ON FUNCTION rag_tally_lt(rag_tally, rag_tally) IS 'implementation of < operator';

CREATE FUNCTION rag_tally_le(rag_tally, rag_tally) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_le';
COMMENT ON FUNCTION rag_tally_le(rag_tally, rag_tally) IS 'implementation of <= operator';

CREATE FUNCTION rag_tally_eq(rag_tally, rag_tally) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_eq';
COMMENT ON FUNCTION rag_tally_eq(rag_tally, rag_tally) IS 'implementation of = operator';

CREATE FUNCTION rag_tally_ne(rag_tally, rag_tally) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_ne';
COMMENT ON FUNCTION rag_tally_ne(rag_tally, rag_tally) IS 'implementation of <> operator';

CREATE FUNCTION rag_tally_ge(rag_tally, rag_tally) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_ge';
COMMENT ON FUNCTION rag_tally_ge(rag_tally, rag_tally) IS 'implementation of >= operator';

CREATE FUNCTION rag_tally_gt(rag_tally, rag_tally) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_gt';
COMMENT ON FUNCTION rag_tally_gt(rag_tally, rag_tally) IS 'implementation of > operator';

CREATE OPERATOR < (
    LEFTARG = rag_tally, RIGHTARG = rag_tally, FUNCTION = rag_tally_lt,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (rag_tally, rag_tally) IS 'smaller: fewer red items, or as many and fewer of the next severe';

CREATE OPERATOR <= (
    LEFTARG = rag_tally, RIGHTARG = rag_tally, FUNCTION = rag_tally_le,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (rag_tally, rag_tally) IS 'smaller or equal';

CREATE OPERATOR = (
    LEFTARG = rag_tally, RIGHTARG = rag_tally, FUNCTION = rag_tally_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (rag_tally, rag_tally) IS 'the same counts';

CREATE OPERATOR <> (
    LEFTARG = rag_tally, RIGHTARG = rag_tally, FUNCTION = rag_tally_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (rag_tally, rag_tally) IS 'other counts';

CREATE OPERATOR >= (
    LEFTARG = rag_tally, RIGHTARG = rag_tally, FUNCTION = rag_tally_ge,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (rag_tally, rag_tally) IS 'greater or equal';

CREATE OPERATOR > (
    LEFTARG = rag_tally, RIGHTARG = rag_tally, FUNCTION = rag_tally_gt,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (rag_tally, rag_tally) IS 'greater: more red items, or as many and more of the next severe';

CREATE FUNCTION rag_tally_cmp(rag_tally, rag_tally) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_cmp';
COMMENT ON FUNCTION rag_tally_cmp(rag_tally, rag_tally) IS 'less-equal-greater: -1, 0 or 1, by the counts from the most severe down';

CREATE FUNCTION rag_tally_hash(rag_tally) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_hash_int4';
COMMENT ON FUNCTION rag_tally_hash(rag_tally) IS 'hash of a tally; frozen';

CREATE FUNCTION rag_tally_hash_extended(rag_tally, bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_hash_extended';
COMMENT ON FUNCTION rag_tally_hash_extended(rag_tally, bigint) IS 'seeded hash of a tally; frozen';

CREATE OPERATOR FAMILY rag_tally_btree_ops USING btree;
COMMENT ON OPERATOR FAMILY rag_tally_btree_ops USING btree IS 'rag_tally, by the counts from the most severe down';

CREATE OPERATOR CLASS rag_tally_btree_ops DEFAULT FOR TYPE rag_tally USING btree FAMILY rag_tally_btree_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 rag_tally_cmp(rag_tally, rag_tally),
    FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS rag_tally_btree_ops USING btree IS 'rag_tally, by the counts from the most severe down';

CREATE OPERATOR FAMILY rag_tally_hash_ops USING hash;
COMMENT ON OPERATOR FAMILY rag_tally_hash_ops USING hash IS 'rag_tally';

CREATE OPERATOR CLASS rag_tally_hash_ops DEFAULT FOR TYPE rag_tally USING hash FAMILY rag_tally_hash_ops AS
    OPERATOR 1 =,
    FUNCTION 1 rag_tally_hash(rag_tally),
    FUNCTION 2 rag_tally_hash_extended(rag_tally, bigint);
COMMENT ON OPERATOR CLASS rag_tally_hash_ops USING hash IS 'rag_tally';

-- Adding and taking away

CREATE FUNCTION rag_tally_plus(rag_tally, rag_tally) RETURNS rag_tally
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_plus';
COMMENT ON FUNCTION rag_tally_plus(rag_tally, rag_tally) IS 'implementation of + operator, and what merges partial states';

CREATE FUNCTION rag_tally_minus(rag_tally, rag_tally) RETURNS rag_tally
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_minus';
COMMENT ON FUNCTION rag_tally_minus(rag_tally, rag_tally) IS 'implementation of - operator; 22003 if something is taken away that is not there';

CREATE OPERATOR + (
    LEFTARG = rag_tally, RIGHTARG = rag_tally, FUNCTION = rag_tally_plus, COMMUTATOR = +
);
COMMENT ON OPERATOR + (rag_tally, rag_tally) IS 'both tallies together';

CREATE OPERATOR - (
    LEFTARG = rag_tally, RIGHTARG = rag_tally, FUNCTION = rag_tally_minus
);
COMMENT ON OPERATOR - (rag_tally, rag_tally) IS 'the first tally without the second, which must be part of it';

-- Aggregates.  The state is a rag_tally itself: it can be stored, sent and merged.

CREATE FUNCTION rag_tally_accum(rag_tally, rag) RETURNS rag_tally
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_accum';
COMMENT ON FUNCTION rag_tally_accum(rag_tally, rag) IS 'counts one rating; NULL counts as unrated';

CREATE FUNCTION rag_tally_discount(rag_tally, rag) RETURNS rag_tally
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_discount_rag';
COMMENT ON FUNCTION rag_tally_discount(rag_tally, rag) IS 'takes one rating away again';

CREATE FUNCTION rag_tally_accum(rag_tally, text) RETURNS rag_tally
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_accum_text';
COMMENT ON FUNCTION rag_tally_accum(rag_tally, text) IS 'reads one rating and counts it; NULL counts as unrated';

CREATE FUNCTION rag_tally_discount(rag_tally, text) RETURNS rag_tally
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_discount_text';
COMMENT ON FUNCTION rag_tally_discount(rag_tally, text) IS 'reads one rating and takes it away again';

CREATE FUNCTION rag_tally_accum_weighted(rag_tally, rag, bigint) RETURNS rag_tally
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_accum_weighted';
COMMENT ON FUNCTION rag_tally_accum_weighted(rag_tally, rag, bigint) IS 'counts one rating so many times; a NULL weight counts nothing';

CREATE FUNCTION rag_tally_discount_weighted(rag_tally, rag, bigint) RETURNS rag_tally
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_discount_weighted';
COMMENT ON FUNCTION rag_tally_discount_weighted(rag_tally, rag, bigint) IS 'takes one rating away so many times';

CREATE AGGREGATE tally(rag) (
    SFUNC = rag_tally_accum, STYPE = rag_tally, INITCOND = '0', COMBINEFUNC = rag_tally_plus,
    MSFUNC = rag_tally_accum, MINVFUNC = rag_tally_discount, MSTYPE = rag_tally, MINITCOND = '0',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE tally(rag) IS 'how many rows have each rating; NULL counts as unrated, and no rows at all give 0';

CREATE AGGREGATE tally(text) (
    SFUNC = rag_tally_accum, STYPE = rag_tally, INITCOND = '0', COMBINEFUNC = rag_tally_plus,
    MSFUNC = rag_tally_accum, MINVFUNC = rag_tally_discount, MSTYPE = rag_tally, MINITCOND = '0',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE tally(text) IS 'how many rows have each rating, read from text; NULL counts as unrated, and no rows at all give 0';

CREATE AGGREGATE tally_weighted(rag, bigint) (
    SFUNC = rag_tally_accum_weighted, STYPE = rag_tally, INITCOND = '0', COMBINEFUNC = rag_tally_plus,
    MSFUNC = rag_tally_accum_weighted, MINVFUNC = rag_tally_discount_weighted, MSTYPE = rag_tally, MINITCOND = '0',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE tally_weighted(rag, bigint) IS 'the sum of the weights for each rating; a NULL rating counts as unrated, a NULL weight as nothing';

CREATE AGGREGATE sum(rag_tally) (
    SFUNC = rag_tally_plus, STYPE = rag_tally, COMBINEFUNC = rag_tally_plus,
    MSFUNC = rag_tally_plus, MINVFUNC = rag_tally_minus, MSTYPE = rag_tally,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE sum(rag_tally) IS 'all tallies together; NULLs are passed over, and no tally at all gives NULL';

-- Single counts

CREATE FUNCTION red(rag_tally) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_red';
COMMENT ON FUNCTION red(rag_tally) IS 'how many items are Red';

CREATE FUNCTION amber_red(rag_tally) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_amber_red';
COMMENT ON FUNCTION amber_red(rag_tally) IS 'how many items are Amber/Red';

CREATE FUNCTION amber(rag_tally) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_amber';
COMMENT ON FUNCTION amber(rag_tally) IS 'how many items are Amber';

CREATE FUNCTION amber_green(rag_tally) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_amber_green';
COMMENT ON FUNCTION amber_green(rag_tally) IS 'how many items are Amber/Green';

CREATE FUNCTION green(rag_tally) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_green';
COMMENT ON FUNCTION green(rag_tally) IS 'how many items are Green';

CREATE FUNCTION complete(rag_tally) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_complete';
COMMENT ON FUNCTION complete(rag_tally) IS 'how many items are Complete';

CREATE FUNCTION scheduled(rag_tally) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_scheduled';
COMMENT ON FUNCTION scheduled(rag_tally) IS 'how many items are Scheduled';

CREATE FUNCTION unrated(rag_tally) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_unrated';
COMMENT ON FUNCTION unrated(rag_tally) IS 'how many items have no rating';

CREATE FUNCTION total(rag_tally) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_total_int8';
COMMENT ON FUNCTION total(rag_tally) IS 'how many items there are, unrated ones included';

CREATE FUNCTION rated(rag_tally) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_rated_int8';
COMMENT ON FUNCTION rated(rag_tally) IS 'how many items have a rating';

CREATE FUNCTION live(rag_tally) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_live_int8';
COMMENT ON FUNCTION live(rag_tally) IS 'how many items are under way: Green to Red';
