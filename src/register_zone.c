/*
 * register_zone.c: the time zone of a register.
 *
 * What day it is in a register is asked for every row of a report, so the table that says its time zone is
 * read once a statement.
 */
#include "compat.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(register_time_zone);

/* What was read, for which table and in which statement. */
typedef struct KnownZone
{
	Oid settings;
	TimestampTz statement_start;
	text *zone; /* NULL: none yet */
} KnownZone;

/* The column time_zone of the one row of a table, in memory that is kept, and with the caller's rights. */
static text *
read_zone(Oid settings, MemoryContext keep)
{
	char *table = get_rel_name(settings);
	char *query;
	char *zone;
	MemoryContext before;
	text *kept;

	if (table == NULL)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("there is no table with the number %u", settings));
	query = psprintf("SELECT s.time_zone FROM %s s",
					 quote_qualified_identifier(get_namespace_name(get_rel_namespace(settings)), table));
	SPI_connect();
	if (SPI_execute(query, true, 1) != SPI_OK_SELECT || SPI_processed != 1 ||
		(zone = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1)) == NULL)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("table \"%s\" says no time zone", table),
				errhint("It is the settings of a register, which create_register fills."));
	before = MemoryContextSwitchTo(keep);
	kept = cstring_to_text(zone);
	MemoryContextSwitchTo(before);
	SPI_finish();
	return kept;
}

/*
 * register_time_zone(settings regclass) returns text: the time zone that a register's settings name; an error
 * where they name none, and for whoever may not read them.
 */
Datum
register_time_zone(PG_FUNCTION_ARGS)
{
	Oid settings = PG_GETARG_OID(0);
	KnownZone *known = fcinfo->flinfo->fn_extra;

	if (known == NULL)
		known = fcinfo->flinfo->fn_extra = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(KnownZone));
	if (known->zone == NULL || known->settings != settings ||
		known->statement_start != GetCurrentStatementStartTimestamp())
	{
		known->zone = read_zone(settings, fcinfo->flinfo->fn_mcxt);
		known->settings = settings;
		known->statement_start = GetCurrentStatementStartTimestamp();
	}
	PG_RETURN_TEXT_P(known->zone);
}
