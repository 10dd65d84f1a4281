-- The calls whose form a release may change, each once: the loading and the questions name only these.
-- Bodies are text, so that they depend on nothing of the register.
SET check_function_bodies = off;  -- the register is not there yet
CREATE SCHEMA net;
COMMENT ON SCHEMA net IS 'How the register of the net is called in this release.';

CREATE FUNCTION net.make() RETURNS void LANGUAGE sql AS $$ SELECT public.create_register('council') $$;
CREATE FUNCTION net.import(kind text, content text, file_name text DEFAULT NULL, on_bad text DEFAULT 'none', recorded_at timestamptz DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
  SELECT format('%s read, %s loaded, %s unchanged, %s refused', i.rows_read, i.rows_loaded, i.rows_unchanged, i.rows_refused)
    FROM council.import_csv(kind, content, on_bad, file_name, recorded_at) i
$$;
CREATE FUNCTION net.export_csv(import_id bigint, delimiter text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
  SELECT council.export_csv(import_id, delimiter)
$$;
CREATE FUNCTION net.export_document(kind text, as_at date DEFAULT CURRENT_DATE) RETURNS text LANGUAGE sql AS $$
  SELECT council.export_document(kind, as_at)
$$;
CREATE FUNCTION net.report_html(plan text DEFAULT NULL, quarter public.quarter DEFAULT NULL, as_at date DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
  SELECT council.report_html(plan, quarter, as_at => as_at)
$$;
CREATE FUNCTION net.grant(role_name text, level text) RETURNS void LANGUAGE sql AS $$
  SELECT public.grant_register('council', role_name, level)
$$;

-- For the loading: keys by what is printed.
CREATE FUNCTION net.plan(title text) RETURNS bigint LANGUAGE sql AS $$ SELECT p.plan_id FROM council.plans p WHERE p.title = $1 AND p.version = '' $$;
CREATE FUNCTION net.item(ref text, plan text DEFAULT NULL) RETURNS bigint LANGUAGE sql AS $$
  SELECT i.item_id FROM council.items i WHERE i.ref = $1 AND (plan IS NULL OR i.plan_id = net.plan($2))
$$;
CREATE FUNCTION net.node(level text, ref text) RETURNS bigint LANGUAGE sql AS $$
  SELECT n.node_id FROM council.nodes n WHERE n.level = $1 AND n.ref = $2
$$;
CREATE FUNCTION net.officer(name text) RETURNS bigint LANGUAGE sql AS $$ SELECT o.officer_id FROM council.officers o WHERE o.name = $1 $$;
CREATE FUNCTION net.body(name text) RETURNS bigint LANGUAGE sql AS $$ SELECT b.body_id FROM council.bodies b WHERE b.name = $1 $$;
-- A rating of a whole quarter, as it is printed.
CREATE FUNCTION net.rate(item_id bigint, q text, rating text, commentary text DEFAULT NULL, corrective_action text DEFAULT NULL)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO council.ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, corrective_action)
  SELECT $1, q.q, public.start_date(q.q), public.end_date(q.q), rating::public.rag, coalesce(rating, ''), $4, $5 FROM (SELECT $2::public.quarter AS q) q
$$;
CREATE FUNCTION net.move_due(item_id bigint, revision integer, printed text, reason text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO council.due_dates (item_id, revision, period, raw, reason) SELECT $1, $2, public.plan_period($3), $3, $4
$$;
