/*
 * plan_period_core.h: the deadlines that plans print, in plain C: no server header.
 *
 * Days and fiscal years are counted as in quarter_core.h.
 */
#ifndef PLAN_PERIOD_CORE_H
#define PLAN_PERIOD_CORE_H

#include "calendar_text_core.h"
#include "quarter_core.h"

/* Days from the first up to, not including, end_day; if open-ended there is no end, and end_day is 0. */
typedef struct PlanPeriod
{
	int64_t first_day;
	int64_t end_day;
	bool open_ended;
} PlanPeriod;

/* Why a text is not a plan period. */
typedef enum PlanPeriodProblem
{
	PLAN_PERIOD_OK,
	PLAN_PERIOD_UNREADABLE,
	PLAN_PERIOD_BLANK,            /* nothing, or only a dash */
	PLAN_PERIOD_BAD_QUARTER,      /* the reading's quarter says what is wrong with it */
	PLAN_PERIOD_NO_YEAR,          /* a day or a month and no year */
	PLAN_PERIOD_DAY_OR_YEAR,      /* December 24, 11-Oct: a day of some year, or the month of that year? */
	PLAN_PERIOD_MONTH_OR_YEARS,   /* 2011-12: December 2011, or 2011/12? */
	PLAN_PERIOD_SEVERAL,          /* March and September 2025 */
	PLAN_PERIOD_SEASON,           /* Summer 2025, mid-2025 */
	PLAN_PERIOD_FREQUENCY,        /* quarterly, every March, ongoing */
	PLAN_PERIOD_UNDECIDED,        /* TBC */
	PLAN_PERIOD_RELATIVE,         /* within three months of approval, next Tuesday */
	PLAN_PERIOD_BAD_YEAR,         /* a year of one, three or more than four digits */
	PLAN_PERIOD_SERIAL_DAY,       /* 45747: a day, as a spreadsheet counts them */
	PLAN_PERIOD_SINGLE_YEAR,      /* 2025: calendar year, or which fiscal year? */
	PLAN_PERIOD_NOT_CONSECUTIVE,  /* 2025/27 */
	PLAN_PERIOD_BACKWARDS,        /* 2025-24 */
	PLAN_PERIOD_REVERSED,         /* 30 June 2024 to 1 April 2024 */
	PLAN_PERIOD_SHORT_YEARS,      /* 25-29, 12/13: days, months or years? */
	PLAN_PERIOD_PAIR_IN_ONE_YEAR, /* 2025/26, though the fiscal year is the calendar year */
	PLAN_PERIOD_WRONG_WEEKDAY,    /* Tuesday 18 November 2024 */
	PLAN_PERIOD_IMPOSSIBLE_DATE,  /* 31.02.25 */
	PLAN_PERIOD_OUT_OF_RANGE      /* years run from 0001 to 9999 */
} PlanPeriodProblem;

/* What was read: the period if the problem is PLAN_PERIOD_OK, else as much as a message needs. */
typedef struct PlanPeriodReading
{
	PlanPeriodProblem problem;
	PlanPeriod period;
	QuarterReading quarter;
	const PlanPeriod *within; /* the plan's, or NULL */
	int start_month;
	bool end_named;   /* "end of" was printed */
	bool open_suffix; /* 2025+ */
	bool between;     /* "between" was printed: what is joined by "and" are two ends */
	int64_t year;
	int64_t second_year;
	int64_t month;
	int64_t day;
} PlanPeriodReading;

/*
 * Read a deadline as plans print it, from text folded by text_fold; the fiscal year starts in start_month
 * (1..12).  Numeric dates are day first; two consecutive years are one fiscal year whether joined by a slash
 * or a hyphen, and years further apart, joined by a hyphen, are the fiscal years from the one starting in the
 * first to the one ending in the last (2025-29 ends in March 2029).  What has two readings (December 24,
 * 2011-12) is read only if just one of all its readings lies in the period `within`, which may be NULL.
 * DESIGN section 2, DOMAIN section 1.  True if it is a period; else reading->problem says why not.
 */
extern bool plan_period_parse(const char *folded, int start_month, const PlanPeriod *within,
							  PlanPeriodReading *reading);

/* The rule that the text breaks and what to write instead; either may come out empty. */
extern void plan_period_explain(const PlanPeriodReading *reading, char detail[QUARTER_SENTENCE_SIZE],
								char hint[QUARTER_SENTENCE_SIZE]);

/* Whether the text is well formed but names a day or year that does not exist (SQLSTATE 22008). */
extern bool plan_period_is_out_of_range(const PlanPeriodReading *reading);

#endif /* PLAN_PERIOD_CORE_H */
