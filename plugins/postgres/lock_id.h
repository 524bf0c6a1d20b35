/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lock id: the numbers of the advisory locks that keep runners of a state table apart. Other
 * runners take one, made of how the DSN that they were given spells the database; so all of
 * its spellings are taken here. It knows no server.
 */
#ifndef PLUGINS_POSTGRES_LOCK_ID_H
#define PLUGINS_POSTGRES_LOCK_ID_H

#include <stdint.h>

#define LOCK_IDS 4

uint32_t lock_id(const char *schema, const char *table, const char *database);

/*
 * All of them, each once, the smallest first, so that two who take them never wait for each
 * other. `path` is a DSN's own spelling, or NULL. Returns how many there are.
 */
uint32_t lock_ids(const char *schema, const char *table, const char *database,
		  const char *path, uint32_t ids[LOCK_IDS]);

#endif
