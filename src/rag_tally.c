/*
 * rag_tally.c: the type rag_tally as the server sees it, and the aggregates that count ratings.
 */
#include "rag.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "text_input.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

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
PG_FUNCTION_INFO_V1(rag_tally_counts);
PG_FUNCTION_INFO_V1(rag_tally_unnest);
PG_FUNCTION_INFO_V1(rag_tally_to_jsonb);
PG_FUNCTION_INFO_V1(rag_tally_percent);
PG_FUNCTION_INFO_V1(rag_tally_percent_complete);
PG_FUNCTION_INFO_V1(rag_tally_percentages_rows);
PG_FUNCTION_INFO_V1(rag_tally_overall_rag);
PG_FUNCTION_INFO_V1(rag_tally_overall_reason);

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
		ereturn(fcinfo->context, (Datum) 0, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("value \"%s\" is out of range for type rag_tally", quotable(text, strlen(text))),
				errdetail("%s", refusal(outcome)), errhint("%s", advice(outcome)));
	if (outcome != RAG_TALLY_PARSED)
		ereturn(fcinfo->context, (Datum) 0, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type rag_tally: \"%s\"", quotable(text, strlen(text))),
				errdetail("%s", refusal(outcome)), errhint("%s", advice(outcome)));
	PG_RETURN_RAG_TALLY_P(tally);
}

char *
rag_tally_text(const RagTally *tally)
{
	char *text = palloc(RAG_TALLY_TEXT_SIZE);

	rag_tally_print(tally, text);
	return text;
}

Datum
rag_tally_out(PG_FUNCTION_ARGS)
{
	/* An array of a million rows with tallies is printed without any other chance to cancel. */
	CHECK_FOR_INTERRUPTS();
	PG_RETURN_CSTRING(rag_tally_text(PG_GETARG_RAG_TALLY_P(0)));
}

Datum
rag_tally_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	RagTally *tally = palloc(sizeof(RagTally));

	for (int i = 0; i < RAG_TALLY_SLOTS; i++)
		tally->count[i] = pq_getmsgint64(message);
	if (!rag_tally_is_valid(tally))
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("invalid binary representation of type rag_tally"),
				errdetail("A tally is sixteen 64-bit counts: eight of zero or more, whose sum is at "
						  "most 9223372036854775807, and eight that are zero."),
				errhint("Send the tally as text, or the bytes that rag_tally_send gives."));
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

/* What holds of a state between two calls: what every tally promises. */
#ifdef USE_ASSERT_CHECKING
static void
AssertCheckRagTally(const RagTally *tally)
{
	Assert(rag_tally_is_valid(tally));
}
#else
#define AssertCheckRagTally(tally) ((void) (tally))
#endif

/*
 * The tally to change: within an aggregate its own state, which nobody else sees, otherwise a copy.  A NULL
 * state (only a direct call gives one) is the empty tally.
 */
static RagTally *
writable_state(FunctionCallInfo fcinfo)
{
	RagTally *tally;

	if (!PG_ARGISNULL(0))
		AssertCheckRagTally(PG_GETARG_RAG_TALLY_P(0));
	if (!PG_ARGISNULL(0) && AggCheckCallContext(fcinfo, NULL))
		return PG_GETARG_RAG_TALLY_P(0);
	tally = palloc0(sizeof(RagTally));
	if (!PG_ARGISNULL(0))
		*tally = *PG_GETARG_RAG_TALLY_P(0);
	return tally;
}

static Datum
changed_state(const RagTally *tally)
{
	AssertCheckRagTally(tally);
	PG_RETURN_RAG_TALLY_P(tally);
}

static void
out_of_range(void)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("rag_tally out of range"),
			errdetail("The counts of a tally add up to at most 9223372036854775807."));
}

static void
not_there(const RagTally *from, const char *what)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("cannot take \"%s\" from rag_tally \"%s\"", what, rag_tally_text(from)),
			errdetail("No count of a tally can fall below zero."),
			errhint("Take away only what was counted or added before."));
}

Datum
rag_tally_plus(PG_FUNCTION_ARGS)
{
	RagTally *sum = writable_state(fcinfo);

	if (!rag_tally_add(sum, PG_GETARG_RAG_TALLY_P(1)))
		out_of_range();
	return changed_state(sum);
}

