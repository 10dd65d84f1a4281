-- What to know about the data.

-- Reports: the data themselves.

-- Counted in one pass over the cells, then set out as rows.
CREATE OR REPLACE VIEW data_notes WITH (security_invoker = true) AS
SELECT n.plan_id, p.plan, n.finding, n.cells
  FROM (SELECT c.plan_id, f.finding, f.cells, f.place
          FROM (SELECT i.plan_id, count(*) AS cells_read,
                       count(*) FILTER (WHERE r.raw = '') AS blank,
                       count(*) FILTER (WHERE r.raw <> '' AND r.raw IS DISTINCT FROM r.rating::text) AS not_canonical,
                       count(*) FILTER (WHERE r.raw ~ '[^[:ascii:]]' AND char_length(btrim(r.raw)) <= 2) AS look_alike
                  FROM ratings_known() r
                  JOIN items i ON i.item_id = r.item_id
                 GROUP BY i.plan_id) c
         CROSS JOIN LATERAL (VALUES
               (1, 'rating cells read', c.cells_read),
               (2, 'blank rating cells', c.blank),
               (3, 'rating cells not in canonical letters', c.not_canonical),
               (4, 'of these, look-alike letters of another alphabet', c.look_alike)) f (place, finding, cells)
        UNION ALL
        SELECT c.plan_id, f.finding, f.cells, f.place
          FROM (SELECT i.plan_id, count(*) AS cells_read, count(*) FILTER (WHERE d.due IS NULL) AS open_ended
                  FROM due_dates_known() d
                  JOIN items i ON i.item_id = d.item_id
                 GROUP BY i.plan_id) c
         CROSS JOIN LATERAL (VALUES (5, 'deadline cells read', c.cells_read), (6, 'deadlines without an end', c.open_ended)) f (place,
               finding, cells)) n
  JOIN plan_names p ON p.plan_id = n.plan_id
 ORDER BY p.plan, n.plan_id, n.place;
COMMENT ON VIEW data_notes IS
  'One row per plan and finding: how many printed cells had to be read with care. Corrections count as cells too.';
COMMENT ON COLUMN data_notes.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN data_notes.plan IS 'The plan''s name: its title and, where there is one, its version.';
COMMENT ON COLUMN data_notes.finding IS 'What was found.';
COMMENT ON COLUMN data_notes.cells IS 'How many cells.';
