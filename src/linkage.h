/*
 * linkage.h: graphs as the server passes them.
 */
#ifndef LINKAGE_H
#define LINKAGE_H

#include "compat.h"
#include "linkage_core.h"

#include "utils/array.h"

/*
 * Lay `graph` over a detoasted value; it lasts as long as the value.  A value of a version this library does
 * not know is an error (XX001).
 */
extern void linkage_open_value(struct varlena *value, Linkage *graph);

/*
 * The same for a function's argument, detoasted in the current memory context.  The argument must be of a
 * graph type: a bytea may lie where eight-byte numbers must not.
 */
extern void linkage_getarg(FunctionCallInfo fcinfo, int argument, Linkage *graph);

/* A node as a Datum, bigint or (palloc'd) text. */
extern Datum linkage_key_datum(bool text, Key key);

/* The other way: a bigint, or a text whose label lies in the detoasted Datum, as a key. */
extern Key linkage_datum_key(bool text, Datum datum);

/* Argument n, a bigint or text, as a node; false if it is NULL.  A label lies in the detoasted argument. */
extern bool linkage_node_argument(FunctionCallInfo fcinfo, int argument, bool text, Key *node);

/*
 * The indexes, palloc'd, of the nodes that an array of bigint or text names, as many as `found` says; NULLs,
 * and nodes that the graph does not have, are passed over.
 */
extern uint32 *linkage_find_elements(const Linkage *graph, ArrayType *array, uint32 *found);

/* The value of a builder, palloc'd in the memory of its host; too large a graph is an error (54000). */
extern Datum linkage_finished(const LinkageBuilder *builder);

/* SQLSTATE 54000: the graph cannot be stored. */
extern _Noreturn void linkage_too_large(void);

#endif /* LINKAGE_H */
