-- What is refused: the past stays answerable.

-- Append-only means the owner too.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RAISE EXCEPTION '% on "%.%" is refused: it is append-only', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation',
          DETAIL = 'What was once reported stays answerable, so rows are never changed or removed.',
          HINT = 'To correct a value, INSERT a new row for the same item and period: the latest recorded one counts.';
END
$body$;
COMMENT ON FUNCTION refuse_change() IS 'Trigger: refuses UPDATE, DELETE and TRUNCATE of append-only tables, for the owner too.';

CREATE OR REPLACE TRIGGER ratings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ratings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER ratings_append_only ON ratings IS 'A correction is a new row.';

CREATE OR REPLACE TRIGGER measure_values_check_quarter BEFORE INSERT OR UPDATE
    ON measure_values FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER measure_values_check_quarter ON measure_values IS 'One register, one fiscal calendar.';

CREATE OR REPLACE TRIGGER due_dates_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON due_dates
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER due_dates_append_only ON due_dates IS 'A re-baselined deadline is a new row.';

CREATE OR REPLACE TRIGGER risk_scores_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON risk_scores
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER risk_scores_append_only ON risk_scores IS 'What was once judged or decided stays answerable.';

CREATE OR REPLACE TRIGGER dependency_states_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dependency_states
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER dependency_states_append_only ON dependency_states IS 'What was once judged or decided stays answerable.';

CREATE OR REPLACE TRIGGER sign_offs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sign_offs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER sign_offs_append_only ON sign_offs IS 'What was once judged or decided stays answerable.';

CREATE OR REPLACE TRIGGER requirement_narratives_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON requirement_narratives
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER requirement_narratives_append_only ON requirement_narratives IS 'A narrative worded anew is a new row.';

CREATE OR REPLACE TRIGGER requirement_narratives_check_quarter BEFORE INSERT ON requirement_narratives
  FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER requirement_narratives_check_quarter ON requirement_narratives IS 'One register, one fiscal calendar.';

CREATE OR REPLACE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER decisions_append_only ON decisions IS 'What was once judged or decided stays answerable.';

CREATE OR REPLACE TRIGGER decision_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_changes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER decision_changes_append_only ON decision_changes IS 'What was once judged or decided stays answerable.';

CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  -- What comes from audit_change comes from within a trigger.
  IF tg_op = 'INSERT' AND pg_trigger_depth() > 1 THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% on "%.%" is refused: the audit is append-only, and written by triggers alone', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation', DETAIL = 'It says who wrote what; nobody changes it, the owner neither.',
          HINT = 'An owner who has to shorten it, by a rule on how long to keep records, disables this trigger for that one statement.';
END
$body$;
COMMENT ON FUNCTION refuse_audit_change() IS
  'Trigger: refuses UPDATE, DELETE and TRUNCATE of the audit, and rows written by hand, for the owner too.';

CREATE OR REPLACE TRIGGER audit_log_append_only BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
COMMENT ON TRIGGER audit_log_append_only ON audit_log IS 'The audit is never rewritten.';

CREATE OR REPLACE TRIGGER audit_rows_append_only BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON audit_rows
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
COMMENT ON TRIGGER audit_rows_append_only ON audit_rows IS 'The audit is never rewritten.';

-- What is refused.
CREATE OR REPLACE FUNCTION refuse_link_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF tg_op = 'UPDATE' THEN
    IF (NEW.link_id, NEW.from_item_id, NEW.from_node_id, NEW.to_item_id, NEW.to_node_id, NEW.relation, NEW.valid_from)
       IS NOT DISTINCT FROM (OLD.link_id, OLD.from_item_id, OLD.from_node_id, OLD.to_item_id, OLD.to_node_id, OLD.relation,
                             OLD.valid_from) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% on "%.%" is refused: what a link said stays answerable', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation',
          DETAIL = 'Of a link only its last day changes: neither its ends nor its relation nor its first day, and it is never deleted.',
          HINT = 'End it with UPDATE ... SET valid_to = its last day (the day before valid_from if it never held), and INSERT the link '
                 'that takes its place.';
