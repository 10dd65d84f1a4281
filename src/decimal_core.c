/*
 * decimal_core.c: exact decimal numbers, added up by the million.  Plain C: no server header.
 */
#include "decimal_core.h"

#include <string.h>

#define HEADER_SIZE 8
#define NEGATIVE    0x4000

/* -------- reading -------- */

static uint32_t
word_at(const unsigned char *bytes)
{
	return (uint32_t) bytes[0] << 8 | bytes[1];
}

/* Two's complement in sixteen bits. */
static int32_t
signed_word_at(const unsigned char *bytes)
{
	int32_t word = (int32_t) word_at(bytes);

	return word > INT16_MAX ? word - (UINT16_MAX + 1) : word;
}

static uint32_t
digit_at(const Decimal *decimal, uint32_t digit)
{
	return word_at(decimal->digit + 2 * (size_t) digit);
}

/* Decimals that a number has whose last digit, of this weight, is not zero. */
static int32_t
decimals_of(int32_t weight, int64_t digit)
{
	int32_t decimals = -weight * DECIMAL_PLACES;

	for (; digit % 10 == 0; digit /= 10)
		decimals--;
	return decimals;
}

/* Digits are digits, and none stands behind the decimals that are shown. */
static bool
digits_are_valid(const Decimal *decimal)
{
	for (uint32_t i = 0; i < decimal->digits; i++)
	{
		uint32_t digit = digit_at(decimal, i);

		if (digit >= DECIMAL_BASE ||
			(digit != 0 && decimals_of(decimal->weight - (int32_t) i, digit) > decimal->scale))
			return false;
	}
	return true;
}

bool
decimal_read(const void *bytes, size_t size, Decimal *decimal)
{
	const unsigned char *at = bytes;
	uint32_t sign;

	if (size < HEADER_SIZE)
		return false;
	decimal->digits = word_at(at);
	decimal->weight = signed_word_at(at + 2);
	sign = word_at(at + 4);
	decimal->negative = sign == NEGATIVE;
	decimal->scale = (int32_t) word_at(at + 6);
	decimal->digit = at + HEADER_SIZE;
	return (sign == 0 || sign == NEGATIVE) && decimal->scale <= DECIMAL_SCALE_MAX &&
		   size == HEADER_SIZE + 2 * (size_t) decimal->digits && digits_are_valid(decimal);
}

/* -------- windows -------- */

void
decimal_window_clear(DecimalWindow *window)
{
	window->high = -1;
	window->low = 0;
	window->scale = 0;
}

void
decimal_window_merge(DecimalWindow *window, const DecimalWindow *other)
{
	if (other->scale > window->scale)
		window->scale = other->scale;
	if (other->high < other->low)
		return;
	if (window->high < window->low)
	{
		window->high = other->high;
		window->low = other->low;
		return;
	}
	if (other->high > window->high)
		window->high = other->high;
	if (other->low < window->low)
		window->low = other->low;
}

void
decimal_window_include(DecimalWindow *window, const Decimal *decimal)
{
	DecimalWindow own = {decimal->weight, decimal->weight - (int32_t) decimal->digits + 1, decimal->scale};

	decimal_window_merge(window, &own);
}

uint32_t
decimal_window_lanes(const DecimalWindow *window)
{
	return (uint32_t) (window->high - window->low + 1);
}

void
decimal_spread(const Decimal *decimal, const DecimalWindow *window, int64_t *lane)
{
	memset(lane, 0, decimal_window_lanes(window) * sizeof(int64_t));
	for (uint32_t digit = 0; digit < decimal->digits; digit++)
	{
		int64_t value = (int64_t) digit_at(decimal, digit);

		lane[decimal->weight - (int32_t) digit - window->low] = decimal->negative ? -value : value;
	}
}

/* -------- writing -------- */

/* Leave digits from zero to 9,999 in the lanes; what is left over, zero or negative, counts before the first.
 */
static int64_t
settle(int64_t *lane, uint32_t lanes)
{
	int64_t carry = 0;

	for (uint32_t i = 0; i < lanes; i++)
	{
		/* Neither can overflow: a carry is a ten-thousandth of an int64. */
		int64_t sum = lane[i] % DECIMAL_BASE + carry % DECIMAL_BASE;

		carry = lane[i] / DECIMAL_BASE + carry / DECIMAL_BASE + sum / DECIMAL_BASE;
		sum %= DECIMAL_BASE;
		if (sum < 0)
		{
			sum += DECIMAL_BASE;
			carry--;
		}
		lane[i] = sum;
	}
	return carry;
}

static void
negate(int64_t *lane, uint32_t lanes)
{
	for (uint32_t i = 0; i < lanes; i++)
		lane[i] = -lane[i];
}

static unsigned char *
put_word(unsigned char *at, int32_t word)
{
	*at++ = (unsigned char) ((uint32_t) word >> 8);
	*at++ = (unsigned char) word;
	return at;
}

size_t
decimal_write(int64_t *lane, const DecimalWindow *window, void *bytes)
{
	uint32_t lanes = decimal_window_lanes(window) + DECIMAL_CARRIED;
	unsigned char *at = bytes;
	bool negative;
	uint32_t first = 0;
	int32_t weight;
	int32_t scale = window->scale;

	memset(lane + lanes - DECIMAL_CARRIED, 0, DECIMAL_CARRIED * sizeof(int64_t));
	/* With the lanes settled, what is left over is the sign. */
	negative = settle(lane, lanes) < 0;
	if (negative)
	{
		negate(lane, lanes);
		/* A settled negative number is short of what was left over: one of the next lane. */
		lane[lanes - 1] += DECIMAL_BASE;
		settle(lane, lanes);
	}
	while (lanes > 0 && lane[lanes - 1] == 0)
		lanes--;
	while (first < lanes && lane[first] == 0)
		first++;
	weight = lanes == 0 ? 0 : window->low + (int32_t) lanes - 1;
	if (weight > DECIMAL_WEIGHT_MAX)
		return 0;
	if (first < lanes && decimals_of(window->low + (int32_t) first, lane[first]) > scale)
		scale = decimals_of(window->low + (int32_t) first, lane[first]);
	at = put_word(at, (int32_t) (lanes - first));
	at = put_word(at, weight);
	at = put_word(at, negative ? NEGATIVE : 0);
	at = put_word(at, scale);
	for (uint32_t i = lanes; i-- > first;)
		at = put_word(at, (int32_t) lane[i]);
	return (size_t) (at - (unsigned char *) bytes);
}
