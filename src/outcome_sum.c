/*
 * outcome_sum.c: the aggregates that add up decimal numbers: outcome_sum(g, node, item, amount), the same
 * with shares, and outcome_rollup(g, node, item, rag, share).  The C functions have the names that these
 * aggregates had before 0.6.0, since a database may be of an older version than the library.
 *
 * Amounts and shares come and go in the server's own numeric; in between an amount is spread over lanes
 * (decimal_core.c).  An item with shares is divided among its nodes once, into parts that add up to it
 * exactly, so whatever has all its links under it gets all of it, however it was rounded.
 */
#include "outcome_rows.h"

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

/* Decimals that the part of an amount may have more than the amount. */
#define PART_DECIMALS 16

/* How often a long item's temporary numbers are freed. */
#define PARTS_TOGETHER 256

/* -------- numbers -------- */

/* A number as a link brings it: what follows the length word of its Datum. */
static RollupBytes
number_argument(FunctionCallInfo fcinfo, int argument)
{
	struct varlena *number = PG_GETARG_VARLENA_PP(argument);

	return (RollupBytes){VARDATA_ANY(number), VARSIZE_ANY_EXHDR(number)};
}

static Numeric
to_numeric(RollupBytes bytes)
{
	Numeric number = palloc(VARHDRSZ + bytes.length);

	SET_VARSIZE(number, VARHDRSZ + bytes.length);
	memcpy(VARDATA(number), bytes.bytes, bytes.length);
	return number;
}

static Decimal
to_decimal(Numeric number)
{
	bytea *wire = DatumGetByteaPP(DirectFunctionCall1(numeric_send, NumericGetDatum(number)));
	Decimal decimal;

	if (!decimal_read(VARDATA_ANY(wire), VARSIZE_ANY_EXHDR(wire), &decimal))
		elog(ERROR, "unexpected format of a numeric");
	return decimal;
}

static char *
number_text(Numeric number)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number)));
}

static int
compare_numbers(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a), NumericGetDatum(b)));
}

static Numeric
calculate(PGFunction function, Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(function, NumericGetDatum(a), NumericGetDatum(b)));
}

static Numeric
rounded(Numeric number, int32 decimals)
{
	return DatumGetNumeric(
		DirectFunctionCall2(numeric_round, NumericGetDatum(number), Int32GetDatum(decimals)));
}

static int32
decimals_of(Numeric number)
{
	return DatumGetInt32(DirectFunctionCall1(numeric_scale, NumericGetDatum(number)));
}

static void
check_finite(const RollupState *state, Key item, Numeric number, const char *thing)
{
	if (!numeric_is_nan(number) && !numeric_is_inf(number))
		return;
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s of item \"%s\" is not a number that can be added up: \"%s\"", thing,
				   rollup_item_name(state, item), number_text(number)),
			errhint("Leave such rows out; an amount that is not known is NULL."));
}

/* The lanes of a row, from `first` on, as a number. */
static Datum
lanes_to_numeric(const RollupState *state, const DecimalWindow *window, const int64 *lane)
{
	uint32 lanes = decimal_window_lanes(window);
	int64 *copy = palloc_extended((lanes + DECIMAL_CARRIED) * sizeof(int64), MCXT_ALLOC_HUGE);
	StringInfoData wire;

	memcpy(copy, lane, lanes * sizeof(int64));
	initStringInfo(&wire);
	enlargeStringInfo(&wire, (int) DECIMAL_SIZE(lanes));
	wire.len = (int) decimal_write(copy, window, wire.data);
	if (wire.len == 0)
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("sum of %s() is out of range", state->form->aggregate),
				errdetail("A numeric has at most %d digits before the decimal point.",
						  (DECIMAL_WEIGHT_MAX + 1) * DECIMAL_PLACES));
	return DirectFunctionCall3(numeric_recv, PointerGetDatum(&wire), ObjectIdGetDatum(InvalidOid),
							   Int32GetDatum(-1));
}

/* -------- amounts: lane 0 counts, the others are the digits -------- */

/* While amounts are counted. */
typedef struct AmountCount
{
	int64 *vector;
	RollupBytes first; /* what the item's first link brings */
} AmountCount;

