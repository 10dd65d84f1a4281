/*
 * outcome_rollup.c: the aggregates outcome_rollup(g, node, item, rag) and outcome_rollup(g, node, item,
 * tally).
 */
#include "outcome_rows.h"

#include "rag.h"
#include "utils/builtins.h"

/* -------- ratings: a link's slot is all it brings -------- */

static uint32
tally_lanes(const RollupState *state)
{
	return RAG_TALLY_USED;
}

static const char *
slot_text(uint32 slot)
{
	return slot == RAG_TALLY_UNRATED ? "nothing (NULL)" : rag_letter(RAG_AT(slot));
}

static void
begin_rating(RollupCount *count, uint32 slot, RollupBytes brought)
{
	rollup_item_begin(count->rollup, slot);
}

void
rollup_report_ratings(const RollupCount *count, uint32 slot, uint32 other)
{
	rollup_report_conflict(count, "ratings",
						   psprintf("It is rated %s and %s, and can be counted only once.",
									slot_text(Min(slot, other)), slot_text(Max(slot, other))),
						   "Group by what tells the ratings apart, such as the quarter, or aggregate them "
						   "first, for example with "
						   "max(rag).");
}

static void
link_rating(RollupCount *count, uint32 node, uint32 slot, RollupBytes brought)
{
	if (slot != count->rollup->slot)
		rollup_report_ratings(count, count->rollup->slot, slot);
	rollup_item_link(count->rollup, node);
}

const RollupForm rollup_ratings = {
	.number = 0,
	.aggregate = "outcome_rollup",
	.lanes = tally_lanes,
	.begin = begin_rating,
	.link = link_rating,
};

static Datum
add_rating(FunctionCallInfo fcinfo, bool text_items)
{
	RollupState *state = rollup_state_for_row(fcinfo, &rollup_ratings, text_items);

	if (rollup_row_counts(fcinfo))
		rollup_add_row(fcinfo, state, RAG_SLOT_ARGUMENT(ARG_VALUE), (RollupBytes){NULL, 0});
	PG_RETURN_POINTER(state);
}

/*
 * What nearly every row of a large rollup is: a node of the graph that is found directly, and a link for
 * which there is room.  False, and nothing done, for any other.
 */
static inline bool
add_plain_rating(FunctionCallInfo fcinfo, RollupState *state)
{
	RollupLinks *links = &state->links;
	int64 item = PG_GETARG_INT64(ARG_ITEM);
	uint32 slot = RAG_SLOT_ARGUMENT(ARG_VALUE);
	uint64 place = (uint64) PG_GETARG_INT64(ARG_NODE) - (uint64) state->first_direct;
	uint32 node;

	AssertCheckRollupState(state);
	if (!state->graph_is_constant || !rollup_row_counts(fcinfo) || place >= state->direct_nodes)
		return false;
	node = state->direct[place];
	if (node == 0 || !rollup_links_have_room(links, item, node - 1, slot))
		return false;
	rollup_links_put(links, item, node - 1, slot);
	AssertCheckRollupState(state);
	return true;
}

PG_FUNCTION_INFO_V1(outcome_rollup_bigint_bigint);
Datum
outcome_rollup_bigint_bigint(PG_FUNCTION_ARGS)
{
	if (!PG_ARGISNULL(0) && add_plain_rating(fcinfo, (RollupState *) PG_GETARG_POINTER(0)))
		return PG_GETARG_DATUM(0);
	return add_rating(fcinfo, false);
}

PG_FUNCTION_INFO_V1(outcome_rollup_bigint_text);
Datum
outcome_rollup_bigint_text(PG_FUNCTION_ARGS)
{
	return add_rating(fcinfo, true);
}

PG_FUNCTION_INFO_V1(outcome_rollup_text_bigint);
Datum
outcome_rollup_text_bigint(PG_FUNCTION_ARGS)
{
	return add_rating(fcinfo, false);
}

PG_FUNCTION_INFO_V1(outcome_rollup_text_text);
Datum
outcome_rollup_text_text(PG_FUNCTION_ARGS)
{
	return add_rating(fcinfo, true);
}

/*
 * Ratings in words, as tally(text) reads them.  Overloads for them are on their way out: only databases
 * before 0.6.0, and registers made there, call these.
 */
static Datum
add_word(FunctionCallInfo fcinfo, bool text_items)
{
	RollupState *state = rollup_state_for_row(fcinfo, &rollup_ratings, text_items);
	uint32 slot = RAG_TALLY_UNRATED;

	if (!rollup_row_counts(fcinfo))
		PG_RETURN_POINTER(state);
	if (!PG_ARGISNULL(ARG_VALUE))
	{
		text *words = PG_GETARG_TEXT_PP(ARG_VALUE);

		slot = RAG_INDEX(DatumGetRag(rag_read(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words), NULL)));
	}
	rollup_add_row(fcinfo, state, slot, (RollupBytes){NULL, 0});
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(outcome_rollup_words);
Datum
outcome_rollup_words(PG_FUNCTION_ARGS)
{
	return add_word(fcinfo, false);
}

