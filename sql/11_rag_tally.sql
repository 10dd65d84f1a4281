-- rag_tally: how many items have each rating, and how many have none.

CREATE TYPE rag_tally;

CREATE FUNCTION rag_tally_in(cstring) RETURNS rag_tally
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_in';
COMMENT ON FUNCTION rag_tally_in(cstring) IS 'input of rag_tally, such as R17 A3 G2 B51 ?7';

CREATE FUNCTION rag_tally_out(rag_tally) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_out';
COMMENT ON FUNCTION rag_tally_out(rag_tally) IS
    'output of rag_tally: the most severe rating first, counts of zero left out, 0 for nothing at all';

CREATE FUNCTION rag_tally_recv(internal) RETURNS rag_tally
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_recv';
COMMENT ON FUNCTION rag_tally_recv(internal) IS 'binary input of rag_tally: sixteen 64-bit counts';

CREATE FUNCTION rag_tally_send(rag_tally) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_send';
COMMENT ON FUNCTION rag_tally_send(rag_tally) IS
    'binary output of rag_tally: sixteen 64-bit counts, from B to R, the unrated, and eight zeros';

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

CREATE OPERATOR FAMILY rag_tally_ops USING btree;
COMMENT ON OPERATOR FAMILY rag_tally_ops USING btree IS 'rag_tally, by the counts from the most severe down';

CREATE OPERATOR CLASS rag_tally_ops DEFAULT FOR TYPE rag_tally USING btree FAMILY rag_tally_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 rag_tally_cmp(rag_tally, rag_tally),
    FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS rag_tally_ops USING btree IS 'rag_tally, by the counts from the most severe down';

CREATE OPERATOR FAMILY rag_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY rag_tally_ops USING hash IS 'rag_tally';

CREATE OPERATOR CLASS rag_tally_ops DEFAULT FOR TYPE rag_tally USING hash FAMILY rag_tally_ops AS
    OPERATOR 1 =,
    FUNCTION 1 rag_tally_hash(rag_tally),
    FUNCTION 2 rag_tally_hash_extended(rag_tally, bigint);
COMMENT ON OPERATOR CLASS rag_tally_ops USING hash IS 'rag_tally';

-- Adding and taking away

CREATE FUNCTION rag_tally_plus(rag_tally, rag_tally) RETURNS rag_tally
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_plus';
COMMENT ON FUNCTION rag_tally_plus(rag_tally, rag_tally) IS 'implementation of + operator, and what merges partial states';

CREATE FUNCTION rag_tally_minus(rag_tally, rag_tally) RETURNS rag_tally
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_minus';
COMMENT ON FUNCTION rag_tally_minus(rag_tally, rag_tally) IS
    'implementation of - operator; 22003 if something is taken away that is not there';

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
COMMENT ON AGGREGATE tally_weighted(rag, bigint) IS
    'the sum of the weights for each rating; a NULL rating counts as unrated, a NULL weight as nothing';

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

-- All counts at once

CREATE FUNCTION counts(
    rag_tally,
    OUT red bigint, OUT amber_red bigint, OUT amber bigint, OUT amber_green bigint, OUT green bigint,
    OUT complete bigint, OUT scheduled bigint, OUT unrated bigint,
    OUT total bigint, OUT rated bigint, OUT live bigint
)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_counts';
COMMENT ON FUNCTION counts(rag_tally) IS 'all counts as columns: (counts(t)).*';

CREATE FUNCTION unnest(rag_tally) RETURNS TABLE (rating rag, count bigint)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 8 AS 'MODULE_PATHNAME', 'rag_tally_unnest';
COMMENT ON FUNCTION unnest(rag_tally) IS
    'all counts as rows, the most severe first, zeros included; the unrated are the row whose rating is NULL';

CREATE FUNCTION jsonb(rag_tally) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_to_jsonb';
COMMENT ON FUNCTION jsonb(rag_tally) IS
    'the eight counts as an object with the keys red, amber_red, amber, amber_green, green, scheduled, complete and unrated';

CREATE CAST (rag_tally AS jsonb) WITH FUNCTION jsonb(rag_tally);
COMMENT ON CAST (rag_tally AS jsonb) IS 'the eight counts as an object';

-- Percentages

CREATE FUNCTION percent(t rag_tally, rating rag, of text DEFAULT 'total') RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_percent';
COMMENT ON FUNCTION percent(rag_tally, rag, text) IS
    'the percentage, 0 to 100, that has this rating, of the items in total, rated or live; NULL if there are none';

CREATE FUNCTION percent_complete(t rag_tally, of text DEFAULT 'total') RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_percent_complete';
COMMENT ON FUNCTION percent_complete(rag_tally, text) IS
    'the percentage, 0 to 100, that is complete, of the items in total or rated (none is, of the live); NULL if there are none';

CREATE FUNCTION percentages(rag_tally) RETURNS TABLE (rating rag, percent integer)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 8 AS 'MODULE_PATHNAME', 'rag_tally_percentages_rows';
COMMENT ON FUNCTION percentages(rag_tally) IS
    'whole percentages of the total that add up to 100 (largest remainder, ties to the more severe), where 100 means all and 0 none; '
    'the unrated are the row whose rating is NULL; NULL percentages if nothing is counted';

-- One rating for many

CREATE FUNCTION overall(
    t rag_tally, policy text DEFAULT 'worst', red_share numeric DEFAULT 0.25, amber_share numeric DEFAULT 0.25,
    min_coverage numeric DEFAULT 0, half_steps boolean DEFAULT false
) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_overall_rag';
COMMENT ON FUNCTION overall(rag_tally, text, numeric, numeric, numeric, boolean) IS
    'one rating for many, by the policy worst, majority, average or threshold; only live ratings (G to R) vote';

CREATE FUNCTION overall_reason(
    t rag_tally, policy text DEFAULT 'worst', red_share numeric DEFAULT 0.25, amber_share numeric DEFAULT 0.25,
    min_coverage numeric DEFAULT 0, half_steps boolean DEFAULT false
) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_overall_reason';
COMMENT ON FUNCTION overall_reason(rag_tally, text, numeric, numeric, numeric, boolean) IS 'which rule decided overall(...), in words';
