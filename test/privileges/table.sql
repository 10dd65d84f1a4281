-- public.tried as Markdown.  Objects with the same answers share a line.
SELECT '# What each level may do' || E'\n\n'
  || 'Printed by `test/privileges/run --renew`, which tries everything below as each level on the register of the demo: a role without a level, a reader, an' || E'\n'
  || 'officer (of one post), a publisher, and the owner of the register. The test fails when a line is not true any more. [Governance](register/governance.md) says how levels are given.' || E'\n\n'
  || 'yes: may. no: refused (SQLSTATE 42501). own: only rows of one''s own, or that a rule lets pass: the row tried was another''s. never: refused to everybody who has the right, since the table is append-only.';
SELECT E'\n- [Acts](#acts)\n- [Objects](#objects)';
SELECT E'\n## Acts\n\n| | nobody | reader | officer | publisher | owner |\n|---|---|---|---|---|---|';
SELECT format('| %s | %s | %s | %s | %s | %s |', object, max(answer) FILTER (WHERE level = 'nobody'), max(answer) FILTER (WHERE level = 'reader'), max(answer) FILTER (WHERE level = 'officer'),
              max(answer) FILTER (WHERE level = 'publisher'), max(answer) FILTER (WHERE level = 'owner'))
FROM public.tried WHERE kind = 'act' GROUP BY object ORDER BY min(place);
SELECT E'\n## Objects\n\nRead, add, change and remove are SELECT, INSERT, UPDATE and DELETE of a row that is there; empty is TRUNCATE, alter a change of the table itself.\n\n'
  || E'| objects | | nobody | reader | officer | publisher | owner |\n|---|---|---|---|---|---|---|';
WITH lines AS (
  SELECT kind, object, act, place, string_agg(answer, ' | ' ORDER BY array_position(ARRAY['nobody', 'reader', 'officer', 'publisher', 'owner'], level)) AS answers
  FROM public.tried WHERE kind <> 'act' GROUP BY kind, object, act, place
), patterns AS (
  SELECT kind, object, string_agg(act || ' | ' || answers, E'\n' ORDER BY place) AS pattern FROM lines GROUP BY kind, object
), shared AS (
  SELECT kind, pattern, count(*) AS objects, string_agg('`' || object || '`', ', ' ORDER BY object COLLATE "C") AS names FROM patterns GROUP BY kind, pattern
)
SELECT format('| %s | %s |', CASE WHEN l.n > 1 THEN ''
                                  WHEN kind LIKE 'view%' OR kind = 'function' OR kind = 'sequence' THEN
                                    CASE WHEN objects = (SELECT sum(a.objects) FROM shared a WHERE a.kind = s.kind) THEN format('every %s', kind)
                                         WHEN objects = (SELECT max(a.objects) FROM shared a WHERE a.kind = s.kind) THEN format('every other %s', kind)
                                         ELSE format('%s: %s', regexp_replace(kind, '^\w+', '\&s'), names) END
                                  ELSE format('%s: %s', regexp_replace(kind, '^\w+', '\&s'), names) END, l.line)
FROM shared s, string_to_table(s.pattern, E'\n') WITH ORDINALITY l (line, n)
ORDER BY array_position(ARRAY['table', 'view of council', 'view of council_bi', 'function', 'function with its owner''s rights', 'sequence'], s.kind), s.objects DESC, s.names, l.n;
