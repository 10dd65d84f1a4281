-- Dimensions for BI tools.

-- A view, since whoever reads BI views needs no rights in the register: today() would ask for them.
CREATE OR REPLACE VIEW :"bi".bi_today AS
SELECT (now() AT TIME ZONE s.time_zone)::date AS day FROM register_settings s;
COMMENT ON VIEW :"bi".bi_today IS 'One row: what day it is in the register''s time zone, which is what the other views call today.';
COMMENT ON COLUMN :"bi".bi_today.day IS 'The day.';

CREATE OR REPLACE FUNCTION quarter_key(q quarter) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN date_part('year', start_date(q))::integer * 100 + date_part('month', start_date(q))::integer;
COMMENT ON FUNCTION quarter_key(quarter) IS 'The key that a quarter has in the BI views: yyyymm of its first day.';

-- Dimensions.
CREATE OR REPLACE VIEW :"bi".bi_plan AS
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
COMMENT ON VIEW :"bi".bi_plan IS 'Dimension: one row per plan and version.';
COMMENT ON COLUMN :"bi".bi_plan.plan_key IS 'Key of bi_plan; at a node empty where several plans share it.';
COMMENT ON COLUMN :"bi".bi_plan.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN :"bi".bi_plan.title IS 'The wording.';
COMMENT ON COLUMN :"bi".bi_plan.version IS 'Tells versions of one plan apart.';
COMMENT ON COLUMN :"bi".bi_plan.first_day IS 'First day.';
COMMENT ON COLUMN :"bi".bi_plan.last_day IS 'Last day.';
COMMENT ON COLUMN :"bi".bi_plan.scale IS 'three: red, amber, green; five: with the half steps.';
COMMENT ON COLUMN :"bi".bi_plan.state IS 'The state, apart from any rating.';
COMMENT ON COLUMN :"bi".bi_plan.supersedes_plan_key IS 'The plan that this one takes the place of.';
COMMENT ON COLUMN :"bi".bi_plan.source_document IS 'The document it was read from.';

CREATE OR REPLACE VIEW :"bi".bi_scale AS
SELECT coalesce(s.rating::text, 'NR') AS rating_key,
       coalesce(label(s.rating), 'Not rated') AS label,
       coalesce(meaning(s.rating), 'not rated') AS meaning,
       severity(s.rating)::integer AS severity,
       s.sort_order,
       coalesce(s.rating BETWEEN 'G' AND 'R', false) AS is_live,
       coalesce(s.rating >= 'A', false) AS is_exception,
       coalesce(colour_hex(s.rating), '#c3c9cf') AS colour
  FROM (VALUES ('R'::rag, 1), ('AR', 2), ('A', 3), ('AG', 4), ('G', 5), ('S', 6), ('B', 7), (NULL, 8)) s (rating, sort_order);
COMMENT ON VIEW :"bi".bi_scale IS 'Dimension: one row per rating, and one for "Not rated", so that no rating key is ever empty.';
COMMENT ON COLUMN :"bi".bi_scale.rating_key IS 'The rating: key of bi_scale; NR where not rated.';
COMMENT ON COLUMN :"bi".bi_scale.label IS 'What to print.';
COMMENT ON COLUMN :"bi".bi_scale.meaning IS 'What the rating says.';
COMMENT ON COLUMN :"bi".bi_scale.severity IS 'From 0 (complete) to 60 (red); empty for not rated.';
COMMENT ON COLUMN :"bi".bi_scale.sort_order IS 'The order in which to print.';
COMMENT ON COLUMN :"bi".bi_scale.is_live IS 'Whether it is one of Green to Red: neither complete nor scheduled nor not rated.';
COMMENT ON COLUMN :"bi".bi_scale.is_exception IS 'Whether it is Amber, Amber/Red or Red.';
COMMENT ON COLUMN :"bi".bi_scale.colour IS
  'The colour, as #rrggbb; grey for not rated. Legible with black or white text, and never the only sign.';

