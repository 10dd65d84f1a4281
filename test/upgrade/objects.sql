-- Every type of the extension in every kind of index and object that can hold it, as far as the installed version has
-- them, in schema "kept"; with a register, if there is one in schema "council", written down in kept.columns_kept:
-- what must read
-- the same later.  Values follow from row numbers, never from chance.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SELECT set_config('search_path', quote_ident(n.nspname) || ', public', false) AS path,
       EXISTS (SELECT FROM pg_type t WHERE t.typnamespace = n.oid AND t.typname = 'quarterrange') AS has_ranges,
       EXISTS (SELECT FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod
               WHERE c.opcnamespace = n.oid AND a.amname = 'gist') AS has_gist,
       EXISTS (SELECT FROM pg_amproc p JOIN pg_opfamily f ON f.oid = p.amprocfamily
               WHERE f.opfnamespace = n.oid AND f.opfname = 'plan_code_ops' AND p.amprocnum = 12) AS has_overlaps,
       EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = n.oid AND p.proname = 'create_live_rollup') AS has_live,
       EXISTS (SELECT FROM pg_type t WHERE t.typnamespace = n.oid AND t.typname = 'ragrange') AS has_early_classes
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread' \gset

CREATE SCHEMA kept;
CREATE DOMAIN kept.live AS rag CHECK (VALUE >= 'G'::rag);
CREATE TYPE kept.cell AS (rating rag, at quarter);

