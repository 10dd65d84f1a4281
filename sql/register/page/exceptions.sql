-- What is wrong, who acts, by when.

CREATE OR REPLACE FUNCTION same_run(earlier rag[], rating rag) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT 1 + (cardinality(earlier) - coalesce(max(e.n) FILTER (WHERE coalesce(e.rating <> same_run.rating, true)), 0))::integer
    FROM unnest(earlier) WITH ORDINALITY e (rating, n);
END;
COMMENT ON FUNCTION same_run(rag[], rag) IS
  'For how many quarters running, this one included, it has had this rating, as far as the earlier ones go.';

CREATE OR REPLACE FUNCTION card_line(name text, content text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN content <> '' THEN '<div><dt>' || name || '</dt><dd>' || content || '</dd></div>' ELSE '' END;
COMMENT ON FUNCTION card_line(text, text) IS 'A line of a card; none where there is nothing to say.';

CREATE OR REPLACE FUNCTION red_card(paper papers, r paper_items) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN format('<article class="red %s"><h4>%s %s</h4>%s <span class="soft">%s</span><dl>', (rating_classes())[rating_place(r.rating)],
              xml_text(r.ref), xml_text(r.title), paper.chips[rating_place(r.rating)],
              concat_ws(' ', CASE WHEN paper.previous_quarter IS NOT NULL
                                  THEN quarter_words(paper.previous_quarter, paper.quarter) || ': '
                                         || paper.letters[rating_place(r.previous_rating)]
                                       || '.' END,
                        CASE WHEN same_run(r.earlier, r.rating) > 1 THEN format('The same for %s quarters.', same_run(r.earlier,
                               r.rating)) END))
       || card_line('Lead officer', xml_text(r.lead)) || card_line('Committee', xml_text(r.committee))
       || card_line('Due', due_cell(red_card.r, paper.day)) || card_line('Update', coalesce(xml_text(r.commentary), 'None given.'))
       || card_line('What is being done', coalesce(xml_text(r.corrective_action), 'Not said.'))
       || card_line('Risk', (SELECT string_agg(xml_text(k.ref || ' ' || k.title), '; ' ORDER BY k.ref)
                               FROM risk_links l JOIN risks k ON k.risk_id = l.risk_id
                              WHERE l.item_id = r.item_id AND paper.day BETWEEN l.valid_from AND l.valid_to
                                AND paper.day >= k.opened_on AND coalesce(k.closed_on > paper.day, true)
                                AND coalesce(k.undone_at > paper.known, true)))
       || E'</dl></article>\n';
COMMENT ON FUNCTION red_card(papers, paper_items) IS 'An item that is off track, with all a member needs to ask about it.';

CREATE OR REPLACE FUNCTION exception_cards(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format(E'<h3>%s: %s</h3>\n', xml_text(paper.long_words[1] || CASE WHEN bool_or(r.rating = 'AR') THEN ' or ' || paper.long_words[2]
                                                                            ELSE '' END), count(r.item_id))
         || CASE WHEN count(r.item_id) = 0 THEN format('<p class="soft">No %s is off track.</p>', paper.noun)
                 WHEN count(*) > 20 THEN item_table(exception_cards.paper, array_agg(r ORDER BY r.rating DESC, r."position"), 'x',
                        'Off track, the most severe first')
                 ELSE '<div class="reds' || CASE WHEN count(*) = 1 THEN ' n1' ELSE '' END || '">'
                      || string_agg(red_card(exception_cards.paper, r), '' ORDER BY r.rating DESC, r."position") || '</div>' END
    FROM unnest(exception_cards.rows) r
   WHERE r.rating >= 'AR';
END;
COMMENT ON FUNCTION exception_cards(papers, paper_items[]) IS
  'What is off track with major issues, a card each, or in a table where there are more than twenty.';

CREATE OR REPLACE FUNCTION exception_table(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format(E'<h3>%s: %s</h3>\n', xml_text(paper.long_words[3]), count(*))
         || CASE WHEN count(*) = 0 THEN format('<p class="soft">No %s has minor issues.</p>', paper.noun)
                 ELSE item_table(exception_table.paper, array_agg(r ORDER BY r.previous_rating < r.rating DESC NULLS LAST,
                                                                  r."position"), 'x',
                                 paper.words[3] || ': worsened first') END
    FROM unnest(exception_table.rows) r
   WHERE r.rating = 'A';
END;
COMMENT ON FUNCTION exception_table(papers, paper_items[]) IS
  'What is mainly on track with minor issues, in a table, worsened ones first.';

CREATE OR REPLACE FUNCTION exceptions_section(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT page_section(exceptions_section.paper, 'exceptions',
                      format('Exceptions: %s of %s', count(*) FILTER (WHERE r.rating >= 'A'), count_words(count(*),
         paper.noun)),
           CASE WHEN count(*) FILTER (WHERE r.rating >= 'A') = 0
                THEN format('<p class="soft">No %s is rated below on track.</p>', paper.noun)
                ELSE exception_cards(exceptions_section.paper, exceptions_section.rows)
                    || exception_table(exceptions_section.paper, exceptions_section.rows) END)
    FROM unnest(exceptions_section.rows) r;
END;
COMMENT ON FUNCTION exceptions_section(papers, paper_items[]) IS 'What is wrong, who acts, and by when.';
