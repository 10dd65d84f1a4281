/*
 * outcome_rollup.c
 */
#include "golden_thread.h"