PG_FUNCTION_INFO_V1(outcome_rollup_words_text_items);
Datum
outcome_rollup_words_text_items(PG_FUNCTION_ARGS)
{
	return add_word(fcinfo, true);
}

/* -------- tallies: the counts in use, as they lie in memory; none at all count nothing -------- */

#define TALLY_BYTES (RAG_TALLY_USED * sizeof(int64))

static void
note_tally(RollupState *state, Key item, RollupBytes brought)
{
}

static RagTally *
read_tally(RollupBytes brought)
{
	RagTally *tally = palloc0(sizeof(RagTally));

	if (brought.length > 0)
		memcpy(tally->count, brought.bytes, TALLY_BYTES);
	return tally;
}

static void
begin_tally(RollupCount *count, uint32 slot, RollupBytes brought)
{
	MemoryContext old = MemoryContextSwitchTo(count->work);
	RagTally *tally = read_tally(brought);

	count->own = tally;
	rollup_item_begin_vector(count->rollup, tally->count);
	MemoryContextSwitchTo(old);
}

static void
link_tally(RollupCount *count, uint32 node, uint32 slot, RollupBytes brought)
{
	const RagTally *first = count->own;

	if (brought.length > 0 ? memcmp(first->count, brought.bytes, TALLY_BYTES) != 0
						   : rag_tally_total(first) != 0)
	{
		RagTally *other = read_tally(brought);
		bool ordered = rag_tally_compare(first, other) < 0;

		rollup_report_conflict(count, "tallies",
							   psprintf("It counts %s and %s, and can be counted only once.",
										rag_tally_text(ordered ? first : other),
										rag_tally_text(ordered ? other : first)),
							   "Group by what tells the tallies apart, such as the quarter, or add them up "
							   "first, with sum(tally).");
	}
	rollup_item_link(count->rollup, node);
}

const RollupForm rollup_tallies = {
	.number = 1,
	.aggregate = "outcome_rollup",
	.brings_bytes = true,
	.note = note_tally,
	.lanes = tally_lanes,
	.begin = begin_tally,
	.link = link_tally,
};

static Datum
add_tally(FunctionCallInfo fcinfo, bool text_items)
{
	RollupState *state = rollup_state_for_row(fcinfo, &rollup_tallies, text_items);
	RollupBytes brought = {NULL, 0};

	if (!PG_ARGISNULL(ARG_VALUE) && rag_tally_total(PG_GETARG_RAG_TALLY_P(ARG_VALUE)) > 0)
	{
		brought.bytes = (const char *) PG_GETARG_RAG_TALLY_P(ARG_VALUE)->count;
		brought.length = TALLY_BYTES;
	}
	if (rollup_row_counts(fcinfo))
		rollup_add_row(fcinfo, state, 0, brought);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(outcome_rollup_tally);
Datum
outcome_rollup_tally(PG_FUNCTION_ARGS)
{
	return add_tally(fcinfo, false);
}

PG_FUNCTION_INFO_V1(outcome_rollup_tally_text_items);
Datum
outcome_rollup_tally_text_items(PG_FUNCTION_ARGS)
{
	return add_tally(fcinfo, true);
}

/* -------- the answer -------- */

/* The sum of counts must be one too, as in any tally. */
static Datum
row_tally(const RollupState *state, const int64 *row)
{
	RagTally *tally = palloc0(sizeof(RagTally));

	memcpy(tally->count, row, TALLY_BYTES);
	if (!rag_tally_is_valid(tally))
		rollup_report_overflow(state);
	return PointerGetDatum(tally);
}

static void
fill_tallies(const RollupState *state, const Rollup *rollup, uint32 component, uint32 row, Datum *values,
			 bool *isnull)
{
	values[1] = row_tally(state, rollup_answer(&rollup->by_link, component));
	values[2] = row_tally(state, rollup_answer(&rollup->distinct, component));
}

static const RollupColumn tally_columns[] = {
	{"node", ROLLUP_NODE}, {"by_link", ROLLUP_TALLY}, {"distinct_items", ROLLUP_TALLY}};

static const RollupRows tally_rows = {
	.column = tally_columns,
	.columns = lengthof(tally_columns),
	.smallest = 2 * sizeof(RagTally),
	.per_node = rollup_one_row,
	.fill = fill_tallies,
};

PG_FUNCTION_INFO_V1(outcome_rollup_final);
Datum
outcome_rollup_final(PG_FUNCTION_ARGS)
{
	return rollup_final(fcinfo, &tally_rows);
}
