#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/faults.sh COMMAND PLUGINS: what can go wrong while migrations run. After each the
# database is at a version that is known, with all of its files and half of none. Run it with
# tests/live/server.sh, whose server it stops and starts.
#
#	FAULT_SEED, FAULT_KILLS: of the kill -9s at random moments; 1 and 50
set -u

ddlect=$(readlink -f "$1")
plugins=$(readlink -f "$2")
. "$(dirname "$(readlink -f "$0")")/story.sh"

# The command in the background, its words in ./background.
start()
{
	"$ddlect" "$@" -plugin-dir "$plugins" -path files -dsn "$dsn" >background 2>&1 </dev/null &
	running=$!
}

# Wait for it to end: its status is the story's.
finished()
{
	status=0
	wait "$running" 2>/dev/null || status=$?
	cp background err
}

sleeps() { answers 1 "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"; }

until_it()
{
	for _ in $(seq 200); do
		"$@" && return 0
		sleep 0.05
	done
	return 1
}

# The tables that the state promises: t1 to t<version>.
consistent()
{
	version=$(query "SELECT coalesce(max(version), 0) FROM schema_migrations")
	tables_are "$([ "$version" -eq 0 ] || seq -f 't%g' -s ' ' 1 "$version")"
}

clean() { answers 0 "SELECT count(*) FROM schema_migrations WHERE dirty"; }

begin "kill -9 at random moments"
database kills </dev/null
pairs 1 400
delays=$(awk -v seed="${FAULT_SEED:-1}" -v n="${FAULT_KILLS:-50}" 'BEGIN {
	srand(seed); for (i = 0; i < n; i++) printf "0.%03d\n", rand() * 120 }')
kills=0
for delay in $delays; do
	start up
	sleep "$delay"
	kill -9 "$running" 2>/dev/null && kills=$((kills + 1))
	finished
	until_it answers 0 "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ddlect'"
	if query "SELECT 1 FROM schema_migrations" >/dev/null 2>&1; then
		expect "a clean state after $delay s" clean
		expect "its tables and no other after $delay s" consistent
		expect "a row of history for each after $delay s" answers t "SELECT
			(SELECT coalesce(max(version), 0) FROM schema_migrations) =
			(SELECT count(*) FILTER (WHERE direction = 'up') -
			 count(*) FILTER (WHERE direction = 'down') FROM schema_migrations_history)"
	fi
	# What was reached is left again, so that there is always something to do.
	answers 400 "SELECT coalesce(max(version), 0) FROM schema_migrations" && ddlect goto 1
done
expect "some that were in the middle" [ "$kills" -gt 0 ]
ddlect up
expect "it to end well" state_is "400|f"
ddlect status
expect "a content status" exits 0
end

begin "kill -9 between the statements of a file without a transaction"
database kills_alone </dev/null
{
	echo '-- ddlect: no-transaction'
	for number in $(seq 2 200); do
		echo "BEGIN; CREATE TABLE t$number (); COMMIT;"
	done
} >files/2_blocks.up.sql
pairs 1 1
for delay in 0.02 0.05 0.03 0.08 0.04 0.06; do
	start up
	sleep "$delay"
	kill -9 "$running" 2>/dev/null
	finished
	until_it answers 0 "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ddlect'"
done
ddlect up
expect "to be resumed" exits 0
expect "clean" state_is "2|f"
expect "each table once" answers 200 "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^t[0-9]'"
end

begin "kill -9 in a statement of its own"
database kills_one </dev/null
pair 1 one '-- ddlect: no-transaction
CREATE TABLE t1 ();
SELECT pg_sleep(1.5);
CREATE TABLE t2 ();' ''
start up
expect "it to run" until_it sleeps
kill -9 "$running"
finished
until_it answers 0 "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ddlect'"
ddlect up
expect "to be resumed" exits 0
expect "what is run again, and may have been done" says "1_one.up.sql:3:1: statement 2 is run again"
expect "all of it" tables_are "t1 t2"
end

begin "the server ends the connection in the middle of a file"
database cut </dev/null
pairs 1 1
pair 2 slow 'CREATE TABLE t2 (); SELECT pg_sleep(20);' ''
start up
expect "it to run" until_it sleeps
query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'" >/dev/null
finished
expect "a failure" exits 1
expect "the reason" says "connection"
expect "where the database is" says "version 1"
expect "the version before" state_is "1|f"
expect "no table of it" tables_are "t1"
end

