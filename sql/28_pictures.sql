-- Pictures of figures, for any tool that shows text or SVG: no register is needed.  These bodies are parsed when the extension is made,
-- in a schema where others may have made operators and functions: each operator is given the very types the server has it for, and what
-- takes any type is called by its schema.

CREATE FUNCTION rag_bar_parts(t rag_tally, width integer)
    RETURNS TABLE (place integer, rating rag, letter text, items bigint, fill text, ink text, start_at integer, size integer)
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 8
BEGIN ATOMIC
  -- One unit each, so that a single Red is seen among thousands, and of what is left a share that is rounded at its borders.
  SELECT f.place, f.rating, f.letter, f.items, f.fill, f.ink,
         ((f.nth - 1)::numeric + round((f.so_far - f.items::numeric) * f.spare / f.total))::integer,
         (1.0 + round(f.so_far * f.spare / f.total) - round((f.so_far - f.items::numeric) * f.spare / f.total))::integer
    FROM (SELECT k.place, c.rating, k.letter, c.count AS items, coalesce(colour_hex(c.rating), '#ffffff') AS fill, k.ink,
                 row_number() OVER in_order AS nth, sum(c.count) OVER in_order AS so_far, sum(c.count) OVER () AS total,
                 greatest(rag_bar_parts.width - count(*) OVER (), 0)::numeric AS spare
            FROM unnest(rag_bar_parts.t) c
            JOIN (VALUES (1, 'R', '#ffffff', 'R'), (2, 'AR', '#000000', 'r'), (3, 'A', '#000000', 'A'), (4, 'AG', '#000000', 'a'),
                         (5, 'G', '#ffffff', 'G'), (6, 'S', '#ffffff', 'S'), (7, 'B', '#ffffff', 'B'), (8, '?', '#000000', '?'))
                 k (place, rating, ink, letter) ON k.rating = coalesce(c.rating::text, '?')
           WHERE c.count > 0
          WINDOW in_order AS (ORDER BY k.place)) f
   ORDER BY f.place;
END;
COMMENT ON FUNCTION rag_bar_parts(rag_tally, integer) IS
  'The parts of a bar of that width, the most severe rating first and the unrated last: where each starts and how wide it is, at least 1.';

CREATE FUNCTION rag_bar(t rag_tally, width integer DEFAULT 40) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(string_agg(repeat(p.letter, p.size), '' ORDER BY p.place), '') FROM rag_bar_parts(rag_bar.t, rag_bar.width) p;
END;
COMMENT ON FUNCTION rag_bar(rag_tally, integer) IS
  'A tally as a bar of letters for a text screen, the most severe rating first: R, r (Amber/Red), A, a (Amber/Green), G, S, B, and ? for '
  'the unrated. No rating that occurs is left out, so a narrow bar can be wider than asked.';

CREATE FUNCTION rag_tally_words(t rag_tally, noun text DEFAULT 'item') RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT total(rag_tally_words.t)::text || ' ' || rag_tally_words.noun || CASE total(rag_tally_words.t) WHEN 1 THEN '' ELSE 's' END
         || coalesce(': ' || string_agg(p.items::text || ' ' || coalesce(lower(label(p.rating)), 'not rated'), ', ' ORDER BY p.place), '')
    FROM rag_bar_parts(rag_tally_words.t, 8) p;
END;
COMMENT ON FUNCTION rag_tally_words(rag_tally, text) IS
  'A tally in words, such as 4 items: 1 red, 2 green, 1 not rated: what a picture says to who does not see it.';

