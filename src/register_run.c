/*
 * register_run.c: the files of sql/register/, listed statement by statement, and run in a register's schema.
 *
 * The names of the schemas are put in as psql would, then the server's own parser splits the text, so a
 * statement means here what it means to psql -f.  Positions stay those of the file, since a name holds no
 * line end.
 */
#include "compat.h"

#include "register_files.h"
#include "register_statements.h"

#include "catalog/namespace.h"
#include "commands/extension.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(register_statements);
PG_FUNCTION_INFO_V1(run_register_statements);

/* Where a register is made: names as they are, not quoted. */
typedef struct Schemas
{
	char *own;
	char *bi;
	char *extension;
} Schemas;

/* Names for when no register is meant; objects of the BI schema are told by its name. */
#define PLAIN_NAMES ((Schemas){"schema", REGISTER_PLAIN_BI, "extension"})

/* A statement of a file, from its first word to its end. */
typedef struct Statement
{
	int place; /* its number, over all files */
	const RegisterFile *file;
	int line;
	const Node *tree;
	char *text;
} Statement;

typedef void (*StatementVisitor)(const Statement *statement, void *state);

static char *
replace_all(const char *text, const char *token, const char *name)
{
	StringInfoData replaced;
	const char *quoted = quote_identifier(name);
	const char *next;

	initStringInfo(&replaced);
	while ((next = strstr(text, token)) != NULL)
	{
		appendBinaryStringInfo(&replaced, text, next - text);
		appendStringInfoString(&replaced, quoted);
		text = next + strlen(token);
	}
	appendStringInfoString(&replaced, text);
	return replaced.data;
}

static char *
with_names(const char *text, const Schemas *schemas)
{
	char *named = replace_all(text, REGISTER_SCHEMA, schemas->own);

	named = replace_all(named, REGISTER_BI_SCHEMA, schemas->bi);
	return replace_all(named, REGISTER_EXTENSION_SCHEMA, schemas->extension);
}

/* The first word at or after a place: past blanks and comments of the kind "--", the only one these files
 * have. */
static const char *
first_word(const char *at)
{
	for (;;)
	{
		at += strspn(at, " \t\r\n");
		if (strncmp(at, "--", 2) != 0)
			return at;
		at += strcspn(at, "\n");
	}
}

static int
lines_between(const char *from, const char *to)
{
	int lines = 0;

	while ((from = memchr(from, '\n', to - from)) != NULL)
	{
		lines++;
		from++;
	}
	return lines;
}

/* What is being parsed, for the error that it may be. */
typedef struct Parse
{
	const RegisterFile *file;
	const char *text;
} Parse;

static void
say_where_parsed(void *argument)
{
	const Parse *parse = argument;
	int position = geterrposition();

	errcontext("sql/register/%s, line %d", parse->file->name,
			   1 + (position > 0 ? lines_between(parse->text, parse->text + position - 1) : 0));
}

static List *
parse_file(const RegisterFile *file, const char *text)
{
	Parse parse = {file, text};
	ErrorContextCallback where = {
		.previous = error_context_stack, .callback = say_where_parsed, .arg = &parse};
	List *statements;

	error_context_stack = &where;
	statements = raw_parser(text, RAW_PARSE_DEFAULT);
	error_context_stack = where.previous;
	return statements;
}

/* Call the visitor for each statement of a file; the number of the next one. */
static int
visit_file(const RegisterFile *file, const Schemas *schemas, int place, StatementVisitor visitor, void *state)
{
	char *text = with_names(file->text, schemas);
	ListCell *cell;

	foreach (cell, parse_file(file, text))
	{
		const RawStmt *raw = lfirst_node(RawStmt, cell);
		const char *end = raw->stmt_len > 0 ? text + raw->stmt_location + raw->stmt_len : text + strlen(text);
		const char *start = first_word(text + raw->stmt_location);
		Statement statement = {
			.place = place++, .file = file, .line = 1 + lines_between(text, start), .tree = raw->stmt};

		CHECK_FOR_INTERRUPTS();
		statement.text = pnstrdup(start, end - start);
		visitor(&statement, state);
	}
	return place;
}

static void
visit_files(const Schemas *schemas, StatementVisitor visitor, void *state)
{
	int place = 1;

	for (size_t i = 0; i < register_file_count; i++)
		place = visit_file(&register_files[i], schemas, place, visitor, state);
}

/* --- Settings --- */

/* Whatever the session's settings, the files mean the same. */
static int
settle_settings(const Schemas *schemas)
{
	int level = NewGUCNestLevel();
	char *path =
		psprintf("%s, %s, pg_temp", quote_identifier(schemas->own), quote_identifier(schemas->extension));

	(void) set_config_option("standard_conforming_strings", "on", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
							 true, 0, false);
	(void) set_config_option("check_function_bodies", "on", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true,
							 0, false);
	(void) set_config_option("client_min_messages", "warning", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
							 true, 0, false);
	(void) set_config_option("search_path", path, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
							 false);
	return level;
}

