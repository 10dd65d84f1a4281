/*
 * quarter_core.h: fiscal quarters in plain C: no server header.
 *
 * Days are counted as the server counts a date: from 2000-01-01, in the proleptic Gregorian calendar.  Months
 * are counted from January of year 0 (which is 1 BC).
 */
#ifndef QUARTER_CORE_H
#define QUARTER_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * (months since January of year 0, of the quarter's first month) * 16 + fiscal start month (1..12).  So
 * signed integer order is (start date, fiscal start month), the type's total order.  Frozen: it is on disk
 * and in every index.
 */
typedef int32_t Quarter;

#define QUARTER_MONTH(q)        ((q) / 16)
#define QUARTER_START_MONTH(q)  ((q) % 16)
#define QUARTER_PACK(month, sm) ((Quarter) ((month) *16 + (sm)))

/* A fiscal year is known by the calendar year it starts in. */
#define QUARTER_FIRST_YEAR 1
#define QUARTER_LAST_YEAR  9999

/* The UK public sector's year starts in April. */
#define QUARTER_DEFAULT_START 4

#define QUARTER_TEXT_SIZE sizeof("Q1 2025/26 (Oct)")
#define QUARTER_YEAR_SIZE sizeof("2025/26")

/* Why a text is not a quarter. */
typedef enum QuarterProblem
{
	QUARTER_OK,
	QUARTER_UNREADABLE,        /* nothing like a quarter */
	QUARTER_IS_DATE,           /* an ISO date */
	QUARTER_NO_NUMBER,         /* a year and nothing else */
	QUARTER_NO_YEAR,           /* a bare Q3 */
	QUARTER_BAD_NUMBER,        /* Q0, Q5 */
	QUARTER_BAD_YEAR,          /* not four digits, two, nor a pair such as 25/26 */
	QUARTER_NOT_CONSECUTIVE,   /* 2025/27 */
	QUARTER_RUN_TOGETHER,      /* 1920-Q3: the year 1920, or 2019/20? */
	QUARTER_FY_AMBIGUOUS,      /* FY2026: the year it starts in, or the year it ends in? */
	QUARTER_SINGLE_AMBIGUOUS,  /* one year, though the fiscal year is not the calendar year */
	QUARTER_PAIR_IN_ONE_YEAR,  /* two years, though the fiscal year is the calendar year */
	QUARTER_ORDINAL_AMBIGUOUS, /* third quarter (October to December 2019): of which year? */
	QUARTER_MONTHS_DISAGREE,   /* Q1 2025/26 (Jul-Sep 2026) */
	QUARTER_NOT_A_QUARTER,     /* months that are no quarter of the calendar */
	QUARTER_BAD_CALENDAR,      /* brackets that hold no month */
	QUARTER_OUT_OF_RANGE       /* fiscal years run from 0001 to 9999 */
} QuarterProblem;

/* What was read: the quarter if the problem is QUARTER_OK, else as much as a message needs. */
typedef struct QuarterReading
{
	QuarterProblem problem;
	Quarter quarter;
	int64_t number;      /* the n of Qn; 0 if only its months are printed */
	int64_t year;        /* first or only year, as printed, then expanded to four digits */
	int64_t second_year; /* likewise; 0 if only one is printed */
	int year_digits;     /* as printed; 0 if no year is */
	int second_digits;
	int first_month;     /* of the three months printed, 1..12; 0 if none are */
	int64_t months_year; /* the calendar year of the first of them, as printed beside them; 0 if none is */
	int start_month;     /* the one in brackets, else the caller's; 1 for a single year */
	bool calendar_named; /* brackets with a month were printed */
	bool fy;             /* FY was printed */
	bool numbered;       /* a number was printed, good or bad */
	bool ordinal;        /* "third quarter" */
} QuarterReading;

/* A reason or an advice, as a sentence. */
#define QUARTER_SENTENCE_SIZE 240

/*
 * Read text folded by text_fold: a number and a year in either order and in words too (Quarter Two 2025/26,
 * 1st quarter 2023-24, 1Q25), or the three months and their year (April to June 2024), or both, which then
 * must agree and tell the calendar: Q2 2025/26 (Oct-Dec 2025) is of years that start in July.  A pair of
 * years such as 2025/26 is a fiscal year starting in default_start_month unless brackets name another; one
 * year is the calendar year.  DESIGN section 2. True if the reading is a quarter; else reading->problem says
 * why not.
 */
extern bool quarter_parse(const char *folded, int default_start_month, QuarterReading *reading);

/* The rule that the text breaks and what to write instead; either may come out empty. */
extern void quarter_explain(const QuarterReading *reading, char detail[QUARTER_SENTENCE_SIZE],
							char hint[QUARTER_SENTENCE_SIZE]);

/*
 * Several quarters of one calendar, from folded text: a span with the year at its end or at both (Q2-Q3
 * 2025/26, Q4 2024/25 to Q2 2025/26), two that follow each other (Q1/Q2 2025/26), or a half (H1 2025/26,
 * second half of 2025).  The years are read as quarter_parse reads them.  False for anything else.
 */
extern bool quarters_parse(const char *folded, int default_start_month, Quarter *first, Quarter *last);

/* The one spelling that every quarter has: quarter_parse of it (default April) gives the quarter back. */
extern void quarter_print(Quarter q, char text[QUARTER_TEXT_SIZE]);

/* The fiscal year alone: 2025/26, or 2025 where it is the calendar year. */
extern void quarter_print_year(Quarter q, char text[QUARTER_YEAR_SIZE]);

/* Whether these bits are a quarter: what every value from outside must pass. */
extern bool quarter_is_valid(int32_t bits);

/*
 * The constructors: false, and *result untouched, if the fiscal year is outside 0001..9999.  The start month
 * must be 1..12 and the number 1..4: the caller checks, since each has its own message.
 */
extern bool quarter_make(int64_t year, int number, int start_month, Quarter *result);
extern bool quarter_of_day(int64_t day, int start_month, Quarter *result);
extern bool quarter_add(Quarter q, int64_t quarters, Quarter *result);

/* The same three months counted in another calendar; the start months must differ by a multiple of 3. */
extern bool quarter_in_calendar(Quarter q, int start_month, Quarter *result);

/* Accessors.  The year is the one that the fiscal year starts in; the number is 1..4. */
extern int quarter_year(Quarter q);
extern int quarter_number(Quarter q);
extern int32_t quarter_first_day(Quarter q);
extern int32_t quarter_last_day(Quarter q);

/* Whole quarters from b to a.  Both must have the same start month. */
extern int32_t quarter_distance(Quarter a, Quarter b);

/* The calendar: days of a month (1..12), and day numbers to and from year, month and day. */
extern int calendar_month_days(int64_t year, int month);
extern int64_t calendar_day(int64_t year, int month, int day);
extern void calendar_date(int64_t day, int64_t *year, int *month, int *day_of_month);

/* The day number of the first of a month counted from January of year 0. */
extern int64_t calendar_month_start(int64_t month);

#endif /* QUARTER_CORE_H */
