/*
 * compat.h: every difference between the supported server versions (PostgreSQL 15, 17, 18), and nothing else.
 */
#ifndef GOLDEN_THREAD_COMPAT_H
#define GOLDEN_THREAD_COMPAT_H

#include "postgres.h"
#include "fmgr.h"

#if PG_VERSION_NUM < 150000
#error "golden_thread needs PostgreSQL 15 or later"
#endif

/* Soft errors came with 16.  Before it every input error is hard, so the code is written the new way once. */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#else
#define ereturn(context, dummy_value, ...) \
	do                                     \
	{                                      \
		(void) (context);                  \
		ereport(ERROR, __VA_ARGS__);       \
		return dummy_value;                \
	} while (0)
#define SOFT_ERROR_OCCURRED(context) (false)
#endif

/* The hash headers moved in no supported version; varatt.h was split out of postgres.h in 16. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* Making a range may fail softly since 16; ours are right by construction and never do. */
#if PG_VERSION_NUM >= 160000
#define make_range_hard(typcache, lower, upper, empty) make_range(typcache, lower, upper, empty, NULL)
#define range_serialize_hard(typcache, lower, upper, empty) \
	range_serialize(typcache, lower, upper, empty, NULL)
#else
#define make_range_hard(typcache, lower, upper, empty)      make_range(typcache, lower, upper, empty)
#define range_serialize_hard(typcache, lower, upper, empty) range_serialize(typcache, lower, upper, empty)
#endif

/*
 * Before 16 the walker's type is "bool (*) ()", which under C23, gcc's default since 15, is one without
 * parameters. Through void (*)(void), as a cast between other function types is warned of.
 */
#if PG_VERSION_NUM < 160000
#include "nodes/nodeFuncs.h"
#define expression_tree_walker(node, walker, context) \
	expression_tree_walker(node, (bool (*)())(void (*)(void))(walker), context)
#endif

/* Skip support came with 18.  Earlier servers never ask, but their library has the same functions. */
#if PG_VERSION_NUM >= 180000
#include "utils/skipsupport.h"
#else
#include "utils/relcache.h"

typedef Datum (*SkipSupportIncDec)(Relation index, Datum existing, bool *overflow);
typedef struct SkipSupportData
{
	Datum low_elem;
	Datum high_elem;
	SkipSupportIncDec decrement;
	SkipSupportIncDec increment;
} SkipSupportData;
typedef SkipSupportData *SkipSupport;
#endif

/* 18 lets a library say its name and version. */
#ifdef PG_MODULE_MAGIC_EXT
#define GOLDEN_THREAD_MODULE_MAGIC(version_text) \
	PG_MODULE_MAGIC_EXT(.name = "golden_thread", .version = version_text)
#else
#define GOLDEN_THREAD_MODULE_MAGIC(version_text) PG_MODULE_MAGIC
#endif

#endif /* GOLDEN_THREAD_COMPAT_H */
