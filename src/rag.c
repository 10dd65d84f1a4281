/*
 * rag.c: the type rag as the server sees it: input and output, comparison, hash, and what a rating says.
 */
#include "rag.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "text_input.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/sortsupport.h"

PG_FUNCTION_INFO_V1(rag_in);
PG_FUNCTION_INFO_V1(rag_out);
PG_FUNCTION_INFO_V1(rag_recv);
PG_FUNCTION_INFO_V1(rag_send);
PG_FUNCTION_INFO_V1(rag_from_text);
PG_FUNCTION_INFO_V1(rag_try);
PG_FUNCTION_INFO_V1(rag_lt);
PG_FUNCTION_INFO_V1(rag_le);
PG_FUNCTION_INFO_V1(rag_eq);
PG_FUNCTION_INFO_V1(rag_ne);
PG_FUNCTION_INFO_V1(rag_ge);
PG_FUNCTION_INFO_V1(rag_gt);
PG_FUNCTION_INFO_V1(rag_cmp);
PG_FUNCTION_INFO_V1(rag_sortsupport);
PG_FUNCTION_INFO_V1(rag_hash);
PG_FUNCTION_INFO_V1(rag_hash_extended);
PG_FUNCTION_INFO_V1(rag_larger);
PG_FUNCTION_INFO_V1(rag_smaller);
PG_FUNCTION_INFO_V1(rag_label_text);
PG_FUNCTION_INFO_V1(rag_meaning_text);
PG_FUNCTION_INFO_V1(rag_colour_hex_text);
PG_FUNCTION_INFO_V1(rag_severity);
PG_FUNCTION_INFO_V1(rag_three_tier_rag);
PG_FUNCTION_INFO_V1(rag_movement_text);
PG_FUNCTION_INFO_V1(rag_from);
PG_FUNCTION_INFO_V1(rag_from_band);

bool
rag_try_read(const char *text, size_t length, Rag *rag)
{
	char folded[TEXT_FOLD_MAX + 1];
	size_t folded_length;

	return fold_server_text(text, length, folded, &folded_length) &&
		   rag_parse_folded(folded, folded_length, rag) == RAG_PARSED;
}

/* Error 22P02, softly if asked. */
static Datum
refuse(const char *text, size_t length, const char *folded, size_t folded_length, RagParse outcome,
	   fmNodePtr escontext)
{
	const char *detail;
	const char *hint;

	rag_explain(folded, folded_length, outcome, &detail, &hint);
	ereturn(escontext, (Datum) 0, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			errmsg("invalid input syntax for type rag: \"%s\"", quotable(text, length)),
			errdetail("%s", detail), errhint("%s", hint));
}

Datum
rag_read(const char *text, size_t length, fmNodePtr escontext)
{
	char folded[TEXT_FOLD_MAX + 1];
	size_t folded_length;
	Rag rag = RAG_COMPLETE;
	RagParse outcome;

	/* What is too long to be one of ours is not repeated in full, nor looked at for a hint. */
	if (!fold_server_text(text, length, folded, &folded_length))
		return refuse(text, length, "?", 1, RAG_PARSE_UNKNOWN, escontext);
	outcome = rag_parse_folded(folded, folded_length, &rag);
	if (outcome != RAG_PARSED)
		return refuse(text, length, folded, folded_length, outcome, escontext);
	return RagGetDatum(rag);
}

Datum
rag_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);

	return rag_read(text, strlen(text), fcinfo->context);
}

Datum
rag_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(pstrdup(rag_letter(PG_GETARG_RAG(0))));
}

Datum
rag_recv(PG_FUNCTION_ARGS)
{
	int severity = pq_getmsgbyte((StringInfo) PG_GETARG_POINTER(0));

	if (!RAG_IS_VALID(severity))
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("invalid binary representation of type rag: %d", severity),
				errdetail("A rating is one byte: 0 (B), 10 (S), 20 (G), 30 (AG), 40 (A), 50 (AR) or 60 (R)."),
				errhint("Send the rating as text, or the byte that severity(rag) gives."));
	PG_RETURN_RAG(severity);
}

