-- golden_thread: RAG ratings, fiscal quarters and outcome linkage for delivery plans.
-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION golden_thread" to load this file. \quit

-- text: how the types read printed text, for those who compare words of their own.

CREATE FUNCTION fold_text(text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'fold_text';
COMMENT ON FUNCTION fold_text(text) IS 'text as the types of this extension read it: upper case, look-alike letters of other alphabets as the Latin ones, dashes as -, blanks of any kind as one and none at the ends; NULL for text with other characters, or longer than any spelling they know';

-- rag: a RAG rating, one byte, ordered by severity.

CREATE TYPE rag;

CREATE FUNCTION rag_in(cstring) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_in';
COMMENT ON FUNCTION rag_in(cstring) IS 'input of rag: letter, colour word or published phrase';

CREATE FUNCTION rag_out(rag) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_out';
COMMENT ON FUNCTION rag_out(rag) IS 'output of rag: B, S, G, AG, A, AR or R';

CREATE FUNCTION rag_recv(internal) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_recv';
COMMENT ON FUNCTION rag_recv(internal) IS 'binary input of rag: one byte, the severity';

CREATE FUNCTION rag_send(rag) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_send';
COMMENT ON FUNCTION rag_send(rag) IS 'binary output of rag: one byte, the severity';

CREATE TYPE rag (
    INPUT = rag_in,
    OUTPUT = rag_out,
    RECEIVE = rag_recv,
    SEND = rag_send,
    INTERNALLENGTH = 1,
    PASSEDBYVALUE,
    ALIGNMENT = char,
    STORAGE = plain
);
COMMENT ON TYPE rag IS 'RAG rating of a plan item, by severity: B < S < G < AG < A < AR < R; NULL is not rated';

-- Reading and converting

CREATE FUNCTION rag(text) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_from_text';
COMMENT ON FUNCTION rag(text) IS 'the rating that a letter, colour word or published phrase says; 22P02 for anything else';

CREATE FUNCTION rag(character) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_from_text';
COMMENT ON FUNCTION rag(character) IS 'the rating that a letter, colour word or published phrase says; 22P02 for anything else';

-- Assignment only, so that a driver's text parameter can be stored.  varchar and character need casts of
-- their own: the server follows no chain of casts.  The way back is the I/O cast every type has: assignment.
CREATE CAST (text AS rag) WITH FUNCTION rag(text) AS ASSIGNMENT;
COMMENT ON CAST (text AS rag) IS 'reads a letter, colour word or published phrase';

CREATE CAST (character varying AS rag) WITH FUNCTION rag(text) AS ASSIGNMENT;
COMMENT ON CAST (character varying AS rag) IS 'reads a letter, colour word or published phrase';

CREATE CAST (character AS rag) WITH FUNCTION rag(character) AS ASSIGNMENT;
COMMENT ON CAST (character AS rag) IS 'reads a letter, colour word or published phrase';

CREATE FUNCTION try_rag(text) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_try';
COMMENT ON FUNCTION try_rag(text) IS 'the rating a text says, or NULL if it says none; never an error';

-- Comparison

CREATE FUNCTION rag_lt(rag, rag) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_lt';
COMMENT ON FUNCTION rag_lt(rag, rag) IS 'implementation of < operator';

CREATE FUNCTION rag_le(rag, rag) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_le';
COMMENT ON FUNCTION rag_le(rag, rag) IS 'implementation of <= operator';

CREATE FUNCTION rag_eq(rag, rag) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_eq';
COMMENT ON FUNCTION rag_eq(rag, rag) IS 'implementation of = operator';

CREATE FUNCTION rag_ne(rag, rag) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_ne';
COMMENT ON FUNCTION rag_ne(rag, rag) IS 'implementation of <> operator';

CREATE FUNCTION rag_ge(rag, rag) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_ge';
COMMENT ON FUNCTION rag_ge(rag, rag) IS 'implementation of >= operator';

CREATE FUNCTION rag_gt(rag, rag) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_gt';
COMMENT ON FUNCTION rag_gt(rag, rag) IS 'implementation of > operator';

CREATE OPERATOR < (
    LEFTARG = rag, RIGHTARG = rag, FUNCTION = rag_lt,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (rag, rag) IS 'less severe than';

CREATE OPERATOR <= (
    LEFTARG = rag, RIGHTARG = rag, FUNCTION = rag_le,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (rag, rag) IS 'at most as severe as';

CREATE OPERATOR = (
    LEFTARG = rag, RIGHTARG = rag, FUNCTION = rag_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (rag, rag) IS 'the same rating';

CREATE OPERATOR <> (
    LEFTARG = rag, RIGHTARG = rag, FUNCTION = rag_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (rag, rag) IS 'another rating';

CREATE OPERATOR >= (
    LEFTARG = rag, RIGHTARG = rag, FUNCTION = rag_ge,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (rag, rag) IS 'at least as severe as';

CREATE OPERATOR > (
    LEFTARG = rag, RIGHTARG = rag, FUNCTION = rag_gt,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (rag, rag) IS 'more severe than';

-- Indexes

CREATE FUNCTION rag_cmp(rag, rag) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_cmp';
COMMENT ON FUNCTION rag_cmp(rag, rag) IS 'less-equal-greater by severity: -1, 0 or 1';

CREATE FUNCTION rag_sortsupport(internal) RETURNS void
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_sortsupport';
COMMENT ON FUNCTION rag_sortsupport(internal) IS 'sort support for rag';

CREATE FUNCTION rag_hash(rag) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_hash';
COMMENT ON FUNCTION rag_hash(rag) IS 'hash of a rating; frozen';

CREATE FUNCTION rag_hash_extended(rag, bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_hash_extended';
COMMENT ON FUNCTION rag_hash_extended(rag, bigint) IS 'seeded hash of a rating; frozen';

CREATE OPERATOR FAMILY rag_ops USING btree;
COMMENT ON OPERATOR FAMILY rag_ops USING btree IS 'rag, by severity';

CREATE OPERATOR CLASS rag_ops DEFAULT FOR TYPE rag USING btree FAMILY rag_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 rag_cmp(rag, rag),
    FUNCTION 2 rag_sortsupport(internal),
    FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS rag_ops USING btree IS 'rag, by severity';

CREATE OPERATOR FAMILY rag_ops USING hash;
COMMENT ON OPERATOR FAMILY rag_ops USING hash IS 'rag';

CREATE OPERATOR CLASS rag_ops DEFAULT FOR TYPE rag USING hash FAMILY rag_ops AS
    OPERATOR 1 =,
    FUNCTION 1 rag_hash(rag),
    FUNCTION 2 rag_hash_extended(rag, bigint);
COMMENT ON OPERATOR CLASS rag_ops USING hash IS 'rag';

-- Aggregates

CREATE FUNCTION rag_larger(rag, rag) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_larger';
COMMENT ON FUNCTION rag_larger(rag, rag) IS 'the more severe of two ratings';

CREATE FUNCTION rag_smaller(rag, rag) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_smaller';
COMMENT ON FUNCTION rag_smaller(rag, rag) IS 'the less severe of two ratings';

CREATE AGGREGATE max(rag) (
    SFUNC = rag_larger, STYPE = rag, COMBINEFUNC = rag_larger, SORTOP = >, PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(rag) IS 'the most severe rating; NULLs (not rated) are passed over';

CREATE AGGREGATE min(rag) (
    SFUNC = rag_smaller, STYPE = rag, COMBINEFUNC = rag_smaller, SORTOP = <, PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(rag) IS 'the least severe rating; NULLs (not rated) are passed over';

-- What a rating says

CREATE FUNCTION label(rag) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_label_text';
COMMENT ON FUNCTION label(rag) IS 'Complete, Scheduled, Green, Amber/Green, Amber, Amber/Red or Red';

CREATE FUNCTION meaning(rag) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_meaning_text';
COMMENT ON FUNCTION meaning(rag) IS 'what the rating means, in words: ''on track'', ''completed'' and so on';

CREATE FUNCTION severity(rag) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_severity';
COMMENT ON FUNCTION severity(rag) IS 'B 0, S 10, G 20, AG 30, A 40, AR 50, R 60; frozen';

CREATE FUNCTION colour_hex(rag) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_colour_hex_text';
COMMENT ON FUNCTION colour_hex(rag) IS 'a background colour, #rrggbb, on which black or white text has a contrast of 4.5 or more';

CREATE FUNCTION three_tier(rag) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_three_tier_rag';
COMMENT ON FUNCTION three_tier(rag) IS 'the rating on the scale of three colours: a half step goes to the more severe (AG to A, AR to R)';

CREATE FUNCTION movement(before rag, after rag) RETURNS text
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_movement_text';
COMMENT ON FUNCTION movement(rag, rag) IS 'what happened between two reports: improved, worsened, unchanged, completed, reopened, started, rescheduled, first rated, no longer rated or unrated';

-- A rating from a measure

CREATE FUNCTION rag_from(
    actual numeric, target numeric, amber numeric, polarity text DEFAULT 'higher', tolerance text DEFAULT 'absolute'
) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_from';
COMMENT ON FUNCTION rag_from(numeric, numeric, numeric, text, text) IS 'G if the value meets the target, A if it misses it by at most amber (absolute, or percent of abs(target)), otherwise R; NULL for NULL, NaN or a percentage of zero';

CREATE FUNCTION rag_from_band(
    actual numeric, low numeric, high numeric, amber numeric, tolerance text DEFAULT 'absolute'
) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_from_band';
COMMENT ON FUNCTION rag_from_band(numeric, numeric, numeric, numeric, text) IS 'G if the value is within the band, A if it misses the nearer end by at most amber (absolute, or percent of that end), otherwise R; NULL for NULL, NaN or a percentage of zero';
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
COMMENT ON FUNCTION unnest(rag_tally) IS 'all counts as rows, the most severe first, zeros included; the unrated are the row whose rating is NULL';

CREATE FUNCTION jsonb(rag_tally) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_to_jsonb';
COMMENT ON FUNCTION jsonb(rag_tally) IS 'the eight counts as an object with the keys red, amber_red, amber, amber_green, green, scheduled, complete and unrated';

CREATE CAST (rag_tally AS jsonb) WITH FUNCTION jsonb(rag_tally);
COMMENT ON CAST (rag_tally AS jsonb) IS 'the eight counts as an object';

-- Percentages

CREATE FUNCTION percent(t rag_tally, rating rag, of text DEFAULT 'total') RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_percent';
COMMENT ON FUNCTION percent(rag_tally, rag, text) IS 'the percentage, 0 to 100, that has this rating, of the items in total, rated or live; NULL if there are none';

CREATE FUNCTION percent_complete(t rag_tally, of text DEFAULT 'total') RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_percent_complete';
COMMENT ON FUNCTION percent_complete(rag_tally, text) IS 'the percentage, 0 to 100, that is complete, of the items in total or rated (none is, of the live); NULL if there are none';

CREATE FUNCTION percentages(rag_tally) RETURNS TABLE (rating rag, percent integer)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 8 AS 'MODULE_PATHNAME', 'rag_tally_percentages_rows';
COMMENT ON FUNCTION percentages(rag_tally) IS 'whole percentages of the total that add up to 100 (largest remainder, ties to the more severe); the unrated are the row whose rating is NULL; NULL percentages if nothing is counted';

-- One rating for many

CREATE FUNCTION overall(
    t rag_tally, policy text DEFAULT 'worst', red_share numeric DEFAULT 0.25, amber_share numeric DEFAULT 0.25,
    min_coverage numeric DEFAULT 0, half_steps boolean DEFAULT false
) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_overall_rag';
COMMENT ON FUNCTION overall(rag_tally, text, numeric, numeric, numeric, boolean) IS 'one rating for many, by the policy worst, majority, average or threshold; only live ratings (G to R) vote';

CREATE FUNCTION overall_reason(
    t rag_tally, policy text DEFAULT 'worst', red_share numeric DEFAULT 0.25, amber_share numeric DEFAULT 0.25,
    min_coverage numeric DEFAULT 0, half_steps boolean DEFAULT false
) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_tally_overall_reason';
COMMENT ON FUNCTION overall_reason(rag_tally, text, numeric, numeric, numeric, boolean) IS 'which rule decided overall(...), in words';
-- quarter: three months of a fiscal year, four bytes by value.  The fiscal calendar is part of the value.

-- Text and binary

CREATE TYPE quarter;

CREATE FUNCTION quarter_in(cstring) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_in';
COMMENT ON FUNCTION quarter_in(cstring) IS 'input function of type quarter';

CREATE FUNCTION quarter_out(quarter) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_out';
COMMENT ON FUNCTION quarter_out(quarter) IS 'output function of type quarter';

CREATE FUNCTION quarter_recv(internal) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_recv';
COMMENT ON FUNCTION quarter_recv(internal) IS 'binary input function of type quarter';

CREATE FUNCTION quarter_send(quarter) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_send';
COMMENT ON FUNCTION quarter_send(quarter) IS 'binary output function of type quarter';

CREATE TYPE quarter (
    INPUT = quarter_in,
    OUTPUT = quarter_out,
    RECEIVE = quarter_recv,
    SEND = quarter_send,
    INTERNALLENGTH = 4,
    PASSEDBYVALUE,
    ALIGNMENT = int4,
    STORAGE = plain
);
COMMENT ON TYPE quarter IS 'a quarter of a fiscal year: Q1 2025/26 is April to June 2025, Q1 2025 is January to March 2025, Q1 2025/26 (Oct) is October to December 2025';

CREATE FUNCTION quarter(text) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_text';
COMMENT ON FUNCTION quarter(text) IS 'the quarter that a text spells';

CREATE FUNCTION text(quarter) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_to_text';
COMMENT ON FUNCTION text(quarter) IS 'the canonical text of a quarter';

CREATE CAST (text AS quarter) WITH FUNCTION quarter(text) AS ASSIGNMENT;
COMMENT ON CAST (text AS quarter) IS 'so that a text parameter can be stored in a quarter column';

-- The server does not chain casts on assignment, and some drivers send varchar.
CREATE CAST (varchar AS quarter) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (varchar AS quarter) IS 'so that a varchar parameter can be stored in a quarter column';

CREATE CAST (character AS quarter) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character AS quarter) IS 'so that a character column can be copied into a quarter column';

CREATE CAST (quarter AS text) WITH FUNCTION text(quarter) AS ASSIGNMENT;
COMMENT ON CAST (quarter AS text) IS 'the canonical text of a quarter';

CREATE FUNCTION try_quarter(text) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_try';
COMMENT ON FUNCTION try_quarter(text) IS 'the quarter that a text spells, or NULL if it spells none';

-- Comparison: by start date, then by fiscal start month

CREATE FUNCTION quarter_eq(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_eq';
COMMENT ON FUNCTION quarter_eq(quarter, quarter) IS 'implementation of = operator';

CREATE FUNCTION quarter_ne(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_ne';
COMMENT ON FUNCTION quarter_ne(quarter, quarter) IS 'implementation of <> operator';

CREATE FUNCTION quarter_lt(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_lt';
COMMENT ON FUNCTION quarter_lt(quarter, quarter) IS 'implementation of < operator';

CREATE FUNCTION quarter_le(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_le';
COMMENT ON FUNCTION quarter_le(quarter, quarter) IS 'implementation of <= operator';

CREATE FUNCTION quarter_gt(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_gt';
COMMENT ON FUNCTION quarter_gt(quarter, quarter) IS 'implementation of > operator';

CREATE FUNCTION quarter_ge(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_ge';
COMMENT ON FUNCTION quarter_ge(quarter, quarter) IS 'implementation of >= operator';

CREATE OPERATOR = (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_eq,
    COMMUTATOR = =,
    NEGATOR = <>,
    RESTRICT = eqsel,
    JOIN = eqjoinsel,
    HASHES,
    MERGES
);
COMMENT ON OPERATOR = (quarter, quarter) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_ne,
    COMMUTATOR = <>,
    NEGATOR = =,
    RESTRICT = neqsel,
    JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (quarter, quarter) IS 'not equal';

CREATE OPERATOR < (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_lt,
    COMMUTATOR = >,
    NEGATOR = >=,
    RESTRICT = scalarltsel,
    JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (quarter, quarter) IS 'less than';

CREATE OPERATOR <= (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_le,
    COMMUTATOR = >=,
    NEGATOR = >,
    RESTRICT = scalarlesel,
    JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (quarter, quarter) IS 'less than or equal';

CREATE OPERATOR > (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_gt,
    COMMUTATOR = <,
    NEGATOR = <=,
    RESTRICT = scalargtsel,
    JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (quarter, quarter) IS 'greater than';

CREATE OPERATOR >= (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_ge,
    COMMUTATOR = <=,
    NEGATOR = <,
    RESTRICT = scalargesel,
    JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (quarter, quarter) IS 'greater than or equal';

CREATE FUNCTION quarter_cmp(quarter, quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_cmp';
COMMENT ON FUNCTION quarter_cmp(quarter, quarter) IS 'less-equal-greater';

CREATE FUNCTION quarter_sortsupport(internal) RETURNS void
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_sortsupport';
COMMENT ON FUNCTION quarter_sortsupport(internal) IS 'sort support';

CREATE FUNCTION quarter_in_range(quarter, quarter, integer, boolean, boolean) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_in_range';
COMMENT ON FUNCTION quarter_in_range(quarter, quarter, integer, boolean, boolean) IS 'window RANGE support: n quarters before or after';

CREATE FUNCTION quarter_hash(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_hash';
COMMENT ON FUNCTION quarter_hash(quarter) IS 'hash';

CREATE FUNCTION quarter_hash_extended(quarter, bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_hash_extended';
COMMENT ON FUNCTION quarter_hash_extended(quarter, bigint) IS 'hash with a seed';

CREATE OPERATOR FAMILY quarter_ops USING btree;
COMMENT ON OPERATOR FAMILY quarter_ops USING btree IS 'order of quarters';

CREATE OPERATOR CLASS quarter_ops DEFAULT FOR TYPE quarter USING btree FAMILY quarter_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 quarter_cmp(quarter, quarter),
    FUNCTION 2 quarter_sortsupport(internal),
    FUNCTION 3 (quarter, integer) quarter_in_range(quarter, quarter, integer, boolean, boolean),
    FUNCTION 4 pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS quarter_ops USING btree IS 'order of quarters';

CREATE OPERATOR FAMILY quarter_ops USING hash;
COMMENT ON OPERATOR FAMILY quarter_ops USING hash IS 'equality of quarters';

CREATE OPERATOR CLASS quarter_ops DEFAULT FOR TYPE quarter USING hash FAMILY quarter_ops AS
    OPERATOR 1 =,
    FUNCTION 1 quarter_hash(quarter),
    FUNCTION 2 quarter_hash_extended(quarter, bigint);
COMMENT ON OPERATOR CLASS quarter_ops USING hash IS 'equality of quarters';

CREATE FUNCTION quarter_smaller(quarter, quarter) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_smaller';
COMMENT ON FUNCTION quarter_smaller(quarter, quarter) IS 'the earlier of two quarters';

CREATE FUNCTION quarter_larger(quarter, quarter) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_larger';
COMMENT ON FUNCTION quarter_larger(quarter, quarter) IS 'the later of two quarters';

CREATE AGGREGATE min(quarter) (
    SFUNC = quarter_smaller,
    STYPE = quarter,
    COMBINEFUNC = quarter_smaller,
    SORTOP = OPERATOR(@extschema@.<),
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(quarter) IS 'the earliest quarter';

CREATE AGGREGATE max(quarter) (
    SFUNC = quarter_larger,
    STYPE = quarter,
    COMBINEFUNC = quarter_larger,
    SORTOP = OPERATOR(@extschema@.>),
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(quarter) IS 'the latest quarter';

-- Making quarters

CREATE FUNCTION quarter(date, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_date';
COMMENT ON FUNCTION quarter(date, integer) IS 'the quarter that a date lies in';

CREATE FUNCTION quarter(timestamp, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_timestamp';
COMMENT ON FUNCTION quarter(timestamp, integer) IS 'the quarter that a timestamp lies in';

CREATE FUNCTION quarter(timestamptz, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_timestamptz';
COMMENT ON FUNCTION quarter(timestamptz, integer) IS 'the quarter that a timestamp lies in, in the time zone of the session';

CREATE FUNCTION quarter(year bigint, n integer, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_year';
COMMENT ON FUNCTION quarter(bigint, integer, integer) IS 'the quarter of a fiscal year given by the year in which it starts';

CREATE FUNCTION quarter_ending(year bigint, n integer, start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_from_ending_year';
COMMENT ON FUNCTION quarter_ending(bigint, integer, integer) IS 'the quarter of a fiscal year given by the year in which it ends';

CREATE FUNCTION current_quarter(start_month integer DEFAULT 4) RETURNS quarter
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_current';
COMMENT ON FUNCTION current_quarter(integer) IS 'the quarter that today lies in, in the time zone of the session';

-- Asking quarters

CREATE FUNCTION start_date(quarter) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_start_date';
COMMENT ON FUNCTION start_date(quarter) IS 'the first day of a quarter';

CREATE FUNCTION end_date(quarter) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_end_date';
COMMENT ON FUNCTION end_date(quarter) IS 'the last day of a quarter';

CREATE FUNCTION daterange(quarter) RETURNS daterange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_daterange';
COMMENT ON FUNCTION daterange(quarter) IS 'the days of a quarter';

CREATE CAST (quarter AS daterange) WITH FUNCTION daterange(quarter);
COMMENT ON CAST (quarter AS daterange) IS 'the days of a quarter';

CREATE FUNCTION quarter_contains_date(quarter, date) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_contains_date';
COMMENT ON FUNCTION quarter_contains_date(quarter, date) IS 'implementation of @> operator';

CREATE FUNCTION quarter_date_within(date, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_date_within';
COMMENT ON FUNCTION quarter_date_within(date, quarter) IS 'implementation of <@ operator';

CREATE OPERATOR @> (
    LEFTARG = quarter,
    RIGHTARG = date,
    FUNCTION = quarter_contains_date,
    COMMUTATOR = <@,
    RESTRICT = matchingsel,
    JOIN = matchingjoinsel
);
COMMENT ON OPERATOR @> (quarter, date) IS 'contains';

CREATE OPERATOR <@ (
    LEFTARG = date,
    RIGHTARG = quarter,
    FUNCTION = quarter_date_within,
    COMMUTATOR = @>,
    RESTRICT = matchingsel,
    JOIN = matchingjoinsel
);
COMMENT ON OPERATOR <@ (date, quarter) IS 'is contained by';

CREATE FUNCTION fiscal_year(quarter) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_fiscal_year';
COMMENT ON FUNCTION fiscal_year(quarter) IS 'the fiscal year of a quarter, such as 2025/26, or 2025 where it is the calendar year';

CREATE FUNCTION fiscal_year_start(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_fiscal_year_start';
COMMENT ON FUNCTION fiscal_year_start(quarter) IS 'the year in which the fiscal year of a quarter starts';

CREATE FUNCTION fiscal_start_month(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_fiscal_start_month';
COMMENT ON FUNCTION fiscal_start_month(quarter) IS 'the month, 1 to 12, in which the fiscal year of a quarter starts';

CREATE FUNCTION quarter_number(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_quarter_number';
COMMENT ON FUNCTION quarter_number(quarter) IS 'the number of a quarter in its fiscal year, 1 to 4';

CREATE FUNCTION half(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_half';
COMMENT ON FUNCTION half(quarter) IS 'the half of the fiscal year that a quarter lies in, 1 or 2';

CREATE FUNCTION days(quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_days';
COMMENT ON FUNCTION days(quarter) IS 'the number of days of a quarter, 90 to 92';

CREATE FUNCTION nth_day(quarter, n integer) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_nth_day';
COMMENT ON FUNCTION nth_day(quarter, integer) IS 'the nth day of a quarter, from 1';

-- Reckoning with quarters

CREATE FUNCTION quarter_plus(quarter, integer) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_plus';
COMMENT ON FUNCTION quarter_plus(quarter, integer) IS 'implementation of + operator';

CREATE FUNCTION quarter_plus_commuted(integer, quarter) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_plus_commuted';
COMMENT ON FUNCTION quarter_plus_commuted(integer, quarter) IS 'implementation of + operator';

CREATE FUNCTION quarter_minus(quarter, integer) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_minus';
COMMENT ON FUNCTION quarter_minus(quarter, integer) IS 'implementation of - operator';

CREATE FUNCTION quarter_minus_quarter(quarter, quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_minus_quarter';
COMMENT ON FUNCTION quarter_minus_quarter(quarter, quarter) IS 'implementation of - operator';

CREATE OPERATOR + (
    LEFTARG = quarter,
    RIGHTARG = integer,
    FUNCTION = quarter_plus,
    COMMUTATOR = +
);
COMMENT ON OPERATOR + (quarter, integer) IS 'n quarters later';

CREATE OPERATOR + (
    LEFTARG = integer,
    RIGHTARG = quarter,
    FUNCTION = quarter_plus_commuted,
    COMMUTATOR = +
);
COMMENT ON OPERATOR + (integer, quarter) IS 'n quarters later';

CREATE OPERATOR - (
    LEFTARG = quarter,
    RIGHTARG = integer,
    FUNCTION = quarter_minus
);
COMMENT ON OPERATOR - (quarter, integer) IS 'n quarters earlier';

CREATE OPERATOR - (
    LEFTARG = quarter,
    RIGHTARG = quarter,
    FUNCTION = quarter_minus_quarter
);
COMMENT ON OPERATOR - (quarter, quarter) IS 'number of quarters between, within one fiscal calendar';

CREATE FUNCTION years_between(earlier quarter, later quarter) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_years_between';
COMMENT ON FUNCTION years_between(quarter, quarter) IS 'whole years from one quarter to another, toward zero, within one fiscal calendar';

CREATE FUNCTION same_quarter(quarter, quarter) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_same_quarter';
COMMENT ON FUNCTION same_quarter(quarter, quarter) IS 'whether two quarters are the same three months, whatever their fiscal calendars';

CREATE FUNCTION in_calendar(quarter, start_month integer) RETURNS quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_change_calendar';
COMMENT ON FUNCTION in_calendar(quarter, integer) IS 'the same three months as a quarter of the fiscal year that starts in another month';

CREATE FUNCTION generate_series(first quarter, last quarter, step integer DEFAULT 1) RETURNS SETOF quarter
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 20
    AS 'MODULE_PATHNAME', 'quarter_generate_series';
COMMENT ON FUNCTION generate_series(quarter, quarter, integer) IS 'quarters from the first to the last, both included, within one fiscal calendar';
-- plan_period: the deadlines that plans print, as ranges of days.

CREATE FUNCTION plan_period(text, start_month integer DEFAULT 4) RETURNS daterange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period';
COMMENT ON FUNCTION plan_period(text, integer) IS 'the days that a printed deadline names: March 2026, Q4 2026/27, 31.10.24, 2025-29; From June 2024 has no end';

CREATE FUNCTION due_date(text, start_month integer DEFAULT 4) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_due_date';
COMMENT ON FUNCTION due_date(text, integer) IS 'the last day that a printed deadline names, or NULL if it has no end';

CREATE FUNCTION try_plan_period(text, start_month integer DEFAULT 4) RETURNS daterange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_try';
COMMENT ON FUNCTION try_plan_period(text, integer) IS 'the days that a printed deadline names, or NULL if it names none';
-- plan_code: codes such as A1.1.1, P2.8, 1.6 and LGOF 3.1, in natural order

CREATE TYPE plan_code;

CREATE FUNCTION plan_code_in(cstring) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_in';
COMMENT ON FUNCTION plan_code_in(cstring) IS 'I/O';

CREATE FUNCTION plan_code_out(plan_code) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_out';
COMMENT ON FUNCTION plan_code_out(plan_code) IS 'I/O';

CREATE FUNCTION plan_code_recv(internal) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_recv';
COMMENT ON FUNCTION plan_code_recv(internal) IS 'I/O';

CREATE FUNCTION plan_code_send(plan_code) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_send';
COMMENT ON FUNCTION plan_code_send(plan_code) IS 'I/O';

-- Storage main: a header of one byte, and never worth a toast pointer.
CREATE TYPE plan_code (
    INPUT = plan_code_in,
    OUTPUT = plan_code_out,
    RECEIVE = plan_code_recv,
    SEND = plan_code_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = int4,
    STORAGE = main
);
COMMENT ON TYPE plan_code IS
    'code of a plan''s item: up to 8 letters, then up to 16 numbers separated by dots (A1.1.1, P2.8, LGOF 3.1), in natural order';

CREATE FUNCTION try_plan_code(code text) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_try';
COMMENT ON FUNCTION try_plan_code(text) IS 'the plan code, or null for text that cannot be read as one';

CREATE CAST (text AS plan_code) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS plan_code) IS 'read as plan_code input; try_plan_code() gives null where this is an error';

CREATE CAST (varchar AS plan_code) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (varchar AS plan_code) IS 'for drivers that send text parameters as varchar';

CREATE CAST (character AS plan_code) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character AS plan_code) IS 'so that a character column can be copied into a plan_code column';

CREATE CAST (plan_code AS text) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (plan_code AS text) IS 'the canonical text';

-- order

CREATE FUNCTION plan_code_lt(plan_code, plan_code) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_lt';
COMMENT ON FUNCTION plan_code_lt(plan_code, plan_code) IS 'implementation of < operator';

CREATE FUNCTION plan_code_le(plan_code, plan_code) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_le';
COMMENT ON FUNCTION plan_code_le(plan_code, plan_code) IS 'implementation of <= operator';

CREATE FUNCTION plan_code_eq(plan_code, plan_code) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_eq';
COMMENT ON FUNCTION plan_code_eq(plan_code, plan_code) IS 'implementation of = operator';

CREATE FUNCTION plan_code_ne(plan_code, plan_code) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_ne';
COMMENT ON FUNCTION plan_code_ne(plan_code, plan_code) IS 'implementation of <> operator';

CREATE FUNCTION plan_code_ge(plan_code, plan_code) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_ge';
COMMENT ON FUNCTION plan_code_ge(plan_code, plan_code) IS 'implementation of >= operator';

CREATE FUNCTION plan_code_gt(plan_code, plan_code) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_gt';
COMMENT ON FUNCTION plan_code_gt(plan_code, plan_code) IS 'implementation of > operator';

CREATE OPERATOR < (
    LEFTARG = plan_code, RIGHTARG = plan_code, FUNCTION = plan_code_lt,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (plan_code, plan_code) IS 'less than, in natural order';

CREATE OPERATOR <= (
    LEFTARG = plan_code, RIGHTARG = plan_code, FUNCTION = plan_code_le,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (plan_code, plan_code) IS 'less than or equal, in natural order';

CREATE OPERATOR = (
    LEFTARG = plan_code, RIGHTARG = plan_code, FUNCTION = plan_code_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (plan_code, plan_code) IS 'equal';

CREATE OPERATOR <> (
    LEFTARG = plan_code, RIGHTARG = plan_code, FUNCTION = plan_code_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (plan_code, plan_code) IS 'not equal';

CREATE OPERATOR >= (
    LEFTARG = plan_code, RIGHTARG = plan_code, FUNCTION = plan_code_ge,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (plan_code, plan_code) IS 'greater than or equal, in natural order';

CREATE OPERATOR > (
    LEFTARG = plan_code, RIGHTARG = plan_code, FUNCTION = plan_code_gt,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (plan_code, plan_code) IS 'greater than, in natural order';

CREATE FUNCTION plan_code_cmp(plan_code, plan_code) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_cmp';
COMMENT ON FUNCTION plan_code_cmp(plan_code, plan_code) IS 'less-equal-greater';

CREATE FUNCTION plan_code_sortsupport(internal) RETURNS void
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_sortsupport';
COMMENT ON FUNCTION plan_code_sortsupport(internal) IS 'sort support';

CREATE OPERATOR FAMILY plan_code_ops USING btree;
COMMENT ON OPERATOR FAMILY plan_code_ops USING btree IS 'natural order of plan codes';

CREATE OPERATOR CLASS plan_code_ops DEFAULT FOR TYPE plan_code USING btree FAMILY plan_code_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 plan_code_cmp(plan_code, plan_code),
    FUNCTION 2 plan_code_sortsupport(internal),
    FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS plan_code_ops USING btree IS 'natural order of plan codes; a subtree is one contiguous range';

CREATE FUNCTION plan_code_hash(plan_code) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_hash';
COMMENT ON FUNCTION plan_code_hash(plan_code) IS 'hash';

CREATE FUNCTION plan_code_hash_extended(plan_code, bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_hash_extended';
COMMENT ON FUNCTION plan_code_hash_extended(plan_code, bigint) IS 'hash';

CREATE OPERATOR FAMILY plan_code_ops USING hash;
COMMENT ON OPERATOR FAMILY plan_code_ops USING hash IS 'equality of plan codes';

CREATE OPERATOR CLASS plan_code_ops DEFAULT FOR TYPE plan_code USING hash FAMILY plan_code_ops AS
    OPERATOR 1 =,
    FUNCTION 1 plan_code_hash(plan_code),
    FUNCTION 2 plan_code_hash_extended(plan_code, bigint);
COMMENT ON OPERATOR CLASS plan_code_ops USING hash IS 'equality of plan codes';

CREATE FUNCTION plan_code_smaller(plan_code, plan_code) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_smaller';
COMMENT ON FUNCTION plan_code_smaller(plan_code, plan_code) IS 'smaller of two';

CREATE FUNCTION plan_code_larger(plan_code, plan_code) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_larger';
COMMENT ON FUNCTION plan_code_larger(plan_code, plan_code) IS 'larger of two';

CREATE AGGREGATE min(plan_code) (
    SFUNC = plan_code_smaller, STYPE = plan_code, COMBINEFUNC = plan_code_smaller, SORTOP = <, PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(plan_code) IS 'first plan code in natural order';

CREATE AGGREGATE max(plan_code) (
    SFUNC = plan_code_larger, STYPE = plan_code, COMBINEFUNC = plan_code_larger, SORTOP = >, PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(plan_code) IS 'last plan code in natural order';

-- hierarchy

CREATE FUNCTION plan_code_under_support(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_under_support';
COMMENT ON FUNCTION plan_code_under_support(internal) IS 'planner support for plan_code_under: a subtree is a range';

CREATE FUNCTION plan_code_under(code plan_code, ancestor plan_code) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE SUPPORT plan_code_under_support
    AS 'MODULE_PATHNAME', 'plan_code_under';
COMMENT ON FUNCTION plan_code_under(plan_code, plan_code) IS 'implementation of <@ operator';

CREATE FUNCTION plan_code_over_support(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_over_support';
COMMENT ON FUNCTION plan_code_over_support(internal) IS 'planner support for plan_code_over: a subtree is a range';

CREATE FUNCTION plan_code_over(ancestor plan_code, code plan_code) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE SUPPORT plan_code_over_support
    AS 'MODULE_PATHNAME', 'plan_code_over';
COMMENT ON FUNCTION plan_code_over(plan_code, plan_code) IS 'implementation of @> operator';

CREATE OPERATOR <@ (
    LEFTARG = plan_code, RIGHTARG = plan_code, FUNCTION = plan_code_under,
    COMMUTATOR = @>, RESTRICT = matchingsel, JOIN = matchingjoinsel
);
COMMENT ON OPERATOR <@ (plan_code, plan_code) IS 'at or under';

CREATE OPERATOR @> (
    LEFTARG = plan_code, RIGHTARG = plan_code, FUNCTION = plan_code_over,
    COMMUTATOR = <@, RESTRICT = matchingsel, JOIN = matchingjoinsel
);
COMMENT ON OPERATOR @> (plan_code, plan_code) IS 'at or over';

CREATE FUNCTION depth(code plan_code) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_depth';
COMMENT ON FUNCTION depth(plan_code) IS 'number of levels: 3 for A2.8.1';

CREATE FUNCTION parent(code plan_code) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_parent';
COMMENT ON FUNCTION parent(plan_code) IS 'one level up: A2.8 for A2.8.1; null for a code of one level';

CREATE FUNCTION ancestor(code plan_code, depth integer) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_ancestor';
COMMENT ON FUNCTION ancestor(plan_code, integer) IS 'the first levels of a code: A2 for A2.8.1 and 1; null if it has fewer';

CREATE FUNCTION common_ancestor(plan_code, plan_code) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_common_ancestor';
COMMENT ON FUNCTION common_ancestor(plan_code, plan_code) IS 'the deepest code that both are at or under; null if there is none';

CREATE FUNCTION last_code(code plan_code) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_last';
COMMENT ON FUNCTION last_code(plan_code) IS
    'upper end of the subtree: A2.~ for A2, after everything under A2 and before A3; code <@ A2 is code BETWEEN A2 AND A2.~';

CREATE FUNCTION child(code plan_code, n bigint) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_child_bigint';
COMMENT ON FUNCTION child(plan_code, bigint) IS 'the n-th code under a code: A2.3 for A2 and 3; unlike ||, n may be a parameter whose type the driver does not say';

-- The number under a code is a domain, because an operator plan_code || integer would be the best match of every
-- 'text' || 5 in the database, and try to read the text as a code.  A domain is no exact match of integer.
CREATE DOMAIN plan_code_number AS integer;
COMMENT ON DOMAIN plan_code_number IS 'integer as the right side of plan_code ||';

CREATE FUNCTION plan_code_child(code plan_code, n plan_code_number) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_child';
COMMENT ON FUNCTION plan_code_child(plan_code, plan_code_number) IS 'implementation of || operator';

CREATE OPERATOR || (LEFTARG = plan_code, RIGHTARG = plan_code_number, FUNCTION = plan_code_child);
COMMENT ON OPERATOR || (plan_code, plan_code_number) IS 'the n-th code under a code; a literal in quotes, or a parameter of no known type, is text to it: there, write child(code, n)';

-- Without this one code || ' ' would read the blank as a number, and fail.
CREATE FUNCTION plan_code_text(code plan_code, suffix text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN code::text || suffix;
COMMENT ON FUNCTION plan_code_text(plan_code, text) IS 'implementation of || operator';

CREATE OPERATOR || (LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_text);
COMMENT ON OPERATOR || (plan_code, text) IS 'concatenate as text';

CREATE FUNCTION prefix(code plan_code) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_prefix';
COMMENT ON FUNCTION prefix(plan_code) IS 'what stands before the numbers: A for A2.8.1, LGOF and its blank for LGOF 3.1';

CREATE FUNCTION with_prefix(code plan_code, prefix text) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_with_prefix';
COMMENT ON FUNCTION with_prefix(plan_code, text) IS 'the same numbers after another prefix: P2.8.1 for A2.8.1 and P';

CREATE FUNCTION components(code plan_code) RETURNS integer[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_components';
COMMENT ON FUNCTION components(plan_code) IS 'the numbers of a code; null in the place of the bound ~';
-- Ranges of quarters, quarters by a pattern, and a calendar of quarters.

-- The canonical form is [lower, upper), as it is of int4range and daterange; each end is moved within its own
-- fiscal calendar.  The last quarter of a calendar cannot be moved and stays as it was given.

CREATE TYPE quarterrange;

CREATE FUNCTION quarterrange_canonical(quarterrange) RETURNS quarterrange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarterrange_canonical';
COMMENT ON FUNCTION quarterrange_canonical(quarterrange) IS 'the canonical form of a range of quarters: the lower end belongs to it, the upper does not';

CREATE FUNCTION quarterrange_subdiff(quarter, quarter) RETURNS float8
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarterrange_subtype_diff';
COMMENT ON FUNCTION quarterrange_subdiff(quarter, quarter) IS 'number of quarters between, with a fraction across fiscal calendars';

CREATE TYPE quarterrange AS RANGE (
    SUBTYPE = quarter,
    SUBTYPE_OPCLASS = quarter_ops,
    SUBTYPE_DIFF = quarterrange_subdiff,
    CANONICAL = quarterrange_canonical,
    MULTIRANGE_TYPE_NAME = quartermultirange
);
COMMENT ON TYPE quarterrange IS 'a range of quarters: ["Q1 2025/26","Q4 2025/26"] is the year, printed as ["Q1 2025/26","Q1 2026/27")';
COMMENT ON TYPE quartermultirange IS 'a set of quarters, as ranges with gaps between them';
COMMENT ON FUNCTION quarterrange(quarter, quarter) IS 'the range from the first quarter to before the second';
COMMENT ON FUNCTION quarterrange(quarter, quarter, text) IS 'the range between two quarters; the third argument says which belong to it: [), [], () or (]';
COMMENT ON FUNCTION quartermultirange() IS 'the empty set of quarters';
COMMENT ON FUNCTION quartermultirange(quarterrange) IS 'the set of the quarters of one range';
COMMENT ON FUNCTION quartermultirange(quarterrange[]) IS 'the set of the quarters of any of the ranges';
COMMENT ON CAST (quarterrange AS quartermultirange) IS 'the set of the quarters of one range';

CREATE FUNCTION quarterrange(quarter) RETURNS quarterrange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarterrange_of_quarter';
COMMENT ON FUNCTION quarterrange(quarter) IS 'the range of one quarter';

CREATE CAST (quarter AS quarterrange) WITH FUNCTION quarterrange(quarter);
COMMENT ON CAST (quarter AS quarterrange) IS 'the range of one quarter';

CREATE FUNCTION daterange(quarterrange) RETURNS daterange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarterrange_daterange';
COMMENT ON FUNCTION daterange(quarterrange) IS 'the days of a range of quarters; to compare ranges of different fiscal calendars, compare their days';

CREATE CAST (quarterrange AS daterange) WITH FUNCTION daterange(quarterrange);
COMMENT ON CAST (quarterrange AS daterange) IS 'the days of a range of quarters';

CREATE FUNCTION datemultirange(quartermultirange) RETURNS datemultirange
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT coalesce(range_agg(daterange(r)), '{}'::datemultirange) FROM unnest($1) AS r);
COMMENT ON FUNCTION datemultirange(quartermultirange) IS 'the days of a set of quarters';

CREATE CAST (quartermultirange AS datemultirange) WITH FUNCTION datemultirange(quartermultirange);
COMMENT ON CAST (quartermultirange AS datemultirange) IS 'the days of a set of quarters';

-- Halves, and quarters by a pattern

CREATE FUNCTION halves_between(earlier quarter, later quarter) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (later - earlier) / 2;
COMMENT ON FUNCTION halves_between(quarter, quarter) IS 'whole half years from one quarter to another, toward zero, within one fiscal calendar';

CREATE FUNCTION to_char(quarter, text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_to_char';
COMMENT ON FUNCTION to_char(quarter, text) IS 'a quarter by a pattern: Q its number, H its half, YYYY or YY the year its fiscal year starts in, EYYY or EY the year it ends in, YYYY/YY (two or four digits, slash or hyphen) both, or the one year where they are the same; text in double quotes and behind a backslash, and whatever is no letter, is printed as it is: to_char(q, ''"Quarter "Q YYYY/YY'')';

-- A date dimension

CREATE FUNCTION quarter_calendar(
    first quarter,
    last quarter,
    OUT quarter quarter,
    OUT quarter_key integer,
    OUT label text,
    OUT first_day date,
    OUT last_day date,
    OUT fiscal_year text,
    OUT fiscal_year_start integer,
    OUT quarter_number integer,
    OUT half integer,
    OUT days integer
) RETURNS SETOF record
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 40
BEGIN ATOMIC
    SELECT q,
           (extract(year FROM start_date(q)) * 100 + extract(month FROM start_date(q)))::integer,
           q::text,
           start_date(q),
           end_date(q),
           fiscal_year(q),
           fiscal_year_start(q),
           quarter_number(q),
           half(q),
           days(q)
    FROM generate_series(first, last) AS q;
END;
COMMENT ON FUNCTION quarter_calendar(quarter, quarter) IS 'a row for each quarter from the first to the last, for a calendar table of BI tools; quarter_key is yyyymm of its first day';
-- What indexes and the planner can do with the types: block ranges, skip scans, days of a quarter as a range.

-- BRIN: a few bytes for each hundred blocks of a table that grows by quarter

CREATE OPERATOR FAMILY quarter_minmax_ops USING brin;
COMMENT ON OPERATOR FAMILY quarter_minmax_ops USING brin IS 'least and greatest quarter of a block range';

CREATE OPERATOR CLASS quarter_minmax_ops DEFAULT FOR TYPE quarter USING brin FAMILY quarter_minmax_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 brin_minmax_opcinfo(internal),
    FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
    FUNCTION 3 brin_minmax_consistent(internal, internal, internal),
    FUNCTION 4 brin_minmax_union(internal, internal, internal);
COMMENT ON OPERATOR CLASS quarter_minmax_ops USING brin IS 'least and greatest quarter of a block range';

CREATE OPERATOR FAMILY rag_minmax_ops USING brin;
COMMENT ON OPERATOR FAMILY rag_minmax_ops USING brin IS 'least and most severe rating of a block range';

CREATE OPERATOR CLASS rag_minmax_ops DEFAULT FOR TYPE rag USING brin FAMILY rag_minmax_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 brin_minmax_opcinfo(internal),
    FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
    FUNCTION 3 brin_minmax_consistent(internal, internal, internal),
    FUNCTION 4 brin_minmax_union(internal, internal, internal);
COMMENT ON OPERATOR CLASS rag_minmax_ops USING brin IS 'least and most severe rating of a block range';

CREATE OPERATOR FAMILY plan_code_minmax_ops USING brin;
COMMENT ON OPERATOR FAMILY plan_code_minmax_ops USING brin IS 'first and last plan code of a block range';

CREATE OPERATOR CLASS plan_code_minmax_ops DEFAULT FOR TYPE plan_code USING brin FAMILY plan_code_minmax_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 brin_minmax_opcinfo(internal),
    FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
    FUNCTION 3 brin_minmax_consistent(internal, internal, internal),
    FUNCTION 4 brin_minmax_union(internal, internal, internal);
COMMENT ON OPERATOR CLASS plan_code_minmax_ops USING brin IS 'first and last plan code of a block range';

-- Skip support: asked for by PostgreSQL 18 and refused by earlier ones, so only the functions are there always.
-- pg_upgrade brings the operator families as they were: this block can be run again, and every upgrade script does.

CREATE FUNCTION quarter_skipsupport(internal) RETURNS void
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_skipsupport';
COMMENT ON FUNCTION quarter_skipsupport(internal) IS 'skip support';

CREATE FUNCTION rag_skipsupport(internal) RETURNS void
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rag_skipsupport';
COMMENT ON FUNCTION rag_skipsupport(internal) IS 'skip support';

DO $do$
BEGIN
    IF pg_catalog.current_setting('server_version_num')::integer OPERATOR(pg_catalog.<) 180000 THEN
        RETURN;
    END IF;
    -- Operators are named in full: a superuser runs this, in a schema where its owner may have made others.
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_amproc a
                   WHERE a.amproc::oid OPERATOR(pg_catalog.=) '@extschema@.quarter_skipsupport(internal)'::regprocedure::oid) THEN
        ALTER OPERATOR FAMILY @extschema@.quarter_ops USING btree
            ADD FUNCTION 6 (@extschema@.quarter, @extschema@.quarter) @extschema@.quarter_skipsupport(internal);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_amproc a
                   WHERE a.amproc::oid OPERATOR(pg_catalog.=) '@extschema@.rag_skipsupport(internal)'::regprocedure::oid) THEN
        ALTER OPERATOR FAMILY @extschema@.rag_ops USING btree
            ADD FUNCTION 6 (@extschema@.rag, @extschema@.rag) @extschema@.rag_skipsupport(internal);
    END IF;
END
$do$;

-- Days of a quarter are a range of an index on the day

CREATE FUNCTION quarter_date_within_support(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_date_within_support';
COMMENT ON FUNCTION quarter_date_within_support(internal) IS 'planner support of <@: the days of a quarter are a range';

CREATE FUNCTION quarter_contains_date_support(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_contains_date_support';
COMMENT ON FUNCTION quarter_contains_date_support(internal) IS 'planner support of @>: the days of a quarter are a range';

CREATE FUNCTION quarter_eq_support(internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'quarter_eq_support';
COMMENT ON FUNCTION quarter_eq_support(internal) IS 'planner support of =: quarter(day) = q is a range of days';

ALTER FUNCTION quarter_date_within(date, quarter) SUPPORT quarter_date_within_support;
ALTER FUNCTION quarter_contains_date(quarter, date) SUPPORT quarter_contains_date_support;
ALTER FUNCTION quarter_eq(quarter, quarter) SUPPORT quarter_eq_support;
-- GiST: rag, quarter and plan_code beside a range, in EXCLUDE (code WITH =, period WITH &&) and keys WITHOUT OVERLAPS.

CREATE FUNCTION gist_bounds_union(internal, internal) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gist_bounds_union';
COMMENT ON FUNCTION gist_bounds_union(internal, internal) IS 'GiST support of rag, quarter and plan_code: the bounds of several keys';

CREATE FUNCTION gist_bounds_penalty(internal, internal, internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'gist_bounds_penalty';
COMMENT ON FUNCTION gist_bounds_penalty(internal, internal, internal) IS 'GiST support of rag, quarter and plan_code: by how much a key grows';

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
COMMENT ON FUNCTION quarter_gist_consistent(internal, quarter, smallint, oid, internal) IS 'GiST support: can a value within the bounds be meant';

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
COMMENT ON FUNCTION plan_code_gist_consistent(internal, plan_code, smallint, oid, internal) IS 'GiST support: can a value within the bounds be meant';

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
-- How many rows <@ and @> of plan_code select: estimated from the codes, within a step of the histogram too.

CREATE FUNCTION plan_code_under_sel(internal, oid, internal, integer) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_under_sel';
COMMENT ON FUNCTION plan_code_under_sel(internal, oid, internal, integer) IS 'restriction selectivity of <@';

CREATE FUNCTION plan_code_over_sel(internal, oid, internal, integer) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_over_sel';
COMMENT ON FUNCTION plan_code_over_sel(internal, oid, internal, integer) IS 'restriction selectivity of @>';

CREATE FUNCTION plan_code_under_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_under_joinsel';
COMMENT ON FUNCTION plan_code_under_joinsel(internal, oid, internal, smallint, internal) IS 'join selectivity of <@';

CREATE FUNCTION plan_code_over_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_over_joinsel';
COMMENT ON FUNCTION plan_code_over_joinsel(internal, oid, internal, smallint, internal) IS 'join selectivity of @>';

ALTER OPERATOR <@ (plan_code, plan_code) SET (RESTRICT = plan_code_under_sel, JOIN = plan_code_under_joinsel);
ALTER OPERATOR @> (plan_code, plan_code) SET (RESTRICT = plan_code_over_sel, JOIN = plan_code_over_joinsel);
-- A plan's own words for its ratings.

CREATE FUNCTION label(rating rag, legend jsonb) RETURNS text
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_legend_label';
COMMENT ON FUNCTION label(rag, jsonb) IS 'the rating in the words of a legend such as {"G": "On target", "": "No rating"}, whose "" is for NULL; label(rag) where it has none';
-- linkage and linkage_text: graphs of child > parent links between bigint or text nodes.  The stored value says
-- its kind, so that most C functions serve both types.

CREATE TYPE linkage;

CREATE FUNCTION linkage_in(cstring) RETURNS linkage
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_in';
COMMENT ON FUNCTION linkage_in(cstring) IS 'input of linkage: bigint nodes, such as {1,2>1,3>1}';

CREATE FUNCTION linkage_out(linkage) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_out';
COMMENT ON FUNCTION linkage_out(linkage) IS 'output of linkage: in node order each node without a parent by itself, each other one as its links; equal graphs print the same';

CREATE FUNCTION linkage_recv(internal) RETURNS linkage
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_recv';
COMMENT ON FUNCTION linkage_recv(internal) IS 'binary input of linkage; checked as strictly as text';

CREATE FUNCTION linkage_send(linkage) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_send';
COMMENT ON FUNCTION linkage_send(linkage) IS 'binary output of linkage: version, counts, nodes, links by index';

CREATE TYPE linkage (
    INPUT = linkage_in,
    OUTPUT = linkage_out,
    RECEIVE = linkage_recv,
    SEND = linkage_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE linkage IS 'graph of child > parent links between bigint nodes: any shape, cycles and links to oneself included; equal graphs are equal values';

CREATE TYPE linkage_text;

CREATE FUNCTION linkage_text_in(cstring) RETURNS linkage_text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_in';
COMMENT ON FUNCTION linkage_text_in(cstring) IS 'input of linkage_text: text nodes, such as {A,B>A,"Outcome 1.1">A}';

CREATE FUNCTION linkage_text_out(linkage_text) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_out';
COMMENT ON FUNCTION linkage_text_out(linkage_text) IS 'output of linkage_text: in node order each node without a parent by itself, each other one as its links; equal graphs print the same';

CREATE FUNCTION linkage_text_recv(internal) RETURNS linkage_text
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_recv';
COMMENT ON FUNCTION linkage_text_recv(internal) IS 'binary input of linkage_text; checked as strictly as text';

CREATE FUNCTION linkage_text_send(linkage_text) RETURNS bytea
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_send';
COMMENT ON FUNCTION linkage_text_send(linkage_text) IS 'binary output of linkage_text: version, counts, nodes, links by index';

CREATE TYPE linkage_text (
    INPUT = linkage_text_in,
    OUTPUT = linkage_text_out,
    RECEIVE = linkage_text_recv,
    SEND = linkage_text_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE linkage_text IS 'graph of child > parent links between text nodes: any shape, cycles and links to oneself included; equal graphs are equal values';

-- Comparison: fewer nodes first, then fewer links, then node by node and link by link.  Good for DISTINCT,
-- GROUP BY and a stable ORDER BY; it says nothing of one graph containing another.

CREATE FUNCTION linkage_lt(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_lt';
COMMENT ON FUNCTION linkage_lt(linkage, linkage) IS 'implementation of < operator';

CREATE FUNCTION linkage_le(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_le';
COMMENT ON FUNCTION linkage_le(linkage, linkage) IS 'implementation of <= operator';

CREATE FUNCTION linkage_eq(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_eq';
COMMENT ON FUNCTION linkage_eq(linkage, linkage) IS 'implementation of = operator';

CREATE FUNCTION linkage_ne(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_ne';
COMMENT ON FUNCTION linkage_ne(linkage, linkage) IS 'implementation of <> operator';

CREATE FUNCTION linkage_ge(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_ge';
COMMENT ON FUNCTION linkage_ge(linkage, linkage) IS 'implementation of >= operator';

CREATE FUNCTION linkage_gt(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_gt';
COMMENT ON FUNCTION linkage_gt(linkage, linkage) IS 'implementation of > operator';

CREATE OPERATOR < (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_lt,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (linkage, linkage) IS 'sorts before';

CREATE OPERATOR <= (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_le,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (linkage, linkage) IS 'sorts before or is the same graph';

CREATE OPERATOR = (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (linkage, linkage) IS 'the same nodes and the same links';

CREATE OPERATOR <> (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (linkage, linkage) IS 'another graph';

CREATE OPERATOR >= (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_ge,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (linkage, linkage) IS 'sorts after or is the same graph';

CREATE OPERATOR > (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_gt,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (linkage, linkage) IS 'sorts after';

CREATE FUNCTION linkage_cmp(linkage, linkage) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_cmp';
COMMENT ON FUNCTION linkage_cmp(linkage, linkage) IS 'less-equal-greater: -1, 0 or 1';

CREATE FUNCTION linkage_hash(linkage) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_hash';
COMMENT ON FUNCTION linkage_hash(linkage) IS 'hash of a graph; frozen';

CREATE FUNCTION linkage_hash_extended(linkage, bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_hash_extended';
COMMENT ON FUNCTION linkage_hash_extended(linkage, bigint) IS 'seeded hash of a graph; frozen';

CREATE OPERATOR FAMILY linkage_ops USING btree;
COMMENT ON OPERATOR FAMILY linkage_ops USING btree IS 'linkage, by size, then nodes, then links';

CREATE OPERATOR CLASS linkage_ops DEFAULT FOR TYPE linkage USING btree FAMILY linkage_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 linkage_cmp(linkage, linkage),
    FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS linkage_ops USING btree IS 'linkage, by size, then nodes, then links';

CREATE OPERATOR FAMILY linkage_ops USING hash;
COMMENT ON OPERATOR FAMILY linkage_ops USING hash IS 'linkage';

CREATE OPERATOR CLASS linkage_ops DEFAULT FOR TYPE linkage USING hash FAMILY linkage_ops AS
    OPERATOR 1 =,
    FUNCTION 1 linkage_hash(linkage),
    FUNCTION 2 linkage_hash_extended(linkage, bigint);
COMMENT ON OPERATOR CLASS linkage_ops USING hash IS 'linkage';

CREATE FUNCTION linkage_text_lt(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_lt';
COMMENT ON FUNCTION linkage_text_lt(linkage_text, linkage_text) IS 'implementation of < operator';

CREATE FUNCTION linkage_text_le(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_le';
COMMENT ON FUNCTION linkage_text_le(linkage_text, linkage_text) IS 'implementation of <= operator';

CREATE FUNCTION linkage_text_eq(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_eq';
COMMENT ON FUNCTION linkage_text_eq(linkage_text, linkage_text) IS 'implementation of = operator';

CREATE FUNCTION linkage_text_ne(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_ne';
COMMENT ON FUNCTION linkage_text_ne(linkage_text, linkage_text) IS 'implementation of <> operator';

CREATE FUNCTION linkage_text_ge(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_ge';
COMMENT ON FUNCTION linkage_text_ge(linkage_text, linkage_text) IS 'implementation of >= operator';

CREATE FUNCTION linkage_text_gt(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_gt';
COMMENT ON FUNCTION linkage_text_gt(linkage_text, linkage_text) IS 'implementation of > operator';

CREATE OPERATOR < (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_lt,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (linkage_text, linkage_text) IS 'sorts before';

CREATE OPERATOR <= (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_le,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (linkage_text, linkage_text) IS 'sorts before or is the same graph';

CREATE OPERATOR = (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (linkage_text, linkage_text) IS 'the same nodes and the same links';

CREATE OPERATOR <> (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (linkage_text, linkage_text) IS 'another graph';

CREATE OPERATOR >= (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_ge,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (linkage_text, linkage_text) IS 'sorts after or is the same graph';

CREATE OPERATOR > (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_gt,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (linkage_text, linkage_text) IS 'sorts after';

CREATE FUNCTION linkage_text_cmp(linkage_text, linkage_text) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_cmp';
COMMENT ON FUNCTION linkage_text_cmp(linkage_text, linkage_text) IS 'less-equal-greater: -1, 0 or 1';

CREATE FUNCTION linkage_text_hash(linkage_text) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_hash';
COMMENT ON FUNCTION linkage_text_hash(linkage_text) IS 'hash of a graph; frozen';

CREATE FUNCTION linkage_text_hash_extended(linkage_text, bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_hash_extended';
COMMENT ON FUNCTION linkage_text_hash_extended(linkage_text, bigint) IS 'seeded hash of a graph; frozen';

CREATE OPERATOR FAMILY linkage_text_ops USING btree;
COMMENT ON OPERATOR FAMILY linkage_text_ops USING btree IS 'linkage_text, by size, then nodes, then links';

CREATE OPERATOR CLASS linkage_text_ops DEFAULT FOR TYPE linkage_text USING btree FAMILY linkage_text_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 linkage_text_cmp(linkage_text, linkage_text),
    FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS linkage_text_ops USING btree IS 'linkage_text, by size, then nodes, then links';

CREATE OPERATOR FAMILY linkage_text_ops USING hash;
COMMENT ON OPERATOR FAMILY linkage_text_ops USING hash IS 'linkage_text';

CREATE OPERATOR CLASS linkage_text_ops DEFAULT FOR TYPE linkage_text USING hash FAMILY linkage_text_ops AS
    OPERATOR 1 =,
    FUNCTION 1 linkage_text_hash(linkage_text),
    FUNCTION 2 linkage_text_hash_extended(linkage_text, bigint);
COMMENT ON OPERATOR CLASS linkage_text_ops USING hash IS 'linkage_text';

-- Building: aggregates over link rows, and merging.  The aggregates' state is C memory; it travels between
-- processes as the graph it stands for.

CREATE FUNCTION linkage_transition(internal, bigint, bigint) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_transition';
COMMENT ON FUNCTION linkage_transition(internal, bigint, bigint) IS 'transition function of linkage(bigint, bigint)';

CREATE FUNCTION linkage_text_transition(internal, text, text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_transition';
COMMENT ON FUNCTION linkage_text_transition(internal, text, text) IS 'transition function of linkage_text(text, text)';

CREATE FUNCTION linkage_combine(internal, internal) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_combine';
COMMENT ON FUNCTION linkage_combine(internal, internal) IS 'combine function of linkage(bigint, bigint) and linkage_text(text, text)';

CREATE FUNCTION linkage_serial(internal) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_serial';
COMMENT ON FUNCTION linkage_serial(internal) IS 'serialisation function of linkage(bigint, bigint) and linkage_text(text, text)';

CREATE FUNCTION linkage_deserial(bytea, internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_deserial';
COMMENT ON FUNCTION linkage_deserial(bytea, internal) IS 'deserialisation function of linkage(bigint, bigint) and linkage_text(text, text)';

CREATE FUNCTION linkage_final(internal) RETURNS linkage
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_final';
COMMENT ON FUNCTION linkage_final(internal) IS 'final function of linkage(bigint, bigint)';

CREATE AGGREGATE linkage(child bigint, parent bigint) (
    SFUNC = linkage_transition,
    STYPE = internal,
    SSPACE = 16384,
    COMBINEFUNC = linkage_combine,
    SERIALFUNC = linkage_serial,
    DESERIALFUNC = linkage_deserial,
    FINALFUNC = linkage_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE linkage(bigint, bigint) IS 'the graph of these links: a NULL at one end declares the other as a node, duplicates count once, a link to oneself is kept; no rows give the empty graph';

CREATE FUNCTION linkage_text_final(internal) RETURNS linkage_text
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_final';
COMMENT ON FUNCTION linkage_text_final(internal) IS 'final function of linkage_text(text, text)';

CREATE AGGREGATE linkage_text(child text, parent text) (
    SFUNC = linkage_text_transition,
    STYPE = internal,
    SSPACE = 16384,
    COMBINEFUNC = linkage_combine,
    SERIALFUNC = linkage_serial,
    DESERIALFUNC = linkage_deserial,
    FINALFUNC = linkage_text_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE linkage_text(text, text) IS 'the graph of these links: a NULL at one end declares the other as a node, duplicates count once, a link to oneself is kept; no rows give the empty graph';

CREATE FUNCTION linkage_merge(linkage, linkage) RETURNS linkage
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_merge';
COMMENT ON FUNCTION linkage_merge(linkage, linkage) IS 'implementation of || operator';

CREATE OPERATOR || (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_merge, COMMUTATOR = ||
);
COMMENT ON OPERATOR || (linkage, linkage) IS 'all nodes and links of both graphs';

CREATE FUNCTION linkage_text_merge(linkage_text, linkage_text) RETURNS linkage_text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_merge';
COMMENT ON FUNCTION linkage_text_merge(linkage_text, linkage_text) IS 'implementation of || operator';

CREATE OPERATOR || (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_merge, COMMUTATOR = ||
);
COMMENT ON OPERATOR || (linkage_text, linkage_text) IS 'all nodes and links of both graphs';

-- Looking into a graph.  A node that is not in the graph has no relatives (an empty set) and no depth (NULL).

CREATE FUNCTION nodes(g linkage) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000 AS 'MODULE_PATHNAME', 'linkage_nodes';
COMMENT ON FUNCTION nodes(linkage) IS 'all nodes, in order';

CREATE FUNCTION links(g linkage, OUT child bigint, OUT parent bigint) RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000 AS 'MODULE_PATHNAME', 'linkage_links';
COMMENT ON FUNCTION links(linkage) IS 'all links, in order of child and parent';

CREATE FUNCTION roots(g linkage) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_roots';
COMMENT ON FUNCTION roots(linkage) IS 'the nodes with no parent outside their own cycle';

CREATE FUNCTION leaves(g linkage) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 500 AS 'MODULE_PATHNAME', 'linkage_leaves';
COMMENT ON FUNCTION leaves(linkage) IS 'the nodes with no child outside their own cycle';

CREATE FUNCTION ancestors(g linkage, node bigint) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_ancestors';
COMMENT ON FUNCTION ancestors(linkage, bigint) IS 'every node above this one, by any path; on a cycle the others of the cycle too, never the node itself';

CREATE FUNCTION descendants(g linkage, node bigint) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 100 AS 'MODULE_PATHNAME', 'linkage_descendants';
COMMENT ON FUNCTION descendants(linkage, bigint) IS 'every node below this one, by any path; on a cycle the others of the cycle too, never the node itself';

CREATE FUNCTION depth(g linkage, node bigint) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_depth';
COMMENT ON FUNCTION depth(linkage, bigint) IS 'links on the longest path from a root, each cycle counting as one node; a root has depth 0';

CREATE FUNCTION cycles(g linkage) RETURNS SETOF bigint[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 1 AS 'MODULE_PATHNAME', 'linkage_cycles';
COMMENT ON FUNCTION cycles(linkage) IS 'the nodes of each cycle: of each set of more than one node that all reach each other, and of each node linked to itself';

CREATE FUNCTION thread(g linkage, node bigint, max_paths integer DEFAULT 100, OUT path text, OUT complete boolean)
    RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 5 AS 'MODULE_PATHNAME', 'linkage_thread';
COMMENT ON FUNCTION thread(linkage, bigint, integer) IS 'the paths from a node up to the roots, such as D > B > A, at most max_paths rows; where there are more, the last row stands for all the rest: it ends in ... and is not complete';

CREATE FUNCTION nodes(g linkage_text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000 AS 'MODULE_PATHNAME', 'linkage_nodes';
COMMENT ON FUNCTION nodes(linkage_text) IS 'all nodes, in order';

CREATE FUNCTION links(g linkage_text, OUT child text, OUT parent text) RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000 AS 'MODULE_PATHNAME', 'linkage_links';
COMMENT ON FUNCTION links(linkage_text) IS 'all links, in order of child and parent';

CREATE FUNCTION roots(g linkage_text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_roots';
COMMENT ON FUNCTION roots(linkage_text) IS 'the nodes with no parent outside their own cycle';

CREATE FUNCTION leaves(g linkage_text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 500 AS 'MODULE_PATHNAME', 'linkage_leaves';
COMMENT ON FUNCTION leaves(linkage_text) IS 'the nodes with no child outside their own cycle';

CREATE FUNCTION ancestors(g linkage_text, node text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_ancestors';
COMMENT ON FUNCTION ancestors(linkage_text, text) IS 'every node above this one, by any path; on a cycle the others of the cycle too, never the node itself';

CREATE FUNCTION descendants(g linkage_text, node text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 100 AS 'MODULE_PATHNAME', 'linkage_descendants';
COMMENT ON FUNCTION descendants(linkage_text, text) IS 'every node below this one, by any path; on a cycle the others of the cycle too, never the node itself';

CREATE FUNCTION depth(g linkage_text, node text) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_depth';
COMMENT ON FUNCTION depth(linkage_text, text) IS 'links on the longest path from a root, each cycle counting as one node; a root has depth 0';

CREATE FUNCTION cycles(g linkage_text) RETURNS SETOF text[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 1 AS 'MODULE_PATHNAME', 'linkage_cycles';
COMMENT ON FUNCTION cycles(linkage_text) IS 'the nodes of each cycle: of each set of more than one node that all reach each other, and of each node linked to itself';

CREATE FUNCTION thread(g linkage_text, node text, max_paths integer DEFAULT 100, OUT path text, OUT complete boolean)
    RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 5 AS 'MODULE_PATHNAME', 'linkage_thread';
COMMENT ON FUNCTION thread(linkage_text, text, integer) IS 'the paths from a node up to the roots, such as D > B > A, at most max_paths rows; where there are more, the last row stands for all the rest: it ends in ... and is not complete';

-- JSON, for clients that draw graphs.

CREATE FUNCTION jsonb(g linkage) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN jsonb_build_object(
        'nodes', COALESCE((SELECT jsonb_agg(n) FROM nodes(g) n), '[]'),
        'links', COALESCE((SELECT jsonb_agg(jsonb_build_array(l.child, l.parent)) FROM links(g) l), '[]'));
COMMENT ON FUNCTION jsonb(linkage) IS '{"nodes": [...], "links": [[child, parent], ...]}, both in order';

CREATE CAST (linkage AS jsonb) WITH FUNCTION jsonb(linkage);
COMMENT ON CAST (linkage AS jsonb) IS '{"nodes": [...], "links": [[child, parent], ...]}';

CREATE FUNCTION jsonb(g linkage_text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN jsonb_build_object(
        'nodes', COALESCE((SELECT jsonb_agg(n) FROM nodes(g) n), '[]'),
        'links', COALESCE((SELECT jsonb_agg(jsonb_build_array(l.child, l.parent)) FROM links(g) l), '[]'));
COMMENT ON FUNCTION jsonb(linkage_text) IS '{"nodes": [...], "links": [[child, parent], ...]}, both in order';

CREATE CAST (linkage_text AS jsonb) WITH FUNCTION jsonb(linkage_text);
COMMENT ON CAST (linkage_text AS jsonb) IS '{"nodes": [...], "links": [[child, parent], ...]}';
-- outcome_rollup: items counted at and under every node of a graph, each once per node.

CREATE TYPE outcome_rollup_row AS (
    node bigint,
    by_link rag_tally,
    distinct_items rag_tally
);
COMMENT ON TYPE outcome_rollup_row IS 'one node of an outcome_rollup() over linkage';
COMMENT ON COLUMN outcome_rollup_row.node IS 'the node';
COMMENT ON COLUMN outcome_rollup_row.by_link IS 'every distinct pair of node and item at or under this node; not the sum of the children''s';
COMMENT ON COLUMN outcome_rollup_row.distinct_items IS 'every distinct item at or under this node; do not add across nodes';

CREATE TYPE outcome_rollup_text_row AS (
    node text,
    by_link rag_tally,
    distinct_items rag_tally
);
COMMENT ON TYPE outcome_rollup_text_row IS 'one node of an outcome_rollup() over linkage_text';
COMMENT ON COLUMN outcome_rollup_text_row.node IS 'the node';
COMMENT ON COLUMN outcome_rollup_text_row.by_link IS 'every distinct pair of node and item at or under this node; not the sum of the children''s';
COMMENT ON COLUMN outcome_rollup_text_row.distinct_items IS 'every distinct item at or under this node; do not add across nodes';

-- The state collects links in C memory; it is not a type of its own.  Both finals are one C function: the row
-- type is the declared one.

CREATE FUNCTION outcome_rollup_bigint_bigint(internal, linkage, bigint, bigint, rag) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_bigint_bigint';
COMMENT ON FUNCTION outcome_rollup_bigint_bigint(internal, linkage, bigint, bigint, rag) IS 'transition function of outcome_rollup(linkage, bigint, bigint, rag)';

CREATE FUNCTION outcome_rollup_bigint_text(internal, linkage, bigint, text, rag) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_bigint_text';
COMMENT ON FUNCTION outcome_rollup_bigint_text(internal, linkage, bigint, text, rag) IS 'transition function of outcome_rollup(linkage, bigint, text, rag)';

CREATE FUNCTION outcome_rollup_text_bigint(internal, linkage_text, text, bigint, rag) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_text_bigint';
COMMENT ON FUNCTION outcome_rollup_text_bigint(internal, linkage_text, text, bigint, rag) IS 'transition function of outcome_rollup(linkage_text, text, bigint, rag)';

CREATE FUNCTION outcome_rollup_text_text(internal, linkage_text, text, text, rag) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'outcome_rollup_text_text';
COMMENT ON FUNCTION outcome_rollup_text_text(internal, linkage_text, text, text, rag) IS 'transition function of outcome_rollup(linkage_text, text, text, rag)';

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
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, bigint, rag) IS 'over rows "this item is linked to this node and is rated so": per node of the graph, items at or under it, by link and distinct; write g as a sub-select or parameter';

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
COMMENT ON AGGREGATE outcome_rollup(linkage, bigint, text, rag) IS 'over rows "this item is linked to this node and is rated so": per node of the graph, items at or under it, by link and distinct; write g as a sub-select or parameter';

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
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, bigint, rag) IS 'over rows "this item is linked to this node and is rated so": per node of the graph, items at or under it, by link and distinct; write g as a sub-select or parameter';

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
COMMENT ON AGGREGATE outcome_rollup(linkage_text, text, text, rag) IS 'over rows "this item is linked to this node and is rated so": per node of the graph, items at or under it, by link and distinct; write g as a sub-select or parameter';
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
-- Live rollups: a stored outcome_rollup that is kept current.
--
-- The stored counts are those of some earlier moment.  Triggers append every later change of a rating or link, with
-- its sign, to a queue.  So for the few items in the queue both states are known: what the tables hold now, and, by
-- taking the changes back, what they held when the counts were stored.  The rollup of the one less that of the other
-- is what to add, to a reader's answer or, in a merge, to what is stored.  Both are counted by outcome_rollup itself
-- over the part of the graph above those items, so an item is counted once under each ancestor however many links
-- lead there.  Queue, tables and stored counts are read in one snapshot: what one transaction did is in all or none.

CREATE FUNCTION ancestry(g linkage, nodes bigint[]) RETURNS linkage
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_ancestry';
COMMENT ON FUNCTION ancestry(linkage, bigint[]) IS 'the part of a graph that these nodes and all above them are; nodes that the graph lacks are passed over';

CREATE FUNCTION ancestry(g linkage_text, nodes text[]) RETURNS linkage_text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_ancestry';
COMMENT ON FUNCTION ancestry(linkage_text, text[]) IS 'the part of a graph that these nodes and all above them are; nodes that the graph lacks are passed over';

CREATE FUNCTION live_rollup_layout() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '0.3.0'::text;
COMMENT ON FUNCTION live_rollup_layout() IS 'The extension version that last changed what create_live_rollup makes: a live rollup with this layout is current.';

-- A change made through a partition fires the triggers of that partition alone, so a live rollup knows all of them.
CREATE FUNCTION live_rollup_relations(tables regclass[]) RETURNS oid[]
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'live_rollup_relations';
COMMENT ON FUNCTION live_rollup_relations(regclass[]) IS 'These tables with all their partitions and children as they are at this moment, as a scan finds them whatever its snapshot, in order.';

CREATE FUNCTION live_rollup_in_use(relations oid[]) RETURNS boolean
    LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'live_rollup_in_use';
COMMENT ON FUNCTION live_rollup_in_use(oid[]) IS 'Whether an unfinished statement of this session reads or changes one of these tables.';

-- The owner of a table may put a column of another type under the name of one that is counted, with a cast that runs
-- code of their own, which is not to run with the rights of a live rollup's owner.  This is settled when a query is parsed.
CREATE FUNCTION live_rollup_typed(expected anyelement, value anyelement) RETURNS anyelement
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT $2';
COMMENT ON FUNCTION live_rollup_typed(anyelement, anyelement) IS 'The value, which must be of exactly the expected type: no cast is looked for.';

CREATE FUNCTION live_rollup_holds(whole rag_tally, part rag_tally) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN red(whole) >= red(part) AND amber_red(whole) >= amber_red(part) AND amber(whole) >= amber(part) AND amber_green(whole) >= amber_green(part)
       AND green(whole) >= green(part) AND complete(whole) >= complete(part) AND scheduled(whole) >= scheduled(part) AND unrated(whole) >= unrated(part);
COMMENT ON FUNCTION live_rollup_holds(rag_tally, rag_tally) IS 'Whether the part can be taken away from the whole.';

-- What create_live_rollup makes.  Braces are filled in with quoted names; none of them holds a brace or a dollar sign.
CREATE FUNCTION live_rollup_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $sql$
CREATE TABLE {stored} (
  node {node_type}{node_collation} NOT NULL,
  quarter {quarter_type}{quarter_collation} NOT NULL,
  by_link {golden}.rag_tally NOT NULL,
  distinct_items {golden}.rag_tally NOT NULL,
  PRIMARY KEY (node, quarter)
) WITH (fillfactor = 70);
CREATE INDEX ON {stored} (quarter);
COMMENT ON TABLE {stored} IS 'The counts of a golden_thread live rollup as of its last merge; read the view, which adds what changed since.';
COMMENT ON COLUMN {stored}.node IS 'the node';
COMMENT ON COLUMN {stored}.quarter IS 'the quarter; true where there is no grouping';
COMMENT ON COLUMN {stored}.by_link IS 'every distinct pair of node and item at or under this node';
COMMENT ON COLUMN {stored}.distinct_items IS 'every distinct item at or under this node';

CREATE TABLE {queue} (
  kind "char" NOT NULL,
  change integer NOT NULL,
  item {item_type}{item_collation},
  node {node_type}{node_collation},
  quarter {quarter_type}{quarter_collation},
  rating {golden}.rag
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX ON {queue} (change) WHERE kind = 'a';
ALTER TABLE {queue} REPLICA IDENTITY FULL;
COMMENT ON TABLE {queue} IS 'What changed since the last merge of a golden_thread live rollup; filled by triggers, emptied by merge_live_rollup.';
COMMENT ON COLUMN {queue}.kind IS 'r: a rating, l: a link of an item, g: a link between nodes, a: anything, so that all is to be counted anew';
COMMENT ON COLUMN {queue}.change IS 'how many rows of these values there are more now (negative: fewer); for a the transaction''s number';
COMMENT ON COLUMN {queue}.item IS 'the item that is rated, or linked';
COMMENT ON COLUMN {queue}.node IS 'the node it is linked to; for g the child';
COMMENT ON COLUMN {queue}.quarter IS 'the quarter of the rating';
COMMENT ON COLUMN {queue}.rating IS 'the rating';

CREATE TABLE {state} (
  live_rollup_layout text NOT NULL,
  tables regclass[] NOT NULL,
  relations regclass[] NOT NULL,
  graph {golden}.{graph_type} NOT NULL,
  merged_at timestamptz,
  rebuilt_at timestamptz
);
ALTER TABLE {state} ALTER graph SET STORAGE EXTERNAL;
ALTER TABLE {state} REPLICA IDENTITY FULL;
CREATE UNIQUE INDEX ON {state} ((true));
COMMENT ON TABLE {state} IS 'What a golden_thread live rollup knows of itself: one row.';
COMMENT ON COLUMN {state}.live_rollup_layout IS 'the version of golden_thread that made it';
COMMENT ON COLUMN {state}.tables IS 'item links, ratings, node links';
COMMENT ON COLUMN {state}.relations IS 'those tables with their partitions and children, as of the last rebuild';
COMMENT ON COLUMN {state}.graph IS 'the links between nodes, as of the last merge';
COMMENT ON COLUMN {state}.merged_at IS 'when changes were last merged';
COMMENT ON COLUMN {state}.rebuilt_at IS 'when all was last counted anew';
$sql$::text;
COMMENT ON FUNCTION live_rollup_tables_sql() IS 'The tables of a live rollup.';

-- One function for each table and not one for all: a trigger function is SECURITY DEFINER, and is to do one thing.
CREATE FUNCTION live_rollup_triggers_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $sql$
CREATE FUNCTION {note_links}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $note$
-- SECURITY DEFINER: whoever may change the table changes the rollup, without a right of their own on the queue, where
-- they could write what never happened.  It takes nothing from its caller but the rows that the statement changed.
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {queue} (kind, change, item, node)
    SELECT 'l', 1, {n.item}, {n.node} FROM appeared n WHERE {n.item} IS NOT NULL AND {n.node} IS NOT NULL;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO {queue} (kind, change, item, node)
    SELECT 'l', -1, {o.item}, {o.node} FROM disappeared o WHERE {o.item} IS NOT NULL AND {o.node} IS NOT NULL;
  ELSE
    INSERT INTO {queue} (kind, change, item, node)
    SELECT 'l', sum(x.change), x.item, x.node
    FROM (SELECT 1, {n.item}, {n.node} FROM appeared n UNION ALL SELECT -1, {o.item}, {o.node} FROM disappeared o) AS x (change, item, node)
    WHERE x.item IS NOT NULL AND x.node IS NOT NULL
    GROUP BY x.item, x.node HAVING sum(x.change) <> 0;
  END IF;
  RETURN NULL;
END
$note$;
COMMENT ON FUNCTION {note_links}() IS 'Notes which links of items a statement changed, for a golden_thread live rollup.';

CREATE FUNCTION {note_ratings}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $note$
-- SECURITY DEFINER for the reason given in {note_links}.
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {queue} (kind, change, item, quarter, rating)
    SELECT 'r', 1, {n.rated_item}, {n.quarter}, {n.rating} FROM appeared n WHERE {n.rated_item} IS NOT NULL AND {n.quarter} IS NOT NULL;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO {queue} (kind, change, item, quarter, rating)
    SELECT 'r', -1, {o.rated_item}, {o.quarter}, {o.rating} FROM disappeared o WHERE {o.rated_item} IS NOT NULL AND {o.quarter} IS NOT NULL;
  ELSE
    INSERT INTO {queue} (kind, change, item, quarter, rating)
    SELECT 'r', sum(x.change), x.item, x.quarter, x.rating
    FROM (SELECT 1, {n.rated_item}, {n.quarter}, {n.rating} FROM appeared n
          UNION ALL SELECT -1, {o.rated_item}, {o.quarter}, {o.rating} FROM disappeared o) AS x (change, item, quarter, rating)
    WHERE x.item IS NOT NULL AND x.quarter IS NOT NULL
    GROUP BY x.item, x.quarter, x.rating HAVING sum(x.change) <> 0;
  END IF;
  RETURN NULL;
END
$note$;
COMMENT ON FUNCTION {note_ratings}() IS 'Notes which ratings a statement changed, for a golden_thread live rollup.';

CREATE FUNCTION {note_graph}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $note$
-- SECURITY DEFINER for the reason given in {note_links}.  A node may be declared at either end.
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {queue} (kind, change, node) SELECT 'g', 1, coalesce({n.child}, {n.parent}) FROM appeared n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO {queue} (kind, change, node) SELECT 'g', -1, coalesce({o.child}, {o.parent}) FROM disappeared o;
  ELSE
    INSERT INTO {queue} (kind, change, node)
    SELECT 'g', sum(x.change), coalesce(x.child, x.parent)
    FROM (SELECT 1, {n.child}, {n.parent} FROM appeared n UNION ALL SELECT -1, {o.child}, {o.parent} FROM disappeared o) AS x (change, child, parent)
    GROUP BY x.child, x.parent HAVING sum(x.change) <> 0;
  END IF;
  RETURN NULL;
END
$note$;
COMMENT ON FUNCTION {note_graph}() IS 'Notes which links between nodes a statement changed, for a golden_thread live rollup.';

CREATE FUNCTION {note_all}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $note$
-- SECURITY DEFINER for the reason given in {note_links}.  One row for each transaction says it: another's may be taken
-- by a merge that does not see what this one did.
DECLARE
  own constant integer := (pg_current_xact_id()::text::numeric % 2147483647)::integer;
BEGIN
  IF NOT EXISTS (SELECT FROM {queue} q WHERE q.kind = 'a' AND q.change = own) THEN
    INSERT INTO {queue} (kind, change) VALUES ('a', own);
  END IF;
  RETURN NULL;
END
$note$;
COMMENT ON FUNCTION {note_all}() IS 'Notes that a golden_thread live rollup has to be counted anew: after TRUNCATE and replicated changes, of which no other trigger hears.';

REVOKE ALL ON FUNCTION {note_links}(), {note_ratings}(), {note_graph}(), {note_all}() FROM PUBLIC;
-- DROP EXTENSION ... CASCADE takes the triggers with it: without it they would fail, and with them every change.
ALTER FUNCTION {note_links}() DEPENDS ON EXTENSION golden_thread;
ALTER FUNCTION {note_ratings}() DEPENDS ON EXTENSION golden_thread;
ALTER FUNCTION {note_graph}() DEPENDS ON EXTENSION golden_thread;
ALTER FUNCTION {note_all}() DEPENDS ON EXTENSION golden_thread;
$sql$::text;
COMMENT ON FUNCTION live_rollup_triggers_sql() IS 'The trigger functions of a live rollup.';

CREATE FUNCTION live_rollup_views_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $sql$
CREATE FUNCTION {unmerged}(everything boolean, OUT node {node_type}, OUT quarter {quarter_type}, OUT by_link {golden}.rag_tally,
                          OUT distinct_items {golden}.rag_tally, OUT replaces_all boolean, OUT graph {golden}.{graph_type})
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 COST 1000
  -- The plans do not depend on the values, and making them takes longer than running them.
  SET search_path = pg_catalog, {golden}, pg_temp SET plan_cache_mode = force_generic_plan
AS $unmerged$
#variable_conflict use_column
<<local>>
DECLARE
  old_graph {graph_type};
  new_graph {graph_type};
  graph_changed boolean := false;
  tables regclass[];
  relations oid[];
  relations_now oid[];
  waiting bigint;
  most bigint; -- with more changes than this it is quicker to count anew
  moved {node_type}[]; -- the nodes that have other ancestors now
  moved_items {item_type}[] := '{}';
BEGIN
  -- STABLE: every query here sees the snapshot of the statement that calls.
  SELECT s.graph, s.tables, s.relations::oid[] INTO old_graph, tables, relations FROM {state} s;
  IF EXISTS (SELECT FROM unnest(tables::oid[], {table_names}::text[]) AS t (relation, name)
             WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                               WHERE c.oid = t.relation AND format('%I.%I', n.nspname, c.relname) = t.name)) THEN
    RAISE EXCEPTION 'a table of a live rollup was renamed or dropped'
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Give it its name back, or drop the live rollup and make it again.';
  END IF;
  relations_now := live_rollup_relations(tables);
  everything := everything OR relations IS NULL OR EXISTS (SELECT FROM {queue} q WHERE q.kind = 'a')
    OR NOT (relations @> relations_now AND relations <@ relations_now)
    -- Whoever sees but a part of the rows gets the counts of that part.
    OR row_security_active(tables[1]) OR row_security_active(tables[2]) OR row_security_active(tables[3]);
  IF NOT everything THEN
    most := (SELECT greatest(1000, sum(c.reltuples) / 40) FROM pg_class c WHERE c.oid = ANY (relations));
    waiting := (SELECT count(*) FROM (SELECT FROM {queue} q LIMIT most + 1) AS q);
    IF waiting = 0 THEN
      RETURN;
    END IF;
    everything := waiting > most;
  END IF;

  -- Below a node whose links changed all items may count elsewhere.  Below it in the old graph: the way from an item up
  -- to the first link that changed is in both.
  new_graph := old_graph;
  IF NOT everything AND EXISTS (SELECT FROM {queue} q WHERE q.kind = 'g') THEN
    new_graph := (SELECT {graph_type}({t.child}, {t.parent}) FROM {node_links} t);
    graph_changed := new_graph <> old_graph;
    moved := ARRAY(SELECT DISTINCT q.node FROM {queue} q WHERE q.kind = 'g' AND q.node IS NOT NULL AND graph_changed);
    everything := cardinality(moved) > 100;
  END IF;
  IF graph_changed AND NOT everything THEN
    moved := ARRAY(SELECT m.node FROM unnest(moved) AS m (node)
                   UNION SELECT d.node FROM unnest(moved) AS m (node), descendants(old_graph, m.node) AS d (node));
    -- Not DISTINCT: with LIMIT the planner would then walk an index of all items.
    moved_items := ARRAY(SELECT {l.item} FROM {item_links} l WHERE {l.node} = ANY (local.moved) AND {l.item} IS NOT NULL LIMIT local.most);
    everything := cardinality(moved_items) >= most;
  END IF;
  IF graph_changed AND NOT everything THEN
    graph := new_graph;
    RETURN NEXT;
    graph := NULL;
  END IF;

  -- The rows that are not as they are stored; without counts: that is no row any more.
  IF NOT everything THEN
    FOR node, quarter, by_link, distinct_items, replaces_all IN
      WITH changed AS MATERIALIZED (
        SELECT q.kind, q.change, q.item, q.node, q.quarter, q.rating FROM {queue} q WHERE q.kind IN ('l', 'r')
      ), keys AS MATERIALIZED (
        SELECT k.item, CASE WHEN bool_or(k.in_all) THEN NULL ELSE array_agg(DISTINCT k.quarter) END AS quarters
        FROM (SELECT c.item, c.kind = 'l', c.quarter FROM changed c
              UNION ALL SELECT m.item, true, NULL FROM unnest(moved_items) AS m (item)) AS k (item, in_all, quarter)
        GROUP BY k.item
      ), links AS MATERIALIZED (
        -- How many rows say so now, and how many did before the changes.  OFFSET 0: look the few items up, one by one.
        SELECT x.item, x.node, sum(x.now) AS now, sum(x.before) AS before
        FROM (SELECT k.item, l.node, 1, 1
              FROM keys k CROSS JOIN LATERAL (SELECT {t.node}::{node_type} FROM {item_links} t WHERE {t.item} = k.item{item_collation} OFFSET 0) AS l (node)
              WHERE l.node IS NOT NULL
              UNION ALL SELECT c.item, c.node, 0, - c.change FROM changed c WHERE c.kind = 'l') AS x (item, node, now, before)
        GROUP BY x.item, x.node
      ), rated AS MATERIALIZED (
        SELECT x.item, x.quarter, x.rating, sum(x.now) AS now, sum(x.before) AS before
        FROM (SELECT k.item, r.quarter, r.rating, 1, 1
              FROM keys k CROSS JOIN LATERAL (SELECT {t.quarter}::{quarter_type}, {t.rating} FROM {ratings} t
                                              WHERE {t.rated_item} = k.item{rated_item_collation} AND {t.quarter}::{quarter_type} = ANY (k.quarters) OFFSET 0) AS r (quarter, rating)
              WHERE k.quarters IS NOT NULL
              UNION ALL
              SELECT k.item, r.quarter, r.rating, 1, 1
              FROM keys k CROSS JOIN LATERAL (SELECT {t.quarter}::{quarter_type}, {t.rating} FROM {ratings} t
                                              WHERE {t.rated_item} = k.item{rated_item_collation} AND {t.quarter} IS NOT NULL OFFSET 0) AS r (quarter, rating)
              WHERE k.quarters IS NULL
              UNION ALL SELECT c.item, c.quarter, c.rating, 0, - c.change FROM changed c WHERE c.kind = 'r') AS x (item, quarter, rating, now, before)
        GROUP BY x.item, x.quarter, x.rating
      ), impossible AS MATERIALIZED (
        -- There was a change of which no trigger told: then what is stored cannot be brought up to date.
        SELECT EXISTS (SELECT FROM links l WHERE l.before < 0)
               OR EXISTS (SELECT FROM rated r GROUP BY r.item, r.quarter HAVING min(r.before) < 0 OR sum(r.before) > 1) AS yes
      ), before_rows AS MATERIALIZED (
        SELECT b.quarter, u.node, u.by_link, u.distinct_items
        FROM (SELECT r.quarter, outcome_rollup((SELECT ancestry(old_graph, array_agg(DISTINCT a.node)) FROM links a WHERE a.before > 0),
                                               l.node, l.item, r.rating) AS rolled
              FROM links l JOIN rated r ON r.item = l.item
              WHERE l.before > 0 AND r.before > 0 AND NOT (SELECT i.yes FROM impossible i)
              GROUP BY r.quarter) AS b, unnest(b.rolled) AS u
      ), now_rows AS MATERIALIZED (
        SELECT n.quarter, u.node, u.by_link, u.distinct_items
        FROM (SELECT r.quarter, outcome_rollup((SELECT ancestry(new_graph, array_agg(DISTINCT a.node)) FROM links a WHERE a.now > 0),
                                               l.node, l.item, r.rating) AS rolled
              FROM links l JOIN rated r ON r.item = l.item
              WHERE l.now > 0 AND r.now > 0 AND NOT (SELECT i.yes FROM impossible i)
              GROUP BY r.quarter) AS n, unnest(n.rolled) AS u
      ), sums AS MATERIALIZED (
        SELECT c.quarter, c.node, coalesce(s.by_link, '0') AS links, c.links_before, c.links_now,
               coalesce(s.distinct_items, '0') AS items, c.items_before, c.items_now
        FROM (SELECT coalesce(b.quarter, n.quarter), coalesce(b.node, n.node), coalesce(b.by_link, '0'), coalesce(n.by_link, '0'),
                     coalesce(b.distinct_items, '0'), coalesce(n.distinct_items, '0')
              FROM before_rows b FULL JOIN now_rows n ON n.node = b.node AND n.quarter = b.quarter)
             AS c (quarter, node, links_before, links_now, items_before, items_now)
             LEFT JOIN LATERAL (SELECT t.by_link, t.distinct_items FROM {stored} t WHERE t.node = c.node AND t.quarter = c.quarter OFFSET 0) AS s ON true
      ), unheard AS MATERIALIZED (
        SELECT (SELECT i.yes FROM impossible i)
               OR EXISTS (SELECT FROM sums s WHERE NOT (live_rollup_holds(s.links, s.links_before) AND live_rollup_holds(s.items, s.items_before))) AS yes
      ), counted AS MATERIALIZED (
        SELECT s.quarter, s.node, s.links - s.links_before + s.links_now AS by_link, s.items - s.items_before + s.items_now AS distinct_items
        FROM sums s WHERE NOT (SELECT h.yes FROM unheard h)
      ), known AS MATERIALIZED (
        -- Of the nodes with nothing under them only those of the graph have a row.
        SELECT n.node FROM nodes(ancestry(new_graph, ARRAY(SELECT c.node FROM counted c WHERE total(c.by_link) = 0))) AS n (node)
      ), begun AS MATERIALIZED (
        SELECT DISTINCT n.quarter FROM now_rows n WHERE NOT EXISTS (SELECT FROM {stored} s WHERE s.quarter = n.quarter)
      ), ended AS MATERIALIZED (
        SELECT b.quarter FROM (SELECT quarter FROM before_rows EXCEPT SELECT quarter FROM now_rows) AS b
        WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter = b.quarter AND total(c.by_link) > 0)
              AND NOT EXISTS (SELECT FROM {stored} s WHERE s.quarter = b.quarter AND total(s.by_link) > 0
                                AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter = s.quarter AND c.node = s.node))
      )
      SELECT NULL, NULL, NULL, NULL, true FROM unheard h WHERE h.yes
      UNION ALL
      SELECT c.node, c.quarter, c.by_link, c.distinct_items, NULL FROM counted c
      WHERE (total(c.by_link) > 0 OR c.node IN (SELECT k.node FROM known k)) AND c.quarter NOT IN (SELECT e.quarter FROM ended e)
      UNION ALL
      SELECT c.node, c.quarter, NULL, NULL, NULL FROM counted c
      WHERE NOT (total(c.by_link) > 0 OR c.node IN (SELECT k.node FROM known k)) OR c.quarter IN (SELECT e.quarter FROM ended e)
      UNION ALL
      SELECT s.node, s.quarter, NULL, NULL, NULL FROM ended e JOIN {stored} s ON s.quarter = e.quarter
      WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter = s.quarter AND c.node = s.node)
      UNION ALL
      SELECT n.node, b.quarter, '0', '0', NULL FROM begun b CROSS JOIN nodes(new_graph) AS n (node)
      WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter = b.quarter AND c.node = n.node)
      UNION ALL
      -- Nodes that are new in the graph, in the quarters there were, and nodes that it lost.
      SELECT n.node, s.quarter, '0', '0', NULL
      FROM (SELECT DISTINCT t.quarter FROM {stored} t WHERE graph_changed) AS s (quarter)
           CROSS JOIN (SELECT nodes(new_graph) EXCEPT SELECT nodes(old_graph)) AS n (node)
      WHERE graph_changed AND s.quarter NOT IN (SELECT e.quarter FROM ended e)
            AND NOT EXISTS (SELECT FROM {stored} t WHERE t.node = n.node AND t.quarter = s.quarter)
            AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter = s.quarter AND c.node = n.node)
      UNION ALL
      SELECT s.node, s.quarter, NULL, NULL, NULL
      FROM (SELECT nodes(old_graph) EXCEPT SELECT nodes(new_graph)) AS n (node) JOIN {stored} s ON s.node = n.node
      WHERE graph_changed AND total(s.by_link) = 0
            AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter = s.quarter AND c.node = s.node)
    LOOP
      everything := coalesce(replaces_all, false);
      EXIT WHEN everything;
      RETURN NEXT;
    END LOOP;
  END IF;

  IF everything THEN
    node := NULL; quarter := NULL; by_link := NULL; distinct_items := NULL;
    replaces_all := true;
    graph := (SELECT {graph_type}({t.child}, {t.parent}) FROM {node_links} t);
    RETURN NEXT;
    RETURN QUERY SELECT r.node, r.quarter, r.by_link, r.distinct_items, NULL::boolean, NULL::{graph_type} FROM ({recompute}) AS r;
  END IF;
END
$unmerged$;
COMMENT ON FUNCTION {unmerged}(boolean) IS 'The rows of a golden_thread live rollup that are not as they are stored, in the snapshot of the statement that calls; with everything: all of them, counted anew.';

CREATE VIEW {view} WITH (security_invoker = true) AS
WITH unmerged AS MATERIALIZED (SELECT o.node{node_collation}, o.quarter{quarter_collation}, o.by_link, o.distinct_items, o.replaces_all FROM {unmerged}(false) o)
SELECT s.node, {s.quarter,} s.by_link, s.distinct_items
FROM {stored} s
WHERE NOT EXISTS (SELECT FROM unmerged o WHERE o.replaces_all)
      AND NOT EXISTS (SELECT FROM unmerged o WHERE o.node = s.node AND o.quarter = s.quarter)
UNION ALL
SELECT o.node, {o.quarter,} o.by_link, o.distinct_items
FROM unmerged o
WHERE o.by_link IS NOT NULL;
COMMENT ON VIEW {view} IS 'A golden_thread live rollup: counts at and under each node, exact at every moment.';

CREATE VIEW {recomputed} WITH (security_invoker = true) AS
SELECT r.node{node_collation}, {r.quarter,} r.by_link, r.distinct_items
FROM ({recompute}) AS r;
COMMENT ON VIEW {recomputed} IS 'What a golden_thread live rollup must show, counted anew out of the tables.';
$sql$::text;
COMMENT ON FUNCTION live_rollup_views_sql() IS 'The views of a live rollup, and the function behind them.';

-- Names, and what a live rollup is found by.

CREATE FUNCTION live_rollup_names(schema text, name text, OUT view text, OUT recomputed text, OUT stored text, OUT queue text, OUT state text,
                                  OUT unmerged text, OUT note_links text, OUT note_ratings text, OUT note_graph text, OUT note_all text)
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('%I.%I', schema, name), format('%I.%I', schema, name || '_recomputed'), format('%I.%I', schema, name || '_stored'),
         format('%I.%I', schema, name || '_queue'), format('%I.%I', schema, name || '_state'), format('%I.%I', schema, name || '_unmerged'),
         format('%I.%I', schema, name || '_note_links'), format('%I.%I', schema, name || '_note_ratings'),
         format('%I.%I', schema, name || '_note_graph'), format('%I.%I', schema, name || '_note_all');
END;
COMMENT ON FUNCTION live_rollup_names(text, text) IS 'The quoted names of all that a live rollup of this name is made of.';

CREATE FUNCTION live_rollup_parts(rollup regclass, OUT schema text, OUT name text, OUT view text, OUT recomputed text, OUT stored text,
                                  OUT queue text, OUT state text, OUT unmerged text, OUT note_functions oid[])
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  names record;
BEGIN
  SELECT n.nspname, c.relname INTO schema, name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid = rollup AND c.relkind = 'v';
  SELECT * INTO names FROM @extschema@.live_rollup_names(schema, name);
  IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass(names.state) AND a.attname = 'live_rollup_layout') THEN
    RAISE EXCEPTION '% is not a live rollup', rollup
      USING ERRCODE = 'wrong_object_type', HINT = 'Name the view that create_live_rollup made; live_rollups() lists them.';
  END IF;
  view := names.view;
  recomputed := names.recomputed;
  stored := names.stored;
  queue := names.queue;
  state := names.state;
  unmerged := names.unmerged;
  note_functions := array_remove(ARRAY[to_regproc(names.note_links)::oid, to_regproc(names.note_ratings)::oid,
                                       to_regproc(names.note_graph)::oid, to_regproc(names.note_all)::oid], NULL);
END
$body$;
COMMENT ON FUNCTION live_rollup_parts(regclass) IS 'The quoted names of all that a live rollup is made of; 42809 if it is none.';

-- Making one.

CREATE FUNCTION live_rollup_column(relation regclass, column_name text, parameter text, OUT type text, OUT collation_clause text, OUT number smallint,
                                   OUT declared text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  base_type oid;
  collation_oid oid;
BEGIN
  SELECT a.attnum, a.atttypid, a.attcollation INTO number, base_type, collation_oid
  FROM pg_attribute a WHERE a.attrelid = relation AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'column "%" of % does not exist', column_name, relation
      USING ERRCODE = 'undefined_column', HINT = format('Name the column: create_live_rollup(..., %s => ''...'').', parameter);
  END IF;
  declared := format_type(base_type, NULL);
  WHILE EXISTS (SELECT FROM pg_type t WHERE t.oid = base_type AND t.typtype = 'd') LOOP
    base_type := (SELECT t.typbasetype FROM pg_type t WHERE t.oid = base_type);
  END LOOP;
  type := CASE WHEN base_type IN ('smallint'::regtype, 'integer'::regtype) AND parameter <> 'quarter' THEN 'bigint'
               WHEN base_type = 'varchar'::regtype THEN 'text' ELSE format_type(base_type, -1) END;
  IF EXISTS (SELECT FROM pg_collation c WHERE c.oid = collation_oid AND NOT c.collisdeterministic) THEN
    RAISE EXCEPTION 'column "%" of % has a nondeterministic collation', column_name, relation
      USING ERRCODE = 'feature_not_supported', DETAIL = 'Nodes and items are told apart byte by byte.';
  END IF;
  collation_clause := coalesce((SELECT format(' COLLATE %I.%I', n.nspname, c.collname)
                                FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace WHERE c.oid = collation_oid), '');
  IF parameter NOT IN ('quarter', 'rating') AND type NOT IN ('bigint', 'text') THEN
    RAISE EXCEPTION 'column "%" of % is of type %', column_name, relation, type
      USING ERRCODE = 'datatype_mismatch', DETAIL = 'Nodes and items are bigint or text, as for outcome_rollup.',
            HINT = 'A stored generated column of type text can stand for it.';
  END IF;
  -- The operators of others are not in the search path, and = would silently be that of text, say.
  IF parameter = 'quarter' AND EXISTS (SELECT FROM pg_type t WHERE t.oid = base_type AND t.typtype = 'b' AND t.typcategory <> 'A'
                                         AND t.typnamespace NOT IN ('pg_catalog'::regnamespace, '@extschema@'::regnamespace)) THEN
    RAISE EXCEPTION 'column "%" of % is of type %', column_name, relation, type
      USING ERRCODE = 'feature_not_supported', DETAIL = 'A quarter is of a type of PostgreSQL or golden_thread, a domain, an enum, a range or an array.',
            HINT = 'A stored generated column of such a type can stand for it.';
  END IF;
  IF parameter = 'rating' AND base_type <> '@extschema@.rag'::regtype THEN
    RAISE EXCEPTION 'column "%" of % is of type %', column_name, relation, type
      USING ERRCODE = 'datatype_mismatch', DETAIL = 'A rating is of type rag.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_column(regclass, text, text) IS 'What create_live_rollup needs to know of a column; an error if it cannot use it.';

CREATE FUNCTION live_rollup_check_table(relation regclass, parameter text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  class record;
  volatile_one regclass;
BEGIN
  SELECT c.relkind, c.relowner INTO class FROM pg_class c WHERE c.oid = relation;
  IF relation IS NULL OR class.relkind NOT IN ('r', 'p')
     OR EXISTS (SELECT FROM pg_class c WHERE c.oid = ANY (@extschema@.live_rollup_relations(ARRAY[relation])) AND c.relkind NOT IN ('r', 'p')) THEN
    RAISE EXCEPTION '% of a live rollup must be a table', parameter
      USING ERRCODE = 'wrong_object_type', DETAIL = 'Triggers see what changes; views and foreign tables cannot have them.';
  END IF;
  volatile_one := (SELECT min(c.oid) FROM pg_class c
                   WHERE c.oid = ANY (@extschema@.live_rollup_relations(ARRAY[relation])) AND c.relpersistence <> 'p');
  IF volatile_one IS NOT NULL THEN
    RAISE EXCEPTION '% is not a permanent table', volatile_one
      USING ERRCODE = 'feature_not_supported', DETAIL = 'An unlogged table is emptied after a crash, and a temporary one when its session ends, without a trigger being told.';
  END IF;
  IF NOT pg_has_role(class.relowner, 'USAGE') THEN
    RAISE EXCEPTION 'must be owner of table %', relation
      USING ERRCODE = 'insufficient_privilege', DETAIL = 'A live rollup puts triggers on its tables.';
  END IF;
  IF row_security_active(relation) THEN
    RAISE EXCEPTION 'row-level security hides rows of % from you', relation
      USING ERRCODE = 'insufficient_privilege', DETAIL = 'What is stored must be counted over all rows.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_table(regclass, text) IS 'Raises an error for a table that cannot feed a live rollup.';

-- A statement trigger fires for the table that a statement names, so each partition has its own; row triggers are
-- copied to partitions by the server.  DETACH leaves a partition its statement triggers, which must go: what happens
-- to that table is none of ours any more.
CREATE FUNCTION live_rollup_attach(rollup regclass, tables regclass[]) RETURNS oid[]
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  names record := @extschema@.live_rollup_names(parts.schema, parts.name);
  roles constant text[] := '{links,ratings,graph}';
  notes text[] := ARRAY[names.note_links, names.note_ratings, names.note_graph];
  relations oid[] := '{}';
  relation regclass;
  stray record;
  prefix text;
  made text;
  event text;
BEGIN
  FOR i IN 1 .. 3 LOOP
    prefix := parts.name || '_' || roles[i];
    -- The first trigger locks the table against new partitions, so the others are looked up after it.
    FOR relation IN SELECT tables[i] UNION ALL SELECT r.oid FROM unnest(@extschema@.live_rollup_relations(ARRAY[tables[i]])) AS r (oid) WHERE r.oid <> tables[i] LOOP
      CONTINUE WHEN EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = relation AND t.tgname = prefix || '_insert' AND t.tgfoid = ANY (parts.note_functions));
      FOREACH event IN ARRAY ARRAY['insert', 'update', 'delete', 'truncate'] LOOP
        made := format('%I', prefix || '_' || event);
        EXECUTE format('CREATE TRIGGER %s AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s()', made, event, relation,
                       CASE event WHEN 'insert' THEN 'REFERENCING NEW TABLE AS appeared'
                                  WHEN 'update' THEN 'REFERENCING OLD TABLE AS disappeared NEW TABLE AS appeared'
                                  WHEN 'delete' THEN 'REFERENCING OLD TABLE AS disappeared' ELSE '' END,
                       CASE event WHEN 'truncate' THEN names.note_all ELSE notes[i] END);
        EXECUTE format('COMMENT ON TRIGGER %s ON %s IS %L', made, relation, format('Tells the live rollup %s what changed.', parts.view));
      END LOOP;
      EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %s', relation, made);
      CONTINUE WHEN (SELECT c.relispartition FROM pg_class c WHERE c.oid = relation) AND relation <> tables[i];
      made := format('%I', prefix || '_replica');
      EXECUTE format('CREATE TRIGGER %s AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s()', made, relation, names.note_all);
      EXECUTE format('ALTER TABLE %s ENABLE REPLICA TRIGGER %s', relation, made);
      EXECUTE format('COMMENT ON TRIGGER %s ON %s IS %L', made, relation, format('Tells the live rollup %s of replicated changes.', parts.view));
    END LOOP;
    relations := relations || @extschema@.live_rollup_relations(ARRAY[tables[i]]);
  END LOOP;
  FOR stray IN SELECT t.tgname, t.tgrelid::regclass AS relation FROM pg_trigger t
               WHERE t.tgfoid = ANY (parts.note_functions) AND t.tgparentid = 0 AND t.tgrelid <> ALL (relations) LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', stray.tgname, stray.relation);
  END LOOP;
  RETURN relations;
END
$body$;
COMMENT ON FUNCTION live_rollup_attach(regclass, regclass[]) IS 'Puts the triggers of a live rollup on its tables and their partitions as they are now, which are returned.';

CREATE FUNCTION create_live_rollup(name text, item_links regclass, ratings regclass, node_links regclass,
                                   node text DEFAULT 'node', item text DEFAULT 'item', rated_item text DEFAULT NULL, quarter text DEFAULT 'quarter',
                                   rating text DEFAULT 'rating', child text DEFAULT 'child', parent text DEFAULT 'parent', schema text DEFAULT current_schema())
  RETURNS regclass
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  node_column record;
  item_column record;
  rated_item_column record;
  quarter_column record;
  names record := @extschema@.live_rollup_names(schema, name);
  graph_type text;
  recompute text;
  objects text;
  fill text[];
  golden constant text := (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread');
  columns text[];
  declared text[]; -- their types
  table_names text[];
  alias text;
  rollup regclass;
  grantee name;
BEGIN
  PERFORM @extschema@.live_rollup_check_transaction();
  rated_item := coalesce(rated_item, item);
  IF name IS NULL OR schema IS NULL OR name = '' OR octet_length(name) > 45 OR to_regnamespace(quote_ident(schema)) IS NULL THEN
    RAISE EXCEPTION 'invalid name for a live rollup: "%" in schema "%"', name, schema
      USING ERRCODE = 'invalid_name', DETAIL = 'The name has 1 to 45 bytes, and the schema exists.',
            HINT = 'Write create_live_rollup(''progress'', ..., schema => ''delivery'').';
  END IF;
  PERFORM @extschema@.live_rollup_check_table(item_links, 'item_links'), @extschema@.live_rollup_check_table(ratings, 'ratings'),
          @extschema@.live_rollup_check_table(node_links, 'node_links');
  node_column := @extschema@.live_rollup_column(item_links, node, 'node');
  item_column := @extschema@.live_rollup_column(item_links, item, 'item');
  rated_item_column := @extschema@.live_rollup_column(ratings, rated_item, 'rated_item');
  PERFORM @extschema@.live_rollup_column(ratings, rating, 'rating');
  IF quarter IS NOT NULL THEN
    quarter_column := @extschema@.live_rollup_column(ratings, quarter, 'quarter');
  ELSE
    SELECT 'boolean' AS type, '' AS collation_clause, 0::smallint AS number, 'boolean' AS declared INTO quarter_column;
  END IF;
  IF rated_item_column.type <> item_column.type THEN
    RAISE EXCEPTION 'items are of type % in % and of type % in %', item_column.type, item_links, rated_item_column.type, ratings
      USING ERRCODE = 'datatype_mismatch';
  END IF;
  IF (@extschema@.live_rollup_column(node_links, child, 'child')).type <> node_column.type
     OR (@extschema@.live_rollup_column(node_links, parent, 'parent')).type <> node_column.type THEN
    RAISE EXCEPTION 'nodes are not of the same type in % and %', item_links, node_links
      USING ERRCODE = 'datatype_mismatch', DETAIL = 'All of them are bigint, or all of them text.';
  END IF;
  columns := ARRAY[node, item, rated_item, quarter, rating, child, parent];
  declared := ARRAY[node_column.declared, item_column.declared, rated_item_column.declared, quarter_column.declared,
                    (@extschema@.live_rollup_column(ratings, rating, 'rating')).declared, (@extschema@.live_rollup_column(node_links, child, 'child')).declared,
                    (@extschema@.live_rollup_column(node_links, parent, 'parent')).declared];
  table_names := ARRAY(SELECT format('%I.%I', n.nspname, c.relname)
                       FROM unnest(ARRAY[item_links, ratings, node_links]) WITH ORDINALITY AS t (relation, position)
                            JOIN pg_class c ON c.oid = t.relation JOIN pg_namespace n ON n.oid = c.relnamespace
                       ORDER BY t.position);
  -- All this goes into text that is filled in and then run.
  IF concat_ws(' ', names, golden, array_to_string(table_names || columns || declared, ' '), node_column, item_column, rated_item_column, quarter_column) ~ '[{}$]' THEN
    RAISE EXCEPTION 'names of a live rollup must not contain braces or dollar signs'
      USING ERRCODE = 'invalid_name';
  END IF;
  -- Two ratings of one item in one quarter could not both be counted.
  IF NOT EXISTS (SELECT FROM pg_index i
                 WHERE i.indrelid = ratings AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
                       AND (i.indkey::smallint[])[0:i.indnkeyatts - 1] <@ ARRAY[rated_item_column.number, quarter_column.number]::smallint[]) THEN
    RAISE EXCEPTION 'nothing says that an item has one rating% in %', CASE WHEN quarter IS NULL THEN '' ELSE ' a quarter' END, ratings
      USING ERRCODE = 'invalid_table_definition', DETAIL = 'A unique constraint or index that is not deferrable and not partial must say so.',
            HINT = format('ALTER TABLE %s ADD UNIQUE (%s);', ratings, concat_ws(', ', quote_ident(rated_item), quote_ident(quarter)));
  END IF;
  IF NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = item_links AND i.indisvalid AND i.indpred IS NULL AND i.indkey[0] = item_column.number) THEN
    RAISE WARNING 'no index of % begins with column "%"', item_links, item
      USING DETAIL = 'Without one, whoever reads the live rollup scans the table while changes are not merged.', HINT = format('CREATE INDEX ON %s (%I);', item_links, item);
  END IF;
  IF NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = ratings AND i.indisvalid AND i.indpred IS NULL AND i.indkey[0] = rated_item_column.number) THEN
    RAISE WARNING 'no index of % begins with column "%"', ratings, rated_item
      USING DETAIL = 'Without one, whoever reads the live rollup scans the table while changes are not merged.', HINT = format('CREATE INDEX ON %s (%I);', ratings, rated_item);
  END IF;

  graph_type := CASE node_column.type WHEN 'bigint' THEN 'linkage' ELSE 'linkage_text' END;
  recompute := 'SELECT u.node, x.quarter, u.by_link, u.distinct_items
    FROM (SELECT {t.quarter}::{quarter_type} AS quarter,
                 outcome_rollup((SELECT {graph_type}({g.child}, {g.parent}) FROM {node_links} g), {l.node}::{node_type}, {l.item}::{item_type}, {t.rating}) AS rolled
          FROM {item_links} l JOIN {ratings} t ON {t.rated_item} = {l.item}{rated_item_collation}
          WHERE {l.node} IS NOT NULL AND {t.quarter} IS NOT NULL
          GROUP BY 1) AS x, unnest(x.rolled) AS u';
  fill := ARRAY[
    '{recompute}', recompute,
    '{golden}', golden, '{table_names}', quote_literal(table_names),
    '{view}', names.view, '{recomputed}', names.recomputed, '{stored}', names.stored, '{queue}', names.queue, '{state}', names.state,
    '{unmerged}', names.unmerged, '{note_links}', names.note_links, '{note_ratings}', names.note_ratings, '{note_graph}', names.note_graph,
    '{note_all}', names.note_all, '{graph_type}', graph_type,
    '{node_type}', node_column.type, '{node_collation}', node_column.collation_clause,
    '{item_type}', item_column.type, '{item_collation}', item_column.collation_clause, '{rated_item_collation}', rated_item_column.collation_clause,
    '{quarter_type}', quarter_column.type, '{quarter_collation}', quarter_column.collation_clause,
    '{s.quarter,}', CASE WHEN quarter IS NULL THEN '' ELSE 's.quarter,' END, '{o.quarter,}', CASE WHEN quarter IS NULL THEN '' ELSE 'o.quarter,' END,
    '{r.quarter,}', CASE WHEN quarter IS NULL THEN '' ELSE 'r.quarter' || quarter_column.collation_clause || ',' END,
    '{item_links}', table_names[1], '{ratings}', table_names[2], '{node_links}', table_names[3]];
  FOREACH alias IN ARRAY ARRAY['n', 'o', 't', 'l', 'g'] LOOP
    FOR i IN 1 .. cardinality(columns) LOOP
      fill := fill || ARRAY[format('{%s.%s}', alias, (ARRAY['node', 'item', 'rated_item', 'quarter', 'rating', 'child', 'parent'])[i]),
                            CASE WHEN columns[i] IS NULL THEN 'true'
                                 ELSE format('%s.live_rollup_typed(NULL::%s, %s.%s)', golden, declared[i], alias, quote_ident(columns[i])) END];
    END LOOP;
  END LOOP;
  objects := @extschema@.live_rollup_tables_sql() || @extschema@.live_rollup_triggers_sql() || @extschema@.live_rollup_views_sql();
  FOR i IN 1 .. cardinality(fill) BY 2 LOOP
    objects := replace(objects, fill[i], fill[i + 1]);
  END LOOP;
  EXECUTE objects;

  EXECUTE format('INSERT INTO %s (live_rollup_layout, tables, relations, graph) VALUES (%L, $1, ''{}'', ''{}'')', names.state, @extschema@.live_rollup_layout())
    USING ARRAY[item_links, ratings, node_links];
  rollup := names.view;
  -- Whoever adds a partition to a table gives it a copy of the row trigger.
  FOR grantee IN SELECT DISTINCT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid IN (item_links, ratings, node_links) AND c.relowner <> current_user::regrole LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s() TO %I', names.note_all, grantee);
  END LOOP;
  PERFORM @extschema@.rebuild_live_rollup(rollup);
  RETURN rollup;
END
$body$;
COMMENT ON FUNCTION create_live_rollup(text, regclass, regclass, regclass, text, text, text, text, text, text, text, text) IS 'Makes a view of this name, with node, quarter, by_link and distinct_items, that is always what outcome_rollup would say of these tables, and is read in milliseconds; the other arguments name their columns. All that is made belongs to the caller.';

-- Keeping it.

-- Each statement must see what was committed before it took its locks.
CREATE FUNCTION live_rollup_check_transaction() RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'a live rollup cannot be made, merged or rebuilt in a transaction of isolation level %', current_setting('transaction_isolation')
      USING ERRCODE = 'invalid_transaction_state', DETAIL = 'It has to see what others committed while it waited for its lock.',
            HINT = 'Use READ COMMITTED for it; it may be read at any level.';
  END IF;
  IF pg_trigger_depth() > 0 THEN
    RAISE EXCEPTION 'a live rollup cannot be made, merged or rebuilt by a trigger'
      USING ERRCODE = 'invalid_transaction_state', DETAIL = 'A statement that is not through may have changed rows of which the rollup is yet to be told.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_transaction() IS 'Raises an error where a live rollup cannot be merged.';

CREATE FUNCTION live_rollup_bring_up(rollup regclass, everything boolean, wait boolean) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  owner regrole;
  lock_key bigint;
  tables regclass[];
  relations oid[];
  attached oid[];
  waiting boolean;
  taken bigint;
BEGIN
  PERFORM @extschema@.live_rollup_check_transaction();
  -- Its functions run with the rights of whoever merges, so nobody is to merge what is another's: a superuser who merges
  -- all that there are would run what anybody wrote.
  owner := (SELECT c.relowner FROM pg_class c WHERE c.oid = rollup);
  IF owner <> current_user::regrole THEN
    RAISE EXCEPTION 'must be owner of live rollup %', rollup
      USING ERRCODE = 'insufficient_privilege', HINT = format('SET ROLE %s; first.', owner);
  END IF;
  -- One at a time.  The key is this database's; after a restore it is another, which does no harm.
  lock_key := (x'474c5255'::bigint << 32) | to_regclass(parts.state)::oid::bigint;
  IF NOT wait THEN
    IF NOT pg_try_advisory_xact_lock(lock_key) THEN
      RETURN NULL;
    END IF;
  ELSE
    PERFORM pg_advisory_xact_lock(lock_key);
  END IF;
  EXECUTE format('SELECT s.tables, s.relations::oid[], EXISTS (SELECT FROM %s) FROM %s s', parts.queue, parts.state) INTO STRICT tables, relations, waiting;
  IF row_security_active(tables[1]) OR row_security_active(tables[2]) OR row_security_active(tables[3]) THEN
    RAISE EXCEPTION 'row-level security hides rows from you that the live rollup % counts', rollup
      USING ERRCODE = 'insufficient_privilege', HINT = 'Its owner, or a role with BYPASSRLS, can merge it.';
  END IF;
  -- Rows that a statement changed are seen before its triggers tell of them, which would then count them twice.
  IF @extschema@.live_rollup_in_use(@extschema@.live_rollup_relations(tables)) THEN
    RAISE EXCEPTION 'a live rollup cannot be merged or rebuilt by a statement that uses its tables'
      USING ERRCODE = 'object_in_use', DETAIL = 'A statement that is not through may have changed rows of which the rollup is yet to be told.',
            HINT = 'Merge in a statement of its own.';
  END IF;
  -- Nor may another table come by the name of one of them in between.
  EXECUTE format('LOCK TABLE ONLY %s, ONLY %s, ONLY %s IN ACCESS SHARE MODE', tables[1], tables[2], tables[3]);
  attached := relations;
  IF everything OR NOT (relations @> @extschema@.live_rollup_relations(tables) AND relations <@ @extschema@.live_rollup_relations(tables)) THEN
    attached := @extschema@.live_rollup_attach(rollup, tables);
    everything := true;
  ELSIF NOT waiting THEN
    RETURN 0;
  END IF;
  -- One statement and so one snapshot, taken after the locks: the queue rows that are deleted are those that were
  -- counted.  A change that is committed meanwhile has its own row, which stays.
  EXECUTE format($merge$
    WITH unmerged AS MATERIALIZED (
      SELECT o.node, o.quarter, o.by_link, o.distinct_items, o.replaces_all, o.graph FROM %1$s($1) o
    ), taken AS (
      DELETE FROM %2$s RETURNING 1
    ), gone AS (
      DELETE FROM %3$s s USING unmerged o WHERE o.node = s.node AND o.quarter = s.quarter AND o.by_link IS NULL
    ), replaced AS (
      DELETE FROM %3$s s
      WHERE EXISTS (SELECT FROM unmerged o WHERE o.replaces_all)
            AND NOT EXISTS (SELECT FROM unmerged o WHERE o.node = s.node AND o.quarter = s.quarter)
    ), put AS (
      INSERT INTO %3$s AS s (node, quarter, by_link, distinct_items)
      SELECT o.node, o.quarter, o.by_link, o.distinct_items FROM unmerged o WHERE o.by_link IS NOT NULL
      ON CONFLICT (node, quarter) DO UPDATE SET by_link = excluded.by_link, distinct_items = excluded.distinct_items
      WHERE s.by_link <> excluded.by_link OR s.distinct_items <> excluded.distinct_items
    ), noted AS (
      UPDATE %4$s s
      SET merged_at = clock_timestamp(),
          rebuilt_at = CASE WHEN EXISTS (SELECT FROM unmerged o WHERE o.replaces_all) THEN clock_timestamp() ELSE s.rebuilt_at END,
          relations = $2::regclass[],
          graph = coalesce((SELECT o.graph FROM unmerged o WHERE o.graph IS NOT NULL LIMIT 1), s.graph)
    )
    SELECT count(*) FROM taken
  $merge$, parts.unmerged, parts.queue, parts.stored, parts.state) USING everything, attached INTO taken;
  RETURN taken;
END
$body$;
COMMENT ON FUNCTION live_rollup_bring_up(regclass, boolean, boolean) IS 'Brings what is stored of a live rollup up to date, by its changes or, with everything, by counting anew.';

CREATE FUNCTION merge_live_rollup(rollup regclass, wait boolean DEFAULT true) RETURNS bigint
  LANGUAGE sql VOLATILE PARALLEL UNSAFE
RETURN live_rollup_bring_up(rollup, false, wait);
COMMENT ON FUNCTION merge_live_rollup(regclass, boolean) IS 'Stores what a live rollup shows: the changes noted so far are counted in, and their number is returned. One session at a time does so; without wait, NULL if another is at it. No reader or writer waits for it.';

CREATE FUNCTION rebuild_live_rollup(rollup regclass) RETURNS bigint
  LANGUAGE sql VOLATILE PARALLEL UNSAFE
RETURN live_rollup_bring_up(rollup, true, true);
COMMENT ON FUNCTION rebuild_live_rollup(regclass) IS 'Counts a live rollup anew, all of it, and sees to its triggers; for changes of which no trigger could tell, such as those made while triggers were disabled.';

CREATE FUNCTION verify_live_rollup(rollup regclass, OUT node text, OUT quarter text, OUT by_link rag_tally, OUT recomputed_by_link rag_tally,
                                   OUT distinct_items rag_tally, OUT recomputed_distinct_items rag_tally)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  grouped boolean := EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = rollup AND a.attname = 'quarter');
BEGIN
  RETURN QUERY EXECUTE format($verify$
    SELECT coalesce(v.node, r.node)::text, %3$s, v.by_link, r.by_link, v.distinct_items, r.distinct_items
    FROM %1$s v FULL JOIN %2$s r ON r.node = v.node %4$s
    WHERE v.node IS NULL OR r.node IS NULL OR v.by_link <> r.by_link OR v.distinct_items <> r.distinct_items
  $verify$, parts.view, parts.recomputed, CASE WHEN grouped THEN 'coalesce(v.quarter, r.quarter)::text' ELSE 'NULL::text' END,
  CASE WHEN grouped THEN 'AND r.quarter = v.quarter' ELSE '' END);
END
$body$;
COMMENT ON FUNCTION verify_live_rollup(regclass) IS 'The rows of a live rollup that are not what counting anew gives; none, if all is well.';

CREATE FUNCTION drop_live_rollup(rollup regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  made record;
BEGIN
  FOR made IN SELECT t.tgname, t.tgrelid::regclass AS relation FROM pg_trigger t
              WHERE t.tgfoid = ANY (parts.note_functions) AND t.tgparentid = 0 LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', made.tgname, made.relation);
  END LOOP;
  EXECUTE format('DROP VIEW IF EXISTS %s, %s', parts.view, parts.recomputed);
  FOR made IN SELECT p.oid::regprocedure AS routine FROM unnest(parts.note_functions) AS f (oid) JOIN pg_proc p ON p.oid = f.oid LOOP
    EXECUTE format('DROP FUNCTION %s', made.routine);
  END LOOP;
  EXECUTE format('DROP FUNCTION IF EXISTS %s(boolean)', parts.unmerged);
  EXECUTE format('DROP TABLE IF EXISTS %s, %s, %s', parts.stored, parts.queue, parts.state);
END
$body$;
COMMENT ON FUNCTION drop_live_rollup(regclass) IS 'Drops a live rollup: its views, tables, functions and triggers. The tables it counts are left as they are.';

CREATE FUNCTION live_rollups(OUT rollup regclass, OUT owner text, OUT layout_version text, OUT is_current boolean, OUT unmerged bigint,
                             OUT needs_rebuild boolean, OUT merged_at timestamptz, OUT rebuilt_at timestamptz)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  queue regclass;
  state regclass;
BEGIN
  FOR rollup, owner, queue, state IN
    SELECT v.oid, pg_get_userbyid(v.relowner), q.oid, s.oid
    FROM pg_class s JOIN pg_class v ON v.relnamespace = s.relnamespace AND s.relname = v.relname || '_state'
         JOIN pg_class q ON q.relnamespace = s.relnamespace AND q.relname = v.relname || '_queue'
    WHERE v.relkind = 'v' AND s.relkind = 'r' AND q.relkind = 'r'
      -- Anybody may make tables of such names: none is read that could run code of its owner's or raise errors.
      AND NOT s.relrowsecurity AND NOT q.relrowsecurity
      AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = s.oid AND NOT a.attisdropped
             AND (a.attname, a.atttypid) IN (('live_rollup_layout', 'text'::regtype), ('tables', 'regclass[]'::regtype), ('relations', 'regclass[]'::regtype),
                                             ('merged_at', 'timestamptz'::regtype), ('rebuilt_at', 'timestamptz'::regtype))) = 5
      AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = q.oid AND NOT a.attisdropped AND (a.attname, a.atttypid) = ('kind', '"char"'::regtype)) = 1
    ORDER BY v.oid::regclass::text
  LOOP
    layout_version := NULL;
    unmerged := NULL;
    needs_rebuild := NULL;
    merged_at := NULL;
    rebuilt_at := NULL;
    IF has_schema_privilege((SELECT c.relnamespace FROM pg_class c WHERE c.oid = state), 'USAGE')
       AND has_table_privilege(state, 'SELECT') AND has_table_privilege(queue, 'SELECT') THEN
      EXECUTE format('SELECT s.live_rollup_layout, s.merged_at, s.rebuilt_at, (SELECT count(*) FROM %1$s),
                             EXISTS (SELECT FROM %1$s q WHERE q.kind = ''a'')
                             OR NOT (s.relations::oid[] @> @extschema@.live_rollup_relations(s.tables)
                                     AND s.relations::oid[] <@ @extschema@.live_rollup_relations(s.tables))
                      FROM %2$s s', queue, state)
        INTO layout_version, merged_at, rebuilt_at, unmerged, needs_rebuild;
    END IF;
    is_current := layout_version = @extschema@.live_rollup_layout();
    RETURN NEXT;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION live_rollups() IS 'The live rollups of this database: how many changes are not merged yet, whether all is to be counted anew, and when they were merged; NULL where the caller may not look.';
-- delimited: comma, semicolon or tab separated text from any client, without server files

CREATE FUNCTION parse_delimited(content text, delimiter text DEFAULT NULL, quote text DEFAULT '"')
    RETURNS TABLE (line bigint, cells text[])
    LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 1000
    AS 'MODULE_PATHNAME', 'delimited_parse';
COMMENT ON FUNCTION parse_delimited(text, text, text) IS
    'records of a delimited text: the physical line each starts on and its cells; the delimiter is detected if null, and an empty quote means that there is none';

CREATE FUNCTION detect_delimiter(content text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'delimited_detect_delimiter';
COMMENT ON FUNCTION detect_delimiter(text) IS
    'tab, semicolon or comma, whichever occurs most outside quotes in the first line that is not empty; in that order if equally often, tab if none does';

CREATE FUNCTION quote_delimited(cell text, delimiter text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'delimited_quote_cell';
COMMENT ON FUNCTION quote_delimited(text, text) IS
    'the cell as parse_delimited reads it back: in double quotes if it holds the delimiter, a double quote or a line end';
-- register_tables: the tables of a register, as text.  create_register runs it with the register's schema first in the
-- search path, so every name is unqualified; the objects belong to the caller and are not members of the extension.

CREATE FUNCTION register_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- How names, words and cells are compared and cut; first, since indexes below stand on them.

CREATE FUNCTION trim_cell(cell text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(cell, '^[\s\u00A0]+|[\s\u00A0]+$', '', 'g');
COMMENT ON FUNCTION trim_cell(text) IS 'A cell without blanks, tabs, line ends and no-break spaces at its ends.';

CREATE FUNCTION normal_name(name text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(regexp_replace(trim_cell(name), '[\s\u00A0]+', ' ', 'g'));
COMMENT ON FUNCTION normal_name(text) IS 'A name without regard to case and blanks, for comparing.';

CREATE FUNCTION legend_word(word text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(fold_text(word), normal_name(word));
COMMENT ON FUNCTION legend_word(text) IS 'A word of a legend as the type rag would read it: without regard to case, blanks and look-alike letters.';

CREATE TABLE register_settings (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  layout_version text NOT NULL,
  fiscal_start_month integer NOT NULL CHECK (fiscal_start_month BETWEEN 1 AND 12),
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE register_settings IS 'One row: which version of the layout this register has and in which month its fiscal year starts.';
COMMENT ON COLUMN register_settings.singleton IS 'Always true: keeps the table at one row.';
COMMENT ON COLUMN register_settings.layout_version IS 'The extension version whose layout this register has.';
COMMENT ON COLUMN register_settings.fiscal_start_month IS 'First month of the fiscal year, 4 for the UK public sector.';
COMMENT ON COLUMN register_settings.created_at IS 'When create_register made it.';

-- A quarter of another fiscal calendar would sort and compare beside the register's own, and match none of them.
CREATE FUNCTION fiscal_start_month() RETURNS integer
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT s.fiscal_start_month FROM register_settings s;
END;
COMMENT ON FUNCTION fiscal_start_month() IS 'The first month of this register''s fiscal year.';

CREATE FUNCTION checked_quarter(q quarter) RETURNS quarter
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF fiscal_start_month(q) <> fiscal_start_month() THEN
    RAISE EXCEPTION 'quarter "%" is not of this register''s fiscal calendar', q
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = format('The fiscal year of this register starts in month %s.', fiscal_start_month()),
            HINT = format('Write "%s".', quarter(fiscal_year_start(q)::bigint, quarter_number(q), fiscal_start_month()));
  END IF;
  RETURN q;
END
$body$;
COMMENT ON FUNCTION checked_quarter(quarter) IS 'The quarter itself, or an error if it is of another fiscal calendar than the register''s.';

CREATE FUNCTION check_quarter() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  PERFORM checked_quarter(NEW.quarter);
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_quarter() IS 'Trigger: refuses quarters of another fiscal calendar than the register''s.';

-- Vocabulary: levels and relations are data, since four documents of one council have four different hierarchies.

CREATE TABLE levels (
  level text PRIMARY KEY,
  holds text NOT NULL CHECK (holds IN ('node', 'item')),
  label text NOT NULL
);
COMMENT ON TABLE levels IS 'The kinds of thing a plan is made of: nodes (aim, outcome, programme ...) and items (action, deliverable, milestone).';
COMMENT ON COLUMN levels.level IS 'The name that nodes and items carry.';
COMMENT ON COLUMN levels.holds IS 'node: something items are linked to; item: something that is done and rated.';
COMMENT ON COLUMN levels.label IS 'What a report prints.';

CREATE TABLE relations (
  relation text PRIMARY KEY,
  rolls_up boolean NOT NULL,
  child_end text NOT NULL DEFAULT 'from' CHECK (child_end IN ('from', 'to')),
  description text NOT NULL
);
COMMENT ON TABLE relations IS 'The kinds of link. A link rolls up when its relation does and its parent end is a node.';
COMMENT ON COLUMN relations.relation IS 'The name that links carry, as printed.';
COMMENT ON COLUMN relations.rolls_up IS 'Whether the child end counts towards the parent end.';
COMMENT ON COLUMN relations.child_end IS 'Which end of the link is the child: from, or to (a pointer "see" names its child).';
COMMENT ON COLUMN relations.description IS 'What the relation says.';

-- Plans, nodes, items.

CREATE TABLE plans (
  plan_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title text NOT NULL CHECK (title <> ''),
  version text NOT NULL DEFAULT '',
  period daterange,
  scale text NOT NULL DEFAULT 'three' CHECK (scale IN ('three', 'five')),
  has_scheduled boolean NOT NULL DEFAULT true,
  state text NOT NULL DEFAULT 'live' CHECK (state IN ('draft', 'live', 'closed')),
  supersedes_plan_id bigint REFERENCES plans,
  source_document text,
  UNIQUE (title, version),
  CHECK (supersedes_plan_id <> plan_id)
);
COMMENT ON TABLE plans IS 'One row per plan and version.';
COMMENT ON COLUMN plans.plan_id IS 'Key.';
COMMENT ON COLUMN plans.title IS 'The plan''s name as printed.';
COMMENT ON COLUMN plans.version IS 'Tells versions of one plan apart; empty where there is one only.';
COMMENT ON COLUMN plans.period IS 'The days the plan covers, for example plan_period(''2024-25'').';
COMMENT ON COLUMN plans.scale IS 'three: red, amber, green; five: with the half steps. An import refuses a rating outside the scale.';
COMMENT ON COLUMN plans.has_scheduled IS 'Whether "scheduled, not yet started" is one of the plan''s ratings.';
COMMENT ON COLUMN plans.state IS 'draft, live or closed.';
COMMENT ON COLUMN plans.supersedes_plan_id IS 'The plan that this one takes the place of.';
COMMENT ON COLUMN plans.source_document IS 'The document the plan was read from.';

CREATE TABLE nodes (
  node_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint REFERENCES plans,
  level text NOT NULL REFERENCES levels,
  ref text NOT NULL CHECK (ref <> ''),
  code plan_code,
  title text NOT NULL,
  UNIQUE NULLS NOT DISTINCT (plan_id, level, ref)
);
CREATE INDEX ON nodes (level, ref);
CREATE INDEX ON nodes (code);
COMMENT ON TABLE nodes IS 'What items are linked to: aims, priorities, outcomes, commitments, themes, recommendations, programmes, plans ...';
COMMENT ON COLUMN nodes.node_id IS 'Key.';
COMMENT ON COLUMN nodes.plan_id IS 'The plan whose document names the node; NULL for what several plans share. The node of level "plan" with a plan_id stands for that plan itself.';
COMMENT ON COLUMN nodes.level IS 'Which kind of node.';
COMMENT ON COLUMN nodes.ref IS 'The reference as printed, unique within plan and level.';
COMMENT ON COLUMN nodes.code IS 'The reference as a plan_code, where it is one.';
COMMENT ON COLUMN nodes.title IS 'The wording; the reference itself where the documents print nothing more.';

CREATE TABLE items (
  item_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plans,
  level text NOT NULL REFERENCES levels,
  ref text NOT NULL CHECK (ref <> ''),
  code plan_code,
  title text NOT NULL CHECK (title <> ''),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'withdrawn', 'superseded', 'merged', 'deferred')),
  state_since date,
  state_reason text,
  UNIQUE (plan_id, ref),
  CHECK (state = 'active' OR state_since IS NOT NULL)
);
CREATE INDEX ON items (code);
COMMENT ON TABLE items IS 'What is done and rated: actions, deliverables, milestones.';
COMMENT ON COLUMN items.item_id IS 'Key.';
COMMENT ON COLUMN items.plan_id IS 'The plan the item belongs to.';
COMMENT ON COLUMN items.level IS 'Which kind of item.';
COMMENT ON COLUMN items.ref IS 'The reference as printed, unique within the plan.';
COMMENT ON COLUMN items.code IS 'The reference as a plan_code, where it is one.';
COMMENT ON COLUMN items.title IS 'The wording.';
COMMENT ON COLUMN items.state IS 'Apart from any rating: active, withdrawn, superseded, merged or deferred.';
COMMENT ON COLUMN items.state_since IS 'Since when it is in that state: in reports of quarters before, the item still counts.';
COMMENT ON COLUMN items.state_reason IS 'Why it is in that state.';

CREATE TABLE item_attributes (
  item_id bigint NOT NULL REFERENCES items,
  name text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (item_id, name)
);
COMMENT ON TABLE item_attributes IS 'Printed cells of an item that the register has no column for, as printed.';
COMMENT ON COLUMN item_attributes.item_id IS 'The item.';
COMMENT ON COLUMN item_attributes.name IS 'What the cell is, as the mapping of its document kind names it.';
COMMENT ON COLUMN item_attributes.value IS 'The cell as printed.';

CREATE TABLE legends (
  plan_id bigint NOT NULL REFERENCES plans,
  word text NOT NULL,
  rating rag,
  label text NOT NULL,
  colour text CHECK (colour ~ '^#[0-9a-fA-F]{6}$'),
  PRIMARY KEY (plan_id, word)
);
CREATE UNIQUE INDEX ON legends (plan_id, legend_word(word));
COMMENT ON TABLE legends IS 'A plan''s own words for ratings. An import reads a cell by these first, then by the words the type itself knows.';
COMMENT ON COLUMN legends.plan_id IS 'The plan.';
COMMENT ON COLUMN legends.word IS 'The cell, compared without regard to case, blanks and look-alike letters; the empty word is a blank cell.';
COMMENT ON COLUMN legends.rating IS 'What it means; NULL is "not rated".';
COMMENT ON COLUMN legends.label IS 'What the plan prints for that rating.';
COMMENT ON COLUMN legends.colour IS 'The plan''s colour for it, as #rrggbb; NULL for the usual one.';

-- People and bodies, with aliases and dates.

CREATE TABLE officers (
  officer_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> '')
);
CREATE UNIQUE INDEX ON officers (normal_name(name));
COMMENT ON TABLE officers IS 'Officer roles as plans name them (posts, not persons).';
COMMENT ON COLUMN officers.officer_id IS 'Key.';
COMMENT ON COLUMN officers.name IS 'The name of the post.';

CREATE TABLE officer_aliases (
  alias text PRIMARY KEY CHECK (alias <> ''),
  officer_id bigint NOT NULL REFERENCES officers
);
CREATE INDEX ON officer_aliases (officer_id);
CREATE UNIQUE INDEX ON officer_aliases (normal_name(alias));
COMMENT ON TABLE officer_aliases IS 'Other spellings of an officer''s name; an import looks here before it adds an officer.';
COMMENT ON COLUMN officer_aliases.alias IS 'The other spelling, compared without regard to case and blanks.';
COMMENT ON COLUMN officer_aliases.officer_id IS 'Whom it means.';

CREATE TABLE bodies (
  body_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> '')
);
CREATE UNIQUE INDEX ON bodies (normal_name(name));
COMMENT ON TABLE bodies IS 'Committees and boards that items answer to.';
COMMENT ON COLUMN bodies.body_id IS 'Key.';
COMMENT ON COLUMN bodies.name IS 'The body''s name.';

CREATE TABLE body_aliases (
  alias text PRIMARY KEY CHECK (alias <> ''),
  body_id bigint NOT NULL REFERENCES bodies
);
CREATE INDEX ON body_aliases (body_id);
CREATE UNIQUE INDEX ON body_aliases (normal_name(alias));
COMMENT ON TABLE body_aliases IS 'Other spellings and abbreviations of a body''s name.';
COMMENT ON COLUMN body_aliases.alias IS 'The other spelling, compared without regard to case and blanks.';
COMMENT ON COLUMN body_aliases.body_id IS 'Which body it means.';

-- Provenance: declared before what it explains.

CREATE TABLE document_kinds (
  kind text PRIMARY KEY,
  title text NOT NULL,
  record text NOT NULL CHECK (record IN ('item', 'node', 'link')),
  plan_id bigint REFERENCES plans,
  delimiter text CHECK (octet_length(delimiter) = 1),
  quote text NOT NULL DEFAULT '"' CHECK (octet_length(quote) <= 1)
);
COMMENT ON TABLE document_kinds IS 'The kinds of table an import can read. A new kind of file needs rows here and in import_mappings, not code.';
COMMENT ON COLUMN document_kinds.kind IS 'The name to give to import_csv.';
COMMENT ON COLUMN document_kinds.title IS 'What it is.';
COMMENT ON COLUMN document_kinds.record IS 'What one row of it is: an item, a node (and those above it), or a link.';
COMMENT ON COLUMN document_kinds.plan_id IS 'The plan its items and nodes belong to.';
COMMENT ON COLUMN document_kinds.delimiter IS 'What parts the cells; NULL: found from the heading line.';
COMMENT ON COLUMN document_kinds.quote IS 'What encloses a cell that holds the delimiter; empty: nothing does, every character is itself.';

CREATE TABLE import_mappings (
  kind text NOT NULL REFERENCES document_kinds ON DELETE CASCADE,
  position integer NOT NULL,
  source text NOT NULL CHECK (source <> ''),
  target text NOT NULL CHECK (target IN (
    'item.ref', 'item.title', 'item.level', 'item.attribute', 'node.ref', 'node.title', 'node.part_of', 'rating', 'commentary',
    'corrective_action', 'due', 'start', 'officer', 'body', 'link.node', 'link.from_kind', 'link.from_ref', 'link.to_kind', 'link.to_ref',
    'link.relation', 'link.basis', 'link.source_document', 'keep')),
  qualifier text NOT NULL DEFAULT '',
  split text,
  blank_words text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (kind, position)
);
COMMENT ON TABLE import_mappings IS 'Which column of a document kind is what. Every heading of a file must be named by some row, so that nothing is skipped silently.';
COMMENT ON COLUMN import_mappings.kind IS 'The document kind.';
COMMENT ON COLUMN import_mappings.position IS 'Order: revisions of a due date and levels of nodes are taken in this order, outermost level first.';
COMMENT ON COLUMN import_mappings.source IS 'The cell: text in which {heading} stands for that column''s cell, such as {code}, or CPC {recommendation}/{seq}.';
COMMENT ON COLUMN import_mappings.target IS 'What it is. keep: nothing but the raw cell.';
COMMENT ON COLUMN import_mappings.qualifier IS 'rating, commentary, corrective_action: the period, such as Q1 2024/25 or May 2025. node.*: the level. node.part_of: "child level > parent level". link.node: "level relation". officer, body: the role. due: baseline or revised. item.attribute: its name.';
COMMENT ON COLUMN import_mappings.split IS 'officer, body, link.node: a regular expression that parts several names in one cell.';
COMMENT ON COLUMN import_mappings.blank_words IS 'Cells that mean nothing was printed, such as N/A or -, compared without regard to case.';

CREATE TABLE reference_kinds (
  kind text PRIMARY KEY,
  level text NOT NULL REFERENCES levels,
  plan_id bigint REFERENCES plans,
  create_missing boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE reference_kinds IS 'What a link''s from_kind and to_kind mean: which level, of which plan.';
COMMENT ON COLUMN reference_kinds.kind IS 'The kind as the link file writes it.';
COMMENT ON COLUMN reference_kinds.level IS 'The level of the nodes or items it names.';
COMMENT ON COLUMN reference_kinds.plan_id IS 'The plan they belong to; NULL: none in particular.';
COMMENT ON COLUMN reference_kinds.create_missing IS 'Whether an unknown reference makes a node (plans and requirements that only links name) or is refused.';

CREATE TABLE imports (
  import_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL REFERENCES document_kinds,
  file_name text NOT NULL,
  headings text[] NOT NULL,
  delimiter text NOT NULL,
  on_bad text NOT NULL CHECK (on_bad IN ('none', 'good')),
  rows_read bigint NOT NULL,
  rows_loaded bigint NOT NULL,
  rows_unchanged bigint NOT NULL,
  rows_refused bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL DEFAULT current_user,
  CHECK (rows_read = rows_loaded + rows_unchanged + rows_refused)
);
CREATE INDEX ON imports (kind);
COMMENT ON TABLE imports IS 'One row per import, also those that loaded nothing; a file refused whole, for its headings or a quote never closed, is an error and leaves none.';
COMMENT ON COLUMN imports.import_id IS 'Key.';
COMMENT ON COLUMN imports.kind IS 'The document kind.';
COMMENT ON COLUMN imports.file_name IS 'The file''s name as the caller gave it.';
COMMENT ON COLUMN imports.headings IS 'The heading line, cell by cell, as printed.';
COMMENT ON COLUMN imports.delimiter IS 'What parted the cells.';
COMMENT ON COLUMN imports.on_bad IS 'What the caller chose: none (one bad cell and nothing is loaded) or good (the good rows are).';
COMMENT ON COLUMN imports.rows_read IS 'Data rows in the file.';
COMMENT ON COLUMN imports.rows_loaded IS 'Rows that added something.';
COMMENT ON COLUMN imports.rows_unchanged IS 'Rows the register already held.';
COMMENT ON COLUMN imports.rows_refused IS 'Rows not loaded; import_errors says why.';
COMMENT ON COLUMN imports.recorded_at IS 'When the facts were known, by default the moment of the import.';
COMMENT ON COLUMN imports.recorded_by IS 'Who imported.';

CREATE TABLE import_rows (
  import_id bigint NOT NULL REFERENCES imports,
  line bigint NOT NULL,
  cells text[] NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('loaded', 'unchanged', 'refused')),
  PRIMARY KEY (import_id, line)
);
COMMENT ON TABLE import_rows IS 'Every row of every import as printed, look-alike letters included.';
COMMENT ON COLUMN import_rows.import_id IS 'The import.';
COMMENT ON COLUMN import_rows.line IS 'The line of the file at which the row starts; the heading is line 1.';
COMMENT ON COLUMN import_rows.cells IS 'The cells as printed.';
COMMENT ON COLUMN import_rows.outcome IS 'loaded, unchanged or refused.';

CREATE TABLE import_errors (
  import_id bigint NOT NULL REFERENCES imports,
  error_number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  line bigint NOT NULL,
  column_name text,
  value text,
  reason text NOT NULL,
  hint text
);
CREATE INDEX ON import_errors (import_id, line);
COMMENT ON TABLE import_errors IS 'Every bad cell of every import: where it is, what it holds, why it was refused and what to write.';
COMMENT ON COLUMN import_errors.import_id IS 'The import.';
COMMENT ON COLUMN import_errors.error_number IS 'Key.';
COMMENT ON COLUMN import_errors.line IS 'The line of the file.';
COMMENT ON COLUMN import_errors.column_name IS 'The heading of the column; NULL where the whole row is meant.';
COMMENT ON COLUMN import_errors.value IS 'The cell as printed.';
COMMENT ON COLUMN import_errors.reason IS 'Why it was refused.';
COMMENT ON COLUMN import_errors.hint IS 'What would be accepted.';

CREATE TABLE import_cells (
  import_id bigint NOT NULL REFERENCES imports,
  line bigint NOT NULL,
  position integer NOT NULL,
  target text NOT NULL,
  qualifier text NOT NULL,
  raw text NOT NULL,
  value text,
  readable boolean NOT NULL DEFAULT true,
  changed boolean NOT NULL DEFAULT false,
  rating rag,
  period daterange,
  item_id bigint,
  PRIMARY KEY (import_id, line, position)
);
COMMENT ON TABLE import_cells IS 'Staging, empty between imports: one row per mapped cell of the import that is running.';
COMMENT ON COLUMN import_cells.import_id IS 'The import.';
COMMENT ON COLUMN import_cells.line IS 'The line of the file.';
COMMENT ON COLUMN import_cells.position IS 'Which mapping.';
COMMENT ON COLUMN import_cells.target IS 'The mapping''s target.';
COMMENT ON COLUMN import_cells.qualifier IS 'The mapping''s qualifier.';
COMMENT ON COLUMN import_cells.raw IS 'The cell as printed.';
COMMENT ON COLUMN import_cells.value IS 'The cell without blanks at its ends; NULL where it means nothing was printed.';
COMMENT ON COLUMN import_cells.readable IS 'False for a cell that cannot be what its mapping says.';
COMMENT ON COLUMN import_cells.changed IS 'Whether it says something the register does not hold yet.';
COMMENT ON COLUMN import_cells.rating IS 'The rating read from it.';
COMMENT ON COLUMN import_cells.period IS 'The days read from it, or a rating''s reporting period.';
COMMENT ON COLUMN import_cells.item_id IS 'The item of its line.';

CREATE TABLE import_ties (
  import_id bigint NOT NULL REFERENCES imports,
  line bigint NOT NULL,
  position integer NOT NULL,
  subject_id bigint NOT NULL,
  role text NOT NULL,
  object_id bigint NOT NULL,
  valid_from date NOT NULL,
  valid_to date NOT NULL,
  raw text NOT NULL,
  is_new boolean NOT NULL DEFAULT true,
  succeeds boolean NOT NULL DEFAULT false
);
CREATE INDEX ON import_ties (import_id, subject_id, role);
COMMENT ON TABLE import_ties IS 'Staging, empty between imports: what the cells of the import that is running tie together.';
COMMENT ON COLUMN import_ties.import_id IS 'The import.';
COMMENT ON COLUMN import_ties.line IS 'The line of the file.';
COMMENT ON COLUMN import_ties.position IS 'Which mapping.';
COMMENT ON COLUMN import_ties.subject_id IS 'The item, or the child node.';
COMMENT ON COLUMN import_ties.role IS 'The mapping''s qualifier.';
COMMENT ON COLUMN import_ties.object_id IS 'The officer, body or parent node.';
COMMENT ON COLUMN import_ties.valid_from IS 'First day the cell names.';
COMMENT ON COLUMN import_ties.valid_to IS 'Last day the cell names.';
COMMENT ON COLUMN import_ties.raw IS 'The cell as printed.';
COMMENT ON COLUMN import_ties.is_new IS 'Whether the register does not hold it yet.';
COMMENT ON COLUMN import_ties.succeeds IS 'Whether the subject had another, or the same in the past, so that this one starts with the file.';

-- Who answers for an item.

CREATE TABLE item_officers (
  item_id bigint NOT NULL REFERENCES items,
  officer_id bigint NOT NULL REFERENCES officers,
  role text NOT NULL,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  raw text NOT NULL,
  import_id bigint REFERENCES imports,
  PRIMARY KEY (item_id, officer_id, role, valid_from),
  CHECK (valid_from <= valid_to)
);
CREATE INDEX ON item_officers (officer_id);
COMMENT ON TABLE item_officers IS 'Which officers an item has, in which role, from when to when.';
COMMENT ON COLUMN item_officers.item_id IS 'The item.';
COMMENT ON COLUMN item_officers.officer_id IS 'The officer.';
COMMENT ON COLUMN item_officers.role IS 'lead, responsible, delivery lead, sponsor ...';
COMMENT ON COLUMN item_officers.valid_from IS 'First day.';
COMMENT ON COLUMN item_officers.valid_to IS 'Last day.';
COMMENT ON COLUMN item_officers.raw IS 'The whole cell as printed.';
COMMENT ON COLUMN item_officers.import_id IS 'Where it came from.';

CREATE TABLE item_bodies (
  item_id bigint NOT NULL REFERENCES items,
  body_id bigint NOT NULL REFERENCES bodies,
  role text NOT NULL,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  raw text NOT NULL,
  import_id bigint REFERENCES imports,
  PRIMARY KEY (item_id, body_id, role, valid_from),
  CHECK (valid_from <= valid_to)
);
CREATE INDEX ON item_bodies (body_id);
COMMENT ON TABLE item_bodies IS 'Which committees and boards an item answers to, from when to when.';
COMMENT ON COLUMN item_bodies.item_id IS 'The item.';
COMMENT ON COLUMN item_bodies.body_id IS 'The body.';
COMMENT ON COLUMN item_bodies.role IS 'In which role, such as committee.';
COMMENT ON COLUMN item_bodies.valid_from IS 'First day.';
COMMENT ON COLUMN item_bodies.valid_to IS 'Last day.';
COMMENT ON COLUMN item_bodies.raw IS 'The whole cell as printed.';
COMMENT ON COLUMN item_bodies.import_id IS 'Where it came from.';

-- The golden thread.

CREATE TABLE links (
  link_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_item_id bigint REFERENCES items,
  from_node_id bigint REFERENCES nodes,
  to_item_id bigint REFERENCES items,
  to_node_id bigint REFERENCES nodes,
  relation text NOT NULL REFERENCES relations,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  basis text,
  source_document text,
  import_id bigint REFERENCES imports,
  CHECK (num_nonnulls(from_item_id, from_node_id) = 1),
  CHECK (num_nonnulls(to_item_id, to_node_id) = 1),
  CHECK (valid_from <= valid_to),
  UNIQUE NULLS NOT DISTINCT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from)
);
CREATE INDEX ON links (from_node_id);
CREATE INDEX ON links (to_node_id);
CREATE INDEX ON links (to_item_id);
CREATE INDEX ON links (relation);
COMMENT ON TABLE links IS 'Links as printed, many to many, between items and nodes; relations says which roll up and which end is the child.';
COMMENT ON COLUMN links.link_id IS 'Key.';
COMMENT ON COLUMN links.from_item_id IS 'The from end, where it is an item.';
COMMENT ON COLUMN links.from_node_id IS 'The from end, where it is a node.';
COMMENT ON COLUMN links.to_item_id IS 'The to end, where it is an item.';
COMMENT ON COLUMN links.to_node_id IS 'The to end, where it is a node.';
COMMENT ON COLUMN links.relation IS 'What the link says.';
COMMENT ON COLUMN links.valid_from IS 'First day the link holds.';
COMMENT ON COLUMN links.valid_to IS 'Last day the link holds.';
COMMENT ON COLUMN links.basis IS 'printed, or inferred from the wording.';
COMMENT ON COLUMN links.source_document IS 'The document that prints it.';
COMMENT ON COLUMN links.import_id IS 'Where it came from.';

-- What happens to items over time: append-only, so "as known on" any day can be answered.

CREATE TABLE ratings (
  rating_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id bigint NOT NULL REFERENCES items,
  quarter quarter NOT NULL,
  period_start date NOT NULL,
  period_end date NOT NULL,
  rating rag,
  raw text NOT NULL,
  commentary text,
  corrective_action text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  import_id bigint REFERENCES imports,
  CHECK (period_start <= period_end),
  CHECK (quarter @> period_start AND quarter @> period_end)
);
CREATE INDEX ON ratings (item_id, quarter, period_end, recorded_at, rating_id);
CREATE INDEX ON ratings (quarter);
COMMENT ON TABLE ratings IS 'Ratings by reporting period, append-only: a correction is a new row for the same item and period.';
COMMENT ON COLUMN ratings.rating_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN ratings.item_id IS 'The item.';
COMMENT ON COLUMN ratings.quarter IS 'The fiscal quarter of the period.';
COMMENT ON COLUMN ratings.period_start IS 'First day of the reporting period, a month or a quarter.';
COMMENT ON COLUMN ratings.period_end IS 'Last day of the reporting period.';
COMMENT ON COLUMN ratings.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN ratings.raw IS 'The cell as printed, look-alike letters included; empty where nothing was printed.';
COMMENT ON COLUMN ratings.commentary IS 'What the report says of it.';
COMMENT ON COLUMN ratings.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN ratings.recorded_at IS 'When it became known.';
COMMENT ON COLUMN ratings.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN ratings.import_id IS 'Where it came from.';

CREATE TABLE due_dates (
  due_date_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id bigint NOT NULL REFERENCES items,
  milestone text NOT NULL DEFAULT 'due' CHECK (milestone IN ('start', 'due')),
  revision integer NOT NULL CHECK (revision >= 0),
  period daterange NOT NULL
    CHECK (NOT isempty(period) AND lower(period) >= '0001-01-01' AND (upper_inf(period) OR upper(period) <= '10000-01-01')),
  due date GENERATED ALWAYS AS (upper(period) - 1) STORED,
  raw text NOT NULL,
  reason text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  import_id bigint REFERENCES imports,
  UNIQUE (item_id, milestone, revision)
);
COMMENT ON TABLE due_dates IS 'Deadlines and their revisions, append-only: revision 0 is the baseline, the highest one is in force.';
COMMENT ON COLUMN due_dates.due_date_id IS 'Key.';
COMMENT ON COLUMN due_dates.item_id IS 'The item.';
COMMENT ON COLUMN due_dates.milestone IS 'start or due.';
COMMENT ON COLUMN due_dates.revision IS '0 for the baseline, then one more for each re-baselining.';
COMMENT ON COLUMN due_dates.period IS 'The days the printed deadline names; without an end for "From June 2024".';
COMMENT ON COLUMN due_dates.due IS 'Its last day ("complete by end of"); NULL where it has no end.';
COMMENT ON COLUMN due_dates.raw IS 'The cell as printed.';
COMMENT ON COLUMN due_dates.reason IS 'Why it was re-baselined.';
COMMENT ON COLUMN due_dates.recorded_at IS 'When it became known.';
COMMENT ON COLUMN due_dates.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN due_dates.import_id IS 'Where it came from.';

-- Measures and money.

CREATE TABLE measures (
  measure_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plans,
  node_id bigint REFERENCES nodes,
  ref text NOT NULL CHECK (ref <> ''),
  title text NOT NULL,
  tier integer NOT NULL DEFAULT 1 CHECK (tier IN (1, 2)),
  polarity text NOT NULL DEFAULT 'higher' CHECK (polarity IN ('higher', 'lower', 'band')),
  influence text NOT NULL DEFAULT 'controlled' CHECK (influence IN ('controlled', 'influenced')),
  unit text NOT NULL DEFAULT '',
  UNIQUE (plan_id, ref)
);
CREATE INDEX ON measures (node_id);
COMMENT ON TABLE measures IS 'Key performance indicators; they attach to commitments and outcomes, not to deliverables.';
COMMENT ON COLUMN measures.measure_id IS 'Key.';
COMMENT ON COLUMN measures.plan_id IS 'The plan.';
COMMENT ON COLUMN measures.node_id IS 'The node it measures.';
COMMENT ON COLUMN measures.ref IS 'The reference, unique within the plan.';
COMMENT ON COLUMN measures.title IS 'The wording.';
COMMENT ON COLUMN measures.tier IS '1: corporate outcomes; 2: directors'' key actions.';
COMMENT ON COLUMN measures.polarity IS 'Which direction is good: higher, lower, or within a band.';
COMMENT ON COLUMN measures.influence IS 'controlled by the organisation, or only influenced.';
COMMENT ON COLUMN measures.unit IS 'The unit of its values.';

CREATE TABLE measure_values (
  measure_id bigint NOT NULL REFERENCES measures,
  quarter quarter NOT NULL,
  target numeric,
  amber numeric,
  actual numeric,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  PRIMARY KEY (measure_id, quarter, recorded_at)
);
COMMENT ON TABLE measure_values IS 'Targets and actuals of measures by quarter; a correction is a later row.';
COMMENT ON COLUMN measure_values.measure_id IS 'The measure.';
COMMENT ON COLUMN measure_values.quarter IS 'The quarter.';
COMMENT ON COLUMN measure_values.target IS 'What was aimed at.';
COMMENT ON COLUMN measure_values.amber IS 'The tolerance within which a miss is amber.';
COMMENT ON COLUMN measure_values.actual IS 'What was reached.';
COMMENT ON COLUMN measure_values.recorded_at IS 'When it became known.';
COMMENT ON COLUMN measure_values.recorded_by IS 'Who recorded it.';

CREATE TABLE money_lines (
  money_line_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plans,
  item_id bigint REFERENCES items,
  node_id bigint REFERENCES nodes,
  ref text NOT NULL CHECK (ref <> ''),
  title text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('saving', 'funding')),
  fiscal_year_start integer NOT NULL,
  standing text NOT NULL CHECK (standing IN ('target', 'achieved', 'at risk')),
  amount numeric(16, 2) NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  UNIQUE (plan_id, ref, fiscal_year_start, standing, recorded_at)
);
CREATE INDEX ON money_lines (item_id);
CREATE INDEX ON money_lines (node_id);
COMMENT ON TABLE money_lines IS 'Savings and funding by year, in exact pounds and pence.';
COMMENT ON COLUMN money_lines.money_line_id IS 'Key.';
COMMENT ON COLUMN money_lines.plan_id IS 'The plan.';
COMMENT ON COLUMN money_lines.item_id IS 'The item that makes or spends it, if one does.';
COMMENT ON COLUMN money_lines.node_id IS 'The node it is counted at, if no item is named.';
COMMENT ON COLUMN money_lines.ref IS 'The line''s reference, such as MTFS item 24.';
COMMENT ON COLUMN money_lines.title IS 'The wording.';
COMMENT ON COLUMN money_lines.purpose IS 'saving or funding.';
COMMENT ON COLUMN money_lines.fiscal_year_start IS 'The year in which the fiscal year starts.';
COMMENT ON COLUMN money_lines.standing IS 'target, achieved or at risk.';
COMMENT ON COLUMN money_lines.amount IS 'Pounds and pence.';
COMMENT ON COLUMN money_lines.recorded_at IS 'When it became known.';
COMMENT ON COLUMN money_lines.recorded_by IS 'Who recorded it.';

-- Append-only means the owner too.

CREATE FUNCTION refuse_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RAISE EXCEPTION '% on "%.%" is refused: it is append-only', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation',
          DETAIL = 'What was once reported stays answerable, so rows are never changed or removed.',
          HINT = 'To correct a value, INSERT a new row for the same item and period: the latest recorded one counts.';
END
$body$;
COMMENT ON FUNCTION refuse_change() IS 'Trigger: refuses UPDATE, DELETE and TRUNCATE of append-only tables, for the owner too.';

CREATE TRIGGER ratings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ratings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER ratings_append_only ON ratings IS 'A correction is a new row.';
CREATE TRIGGER ratings_check_quarter BEFORE INSERT ON ratings FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER ratings_check_quarter ON ratings IS 'One register, one fiscal calendar.';
CREATE TRIGGER measure_values_check_quarter BEFORE INSERT OR UPDATE ON measure_values FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER measure_values_check_quarter ON measure_values IS 'One register, one fiscal calendar.';
CREATE TRIGGER due_dates_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON due_dates
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER due_dates_append_only ON due_dates IS 'A re-baselined deadline is a new row.';

-- What every register starts with.

INSERT INTO levels (level, holds, label) VALUES
  ('plan', 'node', 'Plan'), ('aim', 'node', 'Aim'), ('commitment', 'node', 'Commitment'), ('priority', 'node', 'Priority'),
  ('outcome', 'node', 'Outcome'), ('theme', 'node', 'Theme'), ('recommendation', 'node', 'Recommendation'),
  ('programme', 'node', 'Programme'), ('project', 'node', 'Project'), ('requirement', 'node', 'External requirement'),
  ('reference', 'node', 'Other reference'),
  ('action', 'item', 'Action'), ('deliverable', 'item', 'Deliverable'), ('milestone', 'item', 'Milestone');

INSERT INTO relations (relation, rolls_up, child_end, description) VALUES
  ('part_of', true, 'from', 'from belongs to to'),
  ('contributes_to', true, 'from', 'from helps to bring about to'),
  ('medium_term_outcome', true, 'from', 'from works towards to'),
  ('see', true, 'to', 'from says where its content is found: to is the child; between items it does not roll up');

$register$;
COMMENT ON FUNCTION register_tables_sql() IS 'The statements by which create_register makes a register''s tables.';
-- register_import: the one path by which files come in, as text that create_register runs.  The functions are ordinary
-- objects of the register, bound to its schema when they are made.

CREATE FUNCTION register_import_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

CREATE VIEW reference_ends WITH (security_invoker = true) AS
  SELECT k.kind, i.ref, i.item_id, NULL::bigint AS node_id
  FROM reference_kinds k JOIN items i ON i.level = k.level AND (k.plan_id IS NULL OR i.plan_id = k.plan_id)
  UNION ALL
  SELECT k.kind, n.ref, NULL, n.node_id
  FROM reference_kinds k JOIN nodes n ON n.level = k.level AND (k.plan_id IS NULL OR n.plan_id = k.plan_id);
COMMENT ON VIEW reference_ends IS 'What each reference of a link file means: one row per kind and item or node.';
COMMENT ON COLUMN reference_ends.kind IS 'The kind as the link file writes it.';
COMMENT ON COLUMN reference_ends.ref IS 'The reference as printed.';
COMMENT ON COLUMN reference_ends.item_id IS 'The item it names, if it names one.';
COMMENT ON COLUMN reference_ends.node_id IS 'The node it names, if it names one.';

CREATE VIEW import_report WITH (security_invoker = true) AS
  SELECT i.import_id, i.kind, i.file_name, i.rows_read, i.rows_loaded, i.rows_unchanged, i.rows_refused, i.recorded_at,
         i.recorded_by, e.line, e.column_name, e.value, e.reason, e.hint
  FROM imports i LEFT JOIN import_errors e USING (import_id)
  ORDER BY i.import_id, e.line, e.error_number;
COMMENT ON VIEW import_report IS 'Every import with its counts, one row per bad cell, or one row without a line where there was none.';
COMMENT ON COLUMN import_report.import_id IS 'The import.';
COMMENT ON COLUMN import_report.kind IS 'The document kind.';
COMMENT ON COLUMN import_report.file_name IS 'The file''s name as the caller gave it.';
COMMENT ON COLUMN import_report.rows_read IS 'Data rows in the file: loaded, unchanged and refused add up to it.';
COMMENT ON COLUMN import_report.rows_loaded IS 'Rows that added something.';
COMMENT ON COLUMN import_report.rows_unchanged IS 'Rows the register already held.';
COMMENT ON COLUMN import_report.rows_refused IS 'Rows not loaded.';
COMMENT ON COLUMN import_report.recorded_at IS 'When the facts were known.';
COMMENT ON COLUMN import_report.recorded_by IS 'Who imported.';
COMMENT ON COLUMN import_report.line IS 'The line of the file that holds a bad cell.';
COMMENT ON COLUMN import_report.column_name IS 'The heading of its column; NULL where the whole row is meant.';
COMMENT ON COLUMN import_report.value IS 'The cell as printed.';
COMMENT ON COLUMN import_report.reason IS 'Why it was refused.';
COMMENT ON COLUMN import_report.hint IS 'What would be accepted.';

CREATE FUNCTION source_headings(source text) RETURNS SETOF text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT normal_name(m[1]) FROM regexp_matches(source, '\{([^{}]+)\}', 'g') AS m;
END;
COMMENT ON FUNCTION source_headings(text) IS 'The headings that a mapping''s source names.';

-- A file whose headings do not fit its mappings is refused whole: there is no telling which cell is what.
CREATE FUNCTION import_check_headings(document_kind text, headings text[]) RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  -- A column without a heading is passed over; import_stage refuses rows that have something in it.
  found text[] := ARRAY(SELECT normal_name(h) FROM unnest(headings) AS h WHERE trim_cell(h) <> '');
  mapped text[] := ARRAY(SELECT DISTINCT h FROM import_mappings m, source_headings(m.source) AS h WHERE m.kind = document_kind);
  unmapped text := (SELECT string_agg(quote_ident(h), ', ') FROM unnest(found) AS h WHERE h <> ALL (mapped));
  missing text := (SELECT string_agg(quote_ident(h), ', ' ORDER BY h) FROM unnest(mapped) AS h WHERE h <> ALL (found));
  repeated text := (SELECT string_agg(quote_ident(d.h), ', ')
                    FROM (SELECT h FROM unnest(found) AS h GROUP BY h HAVING count(*) > 1) AS d);
BEGIN
  IF coalesce(unmapped, missing, repeated) IS NOT NULL THEN
    RAISE EXCEPTION 'the headings do not fit document kind "%"', document_kind
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = concat_ws(' ', 'Not mapped: ' || unmapped || '.', 'Not in the file: ' || missing || '.',
                               'More than once in the file: ' || repeated || '.'),
            HINT = 'Add rows to import_mappings: every heading needs one (target "keep" keeps only the raw cell).';
  END IF;
END
$body$;
COMMENT ON FUNCTION import_check_headings(text, text[]) IS 'Refuses a file that has a heading no mapping names, lacks one that a mapping names, or repeats one.';

-- Mappings that cannot work would drop cells in silence, so they are refused before a file is read.
CREATE FUNCTION import_mapping_problems(document document_kinds) RETURNS SETOF text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT format('%s needs a mapping to %s', (document).record, n.target)
  FROM (VALUES ('item', 'item.ref'), ('item', 'item.title'), ('item', 'item.level'), ('node', 'node.ref'),
               ('link', 'link.from_kind'), ('link', 'link.from_ref'), ('link', 'link.to_kind'), ('link', 'link.to_ref'),
               ('link', 'link.relation')) AS n (record, target)
  WHERE n.record = (document).record
    AND NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = (document).kind AND m.target = n.target)
  UNION ALL
  SELECT format('"%s" is mapped to %s, which a row that is a %s does not have', m.source, m.target, (document).record)
  FROM import_mappings m
  WHERE m.kind = (document).kind AND m.target <> 'keep'
    AND NOT CASE (document).record
              WHEN 'link' THEN m.target LIKE 'link.%' AND m.target <> 'link.node'
              WHEN 'node' THEN m.target LIKE 'node.%'
              ELSE m.target NOT LIKE 'link.%' OR m.target = 'link.node' END
  UNION ALL
  SELECT format('%s is mapped more than once%s', m.target, coalesce(' for "' || nullif(m.qualifier, '') || '"', ''))
  FROM import_mappings m
  WHERE m.kind = (document).kind
    AND (m.target IN ('item.ref', 'item.title', 'item.level', 'rating', 'commentary', 'corrective_action', 'start', 'node.ref',
                      'node.title', 'node.part_of', 'item.attribute')
         OR m.target LIKE 'link.%' AND m.target <> 'link.node'
         OR m.target = 'due' AND m.qualifier = 'baseline')
  GROUP BY m.target, m.qualifier HAVING count(*) > 1
  UNION ALL
  SELECT format('no rating has the period "%s" of a %s', m.qualifier, m.target)
  FROM import_mappings m
  WHERE m.kind = (document).kind AND m.target IN ('commentary', 'corrective_action')
    AND NOT EXISTS (SELECT FROM import_mappings r WHERE r.kind = m.kind AND r.target = 'rating' AND r.qualifier = m.qualifier)
  UNION ALL
  SELECT format('"%s" of %s is not a level of nodes', w.level, m.target)
  FROM import_mappings m,
       regexp_split_to_table(CASE m.target WHEN 'link.node' THEN split_part(m.qualifier, ' ', 1) ELSE m.qualifier END, '\s*>\s*') AS w (level)
  WHERE m.kind = (document).kind AND m.target IN ('node.ref', 'node.title', 'node.part_of', 'link.node')
    AND NOT EXISTS (SELECT FROM levels l WHERE l.level = w.level AND l.holds = 'node')
  UNION ALL
  SELECT format('"%s" needs the row''s %s', m.qualifier, w.level)
  FROM import_mappings m, regexp_split_to_table(m.qualifier, '\s*>\s*') AS w (level)
  WHERE m.kind = (document).kind AND m.target = 'node.part_of'
    AND NOT EXISTS (SELECT FROM import_mappings r WHERE r.kind = m.kind AND r.target = 'node.ref' AND r.qualifier = w.level)
  UNION ALL
  SELECT format('"%s" is not a level and a relation', m.qualifier)
  FROM import_mappings m
  WHERE m.kind = (document).kind AND m.target = 'link.node'
    AND NOT EXISTS (SELECT FROM relations r WHERE r.relation = split_part(m.qualifier, ' ', 2))
  UNION ALL
  SELECT format('"%s" is not baseline, revised or empty', m.qualifier)
  FROM import_mappings m
  WHERE m.kind = (document).kind AND m.target = 'due' AND m.qualifier NOT IN ('', 'baseline', 'revised')
  UNION ALL
  SELECT format('a %s needs a qualifier', m.target)
  FROM import_mappings m
  WHERE m.kind = (document).kind AND m.target IN ('rating', 'officer', 'body', 'item.attribute') AND m.qualifier = '';
END;
COMMENT ON FUNCTION import_mapping_problems(document_kinds) IS 'What is wrong with the mappings of a document kind, one row each; no row where they can work.';

CREATE FUNCTION import_check_mappings(document document_kinds) RETURNS void
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  problems text := (SELECT string_agg(p, '; ') FROM import_mapping_problems(document) AS p);
BEGIN
  IF problems IS NOT NULL THEN
    RAISE EXCEPTION 'the mappings of document kind "%" do not fit together', document.kind
      USING ERRCODE = 'invalid_parameter_value', DETAIL = problems || '.',
            HINT = 'Correct them in import_mappings; \d+ import_mappings says what each target and qualifier means.';
  END IF;
END
$body$;
COMMENT ON FUNCTION import_check_mappings(document_kinds) IS 'Refuses a document kind whose mappings would lose cells.';

-- The cell that a source means, and whether all of it was printed, as SQL over "cells": numbers and quoted literals only.
CREATE FUNCTION import_source_sql(source text, headings text[], OUT raw_sql text, OUT printed_sql text)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT 'concat(' || string_agg(
           CASE WHEN p.part ~ '^\{[^{}]+\}$' THEN format('cells[%s]', h.position) ELSE quote_literal(p.part) END,
           ', ' ORDER BY p.number) || ')',
         coalesce(string_agg(format('trim_cell(cells[%s]) <> %L', h.position, ''), ' AND ' ORDER BY p.number)
                    FILTER (WHERE h.position IS NOT NULL), 'true')
  FROM (SELECT m.part[1] AS part, m.number
        FROM regexp_matches(source, '\{[^{}]+\}|[^{}]+', 'g') WITH ORDINALITY AS m (part, number)) AS p
  LEFT JOIN unnest(headings) WITH ORDINALITY AS h (heading, position)
    ON p.part = '{' || btrim(p.part, '{}') || '}' AND normal_name(h.heading) = normal_name(btrim(p.part, '{}'));
END;
COMMENT ON FUNCTION import_source_sql(text, text[]) IS 'A mapping''s source as SQL over the cells of a row.';

CREATE FUNCTION import_stage(run imports, content text, quote text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  mapping import_mappings;
  source record;
BEGIN
  -- A wholly empty line is not a row, except in a file of one column, where it is an empty cell.
  INSERT INTO import_rows (import_id, line, cells, outcome)
  SELECT run.import_id, p.line, p.cells, 'loaded'
  FROM parse_delimited(content, run.delimiter, quote) WITH ORDINALITY AS p (line, cells, number)
  WHERE p.number > 1 AND (p.cells <> ARRAY[''] OR cardinality(run.headings) = 1);

  INSERT INTO import_errors (import_id, line, value, reason, hint)
  SELECT r.import_id, r.line, left(array_to_string(r.cells, run.delimiter), 200),
         format('the row has %s cells, the heading line has %s', cardinality(r.cells), cardinality(run.headings)),
         'Look for a delimiter or a line break inside a cell that is not quoted.'
  FROM import_rows r
  WHERE r.import_id = run.import_id AND cardinality(r.cells) <> cardinality(run.headings);

  INSERT INTO import_errors (import_id, line, value, reason, hint)
  SELECT r.import_id, r.line, c.cell, format('column %s has no heading', c.number), 'Give the column a heading, and the heading a mapping.'
  FROM import_rows r, unnest(r.cells) WITH ORDINALITY AS c (cell, number)
  WHERE r.import_id = run.import_id AND trim_cell(run.headings[c.number]) = '' AND trim_cell(c.cell) <> '';

  FOR mapping IN SELECT * FROM import_mappings m WHERE m.kind = run.kind ORDER BY m.position LOOP
    SELECT * INTO source FROM import_source_sql(mapping.source, run.headings);
    EXECUTE format(
      'INSERT INTO import_cells (import_id, line, position, target, qualifier, raw, value)
       SELECT import_id, line, $2, $3, $4, raw, CASE WHEN printed AND normal_name(raw) <> ALL ($5) THEN trim_cell(raw) END
       FROM (SELECT import_id, line, %s AS raw, %s AS printed FROM import_rows
             WHERE import_id = $1 AND cardinality(cells) = $6) AS r', source.raw_sql, source.printed_sql)
      USING run.import_id, mapping.position, mapping.target, mapping.qualifier,
            ARRAY(SELECT normal_name(w) FROM unnest(mapping.blank_words) AS w), cardinality(run.headings);
  END LOOP;
  -- A staging table looks empty to the planner, which would then join it row by row.
  IF pg_has_role((SELECT c.relowner FROM pg_class c WHERE c.oid = 'import_cells'::regclass), 'USAGE') THEN
    ANALYZE import_rows, import_cells;
  END IF;
END
$body$;
COMMENT ON FUNCTION import_stage(imports, text, text) IS 'Reads the rows of a file into import_rows and their mapped cells into import_cells.';

-- What the type itself says of a bad cell, so that an import and an INSERT explain alike.
CREATE FUNCTION import_problem(target text, value text, OUT reason text, OUT hint text)
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  detail text;
BEGIN
  IF target = 'rating' THEN
    PERFORM value::rag;
  ELSE
    PERFORM plan_period(value, fiscal_start_month());
  END IF;
EXCEPTION WHEN data_exception THEN
  GET STACKED DIAGNOSTICS reason = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  reason := concat_ws('. ', reason, nullif(rtrim(detail, '.'), ''));
END
$body$;
COMMENT ON FUNCTION import_problem(text, text) IS 'Why a cell is not a rating or a deadline, in the words of the type.';

-- The heading or headings of a cell, for messages.
CREATE FUNCTION import_column(document_kind text, mapping_position integer) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce((SELECT string_agg(h[1], ', ') FROM regexp_matches(m.source, '\{([^{}]+)\}', 'g') AS h), m.source)
  FROM import_mappings m WHERE m.kind = document_kind AND m.position = mapping_position;
END;
COMMENT ON FUNCTION import_column(text, integer) IS 'The heading or headings that a mapping reads.';

CREATE FUNCTION import_read_ratings(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  mapping import_mappings;
  mapping_period daterange;
BEGIN
  FOR mapping IN SELECT * FROM import_mappings m WHERE m.kind = run.kind AND m.target = 'rating' LOOP
    mapping_period := plan_period(mapping.qualifier, fiscal_start_month());
    IF upper_inf(mapping_period)
       OR quarter(lower(mapping_period), fiscal_start_month()) <> quarter(upper(mapping_period) - 1, fiscal_start_month()) THEN
      RAISE EXCEPTION 'reporting period "%" of document kind "%" is not within one quarter', mapping.qualifier, run.kind
        USING ERRCODE = 'invalid_parameter_value',
              HINT = 'The qualifier of a rating is a month or a quarter, such as May 2025 or Q1 2024/25.';
    END IF;
    -- The plan's own words come first: a blank may mean S, and Blue may mean G, where its legend says so.
    UPDATE import_cells c
    SET period = mapping_period, rating = w.rating, readable = w.readable
    FROM (SELECT t.line,
                 CASE WHEN l.word IS NOT NULL THEN l.rating ELSE try_rag(t.value) END AS rating,
                 l.word IS NOT NULL OR t.value IS NULL OR try_rag(t.value) IS NOT NULL AS readable
          FROM import_cells t
          LEFT JOIN legends l ON l.plan_id = document.plan_id AND legend_word(l.word) = legend_word(t.raw)
          WHERE t.import_id = run.import_id AND t.position = mapping.position) AS w
    WHERE c.import_id = run.import_id AND c.position = mapping.position AND c.line = w.line;
  END LOOP;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column(run.kind, c.position), c.raw,
         format('rating "%s" is not one of the plan''s', c.rating),
         format('The plan "%s" rates by %s.', p.title,
                concat(CASE p.scale WHEN 'five' THEN 'R, AR, A, AG, G' ELSE 'R, A, G' END, ', B',
                       CASE WHEN p.has_scheduled THEN ', S' END))
  FROM import_cells c JOIN plans p ON p.plan_id = document.plan_id
  WHERE c.import_id = run.import_id AND c.target = 'rating'
    AND (c.rating IN ('AG', 'AR') AND p.scale = 'three' OR c.rating = 'S' AND NOT p.has_scheduled);
END
$body$;
COMMENT ON FUNCTION import_read_ratings(imports, document_kinds) IS 'Reads rating cells by the plan''s legend, then by the type; refuses what is outside the plan''s scale.';

CREATE FUNCTION import_read_periods(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  UPDATE import_cells c
  SET period = try_plan_period(c.value, fiscal_start_month()),
      readable = try_plan_period(c.value, fiscal_start_month()) IS NOT NULL
  WHERE c.import_id = (run).import_id AND c.target IN ('due', 'start') AND c.value IS NOT NULL;
END;
COMMENT ON FUNCTION import_read_periods(imports) IS 'Reads the cells of due dates and starts.';

CREATE FUNCTION import_refuse_unreadable(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw, p.reason, p.hint
  FROM import_cells c, import_problem(c.target, c.value) AS p
  WHERE c.import_id = (run).import_id AND NOT c.readable AND c.target IN ('rating', 'due', 'start')
  ORDER BY c.line, c.position;
END;
COMMENT ON FUNCTION import_refuse_unreadable(imports) IS 'Lists the cells that could not be read.';

CREATE FUNCTION import_check_names(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw,
         CASE c.target WHEN 'item.ref' THEN 'an item needs a reference' WHEN 'item.title' THEN 'an item needs a title'
                       ELSE format('a %s needs a reference', c.qualifier) END,
         'Fill in the cell, or take the row out of the file.'
  FROM import_cells c
  WHERE c.import_id = (run).import_id AND c.value IS NULL
    AND (c.target IN ('item.ref', 'item.title')
         OR c.target = 'node.ref'
            AND EXISTS (SELECT FROM import_cells t WHERE t.import_id = c.import_id AND t.line = c.line
                          AND t.target = 'node.title' AND t.qualifier = c.qualifier AND t.value IS NOT NULL));

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw, 'that is not a level of items',
         format('Write %s; levels lists them.', (SELECT string_agg(l.level, ', ' ORDER BY l.level) FROM levels l WHERE l.holds = 'item'))
  FROM import_cells c
  WHERE c.import_id = (run).import_id AND c.target = 'item.level'
    AND NOT EXISTS (SELECT FROM levels l WHERE l.level = c.value AND l.holds = 'item');

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw,
         format('the reference is already used on line %s', c.first_line),
         'Give each item of the file a reference of its own.'
  FROM (SELECT t.*, min(t.line) OVER (PARTITION BY t.value) AS first_line
        FROM import_cells t
        WHERE t.import_id = (run).import_id AND t.target = 'item.ref' AND t.value IS NOT NULL) AS c
  WHERE c.line > c.first_line;

  -- One node, two wordings: neither may be lost in silence.
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw,
         format('%s "%s" is called "%s" on line %s', c.qualifier, c.ref, c.first_title, c.first_line),
         'Write the same title on every row that names it.'
  FROM (SELECT t.*, r.value AS ref, first_value(t.value) OVER w AS first_title, first_value(t.line) OVER w AS first_line
        FROM import_cells t
        JOIN import_cells r ON r.import_id = t.import_id AND r.line = t.line AND r.target = 'node.ref' AND r.qualifier = t.qualifier
        WHERE t.import_id = (run).import_id AND t.target = 'node.title' AND t.value IS NOT NULL
        WINDOW w AS (PARTITION BY r.qualifier, r.value ORDER BY t.line)) AS c
  WHERE c.value <> c.first_title;
END;
COMMENT ON FUNCTION import_check_names(imports) IS 'Refuses rows without a reference or title, repeated references, and nodes with two wordings.';

-- A cell may name several, and may say from when: "Chief Executive From January 2025, Director of People".
CREATE FUNCTION import_names(value text, split text, OUT name text, OUT valid_from date, OUT valid_to date) RETURNS SETOF record
  LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
  SELECT n.name, n.valid_from, n.valid_to
  FROM unnest(CASE split WHEN '' THEN ARRAY[value] ELSE regexp_split_to_array(value, split) END) WITH ORDINALITY AS p (part, number),
       LATERAL (SELECT regexp_match(p.part, '^\s*(.*\S)\s+[Ff]rom\s+([[:alpha:]]+\s+\d{4}),\s*(\S.*)$') AS m) AS x,
       LATERAL (SELECT lower(try_plan_period(x.m[2])) AS changed_on) AS d,
       LATERAL (SELECT trim_cell(p.part) AS name, date '-infinity' AS valid_from, date 'infinity' AS valid_to WHERE d.changed_on IS NULL
                UNION ALL SELECT trim_cell(x.m[1]), '-infinity', d.changed_on - 1 WHERE d.changed_on IS NOT NULL
                UNION ALL SELECT trim_cell(x.m[3]), d.changed_on, 'infinity' WHERE d.changed_on IS NOT NULL) AS n
  WHERE n.name <> ''
  ORDER BY p.number, n.valid_from;
END;
COMMENT ON FUNCTION import_names(text, text) IS 'The officers, bodies or nodes that a cell names, with the days from and to which they hold.';

-- Deliverables of one year's plan contribute to outcomes of the four-year plan, so other plans' nodes are found too.
CREATE FUNCTION find_nodes(own_plan_id bigint, level text, ref text) RETURNS SETOF bigint
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT n.node_id
  FROM (SELECT o.node_id, o.plan_id IS NOT DISTINCT FROM own_plan_id AS own,
               bool_or(o.plan_id IS NOT DISTINCT FROM own_plan_id) OVER () AS any_own
        FROM nodes o WHERE o.level = find_nodes.level AND o.ref = find_nodes.ref) AS n
  WHERE n.own = n.any_own;
END;
COMMENT ON FUNCTION find_nodes(bigint, text, text) IS 'The nodes a reference means: the plan''s own if it has one, else those of other plans.';

CREATE FUNCTION import_check_node_links(run imports, document document_kinds) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw,
         CASE f.found WHEN 0 THEN format('there is no %s "%s"', split_part(c.qualifier, ' ', 1), n.name)
                      ELSE format('%s "%s" is in %s plans', split_part(c.qualifier, ' ', 1), n.name, f.found) END,
         CASE f.found WHEN 0 THEN 'Import the file that defines it first, or correct the reference.'
                      ELSE 'Bring such links by a link file, whose reference_kinds say which plan is meant.' END
  FROM import_cells c
  JOIN import_mappings m ON m.kind = (run).kind AND m.position = c.position
  CROSS JOIN LATERAL import_names(c.value, coalesce(m.split, '')) AS n
  CROSS JOIN LATERAL (SELECT count(*) AS found
                      FROM find_nodes((document).plan_id, split_part(c.qualifier, ' ', 1), n.name) AS o) AS f
  WHERE c.import_id = (run).import_id AND c.target = 'link.node' AND f.found <> 1
    AND NOT EXISTS (SELECT FROM import_cells r WHERE r.import_id = c.import_id AND r.target = 'node.ref'
                      AND r.qualifier = split_part(c.qualifier, ' ', 1) AND r.value = n.name
                      AND NOT EXISTS (SELECT FROM import_errors e WHERE e.import_id = r.import_id AND e.line = r.line))
    AND NOT EXISTS (SELECT FROM import_errors e WHERE e.import_id = c.import_id AND e.line = c.line
                      AND e.column_name = import_column((run).kind, c.position));
END;
COMMENT ON FUNCTION import_check_node_links(imports, document_kinds) IS 'Refuses cells that link an item to a node nobody knows.';

-- A baseline is what it is; a date that replaces it belongs in a column mapped as revised.
CREATE FUNCTION import_check_baselines(run imports, document document_kinds) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw,
         format('the baseline of this item is "%s"', d.raw),
         'A new date goes into a column mapped as due with qualifier revised.'
  FROM import_cells c
  JOIN import_cells r ON r.import_id = c.import_id AND r.line = c.line AND r.target = 'item.ref'
  JOIN items i ON i.plan_id = (document).plan_id AND i.ref = r.value
  JOIN due_dates d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.revision = 0
  WHERE c.import_id = (run).import_id AND c.target = 'due' AND c.qualifier = 'baseline' AND c.period <> d.period;

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw, 'there is no baseline that this deadline revises',
         'Fill in the baseline, or map the column as due without a qualifier.'
  FROM import_cells c
  JOIN import_cells r ON r.import_id = c.import_id AND r.line = c.line AND r.target = 'item.ref'
  WHERE c.import_id = (run).import_id AND c.target = 'due' AND c.qualifier = 'revised' AND c.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM import_cells b WHERE b.import_id = c.import_id AND b.line = c.line AND b.target = 'due'
                      AND b.qualifier <> 'revised' AND b.value IS NOT NULL)
    AND NOT EXISTS (SELECT FROM items i JOIN due_dates d ON d.item_id = i.item_id AND d.milestone = 'due'
                    WHERE i.plan_id = (document).plan_id AND i.ref = r.value);
END;
COMMENT ON FUNCTION import_check_baselines(imports, document_kinds) IS 'Refuses a baseline that differs from the one recorded, and a revision of none.';

-- From when on a file's officers, bodies and links hold: a return of Q1 that comes in July speaks of Q1.
CREATE FUNCTION import_effective_on(run imports) RETURNS date
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(max(lower(plan_period(m.qualifier, fiscal_start_month()))), ((run).recorded_at)::date)
  FROM import_mappings m WHERE m.kind = (run).kind AND m.target = 'rating';
END;
COMMENT ON FUNCTION import_effective_on(imports) IS 'The first day of the latest period a file rates, or else the day it was known.';

-- What a file says of a subject's links to a level replaces what earlier files of the same kind said of them, and nothing else: links
-- that came by a link file, by another kind of document or by hand stay.  A file older than the links it would replace is passed over.
CREATE FUNCTION import_write_links(run imports, document document_kinds, subject_column text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  held_from date := import_effective_on(run);
  own_links text := format($sql$
    SELECT l.link_id, l.%1$I AS subject_id, l.to_node_id, l.relation, p.level, l.valid_from, l.valid_to
    FROM links l JOIN imports i ON i.import_id = l.import_id AND i.kind = $2 JOIN nodes p ON p.node_id = l.to_node_id
    JOIN (SELECT c.item_id AS subject_id, split_part(c.qualifier, ' ', 1) AS level, split_part(c.qualifier, ' ', 2) AS relation
          FROM import_cells c WHERE c.import_id = $1 AND c.target = 'link.node' AND %1$L = 'from_item_id'
          UNION
          SELECT t.subject_id, o.level, t.role FROM import_ties t JOIN nodes o ON o.node_id = t.object_id WHERE t.import_id = $1) AS s
      ON s.subject_id = l.%1$I AND s.level = p.level AND s.relation = l.relation
  $sql$, subject_column);
  gone_links bigint[];
  gone_subjects bigint[];
BEGIN
  -- Sets, not correlated sub-queries: they are hashed, however large the file.
  EXECUTE format($sql$
    UPDATE import_ties t
    SET is_new = (t.subject_id, t.object_id, t.role) NOT IN
                   (SELECT l.%1$I, l.to_node_id, l.relation FROM links l
                    WHERE l.%1$I IS NOT NULL AND l.to_node_id IS NOT NULL AND l.valid_to >= $3),
        succeeds = (t.subject_id, t.role, o.level) IN (SELECT w.subject_id, w.relation, w.level FROM (%2$s) AS w)
                   OR (t.subject_id, t.object_id, t.role) IN
                   (SELECT l.%1$I, l.to_node_id, l.relation FROM links l WHERE l.%1$I IS NOT NULL AND l.to_node_id IS NOT NULL)
    FROM nodes o
    WHERE t.import_id = $1 AND o.node_id = t.object_id
  $sql$, subject_column, own_links) USING run.import_id, run.kind, held_from;

  EXECUTE format($sql$
    SELECT coalesce(array_agg(w.link_id), '{}'), coalesce(array_agg(w.subject_id), '{}')
    FROM (%1$s) AS w
    WHERE w.valid_to >= $3 AND w.valid_from <= $3
      AND (w.subject_id, w.relation, w.to_node_id) NOT IN
            (SELECT t.subject_id, t.role, t.object_id FROM import_ties t WHERE t.import_id = $1)
      AND (w.subject_id, w.relation) NOT IN
            (SELECT n.%2$I, n.relation FROM links n WHERE n.%2$I IS NOT NULL AND n.valid_from > $3)
  $sql$, own_links, subject_column) INTO gone_links, gone_subjects USING run.import_id, run.kind, held_from;

  UPDATE import_cells c SET changed = true
  WHERE c.import_id = run.import_id
    AND ((c.line, c.position) IN (SELECT t.line, t.position FROM import_ties t
                                  WHERE t.import_id = run.import_id AND (t.is_new OR t.subject_id = ANY (gone_subjects)))
         OR c.target = 'link.node' AND subject_column = 'from_item_id' AND c.item_id = ANY (gone_subjects));

  DELETE FROM links l WHERE l.link_id = ANY (gone_links) AND l.valid_from = held_from;
  UPDATE links l SET valid_to = held_from - 1 WHERE l.link_id = ANY (gone_links);
  EXECUTE format($sql$
    INSERT INTO links (%I, to_node_id, relation, valid_from, basis, source_document, import_id)
    SELECT DISTINCT ON (t.subject_id, t.object_id, t.role)
           t.subject_id, t.object_id, t.role, CASE WHEN t.succeeds THEN $2 ELSE '-infinity' END, 'printed', $3, t.import_id
    FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    ORDER BY t.subject_id, t.object_id, t.role, t.line
    ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity'
  $sql$, subject_column) USING run.import_id, held_from, document.title;
  DELETE FROM import_ties t WHERE t.import_id = run.import_id;
END
$body$;
COMMENT ON FUNCTION import_write_links(imports, document_kinds, text) IS 'Writes the staged links of items or nodes, and ends those that an earlier file of the same kind named and this one does not.';

CREATE FUNCTION import_load_nodes(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  UPDATE import_cells c SET changed = true
  WHERE c.import_id = run.import_id AND c.target = 'node.ref' AND c.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM nodes n
                    LEFT JOIN import_cells t ON t.import_id = c.import_id AND t.line = c.line AND t.target = 'node.title'
                      AND t.qualifier = c.qualifier AND t.value IS NOT NULL
                    WHERE n.plan_id IS NOT DISTINCT FROM document.plan_id AND n.level = c.qualifier AND n.ref = c.value
                      AND n.title = coalesce(t.value, n.title));

  INSERT INTO nodes (plan_id, level, ref, code, title)
  SELECT DISTINCT ON (c.qualifier, c.value) document.plan_id, c.qualifier, c.value, try_plan_code(c.value),
         coalesce(t.value, c.value)
  FROM import_cells c
  LEFT JOIN import_cells t ON t.import_id = c.import_id AND t.line = c.line AND t.target = 'node.title'
    AND t.qualifier = c.qualifier AND t.value IS NOT NULL
  WHERE c.import_id = run.import_id AND c.target = 'node.ref' AND c.changed
  ORDER BY c.qualifier, c.value, t.value IS NULL, c.line
  ON CONFLICT (plan_id, level, ref) DO UPDATE SET title = EXCLUDED.title;

  -- "recommendation > theme": the row's recommendation is part of the row's theme.
  INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
  SELECT c.import_id, c.line, c.position, child.node_id, 'part_of', parent.node_id, '-infinity', 'infinity', pr.raw
  FROM import_cells c
  JOIN import_cells cr ON cr.import_id = c.import_id AND cr.line = c.line AND cr.target = 'node.ref'
    AND cr.qualifier = btrim(split_part(c.qualifier, '>', 1))
  JOIN import_cells pr ON pr.import_id = c.import_id AND pr.line = c.line AND pr.target = 'node.ref'
    AND pr.qualifier = btrim(split_part(c.qualifier, '>', 2))
  JOIN nodes child ON child.plan_id IS NOT DISTINCT FROM document.plan_id AND child.level = cr.qualifier AND child.ref = cr.value
  JOIN nodes parent ON parent.plan_id IS NOT DISTINCT FROM document.plan_id AND parent.level = pr.qualifier AND parent.ref = pr.value
  WHERE c.import_id = run.import_id AND c.target = 'node.part_of';
  PERFORM import_write_links(run, document, 'from_node_id');
END
$body$;
COMMENT ON FUNCTION import_load_nodes(imports, document_kinds) IS 'Adds the nodes a file names, and the links between them.';

CREATE FUNCTION import_load_items(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  UPDATE import_cells c SET changed = true
  FROM import_cells t, import_cells v
  WHERE c.import_id = run.import_id AND c.target = 'item.ref'
    AND t.import_id = c.import_id AND t.line = c.line AND t.target = 'item.title'
    AND v.import_id = c.import_id AND v.line = c.line AND v.target = 'item.level'
    AND NOT EXISTS (SELECT FROM items i WHERE i.plan_id = document.plan_id AND i.ref = c.value
                      AND i.title = t.value AND i.level = v.value);

  INSERT INTO items (plan_id, level, ref, code, title)
  SELECT document.plan_id, v.value, c.value, try_plan_code(c.value), t.value
  FROM import_cells c
  JOIN import_cells t ON t.import_id = c.import_id AND t.line = c.line AND t.target = 'item.title'
  JOIN import_cells v ON v.import_id = c.import_id AND v.line = c.line AND v.target = 'item.level'
  WHERE c.import_id = run.import_id AND c.target = 'item.ref' AND c.changed
  ORDER BY c.line
  ON CONFLICT (plan_id, ref) DO UPDATE SET title = EXCLUDED.title, level = EXCLUDED.level;

  UPDATE import_cells c SET item_id = i.item_id
  FROM import_cells r JOIN items i ON i.plan_id = document.plan_id AND i.ref = r.value
  WHERE c.import_id = run.import_id AND r.import_id = c.import_id AND r.line = c.line AND r.target = 'item.ref';

  UPDATE import_cells c SET changed = true
  WHERE c.import_id = run.import_id AND c.target = 'item.attribute' AND c.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM item_attributes a WHERE a.item_id = c.item_id AND a.name = c.qualifier AND a.value = c.raw);
  INSERT INTO item_attributes (item_id, name, value)
  SELECT c.item_id, c.qualifier, c.raw FROM import_cells c
  WHERE c.import_id = run.import_id AND c.target = 'item.attribute' AND c.changed
  ON CONFLICT (item_id, name) DO UPDATE SET value = EXCLUDED.value;
END
$body$;
COMMENT ON FUNCTION import_load_items(imports, document_kinds) IS 'Adds or renames the items of a file, and keeps their attributes.';

CREATE FUNCTION import_words(run imports, of_line bigint, of_period text, OUT commentary text, OUT corrective_action text)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT max(t.value) FILTER (WHERE t.target = 'commentary'), max(t.value) FILTER (WHERE t.target = 'corrective_action')
  FROM import_cells t
  WHERE t.import_id = (run).import_id AND t.line = of_line AND t.target IN ('commentary', 'corrective_action') AND t.qualifier = of_period;
END;
COMMENT ON FUNCTION import_words(imports, bigint, text) IS 'What a row says beside its rating of a period.';

CREATE FUNCTION import_load_ratings(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  start_month integer := fiscal_start_month();
BEGIN
  -- Against what was known when this file was, so that a file loaded late is still loaded once.
  UPDATE import_cells c SET changed = true
  WHERE c.import_id = run.import_id AND c.target = 'rating'
    AND NOT EXISTS (
      SELECT FROM import_words(run, c.line, c.qualifier) AS w,
        LATERAL (SELECT r.* FROM ratings r
                 WHERE r.item_id = c.item_id AND r.quarter = quarter(lower(c.period), start_month)
                   AND r.period_end = upper(c.period) - 1 AND r.period_start = lower(c.period) AND r.recorded_at <= run.recorded_at
                 ORDER BY r.recorded_at DESC, r.rating_id DESC LIMIT 1) AS last
      WHERE last.raw = c.raw AND last.rating IS NOT DISTINCT FROM c.rating
        AND last.commentary IS NOT DISTINCT FROM w.commentary AND last.corrective_action IS NOT DISTINCT FROM w.corrective_action);

  INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, corrective_action, recorded_at, import_id)
  SELECT c.item_id, quarter(lower(c.period), start_month), lower(c.period), upper(c.period) - 1, c.rating, c.raw,
         w.commentary, w.corrective_action, run.recorded_at, run.import_id
  FROM import_cells c, import_words(run, c.line, c.qualifier) AS w
  WHERE c.import_id = run.import_id AND c.target = 'rating' AND c.changed
  ORDER BY c.line, c.position;
END
$body$;
COMMENT ON FUNCTION import_load_ratings(imports) IS 'Appends the ratings that differ from the last recorded for the same item and period.';

-- The revisions that a row prints continue those recorded: of the row's series only what comes after the longest run that the
-- recorded one ends with is new.  So a file read again adds nothing, whatever number of revisions it prints.
CREATE FUNCTION import_new_revisions(printed daterange[], recorded daterange[]) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT cardinality(printed) - coalesce(max(n.shared), 0)
  FROM generate_series(1, least(cardinality(printed), cardinality(recorded))) AS n (shared)
  WHERE printed[:n.shared] = recorded[cardinality(recorded) - n.shared + 1:];
END;
COMMENT ON FUNCTION import_new_revisions(daterange[], daterange[]) IS 'How many of a row''s revisions, from its last backwards, are not recorded yet.';

CREATE FUNCTION import_load_due_dates(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  -- A later file of this kind has been read: what this one says of deadlines in force is history.
  overtaken boolean := EXISTS (SELECT FROM imports i WHERE i.kind = run.kind AND i.recorded_at > run.recorded_at
                                 AND i.rows_loaded + i.rows_unchanged > 0);
BEGIN
  -- Baselines first: what no revision can change.  A file older than the last revision says nothing new.
  UPDATE import_cells c SET changed = true
  WHERE c.import_id = run.import_id AND c.target = 'due' AND c.qualifier = 'baseline' AND c.period IS NOT NULL
    AND NOT EXISTS (SELECT FROM due_dates d WHERE d.item_id = c.item_id AND d.milestone = 'due');
  INSERT INTO due_dates (item_id, milestone, revision, period, raw, recorded_at, import_id)
  SELECT c.item_id, 'due', 0, c.period, c.raw, run.recorded_at, run.import_id
  FROM import_cells c
  WHERE c.import_id = run.import_id AND c.target = 'due' AND c.qualifier = 'baseline' AND c.changed
  ORDER BY c.line;

  WITH printed AS (
    SELECT c.line, c.position, c.item_id, c.target AS milestone, c.qualifier, c.period, c.raw,
           row_number() OVER w AS number, count(*) OVER (PARTITION BY c.line, c.target) AS numbers,
           array_agg(c.period) OVER (PARTITION BY c.line, c.target ORDER BY c.position
                                     ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS series
    FROM import_cells c
    WHERE c.import_id = run.import_id AND c.target IN ('due', 'start') AND c.qualifier <> 'baseline' AND c.period IS NOT NULL
    WINDOW w AS (PARTITION BY c.line, c.target ORDER BY c.position)
  ), recorded AS (
    SELECT p.item_id, p.milestone, coalesce(max(d.revision), -1) AS last_revision, max(d.recorded_at) AS last_recorded,
           -- A revised cell never repeats the baseline; any other may.
           coalesce(array_agg(d.period ORDER BY d.revision)
                      FILTER (WHERE d.revision IS NOT NULL AND (d.revision > 0 OR NOT p.revised_only)), '{}') AS series
    FROM (SELECT DISTINCT item_id, milestone, bool_and(qualifier = 'revised') OVER (PARTITION BY item_id, milestone) AS revised_only
          FROM printed) AS p
    LEFT JOIN due_dates d ON d.item_id = p.item_id AND d.milestone = p.milestone
    GROUP BY p.item_id, p.milestone
  ), added AS (
    INSERT INTO due_dates (item_id, milestone, revision, period, raw, recorded_at, import_id)
    SELECT p.item_id, p.milestone, r.last_revision + p.number - (p.numbers - import_new_revisions(p.series, r.series)),
           p.period, p.raw, run.recorded_at, run.import_id
    FROM printed p JOIN recorded r ON r.item_id = p.item_id AND r.milestone = p.milestone
    WHERE p.number > p.numbers - import_new_revisions(p.series, r.series)
      AND (r.last_recorded IS NULL OR r.last_recorded <= run.recorded_at AND NOT overtaken)
    ORDER BY p.line, p.milestone, p.number
    RETURNING item_id, milestone, period
  )
  UPDATE import_cells c SET changed = true
  FROM added a
  WHERE c.import_id = run.import_id AND c.item_id = a.item_id AND c.target = a.milestone AND c.period = a.period
    AND c.qualifier <> 'baseline';
END
$body$;
COMMENT ON FUNCTION import_load_due_dates(imports) IS 'Appends baselines, starts and revised deadlines that are new.';

-- Officers and bodies are kept alike, in tables alike: party is officer or body.
CREATE FUNCTION import_add_parties(run imports, party text, parties text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  EXECUTE format($sql$
    INSERT INTO %1$I (name)
    SELECT DISTINCT ON (normal_name(n.name)) n.name
    FROM import_cells c
    JOIN import_mappings m ON m.kind = $2 AND m.position = c.position,
         import_names(c.value, coalesce(m.split, '')) AS n
    WHERE c.import_id = $1 AND c.target = %2$L
      AND NOT EXISTS (SELECT FROM %1$I o WHERE normal_name(o.name) = normal_name(n.name))
      AND NOT EXISTS (SELECT FROM %3$I a WHERE normal_name(a.alias) = normal_name(n.name))
    ORDER BY normal_name(n.name), c.line
  $sql$, parties, party, party || '_aliases') USING run.import_id, run.kind;

  EXECUTE format($sql$
    INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
    SELECT c.import_id, c.line, c.position, c.item_id, c.qualifier, coalesce(a.%4$I, o.%4$I), n.valid_from, n.valid_to, c.raw
    FROM import_cells c
    JOIN import_mappings m ON m.kind = $2 AND m.position = c.position
    CROSS JOIN LATERAL import_names(c.value, coalesce(m.split, '')) AS n
    LEFT JOIN %1$I o ON normal_name(o.name) = normal_name(n.name)
    LEFT JOIN %3$I a ON normal_name(a.alias) = normal_name(n.name)
    WHERE c.import_id = $1 AND c.target = %2$L
  $sql$, parties, party, party || '_aliases', party || '_id') USING run.import_id, run.kind;
END
$body$;
COMMENT ON FUNCTION import_add_parties(imports, text, text) IS 'Adds the officers or bodies a file names, and stages who it names for what.';

-- What all cells of one role say of an item is one statement: whoever it names no more ends on the day before it holds.  A file
-- older than what is recorded says nothing of who answers now.
CREATE FUNCTION import_load_parties(run imports, party text, parties text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  held_from date := import_effective_on(run);
  -- Rows that the file's statement of their item and role does not name any more.
  gone text := format($sql$
    p.valid_to >= $2
    AND EXISTS (SELECT FROM import_cells c WHERE c.import_id = $1 AND c.target = %1$L AND c.item_id = p.item_id AND c.qualifier = p.role
                  AND c.readable)
    AND NOT EXISTS (SELECT FROM import_ties t
                    WHERE t.import_id = $1 AND t.subject_id = p.item_id AND t.role = p.role AND t.object_id = p.%2$I
                      AND t.valid_to = p.valid_to AND t.valid_from IN (p.valid_from, '-infinity'))
  $sql$, party, party || '_id');
BEGIN
  PERFORM import_add_parties(run, party, parties);

  -- Too old a file: somebody was recorded from a later day on whom it does not name.
  EXECUTE format($sql$
    UPDATE import_cells c SET readable = false
    WHERE c.import_id = $1 AND c.target = %1$L
      AND EXISTS (SELECT FROM %2$I p
                  WHERE p.item_id = c.item_id AND p.role = c.qualifier AND p.valid_from > $2
                    AND NOT EXISTS (SELECT FROM import_ties t WHERE t.import_id = $1 AND t.subject_id = p.item_id AND t.role = p.role
                                      AND t.object_id = p.%3$I AND t.valid_from = p.valid_from))
  $sql$, party, 'item_' || parties, party || '_id') USING run.import_id, held_from;

  EXECUTE format($sql$
    UPDATE import_ties t
    SET is_new = EXISTS (SELECT FROM import_cells c WHERE c.import_id = $1 AND c.line = t.line AND c.position = t.position AND c.readable)
                 AND NOT EXISTS (SELECT FROM %1$I p WHERE p.item_id = t.subject_id AND p.role = t.role AND p.%2$I = t.object_id
                                   AND p.valid_to = t.valid_to AND t.valid_from IN (p.valid_from, '-infinity')),
        succeeds = EXISTS (SELECT FROM %1$I p WHERE p.item_id = t.subject_id AND p.role = t.role)
    WHERE t.import_id = $1
  $sql$, 'item_' || parties, party || '_id') USING run.import_id;

  EXECUTE format($sql$
    UPDATE import_cells c SET changed = true
    WHERE c.import_id = $1 AND c.target = %1$L
      AND (EXISTS (SELECT FROM import_ties t WHERE t.import_id = $1 AND t.subject_id = c.item_id AND t.role = c.qualifier AND t.is_new)
           OR EXISTS (SELECT FROM %2$I p WHERE p.item_id = c.item_id AND p.role = c.qualifier AND %3$s))
  $sql$, party, 'item_' || parties, gone) USING run.import_id, held_from;

  EXECUTE format('DELETE FROM %I p WHERE p.valid_from >= $2 AND %s', 'item_' || parties, gone) USING run.import_id, held_from;
  EXECUTE format('UPDATE %I p SET valid_to = $2 - 1 WHERE %s', 'item_' || parties, gone) USING run.import_id, held_from;
  EXECUTE format($sql$
    INSERT INTO %1$I (item_id, %2$I, role, valid_from, valid_to, raw, import_id)
    SELECT DISTINCT ON (t.subject_id, t.object_id, t.role, t.valid_from)
           t.subject_id, t.object_id, t.role, CASE WHEN t.valid_from = '-infinity' AND t.succeeds THEN $2 ELSE t.valid_from END,
           t.valid_to, t.raw, t.import_id
    FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    ORDER BY t.subject_id, t.object_id, t.role, t.valid_from, t.position
  $sql$, 'item_' || parties, party || '_id') USING run.import_id, held_from;
  DELETE FROM import_ties t WHERE t.import_id = run.import_id;
END
$body$;
COMMENT ON FUNCTION import_load_parties(imports, text, text) IS 'Records who answers for the items of a file, and ends those no longer named.';

CREATE FUNCTION import_load_node_links(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
  SELECT c.import_id, c.line, c.position, c.item_id, split_part(c.qualifier, ' ', 2), o.node_id, '-infinity', 'infinity', c.raw
  FROM import_cells c
  JOIN import_mappings m ON m.kind = run.kind AND m.position = c.position
  CROSS JOIN LATERAL import_names(c.value, coalesce(m.split, '')) AS n
  CROSS JOIN LATERAL find_nodes(document.plan_id, split_part(c.qualifier, ' ', 1), n.name) AS o (node_id)
  WHERE c.import_id = run.import_id AND c.target = 'link.node';
  PERFORM import_write_links(run, document, 'from_item_id');
END
$body$;
COMMENT ON FUNCTION import_load_node_links(imports, document_kinds) IS 'Links the items of a file to the nodes their rows name.';

CREATE FUNCTION import_link_rows(run imports, OUT line bigint, OUT from_kind text, OUT from_ref text, OUT to_kind text,
                                 OUT to_ref text, OUT relation text, OUT basis text, OUT source_document text) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.line,
         max(c.value) FILTER (WHERE c.target = 'link.from_kind'), max(c.value) FILTER (WHERE c.target = 'link.from_ref'),
         max(c.value) FILTER (WHERE c.target = 'link.to_kind'), max(c.value) FILTER (WHERE c.target = 'link.to_ref'),
         max(c.value) FILTER (WHERE c.target = 'link.relation'), max(c.value) FILTER (WHERE c.target = 'link.basis'),
         max(c.value) FILTER (WHERE c.target = 'link.source_document')
  FROM import_cells c WHERE c.import_id = (run).import_id GROUP BY c.line;
END;
COMMENT ON FUNCTION import_link_rows(imports) IS 'The staged rows of a link file, one row per line.';

CREATE FUNCTION import_check_links(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((run).kind, c.position), c.raw, 'a link needs both ends and a relation',
         'Fill in the cell, or take the row out of the file.'
  FROM import_cells c
  WHERE c.import_id = (run).import_id AND c.value IS NULL
    AND c.target IN ('link.from_kind', 'link.from_ref', 'link.to_kind', 'link.to_ref', 'link.relation');

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT (run).import_id, e.line,
         (SELECT import_column((run).kind, m.position) FROM import_mappings m WHERE m.kind = (run).kind AND m.target = f.target),
         CASE WHEN k.kind IS NULL THEN e.kind ELSE e.ref END,
         CASE WHEN k.kind IS NULL THEN format('the kind "%s" is unknown', e.kind)
              WHEN f.found = 0 THEN format('there is no %s "%s"', e.kind, e.ref)
              ELSE format('%s "%s" names %s things', e.kind, e.ref, f.found) END,
         CASE WHEN k.kind IS NULL THEN 'Add a row to reference_kinds that says which level, and which plan, it is.'
              WHEN f.found = 0 THEN 'Import the file that defines it first, or correct the reference.'
              ELSE 'Say in reference_kinds which plan is meant.' END
  FROM (SELECT l.line, 'from' AS which, l.from_kind AS kind, l.from_ref AS ref FROM import_link_rows(run) AS l
        UNION ALL SELECT l.line, 'to', l.to_kind, l.to_ref FROM import_link_rows(run) AS l) AS e
  LEFT JOIN reference_kinds k ON k.kind = e.kind
  CROSS JOIN LATERAL (SELECT count(*) AS found, format('link.%s_%s', e.which, CASE WHEN k.kind IS NULL THEN 'kind' ELSE 'ref' END) AS target
                      FROM reference_ends r WHERE r.kind = e.kind AND r.ref = e.ref) AS f
  WHERE e.kind IS NOT NULL AND e.ref IS NOT NULL
    AND (k.kind IS NULL OR f.found > 1 OR f.found = 0 AND NOT k.create_missing)
  ORDER BY e.line, e.which;
END;
COMMENT ON FUNCTION import_check_links(imports) IS 'Refuses links with an end missing, of an unknown kind, or that nothing or several things answer to.';

CREATE FUNCTION import_load_links(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  -- A relation nobody has described does not roll up: nothing is guessed.
  INSERT INTO relations (relation, rolls_up, description)
  SELECT DISTINCT l.relation, false, 'as printed' FROM import_link_rows(run) AS l
  WHERE NOT EXISTS (SELECT FROM relations r WHERE r.relation = l.relation);

  INSERT INTO nodes (plan_id, level, ref, code, title)
  SELECT DISTINCT k.plan_id, k.level, e.ref, try_plan_code(e.ref), e.ref
  FROM (SELECT l.from_kind AS kind, l.from_ref AS ref FROM import_link_rows(run) AS l
        UNION SELECT l.to_kind, l.to_ref FROM import_link_rows(run) AS l) AS e
  JOIN reference_kinds k ON k.kind = e.kind AND k.create_missing
  WHERE NOT EXISTS (SELECT FROM reference_ends r WHERE r.kind = e.kind AND r.ref = e.ref);

  WITH resolved AS (
    SELECT l.line, f.item_id AS from_item_id, f.node_id AS from_node_id, t.item_id AS to_item_id, t.node_id AS to_node_id,
           l.relation, l.basis, l.source_document
    FROM import_link_rows(run) AS l
    JOIN reference_ends f ON f.kind = l.from_kind AND f.ref = l.from_ref
    JOIN reference_ends t ON t.kind = l.to_kind AND t.ref = l.to_ref
  ), missing AS (
    SELECT r.* FROM resolved r
    WHERE NOT EXISTS (SELECT FROM links x
                      WHERE x.from_item_id IS NOT DISTINCT FROM r.from_item_id AND x.from_node_id IS NOT DISTINCT FROM r.from_node_id
                        AND x.to_item_id IS NOT DISTINCT FROM r.to_item_id AND x.to_node_id IS NOT DISTINCT FROM r.to_node_id
                        AND x.relation = r.relation AND x.valid_to = 'infinity')
  ), added AS (
    INSERT INTO links (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from, basis, source_document, import_id)
    SELECT DISTINCT ON (m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation)
           m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation,
           -- A link that was ended starts anew with the file that prints it again.
           CASE WHEN EXISTS (SELECT FROM links x
                             WHERE x.from_item_id IS NOT DISTINCT FROM m.from_item_id AND x.from_node_id IS NOT DISTINCT FROM m.from_node_id
                               AND x.to_item_id IS NOT DISTINCT FROM m.to_item_id AND x.to_node_id IS NOT DISTINCT FROM m.to_node_id
                               AND x.relation = m.relation) THEN run.recorded_at::date ELSE '-infinity' END,
           m.basis, m.source_document, run.import_id
    FROM missing m
    ORDER BY m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation, m.line
    ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity'
  )
  UPDATE import_cells c SET changed = true FROM missing m
  WHERE c.import_id = run.import_id AND c.line = m.line AND c.target = 'link.relation';
END
$body$;
COMMENT ON FUNCTION import_load_links(imports) IS 'Adds the links of a file, the relations nobody has described yet, and the nodes only links name.';

CREATE FUNCTION import_check(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  bad_cells bigint;
BEGIN
  IF document.record = 'link' THEN
    PERFORM import_check_links(run);
  ELSE
    PERFORM import_read_ratings(run, document);
    PERFORM import_read_periods(run);
    PERFORM import_refuse_unreadable(run);
    PERFORM import_check_names(run);
    PERFORM import_check_baselines(run, document);
    -- A row refused for its link may be the one that brings another row's node: until nothing more is found.
    LOOP
      bad_cells := (SELECT count(*) FROM import_errors e WHERE e.import_id = run.import_id);
      PERFORM import_check_node_links(run, document);
      EXIT WHEN bad_cells = (SELECT count(*) FROM import_errors e WHERE e.import_id = run.import_id);
    END LOOP;
  END IF;
END
$body$;
COMMENT ON FUNCTION import_check(imports, document_kinds) IS 'Finds every bad cell of a staged file before anything is written.';

CREATE FUNCTION import_load(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF document.record = 'link' THEN
    PERFORM import_load_links(run);
    RETURN;
  END IF;
  PERFORM import_load_nodes(run, document);
  IF document.record = 'item' THEN
    PERFORM import_load_items(run, document);
    PERFORM import_load_ratings(run);
    PERFORM import_load_due_dates(run);
    PERFORM import_load_parties(run, 'officer', 'officers');
    PERFORM import_load_parties(run, 'body', 'bodies');
    PERFORM import_load_node_links(run, document);
  END IF;
END
$body$;
COMMENT ON FUNCTION import_load(imports, document_kinds) IS 'Writes the staged cells of the good rows.';

CREATE FUNCTION import_finish(run imports) RETURNS imports
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  UPDATE import_rows r SET outcome = 'unchanged'
  WHERE r.import_id = run.import_id AND r.outcome = 'loaded'
    AND r.line NOT IN (SELECT c.line FROM import_cells c WHERE c.import_id = run.import_id AND c.changed);
  DELETE FROM import_cells c WHERE c.import_id = run.import_id;
  UPDATE imports i
  SET (rows_read, rows_loaded, rows_unchanged, rows_refused) =
      (SELECT count(*), count(*) FILTER (WHERE r.outcome = 'loaded'), count(*) FILTER (WHERE r.outcome = 'unchanged'),
              count(*) FILTER (WHERE r.outcome = 'refused')
       FROM import_rows r WHERE r.import_id = run.import_id)
  WHERE i.import_id = run.import_id
  RETURNING i.* INTO run;
  RETURN run;
END
$body$;
COMMENT ON FUNCTION import_finish(imports) IS 'Counts what became of the rows and clears the staging.';

CREATE FUNCTION import_document(document_kind text, content text, on_bad text, file_name text, recorded_at timestamptz) RETURNS imports
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
DECLARE
  document document_kinds;
  run imports;
BEGIN
  SELECT k.* INTO document FROM document_kinds k WHERE k.kind = document_kind;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'document kind "%" does not exist', document_kind
      USING ERRCODE = 'undefined_object',
            DETAIL = 'Known kinds: ' || coalesce((SELECT string_agg(k.kind, ', ' ORDER BY k.kind) FROM document_kinds k), 'none') || '.',
            HINT = 'A new kind of file needs a row in document_kinds and one in import_mappings for each of its headings.';
  END IF;
  IF document.record <> 'link' AND document.plan_id IS NULL THEN
    RAISE EXCEPTION 'document kind "%" names no plan', document_kind
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Set plan_id in document_kinds: items and nodes belong to a plan.';
  END IF;
  IF on_bad IS NULL OR on_bad NOT IN ('none', 'good') THEN
    RAISE EXCEPTION 'unknown choice "%" for on_bad', on_bad
      USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Write none (one bad cell, and nothing is loaded) or good (the good rows are loaded); every bad cell is listed either way.';
  END IF;
  -- Two imports at once could both find an item missing; readers and ratings typed in by hand are not held up.
  LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE;

  INSERT INTO imports (kind, file_name, headings, delimiter, on_bad, rows_read, rows_loaded, rows_unchanged, rows_refused, recorded_at)
  SELECT document.kind, coalesce(import_document.file_name, document.kind), p.cells, d.delimiter, import_document.on_bad, 0, 0, 0, 0,
         coalesce(import_document.recorded_at, now())
  FROM (SELECT coalesce(document.delimiter, detect_delimiter(content)) AS delimiter) AS d,
       parse_delimited(content, d.delimiter, document.quote) AS p
  LIMIT 1
  RETURNING * INTO run;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the file is empty' USING ERRCODE = 'bad_copy_file_format', HINT = 'The first line of a file names its columns.';
  END IF;
  PERFORM import_check_mappings(document);
  PERFORM import_check_headings(run.kind, run.headings);
  PERFORM import_stage(run, content, document.quote);
  PERFORM import_check(run, document);

  UPDATE import_rows r SET outcome = 'refused'
  WHERE r.import_id = run.import_id
    AND EXISTS (SELECT FROM import_errors e WHERE e.import_id = r.import_id AND (e.line = r.line OR on_bad = 'none'));
  DELETE FROM import_cells c USING import_rows r
  WHERE c.import_id = run.import_id AND r.import_id = c.import_id AND r.line = c.line AND r.outcome = 'refused';
  PERFORM import_load(run, document);
  RETURN import_finish(run);
END
$body$;
COMMENT ON FUNCTION import_document(text, text, text, text, timestamptz) IS 'Imports one file; import_csv of the extension calls it.';

$register$;
COMMENT ON FUNCTION register_import_sql() IS 'The statements by which create_register makes a register''s imports.';

CREATE FUNCTION import_csv(schema text, kind text, content text, on_bad text DEFAULT 'none', file_name text DEFAULT NULL,
                           recorded_at timestamptz DEFAULT NULL,
                           OUT import_id bigint, OUT rows_read bigint, OUT rows_loaded bigint, OUT rows_unchanged bigint,
                           OUT rows_refused bigint)
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  PERFORM @extschema@.check_register(schema);
  EXECUTE format('SELECT r.import_id, r.rows_read, r.rows_loaded, r.rows_unchanged, r.rows_refused
                  FROM %I.import_document($1, $2, $3, $4, $5) AS r', schema)
    INTO import_id, rows_read, rows_loaded, rows_unchanged, rows_refused
    USING kind, content, on_bad, file_name, recorded_at;
  IF rows_refused > 0 THEN
    RAISE WARNING '% of % rows were refused', rows_refused, rows_read
      USING HINT = format('SELECT line, column_name, value, reason, hint FROM %I.import_errors WHERE import_id = %s', schema, import_id);
  END IF;
END
$body$;
COMMENT ON FUNCTION import_csv(text, text, text, text, text, timestamptz) IS 'Imports the text of a delimited file into a register by the mappings of a document kind; on_bad none loads nothing if one cell is bad, good loads the good rows; every bad cell is listed in import_errors either way.';
-- register_views: the reporting views of a register, as text.  create_register runs it with the register's schema first in
-- the search path, so every name is unqualified; the objects belong to the caller and are not members of the extension.
--
-- Layers: building blocks without an order (plan_names, quarter_ratings, plan_quarters, item_quarters, links, deadlines), then the
-- reports, which are ordered.  What depends on a day is a function of that day, with a view for today.  Functions are SQL
-- with BEGIN ATOMIC bodies: parsed once, so no search path can lead them astray, and the planner can look into them.
-- An item counts until the day before state_since: in what is about a quarter, if it was active on its last day; in what is
-- about a day, if it was active on that day.  So an item given up today stays in the quarters that were reported with it.
-- IS [NOT] DISTINCT FROM, NULLIF, CASE x WHEN and USING are kept away from the extension's own types: pg_dump prints them
-- without the operator's schema, and a restore, whose search path is empty, would not find it.

CREATE FUNCTION register_views_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Building blocks: names.

CREATE VIEW plan_names WITH (security_invoker = true) AS
SELECT p.plan_id,
       CASE WHEN p.version = '' THEN p.title ELSE p.title || ' (' || p.version || ')' END AS plan
  FROM plans p;
COMMENT ON VIEW plan_names IS 'One row per plan: the name reports print, which is its title and, where there is one, its version.';

-- A plan's label is for a rating, its words are many: the first word that has one decides.
CREATE VIEW plan_legends WITH (security_invoker = true) AS
SELECT l.plan_id, l.rating,
       (array_agg(l.label ORDER BY l.word COLLATE "C"))[1] AS label,
       (array_agg(l.colour ORDER BY l.word COLLATE "C") FILTER (WHERE l.colour IS NOT NULL))[1] AS colour
  FROM legends l
 WHERE l.rating IS NOT NULL
 GROUP BY l.plan_id, l.rating;
COMMENT ON VIEW plan_legends IS 'One row per plan and rating for which the plan''s legend has a label: how the plan prints it. Of several words the first in code-point order decides.';

-- The end that must be the item is named bare, so that the indexes of links find it.
CREATE FUNCTION item_details(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, nodes text, officers text, bodies text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id,
         (SELECT string_agg(DISTINCT lv.label || ' ' || n.ref, '; ')
            FROM links l
            JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
            JOIN nodes n ON n.node_id = CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END
            JOIN levels lv ON lv.level = n.level
           WHERE (l.from_item_id = i.item_id AND rel.child_end = 'from'
                  OR l.to_item_id = i.item_id AND rel.child_end = 'to')
             AND as_at BETWEEN l.valid_from AND l.valid_to),
         (SELECT string_agg(DISTINCT o.name, '; ')
            FROM item_officers io
            JOIN officers o ON o.officer_id = io.officer_id
           WHERE io.item_id = i.item_id
             AND as_at BETWEEN io.valid_from AND io.valid_to
             AND (io.role IN ('lead', 'responsible')
                  OR NOT EXISTS (SELECT FROM item_officers lead
                                  WHERE lead.item_id = i.item_id
                                    AND lead.role IN ('lead', 'responsible')
                                    AND as_at BETWEEN lead.valid_from AND lead.valid_to))),
         (SELECT string_agg(DISTINCT b.name, '; ')
            FROM item_bodies ib
            JOIN bodies b ON b.body_id = ib.body_id
           WHERE ib.item_id = i.item_id
             AND as_at BETWEEN ib.valid_from AND ib.valid_to)
    FROM items i;
END;
COMMENT ON FUNCTION item_details(date) IS
  'One row per item: the nodes it is linked to, its officers (those in the role lead or responsible; where it has none, all) and its bodies on that day, each as one text.';

-- Building blocks: ratings.

-- The order runs down the index of ratings, so that one backward scan of it can answer.
CREATE VIEW quarter_ratings WITH (security_invoker = true) AS
SELECT DISTINCT ON (r.item_id, r.quarter)
       r.item_id, i.plan_id, r.quarter, r.rating, r.raw, r.commentary, r.corrective_action,
       r.period_start, r.period_end, r.recorded_at
  FROM ratings r
  JOIN items i ON i.item_id = r.item_id
 ORDER BY r.item_id DESC, r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC;
COMMENT ON VIEW quarter_ratings IS
  'One row per item and quarter with a rating row: of the last period in the quarter the latest recorded, so the last month speaks for its quarter and a correction for what it corrects.';

CREATE FUNCTION ratings_as_known(known_at timestamptz)
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag, raw text, commentary text,
                 corrective_action text, period_start date, period_end date, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT ON (r.item_id, r.quarter)
         r.item_id, i.plan_id, r.quarter, r.rating, r.raw, r.commentary, r.corrective_action,
         r.period_start, r.period_end, r.recorded_at
    FROM ratings r
    JOIN items i ON i.item_id = r.item_id
   WHERE r.recorded_at <= ratings_as_known.known_at
   ORDER BY r.item_id DESC, r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC;
END;
COMMENT ON FUNCTION ratings_as_known(timestamptz) IS
  'quarter_ratings as it was at that moment: later corrections are left out.';

CREATE VIEW plan_quarters WITH (security_invoker = true) AS
SELECT reported.plan_id,
       reported.quarter,
       lag(reported.quarter) OVER in_time AS previous_quarter,
       lead(reported.quarter) OVER in_time IS NULL AS is_latest
  FROM (SELECT DISTINCT i.plan_id, r.quarter
          FROM ratings r
          JOIN items i ON i.item_id = r.item_id) reported
WINDOW in_time AS (PARTITION BY reported.plan_id ORDER BY reported.quarter);
COMMENT ON VIEW plan_quarters IS 'One row per plan and quarter in which it reports, that is, for which any of its items has a rating row.';

-- One look into the index of ratings for each row, rather than a join with all of quarter_ratings: a question about one
-- plan, quarter or item costs as much as it has rows, whatever the planner guesses.
CREATE VIEW item_quarters WITH (security_invoker = true) AS
SELECT i.plan_id,
       i.item_id,
       pq.quarter,
       coalesce(pq.is_latest, true) AS is_latest,
       now.rating,
       pq.previous_quarter,
       before.rating AS previous_rating,
       CASE WHEN pq.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END AS movement,
       now.commentary,
       now.corrective_action,
       now.recorded_at
  FROM items i
  LEFT JOIN plan_quarters pq ON pq.plan_id = i.plan_id
  LEFT JOIN LATERAL (SELECT r.rating, r.commentary, r.corrective_action, r.recorded_at
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) now ON true
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.previous_quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) before ON true
 WHERE i.state = 'active'
    OR i.state_since > coalesce(end_date(pq.quarter), CURRENT_DATE);
COMMENT ON VIEW item_quarters IS
  'One row per item and quarter in which its plan reports, rated or not, if the item was active on the last day of the quarter; one row without a quarter per item active today where the plan never reported. Every report of a quarter counts these rows.';

CREATE FUNCTION latest_ratings(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, plan_id bigint, quarter quarter, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, latest.quarter, now.rating
    FROM items i
    LEFT JOIN (SELECT reported.plan_id, max(r.quarter) AS quarter
                 FROM ratings r
                 JOIN items reported ON reported.item_id = r.item_id
                GROUP BY reported.plan_id) latest ON latest.plan_id = i.plan_id
    LEFT JOIN LATERAL (SELECT r.rating
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter = latest.quarter
                        ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) now ON true
   WHERE i.state = 'active'
      OR i.state_since > as_at;
END;
COMMENT ON FUNCTION latest_ratings(date) IS
  'One row per item active on that day: its rating in the latest quarter in which its plan reports, as known now. An older rating never stands in for a missing one.';

CREATE VIEW latest_ratings WITH (security_invoker = true) AS
SELECT l.item_id, l.plan_id, l.quarter, l.rating FROM latest_ratings(CURRENT_DATE) l;
COMMENT ON VIEW latest_ratings IS
  'One row per item active today: its rating in the latest quarter in which its plan reports. An older rating never stands in for a missing one.';

-- Building blocks: the golden thread.

CREATE FUNCTION rollup_node_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (child_node_id bigint, parent_node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT
         CASE rel.child_end WHEN 'from' THEN l.from_node_id ELSE l.to_node_id END,
         CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
   WHERE l.from_node_id IS NOT NULL
     AND l.to_node_id IS NOT NULL
     AND as_at BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION rollup_node_links(date) IS
  'One row per child and parent node: the links between nodes that hold on that day and whose relation rolls up, turned so that the child comes first.';

CREATE FUNCTION rollup_item_links(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT
         CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END,
         CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END
    FROM links l
    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up
   WHERE CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END IS NOT NULL
     AND CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END IS NOT NULL
     AND as_at BETWEEN l.valid_from AND l.valid_to;
END;
COMMENT ON FUNCTION rollup_item_links(date) IS
  'One row per item and node it counts towards directly: the links that hold on that day and whose relation rolls up. A link whose parent end is an item counts nowhere.';

CREATE VIEW node_links WITH (security_invoker = true) AS
SELECT l.child_node_id, l.parent_node_id FROM rollup_node_links(CURRENT_DATE) l;
COMMENT ON VIEW node_links IS 'One row per child and parent node today: what linkage(child, parent) is built from.';

CREATE VIEW item_node_links WITH (security_invoker = true) AS
SELECT l.item_id, l.node_id FROM rollup_item_links(CURRENT_DATE) l;
COMMENT ON VIEW item_node_links IS 'One row per item and node it counts towards directly, today.';

-- Building blocks: deadlines.

CREATE VIEW item_dates WITH (security_invoker = true) AS
SELECT base.item_id,
       base.milestone,
       base.period AS baseline_period,
       nullif(base.due, 'infinity') AS baseline_due,
       base.raw AS baseline_raw,
       current.period AS current_period,
       nullif(current.due, 'infinity') AS current_due,
       current.raw AS current_raw,
       (SELECT count(*) - 1
          FROM due_dates d
         WHERE d.item_id = base.item_id AND d.milestone = base.milestone) AS revisions,
       current.reason
  FROM due_dates base
  JOIN due_dates current ON current.item_id = base.item_id AND current.milestone = base.milestone
 WHERE NOT EXISTS (SELECT FROM due_dates d
                    WHERE d.item_id = base.item_id AND d.milestone = base.milestone AND d.revision < base.revision)
   AND NOT EXISTS (SELECT FROM due_dates d
                    WHERE d.item_id = current.item_id AND d.milestone = current.milestone AND d.revision > current.revision);
COMMENT ON VIEW item_dates IS 'One row per item and milestone with a deadline: the first one set and the one in force.';

-- Reports: ratings.

CREATE VIEW rating_report WITH (security_invoker = true) AS
SELECT iq.plan_id, p.plan, iq.quarter, iq.item_id, i.level, i.ref, i.title,
       iq.rating,
       coalesce(own.label, label(iq.rating)) AS rating_label,
       iq.previous_quarter,
       iq.previous_rating,
       iq.movement,
       iq.commentary,
       iq.corrective_action,
       iq.is_latest
  FROM item_quarters iq
  JOIN plan_names p ON p.plan_id = iq.plan_id
  JOIN items i ON i.item_id = iq.item_id
  LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
 WHERE iq.quarter IS NOT NULL
 ORDER BY p.plan, iq.plan_id, iq.quarter, i.code NULLS LAST, iq.item_id;
COMMENT ON VIEW rating_report IS
  'One row per quarter in which a plan reports and item of it that was active on its last day: the rating, the one before and the movement between them. An item without a rating row in the quarter is there, not rated.';

CREATE VIEW movement_report WITH (security_invoker = true) AS
SELECT iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement,
       count(*) AS items
  FROM item_quarters iq
  JOIN plan_names p ON p.plan_id = iq.plan_id
 WHERE iq.previous_quarter IS NOT NULL
 GROUP BY iq.plan_id, p.plan, iq.quarter, iq.previous_quarter, iq.previous_rating, iq.rating, iq.movement
 ORDER BY p.plan, iq.plan_id, iq.quarter, iq.previous_rating DESC NULLS LAST, iq.rating DESC NULLS LAST;
COMMENT ON VIEW movement_report IS
  'One row per plan, quarter, rating before and rating now: how many items moved so. The first quarter of a plan has no before and no rows.';

CREATE VIEW progress_report WITH (security_invoker = true) AS
SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.tally,
       total(t.tally) AS total,
       complete(t.tally) AS complete,
       green(t.tally) AS green,
       amber_green(t.tally) AS amber_green,
       amber(t.tally) AS amber,
       amber_red(t.tally) AS amber_red,
       red(t.tally) AS red,
       scheduled(t.tally) AS scheduled,
       unrated(t.tally) AS unrated,
       percent_complete(t.tally) AS percent_complete,
       overall(t.tally) AS overall
  FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, tally(iq.rating) AS tally
          FROM item_quarters iq
         GROUP BY iq.plan_id, iq.quarter, iq.is_latest) t
  JOIN plan_names p ON p.plan_id = t.plan_id
 ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST;
COMMENT ON VIEW progress_report IS
  'One row per plan and quarter in which it reports, or one without a quarter where it never did: how many of its items, of those active on the last day of the quarter, have which rating.';

CREATE FUNCTION exceptions_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, item_id bigint, ref text, title text,
                 rating rag, rating_label text, rating_meaning text, previous_rating rag, movement text,
                 current_due date, officers text, nodes text, commentary text, corrective_action text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT iq.plan_id, p.plan, iq.quarter, iq.item_id, i.ref, i.title,
         iq.rating, coalesce(own.label, label(iq.rating)), meaning(iq.rating), iq.previous_rating, iq.movement,
         d.current_due, details.officers, details.nodes, iq.commentary, iq.corrective_action
    FROM item_quarters iq
    JOIN plan_names p ON p.plan_id = iq.plan_id
    JOIN items i ON i.item_id = iq.item_id
    JOIN item_details(as_at) details ON details.item_id = iq.item_id
    LEFT JOIN item_dates d ON d.item_id = iq.item_id AND d.milestone = 'due'
    LEFT JOIN plan_legends own ON own.plan_id = iq.plan_id AND own.rating = iq.rating
   WHERE (in_quarter IS NULL OR checked_quarter(in_quarter) IS NOT NULL)
     AND CASE WHEN in_quarter IS NULL THEN iq.is_latest ELSE iq.quarter = in_quarter END
     AND iq.rating >= 'A'
   ORDER BY iq.rating DESC, p.plan, iq.plan_id, i.code NULLS LAST, iq.item_id;
END;
COMMENT ON FUNCTION exceptions_report(quarter, date) IS
  'One row per item rated Red, Amber/Red or Amber in that quarter (no quarter: the latest in which its plan reports) and active on its last day, most severe first; officers and nodes as on that day.';

CREATE VIEW exceptions_report WITH (security_invoker = true) AS
SELECT e.plan_id, e.plan, e.quarter, e.item_id, e.ref, e.title, e.rating, e.rating_label, e.rating_meaning,
       e.previous_rating, e.movement, e.current_due, e.officers, e.nodes, e.commentary, e.corrective_action
  FROM exceptions_report(NULL, CURRENT_DATE) e;
COMMENT ON VIEW exceptions_report IS
  'One row per item rated Red, Amber/Red or Amber in the latest quarter in which its plan reports and active on its last day, most severe first.';

CREATE VIEW node_rating_report WITH (security_invoker = true) AS
SELECT pq.plan_id, p.plan, pq.quarter, pq.is_latest, n.node_id, n.level, n.ref, n.title,
       rolled.distinct_items AS tally,
       total(rolled.distinct_items) AS total,
       complete(rolled.distinct_items) AS complete,
       green(rolled.distinct_items) AS green,
       amber_green(rolled.distinct_items) AS amber_green,
       amber(rolled.distinct_items) AS amber,
       amber_red(rolled.distinct_items) AS amber_red,
       red(rolled.distinct_items) AS red,
       scheduled(rolled.distinct_items) AS scheduled,
       unrated(rolled.distinct_items) AS unrated,
       percent_complete(rolled.distinct_items) AS percent_complete,
       overall(rolled.distinct_items) AS overall
  FROM (SELECT DISTINCT reported.quarter, end_date(reported.quarter) AS links_at FROM plan_quarters reported
        UNION ALL
        SELECT NULL, CURRENT_DATE) day
 CROSS JOIN LATERAL (
       SELECT iq.plan_id, iq.quarter, iq.is_latest,
              outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                FROM rollup_node_links(day.links_at) nl),
                             il.node_id, il.item_id, iq.rating) AS nodes
         FROM item_quarters iq
         JOIN rollup_item_links(day.links_at) il ON il.item_id = iq.item_id
        WHERE (iq.quarter = day.quarter OR (iq.quarter IS NULL AND day.quarter IS NULL))
        GROUP BY iq.plan_id, iq.quarter, iq.is_latest) pq
 CROSS JOIN LATERAL unnest(pq.nodes) rolled
  JOIN nodes n ON n.node_id = rolled.node
  JOIN plan_names p ON p.plan_id = pq.plan_id
 WHERE total(rolled.distinct_items) > 0
 ORDER BY p.plan, pq.plan_id, pq.quarter NULLS FIRST, n.level, n.code NULLS LAST, n.node_id;
COMMENT ON VIEW node_rating_report IS
  'One row per plan, quarter and node (aim, priority, theme, recommendation, outcome ...) that has items of the plan at or under it, each counted once. Do not add across nodes: an item under two of them counts at each.';

CREATE VIEW body_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.body_id, b.name AS body, t.role, t.tally,
       total(t.tally) AS total,
       complete(t.tally) AS complete,
       green(t.tally) AS green,
       amber_green(t.tally) AS amber_green,
       amber(t.tally) AS amber,
       amber_red(t.tally) AS amber_red,
       red(t.tally) AS red,
       scheduled(t.tally) AS scheduled,
       unrated(t.tally) AS unrated,
       percent_complete(t.tally) AS percent_complete,
       overall(t.tally) AS overall
  FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role, tally(iq.rating) AS tally
          FROM item_quarters iq
          LEFT JOIN LATERAL (SELECT DISTINCT ib.body_id, ib.role
                               FROM item_bodies ib
                              WHERE ib.item_id = iq.item_id
                                AND coalesce(end_date(iq.quarter), CURRENT_DATE) BETWEEN ib.valid_from AND ib.valid_to) held ON true
         GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.body_id, held.role) t
  JOIN plan_names p ON p.plan_id = t.plan_id
  LEFT JOIN bodies b ON b.body_id = t.body_id
 ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, b.name NULLS LAST, t.body_id, t.role;
COMMENT ON VIEW body_rating_report IS
  'One row per plan, quarter, committee or board, and role; one without a body for the items that have none. Do not add across bodies: an item with two of them counts under each.';

CREATE VIEW officer_rating_report WITH (security_invoker = true) AS
SELECT t.plan_id, p.plan, t.quarter, t.is_latest, t.officer_id, o.name AS officer, t.role, t.tally,
       total(t.tally) AS total,
       complete(t.tally) AS complete,
       green(t.tally) AS green,
       amber_green(t.tally) AS amber_green,
       amber(t.tally) AS amber,
       amber_red(t.tally) AS amber_red,
       red(t.tally) AS red,
       scheduled(t.tally) AS scheduled,
       unrated(t.tally) AS unrated,
       percent_complete(t.tally) AS percent_complete,
       overall(t.tally) AS overall
  FROM (SELECT iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role, tally(iq.rating) AS tally
          FROM item_quarters iq
          LEFT JOIN LATERAL (SELECT DISTINCT io.officer_id, io.role
                               FROM item_officers io
                              WHERE io.item_id = iq.item_id
                                AND coalesce(end_date(iq.quarter), CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to) held ON true
         GROUP BY iq.plan_id, iq.quarter, iq.is_latest, held.officer_id, held.role) t
  JOIN plan_names p ON p.plan_id = t.plan_id
  LEFT JOIN officers o ON o.officer_id = t.officer_id
 ORDER BY p.plan, t.plan_id, t.quarter NULLS FIRST, o.name NULLS LAST, t.officer_id, t.role;
COMMENT ON VIEW officer_rating_report IS
  'One row per plan, quarter, officer and role; one without an officer for the items that have none. Do not add across officers: an item with two of them counts under each.';

-- Reports: the golden thread.

CREATE FUNCTION rollup_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plans bigint[] DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text,
                 by_link rag_tally, distinct_items rag_tally, items_by_link bigint, items_distinct bigint,
                 percent_complete numeric, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title,
         coalesce(rolled.by_link, '0'),
         coalesce(rolled.distinct_items, '0'),
         coalesce(total(rolled.by_link), 0),
         coalesce(total(rolled.distinct_items), 0),
         percent_complete(rolled.distinct_items),
         overall(rolled.distinct_items)
    FROM nodes n
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
    LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_id, nl.parent_node_id)
                                                FROM rollup_node_links(coalesce(as_at, end_date(in_quarter), CURRENT_DATE)) nl),
                                             il.node_id, il.item_id, now.rating) AS nodes
                         FROM items i
                         JOIN rollup_item_links(coalesce(as_at, end_date(in_quarter), CURRENT_DATE)) il
                           ON il.item_id = i.item_id
                         LEFT JOIN plan_quarters pq ON pq.plan_id = i.plan_id AND pq.is_latest
                         LEFT JOIN LATERAL (SELECT r.rating
                                              FROM ratings r
                                             WHERE r.item_id = i.item_id AND r.quarter = coalesce(in_quarter, pq.quarter)
                                             ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                                             LIMIT 1) now ON true
                        WHERE (of_plans IS NULL OR i.plan_id = ANY (of_plans))
                          AND (i.state = 'active' OR i.state_since > coalesce(end_date(in_quarter), as_at, CURRENT_DATE))) r
                CROSS JOIN LATERAL unnest(r.nodes) u) rolled ON rolled.node = n.node_id
   WHERE in_quarter IS NULL
      OR checked_quarter(in_quarter) IS NOT NULL
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END;
COMMENT ON FUNCTION rollup_report(quarter, date, bigint[]) IS
  'One row per node, zeros included: the ratings in that quarter (an item without one is unrated; no quarter: the latest of each plan) of all items at or under it that were active on its last day (no quarter: on that day), over the links that hold on that day (no day: the last of the quarter, or today); only items of these plans, if any are named. Do not add across nodes.';

CREATE VIEW rollup_report WITH (security_invoker = true) AS
SELECT r.node_id, r.plan_id, r.plan, r.level, r.ref, r.title, r.by_link, r.distinct_items, r.items_by_link, r.items_distinct,
       r.percent_complete, r.overall
  FROM rollup_report(NULL, CURRENT_DATE) r;
COMMENT ON VIEW rollup_report IS
  'One row per node, zeros included: the latest ratings of all items at or under it that are active today. Do not add across nodes: an item under two of them counts at each.';

CREATE VIEW unlinked_items WITH (security_invoker = true) AS
SELECT i.plan_id, p.plan, i.item_id, i.level, i.ref, i.title
  FROM items i
  JOIN plan_names p ON p.plan_id = i.plan_id
 WHERE (i.state = 'active' OR i.state_since > CURRENT_DATE)
   AND NOT EXISTS (SELECT FROM item_node_links l WHERE l.item_id = i.item_id)
 ORDER BY p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
COMMENT ON VIEW unlinked_items IS 'One row per item active today that no link which rolls up ties to any node.';

CREATE VIEW uncovered_nodes WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.node_id, r.level, r.ref, r.title
  FROM rollup_report r
 WHERE r.items_distinct = 0;
COMMENT ON VIEW uncovered_nodes IS 'One row per node without any active item at or under it today, such as an outcome to which nothing contributes.';

-- Reports: deadlines.

CREATE VIEW due_report WITH (security_invoker = true) AS
SELECT i.plan_id, p.plan, d.item_id, i.ref, i.title, d.milestone,
       d.baseline_period, d.baseline_due, d.baseline_raw,
       d.current_period, d.current_due, d.current_raw,
       d.revisions
  FROM item_dates d
  JOIN items i ON i.item_id = d.item_id
  JOIN plan_names p ON p.plan_id = i.plan_id
 ORDER BY p.plan, i.plan_id, i.code NULLS LAST, d.item_id, d.milestone;
COMMENT ON VIEW due_report IS 'One row per item, active or not, and milestone with a deadline: the first one set and the one in force.';

CREATE VIEW slippage_report WITH (security_invoker = true) AS
SELECT i.plan_id, p.plan, d.item_id, i.ref, i.title,
       d.baseline_due,
       d.current_due,
       d.revisions,
       ((extract(year FROM d.current_due) - extract(year FROM d.baseline_due)) * 12
        + extract(month FROM d.current_due) - extract(month FROM d.baseline_due))::integer AS slippage_months,
       d.current_due - d.baseline_due AS slippage_days,
       d.baseline_raw,
       d.current_raw,
       d.reason,
       CASE WHEN latest.item_id IS NULL THEN last.rating ELSE latest.rating END AS rating
  FROM item_dates d
  JOIN items i ON i.item_id = d.item_id
  JOIN plan_names p ON p.plan_id = i.plan_id
  LEFT JOIN latest_ratings latest ON latest.item_id = d.item_id
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = d.item_id AND latest.item_id IS NULL
                      ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) last ON true
 WHERE d.milestone = 'due'
   AND d.revisions > 0
 ORDER BY p.plan, i.plan_id, d.current_due - d.baseline_due DESC NULLS LAST, i.code NULLS LAST, d.item_id;
COMMENT ON VIEW slippage_report IS 'One row per item, active or not, whose due date was revised at least once: how far the one in force lies from the first; rating is the latest, of an item no longer active the last it had.';

CREATE FUNCTION overdue_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, baseline_due date, current_due date,
                 days_overdue integer, months_overdue integer, rating rag, unrated boolean, quarter quarter, officers text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, d.baseline_due, d.current_due,
         as_at - d.current_due,
         (extract(year FROM age(as_at, d.current_due)) * 12 + extract(month FROM age(as_at, d.current_due)))::integer,
         latest.rating,
         latest.rating IS NULL,
         latest.quarter,
         details.officers
    FROM items i
    JOIN plan_names p ON p.plan_id = i.plan_id
    JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due < as_at
    JOIN item_details(as_at) details ON details.item_id = i.item_id
    LEFT JOIN LATERAL (SELECT r.rating, r.quarter
                         FROM ratings r
                        WHERE r.item_id = i.item_id
                          AND r.period_start <= as_at
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) latest ON true
   WHERE (i.state = 'active' OR i.state_since > as_at)
     AND coalesce(latest.rating <> 'B', true)
   ORDER BY d.current_due, p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION overdue_report(date) IS
  'One row per item active on that day whose due date in force lies before it and whose latest rating is not Complete: the latest of a period that had begun by then, as known now. An item without any rating is there, marked unrated. Longest overdue first.';

CREATE VIEW overdue_report WITH (security_invoker = true) AS
SELECT o.plan_id, o.plan, o.item_id, o.ref, o.title, o.baseline_due, o.current_due, o.days_overdue, o.months_overdue,
       o.rating, o.unrated, o.quarter, o.officers
  FROM overdue_report(CURRENT_DATE) o;
COMMENT ON VIEW overdue_report IS
  'One row per item active today whose due date in force lies before today and whose latest rating is not Complete; an item without any rating is there, marked unrated. Longest overdue first.';

CREATE FUNCTION consistency_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, finding text, rating rag, quarter quarter,
                 start_date date, current_due date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT i.plan_id, p.plan, i.item_id, i.ref, i.title, f.finding, latest.rating, latest.quarter,
         lower(s.current_period), d.current_due
    FROM latest_ratings(as_at) latest
    JOIN items i ON i.item_id = latest.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due'
    LEFT JOIN item_dates s ON s.item_id = i.item_id AND s.milestone = 'start'
   CROSS JOIN LATERAL (VALUES
         ('green past due', latest.rating IN ('G', 'AG') AND d.current_due < as_at),
         ('scheduled past due', latest.rating = 'S' AND d.current_due < as_at),
         ('scheduled past start', latest.rating = 'S' AND upper(s.current_period) <= as_at),
         ('red before due', latest.rating IN ('R', 'AR') AND d.current_due >= as_at),
         ('complete before start', latest.rating = 'B' AND lower(s.current_period) > as_at)) f (finding, found)
   WHERE f.found
   ORDER BY p.plan, i.plan_id, f.finding, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION consistency_report(date) IS
  'One row per doubt about an item active on that day: a rating and a date that do not sit well together. A doubt is a question to ask, not an error: lateness never changes a rating.';

CREATE VIEW consistency_report WITH (security_invoker = true) AS
SELECT c.plan_id, c.plan, c.item_id, c.ref, c.title, c.finding, c.rating, c.quarter, c.start_date, c.current_due
  FROM consistency_report(CURRENT_DATE) c;
COMMENT ON VIEW consistency_report IS 'One row per doubt about an item active today: a rating and a date that do not sit well together.';

-- Items are counted once where they start and once where they are due, and a running total makes what is under way of it: so a
-- deadline of the year 9999 costs its quarters, not its quarters times all items.
CREATE VIEW profile_report WITH (security_invoker = true) AS
WITH dated AS (
  SELECT i.plan_id, latest.rating = 'B' AS complete,
         quarter(lower(s.current_period), cal.fiscal_start_month) AS starts,
         quarter(d.current_due, cal.fiscal_start_month) AS ends
    FROM items i
   CROSS JOIN register_settings cal
    JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due' AND d.current_due IS NOT NULL
    LEFT JOIN item_dates s ON s.item_id = i.item_id AND s.milestone = 'start'
    LEFT JOIN latest_ratings latest ON latest.item_id = i.item_id
   WHERE i.state = 'active' OR i.state_since > CURRENT_DATE
), spans AS (
  SELECT b.plan_id, b.first_quarter, b.last_quarter - b.first_quarter AS further
    FROM (SELECT dated.plan_id, least(min(dated.starts), min(dated.ends)) AS first_quarter, max(dated.ends) AS last_quarter
            FROM dated
           GROUP BY dated.plan_id) b
), changes AS (
  SELECT c.plan_id, c.quarter,
         sum(c.due) AS due, sum(c.due) FILTER (WHERE c.complete) AS due_complete,
         sum(c.started) AS started, sum(c.started) FILTER (WHERE c.complete) AS started_complete,
         sum(c.ended) AS ended, sum(c.ended) FILTER (WHERE c.complete) AS ended_complete
    FROM (SELECT dated.plan_id, dated.complete, dated.ends AS quarter, 1 AS due, 0 AS started, coalesce(dated.starts <= dated.ends, false)::integer AS ended FROM dated
          UNION ALL
          SELECT dated.plan_id, dated.complete, dated.starts, 0, 1, 0 FROM dated WHERE dated.starts <= dated.ends) c
   GROUP BY c.plan_id, c.quarter
)
SELECT q.plan_id, p.plan, q.quarter,
       coalesce(c.due, 0) AS due_items,
       coalesce(c.due_complete, 0) AS due_complete,
       (coalesce(sum(c.started - c.ended) OVER in_time, 0) + coalesce(c.ended, 0))::bigint AS active_items,
       (coalesce(sum(c.started_complete - c.ended_complete) OVER in_time, 0) + coalesce(c.ended_complete, 0))::bigint AS active_complete
  FROM (SELECT spans.plan_id, spans.first_quarter + n AS quarter
          FROM spans
         CROSS JOIN LATERAL generate_series(0, spans.further) n) q
  JOIN plan_names p ON p.plan_id = q.plan_id
  LEFT JOIN changes c ON c.plan_id = q.plan_id AND c.quarter = q.quarter
WINDOW in_time AS (PARTITION BY q.plan_id ORDER BY q.quarter)
 ORDER BY p.plan, q.plan_id, q.quarter;
COMMENT ON VIEW profile_report IS
  'One row per plan and fiscal quarter from its first start or deadline to its last, quarters with nothing included; items active today count. Those without a due date, or with one that has no end, are in no row.';

-- Reports: the data themselves.

CREATE VIEW data_notes WITH (security_invoker = true) AS
SELECT n.plan_id, p.plan, n.finding, n.cells
  FROM (SELECT i.plan_id, f.finding, count(*) FILTER (WHERE f.found) AS cells, f.place
          FROM ratings r
          JOIN items i ON i.item_id = r.item_id
         CROSS JOIN LATERAL (VALUES
               (1, 'rating cells read', true),
               (2, 'blank rating cells', r.raw = ''),
               (3, 'rating cells not in canonical letters', r.raw <> '' AND r.raw IS DISTINCT FROM r.rating::text),
               (4, 'of these, look-alike letters of another alphabet', r.raw ~ '[^[:ascii:]]' AND char_length(btrim(r.raw)) <= 2)
               ) f (place, finding, found)
         GROUP BY i.plan_id, f.finding, f.place
        UNION ALL
        SELECT i.plan_id, f.finding, count(*) FILTER (WHERE f.found), f.place
          FROM due_dates d
          JOIN items i ON i.item_id = d.item_id
         CROSS JOIN LATERAL (VALUES
               (5, 'deadline cells read', true),
               (6, 'deadlines without an end', d.due IS NULL)
               ) f (place, finding, found)
         GROUP BY i.plan_id, f.finding, f.place) n
  JOIN plan_names p ON p.plan_id = n.plan_id
 ORDER BY p.plan, n.plan_id, n.place;
COMMENT ON VIEW data_notes IS 'One row per plan and finding: how many printed cells had to be read with care. Corrections count as cells too.';

-- Every column of every view, in one glossary: a name means the same wherever it stands.

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('active_complete', 'Of the active items, those now Complete.'),
        ('active_items', 'Items with a start that are under way in the quarter: from the start to the due date in force.'),
        ('amber', 'Items rated Amber.'),
        ('amber_green', 'Items rated Amber/Green.'),
        ('amber_red', 'Items rated Amber/Red.'),
        ('baseline_due', 'The last day of the first deadline set; NULL where it has no end.'),
        ('baseline_period', 'The days the first deadline names.'),
        ('baseline_raw', 'The first deadline as printed.'),
        ('body', 'The committee or board; NULL for the items that have none.'),
        ('body_id', 'The committee or board; NULL for the items that have none.'),
        ('by_link', 'Ratings counted by link: every pair of a node at or under this one and an item linked to it counts, so an item linked to two outcomes counts twice. Not the sum of the children''s rows.'),
        ('cells', 'How many cells.'),
        ('child_node_id', 'The child: what is under it counts towards the parent.'),
        ('colour', 'The plan''s own colour for it, as #rrggbb; NULL for the usual one.'),
        ('commentary', 'What the report says of the item in that quarter.'),
        ('complete', 'Items rated Complete (B).'),
        ('corrective_action', 'What is being done about it.'),
        ('current_due', 'The last day of the deadline in force; NULL where it has no end or is not set.'),
        ('current_period', 'The days the deadline in force names.'),
        ('current_raw', 'The deadline in force as printed.'),
        ('days_overdue', 'Days from the due date in force to the day asked for.'),
        ('distinct_items', 'Ratings of the distinct items at or under the node: every item counts once. Do not add across nodes.'),
        ('due_complete', 'Of the items due, those now Complete.'),
        ('due_items', 'Items whose due date in force lies in the quarter.'),
        ('finding', 'What was found.'),
        ('green', 'Items rated Green.'),
        ('is_latest', 'Whether the plan reports no later quarter.'),
        ('item_id', 'The item.'),
        ('items', 'How many items.'),
        ('items_by_link', 'Total of by_link. Larger than items_distinct where an item is linked to several nodes.'),
        ('items_distinct', 'Total of distinct_items: how many items there are at or under the node. Do not add across nodes.'),
        ('label', 'What the plan prints for that rating.'),
        ('level', 'Which kind of node or item.'),
        ('milestone', 'start or due.'),
        ('months_overdue', 'Whole months gone by since the due date in force.'),
        ('movement', 'From the rating before to this one, as movement() names it; NULL in the first quarter the plan reports.'),
        ('node_id', 'The node.'),
        ('nodes', 'The nodes the item is linked to, with their levels.'),
        ('officer', 'The officer; NULL for the items that have none.'),
        ('officer_id', 'The officer; NULL for the items that have none.'),
        ('officers', 'Officers in the role lead or responsible; where there are none, all of the item''s.'),
        ('overall', 'One rating for all: the most severe of the live ones (Amber/Green printed as Amber, Amber/Red as Red); NULL where none is live and some items are not rated.'),
        ('parent_node_id', 'The parent.'),
        ('percent_complete', 'Items rated Complete in per cent of total, not rated ones included; exact, to be rounded by who prints it; NULL where there are no items.'),
        ('period_end', 'Last day of the reporting period.'),
        ('period_start', 'First day of the reporting period.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan; at a node NULL where several plans share it.'),
        ('previous_quarter', 'The quarter in which the plan reported before, however long ago; NULL in its first.'),
        ('previous_rating', 'The rating in the previous quarter; NULL: not rated.'),
        ('quarter', 'The fiscal quarter; NULL where the plan has never reported.'),
        ('rating', 'The rating; NULL: not rated.'),
        ('rating_label', 'The rating in a word: the plan''s own where its legend has one, else the usual one.'),
        ('rating_meaning', 'What the rating says.'),
        ('raw', 'The cell as printed.'),
        ('reason', 'Why it was last revised.'),
        ('recorded_at', 'When it became known.'),
        ('red', 'Items rated Red.'),
        ('ref', 'The reference as printed.'),
        ('revisions', 'How often the deadline was revised.'),
        ('role', 'In which role; NULL for the items that have nobody.'),
        ('scheduled', 'Items rated Scheduled, not yet started.'),
        ('slippage_days', 'Days from the first due date to the one in force; negative where it was brought forward; NULL where either has no end.'),
        ('slippage_months', 'Calendar months from the month of the first due date to that of the one in force; negative where it was brought forward; NULL where either has no end.'),
        ('start_date', 'The first day of the start in force.'),
        ('tally', 'The ratings counted, as one value that can be added up and taken apart.'),
        ('title', 'The wording.'),
        ('total', 'All items, not rated ones included.'),
        ('unrated', 'Items that are not rated; per item: whether it is not.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v' AND c.relnamespace = quote_ident(current_schema())::regnamespace
     WHERE col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;
COMMENT ON FUNCTION register_views_sql() IS 'The statements by which create_register makes a register''s reporting views.';
-- register_bi: the views for BI tools, as text, in a schema of their own.  create_register replaces {bi} by the quoted name
-- of that schema and runs the text with the register's schema first in the search path.
--
-- They are deliberately not security_invoker: readers get the bi schema alone and nothing in the register's, so the tables
-- are read with the rights of the register's owner.  That holds for tables only: a security_invoker view or a function that
-- reads tables would be checked against the reader even from here.  So these views stand on the tables and on each other,
-- never on the register's own views, and test/pgtap/bi_views.sql holds them to the same figures.
--
-- Types: text, integer, bigint, numeric, date, timestamptz and boolean, nothing else, since drivers of BI tools stumble over
-- types they do not know; no infinite dates (a NULL end is open), and percentages are rounded to six places, since exact
-- ones overflow the decimals of .NET.

CREATE FUNCTION register_bi_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Dimensions.

CREATE VIEW {bi}.bi_plan AS
SELECT p.plan_id AS plan_key,
       CASE WHEN p.version = '' THEN p.title ELSE p.title || ' (' || p.version || ')' END AS plan,
       p.title,
       p.version,
       nullif(lower(p.period), '-infinity') AS first_day,
       nullif(upper(p.period), 'infinity') - 1 AS last_day,
       p.scale,
       p.state,
       p.supersedes_plan_id AS supersedes_plan_key,
       p.source_document
  FROM plans p;
COMMENT ON VIEW {bi}.bi_plan IS 'Dimension: one row per plan and version.';

CREATE VIEW {bi}.bi_scale AS
SELECT coalesce(s.rating::text, 'NR') AS rating_key,
       coalesce(label(s.rating), 'Not rated') AS label,
       coalesce(meaning(s.rating), 'not rated') AS meaning,
       severity(s.rating)::integer AS severity,
       s.sort_order,
       coalesce(s.rating BETWEEN 'G' AND 'R', false) AS is_live,
       coalesce(s.rating >= 'A', false) AS is_exception,
       coalesce(colour_hex(s.rating), '#ffffff') AS colour
  FROM (VALUES ('R'::rag, 1), ('AR', 2), ('A', 3), ('AG', 4), ('G', 5), ('S', 6), ('B', 7), (NULL, 8)) s (rating, sort_order);
COMMENT ON VIEW {bi}.bi_scale IS 'Dimension: one row per rating, and one for "Not rated", so that no rating key is ever empty.';

CREATE VIEW {bi}.bi_quarter AS
WITH used AS (
  SELECT r.quarter FROM ratings r
  UNION
  SELECT quarter(d.due, cal.fiscal_start_month) FROM due_dates d CROSS JOIN register_settings cal WHERE isfinite(d.due)
), days AS (
  SELECT min(start_date(used.quarter)) AS first_day, max(start_date(used.quarter)) AS last_day FROM used
), calendar AS (
  SELECT quarter(days.first_day, cal.fiscal_start_month) + n AS quarter
    FROM days
   CROSS JOIN register_settings cal
   CROSS JOIN LATERAL generate_series(0, quarter(days.last_day, cal.fiscal_start_month)
                                         - quarter(days.first_day, cal.fiscal_start_month)) n
), listed AS (
  SELECT DISTINCT ON (start_date(q.quarter)) q.quarter
    FROM (SELECT calendar.quarter, 1 AS rank FROM calendar
          UNION ALL
          SELECT used.quarter, 2 FROM used) q
   ORDER BY start_date(q.quarter), q.rank, q.quarter
)
SELECT (extract(year FROM start_date(l.quarter)) * 100 + extract(month FROM start_date(l.quarter)))::integer AS quarter_key,
       l.quarter::text AS label,
       start_date(l.quarter) AS first_day,
       end_date(l.quarter) AS last_day,
       fiscal_year(l.quarter)::text AS fiscal_year,
       fiscal_year_start(l.quarter)::integer AS fiscal_year_start,
       quarter_number(l.quarter)::integer AS quarter_number,
       half(l.quarter)::integer AS half
  FROM listed l;
COMMENT ON VIEW {bi}.bi_quarter IS 'Dimension: one row per fiscal quarter from the first that a rating or a deadline uses to the last, those between included. Also the date table of a BI model: sort label by quarter_key.';

CREATE VIEW {bi}.bi_officer AS
SELECT o.officer_id AS officer_key, o.name AS officer FROM officers o;
COMMENT ON VIEW {bi}.bi_officer IS 'Dimension: one row per officer (a post, not a person).';

CREATE VIEW {bi}.bi_body AS
SELECT b.body_id AS body_key, b.name AS body FROM bodies b;
COMMENT ON VIEW {bi}.bi_body IS 'Dimension: one row per committee or board.';

CREATE VIEW {bi}.bi_node AS
SELECT n.node_id AS node_key,
       n.plan_id AS plan_key,
       n.level,
       lv.label AS level_label,
       n.ref,
       n.title,
       row_number() OVER (ORDER BY n.level, n.plan_id NULLS LAST, n.code NULLS LAST, n.node_id) AS sort_order
  FROM nodes n
  JOIN levels lv ON lv.level = n.level;
COMMENT ON VIEW {bi}.bi_node IS 'Dimension: one row per node (aim, priority, outcome, commitment, theme, recommendation, programme ...).';

-- Facts.

CREATE VIEW {bi}.bi_rating AS
WITH plan_quarters AS (
  SELECT q.plan_id, q.quarter,
         lag(q.quarter) OVER in_time AS previous_quarter,
         lead(q.quarter) OVER in_time IS NULL AS is_latest
    FROM (SELECT DISTINCT i.plan_id, r.quarter FROM ratings r JOIN items i ON i.item_id = r.item_id) q
  WINDOW in_time AS (PARTITION BY q.plan_id ORDER BY q.quarter)
)
SELECT i.item_id AS item_key,
       i.plan_id AS plan_key,
       (extract(year FROM start_date(pq.quarter)) * 100 + extract(month FROM start_date(pq.quarter)))::integer AS quarter_key,
       coalesce(now.rating::text, 'NR') AS rating_key,
       coalesce(before.rating::text, 'NR') AS previous_rating_key,
       CASE WHEN pq.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END AS movement,
       pq.is_latest,
       now.raw,
       now.commentary,
       now.corrective_action,
       now.recorded_at
  FROM items i
  JOIN plan_quarters pq ON pq.plan_id = i.plan_id
  LEFT JOIN LATERAL (SELECT r.rating, r.raw, r.commentary, r.corrective_action, r.recorded_at
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) now ON true
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.previous_quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) before ON true
 WHERE i.state = 'active'
    OR i.state_since > end_date(pq.quarter);
COMMENT ON VIEW {bi}.bi_rating IS 'Fact: one row per quarter in which a plan reports and item of it that was active on its last day; an item without a rating in it is there as NR. For the latest state keep is_latest.';

CREATE VIEW {bi}.bi_due AS
SELECT d.item_id AS item_key,
       i.plan_id AS plan_key,
       d.milestone,
       d.revision,
       nullif(lower(d.period), '-infinity') AS first_day,
       nullif(d.due, 'infinity') AS due,
       (extract(year FROM q.first_day) * 100 + extract(month FROM q.first_day))::integer AS quarter_key,
       d.revision = min(d.revision) OVER of_item AS is_baseline,
       d.revision = max(d.revision) OVER of_item AS is_current,
       d.raw,
       d.reason,
       d.recorded_at
  FROM due_dates d
  JOIN items i ON i.item_id = d.item_id
 CROSS JOIN register_settings cal
 CROSS JOIN LATERAL (SELECT start_date(quarter(nullif(d.due, 'infinity'), cal.fiscal_start_month)) AS first_day) q
WINDOW of_item AS (PARTITION BY d.item_id, d.milestone);
COMMENT ON VIEW {bi}.bi_due IS 'Fact: one row per item, milestone and revision of its deadline. For the deadlines in force keep is_current.';

CREATE VIEW {bi}.bi_item AS
SELECT i.item_id AS item_key,
       i.plan_id AS plan_key,
       i.level,
       lv.label AS level_label,
       i.ref,
       i.title,
       row_number() OVER (ORDER BY i.plan_id, i.code NULLS LAST, i.item_id) AS sort_order,
       i.state,
       i.is_active,
       CASE WHEN isfinite(i.state_since) THEN i.state_since END AS state_since,
       i.state_reason,
       coalesce(CASE WHEN i.is_active THEN now.rating ELSE last.rating END::text, 'NR') AS rating_key,
       (extract(year FROM q.first_day) * 100 + extract(month FROM q.first_day))::integer AS quarter_key,
       base.due AS baseline_due,
       cur.due AS current_due,
       ((extract(year FROM cur.due) - extract(year FROM base.due)) * 12
        + extract(month FROM cur.due) - extract(month FROM base.due))::integer AS slippage_months
  FROM (SELECT it.*, coalesce(it.state = 'active' OR it.state_since > CURRENT_DATE, false) AS is_active FROM items it) i
  JOIN levels lv ON lv.level = i.level
  LEFT JOIN (SELECT reported.plan_id, max(r.quarter) AS quarter
               FROM ratings r
               JOIN items reported ON reported.item_id = r.item_id
              GROUP BY reported.plan_id) latest ON latest.plan_id = i.plan_id
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = latest.quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) now ON i.is_active
  LEFT JOIN LATERAL (SELECT r.quarter, r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id
                      ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) last ON NOT i.is_active
 CROSS JOIN LATERAL (SELECT start_date(CASE WHEN i.is_active THEN latest.quarter ELSE last.quarter END) AS first_day) q
  LEFT JOIN {bi}.bi_due base ON base.item_key = i.item_id AND base.milestone = 'due' AND base.is_baseline
  LEFT JOIN {bi}.bi_due cur ON cur.item_key = i.item_id AND cur.milestone = 'due' AND cur.is_current;
COMMENT ON VIEW {bi}.bi_item IS 'Dimension: one row per item (action, deliverable, milestone), active or not, with its deadline and its rating: in the latest quarter in which its plan reports or, of an item no longer active, the last it had.';

CREATE VIEW {bi}.bi_link AS
SELECT l.link_id AS link_key,
       l.relation,
       rel.rolls_up AND coalesce(l.from_node_id, l.to_node_id) IS NOT NULL
         AND CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END IS NOT NULL AS rolls_up,
       CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END AS item_key,
       CASE rel.child_end WHEN 'from' THEN l.from_node_id ELSE l.to_node_id END AS child_node_key,
       CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END AS node_key,
       CASE rel.child_end WHEN 'from' THEN l.to_item_id ELSE l.from_item_id END AS parent_item_key,
       nullif(l.valid_from, '-infinity') AS valid_from,
       nullif(l.valid_to, 'infinity') AS valid_to,
       CURRENT_DATE BETWEEN l.valid_from AND l.valid_to AS is_current,
       l.basis,
       l.source_document
  FROM links l
  JOIN relations rel ON rel.relation = l.relation;
COMMENT ON VIEW {bi}.bi_link IS 'Bridge: one row per link, turned so that the child (an item or a node) comes before the parent. An item may have several: do not add item figures across nodes.';

CREATE VIEW {bi}.bi_item_officer AS
SELECT io.item_id AS item_key,
       io.officer_id AS officer_key,
       io.role,
       nullif(io.valid_from, '-infinity') AS valid_from,
       nullif(io.valid_to, 'infinity') AS valid_to,
       CURRENT_DATE BETWEEN io.valid_from AND io.valid_to AS is_current
  FROM item_officers io;
COMMENT ON VIEW {bi}.bi_item_officer IS 'Bridge: one row per item, officer, role and first day. An item may have several: do not add item figures across officers.';

CREATE VIEW {bi}.bi_item_body AS
SELECT ib.item_id AS item_key,
       ib.body_id AS body_key,
       ib.role,
       nullif(ib.valid_from, '-infinity') AS valid_from,
       nullif(ib.valid_to, 'infinity') AS valid_to,
       CURRENT_DATE BETWEEN ib.valid_from AND ib.valid_to AS is_current
  FROM item_bodies ib;
COMMENT ON VIEW {bi}.bi_item_body IS 'Bridge: one row per item, committee or board, role and first day. An item may have several: do not add item figures across bodies.';

-- Ready-made summaries.

CREATE VIEW {bi}.bi_progress AS
SELECT r.plan_key,
       r.quarter_key,
       r.is_latest,
       count(*) AS total,
       count(*) FILTER (WHERE r.rating_key = 'B') AS complete,
       count(*) FILTER (WHERE r.rating_key = 'G') AS green,
       count(*) FILTER (WHERE r.rating_key = 'AG') AS amber_green,
       count(*) FILTER (WHERE r.rating_key = 'A') AS amber,
       count(*) FILTER (WHERE r.rating_key = 'AR') AS amber_red,
       count(*) FILTER (WHERE r.rating_key = 'R') AS red,
       count(*) FILTER (WHERE r.rating_key = 'S') AS scheduled,
       count(*) FILTER (WHERE r.rating_key = 'NR') AS unrated,
       round(percent_complete(tally(nullif(r.rating_key, 'NR')::rag)), 6) AS percent_complete,
       coalesce(overall(tally(nullif(r.rating_key, 'NR')::rag))::text, 'NR') AS overall_rating_key
  FROM (SELECT f.plan_key, f.quarter_key, f.is_latest, f.rating_key FROM {bi}.bi_rating f
        UNION ALL
        SELECT i.plan_key, NULL, true, i.rating_key FROM {bi}.bi_item i WHERE i.is_active AND i.quarter_key IS NULL) r
 GROUP BY r.plan_key, r.quarter_key, r.is_latest;
COMMENT ON VIEW {bi}.bi_progress IS 'Summary: one row per plan and quarter in which it reports (quarter_key is empty where it never did): how many of its items, of those active on the last day of the quarter, have which rating.';

CREATE VIEW {bi}.bi_rollup AS
SELECT n.node_id AS node_key,
       n.plan_id AS plan_key,
       coalesce(total(rolled.by_link), 0) AS items_by_link,
       coalesce(total(rolled.distinct_items), 0) AS items_distinct,
       coalesce(complete(rolled.distinct_items), 0) AS complete,
       coalesce(green(rolled.distinct_items), 0) AS green,
       coalesce(amber_green(rolled.distinct_items), 0) AS amber_green,
       coalesce(amber(rolled.distinct_items), 0) AS amber,
       coalesce(amber_red(rolled.distinct_items), 0) AS amber_red,
       coalesce(red(rolled.distinct_items), 0) AS red,
       coalesce(scheduled(rolled.distinct_items), 0) AS scheduled,
       coalesce(unrated(rolled.distinct_items), 0) AS unrated,
       round(percent_complete(rolled.distinct_items), 6) AS percent_complete,
       coalesce(overall(rolled.distinct_items)::text, 'NR') AS overall_rating_key
  FROM nodes n
  LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
               FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_key, nl.node_key)
                                              FROM {bi}.bi_link nl
                                             WHERE nl.rolls_up AND nl.is_current AND nl.child_node_key IS NOT NULL),
                                           il.node_key, il.item_key, i.rating) AS nodes
                       FROM (SELECT it.item_key, nullif(it.rating_key, 'NR')::rag AS rating FROM {bi}.bi_item it WHERE it.is_active) i
                       JOIN {bi}.bi_link il ON il.item_key = i.item_key AND il.rolls_up AND il.is_current) s
              CROSS JOIN LATERAL unnest(s.nodes) u) rolled ON rolled.node = n.node_id;
COMMENT ON VIEW {bi}.bi_rollup IS 'Summary: one row per node: the latest ratings of the items at or under it that are active today. Do not add across nodes: an item under two of them counts at each.';

-- The promise, checked.

CREATE VIEW {bi}.bi_unsafe_columns AS
SELECT c.relname::text COLLATE "default" AS view_name,
       a.attname::text COLLATE "default" AS column_name,
       format_type(a.atttypid, a.atttypmod) AS type_name
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = $bi${bi}$bi$::regnamespace
   AND c.relkind IN ('v', 'm', 'r', 'p', 'f')
   AND a.atttypid <> ALL ('{text,integer,bigint,numeric,date,timestamptz,boolean}'::regtype[]);
COMMENT ON VIEW {bi}.bi_unsafe_columns IS 'One row per column of this schema whose type a BI tool may not know; empty unless views of one''s own were added.';

-- Every column of every view, in one glossary: a name means the same wherever it stands.

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('amber', 'Items rated Amber.'),
        ('amber_green', 'Items rated Amber/Green.'),
        ('amber_red', 'Items rated Amber/Red.'),
        ('baseline_due', 'The last day of the first due date set; empty where it has no end or none is set.'),
        ('basis', 'printed, or inferred from the wording.'),
        ('body', 'The name of the committee or board.'),
        ('body_key', 'Key of bi_body.'),
        ('child_node_key', 'The child, where it is a node: key of bi_node.'),
        ('colour', 'The colour, as #rrggbb; legible with black or white text, and never the only sign.'),
        ('column_name', 'The column.'),
        ('commentary', 'What the report says of the item in that quarter.'),
        ('complete', 'Items rated Complete (B).'),
        ('corrective_action', 'What is being done about it.'),
        ('current_due', 'The last day of the due date in force; empty where it has no end or none is set.'),
        ('due', 'The last day of the deadline; empty where it has no end.'),
        ('first_day', 'First day.'),
        ('fiscal_year', 'The fiscal year, such as 2025/26.'),
        ('fiscal_year_start', 'The year in which the fiscal year starts.'),
        ('green', 'Items rated Green.'),
        ('half', 'Half of the fiscal year, 1 or 2.'),
        ('is_active', 'Whether the item is active today.'),
        ('is_baseline', 'Whether this is the first deadline set.'),
        ('is_current', 'Whether it holds today.'),
        ('is_exception', 'Whether it is Amber, Amber/Red or Red.'),
        ('is_latest', 'Whether the plan reports no later quarter.'),
        ('is_live', 'Whether it is one of Green to Red: neither complete nor scheduled nor not rated.'),
        ('item_key', 'Key of bi_item.'),
        ('items_by_link', 'Items at or under the node, counted once per link to a node. Larger than items_distinct where an item is linked to several. Do not add across nodes.'),
        ('items_distinct', 'Items at or under the node, each counted once. Do not add across nodes.'),
        ('label', 'What to print.'),
        ('last_day', 'Last day.'),
        ('level', 'Which kind of node or item.'),
        ('level_label', 'Which kind of node or item, as printed.'),
        ('link_key', 'Key.'),
        ('meaning', 'What the rating says.'),
        ('milestone', 'start or due.'),
        ('movement', 'From the rating before to this one: improved, worsened, completed, reopened, started, rescheduled, unchanged, first rated, no longer rated or unrated; empty in the first quarter the plan reports.'),
        ('node_key', 'Key of bi_node.'),
        ('officer', 'The name of the post.'),
        ('officer_key', 'Key of bi_officer.'),
        ('overall_rating_key', 'One rating for all items, the most severe of the live ones: key of bi_scale.'),
        ('parent_item_key', 'The parent, where it is an item (such a link does not roll up): key of bi_item.'),
        ('percent_complete', 'Items rated Complete in per cent of all items, not rated ones included; empty where there are none.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_key', 'Key of bi_plan; at a node empty where several plans share it.'),
        ('previous_rating_key', 'The rating in the quarter in which the plan reported before: key of bi_scale.'),
        ('quarter_key', 'Key of bi_quarter: yyyymm of the quarter''s first day.'),
        ('quarter_number', 'Quarter of the fiscal year, 1 to 4.'),
        ('rating_key', 'The rating: key of bi_scale; NR where not rated.'),
        ('raw', 'The cell as printed.'),
        ('reason', 'Why it was revised.'),
        ('recorded_at', 'When it became known.'),
        ('red', 'Items rated Red.'),
        ('ref', 'The reference as printed.'),
        ('relation', 'What the link says.'),
        ('revision', '0 for the first deadline, then one more for each revision.'),
        ('role', 'In which role.'),
        ('rolls_up', 'Whether the child counts towards the parent node.'),
        ('scale', 'three: red, amber, green; five: with the half steps.'),
        ('scheduled', 'Items rated Scheduled, not yet started.'),
        ('severity', 'From 0 (complete) to 60 (red); empty for not rated.'),
        ('slippage_months', 'Calendar months from the first due date to the one in force; negative where it was brought forward.'),
        ('sort_order', 'The order in which to print.'),
        ('source_document', 'The document it was read from.'),
        ('state', 'The state, apart from any rating.'),
        ('state_reason', 'Why it is in that state.'),
        ('state_since', 'Since when it is in that state.'),
        ('supersedes_plan_key', 'The plan that this one takes the place of.'),
        ('title', 'The wording.'),
        ('total', 'All items, not rated ones included.'),
        ('type_name', 'Its type.'),
        ('unrated', 'Items that are not rated.'),
        ('valid_from', 'First day; empty: always.'),
        ('valid_to', 'Last day; empty: no end.'),
        ('version', 'Tells versions of one plan apart.'),
        ('view_name', 'The view.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v' AND c.relnamespace = $bi${bi}$bi$::regnamespace
     WHERE col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;
COMMENT ON FUNCTION register_bi_sql() IS 'The statements by which create_register makes the views for BI tools; {bi} stands for the name of their schema.';
-- register_create: making, finding and checking registers.

CREATE FUNCTION register_layout() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '0.1.0'::text;
COMMENT ON FUNCTION register_layout() IS 'The extension version that last changed what create_register makes: a register with this layout is current.';

CREATE FUNCTION check_register(schema text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF schema IS NULL OR to_regnamespace(quote_ident(schema)) IS NULL
     OR to_regclass(format('%I.register_settings', schema)) IS NULL THEN
    RAISE EXCEPTION 'there is no register in schema "%"', schema
      USING ERRCODE = 'undefined_object', HINT = 'Make one with create_register, or name one that registers() lists.';
  END IF;
  -- After ALTER SCHEMA ... RENAME the register's functions would look for its tables under the old name, and may find another's.
  IF EXISTS (SELECT FROM pg_proc p, unnest(p.proconfig) AS setting
             WHERE p.pronamespace = to_regnamespace(quote_ident(schema)) AND p.proname = 'import_document'
               AND setting LIKE 'search_path=%'
               AND left(substr(setting, 13), length(quote_ident(schema)) + 1) <> quote_ident(schema) || ',') THEN
    RAISE EXCEPTION 'the register in schema "%" was renamed, and its functions still look under the old name', schema
      USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = format('SELECT rename_register(%L, %L) puts that right.', schema, schema);
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register(text) IS 'Raises an error unless the schema holds a register.';

CREATE FUNCTION check_register_name(schema text) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  -- The name goes into function bodies and search paths, where these characters would be somebody else's SQL.
  IF schema IS NULL OR schema = '' OR schema ~ '["$''\\{}]' OR schema LIKE 'pg\_%' OR octet_length(schema) > 60 THEN
    RAISE EXCEPTION 'invalid schema name for a register: "%"', schema
      USING ERRCODE = 'invalid_name',
            DETAIL = 'The name has 1 to 60 bytes, does not start with pg_, and holds no quote, dollar, backslash or brace.',
            HINT = 'Write a plain name, such as create_register(''council'').';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_register_name(text) IS 'Raises an error for a schema name that a register cannot have.';

-- A schema the register is to live in: made if it is missing, refused if anybody else's objects are in it.
CREATE FUNCTION prepare_register_schema(schema text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  schema_oid oid := to_regnamespace(quote_ident(schema));
BEGIN
  IF schema_oid IS NULL THEN
    EXECUTE format('CREATE SCHEMA %I', schema);
    RETURN;
  END IF;
  -- Whoever else may create objects in it could put functions before the extension's own.
  IF (SELECT n.nspowner <> current_user::regrole OR EXISTS (SELECT FROM aclexplode(n.nspacl) AS a
                                                            WHERE a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner)
      FROM pg_namespace n WHERE n.oid = schema_oid) THEN
    RAISE EXCEPTION 'schema "%" is not yours alone', schema
      USING ERRCODE = 'insufficient_privilege', DETAIL = 'A register''s schema belongs to its owner, and nobody else may create objects in it.',
            HINT = 'Name a schema that does not exist yet.';
  END IF;
  IF EXISTS (SELECT FROM pg_depend
                WHERE refclassid = 'pg_namespace'::regclass AND refobjid = schema_oid
                  AND classid <> 'pg_default_acl'::regclass) THEN
    RAISE EXCEPTION 'schema "%" already holds other objects', schema
      USING ERRCODE = 'duplicate_schema', HINT = 'Name a schema that is empty, or that does not exist yet.';
  END IF;
END
$body$;
COMMENT ON FUNCTION prepare_register_schema(text) IS 'Makes a schema for a register, or checks that it is empty.';

CREATE FUNCTION rename_register(schema text, new_name text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  routine regprocedure;
  setting text;
BEGIN
  IF to_regclass(format('%I.register_settings', schema)) IS NULL THEN
    PERFORM @extschema@.check_register(schema);
  END IF;
  PERFORM @extschema@.check_register_name(new_name);
  IF new_name <> schema THEN
    EXECUTE format('ALTER SCHEMA %I RENAME TO %I', schema, new_name);
    IF to_regnamespace(quote_ident(schema || '_bi')) IS NOT NULL THEN
      EXECUTE format('ALTER SCHEMA %I RENAME TO %I', schema || '_bi', new_name || '_bi');
    END IF;
  END IF;
  -- Only functions whose path is a register's own: a schema, the extension's, pg_temp.
  FOR routine, setting IN
    SELECT p.oid::regprocedure, quote_ident(new_name) || substr(s.setting, 13 + position(', ' || quote_ident(n.nspname) || ', pg_temp' IN substr(s.setting, 13)) - 1)
    FROM pg_proc p, unnest(p.proconfig) AS s (setting), pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE p.pronamespace = to_regnamespace(quote_ident(new_name)) AND e.extname = 'golden_thread'
      AND s.setting LIKE 'search_path=%' AND position(', ' || quote_ident(n.nspname) || ', pg_temp' IN s.setting) > 0
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %s', routine, setting);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION rename_register(text, text) IS 'Renames a register and its BI schema, and points its functions at the new name; with the same name twice, only the latter, for a schema already renamed by ALTER SCHEMA.';

CREATE FUNCTION create_register(schema text, fiscal_start_month integer DEFAULT 4) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  bi_schema text := schema || '_bi';
  extension record;
BEGIN
  PERFORM @extschema@.check_register_name(schema);
  IF fiscal_start_month IS NULL OR fiscal_start_month NOT BETWEEN 1 AND 12 THEN
    RAISE EXCEPTION 'fiscal_start_month % is not a month', fiscal_start_month
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Write 1 to 12; the UK public sector''s year starts in month 4.';
  END IF;
  PERFORM @extschema@.prepare_register_schema(schema);
  PERFORM @extschema@.prepare_register_schema(bi_schema);

  SELECT n.nspname AS schema INTO extension
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread';

  -- Everything below is made in the register's schema; functions keep this path as their own.
  PERFORM set_config('search_path', format('%I, %I, pg_temp', schema, extension.schema), true);
  EXECUTE @extschema@.register_tables_sql();
  EXECUTE format('INSERT INTO register_settings (layout_version, fiscal_start_month) VALUES (%L, %s)',
                 @extschema@.register_layout(), fiscal_start_month);
  EXECUTE @extschema@.register_import_sql();
  EXECUTE @extschema@.register_views_sql();
  EXECUTE replace(replace(@extschema@.register_bi_sql(), '{bi}', quote_ident(bi_schema)), '{schema}', quote_ident(schema));
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', schema, 'A golden_thread register: plans, their ratings, deadlines and links.');
  EXECUTE format('COMMENT ON SCHEMA %I IS %L', bi_schema,
                 'Views for BI tools over the golden_thread register "' || schema || '": plain types only.');
END
$body$;
COMMENT ON FUNCTION create_register(text, integer) IS 'Makes a register, tables, imports and reporting views, in a new or empty schema, and its BI views in <schema>_bi; all of it belongs to the caller.';

CREATE FUNCTION registers(OUT schema text, OUT owner text, OUT layout_version text, OUT is_current boolean, OUT fiscal_start_month integer)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  FOR schema, owner IN
    SELECT n.nspname, pg_get_userbyid(c.relowner)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = 'register_settings' AND c.relkind = 'r'
      -- Anybody may make a table of that name: none is read that could run code of its owner's or raise errors.
      AND NOT c.relrowsecurity
      AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
             AND (a.attname, a.atttypid) IN (('layout_version', 'text'::regtype), ('fiscal_start_month', 'integer'::regtype))) = 2
    ORDER BY n.nspname
  LOOP
    layout_version := NULL;
    fiscal_start_month := NULL;
    IF has_schema_privilege(schema, 'USAGE')
       AND has_table_privilege(format('%I.register_settings', schema), 'SELECT') THEN
      EXECUTE format('SELECT s.layout_version, s.fiscal_start_month FROM %I.register_settings s', schema)
        INTO layout_version, fiscal_start_month;
    END IF;
    is_current := layout_version = @extschema@.register_layout();
    RETURN NEXT;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION registers() IS 'The registers of this database with owner, version and whether that is current; version NULL where the caller may not look.';
-- register_report_html: the quarterly report as one self-contained page.
--
-- Every text passes html_escape on its way into the page: the sections below hand plain cells to html_table, which alone
-- writes markup round them, so no section can forget it.  A rating is always letter and word; its colour is an addition.
-- The word and the colour are the plan's own where its legend has them; what counts ratings of several plans prints the usual.

CREATE FUNCTION html_escape(content text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(content, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;');
COMMENT ON FUNCTION html_escape(text) IS 'The text as it stands in HTML, in content and in quoted attributes alike.';

-- Black on a light ground, white on a dark one: whichever has the higher contrast by the WCAG formula (equal at 0.179).
CREATE FUNCTION html_ink(colour text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN sum(weight * CASE WHEN part <= 0.03928 THEN part / 12.92 ELSE power((part + 0.055) / 1.055, 2.4) END) > 0.179
              THEN '#000000' ELSE '#ffffff' END
    FROM (VALUES (2, 0.2126), (4, 0.7152), (6, 0.0722)) channel (place, weight)
   CROSS JOIN LATERAL (SELECT get_byte(decode(substr(colour, place, 2), 'hex'), 0) / 255.0 AS part) level;
END;
COMMENT ON FUNCTION html_ink(text) IS '#000000 or #ffffff, whichever is easier to read on that colour (#rrggbb).';

CREATE FUNCTION html_rating(rating rag, own_label text DEFAULT NULL, own_colour text DEFAULT NULL) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN rating IS NULL THEN '<span class="rag none">Not rated</span>'
              ELSE format('<span class="rag%s" style="background:%s;color:%s"><b>%s</b> %s</span>',
                          CASE WHEN own_label IS NOT NULL THEN ' own' END, ground.colour, html_ink(ground.colour), rating,
                          html_escape(coalesce(own_label, label(rating)))) END
    FROM (SELECT CASE WHEN own_colour ~ '^#[0-9a-fA-F]{6}$' THEN own_colour ELSE colour_hex(rating) END AS colour) ground;
END;
COMMENT ON FUNCTION html_rating(rag, text, text) IS 'A rating as a badge: its letter, its word and, besides, its colour; word and colour of a plan''s own if given.';

CREATE FUNCTION html_tally_bar(name text, t rag_tally) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<div class="bar" role="img" aria-label="%s: %s">%s</div>',
                html_escape(name),
                coalesce(string_agg(format('%s %s', u.items, lower(u.label)), ', ' ORDER BY u.place), 'no items'),
                coalesce(string_agg(format('<span style="flex-grow:%s;background:%s;color:%s">%s&#160;%s</span>',
                                           u.items, u.colour, html_ink(u.colour), u.letter, u.items), '' ORDER BY u.place), ''))
    FROM (SELECT s.place, s.items, coalesce(s.rating::text, '?') AS letter, coalesce(label(s.rating), 'Not rated') AS label,
                 coalesce(colour_hex(s.rating), '#e4e7eb') AS colour
            FROM (VALUES (1, 'R'::rag, red(t)), (2, 'AR', amber_red(t)), (3, 'A', amber(t)), (4, 'AG', amber_green(t)),
                         (5, 'G', green(t)), (6, 'S', scheduled(t)), (7, 'B', complete(t)), (8, NULL, unrated(t))) s (place, rating, items)
           WHERE s.items > 0) u;
END;
COMMENT ON FUNCTION html_tally_bar(text, rag_tally) IS 'A tally as a bar in proportion, with letter and number in every part and the figures as text for who does not see it.';

CREATE FUNCTION html_columns(name text, labels text[], amounts bigint[], parts bigint[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<svg class="columns" role="img" aria-label="%s" viewBox="0 0 %s 150" width="%s" height="150">%s'
                || '<line x1="0" y1="120.5" x2="%s" y2="120.5" stroke="#5b6673"/></svg>',
                html_escape(name || ': ' || string_agg(format('%s %s', c.label, c.amount), ', ' ORDER BY c.place)),
                count(*) * 76, count(*) * 76,
                string_agg(format('<rect x="%s" y="%s" width="44" height="%s" fill="#9db4cc"/><rect x="%s" y="%s" width="44" height="%s" fill="#1d70b8"/>'
                                  || '<text x="%s" y="%s">%s</text><text x="%s" y="138">%s</text>',
                                  c.place * 76 - 60, 120 - c.height, c.height,
                                  c.place * 76 - 60, 120 - c.part_height, c.part_height,
                                  c.place * 76 - 38, 114 - c.height, c.amount, c.place * 76 - 38, html_escape(c.label)),
                           '' ORDER BY c.place),
                count(*) * 76)
    FROM (SELECT u.place, u.label, u.amount,
                 round(u.amount * 96.0 / greatest(max(u.amount) OVER (), 1), 1) AS height,
                 round(u.part * 96.0 / greatest(max(u.amount) OVER (), 1), 1) AS part_height
            FROM unnest(labels, amounts, parts) WITH ORDINALITY u (label, amount, part, place)) c;
END;
COMMENT ON FUNCTION html_columns(text, text[], bigint[], bigint[]) IS 'A column chart as inline SVG: an amount for each label and, darker, a part of it.';

CREATE FUNCTION html_date(day date) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN extract(day FROM day) || ' '
       || (ARRAY['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'])[extract(month FROM day)::integer]
       || ' ' || extract(year FROM day);
COMMENT ON FUNCTION html_date(date) IS 'A date as reports print it, such as 31 Mar 2025.';

-- Headings: "#..." a number, "~..." a short text that is not broken, "*..." a rating, else text; a "?" before it leaves the
-- column out where all its cells are empty or 0.  A rating is its letters, or "plan_id:letters" to be printed in that plan's
-- words.  The query gives one text[] a row, in the order to print; in it %1$I is the register, $1 the plans, $2 the quarter,
-- $3 the day.  All rows are made by one query over all cells: a call for each row would take most of a large page's time.
CREATE FUNCTION html_table(register text, source text, caption text, headings text[], query text,
                           plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  row_cells text[];
  table_rows jsonb[] := '{}';
  kept integer[];
  badges jsonb;
  not_rated constant text := @extschema@.html_rating(NULL);
  body text;
BEGIN
  FOR row_cells IN EXECUTE format(query, register) USING plan_ids, in_quarter, as_at LOOP
    table_rows := table_rows || to_jsonb(row_cells);
  END LOOP;
  IF table_rows = '{}' THEN
    RETURN format('<p class="nil">%s: none.</p>', @extschema@.html_escape(caption));
  END IF;
  SELECT array_agg(h.place::integer ORDER BY h.place) INTO kept
    FROM unnest(headings) WITH ORDINALITY h (heading, place)
   WHERE h.heading NOT LIKE '?%'
      OR EXISTS (SELECT FROM unnest(table_rows) r (cells) WHERE coalesce(r.cells ->> (h.place::integer - 1), '') NOT IN ('', '0'));
  EXECUTE format($query$
      SELECT jsonb_object_agg(w.cell, w.badge)
        FROM unnest('{B,S,G,AG,A,AR,R}'::rag[]) k (rating)
       CROSS JOIN LATERAL (SELECT k.rating::text, html_rating(k.rating)
                           UNION ALL
                           SELECT p.plan_id || ':' || k.rating, html_rating(k.rating, l.label, l.colour)
                             FROM unnest($1) p (plan_id)
                             LEFT JOIN %1$I.plan_legends l ON l.plan_id = p.plan_id AND l.rating = k.rating) w (cell, badge) $query$, register)
    INTO badges USING plan_ids;
  SELECT string_agg(r.line, E'\n' ORDER BY r.ordinality) INTO body
    FROM (SELECT r.ordinality,
                 '<tr>' || string_agg(format(CASE WHEN k.ordinality = 1 THEN '<th scope="row"%s>%s</th>' ELSE '<td%s>%s</td>' END,
                                             CASE k.kind WHEN '#' THEN ' class="n"' WHEN '~' THEN ' class="s"' END,
                                             CASE WHEN k.kind <> '*' THEN @extschema@.html_escape(r.cells ->> k.cell)
                                                  ELSE coalesce(badges ->> (r.cells ->> k.cell), not_rated) END),
                                      '' ORDER BY k.ordinality) || '</tr>' AS line
            FROM unnest(table_rows) WITH ORDINALITY r (cells, ordinality)
           CROSS JOIN (SELECT u.ordinality, u.place - 1 AS cell, left(ltrim(headings[u.place], '?'), 1) AS kind
                         FROM unnest(kept) WITH ORDINALITY u (place, ordinality)) k
           GROUP BY r.ordinality) r;
  -- A table wider than the window scrolls by itself; the focus lets a keyboard do it.
  RETURN format(E'<div class="scroll" role="region" tabindex="0" aria-label="%1$s"><table>\n<caption>%1$s <span class="source">Source: %2$s.%3$s</span></caption>\n<thead><tr>%4$s</tr></thead>\n<tbody>\n%5$s\n</tbody></table></div>',
                @extschema@.html_escape(caption), @extschema@.html_escape(register), @extschema@.html_escape(source),
                (SELECT string_agg(format('<th scope="col"%s>%s</th>', CASE WHEN ltrim(headings[k.place], '?') LIKE '#%' THEN ' class="n"' END,
                                          @extschema@.html_escape(ltrim(headings[k.place], '?#~*'))), '' ORDER BY k.ordinality)
                   FROM unnest(kept) WITH ORDINALITY k (place, ordinality)),
                body);
END
$body$;
COMMENT ON FUNCTION html_table(text, text, text, text[], text, bigint[], quarter, date) IS 'The rows of a query as an HTML table with caption, headings and the view they come from; part of report_html.';

-- The sections.  Each takes the register, the plans, the quarter (NULL: of each plan the latest) and the day.

CREATE FUNCTION report_summary_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  progress record;
  sentence text;
  page text := '<h2 id="summary">Summary</h2>';
BEGIN
  FOR progress IN EXECUTE format($query$
      SELECT n.plan, r.quarter, r.tally, r.total, r.complete, r.red, r.amber_red, r.amber, r.unrated, r.percent_complete, r.overall,
             (SELECT count(*) FROM %1$I.items i WHERE i.plan_id = n.plan_id AND (i.state = 'active' OR i.state_since > $3)) AS items
        FROM unnest($1) WITH ORDINALITY chosen (plan_id, place)
        JOIN %1$I.plan_names n ON n.plan_id = chosen.plan_id
        LEFT JOIN %1$I.progress_report r ON r.plan_id = chosen.plan_id AND r.quarter IS NOT NULL
                                        AND CASE WHEN $2 IS NULL THEN r.is_latest ELSE r.quarter = $2 END
       ORDER BY chosen.place $query$, register) USING plan_ids, in_quarter, as_at
  LOOP
    IF progress.quarter IS NULL THEN
      sentence := format('%s items; no ratings reported%s.', progress.items, coalesce(' for ' || in_quarter, ''));
    ELSE
      sentence := format('%s: %s of %s items are complete (%s%%); %s red, %s%s amber%s. Overall %s.',
                         progress.quarter, progress.complete, progress.total, coalesce(round(progress.percent_complete), 0),
                         progress.red, CASE WHEN progress.amber_red > 0 THEN progress.amber_red || ' amber/red, ' END, progress.amber,
                         CASE WHEN progress.unrated > 0 THEN format(', %s not rated', progress.unrated) END,
                         coalesce(lower(@extschema@.label(progress.overall)), 'not rated'));
    END IF;
    page := page || format(E'\n<div class="plan"><p><strong>%s</strong> %s</p>%s</div>', @extschema@.html_escape(progress.plan), @extschema@.html_escape(sentence),
                           CASE WHEN progress.quarter IS NOT NULL THEN @extschema@.html_tally_bar(progress.plan, progress.tally) END);
  END LOOP;
  RETURN page || format(E'\n<p class="note">Percentages are of all items, not rated ones included; "overall" is the most severe live rating. <span class="source">Source: %s.progress_report</span></p>',
                        @extschema@.html_escape(register));
END
$body$;
COMMENT ON FUNCTION report_summary_html(text, bigint[], quarter, date) IS 'Part of report_html: a sentence and a bar for each plan.';

CREATE FUNCTION report_exceptions_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN '<h2 id="exceptions">Exceptions</h2>' || (
  SELECT string_agg(E'\n<h3>' || part.title || E'</h3>\n' || html_table(register, 'exceptions_report', part.caption,
    ARRAY['~Ref', 'Action', '?Plan', '~Quarter', '*Rating', '?Movement', '?~Due', '?Officers', '?Linked to', '?Commentary', '?Corrective action'],
    $query$SELECT ARRAY[e.ref, e.title, CASE WHEN cardinality($1) > 1 THEN e.plan END, e.quarter::text, e.plan_id || ':' || e.rating, e.movement, html_date(e.current_due), e.officers,
                        e.nodes, e.commentary, e.corrective_action]
             FROM %1$I.exceptions_report($2, $3) e
            WHERE e.plan_id = ANY ($1) AND $query$ || part.condition, plan_ids, in_quarter, as_at), '' ORDER BY part.place)
    FROM (VALUES (1, 'Escalate', 'Off track, with major issues: Red and Amber/Red', $q$e.rating >= 'AR'$q$),
                 (2, 'Monitor', 'Mainly on track, with minor issues: Amber', $q$e.rating < 'AR'$q$)) part (place, title, caption, condition));
COMMENT ON FUNCTION report_exceptions_html(text, bigint[], quarter, date) IS 'Part of report_html: the items to escalate and to monitor.';

CREATE FUNCTION report_progress_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN E'<h2 id="progress">Progress</h2>\n' || html_table(register, 'progress_report', 'Progress of each plan, quarter by quarter',
    ARRAY['Plan', '~Quarter', '#Complete', '#Green', '?#Amber/Green', '#Amber', '?#Amber/Red', '#Red', '#Scheduled', '#Not rated', '#Total', '#% complete', '*Overall'],
    $query$SELECT ARRAY[r.plan, coalesce(r.quarter::text, 'never reported'), r.complete::text, r.green::text, r.amber_green::text, r.amber::text, r.amber_red::text,
                        r.red::text, r.scheduled::text, r.unrated::text, r.total::text, CASE WHEN rated(r.tally) > 0 THEN round(r.percent_complete)::text END, r.overall::text]
             FROM %1$I.progress_report r
            WHERE r.plan_id = ANY ($1) AND (r.quarter IS NULL OR $2 IS NULL OR r.quarter <= $2)
            ORDER BY r.plan, r.plan_id, r.quarter NULLS FIRST$query$, plan_ids, in_quarter, as_at);
COMMENT ON FUNCTION report_progress_html(text, bigint[], quarter, date) IS 'Part of report_html: the progress summary.';

CREATE FUNCTION report_movement_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  moved record;
  page text := '<h2 id="movement">Movement since the quarter before</h2>';
BEGIN
  FOR moved IN EXECUTE format($query$
      SELECT n.plan_id, n.plan, pq.quarter, pq.previous_quarter
        FROM unnest($1) WITH ORDINALITY chosen (plan_id, place)
        JOIN %1$I.plan_names n ON n.plan_id = chosen.plan_id
        JOIN %1$I.plan_quarters pq ON pq.plan_id = chosen.plan_id AND pq.previous_quarter IS NOT NULL
                                  AND CASE WHEN $2 IS NULL THEN pq.is_latest ELSE pq.quarter = $2 END
       ORDER BY chosen.place $query$, register) USING plan_ids, in_quarter
  LOOP
    page := page || format(E'\n<h3>%s</h3>\n', @extschema@.html_escape(moved.plan))
      || @extschema@.html_table(register, 'movement_report', format('How many items moved from %s to %s, and how', moved.previous_quarter, moved.quarter),
           ARRAY['Movement', '*Before', '*Now', '#Items'],
           $query$SELECT ARRAY[m.movement, m.plan_id || ':' || m.previous_rating, m.plan_id || ':' || m.rating, m.items::text]
                    FROM %1$I.movement_report m
                   WHERE m.plan_id = ANY ($1) AND m.quarter = $2
                   ORDER BY m.previous_rating DESC NULLS LAST, m.rating DESC NULLS LAST$query$,
           ARRAY[moved.plan_id], moved.quarter, as_at) || E'\n'
      || @extschema@.html_table(register, 'rating_report', format('Rating of each item in %s and %s', moved.previous_quarter, moved.quarter),
           ARRAY['~Ref', 'Action', '*' || moved.previous_quarter, '*' || moved.quarter, 'Movement'],
           $query$SELECT ARRAY[r.ref, r.title, r.plan_id || ':' || r.previous_rating, r.plan_id || ':' || r.rating, r.movement]
                    FROM %1$I.rating_report r
                    JOIN %1$I.items i ON i.item_id = r.item_id
                   WHERE r.plan_id = ANY ($1) AND r.quarter = $2
                   ORDER BY i.code NULLS LAST, r.item_id$query$,
           ARRAY[moved.plan_id], moved.quarter, as_at);
  END LOOP;
  IF NOT FOUND THEN
    page := page || E'\n<p class="nil">No plan of this report has reported two quarters yet.</p>';
  END IF;
  RETURN page;
END
$body$;
COMMENT ON FUNCTION report_movement_html(text, bigint[], quarter, date) IS 'Part of report_html: rating by quarter and movement, for plans that reported before.';

CREATE FUNCTION report_breakdown_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  counts constant text[] := ARRAY['#Complete', '#Green', '?#Amber/Green', '#Amber', '?#Amber/Red', '#Red', '#Scheduled', '#Not rated', '#Total', '#% complete', '*Overall'];
  cells constant text := $query$r.complete::text, r.green::text, r.amber_green::text, r.amber::text, r.amber_red::text, r.red::text,
                        r.scheduled::text, r.unrated::text, r.total::text, CASE WHEN rated(r.tally) > 0 THEN round(r.percent_complete)::text END, r.overall::text]$query$;
  chosen constant text := $query$WHERE r.plan_id = ANY ($1) AND r.quarter IS NOT NULL
                                   AND CASE WHEN $2 IS NULL THEN r.is_latest ELSE r.quarter = $2 END$query$;
  reported record;
  page text := '<h2 id="breakdown">Ratings by aim, theme, committee and officer</h2>'
    || E'\n<p class="note">An item with two committees, officers or parents counts under each, so these rows must not be added up.</p>';
BEGIN
  FOR reported IN EXECUTE format($query$
      SELECT n.plan_id, n.plan, pq.quarter
        FROM unnest($1) WITH ORDINALITY chosen (plan_id, place)
        JOIN %1$I.plan_names n ON n.plan_id = chosen.plan_id
        JOIN %1$I.plan_quarters pq ON pq.plan_id = chosen.plan_id AND CASE WHEN $2 IS NULL THEN pq.is_latest ELSE pq.quarter = $2 END
       ORDER BY chosen.place $query$, register) USING plan_ids, in_quarter
  LOOP
    page := page || format(E'\n<h3>%s, %s</h3>\n', @extschema@.html_escape(reported.plan), reported.quarter)
      || @extschema@.html_table(register, 'node_rating_report', 'Items at or under each aim, priority, theme, recommendation and so on, each item once',
           ARRAY['Aim, priority, theme, recommendation', '~Level'] || counts,
           $query$SELECT ARRAY[CASE WHEN r.title = r.ref THEN r.ref ELSE r.ref || ' ' || r.title END, lv.label, $query$ || cells
           || $query$ FROM (SELECT d.*, count(*) OVER (PARTITION BY d.plan_id, d.quarter, d.level) AS siblings FROM %1$I.node_rating_report d) r
                      JOIN %1$I.levels lv ON lv.level = r.level
                      JOIN %1$I.nodes n ON n.node_id = r.node_id $query$
           || chosen || ' ORDER BY r.siblings, r.level, n.code NULLS LAST, r.node_id',
           ARRAY[reported.plan_id], reported.quarter, as_at) || E'\n'
      || @extschema@.html_table(register, 'body_rating_report', 'By committee or board',
           ARRAY['Committee or board'] || counts,
           $query$SELECT ARRAY[coalesce(r.body, 'none named'), $query$ || cells || ' FROM %1$I.body_rating_report r ' || chosen
           || $query$ AND EXISTS (SELECT FROM %1$I.item_bodies ib JOIN %1$I.items i ON i.item_id = ib.item_id WHERE i.plan_id = r.plan_id)
                      ORDER BY r.body NULLS LAST, r.body_id, r.role$query$,
           ARRAY[reported.plan_id], reported.quarter, as_at) || E'\n'
      || @extschema@.html_table(register, 'officer_rating_report', 'By officer',
           ARRAY['Officer', 'Role'] || counts,
           $query$SELECT ARRAY[coalesce(r.officer, 'none named'), r.role, $query$ || cells || ' FROM %1$I.officer_rating_report r ' || chosen
           || ' ORDER BY r.officer NULLS LAST, r.officer_id, r.role',
           ARRAY[reported.plan_id], reported.quarter, as_at);
  END LOOP;
  IF NOT FOUND THEN
    page := page || E'\n<p class="nil">No plan of this report has ratings.</p>';
  END IF;
  RETURN page;
END
$body$;
COMMENT ON FUNCTION report_breakdown_html(text, bigint[], quarter, date) IS 'Part of report_html: ratings by node, body and officer.';

CREATE FUNCTION report_deadlines_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  profile record;
  page text := E'<h2 id="deadlines">Deadlines</h2>\n<h3>Re-baselined</h3>\n';
BEGIN
  page := page || @extschema@.html_table(register, 'slippage_report', 'Items whose deadline was revised, longest slippage first',
      ARRAY['~Ref', 'Action', '?Plan', '~First deadline', '~Now', '#Revisions', '#Months', '#Days', '*Rating'],
      $query$SELECT ARRAY[s.ref, s.title, CASE WHEN cardinality($1) > 1 THEN s.plan END, coalesce(html_date(s.baseline_due), s.baseline_raw), coalesce(html_date(s.current_due), s.current_raw),
                          s.revisions::text, s.slippage_months::text, s.slippage_days::text, s.plan_id || ':' || s.rating]
               FROM %1$I.slippage_report s
              WHERE s.plan_id = ANY ($1)
              ORDER BY s.slippage_days DESC NULLS LAST, s.plan_id, s.item_id$query$, plan_ids, in_quarter, as_at)
    || format(E'\n<h3>Overdue as at %s</h3>\n', @extschema@.html_date(as_at))
    || @extschema@.html_table(register, 'overdue_report', format('Not complete and past the deadline in force on %s, longest first', @extschema@.html_date(as_at)),
      ARRAY['~Ref', 'Action', '?Plan', '~Due', '#Days', '#Months', '*Rating', '?Officers'],
      $query$SELECT ARRAY[o.ref, o.title, CASE WHEN cardinality($1) > 1 THEN o.plan END, html_date(o.current_due), o.days_overdue::text, o.months_overdue::text, o.plan_id || ':' || o.rating, o.officers]
               FROM %1$I.overdue_report($3) o
              WHERE o.plan_id = ANY ($1)
              ORDER BY o.current_due, o.plan, o.plan_id, o.item_id$query$, plan_ids, in_quarter, as_at)
    || E'\n<h3>Due per quarter</h3>';
  FOR profile IN EXECUTE format($query$
      SELECT p.plan_id, p.plan, array_agg(p.quarter::text ORDER BY p.quarter) AS quarters,
             array_agg(p.due_items ORDER BY p.quarter) AS due, array_agg(p.due_complete ORDER BY p.quarter) AS complete,
             array_agg(p.active_items ORDER BY p.quarter) AS active, array_agg(p.active_complete ORDER BY p.quarter) AS active_complete,
             sum(p.due_items) AS dated,
             (SELECT count(*) FROM %1$I.items i WHERE i.plan_id = p.plan_id AND (i.state = 'active' OR i.state_since > CURRENT_DATE)) AS items
        FROM unnest($1) WITH ORDINALITY chosen (plan_id, place)
        JOIN %1$I.profile_report p ON p.plan_id = chosen.plan_id
       GROUP BY p.plan_id, p.plan, chosen.place
       ORDER BY chosen.place $query$, register) USING plan_ids
  LOOP
    page := page || format(E'\n<figure><figcaption>%s: items due per quarter, those now complete darker (%s of %s items have a deadline with an end)</figcaption>%s</figure>\n',
                           @extschema@.html_escape(profile.plan), profile.dated, profile.items,
                           @extschema@.html_columns('Items due per quarter', profile.quarters, profile.due, profile.complete))
      || @extschema@.html_table(register, 'profile_report', format('%s: items due and under way per quarter', profile.plan),
           ARRAY['~Quarter', '#Due', '#of these complete', '?#Under way', '?#of these complete'],
           format($query$SELECT ARRAY[q.quarter, q.due::text, q.complete::text, q.active::text, q.active_complete::text]
                           FROM unnest(%L::text[], %L::bigint[], %L::bigint[], %L::bigint[], %L::bigint[]) WITH ORDINALITY q (quarter, due, complete, active, active_complete, place)
                          ORDER BY q.place$query$, profile.quarters, profile.due, profile.complete, profile.active, profile.active_complete),
           ARRAY[profile.plan_id], in_quarter, as_at);
  END LOOP;
  IF NOT FOUND THEN
    page := page || E'\n<p class="nil">No item of this report has a deadline.</p>';
  END IF;
  RETURN page;
END
$body$;
COMMENT ON FUNCTION report_deadlines_html(text, bigint[], quarter, date) IS 'Part of report_html: re-baselined and overdue items, and items due per quarter.';

CREATE FUNCTION report_thread_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN E'<h2 id="thread">Golden thread</h2>\n'
  || '<p class="note">"Distinct" counts every item once however many links lead to it. "By link" counts an item once for each linked outcome (or other node) '
  || 'at or under the row. Neither may be added up over rows: an item under two outcomes stands in both. Only items of the plans of this report are counted.</p>' || E'\n'
  || html_table(register, 'rollup_report', 'Items per outcome, commitment, plan and so on, through the links',
    ARRAY['Outcome, commitment, plan', '~Level', '#By link', '#Distinct', '#Complete', '#% complete', '*Overall'],
    $query$SELECT ARRAY[CASE WHEN r.title = r.ref THEN r.ref ELSE r.ref || ' ' || r.title END, lv.label, r.items_by_link::text, r.items_distinct::text, complete(r.distinct_items)::text,
                        CASE WHEN rated(r.distinct_items) > 0 THEN round(r.percent_complete)::text END, r.overall::text]
             FROM (SELECT u.*, count(*) OVER (PARTITION BY u.level) AS siblings
                     FROM %1$I.rollup_report($2, $3, $1) u
                    WHERE u.items_by_link > 0) r
             JOIN %1$I.levels lv ON lv.level = r.level
             JOIN %1$I.nodes n ON n.node_id = r.node_id
            ORDER BY r.siblings, r.level, n.code NULLS LAST, r.node_id$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'unlinked_items', 'Items that nothing links to an outcome or other node',
    ARRAY['~Ref', 'Action', '?Plan'],
    $query$SELECT ARRAY[u.ref, u.title, CASE WHEN cardinality($1) > 1 THEN u.plan END] FROM %1$I.unlinked_items u WHERE u.plan_id = ANY ($1)
            ORDER BY u.plan, u.plan_id, u.item_id$query$, plan_ids, in_quarter, as_at);
COMMENT ON FUNCTION report_thread_html(text, bigint[], quarter, date) IS 'Part of report_html: items per outcome, commitment and plan, by link and distinct.';

CREATE FUNCTION report_notes_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN E'<h2 id="notes">Notes on the data</h2>\n'
  || html_table(register, 'data_notes', 'Cells that were read with care; the cell as printed is kept beside what it was read as',
    ARRAY['Plan', 'What', '#Cells'],
    $query$SELECT ARRAY[d.plan, d.finding, d.cells::text] FROM %1$I.data_notes d WHERE d.plan_id = ANY ($1)$query$,
    plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'consistency_report', format('Ratings and dates that do not sit well together on %s: questions to ask, not errors', html_date(as_at)),
    ARRAY['~Ref', 'Action', '?Plan', 'Question', '*Rating', '~Quarter', '~Due'],
    $query$SELECT ARRAY[c.ref, c.title, CASE WHEN cardinality($1) > 1 THEN c.plan END, c.finding, c.plan_id || ':' || c.rating, c.quarter::text, html_date(c.current_due)]
             FROM %1$I.consistency_report($3) c
            WHERE c.plan_id = ANY ($1)
            ORDER BY c.plan, c.plan_id, c.finding, c.item_id$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'items', format('Items left out because they are no longer active on %s; they still count in the quarters that ended before', html_date(as_at)),
    ARRAY['~Ref', 'Action', '?Plan', 'State', '?~Since', '?Why'],
    $query$SELECT ARRAY[i.ref, i.title, CASE WHEN cardinality($1) > 1 THEN n.plan END, i.state, html_date(i.state_since), i.state_reason]
             FROM %1$I.items i JOIN %1$I.plan_names n ON n.plan_id = i.plan_id
            WHERE i.plan_id = ANY ($1) AND i.state <> 'active' AND i.state_since <= $3
            ORDER BY n.plan, i.plan_id, i.code NULLS LAST, i.item_id$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'legends', 'The plans'' own words for ratings',
    ARRAY['?Plan', '~Cell', '*Read as', 'Printed as'],
    $query$SELECT ARRAY[CASE WHEN cardinality($1) > 1 THEN n.plan END, CASE WHEN l.word = '' THEN '(blank)' ELSE l.word END, l.rating::text, l.label]
             FROM %1$I.legends l JOIN %1$I.plan_names n ON n.plan_id = l.plan_id
            WHERE l.plan_id = ANY ($1)
            ORDER BY n.plan, l.plan_id, l.rating DESC NULLS LAST, l.word COLLATE "C"$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'imports', 'Files read',
    ARRAY['File', 'Kind', '#Rows read', '#Loaded', '#Unchanged', '#Refused'],
    $query$SELECT ARRAY[i.file_name, k.title, i.rows_read::text, i.rows_loaded::text, i.rows_unchanged::text, i.rows_refused::text]
             FROM %1$I.imports i JOIN %1$I.document_kinds k ON k.kind = i.kind
            WHERE k.plan_id IS NULL OR k.plan_id = ANY ($1) OR NOT EXISTS (SELECT FROM %1$I.items own WHERE own.plan_id = k.plan_id)
            ORDER BY i.import_id$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'import_errors', 'Cells refused',
    ARRAY['File', '#Line', 'Column', 'Cell', 'Why', 'What to write'],
    $query$SELECT ARRAY[i.file_name, e.line::text, e.column_name, e.value, e.reason, e.hint]
             FROM %1$I.import_errors e JOIN %1$I.imports i ON i.import_id = e.import_id JOIN %1$I.document_kinds k ON k.kind = i.kind
            WHERE k.plan_id IS NULL OR k.plan_id = ANY ($1) OR NOT EXISTS (SELECT FROM %1$I.items own WHERE own.plan_id = k.plan_id)
            ORDER BY e.import_id, e.error_number$query$, plan_ids, in_quarter, as_at) || E'\n'
  || '<h3>Key to the ratings</h3><dl class="key">'
  || (SELECT string_agg(format('<dt>%s</dt><dd>%s</dd>', html_rating(k.rating), coalesce(html_escape(meaning(k.rating)), 'nothing reported')), '' ORDER BY k.place)
        FROM unnest(ARRAY['R', 'AR', 'A', 'AG', 'G', 'S', 'B', NULL]::rag[]) WITH ORDINALITY k (rating, place))
  || '</dl>';
COMMENT ON FUNCTION report_notes_html(text, bigint[], quarter, date) IS 'Part of report_html: what was read with care or refused, doubts, and the key.';

CREATE FUNCTION report_css() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $css$
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 72rem; background: #fff; color: #1c2530;
       font: 1rem/1.5 "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif; }
header { border-bottom: 3px solid #1f3a5f; padding-bottom: 1rem; margin-bottom: 1.5rem; }
h1, h2, h3 { font-family: Georgia, "Noto Serif", "Liberation Serif", serif; font-weight: 600; color: #1f3a5f; line-height: 1.25; }
h1 { font-size: 2rem; margin: 0 0 .25rem; }
h2 { font-size: 1.45rem; margin: 2.75rem 0 .75rem; padding-top: .6rem; border-top: 1px solid #c5cdd8; }
h3 { font-size: 1.12rem; margin: 1.75rem 0 .5rem; }
header p { margin: 0; color: #46515e; }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
a { color: #164a85; }
a:focus, .scroll:focus { outline: 3px solid #ffbf00; outline-offset: 2px; }
.plan { margin: 1.1rem 0; }
.plan p { margin: 0 0 .35rem; }
.note, .nil { color: #46515e; font-size: .93rem; max-width: 58rem; }
.source { color: #525e6b; font-size: .8rem; font-weight: 400; white-space: nowrap; }
.bar { display: flex; width: 100%; border: 1px solid #1c2530; font-size: .82rem; line-height: 1.7; }
.bar span { flex-basis: 0; min-width: 2.6rem; padding: 0 .3rem; text-align: center; white-space: nowrap; border-left: 1px solid #fff; }
.bar span:first-child { border-left: 0; }
.scroll { overflow-x: auto; margin: .75rem 0 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
caption .source { margin-left: .6rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #d9dfe7; }
thead th { background: #eef2f6; border-bottom: 2px solid #1f3a5f; vertical-align: bottom; }
tbody th { font-weight: 600; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.s { white-space: nowrap; }
.rag { display: inline-block; padding: 0 .45rem; border-radius: 2px; white-space: nowrap; border: 1px solid #1c2530; }
.rag.own { white-space: normal; max-width: 16rem; }
.rag.none { background: #fff; color: #46515e; border-style: dashed; border-color: #525e6b; }
figure { margin: 1.25rem 0 .25rem; }
figcaption { font-weight: 600; font-size: .88rem; margin-bottom: .4rem; }
.columns { max-width: 100%; height: auto; }
.columns text { font: 11px "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif; fill: #1c2530; text-anchor: middle; }
.key { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: 0; font-size: .93rem; }
.key dd { margin: 0; }
footer { margin-top: 3rem; border-top: 1px solid #c5cdd8; padding-top: .75rem; color: #525e6b; font-size: .85rem; }
@media print {
  @page { size: A4 landscape; margin: 14mm; }
  body { padding: 0; max-width: none; font-size: 9.5pt; }
  nav { display: none; }
  h2, h3, caption { break-after: avoid; }
  tr, figure, .plan { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  .bar, .rag { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
$css$;
COMMENT ON FUNCTION report_css() IS 'The style of report_html; every colour of text has a contrast of 4.5 or more.';

CREATE FUNCTION report_plans(register text, plan text) RETURNS bigint[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  found_ids bigint[];
  known text;
BEGIN
  EXECUTE format($query$
      SELECT array_agg(n.plan_id ORDER BY n.plan, n.plan_id)
        FROM %1$I.plan_names n
        JOIN %1$I.plans p ON p.plan_id = n.plan_id
       WHERE CASE WHEN $1 IS NULL THEN EXISTS (SELECT FROM %1$I.items i WHERE i.plan_id = n.plan_id)
                  ELSE $1 IN (n.plan, p.title) END $query$, register) INTO found_ids USING plan;
  IF found_ids IS NULL AND plan IS NOT NULL THEN
    EXECUTE format($query$ SELECT string_agg(format('"%%s"', n.plan), ', ' ORDER BY n.plan, n.plan_id) FROM %1$I.plan_names n $query$, register) INTO known;
    RAISE EXCEPTION 'there is no plan "%" in register "%"', plan, register
      USING ERRCODE = 'undefined_object',
            HINT = coalesce('The register holds ' || known || '.', 'The register holds no plans yet.');
  END IF;
  RETURN coalesce(found_ids, '{}');
END
$body$;
COMMENT ON FUNCTION report_plans(text, text) IS 'The plans a report is about: the named one in all its versions, or all that have items.';

-- jit is off: a page is many queries that run once each, and to compile one takes longer than to run it.
CREATE FUNCTION report_html(schema text, plan text DEFAULT NULL, quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
  SET jit = off
AS $body$
DECLARE
  plan_ids bigint[];
  heading text := @extschema@.html_escape(coalesce(plan, 'All plans'));
  period text := @extschema@.html_escape(coalesce(quarter::text, 'latest reported quarter of each plan'));
BEGIN
  PERFORM @extschema@.check_register(schema);
  IF as_at IS NULL OR NOT isfinite(as_at) THEN
    RAISE EXCEPTION 'a report needs a day' USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave as_at out for today.';
  END IF;
  EXECUTE format('SELECT %I.checked_quarter($1)', schema) USING quarter;
  plan_ids := @extschema@.report_plans(schema, plan);
  RETURN concat_ws(E'\n',
    '<!DOCTYPE html>',
    '<html lang="en-GB">',
    '<head>',
    '<meta charset="utf-8"/>',
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    format('<title>Delivery report: %s, %s, as at %s</title>', heading, period, @extschema@.html_date(as_at)),
    format('<style>%s</style>', @extschema@.report_css()),
    '</head>',
    '<body>',
    format('<header><h1>Delivery report: %s</h1><p>%s; deadlines as at %s; register %s</p></header>',
           heading, period, @extschema@.html_date(as_at), @extschema@.html_escape(schema)),
    '<nav aria-label="Sections"><ul><li><a href="#summary">Summary</a></li><li><a href="#exceptions">Exceptions</a></li>'
      || '<li><a href="#progress">Progress</a></li><li><a href="#movement">Movement</a></li><li><a href="#breakdown">Breakdown</a></li>'
      || '<li><a href="#deadlines">Deadlines</a></li><li><a href="#thread">Golden thread</a></li><li><a href="#notes">Notes</a></li></ul></nav>',
    '<main>',
    @extschema@.report_summary_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_exceptions_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_progress_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_movement_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_breakdown_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_deadlines_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_thread_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_notes_html(schema, plan_ids, quarter, as_at),
    '</main>',
    format('<footer>Made by golden_thread %s. Every table names the view it comes from, so every figure can be asked for again.</footer>',
           (SELECT @extschema@.html_escape(e.extversion) FROM pg_extension e WHERE e.extname = 'golden_thread')),
    '</body>',
    '</html>') || E'\n';
END
$body$;
COMMENT ON FUNCTION report_html(text, text, quarter, date) IS
  'The report of a register as one self-contained HTML page: of one plan or all, of a quarter or the latest of each plan, deadlines as at a day.';
