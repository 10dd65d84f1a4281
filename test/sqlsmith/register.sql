-- The register of the demo, and a publisher of it who can reach nothing else.
SET client_min_messages = error;
CREATE EXTENSION golden_thread;
SELECT create_register('council');
SET search_path = council, public;
\ir ../../demo/council_mappings.sql
\ir ../../demo/council_import.sql
CREATE ROLE smith LOGIN;
SELECT grant_register('council', 'smith', 'publisher');
ALTER ROLE smith SET search_path = council, council_bi, public;
ALTER ROLE smith SET statement_timeout = '1s';
ALTER ROLE smith SET max_parallel_workers_per_gather = 0;
