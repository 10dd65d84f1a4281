-- report_html: well-formed, self-contained, readable without colour, escaped, and right.
-- Run from the repository's top folder: psql reads demo/data.
\set ECHO none
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset pager off
\set ON_ERROR_STOP on
BEGIN;
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS golden_thread;
SELECT plan(69);

-- The helpers.

SELECT is(html_escape($$<a href="x" title='y'>&amp;</a>$$), '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;', 'html_escape: all five characters, the ampersand first');
SELECT is(html_escape(NULL), NULL, 'html_escape of NULL is NULL');
SELECT is(html_date('2025-03-05'), '5 Mar 2025', 'html_date');
SELECT results_eq($$SELECT html_ink(c) FROM unnest(ARRAY['#000000', '#ffffff', '#c5221f', '#ffbf00', '#00703c']) WITH ORDINALITY u (c, n) ORDER BY n$$,
  ARRAY['#ffffff', '#000000', '#ffffff', '#000000', '#ffffff'], 'html_ink: white on dark, black on light');
-- Contrast by the WCAG formula, written out again.
CREATE FUNCTION pg_temp.luminance(colour text) RETURNS float8 LANGUAGE sql AS $$
  SELECT sum(w * CASE WHEN v / 255.0 <= 0.04045 THEN v / 255.0 / 12.92 ELSE ((v / 255.0 + 0.055) / 1.055) ^ 2.4 END)
    FROM (VALUES (('x' || substr(colour, 2, 2))::bit(8)::integer, 0.2126), (('x' || substr(colour, 4, 2))::bit(8)::integer, 0.7152),
                 (('x' || substr(colour, 6, 2))::bit(8)::integer, 0.0722)) c (v, w) $$;
CREATE FUNCTION pg_temp.contrast(a text, b text) RETURNS float8 LANGUAGE sql AS $$
  SELECT (greatest(pg_temp.luminance(a), pg_temp.luminance(b)) + 0.05) / (least(pg_temp.luminance(a), pg_temp.luminance(b)) + 0.05) $$;
SELECT is_empty($$SELECT r FROM unnest('{B,S,G,AG,A,AR,R}'::rag[]) r WHERE pg_temp.contrast(colour_hex(r), html_ink(colour_hex(r))) < 4.5$$,
  'every rating is printed with a contrast of 4.5 or more');
SELECT is_empty(
  $$SELECT m[1], bg FROM regexp_matches(report_css(), '(?:[^-]|^)color: (#[0-9a-f]{6}|#[0-9a-f]{3})\M', 'g') m
     CROSS JOIN unnest(ARRAY['#ffffff', '#eef2f6']) bg
     CROSS JOIN LATERAL (SELECT CASE length(m[1]) WHEN 4 THEN regexp_replace(m[1], '([0-9a-f])', '\1\1', 'g') ELSE m[1] END AS colour) c
    WHERE pg_temp.contrast(c.colour, bg) < 4.5$$,
  'and every other text too');
SELECT is_empty($$SELECT r FROM unnest('{B,S,G,AG,A,AR,R}'::rag[]) r WHERE html_rating(r) NOT LIKE '%<b>' || r || '</b> ' || label(r) || '</span>'$$,
  'a rating is its letter and its word');
SELECT ok(html_rating(NULL) LIKE '%>Not rated</span>', 'and no rating says so');
SELECT is(html_rating('R', '<b>', '"x'), '<span class="rag own" style="background:' || colour_hex('R') || ';color:#ffffff"><b>R</b> &lt;b&gt;</span>', 'a label is escaped, and what is no colour is not printed');
SELECT is(html_tally_bar('Plan "A"', '0'), '<div class="bar" role="img" aria-label="Plan &quot;A&quot;: no items"></div>', 'a bar of nothing');
SELECT ok(html_tally_bar('P', 'R1 AG2 B3 ?4') LIKE '<div class="bar" role="img" aria-label="P: 1 red, 2 amber/green, 3 complete, 4 not rated">%>R&#160;1</span>%>AG&#160;2</span>%>B&#160;3</span>%>?&#160;4</span></div>',
  'a bar has its figures as text, and letter and number in every part');
SELECT lives_ok($$SELECT html_columns('x', '{a,b}', '{0,0}', '{0,0}')::xml$$, 'a chart of zeros divides by nothing');

-- A small register full of markup.

