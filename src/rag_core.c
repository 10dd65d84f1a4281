/*
 * rag_core.c: reading, naming and comparing RAG ratings.  Plain C.
 */
#include "rag_core.h"
#include "text_core.h"

#include <string.h>

static const struct
{
	const char *letter;
	const char *label;
	const char *meaning;
	const char *colour_hex;
} ratings[RAG_VALUES] = {
	{"B", "Complete", "completed", "#1d70b8"},
	{"S", "Scheduled", "scheduled, not yet started", "#505a5f"},
	{"G", "Green", "on track", "#00703c"},
	{"AG", "Amber/Green", "half step", "#a5c639"},
	{"A", "Amber", "monitor: mainly on track, minor issues", "#ffbf00"},
	{"AR", "Amber/Red", "half step", "#f47738"},
	{"R", "Red", "escalate: off track, major issues", "#c5221f"},
};

/*
 * Every accepted text without its bracketed letter.  ' ' stands for any separators between words; '-' for
 * dash, slash or blank only: "A/R" is a half step, but "A, R" is a list of two ratings and "A (R)" a
 * contradiction.
 */
static const struct
{
	const char *phrase;
	Rag rag;
} phrases[] = {
	{"B", RAG_COMPLETE},
	{"COMPLETE", RAG_COMPLETE},
	{"COMPLETED", RAG_COMPLETE},
	{"S", RAG_SCHEDULED},
	{"SCHEDULED", RAG_SCHEDULED},
	{"SCHEDULED NOT YET STARTED", RAG_SCHEDULED},
	{"SCHEDULED NOT YET DUE", RAG_SCHEDULED},
	{"NOT YET STARTED", RAG_SCHEDULED},
	{"NOT YET DUE", RAG_SCHEDULED},
	{"G", RAG_GREEN},
	{"GREEN", RAG_GREEN},
	{"ON TRACK", RAG_GREEN},
	{"GREEN ON TRACK", RAG_GREEN},
	{"AG", RAG_AMBER_GREEN},
	{"A-G", RAG_AMBER_GREEN},
	{"AMBER-GREEN", RAG_AMBER_GREEN},
	{"A", RAG_AMBER},
	{"AMBER", RAG_AMBER},
	{"MONITOR", RAG_AMBER},
	{"AMBER MONITOR", RAG_AMBER},
	{"MAINLY ON TRACK", RAG_AMBER},
	{"MAINLY ON TRACK MINOR ISSUES", RAG_AMBER},
	{"MAINLY ON TRACK WITH MINOR ISSUES", RAG_AMBER},
	{"MONITOR MAINLY ON TRACK MINOR ISSUES", RAG_AMBER},
	{"ON TRACK WITH SOME MINOR ISSUES", RAG_AMBER},
	{"MONITOR ON TRACK WITH SOME MINOR ISSUES", RAG_AMBER},
	{"AMBER MONITOR ON TRACK WITH SOME MINOR ISSUES", RAG_AMBER},
	{"AR", RAG_AMBER_RED},
	{"A-R", RAG_AMBER_RED},
	{"AMBER-RED", RAG_AMBER_RED},
	{"R", RAG_RED},
	{"RED", RAG_RED},
	{"ESCALATE", RAG_RED},
	{"OFF TRACK", RAG_RED},
	{"RED ESCALATE", RAG_RED},
	{"RED OFF TRACK", RAG_RED},
	{"OFF TRACK MAJOR ISSUES", RAG_RED},
	{"OFF TRACK WITH MAJOR ISSUES", RAG_RED},
	{"ESCALATE OFF TRACK", RAG_RED},
	{"ESCALATE OFF TRACK MAJOR ISSUES", RAG_RED},
	{"RED ESCALATE OFF TRACK", RAG_RED},
};

/* No rating has more letters; anything longer is a word. */
#define LETTERS_MAX 2

static bool
is_soft_separator(char c)
{
	return c == ' ' || c == '-' || c == '/';
}

static bool
is_separator(char c)
{
	return is_soft_separator(c) || c == '(' || c == ')' || c == '.' || c == ',' || c == ':' || c == ';';
}

/*
 * Copy words with each run of separators as ' ' (soft ones only) or ','.  A run at either end is dropped; but
 * false if it holds a dash or slash: "A-" says less than Amber, and is not ours to round.
 */
static bool
normalise(const char *text, size_t length, char *out, size_t *out_length)
{
	size_t used = 0;
	char separator = '\0';
	bool dash = false; /* in the current run */

	for (size_t i = 0; i < length; i++)
	{
		if (is_separator(text[i]))
		{
			dash = dash || text[i] == '-' || text[i] == '/';
			if (separator != ',')
				separator = is_soft_separator(text[i]) ? ' ' : ',';
			continue;
		}
		if (used == 0 && dash)
			return false;
		if (used > 0 && separator != '\0')
			out[used++] = separator;
		separator = '\0';
		dash = false;
		out[used++] = text[i];
	}
	out[used] = '\0';
	*out_length = used;
	return !dash;
}

