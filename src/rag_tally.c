/*
 * rag_tally.c: the type rag_tally as the server sees it, and the aggregates that count ratings.
 */
#include "rag.h"

#include "libpq/pqformat.h"
#include "text_input.h"
#include "utils/builtins.h"

StaticAssertDecl(sizeof(RagTally) == 128, "rag_tally is on disk as 128 bytes");

PG_FUNCTION_INFO_V1(rag_tally_in);
PG_FUNCTION_INFO_V1(rag_tally_out);
PG_FUNCTION_INFO_V1(rag_tally_recv);
PG_FUNCTION_INFO_V1(rag_tally_send);
PG_FUNCTION_INFO_V1(rag_tally_lt);
PG_FUNCTION_INFO_V1(rag_tally_le);
PG_FUNCTION_INFO_V1(rag_tally_eq);
PG_FUNCTION_INFO_V1(rag_tally_ne);
PG_FUNCTION_INFO_V1(rag_tally_ge);
PG_FUNCTION_INFO_V1(rag_tally_gt);
PG_FUNCTION_INFO_V1(rag_tally_cmp);
PG_FUNCTION_INFO_V1(rag_tally_hash_int4);
PG_FUNCTION_INFO_V1(rag_tally_hash_extended);
PG_FUNCTION_INFO_V1(rag_tally_plus);
PG_FUNCTION_INFO_V1(rag_tally_minus);
PG_FUNCTION_INFO_V1(rag_tally_accum);
PG_FUNCTION_INFO_V1(rag_tally_discount_rag);
PG_FUNCTION_INFO_V1(rag_tally_accum_text);
PG_FUNCTION_INFO_V1(rag_tally_discount_text);
PG_FUNCTION_INFO_V1(rag_tally_accum_weighted);
PG_FUNCTION_INFO_V1(rag_tally_discount_weighted);
PG_FUNCTION_INFO_V1(rag_tally_red);
PG_FUNCTION_INFO_V1(rag_tally_amber_red);
PG_FUNCTION_INFO_V1(rag_tally_amber);
PG_FUNCTION_INFO_V1(rag_tally_amber_green);
PG_FUNCTION_INFO_V1(rag_tally_green);
PG_FUNCTION_INFO_V1(rag_tally_complete);
PG_FUNCTION_INFO_V1(rag_tally_scheduled);
PG_FUNCTION_INFO_V1(rag_tally_unrated);
PG_FUNCTION_INFO_V1(rag_tally_total_int8);
PG_FUNCTION_INFO_V1(rag_tally_rated_int8);
PG_FUNCTION_INFO_V1(rag_tally_live_int8);

/* Input and output */

static const char *
refusal(RagTallyParse outcome)
{
	if (outcome == RAG_TALLY_PARSE_BARE)
		return "A tally counts ratings; a rating alone says no number.";
	if (outcome == RAG_TALLY_PARSE_DUPLICATE)
		return "One rating is counted twice.";
	if (outcome == RAG_TALLY_PARSE_RANGE)
		return "The counts of a tally add up to at most 9223372036854775807.";
	return "A tally is a list of ratings, each followed by how many, with blanks between them.";
}

static const char *
advice(RagTallyParse outcome)
{
	if (outcome == RAG_TALLY_PARSE_BARE)
		return "Write \"R1\" for one red item; to count the ratings of a column, use the aggregate "
			   "tally(col).";
	return "Write, for example, \"R17 A3 G2 B51 ?7\", where ?7 counts what is not rated, or \"0\" for "
		   "nothing "
		   "at all.";
}

Datum
rag_tally_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	RagTally *tally = palloc0(sizeof(RagTally));
	char folded[TEXT_FOLD_MAX + 1];
	size_t folded_length;
	RagTallyParse outcome = RAG_TALLY_PARSE_SYNTAX;

	if (fold_server_text(text, strlen(text), folded, &folded_length))
		outcome = rag_tally_parse_folded(folded, folded_length, tally);
	if (outcome == RAG_TALLY_PARSE_RANGE)
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type rag_tally", quotable(text, strlen(text))),
				 errdetail("%s", refusal(outcome)), errhint("%s", advice(outcome))));
	if (outcome != RAG_TALLY_PARSED)
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type rag_tally: \"%s\"", quotable(text, strlen(text))),
				 errdetail("%s", refusal(outcome)), errhint("%s", advice(outcome))));
	PG_RETURN_RAG_TALLY_P(tally);
}

