/*
 * plan_code_core.c: plan codes in plain C: no server header, no locale.
 */
#include "plan_code_core.h"
#include "text_core.h"

#include <string.h>

#define VERSION_BYTE     0x01
#define SEPARATOR_PLAIN  0x01
#define SEPARATOR_BLANK  0x02
#define LARGEST_IN_BYTE  191u
#define WIDE_NUMBER_BASE 0xEF /* a number of n = 2, 3 or 4 bytes begins with this plus n */
#define BOUND_BYTE       0xFF

/* Letters and the blank that may follow them.  Like the other parts, moves `*at` past what it has read. */
static PlanCodeError
parse_letters(const char **at, PlanCode *code)
{
	size_t length = 0;

	while (is_letter((*at)[length]))
		length++;
	if (length > PLAN_CODE_MAX_LETTERS)
		return PLAN_CODE_TOO_MANY_LETTERS;
	memcpy(code->letters, *at, length);
	code->letters[length] = '\0';
	*at += length;
	code->blank = **at == ' ';
	if (code->blank && length == 1 && is_digit((*at)[1]))
		return PLAN_CODE_ONE_LETTER_AND_BLANK;
	if (code->blank && (length < 2 || !is_digit((*at)[1])))
		return PLAN_CODE_MALFORMED;
	*at += code->blank;
	/* A.5.12 is A5.12. */
	if (length > 0 && (*at)[0] == '.' && is_digit((*at)[1]))
		++*at;
	return PLAN_CODE_OK;
}

static PlanCodeError
parse_number(const char **at, uint32_t *number)
{
	uint64_t value = 0;

	if ((*at)[0] == '0' && is_digit((*at)[1]))
		return PLAN_CODE_LEADING_ZERO;
	for (; is_digit(**at); ++*at)
	{
		value = value * 10 + (uint64_t) (**at - '0');
		if (value > PLAN_CODE_MAX_NUMBER)
			return PLAN_CODE_NUMBER_TOO_LARGE;
	}
	*number = (uint32_t) value;
	return PLAN_CODE_OK;
}

/* Why a character cannot stand where a number, or the end of the text, was expected. */
static PlanCodeError
explain_character(char c)
{
	if (is_letter(c))
		return PLAN_CODE_MISPLACED_LETTER;
	switch (c)
	{
		case ' ':
			return PLAN_CODE_MISPLACED_BLANK;
		case '/':
			return PLAN_CODE_SLASH;
		case '~':
			return PLAN_CODE_MISPLACED_BOUND;
		case '.':
			return PLAN_CODE_EMPTY_COMPONENT;
		default:
			return PLAN_CODE_MALFORMED;
	}
}

static PlanCodeError
parse_component(const char **at, PlanCode *code)
{
	if (code->depth == PLAN_CODE_MAX_LEVELS)
		return PLAN_CODE_TOO_MANY_LEVELS;
	if (**at == '~' && code->depth > 0)
	{
		++*at;
		code->component[code->depth++] = PLAN_CODE_BOUND;
		return **at == '\0' ? PLAN_CODE_OK : PLAN_CODE_MISPLACED_BOUND;
	}
	if (**at == '\0')
		return code->depth > 0 ? PLAN_CODE_EMPTY_COMPONENT : PLAN_CODE_NO_NUMBER;
	if (!is_digit(**at))
		return explain_character(**at);
	return parse_number(at, &code->component[code->depth++]);
}

PlanCodeError
plan_code_parse(const char *folded, PlanCode *code)
{
	const char *at = folded;
	PlanCodeError error = parse_letters(&at, code);

	code->depth = 0;
	if (error == PLAN_CODE_OK)
		error = parse_component(&at, code);
	while (error == PLAN_CODE_OK && *at == '.')
	{
		at++;
		error = parse_component(&at, code);
	}
	if (error == PLAN_CODE_OK && *at != '\0')
		error = explain_character(*at);
	return error;
}

/* Copy without leading zeros, and without a blank beside a dot or behind a single letter. */
static void
repair(const char *folded, char *repaired)
{
	bool in_number = false;

	for (const char *at = folded; *at != '\0'; at++)
	{
		if (*at == ' ' && (at == folded + 1 || at[1] == '.' || at[-1] == '.'))
			continue;
		if (*at == '0' && !in_number && is_digit(at[1]))
			continue;
		in_number = is_digit(*at);
		*repaired++ = *at;
	}
	*repaired = '\0';
}

bool
plan_code_suggest(const char *folded, char text[PLAN_CODE_TEXT_SIZE])
{
	char repaired[TEXT_FOLD_MAX + 1];
	PlanCode code;

	if (strlen(folded) > TEXT_FOLD_MAX)
		return false;
	repair(folded, repaired);
	if (plan_code_parse(repaired, &code) != PLAN_CODE_OK)
		return false;
	plan_code_print(&code, text);
	return true;
}

static size_t
print_number(uint32_t number, char *text)
{
	char reversed[sizeof("2147483647")];
	size_t length = 0;

	do
	{
		reversed[length++] = (char) ('0' + number % 10);
		number /= 10;
	} while (number > 0);
	for (size_t i = 0; i < length; i++)
		text[i] = reversed[length - 1 - i];
	return length;
}

