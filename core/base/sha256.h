/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256, as in FIPS 180-4. */
#ifndef CORE_BASE_SHA256_H
#define CORE_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

struct sha256 {
	uint32_t state[8];
	uint64_t length; /* in bytes, so far */
	uint8_t block[64];
};

void sha256_init(struct sha256 *sha);
void sha256_add(struct sha256 *sha, const void *bytes, size_t length);
/* Of what was added so far; more may be added afterwards. */
void sha256_end(const struct sha256 *sha, uint8_t out[32]);

#endif