CREATE FUNCTION xml_text(content text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(
         -- No document may hold these, escaped or not.
         CASE WHEN content ~ $control$[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]$control$
              THEN regexp_replace(content, $control$[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]$control$, '?', 'g') ELSE content END,
         '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;');
COMMENT ON FUNCTION xml_text(text) IS
  'The text as it stands in SVG, HTML and XML, in content and in quoted attributes alike; a control character is a question mark.';

CREATE FUNCTION rag_bar_svg(t rag_tally, width integer DEFAULT 320, height integer DEFAULT 24) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT pg_catalog.format(
                '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="%1$s" width="%2$s" height="%3$s" viewBox="0 0 %2$s %3$s"'
                ' font-family="Arial,sans-serif" font-size="%4$s" font-weight="bold" text-anchor="middle">%5$s</svg>',
                rag_tally_words(rag_bar_svg.t), rag_bar_svg.width, rag_bar_svg.height, round(rag_bar_svg.height::numeric * 0.55, 1),
                string_agg(pg_catalog.format('<rect x="%s.5" y="0.5" width="%s" height="%s" fill="%s" stroke="#12171c"/>',
                                  p.start_at, p.size - 1, rag_bar_svg.height - 1, p.fill)
                           || CASE WHEN p.size::numeric >= rag_bar_svg.height::numeric * 0.8
                                   THEN pg_catalog.format('<text x="%s" y="%s" fill="%s">%s</text>',
                                               round(p.start_at::numeric + p.size::numeric / 2.0, 1),
                                               round(rag_bar_svg.height::numeric * 0.7, 1), p.ink,
                                               coalesce(p.rating::text, '?')
                                               || CASE WHEN p.size::numeric >= rag_bar_svg.height::numeric * 1.8
                                                       THEN ' ' || p.items::text ELSE '' END)
                                   ELSE '' END, '' ORDER BY p.place))
    FROM rag_bar_parts(rag_bar_svg.t, rag_bar_svg.width) p;
END;
COMMENT ON FUNCTION rag_bar_svg(rag_tally, integer, integer) IS
  'A tally as a bar in SVG, the most severe rating first, with letter and number where there is room, and in words for who does not see '
  'it. Nothing is loaded from elsewhere.';

CREATE FUNCTION sparkline_points(figures numeric[], target numeric, width integer, height integer)
    RETURNS TABLE (place bigint, x numeric, y numeric, is_last boolean, follows boolean)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 12
BEGIN ATOMIC
  SELECT f.place,
         round(4.0 + (f.place - 1)::numeric * (width - 8)::numeric / greatest(pg_catalog.cardinality(figures) - 1, 1)::numeric, 1),
         round(CASE WHEN s.high > s.low
                    THEN (height - 4)::numeric - (f.figure - s.low) * (height - 8)::numeric / (s.high - s.low)
                    ELSE height::numeric / 2.0 END, 1),
         pg_catalog.lead(f.place) OVER (ORDER BY f.place) IS NULL,
         coalesce(pg_catalog.lag(f.place) OVER (ORDER BY f.place) = f.place - 1, false)
    FROM pg_catalog.unnest(figures) WITH ORDINALITY f (figure, place)
   CROSS JOIN (SELECT min(v.figure) AS low, max(v.figure) AS high
                 FROM pg_catalog.unnest(pg_catalog.array_append(figures, target)) v (figure)
                WHERE v.figure > '-infinity' AND v.figure < 'infinity') s
   WHERE f.figure > '-infinity' AND f.figure < 'infinity';
END;
COMMENT ON FUNCTION sparkline_points(numeric[], numeric, integer, integer) IS
  'Where the figures of a sparkline stand in its picture; what is NULL, NaN or infinite has no point. Part of sparkline_svg.';

CREATE FUNCTION sparkline_svg(figures numeric[], target numeric DEFAULT NULL, labels text[] DEFAULT NULL,
                              width integer DEFAULT 140, height integer DEFAULT 34) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT pg_catalog.format(
                '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="%1$s" width="%2$s" height="%3$s" viewBox="0 0 %2$s %3$s"'
                ' fill="none" stroke="currentColor" stroke-width="1.6">%4$s%5$s</svg>',
                xml_text((SELECT coalesce(string_agg(pg_catalog.concat_ws(' ', labels[v.place], coalesce(v.figure::text, 'no figure')), ', '
                                                     ORDER BY v.place), 'no figures')
                            FROM pg_catalog.unnest(figures) WITH ORDINALITY v (figure, place))
                         || coalesce('; target ' || target::text, '')),
                width, height,
                (SELECT pg_catalog.format('<path d="M0 %sH%s" stroke-dasharray="3 2" stroke-opacity="0.7"/>', t.y, width)
                   FROM sparkline_points(pg_catalog.array_prepend(target, figures), target, width, height) t
                  WHERE t.place = 1 AND target IS NOT NULL),
                '<path d="' || string_agg(pg_catalog.format('%s%s %s', CASE WHEN p.follows THEN 'L' ELSE 'M' END, p.x, p.y), ''
                                          ORDER BY p.place)
                || '"/>' || string_agg(pg_catalog.format('<circle cx="%s" cy="%s" r="%s" fill="currentColor" stroke="none"/>', p.x, p.y,
                                              CASE WHEN p.is_last THEN '3' ELSE '1.6' END), '' ORDER BY p.place))
    FROM sparkline_points(figures, target, width, height) p;
END;
COMMENT ON FUNCTION sparkline_svg(numeric[], numeric, text[], integer, integer) IS
  'Figures as a small line in SVG, with a dashed line for the target; a missing figure is a gap. The figures, with their labels if any '
  'are given, are there in words too. It takes the colour of the text around it.';

CREATE FUNCTION data_uri(svg text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN 'data:image/svg+xml;base64,' || translate(encode(convert_to(svg, 'UTF8'::name), 'base64'), E'\n', '');
COMMENT ON FUNCTION data_uri(text) IS
  'A picture in SVG as an address that an image tag, a spreadsheet or a dashboard shows without loading anything.';
