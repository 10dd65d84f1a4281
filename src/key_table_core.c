/*
 * key_table_core.c: a hash table from keys to small numbers.  Plain C: no server header.
 */
#include "key_table_core.h"

#include <string.h>

#define SMALLEST_CAPACITY 8
#define SMALLEST_BYTES    64

/*
 * These hashes live in memory only, so they may change; what is stored is hashed by the server's functions.
 * Each step can be undone: without a seed, keys that all fall into one slot are as easily made as any, and
 * putting them in takes time quadratic in their number.
 */
static uint64_t
mix(uint64_t seed, uint64_t x)
{
	x ^= seed;
	x ^= x >> 32;
	x *= UINT64_C(0xD6E8FEB86659FD93);
	x ^= x >> 32;
	x ^= seed;
	x *= UINT64_C(0xD6E8FEB86659FD93);
	return x ^ (x >> 32);
}

static uint32_t
hash_label(uint64_t seed, const char *label, size_t length)
{
	uint64_t hash = mix(seed, length + 1);
	uint64_t word;

	for (; length >= sizeof(word); label += sizeof(word), length -= sizeof(word))
	{
		memcpy(&word, label, sizeof(word));
		hash = mix(seed, hash ^ word);
	}
	word = 0;
	if (length > 0)
		memcpy(&word, label, length);
	return (uint32_t) mix(seed, hash ^ word);
}

static uint64_t
label_start(const KeyTable *table, uint32_t id)
{
	return id == 0 ? 0 : table->label_end[id - 1];
}

/* Slots are a power of two, at least twice the capacity, so that a probe always ends at an empty one. */
static void
rebuild_slots(KeyTable *table)
{
	size_t slots = SMALLEST_CAPACITY * 2;

	while (slots < (size_t) table->capacity * 2)
		slots *= 2;
	if (table->slot != NULL)
		table->host.release(table->slot);
	table->slot = core_alloc(&table->host, slots, sizeof(uint32_t));
	memset(table->slot, 0, slots * sizeof(uint32_t));
	table->slot_mask = slots - 1;
	for (uint32_t id = 0; id < table->count; id++)
	{
		size_t at = table->text ? table->label_hash[id] : mix(table->seed, (uint64_t) table->number[id]);

		for (at &= table->slot_mask; table->slot[at] != 0;)
			at = (at + 1) & table->slot_mask;
		table->slot[at] = id + 1;
		core_poll_at(&table->host, id);
	}
}

static void *
resized(KeyTable *table, void *block, uint32_t capacity, size_t size)
{
	if (block == NULL)
		return core_alloc(&table->host, capacity, size);
	return table->host.resize(block, capacity * size);
}

static void
set_capacity(KeyTable *table, uint32_t capacity)
{
	table->capacity = capacity;
	if (table->text)
	{
		table->label_end = resized(table, table->label_end, capacity, sizeof(uint64_t));
		table->label_hash = resized(table, table->label_hash, capacity, sizeof(uint32_t));
	}
	else
		table->number = resized(table, table->number, capacity, sizeof(int64_t));
	rebuild_slots(table);
}

void
key_table_init(KeyTable *table, const CoreHost *host, bool text, uint32_t expected)
{
	memset(table, 0, sizeof(*table));
	table->host = *host;
	table->seed = host->seed;
	table->text = text;
	if (text)
	{
		table->bytes_capacity = SMALLEST_BYTES;
		table->bytes = core_alloc(host, SMALLEST_BYTES, 1);
	}
	set_capacity(table, expected < SMALLEST_CAPACITY ? SMALLEST_CAPACITY : expected);
}

void
key_table_free(KeyTable *table)
{
	void *blocks[] = {table->number, table->label_end, table->label_hash, table->bytes, table->slot};

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (blocks[i] != NULL)
			table->host.release(blocks[i]);
	memset(table, 0, sizeof(*table));
}

void
key_table_clear(KeyTable *table)
{
	table->count = 0;
	memset(table->slot, 0, (table->slot_mask + 1) * sizeof(uint32_t));
}

size_t
key_table_size(const KeyTable *table)
{
	size_t key = table->text ? sizeof(uint64_t) + sizeof(uint32_t) : sizeof(int64_t);

	return table->bytes_capacity + table->capacity * key + (table->slot_mask + 1) * sizeof(uint32_t);
}

bool
key_table_has_room(const KeyTable *table, size_t length)
{
	return table->count < table->capacity &&
		   (!table->text || table->bytes_capacity - label_start(table, table->count) >= length);
}

/* The slot that holds the number, or the empty one where it belongs. */
static size_t
probe_number(const KeyTable *table, int64_t number)
{
	size_t at = mix(table->seed, (uint64_t) number) & table->slot_mask;

	while (table->slot[at] != 0 && table->number[table->slot[at] - 1] != number)
		at = (at + 1) & table->slot_mask;
	return at;
}

static bool
is_label(const KeyTable *table, uint32_t id, uint32_t hash, const char *label, size_t length)
{
	uint64_t start = label_start(table, id);

	return table->label_hash[id] == hash && table->label_end[id] - start == length &&
		   (length == 0 || memcmp(table->bytes + start, label, length) == 0);
}

