-- Who runs against whom, and how many times faster ours has to be.  psql variables: rows; ltree, fdw, roaringbitmap, duckdb
-- (whether they are there); files (a folder the server may write into).  PostgreSQL drops a sub-select's unused aggregates, so every one's value is used.
SET search_path = bench, public;
SELECT :rows - 1 AS last, format('COPY %%s %%s %L', :'files' || '/%s') AS copy \gset

-- Counting ratings.
SELECT ours('tally of ratings', $$SELECT concat_ws(' ', red(t), amber_red(t), amber(t), amber_green(t), green(t))
    FROM (SELECT tally(r) AS t FROM rating_rag) AS s$$),
  against('tally of ratings', 'five count(*) FILTER over an enum', 2, '2 times faster', $$
    SELECT concat_ws(' ', count(*) FILTER (WHERE r = 'R'), count(*) FILTER (WHERE r = 'AR'), count(*) FILTER (WHERE r = 'A'),
                     count(*) FILTER (WHERE r = 'AG'), count(*) FILTER (WHERE r = 'G')) FROM rating_enum$$),
  against('tally of ratings', 'the limit: count(r)', NULL, 'not asked', 'SELECT count(r) FROM rating_rag', same => false),
  ours('tally against the scan', 'SELECT rated(tally(r)) FROM rating_rag'),
  against('tally against the scan', 'count(r)', 1 / 1.15, 'at most 1.15 times its time', 'SELECT count(r) FROM rating_rag'),
  ours('max of ratings', 'SELECT severity(max(r)) FROM rating_rag', shape => 'Seq Scan'),
  against('max of ratings', 'max(smallint)', 1, 'no slower', 'SELECT max(r) FROM rating_smallint'),
  against('max of ratings', 'max(enum)', 1, 'no slower', 'SELECT severity(max(r)::text::rag) FROM rating_enum'),
  ours('max of ratings, with an index', 'SELECT severity(max(r)) FROM indexed_rag', shape => 'Index Only Scan'),
  against('max of ratings, with an index', 'the scan without one', 100, 'immediate (100 times)', 'SELECT severity(max(r)) FROM rating_rag');

-- Grouping days.
SELECT ours('days grouped by quarter', $$
    SELECT string_agg(concat_ws(' ', q, red(t), amber_red(t), amber(t), amber_green(t), green(t)), ',' ORDER BY q)
    FROM (SELECT start_date(q) AS q, t FROM (SELECT quarter(day) AS q, tally(r) AS t FROM report_rag GROUP BY quarter(day)) AS g) AS s$$),
  against('days grouped by quarter', 'date_trunc, five FILTER', 2.5, '2.5 times faster', $$
    SELECT string_agg(concat_ws(' ', q, red, amber_red, amber, amber_green, green), ',' ORDER BY q)
    FROM (SELECT date_trunc('quarter', day)::date AS q, count(*) FILTER (WHERE r = 'R') AS red,
                 count(*) FILTER (WHERE r = 'AR') AS amber_red, count(*) FILTER (WHERE r = 'A') AS amber,
                 count(*) FILTER (WHERE r = 'AG') AS amber_green, count(*) FILTER (WHERE r = 'G') AS green
          FROM report_enum GROUP BY date_trunc('quarter', day)) AS s$$),
  against('days grouped by quarter', $$label by extract and ||, five FILTER$$, 5, '5 times faster', $$
    SELECT string_agg(concat_ws(' ', make_date(left(q, 4)::integer, 3 * right(q, 1)::integer - 2, 1), red, amber_red, amber, amber_green, green), ',' ORDER BY q)
    FROM (SELECT extract(year FROM day) || ' Q' || extract(quarter FROM day) AS q, count(*) FILTER (WHERE r = 'R') AS red,
                 count(*) FILTER (WHERE r = 'AR') AS amber_red, count(*) FILTER (WHERE r = 'A') AS amber,
                 count(*) FILTER (WHERE r = 'AG') AS amber_green, count(*) FILTER (WHERE r = 'G') AS green
          FROM report_enum GROUP BY extract(year FROM day) || ' Q' || extract(quarter FROM day)) AS s$$),
  against('days grouped by quarter', 'the limit: count(*) by quarter as integer', NULL, 'not asked',
    'SELECT string_agg(n::text, $$,$$) FROM (SELECT q, count(*) AS n FROM quarter_integer GROUP BY q) AS s', same => false);

