-- Live rollups: a stored outcome_rollup that is kept current.
--
-- The stored counts are those of some earlier moment.  Triggers append every later change of a rating or link, with
-- its sign, to a queue.  So for the few items in the queue both states are known: what the tables hold now, and, by
-- taking the changes back, what they held when the counts were stored.  The rollup of the one less that of the other
-- is what to add, to a reader's answer or, in a merge, to what is stored.  Both are counted by outcome_rollup itself
-- over the part of the graph above those items, so an item is counted once under each ancestor however many links
-- lead there.  Queue, tables and stored counts are read in one snapshot: what one transaction did is in all or none.
--
-- One live rollup is tables, triggers and thin views; the work is done here.  What is run with the rights of its owner, or
-- of whoever reads, has only pg_catalog in its path and names the schema of every other function and operator, whose
-- arguments are of exactly the declared types: no function or operator that somebody adds elsewhere is a better match.

CREATE FUNCTION ancestry(g linkage, nodes bigint[]) RETURNS linkage
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_ancestry';
COMMENT ON FUNCTION ancestry(linkage, bigint[]) IS
    'the part of a graph that these nodes and all above them are; nodes that the graph lacks are passed over';

CREATE FUNCTION ancestry(g linkage_text, nodes text[]) RETURNS linkage_text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_ancestry';
COMMENT ON FUNCTION ancestry(linkage_text, text[]) IS
    'the part of a graph that these nodes and all above them are; nodes that the graph lacks are passed over';

CREATE FUNCTION live_rollup_layout() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '0.6.0'::text;
COMMENT ON FUNCTION live_rollup_layout() IS
  'The extension version that last changed what create_live_rollup makes: a live rollup with this layout is current.';

-- A change made through a partition fires the triggers of that partition alone, so a live rollup knows all of them.
CREATE FUNCTION live_rollup_relations(tables regclass[]) RETURNS oid[]
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'live_rollup_relations';
COMMENT ON FUNCTION live_rollup_relations(regclass[]) IS
  'These tables with all their partitions and children as they are at this moment, as a scan finds them whatever its snapshot, in order.';

-- A crash empties an unlogged table without a trigger being told.  Whoever makes a table unlogged, or logged again, gives it
-- another file: so the counts are known to be of rows that were never at risk as long as the files are the same.
CREATE FUNCTION live_rollup_storage(tables regclass[]) RETURNS oid[]
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'live_rollup_storage';
COMMENT ON FUNCTION live_rollup_storage(regclass[]) IS
  'These tables with all their partitions and children, each followed by the file of its rows; NULL if a crash could empty one.';

CREATE FUNCTION live_rollup_in_use(relations oid[]) RETURNS boolean
    LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'live_rollup_in_use';
COMMENT ON FUNCTION live_rollup_in_use(oid[]) IS 'Whether an unfinished statement of this session reads or changes one of these tables.';

CREATE FUNCTION live_rollup_typed(expected anyelement, value anyelement) RETURNS anyelement
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT $2';
COMMENT ON FUNCTION live_rollup_typed(anyelement, anyelement) IS
  'Deprecated: only what live rollups made before 0.6.0 call, until they are rebuilt.';

CREATE FUNCTION live_rollup_holds(whole rag_tally, part rag_tally) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN red(whole) >= red(part) AND amber_red(whole) >= amber_red(part) AND amber(whole) >= amber(part)
       AND amber_green(whole) >= amber_green(part) AND green(whole) >= green(part) AND complete(whole) >= complete(part)
       AND scheduled(whole) >= scheduled(part) AND unrated(whole) >= unrated(part);
COMMENT ON FUNCTION live_rollup_holds(rag_tally, rag_tally) IS 'Whether the part can be taken away from the whole.';

