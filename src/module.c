/*
 * module.c: the library's magic block.  The version is the control file's, which the Makefile hands on.
 */
#include "compat.h"

GOLDEN_THREAD_MODULE_MAGIC;
