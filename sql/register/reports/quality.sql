-- The quality of the data.

-- Building blocks, in no order.
CREATE OR REPLACE FUNCTION quality_of_ratings(of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(),
                                              known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text,
                 line bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.plan_id, 1, 'look-alike letter of another alphabet', i.item_id, i.ref, r.quarter, r.raw,
         format('U+%s for %s', lpad(upper(to_hex(ascii(regexp_replace(r.raw, '[[:ascii:]]', '', 'g')))), 4, '0'), r.rating), NULL::bigint
    FROM items i
    JOIN ratings_known(quality_of_ratings.known_at) r ON r.item_id = i.item_id
   WHERE (quality_of_ratings.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(quality_of_ratings.of_plan)))
     AND r.raw ~ '[^[:ascii:]]'
     AND char_length(trim_cell(r.raw)) <= 2
  UNION ALL
  SELECT i.plan_id, 1, 'rating that cannot be read', i.item_id, i.ref, r.quarter, r.raw, 'counts as not rated until it is put right', NULL
    FROM ratings_known(quality_of_ratings.known_at) r
    JOIN items i ON i.item_id = r.item_id
   WHERE (quality_of_ratings.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(quality_of_ratings.of_plan)))
     AND r.rating IS NULL
     AND trim_cell(r.raw) <> ''
     AND NOT EXISTS (SELECT FROM legends g WHERE g.plan_id = i.plan_id AND legend_word(g.word) = legend_word(r.raw))
     AND r.rating_id = (SELECT f.rating_id FROM rating_in_force(r.item_id, r.quarter, 'infinity', quality_of_ratings.known_at) f)
  UNION ALL
  SELECT i.plan_id, 2, 'blank cell that the legend does not explain', i.item_id, i.ref, l.quarter, '',
         'not rated in the latest quarter: scheduled, overtaken or forgotten?', NULL
    FROM latest_ratings(quality_of_ratings.as_at, quality_of_ratings.known_at) l
    JOIN items i ON i.item_id = l.item_id
   WHERE (quality_of_ratings.of_plan IS NULL OR l.plan_id = (SELECT checked_plan(quality_of_ratings.of_plan)))
     AND l.quarter IS NOT NULL
     AND l.rating IS NULL
     AND NOT EXISTS (SELECT FROM legends g WHERE g.plan_id = i.plan_id AND trim_cell(g.word) = '')
  UNION ALL
  SELECT i.plan_id, 9, 'rated before the period began', i.item_id, i.ref, r.quarter, r.raw,
         'recorded ' || to_char(day_of(r.recorded_at), 'YYYY-MM-DD'), NULL
    FROM items i
    JOIN ratings_known(quality_of_ratings.known_at) r ON r.item_id = i.item_id
   WHERE (quality_of_ratings.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(quality_of_ratings.of_plan)))
     AND r.recorded_at < r.period_start - 1;
END;
COMMENT ON FUNCTION quality_of_ratings(plan_ref, date, timestamptz) IS 'What data_quality_cases has of ratings.';

CREATE OR REPLACE FUNCTION quality_of_parties(of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(),
                                              known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text,
                 line bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH active AS NOT MATERIALIZED (
    SELECT i.plan_id, i.item_id, i.ref
      FROM items_in_force(quality_of_parties.as_at, quality_of_parties.known_at) i
     WHERE quality_of_parties.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(quality_of_parties.of_plan))
  )
  SELECT a.plan_id, 3, 'name written another way', a.item_id, a.ref, NULL::quarter, al.alias, 'means ' || o.name, NULL::bigint
    FROM active a
    JOIN officers_in_force(quality_of_parties.as_at, quality_of_parties.known_at) io ON io.item_id = a.item_id
    JOIN officers o ON o.officer_id = io.officer_id
    JOIN officer_aliases al ON al.officer_id = io.officer_id
   WHERE position(normal_name(al.alias) IN normal_name(io.raw)) > 0
     AND position(normal_name(o.name) IN normal_name(io.raw)) = 0
  UNION ALL
  SELECT a.plan_id, 3, 'name written another way', a.item_id, a.ref, NULL, al.alias, 'means ' || b.name, NULL
    FROM active a
    JOIN bodies_in_force(quality_of_parties.as_at, quality_of_parties.known_at) ib ON ib.item_id = a.item_id
    JOIN bodies b ON b.body_id = ib.body_id
    JOIN body_aliases al ON al.body_id = ib.body_id
   WHERE position(normal_name(al.alias) IN normal_name(ib.raw)) > 0
     AND position(normal_name(b.name) IN normal_name(ib.raw)) = 0
  UNION ALL
  SELECT a.plan_id, 4, 'item without an officer', a.item_id, a.ref, NULL, NULL, NULL, NULL
    FROM active a
   WHERE NOT EXISTS (SELECT FROM officers_in_force(quality_of_parties.as_at, quality_of_parties.known_at) io WHERE io.item_id = a.item_id);
