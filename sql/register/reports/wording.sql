-- Titles compared: doubtful links, and like work in two plans.

-- Doubtful links: titles that share no word.
-- Two arrays: the planner would take what a caller has found for a few rows, and go through it row by row.
CREATE OR REPLACE FUNCTION closest_nodes(linked_items bigint[], linked_nodes bigint[])
  RETURNS TABLE (item_id bigint, node_id bigint, other_id bigint, other_words text[])
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
  SET enable_nestloop = off
  SET jit = off
BEGIN ATOMIC
  WITH held AS MATERIALIZED (
    SELECT l.item_id, l.node_id, coalesce(n.plan_id, 0) AS node_plan, n.level, i.words
      FROM unnest (closest_nodes.linked_items, closest_nodes.linked_nodes) l (item_id, node_id)
      JOIN nodes n ON n.node_id = l.node_id
      JOIN items i ON i.item_id = l.item_id
  ), worded AS MATERIALIZED (
    SELECT n.node_id, s.node_plan, s.level, title_words(n.title) AS words
      FROM (SELECT DISTINCT h.node_plan, h.level FROM held h) s
      JOIN nodes n ON coalesce(n.plan_id, 0) = s.node_plan AND n.level = s.level
     WHERE n.title <> n.ref
  ), matched AS (
    SELECT h.item_id, h.node_id, nw.node_id AS other_id, count(*) AS in_common
      FROM (SELECT d.item_id, d.node_id, d.node_plan, d.level, unnest(d.words) AS word FROM held d) h
      JOIN (SELECT w.node_id, w.node_plan, w.level, unnest(w.words) AS word FROM worded w) nw
           ON nw.word = h.word AND nw.level = h.level AND nw.node_plan = h.node_plan
     GROUP BY h.item_id, h.node_id, nw.node_id
  ), best AS (
    -- The node it is linked to comes first if it shares anything at all, then whichever shares most.
    SELECT DISTINCT ON (m.item_id, m.node_id) m.item_id, m.node_id, m.other_id
      FROM matched m
     ORDER BY m.item_id, m.node_id, m.other_id <> m.node_id, m.in_common DESC, m.other_id
  )
  SELECT b.item_id, b.node_id, b.other_id, w.words FROM best b JOIN worded w ON w.node_id = b.other_id;
END;
COMMENT ON FUNCTION closest_nodes(bigint[], bigint[]) IS
  'For each item and node it is linked to (pairwise): that node, if their titles have a word in common, or else the node of its plan and '
  'level whose title has most; no row where none has any.';

CREATE OR REPLACE FUNCTION plausibility_report(of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(),
                                               known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, ref text, title text, node_id bigint, node text, node_title text, finding text,
                 better_node_id bigint, better_node text, better_node_title text, words_in_common text, node_items bigint,
                     node_items_in_common bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH held AS MATERIALIZED (
    SELECT DISTINCT i.item_id, n.node_id
      FROM items_in_force(plausibility_report.as_at, plausibility_report.known_at) i
      JOIN links_of_items(plausibility_report.as_at, plausibility_report.known_at) il ON il.item_id = i.item_id
      JOIN nodes n ON n.node_id = il.node_id
     WHERE (plausibility_report.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(plausibility_report.of_plan)))
       AND n.title <> n.ref
  ), best AS (
    SELECT c.item_id, c.node_id, c.other_id, c.other_words
      FROM closest_nodes(ARRAY(SELECT h.item_id FROM held h ORDER BY h.item_id, h.node_id),
                         ARRAY(SELECT h.node_id FROM held h ORDER BY h.item_id, h.node_id)) c
  ), judged AS (
    SELECT h.item_id, h.node_id, b.other_id, b.other_words,
           coalesce(b.other_id = h.node_id, false) AS fits,
           count(*) OVER of_node AS node_items,
           count(*) FILTER (WHERE b.other_id = h.node_id) OVER of_node AS node_items_in_common
      FROM held h
      LEFT JOIN best b ON b.item_id = h.item_id AND b.node_id = h.node_id
    WINDOW of_node AS (PARTITION BY h.node_id)
  )
  SELECT i.plan_id, p.plan, j.item_id, i.ref, i.title, n.node_id, lv.label || ' ' || n.ref, n.title,
         CASE WHEN b.node_id IS NULL THEN 'no word in common' ELSE 'another node has words in common' END,
         b.node_id, lv.label || ' ' || b.ref, b.title,
         (SELECT string_agg(w, ', ' ORDER BY w) FROM unnest(i.words) w WHERE w = ANY (j.other_words)),
         j.node_items, j.node_items_in_common
    FROM judged j
    JOIN items i ON i.item_id = j.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
    JOIN nodes n ON n.node_id = j.node_id
    JOIN levels lv ON lv.level = n.level
    LEFT JOIN nodes b ON b.node_id = j.other_id
   WHERE NOT j.fits
     AND (plausibility_report.of_plan IS NULL OR checked_plan(plausibility_report.of_plan) IS NOT NULL)
   ORDER BY p.plan, i.plan_id, b.node_id IS NULL, i.code NULLS LAST, j.item_id, n.node_id;
