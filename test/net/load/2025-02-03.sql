-- The second quarter is published anew; the third is rated by hand, with words that speak for and against Complete.
SET search_path = council, public;
SELECT publish_quarter('Cheshire East plan 2024-25', 'Q2 2024/25', 'the audit''s correction');
INSERT INTO evidence_words (plan_id, source, word, says) VALUES
  (NULL, 'commentary', 'finished', 'complete'), (net.plan('Cheshire East plan 2024-25'), 'commentary', 'delayed', 'not complete'),
  (net.plan('Corporate Peer Challenge Action Plan'), 'comment_flag', 'COMPLETE', 'complete'),
  (net.plan('Corporate Peer Challenge Action Plan'), 'comment_flag', 'IN_PROGRESS', 'not complete');
SELECT net.rate(i.item_id, 'Q3 2024/25', CASE WHEN i.n % 7 = 0 THEN NULL ELSE (ARRAY['B', 'G', 'A', 'R', 'G'])[i.n % 5 + 1] END,
                CASE i.n % 6 WHEN 1 THEN 'finished in December' WHEN 2 THEN 'delayed by a supplier' WHEN 3 THEN 'on course' END,
                CASE WHEN i.n % 5 = 3 THEN 'weekly review' END)
FROM (SELECT i.item_id, row_number() OVER (ORDER BY i.item_id) AS n FROM items i
      WHERE i.plan_id = net.plan('Cheshire East plan 2024-25') AND i.state = 'active' ORDER BY i.item_id) i;
UPDATE items SET state = 'active', state_since = NULL, state_reason = NULL WHERE ref = 'A1.2.2';
