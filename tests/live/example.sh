#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/example.sh BUILD: the example's server brings its database up to date when it
# starts, also when many start at once; its tool sees the same migrations. Run it with
# tests/live/server.sh. The last line is `N passed, N failed, N skipped`.
set -u

build=$(readlink -f "$1")
server=$build/tests/abi/providers/docs_server
tool=$build/tests/abi/providers/docs
DDLECT_PLUGIN_PATH=$build/dialects
dir=$(mktemp -d /tmp/ddlect-example.XXXXXX)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
db=docs_example_$$
DOCS_DSN="postgres:///$db"
export DDLECT_PLUGIN_PATH DOCS_DSN

passed=0
failed=0

check()
{
	what=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $what"
		cat out err 2>/dev/null
	fi
}

ask()
{
	psql -XAtq -d "$db" -c "$1"
}

answers()
{
	[ "$(ask "$1")" = "$2" ]
}

# Until it answers so; after a while the checks that follow say what is wrong.
await()
{
	tries=0
	until answers "$1" "$2" || [ "$tries" -ge 200 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
}

serve()
{
	"$server" >out 2>err
}

psql -Xq -d postgres -c "CREATE DATABASE $db" || exit 1

# A first start.
check 'the server does not start' serve
check 'it is not ready' grep -qx 'docs_server: ready; the database is at version 1' out
check 'its progress is not said' grep -qx 'docs_server: migration 1 of 1, to 1 v0.0.1' err
check 'there are no tables' answers \
	"SELECT count(*) FROM pg_tables WHERE tablename LIKE 'docs_account%'" 2
check 'the state is not its own' answers \
	'SELECT version, dirty FROM docs_schema_migrations' '1|f'

# A second one, and what the tool says of it.
check 'the server does not start again' serve
check 'it finds something to do' grep -q '^docs_server: nothing to do' err
check 'the tool fails' sh -c "'$tool' version -dsn '$DOCS_DSN' >out 2>err"
check 'the tool sees another version' grep -q '\<1\>' out
check 'the command fails' sh -c \
	"'$build/ddlect' version -provider '$tool.so' -dsn '$DOCS_DSN' >out 2>err"
check 'the command sees another version' grep -qx 1 out
check 'the tool does not revert' sh -c "'$tool' down -dsn '$DOCS_DSN' >out 2>err"
check 'the tables are still there' answers \
	"SELECT count(*) FROM pg_tables WHERE tablename LIKE 'docs_account%'" 0

# Many at once: one upgrades, all of them are ready.
pids=
for i in 1 2 3 4 5 6 7 8; do
	"$server" >"out.$i" 2>"err.$i" &
	pids="$pids $!"
done
for pid in $pids; do
	check 'one of many does not start' wait "$pid"
done
check 'not all are ready' test "$(cat out.* | grep -c 'ready; the database is at version 1')" -eq 8
check 'not exactly one upgraded' answers \
	'SELECT count(*) FROM docs_schema_migrations_history WHERE version = 1' 3

# A signal while somebody has a lock that it needs: the second one rolls back, at once.
check 'the tool does not revert' sh -c "'$tool' down -dsn '$DOCS_DSN' >out 2>err"
psql -Xq -d "$db" -c 'BEGIN' -c 'CREATE TABLE docs_accounts ()' -c 'SELECT pg_sleep(60)' \
	>/dev/null 2>&1 &
blocker=$!
await "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sleep(60)'" 1
"$server" >out 2>err &
pid=$!
await "SELECT count(*) FROM pg_stat_activity
	WHERE application_name = 'docs_server' AND wait_event_type = 'Lock'" 1
kill -TERM "$pid"
sleep 0.2
check 'the first signal does not let the file end' kill -0 "$pid"
kill -TERM "$pid"
wait "$pid"
check 'it exits with something else' test $? -eq 1
check 'it was not interrupted' grep -q '^docs_server: .*interrupted' err
ask "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%sleep(60)'
	AND pid <> pg_backend_pid()" >/dev/null
wait "$blocker"
check 'the state moved' answers 'SELECT count(*) FROM docs_schema_migrations' 0
check 'it does not start afterwards' serve

# Without a database.
psql -Xq -d postgres -c "DROP DATABASE $db" || exit 1
if serve; then
	check 'it starts without a database' false
else
	check 'it says not why' grep -q "^docs_server: .*$db" err
fi
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
