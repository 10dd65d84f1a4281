\echo Use "ALTER EXTENSION golden_thread UPDATE" to load this file. \quit

-- ---- What people write: deadlines within a plan's period, and values compared with typed text ----

CREATE FUNCTION try_due_date(text, start_month integer DEFAULT 4) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_try_due_date';
COMMENT ON FUNCTION try_due_date(text, integer) IS 'the last day that a printed deadline names, or NULL if it has no end or names none';

-- With the plan's own period.  No argument has a default: a call with one or two arguments must find one function only.

CREATE FUNCTION plan_period(text, start_month integer, within daterange) RETURNS daterange
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_within';
COMMENT ON FUNCTION plan_period(text, integer, daterange) IS 'the days that a printed deadline names; what has two readings, such as Aug 28, is read if just one of all its readings lies within the period';

CREATE FUNCTION due_date(text, start_month integer, within daterange) RETURNS date
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_due_date_within';
COMMENT ON FUNCTION due_date(text, integer, daterange) IS 'the last day that a printed deadline names, or NULL if it has no end; what has two readings is read if just one of all lies within the period';

CREATE FUNCTION try_plan_period(text, start_month integer, within daterange) RETURNS daterange
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_try_within';
COMMENT ON FUNCTION try_plan_period(text, integer, daterange) IS 'plan_period(text, integer, daterange), or NULL if the text names no period';

CREATE FUNCTION try_due_date(text, start_month integer, within daterange) RETURNS date
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'plan_period_try_due_date_within';
COMMENT ON FUNCTION try_due_date(text, integer, daterange) IS 'due_date(text, integer, daterange), or NULL if the text names no period';

-- Comparing with text: rag = $1 where a driver sends its parameter as text or varchar, joins to an old text column.
--
-- Each operator reads the text as the type's input does, in an SQL function that the planner replaces by the type's own
-- operator: so a comparison with a single value uses the type's index.  An unknown literal is no text: it still is of the
-- type on the other side.  Text that is no value of the type is an error, as in a cast.

DO $definitions$
DECLARE
  pair record;
BEGIN
  FOR pair IN
    SELECT t.type, o.word, o.symbol, o.commutator, o.negator, o.estimator, o.says
    FROM (VALUES ('rag'), ('quarter'), ('plan_code')) AS t (type),
         (VALUES ('lt', '<', '>', '>=', 'scalarlt', 'before'), ('le', '<=', '>=', '>', 'scalarle', 'before or equal to'),
                 ('eq', '=', '=', '<>', 'eq', 'equal to'), ('ne', '<>', '<>', '=', 'neq', 'not equal to'),
                 ('ge', '>=', '<=', '<', 'scalarge', 'after or equal to'), ('gt', '>', '<', '<=', 'scalargt', 'after'),
                 ('under', '<@', '@>', NULL, 'matching', 'at or under'), ('over', '@>', '<@', NULL, 'matching', 'at or over'))
           AS o (word, symbol, commutator, negator, estimator, says)
    WHERE o.negator IS NOT NULL OR t.type = 'plan_code'
    ORDER BY t.type, o.word
  LOOP
    EXECUTE format('CREATE FUNCTION %1$s_%2$s_text(%1$s, text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE '
                   'RETURN $1 OPERATOR(@extschema@.%3$s) $2::@extschema@.%1$s', pair.type, pair.word, pair.symbol);
    EXECUTE format('CREATE FUNCTION text_%2$s_%1$s(text, %1$s) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE '
                   'RETURN $1::@extschema@.%1$s OPERATOR(@extschema@.%3$s) $2', pair.type, pair.word, pair.symbol);
    EXECUTE format('COMMENT ON FUNCTION %s_%s_text(%1$s, text) IS %3$L', pair.type, pair.word,
                   format('implementation of %s operator with text', pair.symbol));
    EXECUTE format('COMMENT ON FUNCTION text_%2$s_%1$s(text, %1$s) IS %3$L', pair.type, pair.word,
                   format('implementation of %s operator with text', pair.symbol));
    EXECUTE format('CREATE OPERATOR %1$s (LEFTARG = %2$s, RIGHTARG = text, FUNCTION = %2$s_%3$s_text, COMMUTATOR = %4$s%5$s, '
                   'RESTRICT = %6$ssel, JOIN = %6$sjoinsel)', pair.symbol, pair.type, pair.word, pair.commutator,
                   coalesce(', NEGATOR = ' || pair.negator, ''), pair.estimator);
    EXECUTE format('CREATE OPERATOR %1$s (LEFTARG = text, RIGHTARG = %2$s, FUNCTION = text_%3$s_%2$s, COMMUTATOR = %4$s%5$s, '
                   'RESTRICT = %6$ssel, JOIN = %6$sjoinsel)', pair.symbol, pair.type, pair.word, pair.commutator,
                   coalesce(', NEGATOR = ' || pair.negator, ''), pair.estimator);
    EXECUTE format('COMMENT ON OPERATOR %s (%s, text) IS %L', pair.symbol, pair.type,
                   format('%s the %s that the text says', pair.says, pair.type));
    EXECUTE format('COMMENT ON OPERATOR %s (text, %s) IS %L', pair.symbol, pair.type,
                   format('the %s that the text says is %s this one', pair.type, pair.says));
  END LOOP;
END
$definitions$;

-- Assignment, so that a driver's text parameter can be stored; the other types have theirs beside them.
DO $definitions$
DECLARE
  pair record;
BEGIN
  FOR pair IN
    SELECT source, target
    FROM unnest('{text,"character varying",character}'::text[]) AS source, unnest('{rag_tally,quarterrange,quartermultirange}'::text[]) AS target
    ORDER BY target, source
  LOOP
    EXECUTE format('CREATE CAST (%s AS %s) WITH INOUT AS ASSIGNMENT', pair.source, pair.target);
    EXECUTE format('COMMENT ON CAST (%s AS %s) IS %L', pair.source, pair.target, 'reads a ' || pair.target || ' as its input does');
  END LOOP;
END
$definitions$;
