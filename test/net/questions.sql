-- What the net asks: after "@" the label, under which the answer is kept, then the query.  A query may be written anew when its function
-- changes; its label stays, and so does its answer.  Where a report promises an order the query has none of its own; else it sorts by
-- all columns.  Days, quarters and days known are those between the days of test/net/load.
SET search_path = council, council_bi, public;
-- The columns of 0.5.0, of reports that have more now.
\set rollup 'node_id, plan_id, plan, level, ref, title, by_link, distinct_items, items_by_link, items_distinct, percent_complete, overall'
\set measure 'plan_id, plan, measure_id, ref, title, tier, influence, polarity, unit, frequency, quarter, target, low, high, amber, tolerance, actual, rating, previous_actual, change, direction, year_ago_actual, change_on_year, direction_on_year, worsening_run, is_latest, recorded_at'
\set risk 'risk_id, ref, title, kind, is_strategic, escalated_since, escalated_to, owners, likelihood, impact, score, target_score, scored_on, previous_score, change, plans, nodes, items, opened_on, days_open'
\set slippage 'plan_id, plan, item_id, ref, title, baseline_due, current_due, revisions, slippage_months, slippage_days, baseline_raw, current_raw, reason, rating'

-- Every view, as of the day of asking.
\echo @ council.audit_report
SELECT * FROM council.audit_report;
\echo @ council.benchmark_league
SELECT * FROM council.benchmark_league;
\echo @ council.benchmark_report
SELECT * FROM council.benchmark_report;
\echo @ council.blocked_items
SELECT * FROM council.blocked_items;
\echo @ council.body_rating_report
SELECT * FROM council.body_rating_report;
\echo @ council.code_report
SELECT * FROM council.code_report;
\echo @ council.comparison_report
SELECT * FROM council.comparison_report;
\echo @ council.consistency_report
SELECT * FROM council.consistency_report;
\echo @ council.cycle_report
SELECT * FROM council.cycle_report;
\echo @ council.data_notes
SELECT * FROM council.data_notes;
\echo @ council.data_quality_report
SELECT * FROM council.data_quality_report;
\echo @ council.dates_in_force
SELECT * FROM council.dates_in_force t ORDER BY t::text COLLATE "C";
\echo @ council.dependency_report
SELECT * FROM council.dependency_report;
\echo @ council.due_report
SELECT * FROM council.due_report;
\echo @ council.evidence_report
SELECT * FROM council.evidence_report;
\echo @ council.exceptions_report
SELECT * FROM council.exceptions_report;
\echo @ council.funding_report
SELECT * FROM council.funding_report t ORDER BY t::text COLLATE "C";
\echo @ council.import_report
SELECT * FROM council.import_report;
\echo @ council.item_absences
SELECT * FROM council.item_absences t ORDER BY t::text COLLATE "C";
\echo @ council.item_dates
SELECT * FROM council.item_dates t ORDER BY t::text COLLATE "C";
\echo @ council.item_node_links
SELECT * FROM council.item_node_links t ORDER BY t::text COLLATE "C";
\echo @ council.item_quarters
SELECT * FROM (SELECT plan_id, item_id, quarter, is_latest, rating, previous_quarter, previous_rating, movement, commentary, corrective_action,
                      recorded_at
                 FROM council.item_quarters) t ORDER BY t::text COLLATE "C";
\echo @ council.kpi_node_report
SELECT * FROM council.kpi_node_report;
\echo @ council.latest_ratings
SELECT * FROM council.latest_ratings t ORDER BY t::text COLLATE "C";
\echo @ council.measure_names
SELECT * FROM council.measure_names t ORDER BY t::text COLLATE "C";
\echo @ council.measure_report
SELECT :measure FROM council.measure_report;
\echo @ council.measure_summary
SELECT * FROM council.measure_summary;
\echo @ council.money_node_report
SELECT * FROM council.money_node_report;
\echo @ council.money_report
SELECT * FROM council.money_report;
\echo @ council.money_unplaced
SELECT * FROM council.money_unplaced;
\echo @ council.movement_matrix
SELECT * FROM council.movement_matrix;
\echo @ council.movement_report
SELECT * FROM council.movement_report;
\echo @ council.node_links
SELECT * FROM council.node_links t ORDER BY t::text COLLATE "C";
\echo @ council.node_rating_report
SELECT * FROM council.node_rating_report;
\echo @ council.officer_rating_report
SELECT * FROM council.officer_rating_report;
\echo @ council.orphan_report
SELECT * FROM council.orphan_report;
\echo @ council.overdue_report
SELECT * FROM council.overdue_report;
\echo @ council.own_items
SELECT * FROM council.own_items t ORDER BY t::text COLLATE "C";
\echo @ council.path_report
SELECT * FROM council.path_report;
\echo @ council.plan_legends
SELECT * FROM council.plan_legends t ORDER BY t::text COLLATE "C";
\echo @ council.plan_names
SELECT * FROM council.plan_names t ORDER BY t::text COLLATE "C";
\echo @ council.plan_quarters
SELECT * FROM council.plan_quarters t ORDER BY t::text COLLATE "C";
\echo @ council.plausibility_report
SELECT * FROM council.plausibility_report;
\echo @ council.profile_report
SELECT * FROM council.profile_report;
\echo @ council.progress_lines
SELECT * FROM council.progress_lines;
\echo @ council.progress_report
SELECT * FROM council.progress_report;
\echo @ council.publication_editions
SELECT * FROM council.publication_editions t ORDER BY t::text COLLATE "C";
\echo @ council.published_node_report
SELECT * FROM council.published_node_report;
\echo @ council.published_progress
SELECT * FROM council.published_progress;
\echo @ council.published_report
SELECT * FROM council.published_report;
\echo @ council.quarter_ratings
SELECT * FROM council.quarter_ratings ORDER BY item_id DESC, quarter DESC;
\echo @ council.rating_report
SELECT * FROM council.rating_report;
\echo @ council.reference_ends
SELECT * FROM council.reference_ends t ORDER BY t::text COLLATE "C";
\echo @ council.reporting_calendar
SELECT * FROM council.reporting_calendar;
\echo @ council.requirement_report
SELECT * FROM council.requirement_report;
\echo @ council.restatements
SELECT * FROM council.restatements t ORDER BY t::text COLLATE "C";
\echo @ council.returns_outstanding
SELECT * FROM council.returns_outstanding;
\echo @ council.risk_report
SELECT :risk FROM council.risk_report;
\echo @ council.rollup_report
SELECT :rollup FROM council.rollup_report;
\echo @ council.savings_report
SELECT * FROM council.savings_report t ORDER BY t::text COLLATE "C";
\echo @ council.shares_report
SELECT * FROM council.shares_report;
\echo @ council.sign_off_report
SELECT * FROM council.sign_off_report;
\echo @ council.slippage_report
SELECT :slippage FROM council.slippage_report;
\echo @ council.spc_report
SELECT * FROM council.spc_report;
\echo @ council.supersession_report
SELECT * FROM council.supersession_report;
\echo @ council.target_revisions
SELECT * FROM council.target_revisions;
\echo @ council.turned_links
SELECT * FROM council.turned_links t ORDER BY t::text COLLATE "C";
\echo @ council.uncovered_nodes
SELECT * FROM council.uncovered_nodes;
\echo @ council.unlinked_items
SELECT * FROM council.unlinked_items;
\echo @ council.unmapped_requirements
SELECT * FROM council.unmapped_requirements;
-- With the columns of 0.5.0 alone where others came since; RATING_KEY in capitals is the column, and not the function of that name.
\echo @ council_bi.bi_benchmark
SELECT * FROM council_bi.bi_benchmark t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_body
SELECT * FROM council_bi.bi_body t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_carry_forward
SELECT * FROM (SELECT item_key, new_item_key, kind, since, reason, recorded_at, recorded_by FROM council_bi.bi_carry_forward) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_dependency
SELECT * FROM (SELECT dependency_key, item_key, awaited_item_key, awaited_node_key, awaited_event, state, since, reason, expected_on FROM council_bi.bi_dependency) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_due
SELECT * FROM council_bi.bi_due t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_item
SELECT * FROM council_bi.bi_item t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_item_absence
SELECT * FROM council_bi.bi_item_absence t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_item_body
SELECT * FROM (SELECT item_key, body_key, role, valid_from, valid_to, is_current FROM council_bi.bi_item_body) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_item_link
SELECT * FROM council_bi.bi_item_link t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_item_node
SELECT * FROM council_bi.bi_item_node t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_item_officer
SELECT * FROM (SELECT item_key, officer_key, role, valid_from, valid_to, is_current FROM council_bi.bi_item_officer) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_item_state
SELECT * FROM (SELECT item_state_key, item_key, state, state_since, state_reason, recorded_at, recorded_by, is_current FROM council_bi.bi_item_state) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_link
SELECT * FROM (SELECT link_key, relation, rolls_up, item_key, child_node_key, node_key, parent_item_key, valid_from, valid_to, is_current, basis, source_document FROM council_bi.bi_link) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_measure
SELECT * FROM council_bi.bi_measure t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_measure_node
SELECT * FROM (SELECT measure_key, node_key FROM council_bi.bi_measure_node) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_measure_value
SELECT * FROM council_bi.bi_measure_value t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_money
SELECT * FROM council_bi.bi_money t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_node
SELECT * FROM council_bi.bi_node t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_officer
SELECT * FROM council_bi.bi_officer t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_peer_group
SELECT * FROM council_bi.bi_peer_group t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_period_rating
SELECT * FROM council_bi.bi_period_rating t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_plan
SELECT * FROM council_bi.bi_plan t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_plan_scale
SELECT * FROM council_bi.bi_plan_scale t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_progress
SELECT * FROM council_bi.bi_progress t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_publication
SELECT * FROM council_bi.bi_publication t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_published_item
SELECT * FROM (SELECT publication_key, item_key, level, ref, title, state, RATING_KEY, previous_rating_key, movement, baseline_due, current_due, revisions, commentary, corrective_action FROM council_bi.bi_published_item) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_published_node
SELECT * FROM (SELECT publication_key, node_key, level, ref, title, items_by_link, items_distinct, complete, green, amber_green, amber, amber_red, red, scheduled, unrated, percent_complete, overall_rating_key FROM council_bi.bi_published_node) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_quarter
SELECT * FROM (SELECT quarter_key, label, first_day, last_day, fiscal_year, fiscal_year_start, quarter_number, half FROM council_bi.bi_quarter) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_rating
SELECT * FROM (SELECT item_key, plan_key, quarter_key, RATING_KEY, previous_rating_key, movement, is_latest, raw, commentary, corrective_action, recorded_at FROM council_bi.bi_rating) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_restatement
SELECT * FROM council_bi.bi_restatement t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_risk
SELECT * FROM (SELECT risk_key, ref, title, kind, opened_on, closed_on, is_strategic, likelihood, impact, score, target_score, scored_on FROM council_bi.bi_risk) t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_risk_link
SELECT * FROM council_bi.bi_risk_link t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_risk_officer
SELECT * FROM council_bi.bi_risk_officer t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_rollup
SELECT * FROM council_bi.bi_rollup t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_scale
SELECT * FROM council_bi.bi_scale t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_today
SELECT * FROM council_bi.bi_today t ORDER BY t::text COLLATE "C";
\echo @ council_bi.bi_unsafe_columns
SELECT * FROM council_bi.bi_unsafe_columns t ORDER BY t::text COLLATE "C";

