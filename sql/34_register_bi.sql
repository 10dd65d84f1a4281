-- register_bi: the views for BI tools, as text, in a schema of their own.  create_register replaces {bi} by the quoted name
-- of that schema and runs the text with the register's schema first in the search path.
--
-- They are deliberately not security_invoker: readers get the bi schema alone and nothing in the register's, so the tables
-- are read with the rights of the register's owner.  That holds for tables only: a security_invoker view or a function that
-- reads tables would be checked against the reader even from here.  So these views stand on the tables and on each other,
-- never on the register's own views, and test/pgtap/bi_views.sql holds them to the same figures.
--
-- The one row of register_settings is asked for in a sub-select: a table of one row is never analysed, and joined it counts as a thousand.
--
-- Types: text, integer, bigint, numeric, date, timestamptz and boolean, nothing else, since drivers of BI tools stumble over
-- types they do not know; no infinite dates (a NULL end is open), and percentages are rounded to six places, since exact
-- ones overflow the decimals of .NET.

CREATE FUNCTION register_bi_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Dimensions.

CREATE OR REPLACE VIEW {bi}.bi_plan AS
SELECT p.plan_id AS plan_key,
       CASE WHEN p.version = '' THEN p.title ELSE p.title || ' (' || p.version || ')' END AS plan,
       p.title,
       p.version,
       nullif(lower(p.period), '-infinity') AS first_day,
       nullif(upper(p.period), 'infinity') - 1 AS last_day,
       p.scale,
       p.state,
       p.supersedes_plan_id AS supersedes_plan_key,
       p.source_document
  FROM plans p;
COMMENT ON VIEW {bi}.bi_plan IS 'Dimension: one row per plan and version.';

CREATE OR REPLACE VIEW {bi}.bi_scale AS
SELECT coalesce(s.rating::text, 'NR') AS rating_key,
       coalesce(label(s.rating), 'Not rated') AS label,
       coalesce(meaning(s.rating), 'not rated') AS meaning,
       severity(s.rating)::integer AS severity,
       s.sort_order,
       coalesce(s.rating BETWEEN 'G' AND 'R', false) AS is_live,
       coalesce(s.rating >= 'A', false) AS is_exception,
       coalesce(colour_hex(s.rating), '#ffffff') AS colour
  FROM (VALUES ('R'::rag, 1), ('AR', 2), ('A', 3), ('AG', 4), ('G', 5), ('S', 6), ('B', 7), (NULL, 8)) s (rating, sort_order);
COMMENT ON VIEW {bi}.bi_scale IS 'Dimension: one row per rating, and one for "Not rated", so that no rating key is ever empty.';

CREATE OR REPLACE VIEW {bi}.bi_quarter AS
WITH used AS (
  SELECT r.quarter FROM ratings r
  UNION
  SELECT quarter(d.due, (SELECT cal.fiscal_start_month FROM register_settings cal)) FROM due_dates d WHERE isfinite(d.due)
  UNION
  SELECT v.quarter FROM measure_values v
  UNION
  SELECT t.quarter FROM measure_targets t
  UNION
  SELECT p.quarter FROM peer_values p
), days AS (
  SELECT min(start_date(used.quarter)) AS first_day, max(start_date(used.quarter)) AS last_day FROM used
), calendar AS (
  SELECT quarter(days.first_day, (SELECT cal.fiscal_start_month FROM register_settings cal)) + n AS quarter
    FROM days
   CROSS JOIN LATERAL generate_series(0, quarter(days.last_day, (SELECT cal.fiscal_start_month FROM register_settings cal))
                                         - quarter(days.first_day, (SELECT cal.fiscal_start_month FROM register_settings cal))) n
), listed AS (
  SELECT DISTINCT ON (start_date(q.quarter)) q.quarter
    FROM (SELECT calendar.quarter, 1 AS rank FROM calendar
          UNION ALL
          SELECT used.quarter, 2 FROM used) q
   ORDER BY start_date(q.quarter), q.rank, q.quarter
)
SELECT (extract(year FROM start_date(l.quarter)) * 100 + extract(month FROM start_date(l.quarter)))::integer AS quarter_key,
       l.quarter::text AS label,
       start_date(l.quarter) AS first_day,
       end_date(l.quarter) AS last_day,
       fiscal_year(l.quarter)::text AS fiscal_year,
       fiscal_year_start(l.quarter)::integer AS fiscal_year_start,
       quarter_number(l.quarter)::integer AS quarter_number,
       half(l.quarter)::integer AS half
  FROM listed l;