CREATE OR REPLACE VIEW :"bi".bi_plan_scale AS
SELECT p.plan_id AS plan_key,
       s.rating_key,
       coalesce(own.label, s.label) AS label,
       coalesce(own.colour, s.colour) AS colour,
       s.sort_order,
       CASE s.rating_key WHEN 'AG' THEN p.scale = 'five' WHEN 'AR' THEN p.scale = 'five' WHEN 'S' THEN p.has_scheduled ELSE true END
         AS is_on_scale
  FROM plans p
 CROSS JOIN :"bi".bi_scale s
  LEFT JOIN (SELECT l.plan_id, coalesce(l.rating::text, 'NR') AS rating_key,
                    (array_agg(l.label ORDER BY l.word COLLATE "C"))[1] AS label,
                    (array_agg(l.colour ORDER BY l.word COLLATE "C") FILTER (WHERE l.colour IS NOT NULL))[1] AS colour
               FROM legends l
              GROUP BY l.plan_id, l.rating) own ON own.plan_id = p.plan_id AND own.rating_key = s.rating_key;
COMMENT ON VIEW :"bi".bi_plan_scale IS
  'Dimension: one row per plan and rating, and one for "Not rated": what the plan''s own legend calls it. Key: plan_key and rating_key.';
COMMENT ON COLUMN :"bi".bi_plan_scale.plan_key IS 'Key of bi_plan.';
COMMENT ON COLUMN :"bi".bi_plan_scale.rating_key IS 'The rating: key of bi_scale; NR where not rated.';
COMMENT ON COLUMN :"bi".bi_plan_scale.label IS 'What the plan prints for it; where its legend says nothing, the usual word.';
COMMENT ON COLUMN :"bi".bi_plan_scale.colour IS 'The plan''s colour for it, as #rrggbb; where its legend says nothing, the usual one.';
COMMENT ON COLUMN :"bi".bi_plan_scale.sort_order IS 'The order in which to print.';
COMMENT ON COLUMN :"bi".bi_plan_scale.is_on_scale IS 'Whether the plan rates by it: half steps only on a scale of five.';

