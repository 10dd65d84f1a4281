-- The history of states and of links, kept by triggers: items.state* and links.valid_to stay what is known now.

-- What a hand leaves out and another column says.

CREATE OR REPLACE FUNCTION fill_period() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  NEW.period_start := coalesce(NEW.period_start, start_date(NEW.quarter));
  NEW.period_end := coalesce(NEW.period_end, end_date(NEW.quarter));
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION fill_period() IS 'Trigger: a rating without a period is of the whole quarter.';
CREATE OR REPLACE TRIGGER ratings_fill_period BEFORE INSERT ON ratings
  FOR EACH ROW WHEN (NEW.period_start IS NULL OR NEW.period_end IS NULL) EXECUTE FUNCTION fill_period();
COMMENT ON TRIGGER ratings_fill_period ON ratings IS 'A rating without a period is of the whole quarter.';

CREATE OR REPLACE FUNCTION fill_label() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  NEW.label := NEW.word;
  RETURN NEW;
END
$body$;
COMMENT ON FUNCTION fill_label() IS 'Trigger: a word of a legend without a label is its own.';
CREATE OR REPLACE TRIGGER legends_fill_label BEFORE INSERT ON legends
  FOR EACH ROW WHEN (NEW.label IS NULL) EXECUTE FUNCTION fill_label();
COMMENT ON TRIGGER legends_fill_label ON legends IS 'A word without a label is its own.';

-- The import that the transaction says it runs, and that is staged: what stands in the staging may be anybody's, and what a session says
-- may be anything.
CREATE OR REPLACE FUNCTION history_time() RETURNS timestamptz
  LANGUAGE sql VOLATILE
BEGIN ATOMIC
  SELECT coalesce((SELECT i.recorded_at FROM imports i
                    WHERE i.import_id = (SELECT max(c.import_id) FROM import_cells c)
                      AND i.import_id::text = current_setting('golden_thread.import', true)),
                  clock_timestamp());
END;
COMMENT ON FUNCTION history_time() IS 'When what is being written became known: the day of the file that is being imported, or else now.';

CREATE OR REPLACE FUNCTION record_item_states() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  known_at timestamptz := history_time();
BEGIN
  -- Triggers of statements fire for no rows too, and these two call each other.
  IF NOT EXISTS (SELECT FROM new_rows) THEN
    RETURN NULL;
  END IF;
  IF tg_op = 'INSERT' THEN
    INSERT INTO item_states (item_id, state, since, reason, recorded_at)
    SELECT n.item_id, n.state, n.state_since, n.state_reason, coalesce(n.recorded_at, known_at) FROM new_rows n
    WHERE n.state <> 'active' OR n.state_since IS NOT NULL OR n.state_reason IS NOT NULL
    ORDER BY n.item_id;
  ELSE
    -- A row of item_states that changed the item is not written again; a file of an earlier day does not go behind what is recorded.
    INSERT INTO item_states (item_id, state, since, reason, recorded_at)
    SELECT n.item_id, n.state, n.state_since, n.state_reason, greatest(known_at, last.recorded_at)
    FROM new_rows n
    JOIN old_rows o ON o.item_id = n.item_id
    LEFT JOIN LATERAL (SELECT s.state, s.since, s.reason, s.recorded_at FROM item_states s WHERE s.item_id = n.item_id
                       ORDER BY s.recorded_at DESC, s.item_state_id DESC LIMIT 1) AS last ON true
    WHERE (n.state, n.state_since, n.state_reason) IS DISTINCT FROM (o.state, o.state_since, o.state_reason)
      AND (n.state, n.state_since, n.state_reason) IS DISTINCT FROM (last.state, last.since, last.reason)
    ORDER BY n.item_id;
  END IF;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION record_item_states() IS 'Trigger of items: writes their states into item_states.';

CREATE OR REPLACE TRIGGER items_record_first_state AFTER INSERT ON items
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_item_states();
COMMENT ON TRIGGER items_record_first_state ON items IS 'An item that is not simply active from the start has a row of item_states.';

CREATE OR REPLACE TRIGGER items_record_state AFTER UPDATE ON items
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_item_states();
COMMENT ON TRIGGER items_record_state ON items IS 'A change of state is a new row of item_states.';

CREATE OR REPLACE FUNCTION apply_item_states() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows) THEN
    RETURN NULL;
  END IF;
  UPDATE items i SET state = last.state, state_since = last.since, state_reason = last.reason
  FROM (SELECT DISTINCT ON (s.item_id) s.item_id, s.state, s.since, s.reason
        FROM item_states s WHERE s.item_id IN (SELECT n.item_id FROM new_rows n)
        ORDER BY s.item_id, s.recorded_at DESC, s.item_state_id DESC) AS last
  WHERE i.item_id = last.item_id
    AND (i.state, i.state_since, i.state_reason) IS DISTINCT FROM (last.state, last.since, last.reason);
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION apply_item_states() IS 'Trigger of item_states: the latest recorded state of an item is the one items has.';

CREATE OR REPLACE TRIGGER item_states_apply AFTER INSERT ON item_states
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION apply_item_states();
COMMENT ON TRIGGER item_states_apply ON item_states IS 'Keeps items in step.';

CREATE OR REPLACE FUNCTION record_link_ends() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path FROM CURRENT
AS $body$
#variable_conflict use_variable
DECLARE
  known_at timestamptz := history_time();
BEGIN
  INSERT INTO link_ends (link_id, previous_valid_to, valid_to, recorded_at)
  SELECT n.link_id, o.valid_to, n.valid_to,
         greatest(known_at, n.recorded_at, (SELECT max(e.recorded_at) FROM link_ends e WHERE e.link_id = n.link_id))
  FROM new_rows n JOIN old_rows o ON o.link_id = n.link_id
  WHERE n.valid_to <> o.valid_to
  ORDER BY n.link_id;
  RETURN NULL;
END
$body$;
COMMENT ON FUNCTION record_link_ends() IS 'Trigger of links: writes changes of their last days into link_ends.';

CREATE OR REPLACE TRIGGER links_record_end AFTER UPDATE ON links
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_link_ends();
COMMENT ON TRIGGER links_record_end ON links IS 'Ending a link is a new row of link_ends.';
