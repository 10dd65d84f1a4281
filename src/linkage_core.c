/*
 * linkage_core.c
 */
#include "linkage_core.h"