COMMENT ON VIEW {bi}.bi_quarter IS 'Dimension: one row per fiscal quarter from the first that a rating, a deadline or a measure uses to the last, those between included. Also the date table of a BI model: sort label by quarter_key.';

CREATE OR REPLACE VIEW {bi}.bi_officer AS
SELECT o.officer_id AS officer_key, o.name AS officer FROM officers o;
COMMENT ON VIEW {bi}.bi_officer IS 'Dimension: one row per officer (a post, not a person).';

CREATE OR REPLACE VIEW {bi}.bi_body AS
SELECT b.body_id AS body_key, b.name AS body FROM bodies b;
COMMENT ON VIEW {bi}.bi_body IS 'Dimension: one row per committee or board.';

CREATE OR REPLACE VIEW {bi}.bi_node AS
SELECT n.node_id AS node_key,
       n.plan_id AS plan_key,
       n.level,
       lv.label AS level_label,
       n.ref,
       n.title,
       row_number() OVER (ORDER BY n.level, n.plan_id NULLS LAST, n.code NULLS LAST, n.node_id) AS sort_order
  FROM nodes n
  JOIN levels lv ON lv.level = n.level;
COMMENT ON VIEW {bi}.bi_node IS 'Dimension: one row per node (aim, priority, outcome, commitment, theme, recommendation, programme ...).';

-- Facts.

-- By the rules of item_absences, which BI readers cannot reach.
CREATE OR REPLACE VIEW {bi}.bi_item_absence AS
SELECT d.plan_id AS plan_key,
       d.item_id AS item_key,
       CASE WHEN d.state <> 'active' THEN nullif(d.since, '-infinity') END AS absent_from,
       nullif(least(d.next_since, CASE WHEN d.state = 'active' THEN d.since END), 'infinity') - 1 AS absent_to,
       CASE WHEN d.state <> 'active' THEN d.state END AS state,
       CASE WHEN d.state <> 'active' THEN d.reason END AS state_reason
  FROM (SELECT c.plan_id, c.item_id, c.state, c.since, c.reason, c.from_the_first,
               min(c.since) OVER (PARTITION BY c.plan_id, c.item_id ORDER BY c.recorded_at, c.item_state_id
                                  ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_since
          FROM (SELECT i.plan_id, s.item_id, s.item_state_id, s.state, coalesce(s.since, '-infinity') AS since, s.reason, s.recorded_at,
                       lead(s.state) OVER in_order AS next_state,
                       bool_and(s.state = 'active' AND s.recorded_at > '-infinity') OVER in_order AS from_the_first
                  FROM item_states s
                  JOIN items i ON i.item_id = s.item_id
                WINDOW in_order AS (PARTITION BY i.plan_id, s.item_id ORDER BY s.recorded_at, s.item_state_id)) c
         WHERE c.state IS DISTINCT FROM c.next_state) d
 WHERE CASE WHEN d.state = 'active' THEN d.from_the_first AND isfinite(least(d.since, d.next_since))
            ELSE d.since < 'infinity' AND coalesce(d.next_since > d.since, true) END;
COMMENT ON VIEW {bi}.bi_item_absence IS 'Fact: one row per item and stretch of days on which it does not count: it was withdrawn, superseded, merged or deferred, or had not begun. An item without a row always counts.';
COMMENT ON COLUMN {bi}.bi_item_absence.state IS 'The state it is in; empty: it had not begun.';

CREATE OR REPLACE VIEW {bi}.bi_rating AS
WITH plan_quarters AS (
  SELECT q.plan_id, q.quarter,
         lag(q.quarter) OVER in_time AS previous_quarter,
         lead(q.quarter) OVER in_time IS NULL AS is_latest
    FROM (SELECT DISTINCT i.plan_id, r.quarter FROM ratings r JOIN items i ON i.item_id = r.item_id) q
    JOIN plans p ON p.plan_id = q.plan_id AND (p.counts_from IS NULL OR p.counts_from <= least(end_date(q.quarter), CURRENT_DATE))
  WINDOW in_time AS (PARTITION BY q.plan_id ORDER BY q.quarter)
)
SELECT i.item_id AS item_key,
       i.plan_id AS plan_key,
       (extract(year FROM start_date(pq.quarter)) * 100 + extract(month FROM start_date(pq.quarter)))::integer AS quarter_key,
       coalesce(now.rating::text, 'NR') AS rating_key,
       coalesce(before.rating::text, 'NR') AS previous_rating_key,
       CASE WHEN pq.previous_quarter IS NOT NULL THEN movement(before.rating, now.rating) END AS movement,
       pq.is_latest,
       now.raw,
       now.commentary,
       now.corrective_action,
       now.recorded_at
  FROM items i
  JOIN plan_quarters pq ON pq.plan_id = i.plan_id
  LEFT JOIN LATERAL (SELECT r.rating, r.raw, r.commentary, r.corrective_action, r.recorded_at
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) now ON true
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = pq.previous_quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) before ON true
 WHERE NOT EXISTS (SELECT FROM {bi}.bi_item_absence gone
                    WHERE gone.plan_key = i.plan_id
                      AND gone.item_key = i.item_id
                      AND end_date(pq.quarter) BETWEEN coalesce(gone.absent_from, '-infinity') AND coalesce(gone.absent_to, 'infinity'));
