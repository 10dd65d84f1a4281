-- Documents of other kinds: posts, committees, measures by columns, money by rows; and the second edition of a quarter.
SET search_path = council, public;
INSERT INTO plans (title, scale) VALUES ('Other documents', 'five');
INSERT INTO document_kinds (kind, title, record, plan_id) VALUES ('posts', 'posts', 'officer', NULL), ('committees', 'committees', 'body', NULL),
  ('kpis', 'kpis', 'measure', net.plan('Other documents')), ('ledger', 'ledger', 'money', net.plan('Other documents')), ('actions', 'actions', 'item', net.plan('Other documents'));
INSERT INTO import_mappings (kind, position, source, target, qualifier, split) VALUES
  ('posts', 1, '{post}', 'party.name', '', NULL), ('posts', 2, '{also}', 'party.alias', '', '\s*;\s*'),
  ('committees', 1, '{body}', 'party.name', '', NULL), ('committees', 2, '{short}', 'party.alias', '', NULL),
  ('kpis', 1, '{ref}', 'measure.ref', '', NULL), ('kpis', 2, '{KPI}', 'measure.title', '', NULL), ('kpis', 3, '{good is}', 'measure.polarity', '', NULL),
  ('kpis', 4, '{target}', 'measure.target', 'Q1 2025/26', NULL), ('kpis', 5, '{within}', 'measure.amber', 'Q1 2025/26', NULL),
  ('kpis', 6, '{Q1}', 'measure.actual', 'Q1 2025/26', NULL), ('kpis', 7, '{Q2}', 'measure.actual', 'Q2 2025/26', NULL),
  ('ledger', 1, '{line}', 'money.ref', '', NULL), ('ledger', 2, '{text}', 'money.title', '', NULL), ('ledger', 3, '{sort}', 'money.purpose', '', NULL),
  ('ledger', 4, '{year}', 'money.year', '', NULL), ('ledger', 5, '{standing}', 'money.standing', '', NULL), ('ledger', 6, '{pounds}', 'money.amount', '', NULL),
  ('actions', 1, '{no}', 'item.ref', '', NULL), ('actions', 2, '{title}', 'item.title', '', NULL), ('actions', 3, 'action', 'item.level', '', NULL),
  ('actions', 4, '{rag}', 'rating', 'Q3 2025/26', NULL), ('actions', 5, '{why}', 'commentary', 'Q3 2025/26', NULL), ('actions', 6, '{area}', 'node.ref', 'priority', NULL),
  ('actions', 7, '{area_name}', 'node.title', 'priority', NULL), ('actions', 8, '{area}', 'link.node', 'priority part_of', NULL);
SELECT net.import('posts', E'post,also\nHead of Roads,"HoR; Roads lead"\nHead of Parks,\n', 'posts.csv');
SELECT net.import('committees', E'body,short\nCabinet,CAB\nCouncil,Full Council', 'committees.csv');
SELECT net.import('kpis', E'ref;KPI;good is;target;within;Q1;Q2\nK1;Repairs in time;Higher;"92.5%";2;"1,066.125";\nK2;Days lost;lower;8;0.50;9;(1.5)\n', 'kpis.csv', recorded_at => '2025-10-01');
SELECT net.import('kpis', E'ref;KPI;good is;target;within;Q1;Q2\nK1;Repairs in time;Higher;"92.5%";2;"93";94\nK2;Days lost;lower;8;0.50;9;7\n', 'kpis.csv');
SELECT net.import('ledger', E'line,text,sort,year,standing,pounds\n24,Fleet,saving,2025/26,target,"£1,000.10"\n24,Fleet,saving,2025/26,achieved,400.05\n56,Leisure,funding,2026/27,target,24.2m\n', 'ledger.csv');
SELECT net.import('actions', U&'\FEFF' || E'area;area_name;no;title;rag;why\r\nQ1;Streets;Z1;First;AG;"one\r\ntwo; ""three"""\r\nQ1;Streets;Z2;Second;AR;\r\n', 'actions.csv');
SELECT publish_quarter('Delivery Plan 2025/26', 'Q3 2025/26') FROM (SELECT 1) x WHERE is_signed_off(net.plan('Delivery Plan 2025/26'), 'Q3 2025/26');
INSERT INTO sign_offs (plan_id, quarter, step, decision) VALUES
  (net.plan('Delivery Plan 2025/26'), 'Q3 2025/26', 'Director', 'approved'), (net.plan('Delivery Plan 2025/26'), 'Q3 2025/26', 'Committee', 'approved');
SELECT publish_quarter('Delivery Plan 2025/26', 'Q2 2025/26', 'corrected ratings'), publish_quarter('Delivery Plan 2025/26', 'Q3 2025/26');
SELECT net.rate(net.item('DP2.01'), 'Q3 2025/26', 'R', 'found after publication');
