/*
 * module.c: the library's magic block.
 */
#include "compat.h"

GOLDEN_THREAD_MODULE_MAGIC(GOLDEN_THREAD_VERSION);
