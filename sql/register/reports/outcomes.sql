-- Outcomes worded, or aiming at years, otherwise in two plans.

CREATE OR REPLACE FUNCTION title_years(title text) RETURNS text[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(SELECT DISTINCT m.found[1] FROM regexp_matches(title, '\m(?:19|20)[0-9]{2}\M', 'g') m (found) ORDER BY 1);
COMMENT ON FUNCTION title_years(text) IS 'The years that a title names, each once, in order.';

CREATE OR REPLACE FUNCTION node_comparison_report(of_plan plan_ref DEFAULT NULL, with_plan plan_ref DEFAULT NULL,
                                                  at_least numeric DEFAULT 0.4, known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (similarity numeric, finding text, plan_id bigint, plan text, node_id bigint, level text, ref text, title text,
                 years text[], other_plan_id bigint, other_plan text, other_node_id bigint, other_level text, other_ref text,
                 other_title text, other_years text[])
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  WITH worded AS MATERIALIZED (
    SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title, n.code, title_words(n.title) AS words, title_years(n.title) AS years
      FROM nodes_known(node_comparison_report.known_at) n
      JOIN plan_names p ON p.plan_id = n.plan_id
     WHERE n.level <> 'plan' AND n.title <> n.ref
  ), pairs AS (
    SELECT a.node_id, b.node_id AS other_node_id, s.n / (cardinality(a.words) + cardinality(b.words) - s.n) AS similarity
      FROM worded a
      JOIN worded b ON b.plan_id <> a.plan_id AND b.words && a.words
     CROSS JOIN LATERAL (SELECT count(*)::numeric AS n FROM unnest(a.words) w WHERE w = ANY (b.words)) s
     WHERE CASE WHEN node_comparison_report.of_plan IS NULL THEN node_comparison_report.with_plan IS NOT NULL OR a.plan_id < b.plan_id
                ELSE a.plan_id = (SELECT checked_plan(node_comparison_report.of_plan)) END
       AND (node_comparison_report.with_plan IS NULL OR b.plan_id = (SELECT checked_plan(node_comparison_report.with_plan)))
  )
  SELECT round(k.similarity, 3), CASE WHEN a.years <> b.years THEN 'another year' ELSE 'worded otherwise' END,
         a.plan_id, a.plan, a.node_id, a.level, a.ref, a.title, a.years, b.plan_id, b.plan, b.node_id, b.level, b.ref, b.title, b.years
    FROM pairs k
    JOIN worded a ON a.node_id = k.node_id
    JOIN worded b ON b.node_id = k.other_node_id
   WHERE k.similarity >= node_comparison_report.at_least AND normal_name(a.title) <> normal_name(b.title)
     AND (node_comparison_report.of_plan IS NULL OR checked_plan(node_comparison_report.of_plan) IS NOT NULL)
     AND (node_comparison_report.with_plan IS NULL OR checked_plan(node_comparison_report.with_plan) IS NOT NULL)
   ORDER BY a.years = b.years, k.similarity DESC, a.plan, a.plan_id, a.code NULLS LAST, a.node_id, b.plan, b.code NULLS LAST, b.node_id;
END;
COMMENT ON FUNCTION node_comparison_report(plan_ref, plan_ref, numeric, timestamptz) IS
  'One row per pair of like outcomes, or other nodes, of two plans whose wording differs, those first that name other years, such as a '
  'target of 2027 in one and of 2030 in the other; as known at that moment. similarity: as comparison_report has it.';

CREATE OR REPLACE VIEW node_comparison_report WITH (security_invoker = true) AS
SELECT c.similarity, c.finding, c.plan_id, c.plan, c.node_id, c.level, c.ref, c.title, c.years, c.other_plan_id, c.other_plan,
       c.other_node_id, c.other_level, c.other_ref, c.other_title, c.other_years
  FROM node_comparison_report() c;
COMMENT ON VIEW node_comparison_report IS
  'One row per pair of like outcomes, or other nodes, of two plans whose wording, or the years they name, differ.';
COMMENT ON COLUMN node_comparison_report.similarity IS 'Significant words in common, of all significant words of the two titles.';
COMMENT ON COLUMN node_comparison_report.finding IS 'another year, or worded otherwise.';
COMMENT ON COLUMN node_comparison_report.plan_id IS 'The plan.';
COMMENT ON COLUMN node_comparison_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN node_comparison_report.node_id IS 'The node.';
COMMENT ON COLUMN node_comparison_report.level IS 'Which kind of node.';
COMMENT ON COLUMN node_comparison_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN node_comparison_report.title IS 'The wording.';
COMMENT ON COLUMN node_comparison_report.years IS 'The years that the wording names.';
COMMENT ON COLUMN node_comparison_report.other_plan_id IS 'The other node''s plan.';
COMMENT ON COLUMN node_comparison_report.other_plan IS 'The other node''s plan.';
COMMENT ON COLUMN node_comparison_report.other_node_id IS 'The other node.';
COMMENT ON COLUMN node_comparison_report.other_level IS 'Which kind of node the other is.';
COMMENT ON COLUMN node_comparison_report.other_ref IS 'The other node''s reference.';
COMMENT ON COLUMN node_comparison_report.other_title IS 'The other node''s wording.';
COMMENT ON COLUMN node_comparison_report.other_years IS 'The years that the other''s wording names.';
