/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The provider of docs.dbml in C. A program that is linked with it has the tables and the
 * migrations inside: docs_tool.c and docs_server.c are such programs. Built as a shared
 * object it can be given to `ddlect -provider docs.so`. See the Makefile.
 */
#include "docs.h"

/* What `ddlect embed` makes of the directory migrations/. */
extern const struct ddlect_migration docs_migrations[];

/* The columns that every table has. */
#define CLOUDQUERY                                                                       \
	{.name = "cq_id", .type = "uuid", .not_null = 1, .unique = 1},                   \
	{                                                                                \
		.name = "cq_meta", .type = "json"                                        \
	}

const struct ddlect_provider docs = {
	DDLECT_PROVIDER,
	.name = "docs",
	.version = "0.0.1",
	.convention = "cloudquery",
	.tables = DDLECT_TABLES({
		.name = "docs_accounts",
		.resource = "accounts",
		.attrs = DDLECT_ATTRS({"retention", "14 days"}),
		.columns = DDLECT_COLUMNS(
			CLOUDQUERY,
			{.name = "account_id", .type = "string", .not_null = 1},
			{.name = "name", .type = "string", .renamed_from = "title"},
			{.name = "tags", .type = "json"}),
		.primary_key = DDLECT_NAMES("account_id"),
		.relations = DDLECT_TABLES({
			.name = "docs_account_keys",
			.columns = DDLECT_COLUMNS(CLOUDQUERY,
						  {.name = "account_cq_id",
						   .type = "uuid",
						   .ref = "docs_accounts.cq_id"},
						  {.name = "key",
						   .type = "string",
						   .unique = 1,
						   .not_null = 1}),
		}),
	}),
	.migrations = docs_migrations,
};

const struct ddlect_provider *ddlect_provider_v1(void)
{
	return &docs;
}