Datum
rag_tally_minus(PG_FUNCTION_ARGS)
{
	RagTally *difference = writable_state(fcinfo);
	RagTally *taken = PG_GETARG_RAG_TALLY_P(1);

	if (!rag_tally_subtract(difference, taken))
		not_there(difference, rag_tally_text(taken));
	return changed_state(difference);
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
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("weight of a rating cannot be negative: %lld", (long long) number),
				errdetail("tally_weighted adds the weight to the count of its rating."),
				errhint("Use a weight of zero or more."));
	return number;
}

static Datum
count_in_state(FunctionCallInfo fcinfo, int slot, int64 number)
{
	RagTally *state = writable_state(fcinfo);

	if (!rag_tally_count(state, slot, number))
		out_of_range();
	return changed_state(state);
}

static Datum
discount_in_state(FunctionCallInfo fcinfo, int slot, int64 number)
{
	RagTally *state = writable_state(fcinfo);

	if (!rag_tally_discount(state, slot, number))
		not_there(state, psprintf("%s%lld", rag_tally_sign(slot), (long long) number));
	return changed_state(state);
}

Datum
rag_tally_accum(PG_FUNCTION_ARGS)
{
	return count_in_state(fcinfo, RAG_SLOT_ARGUMENT(1), 1);
}

Datum
rag_tally_discount_rag(PG_FUNCTION_ARGS)
{
	return discount_in_state(fcinfo, RAG_SLOT_ARGUMENT(1), 1);
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
	return count_in_state(fcinfo, RAG_SLOT_ARGUMENT(1), weight(fcinfo));
}

Datum
rag_tally_discount_weighted(PG_FUNCTION_ARGS)
{
	return discount_in_state(fcinfo, RAG_SLOT_ARGUMENT(1), weight(fcinfo));
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

/* All counts at once */

/* As columns, in the order in which DESIGN section 2 names the counts, then total, rated and live. */
Datum
rag_tally_counts(PG_FUNCTION_ARGS)
{
	static const int column_slots[RAG_TALLY_USED] = {6, 5, 4, 3, 2, 0, 1, RAG_TALLY_UNRATED};
	RagTally *tally = PG_GETARG_RAG_TALLY_P(0);
	Datum values[RAG_TALLY_USED + 3];
	bool nulls[RAG_TALLY_USED + 3] = {false};
	TupleDesc columns;

	if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "counts must return a row");
	for (int i = 0; i < RAG_TALLY_USED; i++)
		values[i] = Int64GetDatum(tally->count[column_slots[i]]);
	values[RAG_TALLY_USED] = Int64GetDatum(rag_tally_total(tally));
	values[RAG_TALLY_USED + 1] = Int64GetDatum(rag_tally_rated(tally));
	values[RAG_TALLY_USED + 2] = Int64GetDatum(rag_tally_live(tally));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(columns), values, nulls)));
}

/* One row (rating, number) of a set-returning function; the unrated are the row whose rating is NULL. */
static void
put_row(FunctionCallInfo fcinfo, int slot, Datum number, bool number_is_null)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum values[2] = {(Datum) 0, number};
	bool nulls[2] = {slot == RAG_TALLY_UNRATED, number_is_null};

	if (slot != RAG_TALLY_UNRATED)
		values[0] = RagGetDatum(RAG_AT(slot));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Datum
rag_tally_unnest(PG_FUNCTION_ARGS)
{
	RagTally *tally = PG_GETARG_RAG_TALLY_P(0);

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < RAG_TALLY_USED; i++)
		put_row(fcinfo, rag_tally_order[i], Int64GetDatum(tally->count[rag_tally_order[i]]), false);
	return (Datum) 0;
}

