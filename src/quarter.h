/*
 * quarter.h: what quarter.c offers to the rest of the library.
 */
#ifndef QUARTER_H
#define QUARTER_H

#include "golden_thread.h"

/* The month itself; error 22023 unless it is 1 to 12. */
extern int quarter_checked_start_month(int32 start_month);

#endif /* QUARTER_H */
