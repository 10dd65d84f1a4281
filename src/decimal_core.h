/*
 * decimal_core.h: exact decimal numbers of any length, added up by the million, in plain C: no server header.
 *
 * A number is read from, and written in, the server's binary format of numeric: four 16-bit words, most
 * significant byte first - count of digits, weight of the first, sign, decimals to show - and then the
 * digits, in base 10,000.  In between it is spread over lanes, one for each digit of the base, which are
 * added as plain integers; what they carry is settled only when a sum is written.
 */
#ifndef DECIMAL_CORE_H
#define DECIMAL_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DECIMAL_BASE 10000

/* Decimal places that one digit of the base stands for. */
#define DECIMAL_PLACES 4

/* The largest weight of a digit that a numeric can have, and the most decimals it can show. */
#define DECIMAL_WEIGHT_MAX 32767
#define DECIMAL_SCALE_MAX  16383

/* A finite number, laid over its bytes. */
typedef struct Decimal
{
	bool negative;
	int32_t weight; /* the first digit counts 10,000 to the power of this */
	int32_t scale;  /* decimals to show */
	uint32_t digits;
	const unsigned char *digit; /* two bytes each */
} Decimal;

/* False for what is not a finite number in that format. */
extern bool decimal_read(const void *bytes, size_t size, Decimal *decimal);

/* The weights that some numbers have digits for, and the most decimals that any of them shows. */
typedef struct DecimalWindow
{
	int32_t high; /* below `low`: no digits at all */
	int32_t low;
	int32_t scale;
} DecimalWindow;

extern void decimal_window_clear(DecimalWindow *window);
extern void decimal_window_include(DecimalWindow *window, const Decimal *decimal);
extern void decimal_window_merge(DecimalWindow *window, const DecimalWindow *other);

/* How many lanes there are: the least significant digit's first. */
extern uint32_t decimal_window_lanes(const DecimalWindow *window);

/* Set all lanes to the number, which the window includes. */
extern void decimal_spread(const Decimal *decimal, const DecimalWindow *window, int64_t *lane);

/* Lanes may hold sums of fewer than this many numbers. */
#define DECIMAL_SUMMANDS_MAX (INT64_MAX / DECIMAL_BASE)

/* More digits than lanes that a sum can have: 2^63 takes five. */
#define DECIMAL_CARRIED 5

/* What decimal_write needs at most. */
#define DECIMAL_SIZE(lanes) (8 + 2 * ((size_t) (lanes) + DECIMAL_CARRIED))

/*
 * Write what the lanes add up to, and use them up.  It shows the window's decimals and as many more as it
 * has. `lane` has room for DECIMAL_CARRIED more lanes.  The size; zero if the number is too large for a
 * numeric.
 */
extern size_t decimal_write(int64_t *lane, const DecimalWindow *window, void *bytes);

#endif /* DECIMAL_CORE_H */
