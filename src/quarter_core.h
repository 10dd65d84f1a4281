/*
 * quarter_core.h: fiscal quarters in plain C: no server header.
 */
#ifndef QUARTER_CORE_H
#define QUARTER_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * (months since January of year 0, of the quarter's first month) * 16 + fiscal start month (1..12).  So
 * signed integer order is (start date, fiscal start month), the type's total order.  Frozen: it is on disk
 * and in every index.
 */
typedef int32_t Quarter;

#endif /* QUARTER_CORE_H */
