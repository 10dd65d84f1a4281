-- The register, and the plan of 2024-25 with the ratings of its first two quarters.
CREATE ROLE net_officer;
CREATE ROLE net_publisher;
CREATE EXTENSION golden_thread;
\ir ../calls.sql
SELECT net.make();
SET search_path = council, public;
\ir ../../../demo/council_mappings.sql
\set plan_priorities `cat demo/data/plan_2024_25_priorities.tsv`
\set plan_actions `cat demo/data/plan_2024_25_actions.tsv`
SELECT net.import('plan_priorities', :'plan_priorities', 'plan_2024_25_priorities.tsv');
SELECT net.import('plan_actions', :'plan_actions', 'plan_2024_25_actions.tsv');
SELECT net.grant('net_officer', 'officer'), net.grant('net_publisher', 'publisher');
