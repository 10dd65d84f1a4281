/*
 * plan_code_scale_unit.c: where between two plan codes a third lies, without a server.
 */
#include "plan_code_scale_core.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static PlanCode
code_of(const char *text)
{
	PlanCode code;

	CHECK(plan_code_parse(text, &code) == PLAN_CODE_OK);
	return code;
}

static double
position(const PlanCodeScale *scale, const char *low, const char *high, const char *code)
{
	PlanCode l = code_of(low), h = code_of(high), c = code_of(code);

	return plan_code_scale_position(scale, &l, &h, &c);
}

static bool
near(double a, double b)
{
	return fabs(a - b) < 0.01;
}

/* Nine siblings at each level. */
static PlanCodeScale
nines(void)
{
	static const char *const sample[] = {"A1.1.1", "A3.3.3", "A5.5.5", "A7.7.7", "A9.9.9"};
	PlanCodeScale scale = {0};

	for (size_t i = 0; i < sizeof(sample) / sizeof(*sample); i++)
	{
		PlanCode code = code_of(sample[i]);

		plan_code_scale_add(&scale, &code);
	}
	return scale;
}

static void
check_positions(void)
{
	PlanCodeScale scale = nines();

	CHECK(scale.codes[3] == 5 && scale.codes[2] == 0);
	CHECK(position(&scale, "A1", "A9", "A1") == 0);
	CHECK(position(&scale, "A1", "A9", "A9") == 1);
	CHECK(near(position(&scale, "A1", "A9", "A5"), 0.5));
	CHECK(near(position(&scale, "A1.2", "A1.4", "A1.3"), 0.5));
	/* A subtree is as wide as its sibling. */
	CHECK(near(position(&scale, "A1", "A3", "A1.~"), 0.5));
	CHECK(near(position(&scale, "A1", "A2", "A1.5"), 0.5));
	CHECK(near(position(&scale, "A1", "A2", "A1.5.5"), 0.55));
	/* An end may be over the other. */
	CHECK(near(position(&scale, "A1", "A1.~", "A1.5"), 0.5));
	CHECK(near(position(&scale, "A1", "A1.2", "A1.1"), 0.5));
	/* Letters part the scale in halves. */
	CHECK(near(position(&scale, "A5", "B5", "A7.5"), 0.25));
	CHECK(near(position(&scale, "A5", "C5", "B1"), 0.5));
	CHECK(near(position(&scale, "A5", "B5", "B2.5"), 0.75));
	/* Out of order, or nothing between. */
	CHECK(position(&scale, "A3", "A5", "A2") == 0);
	CHECK(position(&scale, "A3", "A5", "A6") == 1);
	CHECK(position(&scale, "A3", "A3", "A3") == 0);
	CHECK(position(&scale, "A5", "A3", "A4") >= 0);
}

static int
compare_codes(const void *a, const void *b)
{
	uint8_t x[PLAN_CODE_MAX_SIZE], y[PLAN_CODE_MAX_SIZE];
	size_t x_size = plan_code_encode(a, x);
	size_t y_size = plan_code_encode(b, y);

	return plan_code_compare(x, x_size, y, y_size);
}

static uint32_t
random_number(void)
{
	return rand() % 20 == 0 ? (uint32_t) rand() & PLAN_CODE_MAX_NUMBER : (uint32_t) rand() % 12;
}

static PlanCode
random_code(void)
{
	static const char *const letters[] = {"", "A", "AB", "ABCDEFGH"};
	PlanCode code;

	memset(&code, 0, sizeof(code));
	strcpy(code.letters, letters[rand() % 4]);
	code.blank = code.letters[0] && code.letters[1] && rand() % 2;
	code.depth = 1 + rand() % (rand() % 8 ? 4 : PLAN_CODE_MAX_LEVELS);
	for (int i = 0; i < code.depth; i++)
		code.component[i] = random_number();
	if (code.depth > 1 && rand() % 8 == 0)
		code.component[code.depth - 1] = PLAN_CODE_BOUND;
	return code;
}

/* Whatever the sample, the place is within 0 and 1 and never goes back. */
static void
check_order(void)
{
	enum
	{
		codes = 40
	};

	srand(7);
	for (int round = 0; round < 2000; round++)
	{
		PlanCodeScale scale = {0};
		PlanCode code[codes];
		double before = 0;

		for (int i = 0; i < codes; i++)
			code[i] = random_code();
		for (int i = 0; i < round % codes; i++)
			plan_code_scale_add(&scale, &code[i]);
		qsort(code, codes, sizeof(*code), compare_codes);
		for (int i = 0; i < codes; i++)
		{
			double place = plan_code_scale_position(&scale, &code[0], &code[codes - 1], &code[i]);

			CHECK(place >= before - 1e-9 && place <= 1);
			before = place;
		}
	}
}

int
main(void)
{
	check_positions();
	check_order();
	return checks_failed();
}