END;
COMMENT ON FUNCTION plausibility_report(plan_ref, date, timestamptz) IS
  'One row per item and node it is linked to directly whose titles have no significant word in common, those first for which another '
  'node of the same plan and level has. A link stays as printed: the report only says which to look at. node_items_in_common of '
  'node_items: of the items linked to the node, how many share a word with it.';

CREATE OR REPLACE VIEW plausibility_report WITH (security_invoker = true) AS
SELECT r.plan_id, r.plan, r.item_id, r.ref, r.title, r.node_id, r.node, r.node_title, r.finding, r.better_node_id, r.better_node,
    r.better_node_title,
       r.words_in_common, r.node_items, r.node_items_in_common
  FROM plausibility_report() r;
COMMENT ON VIEW plausibility_report IS
  'One row per item active today and node it is linked to directly whose titles have no significant word in common.';
COMMENT ON COLUMN plausibility_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN plausibility_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN plausibility_report.item_id IS 'The item.';
COMMENT ON COLUMN plausibility_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN plausibility_report.title IS 'The wording.';
COMMENT ON COLUMN plausibility_report.node_id IS 'The node.';
COMMENT ON COLUMN plausibility_report.node IS 'The node the item is linked to.';
COMMENT ON COLUMN plausibility_report.node_title IS 'The node''s wording.';
COMMENT ON COLUMN plausibility_report.finding IS 'What was found.';
COMMENT ON COLUMN plausibility_report.better_node_id IS
  'The node of the same plan and level whose title has most words in common with the item''s; NULL where none has any.';
COMMENT ON COLUMN plausibility_report.better_node IS
  'The node of the same plan and level whose title has most words in common with the item''s; NULL where none has any.';
COMMENT ON COLUMN plausibility_report.better_node_title IS 'Its wording.';
COMMENT ON COLUMN plausibility_report.words_in_common IS 'The words both titles have, as they are compared.';
COMMENT ON COLUMN plausibility_report.node_items IS 'Items of the report that are linked to the node directly.';
COMMENT ON COLUMN plausibility_report.node_items_in_common IS
  'Of these, those whose title has a word in common with the node''s: 0 marks an outcome that none of its items seems to be about.';

-- Like work in several plans.  Two sets of words that are alike by a share t have one of the rarest words of either in common, of
-- which only a few need be looked at: so few pairs are ever compared.
CREATE OR REPLACE FUNCTION worded_items(plan_key bigint, as_at date, known_at timestamptz)
  RETURNS TABLE (item_id bigint, plan_id bigint, words text[])
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, x.words
    FROM items_in_force(worded_items.as_at, worded_items.known_at) i
    JOIN items x ON x.item_id = i.item_id AND x.plan_id = i.plan_id
   WHERE worded_items.plan_key IS NULL OR i.plan_id = worded_items.plan_key;
END;
COMMENT ON FUNCTION worded_items(bigint, date, timestamptz) IS
  'The items active on that day of a plan by its key (NULL: of all), and the words of their titles.';

