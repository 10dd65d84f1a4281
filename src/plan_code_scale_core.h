/*
 * plan_code_scale_core.h: where between two plan codes a third lies, in plain C: no server header.
 */
#ifndef PLAN_CODE_SCALE_CORE_H
#define PLAN_CODE_SCALE_CORE_H

#include "plan_code_core.h"

/* What a sample of codes tells of the tree that they come from. */
typedef struct PlanCodeScale
{
	int codes[PLAN_CODE_MAX_LEVELS + 1];  /* how many have this depth */
	double numbers[PLAN_CODE_MAX_LEVELS]; /* how many have a number at this level, */
	double sum[PLAN_CODE_MAX_LEVELS];     /* their sum, */
	double most[PLAN_CODE_MAX_LEVELS];    /* and the greatest of them */
} PlanCodeScale;

/* Add a code to the sample, which is all zeros at first. */
extern void plan_code_scale_add(PlanCodeScale *scale, const PlanCode *code);

/*
 * How much of what lies between low and high lies before the code: 0 at low or before it, 1 at high or behind
 * it.  A guess: siblings are taken to be as many everywhere as in the sample, and their subtrees as large.
 */
extern double plan_code_scale_position(const PlanCodeScale *scale, const PlanCode *low, const PlanCode *high,
									   const PlanCode *code);

#endif /* PLAN_CODE_SCALE_CORE_H */
