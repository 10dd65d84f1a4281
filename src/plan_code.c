/*
 * plan_code.c: the type plan_code as the server sees it.
 */
#include "plan_code.h"

#include "common/hashfn.h"
#include "catalog/pg_type.h"
#include "libpq/pqformat.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/sortsupport.h"

#include "text_input.h"

PG_FUNCTION_INFO_V1(plan_code_in);
PG_FUNCTION_INFO_V1(plan_code_out);
PG_FUNCTION_INFO_V1(plan_code_recv);
PG_FUNCTION_INFO_V1(plan_code_send);
PG_FUNCTION_INFO_V1(plan_code_try);
PG_FUNCTION_INFO_V1(plan_code_lt);
PG_FUNCTION_INFO_V1(plan_code_le);
PG_FUNCTION_INFO_V1(plan_code_eq);
PG_FUNCTION_INFO_V1(plan_code_ne);
PG_FUNCTION_INFO_V1(plan_code_ge);
PG_FUNCTION_INFO_V1(plan_code_gt);
PG_FUNCTION_INFO_V1(plan_code_cmp);
PG_FUNCTION_INFO_V1(plan_code_sortsupport);
PG_FUNCTION_INFO_V1(plan_code_hash);
PG_FUNCTION_INFO_V1(plan_code_hash_extended);
PG_FUNCTION_INFO_V1(plan_code_smaller);
PG_FUNCTION_INFO_V1(plan_code_larger);
PG_FUNCTION_INFO_V1(plan_code_under);
PG_FUNCTION_INFO_V1(plan_code_over);
PG_FUNCTION_INFO_V1(plan_code_depth);
PG_FUNCTION_INFO_V1(plan_code_parent);
PG_FUNCTION_INFO_V1(plan_code_ancestor);
PG_FUNCTION_INFO_V1(plan_code_common_ancestor);
PG_FUNCTION_INFO_V1(plan_code_last);
PG_FUNCTION_INFO_V1(plan_code_child);
PG_FUNCTION_INFO_V1(plan_code_child_bigint);
PG_FUNCTION_INFO_V1(plan_code_prefix);
PG_FUNCTION_INFO_V1(plan_code_with_prefix);
PG_FUNCTION_INFO_V1(plan_code_components);

#define PG_RETURN_PLAN_CODE(code) PG_RETURN_POINTER(pack(code))

static StoredPlanCode *
pack(const PlanCode *code)
{
	StoredPlanCode *stored = palloc(PLAN_CODE_STORED_SIZE(PLAN_CODE_MAX_SIZE));

	SET_VARSIZE(stored, PLAN_CODE_STORED_SIZE(plan_code_encode(code, stored->bytes)));
	return stored;
}

static void
unpack(const StoredPlanCode *stored, PlanCode *code)
{
	if (!plan_code_decode(PLAN_CODE_BYTES(stored), PLAN_CODE_SIZE(stored), code))
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED), errmsg("stored plan_code is damaged"));
}

/* What a refused text is told. */
static const struct
{
	const char *detail;
	const char *hint;
} explanations[] = {
	[PLAN_CODE_MALFORMED] = {"A plan code is up to 8 letters, then numbers separated by dots.",
							 "Write it like A1.1.1, P2.8, 1.6 or LGOF 3.1; keep other references as text."},
	[PLAN_CODE_NO_NUMBER] = {"A plan code has at least one number.",
							 "Write it like A1.1.1, P2.8, 1.6 or LGOF 3.1; keep other references as text."},
	[PLAN_CODE_TOO_MANY_LETTERS] = {"A plan code has at most 8 letters.",
									"Shorten the letters, or keep the reference as text."},
	[PLAN_CODE_TOO_MANY_LEVELS] = {"A plan code has at most 16 levels.", "Keep a deeper reference as text."},
	[PLAN_CODE_NUMBER_TOO_LARGE] = {"A number in a plan code is at most 2147483647.",
									"Keep the reference as text."},
	[PLAN_CODE_LEADING_ZERO] =
		{"A number in a plan code has no leading zero.",
		 "Write it like A1.1.1, P2.8, 1.6 or LGOF 3.1; keep other references as text."},
	[PLAN_CODE_EMPTY_COMPONENT] = {"Each dot in a plan code stands between two numbers.",
								   "Write it like A1.1.1, P2.8, 1.6 or LGOF 3.1."},
	[PLAN_CODE_MISPLACED_LETTER] = {"The letters of a plan code come first, before its numbers.",
									"Write it like A1.1.1 or LGOF 3.1; keep other references as text."},
	[PLAN_CODE_MISPLACED_BLANK] = {"A plan code has no blank but one between two or more letters and the "
								   "numbers.",
								   "Write it like LGOF 3.1 or A1.1.1."},
	[PLAN_CODE_MISPLACED_BOUND] = {"The bound ~ of a plan code comes last, after at least one number.",
								   "Write A2.~ for the upper end of everything under A2."},
	[PLAN_CODE_ONE_LETTER_AND_BLANK] =
		{"A single letter of a plan code is followed by its number at once.",
		 "Write it like A1.1.1, P2.8, 1.6 or LGOF 3.1; keep other references as "
		 "text."},
	[PLAN_CODE_SLASH] = {"A plan code has no slash.", "Keep a reference with a slash as text."},
};

