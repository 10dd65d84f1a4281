-- Rules for functions and views of the extension and of a register, from the catalogue.  A line for each that breaks one: rule | object.
SET client_min_messages = warning;
WITH ours AS (
  SELECT p.*, l.lanname, p.prosqlbody IS NULL AND l.lanname IN ('sql', 'plpgsql') AS is_text,
         (SELECT substr(c, 13) FROM unnest(p.proconfig) c WHERE c LIKE 'search\_path=%') AS path
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
  WHERE p.pronamespace IN (to_regnamespace('council'), to_regnamespace('council_bi'))
     OR EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'golden_thread'
                WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
), broken AS (
  SELECT 'a body of text has a search path of its own' AS rule, p.oid::regprocedure::text AS object FROM ours p -- One that uses nothing needs none: it is inlined without.
  WHERE p.is_text AND p.path IS NULL AND p.prosrc !~ '^ ?SELECT \$[0-9]$'
  UNION ALL
  SELECT 'temporary objects come last in it', p.oid::regprocedure::text FROM ours p WHERE p.is_text AND p.path !~ ', pg_temp$'
  UNION ALL
  SELECT 'what runs with the owner''s rights searches pg_catalog alone', p.oid::regprocedure::text FROM ours p
  WHERE p.prosecdef AND p.path IS DISTINCT FROM 'pg_catalog, pg_temp'
  UNION ALL
  SELECT 'what runs with the owner''s rights is not for everybody to call', p.oid::regprocedure::text FROM ours p
  WHERE p.prosecdef AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0)
  UNION ALL
  -- Text is parsed when it runs, under the session's standard_conforming_strings.
  SELECT 'no plain literal of a body of text has a backslash', format('%s: %s', p.oid::regprocedure, m.line)
  FROM ours p, regexp_split_to_table(p.prosrc, '\n') m (line)
  WHERE p.is_text AND regexp_replace(m.line, '(\yE''([^''\\]|\\.|'''')*''|--.*$)', '', 'g') ~ '\\'
  UNION ALL
  SELECT 'no internal function of ours is for SQL to find', p.oid::regprocedure::text FROM ours p WHERE p.lanname = 'internal' AND p.probin IS NOT NULL
  UNION ALL
  SELECT 'a view beside the tables reads as who asks', c.oid::regclass::text FROM pg_class c
  WHERE c.relkind = 'v' AND c.relnamespace = to_regnamespace('council') AND 'security_invoker=true' <> ALL (coalesce(c.reloptions, '{}'))
  UNION ALL
  SELECT 'a leakproof function raises nothing: only comparisons and hashes are', p.oid::regprocedure::text FROM ours p
  WHERE p.proleakproof AND p.proname !~ '_(lt|le|eq|ne|ge|gt|cmp|hash|hash_extended|larger|smaller|under|over|contains_date|date_within)$'
  UNION ALL
  -- A cast of a date, a timestamp or a daterange to text, in the parsed body or view.
  SELECT 'no day becomes a text as the session''s DateStyle has it', t.object
  FROM (SELECT p.oid::regprocedure::text, p.prosqlbody::text FROM ours p
        UNION ALL SELECT r.ev_class::regclass::text, r.ev_action::text FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE c.relnamespace IN (to_regnamespace('council'), to_regnamespace('council_bi'))) t (object, tree)
  -- Or an operand of || beside a text.
  WHERE t.tree ~ ('(COERCEVIAIO :arg |:opno 2780 [^{}]*:args \(|:opno 2779 [^{}]*:args \(\{[^{}]*\} )'
                  '\{(VAR [^{}]*:vartype|PARAM [^{}]*:paramtype|FUNCEXPR :funcid [0-9]+ :funcresulttype) (1082|1114|1184|3912) ')
)
SELECT b.rule || ' | ' || b.object FROM broken b ORDER BY 1;
