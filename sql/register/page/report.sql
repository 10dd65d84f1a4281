-- The pages: one self-contained file each.

-- What stands in a style's string: whatever is no letter, digit or blank by its number.
CREATE OR REPLACE FUNCTION css_text(content text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT '"' || coalesce(string_agg(CASE WHEN c.letter ~ '^[A-Za-z0-9 .,/()-]$' THEN c.letter
                                         ELSE '\' || to_hex(ascii(c.letter)) || ' ' END, '' ORDER BY c.n), '') || '"'
    FROM regexp_split_to_table(content, '') WITH ORDINALITY c (letter, n);
END;
COMMENT ON FUNCTION css_text(text) IS 'A text as a string in a style: nothing in it can end the string or the style.';

CREATE OR REPLACE FUNCTION page_foot(lefthand text, middle text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN format($css$@page{size:A4 landscape;margin:12mm 11mm 13mm;
@bottom-left{content:%s;font:7.5pt Arial,"Liberation Sans",sans-serif;color:#4a545e}
@bottom-center{content:%s;font:bold 7.5pt Arial,"Liberation Sans",sans-serif;color:#12171c}
@bottom-right{content:"Page " counter(page) " of " counter(pages);font:7.5pt Arial,"Liberation Sans",sans-serif;color:#4a545e}}
$css$, css_text(lefthand), css_text(middle));
COMMENT ON FUNCTION page_foot(text, text) IS
  'The foot of every printed page, as a style: what it is, whether it is a draft, and page x of y.';

CREATE OR REPLACE FUNCTION whole_page(title text, status text, body text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN format(E'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8"/>\n'
              '<meta name="viewport" content="width=device-width,initial-scale=1"/>\n<meta name="color-scheme" content="light dark"/>\n'
              '<title>%s</title>\n<style>%s%s</style>\n</head>\n<body>\n', xml_text(title), page_css(), page_foot(title, status))
       || body || E'</body>\n</html>\n';
COMMENT ON FUNCTION whole_page(text, text, text) IS 'A page from its title to its end; the body is HTML.';

CREATE OR REPLACE FUNCTION paper_status(paper papers) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN paper.publication_id IS NULL THEN 'Draft – not approved'
            ELSE format('Published: edition %s, %s', paper.edition, day_words(day_of(paper.published_at))) END;
COMMENT ON FUNCTION paper_status(papers) IS 'Which edition it is and when it was published; anything else is a draft.';

CREATE OR REPLACE FUNCTION paper_title(paper papers) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN paper.plan || coalesce(': ' || paper.scope, '');
COMMENT ON FUNCTION paper_title(papers) IS 'The plan, and whose part of it.';

CREATE OR REPLACE FUNCTION paper_period(paper papers) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce('Progress report, ' || quarter_words(paper.quarter) || ': ' || month_word(start_date(paper.quarter)) || ' to '
                || month_word(end_date(paper.quarter)) || ' ' || extract(year FROM end_date(paper.quarter)),
                   'The plan before its first report');
COMMENT ON FUNCTION paper_period(papers) IS 'Which quarter a paper is about, in words.';

CREATE OR REPLACE FUNCTION paper_covers(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT count_words(count(*), paper.noun)
         || CASE WHEN paper.scope_kind IS NULL THEN '' ELSE ' of ' || (SELECT count(*) FROM paper_ratings(paper_covers.paper) w) END
         || coalesce((SELECT string_agg(', ' || count_words(n.n, lower(l.label)), '' ORDER BY n.n DESC)
                        FROM (SELECT k.level, count(*) AS n FROM nodes k
                               WHERE k.node_id IN (SELECT r.aim_id FROM unnest(paper_covers.rows) r UNION SELECT r.group_id
                                                   FROM unnest(paper_covers.rows) r)
                               GROUP BY k.level) n
                        JOIN levels l ON l.level = n.level), '')
    FROM unnest(paper_covers.rows) r;
END;
COMMENT ON FUNCTION paper_covers(papers, paper_items[]) IS 'How much a paper covers: items, and the nodes under which they are printed.';

CREATE OR REPLACE FUNCTION paper_meeting(paper papers) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT string_agg(DISTINCT c.body || ', ' || day_words(c.due_on), '; ')
    FROM reporting_calendar(end_date(paper.quarter) + 1, end_date(paper.quarter) + 200) c
   WHERE c.plan_id = paper.plan_id AND c.quarter = paper.quarter AND c.is_meeting
     AND (paper.scope_kind IS DISTINCT FROM 'body' OR c.body_id = paper.scope_id);
END;
COMMENT ON FUNCTION paper_meeting(papers) IS 'Which meetings the calendar has for the quarter''s report; NULL where it has none.';

CREATE OR REPLACE FUNCTION paper_header(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format(E'<header><div class="top"><div><h1 id="%stitle">%s</h1><p class="per">%s</p></div>\n<dl class="meta">%s</dl></div>\n',
                paper.anchor, xml_text(paper_title(paper_header.paper)), xml_text(paper_period(paper_header.paper)),
                string_agg(format('<dt>%s</dt><dd>%s</dd>', m.name, m.said), '' ORDER BY m.place))
    FROM (VALUES (1, 'For', CASE WHEN paper.is_reported THEN xml_text(paper_meeting(paper_header.paper)) END),
                 (2, 'Status', format('<span class="st%s">%s</span>', CASE WHEN paper.publication_id IS NULL THEN ' draft' END,
                                      xml_text(paper_status(paper_header.paper)))),
                 (3, 'Covers', xml_text(paper_covers(paper_header.paper, paper_header.rows))),
                 (4, 'As at', day_words(paper.day))) m (place, name, said)
   WHERE m.said <> '';
END;
COMMENT ON FUNCTION paper_header(papers, paper_items[]) IS
  'Which plan, quarter and meeting, draft or published, how much it covers, and as at which day.';

CREATE OR REPLACE FUNCTION paper_contents(paper papers, sections text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<nav class="toc" aria-label="On this page%s"><ul>', xml_text(CASE WHEN paper.anchor <> '' THEN ': ' || paper.plan
         ELSE '' END))
         || string_agg(format('<li><a href="#%s">%s</a></li>', h.found[1], h.found[2]), '' ORDER BY h.n) || E'</ul></nav></header>\n'
    FROM regexp_matches(sections, '<h2 id="([^"]*)">([^<]*)</h2>', 'g') WITH ORDINALITY h (found, n);
END;
COMMENT ON FUNCTION paper_contents(papers, text) IS 'Links to the sections that are there.';

CREATE OR REPLACE FUNCTION paper_sections(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN summary_section(paper_sections.paper, paper_sections.rows)
       || CASE WHEN paper.is_reported THEN changes_section(paper_sections.paper, paper_sections.rows)
           || exceptions_section(paper_sections.paper, paper_sections.rows) ELSE '' END
       || CASE WHEN paper.scope_kind IS NULL THEN glance_section(paper_sections.paper, paper_sections.rows) ELSE '' END
       || actions_section(paper_sections.paper, paper_sections.rows) || measures_section(paper_sections.paper, paper_sections.rows)
           || money_section(paper_sections.paper, paper_sections.rows) || risks_section(paper_sections.paper, paper_sections.rows)
       || CASE WHEN paper.scope_kind IS NULL THEN '' ELSE glance_section(paper_sections.paper, paper_sections.rows) END
       || notes_section(paper_sections.paper, paper_sections.rows);
COMMENT ON FUNCTION paper_sections(papers, paper_items[]) IS 'The sections of a paper, the answer first.';

CREATE OR REPLACE FUNCTION paper_article(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  -- A long paper leaves out the roles that most browsers tell from the tags: they are a sixth of it.  No text has such a quote in it.
  SELECT format('<article aria-labelledby="%stitle">', paper.anchor) || E'\n' || paper_header(paper_article.paper, paper_article.rows)
         || paper_contents(paper_article.paper, made.sections)
         || CASE WHEN cardinality(paper_article.rows) > 1000
             THEN regexp_replace(made.sections, ' role="(cell|row|rowheader|rowgroup)"', '', 'g')
                 ELSE made.sections END || E'</article>\n'
    FROM (SELECT paper_sections(paper_article.paper, paper_article.rows) AS sections OFFSET 0) made;
END;
COMMENT ON FUNCTION paper_article(papers, paper_items[]) IS 'A paper, as a part of a page.';

CREATE OR REPLACE FUNCTION publication_of(plan_key bigint, in_quarter quarter, of_edition integer) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found CONSTANT bigint := (SELECT p.publication_id FROM publications p
                             WHERE p.plan_id = plan_key AND p.edition = of_edition AND (in_quarter IS NULL OR p.quarter = in_quarter)
                             ORDER BY p.quarter DESC LIMIT 1);
BEGIN
  IF found IS NULL THEN
    RAISE EXCEPTION 'there is no edition % of that plan%', of_edition, coalesce(' in ' || in_quarter, '')
      USING ERRCODE = 'undefined_object', HINT = 'publish_quarter makes one.',
            DETAIL = 'Published: ' || coalesce((SELECT string_agg(format('%s edition %s', p.quarter, p.edition),
                   ', ' ORDER BY p.quarter, p.edition)
                                                  FROM publications p WHERE p.plan_id = plan_key), 'nothing yet') || '.';
  END IF;
  RETURN found;
END
$body$;
COMMENT ON FUNCTION publication_of(bigint, quarter, integer) IS
  'The publication of that edition of a quarter of a plan (none named: the latest quarter that has it), or an error.';

CREATE OR REPLACE FUNCTION check_paper(plan_asked plan_ref, in_quarter quarter, edition integer, as_at date, known_at timestamptz,
       parts integer)
  RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM checked_quarter(in_quarter);
  IF edition IS NOT NULL AND (plan_asked IS NULL OR on_day(as_at) <> today() OR by_then(known_at) <> 'infinity') THEN
    RAISE EXCEPTION 'an edition is of one plan, with the figures as they were published'
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Name the plan, and leave as_at and known_at out.';
  ELSIF parts > 1 THEN
    RAISE EXCEPTION 'a paper is of one committee, one officer or one node'
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Name one of body, officer and node.';
  ELSIF NOT isfinite(on_day(as_at)) THEN
    RAISE EXCEPTION 'a paper needs a day' USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave as_at out for today.';
  END IF;
END
$body$;
COMMENT ON FUNCTION check_paper(plan_ref, quarter, integer, date, timestamptz, integer) IS
  'Raises an error where the arguments of report_html exclude each other.';

-- A page of several plans leaves out those in which the committee, officer or node has no part.
CREATE OR REPLACE FUNCTION paper_plans(of_plan plan_ref) RETURNS bigint[]
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN paper_plans.of_plan IS NOT NULL THEN ARRAY[checked_plan(paper_plans.of_plan)]
            ELSE ARRAY(SELECT n.plan_id FROM plan_names n WHERE EXISTS (SELECT FROM items i
                   WHERE i.plan_id = n.plan_id) ORDER BY n.plan, n.plan_id) END;
COMMENT ON FUNCTION paper_plans(plan_ref) IS 'The plan that is named, or all that have items, by name.';

CREATE OR REPLACE FUNCTION scoped_paper(paper papers, body text, officer text, node text) RETURNS papers
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  paper.scope_kind := CASE WHEN body IS NOT NULL THEN 'body' WHEN officer IS NOT NULL THEN 'officer' WHEN node IS NOT NULL THEN 'node' END;
  paper.scope_id := CASE paper.scope_kind WHEN 'body' THEN named_body(body) WHEN 'officer' THEN find_officer(officer)
                                          WHEN 'node' THEN named_node(paper.plan_id, node, paper.day, paper.known) END;
  paper.scope := CASE paper.scope_kind WHEN 'body' THEN (SELECT b.name FROM bodies b WHERE b.body_id = paper.scope_id)
                                       WHEN 'officer' THEN (SELECT o.name FROM officers o WHERE o.officer_id = paper.scope_id)
                                       WHEN 'node' THEN (SELECT node_heading(l.label, n.ref, n.title)
                                                           FROM nodes n JOIN levels l ON l.level = n.level
                                                                  WHERE n.node_id = paper.scope_id) END;
  RETURN paper;
END
$body$;
COMMENT ON FUNCTION scoped_paper(papers, text, text, text) IS
  'A paper narrowed to the part of a committee, an officer or a node, if one is named.';

CREATE OR REPLACE FUNCTION papers_asked(plan_asked plan_ref, in_quarter quarter, body text, officer text, node text, edition integer,
                                        as_at date, known_at timestamptz) RETURNS SETOF papers
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
  SELECT scoped_paper((h.plan_id, h.plan, h.period, h.quarter, h.is_reported, h.previous_quarter, h.earlier, h.day, h.known,
         h.publication_id,
                       h.edition, h.published_at, h.noun, h.scope_kind, h.scope_id, h.scope,
                       CASE WHEN papers_asked.plan_asked IS NULL THEN 'p' || h.plan_id || '-' ELSE '' END,
                       h.words, h.long_words, h.chips, h.letters)::papers,
                      papers_asked.body, papers_asked.officer, papers_asked.node)
    FROM unnest(paper_plans(papers_asked.plan_asked)) WITH ORDINALITY p (plan_id, n)
   CROSS JOIN LATERAL paper_head(p.plan_id, papers_asked.in_quarter, papers_asked.as_at, papers_asked.known_at,
                                 CASE WHEN papers_asked.edition IS NOT NULL
                                      THEN publication_of(p.plan_id, papers_asked.in_quarter, papers_asked.edition) END) h
   ORDER BY p.n;
END;
COMMENT ON FUNCTION papers_asked(plan_ref, quarter, text, text, text, integer, date, timestamptz) IS
  'One row per paper that the arguments of report_html ask for.';

CREATE OR REPLACE FUNCTION rows_of_paper(paper papers) RETURNS paper_items[]
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(array_agg((paper.plan_id, r."position", r.item_id, r.ref, r.title, r.aim_id, r.aim, r.group_id, r.group_title,
                             r.group_items, r.lead, r.committee, r.due, r.due_words, r.was_words, r.date_reason, r.is_redated, r.earlier,
                             r.rating, r.previous_rating, r.movement, r.is_new, r.commentary, r.corrective_action)::paper_items
                            ORDER BY r."position"), '{}')
    FROM paper_rows(rows_of_paper.paper) r;
END;
COMMENT ON FUNCTION rows_of_paper(papers) IS 'The rows of a paper as one value, so that all its sections count the same ones.';

-- jit is off: a page is many queries that run once each, and to compile one takes longer than to run it.
CREATE OR REPLACE FUNCTION report_html(of_plan plan_ref DEFAULT NULL, in_quarter quarter DEFAULT NULL, body text DEFAULT NULL,
                                       officer text DEFAULT NULL, node text DEFAULT NULL, edition integer DEFAULT NULL,
                                       as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity') RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  paper papers;
  rows paper_items[];
  articles text := '';
  names text := '';
  title text;
  status text;
BEGIN
  PERFORM check_paper(of_plan, in_quarter, edition, as_at, known_at, num_nonnulls(body, officer, node));
  FOR paper IN SELECT p.* FROM papers_asked(of_plan, in_quarter, body, officer, node, edition, as_at, known_at) p LOOP
    rows := rows_of_paper(paper);
    CONTINUE WHEN of_plan IS NULL AND rows = '{}' AND paper.scope_kind IS NOT NULL;
    articles := articles || paper_article(paper, rows);
    names := names || format('<li><a href="#%stitle">%s</a></li>', paper.anchor, xml_text(paper.plan));
    title := concat_ws(', ', paper_title(paper), quarter_words(paper.quarter));
    status := paper_status(paper);
  END LOOP;
  IF of_plan IS NULL THEN
    title := coalesce('Progress of all plans' || coalesce(', ' || quarter_words(in_quarter), '') || coalesce(': ' || coalesce(body,
           officer, node), ''));
    articles := CASE WHEN names = '' THEN format('<h1>%s</h1><p>There is nothing to report.</p>', xml_text(title))
                     ELSE format(E'<nav class="toc" aria-label="Plans"><ul>%s</ul></nav>\n', names) || articles END;
  END IF;
  RETURN whole_page(title, coalesce(status, 'Draft – not approved'), '<a class="skip" href="#main">Skip to the report</a>'
                    || format(E'<main id="main"%s>\n', CASE WHEN of_plan IS NULL THEN ' class="many"' END) || articles || E'</main>\n');
END
$body$;
COMMENT ON FUNCTION report_html(plan_ref, quarter, text, text, text, integer, date, timestamptz) IS
  'The paper a committee reads, one self-contained page: of a plan (none: of all that have items, one after another), in a quarter (none: '
  'the latest reported), whole or one committee''s, officer''s or node''s part, as at a day and as known at a moment, or a published '
  'edition (of that quarter, or of the latest that has it). An edition says which it is and when it was published, anything else that it '
  'is a draft.';
