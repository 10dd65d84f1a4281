/*
 * plan_code.c
 */
#include "golden_thread.h"
