/* SPDX-License-Identifier: Apache-2.0 */
/* Lock id: see lock_id.h. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "plugins/postgres/lock_id.h"

#define SALT 1486364155u

/* CRC-32 as in IEEE 802.3, reflected; a few bytes once a session need no table. */
static uint32_t crc32(uint32_t crc, const char *bytes, size_t length)
{
	crc = ~crc;
	for (size_t i = 0; i < length; i++) {
		crc ^= (unsigned char)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

uint32_t lock_id(const char *schema, const char *table, const char *database)
{
	uint32_t crc = crc32(0, schema, strlen(schema) + 1); /* with their NULs */
	crc = crc32(crc, table, strlen(table) + 1);
	return crc32(crc, database, strlen(database)) * SALT;
}

/* Put `id` where it belongs, unless it is there. */
static uint32_t insert(uint32_t ids[LOCK_IDS], uint32_t n, uint32_t id)
{
	uint32_t at = n;
	while (at > 0 && ids[at - 1] > id)
		at--;
	if (at > 0 && ids[at - 1] == id)
		return n;
	memmove(ids + at + 1, ids + at, (n - at) * sizeof(*ids));
	ids[at] = id;
	return n + 1;
}

uint32_t lock_ids(const char *schema, const char *table, const char *database,
		  const char *path, uint32_t ids[LOCK_IDS])
{
	char slashed[260];
	uint32_t n = 0;
	snprintf(slashed, sizeof(slashed), "/%s", database);
	n = insert(ids, n, lock_id(schema, table, database));
	n = insert(ids, n, lock_id(schema, table, slashed));
	/* postgres://host/?dbname=…, and a database that is called like its user */
	n = insert(ids, n, lock_id(schema, table, "/"));
	return path ? insert(ids, n, lock_id(schema, table, path)) : n;
}
