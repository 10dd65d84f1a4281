/*
 * rag_unit.c: the plain-C halves of rag and rag_tally without a server.  Build with -Isrc src/text_core.c
 * src/rag_core.c src/rag_tally_core.c; exits non-zero and names the line of each failure.
 *
 * Percentages and policies are held against slow but obvious arithmetic on every small tally and on random
 * ones up to 2^63.
 */
#include "rag_tally_core.h"
#include "text_core.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int checks;
static int failures;

#define CHECK(condition, subject)                                                                \
	do                                                                                           \
	{                                                                                            \
		checks++;                                                                                \
		if (!(condition))                                                                        \
		{                                                                                        \
			failures++;                                                                          \
			fprintf(stderr, "%s:%d: failed: %s: %s\n", __FILE__, __LINE__, #condition, subject); \
		}                                                                                        \
	} while (0)

#define EN_DASH "\xE2\x80\x93"

static void
check_accepted_texts(void)
{
	static const struct
	{
		const char *text;
		Rag rag;
	} accepted[] = {
		{"R", RAG_RED},
		{"\xD0\x92", RAG_COMPLETE},     /* Cyrillic Ve: every "B" of the council's tables */
		{"\xD0\x90", RAG_AMBER},        /* Cyrillic A: twelve of its twenty-one "A"s */
		{"\xCE\x91", RAG_AMBER},        /* Greek Alpha */
		{"\xD0\x85", RAG_SCHEDULED},    /* Cyrillic Dze */
		{"\xD0\x90G", RAG_AMBER_GREEN}, /* half of it a look-alike */
		{"\xEF\xBC\xB2", RAG_RED},      /* full-width R */
		{"\xEF\xBB\xBFG", RAG_GREEN},   /* byte order mark */
		{"\xC2\xA0r\xC2\xA0", RAG_RED}, /* no-break spaces */
		{"Off track " EN_DASH " with major issues (R)", RAG_RED},
		{"off track - with major issues (r", RAG_RED},
		{"Off-track with  major issues", RAG_RED},
		{"Red " EN_DASH " escalate / off track", RAG_RED},
		{"Escalate (R)", RAG_RED},
		{"Mainly on track " EN_DASH " minor issues (A)", RAG_AMBER},
		{"Monitor (\xD0\x90)", RAG_AMBER},
		{"Amber " EN_DASH " monitor - on track with some minor issues", RAG_AMBER},
		{"ON TRACK (G)", RAG_GREEN},
		{"On Track " EN_DASH " (G)", RAG_GREEN},
		{"Green" EN_DASH "on track", RAG_GREEN},
		{"Scheduled - not yet started", RAG_SCHEDULED},
		{"Scheduled - not yet started (S)", RAG_SCHEDULED},
		{"Scheduled / not yet due", RAG_SCHEDULED},
		{"Completed (B)", RAG_COMPLETE},
		{"Completed(\xD0\x92)", RAG_COMPLETE},
		{"Completed B)", RAG_COMPLETE},
		{"Completed (B", RAG_COMPLETE},
		{"( B )", RAG_COMPLETE},
		{"Completed.", RAG_COMPLETE},
		{"Amber/Green", RAG_AMBER_GREEN},
		{"amber \xE2\x88\x92 green (A/G)", RAG_AMBER_GREEN},
		{"A-R", RAG_AMBER_RED},
		{"amber red", RAG_AMBER_RED},
		{"Red/Amber", RAG_AMBER_RED},
		{"Green/Amber", RAG_AMBER_GREEN},
		{"DONE", RAG_COMPLETE},
		{"Completed / Delivered", RAG_COMPLETE},
		{"The action is now complete", RAG_COMPLETE},
		{"100% complete", RAG_COMPLETE},
		{"Completed on time", RAG_COMPLETE},
		{"Target met: milestone completed", RAG_COMPLETE},
		{"\xF0\x9F\x94\xB5 Complete", RAG_COMPLETE},     /* blue circle */
		{"\xE2\x9C\x94\xEF\xB8\x8F Done", RAG_COMPLETE}, /* tick, drawn in colour */
		{"\xF0\x9F\x9F\xA2 Complete", RAG_COMPLETE},     /* green circle */
		{"\xF0\x9F\x9F\xA2", RAG_GREEN},
		{"\xF0\x9F\x9F\xA1 Amber", RAG_AMBER}, /* yellow circle */
		{"\xF0\x9F\x94\xB4", RAG_RED},         /* red circle */
		{"Planned", RAG_SCHEDULED},
		{"On target", RAG_GREEN},
		{"On target for completion", RAG_GREEN},
		{"Amber - on target for completion", RAG_AMBER},
		{"In progress - minor delays", RAG_AMBER},
		{"In progress " EN_DASH " significant delays", RAG_RED},
		{"RAG status: AMBER", RAG_AMBER},
		{"RAG: (A)", RAG_AMBER},
		{"Status: R", RAG_RED},
		{"Delivery confidence: Amber/Red", RAG_AMBER_RED},
		{"G - Green", RAG_GREEN},
		{"Amber - at risk", RAG_AMBER},
		{"Blue - complete", RAG_COMPLETE},
		{"Completed July 2019", RAG_COMPLETE},
		{"Done (12th March 2021)", RAG_COMPLETE},
		{"Delivered late", RAG_COMPLETE},
	};

	for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++)
	{
		Rag rag = 255;
		RagParse outcome = rag_parse(accepted[i].text, strlen(accepted[i].text), &rag);

		CHECK(outcome == RAG_PARSED, accepted[i].text);
		CHECK(rag == accepted[i].rag, accepted[i].text);
	}
}