-- All SQL that names a live rollup's own relations.  live_rollup_fill() puts names for what is in braces; {=} is equality of
-- quarters, {t.typed_links} that the columns of table t are of the types they were.
CREATE FUNCTION live_rollup_sql(part text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE part
WHEN 'state' THEN $sql$
CREATE TABLE {state} (
  live_rollup_layout text NOT NULL,
  tables regclass[] NOT NULL,
  columns text[] NOT NULL,
  relations regclass[] NOT NULL,
  storage oid[],
  graph @extschema@.{graph_type} NOT NULL,
  merged_at timestamptz,
  rebuilt_at timestamptz
);
ALTER TABLE {state} ALTER graph SET STORAGE EXTERNAL;
ALTER TABLE {state} REPLICA IDENTITY FULL;
CREATE UNIQUE INDEX ON {state} ((true));
$sql$
WHEN 'state comments' THEN $sql$
COMMENT ON TABLE {state} IS 'What a golden_thread live rollup knows of itself: one row.';
COMMENT ON COLUMN {state}.live_rollup_layout IS 'the version of golden_thread that made it';
COMMENT ON COLUMN {state}.tables IS 'item links, ratings, node links';
COMMENT ON COLUMN {state}.columns IS 'their columns: node, item; item, quarter, rating; child, parent';
COMMENT ON COLUMN {state}.relations IS 'those tables with their partitions and children, as of the last rebuild';
COMMENT ON COLUMN {state}.storage IS 'each of them and the file of its rows, as of the last rebuild; with others all is counted anew';
COMMENT ON COLUMN {state}.graph IS 'the links between nodes, as of the last merge';
COMMENT ON COLUMN {state}.merged_at IS 'when changes were last merged';
COMMENT ON COLUMN {state}.rebuilt_at IS 'when all was last counted anew';
$sql$
WHEN 'tables' THEN $sql$
CREATE TABLE {stored} (
  node {node_type}{node_collation} NOT NULL,
  quarter {quarter_type}{quarter_collation} NOT NULL,
  by_link @extschema@.rag_tally NOT NULL,
  distinct_items @extschema@.rag_tally NOT NULL,
  PRIMARY KEY (node, quarter)
) WITH (fillfactor = 70);
CREATE INDEX ON {stored} (quarter);
COMMENT ON TABLE {stored} IS
    'The counts of a golden_thread live rollup as of its last merge; read the view, which adds what changed since.';
COMMENT ON COLUMN {stored}.node IS 'the node';
COMMENT ON COLUMN {stored}.quarter IS 'the quarter; true where there is no grouping';
COMMENT ON COLUMN {stored}.by_link IS 'every distinct pair of node and item at or under this node';
COMMENT ON COLUMN {stored}.distinct_items IS 'every distinct item at or under this node';
CREATE TABLE {queue} (
  kind "char" NOT NULL,
  change integer NOT NULL,
  item {item_type}{item_collation},
  node {node_type}{node_collation},
  quarter {quarter_type}{quarter_collation},
  rating @extschema@.rag
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX ON {queue} (change) WHERE kind = 'a';
ALTER TABLE {queue} REPLICA IDENTITY FULL;
COMMENT ON TABLE {queue} IS
  'What changed since the last merge of a golden_thread live rollup; filled by triggers, emptied by merge_live_rollup.';
COMMENT ON COLUMN {queue}.kind IS
    'r: a rating, l: a link of an item, g: a link between nodes, a: anything, so that all is to be counted anew';
COMMENT ON COLUMN {queue}.change IS 'how many rows of these values there are more now (negative: fewer); for a the transaction''s number';
COMMENT ON COLUMN {queue}.item IS 'the item that is rated, or linked';
COMMENT ON COLUMN {queue}.node IS 'the node it is linked to; for g the child';
COMMENT ON COLUMN {queue}.quarter IS 'the quarter of the rating';
COMMENT ON COLUMN {queue}.rating IS 'the rating';
$sql$
-- Whoever may see but some rows of a table that is counted sees nothing of what was counted of all.  Each sub-select is
-- evaluated once a query, so that the indexes serve as before.
WHEN 'policy' THEN $sql$
ALTER TABLE {this} ENABLE ROW LEVEL SECURITY;
CREATE POLICY whole_tables_only ON {this} USING (
  NOT (SELECT pg_catalog.row_security_active({item_links_oid})) AND NOT (SELECT pg_catalog.row_security_active({ratings_oid}))
  AND NOT (SELECT pg_catalog.row_security_active({node_links_oid})));
COMMENT ON POLICY whole_tables_only ON {this} IS
  'For those alone from whom no row-level security hides rows of the tables that the golden_thread live rollup counts.';
$sql$
WHEN 'views' THEN $sql$
CREATE OR REPLACE VIEW {view} WITH (security_invoker = true) AS
WITH unmerged AS MATERIALIZED (
  SELECT o.node{node_collation}, o.quarter{quarter_collation}, o.by_link, o.distinct_items, o.replaces_all
  FROM @extschema@.live_rollup_unmerged({state_oid}, false)
       AS o (node {node_type}, quarter {quarter_type}, by_link @extschema@.rag_tally, distinct_items @extschema@.rag_tally,
             replaces_all boolean)
)
SELECT s.node, {s.quarter,} s.by_link, s.distinct_items
FROM {stored} s
WHERE NOT EXISTS (SELECT FROM unmerged o WHERE o.replaces_all)
      AND NOT EXISTS (SELECT FROM unmerged o WHERE o.node = s.node AND o.quarter {=} s.quarter)
UNION ALL
SELECT o.node, {o.quarter,} o.by_link, o.distinct_items
FROM unmerged o
WHERE o.by_link IS NOT NULL;
COMMENT ON VIEW {view} IS 'A golden_thread live rollup: counts at and under each node, exact at every moment.';
CREATE OR REPLACE VIEW {recomputed} WITH (security_invoker = true) AS
SELECT r.node{node_collation}, {r.quarter,} r.by_link, r.distinct_items
FROM (SELECT u.node, x.quarter, u.by_link, u.distinct_items
      FROM (SELECT {t.quarter}::{quarter_type} AS quarter,
                   @extschema@.outcome_rollup((SELECT {graph} FROM {node_links} n),
                                              {l.node}::{node_type}, {l.item}::{item_type}, {t.rating}::@extschema@.rag) AS rolled
            FROM {item_links} l JOIN {ratings} t ON {t.rated_item} = {l.item}{rated_item_collation}
            WHERE {l.node} IS NOT NULL AND {t.quarter} IS NOT NULL
            GROUP BY 1) AS x, unnest(x.rolled) AS u) AS r;
COMMENT ON VIEW {recomputed} IS 'What a golden_thread live rollup must show, counted anew out of the tables.';
$sql$
-- One function for each table and not one for all: a trigger function is SECURITY DEFINER, and is to do one thing.  It must
-- belong to the owner of the queue, so none of the extension can stand for it.
WHEN 'note' THEN $sql$
CREATE FUNCTION {this}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $note$
-- SECURITY DEFINER: whoever may change the table changes the rollup, without a right of their own on the queue, where
-- they could write what never happened.  It takes nothing from its caller but the rows that the statement changed.
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {queue} (kind, change, {into}) SELECT {kind}, 1, {n.values} FROM appeared n WHERE {n.counted};
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO {queue} (kind, change, {into}) SELECT {kind}, -1, {o.values} FROM disappeared o WHERE {o.counted};
  ELSE
    INSERT INTO {queue} (kind, change, {into})
    SELECT {kind}, sum(x.change), {into}
    FROM (SELECT 1, {n.values}{n.also} FROM appeared n WHERE {n.counted}
          UNION ALL SELECT -1, {o.values}{o.also} FROM disappeared o WHERE {o.counted}) AS x (change, {into}{also})
    GROUP BY {into}{also} HAVING sum(x.change) <> 0;
  END IF;
  RETURN NULL;
END
$note$;
COMMENT ON FUNCTION {this}() IS 'Notes what a statement changed in a table, for a golden_thread live rollup.';
REVOKE ALL ON FUNCTION {this}() FROM PUBLIC;
$sql$
WHEN 'note all' THEN $sql$
CREATE FUNCTION {note_all}() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $note$
-- SECURITY DEFINER for the reason given in {note_links}.  One row for each transaction says it: another's may be taken
-- by a merge that does not see what this one did.
DECLARE
  own constant integer := (pg_current_xact_id()::text::numeric % 2147483647)::integer;
BEGIN
  IF NOT EXISTS (SELECT FROM {queue} q WHERE q.kind = 'a' AND q.change = own) THEN
    INSERT INTO {queue} (kind, change) VALUES ('a', own);
  END IF;
  RETURN NULL;
END
$note$;
COMMENT ON FUNCTION {note_all}() IS
  'Notes that a golden_thread live rollup has to be counted anew: after TRUNCATE and replicated changes, of which no other trigger hears.';
REVOKE ALL ON FUNCTION {note_all}() FROM PUBLIC;
$sql$
-- With more changes than this it is quicker to count anew.
WHEN 'most' THEN 'greatest(1000, (SELECT sum(c.reltuples) / 40 FROM pg_class c, {state} y WHERE c.oid = ANY (y.relations::oid[])))::bigint'
-- Run by live_rollup_unmerged(): whether to count anew, and whether there is anything to do at all.  Who may not see the
-- state gets no row, and whoever sees but a part of the rows the counts of that part.
WHEN 'check' THEN $sql$
SELECT row_security_active(s.tables[1]) OR row_security_active(s.tables[2]) OR row_security_active(s.tables[3])
       OR (s.storage = @extschema@.live_rollup_storage(s.tables)) IS NOT TRUE
       OR EXISTS (SELECT FROM {queue} q WHERE q.kind = 'a') OR w.waiting > w.most AS everything,
       w.waiting > 0 AS waiting
FROM {state} s
     CROSS JOIN LATERAL (SELECT m.most, (SELECT count(*) FROM (SELECT FROM {queue} q LIMIT m.most + 1) AS q) AS waiting
                         FROM (SELECT {most}) AS m (most) OFFSET 0) AS w
$sql$
-- What changed, as rows: how many links and ratings of these values there are now, and how many there were before.
WHEN 'changed' THEN $sql$
WITH pending AS MATERIALIZED (
  SELECT q.kind, q.change, q.item, q.node, q.quarter, q.rating FROM {queue} q
), graphs AS MATERIALIZED (
  SELECT s.graph AS old,
         CASE WHEN EXISTS (SELECT FROM pending p WHERE p.kind = 'g')
              THEN (SELECT {graph} FROM {node_links} n WHERE {n.typed_graph}) ELSE s.graph END AS new
  FROM {state} s LIMIT 1 -- there is but one; the planner would think of hundreds, and of as many times the nodes
), relinked AS MATERIALIZED (
  SELECT DISTINCT p.node FROM pending p JOIN graphs g ON g.new OPERATOR(@extschema@.<>) g.old WHERE p.kind = 'g' AND p.node IS NOT NULL
), moved AS MATERIALIZED (
  -- Below a node whose links changed all items may count elsewhere.  Below it in the old graph: the way from an item up to
  -- the first link that changed is in both.
  SELECT r.node FROM relinked r
  UNION SELECT d.node FROM relinked r CROSS JOIN graphs g CROSS JOIN LATERAL @extschema@.descendants(g.old, r.node) AS d (node)
  WHERE (SELECT count(*) FROM relinked) <= 100
), moved_items AS MATERIALIZED (
  -- Not DISTINCT: with LIMIT the planner would then walk an index of all items.
  SELECT {t.item}::{item_type} AS item FROM {item_links} t
  WHERE {t.node} = ANY (ARRAY(SELECT m.node FROM moved m)) AND {t.item} IS NOT NULL AND {t.typed_links}
        AND (SELECT count(*) FROM relinked) BETWEEN 1 AND 100
  LIMIT (SELECT {most})
), too_many AS MATERIALIZED (
  SELECT (SELECT count(*) FROM relinked) > 100 OR (SELECT count(*) FROM moved_items) >= (SELECT {most}) AS yes
), keys AS MATERIALIZED (
  SELECT k.item, CASE WHEN bool_or(k.in_all) THEN NULL ELSE array_agg(DISTINCT k.quarter) END AS quarters
  FROM (SELECT p.item, p.kind = 'l', p.quarter FROM pending p WHERE p.kind IN ('l', 'r')
        UNION ALL SELECT m.item, true, NULL FROM moved_items m) AS k (item, in_all, quarter)
  WHERE NOT (SELECT y.yes FROM too_many y)
  GROUP BY k.item
), links AS MATERIALIZED (
  -- OFFSET 0: look the few items up, one by one.
  SELECT x.item, x.node, sum(x.now) AS now, sum(x.before) AS before
  FROM (SELECT k.item, l.node, 1, 1
        FROM keys k CROSS JOIN LATERAL (SELECT {t.node}::{node_type} FROM {item_links} t
                                        WHERE {t.item} = k.item{item_collation} AND {t.typed_links} OFFSET 0) AS l (node)
        WHERE l.node IS NOT NULL
        UNION ALL SELECT p.item, p.node, 0, - p.change FROM pending p WHERE p.kind = 'l') AS x (item, node, now, before)
  WHERE NOT (SELECT y.yes FROM too_many y)
  GROUP BY x.item, x.node
), rated AS MATERIALIZED (
  SELECT x.item, x.quarter, x.rating, sum(x.now) AS now, sum(x.before) AS before
  FROM (SELECT k.item, r.quarter, r.rating, 1, 1
        FROM keys k CROSS JOIN LATERAL (SELECT {t.quarter}::{quarter_type}, {t.rating}::@extschema@.rag FROM {ratings} t
                                        WHERE {t.rated_item} = k.item{rated_item_collation}
                                              AND {t.quarter}::{quarter_type} {=} ANY (k.quarters) AND {t.typed_ratings}
                                        OFFSET 0) AS r (quarter, rating)
        WHERE k.quarters IS NOT NULL
        UNION ALL
        SELECT k.item, r.quarter, r.rating, 1, 1
        FROM keys k CROSS JOIN LATERAL (SELECT {t.quarter}::{quarter_type}, {t.rating}::@extschema@.rag FROM {ratings} t
                                        WHERE {t.rated_item} = k.item{rated_item_collation}
                                              AND {t.quarter} IS NOT NULL AND {t.typed_ratings} OFFSET 0) AS r (quarter, rating)
        WHERE k.quarters IS NULL
        UNION ALL SELECT p.item, p.quarter, p.rating, 0, - p.change FROM pending p WHERE p.kind = 'r')
       AS x (item, quarter, rating, now, before)
  WHERE NOT (SELECT y.yes FROM too_many y)
  GROUP BY x.item, x.quarter, x.rating
)
$sql$
-- What they make of the stored counts.
WHEN 'counted' THEN $sql$
, impossible AS MATERIALIZED (
  -- There was a change of which no trigger told: then what is stored cannot be brought up to date.
  SELECT (SELECT y.yes FROM too_many y) OR EXISTS (SELECT FROM links l WHERE l.before < 0)
         OR EXISTS (SELECT FROM rated r GROUP BY r.item, r.quarter HAVING min(r.before) < 0 OR sum(r.before) > 1) AS yes
), before_rows AS MATERIALIZED (
  SELECT b.quarter, u.node, u.by_link, u.distinct_items
  FROM (SELECT r.quarter,
               @extschema@.outcome_rollup((SELECT @extschema@.ancestry(g.old,
                                                                       ARRAY(SELECT DISTINCT a.node FROM links a WHERE a.before > 0))
                                           FROM graphs g),
                                          l.node, l.item, r.rating) AS rolled
        FROM links l JOIN rated r ON r.item = l.item
        WHERE l.before > 0 AND r.before > 0 AND NOT (SELECT i.yes FROM impossible i)
        GROUP BY r.quarter) AS b, unnest(b.rolled) AS u
), now_rows AS MATERIALIZED (
  SELECT n.quarter, u.node, u.by_link, u.distinct_items
  FROM (SELECT r.quarter,
               @extschema@.outcome_rollup((SELECT @extschema@.ancestry(g.new,
                                                                       ARRAY(SELECT DISTINCT a.node FROM links a WHERE a.now > 0))
                                           FROM graphs g),
                                          l.node, l.item, r.rating) AS rolled
        FROM links l JOIN rated r ON r.item = l.item
        WHERE l.now > 0 AND r.now > 0 AND NOT (SELECT i.yes FROM impossible i)
        GROUP BY r.quarter) AS n, unnest(n.rolled) AS u
), sums AS MATERIALIZED (
  SELECT c.quarter, c.node, coalesce(s.by_link, '0') AS links, c.links_before, c.links_now,
         coalesce(s.distinct_items, '0') AS items, c.items_before, c.items_now
  FROM (SELECT coalesce(b.quarter, n.quarter), coalesce(b.node, n.node), coalesce(b.by_link, '0'), coalesce(n.by_link, '0'),
               coalesce(b.distinct_items, '0'), coalesce(n.distinct_items, '0')
        FROM before_rows b FULL JOIN now_rows n ON n.node = b.node AND n.quarter {=} b.quarter)
       AS c (quarter, node, links_before, links_now, items_before, items_now)
       LEFT JOIN LATERAL (SELECT t.by_link, t.distinct_items FROM {stored} t
                          WHERE t.node = c.node AND t.quarter {=} c.quarter OFFSET 0) AS s ON true
), unheard AS MATERIALIZED (
  SELECT (SELECT i.yes FROM impossible i)
         OR EXISTS (SELECT FROM sums s WHERE NOT (@extschema@.live_rollup_holds(s.links, s.links_before)
                                                  AND @extschema@.live_rollup_holds(s.items, s.items_before))) AS yes
), counted AS MATERIALIZED (
  SELECT s.quarter, s.node, s.links OPERATOR(@extschema@.-) s.links_before OPERATOR(@extschema@.+) s.links_now AS by_link,
         s.items OPERATOR(@extschema@.-) s.items_before OPERATOR(@extschema@.+) s.items_now AS distinct_items
  FROM sums s WHERE NOT (SELECT h.yes FROM unheard h)
)
$sql$
-- The rows that are not as they are stored; without counts: that is no row any more.
WHEN 'rows' THEN $sql$
, known AS MATERIALIZED (
  -- Of the nodes with nothing under them only those of the graph have a row.
  SELECT n.node FROM graphs g CROSS JOIN LATERAL
    @extschema@.nodes(@extschema@.ancestry(g.new, ARRAY(SELECT c.node FROM counted c WHERE @extschema@.total(c.by_link) = 0))) AS n (node)
), begun AS MATERIALIZED (
  SELECT DISTINCT n.quarter FROM now_rows n WHERE NOT EXISTS (SELECT FROM {stored} s WHERE s.quarter {=} n.quarter)
), ended AS MATERIALIZED (
  SELECT b.quarter FROM (SELECT quarter FROM before_rows EXCEPT SELECT quarter FROM now_rows) AS b
  WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} b.quarter AND @extschema@.total(c.by_link) > 0)
        AND NOT EXISTS (SELECT FROM {stored} s WHERE s.quarter {=} b.quarter AND @extschema@.total(s.by_link) > 0
                          AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} s.quarter AND c.node = s.node))
), judged AS MATERIALIZED (
  SELECT c.node, c.quarter, c.by_link, c.distinct_items,
         (@extschema@.total(c.by_link) > 0 OR c.node IN (SELECT k.node FROM known k))
         AND NOT EXISTS (SELECT FROM ended e WHERE e.quarter {=} c.quarter) AS stays
  FROM counted c
), new_nodes AS MATERIALIZED (
  SELECT @extschema@.nodes(g.new) AS node FROM graphs g WHERE EXISTS (SELECT FROM relinked)
  EXCEPT SELECT @extschema@.nodes(g.old) FROM graphs g WHERE EXISTS (SELECT FROM relinked)
), lost_nodes AS MATERIALIZED (
  SELECT @extschema@.nodes(g.old) AS node FROM graphs g WHERE EXISTS (SELECT FROM relinked)
  EXCEPT SELECT @extschema@.nodes(g.new) FROM graphs g WHERE EXISTS (SELECT FROM relinked)
)
SELECT NULL::{node_type}, NULL::{quarter_type}, NULL::@extschema@.rag_tally, NULL::@extschema@.rag_tally, true FROM unheard h WHERE h.yes
UNION ALL
SELECT j.node, j.quarter, CASE WHEN j.stays THEN j.by_link END, CASE WHEN j.stays THEN j.distinct_items END, NULL FROM judged j
UNION ALL
SELECT s.node, s.quarter, NULL, NULL, NULL FROM ended e JOIN {stored} s ON s.quarter {=} e.quarter
WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} s.quarter AND c.node = s.node)
UNION ALL
SELECT n.node, b.quarter, '0', '0', NULL FROM begun b CROSS JOIN graphs g CROSS JOIN LATERAL @extschema@.nodes(g.new) AS n (node)
WHERE NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} b.quarter AND c.node = n.node)
UNION ALL
SELECT n.node, q.quarter, '0', '0', NULL
FROM new_nodes n CROSS JOIN (SELECT DISTINCT t.quarter FROM {stored} t WHERE EXISTS (SELECT FROM relinked)) AS q
WHERE NOT EXISTS (SELECT FROM ended e WHERE e.quarter {=} q.quarter)
      AND NOT EXISTS (SELECT FROM {stored} t WHERE t.node = n.node AND t.quarter {=} q.quarter)
      AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} q.quarter AND c.node = n.node)
