/*
 * rag_tally_core.h: counts per rating, in plain C: no server header.
 */
#ifndef RAG_TALLY_CORE_H
#define RAG_TALLY_CORE_H

#include "rag_core.h"

/*
 * count[RAG_INDEX(rag)] counts that rating, count[RAG_TALLY_UNRATED] the unrated.  The rest is reserved,
 * always zero and checked on the way in.  Every count is zero or more, and their sum fits in an int64.
 */
#define RAG_TALLY_SLOTS   16
#define RAG_TALLY_UNRATED RAG_VALUES
#define RAG_TALLY_USED    (RAG_VALUES + 1)

typedef struct RagTally
{
	int64_t count[RAG_TALLY_SLOTS];
} RagTally;

#endif /* RAG_TALLY_CORE_H */
