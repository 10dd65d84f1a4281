/*
 * outcome_rows.h: the answer of a rollup aggregate, an array of rows, one or more for each node.
 */
#ifndef OUTCOME_ROWS_H
#define OUTCOME_ROWS_H

#include "outcome_state.h"

/* What a column holds.  The first is the node, bigint or text. */
typedef enum RollupColumnKind
{
	ROLLUP_NODE,
	ROLLUP_TALLY,
	ROLLUP_RATING,
	ROLLUP_NUMERIC,
	ROLLUP_BIGINT
} RollupColumnKind;

typedef struct RollupColumn
{
	const char *name;
	RollupColumnKind kind;
} RollupColumn;

#define ROLLUP_COLUMNS_MAX 4

/* The shape of a row and how its columns after the node are filled. */
typedef struct RollupRows
{
	const RollupColumn *column;
	int columns;

	/* Bytes of a row at least, without its header and its node. */
	size_t smallest;

	/* How many rows each node has. */
	uint32 (*per_node)(const RollupState *state);

	/*
	 * Row number `row` of a node, columns from 1 on, given what is in `rollup` for its component.  What it
	 * allocates, in the current memory context, is freed after the row.
	 */
	void (*fill)(const RollupState *state, const Rollup *rollup, uint32 component, uint32 row, Datum *values,
				 bool *isnull);
} RollupRows;

/* For `per_node`. */
extern uint32 rollup_one_row(const RollupState *state);

/* The final functions: NULL for no rows at all, otherwise all rows in order of the nodes. */
extern Datum rollup_final(FunctionCallInfo fcinfo, const RollupRows *rows);

#endif /* OUTCOME_ROWS_H */
