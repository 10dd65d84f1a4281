/*
 * delimited.c
 */
#include "golden_thread.h"
