-- Comparing with text: rag = $1 where a driver sends its parameter as text or varchar, joins to an old text column.
--
-- Each operator reads the text as the type's input does, in an SQL function that the planner replaces by the type's own
-- operator: so a comparison with a single value uses the type's index.  An unknown literal is no text: it still is of the
-- type on the other side.  Text that is no value of the type is an error, as in a cast.

-- rag

CREATE FUNCTION rag_lt_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 < $2::rag;
COMMENT ON FUNCTION rag_lt_text(rag, text) IS 'implementation of < operator with text';

CREATE OPERATOR < (
    LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_lt_text,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (rag, text) IS 'less severe than the rating that the text says';

CREATE FUNCTION text_lt_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag < $2;
COMMENT ON FUNCTION text_lt_rag(text, rag) IS 'implementation of < operator with text';

CREATE OPERATOR < (
    LEFTARG = text, RIGHTARG = rag, FUNCTION = text_lt_rag,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (text, rag) IS 'the rating that the text says is less severe than this one';

CREATE FUNCTION rag_le_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <= $2::rag;
COMMENT ON FUNCTION rag_le_text(rag, text) IS 'implementation of <= operator with text';

CREATE OPERATOR <= (
    LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_le_text,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (rag, text) IS 'at most as severe as the rating that the text says';

CREATE FUNCTION text_le_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag <= $2;
COMMENT ON FUNCTION text_le_rag(text, rag) IS 'implementation of <= operator with text';

CREATE OPERATOR <= (
    LEFTARG = text, RIGHTARG = rag, FUNCTION = text_le_rag,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (text, rag) IS 'the rating that the text says is at most as severe as this one';

CREATE FUNCTION rag_eq_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 = $2::rag;
COMMENT ON FUNCTION rag_eq_text(rag, text) IS 'implementation of = operator with text';

CREATE OPERATOR = (
    LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_eq_text,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel
);
COMMENT ON OPERATOR = (rag, text) IS 'equal to the rating that the text says';

CREATE FUNCTION text_eq_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag = $2;
COMMENT ON FUNCTION text_eq_rag(text, rag) IS 'implementation of = operator with text';

CREATE OPERATOR = (
    LEFTARG = text, RIGHTARG = rag, FUNCTION = text_eq_rag,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel
);
COMMENT ON OPERATOR = (text, rag) IS 'the rating that the text says is equal to this one';

CREATE FUNCTION rag_ne_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <> $2::rag;
COMMENT ON FUNCTION rag_ne_text(rag, text) IS 'implementation of <> operator with text';

CREATE OPERATOR <> (
    LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_ne_text,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (rag, text) IS 'not equal to the rating that the text says';

CREATE FUNCTION text_ne_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag <> $2;
COMMENT ON FUNCTION text_ne_rag(text, rag) IS 'implementation of <> operator with text';

CREATE OPERATOR <> (
    LEFTARG = text, RIGHTARG = rag, FUNCTION = text_ne_rag,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (text, rag) IS 'the rating that the text says is not equal to this one';

CREATE FUNCTION rag_ge_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 >= $2::rag;
COMMENT ON FUNCTION rag_ge_text(rag, text) IS 'implementation of >= operator with text';

CREATE OPERATOR >= (
    LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_ge_text,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (rag, text) IS 'at least as severe as the rating that the text says';

CREATE FUNCTION text_ge_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag >= $2;
COMMENT ON FUNCTION text_ge_rag(text, rag) IS 'implementation of >= operator with text';

CREATE OPERATOR >= (
    LEFTARG = text, RIGHTARG = rag, FUNCTION = text_ge_rag,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (text, rag) IS 'the rating that the text says is at least as severe as this one';

CREATE FUNCTION rag_gt_text(rag, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 > $2::rag;
COMMENT ON FUNCTION rag_gt_text(rag, text) IS 'implementation of > operator with text';

CREATE OPERATOR > (
    LEFTARG = rag, RIGHTARG = text, FUNCTION = rag_gt_text,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (rag, text) IS 'more severe than the rating that the text says';

CREATE FUNCTION text_gt_rag(text, rag) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::rag > $2;
COMMENT ON FUNCTION text_gt_rag(text, rag) IS 'implementation of > operator with text';

CREATE OPERATOR > (
    LEFTARG = text, RIGHTARG = rag, FUNCTION = text_gt_rag,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (text, rag) IS 'the rating that the text says is more severe than this one';

-- quarter

CREATE FUNCTION quarter_lt_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 < $2::quarter;
COMMENT ON FUNCTION quarter_lt_text(quarter, text) IS 'implementation of < operator with text';

CREATE OPERATOR < (
    LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_lt_text,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (quarter, text) IS 'before the quarter that the text says';

CREATE FUNCTION text_lt_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter < $2;
COMMENT ON FUNCTION text_lt_quarter(text, quarter) IS 'implementation of < operator with text';

CREATE OPERATOR < (
    LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_lt_quarter,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (text, quarter) IS 'the quarter that the text says is before this one';

CREATE FUNCTION quarter_le_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <= $2::quarter;
COMMENT ON FUNCTION quarter_le_text(quarter, text) IS 'implementation of <= operator with text';

CREATE OPERATOR <= (
    LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_le_text,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (quarter, text) IS 'before or equal to the quarter that the text says';

CREATE FUNCTION text_le_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter <= $2;
COMMENT ON FUNCTION text_le_quarter(text, quarter) IS 'implementation of <= operator with text';

CREATE OPERATOR <= (
    LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_le_quarter,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (text, quarter) IS 'the quarter that the text says is before or equal to this one';

CREATE FUNCTION quarter_eq_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 = $2::quarter;
COMMENT ON FUNCTION quarter_eq_text(quarter, text) IS 'implementation of = operator with text';

CREATE OPERATOR = (
    LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_eq_text,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel
);
COMMENT ON OPERATOR = (quarter, text) IS 'equal to the quarter that the text says';

CREATE FUNCTION text_eq_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter = $2;
COMMENT ON FUNCTION text_eq_quarter(text, quarter) IS 'implementation of = operator with text';

CREATE OPERATOR = (
    LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_eq_quarter,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel
);
COMMENT ON OPERATOR = (text, quarter) IS 'the quarter that the text says is equal to this one';

CREATE FUNCTION quarter_ne_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <> $2::quarter;
COMMENT ON FUNCTION quarter_ne_text(quarter, text) IS 'implementation of <> operator with text';

CREATE OPERATOR <> (
    LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_ne_text,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (quarter, text) IS 'not equal to the quarter that the text says';

CREATE FUNCTION text_ne_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter <> $2;
COMMENT ON FUNCTION text_ne_quarter(text, quarter) IS 'implementation of <> operator with text';

CREATE OPERATOR <> (
    LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_ne_quarter,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (text, quarter) IS 'the quarter that the text says is not equal to this one';

CREATE FUNCTION quarter_ge_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 >= $2::quarter;
COMMENT ON FUNCTION quarter_ge_text(quarter, text) IS 'implementation of >= operator with text';

CREATE OPERATOR >= (
    LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_ge_text,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (quarter, text) IS 'after or equal to the quarter that the text says';

CREATE FUNCTION text_ge_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter >= $2;
COMMENT ON FUNCTION text_ge_quarter(text, quarter) IS 'implementation of >= operator with text';

CREATE OPERATOR >= (
    LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_ge_quarter,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (text, quarter) IS 'the quarter that the text says is after or equal to this one';

CREATE FUNCTION quarter_gt_text(quarter, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 > $2::quarter;
COMMENT ON FUNCTION quarter_gt_text(quarter, text) IS 'implementation of > operator with text';

CREATE OPERATOR > (
    LEFTARG = quarter, RIGHTARG = text, FUNCTION = quarter_gt_text,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (quarter, text) IS 'after the quarter that the text says';

CREATE FUNCTION text_gt_quarter(text, quarter) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::quarter > $2;
COMMENT ON FUNCTION text_gt_quarter(text, quarter) IS 'implementation of > operator with text';

CREATE OPERATOR > (
    LEFTARG = text, RIGHTARG = quarter, FUNCTION = text_gt_quarter,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (text, quarter) IS 'the quarter that the text says is after this one';

-- plan_code

CREATE FUNCTION plan_code_lt_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 < $2::plan_code;
COMMENT ON FUNCTION plan_code_lt_text(plan_code, text) IS 'implementation of < operator with text';

CREATE OPERATOR < (
    LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_lt_text,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (plan_code, text) IS 'before the code that the text says';

CREATE FUNCTION text_lt_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code < $2;
COMMENT ON FUNCTION text_lt_plan_code(text, plan_code) IS 'implementation of < operator with text';

CREATE OPERATOR < (
    LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_lt_plan_code,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (text, plan_code) IS 'the code that the text says is before this one';

CREATE FUNCTION plan_code_le_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <= $2::plan_code;
COMMENT ON FUNCTION plan_code_le_text(plan_code, text) IS 'implementation of <= operator with text';

CREATE OPERATOR <= (
    LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_le_text,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (plan_code, text) IS 'before or equal to the code that the text says';

CREATE FUNCTION text_le_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code <= $2;
COMMENT ON FUNCTION text_le_plan_code(text, plan_code) IS 'implementation of <= operator with text';

CREATE OPERATOR <= (
    LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_le_plan_code,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (text, plan_code) IS 'the code that the text says is before or equal to this one';

CREATE FUNCTION plan_code_eq_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 = $2::plan_code;
COMMENT ON FUNCTION plan_code_eq_text(plan_code, text) IS 'implementation of = operator with text';

CREATE OPERATOR = (
    LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_eq_text,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel
);
COMMENT ON OPERATOR = (plan_code, text) IS 'equal to the code that the text says';

CREATE FUNCTION text_eq_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code = $2;
COMMENT ON FUNCTION text_eq_plan_code(text, plan_code) IS 'implementation of = operator with text';

CREATE OPERATOR = (
    LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_eq_plan_code,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel
);
COMMENT ON OPERATOR = (text, plan_code) IS 'the code that the text says is equal to this one';

CREATE FUNCTION plan_code_ne_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <> $2::plan_code;
COMMENT ON FUNCTION plan_code_ne_text(plan_code, text) IS 'implementation of <> operator with text';

CREATE OPERATOR <> (
    LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_ne_text,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (plan_code, text) IS 'not equal to the code that the text says';

CREATE FUNCTION text_ne_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code <> $2;
COMMENT ON FUNCTION text_ne_plan_code(text, plan_code) IS 'implementation of <> operator with text';

CREATE OPERATOR <> (
    LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_ne_plan_code,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (text, plan_code) IS 'the code that the text says is not equal to this one';

CREATE FUNCTION plan_code_ge_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 >= $2::plan_code;
COMMENT ON FUNCTION plan_code_ge_text(plan_code, text) IS 'implementation of >= operator with text';

CREATE OPERATOR >= (
    LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_ge_text,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (plan_code, text) IS 'after or equal to the code that the text says';

CREATE FUNCTION text_ge_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code >= $2;
COMMENT ON FUNCTION text_ge_plan_code(text, plan_code) IS 'implementation of >= operator with text';

CREATE OPERATOR >= (
    LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_ge_plan_code,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (text, plan_code) IS 'the code that the text says is after or equal to this one';

CREATE FUNCTION plan_code_gt_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 > $2::plan_code;
COMMENT ON FUNCTION plan_code_gt_text(plan_code, text) IS 'implementation of > operator with text';

CREATE OPERATOR > (
    LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_gt_text,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (plan_code, text) IS 'after the code that the text says';

CREATE FUNCTION text_gt_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code > $2;
COMMENT ON FUNCTION text_gt_plan_code(text, plan_code) IS 'implementation of > operator with text';

CREATE OPERATOR > (
    LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_gt_plan_code,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (text, plan_code) IS 'the code that the text says is after this one';

CREATE FUNCTION plan_code_under_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 <@ $2::plan_code;
COMMENT ON FUNCTION plan_code_under_text(plan_code, text) IS 'implementation of <@ operator with text';

CREATE OPERATOR <@ (
    LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_under_text,
    COMMUTATOR = @>, RESTRICT = matchingsel, JOIN = matchingjoinsel
);
COMMENT ON OPERATOR <@ (plan_code, text) IS 'at or under the code that the text says';

CREATE FUNCTION text_under_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code <@ $2;
COMMENT ON FUNCTION text_under_plan_code(text, plan_code) IS 'implementation of <@ operator with text';

CREATE OPERATOR <@ (
    LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_under_plan_code,
    COMMUTATOR = @>, RESTRICT = matchingsel, JOIN = matchingjoinsel
);
COMMENT ON OPERATOR <@ (text, plan_code) IS 'the code that the text says is at or under this one';

CREATE FUNCTION plan_code_over_text(plan_code, text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 @> $2::plan_code;
COMMENT ON FUNCTION plan_code_over_text(plan_code, text) IS 'implementation of @> operator with text';

CREATE OPERATOR @> (
    LEFTARG = plan_code, RIGHTARG = text, FUNCTION = plan_code_over_text,
    COMMUTATOR = <@, RESTRICT = matchingsel, JOIN = matchingjoinsel
);
COMMENT ON OPERATOR @> (plan_code, text) IS 'at or over the code that the text says';

CREATE FUNCTION text_over_plan_code(text, plan_code) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::plan_code @> $2;
COMMENT ON FUNCTION text_over_plan_code(text, plan_code) IS 'implementation of @> operator with text';

CREATE OPERATOR @> (
    LEFTARG = text, RIGHTARG = plan_code, FUNCTION = text_over_plan_code,
    COMMUTATOR = <@, RESTRICT = matchingsel, JOIN = matchingjoinsel
);
COMMENT ON OPERATOR @> (text, plan_code) IS 'the code that the text says is at or over this one';

-- Assignment, so that a driver's text parameter can be stored; the other types have theirs beside them.

CREATE CAST (text AS rag_tally) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS rag_tally) IS 'reads a rag_tally as its input does';

CREATE CAST (character varying AS rag_tally) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character varying AS rag_tally) IS 'reads a rag_tally as its input does';

CREATE CAST (character AS rag_tally) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character AS rag_tally) IS 'reads a rag_tally as its input does';

CREATE CAST (text AS quarterrange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS quarterrange) IS 'reads a quarterrange as its input does';

CREATE CAST (character varying AS quarterrange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character varying AS quarterrange) IS 'reads a quarterrange as its input does';

CREATE CAST (character AS quarterrange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character AS quarterrange) IS 'reads a quarterrange as its input does';

CREATE CAST (text AS quartermultirange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS quartermultirange) IS 'reads a quartermultirange as its input does';

CREATE CAST (character varying AS quartermultirange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character varying AS quartermultirange) IS 'reads a quartermultirange as its input does';

CREATE CAST (character AS quartermultirange) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (character AS quartermultirange) IS 'reads a quartermultirange as its input does';
