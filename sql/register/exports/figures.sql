-- Measures, money and parties as a document of their kind has them.

-- Figures and names -------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION export_measure_cells(run imports, document document_kinds,
                                                OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  by_quarter boolean := EXISTS (SELECT FROM import_mappings m WHERE m.kind = document.kind AND m.target = 'measure.quarter');
BEGIN
  RETURN QUERY
  WITH cells AS MATERIALIZED (
    SELECT c.line, c.position, c.raw, c.value, m.target
    FROM export_cells(run) AS c JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
  ), targets AS MATERIALIZED (
    SELECT DISTINCT ON (t.measure_id, t.quarter) t.measure_id, t.quarter, t.target, t.low, t.high, t.amber
    FROM (SELECT x.measure_id, x.quarter, x.target, x.low, x.high, x.amber, x.recorded_at FROM measure_targets x
          WHERE coalesce(x.import_id, 0) <> ALL (undone_imports())
          UNION ALL
          SELECT v.measure_id, v.quarter, v.target, NULL, NULL, v.amber, v.recorded_at FROM measure_values v
              WHERE v.target IS NOT NULL) AS t
    JOIN measures m ON m.measure_id = t.measure_id AND m.plan_id = document.plan_id
    ORDER BY t.measure_id, t.quarter, t.recorded_at DESC
  ), actuals AS MATERIALIZED (
    SELECT DISTINCT ON (v.measure_id, v.quarter) v.measure_id, v.quarter, v.actual
    FROM measure_values v JOIN measures m ON m.measure_id = v.measure_id AND m.plan_id = document.plan_id
      AND coalesce(v.import_id, 0) <> ALL (undone_imports())
    WHERE v.actual IS NOT NULL OR v.target IS NULL
    ORDER BY v.measure_id, v.quarter, v.recorded_at DESC
  ), figures AS MATERIALIZED (
    SELECT coalesce(t.measure_id, a.measure_id) AS measure_id, coalesce(t.quarter, a.quarter) AS quarter, t.target, t.low, t.high,
        t.amber, a.actual
    FROM targets t FULL JOIN actuals a ON a.measure_id = t.measure_id AND a.quarter = t.quarter
  ), held AS MATERIALIZED (
    SELECT r.line, m.measure_id, CASE WHEN by_quarter THEN figure_quarter(plan_period(q.value, fiscal_start_month())) END AS quarter
    FROM cells r JOIN measures m ON m.plan_id = document.plan_id AND m.ref = r.value
    LEFT JOIN cells q ON q.line = r.line AND q.target = 'measure.quarter'
    WHERE r.target = 'measure.ref'
  ), lines AS MATERIALIZED (
    SELECT h.line, h.measure_id, h.quarter FROM held h
    UNION ALL
    SELECT 1000000000000 + row_number() OVER (ORDER BY n.measure_id, n.quarter), n.measure_id, n.quarter
    FROM (SELECT m.measure_id, NULL::quarter AS quarter FROM measures m WHERE m.plan_id = document.plan_id AND NOT by_quarter
          UNION ALL SELECT f.measure_id, f.quarter FROM figures f WHERE by_quarter) AS n
    WHERE NOT EXISTS (SELECT FROM held h WHERE h.measure_id = n.measure_id
                      AND coalesce(h.quarter::text, '') = coalesce(n.quarter::text, ''))
  ), named AS MATERIALIZED (
    SELECT m.position, m.target, m.qualifier,
           CASE WHEN m.target IN ('measure.target', 'measure.low', 'measure.high', 'measure.amber', 'measure.actual') AND m.qualifier <> ''
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
    FROM lines l
    JOIN measures m ON m.measure_id = l.measure_id
    LEFT JOIN nodes n ON n.node_id = m.node_id
    CROSS JOIN named k
    LEFT JOIN figures f ON f.measure_id = l.measure_id AND f.quarter = coalesce(k.quarter, l.quarter)
  )
  SELECT n.line, n.position,
         CASE WHEN c.line IS NULL THEN coalesce(n.amount::text, n.word, '')
              WHEN n.target IN ('measure.target', 'measure.low', 'measure.high', 'measure.amber', 'measure.actual')
              THEN CASE WHEN read_amount(c.value) IS NOT DISTINCT FROM n.amount THEN c.raw ELSE coalesce(n.amount::text, '') END
              -- A blank cell leaves a measure as it is, and so does one that says the same otherwise.
              WHEN c.value IS NULL OR n.target = 'measure.quarter' OR c.value = n.word
                   OR n.target IN ('measure.polarity', 'measure.influence', 'measure.tolerance', 'measure.frequency')
                       AND machine_word(c.value) = n.word THEN c.raw
              ELSE coalesce(n.word, '') END
  FROM now n LEFT JOIN cells c ON c.line = n.line AND c.position = n.position;
END
$body$;
COMMENT ON FUNCTION export_measure_cells(imports, document_kinds) IS 'What the register says now in each cell of a document of measures.';

CREATE OR REPLACE FUNCTION export_money_cells(run imports, document document_kinds,
                                              OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  -- What tells rows apart beside the reference: the basis, the year and the standing, where they have columns of their own.
  by_year boolean := EXISTS (SELECT FROM import_mappings m WHERE m.kind = document.kind AND m.target = 'money.year');
  by_standing boolean := EXISTS (SELECT FROM import_mappings m WHERE m.kind = document.kind AND m.target = 'money.standing');
  by_basis boolean := EXISTS (SELECT FROM import_mappings m WHERE m.kind = document.kind AND m.target = 'money.basis');
BEGIN
  RETURN QUERY
  WITH cells AS MATERIALIZED (
    SELECT c.line, c.position, c.raw, c.value, m.target
    FROM export_cells(run) AS c JOIN import_mappings m ON m.kind = document.kind AND m.position = c.position
  ), amounts AS MATERIALIZED (
    SELECT DISTINCT ON (l.ref, l.basis, l.fiscal_year_start, l.years, l.standing) l.* FROM money_lines l
    WHERE coalesce(l.import_id, 0) <> ALL (undone_imports()) AND l.plan_id = document.plan_id
    ORDER BY l.ref, l.basis, l.fiscal_year_start, l.years, l.standing, l.recorded_at DESC
  ), held AS MATERIALIZED (
    SELECT r.line, r.value AS ref, coalesce(b.value, '') AS basis, p.first_year, p.years, machine_word(s.value) AS standing
    FROM cells r
    LEFT JOIN cells b ON b.line = r.line AND b.target = 'money.basis'
    LEFT JOIN cells y ON y.line = r.line AND y.target = 'money.year'
    LEFT JOIN LATERAL money_years(plan_period(y.value, fiscal_start_month())) AS p ON true
    LEFT JOIN cells s ON s.line = r.line AND s.target = 'money.standing'
    WHERE r.target = 'money.ref' AND EXISTS (SELECT FROM amounts a WHERE a.ref = r.value)
  ), lines AS MATERIALIZED (
    SELECT h.line, h.ref, h.basis, h.first_year, h.years, h.standing FROM held h
    UNION ALL
    SELECT 1000000000000 + row_number() OVER (ORDER BY n.first, n.first_year, n.years, n.standing), n.ref, n.basis, n.first_year,
        n.years, n.standing
    FROM (SELECT a.ref, a.basis, CASE WHEN by_year THEN a.fiscal_year_start END AS first_year, CASE WHEN by_year THEN a.years END AS years,
                 CASE WHEN by_standing THEN a.standing END AS standing, min(a.money_line_id) AS first
          -- A document without a column for it cannot tell bases apart, and prints the one that has no name.
          FROM amounts a WHERE by_basis OR a.basis = '' GROUP BY 1, 2, 3, 4, 5) AS n
    WHERE NOT EXISTS (SELECT FROM held h WHERE h.ref = n.ref AND h.basis = n.basis AND coalesce(h.first_year, 0) = coalesce(n.first_year, 0)
                        AND coalesce(h.years, 0) = coalesce(n.years, 0) AND coalesce(h.standing, '') = coalesce(n.standing, ''))
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
    FROM lines l
    CROSS JOIN named k
    CROSS JOIN LATERAL (SELECT x.* FROM amounts x
                        WHERE x.ref = l.ref AND x.basis = l.basis AND x.fiscal_year_start = coalesce(l.first_year, x.fiscal_year_start)
                          AND x.years = coalesce(l.years, x.years) AND x.standing = coalesce(l.standing, x.standing)
                        ORDER BY x.recorded_at DESC, x.money_line_id DESC LIMIT 1) AS w
    LEFT JOIN amounts a ON k.target = 'money.amount' AND a.ref = l.ref AND a.basis = l.basis
        AND a.fiscal_year_start = coalesce(k.first_year, l.first_year)
      AND a.years = coalesce(k.years, l.years) AND a.standing = coalesce(k.standing, l.standing)
    LEFT JOIN items i ON i.item_id = w.item_id
    LEFT JOIN nodes n ON n.node_id = w.node_id
  )
  SELECT n.line, n.position,
         CASE WHEN c.line IS NULL THEN coalesce(n.amount::text, n.word, '')
              WHEN n.target = 'money.amount' THEN CASE WHEN read_amount(c.value) IS NOT DISTINCT FROM n.amount THEN c.raw
                  ELSE coalesce(n.amount::text, '') END
              WHEN n.target IN ('money.basis', 'money.year', 'money.standing') OR c.value = n.word OR n.target = 'money.purpose'
                  AND machine_word(c.value) = n.word
                   OR n.target IN ('money.item', 'money.node') AND c.value IS NULL THEN c.raw
              ELSE coalesce(n.word, '') END
  FROM now n LEFT JOIN cells c ON c.line = n.line AND c.position = n.position;
END
$body$;
COMMENT ON FUNCTION export_money_cells(imports, document_kinds) IS 'What the register says now in each cell of a document of money lines.';

CREATE OR REPLACE FUNCTION export_party_cells(run imports, document document_kinds,
                                              OUT line bigint, OUT "position" integer, OUT printed text) RETURNS SETOF record
  LANGUAGE plpgsql STABLE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  -- Officers and bodies are kept alike, in tables alike.
  RETURN QUERY EXECUTE format($sql$
    WITH cells AS MATERIALIZED (
      SELECT c.line, c.position, c.raw, c.value, m.target, m.split
      FROM export_cells($1) AS c JOIN import_mappings m ON m.kind = $2 AND m.position = c.position
    ), held AS MATERIALIZED (
      SELECT c.line, o.%3$I AS party_id FROM cells c JOIN %1$I o ON normal_name(o.name) = normal_name(c.value) WHERE c.target = 'party.name'
    ), lines AS MATERIALIZED (
      SELECT h.line, h.party_id FROM held h
      UNION ALL
      SELECT 1000000000000 + row_number() OVER (ORDER BY o.%3$I), o.%3$I FROM %1$I o
          WHERE NOT EXISTS (SELECT FROM held h WHERE h.party_id = o.%3$I)
    ), said AS MATERIALIZED (
      -- A name given as its own alias says nothing.
      SELECT c.line, l.party_id, normal_name(p) AS alias
      FROM cells c JOIN lines l ON l.line = c.line JOIN %1$I o ON o.%3$I = l.party_id
      CROSS JOIN LATERAL unnest(CASE WHEN c.split IS NULL THEN ARRAY[c.value] ELSE regexp_split_to_array(c.value, c.split) END) AS p
      WHERE c.target = 'party.alias' AND import_value(p) IS NOT NULL AND normal_name(p) <> normal_name(o.name)
    ), aliases AS (
      SELECT a.%3$I AS party_id, array_agg(a.alias ORDER BY a.alias COLLATE "C") AS names FROM %2$I a GROUP BY 1
    ), missing AS (
      SELECT s.line FROM said s WHERE NOT EXISTS (SELECT FROM %2$I a WHERE a.%3$I = s.party_id AND normal_name(a.alias) = s.alias)
      UNION
      -- Aliases are the row's to print that names the officer last.
      SELECT max(l.line) FROM lines l JOIN %2$I a ON a.%3$I = l.party_id
      WHERE NOT EXISTS (SELECT FROM said s WHERE s.party_id = l.party_id AND s.alias = normal_name(a.alias))
      GROUP BY l.party_id
    )
    SELECT l.line, m.position,
           CASE WHEN m.target = 'party.name' THEN CASE WHEN normal_name(c.value) = normal_name(o.name) AND trim_cell(c.raw) = o.name
               THEN c.raw ELSE o.name END
                WHEN c.line IS NOT NULL AND l.line NOT IN (SELECT x.line FROM missing x) THEN c.raw
                ELSE coalesce(joined_names(a.names, m.split), '') END
    FROM lines l
    JOIN %1$I o ON o.%3$I = l.party_id
    LEFT JOIN aliases a ON a.party_id = l.party_id
    JOIN import_mappings m ON m.kind = $2 AND m.target LIKE 'party.%%'
    LEFT JOIN cells c ON c.line = l.line AND c.position = m.position
  $sql$, CASE document.record WHEN 'body' THEN 'bodies' ELSE 'officers' END, document.record || '_aliases', document.record || '_id')
    USING run, document.kind;
END
$body$;
COMMENT ON FUNCTION export_party_cells(imports, document_kinds) IS
  'What the register says now in each cell of a document of officers or bodies.';
