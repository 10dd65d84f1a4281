-- The one row of settings, and the calendar that every quarter must be of.

CREATE TABLE register_settings (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  layout_version text NOT NULL,
  fiscal_start_month integer NOT NULL CHECK (fiscal_start_month BETWEEN 1 AND 12),
  created_at timestamptz NOT NULL DEFAULT now(),
  time_zone text NOT NULL
);
COMMENT ON TABLE register_settings IS
  'One row: which version of the layout this register has, in which month its fiscal year starts, and in which time zone its days are.';
COMMENT ON COLUMN register_settings.singleton IS 'Always true: keeps the table at one row.';
COMMENT ON COLUMN register_settings.layout_version IS 'The extension version whose layout this register has.';
COMMENT ON COLUMN register_settings.fiscal_start_month IS 'First month of the fiscal year, 4 for the UK public sector.';
COMMENT ON COLUMN register_settings.created_at IS 'When create_register made it.';
COMMENT ON COLUMN register_settings.time_zone IS
  'Where its days begin and end, such as Europe/London: what is today, and what was known by the end of a day, whatever zone a session has '
  'set.';

CREATE TABLE register_manifest (
  object text PRIMARY KEY,
  kind text NOT NULL,
  statement_digest text,
  comment_digest text
);
COMMENT ON TABLE register_manifest IS
  'What this register is made of, written as it is made: an upgrade knows from it what is the register''s and what the owner added.';
COMMENT ON COLUMN register_manifest.object IS 'The object, by names that do not depend on the schema''s; bi. stands for the BI schema.';
COMMENT ON COLUMN register_manifest.kind IS 'What it is: table, column, index, view, function, trigger, policy, sequence or type.';
COMMENT ON COLUMN register_manifest.statement_digest IS 'A digest of the statement that made it; NULL where none made it alone.';
COMMENT ON COLUMN register_manifest.comment_digest IS 'A digest of the comment it was given; another comment is the owner''s, and is kept.';

-- What day it is decides who may rate and what is overdue, so it is never a matter of what a session has set.
CREATE OR REPLACE FUNCTION time_zone() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN register_time_zone('register_settings'::regclass);
COMMENT ON FUNCTION time_zone() IS 'The time zone of this register.';

CREATE OR REPLACE FUNCTION day_of(moment timestamptz) RETURNS date
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN (moment AT TIME ZONE time_zone())::date;
COMMENT ON FUNCTION day_of(timestamptz) IS 'The day on which a moment is, in the register''s time zone.';

CREATE OR REPLACE FUNCTION start_of_day(day date) RETURNS timestamptz
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN day::timestamp AT TIME ZONE time_zone();
COMMENT ON FUNCTION start_of_day(date) IS 'The first moment of a day, in the register''s time zone.';

CREATE OR REPLACE FUNCTION today() RETURNS date
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN day_of(now());
COMMENT ON FUNCTION today() IS 'What day it is in the register''s time zone, when the transaction began.';

-- Names of zones only: an offset such as ABC+167 is another day.
CREATE OR REPLACE FUNCTION check_time_zone() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  PERFORM checked_time_zone(NEW.time_zone);
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_time_zone() IS 'Trigger: a register has a time zone that the server knows by name.';

CREATE OR REPLACE TRIGGER register_settings_check_time_zone BEFORE INSERT OR UPDATE OF time_zone ON register_settings
  FOR EACH ROW EXECUTE FUNCTION check_time_zone();
COMMENT ON TRIGGER register_settings_check_time_zone ON register_settings IS 'Days begin where there is a place.';

-- A quarter of another fiscal calendar would sort and compare beside the register's own, and match none of them.
CREATE OR REPLACE FUNCTION fiscal_start_month() RETURNS integer
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT s.fiscal_start_month FROM register_settings s;
END;
COMMENT ON FUNCTION fiscal_start_month() IS 'The first month of this register''s fiscal year.';

CREATE OR REPLACE FUNCTION checked_quarter(q quarter) RETURNS quarter
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF fiscal_start_month(q) <> fiscal_start_month() THEN
    RAISE EXCEPTION 'quarter "%" is not of this register''s fiscal calendar', q
      USING ERRCODE = 'invalid_parameter_value',
            DETAIL = format('The fiscal year of this register starts in month %s.', fiscal_start_month()),
            HINT = format('Write "%s".', quarter(fiscal_year_start(q), quarter_number(q), fiscal_start_month()));
  END IF;
  RETURN q;
END
$body$;
COMMENT ON FUNCTION checked_quarter(quarter) IS 'The quarter itself, or an error if it is of another fiscal calendar than the register''s.';

CREATE OR REPLACE FUNCTION check_quarter() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  PERFORM checked_quarter(NEW.quarter);
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_quarter() IS 'Trigger: refuses quarters of another fiscal calendar than the register''s.';