-- Reports of a day.
\echo @ rating_report as_at 2024-12-31
SELECT * FROM rating_report('2024-12-31');
\echo @ rating_report as_at 2025-05-31
SELECT * FROM rating_report('2025-05-31');
\echo @ rating_report as_at 2025-10-31
SELECT * FROM rating_report('2025-10-31');
\echo @ rating_report as_at 2026-03-31
SELECT * FROM rating_report('2026-03-31');
\echo @ rating_report as_at 2026-07-31
SELECT * FROM rating_report('2026-07-31');
\echo @ progress_report as_at 2024-12-31
SELECT * FROM progress_report('2024-12-31');
\echo @ progress_report as_at 2025-05-31
SELECT * FROM progress_report('2025-05-31');
\echo @ progress_report as_at 2025-10-31
SELECT * FROM progress_report('2025-10-31');
\echo @ progress_report as_at 2026-03-31
SELECT * FROM progress_report('2026-03-31');
\echo @ progress_report as_at 2026-07-31
SELECT * FROM progress_report('2026-07-31');
\echo @ movement_report as_at 2024-12-31
SELECT * FROM movement_report('2024-12-31');
\echo @ movement_report as_at 2025-05-31
SELECT * FROM movement_report('2025-05-31');
\echo @ movement_report as_at 2025-10-31
SELECT * FROM movement_report('2025-10-31');
\echo @ movement_report as_at 2026-03-31
SELECT * FROM movement_report('2026-03-31');
\echo @ movement_report as_at 2026-07-31
SELECT * FROM movement_report('2026-07-31');
\echo @ node_rating_report as_at 2024-12-31
SELECT * FROM node_rating_report('2024-12-31');
\echo @ node_rating_report as_at 2025-05-31
SELECT * FROM node_rating_report('2025-05-31');
\echo @ node_rating_report as_at 2025-10-31
SELECT * FROM node_rating_report('2025-10-31');
\echo @ node_rating_report as_at 2026-03-31
SELECT * FROM node_rating_report('2026-03-31');
\echo @ node_rating_report as_at 2026-07-31
SELECT * FROM node_rating_report('2026-07-31');
\echo @ body_rating_report as_at 2024-12-31
SELECT * FROM body_rating_report('2024-12-31');
\echo @ body_rating_report as_at 2025-05-31
SELECT * FROM body_rating_report('2025-05-31');
\echo @ body_rating_report as_at 2025-10-31
SELECT * FROM body_rating_report('2025-10-31');
\echo @ body_rating_report as_at 2026-03-31
SELECT * FROM body_rating_report('2026-03-31');
\echo @ body_rating_report as_at 2026-07-31
SELECT * FROM body_rating_report('2026-07-31');
\echo @ officer_rating_report as_at 2024-12-31
SELECT * FROM officer_rating_report('2024-12-31');
\echo @ officer_rating_report as_at 2025-05-31
SELECT * FROM officer_rating_report('2025-05-31');
\echo @ officer_rating_report as_at 2025-10-31
SELECT * FROM officer_rating_report('2025-10-31');
\echo @ officer_rating_report as_at 2026-03-31
SELECT * FROM officer_rating_report('2026-03-31');
\echo @ officer_rating_report as_at 2026-07-31
SELECT * FROM officer_rating_report('2026-07-31');
\echo @ unlinked_items as_at 2024-12-31
SELECT * FROM unlinked_items('2024-12-31');
\echo @ unlinked_items as_at 2025-05-31
SELECT * FROM unlinked_items('2025-05-31');
\echo @ unlinked_items as_at 2025-10-31
SELECT * FROM unlinked_items('2025-10-31');
\echo @ unlinked_items as_at 2026-03-31
SELECT * FROM unlinked_items('2026-03-31');
\echo @ unlinked_items as_at 2026-07-31
SELECT * FROM unlinked_items('2026-07-31');
\echo @ uncovered_nodes as_at 2024-12-31
SELECT * FROM uncovered_nodes('2024-12-31');
\echo @ uncovered_nodes as_at 2025-05-31
SELECT * FROM uncovered_nodes('2025-05-31');
\echo @ uncovered_nodes as_at 2025-10-31
SELECT * FROM uncovered_nodes('2025-10-31');
\echo @ uncovered_nodes as_at 2026-03-31
SELECT * FROM uncovered_nodes('2026-03-31');
\echo @ uncovered_nodes as_at 2026-07-31
SELECT * FROM uncovered_nodes('2026-07-31');
\echo @ due_report as_at 2024-12-31
SELECT * FROM due_report('2024-12-31');
\echo @ due_report as_at 2025-05-31
SELECT * FROM due_report('2025-05-31');
\echo @ due_report as_at 2025-10-31
SELECT * FROM due_report('2025-10-31');
\echo @ due_report as_at 2026-03-31
SELECT * FROM due_report('2026-03-31');
\echo @ due_report as_at 2026-07-31
SELECT * FROM due_report('2026-07-31');
\echo @ slippage_report as_at 2024-12-31
SELECT :slippage FROM slippage_report('2024-12-31');
\echo @ slippage_report as_at 2025-05-31
SELECT :slippage FROM slippage_report('2025-05-31');
\echo @ slippage_report as_at 2025-10-31
SELECT :slippage FROM slippage_report('2025-10-31');
\echo @ slippage_report as_at 2026-03-31
SELECT :slippage FROM slippage_report('2026-03-31');
\echo @ slippage_report as_at 2026-07-31
SELECT :slippage FROM slippage_report('2026-07-31');
\echo @ overdue_report as_at 2024-12-31
SELECT * FROM overdue_report('2024-12-31');
\echo @ overdue_report as_at 2025-05-31
SELECT * FROM overdue_report('2025-05-31');
\echo @ overdue_report as_at 2025-10-31
SELECT * FROM overdue_report('2025-10-31');
\echo @ overdue_report as_at 2026-03-31
SELECT * FROM overdue_report('2026-03-31');
\echo @ overdue_report as_at 2026-07-31
SELECT * FROM overdue_report('2026-07-31');
\echo @ consistency_report as_at 2024-12-31
SELECT * FROM consistency_report('2024-12-31');
\echo @ consistency_report as_at 2025-05-31
SELECT * FROM consistency_report('2025-05-31');
\echo @ consistency_report as_at 2025-10-31
SELECT * FROM consistency_report('2025-10-31');
\echo @ consistency_report as_at 2026-03-31
SELECT * FROM consistency_report('2026-03-31');
\echo @ consistency_report as_at 2026-07-31
SELECT * FROM consistency_report('2026-07-31');
\echo @ profile_report as_at 2024-12-31
SELECT * FROM profile_report('2024-12-31');
\echo @ profile_report as_at 2025-05-31
SELECT * FROM profile_report('2025-05-31');
\echo @ profile_report as_at 2025-10-31
SELECT * FROM profile_report('2025-10-31');
\echo @ profile_report as_at 2026-03-31
SELECT * FROM profile_report('2026-03-31');
\echo @ profile_report as_at 2026-07-31
SELECT * FROM profile_report('2026-07-31');
\echo @ own_items as_at 2024-12-31
SELECT * FROM own_items('2024-12-31') t ORDER BY t::text COLLATE "C";
\echo @ own_items as_at 2025-05-31
SELECT * FROM own_items('2025-05-31') t ORDER BY t::text COLLATE "C";
\echo @ own_items as_at 2025-10-31
SELECT * FROM own_items('2025-10-31') t ORDER BY t::text COLLATE "C";
\echo @ own_items as_at 2026-03-31
SELECT * FROM own_items('2026-03-31') t ORDER BY t::text COLLATE "C";
\echo @ own_items as_at 2026-07-31
SELECT * FROM own_items('2026-07-31') t ORDER BY t::text COLLATE "C";
\echo @ movement_matrix as_at 2024-12-31
SELECT * FROM movement_matrix('2024-12-31');
\echo @ movement_matrix as_at 2025-05-31
SELECT * FROM movement_matrix('2025-05-31');
\echo @ movement_matrix as_at 2025-10-31
SELECT * FROM movement_matrix('2025-10-31');
\echo @ movement_matrix as_at 2026-03-31
SELECT * FROM movement_matrix('2026-03-31');
\echo @ movement_matrix as_at 2026-07-31
SELECT * FROM movement_matrix('2026-07-31');
\echo @ cycle_report as_at 2024-12-31
SELECT * FROM cycle_report('2024-12-31');
\echo @ cycle_report as_at 2025-05-31
SELECT * FROM cycle_report('2025-05-31');
\echo @ cycle_report as_at 2025-10-31
SELECT * FROM cycle_report('2025-10-31');
\echo @ cycle_report as_at 2026-03-31
SELECT * FROM cycle_report('2026-03-31');
\echo @ cycle_report as_at 2026-07-31
SELECT * FROM cycle_report('2026-07-31');
\echo @ requirement_report as_at 2024-12-31
SELECT * FROM requirement_report('2024-12-31');
\echo @ requirement_report as_at 2025-05-31
SELECT * FROM requirement_report('2025-05-31');
\echo @ requirement_report as_at 2025-10-31
SELECT * FROM requirement_report('2025-10-31');
\echo @ requirement_report as_at 2026-03-31
SELECT * FROM requirement_report('2026-03-31');
\echo @ requirement_report as_at 2026-07-31
SELECT * FROM requirement_report('2026-07-31');
\echo @ requirement_items as_at 2024-12-31
SELECT * FROM requirement_items('2024-12-31');
\echo @ requirement_items as_at 2025-05-31
SELECT * FROM requirement_items('2025-05-31');
\echo @ requirement_items as_at 2025-10-31
SELECT * FROM requirement_items('2025-10-31');
\echo @ requirement_items as_at 2026-03-31
SELECT * FROM requirement_items('2026-03-31');
\echo @ requirement_items as_at 2026-07-31
SELECT * FROM requirement_items('2026-07-31');
\echo @ unmapped_requirements as_at 2024-12-31
SELECT * FROM unmapped_requirements('2024-12-31');
\echo @ unmapped_requirements as_at 2025-05-31
SELECT * FROM unmapped_requirements('2025-05-31');
\echo @ unmapped_requirements as_at 2025-10-31
SELECT * FROM unmapped_requirements('2025-10-31');
\echo @ unmapped_requirements as_at 2026-03-31
SELECT * FROM unmapped_requirements('2026-03-31');
\echo @ unmapped_requirements as_at 2026-07-31
SELECT * FROM unmapped_requirements('2026-07-31');
\echo @ dependency_report as_at 2024-12-31
SELECT * FROM dependency_report('2024-12-31');
\echo @ dependency_report as_at 2025-05-31
SELECT * FROM dependency_report('2025-05-31');
\echo @ dependency_report as_at 2025-10-31
SELECT * FROM dependency_report('2025-10-31');
\echo @ dependency_report as_at 2026-03-31
SELECT * FROM dependency_report('2026-03-31');
\echo @ dependency_report as_at 2026-07-31
SELECT * FROM dependency_report('2026-07-31');
\echo @ blocked_items as_at 2024-12-31
SELECT * FROM blocked_items('2024-12-31');
\echo @ blocked_items as_at 2025-05-31
SELECT * FROM blocked_items('2025-05-31');
\echo @ blocked_items as_at 2025-10-31
SELECT * FROM blocked_items('2025-10-31');
\echo @ blocked_items as_at 2026-03-31
SELECT * FROM blocked_items('2026-03-31');
\echo @ blocked_items as_at 2026-07-31
SELECT * FROM blocked_items('2026-07-31');
\echo @ risk_report as_at 2024-12-31
SELECT :risk FROM risk_report('2024-12-31');
\echo @ risk_report as_at 2025-05-31
SELECT :risk FROM risk_report('2025-05-31');
\echo @ risk_report as_at 2025-10-31
SELECT :risk FROM risk_report('2025-10-31');
\echo @ risk_report as_at 2026-03-31
SELECT :risk FROM risk_report('2026-03-31');
\echo @ risk_report as_at 2026-07-31
SELECT :risk FROM risk_report('2026-07-31');
\echo @ sign_off_report as_at 2024-12-31
SELECT * FROM sign_off_report('2024-12-31');
\echo @ sign_off_report as_at 2025-05-31
SELECT * FROM sign_off_report('2025-05-31');
\echo @ sign_off_report as_at 2025-10-31
SELECT * FROM sign_off_report('2025-10-31');
\echo @ sign_off_report as_at 2026-03-31
SELECT * FROM sign_off_report('2026-03-31');
\echo @ sign_off_report as_at 2026-07-31
SELECT * FROM sign_off_report('2026-07-31');

