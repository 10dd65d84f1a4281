-- Changes to stay, in tables that objects.sql made: for who replicates them.
SET client_min_messages = warning;
SELECT set_config('search_path', quote_ident(n.nspname) || ', public', false)
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'golden_thread' \g /dev/null
UPDATE kept.fact SET rating = 'AR', at = at + 1, code = child(code, 7), amounts = amounts + 'G1'::rag_tally WHERE id % 5 = 0;
UPDATE kept.fact SET rating = NULL, live = NULL, graph = NULL, ratings = NULL WHERE id % 11 = 0;
DELETE FROM kept.fact WHERE id % 7 = 0;
INSERT INTO kept.fact (id, day, rating, amounts, at, code, graph, graph_of_words, ratings, cell)
SELECT id + 5000, day + 3000, 'R', amounts, at + 8, code, graph, graph_of_words, ratings, cell FROM kept.fact WHERE id < 200;
UPDATE kept.by_btree SET at = at + 1, code = 'Z1' WHERE id % 50 = 0;
UPDATE kept.by_hash SET amounts = amounts + amounts WHERE id % 50 = 0;
UPDATE kept.by_brin SET rating = 'B' WHERE id % 50 = 0;
UPDATE kept.by_gist SET code = 'LGOF 3.1' WHERE id % 50 = 0;
DELETE FROM kept.by_spgist WHERE id % 50 = 0;
UPDATE kept.part_quarter SET at = at + 40 WHERE id < 40;
UPDATE kept.part_rating SET rating = 'B' WHERE rating = 'R' AND id < 100;
INSERT INTO kept.nodes (code, over, since) VALUES ('D1', NULL, 'Q4 2030/31 (Oct)');
UPDATE kept.nodes SET over = NULL WHERE code = 'A1.10';