static PlanCodeError
read_text(const char *text, size_t length, PlanCode *code)
{
	char folded[TEXT_FOLD_MAX + 1];
	size_t folded_length;

	if (!fold_server_text(text, length, folded, &folded_length))
		return PLAN_CODE_MALFORMED;
	return plan_code_parse(folded, code);
}

/* The hint names the code that the text may stand for, if there is one. */
static const char *
hint_for(const char *text, PlanCodeError error)
{
	char folded[TEXT_FOLD_MAX + 1];
	char code[PLAN_CODE_TEXT_SIZE];
	size_t folded_length;

	if (error == PLAN_CODE_SLASH)
		return psprintf("Keep %s as text.", quotable(text, strlen(text)));
	if (!fold_server_text(text, strlen(text), folded, &folded_length) || !plan_code_suggest(folded, code))
		return explanations[error].hint;
	return psprintf("Write %s if that is the same item as %s; otherwise keep the reference as text.", code,
					quotable(text, strlen(text)));
}

/* Blanks around the ends are trimmed; letters fold to upper case.  22P02 or 22003, softly if asked. */
Datum
plan_code_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	PlanCode code;
	PlanCodeError error = read_text(text, strlen(text), &code);

	if (error == PLAN_CODE_NUMBER_TOO_LARGE)
		ereturn(fcinfo->context, (Datum) 0, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("value \"%s\" is out of range for type %s", quotable(text, strlen(text)), "plan_code"),
				errdetail("%s", explanations[error].detail), errhint("%s", explanations[error].hint));
	if (error != PLAN_CODE_OK)
		ereturn(fcinfo->context, (Datum) 0, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type %s: \"%s\"", "plan_code", quotable(text, strlen(text))),
				errdetail("%s", explanations[error].detail), errhint("%s", hint_for(text, error)));
	PG_RETURN_PLAN_CODE(&code);
}

Datum
plan_code_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(PLAN_CODE_TEXT_SIZE);
	PlanCode code;

	unpack(PG_GETARG_PLAN_CODE(0), &code);
	plan_code_print(&code, text);
	PG_RETURN_CSTRING(text);
}

/* The stored bytes, as strict as plan_code_in: 22P03. */
Datum
plan_code_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	int size = message->len - message->cursor;
	PlanCode code;

	if (size > PLAN_CODE_MAX_SIZE ||
		!plan_code_decode((const uint8 *) pq_getmsgbytes(message, size), (size_t) size, &code))
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("invalid binary format for type %s", "plan_code"),
				errdetail("The bytes are not those of a plan code of this version."),
				errhint("Send the code as text, or as plan_code_send writes it."));
	PG_RETURN_PLAN_CODE(&code);
}

Datum
plan_code_send(PG_FUNCTION_ARGS)
{
	StoredPlanCode *stored = PG_GETARG_PLAN_CODE(0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbytes(&message, (const char *) PLAN_CODE_BYTES(stored), (int) PLAN_CODE_SIZE(stored));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* try_plan_code(text): the code, or null for text that is none. */
Datum
plan_code_try(PG_FUNCTION_ARGS)
{
	text *input = PG_GETARG_TEXT_PP(0);
	PlanCode code;

	if (read_text(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input), &code) != PLAN_CODE_OK)
		PG_RETURN_NULL();
	PG_RETURN_PLAN_CODE(&code);
}

/* The total order.  A sort compares many times, so a copy made by detoasting is not left lying about. */
static int
compare_datums(Datum a, Datum b)
{
	StoredPlanCode *x = DatumGetPlanCode(a);
	StoredPlanCode *y = DatumGetPlanCode(b);
	int order =
		plan_code_compare(PLAN_CODE_BYTES(x), PLAN_CODE_SIZE(x), PLAN_CODE_BYTES(y), PLAN_CODE_SIZE(y));

	if ((Pointer) x != DatumGetPointer(a))
		pfree(x);
	if ((Pointer) y != DatumGetPointer(b))
		pfree(y);
	return order;
}

Datum
plan_code_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) < 0);
}