-- Reports of a day for one plan or all.
\echo @ orphan_report as_at 2025-05-31
SELECT * FROM orphan_report(as_at => '2025-05-31');
\echo @ orphan_report as_at 2025-10-31
SELECT * FROM orphan_report(as_at => '2025-10-31');
\echo @ orphan_report as_at 2026-03-31
SELECT * FROM orphan_report(as_at => '2026-03-31');
\echo @ orphan_report as_at 2026-07-31
SELECT * FROM orphan_report(as_at => '2026-07-31');
\echo @ orphan_report of the delivery plan
SELECT * FROM orphan_report(net.plan('Delivery Plan 2025/26'));
\echo @ plausibility_report as_at 2025-05-31
SELECT * FROM plausibility_report(as_at => '2025-05-31');
\echo @ plausibility_report as_at 2025-10-31
SELECT * FROM plausibility_report(as_at => '2025-10-31');
\echo @ plausibility_report as_at 2026-03-31
SELECT * FROM plausibility_report(as_at => '2026-03-31');
\echo @ plausibility_report as_at 2026-07-31
SELECT * FROM plausibility_report(as_at => '2026-07-31');
\echo @ plausibility_report of the delivery plan
SELECT * FROM plausibility_report(net.plan('Delivery Plan 2025/26'));
\echo @ data_quality_report as_at 2025-05-31
SELECT * FROM data_quality_report(as_at => '2025-05-31');
\echo @ data_quality_report as_at 2025-10-31
SELECT * FROM data_quality_report(as_at => '2025-10-31');
\echo @ data_quality_report as_at 2026-03-31
SELECT * FROM data_quality_report(as_at => '2026-03-31');
\echo @ data_quality_report as_at 2026-07-31
SELECT * FROM data_quality_report(as_at => '2026-07-31');
\echo @ data_quality_report of the delivery plan
SELECT * FROM data_quality_report(net.plan('Delivery Plan 2025/26'));
\echo @ data_quality_cases as_at 2025-05-31
SELECT * FROM data_quality_cases(as_at => '2025-05-31');
\echo @ data_quality_cases as_at 2025-10-31
SELECT * FROM data_quality_cases(as_at => '2025-10-31');
\echo @ data_quality_cases as_at 2026-03-31
SELECT * FROM data_quality_cases(as_at => '2026-03-31');
\echo @ data_quality_cases as_at 2026-07-31
SELECT * FROM data_quality_cases(as_at => '2026-07-31');
\echo @ data_quality_cases of the delivery plan
SELECT * FROM data_quality_cases(net.plan('Delivery Plan 2025/26'));
\echo @ path_report as_at 2025-05-31
SELECT * FROM path_report(as_at => '2025-05-31');
\echo @ path_report as_at 2025-10-31
SELECT * FROM path_report(as_at => '2025-10-31');
\echo @ path_report as_at 2026-03-31
SELECT * FROM path_report(as_at => '2026-03-31');
\echo @ path_report as_at 2026-07-31
SELECT * FROM path_report(as_at => '2026-07-31');
\echo @ path_report of the delivery plan
SELECT * FROM path_report(net.plan('Delivery Plan 2025/26'));
\echo @ path_report of the delivery plan, 2 paths
SELECT * FROM path_report(net.plan('Delivery Plan 2025/26'), max_paths => 2);
\echo @ comparison_report as_at 2025-10-31
SELECT * FROM comparison_report(as_at => '2025-10-31');
\echo @ comparison_report as_at 2026-03-31
SELECT * FROM comparison_report(as_at => '2026-03-31');
\echo @ comparison_report of two plans
SELECT * FROM comparison_report(net.plan('Delivery Plan 2025/26'), net.plan('Improvement & Transformation Delivery Plan 2025-27'), 0.3);
\echo @ progress_lines as_at 2025-05-31 of total
SELECT * FROM progress_lines('2025-05-31', 'total');
\echo @ progress_lines as_at 2025-10-31 of total
SELECT * FROM progress_lines('2025-10-31', 'total');
\echo @ progress_lines as_at 2026-03-31 of total
SELECT * FROM progress_lines('2026-03-31', 'total');
\echo @ progress_lines as_at 2025-05-31 of rated
SELECT * FROM progress_lines('2025-05-31', 'rated');
\echo @ progress_lines as_at 2025-10-31 of rated
SELECT * FROM progress_lines('2025-10-31', 'rated');
\echo @ progress_lines as_at 2026-03-31 of rated
SELECT * FROM progress_lines('2026-03-31', 'rated');
\echo @ progress_lines as_at 2025-05-31 of live
SELECT * FROM progress_lines('2025-05-31', 'live');
\echo @ progress_lines as_at 2025-10-31 of live
SELECT * FROM progress_lines('2025-10-31', 'live');
\echo @ progress_lines as_at 2026-03-31 of live
SELECT * FROM progress_lines('2026-03-31', 'live');
\echo @ progress_on as_at 2024-12-31
SELECT * FROM progress_on('2024-12-31');
\echo @ progress_on as_at 2024-12-31 with withdrawn and deferred
SELECT * FROM progress_on('2024-12-31', '{active,withdrawn,deferred}');
\echo @ progress_on as_at 2025-05-31
SELECT * FROM progress_on('2025-05-31');
\echo @ progress_on as_at 2025-05-31 with withdrawn and deferred
SELECT * FROM progress_on('2025-05-31', '{active,withdrawn,deferred}');
\echo @ progress_on as_at 2025-10-31
SELECT * FROM progress_on('2025-10-31');
\echo @ progress_on as_at 2025-10-31 with withdrawn and deferred
SELECT * FROM progress_on('2025-10-31', '{active,withdrawn,deferred}');
\echo @ progress_on as_at 2026-03-31
SELECT * FROM progress_on('2026-03-31');
\echo @ progress_on as_at 2026-03-31 with withdrawn and deferred
SELECT * FROM progress_on('2026-03-31', '{active,withdrawn,deferred}');
\echo @ progress_on as_at 2026-07-31
SELECT * FROM progress_on('2026-07-31');
\echo @ progress_on as_at 2026-07-31 with withdrawn and deferred
SELECT * FROM progress_on('2026-07-31', '{active,withdrawn,deferred}');

