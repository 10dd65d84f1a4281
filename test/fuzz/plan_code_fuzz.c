/*
 * plan_code_fuzz.c: whatever bytes come in as text or as a stored code, what is accepted is a code with one
 * text, one encoding and its place in the order.
 */
#include "plan_code_core.h"
#include "require.h"
#include "text_core.h"

#include <stdlib.h>
#include <string.h>

typedef struct Stored
{
	uint8_t bytes[PLAN_CODE_MAX_SIZE];
	size_t size;
} Stored;

static Stored
stored(const PlanCode *code)
{
	Stored result;

	memset(&result, 0, sizeof(result));
	result.size = plan_code_encode(code, result.bytes);
	REQUIRE(result.size <= PLAN_CODE_MAX_SIZE);
	return result;
}

static int
compare(const Stored *a, const Stored *b)
{
	return plan_code_compare(a->bytes, a->size, b->bytes, b->size);
}

/* A code survives being printed and read, and being stored and fetched. */
static void
require_round_trips(const PlanCode *code)
{
	char *text = malloc(PLAN_CODE_TEXT_SIZE);
	size_t length = plan_code_print(code, text);
	Stored bytes = stored(code);
	PlanCode again;
	Stored again_bytes;

	REQUIRE(length < PLAN_CODE_TEXT_SIZE && strlen(text) == length);
	REQUIRE(plan_code_parse(text, &again) == PLAN_CODE_OK);
	again_bytes = stored(&again);
	REQUIRE(compare(&bytes, &again_bytes) == 0);
	REQUIRE(plan_code_decode(bytes.bytes, bytes.size, &again));
	again_bytes = stored(&again);
	REQUIRE(compare(&bytes, &again_bytes) == 0);
	free(text);
}

/* The order of the parts, one by one. */
static int
naive_compare(const PlanCode *a, const PlanCode *b)
{
	int letters = strcmp(a->letters, b->letters);

	if (letters != 0)
		return letters < 0 ? -1 : 1;
	if (a->blank != b->blank)
		return a->blank ? 1 : -1;
	for (int i = 0; i < a->depth && i < b->depth; i++)
		if (a->component[i] != b->component[i])
			return a->component[i] < b->component[i] ? -1 : 1;
	return (a->depth > b->depth) - (a->depth < b->depth);
}

static void
require_order(const PlanCode *a, const PlanCode *b)
{
	Stored x = stored(a), y = stored(b), last;
	PlanCode end = *b, common = *a;
	bool under = plan_code_is_under(x.bytes, x.size, y.bytes, y.size);

	REQUIRE(compare(&x, &y) == naive_compare(a, b));
	REQUIRE(compare(&y, &x) == -compare(&x, &y));
	(void) plan_code_append(&end, PLAN_CODE_BOUND);
	last = stored(&end);
	REQUIRE(under == (compare(&x, &y) >= 0 && compare(&x, &last) <= 0));
	if (plan_code_cut_to_common(&common, b))
	{
		Stored shared = stored(&common);

		require_round_trips(&common);
		REQUIRE(plan_code_is_under(x.bytes, x.size, shared.bytes, shared.size));
		REQUIRE(plan_code_is_under(y.bytes, y.size, shared.bytes, shared.size));
		REQUIRE(under == (common.depth == b->depth));
	}
	else
		REQUIRE(!under);
}

static bool
read_text(const uint8_t *data, size_t size, PlanCode *code)
{
	char folded[TEXT_FOLD_MAX + 1];
	size_t length;

	return text_fold((const char *) data, size, folded, &length) &&
		   plan_code_parse(folded, code) == PLAN_CODE_OK;
}

static bool
read_stored(const uint8_t *data, size_t size, PlanCode *code)
{
	Stored bytes;

	if (!plan_code_decode(data, size, code))
		return false;
	bytes = stored(code);
	REQUIRE(bytes.size == size && memcmp(bytes.bytes, data, size) == 0);
	return true;
}

static bool
read_either(const uint8_t *data, size_t size, PlanCode *code)
{
	if (!read_text(data, size, code) && !read_stored(data, size, code))
		return false;
	require_round_trips(code);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input is two codes, the first as long as its first byte says. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t first = size > 0 ? data[0] : 0;
	PlanCode a, b;
	bool has_a, has_b;

	if (size == 0)
		return 0;
	if (first > size - 1)
		first = size - 1;
	has_a = read_either(data + 1, first, &a);
	has_b = read_either(data + 1 + first, size - 1 - first, &b);
	if (has_a && has_b)
	{
		require_order(&a, &b);
		require_order(&b, &a);
	}
	return 0;
}
