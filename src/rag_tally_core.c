/*
 * rag_tally_core.c: counting, comparing, printing and reading tallies.  Plain C.
 */
#include "rag_tally_core.h"
#include "text_core.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const int rag_tally_order[RAG_TALLY_USED] = {6, 5, 4, 3, 2, 1, 0, RAG_TALLY_UNRATED};

const char *
rag_tally_sign(int slot)
{
	return slot == RAG_TALLY_UNRATED ? "?" : rag_letter(RAG_AT(slot));
}

bool
rag_tally_is_valid(const RagTally *tally)
{
	int64_t total = 0;

	for (int i = 0; i < RAG_TALLY_SLOTS; i++)
	{
		if (i >= RAG_TALLY_USED && tally->count[i] != 0)
			return false;
		if (tally->count[i] < 0 || tally->count[i] > INT64_MAX - total)
			return false;
		total += tally->count[i];
	}
	return true;
}

static int64_t
sum_of_slots(const RagTally *tally, int first, int last)
{
	int64_t sum = 0;

	for (int i = first; i <= last; i++)
		sum += tally->count[i];
	return sum;
}

int64_t
rag_tally_total(const RagTally *tally)
{
	return sum_of_slots(tally, 0, RAG_TALLY_USED - 1);
}

int64_t
rag_tally_rated(const RagTally *tally)
{
	return sum_of_slots(tally, 0, RAG_VALUES - 1);
}

int64_t
rag_tally_live(const RagTally *tally)
{
	return sum_of_slots(tally, RAG_INDEX(RAG_GREEN), RAG_INDEX(RAG_RED));
}

bool
rag_tally_add(RagTally *tally, const RagTally *other)
{
	if (rag_tally_total(other) > INT64_MAX - rag_tally_total(tally))
		return false;
	for (int i = 0; i < RAG_TALLY_USED; i++)
		tally->count[i] += other->count[i];
	return true;
}

bool
rag_tally_discount(RagTally *tally, int slot, int64_t number)
{
	if (number > tally->count[slot])
		return false;
	tally->count[slot] -= number;
	return true;
}

bool
rag_tally_subtract(RagTally *tally, const RagTally *other)
{
	for (int i = 0; i < RAG_TALLY_USED; i++)
		if (other->count[i] > tally->count[i])
			return false;
	for (int i = 0; i < RAG_TALLY_USED; i++)
		tally->count[i] -= other->count[i];
	return true;
}

int
rag_tally_compare(const RagTally *a, const RagTally *b)
{
	for (int i = 0; i < RAG_TALLY_USED; i++)
	{
		int slot = rag_tally_order[i];

		if (a->count[slot] != b->count[slot])
			return a->count[slot] < b->count[slot] ? -1 : 1;
	}
	return 0;
}

/* A bijection of 64 bits that spreads every bit of its argument over all of the result (splitmix64's). */
static uint64_t
scramble(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

uint64_t
rag_tally_hash(const RagTally *tally, uint64_t seed)
{
	const uint64_t step = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t hash = scramble(seed + step);

	for (int i = 0; i < RAG_TALLY_SLOTS; i++)
	{
		if (tally->count[i] != 0)
			hash = scramble(hash ^ scramble((uint64_t) tally->count[i] + step * (uint64_t) (i + 1)));
	}
	return hash;
}

void
rag_tally_print(const RagTally *tally, char text[RAG_TALLY_TEXT_SIZE])
{
	size_t used = 0;

	for (int i = 0; i < RAG_TALLY_USED; i++)
	{
		int slot = rag_tally_order[i];

		if (tally->count[slot] != 0)
			used += (size_t) snprintf(text + used, RAG_TALLY_TEXT_SIZE - used, "%s%s%" PRId64,
									  used == 0 ? "" : " ", rag_tally_sign(slot), tally->count[slot]);
	}
	if (used == 0)
		strcpy(text, "0");
}

/* The slot whose sign is these letters; -1 if there is none. */
static int
find_slot(const char *sign, size_t length)
{
	for (int slot = 0; slot < RAG_TALLY_USED; slot++)
	{
		if (strlen(rag_tally_sign(slot)) == length && memcmp(rag_tally_sign(slot), sign, length) == 0)
			return slot;
	}
	return -1;
}

/* Digits to a number; false if there is something else, or it leaves int64. */
static RagTallyParse
parse_number(const char *digits, size_t length, int64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < length; i++)
	{
		if (!is_digit(digits[i]))
			return RAG_TALLY_PARSE_SYNTAX;
		if (*number > (INT64_MAX - (digits[i] - '0')) / 10)
			return RAG_TALLY_PARSE_RANGE;
		*number = *number * 10 + (digits[i] - '0');
	}
	return RAG_TALLY_PARSED;
}