/* Nothing is NULL: an item without a figure. */
static void
note_amount(RollupState *state, Key item, RollupBytes brought)
{
	Numeric amount;
	Decimal decimal;

	if (brought.length == 0)
		return;
	amount = to_numeric(brought);
	check_finite(state, item, amount, "amount");
	decimal = to_decimal(amount);
	decimal_window_include(&state->extent.window, &decimal);
}

/* The amounts whose digits are furthest from each other, each with its item as text. */
typedef struct FarAmounts
{
	const RollupState *state;
	RollupBytes (*amount)(RollupBytes brought);
	int32 high;
	int32 low;
	char *largest;
	char *finest;
} FarAmounts;

/* Of as many as 150,000 digits the first three, and how many decimals there are. */
static char *
name_amount(const RollupState *state, Key item, Numeric amount)
{
	return psprintf("item \"%s\" has the amount %s with %d decimals", rollup_item_name(state, item),
					numeric_out_sci(amount, 2), decimals_of(amount));
}

static void
compare_distance(void *visitor, const RollupWholeLink *link)
{
	FarAmounts *far = visitor;
	RollupBytes bytes = far->amount(link->brought);
	Numeric amount;
	Decimal decimal;

	if (bytes.length == 0)
		return;
	amount = to_numeric(bytes);
	decimal = to_decimal(amount);
	if (decimal.digits > 0 && (far->largest == NULL || decimal.weight > far->high))
	{
		far->high = decimal.weight;
		far->largest = name_amount(far->state, link->item, amount);
	}
	if (decimal.digits > 0 && (far->finest == NULL || decimal.weight - (int32) decimal.digits < far->low))
	{
		far->low = decimal.weight - (int32) decimal.digits;
		far->finest = name_amount(far->state, link->item, amount);
	}
}

static void
refuse_amounts(RollupState *state, uint64 size, RollupBytes (*amount)(RollupBytes brought))
{
	FarAmounts far = {.state = state, .amount = amount};

	rollup_visit_links(state, compare_distance, &far);
	ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			errmsg("amounts of %s() are too far apart to be added up", state->form->aggregate),
			errdetail("The %s, and the %s; sums that have all digits between them would take " UINT64_FORMAT
					  " kB for %u nodes.",
					  far.largest, far.finest, size / 1024, rollup_nodes(state)),
			errhint("Round amounts, such as with round(amount, 2), leave out what is no amount, or raise "
					"work_mem."));
}

static RollupBytes
whole_amount(RollupBytes brought)
{
	return brought;
}

static void
refuse_whole_amounts(RollupState *state, uint64 size)
{
	refuse_amounts(state, size, whole_amount);
}

static uint32
amount_lanes(const RollupState *state)
{
	return 1 + decimal_window_lanes(&state->extent.window);
}

static void
prepare_amounts(RollupCount *count)
{
	AmountCount *own = palloc0(sizeof(AmountCount));

	own->vector = palloc_extended(amount_lanes(count->state) * sizeof(int64), MCXT_ALLOC_HUGE);
	count->own = own;
}

static RollupBytes
keep_bytes(RollupBytes bytes)
{
	char *kept = palloc(bytes.length + 1);

	if (bytes.length > 0)
		memcpy(kept, bytes.bytes, bytes.length);
	return (RollupBytes){kept, bytes.length};
}

static const char *
amount_text(RollupBytes amount)
{
	return amount.length == 0 ? "nothing (NULL)" : number_text(to_numeric(amount));
}

/* An item may have any number of links, all in the memory of one item: nothing may be left for each. */
static int
compare_bytes(RollupBytes a, RollupBytes b)
{
	Numeric number = to_numeric(a);
	Numeric other = to_numeric(b);
	int order = compare_numbers(number, other);

	pfree(number);
	pfree(other);
	return order;
}

/* 1.0 and 1.00 are one amount; nothing and zero are two. */
static bool
same_amount(RollupBytes a, RollupBytes b)
{
	if (a.length == 0 || b.length == 0)
		return a.length == b.length;
	return rollup_same_bytes(a, b) || compare_bytes(a, b) == 0;
}

