/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the reader of C providers share. Structs are read with the strides
 * that the provider was built with: see item.h.
 *
 * The place of a diagnostic is words, "provider docs, table x, column y", with line 0.
 */
#ifndef CORE_DECLARE_PROVIDER_READ_H
#define CORE_DECLARE_PROVIDER_READ_H

#include <stdbool.h>

#include <ddlect/dialect.h>
#include <ddlect/provider.h>

#include "core/base/item.h"
#include "core/declare/declare.h"
#include "core/model/schema.h"

struct provider_reader {
	const struct ddlect_provider *provider;
	struct ddlect_schema *schema;
	struct diags *diags;
	const char *place; /* "provider docs" */
	bool broken;	   /* out of memory; stays so */
};

/* A list in a provider, and how a message calls it. */
struct provider_list {
	const char *member; /* "columns" */
	const char *first;  /* the member of an element that ends the list: "name" */
	const void *items;
	uint32_t stride;
};

/*
 * Element `i` into `item`; false at the end. Reports an end in which other members are set:
 * there the first was forgotten, and what comes behind would be lost without a word.
 */
bool provider_item(struct provider_reader *r, struct ddlect_pos pos,
		   const struct provider_list *list, uint32_t i, void *item, size_t size);

/* "<place>, <kind> <name>"; a NULL kind gives the place itself. */
struct ddlect_pos provider_pos(struct provider_reader *r, const char *place,
			       const char *kind, const char *name);

/* A copy of `text` in `*to`; reports text that isn't UTF-8. NULL stays NULL. */
void provider_text(struct provider_reader *r, struct ddlect_pos pos, const char *member,
		   const char *text, const char **to);
void provider_texts(struct provider_reader *r, struct ddlect_pos pos, const char *member,
		    const char *const *texts, const char ***to, uint32_t *n);
/* "public" is the default schema: NULL. */
const char *provider_namespace(const char *name);
void provider_attrs(struct provider_reader *r, struct ddlect_pos pos,
		    const struct ddlect_provider_attr *attrs, struct ddlect_attr ***to,
		    uint32_t *n);

void provider_columns(struct provider_reader *r, struct ddlect_table *table,
		      const struct ddlect_provider_column *columns);
/* Keys, indexes, references and checks that are declared beside the columns. */
void provider_constraints(struct provider_reader *r, struct ddlect_table *table,
			  const struct ddlect_provider_table *from);

/* The migrations that it carries: they are only checked. */
void provider_migrations(struct provider_reader *r);

/* Add a unique constraint; one that is there already is only given the name. */
struct ddlect_key *provider_unique_add(struct provider_reader *r,
				       struct ddlect_table *table, const char *name,
				       const char *const *columns, uint32_t n,
				       struct ddlect_pos pos);

/* DDLECT_ACTION_…; reports what it doesn't know. NULL is no action. */
uint8_t provider_action(struct provider_reader *r, struct ddlect_pos pos,
			const char *member, const char *text);

#endif
