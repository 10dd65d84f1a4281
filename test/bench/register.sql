-- A big register, made in the database itself: by default 100,000 items in 200 plans, 12 quarters, 300,000 links, 1,200,000 ratings
-- and 5,000 nodes.  Run in psql by a superuser in a database that has the extension:
--
--   psql -X -d DB -f test/bench/register.sql                              register "big"
--   psql -X -d DB -v schema=small -v plans=2 -f test/bench/register.sql   a hundredth of it
--
-- schema    the register to make               (big)
-- plans     plans; each has 25 nodes            (200)
-- items     items of each plan                  (500)
-- quarters  quarters each plan reports          (12, from Q1 2023/24)
--
-- The same numbers give the same rows: what looks like chance is a hash of the row's number.  Foreign keys and the check of the
-- fiscal calendar are left out while the long tables are filled, since what is filled in is known to be right.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?schema} \else \set schema big \endif
\if :{?plans} \else \set plans 200 \endif
\if :{?items} \else \set items 500 \endif
\if :{?quarters} \else \set quarters 12 \endif

SET client_min_messages = warning;
SELECT create_register(:'schema') \g /dev/null
SELECT format('SET search_path = %I, %s, pg_temp', :'schema', (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                                                             WHERE e.extname = 'golden_thread')) AS set_path \gset
:set_path;

-- Chance, from 0 to n - 1, for the k-th question about row i.
CREATE FUNCTION pg_temp.pick(i bigint, k integer, n integer) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ((hashint8extended(i, k) & 1073741823) % n)::integer;

-- Words as such plans use them: 60 common ones, and 10,000 that are rare, like the names of places and projects.
CREATE TEMP TABLE words AS
SELECT n, (string_to_array('service plan review strategy delivery programme improvement community council access children adults health care housing '
       || 'transport highways waste carbon climate digital data customer resident workforce skills jobs growth business economy town centre school '
       || 'education safeguarding prevention partnership engagement consultation governance finance savings budget assets property culture leisure '
       || 'libraries parks planning regeneration equality inclusion performance risk audit procurement contract technology framework', ' '))[n] AS word
  FROM generate_series(1, 60) n
UNION ALL
SELECT 61 + n, substr('bcdfghklmnprstvwz', n % 17 + 1, 1) || substr('aeiou', n / 17 % 5 + 1, 1) || substr('lmnrdkvb', n / 85 % 8 + 1, 1)
       || substr('aeiou', n / 680 % 5 + 1, 1) || (string_to_array('ford ham ton', ' '))[n / 3400 + 1]
  FROM generate_series(0, 9999) n;