-- Reports of a quarter.
\echo @ exceptions_report in Q2 2024/25
SELECT * FROM exceptions_report('Q2 2024/25');
\echo @ exceptions_report in Q2 2024/25 as_at 2025-10-31
SELECT * FROM exceptions_report('Q2 2024/25', '2025-10-31');
\echo @ rollup_report in Q2 2024/25
SELECT :rollup FROM rollup_report('Q2 2024/25');
\echo @ kpi_node_report in Q2 2024/25
SELECT * FROM kpi_node_report('Q2 2024/25');
\echo @ shares_report in Q2 2024/25
SELECT * FROM shares_report('Q2 2024/25');
\echo @ evidence_report in Q2 2024/25
SELECT * FROM evidence_report('Q2 2024/25');
\echo @ returns_outstanding in Q2 2024/25
SELECT * FROM returns_outstanding('Q2 2024/25');
\echo @ restatements in Q2 2024/25
SELECT * FROM restatements(in_quarter => 'Q2 2024/25') t ORDER BY t::text COLLATE "C";
\echo @ level_report outcome in Q2 2024/25
SELECT * FROM level_report('outcome', 'Q2 2024/25');
\echo @ level_report priority in Q2 2024/25
SELECT * FROM level_report('priority', 'Q2 2024/25');
\echo @ assurance_pack in Q2 2024/25
SELECT * FROM assurance_pack('LGA Corporate Peer Challenge', 'Q2 2024/25');
\echo @ exceptions_report in Q1 2025/26
SELECT * FROM exceptions_report('Q1 2025/26');
\echo @ exceptions_report in Q1 2025/26 as_at 2025-10-31
SELECT * FROM exceptions_report('Q1 2025/26', '2025-10-31');
\echo @ rollup_report in Q1 2025/26
SELECT :rollup FROM rollup_report('Q1 2025/26');
\echo @ kpi_node_report in Q1 2025/26
SELECT * FROM kpi_node_report('Q1 2025/26');
\echo @ shares_report in Q1 2025/26
SELECT * FROM shares_report('Q1 2025/26');
\echo @ evidence_report in Q1 2025/26
SELECT * FROM evidence_report('Q1 2025/26');
\echo @ returns_outstanding in Q1 2025/26
SELECT * FROM returns_outstanding('Q1 2025/26');
\echo @ restatements in Q1 2025/26
SELECT * FROM restatements(in_quarter => 'Q1 2025/26') t ORDER BY t::text COLLATE "C";
\echo @ level_report outcome in Q1 2025/26
SELECT * FROM level_report('outcome', 'Q1 2025/26');
\echo @ level_report priority in Q1 2025/26
SELECT * FROM level_report('priority', 'Q1 2025/26');
\echo @ assurance_pack in Q1 2025/26
SELECT * FROM assurance_pack('LGA Corporate Peer Challenge', 'Q1 2025/26');
\echo @ exceptions_report in Q2 2025/26
SELECT * FROM exceptions_report('Q2 2025/26');
\echo @ exceptions_report in Q2 2025/26 as_at 2025-10-31
SELECT * FROM exceptions_report('Q2 2025/26', '2025-10-31');
\echo @ rollup_report in Q2 2025/26
SELECT :rollup FROM rollup_report('Q2 2025/26');
\echo @ kpi_node_report in Q2 2025/26
SELECT * FROM kpi_node_report('Q2 2025/26');
\echo @ shares_report in Q2 2025/26
SELECT * FROM shares_report('Q2 2025/26');
\echo @ evidence_report in Q2 2025/26
SELECT * FROM evidence_report('Q2 2025/26');
\echo @ returns_outstanding in Q2 2025/26
SELECT * FROM returns_outstanding('Q2 2025/26');
\echo @ restatements in Q2 2025/26
SELECT * FROM restatements(in_quarter => 'Q2 2025/26') t ORDER BY t::text COLLATE "C";
\echo @ level_report outcome in Q2 2025/26
SELECT * FROM level_report('outcome', 'Q2 2025/26');
\echo @ level_report priority in Q2 2025/26
SELECT * FROM level_report('priority', 'Q2 2025/26');
\echo @ assurance_pack in Q2 2025/26
SELECT * FROM assurance_pack('LGA Corporate Peer Challenge', 'Q2 2025/26');
\echo @ exceptions_report in Q3 2025/26
SELECT * FROM exceptions_report('Q3 2025/26');
\echo @ exceptions_report in Q3 2025/26 as_at 2025-10-31
SELECT * FROM exceptions_report('Q3 2025/26', '2025-10-31');
\echo @ rollup_report in Q3 2025/26
SELECT :rollup FROM rollup_report('Q3 2025/26');
\echo @ kpi_node_report in Q3 2025/26
SELECT * FROM kpi_node_report('Q3 2025/26');
\echo @ shares_report in Q3 2025/26
SELECT * FROM shares_report('Q3 2025/26');
\echo @ evidence_report in Q3 2025/26
SELECT * FROM evidence_report('Q3 2025/26');
\echo @ returns_outstanding in Q3 2025/26
SELECT * FROM returns_outstanding('Q3 2025/26');
\echo @ restatements in Q3 2025/26
SELECT * FROM restatements(in_quarter => 'Q3 2025/26') t ORDER BY t::text COLLATE "C";
\echo @ level_report outcome in Q3 2025/26
SELECT * FROM level_report('outcome', 'Q3 2025/26');
\echo @ level_report priority in Q3 2025/26
SELECT * FROM level_report('priority', 'Q3 2025/26');
\echo @ assurance_pack in Q3 2025/26
SELECT * FROM assurance_pack('LGA Corporate Peer Challenge', 'Q3 2025/26');
\echo @ exceptions_report as_at 2024-12-31
SELECT * FROM exceptions_report(as_at => '2024-12-31');
\echo @ rollup_report as_at 2024-12-31
SELECT :rollup FROM rollup_report(as_at => '2024-12-31');
\echo @ kpi_node_report as_at 2024-12-31
SELECT * FROM kpi_node_report(as_at => '2024-12-31');
\echo @ shares_report as_at 2024-12-31
SELECT * FROM shares_report(as_at => '2024-12-31');
\echo @ evidence_report as_at 2024-12-31
SELECT * FROM evidence_report(as_at => '2024-12-31');
\echo @ returns_outstanding as_at 2024-12-31
SELECT * FROM returns_outstanding(as_at => '2024-12-31');
\echo @ level_report commitment as_at 2024-12-31
SELECT * FROM level_report('commitment', as_at => '2024-12-31');
\echo @ assurance_pack as_at 2024-12-31
SELECT * FROM assurance_pack('Best Value Notice', 'Q2 2025/26', '2024-12-31');
\echo @ exceptions_report as_at 2025-05-31
SELECT * FROM exceptions_report(as_at => '2025-05-31');
\echo @ rollup_report as_at 2025-05-31
SELECT :rollup FROM rollup_report(as_at => '2025-05-31');
\echo @ kpi_node_report as_at 2025-05-31
SELECT * FROM kpi_node_report(as_at => '2025-05-31');
\echo @ shares_report as_at 2025-05-31
SELECT * FROM shares_report(as_at => '2025-05-31');
\echo @ evidence_report as_at 2025-05-31
SELECT * FROM evidence_report(as_at => '2025-05-31');
\echo @ returns_outstanding as_at 2025-05-31
SELECT * FROM returns_outstanding(as_at => '2025-05-31');
\echo @ level_report commitment as_at 2025-05-31
SELECT * FROM level_report('commitment', as_at => '2025-05-31');
\echo @ assurance_pack as_at 2025-05-31
SELECT * FROM assurance_pack('Best Value Notice', 'Q2 2025/26', '2025-05-31');
\echo @ exceptions_report as_at 2025-10-31
SELECT * FROM exceptions_report(as_at => '2025-10-31');
\echo @ rollup_report as_at 2025-10-31
SELECT :rollup FROM rollup_report(as_at => '2025-10-31');
\echo @ kpi_node_report as_at 2025-10-31
SELECT * FROM kpi_node_report(as_at => '2025-10-31');
\echo @ shares_report as_at 2025-10-31
SELECT * FROM shares_report(as_at => '2025-10-31');
\echo @ evidence_report as_at 2025-10-31
SELECT * FROM evidence_report(as_at => '2025-10-31');
\echo @ returns_outstanding as_at 2025-10-31
SELECT * FROM returns_outstanding(as_at => '2025-10-31');
\echo @ level_report commitment as_at 2025-10-31
SELECT * FROM level_report('commitment', as_at => '2025-10-31');
\echo @ assurance_pack as_at 2025-10-31
SELECT * FROM assurance_pack('Best Value Notice', 'Q2 2025/26', '2025-10-31');
\echo @ exceptions_report as_at 2026-03-31
SELECT * FROM exceptions_report(as_at => '2026-03-31');
\echo @ rollup_report as_at 2026-03-31
SELECT :rollup FROM rollup_report(as_at => '2026-03-31');
\echo @ kpi_node_report as_at 2026-03-31
SELECT * FROM kpi_node_report(as_at => '2026-03-31');
\echo @ shares_report as_at 2026-03-31
SELECT * FROM shares_report(as_at => '2026-03-31');
\echo @ evidence_report as_at 2026-03-31
SELECT * FROM evidence_report(as_at => '2026-03-31');
\echo @ returns_outstanding as_at 2026-03-31
SELECT * FROM returns_outstanding(as_at => '2026-03-31');
\echo @ level_report commitment as_at 2026-03-31
SELECT * FROM level_report('commitment', as_at => '2026-03-31');
\echo @ assurance_pack as_at 2026-03-31
SELECT * FROM assurance_pack('Best Value Notice', 'Q2 2025/26', '2026-03-31');
\echo @ exceptions_report as_at 2026-07-31
SELECT * FROM exceptions_report(as_at => '2026-07-31');
\echo @ rollup_report as_at 2026-07-31
SELECT :rollup FROM rollup_report(as_at => '2026-07-31');
\echo @ kpi_node_report as_at 2026-07-31
SELECT * FROM kpi_node_report(as_at => '2026-07-31');
\echo @ shares_report as_at 2026-07-31
SELECT * FROM shares_report(as_at => '2026-07-31');
\echo @ evidence_report as_at 2026-07-31
SELECT * FROM evidence_report(as_at => '2026-07-31');
\echo @ returns_outstanding as_at 2026-07-31
SELECT * FROM returns_outstanding(as_at => '2026-07-31');
\echo @ level_report commitment as_at 2026-07-31
SELECT * FROM level_report('commitment', as_at => '2026-07-31');
\echo @ assurance_pack as_at 2026-07-31
SELECT * FROM assurance_pack('Best Value Notice', 'Q2 2025/26', '2026-07-31');
\echo @ rollup_report in Q2 2025/26 of the delivery plan
SELECT :rollup FROM rollup_report('Q2 2025/26', of_plans => ARRAY[net.plan('Delivery Plan 2025/26')]);
\echo @ level_report outcome of rated, majority of half
SELECT * FROM level_report('outcome', 'Q2 2025/26', of => 'rated', policy => 'majority', min_coverage => 0.5);
\echo @ level_report aim
SELECT * FROM level_report('aim');
\echo @ level_report commitment
SELECT * FROM level_report('commitment');
\echo @ level_report outcome
SELECT * FROM level_report('outcome');
\echo @ level_report plan
SELECT * FROM level_report('plan');
\echo @ level_report priority
SELECT * FROM level_report('priority');
\echo @ level_report programme
SELECT * FROM level_report('programme');
\echo @ level_report project
SELECT * FROM level_report('project');
\echo @ level_report recommendation
SELECT * FROM level_report('recommendation');
\echo @ level_report reference
SELECT * FROM level_report('reference');
\echo @ level_report requirement
SELECT * FROM level_report('requirement');
\echo @ level_report theme
SELECT * FROM level_report('theme');
\echo @ level_report officer of live in Q2 2025/26
SELECT * FROM level_report('officer', 'Q2 2025/26', of => 'live');
\echo @ level_report body of live in Q2 2025/26
SELECT * FROM level_report('body', 'Q2 2025/26', of => 'live');
\echo @ level_report plan of live in Q2 2025/26
SELECT * FROM level_report('plan', 'Q2 2025/26', of => 'live');