/* The eight counts under the names of their accessors; zeros too, so that a reader finds every key. */
Datum
rag_tally_to_jsonb(PG_FUNCTION_ARGS)
{
	static const char *const keys[RAG_TALLY_USED] = {"red",   "amber_red", "amber",    "amber_green",
													 "green", "scheduled", "complete", "unrated"};
	RagTally *tally = PG_GETARG_RAG_TALLY_P(0);
	StringInfoData json;

	initStringInfo(&json);
	for (int i = 0; i < RAG_TALLY_USED; i++)
		appendStringInfo(&json, "%c\"%s\":%lld", i == 0 ? '{' : ',', keys[i],
						 (long long) tally->count[rag_tally_order[i]]);
	appendStringInfoChar(&json, '}');
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data)));
}

/* Percentages */

/* Of which items a share is taken: the slots that count, from the first to the last. */
static void
choose_denominator(text *of, int *first, int *last)
{
	static const char *const names[] = {"total", "rated", "live"};
	static const int firsts[] = {0, 0, RAG_INDEX(RAG_GREEN)};
	static const int lasts[] = {RAG_TALLY_UNRATED, RAG_VALUES - 1, RAG_VALUES - 1};
	int chosen =
		choose_word(of, "of", names, lengthof(names),
					"Use 'total' (all items), 'rated' (without the unrated) or 'live' (Green to Red).");

	*first = firsts[chosen];
	*last = lasts[chosen];
}

/* Numeric division gives 16 digits or more; of so many items, all but one would come to 100 with them. */
#define MANY_ITEMS    INT64CONST(1000000000000)
#define MANY_DECIMALS 20

/* 100 * part / whole, exact as numeric division is; NULL if the whole is nothing.  100 means all. */
static Datum
percentage(FunctionCallInfo fcinfo, int64 part, int64 whole)
{
	Datum hundredfold;

	if (whole == 0)
		PG_RETURN_NULL();
	hundredfold = DirectFunctionCall2(numeric_mul, NumericGetDatum(int64_to_numeric(part)),
									  NumericGetDatum(int64_to_numeric(100)));
	if (whole >= MANY_ITEMS)
		hundredfold = DirectFunctionCall2(numeric_round, hundredfold, Int32GetDatum(MANY_DECIMALS));
	return DirectFunctionCall2(numeric_div, hundredfold, NumericGetDatum(int64_to_numeric(whole)));
}

/* The share of one slot among the items asked for; nothing, if it is not one of them. */
static Datum
percent_of_slot(FunctionCallInfo fcinfo, int slot, text *of)
{
	RagTally *tally = PG_GETARG_RAG_TALLY_P(0);
	int64 whole = 0;
	int first;
	int last;

	choose_denominator(of, &first, &last);
	for (int i = first; i <= last; i++)
		whole += tally->count[i];
	return percentage(fcinfo, slot < first || slot > last ? 0 : tally->count[slot], whole);
}

Datum
rag_tally_percent(PG_FUNCTION_ARGS)
{
	return percent_of_slot(fcinfo, RAG_INDEX(PG_GETARG_RAG(1)), PG_GETARG_TEXT_PP(2));
}

Datum
rag_tally_percent_complete(PG_FUNCTION_ARGS)
{
	return percent_of_slot(fcinfo, RAG_INDEX(RAG_COMPLETE), PG_GETARG_TEXT_PP(1));
}

Datum
rag_tally_percentages_rows(PG_FUNCTION_ARGS)
{
	RagTally *tally = PG_GETARG_RAG_TALLY_P(0);
	bool empty = rag_tally_total(tally) == 0;
	int percent[RAG_TALLY_USED] = {0};

	if (!empty)
		rag_tally_percentages(tally, percent);
	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < RAG_TALLY_USED; i++)
		put_row(fcinfo, rag_tally_order[i], Int32GetDatum(percent[rag_tally_order[i]]), empty);
	return (Datum) 0;
}

/* One rating for many */

/* The least whole number that is this share of `whole`; the share must be between 0 and 1. */
static int64
least_number(Datum share, const char *argument, int64 whole)
{
	Datum zero = NumericGetDatum(int64_to_numeric(0));
	Datum one = NumericGetDatum(int64_to_numeric(1));
	Datum number;

	/* numeric sorts NaN above all numbers, so it is refused here too. */
	if (DatumGetBool(DirectFunctionCall2(numeric_lt, share, zero)) ||
		DatumGetBool(DirectFunctionCall2(numeric_gt, share, one)))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s must be between 0 and 1, not %s", argument,
					   DatumGetCString(DirectFunctionCall1(numeric_out, share))),
				errhint("A quarter of the items is 0.25, not 25."));
	number = DirectFunctionCall2(numeric_mul, share, NumericGetDatum(int64_to_numeric(whole)));
	return DatumGetInt64(DirectFunctionCall1(numeric_int8, DirectFunctionCall1(numeric_ceil, number)));
}

