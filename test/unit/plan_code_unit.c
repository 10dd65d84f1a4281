/*
 * plan_code_unit.c: plan codes without a server.
 */
#include "plan_code_core.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static void
check_round_trip(const char *text)
{
	PlanCode code, again;
	uint8_t bytes[PLAN_CODE_MAX_SIZE];
	char printed[PLAN_CODE_TEXT_SIZE];
	size_t size;

	CHECK(plan_code_parse(text, &code) == PLAN_CODE_OK);
	CHECK(plan_code_print(&code, printed) == strlen(text));
	CHECK(strcmp(printed, text) == 0);
	size = plan_code_encode(&code, bytes);
	CHECK(plan_code_decode(bytes, size, &again));
	plan_code_print(&again, printed);
	CHECK(strcmp(printed, text) == 0);
}

static void
check_text(void)
{
	check_round_trip("0");
	check_round_trip("1.6");
	check_round_trip("A2.8.1");
	check_round_trip("LGOF3.1");
	check_round_trip("LGOF 3.1");
	check_round_trip("A2.~");
	check_round_trip("A190.191.192.193.255.256.65535.65536.16777215.16777216.2147483647");
	/* The longest there is fills its buffers to the last byte. */
	check_round_trip(
		"ABCDEFGH 2147483647.2147483647.2147483647.2147483647.2147483647.2147483647.2147483647."
		"2147483647.2147483647.2147483647.2147483647.2147483647.2147483647.2147483647.2147483647."
		"2147483647");
}

static void
check_refusals(void)
{
	static const struct
	{
		const char *text;
		PlanCodeError error;
	} refused[] = {
		{"", PLAN_CODE_NO_NUMBER},
		{"A", PLAN_CODE_NO_NUMBER},
		{"ABCDEFGHI1", PLAN_CODE_TOO_MANY_LETTERS},
		{"1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", PLAN_CODE_TOO_MANY_LEVELS},
		{"1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.~", PLAN_CODE_TOO_MANY_LEVELS},
		{"2147483648", PLAN_CODE_NUMBER_TOO_LARGE},
		{"A1.99999999999999999999999999999", PLAN_CODE_NUMBER_TOO_LARGE},
		{"00", PLAN_CODE_LEADING_ZERO},
		{"DP2.01", PLAN_CODE_LEADING_ZERO},
		{"A1.", PLAN_CODE_EMPTY_COMPONENT},
		{"A1..2", PLAN_CODE_EMPTY_COMPONENT},
		{"A..1", PLAN_CODE_EMPTY_COMPONENT},
		{"A1B", PLAN_CODE_MISPLACED_LETTER},
		{"A1.B", PLAN_CODE_MISPLACED_LETTER},
		{"A1 2", PLAN_CODE_MISPLACED_BLANK},
		{"A1. 2", PLAN_CODE_MISPLACED_BLANK},
		{"~", PLAN_CODE_MISPLACED_BOUND},
		{"A1.~.1", PLAN_CODE_MISPLACED_BOUND},
		{"A1~", PLAN_CODE_MISPLACED_BOUND},
		{"A 1", PLAN_CODE_ONE_LETTER_AND_BLANK},
		{"CPC 1/3", PLAN_CODE_SLASH},
		{"A-1", PLAN_CODE_MALFORMED},
		{"AB CD1", PLAN_CODE_MALFORMED},
		{"\001", PLAN_CODE_MALFORMED},
	};
	PlanCode code;

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		CHECK(plan_code_parse(refused[i].text, &code) == refused[i].error);
}

