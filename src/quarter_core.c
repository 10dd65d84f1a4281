/*
 * quarter_core.c
 */
#include "quarter_core.h"
