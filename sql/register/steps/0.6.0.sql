-- What brings the tables of a register of 0.6.0 to the form they have now.  A register of 0.5.0 runs this after its own step and before
-- the tables that it lacks are made: what 0.5.0 had not may not be here yet.

-- Its days are those of a time zone of its own.  What day it is, is said below in its place; what stands on it is not to wait for that.
ALTER TABLE register_settings ADD COLUMN time_zone text;
UPDATE register_settings SET time_zone = checked_time_zone(database_time_zone());
ALTER TABLE register_settings ALTER COLUMN time_zone SET NOT NULL;
DO $today$
BEGIN
  EXECUTE 'CREATE FUNCTION today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE RETURN CURRENT_DATE';
END
$today$;
ALTER TABLE risks ALTER COLUMN opened_on SET DEFAULT today();
ALTER TABLE risk_scores ALTER COLUMN scored_on SET DEFAULT today();
ALTER TABLE dependencies ALTER COLUMN opened_on SET DEFAULT today();
ALTER TABLE dependency_states ALTER COLUMN since SET DEFAULT today();
ALTER TABLE carry_forward ALTER COLUMN since SET DEFAULT today();