static void
check_amount(const RollupCount *count, RollupBytes first, RollupBytes other)
{
	bool ordered;

	if (same_amount(first, other))
		return;
	ordered = first.length == 0 || (other.length > 0 && compare_bytes(first, other) < 0);
	rollup_report_conflict(
		count, "amounts",
		psprintf("It is given as %s and %s, and can be counted only once.",
				 amount_text(ordered ? first : other), amount_text(ordered ? other : first)),
		"Group by what tells the amounts apart, such as the quarter, or add them up first, "
		"with sum(amount).");
}

static void
begin_amount(RollupCount *count, uint32 slot, RollupBytes brought)
{
	AmountCount *own = count->own;
	MemoryContext old = MemoryContextSwitchTo(count->work);

	own->first = keep_bytes(brought);
	memset(own->vector, 0, amount_lanes(count->state) * sizeof(int64));
	own->vector[0] = 1;
	if (brought.length > 0)
	{
		Decimal decimal = to_decimal(to_numeric(brought));

		decimal_spread(&decimal, &count->state->extent.window, own->vector + 1);
	}
	rollup_item_begin_vector(count->rollup, own->vector);
	MemoryContextSwitchTo(old);
}

static void
link_amount(RollupCount *count, uint32 node, uint32 slot, RollupBytes brought)
{
	const AmountCount *own = count->own;
	MemoryContext old = MemoryContextSwitchTo(count->work);

	check_amount(count, own->first, brought);
	rollup_item_link(count->rollup, node);
	MemoryContextSwitchTo(old);
}

const RollupForm rollup_amounts = {
	.number = 2,
	.aggregate = "outcome_sum",
	.brings_bytes = true,
	.note = note_amount,
	.lanes = amount_lanes,
	.refuse = refuse_whole_amounts,
	.prepare = prepare_amounts,
	.begin = begin_amount,
	.link = link_amount,
};

