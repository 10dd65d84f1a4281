-- plan_period: the deadlines that plans print, as ranges of days.

CREATE FUNCTION plan_period(text, start_month integer DEFAULT 4) RETURNS daterange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period';
COMMENT ON FUNCTION plan_period(text, integer) IS
    'the days that a printed deadline names: March 2026, Q4 2026/27, 31.10.24, 2025-29; From June 2024 has no end';

CREATE FUNCTION due_date(text, start_month integer DEFAULT 4) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_due_date';
COMMENT ON FUNCTION due_date(text, integer) IS 'the last day that a printed deadline names, or NULL if it has no end';

CREATE FUNCTION try_plan_period(text, start_month integer DEFAULT 4) RETURNS daterange
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_try';
COMMENT ON FUNCTION try_plan_period(text, integer) IS 'the days that a printed deadline names, or NULL if it names none';

CREATE FUNCTION try_due_date(text, start_month integer DEFAULT 4) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_try_due_date';
COMMENT ON FUNCTION try_due_date(text, integer) IS
    'the last day that a printed deadline names, or NULL if it has no end or names none';

-- With the plan's own period.  No argument has a default: a call with one or two arguments must find one function only.

CREATE FUNCTION plan_period(text, start_month integer, within daterange) RETURNS daterange
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_within';
COMMENT ON FUNCTION plan_period(text, integer, daterange) IS
    'the days that a printed deadline names; what has two readings, such as Aug 28, is read if just one of all its '
    'readings lies within the period';

CREATE FUNCTION due_date(text, start_month integer, within daterange) RETURNS date
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_due_date_within';
COMMENT ON FUNCTION due_date(text, integer, daterange) IS
    'the last day that a printed deadline names, or NULL if it has no end; what has two readings is read if just one of '
    'all lies within the period';

CREATE FUNCTION try_plan_period(text, start_month integer, within daterange) RETURNS daterange
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_try_within';
COMMENT ON FUNCTION try_plan_period(text, integer, daterange) IS
    'plan_period(text, integer, daterange), or NULL if the text names no period';

CREATE FUNCTION try_due_date(text, start_month integer, within daterange) RETURNS date
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_try_due_date_within';
COMMENT ON FUNCTION try_due_date(text, integer, daterange) IS
    'due_date(text, integer, daterange), or NULL if the text names no period';
