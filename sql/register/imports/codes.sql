-- References that follow a plans code system.

-- Codes.
CREATE OR REPLACE FUNCTION follows_code_system(ref text, prefix text, min_depth integer, max_depth integer) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(substring(try_plan_code(ref)::text FROM '^[A-Z]*') = prefix AND depth(try_plan_code(ref))
                BETWEEN min_depth AND max_depth, false);
COMMENT ON FUNCTION follows_code_system(text, text, integer, integer) IS
  'Whether a reference is a plan_code of those letters and so many numbers.';

CREATE OR REPLACE VIEW code_report WITH (security_invoker = true) AS
  SELECT s.plan_id, p.title AS plan, s.level, r.ref, r.title, s.prefix, s.min_depth, s.max_depth,
         try_plan_code(r.ref) IS NOT NULL AS is_code
  FROM code_systems s
  JOIN plans p ON p.plan_id = s.plan_id
  JOIN (SELECT i.plan_id, i.level, i.ref, i.title FROM items i WHERE i.state <> 'undone'
        UNION ALL SELECT n.plan_id, n.level, n.ref, n.title FROM nodes_known() n) AS r ON r.plan_id = s.plan_id AND r.level = s.level
  WHERE NOT follows_code_system(r.ref, s.prefix, s.min_depth, s.max_depth)
  ORDER BY p.title, s.plan_id, s.level, try_plan_code(r.ref) NULLS LAST, r.ref;
COMMENT ON VIEW code_report IS
  'One row per item or node whose reference is not one of the codes that its plan gives its level (code_systems).';
COMMENT ON COLUMN code_report.plan_id IS 'The plan.';
COMMENT ON COLUMN code_report.plan IS 'Its title.';
COMMENT ON COLUMN code_report.level IS 'The level.';
COMMENT ON COLUMN code_report.ref IS 'The reference as printed.';
COMMENT ON COLUMN code_report.title IS 'The wording.';
COMMENT ON COLUMN code_report.prefix IS 'The letters that a code of that level begins with.';
COMMENT ON COLUMN code_report.min_depth IS 'Fewest numbers in such a code.';
COMMENT ON COLUMN code_report.max_depth IS 'Most numbers in such a code.';
COMMENT ON COLUMN code_report.is_code IS 'Whether the reference is a plan_code at all.';

CREATE OR REPLACE FUNCTION import_check_codes(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM code_systems s WHERE s.plan_id = document.plan_id AND s.on_other = 'refuse') THEN
    RETURN;
  END IF;
  INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
  SELECT run.import_id, c.line, import_column(run.kind, c.position), c.raw,
         format('"%s" is not a code of %s', c.value, l.label),
         format('In this plan such a code is %s%s numbers.', coalesce('"' || nullif(s.prefix, '') || '" and ', ''),
                CASE WHEN s.min_depth = s.max_depth THEN s.min_depth::text ELSE format('%s to %s', s.min_depth, s.max_depth) END)
  FROM import_cells c
  LEFT JOIN import_cells v ON c.target = 'item.ref' AND v.import_id = c.import_id AND v.line = c.line AND v.target = 'item.level'
  JOIN code_systems s ON s.plan_id = document.plan_id AND s.on_other = 'refuse'
    AND s.level = CASE WHEN c.target = 'item.ref' THEN v.value ELSE c.qualifier END
  JOIN levels l ON l.level = s.level
  WHERE c.import_id = run.import_id AND c.target IN ('item.ref', 'node.ref') AND c.value IS NOT NULL
    AND NOT follows_code_system(c.value, s.prefix, s.min_depth, s.max_depth);
END
$body$;
COMMENT ON FUNCTION import_check_codes(imports, document_kinds) IS
  'Refuses references that are not the codes that the plan gives their level.';