Datum
rag_send(PG_FUNCTION_ARGS)
{
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, PG_GETARG_RAG(0));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

Datum
rag_from_text(PG_FUNCTION_ARGS)
{
	text *words = PG_GETARG_TEXT_PP(0);

	return rag_read(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words), fcinfo->context);
}

Datum
rag_try(PG_FUNCTION_ARGS)
{
	text *words = PG_GETARG_TEXT_PP(0);
	Rag rag;

	if (!rag_try_read(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words), &rag))
		PG_RETURN_NULL();
	PG_RETURN_RAG(rag);
}

Datum
rag_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_RAG(0) < PG_GETARG_RAG(1));
}

Datum
rag_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_RAG(0) <= PG_GETARG_RAG(1));
}

Datum
rag_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_RAG(0) == PG_GETARG_RAG(1));
}

Datum
rag_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_RAG(0) != PG_GETARG_RAG(1));
}

Datum
rag_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_RAG(0) >= PG_GETARG_RAG(1));
}

Datum
rag_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_RAG(0) > PG_GETARG_RAG(1));
}

Datum
rag_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(rag_compare(PG_GETARG_RAG(0), PG_GETARG_RAG(1)));
}

/*
 * A severity is within 0..127, so its Datum is the same number however the machine widens a char; as an int4
 * it meets the sort that the server has specialised for that comparator.
 */
Datum
rag_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = ssup_datum_int32_cmp;
	PG_RETURN_VOID();
}

/* Frozen: hash-partitioned tables and hash indexes are laid out by it. */
Datum
rag_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT32(hash_bytes_uint32(PG_GETARG_RAG(0)));
}

Datum
rag_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT64(hash_bytes_uint32_extended(PG_GETARG_RAG(0), (uint64) PG_GETARG_INT64(1)));
}

Datum
rag_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_RAG(Max(PG_GETARG_RAG(0), PG_GETARG_RAG(1)));
}

Datum
rag_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_RAG(Min(PG_GETARG_RAG(0), PG_GETARG_RAG(1)));
}

Datum
rag_label_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(rag_label(PG_GETARG_RAG(0))));
}

Datum
rag_meaning_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(rag_meaning(PG_GETARG_RAG(0))));
}

Datum
rag_colour_hex_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(rag_colour_hex(PG_GETARG_RAG(0))));
}

Datum
rag_severity(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_RAG(0));
}

Datum
rag_three_tier_rag(PG_FUNCTION_ARGS)
{
	PG_RETURN_RAG(rag_three_tier(PG_GETARG_RAG(0)));
}

Datum
rag_movement_text(PG_FUNCTION_ARGS)
{
	Rag before = PG_ARGISNULL(0) ? RAG_COMPLETE : PG_GETARG_RAG(0);
	Rag after = PG_ARGISNULL(1) ? RAG_COMPLETE : PG_GETARG_RAG(1);

	PG_RETURN_TEXT_P(
		cstring_to_text(rag_movement(PG_ARGISNULL(0) ? NULL : &before, PG_ARGISNULL(1) ? NULL : &after)));
}

/* A rating from a measure */

int
choose_word(text *word, const char *argument, const char *const *choices, int number, const char *hint)
{
	char *chosen = text_to_cstring(word);

	for (int i = 0; i < number; i++)
		if (strcmp(chosen, choices[i]) == 0)
			return i;
	ereport(
		ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
		errmsg("unrecognized value for argument \"%s\": \"%s\"", argument, quotable(chosen, strlen(chosen))),
		errhint("%s", hint));
	return -1;
}

static bool
tolerance_is_percent(text *tolerance)
{
	static const char *const tolerances[] = {"absolute", "percent"};

	return choose_word(
			   tolerance, "tolerance", tolerances, lengthof(tolerances),
			   "Use 'absolute' (amber is in the unit of the measure) or 'percent' (of the target).") == 1;
}

