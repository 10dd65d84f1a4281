/*
 * quarter.c
 */
#include "golden_thread.h"
