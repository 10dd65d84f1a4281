-- Made up, so that a page has every section: updates, deadlines, measures, savings, risks, a meeting, what is new and what is gone.
SET search_path = council, public;
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw, commentary, corrective_action)
SELECT r.item_id, r.quarter, r.period_start, r.period_end, r.rating, r.raw,
 (ARRAY['Two of three scrutiny sessions have been held. The third is booked for the new year, after the training is done.',
  'The list of consultation methods has been reviewed. Recruitment to a residents’ panel is being prepared & costed.',
  'Contracts due in the next two years are listed for every directorate. Joint purchasing options follow in the autumn.'])[1 + r.item_id % 3],
 CASE WHEN r.rating >= 'A' THEN (ARRAY['A meeting in January takes the item moved from November. By 22 Jan 2025.',
  'Early-help checks before any new long-term package; weekly review of high-cost care. By 31 Dec 2024.'])[1 + r.item_id % 2] END
FROM quarter_ratings r JOIN items i USING (item_id) WHERE i.plan_id = 1;
INSERT INTO due_dates (item_id, revision, period, raw) SELECT item_id, 0, daterange('2025-03-31','2025-04-01'), '31 Mar 2025' FROM items WHERE plan_id=1;
INSERT INTO due_dates (item_id, revision, period, raw, reason) SELECT item_id, 1, daterange('2025-06-30','2025-07-01'), '30 Jun 2025', 'Two committee meetings moved, so the options report goes later.' FROM items WHERE plan_id=1 AND ref IN ('A1.1.1','A2.7.1','A3.6.1');
INSERT INTO measures (plan_id, node_id, ref, title, polarity, unit, decimals) SELECT 1, n.node_id, v.ref, v.title, v.pol, v.unit, v.d
 FROM (VALUES ('K1','Highway defects repaired in time','higher','%',1,'P3.4'),('K2','Days to decide a planning application','lower','days',1,'P3.1'),('K3','Care leavers in suitable homes','higher','%',1,'P2.4')) v(ref,title,pol,unit,d,node) JOIN nodes n ON n.ref=v.node;
INSERT INTO measure_targets (measure_id, quarter, target, amber) SELECT measure_id, q, CASE ref WHEN 'K2' THEN 56 ELSE 90 END, 5 FROM measures, generate_series('Q1 2023/24'::quarter,'Q2 2024/25') q;
INSERT INTO measure_values (measure_id, quarter, actual) SELECT measure_id, q, CASE ref WHEN 'K2' THEN 60 ELSE 88 END + (q - 'Q1 2023/24'::quarter)*0.7 FROM measures, generate_series('Q1 2023/24'::quarter,'Q2 2024/25') q WHERE q <> 'Q4 2023/24';
INSERT INTO money_lines (plan_id, node_id, ref, title, purpose, fiscal_year_start, standing, amount)
 SELECT 1, n.node_id, v.ref, v.title, 'saving', 2024, v.st, v.a FROM (VALUES ('S1','Fleet renewed','target',1200000,'P1.3'),('S1','Fleet renewed','achieved',850000,'P1.3'),('S1','Fleet renewed','at risk',150000,'P1.3'),
  ('S2','Day services redesigned','target',2500000,'P2.8'),('S2','Day services redesigned','achieved',1000000,'P2.8'),('S2','Day services redesigned','at risk',250000,'P2.8')) v(ref,title,st,a,node) JOIN nodes n ON n.ref=v.node;
INSERT INTO risks (ref,title,kind,opened_on) VALUES ('R1','Demand for care grows faster than funding','strategic','2024-01-01'),('R2','School places not ready in time','operational','2024-01-01'),('R3','Savings slip into the next year','strategic','2024-01-01');
INSERT INTO risk_scores (risk_id, scored_on, likelihood, impact, target_score) VALUES (1,'2024-01-01',4,5,8),(1,'2024-06-01',3,4,8),(2,'2024-01-01',4,4,6),(2,'2024-06-01',3,4,6),(3,'2024-01-01',5,4,8),(3,'2024-06-01',4,4,8);
INSERT INTO risk_officers (risk_id, officer_id) SELECT r, (SELECT min(officer_id)+r FROM officers) FROM generate_series(1,3) r;
INSERT INTO risk_links (risk_id, item_id) SELECT v.r, i.item_id FROM (VALUES (1,'A2.8.1'),(2,'A2.7.1'),(3,'A1.3.3')) v(r,ref) JOIN items i ON i.ref=v.ref;
INSERT INTO risk_links (risk_id, node_id) SELECT v.r, n.node_id FROM (VALUES (1,'P2.8'),(2,'P2.7'),(3,'P1.3')) v(r,ref) JOIN nodes n ON n.ref=v.ref;
UPDATE items SET state='withdrawn', state_since='2024-08-01', state_reason='Replaced by another practice model' WHERE ref='A2.3.1' AND plan_id=1;
INSERT INTO items (plan_id, level, ref, code, title, state_since) VALUES (1,'action','A2.7.3','A2.7.3','School attendance support in every area','2024-07-15');
INSERT INTO links (from_item_id, to_node_id, relation) SELECT i.item_id, n.node_id,'part_of' FROM items i, nodes n WHERE i.ref='A2.7.3' AND n.ref='P2.7';
INSERT INTO ratings (item_id, quarter, period_start, period_end, rating, raw) SELECT item_id,'Q2 2024/25','2024-07-01','2024-09-30','G','G' FROM items WHERE ref='A2.7.3';
INSERT INTO reporting_rhythms (body_id, report, rhythm, due_after_days, plan_id) SELECT body_id, 'Plan progress','quarterly',30,1 FROM bodies WHERE name='Corporate Policy Committee';
INSERT INTO meetings (body_id, held_on) SELECT body_id, '2024-11-28' FROM bodies WHERE name='Corporate Policy Committee';
