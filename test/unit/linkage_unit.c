/*
 * linkage_unit.c: graphs, walks over them and rollups, without a server.
 */
#include "outcome_rollup_core.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "malloc_host.h"

/* -------- graphs made of text -------- */

/* A stored value and the view of it. */
typedef struct Made
{
	LinkageHeader *value;
	size_t size;
	Linkage graph;
	LinkageFault fault;
} Made;

static bool
make(const char *text, bool labels, Made *made)
{
	LinkageBuilder builder;
	bool read;

	memset(made, 0, sizeof(*made));
	linkage_builder_init(&builder, &malloc_host, labels);
	read = linkage_parse(text, strlen(text), &builder, &made->fault);
	if (read)
	{
		made->value = linkage_builder_finish(&builder, &made->size);
		CHECK(linkage_open(made->value, made->size, &made->graph));
		CHECK(linkage_is_valid(&made->graph));
	}
	linkage_builder_free(&builder);
	return read;
}

static char *
printed(const Linkage *graph)
{
	size_t length = linkage_print(graph, NULL, &malloc_host);
	char *text = malloc(length + 1);

	CHECK(linkage_print(graph, text, &malloc_host) == length);
	text[length] = '\0';
	return text;
}

static void
check_reads(const char *text, bool labels, const char *canonical)
{
	Made made, again;
	char *text_again;

	CHECK(make(text, labels, &made));
	if (made.value == NULL)
	{
		fprintf(stderr, "%s: %s\n", text, made.fault.rule);
		return;
	}
	text_again = printed(&made.graph);
	CHECK(strcmp(text_again, canonical) == 0);
	CHECK(make(text_again, labels, &again));
	CHECK(made.size == again.size && memcmp(made.value, again.value, made.size) == 0);
	CHECK(linkage_compare(&made.graph, &again.graph, &malloc_host) == 0);
	free(text_again);
	free(made.value);
	free(again.value);
}

static void
check_fails(const char *text, bool labels, size_t offset, const char *rule)
{
	Made made;

	CHECK(!make(text, labels, &made));
	CHECK(made.fault.rule != NULL && strstr(made.fault.rule, rule) != NULL);
	CHECK(made.fault.offset == offset);
	free(made.value);
}

static void
check_text(void)
{
	check_reads("{}", false, "{}");
	check_reads(" { } ", true, "{}");
	check_reads("{3>1,2>1}", false, "{1,2>1,3>1}");
	check_reads("{3>2,\t3 > 1,\n2>1, 3>1 ,1}", false, "{1,2>1,3>1,3>2}");
	check_reads("{-1>+1,0,9223372036854775807>-9223372036854775808}", false,
				"{-9223372036854775808,-1>1,0,1,9223372036854775807>-9223372036854775808}");
	check_reads("{5>5,007}", false, "{5>5,7}");
	check_reads("{D>B,D>C,B>A,C>A}", true, "{A,B>A,C>A,D>B,D>C}");
	check_reads("{ Outcome 1.1 > A , \"\" }", true, "{\"\",A,\"Outcome 1.1\">A}");
}

static void
check_quoting(void)
{
	check_reads("{\"a>b\">\"a,b\",\"\\\"\">\"\\\\\",\"{\">\"}\",\"plain\",\"\\p\"}", true,
				"{\"\\\"\">\"\\\\\",\"\\\\\",\"a,b\",\"a>b\">\"a,b\",p,plain,\"{\">\"}\",\"}\"}");
	check_reads("{\"\t\",\xC3\xA9>\xD0\x90}", true, "{\"\t\",\xC3\xA9>\xD0\x90,\xD0\x90}");
	check_reads("{b,ab,a,\"\",B}", true, "{\"\",B,a,ab,b}");
}