CREATE OR REPLACE FUNCTION like_items(own_plan bigint, second_plan bigint, at_least numeric DEFAULT 0.5, as_at date DEFAULT today(),
                                      known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, other_item_id bigint, similarity numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  -- Each is asked by its own plan, so that the states of no other are looked at.
  WITH own_items AS MATERIALIZED (
    SELECT i.item_id, i.plan_id, i.words FROM worded_items(like_items.own_plan, like_items.as_at, like_items.known_at) i
  ), others AS MATERIALIZED (
    SELECT i.item_id, i.plan_id, cardinality(i.words) AS size, w.word
      FROM worded_items(like_items.second_plan, like_items.as_at, like_items.known_at) i
     CROSS JOIN LATERAL unnest(i.words) w (word)
      JOIN (SELECT DISTINCT unnest(o.words) AS word FROM own_items o) sought ON sought.word = w.word
  ), frequencies AS (
    SELECT o.word, count(*) AS items FROM others o GROUP BY o.word
  ), own AS (
    SELECT i.item_id, i.plan_id, cardinality(i.words) AS size, w.word,
           row_number() OVER (PARTITION BY i.item_id ORDER BY coalesce(f.items, 0), w.word) AS place,
           cardinality(i.words) + 1 - ceil(like_items.at_least * cardinality(i.words)) AS last_place
      FROM own_items i
     CROSS JOIN LATERAL unnest(i.words) w (word)
      LEFT JOIN frequencies f ON f.word = w.word
  ), pairs AS (
    SELECT DISTINCT a.item_id, o.item_id AS other_item_id
      FROM own a
      JOIN others o ON o.word = a.word
     -- So many words two sets of these sizes must share; one of them is then among the first of either.  Rounded down where in doubt.
     WHERE a.place <= a.size + 1 - ceil(like_items.at_least::double precision * (a.size + o.size)
                                        / (1 + like_items.at_least::double precision) - 1e-6)
       AND a.place <= a.last_place
       AND (a.item_id < o.item_id
            OR a.item_id > o.item_id AND a.plan_id <> o.plan_id AND (like_items.own_plan IS NOT NULL OR like_items.second_plan IS NOT NULL))
  )
  SELECT m.item_id, m.other_item_id, m.similarity
    FROM (SELECT p.item_id, p.other_item_id,
                 s.in_common::numeric / (cardinality(a.words) + cardinality(b.words) - s.in_common) AS similarity
            FROM pairs p
            JOIN own_items a ON a.item_id = p.item_id
            JOIN items b ON b.item_id = p.other_item_id
           CROSS JOIN LATERAL (SELECT count(*) AS in_common FROM unnest(a.words) w WHERE w = ANY (b.words)) s) m
   WHERE m.similarity >= like_items.at_least;
END;
COMMENT ON FUNCTION like_items(bigint, bigint, numeric, date, timestamptz) IS
  'One row per pair of items active on that day whose titles are alike, of these plans by their keys (NULL: of all): what '
  'comparison_report describes.';

-- Two redesigns of services are not the same work: alike are titles with a word in common that few items of either plan have.
CREATE OR REPLACE FUNCTION telling_pairs(item_ids bigint[], other_item_ids bigint[]) RETURNS TABLE (item_id bigint, other_item_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH shared AS MATERIALIZED (
    SELECT k.item_id, k.other_item_id, a.plan_id, b.plan_id AS other_plan_id, w.word, a.words = b.words AS same
      FROM unnest (item_ids, other_item_ids) k (item_id, other_item_id)
      JOIN items a ON a.item_id = k.item_id
      JOIN items b ON b.item_id = k.other_item_id
     CROSS JOIN LATERAL unnest(a.words) w (word)
     WHERE w.word = ANY (b.words)
  ), sought AS (
    SELECT s.plan_id, s.word FROM shared s UNION SELECT s.other_plan_id, s.word FROM shared s
  ), rare AS MATERIALIZED (
    SELECT i.plan_id, w.word
      FROM items i
     CROSS JOIN LATERAL unnest(i.words) w (word)
      JOIN sought ON sought.plan_id = i.plan_id AND sought.word = w.word
     GROUP BY i.plan_id, w.word
    HAVING count(*) <= greatest(2, (SELECT count(*) / 40 FROM items x WHERE x.plan_id = i.plan_id))
  )
  SELECT DISTINCT s.item_id, s.other_item_id
    FROM shared s
    LEFT JOIN rare r ON r.plan_id = s.plan_id AND r.word = s.word
    LEFT JOIN rare o ON o.plan_id = s.other_plan_id AND o.word = s.word
   WHERE s.same OR r.word IS NOT NULL AND o.word IS NOT NULL;
END;
COMMENT ON FUNCTION telling_pairs(bigint[], bigint[]) IS
  'Of these pairs of items those whose titles have a word in common that no more than two, or one in forty, items of either plan have, or '
  'have the same words.';

-- The project that an item's sheet names is compared too: "Tatton Park commercial review" is work of the project Tatton Park.
CREATE OR REPLACE FUNCTION like_projects(own_plan bigint, second_plan bigint, at_least numeric DEFAULT 0.5, as_at date DEFAULT today(),
                                         known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, other_item_id bigint, similarity numeric, project text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH active AS MATERIALIZED (
    SELECT i.item_id, i.plan_id, i.code, x.words
      FROM items_in_force(like_projects.as_at, like_projects.known_at) i
      JOIN items x ON x.item_id = i.item_id
  ), projects AS MATERIALIZED (
    SELECT i.plan_id, min(a.value) AS project, title_words(min(a.value)) AS words,
           (array_agg(i.item_id ORDER BY i.code NULLS LAST, i.item_id))[1] AS item_id
      FROM item_attributes a JOIN active i ON i.item_id = a.item_id
     WHERE a.name = 'project' AND trim_cell(a.value) <> ''
     GROUP BY i.plan_id, normal_name(a.value)
  ), pairs AS (
    SELECT i.item_id, i.plan_id, p.item_id AS of_project, p.plan_id AS project_plan,
           cardinality(p.words)::numeric / cardinality(i.words) AS similarity, p.project
      FROM projects p
      JOIN active i ON i.plan_id <> p.plan_id AND i.words @> p.words
     WHERE cardinality(p.words) > 1
  )
  SELECT CASE WHEN t.turned THEN p.of_project ELSE p.item_id END, CASE WHEN t.turned THEN p.item_id ELSE p.of_project END, p.similarity,
         p.project
    FROM pairs p
   CROSS JOIN LATERAL (SELECT CASE WHEN like_projects.own_plan IS NOT NULL THEN p.plan_id <> like_projects.own_plan
                                   WHEN like_projects.second_plan IS NOT NULL THEN p.plan_id = like_projects.second_plan
                                   ELSE p.item_id > p.of_project END AS turned) t
   WHERE p.similarity >= like_projects.at_least
     AND (like_projects.own_plan IS NULL OR like_projects.own_plan IN (p.plan_id, p.project_plan))
     AND (like_projects.second_plan IS NULL OR like_projects.second_plan IN (p.plan_id, p.project_plan));
END;
COMMENT ON FUNCTION like_projects(bigint, bigint, numeric, date, timestamptz) IS
  'One row per item active on that day and project of another plan (attribute project) all of whose words its title has: the item, and the '
  'first item of the project.';

-- Few pairs of like items are left when this is asked: LIMIT has each looked up by itself.
CREATE OR REPLACE FUNCTION compared_item(of_item bigint, as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, plan_id bigint, plan text, ref text, code plan_code, title text, words text[], due date, officers text,
                 rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT i.item_id, i.plan_id, n.plan, i.ref, i.code, i.title, i.words,
         (SELECT d.current_due FROM deadlines_in_force(compared_item.known_at) d WHERE d.item_id = i.item_id AND d.milestone = 'due'),
         (SELECT d.officers FROM item_details(compared_item.as_at, compared_item.known_at) d WHERE d.item_id = i.item_id),
         (SELECT r.rating FROM last_rating_in_force(i.item_id, compared_item.as_at, compared_item.known_at) r)
    FROM items i
    JOIN plan_names n ON n.plan_id = i.plan_id
   WHERE i.item_id = compared_item.of_item
   LIMIT 1;
END;
COMMENT ON FUNCTION compared_item(bigint, date, timestamptz) IS
  'What comparison_report says of an item: deadline in force, officers on that day and last rating by then, as known at that moment.';

-- Compiling the query would take longer than running it.
CREATE OR REPLACE FUNCTION comparison_report(of_plan plan_ref DEFAULT NULL, with_plan plan_ref DEFAULT NULL, at_least numeric DEFAULT 0.5,
                                             as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (similarity numeric, words_in_common text, identical boolean, same_plan boolean,
                 plan_id bigint, plan text, item_id bigint, ref text, title text, due date, officers text, rating rag,
                 other_plan_id bigint, other_plan text, other_item_id bigint, other_ref text, other_title text, other_due date,
                     other_officers text, other_rating rag,
                 days_apart integer, same_officers boolean, project text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
  SET search_path FROM CURRENT
  SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  own_plan CONSTANT bigint := CASE WHEN of_plan IS NOT NULL THEN checked_plan(of_plan) END;
  second_plan CONSTANT bigint := CASE WHEN with_plan IS NOT NULL THEN checked_plan(with_plan) END;
BEGIN
  RETURN QUERY
  WITH titles AS MATERIALIZED (
    SELECT l.item_id, l.other_item_id, l.similarity FROM like_items(own_plan, second_plan, at_least, as_at, known_at) l
  ), alike AS (
    SELECT t.item_id, t.other_item_id, t.similarity, NULL::text AS project
      FROM titles t
      JOIN telling_pairs((SELECT array_agg(x.item_id ORDER BY x.item_id, x.other_item_id) FROM titles x),
                         (SELECT array_agg(x.other_item_id ORDER BY x.item_id, x.other_item_id) FROM titles x)) p
        ON p.item_id = t.item_id AND p.other_item_id = t.other_item_id
    UNION ALL
    SELECT l.item_id, l.other_item_id, l.similarity, l.project FROM like_projects(own_plan, second_plan, at_least, as_at, known_at) l
     WHERE NOT EXISTS (SELECT FROM titles t WHERE t.item_id = l.item_id AND t.other_item_id = l.other_item_id)
  )
  SELECT round(k.similarity, 3),
         (SELECT string_agg(w, ', ' ORDER BY w) FROM unnest(a.words) w WHERE w = ANY (b.words)),
         normal_name(a.title) = normal_name(b.title),
         a.plan_id = b.plan_id,
         a.plan_id, a.plan, a.item_id, a.ref, a.title, a.due, a.officers, a.rating,
         b.plan_id, b.plan, b.item_id, b.ref, b.title, b.due, b.officers, b.rating,
         b.due - a.due,
         coalesce(a.officers, '') = coalesce(b.officers, ''), k.project
    FROM alike k
   CROSS JOIN LATERAL compared_item(k.item_id, as_at, known_at) a
   CROSS JOIN LATERAL compared_item(k.other_item_id, as_at, known_at) b
   ORDER BY k.similarity DESC, a.plan, a.plan_id, a.code NULLS LAST, a.item_id, b.plan, b.code NULLS LAST, b.item_id;
END
$body$;
COMMENT ON FUNCTION comparison_report(plan_ref, plan_ref, numeric, date, timestamptz) IS
  'One row per pair of items active on that day whose titles are alike, across plans and within one, with what differs between them: '
  'wording, deadline, officers, rating. similarity: significant words in common, of all significant words of the two, one of which few '
  'other items have; or an item''s title has all words of the project that the other plan''s item is of. Items of the '
  'first plan are compared with those of the second, if they are named, else with all.';

CREATE OR REPLACE VIEW comparison_report WITH (security_invoker = true) AS
SELECT c.similarity, c.words_in_common, c.identical, c.same_plan, c.plan_id, c.plan, c.item_id, c.ref, c.title, c.due, c.officers, c.rating,
       c.other_plan_id, c.other_plan, c.other_item_id, c.other_ref, c.other_title, c.other_due, c.other_officers, c.other_rating,
           c.days_apart, c.same_officers, c.project
  FROM comparison_report() c;
COMMENT ON VIEW comparison_report IS
  'One row per pair of items active today whose titles have at least half of their significant words in common. For one plan '
  'comparison_report(plan_id) is quicker.';
COMMENT ON COLUMN comparison_report.similarity IS
  'Significant words in common, of all significant words of the two titles: 1 where they have the same.';
COMMENT ON COLUMN comparison_report.words_in_common IS 'The words both titles have, as they are compared.';
COMMENT ON COLUMN comparison_report.identical IS 'Whether the titles are the same but for case and blanks.';
COMMENT ON COLUMN comparison_report.same_plan IS 'Whether both are of one plan.';
COMMENT ON COLUMN comparison_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN comparison_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN comparison_report.item_id IS 'The item.';
COMMENT ON COLUMN comparison_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN comparison_report.title IS 'The wording.';
COMMENT ON COLUMN comparison_report.due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN comparison_report.officers IS 'Officers in the role lead or responsible; where there are none, all of the item''s.';
COMMENT ON COLUMN comparison_report.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN comparison_report.other_plan_id IS 'The other item''s plan.';
COMMENT ON COLUMN comparison_report.other_plan IS 'The other item''s plan.';
COMMENT ON COLUMN comparison_report.other_item_id IS 'The other item.';
COMMENT ON COLUMN comparison_report.other_ref IS 'The other item''s reference.';
COMMENT ON COLUMN comparison_report.other_title IS 'The other item''s wording.';
COMMENT ON COLUMN comparison_report.other_due IS 'The other item''s due date in force.';
COMMENT ON COLUMN comparison_report.other_officers IS 'The other item''s officers.';
COMMENT ON COLUMN comparison_report.other_rating IS 'The other item''s latest rating.';
COMMENT ON COLUMN comparison_report.days_apart IS 'Days from the first item''s due date to the other''s; NULL where either has none.';
COMMENT ON COLUMN comparison_report.same_officers IS 'Whether the same officers answer for both.';
COMMENT ON COLUMN comparison_report.project IS 'The project whose name is alike, where it is not the titles.';