-- The days of a fiscal year, by a join to the quarters.
SELECT format('SELECT count(*) FROM day_fact JOIN day_quarter ON %%s WHERE fiscal_year = %L', '2019/20') AS of_year \gset
SELECT ours('days of a fiscal year, star join', format(:'of_year', 'day <@ q'), shape => 'Index Cond'),
  against('days of a fiscal year, star join', 'BETWEEN the first and the last day', 1, 'no slower', format(:'of_year', 'day BETWEEN first_day AND last_day'),
    shape => 'Index Cond'),
  against('days of a fiscal year, star join', 'date_trunc = the first day', 2, '2 times faster', format(:'of_year', $$date_trunc('quarter', day)::date = first_day$$)),
  against('days of a fiscal year, star join', 'quarter(day) = q', NULL, 'not asked', format(:'of_year', 'quarter(day) = q'));

-- Text out and in.
SELECT ours('COPY of quarters to text', format(:'copy', 'quarter_quarter', 'TO', 'quarter'), answer => 'SELECT count(q) FROM quarter_quarter'),
  against('COPY of quarters to text', 'COPY of date', 1, 'no slower', format(:'copy', 'quarter_date', 'TO', 'date'),
    answer => 'SELECT count(q) FROM quarter_date'),
  ours('COPY of quarters from text', format(:'copy', 'loaded_quarter', 'FROM', 'quarter'), 'TRUNCATE loaded_quarter',
    $$SELECT concat_ws(' ', count(q), sum(start_date(q) - date '2000-01-01')) FROM loaded_quarter$$),
  against('COPY of quarters from text', 'COPY of date', 1, 'no slower', format(:'copy', 'loaded_date', 'FROM', 'date'),
    'TRUNCATE loaded_date', $$SELECT concat_ws(' ', count(q), sum(q - date '2000-01-01')) FROM loaded_date$$);

-- Sort, join, group.  The last row of a sort needs all of it.
SELECT ours('sort of ratings', format('SELECT severity(r) FROM (SELECT r FROM rating_rag ORDER BY r NULLS FIRST OFFSET %s) AS s', :last),
    shape => 'Sort'),
  against('sort of ratings', 'smallint', 1, 'no slower',
    format('SELECT r FROM (SELECT r FROM rating_smallint ORDER BY r NULLS FIRST OFFSET %s) AS s', :last), shape => 'Sort'),
  ours('sort of quarters', format('SELECT fiscal_year_start(q) * 4 + quarter_number(q) FROM (SELECT q FROM quarter_quarter ORDER BY q OFFSET %s) AS s', :last),
    shape => 'Sort'),
  against('sort of quarters', 'integer', 1, 'no slower',
    format('SELECT q FROM (SELECT q FROM quarter_integer ORDER BY q OFFSET %s) AS s', :last), shape => 'Sort'),
  ours('hash join on ratings', 'SELECT sum(weight) FROM rating_rag JOIN weight_rag USING (r)', shape => 'Hash Join'),
  against('hash join on ratings', 'smallint', 1, 'no slower', 'SELECT sum(weight) FROM rating_smallint JOIN weight_smallint USING (r)',
    shape => 'Hash Join'),
  ours('hash join on quarters', 'SELECT sum(weight) FROM quarter_quarter JOIN weight_quarter USING (q)', shape => 'Hash Join'),
  against('hash join on quarters', 'integer', 1, 'no slower', 'SELECT sum(weight) FROM quarter_integer JOIN weight_integer USING (q)',
    shape => 'Hash Join'),
  ours('GROUP BY rating', $$SELECT string_agg(concat_ws(' ', severity(r), n), ',' ORDER BY r) FROM (SELECT r, count(*) AS n FROM rating_rag GROUP BY r) AS s$$,
    shape => 'HashAggregate'),
  against('GROUP BY rating', 'smallint', 1, 'no slower',
    $$SELECT string_agg(concat_ws(' ', r, n), ',' ORDER BY r) FROM (SELECT r, count(*) AS n FROM rating_smallint GROUP BY r) AS s$$,
    shape => 'HashAggregate'),
  ours('GROUP BY quarter', $$SELECT string_agg(n::text, ',' ORDER BY q) FROM (SELECT q, count(*) AS n FROM quarter_quarter GROUP BY q) AS s$$,
    shape => 'HashAggregate'),
  against('GROUP BY quarter', 'integer', 1, 'no slower',
    $$SELECT string_agg(n::text, ',' ORDER BY q) FROM (SELECT q, count(*) AS n FROM quarter_integer GROUP BY q) AS s$$,
    shape => 'HashAggregate');

