/*
 * encoding_core.c: see encoding_core.h.
 */
#include "encoding_core.h"

#include <stdint.h>
#include <string.h>

/* Enough to tell by: a sheet has its headings there. */
#define LOOKED_AT 4096

static bool
begins_with(const unsigned char *bytes, size_t length, const char *start, size_t start_length)
{
	return length >= start_length && memcmp(bytes, start, start_length) == 0;
}

TextEncoding
encoding_detect(const unsigned char *bytes, size_t length, size_t *mark)
{
	size_t looked_at = (length < LOOKED_AT ? length : LOOKED_AT) / 2 * 2;
	size_t zeros[2] = {0, 0};

	*mark = 0;
	if (begins_with(bytes, length, "\xEF\xBB\xBF", 3))
	{
		*mark = 3;
		return TEXT_ENCODING_UTF8;
	}
	if (begins_with(bytes, length, "\xFF\xFE", 2) || begins_with(bytes, length, "\xFE\xFF", 2))
	{
		*mark = 2;
		return bytes[0] == 0xFF ? TEXT_ENCODING_UTF16_LE : TEXT_ENCODING_UTF16_BE;
	}
	if (begins_with(bytes, length, "PK\x03\x04", 4) || begins_with(bytes, length, "\xD0\xCF\x11\xE0", 4))
		return TEXT_ENCODING_WORKBOOK;
	for (size_t i = 0; i < looked_at; i++)
		if (bytes[i] == 0)
			zeros[i % 2]++;
	/* A quarter of the pairs, and next to none the other way round. */
	if (zeros[1] * 8 > looked_at && zeros[0] * 8 < zeros[1])
		return TEXT_ENCODING_UTF16_LE;
	if (zeros[0] * 8 > looked_at && zeros[1] * 8 < zeros[0])
		return TEXT_ENCODING_UTF16_BE;
	return TEXT_ENCODING_BYTES;
}

static uint32_t
unit_at(const unsigned char *bytes, bool big_endian)
{
	return big_endian ? (uint32_t) bytes[0] << 8 | bytes[1] : (uint32_t) bytes[1] << 8 | bytes[0];
}

static size_t
put_utf8(char *text, uint32_t code)
{
	if (code < 0x80)
	{
		text[0] = (char) code;
		return 1;
	}
	if (code < 0x800)
	{
		text[0] = (char) (0xC0 | code >> 6);
		text[1] = (char) (0x80 | (code & 0x3F));
		return 2;
	}
	if (code < 0x10000)
	{
		text[0] = (char) (0xE0 | code >> 12);
		text[1] = (char) (0x80 | (code >> 6 & 0x3F));
		text[2] = (char) (0x80 | (code & 0x3F));
		return 3;
	}
	text[0] = (char) (0xF0 | code >> 18);
	text[1] = (char) (0x80 | (code >> 12 & 0x3F));
	text[2] = (char) (0x80 | (code >> 6 & 0x3F));
	text[3] = (char) (0x80 | (code & 0x3F));
	return 4;
}

bool
utf16_to_utf8(const unsigned char *bytes, size_t length, bool big_endian, char *text, size_t *text_length)
{
	size_t written = 0;

	for (size_t i = 0; i < length; i += 2)
	{
		uint32_t code = i + 1 < length ? unit_at(bytes + i, big_endian) : 0;

		if (code >= 0xD800 && code < 0xDC00 && i + 3 < length)
		{
			uint32_t low = unit_at(bytes + i + 2, big_endian);

			if (low >= 0xDC00 && low < 0xE000)
			{
				code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
				i += 2;
			}
		}
		if (code == 0 || (code >= 0xD800 && code < 0xE000))
		{
			*text_length = i;
			return false;
		}
		written += put_utf8(text + written, code);
	}
	*text_length = written;
	return true;
}
