-- Staged cells become nodes, items, ratings, deadlines, parties and links.

-- From when on a file's officers, bodies and links hold: a return of Q1 that comes in July speaks of Q1.
CREATE OR REPLACE FUNCTION import_effective_on(run imports) RETURNS date
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(max(lower(c.period)), day_of((import_effective_on.run).recorded_at))
  FROM import_cells c WHERE c.import_id = (import_effective_on.run).import_id AND c.target = 'rating';
END;
COMMENT ON FUNCTION import_effective_on(imports) IS 'The first day of the latest period a file rates, or else the day it was known.';

-- What a file says of a subject's links to a level replaces what earlier files of the same kind said of them, and nothing else: links
-- that came by a link file, by another kind of document or by hand stay.  A file older than the links it would replace is passed over.
CREATE OR REPLACE FUNCTION import_write_links(run imports, document document_kinds, subject_column text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  held_from date := import_effective_on(run);
BEGIN
  PERFORM import_analyze('import_ties');
  -- Joins of sets throughout: nothing is looked up row by row, however large the file.
  EXECUTE format($sql$
    UPDATE import_ties t SET is_new = false
    FROM (SELECT DISTINCT l.%1$I AS subject_id, l.to_node_id, l.relation FROM links l
          WHERE l.%1$I IS NOT NULL AND l.to_node_id IS NOT NULL AND l.valid_to >= $2) AS l
    WHERE t.import_id = $1 AND l.subject_id = t.subject_id AND l.to_node_id = t.object_id AND l.relation = t.role
  $sql$, subject_column) USING run.import_id, held_from;

  -- A link starts with the file where the subject had another of its kind, or the same before.
  EXECUTE format($sql$
    UPDATE import_ties t SET succeeds = true
    FROM nodes o,
         (SELECT l.%1$I AS subject_id, l.relation, p.level, NULL::bigint AS node_id
          FROM links l JOIN imports i ON i.import_id = l.import_id AND i.kind = $2 JOIN nodes p ON p.node_id = l.to_node_id
          WHERE l.%1$I IS NOT NULL AND l.valid_to > '-infinity' AND l.valid_from <= l.valid_to
          UNION
          SELECT l.%1$I, l.relation, NULL, l.to_node_id FROM links l
          WHERE l.%1$I IS NOT NULL AND l.to_node_id IS NOT NULL AND l.valid_to > '-infinity' AND l.valid_from <= l.valid_to) AS l
    WHERE t.import_id = $1 AND t.is_new AND o.node_id = t.object_id
      AND l.subject_id = t.subject_id AND l.relation = t.role AND (l.level = o.level OR l.node_id = t.object_id)
  $sql$, subject_column) USING run.import_id, run.kind;

  -- What this file says of a subject, level and relation; a later link of the same makes it history.
  EXECUTE format($sql$
    WITH said AS MATERIALIZED (
      SELECT s.item_id AS subject_id, split_part(c.qualifier, ' ', 1) AS level, split_part(c.qualifier, ' ', 2) AS relation
      FROM import_cells c JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
      WHERE c.import_id = $1 AND c.target = 'link.node' AND %1$L = 'from_item_id'
      UNION
      SELECT t.subject_id, o.level, t.role FROM import_ties t JOIN nodes o ON o.node_id = t.object_id WHERE t.import_id = $1
    ), gone AS MATERIALIZED (
      SELECT l.link_id, l.%1$I AS subject_id
      FROM links l
      JOIN imports i ON i.import_id = l.import_id AND i.kind = $2
      JOIN nodes p ON p.node_id = l.to_node_id
      JOIN said s ON s.subject_id = l.%1$I AND s.level = p.level AND s.relation = l.relation
      WHERE l.valid_to >= $3 AND l.valid_from <= $3
        AND NOT EXISTS (SELECT FROM import_ties t WHERE t.import_id = $1 AND t.subject_id = l.%1$I AND t.role = l.relation
                        AND t.object_id = l.to_node_id)
        AND NOT EXISTS (SELECT FROM links n WHERE n.%1$I = l.%1$I AND n.relation = l.relation AND n.valid_from > $3)
    ), ended AS (
      -- One that an earlier file of the same day brought never held: it ends on the day before it starts.
      UPDATE links l SET valid_to = $3 - 1 FROM gone g WHERE l.link_id = g.link_id
    )
    INSERT INTO import_changes (import_id, line)
    SELECT $1, t.line FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    UNION
    SELECT $1, t.line FROM import_ties t JOIN gone g ON g.subject_id = t.subject_id WHERE t.import_id = $1
    UNION
    SELECT $1, s.line FROM import_subjects s JOIN gone g ON g.subject_id = s.item_id WHERE s.import_id = $1 AND %1$L = 'from_item_id'
    ON CONFLICT DO NOTHING
  $sql$, subject_column) USING run.import_id, run.kind, held_from;

  EXECUTE format($sql$
    INSERT INTO links (%I, to_node_id, relation, valid_from, basis, source_document, import_id, recorded_at)
    SELECT DISTINCT ON (t.subject_id, t.object_id, t.role)
           t.subject_id, t.object_id, t.role, CASE WHEN t.succeeds THEN $2 ELSE '-infinity' END, 'printed', $3, t.import_id, $4
    FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    ORDER BY t.subject_id, t.object_id, t.role, t.line
    ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity'
  $sql$, subject_column) USING run.import_id, held_from, document.title, run.recorded_at;
  PERFORM import_clear('import_ties', run);
END
$body$;
COMMENT ON FUNCTION import_write_links(imports, document_kinds, text) IS
  'Writes the staged links of items or nodes, and ends those that an earlier file of the same kind named and this one does not.';

CREATE OR REPLACE FUNCTION import_load_nodes(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = run.kind AND m.target = 'node.ref') THEN
    RETURN;
  END IF;
  WITH changed AS MATERIALIZED (
    SELECT c.line, c.qualifier, c.value, t.value AS title
    FROM import_cells c
    LEFT JOIN import_cells t ON t.import_id = c.import_id AND t.line = c.line AND t.target = 'node.title'
      AND t.qualifier = c.qualifier AND t.value IS NOT NULL
    WHERE c.import_id = run.import_id AND c.target = 'node.ref' AND c.value IS NOT NULL
      AND NOT EXISTS (SELECT FROM nodes_known() n
                      WHERE n.plan_id IS NOT DISTINCT FROM document.plan_id AND n.level = c.qualifier AND n.ref = c.value
                        AND n.title = coalesce(t.value, n.title))
  ), added AS (
    INSERT INTO nodes (plan_id, level, ref, code, title)
    SELECT DISTINCT ON (c.qualifier, c.value) document.plan_id, c.qualifier, c.value, try_plan_code(c.value), coalesce(c.title, c.value)
    FROM changed c
    ORDER BY c.qualifier, c.value, c.title IS NULL, c.line
    ON CONFLICT (plan_id, level, ref) DO UPDATE SET title = EXCLUDED.title, undone_at = NULL
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;

  -- "recommendation > theme": the row's recommendation is part of the row's theme.
  INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
  SELECT c.import_id, c.line, c.position, child.node_id, 'part_of', parent.node_id, '-infinity', 'infinity', pr.raw
  FROM import_cells c
  JOIN import_cells cr ON cr.import_id = c.import_id AND cr.line = c.line AND cr.target = 'node.ref'
    AND cr.qualifier = btrim(split_part(c.qualifier, '>', 1))
  JOIN import_cells pr ON pr.import_id = c.import_id AND pr.line = c.line AND pr.target = 'node.ref'
    AND pr.qualifier = btrim(split_part(c.qualifier, '>', 2))
  JOIN nodes child ON child.plan_id IS NOT DISTINCT FROM document.plan_id AND child.level = cr.qualifier AND child.ref = cr.value
  JOIN nodes parent ON parent.plan_id IS NOT DISTINCT FROM document.plan_id AND parent.level = pr.qualifier AND parent.ref = pr.value
  WHERE c.import_id = run.import_id AND c.target = 'node.part_of';
  PERFORM import_write_links(run, document, 'from_node_id');
END
$body$;
COMMENT ON FUNCTION import_load_nodes(imports, document_kinds) IS 'Adds the nodes a file names, and the links between them.';

CREATE OR REPLACE FUNCTION import_load_items(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH changed AS MATERIALIZED (
    SELECT c.line, c.value AS ref, t.value AS title, v.value AS level
    FROM import_cells c
    JOIN import_cells t ON t.import_id = c.import_id AND t.line = c.line AND t.target = 'item.title'
    JOIN import_cells v ON v.import_id = c.import_id AND v.line = c.line AND v.target = 'item.level'
    LEFT JOIN items i ON i.plan_id = document.plan_id AND i.ref = c.value AND i.title = t.value AND i.level = v.value
      AND i.state <> 'undone'
    WHERE c.import_id = run.import_id AND c.target = 'item.ref' AND i.item_id IS NULL
  ), added AS (
    INSERT INTO items (plan_id, level, ref, code, title, recorded_at)
    SELECT document.plan_id, c.level, c.ref, try_plan_code(c.ref), c.title, run.recorded_at
    FROM changed c
    ORDER BY c.line
    -- One that an import taken back had made comes back.
    ON CONFLICT (plan_id, ref) DO UPDATE SET title = EXCLUDED.title, level = EXCLUDED.level,
      state = CASE items.state WHEN 'undone' THEN 'active' ELSE items.state END,
      state_since = CASE items.state WHEN 'undone' THEN NULL ELSE items.state_since END,
      state_reason = CASE items.state WHEN 'undone' THEN NULL ELSE items.state_reason END
  )
  INSERT INTO import_changes (import_id, line) SELECT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;

  INSERT INTO import_subjects (import_id, line, item_id)
  SELECT r.import_id, r.line, i.item_id
  FROM import_cells r JOIN items i ON i.plan_id = document.plan_id AND i.ref = r.value
  WHERE r.import_id = run.import_id AND r.target = 'item.ref';
  PERFORM import_analyze('import_subjects');

  WITH changed AS MATERIALIZED (
    SELECT c.line, s.item_id, c.qualifier, c.raw
    FROM import_cells c
    JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
    LEFT JOIN item_attributes a ON a.item_id = s.item_id AND a.name = c.qualifier AND a.value = c.raw
    WHERE c.import_id = run.import_id AND c.target = 'item.attribute' AND c.value IS NOT NULL AND a.item_id IS NULL
  ), added AS (
    INSERT INTO item_attributes (item_id, name, value)
    SELECT c.item_id, c.qualifier, c.raw FROM changed c
    ON CONFLICT (item_id, name) DO UPDATE SET value = EXCLUDED.value
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_items(imports, document_kinds) IS 'Adds or renames the items of a file, and keeps their attributes.';

CREATE OR REPLACE FUNCTION import_load_ratings(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  start_month integer := fiscal_start_month();
BEGIN
  -- Against what was known when this file was, so that a file loaded late is still loaded once.
  WITH last AS (
    SELECT DISTINCT ON (r.item_id, r.period_start, r.period_end)
           r.item_id, r.period_start, r.period_end, r.raw, r.rating, r.commentary, r.corrective_action
    FROM ratings_known() r
    JOIN (SELECT DISTINCT quarter(lower(c.period), start_month) AS quarter
          FROM import_cells c WHERE c.import_id = run.import_id AND c.target = 'rating') AS q ON q.quarter = r.quarter
    JOIN import_subjects s ON s.import_id = run.import_id AND s.item_id = r.item_id
    WHERE r.recorded_at <= run.recorded_at
    ORDER BY r.item_id, r.period_start, r.period_end, r.recorded_at DESC, r.rating_id DESC
  ), words AS (
    SELECT t.line, t.qualifier, max(t.value) FILTER (WHERE t.target = 'commentary') AS commentary,
           max(t.value) FILTER (WHERE t.target = 'corrective_action') AS corrective_action
    FROM import_cells t
    WHERE t.import_id = run.import_id AND t.target IN ('commentary', 'corrective_action') AND t.value IS NOT NULL
    GROUP BY t.line, t.qualifier
  ), changed AS MATERIALIZED (
    SELECT c.line, c.position, s.item_id, c.period, CASE WHEN k.says_nothing THEN l.rating ELSE c.rating END AS rating,
           CASE WHEN k.says_nothing THEN l.raw ELSE c.raw END AS raw, w.commentary, w.corrective_action
    FROM import_cells c
    JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
    LEFT JOIN words w ON w.line = c.line AND w.qualifier = c.qualifier
    LEFT JOIN last l ON l.item_id = s.item_id AND l.period_start = lower(c.period) AND l.period_end = upper(c.period) - 1
    -- A blank cell reports nothing: what is recorded stands, with the words beside it, if there are any.
    CROSS JOIN LATERAL (SELECT l.item_id IS NOT NULL AND c.value IS NULL AND c.rating IS NULL AS says_nothing) AS k
    WHERE c.import_id = run.import_id AND c.target = 'rating'
      AND (l.item_id IS NULL
           OR NOT k.says_nothing AND (l.raw <> c.raw OR l.rating IS DISTINCT FROM c.rating)
           OR (l.commentary IS DISTINCT FROM w.commentary OR l.corrective_action IS DISTINCT FROM w.corrective_action)
              AND (NOT k.says_nothing OR num_nonnulls(w.commentary, w.corrective_action) > 0))
  ), added AS (
    INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, corrective_action, recorded_at, import_id)
    SELECT c.item_id, quarter(lower(c.period), start_month), lower(c.period), upper(c.period) - 1, c.rating, c.raw,
           c.commentary, c.corrective_action, run.recorded_at, run.import_id
    FROM changed c
    ORDER BY c.position, c.line
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_ratings(imports) IS 'Appends the ratings that differ from the last recorded for the same item and period.';

-- The revisions that a row prints continue those recorded: of the row's series only what comes after the longest run that the
-- recorded one ends with is new.  So a file read again adds nothing, whatever number of revisions it prints.
CREATE OR REPLACE FUNCTION import_new_revisions(printed daterange[], recorded daterange[]) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT cardinality(printed) - coalesce(max(n.shared), 0)
  FROM generate_series(1, least(cardinality(printed), cardinality(recorded))) AS n (shared)
  WHERE printed[:n.shared] = recorded[cardinality(recorded) - n.shared + 1:];
END;
COMMENT ON FUNCTION import_new_revisions(daterange[], daterange[]) IS
  'How many of a row''s revisions, from its last backwards, are not recorded yet.';

CREATE OR REPLACE FUNCTION import_load_due_dates(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  -- A later file of this kind has been read: what this one says of deadlines in force is history.
  overtaken boolean := EXISTS (SELECT FROM imports i WHERE i.kind = run.kind AND i.recorded_at > run.recorded_at
                                 AND i.rows_loaded + i.rows_unchanged > 0 AND i.undone_at IS NULL);
BEGIN
  -- Baselines first: what no revision can change.  A file older than the last revision says nothing new.
  WITH changed AS MATERIALIZED (
    SELECT c.line, s.item_id, c.period, c.raw
    FROM import_cells c JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
    WHERE c.import_id = run.import_id AND c.target = 'due' AND c.qualifier = 'baseline' AND c.period IS NOT NULL
      AND NOT EXISTS (SELECT FROM due_dates_known() d WHERE d.item_id = s.item_id AND d.milestone = 'due')
  ), added AS (
    INSERT INTO due_dates (item_id, milestone, revision, period, raw, recorded_at, import_id)
    SELECT c.item_id, 'due', (SELECT coalesce(max(d.revision) + 1, 0) FROM due_dates d WHERE d.item_id = c.item_id AND d.milestone = 'due'),
           c.period, c.raw, run.recorded_at, run.import_id
    FROM changed c ORDER BY c.line
  )
  INSERT INTO import_changes (import_id, line) SELECT run.import_id, c.line FROM changed c ON CONFLICT DO NOTHING;

  WITH printed AS MATERIALIZED (
    SELECT c.line, s.item_id, c.target AS milestone, c.qualifier, c.period, c.raw,
           row_number() OVER w AS number, count(*) OVER (PARTITION BY c.line, c.target) AS numbers,
           array_agg(c.period) OVER (PARTITION BY c.line, c.target ORDER BY c.position
                                     ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS series
    FROM import_cells c JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
    WHERE c.import_id = run.import_id AND c.target IN ('due', 'start') AND c.qualifier <> 'baseline' AND c.period IS NOT NULL
    WINDOW w AS (PARTITION BY c.line, c.target ORDER BY c.position)
  ), recorded AS (
    -- A revised cell never repeats the baseline; any other may.  Numbers are not given twice, also where one was taken back.
    SELECT p.item_id, p.milestone, coalesce(max(d.revision), -1) AS last_revision,
           max(d.recorded_at) FILTER (WHERE k.stands) AS last_recorded,
           (coalesce(array_agg(d.period ORDER BY d.revision) FILTER (WHERE k.stands), '{}'))[CASE WHEN p.revised_only THEN 2 ELSE 1 END:]
             AS series
    FROM (SELECT item_id, milestone, bool_and(qualifier = 'revised') AS revised_only FROM printed GROUP BY item_id, milestone) AS p
    LEFT JOIN due_dates d ON d.item_id = p.item_id AND d.milestone = p.milestone
    LEFT JOIN LATERAL (SELECT coalesce(d.import_id, 0) <> ALL ((SELECT undone_imports())::bigint[]) AS stands) AS k ON d.item_id IS NOT NULL
    GROUP BY p.item_id, p.milestone, p.revised_only
  ), new AS MATERIALIZED (
    SELECT p.*, r.last_revision, p.numbers - n.new AS old
    FROM printed p JOIN recorded r ON r.item_id = p.item_id AND r.milestone = p.milestone,
         LATERAL (SELECT CASE WHEN r.series = '{}' THEN p.numbers ELSE import_new_revisions(p.series, r.series) END AS new) AS n
    WHERE p.number > p.numbers - n.new
      AND (r.last_recorded IS NULL OR r.last_recorded <= run.recorded_at AND NOT overtaken)
  ), added AS (
    INSERT INTO due_dates (item_id, milestone, revision, period, raw, recorded_at, import_id)
    SELECT p.item_id, p.milestone, p.last_revision + p.number - p.old, p.period, p.raw, run.recorded_at, run.import_id
    FROM new p
    ORDER BY p.line, p.milestone, p.number
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, p.line FROM new p ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_due_dates(imports) IS 'Appends baselines, starts and revised deadlines that are new.';

-- Officers and bodies are kept alike, in tables alike: party is officer or body.
CREATE OR REPLACE FUNCTION import_add_parties(run imports, party text, parties text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  -- Every cell is taken apart once, however many rows hold it.
  named text := format($sql$
    SELECT d.position, d.value, n.name, n.valid_from, n.valid_to, normal_name(n.name) AS normal
    FROM (SELECT DISTINCT c.position, c.value, coalesce(m.split, '') AS split
          FROM import_cells c JOIN import_mappings m ON m.kind = $2 AND m.position = c.position
          WHERE c.import_id = $1 AND c.target = %L AND c.value IS NOT NULL) AS d,
         LATERAL import_names(d.value, d.split) AS n
  $sql$, party);
BEGIN
  EXECUTE format($sql$
    INSERT INTO %1$I (name)
    SELECT DISTINCT ON (n.normal) n.name
    FROM (%2$s) AS n
    WHERE NOT EXISTS (SELECT FROM %1$I o WHERE normal_name(o.name) = n.normal)
      AND NOT EXISTS (SELECT FROM %3$I a WHERE normal_name(a.alias) = n.normal)
    ORDER BY n.normal, n.name COLLATE "C"
  $sql$, parties, named, party || '_aliases') USING run.import_id, run.kind;

  EXECUTE format($sql$
    WITH who AS MATERIALIZED (
      SELECT n.position, n.value, n.valid_from, n.valid_to, coalesce(a.%4$I, o.%4$I) AS object_id
      FROM (%5$s) AS n
      LEFT JOIN %1$I o ON normal_name(o.name) = n.normal
      LEFT JOIN %3$I a ON normal_name(a.alias) = n.normal
    )
    INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
    SELECT c.import_id, c.line, c.position, s.item_id, c.qualifier, w.object_id, w.valid_from, w.valid_to, c.raw
    FROM import_cells c
    JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
    JOIN who w ON w.position = c.position AND w.value = c.value
    WHERE c.import_id = $1 AND c.target = %2$L
  $sql$, parties, party, party || '_aliases', party || '_id', named) USING run.import_id, run.kind;
  PERFORM import_analyze('import_ties');
END
$body$;
COMMENT ON FUNCTION import_add_parties(imports, text,
                                       text) IS 'Adds the officers or bodies a file names, and stages who it names for what.';

-- What all cells of one role say of an item is one statement: whoever it names no more ends on the day before it holds.  A file
-- older than what is recorded says nothing of who answers now.
CREATE OR REPLACE FUNCTION import_load_parties(run imports, party text, parties text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  held_from date := import_effective_on(run);
BEGIN
  IF NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = run.kind AND m.target = party) THEN
    RETURN;
  END IF;
  PERFORM import_add_parties(run, party, parties);

  -- Too old a file: somebody was recorded from a later day on whom it does not name.
  EXECUTE format($sql$
    UPDATE import_cells c SET readable = false
    FROM import_subjects s,
         (SELECT DISTINCT p.item_id, p.role FROM %2$I p
          WHERE p.valid_from > $2
            AND NOT EXISTS (SELECT FROM import_ties t WHERE t.import_id = $1 AND t.subject_id = p.item_id AND t.role = p.role
                              AND t.object_id = p.%3$I AND t.valid_from = p.valid_from)) AS p
    WHERE c.import_id = $1 AND c.target = %1$L AND s.import_id = c.import_id AND s.line = c.line
      AND p.item_id = s.item_id AND p.role = c.qualifier
  $sql$, party, 'item_' || parties, party || '_id') USING run.import_id, held_from;

  EXECUTE format($sql$
    UPDATE import_ties t SET is_new = false
    FROM %1$I p
    WHERE t.import_id = $1 AND p.item_id = t.subject_id AND p.role = t.role AND p.%2$I = t.object_id
      AND p.valid_to = t.valid_to AND t.valid_from IN (p.valid_from, '-infinity')
  $sql$, 'item_' || parties, party || '_id') USING run.import_id;
  UPDATE import_ties t SET is_new = false
  FROM import_cells c
  WHERE t.import_id = run.import_id AND c.import_id = t.import_id AND c.target = party AND c.line = t.line AND c.position = t.position
    AND NOT c.readable;
  EXECUTE format($sql$
    UPDATE import_ties t SET succeeds = true
    FROM (SELECT DISTINCT p.item_id, p.role FROM %1$I p) AS p
    WHERE t.import_id = $1 AND t.is_new AND p.item_id = t.subject_id AND p.role = t.role
  $sql$, 'item_' || parties) USING run.import_id;

  EXECUTE format($sql$
    WITH said AS MATERIALIZED (
      SELECT DISTINCT s.item_id, c.qualifier AS role
      FROM import_cells c JOIN import_subjects s ON s.import_id = c.import_id AND s.line = c.line
      WHERE c.import_id = $1 AND c.target = %1$L AND c.readable
    ), gone AS MATERIALIZED (
      SELECT p.item_id, p.%3$I AS party_id, p.role, p.valid_from
      FROM %2$I p JOIN said s ON s.item_id = p.item_id AND s.role = p.role
      WHERE p.valid_to >= $2
        AND NOT EXISTS (SELECT FROM import_ties t
                        WHERE t.import_id = $1 AND t.subject_id = p.item_id AND t.role = p.role AND t.object_id = p.%3$I
                          AND t.valid_to = p.valid_to AND t.valid_from IN (p.valid_from, '-infinity'))
    ), removed AS (
      DELETE FROM %2$I p USING gone g
      WHERE g.valid_from >= $2 AND p.item_id = g.item_id AND p.%3$I = g.party_id AND p.role = g.role AND p.valid_from = g.valid_from
    ), ended AS (
      UPDATE %2$I p SET valid_to = $2 - 1 FROM gone g
      WHERE g.valid_from < $2 AND p.item_id = g.item_id AND p.%3$I = g.party_id AND p.role = g.role AND p.valid_from = g.valid_from
    )
    INSERT INTO import_changes (import_id, line)
    SELECT $1, t.line FROM import_ties t WHERE t.import_id = $1 AND t.is_new
    UNION
    SELECT $1, s.line FROM gone g JOIN import_subjects s ON s.import_id = $1 AND s.item_id = g.item_id
    ON CONFLICT DO NOTHING
  $sql$, party, 'item_' || parties, party || '_id') USING run.import_id, held_from;

  EXECUTE format($sql$
    WITH said AS MATERIALIZED (
      -- The days on which somebody is recorded already are not recorded twice.
      SELECT t.subject_id, t.object_id, t.role, (array_agg(t.raw ORDER BY t.position))[1] AS raw,
             range_agg(daterange(x.valid_from, t.valid_to, '[]')) AS days
      FROM import_ties t
      CROSS JOIN LATERAL (SELECT CASE WHEN t.valid_from = '-infinity' AND t.succeeds THEN $2 ELSE t.valid_from END AS valid_from) x
      WHERE t.import_id = $1 AND t.is_new AND x.valid_from <= t.valid_to GROUP BY 1, 2, 3
    ), held AS MATERIALIZED (
      SELECT p.item_id, p.%2$I AS party_id, p.role, range_agg(daterange(p.valid_from, p.valid_to, '[]')) AS days
      FROM %1$I p GROUP BY 1, 2, 3
    )
    INSERT INTO %1$I (item_id, %2$I, role, valid_from, valid_to, raw, import_id)
    SELECT s.subject_id, s.object_id, s.role, lower(d.days), upper(d.days) - 1, s.raw, $1
    FROM said s LEFT JOIN held h ON h.item_id = s.subject_id AND h.party_id = s.object_id AND h.role = s.role,
         unnest(s.days - coalesce(h.days, '{}')) d (days)
    ORDER BY s.subject_id, s.object_id, s.role, d.days
  $sql$, 'item_' || parties, party || '_id') USING run.import_id, held_from;
  PERFORM import_clear('import_ties', run);
END
$body$;
COMMENT ON FUNCTION import_load_parties(imports, text, text) IS
  'Records who answers for the items of a file, and ends those no longer named.';

CREATE OR REPLACE FUNCTION import_load_node_links(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = run.kind AND m.target = 'link.node') THEN
    RETURN;
  END IF;
  INSERT INTO import_ties (import_id, line, position, subject_id, role, object_id, valid_from, valid_to, raw)
  SELECT n.import_id, n.line, n.position, s.item_id, n.relation, f.node_id, '-infinity', 'infinity', ''
  FROM import_names n
  JOIN import_subjects s ON s.import_id = run.import_id AND s.line = n.line
  JOIN findable_nodes(document.plan_id) AS f ON f.level = n.level AND f.ref = n.name
  WHERE n.import_id = run.import_id AND n.target = 'link.node';
  PERFORM import_write_links(run, document, 'from_item_id');
END
$body$;
COMMENT ON FUNCTION import_load_node_links(imports, document_kinds) IS 'Links the items of a file to the nodes their rows name.';

CREATE OR REPLACE FUNCTION import_link_rows(run imports, OUT line bigint, OUT from_kind text, OUT from_ref text, OUT to_kind text,
                                 OUT to_ref text, OUT relation text, OUT basis text, OUT source_document text) RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.line,
         max(c.value) FILTER (WHERE c.target = 'link.from_kind'), max(c.value) FILTER (WHERE c.target = 'link.from_ref'),
         max(c.value) FILTER (WHERE c.target = 'link.to_kind'), max(c.value) FILTER (WHERE c.target = 'link.to_ref'),
         max(c.value) FILTER (WHERE c.target = 'link.relation'), max(c.value) FILTER (WHERE c.target = 'link.basis'),
         max(c.value) FILTER (WHERE c.target = 'link.source_document')
  FROM import_cells c WHERE c.import_id = (import_link_rows.run).import_id GROUP BY c.line;
END;
COMMENT ON FUNCTION import_link_rows(imports) IS 'The staged rows of a link file, one row per line.';

CREATE OR REPLACE FUNCTION import_check_links(run imports) RETURNS void
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT c.import_id, c.line, import_column((import_check_links.run).kind, c.position), c.raw, 'a link needs both ends and a relation',
         'Fill in the cell, or take the row out of the file.'
  FROM import_cells c
  WHERE c.import_id = (import_check_links.run).import_id AND c.value IS NULL
    AND c.target IN ('link.from_kind', 'link.from_ref', 'link.to_kind', 'link.to_ref', 'link.relation');

  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT (import_check_links.run).import_id, e.line,
         (SELECT import_column((import_check_links.run).kind, m.position) FROM import_mappings m
          WHERE m.kind = (import_check_links.run).kind AND m.target = f.target),
         CASE WHEN k.kind IS NULL THEN e.kind ELSE e.ref END,
         CASE WHEN k.kind IS NULL THEN format('the kind "%s" is unknown', e.kind)
              WHEN f.found = 0 THEN format('there is no %s "%s"', e.kind, e.ref)
              ELSE format('%s "%s" names %s things', e.kind, e.ref, f.found) END,
         CASE WHEN k.kind IS NULL THEN 'Add a row to reference_kinds that says which level, and which plan, it is.'
              WHEN f.found = 0 THEN 'Import the file that defines it first, or correct the reference.'
              ELSE 'Say in reference_kinds which plan is meant.' END
  FROM (SELECT l.line, 'from' AS which, l.from_kind AS kind, l.from_ref AS ref FROM import_link_rows(import_check_links.run) AS l
        UNION ALL SELECT l.line, 'to', l.to_kind, l.to_ref FROM import_link_rows(import_check_links.run) AS l) AS e
  LEFT JOIN reference_kinds k ON k.kind = e.kind
  LEFT JOIN (SELECT r.kind, r.ref, count(*) AS found FROM reference_ends r GROUP BY r.kind, r.ref) AS n ON n.kind = e.kind
    AND n.ref = e.ref
  CROSS JOIN LATERAL (SELECT coalesce(n.found, 0) AS found,
                             format('link.%s_%s', e.which, CASE WHEN k.kind IS NULL THEN 'kind' ELSE 'ref' END) AS target) AS f
  WHERE e.kind IS NOT NULL AND e.ref IS NOT NULL
    AND (k.kind IS NULL OR f.found > 1 OR f.found = 0 AND NOT k.create_missing)
  ORDER BY e.line, e.which;
END;
COMMENT ON FUNCTION import_check_links(imports) IS
  'Refuses links with an end missing, of an unknown kind, or that nothing or several things answer to.';

CREATE OR REPLACE FUNCTION import_load_links(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- A relation nobody has described does not roll up: nothing is guessed.
  INSERT INTO relations (relation, rolls_up, description)
  SELECT DISTINCT l.relation, false, 'as printed' FROM import_link_rows(run) AS l
  WHERE NOT EXISTS (SELECT FROM relations r WHERE r.relation = l.relation);

  INSERT INTO nodes (plan_id, level, ref, code, title)
  SELECT DISTINCT k.plan_id, k.level, e.ref, try_plan_code(e.ref), e.ref
  FROM (SELECT l.from_kind AS kind, l.from_ref AS ref FROM import_link_rows(run) AS l
        UNION SELECT l.to_kind, l.to_ref FROM import_link_rows(run) AS l) AS e
  JOIN reference_kinds k ON k.kind = e.kind AND k.create_missing
  WHERE NOT EXISTS (SELECT FROM reference_ends r WHERE r.kind = e.kind AND r.ref = e.ref);

  -- Keys start at 1: 0 stands for an end of the other sort, so that the joins can be hashed.
  WITH resolved AS (
    SELECT l.line, f.item_id AS from_item_id, f.node_id AS from_node_id, t.item_id AS to_item_id, t.node_id AS to_node_id,
           l.relation, l.basis, l.source_document
    FROM import_link_rows(run) AS l
    JOIN reference_ends f ON f.kind = l.from_kind AND f.ref = l.from_ref
    JOIN reference_ends t ON t.kind = l.to_kind AND t.ref = l.to_ref
  ), known AS (
    SELECT coalesce(x.from_item_id, 0) AS from_item, coalesce(x.from_node_id, 0) AS from_node, coalesce(x.to_item_id, 0) AS to_item,
           coalesce(x.to_node_id, 0) AS to_node, x.relation, max(x.valid_to) AS valid_to
    FROM links x WHERE x.valid_to > '-infinity' AND x.valid_from <= x.valid_to GROUP BY 1, 2, 3, 4, 5
  ), missing AS MATERIALIZED (
    SELECT r.*, k.valid_to AS held_to
    FROM resolved r
    LEFT JOIN known k ON k.from_item = coalesce(r.from_item_id, 0) AND k.from_node = coalesce(r.from_node_id, 0)
      AND k.to_item = coalesce(r.to_item_id, 0) AND k.to_node = coalesce(r.to_node_id, 0) AND k.relation = r.relation
    WHERE k.relation IS NULL OR k.valid_to < 'infinity'
  ), added AS (
    INSERT INTO links (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from, basis, source_document, import_id,
                       recorded_at)
    SELECT DISTINCT ON (m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation)
           m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation,
           -- A link that was ended starts anew with the file that prints it again, or once it has ended.
           CASE WHEN m.held_to IS NOT NULL THEN greatest(day_of(run.recorded_at), m.held_to + 1) ELSE '-infinity' END,
           m.basis, m.source_document, run.import_id, run.recorded_at
    FROM missing m
    ORDER BY m.from_item_id, m.from_node_id, m.to_item_id, m.to_node_id, m.relation, m.line
    ON CONFLICT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from) DO UPDATE SET valid_to = 'infinity'
  )
  INSERT INTO import_changes (import_id, line) SELECT DISTINCT run.import_id, m.line FROM missing m ON CONFLICT DO NOTHING;
END
$body$;
COMMENT ON FUNCTION import_load_links(imports) IS
  'Adds the links of a file, the relations nobody has described yet, and the nodes only links name.';