END
$body$;
COMMENT ON FUNCTION refuse_link_change() IS 'Trigger of links: refuses all but ending them, for the owner too.';

CREATE OR REPLACE TRIGGER links_keep BEFORE DELETE OR TRUNCATE ON links FOR EACH STATEMENT EXECUTE FUNCTION refuse_link_change();
COMMENT ON TRIGGER links_keep ON links IS 'A link is ended, never deleted.';

CREATE OR REPLACE TRIGGER links_keep_ends BEFORE UPDATE ON links FOR EACH ROW EXECUTE FUNCTION refuse_link_change();
COMMENT ON TRIGGER links_keep_ends ON links IS 'Another link is another row.';

CREATE OR REPLACE FUNCTION refuse_history_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  RAISE EXCEPTION '% on "%.%" is refused: it is append-only', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation',
          DETAIL = 'What was once known or published stays answerable, so rows are never changed or removed.',
          HINT = CASE tg_table_name
                   WHEN 'item_states' THEN 'To correct a state, UPDATE items or INSERT a new row: the latest recorded one counts.'
                   WHEN 'link_ends' THEN 'It follows links: UPDATE ... SET valid_to there.'
                   ELSE 'To publish other figures, correct what they rest on and publish the quarter again: SELECT '
                        'publish_quarter(plan, quarter, reason).' END;
END
$body$;
COMMENT ON FUNCTION refuse_history_change() IS
  'Trigger: refuses UPDATE, DELETE and TRUNCATE of what was known and published, for the owner too.';

CREATE OR REPLACE TRIGGER item_states_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON item_states
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER item_states_append_only ON item_states IS 'A correction is a new row.';

CREATE OR REPLACE TRIGGER link_ends_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON link_ends
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER link_ends_append_only ON link_ends IS 'A correction is a new row.';

CREATE OR REPLACE TRIGGER publications_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON publications
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER publications_append_only ON publications IS 'Other figures are another edition.';

CREATE OR REPLACE TRIGGER published_items_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_items
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER published_items_append_only ON published_items IS 'Other figures are another edition.';

CREATE OR REPLACE TRIGGER published_nodes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_nodes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER published_nodes_append_only ON published_nodes IS 'Other figures are another edition.';

CREATE OR REPLACE TRIGGER published_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_links
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
COMMENT ON TRIGGER published_links_append_only ON published_links IS 'Other figures are another edition.';

CREATE OR REPLACE TRIGGER publications_check_quarter BEFORE INSERT ON publications FOR EACH ROW EXECUTE FUNCTION check_quarter();
COMMENT ON TRIGGER publications_check_quarter ON publications IS 'One register, one fiscal calendar.';

-- A publication gets its figures from a trigger, once, when it is made.
CREATE OR REPLACE FUNCTION refuse_late_figures() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF pg_trigger_depth() < 2
     OR EXISTS (SELECT FROM publications p WHERE p.publication_id IN (SELECT n.publication_id FROM new_rows n)
                AND p.published_at < now()) THEN
    RAISE EXCEPTION 'INSERT into "%.%" is refused: publish_quarter alone writes figures', tg_table_schema, tg_table_name
      USING ERRCODE = 'restrict_violation', DETAIL = 'A publication gets its figures once, when publish_quarter makes it.',
            HINT = 'Publish the quarter again: SELECT publish_quarter(plan, quarter, reason).';
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION refuse_late_figures() IS 'Trigger: refuses figures written by hand, or to a publication after it was made.';

CREATE OR REPLACE TRIGGER published_items_closed AFTER INSERT ON published_items
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_figures();
COMMENT ON TRIGGER published_items_closed ON published_items IS 'A publication gets its figures once.';