-- Plan codes.  The codes looked for are constants, for LIKE can use an index for nothing else.
SELECT 'SELECT sum(n) FROM (' || string_agg(format('SELECT count(*) AS n FROM code_plan_code WHERE code <@ %L', code), ' UNION ALL ') || ') AS s' AS by_plan_code,
       'SELECT sum(n) FROM (' || string_agg(format('SELECT count(*) AS n FROM code_ltree WHERE code <@ %L', code), ' UNION ALL ') || ') AS s' AS by_ltree,
       'SELECT sum(n) FROM (' || string_agg(format('SELECT count(*) AS n FROM code_text WHERE code = %L OR code LIKE %L', code, code || '.%'), ' UNION ALL ') || ') AS s' AS by_text
FROM subtree \gset
-- The answer depends on the order.
SELECT 'SELECT sum(n * hashtext(code)) FROM (SELECT row_number() OVER (ORDER BY code) AS n, %s AS code FROM %s WHERE %s) AS s' AS listed \gset
SELECT 'SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off' AS no_index \gset
SELECT ours('subtrees of plan codes', :'by_plan_code', shape => 'Index'),
  against('subtrees of plan codes', 'text, LIKE with a b-tree', 3, '3 times faster', :'by_text', shape => 'Index'),
  ours('subtree of plan codes in order', format(:'listed', 'code::text', 'code_plan_code', $$code <@ '1.10'$$), shape => 'Index'),
  against('subtree of plan codes in order', 'text, LIKE with a b-tree', 3, '3 times faster',
    format(:'listed', 'code', 'code_text', $$code = '1.10' OR code LIKE '1.10.%'$$), shape => 'Index'),
  ours('plan codes in order', format('SELECT code::text FROM (SELECT code FROM code_plan_code ORDER BY code OFFSET %s) AS s', :last),
    'SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off', shape => 'Index Only Scan'),
  against('plan codes in order', 'text, b-tree', NULL, 'not asked', format('SELECT code FROM (SELECT code FROM code_text ORDER BY code OFFSET %s) AS s', :last),
    'SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off', shape => 'Index Only Scan'),
  ours('plan codes sorted', format('SELECT code::text FROM (SELECT code FROM code_plan_code ORDER BY code OFFSET %s) AS s', :last),
    :'no_index', shape => 'Sort'),
  against('plan codes sorted', 'text', NULL, 'not asked', format('SELECT code FROM (SELECT code FROM code_text ORDER BY code OFFSET %s) AS s', :last),
    :'no_index', shape => 'Sort');
INSERT INTO size VALUES ('index on plan codes', 'text, b-tree', pg_relation_size('code_plan_code_btree'), pg_relation_size('code_text_btree'), NULL, 'not asked');
\if :ltree
SELECT against('subtrees of plan codes', 'ltree with GiST', 3, '3 times faster', :'by_ltree', shape => 'gist'),
  against('subtree of plan codes in order', 'ltree with GiST', 3, '3 times faster',
    format(:'listed', 'ltree2text(code)', 'code_ltree', $$code <@ '1.10'$$), shape => 'gist'),
  against('plan codes in order', 'ltree, b-tree', 3, '3 times faster',
    format('SELECT ltree2text(code) FROM (SELECT code FROM code_ltree ORDER BY code OFFSET %s) AS s', :last),
    'SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off', shape => 'Index Only Scan'),
  against('plan codes sorted', 'ltree', 3, '3 times faster',
    format('SELECT ltree2text(code) FROM (SELECT code FROM code_ltree ORDER BY code OFFSET %s) AS s', :last),
    :'no_index', shape => 'Sort');
INSERT INTO size VALUES
  ('index on plan codes', 'ltree, GiST', pg_relation_size('code_plan_code_btree'), pg_relation_size('code_ltree_gist'), 2, 'at most half'),
  ('index on plan codes', 'ltree, b-tree', pg_relation_size('code_plan_code_btree'), pg_relation_size('code_ltree_btree'), 2, 'at most half');
