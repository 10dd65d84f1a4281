-- report_html and plan_on_a_page_html: well-formed, self-contained, readable without colour, escaped, and right.
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
SELECT plan(87);

-- A small register full of markup.

SELECT create_register('reg');
SET search_path = reg, public;
CREATE TEMP TABLE evil AS SELECT $$</td></style><script>alert("x")</script>&'$$::text || E'\x01' AS evil;
INSERT INTO plans (title, source_document) SELECT 'Plan A ' || evil, evil FROM evil;
INSERT INTO plans (title, scale) VALUES ('Five steps', 'five'), ('Never reported', 'three'), ('Without items', 'three');
INSERT INTO items (plan_id, level, ref, title, recorded_at)
SELECT 1, 'action', n || evil, 'title ' || evil, '2024-01-01' FROM evil, generate_series(1, 6) n;
INSERT INTO items (plan_id, level, ref, title) VALUES (2, 'action', 'F1', 'five'), (3, 'deliverable', 'N1', 'new');
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, corrective_action)
SELECT n, q, start_date(q), end_date(q), r, 'x', evil, evil
  FROM evil, (VALUES (1, 'Q1 2024/25'::quarter, 'R'::rag), (2, 'Q1 2024/25', 'A'), (1, 'Q2 2024/25', 'A'), (2, 'Q2 2024/25', 'R'), (3, 'Q2 2024/25', 'B'),
                     (4, 'Q2 2024/25', NULL), (6, 'Q1 2024/25', 'G'), (7, 'Q2 2024/25', 'AR')) v (n, q, r);
-- 5 begins in the second quarter, 6 ends in it.
INSERT INTO item_states (item_id, state, since, reason) SELECT 5, 'active', date '2024-08-01', evil FROM evil;
INSERT INTO item_states (item_id, state, since, reason) SELECT 6, 'withdrawn', date '2024-08-01', 'gone ' || evil FROM evil;
INSERT INTO due_dates (item_id, revision, period, raw, reason) SELECT v.n, v.rev, plan_period(v.p), v.p || evil, 'why ' || evil
  FROM evil, (VALUES (1, 0, 'May 2024'), (1, 1, 'July 2024'), (4, 0, 'May 2024'), (5, 0, 'March 2026'), (2, 0, 'From June 2024'), (2, 1, 'From July 2024')) v (n, rev, p);
INSERT INTO nodes (plan_id, level, ref, title) SELECT 1, l, l || evil, 'node ' || evil FROM evil, unnest('{aim,priority}'::text[]) WITH ORDINALITY u (l, n) ORDER BY n;
INSERT INTO links (from_node_id, to_node_id, relation) VALUES (2, 1, 'part_of');
INSERT INTO links (from_item_id, to_node_id, relation) SELECT n, 2, 'part_of' FROM generate_series(1, 3) n;
INSERT INTO officers (name) SELECT 'officer ' || evil FROM evil;
INSERT INTO bodies (name) SELECT v.name || evil FROM evil, (VALUES ('body '), ('other ')) v (name);
INSERT INTO item_officers (item_id, officer_id, role, raw) SELECT n, 1, evil, 'x' FROM evil, generate_series(1, 4) n;
INSERT INTO item_bodies (item_id, body_id, role, raw) SELECT n, 1, 'committee', 'x' FROM generate_series(1, 4) n UNION ALL SELECT 1, 2, 'board', 'x';
INSERT INTO legends (plan_id, word, rating, label) SELECT 1, w, r, l
  FROM evil, LATERAL (VALUES ('r', 'R'::rag, 'Off <b>track</b> – badly' || evil), ('s', 'S', 'Scheduled - not yet started (S)')) v (w, r, l);
INSERT INTO measures (plan_id, node_id, ref, title, unit) SELECT 1, 2, 'K' || evil, 'kpi ' || evil, evil FROM evil;
INSERT INTO measure_targets (measure_id, quarter, target, amber) VALUES (1, 'Q2 2024/25', 10, 1);
INSERT INTO measure_values (measure_id, quarter, actual) VALUES (1, 'Q1 2024/25', 8), (1, 'Q2 2024/25', 9.5);
INSERT INTO money_lines (plan_id, item_id, ref, title, purpose, fiscal_year_start, standing, amount)
SELECT 1, 1, 'S' || evil, 'saving ' || evil, 'saving', 2024, s, a FROM evil, (VALUES ('target', 1200000), ('achieved', 850000), ('at risk', 150000)) v (s, a);
INSERT INTO risks (ref, title, kind, opened_on) SELECT 'R' || evil, 'risk ' || evil, 'strategic', '2024-01-01' FROM evil;
INSERT INTO risk_scores (risk_id, scored_on, likelihood, impact) VALUES (1, '2024-01-01', 5, 4), (1, '2024-06-01', 3, 4);
INSERT INTO risk_officers (risk_id, officer_id) VALUES (1, 1);
INSERT INTO risk_links (risk_id, item_id) VALUES (1, 2);
INSERT INTO risk_links (risk_id, node_id) VALUES (1, 2);

