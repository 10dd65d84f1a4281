-- Evidence against rating.

CREATE OR REPLACE FUNCTION evidence_patterns(of_plan plan_ref DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, source text, says_complete text, says_not text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT p.plan_id, w.source,
         '(?<![[:alnum:]_])(' || string_agg(regexp_replace(w.word, '([^[:alnum:]_ ])', '\\\1', 'g'), '|'
                                              ORDER BY char_length(w.word) DESC) FILTER (WHERE w.says = 'complete') || ')(?![[:alnum:]_])',
         '(?<![[:alnum:]_])(' || string_agg(regexp_replace(w.word, '([^[:alnum:]_ ])', '\\\1', 'g'), '|'
                                              ORDER BY char_length(w.word) DESC) FILTER (WHERE w.says = 'not complete')
                                                  || ')(?![[:alnum:]_])'
    FROM plans p
    JOIN evidence_words w ON w.plan_id = p.plan_id OR w.plan_id IS NULL
   WHERE (evidence_patterns.of_plan IS NULL OR checked_plan(evidence_patterns.of_plan) IS NOT NULL)
     AND (evidence_patterns.of_plan IS NULL OR p.plan_id = (SELECT checked_plan(evidence_patterns.of_plan)))
   GROUP BY p.plan_id, w.source;
END;
COMMENT ON FUNCTION evidence_patterns(plan_ref) IS 'One row per plan and source of evidence: evidence_words as two regular expressions.';

-- What it cannot tell it leaves out.  An "approved plan" is a plan: a participle before a noun names, and does not report.  So does the
-- title, which many a comment repeats.  What is to come, or is said of a part, is not of the whole.
CREATE OR REPLACE FUNCTION evidence_sentences(title text, words text) RETURNS TABLE (sentence text, is_open boolean)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
  SELECT regexp_replace(s.sentence,
           '(?<!\m(?:was|were|been|is|are|now|fully|formally|already|has|have)\s)\m[[:alpha:]]+ed\M'
           '(?=\s+(?!(?:by|in|on|at|and|as|with|this|last|during|following|after|early|late)\M)[[:alnum:]])', ' ', 'gi'),
         s.sentence ~* ('\m(will|would|should|shall|may|might|could|to be|to complete|due to|due for|expected|planned|aims?|once|when|'
                        'until|unless|if|subject to|awaiting|awaits|pending|ahead of|before|draft|phase|stage|first|initial|interim|'
                        'part|parts|some|most|majority|nearly|almost|largely|mostly|next)\M')
    FROM regexp_split_to_table(CASE WHEN evidence_sentences.title = '' THEN evidence_sentences.words
                                    ELSE regexp_replace(evidence_sentences.words, regexp_replace(evidence_sentences.title,
                                                        '([^[:alnum:]_ ])', '\\\1', 'g'), ' ', 'gi') END,
                               '(?<=[.;!?])\s+|[\r\n]+') s (sentence);
END;
COMMENT ON FUNCTION evidence_sentences(text, text) IS
  'The sentences of a comment without the item''s title and without participles that only name something, and whether each leaves open '
  'what became of it: it speaks of what is to come, or of a part.';

-- Attributes are of no quarter of their own: they speak for the last one that the import which read them rated.
CREATE OR REPLACE FUNCTION attribute_quarter(of_item bigint, attribute text, known_at timestamptz DEFAULT 'infinity') RETURNS quarter
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT max(r.quarter)
    FROM ratings_known(attribute_quarter.known_at) r
    JOIN imports i ON i.import_id = r.import_id
    JOIN import_mappings m ON m.kind = i.kind AND m.target = 'item.attribute' AND m.qualifier = attribute_quarter.attribute
   WHERE r.item_id = attribute_quarter.of_item;
END;
COMMENT ON FUNCTION attribute_quarter(bigint, text, timestamptz) IS
  'The quarter for which an attribute of an item speaks, as known at that moment: the last one rated by an import that reads it; NULL: '
  'it cannot be told.';

CREATE OR REPLACE FUNCTION evidence_told(title text, source text, words text, says_not text, says_complete text)
  RETURNS TABLE (not_words text, complete_words text)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT (regexp_match(evidence_told.words, evidence_told.says_not, 'i'))[1],
         min((regexp_match(regexp_replace(t.sentence, evidence_told.says_not, ' ', 'gi'), evidence_told.says_complete, 'i'))[1])
             FILTER (WHERE NOT t.is_open OR evidence_told.source <> 'commentary')
    FROM evidence_sentences(CASE evidence_told.source WHEN 'commentary' THEN evidence_told.title ELSE '' END, evidence_told.words) t;
END;
COMMENT ON FUNCTION evidence_told(text, text, text, text, text) IS
  'The words of a commentary or an attribute that say an item is not complete, and those that say it is.';

CREATE OR REPLACE FUNCTION evidence_findings(rating rag, others_have boolean, has_evidence boolean, not_words text, complete_words text,
                                             only_complete_words text)
  RETURNS TABLE (place integer, finding text, words text)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT f.place, f.finding, f.words
    FROM (VALUES
         (1, 'rated complete, evidence says it is not', evidence_findings.rating = 'B' AND evidence_findings.not_words IS NOT NULL,
          evidence_findings.not_words),
         (2, 'rated complete, no evidence says so',
          evidence_findings.rating = 'B' AND evidence_findings.others_have AND evidence_findings.not_words IS NULL
          AND evidence_findings.complete_words IS NULL, NULL),
         (3, 'evidence says complete, rating does not',
          coalesce(evidence_findings.rating <> 'B', true) AND evidence_findings.only_complete_words IS NOT NULL,
          evidence_findings.only_complete_words),
         (4, 'rated, and no evidence',
          evidence_findings.rating BETWEEN 'G' AND 'R' AND evidence_findings.others_have AND NOT evidence_findings.has_evidence, NULL))
         f (place, finding, found, words)
   WHERE f.found;
END;
COMMENT ON FUNCTION evidence_findings(rag, boolean, boolean, text, text, text) IS
  'What is doubtful about a rating beside such evidence; others_have: other items of its plan have some.';

CREATE OR REPLACE FUNCTION evidence_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT today(), of_plan plan_ref DEFAULT NULL,
                                           known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, item_id bigint, ref text, title text, rating rag, finding text,
                 evidence text, officers text, words text)
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
       AND iq.quarter IS NOT NULL AND (evidence_report.of_plan IS NULL OR iq.plan_id = (SELECT checked_plan(evidence_report.of_plan)))
  ), read AS MATERIALIZED (
    SELECT s.item_id, s.source, s.words, told.not_words, told.complete_words, told.not_words IS NULL AS not_contradicted
      FROM (SELECT e.item_id, e.plan_id, 'commentary' AS source, e.commentary AS words FROM reported e WHERE trim_cell(e.commentary) <> ''
            UNION ALL
            SELECT e.item_id, e.plan_id, a.name, a.value
              FROM reported e JOIN item_attributes a ON a.item_id = e.item_id
             WHERE trim_cell(a.value) <> '' AND attribute_quarter(e.item_id, a.name, evidence_report.known_at) = e.quarter) s
      JOIN items i ON i.item_id = s.item_id
      JOIN patterns p ON p.plan_id = s.plan_id AND p.source = s.source
     CROSS JOIN LATERAL evidence_told(i.title, s.source, s.words, p.says_not, p.says_complete) told
  ), judged AS (
    SELECT r.item_id,
           string_agg(r.source || ': ' || r.words, '; ' ORDER BY r.source) AS evidence, string_agg(DISTINCT r.not_words, ', ') AS not_words,
           string_agg(DISTINCT r.complete_words, ', ') AS complete_words,
           string_agg(DISTINCT r.complete_words, ', ') FILTER (WHERE r.not_contradicted) AS only_complete_words
      FROM read r
     GROUP BY r.item_id
  ), held AS (
    SELECT e.plan_id, e.quarter, e.item_id, e.rating, j.evidence, count(j.item_id) OVER (PARTITION BY e.plan_id) > 0 AS others_have,
           j.item_id IS NOT NULL AS has_evidence, j.not_words, j.complete_words, j.only_complete_words
      FROM reported e
      LEFT JOIN judged j ON j.item_id = e.item_id
  )
  SELECT h.plan_id, p.plan, h.quarter, h.item_id, i.ref, i.title, h.rating, f.finding, h.evidence, details.officers, f.words
    FROM held h
   CROSS JOIN LATERAL evidence_findings(h.rating, h.others_have, h.has_evidence, h.not_words, h.complete_words, h.only_complete_words) f
    JOIN items i ON i.item_id = h.item_id
    JOIN plan_names p ON p.plan_id = h.plan_id
    JOIN item_details(evidence_report.as_at, evidence_report.known_at) details ON details.item_id = h.item_id
   WHERE (evidence_report.of_plan IS NULL OR checked_plan(evidence_report.of_plan) IS NOT NULL)
   ORDER BY p.plan, h.plan_id, f.place, i.code NULLS LAST, h.item_id;
END;
COMMENT ON FUNCTION evidence_report(quarter, date, plan_ref, timestamptz) IS
  'One row per doubt about an item reported in that quarter (none: the latest in which its plan had reported by that day): what the '
  'words of its commentary and of its attributes say, by evidence_words, and what its rating says. A title, what is to come and what is '
  'said of a part tell nothing; an attribute speaks for the last quarter that its import rated. A doubt is a question to ask, not an '
  'error. Items without evidence are named only where the plan has evidence of others.';

CREATE OR REPLACE VIEW evidence_report WITH (security_invoker = true) AS
SELECT e.plan_id, e.plan, e.quarter, e.item_id, e.ref, e.title, e.rating, e.finding, e.evidence, e.officers, e.words
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
COMMENT ON COLUMN evidence_report.words IS 'The words that decided; NULL where it is their lack that did.';
