/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timescale: upgrades of a hypertable that has rows in several chunks, none, some or all of
 * them in the columnstore. Each goes up, down and up; the catalog is then as it was, and so
 * is every value that wasn't dropped. Families of tables are in timescale.c.
 */
#include "tests/live/timescale_story.h"

#define TIME_METER " at timestamptz [not null]\n meter int [not null]\n"
#define COLUMNS TIME_METER " value float\n unit text\n"
#define KEYS " indexes { (meter, at) [unique] }\n"
#define FROM COLUMNS KEYS
#define PK COLUMNS " indexes { (meter, at) [pk] }\n"
#define FREE TIME_METER " value float\n unit text\n"

#define SOME_ROWS                                                                        \
	"INSERT INTO readings (at, meter, value, unit) SELECT t, m, extract(day FROM "   \
	"t) "                                                                            \
	"+ m, 'u' || m FROM generate_series('2024-01-01'::timestamptz, '2024-03-01', "   \
	"'1 day') AS t, generate_series(1, 3) AS m;"

enum compressed { NONE, SOME, ALL };

struct upgrade {
	const char *attrs;
	const char *body;
	const char *to_attrs; /* NULL: the same */
	const char *to_body;
	const char *kept;    /* what no way loses; NULL: all of it */
	const char *kept_to; /* its name after; NULL: the same */
	const char *refusal; /* while the columnstore is on */
};

/* What doesn't touch the columnstore is tried without one and in each of its states. */
static const struct upgrade upgrades[] = {
	{.body = FROM, .to_body = COLUMNS " note text\n" KEYS},
	{.body = FROM, .to_body = COLUMNS " note text [default: 'x']\n" KEYS},
	{.body = FROM, .to_body = COLUMNS " n int [not null, default: 0]\n" KEYS},
	{.body = FROM,
	 .to_body = COLUMNS " n int [default: `floor(random())::int`]\n" KEYS,
	 .refusal = "the default of column \"n\" must be a constant while the "
		    "columnstore is on; add the column without a default in one "
		    "release, and set it in the next"},
	{.body = FROM,
	 .to_body = COLUMNS " tags \"text[]\"\n doc json\n u uuid [default: "
			    "`'00000000-0000-0000-0000-000000000000'::uuid`]\n" KEYS},
	{.body = FROM,
	 .to_body = TIME_METER " unit text\n" KEYS,
	 .kept = "at, meter, unit"},
	{.body = FROM,
	 .to_body = TIME_METER " amount float [renamed_from: 'value']\n unit text\n" KEYS,
	 .kept_to = "at, meter, amount, unit"},
	{.body = TIME_METER " value bigint\n unit text\n" KEYS,
	 .to_body = TIME_METER " value numeric(20,2)\n unit text\n" KEYS,
	 .kept = "at, meter, unit",
	 .refusal = "the type of column \"value\" can't change under compressed chunks; "
		    "turn the columnstore off in one release, change the type, and "
		    "turn it on in the next"},
	{.body = FROM,
	 .to_body =
		 " at timestamp [not null]\n meter int [not null]\n value float\n unit "
		 "text\n" KEYS,
	 .kept = "meter, value, unit",
	 .refusal = "the type of column \"at\" can't change under compressed chunks"},
	{.body = FROM,
	 .to_body = TIME_METER " value float [not null]\n unit text\n" KEYS},
	{.body = TIME_METER
	 " value float [not null, default: 3]\n unit text [not null]\n" KEYS,
	 .to_body = FROM},
	{.body = FROM,
	 .to_body = TIME_METER
	 " value float [default: 1.5]\n unit text [note: 'what of']\n" KEYS},
	{.body = FROM,
	 .to_body =
		 COLUMNS " indexes {\n (meter, at) [unique]\n (unit, at) [unique]\n }\n"},
	/* A hypertable's comments are in the way of a new type. */
	{.body = TIME_METER " value int\n unit text\n indexes {\n (meter, at) [unique]\n "
			    "(value, at) [name: 'a', note: 'one']\n (meter, value, at) "
			    "[unique, name: 'b', note: 'two']\n (unit) [name: 'c', note: "
			    "'three']\n }\n",
	 .to_body = TIME_METER
	 " amount bigint [renamed_from: 'value']\n unit text\n indexes {\n (meter, at) "
	 "[unique]\n (amount, at) [name: 'a', note: 'another']\n (meter, amount, at) "
	 "[unique, name: 'b', note: 'two']\n (unit) [name: 'c', note: 'three']\n }\n",
	 .kept_to = "at, meter, amount, unit",
	 .refusal = "the type of column \"value\" can't change under compressed chunks"},
	{.body = FROM, .to_body = PK},
	{.body = FROM, .to_body = FREE},
	{.body = PK, .to_body = COLUMNS " indexes { (meter, unit, at) [pk] }\n"},
	{.body = FROM,
	 .to_body =
		 COLUMNS " indexes {\n (meter, at) [unique]\n value\n (at, unit) [name: "
			 "'mine', note: 'c']\n `lower(unit)` [name: 'low']\n }\n"},
	{.body = FROM, .to_body = FROM " checks { `value > 0` [name: 'positive'] }\n"},
	{.body = FROM, .to_attrs = ", retention: '10 years'", .to_body = FROM},
	{.attrs = ", retention: '10 years'",
	 .body = FROM,
	 .to_attrs = ", retention: '20 years'",
	 .to_body = FROM},
	{.body = FROM, .to_attrs = ", chunk_interval: '1 day'", .to_body = FROM},
};

