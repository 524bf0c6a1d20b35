/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of a PostgreSQL file: where they end, what they are, what they say. */
#include "core/dialect/host.h"
#include "plugins/postgres/postgres.h"
#include "tests/unit/test.h"

struct text {
	char bytes[4096];
	size_t n;
};

static void add(struct text *text, const char *bytes, size_t length)
{
	CHECK(text->n + length < sizeof(text->bytes));
	memcpy(text->bytes + text->n, bytes, length);
	text->n += length;
	text->bytes[text->n] = '\0';
}

/* All statements, each with a bar behind it; after the last one what is wrong, in <>. */
static const char *pieces(const char *sql, size_t length)
{
	static struct text out;
	struct ddlect_piece piece = {0};
	struct ddlect_err err;
	out = (struct text){0};
	char *exact = malloc(length ? length : 1);
	memcpy(exact, sql, length);
	for (;;) {
		int status = pg_split(NULL, exact, length, piece.end, &piece, NULL, NULL,
				      &err);
		if (status < 0)
			snprintf(out.bytes + out.n, sizeof(out.bytes) - out.n,
				 "<%llu: %s>", (unsigned long long)piece.begin, err.text);
		if (status <= 0)
			break;
		add(&out, exact + piece.begin, piece.end - piece.begin);
		add(&out, "|", 1);
	}
	free(exact);
	return out.bytes;
}

static void add_token(void *context, const char *bytes, uint64_t length)
{
	add(context, bytes, length);
	add(context, "|", 1);
}

static const char *tokens(const char *sql)
{
	static struct text out[2];
	static int turn;
	struct ddlect_piece piece = {0};
	struct ddlect_err err;
	turn = !turn;
	out[turn] = (struct text){0};
	while (pg_split(NULL, sql, strlen(sql), piece.end, &piece, add_token, &out[turn],
			&err) > 0)
		;
	return out[turn].bytes;
}

static struct ddlect_piece first(const char *sql)
{
	struct ddlect_piece piece;
	struct ddlect_err err;
	CHECK_INT(pg_split(NULL, sql, strlen(sql), 0, &piece, NULL, NULL, &err), 1);
	return piece;
}

TEST(a_statement_ends_at_its_semicolon)
{
	static const char *const cases[][2] = {
		{"", ""},
		{" \n\t\f\v\r\n", ""},
		{";;; ;", ""},
		{"-- a comment", ""},
		{"/* a; b */ ; -- c", ""},
		{"a", "a|"},
		{"a;", "a;|"},
		{"a;b;c", "a;|b;|c|"},
		{"a ;\n -- b;\n c", "a ;|c|"},
		{"/* x */ a; /* y */", "a;|"},
		{"a /* ; */ b;", "a /* ; */ b;|"},
		{"a\r\n;\r\nb\r\n", "a\r\n;|b\r\n|"},
		{"a -- ;\rb; c", "a -- ;\rb;|c|"},
		{"/* /* ; */ ; */ a; b", "a;|b|"},
		{"/*/ ; */ a; b", "a;|b|"},
		{"/**/ a; b", "a;|b|"},
		{"a /*/**/*/; b", "a /*/**/*/;|b|"},
		{"a+/* ; */b; c", "a+/* ; */b;|c|"},
		{"a+--;\nb; c", "a+--;\nb;|c|"},
		{"\xc3\xa9; \xff;", "\xc3\xa9;|\xff;|"},
	};
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(pieces(cases[i][0], strlen(cases[i][0])), cases[i][1]);
	CHECK_TEXT(pieces("a\0;b", 4), "a");
}

