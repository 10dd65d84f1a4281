-- What the sessions of the random workload run, each as one CALL: transactions of random statements, until a time.
-- Keys are few, so that all meet: 60 items, 15 nodes, 3 quarters; links stay well below 1,000, at which a change high up
-- in the graph would be counted anew.
CREATE TABLE node_link (child int, parent int, author int);
CREATE TABLE item_link (node int, item int, author int);
CREATE INDEX ON item_link (item);
CREATE TABLE rating (item int, quarter quarter, rating rag, PRIMARY KEY (item, quarter));
INSERT INTO node_link SELECT child, child / 3, 0 FROM generate_series(1, 10) AS child;
SELECT create_live_rollup('live', 'item_link', 'rating', 'node_link');
CREATE SEQUENCE statements;
CREATE TABLE kept (changes bigint, rebuilt_at timestamptz);

CREATE FUNCTION any_node() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT floor(random() * 15)::int';
CREATE FUNCTION any_item() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT floor(random() * 60)::int';
CREATE FUNCTION any_quarter() RETURNS quarter LANGUAGE sql VOLATILE AS $$SELECT 'Q1 2025/26'::quarter + floor(random() * 3)::int$$;
CREATE FUNCTION any_rag() RETURNS rag LANGUAGE sql VOLATILE AS $$SELECT (ARRAY['B', 'S', 'G', 'AG', 'A', 'AR', 'R', NULL]::rag[])[1 + floor(random() * 8)::int]$$;

-- Of eight writers each touches only what is its own, but that all link the same items: none waits for another, so a
-- deadlock would be the live rollup's.
CREATE PROCEDURE own_change(me int) LANGUAGE plpgsql AS $$
DECLARE
  mine constant int := any_item() / 8 * 8 + me;
BEGIN
  CASE floor(random() * 12)::int
    WHEN 0, 1 THEN INSERT INTO item_link SELECT any_node(), any_item(), me FROM generate_series(1, 2);
    WHEN 2, 3 THEN DELETE FROM item_link WHERE author = me AND node = any_node();
    WHEN 4 THEN UPDATE item_link SET node = any_node() WHERE author = me AND item % 7 = any_item() % 7;
    WHEN 5 THEN DELETE FROM rating WHERE item = mine;
    WHEN 6 THEN INSERT INTO node_link VALUES (any_node(), any_node(), me);
    WHEN 7 THEN DELETE FROM node_link WHERE author = me;
    WHEN 8 THEN UPDATE rating SET rating = any_rag() WHERE item = mine;
    ELSE INSERT INTO rating VALUES (mine, any_quarter(), any_rag()) ON CONFLICT (item, quarter) DO UPDATE SET rating = excluded.rating;
  END CASE;
END
$$;

CREATE PROCEDURE any_change(me int) LANGUAGE plpgsql AS $$
BEGIN
  CASE floor(random() * 1000)::int
    WHEN 0 THEN TRUNCATE item_link;
    WHEN 1 THEN TRUNCATE rating;
    WHEN 2 THEN TRUNCATE node_link, item_link;
    WHEN 3 THEN TRUNCATE node_link, item_link, rating;
    ELSE
      CASE floor(random() * 30)::int
        WHEN 0 THEN UPDATE node_link SET parent = any_node() WHERE child = any_node();
        WHEN 1 THEN DELETE FROM node_link WHERE parent = any_node();
        WHEN 2 THEN UPDATE rating SET rating = any_rag() WHERE quarter = any_quarter() AND item % 5 = any_item() % 5;
        WHEN 3 THEN DELETE FROM item_link WHERE node = any_node();
        WHEN 4 THEN UPDATE item_link SET item = any_item() WHERE node = any_node();
        WHEN 5 THEN UPDATE rating SET item = any_item() WHERE item = any_item();
        ELSE CALL own_change(floor(random() * 8)::int);
      END CASE;
  END CASE;
END
$$;

CREATE PROCEDURE writer(me int, seed float, seconds float, wild boolean) LANGUAGE plpgsql AS $$
DECLARE
  until constant timestamptz := clock_timestamp() + seconds * interval '1 second';
BEGIN
  PERFORM setseed(seed);
  WHILE clock_timestamp() < until LOOP
    FOR i IN 0 .. floor(random() * 4)::int LOOP
      BEGIN
        IF wild THEN
          CALL any_change(me);
        ELSE
          CALL own_change(me);
        END IF;
        PERFORM nextval('statements');
        -- An error of its own undoes a part of the transaction.
        PERFORM 1 / (CASE WHEN random() < 0.1 THEN 0 ELSE 1 END);
      EXCEPTION
        WHEN division_by_zero THEN NULL;
        WHEN unique_violation OR deadlock_detected THEN
          IF NOT wild THEN RAISE; END IF;
      END;
      PERFORM pg_sleep(random() * 0.02);
    END LOOP;
    IF random() < 0.15 THEN ROLLBACK; ELSE COMMIT; END IF;
  END LOOP;
END
$$;

CREATE PROCEDURE keeper(seed float, seconds float, wild boolean) LANGUAGE plpgsql AS $$
DECLARE
  until constant timestamptz := clock_timestamp() + seconds * interval '1 second';