static void
check_faults(void)
{
	check_fails("", false, 0, "begins with");
	check_fails("1>2", false, 0, "begins with");
	check_fails("{1", false, 2, "followed by");
	check_fails("{1,}", false, 3, "whole number");
	check_fails("{1>2>3}", false, 4, "followed by");
	check_fails("{1} x", false, 4, "Nothing follows");
	check_fails("{a}", false, 1, "whole number");
	check_fails("{1.5}", false, 2, "followed by");
	check_fails("{9223372036854775808}", false, 1, "bigint");
	check_fails("{1>-9223372036854775809}", false, 3, "bigint");
	check_fails("{99999999999999999999999999}", false, 1, "bigint");
	check_fails("{a>}", true, 3, "missing");
	check_fails("{,}", true, 1, "missing");
	check_fails("{\"a}", true, 1, "ends with");
	check_fails("{\"a\\", true, 1, "ends with");
	check_fails("{a\"b}", true, 2, "double quotes");
	check_fails("{a{b}", true, 2, "double quotes");
	check_fails("{a\\}", true, 2, "double quotes");
	check_fails("{\"a\"b}", true, 4, "followed by");
}

/* -------- stored values -------- */

static void
check_order(const char *less, const char *more, bool labels)
{
	Made a, b;

	CHECK(make(less, labels, &a));
	CHECK(make(more, labels, &b));
	CHECK(linkage_compare(&a.graph, &b.graph, &malloc_host) == -1);
	CHECK(linkage_compare(&b.graph, &a.graph, &malloc_host) == 1);
	CHECK(linkage_compare(&a.graph, &a.graph, &malloc_host) == 0);
	free(a.value);
	free(b.value);
}

static void
check_orders(void)
{
	check_order("{}", "{1}", false);
	check_order("{9}", "{1,2}", false);
	check_order("{7,8}", "{2>1}", false);
	check_order("{2>1}", "{3>1}", false);
	check_order("{1>2}", "{2>1}", false);
	check_order("{-1}", "{1}", false);
	check_order("{B}", "{a}", true);
	check_order("{a}", "{ab}", true);
	check_order("{1>1,2}", "{1,2>1}", false);
}

/* The value with one 32-bit word replaced is no longer valid. */
static void
check_spoilt(const Made *made, size_t word, uint32_t with)
{
	/* Memory of just that size, so that the address sanitizer sees a byte read beyond. */
	uint32_t *copy = malloc(made->size);
	Linkage graph;

	memcpy(copy, made->value, made->size);
	CHECK(copy[word] != with);
	copy[word] = with;
	CHECK(!linkage_open(copy, made->size, &graph) || !linkage_is_valid(&graph));
	free(copy);
}

/* The layout is on disk in users' databases: these are its words. */
static void
check_layout(void)
{
	static const uint32_t numbers[] = {0,          0x00000101, 3, 3, 1, 0, 2, 0, 0xFFFFFFFF,
									   0x7FFFFFFF, 0,          0, 1, 3, 0, 0, 1};
	static const uint32_t labels[] = {0, 0x00000201, 2, 1, 1, 3, 0, 0, 1, 0};
	Made made;

	CHECK(make("{1,2>1,9223372036854775807>1,9223372036854775807>2}", false, &made));
	CHECK(made.size == sizeof(numbers) && memcmp(made.value, numbers, sizeof(numbers)) == 0);
	for (size_t word = 1; word < sizeof(numbers) / sizeof(numbers[0]); word++)
		if (word < 4 || word > 9)
			check_spoilt(&made, word, numbers[word] + 7);
	check_spoilt(&made, 1, 0x01000101);
	check_spoilt(&made, 4, 2);
	check_spoilt(&made, 16, 0);
	free(made.value);
	CHECK(make("{bc>a}", true, &made));
	CHECK(made.size == sizeof(labels) + 3 && memcmp(made.value, labels, sizeof(labels)) == 0);
	CHECK(memcmp((char *) made.value + sizeof(labels), "abc", 3) == 0);
	for (size_t word = 1; word < sizeof(labels) / sizeof(labels[0]); word++)
		check_spoilt(&made, word, labels[word] + 7);
	check_spoilt(&made, 4, 4);
	free(made.value);
}

static void
check_truncated(void)
{
	Made made;
	Linkage graph;

	CHECK(make("{bc>a,d>a}", true, &made));
	for (size_t size = 0; size < made.size; size++)
	{
		char *copy = malloc(size + 1);

		memcpy(copy, made.value, size);
		CHECK(!linkage_open(copy, size, &graph));
		free(copy);
	}
	CHECK(!linkage_open(made.value, made.size + 1, &graph));
	free(made.value);
}

/* -------- walks -------- */

static uint32_t
find(const Linkage *graph, int64_t number)
{
	Key key = {number, NULL, 0};

	return linkage_find(graph, key);
}

