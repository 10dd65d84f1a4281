/*
 * rag.c: the type rag as the server sees it: input and output, comparison, hash, and what a rating says.
 */
#include "rag.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "text_input.h"
#include "utils/builtins.h"
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

static RagParse
parse_server_text(const char *text, size_t length, Rag *rag)
{
	char folded[TEXT_FOLD_MAX + 1];
	size_t folded_length;

	if (!fold_server_text(text, length, folded, &folded_length))
		return RAG_PARSE_UNKNOWN;
	return rag_parse_folded(folded, folded_length, rag);
}

bool
rag_try_read(const char *text, size_t length, Rag *rag)
{
	return parse_server_text(text, length, rag) == RAG_PARSED;
}

static const char *
refusal(RagParse outcome)
{
	if (outcome == RAG_PARSE_EMPTY)
		return "An empty cell is no rating.";
	if (outcome == RAG_PARSE_CONTRADICTION)
		return "The words say one rating and the bracketed letter another.";
	return "No rating has that letter, colour word or phrase.";
}

Datum
rag_read(const char *text, size_t length, fmNodePtr escontext)
{
	Rag rag = RAG_COMPLETE;
	RagParse outcome = parse_server_text(text, length, &rag);

	if (outcome != RAG_PARSED)
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type rag: \"%s\"", quotable(text, length)),
				 errdetail("%s", refusal(outcome)),
				 errhint("Write B, S, G, AG, A, AR or R; Complete, Scheduled, Green, Amber/Green, Amber, "
						 "Amber/Red or Red; or a published phrase such as \"On track (G)\", \"Monitor (A)\", "
						 "\"Escalate (R)\", \"Scheduled - not yet started\", \"Completed (B)\". A stage such "
						 "as \"On hold\" is not a rating, and an item that is not rated is NULL.")));
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
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary representation of type rag: %d", severity),
			 errdetail("A rating is one byte: 0 (B), 10 (S), 20 (G), 30 (AG), 40 (A), 50 (AR) or 60 (R)."),
			 errhint("Send the rating as text, or the byte that severity(rag) gives.")));
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