static char *
tally_text(const RagTally *tally)
{
	char *text = palloc(RAG_TALLY_TEXT_SIZE);

	rag_tally_print(tally, text);
	return text;
}

Datum
rag_tally_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(tally_text(PG_GETARG_RAG_TALLY_P(0)));
}

Datum
rag_tally_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	RagTally *tally = palloc(sizeof(RagTally));

	for (int i = 0; i < RAG_TALLY_SLOTS; i++)
		tally->count[i] = pq_getmsgint64(message);
	if (!rag_tally_is_valid(tally))
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("invalid binary representation of type rag_tally"),
						errdetail("A tally is sixteen 64-bit counts: eight of zero or more, whose sum is at "
								  "most 9223372036854775807, and eight that are zero."),
						errhint("Send the tally as text, or the bytes that rag_tally_send gives.")));
	PG_RETURN_RAG_TALLY_P(tally);
}

Datum
rag_tally_send(PG_FUNCTION_ARGS)
{
	RagTally *tally = PG_GETARG_RAG_TALLY_P(0);
	StringInfoData message;

	pq_begintypsend(&message);
	for (int i = 0; i < RAG_TALLY_SLOTS; i++)
		pq_sendint64(&message, (uint64) tally->count[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* Comparison */

#define COMPARE_ARGUMENTS() rag_tally_compare(PG_GETARG_RAG_TALLY_P(0), PG_GETARG_RAG_TALLY_P(1))

Datum
rag_tally_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS() < 0);
}

Datum
rag_tally_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS() <= 0);
}

Datum
rag_tally_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS() == 0);
}

Datum
rag_tally_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS() != 0);
}

Datum
rag_tally_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS() >= 0);
}

Datum
rag_tally_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS() > 0);
}

Datum
rag_tally_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(COMPARE_ARGUMENTS());
}

/* The low half of the seeded hash with seed 0, as the server expects of the pair. */
Datum
rag_tally_hash_int4(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT32((uint32) rag_tally_hash(PG_GETARG_RAG_TALLY_P(0), 0));
}

Datum
rag_tally_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT64(rag_tally_hash(PG_GETARG_RAG_TALLY_P(0), (uint64) PG_GETARG_INT64(1)));
}

/* Adding and taking away */

/*
 * The tally to change: within an aggregate its own state, which nobody else sees, otherwise a copy.  A NULL
 * state (only a direct call gives one) is the empty tally.
 */
static RagTally *
writable_state(FunctionCallInfo fcinfo)
{
	RagTally *tally;

	if (!PG_ARGISNULL(0) && AggCheckCallContext(fcinfo, NULL))
		return PG_GETARG_RAG_TALLY_P(0);
	tally = palloc0(sizeof(RagTally));
	if (!PG_ARGISNULL(0))
		*tally = *PG_GETARG_RAG_TALLY_P(0);
	return tally;
}

static void
out_of_range(void)
{
	ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("rag_tally out of range"),
					errdetail("The counts of a tally add up to at most 9223372036854775807.")));
}

static void
not_there(const RagTally *from, const char *what)
{
	ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					errmsg("cannot take \"%s\" from rag_tally \"%s\"", what, tally_text(from)),
					errdetail("No count of a tally can fall below zero."),
					errhint("Take away only what was counted or added before.")));
}

Datum
rag_tally_plus(PG_FUNCTION_ARGS)
{
	RagTally *sum = writable_state(fcinfo);

	if (!rag_tally_add(sum, PG_GETARG_RAG_TALLY_P(1)))
		out_of_range();
	PG_RETURN_RAG_TALLY_P(sum);
}

Datum
rag_tally_minus(PG_FUNCTION_ARGS)
{
	RagTally *difference = writable_state(fcinfo);
	RagTally *taken = PG_GETARG_RAG_TALLY_P(1);

	if (!rag_tally_subtract(difference, taken))
		not_there(difference, tally_text(taken));
	PG_RETURN_RAG_TALLY_P(difference);
}

/* The slot a transition function's second argument counts in. */
static int
rag_slot(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(1) ? RAG_TALLY_UNRATED : RAG_INDEX(PG_GETARG_RAG(1));
}

