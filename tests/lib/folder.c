/* SPDX-License-Identifier: Apache-2.0 */
/* Folder: made by mkdtemp(), and removed by the command that is sure to remove it all. */
#include "tests/lib/folder.h"

#include <sys/stat.h>

#include "tests/unit/test.h"

char folder_root[64];

void folder_begin(void)
{
	snprintf(folder_root, sizeof(folder_root), "/tmp/ddlect-test-XXXXXX");
	CHECK(mkdtemp(folder_root));
}

void folder_end(void)
{
	char command[128];
	snprintf(command, sizeof(command), "rm -rf %s", folder_root);
	CHECK_INT(system(command), 0);
}

const char *folder_path(const char *name)
{
	static char path[512];
	snprintf(path, sizeof(path), "%s/%s", folder_root, name);
	return path;
}

void folder_put(const char *name, const char *bytes, size_t length)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s", folder_root, name);
	for (char *slash = path + strlen(folder_root) + 1; (slash = strchr(slash, '/'));
	     slash++) {
		*slash = '\0';
		mkdir(path, 0777);
		*slash = '/';
	}
	FILE *file = fopen(path, "w");
	CHECK(file);
	CHECK_INT(fwrite(bytes, 1, length, file), length);
	CHECK_INT(fclose(file), 0);
}

void folder_put_text(const char *name, const char *text)
{
	folder_put(name, text, strlen(text));
}
