/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Declare: from what an author wrote to a declared schema. Whatever the form (a DBML file,
 * C structs, a provider .so), the result is the same model: conventions applied, validated.
 *
 * Each returns the schema, or NULL with `err` filled in; when the text itself is at fault
 * the details are in `diags` and `err` sums them up. Warnings may be there in either case.
 */
#ifndef CORE_DECLARE_DECLARE_H
#define CORE_DECLARE_DECLARE_H

#include <stdbool.h>

#include <ddlect/err.h>
#include <ddlect/model.h>

#include "core/base/diag.h"

struct ddlect_provider;

/* By the file's ending: .so is a provider's shared object, anything else DBML. */
struct ddlect_schema *declare_file(struct arena *arena, const char *path,
				   struct diags *diags, struct ddlect_err *err);
bool declare_is_object(const char *path);

struct ddlect_schema *declare_provider(struct arena *arena,
				       const struct ddlect_provider *provider,
				       struct diags *diags, struct ddlect_err *err);

/* The parts of it; `text` is `length` bytes. Neither convention nor validation is applied. */
struct ddlect_schema *dbml_read(struct arena *arena, const char *path,
				struct diags *diags, struct ddlect_err *err);
struct ddlect_schema *dbml_read_text(struct arena *arena, const char *path,
				     const char *text, size_t length, struct diags *diags,
				     struct ddlect_err *err);
/* The struct in a provider's .so, not looked at yet. It is never closed. */
const struct ddlect_provider *provider_open_file(struct arena *arena, const char *path,
						 struct ddlect_err *err);
struct ddlect_schema *provider_read_file(struct arena *arena, const char *path,
					 struct diags *diags, struct ddlect_err *err);
struct ddlect_schema *provider_read(struct arena *arena,
				    const struct ddlect_provider *provider,
				    struct diags *diags, struct ddlect_err *err);

#endif
