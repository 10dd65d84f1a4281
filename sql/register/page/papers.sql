-- What a paper is about: plan, quarter, day, edition and, for one committee's, officer's or outcome's part, whose.

-- The quarters beside it are those of the same year, or the last one reported where there is none.
CREATE OR REPLACE FUNCTION paper_quarter(plan_key bigint, in_quarter quarter DEFAULT NULL, as_at date DEFAULT today(),
                                         known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (quarter quarter, is_reported boolean, previous_quarter quarter, earlier quarter[])
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  WITH reported AS MATERIALIZED (
    SELECT q.quarter, q.previous_quarter, q.is_latest
      FROM plan_quarters(on_day(paper_quarter.as_at), paper_quarter.known_at) q
     WHERE q.plan_id = paper_quarter.plan_key
  )
  SELECT coalesce(paper_quarter.in_quarter, now.quarter), now.quarter IS NOT NULL, now.previous_quarter,
         ARRAY(SELECT e.quarter FROM reported e
                WHERE e.quarter < now.quarter AND (fiscal_year(e.quarter) = fiscal_year(now.quarter) OR e.quarter = now.previous_quarter)
                ORDER BY e.quarter)
    FROM (VALUES (1)) one
    LEFT JOIN reported now ON CASE WHEN paper_quarter.in_quarter IS NULL THEN now.is_latest
           ELSE now.quarter = paper_quarter.in_quarter END;
END;
COMMENT ON FUNCTION paper_quarter(bigint, quarter, date, timestamptz) IS
  'The quarter a paper is about (none named: the latest in which the plan had reported by that day), whether the plan reports in it, the '
  'quarter reported before, and the earlier quarters whose ratings stand beside it.';

CREATE OR REPLACE FUNCTION paper_head(plan_key bigint, in_quarter quarter DEFAULT NULL, as_at date DEFAULT today(),
                                      known_at timestamptz DEFAULT 'infinity', of_publication bigint DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, period daterange, quarter quarter, is_reported boolean, previous_quarter quarter,
                 earlier quarter[], day date, known timestamptz, publication_id bigint, edition integer, published_at timestamptz,
                 noun text, scope_kind text, scope_id bigint, scope text, anchor text,
                 words text[], long_words text[], chips text[], letters text[])
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT n.plan_id, n.plan, p.period, q.quarter, coalesce(q.is_reported, false), q.previous_quarter,
         coalesce(q.earlier, '{}'), moment.day, moment.known,
         moment.publication_id, moment.edition, moment.published_at,
         (SELECT CASE WHEN count(DISTINCT i.level) = 1 THEN lower(max(l.label)) ELSE 'item' END
            FROM items i JOIN levels l ON l.level = i.level WHERE i.plan_id = n.plan_id),
         NULL::text, NULL::bigint, NULL::text, '',
         chip.words, chip.long_words, chip.chips, chip.letters
    FROM plan_names n
    JOIN plans p ON p.plan_id = n.plan_id
    -- What was published is told as it was known then.
   CROSS JOIN LATERAL (SELECT coalesce(pub.links_at, least(on_day(paper_head.as_at), end_date(paper_head.in_quarter))) AS day,
                              coalesce(pub.published_at, by_then(paper_head.known_at)) AS known,
                              coalesce(pub.quarter, paper_head.in_quarter) AS quarter,
                              pub.publication_id, pub.edition, pub.published_at
                         FROM (VALUES (1)) one
                         LEFT JOIN publications pub ON pub.publication_id = paper_head.of_publication) moment
    -- A plan to come has no quarter yet, whatever was recorded for it.
    LEFT JOIN LATERAL paper_quarter(n.plan_id, moment.quarter, moment.day, moment.known) q ON coalesce(p.counts_from <= moment.day, true)
   CROSS JOIN LATERAL rating_chips(n.plan_id) chip
   WHERE n.plan_id = paper_head.plan_key;
END;
COMMENT ON FUNCTION paper_head(bigint, quarter, date, timestamptz, bigint) IS
  'What a paper of a plan is about, in one row: of that quarter (none: the latest reported by that day) as known at that moment, or of a '
  'publication. Of a quarter that is named and over, links, officers and deadlines are those of its last day.';

CREATE OR REPLACE VIEW papers WITH (security_invoker = true) AS
SELECT h.plan_id, h.plan, h.period, h.quarter, h.is_reported, h.previous_quarter, h.earlier, h.day, h.known, h.publication_id, h.edition,
       h.published_at, h.noun, h.scope_kind, h.scope_id, h.scope, h.anchor, h.words, h.long_words, h.chips, h.letters
  FROM plans p
 CROSS JOIN LATERAL paper_head(p.plan_id) h
 WHERE EXISTS (SELECT FROM items i WHERE i.plan_id = p.plan_id);
COMMENT ON VIEW papers IS
  'One row per plan that has items: what its paper of today is about. The sections of a page take such a row.';
COMMENT ON COLUMN papers.plan_id IS 'The plan.';
COMMENT ON COLUMN papers.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN papers.period IS 'The days that the plan covers.';
COMMENT ON COLUMN papers.quarter IS 'The quarter the paper is about; NULL where the plan has never reported.';
COMMENT ON COLUMN papers.is_reported IS 'Whether the plan reports in that quarter.';
COMMENT ON COLUMN papers.previous_quarter IS 'The quarter in which the plan reported before, however long ago; NULL in its first.';
COMMENT ON COLUMN papers.earlier IS 'The earlier quarters whose ratings stand beside it: of the same year, or the last one reported.';
COMMENT ON COLUMN papers.day IS 'Day of the links, officers and deadlines.';
COMMENT ON COLUMN papers.known IS 'What was recorded by this moment counts.';
COMMENT ON COLUMN papers.publication_id IS 'The publication that the paper tells; NULL: a draft.';
COMMENT ON COLUMN papers.edition IS 'Which edition of the quarter it is; NULL: a draft.';
COMMENT ON COLUMN papers.published_at IS 'When it was published; NULL: a draft.';
COMMENT ON COLUMN papers.noun IS 'What the plan calls its items, in small letters.';
COMMENT ON COLUMN papers.scope_kind IS 'body, officer or node where the paper is of one''s part; NULL: of the whole plan.';
COMMENT ON COLUMN papers.scope_id IS 'The key of that body, officer or node.';
COMMENT ON COLUMN papers.scope IS 'Its name.';
COMMENT ON COLUMN papers.anchor IS 'What the places on the page begin with, so that several plans can stand on one.';
COMMENT ON COLUMN papers.words IS 'The ratings by their place in words.';
COMMENT ON COLUMN papers.long_words IS 'The same as the key has them.';
COMMENT ON COLUMN papers.chips IS 'The ratings by their place as the page shows them: letter and word.';
COMMENT ON COLUMN papers.letters IS 'The ratings by their place as a letter, the word with it for who hears the page.';

-- Whose part is asked for: names are looked up among names and other spellings, as an import does.

CREATE OR REPLACE FUNCTION named_body(name text) RETURNS bigint
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found CONSTANT bigint := (SELECT b.body_id FROM bodies b WHERE normal_name(b.name) = normal_name(name)
                            UNION SELECT a.body_id FROM body_aliases a WHERE normal_name(a.alias) = normal_name(name) LIMIT 1);
BEGIN
  IF found IS NULL THEN
    RAISE EXCEPTION 'there is no committee or board "%"', name
      USING ERRCODE = 'undefined_object', HINT = 'Write its name, or another spelling that body_aliases has.',
            DETAIL = 'There are: ' || coalesce((SELECT string_agg(b.name, ', ' ORDER BY b.name) FROM bodies b), 'none') || '.';
  END IF;
  RETURN found;
END
$body$;
COMMENT ON FUNCTION named_body(text) IS
  'The committee or board of that name or other spelling, without regard to case and blanks, or an error.';

-- A reference is looked for among the nodes that the plan's items count towards; "outcome 1" says which level where two have a "1".
CREATE OR REPLACE FUNCTION named_node(plan_key bigint, name text, as_at date DEFAULT today(),
                                      known_at timestamptz DEFAULT 'infinity') RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found bigint[];
BEGIN
  IF name IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT array_agg(n.node_id ORDER BY n.node_id) INTO found
    FROM nodes_known(known_at) n
   WHERE n.node_id IN (SELECT l.node_id FROM item_links_in_force(as_at, known_at) l JOIN items i ON i.item_id = l.item_id
                        WHERE plan_key IS NULL OR i.plan_id = plan_key
                       UNION
                       SELECT above.node
                         FROM item_links_in_force(as_at, known_at) l JOIN items i ON i.item_id = l.item_id
                        CROSS JOIN LATERAL ancestors((SELECT thread_graph(as_at, known_at)), l.node_id) above (node)
                        WHERE plan_key IS NULL OR i.plan_id = plan_key)
     AND normal_name(name) IN (normal_name(n.ref), normal_name(n.level || ' ' || n.ref), normal_name(n.title));
  IF found IS NULL AND name ~ '^[0-9]{1,18}$' THEN
    found := ARRAY(SELECT n.node_id FROM nodes_known(known_at) n WHERE n.node_id = name::bigint);
  END IF;
  IF cardinality(found) = 1 THEN
    RETURN found[1];
  END IF;
  RAISE EXCEPTION '%', format(CASE WHEN cardinality(found) > 1 THEN 'several nodes are called "%s"' ELSE 'there is no node "%s"' END, name)
    USING ERRCODE = CASE WHEN cardinality(found) > 1 THEN 'ambiguous_parameter' ELSE 'undefined_object' END,
          DETAIL = coalesce('They are: ' || (SELECT string_agg(format('%s %s (key %s)', n.level, n.ref, n.node_id),
                 ', ' ORDER BY n.node_id)
                                               FROM nodes n WHERE n.node_id = ANY (found)) || '.',
                            'No item of the plan counts towards one of that reference or title.'),
          HINT = 'Write the reference with its level, such as outcome 1.1, or the key.';
END
$body$;
COMMENT ON FUNCTION named_node(bigint, text, date, timestamptz) IS
  'The node of that reference, title, or level and reference, of those that items of the plan count towards, or of that key; an error '
  'where there is none or more than one.';

CREATE OR REPLACE FUNCTION paper_scope(scope_kind text, scope_id bigint, as_at date DEFAULT today(),
                                       known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT b.item_id FROM bodies_in_force(paper_scope.as_at, paper_scope.known_at) b
   WHERE paper_scope.scope_kind = 'body' AND b.body_id = paper_scope.scope_id
  UNION
  SELECT o.item_id FROM owners_in_force(paper_scope.as_at, paper_scope.known_at) o
   WHERE paper_scope.scope_kind = 'officer' AND o.officer_id = paper_scope.scope_id
  UNION
  SELECT l.item_id FROM item_links_in_force(paper_scope.as_at, paper_scope.known_at) l
   WHERE paper_scope.scope_kind = 'node'
     AND (l.node_id = paper_scope.scope_id
          OR l.node_id IN (SELECT d.node FROM descendants((SELECT thread_graph(paper_scope.as_at, paper_scope.known_at)),
                                                          paper_scope.scope_id) d (node)));
END;
COMMENT ON FUNCTION paper_scope(text, bigint, date, timestamptz) IS
  'One row per item of a committee''s, an officer''s or a node''s part on that day, as known at that moment; of an officer those answered '
  'for, of a node those at or under it.';
