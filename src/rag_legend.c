/*
 * rag_legend.c: what a rating is called in a plan's own words.
 */
#include "rag.h"

#include "text_input.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(rag_legend_label);

#define LEGEND_HINT                                                                                        \
	"Write it like {\"G\": \"On target\", \"R\": \"Escalate\", \"\": \"No rating\"}, with the letters B, " \
	"S, "                                                                                                  \
	"G, AG, A, AR and R, and \"\" for what is not rated."

static bool
spells(const JsonbValue *string, const char *word)
{
	return (size_t) string->val.string.len == strlen(word) &&
		   memcmp(string->val.string.val, word, strlen(word)) == 0;
}

static void
check_key(const JsonbValue *key)
{
	bool known = key->val.string.len == 0;

	for (int i = 0; i < RAG_VALUES; i++)
		known = known || spells(key, rag_letter(RAG_AT(i)));
	if (!known)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("legend has a key that is no rating: \"%s\"",
					   quotable(key->val.string.val, (size_t) key->val.string.len)),
				errdetail("The keys of a legend are the letters of ratings."), errhint("%s", LEGEND_HINT));
}

static void
check_words(const JsonbValue *words)
{
	if (words->type != jbvString && words->type != jbvNull)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("legend has words that are no text"),
				errdetail("Each rating of a legend has a string, or null for its usual label."),
				errhint("%s", LEGEND_HINT));
}

/* A legend that has been checked: its bytes, and the words of each slot of a tally, NULL for none. */
typedef struct Legend
{
	MemoryContext memory;
	size_t size;
	char *bytes;
	text *words[RAG_TALLY_USED];
} Legend;

static void
keep_words(Legend *legend, const JsonbValue *key, const JsonbValue *words)
{
	for (int slot = 0; slot < RAG_TALLY_USED; slot++)
		if (spells(key, slot == RAG_TALLY_UNRATED ? "" : rag_letter(RAG_AT(slot))))
			legend->words[slot] = words->type == jbvString
									  ? cstring_to_text_with_len(words->val.string.val, words->val.string.len)
									  : NULL;
}

/* The whole legend is checked: 22023. */
static void
read_legend(Legend *legend, Jsonb *value)
{
	JsonbIterator *iterator = JsonbIteratorInit(&value->root);
	JsonbValue key, words;

	if (!JB_ROOT_IS_OBJECT(value))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("legend is not an object"),
				errdetail("A legend is a JSON object of ratings and their words."),
				errhint("%s", LEGEND_HINT));
	JsonbIteratorNext(&iterator, &key, true);
	while (JsonbIteratorNext(&iterator, &key, true) == WJB_KEY)
	{
		JsonbIteratorNext(&iterator, &words, true);
		check_key(&key);
		check_words(&words);
		keep_words(legend, &key, &words);
	}
}

static Legend *
new_legend(MemoryContext parent, Jsonb *value)
{
	MemoryContext memory = AllocSetContextCreate(parent, "legend", ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(memory);
	Legend *legend = palloc0(sizeof(Legend));

	legend->memory = memory;
	legend->size = VARSIZE(value);
	legend->bytes = memcpy(palloc(legend->size), value, legend->size);
	read_legend(legend, value);
	MemoryContextSwitchTo(old);
	return legend;
}

/* A call mostly has one legend for all its rows, so the last is kept. */
static const Legend *
legend_of_call(FmgrInfo *function, Jsonb *value)
{
	Legend *last = function->fn_extra;

	if (last != NULL && last->size == VARSIZE(value) && memcmp(last->bytes, value, last->size) == 0)
		return last;
	function->fn_extra = NULL;
	if (last != NULL)
		MemoryContextDelete(last->memory);
	function->fn_extra = new_legend(function->fn_mcxt, value);
	return function->fn_extra;
}

/* label(rag, legend jsonb): no legend, or no words in it, is label(rag); the words for NULL are under "". */
Datum
rag_legend_label(PG_FUNCTION_ARGS)
{
	const text *words = NULL;

	if (!PG_ARGISNULL(1))
		words = legend_of_call(fcinfo->flinfo, PG_GETARG_JSONB_P(1))->words[RAG_SLOT_ARGUMENT(0)];
	if (words != NULL)
		PG_RETURN_TEXT_P(memcpy(palloc(VARSIZE(words)), words, VARSIZE(words)));
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(rag_label(PG_GETARG_RAG(0))));
}