Datum
plan_code_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) <= 0);
}

Datum
plan_code_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) == 0);
}

Datum
plan_code_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) != 0);
}

Datum
plan_code_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) >= 0);
}

Datum
plan_code_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) > 0);
}

Datum
plan_code_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

Datum
plan_code_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) <= 0 ? PG_GETARG_DATUM(0)
																				: PG_GETARG_DATUM(1));
}

Datum
plan_code_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) >= 0 ? PG_GETARG_DATUM(0)
																				: PG_GETARG_DATUM(1));
}

static int
compare_for_sort(Datum a, Datum b, SortSupport ssup)
{
	return compare_datums(a, b);
}

/*
 * The first bytes after the version as an unsigned number.  Padding with zeros keeps the order, as no
 * component begins with one.  Eight bytes hold a letter and six levels, so few codes share a key.
 */
static Datum
abbreviate(Datum original, SortSupport ssup)
{
	StoredPlanCode *stored = DatumGetPlanCode(original);
	Datum key = 0;

	for (size_t i = 1; i <= sizeof(Datum); i++)
		key = (key << 8) | (i < PLAN_CODE_SIZE(stored) ? PLAN_CODE_BYTES(stored)[i] : 0);
	if ((Pointer) stored != DatumGetPointer(original))
		pfree(stored);
	return key;
}

static bool
keep_abbreviating(int tuples, SortSupport ssup)
{
	return false;
}

Datum
plan_code_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = compare_for_sort;
	if (ssup->abbreviate)
	{
		ssup->comparator = ssup_datum_unsigned_cmp;
		ssup->abbrev_converter = abbreviate;
		ssup->abbrev_abort = keep_abbreviating;
		ssup->abbrev_full_comparator = compare_for_sort;
	}
	PG_RETURN_VOID();
}

/* Frozen: hash partitions are laid out by it. */
Datum
plan_code_hash(PG_FUNCTION_ARGS)
{
	StoredPlanCode *stored = PG_GETARG_PLAN_CODE(0);
	Datum hash = hash_any(PLAN_CODE_BYTES(stored), (int) PLAN_CODE_SIZE(stored));

	PG_FREE_IF_COPY(stored, 0);
	return hash;
}

Datum
plan_code_hash_extended(PG_FUNCTION_ARGS)
{
	StoredPlanCode *stored = PG_GETARG_PLAN_CODE(0);
	Datum hash =
		hash_any_extended(PLAN_CODE_BYTES(stored), (int) PLAN_CODE_SIZE(stored), (uint64) PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(stored, 0);
	return hash;
}

static bool
is_under(const StoredPlanCode *code, const StoredPlanCode *ancestor)
{
	return plan_code_is_under(PLAN_CODE_BYTES(code), PLAN_CODE_SIZE(code), PLAN_CODE_BYTES(ancestor),
							  PLAN_CODE_SIZE(ancestor));
}

/* code <@ ancestor: at or under.  Raises no error: it is leakproof. */
Datum
plan_code_under(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_under(PG_GETARG_PLAN_CODE(0), PG_GETARG_PLAN_CODE(1)));
}

/* ancestor @> code: at or over. */
Datum
plan_code_over(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_under(PG_GETARG_PLAN_CODE(1), PG_GETARG_PLAN_CODE(0)));
}

/* depth(code): how many components, the bound counted. */
Datum
plan_code_depth(PG_FUNCTION_ARGS)
{
	PlanCode code;

	unpack(PG_GETARG_PLAN_CODE(0), &code);
	PG_RETURN_INT32(code.depth);
}

/* parent(code): one level up; null for a code of one component. */
Datum
plan_code_parent(PG_FUNCTION_ARGS)
{
	PlanCode code;

	unpack(PG_GETARG_PLAN_CODE(0), &code);
	if (code.depth == 1)
		PG_RETURN_NULL();
	plan_code_cut(&code, code.depth - 1);
	PG_RETURN_PLAN_CODE(&code);
}

/* ancestor(code, depth): its first `depth` components; null if it has fewer; 22023 for a depth below 1. */
Datum
plan_code_ancestor(PG_FUNCTION_ARGS)
{
	int32 depth = PG_GETARG_INT32(1);
	PlanCode code;

	if (depth < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("depth %d is less than 1", depth),
				errdetail("The first number of a plan code has depth 1."));
	unpack(PG_GETARG_PLAN_CODE(0), &code);
	if (!plan_code_cut(&code, depth))
		PG_RETURN_NULL();
	PG_RETURN_PLAN_CODE(&code);
}

