-- golden_thread: RAG ratings, fiscal quarters and outcome linkage for delivery plans.
-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION golden_thread" to load this file. \quit

