/*
 * delimited.c: comma, semicolon or tab separated text as rows, whatever client it comes from.
 */
#include "compat.h"

#include "delimited_core.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(delimited_parse);
PG_FUNCTION_INFO_V1(delimited_detect_delimiter);
PG_FUNCTION_INFO_V1(delimited_quote_cell);
PG_FUNCTION_INFO_V1(delimited_parse_records);
PG_FUNCTION_INFO_V1(delimited_write_row);

/* A table has at most 1,600 columns: a record far beyond that is not a table's, and would only cost memory.
 */
#define DELIMITED_MAX_CELLS (1024 * 1024)

/* The cells of the record being read. */
typedef struct Record
{
	int64 line;
	Datum *cells;
	int count;
	int room;
} Record;

/* The one byte of a delimiter or quote argument. */
static char
single_byte(const text *argument, const char *name)
{
	const char *bytes = VARDATA_ANY(argument);

	if (VARSIZE_ANY_EXHDR(argument) != 1 || bytes[0] == '\n' || bytes[0] == '\r')
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s must be a single byte, and not a line end", name));
	return bytes[0];
}

static char
quote_argument(FunctionCallInfo fcinfo, int n)
{
	if (PG_ARGISNULL(n))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("quote must not be null"),
				errhint("Write '' to read every character as text."));
	if (VARSIZE_ANY_EXHDR(PG_GETARG_TEXT_PP(n)) == 0)
		return DELIMITED_NO_QUOTE;
	return single_byte(PG_GETARG_TEXT_PP(n), "quote");
}

/* The content without its byte-order mark, which only means one in UTF-8. */
static const char *
content_argument(const text *content, size_t *length)
{
	const char *bytes = VARDATA_ANY(content);
	size_t mark;

	*length = VARSIZE_ANY_EXHDR(content);
	if (GetDatabaseEncoding() != PG_UTF8 && GetDatabaseEncoding() != PG_SQL_ASCII)
		return bytes;
	mark = delimited_mark_length(bytes, *length);
	*length -= mark;
	return bytes + mark;
}

static void
report_bad_record(DelimitedResult result, const DelimitedCell *cell)
{
	if (result == DELIMITED_NOT_CLOSED)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("line %lld: unterminated quoted cell", (long long) cell->line),
				errdetail("A quoted cell that starts on this line is never closed."),
				errhint("Close the quote, and double each quote inside the cell; or pass quote => '' "
						"to read quotes as text."));
	ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("line %lld: text after a closing quote", (long long) cell->line),
			errdetail("A closing quote is followed by a delimiter or the end of the line."),
			errhint("Double each quote inside a quoted cell, or pass quote => '' to read quotes as "
					"text."));
}

/* Add the cell to the record; the memory belongs to the current context. */
static void
add_cell(Record *record, const DelimitedCell *cell, char quote)
{
	text *copy;

	if (record->count == record->room)
	{
		if (record->room == DELIMITED_MAX_CELLS)
			ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("line %lld: more than %d cells in a record", (long long) record->line,
						   DELIMITED_MAX_CELLS));
		record->room = record->room == 0 ? 32 : record->room * 2;
		record->cells = record->cells == NULL ? palloc(record->room * sizeof(Datum))
											  : repalloc(record->cells, record->room * sizeof(Datum));
	}
	copy = palloc(VARHDRSZ + cell->length);
	SET_VARSIZE(copy, VARHDRSZ + delimited_unquote(cell, quote, VARDATA(copy)));
	record->cells[record->count++] = PointerGetDatum(copy);
}

static bool
is_empty_line(const Record *record)
{
	return record->count == 1 && VARSIZE_ANY_EXHDR(DatumGetPointer(record->cells[0])) == 0;
}

/* Read one record; false at the end of the content.  Raises an error for what is not well formed. */
static bool
read_record(DelimitedReader *reader, Record *record)
{
	DelimitedCell cell;

	*record = (Record){.line = reader->line};
	do
	{
		DelimitedResult result = delimited_next(reader, &cell);

		CHECK_FOR_INTERRUPTS();
		if (result == DELIMITED_END)
			return false;
		if (result != DELIMITED_CELL)
			report_bad_record(result, &cell);
		add_cell(record, &cell, reader->quote);
	} while (!cell.ends_record);
	return true;
}