/* common_ancestor(a, b): the deepest code that both are at or under; null if there is none. */
Datum
plan_code_common_ancestor(PG_FUNCTION_ARGS)
{
	PlanCode code, other;

	unpack(PG_GETARG_PLAN_CODE(0), &code);
	unpack(PG_GETARG_PLAN_CODE(1), &other);
	if (!plan_code_cut_to_common(&code, &other))
		PG_RETURN_NULL();
	PG_RETURN_PLAN_CODE(&code);
}

/* last_code(code): the upper end of its subtree, A2.~ for A2; itself if nothing can be under it. */
Datum
plan_code_last(PG_FUNCTION_ARGS)
{
	PlanCode code;

	unpack(PG_GETARG_PLAN_CODE(0), &code);
	(void) plan_code_append(&code, PLAN_CODE_BOUND);
	PG_RETURN_PLAN_CODE(&code);
}

/* The n-th code under a code.  22003 for n out of range, 22023 under a bound, 54000 at the deepest level. */
static Datum
child(StoredPlanCode *parent, int64 number)
{
	PlanCode code;

	unpack(parent, &code);
	if (number < 0 || number > PG_INT32_MAX)
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("number " INT64_FORMAT " is out of range for type %s", number, "plan_code"),
				errdetail("A number in a plan code is 0 to 2147483647."));
	if (plan_code_ends_in_bound(&code))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("nothing can be under the bound of a plan code"),
				errhint("Use parent(code) to append to the code the bound belongs to."));
	if (!plan_code_append(&code, (uint32) number))
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("plan code is too deep"),
				errdetail("%s", explanations[PLAN_CODE_TOO_MANY_LEVELS].detail));
	PG_RETURN_PLAN_CODE(&code);
}

/* code || n: see child(). */
Datum
plan_code_child(PG_FUNCTION_ARGS)
{
	return child(PG_GETARG_PLAN_CODE(0), PG_GETARG_INT32(1));
}

/* child(code, n): see child(). */
Datum
plan_code_child_bigint(PG_FUNCTION_ARGS)
{
	return child(PG_GETARG_PLAN_CODE(0), PG_GETARG_INT64(1));
}

/* prefix(code): what stands before the first number, the blank if there is one included. */
Datum
plan_code_prefix(PG_FUNCTION_ARGS)
{
	PlanCode code;

	unpack(PG_GETARG_PLAN_CODE(0), &code);
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%s%s", code.letters, code.blank ? " " : "")));
}

/* Read a prefix as that of its first code; the text may end in the blank, which folding alone would drop. */
static bool
read_prefix(const text *prefix, PlanCode *first)
{
	size_t length = VARSIZE_ANY_EXHDR(prefix);
	char *first_text = palloc(length + 1);
	PlanCodeError error;

	memcpy(first_text, VARDATA_ANY(prefix), length);
	first_text[length] = '1';
	error = read_text(first_text, length + 1, first);
	pfree(first_text);
	return error == PLAN_CODE_OK && first->depth == 1 && first->component[0] == 1 &&
		   memchr(VARDATA_ANY(prefix), '.', length) == NULL;
}

/* with_prefix(code, prefix): the same numbers after another prefix; 22023 for a text that is no prefix. */
Datum
plan_code_with_prefix(PG_FUNCTION_ARGS)
{
	text *prefix = PG_GETARG_TEXT_PP(1);
	PlanCode code, first;

	unpack(PG_GETARG_PLAN_CODE(0), &code);
	if (!read_prefix(prefix, &first))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid prefix for a plan code: \"%s\"",
					   quotable(VARDATA_ANY(prefix), VARSIZE_ANY_EXHDR(prefix))),
				errdetail("A prefix is up to 8 letters; a blank may follow two or more."),
				errhint("Write it like 'P' or 'LGOF ', or '' for none."));
	memcpy(code.letters, first.letters, sizeof(code.letters));
	code.blank = first.blank;
	PG_RETURN_PLAN_CODE(&code);
}

/* components(code): its numbers; null in the place of the bound. */
Datum
plan_code_components(PG_FUNCTION_ARGS)
{
	PlanCode code;
	Datum numbers[PLAN_CODE_MAX_LEVELS];
	bool nulls[PLAN_CODE_MAX_LEVELS];
	int lower_bound = 1;

	unpack(PG_GETARG_PLAN_CODE(0), &code);
	for (int i = 0; i < code.depth; i++)
	{
		nulls[i] = code.component[i] == PLAN_CODE_BOUND;
		numbers[i] = Int32GetDatum((int32) code.component[i]);
	}
	PG_RETURN_ARRAYTYPE_P(construct_md_array(numbers, nulls, 1, &code.depth, &lower_bound, INT4OID,
											 sizeof(int32), true, TYPALIGN_INT));
}