BEGIN
  PERFORM setseed(seed);
  WHILE clock_timestamp() < until LOOP
    -- A writer that truncates two tables, one after the other, and whoever reads both may wait for each other.
    BEGIN
      IF wild AND random() < 0.05 THEN
        PERFORM rebuild_live_rollup('live');
      ELSE
        INSERT INTO kept SELECT merge_live_rollup('live', wait => random() < 0.5);
        UPDATE kept SET rebuilt_at = (SELECT l.rebuilt_at FROM live_rollups() AS l) WHERE rebuilt_at IS NULL AND changes > 0;
      END IF;
    EXCEPTION WHEN deadlock_detected THEN
      IF NOT wild THEN RAISE; END IF;
    END;
    IF random() < 0.1 THEN ROLLBACK; ELSE COMMIT; END IF;
    PERFORM pg_sleep(random() * 0.03);
  END LOOP;
END
$$;

-- The locks are taken before the snapshot: TRUNCATE empties a table for older snapshots too.
CREATE PROCEDURE check_now() LANGUAGE plpgsql AS $$
DECLARE
  wrong text;
BEGIN
  LOCK TABLE item_link, rating, node_link IN ACCESS SHARE MODE;
  wrong := (SELECT string_agg(v::text, ' ') FROM verify_live_rollup('live') AS v);
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'not what recounting gives: %', left(wrong, 1000);
  END IF;
END
$$;

CREATE PROCEDURE reader(seed float, seconds float, wild boolean) LANGUAGE plpgsql AS $$
DECLARE
  until constant timestamptz := clock_timestamp() + seconds * interval '1 second';
  first text;
BEGIN
  PERFORM setseed(seed);
  WHILE clock_timestamp() < until LOOP
    IF wild THEN
      BEGIN
        CALL check_now();
      EXCEPTION WHEN deadlock_detected THEN NULL;
      END;
    ELSIF random() < 0.5 THEN
      CALL check_now();
    ELSE
      COMMIT;
      SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
      first := (SELECT string_agg(l::text, ' ' ORDER BY node, quarter) FROM live AS l);
      PERFORM pg_sleep(random() * 0.02);
      IF first IS DISTINCT FROM (SELECT string_agg(l::text, ' ' ORDER BY node, quarter) FROM live AS l) THEN
        RAISE EXCEPTION 'two readings in one snapshot differ';
      END IF;
      CALL check_now();
    END IF;
    COMMIT;
    PERFORM pg_sleep(random() * 0.01);
  END LOOP;
END
$$;

-- One line a claim: good, what it says, what there is.
CREATE FUNCTION judge(wild boolean) RETURNS TABLE (good boolean, claim text, detail text) LANGUAGE plpgsql AS $$
DECLARE
  recount constant text := $q$SELECT r.node, s.quarter, r.by_link, r.distinct_items
    FROM (SELECT quarter, outcome_rollup((SELECT linkage(child, parent) FROM node_link), node, item, rating) AS rolled
          FROM item_link JOIN rating USING (item) GROUP BY quarter) AS s, unnest(s.rolled) AS r$q$;
  stage text;
BEGIN
  -- The last one may have truncated all.
  INSERT INTO node_link SELECT 10 + n, n, 0 FROM generate_series(1, 4) AS n;
  INSERT INTO item_link SELECT any_node(), item, 0 FROM generate_series(0, 59) AS item;
  INSERT INTO rating SELECT item, any_quarter(), any_rag() FROM generate_series(0, 59) AS item ON CONFLICT DO NOTHING;
  FOREACH stage IN ARRAY ARRAY['as the sessions left it', 'after a merge'] LOOP
    claim := stage || ', it is what recounting gives';
    EXECUTE format('SELECT EXISTS (TABLE live) AND NOT EXISTS (TABLE live EXCEPT ALL (%1$s)) AND NOT EXISTS ((%1$s) EXCEPT ALL TABLE live) AND NOT EXISTS (SELECT FROM verify_live_rollup(''live'')),
                           format(''%%s rows, %%s changes unmerged of %%s statements'', (SELECT count(*) FROM live), (SELECT count(*) FROM live_queue), (SELECT last_value FROM statements))', recount)
      INTO good, detail;
    RETURN NEXT;
    PERFORM merge_live_rollup('live');
  END LOOP;
  claim := 'so is what is stored, and nothing waits';
  EXECUTE format('SELECT NOT EXISTS (TABLE live_stored EXCEPT ALL (%1$s)) AND NOT EXISTS (TABLE live_queue), (SELECT count(*)::text FROM live_stored)', recount) INTO good, detail;
  RETURN NEXT;
  IF NOT wild THEN
    -- More than 1,000 at once, on tables as small as these, are counted anew; anything else that is would hide an error.
    claim := 'merges counted the changes, and not everything';
    SELECT count(*) > 10 AND count(DISTINCT k.rebuilt_at) - 1 <= count(*) FILTER (WHERE k.changes > 1000),
           format('%s merges of %s changes, %s rebuilds, %s merges of more than 1,000', count(*), sum(k.changes), count(DISTINCT k.rebuilt_at) - 1,
                  count(*) FILTER (WHERE k.changes > 1000))
    INTO good, detail FROM kept AS k WHERE k.changes > 0;
    RETURN NEXT;
  END IF;
END
$$;
