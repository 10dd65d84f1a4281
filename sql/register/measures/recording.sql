-- What may be recorded of measures.

-- What may be recorded.
CREATE OR REPLACE FUNCTION check_measure_row() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  about measures;
BEGIN
  SELECT m.* INTO about FROM measures m WHERE m.measure_id = NEW.measure_id;
  IF about.frequency = 'annual' AND quarter_number(NEW.quarter) <> 4 THEN
    RAISE EXCEPTION 'measure "%" is annual, and "%" is not the last quarter of a year', about.ref, NEW.quarter
      USING ERRCODE = 'invalid_parameter_value', DETAIL = 'The figures of a year are recorded in its last quarter.',
            HINT = format('Write "%s".', NEW.quarter + (4 - quarter_number(NEW.quarter)));
  END IF;
  IF TG_TABLE_NAME = 'measure_values' THEN
    IF NOT (coalesce(NEW.actual, 0) < 'infinity' AND coalesce(NEW.actual, 0) > '-infinity'
            AND coalesce(NEW.target, 0) < 'infinity' AND coalesce(NEW.target, 0) > '-infinity'
            AND coalesce(NEW.amber, 0) >= 0 AND coalesce(NEW.amber, 0) < 'infinity') THEN
      RAISE EXCEPTION 'invalid figures of measure "%": actual "%", target "%", amber "%"', about.ref, NEW.actual, NEW.target, NEW.amber
        USING ERRCODE = 'check_violation', DETAIL = 'A figure is a finite number, and a tolerance is not negative.',
            HINT = 'Leave out (NULL) what is not known.';
    END IF;
    IF about.polarity = 'band' AND NEW.target IS NOT NULL THEN
      RAISE EXCEPTION 'measure "%" aims at a band, not at the target "%"', about.ref, NEW.target
        USING ERRCODE = 'check_violation', DETAIL = 'A band has two ends.', HINT = 'Record low and high in measure_targets.';
    END IF;
  ELSIF TG_TABLE_NAME = 'measure_targets' THEN
    IF about.polarity = 'band' AND NEW.target IS NOT NULL THEN
      RAISE EXCEPTION 'measure "%" aims at a band, not at the target "%"', about.ref, NEW.target
        USING ERRCODE = 'check_violation', DETAIL = 'A band has two ends.', HINT = 'Write low and high.';
    ELSIF about.polarity <> 'band' AND NEW.low IS NOT NULL THEN
      RAISE EXCEPTION 'measure "%" aims at a target, not at the band from "%" to "%"', about.ref, NEW.low, NEW.high
        USING ERRCODE = 'check_violation', DETAIL = format('Its polarity is "%s".', about.polarity),
              HINT = 'Write target, or make a measure whose polarity is band.';
    END IF;
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_measure_row() IS
  'Trigger: refuses figures of an annual measure in another quarter than the last, targets that do not fit the polarity, and figures '
  'that are no finite numbers.';

-- The quarters of figures mean something else under another frequency, and a band is no target.
CREATE OR REPLACE FUNCTION check_measure_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF (NEW.frequency <> OLD.frequency OR (NEW.polarity = 'band') <> (OLD.polarity = 'band'))
     AND (EXISTS (SELECT FROM measure_values v WHERE v.measure_id = OLD.measure_id)
          OR EXISTS (SELECT FROM measure_targets t WHERE t.measure_id = OLD.measure_id)
          OR EXISTS (SELECT FROM peer_values p WHERE p.measure_id = OLD.measure_id)) THEN
    RAISE EXCEPTION 'measure "%" has figures: it cannot turn from % % to % %', OLD.ref, OLD.frequency, OLD.polarity, NEW.frequency,
        NEW.polarity
      USING ERRCODE = 'restrict_violation', DETAIL = 'What was reported of it would mean something else.',
            HINT = 'Set retired_on and make a new measure.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_measure_change() IS
  'Trigger: refuses to change a measure with figures between quarterly and annual, or to and from a band.';

CREATE OR REPLACE TRIGGER measures_check_change BEFORE UPDATE OF frequency, polarity
    ON measures FOR EACH ROW EXECUTE FUNCTION check_measure_change();
COMMENT ON TRIGGER measures_check_change ON measures IS 'What was reported keeps its meaning.';

CREATE OR REPLACE TRIGGER measure_values_check_row BEFORE INSERT ON measure_values FOR EACH ROW EXECUTE FUNCTION check_measure_row();
COMMENT ON TRIGGER measure_values_check_row ON measure_values IS 'Figures that fit the measure.';

CREATE OR REPLACE TRIGGER measure_targets_check_row BEFORE INSERT ON measure_targets FOR EACH ROW EXECUTE FUNCTION check_measure_row();
COMMENT ON TRIGGER measure_targets_check_row ON measure_targets IS 'Targets that fit the measure.';

CREATE OR REPLACE TRIGGER peer_values_check_row BEFORE INSERT ON peer_values FOR EACH ROW EXECUTE FUNCTION check_measure_row();
COMMENT ON TRIGGER peer_values_check_row ON peer_values IS 'Figures that fit the measure.';

CREATE OR REPLACE TRIGGER measure_targets_check_quarter BEFORE INSERT ON measure_targets FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER measure_targets_check_quarter ON measure_targets IS 'One register, one fiscal calendar.';

CREATE OR REPLACE TRIGGER peer_values_check_quarter BEFORE INSERT ON peer_values FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER peer_values_check_quarter ON peer_values IS 'One register, one fiscal calendar.';

CREATE OR REPLACE TRIGGER measure_values_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON measure_values
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER measure_values_append_only ON measure_values IS 'A correction is a new row.';

CREATE OR REPLACE TRIGGER measure_targets_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON measure_targets
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER measure_targets_append_only ON measure_targets IS 'A revised target is a new row.';

CREATE OR REPLACE TRIGGER peer_values_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON peer_values
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER peer_values_append_only ON peer_values IS 'A correction is a new row.';
