-- Runs the rivals of each topic in turn, several times, and keeps times and answers.
SET search_path = bench, public;

CREATE TABLE rival (
    n integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    name text,              -- NULL: ours
    query text NOT NULL,    -- one value, the answer, unless answer gives it; '' is measured elsewhere
    settings text NOT NULL, -- before it, not timed, for this transaction
    answer text,            -- a query after it, not timed
    shape text NOT NULL,    -- the plan must match: what is timed is then what the topic says
    target numeric,         -- how many times its time ours may take at most, upside down
    wanted text,            -- the same in words
    factor numeric NOT NULL, -- a rival that does a tenth of the work counts ten times
    same boolean NOT NULL   -- it answers the same question
);
CREATE UNIQUE INDEX one_of_ours ON rival (topic) WHERE name IS NULL;
CREATE TABLE trial (rival integer NOT NULL REFERENCES rival, turn integer NOT NULL, ms double precision NOT NULL, answer text);
CREATE TABLE plan_seen (rival integer NOT NULL REFERENCES rival, good boolean NOT NULL, plan text NOT NULL);
CREATE TABLE size (topic text NOT NULL, name text NOT NULL, ours bigint NOT NULL, theirs bigint NOT NULL, target numeric, wanted text);

CREATE FUNCTION ours(topic text, query text, settings text DEFAULT '', answer text DEFAULT NULL, shape text DEFAULT '') RETURNS void
BEGIN ATOMIC
    INSERT INTO rival (topic, query, settings, answer, shape, factor, same) VALUES ($1, $2, $3, $4, $5, 1, true);
END;
CREATE FUNCTION against(topic text, name text, target numeric, wanted text, query text, settings text DEFAULT '',
                        answer text DEFAULT NULL, shape text DEFAULT '', factor numeric DEFAULT 1, same boolean DEFAULT true) RETURNS void
BEGIN ATOMIC
    INSERT INTO rival (topic, name, target, wanted, query, settings, answer, shape, factor, same)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
END;

CREATE PROCEDURE look_at_plan(r rival) LANGUAGE plpgsql AS $$
DECLARE
    line text;
    plan text := '';
BEGIN
    EXECUTE r.settings;
    FOR line IN EXECUTE 'EXPLAIN ' || r.query LOOP
        plan := plan || line || E'\n';
    END LOOP;
    INSERT INTO plan_seen VALUES (r.n, plan ~ r.shape, plan);
END $$;

CREATE PROCEDURE run_once(r rival, turn integer) LANGUAGE plpgsql AS $$
DECLARE
    started timestamptz;
    ms double precision;
    got text;
BEGIN
    EXECUTE r.settings;
    started := clock_timestamp();
    IF r.answer IS NULL THEN
        EXECUTE r.query INTO got;
    ELSE
        EXECUTE r.query;
    END IF;
    ms := 1000 * extract(epoch FROM clock_timestamp() - started);
    IF r.answer IS NOT NULL THEN
        EXECUTE r.answer INTO got;
    END IF;
    INSERT INTO trial VALUES (r.n, turn, ms, got);
END $$;

-- A run of what is measured elsewhere, with its answer unless that can be asked for here.
CREATE PROCEDURE enter_trial(of_name text, turn integer, ms double precision, got text DEFAULT NULL) LANGUAGE plpgsql AS $$
DECLARE
    r rival;
BEGIN
    SELECT * INTO STRICT r FROM rival WHERE query = '' AND name IS NOT DISTINCT FROM of_name;
    IF got IS NULL THEN
        EXECUTE r.answer INTO got USING turn;
    END IF;
    INSERT INTO trial VALUES (r.n, turn, ms, got);
END $$;

-- What those who wrote leave behind must be what counting anew gives.
CREATE PROCEDURE check_written() LANGUAGE plpgsql AS $$
DECLARE
    merged bigint := merge_live_rollup('written');
    wrong bigint := (SELECT count(*) FROM verify_live_rollup('written'));
BEGIN
    INSERT INTO plan_seen
    SELECT n, merged > 0 AND wrong = 0, format('%s changes merged, %s rows wrong', merged, wrong)
    FROM rival WHERE query = '' AND name IS NULL;
END $$;

-- Turn 0 warms up and is not counted.  Nobody is always first.
CREATE PROCEDURE measure(times integer) LANGUAGE plpgsql AS $$
DECLARE
    next_topic text;
    r rival;
BEGIN
    FOR next_topic IN SELECT topic FROM rival WHERE query <> '' GROUP BY topic ORDER BY min(n) LOOP
        FOR r IN SELECT * FROM rival WHERE topic = next_topic AND shape <> '' LOOP
            CALL look_at_plan(r);
            COMMIT;
        END LOOP;
        FOR turn IN 0..times LOOP
            FOR r IN SELECT * FROM rival WHERE topic = next_topic AND query <> '' ORDER BY (n + turn) % count(*) OVER (), n LOOP
                CALL run_once(r, turn);
                COMMIT;
            END LOOP;
        END LOOP;
    END LOOP;
END $$;

CREATE VIEW median AS
SELECT rival AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms FROM trial WHERE turn > 0 GROUP BY rival;

-- A line of the table.  ratio: how many times faster, or smaller, ours is.
CREATE VIEW result AS
SELECT o.n AS place, t.n AS place_in_topic, t.topic, t.name, 'ms' AS unit, om.ms AS ours, tm.ms * t.factor AS theirs,
       tm.ms * t.factor / om.ms AS ratio, t.target, t.wanted
FROM rival AS o JOIN rival AS t ON t.topic = o.topic AND o.name IS NULL AND t.name IS NOT NULL
     JOIN median AS om ON om.n = o.n JOIN median AS tm ON tm.n = t.n
UNION ALL
SELECT (SELECT min(n) FROM rival WHERE rival.topic = 'subtrees of plan codes'), 1000, topic, name, 'MB', ours / 1e6, theirs / 1e6,
       theirs::double precision / ours, target, wanted
FROM size;

-- What must hold of any run, however fast: a statement and whether it is true.
CREATE VIEW claim AS
SELECT r.n, format('%s: %s', r.topic, coalesce(r.name, 'ours') || ' was run as meant') AS text, p.good, p.plan AS detail
FROM rival AS r JOIN plan_seen AS p ON p.rival = r.n
UNION ALL
SELECT t.n, format('%s: ours and %s give the same answer', t.topic, t.name),
       a.answers = 1 AND a.nothing = 0, format('answers: %s', a.list)
FROM rival AS t,
     LATERAL (SELECT count(DISTINCT g.answer) AS answers, count(*) FILTER (WHERE coalesce(g.answer, '') IN ('', '0')) AS nothing,
                     string_agg(DISTINCT left(coalesce(g.answer, 'NULL'), 200), ' | ') AS list
              FROM trial AS g JOIN rival AS s ON s.n = g.rival
              WHERE s.topic = t.topic AND (s.name IS NULL OR s.n = t.n)) AS a
WHERE t.name IS NOT NULL AND t.same;
