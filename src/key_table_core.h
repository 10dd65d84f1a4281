/*
 * key_table_core.h: numbers the distinct keys it is given, bigint or text, in plain C: no server header.
 * Nothing that comes out of a table depends on the host's seed.
 */
#ifndef KEY_TABLE_CORE_H
#define KEY_TABLE_CORE_H

#include "core_host.h"

/* No such key, or no room for one more. */
#define KEY_NONE UINT32_MAX

/* Ids stay well below KEY_NONE. */
#define KEY_TABLE_MAX 0x7FFFFFFFu

/* A key of either kind: `number` in a bigint table, `label` (bytes, no terminator) in a text table. */
typedef struct Key
{
	int64_t number;
	const char *label;
	size_t length;
} Key;

/* Keys have the ids 0 to count - 1, in order of arrival. */
typedef struct KeyTable
{
	CoreHost host;
	bool text;
	uint32_t count;
	uint32_t capacity;
	int64_t *number;      /* bigint: the key of each id */
	uint64_t *label_end;  /* text: where the key of each id ends in `bytes` */
	uint32_t *label_hash; /* text: spares most comparisons, and rehashing */
	char *bytes;
	size_t bytes_capacity;
	uint64_t seed;  /* of the hashes: whoever chooses the keys cannot choose where they go */
	uint32_t *slot; /* open addressing: id + 1, or zero */
	size_t slot_mask;
} KeyTable;

/* An empty table with room for `expected` keys before it grows. */
extern void key_table_init(KeyTable *table, const CoreHost *host, bool text, uint32_t expected);
extern void key_table_free(KeyTable *table);

/* Forget all keys; their memory is kept for others. */
extern void key_table_clear(KeyTable *table);

/* Bytes of memory it holds. */
extern size_t key_table_size(const KeyTable *table);

/* Whether one more key, a label of this length, can be added without more memory. */
extern bool key_table_has_room(const KeyTable *table, size_t length);

/* The id of a key, or KEY_NONE. */
extern uint32_t key_table_find_number(const KeyTable *table, int64_t number);
extern uint32_t key_table_find_label(const KeyTable *table, const char *label, size_t length);

/* The id of a key, which is added if it is new; KEY_NONE if the table is full (KEY_TABLE_MAX keys). */
extern uint32_t key_table_add_number(KeyTable *table, int64_t number);
extern uint32_t key_table_add_label(KeyTable *table, const char *label, size_t length);
extern uint32_t key_table_add(KeyTable *table, Key key);

/* The key of an id; a label points into the table and lasts until the next addition. */
extern Key key_table_key(const KeyTable *table, uint32_t id);

/* Numeric order, or byte order: -1, 0, 1. */
extern int key_compare(bool text, Key a, Key b);

/* All ids in key order, in a new block of the table's host. */
extern uint32_t *key_table_order(const KeyTable *table);

#endif /* KEY_TABLE_CORE_H */