SELECT create_register('reg');
SET search_path = reg, public;
CREATE TEMP TABLE evil AS SELECT $$</td><script>alert("x")</script>&'$$::text AS evil;
INSERT INTO plans (title, source_document) SELECT 'Plan A ' || evil, evil FROM evil;
INSERT INTO plans (title) VALUES ('Five steps'), ('Never reported'), ('Without items');
INSERT INTO items (plan_id, level, ref, title, state, state_since, state_reason)
SELECT 1, 'action', n || evil, 'title ' || evil, CASE WHEN n = 6 THEN 'withdrawn' ELSE 'active' END, CASE WHEN n = 6 THEN date '2024-05-01' END, evil FROM evil, generate_series(1, 6) n;
INSERT INTO items (plan_id, level, ref, title) VALUES (2, 'action', 'F1', 'five'), (3, 'deliverable', 'N1', 'new');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, corrective_action)
SELECT n, q, start_date(q), end_date(q), r, 'x', evil, evil
  FROM evil, (VALUES (1, 'Q1 2024/25'::quarter, 'R'::rag), (2, 'Q1 2024/25', 'A'), (1, 'Q2 2024/25', 'A'), (2, 'Q2 2024/25', 'R'), (3, 'Q2 2024/25', 'B'), (4, 'Q2 2024/25', NULL),
                     (7, 'Q2 2024/25', 'AR')) v (n, q, r);
INSERT INTO due_dates (item_id, revision, period, raw) SELECT v.n, v.rev, plan_period(v.p), evil
  FROM evil, (VALUES (1, 0, 'May 2024'), (1, 1, 'July 2024'), (4, 0, 'May 2024'), (5, 0, 'March 2026'), (2, 0, 'From June 2024'), (2, 1, 'From July 2024')) v (n, rev, p);
INSERT INTO nodes (plan_id, level, ref, title) SELECT 1, 'outcome', evil, 'node ' || evil FROM evil;
INSERT INTO links (from_item_id, to_node_id, relation) SELECT n, 1, 'contributes_to' FROM generate_series(1, 3) n;
INSERT INTO officers (name) SELECT 'officer ' || evil FROM evil;
INSERT INTO bodies (name) SELECT 'body ' || evil FROM evil;
INSERT INTO item_officers (item_id, officer_id, role, raw) SELECT n, 1, evil, 'x' FROM evil, generate_series(1, 4) n;
INSERT INTO item_bodies (item_id, body_id, role, raw) SELECT n, 1, 'committee', 'x' FROM generate_series(1, 4) n;
INSERT INTO document_kinds (kind, title, record, plan_id) SELECT evil, evil, 'item', 1 FROM evil;
INSERT INTO imports (kind, file_name, headings, delimiter, on_bad, rows_read, rows_loaded, rows_unchanged, rows_refused, recorded_at)
SELECT evil, evil, '{a}', ',', 'good', 2, 1, 0, 1, now() FROM evil;
INSERT INTO import_errors (import_id, line, column_name, value, reason, hint) SELECT 1, 2, evil, evil, evil, evil FROM evil;
INSERT INTO legends (plan_id, word, rating, label, colour) SELECT 2, w, r, l, c
  FROM evil, (VALUES ('half', 'AR'::rag, 'Hälfte', '#FFFFFF'), ('none', NULL, 'No idea', NULL), ('', 'S', 'To come', NULL)) v (w, r, l, c);
INSERT INTO items (plan_id, level, ref, title) VALUES (2, 'action', 'F2', 'five two');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) VALUES (9, 'Q2 2024/25', '2024-07-01', '2024-09-30', 'R', 'R');
INSERT INTO legends (plan_id, word, rating, label) SELECT 2, 'o', 'R', 'own ' || evil FROM evil;
SET search_path = public;

CREATE TEMP TABLE page (name text, html text, doc xml);
INSERT INTO page SELECT 'all', report_html('reg', NULL, NULL, '2024-10-01');
INSERT INTO page SELECT 'A', report_html('reg', (SELECT title FROM reg.plans WHERE plan_id = 1), NULL, '2024-10-01');
INSERT INTO page SELECT 'A Q1', report_html('reg', (SELECT title FROM reg.plans WHERE plan_id = 1), 'Q1 2024/25', '2024-10-01');
INSERT INTO page SELECT 'never', report_html('reg', 'Never reported', NULL, '2024-10-01');
INSERT INTO page SELECT 'no items', report_html('reg', 'Without items', NULL, '2024-10-01');
SELECT create_register('nothing yet');
INSERT INTO page SELECT 'empty', report_html('nothing yet', NULL, NULL, '2024-10-01');
SELECT lives_ok($$UPDATE page SET doc = xmlparse(DOCUMENT html)$$, 'every page is well-formed, so every tag is closed and every text escaped');

