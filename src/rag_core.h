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

/* G to R: the ratings of work under way. */
#define RAG_IS_LIVE(rag) ((rag) >= RAG_GREEN)

/* What reading a text came to: a caller words its message by it. */
typedef enum RagParse
{
	RAG_PARSED,
	RAG_PARSE_EMPTY,        /* nothing but blanks: not rated, which is NULL */
	RAG_PARSE_UNKNOWN,      /* not one letter, word or phrase of ours, or something besides */
	RAG_PARSE_CONTRADICTION /* "On track (R)", "Green - off track": its parts say different ratings */
} RagParse;

/*
 * Read a rating from text that text_fold has folded.  The whole text must be a letter, or colour words, signs
 * and published phrases that agree (DOMAIN section 1, "Status legends"), with or without the letter in
 * brackets; dashes, slashes, commas and blanks between the words all read alike.  What says that something is
 * late, under way or met but not how it stands is passed over beside a rating and no rating alone.  Sets *rag
 * only if the answer is RAG_PARSED.
 */
extern RagParse rag_parse_folded(const char *folded, size_t length, Rag *rag);

/* Why a text of this outcome is no rating, and what to do about it; static sentences. */
extern void rag_explain(const char *folded, size_t length, RagParse outcome, const char **detail,
						const char **hint);

/* The same for UTF-8 text; text that is too long to be one of ours is RAG_PARSE_UNKNOWN. */
extern RagParse rag_parse(const char *text, size_t length, Rag *rag);

/* The canonical letters, and the words of DESIGN section 2; static strings. */
extern const char *rag_letter(Rag rag);
extern const char *rag_label(Rag rag);
extern const char *rag_meaning(Rag rag);

/* '#rrggbb', at 4.5 to 1 or better against black or white text (WCAG 2 AA). */
extern const char *rag_colour_hex(Rag rag);

/* The scale of three colours: a half step goes to the more severe side. */
extern Rag rag_three_tier(Rag rag);

/* What happened between two reports; NULL is not rated.  A static string. */
extern const char *rag_movement(const Rag *before, const Rag *after);

/* -1, 0 or 1, by severity. */
static inline int
rag_compare(Rag a, Rag b)
{
	return (a > b) - (a < b);
}

#endif /* RAG_CORE_H */
