#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/fleet.sh COMMAND PLUGINS: one command on many databases, and what machines are
# told, of one database and of many. Run it with tests/live/server.sh.
set -u

ddlect=$(readlink -f "$1")
plugins=$(readlink -f "$2")
. "$(dirname "$(readlink -f "$0")")/story.sh"

# A command on the databases of ./fleet.
fleet()
{
	command=$1
	shift
	status=0
	"$ddlect" "$command" -plugin-dir "$plugins" -path files -dsn-file fleet "$@" \
		>out 2>err </dev/null || status=$?
}

# Databases $2 to $3, called $1 and a number, and a fleet of them.
fleet_of()
{
	: >fleet
	for number in $(seq "$2" "$3"); do
		database "$1$number" </dev/null
		echo "$dsn" >>fleet
	done
}

# is_json FILTER: the output is one JSON document, of which jq's filter is true.
is_json() { jq -se "length == 1 and (.[0] | $1)" out >/dev/null; }

# one database

begin "machines are told what was done before a failure, and where it is"
database machines </dev/null
pairs 1 2
pair 3 bad 'CREATE TABLE t3 (id int PRIMARY KEY);
INSERT INTO t3 VALUES (1), (1);' ''
ddlect up -json
expect "a failure" exits 1
expect "one document" is_json '.result == "failed" and .exit == 1'
expect "from where to where" is_json '.from == null and .to == 2 and .dirty == false'
expect "the files that ran" is_json '[.files[].version] == [1, 2]'
expect "their direction" is_json '.files[1] == {version: 2, title: "v0.0.2", direction: "up"}'
expect "the file that failed" is_json '.failure.file == "files/3_bad.up.sql"'
expect "its place" is_json '.failure.line == 2 and .failure.column == 1 and .failure.statement == 2'
expect "the code" is_json '.failure.code == "23505"'
expect "the message" is_json '.failure.message | startswith("duplicate key value")'
expect "the detail" is_json '.failure.detail == "Key (id)=(1) already exists."'
expect "the words for people" is_json '.error | contains("3_bad.up.sql:2:1")'
expect "no DSN" silent_about "sslmode"
pair 3 bad 'CREATE TABLE t3 ();' 'DROP TABLE t3;'
ddlect up -json
expect "success" is_json '.result == "done" and .exit == 0 and .to == 3 and .warnings == []'
expect "no failure" is_json '(has("error") or has("failure")) | not'
ddlect up -json
expect "no change" is_json '.result == "unchanged" and .files == []'
echo 'CREATE TABLE t2 (id bigint PRIMARY KEY);' >files/2_v0.0.2.up.sql
ddlect up -json
expect "a warning" is_json '.warnings == ["2_v0.0.2.up.sql was edited after it was applied; what it says now was never run"]'
ddlect status -json
expect "integrity" is_json '.result == "failed" and .exit == 6 and (.migrations | length == 3)'
expect "the words" is_json '.error | startswith("1 file was edited")'
ddlect down 2 -dry-run -json
expect "what would run" is_json '.result == "dry-run" and [.files[].version] == [3, 2] and .to == 3'
ddlect goto 77 -json
expect "nothing was done" is_json '.exit == 1 and .files == [] and .from == 3'
ddlect up -json -dsn nothing://x
expect "no database" is_json '.exit == 2 and (has("from") | not)'
ddlect up -json -lock-timeout soon
expect "wrong usage" is_json '.result == "failed" and .exit == 2'
end

begin "machines are told which file can't run, before anything did"
database refused </dev/null
pairs 1 1
pair 2 bad 'CREATE TABLE t2 ();
  COMMIT;' ''
ddlect up -json
expect "its place" is_json '.failure | .file == "files/2_bad.up.sql" and .line == 2 and .column == 3'
expect "the reason alone" is_json '.failure.message | startswith("COMMIT: the whole file")'
expect "nothing done" is_json '.from == null and .to == null and .files == []'
end

begin "machines are told that the database is dirty"
database dirty </dev/null
pair 1 dirty '-- ddlect: no-transaction
CREATE TABLE t1 (id int);
SELECT 1/0;' ''
ddlect up -json
expect "dirty" is_json '.to == 1 and .dirty and .failure.statement == 2 and .failure.line == 3'
ddlect version -json
expect "dirty" is_json '.version == 1 and .dirty and .exit == 0'
sed -i 's,/0,,' files/1_dirty.up.sql
echo 'SELECT 2; SELECT 3;' >>files/1_dirty.up.sql
ddlect up -json
expect "the file once, whatever it has of statements" is_json '[.files[].version] == [1]'
end

# many

begin "a fleet, one of which is broken"
pairs 1 3
fleet_of fleet 1 5
echo '# a comment, and one that is wrong' >>fleet
echo "postgres://postgres@/no_such_database?host=$PGHOST" >>fleet
fleet up -jobs 3
expect "a failure" exits 1
expect "how many" says "1 of 6 databases failed"
expect "which, and its line" says "ddlect: fleet:7: FAILED: can't connect to host $PGHOST, port 5432, database no_such_database"
expect "what came of another" says "database fleet2, user postgres: 3 migrations, now at version 3 (before: none)"
for number in 1 2 3 4 5; do
	db=fleet$number
	expect "the others to be done" tables_are "t1 t2 t3"
