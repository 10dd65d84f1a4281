-- What somebody sees who makes a register and imports a file into it.
SET client_min_messages = warning;
SET datestyle = 'ISO, DMY';
\set SHOW_CONTEXT never
\pset null '(null)'
SELECT create_register('council');
SELECT schema, layout_version, is_current, fiscal_start_month FROM registers();

-- Names that cannot be a register's.
SELECT create_register('council');
SELECT create_register('it''s');
SELECT create_register(NULL);
SELECT create_register('other', 0);

SET search_path = council, public;
INSERT INTO plans (title) VALUES ('Town plan');
INSERT INTO document_kinds (kind, title, record, plan_id) VALUES ('returns', 'Quarterly return', 'item', 1);
INSERT INTO import_mappings (kind, position, source, target, qualifier, split) VALUES
  ('returns', 1, '{Ref}', 'item.ref', '', NULL),
  ('returns', 2, '{Action}', 'item.title', '', NULL),
  ('returns', 3, 'action', 'item.level', '', NULL),
  ('returns', 4, '{Q1}', 'rating', 'Q1 2025/26', NULL),
  ('returns', 5, '{Q2}', 'rating', 'Q2 2025/26', NULL),
  ('returns', 6, '{Comment}', 'commentary', 'Q2 2025/26', NULL),
  ('returns', 7, '{Due}', 'due', 'baseline', NULL),
  ('returns', 8, '{Now due}', 'due', 'revised', NULL),
  ('returns', 9, '{Aim}', 'node.ref', 'aim', NULL),
  ('returns', 10, '{Aim}', 'link.node', 'aim part_of', NULL);

-- A good file.
SELECT * FROM council.import_csv('returns', $$Ref;Action;Q1;Q2;Comment;Due;Now due;Aim
A1.1;Market hall;Green;Red;"Late; contractor left";March 2026;September 2026;1
A1.2;Library;Amber;Complete;;Q2 2025/26;;1
A2.1;Bus lanes;;on track;;From June 2025;;2
$$, file_name => 'returns.csv');
SELECT * FROM council.import_csv('returns', $$Ref;Action;Q1;Q2;Comment;Due;Now due;Aim
A1.1;Market hall;Green;Red;"Late; contractor left";March 2026;September 2026;1
$$, file_name => 'returns.csv');

-- Bad cells: nothing is loaded, or the good rows are; each is explained.
SELECT * FROM council.import_csv('returns', $$Ref,Action,Q1,Q2,Comment,Due,Now due,Aim
A1.3,Museum,G,On hold,,31.02.26,,1
A1.4,Park,G,G,,March 2026,,1
$$);
SELECT * FROM council.import_csv('returns', $$Ref,Action,Q1,Q2,Comment,Due,Now due,Aim
A1.3,Museum,G,On hold,,31.02.26,,1
A1.4,Park,G,G,,March 2026,,1
A1.1,Market hall,Green,AG,,April 2026,,1
$$, 'good');
SELECT line, column_name, value, reason, hint FROM import_errors WHERE import_id = 4 ORDER BY line, error_number;
SELECT ref, title FROM items ORDER BY code;

-- What does not fit is refused whole.
SELECT council.import_csv('returns', $$Ref,Action,Q3,Comment,Due,Now due,Aim,Ref
$$);
SELECT council.import_csv('return', '');
SELECT council.import_csv('returns', '', 'maybe');
SELECT elsewhere.import_csv('returns', '');

-- History is append-only.
UPDATE ratings SET rating = 'G';
TRUNCATE due_dates;

-- Reports.
SELECT plan, quarter, tally, total, round(percent_complete) AS percent, overall FROM progress_report;
SELECT ref, quarter, rating, previous_rating, movement FROM rating_report WHERE is_latest;
SELECT ref, baseline_due, current_due, slippage_months FROM slippage_report;
SELECT level, ref, by_link, distinct_items FROM rollup_report WHERE level = 'aim';
SELECT ref, current_due, days_overdue, rating FROM overdue_report('2026-12-25');
SELECT plan_key, rating_key, count(*) FROM council_bi.bi_rating GROUP BY 1, 2 ORDER BY 1, 2;
SELECT * FROM council_bi.bi_unsafe_columns;
SELECT report_html('No such plan');
RESET search_path;
SET client_min_messages = error;
DROP SCHEMA council, council_bi CASCADE;
