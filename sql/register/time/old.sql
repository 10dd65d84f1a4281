-- Names that reports are being moved away from.

CREATE OR REPLACE FUNCTION rollup_node_links(as_at date DEFAULT CURRENT_DATE) RETURNS TABLE (child_node_id bigint, parent_node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC SELECT l.child_node_id, l.parent_node_id FROM node_links_in_force(rollup_node_links.as_at) l; END;
CREATE OR REPLACE FUNCTION rollup_item_links(as_at date DEFAULT CURRENT_DATE) RETURNS TABLE (item_id bigint, node_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC SELECT l.item_id, l.node_id FROM item_links_in_force(rollup_item_links.as_at) l; END;
CREATE OR REPLACE FUNCTION item_link_rows(as_at date DEFAULT CURRENT_DATE) RETURNS TABLE (item_id bigint, node_id bigint, share numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC SELECT l.item_id, l.node_id, l.share FROM links_in_force(item_link_rows.as_at) l WHERE l.item_id IS NOT NULL; END;
CREATE OR REPLACE FUNCTION item_owner_rows(as_at date DEFAULT CURRENT_DATE) RETURNS TABLE (item_id bigint, officer_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC SELECT o.item_id, o.officer_id FROM owners_in_force(item_owner_rows.as_at) o; END;
CREATE OR REPLACE FUNCTION item_absences_as_known(known_at timestamptz)
  RETURNS TABLE (plan_id bigint, item_id bigint, absent_from date, absent_to date, state text, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC SELECT a.plan_id, a.item_id, a.absent_from, a.absent_to, a.state, a.reason FROM item_absences(item_absences_as_known.known_at) a; END;
CREATE OR REPLACE FUNCTION item_quarters_as_known(known_at timestamptz)
  RETURNS TABLE (plan_id bigint, item_id bigint, quarter quarter, state text, item_state_id bigint, rating rag, rating_id bigint,
                 previous_rating rag, previous_rating_id bigint, movement text, baseline_due date, current_due date, due_date_id bigint,
                 revisions bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.plan_id, iq.item_id, iq.quarter, coalesce(s.state, 'active'), s.item_state_id, iq.rating, iq.rating_id,
         iq.previous_rating, iq.previous_rating_id, iq.movement, d.baseline_due, d.current_due, d.due_date_id, coalesce(d.revisions, 0)
    FROM item_quarters('infinity', item_quarters_as_known.known_at) iq
    LEFT JOIN LATERAL state_in_force(iq.item_id, item_quarters_as_known.known_at) s ON true
    LEFT JOIN item_dates(item_quarters_as_known.known_at) d ON d.item_id = iq.item_id AND d.milestone = 'due';
END;