/* One word such as "R17".  `seen` has a bit for each slot already read. */
static RagTallyParse
parse_count(const char *word, size_t length, RagTally *tally, unsigned *seen)
{
	size_t sign_length = 0;
	int64_t number;
	int slot;
	RagTallyParse outcome;

	while (sign_length < length && !is_digit(word[sign_length]))
		sign_length++;
	slot = find_slot(word, sign_length);
	if (slot < 0)
		return RAG_TALLY_PARSE_SYNTAX;
	if (sign_length == length)
		return RAG_TALLY_PARSE_BARE;
	outcome = parse_number(word + sign_length, length - sign_length, &number);
	if (outcome != RAG_TALLY_PARSED)
		return outcome;
	if (*seen & (1u << slot))
		return RAG_TALLY_PARSE_DUPLICATE;
	*seen |= 1u << slot;
	return rag_tally_count(tally, slot, number) ? RAG_TALLY_PARSED : RAG_TALLY_PARSE_RANGE;
}

static RagTallyParse
parse_counts(const char *folded, size_t length, RagTally *tally)
{
	RagTally read = {{0}};
	unsigned seen = 0;

	for (size_t at = 0; at < length;)
	{
		const char *blank = memchr(folded + at, ' ', length - at);
		size_t end = blank == NULL ? length : (size_t) (blank - folded);
		RagTallyParse outcome = parse_count(folded + at, end - at, &read, &seen);

		if (outcome != RAG_TALLY_PARSED)
			return outcome;
		at = end + 1;
	}
	*tally = read;
	return RAG_TALLY_PARSED;
}

RagTallyParse
rag_tally_parse_folded(const char *folded, size_t length, RagTally *tally)
{
	Rag rag;

	if (length == 0)
		return RAG_TALLY_PARSE_SYNTAX;
	if (rag_parse_folded(folded, length, &rag) != RAG_PARSE_UNKNOWN)
		return RAG_TALLY_PARSE_BARE;
	if (length == 1 && folded[0] == '0')
	{
		memset(tally, 0, sizeof(*tally));
		return RAG_TALLY_PARSED;
	}
	return parse_counts(folded, length, tally);
}

RagTallyParse
rag_tally_parse(const char *text, size_t length, RagTally *tally)
{
	char folded[TEXT_FOLD_MAX + 1];
	size_t folded_length;

	if (!text_fold(text, length, folded, &folded_length))
		return RAG_TALLY_PARSE_SYNTAX;
	return rag_tally_parse_folded(folded, folded_length, tally);
}

/*
 * factor * part = result * whole + remainder, by doubling and adding: the product itself may leave 64 bits.
 * The factor is below 128 and the part at most the whole.
 */
static uint64_t
multiply_and_divide(unsigned factor, uint64_t part, uint64_t whole, uint64_t *remainder)
{
	uint64_t quotient = 0;
	uint64_t rest = 0;

	for (unsigned bit = 64; bit != 0; bit >>= 1)
	{
		quotient *= 2;
		rest *= 2;
		if (rest >= whole)
		{
			rest -= whole;
			quotient++;
		}
		if (factor & bit)
			rest += part;
		if (rest >= whole)
		{
			rest -= whole;
			quotient++;
		}
	}
	*remainder = rest;
	return quotient;
}

static void
share_out(const RagTally *tally, int percent[RAG_TALLY_USED])
{
	uint64_t remainder[RAG_TALLY_USED];
	uint64_t total = (uint64_t) rag_tally_total(tally);
	int left = 100;

	for (int slot = 0; slot < RAG_TALLY_USED; slot++)
	{
		percent[slot] =
			(int) multiply_and_divide(100, (uint64_t) tally->count[slot], total, &remainder[slot]);
		left -= percent[slot];
	}
	for (; left > 0; left--)
	{
		int largest = rag_tally_order[0];

		for (int i = 1; i < RAG_TALLY_USED; i++)
			if (remainder[rag_tally_order[i]] > remainder[largest])
				largest = rag_tally_order[i];
		percent[largest]++;
		remainder[largest] = 0;
	}
}

/* The slot with the largest percentage; of equal ones the last, which is the least severe or the unrated. */
static int
largest_share(const int percent[RAG_TALLY_USED])
{
	int largest = rag_tally_order[0];

	for (int i = 1; i < RAG_TALLY_USED; i++)
		if (percent[rag_tally_order[i]] >= percent[largest])
			largest = rag_tally_order[i];
	return largest;
}

/* The largest of eight shares is 13 at least, so there is always one to take from. */
void
rag_tally_percentages(const RagTally *tally, int percent[RAG_TALLY_USED])
{
	share_out(tally, percent);
	for (int slot = 0; slot < RAG_TALLY_USED; slot++)
		if (percent[slot] == 0 && tally->count[slot] > 0)
		{
			percent[largest_share(percent)]--;
			percent[slot] = 1;
		}
}

/* The votes of the live ratings, by RAG_INDEX. */
static void
collect_votes(const RagTally *tally, bool half_steps, int64_t votes[RAG_VALUES])
{
	memset(votes, 0, RAG_VALUES * sizeof(votes[0]));
	for (int i = RAG_INDEX(RAG_GREEN); i < RAG_VALUES; i++)
		votes[half_steps ? i : RAG_INDEX(rag_three_tier(RAG_AT(i)))] += tally->count[i];
}

