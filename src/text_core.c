/*
 * text_core.c: folding of printed text to plain upper-case ASCII.  Plain C: no server header, no locale.
 */
#include "text_core.h"

#include <stdint.h>

/* A decoded character that takes no place in the output. */
#define NOTHING '\0'

/*
 * Decode one UTF-8 character.  Returns its length in bytes; a byte that starts no valid sequence is one
 * character, UINT32_MAX.  Overlong forms and surrogates are not valid.
 */
static size_t
decode_utf8(const unsigned char *s, size_t left, uint32_t *character)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = s[0] < 0x80   ? 1
					: s[0] < 0xC2 ? 0
					: s[0] < 0xE0 ? 2
					: s[0] < 0xF0 ? 3
					: s[0] < 0xF5 ? 4
								  : 0;
	uint32_t value;

	*character = UINT32_MAX;
	if (length == 0 || length > left)
		return 1;
	value = length == 1 ? s[0] : s[0] & (0xFFu >> (length + 1));
	for (size_t i = 1; i < length; i++)
	{
		if ((s[i] & 0xC0) != 0x80)
			return 1;
		value = (value << 6) | (s[i] & 0x3Fu);
	}
	if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
		return 1;
	*character = value;
	return length;
}

/*
 * Capitals that look like a Latin capital, and small letters that either look like the Latin small letter or
 * are the small form of such a capital.  A small letter whose look and capital disagree (Greek nu looks like
 * v, its capital like N) is left out: nothing is guessed.
 */
/* clang-format off: a table reads better than a column */
static const struct
{
	uint16_t character;
	char latin;
} lookalikes[] = {
	/* Greek */
	{0x0391, 'A'},
	{0x0392, 'B'},
	{0x0395, 'E'},
	{0x0396, 'Z'},
	{0x0397, 'H'},
	{0x0399, 'I'},
	{0x039A, 'K'},
	{0x039C, 'M'},
	{0x039D, 'N'},
	{0x039F, 'O'},
	{0x03A1, 'P'},
	{0x03A4, 'T'},
	{0x03A5, 'Y'},
	{0x03A7, 'X'},
	{0x03B1, 'A'},
	{0x03B2, 'B'},
	{0x03B5, 'E'},
	{0x03B9, 'I'},
	{0x03BA, 'K'},
	{0x03BF, 'O'},
	{0x03C1, 'P'},
	{0x03C4, 'T'},
	{0x03C7, 'X'},
	{0x03F2, 'C'},
	{0x03F3, 'J'},
	{0x03F9, 'C'},
	/* Cyrillic */
	{0x0405, 'S'},
	{0x0406, 'I'},
	{0x0408, 'J'},
	{0x0410, 'A'},
	{0x0412, 'B'},
	{0x0415, 'E'},
	{0x041A, 'K'},
	{0x041C, 'M'},
	{0x041D, 'H'},
	{0x041E, 'O'},
	{0x0420, 'P'},
	{0x0421, 'C'},
	{0x0422, 'T'},
	{0x0423, 'Y'},
	{0x0425, 'X'},
	{0x0430, 'A'},
	{0x0432, 'B'},
	{0x0435, 'E'},
	{0x043A, 'K'},
	{0x043C, 'M'},
	{0x043D, 'H'},
	{0x043E, 'O'},
	{0x0440, 'P'},
	{0x0441, 'C'},
	{0x0442, 'T'},
	{0x0443, 'Y'},
	{0x0445, 'X'},
	{0x0455, 'S'},
	{0x0456, 'I'},
	{0x0458, 'J'},
	{0x04AE, 'Y'},
	{0x04BA, 'H'},
	{0x04BB, 'H'},
	{0x04C0, 'I'},
	{0x0501, 'D'},
	{0x050C, 'G'},
	{0x050D, 'G'},
	{0x051A, 'Q'},
	{0x051B, 'Q'},
	{0x051C, 'W'},
	{0x051D, 'W'},
};
/* clang-format on */

static char
fold_lookalike(uint32_t character)
{
	for (size_t i = 0; i < sizeof(lookalikes) / sizeof(lookalikes[0]); i++)
		if (lookalikes[i].character == character)
			return lookalikes[i].latin;
	return TEXT_FOLD_UNKNOWN;
}

