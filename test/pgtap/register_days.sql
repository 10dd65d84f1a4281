-- The days of a register are those of its own time zone: no setting of a session changes an answer, or who may do what.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
SET jit = off;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT * FROM no_plan();

SELECT create_register('council', time_zone => 'Europe/London') \g /dev/null
SET search_path = council, public;
\i demo/council_mappings.sql
\set plan_priorities `cat demo/data/plan_2024_25_priorities.tsv`
\set plan_actions `cat demo/data/plan_2024_25_actions.tsv`
\set peer_challenge `cat demo/data/peer_challenge_may_2025.tsv`
\set linkage `cat demo/data/linkage.tsv`
SELECT council.import_csv(k.kind, k.content, on_bad => 'good', recorded_at => '2025-05-31 12:00')
FROM (VALUES (1, 'plan_priorities', :'plan_priorities'), (2, 'plan_actions', :'plan_actions'), (3, 'peer_challenge', :'peer_challenge'),
             (4, 'linkage', :'linkage')) k (place, kind, content) ORDER BY k.place \g /dev/null

-- The setting.
SELECT is(time_zone(), 'Europe/London', 'a register has a time zone');
SELECT is(end_of_day('2026-06-30'), '2026-06-30 22:59:59.999999+00'::timestamptz, 'in which its days end');
SELECT is(end_of_day('2026-03-29') - end_of_day('2026-03-28'), interval '23 hours', 'also that on which the clocks go forward');
SELECT results_eq($$SELECT day_of('2026-06-30 23:30+00'), start_of_day('2026-07-01'), end_of_day('infinity')$$,
  $$VALUES ('2026-07-01'::date, '2026-06-30 23:00+00'::timestamptz, 'infinity'::timestamptz)$$, 'and begin');
SELECT throws_ok($$SELECT create_register('nowhere', time_zone => 'ABC+167')$$, '22023', NULL, 'an offset is no time zone');
SELECT throws_ok($$UPDATE register_settings SET time_zone = 'Cheshire'$$, '22023', NULL, 'nor is what the server does not know');
SELECT lives_ok($$UPDATE register_settings SET time_zone = 'Pacific/Kiritimati'$$, 'another can be set');
SELECT is(today(), (now() AT TIME ZONE 'Pacific/Kiritimati')::date, 'and is in force at once');
UPDATE register_settings SET time_zone = 'Etc/UTC';
SELECT format('ALTER DATABASE %I SET timezone = %L', current_database(), 'Asia/Tokyo') \gexec
SELECT create_register('tokyo') \g /dev/null
SELECT is((SELECT time_zone FROM tokyo.register_settings), 'Asia/Tokyo', 'without one named, it is the database''s');
SELECT drop_register('tokyo', 'tokyo') \g /dev/null

-- Every report, view and BI view, asked in four sessions of other settings.
SET search_path = council, public;
INSERT INTO due_dates (item_id, revision, period, raw) SELECT item_id, 5, daterange(today() - 30, today()), 'to yesterday' FROM items WHERE ref = 'A1.1.1';
INSERT INTO due_dates (item_id, revision, period, raw) SELECT item_id, 5, daterange(today() - 30, today() + 1), 'to today' FROM items WHERE ref = 'A1.1.2';
INSERT INTO ratings (item_id, quarter, rating, recorded_at) SELECT item_id, 'Q2 2024/25', 'R', start_of_day('2024-06-01') FROM items WHERE ref = 'A1.1.3';
INSERT INTO risks (ref, title, kind) VALUES ('SR1', 'Budget not balanced', 'strategic');
INSERT INTO risk_scores (risk_id, likelihood, impact) SELECT risk_id, 3, 5 FROM risks;
CREATE TEMP TABLE questions AS
SELECT format('SELECT * FROM %s', c.oid::regclass) AS question FROM pg_class c
 WHERE c.relkind = 'v' AND c.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace)
