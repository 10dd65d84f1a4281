-- What callers name must be there; how plans and their ratings are called.

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

-- What callers name must be there.

CREATE OR REPLACE FUNCTION plan_named(name text) RETURNS bigint
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  found bigint[] := ARRAY(SELECT p.plan_id FROM plan_names p WHERE normal_name(p.plan) = normal_name(name));
BEGIN
  IF found = '{}' THEN
    -- A title means its newest version; two live ones may mean either.
    found := ARRAY(SELECT p.plan_id FROM plans p WHERE normal_name(p.title) = normal_name(name)
                   ORDER BY p.state = 'live' DESC, p.plan_id DESC);
    IF (SELECT count(*) FROM plans p WHERE p.plan_id = ANY (found) AND p.state = 'live') <= 1 THEN
      found := found[1:1];
    END IF;
  END IF;
  IF cardinality(found) = 1 THEN
    RETURN found[1];
  END IF;
  RAISE EXCEPTION '%', format(CASE found WHEN '{}' THEN 'there is no plan "%s"' ELSE 'several plans are called "%s"' END, name)
    USING ERRCODE = CASE found WHEN '{}' THEN 'undefined_object' ELSE 'ambiguous_parameter' END,
          DETAIL = 'Plans: ' || coalesce((SELECT string_agg(quote_ident(p.plan), ', ' ORDER BY p.plan) FROM plan_names p), 'none') || '.',
          HINT = 'Write its key, or the name as the view plan_names has it: the title and, where there is one, the version in parentheses.';
END
$body$;
COMMENT ON FUNCTION plan_named(text) IS
  'The plan of that name (title and version, or a title, of which the newest version counts), without regard to case and blanks; an '
  'error if there is none, or if several live ones have it.';

CREATE OR REPLACE FUNCTION checked_plan(of_plan plan_ref) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF of_plan::text ~ '^[0-9]{1,18}$' AND EXISTS (SELECT FROM plans p WHERE p.plan_id = of_plan::text::bigint) THEN
    RETURN of_plan::text::bigint;
  ELSIF of_plan IS NULL OR of_plan::text ~ '^-?[0-9]+$' AND NOT EXISTS (SELECT FROM plans p WHERE p.title = of_plan::text) THEN
    RAISE EXCEPTION 'plan % does not exist', coalesce(of_plan::text, 'NULL')
      USING ERRCODE = 'undefined_object', DETAIL = 'A plan is named by its plan_id or its title.',
            HINT = 'SELECT plan_id, title, version FROM plans';
  END IF;
  RETURN plan_named(of_plan::text);
END
$body$;
COMMENT ON FUNCTION checked_plan(plan_ref) IS
  'The key of a plan that is named by its key or its title, or an error if there is no such plan.';

CREATE OR REPLACE FUNCTION checked_plans(of_plans plan_ref[]) RETURNS bigint[]
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN ARRAY(SELECT checked_plan(p) FROM unnest(of_plans) AS p);
END
$body$;
COMMENT ON FUNCTION checked_plans(plan_ref[]) IS
  'The keys of plans that are named by their keys or titles, or an error if one of them is no plan''s; NULL for NULL.';