static void
check_refused_texts(void)
{
	static const struct
	{
		const char *text;
		RagParse outcome;
	} refused[] = {
		{"", RAG_PARSE_EMPTY},
		{" \t\xC2\xA0\xE2\x80\x8B", RAG_PARSE_EMPTY},
		{"On hold", RAG_PARSE_UNKNOWN},
		{"N/A", RAG_PARSE_UNKNOWN},
		{"Blue", RAG_PARSE_UNKNOWN},
		{"Yellow", RAG_PARSE_UNKNOWN},
		{"half step", RAG_PARSE_UNKNOWN},
		{"0", RAG_PARSE_UNKNOWN},
		{"RR", RAG_PARSE_UNKNOWN},
		{"A-", RAG_PARSE_UNKNOWN},
		{"-R", RAG_PARSE_UNKNOWN},
		{"(A-)", RAG_PARSE_UNKNOWN},
		{"A -", RAG_PARSE_UNKNOWN},
		{"(- R)", RAG_PARSE_UNKNOWN},
		{"R -.", RAG_PARSE_UNKNOWN},
		{"-", RAG_PARSE_UNKNOWN},
		{"()", RAG_PARSE_UNKNOWN},
		{"A, R", RAG_PARSE_UNKNOWN},
		{"A.G", RAG_PARSE_UNKNOWN},
		{"R/A", RAG_PARSE_UNKNOWN},
		{"not on track", RAG_PARSE_UNKNOWN},
		{"not on track to be completed", RAG_PARSE_UNKNOWN},
		{"Blue (B)", RAG_PARSE_UNKNOWN},
		{"R\x01", RAG_PARSE_UNKNOWN},
		{"\xFFR", RAG_PARSE_UNKNOWN},
		{"On Track (R)", RAG_PARSE_CONTRADICTION},
		{"Amber (Red)", RAG_PARSE_CONTRADICTION},
		{"A (R)", RAG_PARSE_CONTRADICTION},
		{"Amber/Red (R)", RAG_PARSE_CONTRADICTION},
		{"Completed G)", RAG_PARSE_CONTRADICTION},
		{"R - Green", RAG_PARSE_CONTRADICTION},
		{"Green - off track", RAG_PARSE_CONTRADICTION},
		{"Green - complete", RAG_PARSE_CONTRADICTION},
		{"On track with minor concerns", RAG_PARSE_CONTRADICTION},
		{"Amber, Red", RAG_PARSE_CONTRADICTION},
		{"\xF0\x9F\x9F\xA2 Red", RAG_PARSE_CONTRADICTION},
		{"\xF0\x9F\x9F\xA1", RAG_PARSE_UNKNOWN}, /* yellow circle */
		{"A \xE2\x86\x92 R", RAG_PARSE_UNKNOWN}, /* from A to R */
		{"Delayed", RAG_PARSE_UNKNOWN},
		{"In progress", RAG_PARSE_UNKNOWN},
		{"Not started", RAG_PARSE_UNKNOWN},
		{"Target met", RAG_PARSE_UNKNOWN},
		{"75% completed", RAG_PARSE_UNKNOWN},
		{"100%", RAG_PARSE_UNKNOWN},
		{"Done-ish", RAG_PARSE_UNKNOWN},
		{"Completed 3/5", RAG_PARSE_UNKNOWN},
		{"Complete by March 2026", RAG_PARSE_UNKNOWN},
		{"On track March 2026", RAG_PARSE_UNKNOWN},
		{"Nearly complete", RAG_PARSE_UNKNOWN},
		{"Not completed", RAG_PARSE_UNKNOWN},
		{"Achieved or on target", RAG_PARSE_UNKNOWN},
		{"RAG", RAG_PARSE_UNKNOWN},
		{"The G", RAG_PARSE_UNKNOWN},
		{"C", RAG_PARSE_UNKNOWN},
	};
	char long_text[TEXT_FOLD_MAX + 10];
	Rag rag = 255;

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		CHECK(rag_parse(refused[i].text, strlen(refused[i].text), &rag) == refused[i].outcome,
			  refused[i].text);
	CHECK(rag == 255, "no rating where a text is refused");
	memset(long_text, 'R', sizeof(long_text));
	CHECK(rag_parse(long_text, sizeof(long_text), &rag) == RAG_PARSE_UNKNOWN, "266 letters");
	CHECK(rag_parse(long_text, TEXT_FOLD_MAX, &rag) == RAG_PARSE_UNKNOWN, "256 letters");
	CHECK(rag_parse("R\0", 2, &rag) == RAG_PARSE_UNKNOWN, "a NUL byte");
}