/* Marks as a string of 0s and 1s, in node order. */
static const char *
shown(uint8_t *mark, uint32_t nodes)
{
	static char text[100];

	for (uint32_t i = 0; i < nodes; i++)
		text[i] = mark[i] ? '1' : '0';
	text[nodes] = '\0';
	free(mark);
	return text;
}

static void
check_relatives(void)
{
	Made made;

	CHECK(make("{2>1,3>1,4>2,4>3,5>4,4>5,6>6}", false, &made));
	CHECK(strcmp(shown(linkage_mark_ancestors(&made.graph, &malloc_host, 3), 6), "111010") == 0);
	CHECK(strcmp(shown(linkage_mark_descendants(&made.graph, &malloc_host, 0), 6), "011110") == 0);
	CHECK(strcmp(shown(linkage_mark_descendants(&made.graph, &malloc_host, 3), 6), "000010") == 0);
	CHECK(strcmp(shown(linkage_mark_ancestors(&made.graph, &malloc_host, 5), 6), "000000") == 0);
	CHECK(find(&made.graph, 4) == 3 && find(&made.graph, 7) == KEY_NONE);
	free(made.value);
}

static void
check_components(void)
{
	Made made;
	LinkageDag dag;
	uint32_t *depth;

	CHECK(make("{2>1,3>1,4>2,4>3,5>4,4>5,6>6,7>6,7>5}", false, &made));
	linkage_condense(&made.graph, &malloc_host, &dag);
	depth = linkage_depths(&dag, &malloc_host);
	CHECK(dag.components == 6);
	CHECK(dag.component[3] == dag.component[4]);
	CHECK(depth[dag.component[0]] == 0 && depth[dag.component[3]] == 2 && depth[dag.component[6]] == 3);
	CHECK(depth[dag.component[5]] == 0);
	CHECK(linkage_is_cycle(&made.graph, &dag, dag.component[3]));
	CHECK(linkage_is_cycle(&made.graph, &dag, dag.component[5]));
	CHECK(!linkage_is_cycle(&made.graph, &dag, dag.component[6]));
	CHECK(linkage_dag_is_root(&dag, dag.component[5]) && !linkage_dag_is_root(&dag, dag.component[6]));
	for (uint32_t c = 0; c < dag.components; c++)
		for (uint32_t at = dag.parent_start[c]; at < dag.parent_start[c + 1]; at++)
			CHECK(dag.parent[at] < c);
	free(depth);
	linkage_dag_free(&dag, &malloc_host);
	free(made.value);
}

/* All paths from a node, such as "7>5>4 7>6", at most `most` of them. */
static const char *
threads(const char *text, int64_t node, int most)
{
	static char shown_paths[1000];
	char *at = shown_paths;
	LinkageThread thread;
	LinkageDag dag;
	Made made;

	CHECK(make(text, false, &made));
	linkage_condense(&made.graph, &malloc_host, &dag);
	linkage_thread_init(&thread, &made.graph, &dag, &malloc_host, find(&made.graph, node));
	*at = '\0';
	while (most-- > 0 && linkage_thread_next(&thread))
		for (uint32_t i = 0; i < thread.path_length; i++)
			at += sprintf(at, "%s%d", i > 0 ? ">" : (at > shown_paths ? " " : ""),
						  (int) made.graph.number[thread.path[i]]);
	linkage_thread_free(&thread);
	linkage_dag_free(&dag, &malloc_host);
	free(made.value);
	return shown_paths;
}

static void
check_threads(void)
{
	CHECK(strcmp(threads("{2>1,3>1,4>2,4>3}", 4, 10), "4>2>1 4>3>1") == 0);
	CHECK(strcmp(threads("{2>1,3>1,4>2,4>3}", 1, 10), "1") == 0);
	CHECK(strcmp(threads("{2>1,3>1,4>2,4>3}", 4, 1), "4>2>1") == 0);
	/* 4 and 5 are a cycle that is left at 4; 5 can only go through it. */
	CHECK(strcmp(threads("{4>5,5>4,4>2,4>1}", 5, 10), "5>4>1 5>4>2") == 0);
	CHECK(strcmp(threads("{4>5,5>4,4>2,4>1}", 4, 10), "4>1 4>2") == 0);
	/* A cycle without a parent is where paths end. */
	CHECK(strcmp(threads("{1>2,2>1,3>2}", 3, 10), "3>2") == 0);
	CHECK(strcmp(threads("{1>2,2>1}", 1, 10), "1") == 0);
	CHECK(strcmp(threads("{1>1,2>1,2>2}", 2, 10), "2>1") == 0);
	/* The short way round a cycle, from each place it is entered. */
	CHECK(strcmp(threads("{1>2,2>3,3>4,4>1,4>9,7>1,7>3,1>3}", 7, 10), "7>1>3>4>9 7>3>4>9") == 0);
}

