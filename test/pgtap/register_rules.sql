-- What holds for every report of a register, those added later included: an unknown plan is an error, rows have an order, a plan counts
-- from the day it begins.  The catalogue says which reports there are.  Run from the repository's top folder: psql reads demo/data.
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
SELECT * FROM no_plan();

SELECT create_register('council');
SET search_path = council, public;
\i demo/council_mappings.sql
\i demo/council_import.sql

-- A plan that is not there.

CREATE FUNCTION pg_temp.refusal(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  message text; detail text; hint text;
BEGIN
  EXECUTE statement;
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  RETURN concat_ws(' | ', SQLSTATE, message, detail, hint);
END
$$;
-- Every argument that names a plan in turn, the others left at their defaults or, without one, at something that is right.
CREATE FUNCTION pg_temp.calls_of_no_plan() RETURNS TABLE (call text, by_name boolean) LANGUAGE sql AS $$
  SELECT format('SELECT * FROM %s(%s)', p.oid::regproc, string_agg(format('%I => %s', b.name,
           CASE WHEN b.place = a.place THEN CASE WHEN a.type LIKE '%[]' THEN '''{1,-1}''' WHEN a.type = 'text' THEN '''No such plan''' ELSE '-1' END
                WHEN b.name ~ 'plan' THEN '1'
                ELSE CASE b.name WHEN 'in_level' THEN '''outcome''' WHEN 'officer' THEN '(SELECT max(name) FROM officers)' WHEN 'in_quarter' THEN '''Q1 2024/25'''
                       WHEN 'new_title' THEN '''New''' WHEN 'day' THEN 'CURRENT_DATE'
                       WHEN 'sheet' THEN CASE b.type WHEN 'bytea' THEN '''Ref,RAG''::bytea' WHEN 'regclass' THEN '''items''' ELSE '''Ref,RAG''::text' END
                       WHEN 'decision' THEN '''Decided''' WHEN 'decided_on' THEN 'CURRENT_DATE' WHEN 'by' THEN '''CPC''' ELSE 'unknown argument' END END), ', ')
           FILTER (WHERE b.place = a.place OR b.place <= p.pronargs - p.pronargdefaults)),
         a.type = 'text'
    FROM pg_proc p
   CROSS JOIN LATERAL (SELECT n.place, n.name, format_type(p.proargtypes[n.place - 1], NULL) AS type
                         FROM unnest(p.proargnames) WITH ORDINALITY n (name, place) WHERE n.place <= p.pronargs) a
   CROSS JOIN LATERAL (SELECT n.place, n.name, format_type(p.proargtypes[n.place - 1], NULL) AS type
                         FROM unnest(p.proargnames) WITH ORDINALITY n (name, place) WHERE n.place <= p.pronargs) b
   WHERE p.pronamespace = 'council'::regnamespace AND a.name IN ('of_plan', 'of_plans', 'with_plan', 'plan', 'in_plan') AND a.type IN ('bigint', 'bigint[]', 'text', 'plan_ref', 'plan_ref[]')
     AND p.proname NOT IN ('sheet_open', 'sheet_preview', 'sheet_import') -- parts of preview_sheet and import_sheet
   GROUP BY p.oid, p.pronargs, p.pronargdefaults, a.place, a.type
$$;
SELECT cmp_ok(count(*) FILTER (WHERE NOT by_name), '>=', 24::bigint, 'there are functions that take the key of a plan') FROM pg_temp.calls_of_no_plan();
SELECT is(pg_temp.refusal(call), '42704 | plan -1 does not exist | A plan is named by its plan_id or its title. | SELECT plan_id, title, version FROM plans', call)
  FROM pg_temp.calls_of_no_plan() WHERE NOT by_name ORDER BY call;
SELECT matches(pg_temp.refusal(call), '^42704 \| there is no plan "No such plan" \| Plans: .* \| Write its key, or the name as', call)
  FROM pg_temp.calls_of_no_plan() WHERE by_name ORDER BY call;
-- What imports look references up by takes the plan from a document kind, by a foreign key, and none for what belongs to no plan.
SELECT set_eq($$SELECT p.proname FROM pg_proc p CROSS JOIN LATERAL unnest(p.proargnames[:p.pronargs]) a (name) WHERE p.pronamespace = 'council'::regnamespace AND a.name = 'own_plan_id'$$,
              $$VALUES ('find_nodes'::name), ('findable_nodes'), ('plan_subjects')$$, 'only lookups of imports take a plan''s key unchecked');
SELECT is((SELECT count(*) FROM path_report(3)) + (SELECT count(*) FROM comparison_report(3)), 0::bigint, 'a plan without items is no error');
SELECT throws_ok($$SELECT * FROM rollup_report(NULL, NULL, ARRAY[1, NULL]::bigint[])$$, '42704', 'plan NULL does not exist', 'nor is no plan one');

-- An order.

-- Without what is in parentheses, so that an ORDER BY that is left is the outermost.
CREATE FUNCTION pg_temp.outermost(definition text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  shorter text := regexp_replace(definition, '''[^'']*''', '', 'g');
BEGIN
  LOOP
    definition := shorter;
    shorter := regexp_replace(definition, '\([^()]*\)', '', 'g');
    EXIT WHEN shorter = definition;
  END LOOP;
  RETURN definition;
END
$$;
-- What is written in terms of one other report alone has the order of that.
CREATE FUNCTION pg_temp.reports() RETURNS TABLE (report text, ordered boolean) LANGUAGE sql AS $$
  WITH RECURSIVE r AS MATERIALIZED (
    SELECT x.name, x.kind, x.body ~ '\mORDER BY\M' AS ordered, substring(x.body FROM '\mFROM (?:[a-z_]+\.)?([a-z_]+)(?:\s+[a-z_]+)?[\s;]*(?:END)?\s*$') AS only_from
      FROM (SELECT c.relname::text AS name, 'view' AS kind, pg_temp.outermost(pg_get_viewdef(c.oid)) AS body
              FROM pg_class c WHERE c.relkind = 'v' AND c.relnamespace = 'council'::regnamespace
            UNION ALL
            SELECT p.proname::text, 'function', regexp_replace(pg_temp.outermost(pg_get_functiondef(p.oid)), '\$[a-z]*\$', '', 'g')
              FROM pg_proc p WHERE p.proretset AND p.pronamespace = 'council'::regnamespace) x
  ), ordered AS (
    SELECT r.name, r.kind FROM r WHERE r.ordered
    UNION
    SELECT r.name, r.kind FROM r JOIN ordered o ON o.name = r.only_from AND (r.kind = 'view' OR o.kind = 'function') AND o.name || o.kind <> r.name || r.kind
  )
  SELECT r.kind || ' ' || r.name, EXISTS (SELECT FROM ordered o WHERE o.name = r.name AND o.kind = r.kind)
    FROM r
   WHERE r.name !~ '^(import|export|audit_table|sheet)_' OR r.name = 'import_report'
$$;
SELECT cmp_ok(count(*) FILTER (WHERE ordered), '>', 80::bigint, 'there are reports with an order') FROM pg_temp.reports();
SELECT is_empty($$
  SELECT report FROM pg_temp.reports() WHERE NOT ordered
  -- Building blocks, which reports sort.
  EXCEPT SELECT unnest(ARRAY['view dates_in_force', 'view item_absences', 'view item_dates', 'view item_node_links', 'view item_quarters', 'view latest_ratings', 'view measure_names', 'view node_links',
    'view plan_legends', 'view plan_names', 'view plan_quarters', 'view publication_editions', 'view reference_ends', 'view turned_links',
    'function data_quality_rows', 'function dependencies_on', 'function dependency_reach', 'function evidence_patterns', 'function find_nodes', 'function findable_nodes',
    'view quarter_ratings', 'function absences_in_force', 'function bodies_in_force', 'function compared_item', 'function covered_nodes', 'function deadlines_in_force',
    'function item_absences', 'function item_dates', 'function item_shares', 'function items_owing', 'function like_items', 'function item_details', 'function item_links_in_force', 'function item_quarters', 'function items_by_quarter',
    'function items_in_force', 'function items_known', 'function last_rating_in_force', 'function latest_ratings', 'function links_in_force', 'function links_known',
    'function links_of_items', 'function node_links_in_force', 'function officers_in_force', 'function owners_in_force', 'function profile_events', 'function quality_of_deadlines',
    'function quality_of_imports', 'function quality_of_links', 'function quality_of_parties', 'function quality_of_ratings', 'function rating_in_force', 'function state_in_force',
    'function tally_columns', 'function turned_links', 'function printed_links_in_force', 'function quarter_ratings',
    'function answering_links', 'function money_part_rows_of', 'function quarter_figures', 'function measure_figures_of', 'function money_rows_of', 'function measure_rows_of', 'function benchmark_rows_of',
    'function league_rows_of', 'function measure_quarters_of', 'view money_statements', 'view measure_statements', 'view money_weights', 'view peer_memberships', 'view peer_statements',
    'function benchmark_rows', 'function league_rows', 'function measure_rows', 'function money_part_rows', 'function money_rows',
    'function measure_node_links', 'function money_links', 'function money_parts', 'function money_placements', 'function plan_quarters',
    'function plan_standings', 'function plans_to_come', 'function publication_changes', 'function rated_items',
    'view measure_statements', 'view money_statements', 'view money_weights', 'view peer_memberships', 'view peer_statements',
    'view papers', 'function heat_points', 'function note_lines', 'function paper_counted', 'function paper_dates', 'function paper_head', 'function paper_homes',
    'function paper_parts', 'function paper_placed', 'function paper_quarter', 'function paper_ratings', 'function paper_rows', 'function paper_scope',
    'function answering_links', 'function benchmark_rows_of', 'function league_rows_of', 'function measure_figures_of', 'function measure_quarters_of', 'function measure_rows_of',
    'function money_part_rows_of', 'function money_rows_of', 'function printed_links_in_force', 'function quarter_figures',
    'function requirement_links', 'function requirement_nodes', 'function rhythm_periods', 'function requirement_item_links', 'function source_headings', 'function audit_coverage', 'function table_columns',
    'function ratings_known', 'function due_dates_known', 'function nodes_known', 'function undo_tables',
    'function item_twins', 'function plan_subjects', 'function preview_sheet', 'function quality_of_twins', 'function return_lines',
    'function items_under', 'function delivery_dates', 'function measure_months', 'function level_items', 'function evidence_sentences', 'function items_come_and_gone',
    'function like_projects', 'function telling_pairs', 'function successions', 'function level_names', 'function load_requirements', 'function month_ratings',
    'function answering_items', 'function month_figures', 'function money_weights_of', 'function peer_values_of', 'function requirement_patterns',
    'function risk_scores_known', 'function path_ends', 'function spc_moves', 'function spc_runs', 'function evidence_findings', 'function evidence_told',
    'function level_tallies', 'function worded_items', 'function closest_nodes',
    'function changed_figures', 'function changed_pairs',
    'function changed_tallies', 'function counting_cause', 'function felt_nodes', 'function figure_cause', 'function figures_after', 'function link_cause',
    'function links_after', 'function published_tallies', 'function tallies_now',
    'function carried_items', 'function refreshed_items', 'function stretches', 'function item_parties', 'function party_aliases', 'function party_names'])$$,
  'every report has an order; what is not one is a building block');
SELECT results_eq($$SELECT place, finding, item_id FROM data_quality_cases(1)$$, $$SELECT c.place, c.finding, c.item_id FROM data_quality_cases(1) c JOIN items i USING (item_id) ORDER BY c.place, c.finding, i.code, c.quarter$$,
  'data_quality_cases: finding by finding, items in the order of their codes');

-- What is meant to have items under it.  The council's files name 114 things that none of its items counts towards, all but by pointers.

SELECT is_empty('SELECT ref FROM uncovered_nodes', 'uncovered_nodes: strategies, notices and reviews that links only refer to are not meant to have items');
INSERT INTO nodes (plan_id, level, ref, title) VALUES (3, 'outcome', 'U1', 'nothing contributes to it'), (3, 'theme', 'U2', 'a level of its plan that nothing is linked to'),
  (NULL, 'programme', 'U3', 'shared, and named by nothing else'), (NULL, 'programme', 'U4', 'shared, and referred to'), (NULL, 'programme', 'U5', 'shared, and linked to from outcome U1');
INSERT INTO links (from_node_id, to_node_id, relation) SELECT a.node_id, b.node_id, r.relation FROM nodes a, nodes b, (VALUES ('U4', 'alias_of'), ('U5', 'part_of')) r (ref, relation) WHERE a.ref = 'U1' AND b.ref = r.ref;
SELECT results_eq('SELECT plan_id, ref FROM uncovered_nodes', $$VALUES (3::bigint, 'U1'), (NULL, 'U3'), (NULL, 'U5')$$, 'uncovered_nodes: what is, and has none');
INSERT INTO plans (title, period, state) VALUES ('Over', '[2020-04-01,2021-04-01)', 'live');
INSERT INTO nodes (plan_id, level, ref, title) SELECT plan_id, 'outcome', o, o FROM plans, unnest('{O1,O2}'::text[]) o WHERE title = 'Over';
INSERT INTO items (plan_id, level, ref, title) SELECT plan_id, 'action', 'OI', 'the one thing done' FROM plans WHERE title = 'Over';
INSERT INTO links (from_item_id, to_node_id, relation) SELECT i.item_id, n.node_id, 'contributes_to' FROM items i, nodes n WHERE i.ref = 'OI' AND n.ref = 'O1';
SELECT is((SELECT array_agg(ref) FROM uncovered_nodes WHERE plan = 'Over'), '{O2}', 'uncovered_nodes: of a live plan');
UPDATE plans SET state = 'closed' WHERE title = 'Over';
SELECT is((SELECT array_agg(ref) FROM uncovered_nodes WHERE plan = 'Over'), NULL, 'of a closed one no longer');
SELECT is((SELECT array_agg(ref) FROM uncovered_nodes('2021-03-31') WHERE plan = 'Over'), '{O2}', 'but on a day of its period');
DELETE FROM nodes WHERE ref IN ('U2', 'U3');

-- Shares that leave something of an item.

SELECT is_empty($$SELECT FROM data_quality_cases() WHERE finding LIKE 'shares%'$$, 'no shares are recorded, none is amiss');
SELECT item_id AS several FROM item_node_links WHERE item_id IN (SELECT item_id FROM items WHERE plan_id = 4) GROUP BY item_id HAVING count(*) = 3 ORDER BY item_id LIMIT 1 \gset
UPDATE links SET share = 0.5 WHERE link_id IN (SELECT link_id FROM links WHERE from_item_id = :several AND relation = 'contributes_to' ORDER BY link_id LIMIT 2);
SELECT is_empty($$SELECT FROM data_quality_cases() WHERE finding LIKE 'shares%'$$, 'a link without a share takes what the others leave, were it nothing');
UPDATE links SET share = 0.3 WHERE from_item_id = :several AND to_node_id IN (SELECT node_id FROM item_node_links WHERE item_id = :several);
SELECT results_eq(
  $$SELECT c.item_id, c.finding, c.value, c.detail FROM data_quality_cases(4) c WHERE finding LIKE 'shares%'$$,
  format($$VALUES (%s::bigint, 'shares of an item that add up to less than one', '0.9', '3 links, 0.1 of the item at no node')$$, :several), 'where every link has a share and they leave something, the case says how much');
SELECT is((SELECT sum(share) FROM shares_report(NULL, NULL, 4) WHERE level = 'outcome'), 57.9, 'as much as shares_report has less than the 58 items');
SELECT results_eq($$SELECT cases, denominator, of_what FROM data_quality_report(4) WHERE finding LIKE 'shares%'$$, $$VALUES (1::bigint, 58::bigint, 'active items')$$, 'and the report counts it');

-- A table of one row that is never analysed is taken for a thousand, and what it is joined with for a thousand times as much.

CREATE FUNCTION pg_temp.estimate(query text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
  RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::numeric;
END
$$;
ANALYZE;
SELECT cmp_ok(pg_temp.estimate('SELECT * FROM council_bi.bi_due'), '<=', (SELECT count(*) FROM due_dates)::numeric, 'bi_due: as many rows as there are deadlines');
SELECT cmp_ok(pg_temp.estimate('SELECT * FROM council_bi.bi_quarter'), '<', 200000::numeric, 'bi_quarter: some thousand quarters at most, not millions');
SELECT cmp_ok(pg_temp.estimate('SELECT * FROM council_bi.bi_item'), '<', 10 * (SELECT count(*) FROM items)::numeric, 'bi_item');
SELECT is_empty($$SELECT v.oid::regclass FROM pg_class v WHERE v.relkind = 'v' AND v.relnamespace IN ('council'::regnamespace, 'council_bi'::regnamespace) AND pg_get_viewdef(v.oid) ~ 'JOIN (council\.)?register_settings'
                  UNION ALL SELECT p.oid::regproc::oid::regclass FROM pg_proc p WHERE p.pronamespace = 'council'::regnamespace AND pg_get_functiondef(p.oid) ~* 'JOIN (council\.)?register_settings'$$,
  'nothing joins register_settings');

-- A day that is NULL is today, or is answered by nothing.

CREATE FUNCTION pg_temp.answer(call text, OUT answer text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SELECT string_agg(r::text, E''\n'' ORDER BY r::text COLLATE "C") FROM %s r', call) INTO answer;
END
$$;
CREATE FUNCTION pg_temp.calls_of_a_day() RETURNS TABLE (call text) LANGUAGE sql AS $$
  SELECT format('%s(%I => %%s%s)', p.oid::regproc, d.name,
                (SELECT string_agg(format(', %I => %s', a.name, CASE a.name WHEN 'in_level' THEN '''outcome''' WHEN 'known_at' THEN '''infinity''' WHEN 'of_plan' THEN '4'
                                            WHEN 'requirement' THEN '(SELECT min(name) FROM external_requirements)' WHEN 'document_kind' THEN '''peer_challenge''' ELSE 'NULL' END), '' ORDER BY a.place)
                   FROM unnest(p.proargnames) WITH ORDINALITY a (name, place) WHERE a.place <= p.pronargs - p.pronargdefaults AND a.name <> d.name))
    FROM pg_proc p CROSS JOIN LATERAL unnest(p.proargnames) WITH ORDINALITY d (name, place)
   WHERE p.pronamespace = 'council'::regnamespace AND p.provolatile <> 'v' AND d.place <= p.pronargs AND d.name IN ('as_at', 'day') AND p.proargtypes[d.place - 1] = 'date'::regtype
     AND p.proname !~ '^export_'
$$;
UPDATE items SET state = 'withdrawn', state_since = '2025-01-01', state_reason = 'No longer needed' WHERE item_id % 7 = 0 AND plan_id IN (SELECT p.plan_id FROM plans p WHERE p.state <> 'closed');
SELECT cmp_ok(count(*), '>', 60::bigint, 'there are functions of a day') FROM pg_temp.calls_of_a_day();
SELECT is_empty($$SELECT call FROM pg_temp.calls_of_a_day() WHERE call !~ 'assurance_pack|assurance_html|requirement_narrative|pack_table'
                     AND coalesce(nullif(pg_temp.answer(format(call, 'NULL')), '(NULL)'), '()') NOT IN ('()', pg_temp.answer(format(call, 'CURRENT_DATE')))$$,
                'NULL for a day is today, or is answered by nothing');
SELECT is(pg_temp.answer(call || '(NULL)'), pg_temp.answer(call || '(CURRENT_DATE)'), call || ' of no day is that of today')
  FROM unnest('{due_report,unlinked_items,progress_report,overdue_report,uncovered_nodes}'::text[]) call;

-- A moment that is NULL or to come is the end of time, by which everything is known; before the register was made nothing was.

CREATE FUNCTION pg_temp.calls_of_a_moment() RETURNS TABLE (call text, of_items boolean) LANGUAGE sql AS $$
  SELECT format('%s(known_at => %%s%s)', p.oid::regproc,
                (SELECT string_agg(format(', %I => %s', a.name, CASE a.name WHEN 'in_level' THEN '''outcome''' WHEN 'of_item' THEN '1' WHEN 'of_purpose' THEN '''savings''' WHEN 'requirement' THEN '(SELECT min(name) FROM external_requirements)' WHEN 'of_quarter' THEN '''Q1 2024/25''' WHEN 'in_quarter' THEN '''Q1 2024/25''' ELSE '4' END), '' ORDER BY a.place)
                   FROM unnest(p.proargnames) WITH ORDINALITY a (name, place) WHERE a.place <= p.pronargs - p.pronargdefaults)),
         'item_id' = ANY (p.proargnames[p.pronargs + 1:])
    FROM pg_proc p
   WHERE p.pronamespace = 'council'::regnamespace AND p.provolatile <> 'v' AND p.proargnames[p.pronargs] = 'known_at' AND p.pronargdefaults > 0
     AND p.proargdefaults IS NOT NULL AND p.proname NOT IN ('assurance_pack', 'assurance_html', 'requirement_narrative', 'pack_table', 'decision_words', 'attribute_quarter', 'named_node', 'paper_scope')
$$;
SELECT cmp_ok(count(*), '>=', 50::bigint, 'there are functions of a moment') FROM pg_temp.calls_of_a_moment();
SELECT is_empty($$SELECT call FROM pg_temp.calls_of_a_moment() WHERE pg_temp.answer(format(call, 'NULL')) IS DISTINCT FROM pg_temp.answer(format(call, '''infinity'''))$$,
                'NULL for a moment is the end of time');
SELECT is_empty($$SELECT call FROM pg_temp.calls_of_a_moment() WHERE call !~ '^(grid_sql|report_html)' AND pg_temp.answer(format(call, 'clock_timestamp()')) IS DISTINCT FROM pg_temp.answer(format(call, '''infinity'''))$$,
                'and now all that is there is known');
SELECT is_empty($$SELECT call FROM pg_temp.calls_of_a_moment() WHERE of_items AND pg_temp.answer(format(call, '''2000-01-01''')) <> ''
                    -- Nodes, and officers and bodies entered by hand, have no day and were always known; wording is that of today.
                    AND call !~ '^(item_details|officers_in_force|owners_in_force|bodies_in_force|compared_item|orphan_report|unmapped_requirements)[(]'$$,
                'before the register was made no report named an item');

-- A plan counts from the day it begins: until then what it carries forward counts in the plan before.

SELECT CURRENT_DATE + 100 AS handover, CURRENT_DATE + 99 AS day_before \gset
SELECT new_plan_id AS new_plan FROM refresh_plan('Cheshire East plan 2024-25', 'Cheshire East plan, anew', new_period => daterange(:'handover', NULL), publish => true, close => true) \gset
SELECT is(counts_from, :'handover'::date, 'refresh_plan notes from when the new plan counts') FROM plans WHERE plan_id = :new_plan;
CREATE TEMP TABLE carried AS SELECT old_item_id, new_item_id FROM carry_forward;
SELECT cmp_ok(count(*), '>', 40::bigint, 'there is work to carry forward') FROM carried;
INSERT INTO items (plan_id, level, ref, title) VALUES (:new_plan, 'action', 'New 1', 'Added to the new plan');

-- Each function of a day, the others of its arguments at their defaults.
CREATE FUNCTION pg_temp.counted(which text, day date, OUT report text, OUT old_rows bigint, OUT new_rows bigint) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
  f record;
BEGIN
  FOR f IN SELECT p.oid::regproc AS name, d.name AS day_argument,
                  (SELECT string_agg(format(', %I => %s', a.name, CASE a.name WHEN 'in_level' THEN '''body''' WHEN 'known_at' THEN '''infinity''' WHEN 'of_plan' THEN '(SELECT max(plan_id) FROM plans)' ELSE 'NULL' END), '')
                     FROM unnest(p.proargnames) WITH ORDINALITY a (name, place) WHERE a.place <= p.pronargs - p.pronargdefaults AND a.name <> d.name) AS others
             FROM pg_proc p CROSS JOIN LATERAL (SELECT n.name FROM unnest(p.proargnames[:p.pronargs]) n (name) WHERE n.name IN ('as_at', 'day')) d
            WHERE p.pronamespace = 'council'::regnamespace AND p.proretset AND p.proname !~ '^export_' AND which = ANY (p.proargnames[p.pronargs + 1:])
              AND p.proname NOT IN ('plans_to_come', 'assurance_pack', 'answering_links')
  LOOP
    report := f.name;
    EXECUTE format(CASE which WHEN 'item_id' THEN 'SELECT count(*) FILTER (WHERE r.item_id IN (SELECT c.old_item_id FROM carried c)),
                                                         count(*) FILTER (WHERE r.item_id IN (SELECT i.item_id FROM items i WHERE i.plan_id = %4$s)) FROM %1$s(%2$I => $1%3$s) r'
                   ELSE 'SELECT count(*) FILTER (WHERE r.plan_id = 1), count(*) FILTER (WHERE r.plan_id = %4$s) FROM %1$s(%2$I => $1%3$s) r' END,
                   f.name, f.day_argument, coalesce(f.others, ''), (SELECT max(plan_id) FROM plans)) INTO old_rows, new_rows USING day;
    RETURN NEXT;
  END LOOP;
END
$$;
CREATE TEMP TABLE told AS SELECT 'item' AS unit, 'before' AS side, c.* FROM pg_temp.counted('item_id', :'day_before') c
  UNION ALL SELECT 'item', 'after', c.* FROM pg_temp.counted('item_id', :'handover') c
  UNION ALL SELECT 'plan', 'before', c.* FROM pg_temp.counted('plan_id', :'day_before') c
  UNION ALL SELECT 'plan', 'after', c.* FROM pg_temp.counted('plan_id', :'handover') c;
SELECT cmp_ok(count(*) FILTER (WHERE unit = 'item'), '>', 40::bigint, 'there are reports of items as at a day') FROM told;
SELECT is_empty($$SELECT report, new_rows FROM told WHERE side = 'before' AND new_rows > 0
  -- Who and what is tied to an item whenever it counts; nodes with zeros; what is due for the quarter in which the plan begins.
  AND report <> ALL ('{item_details,item_links_in_force,links_in_force,links_of_items,absences_in_force,officers_in_force,owners_in_force,bodies_in_force,plan_standings,rollup_report,shares_report,kpi_node_report,returns_outstanding}')$$, 'the day before, nothing of the new plan is in any report');
SELECT is_empty($$SELECT report, old_rows FROM told WHERE side = 'after' AND unit = 'item' AND old_rows > 0
  -- Quarters gone by, and what is said of items active or not.
  AND report <> ALL ('{level_items,supersession_report,successions,month_ratings,highlight_report,item_details,item_links_in_force,links_in_force,links_of_items,absences_in_force,officers_in_force,owners_in_force,bodies_in_force,item_quarters,items_by_quarter,quarter_ratings,answering_links,rating_report,as_known_on,due_report,slippage_report,quality_of_ratings,data_quality_rows,data_quality_cases,exceptions_report,requirement_item_links}')$$,
  'from its first day on, nothing that it carries forward is in a report of the old one');
SELECT set_eq($$SELECT report FROM told WHERE unit = 'item' AND side = 'after' AND new_rows >= (SELECT count(*) FROM carried)
                EXCEPT SELECT unnest('{rating_report,quarter_ratings,data_quality_rows,data_quality_cases,evidence_report,grid_report,highlight_report,month_ratings,successions}'::text[])$$,
              $$SELECT report FROM told WHERE unit = 'item' AND side = 'before' AND old_rows >= (SELECT count(*) FROM carried)
                EXCEPT SELECT unnest('{rating_report,quarter_ratings,data_quality_rows,data_quality_cases,evidence_report,highlight_report,month_ratings,successions}'::text[])$$,
              'reports that have every one of them the day before, as items of the old plan, have every one the day after, as items of the new');
SELECT set_has($$SELECT report FROM told WHERE unit = 'item' AND side = 'before' AND old_rows = (SELECT count(*) FROM carried)$$,
               $$VALUES ('latest_ratings'), ('rated_items')$$, 'such as the ratings that rollups are made of');
SELECT is_empty($$SELECT ref FROM rollup_report(NULL, CURRENT_DATE + 99) r WHERE r.plan_id = (SELECT max(plan_id) FROM plans) AND items_by_link > 0
                  UNION ALL SELECT ref FROM shares_report(NULL, CURRENT_DATE + 99) r WHERE r.plan_id = (SELECT max(plan_id) FROM plans) AND items_by_link > 0$$,
                'and at the nodes of the new plan there is nothing the day before');
SELECT cmp_ok(max(items_distinct), '=', (SELECT count(*) FROM carried), 'and all of it on the first day') FROM rollup_report(NULL, :'handover') WHERE plan_id = :new_plan;
SELECT is_empty(format('SELECT outstanding FROM returns_outstanding(quarter(%L::date, 4) - 1, CURRENT_DATE, %s)', :'handover', :new_plan), 'it owes nothing for the quarter before the one in which it begins');
SELECT results_eq($$SELECT plan_id, total FROM progress_report(CURRENT_DATE + 100) WHERE plan = 'Cheshire East plan, anew'$$,
                  $$SELECT p.plan_id, (SELECT count(*) + 1 FROM carried) FROM plans p WHERE p.title = 'Cheshire East plan, anew'$$, 'what was added to the new plan counts with it');
INSERT INTO nodes (plan_id, level, ref, title) VALUES (3, 'outcome', 'C1', 'only a plan to come contributes to it');
INSERT INTO links (from_item_id, to_node_id, relation) SELECT i.item_id, n.node_id, 'contributes_to' FROM items i, nodes n WHERE i.ref = 'New 1' AND n.ref = 'C1';
SELECT results_eq($$SELECT day, (SELECT count(*) FROM uncovered_nodes(CURRENT_DATE + day) u WHERE u.ref = 'C1') FROM unnest('{99,100}'::integer[]) day$$,
                  'VALUES (99, 1::bigint), (100, 0)', 'uncovered_nodes: a plan covers nodes from its first day on');
SELECT is_empty($$SELECT report, new_rows FROM (
    SELECT 'progress_report' AS report, count(*) AS new_rows FROM progress_report WHERE plan ~ 'anew' UNION ALL SELECT 'unlinked', count(*) FROM unlinked_items WHERE plan ~ 'anew'
    UNION ALL SELECT 'bi_progress', count(*) FROM council_bi.bi_progress b JOIN plans p ON p.plan_id = b.plan_key WHERE p.title ~ 'anew'
    UNION ALL SELECT 'bi_item', count(*) FROM council_bi.bi_item b JOIN plans p ON p.plan_id = b.plan_key WHERE p.title ~ 'anew' AND b.is_active
    UNION ALL SELECT 'bi_rollup', sum(b.items_distinct) FROM council_bi.bi_rollup b JOIN plans p ON p.plan_id = b.plan_key WHERE p.title ~ 'anew') t WHERE new_rows > 0$$,
  'nor does it count today, in the views and for BI tools');

-- A column that an owner adds is never taken for an argument or a variable.

CREATE TEMP TABLE own_names AS
  SELECT n.name, pg_get_functiondef(p.oid) AS made
    FROM pg_proc p CROSS JOIN LATERAL unnest(p.proargnames[:p.pronargs]) n (name)
   WHERE p.pronamespace = 'council'::regnamespace AND p.prokind = 'f' AND n.name <> ''
  UNION
  SELECT v[1], p.prosrc FROM pg_proc p CROSS JOIN LATERAL regexp_matches(substring(p.prosrc FROM '\mDECLARE\M(.*?)\nBEGIN'), '^  ([a-z_]+) ', 'gn') v
   WHERE p.pronamespace = 'council'::regnamespace AND p.prolang = (SELECT l.oid FROM pg_language l WHERE l.lanname = 'plpgsql');
SELECT set_has('SELECT name FROM own_names', $$SELECT unnest('{as_at,of_plan,in_quarter,with_plan,of_plans,known_at,day,own_ids,owned_at,asked_quarter}'::text[])$$, 'names of arguments and variables');
CREATE TEMP TABLE reports_asked AS
  SELECT unnest(ARRAY['comparison_report(4)', 'comparison_report(4, 1, 0.3, ''2025-06-30'')', 'returns_outstanding(''Q1 2025/26'')', 'returns_outstanding(''Q1 2025/26'', ''2025-06-30'', 4)',
    'shares_report()', 'shares_report(''Q1 2024/25'', NULL, 4)', 'progress_report(''2025-06-30'')', 'overdue_report(''2025-06-30'')', 'level_report(''officer'')', 'level_report(''body'', of_plan => 4)',
    'rollup_report(''Q1 2024/25'')', 'data_quality_report(4)', 'path_report(4)', 'summary_sentence(4)', 'find_officer((SELECT max(name) FROM officers))', 'export_document(''peer_challenge'')',
    'return_form((SELECT o.name FROM officers o JOIN item_officers io USING (officer_id) WHERE upper_inf(daterange(io.valid_from, NULL)) ORDER BY io.item_id DESC LIMIT 1), ''Q1 2025/26'', 4)']) AS call;
CREATE TEMP TABLE told_before AS SELECT call, pg_temp.answer(call) AS answer FROM reports_asked;
CREATE TEMP TABLE made_before AS SELECT p.oid, pg_get_functiondef(p.oid) AS made FROM pg_proc p WHERE p.pronamespace = 'council'::regnamespace AND p.prokind = 'f';
SELECT cmp_ok(count(answer), '>=', 15::bigint, 'reports that say something') FROM told_before;
DO $$
DECLARE
  added record;
BEGIN
  FOR added IN
    SELECT c.oid::regclass AS of_table, string_agg(DISTINCT format('ADD COLUMN %I text', n.name), ', ') AS columns,
           string_agg(DISTINCT format('ADD COLUMN %I text DEFAULT ''2021-01-01''', n.name), ', ') AS filled
      FROM pg_class c CROSS JOIN own_names n
     -- Every name in every table makes each function's tree so wide that the server keeps gigabytes of them.
     WHERE c.relkind = 'r' AND c.relnamespace = 'council'::regnamespace AND n.made ~ format('\m%s\M', c.relname)
       AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = n.name)
     GROUP BY c.oid
  LOOP
    BEGIN
      EXECUTE format('ALTER TABLE %s %s', added.of_table, added.filled);
    -- Tables whose row type is an argument cannot have defaults added.
    EXCEPTION WHEN feature_not_supported THEN
      EXECUTE format('ALTER TABLE %s %s', added.of_table, added.columns);
    END;
  END LOOP;
END
$$;
SELECT is(pg_temp.answer(call), answer, call || ': the same with an owner''s columns') FROM told_before;
SELECT lives_ok('SELECT upgrade_register(''council'', true)', 'the functions can be made again');
SET search_path = council, public;
SELECT is_empty('SELECT b.oid::regprocedure FROM made_before b WHERE pg_get_functiondef(b.oid) <> b.made', 'and say the same as before');
SELECT is(pg_temp.answer(call), answer, call || ': the same by functions made again') FROM told_before;
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
                   WHERE p.pronamespace = 'council'::regnamespace AND l.lanname = 'plpgsql' AND (p.pronargs > 0 OR p.prosrc ~ '\mDECLARE\M') AND p.prosrc !~ '^\s*#variable_conflict use_variable\n'
                     -- Asks no table.
                     AND p.proname <> 'checked_quarter'$$,
                'what plpgsql finds in two meanings is the variable');

-- What a hand leaves out.
INSERT INTO plans (title) VALUES ('By hand') RETURNING plan_id AS by_hand \gset
INSERT INTO nodes (plan_id, ref, title) VALUES (:by_hand, 'H', 'Hand') RETURNING node_id AS hand_node \gset
INSERT INTO items (plan_id, ref, title) VALUES (:by_hand, 'H1', 'By hand') RETURNING item_id AS hand_item \gset
INSERT INTO links (from_item_id, to_node_id) VALUES (:hand_item, :hand_node);
INSERT INTO ratings (item_id, quarter, rating) VALUES (:hand_item, 'Q1 2025/26', 'R');
INSERT INTO due_dates (item_id, revision, period) VALUES (:hand_item, 0, plan_period('March 2026'));
INSERT INTO legends (plan_id, word, rating) VALUES (:by_hand, 'Off track', 'R');
SELECT results_eq(format('SELECT r.period_start, r.period_end, r.raw, l.relation, i.level, n.level FROM ratings r JOIN items i USING (item_id) JOIN links l ON l.from_item_id = i.item_id
  JOIN nodes n ON n.node_id = l.to_node_id WHERE i.item_id = %s', :hand_item),
  $$VALUES ('2025-04-01'::date, '2025-06-30'::date, '', 'contributes_to', 'action', 'outcome')$$, 'a row written by hand leaves out what is plain');
SELECT results_eq(format('SELECT rating_label FROM rating_report WHERE item_id = %s', :hand_item), ARRAY['Off track'], 'and a word of a legend without a label is its own');

SELECT * FROM finish();
ROLLBACK;
