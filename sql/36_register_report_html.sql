-- register_report_html: the quarterly report as one self-contained page.
--
-- Every text passes html_escape on its way into the page: the sections below hand plain cells to html_table, which alone
-- writes markup round them, so no section can forget it.  A rating is always letter and word; its colour is an addition.
-- The word and the colour are the plan's own where its legend has them; what counts ratings of several plans prints the usual.

CREATE FUNCTION html_escape(content text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(content, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;');
COMMENT ON FUNCTION html_escape(text) IS 'The text as it stands in HTML, in content and in quoted attributes alike.';

-- Black on a light ground, white on a dark one: whichever has the higher contrast by the WCAG formula (equal at 0.179).
CREATE FUNCTION html_ink(colour text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN sum(weight * CASE WHEN part <= 0.03928 THEN part / 12.92 ELSE power((part + 0.055) / 1.055, 2.4) END) > 0.179
              THEN '#000000' ELSE '#ffffff' END
    FROM (VALUES (2, 0.2126), (4, 0.7152), (6, 0.0722)) channel (place, weight)
   CROSS JOIN LATERAL (SELECT get_byte(decode(substr(colour, place, 2), 'hex'), 0) / 255.0 AS part) level;
END;
COMMENT ON FUNCTION html_ink(text) IS '#000000 or #ffffff, whichever is easier to read on that colour (#rrggbb).';

CREATE FUNCTION html_rating(rating rag, own_label text DEFAULT NULL, own_colour text DEFAULT NULL) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN rating IS NULL THEN '<span class="rag none">Not rated</span>'
              ELSE format('<span class="rag%s" style="background:%s;color:%s"><b>%s</b> %s</span>',
                          CASE WHEN own_label IS NOT NULL THEN ' own' END, ground.colour, html_ink(ground.colour), rating,
                          html_escape(coalesce(own_label, label(rating)))) END
    FROM (SELECT CASE WHEN own_colour ~ '^#[0-9a-fA-F]{6}$' THEN own_colour ELSE colour_hex(rating) END AS colour) ground;
END;
COMMENT ON FUNCTION html_rating(rag, text, text) IS 'A rating as a badge: its letter, its word and, besides, its colour; word and colour of a plan''s own if given.';

CREATE FUNCTION html_tally_bar(name text, t rag_tally) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<div class="bar" role="img" aria-label="%s: %s">%s</div>',
                html_escape(name),
                coalesce(string_agg(format('%s %s', u.items, lower(u.label)), ', ' ORDER BY u.place), 'no items'),
                coalesce(string_agg(format('<span style="flex-grow:%s;background:%s;color:%s">%s&#160;%s</span>',
                                           u.items, u.colour, html_ink(u.colour), u.letter, u.items), '' ORDER BY u.place), ''))
    FROM (SELECT s.place, s.items, coalesce(s.rating::text, '?') AS letter, coalesce(label(s.rating), 'Not rated') AS label,
                 coalesce(colour_hex(s.rating), '#e4e7eb') AS colour
            FROM (VALUES (1, 'R'::rag, red(t)), (2, 'AR', amber_red(t)), (3, 'A', amber(t)), (4, 'AG', amber_green(t)),
                         (5, 'G', green(t)), (6, 'S', scheduled(t)), (7, 'B', complete(t)), (8, NULL, unrated(t))) s (place, rating, items)
           WHERE s.items > 0) u;
END;
COMMENT ON FUNCTION html_tally_bar(text, rag_tally) IS 'A tally as a bar in proportion, with letter and number in every part and the figures as text for who does not see it.';

CREATE FUNCTION html_columns(name text, labels text[], amounts bigint[], parts bigint[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('<svg class="columns" role="img" aria-label="%s" viewBox="0 0 %s 150" width="%s" height="150">%s'
                || '<line x1="0" y1="120.5" x2="%s" y2="120.5" stroke="#5b6673"/></svg>',
                html_escape(name || ': ' || string_agg(format('%s %s', c.label, c.amount), ', ' ORDER BY c.place)),
                count(*) * 76, count(*) * 76,
                string_agg(format('<rect x="%s" y="%s" width="44" height="%s" fill="#9db4cc"/><rect x="%s" y="%s" width="44" height="%s" fill="#1d70b8"/>'
                                  || '<text x="%s" y="%s">%s</text><text x="%s" y="138">%s</text>',
                                  c.place * 76 - 60, 120 - c.height, c.height,
                                  c.place * 76 - 60, 120 - c.part_height, c.part_height,
                                  c.place * 76 - 38, 114 - c.height, c.amount, c.place * 76 - 38, html_escape(c.label)),
                           '' ORDER BY c.place),
                count(*) * 76)
    FROM (SELECT u.place, u.label, u.amount,
                 round(u.amount * 96.0 / greatest(max(u.amount) OVER (), 1), 1) AS height,
                 round(u.part * 96.0 / greatest(max(u.amount) OVER (), 1), 1) AS part_height
            FROM unnest(labels, amounts, parts) WITH ORDINALITY u (label, amount, part, place)) c;
END;
COMMENT ON FUNCTION html_columns(text, text[], bigint[], bigint[]) IS 'A column chart as inline SVG: an amount for each label and, darker, a part of it.';

CREATE FUNCTION html_date(day date) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN extract(day FROM day) || ' '
       || (ARRAY['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'])[extract(month FROM day)::integer]
       || ' ' || extract(year FROM day);
COMMENT ON FUNCTION html_date(date) IS 'A date as reports print it, such as 31 Mar 2025.';

-- Headings: "#..." a number, "~..." a short text that is not broken, "*..." a rating, else text; a "?" before it leaves the
-- column out where all its cells are empty or 0.  A rating is its letters, or "plan_id:letters" to be printed in that plan's
-- words.  The query gives one text[] a row, in the order to print; in it %1$I is the register, $1 the plans, $2 the quarter,
-- $3 the day.  All rows are made by one query over all cells: a call for each row would take most of a large page's time.
CREATE FUNCTION html_table(register text, source text, caption text, headings text[], query text,
                           plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  row_cells text[];
  table_rows jsonb[] := '{}';
  kept integer[];
  badges jsonb;
  not_rated constant text := @extschema@.html_rating(NULL);
  body text;
BEGIN
  FOR row_cells IN EXECUTE format(query, register) USING plan_ids, in_quarter, as_at LOOP
    table_rows := table_rows || to_jsonb(row_cells);
  END LOOP;
  IF table_rows = '{}' THEN
    RETURN format('<p class="nil">%s: none.</p>', @extschema@.html_escape(caption));
  END IF;
  SELECT array_agg(h.place::integer ORDER BY h.place) INTO kept
    FROM unnest(headings) WITH ORDINALITY h (heading, place)
   WHERE h.heading NOT LIKE '?%'
      OR EXISTS (SELECT FROM unnest(table_rows) r (cells) WHERE coalesce(r.cells ->> (h.place::integer - 1), '') NOT IN ('', '0'));
  EXECUTE format($query$
      SELECT jsonb_object_agg(w.cell, w.badge)
        FROM unnest('{B,S,G,AG,A,AR,R}'::rag[]) k (rating)
       CROSS JOIN LATERAL (SELECT k.rating::text, html_rating(k.rating)
                           UNION ALL
                           SELECT p.plan_id || ':' || k.rating, html_rating(k.rating, l.label, l.colour)
                             FROM unnest($1) p (plan_id)
                             LEFT JOIN %1$I.plan_legends l ON l.plan_id = p.plan_id AND l.rating = k.rating) w (cell, badge) $query$, register)
    INTO badges USING plan_ids;
  SELECT string_agg(r.line, E'\n' ORDER BY r.ordinality) INTO body
    FROM (SELECT r.ordinality,
                 '<tr>' || string_agg(format(CASE WHEN k.ordinality = 1 THEN '<th scope="row"%s>%s</th>' ELSE '<td%s>%s</td>' END,
                                             CASE k.kind WHEN '#' THEN ' class="n"' WHEN '~' THEN ' class="s"' END,
                                             CASE WHEN k.kind <> '*' THEN @extschema@.html_escape(r.cells ->> k.cell)
                                                  ELSE coalesce(badges ->> (r.cells ->> k.cell), not_rated) END),
                                      '' ORDER BY k.ordinality) || '</tr>' AS line
            FROM unnest(table_rows) WITH ORDINALITY r (cells, ordinality)
           CROSS JOIN (SELECT u.ordinality, u.place - 1 AS cell, left(ltrim(headings[u.place], '?'), 1) AS kind
                         FROM unnest(kept) WITH ORDINALITY u (place, ordinality)) k
           GROUP BY r.ordinality) r;
  -- A table wider than the window scrolls by itself; the focus lets a keyboard do it.
  RETURN format(E'<div class="scroll" role="region" tabindex="0" aria-label="%1$s"><table>\n<caption>%1$s <span class="source">Source: %2$s.%3$s</span></caption>\n<thead><tr>%4$s</tr></thead>\n<tbody>\n%5$s\n</tbody></table></div>',
                @extschema@.html_escape(caption), @extschema@.html_escape(register), @extschema@.html_escape(source),
                (SELECT string_agg(format('<th scope="col"%s>%s</th>', CASE WHEN ltrim(headings[k.place], '?') LIKE '#%' THEN ' class="n"' END,
                                          @extschema@.html_escape(ltrim(headings[k.place], '?#~*'))), '' ORDER BY k.ordinality)
                   FROM unnest(kept) WITH ORDINALITY k (place, ordinality)),
                body);
END
$body$;
COMMENT ON FUNCTION html_table(text, text, text, text[], text, bigint[], quarter, date) IS 'The rows of a query as an HTML table with caption, headings and the view they come from; part of report_html.';

-- The sections.  Each takes the register, the plans, the quarter (NULL: of each plan the latest) and the day.

CREATE FUNCTION report_absences(register text) RETURNS text
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN CASE WHEN to_regclass(format('%I.item_absences', register)) IS NOT NULL THEN '%1$I.item_absences'
            -- A register of an older layout knows the last state alone.
            ELSE '(SELECT o.plan_id, o.item_id, o.state_since AS absent_from, date ''infinity'' AS absent_to, o.state, o.state_reason AS reason'
                 || ' FROM %1$I.items o WHERE o.state <> ''active'')' END;
COMMENT ON FUNCTION report_absences(text) IS 'Part of report_html: where the days stand on which items do not count, in SQL in which %1$I is the register.';

CREATE FUNCTION report_summary_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  absences CONSTANT text := @extschema@.report_absences(register);
  progress record;
  sentence text;
  page text := '<h2 id="summary">Summary</h2>';
BEGIN
  FOR progress IN EXECUTE format($query$
      SELECT n.plan, r.quarter, r.tally, r.total, r.complete, r.red, r.amber_red, r.amber, r.unrated, r.percent_complete, r.overall,
             (SELECT count(*) FROM %1$I.items i
               WHERE i.plan_id = n.plan_id
                 AND NOT EXISTS (SELECT FROM $query$ || absences || $query$ gone
                                  WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND $3 BETWEEN gone.absent_from AND gone.absent_to)) AS items,
             -- A register of an older layout has no such column.
             (SELECT to_jsonb(p) ->> 'counts_from' FROM %1$I.plans p WHERE p.plan_id = n.plan_id)::date AS begins
        FROM unnest($1) WITH ORDINALITY chosen (plan_id, place)
        JOIN %1$I.plan_names n ON n.plan_id = chosen.plan_id
        LEFT JOIN %1$I.progress_report r ON r.plan_id = chosen.plan_id AND r.quarter IS NOT NULL
                                        AND CASE WHEN $2 IS NULL THEN r.is_latest ELSE r.quarter = $2 END
       ORDER BY chosen.place $query$, register) USING plan_ids, in_quarter, as_at
  LOOP
    IF progress.quarter IS NULL AND progress.begins > as_at THEN
      sentence := format('Begins on %s.', @extschema@.html_date(progress.begins));
    ELSIF progress.quarter IS NULL THEN
      sentence := format('%s items; no ratings reported%s.', progress.items, coalesce(' for ' || in_quarter, ''));
    ELSE
      sentence := format('%s: %s of %s items are complete (%s%%); %s red, %s%s amber%s. Overall %s.',
                         progress.quarter, progress.complete, progress.total, coalesce(round(progress.percent_complete), 0),
                         progress.red, CASE WHEN progress.amber_red > 0 THEN progress.amber_red || ' amber/red, ' END, progress.amber,
                         CASE WHEN progress.unrated > 0 THEN format(', %s not rated', progress.unrated) END,
                         coalesce(lower(@extschema@.label(progress.overall)), 'not rated'));
    END IF;
    page := page || format(E'\n<div class="plan"><p><strong>%s</strong> %s</p>%s</div>', @extschema@.html_escape(progress.plan), @extschema@.html_escape(sentence),
                           CASE WHEN progress.quarter IS NOT NULL THEN @extschema@.html_tally_bar(progress.plan, progress.tally) END);
  END LOOP;
  RETURN page || format(E'\n<p class="note">Percentages are of all items, not rated ones included; "overall" is the most severe live rating. <span class="source">Source: %s.progress_report</span></p>',
                        @extschema@.html_escape(register));
END
$body$;
COMMENT ON FUNCTION report_summary_html(text, bigint[], quarter, date) IS 'Part of report_html: a sentence and a bar for each plan.';

CREATE FUNCTION report_exceptions_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN '<h2 id="exceptions">Exceptions</h2>' || (
  SELECT string_agg(E'\n<h3>' || part.title || E'</h3>\n' || html_table(register, 'exceptions_report', part.caption,
    ARRAY['~Ref', 'Action', '?Plan', '~Quarter', '*Rating', '?Movement', '?~Due', '?Officers', '?Linked to', '?Commentary', '?Corrective action'],
    $query$SELECT ARRAY[e.ref, e.title, CASE WHEN cardinality($1) > 1 THEN e.plan END, e.quarter::text, e.plan_id || ':' || e.rating, e.movement, html_date(e.current_due), e.officers,
                        e.nodes, e.commentary, e.corrective_action]
             FROM %1$I.exceptions_report($2, $3) e
            WHERE e.plan_id = ANY ($1) AND $query$ || part.condition, plan_ids, in_quarter, as_at), '' ORDER BY part.place)
    FROM (VALUES (1, 'Escalate', 'Off track, with major issues: Red and Amber/Red', $q$e.rating >= 'AR'$q$),
                 (2, 'Monitor', 'Mainly on track, with minor issues: Amber', $q$e.rating < 'AR'$q$)) part (place, title, caption, condition));
COMMENT ON FUNCTION report_exceptions_html(text, bigint[], quarter, date) IS 'Part of report_html: the items to escalate and to monitor.';

CREATE FUNCTION report_progress_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN E'<h2 id="progress">Progress</h2>\n' || html_table(register, 'progress_report', 'Progress of each plan, quarter by quarter',
    ARRAY['Plan', '~Quarter', '#Complete', '#Green', '?#Amber/Green', '#Amber', '?#Amber/Red', '#Red', '#Scheduled', '#Not rated', '#Total', '#% complete', '*Overall'],
    $query$SELECT ARRAY[r.plan, coalesce(r.quarter::text, 'never reported'), r.complete::text, r.green::text, r.amber_green::text, r.amber::text, r.amber_red::text,
                        r.red::text, r.scheduled::text, r.unrated::text, r.total::text, CASE WHEN rated(r.tally) > 0 THEN round(r.percent_complete)::text END, r.overall::text]
             FROM %1$I.progress_report r
            WHERE r.plan_id = ANY ($1) AND (r.quarter IS NULL OR $2 IS NULL OR r.quarter <= $2)
            ORDER BY r.plan, r.plan_id, r.quarter NULLS FIRST$query$, plan_ids, in_quarter, as_at);
COMMENT ON FUNCTION report_progress_html(text, bigint[], quarter, date) IS 'Part of report_html: the progress summary.';

CREATE FUNCTION report_movement_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  moved record;
  page text := '<h2 id="movement">Movement since the quarter before</h2>';
BEGIN
  FOR moved IN EXECUTE format($query$
      SELECT n.plan_id, n.plan, pq.quarter, pq.previous_quarter
        FROM unnest($1) WITH ORDINALITY chosen (plan_id, place)
        JOIN %1$I.plan_names n ON n.plan_id = chosen.plan_id
        JOIN %1$I.plan_quarters pq ON pq.plan_id = chosen.plan_id AND pq.previous_quarter IS NOT NULL
                                  AND CASE WHEN $2 IS NULL THEN pq.is_latest ELSE pq.quarter = $2 END
       ORDER BY chosen.place $query$, register) USING plan_ids, in_quarter
  LOOP
    page := page || format(E'\n<h3>%s</h3>\n', @extschema@.html_escape(moved.plan))
      || @extschema@.html_table(register, 'movement_report', format('How many items moved from %s to %s, and how', moved.previous_quarter, moved.quarter),
           ARRAY['Movement', '*Before', '*Now', '#Items'],
           $query$SELECT ARRAY[m.movement, m.plan_id || ':' || m.previous_rating, m.plan_id || ':' || m.rating, m.items::text]
                    FROM %1$I.movement_report m
                   WHERE m.plan_id = ANY ($1) AND m.quarter = $2
                   ORDER BY m.previous_rating DESC NULLS LAST, m.rating DESC NULLS LAST$query$,
           ARRAY[moved.plan_id], moved.quarter, as_at) || E'\n'
      || @extschema@.html_table(register, 'rating_report', format('Rating of each item in %s and %s', moved.previous_quarter, moved.quarter),
           ARRAY['~Ref', 'Action', '*' || moved.previous_quarter, '*' || moved.quarter, 'Movement'],
           $query$SELECT ARRAY[r.ref, r.title, r.plan_id || ':' || r.previous_rating, r.plan_id || ':' || r.rating, r.movement]
                    FROM %1$I.rating_report r
                    JOIN %1$I.items i ON i.item_id = r.item_id
                   WHERE r.plan_id = ANY ($1) AND r.quarter = $2
                   ORDER BY i.code NULLS LAST, r.item_id$query$,
           ARRAY[moved.plan_id], moved.quarter, as_at);
  END LOOP;
  IF NOT FOUND THEN
    page := page || E'\n<p class="nil">No plan of this report has reported two quarters yet.</p>';
  END IF;
  RETURN page;
END
$body$;
COMMENT ON FUNCTION report_movement_html(text, bigint[], quarter, date) IS 'Part of report_html: rating by quarter and movement, for plans that reported before.';

CREATE FUNCTION report_breakdown_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  counts constant text[] := ARRAY['#Complete', '#Green', '?#Amber/Green', '#Amber', '?#Amber/Red', '#Red', '#Scheduled', '#Not rated', '#Total', '#% complete', '*Overall'];
  cells constant text := $query$r.complete::text, r.green::text, r.amber_green::text, r.amber::text, r.amber_red::text, r.red::text,
                        r.scheduled::text, r.unrated::text, r.total::text, CASE WHEN rated(r.tally) > 0 THEN round(r.percent_complete)::text END, r.overall::text]$query$;
  chosen constant text := $query$WHERE r.plan_id = ANY ($1) AND r.quarter IS NOT NULL
                                   AND CASE WHEN $2 IS NULL THEN r.is_latest ELSE r.quarter = $2 END$query$;
  reported record;
  page text := '<h2 id="breakdown">Ratings by aim, theme, committee and officer</h2>'
    || E'\n<p class="note">An item with two committees, officers or parents counts under each, so these rows must not be added up.</p>';
BEGIN
  FOR reported IN EXECUTE format($query$
      SELECT n.plan_id, n.plan, pq.quarter
        FROM unnest($1) WITH ORDINALITY chosen (plan_id, place)
        JOIN %1$I.plan_names n ON n.plan_id = chosen.plan_id
        JOIN %1$I.plan_quarters pq ON pq.plan_id = chosen.plan_id AND CASE WHEN $2 IS NULL THEN pq.is_latest ELSE pq.quarter = $2 END
       ORDER BY chosen.place $query$, register) USING plan_ids, in_quarter
  LOOP
    page := page || format(E'\n<h3>%s, %s</h3>\n', @extschema@.html_escape(reported.plan), reported.quarter)
      || @extschema@.html_table(register, 'node_rating_report', 'Items at or under each aim, priority, theme, recommendation and so on, each item once',
           ARRAY['Aim, priority, theme, recommendation', '~Level'] || counts,
           $query$SELECT ARRAY[CASE WHEN r.title = r.ref THEN r.ref ELSE r.ref || ' ' || r.title END, lv.label, $query$ || cells
           || $query$ FROM (SELECT d.*, count(*) OVER (PARTITION BY d.plan_id, d.quarter, d.level) AS siblings FROM %1$I.node_rating_report d) r
                      JOIN %1$I.levels lv ON lv.level = r.level
                      JOIN %1$I.nodes n ON n.node_id = r.node_id $query$
           || chosen || ' ORDER BY r.siblings, r.level, n.code NULLS LAST, r.node_id',
           ARRAY[reported.plan_id], reported.quarter, as_at) || E'\n'
      || @extschema@.html_table(register, 'body_rating_report', 'By committee or board',
           ARRAY['Committee or board'] || counts,
           $query$SELECT ARRAY[coalesce(r.body, 'none named'), $query$ || cells || ' FROM %1$I.body_rating_report r ' || chosen
           || $query$ AND EXISTS (SELECT FROM %1$I.item_bodies ib JOIN %1$I.items i ON i.item_id = ib.item_id WHERE i.plan_id = r.plan_id)
                      ORDER BY r.body NULLS LAST, r.body_id, r.role$query$,
           ARRAY[reported.plan_id], reported.quarter, as_at) || E'\n'
      || @extschema@.html_table(register, 'officer_rating_report', 'By officer',
           ARRAY['Officer', 'Role'] || counts,
           $query$SELECT ARRAY[coalesce(r.officer, 'none named'), r.role, $query$ || cells || ' FROM %1$I.officer_rating_report r ' || chosen
           || ' ORDER BY r.officer NULLS LAST, r.officer_id, r.role',
           ARRAY[reported.plan_id], reported.quarter, as_at);
  END LOOP;
  IF NOT FOUND THEN
    page := page || E'\n<p class="nil">No plan of this report has ratings.</p>';
  END IF;
  RETURN page;
END
$body$;
COMMENT ON FUNCTION report_breakdown_html(text, bigint[], quarter, date) IS 'Part of report_html: ratings by node, body and officer.';

CREATE FUNCTION report_deadlines_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  absences CONSTANT text := @extschema@.report_absences(register);
  profile record;
  page text := E'<h2 id="deadlines">Deadlines</h2>\n<h3>Re-baselined</h3>\n';
BEGIN
  page := page || @extschema@.html_table(register, 'slippage_report', 'Items whose deadline was revised, longest slippage first',
      ARRAY['~Ref', 'Action', '?Plan', '~First deadline', '~Now', '#Revisions', '#Months', '#Days', '*Rating'],
      $query$SELECT ARRAY[s.ref, s.title, CASE WHEN cardinality($1) > 1 THEN s.plan END, coalesce(html_date(s.baseline_due), s.baseline_raw), coalesce(html_date(s.current_due), s.current_raw),
                          s.revisions::text, s.slippage_months::text, s.slippage_days::text, s.plan_id || ':' || s.rating]
               FROM %1$I.slippage_report s
              WHERE s.plan_id = ANY ($1)
              ORDER BY s.slippage_days DESC NULLS LAST, s.plan_id, s.item_id$query$, plan_ids, in_quarter, as_at)
    || format(E'\n<h3>Overdue as at %s</h3>\n', @extschema@.html_date(as_at))
    || @extschema@.html_table(register, 'overdue_report', format('Not complete and past the deadline in force on %s, longest first', @extschema@.html_date(as_at)),
      ARRAY['~Ref', 'Action', '?Plan', '~Due', '#Days', '#Months', '*Rating', '?Officers'],
      $query$SELECT ARRAY[o.ref, o.title, CASE WHEN cardinality($1) > 1 THEN o.plan END, html_date(o.current_due), o.days_overdue::text, o.months_overdue::text, o.plan_id || ':' || o.rating, o.officers]
               FROM %1$I.overdue_report($3) o
              WHERE o.plan_id = ANY ($1)
              ORDER BY o.current_due, o.plan, o.plan_id, o.item_id$query$, plan_ids, in_quarter, as_at)
    || E'\n<h3>Due per quarter</h3>';
  FOR profile IN EXECUTE format($query$
      SELECT p.plan_id, p.plan, array_agg(p.quarter::text ORDER BY p.quarter) AS quarters,
             array_agg(p.due_items ORDER BY p.quarter) AS due, array_agg(p.due_complete ORDER BY p.quarter) AS complete,
             array_agg(p.active_items ORDER BY p.quarter) AS active, array_agg(p.active_complete ORDER BY p.quarter) AS active_complete,
             sum(p.due_items) AS dated,
             (SELECT count(*) FROM %1$I.items i
               WHERE i.plan_id = p.plan_id
                 AND NOT EXISTS (SELECT FROM $query$ || absences || $query$ gone
                                  WHERE gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND CURRENT_DATE BETWEEN gone.absent_from AND gone.absent_to)) AS items
        FROM unnest($1) WITH ORDINALITY chosen (plan_id, place)
        JOIN %1$I.profile_report p ON p.plan_id = chosen.plan_id
       GROUP BY p.plan_id, p.plan, chosen.place
       ORDER BY chosen.place $query$, register) USING plan_ids
  LOOP
    page := page || format(E'\n<figure><figcaption>%s: items due per quarter, those now complete darker (%s of %s items have a deadline with an end)</figcaption>%s</figure>\n',
                           @extschema@.html_escape(profile.plan), profile.dated, profile.items,
                           @extschema@.html_columns('Items due per quarter', profile.quarters, profile.due, profile.complete))
      || @extschema@.html_table(register, 'profile_report', format('%s: items due and under way per quarter', profile.plan),
           ARRAY['~Quarter', '#Due', '#of these complete', '?#Under way', '?#of these complete'],
           format($query$SELECT ARRAY[q.quarter, q.due::text, q.complete::text, q.active::text, q.active_complete::text]
                           FROM unnest(%L::text[], %L::bigint[], %L::bigint[], %L::bigint[], %L::bigint[]) WITH ORDINALITY q (quarter, due, complete, active, active_complete, place)
                          ORDER BY q.place$query$, profile.quarters, profile.due, profile.complete, profile.active, profile.active_complete),
           ARRAY[profile.plan_id], in_quarter, as_at);
  END LOOP;
  IF NOT FOUND THEN
    page := page || E'\n<p class="nil">No item of this report has a deadline.</p>';
  END IF;
  RETURN page;
END
$body$;
COMMENT ON FUNCTION report_deadlines_html(text, bigint[], quarter, date) IS 'Part of report_html: re-baselined and overdue items, and items due per quarter.';

CREATE FUNCTION report_thread_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN E'<h2 id="thread">Golden thread</h2>\n'
  || '<p class="note">"Distinct" counts every item once however many links lead to it. "By link" counts an item once for each linked outcome (or other node) '
  || 'at or under the row. Neither may be added up over rows: an item under two outcomes stands in both. Only items of the plans of this report are counted.</p>' || E'\n'
  || html_table(register, 'rollup_report', 'Items per outcome, commitment, plan and so on, through the links',
    ARRAY['Outcome, commitment, plan', '~Level', '#By link', '#Distinct', '#Complete', '#% complete', '*Overall'],
    $query$SELECT ARRAY[CASE WHEN r.title = r.ref THEN r.ref ELSE r.ref || ' ' || r.title END, lv.label, r.items_by_link::text, r.items_distinct::text, complete(r.distinct_items)::text,
                        CASE WHEN rated(r.distinct_items) > 0 THEN round(r.percent_complete)::text END, r.overall::text]
             FROM (SELECT u.*, count(*) OVER (PARTITION BY u.level) AS siblings
                     FROM %1$I.rollup_report($2, $3, $1) u
                    WHERE u.items_by_link > 0) r
             JOIN %1$I.levels lv ON lv.level = r.level
             JOIN %1$I.nodes n ON n.node_id = r.node_id
            ORDER BY r.siblings, r.level, n.code NULLS LAST, r.node_id$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'unlinked_items', 'Items that nothing links to an outcome or other node',
    ARRAY['~Ref', 'Action', '?Plan'],
    $query$SELECT ARRAY[u.ref, u.title, CASE WHEN cardinality($1) > 1 THEN u.plan END] FROM %1$I.unlinked_items u WHERE u.plan_id = ANY ($1)
            ORDER BY u.plan, u.plan_id, u.item_id$query$, plan_ids, in_quarter, as_at);
COMMENT ON FUNCTION report_thread_html(text, bigint[], quarter, date) IS 'Part of report_html: items per outcome, commitment and plan, by link and distinct.';

CREATE FUNCTION report_notes_html(register text, plan_ids bigint[], in_quarter quarter, as_at date) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
RETURN E'<h2 id="notes">Notes on the data</h2>\n'
  || html_table(register, 'data_notes', 'Cells that were read with care; the cell as printed is kept beside what it was read as',
    ARRAY['Plan', 'What', '#Cells'],
    $query$SELECT ARRAY[d.plan, d.finding, d.cells::text] FROM %1$I.data_notes d WHERE d.plan_id = ANY ($1)$query$,
    plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'consistency_report', format('Ratings and dates that do not sit well together on %s: questions to ask, not errors', html_date(as_at)),
    ARRAY['~Ref', 'Action', '?Plan', 'Question', '*Rating', '~Quarter', '~Due'],
    $query$SELECT ARRAY[c.ref, c.title, CASE WHEN cardinality($1) > 1 THEN c.plan END, c.finding, c.plan_id || ':' || c.rating, c.quarter::text, html_date(c.current_due)]
             FROM %1$I.consistency_report($3) c
            WHERE c.plan_id = ANY ($1)
            ORDER BY c.plan, c.plan_id, c.finding, c.item_id$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'items', format('Items left out because they are no longer active on %s; they still count in the quarters that ended before', html_date(as_at)),
    ARRAY['~Ref', 'Action', '?Plan', 'State', '?~Since', '?Why'],
    $query$SELECT ARRAY[i.ref, i.title, CASE WHEN cardinality($1) > 1 THEN n.plan END, gone.state, html_date(gone.absent_from), gone.reason]
             FROM %1$I.items i JOIN %1$I.plan_names n ON n.plan_id = i.plan_id
             JOIN $query$ || report_absences(register) || $query$ gone
               ON gone.plan_id = i.plan_id AND gone.item_id = i.item_id AND $3 BETWEEN gone.absent_from AND gone.absent_to AND gone.state IS NOT NULL
            WHERE i.plan_id = ANY ($1)
            ORDER BY n.plan, i.plan_id, i.code NULLS LAST, i.item_id$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'legends', 'The plans'' own words for ratings',
    ARRAY['?Plan', '~Cell', '*Read as', 'Printed as'],
    $query$SELECT ARRAY[CASE WHEN cardinality($1) > 1 THEN n.plan END, CASE WHEN l.word = '' THEN '(blank)' ELSE l.word END, l.rating::text, l.label]
             FROM %1$I.legends l JOIN %1$I.plan_names n ON n.plan_id = l.plan_id
            WHERE l.plan_id = ANY ($1)
            ORDER BY n.plan, l.plan_id, l.rating DESC NULLS LAST, l.word COLLATE "C"$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'imports', 'Files read',
    ARRAY['File', 'Kind', '#Rows read', '#Loaded', '#Unchanged', '#Refused'],
    $query$SELECT ARRAY[i.file_name, k.title, i.rows_read::text, i.rows_loaded::text, i.rows_unchanged::text, i.rows_refused::text]
             FROM %1$I.imports i JOIN %1$I.document_kinds k ON k.kind = i.kind
            WHERE k.plan_id IS NULL OR k.plan_id = ANY ($1) OR NOT EXISTS (SELECT FROM %1$I.items own WHERE own.plan_id = k.plan_id)
            ORDER BY i.import_id$query$, plan_ids, in_quarter, as_at) || E'\n'
  || html_table(register, 'import_errors', 'Cells refused',
    ARRAY['File', '#Line', 'Column', 'Cell', 'Why', 'What to write'],
    $query$SELECT ARRAY[i.file_name, e.line::text, e.column_name, e.value, e.reason, e.hint]
             FROM %1$I.import_errors e JOIN %1$I.imports i ON i.import_id = e.import_id JOIN %1$I.document_kinds k ON k.kind = i.kind
            WHERE k.plan_id IS NULL OR k.plan_id = ANY ($1) OR NOT EXISTS (SELECT FROM %1$I.items own WHERE own.plan_id = k.plan_id)
            ORDER BY e.import_id, e.error_number$query$, plan_ids, in_quarter, as_at) || E'\n'
  || '<h3>Key to the ratings</h3><dl class="key">'
  || (SELECT string_agg(format('<dt>%s</dt><dd>%s</dd>', html_rating(k.rating), coalesce(html_escape(meaning(k.rating)), 'nothing reported')), '' ORDER BY k.place)
        FROM unnest(ARRAY['R', 'AR', 'A', 'AG', 'G', 'S', 'B', NULL]::rag[]) WITH ORDINALITY k (rating, place))
  || '</dl>';
COMMENT ON FUNCTION report_notes_html(text, bigint[], quarter, date) IS 'Part of report_html: what was read with care or refused, doubts, and the key.';

CREATE FUNCTION report_css() RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $css$
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 72rem; background: #fff; color: #1c2530;
       font: 1rem/1.5 "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif; }
header { border-bottom: 3px solid #1f3a5f; padding-bottom: 1rem; margin-bottom: 1.5rem; }
h1, h2, h3 { font-family: Georgia, "Noto Serif", "Liberation Serif", serif; font-weight: 600; color: #1f3a5f; line-height: 1.25; }
h1 { font-size: 2rem; margin: 0 0 .25rem; }
h2 { font-size: 1.45rem; margin: 2.75rem 0 .75rem; padding-top: .6rem; border-top: 1px solid #c5cdd8; }
h3 { font-size: 1.12rem; margin: 1.75rem 0 .5rem; }
header p { margin: 0; color: #46515e; }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
a { color: #164a85; }
a:focus, .scroll:focus { outline: 3px solid #ffbf00; outline-offset: 2px; }
.plan { margin: 1.1rem 0; }
.plan p { margin: 0 0 .35rem; }
.note, .nil { color: #46515e; font-size: .93rem; max-width: 58rem; }
.source { color: #525e6b; font-size: .8rem; font-weight: 400; white-space: nowrap; }
.bar { display: flex; width: 100%; border: 1px solid #1c2530; font-size: .82rem; line-height: 1.7; }
.bar span { flex-basis: 0; min-width: 2.6rem; padding: 0 .3rem; text-align: center; white-space: nowrap; border-left: 1px solid #fff; }
.bar span:first-child { border-left: 0; }
.scroll { overflow-x: auto; margin: .75rem 0 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
caption .source { margin-left: .6rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #d9dfe7; }
thead th { background: #eef2f6; border-bottom: 2px solid #1f3a5f; vertical-align: bottom; }
tbody th { font-weight: 600; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.s { white-space: nowrap; }
.rag { display: inline-block; padding: 0 .45rem; border-radius: 2px; white-space: nowrap; border: 1px solid #1c2530; }
.rag.own { white-space: normal; max-width: 16rem; }
.rag.none { background: #fff; color: #46515e; border-style: dashed; border-color: #525e6b; }
figure { margin: 1.25rem 0 .25rem; }
figcaption { font-weight: 600; font-size: .88rem; margin-bottom: .4rem; }
.columns { max-width: 100%; height: auto; }
.columns text { font: 11px "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif; fill: #1c2530; text-anchor: middle; }
.key { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: 0; font-size: .93rem; }
.key dd { margin: 0; }
footer { margin-top: 3rem; border-top: 1px solid #c5cdd8; padding-top: .75rem; color: #525e6b; font-size: .85rem; }
@media print {
  @page { size: A4 landscape; margin: 14mm; }
  body { padding: 0; max-width: none; font-size: 9.5pt; }
  nav { display: none; }
  h2, h3, caption { break-after: avoid; }
  tr, figure, .plan { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  .bar, .rag { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
$css$;
COMMENT ON FUNCTION report_css() IS 'The style of report_html; every colour of text has a contrast of 4.5 or more.';

CREATE FUNCTION report_plans(register text, plan text) RETURNS bigint[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
AS $body$
DECLARE
  found_ids bigint[];
  known text;
BEGIN
  EXECUTE format($query$
      SELECT array_agg(n.plan_id ORDER BY n.plan, n.plan_id)
        FROM %1$I.plan_names n
        JOIN %1$I.plans p ON p.plan_id = n.plan_id
       WHERE CASE WHEN $1 IS NULL THEN EXISTS (SELECT FROM %1$I.items i WHERE i.plan_id = n.plan_id)
                  ELSE $1 IN (n.plan, p.title) END $query$, register) INTO found_ids USING plan;
  IF found_ids IS NULL AND plan IS NOT NULL THEN
    EXECUTE format($query$ SELECT string_agg(format('"%%s"', n.plan), ', ' ORDER BY n.plan, n.plan_id) FROM %1$I.plan_names n $query$, register) INTO known;
    RAISE EXCEPTION 'there is no plan "%" in register "%"', plan, register
      USING ERRCODE = 'undefined_object',
            HINT = coalesce('The register holds ' || known || '.', 'The register holds no plans yet.');
  END IF;
  RETURN coalesce(found_ids, '{}');
END
$body$;
COMMENT ON FUNCTION report_plans(text, text) IS 'The plans a report is about: the named one in all its versions, or all that have items.';

-- jit is off: a page is many queries that run once each, and to compile one takes longer than to run it.
CREATE FUNCTION report_html(schema text, plan text DEFAULT NULL, quarter quarter DEFAULT NULL, as_at date DEFAULT CURRENT_DATE) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, @extschema@, pg_temp
  SET jit = off
AS $body$
DECLARE
  plan_ids bigint[];
  heading text := @extschema@.html_escape(coalesce(plan, 'All plans'));
  period text := @extschema@.html_escape(coalesce(quarter::text, 'latest reported quarter of each plan'));
BEGIN
  PERFORM @extschema@.check_register(schema);
  IF as_at IS NULL OR NOT isfinite(as_at) THEN
    RAISE EXCEPTION 'a report needs a day' USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave as_at out for today.';
  END IF;
  EXECUTE format('SELECT %I.checked_quarter($1)', schema) USING quarter;
  plan_ids := @extschema@.report_plans(schema, plan);
  RETURN concat_ws(E'\n',
    '<!DOCTYPE html>',
    '<html lang="en-GB">',
    '<head>',
    '<meta charset="utf-8"/>',
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    format('<title>Delivery report: %s, %s, as at %s</title>', heading, period, @extschema@.html_date(as_at)),
    format('<style>%s</style>', @extschema@.report_css()),
    '</head>',
    '<body>',
    format('<header><h1>Delivery report: %s</h1><p>%s; deadlines as at %s; register %s</p></header>',
           heading, period, @extschema@.html_date(as_at), @extschema@.html_escape(schema)),
    '<nav aria-label="Sections"><ul><li><a href="#summary">Summary</a></li><li><a href="#exceptions">Exceptions</a></li>'
      || '<li><a href="#progress">Progress</a></li><li><a href="#movement">Movement</a></li><li><a href="#breakdown">Breakdown</a></li>'
      || '<li><a href="#deadlines">Deadlines</a></li><li><a href="#thread">Golden thread</a></li><li><a href="#notes">Notes</a></li></ul></nav>',
    '<main>',
    @extschema@.report_summary_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_exceptions_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_progress_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_movement_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_breakdown_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_deadlines_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_thread_html(schema, plan_ids, quarter, as_at),
    @extschema@.report_notes_html(schema, plan_ids, quarter, as_at),
    '</main>',
    format('<footer>Made by golden_thread %s. Every table names the view it comes from, so every figure can be asked for again.</footer>',
           (SELECT @extschema@.html_escape(e.extversion) FROM pg_extension e WHERE e.extname = 'golden_thread')),
    '</body>',
    '</html>') || E'\n';
END
$body$;
COMMENT ON FUNCTION report_html(text, text, quarter, date) IS
  'The report of a register as one self-contained HTML page: of one plan or all, of a quarter or the latest of each plan, deadlines as at a day.';
