/* SPDX-License-Identifier: Apache-2.0 */
/* Undo: see undo.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/migrations/undo.h"

/* Say how to undo a step before it is made, so that no step is ever without. */
struct undo *undo_push(struct publish *p, int kind, const char *path, const char *kept)
{
	struct undo *made = arena_alloc(p->arena, sizeof(*made));
	if (!made)
		return NULL;
	*made = (struct undo){kind, path, kept, p->undo};
	p->undo = made;
	return made;
}

void undo_pop(struct publish *p)
{
	p->undo = p->undo->next;
}

void undo_all(struct publish *p)
{
	for (; p->undo; undo_pop(p)) {
		const struct undo *undo = p->undo;
		if (undo->kind == UNDO_DIRECTORY)
			rmdir(undo->path);
		else if (undo->kind == UNDO_FILE)
			unlink(undo->path);
		else if (rename(undo->kept, undo->path) == 0)
			unlink(undo->kept); /* two names of one file both stay */
	}
}

int publish_cancelled(const struct publish *p, struct ddlect_err *err)
{
	if (!p->cancel || !*p->cancel)
		return 0;
	return err_set(err, "interrupted; nothing was written");
}

int make_directory(struct publish *p, const char *path, struct ddlect_err *err)
{
	struct stat st;
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return 0;
		return err_set(err, "%s is a file, and has to be a directory", path);
	}
	if (errno == ENOENT && lstat(path, &st) == 0)
		return err_set(err, "%s is a symbolic link to nowhere", path);
	if (!undo_push(p, UNDO_DIRECTORY, path, NULL))
		return err_no_memory(err);
	if (p->ops->mkdir(path) == 0)
		return 0;
	int reason = errno;
	undo_pop(p);
	if (reason == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0; /* another run was faster */
	return err_set(err, "can't create the directory %s: %s", path, strerror(reason));
}

int make_directories(struct publish *p, const char *path, struct ddlect_err *err)
{
	for (size_t i = 1; path[i - 1]; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		const char *part = arena_text(p->arena, path, i);
		if (!part)
			return err_no_memory(err);
		if (make_directory(p, part, err) < 0)
			return -1;
	}
	return 0;
}