TEST(a_semicolon_in_quotes_ends_nothing)
{
	static const char *const cases[][2] = {
		{"';'; b", "';';|b|"},
		{"''';'; b", "''';';|b|"},
		{"'\\'; b;", "'\\';|b;|"},
		{"E'\\';'; b", "E'\\';';|b|"},
		{"e'\\\\'; b", "e'\\\\';|b|"},
		{"e''';'; b", "e''';';|b|"},
		{"xE'\\'; b", "xE'\\';|b|"},
		{"U&'\\'; b", "U&'\\';|b|"},
		{"u&\";\\\"; b", "u&\";\\\";|b|"},
		{"U & ';' ; b", "U & ';' ;|b|"},
		{"B';'; X';'; N';'", "B';';|X';';|N';'|"},
		{"\";\"; \"\"\";\"; b", "\";\";|\"\"\";\";|b|"},
		{"'a'\n'b;'; c", "'a'\n'b;';|c|"},
		/* The backslash counts in the second part too. */
		{"E'a'\n'\\';'; c", "E'a'\n'\\';';|c|"},
		{"E'a' -- x\n -- y\n '\\';'; c", "E'a' -- x\n -- y\n '\\';';|c|"},
		{"E'a'\r'\\';'; c", "E'a'\r'\\';';|c|"},
		/* No line break, or another comment: a string of its own. */
		{"E'a' '\\'; c", "E'a' '\\';|c|"},
		{"E'a' /*\n*/ '\\'; c", "E'a' /*\n*/ '\\';|c|"},
		{"$$;$$; b", "$$;$$;|b|"},
		{"$a$;$$;$b$;$a$; b", "$a$;$$;$b$;$a$;|b|"},
		{"$a$;$a$a$; b", "$a$;$a$a$;|b|"},
		{"$\xc3\xa9$;$\xc3\xa9$; b", "$\xc3\xa9$;$\xc3\xa9$;|b|"},
		{"$a1$;$a1$; b", "$a1$;$a1$;|b|"},
		{"$a$ $ $a $a$; b", "$a$ $ $a $a$;|b|"},
		{"a$b$; c$b$", "a$b$;|c$b$|"},
		{"a$$; c$$", "a$$;|c$$|"},
		{"$1$$;$$; b", "$1$$;$$;|b|"},
		{"1$$;$$; b", "1$$;$$;|b|"},
		{"1e5;$a$;", "1e5;|<4: the dollar-quoted string that begins here never "
			     "ends>"},
		{"1e+5$$;$$; b", "1e+5$$;$$;|b|"},
		{"1..2; .5; 1.;", "1..2;|.5;|1.;|"},
		{"$; $a; $1;", "$;|$a;|$1;|"},
	};
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(pieces(cases[i][0], strlen(cases[i][0])), cases[i][1]);
}

TEST(what_never_ends_is_wrong_where_it_begins)
{
	static const char *const cases[][2] = {
		{"a; 'b;", "a;|<3: the string that begins here never ends>"},
		{"a; b 'c';'", "a;|b 'c';|<9: the string that begins here never ends>"},
		{"E'\\'", "<0: the string that begins here never ends>"},
		{"E'\\", "<0: the string that begins here never ends>"},
		{"U&'", "<0: the string that begins here never ends>"},
		{"a 'b'\n 'c", "<7: the string that begins here never ends>"},
		{"\"a;", "<0: the quoted name that begins here never ends>"},
		{"U&\"a;'", "<0: the quoted name that begins here never ends>"},
		{"a /* /* */ ;", "<2: the comment that begins here never ends>"},
		{"a; /*", "a;|<3: the comment that begins here never ends>"},
		{"a; /*/", "a;|<3: the comment that begins here never ends>"},
		{"b $a$ $A$ $a",
		 "<2: the dollar-quoted string that begins here never ends>"},
		{"$$ $", "<0: the dollar-quoted string that begins here never ends>"},
	};
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(pieces(cases[i][0], strlen(cases[i][0])), cases[i][1]);
}

