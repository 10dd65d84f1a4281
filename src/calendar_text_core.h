/*
 * calendar_text_core.h: reading printed days, months and spans of them from folded text, in plain C.
 */
#ifndef CALENDAR_TEXT_CORE_H
#define CALENDAR_TEXT_CORE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Reading folded text: each passes over a blank, then takes what it names and moves *at behind it, or leaves
 * *at alone.  A word and a month's name end where the letters end, a number where the digits end.
 */
extern bool folded_char(const char **at, char wanted);
extern bool folded_word(const char **at, const char *word);
extern int folded_number(const char **at, int64_t *value); /* how many digits; the value stops at 10^9 */
extern int folded_month(const char **at); /* 1..12, or 0: name in full or its three letters */
extern bool folded_end(const char *at);   /* nothing but a blank is left */

/* 00 to 69 are 2000 to 2069, 70 to 99 are 1970 to 1999. */
extern int64_t expand_short_year(int64_t two_digits);

extern const char *const calendar_month_names[12];

/* A day or a month as printed.  Nothing is checked yet. */
typedef struct PrintedDay
{
	int64_t day; /* 0 for the whole month */
	int64_t month;
	int64_t year;
	int year_digits;  /* 0 if no year is printed */
	bool year_signed; /* by four digits, a hyphen or an apostrophe, or by standing behind a day: Mar-26, Dec
						 '24 */
	bool hyphen;      /* between the number and the month's name: 11-Oct */
	bool listed;      /* behind "and", & or a slash: March and April, but also March and September */
	int weekday;      /* 1 Monday to 7 Sunday; 0 if none is printed */
} PrintedDay;

/* One mark between the parts of a date: / - . or a comma; '\0' in *mark if there is none. */
extern bool take_mark(const char **at, char *mark);

/* 31.10.24, 6/9/2024, 2026-03-31, 11 th November 2024, 31-Oct-24, Monday 18 November, November 11th, 2024. */
extern bool take_printed_day(const char **at, PrintedDay *printed);

/* March 2026, Mar-26, December / 2025, Dec '24, November. */
extern bool take_printed_month(const char **at, PrintedDay *printed);

/* Two of these joined by a dash, an arrow, "to", "until", "and", & or a slash; 5-9 May 2025 too. */
extern bool take_printed_span(const char **at, PrintedDay *first, PrintedDay *last);

/* One month and the next: what is listed is a span then, and two things of which one is meant otherwise. */
extern bool are_neighbouring_months(const PrintedDay *first, const PrintedDay *last);

/* Fiscal year, financial year, FY and so on. */
extern bool take_fiscal_year_words(const char **at);

#endif /* CALENDAR_TEXT_CORE_H */
