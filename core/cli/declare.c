/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The declaration that a command is about. A large file takes as long to read as the dialects
 * take to load, and needs nothing of them, so both may be done at once. What is said of it is
 * said when it is asked for: after what there is to say of the dialects.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/err.h"
#include "core/cli/cli.h"
#include "core/declare/declare.h"

#define WORTH_A_THREAD 100000 /* bytes */

struct declaring {
	pthread_t thread;
	struct arena *arena;
	const char *path;
	struct diags diags;
	struct ddlect_schema *schema;
	struct ddlect_err err;
};

int cli_check_provider(const struct cli *cli, struct ddlect_err *err)
{
	if (!cli->provider || !cli->options.provider)
		return 0;
	return err_status(err, DDLECT_USAGE,
			  "this is a provider's own tool, so it takes no -provider");
}

static void *declare(void *context)
{
	struct declaring *declaring = context;
	declaring->schema = declare_file(declaring->arena, declaring->path,
					 &declaring->diags, &declaring->err);
	return NULL;
}

/* A file, since what else there is may have to be waited for; and none with code of its own. */
static bool is_large(const char *path)
{
	struct stat st;
	return path && !declare_is_object(path) && stat(path, &st) == 0 &&
	       S_ISREG(st.st_mode) && st.st_size >= WORTH_A_THREAD;
}

void cli_declare_begin(struct cli *cli)
{
	sigset_t all, before;
	struct declaring *made = NULL;
	if (cli->provider || !is_large(cli->options.provider) ||
	    !(made = calloc(1, sizeof(*made))))
		return;
	made->arena = cli->declared;
	made->path = cli->options.provider;
	diags_init(&made->diags, cli->declared);
	/* Signals are for the thread that knows what to undo. */
	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) == 0) {
		if (pthread_create(&made->thread, NULL, declare, made) == 0)
			cli->declaring = made;
		pthread_sigmask(SIG_SETMASK, &before, NULL);
	}
	if (!cli->declaring)
		free(made);
}

/* What was begun; NULL when nothing was. free() it. */
static struct declaring *wait_for(struct cli *cli)
{
	struct declaring *declaring = cli->declaring;
	cli->declaring = NULL;
	if (declaring)
		pthread_join(declaring->thread, NULL);
	return declaring;
}

void cli_declare_end(struct cli *cli)
{
	free(wait_for(cli));
}

static int take(struct cli *cli, struct declaring *declaring,
		struct ddlect_schema **schema, struct ddlect_err *err)
{
	*schema = declaring->schema;
	if (!*schema)
		*err = declaring->err;
	cli_diags(cli, &declaring->diags);
	free(declaring);
	return *schema ? 0 : -1;
}

int cli_declare(struct cli *cli, struct ddlect_schema **schema, struct ddlect_err *err)
{
	struct diags diags;
	struct declaring *declaring = wait_for(cli);
	if (declaring)
		return take(cli, declaring, schema, err);
	diags_init(&diags, cli->arena);
	if (cli_check_provider(cli, err) < 0)
		return -1;
	if (!cli->provider && (!cli->options.provider || !*cli->options.provider))
		return err_status(err, DDLECT_USAGE,
				  "no provider: -provider FILE names a DBML file or a "
				  "provider .so");
	*schema =
		cli->provider
			? declare_provider(cli->declared, cli->provider, &diags, err)
			: declare_file(cli->declared, cli->options.provider, &diags, err);
	cli_diags(cli, &diags);
	return *schema ? 0 : -1;
}
