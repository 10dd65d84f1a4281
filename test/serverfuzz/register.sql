-- The demo's register, for the functions of a register to find something.
SET client_min_messages = error;
SELECT create_register('council');
SET search_path = council, public;
\ir ../../demo/council_mappings.sql
\o /dev/null
\ir ../../demo/council_import.sql
\o
INSERT INTO fuzz.texts SELECT 'text'::regtype, title FROM plans ON CONFLICT DO NOTHING;
INSERT INTO fuzz.texts SELECT 'plan_ref'::regtype, title FROM plans ON CONFLICT DO NOTHING;
INSERT INTO fuzz.texts SELECT 'plan_ref'::regtype, plan_id::text FROM plans ON CONFLICT DO NOTHING;
INSERT INTO fuzz.texts SELECT 'text'::regtype, kind FROM document_kinds ON CONFLICT DO NOTHING;
CALL fuzz.fill_pools();
