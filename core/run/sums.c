/* SPDX-License-Identifier: Apache-2.0 */
/* Sums: see sums.h. */
#include <signal.h>
#include <unistd.h>

#include "core/run/sums.h"
#include "core/run/text.h"

#define FEWEST_A_THREAD 256 /* files; a thread for less isn't worth it */
#define TAKEN 32	    /* at once: files differ in length */

/* The same work in each thread, with memory of its own for messages nobody hears. */
static void *work(void *context)
{
	struct sums *sums = context;
	struct source source = *sums->source;
	const struct scan *scan = &source.scan;
	struct arena arena;
	struct ddlect_buf bytes;
	struct ddlect_err unheard;
	arena_init(&arena);
	buf_init(&bytes);
	source.arena = &arena;
	for (uint32_t from; !atomic_load(&sums->stop) &&
			    (from = atomic_fetch_add(&sums->next, TAKEN)) < scan->n;)
		for (uint32_t i = from; i < from + TAKEN && i < scan->n; i++) {
			const bool *wanted = atomic_load(&sums->wanted);
			if (wanted && !wanted[i])
				continue;
			sums->list[i].read =
				text_checksum(&source, sums->dialect, scan->migrations[i],
					      false, &bytes, sums->list[i].checksum,
					      &unheard) == 0;
		}
	buf_clear(&bytes);
	arena_clear(&arena);
	return NULL;
}

static uint32_t count_threads(uint32_t n)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t threads = n / FEWEST_A_THREAD;
	if (threads > SUMS_MOST_THREADS)
		threads = SUMS_MOST_THREADS;
	if (processors > 0 && threads > (uint32_t)processors)
		threads = (uint32_t)processors;
	return threads;
}

int sums_begin(struct sums *sums, struct arena *arena, const struct source *source,
	       const struct ddlect_dialect *dialect)
{
	uint32_t n = source->scan.n;
	sigset_t all, before;
	*sums = (struct sums){.source = source, .dialect = dialect};
	sums->list = arena_alloc(arena, ((size_t)n + 1) * sizeof(*sums->list));
	if (!sums->list)
		return -1;
	/* The caller's signals are the caller's threads' to handle. */
	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return 0;
	for (uint32_t more = count_threads(n); more > 1; more--)
		if (pthread_create(&sums->threads[sums->n_threads], NULL, work, sums) ==
		    0)
			sums->n_threads++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return 0;
}

static void join(struct sums *sums)
{
	for (uint32_t i = 0; i < sums->n_threads; i++)
		pthread_join(sums->threads[i], NULL);
	sums->n_threads = 0;
}

void sums_end(struct sums *sums, const bool *wanted)
{
	atomic_store(&sums->wanted, wanted);
	work(sums);
	join(sums);
}

void sums_stop(struct sums *sums)
{
	atomic_store(&sums->stop, true);
	join(sums);
}