static LinkageHeader *
made_by(LinkageBuilder *builder, Linkage *graph)
{
	size_t size = 0;
	LinkageHeader *value = linkage_builder_finish(builder, &size);

	CHECK(value != NULL && linkage_open(value, size, graph) && linkage_is_valid(graph));
	linkage_builder_free(builder);
	return value;
}

static void
link_numbers(LinkageBuilder *builder, int64_t child, int64_t parent)
{
	Key child_key = {child, NULL, 0};
	Key parent_key = {parent, NULL, 0};

	CHECK(linkage_builder_link(builder, child_key, parent_key));
}

/* Sixty diamonds on end: 2^60 paths, of which the first few cost next to nothing. */
static void
check_many_threads(void)
{
	LinkageBuilder builder;
	LinkageThread thread;
	LinkageHeader *value;
	LinkageDag dag;
	Linkage graph;

	linkage_builder_init(&builder, &malloc_host, false);
	for (int i = 0; i < 60; i++)
	{
		link_numbers(&builder, 3 * i + 1, 3 * i);
		link_numbers(&builder, 3 * i + 2, 3 * i);
		link_numbers(&builder, 3 * i + 3, 3 * i + 1);
		link_numbers(&builder, 3 * i + 3, 3 * i + 2);
	}
	value = made_by(&builder, &graph);
	linkage_condense(&graph, &malloc_host, &dag);
	linkage_thread_init(&thread, &graph, &dag, &malloc_host, find(&graph, 180));
	for (int i = 0; i < 1000; i++)
	{
		CHECK(linkage_thread_next(&thread));
		CHECK(thread.path_length == 121 && thread.path[0] == 180 && thread.path[120] == 0);
	}
	linkage_thread_free(&thread);
	linkage_dag_free(&dag, &malloc_host);
	free(value);
}

/* -------- rollups -------- */

#define SMALL 12

/* Counts by slot. */
typedef struct Counts
{
	int64_t count[RAG_TALLY_USED];
} Counts;

/* What a rollup must be, by the definition: every pair, by the reachability of every pair of nodes. */
typedef struct Expected
{
	Counts by_link;
	Counts distinct;
} Expected;

static void
expect(const Linkage *graph, const RollupLink *link, size_t links, uint32_t node, Expected *expected)
{
	uint8_t *below = node < graph->nodes ? linkage_mark_descendants(graph, &malloc_host, node)
										 : calloc(graph->nodes + 1, 1);

	memset(expected, 0, sizeof(*expected));
	for (size_t i = 0; i < links; i++)
	{
		bool counts = link[i].node == node || (link[i].node < graph->nodes && below[link[i].node]);
		bool new_pair = counts;
		bool new_item = counts;

		for (size_t j = 0; j < i; j++)
		{
			bool counted = link[j].node == node || (link[j].node < graph->nodes && below[link[j].node]);

			if (link[j].item == link[i].item && counted)
				new_item = false;
			if (link[j].item == link[i].item && link[j].node == link[i].node)
				new_pair = false;
		}
		expected->by_link.count[link[i].slot] += new_pair;
		expected->distinct.count[link[i].slot] += new_item;
	}
	free(below);
}

