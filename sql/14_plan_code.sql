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
COMMENT ON FUNCTION child(plan_code, bigint) IS
  'the n-th code under a code: A2.3 for A2 and 3; unlike ||, n may be a parameter whose type the driver does not say';

-- The number under a code is a domain, because an operator plan_code || integer would be the best match of every
-- 'text' || 5 in the database, and try to read the text as a code.  A domain is no exact match of integer.
CREATE DOMAIN plan_code_number AS integer;
COMMENT ON DOMAIN plan_code_number IS 'integer as the right side of plan_code ||';

CREATE FUNCTION plan_code_child(code plan_code, n plan_code_number) RETURNS plan_code
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plan_code_child';
COMMENT ON FUNCTION plan_code_child(plan_code, plan_code_number) IS 'implementation of || operator';

CREATE OPERATOR || (LEFTARG = plan_code, RIGHTARG = plan_code_number, FUNCTION = plan_code_child);
COMMENT ON OPERATOR || (plan_code, plan_code_number) IS
  'the n-th code under a code; a literal in quotes, or a parameter of no known type, is text to it: there, write child(code, n)';

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
