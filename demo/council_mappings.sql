-- What the council's documents are and which of their columns is what: data, not code.

INSERT INTO plans (title, period, source_document) VALUES
  ('Cheshire East plan 2024-25', plan_period('2024-25'), 'Cheshire East plan 2024-25'),
  ('Corporate Peer Challenge Action Plan', plan_period('2024-25'),
   'Corporate Peer Challenge Action Plan - Progress Update May 2025'),
  ('Cheshire East Plan 2025-29', plan_period('2025-29'), 'Delivery Plan 2025/26'),
  ('Delivery Plan 2025/26', plan_period('2025/26'), 'Delivery Plan 2025/26'),
  ('Improvement & Transformation Delivery Plan 2025-27', plan_period('2025-27'),
   'Improvement & Transformation Delivery Plan 2025-27');

-- Their legends, as printed: the same five states in different words.
INSERT INTO legends (plan_id, word, rating, label)
SELECT p.plan_id, l.word, l.rating::rag, l.label
FROM plans p
JOIN (VALUES
  ('Cheshire East plan 2024-25', 'r', 'R', 'Off track – with major issues (R)'),
  ('Cheshire East plan 2024-25', 'a', 'A', 'Mainly on track – minor issues (A)'),
  ('Cheshire East plan 2024-25', 'g', 'G', 'On Track (G)'),
  ('Cheshire East plan 2024-25', 'b', 'B', 'Completed (B)'),
  ('Corporate Peer Challenge Action Plan', 'r', 'R', 'Escalate (R)'),
  ('Corporate Peer Challenge Action Plan', 'a', 'A', 'Monitor (A)'),
  ('Corporate Peer Challenge Action Plan', 'g', 'G', 'On Track (G)'),
  ('Corporate Peer Challenge Action Plan', 'b', 'B', 'Completed (B)')
) AS l (plan, word, rating, label) ON l.plan = p.title;

-- Abbreviations and drifting names.
WITH committees (name, aliases) AS (
  VALUES ('Corporate Policy Committee', ARRAY['CPC']),
         ('Finance Sub-Committee', ARRAY['FSC']),
         ('Adults & Health Committee', ARRAY['A+H']),
         ('Children & Families Committee', ARRAY['C+F', 'Children and Families Committee']),
         ('Economy & Growth Committee', ARRAY['E+G']),
         ('Environment & Communities Committee', ARRAY['E+C']),
         ('Highways & Transport Committee', ARRAY['H+T']),
         ('Council', ARRAY['Full Council'])
), named AS (
  INSERT INTO bodies (name) SELECT name FROM committees RETURNING body_id, name
)
INSERT INTO body_aliases (alias, body_id)
SELECT a.alias, n.body_id FROM committees c JOIN named n USING (name), unnest(c.aliases) AS a (alias);

WITH posts (name, aliases) AS (
  VALUES ('Head of Democratic Services', ARRAY['Head of Dem Services']),
         ('Executive Director of Resources/S151', ARRAY['Executive Director Resources/S151', 'Executive Director of Resources']),
         ('Interim Executive Director of Resources/S151', ARRAY['Interim Executive Director of Resources/ S151']),
         ('Executive Director of Children''s Services',
          ARRAY['Executive Director Children''s Services', 'Executive Director, Children''s Services']),
         ('Interim Executive Director of Children''s Services', ARRAY['Interim Executive Director Children''s Services']),
         ('Executive Director of Adults, Health & Integration',
          ARRAY['Executive Director of Adults, Health and Integration', 'Executive Director Adults, Health & Integration']),
         ('Executive Director of Place', ARRAY['Executive Director – Place'])
), named AS (
  INSERT INTO officers (name) SELECT name FROM posts RETURNING officer_id, name
)
INSERT INTO officer_aliases (alias, officer_id)
SELECT a.alias, n.officer_id FROM posts p JOIN named n USING (name), unnest(p.aliases) AS a (alias);

-- The document kinds.  Tab-separated without quoting: a quotation mark in a cell is just that.
INSERT INTO document_kinds (kind, title, record, plan_id, delimiter, quote)
SELECT k.kind, k.title, k.record, p.plan_id, E'\t', ''
FROM (VALUES
  ('plan_priorities', 'Cheshire East plan 2024-25', 'node', 'Cheshire East plan 2024-25'),
  ('plan_actions', 'Cheshire East plan 2024-25', 'item', 'Cheshire East plan 2024-25'),
  ('peer_challenge', 'Corporate Peer Challenge Action Plan - Progress Update May 2025', 'item',
   'Corporate Peer Challenge Action Plan'),
  ('outcomes', 'Delivery Plan 2025/26', 'node', 'Cheshire East Plan 2025-29'),
  ('delivery_plan', 'Delivery Plan 2025/26', 'item', 'Delivery Plan 2025/26'),
  ('improvement_plan', 'Improvement & Transformation Delivery Plan 2025-27', 'item',
   'Improvement & Transformation Delivery Plan 2025-27'),
  ('linkage', 'Links between the five documents', 'link', NULL)
) AS k (kind, title, record, plan)
LEFT JOIN plans p ON p.title = k.plan;

