#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/migrate.sh COMMAND PLUGINS: the commands that run migrations, from outside, on a
# live PostgreSQL. Run it with tests/live/server.sh.
set -u

ddlect=$(readlink -f "$1")
plugins=$(readlink -f "$2")
. "$(dirname "$(readlink -f "$0")")/story.sh"

history_has() { answers "$1" "SELECT count(*) FROM schema_migrations_history WHERE $2"; }

# the plain way

begin "up, down, goto, version, status"
database plain </dev/null
pairs 1 5
ddlect version
expect "no version" prints "none"
ddlect status
expect "pending ones" prints "pending"
ddlect up 2
expect "success" exits 0
expect "two tables" tables_are "t1 t2"
expect "what was applied is said" says "1_v0.0.1"
ddlect up
expect "the rest" tables_are "t1 t2 t3 t4 t5"
expect "from where to where" says "3 migrations, now at version 5 (before: 2)"
ddlect up
expect "success without a change" exits 0
expect "to say so" says "nothing to do: the database is at version 5"
ddlect down
expect "one less" tables_are "t1 t2 t3 t4"
ddlect down 2
expect "two less" tables_are "t1 t2"
ddlect goto 4
expect "two more" tables_are "t1 t2 t3 t4"
ddlect goto initial
expect "the first alone" tables_are "t1"
ddlect goto latest
expect "all" tables_are "t1 t2 t3 t4 t5"
ddlect status
expect "content" exits 0
expect "a title" prints "v0.0.3"
expect "the current one" prints "applied, current"
ddlect version -json
expect "JSON" prints '"version": 5, "dirty": false'
ddlect status -json
expect "JSON" prints '{"version": 2, "title": "v0.0.2", "up": true, "down": true, "status": "applied"'
expect "the history" history_has 17 "NOT unfinished"
end

begin "releases"
database releases </dev/null
pair 1 v0.1.0 'CREATE TABLE t1 ();' 'DROP TABLE t1'
pair 2 v0.2.0-rc.1 'CREATE TABLE t2 ();' 'DROP TABLE t2'
pair 3 v0.2.0 'CREATE TABLE t3 ();' 'DROP TABLE t3'
pair 4 v0.10.0 'CREATE TABLE t4 ();' 'DROP TABLE t4'
ddlect up v0.2.5
expect "the nearest release below" tables_are "t1 t2 t3"
expect "that to be said" says "v0.2.5 isn't there: taken as v0.2.0"
ddlect up v0.2.0
expect "nothing to say of one that is there" silent_about "taken as"
ddlect goto v0.2.0-rc.2
expect "a release before the release" tables_are "t1 t2"
ddlect goto v1.0.0
expect "the last" tables_are "t1 t2 t3 t4"
ddlect down v0.1.0
expect "the first" tables_are "t1"
ddlect goto v0.0.9
expect "a failure" exits 1
expect "which one there is" says "v0.1.0"
ddlect up lates
expect "wrong usage" exits 2
expect "a guess" says "latest"
end

begin "a dry run changes nothing"
database dry </dev/null
pairs 1 3
ddlect up -dry-run
expect "success" exits 0
expect "what would run" says "v0.0.3"
expect "no table" tables_are ""
expect "no state" answers "" "SELECT to_regclass('schema_migrations')"
end

begin "going back all the way wants a yes"
database all </dev/null
pairs 1 3
ddlect up -q
ddlect down -all
expect "wrong usage" exits 2
expect "the way" says "-yes"
expect "nothing done" tables_are "t1 t2 t3"
if command -v script >/dev/null; then
	for answer in no '' yes; do
		asked "$answer" down -all
		expect "a question" prints 'Really revert every migration'
		[ "$answer" = yes ] && break
		expect "failure after '$answer'" exits 1
		expect "to say so" prints 'not confirmed, nothing was done'
		expect "nothing done" tables_are "t1 t2 t3"
	done
	expect "success after a yes" exits 0
	expect "nothing left" tables_are ""
	ddlect up -q
fi
ddlect down -all -yes
expect "success" exits 0
expect "nothing left" tables_are ""
expect "no row" state_is ""
end

