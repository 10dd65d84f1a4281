-- register_exchange: (Import and export)

CREATE FUNCTION register_exchange_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;
COMMENT ON FUNCTION register_exchange_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for exchange.';

CREATE FUNCTION register_exchange_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

$register$;
COMMENT ON FUNCTION register_exchange_sql() IS 'The statements that make, or renew, a register''s functions and views for exchange.';
