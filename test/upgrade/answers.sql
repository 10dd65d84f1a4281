-- What a database with objects.sql says, a line each: a checksum of every relation there was, over the columns it had, and what
-- every index answers, which a scan of its table must answer too.  Only reads, without functions or tables of its own,
-- so a standby can be asked.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SELECT set_config('search_path', quote_ident(n.nspname) || ', public', false)
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread' \g /dev/null

DO $do$
DECLARE
  kept record;
  answer text;
  lines text[] := '{}';
BEGIN
  FOR kept IN SELECT * FROM kept.columns_kept ORDER BY relation COLLATE "C" LOOP
    EXECUTE format($$SELECT count(*) || ' rows ' || coalesce(md5(string_agg(row_sum, '' ORDER BY row_sum COLLATE "C")), 'none')
                     FROM (SELECT md5(ROW(%s)::text) AS row_sum FROM %s %s) s$$, kept.columns, kept.relation, kept.condition) INTO answer;
    lines := lines || format('%s %s: %s', kept.kind, kept.relation, answer);
  END LOOP;
  PERFORM set_config('kept.answers', array_to_string(lines, E'\n'), false);
END
$do$;
SELECT current_setting('kept.answers');

DO $do$
DECLARE
  held record;
  sample text;
  query text;
  answer text;
  by_scan text;
  plan text;
  line text;
  lines text[] := '{}';
BEGIN
  PERFORM set_config('max_parallel_workers_per_gather', '0', true);
  FOR held IN
    SELECT i.indexrelid::regclass AS index, i.indrelid::regclass AS relation, a.attname, o.amopopr, op.oprname,
           format_type(a.atttypid, NULL) AS type, CASE WHEN o.amoplefttype = o.amoprighttype THEN format_type(a.atttypid, NULL) END AS sample_type
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class ic ON ic.oid = i.indexrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    JOIN pg_opclass oc ON oc.oid = i.indclass[0]
    JOIN pg_amop o ON o.amopfamily = oc.opcfamily AND o.amoppurpose = 's' AND o.amoplefttype = oc.opcintype
      AND o.amoprighttype = oc.opcintype
    JOIN pg_operator op ON op.oid = o.amopopr
    WHERE c.relnamespace = 'kept'::regnamespace AND c.relname LIKE 'by\_%'
    ORDER BY ic.relname COLLATE "C", o.amopstrategy, o.amopopr::regoperator::text COLLATE "C"
  LOOP
    line := '';
    FOR sample IN EXECUTE format('SELECT DISTINCT ON (id) %I::text FROM %s WHERE id IN (3, 401) ORDER BY id', held.attname, held.relation) LOOP
      CONTINUE WHEN sample IS NULL;
      query := format('SELECT count(*) || ''/'' || coalesce(sum(id), 0) FROM %s WHERE %I %s %L::%s',
                      held.relation, held.attname, held.oprname, sample, held.type);
      PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'on', true),
              set_config('enable_bitmapscan', 'on', true), set_config('enable_indexonlyscan', 'on', true);
      EXECUTE query INTO answer;
      EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
      IF plan !~ (' "' || split_part(held.index::text, '.', 2) || '"') THEN
        RAISE EXCEPTION '% is not used by %: %', held.index, query, plan;
      END IF;
      PERFORM set_config('enable_seqscan', 'on', true), set_config('enable_indexscan', 'off', true),
              set_config('enable_bitmapscan', 'off', true), set_config('enable_indexonlyscan', 'off', true);
      EXECUTE query INTO by_scan;
      IF answer <> by_scan THEN
        RAISE EXCEPTION '% says % and a scan % to %', held.index, answer, by_scan, query;
      END IF;
      line := line || ' ' || answer;
    END LOOP;
    lines := lines || format('index %s %s:%s', held.index, held.oprname, line);
  END LOOP;
  PERFORM set_config('kept.answers', array_to_string(lines, E'\n'), false);
END
$do$;
SELECT current_setting('kept.answers');