END;
COMMENT ON FUNCTION quality_of_parties(plan_ref, date, timestamptz) IS 'What data_quality_cases has of officers and bodies.';

CREATE OR REPLACE FUNCTION quality_of_deadlines(of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(),
                                                known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text,
                 line bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH dated AS MATERIALIZED (
    SELECT i.plan_id, i.item_id, i.ref, d.current_due AS due, d.current_raw AS due_raw,
           d.current_period IS NULL AND d.item_id IS NOT NULL AS is_open,
           lower(s.current_period) AS starts,
           s.current_raw AS start_raw
      FROM items_in_force(quality_of_deadlines.as_at, quality_of_deadlines.known_at) i
      LEFT JOIN delivery_dates(quality_of_deadlines.known_at) d ON d.item_id = i.item_id
      LEFT JOIN deadlines_in_force(quality_of_deadlines.known_at) s ON s.item_id = i.item_id AND s.milestone = 'start'
     WHERE quality_of_deadlines.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(quality_of_deadlines.of_plan))
  )
  SELECT d.plan_id, 5, 'item without a due date', d.item_id, d.ref, NULL::quarter, d.due_raw,
         CASE WHEN d.is_open THEN 'no date is set' WHEN d.due_raw IS NOT NULL THEN 'has no end' END, NULL::bigint
    FROM dated d
   WHERE d.due IS NULL
  UNION ALL
  SELECT d.plan_id, 7, 'due before it starts', d.item_id, d.ref, NULL, d.due_raw, 'starts ' || d.start_raw, NULL
    FROM dated d
   WHERE d.due < d.starts
  UNION ALL
  SELECT d.plan_id, 8, 'due before the plan begins', d.item_id, d.ref, NULL, d.due_raw,
      'the plan begins ' || to_char(lower(p.period), 'YYYY-MM-DD'), NULL
    FROM dated d
    JOIN plans p ON p.plan_id = d.plan_id
   WHERE d.due < lower(p.period);
END;
COMMENT ON FUNCTION quality_of_deadlines(plan_ref, date, timestamptz) IS 'What data_quality_cases has of deadlines.';

-- A link without a share takes what the others leave; where every link has one, nothing takes it.
CREATE OR REPLACE FUNCTION quality_of_links(of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(),
                                            known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text,
                 line bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH active AS NOT MATERIALIZED (
    SELECT i.plan_id, i.item_id, i.ref
      FROM items_in_force(quality_of_links.as_at, quality_of_links.known_at) i
     WHERE quality_of_links.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(quality_of_links.of_plan))
  )
  SELECT a.plan_id, 6, 'item without a link that rolls up', a.item_id, a.ref, NULL::quarter, NULL::text, NULL::text, NULL::bigint
    FROM active a
   WHERE NOT EXISTS (SELECT FROM links_of_items(quality_of_links.as_at, quality_of_links.known_at) l WHERE l.item_id = a.item_id)
  UNION ALL
  SELECT a.plan_id, 10, s.finding, a.item_id, a.ref, NULL, s.share::text, s.links || s.lost, NULL
    FROM active a
    JOIN (SELECT t.item_id, t.share, t.links || CASE t.links WHEN 1 THEN ' link' ELSE ' links' END AS links,
                 CASE WHEN t.share > 1 THEN 'shares of an item that add up to more than one'
                      ELSE 'shares of an item that add up to less than one' END AS finding,
                 CASE WHEN t.share > 1 THEN '' ELSE format(', %s of the item at no node', trim_scale(1 - t.share)) END AS lost
            FROM (SELECT p.item_id, sum(p.share) AS share, count(p.share) AS links, bool_and(p.share IS NOT NULL) AS all_have
                    FROM (SELECT il.item_id, il.node_id, max(il.share) AS share
                            FROM links_of_items(quality_of_links.as_at, quality_of_links.known_at) il
                           WHERE il.item_id IN (SELECT x.from_item_id FROM links x WHERE x.share IS NOT NULL
                                                UNION
                                                SELECT x.to_item_id FROM links x WHERE x.share IS NOT NULL)
                           GROUP BY il.item_id, il.node_id) p
                   GROUP BY p.item_id) t
           WHERE t.share > 1 OR t.share < 1 AND t.all_have) s ON s.item_id = a.item_id;