done
fleet up -q
expect "to name the broken one with -q too" says "fleet:7: "
expect "and no other" silent_about "fleet:1, "
fleet up -json
expect "the line of each" is_json '[.databases[].line] == ["fleet:1", "fleet:2", "fleet:3", "fleet:4", "fleet:5", "fleet:7"]'
expect "one failure" is_json '.result == "failed" and .exit == 1 and .failed == 1'
expect "where it was looked for" is_json '.databases[5].place | startswith("host ") and contains("database no_such_database")'
expect "where it is" is_json '.databases[5] | .number == 6 and .exit == 1 and (.error | contains("no_such_database"))'
expect "the others" is_json '[.databases[:5][] | .result, .exit] | unique == [0, "unchanged"]'
sed -i '$d' fleet
fleet version -json
expect "success" exits 0
expect "JSON" prints '"version": 3'
expect "no DSN" silent_about "postgres://"
fleet version
expect "a summary" says "all 5 databases are done"
expect "a line each, of data" [ "$(sed -n 's/^fleet:[1-5], host .*, user postgres: //p' out | tr '\n' ' ')" = "3 3 3 3 3 " ]
fleet version -q
expect "the same" [ "$(wc -l <out) $(wc -l <err)" = "5 0" ]
fleet status -q
expect "data too" [ "$(grep -c '^fleet:.*: at version 3: 3 applied, 0 pending$' out)" -eq 5 ]
fleet drop -dry-run
expect "success" exits 0
expect "what each would drop" [ "$(grep -c '^fleet:[1-5]: would run DROP TABLE "public"."t3"' err)" -eq 5 ]
expect "that it didn't" says "user postgres: nothing was dropped"
fleet drop -dry-run -json
expect "a dry run" is_json '[.databases[].result] | unique == ["dry-run"]'
expect "what would go" is_json '.databases[4].plan | length == 4 and (.[0] | startswith("would run DROP TABLE")) and (.[3] | startswith("would drop the state"))'
head -n 1 fleet >one
mv one fleet
fleet version
expect "a summary" says "the only database is done"
end

begin "a fleet in which all failures are of one kind"
pairs 1 3
fleet_of fleet 1 3
fleet up -q
echo 'CREATE TABLE t2 (id bigint PRIMARY KEY);' >files/2_v0.0.2.up.sql
fleet status
expect "integrity" exits 6
expect "each one's numbers" prints "database fleet2, user postgres: at version 3: 3 applied, 0 pending, 1 edited"
expect "a line each" [ "$(wc -l <out)" -eq 3 ]
expect "each one's failure" says "database fleet2, user postgres: FAILED: 1 file was edited"
fleet status -json
expect "integrity" is_json '.exit == 6 and ([.databases[].exit] == [6, 6, 6])'
fleet up
expect "a warning only" exits 0
expect "whose it is" says "warning: fleet:3: 2_v0.0.2.up.sql was edited after it was applied"
fleet up -json
expect "each one's warnings" is_json '[.databases[].warnings | length] == [1, 1, 1]'
echo "postgres://postgres@/no_such_database?host=$PGHOST" >>fleet
fleet status
expect "a failure, where the reasons differ" exits 1
tac fleet >other
mv other fleet
fleet status
expect "a failure, in any order" exits 1
end

begin "a fleet that is busy"
fleet_of fleet 1 1
pairs 1 2
fleet up 1 -q
rm files/2_*
pair 2 slow 'SELECT pg_sleep(3);' ''
"$ddlect" up -plugin-dir "$plugins" -path files -dsn "$dsn" >/dev/null 2>&1 </dev/null &
runner=$!
db=fleet1
for _ in $(seq 100); do
	answers 1 "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'" && break
	sleep 0.05
done
fleet up -lock-timeout 0
expect "busy" exits 5
expect "who" says "FAILED: "
fleet up -lock-timeout 0 -json
expect "busy" is_json '.exit == 5 and .databases[0].exit == 5'
wait "$runner"
end

begin "a fleet that is interrupted"
fleet_of fleet 1 3
pair 1 slow 'CREATE TABLE t1 (); SELECT pg_sleep(3);' ''
pairs 2 2
for format in -q -json; do
	database fleet1 </dev/null
	"$ddlect" up -plugin-dir "$plugins" -path files -dsn-file fleet -jobs 1 "$format" \
		>out 2>err </dev/null &
	runner=$!
	for _ in $(seq 100); do
		answers 1 "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'" && break
		sleep 0.05
	done
	kill -TERM "$runner"
	status=0
	wait "$runner" || status=$?
	expect "its exit code" exits 143
	expect "how many were left" says "interrupted: 2 of 3 databases were not begun, 1 failed"
	expect "the running file to end" state_is "1|f"
	[ "$format" = -json ] || expect "nothing but errors" silent_about "stopping"
done
expect "to be heard" says "stopping each database behind the file that is running"
expect "once" [ "$(grep -c stopping err)" -eq 1 ]
expect "each one's result" is_json '[.databases[].result] == ["failed", "not begun", "not begun"]'
expect "what ran of the first" is_json '.exit == 143 and (.databases[0] | .exit == 143 and .to == 1 and [.files[].version] == [1])'
end

begin "a database that failed before an interrupt keeps its own code"
fleet_of fleet 1 2
pair 1 slow 'CREATE TABLE t1 (); SELECT pg_sleep(2);' ''
{ echo "postgres://postgres@/no_such_database?host=$PGHOST"; tail -n 1 fleet; } >other
mv other fleet
"$ddlect" up -plugin-dir "$plugins" -path files -dsn-file fleet -json >out 2>err </dev/null &
runner=$!
for _ in $(seq 100); do
	answers 1 "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'" && break
	sleep 0.05
done
kill -TERM "$runner"
status=0
wait "$runner" || status=$?
expect "its exit code" exits 1
expect "the same in the document" is_json '.exit == 1 and [.databases[].exit] == [1, 0]'
expect "to be heard" says stopping
end

finish
