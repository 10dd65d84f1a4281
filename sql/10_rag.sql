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
COMMENT ON FUNCTION movement(rag, rag) IS
  'what happened between two reports: improved, worsened, unchanged, completed, reopened, started, rescheduled, first rated, no '
  'longer rated or unrated';

-- A rating from a measure

CREATE FUNCTION rag_from(
    actual numeric, target numeric, amber numeric, polarity text DEFAULT 'higher', tolerance text DEFAULT 'absolute'
) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_from';
COMMENT ON FUNCTION rag_from(numeric, numeric, numeric, text, text) IS
  'G if the value meets the target, A if it misses it by at most amber (absolute, or percent of abs(target)), otherwise R; NULL for '
  'NULL, NaN or a percentage of zero';

CREATE FUNCTION rag_from_band(
    actual numeric, low numeric, high numeric, amber numeric, tolerance text DEFAULT 'absolute'
) RETURNS rag
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_from_band';
COMMENT ON FUNCTION rag_from_band(numeric, numeric, numeric, numeric, text) IS
  'G if the value is within the band, A if it misses the nearer end by at most amber (absolute, or percent of that end), otherwise R; '
  'NULL for NULL, NaN or a percentage of zero';
