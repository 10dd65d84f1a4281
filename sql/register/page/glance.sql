-- How the work hangs on the aims: the golden thread on one picture.

CREATE OR REPLACE FUNCTION node_tags(paper papers, of_node bigint) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT ' <span class="hang">' || xml_text(string_agg(t.ref, ' ' ORDER BY t.kind, t.ref)) || '</span>'
    FROM (SELECT 1 AS kind, m.ref
            FROM measure_node_links(paper.day) l JOIN measures m ON m.measure_id = l.measure_id
           WHERE l.node_id = node_tags.of_node AND m.plan_id = paper.plan_id AND coalesce(m.retired_on > paper.day, true)
             AND coalesce(m.undone_at > paper.known, true)
          UNION
          SELECT 2, k.ref
            FROM risk_links l JOIN risks k ON k.risk_id = l.risk_id
           WHERE l.node_id = node_tags.of_node AND paper.day BETWEEN l.valid_from AND l.valid_to
             AND paper.day >= k.opened_on AND coalesce(k.closed_on > paper.day, true)
             AND coalesce(k.undone_at > paper.known, true)
          UNION
          SELECT 3, m.ref FROM money_lines m WHERE m.node_id = node_tags.of_node AND m.plan_id = paper.plan_id AND m.purpose = 'saving'
             AND m.recorded_at <= paper.known AND coalesce(m.import_id, 0) <> ALL (undone_imports(paper.known))) t;
END;
COMMENT ON FUNCTION node_tags(papers, bigint) IS 'The measures, risks and savings of a node, by their references.';

CREATE OR REPLACE FUNCTION glance_group(paper papers, rows paper_items[], names boolean) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<li><span>'
         || CASE WHEN min(r.group_id) IS NULL THEN CASE names WHEN true THEN '' ELSE '<span class="soft">Directly under it</span>' END
                 WHEN names THEN xml_text(min(r.group_title))
                 ELSE format('<a href="#%sn%s">%s</a>', paper.anchor, min(r.group_id), xml_text(min(r.group_title)))
                      || coalesce(node_tags(glance_group.paper, min(r.group_id)), '') END
         || '</span>' || CASE WHEN paper.is_reported AND count(*) <= 60 THEN item_squares(glance_group.paper, glance_group.rows)
             WHEN paper.is_reported
                              THEN tally_bar(glance_group.paper, tally(r.rating)) ELSE '<span class="soft">' || count(*) || '</span>' END
         || CASE WHEN names THEN coalesce(string_agg('<span class="ex">' || paper.letters[rating_place(r.rating)] || ' '
            || xml_text(r.ref || ' ' || r.title)
                                                     || '</span>', '' ORDER BY r."position") FILTER (WHERE r.rating >= 'A'), '')
                                                        ELSE '' END
         || E'</li>\n'
    FROM unnest(glance_group.rows) r;
END;
COMMENT ON FUNCTION glance_group(papers, paper_items[], boolean) IS
  'A group in the picture: its name and a square for each item; with names, those that are not on track are named under it.';

CREATE OR REPLACE FUNCTION plan_above(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce((SELECT string_agg(DISTINCT n.title, '; ')
                   FROM node_links_in_force(paper.day, paper.known) l JOIN nodes n ON n.node_id = l.parent_node_id
                  WHERE l.child_node_id IN (SELECT r.aim_id FROM unnest(plan_above.rows) r) AND n.level = 'plan'), paper.plan);
COMMENT ON FUNCTION plan_above(papers, paper_items[]) IS
  'What stands over the aims: the plan that they are part of, which may be another one.';

CREATE OR REPLACE FUNCTION glance_picture(paper papers, rows paper_items[], names boolean DEFAULT false) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format(E'<p class="vis">%s</p>\n<div class="aims n%s">',
                xml_text(plan_above(glance_picture.paper, glance_picture.rows) || coalesce(': ' || paper.scope,
         '')), least(count(*), 3))
         || string_agg(format('<div class="aim"><h3>%s</h3>%s<ul>%s</ul></div>', xml_text(a.aim),
                              CASE WHEN paper.is_reported THEN tally_bar(glance_picture.paper, a.tally) END, a.groups), '' ORDER BY a.place)
                                     || E'</div>\n'
    FROM (SELECT g.aim, sum(g.tally) AS tally, min(g.place) AS place, string_agg(glance_group(glance_picture.paper, g.rows, names),
           '' ORDER BY g.place) AS groups
            FROM (SELECT coalesce(r.aim, 'Not linked to an aim') AS aim, r.group_id,
                  array_agg(r ORDER BY r."position") AS rows,
                         tally(r.rating) AS tally, min(r."position") AS place
                    FROM unnest(glance_picture.rows) r
                   GROUP BY r.aim, r.aim_id, r.group_id) g
           GROUP BY g.aim) a;
END;
COMMENT ON FUNCTION glance_picture(papers, paper_items[], boolean) IS 'Plan, aims and groups, with a square for each item.';

CREATE OR REPLACE FUNCTION glance_section(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN rows[1] IS NULL THEN ''
            ELSE page_section(glance_section.paper, 'glance', 'The plan at a glance',
                   CASE WHEN paper.is_reported
                        THEN format('<p>One square for each %s, with its rating%s.</p>', paper.noun,
                                    CASE WHEN paper.previous_quarter IS NOT NULL
                                         THEN '; ▲ better or ▼ worse than ' || quarter_words(paper.previous_quarter, paper.quarter) END)
                        ELSE format('<p>The number of %s under each.</p>', plural(paper.noun)) END
                   || glance_picture(glance_section.paper, glance_section.rows),
                   'glance' || CASE WHEN paper.scope_kind IS NOT NULL THEN ' web' ELSE '' END) END;
COMMENT ON FUNCTION glance_section(papers, paper_items[]) IS
  'The golden thread on one picture; of a part of a plan on the screen only, since the plan on a page has it in print.';
