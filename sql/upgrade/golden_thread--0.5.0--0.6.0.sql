\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.6.0'" to load this file. \quit

-- -------- percentages: 100 means all, 0 means none --------

COMMENT ON FUNCTION percentages(rag_tally) IS 'whole percentages of the total that add up to 100 (largest remainder, ties to the more severe), where 100 means all and 0 none; the unrated are the row whose rating is NULL; NULL percentages if nothing is counted';
