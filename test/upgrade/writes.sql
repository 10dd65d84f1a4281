-- A database with objects.sql and the register can be written to, its constraints hold, its indexes follow.  Nothing stays.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SELECT set_config('search_path', quote_ident(n.nspname) || ', public', false)
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread' \g /dev/null
BEGIN;
DO $do$
DECLARE
  held name;
  columns text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
  WHERE attrelid = 'kept.by_btree'::regclass AND attnum > 0 AND attname <> 'id';
  FOR held IN SELECT relname FROM pg_class WHERE relnamespace = 'kept'::regnamespace AND relname LIKE 'by\_%' AND relkind = 'r' LOOP
    EXECUTE format('INSERT INTO kept.%I (id, %s) SELECT id + 10000, %2$s FROM kept.%1$I WHERE id %% 3 = 0', held, columns);
    EXECUTE format('UPDATE kept.%I SET rating = ''AR'', at = at + 1, code = ''Z9.1'' WHERE id %% 5 = 0', held);
    EXECUTE format('DELETE FROM kept.%I WHERE id %% 7 = 0', held);
  END LOOP;
END
$do$;
INSERT INTO kept.part_quarter SELECT id + 10000, at + 40, rating FROM kept.part_quarter WHERE id < 50;
UPDATE kept.part_rating SET rating = 'B' WHERE rating = 'R';
INSERT INTO kept.part_code SELECT id + 10000, child(code, 1), at FROM kept.part_code WHERE id < 50;
UPDATE kept.nodes SET over = NULL WHERE code = 'A1.10';
REFRESH MATERIALIZED VIEW kept.quarters_then;
REFRESH MATERIALIZED VIEW kept.rolled_then;

-- What must be refused, and is.
CREATE FUNCTION pg_temp.refused(statement text, state text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  BEGIN
    EXECUTE statement;
  EXCEPTION WHEN OTHERS THEN
    IF SQLSTATE = state THEN
      RETURN;
    END IF;
    RAISE EXCEPTION '% gave % (%), not %', statement, SQLSTATE, SQLERRM, state;
  END;
  RAISE EXCEPTION '% was let through', statement;
END
$$;
SELECT pg_temp.refused(statement, state) FROM (VALUES
  ('INSERT INTO kept.once SELECT ''R'', at FROM kept.once LIMIT 1', '23P01'),
  ('INSERT INTO kept.nodes (code, over) VALUES (''C1.1'', ''C1'')', '23503'),
  ('INSERT INTO kept.nodes (code) VALUES (''A1.1'')', '23505'),
  ('UPDATE kept.fact SET live = ''B''', '23514'),
  ('INSERT INTO kept.fact (id, day, amounts, at, code) VALUES (-1, ''2025-04-01'', ''R1'', ''Q1 2025/26'', ''A1.1.1.1.1'')', '23514'),
  ('INSERT INTO kept.part_quarter_1 VALUES (1, ''Q1 2030/31'')', '23514')
) AS t (statement, state) \g /dev/null
SELECT pg_temp.refused('INSERT INTO kept.bookings SELECT * FROM kept.bookings LIMIT 1', '23P01')
FROM pg_constraint WHERE conrelid = 'kept.bookings'::regclass AND contype = 'x' \g /dev/null

-- A live rollup follows its tables, and says what is true.
UPDATE kept.item_ratings SET rating = 'R' WHERE item BETWEEN 100 AND 120;
DELETE FROM kept.item_links WHERE item = 7;
SELECT to_regclass('kept_live.live') IS NOT NULL AS has_live \gset
\if :has_live
SELECT 1 / (count(*) = 0)::integer
FROM ((TABLE kept_live.live EXCEPT TABLE kept_live.live_recomputed) UNION ALL
      (TABLE kept_live.live_recomputed EXCEPT TABLE kept_live.live)) AS differing \g /dev/null
\endif

-- The register as it is: the same file again changes nothing, and what is append-only is.
SELECT to_regclass('council.ratings') IS NOT NULL AS has_register \gset
\if :has_register
\set plan_actions `cat demo/data/plan_2024_25_actions.tsv`
-- Before 0.6.0 a function of the extension imported; a register that is not upgraded yet has neither.
SELECT CASE WHEN to_regproc('council.import_csv') IS NOT NULL THEN 'council.import_csv(' ELSE $$import_csv('council', $$ END AS import,
       coalesce(to_regproc('council.import_csv'), to_regproc('import_csv')) IS NOT NULL AS imports \gset
\if :imports
SELECT 1 / (rows_read > 10 AND rows_unchanged = rows_read)::integer
FROM :import 'plan_actions', :'plan_actions', file_name => 'again.tsv') \g /dev/null
\endif
SELECT pg_temp.refused('UPDATE council.ratings SET rating = ''R''', '23001') \g /dev/null
\endif
DELETE FROM kept.columns_kept WHERE relation NOT LIKE 'kept.by\_%';
\ir answers.sql
ROLLBACK;
