-- what a user sees of a plan's own words for its ratings
\pset null '(null)'

SELECT r AS rating, label(r, '{"G": "On target", "R": "Escalate", "AG": null, "": "No rating"}') AS in_the_plan,
       label(r, '{"B": ""}') AS only_complete, label(r, '{}') AS no_words, label(r, NULL) AS no_legend
FROM unnest('{B,S,G,AG,A,AR,R,NULL}'::rag[]) AS r;
SELECT label('G', U&'{"G": "Ar y trywydd iawn \2713"}');

-- rows with legends of their own
SELECT string_agg(coalesce(label(r, legend::jsonb), '(null)'), ', ' ORDER BY n) AS each_its_own
FROM (VALUES (1, 'G'::rag, '{"G": "one"}'), (2, 'G', '{"G": "two"}'), (3, 'R', '{"G": "two"}'), (4, NULL, '{"G": "one", "": "none"}'), (5, NULL, '{"G": "one"}'),
             (6, 'G', NULL), (7, 'G', '{"G": "one"}')) AS t (n, r, legend);

CREATE FUNCTION refusal(legend jsonb, OUT state text, OUT message text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM label('G'::rag, legend);
    state := 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
                            hint = PG_EXCEPTION_HINT;
END
$$;
\x on
SELECT legend, r.* FROM (VALUES (1, '["G"]'), (2, '{"Green": "On target"}'), (3, '{"G": 1}')) AS t (n, legend),
    refusal(legend::jsonb) AS r ORDER BY n;
\x off
SELECT legend, r.state, r.message FROM (VALUES (1, '[]'), (2, '"G"'), (3, '1'), (4, 'null'), (5, '{"g": "On target"}'),
    (6, '{"G ": "On target"}'), (7, '{"G": "On target", "Q": "What"}'), (8, '{"G": "On target", "R": {"G": "x"}}'),
    (9, '{"R": ["G"]}'), (10, '{"G": "On target", "R": true}'), (11, '{"BLUE": null}')) AS t (n, legend),
    refusal(legend::jsonb) AS r ORDER BY n;
-- a legend is checked for a row without a rating too
SELECT label(NULL::rag, '{"X": "y"}');
DROP FUNCTION refusal;
