/*
 * decimal_unit.c: decimal numbers spread over lanes, added up and written, without a server.
 */
#include "decimal_core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define SIZE_MAX_HERE 256

/* -------- the binary format, by hand -------- */

static void
put_word(unsigned char **at, int32_t word)
{
	*(*at)++ = (unsigned char) ((uint32_t) word >> 8);
	*(*at)++ = (unsigned char) word;
}

/* The digits, as 1234 5678, from the weight on. */
static size_t
make(unsigned char *bytes, bool negative, int32_t weight, int32_t scale, uint32_t digits,
	 const int32_t *digit)
{
	unsigned char *at = bytes;

	put_word(&at, (int32_t) digits);
	put_word(&at, weight);
	put_word(&at, negative ? 0x4000 : 0);
	put_word(&at, scale);
	for (uint32_t i = 0; i < digits; i++)
		put_word(&at, digit[i]);
	return (size_t) (at - bytes);
}

/* A whole number of ten-thousandths of ten-thousandths. */
static size_t
make_number(unsigned char *bytes, int64_t number, int32_t scale)
{
	int32_t digit[6];
	uint64_t left = number < 0 ? -(uint64_t) number : (uint64_t) number;
	int32_t weight = 3;
	uint32_t first = 0;
	uint32_t digits = 6;

	for (int i = 5; i >= 0; i--)
	{
		digit[i] = (int32_t) (left % DECIMAL_BASE);
		left /= DECIMAL_BASE;
	}
	while (digits > 0 && digit[first + digits - 1] == 0)
		digits--;
	while (digits > 0 && digit[first] == 0)
	{
		first++;
		digits--;
		weight--;
	}
	return make(bytes, number < 0, digits == 0 ? 0 : weight, scale, digits, digit + first);
}

static size_t
written(int64_t *lane, const DecimalWindow *window, unsigned char *bytes)
{
	size_t size = decimal_write(lane, window, bytes);

	CHECK(size <= DECIMAL_SIZE(decimal_window_lanes(window)));
	return size;
}

/* -------- reading -------- */

static void
check_reading(void)
{
	unsigned char bytes[SIZE_MAX_HERE];
	const int32_t digit[] = {12, 3456, 9999};
	Decimal decimal;
	size_t size = make(bytes, true, 1, 4, 3, digit);

	CHECK(decimal_read(bytes, size, &decimal));
	CHECK(decimal.negative && decimal.weight == 1 && decimal.scale == 4 && decimal.digits == 3);
	CHECK(!decimal_read(bytes, size - 1, &decimal) && !decimal_read(bytes, size + 1, &decimal));
	CHECK(!decimal_read(bytes, 7, &decimal) && !decimal_read(bytes, 0, &decimal));
	make(bytes, false, -300, 1200, 0, NULL);
	CHECK(decimal_read(bytes, 8, &decimal) && decimal.weight == -300 && decimal.digits == 0);
	/* Not a number, both infinities, and what is none of these. */
	for (int sign = 0; sign < 5; sign++)
	{
		static const unsigned char signs[] = {0xC0, 0xD0, 0xF0, 0x01, 0x80};

		bytes[4] = signs[sign];
		CHECK(!decimal_read(bytes, 8, &decimal));
	}
	bytes[4] = 0;
	bytes[6] = 0x40;
	CHECK(!decimal_read(bytes, 8, &decimal));
	size = make(bytes, false, 0, 0, 1, (const int32_t[]){DECIMAL_BASE});
	CHECK(!decimal_read(bytes, size, &decimal));
	/* A digit that is not shown. */
	size = make(bytes, false, -1, 2, 1, (const int32_t[]){1200});
	CHECK(decimal_read(bytes, size, &decimal));
	size = make(bytes, false, -1, 2, 1, (const int32_t[]){1230});
	CHECK(!decimal_read(bytes, size, &decimal));
}

/* -------- sums -------- */

static void
include(DecimalWindow *window, const unsigned char *bytes, size_t size)
{
	Decimal decimal;

	CHECK(decimal_read(bytes, size, &decimal));
	decimal_window_include(window, &decimal);
}

