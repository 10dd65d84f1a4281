/*
 * engine.c: a test of the extension's aggregates, which it runs as a distributed engine does.
 *
 * Such an engine (Citus is one) hides the aggregate in one of its own: it looks the functions up in the
 * catalogue and calls them with a FmgrInfo that lasts for one call, has no expression and whose memory is
 * freed after the row; the Aggref and the AggState are those of its own aggregate, which is never partial.
 * engine_partial() collects rows and gives what would be sent to the coordinator, engine_combine() is the
 * coordinator.  Built and loaded by test/engine/run alone, never installed.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(engine_collect);
PG_FUNCTION_INFO_V1(engine_send);
PG_FUNCTION_INFO_V1(engine_merge);
PG_FUNCTION_INFO_V1(engine_finish);

/* A group: the aggregate's functions and its state so far, in the memory of our own aggregate. */
typedef struct Box
{
	FormData_pg_aggregate form;
	MemoryContext memory;
	Datum value;
	bool isnull;
} Box;

/* What freed memory is filled with, so that whoever still points there does not find what was there. */
#define JUNK_SIZE 65536

static void
spoil_free_memory(void)
{
	char *junk = palloc(JUNK_SIZE);

	memset(junk, 0x7F, JUNK_SIZE);
	pfree(junk);
}

/* The state outlives the row: what is not a pointer to the aggregate's own memory is copied. */
static void
keep_value(Box *box, Datum value, bool isnull)
{
	MemoryContext old = MemoryContextSwitchTo(box->memory);
	int16 length;
	bool by_value;

	get_typlenbyval(box->form.aggtranstype, &length, &by_value);
	box->isnull = isnull;
	box->value = isnull || box->form.aggtranstype == INTERNALOID ? value : datumCopy(value, by_value, length);
	MemoryContextSwitchTo(old);
}

static void
read_initial_value(Box *box, HeapTuple tuple)
{
	bool isnull;
	Datum initial = SysCacheGetAttr(AGGFNOID, tuple, Anum_pg_aggregate_agginitval, &isnull);
	Oid input;
	Oid parameter;

	box->isnull = isnull;
	if (isnull)
		return;
	getTypeInputInfo(box->form.aggtranstype, &input, &parameter);
	keep_value(box, OidInputFunctionCall(input, TextDatumGetCString(initial), parameter, -1), false);
}

static Box *
new_box(FunctionCallInfo fcinfo, Oid aggregate)
{
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	MemoryContext memory;
	Box *box;

	if (!AggCheckCallContext(fcinfo, &memory))
		elog(ERROR, "not called as an aggregate");
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "%u is no aggregate", aggregate);
	box = MemoryContextAllocZero(memory, sizeof(Box));
	box->form = *(Form_pg_aggregate) GETSTRUCT(tuple);
	box->memory = memory;
	read_initial_value(box, tuple);
	ReleaseSysCache(tuple);
	return box;
}

static Box *
box_of_row(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(0) ? new_box(fcinfo, PG_GETARG_OID(1)) : (Box *) PG_GETARG_POINTER(0);
}

static bool
any_is_null(const NullableDatum *argument, int count)
{
	for (int i = 0; i < count; i++)
		if (argument[i].isnull)
			return true;
	return false;
}

/* Call a function of the aggregate; a strict one is not called for a NULL, and changes nothing. */
static Datum
call(FunctionCallInfo outer, Oid function, const NullableDatum *argument, int count, bool *isnull)
{
	LOCAL_FCINFO(inner, FUNC_MAX_ARGS);
	FmgrInfo info;
	Datum result;

	fmgr_info(function, &info);
	*isnull = true;
	if (info.fn_strict && any_is_null(argument, count))
		return (Datum) 0;
	InitFunctionCallInfoData(*inner, &info, count, outer->fncollation, outer->context, outer->resultinfo);
	memcpy(inner->args, argument, count * sizeof(NullableDatum));
	result = FunctionCallInvoke(inner);
	*isnull = inner->isnull;
	return result;
}

/* A strict function without an initial value begins with the first that there is. */
static bool
begins_with(const Box *box, Oid function, const NullableDatum *argument)
{
	return box->isnull && func_strict(function) && !argument[1].isnull;
}

