-- Pictures of figures for any tool: text, SVG and data addresses.
\pset format unaligned
\pset tuples_only on

-- A bar of letters: as wide as asked, a single Red seen among thousands, nothing for nothing.
SELECT rag_bar('R2 A9 G50 B2 ?3');
SELECT rag_bar('R1 AR1 A1 AG1 G1 S1 B1 ?1', 16);
SELECT t, w, length(rag_bar(t, w)) FROM (VALUES ('R1 G5000'::rag_tally, 20), ('R1 AR1 A1 AG1 G1 S1 B1 ?100', 3), ('G7', 1), ('0', 20)) v (t, w);
SELECT rag_bar('R1 G5000', 20);
SELECT rag_bar(NULL) IS NULL, rag_bar_svg(NULL) IS NULL, data_uri(NULL) IS NULL;
-- Whatever the tally and the width, the parts follow on one another and fill the bar.
SELECT count(*) FILTER (WHERE ends <> greatest(width, parts) OR gaps > 0) AS wrong, count(*) AS asked
FROM (SELECT width, count(*) AS parts, max(start_at + size) AS ends,
             count(*) FILTER (WHERE start_at <> coalesce(before, 0) OR size < 1) AS gaps
      FROM (SELECT t::text, width, p.*, lag(p.start_at + p.size) OVER (PARTITION BY t::text, width ORDER BY p.place) AS before
            FROM (SELECT format('R%s AR%s A%s AG%s G%s S%s B%s ?%s', n % 3, n % 2, n % 5 * 7, n % 4, n * n, n % 7, n % 11 * 40, n % 6)::rag_tally AS t
                  FROM generate_series(1, 60) n) x, unnest('{1,7,40,333}'::integer[]) width, rag_bar_parts(t, width) p) y
      GROUP BY t, width) z;

-- In words.
SELECT rag_tally_words('R1 AG2 B3 ?4'), rag_tally_words('G1'), rag_tally_words('0'), rag_tally_words('A2', 'action');

-- SVG: well-formed, with its figures in words.
SELECT rag_bar_svg('R2 A9 G50 B2 ?3');
SELECT rag_bar_svg('0', 100, 10);
SELECT sparkline_svg('{1150,1210,NULL,1260,1301}', 1200, '{Apr,"<May>"}');
SELECT sparkline_svg('{5,5}'), sparkline_svg('{7}', width => 50, height => 20);
SELECT sparkline_svg('{}') = sparkline_svg(NULL), sparkline_svg('{NaN,1,Infinity,2}', 'NaN') ~ 'M48.0 30.0M136.0 4.0';
SELECT count(xmlparse(DOCUMENT s)) FROM (VALUES (rag_bar_svg('R1 G2')), (sparkline_svg('{1,2}', 3, '{a&b}')), (sparkline_svg(NULL))) v (s);
SELECT xml_text($$<a href="x" title='y'>&amp;</a>$$ || E'\x01\t');

-- As an address, and back.
SELECT data_uri('<svg>–</svg>');
SELECT convert_from(decode(substr(data_uri(rag_bar_svg('G3000', 2000)), 27), 'base64'), 'UTF8') = rag_bar_svg('G3000', 2000), data_uri(repeat('x', 500)) !~ '\s';
