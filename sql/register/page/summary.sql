-- The answer first: two sentences, the trend, by committee, what is asked, and the key.

CREATE OR REPLACE FUNCTION paper_standing(paper papers, t rag_tally) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- Said by what the ratings mean, since a legend's own words (Monitor, Escalate) make no sentence.
  SELECT format('At the end of %s, <b>%s of %s %s</b>%s.', quarter_words(paper.quarter), complete(t) + green(t) + amber_green(t),
                CASE paper.scope_kind WHEN 'body' THEN 'this committee’s' WHEN 'officer' THEN 'this officer’s'
                                      WHEN 'node' THEN 'this part’s' ELSE 'the plan’s' END || ' ' || count_words(total(t), paper.noun),
                CASE complete(t) + green(t) + amber_green(t) WHEN 1 THEN 'is' ELSE 'are' END || ' on track or completed',
                regexp_replace(string_agg(', ' || s.said, '' ORDER BY s.place) , ', ([^,]*)$', ' and \1'))
    FROM (VALUES (1, CASE WHEN amber(t) > 0 THEN amber(t) || CASE amber(t) WHEN 1 THEN ' has' ELSE ' have' END || ' minor issues' END),
                 (2, CASE WHEN amber_red(t) > 0 THEN count_verb(amber_red(t), 'is', 'are') || ' between minor and major issues' END),
                 (3, count_verb(red(t), 'is', 'are') || ' off track with major issues'),
                 (4, CASE WHEN scheduled(t) > 0 THEN count_verb(scheduled(t), 'is', 'are') || ' scheduled and not yet started' END),
                 (5, CASE WHEN unrated(t) > 0 THEN count_verb(unrated(t), 'is', 'are') || ' not rated' END)) s (place, said)
   WHERE s.said IS NOT NULL;
END;
COMMENT ON FUNCTION paper_standing(papers, rag_tally) IS
  'The first sentence of a paper: how many of how many are on track, and what the others are.';

CREATE OR REPLACE FUNCTION paper_movement(paper papers, rows paper_items[], gone bigint) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN paper.previous_quarter IS NULL THEN ' It is the first quarter reported.'
              ELSE format(' Since %s, %s and %s.', quarter_words(paper.previous_quarter, paper.quarter),
                          concat_ws(', ', count_verb(count(*) FILTER (WHERE r.movement IN ('improved', 'started')), 'improved',
                                 'improved'),
                                    count_verb(count(*) FILTER (WHERE r.movement IN ('worsened', 'reopened', 'rescheduled')),
                                           'worsened', 'worsened'),
                                    count_verb(count(*) FILTER (WHERE r.movement = 'completed'), 'was', 'were') || ' completed',
                                    count_verb(count(*) FILTER (WHERE r.movement = 'first rated' AND NOT r.is_new), 'received', 'received')
                                    || ' a first rating',
                                    count_verb(count(*) FILTER (WHERE r.is_new), 'is', 'are') || ' new'),
                          count_verb(gone, 'was', 'were') || ' withdrawn') END
    FROM unnest(paper_movement.rows) r;
END;
COMMENT ON FUNCTION paper_movement(papers, paper_items[], bigint) IS
  'The second sentence of a paper: what moved since the quarter reported before, new and withdrawn ones included.';

