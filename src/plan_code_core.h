/*
 * plan_code_core.h: plan codes (A1.1.1, P2.8, LGOF 3.1) in plain C: no server header.
 */
#ifndef PLAN_CODE_CORE_H
#define PLAN_CODE_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_CODE_MAX_LETTERS 8
#define PLAN_CODE_MAX_LEVELS  16
#define PLAN_CODE_MAX_NUMBER  2147483647u

/*
 * A component, printed '~', that is greater than any number: the upper end of a subtree.  It is always the
 * last component and never the first.
 */
#define PLAN_CODE_BOUND UINT32_MAX

/* A code taken apart. */
typedef struct PlanCode
{
	char letters[PLAN_CODE_MAX_LETTERS + 1]; /* A to Z, NUL-terminated */
	bool blank; /* between the letters, of which there are two or more, and the numbers */
	int depth;  /* components in use, 1 or more */
	uint32_t component[PLAN_CODE_MAX_LEVELS];
} PlanCode;

/*
 * A code as stored.  Frozen: it is on disk, in every index and on the wire.
 *
 *   0x01                     version
 *   'A'..'Z'                 the letters, none to eight
 *   0x01, or 0x02            no blank, or a blank
 *   one to sixteen times     a number, in the fewest bytes that hold it, most significant first:
 *     0x01..0xC0               0 to 191, plus one
 *     0xF1 and two bytes       192 to 65535
 *     0xF2 and three bytes     65536 to 16777215
 *     0xF3 and four bytes      16777216 to 2147483647
 *   0xFF                     in place of the last number, after at least one: the bound
 *
 * Every code has one encoding, and no number's is a prefix of another's.  So the type's total order (letters,
 * without a blank before with one, then the numbers one by one, a code before all under it) is memcmp's with
 * the shorter first, and a code is at or under another just if its bytes begin with the other's.
 */
#define PLAN_CODE_MAX_SIZE (1 + PLAN_CODE_MAX_LETTERS + 1 + PLAN_CODE_MAX_LEVELS * 5)

/* The longest text, with its NUL: each number with the dot or the NUL behind it. */
#define PLAN_CODE_TEXT_SIZE \
	(PLAN_CODE_MAX_LETTERS + sizeof(" ") - 1 + PLAN_CODE_MAX_LEVELS * sizeof("2147483647"))

typedef enum PlanCodeError
{
	PLAN_CODE_OK,
	PLAN_CODE_MALFORMED, /* none of the others */
	PLAN_CODE_NO_NUMBER,
	PLAN_CODE_TOO_MANY_LETTERS,
	PLAN_CODE_TOO_MANY_LEVELS,
	PLAN_CODE_NUMBER_TOO_LARGE,
	PLAN_CODE_LEADING_ZERO,
	PLAN_CODE_EMPTY_COMPONENT,
	PLAN_CODE_MISPLACED_LETTER,
	PLAN_CODE_MISPLACED_BLANK,
	PLAN_CODE_MISPLACED_BOUND,
	PLAN_CODE_ONE_LETTER_AND_BLANK,
	PLAN_CODE_SLASH,
} PlanCodeError;

/* Read a code from text that text_fold() has folded (NUL-terminated). */
extern PlanCodeError plan_code_parse(const char *folded, PlanCode *code);

/*
 * The code that a refused text may mean, without its leading zeros and stray blanks, as text.  False if there
 * is none.
 */
extern bool plan_code_suggest(const char *folded, char text[PLAN_CODE_TEXT_SIZE]);

/* Write the code as text, NUL-terminated; the length without the NUL. */
extern size_t plan_code_print(const PlanCode *code, char text[PLAN_CODE_TEXT_SIZE]);

/* Write the code as stored; its size. */
extern size_t plan_code_encode(const PlanCode *code, uint8_t bytes[PLAN_CODE_MAX_SIZE]);

/* Read a stored code.  False, for any bytes that plan_code_encode() does not write. */
extern bool plan_code_decode(const uint8_t *bytes, size_t size, PlanCode *code);

/* -1, 0 or 1: the total order of stored codes. */
extern int plan_code_compare(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size);

/* Is the stored code at or under the ancestor? */
extern bool plan_code_is_under(const uint8_t *code, size_t code_size, const uint8_t *ancestor,
							   size_t ancestor_size);

/* Keep the first `depth` (1 or more) components.  False if the code has fewer. */
extern bool plan_code_cut(PlanCode *code, int depth);

/* Add a last component.  False if the code ends in the bound or is at the deepest level already. */
extern bool plan_code_append(PlanCode *code, uint32_t component);

/* Cut `code` down to what it has in common with the other.  False if that is nothing. */
extern bool plan_code_cut_to_common(PlanCode *code, const PlanCode *other);

static inline bool
plan_code_ends_in_bound(const PlanCode *code)
{
	return code->component[code->depth - 1] == PLAN_CODE_BOUND;
}

#endif /* PLAN_CODE_CORE_H */