/* Each refused text is told what fits it. */
static void
check_explanations(void)
{
	static const struct
	{
		const char *text;
		const char *part; /* of the hint */
	} told[] = {
		{"Blue", "legend"},
		{"Yellow", "legend"},
		{"Done-ish", "Complete once it is done"},
		{"99% complete", "Complete once it is done"},
		{"On hold", "a column of its own"},
		{"N/A", "NULL"},
		{"-", "NULL"},
		{"", "NULL"},
		{"A-", "Write B, S, G"},
		{"Delayed", "minor issues"},
		{"121%", "rag_from"},
		{"Red or green", "Write B, S, G"},
		{"Red, green", "the one that holds"},
	};

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
	{
		char folded[TEXT_FOLD_MAX + 1];
		size_t length;
		const char *detail = NULL;
		const char *hint = NULL;
		Rag rag;

		CHECK(text_fold(told[i].text, strlen(told[i].text), folded, &length), told[i].text);
		rag_explain(folded, length, rag_parse_folded(folded, length, &rag), &detail, &hint);
		CHECK(detail != NULL && detail[0] != '\0', told[i].text);
		CHECK(hint != NULL && strstr(hint, told[i].part) != NULL, told[i].text);
	}
}

/* Every byte string of one and two bytes: nothing but the letters, the look-alikes and blanks around them. */
static void
check_short_texts(void)
{
	int parsed[RAG_VALUES] = {0};

	for (int first = 0; first < 256; first++)
	{
		for (int second = 0; second < 257; second++)
		{
			char text[2] = {(char) first, (char) second};
			Rag rag = 255;

			if (rag_parse(text, second == 256 ? 1 : 2, &rag) == RAG_PARSED)
				parsed[RAG_INDEX(rag)]++;
			else
				CHECK(rag == 255, "untouched when refused");
		}
	}
	/* R in two cases, alone or with one of six blanks or of ( ) . , : ; before or after it, or with * after
	 * it. */
	CHECK(parsed[RAG_INDEX(RAG_RED)] == 2 * (1 + 2 * 12 + 1), "R has no two-byte look-alike");
	CHECK(parsed[RAG_INDEX(RAG_GREEN)] == parsed[RAG_INDEX(RAG_RED)] + 2, "G: two Cyrillic");
	CHECK(parsed[RAG_INDEX(RAG_AMBER_GREEN)] == 4, "AG in four cases");
	CHECK(parsed[RAG_INDEX(RAG_AMBER_RED)] == 4, "AR in four cases");
	CHECK(parsed[RAG_INDEX(RAG_COMPLETE)] == parsed[RAG_INDEX(RAG_RED)] + 4, "B: two Greek, two Cyrillic");
	CHECK(parsed[RAG_INDEX(RAG_AMBER)] == parsed[RAG_INDEX(RAG_RED)] + 4, "A: two Greek, two Cyrillic");
	CHECK(parsed[RAG_INDEX(RAG_SCHEDULED)] == parsed[RAG_INDEX(RAG_RED)] + 2, "S: two Cyrillic");
}

