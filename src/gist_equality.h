/*
 * gist_equality.h: the key of a GiST index over rag, quarter or plan_code.  Frozen: it is on disk.
 *
 *   +------------+------------+-------------+-------------+
 *   | vl_len     | lower_size | lower bytes | upper bytes |
 *   | one, four  | one byte   |             | none if the |
 *   | bytes      |            |             | same        |
 *   +------------+------------+-------------+-------------+
 *                             |<-- bytes: GIST_BOUNDS_SIZE of them
 *
 * SQL knows it as bytea, so its length word may be of either size: look at it only through these macros.
 */
#ifndef GIST_EQUALITY_H
#define GIST_EQUALITY_H

#include "golden_thread.h"

typedef struct GistBoundsKey
{
	int32 vl_len_; /* never directly */
	uint8 lower_size;
	uint8 bytes[FLEXIBLE_ARRAY_MEMBER];
} GistBoundsKey;

#define GIST_BOUNDS_STORED_SIZE(size) (offsetof(GistBoundsKey, bytes) + (size))

#define DatumGetGistBounds(X)       ((GistBoundsKey *) PG_DETOAST_DATUM_PACKED(X))
#define GIST_BOUNDS_EMPTY(key)      (VARSIZE_ANY_EXHDR(key) == 0) /* damaged: not even a size */
#define GIST_BOUNDS_SIZE(key)       ((size_t) VARSIZE_ANY_EXHDR(key) - 1)
#define GIST_BOUNDS_LOWER_SIZE(key) (*(const uint8 *) VARDATA_ANY(key))
#define GIST_BOUNDS_LOWER(key)      ((const uint8 *) VARDATA_ANY(key) + 1)
#define GIST_BOUNDS_UPPER(key)      (GIST_BOUNDS_LOWER(key) + GIST_BOUNDS_LOWER_SIZE(key))

#endif /* GIST_EQUALITY_H */
