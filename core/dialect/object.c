/* SPDX-License-Identifier: Apache-2.0 */
/* Object: see object.h. The one place that calls dlopen. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/dialect/object.h"

const char *object_path(struct arena *arena, const char *path, struct ddlect_err *err)
{
	char *real = realpath(path, NULL);
	if (!real) {
		err_set(err, "%s", strerror(errno));
		return NULL;
	}
	const char *copy = arena_text(arena, real, strlen(real));
	free(real);
	if (!copy)
		err_no_memory(err);
	return copy;
}

static int trust(const struct stat *st, const char *kind, struct ddlect_err *err)
{
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return err_set(err,
			       "the %s belongs to user %ld, neither to root nor to you: "
			       "chown it",
			       kind, (long)st->st_uid);
	if (st->st_mode & S_IWOTH)
		return err_set(err, "everybody can write the %s: chmod go-w", kind);
	if (st->st_mode & S_IWGRP)
		return err_set(err, "its group can write the %s: chmod go-w", kind);
	return 0;
}

int object_trust_directory(const char *path, struct ddlect_err *err)
{
	struct stat st;
	if (stat(path, &st) < 0)
		return err_set(err, "%s", strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return err_set(err, "is not a directory");
	return trust(&st, "directory", err);
}

static int trust_parent(const char *path, struct ddlect_err *err)
{
	const char *slash = strrchr(path, '/');
	if (!slash || path[0] != '/')
		return err_set(err, "is not an absolute path");
	char *parent = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (!parent)
		return err_no_memory(err);
	int status = object_trust_directory(parent, err);
	free(parent);
	return status;
}

/* Refuse what isn't a shared object with fewer words than the dynamic linker needs. */
static int trust_file(const char *path, struct ddlect_err *err)
{
	struct stat st;
	char magic[4] = {0};
	int status = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return err_set(err, "%s", strerror(errno));
	if (fstat(fd, &st) < 0)
		err_set(err, "%s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		err_set(err, "is not a file");
	else if (trust(&st, "file", err) < 0)
		;
	else if (read(fd, magic, sizeof(magic)) != (ssize_t)sizeof(magic) ||
		 memcmp(magic, "\177ELF", sizeof(magic)) != 0)
		err_set(err, "is not a shared object (it has no ELF header)");
	else
		status = 0;
	close(fd);
	return status;
}

void *object_open(const char *path, struct ddlect_err *err)
{
	char *real = realpath(path, NULL);
	int status = real ? trust_parent(path, err) : err_set(err, "%s", strerror(errno));
	/* A link is as safe as both of its ends. */
	if (status == 0 && strcmp(real, path) != 0)
		status = trust_parent(real, err);
	free(real);
	if (status < 0 || trust_file(path, err) < 0)
		return NULL;
	void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (object)
		return object;
	const char *why = dlerror();
	size_t length = strlen(path);
	if (!why)
		why = "the dynamic linker refused it";
	else if (strncmp(why, path, length) == 0 && strncmp(why + length, ": ", 2) == 0)
		why += length + 2;
	err_set(err, "%s", why);
	return NULL;
}

void *object_symbol(void *object, const char *name)
{
	return dlsym(object, name);
}

void object_close(void *object)
{
	if (object)
		dlclose(object);
}
