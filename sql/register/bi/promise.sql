-- The promise of plain types, checked.

-- The promise, checked.
CREATE OR REPLACE VIEW :"bi".bi_unsafe_columns AS
SELECT c.relname::text COLLATE "default" AS view_name,
       a.attname::text COLLATE "default" AS column_name,
       format_type(a.atttypid, a.atttypmod) AS type_name
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = (SELECT t.typnamespace FROM pg_type t WHERE t.oid = pg_typeof(NULL:::"bi".bi_plan))
   AND c.relkind IN ('v', 'm', 'r', 'p', 'f')
   AND a.atttypid <> ALL ('{text,integer,bigint,numeric,date,timestamptz,boolean}'::regtype[]);
COMMENT ON VIEW :"bi".bi_unsafe_columns IS
  'One row per column of this schema whose type a BI tool may not know; empty unless views of one''s own were added.';
COMMENT ON COLUMN :"bi".bi_unsafe_columns.view_name IS 'The view.';
COMMENT ON COLUMN :"bi".bi_unsafe_columns.column_name IS 'The column.';
COMMENT ON COLUMN :"bi".bi_unsafe_columns.type_name IS 'Its type.';