static Datum
add_amount(FunctionCallInfo fcinfo, bool text_items)
{
	RollupState *state = rollup_state_for_row(fcinfo, &rollup_amounts, text_items);
	RollupBytes brought = {NULL, 0};

	if (!rollup_row_counts(fcinfo))
		PG_RETURN_POINTER(state);
	if (!PG_ARGISNULL(ARG_VALUE))
		brought = number_argument(fcinfo, ARG_VALUE);
	rollup_add_row(fcinfo, state, 0, brought);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(outcome_amount_transition);
Datum
outcome_amount_transition(PG_FUNCTION_ARGS)
{
	return add_amount(fcinfo, false);
}

PG_FUNCTION_INFO_V1(outcome_amount_transition_text_items);
Datum
outcome_amount_transition_text_items(PG_FUNCTION_ARGS)
{
	return add_amount(fcinfo, true);
}

static void
fill_amounts(const RollupState *state, const Rollup *rollup, uint32 component, uint32 row, Datum *values,
			 bool *isnull)
{
	const int64 *by_link = rollup_answer(&rollup->by_link, component);
	const int64 *distinct = rollup_answer(&rollup->distinct, component);

	values[1] = lanes_to_numeric(state, &state->extent.window, by_link + 1);
	values[2] = lanes_to_numeric(state, &state->extent.window, distinct + 1);
	values[3] = Int64GetDatum(distinct[0]);
}

static const RollupColumn amount_columns[] = {
	{"node", ROLLUP_NODE}, {"by_link", ROLLUP_NUMERIC}, {"amount", ROLLUP_NUMERIC}, {"items", ROLLUP_BIGINT}};

static const RollupRows amount_rows = {
	.column = amount_columns,
	.columns = lengthof(amount_columns),
	.smallest = 16,
	.per_node = rollup_one_row,
	.fill = fill_amounts,
};

PG_FUNCTION_INFO_V1(outcome_amount_final);
Datum
outcome_amount_final(PG_FUNCTION_ARGS)
{
	return rollup_final(fcinfo, &amount_rows);
}

/* -------- shares -------- */

/*
 * What a link brings to a shared item: four bytes, what is shared, the link's share.  The four bytes are the
 * length of the amount that is shared, or the rating's slot; a rating needs no more.
 */
typedef struct Shared
{
	uint32 head;
	RollupBytes amount;
	RollupBytes share;
} Shared;

static Shared
open_shared(RollupBytes brought, bool amounts)
{
	Shared shared;
	size_t length;

	memcpy(&shared.head, brought.bytes, sizeof(uint32));
	length = amounts ? shared.head : 0;
	shared.amount = (RollupBytes){brought.bytes + sizeof(uint32), length};
	shared.share =
		(RollupBytes){brought.bytes + sizeof(uint32) + length, brought.length - sizeof(uint32) - length};
	return shared;
}

static RollupBytes
close_shared(const Shared *shared)
{
	size_t length = sizeof(uint32) + shared->amount.length + shared->share.length;
	char *bytes = palloc(length);

	memcpy(bytes, &shared->head, sizeof(uint32));
	if (shared->amount.length > 0)
		memcpy(bytes + sizeof(uint32), shared->amount.bytes, shared->amount.length);
	memcpy(bytes + sizeof(uint32) + shared->amount.length, shared->share.bytes, shared->share.length);
	return (RollupBytes){bytes, length};
}

/* One distinct link of the item being counted. */
typedef struct SharedLink
{
	uint32 rank; /* of the node, by its key */
	uint32 node;
	Numeric share;
} SharedLink;

/* While shares are counted. */
typedef struct ShareCount
{
	bool amounts;
	const DecimalWindow *window;
	uint32 lanes;  /* of the window */
	int64 *part;   /* as many */
	uint32 *rank;  /* of each node, so that parts do not depend on the order of rows */
	uint32 *place; /* of each node of the item, where in `link` */
	uint32 head;   /* of the item */
	RollupBytes amount;
	SharedLink *link;
	uint32 links;
	uint32 capacity;
	MemoryContext step; /* for a few parts at a time */
} ShareCount;

static void
note_share(const RollupState *state, Key item, Numeric share)
{
	check_finite(state, item, share, "share");
	if (!to_decimal(share).negative)
		return;
	ereport(
		ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
		errmsg("share of item \"%s\" is negative: \"%s\"", rollup_item_name(state, item), number_text(share)),
		errdetail("Shares are zero or more; an item is divided in proportion to them."));
}

static void
include_parts(DecimalWindow *window, int32 decimals)
{
	DecimalWindow parts = {0, -((decimals + DECIMAL_PLACES - 1) / DECIMAL_PLACES), 0};

	decimal_window_merge(window, &parts);
}

static int32
part_decimals(int32 amount_decimals)
{
	return Min(amount_decimals + PART_DECIMALS, DECIMAL_SCALE_MAX);
}

static void
note_shared_amount(RollupState *state, Key item, RollupBytes brought)
{
	Shared shared = open_shared(brought, true);

	note_share(state, item, to_numeric(shared.share));
	note_amount(state, item, shared.amount);
	if (shared.amount.length > 0)
		include_parts(&state->extent.window, part_decimals(decimals_of(to_numeric(shared.amount))));
}

static void
note_shared_rating(RollupState *state, Key item, RollupBytes brought)
{
	Shared shared = open_shared(brought, false);

	note_share(state, item, to_numeric(shared.share));
	state->extent.ratings |= 1u << shared.head;
	include_parts(&state->extent.window, PART_DECIMALS);
}

static RollupBytes
shared_amount(RollupBytes brought)
{
	return open_shared(brought, true).amount;
}

static void
refuse_shared_amounts(RollupState *state, uint64 size)
{
	refuse_amounts(state, size, shared_amount);
}

/* What is counted beside the parts: items. */
static uint32
item_lanes(const RollupState *state)
{
	return 1;
}

static uint32
shared_amount_lanes(const RollupState *state)
{
	return decimal_window_lanes(&state->extent.window);
}

/* The place of a slot among those that occur. */
static uint32
place_of_slot(const RollupState *state, uint32 slot)
{
	uint32 place = 0;

	for (uint32 before = 0; before < slot; before++)
		place += state->extent.ratings >> before & 1;
	return place;
}

/* As many digits for each rating that occurs. */
static uint32
shared_rating_lanes(const RollupState *state)
{
	return place_of_slot(state, RAG_TALLY_USED) * decimal_window_lanes(&state->extent.window);
}

static uint32 *
rank_nodes(const RollupState *state)
{
	uint32 *order = rollup_node_order(state);
	uint32 *rank = palloc_extended(((Size) rollup_nodes(state) + 1) * sizeof(uint32), MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < rollup_nodes(state); i++)
	{
		rank[order[i]] = i;
		CHECK_FOR_INTERRUPTS();
	}
	pfree(order);
	return rank;
}

static void
prepare_shares(RollupCount *count)
{
	const RollupState *state = count->state;
	ShareCount *own = palloc0(sizeof(ShareCount));

	own->amounts = state->form == &rollup_shared_amounts;
	own->window = &state->extent.window;
	own->lanes = decimal_window_lanes(own->window);
	own->part = palloc_extended((own->lanes + 1) * sizeof(int64), MCXT_ALLOC_HUGE);
	own->rank = rank_nodes(state);
	own->place = palloc_extended(((Size) rollup_nodes(state) + 1) * sizeof(uint32), MCXT_ALLOC_HUGE);
	own->capacity = 16;
	own->link = palloc(own->capacity * sizeof(SharedLink));
	own->step = AllocSetContextCreate(CurrentMemoryContext, "parts", ALLOCSET_DEFAULT_SIZES);
	count->own = own;
}

static void
begin_shared(RollupCount *count, uint32 slot, RollupBytes brought)
{
	ShareCount *own = count->own;
	MemoryContext old = MemoryContextSwitchTo(count->work);
	Shared shared = open_shared(keep_bytes(brought), own->amounts);

	own->head = shared.head;
	own->amount = shared.amount;
	own->links = 0;
	rollup_item_begin(count->rollup, 0);
	MemoryContextSwitchTo(old);
}

static void
add_shared_link(ShareCount *own, uint32 node, Numeric share)
{
	if (own->links == own->capacity)
	{
		own->capacity *= 2;
		own->link = repalloc_huge(own->link, own->capacity * sizeof(SharedLink));
	}
	own->place[node] = own->links;
	own->link[own->links++] = (SharedLink){own->rank[node], node, share};
}

static void
check_share(const RollupCount *count, uint32 node, Numeric first, Numeric other)
{
	int order = compare_numbers(first, other);

	if (order == 0)
		return;
	rollup_report_conflict(
		count, "shares of one node",
		psprintf("Its link to node \"%s\" has the shares %s and %s.", rollup_node_name(count->state, node),
				 number_text(order < 0 ? first : other), number_text(order < 0 ? other : first)),
		"Group by what tells the links apart, such as the quarter, or add them up first, with sum(share).");
}

static void
link_shared(RollupCount *count, uint32 node, uint32 slot, RollupBytes brought)
{
	ShareCount *own = count->own;
	MemoryContext old = MemoryContextSwitchTo(count->work);
	Shared shared = open_shared(brought, own->amounts);
	Numeric share = to_numeric(shared.share);

	if (own->amounts)
		check_amount(count, own->amount, shared.amount);
	else if (own->head != shared.head)
		rollup_report_ratings(count, own->head, shared.head);
	if (rollup_item_link(count->rollup, node))
		add_shared_link(own, node, share);
	else
	{
		check_share(count, node, own->link[own->place[node]].share, share);
		pfree(share);
	}
	MemoryContextSwitchTo(old);
}

/* Of two numbers that must outlast the step, copies; whatever else the step made is freed. */
static void
end_step(ShareCount *own, MemoryContext memory, Numeric *a, Numeric *b)
{
	MemoryContext old = MemoryContextSwitchTo(memory);

	*a = DatumGetNumericCopy(NumericGetDatum(*a));
	*b = DatumGetNumericCopy(NumericGetDatum(*b));
	MemoryContextSwitchTo(old);
	MemoryContextReset(own->step);
	CHECK_FOR_INTERRUPTS();
}

static Numeric
add_up_shares(RollupCount *count)
{
	ShareCount *own = count->own;
	Numeric total = int64_to_numeric(0);
	Numeric unused = total;

	for (uint32 i = 0; i < own->links; i++)
	{
		total = calculate(numeric_add, total, own->link[i].share);
		if (i % PARTS_TOGETHER == PARTS_TOGETHER - 1)
			end_step(own, count->work, &total, &unused);
	}
	if (to_decimal(total).digits == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("all shares of item \"%s\" are zero", rollup_item_name(count->state, count->item)),
				errdetail("An item is divided in proportion to the shares of its links."),
				errhint("For equal parts give every link the same share, such as 1."));
	return total;
}

/* How much of the amount the first links have together, whose shares come to `sum`. */
static Numeric
part_of(Numeric amount, Numeric sum, Numeric total, int32 decimals)
{
	Numeric product = calculate(numeric_mul, amount, sum);

	/* A quotient has at least as many decimals as what is divided. */
	product = rounded(product, Max(decimals, decimals_of(product)));
	return rounded(calculate(numeric_div, product, total), decimals);
}

static void
put_part(RollupCount *count, uint32 node, Numeric part)
{
	const ShareCount *own = count->own;
	uint32 first = own->amounts ? 0 : place_of_slot(count->state, own->head) * own->lanes;
	Decimal decimal = to_decimal(part);

	decimal_spread(&decimal, own->window, own->part);
	rollup_add_part(count->rollup, node, first, own->part, own->lanes);
}

static int
compare_ranks(const void *a, const void *b)
{
	uint32 rank = ((const SharedLink *) a)->rank;
	uint32 other = ((const SharedLink *) b)->rank;

	return (rank > other) - (rank < other);
}

/*
 * Each link gets what the links up to it have together less what those before it have, and the last one the
 * rest.
 */
static void
divide_item(RollupCount *count, Numeric amount, Numeric total)
{
	ShareCount *own = count->own;
	int32 decimals = part_decimals(decimals_of(amount));
	Numeric sum = int64_to_numeric(0);
	Numeric given = sum;

	qsort(own->link, own->links, sizeof(SharedLink), compare_ranks);
	for (uint32 i = 0; i < own->links; i++)
	{
		Numeric upto = amount;

		sum = calculate(numeric_add, sum, own->link[i].share);
		if (i + 1 < own->links)
			upto = part_of(amount, sum, total, decimals);
		put_part(count, own->link[i].node, calculate(numeric_sub, upto, given));
		given = upto;
		if (i % PARTS_TOGETHER == PARTS_TOGETHER - 1)
			end_step(own, count->work, &sum, &given);
	}
}

static void
end_shared(RollupCount *count)
{
	ShareCount *own = count->own;
	MemoryContext old = MemoryContextSwitchTo(count->work);
	Numeric amount = NULL;
	Numeric total;

	if (!own->amounts)
		amount = int64_to_numeric(1);
	else if (own->amount.length > 0)
		amount = to_numeric(own->amount);
	MemoryContextSwitchTo(own->step);
	total = add_up_shares(count);
	if (amount != NULL)
	{
		Numeric unused = total;

		end_step(own, count->work, &total, &unused);
		divide_item(count, amount, total);
	}
	MemoryContextReset(own->step);
	MemoryContextSwitchTo(old);
}

const RollupForm rollup_shared_amounts = {
	.number = 3,
	.aggregate = "outcome_sum",
	.brings_bytes = true,
	.note = note_shared_amount,
	.lanes = item_lanes,
	.part_lanes = shared_amount_lanes,
	.refuse = refuse_shared_amounts,
	.prepare = prepare_shares,
	.begin = begin_shared,
	.link = link_shared,
	.end = end_shared,
};

const RollupForm rollup_shared_ratings = {
	.number = 4,
	.aggregate = "outcome_rollup",
	.brings_bytes = true,
	.note = note_shared_rating,
	.lanes = item_lanes,
	.part_lanes = shared_rating_lanes,
	.prepare = prepare_shares,
	.begin = begin_shared,
	.link = link_shared,
	.end = end_shared,
};

static RollupBytes
share_argument(FunctionCallInfo fcinfo, const RollupState *state)
{
	if (PG_ARGISNULL(ARG_SHARE))
		ereport(
			ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			errmsg("share of item \"%s\" is NULL",
				   rollup_item_name(state, linkage_datum_key(state->text_items, PG_GETARG_DATUM(ARG_ITEM)))),
			errhint("For equal parts give every link the same share, such as 1."));
	return number_argument(fcinfo, ARG_SHARE);
}

static Datum
add_shared(FunctionCallInfo fcinfo, const RollupForm *form, bool text_items)
{
	RollupState *state = rollup_state_for_row(fcinfo, form, text_items);
	Shared shared = {0, {NULL, 0}, {NULL, 0}};

	if (!rollup_row_counts(fcinfo))
		PG_RETURN_POINTER(state);
	shared.share = share_argument(fcinfo, state);
	if (form == &rollup_shared_ratings)
		shared.head = RAG_SLOT_ARGUMENT(ARG_VALUE);
	else if (!PG_ARGISNULL(ARG_VALUE))
	{
		shared.amount = number_argument(fcinfo, ARG_VALUE);
		shared.head = (uint32) shared.amount.length;
	}
	rollup_add_row(fcinfo, state, 0, close_shared(&shared));
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(outcome_amount_share_transition);
Datum
outcome_amount_share_transition(PG_FUNCTION_ARGS)
{
	return add_shared(fcinfo, &rollup_shared_amounts, false);
}

PG_FUNCTION_INFO_V1(outcome_amount_share_transition_text_items);
Datum
outcome_amount_share_transition_text_items(PG_FUNCTION_ARGS)
{
	return add_shared(fcinfo, &rollup_shared_amounts, true);
}

PG_FUNCTION_INFO_V1(outcome_shares_transition);
Datum
outcome_shares_transition(PG_FUNCTION_ARGS)
{
	return add_shared(fcinfo, &rollup_shared_ratings, false);
}

PG_FUNCTION_INFO_V1(outcome_shares_transition_text_items);
Datum
outcome_shares_transition_text_items(PG_FUNCTION_ARGS)
{
	return add_shared(fcinfo, &rollup_shared_ratings, true);
}

static void
fill_shared_amounts(const RollupState *state, const Rollup *rollup, uint32 component, uint32 row,
					Datum *values, bool *isnull)
{
	const int64 *shares = rollup_answer(&rollup->by_link, component);
	const int64 *distinct = rollup_answer(&rollup->distinct, component);

	values[1] = lanes_to_numeric(state, &state->extent.window, shares + 1);
	values[2] = Int64GetDatum(distinct[0]);
}

static const RollupColumn shared_amount_columns[] = {
	{"node", ROLLUP_NODE}, {"amount", ROLLUP_NUMERIC}, {"items", ROLLUP_BIGINT}};

static const RollupRows shared_amount_rows = {
	.column = shared_amount_columns,
	.columns = lengthof(shared_amount_columns),
	.smallest = 16,
	.per_node = rollup_one_row,
	.fill = fill_shared_amounts,
};

PG_FUNCTION_INFO_V1(outcome_amount_share_final);
Datum
outcome_amount_share_final(PG_FUNCTION_ARGS)
{
	return rollup_final(fcinfo, &shared_amount_rows);
}

/* A row for every rating that occurs in the group, or one, of the unrated, if none does. */
static uint32
rows_of_ratings(const RollupState *state)
{
	return Max(place_of_slot(state, RAG_TALLY_USED), 1);
}

/* The slot of a row: the most severe first, the unrated last. */
static uint32
slot_of_row(const RollupState *state, uint32 row)
{
	for (int i = 0; i < RAG_TALLY_USED; i++)
	{
		uint32 slot = (uint32) rag_tally_order[i];

		if ((state->extent.ratings >> slot & 1) != 0 && row-- == 0)
			return slot;
	}
	return RAG_TALLY_UNRATED;
}

static void
fill_shared_ratings(const RollupState *state, const Rollup *rollup, uint32 component, uint32 row,
					Datum *values, bool *isnull)
{
	const DecimalWindow *window = &state->extent.window;
	const int64 *shares = rollup_answer(&rollup->by_link, component);
	uint32 slot = slot_of_row(state, row);

	isnull[1] = slot == RAG_TALLY_UNRATED;
	values[1] = isnull[1] ? (Datum) 0 : RagGetDatum(RAG_AT(slot));
	values[2] = lanes_to_numeric(state, window,
								 shares + 1 + place_of_slot(state, slot) * decimal_window_lanes(window));
}

static const RollupColumn shared_rating_columns[] = {
	{"node", ROLLUP_NODE}, {"rating", ROLLUP_RATING}, {"items", ROLLUP_NUMERIC}};

static const RollupRows shared_rating_rows = {
	.column = shared_rating_columns,
	.columns = lengthof(shared_rating_columns),
	.smallest = 8,
	.per_node = rows_of_ratings,
	.fill = fill_shared_ratings,
};

PG_FUNCTION_INFO_V1(outcome_shares_final);
Datum
outcome_shares_final(PG_FUNCTION_ARGS)
{
	return rollup_final(fcinfo, &shared_rating_rows);
}
