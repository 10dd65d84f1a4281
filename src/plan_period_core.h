/*
 * plan_period_core.h: plain C: no server header.
 */
#ifndef PLAN_PERIOD_CORE_H
#define PLAN_PERIOD_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#endif /* PLAN_PERIOD_CORE_H */
