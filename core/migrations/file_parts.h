/* SPDX-License-Identifier: Apache-2.0 */
/* What file.c and file_group.c share: comments, and statements that are joined. */
#ifndef CORE_MIGRATIONS_FILE_PARTS_H
#define CORE_MIGRATIONS_FILE_PARTS_H

#include "core/migrations/file.h"

/* A comment, broken between words where the line would be too long. */
void file_comment(struct file *file, const char *label, const char *text);
void file_hazard(struct file *file, const struct hazard *hazard);

/* How many statements from `from` on are one in the file; 1: this one is alone. */
uint32_t file_group(const struct ddlect_script *script, uint32_t from);

/* Write them: their hazards, each once, and one statement. */
void file_group_write(struct file *file, struct statement *const *statements, uint32_t n);

#endif
