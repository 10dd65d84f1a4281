/*
 * linkage_text_core.c: graphs as text, printed and read.  Plain C: no server header, no locale.
 */
#include "linkage_core.h"

#include <string.h>

/* -------- printing -------- */

/* Counts when there is no `out`. */
typedef struct Printer
{
	char *out;
	size_t length;
	const CoreHost *host;
} Printer;

static void
print_char(Printer *printer, char c)
{
	if (printer->out != NULL)
		printer->out[printer->length] = c;
	core_poll_at(printer->host, printer->length++);
}

static void
print_number(Printer *printer, int64_t number)
{
	char digits[20];
	int count = 0;
	uint64_t rest = number < 0 ? -(uint64_t) number : (uint64_t) number;

	do
		digits[count++] = (char) ('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (number < 0)
		print_char(printer, '-');
	while (count > 0)
		print_char(printer, digits[--count]);
}

/* Blanks and control characters (and DEL), in ASCII: no locale. */
static bool
is_blank_or_control(char c)
{
	return (unsigned char) c <= ' ' || c == 0x7F;
}

static bool
is_special(char c)
{
	return c == '{' || c == '}' || c == ',' || c == '>' || c == '"' || c == '\\';
}

static bool
is_plain_label(Printer *printer, Key node)
{
	for (size_t i = 0; i < node.length; i++)
	{
		if (is_special(node.label[i]) || is_blank_or_control(node.label[i]))
			return false;
		core_poll_at(printer->host, i);
	}
	return node.length > 0;
}

static void
print_label(Printer *printer, Key node)
{
	bool plain = is_plain_label(printer, node);

	if (!plain)
		print_char(printer, '"');
	for (size_t i = 0; i < node.length; i++)
	{
		if (node.label[i] == '"' || node.label[i] == '\\')
			print_char(printer, '\\');
		print_char(printer, node.label[i]);
	}
	if (!plain)
		print_char(printer, '"');
}

static void
print_node(Printer *printer, const Linkage *graph, uint32_t index)
{
	Key node = linkage_node(graph, index);

	if (graph->text)
		print_label(printer, node);
	else
		print_number(printer, node.number);
}

static void
print_entry(Printer *printer, const Linkage *graph, uint32_t child, const uint32_t *parent)
{
	if (printer->length > 1)
		print_char(printer, ',');
	print_node(printer, graph, child);
	if (parent == NULL)
		return;
	print_char(printer, '>');
	print_node(printer, graph, *parent);
}

size_t
linkage_print(const Linkage *graph, char *out, const CoreHost *host)
{
	Printer printer = {out, 0, host};

	print_char(&printer, '{');
	for (uint32_t i = 0; i < graph->nodes; i++)
	{
		if (graph->link_start[i] == graph->link_start[i + 1])
			print_entry(&printer, graph, i, NULL);
		for (uint32_t at = graph->link_start[i]; at < graph->link_start[i + 1]; at++)
			print_entry(&printer, graph, i, &graph->parent[at]);
	}
	print_char(&printer, '}');
	return printer.length;
}

/* -------- reading -------- */

typedef struct Reader
{
	const char *text;
	size_t length;
	size_t at;
	LinkageFault *fault;
	char *label; /* room to unquote any label of the text, two at a time */
	size_t label_used;
	const CoreHost *host;
} Reader;

static bool
fail(Reader *reader, const char *rule)
{
	reader->fault->rule = rule;
	reader->fault->offset = reader->at;
	return false;
}

static bool
fail_too_large(Reader *reader)
{
	reader->fault->too_large = true;
	return fail(reader, "A graph is stored in at most one gigabyte.");
}

/* One character on: even a single label may be as long as a value can be. */
static void
go_on(Reader *reader)
{
	core_poll_at(reader->host, reader->at++);
}

static void
skip_blanks(Reader *reader)
{
	while (reader->at < reader->length &&
		   (reader->text[reader->at] == ' ' ||
			(reader->text[reader->at] >= '\t' && reader->text[reader->at] <= '\r')))
		go_on(reader);
}

/* Blanks, then this character. */
static bool
take(Reader *reader, char c)
{
	skip_blanks(reader);
	if (reader->at == reader->length || reader->text[reader->at] != c)
		return false;
	reader->at++;
	return true;
}

static bool
is_digit_at(const Reader *reader, size_t at)
{
	return at < reader->length && reader->text[at] >= '0' && reader->text[at] <= '9';
}

static bool
fail_out_of_range(Reader *reader, size_t end)
{
	while (is_digit_at(reader, end))
		end++;
	reader->fault->out_of_range = true;
	reader->fault->length = end - reader->at;
	return fail(reader, "A node is a bigint, from -9223372036854775808 to 9223372036854775807.");
}

static bool
read_number(Reader *reader, Key *node)
{
	size_t at = reader->at;
	bool negative = at < reader->length && reader->text[at] == '-';
	uint64_t limit = (uint64_t) INT64_MAX + negative;
	uint64_t value = 0;

	if (negative || (at < reader->length && reader->text[at] == '+'))
		at++;
	if (!is_digit_at(reader, at))
		return fail(reader, "A node of this type is a whole number.");
	for (; is_digit_at(reader, at); at++)
	{
		uint64_t digit = (uint64_t) (reader->text[at] - '0');

		if (value > (limit - digit) / 10)
			return fail_out_of_range(reader, at);
		value = value * 10 + digit;
		core_poll_at(reader->host, at);
	}
	node->number = negative ? (int64_t) -value : (int64_t) value;
	reader->at = at;
	return true;
}

static void
keep_char(Reader *reader, char c)
{
	reader->label[reader->label_used++] = c;
}

static bool
read_quoted(Reader *reader, Key *node)
{
	size_t quote = reader->at++;

	for (; reader->at < reader->length && reader->text[reader->at] != '"'; go_on(reader))
	{
		if (reader->text[reader->at] == '\\')
			go_on(reader);
		if (reader->at == reader->length)
			break;
		keep_char(reader, reader->text[reader->at]);
	}
	if (reader->at == reader->length)
	{
		reader->at = quote;
		return fail(reader, "A quoted label ends with a double quote.");
	}
	reader->at++;
	node->length = (size_t) (reader->label + reader->label_used - node->label);
	return true;
}

/* Blanks within an unquoted label belong to it, those around it do not. */
static bool
read_unquoted(Reader *reader, Key *node)
{
	for (; reader->at < reader->length; go_on(reader))
	{
		char c = reader->text[reader->at];

		if (c == ',' || c == '>' || c == '}')
			break;
		if (is_special(c))
			return fail(reader, "A label with one of { } , > \" \\ in it is written in double quotes.");
		keep_char(reader, c);
		if (!(c == ' ' || (c >= '\t' && c <= '\r')))
			node->length = (size_t) (reader->label + reader->label_used - node->label);
	}
	return node->length > 0 || fail(reader, "A label is missing; an empty one is written \"\".");
}

static bool
read_node(Reader *reader, bool text, Key *node)
{
	memset(node, 0, sizeof(*node));
	skip_blanks(reader);
	if (!text)
		return read_number(reader, node);
	node->label = reader->label + reader->label_used;
	if (reader->at < reader->length && reader->text[reader->at] == '"')
		return read_quoted(reader, node);
	return read_unquoted(reader, node);
}

static bool
read_entry(Reader *reader, LinkageBuilder *builder)
{
	bool text = builder->nodes.text;
	Key child;
	Key parent;

	reader->label_used = 0;
	if (!read_node(reader, text, &child))
		return false;
	if (!take(reader, '>'))
		return linkage_builder_node(builder, child) || fail_too_large(reader);
	if (!read_node(reader, text, &parent))
		return false;
	return linkage_builder_link(builder, child, parent) || fail_too_large(reader);
}

static bool
read_entries(Reader *reader, LinkageBuilder *builder)
{
	uint64_t entries = 0;

	do
	{
		if (!read_entry(reader, builder))
			return false;
		core_poll_at(&builder->host, entries++);
	} while (take(reader, ','));
	return take(reader, '}') ||
		   fail(reader, "A node is followed by \">\" and its parent, by \",\" or by \"}\".");
}

static bool
read_graph(Reader *reader, LinkageBuilder *builder)
{
	if (!take(reader, '{'))
		return fail(reader, "A graph begins with \"{\".");
	if (!take(reader, '}') && !read_entries(reader, builder))
		return false;
	skip_blanks(reader);
	return reader->at == reader->length || fail(reader, "Nothing follows the closing \"}\".");
}

bool
linkage_parse(const char *text, size_t length, LinkageBuilder *builder, LinkageFault *fault)
{
	Reader reader = {text, length, 0, fault, NULL, 0, &builder->host};
	bool read;

	memset(fault, 0, sizeof(*fault));
	reader.label = core_alloc(&builder->host, length, 1);
	read = read_graph(&reader, builder);
	builder->host.release(reader.label);
	return read;
}