CREATE OR REPLACE FUNCTION paper_sentences(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN paper.is_reported
              THEN paper_standing(paper_sentences.paper, tally(r.rating))
                  || paper_movement(paper_sentences.paper, paper_sentences.rows, (SELECT count(*) FROM paper_gone(paper_sentences.paper) g))
              WHEN count(*) = 0 THEN coalesce('Begins on ' || day_words((SELECT p.counts_from FROM plans p WHERE p.plan_id = paper.plan_id
                                                                            AND p.counts_from > paper.day)) || '.',
                                              format('The plan has no %s.', plural(paper.noun)))
              ELSE format('<b>%s, none of them rated%s.</b> %s.', count_words(count(*), paper.noun),
                          coalesce(' in ' || quarter_words(paper.quarter), ''),
                          replace(count_verb(count(r.due), 'has a deadline', 'have a deadline'), 'none', 'None')) END
    FROM unnest(paper_sentences.rows) r;
END;
COMMENT ON FUNCTION paper_sentences(papers, paper_items[]) IS 'Are we on track, better or worse: two sentences.';

-- Of the quarters to come, those that end within the plan.
CREATE OR REPLACE FUNCTION trend_table(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH seen AS MATERIALIZED (
    SELECT t.quarter, t.is_this, t.tally FROM paper_trend(trend_table.paper, trend_table.rows) t
  ), shown AS MATERIALIZED (
    SELECT shown_places(trend_table.paper, sum(seen.tally)) AS places FROM seen
  ), to_come AS (
    SELECT string_agg('Q' || quarter_number(q), ', ' ORDER BY q) AS names, bool_and(end_date(q) < paper.day) AS is_over
      FROM generate_series(paper.quarter + 1, paper.quarter + 3) q
     WHERE fiscal_year(q) = fiscal_year(paper.quarter) AND coalesce(end_date(q) < upper(paper.period), true)
  )
  SELECT page_table(trend_table.paper, 'sum', 'Ratings quarter by quarter', 'number of ' || plural(paper.noun),
           tally_heads(trend_table.paper, 'Quarter', 'Share of all ' || plural(paper.noun), shown.places),
           '<tbody role="rowgroup">'
           || (SELECT string_agg(tally_row(trend_table.paper, seen.quarter::text, seen.tally, shown.places, CASE WHEN seen.is_this
                                           THEN 'now'
              ELSE '' END),
                                 '' ORDER BY seen.quarter) FROM seen)
           || coalesce((SELECT format('<tr role="row"><th scope="row" role="rowheader">%s</th>'
                                      '<td role="cell" colspan="%s" class="soft">%s</td></tr>', c.names,
                                      cardinality(shown.places) + 2, CASE WHEN c.is_over THEN 'Not reported' ELSE 'To be reported' END)
                                             FROM to_come c WHERE c.names IS NOT NULL), '')
           || CASE WHEN paper.scope_kind IS NULL THEN ''
                   ELSE tally_row(trend_table.paper, 'Whole plan, ' || quarter_head(paper.quarter, paper.quarter),
                                  (SELECT tally(r.rating) FROM paper_ratings(trend_table.paper) r), shown.places, 'tot') END
           || '</tbody>')
    FROM shown
   WHERE paper.is_reported;
END;
COMMENT ON FUNCTION trend_table(papers, paper_items[]) IS
  'Ratings quarter by quarter; of a part of a plan, with the whole plan''s in the last line.';

CREATE OR REPLACE FUNCTION paper_parts(paper papers, rows paper_items[])
  RETURNS TABLE (part text, name text, tally rag_tally)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
  WITH held AS MATERIALIZED (
    SELECT DISTINCT b.item_id, n.name
      FROM bodies_in_force(paper.day, paper.known) b JOIN bodies n ON n.body_id = b.body_id
     WHERE b.item_id IN (SELECT r.item_id FROM unnest(paper_parts.rows) r)
  )
  SELECT 'Committee', coalesce(body_name(h.name), 'No committee'), tally(r.rating)
    FROM unnest(paper_parts.rows) r LEFT JOIN held h ON h.item_id = r.item_id
   WHERE EXISTS (SELECT FROM held)
   GROUP BY h.name
  UNION ALL
  SELECT coalesce((SELECT l.label FROM nodes n JOIN levels l ON l.level = n.level WHERE n.node_id = min(r.aim_id)), 'Aim'),
         coalesce(r.aim, 'Not linked'), tally(r.rating)
    FROM unnest(paper_parts.rows) r
   WHERE NOT EXISTS (SELECT FROM held)
   GROUP BY r.aim, r.aim_id;
END;
COMMENT ON FUNCTION paper_parts(papers, paper_items[]) IS
  'One row per committee with items of a paper, and one for those without; per aim where no item has a committee.';

CREATE OR REPLACE FUNCTION parts_table(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH part AS MATERIALIZED (
    SELECT p.part, p.name, p.tally FROM paper_parts(parts_table.paper, parts_table.rows) p
        WHERE coalesce(paper.scope_kind, '') <> 'body' AND paper.is_reported
  ), shown AS MATERIALIZED (
    SELECT shown_places(parts_table.paper, sum(part.tally)) AS places, min(part.part) AS head, total(sum(part.tally)) AS added FROM part
  )
  SELECT page_table(parts_table.paper, 'sum by', 'Ratings by ' || lower(shown.head) || ', ' || quarter_words(paper.quarter), 'number of '
         || plural(paper.noun),
           tally_heads(parts_table.paper, shown.head, 'Share', shown.places),
           '<tbody role="rowgroup">'
           || (SELECT string_agg(tally_row(parts_table.paper, part.name, part.tally, shown.places), ''
                                 ORDER BY part.name LIKE 'No%', total(part.tally) DESC, part.name) FROM part)
           || '</tbody>')
         || CASE WHEN shown.added > cardinality(parts_table.rows)
                 THEN format('<p class="soft"><small>Some belong to two committees and count in both, so the column adds up to %s, not %s.'
                             '</small></p>', shown.added, cardinality(parts_table.rows)) ELSE '' END
    FROM shown
   WHERE shown.head IS NOT NULL;
END;
COMMENT ON FUNCTION parts_table(papers, paper_items[]) IS
  'Ratings by committee, or by aim where the plan has no committees; not of a committee''s own part.';

CREATE OR REPLACE FUNCTION paper_asks(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<div class="ask"><h3>Members are asked to</h3><ol>'
         || coalesce(string_agg('<li>' || a.said || CASE a.n - a.last WHEN 0 THEN '.' WHEN -1 THEN '; and' ELSE ';' END || '</li>', ''
                                ORDER BY a.n), '<li>note the report.</li>') || '</ol></div>'
    FROM (SELECT k.said, row_number() OVER (ORDER BY k.place) AS n, count(*) OVER () AS last
            FROM (SELECT 1 AS place,
                         format('discuss the %s off track%s and what is being done', count_words(count(*), paper.noun),
                                CASE WHEN count(*) <= 8 THEN ' (' || word_list(array_agg(xml_text(r.ref) ORDER BY r."position"))
                                       || ')' END) AS said
                    FROM unnest(paper_asks.rows) r WHERE r.rating >= 'AR' HAVING count(*) > 0
                  UNION ALL
                  SELECT 2, format('note %s%s', count_words(count(*), 'new date'),
                                   CASE WHEN count(*) <= 8 THEN ' (' || word_list(array_agg(xml_text(r.ref) ORDER BY r."position"))
                                          || ')' END)
                    FROM unnest(paper_asks.rows) r WHERE r.is_redated HAVING count(*) > 0
                  UNION ALL
                  SELECT 3, format('note %s (%s)', count_words(count(*), 'new ' || paper.noun),
                                   word_list(array_agg(xml_text(r.ref) ORDER BY r."position")))
                    FROM unnest(paper_asks.rows) r WHERE r.is_new HAVING count(*) BETWEEN 1 AND 8
                  UNION ALL
                  SELECT 4, format('note that %s no longer %s', word_list(array_agg(xml_text(g.ref) ORDER BY g.ref)),
                                   CASE count(*) WHEN 1 THEN 'counts' ELSE 'count' END)
                    FROM paper_gone(paper_asks.paper) g HAVING count(*) BETWEEN 1 AND 8) k) a;
END;
COMMENT ON FUNCTION paper_asks(papers, paper_items[]) IS 'What the members must decide, as far as the figures tell.';

CREATE OR REPLACE FUNCTION rating_key(paper papers, t rag_tally) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<ul class="key" aria-label="' || xml_text(concat_ws(' ', 'Key to ratings', CASE WHEN paper.anchor <> '' THEN paper.plan END))
         || '">'
         || string_agg(replace('<li>' || paper.chips[p.place] || '</li>', '</b>' || xml_text(paper.words[p.place]),
                               '</b>' || xml_text(paper.long_words[p.place])), '' ORDER BY p.n) || '</ul>'
    FROM unnest(shown_places(rating_key.paper, t)) WITH ORDINALITY p (place, n);
END;
COMMENT ON FUNCTION rating_key(papers, rag_tally) IS 'The key: every rating of the plan''s scale with the plan''s own words.';

CREATE OR REPLACE FUNCTION summary_section(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT page_section(summary_section.paper, 'summary', 'Summary',
           '<p class="lead">' || paper_sentences(summary_section.paper, summary_section.rows) || E'</p>\n'
           || CASE WHEN paper.is_reported
                   THEN '<div class="two"><div>' || trend_table(summary_section.paper, summary_section.rows) || CASE
                       WHEN parts.html IS NULL THEN '' ELSE ask.html END
                        || '</div><div>' || coalesce(parts.html, ask.html) || '</div></div>' || rating_key(summary_section.paper, counted.t)
                   ELSE '' END, 'first')
    FROM (SELECT tally(r.rating) AS t FROM unnest(summary_section.rows) r) counted
   CROSS JOIN (SELECT parts_table(summary_section.paper, summary_section.rows) AS html) parts
   CROSS JOIN (SELECT paper_asks(summary_section.paper, summary_section.rows) AS html) ask;
END;
COMMENT ON FUNCTION summary_section(papers, paper_items[]) IS 'Are we on track, better or worse, and what is to be decided.';
