/*
 * delimited_core.h: reading and writing comma, semicolon or tab separated text, in plain C: no server header.
 *
 * The rules are RFC 4180's, as strict as it where text could be read two ways and as tolerant as spreadsheets
 * otherwise: a line ends with LF, CRLF or CR, and the last one needs no end; a cell that begins with the
 * quote runs to the closing one, a quote inside it is doubled, and delimiters and line ends inside it are
 * text; a quote anywhere else in a cell is text; nothing is trimmed.  An empty line is a record of one empty
 * cell.
 */
#ifndef DELIMITED_CORE_H
#define DELIMITED_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As the quote: there is none, every character is text. */
#define DELIMITED_NO_QUOTE '\0'

typedef struct DelimitedReader
{
	const char *next; /* first byte not yet read */
	const char *end;
	int64_t line;   /* physical line of next, from 1 */
	bool in_record; /* a delimiter was the last thing read, so a cell follows, if an empty one */
	char delimiter;
	char quote;
} DelimitedReader;

typedef struct DelimitedCell
{
	const char *text; /* in the reader's content, without the quotes around it */
	size_t length;
	bool has_doubled_quotes; /* delimited_unquote() says what it means */
	bool ends_record;
	int64_t line; /* where the cell starts; where the trouble is, after an error */
} DelimitedCell;

typedef enum DelimitedResult
{
	DELIMITED_CELL,
	DELIMITED_END,
	DELIMITED_NOT_CLOSED,       /* the text ends within a quoted cell, which starts on cell->line */
	DELIMITED_TEXT_AFTER_QUOTE, /* neither a delimiter nor a line end follows a closing quote on cell->line */
} DelimitedResult;

/* Length of the UTF-8 byte-order mark the text begins with: 3 or 0. */
extern size_t delimited_mark_length(const char *content, size_t length);

/*
 * Start reading.  The delimiter and the quote are two different bytes, neither of them CR, LF or NUL (but the
 * quote may be DELIMITED_NO_QUOTE).  A byte-order mark is the caller's to skip.
 */
extern void delimited_start(DelimitedReader *reader, const char *content, size_t length, char delimiter,
							char quote);

/* The next cell; a record is the cells up to and with the one that ends_record.  Stop after anything else. */
extern DelimitedResult delimited_next(DelimitedReader *reader, DelimitedCell *cell);

/* Copy the cell with each doubled quote made one; `copy` has room for cell->length bytes.  Its length. */
extern size_t delimited_unquote(const DelimitedCell *cell, char quote, char *copy);

/*
 * The delimiter of a text, from its first line that is not empty: whichever of tab, semicolon and comma
 * occurs there most often outside quoted cells, the earlier in that list if two occur equally often.  With
 * none of them it is the tab, the one least likely to turn up in the prose of a single column.
 */
extern char delimited_detect(const char *content, size_t length, char quote);

/* How records are written. */
typedef struct DelimitedStyle
{
	char delimiter;
	char quote;     /* or DELIMITED_NO_QUOTE */
	bool quote_all; /* every cell, not only those that could not be read back without */
} DelimitedStyle;

/* Whether the cell can be written at all: without a quote, it must not hold the delimiter or a line end. */
extern bool delimited_writable(const char *cell, size_t length, const DelimitedStyle *style);

/* Length of a cell that is writable, as delimited_write() writes it. */
extern size_t delimited_written_length(const char *cell, size_t length, const DelimitedStyle *style);

/* Write a writable cell at `to`, which has room for it; what follows it. */
extern char *delimited_write(const char *cell, size_t length, const DelimitedStyle *style, char *to);

/* Length of the cell as delimited_quote() writes it; `length` itself if it needs no quotes. */
extern size_t delimited_quoted_length(const char *cell, size_t length, char delimiter, char quote);

/* Write the cell so that delimited_next() reads it back; `quoted` has room for delimited_quoted_length(). */
extern void delimited_quote(const char *cell, size_t length, char delimiter, char quote, char *quoted);

#endif /* DELIMITED_CORE_H */