static size_t
probe_label(const KeyTable *table, uint32_t hash, const char *label, size_t length)
{
	size_t at = hash & table->slot_mask;

	while (table->slot[at] != 0 && !is_label(table, table->slot[at] - 1, hash, label, length))
		at = (at + 1) & table->slot_mask;
	return at;
}

uint32_t
key_table_find_number(const KeyTable *table, int64_t number)
{
	uint32_t found = table->slot[probe_number(table, number)];

	return found == 0 ? KEY_NONE : found - 1;
}

uint32_t
key_table_find_label(const KeyTable *table, const char *label, size_t length)
{
	uint32_t found = table->slot[probe_label(table, hash_label(table->seed, label, length), label, length)];

	return found == 0 ? KEY_NONE : found - 1;
}

/* Room for one more key: false when the table is full.  The slots move. */
static bool
grow(KeyTable *table)
{
	if (table->count == KEY_TABLE_MAX)
		return false;
	set_capacity(table, table->capacity > KEY_TABLE_MAX / 2 ? KEY_TABLE_MAX : table->capacity * 2);
	return true;
}

uint32_t
key_table_add_number(KeyTable *table, int64_t number)
{
	size_t at = probe_number(table, number);

	if (table->slot[at] != 0)
		return table->slot[at] - 1;
	if (table->count == table->capacity)
	{
		if (!grow(table))
			return KEY_NONE;
		at = probe_number(table, number);
	}
	table->number[table->count] = number;
	table->slot[at] = ++table->count;
	return table->count - 1;
}

static void
append_bytes(KeyTable *table, const char *label, size_t length)
{
	uint64_t used = label_start(table, table->count);
	size_t capacity = table->bytes_capacity;

	while (capacity - used < length)
		capacity *= 2;
	if (capacity != table->bytes_capacity)
		table->bytes = table->host.resize(table->bytes, capacity);
	table->bytes_capacity = capacity;
	if (length > 0)
		memcpy(table->bytes + used, label, length);
	table->label_end[table->count] = used + length;
}

uint32_t
key_table_add_label(KeyTable *table, const char *label, size_t length)
{
	uint32_t hash = hash_label(table->seed, label, length);
	size_t at = probe_label(table, hash, label, length);

	if (table->slot[at] != 0)
		return table->slot[at] - 1;
	if (table->count == table->capacity)
	{
		if (!grow(table))
			return KEY_NONE;
		at = probe_label(table, hash, label, length);
	}
	append_bytes(table, label, length);
	table->label_hash[table->count] = hash;
	table->slot[at] = ++table->count;
	return table->count - 1;
}

uint32_t
key_table_add(KeyTable *table, Key key)
{
	return table->text ? key_table_add_label(table, key.label, key.length)
					   : key_table_add_number(table, key.number);
}

Key
key_table_key(const KeyTable *table, uint32_t id)
{
	Key key = {0, NULL, 0};

	if (table->text)
	{
		uint64_t start = label_start(table, id);

		key.label = table->bytes + start;
		key.length = (size_t) (table->label_end[id] - start);
	}
	else
		key.number = table->number[id];
	return key;
}

int
key_compare(bool text, Key a, Key b)
{
	size_t common = a.length < b.length ? a.length : b.length;
	int order;

	if (!text)
		return (a.number > b.number) - (a.number < b.number);
	order = common == 0 ? 0 : memcmp(a.label, b.label, common);
	if (order != 0)
		return order < 0 ? -1 : 1;
	return (a.length > b.length) - (a.length < b.length);
}

static bool
ids_in_order(const KeyTable *table, uint32_t a, uint32_t b)
{
	return key_compare(table->text, key_table_key(table, a), key_table_key(table, b)) <= 0;
}

/* Merge the sorted runs [low, middle) and [middle, high) of `from` into `to`. */
static void
merge_runs(const KeyTable *table, const uint32_t *from, uint32_t *to, size_t low, size_t middle, size_t high)
{
	size_t left = low;
	size_t right = middle;

	for (size_t at = low; at < high; at++)
	{
		if (left < middle && (right == high || ids_in_order(table, from[left], from[right])))
			to[at] = from[left++];
		else
			to[at] = from[right++];
		core_poll_at(&table->host, at);
	}
}

/* A bottom-up merge sort: no recursion, never quadratic, and it can be cancelled, which qsort cannot. */
uint32_t *
key_table_order(const KeyTable *table)
{
	size_t count = table->count;
	uint32_t *order = core_alloc(&table->host, count, sizeof(uint32_t));
	uint32_t *other;
	bool sorted = true;

	for (uint32_t id = 0; id < count; id++)
	{
		order[id] = id;
		sorted = sorted && (id == 0 || ids_in_order(table, id - 1, id));
		core_poll_at(&table->host, id);
	}
	if (sorted)
		return order;
	other = core_alloc(&table->host, count, sizeof(uint32_t));
	for (size_t width = 1; width < count; width *= 2)
	{
		uint32_t *swap = order;

		/* Few labels may still be long ones. */
		table->host.poll();
		for (size_t low = 0; low < count; low += width * 2)
			merge_runs(table, order, other, low, low + width < count ? low + width : count,
					   low + width * 2 < count ? low + width * 2 : count);
		order = other;
		other = swap;
	}
	table->host.release(other);
	return order;
}
