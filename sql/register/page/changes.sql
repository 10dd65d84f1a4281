-- What is different from last time.  A kind of change with no rows stays, with a sentence.

CREATE OR REPLACE FUNCTION change_block(mark text, name text, n bigint, list text, nil text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN format('<div><h3>%s%s: %s</h3>%s</div>', CASE WHEN mark <> '' THEN '<span aria-hidden="true">' || mark || ' </span>' END, name, n,
              coalesce('<ul>' || list || '</ul>', '<p class="soft">' || nil || '</p>'));
COMMENT ON FUNCTION change_block(text, text, bigint, text, text) IS 'One kind of change: how many, and which.';

CREATE OR REPLACE FUNCTION moved_block(paper papers, rows paper_items[], mark text, name text, of_movements text[], nil text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT change_block(mark, name, count(*),
           string_agg(format('<li>%s <span class="nw">%s <span aria-hidden="true">→</span><span class="vh">to</span> %s</span></li>',
                             item_link(r.item_id, r.ref, r.title), paper.letters[rating_place(r.previous_rating)],
                             paper.letters[rating_place(r.rating)]), '' ORDER BY r."position") FILTER (WHERE r.nth <= 40)
           || CASE WHEN count(*) > 40 THEN format('<li>and %s more, which the tables below mark</li>', count(*) - 40) ELSE '' END,
           format(nil, paper.noun))
    FROM (SELECT u.*, row_number() OVER (ORDER BY u."position") AS nth
            FROM unnest(moved_block.rows) u WHERE u.movement = ANY (of_movements) AND NOT u.is_new) r;
END;
COMMENT ON FUNCTION moved_block(papers, paper_items[], text, text, text[], text) IS
  'The items whose rating moved in one of these ways, from and to; of very many the first forty.';

CREATE OR REPLACE FUNCTION come_and_gone(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT (SELECT change_block('', 'New', count(*),
                   string_agg(format('<li>%s <span class="was">%s</span></li>', item_link(r.item_id, r.ref, r.title),
                                     xml_text(concat_ws('; ', r.committee, r.lead, 'due ' || r.due_words))), '' ORDER BY r."position"),
                   format('No %s is new.', paper.noun))
            FROM unnest(come_and_gone.rows) r WHERE r.is_new)
         || (SELECT change_block('', 'Withdrawn', count(*),
                      string_agg(format('<li><b>%s</b> %s <span class="nw">%s</span><span class="was">%s</span></li>', xml_text(g.ref),
                                        xml_text(g.title), paper.letters[rating_place(g.rating)],
                                        xml_text(upper(left(g.state, 1)) || substr(g.state, 2) || coalesce(': ' || g.reason, ''))), ''),
                      format('No %s was withdrawn.', paper.noun))
               FROM paper_gone(come_and_gone.paper) g);
END;
COMMENT ON FUNCTION come_and_gone(papers, paper_items[]) IS
  'What is new in the plan since the quarter reported before, and what is in it no more.';

CREATE OR REPLACE FUNCTION dates_table(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN count(*) = 0 THEN '<h3>Dates changed: 0</h3><p class="soft">No date was changed.</p>'
              ELSE page_table(dates_table.paper, CASE WHEN count(*) <= 8 THEN 'cards dates' ELSE 'cards' END, 'Dates changed: '
                              || count(*), NULL,
                     '{|What,|Was due,|Now due,|Reason}'::text[] || CASE WHEN bool_or(r.committee IS NOT NULL)
                            THEN '{|Committee}'::text[] ELSE '{}' END,
                     '<tbody role="rowgroup">'
                     || string_agg('<tr role="row"><th scope="row" role="rowheader">' || item_link(r.item_id, r.ref, r.title) || '</th>'
                                   || page_cell('Was due', xml_text(coalesce(r.was_words, 'No date')), 'nw')
                                   || page_cell('Now due', xml_text(coalesce(r.due_words, 'No date')), 'nw')
                                   || page_cell('Reason', coalesce(xml_text(r.date_reason), '<span class="soft">Not given</span>'), 'w')
                                   || CASE WHEN w.with_committee THEN page_cell('Committee', xml_text(r.committee)) ELSE '' END
                                      || E'</tr>\n', ''
                                   ORDER BY r."position") || '</tbody>') END
    FROM unnest(dates_table.rows) r
   CROSS JOIN (SELECT bool_or(c.committee IS NOT NULL) AS with_committee FROM unnest(dates_table.rows) c WHERE c.is_redated) w
   WHERE r.is_redated;
END;
COMMENT ON FUNCTION dates_table(papers, paper_items[]) IS 'Which deadlines were revised since the quarter reported before, and why.';

CREATE OR REPLACE FUNCTION changes_section(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN page_section(changes_section.paper, 'changes', CASE WHEN paper.previous_quarter IS NULL THEN 'What changed'
                                           ELSE 'What changed since ' || quarter_words(paper.previous_quarter, paper.quarter) END,
         CASE WHEN paper.previous_quarter IS NULL THEN '<p class="soft">There is no earlier quarter to compare ratings with.</p>'
              ELSE '<div class="chg"><div>'
                   || moved_block(changes_section.paper, changes_section.rows, '▼', 'Worsened', '{worsened,reopened,rescheduled}',
                                  'No %s worsened.')
                   || moved_block(changes_section.paper, changes_section.rows, '', 'First rating', '{first rated}',
                                  'No %s was rated for the first time.')
                   || '</div><div>' || moved_block(changes_section.paper, changes_section.rows, '▲', 'Improved', '{improved,started}',
                                                   'No %s improved.')
                   || moved_block(changes_section.paper, changes_section.rows, '', 'Completed', '{completed}', 'No %s was completed.')
                   || '</div><div>' || come_and_gone(changes_section.paper, changes_section.rows)
                   || CASE WHEN EXISTS (SELECT FROM unnest(changes_section.rows) r WHERE r.movement = 'no longer rated')
                           THEN moved_block(changes_section.paper, changes_section.rows, '', 'No longer rated', '{no longer rated}',
                                            '') ELSE '' END
                   || E'</div></div>\n' END
         || dates_table(changes_section.paper, changes_section.rows));
COMMENT ON FUNCTION changes_section(papers, paper_items[]) IS 'What is different from last time: ratings, what is new and gone, dates.';
