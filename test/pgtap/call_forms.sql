-- Every call form with an untyped parameter that resolved in 0.5.0 still does, and its parameters are of the same types: so
-- no operator or overload of ours gets into the way of an old one.  test/fixture/call_forms.sql made the list.
-- Run from the repository's root.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(17);
\ir ../fixture/call_form.sql
CREATE TEMP TABLE call_forms (form text NOT NULL, parameters text NOT NULL);
\copy call_forms FROM 'test/fixture/call_forms.tsv'

SELECT cmp_ok(count(*), '>', 850::bigint, 'there are forms to compare') FROM call_forms;
SELECT is(pg_temp.parameters_of('NULL::rag = $1'), 'rag', 'a parameter has a type');
SELECT is(pg_temp.parameters_of('NULL::rag + $1'), NULL, 'and what does not resolve has none');
-- A whole number in place of another: years, numbers and steps of quarters are bigint since 0.7.0.
CREATE FUNCTION pg_temp.whole_numbers(form text, parameters text) RETURNS text LANGUAGE sql
RETURN CASE WHEN form ~ '^(quarter(_ending|_in_range|_plus|_plus_commuted|_minus)?|nth_day|generate_series)\(|[+-].*NULL::quarter$|^NULL::quarter [+-]'
            THEN replace(parameters, 'integer', 'bigint') ELSE parameters END;
SELECT is_empty($$SELECT form, parameters, pg_temp.parameters_of(form) FROM call_forms
                  WHERE pg_temp.whole_numbers(form, pg_temp.parameters_of(form)) IS DISTINCT FROM pg_temp.whole_numbers(form, parameters)$$,
                'all of them resolve to the same');
SELECT is(pg_temp.whole_numbers(form, pg_temp.parameters_of(form)), parameters, form)
FROM (VALUES ('quarter(2025, $1)', 'bigint'), ('quarter($1, 1)', 'bigint'), ('quarter($1, NULL::smallint)', 'smallint'),
             ('quarter(NULL::smallint, $1)', 'smallint'), ('quarter(2025, $1, 1)', 'bigint'), ('nth_day(NULL::quarter, $1)', 'bigint'),
             ('$1 - 1', 'integer'), ('1 + $1', 'integer'), ('NULL::bigint + $1', 'bigint'),
             ('count(*) OVER (ORDER BY NULL::quarter RANGE $1 PRECEDING)', 'bigint')) AS v (form, parameters);

-- Literals, by what a view of them depends on: the operator and the function, not only the types.
CREATE FUNCTION pg_temp.used_by(expression text) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
  used text;
BEGIN
  EXECUTE 'CREATE TEMP VIEW literal_form AS SELECT ' || expression || ' AS x FROM (VALUES (NULL::rag, NULL::quarter, NULL::plan_code,'
          ' NULL::date, NULL::quarterrange)) AS v (r, q, code, day, span)';
  SELECT string_agg(DISTINCT pg_describe_object(d.refclassid, d.refobjid, 0), ', ' ORDER BY pg_describe_object(d.refclassid, d.refobjid, 0))
    INTO used
  FROM pg_depend AS d
  JOIN pg_rewrite AS w ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND w.ev_class = 'literal_form'::regclass
  WHERE d.refclassid IN ('pg_operator'::regclass, 'pg_proc'::regclass);
  DROP VIEW literal_form;
  RETURN used;
END
$body$;
SELECT is_empty($$SELECT expression, expected, pg_temp.used_by(expression)
  FROM (VALUES ('r = ''B''', 'operator =(rag,rag)'), ('''B'' = r', 'operator =(rag,rag)'), ('r <> ''G''', 'operator <>(rag,rag)'),
               ('r >= ''Amber''', 'operator >=(rag,rag)'), ('r IN (''B'', ''complete'')', 'operator =(rag,rag)'),
               ('r NOT IN (''B'', ''R'')', 'operator <>(rag,rag)'), ('r = ANY (''{B,R}'')', 'operator =(rag,rag)'),
               ('r BETWEEN ''G'' AND ''R''', 'operator <=(rag,rag), operator >=(rag,rag)'),
               ('q = ''Q1 2025/26''', 'operator =(quarter,quarter)'), ('''Q1 2025/26'' < q', 'operator <(quarter,quarter)'),
               ('q - ''Q1 2025/26''', 'operator -(quarter,quarter)'), ('q + 1', 'operator +(quarter,bigint)'), ('q - 1', 'operator -(quarter,bigint)'),
               ('1 + q', 'operator +(bigint,quarter)'), ('q + ''1''', 'operator +(quarter,bigint)'),
               ('code = ''A1''', 'operator =(plan_code,plan_code)'), ('code <@ ''A1''', 'operator <@(plan_code,plan_code)'),
               ('''A1.1'' <@ code', 'operator <@(plan_code,plan_code)'), ('code @> ''A1.1''', 'operator @>(plan_code,plan_code)'),
               ('date ''2025-04-01'' <@ ''Q1 2025/26''', 'operator <@(date,quarter)'), ('day <@ q', 'operator <@(date,quarter)'),
               ('q @> ''2025-04-01''', 'operator @>(quarter,date)'),
               ('plan_period(''March 2026'')', 'function plan_period(text,integer)'),
               ('plan_period(''March 2026'', ''4'')', 'function plan_period(text,integer)'),
               ('due_date(''March 2026'', 4)', 'function due_date(text,integer)'),
               ('try_plan_period(''March 2026'', start_month => 4)', 'function try_plan_period(text,integer)'),
               ('quarter(2025, 1)', 'function quarter(integer,integer)'),
               ('quarter(''2025'', 1)', 'function quarter(integer,integer)'), ('quarter(2025, ''1'')', 'function quarter(integer,integer)'),
               ('quarter(2025::smallint, 1::smallint)', 'function quarter(smallint,smallint)'),
               ('quarter(2025, 1::bigint)', 'function quarter(bigint,bigint,integer)'),
               ('quarter(''2025'', 1, 4)', 'function quarter(bigint,bigint,integer)'),
               ('nth_day(''Q1 2025/26'', 1)', 'function nth_day(quarter,bigint)'),
               ('nth_day(q, ''1'')', 'function nth_day(quarter,bigint)')) AS v (expression, expected)
  WHERE pg_temp.used_by(expression) IS DISTINCT FROM expected$$, 'literals find the operators and functions of 0.5.0');
SELECT is(pg_temp.used_by('r = text ''B'''), 'operator =(rag,text)', 'text is what the new operators are for');
SELECT is(pg_temp.used_by('varchar ''A1'' <@ code'), 'operator <@(text,plan_code)', 'varchar too');
SELECT * FROM finish();
ROLLBACK;
