/*
 * rag_core.c
 */
#include "rag_core.h"
