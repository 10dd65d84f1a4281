/*
 * encoding_core.h: which encoding the bytes of a text file are in, and UTF-16 as UTF-8, in plain C: no server
 * header.
 */
#ifndef ENCODING_CORE_H
#define ENCODING_CORE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum TextEncoding
{
	TEXT_ENCODING_BYTES, /* one byte or UTF-8: whoever has a table of encodings tells them apart */
	TEXT_ENCODING_UTF8,  /* it is marked so */
	TEXT_ENCODING_UTF16_LE,
	TEXT_ENCODING_UTF16_BE,
	TEXT_ENCODING_WORKBOOK, /* no text at all: a workbook, as a spreadsheet saves it by default */
} TextEncoding;

/*
 * The encoding of the bytes, from the mark they begin with, whose length is left in *mark; without a mark
 * from where their zero bytes are: text that Windows calls "Unicode" has one in nearly every pair.
 */
extern TextEncoding encoding_detect(const unsigned char *bytes, size_t length, size_t *mark);

/* Room that `length` bytes of UTF-16 need at most in UTF-8. */
#define UTF16_AS_UTF8_ROOM(length) ((length) / 2 * 3)

/*
 * UTF-16 without its mark as UTF-8, into `text`, which has UTF16_AS_UTF8_ROOM(length) bytes.  False, with the
 * position of the bad byte in *text_length, if a byte is left over, half a surrogate pair stands alone, or
 * there is a NUL.
 */
extern bool utf16_to_utf8(const unsigned char *bytes, size_t length, bool big_endian, char *text,
						  size_t *text_length);

#endif /* ENCODING_CORE_H */
