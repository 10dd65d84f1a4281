-- External requirements, and which items answer them.

-- External requirements.
CREATE OR REPLACE FUNCTION find_requirement(name text) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found bigint[];
BEGIN
  found := ARRAY(SELECT n.node_id FROM nodes_known() n
                 WHERE n.level = 'requirement' AND normal_name(find_requirement.name) IN (normal_name(n.ref), normal_name(n.title))
                 UNION
                 SELECT a.node_id FROM requirement_aliases a WHERE normal_name(a.alias) = normal_name(find_requirement.name));
  IF cardinality(found) <> 1 THEN
    RAISE EXCEPTION '% external requirement is called "%"', CASE cardinality(found) WHEN 0 THEN 'no' ELSE 'more than one' END, name
      USING ERRCODE = CASE cardinality(found) WHEN 0 THEN 'undefined_object' ELSE 'ambiguous_alias' END,
            DETAIL = 'A requirement is a node of level "requirement", named by its ref, its title or a requirement_alias.',
            HINT = 'requirement_report lists them.';
  END IF;
  RETURN found[1];
END
$body$;
COMMENT ON FUNCTION find_requirement(text) IS
  'The external requirement of that reference, title or alias, without regard to case and blanks; an error if there is none, or more '
  'than one.';

-- Only links whose answered end is a requirement are taken: elsewhere the same relation says something weaker.
CREATE OR REPLACE FUNCTION requirement_links(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (requirement_id bigint, item_id bigint, node_id bigint, other_link_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT e.requirement_id, e.item_id, e.node_id,
         CASE WHEN rel.answers = e.answering OR rel.rolls_up AND rel.child_end = e.answering THEN NULL ELSE e.link_id END
    FROM (SELECT l.to_node_id AS requirement_id, l.from_item_id AS item_id, l.from_node_id AS node_id, l.relation, 'from' AS answering,
                 l.link_id
            FROM printed_links_in_force(requirement_links.as_at, requirement_links.known_at) l
          UNION ALL
          SELECT l.from_node_id, l.to_item_id, l.to_node_id, l.relation, 'to', l.link_id
            FROM printed_links_in_force(requirement_links.as_at, requirement_links.known_at) l) e
    JOIN nodes n ON n.node_id = e.requirement_id AND n.level = 'requirement'
    JOIN relations rel ON rel.relation = e.relation;
END;
COMMENT ON FUNCTION requirement_links(date, timestamptz) IS
  'One row per external requirement and link with it on that day, as known at that moment: the item or node at the other end. '
  'other_link_id is the link''s key where its relation does not say that this answers the requirement.';

-- Rows are not made distinct here, which would read all links for the sake of a few nodes: whoever uses it counts items once.
CREATE OR REPLACE FUNCTION answering_links(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, child_node_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT l.item_id, NULL::bigint, l.node_id FROM links_of_items(answering_links.as_at, answering_links.known_at) l
  UNION ALL
  SELECT NULL, l.child_node_id, l.parent_node_id FROM node_links_in_force(answering_links.as_at, answering_links.known_at) l
  UNION ALL
  SELECT a.item_id, a.node_id, a.requirement_id
    FROM requirement_links(answering_links.as_at, answering_links.known_at) a
   WHERE a.other_link_id IS NULL
  UNION ALL
  -- A plan that answers a requirement does so by all its items.
  SELECT i.item_id, NULL, a.node_id
    FROM requirement_links(answering_links.as_at, answering_links.known_at) a
    JOIN items i ON i.plan_id = plan_of_node(a.node_id)
   WHERE a.other_link_id IS NULL AND a.node_id IS NOT NULL;
END;
COMMENT ON FUNCTION answering_links(date, timestamptz) IS
  'One row per link by which an item or a node counts towards a node, or answers an external requirement, on that day, as known at that '
  'moment; of a plan that answers one, one for each of its items.';

CREATE OR REPLACE FUNCTION requirement_graph(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity') RETURNS linkage
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT linkage(l.child_node_id, l.node_id)
    FROM answering_links(requirement_graph.as_at, requirement_graph.known_at) l
   WHERE l.child_node_id IS NOT NULL;
END;
COMMENT ON FUNCTION requirement_graph(date, timestamptz) IS
  'The links between nodes that roll up on that day, and those by which nodes answer external requirements, as one graph, as known at '
  'that moment.';

CREATE OR REPLACE FUNCTION requirement_nodes(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (requirement_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH graph AS MATERIALIZED (
    SELECT requirement_graph(requirement_nodes.as_at, requirement_nodes.known_at) AS g
  )
  SELECT n.node_id, n.node_id FROM nodes_known(requirement_nodes.known_at) n WHERE n.level = 'requirement'
  UNION ALL
  SELECT n.node_id, below.node_id
    FROM nodes_known(requirement_nodes.known_at) n
   CROSS JOIN graph
   CROSS JOIN LATERAL descendants(graph.g, n.node_id) below (node_id)
   WHERE n.level = 'requirement';
END;
COMMENT ON FUNCTION requirement_nodes(date, timestamptz) IS
  'One row per external requirement and node whose items answer it on that day, as known at that moment: itself, and what answers it '
  'or is under that.';

CREATE OR REPLACE FUNCTION requirement_items(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (requirement_id bigint, item_id bigint, is_direct boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.requirement_id, i.item_id, bool_or(i.node_id = r.requirement_id)
    FROM requirement_nodes(requirement_items.as_at, requirement_items.known_at) r
    JOIN answering_links(requirement_items.as_at, requirement_items.known_at) i ON i.node_id = r.node_id
   WHERE i.item_id IS NOT NULL
   GROUP BY r.requirement_id, i.item_id
   ORDER BY r.requirement_id, i.item_id;
END;
COMMENT ON FUNCTION requirement_items(date, timestamptz) IS
  'One row per external requirement and item that answers it on that day, active or not: linked to it, or at or under a node or another '
  'requirement that is. Each item once; do not add across requirements.';

-- Counted by outcome_rollup in one pass over the links of the nodes that answer any requirement, however many requirements share them.
CREATE OR REPLACE FUNCTION requirement_report(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (requirement_id bigint, ref text, title text, is_answered boolean, items bigint, items_direct bigint, other_links bigint,
                 tally rag_tally, complete bigint, green bigint, amber_green bigint, amber bigint, amber_red bigint, red bigint,
                     scheduled bigint,
                 unrated bigint, percent_complete numeric, overall rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  WITH rated AS MATERIALIZED (
    SELECT l.item_id, l.rating FROM latest_ratings(requirement_report.as_at, requirement_report.known_at) l
  ), answering AS MATERIALIZED (
    SELECT i.item_id, i.node_id, l.rating, n.node_id IS NOT NULL AS is_direct
      FROM answering_links(requirement_report.as_at, requirement_report.known_at) i
      JOIN rated l ON l.item_id = i.item_id
      LEFT JOIN nodes n ON n.node_id = i.node_id AND n.level = 'requirement'
     WHERE i.node_id IN (SELECT r.node_id FROM requirement_nodes(requirement_report.as_at, requirement_report.known_at) r)
  ), counted AS (
    SELECT u.node, u.distinct_items AS tally
      FROM (SELECT outcome_rollup((SELECT requirement_graph(requirement_report.as_at, requirement_report.known_at)),
                                  a.node_id, a.item_id, a.rating) AS nodes
            FROM answering a) s
     CROSS JOIN LATERAL unnest(s.nodes) u
  )
  SELECT n.node_id, n.ref, n.title, coalesce(total(c.tally) > 0, false), coalesce(total(c.tally), 0), coalesce(d.items_direct, 0),
      coalesce(o.other_links, 0),
         c.tally, coalesce(complete(c.tally), 0), coalesce(green(c.tally), 0), coalesce(amber_green(c.tally), 0),
             coalesce(amber(c.tally), 0),
         coalesce(amber_red(c.tally), 0), coalesce(red(c.tally), 0), coalesce(scheduled(c.tally), 0), coalesce(unrated(c.tally), 0),
         percent_complete(c.tally), overall(c.tally)
    FROM nodes_known(requirement_report.known_at) n
    LEFT JOIN counted c ON c.node = n.node_id
    LEFT JOIN (SELECT a.node_id, count(DISTINCT a.item_id) AS items_direct FROM answering a WHERE a.is_direct GROUP BY a.node_id) d
        ON d.node_id = n.node_id
    LEFT JOIN (SELECT l.requirement_id, count(l.other_link_id) AS other_links
                 FROM requirement_links(requirement_report.as_at, requirement_report.known_at) l
                GROUP BY l.requirement_id) o ON o.requirement_id = n.node_id
   WHERE n.level = 'requirement'
   ORDER BY n.ref, n.node_id;
END;
COMMENT ON FUNCTION requirement_report(date, timestamptz) IS
  'One row per external requirement, those without items included: the distinct items active on that day that answer it, with their '
  'latest ratings, as known at that moment. Percentages are of all of them, not rated ones included. Do not add across requirements.';

CREATE OR REPLACE VIEW requirement_report WITH (security_invoker = true) AS
SELECT r.requirement_id, r.ref, r.title, r.is_answered, r.items, r.items_direct, r.other_links, r.tally, r.complete, r.green,
    r.amber_green, r.amber,
       r.amber_red, r.red, r.scheduled, r.unrated, r.percent_complete, r.overall
  FROM requirement_report(today()) r;
COMMENT ON VIEW requirement_report IS
  'One row per external requirement, those without items included: the distinct items active today that answer it, with their latest '
  'ratings. Do not add across requirements.';
COMMENT ON COLUMN requirement_report.requirement_id IS 'The external requirement.';
COMMENT ON COLUMN requirement_report.ref IS 'The reference.';
COMMENT ON COLUMN requirement_report.title IS 'The wording.';
COMMENT ON COLUMN requirement_report.is_answered IS 'Whether any active item answers it.';
COMMENT ON COLUMN requirement_report.items IS 'How many distinct items.';
COMMENT ON COLUMN requirement_report.items_direct IS 'Of these, items linked to the requirement itself.';
COMMENT ON COLUMN requirement_report.other_links IS
  'Links with the requirement by relations that do not say it is answered, such as depends_on.';
COMMENT ON COLUMN requirement_report.tally IS 'The ratings counted, as one value that can be added up and taken apart.';
COMMENT ON COLUMN requirement_report.complete IS 'Items rated Complete (B).';
COMMENT ON COLUMN requirement_report.green IS 'Items rated Green.';
COMMENT ON COLUMN requirement_report.amber_green IS 'Items rated Amber/Green.';
COMMENT ON COLUMN requirement_report.amber IS 'Items rated Amber.';
COMMENT ON COLUMN requirement_report.amber_red IS 'Items rated Amber/Red.';
COMMENT ON COLUMN requirement_report.red IS 'Items rated Red.';
COMMENT ON COLUMN requirement_report.scheduled IS 'Items rated Scheduled, not yet started.';
COMMENT ON COLUMN requirement_report.unrated IS 'Items that are not rated.';
COMMENT ON COLUMN requirement_report.percent_complete IS
  'Items rated Complete in per cent of all items that answer it, not rated ones included; exact; NULL where there are none.';
COMMENT ON COLUMN requirement_report.overall IS
  'One rating for all: the most severe of the live ones; NULL where none is live and some items are not rated.';

-- One regular expression of all names finds the few items that need a closer look.
CREATE OR REPLACE FUNCTION requirement_patterns() RETURNS TABLE (node_id bigint, words text, pattern text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT w.node_id, w.words,
         '\m' || regexp_replace(regexp_replace(w.words, '([^[:alnum:][:space:]])', '\\\1', 'g'), '\s+', '\\s+', 'g') || '\M'
    FROM (SELECT n.node_id, trim_cell(n.ref) AS words FROM nodes n WHERE n.level = 'requirement'
          UNION
          SELECT a.node_id, trim_cell(a.alias) FROM requirement_aliases a) w
   WHERE w.words ~ '^[[:alnum:]]' AND w.words ~ '[[:alnum:]]$';
END;
COMMENT ON FUNCTION requirement_patterns() IS
  'The references and aliases of external requirements, each as a regular expression that finds it as words of a text.';

CREATE OR REPLACE FUNCTION unmapped_requirements(as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (finding text, requirement_id bigint, requirement text, plan_id bigint, plan text, item_id bigint, ref text, title text,
                 found_in text, words text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH reach AS MATERIALIZED (
    SELECT r.requirement_id, r.node_id FROM requirement_nodes(unmapped_requirements.as_at, unmapped_requirements.known_at) r
  ), active AS MATERIALIZED (
    SELECT i.item_id FROM items_in_force(unmapped_requirements.as_at, unmapped_requirements.known_at) i
  ), item_links AS MATERIALIZED (
    SELECT l.item_id, l.node_id
      FROM answering_links(unmapped_requirements.as_at, unmapped_requirements.known_at) l
      JOIN active i ON i.item_id = l.item_id
     WHERE l.node_id IN (SELECT r.node_id FROM reach r)
  ), answered AS (
    SELECT DISTINCT r.requirement_id FROM reach r JOIN (SELECT DISTINCT il.node_id FROM item_links il) used ON used.node_id = r.node_id
  ), names AS MATERIALIZED (
    SELECT w.node_id, w.words, w.pattern FROM requirement_patterns() w
  ), any_name AS MATERIALIZED (
    SELECT string_agg(names.pattern, '|') AS pattern FROM names
  ), candidates AS (
    SELECT i.item_id, 'title' AS place, i.title AS content FROM items i CROSS JOIN any_name WHERE i.title ~* any_name.pattern
    UNION ALL
    SELECT t.item_id, t.name, t.value FROM item_attributes t CROSS JOIN any_name WHERE t.value ~* any_name.pattern
  ), mentions AS (
    SELECT m.node_id, c.item_id, min(c.place) AS place, min(m.words) AS words
      FROM candidates c
      JOIN names m ON c.content ~* m.pattern
     GROUP BY m.node_id, c.item_id
  )
  SELECT f.finding, n.node_id, n.ref, i.plan_id, p.plan, i.item_id, i.ref, i.title, f.place, f.words
    FROM (SELECT 'requirement without items' AS finding, 1 AS place_in_list, n.node_id, NULL::bigint AS item_id, NULL::text AS place,
          NULL::text AS words
            FROM nodes n
           WHERE n.level = 'requirement' AND n.node_id NOT IN (SELECT a.requirement_id FROM answered a)
          UNION ALL
          SELECT 'item names it, not mapped', 2, m.node_id, m.item_id, m.place, m.words
            FROM mentions m
            JOIN active i ON i.item_id = m.item_id
           WHERE NOT EXISTS (SELECT FROM item_links il JOIN reach r ON r.node_id = il.node_id WHERE il.item_id = m.item_id
                             AND r.requirement_id = m.node_id)) f
    JOIN nodes n ON n.node_id = f.node_id
    LEFT JOIN items i ON i.item_id = f.item_id
    LEFT JOIN plan_names p ON p.plan_id = i.plan_id
   ORDER BY f.place_in_list, n.ref, n.node_id, p.plan, i.plan_id, i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION unmapped_requirements(date, timestamptz) IS
  'Both directions: one row per external requirement that no item active on that day answers, and one per requirement and active item '
  'whose title or attributes name it, by reference or alias, though it is not mapped to it. A finding is a question to ask.';

CREATE OR REPLACE VIEW unmapped_requirements WITH (security_invoker = true) AS
SELECT u.finding, u.requirement_id, u.requirement, u.plan_id, u.plan, u.item_id, u.ref, u.title, u.found_in, u.words
  FROM unmapped_requirements(today()) u;
COMMENT ON VIEW unmapped_requirements IS
  'One row per external requirement that no item active today answers, and one per requirement and active item that names it though it '
  'is not mapped to it.';
COMMENT ON COLUMN unmapped_requirements.finding IS 'What was found.';
COMMENT ON COLUMN unmapped_requirements.requirement_id IS 'The external requirement.';
COMMENT ON COLUMN unmapped_requirements.requirement IS 'The reference of the external requirement.';
COMMENT ON COLUMN unmapped_requirements.plan_id IS 'The plan.';
COMMENT ON COLUMN unmapped_requirements.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN unmapped_requirements.item_id IS 'The item.';
COMMENT ON COLUMN unmapped_requirements.ref IS 'The reference.';
COMMENT ON COLUMN unmapped_requirements.title IS 'The wording.';
COMMENT ON COLUMN unmapped_requirements.found_in IS 'Where the item names it: title, or the name of an attribute.';
COMMENT ON COLUMN unmapped_requirements.words IS 'The words by which the item names it.';
