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
 * Signs that mean something to some parser fold to a control character each, which no other text folds to: a
 * parser that does not know the sign refuses it as it refuses TEXT_FOLD_UNKNOWN.
 */
#define TEXT_SIGN_GREEN     '\002' /* circle or square, likewise the next five */
#define TEXT_SIGN_YELLOW    '\003'
#define TEXT_SIGN_ORANGE    '\004'
#define TEXT_SIGN_RED       '\005'
#define TEXT_SIGN_BLUE      '\006'
#define TEXT_SIGN_WHITE     '\007'
#define TEXT_SIGN_TICK      '\016'
#define TEXT_SIGN_HOURGLASS '\017' /* or a calendar: still to come */
#define TEXT_SIGN_WARNING   '\020'
#define TEXT_SIGN_ARROW     '\021' /* to the right: from one to the other */

/*
 * Fold `length` bytes of UTF-8 to upper-case ASCII, NUL-terminated in `folded`:
 * - letters to upper case, and the Cyrillic, Greek and full-width letters that look like a Latin one to that
 * one (the council's published tables print every "B" as U+0412 and half their "A"s as U+0410: DOMAIN section
 * 1);
 * - every kind of blank to ' ', runs of them to one, none at either end; invisible characters to nothing;
 * - every kind of dash and minus to '-', curly quotes to '\'';
 * - coloured circles and squares, ticks and a few more to a TEXT_SIGN_...;
 * - anything else, and bytes that are not UTF-8, to TEXT_FOLD_UNKNOWN.
 * False, and nothing to read, if the input is longer than TEXT_FOLD_MAX once folded: it is not one of ours.
 */
extern bool text_fold(const char *text, size_t length, char folded[TEXT_FOLD_MAX + 1], size_t *folded_length);

/* Has every character of folded text a plain reading, so that other words can be compared with it? */
extern bool text_is_plain(const char *folded);

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
