-- The council's own table as rows: one per item of a paper, grouped as the plan is.

-- An item that several nodes lead to is printed once: under what it is part of before what it helps, its own plan's before another's.
CREATE OR REPLACE FUNCTION paper_homes(plan_key bigint, as_at date DEFAULT today(), known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, aim_id bigint, group_id bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH home AS MATERIALIZED (
    SELECT DISTINCT ON (l.item_id) l.item_id, n.node_id
      FROM (SELECT d.item_id, d.node_id, d.relation FROM links_in_force(paper_homes.as_at, paper_homes.known_at) d
            UNION ALL
            SELECT u.item_id, d.node_id, d.relation
              FROM items_under(paper_homes.as_at, paper_homes.known_at) u
              JOIN links_in_force(paper_homes.as_at, paper_homes.known_at) d ON d.item_id = u.under_item_id) l
      JOIN items i ON i.item_id = l.item_id
      JOIN nodes n ON n.node_id = l.node_id
     WHERE i.plan_id = paper_homes.plan_key AND n.level <> 'plan'
     ORDER BY l.item_id, l.relation <> 'part_of', (n.plan_id = paper_homes.plan_key) IS NOT TRUE, n.code NULLS LAST, n.node_id
  ), above AS MATERIALIZED (
    SELECT DISTINCT ON (k.node_id) k.node_id, n.node_id AS aim_id
      FROM (SELECT DISTINCT home.node_id FROM home) h
      JOIN nodes k ON k.node_id = h.node_id
      JOIN node_links_in_force(paper_homes.as_at, paper_homes.known_at) l ON l.child_node_id = k.node_id
      JOIN nodes n ON n.node_id = l.parent_node_id
     WHERE n.level <> 'plan' AND coalesce(n.plan_id = k.plan_id, true)
     ORDER BY k.node_id, (n.plan_id = paper_homes.plan_key) IS NOT TRUE, n.code NULLS LAST, n.node_id
  )
  SELECT home.item_id, coalesce(above.aim_id, home.node_id), CASE WHEN above.aim_id IS NOT NULL THEN home.node_id END
    FROM home
    LEFT JOIN above ON above.node_id = home.node_id;
END;
COMMENT ON FUNCTION paper_homes(bigint, date, timestamptz) IS
  'One row per item of a plan that counts towards a node on that day, as known at that moment: the aim under which the paper prints it '
  'and, where its node is not the aim itself, the group within the aim.';

CREATE OR REPLACE FUNCTION paper_dates(plan_key bigint, since quarter DEFAULT NULL, known_at timestamptz DEFAULT 'infinity')
  RETURNS TABLE (item_id bigint, due date, due_words text, was date, was_words text, reason text, is_changed boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT i.item_id, d.current_due, coalesce(day_words(d.current_due), nullif(d.current_raw, '')), before.due,
         coalesce(day_words(before.due), before.raw),
         nullif(concat_ws('; ', d.reason, decision_words('due date', d.due_date_id, paper_dates.known_at, 'FMDD Mon YYYY')), ''),
         d.revisions > 0 AND coalesce(latest.recorded_at > end_of_day(end_date(paper_dates.since)), true)
    FROM items i
    JOIN delivery_dates(paper_dates.known_at) d ON d.item_id = i.item_id
    JOIN due_dates latest ON latest.due_date_id = d.due_date_id
    LEFT JOIN LATERAL (SELECT nullif(b.due, 'infinity') AS due, b.raw
                         FROM due_dates_known(paper_dates.known_at) b
                        WHERE b.item_id = d.item_id AND b.milestone = latest.milestone AND b.revision < latest.revision
                        ORDER BY b.revision DESC
                        LIMIT 1) before ON true
   WHERE i.plan_id = paper_dates.plan_key;
END;
COMMENT ON FUNCTION paper_dates(bigint, quarter, timestamptz) IS
  'One row per item of a plan with a deadline: the one in force as known at that moment, the one before it, why, and whether the change '
  'was recorded after the end of that quarter (none: ever).';

-- What could not be read counts as not rated, and is shown as what it is.
CREATE OR REPLACE FUNCTION unread_rating(of_rating bigint) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('Rating not readable: “%s”.', trim_cell(r.raw))
    FROM ratings r
    JOIN items i ON i.item_id = r.item_id
   WHERE r.rating_id = unread_rating.of_rating AND r.rating IS NULL AND trim_cell(r.raw) <> ''
     AND NOT EXISTS (SELECT FROM legends g WHERE g.plan_id = i.plan_id AND legend_word(g.word) = legend_word(r.raw));
END;
COMMENT ON FUNCTION unread_rating(bigint) IS 'What a rating cell says that cannot be read, as a sentence; NULL of any other rating.';

CREATE OR REPLACE FUNCTION paper_ratings(paper papers)
  RETURNS TABLE (item_id bigint, ref text, title text, rating rag, previous_rating rag, movement text, commentary text,
                 corrective_action text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.item_id, i.ref, i.title, iq.rating, iq.previous_rating, iq.movement,
         CASE WHEN iq.rating IS NULL THEN nullif(concat_ws(' ', unread_rating(iq.rating_id), iq.commentary), '') ELSE iq.commentary END,
         iq.corrective_action
    FROM item_quarters(paper.day, paper.known) iq
    JOIN items i ON i.item_id = iq.item_id
   WHERE paper.publication_id IS NULL AND iq.plan_id = paper.plan_id
     AND CASE WHEN paper.is_reported THEN iq.quarter = paper.quarter ELSE paper.quarter IS NULL AND iq.quarter IS NULL END
  UNION ALL
  SELECT r.item_id, i.ref, i.title, r.rating, NULL, NULL, NULL, NULL
    FROM rated_items(paper.quarter, paper.day, ARRAY[paper.plan_id::plan_ref], paper.known) r
    JOIN items i ON i.item_id = r.item_id
   WHERE paper.publication_id IS NULL AND NOT paper.is_reported AND paper.quarter IS NOT NULL
  UNION ALL
  SELECT pi.item_id, pi.ref, pi.title, pi.rating, pi.previous_rating, pi.movement,
         CASE WHEN pi.rating IS NULL THEN nullif(concat_ws(' ', unread_rating(pi.rating_id), r.commentary), '') ELSE r.commentary END,
         r.corrective_action
    FROM published_items pi
    LEFT JOIN ratings r ON r.rating_id = pi.rating_id
   WHERE pi.publication_id = paper.publication_id;
END;
COMMENT ON FUNCTION paper_ratings(papers) IS
  'One row per item that a paper counts, with its rating in the quarter and the one before: as published where the paper tells a '
  'publication.';

CREATE OR REPLACE FUNCTION paper_counted(paper papers)
  RETURNS TABLE (quarter quarter, item_id bigint, rating rag)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT iq.quarter, iq.item_id, iq.rating
    FROM item_quarters(paper.day, paper.known) iq
   WHERE iq.plan_id = paper.plan_id AND iq.quarter = ANY (paper.earlier);
END;
COMMENT ON FUNCTION paper_counted(papers) IS 'One row per earlier quarter of a paper and item that counted in it.';

CREATE OR REPLACE FUNCTION paper_placed(paper papers)
  RETURNS TABLE ("position" bigint, item_id bigint, aim_id bigint, aim text, group_id bigint, group_title text, group_items bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT row_number() OVER (ORDER BY p.aim_code NULLS LAST, p.first_code NULLS LAST, p.aim_id NULLS LAST, p.group_code NULLS FIRST,
                                     p.group_id NULLS FIRST, p.code NULLS LAST, p.item_id),
         p.item_id, p.aim_id, p.aim, p.group_id, p.group_title, p.group_items
    FROM (SELECT i.item_id, i.code, h.aim_id, h.group_id, a.code AS aim_code, g.code AS group_code,
                 min(g.code) OVER (PARTITION BY h.aim_id) AS first_code,
                 node_heading(al.label, a.ref, a.title) AS aim, node_heading(gl.label, g.ref, g.title) AS group_title,
                 count(*) OVER (PARTITION BY h.aim_id, h.group_id) AS group_items
            FROM paper_ratings(paper_placed.paper) r
            JOIN items i ON i.item_id = r.item_id
            LEFT JOIN paper_homes(paper.plan_id, paper.day, paper.known) h ON h.item_id = i.item_id
            LEFT JOIN nodes a ON a.node_id = h.aim_id
            LEFT JOIN levels al ON al.level = a.level
            LEFT JOIN nodes g ON g.node_id = h.group_id
            LEFT JOIN levels gl ON gl.level = g.level) p;
END;
COMMENT ON FUNCTION paper_placed(papers) IS
  'One row per item that a paper counts: its place in the plan''s order, its aim and its group as headings, and how many items of the '
  'whole plan the group has.';

CREATE OR REPLACE FUNCTION paper_rows(paper papers)
  RETURNS TABLE ("position" bigint, item_id bigint, ref text, title text, aim_id bigint, aim text, group_id bigint, group_title text,
                 group_items bigint, lead text, committee text, due date, due_words text, was_words text, date_reason text,
                 is_redated boolean, earlier rag[], rating rag, previous_rating rag, movement text, is_new boolean, commentary text,
                 corrective_action text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH scope AS MATERIALIZED (
    SELECT s.item_id FROM paper_scope(paper.scope_kind, paper.scope_id, paper.day, paper.known) s
  ), counted AS MATERIALIZED (
    SELECT c.item_id, array_agg(c.quarter) AS quarters, array_agg(c.rating) AS ratings FROM paper_counted(paper_rows.paper) c
        GROUP BY c.item_id
  )
  SELECT p."position", r.item_id, r.ref, r.title, p.aim_id, p.aim, p.group_id, p.group_title, p.group_items,
         details.officers, body_name(details.bodies), d.due, d.due_words, d.was_words, d.reason, coalesce(d.is_changed, false),
         ARRAY(SELECT c.ratings[array_position(c.quarters, q.quarter)] FROM unnest(paper.earlier) WITH ORDINALITY q (quarter,
                n) ORDER BY q.n),
         r.rating, r.previous_rating, r.movement,
         paper.previous_quarter IS NOT NULL AND array_position(c.quarters, paper.previous_quarter) IS NULL,
         nullif(btrim(r.commentary), ''), nullif(btrim(r.corrective_action), '')
    FROM paper_ratings(paper_rows.paper) r
    JOIN paper_placed(paper_rows.paper) p ON p.item_id = r.item_id
    LEFT JOIN item_details(paper.day, paper.known) details ON details.item_id = r.item_id
    LEFT JOIN paper_dates(paper.plan_id, paper.previous_quarter, paper.known) d ON d.item_id = r.item_id
    LEFT JOIN counted c ON c.item_id = r.item_id
   WHERE paper.scope_kind IS NULL OR r.item_id IN (SELECT scope.item_id FROM scope);
END;
COMMENT ON FUNCTION paper_rows(papers) IS
  'The council''s own table of a paper: one row per item of the plan, or of the part that the paper is about.';

CREATE OR REPLACE VIEW paper_items WITH (security_invoker = true) AS
SELECT p.plan_id, r."position", r.item_id, r.ref, r.title, r.aim_id, r.aim, r.group_id, r.group_title, r.group_items, r.lead, r.committee,
       r.due, r.due_words, r.was_words, r.date_reason, r.is_redated, r.earlier, r.rating, r.previous_rating, r.movement, r.is_new,
       r.commentary, r.corrective_action
  FROM papers p
 CROSS JOIN LATERAL paper_rows(p) r
 ORDER BY p.plan_id, r."position";
COMMENT ON VIEW paper_items IS
  'The council''s own table, one row per plan and item: what a paper of today prints of it. The sections of a page take such rows.';
COMMENT ON COLUMN paper_items.plan_id IS 'The plan.';
COMMENT ON COLUMN paper_items.position IS 'Its place in the order of the plan.';
COMMENT ON COLUMN paper_items.item_id IS 'The item.';
COMMENT ON COLUMN paper_items.ref IS 'The reference as printed.';
COMMENT ON COLUMN paper_items.title IS 'The wording.';
COMMENT ON COLUMN paper_items.aim_id IS 'The node of the aim under which it is printed; NULL where it counts towards none.';
COMMENT ON COLUMN paper_items.aim IS 'That aim as a heading.';
COMMENT ON COLUMN paper_items.group_id IS 'The node within the aim, such as a priority; NULL where it stands at the aim itself.';
COMMENT ON COLUMN paper_items.group_title IS 'That node as a heading.';
COMMENT ON COLUMN paper_items.group_items IS 'How many items of the whole plan that group has.';
COMMENT ON COLUMN paper_items.lead IS 'Who answers for it.';
COMMENT ON COLUMN paper_items.committee IS 'Its committees and boards.';
COMMENT ON COLUMN paper_items.due IS 'The last day of the deadline in force; NULL where it has no end or is not set.';
COMMENT ON COLUMN paper_items.due_words IS 'The deadline in force as a date, or as printed where it has no end.';
COMMENT ON COLUMN paper_items.was_words IS 'The deadline before it.';
COMMENT ON COLUMN paper_items.date_reason IS 'Why it was last revised.';
COMMENT ON COLUMN paper_items.is_redated IS 'Whether it was revised after the quarter reported before, or ever where there is none.';
COMMENT ON COLUMN paper_items.earlier IS 'The ratings in the earlier quarters of the paper.';
COMMENT ON COLUMN paper_items.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN paper_items.previous_rating IS 'The rating in the previous quarter; NULL: not rated.';
COMMENT ON COLUMN paper_items.movement IS
  'From the rating before to this one, as movement() names it; NULL in the first quarter the plan reports.';
COMMENT ON COLUMN paper_items.is_new IS 'Whether it did not count in the quarter reported before.';
COMMENT ON COLUMN paper_items.commentary IS 'What the report says of the item in that quarter.';
COMMENT ON COLUMN paper_items.corrective_action IS 'What is being done about it.';

CREATE OR REPLACE FUNCTION paper_gone(paper papers)
  RETURNS TABLE (item_id bigint, ref text, title text, rating rag, state text, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
  SELECT c.item_id, i.ref, i.title, c.rating, gone.state, gone.reason
    FROM paper_counted(paper_gone.paper) c
    JOIN items i ON i.item_id = c.item_id
    LEFT JOIN item_absences(paper.known) gone ON gone.plan_id = paper.plan_id AND gone.item_id = c.item_id
          AND coalesce(least(end_date(paper.quarter), paper.day), paper.day) BETWEEN gone.absent_from AND gone.absent_to
   WHERE c.quarter = paper.previous_quarter
     -- Hashed: asked item by item, it would rate them all again for each.
     AND c.item_id NOT IN (SELECT r.item_id FROM paper_ratings(paper_gone.paper) r)
     AND (paper.scope_kind IS NULL
          OR c.item_id IN (SELECT s.item_id FROM paper_scope(paper.scope_kind, paper.scope_id, paper.day, paper.known) s))
   ORDER BY i.code NULLS LAST, i.item_id;
END;
COMMENT ON FUNCTION paper_gone(papers) IS
  'One row per item of a paper that counted in the quarter reported before and counts no more, with its last rating and why.';

CREATE OR REPLACE FUNCTION paper_trend(paper papers, rows paper_items[])
  RETURNS TABLE (quarter quarter, is_this boolean, tally rag_tally)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 4
BEGIN ATOMIC
  SELECT c.quarter, false, tally(c.rating)
    FROM paper_counted(paper_trend.paper) c
   WHERE paper.scope_kind IS NULL
      OR c.item_id IN (SELECT s.item_id FROM paper_scope(paper.scope_kind, paper.scope_id, paper.day, paper.known) s)
   GROUP BY c.quarter
  UNION ALL
  SELECT paper.quarter, true, tally(r.rating) FROM unnest(paper_trend.rows) r
   ORDER BY 1;
END;
COMMENT ON FUNCTION paper_trend(papers, paper_items[]) IS
  'One row per quarter that a paper shows: the ratings of the items that counted in it.';
