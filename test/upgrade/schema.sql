-- In schema :schema, version :version: install, use, update, use.  Nothing of it is found by the search path.
SET client_min_messages = warning;
CREATE EXTENSION golden_thread SCHEMA :"schema" VERSION :'version';
SELECT format('%I.', :'schema') AS s \gset
SET search_path = '';
SELECT :s create_register('before');
INSERT INTO before.plans (title, period) VALUES ('A plan', :s plan_period('2025/26'));
SELECT count(*) FROM before.progress_report \g /dev/null
ALTER EXTENSION golden_thread UPDATE;
SELECT :s create_register('after') \g /dev/null
SELECT count(*) FROM before.progress_report, before.rollup_report \g /dev/null
SELECT count(*) FROM after.progress_report, after.rollup_report \g /dev/null
SELECT :s tally('amber'::text), 'Q1 2025/26'::text::pg_catalog.text \g /dev/null
SELECT 1 / (n = 1)::integer FROM (SELECT pg_catalog.count(*) AS n FROM before.plans) AS s \g /dev/null
SET client_min_messages = error;
DROP SCHEMA before, before_bi, after, after_bi CASCADE;
DROP EXTENSION golden_thread;
