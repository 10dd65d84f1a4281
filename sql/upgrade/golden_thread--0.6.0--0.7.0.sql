-- golden_thread 0.6.0 to 0.7.0.
-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION golden_thread UPDATE TO '0.7.0'" to load this file. \quit
