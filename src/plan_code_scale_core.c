/*
 * plan_code_scale_core.c: where between two plan codes a third lies.
 */
#include "plan_code_scale_core.h"

#include <math.h>
#include <string.h>

void
plan_code_scale_add(PlanCodeScale *scale, const PlanCode *code)
{
	scale->codes[code->depth]++;
	for (int level = 0; level < code->depth && code->component[level] != PLAN_CODE_BOUND; level++)
	{
		scale->numbers[level]++;
		scale->sum[level] += code->component[level];
		if (scale->most[level] < code->component[level])
			scale->most[level] = code->component[level];
	}
}

/* The greatest number of a level, unless it is far from the others: a year, say, among numbers of actions. */
static double
fan_out(const PlanCodeScale *scale, int level)
{
	double mean = scale->numbers[level] > 0 ? scale->sum[level] / scale->numbers[level] : 0;
	double most = scale->most[level] < 4 * mean ? scale->most[level] : 4 * mean;

	return most > 1 ? floor(most) : 1;
}

/* What is left at the end of a level for numbers that are greater than was thought, as a share of a sibling.
 */
#define CROWD 0.1

/*
 * The place, 0 to 1, of the levels from `level` down below their parent: as digits after the point, the digit
 * of each level as large as its siblings are many.  The parent itself comes first, at 0.
 */
static double
place_below(const PlanCodeScale *scale, const PlanCode *code, int level)
{
	double place = 0;

	for (int i = code->depth - 1; i >= level; i--)
	{
		double siblings = fan_out(scale, i);
		double number = code->component[i];

		if (number > siblings)
			number = siblings + 1 + CROWD * (1 - 1 / (number - siblings + place));
		else
			number += place;
		place = code->component[i] == PLAN_CODE_BOUND ? 1 : number / (siblings + 1 + CROWD);
	}
	return place;
}

static bool
same_prefix(const PlanCode *a, const PlanCode *b)
{
	return a->blank == b->blank && strcmp(a->letters, b->letters) == 0;
}

static double
part(double all, double before)
{
	double share = all > 0 ? before / all : 0;

	return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* The place counted in siblings of `level`, the first at which low and high differ: their numbers are known.
 */
static double
place_at(const PlanCodeScale *scale, const PlanCode *code, int level, double bound)
{
	if (code->depth <= level)
		return 0;
	if (code->component[level] == PLAN_CODE_BOUND)
		return bound;
	return code->component[level] + place_below(scale, code, level + 1);
}

double
plan_code_scale_position(const PlanCodeScale *scale, const PlanCode *low, const PlanCode *high,
						 const PlanCode *code)
{
	int level = 0;
	double first, bound;

	if (!same_prefix(low, high))
	{
		/* Half for what is left of the lower prefix, half for the beginning of the upper one. */
		first = place_below(scale, low, 0);
		if (same_prefix(code, low))
			return part(1 - first, place_below(scale, code, 0) - first) / 2;
		if (same_prefix(code, high))
			return (1 + part(place_below(scale, high, 0), place_below(scale, code, 0))) / 2;
		return 0.5;
	}
	while (level < low->depth && level < high->depth && low->component[level] == high->component[level])
		level++;
	bound = place_at(scale, high, level, fan_out(scale, level < PLAN_CODE_MAX_LEVELS ? level : 0)) + 1;
	first = place_at(scale, low, level, bound);
	return part(place_at(scale, high, level, bound) - first, place_at(scale, code, level, bound) - first);
}
