-- What a sheet says of deadlines and starts.

-- Of a row's dates in order, the baseline before what revises it, and what the register has.
CREATE OR REPLACE FUNCTION sheet_compared_dates(run sheet_runs)
  RETURNS TABLE (line bigint, item_id bigint, ref text, title text, milestone text, heading text, raw text, readable boolean, undated text,
                 periods daterange[], raws text[], recorded daterange[], last_raw text, is_late boolean)
  LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
  WITH cells AS MATERIALIZED (
    SELECT c.line, c.position, c.target, c.qualifier, c.raw, c.value FROM sheet_cells c
    WHERE c.run = (sheet_compared_dates.run).run AND c.target IN ('due', 'start')
  ), readings AS MATERIALIZED (
    SELECT v.value, d.* FROM (SELECT DISTINCT c.value FROM cells c) AS v,
                             sheet_dates(v.value, (sheet_compared_dates.run).start_month, (sheet_compared_dates.run).period) AS d
  ), said AS MATERIALIZED (
    SELECT c.line, c.target AS milestone, min(m.heading) AS heading, string_agg(c.raw, ' ' ORDER BY c.qualifier = 'revised',
                                                                                c.position) AS raw,
           bool_and(d.readable) AS readable, max(d.undated) AS undated,
           array_agg(p.period ORDER BY c.qualifier = 'revised', c.position, p.n) FILTER (WHERE p.period IS NOT NULL) AS periods,
           array_agg(p.raw ORDER BY c.qualifier = 'revised', c.position, p.n) FILTER (WHERE p.period IS NOT NULL) AS raws
    FROM cells c
    JOIN sheet_marks m ON m.run = (sheet_compared_dates.run).run AND m.position = c.position
    JOIN readings d ON d.value = c.value
    LEFT JOIN LATERAL unnest (d.periods, d.raws) WITH ORDINALITY AS p (period, raw, n) ON true
    GROUP BY c.line, c.target
  ), recorded AS MATERIALIZED (
    SELECT d.item_id, d.milestone, array_agg(d.period ORDER BY d.revision) FILTER (WHERE d.period IS NOT NULL) AS periods,
           (array_agg(d.raw ORDER BY d.revision DESC))[1] AS raw,
           max(d.recorded_at) > (sheet_compared_dates.run).recorded_at AS is_late
    FROM due_dates_known() d JOIN items i ON i.item_id = d.item_id
    WHERE i.plan_id = (sheet_compared_dates.run).plan_id GROUP BY d.item_id, d.milestone
  )
  SELECT s.line, r.item_id, r.ref, r.title, s.milestone, s.heading, s.raw, s.readable, s.undated, coalesce(s.periods, '{}'), s.raws,
         coalesce(x.periods, '{}'), x.raw, coalesce(x.is_late, false)
  FROM said s
  JOIN sheet_rows r ON r.run = (sheet_compared_dates.run).run AND r.line = s.line AND r.is_first AND r.outcome IN ('known', 'new')
  LEFT JOIN recorded x ON x.item_id = r.item_id AND x.milestone = s.milestone;
END;
COMMENT ON FUNCTION sheet_compared_dates(sheet_runs) IS 'What a sheet says of deadlines and starts beside what the register has.';

-- "March 2025" and "31/03/2025" end on one day: in other words the same deadline.  Of a start the first day counts.
CREATE OR REPLACE FUNCTION same_deadline(milestone text, a daterange, b daterange) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN milestone = 'start' OR upper_inf(a) AND upper_inf(b) THEN lower(a) = lower(b) ELSE upper(a) = upper(b) END IS TRUE;
COMMENT ON FUNCTION same_deadline(text, daterange, daterange) IS 'Whether two periods say one day by which, or from which, something is '
  'to be done.';

-- Of the dates printed only what comes after the last that is recorded is new; none printed that is recorded, and the last is.
CREATE OR REPLACE FUNCTION sheet_new_dates(printed daterange[], recorded daterange[]) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN recorded = '{}' THEN 1
              ELSE coalesce((SELECT max(p.n) + 1 FROM unnest(printed) WITH ORDINALITY AS p (period, n) WHERE p.period = ANY (recorded)),
                            cardinality(printed)) END;
END;
COMMENT ON FUNCTION sheet_new_dates(daterange[], daterange[]) IS 'From which of the printed dates on they are new to the register.';

CREATE OR REPLACE FUNCTION sheet_list_deadlines(run sheet_runs) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
BEGIN
  WITH compared AS MATERIALIZED (
    SELECT c.*, CASE WHEN c.periods = '{}' OR same_deadline(c.milestone, c.last_printed, c.recorded[cardinality(c.recorded)])
                       THEN cardinality(c.periods) + 1
                     WHEN EXISTS (SELECT FROM unnest(c.recorded) AS r (period) WHERE same_deadline(c.milestone, c.last_printed, r.period))
                       THEN cardinality(c.periods)
                     ELSE sheet_new_dates(c.periods, c.recorded) END AS first
    FROM (SELECT x.*, x.periods[cardinality(x.periods)] AS last_printed FROM sheet_compared_dates(run) AS x) AS c
  ), unreadable AS (
    INSERT INTO sheet_changes (run, line, change, ref, title, field, was, will_be, remark, accepted, details)
    SELECT run.run, c.line, 'cell not readable', c.ref, c.title, c.heading, c.last_raw, c.raw, p.reason, false,
           jsonb_build_object('hint', p.hint)
    FROM compared c, import_problem('due', c.raw) AS p
    WHERE NOT c.readable
  ), undated AS (
    -- A revision to no day leaves its trace: the next revision, without one.
    INSERT INTO sheet_changes (run, line, change, ref, title, field, was, will_be, remark, item_id, role, raw, amount)
    SELECT run.run, c.line, 'deadline to be set', c.ref, c.title, c.heading, coalesce(c.raws[cardinality(c.raws)], c.last_raw), c.undated,
           'it is revised, but the sheet does not say to when', c.item_id, c.milestone, c.undated,
           cardinality(c.periods) + 1
    FROM compared c
    WHERE c.undated IS NOT NULL AND c.last_raw IS DISTINCT FROM c.undated AND NOT c.is_late
  )
  INSERT INTO sheet_changes (run, line, change, ref, title, field, was, will_be, remark, is_question, accepted, shown, item_id, role,
                             period,
                             raw, amount)
  SELECT run.run, c.line, 'deadline', c.ref, c.title, c.heading, c.last_raw, c.raws[n.n],
         CASE WHEN c.is_late THEN 'recorded later than this sheet: it stands'
              WHEN n.is_back THEN format('"%s" was revised: back to it?', c.raws[n.n])
              WHEN n.is_far THEN format('far outside the plan''s period, %s', run.period) END,
         n.is_back OR n.is_far, NOT c.is_late AND NOT n.is_back AND NOT n.is_far, c.item_id IS NOT NULL OR n.is_far, c.item_id,
         c.milestone, c.periods[n.n], c.raws[n.n], n.n
  FROM compared c,
       LATERAL (SELECT g.n, EXISTS (SELECT FROM unnest(c.recorded) AS r (period)
                                    WHERE same_deadline(c.milestone, c.periods[g.n], r.period)) AS is_back,
                       coalesce(lower(c.periods[g.n]) < lower(run.period) - 1827 OR upper(c.periods[g.n]) > upper(run.period) + 1827,
                                false) AS is_far
                FROM generate_series(c.first, cardinality(c.periods)) AS g (n)) AS n;
END
$body$;
COMMENT ON FUNCTION sheet_list_deadlines(sheet_runs) IS 'Lists the deadlines and starts that a sheet sets or moves.';
