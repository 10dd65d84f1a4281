/*
 * rag_legend.c: what a rating is called in a plan's own words.
 */
#include "rag.h"

#include "text_input.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

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

/* The legend's words for a key, NULL if it has none.  The whole legend is checked: 22023. */
static text *
legend_words(Jsonb *legend, const char *wanted)
{
	JsonbIterator *iterator = JsonbIteratorInit(&legend->root);
	text *found = NULL;
	JsonbValue key, words;

	if (!JB_ROOT_IS_OBJECT(legend))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("legend is not an object"),
				errdetail("A legend is a JSON object of ratings and their words."),
				errhint("%s", LEGEND_HINT));
	JsonbIteratorNext(&iterator, &key, true);
	while (JsonbIteratorNext(&iterator, &key, true) == WJB_KEY)
	{
		JsonbIteratorNext(&iterator, &words, true);
		check_key(&key);
		check_words(&words);
		if (words.type == jbvString && spells(&key, wanted))
			found = cstring_to_text_with_len(words.val.string.val, words.val.string.len);
	}
	return found;
}

/* label(rag, legend jsonb): no legend, or no words in it, is label(rag); the words for NULL are under "". */
Datum
rag_legend_label(PG_FUNCTION_ARGS)
{
	const char *letter = PG_ARGISNULL(0) ? "" : rag_letter(PG_GETARG_RAG(0));
	text *words = PG_ARGISNULL(1) ? NULL : legend_words(PG_GETARG_JSONB_P(1), letter);

	if (words != NULL)
		PG_RETURN_TEXT_P(words);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(rag_label(PG_GETARG_RAG(0))));
}
