-- The council's plans, out of an empty database: what demo/run shows.  Run it from the repository's top folder.
\set ON_ERROR_STOP on
\set QUIET on
\pset footer off
\pset null ''
SET client_min_messages = warning;

\echo '* The extension, and a register in schema "council"'
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT create_register('council');
SET search_path = council, public;

\ir council_mappings.sql
-- The legends have a fifth state, which no letter stands for.
INSERT INTO legends (plan_id, word, rating, label)
SELECT p.plan_id, 'scheduled - not yet started', 'S', 'Scheduled - not yet started' FROM plans p
WHERE p.title IN ('Cheshire East plan 2024-25', 'Corporate Peer Challenge Action Plan');

\echo
\echo '* Import: every row of every file is loaded, unchanged or refused'
-- Each document is known from about its own day on, so that it can be asked what was known when.
\set dated on
\ir council_import.sql
SELECT file_name, rows_read AS read, rows_loaded AS loaded, rows_unchanged AS unchanged, rows_refused AS refused
FROM imports ORDER BY import_id;

\ir council_reports.sql