CREATE FUNCTION pg_temp.texts(path text, doc xml) RETURNS text[] LANGUAGE sql AS $$ SELECT xpath(path, doc)::text[] $$;
SELECT is_empty($$SELECT name FROM page WHERE html NOT LIKE E'<!DOCTYPE html>\n<html lang="en-GB">%'$$, 'HTML5, in British English');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('/html/head/title', doc)) <> 1 OR cardinality(xpath('//h1', doc)) <> 1 OR cardinality(xpath('//main', doc)) <> 1$$,
  'one title, one first heading, one main part');
SELECT is_empty(
  $$SELECT name FROM (SELECT name, h.level::integer, lag(h.level::integer) OVER (PARTITION BY name ORDER BY h.n) AS before
                        FROM page CROSS JOIN LATERAL unnest(pg_temp.texts('//*[self::h1 or self::h2 or self::h3 or self::h4]', doc)) WITH ORDINALITY t (x, n)
                       CROSS JOIN LATERAL (SELECT substr(t.x, 3, 1) AS level, t.n) h) o
     WHERE level > coalesce(before, 0) + 1$$,
  'headings are in order, no level left out');
SELECT is_empty($$SELECT name FROM page WHERE html ~* '<script[ >]|<link[ >]|<iframe|<img|<object|@import|url\(|https?:|[^a-z]src=|javascript:|\son[a-z]+='$$,
  'nothing is loaded from elsewhere, and no script runs');
SELECT is_empty($$SELECT name FROM page CROSS JOIN unnest(pg_temp.texts('//@href', doc)) u (href)
                   WHERE u.href !~ '^#' OR cardinality(xpath(format('//*[@id="%s"]', substr(u.href, 2)), doc)) <> 1$$, 'every link goes to a place on the page');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('//table[not(caption)] | //th[not(@scope)] | //table[not(thead)]', doc)) > 0$$,
  'every table has a caption and every heading its scope');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('//tr[count(*) != count(ancestor::table/thead/tr/th)]', doc)) > 0$$, 'every row has as many cells as the heading');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('//caption[not(span[@class="source"])]', doc)) > 0$$, 'every table names its source');
SELECT is_empty(
  $$SELECT name, u.text FROM page CROSS JOIN unnest(pg_temp.texts('//span[@class="source"]/text()', doc)) u (text)
     CROSS JOIN LATERAL (SELECT regexp_match(u.text, '^Source: (reg|nothing yet)\.(\w+)$')) m (source)
     WHERE m.source IS NULL OR to_regclass(format('%I.%I', m.source[1], m.source[2])) IS NULL$$,
  'and every source is there to be asked');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('//*[@role="img"][not(@aria-label)] | //svg[not(@aria-label)]', doc)) > 0$$, 'every picture has its figures as text');
SELECT is_empty(
  $$SELECT name, x FROM page CROSS JOIN unnest(pg_temp.texts('//span[contains(@class, "rag")]', doc)) x
     WHERE x !~ '"rag" style="[^"]*"><b>(B|S|G|AG|A|AR|R)</b> (Complete|Scheduled|Green|Amber/Green|Amber|Amber/Red|Red)</span>$'
       AND x !~ '"rag own" style="[^"]*"><b>(B|S|G|AG|A|AR|R)</b> [^ <][^<]*</span>$' AND x !~ '>Not rated</span>$'$$,
  'every rating is read without its colour');
SELECT cmp_ok((SELECT count(*) FROM page CROSS JOIN unnest(pg_temp.texts('//text()', doc)) t WHERE name = 'all' AND t LIKE '%&lt;script&gt;%'), '>', 40::bigint,
  'the markup in the data is on the page, as text');
SELECT ok((SELECT position('id="summary"' IN html) < position('id="exceptions"' IN html) AND position('id="exceptions"' IN html) < position('id="progress"' IN html)
             FROM page WHERE name = 'all'), 'summary, then exceptions, then the rest');
