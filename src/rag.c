/*
 * rag.c
 */
#include "golden_thread.h"
