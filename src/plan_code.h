/*
 * plan_code.h: a plan_code as the server passes it.
 *
 *   +------------+---------+--------------+-----------+---------------------+
 *   | vl_len     | version | letters      | separator | numbers             |
 *   | one, four  | 0x01    | none to      | 0x01 or   | one to sixteen, of  |
 *   | bytes      |         | eight        | 0x02      | one to five bytes   |
 *   +------------+---------+--------------+-----------+---------------------+
 *                |<------ bytes: PLAN_CODE_SIZE of them, at most PLAN_CODE_MAX_SIZE
 *
 * What the bytes mean is said in plan_code_core.h.  The storage is "main": a stored one has a length word of
 * one byte and can in principle arrive compressed, so nothing may look at it but through these macros.
 */
#ifndef PLAN_CODE_H
#define PLAN_CODE_H

#include "golden_thread.h"

typedef struct StoredPlanCode
{
	int32 vl_len_; /* never directly */
	uint8 bytes[FLEXIBLE_ARRAY_MEMBER];
} StoredPlanCode;

#define PLAN_CODE_BYTES(stored)     ((const uint8 *) VARDATA_ANY(stored))
#define PLAN_CODE_SIZE(stored)      ((size_t) VARSIZE_ANY_EXHDR(stored))
#define PLAN_CODE_STORED_SIZE(size) (offsetof(StoredPlanCode, bytes) + (size))

#define DatumGetPlanCode(X)    ((StoredPlanCode *) PG_DETOAST_DATUM_PACKED(X))
#define PG_GETARG_PLAN_CODE(n) DatumGetPlanCode(PG_GETARG_DATUM(n))

#endif /* PLAN_CODE_H */