COMMENT ON VIEW {bi}.bi_rating IS 'Fact: one row per quarter in which a plan reports and item of it that was active on its last day; an item without a rating in it is there as NR. For the latest state keep is_latest.';

CREATE OR REPLACE VIEW {bi}.bi_due AS
SELECT d.item_id AS item_key,
       i.plan_id AS plan_key,
       d.milestone,
       d.revision,
       nullif(lower(d.period), '-infinity') AS first_day,
       nullif(d.due, 'infinity') AS due,
       (extract(year FROM q.first_day) * 100 + extract(month FROM q.first_day))::integer AS quarter_key,
       d.revision = min(d.revision) OVER of_item AS is_baseline,
       d.revision = max(d.revision) OVER of_item AS is_current,
       d.raw,
       d.reason,
       d.recorded_at
  FROM due_dates d
  JOIN items i ON i.item_id = d.item_id
 CROSS JOIN LATERAL (SELECT start_date(quarter(nullif(d.due, 'infinity'), (SELECT cal.fiscal_start_month FROM register_settings cal))) AS first_day) q
WINDOW of_item AS (PARTITION BY d.item_id, d.milestone);
COMMENT ON VIEW {bi}.bi_due IS 'Fact: one row per item, milestone and revision of its deadline. For the deadlines in force keep is_current.';

CREATE OR REPLACE VIEW {bi}.bi_item AS
SELECT i.item_id AS item_key,
       i.plan_id AS plan_key,
       i.level,
       lv.label AS level_label,
       i.ref,
       i.title,
       row_number() OVER (ORDER BY i.plan_id, i.code NULLS LAST, i.item_id) AS sort_order,
       i.state,
       i.is_active,
       CASE WHEN isfinite(i.state_since) THEN i.state_since END AS state_since,
       i.state_reason,
       coalesce(CASE WHEN i.is_active THEN now.rating ELSE last.rating END::text, 'NR') AS rating_key,
       (extract(year FROM q.first_day) * 100 + extract(month FROM q.first_day))::integer AS quarter_key,
       base.due AS baseline_due,
       cur.due AS current_due,
       ((extract(year FROM cur.due) - extract(year FROM base.due)) * 12
        + extract(month FROM cur.due) - extract(month FROM base.due))::integer AS slippage_months
  FROM (SELECT it.*, gone.item_key IS NULL AND it.plan_id <> ALL (ARRAY(SELECT p.plan_id FROM plans p WHERE p.counts_from > CURRENT_DATE)) AS is_active
          FROM items it
          LEFT JOIN {bi}.bi_item_absence gone
                 ON gone.plan_key = it.plan_id
                AND gone.item_key = it.item_id
                AND CURRENT_DATE BETWEEN coalesce(gone.absent_from, '-infinity') AND coalesce(gone.absent_to, 'infinity')) i
  JOIN levels lv ON lv.level = i.level
  LEFT JOIN (SELECT last_one.plan_id, last_one.quarter
               FROM (SELECT reported.plan_id, max(r.quarter) AS quarter
                       FROM ratings r
                       JOIN items reported ON reported.item_id = r.item_id
                      GROUP BY reported.plan_id) last_one
               JOIN plans p ON p.plan_id = last_one.plan_id AND (p.counts_from IS NULL OR p.counts_from <= least(end_date(last_one.quarter), CURRENT_DATE))) latest ON latest.plan_id = i.plan_id
  LEFT JOIN LATERAL (SELECT r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id AND r.quarter = latest.quarter
                      ORDER BY r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) now ON i.is_active
  LEFT JOIN LATERAL (SELECT r.quarter, r.rating
                       FROM ratings r
                      WHERE r.item_id = i.item_id
                      ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                      LIMIT 1) last ON NOT i.is_active
 CROSS JOIN LATERAL (SELECT start_date(CASE WHEN i.is_active THEN latest.quarter ELSE last.quarter END) AS first_day) q
  LEFT JOIN {bi}.bi_due base ON base.item_key = i.item_id AND base.milestone = 'due' AND base.is_baseline
  LEFT JOIN {bi}.bi_due cur ON cur.item_key = i.item_id AND cur.milestone = 'due' AND cur.is_current;
