-- Measures, money and parties as a document of their kind has them.

-- Measures ----------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION export_figures(of_document document_kinds)
  RETURNS TABLE (measure_id bigint, quarter quarter, target numeric, low numeric, high numeric, amber numeric, actual numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT f.measure_id, f.quarter, f.target, f.low, f.high, f.amber, f.actual
    FROM measure_figures_of(ARRAY(SELECT s FROM measure_statements s WHERE s.plan_id = (export_figures.of_document).plan_id),
                            'infinity', 'infinity') f;
END;
COMMENT ON FUNCTION export_figures(document_kinds) IS 'The actuals and targets of a document''s plan, of all its quarters.';

-- A row is a measure, or a measure in a quarter where the document has a column for that.
CREATE OR REPLACE FUNCTION export_measure_lines(run imports, document document_kinds, OUT line bigint, OUT measure_id bigint,
                                                OUT quarter quarter) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  by_quarter CONSTANT boolean := EXISTS (SELECT FROM import_mappings m WHERE m.kind = document.kind AND m.target = 'measure.quarter');
BEGIN
  RETURN QUERY
  WITH cells AS MATERIALIZED (
    SELECT c.line, c.value, m.target
    FROM export_cells(run, '{measure.ref,measure.quarter}') AS c
    JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
  ), held AS MATERIALIZED (
    SELECT r.line, m.measure_id, CASE WHEN by_quarter THEN figure_quarter(plan_period(q.value, fiscal_start_month())) END AS quarter
    FROM cells r JOIN measures m ON m.plan_id = document.plan_id AND m.ref = r.value
    LEFT JOIN cells q ON q.line = r.line AND q.target = 'measure.quarter'
    WHERE r.target = 'measure.ref'
  )
  SELECT h.line, h.measure_id, h.quarter FROM held h
  UNION ALL
  SELECT 1000000000000 + row_number() OVER (ORDER BY n.measure_id, n.quarter), n.measure_id, n.quarter
  FROM (SELECT m.measure_id, NULL::quarter AS quarter FROM measures m WHERE m.plan_id = document.plan_id AND NOT by_quarter
        UNION ALL
        SELECT f.measure_id, f.quarter FROM export_figures(document) f WHERE by_quarter) AS n
  WHERE NOT EXISTS (SELECT FROM held h WHERE h.measure_id = n.measure_id
                    AND coalesce(h.quarter::text, '') = coalesce(n.quarter::text, ''));
END
$body$;
COMMENT ON FUNCTION export_measure_lines(imports, document_kinds) IS
  'The measures of a document, by quarter where it has one, those of the last file by its lines and others after them.';

CREATE OR REPLACE FUNCTION export_measure_cells(run imports, document document_kinds,
                                                OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  figure_targets CONSTANT text[] := '{measure.target,measure.low,measure.high,measure.amber,measure.actual}';
BEGIN
  RETURN QUERY
  WITH figures AS MATERIALIZED (
    SELECT f.* FROM export_figures(document) f
  ), named AS MATERIALIZED (
    SELECT m.position, m.target, CASE WHEN m.target = ANY (figure_targets) AND m.qualifier <> ''
                                      THEN figure_quarter(plan_period(m.qualifier, fiscal_start_month())) END AS quarter
    FROM import_mappings m WHERE m.kind = document.kind AND m.target LIKE 'measure.%'
  ), now AS (
    SELECT l.line, k.position, k.target,
           CASE k.target WHEN 'measure.target' THEN f.target WHEN 'measure.low' THEN f.low WHEN 'measure.high' THEN f.high
                         WHEN 'measure.amber' THEN f.amber WHEN 'measure.actual' THEN f.actual END AS amount,
           CASE k.target WHEN 'measure.ref' THEN m.ref WHEN 'measure.title' THEN m.title WHEN 'measure.tier' THEN m.tier::text
                         WHEN 'measure.polarity' THEN m.polarity WHEN 'measure.influence' THEN m.influence WHEN 'measure.unit' THEN m.unit
                         WHEN 'measure.tolerance' THEN m.tolerance WHEN 'measure.frequency' THEN m.frequency WHEN 'measure.node' THEN n.ref
                         WHEN 'measure.quarter' THEN l.quarter::text END AS word
    FROM export_measure_lines(run, document) AS l
    JOIN measures m ON m.measure_id = l.measure_id
    LEFT JOIN nodes n ON n.node_id = m.node_id
    CROSS JOIN named k
    LEFT JOIN figures f ON f.measure_id = l.measure_id AND f.quarter = coalesce(k.quarter, l.quarter)
  )
  SELECT n.line, n.position,
         CASE WHEN c.line IS NULL THEN coalesce(n.amount::text, n.word, '')
              WHEN n.target = ANY (figure_targets)
              THEN CASE WHEN read_amount(c.value) IS NOT DISTINCT FROM n.amount THEN c.raw ELSE coalesce(n.amount::text, '') END
              -- A blank cell leaves a measure as it is, and so does one that says the same otherwise.
              WHEN c.value IS NULL OR n.target = 'measure.quarter' OR c.value = n.word
                   OR n.target IN ('measure.polarity', 'measure.influence', 'measure.tolerance', 'measure.frequency')
                      AND machine_word(c.value) = n.word THEN c.raw
              ELSE coalesce(n.word, '') END
  FROM now n LEFT JOIN export_cells(run, '{measure.%}') AS c ON c.line = n.line AND c.position = n.position;
END
$body$;
COMMENT ON FUNCTION export_measure_cells(imports, document_kinds) IS 'What the register says now in each cell of a document of measures.';

-- Money -------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION export_amounts(of_document document_kinds)
  RETURNS TABLE (money_line_id bigint, ref text, basis text, fiscal_year_start integer, years integer, standing text, amount numeric,
                 title text, purpose text, item_id bigint, node_id bigint, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT DISTINCT ON (l.ref, l.basis, l.fiscal_year_start, l.years, l.standing)
         l.money_line_id, l.ref, l.basis, l.fiscal_year_start, l.years, l.standing, l.amount, l.title, l.purpose, l.item_id, l.node_id,
         l.recorded_at
    FROM money_lines l
   WHERE coalesce(l.import_id, 0) <> ALL (undone_imports()) AND l.plan_id = (export_amounts.of_document).plan_id
   ORDER BY l.ref, l.basis, l.fiscal_year_start, l.years, l.standing, l.recorded_at DESC;
END;
COMMENT ON FUNCTION export_amounts(document_kinds) IS
  'The amounts of a document''s plan: of each line, period and standing the one recorded last.';

CREATE OR REPLACE FUNCTION export_money_lines(run imports, document document_kinds, OUT line bigint, OUT ref text, OUT basis text,
                                              OUT first_year integer, OUT years integer, OUT standing text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  -- What tells rows apart beside the reference: the basis, the year and the standing, where they have columns of their own.
  told_by CONSTANT text[] := ARRAY(SELECT m.target FROM import_mappings m WHERE m.kind = document.kind);
BEGIN
  RETURN QUERY
  WITH cells AS MATERIALIZED (
    SELECT c.line, c.value, m.target
    FROM export_cells(run, '{money.ref,money.basis,money.year,money.standing}') AS c
    JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
  ), amounts AS MATERIALIZED (
    SELECT a.* FROM export_amounts(document) a
  ), held AS MATERIALIZED (
    SELECT r.line, r.value AS ref, coalesce(b.value, '') AS basis, p.first_year, p.years, machine_word(s.value) AS standing
    FROM cells r
    LEFT JOIN cells b ON b.line = r.line AND b.target = 'money.basis'
    LEFT JOIN cells y ON y.line = r.line AND y.target = 'money.year'
    LEFT JOIN LATERAL money_years(plan_period(y.value, fiscal_start_month())) AS p ON true
    LEFT JOIN cells s ON s.line = r.line AND s.target = 'money.standing'
    WHERE r.target = 'money.ref' AND EXISTS (SELECT FROM amounts a WHERE a.ref = r.value)
  )
  SELECT h.line, h.ref, h.basis, h.first_year, h.years, h.standing FROM held h
  UNION ALL
  SELECT 1000000000000 + row_number() OVER (ORDER BY n.first, n.first_year, n.years, n.standing), n.ref, n.basis, n.first_year, n.years,
         n.standing
  FROM (SELECT a.ref, a.basis, CASE WHEN 'money.year' = ANY (told_by) THEN a.fiscal_year_start END AS first_year,
               CASE WHEN 'money.year' = ANY (told_by) THEN a.years END AS years,
               CASE WHEN 'money.standing' = ANY (told_by) THEN a.standing END AS standing, min(a.money_line_id) AS first
        -- A document without a column for it cannot tell bases apart, and prints the one that has no name.
        FROM amounts a WHERE 'money.basis' = ANY (told_by) OR a.basis = '' GROUP BY 1, 2, 3, 4, 5) AS n
  WHERE NOT EXISTS (SELECT FROM held h WHERE h.ref = n.ref AND h.basis = n.basis AND coalesce(h.first_year, 0) = coalesce(n.first_year, 0)
                      AND coalesce(h.years, 0) = coalesce(n.years, 0) AND coalesce(h.standing, '') = coalesce(n.standing, ''));
END
$body$;
COMMENT ON FUNCTION export_money_lines(imports, document_kinds) IS
  'The rows of a document of money: those of the last file by its lines, and after them what else the register has of the plan.';

CREATE OR REPLACE FUNCTION export_money_cells(run imports, document document_kinds,
                                              OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH amounts AS MATERIALIZED (
    SELECT a.* FROM export_amounts(document) a
  ), named AS MATERIALIZED (
    SELECT m.position, m.target, y.first_year, y.years, q.standing
    FROM import_mappings m
    LEFT JOIN LATERAL amount_qualifier(m.qualifier) AS q ON m.target = 'money.amount'
    LEFT JOIN LATERAL money_years(plan_period(q.year, fiscal_start_month())) AS y ON true
    WHERE m.kind = document.kind AND m.target LIKE 'money.%'
  ), now AS (
    SELECT l.line, k.position, k.target, a.amount,
           CASE k.target WHEN 'money.ref' THEN l.ref WHEN 'money.title' THEN w.title WHEN 'money.purpose' THEN w.purpose
                         WHEN 'money.basis' THEN l.basis
                         WHEN 'money.year' THEN CASE WHEN l.years > 1 THEN format('%s-%s', l.first_year, l.first_year + l.years)
                                                     ELSE fiscal_year(quarter(l.first_year::bigint, 1, fiscal_start_month())) END
                         WHEN 'money.standing' THEN l.standing WHEN 'money.item' THEN i.ref WHEN 'money.node' THEN n.ref END AS word
    FROM export_money_lines(run, document) AS l
    CROSS JOIN named k
    CROSS JOIN LATERAL (SELECT x.* FROM amounts x
                        WHERE x.ref = l.ref AND x.basis = l.basis AND x.fiscal_year_start = coalesce(l.first_year, x.fiscal_year_start)
                          AND x.years = coalesce(l.years, x.years) AND x.standing = coalesce(l.standing, x.standing)
                        ORDER BY x.recorded_at DESC, x.money_line_id DESC LIMIT 1) AS w
    LEFT JOIN amounts a ON k.target = 'money.amount' AND a.ref = l.ref AND a.basis = l.basis
      AND a.fiscal_year_start = coalesce(k.first_year, l.first_year) AND a.years = coalesce(k.years, l.years)
      AND a.standing = coalesce(k.standing, l.standing)
    LEFT JOIN items i ON i.item_id = w.item_id LEFT JOIN nodes n ON n.node_id = w.node_id
  )
  SELECT n.line, n.position,
         CASE WHEN c.line IS NULL THEN coalesce(n.amount::text, n.word, '')
              WHEN n.target = 'money.amount' THEN CASE WHEN read_amount(c.value) IS NOT DISTINCT FROM n.amount THEN c.raw
                                                       ELSE coalesce(n.amount::text, '') END
              WHEN n.target IN ('money.basis', 'money.year', 'money.standing') OR c.value = n.word
                   OR n.target = 'money.purpose' AND machine_word(c.value) = n.word
                   OR n.target IN ('money.item', 'money.node') AND c.value IS NULL THEN c.raw
              ELSE coalesce(n.word, '') END
  FROM now n LEFT JOIN export_cells(run, '{money.%}') AS c ON c.line = n.line AND c.position = n.position;
END
$body$;
COMMENT ON FUNCTION export_money_cells(imports, document_kinds) IS 'What the register says now in each cell of a document of money lines.';

-- Officers and bodies -----------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION export_party_cells(run imports, document document_kinds,
                                              OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  RETURN QUERY
  WITH cells AS MATERIALIZED (
    SELECT c.line, c.position, c.raw, c.value, m.target, m.split
    FROM export_cells(run, '{party.%}') AS c JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
  ), parties AS (SELECT o.party_id, o.name FROM party_names(document.record) o
  ), aliases AS (SELECT a.party_id, a.alias FROM party_aliases(document.record) a
  ), held AS MATERIALIZED (
    SELECT c.line, o.party_id, o.name
    FROM cells c JOIN parties o ON c.target = 'party.name' AND normal_name(o.name) = normal_name(c.value)
  ), lines AS MATERIALIZED (
    SELECT h.line, h.party_id, h.name FROM held h
    UNION ALL
    SELECT 1000000000000 + row_number() OVER (ORDER BY o.party_id), o.party_id, o.name FROM parties o
    WHERE NOT EXISTS (SELECT FROM held h WHERE h.party_id = o.party_id)
  ), said AS MATERIALIZED (
    -- A name given as its own alias says nothing.
    SELECT c.line, l.party_id, normal_name(p) AS alias
    FROM cells c JOIN lines l ON l.line = c.line,
         unnest(CASE WHEN c.split IS NULL THEN ARRAY[c.value] ELSE regexp_split_to_array(c.value, c.split) END) AS p
    WHERE c.target = 'party.alias' AND import_value(p) IS NOT NULL AND normal_name(p) <> normal_name(l.name)
  ), missing AS (
    SELECT s.line FROM said s WHERE NOT EXISTS (SELECT FROM aliases a WHERE a.party_id = s.party_id AND normal_name(a.alias) = s.alias)
    UNION
    -- Aliases are the row's to print that names the officer last.
    SELECT max(l.line) FROM lines l JOIN aliases a ON a.party_id = l.party_id
    WHERE NOT EXISTS (SELECT FROM said s WHERE s.party_id = l.party_id AND s.alias = normal_name(a.alias))
    GROUP BY l.party_id
  )
  SELECT l.line, m.position,
         CASE WHEN m.target = 'party.name'
              THEN CASE WHEN normal_name(c.value) = normal_name(l.name) AND trim_cell(c.raw) = l.name THEN c.raw ELSE l.name END
              WHEN c.line IS NOT NULL AND l.line NOT IN (SELECT x.line FROM missing x) THEN c.raw
              ELSE coalesce(joined_names(ARRAY(SELECT a.alias FROM aliases a WHERE a.party_id = l.party_id
                                               ORDER BY a.alias COLLATE "C"), m.split), '') END
  FROM lines l JOIN import_mappings m ON m.kind = document.kind AND m.target LIKE 'party.%'
  LEFT JOIN cells c ON c.line = l.line AND c.position = m.position;
END
$body$;
COMMENT ON FUNCTION export_party_cells(imports, document_kinds) IS
  'What the register says now in each cell of a document of officers or bodies.';