INSERT INTO import_mappings (kind, position, source, target, qualifier) VALUES
  ('plan_priorities', 1, 'Cheshire East plan 2024-25', 'node.ref', 'plan'),
  ('plan_priorities', 2, '{aim}', 'node.ref', 'aim'),
  ('plan_priorities', 3, '{aim_name}', 'node.title', 'aim'),
  ('plan_priorities', 4, 'part of', 'node.part_of', 'aim > plan'),
  ('plan_priorities', 5, '{priority}', 'node.ref', 'priority'),
  ('plan_priorities', 6, '{priority_name}', 'node.title', 'priority'),
  ('plan_priorities', 7, 'part of', 'node.part_of', 'priority > aim'),

  ('outcomes', 1, 'Cheshire East Plan 2025-29', 'node.ref', 'plan'),
  ('outcomes', 2, '{commitment}', 'node.ref', 'commitment'),
  ('outcomes', 3, '{commitment_name}', 'node.title', 'commitment'),
  ('outcomes', 4, 'part of', 'node.part_of', 'commitment > plan'),
  ('outcomes', 5, '{outcome}', 'node.ref', 'outcome'),
  ('outcomes', 6, '{outcome_title}', 'node.title', 'outcome'),
  ('outcomes', 7, 'part of', 'node.part_of', 'outcome > commitment'),
  ('outcomes', 8, '{differences_between_documents}', 'keep', '');

