-- register_money: (Money)

CREATE FUNCTION register_money_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;
COMMENT ON FUNCTION register_money_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for money.';

CREATE FUNCTION register_money_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;
COMMENT ON FUNCTION register_money_sql() IS 'The statements that make, or renew, a register''s functions and views for money.';
