/*
 * decimal_fuzz.c: whatever bytes come in as numbers, what is accepted adds up to a number in the same format,
 * and the same numbers taken away again leave nothing.
 */
#include "decimal_core.h"
#include "require.h"

#include <stdlib.h>
#include <string.h>

#define NUMBERS 32

/* Numbers further apart than this only take longer. */
#define MOST_LANES 4000

/* Cut numbers out of the input: each says by its first word how long it is. */
static size_t
take_numbers(const uint8_t *data, size_t size, Decimal decimal[NUMBERS], DecimalWindow *window)
{
	size_t count = 0;

	decimal_window_clear(window);
	while (size >= 8 && count < NUMBERS)
	{
		size_t length = 8 + 2 * ((size_t) data[0] << 8 | data[1]);
		DecimalWindow wider = *window;

		if (length > size)
			length = size;
		if (decimal_read(data, length, &decimal[count]))
		{
			decimal_window_include(&wider, &decimal[count]);
			if (decimal_window_lanes(&wider) <= MOST_LANES)
			{
				*window = wider;
				count++;
			}
		}
		data += length;
		size -= length;
	}
	return count;
}

/* Exactly as large as it says, so that the address sanitizer sees what goes beyond. */
static size_t
write_sum(const int64_t *sum, const DecimalWindow *window, Decimal *written, unsigned char **bytes)
{
	uint32_t lanes = decimal_window_lanes(window);
	int64_t *lane = calloc(lanes + DECIMAL_CARRIED, sizeof(int64_t));
	size_t size;

	memcpy(lane, sum, lanes * sizeof(int64_t));
	*bytes = malloc(DECIMAL_SIZE(lanes));
	size = decimal_write(lane, window, *bytes);
	REQUIRE(size <= DECIMAL_SIZE(lanes));
	if (size > 0)
		REQUIRE(decimal_read(*bytes, size, written) && written->scale >= window->scale);
	free(lane);
	return size;
}

/* A sum, spread once more, is the same sum; and it has no zeros at its ends. */
static void
require_round_trip(const int64_t *sum, const DecimalWindow *window)
{
	unsigned char *bytes;
	unsigned char *again_bytes;
	Decimal written;
	Decimal again;
	size_t size = write_sum(sum, window, &written, &bytes);
	DecimalWindow own;
	int64_t *lane;

	if (size > 0)
	{
		decimal_window_clear(&own);
		decimal_window_include(&own, &written);
		lane = malloc((decimal_window_lanes(&own) + 1) * sizeof(int64_t));
		decimal_spread(&written, &own, lane);
		REQUIRE(write_sum(lane, &own, &again, &again_bytes) == size && memcmp(bytes, again_bytes, size) == 0);
		if (written.digits > 0)
			REQUIRE(lane[0] != 0 && lane[written.digits - 1] != 0);
		free(lane);
		free(again_bytes);
	}
	free(bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Decimal decimal[NUMBERS];
	DecimalWindow window;
	Decimal written;
	unsigned char *bytes;
	size_t count = take_numbers(data, size, decimal, &window);
	uint32_t lanes = decimal_window_lanes(&window);
	int64_t *sum = calloc(lanes + 1, sizeof(int64_t));
	int64_t *lane = calloc(lanes + 1, sizeof(int64_t));

	for (int sign = 1; sign >= -1; sign -= 2)
		for (size_t i = 0; i < count; i++)
		{
			decimal_spread(&decimal[i], &window, lane);
			for (uint32_t j = 0; j < lanes; j++)
				sum[j] += sign * lane[j];
			require_round_trip(sum, &window);
		}
	REQUIRE(write_sum(sum, &window, &written, &bytes) == 8 && written.digits == 0 && !written.negative);
	free(bytes);
	free(sum);
	free(lane);
	return 0;
}
