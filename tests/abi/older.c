/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A provider's shared object from before providers could carry migrations: the structs as
 * they were then, without the header of today. What is behind its struct is not its own.
 */
#include <stdint.h>

struct older_column {
	const char *texts[12];
	uint32_t numbers[4];
};

struct older_table {
	const void *members[14];
};

struct older_provider {
	uint32_t magic;
	uint32_t sizes[9];
	const char *name;
	const char *version;
	const char *convention;
	const char *owns;
	const void *enums;
	const struct older_table *tables;
};

static const struct older_column columns[] = {{{"a", "bigint"}, {1}}, {{0}, {0}}};
static const char *const key[] = {"a", 0};
static const struct older_table tables[] = {{{"older_things", 0, 0, 0, 0, columns, key}},
					    {{0}}};

static const struct {
	struct older_provider provider;
	uint64_t migration_size; /* of somebody else */
	const void *migrations;
} object = {{0x44444c50u,
	     {sizeof(struct older_provider), sizeof(struct older_table),
	      sizeof(struct older_column), 16, 16, 56, 40, 16, 40},
	     "older",
	     "0.1.0",
	     0,
	     0,
	     0,
	     tables},
	    UINT64_MAX,
	    &object};

const void *ddlect_provider_v1(void);

__attribute__((visibility("default"))) const void *ddlect_provider_v1(void)
{
	return &object;
}
