/*
 * rag_core.h: RAG ratings in plain C: no server header, so that they can be fuzzed on their own.
 */
#ifndef RAG_CORE_H
#define RAG_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A rating is its severity.  The numbers are frozen (they are on disk and in every index) and leave room
 * between them.  DESIGN section 2; the half steps are the UK major projects' five-tier delivery-confidence
 * scale.
 */
typedef uint8_t Rag;

#define RAG_COMPLETE    ((Rag) 0)
#define RAG_SCHEDULED   ((Rag) 10)
#define RAG_GREEN       ((Rag) 20)
#define RAG_AMBER_GREEN ((Rag) 30)
#define RAG_AMBER       ((Rag) 40)
#define RAG_AMBER_RED   ((Rag) 50)
#define RAG_RED         ((Rag) 60)

/* The seven ratings have the indexes 0 (Complete) to 6 (Red): severity divided by ten. */
#define RAG_VALUES      7
#define RAG_INDEX(rag)  ((int) ((rag) / 10))
#define RAG_AT(index)   ((Rag) ((index) *10))
#define RAG_IS_VALID(v) ((v) <= 60 && (v) % 10 == 0)

#endif /* RAG_CORE_H */
