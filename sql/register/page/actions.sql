-- Everything, in the council's own order.

CREATE OR REPLACE FUNCTION shown_columns(paper papers, rows paper_items[]) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_remove(ARRAY['cd', 'wh',
           CASE WHEN bool_or(r.lead IS NOT NULL) THEN 'ld' END,
           CASE WHEN bool_or(r.committee IS NOT NULL) THEN 'co' END,
           CASE WHEN bool_or(r.due_words IS NOT NULL) THEN 'du' END]
         || ARRAY(SELECT 'e' || (cardinality(paper.earlier) - q.n + 1) FROM unnest(paper.earlier) WITH ORDINALITY q (quarter,
            n) ORDER BY q.n)
         || ARRAY[CASE WHEN paper.is_reported THEN 'qn' END, CASE WHEN bool_or(r.commentary IS NOT NULL) THEN 'up' END,
                  CASE WHEN bool_or(r.corrective_action IS NOT NULL) THEN 'do' END], NULL)
    FROM unnest(shown_columns.rows) r;
END;
COMMENT ON FUNCTION shown_columns(papers, paper_items[]) IS
  'The columns that a table of items has, as the style calls them: a column in which no row of the paper has anything is left out.';

CREATE OR REPLACE FUNCTION column_heads(paper papers, columns text[], about text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<colgroup>' || string_agg(format('<col class="%s"/>', CASE WHEN c.name ~ '^e[0-9]' THEN 'e' ELSE c.name END), '' ORDER BY c.n)
         || '</colgroup><thead role="rowgroup"><tr role="row">'
         || string_agg('<th scope="col" role="columnheader">'
                       || CASE c.name WHEN 'cd' THEN 'Code' WHEN 'ld' THEN 'Lead officer' WHEN 'co' THEN 'Committee' WHEN 'du' THEN 'Due'
                                      WHEN 'wh' THEN 'What we will do' || coalesce(' <span class="po" aria-hidden="true">– '
                                             || xml_text(about) || '</span>', '')
                                      WHEN 'qn' THEN quarter_head(paper.quarter, paper.quarter) || ' RAG'
                                                     || CASE WHEN paper.previous_quarter IS NULL THEN '' ELSE ', and change' END
                                      WHEN 'up' THEN 'Update' WHEN 'do' THEN 'What is being done'
                                      ELSE quarter_head(paper.earlier[cardinality(paper.earlier) + 1 - substr(c.name, 2)::integer],
                                             paper.quarter)
                          END || '</th>', '' ORDER BY c.n)
         || E'</tr></thead>\n'
    FROM unnest(columns) WITH ORDINALITY c (name, n);
END;
COMMENT ON FUNCTION column_heads(papers, text[], text) IS
  'The heads of a table of items; in print they come again on each page and say what the table is about.';

-- Written out rather than made of parts: of five thousand rows each call costs.
CREATE OR REPLACE FUNCTION item_line(paper papers, r paper_items, columns text[], has_place boolean) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN '<tr role="row"' || CASE WHEN has_place THEN ' id="i' || r.item_id || '">' ELSE '>' END
       || '<th scope="row" role="rowheader">'
       || CASE WHEN has_place THEN xml_text(r.ref) ELSE '<a href="#i' || r.item_id || '">' || xml_text(r.ref) || '</a>' END
       || '</th><td role="cell" class="wh">' || xml_text(r.title) || '</td>'
       || CASE WHEN 'ld' = ANY (columns) THEN '<td role="cell" class="ld">' || coalesce(xml_text(r.lead), '') || '</td>' ELSE '' END
       || CASE WHEN 'co' = ANY (columns) THEN '<td role="cell" class="co">' || coalesce(xml_text(r.committee), '') || '</td>' ELSE '' END
       || CASE WHEN 'du' = ANY (columns) THEN '<td role="cell" class="du">' || coalesce(due_cell(r, paper.day), '') || '</td>' ELSE '' END
       || CASE cardinality(r.earlier) WHEN 0 THEN ''
            ELSE coalesce('<td role="cell" class="e3" data-l="Q' || quarter_number(paper.earlier[cardinality(r.earlier) - 2]) || '">'
                          || paper.letters[rating_place(r.earlier[cardinality(r.earlier) - 2])] || '</td>', '')
                 || coalesce('<td role="cell" class="e2" data-l="Q' || quarter_number(paper.earlier[cardinality(r.earlier) - 1]) || '">'
                             || paper.letters[rating_place(r.earlier[cardinality(r.earlier) - 1])] || '</td>', '')
                 || '<td role="cell" class="e1" data-l="Q' || quarter_number(paper.earlier[cardinality(r.earlier)]) || '">'
                 || paper.letters[rating_place(r.earlier[cardinality(r.earlier)])] || '</td>' END
       || CASE WHEN paper.is_reported
               THEN '<td role="cell" class="qn">' || paper.chips[rating_place(r.rating)]
                      || movement_mark(CASE WHEN r.is_new THEN 'new' ELSE r.movement END) || '</td>' ELSE '' END
       || CASE WHEN 'up' = ANY (columns) THEN '<td role="cell" class="up">' || coalesce(xml_text(r.commentary), '') || '</td>' ELSE '' END
       || CASE WHEN 'do' = ANY (columns) THEN '<td role="cell" class="do">' || coalesce(xml_text(r.corrective_action), '')
          || '</td>' ELSE '' END
       || E'</tr>\n';
COMMENT ON FUNCTION item_line(papers, paper_items, text[], boolean) IS
  'An item as a row of a table; in the table that has all, the place that others lead to.';

CREATE OR REPLACE FUNCTION item_table(paper papers, rows paper_items[], class text, caption text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<table class="acts %s%s" role="table"><caption class="vh">%s</caption>', class, CASE WHEN 'up' = ANY (shown.columns)
         THEN '' ELSE ' nu' END,
                xml_text(caption || CASE WHEN paper.anchor <> '' THEN ': ' || paper.plan ELSE '' END))
         || column_heads(item_table.paper, shown.columns, NULL) || '<tbody role="rowgroup">'
         || (SELECT string_agg(item_line(item_table.paper, r, shown.columns, false), '') FROM unnest(item_table.rows) r)
         || E'</tbody></table>\n'
    FROM (SELECT shown_columns(item_table.paper, item_table.rows) AS columns OFFSET 0) shown;
END;
COMMENT ON FUNCTION item_table(papers, paper_items[], text, text) IS
  'Items in a table of their own, in the order given, each leading to its row in the table that has all.';

CREATE OR REPLACE FUNCTION item_squares(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<span class="u" role="img" aria-label="%s">', xml_text(tally_words(item_squares.paper, tally(r.rating))))
         || string_agg('<i class="' || (rating_classes())[rating_place(r.rating)] || '">' || coalesce(r.rating::text, '–')
                       || CASE WHEN r.movement IN ('improved', 'started') THEN '▲' WHEN r.movement IN ('worsened', 'reopened',
                          'rescheduled')
                               THEN '▼' ELSE '' END || '</i>', '' ORDER BY r."position")
         || '</span>'
    FROM unnest(item_squares.rows) r;
END;
COMMENT ON FUNCTION item_squares(papers, paper_items[]) IS
  'One square for each item, with the letter of its rating, and whether it is better or worse.';

CREATE OR REPLACE FUNCTION group_body(paper papers, rows paper_items[], columns text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<tbody role="rowgroup">'
         || CASE WHEN min(r.group_id) IS NULL THEN ''
                 ELSE format('<tr class="pr" role="row"><th colspan="%s" scope="rowgroup" role="rowheader" id="%sn%s"><h4>%s</h4>%s'
                             '<span class="o">%s</span></th></tr>', cardinality(columns), paper.anchor, min(r.group_id),
                             xml_text(min(r.group_title)), CASE WHEN paper.is_reported
                                 THEN item_squares(group_body.paper, group_body.rows) ELSE ' ' END,
                             CASE WHEN count(*) < min(r.group_items) THEN count(*) || ' of ' || count_words(min(r.group_items), paper.noun)
                                  ELSE count_words(count(*), paper.noun) END) END
         || string_agg(item_line(group_body.paper, r, columns, true), '' ORDER BY r."position") || E'</tbody>\n'
    FROM unnest(group_body.rows) r;
END;
COMMENT ON FUNCTION group_body(papers, paper_items[], text[]) IS 'The items of one group within an aim, with its heading.';

CREATE OR REPLACE FUNCTION aim_table(paper papers, rows paper_items[], columns text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format(E'<h3 class="aimh" id="%sn%s">%s <span class="soft">%s</span></h3>\n'
                '<table class="acts%s" role="table"><caption class="vh">%s</caption>',
                paper.anchor, coalesce(min(g.aim_id), 0), xml_text(g.aim), CASE WHEN paper.is_reported
                    THEN xml_text(tally_words(aim_table.paper,
                       sum(g.tally)))
                                                               ELSE count_words(sum(g.n)::bigint, paper.noun) END, CASE
                                                                      WHEN 'up' = ANY (columns) THEN '' ELSE ' nu' END,
                xml_text(g.aim || ': all' || CASE WHEN paper.anchor <> '' THEN ' of ' || paper.plan ELSE '' END))
         || column_heads(aim_table.paper, columns, regexp_replace(g.aim, ': .*$', ''))
         || string_agg(group_body(aim_table.paper, g.rows, columns), '' ORDER BY g.place) || E'</table>\n'
    FROM (SELECT r.aim_id, coalesce(r.aim, 'Not linked to the plan’s aims') AS aim, array_agg(r ORDER BY r."position") AS rows,
           tally(r.rating) AS tally, count(*) AS n,
                 min(r."position") AS place
            FROM unnest(aim_table.rows) r
           GROUP BY r.aim_id, r.aim, r.group_id) g
   GROUP BY g.aim;
END;
COMMENT ON FUNCTION aim_table(papers, paper_items[], text[]) IS 'The table of one aim, group by group.';

CREATE OR REPLACE FUNCTION actions_section(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT page_section(actions_section.paper, 'actions', 'All ' || plural(paper.noun),
                      coalesce(string_agg(aim_table(actions_section.paper, a.rows, shown.columns), '' ORDER BY a.place),
                               format('<p class="soft">The plan has no %s.</p>', paper.noun)))
    FROM (SELECT array_agg(r ORDER BY r."position") AS rows, min(r."position") AS place
          FROM unnest(actions_section.rows) r GROUP BY r.aim_id) a
   CROSS JOIN (SELECT array_remove(shown_columns(actions_section.paper, actions_section.rows), 'do') AS columns OFFSET 0) shown;
END;
COMMENT ON FUNCTION actions_section(papers, paper_items[]) IS
  'Every item, by aim and group, with lead, committee, deadline, ratings and update.';
