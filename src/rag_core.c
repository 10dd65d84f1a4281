/*
 * rag_core.c: reading, naming and comparing RAG ratings.  Plain C.
 */
#include "rag_core.h"
#include "calendar_text_core.h"
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

/* A rating as one bit of a set of them. */
#define ONLY(rag) ((uint8_t) (1u << RAG_INDEX(rag)))
#define ANY       ((uint8_t) 0x7F)
#define DONE      ONLY(RAG_COMPLETE)
#define PLANNED   ONLY(RAG_SCHEDULED)
#define AMBERS    (ONLY(RAG_AMBER_GREEN) | ONLY(RAG_AMBER) | ONLY(RAG_AMBER_RED))
#define LIVE      (ONLY(RAG_GREEN) | AMBERS | ONLY(RAG_RED))
#define TROUBLED  (ONLY(RAG_AMBER) | ONLY(RAG_AMBER_RED) | ONLY(RAG_RED))
#define NO_RATING ((Rag) 0xFF)

/*
 * Letters stand alone or in brackets, never beside words.  '-' in what follows is a dash, a slash or a blank
 * only: "A/R" is a half step, but "A, R" is a list of two ratings and "A (R)" a contradiction; ' ' is any
 * separators between words.
 */
static const struct
{
	const char *spelling;
	Rag rag;
} letters[] = {
	{"B", RAG_COMPLETE},     {"S", RAG_SCHEDULED},     {"G", RAG_GREEN},
	{"AG", RAG_AMBER_GREEN}, {"A-G", RAG_AMBER_GREEN}, {"A", RAG_AMBER},
	{"AR", RAG_AMBER_RED},   {"A-R", RAG_AMBER_RED},   {"R", RAG_RED},
};

/* What may stand before a letter, and before anything else. */
static const char *const labels[] = {
	"RAG",
	"RAG STATUS",
	"RAG RATING",
	"STATUS",
	"RATING",
	"CURRENT STATUS",
	"OVERALL STATUS",
	"OVERALL",
	"CURRENT RAG",
	"OVERALL RAG",
	"PROGRESS",
	"DELIVERY STATUS",
	"DCA",
	"CONFIDENCE",
	"DELIVERY CONFIDENCE",
	"DELIVERY CONFIDENCE ASSESSMENT",
};

/*
 * Every word and phrase that is read, the longest first where one begins another being no matter: the longest
 * that fits is taken.  One that says a rating says it alone too; the others only agree with some.
 */