CREATE OR REPLACE TRIGGER published_nodes_closed AFTER INSERT ON published_nodes
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_figures();
COMMENT ON TRIGGER published_nodes_closed ON published_nodes IS 'A publication gets its figures once.';

CREATE OR REPLACE TRIGGER published_links_closed AFTER INSERT ON published_links
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_figures();
COMMENT ON TRIGGER published_links_closed ON published_links IS 'A publication gets its figures once.';

-- A closed plan is a frozen year, but it reports every quarter that begins before the plan that takes its place counts.
CREATE OR REPLACE FUNCTION refuse_closed_plan() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  changed text := CASE tg_op WHEN 'INSERT' THEN 'TABLE new_rows' WHEN 'DELETE' THEN 'TABLE old_rows'
                             ELSE 'TABLE old_rows UNION ALL TABLE new_rows' END;
  of_items text := 'SELECT i.plan_id FROM (%s) c JOIN items i ON i.item_id = c.item_id';
  of_links text := 'SELECT i.plan_id FROM (%1$s) c JOIN items i ON i.item_id IN (c.from_item_id, c.to_item_id)
                    UNION ALL SELECT n.plan_id FROM (%1$s) c JOIN nodes n ON n.node_id IN (c.from_node_id, c.to_node_id)';
  closed text;
  successor text;
BEGIN
  IF NOT EXISTS (SELECT FROM plans p WHERE p.state = 'closed') THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT p.plan, (SELECT min(n.plan) FROM plans s JOIN plan_names n ON n.plan_id = s.plan_id WHERE s.supersedes_plan_id '
                 '= p.plan_id)
                  FROM plan_names p JOIN plans c ON c.plan_id = p.plan_id
                  WHERE c.state = ''closed'' AND p.plan_id IN (%s) LIMIT 1',
                 format(CASE tg_table_name
                          WHEN 'ratings' THEN of_items || ' WHERE NOT EXISTS (SELECT FROM publications x
                                                              WHERE x.plan_id = i.plan_id AND x.quarter = c.quarter)
                                                               AND coalesce(start_date(c.quarter) >= (SELECT min(s.counts_from) FROM plans s
                                                                        WHERE s.supersedes_plan_id = i.plan_id), true)'
                          WHEN 'due_dates' THEN of_items
                          WHEN 'links' THEN of_links
                          ELSE 'SELECT c.plan_id FROM (%s) c' END, changed)) INTO closed, successor;
  IF closed IS NOT NULL THEN
    RAISE EXCEPTION '% on "%.%" is refused: the plan "%" is closed', tg_op, tg_table_schema, tg_table_name, closed
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = CASE tg_table_name WHEN 'ratings'
                THEN 'A closed plan takes corrections of the quarters it has published, ratings of quarters that begin before the plan '
                     'that takes its place counts, and no others.'
                                        ELSE 'The items, nodes, links and deadlines of a closed plan stay as they are.' END,
            HINT = coalesce(format('Record it for the plan "%s", which takes its place, or open', successor), 'Open')
                   || ' the plan again: UPDATE plans SET state = ''live''.';
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION refuse_closed_plan() IS
  'Trigger: refuses changes of what a closed plan is made of; corrections of ratings it has published are taken, and ratings of '
  'quarters that begin before the plan that takes its place counts.';

