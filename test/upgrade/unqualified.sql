-- What PostgreSQL dumps without the schema of an operator of ours, in every kind of object that can hold it, and what is like it
-- and is dumped well ("well" in its name): doc/upgrading.md has a query that finds the former.
\set ON_ERROR_STOP on
CREATE SCHEMA un;
SET search_path = un, public;
CREATE TABLE t (id integer, r rag, s rag, q quarter, c plan_code, n integer, m integer);
CREATE TABLE u (id integer, r rag, q quarter, c plan_code);
CREATE DOMAIN live AS rag;
CREATE VIEW is_distinct AS SELECT id FROM t WHERE r IS DISTINCT FROM s;
CREATE VIEW is_not_distinct AS SELECT r IS NOT DISTINCT FROM 'R' AS same FROM t;
CREATE VIEW is_distinct_deep AS SELECT (SELECT count(*) FROM u WHERE u.r IS DISTINCT FROM t.r) FROM t;
CREATE MATERIALIZED VIEW is_distinct_stored AS SELECT id FROM t WHERE r IS DISTINCT FROM s;
CREATE VIEW null_if AS SELECT nullif(q, 'Q1 2025/26') AS q FROM t;
CREATE VIEW simple_case AS SELECT CASE c WHEN 'A1' THEN 1 WHEN 'A2' THEN 2 END AS a FROM t;
CREATE VIEW simple_case_of_domain AS SELECT CASE r::live WHEN 'R' THEN 1 END AS a FROM t;
CREATE VIEW join_using AS SELECT r FROM t JOIN u USING (r);
CREATE VIEW join_using_second AS SELECT id, q FROM t FULL JOIN u USING (id, q);
CREATE VIEW join_using_alias AS SELECT j.id FROM t LEFT JOIN u USING (id, c, q) AS j;
CREATE VIEW join_natural AS SELECT c FROM (SELECT c FROM t) AS a NATURAL JOIN (SELECT c FROM u) AS b;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER changed BEFORE UPDATE ON t FOR EACH ROW WHEN (OLD.r IS DISTINCT FROM NEW.r) EXECUTE FUNCTION touch();
CREATE POLICY using_distinct ON t USING (r IS DISTINCT FROM 'R');
CREATE POLICY checks_null_if ON t FOR INSERT WITH CHECK (nullif(r, s) IS NULL);
ALTER TABLE u ADD generated boolean GENERATED ALWAYS AS (r IS DISTINCT FROM 'R') STORED;
ALTER TABLE t ADD CONSTRAINT checked CHECK (CASE r WHEN 'R' THEN n > 0 ELSE true END);
CREATE INDEX indexed ON t (id) WHERE r IS DISTINCT FROM s;
CREATE FUNCTION parsed(t) RETURNS boolean LANGUAGE sql RETURN $1.r IS DISTINCT FROM $1.s;
CREATE VIEW well AS
  SELECT t.id FROM t JOIN u USING (id)
  WHERE t.r = 'R' AND t.n IS DISTINCT FROM t.m AND t.c IN (SELECT c FROM u) AND t.c IN ('A1', 'A2') AND nullif(t.n, 1) = 2
    AND CASE t.n WHEN 1 THEN t.r = 'R' ELSE t.q > 'Q1 2020/21' END AND CASE WHEN t.r = t.s THEN true END;
CREATE VIEW well_joined AS SELECT t.r FROM t JOIN u ON t.r = u.r JOIN (SELECT n FROM t) AS x USING (n);
CREATE FUNCTION well_parsed(t) RETURNS boolean LANGUAGE sql RETURN $1.r = $1.s OR $1.c IN ('A1', 'A2');
