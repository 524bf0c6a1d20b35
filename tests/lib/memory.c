/* SPDX-License-Identifier: Apache-2.0 */
/* Memory: see memory.h. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "tests/lib/memory.h"
#include "tests/unit/test.h"

struct memory memory;

void memory_reset(void)
{
	memory = (struct memory){.state.version = DDLECT_NO_VERSION};
}

/* Whether this call is one that fails. */
static bool fails(bool is_run)
{
	memory.calls++;
	if (memory.fail_at == 0 || (memory.fail_as && !is_run) || --memory.fail_at > 0)
		return false;
	if (memory.fail_times > 0 && --memory.fail_times > 0)
		memory.fail_at = 1;
	return true;
}

static int fail(struct ddlect_err *err, const char *slot)
{
	return err_set(err, "%s was told to fail", slot);
}

static int memory_open(const struct ddlect_dialect *self,
		       const struct ddlect_open_request *request,
		       struct ddlect_session **session, struct ddlect_err *err)
{
	static const struct ddlect_open_request *asked;
	(void)self;
	asked = request;
	if (fails(false))
		return fail(err, "open");
	if (memory.refuse_open > 0 && memory.refuse_open--)
		return err_set(err, "there is no connection");
	CHECK_INT(asked->read_only, 0);
	memory.sessions++;
	*session = (struct ddlect_session *)&memory;
	return 0;
}

static void memory_close(const struct ddlect_dialect *self,
			 struct ddlect_session *session)
{
	(void)self;
	CHECK(session == (struct ddlect_session *)&memory);
	memory.sessions--;
	memory.locked = false;
}

static int memory_describe(const struct ddlect_dialect *self, const char *dsn, char *out,
			   uint64_t size)
{
	(void)self;
	(void)dsn;
	snprintf(out, size, "memory");
	return 0;
}

static uint64_t skip(const char *text, uint64_t length, uint64_t at)
{
	while (at < length) {
		if (isspace((unsigned char)text[at]))
			at++;
		else if (at + 1 < length && text[at] == '-' && text[at + 1] == '-')
			while (at < length && text[at] != '\n')
				at++;
		else
			break;
	}
	return at;
}

static void classify(struct ddlect_piece *piece, const char *text)
{
	static const struct {
		const char *word;
		uint32_t kind;
		uint32_t flags;
		const char *advice;
	} words[] = {
		{"BEGIN", DDLECT_PIECE_BEGIN, 0, NULL},
		{"COMMIT", DDLECT_PIECE_COMMIT, 0, NULL},
		{"ROLLBACK", DDLECT_PIECE_ROLLBACK, 0, NULL},
		{"ALONE", DDLECT_PIECE_ALONE, 0, NULL},
		{"PATIENT", DDLECT_PIECE_ALONE, DDLECT_PIECE_PATIENT, NULL},
		{"SET", DDLECT_PIECE_PLAIN, DDLECT_PIECE_SETTING, NULL},
		{"COPY", DDLECT_PIECE_REFUSED, 0, "write INSERT instead"},
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strncmp(text, words[i].word, strlen(words[i].word)) != 0)
			continue;
		piece->kind = words[i].kind;
		piece->flags = words[i].flags;
		piece->name = words[i].word;
		piece->advice = words[i].advice;
	}
}

static int memory_split(const struct ddlect_dialect *self, const char *text,
			uint64_t length, uint64_t at, struct ddlect_piece *piece,
			ddlect_token *token, void *context, struct ddlect_err *err)
{
	(void)self;
	*piece = (struct ddlect_piece){0};
	at = skip(text, length, at);
	piece->begin = at;
	if (at == length)
		return 0;
	while (at < length && text[at] != ';') {
		uint64_t from = at;
		if (text[at++] == '\'') {
			while (at < length && text[at] != '\'')
				at++;
			if (at++ == length) {
				piece->begin = from;
				return err_set(err, "this quote never ends");
			}
		}
		if (token)
			token(context, text + from, at - from);
		at = skip(text, length, at);
	}
	piece->end = at < length ? at + 1 : at;
	classify(piece, text + piece->begin);
	return 1;
}

