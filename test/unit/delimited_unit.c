/*
 * delimited_unit.c: the reader of delimited text, cell by cell.
 */
#include "delimited_core.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

#define MAX_SHOWN 1000

/*
 * Read a text and show what comes out: every cell in brackets, every record on its line: "1[a][b]2[c]".  An
 * error ends it, as "!3" for a quote not closed and "?3" for text after one.
 */
static const char *
shown(const char *text, char delimiter, char quote)
{
	static char out[MAX_SHOWN];
	size_t length = strlen(text);
	/* Memory of just that size, so that the address sanitizer sees a byte read beyond. */
	char *content = malloc(length + 1);
	char *cell_text = malloc(length + 1);
	char *at = out;
	bool at_start = true;
	DelimitedReader reader;
	DelimitedCell cell;
	DelimitedResult result;

	content = realloc(memcpy(content, text, length), length > 0 ? length : 1);
	delimited_start(&reader, content, length, delimiter, quote);
	while ((result = delimited_next(&reader, &cell)) == DELIMITED_CELL)
	{
		if (at_start)
			at += sprintf(at, "%d", (int) cell.line);
		at += sprintf(at, "[%.*s]", (int) delimited_unquote(&cell, quote, cell_text), cell_text);
		at_start = cell.ends_record;
	}
	if (result == DELIMITED_NOT_CLOSED)
		at += sprintf(at, "!%d", (int) cell.line);
	else if (result == DELIMITED_TEXT_AFTER_QUOTE)
		at += sprintf(at, "?%d", (int) cell.line);
	*at = '\0';
	free(content);
	free(cell_text);
	return out;
}

#define CHECK_READ(text, delimiter, quote, expected) \
	CHECK(strcmp(shown(text, delimiter, quote), expected) == 0)

static void
check_reading(void)
{
	CHECK_READ("", ',', '"', "");
	CHECK_READ("a", ',', '"', "1[a]");
	CHECK_READ("a,b\nc,d\n", ',', '"', "1[a][b]2[c][d]");
	CHECK_READ("a,b\r\nc,d", ',', '"', "1[a][b]2[c][d]");
	CHECK_READ("a\rb\r", ',', '"', "1[a]2[b]");
	CHECK_READ("a\n\rb", ',', '"', "1[a]2[]3[b]");
	CHECK_READ("\n\n", ',', '"', "1[]2[]");
	CHECK_READ(",", ',', '"', "1[][]");
	CHECK_READ("a,", ',', '"', "1[a][]");
	CHECK_READ("a,\n", ',', '"', "1[a][]");
	CHECK_READ(" a , b ", ',', '"', "1[ a ][ b ]");
	CHECK_READ("a\tb,c", '\t', '"', "1[a][b,c]");
}

/* A cell as a style writes it, and that it can be read back. */
static bool
writes(const char *cell, char quote, bool quote_all, const char *expected)
{
	DelimitedStyle style = {.delimiter = ',', .quote = quote, .quote_all = quote_all};
	char written[20];

	if (!delimited_writable(cell, strlen(cell), &style))
		return expected == NULL;
	if (expected == NULL || delimited_written_length(cell, strlen(cell), &style) != strlen(expected))
		return false;
	return delimited_write(cell, strlen(cell), &style, written) == written + strlen(expected) &&
		   memcmp(written, expected, strlen(expected)) == 0;
}

static void
check_styles(void)
{
	CHECK(writes("a", '"', false, "a"));
	CHECK(writes("a", '"', true, "\"a\""));
	CHECK(writes("", '"', true, "\"\""));
	CHECK(writes("a,\"b", '"', true, "\"a,\"\"b\""));
	CHECK(writes("it's", '\'', false, "'it''s'"));
	CHECK(writes("say \"a\"", DELIMITED_NO_QUOTE, true, "say \"a\""));
	CHECK(writes("a,b", DELIMITED_NO_QUOTE, false, NULL));
	CHECK(writes("a\nb", DELIMITED_NO_QUOTE, false, NULL));
}