CREATE OR REPLACE VIEW :"bi".bi_quarter AS
WITH used AS (
  SELECT start_date(min(r.quarter)) AS first_day, start_date(max(r.quarter)) AS last_day
    FROM ratings r
   WHERE coalesce(r.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
  UNION ALL
  SELECT min(d.due), max(d.due)
    FROM due_dates d
   WHERE isfinite(d.due) AND coalesce(d.import_id, 0) <> ALL (ARRAY(SELECT u.import_id FROM imports u WHERE u.undone_at IS NOT NULL))
  UNION ALL
  SELECT start_date(min(v.quarter)), start_date(max(v.quarter)) FROM measure_values v
  UNION ALL
  SELECT start_date(min(t.quarter)), start_date(max(t.quarter)) FROM measure_targets t
  UNION ALL
  SELECT start_date(min(p.quarter)), start_date(max(p.quarter)) FROM peer_values p
), days AS (
  SELECT quarter(min(used.first_day), (SELECT cal.fiscal_start_month FROM register_settings cal)) AS first_quarter,
         quarter(max(used.last_day), (SELECT cal.fiscal_start_month FROM register_settings cal)) AS last_quarter
    FROM used
), listed AS (
  SELECT days.first_quarter + n AS quarter FROM days CROSS JOIN LATERAL generate_series(0, days.last_quarter - days.first_quarter) n
)
SELECT quarter_key(l.quarter) AS quarter_key,
       l.quarter::text AS label,
       start_date(l.quarter) AS first_day,
       end_date(l.quarter) AS last_day,
       fiscal_year(l.quarter)::text AS fiscal_year,
       fiscal_year_start(l.quarter)::integer AS fiscal_year_start,
       quarter_number(l.quarter)::integer AS quarter_number,
       half(l.quarter)::integer AS half,
       fiscal_year_start(l.quarter)::integer * 4 + quarter_number(l.quarter) AS quarter_index,
       fiscal_year(l.quarter) || ' Q' || quarter_number(l.quarter) AS sort_label
  FROM listed l;
COMMENT ON VIEW :"bi".bi_quarter IS
  'Dimension: one row per fiscal quarter from the first that a rating, a deadline or a measure uses to the last, those between '
  'included. It is no table of days: a tool that asks for one gets a table of its own.';
COMMENT ON COLUMN :"bi".bi_quarter.quarter_key IS 'Key of bi_quarter: yyyymm of the quarter''s first day.';
COMMENT ON COLUMN :"bi".bi_quarter.label IS 'What to print.';
COMMENT ON COLUMN :"bi".bi_quarter.first_day IS 'First day.';
COMMENT ON COLUMN :"bi".bi_quarter.last_day IS 'Last day.';
COMMENT ON COLUMN :"bi".bi_quarter.fiscal_year IS 'The fiscal year, such as 2025/26.';
COMMENT ON COLUMN :"bi".bi_quarter.fiscal_year_start IS 'The year in which the fiscal year starts.';
COMMENT ON COLUMN :"bi".bi_quarter.quarter_number IS 'Quarter of the fiscal year, 1 to 4.';
COMMENT ON COLUMN :"bi".bi_quarter.half IS 'Half of the fiscal year, 1 or 2.';
COMMENT ON COLUMN :"bi".bi_quarter.quarter_index IS
  'Quarters counted through, without a gap: one more than the quarter before, whatever the year. The same in every register whose fiscal '
  'years begin in the same month.';
COMMENT ON COLUMN :"bi".bi_quarter.sort_label IS 'A label that sorts as text, such as 2025/26 Q1.';

CREATE OR REPLACE VIEW :"bi".bi_officer AS
SELECT o.officer_id AS officer_key, o.name AS officer FROM officers o;
COMMENT ON VIEW :"bi".bi_officer IS 'Dimension: one row per officer (a post, not a person).';
COMMENT ON COLUMN :"bi".bi_officer.officer_key IS 'Key of bi_officer.';
COMMENT ON COLUMN :"bi".bi_officer.officer IS 'The name of the post.';

CREATE OR REPLACE VIEW :"bi".bi_body AS
SELECT b.body_id AS body_key, b.name AS body FROM bodies b;
COMMENT ON VIEW :"bi".bi_body IS 'Dimension: one row per committee or board.';
COMMENT ON COLUMN :"bi".bi_body.body_key IS 'Key of bi_body.';
COMMENT ON COLUMN :"bi".bi_body.body IS 'The name of the committee or board.';

CREATE OR REPLACE VIEW :"bi".bi_node AS
SELECT n.node_id AS node_key,
       n.plan_id AS plan_key,
       n.level,
       lv.label AS level_label,
       n.ref,
       n.title,
       row_number() OVER (ORDER BY n.level, n.plan_id NULLS LAST, n.code NULLS LAST, n.node_id) AS sort_order
  FROM nodes n
  JOIN levels lv ON lv.level = n.level
 WHERE n.undone_at IS NULL;
COMMENT ON VIEW :"bi".bi_node IS 'Dimension: one row per node (aim, priority, outcome, commitment, theme, recommendation, programme ...).';
COMMENT ON COLUMN :"bi".bi_node.node_key IS 'Key of bi_node.';
COMMENT ON COLUMN :"bi".bi_node.plan_key IS 'Key of bi_plan; at a node empty where several plans share it.';
COMMENT ON COLUMN :"bi".bi_node.level IS 'Which kind of node or item.';
COMMENT ON COLUMN :"bi".bi_node.level_label IS 'Which kind of node or item, as printed.';
COMMENT ON COLUMN :"bi".bi_node.ref IS 'The reference as printed.';
COMMENT ON COLUMN :"bi".bi_node.title IS 'The wording.';
COMMENT ON COLUMN :"bi".bi_node.sort_order IS 'The order in which to print.';
