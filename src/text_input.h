/*
 * text_input.h: the server's side of reading text: encodings, and quoting input in messages.
 */
#ifndef TEXT_INPUT_H
#define TEXT_INPUT_H

#include "compat.h"
#include "text_core.h"

/*
 * text_fold for text in the database's encoding.  Never raises an error: text that the encoding cannot
 * express in UTF-8, or that is too long to be one of ours, is false.
 */
extern bool fold_server_text(const char *text, size_t length, char folded[TEXT_FOLD_MAX + 1],
							 size_t *folded_length);

/* The text, palloc'd and cut at a character boundary with "..." if long, for quoting in a message. */
extern char *quotable(const char *text, size_t length);

#endif /* TEXT_INPUT_H */