#define METER ", segmentby: 'meter'"

static const struct upgrade settings[] = {
	{.body = FROM,
	 .to_attrs = METER ", columnstore_after: '9 years'",
	 .to_body = FROM},
	{.attrs = METER ", columnstore_after: '9 years'",
	 .body = FROM,
	 .to_attrs = "",
	 .to_body = FROM},
	{.attrs = METER,
	 .body = FROM,
	 .to_attrs = "",
	 .to_body = TIME_METER " value numeric\n unit text\n" KEYS,
	 .kept = "at, meter, unit"},
	{.attrs = METER,
	 .body = FROM,
	 .to_attrs = ", segmentby: 'meter, unit'",
	 .to_body = FROM},
	{.attrs = METER,
	 .body = FROM,
	 .to_attrs = ", segmentby: 'unit', orderby: 'meter, at'",
	 .to_body = FROM},
	{.attrs = ", orderby: 'at'",
	 .body = FROM,
	 .to_attrs = ", orderby: 'at DESC, value'",
	 .to_body = FROM},
	{.attrs = METER ", columnstore_after: '9 years'",
	 .body = FROM,
	 .to_attrs = METER ", columnstore_after: '8 years'",
	 .to_body = FROM},
	{.attrs = METER ", columnstore_after: '9 years'",
	 .body = FROM,
	 .to_attrs = METER,
	 .to_body = FROM},
	/* Columns by which chunks are compressed go. */
	{.attrs = ", segmentby: 'meter, unit'",
	 .body = FROM,
	 .to_attrs = METER,
	 .to_body = TIME_METER " value float\n" KEYS,
	 .kept = "at, meter, value"},
	{.attrs = ", segmentby: 'meter, unit', orderby: 'value, at'",
	 .body = FROM,
	 .to_attrs = METER ", orderby: 'at'",
	 .to_body = TIME_METER KEYS,
	 .kept = "at, meter"},
	{.attrs = METER,
	 .body = FROM,
	 .to_attrs = ", segmentby: 'meter, place'",
	 .to_body = COLUMNS " place text\n" KEYS},
	{.attrs = METER ", space_partition: 'meter, 2'",
	 .body = FROM,
	 .to_attrs = METER ", space_partition: 'meter, 3'",
	 .to_body = FROM},
	{.attrs = ", segmentby: 'unit'", .body = FREE, .to_body = PK},
};

static const char *or_that(const char *text, const char *other)
{
	return text ? text : other;
}

