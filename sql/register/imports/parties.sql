-- Documents whose rows are officers or bodies.

-- Officers and bodies with their other spellings.
CREATE OR REPLACE FUNCTION import_party_names(run imports, OUT line bigint, OUT "position" integer, OUT target text, OUT raw text,
                                              OUT owner text, OUT name text)
  RETURNS SETOF record
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT c.line, c.position, c.target, c.raw, o.value, p.name
  FROM import_cells c
  JOIN import_cells o ON o.import_id = c.import_id AND o.line = c.line AND o.target = 'party.name'
  JOIN import_mappings m ON m.kind = (import_party_names.run).kind AND m.position = c.position
  CROSS JOIN LATERAL (SELECT import_value(n) AS name
                      FROM unnest(CASE WHEN c.target = 'party.name' OR m.split IS NULL THEN ARRAY[c.value]
                                  ELSE regexp_split_to_array(c.value, m.split) END) AS n) AS p
  WHERE c.import_id = (import_party_names.run).import_id AND c.target IN ('party.name', 'party.alias') AND p.name IS NOT NULL;
END;
COMMENT ON FUNCTION import_party_names(imports) IS 'The names and aliases of a file of officers or bodies, one row each.';

CREATE OR REPLACE FUNCTION import_check_parties(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  parties text := parties_table(document.record);
BEGIN
  PERFORM import_refuse_cells(run, 'party.name', NULL, format('%s needs a name', CASE document.record WHEN 'body' THEN 'a body'
                                                              ELSE 'an officer' END));
  -- One spelling means one officer: in the file and in the register together.
  EXECUTE format($sql$
    WITH said AS MATERIALIZED (
      SELECT n.*, normal_name(n.name) AS normal, normal_name(n.owner) AS normal_owner FROM import_party_names($1) AS n
    ), known AS (
      SELECT normal_name(o.name) AS normal, normal_name(o.name) AS normal_owner, o.name AS owner FROM %1$I o
      UNION ALL SELECT normal_name(a.alias), normal_name(o.name), o.name FROM %2$I a JOIN %1$I o ON o.%3$I = a.%3$I
      UNION ALL SELECT s.normal, s.normal_owner, s.owner FROM said s
    )
    INSERT INTO import_errors (import_id, line, column_name, value, reason, hint)
    SELECT DISTINCT ON (s.line, s.position, s.normal) $2, s.line, import_column($3, s.position), s.raw,
        format('"%%s" already means "%%s"', s.name, k.owner),
           'A spelling means one only: take it out here, or in the register first.'
    FROM said s JOIN known k ON k.normal = s.normal AND k.normal_owner <> s.normal_owner
    ORDER BY s.line, s.position, s.normal, k.owner
  $sql$, parties, document.record || '_aliases', document.record || '_id') USING run, run.import_id, run.kind;
END
$body$;
COMMENT ON FUNCTION import_check_parties(imports, document_kinds) IS 'Refuses a spelling that would mean two officers or bodies.';

CREATE OR REPLACE FUNCTION import_load_names(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  parties text := parties_table(document.record);
BEGIN
  EXECUTE format($sql$
    WITH changed AS MATERIALIZED (
      SELECT DISTINCT ON (normal_name(n.name)) n.line, n.name
      FROM import_party_names($1) AS n
      WHERE n.target = 'party.name' AND NOT EXISTS (SELECT FROM %1$I o WHERE normal_name(o.name) = normal_name(n.name))
      ORDER BY normal_name(n.name), n.line
    ), added AS (
      INSERT INTO %1$I (name) SELECT c.name FROM changed c ORDER BY c.line
    )
    INSERT INTO import_changes (import_id, line) SELECT $2, c.line FROM changed c ON CONFLICT DO NOTHING
  $sql$, parties) USING run, run.import_id;
  EXECUTE format($sql$
    WITH changed AS MATERIALIZED (
      SELECT DISTINCT ON (normal_name(n.name)) n.line, n.name, o.%3$I AS party_id
      FROM import_party_names($1) AS n JOIN %1$I o ON normal_name(o.name) = normal_name(n.owner)
      WHERE n.target = 'party.alias' AND normal_name(n.name) <> normal_name(n.owner)
        AND NOT EXISTS (SELECT FROM %2$I a WHERE normal_name(a.alias) = normal_name(n.name))
      ORDER BY normal_name(n.name), n.line
    ), added AS (
      INSERT INTO %2$I (alias, %3$I) SELECT c.name, c.party_id FROM changed c
    )
    INSERT INTO import_changes (import_id, line) SELECT DISTINCT $2, c.line FROM changed c ON CONFLICT DO NOTHING
  $sql$, parties, document.record || '_aliases', document.record || '_id') USING run, run.import_id;
END
$body$;
COMMENT ON FUNCTION import_load_names(imports, document_kinds) IS 'Adds the officers or bodies of a file and their aliases.';

CREATE OR REPLACE FUNCTION import_check_figures(run imports, document document_kinds) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  IF document.record = 'measure' THEN
    PERFORM import_check_measures(run, document);
  ELSIF document.record = 'money' THEN
    PERFORM import_check_money(run, document);
  ELSIF document.record IN ('officer', 'body') THEN
    PERFORM import_check_parties(run, document);
  END IF;
END
$body$;
COMMENT ON FUNCTION import_check_figures(imports, document_kinds) IS
  'Finds the bad cells of files of measures, money lines, officers and bodies.';