static int memory_lock(const struct ddlect_dialect *self, struct ddlect_session *session,
		       const struct ddlect_state_table *table, struct ddlect_err *err)
{
	(void)self;
	(void)session;
	(void)table;
	if (fails(false))
		return fail(err, "lock");
	if (memory.locked_for > 0 && memory.locked_for--)
		return err_status(err, DDLECT_BUSY, "somebody has the lock");
	CHECK(!memory.locked);
	memory.locked = true;
	return 0;
}

static int memory_unlock(const struct ddlect_dialect *self,
			 struct ddlect_session *session,
			 const struct ddlect_state_table *table, struct ddlect_err *err)
{
	(void)self;
	(void)session;
	(void)table;
	CHECK(memory.locked);
	if (fails(false))
		return fail(err, "unlock");
	memory.locked = false;
	return 0;
}

static int memory_state(const struct ddlect_dialect *self, struct ddlect_session *session,
			const struct ddlect_state_table *table,
			struct ddlect_state *state, ddlect_history_sink *sink,
			void *context, struct ddlect_err *err)
{
	(void)self;
	(void)session;
	(void)table;
	if (fails(false))
		return fail(err, "state");
	*state = memory.state;
	for (uint32_t i = 0; sink && i < memory.n_rows; i++) {
		struct ddlect_history row = memory.rows[i].row;
		row.title = memory.rows[i].title;
		row.checksum =
			memory.rows[i].checksum[0] ? memory.rows[i].checksum : NULL;
		row.at = "2026-01-31T23:59:59Z";
		row.by = "someone";
		if (sink(context, &row, err) < 0)
			return -1;
	}
	return 0;
}

static bool same_state(struct ddlect_state a, struct ddlect_state b)
{
	return a.version == b.version && a.dirty == b.dirty;
}

static int refuse(struct ddlect_failure *failure, uint64_t offset, uint64_t statement,
		  struct ddlect_err *err, const char *format, char what)
{
	failure->kind = DDLECT_FAILURE_STATEMENT;
	failure->offset = memory.no_place ? DDLECT_NOWHERE : offset;
	failure->statement = statement;
	snprintf(failure->code, sizeof(failure->code), "X%c", what);
	snprintf(failure->message, sizeof(failure->message), format, what);
	return err_set(err, "%s", failure->message);
}

/* Whether the statement only has the database say something. */
static bool says(const struct ddlect_run *run, const struct ddlect_piece *piece,
		 uint64_t n)
{
	static const char *const words[] = {"WARN ", "NOTE ", "WAIT ", "TOLD"};
	const char *text = run->text + piece->begin;
	char said[MEMORY_TEXT];
	for (uint32_t i = 0; i < 4; i++) {
		size_t skipped = strlen(words[i]);
		if (strncmp(text, words[i], skipped) != 0)
			continue;
		const struct ddlect_notice notice = {.size = sizeof(notice),
						     .kind = DDLECT_NOTICE_WARNING + i,
						     .statement = n,
						     .code = "X1",
						     .text = said};
		snprintf(said, sizeof(said), "%.*s", (int)strcspn(text + skipped, ";"),
			 text + skipped);
		run->tell(run->context, &notice);
		return true;
	}
	return false;
}

static int obey(const struct ddlect_run *run, struct ddlect_failure *failure,
		struct ddlect_err *err)
{
	struct ddlect_piece piece;
	uint64_t n = 0;
	for (uint64_t at = 0;
	     memory_split(NULL, run->text, run->length, at, &piece, NULL, NULL, err) > 0;
	     at = piece.end, n++) {
		const char *text = run->text + piece.begin;
		if (piece.kind == DDLECT_PIECE_ALONE) {
			CHECK(!(run->flags & DDLECT_RUN_TRANSACTION));
			text += strcspn(text, " ") + 1;
		} else {
			CHECK_INT(piece.kind, DDLECT_PIECE_PLAIN);
		}
		if (piece.flags & DDLECT_PIECE_SETTING || says(run, &piece, n))
			continue;
		bool *object = &memory.objects[(unsigned char)text[1] & 127];
		uint64_t offset = (uint64_t)(text - run->text);
		if (*text == '+' && *object)
			return refuse(failure, offset, n, err, "%c is there", text[1]);
		if (*text != '+' && !*object)
			return refuse(failure, offset, n, err, "%c is not there",
				      text[1]);
		if (*text != '?')
			*object = *text == '+';
	}
	CHECK(n <= 1 || run->flags & DDLECT_RUN_TRANSACTION);
	return 0;
}

