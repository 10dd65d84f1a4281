/*
 * rag_fuzz.c: whatever is read as a rating prints as a letter, a label and a letter in brackets that read
 * back as the same rating; and nothing else is ever written.
 */
#include "rag_core.h"
#include "text_core.h"

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
reads_as(const char *text, Rag expected)
{
	Rag rag = (Rag) ~expected;

	LAW(rag_parse(text, strlen(text), &rag) == RAG_PARSED);
	LAW(rag == expected);
}

static void
with_letter(const char *words, size_t length, Rag rag)
{
	char folded[TEXT_FOLD_MAX + 1];
	char text[TEXT_FOLD_MAX + 8];
	size_t folded_length;
	RagParse outcome;
	Rag again;

	LAW(text_fold(words, length, folded, &folded_length));
	if (folded_length > TEXT_FOLD_MAX - 5)
		return;
	snprintf(text, sizeof(text), "%s (%s)", folded, rag_letter(rag));
	outcome = rag_parse(text, strlen(text), &again);
	/* Words that already end in a bracketed letter do not take another. */
	LAW(outcome == RAG_PARSE_UNKNOWN || (outcome == RAG_PARSED && again == rag));
	snprintf(text, sizeof(text), "%s (%s)", folded, rag_letter(RAG_AT((RAG_INDEX(rag) + 1) % RAG_VALUES)));
	LAW(rag_parse(text, strlen(text), &again) != RAG_PARSED);
}

/* Whatever is refused is told why and what to do. */
static void
has_advice(const char *text, size_t size, RagParse outcome)
{
	char folded[TEXT_FOLD_MAX + 1];
	size_t length;
	const char *detail = NULL;
	const char *hint = NULL;

	if (!text_fold(text, size, folded, &length))
		return;
	rag_explain(folded, length, outcome, &detail, &hint);
	LAW(detail != NULL && detail[0] != '\0' && hint != NULL && hint[0] != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Rag rag = 255;
	RagParse outcome = rag_parse((const char *) data, size, &rag);

	if (outcome != RAG_PARSED)
	{
		has_advice((const char *) data, size, outcome);
		return 0;
	}
	LAW(RAG_IS_VALID(rag));
	reads_as(rag_letter(rag), rag);
	reads_as(rag_label(rag), rag);
	with_letter((const char *) data, size, rag);
	return 0;
}
