#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/server.sh COMMAND [ARGUMENT…]: run a command with a PostgreSQL of its own.
#
# The server lives in a new temporary directory, listens on a unix socket in it and nowhere
# else, and is stopped and removed when the command ends or a signal arrives. Any number may
# run at once. The command finds it through PGHOST, PGUSER and PGDATABASE, so that a bare
# `psql` or an empty connection string reaches it. Its exit status is the command's.
#
#   PG_BINDIR    where initdb and postgres are; else the newest /usr/lib/postgresql/*/bin
#   PG_SETTINGS  lines for postgresql.conf, such as "shared_preload_libraries = 'timescaledb'"
#
# A server refuses to be root: as root it runs as `postgres`, or as `nobody`. The role
# `needs_password` has the password `secret`; all others are trusted.
set -eu

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 2; }

newest_bindir()
{
	ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1
}

bindir=${PG_BINDIR:-$(newest_bindir)}
if [ ! -x "$bindir/initdb" ] || [ ! -x "$bindir/postgres" ]; then
	echo "$0: no initdb and postgres in '$bindir'; install postgresql or set PG_BINDIR" >&2
	exit 1
fi
bindir=$(cd "$bindir" && pwd)

# Words to put before a command of the server's. A server dies with its script, even when
# that is killed outright.
as_server="setpriv --pdeathsig INT"
dir=$(mktemp -d /tmp/ddlect-live.XXXXXX)
if [ "$(id -u)" -eq 0 ]; then
	user=postgres
	id "$user" >/dev/null 2>&1 || user=nobody
	group=$(id -g "$user")
	as_server="$as_server --reuid=$(id -u "$user") --regid=$group --clear-groups --"
	chown "$user:$group" "$dir"
	chmod 755 "$dir"
fi

server=
command=
clean_up()
{
	status=$?
	trap - EXIT
	trap '' INT TERM HUP
	[ -z "$command" ] || kill -TERM "$command" 2>/dev/null || :
	if [ -n "$server" ]; then
		kill -INT "$server" 2>/dev/null || :
		wait "$server" 2>/dev/null || :
	fi
	rm -rf "$dir"
	exit "$status"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

fail()
{
	echo "$0: $1" >&2
	[ ! -f "$dir/log" ] || cat "$dir/log" >&2
	exit 1
}

$as_server test -x "$bindir/postgres" ||
	fail "the server's user can't reach $bindir; build where it can: make BUILD=/tmp/..."

cd "$dir"
LC_ALL=C $as_server "$bindir/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 \
	--locale=C --no-sync >"$dir/log" 2>&1 || fail "initdb failed"

cat >>"$dir/data/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$dir'
port = 5432
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 50
timezone = 'UTC'
log_timezone = 'UTC'
autovacuum = off
${PG_SETTINGS:-}
END
cat >"$dir/data/pg_hba.conf" <<END
local all needs_password scram-sha-256
local all all trust
local replication all trust
END

LC_ALL=C $as_server "$bindir/postgres" -D "$dir/data" >"$dir/log" 2>&1 &
server=$!
tries=0
until grep -qs '^ready' "$dir/data/postmaster.pid"; do
	kill -0 "$server" 2>/dev/null || fail "the server did not start"
	tries=$((tries + 1))
	[ "$tries" -lt 600 ] || fail "the server was not ready after a minute"
	sleep 0.1
done
cd "$OLDPWD"

export PGHOST="$dir" PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
export DDLECT_TEST_SERVER_LOG="$dir/log"
# For a test that starts another server beside this one.
export DDLECT_TEST_BINDIR="$bindir" DDLECT_TEST_AS_SERVER="$as_server"
unset PGPASSWORD PGSERVICE PGOPTIONS DDLECT_DSN CQ_DSN

"$@" <&0 &
command=$!
wait "$command" && status=0 || status=$?
command=
exit "$status"
