/*
 * module.c: the library's magic block.
 */
#include "compat.h"

GOLDEN_THREAD_MODULE_MAGIC("0.6.0");
