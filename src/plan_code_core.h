/*
 * plan_code_core.h: plan codes (A1.1.1, P2.8, LGOF 3.1) in plain C: no server header.
 */
#ifndef PLAN_CODE_CORE_H
#define PLAN_CODE_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#endif /* PLAN_CODE_CORE_H */
