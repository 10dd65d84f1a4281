-- register_reports: the reports of a register beyond the ones it began with (register_views), as text: matrix of movements, one report
-- for any level, evidence, shares, paths and orphans, plausibility, comparison of plans, quality of the data, returns, grid.
--
-- Written as register_views is: functions of a day in SQL with BEGIN ATOMIC bodies, with a view for today.  As at a day means the
-- reporting periods that had begun by then, and items, links and officers of that day, all as known now.  Most take the plan as an
-- argument as well, where a filter on the view could not reach the tables.

CREATE FUNCTION register_reports_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- Words are folded hard, since titles are worded by different people: no case, no plural, no more than eight letters.
CREATE FUNCTION title_words(title text) RETURNS text[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(array_agg(DISTINCT left(regexp_replace(regexp_replace(w, '(?<=[a-z]{3})ies$', 'y'), '(?<=[^s]{3})s$', ''), 8)), '{}')
    FROM regexp_split_to_table(lower(title), '[^[:alnum:]]+') w
   WHERE char_length(w) > 1
     AND w !~ '^[0-9]+$'
     AND w <> ALL ('{a,all,an,and,as,at,be,by,for,from,in,into,is,it,its,no,of,on,or,our,that,the,their,this,to,we,with}');
END;
COMMENT ON FUNCTION title_words(text) IS
  'The words of a title by which titles are compared: in lower case, each once, without numbers, small words, plural endings and what follows the eighth letter.';

ALTER TABLE items ADD COLUMN words text[] GENERATED ALWAYS AS (title_words(title)) STORED;
COMMENT ON COLUMN items.words IS 'The words of the title by which like items are found; kept by the database itself.';

ALTER TABLE links ADD COLUMN share numeric CHECK (share > 0 AND share <= 1);
COMMENT ON COLUMN links.share IS 'The part of the item that counts at this node where items are shared out; NULL: an equal part of what the item''s other links leave.';

-- One entry holds all that a report asks of a rating but the words, so that it need not look the row up.
DROP INDEX IF EXISTS ratings_item_id_quarter_period_end_recorded_at_rating_id_idx;
CREATE INDEX ratings_in_force ON ratings (item_id, quarter, period_end, recorded_at, rating_id) INCLUDE (rating, period_start);
COMMENT ON INDEX ratings_in_force IS 'The rating of an item in a quarter, latest period and correction last.';

CREATE TABLE evidence_words (
  evidence_word_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint REFERENCES plans,
  source text NOT NULL DEFAULT 'commentary' CHECK (source <> ''),
  word text NOT NULL CHECK (word <> ''),
  says text NOT NULL CHECK (says IN ('complete', 'not complete')),
  UNIQUE NULLS NOT DISTINCT (plan_id, source, word)
);
COMMENT ON TABLE evidence_words IS 'What words of a report say of an item, whatever its rating: evidence_report holds the two against each other.';
COMMENT ON COLUMN evidence_words.evidence_word_id IS 'Key.';
COMMENT ON COLUMN evidence_words.plan_id IS 'The plan whose reports use the word so; NULL: every plan''s.';
COMMENT ON COLUMN evidence_words.source IS 'Where the word stands: commentary, or the name of an item attribute.';
COMMENT ON COLUMN evidence_words.word IS 'A word or phrase, found as a whole word in any case.';
COMMENT ON COLUMN evidence_words.says IS 'complete or not complete.';

INSERT INTO evidence_words (source, word, says)
SELECT s.source, w.word, w.says
  FROM (VALUES ('commentary'), ('comment_flag')) s (source)
 CROSS JOIN (VALUES ('complete', 'complete'), ('completed', 'complete'), ('approved', 'complete'), ('adopted', 'complete'), ('published', 'complete'),
                    ('not complete', 'not complete'), ('not completed', 'not complete'), ('not yet', 'not complete'), ('incomplete', 'not complete'),
                    ('to be completed', 'not complete'), ('to be approved', 'not complete'), ('to be published', 'not complete'),
                    ('partial', 'not complete'), ('partially', 'not complete'), ('partly', 'not complete'), ('apart from', 'not complete'),
                    ('in progress', 'not complete'), ('in_progress', 'not complete'), ('ongoing', 'not complete'), ('on-going', 'not complete'),
                    ('carried forward', 'not complete')) w (word, says)
UNION ALL
VALUES ('complete', 'y', 'complete'), ('complete', 'yes', 'complete'), ('complete', 'n', 'not complete'), ('complete', 'no', 'not complete');

$register$;
COMMENT ON FUNCTION register_reports_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for reports.';

CREATE FUNCTION register_beginnings_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

ALTER TABLE plans ADD COLUMN counts_from date;
COMMENT ON COLUMN plans.counts_from IS 'From which day the plan''s items count in reports; NULL: always. refresh_plan says so of the plan it makes: what that carries forward counts in the plan before until then.';

DO $begin$
BEGIN
  IF EXISTS (SELECT FROM carry_forward) THEN
    -- Only rows that refresh_plan wrote tell the day; others say when one item took another's place.  A plan that has reported a quarter
    -- that begins before that day counts always, as it did: else what it has rated and published would no longer be in its reports.
    UPDATE plans p SET counts_from = c.since
      FROM (SELECT n.plan_id, o.plan_id AS old_plan_id, min(f.since) AS since
              FROM carry_forward f
              JOIN items o ON o.item_id = f.old_item_id
              JOIN items n ON n.item_id = f.new_item_id
             WHERE f.kind = 'carried forward' AND f.reason LIKE 'open when "%" took the place of the plan'
             GROUP BY n.plan_id, o.plan_id) c
     WHERE p.plan_id = c.plan_id AND p.supersedes_plan_id = c.old_plan_id
       AND NOT EXISTS (SELECT FROM ratings r JOIN items i ON i.item_id = r.item_id WHERE i.plan_id = c.plan_id AND start_date(r.quarter) < c.since)
       AND NOT EXISTS (SELECT FROM publications x WHERE x.plan_id = c.plan_id AND start_date(x.quarter) < c.since);
  END IF;
END
$begin$;

$register$;
COMMENT ON FUNCTION register_beginnings_tables_sql() IS 'The statements by which create_register and upgrade_register add what layout 0.5.0 knows of the day on which a plan begins.';

CREATE FUNCTION register_reports_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

-- What callers name must be there.

CREATE OR REPLACE FUNCTION checked_denominator(of text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF of IS NULL OR of NOT IN ('total', 'rated', 'live') THEN
    RAISE EXCEPTION 'unknown denominator "%"', coalesce(of, 'NULL')
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A percentage is of all items, of those that are rated, or of those under way (Green to Red).',
            HINT = 'Write total, rated or live.';
  END IF;
  RETURN of;
END
$body$;
COMMENT ON FUNCTION checked_denominator(text) IS 'total, rated or live, or an error.';

CREATE OR REPLACE FUNCTION denominator(t rag_tally, of text) RETURNS bigint
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE of WHEN 'total' THEN total(t) WHEN 'rated' THEN rated(t) WHEN 'live' THEN live(t) END;
COMMENT ON FUNCTION denominator(rag_tally, text) IS 'How many items a percentage is of: total, rated or live.';

-- Progress, one row per rating, as plans print it.

CREATE OR REPLACE FUNCTION progress_lines(as_at date DEFAULT CURRENT_DATE, of text DEFAULT 'total')
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, is_latest boolean, place integer, rating rag, rating_label text, items bigint,
                 of_what text, denominator bigint, percent numeric, whole_percent integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, t.plan, t.quarter, t.is_latest, scale.place, scale.rating,
         coalesce(own.label, label(scale.rating), 'Not rated'),
         counted.count,
         checked_denominator(progress_lines.of),
         denominator(t.tally, progress_lines.of),
         CASE WHEN scale.rating IS NOT NULL AND (progress_lines.of <> 'live' OR scale.rating BETWEEN 'G' AND 'R') THEN percent(t.tally, scale.rating, progress_lines.of)
              WHEN scale.rating IS NULL AND progress_lines.of = 'total' AND total(t.tally) > 0 THEN counted.count * 100.0 / total(t.tally) END,
         CASE WHEN progress_lines.of = 'total' THEN whole.percent END
    FROM progress_report(progress_lines.as_at) t
    JOIN plans p ON p.plan_id = t.plan_id
   CROSS JOIN (VALUES (1, 'B'::rag, 'B'), (2, 'G', 'G'), (3, 'AG', 'AG'), (4, 'A', 'A'), (5, 'AR', 'AR'), (6, 'R', 'R'), (7, 'S', 'S'), (8, NULL, '')) scale (place, rating, letter)
    JOIN LATERAL unnest(t.tally) counted ON coalesce(counted.rating::text, '') = scale.letter
    JOIN LATERAL percentages(t.tally) whole ON coalesce(whole.rating::text, '') = scale.letter
    LEFT JOIN plan_legends own ON own.plan_id = t.plan_id AND own.rating = scale.rating
   WHERE counted.count > 0
      OR scale.letter IN ('B', 'G', 'A', 'R', '')
      OR scale.letter IN ('AG', 'AR') AND p.scale = 'five'
      OR scale.letter = 'S' AND p.has_scheduled
   ORDER BY t.plan, t.plan_id, t.quarter NULLS FIRST, scale.place;
END;
COMMENT ON FUNCTION progress_lines(date, text) IS
  'One row per plan, quarter in which it had reported by that day, and rating of the plan''s scale, nil rows and "Not rated" included, in the plan''s own words. Denominator: as the caller chooses, total, rated or live; a rating that is not in it has no percentage.';

CREATE OR REPLACE VIEW progress_lines WITH (security_invoker = true) AS
SELECT l.plan_id, l.plan, l.quarter, l.is_latest, l.place, l.rating, l.rating_label, l.items, l.of_what, l.denominator, l.percent, l.whole_percent
  FROM progress_lines('infinity', 'total') l;
COMMENT ON VIEW progress_lines IS
  'One row per plan, quarter in which it reports and rating of the plan''s scale, nil rows and "Not rated" included, in the plan''s own words. Denominator: all items, not rated ones included.';

CREATE OR REPLACE FUNCTION movement_matrix(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, previous_quarter quarter, previous_rating rag, total bigint, complete bigint,
                 green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint, scheduled bigint, unrated bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT t.plan_id, p.plan, t.quarter, t.previous_quarter, t.previous_rating, total(t.tally), complete(t.tally), green(t.tally),
         amber_green(t.tally), amber(t.tally), amber_red(t.tally), red(t.tally), scheduled(t.tally), unrated(t.tally)
    FROM (SELECT iq.plan_id, iq.quarter, iq.previous_quarter, iq.previous_rating, tally(iq.rating) AS tally
            FROM item_quarters(as_at) iq
           WHERE iq.previous_quarter IS NOT NULL
           GROUP BY iq.plan_id, iq.quarter, iq.previous_quarter, iq.previous_rating) t
    JOIN plan_names p ON p.plan_id = t.plan_id
   ORDER BY p.plan, t.plan_id, t.quarter, t.previous_rating DESC NULLS LAST;
END;
COMMENT ON FUNCTION movement_matrix(date) IS
  'movement_matrix as at that day: one row per plan, quarter in which it had reported by then, and rating before.';

CREATE OR REPLACE VIEW movement_matrix WITH (security_invoker = true) AS
SELECT m.plan_id, m.plan, m.quarter, m.previous_quarter, m.previous_rating, m.total, m.complete, m.green, m.amber_green, m.amber, m.amber_red,
       m.red, m.scheduled, m.unrated
  FROM movement_matrix('infinity') m;
COMMENT ON VIEW movement_matrix IS
  'One row per plan, quarter and rating in the quarter before; a column per rating now says how many items moved there, total how many had that rating before. All items active on the last day of the quarter are counted; the first quarter of a plan has no rows.';

-- One report for any level.  Compiling its query would take longer than running it.

CREATE OR REPLACE FUNCTION level_report(in_level text, in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plan bigint DEFAULT NULL,
                                        of text DEFAULT 'total', policy text DEFAULT 'worst', min_coverage numeric DEFAULT 0)
  RETURNS TABLE (level text, key bigint, plan_id bigint, plan text, ref text, title text, tally rag_tally, items bigint, items_by_link bigint,
                 complete bigint, of_what text, denominator bigint, percent_complete numeric, overall rag, overall_reason text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  day CONSTANT date := coalesce(as_at, end_date(in_quarter), CURRENT_DATE);
  of_plans CONSTANT bigint[] := CASE WHEN of_plan IS NOT NULL THEN ARRAY[checked_plan(of_plan)] END;
BEGIN
  PERFORM checked_quarter(in_quarter), checked_denominator(of);
  IF in_level IS NULL OR in_level NOT IN ('body', 'officer')
     AND NOT EXISTS (SELECT FROM levels l WHERE l.level = in_level AND l.holds = 'node') THEN
    RAISE EXCEPTION 'unknown level "%"', coalesce(in_level, 'NULL')
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A report by level is by a level of nodes, by body or by officer.',
            HINT = format('Write %s, body or officer.', (SELECT string_agg(l.level, ', ' ORDER BY l.level) FROM levels l WHERE l.holds = 'node'));
  END IF;
  RETURN QUERY
  WITH grouped AS (
    SELECT r.node_id AS key, r.plan_id, r.plan, r.ref, r.title, r.distinct_items AS tally, r.items_by_link AS by_link
      FROM rollup_report(in_quarter, as_at, of_plans) r
     WHERE r.level = in_level
    UNION ALL
    SELECT t.body_id, NULL, NULL, b.name, b.name, t.tally, total(t.tally)
      FROM (SELECT held.body_id, tally(i.rating) AS tally
              FROM rated_items(in_quarter, as_at, of_plans) i
              LEFT JOIN LATERAL (SELECT DISTINCT ib.body_id FROM item_bodies ib
                                  WHERE ib.item_id = i.item_id AND day BETWEEN ib.valid_from AND ib.valid_to) held ON true
             WHERE in_level = 'body'
             GROUP BY held.body_id) t
      LEFT JOIN bodies b ON b.body_id = t.body_id
    UNION ALL
    SELECT t.officer_id, NULL, NULL, o.name, o.name, t.tally, total(t.tally)
      FROM (SELECT held.officer_id, tally(i.rating) AS tally
              FROM rated_items(in_quarter, as_at, of_plans) i
              LEFT JOIN LATERAL (SELECT DISTINCT io.officer_id FROM item_owner_rows(day) io WHERE io.item_id = i.item_id) held ON true
             WHERE in_level = 'officer'
             GROUP BY held.officer_id) t
      LEFT JOIN officers o ON o.officer_id = t.officer_id
  )
  SELECT in_level, g.key, g.plan_id, g.plan, g.ref, g.title, g.tally, total(g.tally), g.by_link, complete(g.tally), of, denominator(g.tally, of),
         CASE WHEN of <> 'live' THEN percent_complete(g.tally, of) END,
         overall(g.tally, policy, min_coverage => level_report.min_coverage), overall_reason(g.tally, policy, min_coverage => level_report.min_coverage)
    FROM grouped g
    LEFT JOIN nodes n ON n.node_id = g.key AND in_level NOT IN ('body', 'officer')
   ORDER BY g.plan NULLS LAST, g.plan_id, n.code NULLS LAST, g.ref NULLS LAST, g.key;
END
$body$;
COMMENT ON FUNCTION level_report(text, quarter, date, bigint, text, text, numeric) IS
  'One row per node of a level (zeros included), per body or per officer (those responsible), with one without a key for the items that have none: the ratings in that quarter (none: the latest) of the items at or under it, each counted once. Denominator: total, rated or live; overall by any policy of overall(). Do not add across rows.';

-- Evidence against rating.

CREATE OR REPLACE FUNCTION evidence_patterns(of_plan bigint DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, source text, says_complete text, says_not text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT p.plan_id, w.source,
         '(?<![[:alnum:]_])(?:' || string_agg(regexp_replace(w.word, '([^[:alnum:]_ ])', '\\\1', 'g'), '|' ORDER BY char_length(w.word) DESC) FILTER (WHERE w.says = 'complete') || ')(?![[:alnum:]_])',
         '(?<![[:alnum:]_])(?:' || string_agg(regexp_replace(w.word, '([^[:alnum:]_ ])', '\\\1', 'g'), '|' ORDER BY char_length(w.word) DESC) FILTER (WHERE w.says = 'not complete') || ')(?![[:alnum:]_])'
    FROM plans p
    JOIN evidence_words w ON w.plan_id = p.plan_id OR w.plan_id IS NULL
   WHERE (evidence_patterns.of_plan IS NULL OR checked_plan(evidence_patterns.of_plan) IS NOT NULL)
     AND (evidence_patterns.of_plan IS NULL OR p.plan_id = evidence_patterns.of_plan)
   GROUP BY p.plan_id, w.source;
END;
COMMENT ON FUNCTION evidence_patterns(bigint) IS 'One row per plan and source of evidence: evidence_words as two regular expressions.';

CREATE OR REPLACE FUNCTION evidence_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE, of_plan bigint DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, quarter quarter, item_id bigint, ref text, title text, rating rag, finding text, evidence text, officers text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH patterns AS MATERIALIZED (
    SELECT w.plan_id, w.source, w.says_complete, coalesce(w.says_not, '$^') AS says_not FROM evidence_patterns(evidence_report.of_plan) w
  ), reported AS MATERIALIZED (
    SELECT iq.plan_id, iq.item_id, iq.quarter, iq.rating, iq.is_latest, iq.commentary
      FROM item_quarters(CASE WHEN evidence_report.in_quarter IS NULL THEN evidence_report.as_at ELSE 'infinity' END) iq
     WHERE (evidence_report.in_quarter IS NULL OR checked_quarter(evidence_report.in_quarter) IS NOT NULL)
       AND CASE WHEN evidence_report.in_quarter IS NULL THEN iq.is_latest ELSE iq.quarter = evidence_report.in_quarter END
       AND iq.quarter IS NOT NULL
       AND (evidence_report.of_plan IS NULL OR iq.plan_id = evidence_report.of_plan)
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
    JOIN item_details(evidence_report.as_at) details ON details.item_id = h.item_id
   WHERE f.found
     AND (evidence_report.of_plan IS NULL OR checked_plan(evidence_report.of_plan) IS NOT NULL)
   ORDER BY p.plan, h.plan_id, f.place, i.code NULLS LAST, h.item_id;
END;
COMMENT ON FUNCTION evidence_report(quarter, date, bigint) IS
  'One row per doubt about an item reported in that quarter (none: the latest in which its plan had reported by that day): what the words of its commentary and of its attributes say, by evidence_words, and what its rating says. A doubt is a question to ask, not an error. Items without evidence are named only where the plan has evidence of others.';

CREATE OR REPLACE VIEW evidence_report WITH (security_invoker = true) AS
SELECT e.plan_id, e.plan, e.quarter, e.item_id, e.ref, e.title, e.rating, e.finding, e.evidence, e.officers
  FROM evidence_report(NULL, CURRENT_DATE) e;
COMMENT ON VIEW evidence_report IS 'One row per doubt about an item in the latest quarter in which its plan reports: its words and its rating do not say the same.';

-- Fractional attribution.

-- Numerators of one divisor are added before they are divided: three thirds are one.  Compiling the query would take longer than running it.
CREATE OR REPLACE FUNCTION shares_report(in_quarter quarter DEFAULT NULL, as_at date DEFAULT NULL, of_plan bigint DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text, items_by_link bigint, items_distinct bigint,
                 share numeric, share_complete numeric, share_exceptions numeric, share_unrated numeric, percent_complete numeric)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH g AS MATERIALIZED (
    SELECT linkage(nl.child_node_id, nl.parent_node_id) AS g FROM rollup_node_links(coalesce(as_at, end_date(in_quarter), CURRENT_DATE)) nl
  ), rated AS MATERIALIZED (
    SELECT i.item_id, i.rating FROM rated_items(in_quarter, as_at, CASE WHEN of_plan IS NOT NULL THEN ARRAY[of_plan] END) i
  ), linked AS MATERIALIZED (
    SELECT i.item_id, il.node_id, i.rating, max(il.share) AS share
      FROM rated i
      JOIN item_link_rows(coalesce(as_at, end_date(in_quarter), CURRENT_DATE)) il ON il.item_id = i.item_id
     GROUP BY i.item_id, il.node_id, i.rating
  ), left_over AS (
    SELECT l.item_id, greatest(1 - coalesce(sum(l.share), 0), 0) AS numerator, count(*) FILTER (WHERE l.share IS NULL) AS divisor
      FROM linked l
     GROUP BY l.item_id
  ), direct AS MATERIALIZED (
    SELECT s.node_id, s.divisor,
           sum(s.numerator) AS share,
           coalesce(sum(s.numerator) FILTER (WHERE s.rating = 'B'), 0) AS complete,
           coalesce(sum(s.numerator) FILTER (WHERE s.rating >= 'A'), 0) AS exceptions,
           coalesce(sum(s.numerator) FILTER (WHERE s.rating IS NULL), 0) AS unrated
      FROM (SELECT l.node_id, l.rating, coalesce(l.share, o.numerator) AS numerator, CASE WHEN l.share IS NULL THEN o.divisor ELSE 1 END AS divisor
              FROM linked l
              JOIN left_over o ON o.item_id = l.item_id) s
     GROUP BY s.node_id, s.divisor
  ), spread AS (
    SELECT d.node_id AS node, d.node_id FROM (SELECT DISTINCT x.node_id FROM direct x) d
    UNION ALL
    SELECT a, d.node_id FROM (SELECT DISTINCT x.node_id FROM direct x) d CROSS JOIN LATERAL ancestors((SELECT g.g FROM g), d.node_id) a
  ), shared AS (
    SELECT t.node, sum(t.share / t.divisor) AS share, sum(t.complete / t.divisor) AS complete, sum(t.exceptions / t.divisor) AS exceptions,
           sum(t.unrated / t.divisor) AS unrated
      FROM (SELECT s.node, d.divisor, sum(d.share) AS share, sum(d.complete) AS complete, sum(d.exceptions) AS exceptions, sum(d.unrated) AS unrated
              FROM spread s JOIN direct d ON d.node_id = s.node_id
             GROUP BY s.node, d.divisor) t
     GROUP BY t.node
  )
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title, coalesce(total(r.by_link), 0), coalesce(total(r.distinct_items), 0),
         coalesce(s.share, 0), coalesce(s.complete, 0), coalesce(s.exceptions, 0), coalesce(s.unrated, 0),
         s.complete * 100 / nullif(s.share, 0)
    FROM nodes n
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
    LEFT JOIN (SELECT u.node, u.by_link, u.distinct_items
                 FROM (SELECT outcome_rollup((SELECT g.g FROM g), l.node_id, l.item_id, l.rating) AS nodes FROM linked l) x
                CROSS JOIN LATERAL unnest(x.nodes) u) r ON r.node = n.node_id
    LEFT JOIN shared s ON s.node = n.node_id
   WHERE (in_quarter IS NULL OR checked_quarter(in_quarter) IS NOT NULL)
     AND (of_plan IS NULL OR checked_plan(of_plan) IS NOT NULL)
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id;
END
$body$;
COMMENT ON FUNCTION shares_report(quarter, date, bigint) IS
  'One row per node, zeros included: the items at or under it counted by link, distinct, and by share, an item being divided among the nodes it is linked to directly: a share recorded on a link counts as it is, the rest of the item goes in equal parts to its other links, and nowhere where it has none (data_quality_report says so). Denominator of percent_complete: share. Shares of nodes that lie side by side may be added, as those of the nodes to which items are linked add up to the linked items; by link and distinct may not.';

CREATE OR REPLACE VIEW shares_report WITH (security_invoker = true) AS
SELECT s.node_id, s.plan_id, s.plan, s.level, s.ref, s.title, s.items_by_link, s.items_distinct, s.share, s.share_complete, s.share_exceptions,
       s.share_unrated, s.percent_complete
  FROM shares_report() s;
COMMENT ON VIEW shares_report IS 'One row per node, zeros included: the latest ratings of the items active today at or under it, an item being divided among the nodes it is linked to directly. Denominator of percent_complete: share.';

-- Paths, orphans, cycles.

CREATE OR REPLACE FUNCTION plan_standings(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (node_id bigint, plan_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT n.node_id, n.plan_id FROM nodes n WHERE n.level = 'plan'
  UNION ALL
  SELECT n.node_id, n.plan_id
    FROM nodes n
   WHERE n.level <> 'plan'
     AND n.plan_id IS NOT NULL
     AND NOT EXISTS (SELECT FROM nodes own WHERE own.plan_id = n.plan_id AND own.level = 'plan')
     AND NOT EXISTS (SELECT FROM rollup_node_links(plan_standings.as_at) up WHERE up.child_node_id = n.node_id);
END;
COMMENT ON FUNCTION plan_standings(date) IS
  'One row per node that stands for a plan on that day: the nodes of level plan and, of a plan that has none, its nodes without a parent.';

CREATE OR REPLACE FUNCTION path_report(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE, max_paths integer DEFAULT 20)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, node_id bigint, path_number bigint, path text, complete boolean,
                 reaches_plan boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH g AS MATERIALIZED (
    SELECT linkage(nl.child_node_id, nl.parent_node_id) AS g FROM rollup_node_links(path_report.as_at) nl
  ), held AS MATERIALIZED (
    SELECT DISTINCT i.item_id, il.node_id
      FROM items i
      LEFT JOIN item_link_rows(path_report.as_at) il ON il.item_id = i.item_id
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(path_report.as_at) c))
       AND (path_report.of_plan IS NULL OR i.plan_id = path_report.of_plan)
       AND NOT EXISTS (SELECT FROM item_absences gone
                       WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(path_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
  ), threads AS (
    SELECT h.node_id, t.path, t.complete, t.number
      FROM (SELECT DISTINCT held.node_id FROM held WHERE held.node_id IS NOT NULL) h
      LEFT JOIN LATERAL thread((SELECT g.g FROM g), h.node_id, path_report.max_paths) WITH ORDINALITY t (path, complete, number) ON true
  ), named AS MATERIALIZED (
    SELECT t.node_id, coalesce(t.number, 1) AS number, coalesce(t.complete, true) AS complete,
           string_agg(coalesce(lv.label || ' ' || n.ref, s.step), ' > ' ORDER BY s.place) AS path,
           bool_or(up.node_id IS NOT NULL) AS reaches_plan
      FROM threads t
     CROSS JOIN LATERAL string_to_table(coalesce(t.path, t.node_id::text), ' > ') WITH ORDINALITY s (step, place)
      LEFT JOIN nodes n ON n.node_id = CASE WHEN s.step ~ '^-?[0-9]+$' THEN s.step::bigint END
      LEFT JOIN levels lv ON lv.level = n.level
      LEFT JOIN plan_standings(path_report.as_at) up ON up.node_id = n.node_id
     GROUP BY t.node_id, t.number, t.complete
  )
  SELECT i.plan_id, p.plan, h.item_id, i.ref, i.title, h.node_id, w.number, w.path, coalesce(w.complete, true), coalesce(w.reaches_plan, false)
    FROM held h
    JOIN items i ON i.item_id = h.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    LEFT JOIN named w ON w.node_id = h.node_id
   WHERE (path_report.of_plan IS NULL OR checked_plan(path_report.of_plan) IS NOT NULL)
   ORDER BY p.plan, i.plan_id, i.code NULLS LAST, h.item_id, h.node_id, w.number;
END;
COMMENT ON FUNCTION path_report(bigint, date, integer) IS
  'One row per item active on that day (of one plan, if one is named), node it is linked to directly, and path from there up to the top, at most so many a node: complete is false where a path was cut or more were left out. An item without a link has one row without a path.';

CREATE OR REPLACE VIEW path_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.item_id, r.ref, r.title, r.node_id, r.path_number, r.path, r.complete, r.reaches_plan FROM path_report() r;
COMMENT ON VIEW path_report IS 'One row per item active today, node it is linked to directly, and path from there up to the top. For one plan path_report(plan_id) is quicker.';

CREATE OR REPLACE FUNCTION orphan_report(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, orphan text, item_id bigint, node_id bigint, level text, ref text, title text, finding text, ends_at text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH g AS MATERIALIZED (
    SELECT linkage(nl.child_node_id, nl.parent_node_id) AS g FROM rollup_node_links(orphan_report.as_at) nl
  ), held AS MATERIALIZED (
    SELECT i.item_id, il.node_id
      FROM items i
      LEFT JOIN item_link_rows(orphan_report.as_at) il ON il.item_id = i.item_id
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(orphan_report.as_at) c))
       AND (orphan_report.of_plan IS NULL OR i.plan_id = orphan_report.of_plan)
       AND NOT EXISTS (SELECT FROM item_absences gone
                       WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(orphan_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
  ), climbed AS (
    SELECT n.node_id, n.node_id AS above FROM nodes n
    UNION ALL
    SELECT n.node_id, a FROM nodes n CROSS JOIN LATERAL ancestors((SELECT g.g FROM g), n.node_id) a
  ), reached AS MATERIALIZED (
    SELECT DISTINCT c.node_id FROM climbed c JOIN plan_standings(orphan_report.as_at) up ON up.node_id = c.above
  ), ends AS (
    SELECT c.node_id, string_agg(lv.label || ' ' || top.ref, '; ' ORDER BY top.level, top.ref) AS ends_at
      FROM climbed c
      JOIN nodes top ON top.node_id = c.above
      JOIN levels lv ON lv.level = top.level
     WHERE c.node_id NOT IN (SELECT r.node_id FROM reached r)
       AND c.above NOT IN (SELECT nl.child_node_id FROM rollup_node_links(orphan_report.as_at) nl)
     GROUP BY c.node_id
  ), lost_items AS (
    SELECT h.item_id, count(h.node_id) AS nodes, string_agg(DISTINCT coalesce(e.ends_at, 'a cycle'), '; ') FILTER (WHERE h.node_id IS NOT NULL) AS ends_at
      FROM held h
      LEFT JOIN ends e ON e.node_id = h.node_id
     GROUP BY h.item_id
    HAVING NOT coalesce(bool_or(h.node_id IN (SELECT r.node_id FROM reached r)), false)
  )
  SELECT i.plan_id, p.plan, o.orphan, o.item_id, o.node_id, coalesce(i.level, n.level), coalesce(i.ref, n.ref), coalesce(i.title, n.title), o.finding, o.ends_at
    FROM (SELECT 'item' AS orphan, l.item_id, NULL::bigint AS node_id,
                 CASE l.nodes WHEN 0 THEN 'no link that rolls up' ELSE 'its links end below every plan' END AS finding, l.ends_at
            FROM lost_items l
          UNION ALL
          SELECT 'node', NULL, n.node_id, 'its links end below every plan', coalesce(e.ends_at, 'a cycle')
            FROM nodes n
            LEFT JOIN ends e ON e.node_id = n.node_id
           WHERE n.node_id NOT IN (SELECT r.node_id FROM reached r)
             AND (n.plan_id IS NOT NULL OR n.node_id IN (SELECT h.node_id FROM held h WHERE h.node_id IS NOT NULL))
             AND (orphan_report.of_plan IS NULL OR n.plan_id = orphan_report.of_plan)
             AND (n.plan_id IS NULL OR n.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(orphan_report.as_at) c)))) o
    LEFT JOIN items i ON i.item_id = o.item_id
    LEFT JOIN nodes n ON n.node_id = o.node_id
    LEFT JOIN plan_names p ON p.plan_id = coalesce(i.plan_id, n.plan_id)
   WHERE (orphan_report.of_plan IS NULL OR checked_plan(orphan_report.of_plan) IS NOT NULL)
   ORDER BY p.plan NULLS LAST, coalesce(i.plan_id, n.plan_id), o.orphan, coalesce(i.code, n.code) NULLS LAST, coalesce(o.item_id, o.node_id);
END;
COMMENT ON FUNCTION orphan_report(bigint, date) IS
  'One row per item active on that day, and per node of a plan or with items, from which no path of that day leads to a plan; ends_at says where its paths end instead.';

CREATE OR REPLACE VIEW orphan_report WITH (security_invoker = true) AS
SELECT o.plan_id, o.plan, o.orphan, o.item_id, o.node_id, o.level, o.ref, o.title, o.finding, o.ends_at FROM orphan_report() o;
COMMENT ON VIEW orphan_report IS 'One row per item active today, and per node of a plan or with items, from which no path leads to a plan.';

CREATE OR REPLACE FUNCTION cycle_report(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (cycle_number bigint, nodes_on_cycle integer, node_id bigint, plan_id bigint, plan text, level text, ref text, title text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
  SELECT c.number, cardinality(c.members), n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title
    FROM cycles((SELECT linkage(nl.child_node_id, nl.parent_node_id) FROM rollup_node_links(as_at) nl)) WITH ORDINALITY c (members, number)
    JOIN nodes n ON n.node_id = ANY (c.members)
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
   ORDER BY c.number, n.node_id;
END;
COMMENT ON FUNCTION cycle_report(date) IS 'One row per node that leads back to itself over the links of that day: the nodes of one cycle share one rollup.';

CREATE OR REPLACE VIEW cycle_report WITH (security_invoker = true) AS
SELECT c.cycle_number, c.nodes_on_cycle, c.node_id, c.plan_id, c.plan, c.level, c.ref, c.title FROM cycle_report() c;
COMMENT ON VIEW cycle_report IS 'One row per node that leads back to itself over the links of today: the nodes of one cycle share one rollup.';



-- Doubtful links: titles that share no word.

CREATE OR REPLACE FUNCTION plausibility_report(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, node_id bigint, node text, node_title text, finding text,
                 better_node_id bigint, better_node text, better_node_title text, words_in_common text, node_items bigint, node_items_in_common bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH held AS MATERIALIZED (
    SELECT DISTINCT i.item_id, n.node_id, coalesce(n.plan_id, 0) AS node_plan, n.level
      FROM items i
      JOIN item_link_rows(plausibility_report.as_at) il ON il.item_id = i.item_id
      JOIN nodes n ON n.node_id = il.node_id
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(plausibility_report.as_at) c))
       AND (plausibility_report.of_plan IS NULL OR i.plan_id = plausibility_report.of_plan)
       AND NOT EXISTS (SELECT FROM item_absences gone
                       WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(plausibility_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to)
       AND n.title <> n.ref
  ), worded AS MATERIALIZED (
    SELECT n.node_id, s.node_plan, s.level, title_words(n.title) AS words
      FROM (SELECT DISTINCT h.node_plan, h.level FROM held h) s
      JOIN nodes n ON coalesce(n.plan_id, 0) = s.node_plan AND n.level = s.level
     WHERE n.title <> n.ref
  ), matched AS (
    SELECT h.item_id, h.node_id, nw.node_id AS other_id, count(*) AS in_common
      FROM (SELECT d.item_id, d.node_id, d.node_plan, d.level, unnest(i.words) AS word FROM held d JOIN items i ON i.item_id = d.item_id) h
      JOIN (SELECT w.node_id, w.node_plan, w.level, unnest(w.words) AS word FROM worded w) nw
           ON nw.word = h.word AND nw.level = h.level AND nw.node_plan = h.node_plan
     GROUP BY h.item_id, h.node_id, nw.node_id
  ), best AS (
    -- The node it is linked to comes first if it shares anything at all, then whichever shares most.
    SELECT DISTINCT ON (m.item_id, m.node_id) m.item_id, m.node_id, m.other_id, m.in_common
      FROM matched m
     ORDER BY m.item_id, m.node_id, m.other_id <> m.node_id, m.in_common DESC, m.other_id
  ), judged AS (
    SELECT h.item_id, h.node_id, b.other_id,
           coalesce(b.other_id = h.node_id, false) AS fits,
           count(*) OVER of_node AS node_items,
           count(*) FILTER (WHERE b.other_id = h.node_id) OVER of_node AS node_items_in_common
      FROM held h
      LEFT JOIN best b ON b.item_id = h.item_id AND b.node_id = h.node_id
    WINDOW of_node AS (PARTITION BY h.node_id)
  )
  SELECT i.plan_id, p.plan, j.item_id, i.ref, i.title, n.node_id, lv.label || ' ' || n.ref, n.title,
         CASE WHEN b.node_id IS NULL THEN 'no word in common' ELSE 'another node has words in common' END,
         b.node_id, lv.label || ' ' || b.ref, b.title,
         (SELECT string_agg(w, ', ' ORDER BY w) FROM unnest(i.words) w WHERE w = ANY (bw.words)),
         j.node_items, j.node_items_in_common
    FROM judged j
    JOIN items i ON i.item_id = j.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    JOIN nodes n ON n.node_id = j.node_id
    JOIN levels lv ON lv.level = n.level
    LEFT JOIN nodes b ON b.node_id = j.other_id
    LEFT JOIN worded bw ON bw.node_id = j.other_id
   WHERE NOT j.fits
     AND (plausibility_report.of_plan IS NULL OR checked_plan(plausibility_report.of_plan) IS NOT NULL)
   ORDER BY p.plan, i.plan_id, b.node_id IS NULL, i.code NULLS LAST, j.item_id, n.node_id;
END;
COMMENT ON FUNCTION plausibility_report(bigint, date) IS
  'One row per item and node it is linked to directly whose titles have no significant word in common, those first for which another node of the same plan and level has. A link stays as printed: the report only says which to look at. node_items_in_common of node_items: of the items linked to the node, how many share a word with it.';

CREATE OR REPLACE VIEW plausibility_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.item_id, r.ref, r.title, r.node_id, r.node, r.node_title, r.finding, r.better_node_id, r.better_node, r.better_node_title,
       r.words_in_common, r.node_items, r.node_items_in_common
  FROM plausibility_report() r;
COMMENT ON VIEW plausibility_report IS 'One row per item active today and node it is linked to directly whose titles have no significant word in common.';

-- Like work in several plans.  Two sets of words that are alike by a share t have one of the rarest words of either in common, of
-- which only a few need be looked at: so few pairs are ever compared.  Compiling the query would take longer than running it.

CREATE OR REPLACE FUNCTION comparison_report(of_plan bigint DEFAULT NULL, with_plan bigint DEFAULT NULL, at_least numeric DEFAULT 0.5,
                                             as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (similarity numeric, words_in_common text, identical boolean, same_plan boolean,
                 plan_id bigint, plan text, item_id bigint, ref text, title text, due date, officers text, rating rag,
                 other_plan_id bigint, other_plan text, other_item_id bigint, other_ref text, other_title text, other_due date, other_officers text, other_rating rag,
                 days_apart integer, same_officers boolean)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  day CONSTANT date := coalesce(as_at, CURRENT_DATE);
BEGIN
  RETURN QUERY
  WITH gone AS MATERIALIZED (
    SELECT a.item_id FROM item_absences a
     WHERE (of_plan IS NULL OR with_plan IS NULL OR a.plan_id IN (of_plan, with_plan))
       AND day BETWEEN a.absent_from AND a.absent_to
  ), own_items AS NOT MATERIALIZED (
    SELECT i.item_id, i.plan_id, i.words
      FROM items i
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(day) c))
       AND (of_plan IS NULL OR i.plan_id = of_plan)
       AND NOT EXISTS (SELECT FROM gone WHERE gone.item_id = i.item_id)
  ), others AS MATERIALIZED (
    SELECT i.item_id, i.plan_id, cardinality(i.words) AS size, w.word
      FROM items i
     CROSS JOIN LATERAL unnest(i.words) w (word)
      JOIN (SELECT DISTINCT unnest(o.words) AS word FROM own_items o) sought ON sought.word = w.word
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(day) c))
       AND (with_plan IS NULL OR i.plan_id = with_plan)
       AND NOT EXISTS (SELECT FROM gone WHERE gone.item_id = i.item_id)
  ), frequencies AS (
    SELECT o.word, count(*) AS items FROM others o GROUP BY o.word
  ), own AS (
    SELECT i.item_id, i.plan_id, cardinality(i.words) AS size, w.word,
           row_number() OVER (PARTITION BY i.item_id ORDER BY coalesce(f.items, 0), w.word) AS place,
           cardinality(i.words) + 1 - ceil(at_least * cardinality(i.words)) AS last_place
      FROM own_items i
     CROSS JOIN LATERAL unnest(i.words) w (word)
      LEFT JOIN frequencies f ON f.word = w.word
  ), pairs AS (
    SELECT DISTINCT a.item_id, o.item_id AS other_item_id
      FROM own a
      JOIN others o ON o.word = a.word
     -- So many words two sets of these sizes must share; one of them is then among the first of either.  Rounded down where in doubt.
     WHERE a.place <= a.size + 1 - ceil(at_least::double precision * (a.size + o.size) / (1 + at_least::double precision) - 1e-6)
       AND a.place <= a.last_place
       AND (a.item_id < o.item_id
            OR a.item_id > o.item_id AND a.plan_id <> o.plan_id AND (of_plan IS NOT NULL OR with_plan IS NOT NULL))
  ), alike AS MATERIALIZED (
    SELECT m.*
      FROM (SELECT p.item_id, p.other_item_id, s.in_common::numeric / (cardinality(a.words) + cardinality(b.words) - s.in_common) AS similarity
              FROM pairs p
              JOIN own_items a ON a.item_id = p.item_id
              JOIN items b ON b.item_id = p.other_item_id
             CROSS JOIN LATERAL (SELECT count(*) AS in_common FROM unnest(a.words) w WHERE w = ANY (b.words)) s) m
     WHERE m.similarity >= at_least
  )
  SELECT round(k.similarity, 3),
         (SELECT string_agg(w, ', ' ORDER BY w) FROM unnest(a.words) w WHERE w = ANY (b.words)),
         normal_name(a.title) = normal_name(b.title),
         a.plan_id = b.plan_id,
         a.plan_id, a.plan, a.item_id, a.ref, a.title, a.due, a.officers, a.rating,
         b.plan_id, b.plan, b.item_id, b.ref, b.title, b.due, b.officers, b.rating,
         b.due - a.due,
         coalesce(a.officers, '') = coalesce(b.officers, '')
    FROM alike k
   -- Few pairs are left: each is looked up by itself.
   CROSS JOIN LATERAL (SELECT i.item_id, i.plan_id, i.ref, i.code, i.title, i.words, n.plan,
                              (SELECT d.current_due FROM item_dates d WHERE d.item_id = i.item_id AND d.milestone = 'due') AS due,
                              (SELECT d.officers FROM item_details(day) d WHERE d.item_id = i.item_id) AS officers,
                              (SELECT r.rating FROM ratings r WHERE r.item_id = i.item_id AND r.period_start <= day
                                ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) AS rating
                         FROM items i JOIN plan_names n ON n.plan_id = i.plan_id WHERE i.item_id = k.item_id LIMIT 1) a
   CROSS JOIN LATERAL (SELECT i.item_id, i.plan_id, i.ref, i.code, i.title, i.words, n.plan,
                              (SELECT d.current_due FROM item_dates d WHERE d.item_id = i.item_id AND d.milestone = 'due') AS due,
                              (SELECT d.officers FROM item_details(day) d WHERE d.item_id = i.item_id) AS officers,
                              (SELECT r.rating FROM ratings r WHERE r.item_id = i.item_id AND r.period_start <= day
                                ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC LIMIT 1) AS rating
                         FROM items i JOIN plan_names n ON n.plan_id = i.plan_id WHERE i.item_id = k.other_item_id LIMIT 1) b
   WHERE (of_plan IS NULL OR checked_plan(of_plan) IS NOT NULL)
     AND (with_plan IS NULL OR checked_plan(with_plan) IS NOT NULL)
   ORDER BY k.similarity DESC, a.plan, a.plan_id, a.code NULLS LAST, a.item_id, b.plan, b.code NULLS LAST, b.item_id;
END
$body$;
COMMENT ON FUNCTION comparison_report(bigint, bigint, numeric, date) IS
  'One row per pair of items active on that day whose titles are alike, across plans and within one, with what differs between them: wording, deadline, officers, rating. similarity: significant words in common, of all significant words of the two. Items of the first plan are compared with those of the second, if they are named, else with all.';

CREATE OR REPLACE VIEW comparison_report WITH (security_invoker = true) AS
SELECT c.similarity, c.words_in_common, c.identical, c.same_plan, c.plan_id, c.plan, c.item_id, c.ref, c.title, c.due, c.officers, c.rating,
       c.other_plan_id, c.other_plan, c.other_item_id, c.other_ref, c.other_title, c.other_due, c.other_officers, c.other_rating, c.days_apart, c.same_officers
  FROM comparison_report() c;
COMMENT ON VIEW comparison_report IS 'One row per pair of items active today whose titles have at least half of their significant words in common. For one plan comparison_report(plan_id) is quicker.';

-- The quality of the data.

CREATE OR REPLACE FUNCTION data_quality_rows(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text, line bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH gone AS MATERIALIZED (
    SELECT a.item_id FROM item_absences a WHERE (data_quality_rows.of_plan IS NULL OR a.plan_id = data_quality_rows.of_plan) AND coalesce(data_quality_rows.as_at, CURRENT_DATE) BETWEEN a.absent_from AND a.absent_to
  ), active AS NOT MATERIALIZED (
    SELECT i.plan_id, i.item_id, i.ref
      FROM items i
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(data_quality_rows.as_at) c))
       AND (data_quality_rows.of_plan IS NULL OR i.plan_id = data_quality_rows.of_plan)
       AND NOT EXISTS (SELECT FROM gone WHERE gone.item_id = i.item_id)
  ), dated AS MATERIALIZED (
    SELECT a.plan_id, a.item_id, a.ref,
           nullif((array_agg(d.due ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'due'))[1], 'infinity') AS due,
           (array_agg(d.raw ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'due'))[1] AS due_raw,
           lower((array_agg(d.period ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'start'))[1]) AS starts,
           (array_agg(d.raw ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'start'))[1] AS start_raw
      FROM active a
      LEFT JOIN due_dates d ON d.item_id = a.item_id
     GROUP BY a.plan_id, a.item_id, a.ref
  )
  SELECT i.plan_id, 1, 'look-alike letter of another alphabet', i.item_id, i.ref, r.quarter, r.raw,
         format('U+%s for %s', lpad(upper(to_hex(ascii(regexp_replace(r.raw, '[[:ascii:]]', '', 'g')))), 4, '0'), r.rating), NULL::bigint
    FROM items i
    JOIN ratings r ON r.item_id = i.item_id
   WHERE (data_quality_rows.of_plan IS NULL OR checked_plan(data_quality_rows.of_plan) IS NOT NULL)
     AND (data_quality_rows.of_plan IS NULL OR i.plan_id = data_quality_rows.of_plan)
     AND r.raw ~ '[^[:ascii:]]'
     AND char_length(trim_cell(r.raw)) <= 2
  UNION ALL
  SELECT i.plan_id, 2, 'blank cell that the legend does not explain', i.item_id, i.ref, l.quarter, '', 'not rated in the latest quarter: scheduled, overtaken or forgotten?', NULL
    FROM latest_ratings(data_quality_rows.as_at) l
    JOIN items i ON i.item_id = l.item_id
   WHERE (data_quality_rows.of_plan IS NULL OR l.plan_id = data_quality_rows.of_plan)
     AND l.quarter IS NOT NULL
     AND l.rating IS NULL
     AND NOT EXISTS (SELECT FROM legends g WHERE g.plan_id = i.plan_id AND trim_cell(g.word) = '')
  UNION ALL
  SELECT a.plan_id, 3, 'name written another way', a.item_id, a.ref, NULL, al.alias, 'means ' || o.name, NULL
    FROM active a
    JOIN item_officers io ON io.item_id = a.item_id
    JOIN officers o ON o.officer_id = io.officer_id
    JOIN officer_aliases al ON al.officer_id = io.officer_id
   WHERE coalesce(data_quality_rows.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to
     AND position(normal_name(al.alias) IN normal_name(io.raw)) > 0
     AND position(normal_name(o.name) IN normal_name(io.raw)) = 0
  UNION ALL
  SELECT a.plan_id, 3, 'name written another way', a.item_id, a.ref, NULL, al.alias, 'means ' || b.name, NULL
    FROM active a
    JOIN item_bodies ib ON ib.item_id = a.item_id
    JOIN bodies b ON b.body_id = ib.body_id
    JOIN body_aliases al ON al.body_id = ib.body_id
   WHERE coalesce(data_quality_rows.as_at, CURRENT_DATE) BETWEEN ib.valid_from AND ib.valid_to
     AND position(normal_name(al.alias) IN normal_name(ib.raw)) > 0
     AND position(normal_name(b.name) IN normal_name(ib.raw)) = 0
  UNION ALL
  SELECT a.plan_id, 4, 'item without an officer', a.item_id, a.ref, NULL, NULL, NULL, NULL
    FROM active a
   WHERE NOT EXISTS (SELECT FROM item_officers io WHERE io.item_id = a.item_id AND coalesce(data_quality_rows.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to)
  UNION ALL
  SELECT d.plan_id, 5, 'item without a due date', d.item_id, d.ref, NULL, d.due_raw, CASE WHEN d.due_raw IS NOT NULL THEN 'has no end' END, NULL
    FROM dated d
   WHERE d.due IS NULL
  UNION ALL
  SELECT a.plan_id, 6, 'item without a link that rolls up', a.item_id, a.ref, NULL, NULL, NULL, NULL
    FROM active a
   WHERE NOT EXISTS (SELECT FROM item_link_rows(data_quality_rows.as_at) l WHERE l.item_id = a.item_id)
  UNION ALL
  SELECT d.plan_id, 7, 'due before it starts', d.item_id, d.ref, NULL, d.due_raw, 'starts ' || d.start_raw, NULL
    FROM dated d
   WHERE d.due < d.starts
  UNION ALL
  SELECT d.plan_id, 8, 'due before the plan begins', d.item_id, d.ref, NULL, d.due_raw, 'the plan begins ' || lower(p.period)::text, NULL
    FROM dated d
    JOIN plans p ON p.plan_id = d.plan_id
   WHERE d.due < lower(p.period)
  UNION ALL
  SELECT i.plan_id, 9, 'rated before the period began', i.item_id, i.ref, r.quarter, r.raw, 'recorded ' || r.recorded_at::date::text, NULL
    FROM items i
    JOIN ratings r ON r.item_id = i.item_id
   WHERE (data_quality_rows.of_plan IS NULL OR i.plan_id = data_quality_rows.of_plan)
     AND r.recorded_at < r.period_start - 1
  UNION ALL
  -- A link without a share takes what the others leave; where every link has one, nothing takes it.
  SELECT a.plan_id, 10, s.finding, a.item_id, a.ref, NULL, s.share::text, s.links || s.lost, NULL
    FROM active a
    JOIN (SELECT t.item_id, t.share, t.links || CASE t.links WHEN 1 THEN ' link' ELSE ' links' END AS links,
                 CASE WHEN t.share > 1 THEN 'shares of an item that add up to more than one' ELSE 'shares of an item that add up to less than one' END AS finding,
                 CASE WHEN t.share > 1 THEN '' ELSE format(', %s of the item at no node', trim_scale(1 - t.share)) END AS lost
            FROM (SELECT p.item_id, sum(p.share) AS share, count(p.share) AS links, bool_and(p.share IS NOT NULL) AS all_have
                    FROM (SELECT il.item_id, il.node_id, max(il.share) AS share FROM item_link_rows(data_quality_rows.as_at) il
                           WHERE il.item_id IN (SELECT x.from_item_id FROM links x WHERE x.share IS NOT NULL UNION SELECT x.to_item_id FROM links x WHERE x.share IS NOT NULL)
                           GROUP BY il.item_id, il.node_id) p
                   GROUP BY p.item_id) t
           WHERE t.share > 1 OR t.share < 1 AND t.all_have) s ON s.item_id = a.item_id
  UNION ALL
  SELECT k.plan_id, CASE WHEN e.reason LIKE 'there is no %' OR e.reason LIKE 'the kind % is unknown' THEN 11
                         WHEN e.reason LIKE '%quarter%' OR e.reason LIKE '%date%' OR e.reason LIKE '%period%' THEN 12 ELSE 13 END,
         CASE WHEN e.reason LIKE 'there is no %' OR e.reason LIKE 'the kind % is unknown' THEN 'refused: reference to something unknown'
              WHEN e.reason LIKE '%quarter%' OR e.reason LIKE '%date%' OR e.reason LIKE '%period%' THEN 'refused: no such quarter or date' ELSE 'refused: other cell' END,
         NULL, n.file_name || ', line ' || e.line, NULL, e.value, e.reason, e.line
    FROM import_errors e
    JOIN imports n ON n.import_id = e.import_id
    JOIN document_kinds k ON k.kind = n.kind
   WHERE data_quality_rows.of_plan IS NULL OR k.plan_id = data_quality_rows.of_plan;
END;
COMMENT ON FUNCTION data_quality_rows(bigint, date) IS 'data_quality_cases in no order, with the line of the file for a refused cell.';

CREATE OR REPLACE FUNCTION data_quality_cases(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT c.plan_id, c.place, c.finding, c.item_id, c.ref, c.quarter, c.value, c.detail
    FROM data_quality_rows(of_plan, as_at) c
    LEFT JOIN plan_names p ON p.plan_id = c.plan_id
    LEFT JOIN items i ON i.item_id = c.item_id
   ORDER BY p.plan NULLS LAST, c.plan_id, c.place, c.finding, i.code NULLS LAST, c.item_id, c.line, c.ref, c.quarter, c.value, c.detail;
END;
COMMENT ON FUNCTION data_quality_cases(bigint, date) IS
  'One row per cell or item that had to be read with care, or could not be read: look-alike letters, blanks, other spellings, what an item lacks, shares that add up to more or less than the whole item, quarters and references that cannot be; items, links and officers as on that day.';

CREATE OR REPLACE FUNCTION data_quality_report(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, finding text, cases bigint, denominator bigint, of_what text, example text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH cases AS MATERIALIZED (
    SELECT c.plan_id, c.place, c.finding, count(*) AS cases,
           (array_agg(concat_ws(': ', c.ref, c.quarter::text, nullif(c.value, ''), c.detail) ORDER BY c.quarter, c.item_id, c.ref))[1] AS example
      FROM data_quality_rows(data_quality_report.of_plan, data_quality_report.as_at) c
     GROUP BY c.plan_id, c.place, c.finding
  ), sizes AS (
    SELECT i.plan_id, count(*) FILTER (WHERE gone.item_id IS NULL) AS items FROM items i
      LEFT JOIN item_absences gone ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND coalesce(data_quality_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
     WHERE data_quality_report.of_plan IS NULL OR i.plan_id = data_quality_report.of_plan
     GROUP BY i.plan_id
  ), cells AS (
    SELECT i.plan_id, count(*) AS cells FROM items i JOIN ratings r ON r.item_id = i.item_id
     WHERE data_quality_report.of_plan IS NULL OR i.plan_id = data_quality_report.of_plan
     GROUP BY i.plan_id
  ), read AS (
    SELECT k.plan_id, sum(n.rows_read)::bigint AS rows FROM imports n JOIN document_kinds k ON k.kind = n.kind
     WHERE data_quality_report.of_plan IS NULL OR k.plan_id = data_quality_report.of_plan
     GROUP BY k.plan_id
  )
  SELECT c.plan_id, p.plan, c.finding, c.cases,
         CASE WHEN c.place IN (1, 9) THEN cells.cells WHEN c.place >= 11 THEN read.rows ELSE sizes.items END,
         CASE WHEN c.place IN (1, 9) THEN 'rating cells' WHEN c.place >= 11 THEN 'rows read' ELSE 'active items' END,
         c.example
    FROM cases c
    LEFT JOIN plan_names p ON p.plan_id = c.plan_id
    LEFT JOIN sizes ON sizes.plan_id = c.plan_id
    LEFT JOIN cells ON cells.plan_id = c.plan_id
    LEFT JOIN read ON read.plan_id IS NOT DISTINCT FROM c.plan_id
   ORDER BY p.plan NULLS LAST, c.plan_id, c.place, c.finding;
END;
COMMENT ON FUNCTION data_quality_report(bigint, date) IS
  'One row per plan and finding of data_quality_cases: how many cases, of how many looked at (of_what: rating cells, active items, rows read), and one of them. A finding without a case has no row; refused cells of a file of no plan are under none.';

CREATE OR REPLACE VIEW data_quality_report WITH (security_invoker = true) AS
SELECT d.plan_id, d.plan, d.finding, d.cases, d.denominator, d.of_what, d.example FROM data_quality_report() d;
COMMENT ON VIEW data_quality_report IS 'One row per plan and finding: how many cells and items have to be read with care, as of today.';

-- Returns: who still has to report, and the form to do it with.

-- Each table is read once: what was said and what was said last, per item, are joined to all items rather than looked up for each.
-- Compiling the query would take longer than running it for one plan.
CREATE OR REPLACE FUNCTION returns_outstanding(in_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE, of_plan bigint DEFAULT NULL)
  RETURNS TABLE (quarter quarter, officer_id bigint, officer text, plan_id bigint, plan text, items bigint, returned bigint, outstanding bigint,
                 outstanding_complete bigint, percent_returned numeric, outstanding_refs text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  asked_quarter CONSTANT quarter := coalesce(checked_quarter(in_quarter), quarter(coalesce(as_at, CURRENT_DATE), fiscal_start_month()));
  owned_at CONSTANT date := least(end_date(in_quarter), coalesce(as_at, CURRENT_DATE));
  -- Of one plan the indexes find what belongs to its items.
  own_ids CONSTANT bigint[] := CASE WHEN of_plan IS NOT NULL THEN ARRAY(SELECT y.item_id FROM items y WHERE y.plan_id = of_plan) END;
BEGIN
  IF of_plan IS NOT NULL THEN
    PERFORM checked_plan(of_plan);
  END IF;
  RETURN QUERY
  WITH asked AS (
    SELECT asked_quarter AS quarter
  ), own_items AS (
    SELECT i.plan_id, i.item_id, i.ref, i.code
      FROM asked
     CROSS JOIN items i
     WHERE (of_plan IS NULL OR i.plan_id = of_plan)
       AND NOT EXISTS (SELECT FROM item_absences gone
                       WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND end_date(asked.quarter) BETWEEN gone.absent_from AND gone.absent_to)
       -- A refreshed plan that begins later owes nothing for the quarter: the old one does.
       AND i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(end_date(asked_quarter)) c))
       -- Of a closed plan only what was published can still be recorded, and what begins before the plan that takes its place counts.
       AND i.plan_id <> ALL (ARRAY(SELECT closed.plan_id FROM plans closed
                                    WHERE closed.state = 'closed'
                                      AND coalesce(start_date(asked_quarter) >= (SELECT min(s.counts_from) FROM plans s WHERE s.supersedes_plan_id = closed.plan_id), true)
                                      AND NOT EXISTS (SELECT FROM publications x WHERE x.plan_id = closed.plan_id AND x.quarter = asked_quarter)))
  ), said AS (
    SELECT DISTINCT r.item_id
      FROM ratings r
     WHERE r.quarter = asked_quarter
       AND (own_ids IS NULL OR r.item_id = ANY (own_ids))
       AND (r.rating IS NOT NULL OR trim_cell(r.raw) <> '' OR trim_cell(r.commentary) <> '')
  ), last AS (
    SELECT DISTINCT ON (r.item_id) r.item_id, r.rating
      FROM ratings r
     WHERE r.quarter < asked_quarter
       AND (own_ids IS NULL OR r.item_id = ANY (own_ids))
     ORDER BY r.item_id DESC, r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
  ), owners AS (
    SELECT DISTINCT io.item_id, io.officer_id
      FROM (SELECT x.item_id, x.officer_id, x.role IN ('lead', 'responsible') AS leads,
                   bool_or(x.role IN ('lead', 'responsible')) OVER (PARTITION BY x.item_id) AS led
              FROM item_officers x
             WHERE owned_at BETWEEN x.valid_from AND x.valid_to
               AND (own_ids IS NULL OR x.item_id = ANY (own_ids))) io
     WHERE io.leads OR NOT io.led
  )
  SELECT asked_quarter, t.officer_id, o.name, t.plan_id, p.plan, t.items, t.returned, t.items - t.returned, t.outstanding_complete,
         t.returned * 100.0 / t.items,
         t.outstanding_refs
    FROM (SELECT owners.officer_id, i.plan_id, count(*) AS items, count(said.item_id) AS returned,
                 count(*) FILTER (WHERE said.item_id IS NULL AND last.rating = 'B') AS outstanding_complete,
                 string_agg(i.ref, ', ' ORDER BY i.code NULLS LAST, i.item_id) FILTER (WHERE said.item_id IS NULL) AS outstanding_refs
            FROM own_items i
            LEFT JOIN said ON said.item_id = i.item_id
            LEFT JOIN last ON last.item_id = i.item_id
            LEFT JOIN owners ON owners.item_id = i.item_id
           GROUP BY owners.officer_id, i.plan_id) t
    JOIN plan_names p ON p.plan_id = t.plan_id
    LEFT JOIN officers o ON o.officer_id = t.officer_id
   WHERE t.items > t.returned
   ORDER BY t.items - t.returned DESC, o.name NULLS LAST, p.plan, t.plan_id;
END
$body$;
COMMENT ON FUNCTION returns_outstanding(quarter, date, bigint) IS
  'One row per officer responsible and plan with at least one item, active on the last day of the quarter, for which nothing was returned: neither rating nor words; an item with two officers is outstanding for both; one row without an officer for items that have none. A closed plan owes nothing but what it has published and the quarters that begin before the plan that takes its place counts; that one owes nothing before. No quarter: the one of that day. Denominator of percent_returned: items. Officers as on that day, or on the last of the quarter.';

CREATE OR REPLACE VIEW returns_outstanding WITH (security_invoker = true) AS
SELECT r.quarter, r.officer_id, r.officer, r.plan_id, r.plan, r.items, r.returned, r.outstanding, r.outstanding_complete, r.percent_returned, r.outstanding_refs
  FROM returns_outstanding() r;
COMMENT ON VIEW returns_outstanding IS 'One row per officer responsible and plan with at least one item for which nothing was returned for the current quarter.';

CREATE OR REPLACE FUNCTION csv_line(cells text[], delimiter text DEFAULT ',') RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT string_agg(quote_delimited(coalesce(c.cell, ''), delimiter), delimiter ORDER BY c.place) FROM unnest(cells) WITH ORDINALITY c (cell, place);
END;
COMMENT ON FUNCTION csv_line(text[], text) IS 'Cells as one line of a delimited file, in quotes where they need them; a NULL is an empty cell.';

CREATE OR REPLACE FUNCTION find_officer(officer text) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found_id bigint;
BEGIN
  SELECT o.officer_id INTO found_id FROM officers o WHERE normal_name(o.name) = normal_name(find_officer.officer);
  IF NOT FOUND THEN
    SELECT a.officer_id INTO found_id FROM officer_aliases a WHERE normal_name(a.alias) = normal_name(find_officer.officer);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'officer "%" does not exist', coalesce(officer, 'NULL')
      USING ERRCODE = 'undefined_object', DETAIL = 'Officers are posts; a name is looked up in officers and in officer_aliases.',
            HINT = 'SELECT name FROM officers ORDER BY name';
  END IF;
  RETURN found_id;
END
$body$;
COMMENT ON FUNCTION find_officer(text) IS 'The officer of that name or alias, without regard to case and blanks, or an error.';

-- A form is for one plan, since a file is imported into one.
CREATE OR REPLACE FUNCTION return_form(officer text, in_quarter quarter, of_plan bigint DEFAULT NULL, delimiter text DEFAULT ',') RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  the_quarter CONSTANT quarter := coalesce(checked_quarter(in_quarter), current_quarter(fiscal_start_month()));
  the_officer CONSTANT bigint := find_officer(officer);
  own_plans CONSTANT bigint[] := ARRAY(SELECT DISTINCT i.plan_id
                                         FROM item_owner_rows(end_date(the_quarter)) io JOIN items i ON i.item_id = io.item_id
                                        WHERE i.plan_id NOT IN (SELECT c.plan_id FROM plans_to_come(end_date(the_quarter)) c)
                                          AND io.officer_id = the_officer AND NOT EXISTS (SELECT FROM item_absences gone
                                                                                          WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND end_date(the_quarter) BETWEEN gone.absent_from AND gone.absent_to));
  the_plan CONSTANT bigint := coalesce(checked_plan(coalesce(of_plan, own_plans[1], (SELECT min(p.plan_id) FROM plans p))));
  lines text;
BEGIN
  IF of_plan IS NULL AND cardinality(own_plans) > 1 THEN
    RAISE EXCEPTION 'officer "%" has items in % plans', officer, cardinality(own_plans)
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A form is for one plan, since a file is imported into one.',
            HINT = format('Name the plan: of_plan => %s.', array_to_string(own_plans, ' or '));
  END IF;
  SELECT string_agg(csv_line(ARRAY[i.ref, i.level, i.title, d.current_raw, last.quarter::text, last.rating::text, last.commentary, NULL, NULL, NULL],
                             return_form.delimiter), E'\n' ORDER BY i.code NULLS LAST, i.item_id)
    INTO lines
    FROM items i
    LEFT JOIN item_dates d ON d.item_id = i.item_id AND d.milestone = 'due'
    LEFT JOIN LATERAL (SELECT r.quarter, r.rating, r.commentary
                         FROM ratings r
                        WHERE r.item_id = i.item_id AND r.quarter < the_quarter
                        ORDER BY r.quarter DESC, r.period_end DESC, r.recorded_at DESC, r.rating_id DESC
                        LIMIT 1) last ON true
   WHERE i.plan_id = the_plan
     AND NOT EXISTS (SELECT FROM item_absences gone
                     WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND end_date(the_quarter) BETWEEN gone.absent_from AND gone.absent_to)
     AND EXISTS (SELECT FROM item_owner_rows(end_date(the_quarter)) io WHERE io.item_id = i.item_id AND io.officer_id = the_officer)
     AND i.plan_id NOT IN (SELECT c.plan_id FROM plans_to_come(end_date(the_quarter)) c);
  RETURN concat_ws(E'\n', csv_line(ARRAY['Ref', 'Level', 'Title', 'Due', 'Last quarter', 'Last rating', 'Last commentary',
                                         'Rating', 'Commentary', 'Corrective action'], delimiter), lines) || E'\n';
END
$body$;
COMMENT ON FUNCTION return_form(text, quarter, bigint, text) IS
  'A delimited file for an officer to fill in for that quarter: one line per item of a plan for which the officer is responsible on its last day, with the last rating and commentary before it; Rating, Commentary and Corrective action are empty. import_csv reads it back by the document kind that return_kind makes.';

CREATE OR REPLACE FUNCTION return_kind(of_plan bigint, in_quarter quarter) RETURNS text
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  the_kind CONSTANT text := format('return %s %s', checked_plan(of_plan), checked_quarter(in_quarter));
BEGIN
  IF in_quarter IS NULL THEN
    RAISE EXCEPTION 'no quarter was named' USING ERRCODE = 'null_value_not_allowed', HINT = 'Name the quarter the returns are for, such as Q1 2025/26.';
  END IF;
  INSERT INTO document_kinds (kind, title, record, plan_id)
  SELECT the_kind, format('Returns for %s, %s', p.plan, in_quarter), 'item', of_plan FROM plan_names p WHERE p.plan_id = of_plan
  ON CONFLICT (kind) DO NOTHING;
  INSERT INTO import_mappings (kind, position, source, target, qualifier)
  VALUES (the_kind, 1, '{Ref}', 'item.ref', ''), (the_kind, 2, '{Level}', 'item.level', ''), (the_kind, 3, '{Title}', 'item.title', ''),
         (the_kind, 4, '{Due}', 'keep', ''), (the_kind, 5, '{Last quarter}', 'keep', ''), (the_kind, 6, '{Last rating}', 'keep', ''),
         (the_kind, 7, '{Last commentary}', 'keep', ''), (the_kind, 8, '{Rating}', 'rating', in_quarter::text),
         (the_kind, 9, '{Commentary}', 'commentary', in_quarter::text), (the_kind, 10, '{Corrective action}', 'corrective_action', in_quarter::text)
  ON CONFLICT (kind, position) DO NOTHING;
  RETURN the_kind;
END
$body$;
COMMENT ON FUNCTION return_kind(bigint, quarter) IS 'Makes, if it is not there yet, the document kind by which import_csv reads the filled-in forms of a plan and quarter, and gives its name.';

-- In words.

CREATE OR REPLACE FUNCTION word_list(words text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN cardinality(words) < 2 THEN words[1]
            ELSE array_to_string(words[:cardinality(words) - 1], ', ') || ' and ' || words[cardinality(words)] END;
COMMENT ON FUNCTION word_list(text[]) IS 'Words as a sentence lists them: a, b and c; NULL if there are none.';

CREATE OR REPLACE FUNCTION summary_sentence(of_plan bigint, in_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  report record;
  noun text;
  others text;
  moved text;
BEGIN
  PERFORM checked_plan(of_plan), checked_quarter(in_quarter);
  SELECT p.* INTO report
    FROM progress_report(CASE WHEN in_quarter IS NULL THEN as_at ELSE 'infinity' END) p
   WHERE p.plan_id = of_plan AND CASE WHEN in_quarter IS NULL THEN p.is_latest ELSE p.quarter = in_quarter END;
  IF report.total IS NULL OR in_quarter IS NULL AND report.quarter IS NULL THEN
    RETURN CASE WHEN in_quarter IS NULL THEN format('%s has not reported yet.', (SELECT n.plan FROM plan_names n WHERE n.plan_id = of_plan))
                ELSE format('%s did not report in %s.', (SELECT n.plan FROM plan_names n WHERE n.plan_id = of_plan), in_quarter) END;
  END IF;
  SELECT CASE WHEN count(DISTINCT i.level) = 1 THEN lower(max(l.label)) ELSE 'item' END INTO noun
    FROM items i JOIN levels l ON l.level = i.level WHERE i.plan_id = of_plan;
  -- "Escalate (R)" is how a legend prints it; in a sentence the letter is left out.
  SELECT word_list(array_agg(format('%s %s %s', l.items, CASE l.items WHEN 1 THEN 'is' ELSE 'are' END,
                                    CASE WHEN l.rating IS NULL THEN 'not rated' ELSE regexp_replace(l.rating_label, '\s*\([[:alpha:]]{1,2}\)$', '') END)
                             ORDER BY l.rating DESC NULLS LAST))
    INTO others
    FROM progress_lines(CASE WHEN in_quarter IS NULL THEN as_at ELSE 'infinity' END) l
   WHERE l.plan_id = of_plan AND l.quarter = report.quarter AND l.items > 0 AND coalesce(l.rating <> 'B', true);
  SELECT word_list(array_agg(format('%s %s', m.items, m.movement) ORDER BY m.place))
    INTO moved
    FROM (SELECT sum(v.items) AS items, v.movement, array_position('{completed,improved,worsened,reopened}', v.movement) AS place
            FROM movement_report(CASE WHEN in_quarter IS NULL THEN as_at ELSE 'infinity' END) v
           WHERE v.plan_id = of_plan AND v.quarter = report.quarter AND v.movement IN ('completed', 'improved', 'worsened', 'reopened')
           GROUP BY v.movement) m;
  RETURN format('%s of %s %s (%s%%) %s complete%s.%s', report.complete, report.total, noun || CASE report.total WHEN 1 THEN '' ELSE 's' END,
                round(report.percent_complete), CASE report.complete WHEN 1 THEN 'is' ELSE 'are' END, '; ' || others,
                CASE WHEN moved IS NOT NULL THEN format(' Since %s: %s.', (SELECT q.previous_quarter FROM plan_quarters q
                                                                            WHERE q.plan_id = of_plan AND q.quarter = report.quarter), moved) END);
END
$body$;
COMMENT ON FUNCTION summary_sentence(bigint, quarter, date) IS
  'A plan''s progress in that quarter (none: the latest in which it had reported by that day) in a sentence or two, in the plan''s own labels. Denominator: all items active on the last day of the quarter, not rated ones included.';

-- One row per item, one column per quarter.

CREATE OR REPLACE FUNCTION grid_report(of_plan bigint, from_quarter quarter DEFAULT NULL, to_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, level text, ref text, title text, quarters text[], ratings text[], grid jsonb)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH columns AS MATERIALIZED (
    SELECT coalesce(array_agg(q.quarter::text ORDER BY q.quarter), '{}') AS quarters
      FROM plan_quarters(grid_report.as_at) q
     WHERE q.plan_id = checked_plan(grid_report.of_plan)
       AND (grid_report.from_quarter IS NULL OR q.quarter >= checked_quarter(grid_report.from_quarter))
       AND (grid_report.to_quarter IS NULL OR q.quarter <= checked_quarter(grid_report.to_quarter))
  ), cells AS (
    SELECT iq.item_id, coalesce(jsonb_object_agg(iq.quarter::text, iq.rating::text) FILTER (WHERE iq.quarter IS NOT NULL), '{}') AS grid
      FROM item_quarters(grid_report.as_at) iq
     WHERE iq.plan_id = grid_report.of_plan
       AND (grid_report.from_quarter IS NULL OR iq.quarter >= grid_report.from_quarter)
       AND (grid_report.to_quarter IS NULL OR iq.quarter <= grid_report.to_quarter)
     GROUP BY iq.item_id
  )
  SELECT i.plan_id, p.plan, i.item_id, i.level, i.ref, i.title, h.quarters,
         ARRAY(SELECT c.grid ->> w.quarter FROM unnest(h.quarters) WITH ORDINALITY w (quarter, place) ORDER BY w.place),
         c.grid
    FROM cells c
    JOIN items i ON i.item_id = c.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
   CROSS JOIN columns h
   WHERE checked_plan(grid_report.of_plan) IS NOT NULL
   ORDER BY i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION grid_report(bigint, quarter, quarter, date) IS
  'One row per item of a plan, with its ratings in the quarters in which the plan had reported by that day: as an array beside the array of quarters, and as an object by quarter, where an item that was not active in a quarter has no entry and one that was not rated has null. grid_sql, grid_view and grid_csv set it out with a column per quarter.';

CREATE OR REPLACE FUNCTION grid_sql(of_plan bigint, from_quarter quarter DEFAULT NULL, to_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  columns text;
BEGIN
  SELECT string_agg(format(', (g.grid ->> %L)::%s AS %I', q.quarter::text, (SELECT format('%I.%I', n.nspname, t.typname)
                                                                               FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                                                                              WHERE t.oid = 'rag'::regtype), q.quarter::text), '' ORDER BY q.quarter)
    INTO columns
    FROM plan_quarters(as_at) q
   WHERE q.plan_id = checked_plan(of_plan)
     AND (from_quarter IS NULL OR q.quarter >= checked_quarter(from_quarter))
     AND (to_quarter IS NULL OR q.quarter <= checked_quarter(to_quarter));
  RETURN format('SELECT g.item_id, g.level, g.ref, g.title%s FROM %I.grid_report(%s, %L, %L, %L) g', columns, current_schema(), checked_plan(of_plan), from_quarter, to_quarter, coalesce(as_at, CURRENT_DATE));
END
$body$;
COMMENT ON FUNCTION grid_sql(bigint, quarter, quarter, date) IS 'The grid of a plan as a query with a column per quarter, to be run in psql by \gexec or by a program.';

CREATE OR REPLACE FUNCTION grid_view(of_plan bigint, view_name text DEFAULT 'grid', from_quarter quarter DEFAULT NULL, to_quarter quarter DEFAULT NULL,
                                     as_at date DEFAULT CURRENT_DATE) RETURNS text
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF to_regclass(format('pg_temp.%I', view_name)) IS NOT NULL THEN
    EXECUTE format('DROP VIEW pg_temp.%I', view_name);
  END IF;
  EXECUTE format('CREATE TEMP VIEW %I AS %s', view_name, grid_sql(of_plan, from_quarter, to_quarter, as_at));
  RETURN format('pg_temp.%I', view_name);
END
$body$;
COMMENT ON FUNCTION grid_view(bigint, text, quarter, quarter, date) IS 'Makes a temporary view of the grid of a plan, with a column per quarter, for this session, and gives its name.';

CREATE OR REPLACE FUNCTION grid_csv(of_plan bigint, from_quarter quarter DEFAULT NULL, to_quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE,
                                    delimiter text DEFAULT ',') RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  lines text;
  quarters text[];
BEGIN
  SELECT string_agg(csv_line(ARRAY[g.ref, g.title] || g.ratings, grid_csv.delimiter), E'\n' ORDER BY i.code NULLS LAST, g.item_id)
    INTO lines
    FROM grid_report(of_plan, from_quarter, to_quarter, as_at) g JOIN items i ON i.item_id = g.item_id;
  quarters := (SELECT g.quarters FROM grid_report(of_plan, from_quarter, to_quarter, as_at) g LIMIT 1);
  RETURN concat_ws(E'\n', csv_line(ARRAY['Ref', 'Title'] || quarters, delimiter), lines) || E'\n';
END
$body$;
COMMENT ON FUNCTION grid_csv(bigint, quarter, quarter, date, text) IS 'The grid of a plan as a delimited file: one line per item, one column per quarter; empty where an item was not rated or not active.';

-- Every column of the views above.

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, coalesce(own.meaning, g.meaning) AS meaning
      FROM (VALUES
        ('amber', 'Items now rated Amber.'),
        ('amber_green', 'Items now rated Amber/Green.'),
        ('amber_red', 'Items now rated Amber/Red.'),
        ('better_node', 'The node of the same plan and level whose title has most words in common with the item''s; NULL where none has any.'),
        ('better_node_id', 'The node of the same plan and level whose title has most words in common with the item''s; NULL where none has any.'),
        ('better_node_title', 'Its wording.'),
        ('cases', 'How many cases.'),
        ('complete', 'Items now rated Complete (B).'),
        ('cycle_number', 'Which cycle.'),
        ('days_apart', 'Days from the first item''s due date to the other''s; NULL where either has none.'),
        ('denominator', 'How many the percentage, or the number of cases, is of.'),
        ('due', 'The last day of the deadline in force; NULL where it has no end or is not set.'),
        ('ends_at', 'The topmost nodes its paths lead to.'),
        ('evidence', 'The words that speak of the item, with where they stand.'),
        ('example', 'One of the cases.'),
        ('finding', 'What was found.'),
        ('green', 'Items now rated Green.'),
        ('identical', 'Whether the titles are the same but for case and blanks.'),
        ('is_latest', 'Whether the plan reports no later quarter.'),
        ('item_id', 'The item.'),
        ('items', 'How many items.'),
        ('items_by_link', 'Items at or under the node counted by link: one linked to two nodes counts twice.'),
        ('items_distinct', 'Items at or under the node, each counted once. Do not add across nodes.'),
        ('level', 'Which kind of node or item.'),
        ('node', 'The node the item is linked to.'),
        ('node_id', 'The node.'),
        ('node_items', 'Items of the report that are linked to the node directly.'),
        ('node_items_in_common', 'Of these, those whose title has a word in common with the node''s: 0 marks an outcome that none of its items seems to be about.'),
        ('node_title', 'The node''s wording.'),
        ('nodes_on_cycle', 'How many nodes the cycle has.'),
        ('of_what', 'What the denominator counts.'),
        ('officer', 'The officer responsible; NULL for the items that have none.'),
        ('officer_id', 'The officer responsible; NULL for the items that have none.'),
        ('officers', 'Officers in the role lead or responsible; where there are none, all of the item''s.'),
        ('orphan', 'item or node.'),
        ('other_due', 'The other item''s due date in force.'),
        ('other_item_id', 'The other item.'),
        ('other_officers', 'The other item''s officers.'),
        ('other_plan', 'The other item''s plan.'),
        ('other_plan_id', 'The other item''s plan.'),
        ('other_rating', 'The other item''s latest rating.'),
        ('other_ref', 'The other item''s reference.'),
        ('other_title', 'The other item''s wording.'),
        ('outstanding', 'Items for which nothing was returned.'),
        ('outstanding_complete', 'Of these, items last reported as Complete: they are asked for too, since an older rating never stands in for a missing one.'),
        ('outstanding_refs', 'Their references.'),
        ('path', 'The nodes from the one the item is linked to up to the top, such as Outcome 3.1 > Commitment 3 > Plan.'),
        ('path_number', 'Which of the node''s paths; NULL without one.'),
        ('percent', 'Items of this rating in per cent of the denominator; exact; NULL where the rating is not in it or it is nothing.'),
        ('percent_complete', 'Share that is Complete in per cent of share; exact; NULL where there is none.'),
        ('percent_returned', 'Items returned in per cent of items; exact.'),
        ('place', 'Order in which to print them.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan; at a node NULL where several plans share it.'),
        ('previous_quarter', 'The quarter in which the plan reported before.'),
        ('previous_rating', 'The rating in the previous quarter; NULL: not rated.'),
        ('quarter', 'The fiscal quarter.'),
        ('rating', 'The rating; NULL: not rated.'),
        ('rating_label', 'The rating in a word: the plan''s own where its legend has one, else the usual one.'),
        ('reaches_plan', 'Whether a node that stands for a plan is on the path.'),
        ('red', 'Items now rated Red.'),
        ('ref', 'The reference as printed.'),
        ('returned', 'Items for which a rating or words were returned.'),
        ('same_officers', 'Whether the same officers answer for both.'),
        ('same_plan', 'Whether both are of one plan.'),
        ('scheduled', 'Items now rated Scheduled, not yet started.'),
        ('share', 'Items at or under the node, an item linked to several nodes being divided among them.'),
        ('share_complete', 'Of the share, what is rated Complete.'),
        ('share_exceptions', 'Of the share, what is rated Amber, Amber/Red or Red.'),
        ('share_unrated', 'Of the share, what is not rated.'),
        ('similarity', 'Significant words in common, of all significant words of the two titles: 1 where they have the same.'),
        ('title', 'The wording.'),
        ('total', 'Items with that rating in the previous quarter.'),
        ('unrated', 'Items now not rated.'),
        ('whole_percent', 'The same in whole numbers that add up to 100; of all items only.'),
        ('words_in_common', 'The words both titles have, as they are compared.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v' AND c.relnamespace = quote_ident(current_schema())::regnamespace
      LEFT JOIN (VALUES ('path_report', 'complete', 'Whether the path is whole and none was left out.')) own (view, column_name, meaning)
             ON own.view = c.relname AND own.column_name = a.attname
     WHERE c.relname IN (SELECT register_view_names(register_reports_sql()))
       AND col_description(c.oid, a.attnum) IS NULL
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$;
COMMENT ON FUNCTION register_reports_sql() IS 'The statements that make, or renew, a register''s functions and views for reports.';
