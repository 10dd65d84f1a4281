-- The pack for one external requirement as a page.

CREATE OR REPLACE FUNCTION pack_line(item_ref text, title text, officers text, due date, is_overdue boolean, chip text, movement text,
                                     commentary text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<tr role="row"><th scope="row" role="rowheader">' || xml_text(item_ref) || '</th><td role="cell" class="wh">' || xml_text(title)
       || '</td>' || page_cell('', coalesce(xml_text(officers), ''), 'ld')
       || page_cell('', coalesce(day_words(due), '') || CASE WHEN is_overdue THEN '<span class="was late">overdue</span>' ELSE '' END, 'du')
       || page_cell('', chip || movement_mark(movement), 'qn') || page_cell('', coalesce(xml_text(commentary), ''), 'up') || E'</tr>\n';
COMMENT ON FUNCTION pack_line(text, text, text, date, boolean, text, text, text) IS 'An item of a pack as a row; the chip is HTML.';

CREATE OR REPLACE FUNCTION pack_table(requirement text, in_quarter quarter, plan_key bigint, as_at date, known_at timestamptz) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<section aria-labelledby="p%1$s"><h2 id="p%1$s">%2$s</h2>'
                '<table class="acts" role="table"><caption class="vh">%2$s: what answers the requirement</caption>'
                '<colgroup><col class="cd"/><col class="wh"/><col class="ld"/><col class="du"/><col class="qn"/>'
                '<col class="up"/></colgroup>'
                '<thead role="rowgroup"><tr role="row">%3$s</tr></thead><tbody role="rowgroup">',
                pack_table.plan_key, xml_text(min(p.plan)),
                (SELECT string_agg('<th scope="col" role="columnheader">' || h || '</th>', '' ORDER BY n)
                   FROM unnest('{Code,What we will do,Lead officer,Due,Rating,Update}'::text[]) WITH ORDINALITY k (h, n)))
         || string_agg(pack_line(p.ref, p.title, p.officers, p.current_due, p.is_overdue, k.chips[rating_place(p.rating)], p.movement,
                                 p.commentary), '' ORDER BY p.rating DESC NULLS LAST, i.code NULLS LAST, p.item_id)
         || E'</tbody></table></section>\n'
    FROM assurance_pack(pack_table.requirement, pack_table.in_quarter, pack_table.as_at, pack_table.known_at) p
    JOIN items i ON i.item_id = p.item_id
   CROSS JOIN rating_chips(pack_table.plan_key) k
   WHERE p.plan_id = pack_table.plan_key;
END;
COMMENT ON FUNCTION pack_table(text, quarter, bigint, date, timestamptz) IS
  'The items of one plan that answer a requirement, most severe first.';

CREATE OR REPLACE FUNCTION assurance_html(requirement text, in_quarter quarter, as_at date DEFAULT today(),
                                          known_at timestamptz DEFAULT 'infinity') RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH wanted AS MATERIALIZED (
    SELECT n.title, n.ref, checked_quarter(assurance_html.in_quarter) AS quarter
      FROM nodes n WHERE n.node_id = find_requirement(assurance_html.requirement)
  ), plans_in AS MATERIALIZED (
    SELECT DISTINCT p.plan_id, p.plan
      FROM assurance_pack(assurance_html.requirement, assurance_html.in_quarter, assurance_html.as_at, assurance_html.known_at) p
  )
  SELECT whole_page(w.ref || ', ' || quarter_words(w.quarter), 'Assurance pack',
           format(E'<a class="skip" href="#main">Skip to the report</a><main id="main">\n<header><div class="top"><div><h1>%s</h1>'
                  '<p class="per">Assurance pack, %s, as at %s</p></div></div></header>\n<section class="first" aria-label="Narrative">',
                  xml_text(CASE WHEN w.title = w.ref THEN w.ref ELSE w.ref || ': ' || w.title END), quarter_words(w.quarter),
                  day_words(on_day(assurance_html.as_at)))
           || (SELECT string_agg('<p>' || xml_text(s.paragraph) || '</p>', '' ORDER BY s.n)
                 FROM regexp_split_to_table(requirement_narrative(assurance_html.requirement, assurance_html.in_quarter,
                                                                  assurance_html.as_at, assurance_html.known_at), '\n\s*\n')
                      WITH ORDINALITY s (paragraph, n))
           || E'</section>\n'
           || coalesce((SELECT string_agg(pack_table(assurance_html.requirement, assurance_html.in_quarter, l.plan_id, assurance_html.as_at,
                                                     assurance_html.known_at), '' ORDER BY l.plan, l.plan_id) FROM plans_in l), '')
           || E'</main>\n')
    FROM wanted w;
END;
COMMENT ON FUNCTION assurance_html(text, quarter, date, timestamptz) IS
  'The pack for one external requirement as a self-contained page: narrative, figures, and every item that answers it, plan by plan, most '
  'severe first; as at a day and as known at a moment.';