-- A common word or two and three or four rare ones; the low numbers come more often than the high ones.
CREATE FUNCTION pg_temp.title(i bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT initcap(string_agg((SELECT w.word FROM words w
                              WHERE w.n = CASE WHEN k <= 2 THEN 1 + pg_temp.pick(i, k, 60)
                                               ELSE 61 + pg_temp.pick(i, k, 1 + pg_temp.pick(i, k + 10, 10000)) END), ' ' ORDER BY k))
    FROM generate_series(1, 4 + pg_temp.pick(i, 100, 3)) k
$$;
CREATE UNIQUE INDEX ON words (n);
ANALYZE words;

\echo '* plans, nodes, officers, bodies'
INSERT INTO plans (title, period) SELECT 'Plan ' || p, '[2023-04-01,2027-04-01)' FROM generate_series(1, :plans) p;
INSERT INTO legends (plan_id, word, rating, label)
SELECT p.plan_id, l.word, l.rating::rag, l.label
  FROM plans p CROSS JOIN (VALUES ('r', 'R', 'Escalate (R)'), ('a', 'A', 'Monitor (A)'), ('g', 'G', 'On Track (G)'), ('b', 'B', 'Completed (B)')) l (word, rating, label);
INSERT INTO officers (name) SELECT 'Head of Service ' || n FROM generate_series(1, 400) n;
INSERT INTO bodies (name) SELECT 'Committee ' || n FROM generate_series(1, 12) n;
-- Node 1 of a plan is the plan itself, 2 to 5 are its commitments, 6 to 25 its outcomes.
INSERT INTO nodes (plan_id, level, ref, code, title)
SELECT p.plan_id, CASE WHEN n = 1 THEN 'plan' WHEN n <= 5 THEN 'commitment' ELSE 'outcome' END,
       CASE WHEN n = 1 THEN p.title WHEN n <= 5 THEN (n - 1)::text ELSE ((n - 6) / 5 + 1) || '.' || ((n - 6) % 5 + 1) END,
       CASE WHEN n = 1 THEN NULL WHEN n <= 5 THEN (n - 1)::text ELSE ((n - 6) / 5 + 1) || '.' || ((n - 6) % 5 + 1) END::plan_code,
       pg_temp.title(-(p.plan_id * 25 + n))
  FROM plans p CROSS JOIN generate_series(1, 25) n
 ORDER BY p.plan_id, n;

\echo '* items'
INSERT INTO items (plan_id, level, ref, code, title, state, state_since, state_reason)
SELECT p.plan_id, 'action', c.code, c.code::plan_code, pg_temp.title(c.i),
       CASE pg_temp.pick(c.i, 20, 100) WHEN 0 THEN 'withdrawn' WHEN 1 THEN 'superseded' WHEN 2 THEN 'deferred' ELSE 'active' END,
       CASE WHEN pg_temp.pick(c.i, 20, 100) < 3 THEN date '2023-07-01' + pg_temp.pick(c.i, 21, 1000) END,
       CASE WHEN pg_temp.pick(c.i, 20, 100) < 3 THEN 'overtaken' END
  FROM plans p
 CROSS JOIN LATERAL (SELECT (p.plan_id - 1) * :items + n AS i, 'A' || ((n - 1) / 100 + 1) || '.' || ((n - 1) / 10 % 10 + 1) || '.' || ((n - 1) % 10 + 1) AS code
                       FROM generate_series(1, :items) n) c
 ORDER BY c.i;
INSERT INTO item_officers (item_id, officer_id, role, raw)
SELECT i.item_id, 1 + (i.plan_id * 2 + pg_temp.pick(i.item_id, 30, 12)) % 400, 'lead', 'as printed' FROM items i WHERE pg_temp.pick(i.item_id, 31, 50) > 0
UNION ALL
SELECT i.item_id, 1 + (i.plan_id * 2 + 20 + pg_temp.pick(i.item_id, 32, 6)) % 400, 'sponsor', 'as printed' FROM items i WHERE pg_temp.pick(i.item_id, 33, 4) = 0;
INSERT INTO item_bodies (item_id, body_id, role, raw) SELECT i.item_id, 1 + pg_temp.pick(i.item_id, 34, 12), 'committee', 'as printed' FROM items i;
INSERT INTO item_attributes (item_id, name, value)
SELECT i.item_id, 'comment_flag', (ARRAY['COMPLETE', 'IN_PROGRESS', 'PARTIAL'])[1 + pg_temp.pick(i.item_id, 36, 3)] FROM items i WHERE pg_temp.pick(i.item_id, 35, 10) = 0;

SET session_replication_role = replica;

\echo '* links'
-- Nineteen items in twenty have three outcomes, the twentieth has two; one in a hundred has none.
INSERT INTO links (from_item_id, to_node_id, relation, basis)
SELECT i.item_id, (i.plan_id - 1) * 25 + 6 + (pg_temp.pick(i.item_id, 40, 20) + k * 7) % 20, 'contributes_to', 'printed'
  FROM items i CROSS JOIN generate_series(0, 3) k
 WHERE pg_temp.pick(i.item_id, 41, 100) > 0 AND k <= CASE WHEN pg_temp.pick(i.item_id, 42, 50) = 0 THEN 1 ELSE 2 END;
INSERT INTO links (from_node_id, to_node_id, relation, basis)
SELECT n.node_id, CASE n.level WHEN 'commitment' THEN (n.plan_id - 1) * 25 + 1 ELSE (n.plan_id - 1) * 25 + 1 + split_part(n.ref, '.', 1)::bigint END, 'part_of', 'printed'
  FROM nodes n WHERE n.level <> 'plan';
-- Every tenth plan is fed by the nine after it.
INSERT INTO links (from_node_id, to_node_id, relation, basis)
SELECT (p.plan_id - 1) * 25 + 6, ((p.plan_id - 1) / 10 * 10) * 25 + 7, 'contributes_to', 'inferred' FROM plans p WHERE p.plan_id % 10 <> 1;

\echo '* deadlines'
INSERT INTO due_dates (item_id, milestone, revision, period, raw, recorded_at)
SELECT i.item_id, m.milestone, m.revision, daterange(start_date(m.quarter), end_date(m.quarter) + 1), m.quarter::text, start_date(m.quarter) - 100
  FROM items i
 CROSS JOIN LATERAL (SELECT quarter 'Q1 2023/24' + pg_temp.pick(i.item_id, 50, 12) AS due) d
 CROSS JOIN LATERAL (VALUES ('start', 0, d.due - 3), ('due', 0, d.due), ('due', 1, d.due + 1 + pg_temp.pick(i.item_id, 51, 4))) m (milestone, revision, quarter)
 WHERE m.revision = 0 AND pg_temp.pick(i.item_id, 52, 50) > 0 OR m.revision = 1 AND pg_temp.pick(i.item_id, 53, 5) = 0 AND pg_temp.pick(i.item_id, 52, 50) > 0;

\echo '* ratings'
-- More and more is complete; what is complete stays so.  A third of the letters are the look-alikes that real reports are full of.
CREATE FUNCTION pg_temp.fill_quarter(n integer) RETURNS text LANGUAGE sql AS $$
  INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, recorded_at, recorded_by)
  SELECT i.item_id, q.quarter, start_date(q.quarter), end_date(q.quarter), r.rating,
         CASE WHEN r.rating IS NULL THEN '' WHEN pg_temp.pick(i.item_id, 60 + n, 3) > 0 THEN r.rating::text
              WHEN r.rating = 'B' THEN U&'\0412' WHEN r.rating = 'A' THEN U&'\0410' ELSE r.rating::text END,
         CASE WHEN r.rating = 'B' THEN 'COMPLETE - agreed by the committee.' WHEN r.rating >= 'A' THEN 'Slower than planned: staff were not in place in time.' END,
         end_date(q.quarter) + 10, 'bench'
    FROM items i
   CROSS JOIN (SELECT quarter 'Q1 2023/24' + n AS quarter) q
   CROSS JOIN LATERAL (SELECT CASE WHEN pg_temp.pick(i.item_id, 54, 16) <= n THEN rag 'B'
                                   WHEN pg_temp.pick(i.item_id, 80 + n, 50) = 0 THEN NULL
                                   ELSE (enum.ratings)[1 + pg_temp.pick(i.item_id, 200 + n / 3, 8)] END AS rating
                         FROM (SELECT '{G,G,G,G,A,A,R,S}'::rag[] AS ratings) enum) r;
  SELECT '  ' || (quarter 'Q1 2023/24' + n)::text
$$;
\t on
\pset format unaligned
SELECT format('SELECT pg_temp.fill_quarter(%s)', n) FROM generate_series(0, :quarters - 1) n \gexec
\t off
\pset format aligned
SET session_replication_role = origin;
VACUUM ANALYZE;

\echo
SELECT (SELECT count(*) FROM plans) AS plans, (SELECT count(*) FROM items) AS items, (SELECT count(*) FROM nodes) AS nodes,
       (SELECT count(*) FROM links) AS links, (SELECT count(*) FROM ratings) AS ratings, (SELECT count(*) FROM due_dates) AS due_dates;
