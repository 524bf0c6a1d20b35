/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors of the core: fill in, prepend. Each returns -1, so that a caller can write
 * `return err_set(err, …)`. A NULL err is allowed. Text that is too long is cut on a
 * character's boundary.
 */
#ifndef CORE_BASE_ERR_H
#define CORE_BASE_ERR_H

#include <ddlect/err.h>

int err_set(struct ddlect_err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int err_status(struct ddlect_err *err, uint32_t status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int err_prepend(struct ddlect_err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int err_no_memory(struct ddlect_err *err);

#endif
