-- The quality of the data.

-- The quality of the data.
CREATE OR REPLACE FUNCTION data_quality_rows(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text,
                 line bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH gone AS MATERIALIZED (
    SELECT a.item_id FROM item_absences a WHERE (data_quality_rows.of_plan IS NULL OR a.plan_id = data_quality_rows.of_plan)
        AND coalesce(data_quality_rows.as_at, CURRENT_DATE) BETWEEN a.absent_from AND a.absent_to
  ), active AS NOT MATERIALIZED (
    SELECT i.plan_id, i.item_id, i.ref
      FROM items i
     WHERE i.plan_id <> ALL (ARRAY(SELECT c.plan_id FROM plans_to_come(data_quality_rows.as_at) c))
       AND (data_quality_rows.of_plan IS NULL OR i.plan_id = data_quality_rows.of_plan)
       AND NOT EXISTS (SELECT FROM gone WHERE gone.item_id = i.item_id)
  ), dated AS MATERIALIZED (
    SELECT a.plan_id, a.item_id, a.ref,
           nullif((array_agg(d.due ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'due'))[1], 'infinity') AS due,
           (array_agg(d.raw ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'due'))[1] AS due_raw,
           lower((array_agg(d.period ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'start'))[1]) AS starts,
           (array_agg(d.raw ORDER BY d.revision DESC) FILTER (WHERE d.milestone = 'start'))[1] AS start_raw
      FROM active a
      LEFT JOIN due_dates d ON d.item_id = a.item_id
     GROUP BY a.plan_id, a.item_id, a.ref
  )
  SELECT i.plan_id, 1, 'look-alike letter of another alphabet', i.item_id, i.ref, r.quarter, r.raw,
         format('U+%s for %s', lpad(upper(to_hex(ascii(regexp_replace(r.raw, '[[:ascii:]]', '', 'g')))), 4, '0'), r.rating), NULL::bigint
    FROM items i
    JOIN ratings r ON r.item_id = i.item_id
   WHERE (data_quality_rows.of_plan IS NULL OR checked_plan(data_quality_rows.of_plan) IS NOT NULL)
     AND (data_quality_rows.of_plan IS NULL OR i.plan_id = data_quality_rows.of_plan)
     AND r.raw ~ '[^[:ascii:]]'
     AND char_length(trim_cell(r.raw)) <= 2
  UNION ALL
  SELECT i.plan_id, 2, 'blank cell that the legend does not explain', i.item_id, i.ref, l.quarter, '',
      'not rated in the latest quarter: scheduled, overtaken or forgotten?', NULL
    FROM latest_ratings(data_quality_rows.as_at) l
    JOIN items i ON i.item_id = l.item_id
   WHERE (data_quality_rows.of_plan IS NULL OR l.plan_id = data_quality_rows.of_plan)
     AND l.quarter IS NOT NULL
     AND l.rating IS NULL
     AND NOT EXISTS (SELECT FROM legends g WHERE g.plan_id = i.plan_id AND trim_cell(g.word) = '')
  UNION ALL
  SELECT a.plan_id, 3, 'name written another way', a.item_id, a.ref, NULL, al.alias, 'means ' || o.name, NULL
    FROM active a
    JOIN item_officers io ON io.item_id = a.item_id
    JOIN officers o ON o.officer_id = io.officer_id
    JOIN officer_aliases al ON al.officer_id = io.officer_id
   WHERE coalesce(data_quality_rows.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to
     AND position(normal_name(al.alias) IN normal_name(io.raw)) > 0
     AND position(normal_name(o.name) IN normal_name(io.raw)) = 0
  UNION ALL
  SELECT a.plan_id, 3, 'name written another way', a.item_id, a.ref, NULL, al.alias, 'means ' || b.name, NULL
    FROM active a
    JOIN item_bodies ib ON ib.item_id = a.item_id
    JOIN bodies b ON b.body_id = ib.body_id
    JOIN body_aliases al ON al.body_id = ib.body_id
   WHERE coalesce(data_quality_rows.as_at, CURRENT_DATE) BETWEEN ib.valid_from AND ib.valid_to
     AND position(normal_name(al.alias) IN normal_name(ib.raw)) > 0
     AND position(normal_name(b.name) IN normal_name(ib.raw)) = 0
  UNION ALL
  SELECT a.plan_id, 4, 'item without an officer', a.item_id, a.ref, NULL, NULL, NULL, NULL
    FROM active a
   WHERE NOT EXISTS (SELECT FROM item_officers io WHERE io.item_id = a.item_id AND coalesce(data_quality_rows.as_at, CURRENT_DATE)
                     BETWEEN io.valid_from AND io.valid_to)
  UNION ALL
  SELECT d.plan_id, 5, 'item without a due date', d.item_id, d.ref, NULL, d.due_raw, CASE WHEN d.due_raw IS NOT NULL
      THEN 'has no end' END, NULL
    FROM dated d
   WHERE d.due IS NULL
  UNION ALL
  SELECT a.plan_id, 6, 'item without a link that rolls up', a.item_id, a.ref, NULL, NULL, NULL, NULL
    FROM active a
   WHERE NOT EXISTS (SELECT FROM item_link_rows(data_quality_rows.as_at) l WHERE l.item_id = a.item_id)
  UNION ALL
  SELECT d.plan_id, 7, 'due before it starts', d.item_id, d.ref, NULL, d.due_raw, 'starts ' || d.start_raw, NULL
    FROM dated d
   WHERE d.due < d.starts
  UNION ALL
  SELECT d.plan_id, 8, 'due before the plan begins', d.item_id, d.ref, NULL, d.due_raw, 'the plan begins ' || lower(p.period)::text, NULL
    FROM dated d
    JOIN plans p ON p.plan_id = d.plan_id
   WHERE d.due < lower(p.period)
  UNION ALL
  SELECT i.plan_id, 9, 'rated before the period began', i.item_id, i.ref, r.quarter, r.raw, 'recorded ' || r.recorded_at::date::text, NULL
    FROM items i
    JOIN ratings r ON r.item_id = i.item_id
   WHERE (data_quality_rows.of_plan IS NULL OR i.plan_id = data_quality_rows.of_plan)
     AND r.recorded_at < r.period_start - 1
  UNION ALL
  -- A link without a share takes what the others leave; where every link has one, nothing takes it.
  SELECT a.plan_id, 10, s.finding, a.item_id, a.ref, NULL, s.share::text, s.links || s.lost, NULL
    FROM active a
    JOIN (SELECT t.item_id, t.share, t.links || CASE t.links WHEN 1 THEN ' link' ELSE ' links' END AS links,
                 CASE WHEN t.share > 1 THEN 'shares of an item that add up to more than one'
                     ELSE 'shares of an item that add up to less than one' END AS finding,
                 CASE WHEN t.share > 1 THEN '' ELSE format(', %s of the item at no node', trim_scale(1 - t.share)) END AS lost
            FROM (SELECT p.item_id, sum(p.share) AS share, count(p.share) AS links, bool_and(p.share IS NOT NULL) AS all_have
                    FROM (SELECT il.item_id, il.node_id, max(il.share) AS share FROM item_link_rows(data_quality_rows.as_at) il
                           WHERE il.item_id IN (SELECT x.from_item_id FROM links x WHERE x.share IS NOT NULL UNION SELECT x.to_item_id
                                                FROM links x WHERE x.share IS NOT NULL)
                           GROUP BY il.item_id, il.node_id) p
                   GROUP BY p.item_id) t
           WHERE t.share > 1 OR t.share < 1 AND t.all_have) s ON s.item_id = a.item_id
  UNION ALL
  SELECT k.plan_id, CASE WHEN e.reason LIKE 'there is no %' OR e.reason LIKE 'the kind % is unknown' THEN 11
                         WHEN e.reason LIKE '%quarter%' OR e.reason LIKE '%date%' OR e.reason LIKE '%period%' THEN 12 ELSE 13 END,
         CASE WHEN e.reason LIKE 'there is no %' OR e.reason LIKE 'the kind % is unknown' THEN 'refused: reference to something unknown'
              WHEN e.reason LIKE '%quarter%' OR e.reason LIKE '%date%' OR e.reason LIKE '%period%'
                  THEN 'refused: no such quarter or date' ELSE 'refused: other cell' END,
         NULL, n.file_name || ', line ' || e.line, NULL, e.value, e.reason, e.line
    FROM import_errors e
    JOIN imports n ON n.import_id = e.import_id
    JOIN document_kinds k ON k.kind = n.kind
   WHERE data_quality_rows.of_plan IS NULL OR k.plan_id = data_quality_rows.of_plan;
END;
COMMENT ON FUNCTION data_quality_rows(bigint, date) IS 'data_quality_cases in no order, with the line of the file for a refused cell.';

CREATE OR REPLACE FUNCTION data_quality_cases(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, place integer, finding text, item_id bigint, ref text, quarter quarter, value text, detail text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT c.plan_id, c.place, c.finding, c.item_id, c.ref, c.quarter, c.value, c.detail
    FROM data_quality_rows(of_plan, as_at) c
    LEFT JOIN plan_names p ON p.plan_id = c.plan_id
    LEFT JOIN items i ON i.item_id = c.item_id
   ORDER BY p.plan NULLS LAST, c.plan_id, c.place, c.finding, i.code NULLS LAST, c.item_id, c.line, c.ref, c.quarter, c.value, c.detail;
END;
COMMENT ON FUNCTION data_quality_cases(bigint, date) IS
  'One row per cell or item that had to be read with care, or could not be read: look-alike letters, blanks, other spellings, what an '
  'item lacks, shares that add up to more or less than the whole item, quarters and references that cannot be; items, links and '
  'officers as on that day.';

CREATE OR REPLACE FUNCTION data_quality_report(of_plan bigint DEFAULT NULL, as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (plan_id bigint, plan text, finding text, cases bigint, denominator bigint, of_what text, example text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH cases AS MATERIALIZED (
    SELECT c.plan_id, c.place, c.finding, count(*) AS cases,
           (array_agg(concat_ws(': ', c.ref, c.quarter::text, nullif(c.value, ''), c.detail) ORDER BY c.quarter, c.item_id,
                      c.ref))[1] AS example
      FROM data_quality_rows(data_quality_report.of_plan, data_quality_report.as_at) c
     GROUP BY c.plan_id, c.place, c.finding
  ), sizes AS (
    SELECT i.plan_id, count(*) FILTER (WHERE gone.item_id IS NULL) AS items FROM items i
      LEFT JOIN item_absences gone ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id
          AND coalesce(data_quality_report.as_at, CURRENT_DATE) BETWEEN gone.absent_from AND gone.absent_to
     WHERE data_quality_report.of_plan IS NULL OR i.plan_id = data_quality_report.of_plan
     GROUP BY i.plan_id
  ), cells AS (
    SELECT i.plan_id, count(*) AS cells FROM items i JOIN ratings r ON r.item_id = i.item_id
     WHERE data_quality_report.of_plan IS NULL OR i.plan_id = data_quality_report.of_plan
     GROUP BY i.plan_id
  ), read AS (
    SELECT k.plan_id, sum(n.rows_read)::bigint AS rows FROM imports n JOIN document_kinds k ON k.kind = n.kind
     WHERE data_quality_report.of_plan IS NULL OR k.plan_id = data_quality_report.of_plan
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
COMMENT ON FUNCTION data_quality_report(bigint, date) IS
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
