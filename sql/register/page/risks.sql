-- What threatens the plan.

CREATE OR REPLACE FUNCTION paper_risks(paper papers)
  RETURNS TABLE (risk_id bigint, ref text, title text, owners text, likelihood integer, impact integer, score integer,
                 previous_score integer, target_score integer, items bigint[], nodes bigint[], residual_score integer, mitigation text,
                 residual_likelihood integer, residual_impact integer)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  SELECT k.risk_id, k.ref, k.title, k.owners, k.likelihood, k.impact, k.score, k.previous_score, k.target_score, l.items, l.nodes,
         k.residual_score, k.mitigation, k.residual_likelihood, k.residual_impact
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

-- A risk stands where it is without mitigation, and again where that brings it.  Up to four share a cell of 48; more are counted.
CREATE OR REPLACE FUNCTION heat_points(refs text[], likelihoods integer[], impacts integer[], after_likelihoods integer[],
                                       after_impacts integer[])
  RETURNS TABLE (ref text, is_after boolean, likelihood integer, impact integer, sharing bigint, x numeric, y numeric, place bigint)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  SELECT p.ref, p.is_after, p.l, p.i, p.n,
         48 * p.i + CASE WHEN p.n BETWEEN 2 AND 4 THEN CASE WHEN p.k % 2 = 1 THEN -11 ELSE 11 END ELSE 0 END,
         270 - 48 * p.l + CASE WHEN p.n BETWEEN 3 AND 4 THEN CASE WHEN p.k <= 2 THEN -11 ELSE 11 END ELSE 0 END, p.k
    FROM (SELECT r.ref, a.is_after, a.l, a.i, count(*) OVER (PARTITION BY a.l, a.i) AS n,
                 row_number() OVER (PARTITION BY a.l, a.i ORDER BY r.number, a.is_after) AS k
            FROM unnest (refs, likelihoods, impacts, after_likelihoods, after_impacts) WITH ORDINALITY r (ref, l, i, rl, ri, number)
           CROSS JOIN LATERAL (VALUES (false, r.l, r.i), (true, r.rl, r.ri)) a (is_after, l, i)
           WHERE a.l IS NOT NULL AND a.i IS NOT NULL) p;
END;
COMMENT ON FUNCTION heat_points(text[], integer[], integer[], integer[], integer[]) IS
  'Where risks stand on the map of likelihood by impact, before and after mitigation.';