begin "going back by more than there is does nothing"
database more </dev/null
pairs 1 3
ddlect up -q
ddlect down 100
expect "wrong usage" exits 2
expect "how many there are" says "100 migrations are to be reverted, and only 3 are applied: say down 3, or down -all"
expect "nothing done" tables_are "t1 t2 t3"
ddlect down 3
expect "all, when that was said" tables_are ""
ddlect down 100
expect "nothing to do" exits 0
ddlect up 100
expect "success" exits 0
expect "what that came to" says "100 were asked for, and 3 are pending"
end

begin "drop"
database drop <<'END'
CREATE TABLE t9 ();
CREATE TABLE t8 ();
END
pairs 1 3
cat >tables.dbml <<'END'
Table t8 {
  id int
}
END
ddlect up -q
echo 'CREATE TABLE t9 ();' >files/2_v0.0.2.up.sql
ddlect drop -yes
expect "integrity, where a file isn't what was applied" exits 6
expect "which" says "version 2 isn't what was applied here"
expect "nothing done" tables_are "t1 t2 t3 t8 t9"
pairs 2 2
ddlect drop
expect "wrong usage" exits 2
expect "the way" says "-yes"
expect "nothing done" tables_are "t1 t2 t3 t8 t9"
ddlect drop -dry-run -yes
expect "success" exits 0
expect "what would run" says 'would run DROP TABLE "public"."t2"'
expect "nothing done" tables_are "t1 t2 t3 t8 t9"
ddlect drop -yes
expect "success" exits 0
expect "how much it was" says "dropped 3 tables, and the state of migrations"
expect "only tables of others" tables_are "t8 t9"
expect "no state" answers "" "SELECT to_regclass('schema_migrations')"
expect "no history" answers "" "SELECT to_regclass('schema_migrations_history')"
status=0
"$ddlect" drop -yes -dsn "$dsn" -plugin-dir "$plugins" -provider tables.dbml >out 2>err || status=$?
expect "a refusal where nothing was applied" exits 1
expect "what may be somebody else's" says "public.t8"
expect "nothing done" tables_are "t8 t9"
end

begin "drop asks, and shows what goes"
database dropping </dev/null
query 'CREATE VIEW "v
2" AS SELECT 1' >/dev/null
pair 1 one 'CREATE TABLE t1 (); CREATE VIEW v1 AS SELECT 1; CREATE OR REPLACE VIEW "v
2" AS SELECT 1; CREATE TABLE "t
2" ()' ''
ddlect up -q
if command -v script >/dev/null; then
	for answer in no '' yes; do
		asked "$answer" drop ''
		expect "the table" prints 'DROP TABLE "public"."t1";'
		expect "what a terminal would act upon to be spelled out" prints 'DROP TABLE "public"."t'
		expect "the view" prints 'DROP VIEW public.v1;'
		expect "what stays" prints 'what of it is yours, drop by hand:'
		expect "a question" prints "Really drop this, with all rows, in host"
		[ "$answer" = yes ] && break
		expect "failure after '$answer'" exits 1
		expect "to say so" prints 'not confirmed, nothing was done'
		expect "nothing done" state_is "1|f"
	done
	expect "success after a yes" exits 0
	expect "nothing of it left" answers "" "SELECT relname FROM pg_class WHERE relname = 't1'"
fi
end