static void
check_quotes(void)
{
	CHECK_READ("\"a\",\"b\"", ',', '"', "1[a][b]");
	CHECK_READ("\"\"", ',', '"', "1[]");
	CHECK_READ("\"\"\"\"", ',', '"', "1[\"]");
	CHECK_READ("\"a\"\"b\"", ',', '"', "1[a\"b]");
	CHECK_READ("\"a,b\r\nc\rd\n\"\ne", ',', '"', "1[a,b\r\nc\rd\n]5[e]");
	CHECK_READ("a\"b\"", ',', '"', "1[a\"b\"]");
	CHECK_READ(" \"a\"", ',', '"', "1[ \"a\"]");
	CHECK_READ("'a''b'", ',', '\'', "1[a'b]");
	CHECK_READ("\"a,b\"", ',', DELIMITED_NO_QUOTE, "1[\"a][b\"]");
	CHECK_READ("\"", ',', '"', "!1");
	CHECK_READ("\"a\"\"", ',', '"', "!1");
	CHECK_READ("a\nb,\"c\nd", ',', '"', "1[a]2[b]!2");
	CHECK_READ("\"a\"b", ',', '"', "?1");
	CHECK_READ("a\n\"b\nc\" ,d", ',', '"', "1[a]?3");
}

static void
check_mark(void)
{
	CHECK(delimited_mark_length("\xEF\xBB\xBFx", 4) == 3);
	CHECK(delimited_mark_length("\xEF\xBB\xBF", 3) == 3);
	CHECK(delimited_mark_length("\xEF\xBB", 2) == 0);
	CHECK(delimited_mark_length("x\xEF\xBB\xBF", 4) == 0);
}

static char
detected(const char *text)
{
	return delimited_detect(text, strlen(text), '"');
}

static void
check_detection(void)
{
	CHECK(detected("a,b") == ',');
	CHECK(detected("a;b") == ';');
	CHECK(detected("a\tb") == '\t');
	CHECK(detected("") == '\t');
	CHECK(detected("alone\na,b") == '\t');
	CHECK(detected("a;b,c") == ';');
	CHECK(detected("a;b\tc") == '\t');
	CHECK(detected("a,b,c;d") == ',');
	CHECK(detected("\r\n\na;b") == ';');
	CHECK(detected("x;\"a,b,c\"") == ';');
	CHECK(detected("\"a \"\"q\"\", b, c\";d") == ';');
	CHECK(detected("6\"\" pipe,\"a;b;c\"") == ',');
	CHECK(detected("6\" pipe,b,c;d") == ',');
	CHECK(detected("\"a\n,,,\";b") == ';');
	CHECK(delimited_detect("\"a;b,c,d\"", 9, DELIMITED_NO_QUOTE) == ',');
}

static void
check_quoting(void)
{
	char quoted[20];

	CHECK(delimited_quoted_length("a;b", 3, ',', '"') == 3);
	CHECK(delimited_quoted_length("a,b", 3, ',', '"') == 5);
	CHECK(delimited_quoted_length("\"", 1, ',', '"') == 4);
	CHECK(delimited_quoted_length("\n", 1, ',', '"') == 3);
	CHECK(delimited_quoted_length("", 0, ',', '"') == 0);
	CHECK(delimited_quoted_length("\xEF\xBB\xBF", 3, ',', '"') == 5);
	delimited_quote("a\"b", 3, ',', '"', quoted);
	CHECK(memcmp(quoted, "\"a\"\"b\"", 6) == 0);
	delimited_quote("plain", 5, ',', '"', quoted);
	CHECK(memcmp(quoted, "plain", 5) == 0);
}

int
main(void)
{
	check_reading();
	check_quotes();
	check_styles();
	check_mark();
	check_detection();
	check_quoting();
	return checks_failed();
}