-- Measures and money: of a day, as known at a time.
\echo @ measure_report as_at 2024-12-31
SELECT :measure FROM measure_report('2024-12-31');
\echo @ measure_report as_at 2025-10-31
SELECT :measure FROM measure_report('2025-10-31');
\echo @ measure_report known on 2024-03-31
SELECT :measure FROM measure_report(known_at => timestamptz '2024-03-31 23:59:59.999999+00');
\echo @ measure_report known on 2025-10-31
SELECT :measure FROM measure_report(known_at => timestamptz '2025-10-31 23:59:59.999999+00');
\echo @ measure_report known on 2026-02-10
SELECT :measure FROM measure_report(known_at => timestamptz '2026-02-10 23:59:59.999999+00');
\echo @ measure_summary as_at 2024-12-31
SELECT * FROM measure_summary('2024-12-31');
\echo @ measure_summary as_at 2025-10-31
SELECT * FROM measure_summary('2025-10-31');
\echo @ measure_summary known on 2024-03-31
SELECT * FROM measure_summary(known_at => timestamptz '2024-03-31 23:59:59.999999+00');
\echo @ measure_summary known on 2025-10-31
SELECT * FROM measure_summary(known_at => timestamptz '2025-10-31 23:59:59.999999+00');
\echo @ measure_summary known on 2026-02-10
SELECT * FROM measure_summary(known_at => timestamptz '2026-02-10 23:59:59.999999+00');
\echo @ benchmark_league as_at 2024-12-31
SELECT * FROM benchmark_league('2024-12-31');
\echo @ benchmark_league as_at 2025-10-31
SELECT * FROM benchmark_league('2025-10-31');
\echo @ benchmark_league known on 2024-03-31
SELECT * FROM benchmark_league(known_at => timestamptz '2024-03-31 23:59:59.999999+00');
\echo @ benchmark_league known on 2025-10-31
SELECT * FROM benchmark_league(known_at => timestamptz '2025-10-31 23:59:59.999999+00');
\echo @ benchmark_league known on 2026-02-10
SELECT * FROM benchmark_league(known_at => timestamptz '2026-02-10 23:59:59.999999+00');
\echo @ benchmark_report as_at 2024-12-31
SELECT * FROM benchmark_report('2024-12-31');
\echo @ benchmark_report as_at 2025-10-31
SELECT * FROM benchmark_report('2025-10-31');
\echo @ benchmark_report known on 2024-03-31
SELECT * FROM benchmark_report(known_at => timestamptz '2024-03-31 23:59:59.999999+00');
\echo @ benchmark_report known on 2025-10-31
SELECT * FROM benchmark_report(known_at => timestamptz '2025-10-31 23:59:59.999999+00');
\echo @ benchmark_report known on 2026-02-10
SELECT * FROM benchmark_report(known_at => timestamptz '2026-02-10 23:59:59.999999+00');
\echo @ spc_report as_at 2024-12-31
SELECT * FROM spc_report('2024-12-31');
\echo @ spc_report as_at 2025-10-31
SELECT * FROM spc_report('2025-10-31');
\echo @ spc_report known on 2024-03-31
SELECT * FROM spc_report(known_at => timestamptz '2024-03-31 23:59:59.999999+00');
\echo @ spc_report known on 2025-10-31
SELECT * FROM spc_report(known_at => timestamptz '2025-10-31 23:59:59.999999+00');
\echo @ spc_report known on 2026-02-10
SELECT * FROM spc_report(known_at => timestamptz '2026-02-10 23:59:59.999999+00');
\echo @ savings_report as_at 2024-12-31
SELECT * FROM savings_report('2024-12-31');
\echo @ savings_report as_at 2025-10-31
SELECT * FROM savings_report('2025-10-31');
\echo @ savings_report known on 2024-03-31
SELECT * FROM savings_report(known_at => timestamptz '2024-03-31 23:59:59.999999+00');
\echo @ savings_report known on 2025-10-31
SELECT * FROM savings_report(known_at => timestamptz '2025-10-31 23:59:59.999999+00');
\echo @ savings_report known on 2026-02-10
SELECT * FROM savings_report(known_at => timestamptz '2026-02-10 23:59:59.999999+00');
\echo @ funding_report as_at 2024-12-31
SELECT * FROM funding_report('2024-12-31');
\echo @ funding_report as_at 2025-10-31
SELECT * FROM funding_report('2025-10-31');
\echo @ funding_report known on 2024-03-31
SELECT * FROM funding_report(known_at => timestamptz '2024-03-31 23:59:59.999999+00');
\echo @ funding_report known on 2025-10-31
SELECT * FROM funding_report(known_at => timestamptz '2025-10-31 23:59:59.999999+00');
\echo @ funding_report known on 2026-02-10
SELECT * FROM funding_report(known_at => timestamptz '2026-02-10 23:59:59.999999+00');
\echo @ money_node_report as_at 2024-12-31
SELECT * FROM money_node_report('2024-12-31');
\echo @ money_node_report as_at 2025-10-31
SELECT * FROM money_node_report('2025-10-31');
\echo @ money_node_report known on 2024-03-31
SELECT * FROM money_node_report(known_at => timestamptz '2024-03-31 23:59:59.999999+00');
\echo @ money_node_report known on 2025-10-31
SELECT * FROM money_node_report(known_at => timestamptz '2025-10-31 23:59:59.999999+00');
\echo @ money_node_report known on 2026-02-10
SELECT * FROM money_node_report(known_at => timestamptz '2026-02-10 23:59:59.999999+00');
\echo @ money_unplaced as_at 2024-12-31
SELECT * FROM money_unplaced('2024-12-31');
\echo @ money_unplaced as_at 2025-10-31
SELECT * FROM money_unplaced('2025-10-31');
\echo @ money_unplaced known on 2024-03-31
SELECT * FROM money_unplaced(known_at => timestamptz '2024-03-31 23:59:59.999999+00');
\echo @ money_unplaced known on 2025-10-31
SELECT * FROM money_unplaced(known_at => timestamptz '2025-10-31 23:59:59.999999+00');
\echo @ money_unplaced known on 2026-02-10
SELECT * FROM money_unplaced(known_at => timestamptz '2026-02-10 23:59:59.999999+00');
\echo @ kpi_node_report known on 2024-03-31
SELECT * FROM kpi_node_report('Q2 2024/25', known_at => timestamptz '2024-03-31 23:59:59.999999+00');
\echo @ money_report known on 2024-03-31
SELECT * FROM money_report(timestamptz '2024-03-31 23:59:59.999999+00');
\echo @ money_parts known on 2024-03-31
SELECT * FROM money_parts(timestamptz '2024-03-31 23:59:59.999999+00') t ORDER BY t::text COLLATE "C";
\echo @ ratings_as_known known on 2024-03-31
SELECT * FROM quarter_ratings('infinity', timestamptz '2024-03-31 23:59:59.999999+00') ORDER BY item_id DESC, quarter DESC;
\echo @ kpi_node_report known on 2025-10-31
SELECT * FROM kpi_node_report('Q2 2024/25', known_at => timestamptz '2025-10-31 23:59:59.999999+00');
\echo @ money_report known on 2025-10-31
SELECT * FROM money_report(timestamptz '2025-10-31 23:59:59.999999+00');
\echo @ money_parts known on 2025-10-31
SELECT * FROM money_parts(timestamptz '2025-10-31 23:59:59.999999+00') t ORDER BY t::text COLLATE "C";
\echo @ ratings_as_known known on 2025-10-31
SELECT * FROM quarter_ratings('infinity', timestamptz '2025-10-31 23:59:59.999999+00') ORDER BY item_id DESC, quarter DESC;
\echo @ kpi_node_report known on 2026-02-10
SELECT * FROM kpi_node_report('Q2 2024/25', known_at => timestamptz '2026-02-10 23:59:59.999999+00');
\echo @ money_report known on 2026-02-10
SELECT * FROM money_report(timestamptz '2026-02-10 23:59:59.999999+00');
\echo @ money_parts known on 2026-02-10
SELECT * FROM money_parts(timestamptz '2026-02-10 23:59:59.999999+00') t ORDER BY t::text COLLATE "C";
\echo @ ratings_as_known known on 2026-02-10
SELECT * FROM quarter_ratings('infinity', timestamptz '2026-02-10 23:59:59.999999+00') ORDER BY item_id DESC, quarter DESC;
\echo @ savings_report by project
SELECT * FROM savings_report(by_level => 'project');
\echo @ funding_report by project
SELECT * FROM funding_report(by_level => 'project');
\echo @ savings_report by outcome
SELECT * FROM savings_report(by_level => 'outcome');
\echo @ funding_report by outcome
SELECT * FROM funding_report(by_level => 'outcome');
\echo @ savings_report by commitment
SELECT * FROM savings_report(by_level => 'commitment');
\echo @ funding_report by commitment
SELECT * FROM funding_report(by_level => 'commitment');
\echo @ savings_report by plan
SELECT * FROM savings_report(by_level => 'plan');
\echo @ funding_report by plan
SELECT * FROM funding_report(by_level => 'plan');

