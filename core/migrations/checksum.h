/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checksum: of what a text does, not of how it is written. It is SHA-256 over the tokens
 * of its statements, as the dialect tells them apart, so comments and space don't count.
 */
#ifndef CORE_MIGRATIONS_CHECKSUM_H
#define CORE_MIGRATIONS_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ddlect/dialect.h>
#include <ddlect/err.h>

#include "core/base/sha256.h"

#define CHECKSUM_SIZE 65 /* hexadecimal, and its NUL */

/* Fed while statements are split, a statement after the other. */
struct checksum {
	struct sha256 sha;
	bool between; /* a statement has ended, and no other has begun */
};

void checksum_init(struct checksum *checksum);
/* A ddlect_token, for split(); the context is the struct checksum. */
void checksum_token(void *context, const char *bytes, uint64_t length);
/* Behind each statement; behind the last it makes no difference. */
void checksum_statement(struct checksum *checksum);
/* What it is so far; more can be added afterwards. */
void checksum_text(const struct checksum *checksum, char out[CHECKSUM_SIZE]);

/* Of the first `statements` of a text; UINT64_MAX is all of it. */
int checksum_of(const struct ddlect_dialect *dialect, const char *text, size_t length,
		uint64_t statements, char out[CHECKSUM_SIZE], struct ddlect_err *err);

#endif