CREATE OR REPLACE FUNCTION heat_map(refs text[], likelihoods integer[], impacts integer[], after_likelihoods integer[],
                                    after_impacts integer[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH points AS MATERIALIZED (
    SELECT p.* FROM heat_points(heat_map.refs, heat_map.likelihoods, heat_map.impacts, heat_map.after_likelihoods,
                                heat_map.after_impacts) p
  )
  SELECT format('<svg class="heat" viewBox="-8 0 276 274" role="img" aria-label="%s">',
                xml_text('Likelihood by impact: '
                         || (SELECT string_agg(format('%s likelihood %s, impact %s', r.ref, r.l, r.i)
                                               || coalesce(format(', after mitigation likelihood %s, impact %s', r.rl, r.ri), ''), '; ')
                               FROM unnest (refs, likelihoods, impacts, after_likelihoods, after_impacts) r (ref, l, i, rl, ri))))
         || (SELECT string_agg(format('<rect class="h%s" x="%s" y="%s" width="48" height="48"/><text class="sc" x="%s" y="%s">%s</text>',
                                      CASE risk_band(l * i) WHEN 'High' THEN 3 WHEN 'Medium' THEN 2 ELSE 1 END,
                                      48 * i - 24, 246 - 48 * l - 6, 48 * i + 19, 246 - 48 * l + 5, l * i), '')
               FROM generate_series(1, 5) l CROSS JOIN generate_series(1, 5) i)
         || (SELECT string_agg(format('<text x="14" y="%s">%s</text><text x="%s" y="252">%s</text>', 274 - 48 * n, n, 48 * n, n), '')
               FROM generate_series(1, 5) n)
         || '<text x="144" y="268">Impact</text><text transform="translate(3 120) rotate(-90)">Likelihood</text>'
         || coalesce((SELECT string_agg(format('<path class="arr" d="M%s %sL%s %s"/>', b.x, b.y, a.x, a.y), '')
                        FROM points b JOIN points a ON a.ref = b.ref AND a.is_after AND b.sharing <= 4 AND a.sharing <= 4
                       WHERE NOT b.is_after), '')
         || coalesce((SELECT string_agg(format('<circle class="%s" cx="%s" cy="%s" r="11"/><text class="%s" x="%s" y="%s">%s</text>',
                                               CASE WHEN p.is_after AND p.sharing <= 4 THEN 'to' ELSE 'fr' END, p.x, p.y,
                                               CASE WHEN p.is_after AND p.sharing <= 4 THEN 'tt' ELSE 'ft' END, p.x, p.y + 4,
                                               CASE WHEN p.sharing > 4 THEN '×' || p.sharing ELSE xml_text(left(p.ref, 4)) END), '')
                        FROM points p WHERE p.sharing <= 4 OR p.place = 1), '')
         || '</svg>';
END;
COMMENT ON FUNCTION heat_map(text[], integer[], integer[], integer[], integer[]) IS
  'Risks in a square of likelihood by impact, and where mitigation brings them.';

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
                     || page_table(risks_section.paper, 'cards', 'Top risks to the plan',
                          'score = likelihood × impact, each from 1 to 5, before mitigation',
                          ARRAY['|Risk', '|Owner', '|Score last time', '|Score', '|After mitigation', '|Target', '|Linked ' || paper.noun],
                          '<tbody role="rowgroup">'
                                 || string_agg(format('<tr role="row" id="%srisk-%s"><th scope="row" role="rowheader">%s</th>',
                              paper.anchor, k.risk_id, xml_text(k.ref || ' ' || k.title)
                                     || coalesce('<span class="was">' || xml_text(k.mitigation) || '</span>', ''))
                            || page_cell('Owner', xml_text(k.owners)) || page_cell('Last time', score_words(k.previous_score), 'nw')
                            || page_cell('Score', '<b>' || score_words(k.score) || '</b>', 'nw')
                            || page_cell('After', score_words(k.residual_score), 'nw') || page_cell('Target', k.target_score::text)
                            || page_cell('Linked', risk_links_html(risks_section.paper, risks_section.rows, k.items), 'w') || E'</tr>\n',
                               '' ORDER BY k.score DESC NULLS LAST, k.ref)
                          || '</tbody>')
                     || '<p class="soft"><small>High is 15 or more, Medium 6 to 14, Low 5 or less.</small></p></div><figure'
                        || CASE WHEN paper.scope_kind IS NULL THEN '>' ELSE ' class="web">' END
                     || heat_map(array_agg(k.ref ORDER BY k.ref), array_agg(k.likelihood ORDER BY k.ref),
                                 array_agg(k.impact ORDER BY k.ref), array_agg(k.residual_likelihood ORDER BY k.ref),
                                 array_agg(k.residual_impact ORDER BY k.ref))
                     || '<figcaption class="soft"><small>Dashed: before mitigation; filled: after it.</small></figcaption>'
                     || '</figure></div>', 'keep') END
    FROM (SELECT r.* FROM paper_risks(risks_section.paper) r
           WHERE paper.scope_kind IS NULL OR r.items && ARRAY(SELECT x.item_id FROM unnest(risks_section.rows) x)
              OR r.nodes && ARRAY(SELECT x.aim_id FROM unnest(risks_section.rows) x UNION SELECT x.group_id
                                  FROM unnest(risks_section.rows) x)
           LIMIT 10) k;
END;
COMMENT ON FUNCTION risks_section(papers, paper_items[]) IS
  'The ten highest risks to the plan, or to the part that the paper is about; nothing where there are none.';