static void
put_record(ReturnSetInfo *result, const Record *record)
{
	Datum values[2];
	bool nulls[2] = {false, false};

	values[0] = Int64GetDatum(record->line);
	values[1] =
		PointerGetDatum(construct_array(record->cells, record->count, TEXTOID, -1, false, TYPALIGN_INT));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

static void
put_records(ReturnSetInfo *result, DelimitedReader *reader)
{
	MemoryContext per_record =
		AllocSetContextCreate(CurrentMemoryContext, "delimited record", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(per_record);
	Record record;

	while (read_record(reader, &record))
	{
		put_record(result, &record);
		MemoryContextReset(per_record);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(per_record);
}

/* The reader over the arguments content, delimiter and quote that delimited_records and
 * parse_delimited share. */
static DelimitedReader
start_reader(FunctionCallInfo fcinfo)
{
	size_t length;
	const char *content = content_argument(PG_GETARG_TEXT_PP(0), &length);
	char quote = quote_argument(fcinfo, 2);
	char delimiter = PG_ARGISNULL(1) ? delimited_detect(content, length, quote)
									 : single_byte(PG_GETARG_TEXT_PP(1), "delimiter");
	DelimitedReader reader;

	if (delimiter == quote)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("delimiter and quote must be different characters"));
	delimited_start(&reader, content, length, delimiter, quote);
	return reader;
}

/*
 * parse_delimited(content text, delimiter text, quote text) -> setof (line bigint, cells text[])
 *
 * Of 0.5.0 and older, whose catalogue names it until it is updated; delimited_records takes its place.
 * One row a record, with the physical line it starts on.  A null content has no rows, a null delimiter is
 * detected, an empty quote means there is none.  What is not well formed is 22P04 naming the line, a
 * delimiter or quote of other than one byte 22023.  The rules are in delimited_core.h.
 */
Datum
delimited_parse(PG_FUNCTION_ARGS)
{
	DelimitedReader reader;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	reader = start_reader(fcinfo);
	put_records((ReturnSetInfo *) fcinfo->resultinfo, &reader);
	return (Datum) 0;
}

/* Add a record and the characters it was read from. */
static void
put_printed_record(ReturnSetInfo *result, const Record *record, const char *from, const char *to)
{
	Datum values[3];
	bool nulls[3] = {false, false, false};

	values[0] = Int64GetDatum(record->line);
	values[1] =
		PointerGetDatum(construct_array(record->cells, record->count, TEXTOID, -1, false, TYPALIGN_INT));
	values[2] = PointerGetDatum(cstring_to_text_with_len(from, to - from));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* Two contexts by turns: a record is put when the next one is read, since empty lines between belong to it.
 */
static void
put_printed_records(ReturnSetInfo *result, DelimitedReader *reader)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext turn[2];
	Record held, next;
	const char *from = reader->next;
	bool one_column, more;
	int at = 0;

	for (int i = 0; i < 2; i++)
		turn[i] = AllocSetContextCreate(caller, "delimited record", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(turn[at]);
	more = read_record(reader, &held);
	one_column = held.count == 1;
	while (more)
	{
		const char *to = reader->next;

		at = 1 - at;
		MemoryContextReset(turn[at]);
		MemoryContextSwitchTo(turn[at]);
		while ((more = read_record(reader, &next)) && !one_column && is_empty_line(&next))
			to = reader->next;
		put_printed_record(result, &held, from, to);
		held = next;
		from = to;
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(turn[0]);
	MemoryContextDelete(turn[1]);
}

/*
 * delimited_records(content text, delimiter text, quote text) -> setof (line bigint, cells text[], printed
 * text)
 *
 * As parse_delimited, each record with the very characters it was read from, its line end included; all of
 * them joined are the content without its byte-order mark.  An empty line is no record but part of what the
 * one before it printed, unless the first record has one cell only.
 */
Datum
delimited_parse_records(PG_FUNCTION_ARGS)
{
	DelimitedReader reader;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	reader = start_reader(fcinfo);
	put_printed_records((ReturnSetInfo *) fcinfo->resultinfo, &reader);
	return (Datum) 0;
}

/* detect_delimiter(content text) -> text: tab, semicolon or comma, by delimited_detect(). */
Datum
delimited_detect_delimiter(PG_FUNCTION_ARGS)
{
	size_t length;
	const char *content = content_argument(PG_GETARG_TEXT_PP(0), &length);
	char delimiter = delimited_detect(content, length, '"');

	PG_RETURN_TEXT_P(cstring_to_text_with_len(&delimiter, 1));
}

/*
 * quote_delimited(cell text, delimiter text) -> text: the cell, in double quotes if it could not be read back
 * without.  54000 if the result would not fit in a text.
 */
Datum
delimited_quote_cell(PG_FUNCTION_ARGS)
{
	const text *cell = PG_GETARG_TEXT_PP(0);
	char delimiter = single_byte(PG_GETARG_TEXT_PP(1), "delimiter");
	size_t length = VARSIZE_ANY_EXHDR(cell);
	size_t quoted_length = delimited_quoted_length(VARDATA_ANY(cell), length, delimiter, '"');
	text *quoted;

	if (delimiter == '"')
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("delimiter and quote must be different characters"));
	if (quoted_length > MaxAllocSize - VARHDRSZ)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("the cell is too long to be quoted"));
	quoted = palloc(VARHDRSZ + quoted_length);
	SET_VARSIZE(quoted, VARHDRSZ + quoted_length);
	delimited_quote(VARDATA_ANY(cell), length, delimiter, '"', VARDATA(quoted));
	PG_RETURN_TEXT_P(quoted);
}

static void
report_unwritable(const text *cell)
{
	int shown = pg_mbcliplen(VARDATA_ANY(cell), VARSIZE_ANY_EXHDR(cell), 80);

	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("a cell cannot be written without quotes: \"%.*s\"", shown, VARDATA_ANY(cell)),
			errdetail("It holds the delimiter or a line end."),
			errhint("Give a quote, or a delimiter that no cell holds."));
}

/* Length of the row; raises an error for a cell that cannot be written or a row that would not fit. */
static size_t
row_length(const Datum *cells, const bool *nulls, int count, const DelimitedStyle *style)
{
	size_t length = count > 0 ? count - 1 : 0;

	for (int i = 0; i < count; i++)
	{
		const text *cell;

		if (nulls[i])
			continue;
		cell = DatumGetTextPP(cells[i]);
		if (!delimited_writable(VARDATA_ANY(cell), VARSIZE_ANY_EXHDR(cell), style))
			report_unwritable(cell);
		length += delimited_written_length(VARDATA_ANY(cell), VARSIZE_ANY_EXHDR(cell), style);
		if (length > MaxAllocSize - VARHDRSZ)
			ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("the row is too long to be written"));
	}
	return length;
}

