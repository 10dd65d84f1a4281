/*
 * text_input.c: the server's side of reading text.
 */
#include "text_input.h"

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

/* The longest part of a bad input that a message repeats, in bytes. */
#define QUOTABLE_MAX 80

static bool
is_ascii_text(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char) text[i] >= 0x80)
			return false;
	return true;
}

/*
 * pg_server_to_any would raise an error for a character with no Unicode twin, and try_...() must not; so ask
 * the conversion itself, which can say how far it came.
 */
static bool
fold_converted_text(const char *text, size_t length, char folded[TEXT_FOLD_MAX + 1], size_t *folded_length)
{
	Oid conversion = FindDefaultConversionProc(GetDatabaseEncoding(), PG_UTF8);
	char converted[TEXT_FOLD_MAX * MAX_CONVERSION_GROWTH + 1];
	int read;

	/* Folding shortens: an input longer than this is not one of ours whatever its encoding. */
	if (length > TEXT_FOLD_MAX || !OidIsValid(conversion))
		return false;
	read = pg_do_encoding_conversion_buf(conversion, GetDatabaseEncoding(), PG_UTF8, (unsigned char *) text,
										 (int) length, (unsigned char *) converted, sizeof(converted), true);
	return read == (int) length && text_fold(converted, strlen(converted), folded, folded_length);
}

bool
fold_server_text(const char *text, size_t length, char folded[TEXT_FOLD_MAX + 1], size_t *folded_length)
{
	int encoding = GetDatabaseEncoding();

	/* SQL_ASCII says nothing of the upper half; most such databases hold UTF-8, and other bytes are refused.
	 */
	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII || is_ascii_text(text, length))
		return text_fold(text, length, folded, folded_length);
	return fold_converted_text(text, length, folded, folded_length);
}

char *
quotable(const char *text, size_t length)
{
	int clipped;

	if (length <= QUOTABLE_MAX)
		return pnstrdup(text, length);
	clipped = pg_mbcliplen(text, (int) Min(length, QUOTABLE_MAX + MAX_MULTIBYTE_CHAR_LEN), QUOTABLE_MAX);
	return psprintf("%.*s...", clipped, text);
}

PG_FUNCTION_INFO_V1(fold_text);

/* fold_text(text): the folded text, for comparing words as the types compare theirs; NULL where it cannot be.
 */
Datum
fold_text(PG_FUNCTION_ARGS)
{
	text *input = PG_GETARG_TEXT_PP(0);
	char folded[TEXT_FOLD_MAX + 1];
	size_t length;

	if (!fold_server_text(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input), folded, &length) ||
		!text_is_plain(folded))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(folded, (int) length));
}
