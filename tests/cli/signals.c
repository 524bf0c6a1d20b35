/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signals DDLECT: interrupt the command at many moments of its life, from the first to
 * after its last. Either it ended as it does when nobody interrupts, with all of its files,
 * or it exits with 128 and the signal's number, with none, and nothing else is left.
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOMENTS 60
#define TABLES 1500

static char dir[] = "/tmp/ddlect-signals-XXXXXX";
static int failed;

static void fail(const char *what, int signal, long delay)
{
	printf("FAILED: %s (signal %d after %ld us)\n", what, signal, delay / 1000);
	failed++;
}

static void write_provider(void)
{
	FILE *file = fopen("many.dbml", "w");
	if (!file)
		exit(2);
	fprintf(file, "Project shop {\n  version: '1.0.0'\n}\n");
	for (int i = 0; i < TABLES; i++)
		fprintf(file,
			"Table items_%d {\n  id bigint [pk]\n  name string [unique]\n}\n",
			i);
	fclose(file);
}

static pid_t start(const char *command)
{
	pid_t child = fork();
	if (child != 0)
		return child;
	int null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	execl(command, "ddlect", "-full", "-provider", "many.dbml", "-path", "m/n",
	      (char *)NULL);
	_exit(127);
}

static long now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

/* How many files are below `path`; -1 when there is no such directory. */
static int count_files(const char *path)
{
	int n = 0;
	DIR *opened = opendir(path);
	if (!opened)
		return -1;
	for (struct dirent *entry; (entry = readdir(opened));) {
		char sub[512];
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(sub, sizeof(sub), "%s/%s", path, entry->d_name);
		int below = count_files(sub);
		n += below < 0 ? 1 : below;
	}
	closedir(opened);
	return n;
}

static void sweep(void)
{
	if (system("rm -rf m") != 0)
		exit(2);
}

/* Returns what a run that isn't interrupted takes, and how many files it makes. */
static long measure(const char *command, int *files)
{
	long begin = now();
	int status;
	if (waitpid(start(command), &status, 0) < 0 || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 0) {
		fail("it doesn't even run", 0, 0);
		exit(1);
	}
	long took = now() - begin;
	*files = count_files("m");
	sweep();
	return took;
}

static bool interrupt(const char *command, int signal, long delay, int files)
{
	const struct timespec pause = {delay / 1000000000L, delay % 1000000000L};
	int status;
	pid_t child = start(command);
	nanosleep(&pause, NULL);
	kill(child, signal);
	if (waitpid(child, &status, 0) < 0)
		exit(2);
	/* Before it could say what to do, a signal does what it does to any process. */
	int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	int left = count_files("m");
	if (code == 0 && left != files)
		fail("it says it is done, and files are missing", signal, delay);
	else if (code == 128 + signal && left != -1)
		fail("it was interrupted, and left something", signal, delay);
	else if (code != 0 && code != 128 + signal)
		fail("it exits with another code", signal, delay);
	sweep();
	return code != 0;
}

int main(int argc, char **argv)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	int files;
	int interrupted = 0;
	if (argc != 2 || !mkdtemp(dir) || chdir(dir) < 0)
		return 2;
	write_provider();
	/* The shortest of a few: behind a long one on a busy machine all runs would be done. */
	long took = measure(argv[1], &files);
	for (int i = 0; i < 4; i++) {
		long again = measure(argv[1], &files);
		took = again < took ? again : took;
	}
	for (int i = 0; i < MOMENTS; i++)
		interrupted += interrupt(argv[1], signals[i % 3],
					 took * 11 / 10 * i / MOMENTS, files);
	if (interrupted < MOMENTS / 3)
		fail("hardly any run was interrupted", 0, took);
	if (unlink("many.dbml") < 0 || chdir("/") < 0 || rmdir(dir) < 0)
		return 2;
	printf("%d passed, %d failed, 0 skipped\n", MOMENTS - failed, failed);
	return failed > 0;
}