UNION ALL
SELECT s.node, s.quarter, NULL, NULL, NULL
FROM lost_nodes n JOIN {stored} s ON s.node = n.node
WHERE @extschema@.total(s.by_link) = 0 AND NOT EXISTS (SELECT FROM counted c WHERE c.quarter {=} s.quarter AND c.node = s.node)
$sql$
-- One statement and so one snapshot, taken after the locks: the queue rows that are deleted are those that were counted.
-- A change that is committed meanwhile has its own row, which stays.
WHEN 'merge' THEN $sql$
WITH unmerged AS MATERIALIZED (
  SELECT o.node, o.quarter, o.by_link, o.distinct_items, o.replaces_all{o.graph} FROM {unmerged rows}
), taken AS (
  DELETE FROM {queue} RETURNING 1
), gone AS (
  DELETE FROM {stored} s USING unmerged o WHERE o.node = s.node AND o.quarter {=} s.quarter AND o.by_link IS NULL
), replaced AS (
  DELETE FROM {stored} s
  WHERE EXISTS (SELECT FROM unmerged o WHERE o.replaces_all)
        AND NOT EXISTS (SELECT FROM unmerged o WHERE o.node = s.node AND o.quarter {=} s.quarter)
), put AS (
  INSERT INTO {stored} AS s (node, quarter, by_link, distinct_items)
  SELECT o.node, o.quarter, o.by_link, o.distinct_items FROM unmerged o WHERE o.by_link IS NOT NULL
  ON CONFLICT (node, quarter) DO UPDATE SET by_link = excluded.by_link, distinct_items = excluded.distinct_items
  WHERE s.by_link OPERATOR(@extschema@.<>) excluded.by_link OR s.distinct_items OPERATOR(@extschema@.<>) excluded.distinct_items
), noted AS (
  UPDATE {state} s
  SET merged_at = clock_timestamp(),
      rebuilt_at = CASE WHEN EXISTS (SELECT FROM unmerged o WHERE o.replaces_all) THEN clock_timestamp() ELSE s.rebuilt_at END,
      relations = $2::regclass[], {kept}
)
SELECT count(*) FROM taken
$sql$
END;
COMMENT ON FUNCTION live_rollup_sql(text) IS
    'The SQL that makes a live rollup, reads what is not merged and merges it, with braces for its names.';

-- What it is made of.