static int
text_slot(FunctionCallInfo fcinfo)
{
	text *words;

	if (PG_ARGISNULL(1))
		return RAG_TALLY_UNRATED;
	words = PG_GETARG_TEXT_PP(1);
	return RAG_INDEX(DatumGetRag(rag_read(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words), NULL)));
}

/* How much one row counts; a NULL weight counts nothing. */
static int64
weight(FunctionCallInfo fcinfo)
{
	int64 number = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT64(2);

	if (number < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("weight of a rating cannot be negative: %lld", (long long) number),
						errdetail("tally_weighted adds the weight to the count of its rating."),
						errhint("Use a weight of zero or more.")));
	return number;
}

static Datum
count_in_state(FunctionCallInfo fcinfo, int slot, int64 number)
{
	RagTally *state = writable_state(fcinfo);

	if (!rag_tally_count(state, slot, number))
		out_of_range();
	PG_RETURN_RAG_TALLY_P(state);
}

static Datum
discount_in_state(FunctionCallInfo fcinfo, int slot, int64 number)
{
	RagTally *state = writable_state(fcinfo);

	if (!rag_tally_discount(state, slot, number))
		not_there(state, psprintf("%s%lld", rag_tally_sign(slot), (long long) number));
	PG_RETURN_RAG_TALLY_P(state);
}

Datum
rag_tally_accum(PG_FUNCTION_ARGS)
{
	return count_in_state(fcinfo, rag_slot(fcinfo), 1);
}

Datum
rag_tally_discount_rag(PG_FUNCTION_ARGS)
{
	return discount_in_state(fcinfo, rag_slot(fcinfo), 1);
}

Datum
rag_tally_accum_text(PG_FUNCTION_ARGS)
{
	return count_in_state(fcinfo, text_slot(fcinfo), 1);
}

Datum
rag_tally_discount_text(PG_FUNCTION_ARGS)
{
	return discount_in_state(fcinfo, text_slot(fcinfo), 1);
}

Datum
rag_tally_accum_weighted(PG_FUNCTION_ARGS)
{
	return count_in_state(fcinfo, rag_slot(fcinfo), weight(fcinfo));
}

Datum
rag_tally_discount_weighted(PG_FUNCTION_ARGS)
{
	return discount_in_state(fcinfo, rag_slot(fcinfo), weight(fcinfo));
}

/* Single counts */

static Datum
count_of(FunctionCallInfo fcinfo, int slot)
{
	PG_RETURN_INT64(PG_GETARG_RAG_TALLY_P(0)->count[slot]);
}

Datum
rag_tally_red(PG_FUNCTION_ARGS)
{
	return count_of(fcinfo, RAG_INDEX(RAG_RED));
}

Datum
rag_tally_amber_red(PG_FUNCTION_ARGS)
{
	return count_of(fcinfo, RAG_INDEX(RAG_AMBER_RED));
}

Datum
rag_tally_amber(PG_FUNCTION_ARGS)
{
	return count_of(fcinfo, RAG_INDEX(RAG_AMBER));
}

Datum
rag_tally_amber_green(PG_FUNCTION_ARGS)
{
	return count_of(fcinfo, RAG_INDEX(RAG_AMBER_GREEN));
}

Datum
rag_tally_green(PG_FUNCTION_ARGS)
{
	return count_of(fcinfo, RAG_INDEX(RAG_GREEN));
}

Datum
rag_tally_complete(PG_FUNCTION_ARGS)
{
	return count_of(fcinfo, RAG_INDEX(RAG_COMPLETE));
}

Datum
rag_tally_scheduled(PG_FUNCTION_ARGS)
{
	return count_of(fcinfo, RAG_INDEX(RAG_SCHEDULED));
}

Datum
rag_tally_unrated(PG_FUNCTION_ARGS)
{
	return count_of(fcinfo, RAG_TALLY_UNRATED);
}

Datum
rag_tally_total_int8(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(rag_tally_total(PG_GETARG_RAG_TALLY_P(0)));
}

Datum
rag_tally_rated_int8(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(rag_tally_rated(PG_GETARG_RAG_TALLY_P(0)));
}

Datum
rag_tally_live_int8(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(rag_tally_live(PG_GETARG_RAG_TALLY_P(0)));
}