COMMENT ON VIEW {bi}.bi_item IS 'Dimension: one row per item (action, deliverable, milestone), active or not, with its deadline and its rating: in the latest quarter in which its plan reports or, of an item no longer active, the last it had.';

CREATE OR REPLACE VIEW {bi}.bi_link AS
SELECT l.link_id AS link_key,
       l.relation,
       rel.rolls_up AND coalesce(l.from_node_id, l.to_node_id) IS NOT NULL
         AND CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END IS NOT NULL AS rolls_up,
       CASE rel.child_end WHEN 'from' THEN l.from_item_id ELSE l.to_item_id END AS item_key,
       CASE rel.child_end WHEN 'from' THEN l.from_node_id ELSE l.to_node_id END AS child_node_key,
       CASE rel.child_end WHEN 'from' THEN l.to_node_id ELSE l.from_node_id END AS node_key,
       CASE rel.child_end WHEN 'from' THEN l.to_item_id ELSE l.from_item_id END AS parent_item_key,
       nullif(l.valid_from, '-infinity') AS valid_from,
       nullif(l.valid_to, 'infinity') AS valid_to,
       CURRENT_DATE BETWEEN l.valid_from AND l.valid_to AS is_current,
       l.basis,
       l.source_document
  FROM links l
  JOIN relations rel ON rel.relation = l.relation;
COMMENT ON VIEW {bi}.bi_link IS 'Bridge: one row per link, turned so that the child (an item or a node) comes before the parent. An item may have several: do not add item figures across nodes.';

CREATE OR REPLACE VIEW {bi}.bi_item_officer AS
SELECT io.item_id AS item_key,
       io.officer_id AS officer_key,
       io.role,
       nullif(io.valid_from, '-infinity') AS valid_from,
       nullif(io.valid_to, 'infinity') AS valid_to,
       CURRENT_DATE BETWEEN io.valid_from AND io.valid_to AS is_current
  FROM item_officers io;
COMMENT ON VIEW {bi}.bi_item_officer IS 'Bridge: one row per item, officer, role and first day. An item may have several: do not add item figures across officers.';

CREATE OR REPLACE VIEW {bi}.bi_item_body AS
SELECT ib.item_id AS item_key,
       ib.body_id AS body_key,
       ib.role,
       nullif(ib.valid_from, '-infinity') AS valid_from,
       nullif(ib.valid_to, 'infinity') AS valid_to,
       CURRENT_DATE BETWEEN ib.valid_from AND ib.valid_to AS is_current
  FROM item_bodies ib;
COMMENT ON VIEW {bi}.bi_item_body IS 'Bridge: one row per item, committee or board, role and first day. An item may have several: do not add item figures across bodies.';

-- Ready-made summaries.

CREATE OR REPLACE VIEW {bi}.bi_progress AS
SELECT r.plan_key,
       r.quarter_key,
       r.is_latest,
       count(*) AS total,
       count(*) FILTER (WHERE r.rating_key = 'B') AS complete,
       count(*) FILTER (WHERE r.rating_key = 'G') AS green,
       count(*) FILTER (WHERE r.rating_key = 'AG') AS amber_green,
       count(*) FILTER (WHERE r.rating_key = 'A') AS amber,
       count(*) FILTER (WHERE r.rating_key = 'AR') AS amber_red,
       count(*) FILTER (WHERE r.rating_key = 'R') AS red,
       count(*) FILTER (WHERE r.rating_key = 'S') AS scheduled,
       count(*) FILTER (WHERE r.rating_key = 'NR') AS unrated,
       round(percent_complete(tally(nullif(r.rating_key, 'NR')::rag)), 6) AS percent_complete,
       coalesce(overall(tally(nullif(r.rating_key, 'NR')::rag))::text, 'NR') AS overall_rating_key
  FROM (SELECT f.plan_key, f.quarter_key, f.is_latest, f.rating_key FROM {bi}.bi_rating f
        UNION ALL
        SELECT i.plan_key, NULL, true, i.rating_key FROM {bi}.bi_item i WHERE i.is_active AND i.quarter_key IS NULL) r
 GROUP BY r.plan_key, r.quarter_key, r.is_latest;