static void keep_row(const struct ddlect_history *row)
{
	uint32_t i = 0;
	while (i < memory.n_rows && memory.rows[i].row.id != row->id)
		i++;
	CHECK(i < MEMORY_ROWS);
	if (i == memory.n_rows) {
		CHECK_INT(row->id, i ? memory.rows[i - 1].row.id + 1 : 1);
		memory.n_rows++;
	}
	CHECK(!row->unfinished || i + 1 == memory.n_rows);
	memory.rows[i].row = *row;
	snprintf(memory.rows[i].title, MEMORY_TEXT, "%s", row->title);
	snprintf(memory.rows[i].checksum, MEMORY_TEXT, "%s",
		 row->checksum ? row->checksum : "");
}

static int injected(struct ddlect_failure *failure, struct ddlect_err *err)
{
	struct ddlect_failure made = memory.failure;
	made.size = failure->size;
	made.kind = memory.fail_as;
	made.offset = made.statement = DDLECT_NOWHERE;
	*failure = made;
	if (memory.mute)
		return -1;
	if (made.message[0])
		return err_set(err, "%s", made.message);
	return fail(err, "run");
}

static int memory_run(const struct ddlect_dialect *self, struct ddlect_session *session,
		      const struct ddlect_run *run, struct ddlect_failure *failure,
		      struct ddlect_err *err)
{
	bool before[sizeof(memory.objects)];
	(void)self;
	(void)session;
	bool told = fails(true);
	memory.runs++;
	memory.seen_flags = run->flags;
	memory.seen_lock_ms = run->lock_timeout_ms;
	memory.seen_rows = run->n_rows;
	CHECK_INT(run->size, sizeof(*run));
	CHECK(run->text);
	if (memory.meanwhile)
		memory.meanwhile();
	if (told && !memory.fail_after && !memory.fail_between)
		return injected(failure, err);
	if (!same_state(memory.state, run->before)) {
		failure->kind = DDLECT_FAILURE_MOVED;
		return err_set(err, "the state has moved");
	}
	if (memory.pooled && (!(run->flags & DDLECT_RUN_TRANSACTION) ||
			      run->flags & DDLECT_RUN_ALONE_NEXT))
		return refuse(failure, DDLECT_NOWHERE, 0, err, "no session of its own%c",
			      '!');
	memcpy(before, memory.objects, sizeof(before));
	if (obey(run, failure, err) < 0) {
		memcpy(memory.objects, before, sizeof(before));
		return -1;
	}
	if (told && memory.fail_between) {
		injected(failure, err);
		failure->statement = 1;
		return -1;
	}
	memory.state = run->after;
	for (uint64_t i = 0; i < run->n_rows; i++)
		keep_row(&run->rows[i]);
	return told ? injected(failure, err) : 0;
}

const char *memory_objects(void)
{
	static char out[sizeof(memory.objects) + 1];
	size_t n = 0;
	for (size_t i = 0; i < sizeof(memory.objects); i++)
		if (memory.objects[i])
			out[n++] = (char)i;
	out[n] = '\0';
	return out;
}

const char *memory_history(void)
{
	static const char *const words[] = {"?",      "up",	  "down",
					    "forced", "found up", "found down"};
	static char out[8192];
	size_t n = 0;
	out[0] = '\0';
	for (uint32_t i = 0; i < memory.n_rows && n < sizeof(out); i++) {
		const struct ddlect_history *row = &memory.rows[i].row;
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s %lld",
				      i ? ", " : "", words[row->what],
				      (long long)row->version);
		if (row->unfinished)
			n += (size_t)snprintf(out + n, sizeof(out) - n, " (%llu done)",
					      (unsigned long long)row->statements);
	}
	return out;
}

static const char *const schemes[] = {"memory", NULL};
static struct dialect runs = {
	.slots = {.name = "memory",
		  .schemes = schemes,
		  .capabilities = DDLECT_CAN_RUN,
		  .describe_dsn = memory_describe,
		  .open = memory_open,
		  .close = memory_close,
		  .split = memory_split,
		  .lock = memory_lock,
		  .unlock = memory_unlock,
		  .state = memory_state,
		  .run = memory_run},
};
static struct dialect writes = {.slots = {.name = "writer"}};
static struct dialect *dialects[] = {&runs, &writes};
const struct registry memory_registry = {.dialects = dialects, .n = 2};
