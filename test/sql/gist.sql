-- what a user sees of the GiST operator classes: codes, quarters and ratings beside a range in a constraint

CREATE TABLE holder (code plan_code, period daterange, officer text,
                     CONSTRAINT one_holder EXCLUDE USING gist (code WITH =, period WITH &&));
INSERT INTO holder VALUES ('A1.1', '[2025-04-01,2025-07-01)', 'Asha'), ('A1.1', '[2025-07-01,2025-10-01)', 'Ben'),
                          ('A1.2', '[2025-04-01,2025-10-01)', 'Cai'), (NULL, '[2025-04-01,2025-10-01)', NULL), ('A1.1', NULL, NULL);
INSERT INTO holder VALUES ('A1.1', '[2025-06-15,2025-08-01)', 'Dee');
\set VERBOSITY sqlstate
INSERT INTO holder VALUES ('A1.1', '[2025-06-15,2025-08-01)', 'Dee');
UPDATE holder SET code = 'A1.1' WHERE code = 'A1.2';
\set VERBOSITY default
INSERT INTO holder VALUES ('A1.1', '[2025-06-15,2025-08-01)', 'Dee') ON CONFLICT DO NOTHING;
INSERT INTO holder VALUES ('A1.10', '[2025-06-15,2025-08-01)', 'Dee');
SELECT * FROM holder ORDER BY code, period;

-- a quarter and a rating, and the same with <>: one rating a quarter, for whatever part of the year
CREATE TABLE rated (quarter quarter, rating rag, days int4range,
                    CONSTRAINT one_rating EXCLUDE USING gist (quarter WITH =, rating WITH <>, days WITH &&));
INSERT INTO rated VALUES ('Q1 2025/26', 'G', '[1,30)'), ('Q1 2025/26', 'G', '[20,40)'), ('Q2 2025/26', 'A', '[1,30)');
INSERT INTO rated VALUES ('Q1 2025/26', 'R', '[39,50)');
INSERT INTO rated VALUES ('Q1 2025/26', 'R', '[40,50)');
-- the same days in another calendar are another quarter
INSERT INTO rated VALUES ('Q2 2025', 'R', '[1,30)');
SELECT * FROM rated ORDER BY quarter, days;

DROP TABLE holder, rated;