CREATE TEMP TABLE page (name text, html text, doc xml);
CREATE FUNCTION pg_temp.plan_a() RETURNS plan_ref LANGUAGE sql AS $$SELECT title::plan_ref FROM reg.plans WHERE plan_id = 1$$;
INSERT INTO page SELECT 'all', report_html(as_at => '2024-10-01');
INSERT INTO page SELECT 'A', report_html(pg_temp.plan_a(), as_at => '2024-10-01');
INSERT INTO page SELECT 'A Q1', report_html(pg_temp.plan_a(), 'Q1 2024/25');
INSERT INTO page SELECT 'A Q4', report_html(pg_temp.plan_a(), 'Q4 2024/25');
INSERT INTO page SELECT 'body', report_html(1, body => (SELECT upper(name) FROM bodies WHERE body_id = 2), as_at => '2024-10-01');
INSERT INTO page SELECT 'officer', report_html(1, officer => (SELECT name FROM officers), as_at => '2024-10-01');
INSERT INTO page SELECT 'node', report_html(1, node => (SELECT ref FROM nodes WHERE node_id = 1), as_at => '2024-10-01');
INSERT INTO page SELECT 'all of body', report_html(body => (SELECT name FROM bodies WHERE body_id = 2), as_at => '2024-10-01');
INSERT INTO page SELECT 'five', report_html('Five steps', as_at => '2024-10-01');
INSERT INTO page SELECT 'never', report_html('Never reported', as_at => '2024-10-01');
INSERT INTO page SELECT 'no items', report_html('Without items', as_at => '2024-10-01');
INSERT INTO page SELECT 'sheet', plan_on_a_page_html(1, '2024-10-01');
INSERT INTO page SELECT 'sheet of nothing', plan_on_a_page_html('Never reported', '2024-10-01');
SELECT publication_id FROM publish_quarter((SELECT title FROM plans WHERE plan_id = 1), 'Q2 2024/25') \g /dev/null
INSERT INTO page SELECT 'edition', report_html(1, edition => 1);
SET search_path = public;
SELECT create_register('nothing yet');
INSERT INTO page SELECT 'empty', "nothing yet".report_html();

SELECT lives_ok($$UPDATE page SET doc = xmlparse(DOCUMENT html)$$, 'every page is well-formed, so every tag is closed and every text escaped');
CREATE FUNCTION pg_temp.texts(path text, doc xml) RETURNS text[] LANGUAGE sql AS $$ SELECT xpath(path, doc)::text[] $$;
CREATE FUNCTION pg_temp.plain(html text) RETURNS text LANGUAGE sql AS $$ SELECT btrim(regexp_replace(regexp_replace(html, '<[^>]*>', ' ', 'g'), '\s+', ' ', 'g')) $$;

-- A page as such.

SELECT is_empty($$SELECT name FROM page WHERE html NOT LIKE E'<!DOCTYPE html>\n<html lang="en-GB">%'$$, 'HTML5, in British English');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('/html/head/title', doc)) <> 1 OR cardinality(xpath('//main', doc)) <> 1$$, 'one title, one main part');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('//h1', doc)) <> greatest(cardinality(xpath('//article[header]', doc)), 1)$$, 'a first heading for each plan');
SELECT is_empty(
  $$SELECT name FROM (SELECT name, h.level::integer, lag(h.level::integer) OVER (PARTITION BY name ORDER BY h.n) AS before
                        FROM page CROSS JOIN LATERAL unnest(pg_temp.texts('//*[self::h1 or self::h2 or self::h3 or self::h4]', doc)) WITH ORDINALITY t (x, n)
                       CROSS JOIN LATERAL (SELECT substr(t.x, 3, 1) AS level, t.n) h) o
     WHERE level > coalesce(before, 0) + 1$$,
  'headings are in order, no level left out');
SELECT is_empty($$SELECT name FROM page WHERE html ~* '<script[ >]|<link[ >]|<iframe|<img|<object|@import|url\(|[^a-z]src=|javascript:|\son[a-z]+='
                     OR replace(html, 'xmlns="http://www.w3.org/2000/svg"', '') ~* 'https?:'$$, 'nothing is loaded from elsewhere, and no script runs');
SELECT is_empty($$SELECT name FROM page CROSS JOIN unnest(pg_temp.texts('//@href', doc)) u (href)
                   WHERE u.href !~ '^#' OR cardinality(xpath(format('//*[@id="%s"]', substr(u.href, 2)), doc)) <> 1$$, 'every link goes to a place on the page');