SELECT is(report_html('reg', NULL, NULL, '2024-10-01'), (SELECT html FROM page WHERE name = 'all'), 'the same call gives the same page');

-- Which plans, which quarter.

CREATE FUNCTION pg_temp.cells(page_name text, caption text) RETURNS TABLE (cells text[]) LANGUAGE sql AS $$
  SELECT ARRAY(SELECT regexp_replace(c, '<[^>]*>', '', 'g') FROM unnest(pg_temp.texts('/tr/*', t.x::xml)) WITH ORDINALITY u (c, n) ORDER BY n)
    FROM page CROSS JOIN LATERAL unnest(xpath(format('//table[starts-with(caption/text(), "%s")]/tbody/tr', caption), doc)) WITH ORDINALITY t (x, n)
   WHERE name = page_name ORDER BY t.n $$;
SELECT results_eq($$SELECT * FROM pg_temp.cells('all', 'Progress of each plan') WHERE cells[1] IN ('Five steps', 'Never reported')$$,
  $$VALUES ('{"Five steps","Q2 2024/25",0,0,0,1,1,0,0,2,0,"R Red"}'::text[]), ('{"Never reported","never reported",0,0,0,0,0,0,1,1,"","Not rated"}')$$,
  'half steps have columns where there are any; a plan that never reported is there without a percentage');
SELECT is_empty($$SELECT * FROM pg_temp.cells('all', 'Progress of each plan') WHERE cells[1] = 'Without items'$$, 'a plan without items is not in a report of all');
SELECT results_eq($$SELECT cells[2:] FROM pg_temp.cells('A', 'Progress of each plan')$$,
  $$VALUES ('{"Q1 2024/25",0,0,1,1,0,3,5,0,"R Red"}'::text[]), ('{"Q2 2024/25",1,0,1,1,0,2,5,20,"R Red"}')$$, 'progress, quarter by quarter, without empty half steps');
SELECT results_eq($$SELECT cells[2:] FROM pg_temp.cells('A Q1', 'Progress of each plan')$$, $$VALUES ('{"Q1 2024/25",0,0,1,1,0,3,5,0,"R Red"}'::text[])$$,
  'a report of an earlier quarter knows no later one');
SELECT ok((SELECT html LIKE '%Q2 2024/25: 1 of 5 items are complete (20%); 1 red, 1 amber, 2 not rated. Overall red.%' FROM page WHERE name = 'A'), 'the summary sentence');
SELECT ok((SELECT html LIKE '%; 1 red, 1 amber/red, 0 amber. Overall red.%' FROM page WHERE name = 'all'), 'half steps are called what they are');
SELECT ok((SELECT html LIKE '%1 items; no ratings reported.%' FROM page WHERE name = 'never'), 'or that there are no ratings');
SELECT results_eq($$SELECT left(cells[1], 1), cells[3], cells[4] FROM pg_temp.cells('A', 'Off track')$$, $$VALUES ('2', 'Q2 2024/25', 'R Red')$$, 'escalate: the Red of the latest quarter');
SELECT is((SELECT count(*) FROM pg_temp.cells('all', 'Off track') WHERE cells[1] = 'F1'), 1::bigint, 'and Amber/Red');
SELECT results_eq($$SELECT left(cells[1], 1), cells[3], cells[4] FROM pg_temp.cells('A Q1', 'Off track')$$, $$VALUES ('1', 'Q1 2024/25', 'R Red')$$, 'or of the quarter asked for');
SELECT results_eq($$SELECT left(cells[1], 1), cells[4] FROM pg_temp.cells('A', 'Mainly on track')$$, $$VALUES ('1', 'A Amber')$$, 'monitor');
SELECT results_eq($$SELECT left(cells[1], 1), cells[3:] FROM pg_temp.cells('A', 'Rating of each item')$$,
  $$VALUES ('1', '{"R Red","A Amber",improved}'::text[]), ('2', '{"A Amber","R Red",worsened}'), ('3', '{"Not rated","B Complete","first rated"}'),
           ('4', '{"Not rated","Not rated",unrated}'), ('5', '{"Not rated","Not rated",unrated}')$$, 'movement from Q1 to Q2');
