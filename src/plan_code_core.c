/*
 * plan_code_core.c
 */
#include "plan_code_core.h"
