/*
 * delimited_core.h: plain C: no server header.
 */
#ifndef DELIMITED_CORE_H
#define DELIMITED_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#endif /* DELIMITED_CORE_H */
