-- register_money: savings and funding, in exact pounds and pence.
--
-- A line is a plan's reference and basis.  money_lines holds statements of it, append-only: target, achieved or at risk, for one
-- fiscal year or several that are not split; the last recorded one of each counts.  The gap is never stored but is what is left of the
-- target, so achieved + at risk + gap = target to the penny in every report.  Figures on two bases are never added: every sum is by basis.
-- A line counts where its item or node does, or is parted over several by weights (money_shares), in whole pence that add up to the line.
-- The BI view may not call functions that read tables (see sql/34), so the queries it shares with the reports are one text each.
-- The one row of register_settings is asked for in a sub-select: a table of one row is never analysed, and joined it counts as a thousand.

CREATE FUNCTION register_money_rows_sql(known_at text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace($register$
  SELECT f.plan_id, f.ref, f.basis, f.fiscal_year_start, f.years,
         (array_agg(f.purpose ORDER BY f.recorded_at DESC, f.money_line_id DESC))[1] AS purpose,
         (array_agg(f.title ORDER BY f.recorded_at DESC, f.money_line_id DESC))[1] AS title,
         (array_agg(f.mtfs_ref ORDER BY f.recorded_at DESC, f.money_line_id DESC) FILTER (WHERE f.mtfs_ref IS NOT NULL))[1] AS mtfs_ref,
         (array_agg(f.item_id ORDER BY f.recorded_at DESC, f.money_line_id DESC) FILTER (WHERE num_nonnulls(f.item_id, f.node_id) > 0))[1] AS item_id,
         (array_agg(CASE WHEN f.item_id IS NULL THEN f.node_id END ORDER BY f.recorded_at DESC, f.money_line_id DESC)
            FILTER (WHERE num_nonnulls(f.item_id, f.node_id) > 0))[1] AS node_id,
         coalesce(sum(f.amount) FILTER (WHERE f.standing = 'target'), 0.00) AS target,
         coalesce(sum(f.amount) FILTER (WHERE f.standing = 'achieved'), 0.00) AS achieved,
         coalesce(sum(f.amount) FILTER (WHERE f.standing = 'at risk'), 0.00) AS at_risk,
         coalesce(bool_or(f.standing = 'target'), false) AS has_target,
         max(f.recorded_at) AS recorded_at
    FROM (SELECT DISTINCT ON (l.plan_id, l.ref, l.basis, l.fiscal_year_start, l.years, l.standing)
                 l.money_line_id, l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.standing,
                 l.title, l.mtfs_ref, l.item_id, l.node_id, l.amount, l.recorded_at
            FROM money_lines l
           WHERE ({known_at} IS NULL OR l.recorded_at <= {known_at})
             AND l.amount <> 'NaN'
           ORDER BY l.plan_id, l.ref, l.basis, l.fiscal_year_start, l.years, l.standing, l.recorded_at DESC, l.money_line_id DESC) f
   GROUP BY f.plan_id, f.ref, f.basis, f.fiscal_year_start, f.years
$register$, '{known_at}', known_at);
COMMENT ON FUNCTION register_money_rows_sql(text) IS 'The query that the reports of money and bi_money share: one row per line and period, as known at a moment given as an expression.';

-- Whole pence by the largest remainder: what truncation leaves over, always fewer pence than there are shares, goes to those it cut most.
CREATE FUNCTION register_money_parts_sql(known_at text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace($register$
  WITH lines AS (
    SELECT m.* FROM ({rows}) m
  ), stated AS (
    SELECT s.plan_id, s.ref, s.item_id, s.node_id, s.weight, s.recorded_at,
           max(s.recorded_at) OVER (PARTITION BY s.plan_id, s.ref) AS last_recorded_at
      FROM money_shares s
     WHERE {known_at} IS NULL OR s.recorded_at <= {known_at}
  ), shares AS (
    SELECT s.plan_id, s.ref, s.item_id, s.node_id, s.weight, sum(s.weight) OVER (PARTITION BY s.plan_id, s.ref) AS whole
      FROM stated s
     WHERE s.recorded_at = s.last_recorded_at
  ), cut AS (
    SELECT l.plan_id, l.ref, l.basis, l.fiscal_year_start, l.years, s.item_id, s.node_id, f.standing, f.amount,
           div(abs(f.amount) * 100 * s.weight, s.whole) AS pence, mod(abs(f.amount) * 100 * s.weight, s.whole) AS remainder
      FROM lines l
      JOIN shares s ON s.plan_id = l.plan_id AND s.ref = l.ref
     CROSS JOIN LATERAL (VALUES ('target', l.target), ('achieved', l.achieved), ('at risk', l.at_risk)) f (standing, amount)
  ), ranked AS (
    SELECT c.*,
           abs(c.amount) * 100 - sum(c.pence) OVER of_figure AS left_over,
           row_number() OVER (PARTITION BY c.plan_id, c.ref, c.basis, c.fiscal_year_start, c.years, c.standing
                              ORDER BY c.remainder DESC, c.item_id NULLS LAST, c.node_id) AS place
      FROM cut c
    WINDOW of_figure AS (PARTITION BY c.plan_id, c.ref, c.basis, c.fiscal_year_start, c.years, c.standing)
  ), allotted AS (
    SELECT r.plan_id, r.ref, r.basis, r.fiscal_year_start, r.years, r.item_id, r.node_id, r.standing,
           (sign(r.amount) * (r.pence + CASE WHEN r.place <= r.left_over THEN 1 ELSE 0 END) / 100)::numeric(16, 2) AS amount
      FROM ranked r
  )
  SELECT l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.title, l.mtfs_ref, l.item_id, l.node_id,
         l.target, l.achieved, l.at_risk, l.recorded_at
    FROM lines l
   WHERE NOT EXISTS (SELECT FROM shares s WHERE s.plan_id = l.plan_id AND s.ref = l.ref)
  UNION ALL
  SELECT l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.title, l.mtfs_ref, a.item_id, a.node_id,
         sum(a.amount) FILTER (WHERE a.standing = 'target'), sum(a.amount) FILTER (WHERE a.standing = 'achieved'),
         sum(a.amount) FILTER (WHERE a.standing = 'at risk'), l.recorded_at
    FROM lines l
    JOIN allotted a ON a.plan_id = l.plan_id AND a.ref = l.ref AND a.basis = l.basis
                   AND a.fiscal_year_start = l.fiscal_year_start AND a.years = l.years
   GROUP BY l.plan_id, l.ref, l.purpose, l.basis, l.fiscal_year_start, l.years, l.title, l.mtfs_ref, a.item_id, a.node_id, l.recorded_at
$register$, '{rows}', register_money_rows_sql(known_at)), '{known_at}', known_at);
COMMENT ON FUNCTION register_money_parts_sql(text) IS 'The query that the rollups of money and bi_money share: one row per line, period and the item or node it counts at, as known at a moment given as an expression.';

CREATE FUNCTION register_money_tables_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $register$

ALTER TABLE money_lines
  ADD COLUMN basis text NOT NULL DEFAULT '',
  ADD COLUMN years integer NOT NULL DEFAULT 1 CHECK (years BETWEEN 1 AND 100),
  ADD COLUMN mtfs_ref text,
  ADD COLUMN reason text;
COMMENT ON TABLE money_lines IS 'Statements of savings and funding by year, in exact pounds and pence, append-only: a correction is a later row of the same line, period and standing, and 0 takes a figure back.';
COMMENT ON COLUMN money_lines.basis IS 'What the figure stands on, such as forecast, or low where a range is printed; empty where there is one basis only. Two bases are never added.';
COMMENT ON COLUMN money_lines.years IS 'How many fiscal years the amount covers, from fiscal_year_start on, where it is not split by year.';
COMMENT ON COLUMN money_lines.mtfs_ref IS 'The item of the medium-term financial strategy, such as 24; the last stated one counts.';
COMMENT ON COLUMN money_lines.purpose IS 'saving or funding; the last stated of the line and period counts.';
COMMENT ON COLUMN money_lines.reason IS 'Why it was set or corrected.';
COMMENT ON COLUMN money_lines.item_id IS 'The item that makes or spends it, if one does; money_shares parts a line over several. The last stated of item and node counts.';

-- The same line may now state a figure on two bases, or of one year and of several, at one moment.
DO $step$
DECLARE
  old_key name;
BEGIN
  SELECT c.conname INTO old_key FROM pg_constraint c
   WHERE c.conrelid = 'money_lines'::regclass AND c.contype = 'u'
     AND (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY k (attnum, place)
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum)
         = ARRAY['plan_id', 'ref', 'fiscal_year_start', 'standing', 'recorded_at'];
  IF old_key IS NOT NULL THEN
    EXECUTE format('ALTER TABLE money_lines DROP CONSTRAINT %I', old_key);
  END IF;
END
$step$;
ALTER TABLE money_lines ADD CONSTRAINT money_lines_statement_key
  UNIQUE (plan_id, ref, basis, fiscal_year_start, years, standing, recorded_at);

CREATE TABLE money_shares (
  money_share_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plans,
  ref text NOT NULL,
  item_id bigint REFERENCES items,
  node_id bigint REFERENCES nodes,
  weight numeric NOT NULL DEFAULT 1 CHECK (weight > 0 AND weight < 'infinity'),
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  UNIQUE NULLS NOT DISTINCT (plan_id, ref, recorded_at, item_id, node_id),
  CHECK (num_nonnulls(item_id, node_id) = 1)
);
CREATE INDEX ON money_shares (item_id);
CREATE INDEX ON money_shares (node_id);
COMMENT ON TABLE money_shares IS 'How a line is parted over several items and nodes, append-only: the rows recorded last, at one moment, are the whole of it, and take the place of the item or node of the line.';
COMMENT ON COLUMN money_shares.money_share_id IS 'Key.';
COMMENT ON COLUMN money_shares.plan_id IS 'The plan of the line.';
COMMENT ON COLUMN money_shares.ref IS 'The reference of the line; all its bases and years are parted alike.';
COMMENT ON COLUMN money_shares.item_id IS 'The item that has this share, or';
COMMENT ON COLUMN money_shares.node_id IS 'the node that has it.';
COMMENT ON COLUMN money_shares.weight IS 'The share, as a part of the sum of the weights: 1, 1, 1 are thirds, and so are 33, 33, 33.';
COMMENT ON COLUMN money_shares.recorded_at IS 'When it became known; all rows of one parting have the same.';
COMMENT ON COLUMN money_shares.recorded_by IS 'Who recorded it.';

$register$;
COMMENT ON FUNCTION register_money_tables_sql() IS 'The statements by which create_register and upgrade_register add the tables of layout 0.4.0 for money.';

CREATE FUNCTION register_money_sql() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace($register$

-- What may be recorded.

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
        USING ERRCODE = 'check_violation', DETAIL = 'An amount is a number of pounds and pence.', HINT = 'Leave the row out where nothing is known.';
    END IF;
    IF NEW.fiscal_year_start NOT BETWEEN 1 AND 9999 THEN
      RAISE EXCEPTION 'invalid fiscal year of line "%": "%"', NEW.ref, NEW.fiscal_year_start
        USING ERRCODE = 'check_violation', DETAIL = 'It is the year in which the fiscal year starts.', HINT = 'Write 2025 for 2025/26.';
    END IF;
    -- Of several periods that overlap, all years together would count a pound twice.
    SELECT money_period(o.fiscal_year_start, o.years, (SELECT cal.fiscal_start_month FROM register_settings cal)) INTO other
      FROM (SELECT DISTINCT ON (l.fiscal_year_start, l.years) l.fiscal_year_start, l.years, l.amount
              FROM money_lines l
             WHERE l.plan_id = NEW.plan_id AND l.ref = NEW.ref AND l.basis = NEW.basis AND l.standing = NEW.standing
               AND l.fiscal_year_start < NEW.fiscal_year_start + NEW.years
               AND NEW.fiscal_year_start < l.fiscal_year_start + l.years
               AND (l.fiscal_year_start <> NEW.fiscal_year_start OR l.years <> NEW.years)
             ORDER BY l.fiscal_year_start, l.years, l.recorded_at DESC, l.money_line_id DESC) o
     WHERE o.amount <> 0 AND NEW.amount <> 0
     ORDER BY o.fiscal_year_start, o.years
     LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'line "%" states its "%" for % already, which overlaps %', NEW.ref, NEW.standing, other,
                      money_period(NEW.fiscal_year_start, NEW.years, (SELECT cal.fiscal_start_month FROM register_settings cal))
        USING ERRCODE = 'exclusion_violation', DETAIL = 'The periods of a line are added up, so no year may be in two of them.',
              HINT = 'State the remaining years and their amount, take the other figure back with 0, or state this one on a basis of its own.';
    END IF;
  ELSIF NOT EXISTS (SELECT FROM money_lines l WHERE l.plan_id = NEW.plan_id AND l.ref = NEW.ref) THEN
    RAISE EXCEPTION 'there is no line "%" of plan % to share', NEW.ref, NEW.plan_id
      USING ERRCODE = 'foreign_key_violation', DETAIL = 'A share is a part of a line that money_lines holds.', HINT = 'Insert the line first.';
  END IF;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_money_row() IS 'Trigger: refuses amounts that are no number, impossible years, periods of a line that overlap, and shares of lines that are not there.';

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

-- Building blocks.

CREATE OR REPLACE FUNCTION money_period(fiscal_year_start integer, years integer, fiscal_start_month integer) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN fiscal_start_month = 1 THEN fiscal_year_start::text
            ELSE fiscal_year_start || '/' || right('0' || ((fiscal_year_start + 1) % 100), 2) END
       || CASE WHEN years = 1 THEN '' ELSE ' to ' END
       || CASE WHEN years = 1 THEN '' WHEN fiscal_start_month = 1 THEN (fiscal_year_start + years - 1)::text
               ELSE (fiscal_year_start + years - 1) || '/' || right('0' || ((fiscal_year_start + years) % 100), 2) END;
COMMENT ON FUNCTION money_period(integer, integer, integer) IS 'The fiscal years of an amount, such as 2025/26, or 2023/24 to 2024/25.';

CREATE OR REPLACE FUNCTION money_parts(known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (part bigint, plan_id bigint, ref text, purpose text, basis text, fiscal_year_start integer, years integer, title text, mtfs_ref text,
                 item_id bigint, node_id bigint, target numeric, achieved numeric, at_risk numeric, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT row_number() OVER (ORDER BY p.plan_id, p.fiscal_year_start, p.years, p.ref, p.basis, p.item_id, p.node_id),
         p.plan_id, p.ref, p.purpose, p.basis, p.fiscal_year_start, p.years, p.title, p.mtfs_ref, p.item_id, p.node_id,
         p.target, p.achieved, p.at_risk, p.recorded_at
    FROM ({parts at a moment}) p;
END;
COMMENT ON FUNCTION money_parts(timestamptz) IS
  'One row per line, period and item or node it counts at (none: one row without either), numbered, as recorded by that moment (none: as known now). A parted line is cut into whole pence by the largest remainder, so its rows add up to it exactly.';

CREATE OR REPLACE FUNCTION money_links(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (node_id bigint, part bigint, purpose text, basis text, fiscal_year_start integer, years integer,
                 target numeric, achieved numeric, at_risk numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT coalesce(p.node_id, l.node_id), p.part, p.purpose, p.basis, p.fiscal_year_start, p.years, p.target, p.achieved, p.at_risk
    FROM money_parts(known_at) p
    LEFT JOIN rollup_item_links(as_at) l ON l.item_id = p.item_id
   WHERE coalesce(p.node_id, l.node_id) IS NOT NULL;
END;
COMMENT ON FUNCTION money_links(date, timestamptz) IS
  'One row per part of a line and period and node it counts at directly, over the links that hold on that day. Do not add: a part whose item has several nodes is there several times.';

CREATE OR REPLACE FUNCTION money_placements(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (at_node_id bigint, part bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH direct AS (
    SELECT l.node_id, l.part FROM money_links(as_at, known_at) l
  ), graph AS (
    SELECT linkage(l.child_node_id, l.parent_node_id) AS g FROM rollup_node_links(as_at) l
  ), linked AS (
    SELECT DISTINCT d.node_id FROM direct d
  ), above AS (
    SELECT l.node_id, l.node_id AS at_node_id FROM linked l
    UNION ALL
    SELECT l.node_id, a.node FROM linked l CROSS JOIN graph CROSS JOIN LATERAL ancestors(graph.g, l.node_id) a (node)
  )
  SELECT DISTINCT a.at_node_id, d.part
    FROM direct d
    JOIN above a ON a.node_id = d.node_id;
END;
COMMENT ON FUNCTION money_placements(date, timestamptz) IS
  'One row per node and part (as money_parts numbers them) of a line and period at or under it, over the links that hold on that day, however many ways lead there, so that a pound counts once at every node. Do not add across nodes.';

-- Reports.

CREATE OR REPLACE FUNCTION money_report(known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, purpose text, ref text, mtfs_ref text, title text, basis text, fiscal_year_start integer, years integer,
                 period text, target numeric, achieved numeric, at_risk numeric, gap numeric, has_target boolean,
                 item_id bigint, node_id bigint, recorded_at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT m.plan_id, p.plan, m.purpose, m.ref, m.mtfs_ref, m.title, m.basis, m.fiscal_year_start, m.years,
         money_period(m.fiscal_year_start, m.years, (SELECT cal.fiscal_start_month FROM register_settings cal)),
         m.target, m.achieved, m.at_risk, m.target - m.achieved - m.at_risk, m.has_target, m.item_id, m.node_id, m.recorded_at
    FROM ({rows at a moment}) m
    JOIN plan_names p ON p.plan_id = m.plan_id
   ORDER BY p.plan, m.plan_id, m.purpose, m.ref, m.basis, m.fiscal_year_start, m.years;
END;
COMMENT ON FUNCTION money_report(timestamptz) IS
  'One row per line (plan, reference, basis) and period, as recorded by that moment (none: as known now): achieved + at risk + gap = target, to the penny. A line without a target in the period has target 0.00, so its gap is negative; has_target tells.';

CREATE OR REPLACE VIEW money_report WITH (security_invoker = true) AS
SELECT m.plan_id, m.plan, m.purpose, m.ref, m.mtfs_ref, m.title, m.basis, m.fiscal_year_start, m.years, m.period,
       m.target, m.achieved, m.at_risk, m.gap, m.has_target, m.item_id, m.node_id, m.recorded_at
  FROM money_report() m;
COMMENT ON VIEW money_report IS 'One row per line (plan, reference, basis) and period: achieved + at risk + gap = target, to the penny.';

CREATE OR REPLACE FUNCTION money_summary(of_purpose text, as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL, by_level text DEFAULT 'programme')
  RETURNS TABLE (plan_id bigint, plan text, counted text, node_id bigint, ref text, title text, basis text, fiscal_year_start integer, years integer,
                 period text, lines bigint, target numeric, achieved numeric, at_risk numeric, gap numeric, percent_achieved numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  WITH parts AS (
    SELECT p.part, p.plan_id, p.ref, p.basis, p.fiscal_year_start, p.years, p.item_id, p.node_id, p.target, p.achieved, p.at_risk
      FROM money_parts(money_summary.known_at) p
     WHERE p.purpose = money_summary.of_purpose
  ), direct AS (
    SELECT p.part, coalesce(p.node_id, l.node_id) AS node_id
      FROM parts p
      LEFT JOIN rollup_item_links(money_summary.as_at) l ON l.item_id = p.item_id
  ), graph AS (
    SELECT linkage(l.child_node_id, l.parent_node_id) AS g FROM rollup_node_links(money_summary.as_at) l
  ), linked AS (
    SELECT DISTINCT d.node_id FROM direct d WHERE d.node_id IS NOT NULL
  ), above AS (
    SELECT l.node_id, l.node_id AS at_node_id FROM linked l
    UNION ALL
    SELECT l.node_id, a.node FROM linked l CROSS JOIN graph CROSS JOIN LATERAL ancestors(graph.g, l.node_id) a (node)
  ), placed AS (
    SELECT DISTINCT a.at_node_id, d.part
      FROM direct d
      JOIN above a ON a.node_id = d.node_id
      JOIN nodes n ON n.node_id = a.at_node_id AND n.level = money_summary.by_level
  ), counted AS (
    SELECT 1 AS place, NULL::bigint AS node_id, p.plan_id, p.ref, p.basis, p.fiscal_year_start, p.years, p.target, p.achieved, p.at_risk
      FROM parts p
    UNION ALL
    SELECT 2, pl.at_node_id, p.plan_id, p.ref, p.basis, p.fiscal_year_start, p.years, p.target, p.achieved, p.at_risk
      FROM parts p
      JOIN placed pl ON pl.part = p.part
    UNION ALL
    SELECT 3, NULL, p.plan_id, p.ref, p.basis, p.fiscal_year_start, p.years, p.target, p.achieved, p.at_risk
      FROM parts p
     WHERE NOT EXISTS (SELECT FROM placed pl WHERE pl.part = p.part)
  ), lines AS (
    SELECT c.place, c.node_id, c.plan_id, c.basis, c.fiscal_year_start, c.years, c.ref, sum(c.target) AS target, sum(c.achieved) AS achieved, sum(c.at_risk) AS at_risk
      FROM counted c
     GROUP BY c.place, c.node_id, c.plan_id, c.basis, c.fiscal_year_start, c.years, c.ref
  ), added AS (
    SELECT l.place, l.node_id, l.plan_id, l.basis, l.fiscal_year_start, l.years, count(*) AS lines,
           sum(l.target) AS target, sum(l.achieved) AS achieved, sum(l.at_risk) AS at_risk
      FROM lines l
     GROUP BY l.place, l.node_id, l.plan_id, l.basis, l.fiscal_year_start, l.years
    UNION ALL
    SELECT l.place, l.node_id, l.plan_id, l.basis, NULL::integer AS fiscal_year_start, NULL::integer AS years, count(DISTINCT l.ref),
           sum(l.target), sum(l.achieved), sum(l.at_risk)
      FROM lines l
     GROUP BY l.place, l.node_id, l.plan_id, l.basis
  )
  SELECT a.plan_id, p.plan, CASE a.place WHEN 1 THEN 'the whole plan' WHEN 2 THEN money_summary.by_level ELSE 'under no ' || money_summary.by_level END,
         a.node_id, n.ref, n.title, a.basis, a.fiscal_year_start, a.years,
         coalesce(money_period(a.fiscal_year_start, a.years, (SELECT cal.fiscal_start_month FROM register_settings cal)), 'all years'),
         a.lines, a.target, a.achieved, a.at_risk, a.target - a.achieved - a.at_risk,
         CASE WHEN a.target <> 0 THEN a.achieved * 100 / a.target END
    FROM added a
    JOIN plan_names p ON p.plan_id = a.plan_id
    LEFT JOIN nodes n ON n.node_id = a.node_id
   ORDER BY p.plan, a.plan_id, a.place, n.code NULLS LAST, n.ref, a.node_id, a.basis, a.fiscal_year_start NULLS LAST, a.years;
END;
COMMENT ON FUNCTION money_summary(text, date, timestamptz, text) IS
  'One row per plan, basis and period, and one for all its years: for the whole plan (every pound once), for every node of that level that has money of the plan at or under it (every pound once at each; do not add, a pound may be under several), and for what is under none. Over the links that hold on that day, as recorded by that moment. The denominator of percent_achieved is the target.';

CREATE OR REPLACE FUNCTION savings_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL, by_level text DEFAULT 'programme')
  RETURNS TABLE (plan_id bigint, plan text, counted text, node_id bigint, ref text, title text, basis text, fiscal_year_start integer, years integer,
                 period text, lines bigint, target numeric, achieved numeric, at_risk numeric, gap numeric, percent_achieved numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
         s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
    FROM money_summary('saving', as_at, known_at, by_level) s;
END;
COMMENT ON FUNCTION savings_report(date, timestamptz, text) IS
  'The savings of money_summary: one row per plan, basis and period, and one for all its years, for the whole plan, for every programme (or node of another level), and for what is under none. achieved + at risk + gap = target.';

CREATE OR REPLACE FUNCTION funding_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL, by_level text DEFAULT 'programme')
  RETURNS TABLE (plan_id bigint, plan text, counted text, node_id bigint, ref text, title text, basis text, fiscal_year_start integer, years integer,
                 period text, lines bigint, target numeric, achieved numeric, at_risk numeric, gap numeric, percent_achieved numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
         s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
    FROM money_summary('funding', as_at, known_at, by_level) s;
END;
COMMENT ON FUNCTION funding_report(date, timestamptz, text) IS
  'The funding of money_summary: one row per plan, basis and period, and one for all its years, for the whole plan, for every programme (or node of another level), and for what is under none. achieved (secured) + at risk + gap (still to find) = target (needed).';

CREATE OR REPLACE VIEW savings_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
       s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
  FROM savings_report(CURRENT_DATE) s;
COMMENT ON VIEW savings_report IS
  'Savings: one row per plan, basis and period, and one for all its years, for the whole plan, every programme, and what is under none. Do not add programmes: a pound may be under several.';

CREATE OR REPLACE VIEW funding_report WITH (security_invoker = true) AS
SELECT s.plan_id, s.plan, s.counted, s.node_id, s.ref, s.title, s.basis, s.fiscal_year_start, s.years, s.period, s.lines,
       s.target, s.achieved, s.at_risk, s.gap, s.percent_achieved
  FROM funding_report(CURRENT_DATE) s;
COMMENT ON VIEW funding_report IS
  'Funding: one row per plan, basis and period, and one for all its years, for the whole plan, every programme, and what is under none. Do not add programmes: a pound may be under several.';

CREATE OR REPLACE FUNCTION money_node_report(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (node_id bigint, plan_id bigint, plan text, level text, ref text, title text, purpose text, basis text, fiscal_year_start integer, years integer,
                 period text, target numeric, achieved numeric, at_risk numeric, gap numeric, target_by_link numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT n.node_id, n.plan_id, p.plan, n.level, n.ref, n.title, a.purpose, a.basis, a.fiscal_year_start, a.years,
         money_period(a.fiscal_year_start, a.years, (SELECT cal.fiscal_start_month FROM register_settings cal)), a.target, a.achieved, a.at_risk, a.target - a.achieved - a.at_risk, a.target_by_link
    FROM (SELECT u.node, r.purpose, r.basis, r.fiscal_year_start, r.years,
                 sum(u.amount) FILTER (WHERE r.standing = 'target') AS target,
                 sum(u.amount) FILTER (WHERE r.standing = 'achieved') AS achieved,
                 sum(u.amount) FILTER (WHERE r.standing = 'at risk') AS at_risk,
                 sum(u.by_link) FILTER (WHERE r.standing = 'target') AS target_by_link
            FROM (SELECT l.purpose, l.basis, l.fiscal_year_start, l.years, f.standing,
                         outcome_amount((SELECT linkage(nl.child_node_id, nl.parent_node_id) FROM rollup_node_links(as_at) nl), l.node_id, l.part, f.amount) AS nodes
                    FROM money_links(as_at, known_at) l
                   CROSS JOIN LATERAL (VALUES ('target', l.target), ('achieved', l.achieved), ('at risk', l.at_risk)) f (standing, amount)
                   GROUP BY l.purpose, l.basis, l.fiscal_year_start, l.years, f.standing) r
           CROSS JOIN LATERAL unnest(r.nodes) u
           WHERE u.items > 0
           GROUP BY u.node, r.purpose, r.basis, r.fiscal_year_start, r.years) a
    JOIN nodes n ON n.node_id = a.node
    LEFT JOIN plan_names p ON p.plan_id = n.plan_id
   ORDER BY p.plan NULLS LAST, n.plan_id, n.level, n.code NULLS LAST, n.node_id, a.purpose, a.basis, a.fiscal_year_start, a.years;
END;
COMMENT ON FUNCTION money_node_report(date, timestamptz) IS
  'One row per node with money at or under it, purpose, basis and period: every pound once (distinct), over the links that hold on that day, as recorded by that moment; target_by_link counts it once for every link. Money whose item or node is this one or under it counts. Do not add across nodes.';

CREATE OR REPLACE VIEW money_node_report WITH (security_invoker = true) AS
SELECT m.node_id, m.plan_id, m.plan, m.level, m.ref, m.title, m.purpose, m.basis, m.fiscal_year_start, m.years, m.period,
       m.target, m.achieved, m.at_risk, m.gap, m.target_by_link
  FROM money_node_report(CURRENT_DATE) m;
COMMENT ON VIEW money_node_report IS
  'One row per node with money at or under it, purpose, basis and period: every pound once (distinct). Do not add across nodes.';

CREATE OR REPLACE FUNCTION money_unplaced(as_at date DEFAULT CURRENT_DATE, known_at timestamptz DEFAULT NULL)
  RETURNS TABLE (plan_id bigint, plan text, purpose text, ref text, title text, basis text, fiscal_year_start integer, years integer, period text,
                 item_id bigint, reason text, target numeric, achieved numeric, at_risk numeric)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT p.plan_id, n.plan, p.purpose, p.ref, p.title, p.basis, p.fiscal_year_start, p.years,
         money_period(p.fiscal_year_start, p.years, (SELECT cal.fiscal_start_month FROM register_settings cal)),
         p.item_id, CASE WHEN p.item_id IS NULL THEN 'no item and no node' ELSE 'its item counts at no node' END,
         p.target, p.achieved, p.at_risk
    FROM money_parts(known_at) p
    JOIN plan_names n ON n.plan_id = p.plan_id
   WHERE p.node_id IS NULL
     AND NOT EXISTS (SELECT FROM rollup_item_links(as_at) l WHERE l.item_id = p.item_id)
   ORDER BY n.plan, p.plan_id, p.purpose, p.ref, p.basis, p.fiscal_year_start, p.years, p.item_id;
END;
COMMENT ON FUNCTION money_unplaced(date, timestamptz) IS
  'One row per part of a line and period that counts at no node on that day: it is in its plan''s total and in no rollup.';

CREATE OR REPLACE VIEW money_unplaced WITH (security_invoker = true) AS
SELECT u.plan_id, u.plan, u.purpose, u.ref, u.title, u.basis, u.fiscal_year_start, u.years, u.period, u.item_id, u.reason,
       u.target, u.achieved, u.at_risk
  FROM money_unplaced(CURRENT_DATE) u;
COMMENT ON VIEW money_unplaced IS 'One row per part of a line and period that counts at no node today: it is in its plan''s total and in no rollup.';

-- For BI tools.

CREATE OR REPLACE VIEW {bi}.bi_money AS
SELECT p.plan_id AS plan_key, p.purpose, p.ref, p.mtfs_ref, p.title, p.basis, p.fiscal_year_start, p.years,
       money_period(p.fiscal_year_start, p.years, (SELECT cal.fiscal_start_month FROM register_settings cal)) AS period,
       p.item_id AS item_key, p.node_id AS node_key,
       p.target, p.achieved, p.at_risk, p.target - p.achieved - p.at_risk AS gap, p.recorded_at
  FROM ({parts of now}) p;
COMMENT ON VIEW {bi}.bi_money IS 'Fact: one row per line (plan, reference, basis), period and item or node it counts at. Rows of one basis can be added: every pound is in one row. Never add two bases, nor item figures across nodes.';

DO $glossary$
DECLARE
  col record;
BEGIN
  FOR col IN
    SELECT c.oid::regclass AS view, a.attname, g.meaning
      FROM (VALUES
        ('achieved', 'Achieved (of a saving) or secured (of funding).'),
        ('at_risk', 'At risk.'),
        ('basis', 'What the figure stands on; empty where there is one basis only. Two bases are never added.'),
        ('counted', 'What the row counts: the whole plan, a node of the level asked for, or what is under none.'),
        ('fiscal_year_start', 'The year in which the fiscal year, or the first of several, starts; empty for all years.'),
        ('gap', 'What is left: target - achieved - at risk; negative where there is more than was aimed at.'),
        ('has_target', 'Whether a target is stated; without one it counts as 0.00.'),
        ('item_id', 'The item it counts at.'),
        ('item_key', 'The item it counts at: key of bi_item.'),
        ('level', 'Which kind of node.'),
        ('lines', 'How many lines.'),
        ('mtfs_ref', 'The item of the medium-term financial strategy.'),
        ('node_id', 'The node.'),
        ('node_key', 'The node it counts at, if no item: key of bi_node.'),
        ('percent_achieved', 'Achieved in per cent of the target; exact, to be rounded by who prints it; empty without a target.'),
        ('period', 'The fiscal year, or years, as printed.'),
        ('plan', 'The plan''s name: its title and, where there is one, its version.'),
        ('plan_id', 'The plan; at a node empty where several plans share it.'),
        ('plan_key', 'Key of bi_plan.'),
        ('purpose', 'saving or funding.'),
        ('reason', 'Why it counts at no node.'),
        ('recorded_at', 'When it became known.'),
        ('ref', 'The reference of the line, or of the node.'),
        ('target', 'What is aimed at.'),
        ('target_by_link', 'The target counted once for every link of an item to a node at or under this one; larger than target where items have several.'),
        ('title', 'The wording.'),
        ('years', 'How many fiscal years it covers; empty for all years.')
      ) g (column_name, meaning)
      JOIN pg_attribute a ON a.attname = g.column_name AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'v'
     WHERE col_description(c.oid, a.attnum) IS NULL
       AND CASE c.relnamespace WHEN $bi${bi}$bi$::regnamespace THEN 'bi.' || c.relname WHEN quote_ident(current_schema())::regnamespace THEN c.relname END
           IN (SELECT register_view_names(register_money_sql()))
  LOOP
    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.meaning);
  END LOOP;
END
$glossary$;

$register$,
  '{rows at a moment}', register_money_rows_sql('money_report.known_at')),
  '{parts at a moment}', register_money_parts_sql('money_parts.known_at')),
  '{parts of now}', register_money_parts_sql('NULL::timestamptz'));
COMMENT ON FUNCTION register_money_sql() IS 'The statements that make, or renew, a register''s functions and views for money.';