CREATE FUNCTION live_rollup_parts(rollup regclass, OUT schema text, OUT name text, OUT owner regrole,
                                  OUT recomputed regclass, OUT stored regclass, OUT queue regclass, OUT state regclass,
                                  OUT notes oid[], OUT is_old boolean)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  SELECT n.nspname, v.relname, v.relowner, max(c.oid) FILTER (WHERE c.relname = v.relname || '_recomputed'),
         max(c.oid) FILTER (WHERE c.relname = v.relname || '_stored'), max(c.oid) FILTER (WHERE c.relname = v.relname || '_queue'),
         max(c.oid) FILTER (WHERE c.relname = v.relname || '_state')
  INTO schema, name, owner, recomputed, stored, queue, state
  FROM pg_class v JOIN pg_namespace n ON n.oid = v.relnamespace JOIN pg_class c ON c.relnamespace = v.relnamespace
  WHERE v.oid = rollup AND v.relkind = 'v'
        AND c.relname IN (v.relname || '_recomputed', v.relname || '_stored', v.relname || '_queue', v.relname || '_state')
  GROUP BY n.nspname, v.relname, v.relowner;
  IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = state AND a.attname = 'live_rollup_layout') THEN
    RAISE EXCEPTION '% is not a live rollup', rollup
      USING ERRCODE = 'wrong_object_type', HINT = 'Name the view that create_live_rollup made; live_rollups() lists them.';
  END IF;
  is_old := NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = state AND a.attname = 'columns');
  notes := ARRAY(SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                 WHERE n.nspname = schema AND p.pronargs = 0
                       AND p.proname IN (name || '_note_links', name || '_note_ratings', name || '_note_graph', name || '_note_all'));
END
$body$;
COMMENT ON FUNCTION live_rollup_parts(regclass) IS 'What a live rollup is made of; 42809 if it is none.';

CREATE FUNCTION live_rollup_column(relation regclass, column_name text, role text, OUT type_oid oid, OUT type text,
                                   OUT collation_clause text, OUT declared text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  exact boolean; -- a collation in which what is equal is the same
  rule text;
BEGIN
  SELECT a.atttypid, format_type(a.atttypid, NULL), coalesce(c.collisdeterministic, true),
         CASE WHEN c.oid IS NULL THEN '' ELSE format(' COLLATE %I.%I', n.nspname, c.collname) END
  INTO type_oid, declared, exact, collation_clause
  FROM pg_attribute a LEFT JOIN (pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace) ON c.oid = a.attcollation
  WHERE a.attrelid = relation AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'column "%" of % does not exist', column_name, relation
      USING ERRCODE = 'undefined_column', HINT = format('Name the column: create_live_rollup(..., %s => ''...'').', role);
  END IF;
  WHILE EXISTS (SELECT FROM pg_type t WHERE t.oid = type_oid AND t.typtype = 'd') LOOP
    type_oid := (SELECT t.typbasetype FROM pg_type t WHERE t.oid = type_oid);
  END LOOP;
  type_oid := CASE WHEN type_oid IN ('smallint'::regtype, 'integer'::regtype) AND role <> 'quarter' THEN 'bigint'::regtype
                   WHEN type_oid = 'varchar'::regtype THEN 'text'::regtype ELSE type_oid END;
  type := format_type(type_oid, -1);
  IF NOT exact THEN
    RAISE EXCEPTION 'column "%" of % has a nondeterministic collation', column_name, relation
      USING ERRCODE = 'feature_not_supported', DETAIL = 'Nodes and items are told apart byte by byte.';
  END IF;
  IF role = 'rating' AND type_oid <> '@extschema@.rag'::regtype THEN
    rule := 'A rating is of type rag.';
  ELSIF role NOT IN ('quarter', 'rating') AND type_oid NOT IN ('bigint'::regtype, 'text'::regtype) THEN
    rule := 'Nodes and items are bigint or text, as for outcome_rollup.';
  -- Operators of others are not in the search path, and = would silently be that of text, say.  Of arrays, = ANY is of their elements.
  ELSIF role = 'quarter' AND EXISTS (SELECT FROM pg_type t WHERE t.oid = type_oid AND (t.typcategory = 'A' OR t.typtype = 'b'
                                       AND t.typnamespace NOT IN ('pg_catalog'::regnamespace, '@extschema@'::regnamespace))) THEN
    rule := 'A quarter is of a type of PostgreSQL or golden_thread that is no array, a domain, an enum or a range.';
  END IF;
  IF rule IS NOT NULL THEN
    RAISE EXCEPTION 'column "%" of % is of type %', column_name, relation, type
      USING ERRCODE = CASE role WHEN 'quarter' THEN 'feature_not_supported' ELSE 'datatype_mismatch' END,
            DETAIL = rule, HINT = 'A stored generated column of such a type can stand for it.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_column(regclass, text, text) IS
    'What a live rollup needs to know of a column; an error if it cannot use it.';

-- A number that is no table's would be read as a name, or as none.
CREATE FUNCTION live_rollup_check_tables(tables regclass[]) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  missing oid := (SELECT t.relation FROM unnest(tables::oid[]) t (relation)
                   WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = t.relation) LIMIT 1);
BEGIN
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'there is no relation with the number %', missing
      USING ERRCODE = 'undefined_table', HINT = 'live_rollups() lists the live rollups, and what they count.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_tables(regclass[]) IS 'Raises an error unless all of these are relations.';

-- Up to 0.5.0 the columns stood only in the trigger functions: the first that each reads of the table "appeared".
CREATE FUNCTION live_rollup_columns(state regclass, OUT tables regclass[], OUT columns text[])
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  links text[];
  ratings text[];
  graph text[];
BEGIN
  PERFORM @extschema@.live_rollup_check_tables(ARRAY[state]);
  EXECUTE format('SELECT s.tables FROM %s s', state) INTO STRICT tables;
  IF EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = state AND a.attname = 'columns') THEN
    EXECUTE format('SELECT s.columns FROM %s s', state) INTO STRICT columns;
    RETURN;
  END IF;
  SELECT max(f.names) FILTER (WHERE f.note = '_note_links'), max(f.names) FILTER (WHERE f.note = '_note_ratings'),
         max(f.names) FILTER (WHERE f.note = '_note_graph')
  INTO links, ratings, graph
  FROM (SELECT substr(p.proname, length(c.relname) - 5) AS note,
               ARRAY(SELECT (parse_ident(m.found[1]))[1]
                     FROM regexp_matches(substring(p.prosrc FROM 'INSERT INTO .*? FROM appeared n'),
                                         'live_rollup_typed[(]NULL::(?:[^",]|"(?:[^"]|"")*")+, n[.]("(?:[^"]|"")+"|[^")]+)[)]',
                                         'g') WITH ORDINALITY AS m (found, place)
                     ORDER BY m.place) AS names
        FROM pg_class c JOIN pg_proc p ON p.pronamespace = c.relnamespace AND p.pronargs = 0 AND p.proowner = c.relowner
             AND left(p.proname, length(c.relname) - 6) = left(c.relname, -6)
        WHERE c.oid = state) AS f;
  columns := ARRAY[links[2], links[1], ratings[1], CASE cardinality(ratings) WHEN 3 THEN ratings[2] END, ratings[cardinality(ratings)],
                   graph[1], graph[2]];
END
$body$;
COMMENT ON FUNCTION live_rollup_columns(regclass) IS 'The tables that a live rollup counts, and their columns.';