static void
check_every_rating(void)
{
	for (int i = 0; i < RAG_VALUES; i++)
	{
		Rag rag = 255;

		CHECK(rag_parse(rag_letter(RAG_AT(i)), strlen(rag_letter(RAG_AT(i))), &rag) == RAG_PARSED,
			  rag_letter(RAG_AT(i)));
		CHECK(rag == RAG_AT(i), rag_letter(RAG_AT(i)));
		CHECK(rag_parse(rag_label(RAG_AT(i)), strlen(rag_label(RAG_AT(i))), &rag) == RAG_PARSED,
			  rag_label(RAG_AT(i)));
		CHECK(rag == RAG_AT(i), rag_label(RAG_AT(i)));
		if (strcmp(rag_meaning(RAG_AT(i)), "half step") != 0)
		{
			CHECK(rag_parse(rag_meaning(RAG_AT(i)), strlen(rag_meaning(RAG_AT(i))), &rag) == RAG_PARSED,
				  rag_meaning(RAG_AT(i)));
			CHECK(rag == RAG_AT(i), rag_meaning(RAG_AT(i)));
		}
		for (int j = 0; j < RAG_VALUES; j++)
			CHECK(rag_compare(RAG_AT(i), RAG_AT(j)) == (i < j ? -1 : i > j ? 1 : 0), rag_letter(RAG_AT(i)));
	}
}

