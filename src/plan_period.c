/*
 * plan_period.c
 */
#include "golden_thread.h"