END;
COMMENT ON FUNCTION quality_of_links(plan_ref, date, timestamptz) IS 'What data_quality_cases has of links and shares.';

CREATE OR REPLACE FUNCTION quality_of_imports(of_plan plan_ref DEFAULT NULL, known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text,
                 line bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT k.plan_id, f.place, f.finding, NULL::bigint, n.file_name || ', line ' || e.line, NULL::quarter, e.value, e.reason, e.line
    FROM import_errors e
    JOIN imports n ON n.import_id = e.import_id
    JOIN document_kinds k ON k.kind = n.kind
    JOIN (VALUES (11, 'refused: reference to something unknown'), (12, 'refused: no such quarter or date'),
                 (13, 'refused: other cell')) f (place, finding)
      ON f.place = CASE WHEN e.reason LIKE 'there is no %' OR e.reason LIKE 'the kind % is unknown' THEN 11
                        WHEN e.reason LIKE '%quarter%' OR e.reason LIKE '%date%' OR e.reason LIKE '%period%' THEN 12 ELSE 13 END
   WHERE (quality_of_imports.of_plan IS NULL OR checked_plan(quality_of_imports.of_plan) IS NOT NULL)
     AND (quality_of_imports.of_plan IS NULL OR k.plan_id = (SELECT checked_plan(quality_of_imports.of_plan)))
     AND n.recorded_at <= by_then(quality_of_imports.known_at)
     -- What a failed attempt refused is in none of the figures, and what was taken back no more.
     AND (n.on_bad = 'good' OR n.rows_refused = 0)
     AND coalesce(n.undone_at > by_then(quality_of_imports.known_at), true);
END;
COMMENT ON FUNCTION quality_of_imports(plan_ref, timestamptz) IS
  'What data_quality_cases has of refused cells, with the line of the file; not of a file that one bad cell kept out whole, or that was '
  'taken back: import_report has those.';

CREATE OR REPLACE FUNCTION data_quality_rows(of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(),
                                             known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text,
                 line bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT c.plan_id, c.place, c.finding, c.item_id, c.ref, c.quarter, c.value, c.detail, c.line
    FROM quality_of_ratings(data_quality_rows.of_plan, data_quality_rows.as_at, data_quality_rows.known_at) c
   WHERE data_quality_rows.of_plan IS NULL OR checked_plan(data_quality_rows.of_plan) IS NOT NULL
  UNION ALL
  SELECT c.plan_id, c.place, c.finding, c.item_id, c.ref, c.quarter, c.value, c.detail, c.line
    FROM quality_of_twins(data_quality_rows.of_plan, data_quality_rows.as_at, data_quality_rows.known_at) c
  UNION ALL
  SELECT c.plan_id, c.place, c.finding, c.item_id, c.ref, c.quarter, c.value, c.detail, c.line
    FROM quality_of_parties(data_quality_rows.of_plan, data_quality_rows.as_at, data_quality_rows.known_at) c
  UNION ALL
  SELECT c.plan_id, c.place, c.finding, c.item_id, c.ref, c.quarter, c.value, c.detail, c.line
    FROM quality_of_deadlines(data_quality_rows.of_plan, data_quality_rows.as_at, data_quality_rows.known_at) c
  UNION ALL
  SELECT c.plan_id, c.place, c.finding, c.item_id, c.ref, c.quarter, c.value, c.detail, c.line
    FROM quality_of_links(data_quality_rows.of_plan, data_quality_rows.as_at, data_quality_rows.known_at) c
  UNION ALL
  SELECT c.plan_id, c.place, c.finding, c.item_id, c.ref, c.quarter, c.value, c.detail, c.line
    FROM quality_of_imports(data_quality_rows.of_plan, data_quality_rows.known_at) c;
END;
COMMENT ON FUNCTION data_quality_rows(plan_ref, date, timestamptz) IS
  'data_quality_cases in no order, with the line of the file for a refused cell.';

CREATE OR REPLACE FUNCTION data_quality_cases(of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(),
                                              known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT c.plan_id, c.place, c.finding, c.item_id, c.ref, c.quarter, c.value, c.detail
    FROM data_quality_rows(data_quality_cases.of_plan, data_quality_cases.as_at, data_quality_cases.known_at) c
    LEFT JOIN plan_names p ON p.plan_id = c.plan_id
    LEFT JOIN items i ON i.item_id = c.item_id
   ORDER BY p.plan NULLS LAST, c.plan_id, c.place, c.finding, i.code NULLS LAST, c.item_id, c.line, c.ref, c.quarter, c.value, c.detail;
END;
COMMENT ON FUNCTION data_quality_cases(plan_ref, date, timestamptz) IS
  'One row per cell or item that had to be read with care, or could not be read: items that are there twice, look-alike letters, '
  'blanks, other spellings, what an item lacks, shares that add up to more or less than the whole item, quarters and references that '
  'cannot be; items, links and officers as on that day.';

CREATE OR REPLACE FUNCTION data_quality_report(of_plan plan_ref DEFAULT NULL, as_at date DEFAULT today(),
                                               known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, finding text, cases bigint, denominator bigint, of_what text, example text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH cases AS MATERIALIZED (
    SELECT c.plan_id, c.place, c.finding, count(*) AS cases,
           (array_agg(concat_ws(': ', c.ref, c.quarter::text, nullif(c.value, ''), c.detail) ORDER BY c.quarter, c.item_id,
                      c.ref))[1] AS example
      FROM data_quality_rows(data_quality_report.of_plan, data_quality_report.as_at, data_quality_report.known_at) c
     GROUP BY c.plan_id, c.place, c.finding
  ), sizes AS (
    SELECT i.plan_id, count(*) AS items
      FROM items_in_force(data_quality_report.as_at, data_quality_report.known_at) i
     WHERE data_quality_report.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(data_quality_report.of_plan))
     GROUP BY i.plan_id
  ), cells AS (
    SELECT i.plan_id, count(*) AS cells
      FROM items i
      JOIN ratings_known(data_quality_report.known_at) r ON r.item_id = i.item_id
     WHERE (data_quality_report.of_plan IS NULL OR i.plan_id = (SELECT checked_plan(data_quality_report.of_plan)))
     GROUP BY i.plan_id
  ), read AS (
    SELECT k.plan_id, sum(n.rows_read)::bigint AS rows
      FROM imports n
      JOIN document_kinds k ON k.kind = n.kind
     WHERE (data_quality_report.of_plan IS NULL OR k.plan_id = (SELECT checked_plan(data_quality_report.of_plan)))
       AND n.recorded_at <= by_then(data_quality_report.known_at)
       AND (n.on_bad = 'good' OR n.rows_refused = 0)
       AND coalesce(n.undone_at > by_then(data_quality_report.known_at), true)
     GROUP BY k.plan_id
  )
  SELECT c.plan_id, p.plan, c.finding, c.cases,
         CASE WHEN c.place IN (1, 9) THEN cells.cells WHEN c.place >= 11 THEN read.rows ELSE sizes.items END,
         CASE WHEN c.place IN (1, 9) THEN 'rating cells' WHEN c.place >= 11 THEN 'rows read' ELSE 'active items' END,
         c.example
    FROM cases c
    LEFT JOIN plan_names p ON p.plan_id = c.plan_id
    LEFT JOIN sizes ON sizes.plan_id = c.plan_id
    LEFT JOIN cells ON cells.plan_id = c.plan_id
    LEFT JOIN read ON read.plan_id IS NOT DISTINCT FROM c.plan_id
   ORDER BY p.plan NULLS LAST, c.plan_id, c.place, c.finding;
END;
COMMENT ON FUNCTION data_quality_report(plan_ref, date, timestamptz) IS
  'One row per plan and finding of data_quality_cases: how many cases, of how many looked at (of_what: rating cells, active items, rows '
  'read), and one of them. A finding without a case has no row; refused cells of a file of no plan are under none.';

CREATE OR REPLACE VIEW data_quality_report WITH (security_invoker = true) AS
SELECT d.plan_id, d.plan, d.finding, d.cases, d.denominator, d.of_what, d.example FROM data_quality_report() d;
COMMENT ON VIEW data_quality_report IS 'One row per plan and finding: how many cells and items have to be read with care, as of today.';
COMMENT ON COLUMN data_quality_report.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN data_quality_report.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN data_quality_report.finding IS 'What was found.';
COMMENT ON COLUMN data_quality_report.cases IS 'How many cases.';
COMMENT ON COLUMN data_quality_report.denominator IS 'How many the percentage, or the number of cases, is of.';
COMMENT ON COLUMN data_quality_report.of_what IS 'What the denominator counts.';
COMMENT ON COLUMN data_quality_report.example IS 'One of the cases.';
