/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folder: a directory that a test has to itself, below /tmp, with the files that it puts
 * there. One at a time.
 */
#ifndef TESTS_LIB_FOLDER_H
#define TESTS_LIB_FOLDER_H

#include <stddef.h>

extern char folder_root[64];

void folder_begin(void);
void folder_end(void); /* with all that is in it */

/* The path of a name in it, which lasts until the next call. */
const char *folder_path(const char *name);

/* A file of these bytes, and the directories that lead to it. */
void folder_put(const char *name, const char *bytes, size_t length);
void folder_put_text(const char *name, const char *text);

#endif