-- What was known on a day.
\echo @ as_known_on 2025-01-31
SELECT * FROM as_known_on('2025-01-31');
\echo @ progress_as_known_on 2025-01-31
SELECT * FROM progress_report(as_at => '2025-01-31', known_at => end_of_day('2025-01-31'));
\echo @ rollup_as_known_on 2025-01-31
SELECT :rollup FROM rollup_report(as_at => '2025-01-31', known_at => end_of_day('2025-01-31'));
\echo @ rollup_as_known_on 2025-01-31 in Q2 2024/25
SELECT :rollup FROM rollup_report('Q2 2024/25', known_at => end_of_day('2025-01-31'));
\echo @ rollup_as_known_on 2025-01-31 in Q2 2025/26
SELECT :rollup FROM rollup_report('Q2 2025/26', known_at => end_of_day('2025-01-31'));
\echo @ as_known_on 2025-07-31
SELECT * FROM as_known_on('2025-07-31');
\echo @ progress_as_known_on 2025-07-31
SELECT * FROM progress_report(as_at => '2025-07-31', known_at => end_of_day('2025-07-31'));
\echo @ rollup_as_known_on 2025-07-31
SELECT :rollup FROM rollup_report(as_at => '2025-07-31', known_at => end_of_day('2025-07-31'));
\echo @ rollup_as_known_on 2025-07-31 in Q2 2024/25
SELECT :rollup FROM rollup_report('Q2 2024/25', known_at => end_of_day('2025-07-31'));
\echo @ rollup_as_known_on 2025-07-31 in Q2 2025/26
SELECT :rollup FROM rollup_report('Q2 2025/26', known_at => end_of_day('2025-07-31'));
\echo @ as_known_on 2025-10-31
SELECT * FROM as_known_on('2025-10-31');
\echo @ progress_as_known_on 2025-10-31
SELECT * FROM progress_report(as_at => '2025-10-31', known_at => end_of_day('2025-10-31'));
\echo @ rollup_as_known_on 2025-10-31
SELECT :rollup FROM rollup_report(as_at => '2025-10-31', known_at => end_of_day('2025-10-31'));
\echo @ rollup_as_known_on 2025-10-31 in Q2 2024/25
SELECT :rollup FROM rollup_report('Q2 2024/25', known_at => end_of_day('2025-10-31'));
\echo @ rollup_as_known_on 2025-10-31 in Q2 2025/26
SELECT :rollup FROM rollup_report('Q2 2025/26', known_at => end_of_day('2025-10-31'));
\echo @ as_known_on 2026-02-28
SELECT * FROM as_known_on('2026-02-28');
\echo @ progress_as_known_on 2026-02-28
SELECT * FROM progress_report(as_at => '2026-02-28', known_at => end_of_day('2026-02-28'));
\echo @ rollup_as_known_on 2026-02-28
SELECT :rollup FROM rollup_report(as_at => '2026-02-28', known_at => end_of_day('2026-02-28'));
\echo @ rollup_as_known_on 2026-02-28 in Q2 2024/25
SELECT :rollup FROM rollup_report('Q2 2024/25', known_at => end_of_day('2026-02-28'));
\echo @ rollup_as_known_on 2026-02-28 in Q2 2025/26
SELECT :rollup FROM rollup_report('Q2 2025/26', known_at => end_of_day('2026-02-28'));
\echo @ rollup_as_known_on 2026-02-28 of the delivery plan
SELECT :rollup FROM rollup_report(NULL, '2026-02-28', ARRAY[net.plan('Delivery Plan 2025/26')], end_of_day('2026-02-28'));

-- What was published.
\echo @ published_report old plan Q1 2024/25
SELECT * FROM published_report('Cheshire East plan 2024-25', 'Q1 2024/25') t ORDER BY t::text COLLATE "C";
\echo @ published_report old plan Q2 2024/25
SELECT * FROM published_report('Cheshire East plan 2024-25', 'Q2 2024/25') t ORDER BY t::text COLLATE "C";
\echo @ published_report old plan Q2 2024/25 edition 1
SELECT * FROM published_report('Cheshire East plan 2024-25', 'Q2 2024/25', 1) t ORDER BY t::text COLLATE "C";
\echo @ published_report peer plan Q1 2025/26
SELECT * FROM published_report('Corporate Peer Challenge Action Plan', 'Q1 2025/26') t ORDER BY t::text COLLATE "C";
\echo @ published_report delivery plan Q2 2025/26
SELECT * FROM published_report('Delivery Plan 2025/26', 'Q2 2025/26') t ORDER BY t::text COLLATE "C";
\echo @ published_report delivery plan Q2 2025/26 edition 1
SELECT * FROM published_report('Delivery Plan 2025/26', 'Q2 2025/26', 1) t ORDER BY t::text COLLATE "C";
\echo @ published_report delivery plan Q3 2025/26
SELECT * FROM published_report('Delivery Plan 2025/26', 'Q3 2025/26') t ORDER BY t::text COLLATE "C";
\echo @ published_report improvement plan Q2 2025/26 edition 1
SELECT * FROM published_report('Improvement & Transformation Delivery Plan 2025-27', 'Q2 2025/26', 1) t ORDER BY t::text COLLATE "C";
\echo @ published_report delivery plan Q4 2025/26
SELECT * FROM published_report('Delivery Plan 2025/26', 'Q4 2025/26') t ORDER BY t::text COLLATE "C";
\echo @ restatements of the old plan
SELECT * FROM restatements(net.plan('Cheshire East plan 2024-25')) t ORDER BY t::text COLLATE "C";
\echo @ restatements of the delivery plan
SELECT * FROM restatements(net.plan('Delivery Plan 2025/26')) t ORDER BY t::text COLLATE "C";

-- Calendar, audit, coverage.
\echo @ reporting_calendar 2025-04-01 to 2026-03-31
SELECT * FROM reporting_calendar('2025-04-01', '2026-03-31');
\echo @ reporting_calendar 2026-04-01 to 2027-03-31
SELECT * FROM reporting_calendar('2026-04-01', '2027-03-31');
\echo @ reporting_calendar 2025-06-12 to 2025-06-12
SELECT * FROM reporting_calendar('2025-06-12', '2025-06-12');
\echo @ audit_report 2024-11-20 to 2024-12-31
SELECT * FROM audit_report('2024-11-20', '2024-12-31');
\echo @ audit_report 2025-10-01 to 2025-10-31
SELECT * FROM audit_report('2025-10-01', '2025-10-31');
\echo @ audit_report 2026-01-01 to 2026-02-28
SELECT * FROM audit_report('2026-01-01', '2026-02-28');
\echo @ audit_coverage
SELECT * FROM audit_coverage();

