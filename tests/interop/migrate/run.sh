#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/interop/migrate/run.sh BUILD: ddlect and golang-migrate's own command on the same
# database, one after the other and at the same time, always with the same state table. The
# command is built from its Go module into BUILD/interop.
set -u

if [ "${2:-}" != --on-server ]; then
	build=$(readlink -f "$1")
	[ -x "$build/interop/migrate" ] || GOBIN=$build/interop go install -tags postgres \
		github.com/golang-migrate/migrate/v4/cmd/migrate@latest || exit 1
	exec tests/live/server.sh "$0" "$build" --on-server
fi

build=$1
ddlect=$build/ddlect
plugins=$build/dialects
. "$(dirname "$0")/../../live/story.sh"

# The other command, on the story's database and files.
migrate()
{
	status=0
	"$build/interop/migrate" -path files -database "$dsn${params:-}" "$@" \
		>out 2>err </dev/null || status=$?
}

# one after the other

begin "what one tool applied is applied for the other"
database both </dev/null
pairs 1 6
migrate goto 3
expect "its goto" exits 0
ddlect version
expect "version 3" prints "3"
ddlect up
expect "up" exits 0
expect "state 6" state_is "6|f"
expect "only the rest to be run" tables_are "t1 t2 t3 t4 t5 t6"
migrate up
expect "no change for it" exits 0
migrate version
expect "its version" says "6"
migrate down 1
expect "state 5" state_is "5|f"
ddlect down
expect "state 4" state_is "4|f"
expect "four tables" tables_are "t1 t2 t3 t4"
ddlect goto 1
expect "state 1" state_is "1|f"
migrate goto 5
expect "state 5 again" state_is "5|f"
ddlect goto 2
expect "state 2" state_is "2|f"
ddlect down -all -yes
expect "success" exits 0
expect "no row" state_is ""
expect "no table" tables_are ""
migrate version
expect "no migration for it" says "no migration"
migrate up
ddlect status
expect "status is content" exits 0
expect "others' work is seen" prints "by another runner"
end

begin "stepping in turns, up and down"
database turns </dev/null
pairs 1 12
for number in 1 2 3 4 5 6; do
	migrate up 1
	expect "its step up" exits 0
	ddlect up 1
	expect "our step up" exits 0
	expect "the same state" state_is "$((number * 2))|f"
done
expect "all tables" tables_are "t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12"
ddlect status
expect "nothing late or edited" exits 0
for number in 5 4 3 2 1; do
	ddlect down 1
	expect "our step down" exits 0
	migrate down 1
	expect "its step down" exits 0
	expect "the same state" state_is "$((number * 2))|f"
done
expect "two tables" tables_are "t1 t2"
ddlect up
expect "up again" tables_are "t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12"
ddlect status
expect "nothing late or edited" exits 0
end

begin "force, by either"
database force </dev/null
pairs 1 4
migrate force 2
ddlect version
expect "version 2" prints "2"
ddlect up
expect "the rest" tables_are "t3 t4"
ddlect force 1
expect "state 1" state_is "1|f"
migrate version
expect "its version" says "1"
ddlect force none
expect "no row" state_is ""
migrate force -- -1
ddlect version
expect "none" prints "none"
ddlect force -1
expect "the other's spelling too" exits 0
end

begin "a table for the state of another name, and in a schema"
database elsewhere <<'END'
CREATE SCHEMA "My Ops";
CREATE TABLE schema_migrations (note text);
END
pairs 1 3
params='&x-migrations-table="My%20Ops"."State"&x-migrations-table-quoted=1'
migrate up 1
expect "its up" exits 0
ddlect up 1 -migrations-table '"My Ops"."State"'
expect "our up" exits 0
expect "the same state" state_is "2|f" '"My Ops"."State"'
migrate up
expect "state 3" state_is "3|f" '"My Ops"."State"'
dsn=$dsn$params
ddlect version
expect "the same table by the same DSN" prints "3"
ddlect down
expect "state 2" state_is "2|f" '"My Ops"."State"'
params='&x-migrations-table=docs_schema_migrations'
dsn=${dsn%%&x-*}
migrate force 3
ddlect version -migrations-table docs_schema_migrations
expect "version 3" prints "3"
params='&x-migrations-table=My+ops.state&x-multi-statement=1&x-statement-timeout=300'
migrate force 2
dsn=$dsn$params
ddlect version
expect "a name with a dot, without quotes" prints "2"
expect "what isn't heard" says "which aren't heard here: x-multi-statement"
ddlect version -migrations-table docs_schema_migrations
expect "the flag to be stronger" prints "3"
pair 4 slow 'SELECT pg_sleep(10)' ''
ddlect up
expect "a failure" exits 1
expect "the DSN's timeout" says "statement timeout"
params=
end

