/* SPDX-License-Identifier: Apache-2.0 */
/* Near: see near.h. How far two words are apart is counted in slips of the finger. */
#include <string.h>

#include "core/base/near.h"

#define LONGEST_WORD 64

/* Optimal string alignment: insert, delete, replace, swap neighbours. */
static unsigned distance(const char *a, const char *b)
{
	size_t n = strlen(a);
	size_t m = strlen(b);
	if (n >= LONGEST_WORD || m >= LONGEST_WORD)
		return LONGEST_WORD;
	unsigned rows[3][LONGEST_WORD + 1];
	unsigned *older = rows[0];
	unsigned *old = rows[1];
	unsigned *new = rows[2];
	for (size_t j = 0; j <= m; j++)
		old[j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		new[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			unsigned best = old[j - 1] + (a[i - 1] != b[j - 1]);
			if (old[j] + 1 < best)
				best = old[j] + 1;
			if (new[j - 1] + 1 < best)
				best = new[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && older[j - 2] + 1 < best)
				best = older[j - 2] + 1;
			new[j] = best;
		}
		unsigned *turn = older;
		older = old;
		old = new;
		new = turn;
	}
	return old[m];
}

struct near near_to(const char *word)
{
	size_t length = strlen(word); /* of a short word anything is near */
	return (struct near){.word = word,
			     .limit = length < 3 ? 0 : (unsigned)length / 3 + 1};
}

void near_try(struct near *near, const char *candidate)
{
	unsigned d = distance(near->word, candidate);
	if (d == 0 || d > near->limit || d >= strlen(near->word))
		return;
	near->limit = d - 1;
	near->best = candidate;
}

const char *nearest(const char *word, const char *const *candidates, uint32_t n)
{
	struct near near = near_to(word);
	for (uint32_t i = 0; i < n; i++)
		near_try(&near, candidates[i]);
	return near.best;
}
