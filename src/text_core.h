/*
 * text_core.h: reading printed text generously, in plain C: no server header, no locale.
 */
#ifndef TEXT_CORE_H
#define TEXT_CORE_H

#include <stdbool.h>
#include <stddef.h>

/* Longest input, in bytes, that any of our parsers looks at: no accepted spelling comes near it. */
#define TEXT_FOLD_MAX 256

/* What a character with no plain reading folds to: no parser accepts it. */
#define TEXT_FOLD_UNKNOWN '\001'

/*
 * Fold `length` bytes of UTF-8 to upper-case ASCII, NUL-terminated in `folded`:
 * - letters to upper case, and the Cyrillic, Greek and full-width letters that look like a Latin one to that
 * one (the council's published tables print every "B" as U+0412 and half their "A"s as U+0410: DOMAIN section
 * 1);
 * - every kind of blank to ' ', runs of them to one, none at either end; invisible characters to nothing;
 * - every kind of dash and minus to '-', curly quotes to '\'';
 * - anything else, and bytes that are not UTF-8, to TEXT_FOLD_UNKNOWN.
 * False, and nothing to read, if the input is longer than TEXT_FOLD_MAX once folded: it is not one of ours.
 */
extern bool text_fold(const char *text, size_t length, char folded[TEXT_FOLD_MAX + 1], size_t *folded_length);

/* Of folded text: a letter or a digit, whatever the locale says. */
static inline bool
is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

#endif /* TEXT_CORE_H */
