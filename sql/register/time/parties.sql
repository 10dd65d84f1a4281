-- Who answers for an item.

-- Two plain branches, each with its end named bare, so that the indexes of links find the links of an item.
CREATE OR REPLACE FUNCTION item_details(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, nodes text, officers text, bodies text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id,
         (SELECT string_agg(DISTINCT lv.label || ' ' || n.ref, '; ')
            FROM (SELECT l.to_node_id AS node_id
                    FROM links l
                    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'from'
                   WHERE l.from_item_id = i.item_id
                     AND l.to_node_id IS NOT NULL
                     AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to
                  UNION ALL
                  SELECT l.from_node_id
                    FROM links l
                    JOIN relations rel ON rel.relation = l.relation AND rel.rolls_up AND rel.child_end = 'to'
                   WHERE l.to_item_id = i.item_id
                     AND l.from_node_id IS NOT NULL
                     AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN l.valid_from AND l.valid_to) held
            JOIN nodes n ON n.node_id = held.node_id
            JOIN levels lv ON lv.level = n.level),
         (SELECT string_agg(DISTINCT o.name, '; ')
            FROM item_officers io
            JOIN officers o ON o.officer_id = io.officer_id
           WHERE io.item_id = i.item_id
             AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to
             AND (io.role IN ('lead', 'responsible')
                  OR NOT EXISTS (SELECT FROM item_officers lead
                                  WHERE lead.item_id = i.item_id
                                    AND lead.role IN ('lead', 'responsible')
                                    AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN lead.valid_from AND lead.valid_to))),
         (SELECT string_agg(DISTINCT b.name, '; ')
            FROM item_bodies ib
            JOIN bodies b ON b.body_id = ib.body_id
           WHERE ib.item_id = i.item_id
             AND coalesce(item_details.as_at, CURRENT_DATE) BETWEEN ib.valid_from AND ib.valid_to)
    FROM items i;
END;
COMMENT ON FUNCTION item_details(date) IS
  'One row per item: the nodes it is linked to, its officers (those in the role lead or responsible; where it has none, all) and its '
  'bodies on that day, each as one text.';

CREATE OR REPLACE FUNCTION item_owner_rows(as_at date DEFAULT CURRENT_DATE)
  RETURNS TABLE (item_id bigint, officer_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT io.item_id, io.officer_id
    FROM item_officers io
   WHERE coalesce(item_owner_rows.as_at, CURRENT_DATE) BETWEEN io.valid_from AND io.valid_to
     AND (io.role IN ('lead', 'responsible')
          OR NOT EXISTS (SELECT FROM item_officers lead
                          WHERE lead.item_id = io.item_id
                            AND lead.role IN ('lead', 'responsible')
                            AND coalesce(item_owner_rows.as_at, CURRENT_DATE) BETWEEN lead.valid_from AND lead.valid_to));
END;
COMMENT ON FUNCTION item_owner_rows(date) IS
  'Who answers for an item on that day: its officers in the role lead or responsible; where it has none, all. An officer who is there '
  'twice has two rows.';
