-- linkage and linkage_text: graphs of child > parent links between bigint or text nodes.  The stored value says
-- its kind, so that most C functions serve both types.

CREATE TYPE linkage;

CREATE FUNCTION linkage_in(cstring) RETURNS linkage
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_in';
COMMENT ON FUNCTION linkage_in(cstring) IS 'input of linkage: bigint nodes, such as {1,2>1,3>1}';

CREATE FUNCTION linkage_out(linkage) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_out';
COMMENT ON FUNCTION linkage_out(linkage) IS
    'output of linkage: in node order each node without a parent by itself, each other one as its links; equal graphs print the same';

CREATE FUNCTION linkage_recv(internal) RETURNS linkage
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_recv';
COMMENT ON FUNCTION linkage_recv(internal) IS 'binary input of linkage; checked as strictly as text';

CREATE FUNCTION linkage_send(linkage) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_send';
COMMENT ON FUNCTION linkage_send(linkage) IS 'binary output of linkage: version, counts, nodes, links by index';

CREATE TYPE linkage (
    INPUT = linkage_in,
    OUTPUT = linkage_out,
    RECEIVE = linkage_recv,
    SEND = linkage_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE linkage IS
    'graph of child > parent links between bigint nodes: any shape, cycles and links to oneself included; equal graphs are equal '
    'values';

CREATE TYPE linkage_text;

CREATE FUNCTION linkage_text_in(cstring) RETURNS linkage_text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_in';
COMMENT ON FUNCTION linkage_text_in(cstring) IS 'input of linkage_text: text nodes, such as {A,B>A,"Outcome 1.1">A}';

CREATE FUNCTION linkage_text_out(linkage_text) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_out';
COMMENT ON FUNCTION linkage_text_out(linkage_text) IS
    'output of linkage_text: in node order each node without a parent by itself, each other one as its links; equal graphs print the '
    'same';

CREATE FUNCTION linkage_text_recv(internal) RETURNS linkage_text
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_recv';
COMMENT ON FUNCTION linkage_text_recv(internal) IS 'binary input of linkage_text; checked as strictly as text';

CREATE FUNCTION linkage_text_send(linkage_text) RETURNS bytea
    LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_send';
COMMENT ON FUNCTION linkage_text_send(linkage_text) IS 'binary output of linkage_text: version, counts, nodes, links by index';

CREATE TYPE linkage_text (
    INPUT = linkage_text_in,
    OUTPUT = linkage_text_out,
    RECEIVE = linkage_text_recv,
    SEND = linkage_text_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE linkage_text IS
    'graph of child > parent links between text nodes: any shape, cycles and links to oneself included; equal graphs are equal values';

-- Comparison: fewer nodes first, then fewer links, then node by node and link by link.  Good for DISTINCT,
-- GROUP BY and a stable ORDER BY; it says nothing of one graph containing another.

CREATE FUNCTION linkage_lt(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_lt';
COMMENT ON FUNCTION linkage_lt(linkage, linkage) IS 'implementation of < operator';

CREATE FUNCTION linkage_le(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_le';
COMMENT ON FUNCTION linkage_le(linkage, linkage) IS 'implementation of <= operator';

CREATE FUNCTION linkage_eq(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_eq';
COMMENT ON FUNCTION linkage_eq(linkage, linkage) IS 'implementation of = operator';

CREATE FUNCTION linkage_ne(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_ne';
COMMENT ON FUNCTION linkage_ne(linkage, linkage) IS 'implementation of <> operator';

CREATE FUNCTION linkage_ge(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_ge';
COMMENT ON FUNCTION linkage_ge(linkage, linkage) IS 'implementation of >= operator';

CREATE FUNCTION linkage_gt(linkage, linkage) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_gt';
COMMENT ON FUNCTION linkage_gt(linkage, linkage) IS 'implementation of > operator';

CREATE OPERATOR < (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_lt,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (linkage, linkage) IS 'sorts before';

CREATE OPERATOR <= (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_le,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (linkage, linkage) IS 'sorts before or is the same graph';

CREATE OPERATOR = (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (linkage, linkage) IS 'the same nodes and the same links';

CREATE OPERATOR <> (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (linkage, linkage) IS 'another graph';

CREATE OPERATOR >= (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_ge,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (linkage, linkage) IS 'sorts after or is the same graph';

CREATE OPERATOR > (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_gt,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (linkage, linkage) IS 'sorts after';

CREATE FUNCTION linkage_cmp(linkage, linkage) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_cmp';
COMMENT ON FUNCTION linkage_cmp(linkage, linkage) IS 'less-equal-greater: -1, 0 or 1';

CREATE FUNCTION linkage_hash(linkage) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_hash';
COMMENT ON FUNCTION linkage_hash(linkage) IS 'hash of a graph; frozen';

CREATE FUNCTION linkage_hash_extended(linkage, bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_hash_extended';
COMMENT ON FUNCTION linkage_hash_extended(linkage, bigint) IS 'seeded hash of a graph; frozen';

CREATE OPERATOR FAMILY linkage_ops USING btree;
COMMENT ON OPERATOR FAMILY linkage_ops USING btree IS 'linkage, by size, then nodes, then links';

CREATE OPERATOR CLASS linkage_ops DEFAULT FOR TYPE linkage USING btree FAMILY linkage_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 linkage_cmp(linkage, linkage),
    FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS linkage_ops USING btree IS 'linkage, by size, then nodes, then links';

CREATE OPERATOR FAMILY linkage_ops USING hash;
COMMENT ON OPERATOR FAMILY linkage_ops USING hash IS 'linkage';

CREATE OPERATOR CLASS linkage_ops DEFAULT FOR TYPE linkage USING hash FAMILY linkage_ops AS
    OPERATOR 1 =,
    FUNCTION 1 linkage_hash(linkage),
    FUNCTION 2 linkage_hash_extended(linkage, bigint);
COMMENT ON OPERATOR CLASS linkage_ops USING hash IS 'linkage';

CREATE FUNCTION linkage_text_lt(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_lt';
COMMENT ON FUNCTION linkage_text_lt(linkage_text, linkage_text) IS 'implementation of < operator';

CREATE FUNCTION linkage_text_le(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_le';
COMMENT ON FUNCTION linkage_text_le(linkage_text, linkage_text) IS 'implementation of <= operator';

CREATE FUNCTION linkage_text_eq(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_eq';
COMMENT ON FUNCTION linkage_text_eq(linkage_text, linkage_text) IS 'implementation of = operator';

CREATE FUNCTION linkage_text_ne(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_ne';
COMMENT ON FUNCTION linkage_text_ne(linkage_text, linkage_text) IS 'implementation of <> operator';

CREATE FUNCTION linkage_text_ge(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_ge';
COMMENT ON FUNCTION linkage_text_ge(linkage_text, linkage_text) IS 'implementation of >= operator';

CREATE FUNCTION linkage_text_gt(linkage_text, linkage_text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_gt';
COMMENT ON FUNCTION linkage_text_gt(linkage_text, linkage_text) IS 'implementation of > operator';

CREATE OPERATOR < (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_lt,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (linkage_text, linkage_text) IS 'sorts before';

CREATE OPERATOR <= (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_le,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (linkage_text, linkage_text) IS 'sorts before or is the same graph';

CREATE OPERATOR = (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (linkage_text, linkage_text) IS 'the same nodes and the same links';

CREATE OPERATOR <> (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (linkage_text, linkage_text) IS 'another graph';

CREATE OPERATOR >= (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_ge,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (linkage_text, linkage_text) IS 'sorts after or is the same graph';

CREATE OPERATOR > (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_gt,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (linkage_text, linkage_text) IS 'sorts after';

CREATE FUNCTION linkage_text_cmp(linkage_text, linkage_text) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_cmp';
COMMENT ON FUNCTION linkage_text_cmp(linkage_text, linkage_text) IS 'less-equal-greater: -1, 0 or 1';

CREATE FUNCTION linkage_text_hash(linkage_text) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_hash';
COMMENT ON FUNCTION linkage_text_hash(linkage_text) IS 'hash of a graph; frozen';

CREATE FUNCTION linkage_text_hash_extended(linkage_text, bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_hash_extended';
COMMENT ON FUNCTION linkage_text_hash_extended(linkage_text, bigint) IS 'seeded hash of a graph; frozen';

CREATE OPERATOR FAMILY linkage_text_ops USING btree;
COMMENT ON OPERATOR FAMILY linkage_text_ops USING btree IS 'linkage_text, by size, then nodes, then links';

CREATE OPERATOR CLASS linkage_text_ops DEFAULT FOR TYPE linkage_text USING btree FAMILY linkage_text_ops AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 linkage_text_cmp(linkage_text, linkage_text),
    FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS linkage_text_ops USING btree IS 'linkage_text, by size, then nodes, then links';

CREATE OPERATOR FAMILY linkage_text_ops USING hash;
COMMENT ON OPERATOR FAMILY linkage_text_ops USING hash IS 'linkage_text';

CREATE OPERATOR CLASS linkage_text_ops DEFAULT FOR TYPE linkage_text USING hash FAMILY linkage_text_ops AS
    OPERATOR 1 =,
    FUNCTION 1 linkage_text_hash(linkage_text),
    FUNCTION 2 linkage_text_hash_extended(linkage_text, bigint);
COMMENT ON OPERATOR CLASS linkage_text_ops USING hash IS 'linkage_text';

-- Building: aggregates over link rows, and merging.  The aggregates' state is C memory; it travels between
-- processes as the graph it stands for.

CREATE FUNCTION linkage_transition(internal, bigint, bigint) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_transition';
COMMENT ON FUNCTION linkage_transition(internal, bigint, bigint) IS 'transition function of linkage(bigint, bigint)';

CREATE FUNCTION linkage_text_transition(internal, text, text) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_transition';
COMMENT ON FUNCTION linkage_text_transition(internal, text, text) IS 'transition function of linkage_text(text, text)';

CREATE FUNCTION linkage_combine(internal, internal) RETURNS internal
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_combine';
COMMENT ON FUNCTION linkage_combine(internal, internal) IS 'combine function of linkage(bigint, bigint) and linkage_text(text, text)';

CREATE FUNCTION linkage_serial(internal) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_serial';
COMMENT ON FUNCTION linkage_serial(internal) IS 'serialisation function of linkage(bigint, bigint) and linkage_text(text, text)';

CREATE FUNCTION linkage_deserial(bytea, internal) RETURNS internal
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_deserial';
COMMENT ON FUNCTION linkage_deserial(bytea, internal) IS
    'deserialisation function of linkage(bigint, bigint) and linkage_text(text, text)';

CREATE FUNCTION linkage_final(internal) RETURNS linkage
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_final';
COMMENT ON FUNCTION linkage_final(internal) IS 'final function of linkage(bigint, bigint)';

CREATE AGGREGATE linkage(child bigint, parent bigint) (
    SFUNC = linkage_transition,
    STYPE = internal,
    SSPACE = 16384,
    COMBINEFUNC = linkage_combine,
    SERIALFUNC = linkage_serial,
    DESERIALFUNC = linkage_deserial,
    FINALFUNC = linkage_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE linkage(bigint, bigint) IS
    'the graph of these links: a NULL at one end declares the other as a node, duplicates count once, a link to oneself is kept; no '
    'rows give the empty graph';

CREATE FUNCTION linkage_text_final(internal) RETURNS linkage_text
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_text_final';
COMMENT ON FUNCTION linkage_text_final(internal) IS 'final function of linkage_text(text, text)';

CREATE AGGREGATE linkage_text(child text, parent text) (
    SFUNC = linkage_text_transition,
    STYPE = internal,
    SSPACE = 16384,
    COMBINEFUNC = linkage_combine,
    SERIALFUNC = linkage_serial,
    DESERIALFUNC = linkage_deserial,
    FINALFUNC = linkage_text_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE linkage_text(text, text) IS
    'the graph of these links: a NULL at one end declares the other as a node, duplicates count once, a link to oneself is kept; no '
    'rows give the empty graph';

CREATE FUNCTION linkage_merge(linkage, linkage) RETURNS linkage
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_merge';
COMMENT ON FUNCTION linkage_merge(linkage, linkage) IS 'implementation of || operator';

CREATE OPERATOR || (
    LEFTARG = linkage, RIGHTARG = linkage, FUNCTION = linkage_merge, COMMUTATOR = ||
);
COMMENT ON OPERATOR || (linkage, linkage) IS 'all nodes and links of both graphs';

CREATE FUNCTION linkage_text_merge(linkage_text, linkage_text) RETURNS linkage_text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'linkage_merge';
COMMENT ON FUNCTION linkage_text_merge(linkage_text, linkage_text) IS 'implementation of || operator';

CREATE OPERATOR || (
    LEFTARG = linkage_text, RIGHTARG = linkage_text, FUNCTION = linkage_text_merge, COMMUTATOR = ||
);
COMMENT ON OPERATOR || (linkage_text, linkage_text) IS 'all nodes and links of both graphs';

-- Looking into a graph.  A node that is not in the graph has no relatives (an empty set) and no depth (NULL).

CREATE FUNCTION nodes(g linkage) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000 AS 'MODULE_PATHNAME', 'linkage_nodes';
COMMENT ON FUNCTION nodes(linkage) IS 'all nodes, in order';

CREATE FUNCTION links(g linkage, OUT child bigint, OUT parent bigint) RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000 AS 'MODULE_PATHNAME', 'linkage_links';
COMMENT ON FUNCTION links(linkage) IS 'all links, in order of child and parent';

CREATE FUNCTION roots(g linkage) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_roots';
COMMENT ON FUNCTION roots(linkage) IS 'the nodes with no parent outside their own cycle';

CREATE FUNCTION leaves(g linkage) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 500 AS 'MODULE_PATHNAME', 'linkage_leaves';
COMMENT ON FUNCTION leaves(linkage) IS 'the nodes with no child outside their own cycle';

CREATE FUNCTION ancestors(g linkage, node bigint) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_ancestors';
COMMENT ON FUNCTION ancestors(linkage, bigint) IS
    'every node above this one, by any path; on a cycle the others of the cycle too, never the node itself';

CREATE FUNCTION descendants(g linkage, node bigint) RETURNS SETOF bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 100 AS 'MODULE_PATHNAME', 'linkage_descendants';
COMMENT ON FUNCTION descendants(linkage, bigint) IS
    'every node below this one, by any path; on a cycle the others of the cycle too, never the node itself';

CREATE FUNCTION contains_node(g linkage, node bigint) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_contains_node';
COMMENT ON FUNCTION contains_node(linkage, bigint) IS 'whether a node is in the graph, linked or a root alone';

CREATE FUNCTION depth(g linkage, node bigint) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_depth';
COMMENT ON FUNCTION depth(linkage, bigint) IS
    'links on the longest path from a root, each cycle counting as one node; a root has depth 0';

CREATE FUNCTION cycles(g linkage) RETURNS SETOF bigint[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 1 AS 'MODULE_PATHNAME', 'linkage_cycles';
COMMENT ON FUNCTION cycles(linkage) IS
    'the nodes of each cycle: of each set of more than one node that all reach each other, and of each node linked to itself';

CREATE FUNCTION threads(g linkage, node bigint, max_paths bigint DEFAULT 100, OUT path bigint[], OUT complete boolean)
    RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 5 AS 'MODULE_PATHNAME', 'linkage_threads';
COMMENT ON FUNCTION threads(linkage, bigint, bigint) IS
    'the paths from a node up to the roots, at most max_paths rows; where there are more, the last row stands for all the '
    'rest: it is what they have in common, and is not complete';

CREATE FUNCTION thread(g linkage, node bigint, max_paths integer DEFAULT 100, OUT path text, OUT complete boolean)
    RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 5 AS 'MODULE_PATHNAME', 'linkage_thread';
COMMENT ON FUNCTION thread(linkage, bigint, integer) IS
    'deprecated: use threads, whose paths are arrays; the paths from a node up to the roots, such as D > B > A, of which '
    'those that are cut end in ...';

CREATE FUNCTION nodes(g linkage_text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000 AS 'MODULE_PATHNAME', 'linkage_nodes';
COMMENT ON FUNCTION nodes(linkage_text) IS 'all nodes, in order';

CREATE FUNCTION links(g linkage_text, OUT child text, OUT parent text) RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000 AS 'MODULE_PATHNAME', 'linkage_links';
COMMENT ON FUNCTION links(linkage_text) IS 'all links, in order of child and parent';

CREATE FUNCTION roots(g linkage_text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_roots';
COMMENT ON FUNCTION roots(linkage_text) IS 'the nodes with no parent outside their own cycle';

CREATE FUNCTION leaves(g linkage_text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 500 AS 'MODULE_PATHNAME', 'linkage_leaves';
COMMENT ON FUNCTION leaves(linkage_text) IS 'the nodes with no child outside their own cycle';

CREATE FUNCTION ancestors(g linkage_text, node text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10 AS 'MODULE_PATHNAME', 'linkage_ancestors';
COMMENT ON FUNCTION ancestors(linkage_text, text) IS
    'every node above this one, by any path; on a cycle the others of the cycle too, never the node itself';

CREATE FUNCTION descendants(g linkage_text, node text) RETURNS SETOF text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 100 AS 'MODULE_PATHNAME', 'linkage_descendants';
COMMENT ON FUNCTION descendants(linkage_text, text) IS
    'every node below this one, by any path; on a cycle the others of the cycle too, never the node itself';

CREATE FUNCTION contains_node(g linkage_text, node text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_contains_node';
COMMENT ON FUNCTION contains_node(linkage_text, text) IS 'whether a node is in the graph, linked or a root alone';

CREATE FUNCTION depth(g linkage_text, node text) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'linkage_depth';
COMMENT ON FUNCTION depth(linkage_text, text) IS
    'links on the longest path from a root, each cycle counting as one node; a root has depth 0';

CREATE FUNCTION cycles(g linkage_text) RETURNS SETOF text[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 1 AS 'MODULE_PATHNAME', 'linkage_cycles';
COMMENT ON FUNCTION cycles(linkage_text) IS
    'the nodes of each cycle: of each set of more than one node that all reach each other, and of each node linked to itself';

CREATE FUNCTION threads(g linkage_text, node text, max_paths bigint DEFAULT 100, OUT path text[], OUT complete boolean)
    RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 5 AS 'MODULE_PATHNAME', 'linkage_threads';
COMMENT ON FUNCTION threads(linkage_text, text, bigint) IS
    'the paths from a node up to the roots, at most max_paths rows; where there are more, the last row stands for all the '
    'rest: it is what they have in common, and is not complete';

CREATE FUNCTION thread(g linkage_text, node text, max_paths integer DEFAULT 100, OUT path text, OUT complete boolean)
    RETURNS SETOF record
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 5 AS 'MODULE_PATHNAME', 'linkage_thread';
COMMENT ON FUNCTION thread(linkage_text, text, integer) IS
    'deprecated: use threads, whose paths are arrays; the paths from a node up to the roots, such as D > B > A, of which '
    'those that are cut end in ...';

-- JSON, for clients that draw graphs.

CREATE FUNCTION jsonb(g linkage) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN pg_catalog.jsonb_build_object(
        'nodes', COALESCE((SELECT pg_catalog.jsonb_agg(n) FROM @extschema@.nodes(g) n), '[]'),
        'links', COALESCE((SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(l.child, l.parent))
                             FROM @extschema@.links(g) l), '[]'));
COMMENT ON FUNCTION jsonb(linkage) IS '{"nodes": [...], "links": [[child, parent], ...]}, both in order';

CREATE CAST (linkage AS jsonb) WITH FUNCTION jsonb(linkage);
COMMENT ON CAST (linkage AS jsonb) IS '{"nodes": [...], "links": [[child, parent], ...]}';

CREATE FUNCTION jsonb(g linkage_text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN pg_catalog.jsonb_build_object(
        'nodes', COALESCE((SELECT pg_catalog.jsonb_agg(n) FROM @extschema@.nodes(g) n), '[]'),
        'links', COALESCE((SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(l.child, l.parent))
                             FROM @extschema@.links(g) l), '[]'));
COMMENT ON FUNCTION jsonb(linkage_text) IS '{"nodes": [...], "links": [[child, parent], ...]}, both in order';

CREATE CAST (linkage_text AS jsonb) WITH FUNCTION jsonb(linkage_text);
COMMENT ON CAST (linkage_text AS jsonb) IS '{"nodes": [...], "links": [[child, parent], ...]}';