COMMENT ON VIEW {bi}.bi_progress IS 'Summary: one row per plan and quarter in which it reports (quarter_key is empty where it never did): how many of its items, of those active on the last day of the quarter, have which rating.';

CREATE OR REPLACE VIEW {bi}.bi_rollup AS
SELECT n.node_id AS node_key,
       n.plan_id AS plan_key,
       coalesce(total(rolled.by_link), 0) AS items_by_link,
       coalesce(total(rolled.distinct_items), 0) AS items_distinct,
       coalesce(complete(rolled.distinct_items), 0) AS complete,
       coalesce(green(rolled.distinct_items), 0) AS green,
       coalesce(amber_green(rolled.distinct_items), 0) AS amber_green,
       coalesce(amber(rolled.distinct_items), 0) AS amber,
       coalesce(amber_red(rolled.distinct_items), 0) AS amber_red,
       coalesce(red(rolled.distinct_items), 0) AS red,
       coalesce(scheduled(rolled.distinct_items), 0) AS scheduled,
       coalesce(unrated(rolled.distinct_items), 0) AS unrated,
       round(percent_complete(rolled.distinct_items), 6) AS percent_complete,
       coalesce(overall(rolled.distinct_items)::text, 'NR') AS overall_rating_key
  FROM nodes n
  LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
               FROM (SELECT outcome_rollup((SELECT linkage(nl.child_node_key, nl.node_key)
                                              FROM {bi}.bi_link nl
                                             WHERE nl.rolls_up AND nl.is_current AND nl.child_node_key IS NOT NULL),
                                           il.node_key, il.item_key, i.rating) AS nodes
                       FROM (SELECT it.item_key, nullif(it.rating_key, 'NR')::rag AS rating FROM {bi}.bi_item it WHERE it.is_active) i
                       JOIN {bi}.bi_link il ON il.item_key = i.item_key AND il.rolls_up AND il.is_current) s
              CROSS JOIN LATERAL unnest(s.nodes) u) rolled ON rolled.node = n.node_id;
COMMENT ON VIEW {bi}.bi_rollup IS 'Summary: one row per node: the latest ratings of the items at or under it that are active today. Do not add across nodes: an item under two of them counts at each.';

-- The promise, checked.

CREATE OR REPLACE VIEW {bi}.bi_unsafe_columns AS
SELECT c.relname::text COLLATE "default" AS view_name,
       a.attname::text COLLATE "default" AS column_name,
       format_type(a.atttypid, a.atttypmod) AS type_name
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = $bi${bi}$bi$::regnamespace
   AND c.relkind IN ('v', 'm', 'r', 'p', 'f')
   AND a.atttypid <> ALL ('{text,integer,bigint,numeric,date,timestamptz,boolean}'::regtype[]);
COMMENT ON VIEW {bi}.bi_unsafe_columns IS 'One row per column of this schema whose type a BI tool may not know; empty unless views of one''s own were added.';

