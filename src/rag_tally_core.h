/*
 * rag_tally_core.h: counts per rating, in plain C: no server header.
 */
#ifndef RAG_TALLY_CORE_H
#define RAG_TALLY_CORE_H

#include "rag_core.h"

/*
 * count[RAG_INDEX(rag)] counts that rating, count[RAG_TALLY_UNRATED] the unrated.  The rest is reserved,
 * always zero and checked on the way in.  Every count is zero or more, and their sum fits in an int64.
 */
#define RAG_TALLY_SLOTS   16
#define RAG_TALLY_UNRATED RAG_VALUES
#define RAG_TALLY_USED    (RAG_VALUES + 1)

typedef struct RagTally
{
	int64_t count[RAG_TALLY_SLOTS];
} RagTally;

/* "R", "AR" ... "B", and "?" for the unrated: what stands before the count of a slot in use. */
extern const char *rag_tally_sign(int slot);

/* The slots in use in the order of the text form: R, AR, A, AG, G, S, B and last the unrated. */
extern const int rag_tally_order[RAG_TALLY_USED];

/* The invariant above.  Every tally that comes from outside goes through it. */
extern bool rag_tally_is_valid(const RagTally *tally);

extern int64_t rag_tally_total(const RagTally *tally);
extern int64_t rag_tally_rated(const RagTally *tally);
extern int64_t rag_tally_live(const RagTally *tally);

/*
 * Whether no count has any of its five highest bits set, so that their sum and 2^60 more are within range.
 * Seven ORs, where the sum would be a loop for every row of a table.
 */
static inline bool
rag_tally_is_far_from_full(const RagTally *tally)
{
	const int64_t *count = tally->count;

	return ((count[0] | count[1] | count[2] | count[3] | count[4] | count[5] | count[6] | count[7]) >> 59) ==
		   0;
}

/*
 * Add `number` (zero or more) to one slot, or all counts of another tally; false, and nothing changed, if the
 * total would leave int64.  Inline, since every row of a table comes through here.
 */
static inline bool
rag_tally_count(RagTally *tally, int slot, int64_t number)
{
	bool is_safe = number <= INT64_C(1) << 60 && rag_tally_is_far_from_full(tally);

	if (!is_safe && number > INT64_MAX - rag_tally_total(tally))
		return false;
	tally->count[slot] += number;
	return true;
}

extern bool rag_tally_add(RagTally *tally, const RagTally *other);

/* The exact inverses; false, and nothing changed, if something is to be taken away that is not there. */
extern bool rag_tally_discount(RagTally *tally, int slot, int64_t number);
extern bool rag_tally_subtract(RagTally *tally, const RagTally *other);

/* -1, 0 or 1: the counts compared one after another in the order of the text form, most severe first. */
extern int rag_tally_compare(const RagTally *a, const RagTally *b);

/*
 * Frozen, and the same on every machine.  A slot that is zero takes no part, so that a reserved slot can come
 * into use without moving the tallies that do not use it.
 */
extern uint64_t rag_tally_hash(const RagTally *tally, uint64_t seed);

/* Room for eight counts of nineteen digits, their signs and blanks, and the end. */
#define RAG_TALLY_TEXT_SIZE (RAG_TALLY_USED * (19 + 3) + 1)

/* "R17 A3 G2 B51 ?7", NUL-terminated, counts of zero left out; "0" if nothing is counted. */
extern void rag_tally_print(const RagTally *tally, char text[RAG_TALLY_TEXT_SIZE]);

typedef enum RagTallyParse
{
	RAG_TALLY_PARSED,
	RAG_TALLY_PARSE_SYNTAX,
	RAG_TALLY_PARSE_BARE,      /* a rating without a count: somebody wants to count ratings */
	RAG_TALLY_PARSE_DUPLICATE, /* one rating twice */
	RAG_TALLY_PARSE_RANGE      /* the total would leave int64 */
} RagTallyParse;

/* Read the text form, in any order, from text that text_fold has folded.  Sets *tally only if PARSED. */
extern RagTallyParse rag_tally_parse_folded(const char *folded, size_t length, RagTally *tally);

/* The same for UTF-8 text. */
extern RagTallyParse rag_tally_parse(const char *text, size_t length, RagTally *tally);

/*
 * Whole percentages of the total, by slot, that add up to 100: largest remainder, ties to the more severe and
 * last the unrated.  100 means all and 0 means none: what would be 0 without being none is 1, which the
 * largest gives.  The tally must count something.
 */
extern void rag_tally_percentages(const RagTally *tally, int percent[RAG_TALLY_USED]);

/*
 * One rating for many.  Only live ratings (G to R) vote; without half steps AG votes as A and AR as R.
 * Whatever the policy: nothing counted, no live rating beside unrated items, or fewer rated items than asked
 * for give none; all items B give B, all S give S, only B and S give G.
 *
 * WORST      the most severe vote.
 * MAJORITY   the rating with the most votes; a tie goes to the more severe.
 * AVERAGE    the mean, each step of the scale in use being one; rounded to the nearest, halfway to the worse.
 * THRESHOLD  R if R has its share of the votes, otherwise A if R and A together have theirs, otherwise G.
 *            With half steps, going down the scale and adding up the votes: R, AR by the red share, A, AG by
 *            the amber share, otherwise G.
 */
typedef enum RagPolicy
{
	RAG_POLICY_WORST,
	RAG_POLICY_MAJORITY,
	RAG_POLICY_AVERAGE,
	RAG_POLICY_THRESHOLD
} RagPolicy;

typedef struct RagPolicyTerms
{
	RagPolicy policy;
	int64_t red_votes;   /* THRESHOLD: the least number of votes that is the red share of the live items */
	int64_t amber_votes; /* THRESHOLD: likewise, of R, AR and A (and AG) together */
	int64_t rated_items; /* the least number of rated items for there to be an answer */
	bool half_steps;
} RagPolicyTerms;

/* Which rule decided; the first three give no rating. */
typedef enum RagRule
{
	RAG_RULE_EMPTY,
	RAG_RULE_NO_LIVE,
	RAG_RULE_COVERAGE,
	RAG_RULE_ALL_COMPLETE,
	RAG_RULE_ALL_SCHEDULED,
	RAG_RULE_UNDER_WAY,
	RAG_RULE_WORST,
	RAG_RULE_MAJORITY,
	RAG_RULE_AVERAGE,
	RAG_RULE_RED_SHARE,
	RAG_RULE_AMBER_SHARE,
	RAG_RULE_NO_SHARE
} RagRule;

typedef struct RagVerdict
{
	RagRule rule;
	bool rated;    /* false: no rating, and rag says nothing */
	Rag rag;       /* the one rating */
	int64_t votes; /* for it, of the live items; by share, for it and the more severe */
} RagVerdict;

extern RagVerdict rag_tally_overall(const RagTally *tally, const RagPolicyTerms *terms);

#endif /* RAG_TALLY_CORE_H */
