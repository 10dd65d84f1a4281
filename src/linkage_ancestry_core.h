/*
 * linkage_ancestry_core.h: the part of a graph that some nodes and everything above them are, in plain C: no
 * server header.
 */
#ifndef LINKAGE_ANCESTRY_CORE_H
#define LINKAGE_ANCESTRY_CORE_H

#include "linkage_core.h"

typedef struct LinkageAncestry
{
	CoreHost host;
	const Linkage *graph;
	uint8_t *seen;  /* of each node of the graph */
	uint32_t *node; /* those of the part, in order of discovery */
	uint32_t nodes;
} LinkageAncestry;

extern void linkage_ancestry_init(LinkageAncestry *ancestry, const Linkage *graph, const CoreHost *host);
extern void linkage_ancestry_free(LinkageAncestry *ancestry);

/* One more node to start from, by its index; more than once does no harm. */
extern void linkage_ancestry_start(LinkageAncestry *ancestry, uint32_t node);

/*
 * Walk up from all of them, and add what is found, nodes and links, to an empty builder of the graph's kind.
 * False if the part is too large to be stored, which it cannot be if the graph is a stored one.
 */
extern bool linkage_ancestry_build(LinkageAncestry *ancestry, LinkageBuilder *builder);

#endif /* LINKAGE_ANCESTRY_CORE_H */
