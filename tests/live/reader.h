/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reader: a database of its own, the dialect postgres as it is loaded, and a session that
 * reads. What should work and doesn't ends the test. Schemas live until reader_close().
 */
#ifndef TESTS_LIVE_READER_H
#define TESTS_LIVE_READER_H

#include "core/dialect/registry.h"
#include "core/model/schema.h"
#include "tests/live/live.h"
#include "tests/live/pipeline.h"

struct reader {
	struct live live;
	struct pipeline pipe;
	const struct ddlect_dialect *dialect;
	struct ddlect_session *session;
};

void reader_open(struct reader *reader);
void reader_close(struct reader *reader);

/* Connect, in place of the session that there is, to another DSN. */
int reader_connect(struct reader *reader, const char *dsn, const volatile int *cancel,
		   struct ddlect_err *err);

/* Read some schemas, ended by NULL, the default one first; or public. */
struct ddlect_schema *reader_try(struct reader *reader, const char *const *schemas,
				 struct ddlect_err *err);
struct ddlect_schema *reader_read(struct reader *reader);
extern const char *const reader_public[];

#endif
