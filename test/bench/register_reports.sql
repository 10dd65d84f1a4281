-- How long every report takes on the big register that test/bench/register.sql makes:
--
--   psql -X -d DB -f test/bench/register_reports.sql
--   psql -X -d DB -v schema=small -f test/bench/register_reports.sql
--   psql -X -d DB -v jit=on -f test/bench/register_reports.sql
--
-- Without just-in-time compilation unless told, as doc/register/reports.md advises: of reports it takes longer than they do.
-- Every column of every row is read as text.  Each call is made twice and the better time counts, since the first of them reads the disk.
-- One plan means the plan in the middle; the quarter is the last one reported, and it is published if it was not.  whole: over the whole register.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?schema} \else \set schema big \endif
\if :{?jit} \else \set jit off \endif
SET jit = :jit;
SELECT format('SET search_path = %I, %s, pg_temp', :'schema', (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                                                             WHERE e.extname = 'golden_thread')) AS set_path \gset
:set_path;

CREATE TEMP TABLE calls (place integer GENERATED ALWAYS AS IDENTITY, report text, scope text, call text, rows bigint, ms numeric);
INSERT INTO calls (report, scope, call) VALUES
  ('progress_report', 'one plan', 'progress_report WHERE plan_id = {plan}'),
  ('progress_report', 'one plan and quarter', 'progress_report WHERE plan_id = {plan} AND quarter = {quarter}'),
  ('progress_report', 'whole', 'progress_report WHERE is_latest'),
  ('rating_report', 'one plan and quarter', 'rating_report WHERE plan_id = {plan} AND quarter = {quarter}'),
  ('movement_report', 'one plan and quarter', 'movement_report WHERE plan_id = {plan} AND quarter = {quarter}'),
  ('exceptions_report', 'one plan and quarter', 'exceptions_report({quarter}) WHERE plan_id = {plan}'),
  ('exceptions_report', 'whole, one quarter', 'exceptions_report({quarter})'),
  ('exceptions_report', 'one plan, today', 'exceptions_report WHERE plan_id = {plan}'),
  ('node_rating_report', 'one plan and quarter', 'node_rating_report WHERE plan_id = {plan} AND quarter = {quarter}'),
  ('body_rating_report', 'one plan and quarter', 'body_rating_report WHERE plan_id = {plan} AND quarter = {quarter}'),
  ('officer_rating_report', 'one plan and quarter', 'officer_rating_report WHERE plan_id = {plan} AND quarter = {quarter}'),
  ('rollup_report', 'one plan and quarter', 'rollup_report({quarter}, NULL, ARRAY[{plan}::bigint])'),
  ('rollup_report', 'whole, one quarter', 'rollup_report({quarter})'),
  ('unlinked_items', 'one plan', 'unlinked_items WHERE plan_id = {plan}'),
  ('unlinked_items', 'whole', 'unlinked_items'),
  ('uncovered_nodes', 'whole', 'uncovered_nodes'),
  ('due_report', 'one plan', 'due_report WHERE plan_id = {plan}'),
  ('slippage_report', 'one plan', 'slippage_report WHERE plan_id = {plan}'),
  ('overdue_report', 'one plan', 'overdue_report({day}) WHERE plan_id = {plan}'),
  ('overdue_report', 'whole', 'overdue_report({day})'),
  ('consistency_report', 'one plan', 'consistency_report({day}) WHERE plan_id = {plan}'),
  ('consistency_report', 'whole', 'consistency_report({day})'),
  ('profile_report', 'one plan', 'profile_report WHERE plan_id = {plan}'),
  ('profile_report', 'whole', 'profile_report'),
  ('data_notes', 'one plan', 'data_notes WHERE plan_id = {plan}'),
  ('data_notes', 'whole', 'data_notes'),
  ('progress_lines', 'one plan', 'progress_lines WHERE plan_id = {plan}'),
  ('movement_matrix', 'one plan', 'movement_matrix WHERE plan_id = {plan}'),
  ('movement_matrix', 'one plan and quarter', 'movement_matrix WHERE plan_id = {plan} AND quarter = {quarter}'),
  ('level_report', 'outcomes, one plan', 'level_report(''outcome'', {quarter}, of_plan => {plan})'),
  ('level_report', 'bodies, one plan', 'level_report(''body'', {quarter}, of_plan => {plan})'),
  ('level_report', 'commitments, whole', 'level_report(''commitment'', {quarter})'),
  ('level_report', 'bodies, whole', 'level_report(''body'', {quarter})'),
  ('level_report', 'officers, whole', 'level_report(''officer'', {quarter})'),
  ('evidence_report', 'one plan and quarter', 'evidence_report({quarter}, of_plan => {plan})'),
  ('shares_report', 'one plan and quarter', 'shares_report({quarter}, of_plan => {plan})'),
  ('shares_report', 'whole, one quarter', 'shares_report({quarter})'),
  ('path_report', 'one plan', 'path_report({plan})'),
  ('orphan_report', 'one plan', 'orphan_report({plan})'),
  ('orphan_report', 'whole', 'orphan_report'),
  ('cycle_report', 'whole', 'cycle_report'),
  ('plausibility_report', 'one plan', 'plausibility_report({plan})'),
  ('comparison_report', 'one plan with all', 'comparison_report({plan})'),
  ('comparison_report', 'two plans', 'comparison_report({plan}, {plan} + 1)'),
  ('data_quality_report', 'one plan', 'data_quality_report({plan})'),
  ('returns_outstanding', 'whole, next quarter', 'returns_outstanding({quarter}::quarter + 1, {day})'),
  ('returns_outstanding', 'one plan', 'returns_outstanding({quarter}::quarter + 1, {day}, {plan})'),
  ('return_form', 'one officer', 'return_form((SELECT o.name FROM item_officers io JOIN items i ON i.item_id = io.item_id JOIN officers o ON o.officer_id = io.officer_id '
                                 || 'WHERE i.plan_id = {plan} AND io.role = ''lead'' LIMIT 1), {quarter}::quarter + 1, {plan})'),
  ('summary_sentence', 'one plan and quarter', 'summary_sentence({plan}, {quarter})'),
  ('grid_report', 'one plan', 'grid_report({plan})'),
  ('grid_csv', 'one plan', 'grid_csv({plan})'),
  ('item_quarters', 'whole, one quarter', 'item_quarters WHERE quarter = {quarter}'),
  ('as_known_on', 'one plan', 'as_known_on({day}::date + 30) WHERE plan_id = {plan}'),
  ('as_known_on', 'one plan and quarter', 'as_known_on({day}::date + 30) WHERE plan_id = {plan} AND quarter = {quarter}'),
  ('as_known_on', 'whole, one quarter', 'as_known_on({day}::date + 30) WHERE quarter = {quarter}'),
  ('progress_report', 'one plan, as known', 'progress_report({day}::date + 30, end_of_day({day}::date + 30)) WHERE plan_id = {plan}'),
  ('progress_report', 'whole, as known', 'progress_report({day}::date + 30, end_of_day({day}::date + 30))'),
  ('rollup_report', 'one plan and quarter, as known', 'rollup_report({quarter}, NULL, ARRAY[{plan}::bigint], end_of_day(CURRENT_DATE))'),
  ('rollup_report', 'whole, one quarter, as known', 'rollup_report({quarter}, known_at => end_of_day(CURRENT_DATE))'),
  ('restatements', 'one plan and quarter', 'restatements({plan}, {quarter})'),
  ('latest_ratings', 'whole', 'latest_ratings'),
  ('item_details', 'whole', 'item_details()');

