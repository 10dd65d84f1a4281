-- Heaps and b-trees of a database, checked by the server's own amcheck.  Prints what is wrong; the last line says how much was looked at.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA pg_catalog;
SELECT c.oid::regclass, h.* FROM pg_class c, verify_heapam(c.oid) h
WHERE c.relkind IN ('r', 'm') AND c.relpersistence = 'p' AND c.relnamespace::regnamespace::text IN ('kept', 'council', 'pg_catalog');
SELECT 'checked ' || count(bt_index_check(c.oid, true)) || ' indexes'
FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_am a ON a.oid = c.relam
WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.relpersistence = 'p' AND i.indisvalid
  AND c.relnamespace::regnamespace::text IN ('kept', 'council', 'pg_catalog');
ROLLBACK;
