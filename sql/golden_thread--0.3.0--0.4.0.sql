-- golden_thread 0.3.0 to 0.4.0.
-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.4.0'" to load this file. \quit
