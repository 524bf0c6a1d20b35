/* SPDX-License-Identifier: Apache-2.0 */
/* Flags: every way to write one, every way to get one wrong, and what is never echoed. */
#include <ddlect/dialect.h>

#include "core/cli/cli.h"
#include "core/dialect/registry.h"
#include "tests/unit/test.h"

static int nothing(struct cli *cli, struct ddlect_err *err)
{
	(void)cli;
	(void)err;
	return 0;
}

static const struct flag *const generate_flags[] = {&flag_dsn, &flag_full, &flag_path,
						    &flag_quiet, NULL};
static const struct flag *const fmt_flags[] = {&flag_quiet, NULL};
static const struct command generate = {"generate", NULL, "Write pairs.", generate_flags,
					0,	    0,	  true,		  nothing};
static const struct command fmt = {"fmt", "FILE", "Print.", fmt_flags,
				   1,	  1,	  false,    nothing};
static const struct command *const commands[] = {&generate, &fmt, NULL};

static struct arena arena;
static struct cli cli;
static struct ddlect_err err;

/* Parse words that are split by single spaces. */
static int parse(const char *words)
{
	static char program[] = "ddlect";
	char *argv[16] = {program};
	int argc = 1;
	arena_init(&arena);
	cli = (struct cli){.arena = &arena, .program = "ddlect"};
	err = (struct ddlect_err){0};
	char *text = arena_text(&arena, words, strlen(words));
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	return flags_parse(&cli, commands, argc, argv, &err);
}

static void refused(const char *words, const char *message)
{
	CHECK_INT(parse(words), -1);
	CHECK_TEXT(err.text, message);
	CHECK_INT(err.status, DDLECT_USAGE);
	arena_clear(&arena);
}

TEST(a_flag_may_be_written_in_three_ways)
{
	static const char *const ways[] = {"-path x -full", "-path=x -full=true",
					   "--path=x --full",
					   "generate --path x -full=1"};
	for (int i = 0; i < 4; i++) {
		CHECK_INT(parse(ways[i]), 0);
		CHECK_TEXT(cli.options.path, "x");
		CHECK(cli.options.full);
		CHECK(cli.command == &generate);
		arena_clear(&arena);
	}
}

TEST(a_switch_can_be_turned_off)
{
	CHECK_INT(parse("-full -full=false"), 0);
	CHECK(!cli.options.full);
	arena_clear(&arena);
	refused("-full=maybe",
		"-full is a switch: give it alone, or with =true or =false");
}

TEST(a_value_may_look_like_a_flag_or_be_empty)
{
	CHECK_INT(parse("-path -full -dsn="), 0);
	CHECK_TEXT(cli.options.path, "-full");
	CHECK_TEXT(cli.options.dsn, "");
	CHECK(!cli.options.full);
	arena_clear(&arena);
}

TEST(the_command_may_follow_its_flags)
{
	CHECK_INT(parse("-q fmt docs.dbml"), 0);
	CHECK(cli.command == &fmt && cli.named);
	CHECK_INT(cli.n_arguments, 1);
	CHECK_TEXT(cli.arguments[0], "docs.dbml");
	arena_clear(&arena);
	CHECK_INT(parse("fmt -- -docs.dbml"), 0);
	CHECK_TEXT(cli.arguments[0], "-docs.dbml");
	arena_clear(&arena);
}

TEST(what_is_wrong_is_said)
{
	refused("-path", "-path needs a value: -path DIR");
	refused("fnt docs.dbml",
		"unknown command fnt; did you mean fmt? ddlect -help lists them");
	refused("postgres://u:secret@h/d",
		"unknown command postgres; ddlect -help lists them");
	refused("fmt -full x", "\"fmt\" takes no -full; see ddlect fmt -help");
	refused("fmt", "\"fmt\" needs FILE: ddlect fmt FILE");
	refused("fmt a b", "\"fmt\" takes only FILE, and there is more than that; see "
			   "ddlect fmt -help");
	refused("generate a", "\"generate\" takes no arguments, and there is more than "
			      "that; see ddlect generate -help");
}

static struct dialect lifting = {.slots = {.name = "lifted",
					   .base = "plain",
					   .lift_flag = "pretend",
					   .capabilities = DDLECT_CAN_LIFT}};
static struct dialect *dialects[] = {&lifting};
static struct registry registry = {.dialects = dialects, .n = 1};

TEST(a_dialect_brings_its_own_flag)
{
	CHECK_INT(parse("-pretend -path x"), 0);
	CHECK_INT(foreign_resolve(&cli, &registry, &err), 0);
	CHECK_TEXT(cli.options.lift, "pretend");
	arena_clear(&arena);
	CHECK_INT(parse("-pretend=false"), 0);
	CHECK_INT(foreign_resolve(&cli, &registry, &err), 0);
	CHECK(!cli.options.lift);
	arena_clear(&arena);
}

TEST(a_flag_of_nobody_is_refused)
{
	static const char *const cases[][2] = {
		{"-pretand", "unknown flag -pretand; did you mean -pretend? "
			     "ddlect -help lists them"},
		{"-paht x",
		 "unknown flag -paht; did you mean -path? ddlect -help lists them"},
		{"-dsnpostgres://u:secret@h/d",
		 "unknown flag -dsnpostgres; ddlect -help lists them"},
		{"fmt x -pretend", "unknown flag -pretend; ddlect -help lists them"},
	};
	for (int i = 0; i < 4; i++) {
		CHECK_INT(parse(cases[i][0]), 0);
		CHECK_INT(foreign_resolve(&cli, &registry, &err), -1);
		CHECK_TEXT(err.text, cases[i][1]);
		CHECK_INT(err.status, DDLECT_USAGE);
		arena_clear(&arena);
	}
}

TEST(help_lists_the_flags_and_never_a_secret)
{
	struct ddlect_buf out;
	buf_init(&out);
	setenv("DDLECT_DSN", "postgres://u:secret@h/d", 1);
	CHECK_INT(parse("-dsn postgres://u:secret@h/d -help"), 0);
	help_write(&out, &cli, commands, &registry);
	CHECK(strstr(out.text, "  -path DIR                where migrations are kept"));
	CHECK(strstr(out.text, "  -pretend                 the upgrade for lifted from"));
	CHECK(strstr(out.text, "  fmt          Print.\n"));
	CHECK(!strstr(out.text, "secret"));
	buf_clear(&out);
	arena_clear(&arena);
}