begin "drop where another runner worked, with the state elsewhere"
database dropping <<'END'
CREATE SCHEMA ops;
CREATE TABLE ops.s (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
INSERT INTO ops.s VALUES (1, false);
CREATE TABLE t1 ();
END
pairs 1 1
ddlect drop -yes -migrations-table ops.s
expect "a refusal" exits 1
expect "the way" says "(-schema)"
expect "nothing done" tables_are "t1"
ddlect drop -yes -migrations-table ops.s -schema public
expect "a refusal, because another program ran it" exits 6
expect "what it is about" says "DROP TABLE public.t1"
expect "the way" says "-trust-files"
ddlect drop -yes -trust-files -migrations-table ops.s -schema public
expect "success" exits 0
expect "nothing left" tables_are ""
end

begin "a provider's file names the state's table"
database provider </dev/null
pairs 1 2
printf 'Project docs {\n}\nTable t1 {\n  id int\n}\n' >docs.dbml
printf 'Table t1 {\n  id int\n}\n' >nameless.dbml
printf 'Project docs {\n' >broken.dbml
ddlect up -provider docs.dbml 1
expect "the provider's table" state_is "1|f" docs_schema_migrations
ddlect up -provider nameless.dbml 1 -migrations-table docs_schema_migrations
expect "the same by its name" state_is "2|f" docs_schema_migrations
ddlect version -provider nameless.dbml
expect "the usual table where it has no name" prints "none"
ddlect version -provider broken.dbml
expect "a failure" exits 1
expect "what is wrong" says "never closed"
ddlect force 7 -migrations-table schema_migrations
pair 7 other '' ''
ddlect force 7
expect "another project's state" state_is "7|f"
ddlect version -provider docs.dbml
expect "no doubt, where there is a state" prints "2"
ddlect down -provider docs.dbml -all -yes
expect "no doubt, where there was one" exits 0
query "DROP TABLE docs_schema_migrations, docs_schema_migrations_history" >/dev/null
ddlect up -provider docs.dbml
expect "integrity where it may be the wrong one" exits 6
expect "which" says "the provider's state is in docs_schema_migrations, where there is none yet, and schema_migrations has one (version 7): if that is the provider's, give -migrations-table schema_migrations; if not, -migrations-table docs_schema_migrations"
expect "nothing run" tables_are ""
ddlect up -provider docs.dbml -migrations-table docs_schema_migrations
expect "success when it is said" exits 0
expect "the tables" tables_are "t1 t2"
query "DROP TABLE docs_schema_migrations, docs_schema_migrations_history, t1, t2,
	schema_migrations, schema_migrations_history;
	CREATE TABLE schema_migrations (note text)" >/dev/null
ddlect up -provider docs.dbml
expect "no doubt, where the other is no state at all" tables_are "t1 t2"
end

begin "files of one dialect in a directory of its own"
database dialects </dev/null
pairs 1 2
mkdir files/postgres
mv files/*.sql files/postgres
ddlect up
expect "success" exits 0
expect "two tables" tables_are "t1 t2"
end

# what is wrong with files

begin "a failed statement is shown with its place, and nothing stays"
database failed </dev/null
pairs 1 1
pair 2 bad 'CREATE TABLE t2 (id int PRIMARY KEY);
-- ein Tëst
INSERT INTO t2 VALUES (1);
SELECT '\''ä'\'', nothing_there FROM t2;
CREATE TABLE secret_of_the_file ();' 'DROP TABLE t2'
ddlect up
expect "a failure" exits 1
expect "file, line and column" says "files/2_bad.up.sql:4:13"
expect "the line" says "nothing_there FROM t2;"
expect "the code" says "42703"
expect "where the database is" says "version 1"
expect "not the whole file" silent_about "secret_of_the_file"
expect "not the DSN" silent_about "sslmode"
expect "the version before" state_is "1|f"
expect "no table of it" tables_are "t1"
pair 2 bad "CREATE TABLE t2 (id int PRIMARY KEY);
INSERT INTO t2 VALUES (1);

INSERT INTO t2 VALUES (1);" 'DROP TABLE t2'
ddlect up
expect "a failure" exits 1
expect "the statement's line, where the server gives none" says "2_bad.up.sql:4"
expect "the detail" says "Key (id)=(1) already exists."
end

# refused MESSAGE UP: the file isn't run, nor the one before it.
refused()
{
	message=$1
	begin "a file is refused: $message"
	database refused </dev/null
	pairs 1 1
	printf "$2" >files/2_bad.up.sql
	ddlect up
	expect "a failure" exits 1
	expect "why" says "$message"
	expect "the file" says "2_bad.up.sql"
	expect "nothing run" tables_are ""
	end
}

refused "BEGIN" 'BEGIN;\nCREATE TABLE t2 ();\nCOMMIT;\n'
refused "-- ddlect: no-transaction" 'CREATE TABLE t2 ();\nCOMMIT;\n'
refused "CREATE INDEX CONCURRENTLY" 'CREATE INDEX CONCURRENTLY i ON t1 (id);\n'
refused "-- ddlect: no-transaction" 'VACUUM;\n'
refused 'COPY' 'CREATE TABLE t2 (i int);\nCOPY t2 FROM STDIN;\n1\n\\.\n'
refused '\connect' '\\connect other\nCREATE TABLE t2 ();\n'
refused "2_bad.up.sql:2" 'CREATE TABLE t2 ();\nSELECT '"'"'never ends;\n'
refused "UTF-8" 'CREATE TABLE t2 ();\n-- \377\n'
refused "NUL" 'CREATE TABLE t2 ();\n\0\n'

begin "byte order mark, CRLF, empty, only comments"
database edges </dev/null
printf '\357\273\277CREATE TABLE t1 ();\n' >files/1_bom.up.sql
printf 'CREATE TABLE t2 ();\r\n-- x\r\nCREATE TABLE t3 ();\r\n' >files/2_crlf.up.sql
: >files/3_empty.up.sql
printf '/* nothing /* nested */ */ -- ;' >files/4_comment.up.sql
printf ';;;' >files/5_nothing.up.sql
printf '\357\273\277-- ddlect: no-transaction\r\nCREATE TABLE t6 ();\r\nCREATE INDEX CONCURRENTLY ON t1 ((1));\r\n' >files/6_crlf.up.sql
ddlect up
expect "success" exits 0
expect "the tables" tables_are "t1 t2 t3 t6"
expect "the state" state_is "6|f"
ddlect down -all -yes
expect "downs that there aren't are fine" exits 0
expect "no row" state_is ""
end

begin "a file of 100 MB: many statements, long comments, one long literal"
database large </dev/null
awk 'BEGIN {
	print "CREATE TABLE t1 (text text);"
	line = sprintf("%1000s", ""); gsub(/ /, "x", line)
	for (i = 0; i < 30000; i++) print "-- " line
	print "INSERT INTO t1 VALUES (\047"
	for (i = 0; i < 40000; i++) print line
	print "\047);"
	for (i = 0; i < 30000; i++) printf "INSERT INTO t1 VALUES (\047%s\047);\n", line
	print "SELECT 1/(count(*) - 30001) FROM t1;" }' >files/1_large.up.sql
