-- What a model for a BI tool is made from: which keys belong together, and what may be added up.

-- Active are those of which no two lead from one view to another, as tools want it; a fact whose item may be missing is tied to its plan.
CREATE OR REPLACE VIEW :"bi".bi_relationship AS
SELECT r.from_view, r.from_column, k.to_view, k.to_column, r.is_active
  FROM (VALUES
    ('bi_benchmark', 'measure_key', true), ('bi_benchmark', 'peer_group_key', true), ('bi_benchmark', 'plan_key', false),
    ('bi_benchmark', 'quarter_key', true),
    ('bi_carry_forward', 'item_key', true), ('bi_carry_forward', 'new_item_key', false), ('bi_carry_forward', 'plan_key', false),
    ('bi_dependency', 'awaited_item_key', false), ('bi_dependency', 'awaited_node_key', false), ('bi_dependency', 'item_key', true),
    ('bi_dependency', 'plan_key', false),
    ('bi_due', 'item_key', true), ('bi_due', 'plan_key', false), ('bi_due', 'quarter_key', true),
    ('bi_item', 'plan_key', true), ('bi_item', 'quarter_key', false), ('bi_item', 'rating_key', false),
    ('bi_item_absence', 'item_key', true), ('bi_item_absence', 'plan_key', false),
    ('bi_item_body', 'body_key', true), ('bi_item_body', 'item_key', true), ('bi_item_body', 'plan_key', false),
    ('bi_item_link', 'item_key', true), ('bi_item_link', 'node_key', true), ('bi_item_link', 'plan_key', false),
    ('bi_item_node', 'item_key', true), ('bi_item_node', 'node_key', true), ('bi_item_node', 'plan_key', false),
    ('bi_item_officer', 'item_key', true), ('bi_item_officer', 'officer_key', true), ('bi_item_officer', 'plan_key', false),
    ('bi_item_state', 'item_key', true), ('bi_item_state', 'plan_key', false),
    ('bi_link', 'child_node_key', false), ('bi_link', 'item_key', true), ('bi_link', 'node_key', true),
    ('bi_link', 'parent_item_key', false), ('bi_link', 'plan_key', false),
    ('bi_measure', 'plan_key', true),
    ('bi_measure_node', 'measure_key', true), ('bi_measure_node', 'node_key', true), ('bi_measure_node', 'plan_key', false),
    ('bi_measure_value', 'measure_key', true), ('bi_measure_value', 'plan_key', false), ('bi_measure_value', 'quarter_key', true),
    ('bi_measure_value', 'rating_key', true),
    ('bi_money', 'item_key', false), ('bi_money', 'node_key', true), ('bi_money', 'plan_key', true),
    ('bi_node', 'plan_key', false),
    ('bi_period_rating', 'item_key', true), ('bi_period_rating', 'plan_key', false), ('bi_period_rating', 'previous_rating_key', false),
    ('bi_period_rating', 'quarter_key', true), ('bi_period_rating', 'rating_key', true),
    ('bi_plan', 'supersedes_plan_key', false),
    ('bi_plan_quarter', 'plan_key', true), ('bi_plan_quarter', 'previous_quarter_key', false), ('bi_plan_quarter', 'quarter_key', true),
    ('bi_plan_scale', 'plan_key', true), ('bi_plan_scale', 'rating_key', true),
    ('bi_progress', 'overall_rating_key', true), ('bi_progress', 'plan_key', true), ('bi_progress', 'quarter_key', true),
    ('bi_publication', 'plan_key', true), ('bi_publication', 'quarter_key', true),
    ('bi_published_item', 'item_key', false), ('bi_published_item', 'plan_key', false),
    ('bi_published_item', 'previous_rating_key', false), ('bi_published_item', 'publication_key', true),
    ('bi_published_item', 'quarter_key', false), ('bi_published_item', 'rating_key', true),
    ('bi_published_node', 'node_key', true), ('bi_published_node', 'overall_rating_key', true), ('bi_published_node', 'plan_key', false),
    ('bi_published_node', 'publication_key', true), ('bi_published_node', 'quarter_key', false),
    ('bi_quarter_rating', 'item_key', true), ('bi_quarter_rating', 'plan_key', false), ('bi_quarter_rating', 'quarter_key', true),
    ('bi_quarter_rating', 'rating_key', true),
    ('bi_rating', 'item_key', true), ('bi_rating', 'plan_key', false), ('bi_rating', 'previous_rating_key', false),
    ('bi_rating', 'quarter_key', true), ('bi_rating', 'rating_key', true),
    ('bi_restatement', 'item_key', false), ('bi_restatement', 'plan_key', false), ('bi_restatement', 'publication_key', true),
    ('bi_restatement', 'quarter_key', false),
    ('bi_risk_link', 'item_key', false), ('bi_risk_link', 'node_key', true), ('bi_risk_link', 'plan_key', true),
    ('bi_risk_link', 'risk_key', true),
    ('bi_risk_officer', 'officer_key', true), ('bi_risk_officer', 'risk_key', true),
    ('bi_rollup', 'node_key', true), ('bi_rollup', 'overall_rating_key', true), ('bi_rollup', 'plan_key', true))
       r (from_view, from_column, is_active)
  JOIN (VALUES
    ('bi_body', 'body_key', '{body_key}'::text[]), ('bi_item', 'item_key', '{item_key,new_item_key,parent_item_key,awaited_item_key}'),
    ('bi_measure', 'measure_key', '{measure_key}'), ('bi_node', 'node_key', '{node_key,child_node_key,awaited_node_key}'),
    ('bi_officer', 'officer_key', '{officer_key}'), ('bi_peer_group', 'peer_group_key', '{peer_group_key}'),
    ('bi_plan', 'plan_key', '{plan_key,supersedes_plan_key}'), ('bi_publication', 'publication_key', '{publication_key}'),
    ('bi_quarter', 'quarter_key', '{quarter_key,previous_quarter_key}'), ('bi_risk', 'risk_key', '{risk_key}'),
    ('bi_scale', 'rating_key', '{rating_key,previous_rating_key,overall_rating_key}')) k (to_view, to_column, names)
    ON r.from_column = ANY (k.names);