size_t
plan_code_print(const PlanCode *code, char text[PLAN_CODE_TEXT_SIZE])
{
	size_t length = strlen(code->letters);

	memcpy(text, code->letters, length);
	if (code->blank)
		text[length++] = ' ';
	for (int i = 0; i < code->depth; i++)
	{
		if (i > 0)
			text[length++] = '.';
		if (code->component[i] == PLAN_CODE_BOUND)
			text[length++] = '~';
		else
			length += print_number(code->component[i], text + length);
	}
	text[length] = '\0';
	return length;
}

static size_t
encode_component(uint32_t component, uint8_t *bytes)
{
	int width = component <= 0xFFFF ? 2 : component <= 0xFFFFFF ? 3 : 4;

	if (component == PLAN_CODE_BOUND)
	{
		bytes[0] = BOUND_BYTE;
		return 1;
	}
	if (component <= LARGEST_IN_BYTE)
	{
		bytes[0] = (uint8_t) (component + 1);
		return 1;
	}
	bytes[0] = (uint8_t) (WIDE_NUMBER_BASE + width);
	for (int i = width; i > 0; i--, component >>= 8)
		bytes[i] = (uint8_t) component;
	return (size_t) width + 1;
}

size_t
plan_code_encode(const PlanCode *code, uint8_t bytes[PLAN_CODE_MAX_SIZE])
{
	size_t letters = strlen(code->letters);
	size_t size = 0;

	bytes[size++] = VERSION_BYTE;
	memcpy(bytes + size, code->letters, letters);
	size += letters;
	bytes[size++] = code->blank ? SEPARATOR_BLANK : SEPARATOR_PLAIN;
	for (int i = 0; i < code->depth; i++)
		size += encode_component(code->component[i], bytes + size);
	return size;
}

/* Read a number of 2, 3 or 4 bytes, in the fewest that hold it.  The bytes read, 0 if there is no such. */
static size_t
decode_wide_number(const uint8_t *bytes, size_t left, uint32_t *number)
{
	static const uint32_t smallest[] = {0, 0, LARGEST_IN_BYTE + 1, 0x10000, 0x1000000};
	size_t width = (size_t) (bytes[0] - WIDE_NUMBER_BASE);

	if (width > left - 1)
		return 0;
	*number = 0;
	for (size_t i = 1; i <= width; i++)
		*number = (*number << 8) | bytes[i];
	return *number >= smallest[width] && *number <= PLAN_CODE_MAX_NUMBER ? width + 1 : 0;
}

/* Read one component.  The bytes read, 0 if they are none. */
static size_t
decode_component(const uint8_t *bytes, size_t left, uint32_t *component)
{
	if (bytes[0] >= 1 && bytes[0] <= LARGEST_IN_BYTE + 1)
	{
		*component = bytes[0] - 1u;
		return 1;
	}
	if (bytes[0] >= WIDE_NUMBER_BASE + 2 && bytes[0] <= WIDE_NUMBER_BASE + 4)
		return decode_wide_number(bytes, left, component);
	*component = PLAN_CODE_BOUND;
	return bytes[0] == BOUND_BYTE && left == 1 ? 1 : 0;
}

/* Read version, letters and separator.  The bytes read, 0 if they are not well formed. */
static size_t
decode_prefix(const uint8_t *bytes, size_t size, PlanCode *code)
{
	size_t letters = 0;

	if (size == 0 || bytes[0] != VERSION_BYTE)
		return 0;
	while (1 + letters < size && is_letter((char) bytes[1 + letters]))
		letters++;
	if (letters > PLAN_CODE_MAX_LETTERS || 1 + letters == size)
		return 0;
	memcpy(code->letters, bytes + 1, letters);
	code->letters[letters] = '\0';
	code->blank = bytes[1 + letters] == SEPARATOR_BLANK;
	if (code->blank ? letters < 2 : bytes[1 + letters] != SEPARATOR_PLAIN)
		return 0;
	return letters + 2;
}

bool
plan_code_decode(const uint8_t *bytes, size_t size, PlanCode *code)
{
	size_t at = decode_prefix(bytes, size, code);

	code->depth = 0;
	if (at == 0)
		return false;
	while (at < size)
	{
		size_t read;

		if (code->depth == PLAN_CODE_MAX_LEVELS)
			return false;
		read = decode_component(bytes + at, size - at, &code->component[code->depth++]);
		if (read == 0)
			return false;
		at += read;
	}
	return code->depth > 0 && code->component[0] != PLAN_CODE_BOUND;
}

int
plan_code_compare(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
	int order = memcmp(a, b, a_size < b_size ? a_size : b_size);

	if (order != 0)
		return order < 0 ? -1 : 1;
	return a_size < b_size ? -1 : a_size > b_size;
}

bool
plan_code_is_under(const uint8_t *code, size_t code_size, const uint8_t *ancestor, size_t ancestor_size)
{
	return code_size >= ancestor_size && memcmp(code, ancestor, ancestor_size) == 0;
}

bool
plan_code_cut(PlanCode *code, int depth)
{
	if (code->depth < depth)
		return false;
	code->depth = depth;
	return true;
}

bool
plan_code_append(PlanCode *code, uint32_t component)
{
	if (code->depth == PLAN_CODE_MAX_LEVELS || plan_code_ends_in_bound(code))
		return false;
	code->component[code->depth++] = component;
	return true;
}

bool
plan_code_cut_to_common(PlanCode *code, const PlanCode *other)
{
	int common = 0;

	if (strcmp(code->letters, other->letters) != 0 || code->blank != other->blank)
		return false;
	while (common < code->depth && common < other->depth &&
		   code->component[common] == other->component[common])
		common++;
	code->depth = common;
	return common > 0;
}
