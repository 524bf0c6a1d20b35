/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plugins as they should not be, and a few odd ones that are fine. Each is this file,
 * built with CASE_<name>; tests/abi/loader.c says what is expected of each.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <ddlect/host.h>

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

const struct ddlect_host *ddlect_host;

static int lower(const struct ddlect_dialect *self, const struct ddlect_schema *declared,
		 struct ddlect_schema *out, struct ddlect_err *err)
{
	(void)declared, (void)out;
	return ddlect_error(err, "lower of hostile, asked as %s", self->name);
}

static int render(const struct ddlect_dialect *self, const struct ddlect_plan *plan,
		  const struct ddlect_change *change, struct ddlect_script *out,
		  struct ddlect_err *err)
{
	(void)self, (void)plan, (void)change, (void)out;
	return ddlect_error(err, "render of hostile");
}

static int type_name(const struct ddlect_dialect *self, const struct ddlect_type *type,
		     char *out, uint64_t size)
{
	(void)self, (void)type;
	return size > 0 ? out[0] = '\0' : -1;
}

static int session_open(const struct ddlect_dialect *self,
			const struct ddlect_open_request *request,
			struct ddlect_session **session, struct ddlect_err *err)
{
	(void)self, (void)request, (void)session;
	return ddlect_error(err, "nothing to open");
}

static void session_close(const struct ddlect_dialect *self,
			  struct ddlect_session *session)
{
	(void)self, (void)session;
}

static int introspect(const struct ddlect_dialect *self, struct ddlect_session *session,
		      const struct ddlect_introspect_request *request,
		      struct ddlect_schema *out, struct ddlect_err *err)
{
	(void)self, (void)session, (void)request, (void)out;
	return ddlect_error(err, "nothing to read");
}

/* What a newer ddlect's descriptor could look like. */
struct newer {
	struct ddlect_dialect known;
	void *slots[40];
};

static struct newer newer = {
	.known =
		{
			.magic = DDLECT_DIALECT_MAGIC,
			.size = sizeof(struct ddlect_dialect),
			.abi_minor = DDLECT_ABI_MINOR,
			.name = TEXT(CASE),
			.version = "1.2.3",
			.lower = lower,
			.render = render,
			.type_name = type_name,
		},
};
static struct ddlect_dialect *const dialect = &newer.known;

#if defined(CASE_derived) || defined(CASE_sour)
static const struct ddlect_dialect *super;

static int bind(const struct ddlect_dialect *base, struct ddlect_err *err)
{
	super = base;
#ifdef CASE_sour
	return ddlect_error(err, "version %s is too old", base->version);
#endif
	(void)err;
	return 0;
}
#endif

#ifdef CASE_derived
static int derived_lower(const struct ddlect_dialect *self,
			 const struct ddlect_schema *declared, struct ddlect_schema *out,
			 struct ddlect_err *err)
{
	super->lower(self, declared, out, err);
	return ddlect_prepend(err, "derived: ");
}
#endif

#ifdef CASE_older
/* The last byte of the descriptor is the last one that may be read. */
static const struct ddlect_dialect *at_the_edge(uint32_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED || mprotect(pages + page, page, PROT_NONE) < 0)
		abort();
	dialect->size = size;
	return memcpy(pages + page - size, dialect, size);
}
#endif

