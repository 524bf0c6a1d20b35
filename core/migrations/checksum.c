/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checksum: see checksum.h. What is summed tells tokens and statements apart by two bytes
 * that no token has: texts are UTF-8 without NUL, which source_read() makes sure of.
 */
#include "core/base/err.h"
#include "core/migrations/checksum.h"

static const char token_end = '\0';
static const char statement_end = '\xff';

void checksum_init(struct checksum *checksum)
{
	sha256_init(&checksum->sha);
	checksum->between = false;
}

void checksum_token(void *context, const char *bytes, uint64_t length)
{
	struct checksum *checksum = context;
	if (checksum->between)
		sha256_add(&checksum->sha, &statement_end, 1);
	checksum->between = false;
	sha256_add(&checksum->sha, bytes, length);
	sha256_add(&checksum->sha, &token_end, 1);
}

void checksum_statement(struct checksum *checksum)
{
	checksum->between = checksum->sha.length > 0;
}

void checksum_text(const struct checksum *checksum, char out[CHECKSUM_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t bytes[32];
	sha256_end(&checksum->sha, bytes);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[CHECKSUM_SIZE - 1] = '\0';
}

int checksum_of(const struct ddlect_dialect *dialect, const char *text, size_t length,
		uint64_t statements, char out[CHECKSUM_SIZE], struct ddlect_err *err)
{
	struct checksum checksum;
	struct ddlect_piece piece = {0};
	checksum_init(&checksum);
	for (uint64_t at = 0; statements > 0; statements--) {
		int found = dialect->split(dialect, text, length, at, &piece,
					   checksum_token, &checksum, err);
		if (found < 0)
			return -1;
		if (found == 0)
			break;
		if (piece.end <= at || piece.end > length)
			return err_set(err,
				       "the dialect %s splits the text wrongly: a "
				       "statement from byte %llu ends at byte %llu",
				       dialect->name, (unsigned long long)at,
				       (unsigned long long)piece.end);
		checksum_statement(&checksum);
		at = piece.end;
	}
	checksum_text(&checksum, out);
	return 0;
}