DO $$
DECLARE
  the_plan CONSTANT bigint := (SELECT (max(plan_id) + 1) / 2 FROM plans);
  the_quarter CONSTANT quarter := (SELECT max(quarter) FROM plan_quarters WHERE plan_id = the_plan);
  began timestamptz;
  c calls;
  n bigint;
BEGIN
  PERFORM publish_quarter(p.plan, the_quarter) FROM plan_names p
    WHERE p.plan_id = the_plan AND NOT EXISTS (SELECT FROM publications x WHERE x.plan_id = the_plan AND x.quarter = the_quarter);
  FOR c IN SELECT * FROM calls ORDER BY place LOOP
    FOR attempt IN 1 .. 2 LOOP
      began := clock_timestamp();
      EXECUTE 'SELECT count(s::text) FROM (SELECT * FROM ' || replace(replace(replace(c.call, '{plan}', the_plan::text), '{quarter}', quote_literal(the_quarter)),
                                                                '{day}', quote_literal(end_date(the_quarter))) || ') s' INTO n;
      UPDATE calls SET rows = n, ms = least(ms, round(extract(epoch FROM clock_timestamp() - began) * 1000)) WHERE place = c.place;
    END LOOP;
    RAISE DEBUG '% %: % ms', c.report, c.scope, (SELECT ms FROM calls WHERE place = c.place);
  END LOOP;
END
$$;
SELECT report, scope, rows, ms FROM calls ORDER BY place;
