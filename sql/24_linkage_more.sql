-- Linkage, the rest: nodes that lead nowhere, graphs merged by an aggregate, graphs out of JSON.

CREATE FUNCTION orphans(g linkage) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans';
COMMENT ON FUNCTION orphans(linkage) IS 'the nodes with neither parent nor child other than themselves';

CREATE FUNCTION orphans(g linkage, VARIADIC tops bigint[]) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans_of';
COMMENT ON FUNCTION orphans(linkage, bigint[]) IS
    'the nodes that lead to none of these tops and are none of them; no node leads to a top that the graph does not have';

CREATE FUNCTION orphans(g linkage_text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans';
COMMENT ON FUNCTION orphans(linkage_text) IS 'the nodes with neither parent nor child other than themselves';

CREATE FUNCTION orphans(g linkage_text, VARIADIC tops text[]) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_orphans_of';
COMMENT ON FUNCTION orphans(linkage_text, text[]) IS
    'the nodes that lead to none of these tops and are none of them; no node leads to a top that the graph does not have';

CREATE FUNCTION linkage_graph_transition(internal, linkage) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_graph_transition';
COMMENT ON FUNCTION linkage_graph_transition(internal, linkage) IS 'transition function of linkage(linkage)';

CREATE AGGREGATE linkage(g linkage) (
    SFUNC = linkage_graph_transition,
    STYPE = internal,
    SSPACE = 16384,
    COMBINEFUNC = linkage_combine,
    SERIALFUNC = linkage_serial,
    DESERIALFUNC = linkage_deserial,
    FINALFUNC = linkage_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE linkage(linkage) IS 'all nodes and links of all graphs; no rows, or none but NULLs, give the empty graph';

CREATE FUNCTION linkage_text_graph_transition(internal, linkage_text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_graph_transition';
COMMENT ON FUNCTION linkage_text_graph_transition(internal, linkage_text) IS 'transition function of linkage_text(linkage_text)';

CREATE AGGREGATE linkage_text(g linkage_text) (
    SFUNC = linkage_text_graph_transition,
    STYPE = internal,
    SSPACE = 16384,
    COMBINEFUNC = linkage_combine,
    SERIALFUNC = linkage_serial,
    DESERIALFUNC = linkage_deserial,
    FINALFUNC = linkage_text_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE linkage_text(linkage_text) IS
    'all nodes and links of all graphs; no rows, or none but NULLs, give the empty graph';

CREATE FUNCTION linkage(g jsonb) RETURNS linkage
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_from_jsonb';
COMMENT ON FUNCTION linkage(jsonb) IS
    'the graph that {"nodes": [...], "links": [[child, parent], ...]} says; nodes that are linked need not be listed';

CREATE CAST (jsonb AS linkage) WITH FUNCTION linkage(jsonb);
COMMENT ON CAST (jsonb AS linkage) IS '{"nodes": [...], "links": [[child, parent], ...]}';

CREATE FUNCTION linkage_text(g jsonb) RETURNS linkage_text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_from_jsonb';
COMMENT ON FUNCTION linkage_text(jsonb) IS
    'the graph that {"nodes": [...], "links": [[child, parent], ...]} says; nodes that are linked need not be listed';

CREATE CAST (jsonb AS linkage_text) WITH FUNCTION linkage_text(jsonb);
COMMENT ON CAST (jsonb AS linkage_text) IS '{"nodes": [...], "links": [[child, parent], ...]}';
