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

\echo
\echo '* Import: every row of every file is loaded, unchanged or refused'
\ir council_import.sql
SELECT file_name, rows_read AS read, rows_loaded AS loaded, rows_unchanged AS unchanged, rows_refused AS refused
FROM imports ORDER BY import_id;

\ir council_reports.sql
