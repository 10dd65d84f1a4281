/*
 * quarter_range_core.c: ranges of quarters, and the total order of all quarters, in plain C.
 */
#include "quarter_range_core.h"

bool
quarter_range_canonical(QuarterBound *lower, QuarterBound *upper)
{
	if (!lower->infinite && !lower->inclusive)
		lower->inclusive = quarter_add(lower->quarter, 1, &lower->quarter);
	if (!upper->infinite && upper->inclusive)
		upper->inclusive = !quarter_add(upper->quarter, 1, &upper->quarter);
	if (lower->infinite || upper->infinite || lower->quarter < upper->quarter)
		return true;
	/* Stepping can carry the lower end over the upper one, since they may be of different calendars. */
	return lower->quarter == upper->quarter && lower->inclusive && upper->inclusive;
}

int32_t
quarter_range_first_day(const QuarterBound *lower)
{
	return lower->inclusive ? quarter_first_day(lower->quarter) : quarter_last_day(lower->quarter) + 1;
}

int32_t
quarter_range_day_after(const QuarterBound *upper)
{
	return upper->inclusive ? quarter_last_day(upper->quarter) + 1 : quarter_first_day(upper->quarter);
}

/*
 * One integer in every few is a quarter, and no two neighbours are more than a month apart, so trying the
 * integers one by one ends within 32 steps.
 */
bool
quarter_successor(Quarter q, Quarter *result)
{
	while (q < QUARTER_GREATEST)
		if (quarter_is_valid(++q))
		{
			*result = q;
			return true;
		}
	return false;
}

bool
quarter_predecessor(Quarter q, Quarter *result)
{
	while (q > QUARTER_LEAST)
		if (quarter_is_valid(--q))
		{
			*result = q;
			return true;
		}
	return false;
}
