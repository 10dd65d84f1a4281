-- What is measured on.  psql variables: rows; ltree, fdw, roaringbitmap (whether those extensions are there).  The same numbers every time: they come
-- from hashes, not from random().
CREATE EXTENSION golden_thread;
CREATE SCHEMA bench;
-- Millions of rows that nothing is known of yet: with the usual memory a DISTINCT of them spills for many minutes.
SET work_mem = '256MB';
SET search_path = bench, public;

CREATE TYPE status AS ENUM ('G', 'AG', 'A', 'AR', 'R'); -- least severe first, as rag
CREATE FUNCTION spread(bigint, salt integer, n bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (hashint8extended($1, salt) & 9223372036854775807) % n;

-- Ratings, a sixth of them NULL.  A table for each type, so that every side reads its column in the same place.
CREATE UNLOGGED TABLE source AS
SELECT i AS id, (ARRAY['G', 'AG', 'A', 'AR', 'R'])[1 + spread(i, 1, 6)] AS rating,
       date '2010-04-01' + spread(i, 2, 5479)::integer AS day
FROM generate_series(1, :rows) AS i;
CREATE UNLOGGED TABLE rating_rag AS SELECT id, rating::rag AS r FROM source;
CREATE UNLOGGED TABLE rating_enum AS SELECT id, rating::status AS r FROM source;
CREATE UNLOGGED TABLE rating_smallint AS SELECT id, severity(rating::rag)::smallint AS r FROM source;
CREATE UNLOGGED TABLE indexed_rag AS SELECT * FROM rating_rag;
CREATE INDEX ON indexed_rag (r);

-- Reports on days of sixty quarters.
CREATE UNLOGGED TABLE report_rag AS SELECT day, rating::rag AS r FROM source;
CREATE UNLOGGED TABLE report_enum AS SELECT day, rating::status AS r FROM source;

-- Days with an index, and the quarters they are reported in, as a star join has them.
CREATE UNLOGGED TABLE day_fact AS SELECT day FROM source;
CREATE INDEX ON day_fact (day);
CREATE TABLE day_quarter AS SELECT quarter AS q, first_day, last_day, fiscal_year FROM quarter_calendar('Q1 2010/11', 'Q4 2024/25');

-- The same quarters as quarter, as their first day, as a number.
CREATE UNLOGGED TABLE quarter_quarter AS SELECT quarter(day) AS q FROM source;
CREATE UNLOGGED TABLE quarter_date AS SELECT start_date(q) AS q FROM quarter_quarter;
CREATE UNLOGGED TABLE quarter_integer AS SELECT fiscal_year_start(q) * 4 + quarter_number(q) AS q FROM quarter_quarter;
CREATE UNLOGGED TABLE loaded_quarter (q quarter);
CREATE UNLOGGED TABLE loaded_date (q date);
CREATE TABLE weight_quarter AS
SELECT q, row_number() OVER (ORDER BY q) AS weight FROM (SELECT DISTINCT q FROM quarter_quarter) AS d;
CREATE TABLE weight_integer AS
SELECT fiscal_year_start(q) * 4 + quarter_number(q) AS q, weight FROM weight_quarter;
CREATE TABLE weight_rag AS SELECT r, severity(r) + 1 AS weight FROM unnest('{G,AG,A,AR,R}'::rag[]) AS r;
CREATE TABLE weight_smallint AS SELECT severity(r)::smallint AS r, weight FROM weight_rag;

-- Codes of five levels.  All numbers of a level are equally long: the order is then the same in text, in ltree and in
-- plan_code, and the rivals need no zeros in front.
CREATE UNLOGGED TABLE code_text AS
SELECT concat_ws('.', 1 + k % 9, 10 + k / 9 % 20, 10 + k / 180 % 20, 10 + k / 3600 % 20, 100 + k / 72000)
       COLLATE "C" AS code
FROM generate_series(0, :rows - 1) AS k;
CREATE UNLOGGED TABLE code_plan_code AS SELECT code::plan_code AS code FROM code_text;
CREATE INDEX code_text_btree ON code_text (code);
CREATE INDEX code_plan_code_btree ON code_plan_code (code);
-- The same order as numbers, for the limit: an index-only scan of a plain type.
CREATE UNLOGGED TABLE code_bigint AS
SELECT (((k % 9 * 20 + k / 9 % 20) * 20 + k / 180 % 20) * 20 + k / 3600 % 20) * 1000::bigint + k / 72000 AS code
FROM generate_series(0, :rows - 1) AS k;
CREATE INDEX code_bigint_btree ON code_bigint (code);
CREATE TABLE subtree AS
SELECT format('%s.%s', 1 + p % 9, 10 + p) AS code FROM generate_series(0, 4) AS p
UNION ALL SELECT format('%s.%s.%s', 1 + p % 9, 10 + p, 10 + p * 7 % 20) FROM generate_series(0, 19) AS p;
\if :ltree
CREATE EXTENSION ltree;
CREATE UNLOGGED TABLE code_ltree AS SELECT code::ltree AS code FROM code_text;
CREATE INDEX code_ltree_gist ON code_ltree USING gist (code);
CREATE INDEX code_ltree_btree ON code_ltree (code);
\endif

-- A golden thread: nodes in levels of ten, a fifth of them with a second parent; items with one rating and three links.
SELECT :rows / 10 AS items, greatest(20, least(5000, :rows / 200)) AS nodes \gset
CREATE TABLE node_link AS
SELECT c::bigint AS child, (c / 10)::bigint AS parent FROM generate_series(1, :nodes - 1) AS c
UNION ALL SELECT c, c / 10 - 1 FROM generate_series(20, :nodes - 1, 5) AS c;
CREATE UNLOGGED TABLE link_rag AS
SELECT spread(i * 3 + k, 3, :nodes) AS node, i::bigint AS item, (ARRAY['G', 'AG', 'A', 'AR', 'R'])[1 + spread(i, 4, 6)]::rag AS r
FROM generate_series(1, :items) AS i, generate_series(1, 3) AS k;
CREATE UNLOGGED TABLE link_enum AS SELECT node, item, r::text::status AS r FROM link_rag;
CREATE UNLOGGED TABLE link_tenth AS SELECT * FROM link_rag WHERE item % 10 = 0;
CREATE VIEW walked AS
WITH RECURSIVE up (node, above) AS (
    SELECT n, n FROM generate_series(0, :nodes - 1::bigint) AS n
    UNION SELECT up.node, l.parent FROM up JOIN node_link AS l ON l.child = up.above)
SELECT * FROM up;
CREATE TABLE closure AS SELECT * FROM walked;
CREATE INDEX ON closure (node);
\if :roaringbitmap
CREATE EXTENSION roaringbitmap;
\endif

-- The same golden thread kept current: one table of links, one of ratings.
ANALYZE link_rag;
CREATE TABLE live_link AS SELECT DISTINCT node, item FROM link_rag;
CREATE INDEX ON live_link (item);
CREATE INDEX ON live_link (node);
CREATE TABLE live_rating AS SELECT DISTINCT item, r FROM link_rag;
ALTER TABLE live_rating ADD PRIMARY KEY (item);
SELECT create_live_rollup('live', 'live_link', 'live_rating', 'node_link', quarter => NULL, rating => 'r') \g /dev/null

-- Ratings that sixteen sessions write, one by one, with a live rollup of them and without.
CREATE TABLE plain_rating (item bigint PRIMARY KEY, r rag NOT NULL);
CREATE TABLE written_rating (LIKE plain_rating INCLUDING ALL);
CREATE SEQUENCE next_plain;
CREATE SEQUENCE next_written;
SELECT create_live_rollup('written', 'live_link', 'written_rating', 'node_link', quarter => NULL, rating => 'r') \g /dev/null

-- Tallies of forty quarters for every unit.
CREATE UNLOGGED TABLE unit_tally AS
SELECT unit, quarter(2010, 1) + n AS q,
       rag_tally(format('R%s A%s G%s', 1 + spread(unit * 40 + n, 5, 9), 1 + spread(unit * 40 + n, 6, 9), 1 + spread(unit * 40 + n, 7, 9))) AS t
FROM generate_series(1, greatest(10, :rows / 400)) AS unit, generate_series(0, 39) AS n;
CREATE INDEX ON unit_tally (unit, q);
CREATE UNLOGGED TABLE unit_tally_tenth AS SELECT * FROM unit_tally WHERE unit % 10 = 0;
CREATE INDEX ON unit_tally_tenth (unit, q);

-- The reports again on four shards, each reached through postgres_fdw: here the same server, four times.
\if :fdw
CREATE EXTENSION postgres_fdw;
SELECT format('CREATE SERVER shard_%s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L, extensions %L)',
              n, split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), current_database(), 'golden_thread'),
       format('CREATE USER MAPPING FOR CURRENT_USER SERVER shard_%s OPTIONS (user %L)', n, current_user),
       format('CREATE UNLOGGED TABLE shard_%s AS SELECT day, rating::rag AS r FROM source WHERE id %% 4 = %s', n, n - 1),
       format('CREATE FOREIGN TABLE remote_%s (day date, r rag) SERVER shard_%s OPTIONS (schema_name %L, table_name %L)', n, n, 'bench', 'shard_' || n)
FROM generate_series(1, 4) AS n \gexec
\endif

DROP TABLE source;
VACUUM (FREEZE, ANALYZE);
CHECKPOINT;
