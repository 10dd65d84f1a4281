/*
 * quarter_range_core.h: ranges of quarters, and the total order of all quarters, in plain C: no server
 * header.
 */
#ifndef QUARTER_RANGE_CORE_H
#define QUARTER_RANGE_CORE_H

#include "quarter_core.h"

/* An end of a range; the quarter means nothing if the end is infinite. */
typedef struct QuarterBound
{
	Quarter quarter;
	bool infinite;
	bool inclusive;
} QuarterBound;

/*
 * Bring a range into the form [lower, upper), each end moved within its own fiscal calendar.  An end that
 * cannot be moved, being the last quarter of its calendar, stays as it is.  False if the range holds nothing;
 * then the ends mean nothing.  Ends of different calendars are compared by the total order.
 */
extern bool quarter_range_canonical(QuarterBound *lower, QuarterBound *upper);

/*
 * The first day of a range that begins with this end, or the day after the last of one that ends with it. The
 * end is that of a canonical range and not infinite.
 */
extern int32_t quarter_range_first_day(const QuarterBound *lower);
extern int32_t quarter_range_day_after(const QuarterBound *upper);

/* The first and the last quarter there is, by the total order. */
#define QUARTER_LEAST    QUARTER_PACK(QUARTER_FIRST_YEAR * 12, 1)
#define QUARTER_GREATEST QUARTER_PACK(QUARTER_LAST_YEAR * 12 + 11 + 9, 12)

/*
 * The very next or previous quarter in the total order, whatever its calendar; false at the end of the
 * domain.
 */
extern bool quarter_successor(Quarter q, Quarter *result);
extern bool quarter_predecessor(Quarter q, Quarter *result);

#endif /* QUARTER_RANGE_CORE_H */
