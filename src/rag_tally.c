/*
 * rag_tally.c
 */
#include "golden_thread.h"
