/*
 * linkage_core.h: plain C: no server header.
 */
#ifndef LINKAGE_CORE_H
#define LINKAGE_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#endif /* LINKAGE_CORE_H */