-- Grids, forms, sentences.
\echo @ grid_report old plan
SELECT * FROM grid_report(net.plan('Cheshire East plan 2024-25'));
\echo @ grid_csv old plan
SELECT grid_csv(net.plan('Cheshire East plan 2024-25'));
\echo @ grid_sql old plan
SELECT net.plan('Cheshire East plan 2024-25') AS plan \gset
SELECT grid_sql(:plan) \gexec
\echo @ grid_view old plan
SELECT grid_view(net.plan('Cheshire East plan 2024-25'), 'net_grid') \g /dev/null
SELECT * FROM net_grid t ORDER BY t::text COLLATE "C";
DROP VIEW IF EXISTS net_grid;
\echo @ summary_sentence old plan
SELECT summary_sentence(net.plan('Cheshire East plan 2024-25'));
\echo @ summary_sentence old plan in Q2 2024/25
SELECT summary_sentence(net.plan('Cheshire East plan 2024-25'), 'Q2 2024/25');
\echo @ summary_sentence old plan in Q1 2025/26
SELECT summary_sentence(net.plan('Cheshire East plan 2024-25'), 'Q1 2025/26');
\echo @ summary_sentence old plan in Q2 2025/26
SELECT summary_sentence(net.plan('Cheshire East plan 2024-25'), 'Q2 2025/26');
\echo @ summary_sentence old plan in Q3 2025/26
SELECT summary_sentence(net.plan('Cheshire East plan 2024-25'), 'Q3 2025/26');
\echo @ grid_report peer plan
SELECT * FROM grid_report(net.plan('Corporate Peer Challenge Action Plan'));
\echo @ grid_csv peer plan
SELECT grid_csv(net.plan('Corporate Peer Challenge Action Plan'));
\echo @ grid_sql peer plan
SELECT net.plan('Corporate Peer Challenge Action Plan') AS plan \gset
SELECT grid_sql(:plan) \gexec
\echo @ grid_view peer plan
SELECT grid_view(net.plan('Corporate Peer Challenge Action Plan'), 'net_grid') \g /dev/null
SELECT * FROM net_grid t ORDER BY t::text COLLATE "C";
DROP VIEW IF EXISTS net_grid;
\echo @ summary_sentence peer plan
SELECT summary_sentence(net.plan('Corporate Peer Challenge Action Plan'));
\echo @ summary_sentence peer plan in Q2 2024/25
SELECT summary_sentence(net.plan('Corporate Peer Challenge Action Plan'), 'Q2 2024/25');
\echo @ summary_sentence peer plan in Q1 2025/26
SELECT summary_sentence(net.plan('Corporate Peer Challenge Action Plan'), 'Q1 2025/26');
\echo @ summary_sentence peer plan in Q2 2025/26
SELECT summary_sentence(net.plan('Corporate Peer Challenge Action Plan'), 'Q2 2025/26');
\echo @ summary_sentence peer plan in Q3 2025/26
SELECT summary_sentence(net.plan('Corporate Peer Challenge Action Plan'), 'Q3 2025/26');
\echo @ grid_report delivery plan
SELECT * FROM grid_report(net.plan('Delivery Plan 2025/26'));
\echo @ grid_csv delivery plan
SELECT grid_csv(net.plan('Delivery Plan 2025/26'));
\echo @ grid_sql delivery plan
SELECT net.plan('Delivery Plan 2025/26') AS plan \gset
SELECT grid_sql(:plan) \gexec
\echo @ grid_view delivery plan
SELECT grid_view(net.plan('Delivery Plan 2025/26'), 'net_grid') \g /dev/null
SELECT * FROM net_grid t ORDER BY t::text COLLATE "C";
DROP VIEW IF EXISTS net_grid;
\echo @ summary_sentence delivery plan
SELECT summary_sentence(net.plan('Delivery Plan 2025/26'));
\echo @ summary_sentence delivery plan in Q2 2024/25
SELECT summary_sentence(net.plan('Delivery Plan 2025/26'), 'Q2 2024/25');
\echo @ summary_sentence delivery plan in Q1 2025/26
SELECT summary_sentence(net.plan('Delivery Plan 2025/26'), 'Q1 2025/26');
\echo @ summary_sentence delivery plan in Q2 2025/26
SELECT summary_sentence(net.plan('Delivery Plan 2025/26'), 'Q2 2025/26');
\echo @ summary_sentence delivery plan in Q3 2025/26
SELECT summary_sentence(net.plan('Delivery Plan 2025/26'), 'Q3 2025/26');
\echo @ grid_report improvement plan
SELECT * FROM grid_report(net.plan('Improvement & Transformation Delivery Plan 2025-27'));
\echo @ grid_csv improvement plan
SELECT grid_csv(net.plan('Improvement & Transformation Delivery Plan 2025-27'));
\echo @ grid_sql improvement plan
SELECT net.plan('Improvement & Transformation Delivery Plan 2025-27') AS plan \gset
SELECT grid_sql(:plan) \gexec
\echo @ grid_view improvement plan
SELECT grid_view(net.plan('Improvement & Transformation Delivery Plan 2025-27'), 'net_grid') \g /dev/null
SELECT * FROM net_grid t ORDER BY t::text COLLATE "C";
DROP VIEW IF EXISTS net_grid;
\echo @ summary_sentence improvement plan
SELECT summary_sentence(net.plan('Improvement & Transformation Delivery Plan 2025-27'));
\echo @ summary_sentence improvement plan in Q2 2024/25
SELECT summary_sentence(net.plan('Improvement & Transformation Delivery Plan 2025-27'), 'Q2 2024/25');
\echo @ summary_sentence improvement plan in Q1 2025/26
SELECT summary_sentence(net.plan('Improvement & Transformation Delivery Plan 2025-27'), 'Q1 2025/26');
\echo @ summary_sentence improvement plan in Q2 2025/26
SELECT summary_sentence(net.plan('Improvement & Transformation Delivery Plan 2025-27'), 'Q2 2025/26');
\echo @ summary_sentence improvement plan in Q3 2025/26
SELECT summary_sentence(net.plan('Improvement & Transformation Delivery Plan 2025-27'), 'Q3 2025/26');
\echo @ grid_report new plan
SELECT * FROM grid_report(net.plan('Delivery Plan 2026/27'));
\echo @ grid_csv new plan
SELECT grid_csv(net.plan('Delivery Plan 2026/27'));
\echo @ grid_sql new plan
SELECT net.plan('Delivery Plan 2026/27') AS plan \gset
SELECT grid_sql(:plan) \gexec
\echo @ grid_view new plan
SELECT grid_view(net.plan('Delivery Plan 2026/27'), 'net_grid') \g /dev/null
SELECT * FROM net_grid t ORDER BY t::text COLLATE "C";
DROP VIEW IF EXISTS net_grid;
\echo @ summary_sentence new plan
SELECT summary_sentence(net.plan('Delivery Plan 2026/27'));
\echo @ summary_sentence new plan in Q2 2024/25
SELECT summary_sentence(net.plan('Delivery Plan 2026/27'), 'Q2 2024/25');
\echo @ summary_sentence new plan in Q1 2025/26
SELECT summary_sentence(net.plan('Delivery Plan 2026/27'), 'Q1 2025/26');
\echo @ summary_sentence new plan in Q2 2025/26
SELECT summary_sentence(net.plan('Delivery Plan 2026/27'), 'Q2 2025/26');
\echo @ summary_sentence new plan in Q3 2025/26
SELECT summary_sentence(net.plan('Delivery Plan 2026/27'), 'Q3 2025/26');
\echo @ summary_sentence delivery plan as_at 2025-10-31
SELECT summary_sentence(net.plan('Delivery Plan 2025/26'), as_at => '2025-10-31');
\echo @ grid_csv delivery plan as_at 2025-10-31
SELECT grid_csv(net.plan('Delivery Plan 2025/26'), as_at => '2025-10-31', delimiter => E'\t');
\echo @ grid_csv old plan from Q2 to Q3
SELECT grid_csv(net.plan('Cheshire East plan 2024-25'), 'Q2 2024/25', 'Q3 2024/25');
\echo @ return_form Director of Transformation, old plan, Q3 2024/25
SELECT return_form('Director of Transformation', 'Q3 2024/25', net.plan('Cheshire East plan 2024-25'));
\echo @ return_form Director of Transformation, delivery plan, Q2 2025/26
SELECT return_form('Director of Transformation', 'Q2 2025/26', net.plan('Delivery Plan 2025/26'));
\echo @ return_form Director of Transformation, delivery plan, Q3 2025/26
SELECT return_form('Director of Transformation', 'Q3 2025/26', net.plan('Delivery Plan 2025/26'));
\echo @ return_form Director of Transformation, new plan, Q2 2026/27
SELECT return_form('Director of Transformation', 'Q2 2026/27', net.plan('Delivery Plan 2026/27'));
\echo @ return_form Executive Director of Place, old plan, Q3 2024/25
SELECT return_form('Executive Director of Place', 'Q3 2024/25', net.plan('Cheshire East plan 2024-25'));
\echo @ return_form Executive Director of Place, delivery plan, Q2 2025/26
SELECT return_form('Executive Director of Place', 'Q2 2025/26', net.plan('Delivery Plan 2025/26'));
\echo @ return_form Executive Director of Place, delivery plan, Q3 2025/26
SELECT return_form('Executive Director of Place', 'Q3 2025/26', net.plan('Delivery Plan 2025/26'));
\echo @ return_form Executive Director of Place, new plan, Q2 2026/27
SELECT return_form('Executive Director of Place', 'Q2 2026/27', net.plan('Delivery Plan 2026/27'));
\echo @ return_form of several plans
SELECT return_form('Director of Transformation', 'Q2 2025/26');
\echo @ return_form of nobody
SELECT return_form('Nobody', 'Q2 2025/26');
\echo @ return_form of one plan, tabs
SELECT return_form('Director of Transformation', 'Q2 2025/26', net.plan('Corporate Peer Challenge Action Plan'), E'\t');
\echo @ return_kind
SELECT return_kind(net.plan('Corporate Peer Challenge Action Plan'), 'Q2 2025/26');

