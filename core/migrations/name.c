/* SPDX-License-Identifier: Apache-2.0 */
/* Names of migration files: see name.h. */
#include <string.h>

#include "core/base/err.h"
#include "core/base/utf8.h"
#include "core/migrations/name.h"
#include "core/migrations/release.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits, as a number; 0 bytes read when there are none or it is too large. */
static size_t read_number(const char *text, uint64_t *number)
{
	size_t length = 0;
	*number = 0;
	for (; is_digit(text[length]); length++) {
		uint64_t digit = (uint64_t)(text[length] - '0');
		if (*number > (UINT64_MAX - digit) / 10)
			return 0;
		*number = *number * 10 + digit;
	}
	return length;
}

/* The last `.up.` or `.down.`: titles may have dots, and even these words, in them. */
static const char *find_direction(const char *title, bool *down)
{
	const char *found = NULL;
	for (const char *dot = strchr(title, '.'); dot; dot = strchr(dot + 1, '.')) {
		bool is_down = strncmp(dot, ".down.", 6) == 0;
		if (!is_down && strncmp(dot, ".up.", 4) != 0)
			continue;
		found = dot;
		*down = is_down;
	}
	return found;
}

bool file_name_read(const char *text, struct file_name *name)
{
	size_t digits = read_number(text, &name->version);
	if (digits == 0 || text[digits] != '_' || strchr(text, '\n'))
		return false;
	name->title = text + digits + 1;
	const char *end = find_direction(name->title, &name->down);
	if (!end)
		return false;
	name->title_length = (size_t)(end - name->title);
	return true;
}

int release_check(const char *release, struct ddlect_err *err)
{
	struct release read;
	if (release[0] != 'v' || !release_read(release, &read))
		return err_status(err, DDLECT_USAGE,
				  "-release \"%.100s\" is no version; write it as v1.2.3",
				  release);
	if (strlen(release) > 200)
		return err_status(err, DDLECT_USAGE,
				  "-release is too long for a file name");
	return 0;
}

/* A file name has at most 255 bytes, and `.down.sql` needs its place. */
#define LONGEST_PREFIX (255 - sizeof(".down.sql") + 1)

int prefix_check(const char *prefix, struct ddlect_err *err)
{
	if (strchr(prefix, '/') || strcmp(prefix, "..") == 0 || strcmp(prefix, ".") == 0)
		return err_status(
			err, DDLECT_USAGE,
			"-prefix \"%.100s\" leaves the directory; it is the start "
			"of a file name, -path is the directory",
			prefix);
	for (const char *at = prefix; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return err_status(err, DDLECT_USAGE,
					  "-prefix has a control character in it");
	if (utf8_check(prefix, strlen(prefix)) != strlen(prefix))
		return err_status(err, DDLECT_USAGE, "-prefix is not UTF-8");
	if (strlen(prefix) > LONGEST_PREFIX)
		return err_status(
			err, DDLECT_USAGE,
			"-prefix is too long for a file name: %zu bytes, and %zu "
			"is the most",
			strlen(prefix), LONGEST_PREFIX);
	return 0;
}

bool prefix_is_seen(const char *prefix)
{
	uint64_t version;
	size_t digits = read_number(prefix, &version);
	return digits > 0 && prefix[digits] == '_' && version <= VERSION_LIMIT;
}

const char *file_name_make(struct arena *arena, const char *prefix, bool down)
{
	return arena_printf(arena, "%s%s%s.sql", prefix, *prefix ? "." : "",
			    down ? "down" : "up");
}

const char *path_trim(struct arena *arena, const char *path)
{
	size_t length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		length--;
	return arena_text(arena, path, length);
}
