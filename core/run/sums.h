/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sums: the checksums of a source's ups as the files are now, by more than one thread when
 * there are many. The threads begin at once, with all files, while their caller asks the
 * database; when it knows which ones matter it says so, and helps.
 *
 * What couldn't be read is left unread: whoever needs it reads it again, and hears why.
 */
#ifndef CORE_RUN_SUMS_H
#define CORE_RUN_SUMS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <ddlect/dialect.h>

#include "core/base/arena.h"
#include "core/migrations/checksum.h"
#include "core/migrations/source.h"

#define SUMS_MOST_THREADS 4 /* the caller's included */

struct sum {
	bool read;
	char checksum[CHECKSUM_SIZE]; /* "": its statements can't be told apart */
};

struct sums {
	const struct source *source;
	const struct ddlect_dialect *dialect;
	struct sum *list;	      /* of each migration of the source */
	_Atomic(const bool *) wanted; /* likewise; NULL: perhaps all of them */
	atomic_uint next;	      /* that nobody has taken yet */
	atomic_bool stop;
	pthread_t threads[SUMS_MOST_THREADS];
	uint32_t n_threads;
};

/* The source stays open until the end. -1: no memory, and nothing to end. */
int sums_begin(struct sums *sums, struct arena *arena, const struct source *source,
	       const struct ddlect_dialect *dialect);
/* Read what is left of those that are wanted. */
void sums_end(struct sums *sums, const bool *wanted);
/* They aren't needed after all. Also right after sums_end(), or of zeroes. */
void sums_stop(struct sums *sums);

#endif
