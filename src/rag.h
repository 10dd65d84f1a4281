/*
 * rag.h: reading a rating from text in the database's encoding, for every function that takes one.
 */
#ifndef RAG_H
#define RAG_H

#include "golden_thread.h"

/*
 * The rating a text says, as a Datum; the text is in the database's encoding, `length` bytes.  Anything else
 * is 22P02 with a detail and a hint, softly where escontext (fcinfo->context) allows it.
 */
extern Datum rag_read(const char *text, size_t length, fmNodePtr escontext);

/* The same, but false for what cannot be read, on every server version; never raises an error. */
extern bool rag_try_read(const char *text, size_t length, Rag *rag);

/*
 * The position of a word among `number` choices; anything else is 22023, naming the argument, with the hint.
 */
extern int choose_word(text *word, const char *argument, const char *const *choices, int number,
					   const char *hint);

/* A tally as text, palloc'd. */
extern char *rag_tally_text(const RagTally *tally);

#endif /* RAG_H */
