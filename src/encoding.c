/*
 * encoding.c: the bytes of a text file as text, whatever program wrote it.
 */
#include "compat.h"

#include "encoding_core.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(encoding_read_text);

/* Bytes of a one-byte encoding or of UTF-8 as text of the database's encoding. */
static text *
text_from_bytes(const char *bytes, size_t length, int encoding)
{
	char *converted = pg_any_to_server(bytes, (int) length, encoding);

	return converted == bytes ? cstring_to_text_with_len(bytes, (int) length) : cstring_to_text(converted);
}

static text *
text_from_utf16(const unsigned char *bytes, size_t length, bool big_endian)
{
	char *utf8 = palloc(UTF16_AS_UTF8_ROOM(length) + 1);
	size_t utf8_length;

	if (!utf16_to_utf8(bytes, length, big_endian, utf8, &utf8_length))
		ereport(ERROR, errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
				errmsg("invalid byte sequence for UTF-16"),
				errdetail("It is at byte %zu after the byte-order mark.", utf8_length + 1),
				errhint("Save the file again, as \"CSV UTF-8\"."));
	return text_from_bytes(utf8, utf8_length, PG_UTF8);
}

/*
 * delimited_text(bytea): a file's bytes as text.  UTF-8 with or without a byte-order mark (which goes),
 * UTF-16 of either order, or else Windows-1252.  NULL for NULL.  Errors: a workbook (22P04), bytes that no
 * encoding explains (22021).
 */
Datum
encoding_read_text(PG_FUNCTION_ARGS)
{
	bytea *file = PG_GETARG_BYTEA_PP(0);
	const unsigned char *bytes = (const unsigned char *) VARDATA_ANY(file);
	size_t length = VARSIZE_ANY_EXHDR(file);
	size_t mark;
	TextEncoding encoding = encoding_detect(bytes, length, &mark);

	bytes += mark;
	length -= mark;
	if (encoding == TEXT_ENCODING_WORKBOOK)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("the file is a workbook, not a delimited text"),
				errhint("In the spreadsheet, save the sheet as \"CSV UTF-8 (comma delimited)\"."));
	if (encoding == TEXT_ENCODING_UTF16_LE || encoding == TEXT_ENCODING_UTF16_BE)
		PG_RETURN_TEXT_P(text_from_utf16(bytes, length, encoding == TEXT_ENCODING_UTF16_BE));
	if (encoding == TEXT_ENCODING_BYTES &&
		!pg_verify_mbstr(PG_UTF8, (const char *) bytes, (int) length, true) &&
		memchr(bytes, '\0', length) == NULL)
		PG_RETURN_TEXT_P(text_from_bytes((const char *) bytes, length, PG_WIN1252));
	PG_RETURN_TEXT_P(text_from_bytes((const char *) bytes, length, PG_UTF8));
}
