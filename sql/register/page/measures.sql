-- Are results better.

CREATE OR REPLACE FUNCTION paper_measures(paper papers)
  RETURNS TABLE (measure_id bigint, ref text, title text, unit text, polarity text, decimals integer, quarter quarter, target numeric,
                 low numeric, high numeric, actual numeric, previous_actual numeric, rating rag, direction text, quarters quarter[],
                 figures numeric[], nodes bigint[], said text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  WITH told AS MATERIALIZED (
    SELECT r.measure_id, r.ref, r.title, r.unit, r.polarity, r.quarter, r.target, r.low, r.high, r.actual, r.previous_actual, r.rating,
           r.direction, nullif(concat_ws('; ', r.commentary, r.mitigation), '') AS said,
           row_number() OVER (PARTITION BY r.measure_id ORDER BY r.quarter DESC) AS ago
      FROM measure_report(paper.day, nullif(paper.known, 'infinity')) r
      JOIN measures m ON m.measure_id = r.measure_id
     WHERE r.plan_id = paper.plan_id AND (paper.quarter IS NULL OR r.quarter <= paper.quarter)
       AND coalesce(m.retired_on > paper.day, true)
  )
  SELECT t.measure_id, t.ref, t.title, t.unit, t.polarity, m.decimals, t.quarter, t.target, t.low, t.high, t.actual, t.previous_actual,
         t.rating,
         t.direction, seen.quarters, seen.figures,
         ARRAY(SELECT l.node_id FROM measure_node_links(paper.day) l WHERE l.measure_id = t.measure_id), t.said
    FROM told t
    JOIN measures m ON m.measure_id = t.measure_id
   CROSS JOIN LATERAL (SELECT array_agg(f.quarter ORDER BY f.quarter) AS quarters, array_agg(f.actual ORDER BY f.quarter) AS figures
                         FROM told f WHERE f.measure_id = t.measure_id AND f.ago <= 8) seen
   WHERE t.ago = 1
   ORDER BY t.ref;
END;
COMMENT ON FUNCTION paper_measures(papers) IS
  'One row per measure of a paper''s plan: target, figure and rating in the quarter or the last one before it with either, and the figures '
  'of up to eight quarters.';

CREATE OR REPLACE FUNCTION figure_words(figure numeric, unit text, decimals integer) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN unit = '£' THEN '£' ELSE '' END || CASE WHEN decimals IS NULL THEN trim_scale(figure) ELSE round(figure, decimals) END
       || CASE WHEN unit IN ('%', 'per cent', 'percent') THEN '%' WHEN unit IN ('', '£') THEN '' ELSE ' ' || xml_text(unit) END;
COMMENT ON FUNCTION figure_words(numeric, text, integer) IS 'A figure with its unit; NULL where there is none.';

CREATE OR REPLACE FUNCTION measure_line(paper papers, measure_id bigint, ref text, title text, cells text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN format(E'<tr role="row" id="%skpi-%s"><th scope="row" role="rowheader">%s</th>%s</tr>\n', paper.anchor, measure_id,
              xml_text(ref || ' ' || title), cells);
COMMENT ON FUNCTION measure_line(papers, bigint, text, text, text) IS 'A row of the table of measures.';

CREATE OR REPLACE FUNCTION measure_rating(rating rag) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN rating = 'G' THEN '<span class="c g"><b>G</b>Target met</span>' WHEN rating = 'A'
    THEN '<span class="c a"><b>A</b>Near target</span>'
                   WHEN rating = 'R' THEN '<span class="c r"><b>R</b>Off target</span>'
                   ELSE '<span class="c n"><b aria-hidden="true">–</b>Not rated</span>' END;
COMMENT ON FUNCTION measure_rating(rag) IS 'The rating of a measure in its own words.';

CREATE OR REPLACE FUNCTION measures_section(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN count(*) = 0 THEN ''
              ELSE page_section(measures_section.paper, 'measures', 'Performance measures',
                     page_table(measures_section.paper, 'cards', 'Measures against target',
                            'dashed line: target; the last point is the figure of the quarter',
                       '{|Measure,|Better when,num|Target,num|Before,num|Figure,|Rating,|Quarters}',
                       '<tbody role="rowgroup">' || string_agg(measure_line(measures_section.paper, m.measure_id, m.ref, m.title,
                         page_cell('Better when', CASE m.polarity WHEN 'band' THEN 'within' ELSE m.polarity END)
                         || page_cell('Target', coalesce(figure_words(m.target, m.unit, m.decimals), CASE WHEN m.low IS NOT NULL
                                                         THEN figure_words(m.low, '', m.decimals) || ' to ' || figure_words(m.high,
                                                                m.unit, m.decimals) END,
                                                         '<span class="soft">none</span>'), 'num')
                         || page_cell('Before', coalesce(figure_words(m.previous_actual, m.unit, m.decimals),
                            '<span class="soft">none</span>'), 'num')
                         || page_cell('Figure', coalesce('<b>' || figure_words(m.actual, m.unit, m.decimals)
                            || '</b>', '<span class="soft">none</span>')
                                                || CASE WHEN coalesce(m.quarter <> paper.quarter, true)
                                                        THEN '<span class="was">' || m.quarter || '</span>' ELSE '' END, 'num')
                         || page_cell('Rating', measure_rating(m.rating) || movement_mark(m.direction)
                                                || coalesce('<span class="was">' || xml_text(m.said) || '</span>', ''))
                         || page_cell('Quarters', sparkline_svg(m.figures, m.target, m.quarters::text[]), 'w')), '' ORDER BY m.ref)
                       || '</tbody>'), 'keep') END
    FROM paper_measures(measures_section.paper) m
   WHERE paper.scope_kind IS NULL
      OR m.nodes && ARRAY(SELECT r.aim_id FROM unnest(measures_section.rows) r UNION SELECT r.group_id
                          FROM unnest(measures_section.rows) r);
END;
COMMENT ON FUNCTION measures_section(papers, paper_items[]) IS
  'The measures of the plan, or of the nodes that a part of it is under; nothing where there are none.';