begin "sixteen at once: each migration runs once"
database crowd </dev/null
for number in $(seq 1 40); do
	pair "$number" "v0.0.$number" "CREATE TABLE t$number (); INSERT INTO ran VALUES ($number);" ''
done
query "CREATE TABLE ran (number int)"
waiting=
: >crowd
for _ in $(seq 16); do
	"$ddlect" up -plugin-dir "$plugins" -path files -dsn "$dsn" >>crowd 2>&1 </dev/null &
	waiting="$waiting $!"
done
status=0
for pid in $waiting; do
	wait "$pid" || status=$?
done
cp crowd err
expect "all to end well" exits 0
expect "the last version" state_is "40|f"
expect "each once" answers "40|40" "SELECT count(*), count(DISTINCT number) FROM ran"
end

begin "an advisory lock that is gone is no harm"
database unlocked </dev/null
pair 1 unlock 'SELECT pg_advisory_unlock_all(); CREATE TABLE t1 (); SELECT pg_sleep(1);' ''
pairs 2 3
start up
expect "it to run" until_it sleeps
ddlect up
expect "the second to end well" exits 0
finished
expect "the first to end well" exits 0
expect "each once" tables_are "t1 t2 t3"
expect "one row each" answers 3 "SELECT count(*) FROM schema_migrations_history"
end

begin "the server's disk is full"
full=$dir/full
mkdir "$full"
if mount -t tmpfs -o size=6m tmpfs "$full" 2>/dev/null; then
	chmod 777 "$full"
	mkdir "$full/space"
	chown --reference="$PGHOST/data" "$full/space"
	chmod 700 "$full/space"
	database full </dev/null
	query "CREATE TABLESPACE full_one LOCATION '$full/space'"
	pairs 1 1
	pair 2 big "CREATE TABLE t2 (text text) TABLESPACE full_one;
INSERT INTO t2 SELECT repeat(md5(i::text), 100) FROM generate_series(1, 100000) i;" 'DROP TABLE t2'
	ddlect up
	expect "a failure" exits 1
	expect "the reason" says "No space left on device"
	expect "the line" says "2_big.up.sql:2"
	expect "the version before" state_is "1|f"
	expect "no table of it" tables_are "t1"
	query "DROP TABLESPACE full_one"
	umount "$full"
	end
else
	echo "skipped a full disk: no file system can be mounted here"
	skipped=$((skipped + 1))
fi

# Last, because nothing is as it was: the server is a child of this script afterwards.
begin "the server is stopped and started"
database stopped <<'END'
ALTER DATABASE stopped SET synchronous_commit = on; -- the suite's server has it off
END
pairs 1 1
pair 2 slow 'CREATE TABLE t2 (); SELECT pg_sleep(20);' ''
start up
expect "it to run" until_it sleeps
bindir=$(dirname "$(readlink -f "/proc/$(head -n 1 "$PGHOST/data/postmaster.pid")/exe")")
kill -QUIT "$(head -n 1 "$PGHOST/data/postmaster.pid")"
until_it [ ! -e "$PGHOST/data/postmaster.pid" ]
if [ "$(id -u)" -eq 0 ]; then
	user=$(stat -c %u "$PGHOST/data")
	as_server="setpriv --pdeathsig INT --reuid=$user --regid=$(stat -c %g "$PGHOST/data") --clear-groups --"
else
	as_server="setpriv --pdeathsig INT"
fi
sleep 1
(cd "$PGHOST" && LC_ALL=C exec $as_server "$bindir/postgres" -D "$PGHOST/data" >>"$PGHOST/log" 2>&1) &
server=$!
until_it psql -Xqc "SELECT 1" >/dev/null 2>&1
finished
expect "a failure" exits 1
expect "the reason" says "connection"
expect "the version before" state_is "1|f"
pair 2 slow 'CREATE TABLE t2 ();' ''
ddlect up
expect "to go on" tables_are "t1 t2"
end

kill -INT "$server"
wait "$server" 2>/dev/null
finish