CREATE TABLE kept.fact (
  id integer PRIMARY KEY,
  day date NOT NULL,
  rating rag,
  amounts rag_tally NOT NULL,
  at quarter NOT NULL,
  code plan_code NOT NULL,
  graph linkage,
  graph_of_words linkage_text,
  live kept.live DEFAULT 'A',
  ratings rag[],
  cell kept.cell,
  day_quarter quarter GENERATED ALWAYS AS (quarter(day)) STORED,
  parent_code plan_code GENERATED ALWAYS AS (parent(code)) STORED,
  said text GENERATED ALWAYS AS (label(rating)) STORED,
  CONSTRAINT depth_allowed CHECK (depth(code) <= 4)
);
INSERT INTO kept.fact (id, day, rating, amounts, at, code, graph, graph_of_words, live, ratings, cell)
SELECT i, date '2019-04-01' + i,
       (ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R', NULL])[1 + i % 8]::rag,
       format('R%s A%s G%s ?%s', 1 + i % 5, 1 + i % 3, 1 + i % 11, 1 + i % 7)::rag_tally,
       quarter(2000 + i / 4 % 40, 1 + i % 4, (ARRAY[4, 1, 10])[1 + i / 7 % 3]),
       format('%s%s.%s', chr(65 + i % 5), 1 + i / 5 % 12, 1 + i / 60 % 15)::plan_code,
       (SELECT linkage(n, n + 1) FROM generate_series(i % 30, i % 30 + 3) AS n),
       (SELECT linkage_text('n' || n, 'n' || n + 1) FROM generate_series(i % 30, i % 30 + 3) AS n),
       (ARRAY['G', 'A', 'R'])[1 + i / 9 % 3]::rag,
       ARRAY['G', NULL, (ARRAY['B', 'A', 'R'])[1 + i % 3]]::rag[],
       ROW((ARRAY['B', 'A', 'R'])[1 + i % 3]::rag, quarter(2020 + i % 9, 1))::kept.cell
FROM generate_series(1, 800) AS i;
\if :has_ranges
ALTER TABLE kept.fact ADD span quarterrange, ADD spans quartermultirange;
UPDATE kept.fact SET span = quarterrange(quarter(2000 + id / 4 % 40, 1), quarter(2001 + id / 4 % 40, 1 + id % 4)),
  spans = quartermultirange(quarterrange(quarter(2000 + id % 40, 1), quarter(2000 + id % 40, 3)));
\endif

-- A table for each kind of index, so that a query that may not scan it must use that index.
DO $do$
DECLARE
  method name;
  class record;
BEGIN
  FOREACH method IN ARRAY ARRAY['btree', 'hash', 'brin', 'gist', 'spgist'] LOOP
    EXECUTE format('CREATE TABLE kept.by_%s (LIKE kept.fact INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', method);
    EXECUTE format('INSERT INTO kept.by_%s SELECT * FROM kept.fact', method);
    FOR class IN
      SELECT a.attname, c.opcname, cn.nspname
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
      JOIN pg_type b ON b.oid = CASE WHEN t.typbasetype = 0 THEN t.oid ELSE t.typbasetype END
      JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = b.oid AND d.deptype = 'e'
      JOIN pg_am m ON m.amname = method
      JOIN pg_opclass c ON c.opcmethod = m.oid AND c.opcdefault
        AND (c.opcintype = b.oid OR c.opcintype = CASE b.typtype WHEN 'r' THEN 'anyrange'::regtype
                                                                 WHEN 'm' THEN 'anymultirange'::regtype END)
      JOIN pg_namespace cn ON cn.oid = c.opcnamespace
      WHERE a.attrelid = 'kept.fact'::regclass AND a.attnum > 0
        -- The server looks for BRIN's operators under the domain's own name, unless the class is one of its own.
        AND NOT (method = 'brin' AND t.typtype = 'd')
    LOOP
      EXECUTE format('CREATE INDEX by_%s_%s ON kept.by_%1$s USING %1$s (%2$I %3$I.%4$I)',
                     method, class.attname, class.nspname, class.opcname);
    END LOOP;
  END LOOP;
END
$do$;

-- Other indexes, keys and constraints.
CREATE INDEX ON kept.fact (three_tier(rating));
CREATE INDEX ON kept.fact (code) WHERE code <@ 'A1'::plan_code;
CREATE INDEX ON kept.fact (at, rating DESC) INCLUDE (code);
CREATE INDEX ON kept.fact USING gin (ratings);
CREATE STATISTICS kept.fact_statistics ON at, code, rating FROM kept.fact;
CREATE TABLE kept.nodes (code plan_code PRIMARY KEY, over plan_code REFERENCES kept.nodes, since quarter DEFAULT 'Q1 2025/26');
INSERT INTO kept.nodes (code, over) SELECT code, parent(code) FROM unnest('{A1,A1.1,A1.1.1,A1.2,A1.10,B2}'::plan_code[]) AS code;
CREATE TABLE kept.once (rating rag, at quarter, EXCLUDE USING hash (at WITH =), UNIQUE NULLS NOT DISTINCT (rating, at));
INSERT INTO kept.once SELECT rating, quarter(2020, 1) + id FROM kept.fact WHERE id <= 20;
CREATE TABLE kept.bookings (code plan_code, days daterange);
INSERT INTO kept.bookings SELECT code, daterange(day, day + 20) FROM kept.fact WHERE id <= 60;
\if :has_gist
ALTER TABLE kept.bookings ADD EXCLUDE USING gist (code WITH =, days WITH &&);
\endif
\if :has_overlaps
CREATE TABLE kept.rota (code plan_code, days daterange, PRIMARY KEY (code, days WITHOUT OVERLAPS));
INSERT INTO kept.rota SELECT * FROM kept.bookings;
\endif

CREATE TABLE kept.part_quarter (id integer, at quarter, rating rag) PARTITION BY RANGE (at);
CREATE TABLE kept.part_quarter_1 PARTITION OF kept.part_quarter FOR VALUES FROM (MINVALUE) TO ('Q1 2010/11');
CREATE TABLE kept.part_quarter_2 PARTITION OF kept.part_quarter FOR VALUES FROM ('Q1 2010/11') TO ('Q1 2020/21');
CREATE TABLE kept.part_quarter_3 PARTITION OF kept.part_quarter DEFAULT;
CREATE TABLE kept.part_rating (id integer, rating rag, code plan_code) PARTITION BY LIST (rating);
CREATE TABLE kept.part_rating_1 PARTITION OF kept.part_rating FOR VALUES IN ('B', 'S', NULL);
CREATE TABLE kept.part_rating_2 PARTITION OF kept.part_rating DEFAULT;
CREATE TABLE kept.part_code (id integer, code plan_code, at quarter) PARTITION BY HASH (code, at);
CREATE TABLE kept.part_code_1 PARTITION OF kept.part_code FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE kept.part_code_2 PARTITION OF kept.part_code FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE kept.part_code_3 PARTITION OF kept.part_code FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO kept.part_quarter SELECT id, at, rating FROM kept.fact;
INSERT INTO kept.part_rating SELECT id, rating, code FROM kept.fact;
INSERT INTO kept.part_code SELECT id, code, at FROM kept.fact;
CREATE INDEX ON kept.part_code (code);

-- What looks at them.
CREATE TABLE kept.links (child bigint, parent bigint);
CREATE INDEX ON kept.links (child);
INSERT INTO kept.links SELECT n, n / 3 FROM generate_series(1, 40) AS n;
CREATE VIEW kept.quarters AS
  SELECT at, tally(rating) AS counts, percent_complete(tally(rating)) AS percent, overall(tally(rating)) AS verdict,
         max(rating) AS worst FROM kept.fact GROUP BY at;
CREATE VIEW kept.under AS SELECT id, code, movement(rating, live::rag) AS moved FROM kept.fact WHERE code <@ 'A2'::plan_code;
CREATE VIEW kept.rolling AS
  SELECT id, sum(amounts) OVER (ORDER BY at, id ROWS 3 PRECEDING) AS last_four, rank() OVER (ORDER BY rating DESC NULLS LAST) AS place
  FROM kept.fact;
CREATE VIEW kept.rolled AS
  SELECT r.* FROM (SELECT outcome_rollup((SELECT linkage(child, parent) FROM kept.links), f.id % 41, f.id::bigint, f.rating) AS rolled
                   FROM kept.fact f) s, unnest(s.rolled) r;
CREATE MATERIALIZED VIEW kept.quarters_then AS SELECT * FROM kept.quarters;
CREATE UNIQUE INDEX ON kept.quarters_then (at);
CREATE MATERIALIZED VIEW kept.rolled_then AS SELECT * FROM kept.rolled;
CREATE TABLE kept.item_links (node bigint, item bigint);
CREATE INDEX ON kept.item_links (item);
CREATE TABLE kept.item_ratings (item bigint, quarter quarter, rating rag, PRIMARY KEY (item, quarter));
INSERT INTO kept.item_links SELECT id % 41, id FROM kept.fact WHERE id <= 300;
INSERT INTO kept.item_ratings SELECT id, quarter(2025, n), rating FROM kept.fact, generate_series(1, 3) AS n WHERE id <= 300;
\if :has_live
CREATE SCHEMA kept_live;
SELECT create_live_rollup('live', 'kept.item_links', 'kept.item_ratings', 'kept.links', schema => 'kept_live') \g /dev/null
UPDATE kept.item_ratings SET rating = 'A' WHERE item < 20;
\endif
CREATE FUNCTION kept.worst_under(top plan_code) RETURNS rag LANGUAGE sql STABLE
  BEGIN ATOMIC SELECT max(rating) FROM kept.fact WHERE code <@ top; END;
CREATE VIEW kept.called AS SELECT code, kept.worst_under(code) FROM kept.nodes;
\if :has_early_classes
-- Bodies that pg_upgrade makes before operator classes: each sorts and groups by a type that has an order.
DO $do$
DECLARE
  held record;
BEGIN
  FOR held IN
    SELECT a.attname, format_type(a.atttypid, NULL) AS type
    FROM pg_attribute a
    WHERE a.attrelid = 'kept.fact'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  LOOP
    EXECUTE format('CREATE FUNCTION kept.group_%1$s(OUT value %2$s, OUT held bigint, OUT place bigint) RETURNS SETOF record
                      LANGUAGE sql STABLE
                      BEGIN ATOMIC
                        SELECT DISTINCT %1$I, count(*), rank() OVER (ORDER BY %1$I DESC) FROM kept.fact GROUP BY %1$I ORDER BY %1$I;
                      END', held.attname, held.type);
    EXECUTE format('CREATE VIEW kept.grouped_%1$s AS SELECT value, held, place FROM kept.group_%1$s()', held.attname);
  END LOOP;
END
$do$;
\endif
CREATE FUNCTION kept.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.since := NEW.since + 1; RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON kept.nodes FOR EACH ROW EXECUTE FUNCTION kept.touch();
ALTER TABLE kept.fact ENABLE ROW LEVEL SECURITY;
CREATE POLICY under_a ON kept.fact USING (code <@ 'A1'::plan_code OR rating > 'G'::rag);
ANALYZE;

CREATE TABLE kept.columns_kept AS
  SELECT format('%I.%I', n.nspname, c.relname) AS relation, c.relkind::text AS kind,
         string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns,
         -- That the layout is another is audited.
         CASE c.relname WHEN 'audit_log' THEN $$WHERE table_name <> 'register_settings'$$
                        WHEN 'audit_rows' THEN $$WHERE audit_id NOT IN (SELECT l.audit_id FROM council.audit_log l WHERE l.table_name = 'register_settings')$$
                        ELSE '' END AS condition
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  -- Of a live rollup what it shows, not how it keeps that; nor what is unlogged, which no standby has.
  WHERE (n.nspname IN ('kept', 'council', 'council_bi') AND c.relkind IN ('r', 'p', 'v', 'm') OR n.nspname = 'kept_live' AND c.relkind = 'v')
    AND c.relpersistence = 'p' AND a.attnum > 0 AND NOT a.attisdropped
    -- Which layout a register has is what its upgrade changes.
    AND NOT (c.relname = 'register_settings' AND a.attname = 'layout_version')
  GROUP BY 1, 2, c.relname;