static void write_table(char *out, size_t size, const char *store, const char *attrs,
			const char *body)
{
	snprintf(out, size, "%sTable readings [hypertable: 'at'%s%s] {\n%s}\n", PROJECT,
		 store, or_that(attrs, ""), body);
}

static void compress(struct story *story, enum compressed how)
{
	if (how == ALL)
		live_exec(&story->live,
			  "SELECT compress_chunk(c) FROM show_chunks('readings') AS c");
	if (how == SOME)
		live_exec(&story->live,
			  "SELECT compress_chunk(c) FROM show_chunks('readings', "
			  "older_than => '2024-02-01'::timestamptz) AS c");
}

static char *rows_of(struct story *story, const char *columns)
{
	char sql[512];
	snprintf(sql, sizeof(sql),
		 "SELECT count(*) || ' ' || md5(string_agg(r::text, ';' ORDER BY "
		 "r::text)) "
		 "FROM (SELECT ROW(%s) AS r FROM readings) AS rows",
		 columns);
	return live_value(&story->live, sql);
}

static void same_rows(struct story *story, const char *columns, const char *before,
		      const char *after)
{
	char *now = rows_of(story, columns);
	if (strcmp(now, before) != 0)
		test_fail(__FILE__, __LINE__, "rows were %s, and are %s, after\n%s",
			  before, now, after);
	free(now);
}

static void upgrade_rows(struct story *story, const struct upgrade *upgrade,
			 const char *store, enum compressed how)
{
	char from[2048], to[2048];
	const char *kept = or_that(upgrade->kept, "at, meter, value, unit");
	const char *kept_to = or_that(upgrade->kept_to, kept);
	write_table(from, sizeof(from), store, upgrade->attrs, upgrade->body);
	write_table(to, sizeof(to), store, or_that(upgrade->to_attrs, upgrade->attrs),
		    upgrade->to_body);
	struct ddlect_schema *before = start(story, from);
	live_exec(&story->live, SOME_ROWS);
	compress(story,
		 strstr(from, "segmentby") || strstr(from, "orderby") ? how : NONE);
	if (upgrade->refusal && *store) {
		refused(story, to, upgrade->refusal);
		live_exec(&story->live, "DROP TABLE readings");
		return;
	}
	struct ddlect_schema *after = declare(story, to);
	char *catalog = live_catalog(&story->live, "{public}");
	char *rows = rows_of(story, kept);
	struct step step = pipeline_compare(&story->pipe, after);
	CHECK(step.up);
	if (getenv("SHOW"))
		printf("---- up\n%s---- down\n%s", step.up, step.down);
	apply(story, step.up);
	nothing_left(story, after, step.up);
	same_rows(story, kept_to, rows, step.up);
	compress(story, strstr(to, "segmentby") || strstr(to, "orderby") ? how : NONE);
	apply(story, step.down);
	nothing_left(story, before, step.down);
	same_catalog(story, catalog, &step);
	same_rows(story, kept, rows, step.down);
	apply(story, step.up);
	nothing_left(story, after, step.up);
	same_rows(story, kept_to, rows, step.up);
	free(rows);
	free(catalog);
	live_exec(&story->live, "DROP TABLE readings");
}

static void upgrade_all(const struct upgrade *list, size_t n, const char *store,
			enum compressed how)
{
	struct story story;
	open_story(&story);
	for (size_t i = 0; i < n; i++)
		upgrade_rows(&story, &list[i], store, how);
	close_story(&story);
}

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

TEST(rows_survive_upgrades)
{
	upgrade_all(upgrades, COUNT(upgrades), "", NONE);
}

TEST(rows_survive_upgrades_in_the_columnstore)
{
	upgrade_all(upgrades, COUNT(upgrades), METER, ALL);
}

TEST(rows_survive_upgrades_while_some_are_in_the_columnstore)
{
	upgrade_all(
		upgrades, COUNT(upgrades),
		", columnstore_after: '9 years', segmentby: 'meter', orderby: 'at DESC'",
		SOME);
}

TEST(rows_survive_other_settings_of_the_columnstore)
{
	upgrade_all(settings, COUNT(settings), "", ALL);
}
