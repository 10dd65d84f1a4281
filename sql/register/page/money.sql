-- What is saved, and what is at risk.

CREATE OR REPLACE FUNCTION millions(amount numeric) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN round(amount / 1000000, 2)::text;
COMMENT ON FUNCTION millions(numeric) IS 'An amount in millions, with two decimals.';

CREATE OR REPLACE FUNCTION paper_money(paper papers, rows paper_items[])
  RETURNS TABLE (place integer, ref text, title text, period text, target numeric, achieved numeric, gap numeric, at_risk numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  WITH line AS MATERIALIZED (
    SELECT m.ref, m.title || CASE WHEN m.basis <> '' THEN ' (' || m.basis || ')' ELSE '' END AS title, m.period, m.basis,
           m.target, m.achieved, greatest(m.gap, 0) AS gap, m.at_risk
      FROM money_report(nullif(paper.known, 'infinity')) m
     WHERE m.plan_id = paper.plan_id AND m.purpose = 'saving'
       AND coalesce(fiscal_year_start(coalesce(paper.quarter, quarter(paper.day, fiscal_start_month())))
                    BETWEEN m.fiscal_year_start AND m.fiscal_year_start + m.years - 1, true)
       AND (paper.scope_kind IS NULL OR m.item_id IN (SELECT r.item_id FROM unnest(paper_money.rows) r)
            OR m.node_id IN (SELECT r.aim_id FROM unnest(paper_money.rows) r UNION SELECT r.group_id FROM unnest(paper_money.rows) r))
  )
  SELECT 1, l.ref, l.title, l.period, l.target, l.achieved, l.gap, l.at_risk FROM line l
  UNION ALL
  SELECT 2, '', 'All savings' || CASE WHEN l.basis <> '' THEN ' (' || l.basis || ')' ELSE '' END, l.period, sum(l.target), sum(l.achieved),
         sum(l.gap), sum(l.at_risk)
    FROM line l
   GROUP BY l.basis, l.period
  HAVING count(*) > 1
   ORDER BY 1, 2, 3;
END;
COMMENT ON FUNCTION paper_money(papers, paper_items[]) IS
  'One row per saving of a paper in its year, and their sum of each basis and period, since what stands on two bases is never added.';

CREATE OR REPLACE FUNCTION money_bar(target numeric, achieved numeric, gap numeric, at_risk numeric, widest numeric) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<span class="money" role="img" aria-label="Achieved %s, still to come %s, at risk %s of %s million pounds"'
                ' style="width:%s%%">%s</span>',
                millions(achieved), millions(gap), millions(at_risk), millions(target),
                round(100 * least((achieved + gap + at_risk) / nullif(widest, 0), 1)),
                string_agg(format('<i class="%s" style="flex:%s">%s</i>', p.class, round(p.amount),
                                  CASE WHEN p.amount * 8 > widest THEN millions(p.amount) END), '' ORDER BY p.class))
    FROM (VALUES ('m1', achieved), ('m2', gap), ('m3', at_risk)) p (class, amount)
   WHERE p.amount > 0;
END;
COMMENT ON FUNCTION money_bar(numeric, numeric, numeric, numeric, numeric) IS
  'A saving as a bar: achieved, still to come, at risk; all bars of a table by one scale.';

CREATE OR REPLACE FUNCTION whole_percent(part numeric, whole numeric) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN whole > 0 AND part > 0 AND part < whole THEN least(greatest(round(100 * part / whole), 1), 99)
            ELSE round(100 * part / nullif(whole, 0)) END || '%';
COMMENT ON FUNCTION whole_percent(numeric, numeric) IS
  'A part of a whole in whole per cent, where 0 means nothing and 100 all of it; NULL of nothing.';

CREATE OR REPLACE FUNCTION money_section(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN count(*) = 0 THEN ''
              ELSE page_section(money_section.paper, 'savings', 'Savings against target',
                     page_table(money_section.paper, 'cards', 'Savings, £ million', NULL,
                       '{|Saving,|Year,num|Target,num|Achieved,num|Still to come,num|At risk,num|%,mb|Against target}',
                       '<tbody role="rowgroup">' || string_agg(format('<tr role="row"%s><th scope="row" role="rowheader">%s</th>',
                           CASE m.place WHEN 2 THEN ' class="tot"' END, xml_text(ltrim(m.ref || ' ' || m.title)))
                         || page_cell('Year', m.period) || page_cell('Target', millions(m.target), 'num') || page_cell('Achieved',
                            millions(m.achieved), 'num')
                         || page_cell('Still to come', millions(m.gap), 'num') || page_cell('At risk', millions(m.at_risk), 'num')
                         || page_cell('Achieved, %', whole_percent(m.achieved, m.target), 'num')
                         || page_cell('Against target', money_bar(m.target, m.achieved, m.gap, m.at_risk, m.widest), 'w') || E'</tr>\n', ''
                         ORDER BY m.place, m.ref, m.title) || '</tbody>')
                     || '<ul class="key" aria-label="Key to savings"><li><span class="c m1"> Achieved</span></li>'
                        '<li><span class="c m2"> Still to come</span></li>'
                        '<li><span class="c m3"> At risk</span></li></ul>', 'keep') END
    FROM (SELECT p.*, max(greatest(p.target, p.achieved + p.gap + p.at_risk)) OVER () AS widest
          FROM paper_money(money_section.paper, money_section.rows) p) m;
END;
COMMENT ON FUNCTION money_section(papers, paper_items[]) IS
  'Achieved, still to come and at risk, of the target; nothing where there are no savings.';