SELECT is_empty($$SELECT * FROM pg_temp.cells('A Q1', 'Rating of each item')$$, 'and none in the first quarter');
SELECT results_eq($$SELECT cells[3:] FROM pg_temp.cells('A', 'Items at or under each')$$, $$VALUES ('{1,0,1,1,0,0,3,33,"R Red"}'::text[])$$, 'by outcome');
SELECT results_eq($$SELECT cells[2:] FROM pg_temp.cells('A', 'By committee')$$, $$VALUES ('{1,0,1,1,0,1,4,25,"R Red"}'::text[]), ('{0,0,0,0,0,1,1,"","Not rated"}')$$, 'by body, those without one last');
SELECT results_eq($$SELECT cells[3:] FROM pg_temp.cells('A', 'By officer')$$, $$VALUES ('{1,0,1,1,0,1,4,25,"R Red"}'::text[]), ('{0,0,0,0,0,1,1,"","Not rated"}')$$, 'by officer');
SELECT results_eq($$SELECT left(cells[1], 1), cells[3:7] FROM pg_temp.cells('A', 'Items whose deadline was revised')$$,
  $$SELECT '1', '{"31 May 2024","31 Jul 2024",1,2,61}'::text[] UNION ALL SELECT '2', ARRAY[x.evil, x.evil, '1', '', ''] FROM evil CROSS JOIN LATERAL xmlelement(NAME e, evil) e
     CROSS JOIN LATERAL (SELECT regexp_replace(e::text, '</?e>', '', 'g') AS evil) x$$,
  'slippage in months and days; where a deadline has no end, the cells as printed');
SELECT results_eq($$SELECT left(cells[1], 1), cells[3:6] FROM pg_temp.cells('A', 'Not complete and past')$$,
  $$VALUES ('4', '{"31 May 2024",123,4,"Not rated"}'::text[]), ('1', '{"31 Jul 2024",62,2,"A Amber"}')$$, 'overdue, longest first');
SELECT is((SELECT sum((c[2])::integer) FROM page CROSS JOIN LATERAL unnest(xpath('//table[contains(caption/text(), "items due and under way")]/tbody/tr', doc)) t (x)
            CROSS JOIN LATERAL (SELECT ARRAY(SELECT regexp_replace(y, '<[^>]*>', '', 'g') FROM unnest(pg_temp.texts('/tr/*', t.x)) y)) r (c) WHERE name = 'A'), 3::bigint,
  'three items have a deadline with an end');
SELECT results_eq($$SELECT cells[3:] FROM pg_temp.cells('A', 'Items per outcome')$$, $$VALUES ('{3,3,1,33,"R Red"}'::text[])$$, 'the golden thread');
SELECT is((SELECT count(*) FROM pg_temp.cells('A', 'Items that nothing links')), 2::bigint, 'and who has no place in it');
SELECT is((SELECT count(*) FROM pg_temp.cells('A', 'Items left out')), 1::bigint, 'who is left out is said');
INSERT INTO page SELECT 'April', h, xmlparse(DOCUMENT h) FROM report_html('reg', (SELECT title FROM reg.plans WHERE plan_id = 1), NULL, '2024-04-30') h;
SELECT is_empty($$SELECT FROM pg_temp.cells('April', 'Items left out')$$, 'but not before it left');
SELECT ok((SELECT html LIKE '%<th scope="row" class="s">F1</th>%<span class="rag own" style="background:#FFFFFF;color:#000000"><b>AR</b> Hälfte</span>%' FROM page WHERE name = 'all'),
  'a plan''s own word and colour, in ink that can be read');
SELECT results_eq($$SELECT left(cells[1], 2), left(cells[5], 6) FROM pg_temp.cells('all', 'Off track') WHERE cells[1] IN ('F1', 'F2') OR cells[2] LIKE 'title%' ORDER BY cells[1] COLLATE "C"$$,
  $$VALUES ('2&', 'R Red'), ('F1', 'AR Häl'), ('F2', 'R own ')$$, 'and no other plan''s');
SELECT results_eq($$SELECT cells[2:3], left(cells[4], 6) FROM pg_temp.cells('all', 'The plans'' own words')$$,
  $$VALUES ('{o,"R Red"}'::text[], 'own &l'), ('{half,"AR Amber/Red"}', 'Hälfte'), ('{(blank),"S Scheduled"}', 'To com'), ('{none,"Not rated"}', 'No ide')$$,
  'the notes list the legend');
SELECT is((SELECT count(*) FROM pg_temp.cells('A', 'Cells refused')), 1::bigint, 'and what was refused');

-- What it refuses.

