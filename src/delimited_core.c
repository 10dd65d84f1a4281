/*
 * delimited_core.c: reading and writing comma, semicolon or tab separated text.  Plain C: no server header.
 */
#include "delimited_core.h"

#include <string.h>

static bool
is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Step over the LF, CRLF or CR at `next`. */
static void
skip_line_end(DelimitedReader *reader)
{
	if (*reader->next == '\r' && reader->end - reader->next > 1 && reader->next[1] == '\n')
		reader->next++;
	reader->next++;
	reader->line++;
}

static bool
at_cell_end(const DelimitedReader *reader)
{
	return reader->next == reader->end || *reader->next == reader->delimiter || is_line_end(*reader->next);
}

/* Step over what ends a cell, at a place where at_cell_end(). */
static void
finish_cell(DelimitedReader *reader, DelimitedCell *cell)
{
	reader->in_record = reader->next < reader->end && *reader->next == reader->delimiter;
	cell->ends_record = !reader->in_record;
	if (reader->in_record)
		reader->next++;
	else if (reader->next < reader->end)
		skip_line_end(reader);
}

static DelimitedResult
read_quoted(DelimitedReader *reader, DelimitedCell *cell)
{
	cell->text = ++reader->next;
	for (;;)
	{
		if (reader->next == reader->end)
			return DELIMITED_NOT_CLOSED;
		if (is_line_end(*reader->next))
			skip_line_end(reader);
		else if (*reader->next != reader->quote)
			reader->next++;
		else if (reader->end - reader->next > 1 && reader->next[1] == reader->quote)
		{
			cell->has_doubled_quotes = true;
			reader->next += 2;
		}
		else
			break;
	}
	cell->length = (size_t) (reader->next++ - cell->text);
	if (at_cell_end(reader))
		return DELIMITED_CELL;
	cell->line = reader->line;
	return DELIMITED_TEXT_AFTER_QUOTE;
}

static DelimitedResult
read_plain(DelimitedReader *reader, DelimitedCell *cell)
{
	cell->text = reader->next;
	while (!at_cell_end(reader))
		reader->next++;
	cell->length = (size_t) (reader->next - cell->text);
	return DELIMITED_CELL;
}

size_t
delimited_mark_length(const char *content, size_t length)
{
	return length >= 3 && memcmp(content, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

void
delimited_start(DelimitedReader *reader, const char *content, size_t length, char delimiter, char quote)
{
	reader->next = content;
	reader->end = content + length;
	reader->line = 1;
	reader->in_record = false;
	reader->delimiter = delimiter;
	reader->quote = quote;
}

DelimitedResult
delimited_next(DelimitedReader *reader, DelimitedCell *cell)
{
	DelimitedResult result;

	if (reader->next == reader->end && !reader->in_record)
		return DELIMITED_END;
	cell->line = reader->line;
	cell->has_doubled_quotes = false;
	if (reader->quote != DELIMITED_NO_QUOTE && reader->next < reader->end && *reader->next == reader->quote)
		result = read_quoted(reader, cell);
	else
		result = read_plain(reader, cell);
	if (result == DELIMITED_CELL)
		finish_cell(reader, cell);
	return result;
}

size_t
delimited_unquote(const DelimitedCell *cell, char quote, char *copy)
{
	size_t used = 0;

	if (!cell->has_doubled_quotes)
	{
		memcpy(copy, cell->text, cell->length);
		return cell->length;
	}
	for (size_t at = 0; at < cell->length; at++)
	{
		if (cell->text[at] == quote)
			at++;
		copy[used++] = cell->text[at];
	}
	return used;
}

/* In the order in which they win a tie. */
static const char candidates[] = {'\t', ';', ','};
#define CANDIDATES ((int) sizeof(candidates))

static int
candidate_index(char c)
{
	for (int i = 0; i < CANDIDATES; i++)
		if (candidates[i] == c)
			return i;
	return -1;
}

/*
 * Count the candidates in the line at `at`.  The delimiter is not known yet, so a cell is taken to start
 * after any of them: `x;"a,b,c"` has one semicolon and no comma.
 */
static void
count_candidates(const char *at, const char *end, char quote, size_t count[])
{
	bool in_quotes = false;
	bool may_open = true;

	for (; at < end && (in_quotes || !is_line_end(*at)); at++)
	{
		int found = in_quotes ? -1 : candidate_index(*at);
		bool toggles = quote != DELIMITED_NO_QUOTE && *at == quote && (in_quotes || may_open);

		if (toggles)
			in_quotes = !in_quotes;
		if (found >= 0)
			count[found]++;
		/* Right after a closing quote another is the second of a doubled pair, and opens again. */
		may_open = found >= 0 || toggles;
	}
}

char
delimited_detect(const char *content, size_t length, char quote)
{
	const char *end = content + length;
	size_t count[CANDIDATES] = {0};
	int best = 0;

	while (content < end && is_line_end(*content))
		content++;
	count_candidates(content, end, quote, count);
	for (int i = 1; i < CANDIDATES; i++)
		if (count[i] > count[best])
			best = i;
	return candidates[best];
}

size_t
delimited_quoted_length(const char *cell, size_t length, char delimiter, char quote)
{
	/* A mark at the start of the first cell would be skipped as the file's own. */
	bool needs_quotes = delimited_mark_length(cell, length) > 0;
	size_t quotes = 0;

	for (size_t i = 0; i < length; i++)
	{
		if (cell[i] == quote)
			quotes++;
		else if (cell[i] == delimiter || is_line_end(cell[i]))
			needs_quotes = true;
	}
	return needs_quotes || quotes > 0 ? length + quotes + 2 : length;
}

/* Write the cell between quotes, each quote inside it doubled; what follows it. */
static char *
write_quoted(const char *cell, size_t length, char quote, char *to)
{
	*to++ = quote;
	for (size_t i = 0; i < length; i++)
	{
		if (cell[i] == quote)
			*to++ = quote;
		*to++ = cell[i];
	}
	*to++ = quote;
	return to;
}

void
delimited_quote(const char *cell, size_t length, char delimiter, char quote, char *quoted)
{
	if (delimited_quoted_length(cell, length, delimiter, quote) == length)
		memcpy(quoted, cell, length);
	else
		(void) write_quoted(cell, length, quote, quoted);
}

bool
delimited_writable(const char *cell, size_t length, const DelimitedStyle *style)
{
	if (style->quote != DELIMITED_NO_QUOTE)
		return true;
	for (size_t i = 0; i < length; i++)
		if (cell[i] == style->delimiter || is_line_end(cell[i]))
			return false;
	return true;
}

size_t
delimited_written_length(const char *cell, size_t length, const DelimitedStyle *style)
{
	size_t quoted_length;

	if (style->quote == DELIMITED_NO_QUOTE)
		return length;
	quoted_length = delimited_quoted_length(cell, length, style->delimiter, style->quote);
	/* A cell with no quotes around it has none inside either. */
	return style->quote_all && quoted_length == length ? length + 2 : quoted_length;
}

char *
delimited_write(const char *cell, size_t length, const DelimitedStyle *style, char *to)
{
	if (delimited_written_length(cell, length, style) != length)
		return write_quoted(cell, length, style->quote, to);
	memcpy(to, cell, length);
	return to + length;
}
