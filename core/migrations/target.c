/* SPDX-License-Identifier: Apache-2.0 */
/* Target: see target.h. */
#include <string.h>

#include <ddlect/run.h>

#include "core/base/buf.h"
#include "core/base/near.h"
#include "core/base/err.h"
#include "core/base/visible.h"
#include "core/migrations/name.h"
#include "core/migrations/target.h"

#define USES 5
#define NEAREST 3 /* so many are named when none is found */

static const struct {
	const char *words[4]; /* ended by NULL */
	const char *takes;
} uses[USES] = {
	[TARGET_UP] = {{"latest"}, "a number of migrations, a release as v1.2.3, latest"},
	[TARGET_DOWN] = {{"all"}, "a number of migrations, a release as v1.2.3, all"},
	[TARGET_GOTO] = {{"initial", "latest"},
			 "a version's number, a release as v1.2.3, initial, latest"},
	[TARGET_FORCE] = {{"initial", "latest", "none"},
			  "a version's number, a release as v1.2.3, initial, latest, "
			  "none"},
};

static uint32_t count_words(uint32_t use)
{
	uint32_t n = 0;
	while (uses[use].words[n])
		n++;
	return n;
}

/* Not what could be a DSN that stands in the wrong place. */
static bool can_be_shown(const char *word)
{
	size_t length =
		strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "0123456789.+-_");
	return length > 0 && length <= 60 && !word[length];
}

static int refuse(const char *word, uint32_t use, struct ddlect_err *err)
{
	const char *near = nearest(word, uses[use].words, count_words(use));
	if (!can_be_shown(word))
		return err_status(err, DDLECT_USAGE,
				  "how far to go isn't understood; it takes %s",
				  uses[use].takes);
	if (near)
		return err_status(err, DDLECT_USAGE,
				  "\"%s\" says not how far to go; did you mean %s?", word,
				  near);
	return err_status(err, DDLECT_USAGE, "\"%s\" says not how far to go; it takes %s",
			  word, uses[use].takes);
}

static int set_count(struct target *target, uint64_t count)
{
	target->counts = true;
	target->count = count;
	return 0;
}

static int set_version(struct target *target, uint64_t version, struct ddlect_err *err)
{
	if (version > VERSION_LIMIT)
		return err_status(err, DDLECT_INTEGRITY,
				  "version %llu is above %lld, the highest that a "
				  "database can be at",
				  (unsigned long long)version, (long long)VERSION_LIMIT);
	target->version = (int64_t)version;
	return 0;
}

static int set_end(struct target *target, const struct scan *scan, bool last,
		   struct ddlect_err *err)
{
	if (scan->n == 0)
		return err_set(err, "there are no migrations");
	return set_version(target, scan->migrations[last ? scan->n - 1 : 0]->version,
			   err);
}

static bool is_number(const char *word)
{
	return *word && !word[strspn(word, "0123456789")];
}

static int read_number(const char *word, uint64_t *number, struct ddlect_err *err)
{
	*number = 0;
	for (; *word; word++) {
		uint64_t digit = (uint64_t)(*word - '0');
		if (*number > (UINT64_MAX - digit) / 10)
			return err_status(err, DDLECT_USAGE,
					  "the number is too large: %llu is the highest",
					  (unsigned long long)UINT64_MAX);
		*number = *number * 10 + digit;
	}
	return 0;
}

static void write_near(struct ddlect_buf *out, const char *lead,
		       const struct migration *migration)
{
	buf_printf(out, "%s%llu (", lead, (unsigned long long)migration->version);
	visible_write(out, migration->title);
	buf_text(out, ")");
}

static int refuse_version(const struct scan *scan, uint64_t version,
			  struct ddlect_err *err)
{
	struct ddlect_buf near;
	uint32_t above = 0;
	while (above < scan->n && scan->migrations[above]->version < version)
		above++;
	buf_init(&near);
	if (above > 0)
		write_near(&near, "; the nearest below is ", scan->migrations[above - 1]);
	if (above < scan->n)
		write_near(&near, "; the nearest above is ", scan->migrations[above]);
	err_set(err, "no migration has version %llu%s", (unsigned long long)version,
		near.text);
	buf_clear(&near);
	return -1;
}

static int set_number(struct target *target, const char *word, uint32_t use,
		      const struct scan *scan, struct ddlect_err *err)
{
	uint64_t number;
	if (read_number(word, &number, err) < 0)
		return -1;
	if (use == TARGET_UP || use == TARGET_DOWN)
		return set_count(target, number);
	if (!scan_find(scan, number))
		return refuse_version(scan, number, err);
	return set_version(target, number, err);
}

/*
 * The highest release at or below `release`, or the lowest above it; NULL: there is none.
 * Of titles that are the same release it is the one with the highest version, which is at
 * the end of what belongs to the release.
 */
static const struct migration *find_release(const struct scan *scan, const char *release,
					    bool above)
{
	const struct migration *found = NULL;
	for (uint32_t i = 0; i < scan->n; i++) {
		const struct migration *next = scan->migrations[i];
		int order, better = 0;
		if (!release_order(next->title, release, &order) || above != (order > 0))
			continue;
		if (found)
			release_order(next->title, found->title, &better);
		if (!found || (above ? better <= 0 : better >= 0))
			found = next;
	}
	return found;
}

static int refuse_release(const struct scan *scan, const char *release,
			  struct ddlect_err *err)
{
	struct ddlect_buf near;
	const char *lead = "; the nearest are version ";
	const char *at = release;
	buf_init(&near);
	for (int i = 0; i < NEAREST; i++) {
		const struct migration *next = find_release(scan, at, true);
		if (!next)
			break;
		write_near(&near, lead, next);
		lead = ", ";
		at = next->title;
	}
	if (at == release)
		err_set(err, "no migration's title is a release, so %.60s names none",
			release);
	else
		err_set(err, "no release is at or below %.60s%s", release, near.text);
	buf_clear(&near);
	return -1;
}

static int set_release(struct target *target, const char *release,
		       const struct scan *scan, struct ddlect_err *err)
{
	const struct migration *found = find_release(scan, release, false);
	if (!found)
		return refuse_release(scan, release, err);
	return set_version(target, found->version, err);
}

static int set_word(struct target *target, const char *word, uint32_t use,
		    const struct scan *scan, struct ddlect_err *err)
{
	const char *const *known = uses[use].words;
	while (*known && strcmp(*known, word) != 0)
		known++;
	if (!*known)
		return refuse(word, use, err);
	if (strcmp(word, "none") == 0) {
		target->version = DDLECT_NO_VERSION;
		return 0;
	}
	if (use == TARGET_UP || use == TARGET_DOWN)
		return set_count(target, UINT64_MAX);
	return set_end(target, scan, strcmp(word, "latest") == 0, err);
}

int target_read(struct target *target, const char *word, uint32_t use,
		const struct scan *scan, struct ddlect_err *err)
{
	struct release release;
	*target = (struct target){0};
	if (!word && (use == TARGET_UP || use == TARGET_DOWN))
		return set_count(target, use == TARGET_UP ? UINT64_MAX : 1);
	if (!word || !*word)
		return err_status(err, DDLECT_USAGE,
				  "how far to go isn't said; it takes %s",
				  uses[use].takes);
	if (is_number(word))
		return set_number(target, word, use, scan, err);
	if (release_read(word, &release))
		return set_release(target, word, scan, err);
	return set_word(target, word, use, scan, err);
}
