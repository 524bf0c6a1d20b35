/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256: see sha256.h. Plain C; a file is read more slowly than it is summed. */
#include <string.h>

#include "core/base/sha256.h"

#define BLOCK 64u

static const uint32_t first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
				  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static const uint32_t rounds[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static inline uint32_t turn(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static inline uint32_t read_word(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
	       at[3];
}

static void spread(uint32_t words[64], const uint8_t *block)
{
	for (size_t i = 0; i < 16; i++)
		words[i] = read_word(block + 4 * i);
	for (int i = 16; i < 64; i++) {
		uint32_t a = words[i - 15];
		uint32_t b = words[i - 2];
		words[i] = words[i - 16] + words[i - 7] +
			   (turn(a, 7) ^ turn(a, 18) ^ a >> 3) +
			   (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
	}
}

static void mix(uint32_t state[8], const uint8_t *block)
{
	uint32_t words[64];
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
	spread(words, block);
	for (int i = 0; i < 64; i++) {
		uint32_t x = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
			     (g ^ (e & (f ^ g))) + rounds[i] + words[i];
		uint32_t y = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) +
			     ((a & b) | (c & (a | b)));
		h = g;
		g = f;
		f = e;
		e = d + x;
		d = c;
		c = b;
		b = a;
		a = x + y;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
}

void sha256_init(struct sha256 *sha)
{
	memcpy(sha->state, first, sizeof(first));
	sha->length = 0;
}

void sha256_add(struct sha256 *sha, const void *bytes, size_t length)
{
	const uint8_t *at = bytes;
	size_t held = sha->length % BLOCK;
	sha->length += length;
	if (held) {
		size_t take = length < BLOCK - held ? length : BLOCK - held;
		if (take)
			memcpy(sha->block + held, at, take);
		if (held + take < BLOCK)
			return;
		mix(sha->state, sha->block);
		at += take;
		length -= take;
	}
	for (; length >= BLOCK; at += BLOCK, length -= BLOCK)
		mix(sha->state, at);
	if (length)
		memcpy(sha->block, at, length);
}

void sha256_end(const struct sha256 *sha, uint8_t out[32])
{
	static const uint8_t pad[BLOCK] = {0x80};
	struct sha256 end = *sha;
	uint64_t bits = sha->length * 8;
	uint8_t tail[8];
	for (int i = 0; i < 8; i++)
		tail[i] = (uint8_t)(bits >> (56 - 8 * i));
	size_t held = sha->length % BLOCK;
	sha256_add(&end, pad, (held < 56 ? 56 : 56 + BLOCK) - held);
	sha256_add(&end, tail, sizeof(tail));
	for (int i = 0; i < 32; i++)
		out[i] = (uint8_t)(end.state[i / 4] >> (24 - 8 * (i % 4)));
}
