-- Every object and row of the role "other": for comparing.
SELECT format('%s %s', c.oid::regclass, c.relowner::regrole) FROM pg_class c WHERE c.relnamespace::regnamespace::text LIKE 'others%' ORDER BY 1;
SELECT format('%s %s %s', p.oid::regprocedure, p.proowner::regrole, md5(pg_get_functiondef(p.oid)))
FROM pg_proc p WHERE p.pronamespace::regnamespace::text LIKE 'others%' ORDER BY 1;
SELECT format('%s %s %s', n.nspname, n.nspowner::regrole, n.nspacl) FROM pg_namespace n WHERE n.nspname LIKE 'others%' ORDER BY 1;
SELECT t::text FROM others.things t;
SELECT p::text FROM others_register.plans p;
SELECT count(*) FROM others_register.imports;
