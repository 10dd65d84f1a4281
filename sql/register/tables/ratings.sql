-- What happens to items over time: append-only, so that "as known on" any day can be answered.

-- What happens to items over time: append-only, so "as known on" any day can be answered.
CREATE TABLE ratings (
  rating_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id bigint NOT NULL REFERENCES items,
  quarter quarter NOT NULL,
  period_start date NOT NULL,
  period_end date NOT NULL,
  rating rag,
  raw text NOT NULL DEFAULT '',
  commentary text,
  corrective_action text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  import_id bigint REFERENCES imports,
  CHECK (period_start <= period_end),
  CHECK (quarter @> period_start AND quarter @> period_end)
);
CREATE INDEX ratings_quarter_idx ON ratings (quarter);
CREATE INDEX ratings_in_force_idx ON ratings (item_id, quarter, period_end, recorded_at, rating_id)
  INCLUDE (rating, period_start, import_id);
COMMENT ON INDEX ratings_in_force_idx IS 'The rating of an item in a quarter, latest period and correction last.';
COMMENT ON TABLE ratings IS 'Ratings by reporting period, append-only: a correction is a new row for the same item and period.';
COMMENT ON COLUMN ratings.rating_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN ratings.item_id IS 'The item.';
COMMENT ON COLUMN ratings.quarter IS 'The fiscal quarter of the period.';
COMMENT ON COLUMN ratings.period_start IS 'First day of the reporting period, a month or a quarter.';
COMMENT ON COLUMN ratings.period_end IS 'Last day of the reporting period.';
COMMENT ON COLUMN ratings.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN ratings.raw IS 'The cell as printed, look-alike letters included; empty where nothing was printed.';
COMMENT ON COLUMN ratings.commentary IS 'What the report says of it.';
COMMENT ON COLUMN ratings.corrective_action IS 'What is being done about it.';
COMMENT ON COLUMN ratings.recorded_at IS 'When it became known.';
COMMENT ON COLUMN ratings.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN ratings.import_id IS 'Where it came from.';

CREATE TABLE due_dates (
  due_date_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id bigint NOT NULL REFERENCES items,
  milestone text NOT NULL DEFAULT 'due' CHECK (milestone <> ''),
  revision integer NOT NULL CHECK (revision >= 0),
  period daterange
    CHECK (NOT isempty(period) AND lower(period) >= '0001-01-01' AND (upper_inf(period) OR upper(period) <= '10000-01-01')),
  due date GENERATED ALWAYS AS (upper(period) - 1) STORED,
  raw text NOT NULL DEFAULT '',
  reason text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user,
  import_id bigint REFERENCES imports,
  UNIQUE (item_id, milestone, revision)
);
COMMENT ON TABLE due_dates IS
  'Deadlines and their revisions, append-only: revision 0 is the baseline, the highest one is in force. A deadline that has no end and '
  'no start beside it ("From June 2024") is a start.';
COMMENT ON COLUMN due_dates.due_date_id IS 'Key.';
COMMENT ON COLUMN due_dates.item_id IS 'The item.';
COMMENT ON COLUMN due_dates.milestone IS 'start, due, or any other name of a milestone on the way.';
COMMENT ON COLUMN due_dates.revision IS '0 for the baseline, then one more for each re-baselining.';
COMMENT ON COLUMN due_dates.period IS
  'The days the printed deadline names; without an end for "From June 2024"; NULL where it was revised and no new date is set.';
COMMENT ON COLUMN due_dates.due IS 'Its last day ("complete by end of"); NULL where it has no end or is not set.';
COMMENT ON COLUMN due_dates.raw IS 'The cell as printed.';
COMMENT ON COLUMN due_dates.reason IS 'Why it was re-baselined.';
COMMENT ON COLUMN due_dates.recorded_at IS 'When it became known.';
COMMENT ON COLUMN due_dates.recorded_by IS 'Who recorded it.';
COMMENT ON COLUMN due_dates.import_id IS 'Where it came from.';

CREATE TABLE evidence_words (
  evidence_word_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint REFERENCES plans,
  source text NOT NULL DEFAULT 'commentary' CHECK (source <> ''),
  word text NOT NULL CHECK (word <> ''),
  says text NOT NULL CHECK (says IN ('complete', 'not complete')),
  UNIQUE NULLS NOT DISTINCT (plan_id, source, word)
);
COMMENT ON TABLE evidence_words IS
  'What words of a report say of an item, whatever its rating: evidence_report holds the two against each other.';
COMMENT ON COLUMN evidence_words.evidence_word_id IS 'Key.';
COMMENT ON COLUMN evidence_words.plan_id IS 'The plan whose reports use the word so; NULL: every plan''s.';
COMMENT ON COLUMN evidence_words.source IS 'Where the word stands: commentary, or the name of an item attribute.';
COMMENT ON COLUMN evidence_words.word IS 'A word or phrase, found as a whole word in any case.';
COMMENT ON COLUMN evidence_words.says IS 'complete or not complete.';

INSERT INTO evidence_words (source, word, says)
SELECT s.source, w.word, w.says
  FROM (VALUES ('commentary'), ('comment_flag')) s (source)
 CROSS JOIN (VALUES ('complete', 'complete'), ('completed', 'complete'), ('approved', 'complete'), ('adopted', 'complete'),
             ('published', 'complete'),
                    ('not complete', 'not complete'), ('not completed', 'not complete'), ('not yet', 'not complete'),
                        ('incomplete', 'not complete'),
                    ('to be completed', 'not complete'), ('to be approved', 'not complete'), ('to be published', 'not complete'),
                    ('partial', 'not complete'), ('partially', 'not complete'), ('partly', 'not complete'), ('apart from', 'not complete'),
                    ('in progress', 'not complete'), ('in_progress', 'not complete'), ('ongoing', 'not complete'),
                        ('on-going', 'not complete'),
                    ('carried forward', 'not complete')) w (word, says)
UNION ALL
VALUES ('complete', 'y', 'complete'), ('complete', 'yes', 'complete'), ('complete', 'n', 'not complete'),
    ('complete', 'no', 'not complete');
