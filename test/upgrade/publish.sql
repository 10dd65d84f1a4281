-- Every table of schema kept, for a subscriber.  A table without a key is identified by all its columns.
SET client_min_messages = warning;
DO $do$
DECLARE
  r regclass;
BEGIN
  FOR r IN
    SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'kept'::regnamespace AND c.relkind = 'r'
      AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
  LOOP
    EXECUTE format('ALTER TABLE %s REPLICA IDENTITY FULL', r);
  END LOOP;
END
$do$;
CREATE PUBLICATION kept FOR TABLES IN SCHEMA kept;
