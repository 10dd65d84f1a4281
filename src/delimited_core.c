/*
 * delimited_core.c
 */
#include "delimited_core.h"