/*
 * delimited_row(cells text[], delimiter text, quote text, quote_all boolean) -> text: the cells as a line,
 * without a line end, as delimited_records reads it back.  A null cell is an empty one without quotes.  22023
 * for a cell that cannot be written because there is no quote, 54000 if the row would not fit in a text.
 */
Datum
delimited_write_row(PG_FUNCTION_ARGS)
{
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(0);
	DelimitedStyle style = {.delimiter = single_byte(PG_GETARG_TEXT_PP(1), "delimiter"),
							.quote = quote_argument(fcinfo, 2),
							.quote_all = PG_GETARG_BOOL(3)};
	Datum *cells;
	bool *nulls;
	int count;
	text *row;
	char *to;

	if (style.delimiter == style.quote)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("delimiter and quote must be different characters"));
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &cells, &nulls, &count);
	row = palloc(VARHDRSZ + row_length(cells, nulls, count, &style));
	to = VARDATA(row);
	for (int i = 0; i < count; i++)
	{
		if (i > 0)
			*to++ = style.delimiter;
		if (!nulls[i])
			to = delimited_write(VARDATA_ANY(DatumGetPointer(cells[i])),
								 VARSIZE_ANY_EXHDR(DatumGetPointer(cells[i])), &style, to);
	}
	SET_VARSIZE(row, to - (char *) row);
	PG_RETURN_TEXT_P(row);
}