SELECT is_empty($$SELECT name, i FROM page CROSS JOIN unnest(pg_temp.texts('//@id', doc)) i GROUP BY name, i HAVING count(*) > 1$$, 'no place is there twice');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('//table[not(caption)] | //th[not(@scope)] | //table[not(thead)]', doc)) > 0$$,
  'every table has a caption and every heading its scope');
SELECT is_empty($$SELECT name, c FROM page CROSS JOIN unnest(pg_temp.texts('//caption', doc)) c GROUP BY name, c HAVING count(*) > 1$$, 'no two tables have the same caption');
SELECT is_empty($$SELECT name, t FROM page CROSS JOIN unnest(pg_temp.texts('//nav/@aria-label', doc)) t GROUP BY name, t HAVING count(*) > 1$$, 'no two navigations the same name');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('//tbody/tr[not(*[@colspan]) and count(*) != count(ancestor::table/thead/tr/th)]', doc)) > 0$$,
  'every row has as many cells as the heading');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('//colgroup[count(col) != count(../thead/tr/th)]', doc)) > 0$$, 'and every table as many columns');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('//*[@role="img"][not(@aria-label)] | //*[local-name()="svg"][not(@aria-label)]', doc)) > 0$$, 'every picture has its figures as text');
SELECT is_empty($$SELECT name FROM page WHERE cardinality(xpath('//*[@tabindex]', doc)) > 0$$, 'no tab stop where there is nothing to do');
SELECT is_empty($$SELECT name, x FROM page CROSS JOIN unnest(pg_temp.texts('//span[starts-with(@class, "c ")] | //b[starts-with(@class, "k ")]', doc)) x
                   WHERE pg_temp.plain(x) !~ '^(R|AR|A|AG|G|S|B|–) ?[^ ]' AND pg_temp.plain(x) !~ '^(Achieved|Still to come|At risk)$'$$, 'every rating is read without its colour');
SELECT cmp_ok((SELECT count(*) FROM page CROSS JOIN unnest(pg_temp.texts('//text()', doc)) t WHERE name = 'A' AND t LIKE '%&lt;script&gt;%'), '>', 40::bigint,
  'the markup in the data is on the page, as text');
SELECT is_empty($$SELECT name FROM page WHERE html ~ '[\x01-\x08]'$$, 'and no control character');
SELECT is_empty($$SELECT name FROM page WHERE (regexp_match(html, '<style>(.*?)</style>'))[1] ~ '[<&]' OR html !~ '@bottom-left\{content:"[^"\n]*";font:[^\n]*\}\n'$$,
  'a title in the foot of the printed page ends neither string nor style');
SELECT is(reg.css_text('A–b "c" \ <d>'), $$"A\2013 b \22 c\22  \5c  \3c d\3e "$$, 'css_text: by number whatever is not plain');
SELECT is(reg.report_html(as_at => '2024-10-01'), (SELECT html FROM page WHERE name = 'all'), 'the same call gives the same page');

-- Colours, by the WCAG formula.

CREATE FUNCTION pg_temp.luminance(colour text) RETURNS float8 LANGUAGE sql AS $$
  SELECT sum(w * CASE WHEN v / 255.0 <= 0.04045 THEN v / 255.0 / 12.92 ELSE ((v / 255.0 + 0.055) / 1.055) ^ 2.4 END)
    FROM (SELECT CASE length(colour) WHEN 4 THEN regexp_replace(colour, '([0-9a-f])', '\1\1', 'g') ELSE colour END) x (c)
   CROSS JOIN LATERAL (VALUES (('x' || substr(c, 2, 2))::bit(8)::integer, 0.2126), (('x' || substr(c, 4, 2))::bit(8)::integer, 0.7152),
                              (('x' || substr(c, 6, 2))::bit(8)::integer, 0.0722)) p (v, w) $$;
CREATE FUNCTION pg_temp.contrast(a text, b text) RETURNS float8 LANGUAGE sql AS $$
  SELECT (greatest(pg_temp.luminance(a), pg_temp.luminance(b)) + 0.05) / (least(pg_temp.luminance(a), pg_temp.luminance(b)) + 0.05) $$;
CREATE TEMP TABLE colour AS
SELECT t.n AS theme, m[1] AS name, m[2] AS value
  FROM regexp_matches(reg.page_css(), ':root\{(.*?)\}', 'g') WITH ORDINALITY t (body, n) CROSS JOIN LATERAL regexp_matches(t.body[1], '--([a-z]+):(#[0-9a-f]+)', 'g') m;
