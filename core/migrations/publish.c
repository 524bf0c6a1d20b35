/* SPDX-License-Identifier: Apache-2.0 */
/* Publish: see publish.h. */
#define _GNU_SOURCE /* sync_file_range() */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/migrations/publish.h"
#include "core/migrations/undo.h"

/* Names that are only passing. A later run removes the new files of a killed one. */
#define PASSING ".ddlect-"
#define NEW ".new"
#define OLD ".old"

#define LOCK_TRIES 200
#define LOCK_PAUSE_NS 50000000L

static int disk_create(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
}

static int disk_mkdir(const char *path)
{
	return mkdir(path, 0777);
}

static void disk_pause(void)
{
	const struct timespec pause = {0, LOCK_PAUSE_NS};
	nanosleep(&pause, NULL);
}

const struct publish_ops publish_disk = {
	.create = disk_create,
	.write = write,
	.fsync = fsync,
	.link = link,
	.rename = rename,
	.unlink = unlink,
	.mkdir = disk_mkdir,
	.pause = disk_pause,
};

static int sync_directory(struct publish *p, const char *path, struct ddlect_err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, "can't open the directory %s: %s", path,
			       strerror(errno));
	int status = p->ops->fsync(fd);
	int reason = errno;
	close(fd);
	if (status < 0 && reason != EINVAL) /* some file systems have no such thing */
		return err_set(err, "can't write the directory %s: %s", path,
			       strerror(reason));
	return 0;
}

/* 1: locked; 0: busy; -1: failed. The lock counts only if the path still leads to it. */
static int try_lock(struct publish *p, struct ddlect_err *err)
{
	struct stat held;
	struct stat there;
	p->lock = open(p->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->lock < 0)
		return err_set(err, "can't open the directory %s: %s", p->path,
			       strerror(errno));
	if (flock(p->lock, LOCK_EX | LOCK_NB) == 0) {
		if (fstat(p->lock, &held) == 0 && stat(p->path, &there) == 0 &&
		    held.st_ino == there.st_ino && held.st_dev == there.st_dev)
			return 1;
	} else if (errno != EWOULDBLOCK && errno != EINTR) {
		return 1; /* this file system has no locks; names are still exclusive */
	}
	close(p->lock);
	p->lock = -1;
	p->undo = NULL; /* another run uses what this one may have created */
	return 0;
}

static int take_lock(struct publish *p, struct ddlect_err *err)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (make_directories(p, p->path, err) < 0 ||
		    publish_cancelled(p, err) < 0)
			return -1;
		int got = try_lock(p, err);
		if (got)
			return got < 0 ? -1 : 0;
		p->ops->pause();
	}
	return err_status(err, DDLECT_BUSY,
			  "another run is writing to %s; try again when it is done",
			  p->path);
}

int publish_begin(struct publish *p, struct arena *arena, const char *path,
		  const struct publish_ops *ops, const volatile int *cancel,
		  struct ddlect_err *err)
{
	size_t length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		length--;
	*p = (struct publish){.arena = arena,
			      .ops = ops ? ops : &publish_disk,
			      .path = length ? arena_text(arena, path, length) : ".",
			      .cancel = cancel,
			      .lock = -1};
	if (!p->path)
		return err_no_memory(err);
	if (take_lock(p, err) == 0)
		return 0;
	publish_end(p);
	return -1;
}

void publish_end(struct publish *p)
{
	undo_all(p);
	if (p->lock >= 0)
		close(p->lock);
	p->lock = -1;
}

struct place {
	const char *directory;
	const char *path;
	const char *passing; /* the new file, until it has its name */
	const char *kept;    /* the old file, while it may be needed again */
	bool replaces;
	int fd; /* of the new file, while it is written; else -1 */
};

