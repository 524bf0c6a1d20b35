/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Near: which of the names that there are may be meant by a word that is none of them.
 * Nothing is allocated; the answer is one of the candidates' own strings.
 */
#ifndef CORE_BASE_NEAR_H
#define CORE_BASE_NEAR_H

#include <stdint.h>

struct near {
	const char *word;
	const char *best; /* NULL: none was near enough to be meant */
	unsigned limit;	  /* how far the next one may be */
};

struct near near_to(const char *word);
/* The first of equally near candidates wins. */
void near_try(struct near *near, const char *candidate);

/* The same for a list. */
const char *nearest(const char *word, const char *const *candidates, uint32_t n);

#endif
