-- Read the seven files here, on the client, and hand their text to the one import path.
-- With \set dated on each is known from about the day of its document; else from now on.
\set plan_day ''
\set peer_day ''
\set delivery_day ''
\set improvement_day ''
\if :{?dated}
  \set plan_day ', recorded_at => ''2024-11-28 12:00'''
  \set peer_day ', recorded_at => ''2025-05-30 12:00'''
  \set delivery_day ', recorded_at => ''2025-07-01 12:00'''
  \set improvement_day ', recorded_at => ''2025-10-01 12:00'''
\endif
\set plan_priorities `cat demo/data/plan_2024_25_priorities.tsv`
\set plan_actions `cat demo/data/plan_2024_25_actions.tsv`
\set peer_challenge `cat demo/data/peer_challenge_may_2025.tsv`
\set outcomes `cat demo/data/outcomes_2025_29.tsv`
\set delivery_plan `cat demo/data/delivery_plan_2025_26.tsv`
\set improvement_plan `cat demo/data/improvement_plan_2025_27.tsv`
\set linkage `cat demo/data/linkage.tsv`
SELECT council.import_csv('plan_priorities', :'plan_priorities', file_name => 'plan_2024_25_priorities.tsv' :plan_day) \g /dev/null
SELECT council.import_csv('plan_actions', :'plan_actions', file_name => 'plan_2024_25_actions.tsv' :plan_day) \g /dev/null
SELECT council.import_csv('peer_challenge', :'peer_challenge', file_name => 'peer_challenge_may_2025.tsv' :peer_day) \g /dev/null
SELECT council.import_csv('outcomes', :'outcomes', file_name => 'outcomes_2025_29.tsv' :delivery_day) \g /dev/null
SELECT council.import_csv('delivery_plan', :'delivery_plan', file_name => 'delivery_plan_2025_26.tsv' :delivery_day) \g /dev/null
SELECT council.import_csv('improvement_plan', :'improvement_plan', file_name => 'improvement_plan_2025_27.tsv' :improvement_day) \g /dev/null
SELECT council.import_csv('linkage', :'linkage', file_name => 'linkage.tsv' :improvement_day) \g /dev/null
