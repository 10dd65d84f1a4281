/*
 * linkage_core.h: graphs of child > parent links in plain C: the stored value, its text form, and how one is
 * built.  No server header.  Walks over a graph are in linkage_walk_core.h.
 */
#ifndef LINKAGE_CORE_H
#define LINKAGE_CORE_H

#include "key_table_core.h"

#define LINKAGE_VERSION 1

/* Kinds of node. */
#define LINKAGE_BIGINT 1
#define LINKAGE_TEXT   2

/* The largest value the server can store: one gigabyte less one byte. */
#define LINKAGE_SIZE_MAX 0x3FFFFFFF

/*
 * The stored value; frozen.  Without gaps:
 *
 *   +-------------+---------+------+----------+-------+-------+
 *   | length_word | version | kind | reserved | nodes | links |   LinkageHeader, 16 bytes
 *   +-------------+---------+------+----------+-------+-------+
 *   | bigint: int64  number[nodes]                            |   LINKAGE_NUMBER
 *   | text:   uint32 label_end[nodes]                         |   LINKAGE_LABEL_END
 *   +---------------------------------------------------------+
 *   | uint32 link_start[nodes + 1]                            |   LINKAGE_LINK_START
 *   +---------------------------------------------------------+
 *   | uint32 parent[links]                                    |   LINKAGE_PARENT
 *   +---------------------------------------------------------+
 *   | text:   char labels[label_end[nodes - 1]]               |   LINKAGE_LABELS
 *   +---------------------------------------------------------+
 *
 * Nodes are distinct and ascend: numbers as signed integers, labels byte by byte.  The parents of node i are
 * parent[link_start[i]] to parent[link_start[i + 1] - 1]: indexes of nodes, distinct and ascending.  So each
 * graph has exactly one value, and equal graphs are equal bytes.
 */
typedef struct LinkageHeader
{
	uint32_t length_word; /* the server's */
	uint8_t version;
	uint8_t kind;
	uint16_t reserved; /* zero */
	uint32_t nodes;
	uint32_t links;
} LinkageHeader;

/* Where its parts are.  Only linkage_open may trust the counts: they come from outside. */
#define LINKAGE_DATA(header)      ((const char *) ((header) + 1))
#define LINKAGE_NODE_SIZE(header) ((header)->kind == LINKAGE_TEXT ? sizeof(uint32_t) : sizeof(int64_t))
#define LINKAGE_NUMBER(header)    ((const int64_t *) LINKAGE_DATA(header))
#define LINKAGE_LABEL_END(header) ((const uint32_t *) LINKAGE_DATA(header))
#define LINKAGE_LINK_START(header) \
	((const uint32_t *) (LINKAGE_DATA(header) + (header)->nodes * LINKAGE_NODE_SIZE(header)))
#define LINKAGE_PARENT(header) (LINKAGE_LINK_START(header) + (header)->nodes + 1)
#define LINKAGE_LABELS(header) ((const char *) (LINKAGE_PARENT(header) + (header)->links))

/* The same for a value that has been opened. */
typedef struct Linkage
{
	bool text;
	uint32_t nodes;
	uint32_t links;
	const int64_t *number;
	const uint32_t *label_end;
	const uint32_t *link_start;
	const uint32_t *parent;
	const char *labels;
} Linkage;

/* Lay `graph` over a stored value of `size` bytes; false if it is of another version or cannot be one. */
extern bool linkage_open(const void *value, size_t size, Linkage *graph);

/* Everything the layout promises: order, distinctness, ranges.  For values from outside. */
extern bool linkage_is_valid(const Linkage *graph);

extern Key linkage_node(const Linkage *graph, uint32_t index);

/* The index of a node, or KEY_NONE. */
extern uint32_t linkage_find(const Linkage *graph, Key node);

/*
 * A total order that does not depend on the machine: fewer nodes first, then fewer links, then node by node,
 * then link by link.  -1, 0, 1.
 */
extern int linkage_compare(const Linkage *a, const Linkage *b, const CoreHost *host);

/*
 * The text form, such as {1,2>1,3>1,3>2}: in node order each node without a parent by itself and each other
 * one as its links.  Labels that are not plain are quoted as in an array literal.  Returns the length; writes
 * (no terminator) only if `out` is not NULL.
 */
extern size_t linkage_print(const Linkage *graph, char *out, const CoreHost *host);

/* A graph in the making. */
typedef struct LinkageBuilder
{
	CoreHost host;
	KeyTable nodes;
	KeyTable links; /* child id << 32 | parent id: drops duplicates as they come */
} LinkageBuilder;

extern void linkage_builder_init(LinkageBuilder *builder, const CoreHost *host, bool text);
extern void linkage_builder_free(LinkageBuilder *builder);

/* Declare a node.  False if the graph is too large to be stored. */
extern bool linkage_builder_node(LinkageBuilder *builder, Key node);

/* Add a link and its two nodes.  False if the graph is too large to be stored. */
extern bool linkage_builder_link(LinkageBuilder *builder, Key child, Key parent);

/* Add all nodes and links of a graph.  False if the result is too large to be stored. */
extern bool linkage_builder_merge(LinkageBuilder *builder, const Linkage *graph);

/*
 * The stored value (all but the length word), in a new block of the host.  The builder may be added to
 * afterwards.  NULL if the value is larger than LINKAGE_SIZE_MAX.
 */
extern LinkageHeader *linkage_builder_finish(const LinkageBuilder *builder, size_t *size);

/* Why a text is not a graph. */
typedef struct LinkageFault
{
	const char *rule; /* a sentence */
	size_t offset;    /* where in the text */
	size_t length;    /* of the offending number, or zero */
	bool out_of_range;
	bool too_large;
} LinkageFault;

/* Read the text form into an empty builder: any order, duplicates, blanks between tokens. */
extern bool linkage_parse(const char *text, size_t length, LinkageBuilder *builder, LinkageFault *fault);

#endif /* LINKAGE_CORE_H */
