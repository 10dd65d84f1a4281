/*
 * delimited_fuzz.c: any text is read to its end or to an error, and what is read, written again, reads the
 * same.
 */
#include "delimited_core.h"
#include "require.h"

#include <stdlib.h>
#include <string.h>

/* A text that grows. */
typedef struct Text
{
	char *bytes;
	size_t length;
} Text;

static char *
grow(Text *text, size_t by)
{
	text->bytes = realloc(text->bytes, text->length + by + 1);
	text->length += by;
	return text->bytes + text->length - by;
}

/* Any cell a style can write is read back as it was, alone on its line and before another. */
static void
check_cell(const char *text, size_t length, char delimiter, const DelimitedStyle *style)
{
	size_t written_length;
	char *written, *end, *unquoted;
	DelimitedReader reader;
	DelimitedCell cell;

	if (!delimited_writable(text, length, style))
		return;
	written_length = delimited_written_length(text, length, style);
	written = malloc(written_length + 1);
	unquoted = malloc(written_length + 1);
	end = delimited_write(text, length, style, written);
	REQUIRE(end == written + written_length);
	*end = delimiter;
	delimited_start(&reader, written, written_length + 1, delimiter, style->quote);
	REQUIRE(delimited_next(&reader, &cell) == DELIMITED_CELL && !cell.ends_record);
	REQUIRE(delimited_unquote(&cell, style->quote, unquoted) == length &&
			memcmp(unquoted, text, length) == 0);
	REQUIRE(delimited_next(&reader, &cell) == DELIMITED_CELL && cell.ends_record && cell.length == 0);
	REQUIRE(delimited_next(&reader, &cell) == DELIMITED_END);
	free(written);
	free(unquoted);
}

/*
 * Read a text and write it again, each cell quoted where it must be.  False if it is not well formed, and
 * then what was read before the error is written.
 */
static bool
rewrite(const char *content, size_t length, char delimiter, char quote, Text *written)
{
	char *unquoted = malloc(length + 1);
	int64_t line = 0;
	DelimitedReader reader;
	DelimitedCell cell;
	DelimitedResult result;

	delimited_start(&reader, content, length, delimiter, quote);
	while ((result = delimited_next(&reader, &cell)) == DELIMITED_CELL)
	{
		size_t cell_length, quoted_length;

		REQUIRE(cell.text >= content && cell.text + cell.length <= content + length);
		REQUIRE(cell.line >= line && cell.line <= (int64_t) length + 1);
		line = cell.line;
		cell_length = delimited_unquote(&cell, quote, unquoted);
		REQUIRE(cell_length <= cell.length);
		quoted_length = delimited_quoted_length(unquoted, cell_length, delimiter, quote);
		delimited_quote(unquoted, cell_length, delimiter, quote, grow(written, quoted_length));
		*grow(written, 1) = cell.ends_record ? '\n' : delimiter;
	}
	REQUIRE(reader.next <= reader.end);
	if (result != DELIMITED_END)
		REQUIRE(quote != DELIMITED_NO_QUOTE && cell.line >= line && cell.line <= reader.line);
	free(unquoted);
	return result == DELIMITED_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = {',', ';', '\t', 'x'};
	char delimiter, detected;
	Text once = {NULL, 0}, twice = {NULL, 0};
	const char *content = (const char *) data + 1;

	if (size == 0)
		return 0;
	delimiter = delimiters[data[0] % sizeof(delimiters)];
	check_cell(content, size - 1, delimiter, &(DelimitedStyle){delimiter, '"', false});
	check_cell(content, size - 1, delimiter, &(DelimitedStyle){delimiter, '"', true});
	check_cell(content, size - 1, delimiter, &(DelimitedStyle){delimiter, DELIMITED_NO_QUOTE, true});
	(void) delimited_mark_length(content, size - 1);
	detected = delimited_detect(content, size - 1, '"');
	REQUIRE(detected == '\t' || detected == ';' || detected == ',');
	if (rewrite(content, size - 1, delimiter, '"', &once) && once.length > 0)
	{
		REQUIRE(rewrite(once.bytes, once.length, delimiter, '"', &twice));
		REQUIRE(once.length == twice.length && memcmp(once.bytes, twice.bytes, once.length) == 0);
	}
	free(once.bytes);
	free(twice.bytes);
	once = (Text){NULL, 0};
	REQUIRE(rewrite(content, size - 1, delimiter, DELIMITED_NO_QUOTE, &once));
	free(once.bytes);
	return 0;
}
