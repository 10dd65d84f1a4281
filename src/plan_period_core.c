/*
 * plan_period_core.c
 */
#include "plan_period_core.h"