static const struct
{
	uint32_t character;
	char sign;
} signs[] = {
	{0x2192, TEXT_SIGN_ARROW},      {0x2794, TEXT_SIGN_ARROW},      {0x27A1, TEXT_SIGN_ARROW},
	{0x231B, TEXT_SIGN_HOURGLASS},  {0x23F3, TEXT_SIGN_HOURGLASS},  {0x1F4C5, TEXT_SIGN_HOURGLASS},
	{0x1F4C6, TEXT_SIGN_HOURGLASS}, {0x1F4CB, TEXT_SIGN_HOURGLASS}, {0x1F5D3, TEXT_SIGN_HOURGLASS},
	{0x26A0, TEXT_SIGN_WARNING},    {0x2611, TEXT_SIGN_TICK},       {0x2705, TEXT_SIGN_TICK},
	{0x2713, TEXT_SIGN_TICK},       {0x2714, TEXT_SIGN_TICK},       {0x26AA, TEXT_SIGN_WHITE},
	{0x2B1C, TEXT_SIGN_WHITE},      {0x1F534, TEXT_SIGN_RED},       {0x1F535, TEXT_SIGN_BLUE},
	{0x1F7E0, TEXT_SIGN_ORANGE},    {0x1F7E1, TEXT_SIGN_YELLOW},    {0x1F7E2, TEXT_SIGN_GREEN},
	{0x1F7E5, TEXT_SIGN_RED},       {0x1F7E6, TEXT_SIGN_BLUE},      {0x1F7E7, TEXT_SIGN_ORANGE},
	{0x1F7E8, TEXT_SIGN_YELLOW},    {0x1F7E9, TEXT_SIGN_GREEN},
};

static char
fold_sign(uint32_t character)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (signs[i].character == character)
			return signs[i].sign;
	return TEXT_FOLD_UNKNOWN;
}

static char
fold_ascii(uint32_t character)
{
	if (character >= 'a' && character <= 'z')
		return (char) (character - 'a' + 'A');
	if (character == ' ' || (character >= '\t' && character <= '\r'))
		return ' ';
	return character < ' ' || character == 0x7F ? TEXT_FOLD_UNKNOWN : (char) character;
}

static char
fold_character(uint32_t character)
{
	char latin;

	if (character < 0x80)
		return fold_ascii(character);
	if (character >= 0xFF01 && character <= 0xFF5E) /* full-width forms of ASCII */
		return fold_ascii(character - 0xFF01 + '!');
	if (character == 0xA0 || character == 0x1680 || (character >= 0x2000 && character <= 0x200A) ||
		character == 0x2028 || character == 0x2029 || character == 0x202F || character == 0x205F ||
		character == 0x3000 || character == 0x85)
		return ' ';
	if (character == 0xAD || (character >= 0x200B && character <= 0x200F) || character == 0x2060 ||
		character == 0xFE0E || character == 0xFE0F || character == 0xFEFF)
		return NOTHING; /* 0xFE0E and 0xFE0F choose whether a sign is drawn in colour */
	if ((character >= 0x2010 && character <= 0x2015) || character == 0x2212 || character == 0xFE58 ||
		character == 0xFE63)
		return '-';
	if (character == 0x2018 || character == 0x2019)
		return '\'';
	latin = fold_lookalike(character);
	return latin != TEXT_FOLD_UNKNOWN ? latin : fold_sign(character);
}

bool
text_fold(const char *text, size_t length, char folded[TEXT_FOLD_MAX + 1], size_t *folded_length)
{
	const unsigned char *s = (const unsigned char *) text;
	size_t used = 0;
	bool blank_pending = false;

	for (size_t at = 0; at < length;)
	{
		uint32_t character;
		char c;

		at += decode_utf8(s + at, length - at, &character);
		c = fold_character(character);
		if (c == NOTHING)
			continue;
		if (c == ' ')
		{
			blank_pending = used > 0;
			continue;
		}
		if (used + (blank_pending ? 2 : 1) > TEXT_FOLD_MAX)
			return false;
		if (blank_pending)
			folded[used++] = ' ';
		blank_pending = false;
		folded[used++] = c;
	}
	folded[used] = '\0';
	*folded_length = used;
	return true;
}

bool
text_is_plain(const char *folded)
{
	while (*folded >= ' ')
		folded++;
	return *folded == '\0';
}