SELECT is((SELECT count(DISTINCT theme) FROM colour), 2::bigint, 'a light and a dark style');
SELECT is_empty($$SELECT g.theme, g.name, t.name FROM colour g JOIN colour t ON t.theme = g.theme
   WHERE (t.name = g.name || 't' OR g.name IN ('page', 'panel') AND t.name IN ('ink', 'soft', 'link')) AND pg_temp.contrast(g.value, t.value) < 4.5$$,
  'every text has a contrast of 4.5 or more, every rating on its ground too');

SELECT is_empty($$SELECT letter FROM rag_bar_parts('R1 AR1 A1 AG1 G1 S1 B1 ?1', 8) WHERE pg_temp.contrast(fill, ink) < 4.5$$, 'and the letters of rag_bar_svg on theirs');

-- What it says: plan A, second quarter.

CREATE FUNCTION pg_temp.section(page_name text, id text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.plain(s.x) FROM page CROSS JOIN unnest(pg_temp.texts(format('//section[h2/@id="%s"]', id), doc)) s (x) WHERE name = page_name $$;
CREATE FUNCTION pg_temp.cells(page_name text, caption text) RETURNS TABLE (cells text[]) LANGUAGE sql AS $$
  SELECT ARRAY(SELECT pg_temp.plain(c) FROM unnest(pg_temp.texts('/tr/*', t.x::xml)) WITH ORDINALITY u (c, n) ORDER BY n)
    FROM page CROSS JOIN LATERAL unnest(xpath(format('//table[starts-with(caption/text(), "%s")]/tbody/tr', caption), doc)) WITH ORDINALITY t (x, n)
   WHERE name = page_name ORDER BY t.n $$;
CREATE FUNCTION pg_temp.ids(page_name text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(i, ' ' ORDER BY n) FROM page CROSS JOIN unnest(pg_temp.texts('//section/h2/@id', doc)) WITH ORDINALITY u (i, n) WHERE name = page_name $$;
SELECT is(pg_temp.ids('A'), 'summary changes exceptions glance actions measures savings risks notes', 'the answer first, then what changed, what is wrong, and all the rest');
SELECT is(pg_temp.ids('body'), 'summary changes exceptions actions measures savings risks glance notes', 'of a part the picture comes later');
SELECT is(pg_temp.ids('never'), 'summary glance actions notes', 'a section with nothing in it is left out');
SELECT is((SELECT (xpath('string(//p[@class="lead"])', doc))[1]::text FROM page WHERE name = 'A'),
  'At the end of Quarter 2 2024/25, 1 of the plan’s 5 actions is on track or completed, 1 has minor issues, 1 is off track with major issues and 2 are not rated.'
  ' Since Quarter 1, 1 improved, 1 worsened, none was completed, 1 received a first rating, 1 is new and 1 was withdrawn.', 'two sentences: how it stands and what moved, new and withdrawn ones included');
SELECT results_eq($$SELECT cells[1], cells[3:] FROM pg_temp.cells('A', 'Ratings quarter by quarter')$$,
  $$VALUES ('Q1 2024/25', '{1,1,1,0,0,2,5}'::text[]), ('Q2 2024/25', '{1,1,0,0,1,2,5}'), ('Q3, Q4', '{}')$$, 'quarter by quarter, those to come named');
SELECT results_eq($$SELECT left(cells[1], 5), cells[3:] FROM pg_temp.cells('A', 'Ratings by committee')$$,
  $$VALUES ('body ', '{1,1,0,0,1,1,4}'::text[]), ('other', '{0,1,0,0,0,0,1}'), ('No co', '{0,0,0,0,0,1,1}')$$, 'by committee, those without one last');
SELECT ok(pg_temp.section('A', 'summary') LIKE '%so the column adds up to 6, not 5.%', 'and why it adds up to more');
SELECT ok(pg_temp.section('A', 'summary') LIKE '%S Scheduled - not yet started B Complete%', 'the key has the plan''s own words, without the letter in parentheses');
SELECT ok(pg_temp.section('A', 'summary') ~ 'R Off &lt;b&gt;track&lt;/b&gt; – badly' AND pg_temp.section('A', 'actions') ~ 'R Off &lt;b&gt;track&lt;/b&gt; Worse', 'a chip has the first of them');
SELECT ok(pg_temp.section('A', 'changes') ~ 'Worsened: 1 2.*First rating: 1 3.*Improved: 1 1.*Completed: 0 No action was completed.*New: 1 5.*Withdrawn: 1 6.*gone', 'what changed, each kind with a number');
SELECT ok(pg_temp.section('A', 'summary') ~ 'note 1 new action [(]5' AND pg_temp.section('A', 'summary') ~ 'note that 6.* no longer counts[.]', 'what members are asked, in the singular and plural');
SELECT results_eq($$SELECT left(cells[1], 1), left(cells[2], 11), left(cells[3], 11), left(cells[4], 3) FROM pg_temp.cells('A', 'Dates changed: 2')$$,
  $$VALUES ('1', '31 May 2024', '31 Jul 2024', 'why'), ('2', 'From June 2', 'From July 2', 'why')$$, 'dates changed: from, to and why; as printed where a deadline has no end');
SELECT ok(pg_temp.section('A', 'exceptions') ~ '^Exceptions: 2 of 5 actions Off.*: 1 2.* R Off.*Quarter 1: A Amber \. Lead officer officer.*Committee body.*Due From July.*Update .*What is being done.*Risk R.*Amber: 1',
  'exceptions: a card for what is off track, then what has minor issues');
SELECT results_eq($$SELECT left(cells[1], 1), left(cells[5], 19), cells[6:7] FROM pg_temp.cells('A', 'Amber: worsened first')$$,
  $$VALUES ('1', '31 Jul 2024 overdue', ARRAY['R Off &lt;b&gt;track&lt;/b&gt;', 'A Amber Better'])$$, 'a table has due, overdue, the quarter before and this one');
SELECT results_eq($$SELECT left(cells[1], 1), cells[7] FROM pg_temp.cells('A', 'aim') WHERE cardinality(cells) > 1$$,
  $$VALUES ('1', 'A Amber Better'), ('2', 'R Off &lt;b&gt;track&lt;/b&gt; Worse'), ('3', 'B Complete First rating')$$, 'the council''s own table, by aim');
SELECT is((SELECT count(*) FROM pg_temp.cells('A', 'Not linked') WHERE cardinality(cells) > 1), 2::bigint, 'and what is linked to none');
SELECT results_eq($$SELECT cells[2:6] FROM pg_temp.cells('A', 'Measures against target')$$,
  $$SELECT ARRAY['higher', '10 ' || u, '8 ' || u, '9.5 ' || u, 'A Near target Better'] FROM evil, replace(replace(xml_text(evil), '&quot;', '"'), '&#39;', '''') u$$,
  'measures: target, before, now, rating');
SELECT results_eq($$SELECT cells[2:7] FROM pg_temp.cells('A', 'Savings')$$, $$VALUES ('{2024/25,1.20,0.85,0.20,0.15,71%}'::text[])$$, 'savings, in millions');
SELECT results_eq($$SELECT reg.whole_percent(part, 1000) FROM unnest('{0,1,714,996,999.99,1000,1250}'::numeric[]) WITH ORDINALITY AS u (part, n) ORDER BY n$$,
                  $$SELECT * FROM unnest('{0%,1%,71%,99%,99%,100%,125%}'::text[])$$, 'none is 0%, all is 100%, and nothing else is');
SELECT results_eq($$SELECT cells[3:4] FROM pg_temp.cells('A', 'Top risks')$$, $$VALUES ('{"20 High","12 Medium"}'::text[])$$, 'risks: score before and now');
SELECT results_eq($$SELECT m[1], m[2], m[3] FROM regexp_matches(reg.heat_map('{R1,R2,<i>}', '{5,4,1}', '{4,4,1}', '{4,3,NULL}', '{4,4,NULL}'),
    'class="(tt|ft)" x="(\d+)" y="\d+">([^<]+)<', 'g') m ORDER BY m[3], m[1]$$,
  $$VALUES ('ft', '48', '&lt;i&gt;'), ('ft', '192', 'R1'), ('tt', '181', 'R1'), ('ft', '203', 'R2'), ('tt', '192', 'R2')$$,
  'the map has each risk before and after mitigation, two in a cell side by side');
SELECT is((SELECT count(*) FROM regexp_matches(reg.heat_map('{1,2,3,4,5}', '{2,2,2,2,2}', '{2,2,2,2,2}', '{1,1,1,1,1}', '{1,1,1,1,1}'), '>(×5)<', 'g')), 2::bigint,
  'of more than four in a cell their number');
SELECT ok((SELECT html LIKE '%<span class="st draft">Draft – not approved</span>%' FROM page WHERE name = 'A'), 'it is a draft');
SELECT ok((SELECT html LIKE '%<span class="st">Published: edition 1, ' || reg.day_words(CURRENT_DATE) || '</span>%' FROM page WHERE name = 'edition'), 'unless it is an edition, which says so');
SELECT results_eq($$SELECT cells[1], cells[3:] FROM pg_temp.cells('edition', 'Ratings quarter by quarter') LIMIT 2$$,
  $$VALUES ('Q1 2024/25', '{1,1,1,0,0,2,5}'::text[]), ('Q2 2024/25', '{1,1,0,0,1,2,5}')$$, 'with the figures as published');
-- What is recorded since, of days before or not, is for the next edition.
SET search_path = reg, public;
INSERT INTO ratings (item_id, quarter, rating) VALUES (1, 'Q2 2024/25', 'R');
INSERT INTO measure_targets (measure_id, quarter, target) VALUES (1, 'Q2 2024/25', 20);
INSERT INTO measure_values (measure_id, quarter, actual) VALUES (1, 'Q2 2024/25', 1);
INSERT INTO money_lines (plan_id, node_id, ref, title, purpose, fiscal_year_start, standing, amount) VALUES (1, 2, 'S2', 'later', 'saving', 2024, 'target', 5);
INSERT INTO risk_scores (risk_id, scored_on, likelihood, impact) VALUES (1, '2024-08-01', 5, 5);
SELECT record_decision('later', '2024-08-01', (SELECT name FROM bodies WHERE body_id = 1), of_plan => pg_temp.plan_a(), refs => ARRAY[(SELECT ref FROM items WHERE item_id = 1)]) \g /dev/null
SET search_path = public;
SELECT is(reg.report_html(1, edition => 1), (SELECT html FROM page WHERE name = 'edition'), 'and stays as it was published, measures, money, risks and decisions too');

-- Which plan, quarter and part.

SELECT is((SELECT (xpath('string(//p[@class="lead"])', doc))[1]::text FROM page WHERE name = 'A Q1'),
  'At the end of Quarter 1 2024/25, 1 of the plan’s 5 actions is on track or completed, 1 has minor issues, 1 is off track with major issues and 2 are not rated. It is the first quarter reported.',
  'an earlier quarter counts what was in it, and compares with nothing');
SELECT ok((SELECT html LIKE '%<p class="soft">There is no earlier quarter to compare ratings with.</p>%' FROM page WHERE name = 'A Q1'), 'and says so');
SELECT ok((SELECT (xpath('string(//p[@class="lead"])', doc))[1]::text LIKE '5 actions, none of them rated in Quarter 4 2024/25.%' FROM page WHERE name = 'A Q4'), 'nor is a quarter without a report dressed up as one');
SELECT is((SELECT (xpath('string(//p[@class="lead"])', doc))[1]::text FROM page WHERE name = 'never'), '1 deliverable, none of them rated. None has a deadline.', 'a plan that never reported');
SELECT is((SELECT (xpath('string(//p[@class="lead"])', doc))[1]::text FROM page WHERE name = 'no items'), 'The plan has no items.', 'a plan without items');
SELECT ok((SELECT html LIKE '%<p>There is nothing to report.</p>%' FROM page WHERE name = 'empty'), 'a register without plans');
SELECT is((SELECT pg_temp.texts('//article/@aria-labelledby', doc) FROM page WHERE name = 'all'), '{p2-title,p3-title,p1-title}', 'all plans that have items, by name');
SELECT is((SELECT pg_temp.texts('//article/@aria-labelledby', doc) FROM page WHERE name = 'all of body'), '{p1-title}', 'of a committee those it has a part in');
SELECT results_eq($$SELECT cells[1], cells[3:] FROM pg_temp.cells('body', 'Ratings quarter by quarter')$$,
  $$VALUES ('Q1 2024/25', '{1,0,0,0,0,0,1}'::text[]), ('Q2 2024/25', '{0,1,0,0,0,0,1}'), ('Q3, Q4', '{}'), ('Whole plan, Q2', '{1,1,0,0,1,2,5}')$$, 'a committee''s part, with the whole plan beside it');
SELECT ok((SELECT html LIKE '%<dd>1 action of 5, 1 %' AND html LIKE '%1 of 3 actions%' FROM page WHERE name = 'body'), 'of how many');
SELECT ok((SELECT html LIKE '%<b>1 of this officer’s 4 actions is%' FROM page WHERE name = 'officer'), 'an officer''s part');
SELECT ok((SELECT html LIKE '%<b>1 of this part’s 3 actions is%' FROM page WHERE name = 'node'), 'a node''s: what is under it');
SELECT ok((SELECT html LIKE '%>AR<i> Amber/Red</i></b>%' AND html LIKE '%Amber/Red%between minor and major issues%' IS NOT NULL FROM page WHERE name = 'five'), 'half steps have columns in a plan of five steps');
SELECT ok((SELECT html LIKE '%<span class="ex"><b class="k r">R<i> Off &lt;b&gt;track&lt;/b&gt;%' FROM page WHERE name = 'sheet'), 'the plan on a page names what is not on track');
UPDATE reg.plans SET counts_from = CURRENT_DATE + 20 WHERE plan_id = 3;
SELECT alike(reg.report_html(), '%Begins on ' || reg.day_words(CURRENT_DATE + 20) || '.%', 'a plan to come says when it begins');

-- What it refuses.

CREATE FUNCTION pg_temp.refusal(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE code text; hint text;
BEGIN EXECUTE call; RETURN 'no error'; EXCEPTION WHEN OTHERS THEN GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, hint = PG_EXCEPTION_HINT; RETURN code || ' ' || coalesce(hint, 'no hint'); END $$;
SELECT ok(pg_temp.refusal($$SELECT reg.report_html('Plan Z')$$) ~ '^42704 .*plan_names', 'no such plan: a hint where to look');
SELECT ok(pg_temp.refusal($$SELECT reg.report_html(1, body => 'Z')$$) ~ '^42704 .*body_aliases', 'no such committee');
SELECT ok(pg_temp.refusal($$SELECT reg.report_html(1, officer => 'Z')$$) ~ '^42704 .*FROM officers', 'no such officer');
SELECT ok(pg_temp.refusal($$SELECT reg.report_html(1, node => 'Z')$$) ~ '^42704 .*level', 'no such node');
SELECT ok(pg_temp.refusal($$SELECT reg.report_html(1, node => '1', body => 'Z')$$) ~ '^22023 ', 'two parts at once');
SELECT ok(pg_temp.refusal($$SELECT reg.report_html(1, edition => 7)$$) ~ '^42704 .*publish_quarter', 'no such edition');
SELECT ok(pg_temp.refusal($$SELECT reg.report_html(1, edition => 1, as_at => '2024-10-01')$$) ~ '^22023 .*as_at', 'an edition as at another day');
SELECT ok(pg_temp.refusal($$SELECT reg.report_html(1, edition => 1, known_at => '2024-10-01')$$) ~ '^22023 ', 'or as known at another moment');
SELECT ok(pg_temp.refusal($$SELECT reg.report_html(edition => 1)$$) ~ '^22023 ', 'or of no plan');
SELECT ok(pg_temp.refusal($$SELECT reg.report_html(1, as_at => '-infinity')$$) ~ '^22023 ', 'a day that is none');
SELECT ok(pg_temp.refusal($$SELECT reg.plan_on_a_page_html(NULL)$$) ~ '^42704 ', 'a page of no plan');
SELECT create_register('sep', 9);
SELECT is(pg_temp.refusal($$SELECT sep.report_html(in_quarter => 'Q2 2025/26')$$), '22023 Write "Q2 2025/26 (Sep)".', 'a quarter of another calendar');
CREATE ROLE gt_test_reader;
GRANT USAGE ON SCHEMA public TO gt_test_reader;
SET ROLE gt_test_reader;
SELECT throws_ok($$SELECT reg.report_html()$$, '42501', NULL, 'who may not read the register gets no report');
RESET ROLE;

-- The council's own figures.

SELECT create_register('council');
SET search_path = council, public;
\i demo/council_mappings.sql
\i demo/council_import.sql
INSERT INTO page SELECT 'council', h, xmlparse(DOCUMENT h) FROM report_html('Cheshire East plan 2024-25', as_at => '2025-05-31') h;
INSERT INTO page SELECT 'children', h, xmlparse(DOCUMENT h) FROM report_html(1, body => 'Children & Families Committee', as_at => '2025-05-31') h;
INSERT INTO page SELECT 'peer', h, xmlparse(DOCUMENT h) FROM report_html('Corporate Peer Challenge Action Plan', as_at => '2025-05-31') h;
INSERT INTO page SELECT 'delivery', h, xmlparse(DOCUMENT h) FROM report_html('Delivery Plan 2025/26', as_at => '2025-05-31') h;
SET search_path = public;
SELECT ok(pg_temp.section('council', 'summary') LIKE 'Summary At the end of Quarter 2 2024/25, 52 of the plan’s 66 actions are on track or completed , 9 have minor issues, 2 are off track '
  'with major issues and 3 are not rated. Since Quarter 1, 5 improved, 2 worsened, none was completed, 4 received a first rating, none is new and none was withdrawn.%', 'the 66 actions of the 2024-25 plan');
SELECT results_eq($$SELECT cells[1], cells[3:] FROM pg_temp.cells('council', 'Ratings quarter by quarter') LIMIT 2$$,
  $$VALUES ('Q1 2024/25', '{2,12,43,0,2,7,66}'::text[]), ('Q2 2024/25', '{2,9,50,0,2,3,66}')$$, 'quarter by quarter');
SELECT is((SELECT count(*) FROM pg_temp.cells('council', 'Aim') WHERE cardinality(cells) > 1), 66::bigint, 'each in the council''s own table once');
SELECT results_eq($$SELECT cells[1], cells[3:] FROM pg_temp.cells('children', 'Ratings quarter by quarter') LIMIT 2$$,
  $$VALUES ('Q1 2024/25', '{1,6,6,0,0,1,14}'::text[]), ('Q2 2024/25', '{1,4,8,0,0,1,14}')$$, 'and 14 of them of one committee');
SELECT results_eq($$SELECT cells[3:] FROM pg_temp.cells('peer', 'Ratings quarter by quarter') LIMIT 1$$, $$VALUES ('{17,3,2,0,51,0,73}'::text[])$$,
  'the peer challenge: Red 17, Amber 3, Green 2, Completed 51, of 73');
SELECT results_eq($$SELECT cells[3], count(*) FROM pg_temp.cells('peer', 'Dates changed: 13') GROUP BY 1 ORDER BY 1$$,
  $$VALUES ('28 Feb 2025', 1::bigint), ('31 Mar 2025', 12)$$, '13 peer actions were re-baselined, 12 to March 2025 and one to February');
SELECT is((SELECT count(*) FROM page CROSS JOIN unnest(pg_temp.texts('//tbody/tr[@id]', doc)) t WHERE name = 'delivery'), 58::bigint, 'the 58 deliverables, each under one outcome');

-- Five thousand items: no section may look at all of them for each of them.

SELECT create_register('big');
SET search_path = big, public;
INSERT INTO plans (title) VALUES ('Plan one'), ('Plan two');
INSERT INTO nodes (plan_id, level, ref, title) SELECT p, 'aim', a::text, 'Aim number ' || a FROM generate_series(1, 2) p, generate_series(1, 5) a;
INSERT INTO nodes (plan_id, level, ref, code, title)
SELECT p, 'priority', format('P%s.%s', a, b), format('P%s.%s', a, b)::plan_code, 'Priority number ' || b FROM generate_series(1, 2) p, generate_series(1, 5) a, generate_series(1, 50) b;
INSERT INTO links (from_node_id, to_node_id, relation)
SELECT c.node_id, a.node_id, 'part_of' FROM nodes c JOIN nodes a ON a.plan_id = c.plan_id AND a.level = 'aim' AND a.ref = substr(c.ref, 2, 1) WHERE c.level = 'priority';
INSERT INTO items (plan_id, level, ref, code, title)
SELECT p, 'action', r, r::plan_code, 'Do what was agreed, part ' || c
  FROM generate_series(1, 2) p, generate_series(1, 5) a, generate_series(1, 50) b, generate_series(1, 10) c, LATERAL (SELECT format('A%s.%s.%s', a, b, c)) x (r);
INSERT INTO links (from_item_id, to_node_id, relation)
SELECT i.item_id, n.node_id, 'part_of' FROM items i JOIN nodes n ON n.plan_id = i.plan_id AND n.ref = regexp_replace(replace(i.ref, 'A', 'P'), '\.\d+$', '');
INSERT INTO officers (name) SELECT 'Head of Service ' || n FROM generate_series(1, 60) n;
INSERT INTO bodies (name) SELECT 'Committee number ' || n FROM generate_series(1, 8) n;
INSERT INTO item_officers (item_id, officer_id, role, raw) SELECT item_id, 1 + item_id % 60, 'lead', 'x' FROM items;
INSERT INTO item_bodies (item_id, body_id, role, raw) SELECT item_id, 1 + item_id % 8, 'committee', 'x' FROM items;
INSERT INTO due_dates (item_id, revision, period, raw) SELECT item_id, 0, '[2025-03-31,2025-04-01)', '31 Mar 2025' FROM items;
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary)
SELECT item_id, q, start_date(q), end_date(q), ('{G,G,G,G,G,G,A,G,G,G,B,NULL,G,G,G,G,R}'::rag[])[1 + (item_id * 7 + quarter_number(q) * 3) % 17], 'x', 'The second part is done, the third is booked.'
  FROM items, unnest('{Q1 2024/25,Q2 2024/25}'::quarter[]) q;
SET search_path = public;
ANALYZE;
CREATE TEMP TABLE large AS SELECT octet_length(h) AS bytes, clock_timestamp() - t AS took FROM (SELECT clock_timestamp() AS t OFFSET 0) s CROSS JOIN LATERAL (SELECT big.report_html(as_at => '2024-12-31') AS h OFFSET 0) r;
SELECT diag(format('%s bytes in %s', bytes, took)) FROM large;
SELECT cmp_ok((SELECT bytes FROM large), '<', 3000000, '5,000 items make a page of less than 3 MB');
SELECT cmp_ok((SELECT took FROM large), '<', interval '20 s', 'in seconds, not minutes');

SELECT * FROM finish();
ROLLBACK;