ddlect up
expect "a failure at its end" exits 1
expect "the line" says "1_large.up.sql:100004"
expect "a message that is no longer than others" [ "$(wc -c <err)" -lt 2000 ]
expect "nothing" tables_are ""
sed -i '$d' files/1_large.up.sql
ddlect up
expect "success" exits 0
expect "all rows" answers "30001|40040001" "SELECT count(*), max(length(text)) FROM t1"
end

begin "numbers that can't be, or are there twice"
database numbers </dev/null
pairs 1 1
echo 'CREATE TABLE t2 ();' >files/9223372036854775808_big.up.sql
ddlect up
expect "integrity" exits 6
expect "which" says "9223372036854775808"
expect "nothing run" tables_are ""
rm files/9223*
echo 'CREATE TABLE t2 ();' >files/01_again.up.sql
ddlect up
expect "integrity" exits 6
expect "both" says "01_again.up.sql"
end

begin "the database is at a version that the directory hasn't"
database ahead </dev/null
pairs 1 3
ddlect up -q
rm files/3_*
ddlect up
expect "integrity" exits 6
expect "the version" says "3"
ddlect status
expect "integrity" exits 6
expect "what it is" prints "there is no file"
end

begin "what was applied and has no file stands in the way down"
database gap </dev/null
pairs 1 3
ddlect up -q
rm files/2_*
ddlect down
expect "integrity" exits 6
expect "which" says "version 2 was applied, and there is no file of it"
ddlect status
expect "integrity" exits 6
expect "its row" prints "applied, and there is no file"
expect "which" says "1 version was applied, and has no file: 2"
pairs 4 4
ddlect up
expect "a warning only" exits 0
expect "which" says "version 2 was applied, and there is no file of it any more"
expect "it to go on" tables_are "t1 t2 t3 t4"
rm files/4_*
query "DROP TABLE t4; UPDATE schema_migrations SET version = 3" >/dev/null
ddlect down -all -yes
expect "integrity" exits 6
expect "nothing done" state_is "3|f"
pairs 2 2
ddlect down -all -yes
expect "all gone when it is back" tables_are ""
end

begin "a directory that is missing, empty, or has no migration"
database nothing </dev/null
ddlect up
expect "a failure" exits 1
ddlect up -path nowhere
expect "a failure" exits 1
expect "the name" says "nowhere"
end

# no transaction