-- Every column of every view, in one glossary: a name means the same wherever it stands.

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('absent_from', 'First day on which it does not count; empty: it had not begun.'),
        ('absent_to', 'Last day on which it does not count; empty: no end.'),
        ('amber', 'Items rated Amber.'),
        ('amber_green', 'Items rated Amber/Green.'),
        ('amber_red', 'Items rated Amber/Red.'),
        ('baseline_due', 'The last day of the first due date set; empty where it has no end or none is set.'),
        ('basis', 'printed, or inferred from the wording.'),
        ('body', 'The name of the committee or board.'),
        ('body_key', 'Key of bi_body.'),
        ('child_node_key', 'The child, where it is a node: key of bi_node.'),
        ('colour', 'The colour, as #rrggbb; legible with black or white text, and never the only sign.'),
        ('column_name', 'The column.'),
        ('commentary', 'What the report says of the item in that quarter.'),
        ('complete', 'Items rated Complete (B).'),
        ('corrective_action', 'What is being done about it.'),
        ('current_due', 'The last day of the due date in force; empty where it has no end or none is set.'),
        ('due', 'The last day of the deadline; empty where it has no end.'),
        ('first_day', 'First day.'),
        ('fiscal_year', 'The fiscal year, such as 2025/26.'),
        ('fiscal_year_start', 'The year in which the fiscal year starts.'),
        ('green', 'Items rated Green.'),
        ('half', 'Half of the fiscal year, 1 or 2.'),
        ('is_active', 'Whether the item is active today.'),
        ('is_baseline', 'Whether this is the first deadline set.'),
        ('is_current', 'Whether it holds today.'),
        ('is_exception', 'Whether it is Amber, Amber/Red or Red.'),
        ('is_latest', 'Whether the plan reports no later quarter.'),
        ('is_live', 'Whether it is one of Green to Red: neither complete nor scheduled nor not rated.'),
        ('item_key', 'Key of bi_item.'),
        ('items_by_link', 'Items at or under the node, counted once per link to a node. Larger than items_distinct where an item is linked to several. Do not add across nodes.'),
        ('items_distinct', 'Items at or under the node, each counted once. Do not add across nodes.'),
        ('label', 'What to print.'),
        ('last_day', 'Last day.'),
        ('level', 'Which kind of node or item.'),
        ('level_label', 'Which kind of node or item, as printed.'),
        ('link_key', 'Key.'),
        ('meaning', 'What the rating says.'),
        ('milestone', 'start or due.'),
        ('movement', 'From the rating before to this one: improved, worsened, completed, reopened, started, rescheduled, unchanged, first rated, no longer rated or unrated; empty in the first quarter the plan reports.'),
        ('node_key', 'Key of bi_node.'),
        ('officer', 'The name of the post.'),
        ('officer_key', 'Key of bi_officer.'),
        ('overall_rating_key', 'One rating for all items, the most severe of the live ones: key of bi_scale.'),
        ('parent_item_key', 'The parent, where it is an item (such a link does not roll up): key of bi_item.'),
        ('percent_complete', 'Items rated Complete in per cent of all items, not rated ones included; empty where there are none.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_key', 'Key of bi_plan; at a node empty where several plans share it.'),
        ('previous_rating_key', 'The rating in the quarter in which the plan reported before: key of bi_scale.'),
        ('quarter_key', 'Key of bi_quarter: yyyymm of the quarter''s first day.'),
        ('quarter_number', 'Quarter of the fiscal year, 1 to 4.'),
        ('rating_key', 'The rating: key of bi_scale; NR where not rated.'),
        ('raw', 'The cell as printed.'),
        ('reason', 'Why it was revised.'),
        ('recorded_at', 'When it became known.'),
        ('red', 'Items rated Red.'),
        ('ref', 'The reference as printed.'),
        ('relation', 'What the link says.'),
        ('revision', '0 for the first deadline, then one more for each revision.'),
        ('role', 'In which role.'),
        ('rolls_up', 'Whether the child counts towards the parent node.'),
        ('scale', 'three: red, amber, green; five: with the half steps.'),
        ('scheduled', 'Items rated Scheduled, not yet started.'),
        ('severity', 'From 0 (complete) to 60 (red); empty for not rated.'),
        ('slippage_months', 'Calendar months from the first due date to the one in force; negative where it was brought forward.'),
        ('sort_order', 'The order in which to print.'),
        ('source_document', 'The document it was read from.'),
        ('state', 'The state, apart from any rating.'),
        ('state_reason', 'Why it is in that state.'),
        ('state_since', 'Since when it is in that state.'),
        ('supersedes_plan_key', 'The plan that this one takes the place of.'),
        ('title', 'The wording.'),
        ('total', 'All items, not rated ones included.'),
        ('type_name', 'Its type.'),
        ('unrated', 'Items that are not rated.'),
        ('valid_from', 'First day; empty: always.'),
        ('valid_to', 'Last day; empty: no end.'),
        ('version', 'Tells versions of one plan apart.'),
        ('view_name', 'The view.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v' AND c.relnamespace = $bi${bi}$bi$::regnamespace
     WHERE 'bi.' || c.relname IN (SELECT register_view_names(register_bi_sql()))
       AND col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;
COMMENT ON FUNCTION register_bi_sql() IS 'The statements by which create_register makes the views for BI tools; {bi} stands for the name of their schema.';