/* WCAG 2: the linear part of a channel, '#rrggbb' at the given place. */
static double
channel(const char *hex, int place)
{
	char digits[3] = {hex[place], hex[place + 1], '\0'};
	double value = (double) strtol(digits, NULL, 16) / 255;

	return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static void
check_contrast(void)
{
	for (int i = 0; i < RAG_VALUES; i++)
	{
		const char *hex = rag_colour_hex(RAG_AT(i));
		double luminance = 0.2126 * channel(hex, 1) + 0.7152 * channel(hex, 3) + 0.0722 * channel(hex, 5);
		double on_black = (luminance + 0.05) / 0.05;
		double on_white = 1.05 / (luminance + 0.05);

		CHECK(strlen(hex) == 7 && hex[0] == '#' && strspn(hex + 1, "0123456789abcdef") == 6, hex);
		CHECK(on_black >= 4.5 || on_white >= 4.5, hex);
	}
}

static void
check_tally_texts(void)
{
	static const struct
	{
		const char *text;
		RagTallyParse outcome;
		const char *printed;
	} texts[] = {
		{"R17 A3 G2 B51", RAG_TALLY_PARSED, "R17 A3 G2 B51"},
		{"?7 b51\xC2\xA0 g2 a3 r17", RAG_TALLY_PARSED, "R17 A3 G2 B51 ?7"},
		{"\xD0\x92"
		 "4 \xD0\x90"
		 "2 AG1 AR9 S5",
		 RAG_TALLY_PARSED, "AR9 A2 AG1 S5 B4"},
		{"0", RAG_TALLY_PARSED, "0"},
		{"R0 ?0", RAG_TALLY_PARSED, "0"},
		{"R007", RAG_TALLY_PARSED, "R7"},
		{"R9223372036854775807", RAG_TALLY_PARSED, "R9223372036854775807"},
		{"R9223372036854775808", RAG_TALLY_PARSE_RANGE, NULL},
		{"R99999999999999999999999999", RAG_TALLY_PARSE_RANGE, NULL},
		{"R9223372036854775807 ?1", RAG_TALLY_PARSE_RANGE, NULL},
		{"", RAG_TALLY_PARSE_SYNTAX, NULL},
		{" ", RAG_TALLY_PARSE_SYNTAX, NULL},
		{"R", RAG_TALLY_PARSE_BARE, NULL},
		{"Amber/Red", RAG_TALLY_PARSE_BARE, NULL},
		{"On track (R)", RAG_TALLY_PARSE_BARE, NULL},
		{"R17 A", RAG_TALLY_PARSE_BARE, NULL},
		{"?", RAG_TALLY_PARSE_BARE, NULL},
		{"R1 A2 R1", RAG_TALLY_PARSE_DUPLICATE, NULL},
		{"R0 R0", RAG_TALLY_PARSE_DUPLICATE, NULL},
		{"R-1", RAG_TALLY_PARSE_SYNTAX, NULL},
		{"R1A2", RAG_TALLY_PARSE_SYNTAX, NULL},
		{"R1,A2", RAG_TALLY_PARSE_SYNTAX, NULL},
		{"R1.5", RAG_TALLY_PARSE_SYNTAX, NULL},
		{"0 R1", RAG_TALLY_PARSE_SYNTAX, NULL},
		{"00", RAG_TALLY_PARSE_SYNTAX, NULL},
		{"17", RAG_TALLY_PARSE_SYNTAX, NULL},
		{"X1", RAG_TALLY_PARSE_SYNTAX, NULL},
		{"red 17", RAG_TALLY_PARSE_SYNTAX, NULL},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
	{
		char printed[RAG_TALLY_TEXT_SIZE] = "";
		RagTally tally;

		memset(&tally, 0x7F, sizeof(tally));
		CHECK(rag_tally_parse(texts[i].text, strlen(texts[i].text), &tally) == texts[i].outcome,
			  texts[i].text);
		if (texts[i].printed == NULL)
			continue;
		CHECK(rag_tally_is_valid(&tally), texts[i].text);
		rag_tally_print(&tally, printed);
		CHECK(strcmp(printed, texts[i].printed) == 0, printed);
	}
}

static void
check_longest_tally_text(void)
{
	RagTally tally = {{0}};
	char printed[RAG_TALLY_TEXT_SIZE];

	for (int i = 0; i < RAG_TALLY_USED; i++)
		tally.count[i] = INT64_MAX / RAG_TALLY_USED;
	rag_tally_print(&tally, printed);
	CHECK(strlen(printed) < TEXT_FOLD_MAX, "what is printed can be read");
	CHECK(rag_tally_is_valid(&tally), printed);
	CHECK(rag_tally_count(&tally, 0, 7) && !rag_tally_count(&tally, 0, 1), "full to the last one");
	tally = (RagTally){{1}};
	tally.count[RAG_TALLY_SLOTS - 1] = 1;
	CHECK(!rag_tally_is_valid(&tally), "reserved slot in use");
	tally = (RagTally){{-1}};
	CHECK(!rag_tally_is_valid(&tally), "negative count");
	tally = (RagTally){{INT64_MAX, 1}};
	CHECK(!rag_tally_is_valid(&tally), "total over int64");
}

/* What is 0 but not none becomes 1, at the cost of the largest; of equal ones B comes before G, ? before B.
 */
static void
raise_expected(const RagTally *tally, int expected[RAG_TALLY_USED])
{
	for (int slot = 0; slot < RAG_TALLY_USED; slot++)
	{
		int largest = RAG_TALLY_UNRATED;

		if (expected[slot] > 0 || tally->count[slot] == 0)
			continue;
		for (int other = 0; other < RAG_VALUES; other++)
			if (expected[other] > expected[largest])
				largest = other;
		expected[largest]--;
		expected[slot] = 1;
	}
}

/* Largest remainder by its definition, with numbers small enough to multiply. */
static bool
percentages_are_right(const RagTally *tally)
{
	int percent[RAG_TALLY_USED];
	int expected[RAG_TALLY_USED];
	int64_t total = rag_tally_total(tally);
	int left = 100;

	for (int slot = 0; slot < RAG_TALLY_USED; slot++)
	{
		expected[slot] = (int) (tally->count[slot] * 100 / total);
		left -= expected[slot];
	}
	for (int slot = 0; slot < RAG_TALLY_USED; slot++)
	{
		int64_t own = tally->count[slot] * 100 % total;
		int before = 0;

		/* How many are served before this one: the unrated are the last among equals, B the one before. */
		for (int other = 0; other < RAG_TALLY_USED; other++)
		{
			int64_t theirs = tally->count[other] * 100 % total;
			int rank = other == RAG_TALLY_UNRATED ? -1 : other;

			before += theirs > own || (theirs == own && rank > (slot == RAG_TALLY_UNRATED ? -1 : slot));
		}
		expected[slot] += before < left;
	}
	raise_expected(tally, expected);
	rag_tally_percentages(tally, percent);
	return memcmp(percent, expected, sizeof(percent)) == 0;
}

/* 100 means all, 0 means none, however few there are of something. */
static void
check_percentages_of_few(void)
{
	RagTally tally = {{0}};
	int percent[RAG_TALLY_USED];

	tally.count[RAG_INDEX(RAG_RED)] = 1;
	tally.count[RAG_INDEX(RAG_COMPLETE)] = 999;
	rag_tally_percentages(&tally, percent);
	CHECK(percent[RAG_INDEX(RAG_RED)] == 1 && percent[RAG_INDEX(RAG_COMPLETE)] == 99, "one in a thousand");
	for (int slot = 0; slot < RAG_TALLY_USED; slot++)
		tally.count[slot] = 1;
	tally.count[RAG_INDEX(RAG_COMPLETE)] = INT64_MAX - RAG_TALLY_USED;
	rag_tally_percentages(&tally, percent);
	CHECK(percent[RAG_INDEX(RAG_COMPLETE)] == 93 && percent[RAG_TALLY_UNRATED] == 1, "seven of next to all");
}

/* The policies by their definition, in floating point on small numbers, where it is exact enough. */
static Rag
expected_rating(const int64_t live[5], const RagPolicyTerms *terms, double red_share, double amber_share)
{
	static const int three[] = {0, 2, 2, 4, 4};
	int64_t votes[5] = {0};
	double sum = 0;
	double cast = 0;
	int step = terms->half_steps ? 1 : 2;
	int answer = 0;

	for (int i = 0; i < 5; i++)
	{
		votes[terms->half_steps ? i : three[i]] += live[i];
		cast += (double) live[i];
	}
	for (int i = 0; i < 5; i += step)
	{
		double from_here = 0;

		sum += (double) (votes[i] * i);
		for (int j = i; j < 5; j++)
			from_here += (double) votes[j];
		if (terms->policy == RAG_POLICY_WORST && votes[i] > 0)
			answer = i;
		if (terms->policy == RAG_POLICY_MAJORITY && votes[i] >= votes[answer])
			answer = i;
		if (terms->policy == RAG_POLICY_THRESHOLD && i > 0 && from_here > 0 &&
			from_here >= cast * (i > 2 ? red_share : amber_share))
			answer = i;
	}
	if (terms->policy == RAG_POLICY_AVERAGE)
		answer = step * (int) floor(sum / cast / step + 0.5);
	return RAG_AT(answer + RAG_INDEX(RAG_GREEN));
}

static void
check_small_tally(const RagTally *tally)
{
	static const double shares[] = {0, 0.25, 0.5, 1};
	char text[RAG_TALLY_TEXT_SIZE];
	int64_t live = rag_tally_live(tally);

	rag_tally_print(tally, text);
	CHECK(percentages_are_right(tally), text);
	for (int choice = 0; choice < 4 * 2 * 4 * 4 && live > 0; choice++)
	{
		double red_share = shares[choice / 8 % 4];
		double amber_share = shares[choice / 32];
		RagPolicyTerms terms = {(RagPolicy) (choice % 4), (int64_t) ceil(red_share * (double) live),
								(int64_t) ceil(amber_share * (double) live), 0, choice / 4 % 2 == 1};
		RagVerdict verdict = rag_tally_overall(tally, &terms);

		CHECK(verdict.rated, text);
		CHECK(verdict.rag ==
				  expected_rating(tally->count + RAG_INDEX(RAG_GREEN), &terms, red_share, amber_share),
			  text);
	}
}

/* Every tally of up to three of each rating, five ratings live: 4^5, with some B and unrated beside. */
static void
check_small_tallies(void)
{
	for (int code = 1; code < 4 * 4 * 4 * 4 * 4; code++)
	{
		RagTally tally = {{0}};

		for (int i = 0, rest = code; i < 5; i++, rest /= 4)
			tally.count[RAG_INDEX(RAG_GREEN) + i] = rest % 4;
		tally.count[RAG_INDEX(RAG_COMPLETE)] = code % 3;
		tally.count[RAG_INDEX(RAG_SCHEDULED)] = code % 5;
		tally.count[RAG_TALLY_UNRATED] = code % 2;
		check_small_tally(&tally);
	}
}

/* Multiplying all counts by the same number changes no answer; near 2^63 that is what overflow would break.
 */
static void
check_large_tallies(unsigned seed)
{
	srand(seed);
	for (int round = 0; round < 20000; round++)
	{
		RagTally small = {{0}};
		RagTally large = {{0}};
		int small_percent[RAG_TALLY_USED];
		int large_percent[RAG_TALLY_USED];
		char text[RAG_TALLY_TEXT_SIZE];
		int64_t factor;

		for (int i = 0; i < RAG_TALLY_USED; i++)
			small.count[i] = rand() % 4 == 0 ? 0 : rand() % 50;
		small.count[RAG_INDEX(RAG_RED)]++;
		factor = INT64_MAX / rag_tally_total(&small);
		for (int i = 0; i < RAG_TALLY_USED; i++)
			large.count[i] = small.count[i] * factor;
		rag_tally_print(&small, text);
		rag_tally_percentages(&small, small_percent);
		rag_tally_percentages(&large, large_percent);
		CHECK(memcmp(small_percent, large_percent, sizeof(small_percent)) == 0, text);
		for (int choice = 0; choice < 6; choice++)
		{
			RagPolicyTerms terms = {(RagPolicy) (choice % 3), 0, 0, 0, choice / 3 == 1};

			CHECK(rag_tally_overall(&small, &terms).rag == rag_tally_overall(&large, &terms).rag, text);
		}
	}
}

static void
check_rules(void)
{
	static const struct
	{
		const char *text;
		int64_t least_rated;
		RagRule rule;
		int rag; /* -1: no rating */
	} rules[] = {
		{"0", 0, RAG_RULE_EMPTY, -1},
		{"B3", 0, RAG_RULE_ALL_COMPLETE, RAG_COMPLETE},
		{"B3 ?1", 0, RAG_RULE_NO_LIVE, -1},
		{"S3", 3, RAG_RULE_ALL_SCHEDULED, RAG_SCHEDULED},
		{"S3 ?1", 0, RAG_RULE_NO_LIVE, -1},
		{"B1 S1", 0, RAG_RULE_UNDER_WAY, RAG_GREEN},
		{"B1 S1 ?1", 0, RAG_RULE_NO_LIVE, -1},
		{"?4", 0, RAG_RULE_NO_LIVE, -1},
		{"G1 ?4", 0, RAG_RULE_WORST, RAG_GREEN},
		{"G1 ?4", 1, RAG_RULE_WORST, RAG_GREEN},
		{"G1 ?4", 2, RAG_RULE_COVERAGE, -1},
		{"B50 S40 R1", 0, RAG_RULE_WORST, RAG_RED},
		{"AR1 G1", 0, RAG_RULE_WORST, RAG_RED},
		{"AG1 G1", 0, RAG_RULE_WORST, RAG_AMBER},
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
	{
		RagPolicyTerms terms = {RAG_POLICY_WORST, 1, 1, rules[i].least_rated, false};
		RagVerdict verdict;
		RagTally tally;

		CHECK(rag_tally_parse(rules[i].text, strlen(rules[i].text), &tally) == RAG_TALLY_PARSED,
			  rules[i].text);
		verdict = rag_tally_overall(&tally, &terms);
		CHECK(verdict.rule == rules[i].rule, rules[i].text);
		CHECK(verdict.rated == (rules[i].rag >= 0), rules[i].text);
		CHECK(!verdict.rated || verdict.rag == rules[i].rag, rules[i].text);
	}
}

int
main(int argc, char **argv)
{
	unsigned seed = argc > 1 ? (unsigned) strtoul(argv[1], NULL, 10) : 20250401;

	printf("# seed %u\n", seed);
	check_accepted_texts();
	check_refused_texts();
	check_explanations();
	check_short_texts();
	check_every_rating();
	check_contrast();
	check_tally_texts();
	check_longest_tally_text();
	check_small_tallies();
	check_large_tallies(seed);
	check_percentages_of_few();
	check_rules();
	printf("%d checks, %d failed\n", checks, failures);
	return failures != 0;
}
