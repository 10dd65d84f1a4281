-- A month's figures make the quarter's, by the measure's rule.

-- The last month speaks for its quarter by itself.  A sum or a mean is a row of the whole quarter, recorded right after what it is of.
CREATE OR REPLACE FUNCTION make_quarter_figures() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  -- It fires for its own rows too, which are of no month, and for none at all.
  IF NOT EXISTS (SELECT FROM new_rows x JOIN measures m ON m.measure_id = x.measure_id WHERE x.month IS NOT NULL
    AND m.month_rule <> 'last') THEN
    RETURN NULL;
  END IF;
  INSERT INTO measure_values (measure_id, quarter, actual, recorded_at, import_id, commentary)
  SELECT n.measure_id, n.quarter, made.actual, n.recorded_at + interval '1 microsecond', n.import_id,
         format('%s of %s', m.month_rule, count_words(made.months, 'month'))
    FROM (SELECT x.measure_id, x.quarter, max(x.recorded_at) AS recorded_at, max(x.import_id) AS import_id
            FROM new_rows x WHERE x.month IS NOT NULL GROUP BY x.measure_id, x.quarter) n
    JOIN measures m ON m.measure_id = n.measure_id AND m.month_rule <> 'last'
   CROSS JOIN LATERAL (SELECT CASE m.month_rule WHEN 'sum' THEN sum(f.actual) ELSE trim_scale(round(avg(f.actual), 6)) END AS actual,
                              count(f.actual) AS months
                         FROM (SELECT DISTINCT ON (v.month) v.actual
                                 FROM measure_values v
                                WHERE v.measure_id = n.measure_id AND v.quarter = n.quarter AND v.month IS NOT NULL
                                  AND v.recorded_at <= n.recorded_at AND coalesce(v.import_id, 0) <> ALL (undone_imports())
                                ORDER BY v.month, v.recorded_at DESC, v.measure_value_id DESC) f) made
   WHERE made.months > 0;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION make_quarter_figures() IS
  'Trigger of measure_values: of a measure whose months are added up or averaged, the figures of months make that of their quarter.';
CREATE OR REPLACE TRIGGER measure_values_make_quarter AFTER INSERT ON measure_values
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION make_quarter_figures();
COMMENT ON TRIGGER measure_values_make_quarter ON measure_values IS 'Months make the quarter, by the measure''s rule.';
