-- The two words of time, the same in every report: as_at, the day that the figures are for (NULL and the end of time: today), and
-- known_at, the moment by which what counts was recorded (NULL and the end of time: whatever was recorded).

CREATE OR REPLACE FUNCTION end_of_day(day date) RETURNS timestamptz
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN start_of_day(day + 1) - interval '1 microsecond';
COMMENT ON FUNCTION end_of_day(date) IS 'The last moment of a day, in the register''s time zone.';

CREATE OR REPLACE FUNCTION on_day(as_at date) RETURNS date
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(as_at, 'infinity'), today());
COMMENT ON FUNCTION on_day(date) IS 'The day that as_at means: NULL and the end of time are today.';

CREATE OR REPLACE FUNCTION by_then(known_at timestamptz) RETURNS timestamptz
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(known_at, 'infinity');
COMMENT ON FUNCTION by_then(timestamptz) IS 'The moment that known_at means: NULL is the end of time, by which everything is known.';

CREATE OR REPLACE FUNCTION quarter_day(of_quarter quarter, as_at date) RETURNS date
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(least(end_date(of_quarter), nullif(coalesce(as_at, today()), 'infinity')), today());
COMMENT ON FUNCTION quarter_day(quarter, date) IS
  'The day that the figures of a quarter are for: its last, or that day if it is earlier; as_at at the end of time: its last, even if that '
  'is to come; no quarter: that day, or today.';