-- Files out.
\echo @ export_csv 1
SELECT net.export_csv(1);
\echo @ export_csv 2
SELECT net.export_csv(2);
\echo @ export_csv 3
SELECT net.export_csv(3);
\echo @ export_csv 4
SELECT net.export_csv(4);
\echo @ export_csv 5
SELECT net.export_csv(5);
\echo @ export_csv 6
SELECT net.export_csv(6);
\echo @ export_csv 7
SELECT net.export_csv(7);
\echo @ export_csv 8
SELECT net.export_csv(8);
\echo @ export_csv 9
SELECT net.export_csv(9);
\echo @ export_csv 10
SELECT net.export_csv(10);
\echo @ export_csv 11
SELECT net.export_csv(11);
\echo @ export_csv 12
SELECT net.export_csv(12);
\echo @ export_csv 13
SELECT net.export_csv(13);
\echo @ export_csv 14
SELECT net.export_csv(14);
\echo @ export_csv 15
SELECT net.export_csv(15);
\echo @ export_csv 16
SELECT net.export_csv(16);
\echo @ export_csv 3 with semicolons
SELECT net.export_csv(3, ';');
\echo @ export_document plan_priorities
SELECT net.export_document('plan_priorities');
\echo @ export_document plan_priorities as_at 2025-05-31
SELECT net.export_document('plan_priorities', '2025-05-31');
\echo @ export_document plan_priorities as_at 2025-10-31
SELECT net.export_document('plan_priorities', '2025-10-31');
\echo @ export_document plan_priorities as_at 2026-03-31
SELECT net.export_document('plan_priorities', '2026-03-31');
\echo @ export_document plan_actions
SELECT net.export_document('plan_actions');
\echo @ export_document plan_actions as_at 2025-05-31
SELECT net.export_document('plan_actions', '2025-05-31');
\echo @ export_document plan_actions as_at 2025-10-31
SELECT net.export_document('plan_actions', '2025-10-31');
\echo @ export_document plan_actions as_at 2026-03-31
SELECT net.export_document('plan_actions', '2026-03-31');
\echo @ export_document peer_challenge
SELECT net.export_document('peer_challenge');
\echo @ export_document peer_challenge as_at 2025-05-31
SELECT net.export_document('peer_challenge', '2025-05-31');
\echo @ export_document peer_challenge as_at 2025-10-31
SELECT net.export_document('peer_challenge', '2025-10-31');
\echo @ export_document peer_challenge as_at 2026-03-31
SELECT net.export_document('peer_challenge', '2026-03-31');
\echo @ export_document outcomes
SELECT net.export_document('outcomes');
\echo @ export_document outcomes as_at 2025-05-31
SELECT net.export_document('outcomes', '2025-05-31');
\echo @ export_document outcomes as_at 2025-10-31
SELECT net.export_document('outcomes', '2025-10-31');
\echo @ export_document outcomes as_at 2026-03-31
SELECT net.export_document('outcomes', '2026-03-31');
\echo @ export_document delivery_plan
SELECT net.export_document('delivery_plan');
\echo @ export_document delivery_plan as_at 2025-05-31
SELECT net.export_document('delivery_plan', '2025-05-31');
\echo @ export_document delivery_plan as_at 2025-10-31
SELECT net.export_document('delivery_plan', '2025-10-31');
\echo @ export_document delivery_plan as_at 2026-03-31
SELECT net.export_document('delivery_plan', '2026-03-31');
\echo @ export_document improvement_plan
SELECT net.export_document('improvement_plan');
\echo @ export_document improvement_plan as_at 2025-05-31
SELECT net.export_document('improvement_plan', '2025-05-31');
\echo @ export_document improvement_plan as_at 2025-10-31
SELECT net.export_document('improvement_plan', '2025-10-31');
\echo @ export_document improvement_plan as_at 2026-03-31
SELECT net.export_document('improvement_plan', '2026-03-31');
\echo @ export_document linkage
SELECT net.export_document('linkage');
\echo @ export_document linkage as_at 2025-05-31
SELECT net.export_document('linkage', '2025-05-31');
\echo @ export_document linkage as_at 2025-10-31
SELECT net.export_document('linkage', '2025-10-31');
\echo @ export_document linkage as_at 2026-03-31
SELECT net.export_document('linkage', '2026-03-31');
\echo @ export_document posts
SELECT net.export_document('posts');
\echo @ export_document posts as_at 2025-05-31
SELECT net.export_document('posts', '2025-05-31');
\echo @ export_document posts as_at 2025-10-31
SELECT net.export_document('posts', '2025-10-31');
\echo @ export_document posts as_at 2026-03-31
SELECT net.export_document('posts', '2026-03-31');
\echo @ export_document committees
SELECT net.export_document('committees');
\echo @ export_document committees as_at 2025-05-31
SELECT net.export_document('committees', '2025-05-31');
\echo @ export_document committees as_at 2025-10-31
SELECT net.export_document('committees', '2025-10-31');
\echo @ export_document committees as_at 2026-03-31
SELECT net.export_document('committees', '2026-03-31');
\echo @ export_document kpis
SELECT net.export_document('kpis');
\echo @ export_document kpis as_at 2025-05-31
SELECT net.export_document('kpis', '2025-05-31');
\echo @ export_document kpis as_at 2025-10-31
SELECT net.export_document('kpis', '2025-10-31');
\echo @ export_document kpis as_at 2026-03-31
SELECT net.export_document('kpis', '2026-03-31');
\echo @ export_document ledger
SELECT net.export_document('ledger');
\echo @ export_document ledger as_at 2025-05-31
SELECT net.export_document('ledger', '2025-05-31');
\echo @ export_document ledger as_at 2025-10-31
SELECT net.export_document('ledger', '2025-10-31');
\echo @ export_document ledger as_at 2026-03-31
SELECT net.export_document('ledger', '2026-03-31');
\echo @ export_document actions
SELECT net.export_document('actions');
\echo @ export_document actions as_at 2025-05-31
SELECT net.export_document('actions', '2025-05-31');
\echo @ export_document actions as_at 2025-10-31
SELECT net.export_document('actions', '2025-10-31');
\echo @ export_document actions as_at 2026-03-31
SELECT net.export_document('actions', '2026-03-31');

-- Pages.
\echo @ report_html
SELECT net.report_html();
\echo @ report_html as_at 2024-12-31
SELECT net.report_html(as_at => '2024-12-31');
\echo @ report_html as_at 2025-05-31
SELECT net.report_html(as_at => '2025-05-31');
\echo @ report_html as_at 2025-10-31
SELECT net.report_html(as_at => '2025-10-31');
\echo @ report_html as_at 2026-03-31
SELECT net.report_html(as_at => '2026-03-31');
\echo @ report_html as_at 2026-07-31
SELECT net.report_html(as_at => '2026-07-31');
\echo @ report_html old plan
SELECT net.report_html('Cheshire East plan 2024-25');
\echo @ report_html peer plan
SELECT net.report_html('Corporate Peer Challenge Action Plan');
\echo @ report_html delivery plan
SELECT net.report_html('Delivery Plan 2025/26');
\echo @ report_html improvement plan
SELECT net.report_html('Improvement & Transformation Delivery Plan 2025-27');
\echo @ report_html new plan
SELECT net.report_html('Delivery Plan 2026/27');
\echo @ report_html old plan in Q2 2024/25 as_at 2024-12-31
SELECT net.report_html('Cheshire East plan 2024-25', 'Q2 2024/25', '2024-12-31');
\echo @ report_html delivery plan in Q2 2025/26 as_at 2025-10-31
SELECT net.report_html('Delivery Plan 2025/26', 'Q2 2025/26', '2025-10-31');
\echo @ report_html delivery plan in Q3 2025/26 as_at 2026-03-31
SELECT net.report_html('Delivery Plan 2025/26', 'Q3 2025/26', '2026-03-31');
\echo @ report_html in Q2 2024/25
SELECT net.report_html(quarter => 'Q2 2024/25');
\echo @ report_html in Q1 2025/26
SELECT net.report_html(quarter => 'Q1 2025/26');
\echo @ report_html in Q2 2025/26
SELECT net.report_html(quarter => 'Q2 2025/26');
\echo @ report_html in Q3 2025/26
SELECT net.report_html(quarter => 'Q3 2025/26');

-- As an officer.
SET ROLE net_officer;
\echo @ own_items for an officer
SELECT * FROM own_items t ORDER BY t::text COLLATE "C";
\echo @ progress_report for an officer
SELECT * FROM progress_report;
\echo @ returns_outstanding for an officer
SELECT * FROM returns_outstanding;
\echo @ register_level of an officer
SELECT register_level();
RESET ROLE;

-- What is kept, where no report shows it.
\echo @ table plans
SELECT * FROM plans t ORDER BY t::text COLLATE "C";
\echo @ table nodes
SELECT * FROM nodes t ORDER BY t::text COLLATE "C";
\echo @ table items
SELECT * FROM items t ORDER BY t::text COLLATE "C";
\echo @ table links
SELECT * FROM links t ORDER BY t::text COLLATE "C";
\echo @ table ratings
SELECT * FROM ratings t ORDER BY t::text COLLATE "C";
\echo @ table due_dates
SELECT * FROM due_dates t ORDER BY t::text COLLATE "C";
\echo @ table item_states
SELECT * FROM item_states t ORDER BY t::text COLLATE "C";
\echo @ table link_ends
SELECT * FROM link_ends t ORDER BY t::text COLLATE "C";
\echo @ table item_officers
SELECT * FROM item_officers t ORDER BY t::text COLLATE "C";
\echo @ table item_bodies
SELECT * FROM item_bodies t ORDER BY t::text COLLATE "C";
\echo @ table item_attributes
SELECT * FROM item_attributes t ORDER BY t::text COLLATE "C";
\echo @ table carry_forward
SELECT * FROM carry_forward t ORDER BY t::text COLLATE "C";
\echo @ table imports
SELECT * FROM imports t ORDER BY t::text COLLATE "C";
\echo @ table import_errors
SELECT * FROM import_errors t ORDER BY t::text COLLATE "C";
\echo @ table money_lines
SELECT * FROM money_lines t ORDER BY t::text COLLATE "C";
\echo @ table measure_values
SELECT * FROM measure_values t ORDER BY t::text COLLATE "C";
\echo @ table publications
SELECT * FROM publications t ORDER BY t::text COLLATE "C";
\echo @ table published_items
SELECT * FROM published_items t ORDER BY t::text COLLATE "C";
\echo @ table published_nodes
SELECT * FROM published_nodes t ORDER BY t::text COLLATE "C";
\echo @ table published_links
SELECT * FROM published_links t ORDER BY t::text COLLATE "C";

-- New in 0.7.0.
\echo @ delivery_dates
SELECT * FROM delivery_dates() t ORDER BY t::text COLLATE "C";
\echo @ level_items of commitments
SELECT * FROM level_items('commitment', '2025-10-31') ORDER BY key, item_id;
\echo @ level_names of bodies
SELECT * FROM level_names('body') ORDER BY key;
\echo @ profile_report of the delivery plan by commitment
SELECT * FROM profile_report('2025-10-31', of_plan => 'Delivery Plan 2025/26', in_level => 'commitment');
\echo @ profile_report of the peer plan by month
SELECT * FROM profile_report('2025-10-31', of_plan => 'Corporate Peer Challenge Action Plan', by => 'month');
\echo @ highlight_report of the delivery plan
SELECT * FROM highlight_report('2025-09-30', 'Delivery Plan 2025/26');
\echo @ risk_heat_map as_at 2025-10-31
SELECT * FROM risk_heat_map(as_at => '2025-10-31');
\echo @ requirement_narrative
SELECT requirement_narrative('EFS', 'Q2 2025/26', '2025-10-31');
\echo @ node_comparison_report
SELECT * FROM node_comparison_report;