TEST(parentheses_and_bodies_hold_statements)
{
	static const char *const cases[][2] = {
		{"CREATE RULE r AS ON UPDATE TO t DO (a; b); c",
		 "CREATE RULE r AS ON UPDATE TO t DO (a; b);|c|"},
		{"a); b", "a);|b|"},
		{"((a;); b", "((a;); b|"},
		{"create or REPLACE function f() BEGIN atomic a; b; END; c",
		 "create or REPLACE function f() BEGIN atomic a; b; END;|c|"},
		{"CREATE PROCEDURE f() BEGIN ATOMIC END; c",
		 "CREATE PROCEDURE f() BEGIN ATOMIC END;|c|"},
		{"CREATE FUNCTION f() BEGIN ATOMIC ;; END; c",
		 "CREATE FUNCTION f() BEGIN ATOMIC ;; END;|c|"},
		{"CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN CASE b WHEN 1 "
		 "THEN 2 END ELSE 3 END; END; c",
		 "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN CASE b WHEN 1 "
		 "THEN 2 END ELSE 3 END; END;|c|"},
		/* Names that are words of the language. */
		{"CREATE FUNCTION f() BEGIN ATOMIC SELECT 1 AS end, t.end, 2 end; END; c",
		 "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1 AS end, t.end, 2 end; "
		 "END;|c|"},
		{"CREATE FUNCTION f() BEGIN ATOMIC SELECT t.case; END; c",
		 "CREATE FUNCTION f() BEGIN ATOMIC SELECT t.case; END;|c|"},
		{"CREATE FUNCTION begin() RETURNS int RETURN 1; c",
		 "CREATE FUNCTION begin() RETURNS int RETURN 1;|c|"},
		{"CREATE FUNCTION f(a int = (SELECT begin atomic)) RETURN 1; c",
		 "CREATE FUNCTION f(a int = (SELECT begin atomic)) RETURN 1;|c|"},
		{"CREATE TABLE f AS SELECT begin atomic; c",
		 "CREATE TABLE f AS SELECT begin atomic;|c|"},
		{"CREATE OR REPLACE VIEW f AS SELECT begin atomic FROM function; c",
		 "CREATE OR REPLACE VIEW f AS SELECT begin atomic FROM function;|c|"},
		{"CREATE FUNCTION f() BEGIN ATOMIC \"END\"; 'END'; END; c",
		 "CREATE FUNCTION f() BEGIN ATOMIC \"END\"; 'END'; END;|c|"},
		{"BEGIN; a; END; c", "BEGIN;|a;|END;|c|"},
		{"CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1; c",
		 "CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT "
		 "1;|c|"},
	};
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(pieces(cases[i][0], strlen(cases[i][0])), cases[i][1]);
}

TEST(two_texts_that_do_the_same_have_the_same_tokens)
{
	static const char *const same[][2] = {
		{"CREATE table T", "create/**/TABLE t ;"},
		{"a;b", ";;a ; b;-- c\n"},
		{"'a'\n'b'", "'a' -- x\n\n'b'"},
		{"a(b,c)", "a ( b , c )"},
		{"a*-1", "a * - 1"},
		{"a<-b", "a< -b"},
		{"x::int", "X :: INT"},
		{"\xc3\x84"
		 "A",
		 "\xc3\x84"
		 "a"},
	};
	static const char *const different[][2] = {
		{"a", "\"a\""},	      {"'a'", "'A'"},		{"'a'\n'b'", "'a' 'b'"},
		{"'a'\n'b'", "'ab'"}, {"'a  b'", "'a b'"},	{"$$a$$", "$$A$$"},
		{"\"A\"", "\"a\""},   {"\xc3\x84", "\xc3\xa4"}, {"1 .5", "1.5"},
		{"a@-b", "a@ -b"},    {"a ::b", "a : :b"},	{"ab", "a b"},
		{"a;b", "a b"},	      {"U&'a'", "U & 'a'"},
	};
	ddlect_host = host_table();
	CHECK_TEXT(tokens("Select A.\"B\", 'C'"), "select|a|.|\"B\"|,|'C'|;|");
	CHECK_TEXT(tokens("E'a'\n 'b'"), "E'a'|\n|'b'|;|");
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		CHECK_TEXT(tokens(same[i][0]), tokens(same[i][1]));
	for (size_t i = 0; i < sizeof(different) / sizeof(*different); i++)
		if (strcmp(tokens(different[i][0]), tokens(different[i][1])) == 0)
			test_fail(__FILE__, __LINE__, "%s is taken for %s",
				  different[i][0], different[i][1]);
}

TEST(a_long_word_is_one_token)
{
	char sql[1000];
	memset(sql, 'A', sizeof(sql) - 1);
	sql[sizeof(sql) - 1] = '\0';
	ddlect_host = host_table();
	CHECK_INT(strcspn(tokens(sql), "|"), sizeof(sql) - 1);
}

