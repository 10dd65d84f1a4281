-- Operators that match better than the server's own, put into the extension's schema by somebody who could create there once: nothing of the
-- extension stands on one, and a register is not made beside them.  IN, CASE, NULLIF and IS DISTINCT FROM find their operators by name too, and
-- have no way to say whose is meant: so it is what stands there that is looked at, and not each call.  Run from the repository's top folder.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
DROP EXTENSION IF EXISTS golden_thread CASCADE;
SELECT plan(14);
CREATE ROLE gt_mallory;
CREATE ROLE gt_planted_owner;
SELECT format('GRANT CREATE ON DATABASE %I TO gt_planted_owner', current_database()) \gexec
CREATE SCHEMA gt_planted;
GRANT USAGE ON SCHEMA gt_planted TO PUBLIC;
GRANT CREATE ON SCHEMA gt_planted TO gt_mallory;

-- plant(): an operator of each name for each pair of types that the server has none for.
CREATE FUNCTION pg_temp.plant(types regtype[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  planted bigint := 0;
  wanted record;
  trap text;
BEGIN
  FOR wanted IN
    WITH named AS (
      SELECT o.oprname AS name,
             mode() WITHIN GROUP (ORDER BY o.oprresult) FILTER (WHERE t.typtype <> 'p') AS result, bool_or(o.oprresult = 'boolean'::regtype) AS says
        FROM pg_operator o JOIN pg_type t ON t.oid = o.oprresult
       WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprkind = 'b' GROUP BY 1)
    SELECT n.name, l, r, CASE WHEN n.says THEN 'boolean' WHEN n.name = '||' AND r::text ~ '\[\]' THEN r WHEN n.name IN ('||', '+', '-', '*', '/') THEN l
                              ELSE n.result::regtype END::regtype AS result
      FROM named n, unnest(types) l, unnest(types) r
     WHERE NOT EXISTS (SELECT FROM pg_operator o WHERE o.oprname = n.name AND o.oprleft = l AND o.oprright = r AND o.oprcode <> 0)
  LOOP
    trap := format('trap_%s_%s_%s', wanted.l::oid, wanted.r::oid, wanted.result::oid);
    IF to_regprocedure(format('gt_planted.%I(%s, %s)', trap, wanted.l, wanted.r)) IS NULL THEN
      EXECUTE format('CREATE FUNCTION gt_planted.%I(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L', trap, wanted.l, wanted.r, wanted.result,
                     'BEGIN RAISE EXCEPTION ''planted operator called''; END');
    END IF;
    EXECUTE format('CREATE OPERATOR gt_planted.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = gt_planted.%I)', wanted.name, wanted.l, wanted.r, trap);
    planted := planted + 1;
  END LOOP;
  RETURN planted;
END
$$;
SELECT set_config('gt.types', '{text,varchar,boolean,integer,bigint,numeric,date,oid,text[],integer[],daterange,datemultirange}', true) \g /dev/null
SET ROLE gt_mallory;
SELECT cmp_ok(pg_temp.plant(current_setting('gt.types')::regtype[]), '>', 5000::bigint, 'planted before CREATE EXTENSION');
RESET ROLE;
-- All that looks after this is in order now.
REVOKE CREATE ON SCHEMA gt_planted FROM gt_mallory;
CREATE FUNCTION pg_temp.trapped() RETURNS text[] LANGUAGE plpgsql SET search_path = gt_planted, pg_temp AS $$
BEGIN
  RETURN ARRAY['a'] || 'b'::text;
END
$$;
SELECT throws_ok('SELECT pg_temp.trapped()', 'P0001', 'planted operator called', 'and would be called');

CREATE EXTENSION golden_thread SCHEMA gt_planted;
SELECT is_empty($$SELECT pg_describe_object(d.classid, d.objid, d.objsubid) || ' stands on ' || o.oid::regoperator
    FROM pg_depend d JOIN pg_operator o ON d.refclassid = 'pg_operator'::regclass AND o.oid = d.refobjid
   WHERE o.oprowner = 'gt_mallory'::regrole AND d.classid <> 'pg_operator'::regclass$$, 'nothing of the extension stands on one');
SELECT is(gt_planted.open_extension_schema(), NULL, 'the schema is closed');

CREATE FUNCTION pg_temp.said(stmt text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE d text; h text; m text; c text;
BEGIN
  EXECUTE stmt;
  RETURN ARRAY['taken'];
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS c = RETURNED_SQLSTATE, m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
  RETURN ARRAY[c, m, d, h];
END $$;
SET ROLE gt_planted_owner;
SELECT is((pg_temp.said($$SELECT gt_planted.create_register('council')$$))[1:2],
  ARRAY['55000', 'schema "gt_planted" of the extension golden_thread holds what others have put beside it'], 'no register is made beside them');
SELECT ok((pg_temp.said($$SELECT gt_planted.create_register('council')$$))[3] LIKE '%operator gt_planted.||(text[],text) (of gt_mallory)%', 'they are named');
SELECT is((pg_temp.said($$SELECT gt_planted.create_live_rollup('progress', 'pg_class', 'pg_proc', 'pg_type', quarter => NULL)$$))[1:2],
  ARRAY['55000', 'schema "gt_planted" of the extension golden_thread holds what others have put beside it'], 'nor a live rollup');
RESET ROLE;
DROP OWNED BY gt_mallory;

-- planted(statement): what is said of what mallory has made in the extension's schema, which is then undone.
CREATE FUNCTION pg_temp.planted(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  BEGIN
    GRANT CREATE ON SCHEMA gt_planted TO gt_mallory;
    SET LOCAL ROLE gt_mallory;
    EXECUTE change;
    RESET ROLE;
    REVOKE CREATE ON SCHEMA gt_planted FROM gt_mallory;
    SET LOCAL ROLE gt_planted_owner;
    answer := gt_planted.planted_in_extension_schema();
    RAISE EXCEPTION USING ERRCODE = 'GT001';
  EXCEPTION WHEN SQLSTATE 'GT001' THEN
    RETURN coalesce(answer, 'nothing');
  END;
END
$$;
SELECT is(pg_temp.planted(change), outcome, name) FROM (VALUES
  ('of the server''s, with the types of a call', 'CREATE FUNCTION gt_planted.to_char(date, text) RETURNS text LANGUAGE sql RETURN $1 OPERATOR(pg_catalog.||) $2',
   'function gt_planted.to_char(date,text) (of gt_mallory)'),
  ('of the extension''s', 'CREATE FUNCTION gt_planted.nth_day(gt_planted.quarter, integer) RETURNS date LANGUAGE sql RETURN NULL::date',
   'function gt_planted.nth_day(gt_planted.quarter,integer) (of gt_mallory)'),
  ('of a register''s', 'CREATE FUNCTION gt_planted.count_words(integer, text) RETURNS text LANGUAGE sql RETURN $2',
   'function gt_planted.count_words(integer,text) (of gt_mallory)'),
  ('of one that nobody calls', 'CREATE FUNCTION gt_planted.of_no_concern(integer) RETURNS integer LANGUAGE sql RETURN $1', 'nothing'),
  ('of a trusted role', 'RESET ROLE; CREATE FUNCTION gt_planted.to_char(date, text) RETURNS text LANGUAGE sql RETURN $2', 'nothing'),
  ('of the caller', 'RESET ROLE; CREATE FUNCTION gt_planted.to_char(date, text) RETURNS text LANGUAGE sql RETURN $2;'
   ' ALTER FUNCTION gt_planted.to_char(date, text) OWNER TO gt_planted_owner', 'nothing')
) AS cases (name, change, outcome);
SET ROLE gt_planted_owner;
SELECT lives_ok($$SELECT gt_planted.create_register('council')$$, 'without them a register is made');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