begin "numbers of every form"
database numbers </dev/null
pair 002 two 'CREATE TABLE t2 ()' 'DROP TABLE t2'
pair 014 fourteen 'CREATE TABLE t14 ()' 'DROP TABLE t14'
pair 20260101120000 stamp 'CREATE TABLE t20 ()' 'DROP TABLE t20'
pair 9223372036854775807 last 'CREATE TABLE t9 ()' 'DROP TABLE t9'
echo 'CREATE TABLE t100 ();' >files/100_alone.up.sql
: >files/101_empty.up.sql
: >files/101_empty.down.sql
echo '-- nothing but this' >files/102_comment.up.sql
echo 'no migration' >files/README
ddlect goto 14
expect "14, not 014" state_is "14|f"
migrate goto 102
expect "state 102" state_is "102|f"
ddlect up
expect "the largest version that there is" state_is "9223372036854775807|f"
migrate version
expect "its version" says "9223372036854775807"
migrate down 1
expect "state" state_is "20260101120000|f"
ddlect goto 2
expect "no down is fine" exits 0
expect "what had none is left" tables_are "t2 t100"
end

# dirty

begin "what the other left dirty is refused, and can be forced"
database dirty </dev/null
pairs 1 4
pair 2 bad 'CREATE TABLE t2 (); SELECT 1/0;' 'DROP TABLE t2'
rm files/2_v0.0.2.*
migrate up
expect "it to fail" exits 1
expect "its state" state_is "2|t"
ddlect version
expect "dirty" prints "2 (dirty)"
ddlect up
expect "a refusal" exits 1
expect "what to do" says "force"
ddlect down
expect "a refusal" exits 1
pair 2 bad 'CREATE TABLE t2 ();' 'DROP TABLE t2'
ddlect force 1
ddlect up
expect "to go on" tables_are "t1 t2 t3 t4"
end

begin "what we left dirty is refused by the other, and resumed by us"
database resume </dev/null
pairs 1 3
pair 2 bad '-- ddlect: no-transaction
CREATE TABLE t2 ();
INSERT INTO t2 SELECT 1/0;
CREATE TABLE t20 ();' 'DROP TABLE t2'
rm files/2_v0.0.2.*
ddlect up
expect "a failure" exits 1
expect "the statement" says "2_bad.up.sql:3"
expect "the state" state_is "2|t"
migrate up
expect "its refusal" says "Dirty database version 2"
pair 2 bad '-- ddlect: no-transaction
CREATE TABLE t2 ();
INSERT INTO t2 DEFAULT VALUES;
CREATE TABLE t20 ();' 'DROP TABLE t2'
ddlect up
expect "the rest" exits 0
expect "all tables" tables_are "t1 t2 t3 t20"
migrate up
expect "no change for it" exits 0
end

begin "our failures leave nothing for the other to repair"
database clean </dev/null
pairs 1 2
pair 3 bad 'CREATE TABLE t3 (); SELECT 1/0;' ''
ddlect up
expect "a failure" exits 1
expect "the version before" state_is "2|f"
rm files/3_*
pairs 3 3
migrate up
expect "it to go on" tables_are "t1 t2 t3"
end

# at the same time

# The lock's holder, in the background, as soon as it has it.
in_background()
{
	"$@" >background 2>&1 </dev/null &
	background=$!
	for _ in $(seq 100); do
		answers 1 "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory'" &&
			return 0
		sleep 0.1
	done
	return 1
}

begin "it has the lock, and we wait for it"
database race </dev/null
pair 1 slow "SELECT pg_sleep(2); CREATE TABLE t1 ()" 'DROP TABLE t1'
pairs 2 3
expect "it to run" in_background "$build/interop/migrate" -path files -database "$dsn" up
ddlect up -lock-timeout 300ms
expect "busy" exits 5
expect "who it is" says "pid"
ddlect up
expect "no change afterwards" exits 0
wait "$background"
expect "each once" tables_are "t1 t2 t3"
expect "state 3" state_is "3|f"
end

begin "a DSN of keys and values locks the same"
database race </dev/null
pair 1 slow "SELECT pg_sleep(2); CREATE TABLE t1 ()" 'DROP TABLE t1'
expect "it to run" in_background "$build/interop/migrate" -path files -database "$dsn" up
dsn="host=$PGHOST port=$PGPORT dbname=race user=postgres"
ddlect up -lock-timeout 200ms
expect "busy" exits 5
wait "$background"
expect "no change afterwards" state_is "1|f"
end

begin "we have the lock, and it waits for us"
database race </dev/null
pair 1 slow "SELECT pg_sleep(2); CREATE TABLE t1 ()" 'DROP TABLE t1'
pairs 2 3
expect "us to run" in_background "$ddlect" up -plugin-dir "$plugins" -path files -dsn "$dsn"
migrate up
expect "no change for it" exits 0
wait "$background"
expect "each once" tables_are "t1 t2 t3"
end

begin "many of both at once"
database crowd </dev/null
pairs 1 30
: >crowd
for number in 1 2 3 4 5 6; do
	"$ddlect" up -q -plugin-dir "$plugins" -path files -dsn "$dsn" >>crowd 2>&1 </dev/null &
	"$build/interop/migrate" -path files -database "$dsn" up >>crowd 2>&1 </dev/null &
done
wait
cp crowd err
expect "the last version" state_is "30|f"
expect "no error" silent_about "rror"
expect "all tables" answers 30 "SELECT count(*) FROM pg_tables WHERE tablename ~ '^t[0-9]'"
ddlect status
expect "status is content" exits 0
end

finish