static const struct {
	const char *sql;
	uint32_t kind;
	const char *name;
} kinds[] = {
	{"BEGIN", DDLECT_PIECE_BEGIN, "BEGIN"},
	{"begin ISOLATION LEVEL serializable;", DDLECT_PIECE_BEGIN, "BEGIN"},
	{"Start /* x */ Transaction;", DDLECT_PIECE_BEGIN, "START TRANSACTION"},
	{"COMMIT", DDLECT_PIECE_COMMIT, "COMMIT"},
	{"COMMIT AND NO CHAIN", DDLECT_PIECE_COMMIT, "COMMIT"},
	{"COMMIT AND CHAIN", DDLECT_PIECE_REFUSED, "COMMIT AND CHAIN"},
	{"COMMIT WORK AND CHAIN", DDLECT_PIECE_REFUSED, "COMMIT AND CHAIN"},
	{"END TRANSACTION", DDLECT_PIECE_COMMIT, "END"},
	{"END AND CHAIN", DDLECT_PIECE_REFUSED, "END AND CHAIN"},
	{"ROLLBACK", DDLECT_PIECE_ROLLBACK, "ROLLBACK"},
	{"ROLLBACK WORK;", DDLECT_PIECE_ROLLBACK, "ROLLBACK"},
	{"ROLLBACK AND CHAIN", DDLECT_PIECE_REFUSED, "ROLLBACK AND CHAIN"},
	{"ROLLBACK TO x", DDLECT_PIECE_PLAIN, NULL},
	{"ROLLBACK TRANSACTION TO SAVEPOINT x", DDLECT_PIECE_PLAIN, NULL},
	{"ABORT", DDLECT_PIECE_ROLLBACK, "ABORT"},
	{"ABORT TRANSACTION AND CHAIN", DDLECT_PIECE_REFUSED, "ABORT AND CHAIN"},
	{"SAVEPOINT x", DDLECT_PIECE_PLAIN, NULL},
	{"RELEASE x", DDLECT_PIECE_PLAIN, NULL},
	{"PREPARE TRANSACTION 'x'", DDLECT_PIECE_REFUSED, "PREPARE TRANSACTION"},
	{"PREPARE x AS SELECT 1", DDLECT_PIECE_PLAIN, NULL},
	{"COMMIT PREPARED 'x'", DDLECT_PIECE_ALONE, "COMMIT PREPARED"},
	{"ROLLBACK PREPARED 'x'", DDLECT_PIECE_ALONE, "ROLLBACK PREPARED"},
	{"VACUUM", DDLECT_PIECE_ALONE, "VACUUM"},
	{"VACUUM (FULL) t", DDLECT_PIECE_ALONE, "VACUUM"},
	{"ANALYZE t", DDLECT_PIECE_PLAIN, NULL},
	{"CREATE DATABASE x", DDLECT_PIECE_ALONE, "CREATE DATABASE"},
	{"DROP DATABASE x", DDLECT_PIECE_ALONE, "DROP DATABASE"},
	{"ALTER DATABASE x SET TABLESPACE y", DDLECT_PIECE_ALONE,
	 "ALTER DATABASE SET TABLESPACE"},
	{"ALTER DATABASE x SET search_path = y", DDLECT_PIECE_PLAIN, NULL},
	{"CREATE TABLESPACE x LOCATION '/y'", DDLECT_PIECE_ALONE, "CREATE TABLESPACE"},
	{"DROP TABLESPACE x", DDLECT_PIECE_ALONE, "DROP TABLESPACE"},
	{"ALTER TABLESPACE x RENAME TO y", DDLECT_PIECE_PLAIN, NULL},
	{"ALTER SYSTEM SET work_mem = 1", DDLECT_PIECE_ALONE, "ALTER SYSTEM"},
	{"DISCARD ALL", DDLECT_PIECE_ALONE, "DISCARD ALL"},
	{"DISCARD PLANS", DDLECT_PIECE_PLAIN, NULL},
	{"CLUSTER", DDLECT_PIECE_ALONE, "CLUSTER without a table"},
	{"CLUSTER;", DDLECT_PIECE_ALONE, "CLUSTER without a table"},
	{"CLUSTER (VERBOSE) ;", DDLECT_PIECE_ALONE, "CLUSTER without a table"},
	{"CLUSTER VERBOSE;", DDLECT_PIECE_ALONE, "CLUSTER without a table"},
	{"CLUSTER VERBOSE t;", DDLECT_PIECE_PLAIN, NULL},
	{"CLUSTER t USING i", DDLECT_PIECE_PLAIN, NULL},
	{"CREATE INDEX CONCURRENTLY i ON t (a)", DDLECT_PIECE_ALONE,
	 "CREATE INDEX CONCURRENTLY"},
	{"create unique index concurrently on t (a)", DDLECT_PIECE_ALONE,
	 "CREATE INDEX CONCURRENTLY"},
	{"CREATE INDEX \"concurrently\" ON t (a)", DDLECT_PIECE_PLAIN, NULL},
	{"DROP INDEX CONCURRENTLY IF EXISTS i", DDLECT_PIECE_ALONE,
	 "DROP INDEX CONCURRENTLY"},
	{"DROP INDEX i", DDLECT_PIECE_PLAIN, NULL},
	{"REINDEX TABLE CONCURRENTLY t", DDLECT_PIECE_ALONE, "REINDEX CONCURRENTLY"},
	{"REINDEX (VERBOSE, CONCURRENTLY) TABLE t", DDLECT_PIECE_ALONE,
	 "REINDEX CONCURRENTLY"},
	{"REINDEX (CONCURRENTLY off) TABLE t", DDLECT_PIECE_PLAIN, NULL},
	{"REINDEX (CONCURRENTLY 0) TABLE t", DDLECT_PIECE_PLAIN, NULL},
	{"REINDEX (VERBOSE) DATABASE d", DDLECT_PIECE_ALONE,
	 "REINDEX of more than a table"},
	{"REINDEX SYSTEM", DDLECT_PIECE_ALONE, "REINDEX of more than a table"},
	{"REINDEX SCHEMA s", DDLECT_PIECE_ALONE, "REINDEX of more than a table"},
	{"REINDEX TABLE database", DDLECT_PIECE_PLAIN, NULL},
	{"ALTER TABLE IF EXISTS ONLY a.b * DETACH PARTITION c.d CONCURRENTLY",
	 DDLECT_PIECE_ALONE, "ALTER TABLE DETACH PARTITION CONCURRENTLY"},
	{"ALTER TABLE a DETACH PARTITION b FINALIZE", DDLECT_PIECE_PLAIN, NULL},
	{"ALTER TABLE a ADD concurrently int", DDLECT_PIECE_PLAIN, NULL},
	{"REFRESH MATERIALIZED VIEW CONCURRENTLY v", DDLECT_PIECE_PLAIN, NULL},
	{"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", DDLECT_PIECE_ALONE,
	 "CREATE SUBSCRIPTION"},
	{"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false)",
	 DDLECT_PIECE_PLAIN, NULL},
	{"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot=off)",
	 DDLECT_PIECE_PLAIN, NULL},
	{"DROP SUBSCRIPTION s", DDLECT_PIECE_ALONE, "DROP SUBSCRIPTION"},
	{"ALTER SUBSCRIPTION s REFRESH PUBLICATION", DDLECT_PIECE_ALONE,
	 "ALTER SUBSCRIPTION"},
	{"ALTER SUBSCRIPTION s SET PUBLICATION p", DDLECT_PIECE_ALONE,
	 "ALTER SUBSCRIPTION"},
	{"ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (refresh = false)",
	 DDLECT_PIECE_PLAIN, NULL},
	{"ALTER SUBSCRIPTION s SET (two_phase = true)", DDLECT_PIECE_ALONE,
	 "ALTER SUBSCRIPTION"},
	{"ALTER SUBSCRIPTION s SET (slot_name = NONE)", DDLECT_PIECE_PLAIN, NULL},
	{"ALTER SUBSCRIPTION s DISABLE", DDLECT_PIECE_PLAIN, NULL},
	{"COPY t FROM STDIN", DDLECT_PIECE_REFUSED, "COPY with data of the client"},
	{"COPY t (a, b) FROM stdin WITH (FORMAT csv);", DDLECT_PIECE_REFUSED,
	 "COPY with data of the client"},
	{"COPY (SELECT a FROM stdin) TO STDOUT", DDLECT_PIECE_REFUSED,
	 "COPY with data of the client"},
	{"COPY (SELECT a FROM stdin) TO '/x'", DDLECT_PIECE_PLAIN, NULL},
	{"COPY t FROM '/x'", DDLECT_PIECE_PLAIN, NULL},
	{"COPY t FROM PROGRAM 'x'", DDLECT_PIECE_PLAIN, NULL},
	{"\\connect other\nSELECT 1", DDLECT_PIECE_REFUSED, "\\connect"},
	{"\\i x.sql", DDLECT_PIECE_REFUSED, "\\i"},
	{"\\.", DDLECT_PIECE_REFUSED, "\\."},
	{"SELECT 1 \\gexec\n", DDLECT_PIECE_REFUSED, "\\gexec"},
	{"SELECT 'x' \\ y", DDLECT_PIECE_REFUSED, "a backslash outside of quotes"},
	{"\\notacommand", DDLECT_PIECE_REFUSED, "a backslash outside of quotes"},
	{"\\", DDLECT_PIECE_REFUSED, "a backslash outside of quotes"},
	{"SELECT '\\x'", DDLECT_PIECE_PLAIN, NULL},
	{"\"begin\"", DDLECT_PIECE_PLAIN, NULL},
	{"(SELECT 1)", DDLECT_PIECE_PLAIN, NULL},
	{"DO $$ BEGIN COMMIT; END $$", DDLECT_PIECE_PLAIN, NULL},
};