-- Due dates and ratings never change; links are never deleted.
CREATE OR REPLACE TRIGGER items_closed_plan_insert AFTER INSERT ON items
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan();
COMMENT ON TRIGGER items_closed_plan_insert ON items IS 'A closed plan gets nothing new.';
CREATE OR REPLACE TRIGGER items_closed_plan_update AFTER UPDATE ON items
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan();
COMMENT ON TRIGGER items_closed_plan_update ON items IS 'A closed plan stays as it is.';
CREATE OR REPLACE TRIGGER items_closed_plan_delete AFTER DELETE ON items
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan();
COMMENT ON TRIGGER items_closed_plan_delete ON items IS 'A closed plan loses nothing.';
CREATE OR REPLACE TRIGGER nodes_closed_plan_insert AFTER INSERT ON nodes
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan();
COMMENT ON TRIGGER nodes_closed_plan_insert ON nodes IS 'A closed plan gets nothing new.';
CREATE OR REPLACE TRIGGER nodes_closed_plan_update AFTER UPDATE ON nodes
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan();
COMMENT ON TRIGGER nodes_closed_plan_update ON nodes IS 'A closed plan stays as it is.';
CREATE OR REPLACE TRIGGER nodes_closed_plan_delete AFTER DELETE ON nodes
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan();
COMMENT ON TRIGGER nodes_closed_plan_delete ON nodes IS 'A closed plan loses nothing.';
CREATE OR REPLACE TRIGGER links_closed_plan_insert AFTER INSERT ON links
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan();
COMMENT ON TRIGGER links_closed_plan_insert ON links IS 'A closed plan gets nothing new.';
CREATE OR REPLACE TRIGGER links_closed_plan_update AFTER UPDATE ON links
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan();
COMMENT ON TRIGGER links_closed_plan_update ON links IS 'A closed plan stays as it is.';
CREATE OR REPLACE TRIGGER due_dates_closed_plan_insert AFTER INSERT ON due_dates
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan();
COMMENT ON TRIGGER due_dates_closed_plan_insert ON due_dates IS 'A closed plan gets nothing new.';
CREATE OR REPLACE TRIGGER ratings_closed_plan_insert AFTER INSERT ON ratings
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_plan();
COMMENT ON TRIGGER ratings_closed_plan_insert ON ratings IS 'A closed plan gets nothing new.';

-- What is reported before the handover is the old plan's: of a plan that does not count yet it would be in no report.
CREATE OR REPLACE FUNCTION refuse_early_ratings() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  early record;
BEGIN
  IF NOT EXISTS (SELECT FROM plans p WHERE p.counts_from > '-infinity') THEN
    RETURN NULL;
  END IF;
  SELECT c.quarter, p.counts_from, n.plan, o.plan AS old_plan INTO early
  FROM new_rows c
  JOIN items i ON i.item_id = c.item_id
  JOIN plans p ON p.plan_id = i.plan_id
  JOIN plan_names n ON n.plan_id = p.plan_id
  LEFT JOIN plan_names o ON o.plan_id = p.supersedes_plan_id
  WHERE end_date(c.quarter) < p.counts_from
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% on "%.%" is refused: the plan "%" counts from %', tg_op, tg_table_schema, tg_table_name, early.plan,
        to_char(early.counts_from, 'YYYY-MM-DD')
      USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('%s ends on %s, before that day.', early.quarter, to_char(end_date(early.quarter), 'YYYY-MM-DD')),
            HINT = coalesce(format('Record it for the plan "%s", whose place it takes.', early.old_plan),
                            'If the plan counts from an earlier day: UPDATE plans SET counts_from.');
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION refuse_early_ratings() IS
  'Trigger: refuses ratings of a plan for a quarter that ends before plans.counts_from: until then the plan whose place it takes is '
  'reported.';

CREATE OR REPLACE TRIGGER ratings_early_insert AFTER INSERT ON ratings
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_early_ratings();
COMMENT ON TRIGGER ratings_early_insert ON ratings IS 'A plan reports no quarter before it counts.';

-- One look at the quarters of a statement, not a call for each of a million rows.
CREATE OR REPLACE FUNCTION check_quarters() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  PERFORM checked_quarter(q.quarter) FROM (SELECT DISTINCT n.quarter FROM new_rows n) AS q;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION check_quarters() IS 'Trigger: refuses quarters of another fiscal calendar than the register''s, a statement at a time.';

CREATE OR REPLACE TRIGGER ratings_check_quarter AFTER INSERT ON ratings
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_quarters();
COMMENT ON TRIGGER ratings_check_quarter ON ratings IS 'One register, one fiscal calendar.';
