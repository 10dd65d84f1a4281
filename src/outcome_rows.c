/*
 * outcome_rows.c: the answer of a rollup aggregate, an array of rows, one or more for each node.
 */
#include "outcome_rows.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

/* -------- the row type -------- */

static const char *
column_type(RollupColumnKind kind, bool text)
{
	switch (kind)
	{
		case ROLLUP_NODE:
			return text ? "text" : "bigint";
		case ROLLUP_TALLY:
			return "rag_tally";
		case ROLLUP_RATING:
			return "rag";
		case ROLLUP_NUMERIC:
			return "numeric";
		case ROLLUP_BIGINT:
			return "bigint";
	}
	return NULL;
}

/* Our own types have no fixed OID; what matters is that what we write is what is read. */
static bool
is_column(Form_pg_attribute column, RollupColumnKind kind, bool text)
{
	if (column->attisdropped)
		return false;
	switch (kind)
	{
		case ROLLUP_NODE:
			return column->atttypid == (text ? TEXTOID : INT8OID);
		case ROLLUP_TALLY:
			return !column->attbyval && column->attlen == sizeof(RagTally) &&
				   column->attalign == TYPALIGN_DOUBLE;
		case ROLLUP_RATING:
			return column->attbyval && column->attlen == 1;
		case ROLLUP_NUMERIC:
			return column->atttypid == NUMERICOID;
		case ROLLUP_BIGINT:
			return column->atttypid == INT8OID;
	}
	return false;
}

static bool
is_row_shape(TupleDesc desc, const RollupRows *rows, bool text)
{
	if (desc->natts != rows->columns)
		return false;
	for (int i = 0; i < rows->columns; i++)
		if (!is_column(TupleDescAttr(desc, i), rows->column[i].kind, text))
			return false;
	return true;
}

static char *
list_columns(const RollupRows *rows, bool text)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < rows->columns; i++)
	{
		if (i > 0)
			appendStringInfoString(&list, i == rows->columns - 1 ? " and " : ", ");
		appendStringInfo(&list, "%s %s", rows->column[i].name, column_type(rows->column[i].kind, text));
	}
	return list.data;
}

/*
 * What the row type looks like is up to the extension's SQL, which may be newer than this library: one that a
 * session has loaded stays until it ends, whatever ALTER EXTENSION has done since.
 */
static TupleDesc
row_shape(Oid row_type, const RollupRows *rows, bool text)
{
	TupleDesc desc = lookup_rowtype_tupdesc(row_type, -1);

	if (!is_row_shape(desc, rows, text))
		ereport(
			ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
			errmsg("type %s is not the one this library of golden_thread fills", format_type_be(row_type)),
			errdetail("Its columns must be %s.", list_columns(rows, text)),
			errhint("The library and the extension are of different versions: connect again, or else run "
					"ALTER EXTENSION golden_thread UPDATE."));
	return desc;
}

/* -------- the array -------- */

/* Rows are written into the array one by one: a million of them need not be in memory twice. */
typedef struct RowArray
{
	const RollupState *state;
	TupleDesc desc;
	char *bytes;
	size_t used;
	size_t capacity;
	uint64 rows;
} RowArray;

static _Noreturn void
report_too_large(const RollupState *state, uint64 size)
{
	ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			errmsg("result of %s() is too large", state->form->aggregate),
			errdetail("An array of %u nodes would take at least " UINT64_FORMAT
					  " bytes; one gigabyte is the most.",
					  rollup_nodes(state), size),
			errhint("Roll up the parts of the graph one at a time."));
}

/* An element takes a row's size, aligned.  Exact where only the node's text varies. */
static uint64
smallest_size(const RollupState *state, const RollupRows *rows)
{
	uint64 per_node = rows->per_node(state);
	uint64 size = ARR_OVERHEAD_NONULLS(1);

	for (uint32 node = 0; node < rollup_nodes(state); node++)
	{
		Size key = state->unknown.text ? rollup_node(state, node).length + VARHDRSZ : sizeof(int64);

		size += per_node * (MAXALIGN(SizeofHeapTupleHeader) + MAXALIGN(key) + rows->smallest);
		CHECK_FOR_INTERRUPTS();
	}
	return size;
}

static void
begin_array(RowArray *array, const RollupState *state, TupleDesc desc, uint64 size)
{
	if (size > MaxAllocSize)
		report_too_large(state, size);
	array->state = state;
	array->desc = desc;
	array->bytes = palloc(size);
	array->capacity = size;
	array->used = ARR_OVERHEAD_NONULLS(1);
	array->rows = 0;
}

static void
reserve_row(RowArray *array, size_t more)
{
	size_t needed = array->used + more;

	if (needed <= array->capacity)
		return;
	if (needed > MaxAllocSize)
		report_too_large(array->state, needed);
	array->capacity = Min(MaxAllocSize, Max(needed, array->capacity * 2));
	array->bytes = repalloc(array->bytes, array->capacity);
}

static void
add_row(RowArray *array, Datum *values, bool *isnull)
{
	HeapTuple row = heap_form_tuple(array->desc, values, isnull);
	size_t size = MAXALIGN(row->t_len);

	reserve_row(array, size);
	memset(array->bytes + array->used, 0, size);
	memcpy(array->bytes + array->used, row->t_data, row->t_len);
	array->used += size;
	array->rows++;
}

static ArrayType *
end_array(RowArray *array, Oid row_type)
{
	ArrayType *result = (ArrayType *) array->bytes;

	if (array->rows == 0)
		return construct_empty_array(row_type);
	memset(result, 0, ARR_OVERHEAD_NONULLS(1));
	SET_VARSIZE(result, array->used);
	result->ndim = 1;
	result->elemtype = row_type;
	ARR_DIMS(result)[0] = (int) array->rows;
	ARR_LBOUND(result)[0] = 1;
	return result;
}

static void
add_node(RowArray *array, const RollupRows *rows, const Rollup *rollup, uint32 node)
{
	uint32 per_node = rows->per_node(array->state);

	for (uint32 row = 0; row < per_node; row++)
	{
		Datum values[ROLLUP_COLUMNS_MAX];
		bool isnull[ROLLUP_COLUMNS_MAX] = {false};

		values[0] = rollup_node_datum(array->state, node);
		rows->fill(array->state, rollup, rollup_component(rollup, node), row, values, isnull);
		add_row(array, values, isnull);
	}
}

static void
add_nodes(RowArray *array, const RollupRows *rows, const Rollup *rollup)
{
	uint32 *order = rollup_node_order(array->state);
	MemoryContext work = AllocSetContextCreate(CurrentMemoryContext, "row", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(work);

	for (uint32 i = 0; i < rollup_nodes(array->state); i++)
	{
		add_node(array, rows, rollup, order[i]);
		MemoryContextReset(work);
		CHECK_FOR_INTERRUPTS();
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(work);
}

Datum
rollup_final(FunctionCallInfo fcinfo, const RollupRows *rows)
{
	/* Of the function, not of the call: an engine may call without an expression. */
	Oid row_type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	RollupState *state;
	TupleDesc desc;
	RowArray array;

	/* No rows: no graph to have nodes. */
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (RollupState *) PG_GETARG_POINTER(0);
	/* First of all, since they may be refused. */
	desc = row_shape(row_type, rows, state->unknown.text);
	begin_array(&array, state, desc, smallest_size(state, rows));
	add_nodes(&array, rows, rollup_count_group(state));
	ReleaseTupleDesc(desc);
	PG_RETURN_ARRAYTYPE_P(end_array(&array, row_type));
}

uint32
rollup_one_row(const RollupState *state)
{
	return 1;
}
