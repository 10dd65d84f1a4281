\echo reports
