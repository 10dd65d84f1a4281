-- What the role "other" has in a database of the role "owner": a schema with a table, an empty one, and a register.
SET client_min_messages = warning;
GRANT CREATE ON DATABASE :"DBNAME" TO other;
SELECT format('GRANT USAGE ON SCHEMA %I TO other', n.nspname)
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread' \gexec
SET ROLE other;
CREATE SCHEMA others;
CREATE TABLE others.things AS SELECT 1 AS thing;
CREATE SCHEMA others_empty;
SELECT set_config('search_path', quote_ident(n.nspname) || ', public', false)
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread' \g /dev/null
SELECT create_register('others_register');
INSERT INTO others_register.plans (title, period) VALUES ('A plan', plan_period('2025/26'));
