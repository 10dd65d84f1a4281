/*
 * module.c: the library's magic block, and its version.
 */
#include "compat.h"

#include "utils/builtins.h"

GOLDEN_THREAD_MODULE_MAGIC(GOLDEN_THREAD_VERSION);

PG_FUNCTION_INFO_V1(library_version);

/* library_version() -> text: the default_version of the control file that the library was built with. */
Datum
library_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(GOLDEN_THREAD_VERSION));
}
