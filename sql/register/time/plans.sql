-- What callers name must be there; how plans and their ratings are called.

-- What callers name must be there.
CREATE OR REPLACE FUNCTION checked_plan(of_plan bigint) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM plans p WHERE p.plan_id = of_plan) THEN
    RAISE EXCEPTION 'plan % does not exist', coalesce(of_plan::text, 'NULL')
      USING ERRCODE = 'undefined_object', DETAIL = 'A plan is named by its plan_id.', HINT = 'SELECT plan_id, title, version FROM plans';
  END IF;
  RETURN of_plan;
END
$body$;
COMMENT ON FUNCTION checked_plan(bigint) IS 'The plan''s key itself, or an error if there is no such plan.';

CREATE OR REPLACE FUNCTION checked_plans(of_plans bigint[]) RETURNS bigint[]
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  PERFORM checked_plan(p) FROM unnest(of_plans) AS p;
  RETURN of_plans;
END
$body$;
COMMENT ON FUNCTION checked_plans(bigint[]) IS 'The keys of plans themselves, or an error if one of them is not a plan''s; NULL for NULL.';

-- Building blocks: names.
CREATE OR REPLACE VIEW plan_names WITH (security_invoker = true) AS
SELECT p.plan_id,
       CASE WHEN p.version = '' THEN p.title ELSE p.title || ' (' || p.version || ')' END AS plan
  FROM plans p;
COMMENT ON VIEW plan_names IS 'One row per plan: the name reports print, which is its title and, where there is one, its version.';
COMMENT ON COLUMN plan_names.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN plan_names.plan IS 'The plan''s name: its title and, where there is one, its version.';

-- A plan's label is for a rating, its words are many: the first word that has one decides.
CREATE OR REPLACE VIEW plan_legends WITH (security_invoker = true) AS
SELECT l.plan_id, l.rating,
       (array_agg(l.label ORDER BY l.word COLLATE "C"))[1] AS label,
       (array_agg(l.colour ORDER BY l.word COLLATE "C") FILTER (WHERE l.colour IS NOT NULL))[1] AS colour
  FROM legends l
 WHERE l.rating IS NOT NULL
 GROUP BY l.plan_id, l.rating;
COMMENT ON VIEW plan_legends IS
  'One row per plan and rating for which the plan''s legend has a label: how the plan prints it. Of several words the first in '
  'code-point order decides.';
COMMENT ON COLUMN plan_legends.plan_id IS 'The plan; at a node NULL where several plans share it.';
COMMENT ON COLUMN plan_legends.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN plan_legends.label IS 'What the plan prints for that rating.';
COMMENT ON COLUMN plan_legends.colour IS 'The plan''s own colour for it, as #rrggbb; NULL for the usual one.';

CREATE OR REPLACE FUNCTION plans_to_come(day date DEFAULT CURRENT_DATE) RETURNS TABLE (plan_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT p.plan_id FROM plans p WHERE p.counts_from > coalesce(nullif(plans_to_come.day, 'infinity'), CURRENT_DATE);
END;
COMMENT ON FUNCTION plans_to_come(date) IS
  'One row per plan that does not count yet on that day (the end of time: today), since plans.counts_from lies after it: its items are '
  'in no report of that day, as those it carries forward still count in the plan before.';
