-- The quarterly report in psql.  Everything here is a view or function of the register.

\echo
\echo '* Progress per plan (council.progress_report): all items are the denominator'
SELECT plan, quarter, total, complete AS "B", green AS "G", amber AS "A", red AS "R", scheduled AS "S", unrated AS "none",
       round(percent_complete) || '%' AS complete, overall
FROM progress_report ORDER BY plan, quarter;

\echo
\echo '* Exceptions: escalate and monitor (council.exceptions_report, first 12)'
SELECT rating AS r, left(plan, 26) AS plan, ref, left(title, 44) AS title, movement, current_due AS due FROM exceptions_report LIMIT 12;

\echo
\echo '* Movement from Q1 to Q2 of the 2024-25 plan (council.movement_report)'
SELECT previous_rating AS q1, rating AS q2, movement, items
FROM movement_report WHERE plan = 'Cheshire East plan 2024-25' AND quarter = 'Q2 2024/25';

\echo
\echo '* Rating by aim in the latest quarter (council.node_rating_report)'
SELECT ref AS aim, left(title, 44) AS title, tally, round(percent_complete) || '%' AS complete, overall
FROM node_rating_report WHERE level = 'aim' AND is_latest ORDER BY ref;

\echo
\echo '* Rating by committee, 2024-25 plan (council.body_rating_report): do not add across bodies'
SELECT body, tally, overall FROM body_rating_report
WHERE plan = 'Cheshire East plan 2024-25' AND is_latest ORDER BY overall DESC NULLS LAST, body;

\echo
\echo '* Rating by responsible officer, peer challenge (council.officer_rating_report): do not add across officers'
SELECT officer, tally, overall FROM officer_rating_report
WHERE plan LIKE 'Corporate Peer%' AND role = 'responsible' AND is_latest ORDER BY overall DESC NULLS LAST, tally DESC, officer LIMIT 8;

\echo
\echo '* Re-baselined deadlines (council.slippage_report)'
SELECT ref, left(title, 44) AS title, baseline_due, current_due, slippage_months AS months, rating FROM slippage_report;

\echo
\echo '* Overdue on 31 May 2025 (council.overdue_report): latest rating not Complete (first 8)'
SELECT ref, left(title, 44) AS title, current_due AS due, days_overdue AS days, rating FROM overdue_report('2025-05-31') LIMIT 8;
SELECT count(*) AS overdue_on_31_may_2025 FROM overdue_report('2025-05-31');

\echo
\echo '* Deliverables per commitment, outcome and plan, through every link (council.rollup_report)'
\echo '  by link: every pair of item and node at or under it; distinct: every item once. Do not add across nodes.'
SELECT level, ref, left(title, 48) AS title, items_by_link AS by_link, items_distinct AS "distinct"
FROM rollup_report
WHERE plan = 'Cheshire East Plan 2025-29' AND level IN ('plan', 'commitment', 'outcome')
ORDER BY array_position(ARRAY['plan', 'commitment', 'outcome'], level), ref;

\echo
\echo '* Deliverables due per quarter (council.profile_report)'
SELECT plan, quarter, due_items AS due, active_items AS active FROM profile_report WHERE due_items > 0 ORDER BY plan, quarter;