static const struct ddlect_dialect *prepare(void)
{
	static const char *const one_scheme[] = {"hostile", NULL};
	(void)one_scheme;
	(void)introspect, (void)session_open, (void)session_close;
#if defined(CASE_null)
	return NULL;
#elif defined(CASE_magic)
	dialect->magic = 0x12345678;
#elif defined(CASE_tiny)
	dialect->size = 8;
#elif defined(CASE_short)
	dialect->size = offsetof(struct ddlect_dialect, render);
#elif defined(CASE_huge)
	dialect->size = 0x7fffffff;
#elif defined(CASE_crooked)
	dialect->size = 133;
#elif defined(CASE_needs)
	dialect->abi_minor = 9;
	dialect->needs_minor = 7;
#elif defined(CASE_unsure)
	dialect->needs_minor = DDLECT_ABI_MINOR + 1;
#elif defined(CASE_nameless)
	dialect->name = NULL;
#elif defined(CASE_shout)
	dialect->name = "SHOUT";
#elif defined(CASE_disguised)
	dialect->name = "good";
#elif defined(CASE_versionless)
	dialect->version = NULL;
#elif defined(CASE_wordy)
	dialect->version = "1.2.3\nand more";
#elif defined(CASE_badbase)
	dialect->base = "../postgres";
#elif defined(CASE_slotless)
	dialect->render = NULL;
#elif defined(CASE_blind)
	dialect->capabilities = DDLECT_CAN_INTROSPECT;
	dialect->open = session_open;
	dialect->close = session_close;
#elif defined(CASE_idle)
	dialect->capabilities = DDLECT_CAN_RUN;
	dialect->open = session_open;
	dialect->close = session_close;
#elif defined(CASE_liftless)
	dialect->base = "good";
	dialect->capabilities = DDLECT_CAN_LIFT;
	dialect->lift_flag = "fake-it";
#elif defined(CASE_flagged)
	dialect->lift_flag = "fake-it";
#elif defined(CASE_badflag)
	dialect->lift_flag = "--Fake it";
#elif defined(CASE_badscheme)
	static const char *const schemes[] = {"fine", "Not Fine", NULL};
	dialect->schemes = schemes;
#elif defined(CASE_schemeful)
	static const char *schemes[40];
	for (int i = 0; i < 40; i++)
		schemes[i] = "endless";
	dialect->schemes = schemes;
#elif defined(CASE_attrful)
	static struct ddlect_attr_info attrs[300];
	for (int i = 0; i < 300; i++)
		attrs[i] = (struct ddlect_attr_info){.key = "endless",
						     .on = DDLECT_ON_TABLE};
	dialect->attrs = attrs;
#elif defined(CASE_badkey)
	static const struct ddlect_attr_info attrs[] = {
		{.key = "Not Fine", .on = DDLECT_ON_TABLE}, {0}};
	dialect->attrs = attrs;
#elif defined(CASE_badattr)
	static const struct ddlect_attr_info attrs[] = {{.key = "lonely"}, {0}};
	dialect->attrs = attrs;
#elif defined(CASE_nameshort)
	dialect->max_name = 3;
#elif defined(CASE_blockless)
	dialect->max_tables_per_transaction = 100;
	dialect->block_begin = "BEGIN";
#elif defined(CASE_orphan)
	dialect->base = "nobody";
#elif defined(CASE_selfish)
	dialect->base = "selfish";
#elif defined(CASE_circle)
	dialect->base = "round";
#elif defined(CASE_round)
	dialect->base = "circle";
#elif defined(CASE_heir)
	dialect->base = "slotless";
#elif defined(CASE_sour)
	dialect->base = "good";
	dialect->bind = bind;
#elif defined(CASE_good)
	static const struct ddlect_attr_info attrs[] = {
		{.key = "spread", .summary = "how it is spread", .on = DDLECT_ON_TABLE},
		{0},
	};
	static const char *const schemes[] = {"hostile", DDLECT_SCHEME_KEY_VALUE, NULL};
	dialect->attrs = attrs;
	dialect->schemes = schemes;
	dialect->max_name = 63;
	dialect->capabilities = DDLECT_CAN_INTROSPECT;
	dialect->open = session_open;
	dialect->close = session_close;
	dialect->introspect = introspect;
#elif defined(CASE_derived)
	dialect->base = "good";
	dialect->bind = bind;
	dialect->lower = derived_lower;
	dialect->render = NULL;
	dialect->type_name = NULL;
#elif defined(CASE_plain)
	dialect->base = "good";
	dialect->schemes = one_scheme;
	dialect->lower = NULL;
	dialect->render = NULL;
	dialect->type_name = NULL;
#elif defined(CASE_follower)
	dialect->base = "turncoat";
#elif defined(CASE_turncoat)
	dialect->base = getenv("DDLECT_TEST_BASE");
#elif defined(CASE_older)
	return at_the_edge(offsetof(struct ddlect_dialect, bind));
#elif defined(CASE_larger)
	dialect->size = sizeof(newer);
	dialect->abi_minor = 9;
	dialect->capabilities = 1ull << 40;
	for (int i = 0; i < 40; i++)
		newer.slots[i] = &newer;
#endif
	return dialect;
}

#ifdef CASE_major
DDLECT_EXPORT const void *ddlect_dialect_v2(const void *host);
const void *ddlect_dialect_v2(const void *host)
{
	(void)prepare;
	return host;
}
#elif defined(CASE_handless)
/* A provider, and one that has nothing. */
DDLECT_EXPORT const void *ddlect_provider_v1(void);
const void *ddlect_provider_v1(void)
{
	(void)prepare;
	return NULL;
}
#elif defined(CASE_stranger)
DDLECT_EXPORT int stranger(void);
int stranger(void)
{
	return prepare() != NULL;
}
#else
const struct ddlect_dialect *ddlect_dialect_v1(const struct ddlect_host *host)
{
#ifdef CASE_unresolved
	extern int nowhere_to_be_found(void);
	nowhere_to_be_found();
#endif
	ddlect_host = host;
	return prepare();
}
#endif
