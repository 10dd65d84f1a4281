-- The plan on one sheet of A4.

CREATE OR REPLACE FUNCTION sheet_lists(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce('<section class="foot" aria-label="Measures, savings and risks">' || string_agg('<div><h2>' || l.name || '</h2><ul>'
         || l.list || '</ul></div>', '' ORDER BY l.place)
                  || E'</section>\n', '')
    FROM (SELECT 1 AS place, 'Measures' AS name,
                 string_agg(format('<li>%s <b>%s</b> %s: %s</li>', measure_rating(m.rating), xml_text(m.ref), xml_text(m.title),
                                   coalesce(figure_words(m.actual, m.unit, m.decimals), 'no figure')
                                   || coalesce(' (target ' || figure_words(m.target, m.unit, m.decimals) || ')', '')),
                                      '' ORDER BY m.ref) AS list
            FROM (SELECT p.* FROM paper_measures(sheet_lists.paper) p LIMIT 8) m
          UNION ALL
          SELECT 2, 'Savings, achieved of target',
                 string_agg(format('<li>%s: £%sm of £%sm%s</li>', xml_text(ltrim(m.ref || ' ' || m.title)), millions(m.achieved),
                        millions(m.target),
                                   CASE WHEN m.at_risk > 0 THEN ', £' || millions(m.at_risk) || 'm at risk' END), '' ORDER BY m.place,
                                          m.ref)
            FROM (SELECT p.* FROM paper_money(sheet_lists.paper, sheet_lists.rows) p LIMIT 8) m
          UNION ALL
          SELECT 3, 'Risks', string_agg(format('<li><b>%s</b> %s: %s</li>', xml_text(k.ref), xml_text(k.title), score_words(k.score)), ''
                                        ORDER BY k.score DESC NULLS LAST, k.ref)
            FROM (SELECT r.* FROM paper_risks(sheet_lists.paper) r LIMIT 6) k) l
   WHERE l.list IS NOT NULL;
END;
COMMENT ON FUNCTION sheet_lists(papers, paper_items[]) IS 'Measures, savings and risks, a line each; nothing where there are none.';

CREATE OR REPLACE FUNCTION sheet_body(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format(E'<main class="poap"><header class="top"><h1>%s on a page</h1><dl class="meta"><dt>Quarter</dt><dd>%s</dd>'
                '<dt>Status</dt><dd><span class="st draft">%s</span></dd></dl></header>\n<p class="lead">%s</p>\n'
                '<h2 class="vh">Aims</h2>\n', xml_text(paper.plan), coalesce(paper.quarter::text, 'not reported yet'),
                xml_text(paper_status(sheet_body.paper)), paper_sentences(sheet_body.paper, sheet_body.rows))
         || CASE WHEN rows[1] IS NULL THEN '' ELSE glance_picture(sheet_body.paper, sheet_body.rows, true) END
             || sheet_lists(sheet_body.paper, sheet_body.rows)
         || rating_key(sheet_body.paper, tally(r.rating))
         || format(E'<p class="soft how">One square is one %s, in the order of the codes; ▲ better, ▼ worse than the quarter '
                   'before. Those that are not on track are named.</p></main>\n', paper.noun)
    FROM unnest(sheet_body.rows) r;
END;
COMMENT ON FUNCTION sheet_body(papers, paper_items[]) IS 'The plan on a page, from heading to key.';

CREATE OR REPLACE FUNCTION plan_on_a_page_html(of_plan plan_ref, as_at date DEFAULT today(),
       known_at timestamptz DEFAULT 'infinity') RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  paper papers;
BEGIN
  PERFORM check_paper(of_plan, NULL, NULL, as_at, known_at, 0);
  SELECT p.* INTO paper FROM papers_asked(coalesce(of_plan, checked_plan(NULL)::plan_ref), NULL, NULL, NULL, NULL, NULL, as_at,
         known_at) p;
  RETURN whole_page(concat_ws(', ', paper.plan || ' on a page', quarter_words(paper.quarter)), paper_status(paper),
                    sheet_body(paper, rows_of_paper(paper)));
END
$body$;
COMMENT ON FUNCTION plan_on_a_page_html(plan_ref, date, timestamptz) IS
  'The plan on one sheet of A4: aims, groups, a square for each item, and what is not on track by name; as at a day and as known at a '
  'moment.';