\endif

-- The golden thread.  The answer weighs every count by its node and rating.
CREATE FUNCTION weigh(node bigint, t rag_tally) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (node + 1)::numeric * (red(t) + 3 * amber_red(t) + 7 * amber(t) + 11 * amber_green(t) + 13 * green(t) + 17 * unrated(t));
CREATE FUNCTION weigh(node bigint, r status, n bigint) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (node + 1)::numeric * n * CASE r WHEN 'R' THEN 1 WHEN 'AR' THEN 3 WHEN 'A' THEN 7 WHEN 'AG' THEN 11 WHEN 'G' THEN 13 ELSE 17 END;
SELECT $$SELECT sum(weigh(u.node, u.distinct_items))
    FROM (SELECT outcome_rollup((SELECT linkage(child, parent) FROM node_link), node, item, r) AS rolled FROM %s) AS s, unnest(s.rolled) AS u$$ AS rollup,
  $$SELECT sum(weigh(above, r, n)) FROM (SELECT above, r, count(DISTINCT item) AS n FROM %s AS c JOIN link_enum USING (node) GROUP BY above, r) AS s$$ AS count_distinct,
  $$SELECT sum(weigh(above, r, n)) FROM (SELECT above, r, count(*) AS n
      FROM (SELECT DISTINCT above, item, r FROM %s AS c JOIN link_enum USING (node)) AS d GROUP BY above, r) AS s$$ AS distinct_first,
  'SET LOCAL max_parallel_workers_per_gather = 2; SET LOCAL min_parallel_table_scan_size = 0; SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0' AS two_workers
\gset
SELECT ours('outcome_rollup', format(:'rollup', 'link_rag')),
  against('outcome_rollup', 'recursive CTE, count(DISTINCT)', 20, '20 times faster', format(:'count_distinct', 'walked')),
  against('outcome_rollup', 'recursive CTE, DISTINCT first', 20, '20 times faster', format(:'distinct_first', 'walked')),
  against('outcome_rollup', 'closure table, count(DISTINCT)', 20, '20 times faster', format(:'count_distinct', 'closure')),
  against('outcome_rollup', 'closure table, DISTINCT first', 20, '20 times faster', format(:'distinct_first', 'closure')),
  against('outcome_rollup', 'count(*) of the links', 1 / 3.0, 'at most 3 times its time', 'SELECT count(*) FROM link_rag', same => false),
  ours('outcome_rollup, ten times the links', format(:'rollup', 'link_rag')),
  against('outcome_rollup, ten times the links', 'ten times itself with a tenth', 10 / 11.0, 'at most 11 times', format(:'rollup', 'link_tenth'), factor => 10, same => false),
  ours('outcome_rollup, two workers', format(:'rollup', 'link_rag'), :'two_workers', shape => 'Workers Planned: 2'),
  against('outcome_rollup, two workers', 'serial', NULL, 'the same answer', format(:'rollup', 'link_rag'));

-- Others' ways to count each item once.  DuckDB is not PostgreSQL, so test/bench/run measures it.
\if :roaringbitmap
SELECT against('outcome_rollup', 'pg_roaringbitmap, closure table', NULL, 'not asked', $$
  SELECT sum(weigh(above, r, rb_cardinality(items)))
  FROM (SELECT above, r, rb_or_agg(items) AS items
        FROM (SELECT node, r, rb_build_agg(item::integer) AS items FROM link_enum GROUP BY node, r) AS b JOIN closure USING (node)
        GROUP BY above, r) AS s$$);
\endif
\if :duckdb
SELECT against('outcome_rollup', 'DuckDB, one thread, count(DISTINCT)', NULL, 'not asked', ''),
  against('outcome_rollup', 'DuckDB, one thread, DISTINCT first', NULL, 'not asked', '');
\endif

