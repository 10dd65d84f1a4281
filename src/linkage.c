/*
 * linkage.c
 */
#include "golden_thread.h"