COMMENT ON VIEW :"bi".bi_relationship IS
  'One row per relationship of the model, all many-to-one and filtering one way: what a model for Power BI, Cube or Metabase is made from.';
COMMENT ON COLUMN :"bi".bi_relationship.from_view IS 'The view with many rows.';
COMMENT ON COLUMN :"bi".bi_relationship.from_column IS 'Its column.';
COMMENT ON COLUMN :"bi".bi_relationship.to_view IS 'The view with one row for each of its values.';
COMMENT ON COLUMN :"bi".bi_relationship.to_column IS 'The key there.';
COMMENT ON COLUMN :"bi".bi_relationship.is_active IS
  'Whether it is to filter by itself; of the others a measure may make use. No two active ways lead from one view to another.';

-- A figure that nothing is said of is not added: so is whatever comes later.
CREATE OR REPLACE VIEW :"bi".bi_column AS
SELECT c.relname::text COLLATE "default" AS view_name,
       a.attname::text COLLATE "default" AS column_name,
       a.attnum::integer AS place,
       format_type(a.atttypid, a.atttypmod) AS type_name,
       s.sum_within IS NOT NULL AS is_summable,
       s.sum_within,
       col_description(c.oid, a.attnum) AS description
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN (VALUES ('bi_progress', '{total,complete,green,amber_green,amber,amber_red,red,scheduled,unrated}'::name[], 'quarter_key'),
                    ('bi_money', '{target,achieved,at_risk,gap}', 'purpose, basis'),
                    ('bi_published_item', '{revisions}', 'publication_key')) s (view_name, columns, sum_within)
         ON s.view_name = c.relname AND a.attname = ANY (s.columns)
 WHERE c.relnamespace = (SELECT t.typnamespace FROM pg_type t WHERE t.oid = pg_typeof(NULL:::"bi".bi_plan))
   AND c.relkind IN ('v', 'm', 'r', 'p', 'f');
COMMENT ON VIEW :"bi".bi_column IS
  'One row per column of this schema: what it is, and whether it may be added up. What may not be is averaged or counted, if at all: set '
  'it to "Don''t summarize".';
COMMENT ON COLUMN :"bi".bi_column.view_name IS 'The view.';
COMMENT ON COLUMN :"bi".bi_column.column_name IS 'The column.';
COMMENT ON COLUMN :"bi".bi_column.place IS 'Its place in the view.';
COMMENT ON COLUMN :"bi".bi_column.type_name IS 'Its type.';
COMMENT ON COLUMN :"bi".bi_column.is_summable IS 'Whether its figures may be added, within what sum_within says.';
COMMENT ON COLUMN :"bi".bi_column.sum_within IS
  'The columns of which one value each must be chosen, or shown, for the sum to be right; empty where nothing may be added.';
COMMENT ON COLUMN :"bi".bi_column.description IS 'What it says.';