static void
add(int64_t *sum, const DecimalWindow *window, const unsigned char *bytes, size_t size)
{
	int64_t lane[64];
	Decimal decimal;

	CHECK(decimal_read(bytes, size, &decimal));
	decimal_spread(&decimal, window, lane);
	for (uint32_t i = 0; i < decimal_window_lanes(window); i++)
		sum[i] += lane[i];
}

static uint64_t
random_word(void)
{
	static uint64_t state = 20250401;

	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return state >> 20;
}

/* As many decimals as the number of hundred-millionths has. */
static int32_t
decimals(int64_t number, int32_t least)
{
	int32_t count = 8;

	for (; count > least && number % 10 == 0; number /= 10)
		count--;
	return count;
}

static void
check_sum(uint32_t numbers, int bits)
{
	unsigned char bytes[SIZE_MAX_HERE];
	unsigned char expected[SIZE_MAX_HERE];
	int64_t number[100];
	int64_t lane[64] = {0};
	int64_t sum = 0;
	DecimalWindow window;
	size_t size;

	decimal_window_clear(&window);
	for (uint32_t i = 0; i < numbers; i++)
	{
		number[i] = (int64_t) (random_word() >> (44 - bits)) - (INT64_C(1) << (bits - 1));
		include(&window, bytes, make_number(bytes, number[i], decimals(number[i], 2)));
		sum += number[i];
	}
	CHECK(numbers == 0 ? window.scale == 0 : window.scale >= 2 && window.scale <= 8);
	for (uint32_t i = 0; i < numbers; i++)
		add(lane, &window, bytes, make_number(bytes, number[i], decimals(number[i], 2)));
	size = written(lane, &window, bytes);
	CHECK(size == make_number(expected, sum, sum == 0 ? window.scale : decimals(sum, window.scale)));
	CHECK(memcmp(bytes, expected, size) == 0);
}

static void
check_sums(void)
{
	for (int i = 0; i < 20000; i++)
		check_sum((uint32_t) (random_word() % 60), 2 + (int) (random_word() % 42));
}

/* Lanes as full as they may be, of either sign, carry all the way. */
static void
check_carries(void)
{
	const DecimalWindow window = {0, -1, 0};
	unsigned char bytes[SIZE_MAX_HERE];
	Decimal decimal;

	for (int sign = -1; sign <= 1; sign += 2)
	{
		int64_t lane[2 + DECIMAL_CARRIED] = {sign * INT64_MAX, sign * INT64_MAX};

		CHECK(decimal_read(bytes, written(lane, &window, bytes), &decimal));
		CHECK(decimal.negative == (sign < 0) && decimal.weight == 4 && decimal.digits == 6);
		/* 9223372036854775807 + 922337203685477.5807 = 922 4294 3740 5846 1284.5807 */
		CHECK(memcmp(decimal.digit, "\x03\x9A\x10\xC6\x0E\x9C\x16\xD6\x05\x04\x16\xAF", 12) == 0);
	}
}

static void
check_limits(void)
{
	DecimalWindow window = {DECIMAL_WEIGHT_MAX, DECIMAL_WEIGHT_MAX, 0};
	int64_t lane[1 + DECIMAL_CARRIED] = {9999};
	unsigned char bytes[SIZE_MAX_HERE];
	DecimalWindow none;

	CHECK(written(lane, &window, bytes) == 10);
	lane[0] = 10000;
	CHECK(written(lane, &window, bytes) == 0);
	lane[0] = -10000;
	CHECK(written(lane, &window, bytes) == 0);
	decimal_window_clear(&none);
	CHECK(decimal_window_lanes(&none) == 0 && written(lane, &none, bytes) == 8);
	decimal_window_merge(&none, &window);
	CHECK(none.high == DECIMAL_WEIGHT_MAX && none.low == DECIMAL_WEIGHT_MAX);
	decimal_window_merge(&none, &(DecimalWindow){-5, -7, 28});
	CHECK(none.high == DECIMAL_WEIGHT_MAX && none.low == -7 && none.scale == 28);
}

int
main(void)
{
	check_reading();
	check_sums();
	check_carries();
	check_limits();
	return checks_failed();
}