static bool
matches(const char *words, size_t length, const char *phrase)
{
	size_t i;

	for (i = 0; i < length && phrase[i] != '\0'; i++)
	{
		if (phrase[i] == ' ' ? words[i] != ' ' && words[i] != ','
							 : words[i] != (phrase[i] == '-' ? ' ' : phrase[i]))
			return false;
	}
	return i == length && phrase[i] == '\0';
}

static bool
find_phrase(const char *text, size_t length, Rag *rag)
{
	char words[TEXT_FOLD_MAX + 1];
	size_t words_length;

	if (!normalise(text, length, words, &words_length) || words_length == 0)
		return false;
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
	{
		if (matches(words, words_length, phrases[i].phrase))
		{
			*rag = phrases[i].rag;
			return true;
		}
	}
	return false;
}

/* Where the words before a bracket end, without the blanks and dashes that lead to it. */
static size_t
trimmed_length(const char *text, size_t length)
{
	while (length > 0 && is_soft_separator(text[length - 1]))
		length--;
	return length;
}

/* "R", "AG", "A/R": a rating by its letters alone. */
static bool
find_letter(const char *text, size_t length, Rag *rag)
{
	size_t letters = 0;

	for (size_t i = 0; i < length; i++)
		letters += !is_separator(text[i]);
	return letters <= LETTERS_MAX && find_phrase(text, length, rag);
}

/*
 * Does the text end in a letter in brackets, one of which may be missing (a printed legend drops one)?  If
 * so, the letter's rating and the length of the words before it.
 */
static bool
split_letter(const char *text, size_t length, Rag *letter, size_t *words_length)
{
	bool closed = length > 0 && text[length - 1] == ')';
	size_t end = closed ? length - 1 : length;
	size_t start = end;

	while (start > 0 && text[start - 1] != '(')
		start--;
	if (start == 0 && closed)
		for (start = end; start > 0 && text[start - 1] != ' ';)
			start--;
	if (start == 0 || !find_letter(text + start, end - start, letter))
		return false;
	*words_length = trimmed_length(text, start - 1);
	return true;
}

RagParse
rag_parse_folded(const char *folded, size_t length, Rag *rag)
{
	Rag letter;
	Rag word;
	size_t words_length;

	if (length == 0)
		return RAG_PARSE_EMPTY;
	if (!split_letter(folded, length, &letter, &words_length))
		return find_phrase(folded, length, rag) ? RAG_PARSED : RAG_PARSE_UNKNOWN;
	if (words_length > 0 && !find_phrase(folded, words_length, &word))
		return RAG_PARSE_UNKNOWN;
	if (words_length > 0 && word != letter)
		return RAG_PARSE_CONTRADICTION;
	*rag = letter;
	return RAG_PARSED;
}

RagParse
rag_parse(const char *text, size_t length, Rag *rag)
{
	char folded[TEXT_FOLD_MAX + 1];
	size_t folded_length;

	if (!text_fold(text, length, folded, &folded_length))
		return RAG_PARSE_UNKNOWN;
	return rag_parse_folded(folded, folded_length, rag);
}

const char *
rag_letter(Rag rag)
{
	return ratings[RAG_INDEX(rag)].letter;
}

const char *
rag_label(Rag rag)
{
	return ratings[RAG_INDEX(rag)].label;
}

const char *
rag_meaning(Rag rag)
{
	return ratings[RAG_INDEX(rag)].meaning;
}

const char *
rag_colour_hex(Rag rag)
{
	return ratings[RAG_INDEX(rag)].colour_hex;
}

Rag
rag_three_tier(Rag rag)
{
	return rag == RAG_AMBER_GREEN ? RAG_AMBER : rag == RAG_AMBER_RED ? RAG_RED : rag;
}

/* Complete and Scheduled are states of the work, not points of the scale: to or from them is no trend. */
static const char *
rated_movement(Rag before, Rag after)
{
	if (before == after)
		return "unchanged";
	if (after == RAG_COMPLETE)
		return "completed";
	if (before == RAG_COMPLETE)
		return "reopened";
	if (before == RAG_SCHEDULED)
		return "started";
	if (after == RAG_SCHEDULED)
		return "rescheduled";
	return after < before ? "improved" : "worsened";
}

const char *
rag_movement(const Rag *before, const Rag *after)
{
	if (before != NULL && after != NULL)
		return rated_movement(*before, *after);
	return after != NULL ? "first rated" : before != NULL ? "no longer rated" : "unrated";
}