/* Without the lists of what is above, every item is walked: the answer must be the same. */
static void
check_rollup(const Linkage *graph, uint32_t unknown, const RollupLink *link, size_t links, bool lists)
{
	RollupLinks store;
	LinkageDag dag;
	Rollup rollup;
	const RollupLink *run;
	size_t length;

	rollup_links_init(&store, &malloc_host, false);
	for (size_t i = 0; i < links; i++)
		rollup_links_add(&store, link[i].item, link[i].node, link[i].slot);
	rollup_links_sort(&store);
	linkage_condense(graph, &malloc_host, &dag);
	rollup_init(&rollup, &dag, graph->nodes, unknown, RAG_TALLY_USED, 0, &malloc_host);
	if (!lists)
		memset(rollup.above_start, 0, (rollup.components + 1) * sizeof(uint32_t));
	while ((length = rollup_links_next(&store, &run)) > 0)
		CHECK(rollup_item(&rollup, run, length) == NULL);
	rollup_finish(&rollup);
	for (uint32_t node = 0; node < graph->nodes + unknown; node++)
	{
		uint32_t component = rollup_component(&rollup, node);
		Expected expected;

		expect(graph, link, links, node, &expected);
		CHECK(memcmp(rollup_answer(&rollup.by_link, component), &expected.by_link, sizeof(Counts)) == 0);
		CHECK(memcmp(rollup_answer(&rollup.distinct, component), &expected.distinct, sizeof(Counts)) == 0);
	}
	rollup_free(&rollup);
	linkage_dag_free(&dag, &malloc_host);
	rollup_links_free(&store);
}

/* A plain congruential generator: the same graphs in every run. */
static uint32_t
random_below(uint32_t limit)
{
	static uint64_t state = 20250401;

	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t) (state >> 33) % limit;
}

/* `reach`: how far above itself a child's parent may be, so a small one makes a deep graph. */
static void
check_random_rollup(uint32_t nodes, uint32_t links, uint32_t items, uint32_t reach, bool cyclic)
{
	RollupLink link[300];
	size_t link_count = random_below(300);
	LinkageBuilder builder;
	LinkageHeader *value;
	Linkage graph;

	linkage_builder_init(&builder, &malloc_host, false);
	for (uint32_t i = 0; i < nodes; i++)
		CHECK(linkage_builder_node(&builder, (Key){i, NULL, 0}));
	for (uint32_t i = 0; i < links; i++)
	{
		uint32_t child = random_below(nodes);
		uint32_t up = 1 + random_below(reach);

		if (cyclic && random_below(10) == 0)
			link_numbers(&builder, child, random_below(nodes));
		else if (up <= child)
			link_numbers(&builder, child, child - up);
	}
	value = made_by(&builder, &graph);
	for (size_t i = 0; i < link_count; i++)
	{
		link[i].item = (int64_t) random_below(items) - 5;
		link[i].node = random_below(nodes + 2);
		link[i].slot = (uint32_t) (link[i].item + 5) % RAG_TALLY_USED;
	}
	check_rollup(&graph, 2, link, link_count, true);
	check_rollup(&graph, 2, link, link_count, false);
	free(value);
}

static void
check_rollups(void)
{
	for (int i = 0; i < 300; i++)
		check_random_rollup(SMALL, random_below(30), 20, 3 + random_below(9), i % 2 == 0);
	/* Deeper than the lists of what is above reach, and partly so. */
	for (int i = 0; i < 20; i++)
	{
		check_random_rollup(200, 400, 40, 3, false);
		check_random_rollup(300, 450, 100, 8, i % 2 == 0);
		check_random_rollup(150, 140, 30, 1, false);
		/* Many roots, so that a walk has many ways to end. */
		check_random_rollup(100, 80, 20, 90, false);
	}
}

static void
check_two_ratings(void)
{
	const RollupLink link[] = {{7, 0, 1}, {7, 1, 1}, {7, 1, 2}};
	Made made;
	LinkageDag dag;
	Rollup rollup;

	CHECK(make("{2>1}", false, &made));
	linkage_condense(&made.graph, &malloc_host, &dag);
	rollup_init(&rollup, &dag, 2, 0, RAG_TALLY_USED, 0, &malloc_host);
	CHECK(rollup_item(&rollup, link, 2) == NULL);
	CHECK(rollup_item(&rollup, link, 3) == &link[2]);
	/* Marks of walks long past are not taken for new ones when their number starts again. */
	rollup.walk = UINT32_MAX - 1;
	CHECK(rollup_item(&rollup, link, 2) == NULL);
	/* Nor is anything lost when small counts are moved to make room. */
	rollup.quick_links = UINT32_MAX / 2 + 1;
	CHECK(rollup_item(&rollup, link, 2) == NULL);
	CHECK(rollup_item(&rollup, link, 2) == NULL);
	rollup_finish(&rollup);
	CHECK(rollup_answer(&rollup.distinct, dag.component[0])[1] == 4);
	rollup_free(&rollup);
	linkage_dag_free(&dag, &malloc_host);
	free(made.value);
}