/* The same for a function that changes the state, in memory that is gone afterwards. */
static void
step(FunctionCallInfo outer, Box *box, Oid function, NullableDatum *argument, int count)
{
	MemoryContext row = AllocSetContextCreate(CurrentMemoryContext, "engine row", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(row);
	bool isnull;
	Datum value;

	argument[0].value = box->value;
	argument[0].isnull = box->isnull;
	if (begins_with(box, function, argument))
		keep_value(box, argument[1].value, false);
	else
	{
		value = call(outer, function, argument, count, &isnull);
		if (!isnull)
			keep_value(box, value, false);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(row);
	spoil_free_memory();
}

/* engine_collect(state internal, aggregate oid, VARIADIC "any"): the aggregate's transition function. */
Datum
engine_collect(PG_FUNCTION_ARGS)
{
	Box *box = box_of_row(fcinfo);
	NullableDatum argument[FUNC_MAX_ARGS];

	memcpy(argument + 1, fcinfo->args + 2, (PG_NARGS() - 2) * sizeof(NullableDatum));
	step(fcinfo, box, box->form.aggtransfn, argument, PG_NARGS() - 1);
	PG_RETURN_POINTER(box);
}

/* engine_send(state internal) -> bytea: the partial state, by its serialisation or its type's send function.
 */
Datum
engine_send(PG_FUNCTION_ARGS)
{
	Box *box = (Box *) PG_GETARG_POINTER(0);
	NullableDatum argument = {.value = box->value, .isnull = box->isnull};
	Oid function = box->form.aggserialfn;
	bool is_varlena;
	bool isnull;
	Datum result;

	if (!OidIsValid(function))
		getTypeBinaryOutputInfo(box->form.aggtranstype, &function, &is_varlena);
	result = call(fcinfo, function, &argument, 1, &isnull);
	if (isnull)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(result);
}

static NullableDatum
receive(FunctionCallInfo fcinfo, const Box *box, Datum bytes)
{
	NullableDatum argument[2] = {{.value = bytes}, {.isnull = true}};
	NullableDatum state = {.isnull = false};
	StringInfoData buffer;
	Oid function;
	Oid parameter;

	if (OidIsValid(box->form.aggdeserialfn))
	{
		FmgrInfo info;

		/* Strict for the bytes; the other argument is only there to tell its type. */
		fmgr_info(box->form.aggdeserialfn, &info);
		state.value = FunctionCall2(&info, argument[0].value, (Datum) 0);
		return state;
	}
	initStringInfo(&buffer);
	appendBinaryStringInfo(&buffer, VARDATA_ANY(DatumGetPointer(bytes)),
						   VARSIZE_ANY_EXHDR(DatumGetPointer(bytes)));
	getTypeBinaryInputInfo(box->form.aggtranstype, &function, &parameter);
	state.value = OidReceiveFunctionCall(function, &buffer, parameter, -1);
	return state;
}

/* engine_merge(state internal, aggregate oid, bytea, anyelement): the aggregate's combine function. */
Datum
engine_merge(PG_FUNCTION_ARGS)
{
	Box *box = box_of_row(fcinfo);
	NullableDatum argument[2];

	if (PG_ARGISNULL(2))
		PG_RETURN_POINTER(box);
	argument[1] = receive(fcinfo, box, PointerGetDatum(PG_GETARG_BYTEA_PP(2)));
	step(fcinfo, box, box->form.aggcombinefn, argument, 2);
	PG_RETURN_POINTER(box);
}

/* engine_finish(state internal, oid, bytea, anyelement) -> anyelement: the aggregate's final function. */
Datum
engine_finish(PG_FUNCTION_ARGS)
{
	Box *box = (Box *) PG_GETARG_POINTER(0);
	NullableDatum argument = {.value = box->value, .isnull = box->isnull};
	bool isnull = box->isnull;
	Datum result = box->value;

	if (OidIsValid(box->form.aggfinalfn))
		result = call(fcinfo, box->form.aggfinalfn, &argument, 1, &isnull);
	if (isnull)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(result);
}
