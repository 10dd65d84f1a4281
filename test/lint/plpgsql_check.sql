-- What plpgsql_check says of every function of the extension and of a register; a trigger's of each table it is on.
-- FUNCTION | LEVEL | MESSAGE
SET client_min_messages = error;
CREATE SCHEMA checked;
CREATE EXTENSION plpgsql_check SCHEMA checked;
SELECT DISTINCT format('%s | %s | %s', p.oid::regprocedure, c.level, concat_ws(': ', c.message, c.detail))
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
LEFT JOIN pg_trigger t ON t.tgfoid = p.oid
CROSS JOIN LATERAL checked.plpgsql_check_function_tb(p.oid, coalesce(t.tgrelid, 0), fatal_errors => false, extra_warnings => true, security_warnings => true,
                                                     performance_warnings => false, oldtable => t.tgoldtable, newtable => t.tgnewtable) c
WHERE (p.pronamespace = 'council'::regnamespace OR EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'golden_thread'
                                                           WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'))
ORDER BY 1;
