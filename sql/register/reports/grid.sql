-- One row per item, one column per quarter.

CREATE OR REPLACE FUNCTION grid_report(of_plan plan_ref, from_quarter quarter DEFAULT NULL, to_quarter quarter DEFAULT NULL,
                                       as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (plan_id bigint, plan text, item_id bigint, level text, ref text, title text, quarters text[], ratings text[], grid jsonb)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH columns AS MATERIALIZED (
    SELECT coalesce(array_agg(q.quarter::text ORDER BY q.quarter), '{}') AS quarters
      FROM plan_quarters(grid_report.as_at, grid_report.known_at) q
     WHERE q.plan_id = (SELECT checked_plan(grid_report.of_plan))
       AND (grid_report.from_quarter IS NULL OR q.quarter >= checked_quarter(grid_report.from_quarter))
       AND (grid_report.to_quarter IS NULL OR q.quarter <= checked_quarter(grid_report.to_quarter))
  ), cells AS (
    SELECT iq.item_id, coalesce(jsonb_object_agg(iq.quarter::text, iq.rating::text) FILTER (WHERE iq.quarter IS NOT NULL), '{}') AS grid
      FROM item_quarters(grid_report.as_at, grid_report.known_at) iq
     WHERE iq.plan_id = (SELECT checked_plan(grid_report.of_plan))
       AND (grid_report.from_quarter IS NULL OR iq.quarter >= grid_report.from_quarter)
       AND (grid_report.to_quarter IS NULL OR iq.quarter <= grid_report.to_quarter)
     GROUP BY iq.item_id
  )
  SELECT i.plan_id, p.plan, i.item_id, i.level, i.ref, i.title, h.quarters,
         ARRAY(SELECT c.grid ->> w.quarter FROM unnest(h.quarters) WITH ORDINALITY w (quarter, place) ORDER BY w.place),
         c.grid
    FROM cells c
    JOIN items i ON i.item_id = c.item_id
    JOIN plan_names p ON p.plan_id = i.plan_id
   CROSS JOIN columns h
   WHERE checked_plan(grid_report.of_plan) IS NOT NULL
   ORDER BY i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION grid_report(plan_ref, quarter, quarter, date, timestamptz) IS
  'One row per item of a plan, with its ratings in the quarters in which the plan had reported by that day: as an array beside the '
  'array of quarters, and as an object by quarter, where an item that was not active in a quarter has no entry and one that was not '
  'rated has null. grid_sql, grid_view and grid_csv set it out with a column per quarter.';

CREATE OR REPLACE FUNCTION grid_sql(of_plan plan_ref, from_quarter quarter DEFAULT NULL, to_quarter quarter DEFAULT NULL,
                                    as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity') RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  the_plan CONSTANT bigint := checked_plan(of_plan);
  rag_type CONSTANT text := (SELECT format('%I.%I', n.nspname, t.typname)
                               FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                              WHERE t.oid = 'rag'::regtype);
  columns text;
BEGIN
  SELECT string_agg(format(', (g.grid ->> %1$L)::%2$s AS %1$I', q.quarter::text, rag_type), '' ORDER BY q.quarter)
    INTO columns
    FROM plan_quarters(as_at, known_at) q
   WHERE q.plan_id = the_plan
     AND (from_quarter IS NULL OR q.quarter >= checked_quarter(from_quarter))
     AND (to_quarter IS NULL OR q.quarter <= checked_quarter(to_quarter));
  RETURN format('SELECT g.item_id, g.level, g.ref, g.title%s FROM %I.grid_report(%s, %L, %L, %L%s) g', columns, current_schema(), the_plan,
                from_quarter, to_quarter, to_char(on_day(as_at), 'YYYY-MM-DD'),
                ', ' || quote_literal(to_char(nullif(by_then(known_at), 'infinity') AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
                                      || '+00'));
END
$body$;
COMMENT ON FUNCTION grid_sql(plan_ref, quarter, quarter, date, timestamptz) IS
  'The grid of a plan as a query with a column per quarter, to be run in psql by \gexec or by a program.';

CREATE OR REPLACE FUNCTION grid_view(of_plan plan_ref, view_name text DEFAULT 'grid', from_quarter quarter DEFAULT NULL,
                                     to_quarter quarter DEFAULT NULL, as_at date DEFAULT today(),
                                     known_at timestamptz DEFAULT 'infinity') RETURNS text
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF to_regclass(format('pg_temp.%I', view_name)) IS NOT NULL THEN
    EXECUTE format('DROP VIEW pg_temp.%I', view_name);
  END IF;
  EXECUTE format('CREATE TEMP VIEW %I AS %s', view_name, grid_sql(of_plan, from_quarter, to_quarter, as_at, known_at));
  RETURN format('pg_temp.%I', view_name);
END
$body$;
COMMENT ON FUNCTION grid_view(plan_ref, text, quarter, quarter, date, timestamptz) IS
  'Makes a temporary view of the grid of a plan, with a column per quarter, for this session, and gives its name.';

CREATE OR REPLACE FUNCTION grid_csv(of_plan plan_ref, from_quarter quarter DEFAULT NULL, to_quarter quarter DEFAULT NULL,
                                    as_at date DEFAULT today(), delimiter text DEFAULT ',',
                                    known_at timestamptz DEFAULT 'infinity') RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  lines text;
  quarters text[];
BEGIN
  SELECT string_agg(delimited_row(ARRAY[spreadsheet_cell(g.ref), spreadsheet_cell(g.title)] || g.ratings, grid_csv.delimiter),
                    E'\n' ORDER BY i.code NULLS LAST, g.item_id)
    INTO lines
    FROM grid_report(of_plan, from_quarter, to_quarter, as_at, known_at) g JOIN items i ON i.item_id = g.item_id;
  quarters := (SELECT g.quarters FROM grid_report(of_plan, from_quarter, to_quarter, as_at, known_at) g LIMIT 1);
  RETURN concat_ws(E'\n', delimited_row(ARRAY['Ref', 'Title'] || quarters, delimiter), lines) || E'\n';
END
$body$;
COMMENT ON FUNCTION grid_csv(plan_ref, quarter, quarter, date, text, timestamptz) IS
  'The grid of a plan as a delimited file: one line per item, one column per quarter; empty where an item was not rated or not '
  'active. For spreadsheets: what they would take for a formula is made text, see spreadsheet_cell.';
