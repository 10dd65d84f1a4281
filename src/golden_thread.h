/*
 * golden_thread.h: the types as the server stores them, and their Datum macros.
 *
 * Every layout here is frozen: it is on disk in users' databases.  The meaning of the bits lives in the
 * plain-C cores (*_core.h); this header only says how a Datum carries them.
 */
#ifndef GOLDEN_THREAD_H
#define GOLDEN_THREAD_H

#include "compat.h"

#include "plan_code_core.h"
#include "quarter_core.h"
#include "rag_core.h"
#include "rag_tally_core.h"

/*
 * rag: one byte by value, the severity (0 to 60).  The heap fetches it as a signed char, so values stay
 * within 0..127 and only the Char macros may be used.
 */
#define DatumGetRag(X)   ((Rag) DatumGetChar(X))
#define RagGetDatum(X)   CharGetDatum((char) (X))
#define PG_GETARG_RAG(n) DatumGetRag(PG_GETARG_DATUM(n))
#define PG_RETURN_RAG(x) return RagGetDatum(x)

/* The slot of a tally in which an argument that is a rating, or NULL, is counted. */
#define RAG_SLOT_ARGUMENT(n) (PG_ARGISNULL(n) ? RAG_TALLY_UNRATED : RAG_INDEX(PG_GETARG_RAG(n)))

/* rag_tally: 128 bytes by reference, aligned as double, never toasted. */
#define DatumGetRagTallyP(X)     ((RagTally *) DatumGetPointer(X))
#define PG_GETARG_RAG_TALLY_P(n) DatumGetRagTallyP(PG_GETARG_DATUM(n))
#define PG_RETURN_RAG_TALLY_P(x) PG_RETURN_POINTER(x)

/* quarter: four bytes by value.  Int32 macros only: the value is signed and sorts as such. */
#define DatumGetQuarter(X)   ((Quarter) DatumGetInt32(X))
#define QuarterGetDatum(X)   Int32GetDatum((int32) (X))
#define PG_GETARG_QUARTER(n) DatumGetQuarter(PG_GETARG_DATUM(n))
#define PG_RETURN_QUARTER(x) return QuarterGetDatum(x)

#endif /* GOLDEN_THREAD_H */
