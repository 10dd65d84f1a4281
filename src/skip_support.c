/*
 * skip_support.c: lets a b-tree scan walk through every quarter or rating of a leading column that the query
 * does not name.  PostgreSQL 18 asks for it; the functions are there on every version, so that a database
 * that comes from an older one only has to enter them in the operator family.
 */
#include "golden_thread.h"

#include "quarter_range_core.h"

/* The server wants the very next value of the type, else it would pass over those between. */
static Datum
next_quarter(Relation index, Datum existing, bool *overflow)
{
	Quarter next = DatumGetQuarter(existing);

	*overflow = !quarter_successor(next, &next);
	return QuarterGetDatum(next);
}

static Datum
previous_quarter(Relation index, Datum existing, bool *overflow)
{
	Quarter previous = DatumGetQuarter(existing);

	*overflow = !quarter_predecessor(previous, &previous);
	return QuarterGetDatum(previous);
}

/* Skip support of quarters: the argument is a SkipSupport to fill in.  Only the server calls it. */
PG_FUNCTION_INFO_V1(quarter_skipsupport);
Datum
quarter_skipsupport(PG_FUNCTION_ARGS)
{
	SkipSupport skip = (SkipSupport) PG_GETARG_POINTER(0);

	skip->low_elem = QuarterGetDatum(QUARTER_LEAST);
	skip->high_elem = QuarterGetDatum(QUARTER_GREATEST);
	skip->increment = next_quarter;
	skip->decrement = previous_quarter;
	PG_RETURN_VOID();
}

static Datum
rag_by_index(int index, bool *overflow)
{
	*overflow = index < 0 || index >= RAG_VALUES;
	return RagGetDatum(*overflow ? RAG_COMPLETE : RAG_AT(index));
}

static Datum
next_rag(Relation index, Datum existing, bool *overflow)
{
	return rag_by_index(RAG_INDEX(DatumGetRag(existing)) + 1, overflow);
}

static Datum
previous_rag(Relation index, Datum existing, bool *overflow)
{
	return rag_by_index(RAG_INDEX(DatumGetRag(existing)) - 1, overflow);
}

/* Skip support of ratings: the argument is a SkipSupport to fill in.  Only the server calls it. */
PG_FUNCTION_INFO_V1(rag_skipsupport);
Datum
rag_skipsupport(PG_FUNCTION_ARGS)
{
	SkipSupport skip = (SkipSupport) PG_GETARG_POINTER(0);

	skip->low_elem = RagGetDatum(RAG_COMPLETE);
	skip->high_elem = RagGetDatum(RAG_RED);
	skip->increment = next_rag;
	skip->decrement = previous_rag;
	PG_RETURN_VOID();
}
