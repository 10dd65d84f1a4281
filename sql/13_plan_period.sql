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