/* Very many levels: nothing recurses, and nothing is walked as often as there are nodes. */
static void
check_deep_chain(void)
{
	enum
	{
		LEVELS = 300000
	};
	LinkageBuilder builder;
	LinkageHeader *value;
	RollupLink link[2];
	LinkageDag dag;
	Linkage graph;
	Rollup rollup;
	uint32_t *depth;

	linkage_builder_init(&builder, &malloc_host, false);
	for (int i = 1; i < LEVELS; i++)
		link_numbers(&builder, i, i - 1);
	value = made_by(&builder, &graph);
	linkage_condense(&graph, &malloc_host, &dag);
	depth = linkage_depths(&dag, &malloc_host);
	CHECK(dag.components == LEVELS && depth[dag.component[LEVELS - 1]] == LEVELS - 1);
	rollup_init(&rollup, &dag, LEVELS, 0, RAG_TALLY_USED, 0, &malloc_host);
	for (uint32_t i = 0; i < LEVELS; i++)
	{
		link[0] = (RollupLink){i, i, 0};
		link[1] = (RollupLink){i, i > 3 ? i - 3 : 0, 0};
		CHECK(rollup_item(&rollup, link, 2) == NULL);
	}
	rollup_finish(&rollup);
	CHECK(rollup_answer(&rollup.distinct, dag.component[0])[0] == LEVELS);
	CHECK(rollup_answer(&rollup.by_link, dag.component[0])[0] == 2 * LEVELS - 1);
	CHECK(rollup_answer(&rollup.distinct, dag.component[LEVELS - 1])[0] == 1);
	rollup_free(&rollup);
	free(depth);
	linkage_dag_free(&dag, &malloc_host);
	free(value);
}

/* -------- keys and sorting -------- */

static void
check_keys(void)
{
	KeyTable table;
	char label[32];

	key_table_init(&table, &malloc_host, true, 0);
	for (uint32_t i = 0; i < 20000; i++)
		CHECK(key_table_add_label(&table, label, (size_t) sprintf(label, "%u", i * 7)) == i);
	for (uint32_t i = 0; i < 20000; i++)
		CHECK(key_table_add_label(&table, label, (size_t) sprintf(label, "%u", i * 7)) == i);
	CHECK(key_table_find_label(&table, "8", 1) == KEY_NONE);
	CHECK(key_table_find_label(&table, "", 0) == KEY_NONE);
	CHECK(key_table_add_label(&table, "", 0) == 20000 && key_table_find_label(&table, "", 0) == 20000);
	key_table_free(&table);
	key_table_init(&table, &malloc_host, false, 3);
	for (uint32_t i = 0; i < 20000; i++)
		CHECK(key_table_add_number(&table, (int64_t) (i * UINT64_C(0x9E3779B97F4A7C15))) == i);
	CHECK(key_table_find_number(&table, 1) == KEY_NONE && key_table_find_number(&table, 0) == 0);
	key_table_free(&table);
}

/* What a mix of the table's without a seed takes to x, so that keys can be made that go where one wants. */
static uint64_t
unmixed(uint64_t x)
{
	const uint64_t inverse = UINT64_C(0xCFEE444D8B59A89B);

	x = (x ^ (x >> 32)) * inverse;
	x = (x ^ (x >> 32)) * inverse;
	return x ^ (x >> 32);
}

/* The longest row of slots in use: what a probe may have to go through. */
static size_t
longest_cluster(const KeyTable *table)
{
	size_t longest = 0;
	size_t length = 0;

	for (size_t at = 0; at <= table->slot_mask; at++)
	{
		length = table->slot[at] != 0 ? length + 1 : 0;
		longest = length > longest ? length : longest;
	}
	return longest;
}

