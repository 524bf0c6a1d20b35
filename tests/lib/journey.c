/* SPDX-License-Identifier: Apache-2.0 */
/* Journey: see journey.h. */
#include <ddlect/provider.h>

#include "core/base/err.h"
#include "tests/lib/journey.h"
#include "tests/unit/test.h"

static struct ddlect_migration files[JOURNEY_FILES + 1];
static uint32_t n_files;
static struct ddlect_provider provider = {DDLECT_PROVIDER, .name = "docs"};

struct ddlect_migrate_options journey_options;
struct ddlect_migrator *journey;
struct ddlect_err journey_err;
char journey_log[16384];
int journey_answer;

/* Durations differ from run to run. */
static void log_line(void *context, uint32_t level, const char *text)
{
	size_t n = strlen(journey_log);
	const char *ms = strstr(text, " ms)");
	const char *open = ms ? strrchr(text, '(') : NULL;
	(void)context;
	if (open)
		snprintf(journey_log + n, sizeof(journey_log) - n, "%.*sN ms)\n",
			 (int)(open - text + 1), text);
	else
		snprintf(journey_log + n, sizeof(journey_log) - n, "%s%s\n",
			 level == DDLECT_LOG_WARNING ? "warning: " : "", text);
}

static int cancel(void *context)
{
	(void)context;
	return journey_answer;
}

void journey_begin(void)
{
	memory_reset();
	n_files = 0;
	journey_answer = DDLECT_GO_ON;
	journey_log[0] = '\0';
	provider.migrations = files;
	journey_options = (struct ddlect_migrate_options){
		DDLECT_MIGRATE_OPTIONS, .provider = &provider, .dsn = "memory://secret",
		.lock_wait_ms = 60,	.log = log_line,       .cancel = cancel,
	};
}

static struct ddlect_migration *find(uint64_t version)
{
	uint32_t i = 0;
	while (i < n_files && files[i].version != version)
		i++;
	return &files[i];
}

void journey_file(uint64_t version, const char *up, const char *down)
{
	static char titles[JOURNEY_FILES][32];
	struct ddlect_migration *file = find(version);
	char *title = titles[file - files];
	CHECK(file < files + JOURNEY_FILES);
	if (file == files + n_files)
		files[++n_files] = (struct ddlect_migration){0};
	snprintf(title, sizeof(titles[0]), "v0.0.%llu", (unsigned long long)version);
	*file = (struct ddlect_migration){
		.dialect = "memory",
		.title = title,
		.version = version,
		.up = up,
		.up_length = up ? strlen(up) : 0,
		.down = down,
		.down_length = down ? strlen(down) : 0,
	};
}

void journey_remove(uint64_t version)
{
	struct ddlect_migration *file = find(version);
	CHECK(file < files + n_files);
	memmove(file, file + 1, (size_t)(files + n_files - file) * sizeof(*file));
	n_files--;
}

void journey_files(int n)
{
	static const char *const ups[] = {"+a", "+b", "+c", "+d", "+e", "+f"};
	static const char *const downs[] = {"-a", "-b", "-c", "-d", "-e", "-f"};
	for (int i = 0; i < n; i++)
		journey_file((uint64_t)i + 1, ups[i], downs[i]);
}

void journey_open(void)
{
	if (migrator_open(&journey, &journey_options, &memory_registry, NULL,
			  &journey_err) < 0)
		test_fail(__FILE__, __LINE__, "%s", journey_err.text);
}

void journey_end(void)
{
	ddlect_migrator_close(journey);
	CHECK_INT(memory.sessions, 0);
}

const char *journey_where(void)
{
	static char out[256];
	snprintf(out, sizeof(out), "%s at %lld %s", memory_objects(),
		 (long long)memory.state.version, memory.state.dirty ? "dirty" : "clean");
	return out;
}

const char *journey_go(journey_call *call, const char *to)
{
	journey_err = (struct ddlect_err){0};
	journey_log[0] = '\0';
	int status = call(journey, to, &journey_err);
	CHECK(!memory.locked || journey_options.connection);
	if (status == 0)
		return journey_where();
	CHECK(journey_err.status != 0 && journey_err.text[0]);
	CHECK(!strstr(journey_err.text, "secret"));
	return journey_err.text;
}

static int status_row(void *context, const struct ddlect_status_row *row,
		      struct ddlect_err *err)
{
	static const char *const words[] = {"applied", "current", "dirty",    "late",
					    "edited",  "missing", "elsewhere"};
	char *out = context;
	size_t n = strlen(out);
	(void)err;
	n += (size_t)snprintf(out + n, 4096 - n, "%s%llu", n ? "; " : "",
			      (unsigned long long)row->version);
	for (uint32_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (row->flags & (1u << i))
			n += (size_t)snprintf(out + n, 4096 - n, " %s", words[i]);
	return 0;
}

const char *journey_status(void)
{
	static char out[8192];
	struct ddlect_err err = {0};
	out[0] = '\0';
	if (ddlect_status(journey, status_row, out, &err) < 0)
		snprintf(out + strlen(out), sizeof(out) - strlen(out), " | %u: %s",
			 err.status, err.text);
	return out;
}