INSERT INTO import_mappings (kind, position, source, target, qualifier, split, blank_words) VALUES
  ('plan_actions', 1, '{code}', 'item.ref', '', NULL, '{}'),
  ('plan_actions', 2, '{title}', 'item.title', '', NULL, '{}'),
  ('plan_actions', 3, 'action', 'item.level', '', NULL, '{}'),
  ('plan_actions', 4, '{priority}', 'link.node', 'priority part_of', NULL, '{}'),
  ('plan_actions', 5, '{aim}', 'keep', '', NULL, '{}'),
  ('plan_actions', 6, '{lead_officer}', 'officer', 'lead', NULL, '{}'),
  ('plan_actions', 7, '{committee}', 'body', 'committee', '\s*[/,]\s*', '{}'),
  ('plan_actions', 8, '{q1_rag}', 'rating', 'Q1 2024/25', NULL, '{}'),
  ('plan_actions', 9, '{q2_rag}', 'rating', 'Q2 2024/25', NULL, '{}'),
  ('plan_actions', 10, '{complete}', 'item.attribute', 'complete', NULL, '{}'),

  ('peer_challenge', 1, '{theme}', 'node.ref', 'theme', NULL, '{}'),
  ('peer_challenge', 2, '{recommendation}', 'node.ref', 'recommendation', NULL, '{}'),
  ('peer_challenge', 3, '{recommendation_title}', 'node.title', 'recommendation', NULL, '{}'),
  ('peer_challenge', 4, 'part of', 'node.part_of', 'recommendation > theme', NULL, '{}'),
  ('peer_challenge', 5, 'CPC {recommendation}/{seq}', 'item.ref', '', NULL, '{}'),
  ('peer_challenge', 6, '{title}', 'item.title', '', NULL, '{}'),
  ('peer_challenge', 7, 'action', 'item.level', '', NULL, '{}'),
  ('peer_challenge', 8, '{recommendation}', 'link.node', 'recommendation part_of', NULL, '{}'),
  -- "Resources/ S151" is one post; every other slash parts two.
  ('peer_challenge', 9, '{responsible_officer}', 'officer', 'responsible', '\s*/(?!\s*S151)\s*', '{}'),
  ('peer_challenge', 10, '{delivery_lead}', 'officer', 'delivery lead', '\s*/(?!\s*S151)\s*', '{N/A}'),
  ('peer_challenge', 11, '{due}', 'due', 'baseline', NULL, '{-}'),
  ('peer_challenge', 12, '{revised_due}', 'due', 'revised', NULL, '{}'),
  ('peer_challenge', 13, '{rag}', 'rating', 'May 2025', NULL, '{}'),
  ('peer_challenge', 14, '{comment_flag}', 'item.attribute', 'comment_flag', NULL, '{}'),

  ('delivery_plan', 1, '{ref}', 'item.ref', '', NULL, '{}'),
  ('delivery_plan', 2, '{title}', 'item.title', '', NULL, '{}'),
  ('delivery_plan', 3, 'deliverable', 'item.level', '', NULL, '{}'),
  ('delivery_plan', 4, '{commitment}', 'keep', '', NULL, '{}'),
  ('delivery_plan', 5, '{outcome_codes}', 'link.node', 'outcome contributes_to', '\s*,\s*', '{}'),
  ('delivery_plan', 6, '{start}', 'start', '', NULL, '{}'),
  ('delivery_plan', 7, '{delivery}', 'due', '', NULL, '{}'),
  ('delivery_plan', 8, '{lead_officer}', 'officer', 'lead', NULL, '{}'),
  ('delivery_plan', 9, '{strategic_link}', 'item.attribute', 'strategic_link', NULL, '{}'),

  ('improvement_plan', 1, '{ref}', 'item.ref', '', NULL, '{}'),
  ('improvement_plan', 2, '{title}', 'item.title', '', NULL, '{}'),
  ('improvement_plan', 3, 'deliverable', 'item.level', '', NULL, '{}'),
  ('improvement_plan', 4, '{section}', 'item.attribute', 'section', NULL, '{}'),
  ('improvement_plan', 5, '{kind}', 'item.attribute', 'kind', NULL, '{}'),
  ('improvement_plan', 6, '{programme}', 'item.attribute', 'programme', NULL, '{}'),
  ('improvement_plan', 7, '{project}', 'item.attribute', 'project', NULL, '{}'),
  ('improvement_plan', 8, '{delivered_by}', 'due', '', NULL, '{}'),
  ('improvement_plan', 9, '{lead_officer}', 'officer', 'lead', '\s*;\s*', '{}'),
  ('improvement_plan', 10, '{committee}', 'body', 'committee', '\s*;\s*', '{}'),
  ('improvement_plan', 11, '{clt_sponsor}', 'officer', 'sponsor', '\s*;\s*', '{}'),

  ('linkage', 1, '{from_kind}', 'link.from_kind', '', NULL, '{}'),
  ('linkage', 2, '{from_ref}', 'link.from_ref', '', NULL, '{}'),
  ('linkage', 3, '{to_kind}', 'link.to_kind', '', NULL, '{}'),
  ('linkage', 4, '{to_ref}', 'link.to_ref', '', NULL, '{}'),
  ('linkage', 5, '{relation}', 'link.relation', '', NULL, '{}'),
  ('linkage', 6, '{source_document}', 'link.source_document', '', NULL, '{}'),
  ('linkage', 7, '{basis}', 'link.basis', '', NULL, '{}');

-- What the link file's kinds are: which level, of which plan, and whether a link alone may bring one into being.
INSERT INTO reference_kinds (kind, level, plan_id, create_missing)
SELECT k.kind, k.level, p.plan_id, k.create_missing
FROM (VALUES
  ('aim', 'aim', 'Cheshire East plan 2024-25', false),
  ('priority', 'priority', 'Cheshire East plan 2024-25', false),
  ('plan_action', 'action', 'Cheshire East plan 2024-25', false),
  ('peer_recommendation', 'recommendation', 'Corporate Peer Challenge Action Plan', false),
  ('peer_action', 'action', 'Corporate Peer Challenge Action Plan', false),
  ('commitment', 'commitment', 'Cheshire East Plan 2025-29', false),
  ('outcome', 'outcome', 'Cheshire East Plan 2025-29', false),
  ('delivery_deliverable', 'deliverable', 'Delivery Plan 2025/26', false),
  ('improvement_deliverable', 'deliverable', 'Improvement & Transformation Delivery Plan 2025-27', false),
  ('improvement_priority', 'priority', 'Improvement & Transformation Delivery Plan 2025-27', true),
  ('transformation_programme', 'programme', NULL, true),
  ('improvement_project', 'project', NULL, true),
  ('plan', 'plan', NULL, true),
  ('external_requirement', 'requirement', NULL, true),
  ('body', 'reference', NULL, true),
  ('benchmark', 'reference', NULL, true),
  ('evidence', 'reference', NULL, true),
  ('funding_condition', 'reference', NULL, true),
  ('governance_model', 'reference', NULL, true),
  ('measurement_framework', 'reference', NULL, true),
  ('peer_action_set', 'reference', NULL, true),
  ('risk_register', 'reference', NULL, true)
) AS k (kind, level, plan, create_missing)
LEFT JOIN plans p ON p.title = k.plan;
