/* SPDX-License-Identifier: Apache-2.0 */
/* Conform: see conform.h. The checks themselves are in conform_check.c. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/dialect/registry.h"
#include "core/run/conform_check.h"

#define LOADS "it loads: permissions, entry function, descriptor, slots, base"
#define CONFORM_SECONDS 60u

static void conform_add(struct conform *conform, const char *title, bool ok,
			const char *text)
{
	struct conform_check *check = &conform->checks[conform->n++];
	check->ok = ok;
	conform->n_refused += !ok;
	snprintf(check->title, sizeof(check->title), "%s", title);
	snprintf(check->text, sizeof(check->text), "%.*s",
		 (int)utf8_cut(text, sizeof(check->text) - 1), text);
}

static void run_checks(struct conform *shared, const struct dialect *dialect)
{
	for (uint32_t i = 0; i < n_conform_rules; i++) {
		struct conform_run run = {.conform = shared, .dialect = &dialect->slots};
		char text[64] = "";
		int status = conform_rules[i].check(&run);
		if (status == 0 && run.refusals > 0)
			snprintf(text, sizeof(text), "%u refused with words",
				 run.refusals);
		conform_add(shared, conform_rules[i].title, status == 0,
			    status == 0 ? text : run.err.text);
	}
}

/* In a child, which may crash. */
static int run_apart(struct conform *shared, const struct dialect *dialect,
		     struct ddlect_err *err)
{
	char text[256];
	int status = 0;
	pid_t child = fork();
	if (child < 0)
		return err_set(err, "can't start a process for the checks");
	if (child == 0) {
		alarm(CONFORM_SECONDS);
		run_checks(shared, dialect);
		_exit(0);
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return err_set(err, "can't wait for the checks");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
	    shared->n == 1 + n_conform_rules)
		return 0;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		snprintf(text, sizeof(text), "with %s, it took longer than %u seconds",
			 shared->doing, CONFORM_SECONDS);
	else if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "with %s, it crashed with signal %d",
			 shared->doing, WTERMSIG(status));
	else
		snprintf(text, sizeof(text), "with %s, it ended the process",
			 shared->doing);
	conform_add(shared, conform_rules[shared->n - 1].title, false, text);
	return 0;
}

int conform_run(struct conform *conform, struct registry *registry, const char *file,
		struct ddlect_err *err)
{
	struct ddlect_err why;
	struct dialect *dialect;
	char text[256];
	struct conform *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return err_no_memory(err);
	int status = 0;
	if (registry_check(registry, file, &dialect, &why) < 0) {
		conform_add(shared, LOADS, false, why.text);
	} else {
		const struct ddlect_dialect *d = &dialect->slots;
		snprintf(text, sizeof(text), "%s %s, ABI 1.%u%s%s", d->name, d->version,
			 dialect->abi_minor, d->base ? ", base " : "",
			 d->base ? d->base : "");
		conform_add(shared, LOADS, true, text);
		status = run_apart(shared, dialect, err);
	}
	*conform = *shared;
	munmap(shared, sizeof(*shared));
	return status;
}
