-- How the paper words dates, numbers and ratings.  Whatever comes from the data passes xml_text() on its way into the page.

CREATE OR REPLACE FUNCTION day_words(day date) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN extract(day FROM day) || ' '
       || (ARRAY['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'])[extract(month FROM day)::integer]
       || ' ' || extract(year FROM day);
COMMENT ON FUNCTION day_words(date) IS 'A date as the paper prints it, such as 31 Mar 2025, whatever the session''s language.';

CREATE OR REPLACE FUNCTION month_word(day date) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (ARRAY['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
              'December'])[extract(month FROM day)::integer];
COMMENT ON FUNCTION month_word(date) IS 'The month of a date in a word.';

CREATE OR REPLACE FUNCTION quarter_words(q quarter, beside quarter DEFAULT NULL) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'Quarter ' || quarter_number(q) || CASE WHEN fiscal_year(q) = fiscal_year(beside) THEN '' ELSE ' ' || fiscal_year(q) END;
COMMENT ON FUNCTION quarter_words(quarter, quarter) IS
  'A quarter in words; without its year beside a quarter of the same year.';

CREATE OR REPLACE FUNCTION quarter_head(q quarter, beside quarter) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'Q' || quarter_number(q) || CASE WHEN fiscal_year(q) = fiscal_year(beside) THEN '' ELSE ' ' || fiscal_year(q) END;
COMMENT ON FUNCTION quarter_head(quarter, quarter) IS
  'A quarter as the head of a column: Q2, or with its year beside a quarter of another.';

CREATE OR REPLACE FUNCTION plural(noun text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN noun ~ '[^aeiou]y$' THEN left(noun, -1) || 'ies' ELSE noun || 's' END;
COMMENT ON FUNCTION plural(text) IS 'An English noun for many: actions, priorities.';

CREATE OR REPLACE FUNCTION count_words(n bigint, noun text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN n || ' ' || CASE WHEN n = 1 THEN noun ELSE plural(noun) END;
COMMENT ON FUNCTION count_words(bigint, text) IS 'So many of something: 1 action, 2 actions.';

CREATE OR REPLACE FUNCTION count_verb(n bigint, one text, many text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE n WHEN 0 THEN 'none' ELSE n::text END || ' ' || CASE WHEN n <= 1 THEN one ELSE many END;
COMMENT ON FUNCTION count_verb(bigint, text, text) IS 'So many are or do something: none is, 1 is, 2 are.';

CREATE OR REPLACE FUNCTION body_name(name text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(name, ' Committee(?=;|$)', '', 'g');
COMMENT ON FUNCTION body_name(text) IS 'A committee, or several, under a head that says what they are.';

-- Ratings have a place: the most severe first, not rated last.  Words and chips are arrays in that order, made once for a paper.
CREATE OR REPLACE FUNCTION rating_place(of_rating rag) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(array_position('{R,AR,A,AG,G,S,B}'::rag[], of_rating), 8);
COMMENT ON FUNCTION rating_place(rag) IS 'Where a rating stands in the paper''s order: Red is 1, Completed 7, and not rated 8.';

CREATE OR REPLACE FUNCTION rating_classes() RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '{r,ar,a,ag,g,s,b,n}'::text[];
COMMENT ON FUNCTION rating_classes() IS 'What the style of the paper calls the ratings, by their place.';

CREATE OR REPLACE FUNCTION rating_words(plan_key bigint)
  RETURNS TABLE (place integer, rating rag, letter text, word text, long_word text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 8
BEGIN ATOMIC
  -- "Escalate (R)" is how a legend prints it; the letter stands before the word anyhow.
  SELECT w.place, w.rating, coalesce(w.rating::text, '–'), split_part(regexp_replace(w.said, '\s+[-–—:]\s.*$', ''), E'\n', 1), w.said
    FROM (SELECT k.place::integer AS place, k.rating,
                 coalesce(regexp_replace(own.label, '\s*\([[:alpha:]]{1,2}\)\s*$', ''),
                          CASE k.place WHEN 6 THEN 'Scheduled – not yet started' ELSE label(k.rating) END, 'Not rated') AS said
            FROM unnest('{R,AR,A,AG,G,S,B,NULL}'::rag[]) WITH ORDINALITY k (rating, place)
            LEFT JOIN plan_legends own ON own.plan_id = rating_words.plan_key AND own.rating = k.rating) w
   ORDER BY w.place;
END;
COMMENT ON FUNCTION rating_words(bigint) IS
  'One row per rating, in the paper''s order, and one for not rated: its letter, its short word and what the key says, in the plan''s own '
  'words where its legend has them.';

CREATE OR REPLACE FUNCTION rating_chips(plan_key bigint)
  RETURNS TABLE (words text[], long_words text[], chips text[], letters text[])
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT array_agg(w.word ORDER BY w.place), array_agg(w.long_word ORDER BY w.place),
         array_agg(format('<span class="c %s"><b%s>%s</b>%s</span>', (rating_classes())[w.place],
                          CASE WHEN w.rating IS NULL THEN ' aria-hidden="true"' END, w.letter, xml_text(w.word)) ORDER BY w.place),
         array_agg(CASE WHEN w.rating IS NULL
                        THEN '<b class="k n"><span aria-hidden="true">–</span><i>Not rated</i></b>'
                        ELSE format('<b class="k %s">%s<i> %s</i></b>', (rating_classes())[w.place], w.letter,
                                    xml_text(w.word)) END ORDER BY w.place)
    FROM rating_words(rating_chips.plan_key) w;
END;
COMMENT ON FUNCTION rating_chips(bigint) IS
  'The ratings by their place: words, words of the key, and as the page shows them, letter and word (chips) or the letter, with its word '
  'for who hears the page (letters).';

CREATE OR REPLACE FUNCTION movement_mark(movement text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN movement IN ('improved', 'completed', 'started') THEN '<i class="m up">Better</i>'
            WHEN movement IN ('worsened', 'reopened', 'rescheduled') THEN '<i class="m dn">Worse</i>'
            WHEN movement = 'unchanged' THEN '<i class="m same">Same</i>'
            WHEN movement = 'first rated' THEN '<i class="m fr">First rating</i>'
            WHEN movement = 'new' THEN '<i class="m fr">New</i>'
            WHEN movement = 'no longer rated' THEN '<i class="m">No longer rated</i>' ELSE '' END;
COMMENT ON FUNCTION movement_mark(text) IS
  'Which way a rating went, as a word that the style gives an arrow; nothing where neither quarter is rated.';

CREATE OR REPLACE FUNCTION node_heading(label text, ref text, title text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ref = title AND try_plan_code(ref) IS NULL THEN title
            WHEN ref = title THEN label || ' ' || ref
            WHEN try_plan_code(ref) IS NULL THEN ref || ': ' || title
            WHEN ref ~ '[[:alpha:].]' THEN ref || ' ' || title
            ELSE label || ' ' || ref || ': ' || title END;
COMMENT ON FUNCTION node_heading(text, text, text) IS
  'A node as a heading: P1.1 Title, Aim 1: Title, or the title alone where it has no code.';