TEST(a_statement_is_called_by_what_it_is)
{
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct ddlect_piece piece = first(kinds[i].sql);
		if (piece.kind != kinds[i].kind)
			test_fail(__FILE__, __LINE__, "%s: is %u", kinds[i].sql,
				  piece.kind);
		CHECK_TEXT(piece.name, kinds[i].name);
		CHECK((piece.advice != NULL) == (piece.kind == DDLECT_PIECE_REFUSED));
	}
}

TEST(concurrent_work_is_patient)
{
	ddlect_host = host_table();
	CHECK_INT(first("CREATE INDEX CONCURRENTLY ON t (a)").flags,
		  DDLECT_PIECE_PATIENT);
	CHECK_INT(first("DROP INDEX CONCURRENTLY i").flags, DDLECT_PIECE_PATIENT);
	CHECK_INT(first("REINDEX INDEX CONCURRENTLY i").flags, DDLECT_PIECE_PATIENT);
	CHECK_INT(first("VACUUM").flags, 0);
}

TEST(what_only_sets_something_is_told)
{
	ddlect_host = host_table();
	CHECK_INT(first("SET search_path = a").flags, DDLECT_PIECE_SETTING);
	CHECK_INT(first("set local role a").flags, DDLECT_PIECE_SETTING);
	CHECK_TEXT(first("SET a = 1").name, "SET");
	CHECK_INT(first("settle").flags, 0);
}

