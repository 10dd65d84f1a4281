-- What all sections are made of.

CREATE OR REPLACE FUNCTION page_section(paper papers, id text, heading text, body text, class text DEFAULT '') RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- Where several plans stand on one page, the plan's title is part of the section's name.
RETURN format('<section class="%4$s" aria-labelledby="%1$s%2$s%5$s"><h2 id="%1$s%2$s">%3$s</h2>', paper.anchor, id, xml_text(heading),
       class,
              CASE WHEN paper.anchor <> '' THEN ' ' || paper.anchor || 'title' END)
       || body || E'</section>\n';
COMMENT ON FUNCTION page_section(papers, text, text, text, text) IS
  'A section of a paper: a place to go to, a heading and what is under it.';

CREATE OR REPLACE FUNCTION page_table(paper papers, class text, caption text, note text, heads text[], body text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format(E'<table class="%s" role="table"><caption>%s%s</caption><thead role="rowgroup"><tr role="row">%s</tr></thead>\n',
                class, xml_text(caption || CASE WHEN paper.anchor <> '' THEN ': ' || paper.plan ELSE '' END),
                '<small> – ' || xml_text(note) || '</small>',
                string_agg(format('<th scope="col" role="columnheader" class="%s">%s</th>', split_part(h.head, '|', 1),
                                  split_part(h.head, '|', 2)), '' ORDER BY h.place))
         || body || E'</table>\n'
    FROM unnest(heads) WITH ORDINALITY h (head, place);
END;
COMMENT ON FUNCTION page_table(papers, text, text, text, text[], text) IS
  'A table with a caption of its own on the page; a head is its class, a bar, and what it says in HTML; the body is HTML. Roles are '
  'given, since the style sets tables out as cards on a small screen.';

CREATE OR REPLACE FUNCTION page_cell(label text, content text, class text DEFAULT '') RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<td role="cell"' || CASE WHEN class <> '' THEN ' class="' || class || '"' ELSE '' END
       || CASE WHEN label <> '' THEN ' data-l="' || label || '"' ELSE '' END || '>' || coalesce(content, '') || '</td>';
COMMENT ON FUNCTION page_cell(text, text, text) IS 'A cell whose label is shown where the row is a card; the content is HTML.';

CREATE OR REPLACE FUNCTION tally_words(paper papers, t rag_tally) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT count_words(total(t), paper.noun)
         || coalesce(': ' || string_agg(c.count || ' ' || lower(paper.words[rating_place(c.rating)]),
            ', ' ORDER BY rating_place(c.rating)), '')
    FROM unnest (t) c
   WHERE c.count > 0;
END;
COMMENT ON FUNCTION tally_words(papers, rag_tally) IS 'A tally in the plan''s own words: 4 actions: 1 off track, 3 on track.';

-- A number stands in a part that has room for it; few items are of a small part of the plan, whose bar is short.
CREATE OR REPLACE FUNCTION tally_bar(paper papers, t rag_tally) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<span class="bar" role="img" aria-label="%s">', xml_text(tally_words(tally_bar.paper, t)))
         || coalesce(string_agg(format('<i class="%s" style="flex:%s">%s%s</i>', (rating_classes())[c.place], c.count,
                                       (ARRAY['R', 'AR', 'A', 'AG', 'G', 'S', 'B', '–'])[c.place],
                                       CASE WHEN c.count * 100 >= total(t) * CASE WHEN total(t) < 20 THEN 18 ELSE 10 END
                                            THEN ' ' || c.count END), '' ORDER BY c.place), '')
         || '</span>'
    FROM (SELECT rating_place(u.rating) AS place, u.count FROM unnest (t) u WHERE u.count > 0) c;
END;
COMMENT ON FUNCTION tally_bar(papers, rag_tally) IS 'A tally as a bar in proportion, with its figures as text for who does not see it.';

-- Which ratings have columns: those of the plan's scale, and whatever occurs.
CREATE OR REPLACE FUNCTION shown_places(paper papers, t rag_tally) RETURNS integer[]
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_agg(rating_place(c.rating) ORDER BY rating_place(c.rating))
    FROM unnest (shown_places.t) c
    JOIN plans p ON p.plan_id = paper.plan_id
   WHERE c.count > 0 OR coalesce(c.rating::text, '') IN ('R', 'A', 'G', 'B', '')
      OR p.scale = 'five' AND c.rating IN ('AR', 'AG') OR p.has_scheduled AND c.rating = 'S';
END;
COMMENT ON FUNCTION shown_places(papers, rag_tally) IS 'The places of the ratings that a table of the paper has columns for.';

CREATE OR REPLACE FUNCTION tally_heads(paper papers, first text, bar text, places integer[]) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY['|' || first, 'bc|' || bar] || ARRAY(SELECT 'num|' || paper.letters[p.place] FROM unnest(places) WITH ORDINALITY p (place, n)
                                                  ORDER BY p.n) || ARRAY['num|All'];
COMMENT ON FUNCTION tally_heads(papers, text, text, integer[]) IS 'The heads of a table of tallies.';

CREATE OR REPLACE FUNCTION tally_row(paper papers, name text, t rag_tally, places integer[], class text DEFAULT '') RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<tr role="row" class="%s"><th scope="row" role="rowheader">%s</th>%s', class, xml_text(name),
                page_cell('', tally_bar(tally_row.paper, t), 'bc'))
         || string_agg(page_cell('', coalesce(c.count, 0)::text, CASE WHEN c.count > 0 THEN 'num' ELSE 'num z' END), '' ORDER BY p.n)
         || page_cell('', total(t)::text, 'num') || E'</tr>\n'
    FROM unnest(places) WITH ORDINALITY p (place, n)
    LEFT JOIN unnest (t) c ON rating_place(c.rating) = p.place;
END;
COMMENT ON FUNCTION tally_row(papers, text, rag_tally, integer[], text) IS
  'A row of a table of tallies: name, bar, a number per rating, and all.';

CREATE OR REPLACE FUNCTION item_link(item_id bigint, ref text, title text DEFAULT NULL) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<a href="#i' || item_id || '"><b>' || xml_text(ref) || '</b></a>' || coalesce(' ' || xml_text(title), '');
COMMENT ON FUNCTION item_link(bigint, text, text) IS 'An item by its reference, which leads to its row in the table, and its title.';

CREATE OR REPLACE FUNCTION due_cell(r paper_items, day date) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN xml_text(coalesce(r.due_words, CASE WHEN r.was_words IS NOT NULL THEN 'No date' END))
       || CASE WHEN r.due < day AND coalesce(r.rating <> 'B', true) THEN '<span class="was late">overdue</span>' ELSE '' END
       || coalesce('<span class="was">was ' || xml_text(r.was_words) || '</span>', '');
COMMENT ON FUNCTION due_cell(paper_items, date) IS 'When it is due, whether that day has passed, and when it was due before.';
