/* SPDX-License-Identifier: Apache-2.0 */
/* Reader: see reader.h. */
#include "tests/live/reader.h"
#include "tests/unit/test.h"

const char *const reader_public[] = {"public", NULL};

int reader_connect(struct reader *reader, const char *dsn, const volatile int *cancel,
		   struct ddlect_err *err)
{
	struct ddlect_open_request request = {.size = sizeof(request),
					      .read_only = 1,
					      .dsn = dsn,
					      .application = "ddlect-test",
					      .cancel = cancel};
	reader->dialect->close(reader->dialect, reader->session);
	return reader->dialect->open(reader->dialect, &request, &reader->session, err);
}

void reader_open(struct reader *reader)
{
	struct ddlect_err err = {0};
	memset(reader, 0, sizeof(*reader));
	live_open(&reader->live);
	pipeline_open(&reader->pipe, "postgres", reader->live.dsn, "public");
	const struct dialect *found =
		registry_find(&reader->pipe.registry, "postgres", &err);
	if (!found)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	reader->dialect = &found->slots;
	if (reader_connect(reader, reader->live.dsn, NULL, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s", err.text);
}

void reader_close(struct reader *reader)
{
	reader->dialect->close(reader->dialect, reader->session);
	pipeline_close(&reader->pipe);
	live_close(&reader->live);
}

struct ddlect_schema *reader_try(struct reader *reader, const char *const *schemas,
				 struct ddlect_err *err)
{
	struct ddlect_introspect_request request = {.size = sizeof(request),
						    .default_schema = schemas[0],
						    .schemas = schemas};
	while (schemas[request.n_schemas])
		request.n_schemas++;
	struct ddlect_schema *schema = schema_new(&reader->pipe.arena);
	CHECK(schema);
	int status = reader->dialect->introspect(reader->dialect, reader->session,
						 &request, schema, err);
	return status < 0 ? NULL : schema;
}

struct ddlect_schema *reader_read(struct reader *reader)
{
	struct ddlect_err err = {0};
	struct ddlect_schema *schema = reader_try(reader, reader_public, &err);
	if (!schema)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	return schema;
}