TEST(a_command_of_psql_ends_with_its_line)
{
	ddlect_host = host_table();
	CHECK_TEXT(pieces("\\set x ';'\nSELECT 1;", 21), "\\set x ';'|SELECT 1;|");
	CHECK_TEXT(pieces("SELECT 1 \\g ; 'x\nSELECT 2;", 27),
		   "SELECT 1 \\g ; 'x|SELECT 2;|");
}

static int add_effect(void *context, const struct ddlect_effect *e,
		      struct ddlect_err *err)
{
	static const char *const verbs[] = {"",	     "+",      "-",	">",
					    "~",     "path",   "path0", "role",
					    "role0", "unseen", "save",	"undo"};
	static const char *const objects[] = {"",	"table", "type",    "routine",
					      "schema", "view",	 "sequence"};
	char line[512];
	(void)err;
	snprintf(line, sizeof(line), "%s%s%s %s%s%s", verbs[e->verb],
		 e->flags & DDLECT_EFFECT_PERHAPS ? "?" : "", objects[e->object],
		 e->schema ? e->schema : "", e->schema ? "." : "",
		 e->name ? e->name : "");
	add(context, line, strlen(line));
	if (e->verb == DDLECT_EFFECT_RENAME) {
		snprintf(line, sizeof(line), ">%s%s%s", e->to_schema ? e->to_schema : "",
			 e->to_schema ? "." : "", e->to_name);
		add(context, line, strlen(line));
	}
	add(context, "|", 1);
	return 0;
}

