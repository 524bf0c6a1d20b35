/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Providers as shared objects: the example's docs.so declares what its docs.dbml declares,
 * and what is no provider is refused with words.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "core/declare/declare.h"
#include "core/diff/plan.h"
#include "core/migrations/source.h"
#include "tests/unit/test.h"

static struct arena arena;
static struct diags diags;
static struct ddlect_err err;

static const char *in(const char *variable, const char *name)
{
	static char text[512];
	const char *directory = getenv(variable);
	if (!directory)
		test_skip("run `make check-abi`");
	arena_clear(&arena);
	diags_init(&diags, &arena);
	snprintf(text, sizeof(text), "%s/%s", directory, name);
	return text;
}

static struct ddlect_schema *declare(const char *path)
{
	struct ddlect_schema *schema = declare_file(&arena, path, &diags, &err);
	if (!schema)
		test_fail(__FILE__, __LINE__, "%s", err.text);
	return schema;
}

static void refused(const char *path, const char *reason)
{
	CHECK(!declare_file(&arena, path, &diags, &err));
	if (!strstr(err.text, reason))
		test_fail(__FILE__, __LINE__, "got\n%s\nexpected\n%s", err.text, reason);
	arena_clear(&arena);
}

TEST(the_example_is_the_same_in_dbml_and_as_a_shared_object)
{
	struct ddlect_schema *object = declare(in("DDLECT_TEST_PROVIDERS", "docs.so"));
	struct ddlect_schema *text = declare("sdk/examples/docs/docs.dbml");
	struct ddlect_plan *plan = plan_make(&arena, object, text, DDLECT_UP, NULL, &err);
	CHECK(plan);
	CHECK_INT(plan->n_changes, 0);
	CHECK_TEXT(object->provider, text->provider);
	CHECK_TEXT(object->version, text->version);
	CHECK_TEXT(object->convention, text->convention);
	CHECK_INT(object->n_tables, text->n_tables);
	for (uint32_t i = 0; i < object->n_tables; i++) {
		CHECK_TEXT(object->tables[i]->name, text->tables[i]->name);
		CHECK_TEXT(object->tables[i]->resource, text->tables[i]->resource);
	}
}

TEST(what_a_shared_object_carries_is_what_its_directory_has)
{
	static const char *const dialects[] = {"postgres", "timescale"};
	const struct ddlect_provider *provider =
		provider_open_file(&arena, in("DDLECT_TEST_PROVIDERS", "docs.so"), &err);
	CHECK(provider);
	for (int d = 0; d < 2; d++) {
		struct source files, inside;
		struct ddlect_buf a, b;
		buf_init(&a);
		buf_init(&b);
		CHECK_INT(source_open(&files, &arena, "sdk/examples/docs/migrations",
				      dialects[d], NULL, &err),
			  0);
		CHECK_INT(source_open(&inside, &arena, NULL, dialects[d], provider, &err),
			  0);
		CHECK_INT(files.scan.n, inside.scan.n);
		for (uint32_t i = 0; i < 2 * files.scan.n; i++) {
			const struct migration *x = files.scan.migrations[i / 2];
			const struct migration *y = inside.scan.migrations[i / 2];
			CHECK_TEXT(i % 2 ? x->down : x->up, i % 2 ? y->down : y->up);
			CHECK_INT(source_read(&files, x, i % 2, &a, &err), 0);
			CHECK_INT(source_read(&inside, y, i % 2, &b, &err), 0);
			CHECK_TEXT(a.text, b.text);
			CHECK(a.length > 100);
		}
		source_close(&files);
		source_close(&inside);
		buf_clear(&a);
		buf_clear(&b);
	}
}

TEST(an_older_one_has_its_tables_and_carries_nothing)
{
	const char *file = in("DDLECT_TEST_PROVIDERS", "older.so");
	struct ddlect_schema *schema = declare(file);
	struct source source;
	CHECK_TEXT(schema->provider, "older");
	CHECK_INT(schema->n_tables, 1);
	CHECK_TEXT(schema->tables[0]->name, "older_things");
	CHECK_INT(schema->tables[0]->columns[0]->not_null, 1);
	CHECK(schema->tables[0]->primary);
	const struct ddlect_provider *provider = provider_open_file(&arena, file, &err);
	CHECK(provider);
	CHECK_INT(source_open(&source, &arena, NULL, "postgres", provider, &err), -1);
	CHECK_TEXT(err.text, "older carries no migrations inside; say in which directory "
			     "they are");
	source_close(&source);
}

TEST(what_is_no_provider_is_refused)
{
	refused(in("DDLECT_TEST_UNRULY", "fine.so"),
		"fine.so: does not export ddlect_provider_v1(): it is a dialect, for "
		"-plugin-dir");
	refused(in("DDLECT_TEST_PLUGINS", "stranger.so"),
		"stranger.so: does not export ddlect_provider_v1(): it is no provider, "
		"or "
		"its symbol is hidden");
	refused(in("DDLECT_TEST_PLUGINS", "handless.so"),
		"handless.so: ddlect_provider_v1() returned NULL");
	refused("nowhere.so", "nowhere.so: No such file or directory");
}

TEST(a_provider_that_others_can_write_is_not_opened)
{
	const char *file = in("DDLECT_TEST_PROVIDERS", "docs.so");
	CHECK_INT(chmod(file, 0666), 0);
	struct ddlect_schema *schema = declare_file(&arena, file, &diags, &err);
	CHECK_INT(chmod(file, 0644), 0);
	CHECK(!schema);
	CHECK(strstr(err.text, "docs.so: everybody can write the file: chmod go-w"));
}
