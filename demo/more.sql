-- What else the documents can be asked, once they are in a register: demo/run shows it after demo/council.sql.
\set ON_ERROR_STOP on
\set QUIET on
\pset footer off
\pset null ''
SET client_min_messages = warning;
SET search_path = council, public;

-- The file of the peer challenge has dates only; of 13/1 the document prints a revision without one.
INSERT INTO due_dates (item_id, revision, period, raw)
SELECT i.item_id, 1, NULL, 'Revised detailed milestone to be set out for 2025/26' FROM items i WHERE i.ref = 'CPC 13/1';

\echo
\echo '* In a sentence (council.summary_sentence)'
SELECT summary_sentence('Cheshire East plan 2024-25') AS "2024-25 plan";
SELECT summary_sentence('Corporate Peer Challenge Action Plan') AS "peer challenge";

\echo
\echo '* A bar for any screen (rag_bar), and the legend in the plan''s own words (council.progress_lines)'
SELECT left(plan, 40) AS plan, quarter, rag_bar(tally, 40) FROM progress_report WHERE rated > 0 ORDER BY plan, quarter;
SELECT rating_label, items, whole_percent || '%' AS share FROM progress_lines
WHERE plan = 'Corporate Peer Challenge Action Plan' ORDER BY place;

\echo
\echo '* As it was known on 31 May 2025 (council.as_known_on): the plans of 2025 had not come yet'
SELECT plan, quarter, count(*) AS items, tally(rating) FROM as_known_on('2025-05-31') GROUP BY 1, 2 ORDER BY 1, 2;

\echo
\echo '* 13/1 was revised without a date (council.slippage_report)'
SELECT ref, baseline_due, current_due, current_raw FROM slippage_report WHERE current_due IS NULL;

\echo
\echo '* Where the peer challenge''s actions go (council.supersession_report), and what names nothing'
SELECT new_ref AS "goes to", count(*) AS actions FROM supersession_report
WHERE plan = 'Corporate Peer Challenge Action Plan' AND new_ref IS NOT NULL GROUP BY 1 ORDER BY 2 DESC;
SELECT rating, ref, left(title, 44) AS title, finding FROM supersession_report
WHERE plan = 'Corporate Peer Challenge Action Plan' AND finding IS NOT NULL;

\echo
\echo '* The transformation plan by commitment: by link, distinct, and the sum of outcomes that it prints (council.rollup_report)'
SELECT ref, left(title, 40) AS commitment, items_by_link AS by_link, items_distinct AS "distinct", sum_of_outcomes
FROM rollup_report(of_plans => '{Improvement & Transformation Delivery Plan 2025-27}') WHERE level = 'commitment' ORDER BY ref;

\echo
\echo '* The delivery plan by commitment, from Q3 2025/26 on: items due per quarter (council.profile_report)'
SELECT ref AS commitment, string_agg(due_items::text, ' ' ORDER BY period_start) AS due
FROM profile_report(of_plan => 'Delivery Plan 2025/26', in_level => 'commitment') WHERE quarter >= 'Q3 2025/26' GROUP BY 1 ORDER BY 1;

\echo
\echo '* The expectations of the Best Value Notice, loaded in one call (council.load_requirements); nothing answers three of them'
\set requirements `cat demo/data/requirements.tsv`
SELECT ref, left(title, 60) AS title, items FROM load_requirements(:'requirements');
SELECT items AS "answer the peer challenge, its own 73 among them"
FROM load_requirements(E'ref\ttitle\tanswered_by\nLGA Corporate Peer Challenge\t\tplan Corporate Peer Challenge Action Plan');

\echo
\echo '* Like work in two plans (council.comparison_report)'
SELECT similarity AS like, ref, left(title, 36) AS title, other_ref, left(other_title, 36) AS other_title, days_apart AS days
FROM comparison_report('Delivery Plan 2025/26', 'Improvement & Transformation Delivery Plan 2025-27');