static RagVerdict
vote_of(RagRule rule, int index, int64_t votes)
{
	RagVerdict verdict = {rule, true, RAG_AT(index), votes};

	return verdict;
}

static RagVerdict
worst_vote(const int64_t votes[RAG_VALUES])
{
	int i = RAG_INDEX(RAG_RED);

	while (votes[i] == 0)
		i--;
	return vote_of(RAG_RULE_WORST, i, votes[i]);
}

static RagVerdict
majority_vote(const int64_t votes[RAG_VALUES])
{
	int most = RAG_INDEX(RAG_RED);

	for (int i = most - 1; i >= RAG_INDEX(RAG_GREEN); i--)
		if (votes[i] > votes[most])
			most = i;
	return vote_of(RAG_RULE_MAJORITY, most, votes[most]);
}

static RagVerdict
average_vote(const int64_t votes[RAG_VALUES], int64_t live, bool half_steps)
{
	const int green = RAG_INDEX(RAG_GREEN);
	const int step = half_steps ? 1 : 2;
	uint64_t whole = (uint64_t) live;
	uint64_t steps = 0;
	uint64_t rest = 0;
	int nearest;

	for (int i = green; i < RAG_VALUES; i += step)
	{
		uint64_t remainder;

		steps += multiply_and_divide((unsigned) ((i - green) / step), (uint64_t) votes[i], whole, &remainder);
		rest += remainder;
		if (rest >= whole)
		{
			rest -= whole;
			steps++;
		}
	}
	nearest = green + step * (int) (steps + (rest >= whole - rest));
	return vote_of(RAG_RULE_AVERAGE, nearest, votes[nearest]);
}

static RagVerdict
threshold_vote(const int64_t votes[RAG_VALUES], const RagPolicyTerms *terms)
{
	int64_t reached = 0;

	for (int i = RAG_INDEX(RAG_RED); i > RAG_INDEX(RAG_GREEN); i--)
	{
		bool red = i > RAG_INDEX(RAG_AMBER);

		/* A step not in use has no votes, so it reaches nothing that the step above did not. */
		reached += votes[i];
		if (reached > 0 && reached >= (red ? terms->red_votes : terms->amber_votes))
			return vote_of(red ? RAG_RULE_RED_SHARE : RAG_RULE_AMBER_SHARE, i, reached);
	}
	return vote_of(RAG_RULE_NO_SHARE, RAG_INDEX(RAG_GREEN), votes[RAG_INDEX(RAG_GREEN)]);
}

/* Where there is nothing to vote on: the rule that decides, or RAG_RULE_WORST if the votes do. */
static RagRule
rule_without_votes(const RagTally *tally, const RagPolicyTerms *terms)
{
	int64_t total = rag_tally_total(tally);
	int64_t complete = tally->count[RAG_INDEX(RAG_COMPLETE)];
	int64_t scheduled = tally->count[RAG_INDEX(RAG_SCHEDULED)];

	if (total == 0)
		return RAG_RULE_EMPTY;
	if (rag_tally_rated(tally) < terms->rated_items)
		return RAG_RULE_COVERAGE;
	if (complete == total)
		return RAG_RULE_ALL_COMPLETE;
	if (scheduled == total)
		return RAG_RULE_ALL_SCHEDULED;
	if (complete + scheduled == total)
		return RAG_RULE_UNDER_WAY;
	return rag_tally_live(tally) == 0 ? RAG_RULE_NO_LIVE : RAG_RULE_WORST;
}

static RagVerdict
verdict_without_votes(RagRule rule)
{
	RagVerdict none = {rule, false, RAG_COMPLETE, 0};

	if (rule == RAG_RULE_ALL_COMPLETE)
		return vote_of(rule, RAG_INDEX(RAG_COMPLETE), 0);
	if (rule == RAG_RULE_ALL_SCHEDULED)
		return vote_of(rule, RAG_INDEX(RAG_SCHEDULED), 0);
	if (rule == RAG_RULE_UNDER_WAY)
		return vote_of(rule, RAG_INDEX(RAG_GREEN), 0);
	return none;
}

RagVerdict
rag_tally_overall(const RagTally *tally, const RagPolicyTerms *terms)
{
	int64_t votes[RAG_VALUES];
	RagRule rule = rule_without_votes(tally, terms);

	if (rule != RAG_RULE_WORST)
		return verdict_without_votes(rule);
	collect_votes(tally, terms->half_steps, votes);
	switch (terms->policy)
	{
		case RAG_POLICY_MAJORITY:
			return majority_vote(votes);
		case RAG_POLICY_AVERAGE:
			return average_vote(votes, rag_tally_live(tally), terms->half_steps);
		case RAG_POLICY_THRESHOLD:
			return threshold_vote(votes, terms);
		case RAG_POLICY_WORST:
			break;
	}
	return worst_vote(votes);
}