begin "statement by statement, and resumed where it stopped"
database resume </dev/null
pairs 1 1
pair 2 index '-- ddlect: no-transaction
BEGIN;
CREATE TABLE t2 (id int);
INSERT INTO t2 VALUES (1), (1);
COMMIT;
CREATE UNIQUE INDEX CONCURRENTLY t2_once ON t2 (id);
BEGIN; CREATE TABLE t20 (); COMMIT;' 'DROP TABLE t20, t2'
ddlect up
expect "a failure" exits 1
expect "the place" says "2_index.up.sql:6"
expect "dirty" state_is "2|t"
expect "what was done stays" tables_are "t1 t2"
ddlect status
expect "dirty" prints "stopped in the middle"
ddlect up
expect "to fail again" exits 1
expect "what may have been done, with its place" says "2_index.up.sql:6:1: statement 5 is run again; if the last run was killed there, or lost its connection, it may have been done already"
query "DROP INDEX t2_once; DELETE FROM t2" >/dev/null
ddlect up
expect "success" exits 0
expect "the rest" tables_are "t1 t2 t20"
expect "clean" state_is "2|f"
expect "one row for it" history_has 1 "version = 2 AND NOT unfinished"
end

begin "a block that fails is undone as one, and what was done may not be edited"
database blocks </dev/null
pair 1 blocks '-- ddlect: no-transaction
BEGIN; CREATE TABLE t1 (); CREATE TABLE t2 (); COMMIT;
BEGIN; CREATE TABLE t3 (); SELECT 1/0; COMMIT;' ''
ddlect up
expect "a failure" exits 1
expect "the line" says "1_blocks.up.sql:3"
expect "the first block" tables_are "t1 t2"
sed -i 's/t2/t22/' files/1_blocks.up.sql
ddlect up
expect "integrity" exits 6
expect "why" says "edited"
sed -i 's/t22/t2/; s,SELECT 1/0;,,' files/1_blocks.up.sql
ddlect up
expect "success" exits 0
expect "all" tables_are "t1 t2 t3"
end

# history

# The table's rows, without the time: "1 v0.0.1 up, down applied -".
rows_are()
{
	[ "$(sed -n '2,$s/  */ /gp' out | sed 's/ 20[0-9T:Z-]* by .*/ when/; s/^ //' | paste -sd '|')" = "$1" ]
}

begin "who says that a migration is applied"
database said </dev/null
pairs 1 4
ddlect force 3
ddlect status
expect "content" exits 0
expect "what was said, and what lies below" rows_are "1 v0.0.1 up, down applied said by force|2 v0.0.2 up, down applied said by force|3 v0.0.3 up, down applied, current said by force|4 v0.0.4 up, down pending -"
expect "the history" history_has 3 "direction = 'forced'"
ddlect up
ddlect status
expect "what ran, and what was only said" rows_are "1 v0.0.1 up, down applied said by force|2 v0.0.2 up, down applied said by force|3 v0.0.3 up, down applied said by force|4 v0.0.4 up, down applied, current when"
query "UPDATE schema_migrations SET version = 2" >/dev/null
ddlect status
expect "the state to be believed" rows_are "1 v0.0.1 up, down applied said by force|2 v0.0.2 up, down applied, current said by force|3 v0.0.3 up, down pending -|4 v0.0.4 up, down pending -"
query "UPDATE schema_migrations SET dirty = true" >/dev/null
ddlect status
expect "what another runner stopped in" prints "dirty: stopped in the middle"
ddlect force none
ddlect status
expect "nothing" rows_are "1 v0.0.1 up, down pending -|2 v0.0.2 up, down pending -|3 v0.0.3 up, down pending -|4 v0.0.4 up, down pending -"
ddlect force 3
rm files/3_*
ddlect status
expect "integrity" exits 6
expect "its row" prints "applied, and there is no file"
end

begin "a file that was edited is told from one that was only reformatted"
database edited </dev/null
pairs 1 3
ddlect up -q
printf '/* new */ create   TABLE t2\n(id INT primary key)  ;\n' >files/2_v0.0.2.up.sql
ddlect status
expect "content" exits 0
echo 'CREATE TABLE T2 ( -- no semicolon
	id int primary key )' >files/2_v0.0.2.up.sql