/* Numbers and labels made to hash alike: with a seed they spread as any others. */
static void
check_chosen_keys(void)
{
	enum
	{
		KEYS = 5000
	};
	KeyTable numbers, labels;

	key_table_init(&numbers, &malloc_host, false, 0);
	key_table_init(&labels, &malloc_host, true, 0);
	for (uint32_t i = 0; i < KEYS; i++)
	{
		uint64_t key = unmixed((uint64_t) i << 32);

		CHECK(key_table_add_number(&numbers, (int64_t) key) == i);
		/* A label's first word meets the mix of its length and one. */
		key = unmixed(key) ^ UINT64_C(0xF05A3BD1706B4C21);
		CHECK(key_table_add_label(&labels, (const char *) &key, sizeof(key)) == i);
	}
	CHECK(longest_cluster(&numbers) < 200);
	CHECK(longest_cluster(&labels) < 200);
	key_table_free(&numbers);
	key_table_free(&labels);
}

static void
check_sorting(void)
{
	RollupLinks links;
	const RollupLink *run;
	int64_t last = INT64_MIN;
	size_t length, read = 0;

	rollup_links_init(&links, &malloc_host, false);
	rollup_links_sort(&links);
	CHECK(rollup_links_next(&links, &run) == 0);
	for (uint32_t i = 0; i < 16; i++)
		rollup_links_add(&links, (15 - (int64_t) i) * 16, i, 0);
	rollup_links_sort(&links);
	for (int64_t item = 0; (length = rollup_links_next(&links, &run)) > 0; item += 16)
		CHECK(length == 1 && run[0].item == item);
	rollup_links_free(&links);
	rollup_links_init(&links, &malloc_host, false);
	rollup_links_add(&links, INT64_MAX, 1, 0);
	rollup_links_add(&links, INT64_MIN, 2, 0);
	for (uint32_t i = 0; i < 5000; i++)
		rollup_links_add(&links, (int64_t) random_below(1000) - 500, i, 0);
	rollup_links_sort(&links);
	for (; (length = rollup_links_next(&links, &run)) > 0; read += length)
	{
		CHECK(read == 0 || run[0].item > last);
		last = run[0].item;
		for (size_t i = 1; i < length; i++)
			CHECK(run[i].item == last && run[i].node > run[i - 1].node);
	}
	CHECK(read == 5002 && last == INT64_MAX);
	rollup_links_free(&links);
}

/* Links in random order of items from `first` on: read back in order of items, each link in its place. */
static void
check_sorting_of(int64_t first, uint64_t span, uint32_t count, bool packed)
{
	RollupLinks links;
	const RollupLink *run;
	size_t length;
	uint32_t read = 0;
	uint64_t nodes = 0;
	int64_t last = 0;

	rollup_links_init(&links, &malloc_host, false);
	for (uint32_t i = 0; i < count; i++)
	{
		uint64_t random = (uint64_t) random_below(UINT32_MAX) << 31 ^ random_below(UINT32_MAX);

		rollup_links_add(&links, (int64_t) ((uint64_t) first + random % span), i, i % 16);
	}
	CHECK(links.packed == packed);
	for (uint32_t i = 0; i < count; i++)
		CHECK(rollup_links_at(&links, i).node == i && rollup_links_at(&links, i).slot == i % 16);
	/* Twice: what is sorted can be sorted and read again. */
	for (int turn = 0; turn < 2; turn++)
	{
		rollup_links_sort(&links);
		for (read = 0, nodes = 0; (length = rollup_links_next(&links, &run)) > 0; read += (uint32_t) length)
		{
			CHECK((read == 0 || run[0].item > last) && (uint64_t) run[0].item - (uint64_t) first < span);
			last = run[0].item;
			for (size_t i = 0; i < length; i++)
			{
				CHECK(run[i].item == last && (i == 0 || run[i].node > run[i - 1].node));
				CHECK(run[i].slot == run[i].node % 16);
				nodes += run[i].node;
			}
		}
		CHECK(read == count && nodes == (uint64_t) count * (count - 1) / 2 &&
			  rollup_links_next(&links, &run) == 0);
	}
	rollup_links_free(&links);
}

