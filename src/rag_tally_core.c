/*
 * rag_tally_core.c
 */
#include "rag_tally_core.h"
