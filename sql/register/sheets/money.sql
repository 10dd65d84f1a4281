-- Sheets of savings and funding: a column for each year and standing.

-- "Target £000", "Achieved (£m)": of every figure below that has no unit of its own.
CREATE OR REPLACE FUNCTION sheet_money_factor(heading text, cell text) RETURNS numeric
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN cell ~* '(k|m|bn)\W*$' THEN 1
            WHEN heading ~* '\u00A3\s*(''?000|k\M|thousand)' THEN 1000
            WHEN heading ~* '\u00A3\s*(m\M|mn\M|million)' THEN 1000000
            WHEN heading ~* '\u00A3\s*bn\M' THEN 1000000000 ELSE 1 END;
COMMENT ON FUNCTION sheet_money_factor(text, text) IS 'What a figure is to be multiplied by, as its heading says the unit.';

CREATE OR REPLACE FUNCTION sheet_money_cells(run sheet_runs)
  RETURNS TABLE (line bigint, "position" integer, raw text, standing text, amount numeric, doubt text, heading text, ref text, title text,
                 first_year integer, years integer, mtfs text, item text)
  LANGUAGE sql STABLE ROWS 100
BEGIN ATOMIC
  SELECT c.line, c.position, c.raw, c.qualifier, f.amount * sheet_money_factor(m.heading, c.raw), coalesce(f.doubt, u.doubt), m.heading,
         r.ref, r.title, y.first_year, y.years, sheet_cell(sheet_money_cells.run, c.line, 'mtfs'),
         sheet_cell(sheet_money_cells.run, c.line, 'item')
    FROM sheet_cells c
    JOIN sheet_rows r ON r.run = c.run AND r.line = c.line AND r.outcome = 'known'
    JOIN sheet_marks m ON m.run = c.run AND m.position = c.position
   CROSS JOIN LATERAL sheet_figure(c.value) f
   CROSS JOIN LATERAL (SELECT CASE WHEN sheet_money_factor(m.heading, c.raw) = 1 AND f.amount <> 0 AND c.raw !~* '(k|m|bn)\W*$'
                                        AND EXISTS (SELECT FROM sheet_marks o WHERE o.run = c.run AND o.target = 'money.amount'
                                                       AND sheet_money_factor(o.heading, '') > 1)
                                     THEN 'no unit, where other columns have one' END AS doubt) u
   CROSS JOIN LATERAL money_years(coalesce(m.period, daterange((sheet_money_cells.run).quarter))) y
   WHERE c.run = (sheet_money_cells.run).run AND c.target = 'money.amount' AND f.amount IS NOT NULL;
END;
COMMENT ON FUNCTION sheet_money_cells(sheet_runs) IS 'One row per amount of a sheet of savings or funding.';

CREATE OR REPLACE FUNCTION sheet_money_changes(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  purpose CONSTANT text := coalesce((SELECT nullif(m.qualifier, '') FROM sheet_marks m WHERE m.run = run.run AND m.target = 'money.title'
                                      ORDER BY m.position LIMIT 1), 'saving');
BEGIN
  PERFORM sheet_name_figures(run);
  PERFORM sheet_ask_cells(run, '{money.amount}');
  INSERT INTO sheet_changes (run, line, position, change, ref, title, field, was, will_be, remark, is_question, accepted, role, amount,
    item_id,
                             object_id, details)
  SELECT run.run, s.line, s.position, CASE WHEN bad.why IS NULL THEN 'amount' ELSE 'cell not readable' END, s.ref, s.title, s.heading,
         own.amount::text, CASE WHEN bad.why IS NULL THEN round(s.amount, 2)::text ELSE s.raw END,
         coalesce(bad.why, CASE WHEN s.doubt IS NOT NULL THEN format('"%s" says %s: is it %s?', trim_cell(s.raw), s.doubt, s.amount) END),
         bad.why IS NULL AND s.doubt IS NOT NULL, bad.why IS NULL AND s.doubt IS NULL, s.standing, s.amount, i.item_id, n.node_id,
         jsonb_build_object('year', s.first_year, 'years', s.years, 'purpose', purpose, 'mtfs', s.mtfs,
                            'hint', 'Write pounds and pence, such as £1,234.50 or £24.2m.')
    FROM sheet_money_cells(run) s
   CROSS JOIN LATERAL (SELECT CASE WHEN s.raw ~ '%' THEN 'that is not an amount of money' WHEN s.amount <> trunc(s.amount, 2)
                                   THEN 'an amount has two decimals at most' END AS why) bad
    LEFT JOIN items i ON i.plan_id = run.plan_id AND ref_key(i.ref) = ref_key(s.item) AND i.state NOT IN ('undone', 'merged')
    LEFT JOIN LATERAL (SELECT k.node_id FROM sheet_cells p JOIN nodes_known() k ON k.level = p.qualifier
                          AND (k.plan_id = run.plan_id OR k.plan_id IS NULL)
                          AND normal_name(p.value) IN (normal_name(k.ref), normal_name(k.title))
                        WHERE p.run = run.run AND p.line = s.line AND p.target = 'node' ORDER BY k.plan_id NULLS LAST LIMIT 1) n ON true
    LEFT JOIN LATERAL (SELECT l.amount FROM money_lines l
                        WHERE l.plan_id = run.plan_id AND l.ref = s.ref AND l.basis = '' AND l.fiscal_year_start = s.first_year
                          AND l.years = s.years AND l.standing = s.standing AND coalesce(l.import_id, 0) <> ALL (undone_imports())
                        ORDER BY l.recorded_at DESC, l.money_line_id DESC LIMIT 1) own ON true
   WHERE own.amount IS DISTINCT FROM s.amount;
END
$body$;
COMMENT ON FUNCTION sheet_money_changes(sheet_runs) IS 'Lists what a sheet of savings or funding changes.';

CREATE OR REPLACE FUNCTION sheet_apply_money(run sheet_runs, of_import bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  INSERT INTO money_lines (plan_id, item_id, node_id, ref, title, purpose, fiscal_year_start, years, standing, amount, mtfs_ref,
    recorded_at,
                           import_id)
  SELECT run.plan_id, c.item_id, CASE WHEN c.item_id IS NULL THEN c.object_id END, c.ref, coalesce(c.title, c.ref), c.details ->> 'purpose',
         (c.details ->> 'year')::integer, (c.details ->> 'years')::integer, c.role, c.amount, c.details ->> 'mtfs',
         greatest(run.recorded_at, (SELECT max(l.recorded_at) FROM money_lines l WHERE l.plan_id = run.plan_id AND l.ref = c.ref
                                      AND l.standing = c.role) + interval '1 microsecond'), of_import
    FROM sheet_changes c WHERE c.run = run.run AND c.change = 'amount' AND c.accepted
   ORDER BY c.line, c.position;
END
$body$;
COMMENT ON FUNCTION sheet_apply_money(sheet_runs, bigint) IS 'Writes the accepted changes of a sheet of savings or funding.';

CREATE OR REPLACE FUNCTION sheet_money_clauses(run sheet_runs) RETURNS text
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT concat_ws(', ', counted(count(*) FILTER (WHERE c.was IS NULL), 'amount is new', 'amounts are new'),
                   counted(count(*) FILTER (WHERE c.was IS NOT NULL), 'amount changes', 'amounts change'))
    FROM sheet_changes c WHERE c.run = (sheet_money_clauses.run).run AND c.accepted AND c.change = 'amount';
END;
COMMENT ON FUNCTION sheet_money_clauses(sheet_runs) IS 'What a sheet of savings or funding changes, in words.';