CREATE FUNCTION pg_temp.refusal(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE code text; hint text;
BEGIN EXECUTE call; RETURN 'no error'; EXCEPTION WHEN OTHERS THEN GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, hint = PG_EXCEPTION_HINT; RETURN code || ' ' || coalesce(hint, 'no hint'); END $$;
SELECT ok(pg_temp.refusal($$SELECT report_html('nowhere')$$) ~ '^42704 .*registers\(\)', 'no such schema: a hint where to look');
SELECT ok(pg_temp.refusal($$SELECT report_html('public')$$) ~ '^42704 .*registers\(\)', 'a schema that is no register');
SELECT ok(pg_temp.refusal($$SELECT report_html(NULL)$$) ~ '^42704 ', 'no schema at all');
SELECT ok(pg_temp.refusal($$SELECT report_html('reg', 'Plan Z')$$) ~ '^42704 .*"Five steps", "Never reported"', 'no such plan: the hint lists those there are');
SELECT is(pg_temp.refusal($$SELECT report_html('nothing yet', 'Plan Z')$$), '42704 The register holds no plans yet.', 'or says that there are none');
SELECT create_register('sep', 9);
SELECT is(pg_temp.refusal($$SELECT report_html('sep', quarter => 'Q2 2025/26')$$), '22023 Write "Q2 2025/26 (Sep)".', 'a quarter of another calendar is refused, not printed as nothing');
SELECT lives_ok($$SELECT report_html('sep', quarter => 'Q2 2025/26 (Sep)')$$, 'its own is not');
SELECT ok(pg_temp.refusal($$SELECT report_html('reg', NULL, NULL, 'infinity')$$) ~ '^22023 ', 'a day that is none');
SELECT ok(pg_temp.refusal($$SELECT report_html('reg', NULL, NULL, NULL)$$) ~ '^22023 ', 'or is missing');
CREATE ROLE gt_test_reader;
GRANT USAGE ON SCHEMA public TO gt_test_reader;
SET ROLE gt_test_reader;
SELECT throws_ok($$SELECT report_html('reg')$$, '42501', NULL, 'who may not read the register gets no report');
RESET ROLE;

-- The council's own figures.

SELECT create_register('council');
SET search_path = council, public;
\i demo/council_mappings.sql
\i demo/council_import.sql
SET search_path = public;
INSERT INTO page SELECT 'council', h, xmlparse(DOCUMENT h) FROM report_html('council', NULL, NULL, '2025-05-31') h;
INSERT INTO page SELECT 'delivery', h, xmlparse(DOCUMENT h) FROM report_html('council', 'Delivery Plan 2025/26', NULL, '2025-05-31') h;
SELECT results_eq($$SELECT * FROM pg_temp.cells('council', 'Progress of each plan') WHERE cells[1] = 'Corporate Peer Challenge Action Plan'$$,
  $$VALUES ('{"Corporate Peer Challenge Action Plan","Q1 2025/26",51,2,3,17,0,0,73,70,"R Red"}'::text[])$$, 'Completed 51, Green 2, Amber 3, Red 17, Scheduled 0, Total 73, 70%');
SELECT results_eq($$SELECT cells[5], count(*) FROM pg_temp.cells('council', 'Items whose deadline was revised') GROUP BY 1 ORDER BY 1$$,
  $$VALUES ('28 Feb 2025', 1::bigint), ('31 Mar 2025', 12)$$, '13 peer actions were re-baselined, 12 to March 2025 and one to February');
SELECT is((SELECT count(*) FROM pg_temp.cells('council', 'Rating of each item')), 66::bigint, '66 actions of the 2024-25 plan, Q1 and Q2');
SELECT is((SELECT sum(cells[3]::integer) FROM pg_temp.cells('delivery', 'Items per outcome') WHERE cells[2] = 'Outcome'), 71::bigint, 'the 58 deliverables have 71 links to outcomes');
SELECT results_eq($$SELECT cells[2], sum(cells[3]::integer), sum(cells[4]::integer) FROM pg_temp.cells('delivery', 'Items per outcome') WHERE cells[2] IN ('Commitment', 'Plan') GROUP BY 1 ORDER BY 1$$,
  $$VALUES ('Commitment', 71::bigint, 58::bigint), ('Plan', 71, 58)$$, 'and are 58 at the commitments and at the plan');

SELECT * FROM finish();
ROLLBACK;
