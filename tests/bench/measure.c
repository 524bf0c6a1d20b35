/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure RUNS COMMAND [ARGUMENT…]: run a command some times, its stdout thrown away, and
 * print `milliseconds kibibytes status`: the median of the time by the clock, the peak of
 * its memory (its largest child's included), and the worst exit status.
 */
#define _DEFAULT_SOURCE 1
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct sample {
	double ms;
	long kib;
	int status;
};

static double now_ms(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static struct sample run_once(char **argv)
{
	struct sample sample = {now_ms(), 0, 127};
	pid_t child = fork();
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, STDOUT_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	int status = 0;
	struct rusage usage;
	if (child < 0 || wait4(child, &status, 0, &usage) < 0)
		return sample;
	sample.ms = now_ms() - sample.ms;
	sample.kib = usage.ru_maxrss;
	sample.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return sample;
}

static int by_time(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	int runs = argc > 2 ? atoi(argv[1]) : 0;
	double times[100];
	long kib = 0;
	int status = 0;
	if (runs < 1 || runs > 100) {
		fprintf(stderr, "usage: %s RUNS COMMAND [ARGUMENT...]\n", argv[0]);
		return 2;
	}
	for (int i = 0; i < runs; i++) {
		struct sample sample = run_once(argv + 2);
		times[i] = sample.ms;
		kib = sample.kib > kib ? sample.kib : kib;
		status = sample.status > status ? sample.status : status;
	}
	qsort(times, (size_t)runs, sizeof(*times), by_time);
	printf("%.1f %ld %d\n", times[runs / 2], kib, status);
	return 0;
}