static const struct
{
	const char *words;
	Rag says;       /* or NO_RATING */
	uint8_t agrees; /* with these ratings */
} phrases[] = {
	{"COMPLETE", RAG_COMPLETE, DONE},
	{"COMPLETED", RAG_COMPLETE, DONE},
	{"DONE", RAG_COMPLETE, DONE},
	{"DELIVERED", RAG_COMPLETE, DONE},
	{"ACHIEVED", RAG_COMPLETE, DONE},
	{"IMPLEMENTED", RAG_COMPLETE, DONE},
	{"FINISHED", RAG_COMPLETE, DONE},
	{"ACCOMPLISHED", RAG_COMPLETE, DONE},
	{"SCHEDULED", RAG_SCHEDULED, PLANNED},
	{"PLANNED", RAG_SCHEDULED, PLANNED},
	{"NOT YET STARTED", RAG_SCHEDULED, PLANNED},
	{"NOT YET DUE", RAG_SCHEDULED, PLANNED},
	{"NOT YET DUE TO START", RAG_SCHEDULED, PLANNED},
	{"GREEN", RAG_GREEN, ONLY(RAG_GREEN)},
	{"ON TRACK", RAG_GREEN, ONLY(RAG_GREEN)},
	{"ON TARGET", RAG_GREEN, ONLY(RAG_GREEN)},
	{"ON TIME", RAG_GREEN, ONLY(RAG_GREEN) | DONE},
	{"ON SCHEDULE", RAG_GREEN, ONLY(RAG_GREEN) | DONE},
	{"ON COURSE", RAG_GREEN, ONLY(RAG_GREEN)},
	{"ON OR ABOVE TARGET", RAG_GREEN, ONLY(RAG_GREEN)},
	{"ON PLAN", RAG_GREEN, ONLY(RAG_GREEN)},
	{"GOING TO PLAN", RAG_GREEN, ONLY(RAG_GREEN)},
	{"PROCEEDING TO PLAN", RAG_GREEN, ONLY(RAG_GREEN)},
	{"PROGRESSING TO PLAN", RAG_GREEN, ONLY(RAG_GREEN)},
	{"PROGRESSING ACCORDING TO PLAN", RAG_GREEN, ONLY(RAG_GREEN)},
	{"ACCORDING TO PLAN", RAG_GREEN, ONLY(RAG_GREEN)},
	{"ACHIEVED OR DUE TO ACHIEVE WITH NO ISSUES", RAG_GREEN, ONLY(RAG_GREEN)},
	/* Said of amber items too: mainly on track. */
	{"ON TRACK FOR", RAG_GREEN, ONLY(RAG_GREEN) | AMBERS},
	{"ON TARGET FOR", RAG_GREEN, ONLY(RAG_GREEN) | AMBERS},
	{"ON SCHEDULE FOR", RAG_GREEN, ONLY(RAG_GREEN) | AMBERS},
	{"ON COURSE FOR", RAG_GREEN, ONLY(RAG_GREEN) | AMBERS},
	{"ON TRACK TO COMPLETE", RAG_GREEN, ONLY(RAG_GREEN) | AMBERS},
	{"ON TRACK TO BE COMPLETED", RAG_GREEN, ONLY(RAG_GREEN) | AMBERS},
	{"ON TRACK TO DELIVER", RAG_GREEN, ONLY(RAG_GREEN) | AMBERS},
	{"ON TRACK TO BE DELIVERED", RAG_GREEN, ONLY(RAG_GREEN) | AMBERS},
	{"ON TRACK TO BE ACHIEVED", RAG_GREEN, ONLY(RAG_GREEN) | AMBERS},
	{"AMBER-GREEN", RAG_AMBER_GREEN, ONLY(RAG_AMBER_GREEN)},
	{"GREEN-AMBER", RAG_AMBER_GREEN, ONLY(RAG_AMBER_GREEN)},
	{"AMBER", RAG_AMBER, ONLY(RAG_AMBER)},
	{"MONITOR", RAG_AMBER, ONLY(RAG_AMBER)},
	{"MAINLY ON TRACK", RAG_AMBER, ONLY(RAG_AMBER)},
	{"MOSTLY ON TRACK", RAG_AMBER, ONLY(RAG_AMBER)},
	{"MONITOR MAINLY ON TRACK", RAG_AMBER, ONLY(RAG_AMBER)},
	{"ON TRACK WITH SOME MINOR ISSUES", RAG_AMBER, ONLY(RAG_AMBER)},
	{"MINOR DELAY", RAG_AMBER, ONLY(RAG_AMBER)},
	{"MINOR DELAYS", RAG_AMBER, ONLY(RAG_AMBER)},
	{"SLIGHT DELAY", RAG_AMBER, ONLY(RAG_AMBER)},
	{"SLIGHT DELAYS", RAG_AMBER, ONLY(RAG_AMBER)},
	{"MINOR SLIPPAGE", RAG_AMBER, ONLY(RAG_AMBER)},
	{"SLIGHT SLIPPAGE", RAG_AMBER, ONLY(RAG_AMBER)},
	{"SLIGHTLY DELAYED", RAG_AMBER, ONLY(RAG_AMBER)},
	{"SLIGHTLY BEHIND SCHEDULE", RAG_AMBER, ONLY(RAG_AMBER)},
	{"OFF TARGET BUT ACTION", RAG_AMBER, ONLY(RAG_AMBER)},
	{"MINOR ISSUES", NO_RATING, ONLY(RAG_AMBER)},
	{"SOME ISSUES", NO_RATING, AMBERS},
	{"SOME CONCERNS", NO_RATING, AMBERS},
	{"MINOR CONCERNS", NO_RATING, AMBERS},
	{"SOME MINOR ISSUES", NO_RATING, ONLY(RAG_AMBER)},
	{"AMBER-RED", RAG_AMBER_RED, ONLY(RAG_AMBER_RED)},
	{"RED-AMBER", RAG_AMBER_RED, ONLY(RAG_AMBER_RED)},
	{"RED", RAG_RED, ONLY(RAG_RED)},
	{"ESCALATE", RAG_RED, ONLY(RAG_RED)},
	{"OFF TRACK", RAG_RED, ONLY(RAG_RED)},
	{"OFF TARGET AND NO ACTION", RAG_RED, ONLY(RAG_RED)},
	{"MAJOR DELAY", RAG_RED, ONLY(RAG_RED)},
	{"MAJOR DELAYS", RAG_RED, ONLY(RAG_RED)},
	{"SIGNIFICANT DELAY", RAG_RED, ONLY(RAG_RED)},
	{"SIGNIFICANT DELAYS", RAG_RED, ONLY(RAG_RED)},
	{"SERIOUS DELAY", RAG_RED, ONLY(RAG_RED)},
	{"SERIOUS DELAYS", RAG_RED, ONLY(RAG_RED)},
	{"SEVERE DELAY", RAG_RED, ONLY(RAG_RED)},
	{"SEVERE DELAYS", RAG_RED, ONLY(RAG_RED)},
	{"MAJOR SLIPPAGE", RAG_RED, ONLY(RAG_RED)},
	{"SIGNIFICANT SLIPPAGE", RAG_RED, ONLY(RAG_RED)},
	{"SEVERELY DELAYED", RAG_RED, ONLY(RAG_RED)},
	{"SIGNIFICANTLY DELAYED", RAG_RED, ONLY(RAG_RED)},
	{"SIGNIFICANTLY BEHIND SCHEDULE", RAG_RED, ONLY(RAG_RED)},
	{"SERIOUSLY DELAYED", RAG_RED, ONLY(RAG_RED)},
	{"MAJOR ISSUES", NO_RATING, ONLY(RAG_RED)},
	{"SERIOUS ISSUES", NO_RATING, ONLY(RAG_RED)},
	{"SIGNIFICANT ISSUES", NO_RATING, ONLY(RAG_RED)},
	{"CRITICAL", NO_RATING, ONLY(RAG_RED)},
	/* A green circle is put before what is done as well; yellow and orange are Amber only with its word. */
	{(const char[]){TEXT_SIGN_GREEN, '\0'}, RAG_GREEN, ONLY(RAG_GREEN) | DONE},
	{(const char[]){TEXT_SIGN_RED, '\0'}, RAG_RED, ONLY(RAG_RED)},
	{(const char[]){TEXT_SIGN_YELLOW, '\0'}, NO_RATING, AMBERS},
	{(const char[]){TEXT_SIGN_ORANGE, '\0'}, NO_RATING, AMBERS},
	{(const char[]){TEXT_SIGN_BLUE, '\0'}, NO_RATING, DONE | PLANNED},
	{(const char[]){TEXT_SIGN_WHITE, '\0'}, NO_RATING, PLANNED},
	{(const char[]){TEXT_SIGN_TICK, '\0'}, NO_RATING, DONE | ONLY(RAG_GREEN)},
	{(const char[]){TEXT_SIGN_HOURGLASS, '\0'}, NO_RATING, PLANNED | LIVE},
	{(const char[]){TEXT_SIGN_WARNING, '\0'}, NO_RATING, TROUBLED},
	{"BLUE", NO_RATING, DONE},
	{"CLOSED", NO_RATING, DONE},
	{"C", NO_RATING, DONE},
	{"BAU", NO_RATING, DONE},
	{"BUSINESS AS USUAL", NO_RATING, DONE},
	{"100%", NO_RATING, DONE},
	{"100 %", NO_RATING, DONE},
	{"FULLY", NO_RATING, DONE},
	{"IN FULL", NO_RATING, DONE},
	{"SUCCESSFULLY", NO_RATING, DONE},
	{"NO ISSUES", NO_RATING, DONE | PLANNED | ONLY(RAG_GREEN)},
	{"NO CONCERNS", NO_RATING, DONE | PLANNED | ONLY(RAG_GREEN)},
	{"TARGET MET", NO_RATING, DONE | ONLY(RAG_GREEN)},
	{"AHEAD OF SCHEDULE", NO_RATING, DONE | ONLY(RAG_GREEN)},
	{"ABOVE TARGET", NO_RATING, DONE | ONLY(RAG_GREEN)},
	{"ON BUDGET", NO_RATING, DONE | ONLY(RAG_GREEN)},
	{"WITHIN BUDGET", NO_RATING, DONE | ONLY(RAG_GREEN)},
	{"WITHIN TOLERANCE", NO_RATING, ONLY(RAG_GREEN) | AMBERS},
	{"NOT STARTED", NO_RATING, PLANNED},
	{"IN PROGRESS", NO_RATING, LIVE},
	{"PROGRESSING", NO_RATING, LIVE},
	{"IMPROVING", NO_RATING, LIVE},
	{"WORSENING", NO_RATING, LIVE},
	{"NO CHANGE", NO_RATING, LIVE},
	{"UNCHANGED", NO_RATING, LIVE},
	{"UNDER WAY", NO_RATING, LIVE},
	{"UNDERWAY", NO_RATING, LIVE},
	{"ONGOING", NO_RATING, LIVE},
	{"ON GOING", NO_RATING, LIVE},
	{"DELAYED", NO_RATING, TROUBLED},
	{"BEHIND SCHEDULE", NO_RATING, TROUBLED},
	{"AT RISK", NO_RATING, TROUBLED},
	{"OFF TARGET", NO_RATING, TROUBLED},
	{"BELOW TARGET", NO_RATING, TROUBLED},
	{"TARGET NOT MET", NO_RATING, TROUBLED},
	{"OVERDUE", NO_RATING, TROUBLED},
	{"LATE", NO_RATING, TROUBLED | DONE},
	{"HAS YET BEEN AGREED TO RESOLVE THE SITUATION", NO_RATING, TROUBLED},
	{"HAS BEEN AGREED TO RESOLVE THE SITUATION", NO_RATING, TROUBLED},
	{"IS BEING TAKEN TO RESOLVE THE SITUATION", NO_RATING, TROUBLED},
	{"WITH", NO_RATING, ANY},
	{"THE", NO_RATING, ANY},
	{"THIS", NO_RATING, ANY},
	{"ALL", NO_RATING, ANY},
	{"ACTION", NO_RATING, ANY},
	{"ACTIONS", NO_RATING, ANY},
	{"PROJECT", NO_RATING, ANY},
	{"TASK", NO_RATING, ANY},
	{"MILESTONE", NO_RATING, ANY},
	{"RECOMMENDATION", NO_RATING, ANY},
	{"PERFORMANCE", NO_RATING, ANY},
	/* Of a period; "Was: Green" and "has been green" say what no longer is. */
	{"PERFORMANCE WAS", NO_RATING, ANY},
	{"IS", NO_RATING, ANY},
	{"ARE", NO_RATING, ANY},
	{"NOW", NO_RATING, ANY},
	{"ITEM", NO_RATING, ANY},
	{"DELIVERABLE", NO_RATING, ANY},
	{"COMMITMENT", NO_RATING, ANY},
	{"OBJECTIVE", NO_RATING, ANY},
	{"WORKS", NO_RATING, ANY},
	{"WORK", NO_RATING, ANY},
	{"ALREADY", NO_RATING, ANY},
	{"AND", NO_RATING, ANY},
	{"HAS BEEN", NO_RATING, DONE},
	{"HAS BEEN DELAYED", NO_RATING, TROUBLED},
	{"COMPLETION", NO_RATING, ANY},
	{"DELIVERY", NO_RATING, ANY},
	{"DATE", NO_RATING, ANY},
	{"COMPLETION DATE", NO_RATING, ANY},
	{"TARGET DATE", NO_RATING, ANY},
	{"DUE DATE", NO_RATING, ANY},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* No rating has more letters; anything longer is a word. */
#define LETTERS_MAX 2

static bool
is_soft_separator(char c)
{
	return c == ' ' || c == '-' || c == '/' || c == '_';
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
	bool dash_at_end = false;

	for (size_t i = 0; i < length; i++)
	{
		if (is_separator(text[i]))
		{
			dash = dash || (text[i] != ' ' && is_soft_separator(text[i]));
			if (separator != ',')
				separator = is_soft_separator(text[i]) ? ' ' : ',';
			continue;
		}
		dash_at_end = dash_at_end || (used == 0 && dash);
		if (used > 0 && separator != '\0')
			out[used++] = separator;
		separator = '\0';
		dash = false;
		out[used++] = text[i];
	}
	out[used] = '\0';
	*out_length = used;
	return !dash && !dash_at_end;
}

static bool
is_word_end(const char *at)
{
	return *at == '\0' || *at == ' ' || *at == ',' || (unsigned char) *at < ' ';
}

/* How much of the normalised words the phrase takes, 0 if they do not begin with it. */
static size_t
match_length(const char *words, const char *phrase)
{
	size_t i;

	for (i = 0; phrase[i] != '\0'; i++)
	{
		if (phrase[i] == ' ' ? words[i] != ' ' && words[i] != ','
							 : words[i] != (phrase[i] == '-' ? ' ' : phrase[i]))
			return 0;
	}
	return is_word_end(words + i) || (unsigned char) phrase[0] < ' ' ? i : 0;
}

static const char *
after_separator(const char *at)
{
	return *at == ' ' || *at == ',' ? at + 1 : at;
}

static const char *
after_labels(const char *at)
{
	size_t longest;

	do
	{
		longest = 0;
		for (size_t i = 0; i < COUNT(labels); i++)
			if (match_length(at, labels[i]) > longest)
				longest = match_length(at, labels[i]);
		at = after_separator(at + longest);
	} while (longest > 0);
	return at;
}

/* The longest phrase that the words begin with; false if there is none. */
static bool
longest_phrase(const char *words, size_t *found, size_t *length)
{
	*length = 0;
	for (size_t i = 0; i < COUNT(phrases); i++)
	{
		size_t taken = match_length(words, phrases[i].words);

		if (taken > *length)
		{
			*length = taken;
			*found = i;
		}
	}
	return *length > 0;
}

/* The letter or letters that the words begin with, and how much of the words they are; 0 if none. */
static size_t
leading_letter(const char *words, Rag *rag)
{
	size_t longest = 0;

	for (size_t i = 0; i < COUNT(letters); i++)
	{
		size_t taken = match_length(words, letters[i].spelling);

		if (taken > longest)
		{
			longest = taken;
			*rag = letters[i].rag;
		}
	}
	return longest;
}

static bool
spells_letter(const char *words, Rag *rag)
{
	Rag letter = NO_RATING;
	size_t length = leading_letter(words, &letter);

	if (length == 0 || words[length] != '\0')
		return false;
	*rag = letter;
	return true;
}

/* JUNE, 2019, 12TH: a word that a day consists of; *year if it is a year of four digits. */
static bool
is_date_word(const char *at, size_t length, bool *year)
{
	char word[TEXT_FOLD_MAX + 1];
	const char *rest = word;
	int64_t number;
	int digits;

	memcpy(word, at, length);
	word[length] = '\0';
	if (folded_month(&rest) != 0)
		return *rest == '\0';
	digits = folded_number(&rest, &number);
	*year = *year || (digits == 4 && *rest == '\0');
	return (digits > 0 && digits <= 2 && strspn(rest, "STNDRH") == strlen(rest)) ||
		   (digits == 4 && *rest == '\0');
}

/*
 * "Completed on 12 June 2019", "Done (March 2021)": the rest says when.  "Complete in March 2027" is what is
 * to be done.
 */
static bool
is_date(const char *at, const char *behind)
{
	bool year = false;

	if (strcmp(behind, "COMPLETE") != 0 && (match_length(at, "IN") > 0 || match_length(at, "ON") > 0))
		at = after_separator(at + strlen("IN"));
	while (*at != '\0')
	{
		size_t length = strcspn(at, " ,");

		if (length == 0 || !is_date_word(at, length, &year))
			return false;
		at = after_separator(at + length);
	}
	return year;
}

/*
 * Phrase after phrase: what they all agree with, nothing if one is unknown, and what the first that says a
 * rating says.
 */
static RagParse
combine_phrases(const char *at, Rag *rag, uint8_t *agreed)
{
	Rag said = NO_RATING;
	size_t phrase = 0, length;

	*agreed = ANY;
	for (; *at != '\0'; at = after_separator(at + length))
	{
		if (!longest_phrase(at, &phrase, &length))
		{
			if (said == RAG_COMPLETE && is_date(at, phrases[phrase].words))
				break;
			*agreed = 0;
			return RAG_PARSE_UNKNOWN;
		}
		*agreed &= phrases[phrase].agrees;
		/* "On track for ..." gives way to the amber beside it. */
		if (phrases[phrase].says != NO_RATING && (said == NO_RATING || !(*agreed & ONLY(said))))
			said = phrases[phrase].says;
	}
	if (said == NO_RATING)
		return RAG_PARSE_UNKNOWN;
	if (!(*agreed & ONLY(said)))
		return RAG_PARSE_CONTRADICTION;
	*rag = said;
	return RAG_PARSED;
}

/* "G - Green" after its labels; of words without a rating, what they agree with. */
static RagParse
read_rating(const char *at, Rag *rag, uint8_t *agreed)
{
	Rag letter = NO_RATING;
	Rag word;
	size_t length = leading_letter(at, &letter);
	RagParse outcome;

	*agreed = 0;
	if (length > 0 && at[length] == '\0')
	{
		*rag = letter;
		return RAG_PARSED;
	}
	outcome = combine_phrases(length > 0 ? after_separator(at + length) : at, &word, agreed);
	if (length > 0)
		*agreed = 0;
	if (outcome != RAG_PARSED)
		return outcome;
	if (length > 0 && word != letter)
		return RAG_PARSE_CONTRADICTION;
	*rag = word;
	return RAG_PARSED;
}

static RagParse
read_words(const char *text, size_t length, Rag *rag, uint8_t *agreed)
{
	char words[TEXT_FOLD_MAX + 1];
	size_t words_length;

	*agreed = 0;
	if (!normalise(text, length, words, &words_length))
		return RAG_PARSE_UNKNOWN;
	return read_rating(after_labels(words), rag, agreed);
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
	char words[TEXT_FOLD_MAX + 1];
	size_t words_length;

	return normalise(text, length, words, &words_length) && words_length <= LETTERS_MAX + 1 &&
		   spells_letter(words, rag);
}

static bool
is_only_labels(const char *text, size_t length)
{
	char words[TEXT_FOLD_MAX + 1];
	size_t words_length;

	return normalise(text, length, words, &words_length) && *after_labels(words) == '\0';
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

/*
 * "Delayed (A)", "In progress (G)": words that say no rating, and a colour's letter that they agree with. But
 * the letter of "At risk (A)" may be short for the words.
 */
static bool
letter_completes(const char *folded, Rag letter, uint8_t agreed)
{
	return agreed != ANY && (agreed & ONLY(letter)) != 0 && strlen(rag_letter(letter)) == 1 &&
		   folded[0] != rag_letter(letter)[0];
}

RagParse
rag_parse_folded(const char *folded, size_t length, Rag *rag)
{
	Rag letter;
	Rag word;
	uint8_t agreed;
	size_t words_length;
	RagParse outcome;

	if (length == 0)
		return RAG_PARSE_EMPTY;
	/* A mark that leads to a note. */
	if (length > 1 && folded[length - 1] == '*')
		length--;
	if (length <= LETTERS_MAX && spells_letter(folded, rag))
		return RAG_PARSED;
	if (!split_letter(folded, length, &letter, &words_length))
		return read_words(folded, length, rag, &agreed);
	if (!is_only_labels(folded, words_length))
	{
		outcome = read_words(folded, words_length, &word, &agreed);
		if (outcome == RAG_PARSE_UNKNOWN && letter_completes(folded, letter, agreed))
			word = letter;
		else if (outcome != RAG_PARSED)
			return outcome;
		if (word != letter)
			return RAG_PARSE_CONTRADICTION;
	}
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

/* ---- saying why not ---- */

typedef enum Topic
{
	TOPIC_COLOUR,
	TOPIC_UNRATED,
	TOPIC_PART,
	TOPIC_LATE,
	TOPIC_STAGE,
	TOPIC_PAST,
	TOPIC_MEASURE,
	TOPIC_OTHER
} Topic;

static const struct
{
	const char *detail;
	const char *hint;
} explanations[] = {
	[TOPIC_COLOUR] =
		{"What this colour stands for differs between organisations.",
		 "Look in the plan's legend and write the rating that it means there, such as Complete or Amber; "
		 "try_rag(text) gives NULL for the colour."},
	[TOPIC_UNRATED] = {"This says that there is no rating.",
					   "An item that is not rated is NULL, which try_rag(text) gives for it."},
	[TOPIC_PART] =
		{"What is done in part, or with a reservation, is not Complete.",
		 "Write Complete once it is done, before that Green, Amber or Red; try_rag(text) gives NULL for what "
		 "says neither."},
	[TOPIC_LATE] = {"This does not say how serious the delay or the risk is.",
					"Write Amber for minor issues or Red for major ones."},
	[TOPIC_STAGE] = {"A stage of the work is not a rating: it does not say whether the work is on track.",
					 "Store the stage in a column of its own; its rating is G, A or R, or NULL, which "
					 "try_rag(text) gives "
					 "for it."},
	[TOPIC_PAST] = {"This says what the rating was.", "Write the rating that holds now."},
	[TOPIC_MEASURE] = {"A figure or a target met or missed is not a rating of an item.",
					   "Rate a measure with rag_from(actual, target, amber), or write Green, Amber or Red."},
	[TOPIC_OTHER] = {"No rating has that letter, colour word or phrase.",
					 "Write B, S, G, AG, A, AR or R; Complete, Scheduled, Green, Amber/Green, Amber, "
					 "Amber/Red or Red; or "
					 "a published phrase such as \"On track (G)\", \"Monitor (A)\", \"Escalate (R)\", "
					 "\"Scheduled - not yet "
					 "started\", \"Completed (B)\". try_rag(text) gives NULL for anything else."},
};

/* The first of these words that the text has anywhere decides which sentence it gets. */
static const struct
{
	const char *word;
	Topic topic;
} clues[] = {
	{"BLUE", TOPIC_COLOUR},
	{"YELLOW", TOPIC_COLOUR},
	{"ORANGE", TOPIC_COLOUR},
	{"PURPLE", TOPIC_COLOUR},
	{"BLACK", TOPIC_COLOUR},
	{"GREY", TOPIC_COLOUR},
	{"GRAY", TOPIC_COLOUR},
	{"WHITE", TOPIC_COLOUR},
	{"N A", TOPIC_UNRATED},
	{"NA", TOPIC_UNRATED},
	{"TBC", TOPIC_UNRATED},
	{"TBD", TOPIC_UNRATED},
	{"TBA", TOPIC_UNRATED},
	{"NONE", TOPIC_UNRATED},
	{"UNKNOWN", TOPIC_UNRATED},
	{"NOT KNOWN", TOPIC_UNRATED},
	{"NOT RATED", TOPIC_UNRATED},
	{"NO UPDATE", TOPIC_UNRATED},
	{"AWAITING DATA", TOPIC_UNRATED},
	{"AWAITING UPDATE", TOPIC_UNRATED},
	{"AWAITING AN UPDATE", TOPIC_UNRATED},
	{"NOT REPORTED", TOPIC_UNRATED},
	{"UNRATED", TOPIC_UNRATED},
	{"TO BE CONFIRMED", TOPIC_UNRATED},
	{"TO BE DETERMINED", TOPIC_UNRATED},
	{"NOT SET", TOPIC_UNRATED},
	{"NIL", TOPIC_UNRATED},
	{"NULL", TOPIC_UNRATED},
	{"NOT SCORED", TOPIC_UNRATED},
	{"NOT APPLICABLE", TOPIC_UNRATED},
	{"NOT AVAILABLE", TOPIC_UNRATED},
	{"NO DATA", TOPIC_UNRATED},
	{"NO EVIDENCE", TOPIC_UNRATED},
	{"EXEMPT", TOPIC_UNRATED},
	{"ISH", TOPIC_PART},
	{"PARTIAL", TOPIC_PART},
	{"PARTIALLY", TOPIC_PART},
	{"PARTLY", TOPIC_PART},
	{"INCOMPLETE", TOPIC_PART},
	{"NOT COMPLETE", TOPIC_PART},
	{"NOT COMPLETED", TOPIC_PART},
	{"NOT ACHIEVED", TOPIC_PART},
	{"NOT DELIVERED", TOPIC_PART},
	{"LARGELY", TOPIC_PART},
	{"MOSTLY", TOPIC_PART},
	{"NEARLY", TOPIC_PART},
	{"ALMOST", TOPIC_PART},
	{"SUBSTANTIAL", TOPIC_PART},
	{"SUBSTANTIALLY", TOPIC_PART},
	{"IN PART", TOPIC_PART},
	{"NOT YET COMPLETE", TOPIC_PART},
	{"NOT YET COMPLETED", TOPIC_PART},
	{"TO BE COMPLETED", TOPIC_PART},
	{"SUBJECT TO", TOPIC_PART},
	{"EXCEPT", TOPIC_PART},
	{"SOME PROGRESS", TOPIC_PART},
	{"MODERATE PROGRESS", TOPIC_PART},
	{"DELAY", TOPIC_LATE},
	{"DELAYS", TOPIC_LATE},
	{"DELAYED", TOPIC_LATE},
	{"BEHIND", TOPIC_LATE},
	{"OVERDUE", TOPIC_LATE},
	{"LATE", TOPIC_LATE},
	{"SLIPPED", TOPIC_LATE},
	{"SLIPPING", TOPIC_LATE},
	{"MISSED", TOPIC_LATE},
	{"RISK", TOPIC_LATE},
	{"BLOCKED", TOPIC_LATE},
	{"CONCERNS", TOPIC_LATE},
	{"ISSUES", TOPIC_LATE},
	{"OFF TARGET", TOPIC_LATE},
	{"SLIPPAGE", TOPIC_LATE},
	{"OFF TRACK", TOPIC_LATE},
	{"NOT ON TRACK", TOPIC_LATE},
	{"NOT ON SCHEDULE", TOPIC_LATE},
	{"NOT TO PLAN", TOPIC_LATE},
	{"OVER BUDGET", TOPIC_LATE},
	{"HOLD", TOPIC_STAGE},
	{"PAUSED", TOPIC_STAGE},
	{"SUSPENDED", TOPIC_STAGE},
	{"DEFERRED", TOPIC_STAGE},
	{"POSTPONED", TOPIC_STAGE},
	{"CANCELLED", TOPIC_STAGE},
	{"CANCELED", TOPIC_STAGE},
	{"WITHDRAWN", TOPIC_STAGE},
	{"STOPPED", TOPIC_STAGE},
	{"SUPERSEDED", TOPIC_STAGE},
	{"MERGED", TOPIC_STAGE},
	{"REMOVED", TOPIC_STAGE},
	{"CLOSED", TOPIC_STAGE},
	{"OPEN", TOPIC_STAGE},
	{"ACTIVE", TOPIC_STAGE},
	{"STARTED", TOPIC_STAGE},
	{"COMMENCED", TOPIC_STAGE},
	{"YET TO START", TOPIC_STAGE},
	{"YET TO COMMENCE", TOPIC_STAGE},
	{"NOT BEGUN", TOPIC_STAGE},
	{"PENDING", TOPIC_STAGE},
	{"STALLED", TOPIC_STAGE},
	{"WIP", TOPIC_STAGE},
	{"IN DEVELOPMENT", TOPIC_STAGE},
	{"BUSINESS AS USUAL", TOPIC_STAGE},
	{"BAU", TOPIC_STAGE},
	{"NO LONGER", TOPIC_STAGE},
	{"NOT STARTED", TOPIC_STAGE},
	{"NOT DUE", TOPIC_STAGE},
	{"IN PROGRESS", TOPIC_STAGE},
	{"TO START", TOPIC_STAGE},
	{"AWAITING", TOPIC_STAGE},
	{"ONGOING", TOPIC_STAGE},
	{"ON GOING", TOPIC_STAGE},
	{"UNDER WAY", TOPIC_STAGE},
	{"UNDERWAY", TOPIC_STAGE},
	{"PLANNING", TOPIC_STAGE},
	{"IN PRINCIPLE", TOPIC_STAGE},
	{"WAS", TOPIC_PAST},
	{"PREVIOUS", TOPIC_PAST},
	{"PREVIOUSLY", TOPIC_PAST},
	{"FORMERLY", TOPIC_PAST},
	{"TARGET", TOPIC_MEASURE},
	{"PERFORMANCE", TOPIC_MEASURE},
	{"IMPROVING", TOPIC_MEASURE},
	{"WORSENING", TOPIC_MEASURE},
	{"THRESHOLD", TOPIC_MEASURE},
};

/* Does the phrase stand anywhere in the normalised words? */
static bool
has_words(const char *words, const char *phrase)
{
	for (const char *at = words; *at != '\0'; at++)
		if ((at == words || is_word_end(at - 1)) && match_length(at, phrase) > 0)
			return true;
	return false;
}

static bool
has_any(const char *words, const char *characters)
{
	return strpbrk(words, characters) != NULL;
}

static Topic
topic_of(const char *words)
{
	static const char colours[] = {TEXT_SIGN_YELLOW, TEXT_SIGN_ORANGE, TEXT_SIGN_BLUE, TEXT_SIGN_WHITE, '\0'};

	for (size_t i = 0; i < COUNT(clues); i++)
		if (has_words(words, clues[i].word))
			return clues[i].topic;
	if (has_any(words, colours))
		return TOPIC_COLOUR;
	/* #N/A, #REF!: what a spreadsheet shows for a formula that failed. */
	if (words[0] == '#')
		return TOPIC_UNRATED;
	if (has_any(words, "%"))
		return has_words(words, "COMPLETE") || has_words(words, "COMPLETED") ? TOPIC_PART : TOPIC_MEASURE;
	return TOPIC_OTHER;
}

void
rag_explain(const char *folded, size_t length, RagParse outcome, const char **detail, const char **hint)
{
	char words[TEXT_FOLD_MAX + 1];
	size_t words_length;
	Topic topic = TOPIC_UNRATED;

	if (outcome == RAG_PARSE_CONTRADICTION)
	{
		*detail = "Its parts say different ratings.";
		*hint = "Write the one that holds; between two colours there are Amber/Green and Amber/Red.";
		return;
	}
	/* False for a dash at either end, which leaves the words to be looked at all the same. */
	(void) normalise(folded, length, words, &words_length);
	if (words_length > 0)
		topic = topic_of(words);
	*detail = outcome == RAG_PARSE_EMPTY ? "An empty cell is no rating." : explanations[topic].detail;
	*hint = explanations[topic].hint;
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
