-- The owner of a database lays traps in the schema an extension will go into: operators and functions that match better
-- than the server's own wherever a script does not say which it means.  One that is called by a superuser stops the script.
CREATE SCHEMA trap;
CREATE FUNCTION trap.spring(what text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    RAISE EXCEPTION 'trapped: % is run by a superuser', what;
  END IF;
END
$$;
DO $do$
DECLARE
  types text[] := '{oid,regclass,regtype,regproc,regprocedure,regoper,regoperator,regnamespace,regrole,name,text,varchar,"\"char\"",integer,smallint,bigint,text[],name[]}';
  operators text[] := '{=,<>,<,>,<=,>=,||,~,@>,<@,+,-}';
  a text;
  b text;
  o text;
BEGIN
  FOREACH a IN ARRAY types LOOP
    FOREACH b IN ARRAY types LOOP
      EXECUTE format('CREATE FUNCTION trap.spring(%s, %s) RETURNS boolean LANGUAGE sql AS %L', a, b,
                     format('SELECT trap.spring(%L); SELECT true', format('an operator of %s and %s', a, b)));
      FOREACH o IN ARRAY operators LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_operator WHERE oprname = o AND oprleft = a::regtype AND oprright = b::regtype);
        EXECUTE format('CREATE OPERATOR trap.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = trap.spring)', o, a, b);
      END LOOP;
      FOREACH o IN ARRAY '{format,concat,concat_ws,set_config,pg_get_function_result,has_schema_privilege}'::text[] LOOP
        CONTINUE WHEN to_regprocedure(format('pg_catalog.%I(%s, %s)', o, a, b)) IS NOT NULL;
        EXECUTE format('CREATE FUNCTION trap.%s(%s, %s) RETURNS text LANGUAGE sql AS %L', o, a, b,
                       format('SELECT trap.spring(%L); SELECT NULL::text', o));
      END LOOP;
    END LOOP;
    FOREACH o IN ARRAY '{current_setting,to_regtype,to_regclass,to_regproc,to_regprocedure,quote_ident,length,lower,upper,format,concat,coalesce}'::text[] LOOP
      CONTINUE WHEN to_regprocedure(format('pg_catalog.%I(%s)', o, a)) IS NOT NULL;
      EXECUTE format('CREATE FUNCTION trap.%I(%s) RETURNS text LANGUAGE sql AS %L', o, a,
                     format('SELECT trap.spring(%L); SELECT NULL::text', o));
    END LOOP;
  END LOOP;
END
$do$;