ddlect status
expect "content" exits 0
echo 'CREATE TABLE t2 (id bigint PRIMARY KEY);' >files/2_v0.0.2.up.sql
ddlect status
expect "integrity" exits 6
expect "which" prints "edited since"
pairs 4 4
ddlect up
expect "a warning only" exits 0
expect "which" says "2_v0.0.2"
expect "it to go on" tables_are "t1 t2 t3 t4"
end

begin "what was merged late is refused, unless it is allowed"
database late </dev/null
pairs 1 1
pairs 3 4
ddlect up -q
pairs 2 2
pairs 5 5
ddlect up
expect "integrity" exits 6
expect "which" says "2_v0.0.2"
expect "the flag" says "-allow-out-of-order"
expect "nothing run" tables_are "t1 t3 t4"
ddlect status
expect "integrity" exits 6
expect "late" prints "late"
ddlect up -allow-out-of-order
expect "success" exits 0
expect "all" tables_are "t1 t2 t3 t4 t5"
expect "the highest" state_is "5|f"
ddlect status
expect "content" exits 0
end

begin "settings of one file don't reach the next"
database settings <<'END'
CREATE SCHEMA other;
CREATE ROLE nobody_here;
END
pair 1 path 'SET search_path = other; SET ROLE nobody_here; SET statement_timeout = 20000;
SET client_encoding = latin1; SET standard_conforming_strings = off; PREPARE p AS SELECT 1;
CREATE TEMP TABLE passing ();' ''
pair 2 table "CREATE TABLE t2 (); SELECT pg_sleep(0.1), 'é\\';
PREPARE p AS SELECT 2; CREATE TEMP TABLE passing ();" ''
pair 3 local "SET LOCAL search_path = other; CREATE TABLE inner_one ();" ''
pair 4 again "CREATE TABLE t4 ();" ''
ddlect up
expect "success" exits 0
expect "tables where they belong" tables_are "t2 t4"
query "DROP OWNED BY nobody_here; DROP ROLE nobody_here" >/dev/null
end

# locks and times

# Something that holds a lock for some seconds, in the background.
hold()
{
	PGAPPNAME='the holder' psql -Xqd "$db" -c "BEGIN; $1; SELECT pg_sleep($2); COMMIT" >/dev/null 2>&1 &
	holder=$!
	for _ in $(seq 100); do
		answers 1 "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'the holder'
			AND query ~ 'sleep' AND wait_event = 'PgSleep'" && break
		sleep 0.05
	done
}

begin "a lock that somebody has is tried again, and named"
database locks </dev/null
pairs 1 1
ddlect up -q
pair 2 alter 'ALTER TABLE t1 ADD COLUMN note text;' ''
hold 'LOCK TABLE t1' 3
ddlect up -table-lock-timeout 300ms
expect "success" exits 0
expect "who had it" says "the holder"
wait "$holder"
expect "the state" state_is "2|f"
end

begin "a statement that takes too long"
database slow </dev/null
pair 1 slow 'CREATE TABLE t1 (); SELECT pg_sleep(10);' ''
ddlect up -statement-timeout 200ms
expect "a failure" exits 1
expect "the reason" says "statement timeout"
expect "nothing" tables_are ""
ddlect up -statement-timeout soon
expect "wrong usage" exits 2
end

# The command in the background; then signals, half a second apart.
interrupted()
{
	"$ddlect" up -plugin-dir "$plugins" -path files -dsn "$dsn" >out 2>err </dev/null &
	running=$!
	for _ in $(seq 100); do
		answers 1 "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'" && break
		sleep 0.05
	done
	for signal in "$@"; do
		kill "-$signal" "$running"
		sleep 0.5
	done
	status=0
	wait "$running" || status=$?
}

begin "one interrupt stops behind the running file"
database interrupt </dev/null
pair 1 slow 'CREATE TABLE t1 (); SELECT pg_sleep(1.5);' ''
pairs 2 3
interrupted TERM
expect "its exit code" exits 143
expect "to be heard" says "stopping behind the file that is running; interrupt again to roll it back; one without a transaction stops behind what is done of it"
expect "the running file to end" tables_are "t1"
expect "the state" state_is "1|f"
end

begin "two interrupts cancel it"
database interrupt </dev/null
pair 1 slow 'CREATE TABLE t1 (); SELECT pg_sleep(30);' ''
interrupted TERM TERM
expect "its exit code" exits 143
expect "nothing" tables_are ""
expect "no statement running on" answers 0 "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
end

