/* SPDX-License-Identifier: Apache-2.0 */
/* Object: see object.h. The one place that calls dlopen. */
#define _GNU_SOURCE /* link.h */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
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
	char *parent = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (!parent)
		return err_no_memory(err);
	int status = object_trust_directory(parent, err);
	free(parent);
	return status;
}

/*
 * Whether all that is loaded of it is there. The dynamic linker maps a file that was cut
 * off (a copy that isn't finished) without a look at its size, and crashes.
 */
static int check_length(int fd, off_t size, struct ddlect_err *err)
{
	ElfW(Ehdr) header;
	ElfW(Phdr) segment;
	ssize_t got = pread(fd, &header, sizeof(header), 0);
	if (got < (ssize_t)SELFMAG || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
		return err_set(err, "is not a shared object (it has no ELF header)");
	if (got < (ssize_t)sizeof(header))
		return err_set(err, "is cut off");
	if (header.e_phentsize != sizeof(segment))
		return 0; /* of another machine, which the dynamic linker says better */
	for (unsigned i = 0; i < header.e_phnum; i++) {
		off_t at = (off_t)(header.e_phoff + i * sizeof(segment));
		if (pread(fd, &segment, sizeof(segment), at) != (ssize_t)sizeof(segment))
			return err_set(err, "is cut off");
		if (segment.p_type == PT_LOAD &&
		    (segment.p_offset > (uint64_t)size ||
		     segment.p_filesz > (uint64_t)size - segment.p_offset))
			return err_set(err, "is cut off");
	}
	return 0;
}

static int trust_file(const char *path, struct ddlect_err *err)
{
	struct stat st;
	int status = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return err_set(err, "%s", strerror(errno));
	if (fstat(fd, &st) < 0)
		err_set(err, "%s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		err_set(err, "is not a file");
	else if (trust(&st, "file", err) == 0)
		status = check_length(fd, st.st_size, err);
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