-- Whoever puts a column of another type under the name of one that is counted, with a cast that runs code of their own, must
-- not have it run with another's rights.  <@ of arrays casts nothing: with other types parsing fails.  After "true OR" it is
-- never evaluated.
CREATE FUNCTION live_rollup_column_names(relation regclass, column_name text, role text) RETURNS text[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  facts record;
  names text[];
  alias text;
BEGIN
  IF column_name IS NULL THEN -- no quarter
    names := ARRAY['{quarter_type}', 'boolean', '{quarter_collation}', '', '{=}', 'OPERATOR(pg_catalog.=)', '{s.quarter,}', '',
        '{o.quarter,}', '', '{r.quarter,}', ''];
    RETURN names || ARRAY['{t.quarter}', 'true', '{n.quarter}', 'true', '{o.quarter}', 'true', '{t.quarter typed}', 'true',
        '{n.quarter typed}', 'true', '{o.quarter typed}', 'true'];
  END IF;
  facts := @extschema@.live_rollup_column(relation, column_name, role);
  names := ARRAY[format('{%s_type}', role), facts.type, format('{%s_collation}', role), facts.collation_clause];
  FOREACH alias IN ARRAY '{t,n,o,l}'::text[] LOOP
    names := names || ARRAY[format('{%s.%s}', alias, role), format('%s.%I', alias, column_name), format('{%s.%s typed}', alias, role),
                            format('ARRAY[%s.%I] OPERATOR(pg_catalog.<@) ARRAY[NULL::%s]', alias, column_name, facts.declared)];
  END LOOP;
  IF role = 'quarter' THEN
    names := names || ARRAY['{s.quarter,}', 's.quarter,', '{o.quarter,}', 'o.quarter,', '{r.quarter,}',
                            format('r.quarter%s,', facts.collation_clause),
                            '{=}', (SELECT CASE WHEN t.typtype = 'b' AND t.typnamespace = '@extschema@'::regnamespace
                                                THEN 'OPERATOR(@extschema@.=)' ELSE 'OPERATOR(pg_catalog.=)' END
                                    FROM pg_type t WHERE t.oid = facts.type_oid)];
  END IF;
  RETURN names;
END
$body$;
COMMENT ON FUNCTION live_rollup_column_names(regclass, text, text) IS
    'What live_rollup_fill() puts for a column: what is replaced and by what, in turn.';

CREATE FUNCTION live_rollup_names(state regclass) RETURNS text[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  known record := @extschema@.live_rollup_columns(state);
  roles constant text[] := '{node,item,rated_item,quarter,rating,child,parent}';
  sides constant int[] := '{1,1,2,2,2,3,3}';
  schema text;
  name text;
  part text;
  names text[];
BEGIN
  SELECT n.nspname, left(c.relname, -6) INTO schema, name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid = state;
  names := ARRAY['{view}', format('%I.%I', schema, name), '{state_oid}', format('%L::regclass', state),
                 '{item_links}', known.tables[1]::text, '{ratings}', known.tables[2]::text, '{node_links}', known.tables[3]::text,
                 '{item_links_oid}', format('%L::regclass', known.tables[1]), '{ratings_oid}', format('%L::regclass', known.tables[2]),
                 '{node_links_oid}', format('%L::regclass', known.tables[3])];
  FOREACH part IN ARRAY '{recomputed,stored,queue,state,unmerged,note_links,note_ratings,note_graph,note_all}'::text[] LOOP
    names := names || ARRAY[format('{%s}', part), format('%I.%I', schema, name || '_' || part)];
  END LOOP;
  FOR i IN 1 .. 7 LOOP
    names := names || @extschema@.live_rollup_column_names(known.tables[sides[i]], known.columns[i], roles[i]);
  END LOOP;
  names := names || ARRAY['{graph_type}', CASE WHEN names[array_position(names, '{node_type}') + 1] = 'bigint'
                                               THEN 'linkage' ELSE 'linkage_text' END];
  FOR i IN 2 .. cardinality(names) BY 2 LOOP
    IF names[i] ~ '[{}$]' THEN
      RAISE EXCEPTION 'names of a live rollup must not contain braces or dollar signs' USING ERRCODE = 'invalid_name';
    END IF;
  END LOOP;
  RETURN names;
END
$body$;
COMMENT ON FUNCTION live_rollup_names(regclass) IS
    'What live_rollup_fill() puts for a live rollup: what is replaced and by what, in turn.';

CREATE FUNCTION live_rollup_fill(template text, state regclass) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  names text[] := @extschema@.live_rollup_names(state);
  alias text;
BEGIN
  -- Those that hold others come first.
  template := replace(template, '{graph}', '@extschema@.{graph_type}({n.child}::{node_type}, {n.parent}::{node_type})');
  template := replace(template, '{most}', @extschema@.live_rollup_sql('most'));
  FOREACH alias IN ARRAY '{t,n,o}'::text[] LOOP
    template := replace(template, format('{%s.typed_links}', alias), format('(true OR {%1$s.node typed} OR {%1$s.item typed})', alias));
    template := replace(template, format('{%s.typed_ratings}', alias),
        format('(true OR {%1$s.rated_item typed} OR {%1$s.quarter typed} OR {%1$s.rating typed})', alias));
    template := replace(template, format('{%s.typed_graph}', alias), format('(true OR {%1$s.child typed} OR {%1$s.parent typed})', alias));
  END LOOP;
  FOR i IN 1 .. cardinality(names) BY 2 LOOP
    template := replace(template, names[i], names[i + 1]);
  END LOOP;
  RETURN template;
END
$body$;
COMMENT ON FUNCTION live_rollup_fill(text, regclass) IS 'This SQL with the names of a live rollup in place of what is in braces.';

-- Reading.

CREATE FUNCTION live_rollup_query(state regclass, step text) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record;
BEGIN
  SELECT max(p.oid) FILTER (WHERE right(p.relname, 7) = '_stored')::regclass AS stored,
         max(p.oid) FILTER (WHERE right(p.relname, 6) = '_queue')::regclass AS queue,
         max(p.oid) FILTER (WHERE right(p.relname, 11) = '_recomputed')::regclass AS recomputed, count(*) AS found INTO parts
  FROM pg_class c JOIN pg_class p ON p.relnamespace = c.relnamespace AND p.relowner = c.relowner
       AND p.relname IN (left(c.relname, -5) || 'stored', left(c.relname, -5) || 'recomputed', left(c.relname, -5) || 'queue')
  WHERE c.oid = state;
  IF parts.found IS DISTINCT FROM 3 THEN
    RAISE EXCEPTION 'a table or view of a live rollup was renamed, dropped or given to another role'
      USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = 'Give it its name and owner back, or drop the live rollup and make it again.';
  END IF;
  IF step = 'changes' THEN
    RETURN @extschema@.live_rollup_fill(@extschema@.live_rollup_sql('changed') || @extschema@.live_rollup_sql('counted')
        || @extschema@.live_rollup_sql('rows'), state);
  ELSIF step = 'check' THEN
    RETURN replace(replace(replace(@extschema@.live_rollup_sql('check'), '{most}', @extschema@.live_rollup_sql('most')),
                           '{state}', state::text), '{queue}', parts.queue::text);
  END IF;
  -- Who does not see the state cannot know the columns, nor need they have a right on the view that counts anew.
  RETURN (SELECT format('SELECT NULL::%s, NULL::%s, NULL::%4$s, NULL::%4$s, true UNION ALL '
                        'SELECT r.node, %3$s, r.by_link, r.distinct_items, NULL FROM (%5$s) AS r',
                        format_type(n.atttypid, n.atttypmod), format_type(q.atttypid, q.atttypmod),
                        CASE WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = parts.recomputed AND a.attname = 'quarter')
                            THEN 'r.quarter' ELSE 'true' END,
                        '@extschema@.rag_tally', rtrim(pg_get_viewdef(parts.recomputed), ';'))
          FROM pg_attribute n JOIN pg_attribute q ON q.attrelid = n.attrelid
          WHERE n.attrelid = parts.stored AND n.attname = 'node' AND q.attname = 'quarter');
END
$body$;
COMMENT ON FUNCTION live_rollup_query(regclass, text) IS
  'What live_rollup_unmerged() runs: "check", whether to count anew and whether anything waits; "changes" and "recount", the rows.';

CREATE FUNCTION live_rollup_unmerged(state regclass, everything boolean) RETURNS SETOF record
  LANGUAGE c STABLE STRICT PARALLEL SAFE ROWS 100 COST 1000
  SET search_path = pg_catalog, pg_temp
  AS 'MODULE_PATHNAME', 'live_rollup_unmerged';
COMMENT ON FUNCTION live_rollup_unmerged(regclass, boolean) IS
  'The rows of a live rollup that are not as they are stored, in the snapshot of the statement that calls; with everything, and first a '
      'row that says so: all of them, counted anew.';

-- Making one.

CREATE FUNCTION live_rollup_check_table(relation regclass, parameter text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  class record;
  volatile_one regclass;
BEGIN
  SELECT c.relkind, c.relowner INTO class FROM pg_class c WHERE c.oid = relation;
  IF relation IS NULL OR class.relkind NOT IN ('r', 'p')
     OR EXISTS (SELECT FROM pg_class c WHERE c.oid = ANY (@extschema@.live_rollup_relations(ARRAY[relation]))
         AND c.relkind NOT IN ('r', 'p')) THEN
    RAISE EXCEPTION '% of a live rollup must be a table', parameter
      USING ERRCODE = 'wrong_object_type', DETAIL = 'Triggers see what changes; views and foreign tables cannot have them.';
  END IF;
  volatile_one := (SELECT min(c.oid) FROM pg_class c
                   WHERE c.oid = ANY (@extschema@.live_rollup_relations(ARRAY[relation])) AND c.relpersistence <> 'p');
  IF volatile_one IS NOT NULL THEN
    RAISE EXCEPTION '% is not a permanent table', volatile_one
      USING ERRCODE = 'feature_not_supported',
            DETAIL = 'An unlogged table is emptied after a crash, and a temporary one when its session ends, and no trigger is told.',
            HINT = 'ALTER TABLE ... SET LOGGED; makes an unlogged table permanent.';
  END IF;
  IF NOT pg_has_role(class.relowner, 'USAGE') THEN
    RAISE EXCEPTION 'must be owner of table %', relation
      USING ERRCODE = 'insufficient_privilege', DETAIL = 'A live rollup puts triggers on its tables.';
  END IF;
  IF row_security_active(relation) THEN
    RAISE EXCEPTION 'row-level security hides rows of % from you', relation
      USING ERRCODE = 'insufficient_privilege', DETAIL = 'What is stored must be counted over all rows.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_table(regclass, text) IS 'Raises an error for a table that cannot feed a live rollup.';

CREATE FUNCTION live_rollup_check_keys(tables regclass[], columns text[]) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  key_columns constant text[] := array_remove(columns[3:4], NULL);
  slow record;
BEGIN
  -- Two ratings of one item in one quarter could not both be counted.
  IF NOT EXISTS (SELECT FROM pg_index i
                 WHERE i.indrelid = tables[2] AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL
                     AND i.indexprs IS NULL
                       AND (i.indkey::smallint[])[0:i.indnkeyatts - 1]
                           <@ ARRAY(SELECT a.attnum FROM pg_attribute a
                                    WHERE a.attrelid = tables[2] AND a.attname = ANY (key_columns))) THEN
    RAISE EXCEPTION 'nothing says that an item has one rating% in %',
                    CASE WHEN cardinality(key_columns) = 1 THEN '' ELSE ' a quarter' END, tables[2]
      USING ERRCODE = 'invalid_table_definition',
            DETAIL = 'A unique constraint or index that is not deferrable and not partial must say so.',
            HINT = format('ALTER TABLE %s ADD UNIQUE (%s);', tables[2],
                (SELECT string_agg(quote_ident(k.name), ', ') FROM unnest(key_columns) AS k (name)));
  END IF;
  FOR slow IN SELECT w.relation, w.name FROM (VALUES (tables[1], columns[2]), (tables[2], columns[3])) AS w (relation, name)
              WHERE NOT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                                WHERE i.indrelid = w.relation AND i.indisvalid AND i.indpred IS NULL AND a.attname = w.name) LOOP
    RAISE WARNING 'no index of % begins with column "%"', slow.relation, slow.name
      USING DETAIL = 'Without one, whoever reads the live rollup scans the table while changes are not merged.',
            HINT = format('CREATE INDEX ON %s (%I);', slow.relation, slow.name);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_keys(regclass[], text[]) IS
    'Raises an error unless each item has one rating a quarter, and warns of indexes that are not there.';

CREATE FUNCTION live_rollup_check_columns(tables regclass[], columns text[]) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  node_type oid := (@extschema@.live_rollup_column(tables[1], columns[1], 'node')).type_oid;
  item record := @extschema@.live_rollup_column(tables[1], columns[2], 'item');
  rated_item record := @extschema@.live_rollup_column(tables[2], columns[3], 'rated_item');
BEGIN
  PERFORM @extschema@.live_rollup_column(tables[2], columns[5], 'rating');
  IF columns[4] IS NOT NULL THEN
    PERFORM @extschema@.live_rollup_column(tables[2], columns[4], 'quarter');
  END IF;
  IF rated_item.type_oid <> item.type_oid THEN
    RAISE EXCEPTION 'items are of type % in % and of type % in %', item.type, tables[1], rated_item.type, tables[2]
      USING ERRCODE = 'datatype_mismatch', HINT = 'A stored generated column of the other type can stand for one of them.';
  END IF;
  IF (@extschema@.live_rollup_column(tables[3], columns[6], 'child')).type_oid <> node_type
     OR (@extschema@.live_rollup_column(tables[3], columns[7], 'parent')).type_oid <> node_type THEN
    RAISE EXCEPTION 'nodes are not of the same type in % and %', tables[1], tables[3]
      USING ERRCODE = 'datatype_mismatch', DETAIL = 'All of them are bigint, or all of them text.';
  END IF;
  PERFORM @extschema@.live_rollup_check_keys(tables, columns);
END
$body$;
COMMENT ON FUNCTION live_rollup_check_columns(regclass[], text[]) IS 'Raises an error if these columns cannot feed a live rollup.';

CREATE FUNCTION live_rollup_make(state regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  objects text := @extschema@.live_rollup_sql('state comments') || @extschema@.live_rollup_sql('views')
      || @extschema@.live_rollup_sql('note all');
  note record;
  side text;
  grantee name;
BEGIN
  FOR note IN SELECT * FROM (VALUES
    ('{note_links}', '''l''', 'item, node', '', '{a.item}, {a.node}', '',
        '{a.item} IS NOT NULL AND {a.node} IS NOT NULL AND {a.typed_links}'),
    ('{note_ratings}', '''r''', 'item, quarter, rating', '', '{a.rated_item}, {a.quarter}, {a.rating}', '',
     '{a.rated_item} IS NOT NULL AND {a.quarter} IS NOT NULL AND {a.typed_ratings}'),
    -- A node may be declared at either end.
    ('{note_graph}', '''g''', 'node', ', child, parent', 'coalesce({a.child}, {a.parent})', ', {a.child}, {a.parent}', '{a.typed_graph}')
  ) AS n (this, kind, into_columns, also, from_columns, from_also, counted) LOOP
    objects := objects || replace(replace(replace(replace(@extschema@.live_rollup_sql('note'), '{this}', note.this), '{kind}', note.kind),
                                          '{into}', note.into_columns), '{also}', note.also);
    FOREACH side IN ARRAY '{n,o}'::text[] LOOP
      objects := replace(objects, format('{%s.values}', side), replace(note.from_columns, '{a.', format('{%s.', side)));
      objects := replace(objects, format('{%s.also}', side), replace(note.from_also, '{a.', format('{%s.', side)));
      objects := replace(objects, format('{%s.counted}', side), replace(note.counted, '{a.', format('{%s.', side)));
    END LOOP;
  END LOOP;
  FOREACH side IN ARRAY ARRAY['{stored}', '{queue}', '{state}'] LOOP
    objects := objects || replace(@extschema@.live_rollup_sql('policy'), '{this}', side);
  END LOOP;
  EXECUTE @extschema@.live_rollup_fill(objects, state);
  -- Whoever adds a partition to a table gives it a copy of the row trigger.
  FOR grantee IN SELECT DISTINCT pg_get_userbyid(c.relowner) FROM pg_class c
                 WHERE c.oid = ANY ((@extschema@.live_rollup_columns(state)).tables) AND pg_get_userbyid(c.relowner) <> current_user LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s() TO %I', @extschema@.live_rollup_fill('{note_all}', state), grantee);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION live_rollup_make(regclass) IS 'Makes of a live rollup what is not a table: views, trigger functions and policies.';

CREATE FUNCTION live_rollup_detach(notes oid[], but_from oid[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  made record;
BEGIN
  FOR made IN SELECT t.tgname, t.tgrelid::regclass AS relation FROM pg_trigger t
              WHERE t.tgfoid = ANY (notes) AND t.tgparentid = 0 AND t.tgrelid <> ALL (but_from) LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', made.tgname, made.relation);
  END LOOP;
END
$body$;
COMMENT ON FUNCTION live_rollup_detach(oid[], oid[]) IS 'Drops the triggers that run these functions, but from these tables.';

-- A statement trigger fires for the table that a statement names, so each partition has its own; row triggers are
-- copied to partitions by the server.  DETACH leaves a partition its statement triggers, which must go: what happens to
-- that table is none of ours any more.  WHEN is always true: it makes the trigger depend on the extension, so that DROP
-- EXTENSION ... CASCADE takes it along and leaves no table that cannot be written.
CREATE FUNCTION live_rollup_attach(rollup regclass, tables regclass[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  relation regclass;
  made record;
  enabled "char";
BEGIN
  -- The first trigger locks a table against new partitions, so the others are looked up after it.
  FOR i IN 1 .. 3 LOOP
    FOR relation IN SELECT tables[i] UNION ALL SELECT r.oid FROM unnest(@extschema@.live_rollup_relations(ARRAY[tables[i]])) AS r (oid)
        WHERE r.oid <> tables[i] LOOP
      FOR made IN SELECT format('%s_%s_%s', parts.name, side.name, k.name) AS name, k.event, k.level, k.enabled, k.enabling,
                         format('%I.%I', parts.schema,
                             format('%s_note_%s', parts.name, CASE WHEN k.enabled = 'O' THEN side.name ELSE 'all' END)) AS note
                  FROM (VALUES ('insert', 'INSERT', 'REFERENCING NEW TABLE AS appeared FOR EACH STATEMENT', 'O'::"char", 'ENABLE'),
                               ('update', 'UPDATE', 'REFERENCING OLD TABLE AS disappeared NEW TABLE AS appeared FOR EACH STATEMENT',
                                'O', 'ENABLE'),
                               ('delete', 'DELETE', 'REFERENCING OLD TABLE AS disappeared FOR EACH STATEMENT', 'O', 'ENABLE'),
                               ('truncate', 'TRUNCATE', 'FOR EACH STATEMENT', 'A', 'ENABLE ALWAYS'),
                               ('replica', 'INSERT OR UPDATE OR DELETE', 'FOR EACH ROW', 'R', 'ENABLE REPLICA'))
                       AS k (name, event, level, enabled, enabling)
                       CROSS JOIN (SELECT (ARRAY['links', 'ratings', 'graph'])[i] AS name) AS side LOOP
        enabled := (SELECT t.tgenabled FROM pg_trigger t WHERE t.tgrelid = relation AND t.tgname = made.name
            AND t.tgfoid = ANY (parts.notes));
        IF enabled IS NULL THEN
          EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s %s WHEN (''G''::@extschema@.rag IS NOT NULL) EXECUTE FUNCTION %s()',
                         made.name, made.event, relation, made.level, made.note);
          EXECUTE format('COMMENT ON TRIGGER %I ON %s IS %L', made.name, relation,
              format('Tells the live rollup %s what changed.', rollup));
        END IF;
        IF coalesce(enabled, 'O') <> made.enabled THEN
          EXECUTE format('ALTER TABLE %s %s TRIGGER %I', relation, made.enabling, made.name);
        END IF;
      END LOOP;
    END LOOP;
  END LOOP;
  PERFORM @extschema@.live_rollup_detach(parts.notes, @extschema@.live_rollup_relations(tables));
END
$body$;
COMMENT ON FUNCTION live_rollup_attach(regclass, regclass[]) IS
  'Puts the triggers of a live rollup on its tables and their partitions as they are now, and enables them as they are to be.';

CREATE FUNCTION create_live_rollup(name text, item_links regclass, ratings regclass, node_links regclass,
                                   node text DEFAULT 'node', item text DEFAULT 'item', rated_item text DEFAULT NULL,
                                   quarter text DEFAULT 'quarter', rating text DEFAULT 'rating', child text DEFAULT 'child',
                                   parent text DEFAULT 'parent', schema text DEFAULT current_schema())
  RETURNS regclass
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  tables constant regclass[] := ARRAY[item_links, ratings, node_links];
  columns constant text[] := ARRAY[node, item, coalesce(rated_item, item), quarter, rating, child, parent];
  state text;
  rollup regclass;
BEGIN
  PERFORM @extschema@.live_rollup_check_transaction(), @extschema@.check_extension_schema();
  IF name IS NULL OR schema IS NULL OR name = '' OR octet_length(name) > 45
      OR NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = schema) THEN
    RAISE EXCEPTION 'invalid name for a live rollup: "%" in schema "%"', name, schema
      USING ERRCODE = 'invalid_name', DETAIL = 'The name has 1 to 45 bytes, and the schema exists.',
            HINT = 'Write create_live_rollup(''progress'', ..., schema => ''delivery'').';
  END IF;
  PERFORM @extschema@.live_rollup_check_table(item_links, 'item_links'), @extschema@.live_rollup_check_table(ratings, 'ratings'),
          @extschema@.live_rollup_check_table(node_links, 'node_links');
  EXECUTE format('LOCK TABLE ONLY %s, ONLY %s, ONLY %s IN ACCESS SHARE MODE', item_links, ratings, node_links);
  PERFORM @extschema@.live_rollup_check_columns(tables, columns);
  state := format('%I.%I', schema, name || '_state');
  EXECUTE replace(replace(@extschema@.live_rollup_sql('state'), '{state}', state), '{graph_type}',
                  CASE (@extschema@.live_rollup_column(item_links, node, 'node')).type_oid WHEN 'bigint'::regtype THEN 'linkage'
                      ELSE 'linkage_text' END);
  EXECUTE format('INSERT INTO %s (live_rollup_layout, tables, columns, relations, graph) VALUES ($1, $2, $3, ''{}'', ''{}'')', state)
    USING @extschema@.live_rollup_layout(), tables, columns;
  EXECUTE @extschema@.live_rollup_fill(@extschema@.live_rollup_sql('tables'), state);
  PERFORM @extschema@.live_rollup_make(state);
  rollup := format('%I.%I', schema, name);
  PERFORM @extschema@.rebuild_live_rollup(rollup);
  RETURN rollup;
END
$body$;
COMMENT ON FUNCTION create_live_rollup(text, regclass, regclass, regclass, text, text, text, text, text, text, text, text) IS
  'Makes a view of this name, with node, quarter, by_link and distinct_items, that is always what outcome_rollup would say of these '
      'tables, and is read in milliseconds; the other arguments name their columns. All that is made belongs to the caller.';

-- Keeping it.

-- Each statement must see what was committed before it took its locks.
CREATE FUNCTION live_rollup_check_transaction() RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'a live rollup cannot be made, merged or rebuilt in a transaction of isolation level %',
        current_setting('transaction_isolation')
      USING ERRCODE = 'invalid_transaction_state', DETAIL = 'It has to see what others committed while it waited for its lock.',
            HINT = 'Use READ COMMITTED for it; it may be read at any level.';
  END IF;
  IF pg_trigger_depth() > 0 THEN
    RAISE EXCEPTION 'a live rollup cannot be made, merged or rebuilt by a trigger'
      USING ERRCODE = 'invalid_transaction_state',
            DETAIL = 'A statement that is not through may have changed rows of which the rollup is yet to be told.',
            HINT = 'Merge in a statement of its own.';
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_transaction() IS 'Raises an error where a live rollup cannot be merged.';

CREATE FUNCTION live_rollup_upgrade(rollup regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  known record := @extschema@.live_rollup_columns(parts.state);
  note regprocedure;
BEGIN
  PERFORM @extschema@.live_rollup_detach(parts.notes, '{}');
  FOREACH note IN ARRAY parts.notes::regprocedure[] LOOP
    EXECUTE format('DROP FUNCTION %s', note);
  END LOOP;
  EXECUTE format('ALTER TABLE %s ADD columns text[], ADD storage oid[]', parts.state);
  EXECUTE format('UPDATE %s SET columns = $1, live_rollup_layout = $2', parts.state) USING known.columns, @extschema@.live_rollup_layout();
  EXECUTE format('ALTER TABLE %s ALTER columns SET NOT NULL', parts.state);
  PERFORM @extschema@.live_rollup_make(parts.state);
  EXECUTE format('DROP FUNCTION %I.%I(boolean)', parts.schema, parts.name || '_unmerged');
END
$body$;
COMMENT ON FUNCTION live_rollup_upgrade(regclass) IS
    'Gives a live rollup that an older version made the objects of this one, but for the triggers.';

CREATE FUNCTION live_rollup_lock(rollup regclass, wait boolean) RETURNS boolean
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  lock_key bigint;
BEGIN
  PERFORM @extschema@.live_rollup_check_transaction();
  -- Its functions run with the rights of whoever merges, so nobody is to merge what is another's: a superuser who merges
  -- all that there are would run what anybody wrote.
  IF EXISTS (SELECT FROM pg_class c WHERE c.oid IN (rollup, parts.recomputed, parts.stored, parts.queue, parts.state)
      AND pg_get_userbyid(c.relowner) <> current_user) THEN
    RAISE EXCEPTION 'must be owner of live rollup %', rollup
      USING ERRCODE = 'insufficient_privilege', HINT = format('SET ROLE %s; first.', parts.owner);
  END IF;
  -- One at a time.  The key is this database's; after a restore it is another, which does no harm.
  lock_key := (x'474c5255'::bigint << 32) | parts.state::oid::bigint;
  IF NOT wait THEN
    RETURN pg_try_advisory_xact_lock(lock_key);
  END IF;
  PERFORM pg_advisory_xact_lock(lock_key);
  RETURN true;
END
$body$;
COMMENT ON FUNCTION live_rollup_lock(regclass, boolean) IS
    'Takes the lock of those who merge a live rollup; false if another has it and the caller would not wait.';

CREATE FUNCTION live_rollup_check_merge(rollup regclass, tables regclass[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  fleeting regclass;
BEGIN
  PERFORM @extschema@.live_rollup_check_tables(tables);
  IF row_security_active(tables[1]) OR row_security_active(tables[2]) OR row_security_active(tables[3]) THEN
    RAISE EXCEPTION 'row-level security hides rows from you that the live rollup % counts', rollup
      USING ERRCODE = 'insufficient_privilege', HINT = 'Its owner, or a role with BYPASSRLS, can merge it.';
  END IF;
  -- Rows that a statement changed are seen before its triggers tell of them, which would then count them twice.
  IF @extschema@.live_rollup_in_use(@extschema@.live_rollup_relations(tables)) THEN
    RAISE EXCEPTION 'a live rollup cannot be merged or rebuilt by a statement that uses its tables'
      USING ERRCODE = 'object_in_use',
            DETAIL = 'A statement that is not through may have changed rows of which the rollup is yet to be told.',
            HINT = 'Merge in a statement of its own.';
  END IF;
  EXECUTE format('LOCK TABLE ONLY %s, ONLY %s, ONLY %s IN ACCESS SHARE MODE', tables[1], tables[2], tables[3]);
  fleeting := (SELECT min(c.oid) FROM pg_class c WHERE c.oid = ANY (@extschema@.live_rollup_relations(tables))
      AND c.relpersistence <> 'p');
  IF fleeting IS NOT NULL THEN
    RAISE WARNING '% is not a permanent table, so the live rollup % is counted anew each time', fleeting, rollup
      USING DETAIL = 'A crash would empty it without a trigger being told.', HINT = format('ALTER TABLE %s SET LOGGED;', fleeting);
  END IF;
END
$body$;
COMMENT ON FUNCTION live_rollup_check_merge(regclass, regclass[]) IS
  'Raises an error unless the caller can count all rows of these tables, and locks them against other definitions.';

CREATE FUNCTION live_rollup_merge(parts record, everything boolean) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  merging text := @extschema@.live_rollup_sql('merge');
  tables constant regclass[] := (@extschema@.live_rollup_columns(parts.state)).tables;
  -- Looked up before anything is counted, so that what changes meanwhile shows.
  relations constant oid[] := @extschema@.live_rollup_relations(tables);
  storage constant oid[] := @extschema@.live_rollup_storage(tables);
  taken bigint;
BEGIN
  IF parts.is_old THEN
    merging := replace(replace(replace(merging, '{o.graph}', ', o.graph'), '{unmerged rows}', '{unmerged}($1) o'), '{kept}',
                       'graph = coalesce((SELECT o.graph FROM unmerged o WHERE o.graph IS NOT NULL LIMIT 1), s.graph)');
  ELSE
    merging := replace(replace(replace(merging, '{o.graph}', ''), '{unmerged rows}',
      '@extschema@.live_rollup_unmerged({state_oid}, $1) AS o (node {node_type}, quarter {quarter_type}, by_link @extschema@.rag_tally,
       distinct_items @extschema@.rag_tally, replaces_all boolean)'), '{kept}',
      'storage = $3, graph = CASE WHEN EXISTS (SELECT FROM unmerged o WHERE o.replaces_all)
                                       OR EXISTS (SELECT FROM {queue} q WHERE q.kind = ''g'')
                                  THEN (SELECT {graph} FROM {node_links} n WHERE {n.typed_graph}) ELSE s.graph END');
  END IF;
  EXECUTE @extschema@.live_rollup_fill(merging, parts.state) INTO taken USING everything, relations, storage;
  RETURN taken;
END
$body$;
COMMENT ON FUNCTION live_rollup_merge(record, boolean) IS 'Stores what a live rollup shows, and says how many changes that took.';

CREATE FUNCTION live_rollup_bring_up(rollup regclass, everything boolean, wait boolean) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  tables regclass[];
  waiting boolean;
BEGIN
  IF NOT @extschema@.live_rollup_lock(rollup, wait) THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT s.tables, EXISTS (SELECT FROM %s) FROM %s s', parts.queue, parts.state) INTO STRICT tables, waiting;
  PERFORM @extschema@.live_rollup_check_merge(rollup, tables);
  everything := everything OR NOT @extschema@.live_rollup_is_kept(parts.state);
  IF everything AND parts.is_old THEN
    PERFORM @extschema@.live_rollup_upgrade(rollup);
  END IF;
  IF everything THEN
    PERFORM @extschema@.live_rollup_attach(rollup, tables);
  ELSIF NOT waiting THEN
    RETURN 0;
  END IF;
  RETURN @extschema@.live_rollup_merge(@extschema@.live_rollup_parts(rollup), everything);
END
$body$;
COMMENT ON FUNCTION live_rollup_bring_up(regclass, boolean, boolean) IS
  'Brings what is stored of a live rollup up to date, by its changes or, with everything, by counting anew.';

CREATE FUNCTION merge_live_rollup(rollup regclass, wait boolean DEFAULT true) RETURNS bigint
  LANGUAGE sql VOLATILE PARALLEL UNSAFE
RETURN live_rollup_bring_up(rollup, false, wait);
COMMENT ON FUNCTION merge_live_rollup(regclass, boolean) IS
  'Stores what a live rollup shows: the changes noted so far are counted in, and their number is returned. One session at a time does '
      'so; without wait, NULL if another is at it. No reader or writer waits for it.';

CREATE FUNCTION rebuild_live_rollup(rollup regclass) RETURNS bigint
  LANGUAGE sql VOLATILE PARALLEL UNSAFE
RETURN live_rollup_bring_up(rollup, true, true);
COMMENT ON FUNCTION rebuild_live_rollup(regclass) IS
  'Counts a live rollup anew, all of it, sees to its triggers, and brings one that an older version made to the present layout; for '
      'changes of which no trigger could tell, such as those made while triggers were disabled.';

CREATE FUNCTION verify_live_rollup(rollup regclass, OUT node text, OUT quarter text, OUT by_link rag_tally,
                                   OUT recomputed_by_link rag_tally, OUT distinct_items rag_tally, OUT recomputed_distinct_items rag_tally)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  grouped boolean := EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = rollup AND a.attname = 'quarter');
BEGIN
  RETURN QUERY EXECUTE @extschema@.live_rollup_fill(format($verify$
    SELECT coalesce(v.node, r.node)::text, %s, v.by_link, r.by_link, v.distinct_items, r.distinct_items
    FROM {view} v FULL JOIN {recomputed} r ON r.node = v.node %s
    WHERE v.node IS NULL OR r.node IS NULL OR v.by_link OPERATOR(@extschema@.<>) r.by_link
        OR v.distinct_items OPERATOR(@extschema@.<>) r.distinct_items
  $verify$, CASE WHEN grouped THEN 'coalesce(v.quarter, r.quarter)::text' ELSE 'NULL::text' END,
  CASE WHEN grouped THEN 'AND r.quarter {=} v.quarter' ELSE '' END), parts.state);
END
$body$;
COMMENT ON FUNCTION verify_live_rollup(regclass) IS
    'The rows of a live rollup that are not what counting anew gives; none, if all is well.';

CREATE FUNCTION drop_live_rollup(rollup regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  parts record := @extschema@.live_rollup_parts(rollup);
  note regprocedure;
BEGIN
  PERFORM @extschema@.live_rollup_detach(parts.notes, '{}');
  EXECUTE format('DROP VIEW %s', concat_ws(', ', rollup, parts.recomputed));
  FOREACH note IN ARRAY parts.notes::regprocedure[] LOOP
    EXECUTE format('DROP FUNCTION %s', note);
  END LOOP;
  IF parts.is_old THEN
    EXECUTE format('DROP FUNCTION %I.%I(boolean)', parts.schema, parts.name || '_unmerged');
  END IF;
  EXECUTE format('DROP TABLE %s', concat_ws(', ', parts.stored, parts.queue, parts.state));
END
$body$;
COMMENT ON FUNCTION drop_live_rollup(regclass) IS
  'Drops a live rollup: its views, tables, functions and triggers. The tables it counts are left as they are.';

CREATE FUNCTION live_rollup_is_kept(state regclass) RETURNS boolean
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  kept boolean;
BEGIN
  -- Of exactly that type: live_rollups() may look at a table of anybody's, and is not to run a cast of theirs.
  EXECUTE format(CASE WHEN EXISTS (SELECT FROM pg_attribute a
                                   WHERE a.attrelid = state AND (a.attname, a.atttypid) = ('storage', 'oid[]'::regtype))
    THEN 'SELECT (s.storage = @extschema@.live_rollup_storage(s.tables)) IS TRUE FROM %s s'
    ELSE 'SELECT s.relations::oid[] @> r.now AND s.relations::oid[] <@ r.now
          FROM %s s CROSS JOIN LATERAL @extschema@.live_rollup_relations(s.tables) AS r (now)' END, state) INTO STRICT kept;
  RETURN kept;
END
$body$;
COMMENT ON FUNCTION live_rollup_is_kept(regclass) IS
    'Whether a live rollup heard of all changes: its tables and partitions are those it was last rebuilt over.';

CREATE FUNCTION live_rollups(OUT rollup regclass, OUT owner text, OUT layout_version text, OUT is_current boolean, OUT unmerged bigint,
                             OUT needs_rebuild boolean, OUT merged_at timestamptz, OUT rebuilt_at timestamptz)
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp SET quote_all_identifiers = off
AS $body$
DECLARE
  queue regclass;
  state regclass;
BEGIN
  FOR rollup, owner, queue, state IN
    SELECT v.oid, pg_get_userbyid(v.relowner), q.oid, s.oid
    FROM pg_class s JOIN pg_class v ON v.relnamespace = s.relnamespace AND s.relname = v.relname || '_state'
         JOIN pg_class q ON q.relnamespace = s.relnamespace AND q.relname = v.relname || '_queue'
         JOIN pg_namespace n ON n.oid = v.relnamespace
    WHERE v.relkind = 'v' AND s.relkind = 'r' AND q.relkind = 'r'
      -- Anybody may make tables of such names: none is read that could run code of its owner's or raise errors.
      -- A policy of ours asks nothing but row_security_active().
      AND NOT EXISTS (SELECT FROM pg_policy y WHERE y.polrelid IN (s.oid, q.oid)
                        AND regexp_replace(pg_get_expr(y.polqual, y.polrelid),
                            'row_security_active[(][(]''([^'']|'''')*''::regclass[)]::oid[)]', '', 'g')
                            !~ '^([() ]|NOT|AND|SELECT|AS row_security_active)*$')
      AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = s.oid AND NOT a.attisdropped
             AND (a.attname, a.atttypid) IN (('live_rollup_layout', 'text'::regtype), ('tables', 'regclass[]'::regtype),
                 ('relations', 'regclass[]'::regtype),
                                             ('merged_at', 'timestamptz'::regtype), ('rebuilt_at', 'timestamptz'::regtype))) = 5
      AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = q.oid AND NOT a.attisdropped
          AND (a.attname, a.atttypid) = ('kind', '"char"'::regtype)) = 1
    ORDER BY n.nspname, v.relname
  LOOP
    SELECT NULL, NULL, NULL, NULL, NULL INTO layout_version, unmerged, needs_rebuild, merged_at, rebuilt_at;
    IF has_schema_privilege((SELECT c.relnamespace FROM pg_class c WHERE c.oid = state), 'USAGE')
       AND has_table_privilege(state, 'SELECT') AND has_table_privilege(queue, 'SELECT') THEN
      EXECUTE format('SELECT s.live_rollup_layout, s.merged_at, s.rebuilt_at, (SELECT count(*) FROM %1$s),
                             EXISTS (SELECT FROM %1$s q WHERE q.kind = ''a'') OR NOT @extschema@.live_rollup_is_kept(%2$L::regclass)
                      FROM %2$s s', queue, state)
        INTO layout_version, merged_at, rebuilt_at, unmerged, needs_rebuild;
    END IF;
    is_current := layout_version = @extschema@.live_rollup_layout();
    RETURN NEXT;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION live_rollups() IS
  'The live rollups of this database: how many changes are not merged yet, whether all is to be counted anew, and when they were '
      'merged; NULL where the caller may not look.';