/* What a run that was killed has left behind. */
static void sweep(const char *directory)
{
	DIR *dir = opendir(directory);
	if (!dir)
		return;
	for (struct dirent *entry; (entry = readdir(dir));) {
		const char *ending = strrchr(entry->d_name, '.');
		if (strncmp(entry->d_name, PASSING, strlen(PASSING)) == 0 &&
		    strcmp(ending, NEW) == 0)
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	closedir(dir);
}

int publish_check(const char *path, bool force, bool *there, struct ddlect_err *err)
{
	struct stat st;
	*there = false;
	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0
				       : err_set(err, "can't look at %s: %s", path,
						 strerror(errno));
	*there = true;
	if (!S_ISREG(st.st_mode))
		return err_set(err, "%s is %s, so no file can be written there", path,
			       S_ISDIR(st.st_mode)   ? "a directory"
			       : S_ISLNK(st.st_mode) ? "a symbolic link"
						     : "no plain file");
	if (!force)
		return err_set(err,
			       "%s is there already; -force replaces it, another -prefix "
			       "or -release leaves it",
			       path);
	return 0;
}

static int find_place(struct publish *p, struct place *place,
		      const struct publish_file *file, bool force, struct ddlect_err *err)
{
	const char *dir = file->directory ? arena_printf(p->arena, "%s/%s", p->path,
							 file->directory)
					  : p->path;
	if (!dir)
		return err_no_memory(err);
	*place = (struct place){
		.directory = dir,
		.path = arena_printf(p->arena, "%s/%s", dir, file->name),
		.passing = arena_printf(p->arena, "%s/" PASSING "%ld-%u" NEW, dir,
					(long)getpid(), p->serial),
		.kept = arena_printf(p->arena, "%s/" PASSING "%ld-%u" OLD, dir,
				     (long)getpid(), p->serial),
		.fd = -1,
	};
	p->serial++;
	if (!place->path || !place->passing || !place->kept)
		return err_no_memory(err);
	if (make_directory(p, dir, err) < 0)
		return -1;
	return publish_check(place->path, force, &place->replaces, err);
}

static int write_all(struct publish *p, int fd, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t n = p->ops->write(fd, text, length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		text += n;
		length -= (size_t)n;
	}
	return 0;
}

static int not_written(const struct place *place, struct ddlect_err *err)
{
	return err_set(err, "can't write %s: %s; nothing was written", place->path,
		       strerror(errno));
}

/* The disk may begin with this file while the next one is written. */
static int write_passing(struct publish *p, struct place *place,
			 const struct publish_file *file, struct ddlect_err *err)
{
	if (publish_cancelled(p, err) < 0)
		return -1;
	if (!undo_push(p, UNDO_FILE, place->passing, NULL))
		return err_no_memory(err);
	place->fd = p->ops->create(place->passing);
	if (place->fd < 0)
		return err_set(err, "can't create a file in %s: %s", place->directory,
			       strerror(errno));
	if (write_all(p, place->fd, file->text, file->length) < 0)
		return not_written(place, err);
#ifdef SYNC_FILE_RANGE_WRITE
	sync_file_range(place->fd, 0, 0, SYNC_FILE_RANGE_WRITE); /* only a wish */
#endif
	return 0;
}

static int close_passing(struct place *place)
{
	int fd = place->fd;
	place->fd = -1;
	return fd < 0 ? 0 : close(fd);
}

static int write_places(struct publish *p, struct place *places,
			const struct publish_file *files, uint32_t n,
			struct ddlect_err *err)
{
	int status = 0;
	for (uint32_t i = 0; status == 0 && i < n; i++)
		status = write_passing(p, &places[i], &files[i], err);
	for (uint32_t i = 0; status == 0 && i < n; i++)
		if (p->ops->fsync(places[i].fd) < 0 || close_passing(&places[i]) < 0)
			status = not_written(&places[i], err);
	for (uint32_t i = 0; i < n; i++)
		close_passing(&places[i]);
	return status;
}

static bool lacks_links(int reason)
{
	return reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS ||
	       reason == EMLINK;
}

/* A file system without links: reserve the name, then move the file over it. */
static int name_by_rename(struct publish *p, const struct place *place)
{
	int fd = p->ops->create(place->path);
	if (fd < 0)
		return -1;
	close(fd);
	return p->ops->rename(place->passing, place->path);
}

static int name_new(struct publish *p, const struct place *place, struct ddlect_err *err)
{
	struct undo *undo = undo_push(p, UNDO_FILE, place->path, NULL);
	if (!undo)
		return err_no_memory(err);
	if (p->ops->link(place->passing, place->path) == 0)
		return 0;
	if (lacks_links(errno) && name_by_rename(p, place) == 0)
		return 0;
	int reason = errno;
	if (reason == EEXIST)
		undo_pop(p); /* not ours to remove */
	return err_set(err, "can't write %s: %s; nothing was written", place->path,
		       reason == EEXIST ? "it appeared meanwhile" : strerror(reason));
}

static int name_over(struct publish *p, const struct place *place, struct ddlect_err *err)
{
	if (!undo_push(p, UNDO_REPLACED, place->path, place->kept))
		return err_no_memory(err);
	int status = p->ops->link(place->path, place->kept);
	if (status < 0 && lacks_links(errno))
		status = p->ops->rename(place->path, place->kept);
	if (status < 0) {
		undo_pop(p);
		return err_set(err, "can't replace %s: %s; nothing was written",
			       place->path, strerror(errno));
	}
	if (p->ops->rename(place->passing, place->path) < 0)
		return err_set(err, "can't replace %s: %s; nothing was written",
			       place->path, strerror(errno));
	return 0;
}

/* Is it the directory of the one before, as a down's is its up's? */
static bool same_directory(const struct place *places, uint32_t i)
{
	return i > 0 && strcmp(places[i].directory, places[i - 1].directory) == 0;
}

/* After this nothing can fail but removing the old files, and a later run does that. */
static int settle(struct publish *p, const struct place *places, uint32_t n,
		  struct ddlect_err *err)
{
	for (uint32_t i = 0; i < n; i++) {
		if (p->ops->unlink(places[i].passing) < 0 && errno != ENOENT)
			return err_set(err, "can't remove %s: %s; nothing was written",
				       places[i].passing, strerror(errno));
	}
	for (uint32_t i = 0; i < n; i++)
		if (!same_directory(places, i) &&
		    sync_directory(p, places[i].directory, err) < 0)
			return -1;
	if (sync_directory(p, p->path, err) < 0 || publish_cancelled(p, err) < 0)
		return -1;
	p->undo = NULL;
	for (uint32_t i = 0; i < n; i++)
		if (places[i].replaces)
			unlink(places[i].kept);
	return 0;
}

static int publish_places(struct publish *p, struct place *places,
			  const struct publish_file *files, uint32_t n, bool force,
			  struct ddlect_err *err)
{
	for (uint32_t i = 0; i < n; i++)
		if (find_place(p, &places[i], &files[i], force, err) < 0)
			return -1;
	for (uint32_t i = 0; i < n; i++)
		sweep(places[i].directory);
	if (write_places(p, places, files, n, err) < 0)
		return -1;
	for (uint32_t i = 0; i < n; i++) {
		if (publish_cancelled(p, err) < 0)
			return -1;
		int status = places[i].replaces ? name_over(p, &places[i], err)
						: name_new(p, &places[i], err);
		if (status < 0)
			return -1;
	}
	return settle(p, places, n, err);
}

int publish_files(struct publish *p, const struct publish_file *files, uint32_t n,
		  bool force, struct ddlect_err *err)
{
	struct place *places = arena_alloc(p->arena, n * sizeof(*places));
	if (!places)
		return err_no_memory(err);
	if (publish_places(p, places, files, n, force, err) == 0)
		return 0;
	undo_all(p);
	return -1;
}
