#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/standby.sh COMMAND PLUGINS: a server that can only be read, because it follows
# another one. Run it with tests/live/server.sh, whose server is the one that it follows.
set -u

ddlect=$(readlink -f "$1")
plugins=$(readlink -f "$2")
. "$(dirname "$(readlink -f "$0")")/story.sh"

if [ ! -x "$DDLECT_TEST_BINDIR/pg_basebackup" ]; then
	echo "0 passed, 0 failed, 1 skipped: no pg_basebackup in $DDLECT_TEST_BINDIR"
	exit 0
fi

# A word is a word of a command here.
# shellcheck disable=SC2086
as_server() { $DDLECT_TEST_AS_SERVER "$@"; }

server=
stop()
{
	[ -z "$server" ] || kill -INT "$server" 2>/dev/null
	[ -z "$server" ] || wait "$server"
	server=
	rm -rf "$standby"
}

standby=$(mktemp -d /tmp/ddlect-standby.XXXXXX)
trap 'stop; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP
chown "$(stat -c %u:%g "$PGHOST")" "$standby"
chmod 755 "$standby"

# The database as it is now, and a server of its own for it.
follow()
{
	(cd "$standby" && as_server "$DDLECT_TEST_BINDIR/pg_basebackup" -U postgres -D data -R \
		-X stream -c fast) >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
	echo "unix_socket_directories = '$standby'" >>"$standby/data/postgresql.conf"
	(cd "$standby" && exec $DDLECT_TEST_AS_SERVER "$DDLECT_TEST_BINDIR/postgres" -D data) \
		>"$dir/log" 2>&1 &
	server=$!
	for _ in $(seq 300); do
		PGHOST=$standby psql -XAtqc 'SELECT 1' >/dev/null 2>&1 && return
		sleep 0.1
	done
	cat "$dir/log"
	exit 1
}

begin "a standby says what it is, and can be asked where it is"
database followed </dev/null
pairs 1 2
ddlect up 1 -q
follow
dsn="postgres://postgres@/$db?host=$standby&port=$PGPORT&sslmode=disable"
ddlect version
expect "its version" prints "1"
ddlect status
expect "content" exits 0
expect "what is applied" prints "applied, current"
expect "what is pending" prints "pending"
ddlect up -dry-run
expect "a dry run to work" exits 0
expect "what would run" says "would apply files/2_v0.0.2.up.sql"
for command in 'up' 'down' 'goto 2' 'force 2' 'drop -yes'; do
	# shellcheck disable=SC2086 # a command and its arguments
	ddlect $command
	expect "a failure of $command" exits 1
	expect "$command to say what the server is" says "the server is a standby, which can't be written to"
	expect "$command to say what to do" says "connect to its primary"
done
ddlect up -json
expect "the message" prints '"message": "the server is a standby, which can'"'"'t be written to"'
ddlect version
expect "still the same" prints "1"
end

begin "a standby without a state is at no version"
dsn="postgres://postgres@/postgres?host=$standby&port=$PGPORT&sslmode=disable"
pairs 1 1
ddlect version
expect "none" prints "none"
ddlect status
expect "content" exits 0
end

finish
