/*
 * rag_tally_fuzz.c: a tally that is read, or made of any counts that keep the rules, prints as a text that
 * reads back as itself; adding and taking away are inverses; percentages add up to 100.
 */
#include "rag_tally_core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LAW(condition)                                                      \
	do                                                                      \
	{                                                                       \
		if (!(condition))                                                   \
		{                                                                   \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                        \
		}                                                                   \
	} while (0)

static void
prints_and_reads_back(const RagTally *tally)
{
	char text[RAG_TALLY_TEXT_SIZE];
	char again_text[RAG_TALLY_TEXT_SIZE];
	RagTally again;

	rag_tally_print(tally, text);
	LAW(rag_tally_parse(text, strlen(text), &again) == RAG_TALLY_PARSED);
	LAW(rag_tally_compare(tally, &again) == 0);
	LAW(memcmp(tally, &again, sizeof(again)) == 0);
	LAW(rag_tally_hash(tally, 7) == rag_tally_hash(&again, 7));
	rag_tally_print(&again, again_text);
	LAW(strcmp(text, again_text) == 0);
}

static void
adds_and_subtracts(const RagTally *a, const RagTally *b)
{
	RagTally sum = *a;

	if (!rag_tally_add(&sum, b))
	{
		LAW(memcmp(&sum, a, sizeof(sum)) == 0);
		return;
	}
	LAW(rag_tally_is_valid(&sum));
	LAW(rag_tally_total(&sum) == rag_tally_total(a) + rag_tally_total(b));
	LAW(rag_tally_compare(&sum, a) >= 0);
	LAW(rag_tally_subtract(&sum, b));
	LAW(memcmp(&sum, a, sizeof(sum)) == 0);
}

static void
has_shares(const RagTally *tally)
{
	int percent[RAG_TALLY_USED];
	int sum = 0;

	if (rag_tally_total(tally) == 0)
		return;
	rag_tally_percentages(tally, percent);
	for (int i = 0; i < RAG_TALLY_USED; i++)
	{
		LAW(tally->count[i] > 0 ? percent[i] > 0 : percent[i] == 0);
		LAW(percent[i] < 100 || tally->count[i] == rag_tally_total(tally));
		sum += percent[i];
	}
	LAW(sum == 100);
}

static void
has_a_verdict(const RagTally *tally, unsigned choice)
{
	RagPolicyTerms terms = {(RagPolicy) (choice & 3), 1, 1, 0, (choice & 4) != 0};
	RagVerdict verdict = rag_tally_overall(tally, &terms);

	LAW(verdict.rated || rag_tally_live(tally) == 0);
	LAW(RAG_IS_VALID(verdict.rag));
	LAW(terms.half_steps || rag_three_tier(verdict.rag) == verdict.rag);
	LAW(rag_tally_live(tally) == 0 || RAG_IS_LIVE(verdict.rag));
}

static void
obeys_the_laws(const RagTally *tally, unsigned choice)
{
	LAW(rag_tally_is_valid(tally));
	prints_and_reads_back(tally);
	adds_and_subtracts(tally, tally);
	has_shares(tally);
	has_a_verdict(tally, choice);
}

/* Eight counts of the input's bytes; the size in bytes of each is chosen by the input, so that sums fit. */
static bool
make_tally(const uint8_t *data, size_t size, RagTally *tally)
{
	size_t width;

	memset(tally, 0, sizeof(*tally));
	if (size < 1)
		return false;
	width = data[0] % 8 + 1;
	for (size_t i = 0; i < RAG_TALLY_USED; i++)
		for (size_t j = 0; j < width && 1 + i * width + j < size; j++)
			tally->count[i] = (int64_t) (((uint64_t) tally->count[i] << 8) | data[1 + i * width + j]);
	return rag_tally_is_valid(tally);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	RagTally tally;
	RagTally other;

	if (rag_tally_parse((const char *) data, size, &tally) == RAG_TALLY_PARSED)
		obeys_the_laws(&tally, (unsigned) size);
	if (make_tally(data, size, &tally))
		obeys_the_laws(&tally, data[size - 1]);
	if (size > 66 && make_tally(data, size, &tally) && make_tally(data + 65, size - 65, &other))
	{
		adds_and_subtracts(&tally, &other);
		LAW(rag_tally_compare(&tally, &other) == -rag_tally_compare(&other, &tally));
	}
	return 0;
}
