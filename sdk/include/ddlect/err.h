/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An error: where fallible functions say what went wrong. The buffer is fixed, so running
 * out of memory can be reported too. A function that returns 0 left it alone; one that
 * returns -1 filled it in. The caller owns the struct and may pass NULL.
 */
#ifndef DDLECT_ERR_H
#define DDLECT_ERR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What kind of failure; the numbers are the command's exit codes. */
#define DDLECT_FAILED 1u
#define DDLECT_USAGE 2u
#define DDLECT_DIFFERS 3u
#define DDLECT_FORBIDDEN 4u
#define DDLECT_BUSY 5u
#define DDLECT_INTEGRITY 6u

#define DDLECT_ERR_TEXT 2044u

struct ddlect_err {
	uint32_t status;
	char text[DDLECT_ERR_TEXT];
};

#ifdef __cplusplus
}
#endif
#endif
