-- What may be recorded of money.

-- What may be recorded.
CREATE OR REPLACE FUNCTION money_period(fiscal_year_start integer, years integer, fiscal_start_month integer) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN fiscal_start_month = 1 THEN fiscal_year_start::text
            ELSE fiscal_year_start || '/' || right('0' || ((fiscal_year_start + 1) % 100), 2) END
       || CASE WHEN years = 1 THEN '' ELSE ' to ' END
       || CASE WHEN years = 1 THEN '' WHEN fiscal_start_month = 1 THEN (fiscal_year_start + years - 1)::text
               ELSE (fiscal_year_start + years - 1) || '/' || right('0' || ((fiscal_year_start + years) % 100), 2) END;
COMMENT ON FUNCTION money_period(integer, integer, integer) IS 'The fiscal years of an amount, such as 2025/26, or 2023/24 to 2024/25.';

CREATE OR REPLACE FUNCTION overlapping_money(of_plan_id bigint, ref text, basis text, standing text, first_year integer, years integer)
  RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT money_period(o.fiscal_year_start, o.years, (SELECT cal.fiscal_start_month FROM register_settings cal))
    FROM (SELECT DISTINCT ON (l.fiscal_year_start, l.years) l.fiscal_year_start, l.years, l.amount
            FROM money_lines l
           WHERE l.plan_id = overlapping_money.of_plan_id AND l.ref = overlapping_money.ref AND l.basis = overlapping_money.basis
             AND l.standing = overlapping_money.standing AND coalesce(l.import_id, 0) <> ALL (undone_imports())
             AND l.fiscal_year_start < overlapping_money.first_year + overlapping_money.years
             AND overlapping_money.first_year < l.fiscal_year_start + l.years
             AND (l.fiscal_year_start <> overlapping_money.first_year OR l.years <> overlapping_money.years)
           ORDER BY l.fiscal_year_start, l.years, l.recorded_at DESC, l.money_line_id DESC) o
   WHERE o.amount <> 0
   ORDER BY o.fiscal_year_start, o.years
   LIMIT 1;
END;
COMMENT ON FUNCTION overlapping_money(bigint, text, text, text, integer, integer) IS
  'The first other period that a line states an amount for and that has a year in common with this one; NULL: none has.';

CREATE OR REPLACE FUNCTION check_money_row() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  other text;
BEGIN
  IF TG_TABLE_NAME = 'money_lines' THEN
    IF NEW.amount = 'NaN' THEN
      RAISE EXCEPTION 'invalid amount of line "%": "%"', NEW.ref, NEW.amount
        USING ERRCODE = 'check_violation', DETAIL = 'An amount is a number of pounds and pence.',
            HINT = 'Leave the row out where nothing is known.';
    END IF;
    IF NEW.fiscal_year_start NOT BETWEEN 1 AND 9999 THEN
      RAISE EXCEPTION 'invalid fiscal year of line "%": "%"', NEW.ref, NEW.fiscal_year_start
        USING ERRCODE = 'check_violation', DETAIL = 'It is the year in which the fiscal year starts.', HINT = 'Write 2025 for 2025/26.';
    END IF;
    -- Of several periods that overlap, all years together would count a pound twice.
    other := overlapping_money(NEW.plan_id, NEW.ref, NEW.basis, NEW.standing, NEW.fiscal_year_start, NEW.years);
    IF NEW.amount <> 0 AND other IS NOT NULL THEN
      RAISE EXCEPTION 'line "%" states its "%" for % already, which overlaps %', NEW.ref, NEW.standing, other,
                      money_period(NEW.fiscal_year_start, NEW.years, (SELECT cal.fiscal_start_month FROM register_settings cal))
        USING ERRCODE = 'exclusion_violation', DETAIL = 'The periods of a line are added up, so no year may be in two of them.',
              HINT = 'State the remaining years and their amount, take the other figure back with 0, or state this one on a basis of '
                     'its own.';
    END IF;
  ELSIF NOT EXISTS (SELECT FROM money_lines l WHERE l.plan_id = NEW.plan_id AND l.ref = NEW.ref) THEN
    RAISE EXCEPTION 'there is no line "%" of plan % to share', NEW.ref, NEW.plan_id
      USING ERRCODE = 'foreign_key_violation', DETAIL = 'A share is a part of a line that money_lines holds.',
          HINT = 'Insert the line first.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_money_row() IS
  'Trigger: refuses amounts that are no number, impossible years, periods of a line that overlap, and shares of lines that are not '
  'there.';

CREATE OR REPLACE TRIGGER money_lines_check_row BEFORE INSERT ON money_lines FOR EACH ROW EXECUTE FUNCTION check_money_row();
COMMENT ON TRIGGER money_lines_check_row ON money_lines IS 'Amounts and years that make sense.';

CREATE OR REPLACE TRIGGER money_shares_check_row BEFORE INSERT ON money_shares FOR EACH ROW EXECUTE FUNCTION check_money_row();
COMMENT ON TRIGGER money_shares_check_row ON money_shares IS 'Shares of lines that there are.';

CREATE OR REPLACE TRIGGER money_lines_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON money_lines
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER money_lines_append_only ON money_lines IS 'A correction is a new row.';

CREATE OR REPLACE TRIGGER money_shares_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON money_shares
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER money_shares_append_only ON money_shares IS 'A line is parted anew by new rows.';
