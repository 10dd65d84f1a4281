/*
 * encoding_unit.c: which encoding a file is in, and UTF-16 as UTF-8.
 */
#include "encoding_core.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static TextEncoding
detected(const char *bytes, size_t length, size_t *mark)
{
	/* Memory of just that size, so that the address sanitizer sees a byte read beyond. */
	unsigned char *copy = malloc(length > 0 ? length : 1);
	TextEncoding encoding;

	memcpy(copy, bytes, length);
	encoding = encoding_detect(copy, length, mark);
	free(copy);
	return encoding;
}

/* Whether the UTF-16 reads as that UTF-8; NULL: it cannot be read, and the trouble is at byte `at`. */
static bool
reads_as(const char *utf16, size_t length, bool big_endian, const char *utf8, size_t at)
{
	char *text = malloc(UTF16_AS_UTF8_ROOM(length) + 1);
	size_t text_length;
	bool ok = utf16_to_utf8((const unsigned char *) utf16, length, big_endian, text, &text_length);
	bool as_expected = utf8 == NULL
						   ? !ok && text_length == at
						   : ok && text_length == strlen(utf8) && memcmp(text, utf8, text_length) == 0;

	free(text);
	return as_expected;
}

int
main(void)
{
	size_t mark;

	CHECK(detected("", 0, &mark) == TEXT_ENCODING_BYTES && mark == 0);
	CHECK(detected("a", 1, &mark) == TEXT_ENCODING_BYTES && mark == 0);
	CHECK(detected("a,b\n1,2\n", 8, &mark) == TEXT_ENCODING_BYTES && mark == 0);
	CHECK(detected("\xEF\xBB\xBF"
				   "a",
				   4, &mark) == TEXT_ENCODING_UTF8 &&
		  mark == 3);
	CHECK(detected("\xFF\xFE"
				   "a\0",
				   4, &mark) == TEXT_ENCODING_UTF16_LE &&
		  mark == 2);
	CHECK(detected("\xFE\xFF\0a", 4, &mark) == TEXT_ENCODING_UTF16_BE && mark == 2);
	CHECK(detected("a\0,\0b\0", 6, &mark) == TEXT_ENCODING_UTF16_LE && mark == 0);
	CHECK(detected("\0a\0,\0b", 6, &mark) == TEXT_ENCODING_UTF16_BE && mark == 0);
	CHECK(detected("PK\x03\x04", 4, &mark) == TEXT_ENCODING_WORKBOOK);
	CHECK(detected("\xD0\xCF\x11\xE0", 4, &mark) == TEXT_ENCODING_WORKBOOK);

	CHECK(reads_as("", 0, false, "", 0));
	CHECK(reads_as("a\0", 2, false, "a", 0));
	CHECK(reads_as("\0a", 2, true, "a", 0));
	CHECK(reads_as("\xA3\0\x12\x04\xAC\x20", 6, false, "\xC2\xA3\xD0\x92\xE2\x82\xAC", 0));
	/* A green circle is a surrogate pair. */
	CHECK(reads_as("\xD8\x3D\xDF\xE2", 4, true, "\xF0\x9F\x9F\xA2", 0));
	CHECK(reads_as("a\0\x3D\xD8", 4, false, NULL, 2));
	CHECK(reads_as("\xE2\xDF"
				   "a\0",
				   4, false, NULL, 0));
	CHECK(reads_as("\x3D\xD8"
				   "a\0",
				   4, false, NULL, 0));
	CHECK(reads_as("a\0b", 3, false, NULL, 2));
	CHECK(reads_as("a\0\0\0", 4, false, NULL, 2));
	return checks_failed();
}
