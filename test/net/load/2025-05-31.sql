-- The peer challenge's action plan, read twice, and a file with rows that are refused.
SET search_path = council, public;
\set peer_challenge `cat demo/data/peer_challenge_may_2025.tsv`
SELECT net.import('peer_challenge', :'peer_challenge', 'peer_challenge_may_2025.tsv');
SELECT net.import('peer_challenge', :'peer_challenge', 'peer_challenge_may_2025.tsv');
SELECT net.import('plan_actions', replace($$code|title|priority|aim|lead_officer|committee|q1_rag|q2_rag|complete
A1.1.1|Simplified decision-making framework and clearer reports|P1.1|1|Head of Democratic Services|CPC|G|R|n
A9.9.9|No such priority|P9.9|9|Nobody|CPC|G|G|n
A1.1.2|Better grasp of scrutiny under committees|P1.1|1|Head of Democratic Services|CPC|G|purple|n
A1.1.3||P1.1|1|Head of Democratic Services|CPC|G|G|n
$$, '|', E'\t'), 'late.tsv', 'good');
SELECT publish_quarter('Corporate Peer Challenge Action Plan', 'Q1 2025/26');