UNION
SELECT format('SELECT * FROM %s(%s)', p.oid::regproc, a.given) FROM pg_proc p, LATERAL (
  SELECT string_agg(CASE t.type WHEN 'plan_ref'::regtype THEN $$'Corporate Peer Challenge Action Plan'$$ WHEN 'quarter'::regtype THEN $$'Q1 2025/26'$$
                                WHEN 'date'::regtype THEN $$'2025-06-30'$$ END, ', ' ORDER BY t.place) AS given,
         coalesce(bool_and(t.type IN ('plan_ref'::regtype, 'quarter'::regtype, 'date'::regtype)), true) AS known
  FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY t (type, place) WHERE t.place <= p.pronargs - p.pronargdefaults) a
WHERE p.pronamespace = 'council'::regnamespace AND p.provolatile <> 'v' AND a.known AND p.prorettype <> 'trigger'::regtype
  AND (p.proretset OR p.prorettype = 'text'::regtype);
SELECT cmp_ok(count(*), '>', 200::bigint, 'there are questions') FROM questions;

-- A question that is refused is so in every session.  What is printed is printed by one session, so that only the answers are compared.
CREATE FUNCTION pg_temp.answers(number integer) RETURNS TABLE (question text, answer text) LANGUAGE plpgsql AS $$
DECLARE
  wanted text;
BEGIN
  FOR wanted IN SELECT q.question FROM questions q ORDER BY 1 LOOP
    BEGIN
      EXECUTE format('CREATE TEMP TABLE %I AS %s', 'answer ' || md5(number || wanted), wanted);
    EXCEPTION WHEN OTHERS THEN
      EXECUTE format('CREATE TEMP TABLE %I AS SELECT %L::text AS refused', 'answer ' || md5(number || wanted), SQLSTATE);
    END;
  END LOOP;
END $$;
CREATE FUNCTION pg_temp.differences(one integer, other integer) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  wanted text;
  is_same boolean;
BEGIN
  FOR wanted IN SELECT q.question FROM questions q ORDER BY 1 LOOP
    EXECUTE format('SELECT (SELECT string_agg(a::text, ''|'' ORDER BY a::text) FROM %I a) IS NOT DISTINCT FROM (SELECT string_agg(a::text, ''|'' ORDER BY a::text) FROM %I a)',
                   'answer ' || md5(one || wanted), 'answer ' || md5(other || wanted)) INTO is_same;
    IF NOT is_same THEN
      RETURN NEXT wanted;
    END IF;
  END LOOP;
END $$;
SELECT pg_temp.answers(0) \g /dev/null
SELECT cmp_ok(count(*), '<', 25::bigint, 'most questions have an answer') FROM pg_class c WHERE c.relname LIKE 'answer %'
  AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'refused');
SET TimeZone = 'Pacific/Kiritimati';
SELECT pg_temp.answers(1) \g /dev/null
SET TimeZone = 'Etc/GMT+12';
SET DateStyle = 'German, DMY';
SELECT pg_temp.answers(2) \g /dev/null
SET TimeZone = 'ABC+167';
SET DateStyle = 'SQL, MDY';
SELECT isnt(CURRENT_DATE, today(), 'a session may think it is another day');
SELECT pg_temp.answers(3) \g /dev/null
RESET TimeZone;
RESET DateStyle;
SELECT is_empty('SELECT pg_temp.differences(0, 1)', 'where it is tomorrow already, the answers are the same');
SELECT is_empty('SELECT pg_temp.differences(0, 2)', 'and where it is yesterday still, and days are printed otherwise');
SELECT is_empty('SELECT pg_temp.differences(0, 3)', 'and in a zone that somebody made up');
SELECT is_empty($$SELECT object FROM (SELECT p.oid::regprocedure::text AS object, pg_get_functiondef(p.oid) AS body FROM pg_proc p WHERE p.pronamespace = 'council'::regnamespace
    UNION ALL SELECT c.oid::regclass::text, pg_get_viewdef(c.oid) FROM pg_class c WHERE c.relkind = 'v' AND c.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace)
    UNION ALL SELECT a.adrelid::regclass::text, pg_get_expr(a.adbin, a.adrelid) FROM pg_attrdef a JOIN pg_class c ON c.oid = a.adrelid WHERE c.relnamespace = 'council'::regnamespace) d
  WHERE d.body ~* '\y(CURRENT_DATE|CURRENT_TIME|LOCALTIME|LOCALTIMESTAMP|current_quarter)\y'$$,
  'nothing in a register asks the session what day it is');
SELECT * FROM finish();
ROLLBACK;
