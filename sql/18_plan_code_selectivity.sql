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