/* Each of these in order, and none of them the same. */
static void
check_order(void)
{
	static const char *const ascending[] = {
		"0",
		"1",
		"1.0",
		"1.2",
		"1.9",
		"1.10",
		"1.~",
		"2",
		"10",
		"A1",
		"A2",
		"A2.190",
		"A2.191",
		"A2.192",
		"A2.255",
		"A2.256",
		"A2.65535",
		"A2.65536",
		"A2.16777215",
		"A2.16777216",
		"A2.2147483647",
		"A2.2147483647.5",
		"A2.~",
		"A3",
		"A10",
		"AB1",
		"AB10",
		"AB 1",
		"AB 2",
		"ABC1",
		"B1",
	};
	int count = (int) (sizeof(ascending) / sizeof(ascending[0]));

	for (int i = 0; i < count; i++)
		for (int j = 0; j < count; j++)
		{
			PlanCode a, b;
			uint8_t a_bytes[PLAN_CODE_MAX_SIZE], b_bytes[PLAN_CODE_MAX_SIZE];

			plan_code_parse(ascending[i], &a);
			plan_code_parse(ascending[j], &b);
			CHECK(plan_code_compare(a_bytes, plan_code_encode(&a, a_bytes), b_bytes,
									plan_code_encode(&b, b_bytes)) == (i > j) - (i < j));
		}
}

/* Every string of up to three bytes after an empty prefix: what decodes is what the same code encodes to. */
static void
check_one_encoding(void)
{
	int accepted = 0, differing = 0;

	for (uint32_t tail = 0; tail < 1u << 24; tail += 5)
	{
		uint8_t bytes[5] = {0x01, 0x01, (uint8_t) tail, (uint8_t) (tail >> 8), (uint8_t) (tail >> 16)};
		uint8_t again[PLAN_CODE_MAX_SIZE];
		PlanCode code;

		for (size_t size = 2; size <= 5; size++)
			if (plan_code_decode(bytes, size, &code))
			{
				accepted++;
				differing += plan_code_encode(&code, again) != size || memcmp(bytes, again, size) != 0;
			}
	}
	CHECK(accepted > 1000000);
	CHECK(differing == 0);
}

static void
check_refused_bytes(void)
{
	static const struct
	{
		size_t size;
		const char *bytes;
	} refused[] = {
		{1, "\x01"},
		{2, "\x01\x01"},
		{2, "\x01"
			"A"},
		{3, "\x02\x01\x02"},
		{3, "\x01\x03\x02"},
		{3, "\x01\x02\x02"},
		{4, "\x01"
			"A\x02\x02"},
		{4, "\x01"
			"a\x01\x02"},
		{12, "\x01"
			 "ABCDEFGHI\x01\x02"},
		{3, "\x01\x01\xC1"},
		{5, "\x01\x01\xF1\x00\xBF"},
		{4, "\x01\x01\xF1\x00"},
		{6, "\x01\x01\xF2\x00\xFF\xFF"},
		{7, "\x01\x01\xF3\x00\xFF\xFF\xFF"},
		{7, "\x01\x01\xF3\x80\x00\x00\x00"},
		{8, "\x01\x01\xF4\x01\x00\x00\x00\x00"},
		{3, "\x01\x01\xFF"},
		{5, "\x01\x01\x02\xFF\x02"},
		{5, "\x01\x01\x02\xFF\xFF"},
		{19, "\x01\x01\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2"},
		{19, "\x01\x01\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\xFF"},
	};
	PlanCode code;

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		CHECK(!plan_code_decode((const uint8_t *) refused[i].bytes, refused[i].size, &code));
}

static void
check_hierarchy(void)
{
	PlanCode code, other;

	plan_code_parse("A2.8.1", &code);
	CHECK(!plan_code_cut(&code, 4));
	CHECK(plan_code_cut(&code, 2) && code.depth == 2);
	CHECK(plan_code_append(&code, PLAN_CODE_BOUND) && plan_code_ends_in_bound(&code));
	CHECK(!plan_code_append(&code, 1));
	plan_code_parse("A2.9", &other);
	CHECK(plan_code_cut_to_common(&code, &other) && code.depth == 1);
	plan_code_parse("A3", &other);
	CHECK(!plan_code_cut_to_common(&code, &other));
	plan_code_parse("LGOF 3", &code);
	plan_code_parse("LGOF3", &other);
	CHECK(!plan_code_cut_to_common(&code, &other));
	plan_code_parse("1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", &code);
	CHECK(!plan_code_append(&code, 1));
}

int
main(void)
{
	check_text();
	check_refusals();
	check_order();
	check_one_encoding();
	check_refused_bytes();
	check_hierarchy();
	return checks_failed();
}