static const char *const effects[][2] = {
	{"CREATE TABLE a (b int)", "+table a|"},
	{"create unlogged table IF NOT EXISTS S.\"A b\"()", "+?table s.A b|"},
	{"CREATE TABLE d.s.a (x int)", "+table s.a|"},
	{"CREATE TABLE a AS SELECT 1", "+table a|"},
	{"CREATE TEMP TABLE a ()", ""},
	{"CREATE LOCAL TEMPORARY TABLE a ()", ""},
	{"CREATE TABLE pg_temp.a ()", ""},
	{"CREATE TEMP VIEW a AS SELECT 1", ""},
	{"CREATE OR REPLACE VIEW a AS SELECT 1", "+?view a|"},
	{"CREATE RECURSIVE VIEW s.a (b) AS SELECT 1", "+view s.a|"},
	{"CREATE MATERIALIZED VIEW IF NOT EXISTS a AS SELECT 1", "+?view a|"},
	{"DROP MATERIALIZED VIEW IF EXISTS a, b", "-view a|-view b|"},
	{"ALTER VIEW a RENAME TO b", ">view a>b|"},
	{"CREATE SEQUENCE IF NOT EXISTS s.a START 1", "+?sequence s.a|"},
	{"CREATE TEMP SEQUENCE a", ""},
	{"DROP SEQUENCE a", "-sequence a|"},
	{"REFRESH MATERIALIZED VIEW a", ""},
	{"CREATE INDEX i ON a (b)", "~table a|"},
	{"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.a (b)",
	 "~table s.a|"},
	{"CREATE OR REPLACE TRIGGER t AFTER UPDATE OF b ON a EXECUTE FUNCTION f()",
	 "~table a|"},
	{"CREATE CONSTRAINT TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()",
	 "~table a|"},
	{"CREATE POLICY p ON a USING (true)", "~table a|"},
	{"CREATE RULE r AS ON INSERT TO a DO NOTHING", "~table a|"},
	{"CREATE EXTENSION IF NOT EXISTS citext", ""},
	{"CREATE INDEX", ""},
	{"CREATE TABLE", ""},
	{"SELECT 1 INTO a", "+table a|"},
	{"SELECT (SELECT 1) INTO UNLOGGED TABLE s.a FROM b", "+table s.a|"},
	{"SELECT 1 INTO TEMP a", ""},
	{"WITH x AS (SELECT 1) SELECT * INTO a FROM x", "+table a|"},
	{"WITH x AS (SELECT 1) INSERT INTO a SELECT 1", ""},
	{"WITH x AS (SELECT 1) MERGE INTO a USING x ON true WHEN MATCHED THEN DELETE",
	 ""},
	{"INSERT INTO a VALUES (1)", ""},
	{"DROP TABLE a", "-table a|"},
	{"DROP TABLE IF EXISTS a, s.\"B\" , c CASCADE;", "-table a|-table s.B|-table c|"},
	{"DROP VIEW a", "-view a|"},
	{"DROP INDEX a", ""},
	{"ALTER TABLE a RENAME TO b", ">table a>b|"},
	{"ALTER TABLE IF EXISTS ONLY s.a * RENAME TO \"B\"", ">table s.a>s.B|"},
	{"ALTER TABLE a RENAME b TO c", "~table a|"},
	{"ALTER TABLE a RENAME COLUMN b TO c", "~table a|"},
	{"ALTER TABLE a SET SCHEMA s", ">table a>s.a|"},
	{"ALTER TABLE a ADD b int", "~table a|"},
	{"ALTER SEQUENCE a RESTART", ""},
	{"ALTER TABLE a RENAME TO", ""},
	{"DO $$ BEGIN CREATE TABLE a (); END $$", "unseen DO|"},
	{"call p()", "unseen CALL|"},
	{"SET search_path TO S, public", "path? s.|"},
	{"SET search_path TO S", "path s.|"},
	{"SET LOCAL search_path = \"$user\"", "path |"},
	{"SAVEPOINT A", "save a|"},
	{"ROLLBACK TRANSACTION TO SAVEPOINT \"A\"", "undo A|"},
	{"ROLLBACK TO a", "undo a|"},
	{"ROLLBACK", ""},
	{"RESET search_path", "path0 |"},
	{"RESET work_mem", ""},
	{"SET ROLE x", "role |"},
	{"RESET SESSION AUTHORIZATION", "role0 |"},
	{"CREATE TYPE a AS ENUM ('x')", "+type a|"},
	{"CREATE DOMAIN s.a AS int", "+type s.a|"},
	{"DROP TYPE a, b", "-type a|-type b|"},
	{"DROP DOMAIN a", "-type a|"},
	{"ALTER TYPE a RENAME TO b", ">type a>b|"},
	{"ALTER TYPE a RENAME VALUE 'b' TO 'c'", "~type a|"},
	{"ALTER DOMAIN a SET SCHEMA s", ">type a>s.a|"},
	{"CREATE OR REPLACE FUNCTION a(b int) RETURNS int RETURN 1", "+?routine a|"},
	{"CREATE PROCEDURE s.a() AS $$ CREATE TABLE b () $$", "+routine s.a|"},
	{"DROP FUNCTION IF EXISTS a(int, b numeric(1, 2)), c CASCADE",
	 "-routine a|-routine c|"},
	{"DROP ROUTINE a()", "-routine a|"},
	{"ALTER FUNCTION a(int) RENAME TO b", ">routine a>b|"},
	{"ALTER PROCEDURE a SET SCHEMA s", ">routine a>s.a|"},
	{"CREATE SCHEMA a", "+schema a|"},
	{"CREATE SCHEMA IF NOT EXISTS a AUTHORIZATION b", "+?schema a|"},
	{"CREATE SCHEMA AUTHORIZATION b", "+schema b|"},
	{"CREATE SCHEMA a CREATE TABLE b (c int) CREATE VIEW d AS SELECT 1 CREATE TABLE "
	 "e.f ()",
	 "+schema a|+table a.b|+view a.d|+table e.f|"},
	{"DROP SCHEMA a, b CASCADE", "-schema a|-schema b|"},
	{"ALTER SCHEMA a RENAME TO b", ">schema a>b|"},
	{"/* x */ -- y\nCREATE /* z */ TABLE a ()", "+table a|"},
	{"CREATE TABLE U&\"d\\0061t\\+000061\\\\\"\"x\" ()", "+table data\\\"x|"},
	{"CREATE TABLE U&\"d!0061t\\a\" UESCAPE '!' ()", "+table dat\\a|"},
	{"CREATE TABLE U&\"\\d83d\\DE00\" ()", "+table \xf0\x9f\x98\x80|"},
	{"CREATE TABLE U&\"\\zzzz\" ()", ""},
	{"CREATE TABLE U&\"\\d83d\" ()", ""},
	{"CREATE TABLE \"a\"\"b\" ()", "+table a\"b|"},
	{"CREATE TABLE \xc3\x84"
	 "B ()",
	 "+table \xc3\x84"
	 "b|"},
	{"CREATE TABLE "
	 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa4"
	 "b ()",
	 "+table aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|"},
	{"CREATE TABLE 'a' ()", ""},
	{"", ""},
	{"DROP TABLE 'never", ""},
	{"DROP FUNCTION a(int", "-routine a|"},
};

TEST(a_statement_says_what_it_makes_and_drops)
{
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(effects) / sizeof(*effects); i++) {
		struct text out = {0};
		struct ddlect_err err;
		size_t length = strlen(effects[i][0]);
		char *exact = malloc(length ? length : 1);
		memcpy(exact, effects[i][0], length);
		CHECK_INT(pg_effects(NULL, exact, length, add_effect, &out, &err), 0);
		CHECK_TEXT(out.bytes, effects[i][1]);
		free(exact);
	}
}

static int refuse(void *context, const struct ddlect_effect *e, struct ddlect_err *err)
{
	++*(int *)context;
	(void)e;
	return ddlect_error(err, "enough");
}

TEST(who_listens_may_stop)
{
	static const char *const texts[] = {"DROP TABLE a, b",
					    "ALTER TABLE a RENAME TO b",
					    "CREATE SCHEMA a CREATE TABLE b ()"};
	struct ddlect_err err;
	ddlect_host = host_table();
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		int n = 0;
		CHECK_INT(pg_effects(NULL, texts[i], strlen(texts[i]), refuse, &n, &err),
			  -1);
		CHECK_TEXT(err.text, "enough");
		CHECK_INT(n, 1);
	}
}
