-- Evidence against rating.

CREATE OR REPLACE FUNCTION evidence_patterns(of_plan plan_ref DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, source text, says_complete text, says_not text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT p.plan_id, w.source,
         '(?<![[:alnum:]_])(?:' || string_agg(regexp_replace(w.word, '([^[:alnum:]_ ])', '\\\1', 'g'), '|'
                                              ORDER BY char_length(w.word) DESC) FILTER (WHERE w.says = 'complete') || ')(?![[:alnum:]_])',
         '(?<![[:alnum:]_])(?:' || string_agg(regexp_replace(w.word, '([^[:alnum:]_ ])', '\\\1', 'g'), '|'
                                              ORDER BY char_length(w.word) DESC) FILTER (WHERE w.says = 'not complete')
                                                  || ')(?![[:alnum:]_])'
    FROM plans p
    JOIN evidence_words w ON w.plan_id = p.plan_id OR w.plan_id IS NULL
   WHERE (evidence_patterns.of_plan IS NULL OR checked_plan(evidence_patterns.of_plan) IS NOT NULL)
     AND (evidence_patterns.of_plan IS NULL OR p.plan_id = (SELECT checked_plan(evidence_patterns.of_plan)))
   GROUP BY p.plan_id, w.source;
END;
COMMENT ON FUNCTION evidence_patterns(plan_ref) IS 'One row per plan and source of evidence: evidence_words as two regular expressions.';

CREATE OR REPLACE FUNCTION evidence_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT today(), of_plan plan_ref DEFAULT NULL,
                                           known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, item_id bigint, ref text, title text, rating rag, finding text,
                 evidence text, officers text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH patterns AS MATERIALIZED (
    SELECT w.plan_id, w.source, w.says_complete, coalesce(w.says_not, '$^') AS says_not FROM evidence_patterns(evidence_report.of_plan) w
  ), reported AS MATERIALIZED (
    SELECT iq.plan_id, iq.item_id, iq.quarter, iq.rating, iq.is_latest, iq.commentary
      FROM item_quarters(CASE WHEN evidence_report.in_quarter IS NULL THEN evidence_report.as_at ELSE 'infinity' END,
                         evidence_report.known_at) iq
     WHERE (evidence_report.in_quarter IS NULL OR checked_quarter(evidence_report.in_quarter) IS NOT NULL)
       AND CASE WHEN evidence_report.in_quarter IS NULL THEN iq.is_latest ELSE iq.quarter = evidence_report.in_quarter END
       AND iq.quarter IS NOT NULL
       AND (evidence_report.of_plan IS NULL OR iq.plan_id = (SELECT checked_plan(evidence_report.of_plan)))
  ), said AS (
    -- Attributes are of no quarter: they speak for the latest.
    SELECT e.item_id, 'commentary' AS source, e.commentary AS words, e.plan_id FROM reported e WHERE trim_cell(e.commentary) <> ''
    UNION ALL
    SELECT e.item_id, a.name, a.value, e.plan_id
      FROM reported e JOIN item_attributes a ON a.item_id = e.item_id
     WHERE e.is_latest AND trim_cell(a.value) <> ''
  ), judged AS (
    SELECT s.item_id,
           string_agg(s.source || ': ' || s.words, '; ' ORDER BY s.source) AS evidence,
           coalesce(bool_or(s.words ~* p.says_not), false) AS says_not,
           coalesce(bool_or(regexp_replace(s.words, p.says_not, ' ', 'gi') ~* p.says_complete), false) AS says_complete,
           coalesce(bool_or(s.words !~* p.says_not AND s.words ~* p.says_complete), false) AS says_only_complete
      FROM said s
      JOIN patterns p ON p.plan_id = s.plan_id AND p.source = s.source
     GROUP BY s.item_id
  ), held AS (
    SELECT e.plan_id, e.quarter, e.item_id, e.rating, j.evidence,
           count(j.item_id) OVER (PARTITION BY e.plan_id) > 0 AS others_have,
           j.item_id IS NOT NULL AS has_evidence, coalesce(j.says_not, false) AS says_not,
           coalesce(j.says_complete, false) AS says_complete, coalesce(j.says_only_complete, false) AS says_only_complete
      FROM reported e
      LEFT JOIN judged j ON j.item_id = e.item_id
  )
  SELECT h.plan_id, p.plan, h.quarter, h.item_id, i.ref, i.title, h.rating, f.finding, h.evidence, details.officers
    FROM held h
   CROSS JOIN LATERAL (VALUES
         (1, 'rated complete, evidence says it is not', h.rating = 'B' AND h.says_not),
         (2, 'rated complete, no evidence says so', h.rating = 'B' AND h.others_have AND NOT h.says_not AND NOT h.says_complete),
         (3, 'evidence says complete, rating does not', coalesce(h.rating <> 'B', true) AND h.says_only_complete),
         (4, 'rated, and no evidence', h.rating BETWEEN 'G' AND 'R' AND h.others_have AND NOT h.has_evidence)) f (place, finding, found)
    JOIN items i ON i.item_id = h.item_id
    JOIN plan_names p ON p.plan_id = h.plan_id
    JOIN item_details(evidence_report.as_at, evidence_report.known_at) details ON details.item_id = h.item_id
   WHERE f.found
     AND (evidence_report.of_plan IS NULL OR checked_plan(evidence_report.of_plan) IS NOT NULL)
   ORDER BY p.plan, h.plan_id, f.place, i.code NULLS LAST, h.item_id;
END;
COMMENT ON FUNCTION evidence_report(quarter, date, plan_ref, timestamptz) IS
  'One row per doubt about an item reported in that quarter (none: the latest in which its plan had reported by that day): what the '
  'words of its commentary and of its attributes say, by evidence_words, and what its rating says. A doubt is a question to ask, not an '
  'error. Items without evidence are named only where the plan has evidence of others.';

CREATE OR REPLACE VIEW evidence_report WITH (security_invoker = true) AS
SELECT e.plan_id, e.plan, e.quarter, e.item_id, e.ref, e.title, e.rating, e.finding, e.evidence, e.officers
  FROM evidence_report() e;
COMMENT ON VIEW evidence_report IS
  'One row per doubt about an item in the latest quarter in which its plan reports: its words and its rating do not say the same.';
COMMENT ON COLUMN evidence_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN evidence_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN evidence_report.quarter IS 'The fiscal quarter.';
COMMENT ON COLUMN evidence_report.item_id IS 'The item.';
COMMENT ON COLUMN evidence_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN evidence_report.title IS 'The wording.';
COMMENT ON COLUMN evidence_report.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN evidence_report.finding IS 'What was found.';
COMMENT ON COLUMN evidence_report.evidence IS 'The words that speak of the item, with where they stand.';
COMMENT ON COLUMN evidence_report.officers IS 'Officers in the role lead or responsible; where there are none, all of the item''s.';