static void
check_packing(void)
{
	RollupLinks links;
	RollupLinks copy;

	check_sorting_of(0, 1000000, 200000, true);
	check_sorting_of(-500, 3000, 100000, true);
	check_sorting_of(INT64_MIN, UINT64_C(1) << 31, 50000, true);
	check_sorting_of(INT64_MAX - INT32_MAX, UINT64_C(1) << 31, 50000, true);
	check_sorting_of(7, UINT64_C(1) << 31, 3, true);
	check_sorting_of(7, UINT64_C(1) << 31, 70000, true);
	check_sorting_of(-5, UINT64_C(1) << 40, 50000, false);
	check_sorting_of(INT64_MIN, UINT64_MAX, 5000, false);
	/* A node or a slot may be what does not fit. */
	for (int wide = 0; wide < 2; wide++)
	{
		rollup_links_init(&links, &malloc_host, false);
		rollup_links_add(&links, 5, 1, 1);
		rollup_links_add(&links, 5, wide ? 1 : 1 << ROLLUP_NODE_BITS, wide ? 1 << ROLLUP_SLOT_BITS : 1);
		CHECK(!links.packed && links.count == 2 && rollup_links_at(&links, 0).item == 5);
		rollup_links_init(&copy, &malloc_host, false);
		rollup_links_load(&copy, links.packed, links.base, links.count, rollup_links_bytes(&links));
		CHECK(copy.count == 2 && memcmp(copy.link, links.link, 2 * sizeof(RollupLink)) == 0);
		rollup_links_free(&copy);
		rollup_links_free(&links);
	}
}

/* -------- polling -------- */

/* Two nodes a level, each linked to both of the level above: two to the power of the levels paths. */
static LinkageHeader *
ladder(int levels, Linkage *graph)
{
	LinkageBuilder builder;

	linkage_builder_init(&builder, &malloc_host, false);
	for (int node = 2; node < levels * 2; node++)
	{
		link_numbers(&builder, node, node / 2 * 2 - 2);
		link_numbers(&builder, node, node / 2 * 2 - 1);
	}
	return made_by(&builder, graph);
}

/* A path is short, yet there are many: the user who cancels must be heard among them. */
static void
check_thread_polls(void)
{
	LinkageThread thread;
	LinkageHeader *value;
	LinkageDag dag;
	Linkage graph;
	int paths = 0;

	value = ladder(15, &graph);
	linkage_condense(&graph, &malloc_host, &dag);
	linkage_thread_init(&thread, &graph, &dag, &malloc_host, find(&graph, 28));
	test_polls = 0;
	while (linkage_thread_next(&thread))
		paths++;
	CHECK(paths == 1 << 14);
	CHECK(test_polls >= 3);
	linkage_thread_free(&thread);
	linkage_dag_free(&dag, &malloc_host);
	free(value);
}

/* Likewise walks up a graph, and items. */
static void
check_rollup_polls(void)
{
	RollupLink link = {7, 0, 1};
	LinkageHeader *value;
	LinkageDag dag;
	Linkage graph;
	Rollup rollup;

	value = ladder(600, &graph);
	linkage_condense(&graph, &malloc_host, &dag);
	rollup_init(&rollup, &dag, graph.nodes, 0, RAG_TALLY_USED, 0, &malloc_host);
	for (link.node = 0; link.node < graph.nodes; link.node++)
		CHECK(rollup_item(&rollup, &link, 1) == NULL);
	test_polls = 0;
	rollup_finish(&rollup);
	CHECK(test_polls >= 10);
	test_polls = 0;
	link.node = 0;
	for (int item = 0; item < 200000; item++)
		if (rollup_item(&rollup, &link, 1) != NULL)
			CHECK(false);
	CHECK(test_polls >= 3);
	rollup_free(&rollup);
	linkage_dag_free(&dag, &malloc_host);
	free(value);
}

/* A graph may take a gigabyte. */
static void
check_value_polls(void)
{
	LinkageHeader *value;
	Linkage graph;

	value = ladder(100000, &graph);
	test_polls = 0;
	CHECK(linkage_print(&graph, NULL, &malloc_host) > 5000000);
	CHECK(test_polls >= 70);
	test_polls = 0;
	CHECK(linkage_compare(&graph, &graph, &malloc_host) == 0);
	CHECK(test_polls >= 9);
	free(value);
}

int
main(void)
{
	check_text();
	check_quoting();
	check_faults();
	check_orders();
	check_layout();
	check_truncated();
	check_relatives();
	check_components();
	check_threads();
	check_many_threads();
	check_rollups();
	check_two_ratings();
	check_deep_chain();
	check_keys();
	check_chosen_keys();
	check_sorting();
	check_packing();
	check_thread_polls();
	check_rollup_polls();
	check_value_polls();
	return checks_failed();
}