-- A rating changes, and a dashboard of twenty nodes is read.  Before each run the rating is another, so that there is a change.
CREATE FUNCTION change_and_read(dashboard text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
    answer numeric;
BEGIN
    UPDATE live_rating SET r = 'R' WHERE item = 1;
    EXECUTE format('SELECT sum(weigh(node, distinct_items)) FROM %s WHERE node < 20', dashboard) INTO answer;
    RETURN answer;
END $$;
SELECT $$UPDATE live_rating SET r = 'G' WHERE item = 1; SELECT merge_live_rollup('live')$$ AS another \gset
SELECT ours('live rollup: change one rating, read twenty nodes', $$SELECT change_and_read('live')$$, :'another'),
  against('live rollup: change one rating, read twenty nodes', 'recompute', 1000, '1000 times faster', $$SELECT change_and_read('live_recomputed')$$, :'another'),
  ours('live rollup: merge one change', $$SELECT merge_live_rollup('live') + 1$$, $$UPDATE live_rating SET r = CASE WHEN r = 'G' THEN 'R' ELSE 'G' END::rag WHERE item = 1$$),
  against('live rollup: merge one change', 'rebuild', NULL, 'not asked', $$SELECT rebuild_live_rollup('live')$$, same => false);

-- Sixteen sessions write ratings, a transaction each: no query of one session, so test/bench/run measures it.
SELECT ours('live rollup: insert a rating, 16 clients', '', answer => 'SELECT count(*) / ($1 + 1) FROM written_rating'),
  against('live rollup: insert a rating, 16 clients', 'a plain insert', 1 / 2.0, 'at most twice its time', '', answer => 'SELECT count(*) / ($1 + 1) FROM plain_rating');

-- Tallies over time, and by two workers.
SELECT ours('twelve quarters up to each', $$SELECT sum(red(w) + 3 * amber(w) + 7 * green(w)) FROM (
    SELECT sum(t) OVER (PARTITION BY unit ORDER BY q ROWS 11 PRECEDING) AS w FROM unit_tally) AS s$$, shape => 'WindowAgg'),
  against('twelve quarters up to each', 'recomputation', 1, 'no slower', $$SELECT sum(red(w) + 3 * amber(w) + 7 * green(w)) FROM (
    SELECT (SELECT sum(t) FROM unit_tally AS b WHERE b.unit = a.unit AND b.q BETWEEN a.q - 11 AND a.q) AS w FROM unit_tally AS a OFFSET 0) AS s$$),
  ours('twelve quarters, ten times the rows', $$SELECT sum(red(w) + 3 * amber(w) + 7 * green(w)) FROM (
    SELECT sum(t) OVER (PARTITION BY unit ORDER BY q ROWS 11 PRECEDING) AS w FROM unit_tally) AS s$$),
  against('twelve quarters, ten times the rows', 'ten times itself with a tenth', 10 / 11.0, 'linear (at most 11 times)',
    $$SELECT sum(red(w) + 3 * amber(w) + 7 * green(w)) FROM (
    SELECT sum(t) OVER (PARTITION BY unit ORDER BY q ROWS 11 PRECEDING) AS w FROM unit_tally_tenth) AS s$$, factor => 10, same => false),
  ours('tally, two workers', 'SELECT tally(r) FROM rating_rag', :'two_workers', shape => 'Workers Planned: 2'),
  against('tally, two workers', 'serial', 1.7, '1.7 times, on two free cores', 'SELECT tally(r) FROM rating_rag');

-- Four shards: each tallies its own rows, and only tallies come over.
\if :fdw
SELECT $$SELECT string_agg(concat_ws(' ', start_date(q), t), ',' ORDER BY q) FROM (SELECT q, sum(t) AS t FROM (%s) AS s GROUP BY q) AS m$$ AS merged,
  string_agg(format('SELECT quarter(day) AS q, tally(r) AS t FROM remote_%s GROUP BY quarter(day)', n), ' UNION ALL ') AS at_shards
FROM generate_series(1, 4) AS n \gset
SELECT ours('tallies of four postgres_fdw shards', format(:'merged', :'at_shards'), shape => '(Aggregate on.*){4}'),
  against('tallies of four postgres_fdw shards', 'one table', NULL, 'the work at the shards, the same answer',
    format(:'merged', 'SELECT quarter(day) AS q, tally(r) AS t FROM report_rag GROUP BY quarter(day)')),
  against('tallies of four postgres_fdw shards', 'all rows fetched', NULL, 'not asked', format(:'merged',
    'SELECT quarter(day) AS q, tally(r) AS t FROM (SELECT * FROM remote_1 UNION ALL SELECT * FROM remote_2 UNION ALL SELECT * FROM remote_3 UNION ALL SELECT * FROM remote_4) AS f GROUP BY quarter(day)'));
\endif