static Datum
whole_number(int64 value)
{
	return NumericGetDatum(int64_to_numeric(value));
}

static bool
is_above(Datum a, Datum b)
{
	return DatumGetBool(DirectFunctionCall2(numeric_gt, a, b));
}

static bool
is_zero(Datum value)
{
	return DatumGetBool(DirectFunctionCall2(numeric_eq, value, whole_number(0)));
}

static void
check_amber(Datum amber)
{
	if (is_above(whole_number(0), amber))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("amber tolerance cannot be negative: %s",
					   DatumGetCString(DirectFunctionCall1(numeric_out, amber))),
				errhint("Amber is how far a value may miss the target before it is red."));
}

/* Is one of the first `number` arguments, all numeric, not a number? */
static bool
has_nan(FunctionCallInfo fcinfo, int number)
{
	for (int i = 0; i < number; i++)
		if (numeric_is_nan(PG_GETARG_NUMERIC(i)))
			return true;
	return false;
}

/*
 * Rate how far `above` is over `below`: not at all is green.  Percentages are compared multiplied out, since
 * a division would round and move the boundary.  NULL for no percentage of an infinite target.
 */
static Datum
rate_miss(FunctionCallInfo fcinfo, Datum above, Datum below, Datum target, Datum amber, bool percent)
{
	Datum miss;

	if (!is_above(above, below))
		PG_RETURN_RAG(RAG_GREEN);
	miss = DirectFunctionCall2(numeric_sub, above, below);
	if (percent)
	{
		amber = DirectFunctionCall2(numeric_mul, DirectFunctionCall1(numeric_abs, target), amber);
		miss = DirectFunctionCall2(numeric_mul, miss, whole_number(100));
	}
	if (numeric_is_nan(DatumGetNumeric(amber)))
		PG_RETURN_NULL();
	PG_RETURN_RAG(is_above(miss, amber) ? RAG_RED : RAG_AMBER);
}

/* rag_from(actual, target, amber, polarity, tolerance) */
Datum
rag_from(PG_FUNCTION_ARGS)
{
	static const char *const polarities[] = {"higher", "lower"};
	Datum actual = PG_GETARG_DATUM(0);
	Datum target = PG_GETARG_DATUM(1);
	Datum amber = PG_GETARG_DATUM(2);
	bool lower = choose_word(PG_GETARG_TEXT_PP(3), "polarity", polarities, lengthof(polarities),
							 "Use 'higher' (higher values are better) or 'lower'.") == 1;
	bool percent = tolerance_is_percent(PG_GETARG_TEXT_PP(4));

	check_amber(amber);
	if (has_nan(fcinfo, 3) || (percent && is_zero(target)))
		PG_RETURN_NULL();
	return lower ? rate_miss(fcinfo, actual, target, target, amber, percent)
				 : rate_miss(fcinfo, target, actual, target, amber, percent);
}

/* rag_from_band(actual, low, high, amber, tolerance); the target is the end of the band that is missed. */
Datum
rag_from_band(PG_FUNCTION_ARGS)
{
	Datum actual = PG_GETARG_DATUM(0);
	Datum low = PG_GETARG_DATUM(1);
	Datum high = PG_GETARG_DATUM(2);
	Datum amber = PG_GETARG_DATUM(3);
	bool percent = tolerance_is_percent(PG_GETARG_TEXT_PP(4));

	check_amber(amber);
	if (has_nan(fcinfo, 4))
		PG_RETURN_NULL();
	if (is_above(low, high))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("low end of the band is above its high end"),
				errhint("Give the lower end of the band first."));
	/* A percentage of zero is no tolerance at all; an end that is not missed has no say. */
	if (percent && ((is_zero(high) && is_above(actual, high)) || (is_zero(low) && is_above(low, actual))))
		PG_RETURN_NULL();
	return is_above(actual, high) ? rate_miss(fcinfo, actual, high, high, amber, percent)
								  : rate_miss(fcinfo, low, actual, low, amber, percent);
}