/* --- Listing --- */

/* The step of an upgrade that a file belongs to: steps/0.5.0.sql is what a register of 0.5.0 needs; else
 * NULL. */
static char *
step_of(const RegisterFile *file)
{
	static const char folder[] = "steps/";

	if (strncmp(file->name, folder, sizeof(folder) - 1) != 0)
		return NULL;
	return pnstrdup(file->name + sizeof(folder) - 1,
					strlen(file->name) - (sizeof(folder) - 1) - strlen(".sql"));
}

static void
set_text(Datum *value, bool *null, const char *text)
{
	*null = text == NULL;
	*value = text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
}

static void
put_statement(const Statement *statement, void *state)
{
	ReturnSetInfo *result = state;
	Datum values[7] = {Int32GetDatum(statement->place)};
	bool nulls[7] = {false};

	set_text(&values[1], &nulls[1], statement->file->name);
	values[2] = Int32GetDatum(statement->line);
	set_text(&values[3], &nulls[3], step_of(statement->file));
	set_text(&values[4], &nulls[4], register_statement_kind(statement->tree));
	set_text(&values[5], &nulls[5], register_statement_object(statement->tree));
	set_text(&values[6], &nulls[6], statement->text);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/*
 * register_statements() -> setof (place, file, line, step, kind, object, statement)
 *
 * What the library makes a register of, in order, under plain names for its schemas, so that it is the same
 * for every register.  object is NULL where a statement makes none, step where it belongs to no step of an
 * upgrade.
 */
Datum
register_statements(PG_FUNCTION_ARGS)
{
	Schemas names = PLAIN_NAMES;
	int level;

	InitMaterializedSRF(fcinfo, 0);
	level = NewGUCNestLevel();
	(void) set_config_option("standard_conforming_strings", "on", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
							 true, 0, false);
	visit_files(&names, put_statement, fcinfo->resultinfo);
	AtEOXact_GUC(true, level);
	return (Datum) 0;
}

/* --- Running --- */

typedef struct Run
{
	const bool *wanted; /* by place; NULL: all but the steps */
	int wanted_count;
	int64 done;
} Run;

static bool
is_wanted(const Run *run, const Statement *statement)
{
	if (run->wanted == NULL)
		return step_of(statement->file) == NULL;
	return statement->place < run->wanted_count && run->wanted[statement->place];
}

/* The line of an error, where the server says at which character of the statement it is. */
static void
say_where(void *argument)
{
	const Statement *statement = argument;
	int position = getinternalerrposition();
	int line = statement->line;

	if (position > 0 && (size_t) position <= strlen(statement->text))
		line += lines_between(statement->text, statement->text + position - 1);
	errcontext("sql/register/%s, line %d", statement->file->name, line);
}

static void
run_statement(const Statement *statement, void *state)
{
	Run *run = state;
	ErrorContextCallback where = {.callback = say_where, .arg = (void *) statement};

	if (!is_wanted(run, statement))
		return;
	where.previous = error_context_stack;
	error_context_stack = &where;
	(void) SPI_execute(statement->text, false, 0);
	error_context_stack = where.previous;
	run->done++;
}

/* The places of an array as flags, places beyond the array's being unwanted. */
static bool *
wanted_places(ArrayType *array, int *count)
{
	Datum *places;
	bool *nulls;
	bool *wanted;
	int n;

	deconstruct_array(array, INT4OID, sizeof(int32), true, TYPALIGN_INT, &places, &nulls, &n);
	*count = 0;
	for (int i = 0; i < n; i++)
		if (!nulls[i] && DatumGetInt32(places[i]) >= *count)
			*count = Min(DatumGetInt32(places[i]), 1000000) + 1;
	wanted = palloc0(*count + 1);
	for (int i = 0; i < n; i++)
		if (!nulls[i] && DatumGetInt32(places[i]) >= 0 && DatumGetInt32(places[i]) < *count)
			wanted[DatumGetInt32(places[i])] = true;
	return wanted;
}

/*
 * run_register_statements(schema text, bi_schema text, places integer[]) -> bigint
 *
 * Run the statements of those places (NULL: all but the steps) in a register's schema, as the caller, and
 * return how many they were.  An error of one of them says in which file and line it stands.
 */
Datum
run_register_statements(PG_FUNCTION_ARGS)
{
	Schemas schemas;
	Run run = {NULL};
	int level;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("the schemas of a register must not be null"));
	schemas.own = text_to_cstring(PG_GETARG_TEXT_PP(0));
	schemas.bi = text_to_cstring(PG_GETARG_TEXT_PP(1));
	schemas.extension = get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid));
	if (!PG_ARGISNULL(2))
		run.wanted = wanted_places(PG_GETARG_ARRAYTYPE_P(2), &run.wanted_count);
	level = settle_settings(&schemas);
	SPI_connect();
	visit_files(&schemas, run_statement, &run);
	SPI_finish();
	AtEOXact_GUC(true, level);
	PG_RETURN_INT64(run.done);
}
