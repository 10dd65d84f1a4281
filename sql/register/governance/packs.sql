-- External requirements loaded as data, and what is said of one.

CREATE OR REPLACE FUNCTION requirement_answer(answer text) RETURNS bigint
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  its_kind CONSTANT text := split_part(trim_cell(answer), ' ', 1);
  its_ref CONSTANT text := trim_cell(substr(trim_cell(answer), length(its_kind) + 1));
  found bigint[];
BEGIN
  found := ARRAY(SELECT n.node_id FROM nodes n
                  WHERE normal_name(n.ref) = normal_name(its_ref)
                    AND (n.level = its_kind OR EXISTS (SELECT FROM reference_kinds k
                                                    WHERE k.kind = its_kind AND k.level = n.level
                                                      AND coalesce(k.plan_id = n.plan_id, k.plan_id IS NULL))));
  IF cardinality(found) <> 1 THEN
    RAISE EXCEPTION '% is called "%"', CASE cardinality(found) WHEN 0 THEN 'nothing' ELSE 'more than one thing' END, answer
      USING ERRCODE = CASE cardinality(found) WHEN 0 THEN 'undefined_object' ELSE 'ambiguous_parameter' END,
            DETAIL = 'What answers a requirement is named by its level, or a kind of reference_kinds, and its reference.',
            HINT = 'Write, for example, "priority 1"; several are parted by semicolons.';
  END IF;
  RETURN found[1];
END
$body$;
COMMENT ON FUNCTION requirement_answer(text) IS
  'The node that "level reference" names, such as "improvement_priority 1"; an error if there is none, or more than one.';

-- Cells are parted by position: ref, title, answered_by.
CREATE OR REPLACE FUNCTION load_requirements(content text, delimiter text DEFAULT NULL)
  RETURNS TABLE (requirement_id bigint, ref text, title text, answered_by text, items bigint)
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  line record;
  node bigint;
BEGIN
  PERFORM check_level('publisher', 'loading requirements', has_table_privilege('links', 'INSERT'));
  FOR line IN SELECT r.cells, row_number() OVER () AS n FROM delimited_records(content, delimiter) r LOOP
    IF line.n = 1 THEN
      IF ARRAY(SELECT machine_word(trim_cell(c)) FROM unnest(line.cells) c) <> '{ref,title,answered_by}' THEN
        RAISE EXCEPTION 'the headings of requirements are "%"', array_to_string(line.cells, ', ')
          USING ERRCODE = 'invalid_text_representation', HINT = 'They are ref, title and answered_by.';
      END IF;
      CONTINUE;
    END IF;
    CONTINUE WHEN coalesce(trim_cell(line.cells[1]), '') = '';
    INSERT INTO nodes (level, ref, title) SELECT 'requirement', trim_cell(line.cells[1]), trim_cell(line.cells[2])
     WHERE NOT EXISTS (SELECT FROM nodes n WHERE n.level = 'requirement' AND n.plan_id IS NULL AND n.ref = trim_cell(line.cells[1]));
    node := (SELECT n.node_id FROM nodes n WHERE n.level = 'requirement' AND n.plan_id IS NULL AND n.ref = trim_cell(line.cells[1]));
    INSERT INTO links (from_node_id, to_node_id, relation)
    SELECT requirement_answer(a), node, 'responds_to'
      FROM regexp_split_to_table(coalesce(line.cells[3], ''), E'\\s*;\\s*') a WHERE trim_cell(a) <> ''
    ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT r.requirement_id, r.ref, r.title, nullif(trim_cell(line.cells[3]), ''), r.items
                   FROM requirement_report() r WHERE r.requirement_id = node;
  END LOOP;
END
$body$;
COMMENT ON FUNCTION load_requirements(text, text) IS
  'Loads external requirements, one a line under the headings ref, title and answered_by ("improvement_priority 1; plan Improvement Plan"; '
  'empty: nothing yet), with the links that say what answers them, and lists each with how many items that are; none: not mapped. Loading '
  'them again changes nothing.';

CREATE OR REPLACE FUNCTION requirement_narrative(requirement text, in_quarter quarter, as_at date DEFAULT today(),
                                                 known_at timestamptz DEFAULT 'infinity') RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH pack AS MATERIALIZED (
    SELECT p.rating, p.movement, p.is_overdue, p.open_dependencies
      FROM assurance_pack(requirement_narrative.requirement, requirement_narrative.in_quarter, requirement_narrative.as_at,
                          requirement_narrative.known_at) p
  ), counted AS (
    SELECT count(*) AS items, tally(p.rating) AS t, count(*) FILTER (WHERE p.movement IN ('improved', 'completed', 'started')) AS better,
           count(*) FILTER (WHERE p.movement IN ('worsened', 'reopened', 'rescheduled')) AS worse,
           count(*) FILTER (WHERE p.is_overdue) AS overdue, count(*) FILTER (WHERE p.open_dependencies > 0) AS waiting
      FROM pack p
  )
  SELECT concat_ws(E'\n\n',
           (SELECT w.narrative FROM requirement_narratives w
             WHERE w.requirement_id = find_requirement(requirement_narrative.requirement)
               AND w.quarter = requirement_narrative.in_quarter AND w.recorded_at <= by_then(requirement_narrative.known_at)
             ORDER BY w.recorded_at DESC, w.narrative_id DESC LIMIT 1),
           CASE WHEN c.items = 0 THEN 'Nothing in the plans answers it yet.'
                ELSE format('What answers it: %s. Since the last report %s better and %s worse; %s overdue, %s waiting for something else.',
                            rag_tally_words(c.t), c.better, c.worse, c.overdue, c.waiting) END)
    FROM counted c;
END;
COMMENT ON FUNCTION requirement_narrative(text, quarter, date, timestamptz) IS
  'What is said of a requirement in a quarter: the narrative recorded last by that moment, if there is one, and a paragraph of figures.';