# what can't work

begin "a role that may only look"
database readonly <<'END'
CREATE ROLE looker LOGIN;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
END
pairs 1 2
dsn="postgres://looker@/$db?host=$PGHOST"
ddlect up
expect "a failure" exits 1
expect "why" says "permission denied"
expect "what is missing" says 'GRANT USAGE, CREATE ON SCHEMA "public" TO "looker", or let'
ddlect version
expect "its version is none" prints "none"
theirs=$dsn
dsn="postgres://postgres@/$db?host=$PGHOST"
ddlect up 1 -q
dsn=$theirs
grants='GRANT USAGE ON SCHEMA "public" TO "looker"; GRANT SELECT, INSERT, UPDATE, DELETE ON "public"."schema_migrations", "public"."schema_migrations_history" TO "looker"'
ddlect version
expect "a failure" exits 1
expect "what is missing" says "$grants"
query 'GRANT SELECT ON schema_migrations TO looker' >/dev/null
ddlect status
expect "a failure, of the history" exits 1
expect "what is missing" says "$grants"
query 'GRANT SELECT ON schema_migrations_history TO looker' >/dev/null
echo 'SELECT 1;' >files/2_v0.0.2.up.sql
ddlect up
expect "a failure" exits 1
expect "what is missing" says "$grants"
query "$grants" >/dev/null
ddlect up
expect "success with what it says" exits 0
expect "the state" state_is "2|f"
query "DROP TABLE t1" >/dev/null
ddlect drop -yes
expect "a failure" exits 1
expect "whose they are" says 'can only be dropped by the role that owns them'
query "DROP TABLE schema_migrations_history" >/dev/null
echo 'SELECT 1;' >files/3_v0.0.3.up.sql
ddlect up
expect "a failure, where only the history is missing" exits 1
expect "what is missing" says 'GRANT USAGE, CREATE ON SCHEMA "public" TO "looker", or let'
query "DROP OWNED BY looker; DROP ROLE looker" >/dev/null
end

begin "a DSN of golang-migrate names the state's table"
database named </dev/null
pairs 1 2
usual=$dsn
dsn="$dsn&x-migrations-table=other&x-statement-timeout=200&x-multi-statement=true"
ddlect up 1
expect "its table" state_is "1|f" other
expect "what isn't heard" says "the DSN has parameters for other runners, which aren't heard here: x-multi-statement"
ddlect up 1 -migrations-table third
expect "a failure of what is there" exits 1
query "DROP TABLE t1" >/dev/null
ddlect up 1 -migrations-table third
expect "the flag to be stronger" state_is "1|f" third
rm files/2_*
pair 2 slow 'SELECT pg_sleep(1)' ''
ddlect up
expect "a failure" exits 1
expect "the DSN's time" says "statement timeout"
ddlect up -statement-timeout 20s
expect "the flag to be stronger" exits 0
dsn="$usual&x-migrations-table=other&x-migrations-table-quoted=1"
ddlect up
expect "a failure" exits 1
expect "why" says "x-migrations-table has to be in quotes"
expect "not the DSN" silent_about "sslmode"
end

begin "a state that can't be"
database impossible </dev/null
pairs 1 1
ddlect up -migrations-table "$(printf '%056d' 0)"
expect "a failure" exits 1
expect "how long it may be" says "can't be the state's table: the name must have 1 to 55 bytes, its schema 1 to 63"
ddlect up -q
query "ALTER TABLE schema_migrations_history DROP CONSTRAINT schema_migrations_history_direction_check;
	UPDATE schema_migrations_history SET direction = 'sideways'" >/dev/null
ddlect status
expect "a failure" exits 1
expect "which row" says "its row 1 has a direction that isn't known"
end

begin "flags that don't go together"
database flags </dev/null
pairs 1 1
ddlect up -dsn-file x
expect "wrong usage" exits 2
ddlect up -jobs 3
expect "wrong usage" exits 2
ddlect down -all 3
expect "wrong usage" exits 2
ddlect goto
expect "wrong usage" exits 2
ddlect up 1 2
expect "wrong usage" exits 2
ddlect up -lock-timeout 1fortnight
expect "wrong usage" exits 2
ddlect up 0
expect "nothing run" tables_are ""
end

finish
