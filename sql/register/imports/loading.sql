-- Staged cells become nodes, items, ratings, deadlines and parties.

-- From when on a file's officers, bodies and links hold: a return of Q1 that comes in July speaks of Q1.
CREATE OR REPLACE FUNCTION import_effective_on(run imports) RETURNS date
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(max(lower(c.period)), day_of((import_effective_on.run).recorded_at))
  FROM import_cells c WHERE c.import_id = (import_effective_on.run).import_id AND c.target = 'rating';
END;
COMMENT ON FUNCTION import_effective_on(imports) IS 'The first day of the latest period a file rates, or else the day it was known.';

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

CREATE OR REPLACE FUNCTION import_add_items(run imports, document document_kinds) RETURNS void
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
END
$body$;
COMMENT ON FUNCTION import_add_items(imports, document_kinds) IS 'Adds or renames the items of a file.';

CREATE OR REPLACE FUNCTION import_write_attributes(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
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
COMMENT ON FUNCTION import_write_attributes(imports) IS 'Keeps what a file says of items in columns of their own.';

CREATE OR REPLACE FUNCTION import_load_items(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM import_add_items(run, document);
  INSERT INTO import_subjects (import_id, line, item_id)
  SELECT r.import_id, r.line, i.item_id
  FROM import_cells r JOIN items i ON i.plan_id = document.plan_id AND i.ref = r.value
  WHERE r.import_id = run.import_id AND r.target = 'item.ref';
  PERFORM import_analyze('import_subjects');
  PERFORM import_write_attributes(run);
END
$body$;
COMMENT ON FUNCTION import_load_items(imports, document_kinds) IS 'Adds or renames the items of a file, and keeps their attributes.';

-- Against what was known when this file was, so that a file loaded late is still loaded once.
CREATE OR REPLACE FUNCTION import_last_ratings(run imports)
  RETURNS TABLE (item_id bigint, period_start date, period_end date, raw text, rating rag, commentary text, corrective_action text)
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT ON (r.item_id, r.period_start, r.period_end)
         r.item_id, r.period_start, r.period_end, r.raw, r.rating, r.commentary, r.corrective_action
  FROM ratings_known() r
  JOIN (SELECT DISTINCT quarter(lower(c.period), fiscal_start_month()) AS quarter
        FROM import_cells c WHERE c.import_id = (import_last_ratings.run).import_id AND c.target = 'rating') AS q ON q.quarter = r.quarter
  JOIN import_subjects s ON s.import_id = (import_last_ratings.run).import_id AND s.item_id = r.item_id
  WHERE r.recorded_at <= (import_last_ratings.run).recorded_at
  ORDER BY r.item_id, r.period_start, r.period_end, r.recorded_at DESC, r.rating_id DESC;
END;
COMMENT ON FUNCTION import_last_ratings(imports) IS 'What was recorded last, when a file was known, for the items and quarters it rates.';

CREATE OR REPLACE FUNCTION import_load_ratings(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  start_month integer := fiscal_start_month();
BEGIN
  WITH last AS (
    SELECT l.* FROM import_last_ratings(run) AS l
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

CREATE OR REPLACE FUNCTION import_load_baselines(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
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
END
$body$;
COMMENT ON FUNCTION import_load_baselines(imports) IS 'Appends the first deadlines that a file has of items without any.';

CREATE OR REPLACE FUNCTION import_load_revisions(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  -- A later file of this kind has been read: what this one says of deadlines in force is history.
  overtaken boolean := EXISTS (SELECT FROM imports i WHERE i.kind = run.kind AND i.recorded_at > run.recorded_at
                                 AND i.rows_loaded + i.rows_unchanged > 0 AND i.undone_at IS NULL);
BEGIN
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
COMMENT ON FUNCTION import_load_revisions(imports) IS 'Appends the deadlines of a file that come after those recorded.';

CREATE OR REPLACE FUNCTION import_load_due_dates(run imports) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM import_load_baselines(run);
  PERFORM import_load_revisions(run);
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
CREATE OR REPLACE FUNCTION import_compare_parties(run imports, party text, parties text, held_from date) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
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
END
$body$;
COMMENT ON FUNCTION import_compare_parties(imports, text, text, date) IS
  'Marks of whom a file names who is recorded already, and who takes the place of others.';

CREATE OR REPLACE FUNCTION import_end_parties(run imports, party text, parties text, held_from date) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
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
END
$body$;
COMMENT ON FUNCTION import_end_parties(imports, text, text, date) IS
  'Ends the officers or bodies that a file no longer names, and notes which rows change something.';

CREATE OR REPLACE FUNCTION import_load_parties(run imports, party text, parties text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  held_from CONSTANT date := import_effective_on(run);
BEGIN
  IF NOT EXISTS (SELECT FROM import_mappings m WHERE m.kind = run.kind AND m.target = party) THEN
    RETURN;
  END IF;
  PERFORM import_add_parties(run, party, parties);
  PERFORM import_compare_parties(run, party, parties, held_from);
  PERFORM import_end_parties(run, party, parties, held_from);
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
