-- What was recorded by a moment, without what imports that had been taken back by then had brought.

-- What an import added to tables that are only appended to stays there when it is taken back; whoever reads them leaves it out.  As an
-- array of a sub-select, so that it is asked once and the planner's guesses stay what they were.
CREATE OR REPLACE FUNCTION undone_imports(known_at timestamptz DEFAULT 'infinity') RETURNS bigint[]
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(array_agg(i.import_id), '{}') FROM imports i WHERE i.undone_at <= by_then(undone_imports.known_at);
END;
COMMENT ON FUNCTION undone_imports(timestamptz) IS 'The imports that had been taken back by that moment.';

CREATE OR REPLACE FUNCTION ratings_known(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (rating_id bigint, item_id bigint, quarter quarter, period_start date, period_end date, rating rag, raw text,
                 commentary text, corrective_action text, recorded_at timestamptz, recorded_by text, import_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.rating_id, r.item_id, r.quarter, r.period_start, r.period_end, r.rating, r.raw, r.commentary, r.corrective_action,
         r.recorded_at, r.recorded_by, r.import_id
    FROM ratings r
   WHERE r.recorded_at <= by_then(ratings_known.known_at)
     AND coalesce(r.import_id, 0) <> ALL ((SELECT undone_imports(ratings_known.known_at))::bigint[]);
END;
COMMENT ON FUNCTION ratings_known(timestamptz) IS
  'One row per rating recorded by that moment, corrected ones included, without those of imports that had been taken back by then.';

CREATE OR REPLACE FUNCTION due_dates_known(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (due_date_id bigint, item_id bigint, milestone text, revision integer, period daterange, due date, raw text, reason text,
                 recorded_at timestamptz, recorded_by text, import_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT d.due_date_id, d.item_id, d.milestone, d.revision, d.period, d.due, d.raw, d.reason, d.recorded_at, d.recorded_by, d.import_id
    FROM due_dates d
   WHERE d.recorded_at <= by_then(due_dates_known.known_at)
     AND coalesce(d.import_id, 0) <> ALL ((SELECT undone_imports(due_dates_known.known_at))::bigint[]);
END;
COMMENT ON FUNCTION due_dates_known(timestamptz) IS
  'One row per deadline recorded by that moment, revised ones included, without those of imports that had been taken back by then: the '
  'lowest revision of an item and milestone is the baseline.';

CREATE OR REPLACE FUNCTION nodes_known(known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (node_id bigint, plan_id bigint, level text, ref text, code plan_code, title text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT n.node_id, n.plan_id, n.level, n.ref, n.code, n.title
    FROM nodes n
   WHERE coalesce(n.undone_at > by_then(nodes_known.known_at), true);
END;
COMMENT ON FUNCTION nodes_known(timestamptz) IS
  'One row per node, without those that only an import taken back by that moment had made.';