/* The arguments of overall: tally, policy, red share, amber share, least coverage, half steps. */
static RagVerdict
judge(FunctionCallInfo fcinfo)
{
	static const char *const policies[] = {"worst", "majority", "average", "threshold"};
	RagTally *tally = PG_GETARG_RAG_TALLY_P(0);
	int64 live = rag_tally_live(tally);
	RagPolicyTerms terms;

	terms.policy = (RagPolicy) choose_word(PG_GETARG_TEXT_PP(1), "policy", policies, lengthof(policies),
										   "Use 'worst', 'majority', 'average' or 'threshold'.");
	terms.red_votes = least_number(PG_GETARG_DATUM(2), "red_share", live);
	terms.amber_votes = least_number(PG_GETARG_DATUM(3), "amber_share", live);
	terms.rated_items = least_number(PG_GETARG_DATUM(4), "min_coverage", rag_tally_total(tally));
	terms.half_steps = PG_GETARG_BOOL(5);
	return rag_tally_overall(tally, &terms);
}

Datum
rag_tally_overall_rag(PG_FUNCTION_ARGS)
{
	RagVerdict verdict = judge(fcinfo);

	if (!verdict.rated)
		PG_RETURN_NULL();
	PG_RETURN_RAG(verdict.rag);
}

/* The rule in words, with the numbers it looked at. */
static char *
reason(const RagVerdict *verdict, const RagTally *tally)
{
	const char *letter = rag_letter(verdict->rag);
	long long votes = (long long) verdict->votes;
	long long live = (long long) rag_tally_live(tally);
	long long rated = (long long) rag_tally_rated(tally);
	long long total = (long long) rag_tally_total(tally);

	switch (verdict->rule)
	{
		case RAG_RULE_EMPTY:
			return pstrdup("not rated: there are no items");
		case RAG_RULE_NO_LIVE:
			return psprintf("not rated: no live rating beside unrated items (%lld of %lld)", total - rated,
							total);
		case RAG_RULE_COVERAGE:
			return psprintf("not rated: coverage is below the minimum (%lld of %lld rated)", rated, total);
		case RAG_RULE_ALL_COMPLETE:
			return psprintf("%s: every item is complete", letter);
		case RAG_RULE_ALL_SCHEDULED:
			return psprintf("%s: every item is scheduled", letter);
		case RAG_RULE_UNDER_WAY:
			return psprintf("%s: every item is complete or scheduled; under way, nothing off track", letter);
		case RAG_RULE_WORST:
			return psprintf("%s: the worst live rating (%lld of %lld)", letter, votes, live);
		case RAG_RULE_MAJORITY:
			return psprintf("%s: the most frequent live rating (%lld of %lld; a tie goes to the worse)",
							letter, votes, live);
		case RAG_RULE_AVERAGE:
			return psprintf("%s: nearest to the average live rating (of %lld; halfway goes to the worse)",
							letter, live);
		case RAG_RULE_RED_SHARE:
			return psprintf("%s: the red share is reached (%s or worse: %lld of %lld live)", letter, letter,
							votes, live);
		case RAG_RULE_AMBER_SHARE:
			return psprintf("%s: the amber share is reached (%s or worse: %lld of %lld live)", letter, letter,
							votes, live);
		case RAG_RULE_NO_SHARE:
			return psprintf("%s: neither the red nor the amber share is reached (of %lld live)", letter,
							live);
	}
	return pstrdup("");
}

Datum
rag_tally_overall_reason(PG_FUNCTION_ARGS)
{
	RagVerdict verdict = judge(fcinfo);

	PG_RETURN_TEXT_P(cstring_to_text(reason(&verdict, PG_GETARG_RAG_TALLY_P(0))));
}
