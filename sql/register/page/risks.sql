-- What threatens the plan.

CREATE OR REPLACE FUNCTION paper_risks(paper papers)
  RETURNS TABLE (risk_id bigint, ref text, title text, owners text, likelihood integer, impact integer, score integer,
                 previous_score integer, target_score integer, items bigint[], nodes bigint[], residual_score integer, mitigation text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  SELECT k.risk_id, k.ref, k.title, k.owners, k.likelihood, k.impact, k.score, k.previous_score, k.target_score, l.items, l.nodes,
         k.residual_score, k.mitigation
    FROM risk_report(paper.day, paper.known) k
    JOIN (SELECT rl.risk_id, array_agg(rl.item_id) FILTER (WHERE rl.item_id IS NOT NULL) AS items,
                 array_agg(rl.node_id) FILTER (WHERE rl.node_id IS NOT NULL) AS nodes
            FROM risk_links rl
            LEFT JOIN items i ON i.item_id = rl.item_id
            LEFT JOIN nodes n ON n.node_id = rl.node_id
           WHERE paper.day BETWEEN rl.valid_from AND rl.valid_to AND paper.plan_id IN (rl.plan_id, i.plan_id, n.plan_id)
           GROUP BY rl.risk_id) l ON l.risk_id = k.risk_id
   ORDER BY k.score DESC NULLS LAST, k.ref;
END;
COMMENT ON FUNCTION paper_risks(papers) IS 'One row per open risk to a paper''s plan, its items or its nodes, highest score first.';

CREATE OR REPLACE FUNCTION risk_band(score integer) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN score >= 15 THEN 'High' WHEN score >= 6 THEN 'Medium' ELSE 'Low' END;
COMMENT ON FUNCTION risk_band(integer) IS 'High from 15, Medium from 6, else Low.';

CREATE OR REPLACE FUNCTION heat_map(refs text[], likelihoods integer[], impacts integer[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<svg class="heat" viewBox="0 0 262 266" role="img" aria-label="%s">',
                xml_text('Likelihood by impact: ' || (SELECT string_agg(format('%s likelihood %s, impact %s', r.ref, r.l, r.i), '; ')
                                                        FROM unnest (refs, likelihoods, impacts) r (ref, l, i))))
         || string_agg(format('<rect class="h%s" x="%s" y="%s" width="46" height="46"/><text class="sc" x="%s" y="%s">%s</text>',
                              CASE risk_band(c.l * c.i) WHEN 'High' THEN 3 WHEN 'Medium' THEN 2 ELSE 1 END, 24 + (c.i - 1) * 47,
                                     (5 - c.l) * 47,
                              66 + (c.i - 1) * 47, (5 - c.l) * 47 + 11, c.l * c.i)
                       || coalesce(format('<text class="tt" x="%s" y="%s">%s</text>', 47 + (c.i - 1) * 47, (5 - c.l) * 47 + 31,
                          xml_text(c.here)), ''), '')
         || '<text x="140" y="262">Impact, 1 to 5</text><text transform="translate(14 118) rotate(-90)">Likelihood, 1 to 5</text></svg>'
    FROM (SELECT l, i, (SELECT CASE WHEN count(*) <= 2 THEN string_agg(left(r.ref, 4), ' ' ORDER BY r.ref) ELSE count(*) || ' risks' END
                          FROM unnest (refs, likelihoods, impacts) r (ref, l, i) WHERE r.l = y.l AND r.i = x.i HAVING count(*) > 0) AS here
            FROM generate_series(1, 5) y (l) CROSS JOIN generate_series(1, 5) x (i)) c;
END;
COMMENT ON FUNCTION heat_map(text[], integer[], integer[]) IS 'Risks in a square of likelihood by impact.';

CREATE OR REPLACE FUNCTION risk_links_html(paper papers, rows paper_items[], items bigint[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT string_agg(item_link(r.item_id, r.ref) || ' ' || paper.letters[rating_place(r.rating)], ', ' ORDER BY r."position")
    FROM unnest(risk_links_html.rows) r
   WHERE r.item_id = ANY (items);
END;
COMMENT ON FUNCTION risk_links_html(papers, paper_items[], bigint[]) IS 'The items of a paper that a risk threatens, with their ratings.';

CREATE OR REPLACE FUNCTION score_words(score integer) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(score || ' ' || risk_band(score), '<span class="soft">none</span>');
COMMENT ON FUNCTION score_words(integer) IS 'A score with its band.';

CREATE OR REPLACE FUNCTION risks_section(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN count(*) = 0 THEN ''
              ELSE page_section(risks_section.paper, 'risks', 'Top risks', '<div class="risk"><div>'
                     || page_table(risks_section.paper, 'cards', 'Top risks to the plan', 'score = likelihood × impact, each from 1 to 5',
                          ARRAY['|Risk', '|Owner', '|Score before', '|Score', '|Residual', '|Aim', '|Linked ' || paper.noun],
                          '<tbody role="rowgroup">'
                                 || string_agg(format('<tr role="row" id="%srisk-%s"><th scope="row" role="rowheader">%s</th>',
                              paper.anchor, k.risk_id, xml_text(k.ref || ' ' || k.title)
                                     || coalesce('<span class="was">' || xml_text(k.mitigation) || '</span>', ''))
                            || page_cell('Owner', xml_text(k.owners)) || page_cell('Before', score_words(k.previous_score), 'nw')
                            || page_cell('Score', '<b>' || score_words(k.score) || '</b>', 'nw')
                            || page_cell('Residual', score_words(k.residual_score), 'nw') || page_cell('Aim', k.target_score::text)
                            || page_cell('Linked', risk_links_html(risks_section.paper, risks_section.rows, k.items), 'w') || E'</tr>\n',
                               '' ORDER BY k.score DESC NULLS LAST, k.ref)
                          || '</tbody>')
                     || '<p class="soft"><small>High is 15 or more, Medium 6 to 14, Low 5 or less.</small></p></div><figure'
                        || CASE WHEN paper.scope_kind IS NULL THEN '>' ELSE ' class="web">' END
                     || heat_map(array_agg(k.ref ORDER BY k.ref), array_agg(k.likelihood ORDER BY k.ref),
                        array_agg(k.impact ORDER BY k.ref))
                     || '</figure></div>', 'keep') END
    FROM (SELECT r.* FROM paper_risks(risks_section.paper) r
           WHERE paper.scope_kind IS NULL OR r.items && ARRAY(SELECT x.item_id FROM unnest(risks_section.rows) x)
              OR r.nodes && ARRAY(SELECT x.aim_id FROM unnest(risks_section.rows) x UNION SELECT x.group_id
                                  FROM unnest(risks_section.rows) x)
           LIMIT 10) k;
END;
COMMENT ON FUNCTION risks_section(papers, paper_items[]) IS
  'The ten highest risks to the plan, or to the part that the paper is about; nothing where there are none.';
